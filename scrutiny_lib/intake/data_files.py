"""Comma-separated files in: text first, every problem at once, and never the value in a message.

:func:`read_csv` gives a table whose cells are all text and whose index is the line in the file, so that every
later check can say where. :class:`Columns` turns one column of such a table into what it means: a word from a
closed list, a whole number, a date. Each gives a new column, with ``None`` where a cell could not be read, and
notes every such cell by its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import cell as clean
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import closest


def read_csv(
    path: Path, columns: Sequence[str], problems: Problems, *, optional: Sequence[str] = ()
) -> pd.DataFrame | None:
    """Read a comma-separated file as text.

    Parameters
    ----------
    path : Path
        The file; see :func:`scrutiny_lib.intake.csv_rows.read_rows` for what is read and what is refused.
    columns : sequence of str
        The columns the file must have, in any order.
    problems : Problems
        What is found wrong is added here.
    optional : sequence of str
        Those of ``columns`` that may be absent; they come back as empty text.

    Returns
    -------
    DataFrame or None
        Text cells, ``columns`` in the order asked for; the index (named ``line``) is the line where each row
        begins. ``None`` when the file had to be refused. Columns that are not asked for are named in a
        warning and not read.
    """
    rows = read_rows(path, problems)
    if rows is None:
        return None
    numbered, begin = [], 1
    for cells in rows:
        numbered.append((begin, cells))
        begin += 1 + sum(cell.count("\n") for cell in cells)
    return frame_of(numbered, columns, problems, file=path.name, optional=optional, index="line")


def frame_of(
    lines: Sequence[tuple[int, Sequence[str]]],
    columns: Sequence[str],
    problems: Problems,
    *,
    file: str,
    sheet: str = "",
    optional: Sequence[str] = (),
    index: str = "row",
) -> pd.DataFrame | None:
    """A table from numbered rows of text, the first of which holds the column names; as :func:`read_csv`."""
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        cure = "Fill it in, or remove the file if there is nothing to say."
        problems.add("F01", "There is nothing in it.", cure, file=file, sheet=sheet, act="REJECT")
        return None
    (first, header), body = filled[0], filled[1:]
    at = {"file": file, "sheet": sheet, "cell": f"{index} {first}"}
    where = _places(header, columns, optional, problems, at)
    ragged = [number for number, cells in body if len(cells) != len(header)]
    for number in ragged:
        problems.add(
            "S10",
            f"This {index} does not have {len(header)} fields as the first one has.",
            "Put double quotes round a text that holds a comma or a line break.",
            file=file,
            sheet=sheet,
            cell=f"{index} {number}",
            act="REJECT",
        )
    if where is None or ragged:
        return None
    rows = [[clean(cells[where[name]]) if name in where else "" for name in columns] for _, cells in body]
    numbers = pd.Index([number for number, _ in body], name=index)
    return pd.DataFrame(rows, columns=list(columns), index=numbers, dtype="str")


def _places(
    header: Sequence[str],
    columns: Sequence[str],
    optional: Sequence[str],
    problems: Problems,
    at: dict[str, str],
) -> dict[str, int] | None:
    """Where each column stands. A name may be spelt with spaces or capitals; its position means nothing."""
    known = {spelling(name): name for name in columns}
    names = [known.get(spelling(cell), "") for cell in header]
    if not any(names):
        cure = f"The first line must read: {','.join(columns)}."
        problems.add("S09", "The first line does not hold the column names.", cure, **at, act="REJECT")
        return None
    refused = False
    for name in dict.fromkeys(name for name in names if names.count(name) > 1 and name):
        twice = " and ".join(str(place) for place, other in enumerate(names, start=1) if other == name)
        fact = f"The column is there more than once (as columns {twice})."
        problems.add("S12", fact, "Keep the right one, remove the other.", **at, column=name, act="REJECT")
        refused = True
    missing = [name for name in columns if name not in names]
    strange = [cell for cell, name in zip(header, names, strict=True) if not name and cell.strip()]
    for name in missing:
        if name not in optional:
            cure = "Add it, with exactly this name."
            problems.add("S09", "The column is missing.", cure, **at, column=name, act="REJECT")
            refused = True
    for cell in strange:
        guess = closest(spelling(cell).replace(" ", "_"), missing)
        cure = f"Did you mean '{guess}'?" if guess else f"The columns are: {', '.join(columns)}."
        fact = "This column is not known and was not read."
        problems.add("S13", fact, cure, **at, column=clean(cell), act="WARN")
    return None if refused else {name: names.index(name) for name in columns if name in names}


@dataclass(frozen=True)
class Columns:
    """The columns of one text table, read as what they mean; what cannot be read is noted in ``problems``.

    ``act`` says what happens because of a cell that cannot be read: ``"HOLD"`` (the caller sets the row aside)
    or ``"STOP"``.
    """

    frame: pd.DataFrame
    problems: Problems
    file: str
    sheet: str = ""
    act: str = "STOP"

    def note(self, lines: Iterable[Any], column: str, rule: str, fact: str, cure: str, act: str = "") -> None:
        """One problem for each of these labels of the table's index."""
        for line in lines:
            place = f"{self.frame.index.name} {line}"
            at = {"file": self.file, "sheet": self.sheet, "cell": place, "column": column}
            self.problems.add(rule, fact, cure, **at, act=act or self.act)

    def read(
        self, column: str, parse: Callable[[str], Any], rule: str, fact: str, cure: str, blank: bool = False
    ) -> pd.Series[Any]:
        """Each cell read by ``parse``, which gives ``None`` for what it cannot read.

        A blank cell gives ``None`` too, and is a problem unless ``blank``.
        """
        values = [parse(cell) if cell else None for cell in self.frame[column]]
        pairs = zip(self.frame.index, self.frame[column], values, strict=True)
        wrong = [line for line, cell, value in pairs if value is None and (cell or not blank)]
        self.note(wrong, column, rule, fact, cure)
        return pd.Series(values, index=self.frame.index, name=column, dtype="object")

    def listed(self, column: str, allowed: Iterable[str], blank: bool = False) -> pd.Series[Any]:
        """Words from a closed list; capitals and stray spaces do not matter."""
        words = {spelling(word): word for word in allowed}
        cure = f"Write one of: {', '.join(words.values())}" + (", or leave it blank." if blank else ".")
        fact = "It is not on the list."
        return self.read(column, lambda cell: words.get(spelling(cell)), "V02", fact, cure, blank)

    def counts(self, column: str, blank: bool = False) -> pd.Series[Any]:
        """Whole numbers from 0 up."""
        cure = "Write digits only: no words, signs, percentages or decimals."
        return self.read(column, whole_number, "V07", "It is not a whole number of 0 or more.", cure, blank)

    def dates(self, column: str, blank: bool = False) -> pd.Series[Any]:
        """Dates, day first or ISO (see :func:`scrutiny_lib.intake.dates.parse_date`)."""
        cure = "Write the date as 31/12/2025 or 2025-12-31."
        return self.read(column, _date, "D01", "It is not a date.", cure, blank)

    def filled(self, column: str) -> pd.Series[Any]:
        """Text that must not be blank."""
        return self.read(column, str, "V05", "The cell is blank.", "Fill it in.")

    def once(self, keys: Sequence[str], rule: str = "I02") -> None:
        """Note every combination of ``keys`` that stands there a second time, with the place of the first."""
        seen: dict[tuple[str, ...], Any] = {}
        for line, *values in self.frame[list(keys)].itertuples(name=None):
            if not all(values):
                continue
            first = seen.setdefault(tuple(spelling(value) for value in values), line)
            if first != line:
                fact = f"This is there already, in {self.frame.index.name} {first}."
                cure = "Keep the right one and remove the other."
                self.note([line], keys[-1], rule, fact, cure, act="STOP")


def check_ids(rows: Sequence[Mapping[str, Any]], kind: str, path: Path, problems: Problems) -> None:
    """Note every table of a TOML file (``[[kind]]``) whose id an earlier one already has (rule P13)."""
    ids = [row["id"] for row in rows]
    for position, name in enumerate(ids, start=1):
        if name and name in ids[: position - 1]:
            place = line_of(path, f"{kind}[{position}]", "id")
            fact = f"The id of {kind} {position} is already taken."
            problems.add("P13", fact, "Give it another id.", file=path.name, cell=place)


def whole_number(text: str) -> int | None:
    """A whole number from 0 up in digits (the ``.0`` of a spreadsheet is allowed), or ``None``.

    >>> whole_number("12.0"), whole_number("-1"), whole_number("1e3"), whole_number("10%")
    (12, None, None, None)
    """
    found = re.fullmatch(r"(\d{1,12})(?:\.0+)?", unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else None


def _date(text: str) -> date | None:
    return parse_date(text, serial=True)[0]
