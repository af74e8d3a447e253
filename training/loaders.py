"""Families in; for each process of a run, batches of them, loaded by workers, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast  # a state may hold anything

import torch
from lightning.pytorch import LightningDataModule, Trainer
from torch.utils.data import DataLoader

from training.config import LoopConfig
from training.families import Batches, Families, Item, in_order
from training.looks import Draw

MakeFamilies = Callable[[], tuple[Families, Families]]
"""Gives the families to learn from, and those to validate on; called first by one process of a
machine, so that it fills the cache for the others."""


class FamilyLoader(DataLoader[Item]):
    """Loads families; where it goes on after a kill follows from the step, see `Batches`."""

    def __init__(
        self, families: Families, batches: Batches | list[list[Draw]], workers: int
    ) -> None:
        super().__init__(
            families,
            batch_sampler=batches,
            collate_fn=families.collate,
            num_workers=workers,
            persistent_workers=workers > 0,
            generator=torch.Generator(),  # its draws are not to move the others
        )

    def state_dict(self) -> dict[str, Any]:
        """Tell Lightning that it may stop within an epoch."""
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """There is nothing to load."""


class Loaders(LightningDataModule):
    """Gives families to the trainer: training ones in batches by turns, the others in order."""

    def __init__(self, make: MakeFamilies, fit: LoopConfig, seed: int) -> None:
        super().__init__()
        self.make, self.fit, self.seed = make, fit, seed
        self.made: tuple[Families, Families] | None = None

    def prepare_data(self) -> None:
        """Make the families on one process of each machine, before the others do."""
        self.made = self.make()

    def setup(self, stage: str) -> None:
        """Make them on every process."""
        self.train, self.validation = self.made or self.make()

    def train_dataloader(self) -> FamilyLoader:
        """Load this process's share of each batch."""
        trainer = cast(Trainer, self.trainer)  # it is there, for it is what asks
        batches = Batches(
            len(self.train),
            self.fit.batch,
            self.seed,
            lambda: trainer.global_step,
            trainer.global_rank,
            trainer.world_size,
        )
        return FamilyLoader(self.train, batches, self.fit.loader_workers)

    def val_dataloader(self) -> FamilyLoader:
        """Load all of validation on every process: all see the same figures."""
        batches = in_order(len(self.validation), self.fit.batch)
        return FamilyLoader(self.validation, batches, self.fit.loader_workers)
