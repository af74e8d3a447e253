"""Everything that can go wrong, in words for the person who has to do something about it.

ClearshotError
├── PhotoUnreadable        this file cannot be judged as a photo
│   ├── PhotoNotFound      there is no such file, or it may not be read
│   ├── NotAPhoto          not one of the formats that phones and offices produce
│   ├── PhotoDamaged       truncated or corrupt
│   ├── PhotoTooLarge      more bytes or pixels than can be decoded safely
│   └── RegionOutside      the region of interest lies outside the photo
├── BundleRefused          model, manifest or policy is missing, changed or does not fit this code
├── PolicyRefused          a policy, or an operating point of it, that cannot be used
└── ScorerFailed           the model ran and gave nothing that can be used
"""

from __future__ import annotations

from typing import ClassVar


class ClearshotError(Exception):
    """Base of all errors of this package; `str()` is a sentence for a person."""

    code: ClassVar[str] = "error"


class PhotoUnreadable(ClearshotError):
    """A file that cannot be judged as a photo."""

    code = "unreadable"


class PhotoNotFound(PhotoUnreadable):
    """No such file, or it may not be read."""

    code = "not_found"


class NotAPhoto(PhotoUnreadable):
    """A file in none of the formats that phones and offices produce."""

    code = "not_a_photo"


class PhotoDamaged(PhotoUnreadable):
    """A photo that is truncated or corrupt."""

    code = "damaged"


class PhotoTooLarge(PhotoUnreadable):
    """More bytes or pixels than can be decoded safely."""

    code = "too_large"


class RegionOutside(PhotoUnreadable):
    """A region of interest that lies outside the photo."""

    code = "region_outside"


class BundleRefused(ClearshotError):
    """A bundle that is missing a file, was changed, or does not fit this code."""

    code = "bundle_refused"


class PolicyRefused(ClearshotError):
    """A policy, or an operating point of it, that cannot be used."""

    code = "policy_refused"


class ScorerFailed(ClearshotError):
    """A model that ran and gave nothing that can be used."""

    code = "scorer_failed"
