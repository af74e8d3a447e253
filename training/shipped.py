"""Try a judge as its user would: verdicts and first reasons on renders that nothing learnt from.

`python -m training.phantom set --split test --count 200 --out DIR` makes them; with `--split tones`,
good ones of one scene over Monk 1-10, in which nothing but the skin gets darker. They are one more
kind of picture that a judge must get right, and no evidence of accuracy.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from scipy.stats import binomtest
from tqdm import tqdm

from clearshot import assess
from clearshot.assess import Bundle
from clearshot.manifest import EMBEDDED
from training.teacher import judge_folder

LIGHT, DARK = (1, 4), (8, 10)
"""Ends of the Monk scale between which false retakes are compared."""


def judge_renders(folder: Path, bundle: Bundle) -> pd.DataFrame:
    """Judge the renders of a folder: its `rendered.csv` with `verdict`, `score` and `first`."""
    table = pd.read_csv(folder / "rendered.csv", keep_default_na=False)
    verdicts = [assess(folder / file, bundle) for file in tqdm(table["file"], desc="verdicts")]
    return table.assign(
        verdict=[v.verdict for v in verdicts],
        score=[v.score for v in verdicts],
        first=[v.reasons[0].code if v.reasons else "" for v in verdicts],
    )


def summary(judged: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Count (what, hits, n): right verdicts, right first reasons, false retakes by tone."""
    good = judged["fault"] == ""
    right = (judged["verdict"] == "accept") == good
    named = judged["first"] == judged["fault"]
    prompted = good & (judged["verdict"] != "accept")
    rows = [
        ("right verdict", int(right.sum()), len(judged)),
        ("right first reason, of faulty", int(named[~good].sum()), int((~good).sum())),
    ]
    for low, high in (LIGHT, DARK):
        tone = judged["tone"].between(low, high)
        rows.append(
            (
                f"good but prompted, Monk {low}-{high}",
                int(prompted[tone].sum()),
                int((good & tone).sum()),
            )
        )
    return rows


def darker_ones(judged: pd.DataFrame) -> tuple[str, int, int] | None:
    """Count (what, hits, n): good renders that are prompted though the lightest of their scene is not.

    None where no scene was rendered in several tones.
    """
    good = judged[judged["fault"] == ""].sort_values("tone", kind="stable")
    accepted = good["verdict"] == "accept"
    lightest = good.assign(accepted=accepted).groupby("seed")["accepted"].transform("first")
    darker = good.duplicated("seed") & lightest
    if not darker.any():
        return None
    return (
        "accepted, but prompted when only the skin is darker",
        int((darker & ~accepted).sum()),
        int(darker.sum()),
    )


def described(what: str, hits: int, n: int) -> str:
    """Write a share with its exact 95 % interval (Clopper & Pearson 1934).

    >>> described("right verdict", 9, 10)
    'right verdict: 9 of 10 = .90 (.55-1.00)'
    """
    interval = binomtest(hits, n).proportion_ci()
    share = f"{hits / n:.2f} ({interval.low:.2f}-{interval.high:.2f})".replace("0.", ".")
    return f"{what}: {hits} of {n} = {share}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.shipped", description=__doc__)
    parser.add_argument("--renders", type=Path, required=True, help="folder with rendered.csv")
    parser.add_argument(
        "--model", type=judge_folder, default=str(EMBEDDED), help="folder of a bundle or teacher"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for verdicts and summary")
    options = parser.parse_args(argv)
    judged = judge_renders(options.renders, options.model)
    options.out.mkdir(parents=True, exist_ok=True)
    judged.to_csv(options.out / "renders.csv", index=False)
    text = markdown(judged)
    (options.out / "renders.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def markdown(judged: pd.DataFrame) -> str:
    """Write the summary, then what became of each fault."""
    counted = [row for row in (*summary(judged), darker_ones(judged)) if row and row[2]]
    lines = [f"* {described(*row)}" for row in counted]
    for fault, rows in judged[judged["fault"] != ""].groupby("fault"):
        prompted = (rows["verdict"] != "accept").sum()
        firsts = rows["first"].replace("", "none").value_counts()
        named = ", ".join(f"{name} {count}" for name, count in firsts.items())
        lines.append(f"  * {fault}: {prompted} of {len(rows)} prompted; first reason: {named}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
