"""The app's window, with the fonts that it needs; the only folder that may import Kivy.

A photo goes through `viewing` (which one, what is known of it; no Kivy), whose work `newest` does
off the window's thread, and is shown by `verdict`, in the look that `theme` has. `app` is the
window itself.
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
