from __future__ import annotations

from collections import Counter

import numpy as np

from training.copies import (
    ORIGINAL,
    TEST_DARKENER,
    TRAINING_DARKENERS,
    darker_copies,
    faulty_copies,
    make_copy,
    severity_series,
    turned_copy,
)
from training.degrade import OPERATORS


def test_a_photo_always_has_the_same_copies() -> None:
    assert faulty_copies("a") == faulty_copies("a") != faulty_copies("b")
    assert darker_copies("a") == darker_copies("a")


def test_faults_come_mild_and_severe_beside_severity_zero() -> None:
    zero, *faulty = faulty_copies("a", faults=3)
    assert zero.severity == 0
    assert len(faulty) == 6
    for mild, severe in zip(faulty[::2], faulty[1::2], strict=True):
        assert mild.operator == severe.operator
        assert mild.severity <= 0.5 <= severe.severity


def test_every_fault_is_about_equally_frequent() -> None:
    drawn = Counter(copy.operator for i in range(650) for copy in faulty_copies(str(i))[1:])
    assert set(drawn) == set(OPERATORS)
    assert min(drawn.values()) > 0.6 * max(drawn.values())


def test_the_operator_of_the_test_is_never_learnt_from() -> None:
    assert TEST_DARKENER not in TRAINING_DARKENERS
    learnt, tested = darker_copies("a")
    assert learnt.operator in TRAINING_DARKENERS
    assert tested.operator == TEST_DARKENER


def test_copies_keep_the_size_and_the_original_is_untouched() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (96, 128, 3), dtype=np.uint8)
    assert make_copy(pixels, ORIGINAL) is pixels
    for copy in (*faulty_copies("a"), *darker_copies("a")):
        made = make_copy(pixels, copy)
        assert made.shape == pixels.shape
        assert made.dtype == np.uint8


def test_a_series_differs_in_severity_only() -> None:
    series = severity_series("a", "glare", (0.0, 0.5, 1.0))
    assert [copy.severity for copy in series] == [0, 0.5, 1]
    assert len({(copy.operator, copy.seed) for copy in series}) == 1


def test_a_turned_copy_has_the_very_pixels_of_its_photo() -> None:
    codes = np.arange(40 * 30, dtype=np.uint8).reshape(40, 30, 1).repeat(3, 2)
    ways = set()
    for name in "abcdefgh":
        copy = make_copy(codes, turned_copy(name))
        ways.add(copy.tobytes())
        assert set(np.unique(copy)) <= set(np.unique(codes))
    assert len(ways) > 4
