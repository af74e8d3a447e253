"""Measure what the harness costs: regions a second in it and in a plain torch loop, side by side.

Both train the same model on the same tensors with the same optimiser, by turns. The loops alone are
compared: loading would cost both the same. Heads on cached instances are the hardest case, for their
steps are short; where a trunk learns, the harness is lost in it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Lightning hands over batches of any kind

import numpy as np
import torch
from lightning.pytorch import Callback
from numpy.typing import NDArray
from scipy import stats
from torch.utils.data import DataLoader
from tqdm import tqdm

from training.callbacks import ResumePoint, SeededSteps
from training.collect import REASONS
from training.config import LoopConfig, TeachConfig
from training.copies import ORIGINAL, darker_copies, faulty_copies
from training.families import Families, Portion, in_order
from training.features import Features
from training.harness import Teaching, make_trainer, unwarned
from training.loaders import Loaders
from training.looks import Instances
from training.model import BagModel, ModelConfig
from training.objective import Masses, Weights
from training.pictures import Pictures, rated_pictures
from training.ratings import RatedPhotos

CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.process_time}


@dataclass(frozen=True, eq=False)
class Race:
    """Seconds that each loop took in each round, for so many regions."""

    harness: NDArray[np.float64]
    plain: NDArray[np.float64]
    regions: int

    @property
    def overhead(self) -> tuple[float, float, float]:
        """Share by which the harness takes longer: mean over rounds, and its 95 % interval.

        Of the logarithms of the rounds' ratios, by Student's t.

        >>> Race(np.array([1.1, 1.1]), np.array([1.0, 1.0]), 1).overhead[0]
        0.1...
        """
        logs = np.log(self.harness / self.plain)
        half = stats.t.ppf(0.975, len(logs) - 1) * stats.sem(logs)
        mean, low, high = np.expm1(logs.mean() + np.array([0, -half, half]))
        return float(mean), float(low), float(high)

    def __str__(self) -> str:
        """Say it in one line."""
        ours, theirs = (self.regions / each.mean() for each in (self.harness, self.plain))
        mean, low, high = (100 * each for each in self.overhead)
        return (
            f"harness {ours:.0f} regions/s, plain torch loop {theirs:.0f}; overhead {mean:.1f} % "
            f"(95 % interval {low:.1f} to {high:.1f}, n = {len(self.plain)} rounds)"
        )


def race(config: TeachConfig, steps: int, rounds: int, clock: Callable[[], float]) -> Race:
    """Let both loops run by turns; one round before the first is not counted."""
    families = made_up(config, photos=4 * config.fit.batch)
    portions = _portions(families, config.fit.batch)
    ready = [portions[i % len(portions)] for i in range(steps)]
    times = [
        (_in_harness(families, ready, config, clock), _plainly(families, ready, config, clock))
        for _ in tqdm(range(rounds + 1), desc="rounds")
    ]
    harness, plain = np.array(times[1:]).T
    return Race(harness, plain, sum(portion.x[..., 0].numel() for portion in ready))


def made_up(config: TeachConfig, photos: int) -> Families:
    """Make photos with copies up, whose instances are noise."""
    rng = np.random.default_rng(0)
    names = [f"p{i}" for i in range(photos)]
    copies = [(ORIGINAL, *faulty_copies(name), *darker_copies(name)[:1]) for name in names]
    pictures = _pictures(names, copies, rng.integers(1, 5, (photos, 4)).astype(float))
    shape = (1 + config.model.cells**2, len(BagModel(config.model, REASONS, 4).centre))
    bags = [rng.normal(size=shape).astype(np.float16) for _ in pictures.copies]
    rows = [np.flatnonzero(pictures.photo == photo) for photo in range(photos)]
    return Families(pictures, rows, Instances(bags), config.weights)


def _pictures(names: list[str], copies: list[Any], ratings: NDArray[np.float64]) -> Pictures:
    nothing = np.zeros((sum(map(len, copies)), 0), np.float32)
    photos = RatedPhotos(
        paths=tuple(map(Path, names)),
        photo_ids=tuple(names),
        groups=np.array(names),
        sources=np.array(["made up"] * len(names)),
        ratings=ratings,
        votes={},
        licences=np.array([""] * len(names)),
    )
    return rated_pictures(photos, copies, Features(nothing, nothing, nothing), REASONS)


def _portions(families: Families, batch: int) -> list[Portion]:
    return [
        families.collate([families[draw] for draw in draws])
        for draws in in_order(len(families), batch)
    ]


def _model(config: TeachConfig) -> BagModel:
    torch.manual_seed(config.seed)
    return BagModel(config.model, REASONS, 4).train()


class Ready(Loaders):
    """Hands over batches that are there."""

    def __init__(self, families: Families, ready: list[Portion], config: TeachConfig) -> None:
        super().__init__(lambda: (families, families), config.fit, config.seed)
        self.ready = ready

    def train_dataloader(self) -> Any:
        """Give the batches."""
        return DataLoader(self.ready, batch_size=None)  # type: ignore[arg-type]  # a list will do


class Stopwatch(Callback):
    """Times the steps of an epoch."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock, self.seconds = clock, 0.0

    def on_train_epoch_start(self, *_: Any) -> None:
        """Start."""
        self.seconds = -self.clock()

    def on_train_epoch_end(self, *_: Any) -> None:
        """Stop."""
        self.seconds += self.clock()


def _in_harness(
    families: Families, ready: list[Portion], config: TeachConfig, clock: Callable[[], float]
) -> float:
    watch = Stopwatch(clock)
    with tempfile.TemporaryDirectory() as folder:
        resume = ResumePoint(Path(folder) / "resume.ckpt", config.fit.checkpoint_every)
        callbacks = [watch, SeededSteps(config.seed), resume]
        trainer = make_trainer(config.fit, Path(folder), callbacks)
        trainer.limit_val_batches = 0
        loaders = Ready(families, ready, config)
        with unwarned():
            trainer.fit(Teaching(_model(config), loaders, config), loaders)
    return watch.seconds


def _plainly(
    families: Families, ready: list[Portion], config: TeachConfig, clock: Callable[[], float]
) -> float:
    torch.use_deterministic_algorithms(False)  # as a plain loop has it; the harness sets it anew
    model = _model(config)
    masses = Masses.of(families.everything, 1 / len(families))
    optimiser = torch.optim.Adam(model.parameters(), config.fit.learning_rate)
    start = clock()
    for portion in ready:
        optimiser.zero_grad()
        own = masses.times(portion.families)
        terms = model.losses(model.instances(portion.x), portion.batch, own, config.weights)
        torch.stack(list(terms.values())).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return clock() - start


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.throughput", description=__doc__)
    parser.add_argument("--steps", type=int, default=100, help="of each loop in a round")
    parser.add_argument("--rounds", type=int, default=10, help="of both loops")
    parser.add_argument("--batch", type=int, default=LoopConfig.batch, help="photos a step")
    parser.add_argument("--trunk", default=ModelConfig.trunk, help="whose instances are made up")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="`cpu` where others use the machine, too"
    )
    options = parser.parse_args(argv)
    config = TeachConfig(
        model=ModelConfig(trunk=options.trunk),
        weights=Weights(),
        fit=LoopConfig(epochs=1, batch=options.batch, accelerator="cpu"),
    )
    print(race(config, options.steps, options.rounds, CLOCKS[options.clock]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
