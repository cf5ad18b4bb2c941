"""The discussion workbook, read back: what was typed into its three columns, and what of it can be used.

A sheet belongs to the child whose case id is its name; headings are found by name. Everything else on a sheet was
written by the software and is not read. Messages give the number of the sheet and the cell, never a case id.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.audit.discussion import NOTE, QUESTION_ID, TO_FILL
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import Takes
from scrutiny_lib.intake.return_sheets import ANSWER_LISTS, FRONT_PAGE, UNREADABLE, plain
from scrutiny_lib.intake.sheet_xml import cell_name
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.workbook import Page, read_pages
from scrutiny_lib.intake.workbook_notes import note_hidden
from scrutiny_lib.plural import many

SOURCE = "discussion sheet"


class Typed(NamedTuple):
    """One row of a child's sheet with something in its three columns, word for word. ``source`` is :data:`SOURCE`,
    ``sheet`` the number of the sheet, ``cell`` that of the answer."""

    case_id: str
    question: str
    answer: str
    reason: str
    dissent: str
    source: str
    sheet: str
    cell: str


COLUMNS = Typed._fields
"""The columns of what is read here: those of ``agreed.csv``, and where each row stands."""

_ALIASES = {
    "id": QUESTION_ID,
    "question ref": QUESTION_ID,
    "question no": QUESTION_ID,
    "agreed": TO_FILL[0],
    "agreed judgement": TO_FILL[0],
    "reasons": TO_FILL[1],
    "dissenting view": TO_FILL[2],
}
_KNOWN = {**{plain(word): word for word in (QUESTION_ID, *TO_FILL, NOTE)}, **_ALIASES}
_SEARCHED = 20
_COPY = re.compile(r"\s*\(\d+\)$")


def read_discussion(
    path: Path, template: Template, case_ids: Collection[str], *, replaced: Collection[str] = ()
) -> tuple[pd.DataFrame, Problems]:
    """Read what was agreed from the workbook that was filled in at the audit discussion.

    Parameters
    ----------
    path : Path
        ``discussion.xlsx``. One that is not there gives no rows and no problem: the discussion has not been held.
    template : Template
        Says which questions are about the child, and their answers.
    case_ids : collection of str
        The children of the review.
    replaced : collection of str
        Children drawn and replaced since: their rows come back as they stand, with no problem.

    Returns
    -------
    (DataFrame, Problems)
        The columns of :data:`COLUMNS`: one row per child and question with an agreed answer, spelt as in the template;
        reason and dissent word for word. Held are rows of an unknown sheet (A06) or question (A07, D03), and answers
        that are not on the list (A08), two in one cell (V04), or not such a number (A19, A20, V07) or date (A21) as is
        asked for. A reason or dissent without an answer is pointed out (J02). Two sheets for one
        child stop the review (I02), as does a file that cannot be read.
    """
    gone = set(replaced) - set(case_ids)
    typed, problems = typed_in(path, template, {*case_ids, *gone})
    kept: list[Typed] = []
    if typed is None:
        return pd.DataFrame(columns=list(COLUMNS), dtype=str), problems
    child = template.questions[template.questions["scope"] == "child"]
    facts = set(template.questions["id"]) - set(child["id"])
    takes = {str(row["id"]): Takes.of(row) for row in child.to_dict("records")}
    alone = 0
    for row in map(Typed._make, typed.to_numpy().tolist()):

        def note(rule: str, fact: str, cure: str, column: str, row: Typed = row) -> None:
            place = {"sheet": row.sheet, "cell": row.cell, "column": column}
            problems.add(rule, fact, cure, file=path.name, act="HOLD", **place)

        read = takes.get(row.question, Takes()).read(row.answer)
        if row.case_id in gone:
            kept.append(row)
        elif row.case_id not in case_ids:
            note("A06", "The sheet belongs to no child of this review.", "Compare its name with the list.", "")
        elif row.question in facts:
            cure = "Only questions about the child are agreed; clear the cells."
            note("D03", "A fact of each agency is not agreed.", cure, QUESTION_ID)
        elif row.question not in takes:
            note("A07", "The question is not one about the child.", "Put the row back as it was.", QUESTION_ID)
        elif not row.answer.strip():
            alone += 1
        elif read.answer is None:
            note(read.rule, read.fact, read.cure, TO_FILL[0])
        else:
            kept.append(row._replace(answer=read.answer))
    if alone:
        problems.add(
            "J02",
            f"A reason or a dissent is given without an answer: {many(alone, 'rows')}.",
            "Choose the agreed answer; until then they are not counted.",
            file=path.name,
            act="WARN",
        )
    return pd.DataFrame(kept, columns=list(COLUMNS), dtype=str), problems


def typed_in(
    path: Path, template: Template, case_ids: Collection[str]
) -> tuple[pd.DataFrame | None, Problems]:
    """Everything that was typed into the three columns of a discussion workbook, word for word and unchecked.

    Returns
    -------
    (DataFrame or None, Problems)
        The columns of :data:`COLUMNS`, one row for every row of a sheet with something in it; the ``case_id`` of an
        unknown sheet is the sheet's name. ``None`` when the file cannot be read; no rows when it is not there. The
        problems say what cannot be carried over: cells without a usable value (S18, S19), text outside the three
        columns (S13), headings that are missing or there twice (S09), two sheets for one child (I02).
    """
    problems = Problems()
    rows: list[Typed] = []
    pages = read_pages(path, problems, label=path.name) if path.exists() else []
    if pages is None:
        return None, problems
    children = {plain(case): case for case in case_ids}
    met: dict[str, int] = {}
    for page in pages:
        name = plain(page.name)
        if name in (plain(FRONT_PAGE), plain(ANSWER_LISTS)) or not page.sheet.rows:
            continue
        case_id = children.get(name) or children.get(_COPY.sub("", name), "")
        if case_id and met.setdefault(case_id, page.number) != page.number:
            fact = f"Two sheets are about one child (also sheet {met[case_id]})."
            cure = "Bring them together on one sheet and delete the other."
            problems.add("I02", fact, cure, file=path.name, sheet=str(page.number))
        rows += _typed_on(page, case_id, path.name, problems)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str), problems


def _typed_on(page: Page, case_id: str, file: str, problems: Problems) -> list[Typed]:
    """The rows of one sheet with something typed in."""
    place = {"file": file, "sheet": str(page.number)}
    at, columns = _headings(page.sheet.rows)
    missing = ", ".join(heading for heading in (QUESTION_ID, *TO_FILL) if heading not in columns)
    if missing and not case_id:
        return [Typed(page.name, "", "", "", "", SOURCE, str(page.number), "")]
    if missing:
        fact = "The sheet has no column with this heading, or has it twice."
        problems.add("S09", fact, "Put the heading back as it was.", column=missing, **place)
        return []
    if case_id:
        note_hidden(page.sheet, problems, file, page.number)
    last = max(columns.values())
    beyond = sum(bool(text.strip()) for row in page.sheet.rows for text in row[last + 1 :]) + page.sheet.beyond
    if beyond:
        fact = f"Cells filled in beside the columns that are read: {beyond}."
        problems.add("S13", fact, "Move the text under Reason or Dissent.", act="WARN", **place)
    found = []
    for number, row in enumerate(page.sheet.rows[at:], start=at + 1):
        texts = [row[columns[heading]] for heading in TO_FILL]
        for heading, text in zip(TO_FILL, texts, strict=True):
            if text in UNREADABLE:
                rule, fact, _ = UNREADABLE[text]
                cell = cell_name(number, columns[heading] + 1)
                problems.add(rule, fact, "Type the text itself.", cell=cell, column=heading, act="HOLD", **place)
        answer, reason, dissent = ("" if text in UNREADABLE or not text.strip() else text for text in texts)
        if answer or reason or dissent:
            cell, question = cell_name(number, columns[TO_FILL[0]] + 1), plain(row[columns[QUESTION_ID]])
            answer += "%" if cell in page.sheet.percents else ""
            typed = (case_id or page.name, question, answer, reason, dissent)
            found.append(Typed(*typed, SOURCE, str(page.number), cell))
    return found


def _headings(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The row of headings (counted from 1) and the column of each (from 0); one that is there twice is left out."""
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for number, row in enumerate(rows[:_SEARCHED], 1):
        found: dict[str, list[int]] = {}
        for column, text in enumerate(row):
            if heading := _KNOWN.get(plain(text)):
                found.setdefault(heading, []).append(column)
        if len(found) > len(best[1]):
            best = number, found
    at, named = best
    return at, {heading: columns[0] for heading, columns in named.items() if len(columns) == 1}
