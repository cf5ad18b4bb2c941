"""Was the level of need given the level it should have been: how often, which way and by how much, and for whom?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scrutiny_lib.intake.crosswalk import LevelCrosswalk
from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.thresholds import Threshold
from scrutiny_lib.lenses.level_pairs import (
    JUDGED,
    NO_LEVEL_GIVEN,
    NOT_AGREED,
    NOT_COMPARABLE,
    LevelPairs,
    pair_levels,
    question_with_role,
)
from scrutiny_lib.lenses.level_worst import worst_level
from scrutiny_lib.lenses.levels_told import is_weighted, levels_told
from scrutiny_lib.lenses.results import NAN, Design, Share, result, results_table, share_of, slug
from scrutiny_lib.tables import table
from scrutiny_lib.terms import NOT_APPLICABLE

BY = ("level_given", "referral_source", "outcome", "locality")
"""Columns of the frame by which the levels are shown too: the level itself, who referred, what came of it, where."""

NOT_IN_FRAME = "not known"
_METHOD = "The level given at the time beside the level agreed at the audit discussion, where both are known."
_STEPS = " Two levels of one threshold document are compared by its own levels, two of different ones by common steps."
_PLAIN_SHARE = "The plain share of those looked at, each counted once; not weighted."
_BASE = "Counted over all that were looked at."
_ADDS_UP = "Looked at, less those it does not apply to, less those where the level is not known, are those judged."
Row = dict[str, Any]


def summarise_levels(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    children: pd.DataFrame,
    template: Template,
    design: Design,
    thresholds: Sequence[Threshold],
    crosswalk: LevelCrosswalk,
    area: str,
    *,
    unit: str,
    by: Sequence[str] = BY,
    edition: str = "",
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, list[str]]:
    """Count how often the level given was the level agreed, which way it was wrong and by how much.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer: tells a level that is not settled from one about which nothing came back.
    agreed, children, template, thresholds, crosswalk, area, edition
        As for :func:`scrutiny_lib.lenses.level_pairs.pair_levels`.
    design : Design
        How the cases were chosen; cases outside it are not counted.
    unit : str
        What one case is: *children*, or *referrals* in a threshold audit.
    by : sequence of str
        Columns of ``children`` to show the levels by; those it does not have are passed over.

    Returns
    -------
    frames : dict of DataFrame
        ``levels``: every pair of level given and level agreed, zeros too; where several documents word them, of their
        common steps: two levels of a document that share a step are then one line, and a case with a level that has no
        step is not in it. ``level_gaps``: for everybody and for each group, how many lie how far apart (below 0: given
        too low), ``of`` those judged in the group; levels given go by the document's own spelling, and groups whose
        names differ only in capitals or signs are one, under the spelling used most. ``level_names``: the levels of
        the documents that are open or used here, by common step.
    results : DataFrame
        level.right, .too_low and .too_high over those judged, with the interval the design allows;
        level.too_low_by_1, .too_low_by_2_or_more and the same for too high; level.worst, the level that was wrong most
        often (see :func:`scrutiny_lib.lenses.level_worst.worst_level`); level.right_as_looked_at where the share
        above is weighted; level.drawn, .judged, .not_applicable and .not_known over all looked at (the first is the sum
        of the others), and how those not known come about: .not_returned, .not_settled, .no_level_given,
        .not_comparable; level.too_low@… and level.too_high@… for each group, of kind *attributes*.
    told : list of str
        What a reader must be told about the comparison, without any count.

    All are empty where the template does not ask for the level agreed or no level given is known. Where nobody could be
    judged the text is ``[z]`` if it applied to nobody, and ``[x]`` if it is not known.
    """
    cases = list(design.stratum_of.index)
    pairs = pair_levels(agreed, children, template, cases, thresholds, crosswalk, area, edition)
    if pairs is None:
        return {name: table(name) for name in ("levels", "level_gaps", "level_names")}, results_table([]), []
    groups = list(_groups(pairs, children, by))
    line = (question_with_role(template, "level agreed") or {}).get("line", "")
    common: Row = {"lens": "threshold", "line": line, "unit": unit}
    shares = _shares(pairs, design, common)
    worst = worst_level(_with_places(pairs), design, common)
    rows = [*shares, *([worst] if worst else []), *_base(pairs, returns, template, common)]
    rows += _group_rows(groups, common)
    frames = {
        "levels": _confusion(pairs),
        "level_gaps": _gaps(groups, pairs.widest),
        "level_names": _names(pairs, thresholds, crosswalk),
    }
    return frames, results_table(rows), levels_told(pairs, crosswalk, design, children, shares[0], unit)


def _shares(pairs: LevelPairs, design: Design, common: Mapping[str, Any]) -> list[Row]:
    """Right, too low, too high, and the last two by how much."""
    state = pairs.table["state"]
    known = pd.Series(True, index=pairs.table.index[state.isin([JUDGED, NOT_APPLICABLE])])
    gap = pairs.table.loc[state == JUDGED, "gap"]
    by_step = pairs.table.loc[state == JUDGED, "by_step"]
    one, more = "one level", "two levels or more"
    if by_step.any():
        mixed = not by_step.all()
        one, more = ("one level or step", "two or more") if mixed else ("one step", "two steps or more")
    nobody = "" if len(gap) else "[z]" if (state == NOT_APPLICABLE).all() else "[x]"
    method = _METHOD + (_STEPS if pairs.by_steps else "")
    rows = []
    for name, answer, hits in (
        ("right", "the level that was right", gap == 0),
        ("too_low", "too low", gap < 0),
        ("too_high", "too high", gap > 0),
        ("too_low_by_1", f"too low by {one}", gap == -1),
        ("too_low_by_2_or_more", f"too low by {more}", gap <= -2),
        ("too_high_by_1", f"too high by {one}", gap == 1),
        ("too_high_by_2_or_more", f"too high by {more}", gap >= 2),
    ):
        whole = "_by_" not in name
        rows.append(
            result(
                f"level.{name}",
                question="level" if whole else "level.by",
                label="The level given was",
                answer=answer,
                good=name == "right" if whole else None,
                n=int(hits.sum()),
                of=len(hits),
                kind="answers",
                share=share_of(hits, known, design) if len(hits) else Share(NAN, NAN, NAN, ""),
                shown=nobody,
                method=method,
                **common,
            )
        )
    right = rows[0]
    if is_weighted(right):
        plain = Share(100 * right["n"] / right["of"], NAN, NAN, "")
        about = {"question": "level.as_looked_at", "label": "The level given was", "answer": right["answer"]}
        counted = {"n": right["n"], "of": right["of"], "kind": "answers", "share": plain, "method": _PLAIN_SHARE}
        rows.append(result("level.right_as_looked_at", **about, **counted, **common))
    return rows


def _base(pairs: LevelPairs, returns: pd.DataFrame, template: Template, common: Mapping[str, Any]) -> list[Row]:
    """How those looked at become those judged, so that every step can be seen."""
    state = pairs.table["state"]
    asked = [question_with_role(template, role) for role in ("level judged", "level agreed")]
    ids = [question["id"] for question in asked if question is not None]
    back = set(returns.loc[returns["question"].isin(ids) & (returns["answer"] != ""), "case_id"])
    said = pd.Series(pairs.table.index.isin(list(back)), index=state.index)
    counts = {
        "drawn": ("looked at", len(state)),
        "judged": ("judged: both levels are known and comparable", (state == JUDGED).sum()),
        "not_applicable": ("not applicable", (state == NOT_APPLICABLE).sum()),
        "not_known": ("not known", (~state.isin([JUDGED, NOT_APPLICABLE])).sum()),
        "not_returned": ("not known: nothing has come back about the level", ((state == NOT_AGREED) & ~said).sum()),
        "not_settled": ("not known: no level is agreed yet", ((state == NOT_AGREED) & said).sum()),
        "no_level_given": ("not known: no level given is on record", (state == NO_LEVEL_GIVEN).sum()),
        "not_comparable": ("not known: a level cannot be compared", (state == NOT_COMPARABLE).sum()),
    }
    return [
        result(
            f"level.{name}",
            question="level.base",
            label="Of those looked at, the level was",
            answer=answer,
            n=int(n),
            of=len(state),
            kind="answers",
            shown=f"{len(state):,} {common['unit']}" if name == "drawn" else "",
            method=_ADDS_UP if name in ("drawn", "judged") else _BASE,
            **common,
        )
        for name, (answer, n) in counts.items()
    ]


def _groups(pairs: LevelPairs, children: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[str, str, pd.Series[Any]]]:
    """Everybody, then each group of each column: the column, the group, and the gaps of those judged in it."""
    gap = pairs.table.loc[pairs.table["state"] == JUDGED, "gap"].astype(int)
    if not len(gap):
        return
    yield "all", "all", gap
    for column in by:
        if column in children:
            value = children.set_index("case_id")[column].reindex(gap.index).fillna("").astype(str).str.strip()
            value = value.replace("", NOT_IN_FRAME)
            if column == "level_given":
                value = value.map(lambda level: _spelled(level, pairs.documents))
            value = _joined(value)
            for group in sorted(value.unique()):
                yield column, group, gap[value == group]


def _spelled(level: str, documents: Sequence[Threshold]) -> str:
    """A level as its document spells it; as it stands where no document has it."""
    places = ((document, document.place(level)) for document in documents)
    return next((document.levels[place] for document, place in places if place is not None), level)


def _joined(value: pd.Series[Any]) -> pd.Series[Any]:
    """Names that would have one result id under one spelling: the one used most, of equals the first by alphabet."""
    often = value.value_counts()
    order = sorted(often.index, key=lambda name: (-often[name], name))
    spelling: dict[str, str] = {}
    for name in order:
        spelling.setdefault(slug(name), name)
    return value.map(lambda name: spelling[slug(name)])


def _group_rows(groups: Sequence[tuple[str, str, pd.Series[Any]]], common: Mapping[str, Any]) -> list[Row]:
    return [
        result(
            f"level.{name}@{slug(column)}={slug(group)}",
            question="level",
            label="The level given was",
            answer=answer,
            good=False,
            group=f"{column}={group}",
            n=int((gap * sign > 0).sum()),
            of=len(gap),
            kind="attributes",
            method=_METHOD,
            **common,
        )
        for column, group, gap in groups
        if column != "all"
        for name, answer, sign in (("too_low", "too low", -1), ("too_high", "too high", 1))
    ]


def _gaps(groups: Sequence[tuple[str, str, pd.Series[Any]]], levels: int) -> pd.DataFrame:
    return table(
        "level_gaps",
        [
            {"by": column, "group": group, "gap": apart, "n": int((gap == apart).sum()), "of": len(gap)}
            for column, group, gap in groups
            for apart in range(1 - levels, levels)
        ],
    )


def _with_places(pairs: LevelPairs) -> LevelPairs:
    """Without the cases that are judged by their own document while one of their levels has no common step."""
    placed = pairs.table[["given_place", "agreed_place"]].notna().all(axis=1)
    return replace(pairs, table=pairs.table[placed | (pairs.table["state"] != JUDGED)])


def _confusion(pairs: LevelPairs) -> pd.DataFrame:
    judged = pairs.table[pairs.table["state"] == JUDGED]
    counts = judged.groupby(["given_place", "agreed_place"]).size()
    rows = [
        {"level_given": given, "level_agreed": agreed, "n": int(counts.get((float(i), float(j)), 0))}
        for i, given in enumerate(pairs.scale)
        for j, agreed in enumerate(pairs.scale)
    ]
    return table("levels", rows if len(judged) else None)


def _names(pairs: LevelPairs, thresholds: Sequence[Threshold], crosswalk: LevelCrosswalk) -> pd.DataFrame:
    """What each document that is open, or used here, calls each common step; first the lowest need."""
    meaning = {step.order: step.plain for step in crosswalk.steps}
    rows = []
    for document in thresholds:
        if document.closed and document not in pairs.documents:
            continue
        for level in document.levels:
            step = crosswalk.step_of(document.area, document.edition, level)
            rows.append(
                {
                    "step": step,
                    "plain": meaning.get(step, "") if step is not None else document.plain.get(level, ""),
                    "area": document.area,
                    "edition": document.edition,
                    "level": level,
                    "confirmed": "yes" if document.confirmed and crosswalk.confirmed else "no",
                }
            )
    rows.sort(key=lambda row: (row["step"] is None, row["step"] or 0, str(row["area"]), str(row["edition"])))
    return table("level_names", rows)
