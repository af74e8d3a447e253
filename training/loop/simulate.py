"""A gate, people and a limit in; out comes what became of each simulated patient."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEARLY = 1e-9
"""A gate that never errs is taken to err so rarely: its scores stay finite."""


@dataclass(frozen=True)
class Gate:
    """What accepts photos. Positive is a good photo; both figures are over all patients' photos."""

    sensitivity: float
    specificity: float


@dataclass(frozen=True)
class People:
    """Those who take photos.

    Attributes:
        good: share of first photos that are good, over all patients.
        alike: correlation of two photos of one patient in being good, 0 (all patients have the same
            chance) to below 1; each patient's chance is beta-distributed.
        gain: share of a patient's chance of a poor photo that each prompt takes away, 0 to 1.
        persistent: share of the gate's errors that stays with a patient (the lesion, the skin, the
            light), as variance of the score, 0 to 1.
        left: share that sends anyway at the first, second, ... suggested retake; the last one stands
            for all that follow.
    """

    good: float
    alike: float = 1 / 3
    gain: float = 0.0
    persistent: float = 0.0
    left: tuple[float, ...] = (0.0,)


@dataclass(frozen=True, eq=False)
class Patients:
    """What became of each of n patients, who took up to m photos.

    Attributes:
        good: (n, m) whether a photo is good, if it was taken.
        passes: (n, m) whether the gate accepts it.
        taken: (n, m) whether it was taken; never one after an accepted one.
        sent: (n,) which photo was sent: that of the highest score.
    """

    good: Flags
    passes: Flags
    taken: Flags
    sent: NDArray[np.intp]

    @property
    def shots(self) -> NDArray[np.int64]:
        """Photos taken, (n,)."""
        return np.asarray(self.taken.sum(axis=1))

    @property
    def accepted(self) -> Flags:
        """Whether one was accepted, (n,)."""
        return np.asarray((self.taken & self.passes).any(axis=1))

    @property
    def sent_poor(self) -> Flags:
        """Whether the photo sent is poor, (n,)."""
        return np.asarray(~self.good[np.arange(len(self.sent)), self.sent])

    @property
    def anyway(self) -> Flags:
        """Whether a suggested retake was not taken, (n,)."""
        return np.asarray(~self.accepted & (self.shots < self.taken.shape[1]))

    @property
    def false_retakes(self) -> NDArray[np.int64]:
        """Retakes suggested although the photo was good, (n,)."""
        return np.asarray((self.taken & ~self.passes & self.good)[:, :-1].sum(axis=1))


def simulate(gate: Gate, people: People, limit: int, count: int, seed: int = 0) -> Patients:
    """Let `count` patients take photos, with at most `limit` retakes suggested to each.

    The score is binormal: good photos lie above poor ones by as much as sensitivity and specificity
    say. What a patient's k-th photo would be does not depend on gate or limit, so that two of them
    meet the same patients.

    >>> always = simulate(Gate(1, 1), People(good=1.0), limit=3, count=100)
    >>> int(always.shots.max()), bool(always.sent_poor.any())
    (1, False)
    """
    photos = limit + 1
    good = _chances(people, photos, count, seed) > _drawn(1, photos, count, seed)
    score = _scores(gate, people, good, seed)
    passes = score > 0
    leaves = _drawn(3, photos, count, seed) < _left(people, photos)
    goes_on = ~passes & ~leaves
    taken = np.ones_like(good)
    taken[:, 1:] = np.logical_and.accumulate(goes_on[:, :-1], axis=1)
    return Patients(good, passes, taken, np.where(taken, score, -np.inf).argmax(axis=1))


def _chances(people: People, photos: int, count: int, seed: int) -> Floats:
    """Draw each patient's chance of a good photo, the first and after each prompt: (count, photos)."""
    chance: Floats = np.full(count, people.good)
    if people.alike > 0 and 0 < people.good < 1:
        weight = 1 / people.alike - 1
        rng = np.random.default_rng([seed, 4])
        chance[:] = rng.beta(people.good * weight, (1 - people.good) * weight, count)
    return np.asarray(1 - (1 - chance[:, None]) * (1 - people.gain) ** np.arange(photos))


def _scores(gate: Gate, people: People, good: Flags, seed: int) -> Floats:
    """Score photos; above 0 is accepted: (count, photos)."""
    count, photos = good.shape
    own: Floats = np.random.default_rng([seed, 5]).standard_normal((count,))
    each = _drawn(2, photos, count, seed, normal=True)
    error = np.sqrt(people.persistent) * own[:, None] + np.sqrt(1 - people.persistent) * each
    above, below = (
        NormalDist().inv_cdf(min(max(share, NEARLY), 1 - NEARLY))
        for share in (gate.sensitivity, gate.specificity)
    )
    return np.asarray(error + np.where(good, above, -below))


def _drawn(what: int, photos: int, count: int, seed: int, normal: bool = False) -> Floats:
    """Draw a number for every patient and photo: (count, photos), the same k-th column for any limit."""
    columns = []
    for k in range(photos):
        rng = np.random.default_rng([seed, what, k])
        columns.append(rng.standard_normal(count) if normal else rng.random(count))
    return np.stack(columns, axis=1)


def _left(people: People, photos: int) -> Floats:
    return np.array([people.left[min(k, len(people.left) - 1)] for k in range(photos)])
