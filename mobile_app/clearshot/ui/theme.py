"""The look of the app as data: a colour for every role in light and dark, type, space, motion.

Pixels and colours stand here only; everywhere else there are roles. Of each state there is its own
colour, its soft ground, and the words on that ground. A state is never told by its colour alone: an
icon and words say it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

Rgba = tuple[float, float, float, float]

_FONTS = Path(__file__).with_name("fonts")
REGULAR = str(_FONTS / "AtkinsonHyperlegible-Regular.ttf")
BOLD = str(_FONTS / "AtkinsonHyperlegible-Bold.ttf")
ICONS = str(_FONTS / "tabler-subset.ttf")  # `icons` has the names of its glyphs


def rgba(colour: str) -> Rgba:
    """Read a colour as 0 to 1.

    >>> rgba("#FF0000")
    (1.0, 0.0, 0.0, 1.0)
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


def mixed(ground: Rgba, over: Rgba, share: float) -> Rgba:
    """Lay a share of one colour, 0 to 1, over another: a pressed button is 12 % of the text's.

    >>> mixed((0, 0, 0, 1), (1, 1, 1, 1), 0.5)
    (0.5, 0.5, 0.5, 1.0)
    """
    red, green, blue = (g + (o - g) * share for g, o in zip(ground[:3], over[:3], strict=True))
    return red, green, blue, 1.0


PRESSED = 0.12


@dataclass(frozen=True)
class Palette:
    """A colour for every role; `cam_*` are those of the camera's screens, dark in both themes."""

    bg: Rgba
    surface: Rgba  # sheet, card, dialog
    sunken: Rgba  # track, pressed row
    text: Rgba
    text_2: Rgba  # second text, captions
    line: Rgba  # hairlines, decoration only
    line_strong: Rgba  # edge of a control
    primary: Rgba  # main button, chosen, link
    on_primary: Rgba
    primary_soft: Rgba
    on_primary_soft: Rgba
    good: Rgba  # clear, sent
    good_soft: Rgba
    on_good_soft: Rgba
    retake: Rgba  # take again, needs you
    retake_soft: Rgba
    on_retake_soft: Rgba
    note: Rgba  # cannot judge, simple checks
    note_soft: Rgba
    on_note_soft: Rgba
    danger: Rgba  # delete, lost
    danger_soft: Rgba
    on_danger_soft: Rgba
    cam: Rgba  # ground
    cam_2: Rgba  # pill and round buttons
    cam_text: Rgba
    cam_text_2: Rgba
    cam_line: Rgba  # edge of a control
    cam_good: Rgba
    cam_retake: Rgba
    cam_note: Rgba

    def of(self, role: str) -> Rgba:
        """Give the colour of a role that is known by its name only."""
        if role not in ROLES:
            raise KeyError(f'no role "{role}" in the theme, use one of: {", ".join(ROLES)}')
        colour: Rgba = getattr(self, role)
        return colour


_CAMERA = {
    "cam": rgba("#0C1110"),
    "cam_2": rgba("#1B2422"),
    "cam_text": rgba("#FFFFFF"),
    "cam_text_2": rgba("#C3CDCA"),
    "cam_line": rgba("#5F6B68"),
    "cam_good": rgba("#85D29A"),
    "cam_retake": rgba("#F1B765"),
    "cam_note": rgba("#9BC2EF"),
}

ROLES: tuple[str, ...] = tuple(each.name for each in fields(Palette))

LIGHT = Palette(
    bg=rgba("#F6F4EF"),
    surface=rgba("#FFFFFF"),
    sunken=rgba("#ECE8E0"),
    text=rgba("#17211F"),
    text_2=rgba("#4B5855"),
    line=rgba("#D9D4C9"),
    line_strong=rgba("#75807C"),
    primary=rgba("#0B5A58"),
    on_primary=rgba("#FFFFFF"),
    primary_soft=rgba("#DDECE9"),
    on_primary_soft=rgba("#0A4543"),
    good=rgba("#1D6838"),
    good_soft=rgba("#DDEFE1"),
    on_good_soft=rgba("#14502A"),
    retake=rgba("#8A4A00"),
    retake_soft=rgba("#FBE8CC"),
    on_retake_soft=rgba("#653600"),
    note=rgba("#2B5382"),
    note_soft=rgba("#E0EAF6"),
    on_note_soft=rgba("#1F3F66"),
    danger=rgba("#A2271D"),
    danger_soft=rgba("#FBE2DE"),
    on_danger_soft=rgba("#7F1C14"),
    **_CAMERA,
)

DARK = Palette(
    bg=rgba("#101716"),
    surface=rgba("#19221F"),
    sunken=rgba("#0B100F"),
    text=rgba("#ECF1EF"),
    text_2=rgba("#B2BFBB"),
    line=rgba("#34413D"),
    line_strong=rgba("#7C8B87"),
    primary=rgba("#7CCFC4"),
    on_primary=rgba("#05302C"),
    primary_soft=rgba("#173935"),
    on_primary_soft=rgba("#B5E5DD"),
    good=rgba("#85D29A"),
    good_soft=rgba("#17351F"),
    on_good_soft=rgba("#BDE8C8"),
    retake=rgba("#F1B765"),
    retake_soft=rgba("#3D2B0E"),
    on_retake_soft=rgba("#F8D9A8"),
    note=rgba("#9BC2EF"),
    note_soft=rgba("#1B2E45"),
    on_note_soft=rgba("#CBE0F8"),
    danger=rgba("#F5A59B"),
    danger_soft=rgba("#48211C"),
    on_danger_soft=rgba("#FACFC9"),
    **_CAMERA,
)


@dataclass(frozen=True)
class Type:
    """A kind of text: size in sp, height of a line in em, weight."""

    sp: float
    line: float
    bold: bool = False

    @property
    def font(self) -> str:
        """Give the font's file."""
        return BOLD if self.bold else REGULAR

    @property
    def line_height(self) -> float:
        """Give the line's height as Kivy wants it: in heights of the font's own line."""
        return self.line / OWN_LINE


OWN_LINE = 1.24  # em; the font's own line

TYPES: dict[str, Type] = {
    "display": Type(30, 1.2, bold=True),  # welcome
    "title": Type(24, 1.22, bold=True),  # verdict, state
    "hint": Type(20, 1.2, bold=True),  # hint pill
    "heading": Type(18, 1.3, bold=True),  # top bar, group
    "body_l": Type(18, 1.4),  # advice, lead text
    "lead": Type(18, 1.4, bold=True),  # the one thing to do, over a picture
    "body": Type(17, 1.42),  # rows
    "row": Type(17, 1.3, bold=True),  # a row's own words
    "button": Type(18, 1.2, bold=True),
    "button_text": Type(17, 1.2, bold=True),  # a button without a box
    "caption": Type(15, 1.36),
    "caption_b": Type(15, 1.2, bold=True),  # under icons, on marks
}

SPACE = (4, 8, 12, 16, 24, 32)  # dp
MARGIN = 24  # dp; at the sides of a phone
PANEL_MARGIN = 20  # dp; within the office's panel
BETWEEN = 12  # dp; button to button, and a button's icon to its words
TARGET, BUTTON, SHUTTER = 48, 56, 88  # dp; what a thumb needs

CORNERS = {"small": 8, "thumb": 12, "button": 16, "picture": 20, "sheet": 24}  # dp
LARGE = 1.5  # from this font scale on, words are short and stand below each other


@dataclass(frozen=True)
class Motion:
    """How long things move, in seconds, and how far a page slides, in dp."""

    sheet: float = 0.22
    pill: float = 0.15
    outline: float = 0.25
    page: float = 0.2
    slide: float = 24
    progress: float = 0.9


MOVING = Motion()
STILL = Motion(0, 0, 0, 0, 0, 0)
"""Reduced motion: nothing slides, fades or grows."""
