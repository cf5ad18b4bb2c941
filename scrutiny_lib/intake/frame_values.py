"""The cells of a frame turned into what they mean: symbols, identifiers, dates, births, ages, sex.

Every function takes the table as text (its index is the position of the row in the raw table) and gives a new
one. Cells that are set aside are noted in groups, by column and reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codes import label_of, spelling
from scrutiny_lib.intake.columns import (
    AFTER_BIRTH,
    CHILD,
    EVENTS,
    IDENTIFIERS,
    LETTERS,
    MARKS,
    is_date,
    is_identifier,
    symbol_of,
)
from scrutiny_lib.intake.dates import REASONS, age_band, age_on, parse_date
from scrutiny_lib.intake.identifiers import nhs_number_stands, rounded, tidy, upn_stands
from scrutiny_lib.intake.raw import RawTable

PREGNANCY = timedelta(days=305)
"""How long before birth a child may be known: ten months."""

OVERDUE = timedelta(days=42)
"""How long after the expected day a child without a date of birth is still taken as unborn: six weeks."""

_IDS = (*(name for name in IDENTIFIERS if name.endswith("_id")), "family_id", "nhs_number", "upn")
_RULES = {"impossible": "D01", "month first": "D04", "sentinel": "D11", "out of range": "D11"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
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


def read_symbols(table: pd.DataFrame) -> pd.DataFrame:
    """Symbols become marks such as ``[x]``, apart from nought and from blank.

    A lone published letter (``c z x u k``) is one in a column of dates, and in a column whose other cells are all
    numbers; elsewhere it may be a code. In a column that points at a child a symbol says nothing and becomes blank.
    """
    new = table.copy()
    for name in table.columns:
        column = table[name]
        marks = {text: mark for text in column.unique() if (mark := symbol_of(text))}
        if is_date(name) or _of_numbers(set(column.unique()) - set(marks)):
            marks |= {text: f"[{text}]" for text in column.unique() if text in LETTERS}
        if is_id(name) or (is_identifier(name) and not is_date(name)):
            marks = dict.fromkeys(marks, "")
        if marks:
            new[name] = column.map(lambda text, marks=marks: marks.get(text, text))
    return new


def _of_numbers(texts: set[str]) -> bool:
    """Whether there are numbers here, and nothing else but blanks and published letters."""
    filled = texts - {""} - LETTERS
    return bool(filled) and all(_NUMBER.fullmatch(text) for text in filled)


def is_id(name: str) -> bool:
    """Whether a column holds identifiers."""
    return name in _IDS or name.startswith("agency_id_")


def cells_that(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Which cells pass the test: true or false for each, also when there are none."""
    cells = column.tolist()
    known = {text: test(text) for text in set(cells)}
    return pd.Series([known[text] for text in cells], index=column.index, dtype=bool)


def read_ids(
    table: pd.DataFrame, unit: str, raw: RawTable, problems: Problems, path: Path
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Identifiers in one form, and by column how many were put right or set aside.

    Rounded ones are blanked (I08), except those of ``unit`` and of the child, whose rows the caller holds; NHS
    numbers (I06) and UPNs (I09) that fail their check are blanked: the child stays, only the link is lost."""
    new, counts = table.copy(), {}
    checks = {"nhs_number": (nhs_number_stands, "I06"), "upn": (upn_stands, "I09")}
    for name in filter(is_id, table.columns):
        tidied = pd.Series([tidy(text) for text in table[name].tolist()], index=table.index, dtype="str")
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


def read_dates(table: pd.DataFrame, raw: RawTable, problems: Problems, path: Path) -> pd.DataFrame:
    """Columns of dates as ISO text. What is not plainly a date becomes blank and is noted; the row stays,
    because a child must not lose the chance of being drawn through a slip in one date. Marks stay as they are."""
    new = table.copy()
    for name in filter(is_date, table.columns):
        cells = table[name].tolist()
        found = {text: parse_date(text, serial=True) for text in set(cells) - set(MARKS)}
        lost: dict[str, list[int]] = {}
        bad = {text: reason for text, (_, reason) in found.items() if reason not in ("", "blank")}
        for position, text in zip(table.index.tolist(), cells, strict=True) if bad else ():
            if text in bad:
                lost.setdefault(bad[text], []).append(position)
        words = {text: day.isoformat() if day else "" for text, (day, _) in found.items()}
        new[name] = pd.Series([words.get(text, text) for text in cells], index=table.index, dtype="str")
        for reason, positions in lost.items():
            cure = "Write dates as 2025-12-31 or 31/12/2025. The row is kept without this date."
            rule, fact = _RULES.get(reason, "D16"), f"This is {REASONS[reason]}."
            note_cells(raw, name, positions, problems, path, rule, fact, cure)
    return new


def read_births(
    dated: pd.DataFrame, as_at: date, raw: RawTable, problems: Problems, path: Path
) -> tuple[pd.DataFrame, int]:
    """Dates of birth that can be true, and how many children were known before they were born.

    One after ``as_at`` is blanked, and one after something that happened to the child: at all where only a born
    child can have it (coming into care, being seen), by more than :data:`PREGNANCY` where it may have been unborn (a
    referral, a conference). The row stays (D07)."""
    if "date_of_birth" not in dated:
        return dated, 0
    index = dated.index.tolist()
    births = zip(index, dated["date_of_birth"].tolist(), strict=True)
    born = {at: day for at, text in births if (day := day_of(text))}
    future = [at for at, day in born.items() if day > as_at]
    late: set[int] = set()
    before: set[int] = set()
    for name in (name for name in (*EVENTS, *AFTER_BIRTH) if name in dated):
        longest = timedelta(0) if name in AFTER_BIRTH else PREGNANCY
        for at, text in zip(index, dated[name].tolist(), strict=True):
            event = day_of(text) if text and at in born else None
            if event and born[at] > event:
                (late if born[at] - event > longest else before).add(at)
    for positions, fact in (
        (future, "This is a date of birth after the day the review looks at."),
        (sorted(late - set(future)), "The date of birth lies after something that happened to the child."),
    ):
        cure = "Correct it in the source; for an unborn child give the expected date of birth. The row is kept."
        note_cells(raw, "date_of_birth", positions, problems, path, "D07", fact, cure)
    new = dated.copy()
    new["date_of_birth"] = new["date_of_birth"].mask(new.index.isin([*future, *late]), "")
    return new, len(before - late - set(future))


def read_ages(table: pd.DataFrame, dated: pd.DataFrame, as_at: date) -> tuple[pd.DataFrame, int]:
    """``age`` (whole years at ``as_at``, missing when not known) and ``age_band``, and how many ages are the
    file's own.

    The file's own age counts only where the date of birth is blank; an expected date of birth without a date
    of birth means unborn, unless it passed more than :data:`OVERDUE` ago. ``table`` is the text as received,
    ``dated`` the same with its dates read."""
    blank = pd.Series("", index=table.index, dtype="str")
    ages: list[int | None] = []
    bands = []
    given = 0
    for born_text, text, expected_text, own in zip(
        dated.get("date_of_birth", blank).tolist(),
        table.get("date_of_birth", blank).tolist(),
        dated.get("expected_date_of_birth", blank).tolist(),
        table.get("age", blank).tolist(),
        strict=True,
    ):
        born, expected = day_of(born_text), day_of(expected_text)
        if expected and as_at - expected > OVERDUE:
            expected = None
        age = age_on(born, as_at) if born else None
        if not text and expected is None and (age := _own_age(own)) is not None:
            given += 1
        ages.append(age)
        bands.append(age_band(age, born, expected))
    new = pd.DataFrame({"age": pd.array(ages, dtype="Int64"), "age_band": bands}, index=table.index)
    return new, given


def day_of(text: str) -> date | None:
    """The day of a cell that :func:`read_dates` has read; ``None`` for blanks and marks."""
    return date.fromisoformat(text) if text and not text.startswith("[") else None


def _own_age(text: str) -> int | None:
    """Whole years of an age as extracts give it, such as 6.138; nothing else is read."""
    try:
        age = float(text)
    except ValueError:
        return None
    return int(age) if 0 <= age < 130 else None


def read_sex(column: pd.Series, own: Mapping[str, str]) -> pd.Series:
    """``F``, ``M``, ``X`` or ``unknown`` (for blank cells and marks); missing where the label is not understood.

    ``own`` are a partnership's own words and what they stand for; they come first."""
    words = {spelling(theirs): ours for theirs, ours in own.items()}
    known = {
        text: "unknown" if not text or text in MARKS else words.get(spelling(text)) or label_of("sex", text)
        for text in column.unique()
    }
    return column.map(known)
