"""Evaluations of courses: the long ``evaluations.csv`` and the exports of online forms, read into one.

Who answered is never read. People are known by a code they made up, and a form that cannot be read in part is used as
far as it goes; everything received is used, held or refused.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.answer_kinds import TEXT
from scrutiny_lib.intake.evaluations import (
    ANSWERED_COLUMNS,
    CHOSEN_COLUMNS,
    SCORE_COLUMNS,
    SENT_COLUMNS,
    Evaluations,
    frame_of_rows,
)
from scrutiny_lib.intake.tally import HELD, Tally
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.training_form_answers import Said, read_answers
from scrutiny_lib.intake.training_form_checks import note_turned, one_score_each
from scrutiny_lib.intake.training_form_long import LONG, read_long_scores
from scrutiny_lib.intake.training_form_people import one_form_each
from scrutiny_lib.intake.training_form_plan import EVALUATIONS, EvaluationPlan, read_evaluation_plan
from scrutiny_lib.intake.training_form_rows import FormRow, read_form_rows
from scrutiny_lib.intake.training_form_texts import texts_of
from scrutiny_lib.intake.training_plan_checks import EXPORTS

__all__ = ["SCORE_COLUMNS", "Evaluations", "read_evaluations_folder"]

OTHER_FILES = ("reach", "bookings", "need", "teams", "texts", "passages", "coders", "settled", "names")
"""What else stands in a folder ``training``, without its ending: no export of a form."""
NOT_READ = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".numbers")
"""Endings of tables that are not read here, whatever their name."""


def read_evaluations_folder(folder: Path) -> tuple[Evaluations, Problems]:
    """Read what people said of courses in ``reviews/<name>/training``.

    Parameters
    ----------
    folder : Path
        May hold ``evaluations.csv`` (course, person_code, wave, question, score from 1 to 5), ``evaluations.toml`` and
        the exports named in it. Neither: no evaluations, and no problem.

    Returns
    -------
    evaluations : Evaluations
        Everything that can be used, even where files had to be refused; empty where the plan cannot be used.
    problems : Problems
        Of the plan (:func:`~scrutiny_lib.intake.training_form_plan.read_evaluation_plan`), of the exports and their
        rows (:func:`~scrutiny_lib.intake.training_form_rows.read_form_rows`), of codes
        (:func:`~scrutiny_lib.intake.training_form_people.one_form_each`), of answers
        (:func:`~scrutiny_lib.intake.training_form_answers.read_answers`) and of scores side by side
        (:mod:`~scrutiny_lib.intake.training_form_checks`). An export that is not there (F02) or is the same as another
        (I02) is held; one that no form names is not read, and noted (F18). No message holds a word of an answer, nor a
        code.
    """
    tally, problems, plan = Tally(), Problems(), EvaluationPlan()
    if (folder / EVALUATIONS).is_file():
        found, problems = read_evaluation_plan(folder / EVALUATIONS)
        if found is None:
            return Evaluations(), problems
        plan = found
    rows = _read_exports(folder, plan, problems, tally)
    kept = one_form_each([row for row in rows if not row.held], problems, tally)
    said = read_answers(kept, plan, problems, tally)
    if (folder / LONG).is_file():
        read_long_scores(folder / LONG, plan, said, problems, tally)
    scores = one_score_each(frame_of_rows(said.scores, SCORE_COLUMNS), said.where, problems, tally)
    note_turned(scores, problems, EVALUATIONS if plan.forms else LONG)
    _note_more_than_asked(said, plan, problems)
    _note_unnamed(folder, plan, problems)
    counted = {id(row) for row in kept}
    aside = _words([row for row in rows if id(row) not in counted], plan)
    return replace(_evaluations(plan, said, scores, tally), aside=aside), problems


def _words(rows: Iterable[FormRow], plan: EvaluationPlan) -> tuple[str, ...]:
    """The answers in own words of these forms, each once."""
    answers = [answer for row in rows for answer in row.answers.items()]
    return tuple(dict.fromkeys(cell for one, cell in answers if plan.questions[one.id]["kind"] == TEXT))


def _evaluations(plan: EvaluationPlan, said: Said, scores: pd.DataFrame, tally: Tally) -> Evaluations:
    """The tables, with one spelling for each course."""
    names = [*(row["course"] for row in plan.sent), *(course for course, *_ in said.answered)]
    courses: dict[str, str] = {}
    for name in names:
        courses.setdefault(spelling(name), name)
    answered = frame_of_rows(said.answered, ANSWERED_COLUMNS)
    sent = frame_of_rows([[row[name] for name in SENT_COLUMNS] for row in plan.sent], SENT_COLUMNS)
    chosen = frame_of_rows(said.chosen, CHOSEN_COLUMNS)
    scores, chosen, answered, sent = (
        table.assign(course=[courses[spelling(name)] for name in table["course"]])
        for table in (scores, chosen, answered, sent)
    )
    once = ~answered.duplicated() | (answered["person_code"] == "")
    texts, whose = texts_of(said.written)
    return Evaluations(scores, chosen, answered[once].reset_index(drop=True), sent, texts, whose, tally.table())


def _read_exports(folder: Path, plan: EvaluationPlan, problems: Problems, tally: Tally) -> list[FormRow]:
    rows, seen = list[FormRow](), dict[str, str]()
    for form in plan.forms:
        for name in form.files:
            path = folder / name
            if not path.is_file():
                fact, cure = "The export is not there.", "Put it into this folder, or take its name out until it is."
                problems.add("F02", fact, cure, file=name, act="HOLD")
                tally.add("files", HELD)
                continue
            first = seen.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), name)
            if first != name:
                fact, cure = f"The file is the same as {first}; it is not read.", "Keep one of the two."
                problems.add("I02", fact, cure, file=name, act="HOLD")
                tally.add("files", HELD)
                continue
            rows += read_form_rows(path, form, problems, tally)
    return rows


def _note_more_than_asked(said: Said, plan: EvaluationPlan, problems: Problems) -> None:
    """More forms than were said to have been sent: the number asked cannot be the base of a share (V14, WARN)."""
    seen = dict.fromkeys(one for one in said.answered if one[-1])
    forms = Counter((spelling(course), wave, who) for course, wave, who, code in seen)
    forms += Counter((spelling(course), wave, who) for course, wave, who, code in said.answered if not code)
    for number, row in enumerate(plan.sent, start=1):
        if forms[spelling(row["course"]), row["wave"], row["who"]] > row["sent"]:
            fact = f"More forms came back than [[sent]] {number} says were asked."
            cure = "Correct the number, or look whether forms are there twice; until then no share is given."
            problems.add("V14", fact, cure, file=EVALUATIONS, act="WARN")


def _note_unnamed(folder: Path, plan: EvaluationPlan, problems: Problems) -> None:
    """Tables in the folder that nothing reads: an export somebody forgot to name."""
    named = {LONG, *(name.casefold() for form in plan.forms for name in form.files)}
    for path in sorted(folder.glob("*")):
        ending = path.suffix.lower()
        if ending not in (*EXPORTS, *NOT_READ) or path.name.startswith(("~$", ".")) or path.name.casefold() in named:
            continue
        if ending in EXPORTS and path.stem.casefold() in OTHER_FILES:
            continue
        fact, cure = "No form of evaluations.toml names this file; it is not read.", "Name it under [[form]] files."
        if ending in NOT_READ:
            fact, cure = "A table of this kind is not read.", "Save it as .xlsx or CSV UTF-8."
        elif path.stem.casefold() == Path(LONG).stem:
            cure = f"Save it as {LONG}, or name it under [[form]] files."
        problems.add("F18", fact, cure, file=path.name, act="WARN")
