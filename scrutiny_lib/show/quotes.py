"""Words of children, families and practitioners as they stand on a page, and as a second person reads them first.

What was said or written stands in quotation marks. What was shown or drawn is somebody else's description: it is
introduced as that, and is never made to look like speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..plural import many
from ..tables import Tables
from .answers import Row, rows_of
from .layout import fill, styles
from .text import opening, plain

RELEASED = "released"
DESCRIBED = ("shown", "drawn")
"""Ways of telling in which the words are not the child's own but tell what could be seen."""

_AFTER = {
    ("told us", "written"): "{who} told us in writing",
    ("told us", "told by an adult"): "An adult told us about {whom}",
    ("recorded", "said"): "Said by {whom}, as a worker wrote it down",
    ("recorded", "written"): "Written by {whom}, and kept on record",
    ("parents and carers", "written"): "{who} told us in writing",
    ("practitioners", "written"): "{who} told us in writing",
}
_AFTER_OF_KIND = {"recorded": "Written down by a worker about {whom}"}
_OTHERWISE = "{who} told us"
_BEFORE = {
    ("recorded", "shown"): "What {whom} showed, as a worker wrote it down:",
    ("recorded", "drawn"): "What {whom} drew, as a worker wrote it down:",
    ("told us", "drawn"): "What {whom} drew for us:",
    ("parents and carers", "drawn"): "What {whom} drew for us:",
}
_SHOWED_US = "We watched, and {whom} showed us:"
_STATES = {
    "draft": "Draft: not on any page until a second person has signed it",
    "checked": "Checked and signed; whether these readers may have it, the release decides",
}
KEY = "Words in square brackets, and […], stand for what was left out so that nobody can be recognised."


def quote_block(rows: pd.DataFrame, *, working: bool = False) -> Markup:
    """Quotations one below the other, each with who said it and how; ``""`` where there are none.

    Parameters
    ----------
    rows : DataFrame
        Rows of the table ``quotes``. Words are printed as they are, line ends kept, in their own direction of reading.
    working : bool
        On the analyst's own copy quotes that are not released are shown as well, and say so. Everywhere else a row
        that is not released is never drawn.
    """
    kept = [row for row in rows_of(rows) if working or plain(row["state"]) == RELEASED]
    kept = [row for row in kept if plain(row["words"])]
    if not kept:
        return Markup("")
    key = KEY if any("[" in plain(row["words"]) for row in kept) else ""
    return fill("quotes", quotes=[_drawn(row) for row in kept], key=key)


def quotes_of(tables: Tables, *, finding: str | None = None, kind: str | None = None) -> Markup:
    """The quotations of one finding, or of one kind of voice, as this audience may see them."""
    rows = tables["quotes"]
    if finding is not None:
        rows = rows[rows["finding_id"] == finding]
    if kind is not None:
        rows = rows[rows["kind"] == kind]
    return quote_block(rows, working=plain(tables.about.get("profile")) == "working")


def _drawn(row: Row) -> dict[str, str]:
    kind, told_as = plain(row["kind"]), plain(row["told_as"])
    whom = plain(row["said_by"])
    who = {"who": f"{opening(whom)}," if "," in whom else opening(whom), "whom": whom}
    said = plain(row["words"])
    before, after = "", ""
    if told_as in DESCRIBED:
        before = _BEFORE.get((kind, told_as), _SHOWED_US).format_map(who)
    else:
        said = f"“{said}”"
        after = _AFTER.get((kind, told_as), _AFTER_OF_KIND.get(kind, _OTHERWISE)).format_map(who)
    return {"before": before, "words": said, "after": after, "state": _STATES.get(plain(row["state"]), "")}


class QuotesToSign:
    """Quotations for the second person, in a notebook: restricted, and no section of any page (a page with it on is
    not made)."""

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows

    def _repr_html_(self) -> str:
        shown = [_to_sign(row) for row in rows_of(self.rows)]
        return str(fill("quotes_to_sign", quotes=shown, css=styles()))

    def __repr__(self) -> str:
        return f"To look at: {many(len(self.rows), 'quotations')}, shown in a notebook only."


def show_quotes_to_sign(rows: pd.DataFrame) -> QuotesToSign:
    """What :func:`scrutiny_lib.release.quotes.quotes_to_sign` gives, with every mark coloured in its context.

    A certain mark has a solid line below it, one to look at a dotted one, so that colour is not needed to tell them
    apart.
    """
    return QuotesToSign(rows)


def _to_sign(row: Row) -> dict[str, Any]:
    """One quotation with its words in pieces: (text, kind of mark or ``""``, whether it is certain)."""
    names = ("quote_id", "finding", "state", "why", "to_print", "attribution", "code", "chosen_by")
    return {**{name: plain(row.get(name)) for name in names}, "pieces": pieces(plain(row["words"]), row["marks"])}


def pieces(text: str, marks: Sequence[Any]) -> list[tuple[str, str, bool]]:
    """A text cut at its marks (each with start, end, kind, certain): text, kind of mark (``""`` between two), certain.

    >>> from collections import namedtuple
    >>> Mark = namedtuple("Mark", "start end kind certain")
    >>> pieces("I like Ash.", [Mark(7, 10, "name", True)])
    [('I like ', '', False), ('Ash', 'name', True), ('.', '', False)]
    """
    cut: list[tuple[str, str, bool]] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        start, end = max(mark.start, at), mark.end
        if end <= start:
            continue
        if start > at:
            cut.append((text[at:start], "", False))
        cut.append((text[start:end], mark.kind, mark.certain))
        at = end
    return [*cut, (text[at:], "", False)] if at < len(text) else cut
