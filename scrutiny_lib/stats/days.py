"""Working days in England, and quarters of the financial year.

The bank holidays are frozen in ``bank_holidays.csv``, so the same dates give the same answer on every machine.
Dates beyond the years in that file are refused: a calendar that quietly knows no holidays is worse than none.
"""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

import numpy as np

from scrutiny_lib.errors import ScrutinyError

QUARTER_FORM = "2025-26 Q3 or 2025-26-Q3"
_QUARTER = re.compile(r"(\d{4})-(\d{2})[ -]Q([1-4])")
_FIRST_MONTH = {1: 4, 2: 7, 3: 10, 4: 1}


@cache
def bank_holidays() -> dict[date, str]:
    """Every bank holiday in England that falls on a weekday, with its name, for the frozen years.

    Source: GOV.UK bank holidays as carried by the package ``holidays``; see the head of ``bank_holidays.csv``.

    >>> bank_holidays()[date(2023, 5, 8)]
    'Coronation of Charles III'
    """
    text = (resources.files("scrutiny_lib.stats") / "bank_holidays.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {date.fromisoformat(row["date"]): row["name"] for row in rows}


@cache
def frozen_years() -> tuple[int, int]:
    """First and last year whose bank holidays are known.

    >>> frozen_years()
    (2010, 2030)
    """
    years = {day.year for day in bank_holidays()}
    return min(years), max(years)


@cache
def _calendar() -> np.busdaycalendar:
    return np.busdaycalendar(holidays=np.array(sorted(bank_holidays()), dtype="datetime64[D]"))


def _day(value: date | str) -> date:
    """A plain date out of a date, a timestamp or ISO text; refuses what is not a date or lies beyond the calendar."""
    try:
        if isinstance(value, str):
            day = date.fromisoformat(value)
        elif isinstance(value, datetime):
            day = value.date()
        elif isinstance(value, date):
            day = value
        else:
            raise ValueError
        year = day.year
    except ValueError:
        raise ScrutinyError("This is not a date. Give a date, or text such as 2025-10-01.") from None
    first, last = frozen_years()
    if not first <= year <= last:
        raise ScrutinyError(
            f"Working days are known for {first} to {last} only, and a date lies outside. Correct the date, or, if it "
            "is right, add the year's bank holidays to scrutiny_lib/stats/bank_holidays.csv and tell the maintainer."
        )
    return day


def is_working_day(day: date | str) -> bool:
    """Whether a date is Monday to Friday and no bank holiday in England.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` for what is not a date or lies beyond the frozen years.

    >>> is_working_day(date(2023, 5, 8)), is_working_day("2023-05-09")
    (False, True)
    """
    return bool(np.is_busday(_day(day), busdaycal=_calendar()))


def add_working_days(start: date | str, n: int) -> date:
    """The date ``n`` working days after ``start``; ``start`` is day 0, whether or not it is a working day.

    A negative ``n`` counts back. ``n = 0`` gives ``start`` itself.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` when either end lies beyond the frozen years.

    Source of the rule: "Working together to safeguard children" counts from the day of referral or strategy
    discussion as day 0. Test: the 15- and 45-day due dates in ``tests/published``.

    >>> add_working_days(date(2026, 3, 30), 45)
    datetime.date(2026, 6, 5)
    """
    day = _day(start)
    if n == 0:
        return day
    moved = np.busday_offset(day, int(n), roll="backward" if n > 0 else "forward", busdaycal=_calendar())
    return _day(str(moved))


def working_days_between(start: date | str, end: date | str) -> int:
    """Working days from ``start`` (day 0) to ``end``: those after ``start``, up to and including ``end``.

    When ``end`` comes first the answer is negative, so that
    ``working_days_between(d, add_working_days(d, n)) == n`` for every whole ``n``. One less than Excel's NETWORKDAYS
    when ``start`` is a working day.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` for what is not a date or lies beyond the frozen years.

    >>> working_days_between("2026-03-30", "2026-06-05")
    45
    """
    first, last = _day(start), _day(end)
    if last < first:
        return -int(np.busday_count(last, first, busdaycal=_calendar()))
    one = timedelta(days=1)
    return int(np.busday_count(first + one, last + one, busdaycal=_calendar()))


def quarter(text: str) -> tuple[date, date]:
    """First and last day of a quarter of the financial year, which begins in April.

    Parameters
    ----------
    text : str
        ``"2025-26 Q3"`` or, as folders are named, ``"2025-26-Q3"``.

    Raises
    ------
    ScrutinyError
        When the text has another form; the message gives the form, never the text.

    >>> quarter("2025-26 Q3")
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    """
    found = _QUARTER.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ScrutinyError(f"A quarter is written {QUARTER_FORM}: financial year, then Q1 (April to June) to Q4.")
    number = int(found[3])
    year = int(found[1]) + (number == 4)
    month = _FIRST_MONTH[number]
    after = date(year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)
