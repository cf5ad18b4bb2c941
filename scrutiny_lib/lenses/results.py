"""Result rows: a counted answer with its base, its share, its interval where there may be one, and how it came about.

An interval stands only beside a sample that was drawn at random and only where at least twenty children apply. No
``method`` ever holds a count: counts are rows of their own, so that the gate sees every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.design import NAN as NAN
from scrutiny_lib.lenses.design import Design as Design
from scrutiny_lib.lenses.design import Share as Share
from scrutiny_lib.lenses.design import share_of as share_of
from scrutiny_lib.tables import table
from scrutiny_lib.terms import ALWAYS_ALLOWED

MISSING = {
    "child": "For some children no judgement is agreed yet; they are not counted.",
    "agency": "Some answers have not come back; they are not counted.",
}
"""What is said, by the scope of the question, where answers are missing."""

_SINGULAR = {
    "children": "child",
    "families": "family",
    "activities": "activity",
    "agencies": "agency",
    "agencies' answers": "agency's answer",
}


def slug(text: str) -> str:
    """An answer or a name as part of a result id.

    >>> slug("not known to us"), slug("within 72 hours"), slug("Naming neglect: level 3"), slug("11-15")
    ('not_known_to_us', 'within_72_hours', 'naming_neglect_level_3', '11-15')
    """
    return re.sub(r"[^\w+-]+", "_", text.casefold().replace("'", "").replace("’", "")).strip("_")


def one_of(unit: str) -> str:
    """One of a unit.

    >>> one_of("children"), one_of("referrals")
    ('child', 'referral')
    """
    return _SINGULAR.get(unit, unit.removesuffix("s"))


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
    """One row for each answer a question has, and two for those outside its base.

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
        nobody has, the text is ``[x]``, not available.
    """
    options = list(question["answers"])
    base = answers[answers.isin(options)]
    known = answers[answers.isin([*options, *ALWAYS_ALLOWED])]
    at = "" if group == "all" else "@" + "=".join(slug(part) if part else "" for part in group.split("=", 1))
    if len(known) < len(answers):
        method += f" {MISSING[question['scope']]}"
    common: dict[str, Any] = {
        "lens": question["lens"],
        "line": question["line"],
        "question": question["id"],
        "label": question["ask"],
        "unit": unit,
        "kind": "answers" if group == "all" else "attributes",
        "group": group,
        "method": method,
    }
    good = list(question["good"])
    rows = []
    for option in options:
        hits = base == option
        share = share_of(hits, known, design) if design is not None and group == "all" else None
        name = f"{question['id']}.{slug(option)}{at}"
        is_good = option in good if good else None
        n, of = int(hits.sum()), len(base)
        row = result(name, answer=option, good=is_good, share=share, n=n, of=of, **common)
        rows.append(row if len(known) else {**row, "shown": "[x]"})
    if group == "all":
        common["method"] = "Counted over everybody who should have answered."
        for answer in ALWAYS_ALLOWED:
            name = f"{question['id']}.{slug(answer)}"
            rows.append(result(name, answer=answer, n=int((known == answer).sum()), of=len(answers), **common))
    return rows
