"""Folder -> the example photos: good ones in several tones, and one for every fault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from training.phantom.faults import with_fault
from training.phantom.render import encode
from training.phantom.shot import EXAMPLE_SEEDS, Shot, sample_shot, with_tone

SIZE = (1600, 1200)
QUALITY = 88  # of the JPEG: each file stays under 1 MB


@dataclass(frozen=True)
class Example:
    """One example photo: its file's name, its scene's number, Monk tone, and what is wrong."""

    name: str
    scene: int
    tone: float
    fault: str = ""
    severity: float = 0.0

    def shot(self) -> Shot:
        """Give all that makes the photo."""
        shot = with_tone(sample_shot(EXAMPLE_SEEDS[self.scene]), self.tone)
        shot = replace(shot, camera=replace(shot.camera, quality=QUALITY))
        return with_fault(shot, self.fault, self.severity) if self.fault else shot


EXAMPLES = (
    Example("good_light", 27, 2),
    Example("good_medium", 12, 5.5),
    Example("good_brown", 3, 7),
    Example("good_dark", 6, 9),
    Example("blur_focus", 12, 4, "blur_focus", 0.9),
    Example("blur_motion", 12, 4, "blur_motion", 1.0),
    Example("too_dark", 8, 5, "too_dark", 0.8),
    Example("too_bright", 19, 4, "too_bright", 0.7),
    Example("glare", 14, 7, "glare", 1.0),
    Example("uneven_light", 9, 6, "uneven_light", 1.0),
    Example("colour_cast", 27, 2, "colour_cast", 1.0),
    Example("noise", 22, 6, "noise", 1.0),
    Example("low_resolution", 2, 4, "low_resolution", 1.0),
    Example("compression", 11, 3, "compression", 0.85),
    Example("framing", 9, 6, "framing", 0.85),
    Example("too_far", 8, 5, "too_far", 1.0),
    Example("obstructed", 20, 4, "obstructed", 0.9),
)


def write_examples(out: Path) -> list[Path]:
    """Render all example photos to `out` as JPEG files."""
    paths = [out / f"{example.name}.jpg" for example in EXAMPLES]
    for example, path in tqdm(list(zip(EXAMPLES, paths, strict=True)), unit="photo"):
        path.write_bytes(encode(example.shot(), SIZE))
    return paths
