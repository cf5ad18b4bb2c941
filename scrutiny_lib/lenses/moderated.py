"""An auditor's grade and the moderated one, kept apart: what each agency gave on its own, and what was settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.judged import Judged, judged_questions
from scrutiny_lib.tables import table
from scrutiny_lib.terms import NOT_KNOWN

LOG = ("case_id", "question", "agency", "auditor_grade", "moderated_grade", "changed", "reason", "dissent")
"""The columns of the adjudication log."""


def adjudication_log(returns: pd.DataFrame, agreed: pd.DataFrame, template: Template) -> pd.DataFrame:
    """Every grade that an agency's auditor gave on its own, beside the moderated grade. Restricted: one row a case.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer.
    agreed : DataFrame
        case_id, question, answer (blank while nothing is settled), reason, dissent.
    template : Template
        Only what agencies judged on their own is a grade (:func:`scrutiny_lib.lenses.judged.judged_questions`); facts
        that an agency knows for itself never appear.

    Returns
    -------
    DataFrame
        The columns of :data:`LOG`, by case, in the order of the template and of its agencies. The level judged stands
        beside the level agreed. ``changed`` is *yes* or *no*, blank while nothing is settled. *Not known to us* is no
        grade and has no row; *not applicable* is one.
    """
    settled = {
        (row["case_id"], row["question"]): row for row in agreed.to_dict("records") if isinstance(row["answer"], str)
    }
    rank = {agency: at for at, agency in enumerate(template.agencies)}
    rows: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    for at, question in enumerate(judged_questions(template)):
        mine = returns[(returns["question"] == question.id) & (returns["case_id"] != "")]
        for case_id, agency, grade in mine[["case_id", "agency", "answer"]].itertuples(index=False, name=None):
            if spelling(grade) in ("", NOT_KNOWN):
                continue
            found = settled.get((case_id, question.settled_by), {})
            moderated = found.get("answer", "")
            alike = "no" if spelling(moderated) == spelling(grade) else "yes"
            row = {
                "case_id": case_id,
                "question": question.id,
                "agency": agency,
                "auditor_grade": grade,
                "moderated_grade": moderated,
                "changed": alike if moderated else "",
                "reason": _words(found.get("reason")),
                "dissent": _words(found.get("dissent")),
            }
            rows.append(((case_id, at, rank.get(agency, len(rank)), agency), row))
    rows.sort(key=lambda pair: pair[0])
    return pd.DataFrame([row for _, row in rows], columns=list(LOG))


def summarise_moderated(log: pd.DataFrame, asked: Sequence[Judged], agencies: Mapping[str, str]) -> pd.DataFrame:
    """How often what an agency's auditor gave on its own was what was settled, kinder, or harder.

    Parameters
    ----------
    log : DataFrame
        From :func:`adjudication_log`.
    asked : sequence of Judged
        Only scales with an order and a good end are counted, so never levels of need.
    agencies : mapping of str to str
        id -> name.

    Returns
    -------
    DataFrame
        The columns of ``moderated``, one row for each question and agency with a grade beside a moderated one, both on
        the scale: ``better`` counts auditor's grades nearer the good end than what was settled, ``worse`` those
        further from it; ``same + better + worse == of``.
    """
    rows = []
    for question in asked:
        if not question.best:
            continue
        mine = log[log["question"] == question.id]
        places = pd.DataFrame(
            {
                "agency": mine["agency"],
                "auditor": mine["auditor_grade"].map(question.place),
                "moderated": mine["moderated_grade"].map(question.place),
            }
        ).dropna()
        gap = (places["auditor"] - places["moderated"]) * (1 if question.best == "first" else -1)
        for agency, name in agencies.items():
            of = gap[places["agency"] == agency]
            if len(of):
                counts = {"same": int((of == 0).sum()), "better": int((of < 0).sum()), "worse": int((of > 0).sum())}
                about = {"question": question.name, "label": question.label, "agency": name}
                rows.append({**about, **counts, "of": len(of)})
    return table("moderated", rows)


def _words(text: Any) -> str:
    return text.strip() if isinstance(text, str) else ""
