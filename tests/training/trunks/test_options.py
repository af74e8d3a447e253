from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from training.trunks.options import add_trunk, trunk_of
from training.trunks.vgg16 import VGG16


def test_a_trunk_is_loaded_and_missing_weights_are_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = argparse.ArgumentParser()
    add_trunk(parser)
    named = parser.parse_args(["--backbone", "vgg16", "--weights", "random"])
    assert isinstance(trunk_of(parser, named), VGG16)
    with pytest.raises(SystemExit, match="2"):
        trunk_of(parser, parser.parse_args(["--weights", str(Path("nowhere.safetensors"))]))
    assert "nowhere.safetensors: cannot be read" in capsys.readouterr().err
