"""Training in one process, on made-up instances; with real processes and a real kill: test_teach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from training.collect import REASONS
from training.config import LoopConfig, TeachConfig
from training.copies import TEST_DARKENER
from training.families import Families
from training.harness import Judged, ResumeRefused, figures_of, fit, rate_at
from training.looks import Bag, Draw, Looks
from training.model import BagModel, ModelConfig
from training.objective import Weights
from training.pictures import Pictures
from training.trunks import TRUNKS

MODEL = ModelConfig(trunk="lite0", aggregation="attention", rater_effect=True)
CONFIG = TeachConfig(
    model=MODEL,
    weights=Weights(decay=1.0),
    fit=LoopConfig(epochs=3, batch=8, learning_rate=0.01, accelerator="cpu", checkpoint_every=1),
)
LENGTH = TRUNKS["lite0"].length()
LEARNT = 28  # three batches an epoch, and some left over

pytestmark = pytest.mark.filterwarnings(
    # Lightning's own use of what torch deprecates.
    "ignore::DeprecationWarning:lightning",
    "ignore::FutureWarning:lightning",
)


class Killed(Exception):
    """Stands for a kill: nobody catches it."""


@dataclass
class Noisy:
    """Instances that show quality, augmented by noise; dies after so many looks."""

    pictures: Pictures
    noise: float
    lives: float = float("inf")

    def __call__(self, row: int, draw: Draw) -> Bag:
        self.lives -= 1
        if self.lives < 0:
            raise Killed
        rng = np.random.default_rng([*draw, row])
        bag = self.noise * rng.normal(size=(3, LENGTH))
        bag[:, :6] += self.pictures.x[row, :6]
        return bag.astype(np.float16)


class Run(NamedTuple):
    """What a run leaves: weights, and the figures of each epoch."""

    weights: dict[str, Tensor]
    epochs: list[dict[str, float]]


Train = Callable[..., Run]


@pytest.fixture
def trained(rated: Pictures, tmp_path: Path) -> Train:
    """Train in a folder of this name, or go on there."""

    def train(
        name: str,
        config: TeachConfig = CONFIG,
        lives: float = float("inf"),
        pictures: Pictures = rated,
    ) -> Run:
        looks = Looks(Noisy(pictures, 0.3, lives), Noisy(pictures, 0.0))
        learnt = ~pictures.where("darker", TEST_DARKENER)
        rows = [np.flatnonzero(learnt & (pictures.photo == photo)) for photo in range(LEARNT + 12)]
        train = Families(pictures, rows[:LEARNT], looks.learnt, config.weights)
        validation = Families(pictures, rows[LEARNT:], looks.judged, config.weights)
        torch.manual_seed(config.seed)
        model = BagModel(config.model, REASONS, 4)
        epochs = fit(model, lambda: (train, validation), config, tmp_path / name)
        return Run(model.state_dict(), epochs)

    return train


def same(one: Run, other: Run) -> bool:
    return one.epochs == other.epochs and all(
        torch.equal(one.weights[name], other.weights[name]) for name in one.weights
    )


def test_a_model_learns_to_rank_photos(trained: Train, tmp_path: Path) -> None:
    epochs = trained("run").epochs
    assert len(epochs) == 3
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    assert epochs[-1]["srcc"] > 0.5
    assert list((tmp_path / "run" / "curves").glob("events.*"))


def test_a_run_killed_at_any_step_ends_with_the_same_weights(
    trained: Train, rated: Pictures
) -> None:
    whole = trained("whole")
    per_step = 7 * CONFIG.fit.batch
    for step in (1, 2, 3, 4, 8):  # within an epoch, at its end, at its start, in the last one
        name = f"killed at {step}"
        with pytest.raises(Killed):
            trained(name, lives=(step + 0.5) * per_step + LEARNT)
        assert same(trained(name), whole), name


def test_heads_that_learn_first_begin_where_they_are_best(trained: Train) -> None:
    slow = replace(CONFIG.fit, epochs=1, learning_rate=1e-9, warm_up=0.0)
    naive = trained("naive", replace(CONFIG, fit=slow)).epochs[0]
    first = trained("first", replace(CONFIG, fit=replace(slow, heads_first=True))).epochs[0]
    assert first["loss"] < naive["loss"]
    assert first["srcc"] > 0.5


def test_the_last_epochs_weights_are_kept_where_nothing_chooses(trained: Train) -> None:
    """At this rate photos are ranked no better by a later epoch than by the first."""
    wild = replace(CONFIG.fit, learning_rate=3.0, patience=1)
    chosen = trained("chosen", replace(CONFIG, fit=replace(wild, monitor="auc", patience=0)))
    last = trained("last", replace(CONFIG, fit=replace(wild, monitor="last")))
    assert chosen.epochs == last.epochs
    assert last.epochs[-1]["auc"] <= last.epochs[0]["auc"]
    assert not same(chosen, last)
    assert same(trained("last", replace(CONFIG, fit=replace(wild, monitor="last"))), last)


def test_another_seed_gives_other_weights(trained: Train) -> None:
    assert not same(trained("one"), trained("other", replace(CONFIG, seed=1)))


def test_a_finished_run_is_not_trained_further(trained: Train) -> None:
    whole = trained("run")
    assert same(trained("run", lives=LEARNT), whole)


def test_training_stops_when_validation_gets_no_better_and_stays_stopped(
    trained: Train, tmp_path: Path
) -> None:
    hasty = replace(CONFIG, fit=replace(CONFIG.fit, epochs=9, patience=1, learning_rate=3.0))
    stopped = trained("run", hasty)
    assert len(stopped.epochs) < 9
    assert same(trained("run", hasty), stopped)


def test_a_checkpoint_of_another_run_is_refused_in_words(trained: Train, rated: Pictures) -> None:
    trained("run", replace(CONFIG, fit=replace(CONFIG.fit, epochs=1)))
    with pytest.raises(ResumeRefused, match=r"fit\.epochs is 1 there and 3 here\. Give another"):
        trained("run")
    other = replace(rated, ratings=np.roll(rated.ratings, 8, axis=0))
    with pytest.raises(ResumeRefused, match="the data is"):
        trained("run", replace(CONFIG, fit=replace(CONFIG.fit, epochs=1)), pictures=other)


def test_how_batches_are_loaded_may_change_when_a_run_goes_on(
    trained: Train,
) -> None:
    whole = trained("run")
    assert same(trained("run", replace(CONFIG, fit=replace(CONFIG.fit, checkpoint_every=9))), whole)


def test_figures_are_of_photos_with_ratings_and_nan_where_all_are_alike() -> None:
    logits, ratings = torch.tensor([0.0, 5.0, 1.0]), torch.tensor([2.0, torch.nan, 3.0])
    assert figures_of([Judged(torch.tensor(1.0), logits, ratings)])["auc"] == 1.0
    alike = figures_of([Judged(torch.tensor(1.0), logits, torch.full((3,), 4.0))])
    assert np.isnan(alike["auc"])
    assert np.isnan(alike["srcc"])


def test_the_rate_rises_and_then_falls_to_nothing() -> None:
    rates = [rate_at(done, 0.2) for done in np.linspace(0, 1, 101)]
    assert rates[0] == 0
    assert np.argmax(rates) == 20
    assert rates[-1] == pytest.approx(0)
    assert rate_at(0.0, 0.0) == 1.0
