from __future__ import annotations

import numpy as np

from training.permissive import cost_of_leaving_out
from training.ratings import RatedPhotos


def test_the_cost_of_leaving_photos_out_is_told_for_each_site(photos: RatedPhotos) -> None:
    right, north = photos.mean_rating, photos.sources == "north"
    upside_down_in_the_north = np.where(north, -right, right)
    head, *sites = cost_of_leaving_out(photos, right, upside_down_in_the_north).splitlines()
    assert head.endswith("learnt on all photos : on permissive ones alone")
    assert sites == [
        "  north (n = 70): 1.00 / 1.00 : -1.00 / 0.00",
        "  south (n = 50): 1.00 / 1.00 : 1.00 / 1.00",
    ]
