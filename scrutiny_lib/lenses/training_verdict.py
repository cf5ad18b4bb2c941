"""What one course's evaluation says to do: repeat it, change it, stop it, or that this cannot be told. By rule.

A rule looks at the likely range of people's own changes, at chance among all comparisons made, at who answered again,
and at what was found three months later; never at a mean alone. The rule that spoke is part of what is said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.training_base import Base
from scrutiny_lib.lenses.training_change import CHANCE, FEWEST_PAIRS, digits_of, signed
from scrutiny_lib.lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED
from scrutiny_lib.terms import WHO_ANSWERED

WORTHWHILE = 1 / 8
"""A change worth having, as a part of the scale: half a point from 1 to 5."""
ROSE, FELL, FLAT, UNCLEAR, FEW, NOT_ASKED = "rose", "fell", "flat", "unclear", "few", "not asked"

RULES = {
    "lasted": "repeat what people still score higher in after three months, by more than chance would do",
    "rose": "repeat what people score higher in by more than chance would do, and ask them again after three months",
    "faded": "change what people had learned by the end of a course and lost again, by more than chance would do",
    "part": "change the part that did not move, or did not last, while the rest of the course did",
    "flat": "stop what moves people by half a point at best on a scale from 1 to 5, or as little on another",
    "asked": "change, and do not stop, what moves people little or the wrong way where a review asked for it",
    "top": "where people begin within half a point of the top of a scale from 1 to 5, change whom a course is for",
    "fell": "stop what people score lower in afterwards, by more than chance would do and by more than a little",
    "left": "say nothing where fewer than half of those who began answered again and the others could turn it round; "
    "stop nothing where fewer than half of those who came, or were asked, answered both times",
    "unclear": "say nothing where the likely range holds both no change and one worth having",
    "few": "say nothing where five people or fewer answered both times",
    "remembered": "say nothing from what people only remember of before",
    "both": "say nothing where what people say at one time and another, what they and others see, or what they say and "
    "what a monthly figure does point different ways",
    "nobody": "say nothing where nobody was asked both before and after",
}
"""The rules by name, each as it stands on the page."""

_WHEN = {AFTER: "at the end of the course", LATER: "three months on"}
_THAN = {BEFORE: "before it", REMEMBERED: "what they remember of before", AFTER: "at its end"}
BETTER, WORSE, MOVED = "better", "worse", "moved"
"""Which way a monthly figure stepped with a course; the last where neither of its directions is the good one."""


@dataclass(frozen=True)
class Verdict:
    """One point: its kind (terms.KINDS_OF_TRAINING_POINT), what to do, and why with the rule."""

    kind: str
    sentence: str
    why: str


def state_of(row: Mapping[Any, Any] | None) -> str:
    """What one row of ``training_change`` lets anybody say.

    >>> row = {"pairs": 20, "change": 1.0, "lower": 0.5, "upper": 1.5, "adjusted": 0.01, "low": 1, "high": 5}
    >>> state_of(row), state_of({**row, "pairs": 4}), state_of({**row, "adjusted": 0.2}), state_of(None)
    ('rose', 'few', 'unclear', 'not asked')
    >>> state_of({**row, "change": 0.1, "lower": 0.0, "upper": 0.4})
    'flat'
    >>> fell = {**row, "change": -0.5, "lower": -1.0, "upper": -0.1}
    >>> state_of(fell), state_of({**fell, "change": -0.1, "lower": -0.2})
    ('fell', 'flat')
    """
    if row is None:
        return NOT_ASKED
    if row["pairs"] < FEWEST_PAIRS or math.isnan(row["lower"]) or math.isnan(row["upper"]):
        return FEW
    enough = WORTHWHILE * (row["high"] - row["low"])
    beyond_chance = row["adjusted"] < CHANCE
    if row["upper"] <= enough and row["change"] < enough:
        return FELL if beyond_chance and row["change"] < 0 and row["lower"] < -enough else FLAT
    return ROSE if beyond_chance and row["change"] > 0 else UNCLEAR


def verdict_on(
    change: pd.DataFrame, response: pd.DataFrame, asked_for: bool, figure: str = "", came: float = 0
) -> Verdict:
    """What to do about one course.

    Parameters
    ----------
    change, response : DataFrame
        The rows of ``training_change`` and ``training_response`` of this course.
    asked_for : bool
        Whether a review asked for the course.
    figure : str
        :data:`BETTER`, :data:`WORSE` or :data:`MOVED` where a monthly figure stepped so with the course by both tests;
        else ``""``.
    came : float
        How many people came to it, 0 where that is not known.

    Returns
    -------
    Verdict
    """
    rows = _together(change)
    at_end, later = rows.get(("learning", "person", BEFORE, AFTER)), rows.get(("learning", "person", BEFORE, LATER))
    ended, lasted = state_of(at_end), state_of(later)
    since = rows.get(("learning", "person", AFTER, LATER))
    faded = state_of(since)
    by = {who: _practice(rows, who) for who in WHO_ANSWERED}
    base = Base(response, came)
    if {ended, lasted} == {ROSE, FELL} and lasted == ROSE:
        words = "Look again before deciding: people scored themselves lower at its end and higher three months on."
        return _point("cannot tell", words, "both", at_end, later)
    if FELL in (ended, lasted):
        worse = [row for row, state in ((later, lasted), (at_end, ended)) if row is not None and state == FELL]
        return _on_fall(worse, base, asked_for, ROSE in by.values() or figure == BETTER)
    if ROSE in (ended, lasted) and (FELL in by.values() or figure == WORSE):
        words = "Look again before repeating it: people say they learned, and what is said of their work got worse."
        if figure == WORSE:
            words = "Look again before repeating it: people say they learned, and the monthly figure it was to help "
            words += "got worse, perhaps for another reason."
        return _point("cannot tell", words, "both", later if lasted == ROSE else at_end)
    if lasted == ROSE and base.held(later):
        less = ", though less of it" if faded == FELL and ended == ROSE else ""
        said = f"what people learned was still there after three months{less}"
        if ended != ROSE:
            said = "people scored themselves higher three months on"
        words = f"Repeat it: {said}{_in_practice(by)}.{base.few(later)}"
        return _point("repeat", words, "lasted", later)
    lost = since if faded == FELL else later if lasted == FLAT else None
    if ended == ROSE and lost is not None and base.most(lost):
        words = "Keep the day and add something after it: what people had learned by the end did not last."
        return _point("change", words + base.few(lost), "faded", at_end, lost)
    if ended == ROSE:
        if not base.held(at_end):
            return _left("those who answered learned something", at_end)
        more = "ask more people after three months" if lasted != NOT_ASKED else "ask again after three months"
        words = f"Repeat it for now, and {more}: whether it lasts cannot be told yet."
        return _point("repeat", words + base.few(at_end), "rose", at_end, later)
    if lasted == ROSE:
        return _left("those who answered learned something", later)
    return _without_a_rise(rows, ended, lasted, base, asked_for, ROSE in by.values() or figure in (BETTER, MOVED))


def _on_fall(fallen: Sequence[Mapping[Any, Any]], base: Base, asked_for: bool, seen: bool) -> Verdict:
    """What to do where people scored themselves lower by more than chance would do: three months on, at the end."""
    row = next((row for row in fallen if base.everybody(row)), fallen[0])
    if seen:
        words = "Look again before deciding: people scored themselves lower, and yet something else got better."
        return _point("cannot tell", words, "both", row)
    if not base.everybody(row):
        return _left("those who answered scored themselves lower", row)
    if asked_for:
        words = "Change what it teaches, or how: a review asked for it, and people scored themselves lower afterwards."
        return _point("change", words, "asked", row)
    words = "Stop it as it is, and ask those who came why: afterwards people scored themselves lower."
    return _point("stop", words, "fell", row)


def _practice(rows: Mapping[tuple[str, str, str, str], Mapping[Any, Any]], who: str) -> str:
    """What one side says of what people do: three months on where that was asked, else at the end of the course."""
    later = state_of(rows.get(("behaviour", who, BEFORE, LATER)))
    return later if later != NOT_ASKED else state_of(rows.get(("behaviour", who, BEFORE, AFTER)))


def _in_practice(by: Mapping[str, str]) -> str:
    """What is known of practice beside what was learned, as the end of a sentence."""
    themselves, managers = (by[who] for who in WHO_ANSWERED)
    if managers == ROSE:
        return ", and line managers see it in what people do"
    if themselves == ROSE:
        return ", and people say they do it; that their line managers see it is not shown"
    if themselves in (FLAT, FELL) or managers in (FLAT, FELL):
        return "; what they do has not moved with it, so add practice at work"
    return "; whether practice changed is not known"


def _without_a_rise(
    rows: Mapping[tuple[str, str, str, str], Mapping[Any, Any]],
    ended: str,
    lasted: str,
    base: Base,
    asked_for: bool,
    seen: bool,
) -> Verdict:
    at_end, later = rows.get(("learning", "person", BEFORE, AFTER)), rows.get(("learning", "person", BEFORE, LATER))
    if FLAT in (ended, lasted) and UNCLEAR not in (ended, lasted):
        if seen:
            words = "Look again before deciding: people say they learned little, and yet something else moved."
            return _point("cannot tell", words, "both", at_end, later)
        first = at_end if ended == FLAT else later
        if first is None or not base.everybody(first):
            return _left("those who answered moved little", first)
        if near_top(first):
            words = "Offer it to other people: those who came scored themselves near the top before it."
            return _point("change", words, "top", first)
        if asked_for:
            words = "Change what it teaches, or how: a review asked for it, and those who came did not move."
            return _point("change", words, "asked", at_end, later)
        words = "Stop it as it is, or say what else it is for: those who came did not move by enough to matter."
        return _point("stop", words, "flat", at_end, later)
    if UNCLEAR in (ended, lasted):
        words = "It may or may not have worked: ask everybody both times at the next run, and then decide."
        return _point("cannot tell", words, "unclear", at_end, later)
    remembered = [row for key, row in rows.items() if key[2] == REMEMBERED]
    if remembered and at_end is None and later is None:
        words = "Ask before the course as well: what people remember of before flatters a course."
        return _point("cannot tell", words, "remembered", *remembered)
    if at_end is not None or later is not None:
        words = "Too few answered both times: keep time for the form on the day, and ask for the same code again."
        return _point("cannot tell", words, "few", at_end, later)
    return _point("cannot tell", "Ask people before and after: nobody can say what this course changed.", "nobody")


def parts_to_change(change: pd.DataFrame) -> list[Verdict]:
    """Questions of one course that did not move, or did not last, where the course as a whole did.

    A question in which people began near the top is none of them: it could not move. The
    comparison is that with three months where the course as a whole lasted, else that with its end.
    """
    rows = _together(change)
    found = []
    for wave in (LATER, AFTER):
        if state_of(rows.get(("learning", "person", BEFORE, wave))) != ROSE:
            continue
        mine = change[(change["level"] == "learning") & (change["who"] == "person") & (change["wave_from"] == BEFORE)]
        single = mine[mine["question"] != ALL_QUESTIONS]
        for _, of_one in single.groupby("question", sort=False):
            states = {row["wave_to"]: (state_of(row), row) for row in of_one.to_dict("records")}
            state, row = states.get(wave, (NOT_ASKED, None))
            if row is not None and state in (FLAT, FELL) and not (state == FLAT and near_top(row)):
                learned = wave == LATER and states.get(AFTER, (NOT_ASKED, None))[0] == ROSE
                still = "people scored themselves lower in it." if state == FELL else "it did not move, the rest did."
                said = "it was learned and did not last." if learned else still
                words = f"Change the part about “{row['label']}”: {said}"
                found.append(_point("change", words, "part", row))
        break
    return found


def near_top(row: Mapping[Any, Any]) -> bool:
    """Whether people began so near the top of the scale that they had no room to move by enough to matter."""
    return bool(row["before"] >= row["high"] - WORTHWHILE * (row["high"] - row["low"]))


def _together(change: pd.DataFrame) -> dict[tuple[str, str, str, str], Mapping[Any, Any]]:
    """The rows of all questions together by level, who answered, and the two waves."""
    rows = change[change["question"] == ALL_QUESTIONS].to_dict("records")
    return {(row["level"], row["who"], row["wave_from"], row["wave_to"]): row for row in rows}


def _left(found: str, row: Mapping[Any, Any] | None) -> Verdict:
    words = f"Ask the others again before deciding: {found}, but most of the others are missing."
    return _point("cannot tell", words, "left", row)


def _point(kind: str, words: str, rule: str, *rows: Mapping[Any, Any] | None) -> Verdict:
    """A point with the comparisons it rests on and the rule that spoke."""
    said = "; ".join(_evidence(row) for row in rows if row is not None)
    why = f"{said[:1].upper()}{said[1:]}. Rule: {RULES[rule]}." if said else f"Rule: {RULES[rule]}."
    return Verdict(kind, words, why)


def _evidence(row: Mapping[Any, Any]) -> str:
    """One comparison in few words: what was compared, how big the change is, and what that lets anybody say.

    >>> row = {"pairs": 9, "change": 1.0, "lower": 0.5, "upper": 1.5, "adjusted": 0.2, "low": 1, "high": 5,
    ...        "wave_from": "before", "wave_to": "three months"}
    >>> _evidence(row).partition("; ")[2]
    'scale from 1 to 5), which chance could do among so many'
    """
    when, than, state = _WHEN[row["wave_to"]], _THAN[row["wave_from"]], state_of(row)
    if state == FEW:
        return f"{when}: too few answered both times"
    digits = digits_of(row)
    size = f"{abs(round(row['change'], digits)):.{digits}f}"
    way = "higher than" if row["change"] > 0 else "lower than"
    moved = f"{size} {way} {than}" if float(size) else f"much the same as {than}"
    likely = f"likely {signed(row['lower'], digits)} to {signed(row['upper'], digits)}"
    clear = row["lower"] > 0 or row["upper"] < 0
    many = ", which chance could do among so many" if clear else ", which chance could do"
    could = many if state == UNCLEAR else ""
    return f"{when}: {moved} ({likely}; scale from {row['low']:g} to {row['high']:g}){could}"
