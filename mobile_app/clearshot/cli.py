"""Judge photos of skin: clear enough to be sent, or to be taken again, and why."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from clearshot import __version__
from clearshot.app_command import DESCRIPTION, add_arguments
from clearshot.assess import Bundle, assess, load_bundle
from clearshot.decision import Verdict
from clearshot.errors import BundleRefused, PhotoUnreadable, PolicyRefused
from clearshot.manifest import EMBEDDED, Manifest, read_manifest
from clearshot.overlay import draw, overlay_path
from clearshot.photo import Box, load_photo
from clearshot.policy import OperatingPoint, Policy, read_policy
from clearshot.words import LANGUAGES, Words

ACCEPTED, RETAKE, USAGE, UNREADABLE = 0, 1, 2, 3
_STATUSES = (
    "Exit status: 0 all accepted, 1 some are to be retaken or cannot be judged, 2 usage, "
    "3 some file is unreadable (3 before 1)."
)
_INTERRUPTED, _PIPE_CLOSED = 130, 141  # what a shell reports for SIGINT and SIGPIPE

_SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff"),
    *(".bmp", ".gif", ".heic", ".heif", ".avif"),
)
_MANY = 5  # photos; more get a progress bar
_OVERLAY_LONG_SIDE = 1600  # pixels


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; what the interpreter still flushes at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("clearshot", description=__doc__)
    parser.add_argument("--version", action="version", version=f"clearshot {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_assess(
        commands.add_parser("assess", help="judge photos", description=__doc__, epilog=_STATUSES)
    )
    app = commands.add_parser("app", help="open the camera app", description=DESCRIPTION)
    add_arguments(app, bundle_folder)
    model = commands.add_parser("model", help="look at a bundle")
    info = model.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "info", help="verify a bundle and say what it is"
    )
    info.add_argument("folder", nargs="?", type=bundle_folder, default=EMBEDDED, metavar="DIR")
    info.set_defaults(run=_model_info)
    return parser


def _add_assess(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("photos", nargs="+", type=photo_files, metavar="PHOTO_OR_FOLDER", help="in this order")
    add("--json", action="store_true", help="print one object a line")
    add("--roi", type=_roi, metavar="X,Y,W,H", help="the spot, in pixels of the upright photo")
    add("--operating-point", metavar="NAME", help="of the policy; its default if not given")
    add("--policy", type=_policy, metavar="FILE", help="use this policy, not the bundle's own")
    add("--model", type=bundle_folder, default=EMBEDDED, metavar="DIR", help="use this bundle")
    add("--overlay", type=Path, metavar="DIR", help="write each verdict drawn on its photo here")
    add("--threads", type=_threads, metavar="N", help="how many the runtime may use")
    add("--lang", choices=LANGUAGES, default="en", help="language of the advice")
    parser.set_defaults(run=_assess, refuse=parser.error)


def photo_files(text: str) -> list[Path]:
    """Take a file as it is; of a folder, its photo files by name."""
    path = Path(text)
    if not path.is_dir():
        return [path]
    photos = sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in _SUFFIXES and file.is_file() and not file.name.startswith(".")
    )
    if not photos:
        raise argparse.ArgumentTypeError(
            f"{path} holds no photo, expected one at least: {', '.join(_SUFFIXES)}"
        )
    return photos


def bundle_folder(text: str) -> Path:
    """Take a folder that is there; what is in it, the loader checks."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{path} is no folder, expected a bundle's folder")
    return path


def _policy(text: str) -> Policy:
    try:
        return read_policy(Path(text))
    except PolicyRefused as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _roi(text: str) -> Box:
    try:
        x, y, w, h = (int(part) for part in text.split(","))
    except ValueError:
        x = y = w = h = 0
    if w < 1 or h < 1:
        raise argparse.ArgumentTypeError(
            f'"{text}" is no region, expected X,Y,W,H in whole pixels, such as 800,600,900,900'
        )
    return Box(x, y, w, h)


def _threads(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of threads, expected 1 or more')
    return int(text)


@dataclass(frozen=True)
class Outcome:
    """What became of one photo."""

    path: Path
    result: Verdict | PhotoUnreadable

    @property
    def status(self) -> int:
        """Exit status that this photo asks for; the highest of all photos is the call's."""
        if isinstance(self.result, PhotoUnreadable):
            return UNREADABLE
        return ACCEPTED if self.result.verdict == "accept" else RETAKE

    def as_json(self, words: Words) -> str:
        """Give one line for a program."""
        found: dict[str, object] = {"path": str(self.path)}
        if isinstance(self.result, PhotoUnreadable):
            found["error"] = {"code": self.result.code, "message": str(self.result)}
        else:
            found.update(self.result.to_json(words))
        return json.dumps(found)

    def as_text(self, words: Words) -> str:
        """Give one line for a person."""
        if isinstance(self.result, PhotoUnreadable):
            return _line(words.verdict("unreadable"), "", self.path, words.unreadable(self.result))
        verdict, advice = self.result, ""
        if verdict.verdict != "accept":
            code = verdict.reasons[0].code
            advice = f"{words.reason(code)}. {words.advice(code)}"
        score = "" if verdict.score is None else f"{verdict.score:.0f}"
        return _line(words.verdict(verdict.verdict), score, self.path, advice)


def _line(kind: str, score: str, path: Path, advice: str) -> str:
    return f"{kind:<11}  {score:>3}  {path}  {advice}".rstrip()


def _assess(arguments: argparse.Namespace) -> int:
    words = Words(arguments.lang)
    bundle = _bundle(arguments)
    if bundle.fallback is not None:
        print(words.simple_checks(bundle.fallback), file=sys.stderr)
    photos = [path for paths in arguments.photos for path in paths]
    shown, write = _progress(photos)
    status, taken = ACCEPTED, set[Path]()
    for path in shown:
        outcome = Outcome(path, _judge(path, bundle, arguments))
        write(outcome.as_json(words) if arguments.json else outcome.as_text(words))
        sys.stdout.flush()
        if arguments.overlay is not None and isinstance(outcome.result, Verdict):
            _write_overlay(outcome.path, outcome.result, arguments, taken)
        status = max(status, outcome.status)
    return status


def _bundle(arguments: argparse.Namespace) -> Bundle:
    """Load what judges, and see that the operating point exists before the first photo."""
    with _quiet_runtime():
        bundle = load_bundle(arguments.model, arguments.threads)
    policy = arguments.policy or bundle.policy
    try:
        policy.operating_point(arguments.operating_point)
    except PolicyRefused as error:
        arguments.refuse(str(error))
    # Thresholds of a model do not fit the classical checks, which keep their own.
    return bundle if bundle.fallback is not None else replace(bundle, policy=policy)


@contextmanager
def _quiet_runtime() -> Iterator[None]:
    """Hide what LiteRT tells of itself, which has no switch; what goes wrong is raised."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _judge(path: Path, bundle: Bundle, arguments: argparse.Namespace) -> Verdict | PhotoUnreadable:
    try:
        return assess(path, bundle, arguments.roi, arguments.operating_point)
    except PhotoUnreadable as error:
        return error


def _progress(photos: Sequence[Path]) -> tuple[Iterable[Path], Callable[[str], None]]:
    """Put many photos under a progress bar, and give the way to print past it."""
    if len(photos) <= _MANY or not sys.stderr.isatty():
        return photos, print
    try:
        from tqdm import tqdm
    except ImportError:  # an extra; the lines themselves show how far it is
        return photos, print
    return tqdm(photos, unit="photo", file=sys.stderr, leave=False), tqdm.write


def _write_overlay(
    path: Path, verdict: Verdict, arguments: argparse.Namespace, taken: set[Path]
) -> None:
    picture = draw(load_photo(path, _OVERLAY_LONG_SIDE), verdict, Words(arguments.lang))
    try:
        arguments.overlay.mkdir(parents=True, exist_ok=True)
        picture.save(overlay_path(arguments.overlay, path, taken), quality=90)
    except OSError as error:
        arguments.refuse(f"--overlay {arguments.overlay} cannot be written ({error.strerror})")


def _model_info(arguments: argparse.Namespace) -> int:
    try:
        manifest = read_manifest(arguments.folder)
        policy = read_policy(manifest.policy)
    except (BundleRefused, PolicyRefused) as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    print("\n".join((*_about(manifest), *_points(policy))))
    return ACCEPTED


def _about(manifest: Manifest) -> list[str]:
    model, views = manifest.model, manifest.views
    return [
        f"model     {model.id} {model.version}, files verified",
        f"licence   {model.licence}",
        f"ratings   {model.ratings}",
        f"ranks     {manifest.ranks}, good from {manifest.good_rank}",
        f"reasons   {', '.join(manifest.reasons)}",
        f"views     {views.size} px, of a photo of {views.working_long_side} px",
        *(f"file      {name}, {len(data):,} bytes" for name, data in manifest.files.items()),
    ]


def _points(policy: Policy) -> list[str]:
    return [f"policy    {policy.version}, default {policy.default}"] + [
        f"point     {name}: accept from {_point(point)}"
        for name, point in policy.operating_points.items()
    ]


def _point(point: OperatingPoint) -> str:
    figures = "".join(
        f"; {name.replace('_', ' ')} {value:.2f} ({low:.2f} to {high:.2f})"
        for name, (value, low, high) in point.figures.items()
    )
    return f"{point.threshold:g} on {point.data}, n = {point.n}{figures}"


if __name__ == "__main__":
    raise SystemExit(main())
