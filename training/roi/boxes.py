"""Where the region of interest of a photo lies: as its CSV says, its wound, or its lesion.

Boxes are in pixels of the upright photo.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from clearshot.photo import Box
from training.phantom.plan import Picture
from training.phantom.surface import lay_out
from training.ratings import RatedPhotos, RatingsRefused

COLUMNS = ("roi_x", "roi_y", "roi_w", "roi_h")
COARSE = 4
"""Pixels of a render over those at which its lesion is looked for: its edge is 4 px uncertain."""

Boxes = dict[str, Box]


def given_rois(csv: Path) -> Boxes:
    """Read the region of interest of each photo of a rated-photos CSV, by photo_id.

    `roi_x, roi_y, roi_w, roi_h` are whole pixels of the upright photo; a photo whose four cells are
    blank has none, and neither has any where the CSV lacks the columns.

    Raises:
        RatingsRefused: some of the columns are missing, some of the four cells of a row are blank,
            or one is no whole number, or a side is 0. Line 1 is the header.
    """
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    there = [name for name in COLUMNS if name in table.columns]
    if not there:
        return {}
    if len(there) < len(COLUMNS):
        raise RatingsRefused(f"{csv}: found {', '.join(there)}, expected {', '.join(COLUMNS)}")
    boxes = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        if any(row[name].strip() for name in COLUMNS):
            boxes[row["photo_id"]] = _box(row, f"{csv}, line {line}")
    return boxes


def _box(row: dict[str, str], where: str) -> Box:
    for name in COLUMNS:
        cell, least = row[name].strip(), 0 if name in COLUMNS[:2] else 1
        if not cell.isdigit() or int(cell) < least:
            raise RatingsRefused(
                f"{where}, column {name}: found {row[name]!r}, expected a whole number of pixels "
                f"from {least} on, or all four of {', '.join(COLUMNS)} blank"
            )
    return Box(*(int(row[name]) for name in COLUMNS))


def wound_rois(manifest: Path, photos: RatedPhotos, least: int) -> Boxes:
    """Put a margin round the wound of each photo that has one in a manifest, by photo_id.

    Args:
        manifest: a CSV with `path` (relative to the folder above the manifest's), `width` and
            `height` of the photo, and `wound_box`: x0 y0 x1 y1, or blank.
        photos: which ones are asked for.
        least: side that a region has at least, in pixels; see `padded`.

    Raises:
        RatingsRefused: a column is missing, or a wound_box is not four whole numbers in order.
    """
    table = pd.read_csv(manifest, dtype=str, keep_default_na=False)
    for name in ("path", "width", "height", "wound_box"):
        if name not in table.columns:
            raise RatingsRefused(f"{manifest}: column {name} is missing")
    names = dict(zip((p.resolve() for p in photos.paths), photos.photo_ids, strict=True))
    above = manifest.resolve().parent.parent
    boxes = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        photo = (above / row["path"]).resolve()
        if photo in names and row["wound_box"].strip():
            wound = _corners(row["wound_box"], f"{manifest}, line {line}")
            boxes[names[photo]] = padded(wound, (int(row["width"]), int(row["height"])), least)
    return boxes


def _corners(cell: str, where: str) -> Box:
    parts = cell.split()
    if len(parts) == 4 and all(part.isdigit() for part in parts):
        left, top, right, bottom = (int(part) for part in parts)
        if left < right and top < bottom:
            return Box(left, top, right - left, bottom - top)
    raise RatingsRefused(f"{where}, column wound_box: found {cell!r}, expected x0 y0 x1 y1")


def padded(spot: Box, size: tuple[int, int], least: int) -> Box:
    """Put a margin of half its size on each side of a spot, within the photo.

    Args:
        spot: within the photo.
        size: width and height of the photo.
        least: side that the result has at least, as far as the photo goes. A region with fewer
            pixels than the policy's `small_photo` asks for would be called too small.

    >>> padded(Box(100, 100, 200, 40), (1000, 800), least=100)
    Box(x=0, y=70, w=400, h=100)
    >>> padded(Box(0, 760, 40, 40), (1000, 800), least=100)
    Box(x=0, y=700, w=100, h=100)
    """
    x, w = _widened(spot.x, spot.w, size[0], least)
    y, h = _widened(spot.y, spot.h, size[1], least)
    return Box(x, y, w, h)


def _widened(start: int, length: int, limit: int, least: int) -> tuple[int, int]:
    wide = min(limit, max(2 * length, least))
    return min(max(0, start + (length - wide) // 2), limit - wide), wide


def lesion_box(picture: Picture, size: tuple[int, int]) -> Box | None:
    """Find where a render shows its lesion; None if it is not in the picture.

    Args:
        picture: the plan of the render.
        size: its width and height, pixels.
    """
    shot, lesion = picture.shot(), picture.shot().scene.lesion
    surface = lay_out(shot.scene, shot.view, (size[0] // COARSE, size[1] // COARSE))
    away = np.hypot(surface.skin.u - lesion.u, surface.skin.v - lesion.v)
    inside = (away < lesion.radius) & (surface.cover > 0.5)
    if not inside.any():
        return None
    columns, rows = np.flatnonzero(inside.any(axis=0)), np.flatnonzero(inside.any(axis=1))
    left, top = COARSE * int(columns[0]), COARSE * int(rows[0])
    return Box(left, top, COARSE * int(columns[-1] + 1) - left, COARSE * int(rows[-1] + 1) - top)
