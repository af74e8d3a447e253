"""The app's windows, with the fonts that they need; the only folder that may import Kivy.

What a screen shows is told by files without Kivy, as values (`told`): `telling` for every stage of
the flow, `telling_camera` for the live view, `telling_pages` for the app's own pages, and
`office_telling`; `spoken` says what of it is said aloud. `phone` puts the screen in the window and
takes touches and keys; `stages` is what screens have in common, `components` what they are built
of, in the look that `theme` has. `app` is the program.
"""

from __future__ import annotations

import os

# Read by Kivy when it is first imported.
_KIVY = {
    "KIVY_NO_ARGS": "1",  # the command line is ours to parse
    "KIVY_NO_FILELOG": "1",  # nothing about a patient's photos is left in a file
    "KIVY_LOG_MODE": "PYTHON",  # speaks up for what matters only, as every library here
    "KIVY_WINDOW": "sdl2",  # on every platform; the next in line would end the program
}
for _name, _value in _KIVY.items():
    os.environ.setdefault(_name, _value)
