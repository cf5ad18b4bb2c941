"""The sample: which children of the frame are looked at, and with what chance each could have been.

Children are drawn in an order made from the seed and their case ids alone, so anybody who holds the frame can draw
them again, in any order of its rows. A close look names its children and says why; it claims no chance at all.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.audit.close_look import named_children, quotas_of, strata_of_close_look
from scrutiny_lib.audit.designs import Listed, choose
from scrutiny_lib.audit.strata import strata_of
from scrutiny_lib.audit.told import compare_with_frame, how_chosen, what_this_size_can_show
from scrutiny_lib.errors import Problem, Problems, Refused, ScrutinyError
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.terms import PROBABILITY_DESIGNS

__all__ = ["ADDED", "Sample", "compare_with_frame", "draw_sample", "how_chosen", "what_this_size_can_show"]

ADDED = ("stratum", "drawn_from", "chance", "order", "role", "part")
"""What a sample says of each child besides what the frame says."""


@dataclass(frozen=True)
class Sample:
    """The children drawn, and the strata they were drawn from.

    Attributes
    ----------
    table : DataFrame
        The frame's columns and six more, in the order drawn: ``stratum``; ``drawn_from`` (children in it who could be
        drawn); ``chance`` (of being in the sample, 0 to 1; missing for a close look); ``order`` (1, 2, …, the reserve
        after the sample); ``role`` (``"sample"`` or ``"reserve"``; ``"replaced"`` for those whom a child of the
        reserve has replaced, see :mod:`scrutiny_lib.audit.replace`); ``part`` (1 for the first draw; a later part is
        sent to agencies later).
    strata : DataFrame
        ``stratum``, ``size``, ``drawn``, ``chance`` (missing where size is 0, or where it differs from child to
        child): one row for each stratum, those with nobody in them included. Sizes and draws count children.
    problems : Problems
        What is worth knowing about the draw; nothing that stopped it.
    about : dict
        Facts of the design, ready for JSON. *systematic*: ``interval``, ``start``, ``sorted_by``. *families*:
        ``families_in_frame``, ``families_drawn``, ``families_in_reserve``. *proportional to size*: ``certain``
        (children), ``size_by``, ``size_in_all``. *close look*: ``quotas``. Every design: ``left_out`` (children) where
        some could not be drawn.
    """

    table: pd.DataFrame
    strata: pd.DataFrame
    problems: Problems = field(default_factory=Problems)
    about: dict[str, Any] = field(default_factory=dict)


def draw_sample(
    frame: pd.DataFrame,
    plan: SamplePlan,
    crosswalk: pd.DataFrame | None = None,
    left_out: Collection[str] = (),
) -> Sample:
    """Draw the children of a review.

    Parameters
    ----------
    frame : DataFrame
        Every child that could be drawn, one row each, with ``case_id`` and the columns the plan names. It is not
        changed.
    plan : SamplePlan
        *simple random*: ``plan.size`` children, all sets of them alike. *stratified*: shared out between the
        combinations of ``plan.strata``. *systematic*: every so-many-th of the list sorted by ``plan.sort``. *families*:
        ``plan.size`` families and every child of each. *proportional to size*: chances as the column ``plan.size_by``
        says. *close look*: the children named in ``plan.children``, in that order.
    crosswalk : DataFrame, optional
        ``case_id`` and ``child_id`` (and ``referral_id`` where referrals are drawn), for a close look, whose plan
        names children by their own id.
    left_out : collection of str
        Case ids of children who cannot be drawn, such as those looked at lately. They are taken out before the draw
        and count in no stratum's size.

    Raises
    ------
    Refused
        When more children are asked for than there are, or least and most of the strata do not allow it (V14); a
        column is not in the frame (S09) or holds what is no size (V18); a child named is not in the frame (V15); a
        case id is there twice (I02).

    Method: simple random sampling without replacement, alone or within strata, in the order of a keyed hash
    (:func:`scrutiny_lib.stats.draw.keyed_order`), shared out by :func:`scrutiny_lib.stats.draw.allocate`; the other
    designs by :mod:`scrutiny_lib.stats.choose`. The reserve of a stratum is who comes next in its order; of
    *systematic*, who comes next in the order of a simple random sample; of *families*, the next families; of
    *proportional to size*, who comes next when each next child comes with a chance in proportion to size.

    >>> from datetime import date
    >>> frame = pd.DataFrame({"case_id": ["C-1", "C-2", "C-3", "C-4"], "stage": ["plan", "plan", "need", "need"]})
    >>> plan = SamplePlan("stratified", 2, "any words", ("stage",), "equal", 1, 0.0, "A1", date(2025, 10, 2), "", ())
    >>> draw_sample(frame, plan).strata[["stratum", "size", "drawn"]].to_dict("list")
    {'stratum': ['need', 'plan'], 'size': [2, 2], 'drawn': [1, 1]}
    """
    if plan.design not in PROBABILITY_DESIGNS:
        return _close_look(frame, plan, crosswalk, left_out)
    codes, levels = strata_of(frame, plan.strata if plan.design == "stratified" else ())
    there, gone = frame, np.zeros(len(levels), dtype=np.int64)
    if len(left_out):
        out = frame["case_id"].isin(list(left_out)).to_numpy()
        there, gone = frame[~out], np.bincount(codes[out], minlength=len(levels))
        codes = codes[~out]
    try:
        choice = choose(Listed(there, codes, levels, gone), plan)
    except ScrutinyError:
        _check_once(frame)
        raise
    chosen = np.concatenate([choice.sample, choice.reserve])
    table = there.iloc[chosen].reset_index(drop=True)
    table["stratum"] = np.array(levels, dtype=object)[codes[chosen]]
    table["drawn_from"] = choice.strata["size"].to_numpy()[codes[chosen]]
    table["chance"] = choice.chance[chosen]
    roles = ["sample"] * len(choice.sample) + ["reserve"] * len(choice.reserve)
    about = {**choice.about, **({"left_out": int(gone.sum())} if gone.any() else {})}
    return Sample(_numbered(table, roles, frame), choice.strata, choice.problems, about)


def _numbered(table: pd.DataFrame, roles: list[str], frame: pd.DataFrame) -> pd.DataFrame:
    table["order"], table["role"], table["part"] = range(1, len(table) + 1), roles, 1
    return table[with_added(frame)]


def with_added(frame: pd.DataFrame) -> list[str]:
    """The columns of a sample of this frame; a column of the frame that is called like one of ours gives way."""
    return [*(name for name in frame.columns if name not in ADDED), *ADDED]


def _check_once(frame: pd.DataFrame) -> None:
    if frame["case_id"].duplicated().any():
        raise Refused(
            [Problem("I02", "A child is in the frame twice.", "Keep one row for each child.", column="case_id")]
        )


def _close_look(
    frame: pd.DataFrame, plan: SamplePlan, crosswalk: pd.DataFrame | None, left_out: Collection[str]
) -> Sample:
    if crosswalk is None:
        raise ValueError("a close look names children by their own id: the crosswalk is needed")
    _check_once(frame)
    table = frame.iloc[named_children(frame, plan, crosswalk, left_out)].reset_index(drop=True)
    quotas, problems = quotas_of(table, plan)
    table["stratum"], table["drawn_from"], table["chance"] = "named", len(frame), math.nan
    about = {"quotas": quotas} if quotas else {}
    strata = strata_of_close_look(len(frame), len(table))
    return Sample(_numbered(table, ["sample"] * len(table), frame), strata, problems, about)
