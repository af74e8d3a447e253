"""The icons by name: the glyphs of `fonts/tabler-subset.ttf`, and which one stands for which reason.

The font is a subset of Tabler Icons 3.49, made by fonttools' `pyftsubset`.
"""

from __future__ import annotations

_TABLE = """
alert-circle ea05 alert-triangle ea06 arrow-left ea19 arrows-maximize ea28 blur ef8c
body-scan fca3 bolt ea38 bolt-off ecec brightness-up eb7e bulb ea51 camera ea54
camera-off ecee camera-plus ec3b camera-rotate ee22 check ea5e chevron-down ea5f
chevron-left ea60 chevron-right ea61 circle ea6b circle-check ea67 circle-dashed ed27
circle-letter-a f441 clock ea70 cloud-check f84d cloud-upload ea75 database ea88
device-floppy eb62 device-mobile ea8a device-mobile-vibration eb86 focus-2 ebd3
focus-centered f02a hand-move ef50 hand-stop ec2e help eabf id eac3 info-circle eac5
language ebbe lock eae2 map-pin eae8 minus eaf2 moon eaf8 palette eb01 pencil eb04
photo eb0a photo-check f35e photo-plus f363 plus eb0b qrcode eb11 question-mark ec9d
refresh eb13 reload f3ae ruler-measure f291 send eb1e settings eb20 shadow eed8
shield-check eb22 star eb2e sun eb30 sun-high f236 sun-off ed63 target eb35
text-size f2b1 trash eb41 user eb4d volume eb51 wifi-off ecfa x eb55 zoom-in eb56
"""


def _glyphs() -> dict[str, str]:
    names = _TABLE.split()
    return {name: chr(int(at, 16)) for name, at in zip(names[::2], names[1::2], strict=True)}


GLYPHS: dict[str, str] = _glyphs()

REASON_ICONS: dict[str, str] = {
    "blur_focus": "blur",
    "blur_motion": "hand-move",
    "too_dark": "bulb",
    "too_bright": "sun-high",
    "glare": "sun",
    "uneven_light": "shadow",
    "colour_cast": "palette",
    "noise": "bulb",
    "low_resolution": "photo",
    "compression": "photo",
    "framing": "focus-centered",
    "too_far": "zoom-in",
    "obstructed": "hand-stop",
    "not_skin": "help",
    "cannot_judge": "question-mark",
}
