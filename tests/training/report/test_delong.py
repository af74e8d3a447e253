from __future__ import annotations

import numpy as np
import pytest

from training.report.delong import delong, delong_error

# Three tests before an operation for ovarian cancer, and its outcome: the data of the example
# "Comparing Receiver Operating Characteristic Curves" of SAS/STAT's PROC LOGISTIC.
SAS = """
3.0 5.8 10 0   3.2 6.3  5 1   3.9 6.8  3 1   2.8 4.8  6 0   3.2 5.8  3 1   0.9 4.0  5 0
2.5 5.7  8 0   1.6 5.6  5 1   3.8 5.7  5 1   3.7 6.7  6 1   3.2 5.4  4 1   3.8 6.6  6 1
4.1 6.6  5 1   3.6 5.7  5 1   4.3 7.0  4 1   3.6 6.7  4 0   2.3 4.4  6 1   4.2 7.6  4 0
4.0 6.6  6 0   3.5 5.8  6 1   3.8 6.8  7 1   3.0 4.7  8 0   4.5 7.4  5 1   3.7 7.4  5 1
3.1 6.6  6 1   4.1 8.2  6 1   4.3 7.0  5 1   4.3 6.5  4 1   3.2 5.1  5 1   2.6 4.7  6 1
3.3 6.8  6 0   1.7 4.0  7 0   3.7 6.1  5 1   3.3 6.3  7 1   4.2 7.7  6 1   3.5 6.2  5 1
2.9 5.7  9 0   2.1 4.8  7 1   2.8 6.2  8 0   4.0 7.0  7 1   3.3 5.7  6 1   3.7 6.9  5 1
3.6 6.6  5 1
"""
ALBUMIN, PROTEIN, SCORE, GOOD = np.array(SAS.split(), float).reshape(-1, 4).T


@pytest.mark.parametrize(
    ("test", "published"),
    [
        (ALBUMIN, (0.7366, 0.0927, 0.5549, 0.9182)),
        (-SCORE, (0.7258, 0.1028, 0.5243, 0.9273)),
        (PROTEIN, (0.6478, 0.1000, 0.4518, 0.8439)),
    ],
    ids=["albumin", "score", "protein"],
)
def test_the_published_example_comes_out(
    test: np.ndarray, published: tuple[float, float, float, float]
) -> None:
    area, error = delong_error(GOOD == 1, test)
    shown = delong(GOOD == 1, test)
    assert (area, error, shown.low, shown.high) == pytest.approx(published, abs=6e-5)


def test_it_is_the_variance_of_all_pairs() -> None:
    rng = np.random.default_rng(0)
    positive = rng.random(80) < 0.4
    score = np.round(positive + rng.normal(size=80), 1)
    won = score[positive][:, None] - score[~positive][None, :]
    pairs = np.where(won == 0, 0.5, won > 0)
    variance = pairs.mean(axis=1).var(ddof=1) / len(pairs)
    variance += pairs.mean(axis=0).var(ddof=1) / pairs.shape[1]
    assert delong_error(positive, score) == pytest.approx((pairs.mean(), variance**0.5))


def test_one_bad_photo_has_no_interval() -> None:
    assert np.isnan(delong_error(np.array([True, True, False]), np.array([3.0, 2.0, 1.0]))[1])
