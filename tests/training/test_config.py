from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from training.config import (
    ConfigRefused,
    DataConfig,
    LoopConfig,
    TeachConfig,
    flat,
    read_config,
    write_config,
)

CONFIGS = Path(__file__).parents[2] / "training" / "configs"


def read(folder: Path, text: str, *overrides: str) -> TeachConfig:
    path = folder / "run.toml"
    path.write_text(text)
    return read_config(path, overrides)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "") == TeachConfig()


def test_a_file_holds_only_differences_and_paths_from_its_own_folder(tmp_path: Path) -> None:
    config = read(
        tmp_path, 'seed = 3\n[data]\nratings = "clinic/rated.csv"\n[fit]\nlearning_rate = 1\n'
    )
    assert config == TeachConfig(
        data=DataConfig(ratings=(tmp_path / "clinic" / "rated.csv").resolve()),
        fit=LoopConfig(learning_rate=1.0),
        seed=3,
    )
    assert isinstance(config.fit.learning_rate, float)


def test_weights_are_a_path_unless_they_are_random_or_torchvisions(tmp_path: Path) -> None:
    named = read(tmp_path, '[model]\nweights = "vgg.safetensors"\n')
    assert named.model.weights == str((tmp_path / "vgg.safetensors").resolve())
    assert read(tmp_path, '[model]\nweights = "random"\n').model.weights == "random"


def test_an_override_comes_last_and_its_paths_from_the_current_folder(tmp_path: Path) -> None:
    config = read(tmp_path, "[fit]\nepochs = 3\n", "fit.epochs=5", 'data.renders="renders"')
    assert config.fit.epochs == 5
    assert config.data.renders == (Path.cwd() / "renders").resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[fit]\nepoch = 3\n", r"run.toml: fit.epoch is not known; did you mean epochs\?"),
        ("[fits]\n", r"run.toml: fits is not known; did you mean fit\?"),
        ("[data]\nxyz = 1\n", "data.xyz is not known; expected one of ratings, permissive"),
        ('[fit]\nepochs = "ten"\n', "fit.epochs: found 'ten', expected a whole number"),
        ("[fit]\nepochs = true\n", "fit.epochs: found True, expected a whole number"),
        ("[fit]\nepochs = 2.5\n", "fit.epochs: found 2.5, expected a whole number"),
        ("[fit]\naugment = 1\n", "fit.augment: found 1, expected true or false"),
        ("[fit]\nwarm_up = true\n", "fit.warm_up: found True, expected a number"),
        ("[data]\nratings = 1\n", "data.ratings: found 1, expected a path, as text"),
        ("fit = 3\n", r"fit: found 3, expected a table \[fit\]"),
        ("model.weights = 3\n", "model.weights: found 3, expected text"),
        (
            '[fit]\nprecision = "half"\n',
            "fit.precision: found 'half', expected one of '32-true', 'bf16-mixed', '16-mixed'",
        ),
        ("[fit\n", "run.toml: is no TOML"),
    ],
)
def test_a_fault_is_named_with_file_key_and_what_was_expected(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigRefused, match=message):
        read(tmp_path, text)


def test_a_faulty_override_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match=r"--set fit\.epoch=3: fit\.epoch is not known"):
        read(tmp_path, "", "fit.epoch=3")
    with pytest.raises(ConfigRefused, match=r"--set fit\.strategy=ddp: .*text in quotes"):
        read(tmp_path, "", "fit.strategy=ddp")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match=r"none\.toml: cannot be read"):
        read_config(tmp_path / "none.toml")


def test_what_was_written_reads_back_as_its_equal(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        '[data]\nratings = "rated.csv"\n[model]\nweights = "w.safetensors"\n[fit]\naugment = true\n',
    )
    (tmp_path / "elsewhere").mkdir()
    write_config(config, tmp_path / "elsewhere" / "config.toml")
    assert read_config(tmp_path / "elsewhere" / "config.toml") == config


def test_every_value_has_a_name_but_those_not_given() -> None:
    config = replace(TeachConfig(), data=DataConfig(ratings=Path("/rated.csv")))
    assert flat(config)["data.ratings"] == "/rated.csv"
    assert "data.renders" not in flat(config)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_configuration_that_ships_can_be_read(path: Path) -> None:
    assert read_config(path) != TeachConfig()
