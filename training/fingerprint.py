"""Rated photos in; by which number they are known again, out."""

from __future__ import annotations

from hashlib import sha256

from training.features import digest
from training.ratings import RatedPhotos


def fingerprint(photos: RatedPhotos) -> str:
    """Give the SHA-256 of names, bytes, ratings and votes; the order of the rows does not matter."""
    known = sha256()
    for row in sorted(range(len(photos)), key=photos.photo_ids.__getitem__):
        votes = {code: float(share[row]) for code, share in sorted(photos.votes.items())}
        ratings = photos.ratings[row].tolist()
        said = (photos.photo_ids[row], digest(photos.paths[row]), ratings, votes)
        known.update(repr(said).encode())
    return known.hexdigest()
