"""What happened for children: what was done with what they said, what was heard from whom, and who was not heard."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from ..terms import KINDS_OF_VOICE
from .answers import Row, everybody, named, rows_of
from .chain import chain_picture
from .kinds import by_kind
from .layout import fill, html_table
from .questions import answer_table, question_list
from .section import Section
from .text import opening, plain, whole, words_only

VOICES = {
    "told us": "What children told us",
    "recorded": "What workers wrote down",
    "parents and carers": "What parents and carers said",
}
"""Headings of the three kinds of voice. They are never added together."""

_COUNTED = ("chain.", "voice.", "eng.", "agree.")
_NOT_HEARD = "voice.none."


def show_children(tables: Tables) -> Section:
    """The chain from asking to telling, the three kinds of voice side by side, and who was asked and was not."""
    results = everybody(tables["results"])
    voice = results[results["lens"] == "voice"]
    chain = {plain(row["result_id"]): row for row in rows_of(named(voice, lambda result: result.startswith("chain.")))}
    asked = named(voice, lambda result: not result.startswith(_COUNTED))
    chosen = by_kind(asked).chosen
    others = asked[~asked["question"].isin([rows[0]["question"] for rows in chosen])]
    counted = any(whole(row["n"]) for rows in chosen for row in rows)
    drawn = chain_picture(list(chain.values()))
    shown_all = not words_only(tables.about)
    html = fill(
        "children",
        chain=drawn,
        whole=_shown(chain.get("chain.whole")),
        questions=question_list(others if drawn else asked),
        answers=answer_table(chosen) if drawn and counted else None,
        voices=[_voice(kind, tables["themes"], voice, shown_all) for kind in KINDS_OF_VOICE],
        unheard=[
            (plain(row["label"]), plain(row["shown"]))
            for row in rows_of(named(voice, lambda result: result.startswith(_NOT_HEARD)))
            if plain(row["shown"])
        ],
        engagement=_engagement(tables["engagement"]),
    )
    return Section("children", _heading(chain), str(html))


def _heading(chain: dict[str, Row]) -> str:
    """The two ends of the chain, when both can be said."""
    first, last = _shown(chain.get("chain.sought")), _shown(chain.get("chain.told"))
    if not first or not last or "[" in first + last:
        return "What happened for children"
    if plain(chain["chain.sought"]["unit"], "children") != "children":
        return f"In {first} somebody asked the child what life is like; in {last} the child heard what came of it"
    return f"Somebody asked {first} what life is like; {last} heard what came of it"


def _shown(row: Row | None) -> str:
    return plain(row["shown"]) if row else ""


def _voice(kind: str, themes: pd.DataFrame, voice: pd.DataFrame, shown_all: bool) -> dict[str, Any]:
    """One kind of voice: its themes in words or why there are none, and how many children each code was about."""
    ending = f".{kind.replace(' ', '_')}"
    coded = named(voice, lambda result: result.startswith("voice.") and result.endswith(ending))
    coded = named(coded, lambda result: not result.startswith(_NOT_HEARD))
    rows = [[plain(row["answer"]) or row["label"], row["shown"]] for row in rows_of(coded)]
    caption = f"{VOICES[kind]}, and how it was told"
    return {
        "heading": VOICES[kind],
        "themes": [
            (plain(row["theme"]), plain(row["weight"]))
            for row in rows_of(themes[themes["source"] == kind])
            if plain(row["theme"])
        ],
        "without": _without(bool(rows), shown_all),
        "table": html_table(caption, ["Subject", "Of those with any such passage"], rows) if rows else None,
    }


def _without(coded: bool, shown_all: bool) -> str:
    """Why a kind of voice has no theme on the page: kept from these readers, or truly not there."""
    if not shown_all:
        return "Not shown to these readers."
    if coded:
        return "No subject of its own was marked; how it was told stands in the table below."
    return "Nothing of theirs is on record for the children looked at."


def _engagement(engagement: pd.DataFrame) -> Markup | None:
    if engagement.empty:
        return None
    rows = [(opening(plain(row["group"])), row) for row in rows_of(engagement)]
    counts = [[group, row["asked"], row["took_part"], row["declined"], row["not_asked"]] for group, row in rows]
    words = [[group, row["how"], row["support"], row["why_not_asked"], row["told_result"]] for group, row in rows]
    return html_table(
        "Who was asked to take part", ["Group", "Asked", "Took part", "Declined", "Not asked"], counts, range(1, 5)
    ) + html_table(
        "How they were asked, and how they hear what came of it",
        ["Group", "How", "Support", "Why some were not asked", "Told the result"],
        words,
    )
