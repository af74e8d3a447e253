"""Ask teachers about every picture of a configuration, and keep what they say for a student.

Several teachers are averaged: an ensemble is a better teacher than any of its members. With
`--folds`, a photo with its copies is asked of the teacher that had not learnt from it, as
`training.crossval --teachers` kept them, so that the words are of an unseen photo; renders are asked
of all of them. Writes a CSV, small enough to be kept beside the code; see `training.soft`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from training.collect import REASONS
from training.config import DataConfig, TeachConfig, read_config
from training.corpus import Corpus, read_corpus
from training.looks import Draw, Look, make_looks, padded
from training.soft import Soft, averaged, say, write_soft
from training.teach import REFUSALS
from training.teacher import Teacher, TeacherRefused, load_teacher, read_folds

Indices = NDArray[np.int64]

BATCH = 16


def said_by(teacher: Teacher, rows: Indices, look: Look, label: str) -> Soft:
    """Ask one teacher about some pictures."""
    parts = []
    for start in tqdm(range(0, len(rows), BATCH), desc=label):
        x = padded([look(int(row), Draw(0, 0)) for row in rows[start : start + BATCH]])
        parts.append(tuple(vars(say(teacher.model, x)).values()))
    return Soft(*(torch.cat(each) for each in zip(*parts, strict=True)))


def ask(folders: Sequence[Path], corpus: Corpus, rows: Sequence[Indices], data: DataConfig) -> Soft:
    """Average what teachers say, each of the pictures it is asked about.

    Args:
        folders: of the teachers.
        corpus: the pictures.
        rows: of each teacher, the pictures it is asked about.
        data: where what is computed once is kept.

    Raises:
        TeacherRefused: a folder holds no teacher.
        SoftLabelsRefused: their regions are not the same.
    """
    words = []
    for folder, own in zip(folders, rows, strict=True):
        teacher = load_teacher(folder)
        look = make_looks(looking_as(teacher, data), corpus.jobs, data.cache or folder).judged
        said = said_by(teacher, own, look, folder.name)
        words.append(said.spread(own, len(corpus.pictures.photo)))
    return averaged(words)


def looking_as(teacher: Teacher, data: DataConfig) -> TeachConfig:
    """Configure how pictures are looked at for a teacher: its trunk is its own, so views are cut."""
    return TeachConfig(data, replace(teacher.model.config, trainable=1))


def rows_of_folds(csv: Path, corpus: Corpus) -> tuple[list[Path], list[Indices]]:
    """Give the teachers of a cross-validation, and the pictures that each had not learnt from.

    Raises:
        TeacherRefused: a photo has no teacher, or see `read_folds`.
    """
    folds, pictures = read_folds(csv), corpus.pictures
    missing = [name for name in corpus.photos.photo_ids if name not in folds]
    if missing:
        raise TeacherRefused(f"{csv}: no row for photo {missing[0]!r}, expected one for each")
    owner = np.array([str(folds[name]) for name in corpus.photos.photo_ids])
    photo = np.where(pictures.rendered, 0, pictures.photo)
    folders = sorted(set(owner))
    rows = [np.flatnonzero(pictures.rendered | (owner[photo] == each)) for each in folders]
    return [Path(each) for each in folders], rows


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.soft_labels", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="TOML: of which pictures")
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--teacher", type=Path, action="append", help="folder; several are averaged")
    who.add_argument("--folds", type=Path, help="folds.csv of training.crossval --teachers")
    parser.add_argument("--out", type=Path, required=True, help="CSV to write")
    options = parser.parse_args(argv)
    try:
        config = read_config(options.config, options.set)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        corpus = read_corpus(config, options.out.parent)
        if options.folds:
            folders, rows = rows_of_folds(options.folds, corpus)
        else:
            folders = options.teacher
            rows = [np.arange(len(corpus.pictures.photo))] * len(folders)
        soft = ask(folders, corpus, rows, config.data)
    except REFUSALS as error:
        print(f"training.soft_labels: {error}", file=sys.stderr)
        return 2
    write_soft(corpus.jobs, soft, REASONS, options.out)
    print(f"{options.out}: {int(soft.known.sum())} pictures, {len(folders)} teachers")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
