"""The Excel form of an audit template, for analysts who do not write TOML: blank, or with a theme in it.

The blank form that comes with the software is what :func:`write_blank_theme` writes; :func:`write_template_sheet` puts
a theme that exists already into the same form. :mod:`scrutiny_lib.intake.template_sheet` reads what was filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.scales import Scale, read_scales
from scrutiny_lib.intake.template import QUESTION_KEYS, Template, packaged_folder
from scrutiny_lib.intake.template_fields import (
    BETWEEN_ANSWERS,
    EXAMPLE,
    HEADINGS_ROW,
    HOW_TO,
    LISTS,
    QUESTION_FIELDS,
    QUESTIONS,
    THEME,
    THEME_FIELDS,
    Field,
)

_ROWS_READY = 60
_CELL_LIMIT = 32_767
_INK, _GREY, _RULE = "#1F3A4D", "#4A5A66", "#B8C4CC"
_TEXT = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "font_color": "#1B1B1B"}
_BOX = {**_TEXT, "border": 1, "border_color": _RULE}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "Calibri", "font_size": 18, "bold": True, "font_color": _INK},
    "note": {"font_name": "Calibri", "font_size": 11, "font_color": _GREY},
    "hint": {**_TEXT, "font_size": 10, "italic": True, "font_color": _GREY},
    "header": {**_BOX, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"},
    "label": {**_BOX, "bold": True},
    "cell": _BOX,
    "open": {**_BOX, "num_format": "@"},
    "example": {**_BOX, "num_format": "@", "italic": True, "font_color": _GREY},
}
_STEPS = (
    "Save a copy of this workbook under the id of your theme, such as child_neglect.xlsx, in the folder "
    "audit_templates of your workspace. To start from a theme that exists already: scrutiny check THEME.toml "
    "--as-excel FILE.",
    "Fill in the sheet Theme, then one row for each question on the sheet Questions. The grey row marked 'example' "
    "shows how; it is left out whether you delete it or not.",
    "Run: scrutiny check audit_templates/child_neglect.xlsx. It says what is wrong, cell by cell, all at once. When "
    "nothing is wrong it writes child_neglect.toml beside the workbook, and that is what the software uses.",
    "To change something later, change the workbook and check it again. Do not change the .toml file by hand.",
    "Every workbook opens with four questions that you need not write: whether the child is known to the agency, what "
    "life is like for this child, whether anybody is worried about this child now, and what was done about it.",
)


def write_blank_theme(path: Path) -> None:
    """Write the blank form, with the packaged scales to choose from and one row as an example. Same bytes each time."""
    example = {field.name: field.example for field in QUESTION_FIELDS}
    _write(path, {}, [example], read_scales([packaged_folder()])[0])


def write_template_sheet(path: Path, template: Template, scales: Mapping[str, Scale] | None = None) -> None:
    """Put a theme that was read from a file into the Excel form, so that an analyst can start from it.

    Reading the workbook again gives the same template. Raises :class:`~scrutiny_lib.errors.Refused` when the form
    cannot hold it: an answer with ``|`` or on two lines, an agency with a comma, more text than a cell takes.

    Parameters
    ----------
    path : Path
        Where to; its name without the ending should be the template's id.
    template : Template
        From :func:`~scrutiny_lib.intake.template.read_template`, whose ``written`` is used.
    scales : mapping, optional
        The scales to choose from; the packaged ones without it.
    """
    if not template.written:
        raise ValueError("only a template that was read from a file can be written again")
    problems = Problems()
    theme = {
        field.name: _as_text(template.written[field.name], "\n", f"the setting {field.name}", path, problems)
        for field in THEME_FIELDS
    }
    rows = []
    for position, row in enumerate(template.written["question"], start=1):
        where = f"question {position}"
        rows.append(
            {
                field.name: _as_text(
                    row[field.name], "\n" if field.name == "agencies" else f" {BETWEEN_ANSWERS} ", where, path, problems
                )
                for field in QUESTION_FIELDS
            }
        )
        if row["id"] == EXAMPLE:
            fact = f"The id of {where} is the word that marks an example in Excel."
            problems.add("P16", fact, "Give the question another id, or keep the theme as TOML.", file=path.name)
    problems.raise_if_stops()
    _write(path, theme, rows, scales if scales is not None else read_scales([packaged_folder()])[0])


def _as_text(value: Any, between: str, where: str, path: Path, problems: Problems) -> str:
    """A setting as it stands in a cell; what a cell cannot hold is noted. Whole numbers are meant where nothing stands.
    """
    if value is None or isinstance(value, bool):
        return "no" if value is False else ""
    value = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, (int, float)) else value
    items = value if isinstance(value, list) else [str(value)]
    apart = ",;\n" if between == "\n" else f"{BETWEEN_ANSWERS}\n"
    if isinstance(value, list) and any(mark in item for item in items for mark in apart):
        fact = f"A list in {where} holds an item with a comma, a bar or a line break, which Excel's form cannot keep."
        problems.add("P16", fact, "Word it differently, or keep the theme as TOML.", file=path.name)
    text = between.join(items)
    if len(text) > _CELL_LIMIT:
        fact = f"A text in {where} is longer than the {_CELL_LIMIT:,} characters of a cell."
        problems.add("P16", fact, "Shorten it, or keep the theme as TOML.", file=path.name)
    return text


def _write(
    path: Path, theme: Mapping[str, str], rows: Sequence[Mapping[str, str]], scales: Mapping[str, Scale]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_book(path, theme.get("title") or "Audit theme", "The questions of an audit theme") as book:
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        _how_to(book.add_worksheet(HOW_TO), looks)
        _theme(book.add_worksheet(THEME), looks, theme)
        _questions(book.add_worksheet(QUESTIONS), looks, rows, len(scales))
        _lists(book.add_worksheet(LISTS), looks, scales)


def _how_to(page: Worksheet, looks: Mapping[str, Any]) -> None:
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 96)
    page.write_string(0, 0, "An audit theme in Excel", looks["title"])
    page.write_string(1, 0, "One row for each question; no TOML needed.", looks["note"])
    for number, step in enumerate(_STEPS, start=1):
        _row(page, 2 + number, (f"Step {number}", step), (18, 96), looks["label"], looks["cell"])
    row = 4 + len(_STEPS)
    for heading, fields in ((f"Sheet {THEME}", THEME_FIELDS), (f"Sheet {QUESTIONS}", QUESTION_FIELDS)):
        page.write_string(row, 0, heading, looks["header"])
        page.write_string(row, 1, "What to write", looks["header"])
        for place, field in enumerate(fields, start=row + 1):
            _row(page, place, (field.heading, field.how + _allowed(field)), (18, 96), looks["label"], looks["cell"])
        row += len(fields) + 2
    _paper(page, landscape=False)


def _allowed(field: Field) -> str:
    choices = QUESTION_KEYS[field.name].choices if field in QUESTION_FIELDS else None
    return f" One of: {', '.join(choices)}." if choices else ""


def _theme(page: Worksheet, looks: Mapping[str, Any], theme: Mapping[str, str]) -> None:
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 62)
    page.set_column(2, 2, 46)
    page.write_string(0, 0, "Theme", looks["title"])
    page.write_string(1, 0, "Fill in the white boxes beside the labels.", looks["note"])
    for row, field in enumerate(THEME_FIELDS, start=3):
        cells = (field.heading, theme.get(field.name, ""), field.how)
        _row(page, row, cells, (16, 62, 46), looks["label"], looks["open"], looks["hint"])
    page.activate()
    _paper(page, landscape=True)


def _questions(page: Worksheet, looks: Mapping[str, Any], rows: Sequence[Mapping[str, str]], scales: int) -> None:
    page.write_string(0, 0, "Questions", looks["title"])
    note = "One row for each question, in the order they are asked. What each column means: sheet How to."
    page.write_string(1, 0, note, looks["note"])
    ready = max(_ROWS_READY, len(rows) + 20)
    widths = [field.width for field in QUESTION_FIELDS]
    for column, field in enumerate(QUESTION_FIELDS):
        page.set_column(column, column, field.width)
        page.write_string(HEADINGS_ROW - 1, column, field.heading, looks["header"])
        _drop_down(page, column, field, scales, HEADINGS_ROW - 1 + ready)
    for place in range(ready):
        given = rows[place] if place < len(rows) else {}
        look = looks["example" if given.get("id") == EXAMPLE else "open"]
        texts = [given.get(field.name, "") for field in QUESTION_FIELDS]
        _row(page, HEADINGS_ROW + place, texts, widths, *[look] * len(texts))
    page.set_row(HEADINGS_ROW - 1, 22)
    page.freeze_panes(HEADINGS_ROW, 2)
    page.repeat_rows(HEADINGS_ROW - 1)
    used = HEADINGS_ROW - 1 + max(len(rows), 20)
    page.print_area(0, 0, used, len(QUESTION_FIELDS) - 1)
    page.repeat_columns(0, 0)
    _paper(page, landscape=True, across=2)


def _drop_down(page: Worksheet, column: int, field: Field, scales: int, last: int) -> None:
    """The words allowed, where there is a list of them, and a line of help on every cell."""
    how = field.how if len(field.how) <= 255 else field.how[:252] + "…"
    choice: dict[str, Any] = {"validate": "any", "input_title": field.heading[:32], "input_message": how}
    choices = ("yes", "no") if QUESTION_KEYS[field.name].kind == "true or false" else QUESTION_KEYS[field.name].choices
    if choices:
        choice |= {"validate": "list", "source": list(choices), "error_title": "Please choose from the list"}
    elif field.name == "scale" and scales:
        choice |= {"validate": "list", "source": f"='{LISTS}'!$A$5:$A${4 + scales}", "error_type": "warning"}
    page.data_validation(HEADINGS_ROW, column, last, column, choice)


def _lists(page: Worksheet, looks: Mapping[str, Any], scales: Mapping[str, Scale]) -> None:
    page.set_column(0, 0, 22)
    page.set_column(1, 2, 44)
    page.write_string(0, 0, "Scales", looks["title"])
    page.write_string(1, 0, "Lists of answers that many questions share.", looks["note"])
    page.set_column(3, 3, 12)
    for column, heading in enumerate(("Scale", "Answers", "Good answers", "Best answer")):
        page.write_string(HEADINGS_ROW - 1, column, heading, looks["header"])
    for row, (name, scale) in enumerate(scales.items(), start=HEADINGS_ROW):
        texts = (name, " | ".join(scale.answers), " | ".join(scale.good), scale.best)
        _row(page, row, texts, (22, 44, 44, 12), *[looks["cell"]] * 4)
    _paper(page, landscape=True)


def _row(page: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int], *looks: Any) -> None:
    """One row of texts, as high as they need."""
    page.set_row(row, row_height(*zip(texts, widths, strict=True)))
    for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
        if text:
            page.write_string(row, column, text, look)
        else:
            page.write_blank(row, column, None, look)


def _paper(page: Worksheet, *, landscape: bool, across: int = 1) -> None:
    page.hide_gridlines(2)
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(across, 0)
    page.set_footer("&C&A&R&P of &N")
