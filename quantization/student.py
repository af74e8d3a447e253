"""From a teacher to the int8 student in one command, which goes on where it was killed.

1. distil: the trunk learns what the teachers say beside the raters (`training.distil`); a
   configuration whose trunk learns nothing begins with the next step;
2. alike: the trunk learns to describe a photo alike however it is held and however dark its skin is
   (`training.invariance`); `--alike 0` leaves it out;
3. int8: the trunk is made to bear rounding and quantized (`quantization.ptq`);
4. student: the heads are learnt on its int8 features, with the policy (`training.student`).

A trunk that learns from the photos knows them, so the policy is chosen on what a cross-validation said
of each (`--predictions` of `training.crossval --together`), never on what this student says of them.

It is configured like the teacher, by a TOML file of differences. Each step writes its folder below
`--out`; config.toml says by which configuration, made.json of which bytes. `export.bundle` makes a
bundle of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from quantization.distil import Distillation
from quantization.ptq import main as quantize
from quantization.run import StudentRun, with_permissive
from training.config import ConfigRefused, TeachConfig, read_config, write_config
from training.distil import add_teaching, as_given
from training.distil import main as distil
from training.features import digest
from training.invariance import Course
from training.invariance import main as learn_invariance
from training.student import main as learn_heads

Command = Callable[[Sequence[str]], int]


class StepFailed(Exception):
    """A step ended with an error, which it has told."""


def run(config: TeachConfig, options: argparse.Namespace) -> None:
    """Run the steps that are not done.

    Raises:
        ConfigRefused: the configuration names no rated photos, or no weights of the trunk.
        StepFailed: a step did.
    """
    made = StudentRun(options.out, config)
    _check_same(config, made.folder / "config.toml")
    permissive = ["--permissive"] * config.data.permissive
    ratings = ["--ratings", str(made.ratings), *permissive]
    _teach_trunk(made, ratings, options)
    steps = ["--steps", str(options.steps), "--out", str(made.program.parent)]
    _step(made.program, quantize, [*ratings, *_network(made, made.weights), *steps])
    sources = _sources(made, options.predictions)
    _step(made.heads, learn_heads, [*ratings, *sources, "--out", str(made.heads.parent)])
    files = (made.distilled, made.alike, made.program, made.heads)
    digests = {str(each.relative_to(made.folder)): digest(each) for each in files if each.exists()}
    text = json.dumps(digests, indent=1) + "\n"
    (made.folder / "made.json").write_text(text, encoding="utf-8")


def _teach_trunk(made: StudentRun, ratings: list[str], options: argparse.Namespace) -> None:
    """Do the steps in which the trunk learns, before it is rounded."""
    weights = Path(made.config.model.weights)
    if made.config.model.trainable:
        if options.predictions is None:
            raise ConfigRefused(
                "model.trainable: the trunk will know the photos, so that no operating point can be "
                "chosen on them; give --predictions of training.crossval --together with the same "
                "configuration"
            )
        weights = made.distilled
        permissive = ["--set", "data.permissive=true"] * made.config.data.permissive
        words = [*as_given(options), *permissive, "--out", str(weights.parent)]
        _step(weights, distil, words)
    if options.alike:
        words = [*_network(made, weights), *_alike(made), "--steps", str(options.alike)]
        _step(made.alike, learn_invariance, [*ratings, *words])


def _network(made: StudentRun, weights: Path) -> list[str]:
    return ["--backbone", made.config.model.trunk, "--weights", str(weights)]


def _check_same(config: TeachConfig, file: Path) -> None:
    """Refuse a folder in which a run of another configuration was begun, and say what was."""
    if file.exists() and read_config(file) != config:
        raise ConfigRefused(
            f"{file} is of another run, whose results lie there: give another --out"
        )
    write_config(config, file)


def _step(made: Path, command: Command, words: Sequence[str]) -> None:
    """Run a command, unless what it makes is there."""
    if not made.exists() and command(words):
        raise StepFailed


def _alike(made: StudentRun) -> list[str]:
    """Say from what the trunk learns what makes no difference."""
    data = made.config.data
    renders = ["--renders", str(data.renders)] if data.renders else []
    cache = (data.cache or made.folder / "cache") / "views"
    words = ["--cache", str(cache), "--workers", str(data.workers)]
    return [*renders, *words, "--out", str(made.alike.parent)]


def _sources(made: StudentRun, predictions: Path | None) -> list[str]:
    """Say what the heads learn from, and on what the policy is chosen."""
    data = made.config.data
    cache = data.cache or made.folder / "cache"
    words = ["--trunk", str(made.program), "--cache", str(cache), "--workers", str(data.workers)]
    for name, path in {"--renders": data.renders, "--predictions": predictions}.items():
        words += [name, str(path)] if path else []
    return words


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m quantization.student", description=__doc__)
    add_teaching(parser)
    parser.add_argument("--predictions", type=Path, help="of training.crossval --together")
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument(
        "--steps", type=int, default=Distillation.steps, help="in which it learns to bear rounding"
    )
    parser.add_argument(
        "--alike", type=int, default=Course.steps, help="steps in which it learns to be indifferent"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    options = parser.parse_args(argv)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        config = read_config(options.config, options.set)
        run(with_permissive(config, options.permissive), options)
    except StepFailed:
        return 2
    except (ConfigRefused, OSError) as error:
        print(f"quantization.student: {error}", file=sys.stderr)
        return 2
    print(f"{options.out}: done; python -m export.bundle makes a bundle of it")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
