"""The front page of the discussion workbook, and what its cells look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.books import row_height
from scrutiny_lib.intake.return_sheets import FRONT_PAGE

_INK, _GREY, _RULE = "#1F3A4D", "#4A5A66", "#B8C4CC"
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "font_color": "#1B1B1B"}
_BOX = {**_TEXT, "border": 1, "border_color": _RULE}
_LINK = {"font_color": "#0B5394", "underline": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": _INK},
    "heading": {**_TEXT, "text_wrap": False, "font_size": 13, "bold": True, "font_color": _INK},
    "urgent": {**_TEXT, "text_wrap": False, "bold": True, "font_color": "#8C1D18"},
    "note": {**_TEXT, "text_wrap": False, "font_color": _GREY},
    "header": {**_BOX, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"},
    "label": {**_BOX, "bold": True},
    "cell": _BOX,
    "differs": {**_BOX, "bold": True, "bg_color": "#FDEBD8"},
    "open": {**_BOX, "bg_color": "#FFF8DC", "locked": False, "num_format": "@"},
    "open_number": {**_BOX, "bg_color": "#FFF8DC", "locked": False, "align": "left"},
    "open_date": {**_BOX, "bg_color": "#FFF8DC", "locked": False, "align": "left", "num_format": "d mmmm yyyy"},
    "look": {**_BOX, "font_color": "#8C1D18"},
    "number": {**_BOX, "align": "left"},
    "link": {**_BOX, **_LINK},
    "back": {**_TEXT, "text_wrap": False, **_LINK},
}
_WIDTHS = (22, 16, 20, 44)
_STEPS = (
    "Begin with the children somebody is worried about; they stand first in the list below. A link opens the sheet.",
    "On a child's sheet the questions on which agencies differ stand first and are marked. For each, agree one answer "
    "about the child, choose it from the list, and say in a few words why.",
    "Nobody is outvoted: an agency that sees it differently says so under Dissent, in its own words.",
    "Where all agencies said the same, nothing has to be filled in. Fill it in only if the discussion came to another "
    "view.",
    "Facts that each agency reported about its own work stand below, to be read. They are not for agreement: two "
    "different answers may both be true.",
    "Only the tinted cells can be typed in. Do not rename or copy sheets, and write no names of children, families or "
    "staff anywhere.",
    "Afterwards save the workbook as discussion.xlsx in the folder of the review, beside review.toml.",
)


class Line(NamedTuple):
    """One child in the list on the front page. ``cells`` are those of the agreed answers to the questions on which
    agencies differ (blank when there are none), ``filled`` how many of them hold an answer."""

    case_id: str
    worried: bool
    differing: int
    cells: str
    filled: int


def make_looks(book: Workbook) -> dict[str, Format]:
    """The formats of the workbook by name."""
    return {name: book.add_format(look) for name, look in _LOOKS.items()}


def write_front(book: Workbook, looks: dict[str, Format], title: str, lines: Sequence[Line]) -> None:
    """The front page: how to fill in the workbook, and the children, those to begin with first."""
    page = book.add_worksheet(FRONT_PAGE)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, f"Audit discussion – {title}", looks["title"])
    subtitle = "One judgement about each child, settled together, with its reason and any dissent."
    page.write_string(1, 0, subtitle, looks["note"])
    page.write_string(3, 0, "How to fill it in", looks["heading"])
    for number, step in enumerate(_STEPS, start=1):
        page.set_row(3 + number, row_height((step, sum(_WIDTHS[1:]))))
        page.write_string(3 + number, 0, f"Step {number}", looks["label"])
        page.merge_range(3 + number, 1, 3 + number, len(_WIDTHS) - 1, step, looks["cell"])
    row = 5 + len(_STEPS)
    if not lines:
        page.write_string(row, 0, "No returns yet", looks["heading"])
    else:
        _list(page, looks, row, lines)
    finish(page, paper=9, landscape=False)


def _list(page: Worksheet, looks: dict[str, Format], row: int, lines: Sequence[Line]) -> None:
    headings = ("Child (opens the sheet)", "Worried now", "Questions that differ", "Of these, agreed")
    for column, heading in enumerate(headings):
        page.write_string(row, column, heading, looks["header"])
    for place, line in enumerate(lines, start=row + 1):
        page.write_url(place, 0, f"internal:'{line.case_id}'!A1", looks["link"], line.case_id)
        page.write_string(place, 1, "yes: begin here" if line.worried else "", looks["label"])
        page.write_number(place, 2, line.differing, looks["number"])
        if line.cells:
            formula = f'=COUNTA({line.cells})&" of {line.differing}"'
            page.write_formula(place, 3, formula, looks["cell"], f"{line.filled} of {line.differing}")
        else:
            page.write_string(place, 3, "nothing to settle", looks["cell"])
    page.write_string(row + len(lines) + 2, 0, "Restricted: about children's care.", looks["note"])


def finish(page: Worksheet, *, paper: int, landscape: bool) -> None:
    """Protection without a password (rows and columns may be resized), paper (9 is A4, 8 is A3) and footer."""
    page.protect("", {"format_rows": True, "format_columns": True})
    page.hide_gridlines(2)
    page.set_paper(paper)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&LRestricted&C&A&R&P of &N")
