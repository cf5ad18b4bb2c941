"""A survey of practitioners, as the tools that hold surveys export it: who answered is never read, only what.

Every file ``survey*.csv`` or ``survey*.xlsx`` of the folder is read by the one ``survey.toml``. A row is a respondent.
Columns with names, e-mail or network addresses are left out unread, and so is every column the plan does not name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.answer_kinds import ONE_OF, TEXT, plain
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.practitioner_survey_plan import SURVEY, SurveyPlan, is_personal, read_survey_plan
from scrutiny_lib.intake.sheet_cells import LOST, UNCALCULATED
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import RECEIVED_COLUMNS, Texts
from scrutiny_lib.intake.workbook import read_sheets
from scrutiny_lib.intake.written_answers import Written, texts_of_answers
from scrutiny_lib.plural import many

NOT_SAID = "not said"
"""The agency of a respondent who left it out or wrote something that is not on the list."""
GIVEN = "given"
"""What stands for an answer in words."""


@dataclass(frozen=True)
class Survey:
    """What practitioners answered.

    Attributes
    ----------
    plan : SurveyPlan
    respondents : DataFrame
        respondent (a number from 1 in the order of the files), agency (one of the plan's, or :data:`NOT_SAID`).
    answers : DataFrame
        respondent, question, answer: one row for each answer given; of several that were ticked, one row for
        each; of an answer in words only :data:`GIVEN`.
    texts : Texts
        What was written in their own words: a text for each answer, of the kind *practitioners*. A source is named
        after the question and the words themselves, so that it stays the same when the survey is exported again.
    whose : dict of str to int
        The respondent of each source.
    received : DataFrame
        what, received, used, held, refused: rows of each file, answers to each question, and columns (*columns with
        names or addresses* and *columns that are not in the plan* are refused).
    """

    plan: SurveyPlan = field(default_factory=SurveyPlan)
    respondents: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["respondent", "agency"]))
    answers: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["respondent", "question", "answer"]))
    texts: Texts = field(default_factory=Texts)
    whose: dict[str, int] = field(default_factory=dict)
    received: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RECEIVED_COLUMNS)))


class _Row(NamedTuple):
    """One respondent: where the row stands, and the cells of the columns that are read, by their spelling."""

    file: str
    place: str
    cells: dict[str, str]


def read_survey(folder: Path) -> tuple[Survey, Problems]:
    """Read every export of a survey in ``reviews/<name>/practitioners``.

    Parameters
    ----------
    folder : Path
        Holds ``survey.toml`` and the exports. Without an export there is no survey, and no problem.

    Returns
    -------
    survey : Survey
        Empty when a problem stops its use.
    problems : Problems
        An export without a plan (P09), a plan that cannot be used, a column of the plan that is missing (S09) or there
        twice (S12), two files that are the same (I02). Held are answers that are not on the list (V02) and rows without
        any answer (V05); what looks like an identifier is kept and noted (T19). No message holds a word of an answer.
    """
    files = sorted(path for path in folder.glob("survey*") if path.suffix.lower() in (".csv", ".xlsx"))
    if not files:
        return Survey(), Problems()
    plan, problems = read_survey_plan(folder / SURVEY)
    if plan is None:
        return Survey(), problems
    rows, received = list[_Row](), list[tuple[str, int, int, int]]()
    seen = set[str]()
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest in seen:
            fact, cure = "The file is the same as another export.", "Keep one of the two."
            problems.add("I02", fact, cure, file=path.name, act="REJECT")
        seen.add(digest)
        for count in _read_file(path, plan, rows, problems):
            received.append(count)
    if problems.stops():
        return Survey(), problems
    return _survey(plan, rows, received, problems), problems


def _survey(
    plan: SurveyPlan, rows: Sequence[_Row], received: list[tuple[str, int, int, int]], problems: Problems
) -> Survey:
    agencies = {plain(name): name for name in plan.agencies}
    people, answers, written = list[tuple[int, str]](), list[tuple[int, str, str]](), list[tuple[int, str, str]]()
    for number, row in enumerate(rows, start=1):
        people.append((number, agencies.get(plain(row.cells.get(spelling(plan.agency), "")), NOT_SAID)))
    for question in plan.questions.to_dict("records"):
        given, used = 0, 0
        for number, row in enumerate(rows, start=1):
            cell = row.cells[spelling(question["column"])]
            if not cell.strip():
                continue
            given += 1
            if question["kind"] == TEXT:
                written.append((number, question["id"], cell))
                answers.append((number, question["id"], GIVEN))
                used += 1
                _note_identifiers(row, question["id"], cell, problems)
                continue
            said = chosen(cell, question["answers"], one=question["kind"] == ONE_OF)
            if said is None:
                fact = "The answer is not on the list of survey.toml; it is set aside."
                cure = "Write every answer there as the survey has it."
                at = {"file": row.file, "cell": row.place, "column": question["id"]}
                problems.add("V02", fact, cure, **at, act="HOLD")
                continue
            used += 1
            answers += [(number, question["id"], answer) for answer in said]
        received.append((f"answers to {question['id']}", given, used, 0))
    texts, whose = texts_of_answers(Written(*answer, plan.activity) for answer in written)
    counted = [(what, all_, used, all_ - used - refused, refused) for what, all_, used, refused in received]
    return Survey(
        plan,
        pd.DataFrame(people, columns=["respondent", "agency"]),
        pd.DataFrame(answers, columns=["respondent", "question", "answer"]),
        texts,
        whose,
        pd.DataFrame(counted, columns=list(RECEIVED_COLUMNS)),
    )


def chosen(cell: str, answers: Sequence[str], *, one: bool) -> list[str] | None:
    """The answers that a cell of an export holds, in the order of the list; ``None`` where part of it is not on it.

    Several stand with semicolons or line ends between them, or with commas; an answer may itself hold a comma.

    >>> chosen("Often; never ;", ["never", "often"], one=False)
    ['never', 'often']
    >>> chosen("Time, and space, Trust", ["Trust", "Time, and space"], one=False)
    ['Trust', 'Time, and space']
    >>> chosen("often; never", ["never", "often"], one=True) is None
    True
    """
    known = {plain(answer): answer for answer in answers}
    if plain(cell) in known:
        return [known[plain(cell)]]
    if one:
        return None
    said = set[str]()
    for part in (part for line in cell.splitlines() for part in line.split(";") if part.strip()):
        pieces = part.split(",")
        while pieces:
            longest = next((end for end in range(len(pieces), 0, -1) if plain(",".join(pieces[:end])) in known), None)
            if longest is None:
                return None
            said.add(known[plain(",".join(pieces[:longest]))])
            pieces = pieces[longest:]
    return [answer for answer in answers if answer in said]


def together(first: Texts, second: Texts) -> Texts:
    """Two lists of texts as one. Raises :class:`~scrutiny_lib.errors.Refused` where a source is in both (I02)."""
    if first.words.keys() & second.words.keys():
        fact, cure = "A text has the id of an answer to the survey.", "Give the text another id."
        raise Refused([Problem("I02", fact, cure, file="texts.csv", column="source")])
    if not len(second.table):
        return first
    if not len(first.table):
        return Texts(second.table, second.words, second.raw, first.received)
    table = pd.concat([first.table, second.table], ignore_index=True).astype(first.table.dtypes.to_dict())
    return Texts(table, {**first.words, **second.words}, {**first.raw, **second.raw}, first.received)


def _read_file(
    path: Path, plan: SurveyPlan, rows: list[_Row], problems: Problems
) -> Iterator[tuple[str, int, int, int]]:
    """Add the rows of one file that hold an answer; what was received, used and refused of rows and columns."""
    found = _lines(path, problems)
    if not found:
        return
    (first, heads), body = found[0], found[1:]
    wanted = [spelling(column) for column in plan.questions["column"]]
    optional = [spelling(plan.agency)] if plan.agency else []
    names = [spelling(head) for head in heads]
    at = {"file": path.name, "cell": first, "act": "REJECT"}
    for name in (*wanted, *optional):
        if names.count(name) != 1:
            number = wanted.index(name) + 1 if name in wanted else 0
            what = f"The column of question {number}" if number else "The column of agencies"
            rule, fact = ("S12", "is there more than once.") if name in names else ("S09", "is missing.")
            cure = "Write its heading in survey.toml as in the export."
            problems.add(rule, f"{what} {fact}", cure, **at)
    if problems.stops():
        return
    places = {name: names.index(name) for name in (*wanted, *optional)}
    others = [head for head, name in zip(heads, names, strict=True) if name and name not in places]
    personal = sum(is_personal(head) for head in others)
    if personal:
        fact = f"{personal} column{'s' if personal > 1 else ''} with names or addresses: left out, unread."
        cure = "Better, leave them out of the export: nobody needs them."
        problems.add("S13", fact, cure, file=path.name, act="WARN")
    used = 0
    for place, cells in body:
        read = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        if not any(read[name].strip() for name in wanted):
            fact, cure = "The row holds no answer; it is set aside.", "Nothing needs to be done."
            problems.add("V05", fact, cure, file=path.name, cell=place, act="WARN")
            continue
        used += 1
        rows.append(_Row(path.name, place, read))
    yield f"rows of {path.name}", len(body), used, 0
    yield f"columns with names or addresses in {path.name}", personal, 0, personal
    more = len(others) - personal
    yield f"columns of {path.name} that are not in the plan", more, 0, more


def _lines(path: Path, problems: Problems) -> list[tuple[str, list[str]]]:
    """The filled rows of an export with their places, the first with the headings; white space stays as it is."""
    if path.suffix.lower() == ".csv":
        read, begin = list[tuple[str, list[str]]](), 1
        for cells in read_rows(path, problems) or []:
            read.append((f"line {begin}", cells))
            begin += 1 + sum(cell.count("\n") for cell in cells)
    else:
        sheets = read_sheets(path, problems)
        filled = [rows for rows in (sheets or {}).values() if rows]
        if len(filled) > 1:
            fact, cure = "Several sheets are filled.", "Keep the sheet with the answers in the file, and no other."
            problems.add("S01", fact, cure, file=path.name, act="REJECT")
            return []
        read = [(f"row {number}", cells) for number, cells in enumerate(filled[0] if filled else [], start=1)]
    read = [(place, cells) for place, cells in read if any(cell.strip() for cell in cells)]
    lost = sum(cell in (UNCALCULATED, LOST) for _, cells in read for cell in cells)
    if lost:
        fact, cure = f"No value of its own stands in {many(lost, 'cells')}.", "Export the survey again."
        problems.add("S18", fact, cure, file=path.name, act="REJECT")
    if not read and not problems.stops():
        problems.add("F01", "There is nothing in it.", "Export the survey again.", file=path.name, act="REJECT")
    return read


def _note_identifiers(row: _Row, question: str, words: str, problems: Problems) -> None:
    kinds = Counter(identifying(words))
    if kinds:
        named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        fact = f"What looks like an identifier stands in an answer: {named}."
        cure = "The words are kept; nothing is quoted until it is redacted and signed."
        problems.add("T19", fact, cure, file=row.file, cell=row.place, column=question, act="WARN")
