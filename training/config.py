"""A TOML file of differences in, the whole configuration of a training run out, and back.

The defaults below are the documentation. A file holds only what differs from them; a key that is not
there, or a value of another type, is refused with the nearest one that is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import (  # a table has Any value
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import tomli_w

from training.model import ModelConfig
from training.objective import Weights
from training.soft import SoftWeights

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class ConfigRefused(ValueError):
    """A configuration with a fault; the message names file, key, what was found and expected."""


@dataclass(frozen=True)
class DataConfig:
    """What is learnt from."""

    ratings: Path | None = None  # rated-photos CSV; a column `split` is kept to
    permissive: bool = False  # leave out photos whose terms forbid commercial use
    renders: Path | None = None  # folder with rendered.csv of `python -m training.phantom set`
    synthetic: int = 0  # without ratings: photos of a rated set that is made first, to try things
    synthetic_side: int = 192  # pixels; their long side
    teacher: Path | None = None  # folder of one that is asked about each view as it is seen
    soft_labels: Path | None = None  # CSV of `python -m training.soft_labels`: a teacher's words
    cache: Path | None = None  # what is computed once, for all runs; the run's folder if not given
    faults: int = 2  # of each photo, each as a mild and a severe copy
    darker: bool = True  # also copies with darker skin
    darker_rated: bool = False  # they also have their photo's ratings, not only its latent
    workers: int = 2  # processes that fill the cache


@dataclass(frozen=True)
class LoopConfig:
    """How it is learnt."""

    epochs: int = 40  # at most
    batch: int = 32  # photos a step, with their copies; of all processes together
    draw: int = 0  # of a photo and its copies, so many are drawn for an epoch; 0: all
    learning_rate: float = 1e-3  # of all but the trunk, at its highest
    trunk_learning_rate: float = 1e-5  # of the trunk's stages that learn
    warm_up: float = 0.05  # share of all steps over which the rate rises; it then falls as a cosine
    heads_first: bool = False  # learn the heads alone by L-BFGS before the trunk learns, too
    monitor: Literal["loss", "srcc", "auc", "last"] = "loss"  # of validation: chooses the weights
    # that are kept; `last`: those of the last epoch
    patience: int = 8  # epochs without a better one, then training stops; 0: never
    fresh: float = 0.0  # share of photos that get a fault no other epoch shows; nothing is cached
    augment: bool = False  # turn and mirror photos: views are cut anew each time, nothing is cached
    precision: Literal["32-true", "bf16-mixed", "16-mixed"] = "32-true"
    loader_workers: int = 0  # processes that load batches
    accelerator: Literal["auto", "cpu", "gpu"] = "auto"
    devices: int = 1  # of each machine
    num_nodes: int = 1  # machines
    strategy: str = "auto"  # Lightning's name; `ddp` with several devices
    checkpoint_every: int = 50  # steps; and after each epoch


@dataclass(frozen=True)
class TeachConfig:
    """One training run. Two runs of the same give the same weights, on the same hardware."""

    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    weights: Weights = field(default_factory=Weights)
    soft: SoftWeights = field(default_factory=SoftWeights)
    fit: LoopConfig = field(default_factory=LoopConfig)
    seed: int = 0  # of the first weights, the order, the augmentation, the split, the synthetic set


def read_config(path: Path, overrides: Sequence[str] = ()) -> TeachConfig:
    """Read a configuration.

    Args:
        path: TOML file of differences; its paths are relative to its folder.
        overrides: `table.key=value`, the value as in TOML; paths are relative to the current folder.

    Raises:
        ConfigRefused: the file cannot be read, a key is unknown, or a value has another type.
    """
    config = _configured(TeachConfig(), _parsed(path), str(path), path.parent)
    for override in overrides:
        try:
            table = tomllib.loads(override)
        except tomllib.TOMLDecodeError as error:
            raise ConfigRefused(
                f"--set {override}: {error}; expected table.key=value, with text in quotes"
            ) from error
        config = _configured(config, table, f"--set {override}", Path())
    return config


def write_config(config: TeachConfig, path: Path) -> None:
    """Write all of a configuration, with absolute paths; `read_config` gives its equal."""
    path.write_text(tomli_w.dumps(_plain(config)), encoding="utf-8")


def flat(config: TeachConfig) -> dict[str, Any]:
    """Name every value by its table and key; those that are not given are left out.

    >>> flat(TeachConfig())["fit.epochs"]
    40
    """
    return _flat(_plain(config))


def _configured(
    config: TeachConfig, table: Mapping[str, Any], source: str, folder: Path
) -> TeachConfig:
    """Change what a table names; the file of the trunk's weights is the one path that has names."""
    config = changed(config, table, source, folder)
    weights = table.get("model", {}).get("weights", "random")
    if weights in ("random", "torchvision"):
        return config
    return replace(config, model=replace(config.model, weights=str((folder / weights).resolve())))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigRefused(f"{path}: cannot be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigRefused(f"{path}: is no TOML ({error})") from error


def changed(values: T, table: Mapping[str, Any], source: str, folder: Path, name: str = "") -> T:
    """Change what a table names.

    Args:
        values: a frozen dataclass, whose fields may be such in turn.
        table: the differences.
        source: what the table was read from, for messages.
        folder: what its paths are relative to.
        name: of the table within the file.

    Raises:
        ConfigRefused: a key is unknown, or a value has another type.
    """
    kinds = get_type_hints(type(values))
    news: dict[str, Any] = {}
    for key, found in table.items():
        full = f"{name}.{key}" if name else key
        if key not in kinds:
            raise ConfigRefused(f"{source}: {_unknown(full, key, list(kinds))}")
        own = getattr(values, key)
        if not is_dataclass(own):
            news[key] = _value(kinds[key], found, f"{source}: {full}", folder)
        elif isinstance(found, Mapping):
            news[key] = changed(own, found, source, folder, full)  # type: ignore[type-var]
        else:
            raise ConfigRefused(f"{source}: {full}: found {found!r}, expected a table [{full}]")
    return replace(values, **news)


def _unknown(full: str, key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
    return f"{full} is not known; {hint}"


def _value(kind: Any, found: Any, where: str, folder: Path) -> Any:
    """Check one value; a text becomes a path where one is expected, a whole number a float."""
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if get_origin(kind) is Literal:
        if found in get_args(kind):
            return found
    elif Path in kinds and isinstance(found, str):
        return (folder / found).resolve()
    elif type(found) in kinds:  # not isinstance: True is no number of epochs
        return found
    elif float in kinds and type(found) is int:
        return float(found)
    raise ConfigRefused(f"{where}: found {found!r}, expected {_described(kind)}")


_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def _described(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(repr, get_args(kind)))}"
    if isinstance(kind, UnionType):
        return " or ".join(_described(each) for each in get_args(kind) if each is not NoneType)
    return _WORDS.get(kind, "a path, as text")


def _plain(values: Any) -> Any:
    """Make tables of dataclasses and texts of paths; TOML has no word for None, so it is left out."""
    if is_dataclass(values):
        each = {field.name: _plain(getattr(values, field.name)) for field in fields(values)}
        return {key: value for key, value in each.items() if value is not None}
    return str(values.absolute()) if isinstance(values, Path) else values


def _flat(table: Mapping[str, Any], name: str = "") -> dict[str, Any]:
    """Name every value by its tables and key, as `fit.epochs`."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{name}{key}.") if isinstance(value, Mapping) else {name + key: value}
    return flat
