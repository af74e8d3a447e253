from __future__ import annotations

import numpy as np

from training.collect import REASONS
from training.copies import TEST_DARKENER, TRAINING_DARKENERS
from training.features import Features
from training.heads import FitConfig
from training.pictures import Pictures, examples, rendered_pictures
from training.ratings import RatedPhotos

EVERY = np.arange(120)


def test_pictures_of_one_photo_are_neighbours_and_the_photo_comes_first(rated: Pictures) -> None:
    assert (np.diff(rated.photo) >= 0).all()
    first = np.flatnonzero(np.r_[True, np.diff(rated.photo) > 0])
    assert all(rated.copies[row].kind == "original" for row in first)


def test_only_photos_themselves_carry_ratings(rated: Pictures, photos: RatedPhotos) -> None:
    originals = rated.where("original")
    assert np.array_equal(rated.ratings[originals], photos.ratings.astype(np.float32))
    assert np.isnan(rated.ratings[~originals]).all()


def test_a_faults_severity_is_known_and_a_vote_for_blur_leaves_motion_open(rated: Pictures) -> None:
    row = int(np.flatnonzero(rated.where("fault", "noise"))[-1])
    assert rated.severities[row, REASONS.index("noise")] == np.float32(rated.copies[row].severity)
    glare = rated.severities[rated.where("original"), REASONS.index("glare")]
    assert glare[:10].tolist() == [0.5] * 10
    assert np.isnan(rated.severities[rated.where("original"), REASONS.index("framing")]).all()


def test_the_darkener_of_the_test_is_not_among_the_examples(rated: Pictures) -> None:
    learnt = examples(rated, EVERY, None, FitConfig())
    tested = rated.where("darker", TEST_DARKENER).sum()
    assert len(learnt.x) == len(rated.x) - tested
    assert rated.where("darker", *TRAINING_DARKENERS).sum() == len(EVERY)


def test_pairs_join_pictures_of_one_photo_in_the_order_of_their_severity(rated: Pictures) -> None:
    learnt = examples(rated, EVERY, None, FitConfig())
    rows = np.flatnonzero(~(rated.where("darker", TEST_DARKENER)))
    for (better, worse), gap in zip(rows[learnt.ranked], learnt.gaps, strict=True):
        assert rated.photo[better] == rated.photo[worse]
        assert rated.copies[worse].severity > rated.copies[better].severity
        assert gap > 0
    for photo, other in rows[learnt.alike]:
        assert rated.photo[photo] == rated.photo[other]
        assert rated.copies[photo].kind == "original"


def test_a_fold_holds_its_own_photos_only(rated: Pictures) -> None:
    learnt = examples(rated, EVERY[:30], None, FitConfig())
    assert np.isin(learnt.x, rated.x[rated.of(EVERY[:30])]).all()


def test_renders_have_little_weight_and_mild_faults_no_rating() -> None:
    features = Features(*(np.zeros((3, 2), np.float32) for _ in range(3)))
    renders = rendered_pictures(["", "glare", "glare"], [0.0, 0.9, 0.3], features, REASONS)
    assert np.nanmean(renders.ratings[0]) == 3.5
    assert np.nanmean(renders.ratings[1]) == 1.5
    assert np.isnan(renders.ratings[2]).all()
    assert renders.severities[2].sum() == np.float32(0.3)
