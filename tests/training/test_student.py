from __future__ import annotations

from pathlib import Path

import numpy as np

from clearshot.manifest import EMBEDDED
from clearshot.policy import read_policy
from training.heads import Heads
from training.student import Student, load_student, save_student


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
