"""The columns of one export that its form names, found by their headings; all others stay unread."""

from __future__ import annotations

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.export_rows import Export
from scrutiny_lib.intake.practitioner_survey_plan import is_personal
from scrutiny_lib.intake.tally import HELD, REFUSED, USED, Tally
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_form_plan import Asked, Form

_CURES = {
    "The column with the course": "Until then nothing in this file is used.",
    "The column with the wave": "Until then nothing in this file is used.",
    "The column with the code": "Until then nobody in this file can be paired.",
}


def find_columns(export: Export, form: Form, problems: Problems, tally: Tally) -> dict[str, int]:
    """Where the columns of the plan stand in this file, by their headings.

    Those that are missing (S09), there more than once or not to be told apart (S12) are named and left out. Columns
    with names or addresses, and others the plan does not name, are counted and not read.
    """
    headings = {one.column: f"The column of {_which(one)}" for one in form.asked}
    for heading, what in (
        (form.course_column, "The column with the course"),
        (form.wave_column, "The column with the wave"),
        (form.code, "The column with the code"),
    ):
        if heading:
            headings[heading] = what
    found, twice = dict[str, int](), set[int]()
    for heading, what in headings.items():
        places = export.columns_named(heading)
        if len(places) == 1:
            found[heading] = places[0]
            continue
        twice.update(places)
        rule, fact = ("S12", "is there more than once.") if places else ("S09", "is missing.")
        cure = "Write its heading in evaluations.toml as it stands in the export"
        cure += f", form {form.number}. {_CURES.get(what, 'Until then the question is left out in this file.')}"
        problems.add(rule, f"{what} {fact}", cure, file=export.file, act="HOLD")
    shared = [heading for heading, place in found.items() if list(found.values()).count(place) > 1]
    if shared:
        fact, cure = "Two columns of the plan are one in the export.", "Write their headings in full."
        problems.add("S12", fact, cure, file=export.file, act="HOLD")
        twice.update(found.pop(heading) for heading in shared)
    _count_columns(export, set(found.values()), twice, problems, tally)
    return found


def _which(one: Asked) -> str:
    return f"question {one.id}" + (f" ({one.wave})" if one.wave else "")


def _count_columns(export: Export, read: set[int], twice: set[int], problems: Problems, tally: Tally) -> None:
    others = [
        parts
        for place, parts in enumerate(export.headings)
        if place not in read | twice and any(spelling(part) for part in parts)
    ]
    personal = sum(any(is_personal(part) for part in parts) for parts in others)
    if personal:
        fact = f"{personal} column{'s' if personal > 1 else ''} with names or addresses: left out, unread."
        cure = "Better, leave them out of the export: nobody needs them."
        problems.add("S13", fact, cure, file=export.file, act="WARN")
    tally.add(f"columns with names or addresses in {export.file}", REFUSED, personal)
    tally.add(f"other columns of {export.file}", USED, len(read))
    tally.add(f"other columns of {export.file}", HELD, len(twice))
    tally.add(f"other columns of {export.file}", REFUSED, len(others) - personal)
