"""Every runtime that the shipped files are tried in: views in, logits out.

Those that need an environment of their own look for it in a folder that `setup.sh` fills; where it
is not there they say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from export import tflite
from export.logits import Logits
from export.manifest import PACKAGE, PROGRAM

HERE = Path(__file__).parent
INT8, HALF = 1.0, 3.0
"""Points of 100 by which a score may differ: where the same integers are computed, and where
activations are halves instead."""
LIMIT = 3600
"""Seconds after which a runtime outside counts as hanging."""


class RuntimeFailed(Exception):
    """A runtime is there and gave nothing; the message has its last words."""


Views = NDArray[np.uint8]


@dataclass(frozen=True)
class Runtime:
    """One way to run a bundle.

    Attributes:
        name: as the table says it.
        tolerance: points of 100 by which its scores may differ from the kit's.
        run: of the bundle's folder and (n, size, size, 3) views.
        missing: why it cannot be run here; None if it can.
        slow: seconds a view, not milliseconds.
    """

    name: str
    tolerance: float
    run: Callable[[Path, Views], Logits]
    missing: Callable[[], str | None] = lambda: None
    slow: bool = False


def runtimes(folder: Path) -> list[Runtime]:
    """List all; `folder` is where `setup.sh` put those that need one."""
    old, arm, browser = (folder / name for name in ("litert14", "aarch64", "browser"))
    emulated = [
        *(str(arm / "usr/bin/qemu-aarch64"), "-cpu", "cortex-a76", "-L", str(arm / "root")),
        str(arm / "root/usr/bin/python3.11"),
    ]
    return [
        Runtime("LiteRT, 1 thread", INT8, partial(_litert, threads=1)),
        Runtime("LiteRT, 2 threads", INT8, partial(_litert, threads=2)),
        Runtime("torch, the .tflite read by it", INT8, _torch, slow=True),
        Runtime(
            "LiteRT 1.4", INT8, partial(_outside, [str(old / "bin" / "python")], {}), _needs(old)
        ),
        Runtime(
            "LiteRT on emulated aarch64",
            INT8,
            partial(_outside, emulated, {"PYTHONPATH": str(arm / "site")}),
            _needs(arm),
            slow=True,
        ),
        Runtime("LiteRT.js in Chromium", INT8, partial(_browser, browser), _no_browser(browser)),
        Runtime("Core ML, evaluated", HALF, _coreml, slow=True),
    ]


def _needs(folder: Path) -> Callable[[], str | None]:
    """Say how to get what is to lie in a folder."""
    how = f"export/runtimes/setup.sh {folder.parent} {folder.name}"
    return lambda: None if (folder / "done").exists() else f"not set up: {how}"


def _no_browser(folder: Path) -> Callable[[], str | None]:
    """Say what is missing for a page."""

    def missing() -> str | None:
        for tool in ("node", os.environ.get("CHROMIUM", "chromium")):
            if shutil.which(tool) is None:
                return f"there is no {tool}"
        return _needs(folder)()

    return missing


def _litert(bundle: Path, views: Views, threads: int) -> Logits:
    return tflite.run((bundle / PROGRAM).read_bytes(), views, threads)


def _torch(bundle: Path, views: Views) -> Logits:
    from export.tfl import FlatProgram

    program = FlatProgram((bundle / PROGRAM).read_bytes())
    said = [program(view) for view in views]
    return Logits(*(np.stack([each[name] for each in said]) for name in Logits._fields))


def _coreml(bundle: Path, views: Views) -> Logits:
    """Run the package: by Core ML on a Mac, by our own evaluator elsewhere."""
    from export import coreml

    run = coreml.predict if sys.platform == "darwin" else coreml.run
    return run(bundle / PACKAGE, views)


def _outside(python: list[str], environment: dict[str, str], bundle: Path, views: Views) -> Logits:
    """Run the .tflite in another Python."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "views.npy", views)
        words = [bundle / PROGRAM, folder / "views.npy", folder / "said.npz"]
        _call([*python, str(HERE / "outside.py"), *map(str, words)], environment)
        with np.load(folder / "said.npz") as said:
            return Logits(*(said[name] for name in Logits._fields))


def _browser(installed: Path, bundle: Path, views: Views) -> Logits:
    """Run the .tflite in a page."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "node_modules").symlink_to(installed / "node_modules", target_is_directory=True)
        for file in (HERE / "page.html", bundle / PROGRAM):
            shutil.copy(file, folder)
        (folder / "views.bin").write_bytes(views.tobytes())
        words = [str(folder), str(len(views)), str(views.shape[1]), str(folder / "said.json")]
        _call(["node", str(HERE / "browser.mjs"), *words], {})
        answer = json.loads((folder / "said.json").read_text())
    return _in_order(answer)


def _in_order(said: list[list[list[float]]]) -> Logits:
    """Tell the outputs of each view by their length: a page knows no names of theirs.

    A whole view has K - 1 ordinal logits beside the reasons', a region one.
    """
    longest_first = [sorted(view, key=len, reverse=True) for view in said]
    return Logits(*(np.array(each, np.float32) for each in zip(*longest_first, strict=True)))


def _call(words: list[str], environment: dict[str, str]) -> None:
    """Run a command.

    Raises:
        RuntimeFailed: it ended with an error, or not at all.
    """
    try:
        done = subprocess.run(
            words,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeFailed(f"{words[0]} was not done after {LIMIT} s") from error
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["it said nothing"]
        raise RuntimeFailed(f"{Path(words[0]).name} ended with {done.returncode}: {last[0]}")
