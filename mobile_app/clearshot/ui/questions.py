"""A question in; the dialog that asks it out: two answers to press, or a list to choose from."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable

from clearshot.ui.components import Dialog, WideButton
from clearshot.ui.told import Act, Told


def dialog_of(told: Told, act: Callable[[Act], None], close: Callable[[], None]) -> Dialog:
    """Make the dialog; a touch beside it closes it and changes nothing."""
    dialog = Dialog(told.title, told.body, dismiss=close)
    for button in told.buttons:
        wide = WideButton(text=button.words, icon=button.icon, kind=button.kind)
        wide.bind(on_release=lambda _, does=button.act: act(does))
        dialog.foot.add_widget(wide)
    for group in told.groups:
        for entry in group.entries:
            # The one that is chosen has a tick, too.
            kind, icon = ("filled", "check") if entry.chosen else ("outlined", "")
            wide = WideButton(text=entry.title, icon=icon, kind=kind)
            if entry.act is not None:
                wide.bind(on_release=lambda _, does=entry.act: act(does))
            dialog.words.add(wide)
    return dialog
