"""By when, and how often, a sentence asks for something: read from its words, so that two sentences can be compared.

Only plain ways of saying it are known (*within four hours*, *the same day*, *every month*). What is said otherwise is
not found, and then nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

BY_WHEN, HOW_OFTEN = "by when", "how often"
"""What two sentences can be compared in: a limit with a limit, a rhythm with a rhythm."""

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {"a": 1, "an": 1, "twenty-four": 24, "forty-eight": 48, "seventy-two": 72}
_NUMBERS |= {word: at for at, word in enumerate(_WORDS, start=1)}
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|term|quarter|year)s?\b"
_WITHIN = re.compile(
    rf"\b(?:within|in under|no later than) (?P<n>\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
    rf"[ -](?P<working>working )?{_UNIT}",
    re.I,
)
_SAME = re.compile(r"\b(?P<which>same|next)[ -](?P<working>working )?(?P<unit>day|week|month)\b", re.I)
_AT_ONCE = re.compile(r"\b(?:at once|immediately|straight away|right away)\b", re.I)
_EVERY = re.compile(rf"\b(?:every|each|once an?) (?P<working>working )?{_UNIT}", re.I)
_RHYTHMS = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "quarterly": "quarter"}
_RHYTHM = re.compile(rf"\b(?:{'|'.join(_RHYTHMS)})\b", re.I)


def times_in(text: str) -> dict[str, set[str]]:
    """The times that a sentence names, in one spelling: :data:`BY_WHEN` and :data:`HOW_OFTEN`.

    >>> times_in("Tell them within four hours, and look again every month.") == {
    ...     "by when": {"4 hour"}, "how often": {"every month"}}
    True
    >>> times_in("Ask the same day, weekly.") == {"by when": {"same day"}, "how often": {"every week"}}
    True
    >>> times_in("Ask every child.")
    {'by when': set(), 'how often': set()}
    """
    limits = {f"{_count(found['n'])} {found['working'] or ''}{found['unit']}" for found in _WITHIN.finditer(text)}
    limits |= {f"{found['which']} {found['working'] or ''}{found['unit']}" for found in _SAME.finditer(text)}
    limits |= {"at once" for _ in _AT_ONCE.finditer(text)}
    often = {f"every {found['working'] or ''}{found['unit']}" for found in _EVERY.finditer(text)}
    often |= {f"every {_RHYTHMS[found[0].lower()]}" for found in _RHYTHM.finditer(text)}
    return {BY_WHEN: {one.lower() for one in limits}, HOW_OFTEN: {one.lower() for one in often}}


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]


def another_time(said: str, agreed: Iterable[str]) -> bool:
    """Whether a sentence names a time that none of the others does, though they name one of the same kind.

    Parameters
    ----------
    said : str
    agreed : iterable of str
        What it is held against, all together.

    >>> another_time("Ring the same day.", ["Ring within four hours of a return, weekends included"])
    True
    >>> another_time("Ring within 4 hours.", ["Ring within four hours"]), another_time("Ring.", ["Within a day"])
    (False, False)
    >>> another_time("Ring the same day.", ["Draw a map every month"])
    False
    """
    times = times_in(said)
    known: Mapping[str, set[str]] = times_in("\n".join(agreed))
    return any(times[kind] and known[kind] and not times[kind] <= known[kind] for kind in times)
