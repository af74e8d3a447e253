"""Folder -> a clip of a hand-held approach: from afar and blurred until the photo is worth taking.

A phone comes nearer to a lesion, arrives while its lens still hunts for focus, then is held still.
Frame by frame only the view and the camera's own errors change; the scene, its light and the skin
stay, and no other set uses them: `python -m training.phantom.approach --out assets/clip`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.phantom.develop import develop, to_jpeg
from training.phantom.optics import focus_for_blur
from training.phantom.render import expose_scene
from training.phantom.shot import EXAMPLE_SEEDS, Shot, sample_shot, with_tone
from training.phantom.surface import DISTANCE

SCENE = (
    43  # of EXAMPLE_SEEDS; a plaque on a forearm, which neither examples nor conformance kit show
)
TONE = 6.0
SIZE = (960, 1280)  # upright, as a phone is held
QUALITY = 84  # of the JPEG: the whole clip stays under 3 MB
FRAMES, RATE = 24, 5  # so many frames, meant to be shown so many a second
PATH = np.array(
    [  # seconds, distance in times the one meant, disc radius and shake in picture widths, sway
        (0.00, 4.0, 0.0012, 0.006, 0.55),
        (0.45, 3.2, 0.0018, 0.010, 0.75),
        (0.90, 2.0, 0.0065, 0.024, 1.00),
        (1.35, 1.1, 0.0125, 0.016, 0.80),
        (1.75, 1.0, 0.0060, 0.008, 0.55),
        (2.05, 1.0, 0.0095, 0.004, 0.40),
        (2.35, 1.0, 0.0050, 0.002, 0.20),
        (2.60, 1.0, 0.0000, 0.000, 0.06),
    ]
)
"""What hand and lens do: come near, arrive out of focus, swing once past it; then hold still."""


@dataclass(frozen=True)
class Moment:
    """Where the hand and the lens are at one moment.

    Attributes:
        far: Distance, in times the one that is meant.
        blur: Radius of the disc that a point becomes, in picture widths.
        shake: Length of the path the picture moves on while exposed, in picture widths.
        aside: How far beside its aim the phone points, in picture widths, (x, y).
        roll: How far it is turned, rad.
    """

    far: float
    blur: float
    shake: float
    aside: tuple[float, float]
    roll: float


def moment(seconds: float) -> Moment:
    """Tell how the phone is held, so many seconds after the start.

    >>> moment(4.0).far, moment(4.0).blur, moment(4.0).shake
    (1.0, 0.0, 0.0)
    """
    far, blur, shake, sway = (float(np.interp(seconds, PATH[:, 0], c)) for c in PATH.T[1:])
    x, y, roll = (sway * _tremor(seconds, which) for which in range(3))
    return Moment(far, blur, shake, (0.09 * x, 0.09 * y), 0.12 * roll)


def frame_shot(seconds: float) -> Shot:
    """Give all that makes the frame at this time."""
    good, now = with_tone(sample_shot(EXAMPLE_SEEDS[SCENE]), TONE), moment(seconds)
    view = replace(
        good.view,
        width=good.view.width * now.far,
        aspect=SIZE[1] / SIZE[0],
        x=good.view.x + now.aside[0] * good.view.width * now.far,
        y=good.view.y + now.aside[1] * good.view.width * now.far,
        roll=good.view.roll + now.roll,
    )
    focus = focus_for_blur(DISTANCE * view.width, good.camera, now.blur * view.width)
    camera = replace(good.camera, focus=good.camera.focus + focus, shake=now.shake, quality=QUALITY)
    return replace(good, view=view, camera=camera)


def encode_frame(k: int, size: tuple[int, int] = SIZE) -> bytes:
    """Render frame `k`, from 0, to the bytes of its JPEG file: equal arguments, equal bytes."""
    shot = frame_shot(k / RATE)
    # Every frame has grain of its own; that of a still photo follows from the scene alone.
    picture = develop(expose_scene(shot, size), shot.camera, shot.scene.seed + k)
    return to_jpeg(picture, shot.camera)


def write_clip(out: Path) -> list[Path]:
    """Render the clip to `out`, a file a frame, in the order of their names."""
    paths = [out / f"frame_{k:02d}.jpg" for k in range(FRAMES)]
    for k, path in enumerate(tqdm(paths, unit="frame", mininterval=1)):
        path.write_bytes(encode_frame(k))
    return paths


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.phantom.approach", description=__doc__
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    out: Path = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    size = sum(path.stat().st_size for path in write_clip(out))
    print(f"{out}: {FRAMES} frames, {size / 1e6:.1f} MB")
    return 0


def _tremor(seconds: float, which: int) -> float:
    """Sway, about -1 to 1: slow and quick waves together, as a hand's do."""
    rng = np.random.default_rng([EXAMPLE_SEEDS[SCENE], 9, which])
    slow, quick = rng.uniform(0, 2 * np.pi, 2)
    return float(0.75 * np.sin(2.4 * seconds + slow) + 0.25 * np.sin(11 * seconds + quick))


if __name__ == "__main__":
    sys.exit(main())
