"""Tell what each choice of the teacher brings, by nested cross-validation on rated photos.

Writes ablations.md, ablations.json and ablations.png; with `--tuned`, tuned.md: how many stages of a
trunk should learn. What a trunk says of each photo is computed once; a killed run goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from training.ablate.nested import bags_of, nested_scores, within
from training.ablate.report import markdown, plot, row
from training.ablate.tuned import Tuning, tuned_scores, tuned_table, tunings
from training.ablate.variants import Variant, variants
from training.model import ModelConfig
from training.ratings import RatedPhotos, ratings_file
from training.teach import REFUSALS

Scores = NDArray[np.floating]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.ablate", description=__doc__)
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated-photos CSV")
    parser.add_argument("--vgg16", required=True, help="its weights, safetensors, or torchvision")
    parser.add_argument("--lite0", required=True, help="its weights, safetensors")
    parser.add_argument("--cache", type=Path, default=Path("runs/bags"), help="%(default)s")
    parser.add_argument(
        "--only", nargs="*", metavar="CHOICE", help="beside the base, these choices"
    )
    parser.add_argument(
        "--tuned", action="store_true", help="how many stages should learn, instead; takes hours"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    options = parser.parse_args(argv)
    photos: RatedPhotos = options.ratings
    weights = {"vgg16": options.vgg16, "lite0": options.lite0}
    try:
        if options.tuned:
            compare_tuned(photos, weights, options)
        else:
            compare_variants(photos, weights, options)
    except REFUSALS as error:
        print(f"training.ablate: {error}", file=sys.stderr)
        return 2
    return 0


def compare_tuned(
    photos: RatedPhotos, weights: dict[str, str], options: argparse.Namespace
) -> None:
    """Compare how many stages learn; write tuned.md after each row."""
    options.out.mkdir(parents=True, exist_ok=True)
    scores: dict[Tuning, Scores] = {}
    for each in tunings(weights):
        scores[each] = tuned_scores(photos, each, options.cache, options.out, options.workers)
        text = tuned_table(photos, scores)
        (options.out / "tuned.md").write_text(text, encoding="utf-8")
    print(text)


def compare_variants(
    photos: RatedPhotos, weights: dict[str, str], options: argparse.Namespace
) -> None:
    """Compare what is built of frozen features, by nested cross-validation."""
    compared = [
        each
        for each in variants(weights)
        if each.choice == "base" or not options.only or each.choice in options.only
    ]
    scores = {
        each: scores_of(photos, each, options.cache, options.workers)
        for each in tqdm(compared, desc="variants")
    }
    write(photos, scores, options.out)


def scores_of(
    photos: RatedPhotos, variant: Variant, cache: Path, workers: int
) -> dict[str, Scores]:
    """Give a variant's scores of each site's photos, by condition; see `conditions`."""
    each = [_member_scores(photos, member, cache, workers) for member in variant.members]
    return {name: np.mean([scores[name] for scores in each], axis=0) for name in each[0]}


def _member_scores(
    photos: RatedPhotos, config: ModelConfig, cache: Path, workers: int
) -> dict[str, Scores]:
    bags, sites = bags_of(photos, config, cache, workers), sites_of(photos)
    scores = {
        f"{site}, 10-fold by group": within(photos, bags, config, members)
        for site, members in tqdm(sites.items(), desc=config.trunk, leave=False)
    }
    for site, members in sites.items():
        for other, known in sites.items():
            if other != site:
                name = f"{site}, learnt on {other} alone"
                scores[name] = nested_scores(photos, bags, config, known, members)
    return scores


def sites_of(photos: RatedPhotos) -> dict[str, NDArray[np.int64]]:
    """Give the photos of each site."""
    return {str(s): np.flatnonzero(photos.sources == s) for s in np.unique(photos.sources)}


def write(photos: RatedPhotos, scores: dict[Variant, dict[str, Scores]], out: Path) -> None:
    """Write table, figures and picture."""
    compared = list(scores)
    sites, base = sites_of(photos), scores[compared[0]]
    table = {
        name: [
            row(
                photos, sites[name.split(",")[0]], scores[each][name], None if first else base[name]
            )
            for first, each in ((each is compared[0], each) for each in compared)
        ]
        for name in tqdm(base, desc="figures")
    }
    out.mkdir(parents=True, exist_ok=True)
    text = markdown(compared, table)
    (out / "ablations.md").write_text(text, encoding="utf-8")
    report = {
        name: {each.name: asdict(r) for each, r in zip(compared, rows, strict=True)}
        for name, rows in table.items()
    }
    (out / "ablations.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    plot(compared, table).savefig(out / "ablations.png", dpi=100)
    print(text)


if __name__ == "__main__":
    raise SystemExit(main())
