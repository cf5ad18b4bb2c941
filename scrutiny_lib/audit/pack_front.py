"""The front page of a pack: what this is, whose it is, what to do, and how far each sheet has got.

Made to be read in a minute by somebody who has an hour between other work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.books import row_height
from scrutiny_lib.audit.pack_looks import finish
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY, FRONT_PAGE, LAST_TIME, LONGEST

_NARROW, _WIDE = 26, 86
_URGENT = (
    "Do not wait for this audit. Follow your own safeguarding procedure now, then answer 'yes' to the question "
    "on the child's sheet and write who was told, when, and what was done. This workbook is not a referral."
)
_FIND = "Find the child with the separate list that was sent to you. It is restricted: keep it apart from this file."
_FILL = (
    "Open a sheet below and fill the tinted cells: choose an answer from the list, then say what the record shows "
    f"(a short statement, at most {LONGEST['What the record shows']:,} characters) and where to find it (a reference, "
    f"at most {LONGEST['Where to find it']} characters). Attach nothing: no documents, no copied pages, no pictures."
)
_ANSWERS = "'Not applicable' and 'not known to us' are answers."
_KNOWN = (
    " If the child is not known to your service, answer the first question with 'no' and go on to the next child."
)
_ONCE = f"Answer the sheet '{ABOUT_AGENCY}' once: it is about your agency as a whole, not about a child."
_AGAIN = f"Where a column '{LAST_TIME}' shows your answer of then, check that it still holds and choose it again."
_KEYS = (
    "By keyboard: Tab goes to the next cell to fill in, Alt and arrow down opens a list, "
    "Ctrl and Page Down goes to the next sheet."
)
_NAMES = "Do not rename sheets, and write no names of children, families or staff anywhere."
_RETURN = (
    "Fill in the date sent back above, save as an Excel workbook (.xlsx), whatever program you use, and return it the "
    "way it came. If you correct it later, raise the return number by 1."
)


@dataclass(frozen=True)
class Front:
    """What the front page says; ``review`` to ``sent_on`` are the values by which a return is recognised.

    ``note`` stands under the title: that these are further children, or that this is only a preview.
    """

    title: str
    purpose: str
    review: str
    agency: str
    edition: str
    number: int = 1
    sent_on: date | None = None
    part: int = 1
    due: str = ""
    contact: str = ""
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """One sheet's line on the front page: how far it is, as a formula and as its value now.

    ``cell`` is the first cell to fill in.
    """

    sheet: str
    cell: str
    formula: str
    value: str


class FrontPage:
    """Writes the front page into an open workbook: :meth:`write`, once."""

    def __init__(self, book: Workbook, looks: dict[str, Format], about: Front):
        self.page: Worksheet = book.add_worksheet(FRONT_PAGE)
        self.looks, self.about, self.row = looks, about, 0

    def write(self, progress: list[Progress], *, last_time: bool) -> None:
        """The whole page; ``progress`` has a line for every sheet with questions, in their order."""
        page, about, looks = self.page, self.about, self.looks
        page.set_column(0, 0, _NARROW)
        page.set_column(1, 1, _WIDE)
        page.write_string(0, 0, about.title, looks["title"])
        page.write_string(1, 0, "Audit workbook. Please answer from your own records only.", looks["subtitle"])
        if about.note:
            page.write_string(2, 0, about.note, looks["subtitle"])
        self.row = 3
        self._block()
        self._paragraph("What this audit is for", about.purpose, "text")
        children = any(line.sheet != ABOUT_AGENCY for line in progress)
        if children:
            self._paragraph("If you are worried about a child now", _URGENT, "urgent")
        self._steps(children, once=any(line.sheet == ABOUT_AGENCY for line in progress), last_time=last_time)
        self._progress(progress)
        page.write_string(self.row + 1, 0, "Restricted: about children's care.", looks["subtitle"])
        finish(page, landscape=False)
        page.set_selection(0, 0, 0, 0)
        page.activate()

    def _block(self) -> None:
        about = self.about
        for label, value, look in (
            ("Review", about.review, "cell"),
            ("Agency", about.agency, "cell"),
            ("Edition", about.edition, "cell"),
            ("Return number", about.number, "open_number"),
            ("Date sent back", about.sent_on, "open_date"),
            ("Part", about.part, "number"),
            ("Please send back by", about.due, "cell"),
            ("Questions to", about.contact, "cell"),
        ):
            if value or look.startswith("open"):
                self.page.write_string(self.row, 0, label, self.looks["label"])
                self.page.write(self.row, 1, value, self.looks[look])
                self._limit(label)
                self.row += 1

    def _limit(self, label: str) -> None:
        """What the two open cells of the front page take."""
        if label == "Return number":
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": 1,
                "maximum": 999,
                "input_message": "1 the first time. Raise it by 1 each time you send a corrected workbook.",
                "error_message": "Type a whole number: 1 the first time, 2 for the first correction.",
            }
        elif label == "Date sent back":
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
                "input_message": "The day you send this back. Look that the month is shown as you meant it.",
                "error_message": "Type a date, such as 6 November 2025.",
            }
        else:
            return
        self.page.data_validation(
            self.row, 1, self.row, 1, {**rule, "input_title": label, "error_title": f"Please correct: {label}"}
        )

    def _paragraph(self, heading: str, text: str, look: str) -> None:
        self.page.write_string(self.row + 1, 0, heading, self.looks["heading"])
        self.page.write_string(self.row + 2, 1, text, self.looks[look])
        self.page.set_row(self.row + 2, row_height((text, _WIDE)))
        self.row += 3

    def _steps(self, children: bool, *, once: bool, last_time: bool) -> None:
        steps = [
            *([_FIND] if children else []),
            _FILL,
            _ANSWERS + (_KNOWN if children else ""),
            *([_ONCE] if once else []),
            *([_AGAIN] if last_time else []),
            _KEYS,
            _NAMES,
            _RETURN,
        ]
        self.page.write_string(self.row + 1, 0, "How to fill it in", self.looks["heading"])
        self.row += 2
        for number, text in enumerate(steps, 1):
            self.page.write_string(self.row, 0, f"Step {number}", self.looks["label"])
            self.page.write_string(self.row, 1, text, self.looks["cell"])
            self.page.set_row(self.row, row_height((text, _WIDE)))
            self.row += 1

    def _progress(self, progress: list[Progress]) -> None:
        self.page.write_string(self.row + 1, 0, "Sheet (opens it)", self.looks["header"])
        self.page.write_string(self.row + 1, 1, "How far it is", self.looks["header"])
        self.row += 2
        for line in progress:
            there = f"internal:'{line.sheet}'!{line.cell}"
            self.page.write_url(self.row, 0, there, self.looks["link"], line.sheet, f"Open {line.sheet}")
            self.page.write_formula(self.row, 1, line.formula, self.looks["cell"], line.value)
            self.row += 1
