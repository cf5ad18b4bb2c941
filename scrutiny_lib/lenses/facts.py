"""Facts that each agency knows for itself, side by side: two different ones may both be true, and both stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from scrutiny_lib.intake.answer_kinds import ONE_OF, kind_of
from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.practice import agency_answers
from scrutiny_lib.tables import table


def summarise_facts(
    returns: pd.DataFrame, template: Template, design: Design, agencies: Mapping[str, str]
) -> pd.DataFrame:
    """What each agency answered to each question about what it knows itself, and for how many cases the facts differ.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer.
    template : Template
        Its questions of scope *agency* that are asked of at least two agencies about each child and answered with one
        of a list; the level each would have given is a judgement and not among them.
    design : Design
        Whose index says which cases were audited.
    agencies : mapping
        Agency id -> name, of those asked.

    Returns
    -------
    DataFrame
        The table ``facts``: question, label, agency, answer, ``n`` of the ``of`` cases the agency answered for;
        ``both`` cases for which at least two answered, and ``differ``, those of them with two different facts. No
        measure of agreement: nobody is asked to agree on what each knows for itself.
    """
    rows: list[dict[str, object]] = []
    for question in template.questions.to_dict("records"):
        asked = [agency for agency in agencies if agency in question["agencies"]]
        fact = question["scope"] == "agency" and question["asked"] != "once" and not question["role"]
        if not fact or len(asked) < 2 or kind_of(question) != ONE_OF:
            continue
        told = _told(returns, question["id"], question["answers"], asked, design)
        several = told.dropna().groupby("case_id").agg(["size", "nunique"])
        several = several[several["size"] >= 2]
        common = {"question": question["id"], "label": question["ask"]}
        common |= {"both": len(several), "differ": int((several["nunique"] > 1).sum())}
        for agency in asked:
            own = told.xs(agency, level="agency").dropna()
            of = len(own)
            rows += [
                {**common, "agency": agencies[agency], "answer": answer, "n": int((own == answer).sum()), "of": of}
                for answer in question["answers"]
            ]
    return table("facts", rows)


def _told(
    returns: pd.DataFrame, question: str, answers: Sequence[str], asked: Sequence[str], design: Design
) -> pd.Series:
    told = agency_answers(returns, question, asked, design)
    return told.where(told.isin(list(answers)))
