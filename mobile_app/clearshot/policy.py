"""policy.json in, a `Policy` out: where the line is drawn, which reasons are told, how often.

A policy is data with a version of its own, so that a clinic can change what is prompted without
changing the model, and every verdict can say under which policy it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clearshot.errors import PolicyRefused
from clearshot.fields import Fields
from clearshot.reasons import REASON_CODES

SCHEMA = 1

Interval = tuple[float, float, float]  # value, lower and upper end of its 95 % interval


@dataclass(frozen=True)
class OperatingPoint:
    """A threshold, with the evidence for it. Positive is a good photo.

    Attributes:
        threshold: score from 0 to 100 from which a photo is accepted.
        data: what it was chosen and measured on.
        n: number of those photos.
        figures: sensitivity, specificity, false-retake rate, ..., each with its interval.
    """

    threshold: float
    data: str
    n: int
    figures: Mapping[str, Interval]


@dataclass(frozen=True)
class ReasonRule:
    """When a reason is told.

    Attributes:
        prompts: whether it may be the reason of a retake, or only informs.
        at: severity from 0 to 1 from which it is listed.
    """

    prompts: bool
    at: float


@dataclass(frozen=True)
class SmallPhoto:
    """How a photo's own size counts, in pixels of its long side.

    >>> SmallPhoto(severe_below=240, fine_from=480).severity(360)
    0.5
    """

    severe_below: int
    fine_from: int

    def severity(self, long_side: int) -> float:
        """Grade a size from 0 (large enough) to 1 (too small to show anything)."""
        missing = (self.fine_from - long_side) / (self.fine_from - self.severe_below)
        return min(1.0, max(0.0, missing))


@dataclass(frozen=True)
class Policy:
    """Thresholds, reasons and limits: versioned data.

    Attributes:
        version: of this policy, said in every verdict.
        default: name of the operating point that is used unless another is asked for.
        operating_points: by name.
        reasons: by code; a reason without a rule is never told.
        small_photo: how the photo's own size counts.
        retake_limit: how many retakes are suggested before the clearest photo is offered.
    """

    version: str
    default: str
    operating_points: Mapping[str, OperatingPoint]
    reasons: Mapping[str, ReasonRule]
    small_photo: SmallPhoto
    retake_limit: int

    def operating_point(self, name: str | None = None) -> OperatingPoint:
        """Find an operating point, the default one if no name is given.

        Raises:
            PolicyRefused: this policy has no point of that name.
        """
        wanted = self.default if name is None else name
        if wanted not in self.operating_points:
            known = ", ".join(sorted(self.operating_points))
            raise PolicyRefused(
                f'policy {self.version} has no operating point "{wanted}", use one of: {known}'
            )
        return self.operating_points[wanted]


def read_policy(source: Path | bytes) -> Policy:
    """Read a policy from a file or from its text.

    Raises:
        PolicyRefused: the file is missing, or a field is missing, unknown or out of range.
    """
    if isinstance(source, bytes):
        return _policy(Fields.parse(source, "policy.json", PolicyRefused))
    try:
        text = source.read_bytes()
    except OSError as error:
        raise PolicyRefused(
            f"{source} cannot be read ({error.strerror}), expected a policy file: check the path"
        ) from error
    return _policy(Fields.parse(text, source.name, PolicyRefused))


def _policy(fields: Fields) -> Policy:
    schema = fields.count("schema")
    if schema != SCHEMA:
        raise PolicyRefused(
            f"{fields.where} has schema {schema}, this version reads schema {SCHEMA}: "
            "use the policy that came with it, or update"
        )
    policy = Policy(
        version=fields.text("version"),
        default=fields.text("default"),
        operating_points={
            name: _operating_point(point)
            for name, point in fields.inside("operating_points").each().items()
        },
        reasons=_reasons(fields.inside("reasons")),
        small_photo=_small_photo(fields.inside("small_photo")),
        retake_limit=fields.count("retake_limit"),
    )
    policy.operating_point()  # the default must be one of them
    return policy


def _operating_point(fields: Fields) -> OperatingPoint:
    told = {"threshold", "data", "n"}
    return OperatingPoint(
        threshold=fields.number("threshold", 0, 100),
        data=fields.text("data"),
        n=fields.count("n"),
        figures={name: _interval(fields, name) for name in fields.values if name not in told},
    )


def _interval(fields: Fields, name: str) -> Interval:
    numbers = fields.numbers(name)
    if len(numbers) != 3 or not numbers[1] <= numbers[0] <= numbers[2]:
        raise PolicyRefused(
            f'{fields.where}: "{name}" is {list(numbers)}, expected [value, lower, upper]'
        )
    return numbers[0], numbers[1], numbers[2]


def _reasons(fields: Fields) -> dict[str, ReasonRule]:
    unknown = sorted(set(fields.values) - set(REASON_CODES))
    if unknown:
        raise PolicyRefused(
            f"{fields.where} has unknown codes {', '.join(unknown)}, "
            f"expected some of: {', '.join(REASON_CODES)}"
        )
    rules = {
        code: ReasonRule(prompts=rule.flag("prompts"), at=rule.number("at", 0, 1))
        for code, rule in fields.each().items()
    }
    if not any(rule.prompts for code, rule in rules.items() if code != "cannot_judge"):
        raise PolicyRefused(
            f"{fields.where} has no reason that prompts, expected one at least: "
            "a person must be told what to do about a retake"
        )
    return rules


def _small_photo(fields: Fields) -> SmallPhoto:
    severe_below = fields.count("severe_below")
    return SmallPhoto(severe_below, fine_from=fields.count("fine_from", severe_below + 1))


_BY_HAND = OperatingPoint(threshold=50.0, data="chosen by hand", n=0, figures={})

# The model's thresholds do not fit the classical checks, whose score is another quantity. One
# threshold serves under every name, so that a command keeps working when the model is missing.
CLASSICAL_POLICY = Policy(
    version="classical-1",
    default="few_false_retakes",
    operating_points=dict.fromkeys(("few_false_retakes", "ppv90", "youden"), _BY_HAND),
    reasons={
        code: ReasonRule(prompts=True, at=0.5) for code in REASON_CODES if code != "cannot_judge"
    },
    small_photo=SmallPhoto(severe_below=240, fine_from=480),
    retake_limit=3,
)
