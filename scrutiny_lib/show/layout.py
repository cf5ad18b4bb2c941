"""Where text meets HTML: templates with everything escaped, tables and pictures with their alternatives."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import text
from .palette import NARROW, WIDE
from .table_hidden import HIDDEN, without_hidden

TEMPLATES = Path(__file__).parent / "template"
HALF = (NARROW,)
"""The width of a picture that needs half a line only."""


@cache
def environment() -> Environment:
    """The one Jinja environment: escaping always on, an unknown name in a template is an error."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(day=text.day, plain=text.plain, sentence=text.sentence)
    jinja.tests["missing"] = text.missing
    return jinja


def fill(template: str, **values: Any) -> Markup:
    """One template of the folder ``template/`` filled with values; all text in them is escaped."""
    return Markup(environment().get_template(template + ".html.j2").render(**values))


def styles() -> str:
    """The rules for everything inside a section, the same on the page and in a notebook."""
    return (TEMPLATES / "section.css").read_text(encoding="utf-8")


def html_table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], numbers: Sequence[int] = (), note: str = ""
) -> Markup:
    """A table with its caption above, a heading for each column and row, in a region that scrolls by itself.

    Parameters
    ----------
    caption : str
        What the table shows.
    heads : sequence of str
        Column headings, with the unit where there is one; the first names the rows.
    rows : sequence of sequences
        Cells. Text is escaped; a missing number is printed ``[x]``, any other missing cell is left empty. Where the
        first cell is ``None`` the heading of the row above goes for this row as well.
    numbers : sequence of int
        Positions of the columns set right-aligned as numbers.
    note : str
        A plain sentence under the caption. Shorthand such as ``[c]`` is explained there as well, when used; rows and
        columns in which every number is ``[c]`` are named there once, where others stay.

    Of several rows that are hidden altogether, and where there is no cell, one sentence tells, and no table is made.

    >>> str(html_table("Who", ["Group", "Asked"], [["Children", 12]], numbers=[1])).count("scope=")
    3
    """
    left = without_hidden(heads, rows, numbers)
    if not any(len(row) > 1 for row in left.rows):
        is_hidden = any(len(row) > 1 for row in rows)
        about = "; ".join(heads[place] for place in numbers) if is_hidden else ""
        return fill("table_hidden", caption=caption, about=about, note=note, hidden=HIDDEN if is_hidden else "")
    heads, rows, numbers, hidden = left.heads, left.rows, left.numbers, " ".join(left.said)
    cells = [[_cell(cell, place in numbers) for place, cell in enumerate(row[1:], start=1)] for row in rows]
    spans = [_span(rows, at) for at in range(len(rows))]
    made = [
        {"head": _cell(row[0], False), "span": span, "cells": rest}
        for row, span, rest in zip(rows, spans, cells, strict=True)
    ]
    legend = text.explained(" ".join(cell for rest in cells for cell in rest) + hidden)
    return fill("table", caption=caption, heads=heads, rows=made, numbers=set(numbers), notes=[note, legend, hidden])


def picture(
    message: str,
    alt: str,
    draw: Callable[[float], str],
    data: Markup,
    beneath: Sequence[str] = (),
    widths: Sequence[float] = (WIDE, NARROW),
) -> Markup:
    """A picture with what it says above it, a text alternative, and its data as a table one key away.

    Parameters
    ----------
    message : str
        What the picture shows, as a sentence; printed above it.
    alt : str
        What somebody who cannot see it needs to know: the values, not the kind of chart.
    draw : function of a width in points
        Gives the SVG. It is called for each of ``widths``: for a desk or paper first, then for a phone.
    data : Markup
        The table from :func:`html_table`.
    beneath : sequence of str
        Sentences between the picture and its data.
    widths : sequence of float
        One narrow width alone makes a picture of half a line: on paper two of them stand side by side.
    """
    sources = [_data_uri(draw(width)) for width in widths]
    half = tuple(widths) == HALF
    return fill("figure", message=message, alt=alt, sources=sources, data=data, beneath=beneath, half=half)


def _span(rows: Sequence[Sequence[Any]], at: int) -> int:
    """How many rows the heading of this one goes for; 0 where the heading of an earlier row does."""
    if rows[at][0] is None and at:
        return 0
    later = next((n for n in range(at + 1, len(rows)) if rows[n][0] is not None), len(rows))
    return later - at


def _cell(cell: Any, is_number: bool) -> str:
    return cell if isinstance(cell, Markup) else text.plain(cell, text.NOT_AVAILABLE if is_number else "")


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")
