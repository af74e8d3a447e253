from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clearshot.manifest import EMBEDDED
from clearshot.policy import read_policy
from training.loop import pilot
from training.loop.__main__ import main
from training.loop.calibrate import calibrated, pilot_shares, the_pilot
from training.loop.report import Checker, drawn_gates, measured
from training.loop.simulate import Gate, Patients, People, simulate
from training.report.tones import wilson

COUNT = 40_000
PERFECT = Gate(1, 1)


@pytest.fixture(scope="module")
def people() -> People:
    return calibrated(count=COUNT)


@pytest.fixture(scope="module")
def piloted(people: People) -> Patients:
    return the_pilot(people, COUNT)


def test_the_counts_of_the_pilot_agree_with_each_other() -> None:
    assert sum(pilot.TOOK) == pilot.PATIENTS
    accepted_first = pilot.PATIENTS - pilot.POOR_PROMPTED - pilot.GOOD_PROMPTED
    stopped_at_once = pilot.TOOK[0] - accepted_first
    assert pilot.LEFT[0] == stopped_at_once / (pilot.POOR_PROMPTED + pilot.GOOD_PROMPTED)
    assert pytest.approx(0.68) == 1 - pilot.ACCEPTED_SENT_POOR / pilot.ACCEPTED_FIRST_POOR
    assert pytest.approx(0.828, abs=0.001) == pilot.SENSITIVITY
    assert pytest.approx(0.853, abs=0.001) == pilot.SPECIFICITY


def test_the_simulated_pilot_ends_with_as_many_poor_photos_and_as_few_accepted(
    piloted: Patients,
) -> None:
    shares = pilot_shares(piloted)
    assert shares["sent_poor"] == pytest.approx(pilot.SENT_POOR / pilot.PATIENTS, abs=0.003)
    assert shares["never"] == pytest.approx(pilot.NEVER_ACCEPTED / pilot.PATIENTS, abs=0.003)


@pytest.mark.parametrize("name", [n for n, each in pilot.COUNTS.items() if not each.fitted])
def test_what_was_not_calibrated_lies_within_the_pilots_own_uncertainty(
    piloted: Patients, name: str
) -> None:
    counted = wilson(pilot.COUNTS[name].hits, pilot.COUNTS[name].n)
    assert not isinstance(counted, str)
    assert counted.low <= pilot_shares(piloted)[name] <= counted.high


def test_patients_take_about_as_many_photos_as_those_of_the_pilot(piloted: Patients) -> None:
    real = sum(k * n for k, n in enumerate(pilot.TOOK, start=1)) / pilot.PATIENTS
    assert piloted.shots.mean() == pytest.approx(real, abs=0.08)


@pytest.mark.parametrize("good", [0.5, 0.8])
@pytest.mark.parametrize("limit", [0, 1, 3])
def test_a_perfect_check_of_equal_patients_gives_the_geometric_forms(
    good: float, limit: int
) -> None:
    end = simulate(PERFECT, People(good, alike=0.0), limit, 200_000)
    shots = sum((1 - good) ** k for k in range(limit + 1))
    assert end.shots.mean() == pytest.approx(shots, rel=0.01)
    assert end.sent_poor.mean() == pytest.approx((1 - good) ** (limit + 1), abs=0.004)
    assert not end.false_retakes.any()
    assert np.array_equal(end.sent_poor, ~end.accepted)


def test_a_perfect_check_of_unequal_patients_gives_the_moment_of_the_beta_distribution() -> None:
    good, alike = 0.7, 0.4
    weight = 1 / alike - 1
    poor = np.prod([((1 - good) * weight + k) / (weight + k) for k in range(4)])
    end = simulate(PERFECT, People(good, alike), 3, 200_000)
    assert end.sent_poor.mean() == pytest.approx(poor, abs=0.004)


def test_a_gate_has_its_sensitivity_and_specificity_however_its_errors_persist() -> None:
    for persistent in (0.0, 0.8):
        end = simulate(Gate(0.9, 0.75), People(0.7, persistent=persistent), 3, 200_000)
        first, passes = end.good[:, 0], end.passes[:, 0]
        assert passes[first].mean() == pytest.approx(0.9, abs=0.005)
        assert 1 - passes[~first].mean() == pytest.approx(0.75, abs=0.008)


def test_without_a_check_the_first_photo_is_sent() -> None:
    end = simulate(Gate(1, 0), People(0.7), 3, COUNT)
    assert end.shots.max() == 1
    assert np.array_equal(end.sent_poor, ~end.good[:, 0])


@pytest.mark.parametrize("gate", [PERFECT, Gate(0.9, 0.77), Gate(0.83, 0.85), Gate(0.7, 0.6)])
def test_more_retakes_never_leave_more_poor_photos(people: People, gate: Gate) -> None:
    poor = [float(simulate(gate, people, limit, COUNT).sent_poor.mean()) for limit in range(6)]
    assert poor == sorted(poor, reverse=True)
    assert poor[0] > poor[-1]


def test_prompts_that_help_leave_fewer_poor_photos_and_those_who_leave_more(people: People) -> None:
    def poor(some: People) -> float:
        return float(simulate(Gate(0.9, 0.77), some, 3, COUNT).sent_poor.mean())

    assert poor(replace(people, gain=0.5)) < poor(people) < poor(replace(people, gain=0.0))
    assert poor(replace(people, left=(0.0,))) < poor(people) < poor(replace(people, left=(0.6,)))


def test_an_accepted_photo_is_the_one_that_is_sent_and_the_last_that_is_taken(
    piloted: Patients,
) -> None:
    rows = np.flatnonzero(piloted.accepted)
    assert piloted.passes[rows, piloted.sent[rows]].all()
    assert np.array_equal(piloted.sent[rows], piloted.shots[rows] - 1)


def test_a_seed_gives_the_same_patients_and_another_gives_others(people: People) -> None:
    gate = Gate(0.9, 0.77)
    ends = [simulate(gate, people, 3, 500, seed) for seed in (1, 1, 2)]
    assert np.array_equal(ends[0].sent_poor, ends[1].sent_poor)
    assert not np.array_equal(ends[0].sent_poor, ends[2].sent_poor)


def test_intervals_come_from_those_of_the_gate_and_hold_the_figure(people: People) -> None:
    gates = drawn_gates((0.9, 0.86, 0.92), (0.77, 0.70, 0.85), seed=0)
    sensitivities = [gate.sensitivity for gate in gates]
    assert np.percentile(sensitivities, [2.5, 97.5]) == pytest.approx([0.86, 0.92], abs=0.015)
    row = measured(Checker("ours", Gate(0.9, 0.77), gates), people, 3, 5000)
    assert all(figure.low <= figure.value <= figure.high for figure in row.values())
    assert row["false_retakes"].high > row["false_retakes"].low + 0.01


def test_the_command_writes_table_record_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path), "--patients", "1000"]) == 0
    assert capsys.readouterr().out.strip() == (tmp_path / "loop.md").read_text("utf-8").strip()
    record = json.loads((tmp_path / "loop.json").read_text("utf-8"))
    ours = set(read_policy(EMBEDDED / "policy.json").operating_points)
    for rows in record["by_good_first_photos"].values():
        assert ours < set(rows)
        assert rows["no check"]["shots"] == [1.0, 1.0, 1.0]
    assert (tmp_path / "loop.png").stat().st_size > 10_000


def test_a_policy_without_figures_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = json.loads((EMBEDDED / "policy.json").read_bytes())
    for point in policy["operating_points"].values():
        del point["specificity"]
    (tmp_path / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    command = ["--policy", str(tmp_path / "policy.json"), "--out", str(tmp_path / "out")]
    assert main(command) == 2
    assert "expected sensitivity and specificity" in capsys.readouterr().err
