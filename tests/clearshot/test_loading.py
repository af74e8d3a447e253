from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clearshot import load_bundle
from clearshot.errors import BundleRefused
from clearshot.loading import NOTE, noted

CRASHES = """
import os, sys
from pathlib import Path
from clearshot import load_bundle
sys.modules["clearshot.assess"].network_scorer = lambda manifest, threads: os._exit(7)
load_bundle(notes=Path(sys.argv[1]))
"""


def test_a_model_that_ended_the_program_is_not_loaded_again(tmp_path: Path) -> None:
    crashed = subprocess.run([sys.executable, "-c", CRASHES, str(tmp_path)], check=False)
    assert crashed.returncode == 7
    bundle = load_bundle(notes=tmp_path)
    assert bundle.fallback is not None
    assert str(tmp_path / NOTE) in bundle.fallback
    (tmp_path / NOTE).unlink()
    assert load_bundle(notes=tmp_path).fallback is None


def test_another_model_is_tried(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("an older one")
    assert load_bundle(notes=tmp_path).fallback is None
    assert not (tmp_path / NOTE).exists()


def test_an_error_is_no_crash(tmp_path: Path) -> None:
    with pytest.raises(KeyError), noted(tmp_path, "a"):
        raise KeyError
    assert not (tmp_path / NOTE).exists()


def test_the_note_lies_there_while_a_model_is_loaded(tmp_path: Path) -> None:
    with noted(tmp_path / "new", "a"):
        assert (tmp_path / "new" / NOTE).read_text() == "a"
        with pytest.raises(BundleRefused, match="ended"), noted(tmp_path / "new", "a"):
            pass


def test_a_state_that_cannot_be_kept_does_not_stop_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with noted(tmp_path / "file" / "below", "a"):
        pass
