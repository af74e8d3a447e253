"""Small photos of one scene that shows both skin and background."""

from __future__ import annotations

from dataclasses import replace

import pytest

from training.phantom import Shot, sample_shot, with_tone
from training.phantom.scene import Body, Lesion, Scene
from training.phantom.surface import View

SIZE = (192, 144)


@pytest.fixture(scope="session")
def shot() -> Shot:
    """Photograph a plaque on a forearm, from so near that its texture shows at 192 pixels."""
    scene = Scene(5, Body(radius=12, axis=0.2, hairs=0.02), Lesion("plaque", 0, 0, 6))
    drawn = sample_shot(5)
    camera = replace(drawn.camera, focus=0.0, quality=92, gain=0.5)
    return with_tone(replace(drawn, scene=scene, view=View(width=50), camera=camera), 4)


@pytest.fixture(scope="session")
def fixed(shot: Shot) -> Shot:
    """Take the same photo without automatic exposure."""
    return replace(shot, camera=replace(shot.camera, metering=0.0))
