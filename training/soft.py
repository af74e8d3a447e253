"""What a teacher says of pictures, kept in a CSV; and what a student has against it.

A teacher's distribution over the ranks counts like so many raters: each rank's loss by its
probability. Its severities and its regions' scores are learnt by cross-entropy (Hinton, Vinyals &
Dean 2015, arXiv 1503.02531, at temperature 1: an ordinal grade is soft by itself).

Columns: `photo_id`, `kind`, `operator`, `severity`, `seed` (which copy), `rank_1` ... `rank_K`,
`reason_<code>`, and `region_1` ...: the probability of a good rank if all were like that region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.copies import Copy
from training.features import Job
from training.model import BagModel
from training.ordinal import OrdinalHead

KEY = ["photo_id", "kind", "operator", "severity", "seed"]


class SoftLabelsRefused(ValueError):
    """A CSV of soft labels with a fault; the message says which."""


@dataclass(frozen=True)
class SoftWeights:
    """What a teacher's words weigh, beside the raters' own."""

    grade: float = 1.0
    reasons: float = 1.0
    regions: float = 0.3


@dataclass(frozen=True, eq=False)
class Soft:
    """What a teacher says of n pictures; NaN where it was not asked.

    Attributes:
        ranks: (n, K) probabilities.
        severities: (n, R) 0..1.
        regions: (n, m - 1) probability of a good rank of each region; (n, 0) of a teacher whose
            regions are no cells of the whole view.
    """

    ranks: Tensor
    severities: Tensor
    regions: Tensor

    def of(self, rows: NDArray[np.int64]) -> Soft:
        """Pick some of the pictures."""
        chosen = torch.from_numpy(rows)
        return Soft(*(each[chosen] for each in vars(self).values()))

    def without(self, changed: Sequence[bool]) -> Soft:
        """Forget what was said of pictures that are no longer what the teacher saw."""
        mask = torch.tensor(changed)[:, None]
        return Soft(*(each.masked_fill(mask, torch.nan) for each in vars(self).values()))

    def to(self, device: torch.device | str) -> Soft:
        """Move it."""
        return Soft(*(each.to(device) for each in vars(self).values()))

    def spread(self, rows: NDArray[np.int64], count: int) -> Soft:
        """Make these the words of so many pictures, of which they are of some; the others: NaN."""
        parts = {}
        for name, each in vars(self).items():
            parts[name] = torch.full((count, each.shape[1]), torch.nan)
            parts[name][torch.from_numpy(rows)] = each
        return Soft(**parts)

    @property
    def known(self) -> Tensor:
        """(n,) whether the teacher was asked."""
        return ~torch.isnan(self.ranks[:, 0])


def averaged(words: Sequence[Soft]) -> Soft:
    """Average what teachers say of the same pictures, each where it was asked.

    Raises:
        SoftLabelsRefused: their regions are not the same.
    """
    regions = sorted({each.regions.shape[1] for each in words})
    if len(regions) > 1:
        raise SoftLabelsRefused(
            f"found teachers with {regions} regions a photo: they cannot be averaged; ask teachers of "
            "one grid"
        )
    return Soft(
        *(
            torch.stack(parts).nanmean(0)
            for parts in zip(*(vars(w).values() for w in words), strict=True)
        )
    )


def taught(
    model: BagModel, instances: Tensor, soft: Soft, weights: SoftWeights, mass: float
) -> dict[str, Tensor]:
    """Give what a model has against a teacher, weighted, by name.

    Args:
        model: that learns.
        instances: (n, m, D) of the pictures, standardised.
        soft: what the teacher said of them.
        weights: of its words.
        mass: that each sum is divided by; see `Masses`.
    """
    said = model.judge(instances)
    _, regions = model.good_logits(instances)
    terms = soft_losses(model.head, said.logits, said.reasons, regions, soft)
    return {f"soft {name}": getattr(weights, name) / mass * each for name, each in terms.items()}


def soft_losses(
    head: OrdinalHead, logits: Tensor, reasons: Tensor, regions: Tensor, soft: Soft
) -> dict[str, Tensor]:
    """Sum over pictures what a student's words have against the teacher's, by name.

    Regions have nothing against it where the teacher's are others than the student's.

    Args:
        head: that made the logits.
        logits: (n, C) of the photos.
        reasons: (n, R) logits of the severities.
        regions: (n, m - 1) logits of a good rank, of each region.
        soft: what the teacher said of them.
    """
    ranks = torch.arange(1, soft.ranks.shape[1] + 1, device=logits.device)
    each = head.losses(logits[:, None, :].expand(-1, len(ranks), -1), ranks.expand(len(logits), -1))
    return {
        "grade": (torch.nan_to_num(soft.ranks) * each).sum(),
        "reasons": _cross_entropy(reasons, soft.severities),
        "regions": _cross_entropy(regions, soft.regions)
        if regions.shape == soft.regions.shape
        else torch.zeros((), device=logits.device),
    }


def _cross_entropy(logits: Tensor, said: Tensor) -> Tensor:
    """Average over columns, sum over pictures; less the teacher's own entropy, so that 0 is its copy."""
    there = ~torch.isnan(said)
    target = torch.nan_to_num(said, nan=0.5)
    apart = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    own = functional.binary_cross_entropy(target, target, reduction="none")
    return ((apart - own) * there).sum() / max(1, said.shape[1])


@torch.no_grad()
def say(teacher: BagModel, x: Tensor) -> Soft:
    """Give what a teacher says of n pictures, as `BagModel.forward` takes them."""
    instances = teacher.instances(x)
    said = teacher.judge(instances)
    ranks = teacher.head.probabilities(said.logits)
    regions = torch.sigmoid(teacher.good_logits(instances)[1])
    cells = regions.shape[1] if teacher.config.regions == "cells" else 0
    return Soft(ranks, torch.sigmoid(said.reasons), regions[:, :cells])


def write_soft(jobs: Sequence[Job], soft: Soft, reasons: Sequence[str], csv: Path) -> None:
    """Write a teacher's words, those of the pictures it was asked about.

    Args:
        jobs: whose copies are the pictures, in their order.
        soft: of the pictures.
        reasons: codes, in the order of the severities.
        csv: file to write.
    """
    table = pd.DataFrame(_keys(jobs), columns=KEY)
    columns = {
        **_columns("rank_", range(1, soft.ranks.shape[1] + 1), soft.ranks),
        **_columns("reason_", reasons, soft.severities),
        **_columns("region_", range(1, soft.regions.shape[1] + 1), soft.regions),
    }
    table = table.assign(**columns)[soft.known.numpy()]
    table.to_csv(csv, index=False, float_format="%.4f", lineterminator="\n")


def read_soft(csv: Path, jobs: Sequence[Job], reasons: Sequence[str], ranks: int) -> Soft:
    """Read what `write_soft` wrote, for these pictures.

    Raises:
        SoftLabelsRefused: the file cannot be read, or is of other ranks, reasons or pictures.
    """
    try:
        table = pd.read_csv(csv, dtype={"photo_id": str, "operator": str}, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise SoftLabelsRefused(f"{csv} cannot be read ({error})") from error
    wanted = [*KEY, *(f"rank_{k}" for k in range(1, ranks + 1)), *(f"reason_{c}" for c in reasons)]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise SoftLabelsRefused(f"{csv}: there is no column {missing[0]}; found {[*table.columns]}")
    pictures = pd.DataFrame(_keys(jobs), columns=KEY)
    found = pictures.merge(table, how="left", on=KEY, validate="one_to_one")
    soft = Soft(
        _tensor(found, [f"rank_{k}" for k in range(1, ranks + 1)]),
        _tensor(found, [f"reason_{code}" for code in reasons]),
        _tensor(found, [name for name in table.columns if name.startswith("region_")]),
    )
    if not soft.known.any():
        raise SoftLabelsRefused(
            f"{csv}: none of its rows is of these pictures; was it made of them?"
        )
    return soft


def _keys(jobs: Sequence[Job]) -> list[tuple[str, str, str, float, int]]:
    return [(job.photo_id, *_key(copy)) for job in jobs for copy in job.copies]


def _key(copy: Copy) -> tuple[str, str, float, int]:
    return copy.kind, copy.operator, copy.severity, copy.seed


def _columns(
    prefix: str, names: Sequence[object], values: Tensor
) -> dict[str, NDArray[np.float32]]:
    return {f"{prefix}{name}": column.numpy() for name, column in zip(names, values.T, strict=True)}


def _tensor(table: pd.DataFrame, columns: list[str]) -> Tensor:
    return torch.from_numpy(table[columns].to_numpy(np.float32))
