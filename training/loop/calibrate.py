"""The pilot's counts in; people out who, before the pilot's gate, end as its patients did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.loop import pilot
from training.loop.simulate import Gate, Patients, People, simulate

ALIKE = 1 / 3
"""Assumed: how far one patient's photos are alike was not published."""
COUNT = 50_000
ROUNDS, HALVINGS = 6, 12

GATE = Gate(pilot.SENSITIVITY, pilot.SPECIFICITY)


def calibrated(alike: float = ALIKE, count: int = COUNT, seed: int = 0) -> People:
    """Find people with whom the simulated pilot sends as many poor photos and accepts as few.

    Gain and persistence are found in turns, by halving: more gain means fewer poor photos, more
    persistence more patients who are never accepted.
    """
    good = 1 - pilot.FIRST_POOR / pilot.PATIENTS
    people = People(good, alike, gain=0.2, persistent=0.3, left=pilot.LEFT)

    def with_gain(gain: float) -> float:
        after = the_pilot(replace(people, gain=gain), count, seed)
        return pilot.SENT_POOR / pilot.PATIENTS - float(after.sent_poor.mean())

    def with_persistence(persistent: float) -> float:
        after = the_pilot(replace(people, persistent=persistent), count, seed)
        return 1 - float(after.accepted.mean()) - pilot.NEVER_ACCEPTED / pilot.PATIENTS

    for _ in range(ROUNDS):
        people = replace(people, gain=_root(with_gain))
        people = replace(people, persistent=_root(with_persistence))
    return people


def the_pilot(people: People, count: int = COUNT, seed: int = 0) -> Patients:
    """Let people go through the pilot: its gate, its limit."""
    return simulate(GATE, people, pilot.LIMIT, count, seed)


def pilot_shares(patients: Patients) -> dict[str, float]:
    """Count what the pilot counted, as shares, by the names of `pilot.COUNTS`."""
    first_poor, accepted = ~patients.good[:, 0], patients.accepted
    prompted = first_poor & ~patients.passes[:, 0]
    any_good = np.asarray((patients.good & patients.taken).any(axis=1))
    shots = {
        name: float((patients.shots == k).mean())
        for k, name in enumerate(("one", "two", "three", "four"), start=1)
    }
    return {
        "sent_poor": float(patients.sent_poor.mean()),
        "never": float(1 - accepted.mean()),
        "accepted_first_poor": float(first_poor[accepted].mean()),
        "accepted_sent_poor": float(patients.sent_poor[accepted].mean()),
        "mended": float(1 - patients.sent_poor[prompted].mean()),
        "lost_good": float(any_good[~accepted].mean()),
        "best_poor": float(1 - any_good.mean()),
        **shots,
    }


def _root(rising: Callable[[float], float]) -> float:
    """Find where a rising function of 0..1 crosses zero; the end next to it if it does not."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
