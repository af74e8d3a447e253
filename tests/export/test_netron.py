"""The shipped files open in Netron, the viewer that the field looks at networks with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import netron
import pytest

from clearshot.manifest import EMBEDDED

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".runtimes" / "browser"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (MODULES / "done").exists() or not (shutil.which("node") and shutil.which("chromium")),
        reason="export/runtimes/setup.sh .runtimes browser",
    ),
]


def drawn(file: Path) -> list[str]:
    """What Netron writes on the nodes of a model."""
    host, port = netron.start(str(file), address=("127.0.0.1", 0), browse=False)
    try:
        done = subprocess.run(
            [
                "node",
                str(Path(__file__).with_name("netron.mjs")),
                str(MODULES),
                f"http://{host}:{port}",
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    finally:
        netron.stop((host, port))
    titles: list[str] = json.loads(done.stdout)
    return [title.rstrip("0123456789") for title in titles]  # it numbers them


def test_netron_draws_the_core_ml_package() -> None:
    nodes = drawn(EMBEDDED / "Quality.mlpackage" / "Data" / "com.apple.CoreML" / "model.mlmodel")
    assert nodes.count("conv") == 49
    assert nodes.count("classify") == 1


def test_netron_draws_the_litert_file() -> None:
    nodes = drawn(EMBEDDED / "quality.tflite")
    assert nodes.count("Conv2D") == 33
    assert nodes.count("DepthwiseConv2D") == 16
    assert nodes.count("FullyConnected") == 2
