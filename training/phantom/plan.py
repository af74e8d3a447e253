"""How many pictures of which split -> which pictures: seeds, tones, faults, severities.

A plan is a pure function of its arguments: it can be made again instead of being kept.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.phantom.faults import FAULTS, with_fault
from training.phantom.shot import TEST_SEEDS, TRAINING_SEEDS, Shot, sample_shot, with_tone

GOLDEN = 0.618034  # its multiples fill 0-1 evenly, however many are taken
TONES = 10
GROUP = 6  # pictures of one training scene: three good ones of three tones, three faulty ones


@dataclass(frozen=True)
class Picture:
    """One picture of a plan; `fault` is empty and `severity` 0 where it is good."""

    seed: int
    tone: float
    fault: str
    severity: float

    @property
    def file(self) -> str:
        """Name the picture's file.

        >>> Picture(12, 3.5, "glare", 0.4).file
        '000012-tone3.5-glare.jpg'
        """
        return f"{self.seed:06d}-tone{self.tone:g}-{self.fault or 'good'}.jpg"

    def shot(self) -> Shot:
        """Give all that makes the picture."""
        shot = with_tone(sample_shot(self.seed), self.tone)
        shot = replace(shot, view=replace(shot.view, aspect=self._aspect))
        return with_fault(shot, self.fault, self.severity) if self.fault else shot

    def size(self, width: int) -> tuple[int, int]:
        """Give its width and height for a longer side of `width`: 4:3, one in three upright."""
        short = width * 3 // 4
        return (short, width) if self._aspect > 1 else (width, short)

    @property
    def _aspect(self) -> float:
        return 4 / 3 if self.seed % 3 == 0 else 3 / 4


def training_plan(count: int) -> list[Picture]:
    """Plan groups of six of one scene: good in three tones, then faulty in the same tones.

    Over ten groups every tone comes equally often; faults take turns, and every fault's
    severities fill .3-1 evenly.
    """
    pictures = []
    for group in range(-(-count // GROUP)):
        seed, tones = TRAINING_SEEDS[group], _three_tones(group)
        pictures += [Picture(seed, tone, "", 0.0) for tone in tones]
        for k, tone in enumerate(tones):
            turn = 3 * group + k
            pictures.append(Picture(seed, tone, *_fault_of(turn, least=0.3)))
    return pictures[:count]


def test_plan(count: int) -> list[Picture]:
    """Plan one picture a scene: every tone as often good as faulty, severities .6-1."""
    pictures = []
    for k in range(count):
        tone, seed, faulty = float(k % TONES + 1), TEST_SEEDS[k], k // TONES % 2 == 1
        fault = _fault_of(k // (2 * TONES) * TONES + k % TONES, least=0.6) if faulty else ("", 0.0)
        pictures.append(Picture(seed, tone, *fault))
    return pictures


def tones_plan(count: int) -> list[Picture]:
    """Plan good pictures of scenes that are in no other plan, each over Monk 1-10, all else alike."""
    scenes = TEST_SEEDS[len(TEST_SEEDS) // 2 :]
    return [Picture(scenes[k // TONES], float(k % TONES + 1), "", 0.0) for k in range(count)]


PLANS: dict[str, Callable[[int], list[Picture]]] = {
    "training": training_plan,
    "test": test_plan,
    "tones": tones_plan,
}


def write_table(pictures: Iterable[Picture], path: Path) -> None:
    """Write the pictures that lie beside `path` to it as CSV: file, seed, tone, fault, severity."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "seed", "tone", "fault", "severity"))
        for p in pictures:
            if (path.parent / p.file).exists():
                writer.writerow((p.file, p.seed, p.tone, p.fault, p.severity))


def _three_tones(group: int) -> list[float]:
    """Choose three tones far apart, the first by turns; a little off the scale's steps."""
    rng = np.random.default_rng([group, 11])
    order = np.random.default_rng([group // TONES, 12]).permutation(TONES)
    first = int(order[group % TONES])
    steps = [(first + apart) % TONES + 1 for apart in (0, 3, 7)]
    return [round(float(np.clip(t + rng.uniform(-0.3, 0.3), 1, 10)), 1) for t in steps]


def _fault_of(turn: int, least: float) -> tuple[str, float]:
    """Choose the fault whose turn it is, and a severity from `least` to 1."""
    k = turn % len(FAULTS)
    fraction = (turn // len(FAULTS) * GOLDEN + k * 0.37 + 0.11) % 1
    return FAULTS[k], round(least + (1 - least) * fraction, 3)
