"""The places on the body that a photo can be of: one code each, the same in notes and on screens."""

from __future__ import annotations

# By group, head to foot; True where there is one at each side.
GROUPS: dict[str, dict[str, bool]] = {
    "head": {
        "scalp": False,
        "forehead": False,
        "face": False,
        "nose": False,
        "lips": False,
        "chin": False,
        "eye": True,
        "ear": True,
        "cheek": True,
        "neck": False,
    },
    "body": {
        "chest": False,
        "breast": True,
        "belly": False,
        "side": True,
        "upper_back": False,
        "lower_back": False,
        "buttock": True,
        "groin": True,
        "private": False,
    },
    "arm": {
        "shoulder": True,
        "armpit": True,
        "arm": True,
        "elbow": True,
        "forearm": True,
        "wrist": True,
        "hand": True,
        "fingers": True,
    },
    "leg": {
        "hip": True,
        "leg": True,
        "thigh": True,
        "knee": True,
        "shin": True,
        "calf": True,
        "ankle": True,
        "foot": True,
        "sole": True,
        "toes": True,
    },
}
SIDES = ("l", "r")  # the person's own left and right


def codes(place: str, paired: bool) -> tuple[str, ...]:
    """List the codes of a place: itself, or its left and its right.

    >>> codes("shin", True)
    ('shin_l', 'shin_r')
    """
    return tuple(f"{place}_{side}" for side in SIDES) if paired else (place,)


SITES: tuple[str, ...] = tuple(
    code for places in GROUPS.values() for each in places.items() for code in codes(*each)
)
"""Every code that a session's site may have, besides "" where nothing was said."""
