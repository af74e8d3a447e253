"""Rated photos in; a datasheet's counts of them out, and by which bytes they are known again.

What Gebru et al. 2021 (arXiv 1803.09010) ask of a data set's composition, as far as a CSV of rated
photos can answer it; the rest stands in the model card.
"""

from __future__ import annotations

import numpy as np

from training.fingerprint import fingerprint
from training.ratings import RatedPhotos
from training.report.section import Cell, Section, Table

WORDS = (
    (
        "What was judged. Fingerprint: SHA-256 of every photo's name, bytes, ratings and votes, in the "
        "order of the names; a set with another one is another set."
    ),
)
SHOWN = 16
"""Digits of a fingerprint in the table."""


def data_section(photos: RatedPhotos) -> Section:
    """Count the photos of each site, and of all."""
    sites = np.unique(photos.sources)
    parts = {str(s): photos.take(np.flatnonzero(photos.sources == s)) for s in sites}
    rows = {name: _counts(part) for name, part in (parts | {"all": photos}).items()}
    return Section("data", "Data", WORDS, (Table("data", "What was judged", {"site": rows}),))


def _counts(photos: RatedPhotos) -> dict[str, Cell]:
    per_photo = (~np.isnan(photos.ratings)).sum(1)
    return {
        "photos": str(len(photos)),
        "patients or groups": str(len(np.unique(photos.groups))),
        "ratings a photo": f"{per_photo.min()}-{per_photo.max()}",
        "mean rating": f"{photos.mean_rating.mean():.2f}",
        "bad (mean below 2.5)": str(int((~photos.good).sum())),
        "terms": "; ".join(sorted(set(photos.licences.tolist()) - {""})) or "not said",
        "fingerprint": f"`{fingerprint(photos)[:SHOWN]}`",
    }
