from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor

from training.aggregation import AGGREGATIONS
from training.heads import FitConfig, fit_grade, minimise
from training.model import BagModel, ModelConfig, features_of, moments_kept
from training.objective import Batch, Examples, Masses, Weights
from training.ordinal import ORDINAL_HEADS
from training.trunks import load_trunk
from training.trunks.lite0 import Lite0

F = Lite0.length()
CONFIG = ModelConfig(trunk="lite0", weights="random", size=64, components=0)
REASONS = ("glare", "noise")


def bags(count: int = 6, instances: int = 3) -> Tensor:
    torch.manual_seed(2)
    return torch.randn(count, instances, F)


@pytest.mark.parametrize(("aggregation", "head"), list(product(AGGREGATIONS, ORDINAL_HEADS)))
def test_every_aggregation_works_with_every_head(aggregation: str, head: str) -> None:
    config = replace(CONFIG, aggregation=aggregation, head=head)  # type: ignore[arg-type]
    model = learnt(BagModel(config, REASONS, raters=2))
    said = model(bags())
    ranks = model.head.probabilities(said.logits)
    assert torch.allclose(ranks.sum(1), torch.ones(6))
    assert bool((ranks >= -1e-6).all())
    assert said.reasons.shape == (6, 2)
    assert torch.allclose(said.shares.sum(1), torch.ones(6), atol=1e-5)


def learnt(model: BagModel) -> BagModel:
    """Give the heads weights, as if they had learnt."""
    torch.manual_seed(3)
    for layer in (model.head.directions, model.reasons):
        torch.nn.init.normal_(layer.weight, std=0.05)
    return model


def test_a_missing_instance_changes_nothing() -> None:
    model, x = learnt(BagModel(CONFIG, REASONS, raters=2)), bags()
    padded = torch.cat([x, torch.full((6, 2, F), torch.nan)], 1)
    assert torch.allclose(model(x).logits, model(padded).logits, atol=1e-5)


def test_views_and_the_instances_made_of_them_are_judged_alike() -> None:
    torch.manual_seed(0)
    trunk = load_trunk("lite0", "random")
    model = learnt(BagModel(CONFIG, REASONS, 2, trunk)).eval()
    views = torch.randint(0, 256, (2, 1, 64, 64, 3), dtype=torch.uint8)
    made = torch.stack([model.instances(view[None])[0] for view in views])
    assert made.shape == (2, 1 + 2 * 2, F)
    assert torch.allclose(model(views).logits, model(made).logits, atol=1e-4)


def test_a_black_view_is_no_region_but_a_black_photo_is_a_photo() -> None:
    torch.manual_seed(0)
    config = replace(CONFIG, regions="cut")
    model = learnt(BagModel(config, REASONS, 2, load_trunk("lite0", "random"))).eval()
    views = torch.randint(1, 256, (2, 2, 64, 64, 3), dtype=torch.uint8)
    views[0, 1] = 0
    views[1] = 0
    assert torch.isnan(model.instances(views)[:, :, 0]).tolist() == [[False, True], [False, True]]
    assert torch.isfinite(model(views).logits).all()


def test_views_need_a_trunk() -> None:
    with pytest.raises(ValueError, match="no trunk"):
        BagModel(CONFIG, REASONS, 2)(torch.zeros(1, 1, 64, 64, 3, dtype=torch.uint8))


def test_instances_are_standardised_by_those_of_the_whole_views() -> None:
    model, x = BagModel(CONFIG, REASONS, 2), 5 + 3 * bags(200)
    model.standardise(x)
    whole = model.instances(x)[:, 0]
    assert torch.allclose(whole.mean(0), torch.zeros(F), atol=1e-3)
    assert torch.allclose(whole.std(0), torch.ones(F), atol=1e-3)


def test_components_keep_what_the_training_pictures_span() -> None:
    """Forty pictures span 39 dimensions: distances between them stay as they were."""
    turned, plain = (BagModel(replace(CONFIG, components=c), REASONS, 2) for c in (39, 0))
    x = bags(40)
    for model in (turned, plain):
        model.standardise(x)
    few, all_ = turned.instances(x)[:, 0], plain.instances(x)[:, 0]
    assert few.shape == (40, 39)
    assert torch.allclose(torch.pdist(few), torch.pdist(all_), rtol=1e-3)
    assert bool((few.var(0)[:-1] >= few.var(0)[1:] - 1e-3).all())


def test_last_stage_and_means_alone_are_picked_from_the_moments() -> None:
    moments = torch.arange(2.0 * F).view(1, 1, 2, F)
    last = moments_kept(moments, replace(CONFIG, stages="last"))
    assert torch.equal(last[0, 0], moments[0, 0, 0, -1280:])
    both = replace(CONFIG, moments="mean_deviation")
    assert torch.equal(moments_kept(moments, both)[0, 0], moments.flatten())
    assert features_of(both) == 2 * F


def test_the_photos_logit_is_the_mean_of_its_regions_where_all_count_alike() -> None:
    """Each region's is what the photo's would be if all instances were like it."""
    model = learnt(BagModel(replace(CONFIG, aggregation="mean"), REASONS, 2))
    x = bags()
    x[:, 0] = x[:, 1:].mean(1)  # else the whole view, an instance too, has a say of its own
    photo, regions = model.good_logits(model.instances(x))
    assert torch.allclose(regions.mean(1), photo, atol=1e-4)


def test_a_frozen_trunk_learns_nothing_and_the_last_stage_can() -> None:
    torch.manual_seed(0)
    for trainable, learns in ((0, False), (1, True)):
        trunk = load_trunk("lite0", "random")
        model = learnt(BagModel(replace(CONFIG, trainable=trainable), REASONS, 2, trunk)).train()
        model(torch.randint(0, 256, (2, 1, 64, 64, 3), dtype=torch.uint8)).logits.sum().backward()
        grown = [p.grad is not None for p in trunk.parameters_of(5)]
        assert all(grown) if learns else not any(grown)
        assert not any(p.grad is not None for p in trunk.parameters_of(4))


def rated(n: int = 120) -> Examples:
    """Photos whose quality is the first feature; a kind rater and a strict one."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 1, F)).astype(np.float32)
    latent = 2 * x[:, 0, :1] + rng.logistic(size=(n, 2)) + [1.0, -1.0]
    ratings = 1 + (latent[..., None] > np.array([-3.0, -1.0, 1.5])).sum(-1)
    none, ones = np.zeros((0, 2), np.int64), np.ones(n, np.float32)
    return Examples(
        x, ratings.astype(np.float32), ones, none, ones[:0], none, ones[:0],
        np.full((n, 2), np.nan, np.float32), ones,
    )  # fmt: skip


def test_on_whole_views_alone_the_model_is_the_linear_heads() -> None:
    """One objective: from zero, the same minimiser finds the same logits."""
    examples, weights = rated(), Weights(decay=20.0, region_decay=1.0)
    model = BagModel(replace(CONFIG, aggregation="none"), REASONS, 2)
    x = torch.from_numpy(examples.x)
    model.standardise(x)
    batch = Batch.of(examples)
    masses = Masses.of(batch)

    def loss() -> Tensor:
        return torch.stack(
            list(model.losses(model.instances(x), batch, masses, weights).values())
        ).sum()

    minimise(loss, model.parameters(), iterations=200)
    flat = replace(examples, x=np.repeat(examples.x[:, 0], 2, axis=1))
    config = FitConfig(decay=20.0, region_decay=1.0, iterations=200)
    heads = fit_grade(flat, config)
    expected = heads.logits(flat.x)[:, 0] - heads.thresholds[1]
    assert np.allclose(model(x).logits[:, 1].detach(), expected, atol=0.02)


def test_how_kind_each_rater_is_is_learnt_apart() -> None:
    model = BagModel(replace(CONFIG, rater_effect=True, aggregation="none"), REASONS, 2)
    examples = rated()
    batch = Batch.of(examples)
    masses = Masses.of(batch)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(150):
        optimiser.zero_grad()
        instances = model.instances(torch.from_numpy(examples.x))
        terms = model.losses(instances, batch, masses, Weights(decay=20.0))
        torch.stack(list(terms.values())).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert model.raters is not None
    kind, strict = model.raters().tolist()
    assert kind > 0.4 > -0.4 > strict


def test_faults_weigh_as_much_as_is_said() -> None:
    model = BagModel(CONFIG, REASONS, 2)
    examples = rated()
    batch = Batch.of(examples)
    instances = model.instances(torch.from_numpy(examples.x))
    one, tenth = (
        model.losses(instances, batch, Masses.of(batch), Weights(reasons=weight))
        for weight in (1.0, 0.1)
    )
    assert torch.allclose(tenth["reasons"], 0.1 * one["reasons"])
    assert torch.equal(tenth["ratings"], one["ratings"])
