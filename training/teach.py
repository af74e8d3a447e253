"""Train the teacher on rated photos, as a TOML file of differences says.

Writes the teacher to DIR (model.safetensors, teacher.json and policy.json, its operating points
chosen on validation), config.toml (the whole configuration), predictions.csv (photos of validation
and test) and metrics.json; `tensorboard --logdir DIR` draws the curves. The same command goes on
where a killed run was, and ends with the same weights to the bit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import astuple
from functools import cache, partial
from pathlib import Path

import torch
from lightning.pytorch.utilities import rank_zero_only

from clearshot.errors import PhotoUnreadable
from clearshot.policy import Policy
from training.collect import REASONS
from training.config import ConfigRefused, TeachConfig, read_config, write_config
from training.corpus import Corpus, read_corpus
from training.families import BatchRefused, Families, check_batch
from training.features import digest
from training.harness import ResumeRefused, fit
from training.looks import Look, Looks, cached, freshness, make_looks, trunk_file
from training.model import BagModel
from training.policies import policy_of
from training.predictions import judge, predictions
from training.ratings import RatingsRefused
from training.soft import SoftLabelsRefused, read_soft
from training.splits import PARTS, SplitRefused
from training.teacher import Teacher, TeacherRefused, save_teacher
from training.thresholds import operating_points
from training.trunks import TrunkRefused, load_trunk

REFUSALS = (
    ConfigRefused, RatingsRefused, SplitRefused, PhotoUnreadable, TrunkRefused, BatchRefused,
    ResumeRefused, SoftLabelsRefused, TeacherRefused, OSError,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.teach", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="TOML file of differences")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument(
        "--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="one more difference"
    )
    options = parser.parse_args(argv)
    try:
        teach(read_config(options.config, options.set), options.out)
    except REFUSALS as error:
        print(f"training.teach: {error}", file=sys.stderr)
        return 2
    return 0


def teach(config: TeachConfig, out: Path) -> BagModel:
    """Train, judge and write, as `main` says."""
    out.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(config, out)
    check_validation(corpus)
    families = len(corpus.split.train) + len(corpus.scenes)
    if config.data.teacher and cached(config):
        raise ConfigRefused("data.teacher is asked about views: set fit.augment or model.trainable")
    check_batch(families, config.fit.batch, config.fit.devices * config.fit.num_nodes)
    rank_zero_only(write_config)(config, out / "config.toml")
    kept = config.data.cache or out / "cache"
    looks = cache(partial(make_looks, config, corpus.jobs, kept))
    model = make_model(config, corpus)
    history = fit(model, lambda: make_families(corpus, config, looks()), config, out)
    if config.fit.accelerator != "cpu" and torch.cuda.is_available():
        model.cuda()  # Lightning has moved it back
    if model.trunk is None:
        file = trunk_file(config.model, kept, config.seed)
        model.trunk = load_trunk(config.model.trunk, file)
    write_run(model, corpus, looks().judged, history, out)
    return model


def check_validation(corpus: Corpus) -> None:
    """Refuse photos on which no operating point can be chosen.

    Raises:
        SplitRefused: those of validation are all good or all bad.
    """
    good = corpus.photos.good[corpus.split.validation]
    if good.all() or not good.any():
        only = "good" if good.all() else "bad"
        raise SplitRefused(
            f"validation has only {only} photos ({len(good)}): no threshold can be chosen on them; "
            "rate more photos, or give a column `split`"
        )


def make_model(config: TeachConfig, corpus: Corpus) -> BagModel:
    """Build the model with its first weights, which follow from the seed."""
    torch.manual_seed(config.seed)
    trunk = None if cached(config) else load_trunk(config.model.trunk, config.model.weights)
    return BagModel(config.model, REASONS, corpus.pictures.ratings.shape[1], trunk)


def make_families(corpus: Corpus, config: TeachConfig, looks: Looks) -> tuple[Families, Families]:
    """Give the families to learn from, renders among them, and those to validate on."""
    split, pictures, weights = corpus.split, corpus.pictures, config.weights
    learnt = [*corpus.families(split.train), *corpus.scenes]
    said, fresh = config.data.soft_labels, freshness(config, corpus.jobs)
    soft = None if said is None else read_soft(said, corpus.jobs, REASONS, config.model.ranks)
    return (
        Families(pictures, learnt, looks.learnt, weights, config.fit.draw, soft, fresh),
        Families(pictures, corpus.families(split.validation), looks.judged, weights),
    )


@rank_zero_only
def write_run(
    model: BagModel, corpus: Corpus, look: Look, history: list[dict[str, float]], out: Path
) -> None:
    """Write a run's results."""
    save_teacher(Teacher(model, REASONS, choose_policy(model, corpus, look)), out)
    table = predictions(model, corpus, look, REASONS)
    table.to_csv(out / "predictions.csv", index=False, float_format="%.6g", lineterminator="\n")
    sizes = {name: len(part) for name, part in zip(PARTS, astuple(corpus.split), strict=True)}
    metrics = {
        "weights_sha256": digest(out / "model.safetensors"),
        "photos": sizes,
        "renders": len(corpus.scenes),
        "validation": history,
    }
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {len(history)} epochs; weights {metrics['weights_sha256']}")


def choose_policy(model: BagModel, corpus: Corpus, look: Look) -> Policy:
    """Choose the operating points on validation."""
    members = corpus.split.validation
    score = judge(model, corpus.originals(members), look).score
    data = "validation photos of the run that trained it"
    return policy_of(operating_points(score, corpus.photos.take(members), data), REASONS)


if __name__ == "__main__":
    raise SystemExit(main())
