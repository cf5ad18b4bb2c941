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
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.errors import ScrutinyError

QUARTER_FORM = "2025-26 Q3 or 2025-26-Q3"
Days = npt.NDArray[np.datetime64]
"""Many dates at once: ``datetime64[D]``, ``NaT`` where there is none."""

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
        raise _beyond()
    return day


def _beyond() -> ScrutinyError:
    first, last = frozen_years()
    return ScrutinyError(
        f"Working days are known for {first} to {last} only, and a date lies outside. Correct the date, or, if it "
        "is right, add the year's bank holidays to scrutiny_lib/stats/bank_holidays.csv and tell the maintainer."
    )


def is_working_day(day: date | str) -> bool:
    """Whether a date is Monday to Friday and no bank holiday in England.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` for what is not a date or lies beyond the frozen years.

    >>> is_working_day(date(2023, 5, 8)), is_working_day("2023-05-09")
    (False, True)
    """
    return bool(np.is_busday(_day(day), busdaycal=_calendar()))


def is_day_off(day: date | str) -> bool:
    """Whether a date is a Saturday, a Sunday or a bank holiday in England; no for a date beyond the frozen years.

    >>> is_day_off(date(2026, 1, 31)), is_day_off("2026-01-30"), is_day_off("2026-12-25"), is_day_off("1950-01-01")
    (True, False, True, False)
    """
    first, last = frozen_years()
    year = day.year if isinstance(day, date) else date.fromisoformat(day).year
    return first <= year <= last and not is_working_day(day)


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


def many_days(values: Any) -> Days:
    """Dates, timestamps or ISO text, many at once, as ``datetime64[D]``; ``NaT`` where there is none or it is no date.

    >>> many_days(["2025-10-01", "", "1/10/2025"])
    array(['2025-10-01',        'NaT',        'NaT'], dtype='datetime64[D]')
    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return values.astype("datetime64[D]")
    read = pd.to_datetime(pd.Series(values, dtype="object"), format="%Y-%m-%d", errors="coerce")
    return read.to_numpy().astype("datetime64[D]")


def in_calendar(days: Any) -> npt.NDArray[np.bool_]:
    """Which of many dates are dates within the frozen years.

    >>> in_calendar(["2009-12-31", "2010-01-01", "2030-12-31", ""])
    array([False,  True,  True, False])
    """
    first, last = frozen_years()
    found = many_days(days)
    begin, end = np.datetime64(f"{first}-01-01", "D"), np.datetime64(f"{last}-12-31", "D")
    return np.asarray((found >= begin) & (found <= end), dtype=bool)


def working_days_of(starts: Any, ends: Any) -> npt.NDArray[np.int64]:
    """Working days from each start (day 0) to its end, many at once: :func:`working_days_between` for two columns.

    Parameters
    ----------
    starts, ends : array-like of dates, timestamps, ISO text or datetime64
        As many ends as starts. Negative where the end comes first.

    Raises
    ------
    ScrutinyError
        When any of them is no date or lies beyond the frozen years; ask :func:`in_calendar` first.

    >>> working_days_of(["2026-03-30", "2022-06-01"], ["2026-06-05", "2022-06-06"])
    array([45,  1])
    """
    first, last = _known(starts), _known(ends)
    one = np.timedelta64(1, "D")
    there = np.busday_count(first + one, last + one, busdaycal=_calendar())
    back = np.busday_count(last, first, busdaycal=_calendar())
    return np.where(last < first, -back, there).astype(np.int64)


def due_days(starts: Any, n: int, *, beyond: str = "refuse") -> Days:
    """The date ``n`` working days after each start, many at once: :func:`add_working_days` for a column.

    Parameters
    ----------
    starts : array-like of dates, timestamps, ISO text or datetime64
        Each is day 0.
    n : int
        Negative counts back.
    beyond : str
        ``"refuse"`` raises for a date beyond the frozen years or no date at all; ``"blank"`` gives ``NaT`` for it.

    Raises
    ------
    ScrutinyError
        With ``"refuse"``, when a start or a due date is no date or lies beyond the frozen years.

    >>> due_days(["2026-03-30", "2024-12-24"], 1).astype(str).tolist()
    ['2026-03-31', '2024-12-27']
    """
    if beyond not in ("refuse", "blank"):
        raise ValueError('beyond must be "refuse" or "blank"')
    days = _known(starts) if beyond == "refuse" else many_days(starts)
    due = np.full(days.shape, "NaT", dtype="datetime64[D]")
    known = in_calendar(days)
    if n:
        roll: Literal["backward", "forward"] = "backward" if n > 0 else "forward"
        due[known] = np.busday_offset(days[known], int(n), roll=roll, busdaycal=_calendar())
    else:
        due[known] = days[known]
    due[~in_calendar(due)] = np.datetime64("NaT")
    if beyond == "refuse" and np.isnat(due).any():
        raise _beyond()
    return due


def months_after(starts: Any, n: int) -> Days:
    """The same day of the month ``n`` months after each start, many at once; a month too short gives its last day.

    No bank holiday matters here, so no year is refused; ``NaT`` stays ``NaT``.

    >>> months_after(["2025-11-30", "2023-11-30", "2025-01-31"], 3).astype(str).tolist()
    ['2026-02-28', '2024-02-29', '2025-04-30']
    """
    days = many_days(starts)
    months = days.astype("datetime64[M]")
    first = (months + n).astype("datetime64[D]")
    longest = (months + n + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    due: Days = np.minimum(first + (days - months.astype("datetime64[D]")), longest)
    return due


def add_months(day: date | str, n: int) -> date:
    """The same day of the month ``n`` months later, or the month's last day where that month is too short.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` for what is not a date.

    >>> add_months("2025-11-30", 3), add_months(date(2023, 11, 30), 3)
    (datetime.date(2026, 2, 28), datetime.date(2024, 2, 29))
    """
    moved = months_after([str(day)[:10]], n)[0]
    if np.isnat(moved):
        raise ScrutinyError("This is not a date. Give a date, or text such as 2025-10-01.")
    return date.fromisoformat(str(moved))


def _known(values: Any) -> Days:
    """Many dates, each of them one within the frozen years."""
    days = many_days(values)
    if np.isnat(days).any():
        raise ScrutinyError("One of these is not a date. Give dates, or text such as 2025-10-01.")
    if not in_calendar(days).all():
        raise _beyond()
    return days


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
