"""What a student learns from, and what it costs to leave photos out."""

from dataclasses import replace

import numpy as np

from training.heads import FitConfig
from training.pictures import Pictures
from training.ratings import RatedPhotos
from training.student import cost_of_leaving_out, unseen_logits

NORTH, SOUTH = np.arange(70), np.arange(70, 120)
CONFIG = FitConfig(decay=0.01, region_decay=1.0, iterations=6, reason_iterations=2)


def test_photos_that_are_left_out_teach_nothing(photos: RatedPhotos, rated: Pictures) -> None:
    upside_down = np.where(rated.of(NORTH)[:, None], 5 - rated.ratings, rated.ratings)
    changed = replace(rated, ratings=upside_down.astype(np.float32))
    logits = unseen_logits(photos, rated, None, CONFIG, SOUTH)
    assert np.isfinite(logits).all()
    np.testing.assert_array_equal(logits, unseen_logits(photos, changed, None, CONFIG, SOUTH))
    everything = np.arange(len(photos))
    all_of_them = unseen_logits(photos, rated, None, CONFIG, everything)
    assert not np.allclose(
        all_of_them, unseen_logits(photos, changed, None, CONFIG, everything), atol=0.1
    )


def test_the_cost_of_leaving_photos_out_is_told_for_each_site(
    photos: RatedPhotos, rated: Pictures
) -> None:
    members = np.flatnonzero(photos.permissive)
    head, north, south = cost_of_leaving_out(photos, rated, None, CONFIG, members).splitlines()
    assert "permissive ones alone" in head
    assert north.startswith("  north (n = 70): 0.")
    assert south.startswith("  south (n = 50): 0.")
    assert north.count("/") == south.count("/") == 2
