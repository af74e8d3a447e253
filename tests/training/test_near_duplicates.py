from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from scipy.ndimage import gaussian_filter

from clearshot.errors import PhotoNotFound
from training.near_duplicates import BLOCK, NEAR, hash_photos, near_duplicates


def scene(seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(size=(240, 320, 3))
    smooth = gaussian_filter(noise, (12, 12, 0))
    return Image.fromarray(np.uint8(np.clip(128 + 60 * smooth / smooth.std(), 0, 255)))


def distances(folder: Path) -> list[int]:
    first, *others = hash_photos(sorted(folder.iterdir()))
    return [int((first != other).sum()) for other in others]


def test_a_copy_that_was_saved_again_scaled_or_cut_a_little_is_near(tmp_path: Path) -> None:
    photo = scene(0)
    photo.save(tmp_path / "0.png")
    photo.save(tmp_path / "1.jpg", quality=30)
    photo.resize((160, 120)).save(tmp_path / "2.jpg")
    photo.crop((3, 2, 317, 238)).save(tmp_path / "3.jpg")
    assert max(distances(tmp_path)) <= NEAR


def test_another_photo_is_far(tmp_path: Path) -> None:
    for seed in range(8):
        scene(seed).save(tmp_path / f"{seed}.png")
    assert min(distances(tmp_path)) > NEAR


def test_a_copy_stored_on_its_side_is_hashed_upright(tmp_path: Path) -> None:
    photo, exif = scene(0), Image.Exif()
    exif[0x0112] = 6
    photo.save(tmp_path / "0.png")
    photo.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "1.jpg", exif=exif)
    photo.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "2.jpg")
    upright, aside = distances(tmp_path)
    assert upright <= NEAR < aside


def test_a_photo_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhotoNotFound, match=r"gone\.jpg"):
        hash_photos([tmp_path / "gone.jpg"])


@settings(deadline=None)
@given(arrays(bool, st.tuples(st.integers(0, 12), st.just(9))), st.integers(0, 9))
def test_pairs_are_those_within_the_hamming_distance(hashes: np.ndarray, near: int) -> None:
    expected = [
        [i, j]
        for i in range(len(hashes))
        for j in range(i + 1, len(hashes))
        if (hashes[i] != hashes[j]).sum() <= near
    ]
    assert near_duplicates(hashes, near).tolist() == expected


def test_pairs_are_found_across_blocks() -> None:
    hashes = np.random.default_rng(0).random((2 * BLOCK + 5, 256)) < 0.5
    hashes[2 * BLOCK + 4] = hashes[3]
    hashes[BLOCK + 1] = hashes[BLOCK]
    assert near_duplicates(hashes).tolist() == [[3, 2 * BLOCK + 4], [BLOCK, BLOCK + 1]]
