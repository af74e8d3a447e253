from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.figures import Figure, raters_line
from training.ratings import RatedPhotos
from training.report.agreement import agreement_figures, agreement_section, counts, rater_line
from training.report.ceiling import auc_ceiling
from training.report.intraclass import icc2k
from training.report.krippendorff import ordinal_alpha


def test_krippendorffs_worked_example_comes_out() -> None:
    # Krippendorff 2011, section E: four observers, twelve units, missing data; ordinal .815
    nan = np.nan
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
        [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
    ]
    assert ordinal_alpha(counts(np.array(observers).T)) == pytest.approx(0.815, abs=5e-4)


def test_shrout_and_fleiss_worked_example_comes_out() -> None:
    judges = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    assert icc2k(np.array(judges, float)) == pytest.approx(0.62, abs=5e-3)


def test_the_noise_ceiling_is_what_simulated_raters_give() -> None:
    rng = np.random.default_rng(0)
    good, kappa, raters = 0.715, 0.41, 4
    strength = 1 / kappa - 1
    chance = rng.beta(good * strength, (1 - good) * strength, 40_000)
    truth = (rng.random((len(chance), raters)) < chance[:, None]).mean(axis=1) >= 0.5
    above, below = chance[truth], chance[~truth]
    area = (rng.choice(above, 400_000) > rng.choice(below, 400_000)).mean()
    assert auc_ceiling(good, kappa, raters) == pytest.approx(area, abs=3e-3)


def test_raters_who_agree_by_chance_set_no_ceiling() -> None:
    assert np.isnan(auc_ceiling(0.7, -0.1, 4))


def test_a_rater_line_is_that_of_the_other_tables(photos: RatedPhotos) -> None:
    lines = rater_line(photos)
    for line, expected in zip(
        lines.values(), raters_line(photos, np.arange(len(photos))), strict=True
    ):
        figures = [line[name] for name in ("SRCC", "AUC", "sensitivity", "specificity")]
        assert all(isinstance(f, Figure) and f.low <= f.value <= f.high for f in figures)
        assert [f.value for f in figures[:2] if isinstance(f, Figure)] == pytest.approx(expected)


def test_agreement_stands_with_its_interval_for_each_site_and_all(photos: RatedPhotos) -> None:
    section = agreement_section(photos, "a panel of four")
    assert "a panel of four" in section.words[0]
    sites = section.tables[0].blocks["site"]
    assert list(sites) == ["north (70 photos)", "south (50 photos)", "all (120 photos)"]
    for cells in sites.values():
        for cell in cells.values():
            assert isinstance(cell, Figure)
            assert 0 < cell.low < cell.value < cell.high < 1


def test_ratings_that_are_missing_leave_out_a_photo_where_all_are_needed(
    photos: RatedPhotos,
) -> None:
    ratings = photos.ratings.copy()
    ratings[:30, 0] = np.nan
    figures = agreement_figures(replace(photos, ratings=ratings))
    numbers = {name: cell.n for name, cell in figures.items() if isinstance(cell, Figure)}
    assert numbers["Krippendorff alpha"] == 120
    assert numbers["ICC(2,k)"] == 90
    line = rater_line(replace(photos, ratings=ratings))["rater 1"]["SRCC"]
    assert isinstance(line, Figure)
    assert line.n == 90


def test_one_rater_agrees_with_nobody(photos: RatedPhotos) -> None:
    alone = agreement_section(replace(photos, ratings=photos.ratings[:, :1]), "one rater")
    assert not alone.tables
