"""One agency's workbook: how it is laid out, and the question rows found in it.

The layout is fixed here once, for the pack that goes out (:mod:`scrutiny_lib.audit.packs`) and for the return that
comes back (:mod:`scrutiny_lib.intake.returns`): a front page with four labelled values, then one sheet per child.
Headings are found by name within the first rows, never by position.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import Part, kind_of
from scrutiny_lib.intake.answer_kinds import plain as plain
from scrutiny_lib.intake.sheet_cells import LOST, UNCALCULATED, cell_name
from scrutiny_lib.intake.template import FIXED_QUESTIONS, Template
from scrutiny_lib.terms import ALWAYS_ALLOWED

FRONT_PAGE = "Read me first"
ANSWER_LISTS = "Answers"
ABOUT_AGENCY = "About your agency"
"""The sheet of the questions an agency is asked once, about itself; there is none where a template has none."""

LABELS = ("Review", "Agency", "Part", "Edition", "Return number", "Date sent back")
"""Values of the front page by which a return is recognised. *Part* is 1, or more for children drawn from the reserve
later; a pack without the label is part 1."""

LAST_TIME = "Last time"
"""Heading of the column with the answer given last time, where a question is asked again."""

LONGEST = {"What the record shows": 1000, "Where to find it": 200}
"""Characters each evidence box takes: a short statement and a reference, never an attachment."""
HEADINGS = ("Question id", "Question", "Your answer", "What the record shows", "Where to find it")
HEADER_ROW = 4
"""Where our own packs have the headings of a child's sheet, counted from 1."""

KNOWN, LIFE, WORRIED, WORRIED_STEP = "known", "life", "worried", "worried_step"

_ALIASES = {
    "id": "Question id",
    "question ref": "Question id",
    "question ref.": "Question id",
    "question no": "Question id",
    "question no.": "Question id",
    "answer": "Your answer",
    "evidence": "What the record shows",
    "what the records show": "What the record shows",
    "where": "Where to find it",
    "where found": "Where to find it",
}
UNREADABLE = {
    UNCALCULATED: ("S18", "A formula without a value (never calculated).", "Type the answer in place of the formula."),
    LOST: ("F07", "The text of this cell is not in the file.", "Type the answer again, or send the file again."),
    **{
        error: ("S19", "The cell shows an error, so its answer is not available.", "Type the answer in its place.")
        for error in ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
    },
}
"""What is read from a cell whose answer cannot be known, and the rule, fact and cure for it. It is not a blank."""

_NEEDED = ("Question id", "Your answer", "What the record shows", "Where to find it")
_SEARCHED = 20


def questions_for(template: Template, agency: str) -> pd.DataFrame:
    """The questions one agency is asked, in the order of its pack: the fixed four, then the template's own.

    Returns
    -------
    DataFrame
        The columns of ``Template.questions``. ``answers`` is every answer that may be chosen or written as a word (for
        the template's own questions with *not applicable* and *not known to us*); only the free text that every pack
        asks for has none.
    """
    own = template.questions
    meant = own[[agency in asked for asked in own["agencies"]]].copy()
    meant["kind"] = [kind_of(row) for row in meant.to_dict("records")]
    meant["answers"] = [list(dict.fromkeys([*given, *ALWAYS_ALLOWED])) for given in meant["answers"]]
    return pd.concat([pd.DataFrame(FIXED_QUESTIONS, columns=list(own.columns)), meant], ignore_index=True)


_EXACT = {plain(heading): heading for heading in HEADINGS}


class Row(NamedTuple):
    """One question row of a sheet, and where its answer stands.

    ``parts`` are what stands beside the options of a question of several: together with the row of the question they
    are one row. ``beside`` are the texts beside the answer (``shows``, ``where``), each with its cell.
    """

    question: str
    answer: str
    shows: str
    where: str
    cell: str
    parts: tuple[Part, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What is written as an answer, the options' included, each with its cell."""
        return [(self.answer, self.cell), *((part.text, part.cell) for part in self.parts if part.text)]

    @property
    def said(self) -> tuple[str, ...]:
        """What the row answers, as it is compared with another row: its text, then each option's that has one."""
        return plain(self.answer), *(f"{part.option}={plain(part.text)}" for part in self.parts if part.text)

    @property
    def worries(self) -> bool:
        """Whether this row says that somebody is worried now: every answer but a plain *no* counts as a yes."""
        return self.question == WORRIED and plain(self.answer) not in ("", "no")


def front_page(pages: Sequence[Sequence[Sequence[str]]]) -> dict[str, str] | None:
    """The labelled values of the front page; a missing label is not in it. ``None`` unless there is one such page.

    >>> front_page([[["Review", "2025-26-q3"], ["Return number:", "", "2"], ["Part", ""]]])
    {'Review': '2025-26-q3', 'Return number': '2'}
    """
    if len(pages) != 1:
        return None
    labels = {plain(label): label for label in LABELS}
    found: dict[str, str] = {}
    for row in pages[0]:
        cells = [cell.strip() for cell in row if cell.strip()]
        label = labels.get(plain(cells[0]).rstrip(":")) if cells else None
        if label and len(cells) > 1 and cells[1] not in UNREADABLE:
            found.setdefault(label, cells[1])
    return found


def front_cells(pages: Sequence[Sequence[Sequence[str]]]) -> dict[str, str]:
    """The cell of each value that :func:`front_page` gives, by its label.

    >>> front_cells([[["Review", "2025-26-q3"], ["Return number:", "", "2"]]])
    {'Review': 'B1', 'Return number': 'C2'}
    """
    labels = {plain(label): label for label in LABELS}
    found: dict[str, str] = {}
    for number, row in enumerate(pages[0] if len(pages) == 1 else (), start=1):
        columns = [column for column, cell in enumerate(row, start=1) if cell.strip()]
        label = labels.get(plain(row[columns[0] - 1].strip()).rstrip(":")) if columns else None
        if label and len(columns) > 1:
            found.setdefault(label, cell_name(number, columns[1]))
    return found


def question_rows(rows: Sequence[Sequence[str]], problems: Problems, file: str, sheet: str) -> list[Row] | None:
    """The question rows of one sheet, or ``None`` when it has no usable headings (then a problem says which).

    A row without a question id is a heading or a blank and is passed over; a row marked *example* is dropped with
    a note, and so is a second row of the same headings in the same columns; others refuse the sheet (S06).
    """
    header = _find_header(rows, problems, file, sheet)
    if header is None:
        return None
    at, columns = header
    place = {"file": file, "sheet": sheet}
    at_id, at_answer, at_shows, at_where = (columns[heading] for heading in _NEEDED)
    found = []
    for number, row in enumerate(rows[at:], at + 1):
        if not row[at_id]:
            continue
        question = plain(row[at_id])
        if question == "example":
            problems.add(
                "S15", "The example row was left in; it was dropped.", "Nothing to do.",
                cell=f"A{number}", act="REPAIR", **place,
            )  # fmt: skip
        elif _heading(question) and len({_heading(plain(cell)) for cell in row} - {""}) > 2:
            same = all(_heading(plain(row[column])) == heading for heading, column in columns.items())
            problems.add(
                "S06",
                f"The headings stand twice, on rows {at} and {number}"
                + ("; the second was dropped." if same else ", in different columns."),
                "Nothing to do." if same else "Keep one row of headings, above all the questions.",
                act="REPAIR" if same else "REJECT", **place,
            )  # fmt: skip
            if not same:
                return None
        elif question:
            answer, shows, where = (_tidy(row[place]) for place in (at_answer, at_shows, at_where))
            cell, *others = (cell_name(number, place + 1) for place in (at_answer, at_shows, at_where))
            beside = tuple((text, by) for text, by in zip((shows, where), others, strict=True) if text)
            found.append(Row(question, answer, shows, where, cell, beside=beside))
    return found


def rows_without_headings(rows: Sequence[Sequence[str]], questions: Collection[str]) -> list[Row]:
    """The question rows of a sheet whose headings cannot be used, by their ids alone, for counting what is refused.

    No answer is read from them, but that somebody is worried is: the first thing in the row of *worried* that is not
    the question itself. Nobody's worry may be lost with a heading.
    """
    found = []
    ask = {str(question["id"]): plain(question["ask"]) for question in FIXED_QUESTIONS}
    for number, row in enumerate(rows, 1):
        cells = [plain(cell) for cell in row]
        question = next((cell for cell in cells if cell in questions), "")
        if not question and any(cell.startswith(ask[WORRIED]) for cell in cells):
            question = WORRIED
        if question in (WORRIED, WORRIED_STEP):
            others = [
                (place, cell) for place, cell in enumerate(cells)
                if cell and cell != question and not cell.startswith(ask[question])
            ]  # fmt: skip
            place, answer = others[0] if others else (0, "")
            found.append(Row(question, answer, "", "", cell_name(number, place + 1)))
        elif question:
            found.append(Row(question, "", "", "", f"A{number}"))
    return found


def _tidy(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def _heading(text: str) -> str:
    """The heading a plain text stands for, by its name or a declared other name; empty when it is none."""
    return _EXACT.get(text) or _ALIASES.get(text, "")


def _find_header(
    rows: Sequence[Sequence[str]], problems: Problems, file: str, sheet: str
) -> tuple[int, dict[str, int]] | None:
    """The row of headings (counted from 1) and the column of each (from 0), by name and declared alias only."""
    best: tuple[int, list[tuple[str, int]]] = (0, [])
    for number, row in enumerate(rows[:_SEARCHED], 1):
        named = [(_heading(plain(cell)), place) for place, cell in enumerate(row) if cell]
        named = [(heading, place) for heading, place in named if heading]
        if len({heading for heading, _ in named}) > len({heading for heading, _ in best[1]}):
            best = number, named
        if len(best[1]) >= len(HEADINGS):
            break
    at, named = best
    columns: dict[str, int] = {}
    place = {"file": file, "sheet": sheet}
    for heading, column in named:
        if heading in columns:
            first, second = cell_name(at, columns[heading] + 1), cell_name(at, column + 1)
            problems.add(
                "S12", f"Two columns have this heading: {first} and {second}.", "Delete the one that is not meant.",
                column=heading, act="REJECT", **place,
            )  # fmt: skip
            return None
        columns[heading] = column
    missing = [heading for heading in _NEEDED if heading not in columns]
    if missing:
        problems.add(
            "S09", "The sheet has no column with this heading.", "Put the heading back as it was sent.",
            column=", ".join(missing), act="REJECT", **place,
        )  # fmt: skip
        return None
    if at != HEADER_ROW:
        problems.add(
            "S05", f"The headings are on row {at}, not row {HEADER_ROW}; they were found by name.", "Nothing to do.",
            act="REPAIR", **place,
        )  # fmt: skip
    renamed = [heading for heading, column in named if plain(rows[at - 1][column]) != plain(heading)]
    if renamed:
        problems.add(
            "S08", "A heading was renamed; it was recognised by a known other name.", "Nothing to do.",
            column=", ".join(renamed), act="REPAIR", **place,
        )  # fmt: skip
    return at, columns
