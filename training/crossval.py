"""Cross-validate the teacher on rated photos: within each site by group, and across sites.

Heads on a frozen trunk are learnt by L-BFGS on all pictures at once: the objective is that of
`training.teach`, and its minimum is found in seconds. A trunk that learns takes long: it is taught
once a fold of all sites together (`--together`), and goes on where it was killed. Several
configurations are also judged together, their probabilities averaged. Models of `--teacher`
configurations, learnt from the same photos as each fold's model, teach it what they say of these
photos: so no teacher knows a photo by which its student is tried. Writes predictions.csv, which
training.evaluate reads.

The photos that choose a fold's operating points are those of the other folds, each judged by a model
that had not seen it (but had seen this fold's: scores of all folds are compared, so they are chosen on
all); across sites, those of the site that was learnt from. With `--teachers DIR` the
teacher of each fold within a site is kept, and DIR/folds.csv says which one had not seen a photo.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from training.collect import REASONS
from training.config import ConfigRefused, TeachConfig, read_config
from training.copies import Copy
from training.corpus import Corpus, read_corpus
from training.families import Families
from training.harness import fit
from training.looks import Draw, Looks, cached, make_looks, padded, trunk_file
from training.model import BagModel, learn_heads, nothing_else
from training.policies import policy_of
from training.predictions import judged_photos, scores_of
from training.ratings import RatedPhotos
from training.soft import Soft, averaged, say, taught
from training.splits import Split
from training.teach import REFUSALS, make_families, make_model
from training.teacher import Teacher, save_teacher
from training.thresholds import operating_points
from training.trials import FOLDS, folds
from training.trunks import load_trunk

Indices = NDArray[np.int64]

ITERATIONS = 80
"""Of L-BFGS."""
TOGETHER = 5
"""Folds where all sites are learnt from together: a trunk that learns takes half an hour."""
SHOWN = 64
"""Test photos, at most, whose figures a trunk that learns draws after each epoch."""
ALL = "all"


@dataclass(frozen=True, eq=False)
class Lesson:
    """What one configuration is learnt from: everything but which photos.

    Attributes:
        config: of the run.
        corpus: photos, copies and renders.
        looks: give the bag of a picture.
        cache: folder of what is computed once.
        out: folder of trunks that learn.
    """

    config: TeachConfig
    corpus: Corpus
    looks: Looks
    cache: Path
    out: Path

    @classmethod
    def read(cls, config: TeachConfig, out: Path) -> Lesson:
        """Read what a configuration names, and describe its pictures.

        Raises:
            ConfigRefused: its trunk learns, and a test photo would choose its epoch.
        """
        if not cached(config) and config.fit.monitor != "last":
            raise ConfigRefused('a trunk that learns is cross-validated with fit.monitor = "last"')
        corpus = read_corpus(config, out)
        cache = config.data.cache or out / "cache"
        return cls(config, corpus, make_looks(config, corpus.jobs, cache), cache, out)

    def learnt(
        self, train: Indices, test: Indices, name: str, teachers: Sequence[Lesson] = ()
    ) -> BagModel:
        """Learn from photos with their copies, and from all renders.

        Args:
            train: photos that are learnt from.
            test: photos whose figures are drawn after each epoch, where there are epochs.
            name: of the run.
            teachers: whose models, learnt from the same, teach this one; of a trunk that is frozen.
        """
        if not cached(self.config):
            return self._tuned(train, test, name)
        words = [each.said(each.learnt(train, test, name), train, self) for each in teachers]
        return self._heads(train, averaged(words) if words else None)

    def said(self, model: BagModel, train: Indices, student: Lesson) -> Soft:
        """Give what a model says of all pictures of a student that it knows, too, and learnt from."""
        place = {each: row for row, each in enumerate(student.pictures)}
        rows = [row for row in self._rows(train) if self.pictures[row] in place]
        known = np.array([place[self.pictures[row]] for row in rows])
        return say(model, self.bags(np.array(rows))).spread(known, len(place))

    @cached_property
    def pictures(self) -> list[tuple[str, Copy]]:
        """Which photo each picture shows, and which copy it is."""
        return [(job.photo_id, copy) for job in self.corpus.jobs for copy in job.copies]

    def _rows(self, train: Indices) -> Indices:
        """Give the pictures that are learnt from."""
        return np.concatenate([*self.corpus.families(train), *self.corpus.scenes])

    def _tuned(self, train: Indices, test: Indices, name: str) -> BagModel:
        corpus, config = self.corpus, self.config
        shown = replace(corpus, split=Split(train, test[:: -(-len(test) // SHOWN)], test[:0]))
        model = make_model(config, shown)
        fit(model, lambda: make_families(shown, config, self.looks), config, self.out / name)
        return model.eval()

    def _heads(self, train: Indices, soft: Soft | None) -> BagModel:
        corpus, config = self.corpus, self.config
        rows = [*corpus.families(train), *corpus.scenes]
        batch = Families(corpus.pictures, rows, self.looks.learnt, config.weights).everything
        torch.manual_seed(config.seed)
        model = BagModel(config.model, REASONS, batch.ratings.shape[1])
        model.standardise(self.bags(corpus.originals(train)))
        instances = model.instances(self.bags(self._rows(train)))
        words = nothing_else
        if soft is not None:
            said = soft.of(self._rows(train))
            words = partial(taught, model, instances, said, config.soft, float(said.known.sum()))
        learn_heads(model, instances, batch, config.weights, ITERATIONS, words)
        return model.eval()

    def judged(self, model: BagModel, test: Indices) -> pd.DataFrame:
        """Judge photos, as rows of predictions.csv."""
        return judged_photos(model, self.corpus, test, self.looks.judged, REASONS)

    def teacher(self, model: BagModel, validation: pd.DataFrame) -> Teacher:
        """Give a model its trunk, and a policy that these of its predictions choose."""
        config, photos = self.config, self.corpus.photos
        place = {name: row for row, name in enumerate(photos.photo_ids)}
        members = photos.take(np.array([place[name] for name in validation["photo_id"]]))
        points = operating_points(scores_of(validation, REASONS), members, "other folds")
        if model.trunk is None:
            file = trunk_file(config.model, self.cache, config.seed)
            model.trunk = load_trunk(config.model.trunk, file)
        return Teacher(model, REASONS, policy_of(points, REASONS))

    def bags(self, rows: Indices) -> Tensor:
        """Stack the bags of some pictures."""
        return padded([self.looks.learnt(int(row), Draw(0, 0)) for row in rows])


def check_taught(lessons: Sequence[Lesson], taught_by: Sequence[Lesson]) -> None:
    """Refuse to let a trunk that learns be taught here, or by who knows other photos.

    Raises:
        ConfigRefused: it would not listen, or a fold's photos would be others to its teacher.
    """
    if any(
        each.corpus.photos.photo_ids != lessons[0].corpus.photos.photo_ids for each in taught_by
    ):
        raise ConfigRefused(
            "--teacher: its data.ratings has other photos than the first --config's"
        )
    if taught_by and not all(cached(each.config) for each in (lessons[0], *taught_by)):
        raise ConfigRefused(
            "--teacher: here only heads on a frozen trunk are taught, by such; model.trainable is not "
            "0, or fit.augment or fit.fresh is set. A trunk that learns is taught by training.distil"
        )


def crossval(
    lessons: Sequence[Lesson],
    teachers: Path | None = None,
    together: bool = False,
    taught_by: Sequence[Lesson] = (),
) -> pd.DataFrame:
    """Judge every photo of every site, by each configuration's models or, if several, by all.

    Args:
        lessons: one for each configuration.
        teachers: folder where the teachers of the first one's folds are kept.
        together: learn on the photos of all sites that are not in the fold, in fewer folds.
        taught_by: whose models teach those of the first; see `Lesson.learnt`.

    Returns:
        Rows as in predictions.csv.
    """
    photos = lessons[0].corpus.photos
    sites = {str(s): np.flatnonzero(photos.sources == s) for s in np.unique(photos.sources)}
    pools = {ALL: np.arange(len(photos))} if together else sites
    trials = [
        trial
        for pool, members in pools.items()
        for trial in _tried(lessons, pool, members, taught_by)
    ]
    own = {site: _of_site(trials, photos, site) for site in sites}
    if teachers:
        keep_teachers(lessons[0], trials, teachers)
    kind = f"{TOGETHER}-fold by group, all sites" if together else f"{FOLDS}-fold by group"
    tables = [
        _fold(f"{site}, {kind}", fold, test, _others(tests, fold))
        for site, tests in own.items()
        for fold, test in enumerate(tests)
    ]
    return pd.concat([*tables, *_across(lessons, sites, own, taught_by)], ignore_index=True)


class Tried(NamedTuple):
    """One fold of a pool of photos: the first configuration's model, and what all say of its photos."""

    pool: str
    name: str
    model: BagModel
    test: pd.DataFrame


def _tried(
    lessons: Sequence[Lesson], pool: str, members: Indices, taught_by: Sequence[Lesson]
) -> list[Tried]:
    photos, tried = lessons[0].corpus.photos, []
    parts = list(folds(photos, members, TOGETHER if pool == ALL else FOLDS))
    for fold, (train, test) in enumerate(tqdm(parts, desc=pool)):
        name = f"{pool}-{fold}"
        models = _models(lessons, train, test, name, taught_by)
        tried.append(Tried(pool, name, models[0], _together(lessons, models, test)))
    return tried


def _models(
    lessons: Sequence[Lesson],
    train: Indices,
    test: Indices,
    name: str,
    taught_by: Sequence[Lesson],
) -> list[BagModel]:
    """Learn by each configuration; teachers teach the first."""
    first, *others = lessons
    taught_one = first.learnt(train, test, name, taught_by)
    return [taught_one, *(each.learnt(train, test, name) for each in others)]


def _of_site(trials: Sequence[Tried], photos: RatedPhotos, site: str) -> list[pd.DataFrame]:
    """Give what is said of a site's photos, fold by fold."""
    there = np.array(photos.photo_ids)[photos.sources == site]
    tests = [trial.test[trial.test["photo_id"].isin(there)] for trial in trials]
    return [test for test in tests if len(test)]


def _others(tests: Sequence[pd.DataFrame], fold: int) -> pd.DataFrame:
    return pd.concat([test for other, test in enumerate(tests) if other != fold])


def keep_teachers(lesson: Lesson, trials: Sequence[Tried], folder: Path) -> None:
    """Keep the teacher of each fold, and in folds.csv which one had not seen a photo."""
    kept = []
    for trial in trials:
        others = [each.test for each in trials if each.pool == trial.pool and each is not trial]
        save_teacher(lesson.teacher(trial.model, pd.concat(others)), folder / trial.name)
        kept.append(pd.DataFrame({"photo_id": trial.test["photo_id"], "model": trial.name}))
    pd.concat(kept).to_csv(folder / "folds.csv", index=False)


def _across(
    lessons: Sequence[Lesson],
    sites: dict[str, Indices],
    own: dict[str, list[pd.DataFrame]],
    taught_by: Sequence[Lesson],
) -> list[pd.DataFrame]:
    """Judge each site by models that learnt on another alone."""
    tables = []
    for known, members in sites.items():
        others = np.setdiff1d(np.arange(len(lessons[0].corpus.photos)), members)
        if not len(others):
            continue
        models = _models(lessons, members, others, f"{known}-alone", taught_by)
        for site, unseen in sites.items():
            if site != known:
                test = _together(lessons, models, unseen)
                trial = f"{site}, learnt on {known} alone"
                tables.append(_fold(trial, 0, test, pd.concat(own[known])))
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
    parser.add_argument(
        "--teacher", type=Path, action="append", default=[], metavar="CONFIG",
        help="TOML of a model that teaches the first one's, fold by fold; several are averaged",
    )  # fmt: skip
    parser.add_argument("--together", action="store_true", help="learn on all sites at once")
    parser.add_argument("--out", type=Path, required=True, help="folder for predictions.csv")
    options = parser.parse_args(argv)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        lessons, taught_by = (
            [Lesson.read(read_config(path, options.set), options.out) for path in paths]
            for paths in (options.config, options.teacher)
        )
        check_taught(lessons, taught_by)
        table = crossval(lessons, options.teachers, options.together, taught_by)
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
