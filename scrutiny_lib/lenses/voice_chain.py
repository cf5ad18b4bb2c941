"""From asking to telling: how far what a child says gets, case by case, and where it stops.

A case is at a step when every applicable question of that step has a good answer. What is agreed at the audit
discussion stands for the case; beside it stands what each agency answered about its own part, for the cases it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.results import result, slug
from scrutiny_lib.lenses.voice_codes import VOICE
from scrutiny_lib.tables import table
from scrutiny_lib.terms import CHAIN

EVERYBODY = "all"
"""What stands as ``whom`` for what was agreed about each case."""


def follow_chain(
    agreed: pd.DataFrame,
    returns: pd.DataFrame,
    template: Template,
    cases: Sequence[str],
    unit: str,
    agencies: Mapping[str, str],
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Each step, over the cases it applied to; the whole chain; and where it breaks first.

    Parameters
    ----------
    agreed : DataFrame
        case_id, question, answer: what is settled.
    returns : DataFrame
        case_id, agency, question, answer: what each agency answered.
    template : Template
        Its questions about the child with a ``chain`` make up the steps.
    cases : sequence of str
        The audited cases.
    unit : str
    agencies : mapping of str to str
        id -> name, in the order in which they are told.

    Returns
    -------
    (DataFrame, list of dict)
        Table ``chain_steps``: for *all* (what is agreed) and for each agency by name, in the order of the steps, ``n``
        with the step done, ``of`` those it applied to and is known for, and ``breaks_here``: cases in which this is
        the first step, of those that apply, that was not done. An agency's rows are only about steps it was asked
        about and cases it knows; one that answered nothing has none. Results ``chain.<step>``, and ``chain.whole`` for
        cases with every step that applied.
    """
    asked = template.questions[(template.questions["chain"] != "") & (template.questions["scope"] == "child")]
    steps = _steps(agreed, asked, cases)
    tabled = _rows_of(EVERYBODY, steps, unit)
    for agency, name in agencies.items():
        mine = asked[[agency in names for names in asked["agencies"]]] if len(asked) else asked
        answered = _steps(returns[returns["agency"] == agency], mine, cases)
        if answered.notna().to_numpy().any():
            tabled += _rows_of(name, answered, unit)
    return table("chain_steps", tabled), _results(steps, asked, unit)


def _steps(answers: pd.DataFrame, asked: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """Cases × steps asked about, in the order of the chain: 1 done, 0 not done, nan not applicable or not known."""
    found = {}
    for step in CHAIN:
        questions = asked[asked["chain"] == step].to_dict("records")
        if questions:
            found[step] = _done(answers, questions, cases)
    return pd.DataFrame(found, index=pd.Index(list(cases)), dtype=float)


def _done(answers: pd.DataFrame, questions: Iterable[Mapping[Any, Any]], cases: Sequence[str]) -> pd.Series[Any]:
    """By case, the least of the answers that apply: 1 where all are good; nan where none applies or is known."""
    columns = {}
    for question in questions:
        mine = answers[answers["question"] == question["id"]].drop_duplicates("case_id").set_index("case_id")["answer"]
        mine = mine.reindex(list(cases))
        columns[question["id"]] = mine.isin(question["good"]).astype(float).where(mine.isin(question["answers"]))
    return pd.DataFrame(columns, index=pd.Index(list(cases))).min(axis=1)


def _rows_of(whom: str, steps: pd.DataFrame, unit: str) -> list[dict[str, Any]]:
    done = steps.to_numpy(dtype=float)
    missed = done == 0
    first = np.argmax(missed, axis=1) if done.size else np.zeros(len(done), dtype=int)
    broken = missed.any(axis=1) if done.size else np.zeros(len(done), dtype=bool)
    return [
        {
            "whom": whom,
            "step": step,
            "n": int((done[:, at] == 1).sum()),
            "of": int((~np.isnan(done[:, at])).sum()),
            "breaks_here": int((broken & (first == at)).sum()),
            "unit": unit,
        }
        for at, step in enumerate(steps.columns)
    ]


def _results(steps: pd.DataFrame, asked: pd.DataFrame, unit: str) -> list[dict[str, Any]]:
    rows = []
    for step in steps.columns:
        question = asked[asked["chain"] == step].iloc[0]
        method = f"Counted over {unit}, where the step applied."
        rows.append(_row(step, question["line"], question["ask"], steps[step].dropna(), method, unit))
    if len(steps.columns) > 1:
        label, line = "Every step, from finding out to telling the child", asked.iloc[0]["line"]
        method = f"Counted over {unit}, where every step applied."
        rows.append(_row("whole", line, label, steps.dropna().min(axis=1), method, unit))
    return rows


def _row(step: str, line: str, label: str, done: pd.Series[Any], method: str, unit: str) -> dict[str, Any]:
    name = f"chain.{slug(step)}"
    about = {**VOICE, "source": "cases", "line": line, "label": label, "method": method, "unit": unit}
    return result(name, question=name, answer="done", good=True, n=int((done == 1).sum()), of=len(done), **about)
