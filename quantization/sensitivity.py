"""What suffers most from rounding? Each filter and each sum is rounded alone, all else stays float.

The features' signal to noise ratio, in decibels, with one filter's weights rounded, and with its
output rounded, too. Writes sensitivity.md and sensitivity.png.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
import torch
from matplotlib.figure import Figure as Canvas
from torch import Tensor
from tqdm import tqdm

from clearshot.regions import ViewSpec
from quantization.calibrate import calibration_views
from quantization.fold import folded
from quantization.rounding import INT8, Mode, Rounded, places
from training.ratings import RatedPhotos, ratings_file
from training.trunks import Trunk
from training.trunks.options import add_trunk, trunk_of

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

VIEWS = 12
COLOURS = {"picture": "#444", "depthwise": "#8A4A00", "dense": "#0B5A58", "sum": "#75807C"}


@dataclass(frozen=True)
class Suffering:
    """What rounding one filter or sum alone leaves of the features, in decibels."""

    name: str
    kind: str
    weights: float
    both: float


def noise_ratio(wanted: Tensor, found: Tensor) -> float:
    """Give the signal to noise ratio of (n, F) features in decibels, each feature counting alike.

    >>> round(noise_ratio(torch.tensor([[0.0], [2.0]]), torch.tensor([[0.1], [2.1]])), 1)
    20.0
    """
    scale = wanted.std(0, correction=0).clamp_min(0.01 * float(wanted.std()))
    signal = ((wanted - wanted.mean(0)) / scale).square().mean()
    noise = ((found - wanted) / scale).square().mean()
    return float(10 * torch.log10(signal / noise.clamp_min(1e-12)))


@torch.inference_mode()
def sensitivity(trunk: Trunk, views: Tensor) -> list[Suffering]:
    """Round each filter and each sum of a trunk alone.

    Args:
        trunk: float.
        views: (n, H, W, 3) on which ranges are observed and features compared.
    """
    ready = folded(trunk)
    wanted = _features(ready, views)
    kinds, found = places(ready), []
    for name, kind in tqdm(kinds.items(), desc="filters"):
        rounded = Rounded(ready, kinds.keys() - {name})
        rounded.observe(views)
        ratios = [
            noise_ratio(wanted, _features_in(rounded, mode, views))
            for mode in (Mode(activations=False), INT8)
        ]
        found.append(Suffering(name, kind, *ratios))
    return found


def _features(network: Trunk | Rounded, views: Tensor) -> Tensor:
    return torch.cat([network(part) for part in torch.split(views, 4)])


def _features_in(rounded: Rounded, mode: Mode, views: Tensor) -> Tensor:
    with rounded.rounding(mode):
        return _features(rounded, views)


def markdown(found: Sequence[Suffering], most: int = 12) -> str:
    """Write what suffers most, worst first, then the mean of each kind."""
    lines = ["| rounded alone | kind | weights, dB | and output, dB |", "|---|---|---|---|"]
    for each in sorted(found, key=lambda each: each.both)[:most]:
        lines.append(f"| {each.name} | {each.kind} | {each.weights:.1f} | {each.both:.1f} |")
    for kind in dict.fromkeys(each.kind for each in found):
        own = [each for each in found if each.kind == kind]
        weights, both = (np.mean([getattr(e, name) for e in own]) for name in ("weights", "both"))
        lines.append(f"| mean of {len(own)} | {kind} | {weights:.1f} | {both:.1f} |")
    return "\n".join(lines) + "\n"


def plot(found: Sequence[Suffering], path: Path) -> None:
    """Draw what each filter leaves, from the picture to the last layer."""
    canvas = Canvas(figsize=(11, 3.6), layout="constrained")
    axis = canvas.subplots()
    for kind, colour in COLOURS.items():
        own = {index: each.both for index, each in enumerate(found) if each.kind == kind}
        axis.bar(list(own), list(own.values()), color=colour, label=kind)
    axis.set_xlabel("filter or sum, from the picture on")
    axis.set_ylabel("signal to noise of the features, dB")
    axis.set_title("One rounded to int8, all else float")
    axis.legend()
    canvas.savefig(path, dpi=100)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="quantization.sensitivity", description=__doc__)
    add_trunk(parser)
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated photos")
    parser.add_argument("--out", type=Path, required=True, help="folder for table and picture")
    options = parser.parse_args(argv)
    trunk = trunk_of(parser, options)
    photos: RatedPhotos = options.ratings
    views = calibration_views(photos.paths, ViewSpec(), VIEWS)
    found = sensitivity(trunk, torch.from_numpy(np.stack(views)))
    options.out.mkdir(parents=True, exist_ok=True)
    text = markdown(found)
    (options.out / "sensitivity.md").write_text(text, encoding="utf-8")
    plot(found, options.out / "sensitivity.png")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
