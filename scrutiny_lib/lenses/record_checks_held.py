"""A history of cases laid out for the record checks: every date as a number, every event beside its spell and child."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.record_checks import EVENT
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.stats.days import Days, due_days, in_calendar, many_days, months_after, working_days_of
from scrutiny_lib.terms import CLOCK_STATES

MET, NOT_MET, TOO_SOON, CANNOT_TELL, NOT_APPLICABLE = CLOCK_STATES
Places = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
YES, NO, NOT_SAID = 1, 0, -1
_NO_DAY = np.datetime64("NaT", "D")
_NOTHING = ("", "[x]", "[u]", "[c]", "[k]")
_SPAN = 1 << 22


@dataclass(frozen=True)
class Held:
    """What :func:`lay_out` makes of a history.

    ``spells`` are the rows of the history (and a blank one for every spell that only events know); ``children`` the
    number of each spell's child. ``at``, ``child``, ``day`` belong to the events, which are sorted by day;
    ``places`` gives those of each event by name. ``part`` are the spells that belong under another one. ``holds``
    are the events that the source can tell of, ``only_latest`` those of which it holds the last one alone.
    ``covers_from`` is ``NaT`` where nobody can say, or where the source has but one row for each child.
    """

    spells: pd.DataFrame
    children: Places
    at: Places
    child: Places
    day: Days
    places: Mapping[str, Places]
    part: Truths
    holds: frozenset[str]
    only_latest: frozenset[str]
    as_at: np.datetime64
    covers_from: np.datetime64

    def days_of(self, event: str) -> tuple[Places, Places, Days]:
        """Spell, child and day of every event of this name, by day; those without a date come last."""
        found = self.places.get(event, np.zeros(0, dtype=np.int64))
        return self.at[found], self.child[found], self.day[found]

    def first(self, event: str, since: Days | None = None) -> Days:
        """The first day of an event in each spell, ``NaT`` for none; on or after ``since`` where that is a day."""
        at, _, day = self.days_of(event)
        keep = ~np.isnat(day)
        if since is not None:
            keep &= np.isnat(since[at]) | (day >= since[at])
        found = np.full(len(self.spells), _NO_DAY)
        found[at[keep][::-1]] = day[keep][::-1]
        return found

    def last(self, event: str, until: Days) -> Days:
        """The last day of an event in each spell that is not after ``until``."""
        at, _, day = self.days_of(event)
        keep = day <= until[at]
        found = np.full(len(self.spells), _NO_DAY)
        found[at[keep]] = day[keep]
        return found

    def has(self, event: str) -> Truths:
        """Whether an event has happened in each spell by the last day looked at."""
        at, _, day = self.days_of(event)
        found = np.zeros(len(self.spells), dtype=bool)
        found[at[~(day > self.as_at)]] = True
        return found

    def undated(self, event: str) -> Truths:
        """Whether a spell has the event without a date."""
        at, _, day = self.days_of(event)
        found = np.zeros(len(self.spells), dtype=bool)
        found[at[np.isnat(day)]] = True
        return found

    def begin(self, events: Sequence[str]) -> Days:
        """The day each spell is counted from: that of the first of these events (as they are listed) it has."""
        found = self.first(events[0])
        for event in events[1:]:
            found = np.where(np.isnat(found), self.first(event), found)
        return found

    def begins(self, events: Sequence[str]) -> tuple[Places, Days]:
        """Spell and day of everything that begins: every event of one name by spell and day, or :meth:`begin`."""
        if len(events) == 1:
            at, _, day = self.days_of(events[0])
            return sorted_days(at, day)
        start = self.begin(events)
        at = np.flatnonzero(~np.isnat(start)).astype(np.int64)
        return at, start[at]

    def looked_at(self, concerned: Truths) -> Places:
        """The spells a check is about: those concerned, and one for each case that has none of them."""
        cases = self.spells["case_id"].to_numpy()
        codes, names = pd.factorize(cases)
        served = np.zeros(len(names), dtype=bool)
        served[codes[concerned]] = True
        first = np.zeros(len(cases), dtype=bool)
        first[np.unique(codes, return_index=True)[1]] = True
        return np.flatnonzero(concerned | (first & ~served[codes] & (cases != ""))).astype(np.int64)

    def written(self, column: str) -> npt.NDArray[np.object_]:
        """What is written in a column of facts, in the common spelling; nothing where it is blank or not available."""
        cells = self.spells[column]
        known = {cell: "" if pd.isna(cell) or cell in _NOTHING else spelling(str(cell)) for cell in cells.unique()}
        return cells.map(known).to_numpy(dtype=object)

    def alternative(self, check: Mapping[Any, Any]) -> Mapping[str, Sequence[str]] | None:
        """The condition of a check that this history can answer: the first whose columns and events it holds.

        ``{}`` when the check has no condition, ``None`` when the history can answer none.
        """
        for table in check["applies_when"]:
            columns = set(table) - {EVENT}
            if columns <= set(self.spells.columns) and (EVENT not in table or self.holds & set(table[EVENT])):
                found: Mapping[str, Sequence[str]] = table
                return found
        return None if check["applies_when"] else {}

    def applies(self, check: Mapping[Any, Any]) -> npt.NDArray[np.int8]:
        """Whether a check applies to each spell: :data:`YES`, :data:`NO` or :data:`NOT_SAID`."""
        answer = np.full(len(self.spells), YES, dtype=np.int8)
        for column, values in (self.alternative(check) or {}).items():
            if column == EVENT:
                happened = np.logical_or.reduce([self.has(event) for event in values])
                answer[~happened] = NO
                continue
            cells = self.written(column)
            blank = cells == ""
            fits = np.isin(cells, [spelling(value) for value in values])
            answer[blank & (answer == YES)] = NOT_SAID
            answer[~blank & ~fits] = NO
        return answer


def lay_out(history: History, as_at: date, holds: Collection[str] = ()) -> Held:
    """Number the spells and children of a history and sort its events by day; the history stays as it is.

    ``holds`` are events that the source can tell of besides those that happened and those it says it has room for.
    """
    events = history.events
    spells = history.spells.reset_index(drop=True)
    children = pd.factorize(pd.concat([spells["child"], events["child"]], ignore_index=True))[0].astype(np.int64)
    names = pd.factorize(pd.concat([spells["spell"], events["spell"]], ignore_index=True))[0].astype(np.int64)
    codes = pd.factorize(children * (names.max(initial=0) + 1) + names)[0].astype(np.int64)
    own, theirs = codes[: len(spells)], codes[len(spells) :]
    place = np.full(codes.max(initial=-1) + 1, -1, dtype=np.int64)
    place[own[::-1]] = np.arange(len(spells))[::-1]
    lost = np.flatnonzero(place[theirs] < 0)
    lost = lost[np.unique(theirs[lost], return_index=True)[1]]
    place[theirs[lost]] = len(spells) + np.arange(len(lost))
    if len(lost):
        extra = events.iloc[lost][["case_id", "child", "spell"]].reset_index(drop=True)
        spells = pd.concat([spells, extra], ignore_index=True).fillna("")
    day = many_days(events["on"].to_numpy())
    order = np.argsort(day, kind="stable")
    what = events["event"].to_numpy()[order]
    kinds, found = pd.factorize(what)
    part = spells["part_of"] if "part_of" in spells else pd.Series("", index=spells.index)
    one_row_each = bool((history.spells["spell"] == history.spells["child"]).all())
    return Held(
        spells=spells,
        children=np.concatenate([children[: len(history.spells)], children[len(history.spells) :][lost]]),
        at=place[theirs][order],
        child=children[len(history.spells) :][order],
        day=day[order],
        places={str(name): np.flatnonzero(kinds == code).astype(np.int64) for code, name in enumerate(found)},
        part=(part != "").to_numpy(dtype=bool),
        holds=frozenset(str(name) for name in found) | history.holds | frozenset(holds),
        only_latest=frozenset(history.only_latest),
        as_at=np.datetime64(as_at, "D"),
        covers_from=_NO_DAY if one_row_each else many_days([history.covers_from])[0],
    )


class Verdicts:
    """States and reasons of many rows; what was said first of a row stands."""

    def __init__(self, rows: int) -> None:
        """Begin with nothing said of any of so many ``rows``."""
        self._state = np.full(rows, -1, dtype=np.int8)
        self._why = np.zeros(rows, dtype=np.int16)
        self._reasons = [""]

    def say(self, where: Truths, state: str, why: str = "") -> None:
        """Give a state, and why, to the rows ``where`` nothing has been said yet."""
        if why not in self._reasons:
            self._reasons.append(why)
        free = where & (self._state < 0)
        self._state[free] = CLOCK_STATES.index(state)
        self._why[free] = self._reasons.index(why)

    def said(self) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
        """The state and the reason of every row."""
        states = np.array(CLOCK_STATES, dtype=object)[self._state]
        return states, np.array(self._reasons, dtype=object)[self._why]

    def say_applies(self, check: Mapping[Any, Any], applies: npt.NDArray[np.int8]) -> None:
        """What follows from :meth:`Held.applies` for these rows."""
        self.say(applies == NO, NOT_APPLICABLE, "It does not apply.")
        blank = str(check["not_said"])
        self.say(applies == NOT_SAID, blank, "It is not written down whether it applies.")


@dataclass(frozen=True)
class Reckoned:
    """How long things took: ``taken`` (in working days, or in days), whether that is ``over`` the limit, the day each
    was ``due``, and whether the calendar ``knows`` every day needed."""

    taken: npt.NDArray[np.float64]
    over: Truths
    due: Days
    knows: Truths


def reckon(start: Days, last: Days, number: int, unit: str) -> Reckoned:
    """Count from each ``start`` (day 0) to its ``last`` day and hold it against ``number`` of ``unit``.

    Working days beyond the frozen calendar are not known, and not guessed. For a limit in months ``taken`` is in days.
    """
    dated = ~(np.isnat(start) | np.isnat(last))
    taken = np.full(len(start), np.nan)
    if unit == "working days":
        knows = in_calendar(start) & in_calendar(last)
        taken[knows] = working_days_of(start[knows], last[knows])
        due = due_days(start, number, beyond="blank")
        with np.errstate(invalid="ignore"):
            return Reckoned(taken, knows & (taken > number), due, knows | ~dated)
    taken[dated] = (last[dated] - start[dated]).astype(np.int64)
    due = months_after(start, number) if unit == "months" else start + np.timedelta64(number, "D")
    return Reckoned(taken, dated & (last > due), due, np.ones(len(start), dtype=bool))


def by_child(child: Places, day: Days) -> Places:
    """One number for a child and a day, so that a sorted array of them can be searched; for days that are known."""
    return child * _SPAN + day.astype(np.int64) + (_SPAN >> 1)


def neighbour(child: Places, days: Days, whose: Places, day: Days, where: str) -> Days:
    """The nearest day of the same child strictly ``"before"`` or ``"after"`` each day; ``NaT`` for none.

    ``child`` and ``days`` are sorted by both and dated; ``whose`` and ``day`` say for whom and from when.
    """
    side: Literal["left", "right"] = "left" if where == "before" else "right"
    place = np.searchsorted(by_child(child, days), by_child(whose, day), side=side) - (where == "before")
    found = np.full(len(whose), _NO_DAY)
    inside = (place >= 0) & (place < len(child)) & ~np.isnat(day)
    inside[inside] = child[place[inside]] == whose[inside]
    found[inside] = days[place[inside]]
    return found


def sorted_days(who: Places, day: Days) -> tuple[Places, Days]:
    """Whose and which day, without those that have no date, by both."""
    dated = ~np.isnat(day)
    order = np.lexsort((day[dated], who[dated]))
    return who[dated][order], day[dated][order]


def rows_of(
    check: Mapping[Any, Any], held: Held, at: Places, verdicts: Verdicts, columns: Mapping[str, npt.NDArray[Any]]
) -> pd.DataFrame:
    """The rows of one check: ``at`` says whose they are; days become ISO text, empty where there is none."""
    state, why = verdicts.said()
    size = len(at)
    none = np.full(size, _NO_DAY)
    about = {name: held.spells[name].to_numpy(dtype=object)[at] for name in ("case_id", "child", "spell")}
    days = {name: _text(columns.get(name, none)) for name in ("start", "due", "end")}
    return pd.DataFrame(
        {
            "check": np.full(size, check["id"], dtype=object),
            **about,
            "nth": columns.get("nth", np.zeros(size, dtype=np.int64)),
            **days,
            "days": columns.get("days", np.full(size, np.nan)),
            "open": columns.get("open", np.zeros(size, dtype=bool)),
            "state": state,
            "why": why,
        }
    )


def _text(days: Days) -> npt.NDArray[np.object_]:
    codes, unique = pd.factorize(days)
    names = np.array([*(str(one) for one in unique.astype("datetime64[D]")), ""], dtype=object)
    return names[codes]
