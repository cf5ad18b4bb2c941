"""The page for people who work with children: two sides of paper, good practice first, then what to do about it.

It holds the same released findings as every other page, in the words written for readers outside the partnership. So
that it stays two sides, long lists are cut by printed rules: the further findings are named by their titles alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd

from ..tables import Tables
from ..terms import PRACTITIONERS_VOICE
from .answers import Row, everybody, rows_of
from .children import theme_in_words
from .layout import fill
from .quotes import RELEASED, quote_block
from .section import Section
from .summary import how_sure, status_line
from .text import day, number, plain, quarter_months, sentence, status_word, true
from .unconfirmed_limits import unconfirmed_limits

LINES = 52
"""Lines of text on the first side, below what stands at its top."""
ACROSS, HALF_ACROSS = 104, 48
"""Letters in a line of the whole width, and in one of the two columns; a little fewer than there are."""
HEADING = 2.2
"""Lines that a heading takes with the space around it."""
ROOM_FOR_WORKS, ROOM_FOR_QUOTES, ROOM_FOR_DOING, ROOM_FOR_TEAM, ROOM_FOR_AGREED, ROOM_FOR_RAISED = (
    650, 360, 800, 600, 560, 300,
)  # fmt: skip
"""Letters that what stands under a heading may have together; the rest is named by its title, counted, or left to the
full report."""
MOST_WORKS, MOST_SUBJECTS, MOST_QUOTES = 3, 6, 4
"""How many things that work, subjects and quotations stand there at most."""
FEW_QUESTIONS = 3
"""With fewer questions written than this, the lines of enquiry are asked as well."""
OFTEN = ("nearly all or all of", "most of")
"""How a share in words begins that is well above half, the greater first."""

_SIDE = '<div class="side">'
_ROOMY, _PART = 3200, 45
"""Letters of a side that fill about two thirds of a sheet, and for how many of them a part counts."""
_TAG, _PARTS = re.compile(r"<[^>]*>"), re.compile(r"<(?:li|p|h[23])\b")


def show_for_practitioners(tables: Tables) -> Section:
    """Both sides as one section: what works, what children told us, what needs to change; then what to do on Monday,
    questions for a team meeting, what colleagues said, and what was agreed.

    What to do and what to ask are a person's words (``on_monday`` and ``for_the_team`` of a finding). Where none are
    written the page says so, and asks the lines of enquiry. Only released quotations are drawn.
    """
    about, findings = tables.about, rows_of(tables["findings"].sort_values("rank", kind="stable"))
    good = [_finding(tables, row) for row in findings if plain(row["kind"]) == "good practice"]
    change = [_finding(tables, row) for row in findings if plain(row["kind"]) != "good practice"]
    works = _cut(good, _fitting([one.title + one.statement for one in good], ROOM_FOR_WORKS))
    often = _done_often(tables)[: max(0, MOST_WORKS - len(works.full))]
    helps, heard, said = _raised(tables, "what works"), _heard(tables), _quotes(tables)
    over = [
        *(f"{one.title} {one.statement}" for one in works.full),
        *(line for line in (plain(about.get("question")), "; ".join(helps), "; ".join(heard)) if line),
        *(f"{label} {shown}" for label, shown in often),
        *(one.title for one in works.named),
    ]
    used = sum(_lines(text, ACROSS) + 0.3 for text in over) + HEADING * (3 if heard or len(said) else 2)
    used += sum(_lines(plain(words), HALF_ACROSS) + 1.4 for words in said["words"]) / 2
    asked = rows_of(tables["recommendations"])
    agreed = asked[: _fitting([plain(row["who"]) + plain(row["text"]) for row in asked], ROOM_FOR_AGREED)]
    html = fill(
        "two_sides",
        standing=_standing(about),
        status=status_word(about),
        status_line=status_line(about),
        question=plain(about.get("question")),
        works=works,
        often=often,
        helps=helps,
        heard=heard,
        quotes=quote_block(said),
        change=_cut(change, _in_columns(change, LINES - used)),
        doing=_to_do(tables, "on monday", ROOM_FOR_DOING),
        team=_to_do(tables, "for the team", ROOM_FOR_TEAM),
        lines=[plain(line["question"]) for line in rows_of(tables["lines"])],
        few=FEW_QUESTIONS,
        hinders=_raised(tables, "barrier"),
        wanted=_raised(tables, "what would help"),
        agreed=[_ask(row) for row in agreed],
        agreed_heading=_agreed_heading(asked),
        more=_more(len(asked) - len(agreed)),
        sure=plain(about.get("how_sure_in_words")) or how_sure(about),
        partnership=plain(about.get("partnership")),
        contact=", ".join(part for part in (plain(about.get("contact")), plain(about.get("partnership"))) if part),
        title=plain(about.get("title"), "Scrutiny"),
        quarter=plain(about.get("quarter")),
    )
    made = str(html)
    sides = made.replace(_SIDE, '<div class="side roomy">') if has_room(made) else made
    return Section("summary", plain(about.get("title"), "Scrutiny"), sides)


def has_room(html: str) -> bool:
    """Whether both sides are short enough to be set in larger type: by their letters, and a share for each part.

    >>> has_room('<div class="side"><p>Short.</p></div>'), has_room('<div class="side">' + "<p>Long.</p>" * 90)
    (True, False)
    """
    sides = html.split(_SIDE)[1:]
    return all(len(_TAG.sub("", side)) + _PART * len(_PARTS.findall(side)) <= _ROOMY for side in sides)


def _standing(about: dict[str, Any]) -> list[str]:
    kind = plain(about.get("kind"))
    parts = [kind[:1].upper() + kind[1:], quarter_months(about.get("quarter"))]
    return [*(part for part in parts if part), "Two sides for people who work with children and families"]


class _Told(NamedTuple):
    """One finding in the words of this page."""

    title: str
    statement: str


class _Cut(NamedTuple):
    """Findings told in full, and those for which there is only room to name them."""

    full: list[_Told]
    named: list[_Told]


def _finding(tables: Tables, row: Row) -> _Told:
    said = [sentence(plain(row["statement"])), *(limit.briefly for limit in unconfirmed_limits(tables, row))]
    return _Told(plain(row["title"]) or plain(row["statement"]), " ".join(said))


def _cut(findings: list[_Told], many: int) -> _Cut:
    return _Cut(findings[:many], findings[many:])


def _lines(text: str, across: int) -> int:
    """How many lines a text takes, about; never fewer than it does.

    >>> _lines("x" * 100, 48)
    3
    """
    return max(1, -(-len(text) // across))


def _fitting(texts: Sequence[str], room: int) -> int:
    """How many texts, from the first, have no more letters together than there is room for; one at least.

    >>> _fitting(["aaaa", "bb", "c"], 6), _fitting(["aaaa"], 2), _fitting([], 2)
    (2, 1, 0)
    """
    many = sum(total <= room for total in accumulate(map(len, texts)))
    return max(many, min(1, len(texts)))


def _in_columns(findings: list[_Told], lines: float) -> int:
    """How many findings can be told in full in two columns, so that the others can still be named below."""
    for many in range(len(findings), 0, -1):
        told = sum(_lines(o.title, 42) + _lines(o.statement, HALF_ACROSS) + 0.4 for o in findings[:many]) / 2
        rest = findings[many:]
        named = (1.3 + sum(_lines(one.title, HALF_ACROSS) + 0.2 for one in rest) / 2) if rest else 0
        if told + named + 1.5 <= lines:
            return many
    return 0


def _done_often(tables: Tables) -> list[tuple[str, str]]:
    """Questions about those looked at that were answered well for most of them, the most often first."""
    found = [
        (place, plain(row["label"]), plain(row["shown"]))
        for row in rows_of(everybody(tables["results"]))
        if true(row["good"]) and not plain(row["result_id"]).startswith("frame.")
        for place, words in enumerate(OFTEN)
        if plain(row["shown"]).startswith(words)
    ]
    return [(label, shown) for _, label, shown in sorted(found, key=lambda one: one[0])]


def _raised(tables: Tables, kind: str) -> list[str]:
    """What practitioners raised, in short."""
    themes = tables["themes"]
    rows = themes[(themes["source"] == PRACTITIONERS_VOICE) & (themes["kind"] == kind)]
    said = [plain(theme) for theme in rows["theme"]]
    return said[: _fitting(said, ROOM_FOR_RAISED)]


def _heard(tables: Tables) -> list[str]:
    """What children spoke of when they told us themselves."""
    themes = tables["themes"]
    return [theme_in_words(row) for row in rows_of(themes[themes["source"] == "told us"])][:MOST_SUBJECTS]


def _quotes(tables: Tables) -> pd.DataFrame:
    """Released words of children who told us themselves, in the order chosen, while there is room."""
    rows = tables["quotes"]
    rows = rows[(rows["state"] == RELEASED) & (rows["kind"] == "told us")]
    return rows[: min(MOST_QUOTES, _fitting([plain(words) for words in rows["words"]], ROOM_FOR_QUOTES))]


def _to_do(tables: Tables, kind: str, room: int) -> list[str]:
    """What a person wrote for practitioners, by finding, while there is room."""
    rows = tables["to_do"]
    order = list(tables["findings"].sort_values("rank", kind="stable")["finding_id"])
    mine = [row for row in rows_of(rows[rows["kind"] == kind]) if row["finding_id"] in order]
    said = [sentence(plain(row["text"])) for row in sorted(mine, key=lambda row: order.index(row["finding_id"]))]
    return said[: _fitting(said, room)]


def _ask(row: Row) -> dict[str, str]:
    return {"who": plain(row["who"]), "text": sentence(plain(row["text"])), "by_when": day(row["by_when"])}


def _agreed_heading(asked: Sequence[Row]) -> str:
    agreed = bool(asked) and all(plain(row["status"]).startswith("agreed") for row in asked)
    return "What agencies have agreed to do" if agreed else "Proposed recommendations, not all agreed yet"


def _more(left: int) -> str:
    if left < 1:
        return ""
    return f"{number(left).capitalize()} more {'stands' if left == 1 else 'stand'} in the full report."
