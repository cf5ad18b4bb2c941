"""The one-page briefing: seven short boxes that a team reads in seven minutes, from the same released findings.

So that it stays one sheet, the text is set smaller where there is more of it, and then shortened by printed rules:
findings lose their explanation before their title, lists their last lines. No sentence is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from ..tables import Tables
from .answers import Row, rows_of
from .children import theme_in_words, widely
from .evidence import differs
from .layout import TEMPLATES, fill
from .page import ELSEWHERE, Page
from .quotes import RELEASED, quote_block
from .section import Section
from .summary import how_sure, status_line
from .text import day, plain, sentence, short_period, status_word, unconfirmed
from .unconfirmed_limits import unconfirmed_limits

SIZES = ((43, 82), (47, 90), (51, 98), (55, 106))
"""For each size of text, the greater first: letters in a line of a column, and lines on the sheet."""
MOST_CHANGE = 6
"""Findings to improve that are named at most: as many as a person keeps in mind, and none of the usual four is lost."""
HEADING = 2.1
"""Lines that a heading takes with the space around it."""
DIFFERS = "The evidence differs."
WORRIED = "If you are worried about a child now, follow your agency’s procedure today. It does not wait for a meeting."
UNCONFIRMED = f"{ELSEWHERE}."
NO_GOOD_PRACTICE = "No finding of good practice was written."
NO_WORDS = "No words of children stand on the page this is made from."
ASK_YOURSELVES = "Think of the children you work with, and ask of them what we asked:"


class Line(NamedTuple):
    """A line of a box: what it begins with in bold, its text, and whether it is an item of a list."""

    first: str
    text: str
    item: bool = True


@dataclass(frozen=True)
class Box:
    """One of the seven: its heading, its lines, and quotations beneath them."""

    heading: str
    lines: tuple[Line, ...]
    quotes: str = ""
    quoted: tuple[str, ...] = ()


class Room(NamedTuple):
    """How much may stand in the boxes: explained findings, quotations, things to do, questions."""

    explained: int
    quotes: int
    doing: int
    questions: int


ROOMS = tuple(
    Room(explained, quotes, doing, questions)
    for explained, quotes, doing, questions in (
        (4, 2, 4, 4), (4, 2, 3, 3), (4, 1, 3, 3), (3, 1, 3, 2), (2, 1, 3, 2), (1, 1, 2, 2), (0, 1, 2, 2), (0, 0, 2, 1),
    )
)  # fmt: skip
"""From the most to the least: the first that fits the sheet is taken, and the last if none does."""


def make_briefing(sections: Sequence[Section], tables: Tables) -> str:
    """The briefing as one HTML page, the same for the same page.

    Parameters
    ----------
    sections : sequence of Section
        Of the page it goes with.
    tables : Tables
        What these readers may see: findings, what is to do, recommendations, lines of enquiry, themes, quotations.
    """
    boxes, size = _fitted(tables)
    page = Page(tables.about, list(sections))
    about = tables.about
    return str(
        fill(
            "briefing",
            page=page,
            css=Markup((TEMPLATES / "briefing.css").read_text(encoding="utf-8") + page.house.css),
            size=size + 1,
            status=status_word(about),
            status_line=status_line(about),
            boxes=boxes,
            worried=WORRIED,
            unconfirmed=UNCONFIRMED,
        )
    )


def boxes_of(tables: Tables, room: Room) -> list[Box]:
    """The seven boxes, with no more in them than there is room for."""
    about = tables.about
    findings = rows_of(tables["findings"].sort_values("rank", kind="stable"))
    works = [row for row in findings if plain(row["kind"]) == "good practice"][:2]
    change = [row for row in findings if plain(row["kind"]) != "good practice"][:MOST_CHANGE]
    why, asked = sentence(plain(about.get("why"))), plain(about.get("question"))
    quotes = tables["quotes"]
    quotes = quotes[(quotes["state"] == RELEASED) & (quotes["kind"] == "told us")][: room.quotes]
    heard = _heard(rows_of(tables["themes"].query("source == 'told us'")))
    return [
        Box("Why this matters", _said(why or asked)),
        Box("What we looked at", _said(asked if why else "", _practice(about), _sure(about))),
        Box("What works", tuple(_told(tables, works, room.explained)) or _said(NO_GOOD_PRACTICE)),
        Box("What needs to change", tuple(_told(tables, change, room.explained))),
        Box(
            "What children told us",
            _said(f"They spoke of: {'; '.join(heard[:5])}." if heard else "" if len(quotes) else NO_WORDS),
            quote_block(quotes),
            tuple(plain(words) for words in quotes["words"]),
        ),
        Box(*_doing(tables, room.doing)),
        Box("Questions for your team", _questions(tables, room.questions)),
    ]


def _heard(themes: list[Row]) -> list[str]:
    """What children spoke of, most widely said first; what one child alone said is left out where others said more."""
    ordered = sorted(themes, key=lambda row: widely(plain(row["weight"])))
    several = [row for row in ordered if not re.match(r"1\b", plain(row["weight"]))]
    return list(dict.fromkeys(theme_in_words(row) for row in several or ordered))


def _fitted(tables: Tables) -> tuple[list[Box], int]:
    """The boxes and the size of their text, as much and as great as one sheet takes."""
    for room in ROOMS:
        boxes = boxes_of(tables, room)
        for size, (across, lines) in enumerate(SIZES):
            if _lines(boxes, across) + _lines_of_notices(tables, across) <= lines:
                return boxes, size
    return boxes_of(tables, ROOMS[-1]), len(SIZES) - 1


def _lines(boxes: Sequence[Box], across: int) -> float:
    texts = [f"{line.first} {line.text}" for box in boxes for line in box.lines]
    quoted = [words for box in boxes for words in box.quoted]
    return (
        HEADING * len(boxes)
        + sum(-(-len(text) // across) + 0.35 for text in texts)
        + sum(-(-len(words) // (across - 4)) + 1.5 for words in quoted)
        + -(-len(WORRIED) // across)
    )


def _lines_of_notices(tables: Tables, across: int) -> float:
    """What stands across both columns takes the room of two lines for each of its own."""
    return 2 * -(-len(UNCONFIRMED) // (2 * across)) if unconfirmed(tables.about) else 0


def _said(*sentences: str) -> tuple[Line, ...]:
    return tuple(Line("", text, False) for text in sentences if text)


def _told(tables: Tables, findings: Sequence[Row], explained: int) -> Iterator[Line]:
    for place, row in enumerate(findings):
        title, statement = plain(row["title"]), sentence(plain(row["statement"]))
        more = [statement if title and place < explained else ""]
        more += [limit.briefly for limit in unconfirmed_limits(tables, row)]
        more.append(DIFFERS if differs(tables, plain(row["finding_id"])) else "")
        yield Line(sentence(title or statement), " ".join(filter(None, more)))


def _practice(about: Mapping[str, Any]) -> str:
    practice = short_period(about.get("practice_from"), about.get("practice_to"))
    return f"Practice in {practice}." if practice else ""


def _sure(about: Mapping[str, Any]) -> str:
    """How sure, without promising ranges: the briefing has none."""
    briefly = plain(about.get("how_sure_briefly")) or plain(about.get("how_sure"))
    return briefly or how_sure(dict(about), ranged=False) or plain(about.get("how_chosen_briefly"))


def _doing(tables: Tables, most: int) -> tuple[str, tuple[Line, ...]]:
    """What a person wrote for those who work with children; where nobody did, what is asked of agencies."""
    written = _written(tables, "on monday")[:most]
    if written:
        return "What to do", tuple(Line("", text) for text in written)
    asked = rows_of(tables["recommendations"])
    agreed = asked and all(plain(row["status"]).startswith("agreed") for row in asked)
    lines = tuple(Line(f"{plain(row['who'])}:" if plain(row["who"]) else "", _ask(row)) for row in asked[:most])
    heading = "What agencies will do" if agreed else "Proposed recommendations"
    return heading, lines or _said("No recommendation was written.")


def _ask(row: Row) -> str:
    by_when = day(row["by_when"])
    return sentence(plain(row["text"])) + (f" By {by_when}." if by_when else "")


def _questions(tables: Tables, most: int) -> tuple[Line, ...]:
    """What a person wrote to ask in a team; where nobody did, the lines of enquiry."""
    written = _written(tables, "for the team")[:most]
    if written:
        return tuple(Line("", text) for text in written)
    asked = [plain(row["question"]) for row in rows_of(tables["lines"])][:most]
    return (*_said(ASK_YOURSELVES), *(Line("", text) for text in asked)) if asked else _said("None was written.")


def _written(tables: Tables, kind: str) -> list[str]:
    rows = tables["to_do"]
    order = [plain(name) for name in tables["findings"].sort_values("rank", kind="stable")["finding_id"]]
    mine = [row for row in rows_of(rows[rows["kind"] == kind]) if plain(row["finding_id"]) in order]
    return [sentence(plain(row["text"])) for row in sorted(mine, key=lambda row: order.index(plain(row["finding_id"])))]
