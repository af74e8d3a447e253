"""What does the capture side cost? Live frames, shutter to verdict, memory, and the window itself.

Things that are compared run in turns, so that what else the machine does meets them alike; the model
runs on one thread. Writes capture.md. How fast the network itself is: `export.benchmark`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from clearshot import Bundle, assess, load_bundle
from clearshot.capture.judging import Judge
from clearshot.manifest import EMBEDDED
from export import frames, shutter, stages, window

CLIP = Path(__file__).parents[1] / "assets" / "clip"
ROUNDS, CAPTURES, STARTS, SECONDS = 20, 200, 5, 5.0
LIVE = (640, 1280)
"""Long sides of the frames that cameras give, pixels."""
GIVEN = (30, 120)
"""Frames a second: a phone's camera, and more than can be looked at."""
ROUND = 30
"""Frames of a size before it is the other's turn."""
MEGAPIXELS = (4032, 3024)
"""Of a phone's photo: 12 megapixels."""


@dataclass(frozen=True, eq=False)
class Measured:
    """One row: what was measured, (n,) values in a unit, and the values it is compared with.

    Attributes:
        what: in words.
        unit: of the values.
        values: one a round.
        beside: name of what ran in turns with it, and its values.
        digits: after the point.
    """

    what: str
    unit: str
    values: NDArray[np.float64]
    beside: tuple[str, NDArray[np.float64]] | None = None
    digits: int = 1

    def row(self) -> str:
        """Write the row: fastest, median, 95th percentile, how many; how many times as long as another.

        >>> Measured("a", "ms", np.array([2.0, 4.0]), ("b", np.array([1.0, 2.0]))).row()
        '| a, ms | 2.0 | 3.0 | 3.9 | 2 | 2.00 (2.00-2.00) times b |'
        >>> Measured("memory", "MiB", np.array([3.0]), ("before", np.array([2.0]))).row()
        '| memory, MiB |  | 3.0 |  | 1 | 1.50 times before |'
        """
        cells = [f"{x:.{self.digits}f}" for x in np.percentile(self.values, [0, 50, 95])]
        if len(self.values) == 1:
            cells[0] = cells[2] = ""
        return f"| {self.what}, {self.unit} | {' | '.join(cells)} | {len(self.values)} | {self._ratio()} |"

    def _ratio(self) -> str:
        if self.beside is None:
            return ""
        name, others = self.beside
        low, middle, high = np.percentile(self.values / others, [2.5, 50, 97.5])
        interval = f" ({low:.2f}-{high:.2f})" if len(self.values) > 1 else ""
        return f"{middle:.2f}{interval} times {name}"


def table(rows: Sequence[Measured]) -> str:
    """Write the table."""
    head = "| capture, the model on one thread | fastest | median | p95 | n | compared |"
    return "\n".join([head, "|---" * 6 + "|", *(each.row() for each in rows)]) + "\n"


def live(folder: Path, bundle: Bundle, rounds: int, seconds: float) -> list[Measured]:
    """Time the live view's frames, small ones and large ones in turns."""
    small, large = (frames.pixels_of(folder, side) for side in LIVE)
    judge = Judge(lambda: bundle)
    judge.prepare()
    shown = [(frames.timed(small, ROUND), frames.timed(large, ROUND)) for _ in range(rounds)]
    judging, whole = (np.concatenate([each[0][k] for each in shown]) for k in (0, 1))
    larger = np.concatenate([each[1][1] for each in shown])
    glances = timed(lambda: judge.glance(small[-1]), rounds)
    rates = [np.array([frames.analysed(folder, given, seconds)]) for given in GIVEN]
    return [
        Measured(f"a live frame of {LIVE[0]} pixels judged", "ms", judging),
        Measured("the whole of it: judged, hint chosen, bytes for the window", "ms", whole),
        Measured(f"the whole of one of {LIVE[1]} pixels", "ms", larger, (f"{LIVE[0]}", whole)),
        Measured("the model's glance at a frame, at most once a second", "ms", glances),
        Measured(f"frames analysed of {GIVEN[0]} given", "a second", rates[0]),
        Measured(f"frames analysed of {GIVEN[1]} given", "a second", rates[1]),
    ]


def shots(bundle: Bundle, rounds: int) -> list[Measured]:
    """Take a photo of 12 megapixels again and again, in turns with judging its bytes alone."""
    picture = stages.photo(MEGAPIXELS)
    alone: list[float] = []

    def judge() -> None:
        started = perf_counter()
        assess(picture, bundle)
        alone.append(1000 * (perf_counter() - started))

    through = 1000 * np.array(shutter.seconds_to_verdict(picture, bundle, rounds, judge))
    alone = alone[1:]  # as of what it is compared with, the first does not count
    return [
        Measured("12 megapixels judged, bytes to verdict", "ms", np.array(alone), digits=0),
        Measured("the same photo, shutter to verdict", "ms", through, ("that", np.array(alone)), 0),
    ]


def held(folder: Path, model: Path, captures: int) -> list[Measured]:
    """Take many photos in one process, judge and send them: its memory, by tenths of them.

    What one decoded photo takes comes and goes, so that single values say little.
    """
    told, tenth = np.array(shutter.memory(folder, model, captures)), max(1, captures // 10)
    middle = (captures - tenth) // 2
    first, half, last = told[:tenth], told[middle : middle + tenth], told[-tenth:]
    return [
        Measured(f"memory over the first {tenth} of {captures} captures", "MiB", first),
        Measured(f"over {tenth} from capture {middle + 1} on", "MiB", half, ("the first", first)),
        Measured(f"over the last {tenth}", "MiB", last, ("those before", half)),
    ]


def opening(folder: Path, starts: int, seconds: float) -> list[Measured]:
    """Start the app again and again, on its first page and with the camera open in turns."""
    page, camera = [], []
    for _ in range(starts):
        page.append(window.opened(folder, seconds, camera=False))
        camera.append(window.opened(folder, seconds, camera=True))
    first, shown = (np.array([each.first for each in some]) for some in (page, camera))
    idle, busy = (np.array([100 * each.busy for each in some]) for some in (page, camera))
    memory = np.array([each.memory for each in camera])
    return [
        Measured("start of the app to its first page", "s", first, digits=2),
        Measured("start to the camera's first picture", "s", shown, ("that", first), 2),
        Measured("the window waits on its first page", "% of a core", idle),
        Measured(f"the window with the camera at {window.FPS} a second", "% of a core", busy),
        Measured("its memory", "MiB", memory),
    ]


def timed(run: Callable[[], object], rounds: int) -> NDArray[np.float64]:
    """Run it once without counting, then so many times: milliseconds of each."""
    marks = []
    run()
    for _ in range(rounds):
        started = perf_counter()
        run()
        marks.append(1000 * (perf_counter() - started))
    return np.array(marks)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(argv)
    bundle = load_bundle(options.model, threads=1)
    if bundle.fallback is not None:
        print(f"export.capture: {bundle.fallback}", file=sys.stderr)
        return 2
    rows = [
        *live(options.pictures, bundle, options.rounds, options.seconds),
        *shots(bundle, options.rounds),
        *held(options.pictures, options.model, options.captures),
    ]
    try:
        rows += opening(options.pictures, options.starts, options.seconds)
    except window.NoWindow as error:
        print(f"export.capture: no window, so its rows are left out: {error}", file=sys.stderr)
    text = table(rows)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "capture.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m export.capture", description=__doc__)
    add = parser.add_argument
    add("--pictures", type=Path, default=CLIP, help="folder that is replayed (assets/clip)")
    add("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    add("--rounds", type=int, default=ROUNDS, help="%(default)s")
    add("--captures", type=int, default=CAPTURES, help="of which memory is told (%(default)s)")
    add("--starts", type=int, default=STARTS, help="of the app, either way (%(default)s)")
    add(
        "--seconds",
        type=float,
        default=SECONDS,
        help="that frames are counted, and the window is watched (%(default)s)",
    )
    add("--out", type=Path, required=True, help="folder of the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
