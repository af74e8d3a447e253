"""Start the app: python-for-android and kivy-ios run this file, `make app` does on a desktop."""

from __future__ import annotations

from clearshot.ui.app import main

if __name__ == "__main__":
    raise SystemExit(main())
