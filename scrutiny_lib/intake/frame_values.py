"""The cells of a frame turned into what they mean: symbols, identifiers, dates, ages, sex.

Every function takes the table as text (its index is the position of the row in the raw table) and gives a new
one with counts by column of what could not be read. Cells that are set aside are noted in groups, by column
and reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codes import label_of
from scrutiny_lib.intake.columns import CHILD, IDENTIFIERS, LETTERS, SYMBOLS, is_date, sex_of
from scrutiny_lib.intake.dates import REASONS, age_band, age_on, parse_date
from scrutiny_lib.intake.identifiers import nhs_number_stands, rounded, tidy, upn_stands
from scrutiny_lib.intake.raw import RawTable

NOT_AVAILABLE = "[x]"
"""What a cell holds that said "not available" in one way or another; a blank cell holds nothing."""

_IDS = (*(name for name in IDENTIFIERS if name.endswith("_id")), "family_id", "nhs_number", "upn")
_RULES = {"impossible": "D01", "month first": "D04", "sentinel": "D11", "out of range": "D11"}
_SHOWN = 5


def note_cells(
    raw: RawTable,
    column: str,
    positions: Sequence[int],
    problems: Problems,
    path: Path,
    rule: str,
    fact: str,
    cure: str,
    act: str = "HOLD",
) -> None:
    """Note one problem for all these cells of a column, naming the first five places."""
    if not positions:
        return
    places = [raw.cell(column, position) for position in positions]
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    problems.add(
        rule,
        fact,
        cure,
        file=path.name,
        sheet=raw.sheet,
        cell=", ".join(places[:_SHOWN]) + more,
        column=column,
        act=act,
    )


def read_symbols(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Symbols for "not available" become ``[x]``; in a column of dates a lone published letter becomes
    ``[c]`` etc.

    In a column of identifiers a symbol is no identifier and becomes blank.
    """
    new, counts = table.copy(), {}
    for name in table.columns:
        column = table[name]
        marks = {text: NOT_AVAILABLE for text in column.unique() if text in SYMBOLS or text.upper() == "#N/A"}
        if is_date(name):
            marks |= {text: f"[{text}]" for text in column.unique() if text in LETTERS}
        if is_id(name):
            marks = dict.fromkeys(marks, "")
        if marks:
            counts[name] = int(column.isin(list(marks)).sum())
            new[name] = column.map(lambda text, marks=marks: marks.get(text, text))
    return new, counts


def is_id(name: str) -> bool:
    """Whether a column holds identifiers."""
    return name in _IDS or name.startswith("agency_id_")


def cells_that(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Which cells pass the test: true or false for each, also when there are none."""
    return pd.Series([test(text) for text in column], index=column.index, dtype=bool)


def read_ids(
    table: pd.DataFrame, unit: str, raw: RawTable, problems: Problems, path: Path
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Identifiers in one form. Rounded ones are blanked (I08), except those of ``unit`` and of the child,
    whose rows the caller holds; NHS numbers (I06) and UPNs (I09) that fail their check are blanked: the child
    stays, only the link is lost."""
    new, counts = table.copy(), {}
    checks = {"nhs_number": (nhs_number_stands, "I06"), "upn": (upn_stands, "I09")}
    for name in filter(is_id, table.columns):
        tidied = table[name].map(tidy)
        wrong = cells_that(tidied, rounded) & (name not in (unit, CHILD))
        cure = "Make the extract again with this column as text."
        note_cells(
            raw, name, list(table.index[wrong]), problems, path, "I08", "Excel has rounded the id.", cure
        )
        if name in checks:
            stands, rule = checks[name]
            failed = (tidied != "") & ~cells_that(tidied, stands) & ~wrong
            fact = "The check digit or letter is wrong; the child is kept, the number is not used."
            note_cells(
                raw, name, list(table.index[failed]), problems, path, rule, fact, "Correct it in the source."
            )
            wrong |= failed
        new[name] = tidied.mask(wrong, "")
        if changed := int((wrong | (tidied != table[name])).sum()):
            counts[name] = changed
    return new, counts


def read_dates(
    table: pd.DataFrame, as_at: date, raw: RawTable, problems: Problems, path: Path
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Columns of dates as ISO text. What is not plainly a date becomes blank and is noted; the row stays,
    because a child must not lose the chance of being drawn through a slip in one date. A date of birth after
    ``as_at`` is not one (D07). Symbols stay as they are."""
    new, counts = table.copy(), {}
    for name in filter(is_date, table.columns):
        found = {text: parse_date(text, serial=True) for text in table[name].unique()}
        lost: dict[str, list[int]] = {}
        cells = []
        for position, text in table[name].items():
            day, reason = found[text]
            if text.startswith("["):
                cells.append(text)
                continue
            if name == "date_of_birth" and day is not None and day > as_at:
                day, reason = None, "after as at"
            cells.append(day.isoformat() if day else "")
            if day is None and reason != "blank":
                lost.setdefault(reason, []).append(int(str(position)))
        new[name] = pd.Series(cells, index=table.index, dtype="str")
        for reason, positions in lost.items():
            words = REASONS.get(reason, "a date of birth after the day the review looks at")
            rule = "D07" if reason == "after as at" else _RULES.get(reason, "D16")
            cure = "Write dates as 2025-12-31 or 31/12/2025. The row is kept without this date."
            note_cells(raw, name, positions, problems, path, rule, f"This is {words}.", cure)
        if lost:
            counts[name] = sum(map(len, lost.values()))
    return new, counts


def read_ages(table: pd.DataFrame, dated: pd.DataFrame, as_at: date) -> tuple[pd.DataFrame, int]:
    """``age`` (whole years at ``as_at``, missing when not known) and ``age_band``, and how many ages are the
    file's own.

    The file's own age counts only where the date of birth is blank; an expected date of birth without a date
    of birth means unborn. ``table`` is the text as received, ``dated`` the same with its dates read."""
    blank = pd.Series("", index=table.index, dtype="str")
    ages: list[int | None] = []
    bands = []
    given = 0
    for born_text, text, expected_text, own in zip(
        dated.get("date_of_birth", blank),
        table.get("date_of_birth", blank),
        dated.get("expected_date_of_birth", blank),
        table.get("age", blank),
        strict=True,
    ):
        born, expected = _day(born_text), _day(expected_text)
        age = age_on(born, as_at) if born else None
        if not text and expected is None and (age := _own_age(own)) is not None:
            given += 1
        ages.append(age)
        bands.append(age_band(age, born, None if text else expected))
    new = pd.DataFrame({"age": pd.array(ages, dtype="Int64"), "age_band": bands}, index=table.index)
    return new, given


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text and not text.startswith("[") else None


def _own_age(text: str) -> int | None:
    """Whole years of an age as extracts give it, such as 6.138; nothing else is read."""
    try:
        age = float(text)
    except ValueError:
        return None
    return int(age) if 0 <= age < 130 else None


def read_sex(column: pd.Series) -> tuple[pd.Series, int]:
    """``F``, ``M``, ``X`` or ``unknown`` (also for blank and unavailable cells), and how many labels were not
    understood."""
    known = {text: "unknown" if text == NOT_AVAILABLE else sex_of(text) for text in column.unique()}
    lost = int(cells_that(column, lambda text: known[text] is None).sum())
    return column.map(lambda text: known[text] or "unknown"), lost


def read_ethnicity(column: pd.Series) -> pd.Series:
    """Codes of the statutory returns as words, however spelt; a partnership's own words stay as they are."""
    words = {text: label_of("ethnicity", text) or text for text in column.unique()}
    return column.map(words)
