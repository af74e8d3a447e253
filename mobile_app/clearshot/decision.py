"""What the network or the classical checks said in, a verdict out: the rule, as pure functions.

Training imports this file, so that a photo is judged by one rule wherever it is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clearshot.photo import Box
from clearshot.policy import Policy
from clearshot.words import Words

Floats = NDArray[np.floating]

TOLERATED = 0.7
"""Severity up to which a fault takes nothing from the score."""

TAKEN = 0.5
"""Share of the score that the worst fault takes away at severity 1: enough for a retake. All of it
would leave nothing to order photos by where a fault is wrongly seen in all of them."""

Kind = Literal["accept", "retake", "cannot_judge"]
Stage = Literal["whole", "roi"]


@dataclass(frozen=True)
class Reading:
    """What a scorer says about one photo.

    Attributes:
        score: 0 to 100, higher is better.
        grade: probability of each rank, 1 first; None if the scorer knows no ranks.
        severities: by reason code, 0 to 1.
        region_scores: for each region, the score the photo would have if all were like it.
    """

    score: float
    grade: tuple[float, ...] | None
    severities: Mapping[str, float]
    region_scores: tuple[float, ...]


@dataclass(frozen=True)
class Reason:
    """A fault that was found; `prompts` says whether it may ask for a retake, or only informs."""

    code: str
    severity: float
    prompts: bool


@dataclass(frozen=True)
class Region:
    """A part of the upright photo, in its pixels, with its score from 0 to 100."""

    box: Box
    score: float


@dataclass(frozen=True)
class Verdict:
    """What is told about one photo, and how it came about.

    Attributes:
        verdict: `accept`, `retake` or `cannot_judge`.
        score: 0 to 100, higher is better; None if nothing could be judged.
        grade: probability of each rank, 1 first; None for the classical checks.
        stage: `roi` if the region of interest had the last say.
        reasons: most severe first, save that the first of a retake is always one that prompts.
        regions: the region map, in reading order.
        model: id and version of what judged.
        policy: version of the policy.
        operating_point: name of its operating point.
        fallback: why the classical checks judged; None if the model did.
        ms: time it took, in milliseconds.
    """

    verdict: Kind
    score: float | None
    grade: tuple[float, ...] | None
    reasons: tuple[Reason, ...]
    policy: str
    operating_point: str
    stage: Stage = "whole"
    regions: tuple[Region, ...] = ()
    model: str = ""
    fallback: str | None = None
    ms: float = 0.0

    def to_json(self, words: Words | None = None) -> dict[str, object]:
        """Give the verdict as `clearshot assess --json` prints it, without the path."""
        say = words or Words()
        return {
            "verdict": self.verdict,
            "score": None if self.score is None else round(self.score, 2),
            "grade": None if self.grade is None else [round(p, 4) for p in self.grade],
            "stage": self.stage,
            "reasons": [_reason_json(reason, say) for reason in self.reasons],
            "regions": [_region_json(region) for region in self.regions],
            "model": self.model,
            "policy": self.policy,
            "operating_point": self.operating_point,
            "fallback": self.fallback,
            "ms": round(self.ms, 1),
        }


def _reason_json(reason: Reason, words: Words) -> dict[str, object]:
    return {
        "code": reason.code,
        "severity": round(reason.severity, 3),
        "prompts": reason.prompts,
        "advice": words.advice(reason.code),
    }


def _region_json(region: Region) -> dict[str, object]:
    box = region.box
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h, "score": round(region.score, 2)}


def pool(whole: Floats, regions: Floats, good_rank: int, reasons: Sequence[str]) -> Reading:
    """Pool the logits of a photo's views: additive multiple-instance learning.

    The logits of the photo are those of its whole view plus the mean of what each region adds
    (Javed et al. 2022, Additive MIL, arXiv:2206.01794), so that the region map is the decision
    itself and not a picture of it. The K - 1 ordinal logits are cumulative: the k-th is that of
    P(rank > k). A region adds one number to all of them, which keeps them in order.

    Args:
        whole: (K - 1 + R,) logits of the whole view: ordinal ones, then one for each reason.
        regions: (n, 1 + R) what each region adds: to the ordinal logits, then to each reason's.
        good_rank: the lowest rank that is good, from 2 to K.
        reasons: R reason codes, in the order of the logits.

    Raises:
        ValueError: the logits are not as many as the reasons need.

    Two regions, four ranks, one reason; the second region alone would make the photo bad:

    >>> reading = pool(
    ...     np.array([4.0, 2.0, 0.0, -2.0]), np.array([[1.0, -1.0], [-3.0, 3.0]]), 3, ["glare"]
    ... )
    >>> round(reading.score), [round(score) for score in reading.region_scores]
    (73, [95, 27])
    >>> [round(p, 2) for p in reading.grade], round(reading.severities["glare"], 2)
    ([0.05, 0.22, 0.46, 0.27], 0.27)
    """
    if regions.ndim != 2 or regions.shape[1] != 1 + len(reasons) or len(whole) <= len(reasons):
        raise ValueError(
            f"logits of shape {whole.shape} and {regions.shape}, expected (K - 1 + R,) and "
            f"(n, 1 + R) for R = {len(reasons)} reasons"
        )
    steps = len(whole) - len(reasons)
    # Steps that cross (nothing in int8 arithmetic forbids it) would make a probability negative.
    ordinal = np.minimum.accumulate(np.asarray(whole[:steps], np.float64))
    added = np.asarray(regions, np.float64).mean(axis=0)
    good = good_rank - 2
    cumulative = np.concatenate([[1.0], sigmoid(ordinal + added[0]), [0.0]])
    severities = sigmoid(whole[steps:] + added[1:])
    return Reading(
        score=float(score_of(cumulative[good + 1], severities)),
        grade=tuple((cumulative[:-1] - cumulative[1:]).tolist()),
        severities=dict(zip(reasons, severities.tolist(), strict=True)),
        region_scores=tuple((100 * sigmoid(ordinal[good] + regions[:, 0])).tolist()),
    )


def score_of(good: Floats | float, severities: Floats) -> NDArray[np.float64]:
    """Give the score, 0 to 100: the probability of a good rank, less what the worst fault takes.

    A fault of up to `TOLERATED` leaves the score alone, so that the grade, learnt from ratings,
    orders photos; from there to 1 it takes away up to `TAKEN`, in proportion. Faults that are rare
    among rated photos are known to their own heads only.

    Args:
        good: (...) probability that a rater calls the photo good.
        severities: (..., R) of its faults, 0 to 1.

    >>> float(score_of(0.9, np.array([0.2, 0.7]))), float(score_of(0.9, np.array([0.2, 0.85])))
    (90.0, 67.5)
    """
    worst = np.asarray(severities, np.float64).max(axis=-1, initial=0.0)
    left = 1 - TAKEN * np.clip((worst - TOLERATED) / (1 - TOLERATED), 0, 1)
    return np.asarray(100 * np.asarray(good, np.float64) * left)


def sigmoid(logits: Floats) -> NDArray[np.float64]:
    """Map logits to probabilities, without overflow for any finite logit."""
    halved: NDArray[np.float64] = np.tanh(np.asarray(logits, np.float64) / 2)
    return (1 + halved) / 2


def decide(
    reading: Reading, photo_long_side: int, policy: Policy, operating_point: str | None = None
) -> Verdict:
    """Judge a photo by its reading, its own size and a policy.

    A photo with few pixels of its own loses score in proportion: enlarged to the network's input
    it looks blurred at best, and the network cannot know why.

    Args:
        reading: what the scorer said.
        photo_long_side: of what was judged, in pixels of the original photo.
        policy: thresholds and reasons.
        operating_point: name of one of the policy's, None for its default.

    Raises:
        PolicyRefused: the policy has no such operating point.
    """
    too_small = policy.small_photo.severity(photo_long_side)
    score = reading.score * (1 - too_small)
    accepted = score >= policy.operating_point(operating_point).threshold
    found = _found(reading.severities, too_small, policy)
    return Verdict(
        verdict="accept" if accepted else "retake",
        score=score,
        grade=reading.grade,
        reasons=_told(found, policy) if accepted else _told_for_retake(found, policy),
        policy=policy.version,
        operating_point=operating_point or policy.default,
    )


def whole_then_roi(whole: Verdict, judge_roi: Callable[[], Verdict | None]) -> Verdict:
    """Let the region of interest have the last say on a photo that is to be retaken.

    The two-stage rule of Duke's test (JID Innovations 2024;4(4):100285): a photo is judged whole;
    only if it fails, its region of interest is judged as a photo of its own, by the same policy.
    It never turns an accept into a retake: sensitivity (positive = good) can only rise by it, and
    specificity only fall.

    Args:
        whole: the verdict on the whole photo.
        judge_roi: judges the region of interest, or gives None if there is none; called only if
            it has a say.
    """
    if whole.verdict != "retake":
        return whole
    roi = judge_roi()
    return whole if roi is None else replace(roi, stage="roi")


def auto_roi(regions: Sequence[Region]) -> Box | None:
    """Choose a region of interest where nobody did: the best of the map, the first of equals.

    None where the map is a single region, which has been judged with the photo.

    >>> auto_roi([Region(Box(0, 0, 448, 448), 20.0), Region(Box(400, 0, 448, 448), 75.0)])
    Box(x=400, y=0, w=448, h=448)
    """
    return max(regions, key=lambda region: region.score).box if len(regions) > 1 else None


def cannot_judge(policy: Policy, operating_point: str | None = None) -> Verdict:
    """Give the verdict on a photo that nothing can be said about: it may still be sent."""
    return Verdict(
        verdict="cannot_judge",
        score=None,
        grade=None,
        reasons=(Reason("cannot_judge", severity=1.0, prompts=False),),
        policy=policy.version,
        operating_point=operating_point or policy.default,
    )


def _found(severities: Mapping[str, float], too_small: float, policy: Policy) -> list[Reason]:
    """List every reason that has a rule, most severe first."""
    known = {**dict.fromkeys(policy.reasons, 0.0), **severities}
    known["low_resolution"] = max(known.get("low_resolution", 0.0), too_small)
    found = [
        Reason(code, known[code], rule.prompts)
        for code, rule in policy.reasons.items()
        if code != "cannot_judge"
    ]
    # Of equals, the size goes first: it is counted, not guessed.
    return sorted(found, key=lambda reason: (-reason.severity, reason.code != "low_resolution"))


def _told(found: Sequence[Reason], policy: Policy) -> tuple[Reason, ...]:
    return tuple(reason for reason in found if reason.severity >= policy.reasons[reason.code].at)


def _told_for_retake(found: Sequence[Reason], policy: Policy) -> tuple[Reason, ...]:
    """Lead with the most severe reason that prompts, listed or not: one thing to do, always."""
    told = _told(found, policy)
    lead = next(reason for reason in (*told, *found) if reason.prompts)
    return (lead, *(reason for reason in told if reason != lead))
