"""Practitioners beside the audited cases: for each line of enquiry what the one and what the other says.

The two columns are never brought together: where they differ, that is what a reader has to see.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, everybody, rows_of
from .evidence import SIGNS
from .layout import html_table
from .text import figure, opening, plain, true

_MOST = 3
"""How many answers of the audited cases stand in a cell where no finding was written."""
_SIGN = Markup('<span class="says"><span class="sign" aria-hidden="true">{}</span> {}:</span> {}')
_NOTE = "The audited cases and what practitioners say are two kinds of evidence. Neither is corrected by the other."


def beside_the_cases(tables: Tables, themes: pd.DataFrame) -> Markup | None:
    """A small table: line of enquiry, what the cases show, what practitioners say.

    Parameters
    ----------
    tables : Tables
    themes : DataFrame
        Practitioners' themes.

    Returns
    -------
    Markup or None
        Lines on which practitioners said something. The cases speak through the findings on the line (with what each
        kind of evidence says about them), or where there are none through at most three answers of theirs, least often
        good first. ``None`` where practitioners said nothing on any line.
    """
    results = everybody(tables["results"])
    rows = []
    for line in rows_of(tables["lines"]):
        key = plain(line["line"])
        said: list[str] = [_theme(row) for row in rows_of(themes[themes["line"] == key])]
        said += [_shown(row) for row in _points(results, "practitioners", key)]
        said += [one for one in (_says(tables, row, "practitioners") for row in _findings(tables, key)) if one]
        if not said:
            continue
        cases = [one for one in (_says(tables, row, "cases") for row in _findings(tables, key)) if one]
        shown: list[str] = [*cases] or [_shown(row) for row in _points(results, "practice", key)[:_MOST]]
        rows.append([plain(line["question"]), _lines(shown) or "Nothing noted", _lines(said)])
    if not rows:
        return None
    heads = ["Line of enquiry", "The audited cases", "Practitioners"]
    return html_table("The same question to the cases and to practitioners", heads, rows, note=_NOTE)


def _findings(tables: Tables, line: str) -> list[Row]:
    frame = tables["findings"].sort_values("rank", kind="stable")
    return rows_of(frame[frame["line"] == line])


def _says(tables: Tables, finding: Row, source: str) -> Markup | None:
    """A finding with what one kind of evidence says about it; nothing where it says nothing or was not noted."""
    frame = tables["evidence"]
    mine = frame[(frame["finding_id"] == finding["finding_id"]) & (frame["source"] == source)]
    words = [plain(word) for word in mine["says"] if plain(word) in ("supports", "contradicts")]
    title = plain(finding["title"]) or plain(finding["statement"])
    return Markup("; ").join(_SIGN.format(SIGNS[word], opening(word), title) for word in words) if words else None


def _points(results: pd.DataFrame, lens: str, line: str) -> list[Row]:
    """The good answers to the questions of one line, least often given first; those without a number come last."""
    rows = rows_of(results[(results["lens"] == lens) & (results["line"] == line)])
    good = [
        row for row in rows if true(row["good"]) and plain(row["shown"]) and not plain(row["shown"]).startswith("[")
    ]
    return sorted(good, key=lambda row: 101.0 if (percent := figure(row["percent"])) is None else percent)


def _theme(row: Row) -> str:
    kind = plain(row["kind"])
    return f"{opening(kind)}: {plain(row['theme'])}" if kind else plain(row["theme"])


def _shown(row: Row) -> str:
    return f"{plain(row['label'])} {opening(plain(row['answer']))}: {plain(row['shown'])}"


def _lines(items: Sequence[str]) -> Markup:
    """One paragraph for each; a :class:`Markup` stays as it is, any other text is escaped."""
    return Markup("").join(Markup("<p>{}</p>").format(item) for item in items)
