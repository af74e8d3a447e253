from __future__ import annotations

from pathlib import Path

import numpy as np

from clearshot.manifest import EMBEDDED
from clearshot.policy import read_policy
from training.heads import FitConfig, Heads
from training.learning import learn_heads
from training.lessons import Lessons
from training.pictures import Pictures
from training.ratings import GOOD_RANK, RatedPhotos
from training.student import Student, load_student, save_student, train


def test_heads_are_read_as_they_were_whatever_their_layout_in_memory(tmp_path: Path) -> None:
    """A transposed array, as a fit leaves it, is the same heads."""
    weights = np.arange(12, dtype=np.float32).reshape(3, 4).T
    heads = Heads(weights, np.zeros(3, np.float32), np.array([-1, 0, 1], np.float32))
    policy = read_policy(EMBEDDED / "policy.json")
    save_student(Student(heads, ("glare", "noise"), policy, {"photos": 1}), tmp_path)
    again = load_student(tmp_path)
    assert not weights.flags["C_CONTIGUOUS"]
    assert np.array_equal(again.heads.weights, weights)
    assert (again.reasons, again.policy) == (("glare", "noise"), policy)
    assert again.provenance == {"photos": 1}


def test_a_policy_can_be_chosen_on_logits_of_a_good_rank(
    photos: RatedPhotos, rated: Pictures
) -> None:
    """They are the latents less the threshold of a good rank: the same photos, the same policy."""
    everyone = np.arange(len(photos))
    lessons = Lessons(FitConfig(iterations=20, reason_iterations=5))
    good = 2 * (photos.mean_rating - 2.5) + np.random.default_rng(0).normal(size=len(photos))
    unseen = np.full((len(photos), 1 + rated.severities.shape[1]), -3.0, np.float32)
    unseen[:, 0] = good
    threshold = learn_heads(rated, everyone, lessons).thresholds[GOOD_RANK - 2]
    latents = unseen.copy()
    latents[:, 0] += threshold
    heads, points = train(photos, rated, lessons, everyone, unseen, by_good=True)
    others, same = train(photos, rated, lessons, everyone, latents)
    assert np.allclose(heads.thresholds, others.thresholds, atol=1e-4)
    assert points["youden"].threshold == same["youden"].threshold
