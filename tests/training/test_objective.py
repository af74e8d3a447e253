from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from training.objective import (
    Batch,
    Examples,
    Masses,
    Weights,
    grade_losses,
    ranking_losses,
    reason_loss,
)
from training.ordinal import CumulativeLink

NAN = float("nan")


@pytest.fixture
def examples() -> Examples:
    """Four pictures: two rated photos, a faulty copy of the first, a darker one of the second."""
    return Examples(
        x=np.zeros((4, 1), np.float32),
        ratings=np.array([[4, 3], [2, NAN], [NAN, NAN], [NAN, NAN]], np.float32),
        weights=np.ones(4, np.float32),
        ranked=np.array([[0, 2]]),
        gaps=np.array([0.5], np.float32),
        alike=np.array([[1, 3]]),
        alike_weights=np.array([0.25], np.float32),
        severities=np.array([[0, 0], [NAN, 1], [0.5, 0], [NAN, 1]], np.float32),
        severity_weights=np.array([1, 1, 1, 3], np.float32),
    )


def test_each_rating_costs_its_negative_log_likelihood(examples: Examples) -> None:
    batch, head = Batch.of(examples), CumulativeLink(1)
    logits = torch.tensor([[3.0, 1.0, -1.0]]).repeat(4, 1)
    ranks = head.probabilities(logits)[0].log()
    terms = grade_losses(head, logits, batch, Masses.of(batch), Weights())
    assert float(terms["ratings"]) == pytest.approx(-float(ranks[3] + ranks[2] + ranks[1]) / 3)


def test_pairs_are_compared_where_good_begins(examples: Examples) -> None:
    """Logits of the third rank and above: 0 for the photo, 1 for its faulty copy; 2 and 5."""
    batch, head = Batch.of(examples), CumulativeLink(1)
    logits = torch.tensor([0.0, 2.0, 1.0, 5.0])[:, None] + torch.tensor([1.0, 0.0, -1.0])
    terms = grade_losses(head, logits, batch, Masses.of(batch), Weights(rank=2.0, margin=3.0))
    assert float(terms["ranked"]) == pytest.approx(2 * np.log1p(np.exp(3 * 0.5 + 1)))
    assert float(terms["alike"]) == pytest.approx(0.25 * 3**2)


def test_an_unknown_severity_costs_nothing(examples: Examples) -> None:
    batch = Batch.of(examples)
    logits = torch.zeros(4, 2)
    logits[1, 0] = logits[3, 0] = 9.0
    assert float(reason_loss(logits, batch, Masses.of(batch))) == pytest.approx(2 * np.log(2))


def test_batches_of_equal_share_average_to_the_loss_of_all(examples: Examples) -> None:
    """Nothing pairs the first photo's pictures with the second's: two batches, half each."""
    batch, head = Batch.of(examples), CumulativeLink(1)
    whole, half = Masses.of(batch), Masses.of(batch, share=0.5)
    logits = torch.tensor([0.3, 2.0, 1.0, 5.0])[:, None] + torch.tensor([1.0, 0.0, -1.0])
    parts = [
        part(examples, [0, 2], ranked=np.array([[0, 1]]), alike=np.zeros((0, 2), np.int64)),
        part(examples, [1, 3], ranked=np.zeros((0, 2), np.int64), alike=np.array([[0, 1]])),
    ]
    together = grade_losses(head, logits, batch, whole, Weights())
    apart = [
        grade_losses(head, logits[rows], each, half, Weights())
        for rows, each in zip(([0, 2], [1, 3]), parts, strict=True)
    ]
    for name, value in together.items():
        assert float(sum(terms[name] for terms in apart)) / 2 == pytest.approx(float(value))


def part(examples: Examples, rows: list[int], ranked: np.ndarray, alike: np.ndarray) -> Batch:
    return Batch.of(
        replace(
            examples,
            ratings=examples.ratings[rows],
            weights=examples.weights[rows],
            ranked=ranked,
            gaps=examples.gaps[: len(ranked)],
            alike=alike,
            alike_weights=examples.alike_weights[: len(alike)],
            severities=examples.severities[rows],
            severity_weights=examples.severity_weights[rows],
        )
    )


def test_the_ranking_loss_is_small_beyond_the_margin_and_grows_before_it() -> None:
    pair, gap = torch.tensor([[0, 1]]), torch.ones(1)
    far = ranking_losses(torch.tensor([9.0, 0.0]), pair, gap, margin=2.0)
    near = ranking_losses(torch.tensor([1.0, 0.0]), pair, gap, margin=2.0)
    assert float(far) < 0.001
    assert float(near) == pytest.approx(np.log1p(np.e), abs=1e-5)
