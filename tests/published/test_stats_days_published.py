"""Working days against published calendars."""

from __future__ import annotations

from datetime import date

import pytest

from scrutiny_lib import stats
from scrutiny_lib.stats.days import bank_holidays, due_days, working_days_of


def test_bank_holidays_of_each_year():
    """wd.bank_holiday_counts: GOV.UK bank holidays (2020: VE Day moved to 8 May; 2022 has ten, 2023 nine)."""
    counts = [sum(day.year == year for day in bank_holidays()) for year in range(2018, 2028)]
    assert counts == [8, 8, 8, 8, 10, 9, 8, 8, 8, 8]


@pytest.mark.parametrize(
    "special",
    ["2011-04-29", "2012-06-04", "2012-06-05", "2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"],
)
def test_special_days(special):
    """GOV.UK: royal wedding 2011, jubilees 2012 and 2022, VE Day 2020, state funeral 2022, coronation 2023."""
    assert not stats.is_working_day(special)


@pytest.mark.parametrize("ordinary", ["2020-05-04", "2012-05-28", "2022-05-30"])
def test_days_that_were_moved_away_from(ordinary):
    """GOV.UK: the early May holiday of 2020 and the spring holidays of 2012 and 2022 were moved."""
    assert stats.is_working_day(ordinary)


@pytest.mark.parametrize(
    ("start", "plus15", "plus45"),
    [
        ("2022-05-16", "2022-06-08", "2022-07-20"),
        ("2022-12-12", "2023-01-05", "2023-02-16"),
        ("2023-04-03", "2023-04-26", "2023-06-12"),
        ("2024-03-18", "2024-04-10", "2024-05-23"),
        ("2024-12-02", "2024-12-23", "2025-02-06"),
        ("2025-03-31", "2025-04-23", "2025-06-06"),
        ("2026-03-23", "2026-04-15", "2026-05-29"),
    ],
)
def test_due_dates(start, plus15, plus45):
    """wd.due_dates: strategy discussion + 15 working days (conference), referral + 45 (assessment)."""
    assert stats.add_working_days(start, 15) == date.fromisoformat(plus15)
    assert stats.add_working_days(start, 45) == date.fromisoformat(plus45)
    assert stats.working_days_between(start, plus45) == 45


def test_start_is_day_nought():
    """30 March to 5 June 2026 is 45 working days here; Excel's NETWORKDAYS says 46."""
    assert stats.working_days_between("2026-03-30", "2026-06-05") == 45


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022-06-01", "2022-06-06", 1),
        ("2022-05-27", "2022-06-07", 5),
        ("2022-09-16", "2022-09-20", 1),
        ("2022-09-08", "2022-09-30", 15),
        ("2023-05-05", "2023-05-09", 1),
        ("2023-04-28", "2023-05-09", 5),
        ("2023-04-06", "2023-04-11", 1),
        ("2024-03-28", "2024-04-02", 1),
        ("2025-04-17", "2025-04-22", 1),
        ("2026-04-02", "2026-04-07", 1),
        ("2022-12-23", "2022-12-28", 1),
        ("2024-12-24", "2025-01-02", 4),
        ("2025-12-24", "2026-01-02", 4),
    ],
)
def test_round_the_special_days_counted_on_a_calendar(start, end, expected):
    """GOV.UK: jubilee 2 and 3 June 2022, state funeral 19 September 2022, coronation 8 May 2023, Easter, Christmas."""
    assert stats.working_days_between(start, end) == expected
    assert working_days_of([start], [end]).tolist() == [expected]
    assert due_days([start], expected).astype(str).tolist() == [end]
