from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.copies import ORIGINAL, Copy
from training.features import Job
from training.ordinal import ORDINAL_HEADS
from training.soft import Soft, SoftLabelsRefused, read_soft, soft_losses, write_soft

REASONS = ("glare", "noise")


def jobs() -> list[Job]:
    copies = (ORIGINAL, Copy("darker", "absorption", 0.731, 5))
    return [Job(name, Path(f"{name}.png"), copies) for name in ("007", "b")]


def soft() -> Soft:
    """Of four pictures; nobody was asked about the third."""
    torch.manual_seed(0)
    ranks = torch.softmax(torch.randn(4, 4), 1)
    ranks[2] = torch.nan
    return Soft(ranks, torch.rand(4, 2), torch.rand(4, 3))


def test_what_is_written_is_read_for_the_same_pictures(tmp_path: Path) -> None:
    write_soft(jobs(), soft(), REASONS, tmp_path / "soft.csv")
    read = read_soft(tmp_path / "soft.csv", jobs(), REASONS, 4)
    assert read.known.tolist() == [True, True, False, True]
    for name in ("ranks", "severities", "regions"):
        known = soft().known
        assert torch.allclose(getattr(read, name)[known], getattr(soft(), name)[known], atol=1e-4)
    turned = read_soft(tmp_path / "soft.csv", jobs()[::-1], REASONS, 4)
    assert torch.equal(turned.severities[2:], read.severities[:2])


def test_a_file_of_other_reasons_or_pictures_is_refused(tmp_path: Path) -> None:
    write_soft(jobs(), soft(), REASONS, tmp_path / "soft.csv")
    with pytest.raises(SoftLabelsRefused, match="no column reason_framing"):
        read_soft(tmp_path / "soft.csv", jobs(), (*REASONS, "framing"), 4)
    others = [Job("c", Path("c.png"), (ORIGINAL,))]
    with pytest.raises(SoftLabelsRefused, match="none of its rows"):
        read_soft(tmp_path / "soft.csv", others, REASONS, 4)
    with pytest.raises(SoftLabelsRefused, match="cannot be read"):
        read_soft(tmp_path / "missing.csv", jobs(), REASONS, 4)


@pytest.mark.parametrize("name", ["cumulative_link", "coral"])
def test_a_student_that_minimises_the_loss_says_what_the_teacher_says(name: str) -> None:
    torch.manual_seed(1)
    head = ORDINAL_HEADS[name](4, 4)  # an own feature for each picture
    known = soft().known
    wanted = Soft(
        head.probabilities(torch.tensor([[3.0, 1.0, -2.0]]) + torch.randn(4, 1)).detach(),
        soft().severities,
        soft().regions,
    )
    wanted.ranks[~known] = torch.nan
    reasons = torch.zeros(4, 2, requires_grad=True)
    regions = torch.zeros(4, 3, requires_grad=True)
    learns = [*head.parameters(), reasons, regions]
    optimiser = torch.optim.Adam(learns, lr=0.1)
    for _ in range(600):
        optimiser.zero_grad()
        logits = head(torch.eye(4))
        terms = soft_losses(head, logits, reasons, regions, wanted)
        torch.stack(list(terms.values())).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    said = head.probabilities(head(torch.eye(4)))
    assert torch.allclose(said[known], wanted.ranks[known], atol=0.05)
    assert torch.allclose(torch.sigmoid(reasons)[known], wanted.severities[known], atol=0.02)
    assert float(terms["regions"].detach()) == pytest.approx(0, abs=1e-3)


def test_regions_of_another_grid_have_nothing_against_it() -> None:
    head = ORDINAL_HEADS["coral"](4, 4)
    known = Soft(torch.full((4, 4), 0.25), soft().severities, torch.zeros(4, 0))
    logits, regions = head(torch.eye(4)), torch.ones(4, 3)
    terms = soft_losses(head, logits, torch.zeros(4, 2), regions, known)
    assert float(terms["regions"]) == 0
    assert terms["grade"].item() > 0
