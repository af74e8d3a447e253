"""Every part that a screen is built of, by one import; each draws itself by `look` and `theme`.

From `look`: `look` has `palette`, `scale`, `large` (150 % and up), `icon`, `motion`, and `wear(dark, still)`.

From `basics`: `Column` and `Strip` lay out below and beside each other, as high as needed; `Gap`
leaves room. `Paragraph` is words as wide as the room, `Snug` words as wide as they are; both have
a `kind` (of `theme.TYPES`) and an `ink` (a role of the palette). `Icon` is a glyph by name,
`Badge` an icon on its disc. `Toggle`, `Small`, `Dots` and `Progress` only show something, too.

From `controls` and `rows`: what is pressed is a `Tap` (`on_release`, `says`): `WideButton` (kinds
`filled`, `outlined`, `text`, `danger`, and over the camera `cam`, `cam_outlined`, `cam_text`),
`TextButton`, `IconButton`, `RoundButton`, `Shutter`, `Chip`, `Row` in a `Card` (`add_row`; with `toggle` it is a
switch).

From `pictures`: `Picture` fills its frame with a photo and outlines `edges` with the words `mark`;
`Mark` is those words, `Brackets` the four corners, `Thumb` and `AddThumb` the attempts.
`texture_of` and `thumb_of` make textures of pictures; `cased` draws a line that is seen on any skin.

From `panels`: `Page` is a screen with `bar` (a `TopBar`; `offer(side, icon, says, do)`), `words`
(scrolls; `add`) and `foot` (pinned buttons); `Sheet` the same over the foot of a picture (`rise`).
`StatePage` is badge, title and text for a page's middle. `HintPill` (`tell(icon, text, tone)`),
`Banner`, `Dialog` (`words`, `foot`; lies in an `Over`, which takes all touches), `Toast`.
"""

from __future__ import annotations

from clearshot.ui.basics import (
    Badge,
    Column,
    Dots,
    Gap,
    Icon,
    Paragraph,
    Progress,
    Rounded,
    Small,
    Snug,
    Strip,
    Toggle,
)
from clearshot.ui.controls import (
    Chip,
    IconButton,
    RoundButton,
    Shutter,
    Tap,
    TextButton,
    WideButton,
)
from clearshot.ui.look import look
from clearshot.ui.panels import (
    Banner,
    Dialog,
    HintPill,
    Over,
    Page,
    Scroll,
    Sheet,
    StatePage,
    Toast,
    TopBar,
)
from clearshot.ui.pictures import (
    AddThumb,
    Brackets,
    Mark,
    Picture,
    Thumb,
    cased,
    texture_of,
    thumb_of,
)
from clearshot.ui.rows import Card, Row

__all__ = [
    "AddThumb",
    "Badge",
    "Banner",
    "Brackets",
    "Card",
    "Chip",
    "Column",
    "Dialog",
    "Dots",
    "Gap",
    "HintPill",
    "Icon",
    "IconButton",
    "Mark",
    "Over",
    "Page",
    "Paragraph",
    "Picture",
    "Progress",
    "RoundButton",
    "Rounded",
    "Row",
    "Scroll",
    "Sheet",
    "Shutter",
    "Small",
    "Snug",
    "StatePage",
    "Strip",
    "Tap",
    "TextButton",
    "Thumb",
    "Toast",
    "Toggle",
    "TopBar",
    "WideButton",
    "cased",
    "look",
    "texture_of",
    "thumb_of",
]
