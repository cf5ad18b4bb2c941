"""How a pack looks: a front page that can be read in a minute, one sheet per child, the lists of answers.

Made for somebody who has an hour between other work: headings stay in view, text wraps, only answer cells can be
typed in, cells still to be filled are tinted and lose their tint when they are, and every page prints on A4. No
cell that is left for the agency has a fill of its own, so a coloured empty cell in a return is the agency's doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.intake.return_sheets import (
    ANSWER_LISTS,
    FRONT_PAGE,
    HEADER_ROW,
    HEADINGS,
    KNOWN,
    WORRIED,
    WORRIED_STEP,
)

Filled = Mapping[tuple[str, str], tuple[str, str, str]]
"""Answers to write into a pack: (case_id, question id) -> (answer, what the record shows, where to find it)."""

_INK, _GREY, _RULE, _TINT, _ALARM = "#1F3A4D", "#4A5A66", "#B8C4CC", "#FFF8DC", "#F9D5D0"
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "font_color": "#1B1B1B"}
_BOX = {**_TEXT, "border": 1, "border_color": _RULE}
_FORMATS: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": _INK},
    "subtitle": {"font_name": "Calibri", "font_size": 11, "font_color": _GREY},
    "heading": {**_TEXT, "text_wrap": False, "font_size": 13, "bold": True, "font_color": _INK},
    "line": {**_TEXT, "text_wrap": False, "valign": "vcenter", "bold": True, "font_color": _INK},
    "header": {**_BOX, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"},
    "label": {**_BOX, "bold": True},
    "cell": _BOX,
    "open": {**_BOX, "locked": False},
    "open_date": {**_BOX, "locked": False, "num_format": "dd/mm/yyyy", "align": "left"},
    "open_number": {**_BOX, "locked": False, "align": "left"},
    "link": {**_BOX, "font_color": "#0B5394", "underline": 1},
    "urgent": {**_TEXT, "bold": True, "font_color": "#8C1D18"},
    "help": {**_TEXT, "font_size": 10, "italic": True, "font_color": _GREY},
    "tint": {"bg_color": _TINT},
    "alarm": {"bg_color": _ALARM, "font_color": "#8C1D18", "bold": True},
}
_WIDTHS = (12, 54, 26, 52, 28)
_URGENT = (
    "Do not wait for this audit. Follow your own safeguarding procedure now, then answer 'yes' to the question "
    "on the child's sheet and write who was told, when, and what was done. This workbook is not a referral."
)
_STEPS = (
    "Find the child with the separate list that was sent to you. It is restricted: keep it apart from this file.",
    "Open the child's sheet below. Fill the tinted cells: choose from the drop-down list, then say in your own "
    "words what the record shows and where to find it.",
    "'Not applicable' and 'not known to us' are answers. If the child is not known to your service, answer the "
    "first question with 'no' and go on to the next child.",
    "Do not rename sheets, and write no names of children, families or staff anywhere.",
    "Fill in the date sent back above and return this file. If you correct it later, raise the return number by 1.",
)


@dataclass(frozen=True)
class Front:
    """What the front page says; ``review`` to ``sent_on`` are the values by which a return is recognised."""

    title: str
    purpose: str
    review: str
    agency: str
    edition: str
    number: int
    sent_on: date | None
    due: str
    contact: str


class PackSheets:
    """Writes the sheets of one pack into an open workbook: :meth:`front`, :meth:`child` for each, :meth:`lists`.

    Questions come in the order of the lines of enquiry; those of no line, the four that everybody gets, first.
    """

    def __init__(self, book: Workbook, front: Front, questions: pd.DataFrame, lines: Mapping[str, str], filled: Filled):
        self.book, self.about, self.lines, self.filled = book, front, lines, filled
        place = {line: number for number, line in enumerate(lines)}
        self.questions = sorted(questions.to_dict("records"), key=lambda row: place.get(row["line"], -1))
        distinct = dict.fromkeys(tuple(row["answers"]) for row in self.questions if row["answers"])
        self.columns = {answers: column for column, answers in enumerate(distinct)}
        self.looks = {name: book.add_format(look) for name, look in _FORMATS.items()}

    def front(self, case_ids: list[str]) -> None:
        """The front page: what this is, whose it is, what to do, and how far each child's sheet has got."""
        about, looks = self.about, self.looks
        page = self.book.add_worksheet(FRONT_PAGE)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 84)
        page.write_string(0, 0, about.title, looks["title"])
        page.write_string(1, 0, "Audit workbook. Please answer from your own records only.", looks["subtitle"])
        block = [
            ("Review", about.review, "cell"),
            ("Agency", about.agency, "cell"),
            ("Edition", about.edition, "cell"),
            ("Return number", about.number, "open_number"),
            ("Date sent back", about.sent_on, "open_date"),
            ("Please send back by", about.due, "cell"),
            ("Questions to", about.contact, "cell"),
        ]
        row = 3
        for label, value, look in block:
            if value or look != "cell":
                page.write_string(row, 0, label, looks["label"])
                page.write(row, 1, value, looks[look])
                row += 1
        for heading, text, look in (
            ("What this audit is for", about.purpose, "text"),
            ("If you are worried about a child now", _URGENT, "urgent"),
        ):
            page.write_string(row + 1, 0, heading, looks["heading"])
            page.write_string(row + 2, 1, text, looks[look])
            row += 3
        page.write_string(row + 1, 0, "How to fill it in", looks["heading"])
        for number, text in enumerate(_STEPS, 1):
            page.write_string(row + 1 + number, 0, f"Step {number}", looks["label"])
            page.write_string(row + 1 + number, 1, text, looks["cell"])
        row += len(_STEPS) + 3
        page.write_string(row, 0, "Child (opens the sheet)", looks["header"])
        page.write_string(row, 1, "Questions answered", looks["header"])
        for place, case_id in enumerate(case_ids, row + 1):
            self._progress(page, place, case_id)
        page.write_string(row + len(case_ids) + 2, 0, "Restricted: about children's care.", looks["subtitle"])
        self._finish(page, landscape=False)

    def _progress(self, page: Worksheet, row: int, case_id: str) -> None:
        """One child's line on the front page: a link, and a count that the spreadsheet keeps up to date."""
        ids = [question["id"] for question in self.questions]
        given = sum(bool(self.filled.get((case_id, name), ("",))[0]) for name in ids if name != WORRIED_STEP)
        cells = f"'{case_id}'!$C${HEADER_ROW + 1}:$C${HEADER_ROW + len(ids) + len(self.lines) + 1}"
        step = f"'{case_id}'!$C${HEADER_ROW + 1 + ids.index(WORRIED_STEP)}"
        asked = len(ids) - 1
        page.write_url(row, 0, f"internal:'{case_id}'!C{HEADER_ROW + 1}", self.looks["link"], case_id)
        page.write_formula(
            row,
            1,
            f'=COUNTA({cells})-COUNTA({step})&" of {asked}"',
            self.looks["cell"],
            f"{given} of {asked}",
        )

    def child(self, case_id: str) -> None:
        """One child's sheet, the questions under the line of enquiry they belong to."""
        looks = self.looks
        page = self.book.add_worksheet(case_id)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        page.write_string(0, 0, case_id, looks["title"])
        page.write_string(1, 0, f"{self.about.title} – {self.about.agency}", looks["subtitle"])
        page.write_string(2, 0, "Please write no names of children, families or staff.", looks["subtitle"])
        for column, heading in enumerate(HEADINGS):
            page.write_string(HEADER_ROW - 1, column, heading, looks["header"])
        page.set_row(HEADER_ROW - 1, 24)
        page.freeze_panes(HEADER_ROW, 0)
        row, line = HEADER_ROW, ""
        for question in self.questions:
            if question["line"] != line and question["line"] in self.lines:
                line = question["line"]
                page.write_string(row, 1, f"{line}. {self.lines[line]}", looks["line"])
                page.set_row(row, 26)
                row += 1
            self._question(page, row, question, self.filled.get((case_id, question["id"]), ("", "", "")))
            row += 1
        page.repeat_rows(HEADER_ROW - 1)
        self._finish(page, landscape=True)

    def _question(self, page: Worksheet, row: int, question: Mapping[Any, Any], filled: tuple[str, str, str]) -> None:
        looks, name = self.looks, question["id"]
        page.write_string(row, 0, name, looks["cell"])
        if question["help"]:
            pieces = (looks["text"], question["ask"], looks["help"], "\n" + question["help"])
            page.write_rich_string(row, 1, *pieces, looks["cell"])
        else:
            page.write_string(row, 1, question["ask"], looks["cell"])
        for column, text in enumerate(filled, 2):
            if text:
                page.write_string(row, column, text, looks["open"])
            else:
                page.write_blank(row, column, None, looks["open"])
        answers = tuple(question["answers"])
        if answers:
            letter = xl_col_to_name(self.columns[answers], col_abs=True)
            choice = {
                "validate": "list",
                "source": f"='{ANSWER_LISTS}'!{letter}$2:{letter}${len(answers) + 1}",
                "error_title": "Please choose from the list",
                "error_message": "Choose an answer from the list. Say more in the next column.",
            }
            page.data_validation(row, 2, row, 2, choice)
        first, here = HEADER_ROW + 1, row + 1
        if name == WORRIED:
            alarm = {"type": "cell", "criteria": "==", "value": '"yes"', "format": looks["alarm"]}
            page.conditional_format(row, 2, row, 2, alarm)
        unless = f'$C${first}<>"no"' if name != KNOWN else "TRUE"
        wanted = f'$C${here - 1}="yes"' if name == WORRIED_STEP else unless
        tint = {"type": "formula", "criteria": f"=AND(ISBLANK($C${here}),{wanted})", "format": looks["tint"]}
        page.conditional_format(row, 2, row, 2, tint)

    def lists(self) -> None:
        """The last sheet: every list of answers, one to a column."""
        page = self.book.add_worksheet(ANSWER_LISTS)
        for answers, column in self.columns.items():
            page.set_column(column, column, 30)
            page.write_string(0, column, f"List {column + 1}", self.looks["header"])
            for row, answer in enumerate(answers, 1):
                page.write_string(row, column, answer, self.looks["cell"])
        self._finish(page, landscape=True)

    def _finish(self, page: Worksheet, *, landscape: bool) -> None:
        """Protection without a password (rows and columns may be resized), and A4 paper."""
        page.protect("", {"format_rows": True, "format_columns": True})
        page.hide_gridlines(2)
        page.set_paper(9)
        if landscape:
            page.set_landscape()
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer("&LRestricted&C&A&R&P of &N")
