"""Dates of birth as people write them: in any order, with the names of months, short years, or no dividers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

_NAMES = (
    *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
    *("july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec"),
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_GAP = r"(?:[ \t\n\u00a0./,_-]{1,3})"
_DIVIDED = re.compile(rf"(?<![\w./-])(\d{{1,4}})({_GAP}|[ ]?\|[ ]?)(\d{{1,2}})\2(\d{{1,4}})(?![\d/]|[.,-]\d)")
_NAMED = re.compile(
    rf"(?<![\w./])(\d{{1,4}})(?:st|nd|rd|th)?(?:{_GAP}|\s+of\s+)?(?:the\s+)?({_NAME})(?![a-z]){_GAP}?(\d{{2,4}})(?!\w|/|[.,]\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAME}){_GAP}?(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(\d{{4}})(?![\w/]|[.,]\d)", re.IGNORECASE
)
_THIS_CENTURY = 40
_UNDIVIDED = re.compile(r"(?<!\d)(\d{8})(?!\d)")


def dates_in(text: str) -> Iterator[date]:
    """Every day that a stretch of a text can stand for; one that can be read in two orders gives both.

    Two cells of a table side by side are no date unless a nought stands before its day or its month.

    >>> [str(day) for day in dates_in("born 14th of March 2011")]
    ['2011-03-14']
    >>> sorted({str(day) for day in dates_in("03/04/11")})
    ['2011-03-04', '2011-04-03']
    >>> list(dates_in("4 | 3 | 2011"))
    []
    """
    for found in _DIVIDED.finditer(text):
        first, gap, middle, last = found.groups()
        if "|" in gap and not (first.startswith("0") or middle.startswith("0")):
            continue
        if len(first) == 4:
            yield from _days(first, middle, last)
        elif len(first) <= 2 and (len(last) == 4 or _short_year(*found.groups())):
            yield from _days(last, middle, first)
            yield from _days(last, first, middle)
    for found in _NAMED.finditer(text):
        first, name, last = found.groups()
        month = str(_MONTHS[name.casefold()])
        yield from _days(first, month, last) if len(first) == 4 else _days(last, month, first)
    for found in _MONTH_FIRST.finditer(text):
        yield from _days(found[3], str(_MONTHS[found[1].casefold()]), found[2])
    for found in _UNDIVIDED.finditer(text):
        digits = found[1]
        yield from _days(digits[:4], digits[4:6], digits[6:])
        yield from _days(digits[4:], digits[2:4], digits[:2])


def day_of(identifier: str) -> date | None:
    """The day that an identifier as a whole is, read as it is written here (day before month); None for anything else.

    >>> str(day_of("14/03/2011")), day_of("PCC-100234"), day_of("9434765919")
    ('2011-03-14', None, None)
    """
    text = identifier.strip()
    whole = _DIVIDED.fullmatch(text) or _NAMED.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    text = re.sub(r"[T ]00:00(:00(\.0+)?)?$", "", text) if whole is None else text
    if whole is None and not _DIVIDED.fullmatch(text):
        return None
    return next(dates_in(text), None)


def _short_year(day: str, gap: str, month: str, year: str) -> bool:
    """Whether three numbers with two digits for the year are written as a date, not as coordinates or a version."""
    return len(year) == 2 and (gap in ("/", "-") or (gap == "." and len(day) == len(month) == 2))


def _days(year: str, month: str, day: str) -> Iterator[date]:
    if len(year) not in (2, 4) or len(day) > 2:
        return
    whole = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < _THIS_CENTURY else 1900)
    if 1900 <= whole <= 2100:
        with suppress(ValueError):
            yield date(whole, int(month), int(day))
