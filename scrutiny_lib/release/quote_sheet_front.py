"""What the sheet of quotations says on its front page, and what its cells look like."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

STEPS = (
    "Who chooses: write a quote id, the passage (or source, start and end) and, if it speaks for a finding, the "
    "finding; "
    "and your name under Chosen by. Ask for the sheet to be written again: the words, their marks and a proposal "
    "appear.",
    "Words to print: leave out what is not needed and write […] in its place. What points to a person is replaced by a "
    "word in brackets, such as [name] or [school]. Nothing else can be added or changed: the words stay the child's "
    "own.",
    "Marks: what is red and bold was found for certain and is not printed. What is brown and underlined may point to "
    "somebody; if any of it stays in the words to print, write under ‘Why flagged words are all right’ why it may.",
    "Printed as: choose what is said of who said it. The less, the better; a child must not be recognised by it.",
    "Ask for the sheet to be written again. Beside every row that is ready stands a signing code.",
    "Who signs is another person. Read the words in the text they come from: is the child's meaning kept? Could "
    "anybody "
    "recognise the child, the family, a worker? Would the child be at peace with it? Brothers and sisters, a pet, a "
    "sport, "
    "a way of speaking can give a child away although nothing is marked.",
    "To sign, write your name, the day, and the code that stands in the row. Signed is what the code stands for: "
    "the words "
    "to print, their place, the finding and who is said to have said them. If any of these is changed later, the "
    "row is a "
    "draft again.",
    "A signed quotation is checked, not released: a page gets it only where its use for those readers was agreed "
    "to, and "
    "where it fits enough children.",
    "Write no names of children or families anywhere, and save the sheet as quotes.xlsx in the folder of the review.",
)

WIDTHS = {
    "quote_id": 10,
    "finding": 12,
    "passage_id": 14,
    "source": 12,
    "start": 7,
    "end": 7,
    "shown_words": 60,
    "shown_marks": 26,
    "to_print": 54,
    "printed_as": 18,
    "chosen_by": 16,
    "shown_attribution": 22,
    "shown_code": 13,
    "signed_by": 16,
    "signed_on": 13,
    "signed_code": 13,
    "all_right": 30,
    "shown_state": 40,
}

_INK, _GREY, _RULE = "#1F3A4D", "#4A5A66", "#B8C4CC"
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "font_color": "#1B1B1B"}
_BOX = {**_TEXT, "border": 1, "border_color": _RULE}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": _INK},
    "urgent": {**_TEXT, "text_wrap": False, "bold": True, "font_color": "#8C1D18"},
    "header": {**_BOX, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"},
    "label": {**_BOX, "bold": True},
    "cell": {**_BOX, "num_format": "@"},
    "open": {**_BOX, "bg_color": "#FFF8DC", "locked": False, "num_format": "@"},
    "certain": {"font_name": "Calibri", "font_size": 11, "bold": True, "font_color": "#A61B1B"},
    "look": {"font_name": "Calibri", "font_size": 11, "underline": 1, "font_color": "#8A4B00"},
}
"""The formats by name. Everything typed is text, so that a code or a date stays as it was typed."""


def finish(page: Worksheet, *, landscape: bool) -> None:
    """Protection without a password (rows and columns may be resized), A4 paper and footer."""
    page.protect("", {"format_rows": True, "format_columns": True})
    page.hide_gridlines(2)
    page.set_paper(9 if not landscape else 8)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&LRestricted&C&A&R&P of &N")
