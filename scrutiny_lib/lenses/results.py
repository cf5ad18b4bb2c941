"""Result rows: a counted answer with its base, its share, its interval where there may be one, and how it came about.

An interval stands only beside a sample that was drawn at random and only where at least twenty children apply. No
``method`` ever holds a count: counts are rows of their own, so that the gate sees every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.answer_kinds import slug as slug
from scrutiny_lib.intake.template_questions import ALL_GOOD
from scrutiny_lib.lenses.design import NAN as NAN
from scrutiny_lib.lenses.design import Design as Design
from scrutiny_lib.lenses.design import Share as Share
from scrutiny_lib.lenses.design import share_of as share_of
from scrutiny_lib.plural import one_of
from scrutiny_lib.tables import table
from scrutiny_lib.terms import ALWAYS_ALLOWED

MISSING = {
    "child": "For some children no judgement is agreed yet; they are not counted.",
    "agency": "Some answers have not come back; they are not counted.",
}
"""What is said, by the scope of the question, where answers are missing."""


def shown_count(n: int, of: int, unit: str) -> str:
    """A count as text, always in digits; ``[z]`` when it applies to nobody.

    >>> shown_count(11, 38, "children"), shown_count(0, 38, "children"), shown_count(38, 38, "children")
    ('11 of 38 children', 'none of 38 children', 'all 38 children')
    >>> shown_count(1, 1, "children"), shown_count(0, 0, "children")
    ('1 of 1 child', '[z]')
    """
    if of == 0:
        return "[z]"
    noun = unit if of > 1 else one_of(unit)
    if n == of and of > 1:
        return f"all {of:,} {noun}"
    return f"{f'{n:,}' if n else 'none'} of {of:,} {noun}"


def result(
    result_id: str,
    *,
    lens: str,
    question: str,
    label: str,
    answer: str,
    n: int,
    of: int,
    unit: str,
    kind: str,
    method: str,
    line: str = "",
    good: bool | None = None,
    group: str = "all",
    share: Share | None = None,
    shown: str = "",
    source: str = "cases",
) -> dict[str, Any]:
    """One row of ``results``. The share is ``n`` of ``of`` unless one is given; it is ``nan`` when nobody applies."""
    if share is None:
        share = Share(100 * n / of if of else NAN, NAN, NAN, "")
    return {
        "result_id": result_id,
        "lens": lens,
        "line": line,
        "question": question,
        "label": label,
        "answer": answer,
        "good": good,
        "group": group,
        "unit": unit,
        "n": n,
        "of": of,
        "percent": share.percent,
        "lower": share.lower,
        "upper": share.upper,
        "method": " ".join(part for part in (method, share.method) if part),
        "kind": kind,
        "shown": shown or shown_count(n, of, unit),
        "source": source,
    }


def results_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows as the table ``results``: ``n`` and ``of`` whole numbers, shares floats."""
    made = table("results", [dict(row) for row in rows])
    return made.astype({"n": "int64", "of": "int64", "percent": float, "lower": float, "upper": float})


def answer_rows(
    question: Mapping[Any, Any],
    answers: pd.Series[Any],
    *,
    unit: str,
    method: str,
    design: Design | None = None,
    group: str = "all",
) -> list[dict[str, Any]]:
    """One row for each answer of a question of one list, and two for those outside its base.

    Parameters
    ----------
    question : mapping
        A row of :attr:`scrutiny_lib.intake.template.Template.questions`.
    answers : Series
        One for each unit that should have answered, ``None`` where there is no answer.
    unit, method : str
        What is counted, and how, without numbers.
    design : Design, optional
        Where ``answers`` is by case_id and an interval may stand.
    group : str
        ``"all"``, or an attribute and its value such as ``"age_band=11-15"``: then there are no intervals.

    Returns
    -------
    list of dict
        Rows for the question's own answers count over those it applied to and who answered; *not applicable* and *not
        known to us* count over everybody who should have answered. Where some have not, ``method`` says so; where
        nobody has, the text is ``[x]``, not available. Where more than one answer is good, a row of its own,
        ``<question>.all_good`` (its ``question`` too, its ``good`` blank so that nobody adds it up with the others),
        has their share together with its interval; with one good answer, that answer's row is it.
    """
    options = list(question["answers"])
    base = answers[answers.isin(options)]
    known = answers[answers.isin([*options, *ALWAYS_ALLOWED])]
    common = about_question(question, answers, known, unit=unit, method=method, group=group)
    at, good = group_id(group), list(question["good"])
    rows = []
    for option in options:
        is_good = option in good if good else None
        name = f"{question['id']}.{slug(option)}{at}"
        rows.append(answer_row(name, option, base == option, known, design, common, good=is_good))
    if len(good) > 1 and group == "all":
        name = f"{question['id']}.{ALL_GOOD}"
        together = {**common, "question": name}
        rows.append(answer_row(name, " or ".join(good), base.isin(good), known, design, together))
    return [*rows, *outside_rows(question, answers, common)]


def about_question(
    question: Mapping[Any, Any], answers: pd.Series[Any], known: pd.Series[Any], *, unit: str, method: str, group: str
) -> dict[str, Any]:
    """What every row of one question has: lens, line, question, label, unit, kind, group, and the method, which says
    so where some of those who should have answered have not (``known`` are those who have)."""
    if len(known) < len(answers):
        method += f" {MISSING[question['scope']]}"
    return {
        "lens": question["lens"],
        "line": question["line"],
        "question": question["id"],
        "label": question["ask"],
        "unit": unit,
        "kind": "answers" if group == "all" else "attributes",
        "group": group,
        "method": method,
    }


def group_id(group: str) -> str:
    """What the id of a result has at its end for one group of those asked; nothing for all of them.

    >>> group_id("all"), group_id("age_band=11-15"), group_id("sex=not known")
    ('', '@age_band=11-15', '@sex=not_known')
    """
    return "" if group == "all" else "@" + "=".join(slug(part) if part else "" for part in group.split("=", 1))


def answer_row(
    name: str,
    answer: str,
    hits: pd.Series[Any],
    known: pd.Series[Any],
    design: Design | None,
    common: Mapping[str, Any],
    *,
    good: bool | None = None,
) -> dict[str, Any]:
    """One row: of those the question applied to (the index of ``hits``), how many gave the answer, with an interval
    where there may be one; ``[x]`` where nobody has answered at all."""
    share = share_of(hits, known, design) if design is not None and common["group"] == "all" else None
    row = result(name, answer=answer, good=good, share=share, n=int(hits.sum()), of=len(hits), **common)
    return row if len(known) else {**row, "shown": "[x]"}


def outside_rows(
    question: Mapping[Any, Any], answers: pd.Series[Any], common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """How many answered *not applicable* and *not known to us*, of everybody who should have answered; no rows for one
    group of them."""
    if common["group"] != "all":
        return []
    about = {**common, "method": "Counted over everybody who should have answered."}
    counts = {answer: int((answers == answer).sum()) for answer in ALWAYS_ALLOWED}
    return [
        result(f"{question['id']}.{slug(answer)}", answer=answer, n=n, of=len(answers), **about)
        for answer, n in counts.items()
    ]
