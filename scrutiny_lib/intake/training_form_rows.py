"""One export of a form, row by row: whose code, which course and wave, and the cells that answer questions.

Names, addresses and every column the plan does not name stay unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.export_rows import Export, read_export
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.tally import HELD, REFUSED, USED, Tally
from scrutiny_lib.intake.text import cell as clean
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_form_columns import find_columns
from scrutiny_lib.intake.training_form_plan import Asked, Form
from scrutiny_lib.intake.training_rows import same_code

LONGEST_CODE = 9
"""Several words with so many letters and no digit are a name rather than a code."""

NUMBERS = frozenset({"id", "response id", "respondent id", "submission id"})
TIMES = frozenset({
    "start time", "completion time", "start date", "end date", "date created", "date submitted", "submission date",
    "submitted at", "recorded date", "timestamp",
})  # fmt: skip
"""Headings (by their spelling) under which tools write the number of a sending, and its times."""

_LETTERS = re.compile(r"[^\W\d_]+(?:['’.-]+[^\W\d_]*)*")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T].*)?")


class Sent(NamedTuple):
    """The number and the times a tool gave to one sending of a form; ``""`` where it wrote none. Two rows with both the
    same are one sending, exported twice; a number alone may begin again in each export, and a time be two people's."""

    number: str = ""
    times: str = ""


NOT_SENT = Sent()


@dataclass(frozen=True)
class FormRow:
    """One form as it came back.

    ``answers`` holds the filled cells as they stand, by question and wave; ``code`` is ``""`` where there is none that
    can be used. A form that is ``held`` counts nowhere, and its course or wave may be ``""``. ``sent`` is what the tool
    wrote of the sending.
    """

    file: str
    place: str
    course: str
    wave: str
    who: str
    code: str
    answers: Mapping[Asked, str]
    held: bool = False
    sent: Sent = NOT_SENT


def read_form_rows(path: Path, form: Form, problems: Problems, tally: Tally) -> list[FormRow]:
    """The rows of one export that hold an answer.

    Held are rows without any answer (V05, as a warning), with more cells than headings (S10), or whose course or wave
    is none (V02); a column of the plan that is missing (S09) or there more than once (S12) is left out in this file,
    and named. A row that repeats the headings is refused (S06, WARN). A code that looks like a name or an address (T19)
    or was turned into a date (D01) is not read: the row counts and cannot be paired.
    """
    met = Problems()
    export = read_export(path, form.headings, met)
    problems.extend(met)
    if export is None:
        tally.add("files", REFUSED if met.stops() else HELD)
        return []
    tally.add("files", USED)
    columns = find_columns(export, form, problems, tally)
    asked = [one for one in form.asked if one.column in columns]
    lost = not asked or any(head and head not in columns for head in (form.course_column, form.wave_column))
    rows, strange = list[FormRow](), Counter[str]()
    number, times = (_headed(export, names) for names in (NUMBERS, TIMES))
    for place, cells in export.rows:
        if columns and _repeats_headings(cells, export, columns.values()):
            fact, cure = "The row repeats the headings; it is not read.", "Look whether the export stands here twice."
            problems.add("S06", fact, cure, file=path.name, cell=place, act="WARN")
            tally.add(f"rows of {path.name}", REFUSED)
            continue
        read = {head: cells[at] if at < len(cells) else "" for head, at in columns.items()}
        given = {one: read[one.column] for one in asked if read[one.column].strip()}
        course, wave = _course(form, read), _wave(form, read)
        wrong = Problems()
        if any(cell.strip() for cell in cells[export.fields :]):
            fact, cure = "The row has more cells than there are headings.", "Put quotes round texts with commas."
            wrong.add("S10", fact, cure, file=path.name, cell=place, act="HOLD")
        elif not given and not lost:
            fact, cure = "The row holds no answer; it is set aside.", "Nothing needs to be done."
            wrong.add("V05", fact, cure, file=path.name, cell=place, act="WARN")
        elif not lost:
            for what in [what for what, found in (("course", course), ("wave", wave)) if not found]:
                fact = f"The {what} is none of those in evaluations.toml; the row is set aside."
                cure = f"Add the form's word for it under '{what}s'."
                wrong.add("V02", fact, cure, file=path.name, cell=place, act="HOLD")
        if lost or wrong:
            problems.extend(wrong)
            tally.add(f"rows of {path.name}", HELD)
            for one in given:
                tally.add(f"answers to {one.id}", HELD)
            if given:
                rows.append(FormRow(path.name, place, course, wave, form.who, "", given, held=True))
            continue
        code, rule = read_code(read.get(form.code, ""))
        strange[rule] += form.code in columns
        sent = ("".join(clean(cells[at]) for at in columns if at < len(cells)) for columns in (number, times))
        rows.append(FormRow(path.name, place, course, wave, form.who, code, given, sent=Sent(*sent)))
    note_codes(path.name, strange, problems)
    return rows


def _headed(export: Export, names: Iterable[str]) -> list[int]:
    return [at for at, parts in enumerate(export.headings) if any(spelling(part) in names for part in parts)]


def _repeats_headings(cells: list[str], export: Export, columns: Iterable[int]) -> bool:
    """Whether a row holds headings, as where a second export was pasted below the first."""
    filled = [at for at in columns if at < len(cells) and cells[at].strip()]
    return bool(filled) and all(spelling(cells[at]) in map(spelling, export.headings[at]) for at in filled)


def read_code(cell: str) -> tuple[str, str]:
    """A self-made code, and the rule it breaks: blank (V05), a name or an address (T19), a date (D01); it is then not
    kept.

    >>> read_code(" jo-12 "), read_code("SUE JUN"), read_code("")
    (('JO12', ''), ('SUEJUN', ''), ('', 'V05'))
    >>> read_code("jo@x.example"), read_code("Jo Bloggs"), read_code("2012-01-05")
    (('', 'T19'), ('', 'T19'), ('', 'D01'))
    """
    text = clean(cell)
    if _DATE.fullmatch(text):
        return "", "D01"
    if "@" in text or _like_a_name(text) or identifying(text):
        return "", "T19"
    code = same_code(text)
    return code, "" if code else "V05"


def note_codes(file: str, strange: Mapping[str, int], problems: Problems) -> None:
    """One warning for each way in which codes of a file could not be used, with how many there were."""
    for rule, what, cure in (
        ("V05", "no code", "Nobody can be paired without one; ask for it on the form."),
        ("T19", "what looks like a name or an address as its code", "It is not read. Say on the form: no names."),
        ("D01", "a date as its code", "Format the column as text before codes are typed, and export again."),
    ):
        if number := strange.get(rule, 0):
            rows = "1 row holds" if number == 1 else f"{number} rows hold"
            fact = f"{rows} {what}: used, and not paired."
            problems.add(rule, fact, cure, file=file, act="WARN")


def _course(form: Form, read: Mapping[str, str]) -> str:
    if form.course:
        return form.course
    cell = read.get(form.course_column, "")
    return form.courses.get(spelling(cell), "") if form.courses else clean(cell)


def _wave(form: Form, read: Mapping[str, str]) -> str:
    return form.wave or form.waves.get(spelling(read.get(form.wave_column, "")), "")


def _like_a_name(text: str) -> bool:
    """Words of letters alone with blanks between: each with one capital as in a name, or too long for a code."""
    words = text.replace(",", " ").split()
    if len(words) < 2 or not _LETTERS.fullmatch("".join(words)):
        return False
    return all(word[:1].isupper() and word[1:].islower() for word in words) or sum(map(len, words)) >= LONGEST_CODE
