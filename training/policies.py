"""A policy for a model that was trained here: which thresholds, which reasons, and its file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from clearshot import __version__
from clearshot.policy import SCHEMA, OperatingPoint, Policy, ReasonRule, SmallPhoto

LISTED_AT = 0.4
"""Severity from which a reason is listed: two of four raters would name it."""


def policy_of(points: Mapping[str, OperatingPoint], reasons: Sequence[str]) -> Policy:
    """Make the policy that goes with a model: its operating points, and every reason it knows."""
    return Policy(
        version=__version__,
        default="few_false_retakes",
        operating_points=points,
        reasons={code: ReasonRule(prompts=True, at=LISTED_AT) for code in reasons},
        small_photo=SmallPhoto(severe_below=160, fine_from=320),
        retake_limit=3,
    )


def write_policy(policy: Policy, path: Path) -> None:
    """Write a policy as `clearshot.policy.read_policy` reads it."""
    points = {
        name: {"threshold": p.threshold, "data": p.data, "n": p.n, **p.figures}
        for name, p in policy.operating_points.items()
    }
    values = {"schema": SCHEMA, **asdict(policy), "operating_points": points}
    path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
