"""A close look: children named on purpose, each with a reason. It claims no chance, and says which quotas are met."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection
from typing import Any

import pandas as pd

from scrutiny_lib.audit.strata import check_columns, coded
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.plural import many


def named_children(
    frame: pd.DataFrame, plan: SamplePlan, crosswalk: pd.DataFrame, left_out: Collection[str] = ()
) -> list[int]:
    """The rows of the frame whose children the plan names by their own id, in the order of the plan.

    Raises
    ------
    Refused
        With every child who is not in the frame, is in it more than once, is named twice, or was left out (V15). The
        messages count the children of the plan from 1 and name nobody.
    """
    cases: dict[str, set[str]] = {}
    for column in (name for name in ("child_id", "referral_id") if name in crosswalk.columns):
        for own, case_id in zip(crosswalk[column].astype(str), crosswalk["case_id"], strict=True):
            cases.setdefault(_own_id(own), set()).add(case_id)
    position = {case_id: number for number, case_id in enumerate(frame["case_id"])}
    problems, chosen, gone = Problems(), list[int](), set(left_out)
    for number, child in enumerate(plan.children, 1):
        places = [position[case_id] for case_id in cases.get(_own_id(child.id), ()) if case_id in position]
        if len(places) != 1:
            wrong = "in the frame more than once." if places else "not in the frame."
            cure = "Name the referral instead." if places else "Check its id, or add the child to the frame."
        elif places[0] in chosen:
            wrong, cure = "named twice.", "Name each child once."
        elif str(frame["case_id"].iloc[places[0]]) in gone:
            wrong = "left out, because another review looked at the child lately."
            cure = "Name another child, or set leave_out_audited_within = 0."
        else:
            chosen.append(places[0])
            continue
        problems.add("V15", f"Child {number} of the close look is {wrong}", cure, file="review.toml")
    problems.raise_if_stops()
    return chosen


def quotas_of(chosen: pd.DataFrame, plan: SamplePlan) -> tuple[list[dict[str, Any]], Problems]:
    """What the choice was to have and has.

    Returns
    -------
    (list of dict, Problems)
        For each quota ``column``, ``value``, ``at_least``, ``chosen`` (children who have it) and ``met``; a warning
        (V15) for each that is short. A column that the frame does not have is refused (S09).

    >>> from datetime import date
    >>> from scrutiny_lib.intake.plan import Quota
    >>> plan = SamplePlan("close look", 2, "", (), "equal", 0, 0.0, "A1", date(2025, 10, 2), "why", (),
    ...                   quotas=(Quota("sex", "F", 2),))
    >>> quotas, problems = quotas_of(pd.DataFrame({"sex": ["F", "M"]}), plan)
    >>> quotas[0]["chosen"], quotas[0]["met"], len(problems)
    (1, False, 1)
    """
    check_columns(chosen, [quota.column for quota in plan.quotas], "count a quota by")
    found, problems = [], Problems()
    for number, quota in enumerate(plan.quotas, 1):
        codes, words = coded(chosen[quota.column])
        have = int((codes == words.index(quota.value)).sum()) if quota.value in words else 0
        met = have >= quota.at_least
        found.append({**quota._asdict(), "chosen": have, "met": met})
        if not met:
            asked = many(quota.at_least, "children")
            fact = f"Quota {number} of the close look asks for at least {asked}; {have} of those chosen fit it."
            cure = "Name more such children, or say in the reason why there are fewer."
            problems.add("V15", fact, cure, file="review.toml", column=quota.column, act="WARN")
    return found, problems


def strata_of_close_look(children: int, chosen: int) -> pd.DataFrame:
    """The one stratum of a close look: those named, of all in the frame, with no chance."""
    return pd.DataFrame({"stratum": ["named"], "size": [children], "drawn": [chosen], "chance": [math.nan]})


def _own_id(text: str) -> str:
    """An identifier as it is compared, as :func:`scrutiny_lib.intake.pseudonyms.pseudonym` has it."""
    return unicodedata.normalize("NFKC", text).strip()
