"""Months as people head the columns of a grid with them, and headings that are sums over several months.

A month is read only where it cannot mean anything else: *Apr-25* is a month, *25-Apr* may be a day and is none.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date

from scrutiny_lib.intake.dates import parse_date

_ENGLISH = {at: calendar.month_name[at].casefold() for at in range(1, 13)}
_NUMBER = {name[:length]: at for at, name in _ENGLISH.items() for length in (3, len(name))} | {"sept": 9}
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?\s*[-/ ]?\s*[’']?\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/](\d{4})")
_OF_YEAR = re.compile(r"(?:M|Month\s*)(\d{1,2})\s+(\d{4})\s*[-/]\s*(\d{2}|\d{4})", re.IGNORECASE)
_OF_YEAR_TURNED = re.compile(r"(\d{4})\s*[-/]\s*(\d{2}|\d{4})\s+(?:M|Month\s*)(\d{1,2})", re.IGNORECASE)
_YEARS = re.compile(r"(?:FY\s*)?(\d{4})(?:\s*[-/–]\s*(\d{2}|\d{4}))?", re.IGNORECASE)
_SUMS = re.compile(
    r"(?:grand |sub ?|quarterly |annual |yearly )?totals?\b.*|.*\b(?:ytd|year to date|full year|year end|outturn)\b.*"
    r"|(?:average|mean|rolling|cumulative)\b.*|(?:fy )?\d{4} \d{2}(?:\d{2})?(?: (?:total|average))?"
    r"|(?:(?:fy )?\d{2,4} \d{2,4} )?(?:q|quarter) ?[1-4](?: \d{2,4}(?: \d{2,4})?)?(?: total)?",
    re.IGNORECASE,
)


def month_of(text: str) -> str | None:
    """The month a heading or cell means, as ``2025-04``; ``None`` where it is none or could mean something else.

    Read are ``2025-04``, ``04/2025``, ``Apr-25``, ``Apr 25``, ``April 2025``, ``M1 2025/26`` (the first month of a
    financial year, which begins in April), and a whole date that is the first or the last day of its month. Years of
    two digits stand for 2000 to 2099.

    >>> [month_of(text) for text in ("2025-04", "Apr-25", "April 2025", "04/2025", "M10 2025/26", "30/04/2025")]
    ['2025-04', '2025-04', '2025-04', '2025-04', '2026-01', '2025-04']
    >>> [month_of(text) for text in ("25-Apr", "04/25", "M1 2025", "April", "2025-13", "15/04/2025", "12")]
    [None, None, None, None, None, None, None]
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("–", "-").split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return _month(int(found[1]), int(found[2]))
    if found := _YEAR_LAST.fullmatch(plain):
        return _month(int(found[2]), int(found[1]))
    if (found := _NAMED.fullmatch(plain)) and found[1].casefold() in _NUMBER:
        year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
        return _month(year, _NUMBER[found[1].casefold()])
    if found := _OF_YEAR.fullmatch(plain):
        return _of_year(int(found[1]), found[2], found[3])
    if found := _OF_YEAR_TURNED.fullmatch(plain):
        return _of_year(int(found[3]), found[1], found[2])
    day = parse_date(plain)[0]
    return f"{day:%Y-%m}" if day and _edge(day) else None


def with_year(text: str, above: str) -> str:
    """A heading that is the bare name of a month, with the year from the heading that stands over it.

    A financial year is written with both its years: January to March lie in the second. Anything else stays as it is.

    >>> with_year("Apr", "2025/26"), with_year("January", "2025-26"), with_year("May", "2025")
    ('Apr 2025', 'January 2026', 'May 2025')
    >>> with_year("Apr", "2025/27"), with_year("Apr-25", "2024"), with_year("Apr", "Children")
    ('Apr', 'Apr-25', 'Apr')
    """
    month = _NUMBER.get(text.strip(" .").casefold())
    found = _YEARS.fullmatch(above.strip())
    if month is None or found is None:
        return text
    if found[2] and (int(found[1]) + 1) % 10 ** len(found[2]) != int(found[2]):
        return text
    return f"{text.strip(' .')} {int(found[1]) + bool(found[2] and month < 4)}"


def is_sum(text: str) -> bool:
    """Whether a heading is of a total, an average or a longer time than a month: left out, for it holds no month.

    >>> [is_sum(text) for text in ("Total", "YTD 2025/26", "Q1 2025/26", "2024/25", "Apr-25", "Indicator")]
    [True, True, True, True, False, False]
    """
    plain = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text)))
    return not month_of(text) and bool(_SUMS.fullmatch(plain))


def looks_like_month(text: str) -> bool:
    """Whether a heading seems to be meant as a month, read or not: the name of one stands in it, or a date does.

    >>> [looks_like_month(text) for text in ("April", "25-Apr", "15/04/2025", "M1 2025", "Apr-25", "Measure", "May we")]
    [True, True, True, True, True, False, False]
    """
    if text.isdigit():
        return False
    if month_of(text) or parse_date(text)[1] not in ("blank", "words"):
        return True
    words = re.findall(r"[a-z]+|\d+", unicodedata.normalize("NFKC", text).casefold())
    if not words or any(word.isalpha() and word not in _NUMBER and word not in ("m", "month") for word in words):
        return False
    return any(word in _NUMBER for word in words) or (words[0] in ("m", "month") and len(words) > 1)


def _month(year: int, month: int) -> str | None:
    return f"{year}-{month:02d}" if 1900 < year < 2100 and 1 <= month <= 12 else None


def _of_year(place: int, first: str, second: str) -> str | None:
    """A month by its place in a financial year that is written with both its years, one after the other."""
    if not 1 <= place <= 12 or (int(first) + 1) % 10 ** len(second) != int(second):
        return None
    return _month(int(first) + (place > 9), (place + 2) % 12 + 1)


def _edge(day: date) -> bool:
    return day.day in (1, calendar.monthrange(day.year, day.month)[1])
