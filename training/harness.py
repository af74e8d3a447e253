"""A model and families in, the trained model out: Lightning's loop, made to end the same if killed.

All that is random follows from seed, epoch and step, so a run that goes on from its last checkpoint
draws what it would have drawn. In DIR it keeps resume.ckpt (to go on; Lightning's own, a pickle),
best.ckpt (the weights that validation chose) and TensorBoard's curves.
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast  # Lightning's checkpoints and outputs have any value

import numpy as np
import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.callbacks import ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import TensorBoardLogger
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from tqdm import tqdm

from training.callbacks import History, Patience, ResumePoint, SeededSteps, mode_of, monitored
from training.config import LoopConfig, TeachConfig, flat
from training.families import Portion, in_order
from training.loaders import Loaders, MakeFamilies
from training.model import BagModel, learn_heads
from training.objective import Masses
from training.ratings import GOOD_RANK
from training.soft import Soft, say, taught
from training.teacher import load_teacher

STANDARDISED = 1024
"""Training photos, at most, by which the model standardises what its heads see."""

HEADS_FIRST = 80
"""Iterations of L-BFGS, where the heads learn before the trunk does."""

INDIFFERENT = ("data.cache", "data.workers", "fit.loader_workers", "fit.checkpoint_every")
"""What a run may go on with otherwise than it began."""

INTENDED = (
    "in eval mode",  # a frozen trunk
    "does not have many workers",
    "exists and is not empty",  # the folder of a run that goes on
    "is smaller than the logging interval",
    r"`isinstance\(treespec, LeafSpec\)` is deprecated",  # Lightning's own
)
"""Parts of what Lightning says."""

LOG_EVERY = 10
"""Steps between two points of a curve, and of the progress bar."""


class ResumeRefused(ValueError):
    """A checkpoint of another run; the message says what differs."""


def fit(
    model: BagModel, make: MakeFamilies, config: TeachConfig, out: Path
) -> list[dict[str, float]]:
    """Train a model, from where an earlier call of the same stopped.

    Args:
        model: not yet standardised; the weights that validation chose are left in it.
        make: see `MakeFamilies`.
        config: of the run.
        out: folder of the run.

    Returns:
        Figures of validation after each epoch.

    Raises:
        ResumeRefused: `out` holds a run of another configuration or other data.
    """
    history = History()
    best = ModelCheckpoint(
        out,
        "best",
        monitor=monitored(config.fit),
        mode=mode_of(config.fit),
        save_weights_only=True,
        save_on_train_epoch_end=True,
        enable_version_counter=False,
    )
    resume = ResumePoint(out / "resume.ckpt", config.fit.checkpoint_every)
    callbacks = [SeededSteps(config.seed), history, Patience(config.fit), best, resume]
    trainer = make_trainer(config.fit, out, callbacks)
    loaders = Loaders(make, config.fit, config.seed)
    with unwarned():
        start = resume.file if resume.file.exists() else None
        trainer.fit(Teaching(model, loaders, config), loaders, ckpt_path=start, weights_only=True)
    chosen = torch.load(best.best_model_path, map_location="cpu", weights_only=True)["state_dict"]
    model.load_state_dict({key.removeprefix("model."): value for key, value in chosen.items()})
    return history.epochs


@contextmanager
def unwarned() -> Iterator[None]:
    """Leave out what Lightning warns of and is meant so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", f".*({'|'.join(INTENDED)})")
        yield


def make_trainer(fit: LoopConfig, out: Path, callbacks: list[Callback]) -> Trainer:
    """Set up Lightning as a run is configured."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    return Trainer(
        accelerator=fit.accelerator,
        devices=fit.devices,
        num_nodes=fit.num_nodes,
        strategy=fit.strategy,
        precision=fit.precision,
        max_epochs=fit.epochs,
        logger=TensorBoardLogger(out, name="curves", version=""),
        callbacks=[*callbacks, TQDMProgressBar(refresh_rate=LOG_EVERY)],
        log_every_n_steps=LOG_EVERY,
        num_sanity_val_steps=0,
        use_distributed_sampler=False,
        deterministic="warn",
        enable_model_summary=False,
    )


class Teaching(LightningModule):
    """What is done with a batch: losses to learn from, figures to choose by."""

    def __init__(self, model: BagModel, loaders: Loaders, config: TeachConfig) -> None:
        super().__init__()
        self.model, self.loaders, self.config = model, loaders, config
        self.judged: list[Judged] = []
        teacher = config.data.teacher
        # In a tuple: else its weights would be kept in the student's checkpoints.
        self.asked = () if teacher is None else (load_teacher(teacher).model,)

    def setup(self, stage: str) -> None:
        """Look through what is learnt from and judged: what belongs to all, not to a batch."""
        train, validation = self.loaders.train, self.loaders.validation
        self.masses = Masses.of(train.everything, train.share / len(train))
        self.validation_masses = Masses.of(validation.everything)
        self.model.train()

    def on_fit_start(self) -> None:
        """Standardise what the heads see by the training photos; a run that goes on knows it."""
        self.masses = self.masses.to(self.device)
        self.validation_masses = self.validation_masses.to(self.device)
        if self.trainer.ckpt_path is None:
            self.model.standardise(self.loaders.train.sample(STANDARDISED).to(self.device))
            if self.config.fit.heads_first:
                self.learn_heads()

    def learn_heads(self) -> None:
        """Fit the heads to the trunk as it is: else their first, wild gradients would spoil it.

        Linear probing, then fine-tuning: Kumar et al. 2022, arXiv 2202.10054.
        """
        train = self.loaders.train.drawn_first()
        bags: list[Tensor] = []
        for draws in tqdm(in_order(len(train), self.config.fit.batch), desc="heads first"):
            portion = train.collate([train[draw] for draw in draws]).to(self.device)
            with torch.no_grad():
                bags += self.model.instances(portion.x)
        instances = pad_sequence(bags, batch_first=True, padding_value=torch.nan)
        known = train.everything.to(self.device)
        learn_heads(self.model, instances, known, self.config.weights, HEADS_FIRST)

    def training_step(self, portion: Portion, index: int) -> Tensor:
        """Give the loss of a batch, and draw each of its terms."""
        masses = self.masses.times(portion.families)
        instances = self.model.instances(portion.x)
        terms = self.model.losses(instances, portion.batch, masses, self.config.weights)
        soft = self.said_of(portion)
        if soft is not None:
            terms |= self.soft_losses(instances, soft, portion.families)
        loss = torch.stack(list(terms.values())).sum()
        step = self.trainer.global_step
        if step % LOG_EVERY == 0:
            # Not by log_dict alone: it would keep books at each step, for a third of its time.
            drawn = {f"training/{name}": float(term.detach()) for name, term in terms.items()}
            cast(TensorBoardLogger, self.logger).log_metrics(drawn, step)
            self.log("loss", loss.detach(), prog_bar=True, logger=False)
        return loss

    def said_of(self, portion: Portion) -> Soft | None:
        """Give what a teacher says of a batch: asked now, or stored, if there is one."""
        if not self.asked:
            return portion.soft
        (teacher,) = self.asked
        return say(teacher.to(self.device), portion.x)

    def soft_losses(self, instances: Tensor, soft: Soft, families: int) -> dict[str, Tensor]:
        """Give what the model has against a teacher, weighted, by name."""
        train = self.loaders.train
        known = train.count if self.asked else max(1, train.softly_known)
        mass = known * train.share * families / len(train)
        return taught(self.model, instances, soft, self.config.soft, mass)

    def validation_step(self, portion: Portion, index: int) -> None:
        """Judge a batch; figures follow when all are judged."""
        instances = self.model.instances(portion.x)
        terms = self.model.losses(
            instances, portion.batch, self.validation_masses, self.config.weights
        )
        cumulative = self.model.head.cumulative(self.model.judge(instances).logits)
        logits = cumulative[:, GOOD_RANK - 2]
        ratings = portion.batch.ratings.nanmean(1)
        # The pull on the weights is no matter of a photo, and would count once a batch.
        loss = torch.stack([term for name, term in terms.items() if name != "decay"]).sum()
        self.judged.append(Judged(loss.cpu(), logits.float().cpu(), ratings.cpu()))

    def on_validation_epoch_end(self) -> None:
        """Draw the figures of validation."""
        figures = figures_of(self.judged)
        self.judged.clear()
        self.log_dict({f"validation/{name}": each for name, each in figures.items()}, prog_bar=True)

    def configure_optimizers(self) -> Any:
        """Set Adam (Kingma & Ba 2015): two rates, both rising, then falling as a cosine."""
        fit, trunk = self.config.fit, self.model.trunk
        learns = [each for each in self.model.parameters() if each.requires_grad]
        inner = {id(each) for each in trunk.parameters()} if trunk is not None else set[int]()
        groups = [
            {"params": [p for p in learns if id(p) not in inner], "lr": fit.learning_rate},
            {"params": [p for p in learns if id(p) in inner], "lr": fit.trunk_learning_rate},
        ]
        optimiser = torch.optim.Adam([group for group in groups if group["params"]])
        # Not the trainer's estimate: it would make the loader start before the step is restored.
        steps = fit.epochs * max(1, len(self.loaders.train) // fit.batch)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: rate_at(step / steps, fit.warm_up)
        )
        return [optimiser], [{"scheduler": schedule, "interval": "step"}]

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say which run it is of."""
        checkpoint["run"] = self.run

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Refuse a checkpoint of another run.

        Raises:
            ResumeRefused: names what differs.
        """
        found, expected = checkpoint.get("run", {}), self.run
        differ = [
            f"{key} is {found.get(key)} there and {expected.get(key)} here"
            for key in sorted(found.keys() | expected.keys())
            if found.get(key) != expected.get(key)
        ]
        if differ:
            raise ResumeRefused(
                f"found a checkpoint of another run: {'; '.join(differ)}. Give another --out, or "
                "delete that one"
            )

    @property
    def run(self) -> dict[str, Any]:
        """All that the weights depend on, by name."""
        known = {key: each for key, each in flat(self.config).items() if key not in INDIFFERENT}
        return {**known, "the data": self.loaders.train.fingerprint}


class Judged(NamedTuple):
    """A batch of validation: its share of the loss, and of each picture logit and mean rating."""

    loss: Tensor
    logits: Tensor
    ratings: Tensor


def figures_of(judged: Sequence[Judged]) -> dict[str, float]:
    """Give loss, rank correlation with the mean rating, and AUC of a mean of 2.5 or more.

    The latter two are of the photos themselves, whose mean is no NaN; NaN where all are alike.

    >>> logits, ratings = torch.tensor([0.1, 2.0, 1.0]), torch.tensor([1.0, 4.0, torch.nan])
    >>> figures = figures_of([Judged(torch.tensor(0.5), logits, ratings)])
    >>> {name: round(figure, 3) for name, figure in figures.items()}
    {'loss': 0.5, 'srcc': 1.0, 'auc': 1.0}
    """
    logits, ratings = (
        torch.cat([getattr(each, name) for each in judged]).double().numpy()
        for name in ("logits", "ratings")
    )
    rated = ~np.isnan(ratings)
    logits, ratings = logits[rated], ratings[rated]
    good = ratings >= 2.5
    srcc = spearmanr(logits, ratings).statistic if np.ptp(ratings) and np.ptp(logits) else np.nan
    auc = roc_auc_score(good, logits) if 0 < good.sum() < len(good) else np.nan
    loss = float(torch.stack([each.loss for each in judged]).sum())
    return {"loss": loss, "srcc": float(srcc), "auc": float(auc)}


def rate_at(done: float, warm_up: float) -> float:
    """Give the share of the highest rate when so much of a run is done, 0..1.

    >>> [round(rate_at(done, 0.1), 2) for done in (0.05, 0.1, 0.55, 1.0)]
    [0.5, 1.0, 0.5, 0.0]
    """
    if done < warm_up:
        return done / warm_up
    return (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up))) / 2
