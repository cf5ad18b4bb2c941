"""The words of a spreadsheet's first sheets: the cover, the list of contents, the notes."""

from __future__ import annotations

from collections.abc import Sequence

from ..tables import Tables
from ..terms import AUDIENCE_NAMES, SYMBOLS
from .book_columns import EMPTY, Column
from .book_list import Listed
from .page import Page
from .section import Section
from .summary import status_line
from .text import count, day, plain, quarter_months, sentence, status_word

_ABOUT = (
    "The tables of the page, for those who want to sort them, add them up or listen to them. Nothing stands here that "
    "is not on the page. Where the page says “13 of 29 children” in one cell, there are two columns here."
)
_HOW = (
    "The sheet Contents lists every table with a link to it. The sheet Notes says what the shorthand means. Each other "
    "sheet holds one table: its title in cell A1, what to know about it, then the table."
)


def cover_lines(tables: Tables, sections: Sequence[Section], every: Sequence[Listed]) -> list[tuple[str, bool]]:
    """The lines of the cover, each with whether it is a heading."""
    about = tables.about
    page = Page(about, list(sections))
    audience = plain(about.get("audience"))
    quarter, reported = quarter_months(about.get("quarter")), day(about.get("reported"))
    standing = f"{status_word(about)}. {status_line(about)}".strip()
    lines = [
        (f"{plain(about.get('title'), 'Scrutiny')}: the tables of the page", True),
        (plain(about.get("partnership")), False),
        (plain(about.get("marking")), False),
        (standing, False),
        (f"{page.state}. {page.checked}" if page.state else "", False),
        *((notice, False) for notice in page.notices),
        ("What this is", True),
        (_ABOUT, False),
        (_HOW if every else "", False),
        (
            f"It holds {count(len(every), 'table')}." if every else "The page has no tables, so there are none here.",
            False,
        ),
        ("About the page", True),
        (f"For: {AUDIENCE_NAMES.get(audience, audience)}." if audience else "", False),
        (f"Quarter: {quarter}." if quarter else "", False),
        (f"Reported: {reported}." if reported else "", False),
        (plain(about.get("question")) and f"What was asked: {plain(about.get('question'))}", False),
    ]
    lines += [("Not confirmed", True), *((line, False) for line in page.unconfirmed)] if page.unconfirmed else []
    return [(words, heading) for words, heading in lines if words]


def contents_columns(every: Sequence[Listed]) -> list[Column]:
    """The list of contents: number, what the table shows, where on the page it stands."""
    return [
        Column("Table", tuple(one.sheet for one in every)),
        Column("What it shows", tuple(one.title for one in every)),
        Column("Section of the page", tuple(one.section for one in every)),
    ]


def notes_columns(tables: Tables) -> list[Column]:
    """What the shorthand means, then what each word for a share means where these readers are given words."""
    rows = [(symbol, sentence(meaning)) for symbol, meaning in SYMBOLS.items()]
    rows[[symbol for symbol, _ in rows].index(EMPTY)] = (
        EMPTY, "Not applicable: the page says nothing in this place, and nothing was hidden.",
    )  # fmt: skip
    for step in tables.about.get("words") or []:
        word, _, meaning = plain(step).partition(": ")
        rows.append((word, sentence(meaning or word)))
    return [Column("Sign or word", tuple(sign for sign, _ in rows)), Column("What it means", tuple(m for _, m in rows))]
