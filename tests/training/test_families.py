from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.copies import TEST_DARKENER
from training.families import Batches, BatchRefused, Families, in_order
from training.fresh import Freshness
from training.looks import Draw, Instances, padded
from training.objective import Batch, Masses, Weights, grade_losses
from training.ordinal import CumulativeLink
from training.pictures import Pictures, examples

PHOTOS = 30


@pytest.fixture(scope="module")
def families(rated: Pictures) -> Families:
    """The first photos with their copies; bags of one or two instances."""
    learnt = ~rated.where("darker", TEST_DARKENER)
    rows = [np.flatnonzero(learnt & (rated.photo == photo)) for photo in range(PHOTOS)]
    bags = [np.stack([x] * (1 + row % 2)).astype(np.float16) for row, x in enumerate(rated.x)]
    return Families(rated, rows, Instances(bags), Weights())


def batches(step: int = 0, rank: int = 0, processes: int = 1, seed: int = 0) -> list[list[Draw]]:
    return list(Batches(PHOTOS, 8, seed, lambda: step, rank, processes))


def test_an_epoch_draws_no_family_twice_and_all_come_in_time() -> None:
    drawn = Counter(
        draw.family for epoch in range(20) for batch in batches(3 * epoch) for draw in batch
    )
    assert set(drawn) == set(range(PHOTOS))
    first = [draw.family for batch in batches() for draw in batch]
    assert len(first) == len(set(first)) == 24


@settings(deadline=None)
@given(st.integers(0, 40))
def test_a_run_that_goes_on_draws_the_rest_of_what_it_would_have_drawn(step: int) -> None:
    epoch, done = divmod(step, 3)
    assert batches(step) == batches(3 * epoch)[done:]
    assert {draw.epoch for batch in batches(step) for draw in batch} == {epoch}


def test_the_order_changes_with_epoch_and_seed() -> None:
    orders = [
        [draw.family for batch in each for draw in batch]
        for each in (batches(0), batches(3), batches(0, seed=1))
    ]
    assert orders[0] != orders[1] != orders[2] != orders[0]


def test_processes_share_each_batch_in_equal_parts() -> None:
    parts = [batches(rank=rank, processes=4) for rank in range(4)]
    for whole, *shares in zip(batches(), *parts, strict=True):
        assert [len(share) for share in shares] == [2] * 4
        assert sorted(draw for share in shares for draw in share) == sorted(whole)


def test_batches_that_cannot_be_filled_or_shared_are_refused() -> None:
    with pytest.raises(BatchRefused, match="5 families fill no batch of 8"):
        Batches(5, 8, 0, lambda: 0)
    with pytest.raises(BatchRefused, match="batch of 8 cannot be shared by 3 processes"):
        Batches(30, 8, 0, lambda: 0, 0, 3)


def test_in_order_is_every_family_once() -> None:
    assert [draw.family for batch in in_order(5, 2) for draw in batch] == [0, 1, 2, 3, 4]


def test_a_portion_holds_what_its_pictures_teach_and_pairs_within_families(
    families: Families, rated: Pictures
) -> None:
    portion = families.collate([families[Draw(0, 7)], families[Draw(0, 2)]])
    rows = portion.rows.numpy()
    assert portion.families == 2
    assert set(rated.photo[rows]) == {2, 7}
    assert np.array_equal(portion.batch.ratings.numpy(), rated.ratings[rows], equal_nan=True)
    for pairs in (portion.batch.ranked.numpy(), portion.batch.alike.numpy()):
        assert len(pairs)
        assert np.array_equal(rated.photo[rows[pairs[:, 0]]], rated.photo[rows[pairs[:, 1]]])


def test_a_bag_with_fewer_instances_is_filled_up_with_nan(families: Families) -> None:
    portion = families.collate([families[Draw(0, 0)]])
    fewer = torch.isnan(portion.x[:, :, 0])
    assert portion.x.dtype == torch.float32
    assert fewer.sum(1).tolist() == [1 - row % 2 for row in portion.rows.tolist()]


def test_views_are_filled_up_with_black_ones() -> None:
    x = padded([np.ones((2, 4, 4, 3), np.uint8), np.ones((1, 4, 4, 3), np.uint8)])
    assert x.dtype == torch.uint8
    assert x.flatten(2).any(2).tolist() == [[True, True], [True, False]]


def test_the_mean_over_batches_is_the_loss_of_the_whole_set(families: Families) -> None:
    """So gradients of processes, and of batches, add up to those of the full set."""
    head = CumulativeLink(12)
    weights = Weights()
    with torch.no_grad():
        head.directions.weight.copy_(torch.linspace(-1, 1, 12)[None])
    everything = families.everything

    @torch.no_grad()
    def loss(portions: list[list[Draw]], masses: Masses) -> float:
        total = 0.0
        for draws in portions:
            portion = families.collate([families[draw] for draw in draws])
            scaled = masses.times(portion.families / PHOTOS)
            terms = grade_losses(head, head(portion.x[:, 0]), portion.batch, scaled, weights)
            total += float(sum(terms.values())) * len(draws) / PHOTOS
        return total

    masses = Masses.of(everything)
    assert loss(in_order(PHOTOS, 7), masses) == pytest.approx(
        loss(in_order(PHOTOS, PHOTOS), masses)
    )


def test_families_teach_what_linear_heads_learn_from(families: Families, rated: Pictures) -> None:
    whole = Batch.of(examples(rated, np.arange(PHOTOS), None, Weights()))
    for name in ("ratings", "ranked", "gaps", "alike", "alike_weights", "severity_weights"):
        ours, theirs = getattr(families.everything, name), getattr(whole, name)
        assert torch.equal(ours.nan_to_num(-1), theirs.nan_to_num(-1))


def test_ratings_given_to_renders_weigh_less(families: Families, rated: Pictures) -> None:
    made = replace(rated, rendered=rated.photo % 2 == 1)
    known = replace(families, pictures=made).examples(families.rows[0])
    assert (known.weights == 1).all()
    known = replace(families, pictures=made).examples(families.rows[1])
    assert known.weights == pytest.approx(Weights().rendered)


def test_a_change_of_ratings_changes_the_fingerprint(families: Families, rated: Pictures) -> None:
    other = replace(families, pictures=replace(rated, ratings=np.roll(rated.ratings, 8, axis=0)))
    assert other.fingerprint != families.fingerprint
    assert replace(families).fingerprint == families.fingerprint


def test_an_epoch_draws_some_pictures_of_a_family_and_in_time_all(families: Families) -> None:
    some = replace(families, drawn=2)
    seen = [some[Draw(epoch, 3)][0] for epoch in range(60)]
    assert {len(rows) for rows in seen} == {2}
    assert set(np.concatenate(seen)) == set(families.rows[3])
    assert np.array_equal(some[Draw(5, 3)][0], seen[5])
    assert some.share == pytest.approx(2 * PHOTOS / sum(map(len, families.rows)))
    assert families.share == 1
    first = some.drawn_first()
    assert np.array_equal(first[Draw(5, 3)][0], some[Draw(0, 3)][0])
    assert len(first.everything.ratings) == 2 * PHOTOS


def test_what_all_teach_knows_of_the_first_epochs_fresh_faults(families: Families) -> None:
    """Heads that learn first see those faults: they must not be told the photos' ratings."""
    fresh = Freshness.of(families.pictures.copies, seed=0, share=0.5)
    faulty = replace(families, fresh=fresh)
    whole = torch.cat(
        [faulty.collate([faulty[draw]]).batch.ratings for [draw] in in_order(PHOTOS, 1)]
    )
    assert torch.equal(whole.isnan(), faulty.everything.ratings.isnan())
    assert faulty.everything.ratings.isnan().sum() > families.everything.ratings.isnan().sum()
