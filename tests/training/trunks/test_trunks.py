from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torchvision.models import vgg16

from training.trunks import TRUNKS, Trunk, TrunkRefused, load_trunk
from training.trunks.vgg16 import VGG16


@pytest.fixture(scope="module", params=list(TRUNKS))
def trunk(request: pytest.FixtureRequest) -> Trunk:
    """Each trunk, with random weights."""
    torch.manual_seed(0)
    return load_trunk(request.param, "random")


def views(count: int = 2, side: int = 64) -> torch.Tensor:
    torch.manual_seed(1)
    return torch.randint(0, 256, (count, side, side, 3), dtype=torch.uint8)


def test_a_view_gives_one_feature_vector(trunk: Trunk) -> None:
    with torch.inference_mode():
        assert trunk(views()).shape == (2, trunk.length())


def test_stages_give_maps_of_the_channels_and_stride_that_they_say(trunk: Trunk) -> None:
    with torch.inference_mode():
        maps = list(trunk.maps(trunk.normalised(views())))
    assert tuple(x.shape[1] for x in maps) == trunk.channels
    assert maps[-1].shape[2:] == (64 // trunk.stride, 64 // trunk.stride)


def test_a_run_from_a_later_stage_goes_on_from_its_map(trunk: Trunk) -> None:
    with torch.inference_mode():
        maps = list(trunk.maps(trunk.normalised(views())))
        rest = list(trunk.maps(maps[2], first=3))
    assert all(torch.equal(one, other) for one, other in zip(maps[3:], rest, strict=True))


def test_every_parameter_belongs_to_one_stage(trunk: Trunk) -> None:
    listed = [id(p) for index in range(len(trunk.channels)) for p in trunk.parameters_of(index)]
    assert sorted(listed) == sorted(id(p) for p in trunk.parameters())


def test_only_the_last_stages_learn(trunk: Trunk) -> None:
    trunk.freeze(1)
    learns = {id(p) for p in trunk.parameters() if p.requires_grad}
    assert learns == {id(p) for p in trunk.parameters_of(len(trunk.channels) - 1)}
    trunk.freeze(0)
    assert not any(p.requires_grad for p in trunk.parameters())


def test_statistics_of_batch_normalisation_stay_in_training(trunk: Trunk) -> None:
    with torch.inference_mode():
        before = trunk(views())
        trunk.train()(views())
        assert torch.equal(trunk.eval()(views()), before)


def test_vgg16_gives_what_torchvisions_own_network_gives() -> None:
    torch.manual_seed(0)
    whole = vgg16(weights=None).eval()
    trunk = VGG16().eval()
    trunk.features.load_state_dict(whole.features.state_dict())
    pictures = views()
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = ((pictures / 255 - mean) / deviation).permute(0, 3, 1, 2)
    with torch.inference_mode():
        *_, last = trunk.maps(trunk.normalised(pictures))
        expected = whole.features[:-1](x)  # all but the last max-pooling
    assert torch.allclose(last, expected, rtol=1e-4, atol=1e-5)


def test_the_weights_of_a_whole_network_are_read_without_its_classifier(tmp_path: Path) -> None:
    state = VGG16().state_dict() | {"classifier.0.weight": torch.zeros(2, 2)}
    save_file({k: v.half() for k, v in state.items()}, tmp_path / "vgg16.safetensors")
    loaded = load_trunk("vgg16", tmp_path / "vgg16.safetensors").state_dict()
    assert torch.equal(loaded["features.0.weight"], state["features.0.weight"].half().float())


def test_weights_of_another_network_are_refused_by_name(tmp_path: Path) -> None:
    save_file(VGG16().state_dict(), tmp_path / "vgg16.safetensors")
    with pytest.raises(TrunkRefused, match=r"vgg16\.safetensors: missing.*unknown.*features\.0"):
        load_trunk("lite0", tmp_path / "vgg16.safetensors")


def test_a_weight_of_another_shape_is_refused(tmp_path: Path) -> None:
    state = VGG16().state_dict() | {"features.0.bias": torch.zeros(3)}
    save_file(state, tmp_path / "vgg16.safetensors")
    with pytest.raises(TrunkRefused, match=r"features\.0\.bias has shape \(3,\), expected \(64,\)"):
        load_trunk("vgg16", tmp_path / "vgg16.safetensors")


@pytest.mark.parametrize(
    ("name", "weights", "message"),
    [
        ("vgg19", "random", "no trunk 'vgg19'; expected one of vgg16, lite0"),
        ("lite0", "torchvision", "torchvision has no weights of lite0"),
        ("lite0", "nowhere.safetensors", "nowhere.safetensors: cannot be read"),
    ],
)
def test_what_is_not_there_is_refused(name: str, weights: str, message: str) -> None:
    with pytest.raises(TrunkRefused, match=message):
        load_trunk(name, weights)
