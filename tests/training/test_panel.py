from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy.stats import spearmanr

from training.degrade import OPERATORS
from training.panel.__main__ import main
from training.panel.photos import Planned, Source, plan_photos, read_sources
from training.panel.raters import PanelRefused, agreement, name_reasons, simulate_panel
from training.ratings import read_ratings

CLEAN = [Source(Path(f"{name}.png"), name, "clinic") for name in "abcde"]


def severities(count: int = 400) -> np.ndarray:
    return np.array([photo.severity for photo in plan_photos(CLEAN, count, seed=1)])


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six tiny photos: stripes, each of a colour of its own."""
    folder = tmp_path_factory.mktemp("clinic")
    rng = np.random.default_rng(0)
    for name in "abcdef":
        stripes = 120 + 40 * np.sin(np.arange(96) / 3)[:, None] + rng.uniform(-30, 30, 3)
        pixels = np.broadcast_to(stripes[None], (72, 96, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{name}.png")
    return folder


def run(photos: Path, out: Path, *further: str) -> int:
    fixed = ["--photos", str(photos), "--out", str(out), "--licence", "CC0", "--workers", "1"]
    return main([*fixed, "--count", "60", "--seed", "3", *further])


def brightness(path: Path) -> float:
    return float(np.asarray(Image.open(path)).mean())


@pytest.mark.parametrize("kappa", [0.35, 0.41, 0.47])
@pytest.mark.parametrize("raters", [3, 4, 9])
def test_a_panel_agrees_as_much_as_is_wanted(kappa: float, raters: int) -> None:
    for seed in range(3):
        panel = simulate_panel(severities(), raters, kappa, seed)
        assert panel.ratings.shape == (400, raters)
        assert set(np.unique(panel.ratings)) == {1, 2, 3, 4}
        assert agreement(panel.ratings) == pytest.approx(kappa, abs=0.02)
        assert panel.kappa == agreement(panel.ratings)


def test_less_agreement_takes_more_noise() -> None:
    noise = [simulate_panel(severities(), 4, kappa, 0).noise for kappa in (0.47, 0.41, 0.35)]
    assert 0 < noise[0] < noise[1] < noise[2] < 1


def test_raters_who_agree_reach_one_and_alike_ratings_show_nothing() -> None:
    assert agreement(np.array([[4, 3], [1, 2]])) == 1
    assert agreement(np.full((5, 3), 4)) == 0
    assert agreement(np.array([[4, 1], [1, 4]])) == -1


def test_the_mean_rating_falls_with_severity() -> None:
    ratings = simulate_panel(severities(), 4, 0.41, 0).ratings
    assert spearmanr(severities(), ratings.mean(axis=1)).statistic < -0.7


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_lenient_rater_rates_higher(seed: int) -> None:
    panel = simulate_panel(severities(2000), 9, 0.41, seed)
    means = panel.ratings.mean(axis=0)
    assert means[panel.leniencies.argmax()] > means[panel.leniencies.argmin()] + 0.2
    assert spearmanr(panel.leniencies, means).statistic > 0.9
    assert panel.leniencies.mean() == pytest.approx(0)


def test_about_as_many_photos_are_good_as_in_the_published_pool() -> None:
    good = simulate_panel(severities(2000), 4, 0.41, 0).ratings >= 3
    assert good.mean() == pytest.approx(0.622, abs=0.05)


def test_a_kappa_out_of_reach_is_refused_and_the_reach_is_said() -> None:
    with pytest.raises(PanelRefused, match=r"a kappa of 0\.990: -?0\.\d+ to 0\.\d+ can be reached"):
        simulate_panel(severities(), 4, 0.99, 0)
    with pytest.raises(PanelRefused, match=r"0\.000 to 0\.000 can be reached"):
        simulate_panel(np.zeros(1), 2, 0.41, 0)
    with pytest.raises(PanelRefused, match="two at least"):
        simulate_panel(severities(), 1, 0.41, 0)


def test_photos_too_few_for_the_tolerance_are_refused() -> None:
    with pytest.raises(PanelRefused, match=r"4 photos are too few .* nearest found is 0\.\d+"):
        simulate_panel([0, 0.2, 0.6, 1], 2, 0.41, 0)


def test_a_fault_is_named_more_often_the_more_severe_it_is() -> None:
    steps = np.repeat([0.1, 0.3, 0.5, 0.9], 500)
    votes = name_reasons(["glare"] * len(steps), steps, ("noise", "glare"), 4, seed=0)
    named = votes[:, 1].reshape(4, -1).mean(axis=1) / 4
    assert (np.diff(named) > 0.1).all()
    assert named[0] < 0.1
    assert named[-1] > 0.9
    assert 0 < votes[:, 0].mean() / 4 < 0.03


def test_faults_take_turns_and_sources_are_used_evenly() -> None:
    planned = plan_photos(CLEAN, 400, seed=0)
    faults = Counter(photo.fault for photo in planned)
    assert 0.33 < faults.pop("") / 400 < 0.47
    assert set(faults) == set(OPERATORS)
    assert max(faults.values()) - min(faults.values()) <= 1
    assert set(Counter(photo.source.group for photo in planned).values()) == {80}
    assert len({photo.photo_id for photo in planned}) == 400


def test_a_render_keeps_its_own_fault_and_only_passes_the_camera() -> None:
    render = Source(Path("r.jpg"), "scene-1", "rendered", "glare", 0.6)
    planned = plan_photos([*CLEAN, render], 40, seed=0)
    (kept,) = [photo for photo in planned if photo.source is render]
    assert (kept.fault, kept.severity, kept.copy.severity) == ("glare", 0.6, 0)
    added = Planned(0, CLEAN[0], "glare", 0.6).copy
    assert (added.operator, added.severity) == ("glare", 0.6)


def test_without_a_clean_photo_nothing_is_planned() -> None:
    with pytest.raises(PanelRefused, match="5 photos from 0 clean ones"):
        plan_photos([Source(Path("r.jpg"), "s", "rendered", "glare", 0.6)], 5, seed=0)


def test_the_command_makes_a_set_that_training_reads(clinic: Path, tmp_path: Path) -> None:
    assert run(clinic, tmp_path) == 0
    photos = read_ratings(tmp_path / "rated.csv")
    truth = pd.read_csv(tmp_path / "truth.csv", keep_default_na=False)
    assert len(photos) == len(truth) == 60
    assert set(photos.groups) == set("abcdef")
    assert set(photos.sources) == {clinic.name}
    assert set(photos.licences) == {"CC0"}
    assert set(photos.votes) == set(OPERATORS)
    assert photos.photo_ids == tuple(truth["photo_id"])
    assert agreement(photos.ratings.astype(int)) == pytest.approx(0.41, abs=0.02)
    assert spearmanr(truth["severity"], photos.mean_rating).statistic < -0.6
    assert np.allclose(truth["latent"], 1 - truth["severity"])
    assert len(pd.read_csv(tmp_path / "raters.csv")) == 4
    severe = truth[truth["operator"] == "too_dark"]["severity"].idxmax()
    clean = next(i for i in truth.index if truth["operator"][i] == "")
    assert brightness(photos.paths[severe]) < brightness(photos.paths[clean]) - 20


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(
    clinic: Path, tmp_path: Path
) -> None:
    for out, further in (("one", ()), ("two", ()), ("other", ("--seed", "4"))):
        assert run(clinic, tmp_path / out, *further) == 0
    one, two, other = (
        {
            file.relative_to(tmp_path / out): file.read_bytes()
            for file in sorted((tmp_path / out).rglob("*"))
            if file.is_file()
        }
        for out in ("one", "two", "other")
    )
    assert one == two
    assert one[Path("rated.csv")] != other[Path("rated.csv")]


def test_a_second_run_keeps_what_is_there_and_makes_what_is_missing(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(clinic, tmp_path) == 0
    first, second, *_ = sorted((tmp_path / "photos").iterdir())
    made = second.read_bytes()
    first.write_bytes(b"kept")
    second.unlink()
    capsys.readouterr()
    assert run(clinic, tmp_path) == 0
    assert "60 photos, 1 of them new" in capsys.readouterr().out
    assert first.read_bytes() == b"kept"
    assert second.read_bytes() == made


def test_renders_are_read_with_their_faults_and_scenes(clinic: Path, tmp_path: Path) -> None:
    rows = "b.png,1,2,,0.0\na.png,1,2,,0.0\nc.png,7,3,glare,0.5\n"
    csv = clinic / "rendered.csv"
    csv.write_text("file,seed,tone,fault,severity\n" + rows)
    assert [(s.group, s.fault, s.severity) for s in read_sources(csv)] == [
        ("scene-1", "", 0),
        ("scene-1", "", 0),
        ("scene-7", "glare", 0.5),
    ]
    assert run(csv, tmp_path) == 0
    assert set(read_ratings(tmp_path / "rated.csv").groups) == {"scene-1", "scene-7"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("gone.png,1,,0", "line 2, column file: there is no"),
        ("a.png,1,fog,0.5", "line 2, column fault: found 'fog'"),
        ("a.png,1,glare,1.5", r"line 2, column severity: found '1\.5'"),
        ("a.png,1,glare,x", "line 2, column severity: found 'x'"),
    ],
)
def test_a_bad_line_of_renders_is_named(clinic: Path, row: str, message: str) -> None:
    csv = clinic / "bad.csv"
    csv.write_text(f"file,seed,fault,severity\n{row}\n")
    with pytest.raises(PanelRefused, match=message):
        read_sources(csv)


@pytest.mark.parametrize(
    ("further", "message"),
    [
        (("--kappa", "0.99"), "can be reached"),
        (("--raters", "1"), "two at least"),
        (("--count", "0"), "0 photos from 6 clean ones"),
        (("--photos", "nowhere"), "nowhere is neither a folder of photos nor a rendered.csv"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_status_two(
    clinic: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    further: tuple[str, str],
    message: str,
) -> None:
    assert run(clinic, tmp_path / "out", *further) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_photo_that_cannot_be_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not a photo")
    assert run(tmp_path, tmp_path / "out") == 2
    assert "a.jpg: " in capsys.readouterr().err
    Image.new("RGB", (20, 20)).save(tmp_path / "a.jpg")
    assert run(tmp_path, tmp_path / "out") == 2
    assert "a 20x20 photo is too small" in capsys.readouterr().err
