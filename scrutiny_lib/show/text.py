"""Words for the page: numbers, dates, counts and intervals as a person would say them.

Everything here takes one value (or one row of a result) and gives plain text. Nothing is escaped: that is done once,
where text meets HTML (:mod:`scrutiny_lib.show.layout`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from ..errors import ScrutinyError
from ..stats.days import quarter
from ..terms import SYMBOLS

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOT_AVAILABLE = "[x]"


def missing(value: Any) -> bool:
    """Whether there is nothing to print: ``None``, ``NaN``, ``NA``, ``NaT`` or blank text.

    >>> missing(None), missing(float("nan")), missing(" "), missing(0)
    (True, True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple, dict)):
        return False
    return bool(pd.isna(value))


def plain(value: Any, otherwise: str = "") -> str:
    """A value as text, ``otherwise`` when it is missing; whole numbers lose their ``.0``, booleans become yes or no.

    >>> plain(4.0), plain(4.26), plain(True), plain("[c]"), plain(None, "not given")
    ('4', '4.3', 'yes', '[c]', 'not given')
    """
    if missing(value):
        return otherwise
    if isinstance(value, (list, tuple)):
        return ", ".join(plain(item) for item in value)
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()
    number = float(value)
    return f"{number:,.0f}" if number == round(number) else f"{number:,.1f}"


def whole(value: Any) -> int | None:
    """The count in a cell, or ``None`` when it is missing or hidden (``[c]``).

    >>> whole(3.0), whole("12"), whole("[c]"), whole(None)
    (3, 12, None, None)
    """
    if missing(value):
        return None
    try:
        return int(float(value))
    except (TypeError, ValueError):
        return None


def figure(value: Any) -> float | None:
    """The number in a cell as a float, or ``None`` when there is none.

    >>> figure("2.5"), figure("[c]")
    (2.5, None)
    """
    if missing(value):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def true(value: Any) -> bool:
    """Whether a cell says yes; missing is no."""
    return not missing(value) and str(value).strip().lower() in ("true", "yes", "1", "1.0")


def number(count: int) -> str:
    """A number in prose: words up to ten.

    >>> number(3), number(11)
    ('three', '11')
    """
    return _WORDS[count] if 0 <= count <= 10 else f"{count:,}"


def count(how_many: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "finding"), count(4, "finding"), count(2, "child", "children")
    ('one finding', 'four findings', 'two children')
    """
    return f"{number(how_many)} {one if how_many == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Items as a sentence lists them.

    >>> listed(["police", "health", "school"])
    'police, health and school'
    """
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" and {items[-1]}" if items else ""


def opening(words: str) -> str:
    """Words with a capital first; the rest stays as it is.

    >>> opening("Gwet's AC1"), opening("in time")
    ("Gwet's AC1", 'In time')
    """
    return words[:1].upper() + words[1:]


def sentence(text: str) -> str:
    """The text with a capital first and a full stop last.

    >>> sentence("done in May")
    'Done in May.'
    """
    text = text.strip()
    return text and opening(text) + ("" if text[-1] in ".!?:" else ".")


def day(value: Any) -> str:
    """A date in full; text that is not an ISO date stays as it is.

    >>> day("2025-12-16"), day(None)
    ('16 December 2025', '')
    """
    found = _date(value)
    return f"{found.day} {found:%B %Y}" if found else plain(value)


def short_day(value: Any) -> str:
    """A date for a table, which does not break across lines.

    >>> short_day("2025-09-30").replace("\\xa0", " ")
    '30 Sep 2025'
    """
    found = _date(value)
    return f"{found.day}\u00a0{found:%b}\u00a0{found.year}" if found else plain(value)


def month(value: Any) -> str:
    """A month such as ``"2025-07"`` in full, or a quarter such as ``"2025-26-Q3"`` as its months.

    >>> month("2025-07"), month("2025-26-Q3")
    ('July 2025', 'October to December 2025')
    """
    found = _date(f"{plain(value)[:7]}-01")
    return f"{found:%B %Y}" if found else quarter_months(value) or plain(value)


def short_month(value: Any) -> str:
    """A month (or quarter) in short, which does not break across lines.

    >>> short_month("2025-07").replace("\\xa0", " "), short_month("2025-26-Q3").replace("\\xa0", " ")
    ('Jul 2025', 'Oct–Dec 2025')
    """
    words = month(value)
    if words == plain(value):
        return words
    start, _, end = words.partition(" to ")
    return f"{start[:3]}{f'–{end[:3]}' if end else ''}\u00a0{words[-4:]}"


def months_within(value: Any) -> list[str]:
    """The months of a month (itself) or of a quarter.

    >>> months_within("2025-07"), months_within("2025-26-Q4")
    (['2025-07'], ['2026-01', '2026-02', '2026-03'])
    """
    try:
        days = quarter(plain(value))
    except ScrutinyError:
        return [plain(value)[:7]]
    return [str(name) for name in pd.period_range(*days, freq="M")]


def months_from_to(first: Any, last: Any) -> str:
    """Two months, or two quarters, as all that lies between them.

    >>> months_from_to("2024-04", "2025-07"), months_from_to("2024-25-Q1", "2025-26-Q3")
    ('April 2024 to July 2025', 'April 2024 to December 2025')
    """
    start, end = month(first), month(last).rpartition(" to ")[2]
    return f"{start.partition(' to ')[0]} {start[-4:]} to {end}" if " to " in start else f"{start} to {end}"


def period(start: Any, end: Any) -> str:
    """Two dates as the months between them.

    >>> period("2025-07-01", "2025-09-30"), period("2025-10-06", "2025-10-31"), period("2025-11-01", "2026-01-05")
    ('July to September 2025', 'October 2025', 'November 2025 to January 2026')
    """
    first, last = _date(start), _date(end)
    if not first or not last:
        return month(start) if first else month(end) if last else ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"


def short_period(start: Any, end: Any) -> str:
    """The same in short, for the line of dates at the top.

    >>> short_period("2025-07-01", "2025-09-30"), short_period("2025-11-01", "2026-01-05")
    ('Jul–Sep 2025', 'Nov 2025–Jan 2026')
    """
    words = period(start, end).replace(" to ", "–")
    return re.sub(r"[A-Z][a-z]+", lambda name: name[0][:3], words)


def quarter_months(text: Any) -> str:
    """The months of a financial-year quarter, or nothing when it is not one.

    >>> quarter_months("2025-26 Q3"), quarter_months("")
    ('October to December 2025', '')
    """
    try:
        return period(*quarter(plain(text)))
    except ScrutinyError:
        return ""


def interval(row: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """An interval as a sentence; nothing unless the row has limits (in per cent) and the size of the frame is known.

    When the question did not apply to every child looked at, the sentence speaks of those it applies to only.

    >>> interval({"lower": 13.2, "upper": 50.0, "of": 38, "unit": "children"}, {"frame_size": 311, "children": 38})
    'If we had looked at all 311, between 13 and 50 in 100 would likely show this.'
    """
    lower, upper, frame = figure(row.get("lower")), figure(row.get("upper")), whole(about.get("frame_size"))
    if lower is None or upper is None or frame is None:
        return ""
    if plain(row.get("unit"), "children") != plain(about.get("unit"), "children"):
        return ""
    of, children = whole(row.get("of")), whole(about.get("children"))
    those = " of those it applies to" if of is not None and children is not None and of < children else ""
    return (
        f"If we had looked at all {frame:,}, between {lower:.0f} and {upper:.0f} in 100{those} would likely show this."
    )


def status_word(about: Mapping[str, Any]) -> str:
    """Agreed, for information, or draft: anything that is not known to be decided is a draft.

    >>> status_word({"status": "agreed"}), status_word({})
    ('Agreed', 'Draft')
    """
    return {"agreed": "Agreed", "information": "For information"}.get(plain(about.get("status")), "Draft")


def words_only(about: Mapping[str, Any]) -> bool:
    """Whether the readers are outside the partnership and are given shares in words; so is anybody not known.

    >>> words_only({"profile": "group"}), words_only({"profile": "partnership"})
    (True, False)
    """
    return plain(about.get("profile")) not in ("working", "partnership")


def flat(text: str) -> str:
    """A text in which no bracket stands inside another.

    >>> flat("chapter 2 (2018 and 2023 (the same in both))")
    'chapter 2 (2018 and 2023, the same in both)'
    """
    return re.sub(r"\(([^()]*?)\s*\(([^()]*)\)\)", r"(\1, \2)", text)


def symbols_in(text: str) -> list[tuple[str, str]]:
    """The shorthand used in a text with what each sign means, in the order of the closed list.

    >>> symbols_in("[c] of 38 children")
    [('[c]', 'hidden so that nobody can be recognised')]
    """
    return [(symbol, meaning) for symbol, meaning in SYMBOLS.items() if symbol in text]


def explained(text: str) -> str:
    """One sentence explaining the shorthand in a text; nothing when there is none.

    >>> explained("[c]")
    '[c] means hidden so that nobody can be recognised.'
    """
    used = [f"{symbol} means {meaning}" for symbol, meaning in symbols_in(text)]
    return "; ".join(used) + "." if used else ""


def unconfirmed(about: Mapping[str, Any]) -> list[str]:
    """What nobody has confirmed yet, in sentences, for the banner of every page.

    >>> unconfirmed({"unconfirmed": ["the names of the levels are a placeholder"]}), unconfirmed({})
    (['The names of the levels are a placeholder.'], [])
    """
    return [sentence(plain(line)) for line in about.get("unconfirmed") or [] if plain(line)]


def _date(value: Any) -> date | None:
    if missing(value):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
