"""Words and controls stand out from their ground: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from PIL import ImageFont

from clearshot.reasons import REASON_CODES
from clearshot.ui import theme
from clearshot.ui.icons import GLYPHS, REASON_ICONS
from clearshot.ui.theme import DARK, LIGHT, MOVING, STILL, TYPES, Palette, Rgba

THEMES = {"light": LIGHT, "dark": DARK}
STATES = ("good", "retake", "note", "danger")
WORDS = (
    *product(("text", "text_2", "primary", *STATES), ("bg", "surface")),
    *product(("text", "text_2"), ("sunken",)),
    ("on_primary", "primary"),
    ("on_primary_soft", "primary_soft"),
    ("primary", "primary_soft"),
    *((state, f"{state}_soft") for state in STATES),
    *((f"on_{state}_soft", f"{state}_soft") for state in STATES),
    *product(("cam_text", "cam_text_2"), ("cam", "cam_2")),
    *product(("cam",), ("cam_good", "cam_retake", "cam_note")),  # an icon on its disc
    ("cam", "cam_text"),  # the main button over the camera
    ("cam_retake", "cam"),  # the icon of a mark
)
SHAPES = (
    *product(("line_strong", "primary"), ("bg", "surface")),
    ("cam_line", "cam"),
    *product(("cam_good", "cam_retake", "cam_note"), ("cam_2", "cam")),
    ("cam_text", "cam"),  # the marks on a picture: a white line, cased
)


def contrast(one: Rgba, other: Rgba) -> float:
    """Compute the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgba) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(theme.rgba("#000000"), theme.rgba("#FFFFFF")) == pytest.approx(21)


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read(palette: Palette, words: str, ground: str) -> None:
    assert contrast(palette.of(words), palette.of(ground)) >= 4.5


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("words", "ground"), [("on_primary", "primary"), ("text", "surface")])
def test_words_on_a_pressed_button_can_be_read(palette: Palette, words: str, ground: str) -> None:
    pressed = theme.mixed(palette.of(ground), palette.text, theme.PRESSED)
    assert contrast(palette.of(words), pressed) >= 4.5


@pytest.mark.parametrize("palette", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_from_their_ground(palette: Palette, shape: str, ground: str) -> None:
    assert contrast(palette.of(shape), palette.of(ground)) >= 3


def test_camera_screens_are_dark_in_both_themes() -> None:
    camera = [role for role in theme.ROLES if role.startswith("cam")]
    assert [LIGHT.of(role) for role in camera] == [DARK.of(role) for role in camera]


def test_a_role_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="purple"):
        LIGHT.of("purple")


def test_no_text_is_smaller_than_a_caption() -> None:
    assert min(kind.sp for kind in TYPES.values()) == TYPES["caption"].sp == 15


def test_reduced_motion_moves_nothing() -> None:
    assert all(getattr(STILL, name) == 0 for name in vars(MOVING))


@pytest.mark.parametrize("font", [theme.REGULAR, theme.BOLD, theme.ICONS])
def test_the_fonts_lie_where_the_theme_says(font: str) -> None:
    assert Path(font).is_file()


def test_every_icon_is_in_the_font() -> None:
    font = ImageFont.truetype(theme.ICONS, 24)
    missing = font.getmask("\ue000").getbbox()
    assert all(font.getmask(glyph).getbbox() not in (None, missing) for glyph in GLYPHS.values())


def test_every_reason_has_an_icon() -> None:
    assert set(REASON_ICONS) == set(REASON_CODES)
    assert set(REASON_ICONS.values()) <= set(GLYPHS)
