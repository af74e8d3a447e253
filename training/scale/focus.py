"""A real focus series and a pair in, what a bundle makes of each frame out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from clearshot.assess import Bundle
from training.scale.sharp import PhotosRefused
from training.scale.trials import judge

FRAMES = 10
PAIR = ("all_in_focus.jpg", "near_focus.jpg")


def judge_series(folder: Path, bundle: Bundle) -> pd.DataFrame:
    """Judge `focus_series/step_00.jpg` to `step_09.jpg`; adds `position`."""
    files = [folder / "focus_series" / f"step_{step:02d}.jpg" for step in range(FRAMES)]
    return _judged(files, bundle).assign(position=range(FRAMES))


def judge_pair(folder: Path, bundle: Bundle) -> pd.DataFrame:
    """Judge the frame that is sharp everywhere, then the one that is sharp in one part."""
    return _judged([folder / "focus_full" / name for name in PAIR], bundle)


def _judged(files: list[Path], bundle: Bundle) -> pd.DataFrame:
    for file in files:
        if not file.is_file():
            raise PhotosRefused(f"{file} is missing, expected it in the folder of --focus")
    table = pd.DataFrame([judge(file, bundle) for file in files])
    return table.assign(frame=[file.stem for file in files])
