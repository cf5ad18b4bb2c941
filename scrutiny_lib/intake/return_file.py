"""One return as it came: whose it is, its sheets and their question rows, and whether it can be used at all.

What its answers say, and which of them count, is the matter of :mod:`scrutiny_lib.intake.return_answers`; which of
several returns of one agency counts, of :mod:`scrutiny_lib.intake.return_choice`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.package import fingerprint
from scrutiny_lib.intake.return_front import Asked, check_date, read_front
from scrutiny_lib.intake.return_options import gather
from scrutiny_lib.intake.return_sheets import (
    ABOUT_AGENCY,
    ANSWER_LISTS,
    FRONT_PAGE,
    WORRIED,
    WORRIED_STEP,
    Row,
    front_cells,
    front_page,
    plain,
    question_rows,
    rows_without_headings,
)
from scrutiny_lib.intake.sheet_cells import cell_name, corners
from scrutiny_lib.intake.workbook import MAX_COLUMNS, Page, read_pages
from scrutiny_lib.intake.workbook_notes import note_blank, note_hidden

STATES = ("used", "superseded", "refused", "not returned")
_WIDEST = 9


class ReturnSheet(NamedTuple):
    """One sheet of a return: its place in the workbook, its name, its question rows, and how many answer cells have
    lost their drop-down list."""

    number: str
    name: str
    rows: list[Row]
    bare: int = 0


class Written(NamedTuple):
    """One free text about a child (``case_id`` empty: about the agency), and where it stands: return, sheet, cell."""

    case_id: str
    text: str
    place: str


@dataclass
class ReturnFile:
    """One workbook as it came, and what became of it.

    ``hash`` is the beginning of the SHA-256 of its contents; ``label`` is what messages call it: agency and return
    number where they are known, and that hash, never the name of the file. ``rows`` counts question rows (counted,
    blank, held, refused) and ``children`` children (answered, known). ``cases`` gives the case_id by the number of a
    sheet, ``""`` for the sheet about the agency.

    Filled when answers are read: ``blank`` (case_id -> questions left blank), ``blank_at`` (case_id -> cell of the
    first of them), ``missing`` (case_ids of its part without a sheet), ``replaced`` (how many sheets are about
    children who were replaced since) and ``written`` (its free texts). Once everything is read, ``worried`` gives
    sheet and cell of every worry, ``question_at`` the question at each cell with a problem, and ``sheets`` is empty
    again.
    """

    label: str
    hash: str = ""
    digest: str = ""
    agency: str = ""
    part: int = 1
    number: int = 0
    sent_on: date | None = None
    state: str = "used"
    sheets: list[ReturnSheet] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    rows: Counter[str] = field(default_factory=Counter)
    children: Counter[str] = field(default_factory=Counter)
    cases: dict[str, str] = field(default_factory=dict)
    blank: dict[str, list[str]] = field(default_factory=dict)
    blank_at: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    replaced: int = 0
    written: list[Written] = field(default_factory=list, repr=False)
    worried: list[tuple[str, str]] = field(default_factory=list)
    question_at: dict[tuple[str, str], str] = field(default_factory=dict)

    def set_aside(self, state: str) -> None:
        """Use nothing of this file: every row of it is refused."""
        self.state = state
        self.rows = Counter(refused=sum(len(sheet.rows) for sheet in self.sheets))

    def let_go(self, questions: Collection[str]) -> None:
        """Keep where somebody is worried and which question stands where there is a problem; of all else that the
        sheets say only ``written``."""
        self.worried = [(sheet.number, row.cell) for sheet, row in worried_rows(self)]
        noted = {(problem.sheet, problem.cell) for problem in self.problems if problem.cell}
        places = (
            ((sheet.number, cell), row.question)
            for sheet in self.sheets
            for row in sheet.rows
            for cell in (row.cell, *(part.cell for part in row.parts), *(cell for _, cell in row.beside))
        )
        self.question_at = {place: name for place, name in places if place in noted and name in questions}
        self.sheets = []

    def rename(self, label: str) -> None:
        """Call it so from now on, in the problems already noted too."""
        self.problems = Problems(replace(p, file=label) if p.file == self.label else p for p in self.problems)
        self.label = label


def open_return(path: Path, asked: Asked) -> ReturnFile:
    """Read one file, and decide from its front page whose return it is and whether it can be used."""
    digest = fingerprint(path)
    short = (digest or hashlib.sha256(path.name.encode("utf-8", "replace")).hexdigest())[:8]
    file = ReturnFile(f"return {short}", short, digest)
    pages = read_pages(path, file.problems, label=file.label)
    if pages is None:
        file.state = "refused"
        return file
    fronts = [page for page in pages if plain(page.name) == plain(FRONT_PAGE)]
    rows = [page.sheet.rows for page in fronts]
    labels = front_page(rows)
    about = read_front(labels, asked, file.problems, file.label, front_cells(rows))
    file.agency, file.part, file.number, file.sent_on = about.agency, about.part, about.number, about.sent_on
    for page in pages:
        if plain(page.name) not in (plain(FRONT_PAGE), plain(ANSWER_LISTS)):
            _take_page(file, page, asked)
    if labels is not None and any(any(row.said) for sheet in file.sheets for row in sheet.rows):
        check_date(labels, asked, file.problems, file.label)
    if file.agency:
        file.rename(label_of(file))
    if file.problems.stops():
        file.set_aside("refused")
    return file


def label_of(file: ReturnFile) -> str:
    """What messages call a return whose agency is known.

    >>> label_of(ReturnFile("", "a1b2c3d4", agency="police", number=2))
    'police return 2 (a1b2c3d4)'
    >>> label_of(ReturnFile("", "a1b2c3d4", agency="police", part=3))
    'police part 3 return (a1b2c3d4)'
    """
    part = f" part {file.part}" if file.part > 1 else ""
    number = f" {file.number}" if file.number else ""
    return f"{file.agency}{part} return{number} ({file.hash})"


def _take_page(file: ReturnFile, page: Page, asked: Asked) -> None:
    """The question rows of one sheet; what is worth knowing about it, when it is one of those sent out."""
    number, sheet, name = str(page.number), page.sheet, plain(page.name)
    ours = name in asked.children or name == plain(ABOUT_AGENCY)
    if page.hidden:
        fact = "A sheet to fill in is hidden; it was read all the same." if ours else "The workbook has a hidden sheet."
        cure = "Ask why it is hidden." if ours else "Nothing was read from it. Ask why it is hidden."
        file.problems.add("S03", fact, cure, file=file.label, sheet=number, act="WARN")
    if ours:
        file.cases[number] = asked.children.get(name, "")
    if not sheet.rows:
        return
    if not ours:
        rows = question_rows(sheet.rows, Problems(), file.label, number) or []
        file.sheets.append(ReturnSheet(number, page.name, gather(rows, asked.options)))
        return
    first = next((other for other in file.sheets if plain(other.name) == name), None)
    if first is not None:
        fact = f"Two sheets stand for one child or for the agency: sheets {first.number} and {number}."
        file.problems.add("S02", fact, "Keep the one that is meant.", file=file.label, sheet=number, act="REJECT")
    note_hidden(sheet, file.problems, file.label, page.number)
    note_blank(sheet, file.problems, file.label, page.number, MAX_COLUMNS)
    found = question_rows(sheet.rows, file.problems, file.label, number)
    if found is None:
        found = rows_without_headings(sheet.rows, asked.ids)
    found = gather(found, asked.options, sheet.percents)
    choices = asked.choices(file.agency)
    listed = _cells_of(sheet.lists, len(sheet.rows))
    bare = sum(row.question in choices and row.cell not in listed for row in found)
    file.sheets.append(ReturnSheet(number, page.name, found, bare))


def _cells_of(ranges: list[str], last_row: int) -> set[str]:
    """The single cells of some ranges, no further than the last row of a sheet."""
    cells = {one for one in ranges if ":" not in one}
    for several in (one for one in ranges if ":" in one):
        top, left, bottom, right = corners(several)
        for row in range(top, min(bottom, last_row) + 1):
            cells.update(cell_name(row, column) for column in range(left, min(right, left + _WIDEST) + 1))
    return cells


def find_worries(file: ReturnFile, agencies: Mapping[str, str]) -> Problems:
    """One problem for each child somebody is worried about now, whatever else is wrong with the return."""
    found = Problems()
    who = agencies.get(file.agency, "An agency")
    for sheet, row in worried_rows(file):
        found.add(
            "W01",
            f"{who} is worried about a child now."
            + ("" if file.state == "used" else f" (The return itself is {file.state}: look at it by hand.)"),
            "Make sure today that it was passed on; record who was told, when and what was done in risk.csv.",
            file=file.label,
            sheet=sheet.number,
            cell=row.cell,
            act="WARN",
        )
    return found


def worried_rows(file: ReturnFile) -> Iterator[tuple[ReturnSheet, Row]]:
    """Sheet and row of every answer that is not a plain "no", in a used return or any other."""
    for sheet in file.sheets:
        step = any(row.question == WORRIED_STEP and row.answer for row in sheet.rows)
        for row in sheet.rows:
            if row.worries or (row.question == WORRIED and step and not row.answer):
                yield sheet, row
