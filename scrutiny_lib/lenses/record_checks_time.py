"""Time limits: from one event to another within so many working days, days or months."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.record_checks_held import (
    CANNOT_TELL,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_SAID,
    TOO_SOON,
    Held,
    Places,
    Truths,
    Verdicts,
    by_child,
    reckon,
    rows_of,
    sorted_days,
)
from scrutiny_lib.stats.days import Days

_NO_DAY = np.datetime64("NaT", "D")
LATEST = "Only the latest date is held, and there may have been an earlier one."
NOTHING = "Nothing began that could be timed."
BEYOND = "A date lies beyond the years whose bank holidays are known."

SHUT = "It ended before this was due."
"""Why a limit did not apply to what was closed before the time was up."""


def judge_time_limit(check: Mapping[Any, Any], held: Held) -> pd.DataFrame:
    """One row for each spell that the limit is about, or (``several = "each"``) for each time it began in a spell.

    The end is the first one on or after the start. Only an earlier one there: *cannot tell*. Where a spell began
    several times before its end, the first counts; when the last would give another state, *cannot tell*.

    Where neither a beginning nor an end is there and the source has room for every beginning, nothing began: *not
    applicable*, also where it is not written down whether the limit applies. Where it is written down that it does,
    or an end is there, a beginning without a day is *cannot tell*.
    """
    if check["several"] == "each":
        at, start, end, nth = _each(check, held)
        again, early = start, end < start
    else:
        at, start, end, early = _first(check, held)
        nth = np.zeros(len(at), dtype=np.int64)
        again = held.last(check["from"][0], _until(_spread(held, at, end), held.as_at))[at]
        again = np.where(np.isnat(again) | (again < start), start, again)
    undated = _undated(check, held)[at]
    closed = held.first(check["closes"], _spread(held, at, start))[at] if check["closes"] else np.full(len(at), _NO_DAY)
    ended = end <= held.as_at
    shut = ~ended & (closed <= held.as_at)
    last = np.where(ended, end, np.where(shut, closed, held.as_at))
    number, unit = check["limits"][0]
    counted, recounted = reckon(start, last, number, unit), reckon(again, last, number, unit)
    verdicts = Verdicts(len(at))
    applies, blank = held.applies(check)[at], np.isnat(start)
    traces = ~np.isnat(end) | undated
    if set(check["from"]) <= held.holds:
        verdicts.say((applies == NOT_SAID) & blank & ~traces, NOT_APPLICABLE, NOTHING)
    verdicts.say_applies(check, applies)
    conditional = bool(check["applies_when"])
    verdicts.say(blank & (conditional | traces), CANNOT_TELL, "No day is written down to count from.")
    verdicts.say(blank, NOT_APPLICABLE, NOTHING)
    verdicts.say(start > held.as_at, TOO_SOON)
    verdicts.say(early, CANNOT_TELL, "The end comes before the beginning.")
    verdicts.say(~ended & undated, CANNOT_TELL, "It has no date.")
    verdicts.say(~counted.knows, CANNOT_TELL, BEYOND)
    verdicts.say(counted.over != recounted.over, CANNOT_TELL, "It began more than once: it is not clear which counts.")
    if check["to"] in held.only_latest:
        verdicts.say(ended & counted.over, CANNOT_TELL, LATEST)
    verdicts.say(counted.over, NOT_MET)
    verdicts.say(ended, MET)
    verdicts.say(shut, NOT_APPLICABLE, SHUT)
    verdicts.say(np.ones(len(at), dtype=bool), TOO_SOON)
    begun = start <= held.as_at
    columns = {
        "nth": nth,
        "start": start,
        "due": counted.due,
        "end": np.where(ended | blank, end, _NO_DAY),
        "days": np.where(begun & ~early, counted.taken, np.nan),
        "open": begun & ~ended & ~shut & ~early,
    }
    return rows_of(check, held, at, verdicts, columns)


def _first(check: Mapping[Any, Any], held: Held) -> tuple[Places, Days, Days, Truths]:
    """Per spell: where it stands, its start, its end, and whether the only end there comes before the start."""
    start = held.begin(check["from"])
    end = held.first(check["to"], start)
    earlier = held.first(check["to"])
    early = np.isnat(end) & ~np.isnat(earlier)
    end = np.where(early, earlier, end)
    at = held.looked_at(~np.isnat(start) | ((~np.isnat(end) | _undated(check, held)) & ~held.part))
    return at, start[at], end[at], early[at]


def _each(check: Mapping[Any, Any], held: Held) -> tuple[Places, Days, Days, Places]:
    """Every start with an end of its own: in the order of the days, the first end on or after it not yet taken.

    An end that no start takes is a row without a start; but one start and one end alone belong together.
    """
    (at, _, start), (there, _, ends) = held.days_of(check["from"][0]), held.days_of(check["to"])
    (at, start), (there, ends) = sorted_days(at, start), sorted_days(there, ends)
    own, theirs = by_child(at, start), by_child(there, ends)
    reach = np.searchsorted(theirs, own, side="left") - np.arange(len(at))
    taken = pd.Series(reach).groupby(at).cummax().to_numpy(dtype=np.int64) + np.arange(len(at))
    fits = taken < len(there)
    fits[fits] = there[taken[fits]] == at[fits]
    begun, done = np.bincount(at, minlength=len(held.spells)), np.bincount(there, minlength=len(held.spells))
    alone = ~fits & ((begun == 1) & (done == 1))[at]
    taken[alone] = np.searchsorted(there, at[alone])
    fits |= alone
    end = np.full(len(at), _NO_DAY)
    end[fits] = ends[taken[fits]]
    free = np.ones(len(there), dtype=bool)
    free[taken[fits]] = False
    places = np.concatenate([at, there[free]])
    begins = np.concatenate([start, np.full(int(free.sum()), _NO_DAY)])
    finish = np.concatenate([end, ends[free]])
    order = np.lexsort((np.where(np.isnat(begins), finish, begins), places))
    nth = pd.Series(places[order]).groupby(places[order]).cumcount().to_numpy(dtype=np.int64)
    return places[order].astype(np.int64), begins[order], finish[order], nth.astype(np.int64)


def _undated(check: Mapping[Any, Any], held: Held) -> Truths:
    found: Truths = np.logical_or.reduce([held.undated(event) for event in (*check["from"], check["to"])])
    return found


def _spread(held: Held, at: Places, days: Days) -> Days:
    """Days of rows laid out over all spells; of a spell with several rows, the first."""
    found = np.full(len(held.spells), _NO_DAY)
    found[at[::-1]] = days[::-1]
    return found


def _until(end: Days, as_at: np.datetime64) -> Days:
    return np.where(np.isnat(end) | (end > as_at), as_at, end)
