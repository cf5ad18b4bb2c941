"""What works in practice and what does not, question by question.

The unit is part of the number. A question about the child is counted over children, once each, from the judgement
agreed at the discussion; a question each agency answers for itself is counted over agencies' answers; one that an
agency is asked once, about itself, over agencies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.answer_kinds import TEXT, kind_of
from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.measures import question_rows
from scrutiny_lib.lenses.results import Design, results_table
from scrutiny_lib.terms import ALWAYS_ALLOWED, NOT_KNOWN

ATTRIBUTES = ("age_band", "sex")
_AGREED = "one judgement each: settled at the audit discussion, or the same from every agency that knows the child."
_WORDS = "in somebody's own words, from at least one agency that knows the child."
_ONCE = "Counted over agencies: each was asked once, about itself."
_AGENCIES = (
    "Counted over the answers of agencies that know the child and to which the question applied. One child can have "
    "several, so there is no interval."
)


def summarise_practice(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    template: Template,
    design: Design,
    asked: Sequence[str],
    sample: pd.DataFrame | None = None,
    attributes: Sequence[str] = ATTRIBUTES,
    unit: str = "children",
) -> pd.DataFrame:
    """Count every question of the template, of every kind.

    Parameters
    ----------
    returns : DataFrame
        case_id (``""`` for what an agency is asked once), agency, question, answer: what the agencies sent back.
    agreed : DataFrame
        case_id, question, answer: one agreed judgement for each child and question.
    template : Template
    design : Design
        How the children were chosen; answers about other children are not counted.
    asked : sequence of str
        The ids of the agencies asked.
    sample : DataFrame, optional
        case_id and attributes of the audited children; with it, questions about the child are counted by each of
        ``attributes`` it holds too, as rows of kind *attributes*.
    unit : str
        What one case is: *children*, or *referrals* in a threshold audit.

    Returns
    -------
    DataFrame
        The table ``results``; see :func:`scrutiny_lib.lenses.measures.question_rows` for the rows of each kind of
        question. A question none of whose agencies was asked has no rows; questions about levels have results of their
        own (:func:`scrutiny_lib.lenses.levels.summarise_levels`). What works and what does not can be told alike: the
        good end of a question is the row of its good answer or, where it has several, ``<question>.all_good``.
    """
    rows: list[dict[str, Any]] = []
    for question in template.questions.to_dict("records"):
        if question["role"]:
            continue
        if question["asked"] == "once":
            once = once_answers(returns, question["id"], [agency for agency in asked if agency in question["agencies"]])
            rows += question_rows(question, once, unit="agencies", method=_ONCE) if len(once) else []
            continue
        if question["scope"] == "agency":
            agencies = [agency for agency in asked if agency in question["agencies"]]
            if agencies:
                answers = agency_answers(returns, question["id"], agencies, design)
                rows += question_rows(question, answers, unit="agencies' answers", method=_AGENCIES)
            continue
        answers = agreed_answers(agreed, question["id"], design)
        if kind_of(question) == TEXT:
            answers = words_given(returns, answers, question["id"])
            rows += question_rows(question, answers, unit=unit, method=f"Counted over {unit}, {_WORDS}")
            continue
        rows += question_rows(question, answers, unit=unit, method=f"Counted over {unit}, {_AGREED}", design=design)
        if sample is not None:
            rows += _by_attribute(question, answers, sample, attributes, unit)
    return results_table(rows)


def agreed_answers(agreed: pd.DataFrame, question: str, design: Design) -> pd.Series[Any]:
    """The agreed answer to a question for every audited child, by case_id; missing where none is agreed yet."""
    mine = agreed[agreed["question"] == question].set_index("case_id")["answer"]
    return mine.reindex(design.stratum_of.index)


def agency_answers(returns: pd.DataFrame, question: str, agencies: Sequence[str], design: Design) -> pd.Series[Any]:
    """The answer of each agency about each audited child, by case_id and agency; missing where none came back.

    An agency that does not know the child has answered every question with *not known to us*.
    """
    every = pd.MultiIndex.from_product([design.stratum_of.index, agencies], names=["case_id", "agency"])
    keyed = returns[returns["case_id"] != ""].set_index(["case_id", "agency"])
    answers = keyed.loc[keyed["question"] == question, "answer"].reindex(every)
    unknown = keyed.index[(keyed["question"] == "known") & (keyed["answer"] == "no")]
    return answers.mask(answers.isna() & every.isin(unknown), NOT_KNOWN)


def words_given(returns: pd.DataFrame, agreed: pd.Series[Any], question: str) -> pd.Series[Any]:
    """For every audited child, by case_id, one of the answers to a question in one's own words: words before *not
    applicable*, that before *not known to us*; missing where nobody has answered.

    No two people write the same, so words need not be agreed to count as given. ``agreed`` comes from
    :func:`agreed_answers`; words that were agreed come first.
    """
    mine = returns[(returns["question"] == question) & (returns["answer"] != "")]
    rank = mine["answer"].map({answer: place for place, answer in enumerate(ALWAYS_ALLOWED, start=1)}).fillna(0)
    first = mine.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("case_id")
    told = first.set_index("case_id")["answer"].reindex(agreed.index)
    return agreed.where(agreed.notna() & agreed.ne(""), told)


def once_answers(returns: pd.DataFrame, question: str, agencies: Sequence[str]) -> pd.Series[Any]:
    """The answer of each agency to a question it is asked once, about itself, by agency; missing where none came back.

    Such answers have no ``case_id``, and nothing about children is ever counted from them.
    """
    mine = returns[(returns["case_id"] == "") & (returns["question"] == question)].set_index("agency")["answer"]
    return mine.reindex(list(agencies))


def _by_attribute(
    question: Mapping[Any, Any],
    answers: pd.Series[Any],
    sample: pd.DataFrame,
    attributes: Sequence[str],
    unit: str,
) -> list[dict[str, Any]]:
    rows = []
    for attribute in attributes:
        if attribute not in sample:
            continue
        value_of = sample.set_index("case_id")[attribute].reindex(answers.index).fillna("").replace("", "not known")
        for value in sorted(value_of.unique()):
            part = answers[value_of == value]
            group = f"{attribute}={value}"
            rows += question_rows(question, part, unit=unit, method=f"Counted over {unit}, {_AGREED}", group=group)
    return rows
