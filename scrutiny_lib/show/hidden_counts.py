"""What a reader can work out about each hidden count: the small ones first, the narrowest range at their head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from markupsafe import Markup

from ..release import Outcome
from ..tables import Tables
from .cell_words import cell_in_words, names_in
from .layout import html_table
from .text import figure, number, plain

SMALL = "small"
_HEADS = ("Hidden count", "Table", "What a reader can work out")


@dataclass(frozen=True)
class Hidden:
    """How many counts are hidden, how many of them are small, how many of the small ones and of the others can be
    worked out exactly, and both as tables (``None``: there are none)."""

    every: int
    small: int
    small_known: int
    others: int
    others_known: int
    small_table: Markup | None
    others_table: Markup | None

    @property
    def in_short(self) -> str:
        """The first thing to read.

        >>> Hidden(6, 2, 0, 4, 3, None, None).in_short
        'Six counts are hidden. Two are small: none of them can be worked out. Of the four others three can.'
        """
        every = "One count is" if self.every == 1 else f"{number(self.every).capitalize()} counts are"
        small = "None is small." if not self.small else f"{_are(self.small).capitalize()} small: {_known(self)}."
        if not self.others:
            return f"{every} hidden. {small}"
        known = number(self.others_known) if self.others_known else "none"
        if self.others == 1:
            return f"{every} hidden. {small} The other can{'' if self.others_known else 'not'} be worked out."
        others = f"the {number(self.others)} others"
        return f"{every} hidden. {small} Of {others} {known} can."


def hidden_counts(outcome: Outcome) -> Hidden | None:
    """Everything a page hides, from the audit; ``None`` where it hides nothing. True values are not in it."""
    if outcome.audit.empty:
        return None
    rows = outcome.audit.to_dict("records")
    small = sorted((row for row in rows if row["why"] == SMALL), key=_width)
    others = sorted((row for row in rows if row["why"] != SMALL), key=lambda row: (_is_known(row), *_width(row)))
    names = names_in(outcome.tables or Tables({}))
    return Hidden(
        len(rows),
        len(small),
        sum(map(_is_known, small)),
        len(others),
        sum(map(_is_known, others)),
        _table("Small counts that are hidden", small, outcome.review, names),
        _table("Counts that are hidden with them, or printed nowhere", others, outcome.review, names),
    )


def _table(caption: str, rows: Sequence[dict[Any, Any]], review: str, names: dict[str, str]) -> Markup | None:
    if not rows:
        return None
    alike: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        words, when = cell_in_words(plain(row["cell"]), review, names)
        key = words, plain(row.get("table"), "–").replace("_", " "), _between(row["lower"], row["upper"])
        alike.setdefault(key, []).extend([when] if when else [])
    cells = [
        [f"{words}: {'; '.join(periods)}" if periods else words, table, between]
        for (words, table, between), periods in alike.items()
    ]
    return html_table(caption, list(_HEADS), cells)


def _is_known(row: dict[Any, Any]) -> bool:
    return bool(row["lower"] == row["upper"])


def _width(row: dict[Any, Any]) -> tuple[float, str]:
    upper = figure(row["upper"])
    return (inf if upper is None else upper) - (figure(row["lower"]) or 0), str(row["cell"])


def _between(lower: object, upper: object) -> str:
    least, most = figure(lower), figure(upper)
    begins = plain(0 if least is None else least)
    if most is None or most == inf:
        return f"could be anything from {begins} up"
    if most == least:
        return f"can be worked out: {begins}"
    return f"could be anything from {begins} to {plain(most)}"


def _are(many: int) -> str:
    return f"{number(many)} {'is' if many == 1 else 'are'}"


def _known(hidden: Hidden) -> str:
    if not hidden.small_known:
        return "none of them can be worked out" if hidden.small > 1 else "it cannot be worked out"
    return f"{number(hidden.small_known)} of them can be worked out"
