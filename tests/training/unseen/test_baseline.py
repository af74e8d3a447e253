import numpy as np
from numpy.typing import NDArray

from training.degrade import degrade
from training.unseen.baseline import fit_baseline, measured

Pixels = NDArray[np.uint8]


def test_measures_follow_what_they_are_called(photo: Pixels) -> None:
    sharpness, brightness, clipped, crushed = measured(photo)
    assert clipped == crushed == 0
    assert measured(degrade(photo, "blur_focus", 0.8, seed=0))[0] < sharpness - 1
    assert measured(degrade(photo, "too_dark", 0.8, seed=0))[1] < brightness - 40
    assert measured(degrade(photo, "too_bright", 1.0, seed=0))[2] > 0.2
    assert measured(np.zeros((64, 64, 3), np.uint8))[3] == 1


def test_too_bright_and_too_dark_are_both_bad_and_one_in_ten_good_is_prompted() -> None:
    rng = np.random.default_rng(0)
    brightness = rng.uniform(0, 255, 600)
    good = np.abs(brightness - 128) < 50
    measures = np.stack([rng.normal(size=600), brightness, np.zeros(600), np.zeros(600)], axis=1)
    baseline = fit_baseline(measures, good)
    dark, middle, bright = baseline.score(np.array([[0, b, 0, 0] for b in (10.0, 128, 245)]))
    assert max(dark, bright) < 10
    assert middle > 90
    assert np.mean(baseline.score(measures)[good] < baseline.threshold) < 0.11
