"""From a teacher to the int8 student in one command, which goes on where it was killed.

1. distil: the trunk learns what the teachers say beside the raters (`training.distil`); a
   configuration whose trunk learns nothing begins with the next step;
2. int8: the trunk is made to bear rounding and quantized (`quantization.ptq`);
3. student: the heads are learnt on its int8 features, with the policy (`training.student`).

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
from training.config import ConfigRefused, TeachConfig, read_config, write_config
from training.distil import add_teaching, as_given
from training.distil import main as distil
from training.features import digest
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
    out: Path = options.out
    _check_same(config, out / "config.toml")
    if config.data.ratings is None:
        raise ConfigRefused("data.ratings: a student learns from rated photos; name their CSV")
    ratings = ["--ratings", str(config.data.ratings), *(["--permissive"] * options.permissive)]
    weights = Path(config.model.weights)
    if config.model.trainable and options.predictions is None:
        raise ConfigRefused(
            "model.trainable: the trunk will know the photos, so that no operating point can be chosen "
            "on them; give --predictions of training.crossval --together with the same configuration"
        )
    if config.model.trainable:
        weights = out / "distil" / "trunk.safetensors"
        _step(weights, distil, [*_taught(options), "--out", str(out / "distil")])
    trunk = out / "int8" / "trunk.tflite"
    network = ["--backbone", config.model.trunk, "--weights", str(weights)]
    steps = ["--steps", str(options.steps), "--out", str(trunk.parent)]
    _step(trunk, quantize, [*ratings, *network, *steps])
    heads = out / "student" / "heads.safetensors"
    sources = _sources(config, options, trunk)
    _step(heads, learn_heads, [*ratings, *sources, "--out", str(heads.parent)])
    made = {
        str(file.relative_to(out)): digest(file)
        for file in (weights, trunk, heads)
        if out in file.parents
    }
    (out / "made.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


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


def _taught(options: argparse.Namespace) -> list[str]:
    """Repeat how is taught, and by whom."""
    permissive = ["--set", "data.permissive=true"] * options.permissive
    return [*as_given(options), *permissive]


def _sources(config: TeachConfig, options: argparse.Namespace, trunk: Path) -> list[str]:
    """Say what the heads learn from, and on what the policy is chosen."""
    cache = config.data.cache or options.out / "cache"
    words = ["--trunk", str(trunk), "--cache", str(cache), "--workers", str(config.data.workers)]
    given = {"--renders": config.data.renders, "--predictions": options.predictions}
    for name, path in given.items():
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
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    options = parser.parse_args(argv)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        run(read_config(options.config, options.set), options)
    except StepFailed:
        return 2
    except (ConfigRefused, OSError) as error:
        print(f"quantization.student: {error}", file=sys.stderr)
        return 2
    print(f"{options.out}: done; python -m export.bundle makes a bundle of it")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
