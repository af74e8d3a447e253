from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.fingerprint import fingerprint
from training.ratings import RatedPhotos


@pytest.fixture
def there(photos: RatedPhotos, tmp_path: Path) -> RatedPhotos:
    """A few photos whose bytes lie somewhere."""
    few = photos.take(np.arange(6))
    paths = tuple(tmp_path / path for path in few.paths)
    for path in paths:
        path.write_bytes(path.name.encode())
    return replace(few, paths=paths)


def test_the_same_photos_in_another_order_are_the_same(there: RatedPhotos) -> None:
    assert fingerprint(there.take(np.arange(6)[::-1])) == fingerprint(there)


def test_another_rating_vote_or_picture_makes_another_set(there: RatedPhotos) -> None:
    ratings = there.ratings.copy()
    ratings[3, 0] = 5 - ratings[3, 0]
    changed = [
        replace(there, ratings=ratings),
        replace(there, votes=there.votes | {"glare": there.votes["glare"] / 2}),
        replace(there, paths=(there.paths[1], *there.paths[1:])),
        there.take(np.arange(5)),
    ]
    assert len({fingerprint(each) for each in (there, *changed)}) == len(changed) + 1
