"""Dates are read day first or not at all; ages change on the birthday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.dates import BANDS, REASONS, age_band, age_on, parse_date

DAYS = st.dates(date(1901, 1, 1), date(2100, 12, 31)).filter(lambda day: day != date(1970, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-02", date(2025, 3, 2)),
        ("02/03/2025", date(2025, 3, 2)),
        ("2/3/2025", date(2025, 3, 2)),
        ("02-03-2025", date(2025, 3, 2)),
        ("02.03.2025", date(2025, 3, 2)),
        (" 02/03/2025 ", date(2025, 3, 2)),
        ("０２/０３/２０２５", date(2025, 3, 2)),
        ("02/03/2025 00:00", date(2025, 3, 2)),
        ("2025-03-02 00:00:00", date(2025, 3, 2)),
        ("2026-03-31T23:59:00", date(2026, 3, 31)),
        ("2026-04-01T00:00:00", date(2026, 4, 1)),
        ("2025-06-30T23:30:00Z", date(2025, 7, 1)),
        ("2025-12-31T23:30:00Z", date(2025, 12, 31)),
        ("2025-07-01T00:30:00+01:00", date(2025, 7, 1)),
        ("2025-03-30T01:30:00", date(2025, 3, 30)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_what_is_a_date(text: str, day: date) -> None:
    assert parse_date(text) == (day, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (" \u00a0 ", "blank"),
        ("31/02/2025", "impossible"),
        ("29/02/2025", "impossible"),
        ("2025-13-01", "impossible"),
        ("00/00/0000", "impossible"),
        ("2025-03-02T25:00:00", "impossible"),
        ("02/13/2025", "month first"),
        ("12/31/2025", "month first"),
        ("01/01/1900", "sentinel"),
        ("30/12/1899", "sentinel"),
        ("1970-01-01", "sentinel"),
        ("31/12/9999", "sentinel"),
        ("13/04/1066", "out of range"),
        ("2205-01-01", "out of range"),
        ("02/03/25", "two-digit year"),
        ("TBC", "words"),
        ("Sept 24", "words"),
        ("approx 2019", "words"),
        ("2 March 2025", "words"),
        ("2025", "words"),
        ("20250302", "words"),
        ("45678", "words"),
        ("02/03/2025 or 03/03/2025", "words"),
    ],
)
def test_what_is_not(text: str, reason: str) -> None:
    assert parse_date(text) == (None, reason)
    assert reason in REASONS


def test_day_numbers_only_where_dates_are_declared() -> None:
    assert parse_date("45678", serial=True) == (date(2025, 1, 21), "")
    assert parse_date("45678.75", serial=True) == (date(2025, 1, 21), "")
    assert parse_date("12345", serial=True) == (None, "out of range")
    assert parse_date("123456", serial=True) == (None, "words")


@given(DAYS)
def test_both_forms_come_back(day: date) -> None:
    assert parse_date(day.isoformat()) == (day, "")
    assert parse_date(f"{day:%d/%m/}{day.year:04d}") == (day, "")


@given(st.text(max_size=30))
def test_nothing_breaks_it(text: str) -> None:
    day, reason = parse_date(text, serial=True)
    assert (day is None) == (reason != "") and (reason == "" or reason in REASONS)


@given(DAYS, DAYS)
def test_ages_are_whole_years(born: date, day: date) -> None:
    age = age_on(born, day)
    if day < born:
        assert age is None
        return
    assert age is not None and 0 <= age <= 200
    before = age_on(born, day - timedelta(days=1)) if day > born else None
    birthday = (day.month, day.day) == (born.month, born.day) or (
        (born.month, born.day) == (2, 29) and (day.month, day.day) == (3, 1) and not _leap(day.year)
    )
    if before is not None:
        assert age - before == int(birthday)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def test_born_on_a_leap_day() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18
    assert age_on(born, date(2024, 2, 29)) == 16


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-4"),
        (4, "0-4"),
        (5, "5-10"),
        (10, "5-10"),
        (11, "11-15"),
        (15, "11-15"),
        (16, "16-17"),
        (17, "16-17"),
        (18, "18+"),
        (25, "18+"),
        (None, "not known"),
        (-1, "not known"),
    ],
)
def test_bands(age: int | None, band: str) -> None:
    assert age_band(age) == band
    assert band in BANDS


def test_unborn_is_a_band_of_its_own() -> None:
    assert age_band(None, None, date(2026, 2, 1)) == "unborn"
    assert age_band(0, date(2025, 12, 1), date(2025, 12, 3)) == "0-4"
