"""Words and controls stand out from their ground: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearshot.ui import theme
from clearshot.ui.theme import Rgba

WORDS = {
    "on the sheet": (theme.TEXT, theme.SURFACE),
    "on a pressed button": (theme.TEXT, theme.SUNKEN),
    "on the main button": (theme.ON_PRIMARY, theme.PRIMARY),
    "on the main button, pressed": (theme.ON_PRIMARY, theme.PRIMARY_PRESSED),
    "over the photo": (theme.CAM_TEXT, theme.CAM),
    "over the photo, second": (theme.CAM_TEXT_2, theme.CAM),
    "in the banner": (theme.ON_NOTE_SOFT, theme.NOTE_SOFT),
}
SHAPES = {
    "a button's edge": (theme.LINE_STRONG, theme.SURFACE),
    "the main button": (theme.PRIMARY, theme.SURFACE),
    "the outline": (theme.CAM_TEXT, theme.CAM),
    **{f"the sign of {name}": colours for name, colours in theme.SIGNS.items()},
}


def contrast(one: Rgba, other: Rgba) -> float:
    """Compute the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgba) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(theme.rgba("#000000"), theme.rgba("#FFFFFF")) == pytest.approx(21)


@pytest.mark.parametrize("pair", WORDS.values(), ids=WORDS)
def test_words_can_be_read(pair: tuple[Rgba, Rgba]) -> None:
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("pair", SHAPES.values(), ids=SHAPES)
def test_shapes_can_be_told_from_their_ground(pair: tuple[Rgba, Rgba]) -> None:
    assert contrast(*pair) >= 3


@pytest.mark.parametrize("font", [theme.REGULAR, theme.BOLD])
def test_the_fonts_lie_where_the_theme_says(font: str) -> None:
    assert Path(font).is_file()
