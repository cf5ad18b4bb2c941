"""What became of a booking, and how much notice a cancelled one gave: between how many hours, as far as it is known."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.terms import OUTCOMES_OF_BOOKING

ATTENDED, SUBSTITUTE, CANCELLED, ABSENT = OUTCOMES_OF_BOOKING

_LONDON = ZoneInfo("Europe/London")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_ZONED = re.compile(r"(.+?)\s*(Z|[+-]\d{2}:?\d{2})")
_SERIAL = re.compile(r"\d{5}\.\d+")
_LAST = time(23, 59, 59)


class Notice(NamedTuple):
    """Notice in hours by the clock on the wall: at least, and at most. Both are the same where both times are known."""

    least: float
    most: float


def parse_clock(text: str) -> time | None:
    """A time of day, or ``None``.

    >>> parse_clock("09:30"), parse_clock("9.30 am"), parse_clock("1:15pm"), parse_clock("noon")
    (datetime.time(9, 30), datetime.time(9, 30), datetime.time(13, 15), None)
    """
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def parse_moment(text: str) -> date | datetime | None:
    """A date, with its time where one is given: a ``datetime``, else a ``date``; ``None`` for what is neither.

    Dates are read as :func:`scrutiny_lib.intake.dates.parse_date` does. A time with a zone becomes London's.

    >>> parse_moment("12/01/2026 17:05"), parse_moment("2026-01-12")
    (datetime.datetime(2026, 1, 12, 17, 5), datetime.date(2026, 1, 12))
    >>> parse_moment("2026-07-01T08:00:00Z"), parse_moment("last week")
    (datetime.datetime(2026, 7, 1, 9, 0), None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    day, _ = parse_date(plain, serial=True)
    if _SERIAL.fullmatch(plain):
        seconds = round(float(f"0.{plain.partition('.')[2]}") * 86_400)
        return datetime.combine(day, time()) + timedelta(seconds=seconds) if day else None
    if day is None:
        first, _, clock = plain.partition(" ")
        day, at = parse_date(first)[0], parse_clock(clock)
        return datetime.combine(day, at) if day and at else None
    if len(plain) > 10 and (zoned := _ZONED.fullmatch(plain)) and ":" in zoned[1]:
        offset = "+00:00" if zoned[2].upper() == "Z" else zoned[2]
        local = parse_moment(zoned[1])
        if not isinstance(local, datetime):
            return None
        there = datetime.strptime(f"{local:%Y-%m-%d %H:%M:%S}{offset}", "%Y-%m-%d %H:%M:%S%z")
        return there.astimezone(_LONDON).replace(tzinfo=None)
    _, split, clock = plain.replace("T", " ", 1).partition(" ")
    if not split:
        return day
    found = parse_clock(clock)
    return datetime.combine(day, found) if found else None


def notice_of(on: date, starts: time | None, told: date | datetime) -> Notice | None:
    """The notice given by somebody who cancelled at ``told`` a course on ``on`` that began at ``starts``.

    Without a time of day anything from the first to the last second of that day is possible. ``None``: it was told
    after the course had begun, whatever the time.

    >>> notice_of(date(2026, 1, 15), time(9, 30), datetime(2026, 1, 13, 9, 30))
    Notice(least=48.0, most=48.0)
    >>> told_by_day = notice_of(date(2026, 1, 15), time(9), date(2026, 1, 13))
    >>> round(told_by_day.least), round(told_by_day.most)
    (33, 57)
    """
    begins = [datetime.combine(on, starts or at) for at in (time(), _LAST)]
    moments = [told, told] if isinstance(told, datetime) else [datetime.combine(told, at) for at in (time(), _LAST)]
    most = (begins[1] - moments[0]).total_seconds() / 3600
    least = (begins[0] - moments[1]).total_seconds() / 3600
    return None if most < 0 else Notice(max(0.0, least), most)
