"""How many children each stratum gives: the plan's way of sharing out, held between its least and most."""

from __future__ import annotations

from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.intake.review import FILE
from scrutiny_lib.intake.toml import closest
from scrutiny_lib.plural import many
from scrutiny_lib.stats.allocation import allocate

Ints = npt.NDArray[np.int64]
Method = Literal["proportional", "equal", "neyman", "power"]


def share_out(levels: list[str], sizes: Ints, left_out: Ints, plan: SamplePlan) -> tuple[Ints, Problems]:
    """Children to draw from each stratum, and what is worth knowing about it.

    Parameters
    ----------
    levels : list of str
        The names of the strata.
    sizes, left_out : one whole number per stratum
        Children who can be drawn, and children who are left out.
    plan : SamplePlan
        A simple random sample has one stratum and takes everything from it.

    Returns
    -------
    (int array, Problems)
        They add up to ``plan.size`` and lie between the smaller of minimum and size and the smaller of maximum and
        size. Warnings: strata with nobody in them, which are kept with 0 (V13); strata taken whole (V14).

    Raises
    ------
    Refused
        When minimum, maximum and size cannot all be (V14, with the arithmetic), or a stratum has no spread (P12).
    """
    if plan.design != "stratified":
        return np.array([plan.size], dtype=np.int64), Problems()
    _check_bounds(sizes, plan)
    spread = _spread(levels, sizes, plan) if plan.sd and plan.method in ("neyman", "power") else None
    drawn = allocate(
        sizes,
        plan.size,
        cast(Method, plan.method),
        plan.minimum,
        spread,
        plan.power,
        maximum=plan.maximum or None,
    )
    return drawn, _notes(levels, sizes, left_out, plan)


def _check_bounds(sizes: Ints, plan: SamplePlan) -> None:
    filled = int((sizes > 0).sum())
    least = int(np.minimum(sizes, plan.minimum).sum())
    if least > plan.size:
        fact = (
            f"At least {many(plan.minimum, 'children')} from each of {many(filled, 'strata')} come to {least}, and the "
            f"sample asks for {plan.size}."
        )
        cure = "Lower the minimum, use fewer strata, or ask for more children."
        raise Refused([Problem("V14", fact, cure, file=FILE, column="[sample]")])
    if not plan.maximum:
        return
    if plan.minimum > plan.maximum:
        fact = f"At least {plan.minimum} and at most {many(plan.maximum, 'children')} from each stratum cannot both be."
        cure = "Raise the maximum or lower the minimum."
        raise Refused([Problem("V14", fact, cure, file=FILE, column="[sample]")])
    most = int(np.minimum(sizes, plan.maximum).sum())
    if most < plan.size:
        fact = (
            f"At most {many(plan.maximum, 'children')} from each of {many(filled, 'strata')} come to {most}, and the "
            f"sample asks for {plan.size}."
        )
        cure = "Raise the maximum, or ask for fewer children."
        raise Refused([Problem("V14", fact, cure, file=FILE, column="[sample]")])


def _spread(levels: list[str], sizes: Ints, plan: SamplePlan) -> list[float]:
    missing = [level for level, size in zip(levels, sizes, strict=True) if size and level not in plan.sd]
    problems = Problems()
    for level in missing:
        guess = closest(level, [name for name in plan.sd if name not in levels])
        hint = " Its name may be spelt otherwise there." if guess else ""
        fact = f"The stratum '{level}' has no spread under [sample.sd]."
        problems.add("P12", fact, f"Write a line for it.{hint}", file="review.toml", column="[sample.sd]")
    problems.raise_if_stops()
    return [plan.sd.get(level, 0.0) for level in levels]


def _notes(levels: list[str], sizes: Ints, left_out: Ints, plan: SamplePlan) -> Problems:
    problems = Problems()
    for level, size, gone in zip(levels, sizes, left_out, strict=True):
        if not size:
            who = "Everybody in the stratum '{}' was left out" if gone else "Nobody in the frame is in the stratum '{}'"
            cure = "Look whether too many are left out." if gone else "Check that the frame is complete."
            problems.add("V13", f"{who.format(level)}; it is kept with 0.", cure, act="WARN")
    strange = [name for name in plan.sd if name not in levels]
    if strange:
        fact = f"Spreads are given for what is no stratum of this frame: {len(strange)}. They were not used."
        problems.add("P16", fact, "Compare the names under [sample.sd] with those of the strata.", act="WARN")
    short = int(((sizes > 0) & (sizes < plan.minimum)).sum())
    if short:
        fact = f"Strata with fewer children than the minimum of {plan.minimum}: {short}."
        problems.add("V14", f"{fact} All of them are in the sample.", "Nothing to do.", act="WARN")
    return problems
