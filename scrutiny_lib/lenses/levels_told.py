"""What a reader must be told about levels set side by side, in plain words and without a count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.crosswalk import LevelCrosswalk
from scrutiny_lib.lenses.design import LEAST_APART, Design
from scrutiny_lib.lenses.level_pairs import JUDGED, NOT_COMPARABLE, LevelPairs

NAMED_STRATA = ("outcome", "level_given")
"""Columns whose values any reader may be told as groups that were drawn from; places and teams are not among them."""


def is_weighted(row: Mapping[str, Any]) -> bool:
    """Whether the share of a result is noticeably another than its plain ``n`` of ``of``."""
    return bool(row["of"]) and abs(row["percent"] - 100 * row["n"] / row["of"]) >= LEAST_APART


def levels_told(
    pairs: LevelPairs,
    crosswalk: LevelCrosswalk,
    design: Design,
    children: pd.DataFrame,
    right: Mapping[str, Any],
    unit: str,
) -> list[str]:
    """What to tell: how levels of several documents are compared and tabled, what is not comparable, why a share is
    weighted.

    ``right`` is the row *level.right* of the results. Nothing that is told holds a count about children.
    """
    said = []
    if pairs.by_steps:
        editions = " and ".join(f"{one.area}, {one.edition}" for one in pairs.documents)
        said.append(
            f"More than one edition of the threshold document words the levels: {editions}. Where the level given and "
            "the level agreed stand in the same document they are compared by its own levels; only where they stand in "
            "different documents are they compared by common steps."
        )
        said.append(
            "The table of levels given beside levels agreed goes by common steps throughout: two levels of a document "
            "that share a step stand there as one, even where the one was given and the other agreed."
        )
        sides = pairs.table.loc[pairs.table["state"] == JUDGED, ["given_place", "agreed_place"]]
        if sides.isna().any(axis=None):
            said.append(f"Some {unit} that are counted have a level without a common step: they are not in that table.")
        if not crosswalk.confirmed:
            said.append("Nobody has confirmed yet which level belongs to which step: the comparison is provisional.")
        unread = [f"{one.area}, {one.edition}" for one in pairs.documents if not one.confirmed]
        if unread:
            said.append(f"The names of these levels are not confirmed: {' and '.join(unread)}.")
    if (pairs.table["state"] == NOT_COMPARABLE).any():
        what = f"Some {unit} have a level that stands in no threshold document it could be compared by."
        said.append(f"{what} They are counted as not comparable, neither right nor wrong.")
    if is_weighted(right):
        said.append(_why_weighted(design, children, right, unit))
    return said


def _why_weighted(design: Design, children: pd.DataFrame, right: Mapping[str, Any], unit: str) -> str:
    """Why the share for all is not the share of those looked at, for somebody who is no statistician."""
    other = "higher" if right["percent"] > 100 * right["n"] / right["of"] else "lower"
    why = f"some groups were looked at more often than they occur among all {unit}, others less often"
    if design.kind != "stratified":
        why = f"some {unit} had a greater chance to be looked at than others"
    column = _drawn_by(design, children)
    most = ""
    if column:
        largest = design.strata.set_index("stratum")["size"].astype(float).idxmax()
        most = f" (the largest, by {column.replace('_', ' ')}, is “{largest}”)"
    return (
        f"The share for all {unit} is not the plain share of those looked at, because {why}. In the figure for all, "
        f"each counts for its real part{most}, and that makes it {other}."
    )


def _drawn_by(design: Design, children: pd.DataFrame) -> str:
    """The one column the strata are the values of, if it is one that every reader may be told."""
    stratum = design.stratum_of.astype(str)
    for column in NAMED_STRATA if design.kind == "stratified" else ():
        if column in children:
            value = children.set_index("case_id")[column].reindex(stratum.index).fillna("").astype(str).str.strip()
            if (value == stratum).all():
                return column
    return ""
