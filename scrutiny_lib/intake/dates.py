"""Dates as people write them, and ages. Never guessed: a date that is not plainly one comes back as a reason.

Day first, always: 02/03/2025 is 2 March. An American 02/13/2025 is not turned round. Dates that stand for "no
date" in some systems (1 January 1900 and the like) are not dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SENTINELS = frozenset({date(1900, 1, 1), date(1899, 12, 30), date(1970, 1, 1), date(9999, 12, 31)})
"""Dates that some systems write when there is none."""

REASONS = {
    "blank": "no date",
    "impossible": "a date that does not exist",
    "sentinel": "a date that stands for no date",
    "month first": "a date with the month first",
    "two-digit year": "a year of two digits",
    "out of range": "a year before 1900 or after 2100",
    "words": "not a date",
}
"""Why :func:`parse_date` gave no date, by its reason code, in words for a report."""

BANDS = ("unborn", "0-4", "5-10", "11-15", "16-17", "18+", "not known")
"""Age bands in order, as :func:`age_band` gives them."""

_TIME = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}" + _TIME)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIAL_WINDOW = (date(1990, 1, 1), date(2049, 12, 31))
_LONDON = ZoneInfo("Europe/London")


def parse_date(text: str, serial: bool = False) -> tuple[date | None, str]:
    """The date a text means, or ``None`` and the reason code (a key of :data:`REASONS`).

    Read are ISO dates, ``dd/mm/yyyy`` (also with ``-`` or ``.``), and either with a time; a time with a zone
    gives the date in London. Excel day numbers are read only with ``serial=True``, for a column declared to
    hold dates, and only from 1990 to 2049. The reason is ``""`` when there is a date.

    >>> parse_date("02/03/2025")
    (datetime.date(2025, 3, 2), '')
    >>> parse_date("02/13/2025"), parse_date("31/02/2025"), parse_date("TBC")
    ((None, 'month first'), (None, 'impossible'), (None, 'words'))
    >>> parse_date("2025-06-30T23:30:00Z")
    (datetime.date(2025, 7, 1), '')
    >>> parse_date("45678"), parse_date("45678", serial=True)
    ((None, 'words'), (datetime.date(2025, 1, 21), ''))
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None, "blank"
    if found := _ISO.fullmatch(plain):
        return _checked(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])
    if found := _DAY_FIRST.fullmatch(plain):
        day, month = int(found[1]), int(found[2])
        if month > 12 >= day:
            return None, "month first"
        return _checked(int(found[3]), month, day, found.groups()[3:])
    if _SHORT_YEAR.fullmatch(plain):
        return None, "two-digit year"
    if serial and (found := _SERIAL.fullmatch(plain)):
        given = date(1899, 12, 30) + timedelta(days=int(found[1]))
        if _SERIAL_WINDOW[0] <= given <= _SERIAL_WINDOW[1]:
            return given, ""
        return None, "out of range"
    return None, "words"


def date_form(text: str) -> str:
    """How a date that :func:`parse_date` reads is written: ``"day first"``, ``"number"`` (an Excel day number),
    ``"zone"`` (a time with a zone), or ``""`` for a plain ISO date.

    >>> date_form("02/03/2025"), date_form("45678"), date_form("2025-06-30T23:30:00Z"), date_form("2025-06-30")
    ('day first', 'number', 'zone', '')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _ISO.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    if found is None:
        return "number" if _SERIAL.fullmatch(plain) else ""
    if found[7]:
        return "zone"
    return "day first" if found.re is _DAY_FIRST else ""


def _checked(year: int, month: int, day: int, time: tuple[str | None, ...]) -> tuple[date | None, str]:
    hour, minute, second, zone = time
    try:
        found = datetime(year, month, day, int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None, "impossible"
    if found.date() in SENTINELS:
        return None, "sentinel"
    if not 1900 <= year <= 2100:
        return None, "out of range"
    if zone:
        offset = "+00:00" if zone == "Z" else zone
        try:
            found = datetime.strptime(f"{found:%Y-%m-%d %H:%M:%S}{offset}", "%Y-%m-%d %H:%M:%S%z").astimezone(
                _LONDON
            )
        except ValueError:
            return None, "impossible"
    return found.date(), ""


def age_on(born: date, day: date) -> int | None:
    """Whole years lived on a day; ``None`` before birth. Born on 29 February: the birthday is 1 March in
    common years.

    >>> age_on(date(2008, 2, 29), date(2025, 2, 28)), age_on(date(2008, 2, 29), date(2025, 3, 1))
    (16, 17)
    """
    if day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_band(age: int | None, born: date | None = None, expected: date | None = None) -> str:
    """The band of :data:`BANDS` an age falls in. A child with an expected date of birth and none yet is
    ``"unborn"``.

    >>> age_band(4), age_band(17), age_band(None, expected=date(2026, 3, 1)), age_band(None)
    ('0-4', '16-17', 'unborn', 'not known')
    """
    if born is None and age is None and expected is not None:
        return "unborn"
    if age is None or age < 0:
        return "not known"
    for top, band in ((4, "0-4"), (10, "5-10"), (15, "11-15"), (17, "16-17")):
        if age <= top:
            return band
    return "18+"
