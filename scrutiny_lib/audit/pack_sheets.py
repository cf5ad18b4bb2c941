"""The sheets of a pack that hold questions: one for each child, one about the agency, and the lists of answers.

Headings stay in view and are repeated on paper, text wraps, only answer cells can be typed in, cells still to be
filled are tinted and lose their tint when they are, and every page prints on A4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.answer_cells import check_typed, chosen_of, hint, list_of, offer_option, put_answer
from scrutiny_lib.audit.books import row_height
from scrutiny_lib.audit.pack_front import Front, FrontPage, Progress
from scrutiny_lib.audit.pack_looks import FREE_TEXT, WIDTHS, finish, limit_text, make_looks, offer
from scrutiny_lib.intake.answer_kinds import SEVERAL_OF, TEXT, Takes, option_id
from scrutiny_lib.intake.return_sheets import (
    ABOUT_AGENCY,
    ANSWER_LISTS,
    FRONT_PAGE,
    HEADER_ROW,
    HEADINGS,
    KNOWN,
    LAST_TIME,
    LONGEST,
    WORRIED,
    WORRIED_STEP,
)
from scrutiny_lib.intake.template import FIXED_QUESTIONS
from scrutiny_lib.terms import ALWAYS_ALLOWED

Filled = Mapping[tuple[str, str], tuple[str, str, str]]
"""Answers to write into a pack: (case_id, question id) -> (answer, what the record shows, where to find it); the
case_id is empty for a question that is asked once."""

LastTime = Mapping[tuple[str, str], str]
"""What stands beside the box: (case_id, question id) -> such as ``"yes (June 2025)"``."""

_ANSWER = HEADINGS.index("Your answer")
_ROOM = 63
"""Points of height where somebody is to write in their own words."""
_TOP = 3
"""Where the lists of answers have their headings, counted from 1."""
_TAKES = {
    "What the record shows": "A short statement in your own words. No names, no attachment.",
    "Where to find it": "A reference, such as 'Visit of 3 July' or a page. No names.",
}


_FIXED = {question["id"] for question in FIXED_QUESTIONS}


class _Laid(NamedTuple):
    """One line of a sheet: its row (from 0), the line of enquiry it heads or the question on it, and which option of a
    question of several."""

    row: int
    line: str = ""
    question: dict[Any, Any] | None = None
    option: str = ""


class PackSheets:
    """Writes the sheets of one pack into an open workbook, all at once: :meth:`write`.

    Questions come in the order of the lines of enquiry; those of no line, the four that everybody gets, first.
    """

    def __init__(
        self, book: Workbook, front: Front, questions: pd.DataFrame, lines: Mapping[str, str], filled: Filled,
        last_time: LastTime,
    ):  # fmt: skip
        self.book, self.about, self.lines, self.filled, self.last_time = book, front, lines, filled, last_time
        place = {line: number for number, line in enumerate(lines)}
        rows = sorted(questions.to_dict("records"), key=lambda row: place.get(row["line"], -1))
        self.each = [row for row in rows if row["asked"] != "once"]
        self.once = [row for row in rows if row["asked"] == "once"] if front.part == 1 else []
        used = self.once + self.each
        self.takes = {row["id"]: Takes.of(row, always=() if row["id"] in _FIXED else ALWAYS_ALLOWED) for row in used}
        distinct = dict.fromkeys(answers for row in used if (answers := list_of(self.takes[row["id"]])))
        self.columns = {answers: column for column, answers in enumerate(distinct)}
        self.looks = make_looks(book)

    def write(self, case_ids: list[str]) -> None:
        """Every sheet: the front page, what is asked once, each child, the lists of answers."""
        sheets = [(ABOUT_AGENCY, "", self.once)] if self.once else []
        sheets += [(case_id, case_id, self.each) for case_id in case_ids]
        front = FrontPage(self.book, self.looks, self.about)
        progress = [self._progress(*sheet) for sheet in sheets]
        front.write(progress, last_time=any(self._last(case_id, rows) for _, case_id, rows in sheets))
        for number, sheet in enumerate(sheets, 2):
            self._sheet(number, *sheet)
        self._lists()

    def _laid_out(self, rows: list[dict[Any, Any]]) -> list[_Laid]:
        """The lines of a sheet from top to bottom."""
        laid: list[_Laid] = []
        line = ""
        for question in rows:
            if question["line"] != line and question["line"] in self.lines:
                line = question["line"]
                laid.append(_Laid(HEADER_ROW + len(laid), line))
            for option in ("", *self.takes[question["id"]].options):
                laid.append(_Laid(HEADER_ROW + len(laid), "", question, option))
        return laid

    def _last(self, case_id: str, rows: list[dict[Any, Any]]) -> dict[str, str]:
        """What was answered last time to the questions of one sheet."""
        found = {str(row["id"]): self.last_time.get((case_id, row["id"]), "") for row in rows}
        return {question: text for question, text in found.items() if text}

    def _progress(self, sheet: str, case_id: str, rows: list[dict[Any, Any]]) -> Progress:
        """How far one sheet is, counted by the spreadsheet as it is filled in."""
        laid = self._laid_out(rows)
        cells = {str(at.question["id"]): at.row + 1 for at in laid if at.question and not at.option}
        given = {name: self.filled.get((case_id, name), ("", "", ""))[0] for name in cells}

        def at(name: str) -> str:
            return f"'{sheet}'!$C${cells[name]}"

        asked = len(cells.keys() - {WORRIED_STEP})
        count = f"COUNTA('{sheet}'!$C${HEADER_ROW + 1}:$C${laid[-1].row + 1})"
        for name in (name for name in cells if self.takes[name].options):
            group = f"COUNTA('{sheet}'!$C${cells[name]}:$C${cells[name] + len(self.takes[name].options)})"
            count += f"-{group}+SIGN({group})"
        done = sum(bool(answer) for name, answer in given.items() if name != WORRIED_STEP)
        value = f"All {asked} answered" if done == asked else f"{done} of {asked} answered"
        if WORRIED_STEP in cells:
            count += f"-COUNTA({at(WORRIED_STEP)})"
        formula = f'IF({count}={asked},"All {asked} answered",{count}&" of {asked} answered")'
        if case_id:
            unknown, waiting = "Not known to your service: nothing more to do", " – say who was told about the worry"
            formula = f'IF({at(KNOWN)}="no","{unknown}",{formula})'
            formula += f'&IF(AND({at(WORRIED)}="yes",ISBLANK({at(WORRIED_STEP)})),"{waiting}","")'
            value = unknown if given[KNOWN] == "no" else value
            value += waiting if given[WORRIED] == "yes" and not given[WORRIED_STEP] else ""
        return Progress(sheet, f"C{min(cells.values())}", f"={formula}", value)

    def _sheet(self, number: int, sheet: str, case_id: str, rows: list[dict[Any, Any]]) -> None:
        """One sheet of questions, each under the line of enquiry it belongs to."""
        looks, last = self.looks, self._last(case_id, rows)
        page = self.book.add_worksheet(sheet)
        headings = [*HEADINGS[: _ANSWER + 1], *([LAST_TIME] if last else []), *HEADINGS[_ANSWER + 1 :]]
        page.write_string(0, 0, sheet, looks["title"])
        page.write_url(0, _ANSWER, f"internal:'{FRONT_PAGE}'!A1", looks["back"], f"Back to '{FRONT_PAGE}'")
        page.write_string(1, 0, f"{self.about.title} – {self.about.agency}", looks["subtitle"])
        page.write_string(2, 0, "Please write no names of children, families or staff.", looks["subtitle"])
        for column, heading in enumerate(headings):
            page.set_column(column, column, WIDTHS[heading])
            page.write_string(HEADER_ROW - 1, column, heading, looks["header"])
            if heading in LONGEST:
                page.write_string(2, column, f"At most {LONGEST[heading]:,} characters", looks["limit"])
            elif heading == LAST_TIME:
                page.write_string(2, column, "Check that it still holds, then choose again", looks["limit"])
        page.set_row(2, row_height(("Check that it still holds, then choose again", WIDTHS[LAST_TIME])) if last else 18)
        page.set_row(HEADER_ROW - 1, 24)
        page.freeze_panes(HEADER_ROW, 0)
        laid = self._laid_out(rows)
        for row, line, question, option in laid:
            if question is None:
                page.write_string(row, 1, f"{line}. {self.lines[line]}".removesuffix(". "), looks["line"])
                page.set_row(row, 26)
            elif option:
                self._option(page, row, question["id"], option, case_id)
            else:
                self._question(page, row, question, headings, case_id, last.get(question["id"], ""))
        asked = {str(at.question["id"]): at.row for at in laid if at.question and not at.option}
        open_rows = list(asked.values())
        self._tint(page, asked)
        for heading, most in LONGEST.items():
            limit_text(page, open_rows, headings.index(heading), most, heading, _TAKES[heading])
        free = [row for name, row in asked.items() if self.takes[name].kind == TEXT]
        limit_text(page, free, _ANSWER, FREE_TEXT, "Your answer", "In your own words. No names.")
        end = f"{xl_col_to_name(len(headings) - 1)}{laid[-1][0] + 1}"
        self.book.define_name(f"TitleRegion{number - 1}.B{HEADER_ROW}.{end}.{number}", f"='{sheet}'!$B${HEADER_ROW}")
        page.repeat_rows(HEADER_ROW - 1)
        page.set_selection(open_rows[0], _ANSWER, open_rows[0], _ANSWER)
        finish(page, landscape=True)

    def _question(
        self, page: Worksheet, row: int, question: Mapping[Any, Any], headings: list[str], case_id: str, last: str
    ) -> None:
        looks, name = self.looks, str(question["id"])
        takes = self.takes[name]
        answer, *evidence = self.filled.get((case_id, name), ("", "", ""))
        if takes.kind == SEVERAL_OF:
            answer = chosen_of(takes, answer)[0]
        given = dict(zip(HEADINGS[_ANSWER:], (answer, *evidence), strict=True))
        small = "\n".join(text for text in (question["help"], hint(takes)) if text)
        asked = question["ask"] + ("\n" + small if small else "")
        texts = {"Question id": name, "Question": asked, LAST_TIME: last, **given}
        for column, heading in enumerate(headings):
            text = texts[heading]
            look = looks["open" if heading in given else "before" if heading == LAST_TIME else "cell"]
            if heading == "Question" and small:
                pieces = (looks["text"], question["ask"], looks["help"], "\n" + small)
                page.write_rich_string(row, column, *pieces, looks["cell"])
            elif column == _ANSWER:
                put_answer(page, row, column, text, takes, looks)
            elif text:
                page.write_string(row, column, text, look)
            else:
                page.write_blank(row, column, None, look)
        height = row_height(*((texts[heading], WIDTHS[heading]) for heading in headings))
        page.set_row(row, max(height, _ROOM) if takes.kind == TEXT else height)
        if answers := list_of(takes):
            letter = xl_col_to_name(self.columns[answers], col_abs=True)
            source = f"='{ANSWER_LISTS}'!{letter}${_TOP + 1}:{letter}${_TOP + len(answers)}"
            offer(page, row, _ANSWER, source, name, last)
        check_typed(page, row, _ANSWER, takes, name, last)

    def _option(self, page: Worksheet, row: int, question: str, option: str, case_id: str) -> None:
        """One option of a question of several: its id, its words, the cell for a yes. Evidence stands beside the
        question."""
        name, looks = option_id(question, option), self.looks
        chosen = chosen_of(self.takes[question], self.filled.get((case_id, question), ("", "", ""))[0])[1]
        page.write_string(row, 0, name, looks["cell"])
        page.write_string(row, 1, f"– {option}", looks["cell"])
        put_answer(page, row, _ANSWER, "yes" if option in chosen else "", Takes(), looks)
        page.set_row(row, row_height((name, WIDTHS["Question id"]), (f"– {option}", WIDTHS["Question"])))
        offer_option(page, row, _ANSWER, option, name)

    def _tint(self, page: Worksheet, rows: Mapping[str, int]) -> None:
        """The colour of an answer still to come, and of a worry."""
        cells = {name: f"$C${row + 1}" for name, row in rows.items()}
        special = {KNOWN: f"ISBLANK({cells.get(KNOWN)})"}
        if KNOWN in rows:
            special[WORRIED_STEP] = f'AND(ISBLANK({cells[WORRIED_STEP]}),{cells[WORRIED]}="yes")'
            alarm = {"type": "cell", "criteria": "==", "value": '"yes"', "format": self.looks["alarm"]}
            page.conditional_format(rows[WORRIED], _ANSWER, rows[WORRIED], _ANSWER, alarm)
        for name, criteria in special.items():
            if name in rows:
                tint = {"type": "formula", "criteria": f"={criteria}", "format": self.looks["tint"]}
                page.conditional_format(rows[name], _ANSWER, rows[name], _ANSWER, tint)
        several = {name: row for name, row in rows.items() if self.takes[name].options}
        for name, row in several.items():
            last = row + len(self.takes[name].options)
            first = f"COUNTA($C${row + 1}:$C${last + 1})=0"
            criteria = f'AND({first},{cells[KNOWN]}<>"no")' if KNOWN in rows else first
            tint = {"type": "formula", "criteria": f"={criteria}", "format": self.looks["tint"]}
            page.conditional_format(row, _ANSWER, last, _ANSWER, tint)
        others = [row for name, row in rows.items() if name not in special and name not in several]
        if others:
            first = f"ISBLANK($C{others[0] + 1})"
            criteria = f'AND({first},{cells[KNOWN]}<>"no")' if KNOWN in rows else first
            page.conditional_format(
                others[0], _ANSWER, others[0], _ANSWER,
                {
                    "type": "formula",
                    "criteria": f"={criteria}",
                    "format": self.looks["tint"],
                    "multi_range": " ".join(f"C{row + 1}" for row in others),
                },
            )  # fmt: skip

    def _lists(self) -> None:
        """The last sheet: every list of answers, one to a column."""
        page = self.book.add_worksheet(ANSWER_LISTS)
        note = "The answers behind the drop-down lists. There is nothing to fill in here."
        page.write_string(0, 0, note, self.looks["subtitle"])
        for answers, column in self.columns.items():
            page.set_column(column, column, 30)
            page.write_string(_TOP - 1, column, f"List {column + 1}", self.looks["header"])
            for row, answer in enumerate(answers, _TOP):
                page.write_string(row, column, answer, self.looks["cell"])
        finish(page, landscape=True)
