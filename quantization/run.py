"""Where the steps of `quantization.student` leave what they make, for those who go on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.config import ConfigRefused, TeachConfig, read_config
from training.ratings import RatedPhotos, read_ratings


@dataclass(frozen=True)
class StudentRun:
    """The folder of a run, and by which configuration it was made."""

    folder: Path
    config: TeachConfig

    @classmethod
    def read(cls, folder: Path) -> StudentRun:
        """Find a run that is done.

        Raises:
            ConfigRefused: the folder holds none, or a step is still to do.
        """
        run = cls(folder, read_config(folder / "config.toml"))
        for file in (run.program, run.heads):
            if not file.exists():
                raise ConfigRefused(
                    f"{folder}: found no {file.relative_to(folder)}, expected a run of "
                    "quantization.student that is done; call it again, it goes on where it was"
                )
        return run

    @property
    def ratings(self) -> Path:
        """The rated-photos CSV.

        Raises:
            ConfigRefused: the configuration names none.
        """
        if self.config.data.ratings is None:
            raise ConfigRefused("data.ratings: a student learns from rated photos; name their CSV")
        return self.config.data.ratings

    @property
    def photos(self) -> RatedPhotos:
        """The photos that are learnt from."""
        photos = read_ratings(self.ratings, self.config.model.ranks)
        if not self.config.data.permissive:
            return photos
        return photos.take(np.flatnonzero(photos.permissive))

    @property
    def distilled(self) -> Path:
        """The trunk that a teacher taught, if one did."""
        return self.folder / "distil" / "trunk.safetensors"

    @property
    def alike(self) -> Path:
        """The trunk that learnt what makes no difference, if it did."""
        return self.folder / "alike" / "trunk.safetensors"

    @property
    def program(self) -> Path:
        """The int8 trunk, a .tflite."""
        return self.folder / "int8" / "trunk.tflite"

    @property
    def rounded(self) -> Path:
        """The int8 trunk's weights, a trunk like any other."""
        return self.folder / "int8" / "trunk.safetensors"

    @property
    def heads(self) -> Path:
        """The student's heads; beside them, its policy."""
        return self.folder / "student" / "heads.safetensors"

    @property
    def weights(self) -> Path:
        """The trunk before it was rounded."""
        made: Sequence[Path] = (self.alike, self.distilled)
        return next((file for file in made if file.exists()), Path(self.config.model.weights))


def with_permissive(config: TeachConfig, permissive: bool) -> TeachConfig:
    """Leave out the photos whose terms forbid commercial use, if so."""
    return replace(
        config, data=replace(config.data, permissive=permissive or config.data.permissive)
    )
