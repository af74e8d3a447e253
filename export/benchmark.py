"""How fast is the shipped network, how long does a photo take, and what is beside them?

All that is compared runs in turns, so that what else the machine does meets it alike; told are the
fastest run of each, and how many times as long as another it takes, as the median over rounds with
the middle 95 % of them. Writes benchmark.md. What the capture app costs: `export.capture`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.flop_counter import FlopCounterMode
from tqdm import trange

from clearshot import Bundle, load_bundle
from clearshot.manifest import EMBEDDED
from export import footprint, stages
from export.peers import peers
from export.runners import BATCH, SHIPPED, Run, runners
from training.trunks import Trunk, load_trunk

ROUNDS = 15
MATRIX = 2048
"""Side of the square int8 matrices whose product shows what the processor can do at best."""


def in_turns(compared: Mapping[str, Run], rounds: int) -> dict[str, NDArray[np.float64]]:
    """Time everything once a round: milliseconds, (rounds,) of each."""
    times: dict[str, list[float]] = {name: [] for name in compared}
    for each in compared.values():
        each()
    for _ in trange(rounds, desc="rounds"):
        for name, run in compared.items():
            start = perf_counter()
            run()
            times[name].append(1000 * (perf_counter() - start))
    return {name: np.array(each) for name, each in times.items()}


def multiply_adds(trunk: Trunk, size: int) -> float:
    """Count the multiplications, each with its addition, of one view."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        trunk(torch.zeros(1, size, size, 3))
    return float(counter.get_total_flops()) / 2


def peak() -> float:
    """Give what a product of int8 matrices reaches on one thread, multiply-adds a second."""
    one = torch.ones(MATRIX, MATRIX, dtype=torch.int8)
    times = in_turns({"product": lambda: torch._int_mm(one, one)}, 5)["product"]
    return float(MATRIX**3 / (times.min() / 1000))


def markdown(times: Mapping[str, NDArray[np.float64]], head: str, ours: str) -> str:
    """Write a table of milliseconds, each row beside ours."""
    lines = [f"| {head} | ms | a second | times as long as {ours} |", "|---|---|---|---|"]
    for name, each in times.items():
        low, middle, high = np.percentile(each / times[ours], [2.5, 50, 97.5])
        slower = "" if name == ours else f"{middle:.1f} ({low:.1f}-{high:.1f})"
        lines.append(f"| {name} | {each.min():.1f} | {1000 / each.min():.1f} | {slower} |")
    return "\n".join(lines) + "\n"


def regions(bundle: Bundle, model: Path, rounds: int) -> str:
    """Compare the network with others on one region."""
    size = bundle.views.size
    times = in_turns(dict(runners(model, size)), rounds)
    batches = {
        f"{name}, of each": each / BATCH for name, each in times.items() if "at once" in name
    }
    used, best = multiply_adds(load_trunk("lite0", "random"), size), peak()
    reached = used / (times[SHIPPED].min() / 1000) / best
    head = f"one region, {size} x {size}, one thread"
    return markdown({**times, **batches}, head, SHIPPED) + (
        f"\n{used / 1e9:.2f} billion multiply-adds a region; a product of int8 matrices of {MATRIX} "
        f"reaches {best / 1e9:.0f} billion a second on this thread, the shipped network {reached:.0%} of it.\n"
    )


def photos(model: Path, rounds: int) -> str:
    """Time a photo from bytes to verdict, and beside what else judges photos."""
    bundles = {threads: load_bundle(model, threads) for threads in (1, 2)}
    found = dict(peers())
    here = {name: judge for name, judge in found.items() if not isinstance(judge, str)}
    beside = markdown(
        stages.beside(bundles[1], here, rounds),
        f"{stages.SPOT} megapixels, decoded already, one thread",
        stages.OURS,
    )
    missing = "".join(
        f"| {name} | {said} |||\n" for name, said in found.items() if name not in here
    )
    return stages.markdown(stages.measured(bundles, rounds)) + "\n" + beside + missing


def processes(model: Path) -> str:
    """Start the command line afresh, with no photo, with one and with twenty."""
    with tempfile.TemporaryDirectory() as name:
        files = {each: Path(name) / f"{each}.jpg" for each in (12, 48)}
        for each, file in files.items():
            file.write_bytes(stages.photo(stages.MEGAPIXELS[each]))
        rows = {"no photo": [], "one of 12 megapixels": [files[12]], "twenty": [files[12]] * 20}
        rows["one of 48 megapixels"] = [files[48]]
        found = {name: footprint.footprint(model, files) for name, files in rows.items()}
    return footprint.markdown(found)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.benchmark", description=__doc__)
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="%(default)s")
    parser.add_argument("--out", type=Path, required=True, help="folder of the tables")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    bundle = load_bundle(options.model, threads=1)
    if bundle.fallback is not None:
        parser.error(bundle.fallback)
    model, rounds = options.model, options.rounds
    text = "\n".join([regions(bundle, model, rounds), photos(model, rounds), processes(model)])
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "benchmark.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
