from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import gaussian_filter

from training.ratings import RatedPhotos, RatingsRefused, read_ratings
from training.splits import (
    Split,
    SplitRefused,
    check_near_duplicates,
    given_split,
    main,
    new_split,
)

HEADER = "path,photo_id,patient_id,source,rater_1,split\n"
PARTS = ("train", "validation", "test")


def rated(groups: list[int], good: list[bool]) -> RatedPhotos:
    names = [f"p{i}" for i in range(len(groups))]
    return RatedPhotos(
        paths=tuple(Path(name) for name in names),
        photo_ids=tuple(names),
        groups=np.array([f"g{group}" for group in groups]),
        sources=np.array(["north" if group % 2 else "south" for group in groups]),
        ratings=np.where(good, 3.0, 2.0)[:, None],
        votes={},
        licences=np.array([""] * len(names)),
    )


def clinic(folder: Path, splits: list[str] | None = None, patients: int = 10) -> Path:
    """Write photos of different pictures, two a patient, every other patient's bad."""
    rows = []
    for i in range(2 * patients):
        noise = gaussian_filter(np.random.default_rng(i).normal(size=(48, 64)), 3)
        picture = np.uint8(np.clip(128 + 60 * noise / noise.std(), 0, 255))
        Image.fromarray(picture).save(folder / f"{i}.png")
        rows.append(f"{i}.png,p{i},g{i // 2},pcp,{2 + i // 2 % 2}")
    csv = folder / "rated.csv"
    header = HEADER if splits else HEADER.replace(",split", "")
    ends = [f",{split}" for split in splits] if splits else [""] * len(rows)
    csv.write_text(header + "".join(f"{r}{e}\n" for r, e in zip(rows, ends, strict=True)))
    return csv


def read_split(csv: Path) -> Split | None:
    return given_split(csv, read_ratings(csv))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 11), st.booleans()), min_size=30, max_size=90), st.data())
def test_every_photo_is_in_one_part_and_no_patient_in_two(
    photos: list[tuple[int, bool]], data: st.DataObject
) -> None:
    dealt = rated([group for group, _ in photos], [good for _, good in photos])
    assume(len(np.unique(dealt.groups)) >= 5)
    split = new_split(dealt, data.draw(st.integers(0, 9)))
    parts = astuple(split)
    assert sorted(np.concatenate(parts)) == list(range(len(photos)))
    patients = [set(dealt.groups[part]) for part in parts]
    assert not (patients[0] & patients[1] | patients[0] & patients[2] | patients[1] & patients[2])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9))
def test_each_part_has_its_share_of_good_photos_of_every_source(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    groups = list(rng.integers(0, 120, 300))
    photos = rated(groups, list(rng.random(300) < share))
    split = new_split(photos, seed=seed % 7)
    for source in ("north", "south"):
        there = photos.sources == source
        for part, size in zip(astuple(split), (0.6, 0.2, 0.2), strict=True):
            inside = np.isin(np.arange(300), part) & there
            assert inside.sum() / there.sum() == pytest.approx(size, abs=0.06)
            assert photos.good[inside].mean() == pytest.approx(photos.good[there].mean(), abs=0.12)


def test_the_same_seed_gives_the_same_split_and_another_one_another() -> None:
    photos = rated([i // 2 for i in range(100)], [i % 3 > 0 for i in range(100)])
    first, again, other = (new_split(photos, seed).names.tolist() for seed in (0, 0, 1))
    assert first == again != other


def test_too_few_patients_are_refused() -> None:
    with pytest.raises(SplitRefused, match="found 4 patients, expected 5 or more"):
        new_split(rated([0, 1, 2, 3] * 5, [True] * 20))


def test_a_given_split_is_kept_to(tmp_path: Path) -> None:
    splits = ["train"] * 12 + ["test"] * 4 + ["validation"] * 4
    split = read_split(clinic(tmp_path, splits))
    assert split is not None
    assert split.names.tolist() == splits


def test_without_a_column_no_split_is_given(tmp_path: Path) -> None:
    assert read_split(clinic(tmp_path)) is None


@pytest.mark.parametrize("cell", ["training", "", "Test"])
def test_another_word_in_the_column_is_named_by_line(tmp_path: Path, cell: str) -> None:
    csv = clinic(tmp_path, ["train"] * 6 + [cell] + ["test"] * 13)
    with pytest.raises(RatingsRefused, match=f"line 8, column split: found '{cell}', expected tr"):
        read_split(csv)


def test_a_given_split_through_a_patient_is_refused(tmp_path: Path) -> None:
    csv = clinic(tmp_path, ["train"] * 13 + ["test"] * 3 + ["validation"] * 4)
    message = r"patient g6 is in two parts of the split, with p12 \(train\) and p13 \(test\)"
    with pytest.raises(SplitRefused, match=message):
        read_split(csv)


def test_a_given_split_without_a_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SplitRefused, match="no photo is in validation"):
        read_split(clinic(tmp_path, ["train"] * 10 + ["test"] * 10))


def test_near_duplicates_in_two_parts_are_refused_and_within_one_are_not() -> None:
    photos = rated([0, 1, 2], [True] * 3)
    hashes = np.random.default_rng(0).random((3, 256)) < 0.5
    hashes[1] = hashes[0]
    check_near_duplicates(photos, Split.of(np.array(["test", "test", "train"])), hashes)
    message = r"p0 \(train\) and p1 \(test\) are near-duplicates .* give the two one patient_id"
    with pytest.raises(SplitRefused, match=message):
        check_near_duplicates(photos, Split.of(np.array(["train", "test", "train"])), hashes)


def test_the_command_writes_the_split_and_counts_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv, out = clinic(tmp_path), tmp_path / "runs" / "split.csv"
    assert main(["--ratings", str(csv), "--out", str(out)]) == 0
    header, *rows = out.read_text().splitlines()
    assert header == "photo_id,split"
    parts = dict(row.split(",") for row in rows)
    assert list(parts) == [f"p{i}" for i in range(20)]
    assert [list(parts.values()).count(part) for part in PARTS] == [12, 4, 4]
    assert capsys.readouterr().out.splitlines()[-1].split() == ["all", "10", "10", "20"]


def test_the_command_refuses_near_duplicates_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv = clinic(tmp_path, ["train"] * 12 + ["test"] * 4 + ["validation"] * 4)
    Image.open(tmp_path / "0.png").save(tmp_path / "19.png")
    assert main(["--ratings", str(csv), "--out", str(tmp_path / "split.csv")]) == 2
    assert not (tmp_path / "split.csv").exists()
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("p0 (train) and p19 (validation) are near-duplicates")


def test_the_command_names_a_photo_that_cannot_be_decoded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv = clinic(tmp_path)
    (tmp_path / "7.png").write_bytes(b"no picture")
    assert main(["--ratings", str(csv), "--out", str(tmp_path / "split.csv")]) == 2
    assert "7.png: " in capsys.readouterr().err.splitlines()[-1]
