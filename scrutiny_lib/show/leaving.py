"""Every number that would leave with a page, table by table and sentence by sentence, for whoever checks it."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .layout import html_table
from .text import figure, missing, plain

COUNTS = frozenset({
    "n", "of", "asked", "took_part", "declined", "no_answer", "not_asked", "before_n", "before_of", "now_n", "now_of",
    "invited", "places", "booked", "attended", "cancelled_in_time", "cancelled_late", "absent", "substitutes",
    "bookings", "trained", "need", "sent", "answered", "paired", "unpaired", "pairs", "rose", "same", "fell",
    "trained_n", "trained_of", "other_n", "other_of", "numerator", "denominator", "in_frame", "in_sample", "returned",
    "known", "so_far", "met", "not_met", "too_soon", "cannot_tell", "not_applicable", "at_risk", "units", "both",
    "differ", "better", "worse",
})  # fmt: skip
"""Columns that count people, families, cases or what they did: of these the smallest one shown matters."""
PUBLIC = frozenset({"published", "published_notes", "funnels"})
"""Figures that others have published: small or not, they left long ago."""
OTHERS = ("actions", "published")
"""Kinds of result that count neither people nor what they did."""
WORDS = frozenset({"findings", "evidence", "recommendations", "decisions", "quotes", "withheld", "trail", "lines"})
"""Tables of sentences, marks and decisions: looked at as sentences, not as counts."""
HIDDEN = "[c]"
_SHORT = 90
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Leaving:
    """One table that would leave: its name in words, how many rows hold a number, how many counts are shown, the
    smallest above nought (``None``: it holds no counts), how many are hidden, and the table itself."""

    name: str
    rows: int
    counts: int
    smallest: int | None
    hidden: int
    table: Markup

    @property
    def public(self) -> bool:
        """Whether others have published these figures."""
        return self.name.replace(" ", "_") in PUBLIC


def tables_leaving(tables: Tables, printed: Set[str] | None = None) -> list[Leaving]:
    """Every table with a number in it, by name.

    With ``printed`` (every number that stands in the files, as printed) only rows of which a count stands there, and
    rows without a count; a number that stands there for something else keeps its row too.

    >>> rows = pd.DataFrame({"attribute": ["sex", "sex"], "value": ["F", "M"], "in_frame": [9, "[c]"]})
    >>> [(one.name, one.counts, one.smallest, one.hidden) for one in tables_leaving(Tables({}, {"sample_frame": rows}))]
    [('sample frame', 1, 9, 1)]
    """
    frames = ((name, frame) for name, frame in sorted(tables.frames.items()) if name not in WORDS)
    found = (_leaving(name, frame if printed is None else _standing(frame, printed)) for name, frame in frames)
    return [one for one in found if one is not None]


def smallest_shown(leaving: list[Leaving]) -> int | None:
    """The smallest count above nought in any table that is not published elsewhere; ``None`` where there is none."""
    return min((one.smallest for one in leaving if one.smallest is not None and not one.public), default=None)


def sentences_leaving(tables: Tables) -> list[tuple[str, str]]:
    """Every sentence with a figure in it: where it stands, and the sentence. Dates and editions are among them."""
    found: dict[tuple[str, str], None] = {}
    for value in (tables.about[key] for key in sorted(tables.about)):
        for said in value if isinstance(value, list) else [value]:
            if isinstance(said, str) and _DIGIT.search(said) and " " in said:
                found["about the page", said] = None
    for name, frame in sorted(tables.frames.items()):
        if name in ("trail", "withheld", "quotes"):
            continue
        for column in frame.columns:
            for said in frame[column]:
                if isinstance(said, str) and _DIGIT.search(said) and len(said.split()) > 4:
                    found[name.replace("_", " "), said] = None
    return list(found)


def _standing(frame: pd.DataFrame, printed: Set[str]) -> pd.DataFrame:
    """The rows of which a count stands among the numbers printed, and those that hold no count."""
    counts = [column for column in frame.columns if column in COUNTS]
    said = [{_cell(cell) for cell in row if figure(cell) is not None} for row in frame[counts].to_numpy().tolist()]
    return frame[[not row or bool(row & printed) for row in said]]


def _leaving(name: str, frame: pd.DataFrame) -> Leaving | None:
    numbers = [column for column in frame.columns if any(_is_number(cell) for cell in frame[column])]
    if not numbers:
        return None
    kept = frame[frame[numbers].map(_is_number).any(axis=1)]
    names = [column for column in frame.columns if column not in numbers and _names_rows(kept[column])]
    if "shown" in kept.columns and "shown" not in names and kept["shown"].map(lambda cell: not missing(cell)).any():
        names.append("shown")
    people = kept[~kept["kind"].isin(OTHERS)] if name == "results" else kept
    counted = [cell for column in numbers if column in COUNTS for cell in people[column]]
    values = [int(value) for cell in counted for value in [figure(cell)] if value is not None]
    order = [*(column for column in names if column != "shown"), *numbers, *(["shown"] if "shown" in names else [])]
    heads = [column.replace("_", " ") for column in order]
    rows = [[_cell(cell) for cell in row] for row in kept[order].to_numpy().tolist()]
    if not names:
        heads, rows = ["row", *heads], [[str(at), *row] for at, row in enumerate(rows, start=1)]
    first = len(heads) - len(order)
    right = [first + at for at, column in enumerate(order) if column in numbers]
    words = name.replace("_", " ")
    smallest = min((value for value in values if value > 0), default=None)
    table = html_table(f"Every number in the table {words}", heads, rows, right)
    return Leaving(words, len(kept), len(values), smallest, sum(cell == HIDDEN for cell in counted), table)


def _is_number(cell: object) -> bool:
    if isinstance(cell, bool) or missing(cell):
        return False
    return cell == HIDDEN or isinstance(cell, (int, float)) or type(cell).__name__.startswith(("int", "float"))


def _names_rows(column: pd.Series) -> bool:
    """Whether a column says what a row is about: short text, somewhere filled in."""
    said = [str(cell) for cell in column if isinstance(cell, str) and cell.strip()]
    return bool(said) and max(map(len, said)) <= _SHORT


def _cell(cell: object) -> str:
    if missing(cell):
        return "–"
    number = figure(cell) if _is_number(cell) else None
    if number is None or number == round(number):
        return plain(cell)
    return f"{number:,.0f}" if abs(number) >= 100 else f"{Decimal(f'{number:.3g}'):f}"  # never as 1.87e+03
