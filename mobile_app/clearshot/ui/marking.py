"""A verdict in; what of the photo is to be outlined, and the short words for it. No Kivy."""

from __future__ import annotations

from clearshot.decision import Region, Verdict
from clearshot.overlay import worst_region
from clearshot.photo import Box
from clearshot.ui.fitting import Edges
from clearshot.ui.icons import REASON_ICONS
from clearshot.ui.told import Marked
from clearshot.words import Words

ALIKE = 5.0
"""Points by which a region may be clearer than the worst one, and yet be outlined with it."""
MOST = 0.6
"""Share of the photo above which an outline points at nothing: the worst region alone is taken."""


def marked(verdict: Verdict, size: tuple[int, int], words: Words) -> Marked | None:
    """Outline what is least clear; None if it is the whole photo, or nothing is to be mended.

    Args:
        verdict: of the photo.
        size: of the upright photo, in pixels.
        words: the language.
    """
    if verdict.verdict != "retake" or not verdict.regions:
        return None
    code = verdict.reasons[0].code
    whole = Box(0, 0, *size)
    worst = worst_region(verdict.regions, whole)
    if worst is None or not words.has(f"r_{code}_mark"):
        return None
    edges = _union(verdict.regions, worst, whole)
    across, down = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
    return Marked(
        edges, words.say(f"r_{code}_mark"), REASON_ICONS[code], words.mark(code, across, down)
    )


def _union(regions: tuple[Region, ...], worst: Region, whole: Box) -> Edges:
    bad = [region.box for region in regions if region.score <= worst.score + ALIKE]
    edges = _edges(bad, whole)
    large = (edges[2] - edges[0]) * (edges[3] - edges[1]) > MOST
    return _edges([worst.box], whole) if large else edges


def _edges(boxes: list[Box], whole: Box) -> Edges:
    """Give the box around boxes as shares of the photo.

    >>> _edges([Box(0, 0, 10, 10), Box(10, 0, 10, 10)], Box(0, 0, 40, 20))
    (0.0, 0.0, 0.5, 0.5)
    """
    return (
        max(0.0, min(box.x for box in boxes) / whole.w),
        max(0.0, min(box.y for box in boxes) / whole.h),
        min(1.0, max(box.x + box.w for box in boxes) / whole.w),
        min(1.0, max(box.y + box.h for box in boxes) / whole.h),
    )


def tag(verdict: Verdict | None, clearest: bool, words: Words) -> str:
    """Say what an attempt is like, in a word or two, under its picture."""
    if clearest and verdict is not None:
        return words.say("review_clearest")
    if verdict is None:
        return words.say("r_cannot_judge_tag")
    if verdict.verdict == "accept":
        return words.say("off_clear")
    return words.say(f"r_{verdict.reasons[0].code}_tag")
