"""Cross-validate the teacher on rated photos: within each site by group, and across sites.

Heads on a frozen trunk are learnt by L-BFGS on all pictures at once: the objective is that of
`training.teach`, and its minimum is found in seconds. Several configurations are also judged
together, their probabilities averaged. Writes predictions.csv, which training.evaluate reads.

The photos that choose a fold's operating points are those of the other folds, each judged by a model
that had not seen it (but had seen this fold's: scores of all folds are compared, so they are chosen on
all); across sites, those of the site that was learnt from. With `--teachers DIR` the
teacher of each fold within a site is kept, and DIR/folds.csv says which one had not seen a photo.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from training.collect import REASONS
from training.config import ConfigRefused, TeachConfig, read_config
from training.corpus import Corpus, read_corpus
from training.families import Families
from training.looks import Draw, Look, cached, make_looks, padded, trunk_file
from training.model import BagModel, learn_heads
from training.policies import policy_of
from training.predictions import judged_photos, scores_of
from training.teach import REFUSALS
from training.teacher import Teacher, save_teacher
from training.thresholds import operating_points
from training.trials import folds
from training.trunks import load_trunk

Indices = NDArray[np.int64]

ITERATIONS = 80
"""Of L-BFGS."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What one configuration is learnt from: everything but which photos.

    Attributes:
        config: frozen trunk, no augmentation.
        corpus: photos, copies and renders.
        look: gives the bag of a picture.
        cache: folder of what is computed once.
    """

    config: TeachConfig
    corpus: Corpus
    look: Look
    cache: Path

    @classmethod
    def read(cls, config: TeachConfig, out: Path) -> Lesson:
        """Read what a configuration names, and describe its pictures.

        Raises:
            ConfigRefused: its trunk learns, or its photos are augmented.
        """
        if not cached(config):
            raise ConfigRefused("cross-validation wants model.trainable = 0 and no fit.augment")
        corpus = read_corpus(config, out)
        cache = config.data.cache or out / "cache"
        return cls(config, corpus, make_looks(config, corpus.jobs, cache).judged, cache)

    def learnt(self, train: Indices) -> BagModel:
        """Learn from these photos with their copies, and from all renders."""
        corpus, config = self.corpus, self.config
        rows = [*corpus.families(train), *corpus.scenes]
        batch = Families(corpus.pictures, rows, self.look, config.weights).everything
        torch.manual_seed(config.seed)
        model = BagModel(config.model, REASONS, batch.ratings.shape[1])
        model.standardise(self.bags(corpus.originals(train)))
        instances = model.instances(self.bags(np.concatenate(rows)))
        learn_heads(model, instances, batch, config.weights, ITERATIONS)
        return model.eval()

    def judged(self, model: BagModel, test: Indices) -> pd.DataFrame:
        """Judge photos, as rows of predictions.csv."""
        return judged_photos(model, self.corpus, test, self.look, REASONS)

    def teacher(self, model: BagModel, validation: pd.DataFrame) -> Teacher:
        """Give a model its trunk, and a policy that these of its predictions choose."""
        config, photos = self.config, self.corpus.photos
        place = {name: row for row, name in enumerate(photos.photo_ids)}
        members = photos.take(np.array([place[name] for name in validation["photo_id"]]))
        points = operating_points(scores_of(validation, REASONS), members, "other folds")
        file = trunk_file(config.model, self.cache, config.seed)
        model.trunk = load_trunk(config.model.trunk, file)
        return Teacher(model, REASONS, policy_of(points, REASONS))

    def bags(self, rows: Indices) -> Tensor:
        """Stack the bags of some pictures."""
        return padded([self.look(int(row), Draw(0, 0)) for row in rows])


def crossval(lessons: Sequence[Lesson], teachers: Path | None = None) -> pd.DataFrame:
    """Judge every photo of every site, by each configuration's models or, if several, by all.

    Args:
        lessons: one for each configuration.
        teachers: folder where the teachers of the first one's folds are kept.

    Returns:
        Rows as in predictions.csv.
    """
    photos = lessons[0].corpus.photos
    sites = {str(s): np.flatnonzero(photos.sources == s) for s in np.unique(photos.sources)}
    tables, kept = [], []
    own: dict[str, list[pd.DataFrame]] = {}
    for site, members in sites.items():
        parts = list(folds(photos, members))
        learnt = [[each.learnt(train) for each in lessons] for train, _ in tqdm(parts, desc=site)]
        own[site] = [
            _together(lessons, models, test)
            for models, (_, test) in zip(learnt, parts, strict=True)
        ]
        for fold, test in enumerate(own[site]):
            others = pd.concat(own[site][:fold] + own[site][fold + 1 :])
            tables.append(_fold(f"{site}, 10-fold by group", fold, test, others))
            if teachers:
                name = f"{site}-{fold}"
                save_teacher(lessons[0].teacher(learnt[fold][0], others), teachers / name)
                kept.append(pd.DataFrame({"photo_id": test["photo_id"], "model": name}))
    if teachers:
        pd.concat(kept).to_csv(teachers / "folds.csv", index=False)
    return pd.concat([*tables, *_across(lessons, sites, own)], ignore_index=True)


def _across(
    lessons: Sequence[Lesson], sites: dict[str, Indices], own: dict[str, list[pd.DataFrame]]
) -> list[pd.DataFrame]:
    """Judge each site by models that learnt on another alone."""
    tables = []
    for known, members in sites.items():
        models = [lesson.learnt(members) for lesson in lessons] if len(sites) > 1 else []
        for site, unseen in sites.items():
            if site != known:
                test = _together(lessons, models, unseen)
                name = f"{site}, learnt on {known} alone"
                tables.append(_fold(name, 0, test, pd.concat(own[known])))
    return tables


def _together(lessons: Sequence[Lesson], models: Sequence[BagModel], test: Indices) -> pd.DataFrame:
    """Judge photos by the mean of what all models say."""
    tables = [lesson.judged(each, test) for lesson, each in zip(lessons, models, strict=True)]
    numbers = tables[0].select_dtypes("number").columns
    mean = sum(table[numbers] for table in tables) / len(tables)
    return tables[0].assign(**{name: mean[name] for name in numbers})


def _fold(trial: str, fold: int, test: pd.DataFrame, validation: pd.DataFrame) -> pd.DataFrame:
    parts = [validation.assign(part="validation"), test.assign(part="test")]
    return pd.concat(parts).assign(trial=trial, fold=fold)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.crossval", description=__doc__)
    parser.add_argument(
        "--config", type=Path, action="append", required=True, help="TOML; several are averaged"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="for all of them"
    )
    parser.add_argument("--teachers", type=Path, help="folder for the teachers of the folds")
    parser.add_argument("--out", type=Path, required=True, help="folder for predictions.csv")
    options = parser.parse_args(argv)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        configs = [read_config(path, options.set) for path in options.config]
        lessons = [Lesson.read(config, options.out) for config in configs]
        table = crossval(lessons, options.teachers)
    except REFUSALS as error:
        print(f"training.crossval: {error}", file=sys.stderr)
        return 2
    first = ["trial", "fold", "part", "photo_id"]
    table = table[first + [name for name in table.columns if name not in first]]
    table.to_csv(options.out / "predictions.csv", index=False, float_format="%.6g")
    print(
        f"{options.out / 'predictions.csv'}: {len(table)} rows, {table['trial'].nunique()} trials"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
