"""Sections in; index.html, one NAME.md a table, one picture a plot, and figures.json out.

The page stands alone: its plots are inside, and it asks nothing of a network.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure as Canvas

from training.figures import Figure
from training.report.plots import INK
from training.report.section import AUTHENTIC, SYNTHETIC, Section, columns, text

TEMPLATE = "page.html.jinja"


@dataclass(frozen=True)
class Head:
    """What stands above all sections: what the photos are, in words and headline figures."""

    title: str
    words: Sequence[str]


def write_report(out: Path, head: Head, sections: Sequence[Section]) -> dict[str, str]:
    """Write everything into a folder.

    Returns:
        The tables as Markdown, by name.
    """
    (out / "plots").mkdir(parents=True, exist_ok=True)
    for section in sections:
        for number, canvas in enumerate(section.plots.values(), start=1):
            canvas.savefig(out / "plots" / f"{section.name}_{number}.png", facecolor="white")
    tables = [table for section in sections for table in section.tables]
    written = {table.name: table.markdown() for table in tables}
    for name, table in written.items():
        (out / f"{name}.md").write_text(table, encoding="utf-8")
    (out / "figures.json").write_text(_json(head, sections), encoding="utf-8")
    (out / "index.html").write_text(render(head, sections), encoding="utf-8")
    return written


def render(head: Head, sections: Sequence[Section]) -> str:
    """Write the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(columns=columns, text=text, code=_code)
    environment.tests["figure"] = lambda cell: isinstance(cell, Figure)
    plots = {
        (section.name, caption): Markup(svg(canvas, f"{section.name}: {caption}"))
        for section in sections
        for caption, canvas in section.plots.items()
    }
    return environment.get_template(TEMPLATE).render(
        head=head, sections=sections, plots=plots, synthetic=SYNTHETIC
    )


def svg(canvas: Canvas, name: str) -> str:
    """Draw a plot as SVG that takes the colour of the text around it.

    Args:
        canvas: the plot.
        name: makes its ids differ from those of other plots on the page.
    """
    file = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        canvas.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    drawn = file.getvalue()
    drawn = drawn[drawn.index("<svg") :].replace(INK, "currentColor")
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    # Groups are numbered from 1 in every plot, and nothing points to them.
    return re.sub(r'<g id="[^"]*"', "<g", drawn)


def _code(words: str) -> Markup:
    """Set what stands between backticks as code."""
    parts = words.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if odd % 2 else part
        for odd, part in enumerate(parts)
    )


def _json(head: Head, sections: Sequence[Section]) -> str:
    kinds: Mapping[str, dict[str, object]] = {AUTHENTIC: {}, SYNTHETIC: {}}
    for section in sections:
        kinds[section.kind].update({table.name: table.json() for table in section.tables})
    report = {"about": list(head.words), **kinds}
    return json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
