"""What is compared: a base, and variants that differ from it in one choice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.model import ModelConfig

BASE = ModelConfig(
    trunk="lite0", regions="cells", cells=2, moments="mean", aggregation="mean", components=256
)
"""The trunk that judges best alone; VGG16 stands in its own rows."""

BASE_NAME = "base: Lite0, six stages, whole view and mean of 2 x 2 cells, cumulative link"


@dataclass(frozen=True)
class Variant:
    """One row of the table.

    Attributes:
        choice: what is varied.
        name: what it is here.
        members: of which the logits are averaged; one, unless it is an ensemble.
    """

    choice: str
    name: str
    members: tuple[ModelConfig, ...]


def variants(pretrained: dict[str, str]) -> list[Variant]:
    """List all rows, the base first.

    Args:
        pretrained: the weights of each trunk.
    """
    lite0 = replace(BASE, weights=pretrained["lite0"])
    vgg16 = replace(BASE, trunk="vgg16", weights=pretrained["vgg16"])
    return [
        Variant("base", BASE_NAME, (lite0,)),
        Variant("trunk", "VGG16", (vgg16,)),
        Variant("trunk", "both, logits averaged", (lite0, vgg16)),
        Variant("pooled", "last stage only", (replace(lite0, stages="last"),)),
        Variant("pooled", "VGG16, last block only", (replace(vgg16, stages="last"),)),
        Variant("moments", "means and deviations", (replace(lite0, moments="mean_deviation"),)),
        Variant(
            "moments", "VGG16, means and deviations", (replace(vgg16, moments="mean_deviation"),)
        ),
        Variant("bag", "whole view only", (replace(lite0, aggregation="none"),)),
        Variant("bag", "maximum", (replace(lite0, aggregation="max"),)),
        Variant("bag", "attention", (replace(lite0, aggregation="attention"),)),
        Variant("bag", "gated attention", (replace(lite0, aggregation="gated_attention"),)),
        Variant("regions", "cut at the photo's own pixels, mean", (replace(lite0, regions="cut"),)),
        Variant(
            "regions",
            "cut at the photo's own pixels, gated attention",
            (replace(lite0, regions="cut", aggregation="gated_attention"),),
        ),
        Variant("head", "CORAL", (replace(lite0, head="coral"),)),
        Variant("head", "CORN", (replace(lite0, head="corn"),)),
        Variant("head", "plain regression", (replace(lite0, head="regression"),)),
        Variant("raters", "kindness of each rater learnt", (replace(lite0, rater_effect=True),)),
        Variant("weights", "random", (replace(lite0, weights="random"),)),
    ]
