"""What the cells of a pack look like, and what may be typed into them.

No cell that is left for the agency has a fill of its own, so a coloured empty cell in a return is the agency's
doing. Colour never says anything alone: what is tinted is empty, and the front page counts it in words. Every text
has a contrast of at least 4.5 to 1 with what is behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.answer_cells import shorten
from scrutiny_lib.intake.return_sheets import LAST_TIME, LONGEST

FREE_TEXT = LONGEST["What the record shows"]
"""Characters a question answered in one's own words takes."""

WIDTHS = {
    "Question id": 13,
    "Question": 44,
    "Your answer": 42,
    LAST_TIME: 20,
    "What the record shows": 46,
    "Where to find it": 24,
}
"""Width of each column of a sheet of questions, in characters."""

_INK, _GREY, _RULE, _TINT, _ALARM = "#1F3A4D", "#4A5A66", "#B8C4CC", "#FFF8DC", "#F9D5D0"
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "font_color": "#1B1B1B"}
_BOX = {**_TEXT, "border": 1, "border_color": _RULE}
_LINK = {"font_color": "#0B5394", "underline": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": _INK},
    "subtitle": {"font_name": "Calibri", "font_size": 11, "font_color": _GREY},
    "limit": {"font_name": "Calibri", "font_size": 10, "font_color": _GREY, "text_wrap": True, "valign": "bottom"},
    "heading": {**_TEXT, "text_wrap": False, "font_size": 13, "bold": True, "font_color": _INK},
    "line": {**_TEXT, "text_wrap": False, "valign": "vcenter", "bold": True, "font_color": _INK},
    "header": {**_BOX, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"},
    "label": {**_BOX, "bold": True},
    "cell": _BOX,
    "before": {**_BOX, "font_color": _GREY},
    "open": {**_BOX, "locked": False, "num_format": "@"},
    "open_date": {**_BOX, "locked": False, "num_format": "d mmmm yyyy", "align": "left"},
    "number": {**_BOX, "align": "left"},
    "open_number": {**_BOX, "locked": False, "align": "left"},
    "link": {**_BOX, **_LINK},
    "back": {"font_name": "Calibri", "font_size": 11, **_LINK},
    "urgent": {**_TEXT, "bold": True, "font_color": "#8C1D18"},
    "help": {**_TEXT, "font_size": 10, "italic": True, "font_color": _GREY},
    "tint": {"bg_color": _TINT},
    "alarm": {"bg_color": _ALARM, "font_color": "#8C1D18", "bold": True},
}


def make_looks(book: Workbook) -> dict[str, Format]:
    """The formats of a pack by name, added to a workbook."""
    return {name: book.add_format(look) for name, look in _LOOKS.items()}


def finish(page: Worksheet, *, landscape: bool) -> None:
    """Protection without a password (rows and columns may be resized; nothing can be inserted), and A4 paper."""
    page.protect("", {"format_rows": True, "format_columns": True})
    page.hide_gridlines(2)
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&LRestricted&C&A&R&P of &N")


def offer(page: Worksheet, row: int, column: int, source: str, title: str, last_time: str) -> None:
    """A drop-down list in one cell; its message, which a screen reader speaks, gives the answer of last time."""
    message = "Choose from the list: Alt and arrow down opens it."
    if last_time:
        message += f" Last time: {last_time}. Check that it still holds."
    page.data_validation(
        row, column, row, column,
        {
            "validate": "list",
            "source": source,
            "input_title": shorten(title, 32),
            "input_message": shorten(message, 255),
            "error_title": "Please choose from the list",
            "error_message": "Choose an answer from the list. Say more in the columns to the right.",
        },
    )  # fmt: skip


def limit_text(page: Worksheet, rows: Sequence[int], column: int, most: int, title: str, message: str) -> None:
    """Text of at most so many characters in some rows of a column, with a message that a screen reader speaks."""
    if not rows:
        return
    first, *others = [[row, column, row, column] for row in rows]
    page.data_validation(
        *first,
        {
            "validate": "length",
            "criteria": "<=",
            "value": most,
            "input_title": shorten(title, 32),
            "input_message": f"{message} At most {most:,} characters.",
            "error_title": "Please shorten the text",
            "error_message": f"This cell takes at most {most:,} characters. A short statement is enough.",
            "other_cells": others,
        },
    )
