"""The sample: which children of the frame are looked at, and with what chance each could have been.

Children are drawn in an order made from the seed and their case ids alone, so anybody who holds the frame can draw
them again, in any order of its rows. A close look names its children and says why; it claims no chance at all.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from scrutiny_lib.audit.told import compare_with_frame, how_chosen, values_of, what_this_size_can_show
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.stats.draw import allocate, keyed_order
from scrutiny_lib.terms import PROBABILITY_DESIGNS

__all__ = ["Sample", "compare_with_frame", "draw_sample", "how_chosen", "what_this_size_can_show"]

ADDED = ("stratum", "drawn_from", "chance", "order", "role")


@dataclass(frozen=True)
class Sample:
    """The children drawn, and the strata they were drawn from.

    Attributes
    ----------
    table : DataFrame
        The frame's columns and five more, in the order drawn: ``stratum``; ``drawn_from`` (children in it);
        ``chance`` (of being in the sample, 0 to 1; missing for a close look); ``order`` (1, 2, …, the reserve after
        the sample); ``role`` (``"sample"`` or ``"reserve"``).
    strata : DataFrame
        ``stratum``, ``size``, ``drawn``, ``chance`` (missing where size is 0): one row for each stratum, those with
        nobody in them included.
    problems : Problems
        What is worth knowing about the draw; nothing that stopped it.
    """

    table: pd.DataFrame
    strata: pd.DataFrame
    problems: Problems = field(default_factory=Problems)


def draw_sample(frame: pd.DataFrame, plan: SamplePlan, crosswalk: pd.DataFrame | None = None) -> Sample:
    """Draw the children of a review.

    Parameters
    ----------
    frame : DataFrame
        Every child that could be drawn, one row each, with ``case_id`` and the columns of ``plan.strata``. It is
        not changed.
    plan : SamplePlan
        *stratified*: ``plan.size`` children shared out between the combinations of ``plan.strata``. *simple random*:
        all in one stratum. *close look*: the children named in ``plan.children``, in that order.
    crosswalk : DataFrame, optional
        ``case_id`` and ``child_id`` (and ``referral_id`` where referrals are drawn), for a close look, whose plan
        names children by their own id.

    Raises
    ------
    Refused
        When more children are asked for than there are (V14), a stratum's column is not in the frame (S09), a child
        named is not in the frame (V15), or a case id is there twice (I02).

    Method: simple random sampling without replacement within strata, in the order of a keyed hash
    (:func:`scrutiny_lib.stats.draw.keyed_order`), shared out by :func:`scrutiny_lib.stats.draw.allocate`.

    >>> from datetime import date
    >>> frame = pd.DataFrame({"case_id": ["C-1", "C-2", "C-3", "C-4"], "stage": ["plan", "plan", "need", "need"]})
    >>> plan = SamplePlan("stratified", 2, "any words", ("stage",), "equal", 1, 0.0, "A1", date(2025, 10, 2), "", ())
    >>> draw_sample(frame, plan).strata[["stratum", "size", "drawn"]].to_dict("list")
    {'stratum': ['need', 'plan'], 'size': [2, 2], 'drawn': [1, 1]}
    """
    if frame["case_id"].duplicated().any():
        raise Refused(
            [Problem("I02", "A child is in the frame twice.", "Keep one row for each child.", column="case_id")]
        )
    if plan.design not in PROBABILITY_DESIGNS:
        return _close_look(frame, plan, crosswalk)
    if plan.size > len(frame):
        fact = (
            f"The sample asks for {plan.size} children and the frame holds {len(frame)}: "
            f"{plan.size - len(frame)} too many."
        )
        raise Refused([Problem("V14", fact, "Ask for fewer, or look at all of them in a close look.")])
    names, levels = _strata(frame, plan)
    met = names.value_counts()
    sizes = [int(met.get(level, 0)) for level in levels]
    needed = sum(min(size, plan.minimum) for size in sizes)
    if needed > plan.size:
        fact = (
            f"At least {plan.minimum} children from each of {sum(size > 0 for size in sizes)} strata come to "
            f"{needed}, and the sample asks for {plan.size}."
        )
        raise Refused([Problem("V14", fact, "Lower the minimum, use fewer strata, or ask for more children.")])
    drawn = allocate(sizes, plan.size, plan.method, plan.minimum).tolist()  # type: ignore[arg-type]
    strata = pd.DataFrame(
        {
            "stratum": levels,
            "size": sizes,
            "drawn": drawn,
            "chance": [count / size if size else math.nan for count, size in zip(drawn, sizes, strict=True)],
        }
    )
    order = keyed_order(frame["case_id"].astype(str).tolist(), plan.seed)
    in_turn = names.to_numpy(dtype=object)[order]
    turns: dict[str, list[int]] = {"sample": [], "reserve": []}
    for level, count in zip(levels, drawn, strict=True):
        inside = np.flatnonzero(in_turn == level)
        last = count + math.ceil(round(plan.reserve * count, 9))
        turns["sample"] += inside[:count].tolist()
        turns["reserve"] += inside[count:last].tolist()
    chosen = sorted(turns["sample"]) + sorted(turns["reserve"])
    table = frame.iloc[order[chosen]].reset_index(drop=True)
    table["stratum"] = in_turn[chosen]
    table["role"] = ["sample"] * plan.size + ["reserve"] * len(turns["reserve"])
    looked_up = strata.set_index("stratum")
    table["drawn_from"] = table["stratum"].map(looked_up["size"]).astype("int64")
    table["chance"] = table["stratum"].map(looked_up["chance"]).astype(float)
    table["order"] = range(1, len(table) + 1)
    return Sample(table[[*frame.columns, *ADDED]], strata, _notes(strata, plan))


def _strata(frame: pd.DataFrame, plan: SamplePlan) -> tuple[pd.Series, list[str]]:
    """Each child's stratum, and all combinations of what was met (or declared), empty ones included, sorted."""
    missing = [name for name in plan.strata if name not in frame.columns]
    if missing:
        cure = "Name a column that the frame has, or add it to the frame."
        raise Refused([Problem("S09", "The frame has no such column to draw by.", cure, column=", ".join(missing))])
    if not plan.strata:
        return pd.Series("all", index=frame.index), ["all"]
    columns, values = [], []
    for name in plan.strata:
        text = values_of(frame[name])
        declared = frame[name].cat.categories if isinstance(frame[name].dtype, pd.CategoricalDtype) else ()
        columns.append(text)
        values.append(sorted({*text, *(str(value) for value in declared)}))
    names = columns[0]
    for column in columns[1:]:
        names = names + ", " + column
    return names, [", ".join(parts) for parts in product(*values)]


def _notes(strata: pd.DataFrame, plan: SamplePlan) -> Problems:
    problems = Problems()
    for stratum in strata.loc[strata["size"] == 0, "stratum"]:
        problems.add(
            "V13",
            f"Nobody in the frame is in the stratum '{stratum}'; it is kept with 0.",
            "Check that the frame is complete.",
            act="WARN",
        )
    short = int(((strata["size"] > 0) & (strata["size"] < plan.minimum)).sum())
    if short:
        problems.add(
            "V14",
            f"Strata with fewer children than the minimum of {plan.minimum}: {short}. All of them are in the sample.",
            "Nothing to do.",
            act="WARN",
        )
    return problems


def _close_look(frame: pd.DataFrame, plan: SamplePlan, crosswalk: pd.DataFrame | None) -> Sample:
    if crosswalk is None:
        raise ValueError("a close look names children by their own id: the crosswalk is needed")
    cases: dict[str, set[str]] = {}
    for column in (name for name in ("child_id", "referral_id") if name in crosswalk.columns):
        for own, case_id in zip(crosswalk[column].astype(str), crosswalk["case_id"], strict=True):
            cases.setdefault(_own_id(own), set()).add(case_id)
    position = {case_id: number for number, case_id in enumerate(frame["case_id"])}
    problems = Problems()
    chosen = []
    for number, child in enumerate(plan.children, 1):
        places = [position[case_id] for case_id in cases.get(_own_id(child.id), ()) if case_id in position]
        if len(places) == 1:
            chosen.append(places[0])
            continue
        fact = f"Child {number} of the close look is " + (
            "in the frame more than once." if places else "not in the frame."
        )
        cure = "Name the referral instead." if places else "Check its id, or add the child to the frame."
        problems.add("V15", fact, cure, file="review.toml")
    problems.raise_if_stops()
    table = frame.iloc[chosen].reset_index(drop=True)
    table["stratum"], table["drawn_from"], table["chance"] = "named", len(frame), math.nan
    table["order"], table["role"] = range(1, len(table) + 1), "sample"
    strata = pd.DataFrame({"stratum": ["named"], "size": [len(frame)], "drawn": [len(table)], "chance": [math.nan]})
    return Sample(table[[*frame.columns, *ADDED]], strata)


def _own_id(text: str) -> str:
    """An identifier as it is compared, as :func:`scrutiny_lib.intake.pseudonyms.pseudonym` has it."""
    return unicodedata.normalize("NFKC", text).strip()
