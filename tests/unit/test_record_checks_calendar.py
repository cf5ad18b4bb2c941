"""Working-day clocks against a slow count: thousands of random case histories, followed day by day on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.history import History
from scrutiny_lib.intake.record_checks import read_record_checks
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.record_checks import check_records
from scrutiny_lib.stats.days import bank_holidays

CHECKS, _ = read_record_checks([packaged_folder()])
NAMES = ["case_id", "child", "spell", "event", "on"]
CLOCKS = {
    "decision": ("referral", "decision", 1),
    "assessment": ("referral", "assessment ends", 45),
    "conference": ("strategy discussion", "initial conference", 15),
    "incident_notified": ("incident known", "incident notified", 5),
}
SPECIAL = [
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
    date(2022, 12, 26),
    date(2025, 4, 18),
    date(2025, 4, 21),
    date(2024, 3, 29),
    date(2024, 12, 25),
    date(2026, 1, 1),
]
near_special = st.tuples(st.sampled_from(SPECIAL), st.integers(-70, 10)).map(lambda p: p[0] + timedelta(days=p[1]))
starts = st.one_of(near_special, st.dates(date(2012, 1, 1), date(2029, 6, 30)))
cases = st.lists(
    st.tuples(starts, st.one_of(st.none(), st.integers(-3, 100)), st.integers(0, 150)), min_size=20, max_size=60
)


def works(day: date) -> bool:
    """Whether people work on a day: Monday to Friday and on no list of bank holidays."""
    return day.weekday() < 5 and day not in bank_holidays()


def walked(start: date, end: date) -> int:
    """Working days after the start up to the end, one day after the other."""
    count, day = 0, start
    while day < end:
        day += timedelta(days=1)
        count += works(day)
    return count


def due_on(start: date, limit: int) -> date:
    """The day on which the last working day of the limit falls, one day after the other."""
    day = start
    while limit:
        day += timedelta(days=1)
        limit -= works(day)
    return day


def slow_state(start: date, end: date | None, limit: int, as_at: date) -> str:
    """The state of one case, thought through for one day at a time."""
    if start > as_at:
        return "too soon to tell"
    if end is not None and end < start:
        return "cannot tell"
    if end is not None and end <= as_at:
        return "met" if walked(start, end) <= limit else "not met"
    return "not met" if walked(start, as_at) > limit else "too soon to tell"


@settings(deadline=None, max_examples=60)
@given(cases, st.sampled_from(sorted(CLOCKS)))
def test_every_working_day_clock_agrees_with_a_slow_count(drawn, check):
    begins, ends, limit = CLOCKS[check]
    as_at = drawn[0][0] + timedelta(days=drawn[0][2])
    rows, expected = [], {}
    for number, (start, length, _) in enumerate(drawn):
        name = f"K{number:03}"
        end = None if length is None else start + timedelta(days=length)
        rows.append((name, name, name, begins, start.isoformat()))
        if end is not None:
            rows.append((name, name, name, ends, end.isoformat()))
        expected[name] = (slow_state(start, end, limit, as_at), due_on(start, limit).isoformat())
    rows.append(("", "other", "other", ends, "2011-01-03"))
    spells = pd.DataFrame({"case_id": list(expected), "child": list(expected), "spell": list(expected)})
    spells = spells.assign(part_of="", outcome="assessment", conference_needed="yes")
    history = History(spells, pd.DataFrame(rows, columns=NAMES), pd.DataFrame(), Problems(), "")
    found = check_records(history, CHECKS[CHECKS["id"] == check], as_at)
    found = found[(found["case_id"] != "") & (found["start"] != "")]
    got = {row.case_id: (row.state, row.due) for row in found.itertuples()}
    assert got == expected


def slow_turns(begin: date, events: list[date], close: date | None, limit: int, as_at: date) -> list[tuple[str, str]]:
    """End and state of every event and of the next one due, followed one after the other."""
    out, before = [], begin
    for day in sorted(events):
        if day > as_at or day < begin or (close is not None and day > close):
            out.append((day.isoformat(), "not applicable"))
        else:
            out.append((day.isoformat(), "met" if walked(before, day) <= limit else "not met"))
            before = day
    last = as_at if close is None or close > as_at else close
    over = walked(before, last) > limit
    if close is None or close > as_at or over:
        out.append(("", "not met" if over else "too soon to tell"))
    return sorted(out)


visits = st.lists(
    st.tuples(
        near_special,
        st.lists(st.integers(-5, 120), max_size=8, unique=True),
        st.one_of(st.none(), st.integers(0, 150)),
        st.integers(0, 200),
    ),
    min_size=10,
    max_size=30,
)


@settings(deadline=None, max_examples=40)
@given(visits)
def test_visits_in_turn_agree_with_a_slow_count_and_none_is_lost(drawn):
    as_at = max(start for start, *_ in drawn) + timedelta(days=drawn[0][3])
    rows, expected, received = [], {}, 0
    for number, (start, gaps, length, _) in enumerate(drawn):
        name = f"K{number:03}"
        events = [start + timedelta(days=gap) for gap in gaps]
        close = None if length is None else start + timedelta(days=length)
        rows.append((name, name, "1", "plan starts", start.isoformat()))
        rows += [(name, name, "1", "visit", day.isoformat()) for day in events]
        rows += [(name, name, "1", "plan ends", close.isoformat())] if close else []
        expected[name] = slow_turns(start, events, close, 10, as_at)
        received += len(events)
    rows.append(("", "other", "1", "visit", "2011-01-03"))
    spells = pd.DataFrame({"case_id": list(expected), "child": list(expected), "spell": "1", "part_of": ""})
    history = History(spells, pd.DataFrame(rows, columns=NAMES), pd.DataFrame(), Problems(), "")
    found = check_records(history, CHECKS[CHECKS["id"] == "plan_visits"], as_at)
    assert (found["end"] != "").sum() == received + 1
    got = {name: sorted(zip(mine["end"], mine["state"], strict=True)) for name, mine in found.groupby("child")}
    assert got.pop("other") == [("2011-01-03", "cannot tell")]
    assert got == {name: turns for name, turns in expected.items() if turns}
