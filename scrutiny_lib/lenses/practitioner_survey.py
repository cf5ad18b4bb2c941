"""What practitioners answered in a survey: counted over those who answered, and said of nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.answer_kinds import ONE_OF, SEVERAL_OF, TEXT
from scrutiny_lib.intake.practitioner_survey import GIVEN, NOT_SAID, Survey
from scrutiny_lib.intake.template_questions import ALL_GOOD
from scrutiny_lib.lenses.practitioner_codes import COMMON, RESPONDENTS
from scrutiny_lib.lenses.results import result, results_table, slug
from scrutiny_lib.tables import table

_CHOSE_TO = "Practitioners chose whether to answer: it says what they think who did, not how common that is."
_SEVERAL = " Several could be chosen; who chose none is not counted."
_WORDS = " Answered in words; counted over all who answered the survey."


def summarise_survey(survey: Survey) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the answers to each question of a survey, and who answered by agency.

    Parameters
    ----------
    survey : Survey
        As :func:`scrutiny_lib.intake.practitioner_survey.read_survey` gives it.

    Returns
    -------
    respondents : DataFrame
        The table of that name: agencies in the order of the plan, then those who did not say. Empty where the survey
        did not ask.
    results : DataFrame
        prac.<id>.<answer>: n of those who answered that question (of several: who chose any); none where nobody did. No
        range: who answers is no sample. Where several answers are good, prac.<id>.all_good has them together. A
        question in words has prac.<id>.given, of all who answered the survey.
    """
    people = len(survey.respondents)
    by_agency = survey.respondents["agency"].value_counts()
    order = [name for name in (*survey.plan.agencies, NOT_SAID) if name in by_agency.index and survey.plan.agency]
    rows: list[dict[str, Any]] = []
    for question in survey.plan.questions.to_dict("records"):
        said = survey.answers[survey.answers["question"] == question["id"]]
        counts, of = said["answer"].value_counts(), said["respondent"].nunique()
        if question["kind"] == TEXT:
            rows += [_row(question, GIVEN, of, people)] if people else []
            continue
        rows += [_row(question, answer, int(counts.get(answer, 0)), of) for answer in question["answers"] if of]
        good = [answer for answer in question["answers"] if answer in question["good"]]
        if question["kind"] == ONE_OF and len(good) > 1 and of:
            row = _row(question, " or ".join(good), sum(int(counts.get(answer, 0)) for answer in good), of)
            name = f"prac.{question['id']}.{ALL_GOOD}"
            rows.append({**row, "result_id": name, "question": name, "good": None})
    respondents = [{"agency": name, "n": int(by_agency[name]), "of": people} for name in order]
    return table("respondents", respondents), results_table(rows)


def _row(question: Mapping[Any, Any], answer: str, n: int, of: int) -> dict[str, Any]:
    """One answer; an option of a question of several is a question of its own, as everywhere."""
    name = f"prac.{question['id']}.{slug(answer)}"
    several = question["kind"] == SEVERAL_OF
    listed = question["kind"] == ONE_OF and question["good"]
    return result(
        name,
        line=question["line"],
        question=name if several else f"prac.{question['id']}",
        label=question["ask"],
        answer=answer,
        good=answer in question["good"] if listed else None,
        n=n,
        of=of,
        unit=RESPONDENTS,
        method=_CHOSE_TO + {SEVERAL_OF: _SEVERAL, TEXT: _WORDS}.get(question["kind"], ""),
        **COMMON,
    )
