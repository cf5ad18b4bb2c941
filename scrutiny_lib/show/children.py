"""What happened for children: their words first; then what became of what they said, and who was not heard."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ..release.mask_voice import IN_WORDS_NOT_TOLD, SAID_AND_NOT_TOLD
from ..tables import Tables
from ..terms import KINDS_OF_VOICE
from .answers import Row, everybody, named, rows_of
from .chain import by_agency, chain_picture, chain_table, drawn_with, where_it_breaks
from .heard import told_what_came_of_it, who_was_asked, who_was_heard
from .kinds import by_kind
from .layout import fill
from .questions import answer_table, question_list
from .quotes import quotes_of
from .section import Section
from .text import opening, plain, whole, words_only

VOICES = {
    "told us": "What children told us",
    "recorded": "What workers wrote down",
    "parents and carers": "What parents and carers said",
}
"""Headings of the three kinds of voice. They are never added together."""

SUBJECTS = {
    "told us": "What they spoke of",
    "recorded": "What it was about",
    "parents and carers": "What they spoke of",
}
"""What stands before the subjects of each kind of voice."""

WIDELY = ("nearly all or all", "most", "more than half", "about half", "some", "a few")
"""Words for how widely something was said, widest first."""

COUNTED = ("chain.", "voice.", "eng.", "agree.")
"""Results of the lens that are no answers to a question of the audit."""


def show_children(tables: Tables) -> Section:
    """Signed words of children and families, what was heard from each, the chain from asking to telling, and who was
    asked, took part, and was not heard. How often each thing was said stands in :func:`show_voices`."""
    results = everybody(tables["results"])
    voice = results[results["lens"] == "voice"]
    chain = {plain(row["result_id"]): row for row in rows_of(named(voice, lambda result: result.startswith("chain.")))}
    asked = named(voice, lambda result: not result.startswith(COUNTED))
    chosen = by_kind(asked).chosen
    others = asked[~asked["question"].isin([rows[0]["question"] for rows in chosen])]
    counted = any(whole(row["n"]) for rows in chosen for row in rows)
    drawn = chain_picture(list(chain.values()))
    steps = rows_of(tables["chain_steps"])
    finding = drawn_with(rows_of(tables["findings"].sort_values("rank", kind="stable")), list(chain.values()))
    html = fill(
        "children",
        voices=[_voice(kind, tables) for kind in KINDS_OF_VOICE],
        quoted=bool(quotes_of(tables)),
        chain=drawn if finding is None or drawn is None else chain_table(list(chain.values())),
        finding=finding,
        whole="" if "[" in _shown(chain.get("chain.whole")) else _shown(chain.get("chain.whole")),
        breaks=where_it_breaks(steps),
        by_agency=by_agency(steps),
        questions=question_list(others if drawn else asked),
        answers=answer_table(chosen) if drawn and counted else None,
        unheard=_unheard(voice),
        heard=who_was_heard(tables["silence"], plain(tables.about.get("unit"), "children")),
        engagement=who_was_asked(tables["engagement"], tables["engagement_how"]),
        told=told_what_came_of_it(tables["engagement"], tables["engagement_how"]),
        words_only=words_only(tables.about) and IN_WORDS_NOT_TOLD["engagement"] in _withheld(tables),
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


def _voice(kind: str, tables: Tables) -> dict[str, Any]:
    """One kind of voice: its signed words, and its themes in words or why there are none.

    Words chosen for a finding stand there, and here only where there are no others.
    """
    themes, codes = tables["themes"], rows_of(tables["voice_codes"][tables["voice_codes"]["kind"] == kind])
    every, own = quotes_of(tables, kind=kind), quotes_of(tables, kind=kind, finding="")
    return {
        "heading": VOICES[kind],
        "quotes": own or every,
        "more": bool(own) and own != every,
        "about": SUBJECTS[kind],
        "themes": _themes(rows_of(themes[themes["source"] == kind])),
        "without": _without(codes, words_only(tables.about) and (bool(codes) or _kept_back(tables))),
    }


def _withheld(tables: Tables) -> set[str]:
    return {plain(what) for what in tables["withheld"]["what"]}


def _kept_back(tables: Tables) -> bool:
    """Whether anything that was said is kept from these readers; nothing is where nobody was heard."""
    return not _withheld(tables).isdisjoint(SAID_AND_NOT_TOLD)


def _themes(rows: list[Row]) -> list[tuple[str, str]]:
    """How widely something was said, widest first, and everything that was said so widely.

    Where a count stands for several things, it stands for each of them.
    """
    names: dict[str, list[str]] = {}
    for row in rows:
        if plain(row["theme"]):
            names.setdefault(plain(row["weight"]), []).append(theme_in_words(row))
    told = [
        (f"each by {weight}" if weight[:1].isdigit() and len(said) > 1 else weight, "; ".join(said))
        for weight, said in sorted(names.items(), key=lambda pair: widely(pair[0]))
    ]
    return [(opening(weight), said) for weight, said in told]


def theme_in_words(row: Row) -> str:
    """A theme with what the codebook means by it, where it says so.

    >>> theme_in_words({"theme": "Same worker", "meaning": "What steady or changing workers mean."})
    'Same worker (what steady or changing workers mean)'
    """
    name, meaning = plain(row["theme"]).rstrip("."), plain(row["meaning"]).rstrip(".")
    return f"{name} ({meaning[:1].lower()}{meaning[1:]})" if meaning else name


def widely(weight: str) -> tuple[bool, int, int]:
    """Where a weight stands: words before counts, the wider first.

    >>> sorted(["3 of 14", "a few", "most"], key=widely)
    ['most', 'a few', '3 of 14']
    """
    count = re.match(r"\d+", weight)
    place = next((at for at, word in enumerate(WIDELY) if weight.endswith(word)), len(WIDELY))
    return (count is not None, place, -int(count[0]) if count else 0)


def _without(codes: list[Row], kept_back: bool) -> str:
    """Why a kind of voice has no theme on the page: kept from these readers, not agreed on, or truly not there."""
    if kept_back:
        return "What they spoke of is not shown here, so that nobody can be recognised."
    if any(plain(row["layer"]) == "content" for row in codes):
        return "On what it was about, the two people who read it agreed too little to report it."
    if codes:
        return "No subject of its own was marked; how it was told stands further down."
    return "Nothing of theirs is on record for the children looked at."


def _unheard(voice: pd.DataFrame) -> list[tuple[str, str]]:
    """Where no counts may be drawn: who was not heard, as it is said in words."""
    rows = rows_of(named(voice, lambda result: result.startswith("voice.none.")))
    return [(plain(row["label"]), plain(row["shown"])) for row in rows if plain(row["shown"])]
