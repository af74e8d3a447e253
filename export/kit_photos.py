"""Make the photos of the conformance kit: what a port meets, every reason, tone, format and size.

Rendered skin of scenes that no training saw; some of them with just so much of a fault that their
score lies beside the threshold, where a port that is not the same goes wrong first. `--photographs`
adds free photographs of a folder, as they are. `python -m export.kit` then judges them all.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms
from tqdm import tqdm

from clearshot import Bundle, load_bundle
from clearshot.decision import decide
from clearshot.manifest import EMBEDDED
from clearshot.photo import Photo
from clearshot.regions import cut
from training.copies import Copy as Changed
from training.copies import Pixels, make_copy
from training.phantom.faults import with_fault
from training.phantom.render import encode
from training.phantom.shot import EXAMPLE_SEEDS, sample_shot, with_tone

SEED = 17
CLOSE = 5.0
"""Points of 100 from the threshold, within which a photo beside it shall lie."""
TRIES = 10
QUALITY = 85


class Form(NamedTuple):
    """How a picture is kept: the file's ending, and what writes it."""

    ending: str
    write: Callable[[Image.Image, Path], None]


def _saved(**options: object) -> Callable[[Image.Image, Path], None]:
    return lambda picture, file: picture.save(file, **options)  # type: ignore[arg-type]


def _turned(orientation: int) -> Callable[[Image.Image, Path], None]:
    """Keep a picture as a phone that was held otherwise does: turned, with a note of it (EXIF)."""
    undo = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }

    def write(picture: Image.Image, file: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture.transpose(undo[orientation]).save(file, quality=QUALITY, exif=exif)

    return write


def _converted(mode: str, **options: object) -> Callable[[Image.Image, Path], None]:
    return lambda picture, file: picture.convert(mode).save(file, **options)  # type: ignore[arg-type]


def _with_profile(picture: Image.Image, file: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    picture.save(file, quality=QUALITY, icc_profile=profile.tobytes())


FORMS: dict[str, Form] = {
    "jpeg": Form("jpg", _saved(quality=QUALITY)),
    "progressive": Form("jpg", _saved(quality=QUALITY, progressive=True)),
    "turned 90": Form("jpg", _turned(6)),
    "turned 180": Form("jpg", _turned(3)),
    "turned 270": Form("jpg", _turned(8)),
    "profile": Form("jpg", _with_profile),
    "cmyk": Form("jpg", _converted("CMYK", quality=QUALITY)),
    "png": Form("png", _saved(optimize=True)),
    "alpha": Form("png", _converted("RGBA", optimize=True)),
    "palette": Form("gif", _saved()),
    "webp": Form("webp", _saved(quality=QUALITY)),
    "tiff": Form("tif", _saved(compression="tiff_lzw")),
    "bmp": Form("bmp", _saved()),
}


class Scene(NamedTuple):
    """One rendered photo: its scene, Monk tone, fault, long side in pixels, and how it is kept."""

    scene: int
    tone: float
    fault: str
    severity: float
    side: int
    form: str


SCENES = (
    Scene(27, 1, "", 0, 1200, "jpeg"),
    Scene(12, 4, "", 0, 2400, "turned 90"),
    Scene(14, 7, "", 0, 1200, "webp"),
    Scene(6, 10, "", 0, 800, "png"),
    Scene(12, 3, "blur_focus", 0.9, 1200, "turned 180"),
    Scene(14, 8, "blur_motion", 1.0, 1200, "turned 270"),
    Scene(8, 5, "too_dark", 0.9, 900, "jpeg"),
    Scene(19, 2, "too_bright", 0.9, 900, "progressive"),
    Scene(6, 9, "glare", 1.0, 900, "profile"),
    Scene(9, 6, "uneven_light", 1.0, 900, "cmyk"),
    Scene(27, 2, "colour_cast", 1.0, 560, "tiff"),
    Scene(8, 6, "noise", 1.0, 500, "alpha"),
    Scene(4, 4, "low_resolution", 1.0, 1200, "jpeg"),
    Scene(11, 3, "compression", 0.9, 1200, "jpeg"),
    Scene(9, 8, "framing", 0.9, 640, "palette"),
    Scene(2, 5, "too_far", 1.0, 1200, "jpeg"),
    Scene(20, 10, "obstructed", 1.0, 480, "bmp"),
)
BESIDE = (
    "blur_focus", "blur_motion", "too_dark", "too_bright", "noise", "colour_cast", "compression",
    "low_resolution", "uneven_light", "glare",
)  # fmt: skip
"""Faults of the photos beside the threshold."""


def rendered(scene: int, tone: float, fault: str, severity: float, side: int) -> Image.Image:
    """Render a photo."""
    shot = with_tone(sample_shot(EXAMPLE_SEEDS[scene]), tone)
    shot = replace(shot, camera=replace(shot.camera, quality=95))
    shot = with_fault(shot, fault, severity) if fault else shot
    content = encode(shot, (side, side * 3 // 4))
    return Image.open(io.BytesIO(content)).convert("RGB")


def beside(picture: Pixels, fault: str, bundle: Bundle) -> Pixels | None:
    """Give a photo just so much of a fault that its score lies beside the threshold.

    By halving; None where no severity does it, because the fault alone is not enough, or is at once.
    """
    threshold = bundle.policy.operating_point(None).threshold
    low, high = 0.0, 1.0
    for _ in range(TRIES):
        severity = (low + high) / 2
        copy = make_copy(picture, Changed("fault", fault, severity, SEED))
        photo = Photo.of(copy)
        reading = bundle.scorer(cut(photo, bundle.views))
        off = (decide(reading, max(photo.size), bundle.policy).score or 0.0) - threshold
        if abs(off) <= CLOSE:
            return copy
        low, high = (severity, high) if off > 0 else (low, severity)
    return None


def make(folder: Path, bundle: Bundle) -> list[Path]:
    """Write all rendered photos."""
    files = []
    for number, each in enumerate(tqdm(SCENES, desc="photos"), 1):
        form = FORMS[each.form]
        about = f"{each.fault or 'good'}-tone{each.tone:g}-{each.form.replace(' ', '-')}"
        files.append(folder / f"{number:02d}-{about}.{form.ending}")
        form.write(rendered(*each[:5]), files[-1])
    good = [each for each in SCENES if not each.fault]
    for number, fault in enumerate(tqdm(BESIDE, desc="beside the threshold"), len(SCENES) + 1):
        scene = good[number % len(good)]
        found = beside(np.asarray(rendered(scene.scene, scene.tone, "", 0, 1000)), fault, bundle)
        if found is not None:
            files.append(folder / f"{number:02d}-beside-{fault}-tone{scene.tone:g}.jpg")
            Image.fromarray(found).save(files[-1], quality=95)
    return files


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.kit_photos", description=__doc__)
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    parser.add_argument("--photographs", type=Path, help="folder of free photographs to add")
    parser.add_argument("--out", type=Path, required=True, help="the kit's folder photos/")
    options = parser.parse_args(argv)
    bundle = load_bundle(options.model)
    if bundle.fallback is not None:
        print(f"export.kit_photos: {options.model}: {bundle.fallback}", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    files = make(options.out, bundle)
    for photo in sorted(options.photographs.iterdir()) if options.photographs else []:
        files.append(Path(shutil.copy(photo, options.out / f"photograph-{photo.name}")))
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    print(f"{options.out}: {len(files)} photos, {megabytes:.1f} MB; now python -m export.kit")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
