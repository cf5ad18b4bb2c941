"""A partnership's grid of figures: indicators down, months across, and whatever else people put on such a sheet.

Titles and blank rows and columns are passed over; columns of totals are left out and counted; rows of percentages are
named and held. A heading that is meant as a month and cannot be read is named, and its figures are held: nothing is
known by its position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import letters
from scrutiny_lib.intake.data_files import whole_number
from scrutiny_lib.intake.indicator_halves import Half
from scrutiny_lib.intake.indicator_labels import DENOMINATOR, DERIVED, NUMERATOR, Labels, Target, part_of, role_of
from scrutiny_lib.intake.indicator_months import is_sum, looks_like_month, month_of, with_year
from scrutiny_lib.intake.indicator_pages import FigurePage
from scrutiny_lib.intake.text import cell as clean
from scrutiny_lib.intake.text import header as spelling

_SAID = re.compile(r"\s*(area|local authority|supplied by|supplied on|date supplied)\s*:\s*(.*)", re.IGNORECASE)
_BESIDE = ("area", "supplied_by", "supplied_on")
_SHEETS = {"numerators": NUMERATOR, "numerator": NUMERATOR, "denominators": DENOMINATOR, "denominator": DENOMINATOR}
_SHEETS |= {"percentages": DERIVED, "rates": DERIVED}


@dataclass
class Grid:
    """What a sheet holds: cells under months; how many filled cells are held because their row or column could not be
    read; how many columns and rows of totals are left out; how many rows of percentages are held; the words of the
    definition beside an indicator."""

    halves: list[Half] = field(default_factory=list)
    held: int = 0
    sums: int = 0
    derived: int = 0
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class _Heads:
    """The columns of one block by what they hold."""

    months: dict[int, str]
    undated: list[int]
    sums: list[int]
    roles: dict[str, list[int]]

    def text(self, cells: Sequence[str], role: str) -> str:
        """What the first filled column of this role says in a row."""
        return next((cells[at] for at in self.roles.get(role, []) if cells[at]), "")

    def filled(self, cells: Sequence[str]) -> list[int]:
        """Columns of months, read or not, in which something stands."""
        return [at for at in (*self.months, *self.undated) if cells[at]]


def header_rows(page: FigurePage) -> list[int]:
    """Positions of the rows that head a block: two headings or more that are meant as months (or one, beside a heading
    of indicators), no numbers, and something under them before the next such row."""
    found = list[tuple[int, list[int]]]()
    for position, (_, cells) in enumerate(page.rows):
        texts = [clean(cell) for cell in cells]
        months = [at for at, text in enumerate(texts) if text and looks_like_month(text)]
        named = any(role_of(text) == "indicator" for text in texts)
        if len(months) >= (1 if named else 2) and not any(_is_count(text) for text in texts):
            found.append((position, months))
    ends = [*(position for position, _ in found[1:]), len(page.rows)]
    return [
        position
        for (position, months), end in zip(found, ends, strict=False)
        if any(_stands(cells, months) for _, cells in page.rows[position + 1 : end])
    ]


def read_grid(page: FigurePage, labels: Labels, problems: Problems, area: str = "") -> Grid:
    """Read one sheet block by block; each block is headed by a row of months (see :func:`header_rows`).

    ``area`` is our own: where several blocks stand under titles and one of these is our area, the titles are areas.
    Held and named are a month that cannot be read (M07), a row that is no known indicator (M06), one that does not say
    which part it is (M11), percentages (V07).
    """
    grid, heads = Grid(), header_rows(page)
    width = max(len(cells) for _, cells in page.rows)
    rows = [(number, [clean(cell) for cell in cells] + [""] * (width - len(cells))) for number, cells in page.rows]
    titles = [_title(rows[start:end]) for start, end in zip([0, *(at + 1 for at in heads)], heads, strict=False)]
    areas = len(heads) > 1 and spelling(area) in {spelling(title) for title in titles if title}
    beside = _beside(rows[: heads[0]])
    for at, end, title in zip(heads, [*heads[1:], len(rows)], titles, strict=True):
        own = {**beside, "area": title if areas else beside.get("area", "")}
        _Block(page, labels, problems, grid, own).read(_headings(rows, at), rows[at + 1 : end])
    return grid


class _Block:
    """Reads the rows under one row of headings into a grid."""

    def __init__(
        self, page: FigurePage, labels: Labels, problems: Problems, grid: Grid, beside: dict[str, str]
    ) -> None:
        self.page, self.labels, self.problems, self.grid, self.beside = page, labels, problems, grid, beside
        self.sheet_part = _SHEETS.get(spelling(page.name), "")
        self.before: Sequence[str] = ()

    def note(self, row: int, at: int, rule: str, fact: str, cure: str, act: str = "HOLD") -> None:
        """One problem at a cell."""
        place = self.page.place(row, at)
        self.problems.add(rule, fact, cure, file=self.page.file, sheet=self.page.number, cell=place, act=act)

    def read(self, head: tuple[int, list[str]], body: Sequence[tuple[int, list[str]]]) -> None:
        """Read one block: its headings, then its rows."""
        heads = self._heads(head, body)
        self.grid.sums += len(heads.sums)
        for row, cells in body:
            if (said := _beside([(row, cells)])) or not heads.filled(cells):
                self.beside |= said
            elif heads.roles.get("indicator"):
                self._row(row, cells, heads)
            else:
                self.grid.held += len(heads.filled(cells))

    def _heads(self, head: tuple[int, list[str]], body: Sequence[tuple[int, list[str]]]) -> _Heads:
        row, cells = head
        heads = _Heads({}, [], [], {})
        unread = list[int]()
        for at, text in enumerate(cells):
            if month := month_of(text):
                heads.months[at] = month
            elif role := role_of(text):
                heads.roles.setdefault(role, []).append(at)
            elif is_sum(text):
                heads.sums.append(at)
            elif looks_like_month(text):
                heads.undated.append(at)
                cure = "Write it as Apr-25 or 2025-04. Its figures are set aside."
                self.note(row, at, "M07", "The heading is no month with its year.", cure)
            elif any(line[at] for _, line in body):
                unread.append(at)
        if "indicator" not in heads.roles:
            found = [at for at in unread if any(self.labels.find(line[at]) for _, line in body)]
            if len(found) != 1:
                fact, cure = "No column of indicators was found.", "Head it 'Indicator', and write ids or titles in it."
                self.note(row, 0, "S09", f"{fact} The rows below are set aside.", cure)
                return heads
            heads.roles["indicator"] = found
            unread.remove(found[0])
            fact = "The column of indicators has no heading that is known; it was found by what stands in it."
            self.note(row, found[0], "S09", fact, "Head it 'Indicator'.", "WARN")
        if unread:
            named = ", ".join(letters(at) for at in unread)
            fact = f"Columns that are not known were not read: {named}."
            self.note(row, unread[0], "S13", fact, "Nothing to do, if no figures stand in them.", "WARN")
        return heads

    def _row(self, row: int, cells: Sequence[str], heads: _Heads) -> None:
        """One row with something under a month."""
        at, filled = heads.roles["indicator"][0], heads.filled(cells)
        said = part_of(heads.text(cells, "part"))
        if not heads.text(cells, "indicator") and said and self.before:
            cells = [cell or self.before[column] if column in self._carried(heads) else cell
                     for column, cell in enumerate(cells)]  # fmt: skip
        self.before = cells
        label = heads.text(cells, "indicator")
        targets = next((found for place in heads.roles["indicator"] if (found := self.labels.find(cells[place]))), [])
        if not targets:
            if is_sum(label):
                self.grid.sums += 1
                return
            self.grid.held += len(filled)
            fact = "The indicator is not defined." if label else "The row does not say which indicator it is."
            self.note(row, at, "M06", fact, "Use an id or title of indicators.toml, or define it there.")
            return
        part = said or (self.sheet_part if not targets[0].part else "") or targets[0].part
        if not part and self._is_derived(row, cells, heads):
            part = DERIVED
        if not part and self.labels.kinds[targets[0].indicator] == "count":
            part = NUMERATOR
        if part == DERIVED:
            self.grid.derived += 1
            fact = "The row holds percentages or rates, not counts; it is set aside."
            self.note(row, at, "V07", fact, "Give the numerator and the denominator, a row each.")
            return
        if not part or said is None or (said and targets[0].part not in ("", said)):
            self._unclear(row, at, len(filled))
            return
        if definition := heads.text(cells, "definition"):
            self.grid.said.setdefault(targets[0].indicator, definition)
        self.grid.held += sum(column in heads.undated for column in filled)
        beside = {name: heads.text(cells, name) or self.beside.get(name, "") for name in _BESIDE}
        for target in targets:
            for column in (column for column in filled if column in heads.months):
                self.grid.halves.append(
                    Half(
                        Target(target.indicator, part if len(targets) == 1 else target.part),
                        heads.months[column],
                        cells[column],
                        self.page.is_percent(row, column),
                        beside,
                        self.page.file,
                        self.page.number,
                        self.page.place(row, column),
                        shared=len(targets) > 1,
                    )
                )

    def _carried(self, heads: _Heads) -> set[int]:
        """Columns whose merged cells reach down to the row below."""
        return {at for role in ("indicator", *_BESIDE) for at in heads.roles.get(role, [])}

    def _is_derived(self, row: int, cells: Sequence[str], heads: _Heads) -> bool:
        given = [at for at in heads.months if cells[at]]
        return bool(given) and all(self.page.is_percent(row, at) or cells[at].endswith("%") for at in given)

    def _unclear(self, row: int, at: int, filled: int) -> None:
        self.grid.held += filled
        fact = "The row does not say plainly whether it is the numerator or the denominator; it is set aside."
        self.note(row, at, "M11", fact, "Write 'numerator' or 'denominator' in a column headed 'Part'.")


def _headings(rows: Sequence[tuple[int, list[str]]], at: int) -> tuple[int, list[str]]:
    """A row of headings, with what the row just above says of it: the years over its months, and headings of the
    columns beside them that reach down from there."""
    row, cells = rows[at]
    if not at or rows[at - 1][0] != row - 1:
        return row, cells
    above, year, read = rows[at - 1][1], "", list[str]()
    for text, over in zip(cells, above, strict=True):
        year = over or year
        read.append(with_year(text, year) if text else over if role_of(over) else "")
    return row, read


def _stands(cells: Sequence[str], months: Sequence[int]) -> bool:
    """Whether a row has something under a month, and is not one that says something of all below it."""
    texts = [clean(cell) for cell in cells]
    return any(texts[at] for at in months if at < len(texts)) and not _beside([(0, texts)])


def _is_count(text: str) -> bool:
    number = whole_number(text)
    return number is not None and not 1990 <= number <= 2100


def _title(rows: Sequence[tuple[int, Sequence[str]]]) -> str:
    """The last row above the headings that holds one text and no more."""
    single = [filled[0] for _, cells in rows if len(filled := [cell for cell in cells if cell]) == 1]
    return single[-1] if single else ""


def _beside(rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, str]:
    """What rows without figures say of all below: *Area: …*, *Supplied by* and what stands in the next cell."""
    found: dict[str, str] = {}
    for _, cells in rows:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and (said := _SAID.fullmatch(filled[0])):
            filled = [said[1], said[2]]
        if len(filled) == 2 and (role := role_of(filled[0].rstrip(":"))) in _BESIDE:
            found[str(role)] = filled[1]
    return found

