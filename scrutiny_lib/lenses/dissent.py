"""Dissent kept on record: how often an agency did not share the judgement that was settled."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.results import result, results_table

_METHOD = "Counted over {unit} for which something was settled at the discussion; who dissented, and why, is kept."


def summarise_dissent(
    agreed: pd.DataFrame, template: Template, design: Design, unit: str = "children"
) -> pd.DataFrame:
    """How many of the audited cases have a settled judgement with a dissent beside it: over all questions, for each.

    Parameters
    ----------
    agreed : DataFrame
        case_id, question, dissent and basis, as :attr:`scrutiny_lib.audit.agree.Agreed.table` has them. What all
        agencies alike had answered was never discussed and is not in the base.
    template : Template
    design : Design
        Whose index says which cases were audited.
    unit : str
        What one case is.

    Returns
    -------
    DataFrame
        The table ``results``: ``dissent.all`` and ``dissent.<question>``; empty where nothing was settled.
    """
    discussed = agreed[(agreed["basis"] == "agreed at discussion") & agreed["case_id"].isin(design.stratum_of.index)]
    if discussed.empty:
        return results_table([])
    kept = discussed["dissent"].fillna("").astype(str).str.strip().ne("")
    rows = [_row("all", "Settled with a dissent on record", discussed, kept, unit, {})]
    for question in template.questions.to_dict("records"):
        mine = discussed["question"] == question["id"]
        if mine.any() and kept[mine].any():
            rows.append(_row(question["id"], question["ask"], discussed[mine], kept[mine], unit, question))
    return results_table(rows)


def _row(
    name: str, label: str, discussed: pd.DataFrame, kept: pd.Series[bool], unit: str, question: dict[Any, Any]
) -> dict[str, Any]:
    return result(
        f"dissent.{name}",
        lens="practice",
        line=question.get("line", ""),
        question=f"dissent.{name}",
        label=label,
        answer="settled with a dissent on record",
        n=int(discussed.loc[kept, "case_id"].nunique()),
        of=int(discussed["case_id"].nunique()),
        unit=unit,
        kind="answers",
        method=_METHOD.format(unit=unit),
    )
