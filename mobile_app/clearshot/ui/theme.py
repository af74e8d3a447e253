"""The look of the app: a colour for every role, and the fonts. Pixels never stand here, only roles.

Of each state there is the colour of its sign, its soft ground and the words on that ground. A state
is never told by its colour alone: a sign and words say it, too.
"""

from __future__ import annotations

from pathlib import Path

Rgba = tuple[float, float, float, float]

_FONTS = Path(__file__).with_name("fonts")
REGULAR = str(_FONTS / "AtkinsonHyperlegible-Regular.ttf")
BOLD = str(_FONTS / "AtkinsonHyperlegible-Bold.ttf")


def rgba(colour: str) -> Rgba:
    """Read a colour as 0 to 1.

    >>> rgba("#FF0000")
    (1.0, 0.0, 0.0, 1.0)
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


SURFACE = rgba("#FFFFFF")  # sheet and outlined button
SUNKEN = rgba("#ECE8E0")  # pressed outlined button
TEXT, TEXT_2 = rgba("#17211F"), rgba("#4B5855")
LINE_STRONG = rgba("#75807C")  # edge of a control
PRIMARY, ON_PRIMARY = rgba("#0B5A58"), rgba("#FFFFFF")  # main button
PRIMARY_PRESSED = rgba("#0C5351")

# Around a photo: dark in both themes, so that little stray light falls on the skin.
CAM, CAM_TEXT, CAM_TEXT_2 = rgba("#0C1110"), rgba("#FFFFFF"), rgba("#C3CDCA")

NOTE_SOFT, ON_NOTE_SOFT = rgba("#E0EAF6"), rgba("#1F3F66")

SIGNS: dict[str, tuple[Rgba, Rgba]] = {
    "accept": (rgba("#1D6838"), rgba("#DDEFE1")),
    "retake": (rgba("#8A4A00"), rgba("#FBE8CC")),
    "cannot_judge": (rgba("#2B5382"), NOTE_SOFT),
    "unreadable": (rgba("#2B5382"), NOTE_SOFT),
    "checking": (rgba("#4B5855"), SUNKEN),
}
"""For each sign, its own colour and that of the disc that it stands on."""
