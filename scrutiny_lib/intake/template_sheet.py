"""An audit template from an Excel workbook: read, checked as one written in TOML is, and turned into TOML.

The checks are those of :func:`scrutiny_lib.intake.template.make_template`; here the cells become the settings they
stand for, and every problem goes back to its cell. The form is described in
:mod:`scrutiny_lib.intake.template_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import number_in
from scrutiny_lib.intake.cell_kinds import DATE, NUMBER, TRUTH, cells_not_text
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.scales import Scale, read_scales
from scrutiny_lib.intake.sheet_xml import UNCALCULATED, cell_name
from scrutiny_lib.intake.template import QUESTION_KEYS, TEMPLATE_KEYS, Template, make_template, packaged_folder
from scrutiny_lib.intake.template_fields import (
    BLANK,
    EXAMPLE,
    QUESTION_FIELDS,
    QUESTIONS,
    THEME,
    THEME_FIELDS,
    Field,
)
from scrutiny_lib.intake.template_toml import MADE_FROM, write_toml
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.toml import Key, check_table, closest
from scrutiny_lib.intake.workbook import read_sheets

_SEARCHED = 20
_MAX_ROWS = 1000
_SEPARATORS = {"agencies": re.compile(r"[,;\n]"), "answers": re.compile(r"[|\n]"), "good": re.compile(r"[|\n]")}
_SAID = {
    "number": ("This is not a number.", "Write a number in digits, without a unit, or leave the cell blank."),
    "true or false": ("This is neither yes nor no.", "Write yes or no, or leave the cell blank."),
}
_TRUTH = {"yes": True, "no": False, "true": True, "false": False}
_NEEDED = [name for name, key in QUESTION_KEYS.items() if key.required]


class _Place(NamedTuple):
    sheet: str
    cell: str
    column: str


class SheetSource:
    """A template written in Excel: problems are placed by sheet and cell, and worded for somebody in Excel.

    ``places`` says where each setting stands, ``kinds`` which of those Excel keeps as something else than text, and
    ``said`` which are missing as a whole, which is said once and not for every row.
    """

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path, self.problems = path, problems
        self.places: dict[tuple[str, str], _Place] = {}
        self.kinds: dict[tuple[str, str], str] = {}
        self.said: set[tuple[str, str]] = set()

    def check(self, data: Mapping[str, Any], spec: Mapping[str, Key]) -> dict[str, Any]:
        """As :func:`scrutiny_lib.intake.toml.check_table`, setting by setting."""
        return self._check(data, spec, "")

    def _check(self, data: Mapping[str, Any], spec: Mapping[str, Key], where: str) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for name, key in spec.items():
            if key.kind == "tables" and data.get(name):
                clean[name] = [
                    self._check(row, key.inside or {}, f"{name}[{position}]")
                    for position, row in enumerate(data[name], start=1)
                ]
                continue
            found = Problems()
            given = {name: data[name]} if data.get(name, []) != [] else {}
            clean |= check_table(given, {name: key}, found, self.path, where)
            said = (where.partition("[")[0], name) in self.said
            for problem in found if not said else ():
                fact, cure = self._words(problem.rule, problem.fact, problem.cure, where, name)
                self.note(problem.rule, fact, cure, where, name)
        return clean

    def _words(self, rule: str, fact: str, cure: str, where: str, name: str) -> tuple[str, str]:
        """Fact and cure as they are said of a cell."""
        if (where, name) in self.kinds:
            return (
                f"Excel keeps this cell as {self.kinds[where, name]}, not as text: what was typed may have changed.",
                "Format the cell as text (Home, Number format, Text), then type it again.",
            )
        if name == "question":
            return "There is no question on the sheet.", "Write one row for each question, below the headings."
        if rule == "P01":
            return "This is not one of the words allowed.", cure
        if rule == "P11" and where and (kind := QUESTION_KEYS[name].kind) in _SAID:
            return _SAID[kind]
        if rule == "P11":
            return "This is not an id.", "Write small letters, digits and underscores, beginning with a letter."
        if "still to be written" in fact:
            return "This is still to be written.", cure
        fields = QUESTION_FIELDS if where else THEME_FIELDS
        return "This has to be filled in.", next(field.how for field in fields if field.name == name)

    def note(self, rule: str, fact: str, cure: str, where: str = "", name: str = "") -> None:
        """One more problem, at the cell of the setting, or of its row where it has none."""
        row = (place for (table, _), place in self.places.items() if where and table == where)
        at = self.places.get((where, name)) or next(row, _Place(QUESTIONS if name == "question" else THEME, "", ""))
        if rule == "P15":
            cure = "Save the workbook under its id, with .xlsx after it, or change the id."
        self.problems.add(rule, fact, cure, file=self.path.name, sheet=at.sheet, cell=at.cell, column=at.column)

    def add(self, rule: str, fact: str, cure: str, sheet: str, cell: str = "") -> None:
        """One more problem that is not about a setting."""
        self.problems.add(rule, fact, cure, file=self.path.name, sheet=sheet, cell=cell)


def read_template_sheet(
    path: Path, scales: Mapping[str, Scale] | None = None
) -> tuple[Template | None, Problems, str]:
    """Read a template from the Excel form.

    Parameters
    ----------
    path : Path
        ``<theme>.xlsx``; its id must be the name of the file.
    scales : mapping, optional
        By id; without it, those beside the workbook and the packaged ones.

    Returns
    -------
    (Template or None, Problems, str)
        The template, ``None`` when a problem stops its use; every problem, with sheet, cell and column; and the text
        of the TOML file to be written (blank without a template), whose first line is :data:`MADE_FROM`.
    """
    problems = Problems()
    if scales is None:
        scales, problems = read_scales([path.parent, packaged_folder()])
    if path.name == BLANK:
        cure = "Save a copy under the id of your theme and fill that in."
        problems.add("P15", "This is the blank form.", cure, file=path.name)
        return None, problems, ""
    sheets = read_sheets(path, problems, max_rows=_MAX_ROWS)
    if sheets is None:
        return None, problems, ""
    problems = Problems(one for one in problems if one.rule != "S18")  # said again, cell by cell
    source = SheetSource(path, problems)
    kinds = cells_not_text(path, _MAX_ROWS)
    data: dict[str, Any] = {}
    if (name := _sheet(sheets, THEME, source)) is not None:
        data |= _theme(sheets[name], kinds.get(name, {}), source)
    if (name := _sheet(sheets, QUESTIONS, source)) is not None:
        data["question"] = _questions(sheets[name], kinds.get(name, {}), source)
    template = make_template(data, scales, path.stem, source)
    if template is None:
        return None, problems, ""
    return template, problems, f"{MADE_FROM.format(path.name)}\n{write_toml(template.written)}"


def _sheet(sheets: Mapping[str, Any], name: str, source: SheetSource) -> str | None:
    """The name of the sheet as the workbook spells it."""
    found = [sheet for sheet in sheets if plain(sheet) == plain(name)]
    if len(found) == 1:
        return found[0]
    fact = f"There is no sheet '{name}'." if not found else f"There are {len(found)} sheets '{name}'."
    cure = f"Start from a copy of {BLANK}, or from scrutiny check THEME.toml --as-excel FILE."
    source.add("S02", fact, cure, name)
    source.said |= {("", field.name) for field in THEME_FIELDS} if name == THEME else {("", "question")}
    return None


def _names(fields: Sequence[Field]) -> dict[str, str]:
    return {header(word): field.name for field in fields for word in (field.heading, field.name, *field.aliases)}


def _unknown(word: str, fields: Sequence[Field], taken: Sequence[str]) -> str:
    """What a heading that is not known may have meant."""
    free = {header(field.heading): field.heading for field in fields if field.name not in taken}
    guess = free.get(closest(header(word), free), "")
    return f"Did you mean '{guess}'?" if guess else f"Known here: {', '.join(field.heading for field in fields)}."


def _theme(rows: list[list[str]], kinds: Mapping[str, str], source: SheetSource) -> dict[str, Any]:
    """The settings of the sheet *Theme*: a label, and the value in the next column. A row without a label goes on
    with the one above."""
    known = _names(THEME_FIELDS)
    columns = [place for row in rows for place, text in enumerate(row) if header(text) in known]
    left = max(sorted(set(columns)), key=columns.count, default=0)
    given: dict[str, list[str]] = {}
    strange: list[tuple[int, str]] = []
    name = ""
    for number, row in enumerate(rows, start=1):
        label, value = row[left], row[left + 1] if left + 1 < len(row) else ""
        cell = cell_name(number, left + 2)
        if label.strip():
            name = known.get(header(label), "")
            if name and ("", name) in source.places:
                first = source.places["", name].cell
                source.add("S12", f"This label stands there twice (also beside {first}).", "Keep one.", THEME, cell)
            elif name:
                source.places["", name] = _Place(THEME, cell, _heading(THEME_FIELDS, name))
            elif value.strip():
                strange.append((number, label))
        if name and value.strip():
            given.setdefault(name, []).append(value)
            _keep_kind(kinds.get(cell, ""), value, ("", name), source)
        elif value.strip() and not label.strip():
            source.add("P01", "A text without a label.", "Move it beside its label, or clear it.", THEME, cell)
    for number, label in strange:
        cure = _unknown(label, THEME_FIELDS, [name for _, name in source.places])
        source.add("P01", "This label is not known.", cure, THEME, cell_name(number, left + 1))
    for field in THEME_FIELDS:
        if TEMPLATE_KEYS[field.name].required and ("", field.name) not in source.places:
            cure = "Put it back, with its value beside it."
            source.add("S09", f"There is no label '{field.heading}'.", cure, THEME)
            source.said.add(("", field.name))
    return {
        name: _value(name, "\n".join(texts), TEMPLATE_KEYS[name], ("", name), source) for name, texts in given.items()
    }


def _questions(rows: list[list[str]], kinds: Mapping[str, str], source: SheetSource) -> list[dict[str, Any]]:
    """The rows of the sheet *Questions* below its headings, each as the settings it gives."""
    at, columns = _headings(rows, source)
    found: list[dict[str, Any]] = []
    for number, row in enumerate(rows[at:] if columns else (), start=at + 1):
        if "id" in columns and plain(row[columns["id"]]) == EXAMPLE:
            source.problems.add(
                "S15", "The row marked 'example' was left out.", "Nothing to do.", act="REPAIR",
                file=source.path.name, sheet=QUESTIONS, cell=cell_name(number, columns["id"] + 1),
            )  # fmt: skip
            continue
        if not any(row[column].strip() for column in columns.values()):
            continue
        where = f"question[{len(found) + 1}]"
        settings: dict[str, Any] = {}
        for name, column in columns.items():
            cell = cell_name(number, column + 1)
            source.places[where, name] = _Place(QUESTIONS, cell, _heading(QUESTION_FIELDS, name))
            if row[column].strip():
                if (QUESTION_KEYS[name].kind, kinds.get(cell)) not in (("number", NUMBER), ("true or false", TRUTH)):
                    _keep_kind(kinds.get(cell, ""), row[column], (where, name), source)
                settings[name] = _value(name, row[column], QUESTION_KEYS[name], (where, name), source)
        found.append(settings)
    return found


def _headings(rows: list[list[str]], source: SheetSource) -> tuple[int, dict[str, int]]:
    """The row of headings (counted from 1; 0 when there is none) and the column of each setting (from 0)."""
    known = _names(QUESTION_FIELDS)
    named = [sum(header(text) in known for text in row) for row in rows[:_SEARCHED]]
    at = max(range(len(named)), key=named.__getitem__, default=-1) + 1
    if not at or named[at - 1] < 2:
        cure = f"Put them back into one row: {', '.join(field.heading for field in QUESTION_FIELDS)}."
        source.add("S09", f"There are no headings in the first {_SEARCHED} rows.", cure, QUESTIONS)
        source.said.add(("", "question"))
        return 0, {}
    columns: dict[str, int] = {}
    strange: list[tuple[str, str]] = []
    for column, text in enumerate(rows[at - 1]):
        name, cell = known.get(header(text), ""), cell_name(at, column + 1)
        if name in columns:
            fact = f"Two columns have this heading: {cell_name(at, columns[name] + 1)} and {cell}."
            source.add("S12", fact, "Keep the one that is meant.", QUESTIONS, cell)
        elif name:
            columns[name] = column
        elif text.strip():
            strange.append((cell, text))
        elif any(row[column].strip() for row in rows[at:]):
            fact = "A column is filled in but has no heading."
            source.add("S09", fact, "Give it one of the headings, or clear it.", QUESTIONS, cell)
    for cell, text in strange:
        source.add("P01", "This heading is not known.", _unknown(text, QUESTION_FIELDS, list(columns)), QUESTIONS, cell)
    for field in QUESTION_FIELDS:
        if field.name in _NEEDED and field.name not in columns:
            source.add("S09", f"There is no column '{field.heading}'.", "Put the column back.", QUESTIONS)
            source.said.add(("question", field.name))
    return at, columns


def _heading(fields: Sequence[Field], name: str) -> str:
    return next(field.heading for field in fields if field.name == name)


def _keep_kind(kind: str, text: str, key: tuple[str, str], source: SheetSource) -> None:
    """Remember a cell that Excel keeps as something else than text; the whole of the setting is then refused."""
    if text == UNCALCULATED:
        source.kinds[key] = "a formula without a value"
    elif kind:
        source.kinds[key] = DATE if re.match(r"\d{4}-\d\d-\d\d|\d\d:\d\d", text) else kind


def _value(name: str, text: str, key: Key, at: tuple[str, str], source: SheetSource) -> Any:
    """What a cell's text stands for. What Excel did not keep as text becomes something that no setting takes."""
    if at in source.kinds:
        return None
    if key.kind == "number":
        return number_in(text)
    if key.kind == "true or false":
        return _TRUTH.get(plain(text))
    if key.kind == "texts":
        return [item.strip() for item in _SEPARATORS[name].split(text) if item.strip()]
    words = {plain(choice): choice for choice in key.choices or ()}
    return words.get(plain(text), text.strip())
