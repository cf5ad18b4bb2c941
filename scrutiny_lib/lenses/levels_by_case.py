"""The level of each case, those where harm could follow first. Restricted: it holds case ids, reasons and dissents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.crosswalk import LevelCrosswalk
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.thresholds import Threshold
from scrutiny_lib.lenses.level_pairs import (
    JUDGED,
    NOT_AGREED,
    Wording,
    first_with,
    levels_apart,
    pair_levels,
    question_with_role,
)

_FIRST = ("case_id", "given")
_LAST = ("agreed", "gap", "reason", "dissent", "why_first")


def levels_by_case(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    children: pd.DataFrame,
    template: Template,
    thresholds: Sequence[Threshold],
    crosswalk: LevelCrosswalk,
    area: str,
    *,
    edition: str = "",
    worried: Collection[str] = (),
) -> pd.DataFrame:
    """Every case with the level given, what each agency's auditor judged alone, and the level agreed, worst first.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer; the levels judged alone answer the question with the role *level judged*.
    agreed : DataFrame
        case_id, question, answer, and where there are any reason and dissent.
    children, template, thresholds, crosswalk, area, edition
        As for :func:`scrutiny_lib.lenses.level_pairs.pair_levels`; the cases are those of ``children``.
    worried : collection of str
        The cases somebody is worried about now.

    Returns
    -------
    DataFrame
        case_id, given, one column for each agency asked (its id), agreed, gap (``""`` where it is not known), reason,
        dissent, why_first. In this order: too low by most first; of those alike, first where the law asks children's
        social care to act and the level given did not; then those somebody is worried about now; then a dissent; then
        not agreed yet but put higher than given by an agency (by common steps, where the two levels come from different
        documents); then all others, by case_id. Empty where the template does not ask for the level agreed.
    """
    pairs = pair_levels(agreed, children, template, list(children["case_id"]), thresholds, crosswalk, area, edition)
    question = question_with_role(template, "level agreed")
    if pairs is None or question is None:
        return pd.DataFrame(columns=[*_FIRST, *_LAST])
    alone = _judged_alone(returns, template)
    settled = agreed[agreed["question"] == question["id"]].set_index("case_id")
    of_area = [one for one in thresholds if one.area == area]
    rows = []
    for case_id, found in pairs.table.to_dict("index").items():
        case = str(case_id)
        said = {agency: str(alone.get((case, agency), "")) for agency in _agencies(template)}
        told = {name: _text(settled[name].get(case)) if name in settled else "" for name in ("reason", "dissent")}
        judged = found["state"] == JUDGED
        low = max(-int(found["gap"]), 0) if judged else 0
        higher = found["state"] == NOT_AGREED and _higher(
            found["given"], said.values(), pairs.wording[case], of_area, crosswalk
        )
        signs = (low, bool(found["statutory"]), case in worried, bool(told["dissent"]), higher)
        rows.append(
            {
                "case_id": case,
                "given": found["given"],
                **said,
                "agreed": found["agreed"],
                "gap": int(found["gap"]) if judged else "",
                **told,
                "why_first": _why(signs, "step" if found["by_step"] else "level"),
                "_order": tuple(-int(sign) for sign in signs),
            }
        )
    columns = [*_FIRST, *_agencies(template), *_LAST]
    ordered = sorted(rows, key=lambda row: (row["_order"], row["case_id"]))
    return pd.DataFrame(ordered, columns=columns, dtype=object)


def _why(signs: tuple[int, bool, bool, bool, bool], measure: str) -> str:
    low, by_law, worried, dissent, higher = signs
    words = (
        (bool(low), f"given too low by {low} {measure}{'s' if low > 1 else ''}"),
        (by_law, "the law asks children's social care to act at the level agreed, and the level given was below that"),
        (worried, "somebody is worried about this child now"),
        (dissent, "an agency does not share the judgement"),
        (higher, "not agreed yet, and an agency alone put it higher than given"),
    )
    said = "; ".join(text for holds, text in words if holds)
    return said[:1].upper() + said[1:]


def _agencies(template: Template) -> list[str]:
    question = question_with_role(template, "level judged")
    return list(question["agencies"]) if question is not None else []


def _judged_alone(returns: pd.DataFrame, template: Template) -> dict[Any, Any]:
    question = question_with_role(template, "level judged")
    if question is None:
        return {}
    mine = returns[(returns["question"] == question["id"]) & (returns["case_id"] != "")]
    return dict(zip(zip(mine["case_id"], mine["agency"], strict=True), mine["answer"], strict=True))


def _higher(
    given: str, said: Collection[str], wording: Wording, documents: Sequence[Threshold], crosswalk: LevelCrosswalk
) -> bool:
    """Whether somebody named a level above the one given.

    A level given that stands in no document that applies is read by any other of the area that has it: better a case
    read first for nothing than one left to the end.
    """
    words = [wording.given] if wording.given else [one for one in documents if one.place(given) is not None]
    apart = (
        levels_apart(level, first_with(level, wording.judged, by), given, by, crosswalk)
        for by in words
        for level in said
    )
    return any(gap is not None and gap > 0 for gap in apart)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
