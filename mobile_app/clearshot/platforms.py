"""Nothing in; which kind of machine this is out. Kivy is not asked: it may not be there."""

from __future__ import annotations

import os
import sys
from typing import Literal

Platform = Literal["desktop", "android", "ios"]


def platform() -> Platform:
    """Tell the kind of machine: python-for-android and kivy-ios each leave a mark of their own."""
    if "ANDROID_ARGUMENT" in os.environ:
        return "android"
    return "ios" if sys.platform == "ios" or os.environ.get("KIVY_BUILD") == "ios" else "desktop"
