"""A trained teacher on disk, and as a judge: what `clearshot.assess` asks, answered in PyTorch.

A folder of a teacher holds model.safetensors (trunk and heads), teacher.json (what is built of
them) and policy.json. It is judged with exactly as the phone's bundle is.
"""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from clearshot import load_bundle
from clearshot.assess import Bundle
from clearshot.decision import Reading, score_of, sigmoid
from clearshot.errors import PolicyRefused
from clearshot.photo import Box
from clearshot.policy import Policy, read_policy
from clearshot.regions import Views, ViewSpec
from training.features import digest
from training.model import BagModel, ModelConfig
from training.policies import write_policy
from training.ratings import GOOD_RANK
from training.trunks import TRUNKS


class TeacherRefused(ValueError):
    """A folder that holds no whole teacher or bundle; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Teacher:
    """A trained network with its reasons and its policy.

    Attributes:
        model: with its trunk.
        reasons: codes, in the order of the model's outputs.
        policy: chosen on photos that it did not learn from.
    """

    model: BagModel
    reasons: tuple[str, ...]
    policy: Policy

    @property
    def views(self) -> ViewSpec:
        """How a photo is cut for it."""
        config = self.model.config
        return ViewSpec(config.size, config.working_long_side, config.overlap)

    def bundle(self, name: str) -> Bundle:
        """Give it the shape in which `clearshot.assess` takes a judge."""
        return Bundle(TeacherScorer(name, self), self.policy, self.views)


def save_teacher(teacher: Teacher, folder: Path) -> None:
    """Write a teacher; `load_teacher` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(teacher.model.state_dict(), folder / "model.safetensors")
    write_policy(teacher.policy, folder / "policy.json")
    raters = teacher.model.raters
    values = {
        "model": asdict(teacher.model.config),
        "reasons": teacher.reasons,
        "raters": 0 if raters is None else len(raters.kindness),
    }
    (folder / "teacher.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def load_teacher(folder: Path) -> Teacher:
    """Read what `save_teacher` wrote.

    Raises:
        TeacherRefused: a file is missing or does not fit the others.
    """
    try:
        values = json.loads((folder / "teacher.json").read_text(encoding="utf-8"))
        config = ModelConfig(**values["model"])
        reasons = tuple(values["reasons"])
        model = BagModel(config, reasons, values["raters"], TRUNKS[config.trunk]())
        model.load_state_dict(load_file(folder / "model.safetensors"))
        policy = read_policy(folder / "policy.json")
    except (OSError, KeyError, TypeError, RuntimeError, SafetensorError, PolicyRefused) as error:
        raise TeacherRefused(
            f"{folder} holds no teacher ({error}); expected the folder of a run of training.teach"
        ) from error
    return Teacher(model.eval(), reasons, policy)


def load_judge(folder: Path, threads: int | None = None) -> Bundle:
    """Load the judge that a folder holds: a teacher, or a bundle of the phone.

    Args:
        folder: of either.
        threads: how many it may use; None lets it choose.

    Raises:
        TeacherRefused: the folder holds neither, whole.
    """
    if (folder / "teacher.json").exists():
        if threads is not None:
            torch.set_num_threads(threads)
        return load_teacher(folder).bundle(f"teacher {folder.name}")
    bundle = load_bundle(folder, threads)
    if bundle.fallback is not None:
        raise TeacherRefused(f"{folder}: {bundle.fallback}")
    return bundle


@lru_cache(maxsize=2)
def judge_of_process(folder: Path) -> Bundle:
    """Load a judge once for each of several processes, which share the cores: on one thread."""
    return load_judge(folder, threads=1)


def read_folds(csv: Path) -> dict[str, Path]:
    """Read which folder judges which photo, as `training.crossval --teachers` writes it.

    Raises:
        TeacherRefused: the file cannot be read, or has no column `photo_id` or `model`.
    """
    try:
        table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise TeacherRefused(f"{csv} cannot be read ({error})") from error
    for column in ("photo_id", "model"):
        if column not in table.columns:
            raise TeacherRefused(f"{csv}: there is no column {column}, expected photo_id and model")
    pairs = zip(table["photo_id"], table["model"], strict=True)
    return {name: csv.parent / model for name, model in pairs}


def fold_judges(csv: Path, photo_ids: Sequence[str]) -> list[Bundle]:
    """Load for each photo the judge that had not learnt from it, each judge once.

    Raises:
        TeacherRefused: see `read_folds` and `load_judge`; or a photo has no judge.
    """
    folds = read_folds(csv)
    for name in photo_ids:
        if name not in folds:
            raise TeacherRefused(f"{csv}: no row for photo {name!r}, expected one for each")
    judges = {folder: load_judge(folder) for folder in {folds[name] for name in photo_ids}}
    return [judges[folds[name]] for name in photo_ids]


def judge_digest(folder: Path) -> str:
    """Tell a bundle or teacher from others, by all that its verdicts follow from."""
    names = ("manifest.json", "teacher.json", "model.safetensors", "policy.json")
    return "".join(digest(folder / name) for name in names if (folder / name).exists())


def judge_folder(argument: str) -> Bundle:
    """Load the judge that a command line names, as the `type` of an argument.

    Raises:
        ArgumentTypeError: it cannot be used; argparse prints it and ends with 2.
    """
    try:
        return load_judge(Path(argument))
    except TeacherRefused as error:
        raise ArgumentTypeError(str(error)) from error


class TeacherScorer:
    """Reads the views of one photo with a teacher."""

    def __init__(self, name: str, teacher: Teacher) -> None:
        self.name = name
        self._model, self._reasons = teacher.model, teacher.reasons

    @torch.inference_mode()
    def __call__(self, views: Views) -> Reading:
        """Read one photo."""
        instances = self._model.instances(self._bag(views))
        said = self._model.judge(instances)
        ranks = self._model.head.probabilities(said.logits)[0].double().numpy()
        severities = sigmoid(said.reasons[0].numpy())
        return Reading(
            score=float(score_of(ranks[GOOD_RANK - 1 :].sum(), severities)),
            grade=tuple(ranks.tolist()),
            severities=dict(zip(self._reasons, severities.tolist(), strict=True)),
            region_scores=self._region_scores(instances, views.boxes),
        )

    def _bag(self, views: Views) -> Tensor:
        cut = self._model.config.regions == "cut"
        each = [views.whole, *(views.regions if cut else ())]
        return torch.from_numpy(np.stack(each))[None]

    def _region_scores(self, instances: Tensor, boxes: Sequence[Box]) -> tuple[float, ...]:
        photo, regions = self._model.good_logits(instances)
        logits = regions[0].double().numpy()
        if self._model.config.regions == "cells":
            logits = over_boxes(logits, boxes)
        elif self._model.config.regions == "none":
            logits = np.full(len(boxes), float(photo))
        return tuple((100 * sigmoid(logits)).tolist())


def over_boxes(cells: NDArray[np.float64], boxes: Sequence[Box]) -> NDArray[np.float64]:
    """Average a grid of cells over the regions that they lie in, by the area in common.

    Args:
        cells: (g * g,) values in reading order; together they cover what the boxes cover.
        boxes: of the regions.

    >>> over_boxes(np.array([1.0, 3.0, 5.0, 7.0]), [Box(0, 0, 50, 99), Box(40, 0, 60, 99)])
    array([3.        , 4.66666667])
    """
    side = round(len(cells) ** 0.5)
    across = _shares([(box.x, box.w) for box in boxes], side)
    down = _shares([(box.y, box.h) for box in boxes], side)
    mean: NDArray[np.float64] = np.einsum("by,bx,yx->b", down, across, cells.reshape(side, side))
    return mean


def _shares(spans: Sequence[tuple[int, int]], cells: int) -> NDArray[np.float64]:
    """Give the share of each span, (start, length), that lies in each of equal cells: (n, cells)."""
    starts, lengths = np.array(spans, float).T
    edges = np.linspace(starts.min(), (starts + lengths).max(), cells + 1)
    low = np.maximum(starts[:, None], edges[:-1])
    high = np.minimum((starts + lengths)[:, None], edges[1:])
    return np.asarray(np.clip(high - low, 0, None) / lengths[:, None])
