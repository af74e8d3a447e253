from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.collect import REASONS
from training.copies import ORIGINAL, TEST_DARKENER, TRAINING_DARKENERS, Copy
from training.features import Features
from training.heads import FitConfig
from training.pictures import (
    Pictures,
    Render,
    examples,
    examples_of,
    rendered_pictures,
    with_darker_rated,
)
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


def test_a_faults_severity_is_known_and_a_vote_counts_less_on_a_good_photo(
    rated: Pictures, photos: RatedPhotos
) -> None:
    row = int(np.flatnonzero(rated.where("fault", "noise"))[-1])
    assert rated.severities[row, REASONS.index("noise")] == np.float32(rated.copies[row].severity)
    glare = rated.severities[rated.where("original"), REASONS.index("glare")]
    assert glare[:10] == pytest.approx(np.where(photos.good[:10], 0.2, 0.5))
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
    for photo, other in rows[learnt.alike].tolist():
        assert rated.photo[photo] == rated.photo[other]
        assert rated.copies[photo].kind == "original"


def test_a_fold_holds_its_own_photos_only(rated: Pictures) -> None:
    learnt = examples(rated, EVERY[:30], None, FitConfig())
    assert np.isin(learnt.x, rated.x[rated.of(EVERY[:30])]).all()


def made(*renders: Render, copies: list[tuple[Copy, ...]] | None = None) -> Pictures:
    each = copies or [(ORIGINAL,)] * len(renders)
    count = sum(len(copy) for copy in each)
    features = Features(*(np.zeros((count, 2), np.float32) for _ in range(3)))
    return rendered_pictures(list(renders), each, features, REASONS)


def test_renders_are_given_ratings_but_for_mild_faults() -> None:
    renders = made(
        Render(1, 3.0, "", 0.0, 0.0),
        Render(1, 3.0, "glare", 0.9, 0.9),
        Render(1, 3.0, "glare", 0.3, 0.3),
    )
    assert np.nanmean(renders.ratings[0]) == 3.5
    assert np.nanmean(renders.ratings[1]) == 1.5
    assert np.isnan(renders.ratings[2]).all()
    assert renders.severities[2].sum() == np.float32(0.3)


def test_a_renders_rating_follows_the_renderer_and_its_reason_the_recipe() -> None:
    pictures = made(Render(1, 3.0, "blur_focus", 0.3, 0.7))
    assert np.isnan(pictures.ratings).all()
    assert pictures.severities[0, REASONS.index("blur_focus")] == np.float32(0.7)


def test_one_scene_in_two_tones_is_alike_and_its_faults_lie_below(rated: Pictures) -> None:
    darker = Copy("darker", TRAINING_DARKENERS[0], 0.5)
    renders = made(
        Render(1, 2.0, "", 0.0, 0.0),
        Render(1, 9.0, "", 0.0, 0.0),
        Render(1, 2.0, "glare", 0.9, 0.9),
        copies=[(ORIGINAL, darker), (ORIGINAL,), (ORIGINAL,)],
    )
    wide = replace(renders, x=np.zeros((4, rated.x.shape[1]), np.float32))
    padded = replace(wide, ratings=renders.ratings[:, :4])
    learnt = examples(rated, EVERY[:10], padded, FitConfig(rendered=0.05))
    first = int(examples(rated, EVERY[:10], None, FitConfig()).x.shape[0])
    assert learnt.alike[-2:].tolist() == [[first, first + 1], [first, first + 2]]
    assert learnt.ranked[-1].tolist() == [first, first + 3]
    assert learnt.weights[-1] == np.float32(0.05)


def test_darker_copies_may_carry_their_photos_ratings(rated: Pictures) -> None:
    known = with_darker_rated(rated)
    for row in np.flatnonzero(rated.where("darker"))[:4]:
        original = np.flatnonzero(rated.where("original") & (rated.photo == rated.photo[row]))[0]
        assert np.array_equal(known.ratings[row], rated.ratings[original])
    others = ~rated.where("darker")
    assert np.array_equal(known.ratings[others], rated.ratings[others], equal_nan=True)


def test_a_photo_that_is_held_otherwise_keeps_its_latent() -> None:
    nothing = np.zeros((2, 0), np.float32)
    copies: list[tuple[Copy, ...]] = [(ORIGINAL, Copy("turned", seed=3))]
    pictures = rendered_pictures(
        [Render(0, 3.0, "", 0.0, 0.0)], copies, Features(nothing, nothing, nothing), REASONS
    )
    config = replace(FitConfig(), turned=0.7)
    learnt = examples_of(pictures, np.arange(2), 1.0, config)
    assert learnt.alike.tolist() == [[0, 1]]
    assert learnt.alike_weights.tolist() == pytest.approx([0.7])
    assert np.isnan(learnt.ratings[1]).all()
