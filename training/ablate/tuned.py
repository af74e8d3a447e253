"""How much of a trunk should learn: its heads alone, its last stage, all of it.

A trunk that learns is too slow for nested cross-validation on two cores. So these are compared on
one split that keeps groups apart, by the whole view alone at the papers' 224 pixels, with three
seeds; what is shown of one is the mean over its seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.ablate.report import MEASURES, Measure, cell, row
from training.config import DataConfig, LoopConfig, TeachConfig
from training.corpus import Corpus, corpus_of
from training.harness import fit
from training.looks import make_looks
from training.model import ModelConfig
from training.predictions import judge
from training.ratings import GOOD_RANK, RatedPhotos
from training.splits import new_split
from training.teach import make_families, make_model
from training.trunks import TRUNKS, TrunkName

Scores = NDArray[np.floating]

SEEDS = (0, 1, 2)
SIZE = 224
LOOP = LoopConfig(
    epochs=8, batch=16, trunk_learning_rate=1e-4, warm_up=0.1, patience=0, accelerator="cpu"
)
"""Validation's loss keeps the best of the epochs."""


@dataclass(frozen=True)
class Tuning:
    """One row of the table: so many of a trunk's last stages learn."""

    name: str
    model: ModelConfig

    @property
    def learns(self) -> bool:
        """Whether the trunk learns."""
        return self.model.trainable > 0

    def config(self, cache: Path, seed: int, workers: int) -> TeachConfig:
        """Say how it is learnt; a trunk that learns sees photos turned and mirrored."""
        data = DataConfig(cache=cache, faults=0, darker=False, workers=workers)
        return TeachConfig(data, self.model, fit=replace(LOOP, augment=self.learns), seed=seed)


def tunings(weights: dict[str, str]) -> list[Tuning]:
    """List the rows, the heads alone first.

    Args:
        weights: of each trunk. All of VGG16 is left out: it wants a GPU.
    """
    return [
        *_tunings("lite0", "Lite0", weights["lite0"], (0, 1, len(TRUNKS["lite0"].channels))),
        *_tunings("vgg16", "VGG16", weights["vgg16"], (0, 1)),
    ]


def _tunings(trunk: TrunkName, name: str, weights: str, learning: Sequence[int]) -> list[Tuning]:
    words = {0: "heads alone", 1: "last stage, too"}
    return [
        Tuning(
            f"{name}, {words.get(stages, 'all stages')}",
            ModelConfig(
                trunk, weights, stages, size=SIZE, regions="none", aggregation="none", components=0
            ),
        )
        for stages in learning
    ]


def tuned_scores(
    photos: RatedPhotos, tuning: Tuning, cache: Path, out: Path, workers: int
) -> Scores:
    """Learn with each seed, and judge the split's test photos: (seeds, n).

    A seed that was killed goes on, one that was done is only judged.

    Raises:
        ResumeRefused: `out` holds a run on other photos.
    """
    configs = [tuning.config(cache, seed, workers) for seed in SEEDS]
    corpus = corpus_of(photos, new_split(photos), configs[0].data)
    return np.stack([_learnt_scores(corpus, config, cache, out) for config in configs])


def _learnt_scores(corpus: Corpus, config: TeachConfig, cache: Path, out: Path) -> Scores:
    torch.set_num_threads(max(1, config.data.workers))
    looks = make_looks(config, corpus.jobs, cache)
    model = make_model(config, corpus)
    folder = out / f"{config.model.trunk}-{config.model.trainable}-{config.seed}"
    fit(model, lambda: make_families(corpus, config, looks), config, folder)
    judged = judge(model, corpus.originals(corpus.split.test), looks.judged)
    return np.asarray(judged.ranks[:, GOOD_RANK - 1 :].sum(axis=1))


def tuned_table(photos: RatedPhotos, scores: Mapping[Tuning, Scores]) -> str:
    """Write SRCC / AUC on each site's test photos, and what is gained over the trunk's heads alone.

    Args:
        photos: all.
        scores: (seeds, n) of each row, on the test photos of the split.
    """
    test = new_split(photos).test
    sites = {site: photos.sources[test] == site for site in np.unique(photos.sources[test])}
    alone = {tuning.model.trunk: each for tuning, each in scores.items() if not tuning.learns}
    heads = [f"{site} (n = {there.sum()}) | by seed" for site, there in sites.items()]
    lines = [f"| what learns | {' | '.join(heads)} |", f"|---|{'---|---|' * len(heads)}"]
    for tuning, each in scores.items():
        base = alone[tuning.model.trunk] if tuning.learns else None
        cells = [_cells(photos, test, there, each, base) for there in sites.values()]
        lines.append(f"| {tuning.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cells(
    photos: RatedPhotos,
    test: NDArray[np.int64],
    there: NDArray[np.bool_],
    scores: Scores,
    base: Scores | None,
) -> str:
    """Write the means over seeds with what is gained, then the SRCC of each seed."""
    known = None if base is None else base[:, there].T
    means = {name: mean_over_seeds(measure) for name, measure in MEASURES.items()}
    whole = row(photos, test[there], scores[:, there].T, known, means)
    seeds = [row(photos, test[there], each[there], None).figures["SRCC"] for each in scores]
    return f"{cell(whole)} | {' '.join(str(seed).split(' ')[0] for seed in seeds)}"


def mean_over_seeds(measure: Measure) -> Measure:
    """Give the mean of a figure over seeds, of scores that are (n, seeds)."""
    return lambda data: float(np.mean([measure(replace(data, score=s)) for s in data.score.T]))
