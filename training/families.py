"""Photos with their copies in; batches of them out, in an order that a killed run finds again.

A *family* is a photo with all its copies, or the renders of one scene. What is compared is family,
so it is drawn together. The order follows from seed and epoch, where to start from the number of
steps done: there is no state to lose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from training.fresh import Fresh, Freshness, with_fresh
from training.looks import Bag, Draw, Look, padded
from training.objective import Batch, Examples, Weights
from training.pictures import Pictures, examples_of
from training.soft import Soft

Indices = NDArray[np.int64]
Item = tuple[Indices, list[Bag], list[Fresh | None]]
"""A family's pictures, the bag of each, and what was done to it anew."""


DRAWING = 20
"""Tells the draws of pictures from those of turns."""


class BatchRefused(ValueError):
    """Batches that cannot be made of these families."""


@dataclass(frozen=True, eq=False)
class Portion:
    """Some families, ready for the model.

    Attributes:
        x: (n, m, F) float32 or (n, m, size, size, 3) uint8, padded where a bag has fewer than m;
            see `padded`.
        batch: what is known of the n pictures.
        rows: (n,) which pictures they are.
        families: how many.
        soft: what a teacher says of them, if one does.
    """

    x: Tensor
    batch: Batch
    rows: Tensor
    families: int
    soft: Soft | None = None

    def to(self, device: torch.device | str, non_blocking: bool = False) -> Portion:
        """Move what the model needs."""
        x = self.x.to(device, non_blocking=non_blocking)
        soft = None if self.soft is None else self.soft.to(device)
        return replace(self, x=x, batch=self.batch.to(device), soft=soft)


@dataclass(frozen=True, eq=False)
class Families(Dataset[Item]):
    """Families that are learnt from or judged.

    Attributes:
        pictures: what is known of all pictures; their `x` is not looked at.
        rows: of each family, its pictures.
        look: gives the bag of a picture.
        weights: of the sources of knowledge.
        drawn: so many of a family's pictures are looked at in an epoch; 0: all.
        soft: what a teacher says of all pictures, if one does.
        fresh: which pictures `look` gives a fault that no other epoch shows.
    """

    pictures: Pictures
    rows: Sequence[Indices]
    look: Look
    weights: Weights
    drawn: int = 0
    soft: Soft | None = None
    fresh: Freshness | None = None

    def __len__(self) -> int:
        """Count the families."""
        return len(self.rows)

    def __getitem__(self, draw: Draw) -> Item:
        """Give a family's pictures and their bags."""
        rows = self._drawn(draw)
        return rows, [self.look(int(row), draw) for row in rows], self._fresh(rows, draw.epoch)

    def _fresh(self, rows: Indices, epoch: int) -> list[Fresh | None]:
        return [self.fresh.drawn(int(row), epoch) if self.fresh else None for row in rows]

    def drawn_first(self) -> Families:
        """Give what an epoch looks at: the first, whichever is asked for."""
        firsts = [self._drawn(Draw(0, family)) for family in range(len(self.rows))]
        return replace(self, rows=firsts, drawn=0)

    def _drawn(self, draw: Draw) -> Indices:
        rows = self.rows[draw.family]
        if not self.drawn or self.drawn >= len(rows):
            return rows
        rng = np.random.default_rng([DRAWING, *draw])
        return rows[np.sort(rng.permutation(len(rows))[: self.drawn])]

    def collate(self, items: Sequence[Item]) -> Portion:
        """Put families together."""
        rows = np.concatenate([rows for rows, _, _ in items])
        x = padded([bag for _, bags, _ in items for bag in bags])
        drawn = [each for _, _, fresh in items for each in fresh]
        batch = Batch.of(with_fresh(self.examples(rows), drawn))
        soft = None if self.soft is None else self.soft.of(rows).without([bool(d) for d in drawn])
        return Portion(x, batch, torch.from_numpy(rows), len(items), soft)

    def examples(self, rows: Indices) -> Examples:
        """Say what some pictures teach, those of one family beside each other."""
        known = examples_of(self.pictures, rows, 1.0, self.weights)
        made = self.pictures.rendered[rows]
        return replace(known, weights=np.where(made, self.weights.rendered, 1.0).astype(np.float32))

    def sample(self, photos: int) -> Tensor:
        """Give the whole views of so many photos at most, spread over the families: (n, 1, ...)."""
        firsts = [(i, int(rows[0])) for i, rows in enumerate(self.rows)]
        rated = [(i, row) for i, row in firsts if not self.pictures.rendered[row]]
        chosen = rated[:: -(-len(rated) // photos)]
        return padded([self.look(row, Draw(0, i))[:1] for i, row in chosen])

    @property
    def fingerprint(self) -> str:
        """Tell these families from others: SHA-256 of what is known of their pictures."""
        rows = np.concatenate(list(self.rows))
        known, copies = self.examples(rows), [self.pictures.copies[row] for row in rows]
        parts = (known.ratings, known.severities, known.weights, self.pictures.photo[rows])
        content = b"".join(part.tobytes() for part in parts) + repr(copies).encode()
        return sha256(content).hexdigest()

    @property
    def share(self) -> float:
        """Give the share of all pictures that an epoch looks at."""
        sizes = [len(rows) for rows in self.rows]
        return sum(min(self.drawn or size, size) for size in sizes) / sum(sizes)

    @property
    def count(self) -> int:
        """Count the pictures."""
        return sum(len(rows) for rows in self.rows)

    @property
    def softly_known(self) -> int:
        """Count the pictures of which stored words of a teacher say something."""
        if self.soft is None:
            return 0
        return int(self.soft.of(np.concatenate(list(self.rows))).known.sum())

    @property
    def everything(self) -> Batch:
        """What all families together teach, with the fresh faults of the first epoch."""
        rows = np.concatenate(list(self.rows))
        return Batch.of(with_fresh(self.examples(rows), self._fresh(rows, 0)))


class Batches(Sampler[list[Draw]]):
    """Draws of an epoch, in batches, without those that were done before the run was killed.

    Each epoch leaves out the few families that do not fill a batch: other ones each time.

    Args:
        families: how many there are.
        batch: families in a batch, of all processes together.
        seed: of the order.
        step: gives the number of batches that are done, over all epochs.
        rank: of this process.
        processes: how many share a batch, each an equal part.

    Raises:
        BatchRefused: see `check_batch`.

    >>> done = 0
    >>> whole = list(Batches(5, 2, seed=0, step=lambda: done))
    >>> done = 1
    >>> list(Batches(5, 2, seed=0, step=lambda: done)) == whole[1:]
    True
    """

    def __init__(
        self,
        families: int,
        batch: int,
        seed: int,
        step: Callable[[], int],
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        check_batch(families, batch, processes)
        self.families, self.batch, self.seed, self.step = families, batch, seed, step
        self.rank, self.processes = rank, processes

    def __len__(self) -> int:
        """Count the batches of a whole epoch."""
        return self.families // self.batch

    def __iter__(self) -> Iterator[list[Draw]]:
        """Go through the rest of the epoch in which the next step lies."""
        epoch, first = divmod(self.step(), len(self))
        order = np.random.default_rng([self.seed, epoch]).permutation(self.families).tolist()
        for index in range(first, len(self)):
            batch = order[index * self.batch : (index + 1) * self.batch]
            yield [Draw(epoch, family) for family in batch[self.rank :: self.processes]]


def check_batch(families: int, batch: int, processes: int) -> None:
    """Refuse batches that cannot be made.

    Raises:
        BatchRefused: there are fewer families than a batch has, or no equal parts for processes.
    """
    if families < batch:
        raise BatchRefused(f"{families} families fill no batch of {batch}: make it smaller")
    if batch % processes:
        raise BatchRefused(
            f"a batch of {batch} cannot be shared by {processes} processes: make it a multiple"
        )


def in_order(families: int, batch: int) -> list[list[Draw]]:
    """List all families in batches, each once, in epoch 0: to judge them."""
    return [
        [Draw(0, family) for family in range(start, min(start + batch, families))]
        for start in range(0, families, batch)
    ]
