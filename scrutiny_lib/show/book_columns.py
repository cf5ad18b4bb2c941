"""The columns of a spreadsheet from the columns of the page: numbers as numbers, one number to a cell.

``13 of 29 children`` is one cell on the page, because a number travels with its base; in a spreadsheet somebody wants
to sort and add, so it becomes two columns. Nothing is worked out and nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..terms import SYMBOLS
from .grids import Grid

EMPTY = "[z]"
"""What stands where the page has nothing in a cell: a blank cell of a spreadsheet says nothing to a listener."""
_ONE = rf"([+−-]?£?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|{'|'.join(re.escape(sign) for sign in SYMBOLS)})"
_UNIT = r"(?: ([^\d()]+))?"
_OUT_OF, _OF_WHAT, _FROM, _TO = ": out of", ": of what", ": likely range from", ": likely range to"
_PATTERNS = (
    (_ONE, ("",)),
    (f"{_ONE} in 100", (", in 100",)),
    (f"{_ONE}(?: of {_ONE})?{_UNIT}", ("", _OUT_OF, _OF_WHAT)),
    (rf"{_ONE} of {_ONE}{_UNIT} \({_ONE} in 100\)", ("", _OUT_OF, _OF_WHAT, ", in 100")),
    (f"{_ONE} to {_ONE}", (": from", ": to")),
    (rf"{_ONE}(?: \({_ONE} to {_ONE}\))?", ("", _FROM, _TO)),
    (rf"{_ONE} in 100(?: \({_ONE} to {_ONE}\))?", (", in 100", _FROM, _TO)),
)
"""How a cell may be written, and what each number in it adds to the heading of its column."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its cells, and how its numbers are shown.

    ``form``: a number format of Excel, empty for a column of text. In a column of numbers shorthand and words without
    a digit ("not noted") stay text.
    """

    head: str
    cells: tuple[str | float, ...]
    form: str = ""


def columns_of(grid: Grid) -> list[Column]:
    """The columns of a table, with a column for each number; the first names the rows and stays one column.

    Where at least half of a column's cells are written in one of a few ways, and every cell with a digit is, its
    numbers get columns of their own.

    >>> found = columns_of(Grid("", (), ("Answer", "How many"), (("yes", "13 of 29 children"), ("no", "[c]"))))
    >>> [(column.head, column.cells) for column in found]
    [('Answer', ('yes', 'no')), ('How many (children)', (13.0, '[c]')), ('How many: out of (children)', (29.0, '[c]'))]
    """
    made: list[Column] = []
    for at, head in enumerate(grid.heads):
        made += _column(head, [_cell(row[at]) for row in grid.rows], names_rows=at == 0)
    taken: set[str] = set()
    for place, column in enumerate(made):
        head, again = column.head, 2
        while head.casefold() in taken:
            head, again = f"{column.head} ({again})", again + 1
        taken.add(head.casefold())
        made[place] = replace(column, head=head)
    return made


def _cell(words: str) -> str:
    """A cell on one line; "all 3 activities" as "3 of 3 activities"."""
    words = re.sub(r"\s+", " ", words).strip() or EMPTY
    words = re.sub(r"^[Aa]ll (\d[\d,]*)\b", r"\1 of \1", words)
    return re.sub(r"^[Nn]one of (?:the )?(\d[\d,]*)\b", r"0 of \1", words)


def _column(head: str, cells: Sequence[str], *, names_rows: bool) -> list[Column]:
    said = [cell for cell in cells if cell not in SYMBOLS]
    numbered = [cell for cell in said if re.search(r"\d", cell)]
    if 2 * len(numbered) < len(said) or not said:
        return [Column(head, tuple(cells))]
    for pattern, parts in _PATTERNS[:1] if names_rows else _PATTERNS:
        found = [re.fullmatch(pattern, cell) for cell in cells]
        if len(parts) > 2 and not any(one is not None and one[2] for one in found):
            continue
        if not any(one is None and cell in numbered for cell, one in zip(cells, found, strict=True)):
            return _parted(head, parts, [_row(cell, one, len(parts)) for cell, one in zip(cells, found, strict=True)])
    return [Column(head, tuple(cells))]


def _row(cell: str, found: re.Match[str] | None, wide: int) -> list[str]:
    """The numbers in a cell; shorthand goes for each of them, a word for the first."""
    if cell in SYMBOLS:
        return [cell] * wide
    return [cell, *[EMPTY] * (wide - 1)] if found is None else [group or EMPTY for group in found.groups()]


def _parted(head: str, parts: Sequence[str], rows: list[list[str]]) -> list[Column]:
    """A column for each number; the unit goes into the headings where it is the same in every row."""
    head = re.sub(r",? ?\(?likely range\)?", "", head) if _FROM in parts else head
    unit = ""
    if _OF_WHAT in parts:
        at = parts.index(_OF_WHAT)
        units = {row[at] for row in rows if row[at] not in SYMBOLS}
        unit = f" ({units.pop()})" if len(units) == 1 else ""
        if unit or not units:
            parts, rows = [part for part in parts if part != _OF_WHAT], [[*row[:at], *row[at + 1 :]] for row in rows]
    made = []
    for at, part in enumerate(parts):
        cells = [row[at] for row in rows]
        if part == _OF_WHAT:
            made.append(Column(head + part, tuple(cells)))
        elif part != _OUT_OF or any(cell != EMPTY for cell in cells):
            added = "" if part == ", in 100" and "100" in head else part
            made.append(_numbers(f"{head}{added}{unit if part in ('', _OUT_OF) else ''}", cells))
    return made


def _numbers(head: str, cells: Sequence[str]) -> Column:
    """Text as numbers, shown with the decimals, the sign and the thousands that the page shows."""
    told = [cell for cell in cells if re.fullmatch(_ONE, cell) and cell not in SYMBOLS]
    if not told:
        return Column(head, tuple(cells))
    pounds = any("£" in cell for cell in told) and "£" not in head
    values = (_value(cell) if cell in told else cell for cell in cells)
    return Column(f"{head} (£)" if pounds else head, tuple(values), _form(told))


def _form(told: Iterable[str]) -> str:
    told = list(told)
    decimals = max(len(cell.partition(".")[2]) for cell in told)
    form = ("#,##0" if any("," in cell for cell in told) else "0") + ("." + "0" * decimals if decimals else "")
    return f"+{form};-{form};{form}" if any(cell.startswith("+") for cell in told) else form


def _value(cell: str) -> float:
    return float(re.sub("[,£+]", "", cell.replace("−", "-")))
