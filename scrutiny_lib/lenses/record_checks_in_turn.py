"""In turn: reviews and visits, the first within so long of the beginning, each further one of the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.lenses.record_checks_held import (
    CANNOT_TELL,
    MET,
    NO,
    NOT_APPLICABLE,
    NOT_MET,
    TOO_SOON,
    Held,
    Places,
    Reckoned,
    Verdicts,
    by_child,
    neighbour,
    reckon,
    rows_of,
    sorted_days,
)
from scrutiny_lib.lenses.record_checks_time import BEYOND, LATEST
from scrutiny_lib.stats.days import Days

_NO_DAY = np.datetime64("NaT", "D")


def judge_in_turn(check: Mapping[Any, Any], held: Held) -> pd.DataFrame:
    """One row for every event received, and one for the next one due in every period.

    A period begins with its first event and ends with ``closes`` or when the child's next period begins. Each event is
    held against the one before (the first against the beginning of the period) and belongs to the child's period that
    began last, whatever spell it was written under. An event without such a period, a second one of the same day and
    one after the last day looked at are rows too. The next one due has no ``end``; where a period ended before it was
    due there is none.
    """
    periods = _Periods(check, held)
    return pd.concat([_received(check, held, periods), _next_due(check, held, periods)], ignore_index=True)


class _Periods:
    """The periods of all children by child and first day, and the events that count in each."""

    def __init__(self, check: Mapping[Any, Any], held: Held) -> None:
        at, start = held.begins(check["from"])
        self.begun = np.isin(np.arange(len(held.spells)), at)
        kept = (start <= held.as_at) & (held.applies(check)[at] != NO)
        at, start = at[kept], start[kept]
        self.keys, first = np.unique(by_child(held.children[at], start), return_index=True)
        self.at: Places = at[first]
        self.child, self.start = held.children[self.at], start[first]
        self.shut = _shut(check, held, self)
        following = np.full(len(self.at), _NO_DAY)
        same = self.child[1:] == self.child[:-1]
        following[:-1][same] = self.start[1:][same]
        self.until = np.where(np.isnat(self.shut) | (following < self.shut), following, self.shut)
        self._place(check, held)

    def _place(self, check: Mapping[Any, Any], held: Held) -> None:
        """Sort the events by child and day and find the period of each; ``nth`` is -1 where it does not count."""
        at, child, day = held.days_of(check["to"])
        order = np.lexsort((at, day, child))
        self.whose, self.event_child, self.day = at[order], child[order], day[order]
        dated = ~np.isnat(self.day)
        place = np.searchsorted(self.keys, by_child(self.event_child, self.day), side="right") - 1
        inside = dated & (place >= 0)
        inside[inside] = self.child[place[inside]] == self.event_child[inside]
        self.period = np.where(inside, place, -1)
        self.future = self.day > held.as_at
        self.late = inside & (self.day > _of(self.shut, self.period))
        again = np.zeros(len(order), dtype=bool)
        again[1:] = (self.event_child[1:] == self.event_child[:-1]) & (self.day[1:] == self.day[:-1])
        self.again = again
        self.counts = inside & ~self.future & ~self.late & ~again
        self.nth = np.full(len(order), -1, dtype=np.int64)
        counted = pd.Series(self.period[self.counts])
        self.nth[self.counts] = counted.groupby(counted).cumcount().to_numpy()
        self.before = np.full(len(order), _NO_DAY)
        days = self.day[self.counts]
        earlier = np.concatenate([days[:1], days[:-1]])
        begins = self.start[self.period[self.counts]]
        self.before[self.counts] = np.where(self.nth[self.counts] == 0, begins, earlier)
        self.held = np.bincount(self.period[self.counts], minlength=len(self.at)).astype(np.int64)
        self.last = self.start.copy()
        self.last[self.period[self.counts]] = days


def _shut(check: Mapping[Any, Any], held: Held, periods: _Periods) -> Days:
    """When each period was closed: in its own spell on or after its start, else by the child after its start."""
    if not check["closes"]:
        return np.full(len(periods.at), _NO_DAY)
    at, child, day = held.days_of(check["closes"])
    yesterday = periods.start - np.timedelta64(1, "D")
    own = neighbour(*sorted_days(at, day), periods.at, yesterday, "after")
    later = neighbour(*sorted_days(child, day), periods.child, periods.start, "after")
    return np.where(np.isnat(own), later, own)


def _received(check: Mapping[Any, Any], held: Held, periods: _Periods) -> pd.DataFrame:
    whose = np.where(periods.counts | periods.late, _of(periods.at, periods.period), periods.whose)
    counted = _reckon(check, periods.before, periods.day, periods.nth)
    verdicts = Verdicts(len(whose))
    verdicts.say(np.isnat(periods.day), CANNOT_TELL, "It has no date.")
    verdicts.say(periods.future, NOT_APPLICABLE, "It is after the last day looked at.")
    elsewhere = (periods.period < 0) | (periods.late & (_of(periods.at, periods.period) != periods.whose))
    unknown = "The record does not hold when this period began."
    verdicts.say(elsewhere & ~periods.begun[periods.whose], CANNOT_TELL, unknown)
    verdicts.say(periods.period < 0, NOT_APPLICABLE, "No period had begun on that day.")
    verdicts.say(periods.late, NOT_APPLICABLE, "It is after the period ended.")
    verdicts.say(periods.again, NOT_APPLICABLE, "There is another on the same day.")
    verdicts.say_applies(check, held.applies(check)[whose])
    verdicts.say(~counted.knows, CANNOT_TELL, BEYOND)
    if check["to"] in held.only_latest:
        verdicts.say(counted.over, CANNOT_TELL, LATEST)
    verdicts.say(counted.over, NOT_MET)
    verdicts.say(np.ones(len(whose), dtype=bool), MET)
    columns = {
        "nth": np.maximum(periods.nth, 0),
        "start": periods.before,
        "due": counted.due,
        "end": periods.day,
        "days": counted.taken,
    }
    return rows_of(check, held, whose, verdicts, columns)


def _next_due(check: Mapping[Any, Any], held: Held, periods: _Periods) -> pd.DataFrame:
    closed = periods.until <= held.as_at
    last = np.where(closed, periods.until, held.as_at)
    counted = _reckon(check, periods.last, last, periods.held)
    verdicts = Verdicts(len(last))
    verdicts.say_applies(check, held.applies(check)[periods.at])
    verdicts.say(~counted.knows, CANNOT_TELL, BEYOND)
    if check["to"] in held.only_latest:
        least = [_reckon(check, periods.last, last, np.maximum(periods.held, nth)) for nth in _further(check)]
        sure = np.logical_and.reduce([one.over for one in least])
        unsure = np.logical_or.reduce([one.over for one in least]) & ~sure
        verdicts.say((periods.held > 0) & unsure, CANNOT_TELL, LATEST)
    verdicts.say(closed & counted.over, NOT_MET, "It was due before the period ended.")
    verdicts.say(counted.over, NOT_MET)
    verdicts.say(np.ones(len(last), dtype=bool), TOO_SOON)
    columns = {
        "nth": periods.held,
        "start": periods.last,
        "due": counted.due,
        "days": counted.taken,
        "open": ~closed,
    }
    rows = rows_of(check, held, periods.at, verdicts, columns)
    return rows[~closed | counted.over].reset_index(drop=True)


def _further(check: Mapping[Any, Any]) -> range:
    """The steps after the first; of a single step, that one."""
    return range(min(1, len(check["limits"]) - 1), len(check["limits"]))


def _reckon(check: Mapping[Any, Any], start: Days, last: Days, nth: Places) -> Reckoned:
    """Each row held against the limit of its step; the last step's limit goes on."""
    steps = np.minimum(np.maximum(nth, 0), len(check["limits"]) - 1)
    size = len(start)
    none = np.zeros(size, dtype=bool)
    whole = Reckoned(taken=np.full(size, np.nan), over=none, due=np.full(size, _NO_DAY), knows=~none)
    for step, (number, unit) in enumerate(check["limits"]):
        mine = steps == step
        part = reckon(start[mine], last[mine], number, unit)
        whole.taken[mine], whole.over[mine] = part.taken, part.over
        whole.due[mine], whole.knows[mine] = part.due, part.knows
    return whole


def _of(values: npt.NDArray[Any], places: Places) -> npt.NDArray[Any]:
    """The value at each place; for a place of -1 whatever stands last, or nothing where there are no values."""
    if not len(values):
        return np.full(len(places), _NO_DAY if values.dtype.kind == "M" else 0, dtype=values.dtype)
    return values[places]
