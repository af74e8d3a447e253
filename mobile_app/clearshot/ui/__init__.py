"""The app's window, with the fonts that it needs; the only folder that may import Kivy.

A photo goes through `viewing` (which one, what is known of it; no Kivy), whose work `newest` does
off the window's thread, and is shown by `verdict`, in the look that `theme` has. `app` is the
window itself.
"""

from __future__ import annotations

import os

# Read by Kivy when it is first imported. The command line is ours to parse; Kivy's own log file
# would keep the names of a patient's photos.
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
