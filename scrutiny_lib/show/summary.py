"""The box at the top: what was asked, what was found, how sure, what is asked of whom, and what became of last time."""

from __future__ import annotations

import re
from typing import Any

from ..tables import Tables
from ..terms import AUDIENCE_NAMES
from .actions import QUARTERLY, earlier_in_a_line, overdue_in_short
from .answers import Row, rows_of
from .attention_words import attention_in_words
from .evidence import differs
from .for_others import for_others
from .front import MOST, front_findings, likely_of
from .indicator import indicators_of
from .layout import fill
from .points import Headline
from .section import Section
from .text import (
    day,
    number,
    plain,
    quarter_months,
    sentence,
    short_period,
    status_word,
    unconfirmed,
    whole,
)
from .training_short import courses_in_short
from .unconcluded import without_finding
from .unconfirmed_limits import unconfirmed_limits


def show_summary(tables: Tables) -> Section:
    """The first screen. Its heading is the title of the review; a page without findings says what it answers.

    Findings to improve come worst first, followed by one thing that works well.
    """
    about, (improve, works) = tables.about, front_findings(tables)
    asks = rows_of(tables["recommendations"])
    html = fill(
        "summary",
        kind=[part for part in _kind(about) if part],
        dates=[part for part in _dates(about) if part],
        status=status_word(about),
        status_line=status_line(about),
        asked=plain(about.get("question")),
        found=[_finding(tables, *one) for one in improve],
        works=[_finding(tables, *one) for one in works],
        unconcluded=without_finding(tables),
        sure=plain(about.get("how_sure")) or how_sure(about) or plain(about.get("how_chosen")),
        told=_in_short(tables),
        usable=for_others(tables),
        asks=[_ask(row) for row in asks[:MOST]],
        asks_note=_asks_note(asks),
        last_time=earlier_in_a_line(about),
    )
    return Section("summary", plain(about.get("title"), "Scrutiny"), str(html), tuple(unconfirmed(about)))


def _in_short(tables: Tables) -> list[str]:
    """What one of the quarter's own pages found, which nobody wrote: what to do about courses, which figures moved,
    which actions are overdue."""
    if plain(tables.about.get("kind")) != QUARTERLY:
        return []
    said = [*overdue_in_short(tables), *courses_in_short(rows_of(tables["training_points"]))]
    indicators = indicators_of(tables)
    return [*said, *(attention_in_words(tables, indicators, briefly=True) if indicators else [])]


def status_line(about: dict[str, Any]) -> str:
    """The sentence after the word Draft or Agreed, without saying that word again.

    >>> status_line({"status": "draft", "status_line": "Draft: no decision of the Board is recorded."})
    'No decision of the Board is recorded.'
    """
    line = plain(about.get("status_line"))
    if not line:
        return "The Board has not agreed this yet." if status_word(about) == "Draft" else ""
    return sentence(re.sub(r"^(draft|agreed)\b:?\s*", "", line, flags=re.IGNORECASE))


def how_sure(about: dict[str, Any], ranged: bool = True) -> str:
    """How many were looked at, how they were chosen, and what that can show; nothing when the number is not known.

    ``ranged`` says whether ranges stand on what this is printed on.

    >>> how_sure({"design": "close look", "children": 8})
    'We looked closely at eight children. This shows what happened to them, not how often it happens.'
    """
    looked_at, frame = whole(about.get("children")), whole(about.get("frame_size"))
    if not looked_at:
        return ""
    unit = plain(about.get("unit"), "children")
    if plain(about.get("design")) == "close look":
        closely = f"We looked closely at {number(looked_at)} {unit}."
        return f"{closely} This shows what happened to them, not how often it happens."
    if frame is None:
        return f"We looked at {number(looked_at)} {unit}."
    if not ranged:
        return f"We looked at {number(looked_at)} of {frame:,} {unit}, drawn by chance. {in_the_report(frame)}"
    return (
        f"We looked at {number(looked_at)} of {frame:,} {unit}, drawn by chance. This shows how often something is "
        f"likely to happen among all {frame:,}, within the ranges, where one can be given."
    )


def in_the_report(frame: int) -> str:
    """Where the ranges stand, for a paper that has none.

    >>> in_the_report(157)
    'The full report says how often something is likely among all 157, where that can be said.'
    """
    return f"The full report says how often something is likely among all {frame:,}, where that can be said."


def _kind(about: dict[str, Any]) -> list[str]:
    kind, audience = plain(about.get("kind")), plain(about.get("audience"))
    reader = AUDIENCE_NAMES.get(audience, audience)
    return [kind[:1].upper() + kind[1:], quarter_months(about.get("quarter")), f"For: {reader}" if reader else ""]


def _dates(about: dict[str, Any]) -> list[str]:
    practice = short_period(about.get("practice_from"), about.get("practice_to"))
    fieldwork = short_period(about.get("fieldwork_from"), about.get("fieldwork_to"))
    reported = day(about.get("reported"))
    return [
        f"Practice looked at {practice}" if practice else "",
        f"Fieldwork {fieldwork}" if fieldwork else "",
        f"Reported {reported}" if reported else "",
    ]


def _finding(tables: Tables, row: Row, number: Headline) -> dict[str, Any]:
    shown = "; ".join(part for part in (number.shown, likely_of(number, tables.about)) if part)
    more = ["The evidence differs."] if differs(tables, plain(row["finding_id"])) else []
    more += [f"{limit.words}: not confirmed." for limit in unconfirmed_limits(tables, row)]
    return {
        "anchor": f"finding-{plain(row['finding_id'])}",
        "title": plain(row["title"]) or plain(row["statement"]),
        "said": [*([f"{shown}." if more else shown] if shown else []), *more],
    }


def _ask(row: Row) -> dict[str, str]:
    return {"who": plain(row["who"]), "text": sentence(plain(row["text"])), "by_when": day(row["by_when"])}


def _asks_note(asks: list[Row]) -> str:
    agreed = sum(plain(row["status"]).startswith("agreed") for row in asks)
    more = _more(len(asks) - MOST)
    if agreed == len(asks):
        return "Agreed." + more
    return (
        "Proposed, not yet agreed." if not agreed else f"{number(agreed).capitalize()} agreed, the others proposed."
    ) + more


def _more(below: int) -> str:
    if below < 1:
        return ""
    rest = "recommendation stands" if below == 1 else "recommendations stand"
    return f" {number(below).capitalize()} more {rest} below."
