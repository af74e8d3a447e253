"""What a person set, as one value; to JSON and back, with a refusal for what does not fit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from clearshot.errors import ClearshotError
from clearshot.fields import Fields

Language = Literal["en", "es"]
Colours = Literal["same", "light", "dark"]  # as the phone has it, or one of the two
Timer = Literal[0, 3, 10]


class SettingsRefused(ClearshotError):
    """Settings that this version does not write."""

    code = "settings_refused"


@dataclass(frozen=True)
class Settings:
    """What a person set.

    Attributes:
        language: of all words.
        colours: of all screens save the camera's, which are dark.
        speak: whether hints and results are said aloud.
        vibrate: whether they are felt.
        auto: whether the photo is taken when it is steady and sharp.
        anywhere: whether a tap anywhere on the preview takes the photo.
        left: whether the office's buttons are on the left side.
        timer: seconds from the shutter to the photo.
        front: whether the lens on the side of the screen is used.
        agreed: whether the person read what the app does, and went on.
        still: whether nothing on the screen moves.
    """

    language: Language = "en"
    colours: Colours = "same"
    speak: bool = True
    vibrate: bool = True
    auto: bool = False
    anywhere: bool = False
    left: bool = False
    timer: Timer = 0
    front: bool = False
    agreed: bool = False
    still: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the settings as a JSON object."""
        return asdict(self)


def read_settings(text: bytes) -> Settings:
    """Read settings; what an older version did not know yet is as it is at first.

    Raises:
        SettingsRefused: it is no JSON object, or a setting has a value that there is not.

    >>> read_settings(b'{"language": "es"}').language
    'es'
    """
    fields = Fields.parse(text, "settings.json", SettingsRefused)
    first = Settings()
    allowed: dict[str, tuple[object, ...]] = {
        "language": get_args(Language),
        "colours": get_args(Colours),
        "timer": get_args(Timer),
    }
    known = {name: fields.values[name] for name in asdict(first) if name in fields.values}
    for name, value in known.items():
        of = allowed.get(name, (True, False))
        if not any(value is each or (type(value) is type(each) and value == each) for each in of):
            raise SettingsRefused(f'settings.json: "{name}" is {value!r}, expected one of {of}')
    return Settings(**{**asdict(first), **known})
