"""Photos in; which of them show the same picture, saved again, scaled or cut a little, out.

Each photo gets a perceptual hash: the signs of the low frequencies of its brightness, which
survive what re-encoding does to the rest. Copies differ in few of its bits, other photos in about
half of them. A turned or mirrored copy is not found, nor is one that was cut by 5 % or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import imagehash
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot.errors import PhotoUnreadable
from clearshot.photo import load_photo

Hashes = NDArray[np.bool_]
Pairs = NDArray[np.int64]

HASH_SIZE = 16
"""Frequencies a side: 256 bits. With the usual 8 (64 bits), copies cut by 4 % lie up to 14 bits
apart and 19 pairs of different groups no farther."""

NEAR = 50
"""Bits of 256 in which near-duplicates differ at most.

Measured on the 1,088 photos of `stand_in_ratings.csv`, with copies of every fourth:

| | bits apart |
|---|---|
| JPEG of quality 30 | median 4, at most 14 |
| half the size, JPEG of quality 75 | median 2, at most 8 |
| 15 % brighter | median 6, at most 18 |
| cut by 1 % | median 8, at most 22 |
| cut by 2 % | median 20, at most 40 |
| cut by 4 % | median 48, at most 80: 60 % are found |
| cut by 8 % | median 92: none is found |
| 582,479 pairs of different groups | closest 60, next 74; 48 are within 92 |

The closest of different groups are one foot on two days: the same patient, but another photo.
"""

LONG_SIDE = 256  # pixels of the photo that is hashed; the hash itself looks at 64 x 64
BLOCK = 1024  # photos compared with all others at a time: 40 MB at 10,000 photos


def hash_photos(paths: Sequence[Path]) -> Hashes:
    """Hash photos as they are seen upright.

    Returns:
        (n, `HASH_SIZE`²) bits: pHash (Zauner 2010, "Implementation and benchmarking of perceptual
        image hash functions"), as ImageHash computes it.

    Raises:
        PhotoUnreadable: a file is not there or cannot be decoded; the message begins with its path.
    """
    hashes = np.empty((len(paths), HASH_SIZE**2), bool)
    for row, path in enumerate(tqdm(paths, desc="hashing photos", unit="photo")):
        hashes[row] = _hash(path)
    return hashes


def _hash(path: Path) -> Hashes:
    try:
        image = load_photo(path, LONG_SIDE).image
    except PhotoUnreadable as error:
        raise type(error)(f"{path}: {error}") from error
    return np.asarray(imagehash.phash(image, HASH_SIZE).hash, bool).ravel()


def near_duplicates(hashes: Hashes, near: int = NEAR) -> Pairs:
    """Find the pairs of photos whose hashes differ in at most `near` bits.

    Args:
        hashes: (n, bits).
        near: Hamming distance, in bits.

    Returns:
        (pairs, 2) rows i < j of `hashes`, in order.

    >>> near_duplicates(np.array([[0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]], bool), near=1)
    array([[0, 2]])
    """
    signs = np.where(hashes, 1, -1).astype(np.float32)
    bits = hashes.shape[1]
    found = [np.empty((0, 2), np.int64)]
    for start in range(0, len(signs), BLOCK):
        # The product of two rows of signs is bits less twice the Hamming distance, exactly.
        alike = signs[start : start + BLOCK] @ signs.T >= bits - 2 * near
        pairs = np.argwhere(np.triu(alike, start + 1))
        found.append(pairs + np.array([start, 0]))
    return np.concatenate(found)
