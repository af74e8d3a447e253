"""Folder -> picture sheets to look at: tones, faults and scenes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw
from tqdm import tqdm

from training.phantom.faults import FAULTS, with_fault
from training.phantom.render import render
from training.phantom.shot import EXAMPLE_SEEDS, Shot, sample_shot, with_tone

SEED = EXAMPLE_SEEDS[12]
SEVERITIES = (0.3, 0.6, 1.0)
CAPTION = 18  # pixels above each picture

Caption = tuple[str, Shot]


def write_sheets(out: Path, width: int) -> list[Path]:
    """Render `tones.png`, `faults.png` and `scenes.png`, of pictures `width` pixels across."""
    size = (width, width * 3 // 4)
    sheets = {
        "tones": (_tones(), 5),
        "faults": (_faults(), len(SEVERITIES)),
        "scenes": (_scenes(), 5),
    }
    paths = []
    for name, (shots, columns) in sheets.items():
        tiles = [(title, render(shot, size)) for title, shot in tqdm(list(shots), desc=name)]
        paths.append(out / f"{name}.png")
        _lay(tiles, columns).save(paths[-1])
    return paths


def _tones() -> Iterator[Caption]:
    """Show one scene in all tones, exposed by the meter and then at one fixed exposure."""
    shot = sample_shot(SEED)
    fixed = replace(shot, camera=replace(shot.camera, metering=0.0))
    for base, how in ((shot, "metered"), (fixed, "fixed exposure")):
        yield from ((f"Monk {tone}, {how}", with_tone(base, tone)) for tone in range(1, 11))


def _faults() -> Iterator[Caption]:
    shot = with_tone(sample_shot(SEED), 5)
    for fault in FAULTS:
        yield from ((f"{fault} {s:g}", with_fault(shot, fault, s)) for s in SEVERITIES)


def _scenes() -> Iterator[Caption]:
    for seed in EXAMPLE_SEEDS[:30]:
        shot = sample_shot(seed)
        yield f"seed {seed}, {shot.scene.lesion.kind}, Monk {shot.tone:g}", shot


def _lay(tiles: Sequence[tuple[str, Image.Image]], columns: int) -> Image.Image:
    width, height = tiles[0][1].size
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (columns * width, rows * (height + CAPTION)), "white")
    draw = ImageDraw.Draw(sheet)
    for k, (title, picture) in enumerate(tiles):
        x, y = k % columns * width, k // columns * (height + CAPTION)
        draw.text((x + 4, y + 3), title, fill="black")
        sheet.paste(picture, (x, y + CAPTION))
    return sheet
