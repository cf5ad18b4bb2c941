"""One return: whose it is, and which of its rows count, are blank, are set aside or are refused.

The four add up to the question rows found, for every file. An answer that is not on the list is set aside, except
to *Are you worried about this child now?*: there, whatever is not a plain *no* is read as a yes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.ooxml import UNCALCULATED
from scrutiny_lib.intake.return_sheets import (
    ANSWER_LISTS,
    FRONT_PAGE,
    KNOWN,
    WORRIED,
    WORRIED_STEP,
    Row,
    front_page,
    plain,
    question_rows,
    questions_for,
)
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.workbook import read_sheets
from scrutiny_lib.terms import NOT_KNOWN

STATES = ("used", "superseded", "refused", "not returned")


class Answer(NamedTuple):
    """One answer that counts. ``place`` says where it stands: the return, the number of the sheet, the cell."""

    case_id: str
    agency: str
    question: str
    answer: str
    shows: str
    where: str
    edition: str
    number: int
    place: str


@dataclass
class ReturnFile:
    """One workbook as it came, and what became of it.

    ``label`` is a short hash of the file's name; ``sheets`` holds each sheet's number, name and question rows;
    ``rows`` counts question rows (counted, blank, held, refused) and ``children`` children (answered, known).
    """

    label: str
    digest: str = ""
    agency: str = ""
    number: int = 0
    sent_on: date | None = None
    state: str = "used"
    sheets: list[tuple[str, str, list[Row]]] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    rows: Counter[str] = field(default_factory=Counter)
    children: Counter[str] = field(default_factory=Counter)

    def set_aside(self, state: str) -> None:
        """Use nothing of this file: every row of it is refused."""
        self.state = state
        self.rows = Counter(refused=sum(len(rows) for _, _, rows in self.sheets))


def open_return(
    path: Path, template: Template, case_ids: set[str], agencies: Mapping[str, str], review_name: str
) -> ReturnFile:
    """Read one file, and decide from its front page whose return it is and whether it can be used."""
    name = unicodedata.normalize("NFC", path.name)
    file = ReturnFile(f"return {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}")
    sheets = read_sheets(path, file.problems, label=file.label)
    if sheets is None:
        file.state = "refused"
        return file
    file.digest = hashlib.sha256(path.read_bytes()).hexdigest()
    children = {plain(case) for case in case_ids}
    ours: set[str] = set()
    for number, (sheet, rows) in enumerate(sheets.items(), 1):
        if plain(sheet) in (plain(FRONT_PAGE), plain(ANSWER_LISTS)):
            ours.add(str(number))
        elif rows:
            problems = file.problems if plain(sheet) in children else Problems()
            file.sheets.append((str(number), sheet, question_rows(rows, problems, file.label, str(number)) or []))
    # the counts on our own front page are formulas, which some programs save without a value
    file.problems = Problems(one for one in file.problems if one.rule != "S18" or one.sheet not in ours)
    _identify(file, front_page(sheets), template, agencies, review_name)
    if file.problems.stops():
        file.set_aside("refused")
    return file


def _identify(
    file: ReturnFile,
    front: dict[str, str] | None,
    template: Template,
    agencies: Mapping[str, str],
    review_name: str,
) -> None:
    def refuse(rule: str, fact: str, cure: str) -> None:
        file.problems.add(rule, fact, cure, file=file.label, sheet=FRONT_PAGE, act="REJECT")

    if front is None:
        refuse(
            "S02",
            "There is not exactly one front page.",
            "Send back the workbook as it came, with all its sheets.",
        )
        return
    missing = [label for label in ("Review", "Agency", "Edition", "Return number") if label not in front]
    if missing:
        refuse("A01", f"The front page does not say: {', '.join(missing)}.", "Fill it in as it was sent.")
    ids = {plain(text): agency for agency, title in agencies.items() for text in (agency, title)}
    file.agency = ids.get(plain(front.get("Agency", "")), "")
    if "Agency" in front and not file.agency:
        refuse("A02", "The agency is not one of those asked in this review.", "Check whose return this is.")
    if "Review" in front and plain(front["Review"]) != plain(review_name):
        refuse("A03", "The return belongs to another review.", "Move it to that review's folder.")
    if "Edition" in front and plain(front["Edition"]) != plain(template.edition):
        refuse(
            "A04",
            f"The return was made with another edition of the template; this review uses {template.edition}.",
            "Send the agency the pack of this edition.",
        )
    number = front.get("Return number", "1")
    if number.isascii() and number.isdigit() and 1 <= int(number) < 1000:
        file.number = int(number)
    else:
        refuse("A05", "The return number is not a whole number from 1.", "Write 1, or one more than last time.")
    file.sent_on = parse_date(front.get("Date sent back", ""), serial=True)[0]


def find_worries(file: ReturnFile, agencies: Mapping[str, str]) -> Problems:
    """One problem for each child somebody is worried about now, whatever else is wrong with the return."""
    found = Problems()
    who = agencies.get(file.agency, "An agency")
    for number, _, row in worried_rows(file):
        found.add(
            "W01",
            f"{who} is worried about a child now."
            + ("" if file.state == "used" else f" (The return itself is {file.state}: look at it by hand.)"),
            "Make sure today that it was passed on; record who was told, when and what was done in risk.csv.",
            file=file.label,
            sheet=number,
            cell=row.cell,
            act="WARN",
        )
    return found


def worried_rows(file: ReturnFile) -> Iterator[tuple[str, str, Row]]:
    """Sheet number, sheet name and row of every answer that is not a plain "no", in a used return or any other."""
    for number, name, rows in file.sheets:
        step = any(row.question == WORRIED_STEP and row.answer for row in rows)
        for row in rows:
            if row.worries or (row.question == WORRIED and step and not row.answer):
                yield number, name, row


def read_answers(file: ReturnFile, template: Template, case_ids: set[str], agencies: Mapping[str, str]) -> list[Answer]:
    """The answers of one return that count. Everything else is counted on ``file`` and noted among its problems."""
    questions = questions_for(template, file.agency)
    allowed = {
        str(question): {plain(answer): str(answer) for answer in answers}
        for question, answers in zip(questions["id"], questions["answers"], strict=True)
    }
    own = [str(question) for question in template.questions["id"] if question in allowed]
    children = {plain(case): case for case in case_ids}
    kept: list[Answer] = []
    for number, name, rows in file.sheets:
        case = children.pop(plain(name), "")
        if not case:
            file.rows["refused"] += len(rows)
            file.problems.add(
                "A06",
                "The sheet belongs to no child of this sample; nothing was read from it.",
                "Compare its name with the pack.",
                file=file.label,
                sheet=number,
                act="HOLD" if rows else "WARN",
            )
            continue
        answers = _sheet_answers(file, number, rows, allowed)
        stated = answers[KNOWN][0] if KNOWN in answers else ""
        real = [question for question in own if question in answers and answers[question][0] != NOT_KNOWN]
        if stated == "no":
            answers |= {q: (NOT_KNOWN, *answers.get(q, ("", "", "", ""))[1:]) for q in own}
            if real:
                file.problems.add(
                    "A09",
                    f"The child is said not to be known to the agency, yet {len(real)} of its questions have "
                    "another answer; all were read as not known.",
                    "Ask the agency which is right.",
                    file=file.label,
                    sheet=number,
                    act="WARN",
                )
        file.children["answered"] += bool(answers)
        file.children["known"] += stated == "yes" or bool(not stated and real)
        for question in (question for question in allowed if question in answers):
            answer, shows, where, cell = answers[question]
            place = f"{file.label}, sheet {number}" + (f", cell {cell}" if cell else "")
            kept.append(Answer(case, file.agency, question, answer, shows, where, template.edition, file.number, place))
    if children:
        file.problems.add(
            "I11",
            f"There is no sheet for {len(children)} of {len(case_ids)} children.",
            f"Ask {agencies[file.agency]} for them; they are counted as not answered.",
            file=file.label,
            act="WARN",
        )
    return kept


def _sheet_answers(
    file: ReturnFile, number: str, rows: list[Row], allowed: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, str, str, str]]:
    """question -> (answer, shows, where, cell) for the rows of one child that count."""
    kept: dict[str, tuple[str, str, str, str]] = {}
    met: dict[str, Row] = {}
    unexplained = 0

    def note(rule: str, fact: str, cure: str, act: str, cell: str = "") -> None:
        column = "Your answer" if cell else ""
        file.problems.add(rule, fact, cure, file=file.label, sheet=number, cell=cell, column=column, act=act)

    worried_step = any(row.question == WORRIED_STEP and row.answer for row in rows)
    for row in rows:
        if row.question not in allowed:
            file.rows["held"] += 1
            note(
                "A07",
                "The question is not one this agency is asked.",
                "Restore the row as sent.",
                "HOLD",
                row.cell,
            )
            continue
        first = met.setdefault(row.question, row)
        if first is not row:
            file.rows["held"] += 1
            differs = plain(first.answer) != plain(row.answer)
            if differs and kept.pop(row.question, None) is not None:
                file.rows["counted"] -= 1
                file.rows["held"] += 1
            note(
                "I02",
                f"A question stands here twice (also {first.cell})" + (" with two answers." if differs else "."),
                "Keep the row that is meant.",
                "STOP" if differs else "WARN",
                row.cell,
            )
            continue
        answer = _match(row, allowed[row.question], worried_step)
        if answer is None:
            file.rows["held"] += 1
            if row.answer != UNCALCULATED:
                note(
                    "A08",
                    "The answer is not on the list.",
                    "Choose from the drop-down list.",
                    "HOLD",
                    row.cell,
                )
        elif not answer:
            file.rows["blank"] += 1
            unexplained += bool(row.shows and allowed[row.question])
        else:
            file.rows["counted"] += 1
            kept[row.question] = (answer, row.shows, row.where, row.cell)
            if row.question == WORRIED and plain(answer) != plain(row.answer):
                note(
                    "A08",
                    "The answer is not on the list; it was read as a yes.",
                    "Ask now.",
                    "REPAIR",
                    row.cell,
                )
    absent = len(allowed.keys() - met.keys())
    if absent:
        note("A10", f"Rows missing: {absent}.", "Restore them; they count as not answered.", "WARN")
    if unexplained:
        note("A11", f"Rows with text but no answer: {unexplained}.", "Choose an answer for each.", "WARN")
    return kept


def _match(row: Row, allowed: Mapping[str, str], worried_step: bool) -> str | None:
    """The answer as the template spells it, ``""`` for a blank, ``None`` when it has to be set aside."""
    if row.question == WORRIED and (row.worries or (worried_step and not row.answer)):
        return "yes"
    if row.answer == UNCALCULATED:
        return None
    return allowed.get(plain(row.answer)) if allowed and row.answer else row.answer
