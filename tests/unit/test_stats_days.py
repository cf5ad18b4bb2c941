"""Working days and quarters."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib import stats
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.days import (
    add_months,
    bank_holidays,
    due_days,
    frozen_years,
    in_calendar,
    many_days,
    months_after,
    working_days_of,
)

days = st.dates(date(2012, 1, 1), date(2028, 12, 31))


@settings(deadline=None, max_examples=60)
@given(days, st.integers(-200, 200))
def test_adding_and_counting_are_inverse(day, n):
    there = stats.add_working_days(day, n)
    assert stats.working_days_between(day, there) == n
    assert n == 0 or stats.is_working_day(there)


@settings(deadline=None, max_examples=60)
@given(days, st.integers(0, 60))
def test_counting_day_by_day(day, length):
    end = day + timedelta(days=length)
    walked = sum(stats.is_working_day(day + timedelta(days=step)) for step in range(1, length + 1))
    assert stats.working_days_between(day, end) == walked


def test_start_counts_as_day_nought_on_a_weekend_too():
    assert stats.add_working_days("2025-11-01", 1) == date(2025, 11, 3)
    assert stats.add_working_days("2025-11-01", 0) == date(2025, 11, 1)
    assert stats.add_working_days("2025-11-03", -1) == date(2025, 10, 31)


def test_dates_may_come_as_text_dates_or_timestamps():
    for value in ("2025-10-01", date(2025, 10, 1), datetime(2025, 10, 1, 17, 30), pd.Timestamp("2025-10-01")):
        found = stats.add_working_days(value, 1)
        assert found == date(2025, 10, 2) and type(found) is date


def test_frozen_years():
    first, last = frozen_years()
    assert (first, last) == (2010, 2030)
    for year in range(first, last + 1):
        assert sum(day.year == year for day in bank_holidays()) >= 8
    assert all(day.weekday() < 5 for day in bank_holidays())


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.is_working_day("2031-01-01"),
        lambda: stats.is_working_day("2009-12-31"),
        lambda: stats.add_working_days("2030-12-20", 30),
        lambda: stats.working_days_between("2030-12-20", "2031-01-02"),
    ],
)
def test_beyond_the_calendar_is_refused_with_what_to_do(call):
    with pytest.raises(ScrutinyError, match="2010 to 2030") as caught:
        call()
    assert "bank_holidays.csv" in str(caught.value) and "2031" not in str(caught.value)


@pytest.mark.parametrize("value", ["14/02/2025", "", None, 20250214, pd.NaT, "nonsense-value"])
def test_what_is_no_date_is_refused_without_quoting_it(value):
    with pytest.raises(ScrutinyError) as caught:
        stats.is_working_day(value)
    assert str(value or "nonsense") not in str(caught.value)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(days, st.integers(-200, 200), st.integers(-60, 60)), min_size=1, max_size=40))
def test_many_at_once_are_the_same_as_one_by_one(drawn):
    starts = [day for day, _, _ in drawn]
    ends = [day + timedelta(days=step) for day, step, _ in drawn]
    n = drawn[0][2]
    counted = working_days_of(starts, ends)
    assert counted.dtype == np.int64
    assert counted.tolist() == [stats.working_days_between(*pair) for pair in zip(starts, ends, strict=True)]
    due = due_days([day.isoformat() for day in starts], n)
    assert due.astype(object).tolist() == [stats.add_working_days(day, n) for day in starts]


@pytest.mark.parametrize(
    "call",
    [
        lambda: working_days_of(["2025-10-01", "2009-12-31"], ["2025-10-02", "2010-01-04"]),
        lambda: working_days_of(["2025-10-01"], ["2031-01-01"]),
        lambda: due_days(["2025-10-01", "2030-12-20"], 30),
        lambda: due_days(["2009-12-31"], 0),
    ],
)
def test_one_date_beyond_the_calendar_refuses_them_all(call):
    with pytest.raises(ScrutinyError, match="2010 to 2030") as caught:
        call()
    assert "bank_holidays.csv" in str(caught.value) and "2031" not in str(caught.value)


def test_one_that_is_no_date_refuses_them_all_unless_blanks_are_asked_for():
    for call in (lambda: working_days_of(["2025-10-01", ""], ["2025-10-02", "2025-10-02"]), lambda: due_days([""], 1)):
        with pytest.raises(ScrutinyError, match="not a date"):
            call()
    due = due_days(["", "2030-12-20", "2009-01-01", "2025-10-01"], 30, beyond="blank")
    assert np.isnat(due).tolist() == [True, True, True, False] and str(due[3]) == "2025-11-12"
    with pytest.raises(ValueError, match="refuse"):
        due_days(["2025-10-01"], 1, beyond="guess")


def test_many_days_takes_what_the_single_functions_take():
    values = ["2025-10-01", date(2025, 10, 1), datetime(2025, 10, 1, 17, 30), pd.Timestamp("2025-10-01"), "1/10/25"]
    found = many_days(values)
    assert found.dtype == "datetime64[D]" and found[:4].astype(str).tolist() == ["2025-10-01"] * 4
    assert np.isnat(found[4]) and len(many_days([])) == 0
    assert in_calendar(values).tolist() == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-12-31", 12, "2026-12-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-10-15", 0, "2025-10-15"),
        ("2030-12-31", 6, "2031-06-30"),
    ],
)
def test_months_end_where_the_month_ends(day, n, expected):
    assert add_months(day, n) == date.fromisoformat(expected)
    assert months_after([day, ""], n).astype(str).tolist() == [expected, "NaT"]


@settings(deadline=None, max_examples=60)
@given(days, st.integers(-30, 30))
def test_months_agree_with_pandas(day, n):
    assert add_months(day, n) == (pd.Timestamp(day) + pd.DateOffset(months=n)).date()


def test_months_of_what_is_no_date_are_refused_without_quoting_it():
    with pytest.raises(ScrutinyError) as caught:
        add_months("14/02/2025", 3)
    assert "14" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025-26 Q1", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-26-Q2", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025-26 Q3", date(2025, 10, 1), date(2025, 12, 31)),
        ("2023-24-Q4", date(2024, 1, 1), date(2024, 3, 31)),
        ("1999-00 Q4", date(2000, 1, 1), date(2000, 3, 31)),
        (" 2025-26 Q3 ", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_quarters(text, start, end):
    assert stats.quarter(text) == (start, end)


@settings(deadline=None, max_examples=60)
@given(st.integers(2000, 2080), st.integers(1, 4))
def test_quarters_follow_on(year, number):
    _, end = stats.quarter(f"{year}-{(year + 1) % 100:02} Q{number}")
    later = (year, number + 1) if number < 4 else (year + 1, 1)
    start, _ = stats.quarter(f"{later[0]}-{(later[0] + 1) % 100:02}-Q{later[1]}")
    assert start == end + timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["2025-27 Q3", "2025-26 Q5", "Q3 2025", "2025/26 Q3", "", None, "2025-26_Q3", "2025-26 q3"]
)
def test_other_forms_are_refused_without_quoting_them(text):
    with pytest.raises(ScrutinyError, match="2025-26 Q3 or 2025-26-Q3") as caught:
        stats.quarter(text)
    assert not text or text not in str(caught.value)
