"""The cells of a workbook in which a question is answered, by its kind: what may be typed, and what stands there.

A list is offered where there is one. A number and a date are checked as they are typed, and yet take the words that
every question takes, because *not applicable* is an answer too. A question of several has a cell for each option.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.intake.answer_kinds import DATE, FIRST_YEAR, LAST_YEAR, NUMBER, ONE_OF, SEVERAL_OF, Takes

_LOOKS = {NUMBER: "open_number", DATE: "open_date"}


def hint(takes: Takes) -> str:
    """What stands under a question of this kind for everybody to read, also on paper; blank where a list says it all.

    >>> hint(Takes.of({"kind": "number", "answers": [], "lowest": 0, "measure": "days"}))
    "A whole number of days from 0, or one of these: 'not applicable', 'not known to us'."
    """
    words = _words(takes)
    if takes.kind == SEVERAL_OF:
        return f"Choose 'yes' below beside each one that applies. Where none does, choose here: {words}."
    if takes.kind == NUMBER:
        return f"{takes.bounds.capitalize()}, or one of these: {words}."
    return f"A date, such as 3 July 2025, or one of these: {words}." if takes.kind == DATE else ""


def _words(takes: Takes) -> str:
    """What may be said in place of options, a number or a date."""
    return ", ".join(f"'{answer}'" for answer in takes.whole_answers)


def put_answer(page: Worksheet, row: int, column: int, text: str, takes: Takes, looks: Mapping[str, Format]) -> None:
    """Write an answer into its cell, a number as a number and a date as a date where the text is plainly one."""
    look = looks[_LOOKS.get(takes.kind, "open")]
    if not text:
        page.write_blank(row, column, None, look)
    elif takes.kind == NUMBER and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,5}[1-9])?", text):
        page.write_number(row, column, float(text), look)
    elif takes.kind == DATE and (day := _day(text)) is not None:
        page.write_datetime(row, column, day, look)
    else:
        page.write_string(row, column, text, look)


def _day(text: str) -> date | None:
    """The day of a text such as ``2025-07-03``, where Excel can hold it as one."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def check_typed(page: Worksheet, row: int, column: int, takes: Takes, title: str, last_time: str = "") -> None:
    """What a number or a date cell takes, checked as it is typed; its message is spoken by a screen reader.

    Parameters
    ----------
    page : Worksheet
    row, column : int
        The cell, counted from 0.
    takes : Takes
        Of kind *number* or *date*; for any other kind nothing is done.
    title : str
        What the message is headed with: the question's id.
    last_time : str
        The answer of last time, if there is one.
    """
    if takes.kind not in (NUMBER, DATE):
        return
    cell = xl_rowcol_to_cell(row, column)
    tests = [f"ISNUMBER({cell})"]
    if takes.kind == DATE:
        what = "a date, such as 3 July 2025"
        tests += [f"{cell}>=DATE({FIRST_YEAR},1,1)", f"{cell}<DATE({LAST_YEAR + 1},1,1)"]
    else:
        what = takes.bounds
        tests += [f"{cell}=INT({cell})"] if takes.whole else []
        tests += [f"{cell}>={takes.lowest:.15g}"] if takes.lowest is not None else []
        tests += [f"{cell}<={takes.highest:.15g}"] if takes.highest is not None else []
    words = "".join(f',{cell}="{answer}"' for answer in takes.whole_answers)
    message = f"Type {what}, or one of these: {_words(takes)}."
    before = f" Last time: {last_time}. Check that it still holds." if last_time else ""
    page.data_validation(
        row, column, row, column,
        {
            "validate": "custom",
            "value": f"=OR(AND({','.join(tests)}){words})",
            "input_title": shorten(title, 32),
            "input_message": shorten(message + before, 255),
            "error_title": "Please correct the answer",
            "error_message": shorten(f"{message} Nothing else stands in this cell.", 255),
        },
    )  # fmt: skip


def list_of(takes: Takes) -> tuple[str, ...]:
    """The answers offered in the cell of the question itself; none where it is not answered from a list."""
    if takes.kind == ONE_OF:
        return tuple(takes.answers.values())
    return takes.whole_answers if takes.kind == SEVERAL_OF else ()


def chosen_of(takes: Takes, answer: str) -> tuple[str, frozenset[str]]:
    """An answer to a question of several, taken apart: what stands in the cell of the question, and the options chosen.

    >>> both = Takes.of({"kind": "several of", "answers": ["A", "B", "C"]})
    >>> where, chosen = chosen_of(both, "A; C")
    >>> where, sorted(chosen), chosen_of(both, "none of these")[0]
    ('', ['A', 'C'], 'none of these')
    """
    said = takes.read(answer).answer
    chosen = frozenset(said.split("; ")) if said else frozenset()
    return ("", chosen) if chosen and chosen <= set(takes.options) else (answer, frozenset())


def offer_option(page: Worksheet, row: int, column: int, option: str, title: str) -> None:
    """A drop-down list beside one option of a question of several: yes, or nothing."""
    choice: dict[str, Any] = {
        "validate": "list",
        "source": ["yes"],
        "input_title": shorten(title, 32),
        "input_message": shorten(f"{option}: 'yes' if it applies; leave it blank if not.", 255),
        "error_title": "Please choose from the list",
        "error_message": "Choose 'yes', or leave the cell blank. Say more beside the question.",
    }
    page.data_validation(row, column, row, column, choice)


def shorten(text: str, most: int) -> str:
    """A text cut to the length that Excel allows.

    >>> shorten("yes, and more", 5), shorten("yes", 5)
    ('yes,…', 'yes')
    """
    return text if len(text) <= most else text[: most - 1] + "…"
