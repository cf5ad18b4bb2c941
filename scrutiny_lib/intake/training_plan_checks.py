"""Whether the parts of ``evaluations.toml`` fit together: ids, scales, questions, forms and their columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import ONE_OF, TEXT
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.practitioner_survey_plan import is_personal
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import ID
from scrutiny_lib.plural import many
from scrutiny_lib.terms import WAVES

SCORE = "score"
KINDS_OF_QUESTION = (SCORE, ONE_OF, TEXT)
"""How a question of an evaluation is answered: with a point of a scale, with one of a list, or in own words."""
EXPORTS = (".csv", ".xlsx")
MOST_HEADINGS = 3
"""As many rows of headings as any tool is known to write."""

Note = Callable[[str, str, str, str, str], None]
"""Notes one problem: rule, fact, cure, the place of a table, the name of its setting."""


def check_evaluation_plan(clean: Mapping[str, Any], problems: Problems, path: Path) -> None:
    """Note everything that does not fit together, all at once; see
    :func:`scrutiny_lib.intake.training_form_plan.read_evaluation_plan` for the rules."""

    def note(rule: str, fact: str, cure: str, where: str, key: str) -> None:
        problems.add(rule, fact, cure, file=path.name, cell=line_of(path, where, key))

    for kind in ("scale", "question"):
        check_ids(clean[kind], kind, path, problems)
    for number, row in enumerate(clean["scale"], start=1):
        _check_scale(number, row, note)
    scales = {row["id"] for row in clean["scale"]}
    for number, row in enumerate(clean["question"], start=1):
        _check_question(number, row, scales, note)
    kinds = {row["id"]: row["kind"] for row in clean["question"]}
    asks = {row["id"]: row["ask"] for row in clean["question"]}
    if clean["form"] and not kinds:
        note("P12", "No question is declared.", "Add [[question]] with id, ask and level.", "", "form")
    files: list[str] = []
    for number, row in enumerate(clean["form"], start=1):
        _check_form(number, row, files, note)
        _check_columns(number, row, kinds, asks, scales, note)
    sent: list[tuple[str, str, str]] = []
    for number, row in enumerate(clean["sent"], start=1):
        who = (spelling(row["course"]), row["wave"], row["who"])
        if who in sent:
            fact = f"How many were asked is said twice (sent {sent.index(who) + 1} and {number})."
            note("P13", fact, "Keep one of the two.", f"sent[{number}]", "course")
        if row["sent"] is not None and row["sent"] < 0:
            note("P11", f"The number of sent {number} is below 0.", "Count who was asked.", f"sent[{number}]", "sent")
        sent.append(who)


def could_be_a_code(heading: str) -> bool:
    """Whether a column may be read as a self-made code: its heading asks for a code, or for nothing personal.

    >>> could_be_a_code("Your code (last digits of your phone number)"), could_be_a_code("Email")
    (True, False)
    """
    return not is_personal(heading) or bool(re.search(r"\b(?:code|digits|letters)\b", spelling(heading)))


def _check_scale(number: int, row: Mapping[str, Any], note: Note) -> None:
    where, words = f"scale[{number}]", row["answers"]
    ends = [row["lowest"], row["highest"]]
    if ends.count(None) == 1:
        note("P12", f"Scale {number} says only one of its ends.", "Write both, lowest and highest.", where, "id")
    elif ends == [None, None]:
        if len(words) < 2:
            cure = "Write lowest and highest, or list at least two answers."
            note("P12", f"Scale {number} has neither numbers nor words.", cure, where, "id")
    elif not 0 <= ends[0] < ends[1]:
        cure = "Write whole numbers from 0 up, the lower one first; best says which end is good."
        note("P11", f"The ends of scale {number} are no scale.", cure, where, "lowest")
    elif words and len(words) != ends[1] - ends[0] + 1:
        fact = f"Scale {number} has {ends[1] - ends[0] + 1} points and lists {many(len(words), 'answers')}."
        note("P16", fact, "List one for each point, or none.", where, "answers")
    spelt = [spelling(word) for word in (*words, *row["no_opinion"])]
    if len(set(spelt)) < len(spelt) or "" in spelt:
        fact = f"Scale {number} lists an answer twice, or one without letters or digits."
        note("P13", fact, "Write each as the form has it, once.", where, "answers")


def _check_question(number: int, row: Mapping[str, Any], scales: Iterable[str], note: Note) -> None:
    where, kind = f"question[{number}]", row["kind"]
    if not ID.fullmatch(row["id"]) or row["id"] == "code":
        cure = "Write small letters, digits and underscores, beginning with a letter, and not: code."
        note("P11", f"The id of question {number} cannot be used.", cure, where, "id")
    if kind == SCORE and row["scale"] not in scales:
        fact = f"Question {number} is answered with a score and names no scale that is declared."
        note("P01", fact, "Add [[scale]] and name its id.", where, "scale")
    if kind != SCORE and row["scale"]:
        note("P16", f"Question {number} has a scale and is no score.", "Take one of the two out.", where, "scale")
    if kind == ONE_OF and not row["answers"]:
        note("P12", f"Question {number} lists no answers.", "List every one in 'answers'.", where, "kind")
    if kind != ONE_OF and (row["answers"] or row["good"]):
        note("P11", f"Question {number} lists answers and is not one of a list.", "Drop them.", where, "answers")
    if set(row["good"]) - set(row["answers"]):
        note("P11", f"A good answer of question {number} is not among its answers.", "Add it.", where, "good")


def _check_form(number: int, row: Mapping[str, Any], files: list[str], note: Note) -> None:
    where = f"form[{number}]"
    for name in row["files"]:
        if PurePath(name).name != name or "\\" in name or PurePath(name).suffix.lower() not in EXPORTS:
            fact = f"A file of form {number} is no export in this folder."
            note("P11", fact, "Write the plain name of a .csv or .xlsx file.", where, "files")
        elif name.casefold() in files:
            note("P13", f"A file of form {number} is named twice.", "One file belongs to one form.", where, "files")
        files.append(name.casefold())
    for one in ("course", "wave"):
        if bool(row[one]) == bool(row[f"{one}_column"]):
            fact = f"Form {number} must say its {one}, or the column it stands in, and not both."
            note("P12", fact, f"Write '{one}' or '{one}_column'.", where, one)
        if row[f"{one}s"] and not row[f"{one}_column"]:
            note("P16", f"Form {number} has words for a {one} and no column.", f"Add '{one}_column'.", where, f"{one}s")
    if set(row["waves"].values()) - set(WAVES):
        allowed = ", ".join(f"'{wave}'" for wave in WAVES)
        note("P01", f"A wave of form {number} is not known.", f"Allowed: {allowed}.", where, "waves")
    if not 1 <= row["headings"] <= MOST_HEADINGS:
        fact = f"The number of rows of headings of form {number} cannot be used."
        note("P11", fact, f"Write a number from 1 to {MOST_HEADINGS}.", where, "headings")


def _check_columns(
    number: int,
    row: Mapping[str, Any],
    kinds: Mapping[str, str],
    asks: Mapping[str, str],
    scales: Iterable[str],
    note: Note,
) -> None:
    where = f"form[{number}]"
    if not row["asks"] and not row["question"]:
        note("P12", f"Form {number} asks nothing.", "List ids of questions in 'asks'.", where, "files")
    if any(name not in kinds for name in row["asks"]):
        fact = f"Form {number} asks a question that is not declared."
        note("P01", fact, "Write the id of a [[question]].", where, "asks")
    for place, one in enumerate(row["question"], start=1):
        at = f"{where}.question[{place}]"
        if one["id"] not in kinds:
            fact = f"Question {place} of form {number} is not declared."
            note("P01", fact, "Write the id of a [[question]].", at, "id")
        elif (one["scale"] or one["best"]) and kinds[one["id"]] != SCORE:
            note("P16", f"Question {place} of form {number} has a scale and is no score.", "Take it out.", at, "scale")
        if one["scale"] and one["scale"] not in scales:
            note("P01", f"Question {place} of form {number} names no scale that is declared.", "Add it.", at, "scale")
    if row["code"] and not could_be_a_code(row["code"]):
        fact = f"The code of form {number} is a column that holds names or addresses."
        note("P11", fact, "Names are never read; leave 'code' out if nobody made up a code.", where, "code")
    keys = [("", name) for name in row["asks"]] + [(one["wave"], one["id"]) for one in row["question"]]
    heads = [asks.get(name, "") for name in row["asks"]]
    heads += [one["column"] or asks.get(one["id"], "") for one in row["question"]]
    heads += [row["course_column"], row["wave_column"]]
    if any(is_personal(head) for head in heads if head):
        note("P11", f"Form {number} names a column with names or addresses.", "Take it out.", where, "files")
    if _twice(keys):
        fact = f"Form {number} asks a question twice in one wave."
        note("P13", fact, "Keep one of the two, or give the other an id of its own.", where, "asks")
    if _twice([spelling(head) for head in (*heads, row["code"]) if head]):
        fact = f"Form {number} names a column twice."
        cure = "Give each question a heading of its own; with several rows of headings write one after the other."
        note("P13", fact, cure, where, "files")


def _twice(names: Sequence[Any]) -> bool:
    return len(set(names)) < len(names)
