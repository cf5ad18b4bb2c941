"""The discussion workbook: for each child, what all agencies answered side by side, differences on top.

Written for the audit discussion and filled in there; :mod:`scrutiny_lib.audit.discussion_sheet` reads it back, and
:mod:`scrutiny_lib.audit.discussion_again` writes it again without losing what was typed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.answer_cells import check_typed, hint, put_answer, shorten
from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.audit.discussion_front import Line, finish, make_looks, write_front
from scrutiny_lib.audit.pack_looks import FREE_TEXT, limit_text
from scrutiny_lib.intake.answer_kinds import BETWEEN, DATE, NUMBER, SEVERAL_OF, TEXT, Takes, kind_of
from scrutiny_lib.intake.return_sheets import ANSWER_LISTS, FRONT_PAGE, LIFE, WORRIED, WORRIED_STEP, plain
from scrutiny_lib.intake.template import FIXED_QUESTIONS, Template
from scrutiny_lib.plural import many
from scrutiny_lib.terms import NOT_KNOWN

QUESTION_ID, TO_FILL, NOTE = "Question id", ("Agreed answer", "Reason", "Dissent"), "Look at"
FACTS = "Facts each agency reported – not for agreement"
LONGEST = 32_767
"""Characters of a cell; longer text is cut and says so."""

Filled = Mapping[tuple[str, str], tuple[str, str, str]]
"""(case_id, question) -> (agreed answer, reason, dissent)."""

_WIDTHS = {QUESTION_ID: 12, "Question": 44, "Agreed answer": 24, "Reason": 34, "Dissent": 30, NOTE: 22}
_AGENCY_WIDTH = 30
_FIRST = 5
"""The row of the first question about the child, counted from 0: headings, life and worries stand above it."""

_ASK = {question["id"]: question["ask"] for question in FIXED_QUESTIONS}
_Row = Mapping[Hashable, Any]


def write_discussion(
    path: Path,
    returns_table: pd.DataFrame,
    template: Template,
    agencies: Mapping[str, str] | None = None,
    agreed: pd.DataFrame | None = None,
) -> None:
    """Write the workbook an audit discussion works from.

    A front page, then one sheet per child, children somebody is worried about first, then those with most
    differences. On each, what life is like and whether anybody is worried, in the words of every agency; then the
    questions about the child: those on which agencies differ come first and are marked, with a column for each agency
    (its answer, and below it what its record shows) and three to fill in, the only ones that can be typed in. Facts of
    each agency stand below, to be read. Questions asked once, of the agency itself, are left out. Words of one's own
    are never called a difference: no two people write the same. Holds case ids and what agencies wrote: restricted.

    Parameters
    ----------
    path : Path
        The file, ending in ``.xlsx``. An existing one is written over: see
        :func:`scrutiny_lib.audit.discussion_again.rewrite_discussion`.
    returns_table : DataFrame
        ``Returns.table``; rows without a case id are left out.
    template : Template
        Says which questions are about the child, and their answers.
    agencies : mapping, optional
        Agency id -> name, in the order of the columns.
    agreed : DataFrame, optional
        What is settled already (``case_id``, ``question``, ``answer``, ``reason``, ``dissent``), filled in word for
        word. Rows about other children or questions are passed over; of several for one question the first counts.
    """
    table = returns_table[returns_table["case_id"] != ""]
    child = template.questions[template.questions["scope"] == "child"]
    comparable = [row["id"] for row in child.to_dict("records") if kind_of(row) != TEXT]
    filled: dict[tuple[str, str], tuple[str, str, str]] = {}
    for row in agreed.to_dict("records") if agreed is not None else []:
        filled.setdefault((str(row["case_id"]), str(row["question"])), (row["answer"], row["reason"], row["dissent"]))
    cases = {str(case_id): rows for case_id, rows in table.groupby("case_id", sort=True)}
    differing = {case_id: differing_questions(rows, comparable) for case_id, rows in cases.items()}
    worried = set(table.loc[(table["question"] == WORRIED) & (table["answer"] == "yes"), "case_id"])
    order = sorted(cases, key=lambda case_id: (case_id not in worried, -len(differing[case_id]), case_id))
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_book(path, f"Audit discussion – {template.title}", "Answers of all agencies, side by side") as book:
        pages = [_Child(case_id, cases[case_id], differing[case_id], case_id in worried, filled) for case_id in order]
        looks = make_looks(book)
        lists = _lists_of(child)
        write_front(book, looks, template.title, [_line(page, template, agencies or {}) for page in pages])
        for page in pages:
            _Writer(book, looks, page, agencies or {}, lists).write(template)
        if pages:
            _write_lists(book, looks, lists)


def differing_questions(rows: pd.DataFrame, questions: Iterable[str]) -> set[str]:
    """Of these questions, those on which the agencies that know a child differ (*not known to us* does not count).

    Parameters
    ----------
    rows : DataFrame
        ``question`` and ``answer`` of one child.
    questions : iterable of str
        The questions looked at.
    """
    told = rows[rows["question"].isin(list(questions)) & (rows["answer"] != NOT_KNOWN)]
    counts = told.groupby("question")["answer"].nunique()
    return {str(question) for question in counts[counts > 1].index}


@dataclass(frozen=True)
class _Child:
    """What one child's sheet shows."""

    case_id: str
    rows: pd.DataFrame
    differing: set[str]
    worried: bool
    filled: Filled

    def agencies(self, names: Mapping[str, str]) -> list[str]:
        """The agencies with anything to say about the child, in the order of ``names``."""
        present = set(self.rows["agency"])
        return [agency for agency in names if agency in present] + sorted(present - set(names))

    def fill(self, question: str) -> tuple[str, str, str]:
        """The agreed answer, reason and dissent that are known already."""
        return self.filled.get((self.case_id, question), ("", "", ""))

    def sorted(self, template: Template) -> list[_Row]:
        """The questions about the child, those that differ first."""
        questions = template.questions[template.questions["scope"] == "child"].to_dict("records")
        return sorted(questions, key=lambda question: question["id"] not in self.differing)


def _line(page: _Child, template: Template, names: Mapping[str, str]) -> Line:
    """The child's line on the front page. The questions that differ stand first on its sheet, one below the other."""
    count = len(page.differing)
    letter = xl_col_to_name(2 + len(page.agencies(names)), col_abs=True)
    first = _FIRST + page.worried + 1
    cells = f"'{page.case_id}'!{letter}${first}:{letter}${first + count - 1}" if count else ""
    filled = sum(bool(page.fill(question)[0].strip()) for question in page.differing)
    return Line(page.case_id, page.worried, count, cells, filled)


def _lists_of(child: pd.DataFrame) -> dict[tuple[str, ...], int]:
    """Every list of answers, with *not applicable* and *not known to us*, and its column on the last sheet."""
    every = (Takes.of(row) for row in child.to_dict("records"))
    found = [tuple(takes.answers.values()) for takes in every if takes.listed]
    return {answers: column for column, answers in enumerate(dict.fromkeys(found))}


def _write_lists(book: Workbook, looks: Mapping[str, Format], lists: Mapping[tuple[str, ...], int]) -> None:
    page = book.add_worksheet(ANSWER_LISTS)
    for answers, column in lists.items():
        page.set_column(column, column, 30)
        page.write_string(0, column, f"List {column + 1}", looks["header"])
        for row, answer in enumerate(answers, 1):
            page.write_string(row, column, answer, looks["cell"])
    finish(page, paper=9, landscape=True)


class _Writer:
    """Writes one child's sheet."""

    def __init__(
        self,
        book: Workbook,
        looks: Mapping[str, Format],
        child: _Child,
        names: Mapping[str, str],
        lists: Mapping[tuple[str, ...], int],
    ):
        self.looks, self.child, self.names, self.lists = looks, child, names, lists
        self.agencies = child.agencies(names)
        self.said = {(row["agency"], row["question"]): row for row in child.rows.to_dict("records")}
        self.first = 2 + len(self.agencies)
        self.page: Worksheet = book.add_worksheet(child.case_id)

    def write(self, template: Template) -> None:
        """The whole sheet."""
        page, looks, child = self.page, self.looks, self.child
        headings = [QUESTION_ID, "Question", *(self.names.get(name, name) for name in self.agencies), *TO_FILL, NOTE]
        for column, heading in enumerate(headings):
            known = column < 2 or column >= self.first
            page.set_column(column, column, _WIDTHS[heading] if known else _AGENCY_WIDTH)
            page.write_string(3, column, heading, looks["header"])
        page.write_string(0, 0, child.case_id, looks["title"])
        page.write_url(0, 2, f"internal:'{FRONT_PAGE}'!A1", looks["back"], "Back to the list of children")
        count = len(child.differing)
        note = f"{many(count, 'questions')} on which agencies differ, shown first." if count else "No differences."
        page.write_string(1, 0, note, looks["note"])
        if child.worried:
            page.write_string(2, 0, "Somebody is worried about this child now. Begin here.", looks["urgent"])
        page.freeze_panes(4, 2)
        self._read_only(4, LIFE, _ASK[LIFE])
        if child.worried:
            self._read_only(5, WORRIED, _ASK[WORRIED], below=WORRIED_STEP)
        questions = child.sorted(template)
        for place, question in enumerate(questions, start=_FIRST + child.worried):
            self._question(place, question)
        row = _FIRST + child.worried + len(questions)
        facts = template.questions[(template.questions["scope"] == "agency") & (template.questions["asked"] != "once")]
        told = set(child.rows["question"])
        facts = facts[[name in told for name in facts["id"]]]
        if len(facts):
            page.write_string(row + 1, 0, FACTS, looks["heading"])
            page.write_string(row + 2, 0, "Two different answers may both be true.", looks["note"])
        for place, fact in enumerate(facts.to_dict("records"), start=row + 3):
            self._read_only(place, fact["id"], fact["ask"])
        page.repeat_rows(3)
        finish(page, paper=8, landscape=True)

    def _told(self, agency: str, question: str, below: str = "") -> str:
        """What an agency answered, and below it what its record shows (or its answer to another question)."""
        found = self.said.get((agency, question), {"answer": "", "shows": ""})
        more = self.said.get((agency, below), {}).get("answer", "") if below else found["shows"]
        return _cut("\n".join(str(part) for part in (found["answer"], "" if question == LIFE else more) if part))

    def _read_only(self, row: int, question: str, ask: str, below: str = "") -> None:
        texts = [question, ask, *(self._told(agency, question, below) for agency in self.agencies)]
        self._height(row, texts)
        for column, text in enumerate(texts):
            self.page.write_string(row, column, text, self.looks["cell"])

    def _question(self, row: int, question: _Row) -> None:
        page, looks, name, takes = self.page, self.looks, question["id"], Takes.of(question)
        differs = name in self.child.differing
        given = [str(self.said.get((agency, name), {}).get("answer", "")) for agency in self.agencies]
        asked = "\n".join(text for text in (question["ask"], "" if takes.kind == SEVERAL_OF else hint(takes)) if text)
        texts = [name, asked, *(self._told(agency, name) for agency in self.agencies)]
        filled = [_cut(text, "see agreed.csv") for text in self.child.fill(name)]
        self._height(row, [*texts, *filled])
        page.write_string(row, 0, name, looks["differs" if differs else "cell"])
        page.write_string(row, 1, asked, looks["cell"])
        for column, (text, answer) in enumerate(zip(texts[2:], given, strict=True), 2):
            look = "differs" if differs and answer not in ("", NOT_KNOWN) else "cell"
            page.write_string(row, column, text, looks[look])
        put_answer(page, row, self.first, filled[0], takes, looks)
        for column, text in enumerate(filled[1:], self.first + 1):
            if text:
                page.write_string(row, column, text, looks["open"])
            else:
                page.write_blank(row, column, None, looks["open"])
        self._take(row, name, takes)
        self._note(row, takes, differs, [answer for answer in given if answer], filled)

    def _take(self, row: int, name: str, takes: Takes) -> None:
        """What the cell of the agreed answer takes."""
        page = self.page
        if takes.kind == TEXT:
            limit_text(page, [row], self.first, FREE_TEXT, name, "In your own words. No names.")
        check_typed(page, row, self.first, takes, name)
        if not takes.listed:
            return
        answers = tuple(takes.answers.values())
        letter = xl_col_to_name(self.lists[answers], col_abs=True)
        choice: dict[str, Any] = {
            "validate": "list",
            "source": f"='{ANSWER_LISTS}'!{letter}$2:{letter}${len(answers) + 1}",
            "error_title": "Please choose from the list",
            "error_message": "Choose an answer from the list. Say more under Reason.",
        }
        if takes.kind == SEVERAL_OF:
            several = BETWEEN.join(takes.options)
            message = f"Choose from the list, or type all that apply with a semicolon between: {several}."
            choice |= {"show_error": False, "input_title": shorten(name, 32), "input_message": shorten(message, 255)}
        page.data_validation(row, self.first, row, self.first, choice)

    def _note(self, row: int, takes: Takes, differs: bool, given: Sequence[str], filled: Sequence[str]) -> None:
        """What still has to be looked at, kept up to date by the spreadsheet itself."""
        letters = (xl_col_to_name(self.first + place, col_abs=True) for place in range(3))
        answer, reason, dissent = (f"{letter}{row + 1}" for letter in letters)
        said = {NUMBER: f'{answer}&""', DATE: f'IF(ISNUMBER({answer}),TEXT({answer},"yyyy-mm-dd"),{answer})'}
        texts = [text.replace('"', '""') for text in dict.fromkeys(given) if len(text) <= 250 and takes.kind != TEXT]
        listed = ",".join(f'"{text}"' for text in texts)
        then = f'IF({reason}="","{_UNSAID}","")' if differs else '""'
        if listed:
            alone = f'"{_ALONE}"&IF({reason}=""," {_UNSAID}","")'
            then = f"IF(ISNA(MATCH({said.get(takes.kind, answer)},{{{listed}}},0)),{alone},{then})"
        formula = f'=IF({answer}="",IF(AND({reason}="",{dissent}=""),"","{_UNANSWERED}"),{then})'
        shown = look_at(differs, given if texts else [], *filled)
        self.page.write_formula(row, self.first + 3, formula, self.looks["look"], shown)

    def _height(self, row: int, texts: Sequence[str]) -> None:
        widths = [12, 44, *[_AGENCY_WIDTH] * len(self.agencies), *(_WIDTHS[name] for name in TO_FILL)]
        self.page.set_row(row, row_height(*zip(texts, widths[: len(texts)], strict=True)))


_ALONE = "No agency gave this answer."
_UNSAID = "Say why."
_UNANSWERED = "Choose the agreed answer."


def look_at(differs: bool, given: Sequence[str], answer: str, reason: str, dissent: str) -> str:
    """What still has to be looked at in one row that was filled in, in a few words; blank for nothing.

    >>> look_at(True, ["yes", "no"], "yes", "", ""), look_at(False, ["yes"], "no", "Seen since.", "")
    ('Say why.', 'No agency gave this answer.')
    >>> look_at(True, ["yes", "no"], "", "", "Police"), look_at(True, ["yes", "no"], "no", "Seen twice.", "")
    ('Choose the agreed answer.', '')
    """
    if not answer:
        return _UNANSWERED if reason or dissent else ""
    if given and plain(answer) not in {plain(text) for text in given}:
        return _ALONE if reason else f"{_ALONE} {_UNSAID}"
    return _UNSAID if differs and not reason else ""


def _cut(text: str, where: str = "see the return") -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 100]} (cut here: {where})"
