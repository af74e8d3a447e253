"""What happens around the steps of a training run: seeds, history, patience, a point to go on from.

Each keeps what it knows in the checkpoint, so that a run which was killed ends as it would have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any  # Lightning hands over batches and states of any kind

import numpy as np
import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import Checkpoint, EarlyStopping

from training.config import LoopConfig


class SeededSteps(Callback):
    """Seeds what a step draws (dropout, say) by its number: nothing has to be restored."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_train_batch_start(self, trainer: Trainer, *_: Any) -> None:
        """Seed processor and GPU; processes draw differently."""
        key = [self.seed, trainer.global_step, trainer.global_rank]
        seed = int(np.random.SeedSequence(key).generate_state(1)[0])
        torch.default_generator.manual_seed(seed)
        # Not torch.manual_seed: without a GPU it queues a seed for later, at each step one more.
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            torch.cuda.manual_seed(seed)


class History(Callback):
    """Keeps the figures of validation, over kills too."""

    def __init__(self) -> None:
        self.epochs: list[dict[str, float]] = []

    def on_train_epoch_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Note them."""
        figures = {
            name.removeprefix("validation/"): float(each)
            for name, each in trainer.callback_metrics.items()
            if name.startswith("validation/")
        }
        self.epochs.append(figures)

    def state_dict(self) -> dict[str, Any]:
        """Give what is kept in a checkpoint."""
        return {"epochs": self.epochs}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take what was kept."""
        self.epochs = state["epochs"]


class Patience(EarlyStopping):
    """Stops when validation has not become better for some epochs."""

    def __init__(self, fit: LoopConfig) -> None:
        super().__init__(
            monitored(fit) or "validation/loss",
            patience=fit.epochs if fit.monitor == "last" else fit.patience or fit.epochs,
            mode=mode_of(fit),
            check_on_train_epoch_end=True,
            check_finite=False,
        )

    def on_train_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Stay stopped if the run was killed after it had stopped."""
        trainer.should_stop = self.wait_count >= self.patience


class ResumePoint(Checkpoint):
    """Keeps one checkpoint, the newest, whole at any time: after some steps and after each epoch.

    Not after an epoch's last step, where validation is to follow: Lightning would leave it out.
    """

    def __init__(self, file: Path, every: int) -> None:
        self.file, self.every = file, every

    def on_train_batch_end(self, trainer: Trainer, *_: Any) -> None:
        """Save if it is time."""
        if trainer.global_step % self.every == 0 and not trainer.is_last_batch:
            self.save(trainer)

    def on_train_epoch_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Save, after all that choose by validation."""
        self.save(trainer)

    def save(self, trainer: Trainer) -> None:
        """Write under another name first: a killed run leaves the one before."""
        part = self.file.with_suffix(".part")
        trainer.save_checkpoint(part)
        if trainer.is_global_zero:
            part.replace(self.file)


def monitored(fit: LoopConfig) -> str | None:
    """Name the figure that chooses the weights, if one does."""
    return None if fit.monitor == "last" else f"validation/{fit.monitor}"


def mode_of(fit: LoopConfig) -> str:
    """Say whether the figure that chooses is better small or large."""
    return "max" if fit.monitor in ("srcc", "auc") else "min"
