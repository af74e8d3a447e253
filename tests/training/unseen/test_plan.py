from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.ratings import read_ratings
from training.unseen.plan import (
    BAD,
    BOUNDARY,
    FAULTS,
    LEARNT,
    SEVERITIES,
    UNSEEN,
    ZERO,
    ManifestRefused,
    draw_photos,
    pictures_of,
    pristine_photos,
    untouched,
)


def test_only_what_all_raters_call_good_and_nothing_calls_spoilt_is_tested(
    ratings: Path, manifest: Path
) -> None:
    photos = read_ratings(ratings)
    assert pristine_photos(photos, None).tolist() == [0, 1, 3, 4, 5, 6, 7]
    assert pristine_photos(photos, manifest).tolist() == [0, 1, 4, 5, 6, 7]


def test_a_manifest_of_other_photos_is_refused(ratings: Path, manifest: Path) -> None:
    photos = read_ratings(ratings)
    pd.read_csv(manifest).iloc[:4].to_csv(manifest, index=False)
    with pytest.raises(ManifestRefused, match=r"no row for .*north/p4\.png"):
        pristine_photos(photos, manifest)
    pd.DataFrame({"path": []}).to_csv(manifest, index=False)
    with pytest.raises(ManifestRefused, match="no column looks_pristine"):
        pristine_photos(photos, manifest)


def test_photos_are_drawn_evenly_from_all_sites_and_one_of_a_group(ratings: Path) -> None:
    photos = read_ratings(ratings)
    drawn = draw_photos(photos, np.array([0, 1, 2, 4, 6, 3]), 4)
    assert sorted(photos.sources[drawn]) == ["north", "north", "south", "south"]
    photos.groups[:] = "one patient"
    assert len(draw_photos(photos, np.arange(8), 4)) == 1


def test_a_photo_has_every_fault_at_both_levels_and_the_same_severities_in_both_recipes(
    ratings: Path,
) -> None:
    photos = read_ratings(ratings)
    rows = np.array([5])
    unseen, learnt = (list(pictures_of(photos, rows, recipe)) for recipe in (UNSEEN, LEARNT))
    assert [(p.level, p.fault, p.severity) for p in unseen] == [
        (p.level, p.fault, p.severity) for p in learnt
    ]
    assert len(unseen) == 1 + 2 * len(FAULTS)
    assert (unseen[0].level, unseen[0].severity) == (ZERO, 0)
    for picture in unseen[1:]:
        low, high = SEVERITIES[picture.level]
        assert low <= picture.severity <= high
    assert [p.level for p in unseen[1:3]] == [BOUNDARY, BAD]
    assert not np.array_equal(unseen[0].pixels, learnt[0].pixels)


def test_untouched_is_the_photo_itself(ratings: Path) -> None:
    photos = read_ratings(ratings)
    (picture,) = untouched(photos, np.array([2]))
    assert picture.photo == 2
    assert picture.pixels.shape == (320, 320, 3)
