"""What the command line costs before and beside the judging: time to start, and memory at most.

Each is measured in a process of its own, which does what a person's does and tells its peak at the end
(as Linux counts it).
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_JUDGE = """
import json, sys, time
started = time.perf_counter()
from clearshot import assess, load_bundle
imported = time.perf_counter()
bundle = load_bundle(sys.argv[1], threads=1)
loaded = time.perf_counter()
for photo in sys.argv[2:]:
    assess(photo, bundle)
# Not getrusage: there a process begins with what the one that started it had.
status = open("/proc/self/status", encoding="utf-8").read().split()
peak = int(status[status.index("VmHWM:") + 1]) / 1024
print(json.dumps([imported - started, loaded - imported, time.perf_counter() - loaded, peak]))
"""


@dataclass(frozen=True)
class Footprint:
    """Of one process.

    Attributes:
        imports: seconds until the package is there.
        loading: seconds until the bundle is verified, loaded and has tested itself.
        judging: seconds for the photos.
        whole: seconds from the command to its end, Python's own start among them.
        peak: resident memory at most, MiB.
    """

    imports: float
    loading: float
    judging: float
    whole: float
    peak: float


def footprint(model: Path, photos: list[Path]) -> Footprint:
    """Start a process that loads a bundle and judges these photos, none to see what it takes idle."""
    command = [sys.executable, "-c", _JUDGE, str(model), *map(str, photos)]
    started = perf_counter()
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    whole = perf_counter() - started
    imports, loading, judging, peak = json.loads(said.splitlines()[-1])
    return Footprint(imports, loading, judging, whole, peak)


def markdown(found: dict[str, Footprint]) -> str:
    """Write the table."""
    lines = [
        "| a process of its own, one thread | imports, s | bundle, s | judging, s | in all, s | memory, MiB |",
        "|---|---|---|---|---|---|",
    ]
    for name, each in found.items():
        times = (each.imports, each.loading, each.judging, each.whole)
        cells = [*(f"{seconds:.2f}" for seconds in times), f"{each.peak:.0f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
