"""Teach a trunk to describe a photo alike however it is held and however dark its skin is.

For the copy of a view with darker skin, or turned, the trunk learns to give what it gave for the view
itself before it learnt; for one with a fault, turned or not, what it gave for that very fault: so it
stays as sensitive as it was. No rating is looked at, so heads on its features can still be
cross-validated on the same photos. Consistency training (Xie et al. 2020, arXiv 1904.12848) towards
the features of a fixed network (Romero et al. 2015, arXiv 1412.6550). Goes on where it was killed;
writes trunk.safetensors, which quantization.ptq takes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from tqdm import trange

from clearshot.errors import PhotoUnreadable
from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from training.augment import Turn, turned
from training.collect import REASONS, read_renders
from training.config import ConfigRefused
from training.copies import ORIGINAL, TRAINING_DARKENERS, Copy, make_copy, seed_of, working_pixels
from training.features import Job, kept
from training.harness import rate_at
from training.model import TOGETHER
from training.ratings import RatedPhotos, ratings_file
from training.trunks import Trunk
from training.trunks.options import add_trunk, trunk_of

Pixels = NDArray[np.uint8]
Parts = dict[str, Trunk | torch.optim.Optimizer | torch.optim.lr_scheduler.LambdaLR]
"""All that a run goes on with, by name."""

FAULTS = 2
"""Copies of a photo with a fault each."""
SHARES = (0.35, 0.2, 0.2, *[0.25 / FAULTS] * FAULTS)
"""How often a photo is shown as it is, with darker skin by either operator, with either fault."""
RENDERED = 0.2
"""Share of the views that are of rendered scenes, which are shown in several tones."""
CONSTANT = 0.01
"""Share of the features' deviation below which one counts as constant: it is not to lead."""
PHOTOS = 160
"""Photos by which the deviation of each feature is known."""
EVERY = 50
"""Steps between two points from which a killed run goes on."""


@dataclass(frozen=True)
class Course:
    """How long it takes."""

    steps: int = 1200
    batch: int = 8  # views a step
    side: int = 320  # pixels of a view that are looked at, drawn anew each time
    learning_rate: float = 1e-4  # at its highest; it rises, then falls as a cosine
    warm_up: float = 0.05  # share of the steps over which it rises
    seed: int = 0


class Picture(NamedTuple):
    """One copy of a photo: the file of its views, (copies, 2, size, size, 3), and its place there."""

    file: Path
    place: int


class Pair(NamedTuple):
    """What is shown, and the picture whose features it should have."""

    shown: Picture
    wanted: Picture


@dataclass(frozen=True)
class Sources:
    """What is learnt from.

    Attributes:
        photos: of each photo, the pairs in the order of `SHARES`.
        scenes: of each rendered scene, one pair for each of its tones; may be empty.
    """

    photos: list[list[Pair]]
    scenes: list[list[Pair]]

    def drawn(self, rng: np.random.Generator) -> Pair:
        """Draw a pair."""
        if self.scenes and rng.random() < RENDERED:
            scene = self.scenes[rng.integers(len(self.scenes))]
            return scene[rng.integers(len(scene))]
        return self.photos[rng.integers(len(self.photos))][rng.choice(len(SHARES), p=SHARES)]


def find_sources(
    photos: RatedPhotos, renders: Path | None, cache: Path, workers: int = 2
) -> Sources:
    """Make and cut all copies, from the cache where it was done before."""
    jobs = [
        Job(name, path, _copies(name))
        for name, path in zip(photos.photo_ids, photos.paths, strict=True)
    ]
    files = kept(jobs, ("views", ViewSpec()), cache, _cut, workers, "photos")
    scenes = [] if renders is None else _scenes(renders, cache, workers)
    return Sources([_pairs(file) for file in files], scenes)


def _copies(name: str) -> tuple[Copy, ...]:
    """Plan a photo's copies, in the order of `SHARES`."""
    seed = seed_of(name)
    rng = np.random.default_rng([seed, 7])
    darker = [
        Copy("darker", each, round(float(rng.uniform(0.3, 1)), 3), seed)
        for each in TRAINING_DARKENERS
    ]
    faulty = [
        Copy("fault", str(each), round(float(rng.uniform(0.2, 1)), 3), seed)
        for each in rng.choice(REASONS, FAULTS, replace=False)
    ]
    return (ORIGINAL, *darker, *faulty)


def _pairs(file: Path) -> list[Pair]:
    """Pair a photo's copies: with darker skin with the photo, all others with themselves."""
    darker = range(1, 1 + len(TRAINING_DARKENERS))
    return [
        Pair(Picture(file, place), Picture(file, 0 if place in darker else place))
        for place in range(len(SHARES))
    ]


def _scenes(folder: Path, cache: Path, workers: int) -> list[list[Pair]]:
    """Pair each good render of a scene with the one of its lightest skin."""
    renders, jobs = read_renders(folder)
    good = sorted(
        (render.scene, render.tone, job.photo_id, job.path)
        for render, job in zip(renders, jobs, strict=True)
        if not render.fault
    )
    plain = [Job(name, path, (ORIGINAL,)) for _, _, name, path in good]
    files = kept(plain, ("views", ViewSpec()), cache, _cut, workers, "renders")
    scenes = groupby(zip(good, files, strict=True), key=lambda each: each[0][0])
    pictures = [[Picture(file, 0) for _, file in scene] for _, scene in scenes]
    return [[Pair(shown, scene[0]) for shown in scene] for scene in pictures]


def _cut(job: Job, file: Path) -> None:
    """Keep of each copy its whole view and one region, the same of all."""
    spec, views = ViewSpec(), []
    pixels = working_pixels(job.path, spec.working_long_side)
    for copy in job.copies:
        parts = cut(Photo.of(make_copy(pixels, copy)), spec)
        region = parts.regions[seed_of(job.photo_id) % len(parts.regions)]
        views.append(np.stack([parts.whole, region]))
    np.savez(file, views=np.stack(views))


def views_of(picture: Picture) -> Pixels:
    """Give a picture's whole view and region, (2, size, size, 3)."""
    with np.load(picture.file) as stored:
        views: Pixels = stored["views"][picture.place]
    return views


def lesson(sources: Sources, side: int, rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Draw what is shown, turned, and what it should be like, upright: (side, side, 3) each."""
    pair, view = sources.drawn(rng), int(rng.integers(2))
    shown, wanted = (views_of(each)[view] for each in pair)
    top, left = rng.integers(0, len(shown) - side, 2, endpoint=True)
    here = np.s_[top : top + side, left : left + side]
    turn = Turn(int(rng.integers(4)), bool(rng.integers(2)))
    return turned(shown[here], turn), wanted[here]


def deviations(features: Tensor) -> Tensor:
    """Give the deviation of each of (n, F) features; of those that hardly change, a small one."""
    return features.std(0).clamp_min(CONSTANT * float(features.std()))


@torch.no_grad()
def features_of(trunk: Trunk, views: Tensor) -> Tensor:
    """Describe (n, H, W, 3) views, a few at a time."""
    return torch.cat([trunk(part) for part in torch.split(views, TOGETHER)])


def teach(trunk: Trunk, sources: Sources, course: Course, state: Path) -> None:
    """Teach a trunk, in place; `state` is where a killed run goes on."""
    before = deepcopy(trunk)
    before.freeze(0)
    trunk.freeze(len(trunk.channels))
    trunk.train()
    scale = deviations(features_of(before, _some_photos(sources, course.seed)))
    optimiser = torch.optim.Adam(trunk.parameters(), course.learning_rate)
    rate = partial(_rate, course)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    parts: Parts = {"trunk": trunk, "optimiser": optimiser, "schedule": schedule}
    first = _resumed(state, parts, course)
    with trange(first, course.steps, initial=first, total=course.steps, desc="alike") as bar:
        for step in bar:
            loss = _learn(trunk, before, sources, scale, course, step)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            if (step + 1) % EVERY == 0:
                _save(state, parts, course, step + 1)
    trunk.freeze(0)
    trunk.eval()


def _learn(
    trunk: Trunk, before: Trunk, sources: Sources, scale: Tensor, course: Course, step: int
) -> float:
    """Gather the gradient of one step; give its loss."""
    rng = np.random.default_rng([course.seed, step])
    lessons = [lesson(sources, course.side, rng) for _ in range(course.batch)]
    shown, wanted = (torch.from_numpy(np.stack(each)) for each in zip(*lessons, strict=True))
    aim, total = features_of(before, wanted), 0.0
    for views, features in zip(
        torch.split(shown, TOGETHER), torch.split(aim, TOGETHER), strict=True
    ):
        off = (trunk(views) - features) / scale
        each = functional.smooth_l1_loss(off, torch.zeros_like(off), reduction="none")
        loss = each.mean(1).sum() / course.batch
        loss.backward()  # type: ignore[no-untyped-call]
        total += loss.item()
    return total


def _rate(course: Course, step: int) -> float:
    return rate_at(step / course.steps, course.warm_up)


def _some_photos(sources: Sources, seed: int) -> Tensor:
    rng = np.random.default_rng([seed, 8])
    count = min(PHOTOS, len(sources.photos))
    chosen = rng.choice(len(sources.photos), count, replace=False)
    return torch.from_numpy(np.stack([views_of(sources.photos[i][0].shown)[0] for i in chosen]))


def _save(state: Path, parts: Parts, course: Course, step: int) -> None:
    part = state.with_suffix(".part")
    known = {name: each.state_dict() for name, each in parts.items()}
    torch.save({"step": step, "course": asdict(course), **known}, part)
    part.rename(state)


def _resumed(state: Path, parts: Parts, course: Course) -> int:
    """Give the step with which to go on, and put everything back as it was.

    Raises:
        ConfigRefused: the state is of another course.
    """
    if not state.exists():
        return 0
    stored = torch.load(state, weights_only=True)
    if stored["course"] != asdict(course):
        raise ConfigRefused(
            f"{state} is of another run, {stored['course']}; this one is {asdict(course)}: give "
            "another --out, or delete it"
        )
    for name, each in parts.items():
        each.load_state_dict(stored[name])
    return int(stored["step"])


def written(trunk: Trunk, file: Path) -> Path:
    """Write a trunk's weights."""
    save_file({name: each.contiguous() for name, each in trunk.state_dict().items()}, file)
    return file


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.invariance", description=__doc__)
    add_trunk(parser)
    parser.add_argument(
        "--ratings", type=ratings_file, required=True, help="CSV of photos; no rating is looked at"
    )
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument("--renders", type=Path, help="folder of training.phantom's renders")
    parser.add_argument("--steps", type=int, default=Course.steps, help="%(default)s")
    parser.add_argument("--cache", type=Path, default=Path("runs/views"), help="%(default)s")
    parser.add_argument("--workers", type=int, default=2, help="processes that make the copies")
    parser.add_argument("--out", type=Path, required=True, help="folder of the trunk")
    options = parser.parse_args(argv)
    trunk = trunk_of(parser, options)
    photos: RatedPhotos = options.ratings
    if options.permissive:
        photos = photos.take(np.flatnonzero(photos.permissive))
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        sources = find_sources(photos, options.renders, options.cache, options.workers)
        teach(trunk, sources, Course(steps=options.steps), options.out / "resume.pt")
    except (ConfigRefused, PhotoUnreadable, OSError) as error:
        parser.error(str(error))
    print(written(trunk, options.out / "trunk.safetensors"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
