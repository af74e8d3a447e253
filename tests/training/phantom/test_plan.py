from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np

from training.phantom import EXAMPLE_SEEDS, FAULTS, TEST_SEEDS, TRAINING_SEEDS
from training.phantom.examples import EXAMPLES
from training.phantom.plan import PLANS, Picture, tones_plan, training_plan
from training.phantom.plan import test_plan as plan_test


def tones_of(pictures: list[Picture]) -> Counter[int]:
    return Counter(round(p.tone) for p in pictures)


def test_no_scene_is_shared_by_training_test_and_examples() -> None:
    seeds = (TRAINING_SEEDS, TEST_SEEDS, EXAMPLE_SEEDS)
    assert all(not set(a) & set(b) for a, b in combinations(seeds, 2))
    assert all(p.seed in TRAINING_SEEDS for p in training_plan(600))
    assert all(p.seed in TEST_SEEDS for p in plan_test(200))
    assert all(e.shot().scene.seed in EXAMPLE_SEEDS for e in EXAMPLES)


def test_a_training_set_holds_every_tone_equally_often_good_and_faulty() -> None:
    pictures = training_plan(600)
    good = [p for p in pictures if not p.fault]
    assert len(good) == 300
    assert set(tones_of(good).values()) == {30}
    assert set(tones_of([p for p in pictures if p.fault]).values()) == {30}


def test_a_training_scene_is_seen_good_in_three_tones_far_apart_and_faulty_in_the_same() -> None:
    groups = defaultdict(list)
    for picture in training_plan(120):
        groups[picture.seed].append(picture)
    for group in groups.values():
        good = [p.tone for p in group if not p.fault]
        assert good == [p.tone for p in group if p.fault]
        assert min(abs(a - b) for a, b in combinations(good, 2)) > 2
        assert len({p.fault for p in group}) == 4


def test_faults_take_turns_and_fill_their_dial() -> None:
    for pictures, least in ((training_plan(780), 0.3), (plan_test(520), 0.6)):
        severities = defaultdict(list)
        for p in pictures:
            severities[p.fault].append(p.severity)
        assert set(severities) == {"", *FAULTS}
        assert set(severities.pop("")) == {0.0}
        assert np.ptp([len(s) for s in severities.values()]) <= 1
        for values in severities.values():
            assert least <= min(values) < least + 0.15 * (1 - least)
            assert 1 - 0.15 * (1 - least) < max(values) <= 1


def test_a_test_set_crosses_tones_with_good_and_faulty() -> None:
    pictures = plan_test(200)
    crossed = Counter((p.tone, bool(p.fault)) for p in pictures)
    assert len(crossed) == 20
    assert set(crossed.values()) == {10}
    assert len({p.seed for p in pictures}) == 200


def test_a_longer_plan_begins_with_the_shorter_one() -> None:
    for plan in PLANS.values():
        assert plan(40)[:25] == plan(25)


def test_every_picture_has_a_file_of_its_own() -> None:
    assert len({p.file for p in training_plan(600)}) == 600


def test_a_scene_of_the_tones_is_rendered_in_all_ten_and_in_no_other_plan() -> None:
    pictures = tones_plan(20)
    assert [p.tone for p in pictures[:10]] == [float(tone) for tone in range(1, 11)]
    assert len({p.seed for p in pictures}) == 2
    assert not any(p.fault for p in pictures)
    others = {p.seed for p in (*training_plan(600), *plan_test(600))}
    assert not others & {p.seed for p in tones_plan(1000)}
