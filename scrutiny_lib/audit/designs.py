"""How each design chooses: who of the frame comes into the sample and its reserve, and with what chance.

Every choice depends on the seed and the case ids alone, so it is the same in any order of the frame's rows.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.audit.families import families_in_turn
from scrutiny_lib.audit.shares import share_out
from scrutiny_lib.audit.strata import check_columns, coded, sorted_places
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.intake.review import FILE
from scrutiny_lib.stats.choose import by_size, chances_by_size, every_so_many, first_in_groups, successive
from scrutiny_lib.stats.draw import keyed_order, keyed_uniforms

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Listed(NamedTuple):
    """The children who can be drawn: their rows of the frame, stratum by stratum number, and what strata there are.

    ``left_out`` is how many of each stratum cannot be drawn; they are not among the rows.
    """

    frame: pd.DataFrame
    stratum: Ints
    levels: list[str]
    left_out: Ints


class Choice(NamedTuple):
    """Who was chosen: rows of :attr:`Listed.frame` in the order of drawing; the chance of every row; the strata."""

    sample: Ints
    reserve: Ints
    chance: Floats
    strata: pd.DataFrame
    about: dict[str, Any]
    problems: Problems


def choose(listed: Listed, plan: SamplePlan) -> Choice:
    """Choose by a design of chance: one of :data:`scrutiny_lib.terms.PROBABILITY_DESIGNS`.

    Raises
    ------
    Refused
        When more are asked for than there are, or the shares of the strata cannot be (V14); when a column is not in
        the frame (S09) or holds what is no size (V18).
    """
    return _CHOOSE[plan.design](listed, plan)


def how_many_in_reserve(plan: SamplePlan, drawn: int) -> int:
    """The reserve of a sample, or of a stratum's part of it: the share of the plan, rounded up."""
    return math.ceil(round(plan.reserve * drawn, 9))


def _order(frame: pd.DataFrame, plan: SamplePlan) -> Ints:
    return keyed_order(frame["case_id"].astype(str).tolist(), plan.seed)


def _enough(wanted: int, there: int, left_out: int, units: str = "children") -> None:
    """Refuse, with the arithmetic, to draw more than there are (V14)."""
    if wanted > there:
        after = f" after {left_out} were left out" if left_out else ""
        fact = f"The sample asks for {wanted} {units} and the frame holds {there}{after}: {wanted - there} too many."
        cure = "Ask for fewer, or look at all of them in a close look."
        raise Refused([Problem("V14", fact, cure, file=FILE, column="[sample]")])


def _one_stratum(children: int, drawn: int, chance: float) -> pd.DataFrame:
    return pd.DataFrame({"stratum": ["all"], "size": [children], "drawn": [drawn], "chance": [chance]})


def _in_strata(listed: Listed, plan: SamplePlan) -> Choice:
    """Simple random sampling, alone or within each stratum."""
    sizes = np.bincount(listed.stratum, minlength=len(listed.levels))
    _enough(plan.size, len(listed.frame), int(listed.left_out.sum()))
    drawn, problems = share_out(listed.levels, sizes, listed.left_out, plan)
    chance = np.divide(drawn, sizes, out=np.full(len(sizes), math.nan), where=sizes > 0)
    order = _order(listed.frame, plan)
    more = [how_many_in_reserve(plan, int(count)) for count in drawn]
    strata = pd.DataFrame({"stratum": listed.levels, "size": sizes, "drawn": drawn, "chance": chance})
    return Choice(
        first_in_groups(order, listed.stratum, drawn),
        first_in_groups(order, listed.stratum, more, skip=drawn),
        chance[listed.stratum],
        strata.astype({"size": "int64", "drawn": "int64"}),
        {},
        problems,
    )


def _systematic(listed: Listed, plan: SamplePlan) -> Choice:
    """Every so-many-th child of the sorted list, from a place found by chance; the reserve as a simple random sample
    of the others."""
    frame, n, N = listed.frame, plan.size, len(listed.frame)
    check_columns(frame, plan.sort, "sort by")
    _enough(n, N, int(listed.left_out.sum()))
    order = _order(frame, plan)
    start = _start(plan)
    chosen = sorted_places(frame, plan.sort, order)[every_so_many(N, n, start)]
    taken = np.zeros(N, dtype=bool)
    taken[chosen] = True
    others = order[~taken[order]]
    about = {"interval": round(N / n, 6), "start": round(start * N / n, 6), "sorted_by": list(plan.sort)}
    strata = _one_stratum(N, n, n / N)
    reserve = others[: how_many_in_reserve(plan, n)]
    return Choice(chosen, reserve, np.full(N, n / N), strata, about, Problems())


def _start(plan: SamplePlan) -> float:
    """Where a systematic draw begins, as a part of its interval: from the seed and the word "start"."""
    return float(keyed_uniforms(["start"], plan.seed)[0])


def _families(listed: Listed, plan: SamplePlan) -> Choice:
    """Families drawn at random, every child of each; whole families in reserve too."""
    frame, m = listed.frame, plan.size
    check_columns(frame, ["family_id"], "draw families by")
    family, names = families_in_turn(frame)
    M = len(names)
    _enough(m, M, 0, "families")
    turn = keyed_order(names, plan.seed)
    m_reserve = min(how_many_in_reserve(plan, m), M - m)
    place = np.empty(M, dtype=np.int64)
    place[turn] = np.arange(M)
    order = _order(frame, plan)
    in_turn = order[np.argsort(place[family[order]], kind="stable")]  # family after family, in each as the ids say
    drawn_in = place[family[in_turn]]
    sample, reserve = in_turn[drawn_in < m], in_turn[(drawn_in >= m) & (drawn_in < m + m_reserve)]
    about = {"families_in_frame": M, "families_drawn": m, "families_in_reserve": m_reserve}
    chance = m / M if M else math.nan
    strata = _one_stratum(len(frame), len(sample), chance)
    return Choice(sample, reserve, np.full(len(frame), chance), strata, about, Problems())


def _by_size(listed: Listed, plan: SamplePlan) -> Choice:
    """Chances in proportion to a number of each child; the reserve follows in the same spirit, one child at a time."""
    frame, n = listed.frame, plan.size
    check_columns(frame, [plan.size_by], "draw by size with")
    size = _sizes(frame[plan.size_by])
    _enough(n, len(frame), int(listed.left_out.sum()))
    chance = chances_by_size(size, n)
    order = _order(frame, plan)
    chosen = by_size(order, chance, _start(plan))
    taken = np.zeros(len(frame), dtype=bool)
    taken[chosen] = True
    others = order[~taken[order]]
    uniforms = keyed_uniforms(frame["case_id"].iloc[others].astype(str).tolist(), f"{plan.seed} reserve")
    in_turn = others[successive(size[others], uniforms)]
    reserve = in_turn[: how_many_in_reserve(plan, n)]
    about = {"certain": int((chance == 1).sum()), "size_by": plan.size_by, "size_in_all": math.fsum(size)}
    return Choice(chosen, reserve, chance, _one_stratum(len(frame), n, math.nan), about, Problems())


_NUMBER = re.compile(r"\d+(\.\d+)?")


def _sizes(column: pd.Series) -> Floats:
    """Sizes as numbers; refuses (V18), with the count, when some are not positive numbers."""
    codes, words = coded(column)
    plain = [unicodedata.normalize("NFKC", word) for word in words]
    numbers = [float(word) if _NUMBER.fullmatch(word) else 0.0 for word in plain]
    size = np.array(numbers, dtype=float)[codes]
    wrong = int((~(size > 0) | ~np.isfinite(size)).sum())
    if wrong:
        rows = "One child of the frame has" if wrong == 1 else f"{wrong} children of the frame have"
        cure = (
            "Correct it in the source, or take these children out of the frame on purpose: without a size nobody has "
            "a chance to be drawn."
        )
        fact = f"{rows} no positive number in the column that chances go by."
        raise Refused([Problem("V18", fact, cure, column=str(column.name))])
    return size


_CHOOSE: dict[str, Callable[[Listed, SamplePlan], Choice]] = {
    "simple random": _in_strata,
    "stratified": _in_strata,
    "systematic": _systematic,
    "families": _families,
    "proportional to size": _by_size,
}
