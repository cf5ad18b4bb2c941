"""One agency's workbook: how it is laid out, and the question rows found in it.

The layout is fixed here once, for the pack that goes out (:mod:`scrutiny_lib.audit.packs`) and for the return that
comes back (:mod:`scrutiny_lib.intake.returns`): a front page with four labelled values, then one sheet per child.
Headings are found by name within the first rows, never by position.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.ooxml import UNCALCULATED, cell_name
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
_NEEDED = ("Question id", "Your answer", "What the record shows", "Where to find it")
_SEARCHED = 20


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms, case and runs of white space do not matter.

    >>> plain("  Not\\u00a0APPLICABLE ")
    'not applicable'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def questions_for(template: Template, agency: str) -> pd.DataFrame:
    """The questions one agency is asked, in the order of its pack: the fixed four, then the template's own.

    Returns
    -------
    DataFrame
        The columns of ``Template.questions``. ``answers`` is every answer that is allowed (for the template's own
        questions with *not applicable* and *not known to us*); an empty list means free text.
    """
    own = template.questions
    meant = own[[agency in asked for asked in own["agencies"]]].copy()
    meant["answers"] = [list(dict.fromkeys([*given, *ALWAYS_ALLOWED])) for given in meant["answers"]]
    return pd.concat([pd.DataFrame(FIXED_QUESTIONS, columns=list(own.columns)), meant], ignore_index=True)


@dataclass(frozen=True)
class Row:
    """One question row of a child's sheet, and where its answer stands."""

    question: str
    answer: str
    shows: str
    where: str
    cell: str

    @property
    def worries(self) -> bool:
        """Whether this row says that somebody is worried now: every answer but a plain *no* counts as a yes."""
        return self.question == WORRIED and plain(self.answer) not in ("", "no")


def front_page(sheets: dict[str, list[list[str]]]) -> dict[str, str] | None:
    """The labelled values of the front page; a missing label is not in it. ``None`` unless there is one such page."""
    pages = [rows for name, rows in sheets.items() if plain(name) == plain(FRONT_PAGE)]
    if len(pages) != 1:
        return None
    labels = {plain(label): label for label in LABELS}
    found: dict[str, str] = {}
    for row in pages[0]:
        cells = [cell.strip() for cell in row if cell.strip()]
        label = labels.get(plain(cells[0]).rstrip(":")) if cells else None
        if label and len(cells) > 1 and cells[1] != UNCALCULATED:
            found.setdefault(label, cells[1])
    return found


def question_rows(rows: list[list[str]], problems: Problems, file: str, sheet: str) -> list[Row] | None:
    """The question rows of one sheet, or ``None`` when it has no usable headings (then a problem says which).

    A row without a question id is a heading or a blank and is passed over; a row marked *example* is dropped with
    a note.
    """
    header = _find_header(rows, problems, file, sheet)
    if header is None:
        return None
    at, columns = header
    found = []
    for number, row in enumerate(rows[at:], at + 1):
        question = plain(row[columns["Question id"]])
        if question == "example":
            problems.add(
                "S15", "The example row was left in; it was dropped.", "Nothing to do.",
                file=file, sheet=sheet, cell=f"A{number}", act="REPAIR",
            )  # fmt: skip
        elif question:
            answer, shows, where = (
                unicodedata.normalize("NFC", row[columns[heading]]).strip() for heading in _NEEDED[1:]
            )
            cell = cell_name(number, columns["Your answer"] + 1)
            found.append(Row(question, answer, shows, where, cell))
    return found


def _find_header(rows: list[list[str]], problems: Problems, file: str, sheet: str) -> tuple[int, dict[str, int]] | None:
    """The row of headings (counted from 1) and the column of each (from 0), by name and declared alias only."""
    exact = {plain(heading): heading for heading in HEADINGS}
    best: tuple[int, list[tuple[str, int]]] = (0, [])
    for number, row in enumerate(rows[:_SEARCHED], 1):
        named = [(exact.get(plain(cell)) or _ALIASES.get(plain(cell), ""), place) for place, cell in enumerate(row)]
        named = [(heading, place) for heading, place in named if heading]
        if len({heading for heading, _ in named}) > len({heading for heading, _ in best[1]}):
            best = number, named
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
