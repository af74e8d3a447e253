"""Figures in, Markdown tables out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from training.figures import Figure
from training.scale.figures import Order, Rows

KINDS = {
    "photos": "general photographs that were sharp, blurred or scaled on purpose; they show no "
    "skin, so only what is said of blur and detail counts",
    "skin": "skin photos that every stand-in rating calls good and none calls blurred, blurred or "
    "scaled on purpose",
    "renders": "rendered skin at a phone's resolution (synthetic), blurred or scaled on purpose",
}

FOCUS = (
    "One real lens, focused step by step (no skin): Spearman's correlation with the true order "
    "(share of all orders that do as well). One series, so no interval.\n"
)


def table(head: str, rows: Rows) -> str:
    """Write rows of figures; a figure says its own n where that is not the head's.

    >>> row = {"seen": Figure(0.5, 0.2, 0.8, 10)}
    >>> print(table("of 10", {"blurred": row, "n": {"seen": Figure(1, 0.4, 1, 4)}}))
    | of 10 (n = 10) | seen |
    |---|---|
    | blurred | .50 (.20-.80) |
    | n | 1.00 (.40-1.00), n = 4 |
    <BLANKLINE>
    """
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    n = next(iter(next(iter(rows.values())).values())).n
    lines = [f"| {head} (n = {n}) | {' | '.join(columns)} |", f"|{'---|' * (1 + len(columns))}"]
    for label, figures in rows.items():
        cells = [_cell(figures.get(column), n) for column in columns]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(figure: Figure | None, n: int) -> str:
    if figure is None:
        return ""
    return str(figure) if figure.n == n else f"{figure}, n = {figure.n}"


def set_tables(
    name: str, parts: Mapping[str, Rows], side: str, taught: Mapping[str, float]
) -> dict[str, str]:
    """Write the tables of one set of photos, by name.

    Args:
        name: a key of `KINDS`.
        parts: rows by part, as `set_figures` gives them.
        side: what is said of the photos' long side.
        taught: by sigma, the severity that training calls such a blur.
    """
    about = f"{KINDS[name][0].upper()}{KINDS[name][1:]}. Long side {side}."
    calls = ", ".join(f"{severity:.2f} at {sigma} px" for sigma, severity in taught.items())
    told = {part: f"{about}\n\n" for part in parts}
    told["blur"] = f"{about} Training calls such a blur {calls}.\n\n".replace(" 0.", " .")
    heads = {"working": "working image"}
    return {
        f"scale_{part}_{name}": told[part] + table(heads.get(part, part), rows)
        for part, rows in parts.items()
    }


def focus_table(orders: Mapping[str, Mapping[str, Order]], pair: pd.DataFrame) -> str:
    """Write the orders of the focus series, then what was made of the pair."""
    columns = list(next(iter(orders.values())))
    lines = [
        FOCUS,
        f"| branch | frames | {' | '.join(columns)} |",
        f"|{'---|' * (2 + len(columns))}",
    ]
    for branch, row in orders.items():
        n = next(iter(row.values())).n
        lines.append(f"| {branch} | {n} | {' | '.join(str(row[c]) for c in columns)} |")
    lines += ["", "| of a pair | severity of blur_focus | score | mean region score |"]
    lines += ["|---|---|---|---|"]
    lines += [
        f"| {row.frame} | {row.blur_focus:.2f} | {row.score:.1f} | {row.region_score:.1f} |"
        for row in pair.itertuples()
    ]
    return "\n".join(lines) + "\n"
