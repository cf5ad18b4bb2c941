"""Not again: what must not come back within so many months, looking forward or looking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.record_checks_held import (
    CANNOT_TELL,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    TOO_SOON,
    Held,
    Places,
    Truths,
    Verdicts,
    by_child,
    neighbour,
    rows_of,
    sorted_days,
)
from scrutiny_lib.stats.days import Days, months_after

_NO_DAY = np.datetime64("NaT", "D")
REFERRAL = "referral"


def judge_not_again(check: Mapping[Any, Any], held: Held) -> pd.DataFrame:
    """One row for each event that must not be followed (*forward*) or preceded (*back*) by another of the same child.

    Forward it is too soon to tell until the months have passed; back it cannot be told where the record does not
    reach as far, unless a column of facts says. ``due`` is the last (first) day of the time looked at, ``end`` the
    day of the other event, ``days`` the days between.
    """
    at, day = _once(held) if _is_referral(check) else held.begins(check["from"])
    alone = held.looked_at(_among(held, at))
    alone = alone[~np.isin(alone, at)]
    at, day = np.concatenate([at, alone]), np.concatenate([day, np.full(len(alone), _NO_DAY)])
    nth = pd.Series(at).groupby(at).cumcount().to_numpy(dtype=np.int64)
    verdicts = Verdicts(len(at))
    verdicts.say_applies(check, held.applies(check)[at])
    undated = np.logical_or.reduce([held.undated(event) for event in check["from"]])[at]
    blank = np.isnat(day)
    conditional = bool(check["applies_when"])
    verdicts.say(blank & (undated | conditional), CANNOT_TELL, "No day is written down to count from.")
    verdicts.say(blank, NOT_APPLICABLE, "Nothing happened that could come back.")
    verdicts.say(day > held.as_at, TOO_SOON)
    judge = _back if check["look"] == "back" else _forward
    due, other, still = judge(check, held, at, day, verdicts)
    taken = np.full(len(at), np.nan)
    both = ~np.isnat(other) & ~blank
    taken[both] = np.abs((other[both] - day[both]).astype(np.int64))
    waited = still & ~both
    taken[waited] = (held.as_at - day[waited]).astype(np.int64)
    columns = {"nth": nth, "start": day, "due": due, "end": other, "days": taken, "open": still}
    return rows_of(check, held, at, verdicts, columns)


def _is_referral(check: Mapping[Any, Any]) -> bool:
    """Whether a check is about referrals one after another; a spell is one referral, however often it is dated."""
    return list(check["from"]) == [REFERRAL] and not check["to"]


def _once(held: Held) -> tuple[Places, Days]:
    first = held.begin([REFERRAL])
    at = np.flatnonzero(~np.isnat(first)).astype(np.int64)
    return at, first[at]


def _among(held: Held, at: Places) -> Truths:
    found = np.zeros(len(held.spells), dtype=bool)
    found[at] = True
    return found


def _back(check: Mapping[Any, Any], held: Held, at: Places, day: Days, verdicts: Verdicts) -> tuple[Days, Days, Truths]:
    number = check["limits"][0][0]
    begin = months_after(day, -number)
    child, days = _others(check, held)
    before = neighbour(child, days, held.children[at], day, "before")
    again = before >= begin
    verdicts.say(again, NOT_MET)
    if check["said"] and check["said"] in held.spells:
        cells = held.written(check["said"])[at]
        verdicts.say(np.isin(cells, [spelling(one) for one in check["said_again"]]), NOT_MET, "The record says so.")
        verdicts.say(np.isin(cells, [spelling(one) for one in check["said_not"]]), MET, "The record says so.")
    verdicts.say(held.covers_from <= begin, MET)
    verdicts.say(np.ones(len(at), dtype=bool), CANNOT_TELL, "The record does not go back far enough.")
    return begin, np.where(again, before, _NO_DAY), np.zeros(len(at), dtype=bool)


def _forward(
    check: Mapping[Any, Any], held: Held, at: Places, day: Days, verdicts: Verdicts
) -> tuple[Days, Days, Truths]:
    number = check["limits"][0][0]
    due = months_after(day, number)
    child, days = _others(check, held)
    after = neighbour(child, days, held.children[at], day, "after")
    if check["to"]:
        after = np.where(_same_day_elsewhere(check, held, at, day), day, after)
    again = after <= np.minimum(due, held.as_at)
    verdicts.say(again, NOT_MET)
    verdicts.say(held.as_at <= due, TOO_SOON)
    verdicts.say(held.covers_from <= day, MET)
    unknown = "It is not known whether the record holds all that followed."
    verdicts.say(np.ones(len(at), dtype=bool), CANNOT_TELL, unknown)
    still = ~np.isnat(day) & (day <= held.as_at) & ~again & (held.as_at <= due)
    return due, np.where(again, after, _NO_DAY), still


def _others(check: Mapping[Any, Any], held: Held) -> tuple[Places, Days]:
    """Child and day of everything that would be "again", sorted by both."""
    if _is_referral(check):
        at, day = _once(held)
        return sorted_days(held.children[at], day)
    names = [check["to"]] if check["to"] else list(check["from"])
    found = [held.days_of(name)[1:] for name in names]
    return sorted_days(np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found]))


def _same_day_elsewhere(check: Mapping[Any, Any], held: Held, at: Places, day: Days) -> Truths:
    """Whether the child has the other event on the very day, in another spell."""
    spell, child, days = held.days_of(check["to"])

    def count(ours: Places, theirs: Places) -> Places:
        keys, wanted = np.sort(by_child(theirs, days)), by_child(ours, day)
        found = np.searchsorted(keys, wanted, side="right") - np.searchsorted(keys, wanted, side="left")
        return np.asarray(found, dtype=np.int64)

    return np.asarray(~np.isnat(day) & (count(held.children[at], child) > count(at, spell)), dtype=bool)
