"""Everything one agency has to put right, in one small workbook that can be sent straight back to it.

Each line names the child by case id and links to the cell in the agency's own workbook, says what is wrong and what
to do, and leaves a box to tick off. Children the agency is worried about come first. No answer, no name and nothing
that is only the partnership's business is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.audit.parts import due_day, file_stem
from scrutiny_lib.errors import Problem
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY, FRONT_PAGE, KNOWN, WORRIED, WORRIED_STEP, questions_for
from scrutiny_lib.intake.returns import ReturnFile, Returns
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.template import Template

HEADINGS = ("Child", "Question id", "Question", "Cell (opens it)", "What is wrong", "What to do", "Done")
_WIDTHS = (14, 12, 40, 16, 44, 44, 8)
_TOP = 6
_FIRST = ("REJECT", "STOP", "HOLD", "WARN")

_OURS = ("A03", "A04", "A11", "A18", "F16", "F19", "F21", "F22", "F24", "F27", "I11", "A14", "A17", "S14", "S23")
"""Rules that are the partnership's business, or that have lines of their own here."""

_TO_DO = {
    "A01": "Fill in the front page as it was sent to you.",
    "A02": "Write your agency on the front page as it was sent to you.",
    "A05": "Write 1 on the front page, or one more than last time.",
    "A06": "If it is one of the children you were asked about, name the sheet by the case id as it was sent to you; "
    "otherwise leave it out.",
    "A09": "If the child is known to you, answer 'yes' to the first question; if not, take out the other answers.",
    "A12": "Write the part as it was sent to you.",
    "A13": "Answer for this child in the workbook of that part.",
    "A16": "Fill in the day you send it back.",
    "F18": "Say which one counts, by sending it again with the next return number.",
    "F06": "Save it as an Excel workbook (.xlsx) without macros.",
    "F26": "Write a short statement and a reference in the evidence boxes in their place.",
    "S03": "Show the sheet, or leave it out.",
    "S04": "Show them, and look whether what stands there is meant.",
    "S17": "If a colour or a comment is meant as an answer, choose the answer in its cell.",
}
_WORRIED = (
    "You are worried about this child now.",
    "Do not wait for this audit: follow your own safeguarding procedure today. This workbook is not a referral.",
)
_NO_STEP = (
    "You are worried about this child, and it does not say who was told, when, and what was done.",
    "Follow your own safeguarding procedure today, if you have not. Then write who was told, when, and what was done.",
)


class Line(NamedTuple):
    """One thing to put right: the child (``""`` for the workbook as a whole), question id, file and cell, words."""

    child: str
    question: str
    file: str
    sheet: str
    cell: str
    wrong: str
    to_do: str


def write_send_back(
    folder: Path,
    returns: Returns,
    review: Review,
    template: Template,
    agencies: Mapping[str, str],
    *,
    came_in: Mapping[int, date] | None = None,
    confirmed: Collection[tuple[str, str]] = (),
) -> list[Path]:
    """Write one workbook for each agency that has something to put right.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there. One written before for an agency that has nothing more to put right is
        removed.
    returns : Returns
        What came back.
    review : Review
        Whose name, title and due dates are used.
    template : Template
        The wording of the questions.
    agencies : mapping of str to str
        Agency id -> name.
    came_in : mapping of int to date, optional
        Part -> the day its children came in, for the day by which it is due.
    confirmed : collection of (str, str)
        As for :func:`lines_of`.

    Returns
    -------
    list of Path
        ``<review>-<agency>-to-put-right.xlsx`` in the order of the review's agencies. The same inputs give the same
        bytes. An agency of which nothing came back is for the chase list, not for this.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for agency in review.agencies:
        path = folder / f"{review.name}-{agency.id}-to-put-right.xlsx"
        lines = lines_of(returns, agency.id, review.name, confirmed=confirmed)
        if lines:
            asks = {str(row["id"]): str(row["ask"]) for row in questions_for(template, agency.id).to_dict("records")}
            due = max(due_day(agency.due, file.part, came_in or {}) for file in _current(returns, agency.id))
            _write(path, lines, review, agencies[agency.id], due, asks)
            paths.append(path)
        else:
            path.unlink(missing_ok=True)
    return paths


def lines_of(
    returns: Returns,
    agency: str,
    review_name: str,
    part: int | None = None,
    *,
    confirmed: Collection[tuple[str, str]] = (),
) -> list[Line]:
    """What one agency has to put right, for one part or all, worries first; no lines where there is nothing.

    That somebody is worried is not a fault: it is on the list when anything else is, or when it does not say what
    was done. A worry of ``confirmed``, pairs of case_id and agency
    (:attr:`scrutiny_lib.audit.risk.RiskReport.confirmed`), was dealt with and is not on it.
    """
    pairs = zip(returns.worries["case_id"], returns.worries["agency"], returns.worries["place"], strict=True)
    done = {place for case_id, asked, place in pairs if (case_id, asked) in confirmed}
    worried: list[Line] = []
    others: list[Line] = []
    for file in _current(returns, agency):
        if part not in (None, file.part):
            continue
        name = f"{file_stem(review_name, agency, file.part)}.xlsx"
        unsaid = {problem.sheet: problem.cell for problem in file.problems if problem.rule == "A17"}
        for sheet, cell in file.worried:
            if f"{file.label}, sheet {sheet}, cell {cell}" in done:
                continue
            question, words = (WORRIED_STEP, _NO_STEP) if sheet in unsaid else (WORRIED, _WORRIED)
            worried.append(Line(file.cases.get(sheet, ""), question, name, sheet, unsaid.get(sheet, cell), *words))
        theirs = sorted(filter(_is_theirs, file.problems), key=lambda problem: _FIRST.index(problem.act))
        others += [_line(problem, file, name) for problem in theirs]
        others += _absent(file, name)
    worried.sort(key=lambda line: line.question != WORRIED_STEP)
    waiting = any(line.question == WORRIED_STEP for line in worried)
    return worried + others if others or waiting else []


def _current(returns: Returns, agency: str) -> Iterator[ReturnFile]:
    """The returns an agency has to look at: those in use, and those that could not be used where there is none."""
    mine = [file for file in returns.files if file.agency == agency]
    used = {file.part for file in mine if file.state == "used"}
    for file in mine:
        if file.state == "used" or (file.state == "refused" and file.part not in used):
            yield file


def _is_theirs(problem: Problem) -> bool:
    """Whether the agency can do something about it."""
    ours = problem.rule in _OURS or (problem.rule == "F18" and problem.act == "WARN")
    return problem.act != "REPAIR" and not ours


def _line(problem: Problem, file: ReturnFile, name: str) -> Line:
    child = file.cases.get(problem.sheet, "")
    question = file.question_at.get((problem.sheet, problem.cell), "")
    wrong = problem.fact if not problem.sheet or problem.sheet in file.cases else f"{problem.fact} ({_where(problem)})"
    return Line(child, question, name, problem.sheet, problem.cell, wrong, _TO_DO.get(problem.rule, problem.cure))


def _where(problem: Problem) -> str:
    return problem.sheet if problem.sheet == FRONT_PAGE else f"sheet {problem.sheet} of the workbook"


def _absent(file: ReturnFile, name: str) -> Iterator[Line]:
    """Sheets that are missing, and the questions left blank, a line for each child."""
    for child in file.missing:
        what = "The sheet of this child is missing." if child else f"The sheet '{ABOUT_AGENCY}' is missing."
        yield Line(child, "", name, "", "", what, "Take it from the workbook that was sent to you, and fill it in.")
    sheets = {child: sheet for sheet, child in file.cases.items()}
    for child, questions in file.blank.items():
        some = [question for question in questions if question != WORRIED_STEP]
        if some:
            cell = file.blank_at[child] if some[0] == questions[0] else ""
            to_do = "Answer them; 'not applicable' and 'not known to us' are answers."
            if KNOWN in some:
                to_do += " If the child is not known to your service, answer the first question with 'no'."
            yield Line(child, "", name, sheets.get(child, ""), cell, f"Left blank: {', '.join(some)}.", to_do)


def _write(path: Path, lines: list[Line], review: Review, agency: str, due: date, asks: Mapping[str, str]) -> None:
    files = " and ".join(dict.fromkeys(line.file for line in lines))
    notes = (
        f"For {agency}. Please send your corrected workbook back by {due.day} {due:%B %Y}, or soon if that has passed.",
        f"Keep this list in the same folder as {files}: then the links in it open the cell. Where your workbook has "
        "another name, go by child and cell.",
        "Correct your own workbook, raise the return number on its front page by 1, and send it back the way it came. "
        "Nothing is read from this list; 'Done' is for you.",
        "Write no names of children, families or staff.",
    )
    with new_book(path, f"{review.title} – {agency}: to put right", "What to put right in a return") as book:
        page, looks = book.add_worksheet("To put right"), _looks(book)
        page.write_string(0, 0, f"{review.title}: to put right", looks["title"])
        for row, note in enumerate(notes, 1):
            page.write_string(row, 0, note, looks["note"])
        for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(_TOP - 1, column, heading, looks["header"])
        for row, line in enumerate(lines, _TOP):
            _row(page, row, line, asks.get(line.question, ""), looks)
        page.freeze_panes(_TOP, 1)
        page.repeat_rows(_TOP - 1)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&LRestricted&C&A&R&P of &N")


def _row(page: Worksheet, row: int, line: Line, ask: str, looks: Mapping[str, Format]) -> None:
    look = looks["urgent" if (line.wrong, line.to_do) in (_WORRIED, _NO_STEP) else "cell"]
    texts = (line.child, line.question, ask, line.cell, line.wrong, line.to_do, "")
    for column, text in enumerate(texts):
        if text:
            page.write_string(row, column, text, look)
        else:
            page.write_blank(row, column, None, look)
    if line.sheet and line.child:  # the name of a sheet is used where it is a case id, and never another
        there = f"external:{line.file}#'{line.child}'!{line.cell or 'A1'}"
        page.write_url(row, 3, there, looks["link"], line.cell or "the sheet", "Opens your workbook")
    page.set_row(row, row_height(*zip(texts, _WIDTHS, strict=True)))


def _looks(book: Workbook) -> dict[str, Format]:
    text = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    box = {**text, "text_wrap": True, "border": 1, "border_color": "#B8C4CC"}
    looks: dict[str, dict[str, Any]] = {
        "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": "#1F3A4D"},
        "note": {**text, "font_color": "#4A5A66"},
        "header": {**box, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF"},
        "cell": box,
        "urgent": {**box, "bold": True, "font_color": "#8C1D18"},
        "link": {**box, "font_color": "#0B5394", "underline": 1},
    }
    return {name: book.add_format(look) for name, look in looks.items()}
