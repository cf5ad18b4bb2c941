"""Which level goes wrong most often when it is given, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.design import Design, Share, share_of
from scrutiny_lib.lenses.level_pairs import JUDGED, LevelPairs
from scrutiny_lib.lenses.results import NAN, result
from scrutiny_lib.terms import NOT_APPLICABLE, PROBABILITY_DESIGNS

LEAST_GIVEN = 6
"""Cases that must have been given a level before it is compared: of fewer nothing is said."""
DRAWS = 2_000
_SURE, _LIKELY = 5, 20


def worst_level(pairs: LevelPairs, design: Design, common: Mapping[str, Any]) -> dict[str, Any] | None:
    """The result *level.worst*: the level that was wrong most often among those it was given to.

    Parameters
    ----------
    pairs : LevelPairs
    design : Design
        Where cases were drawn at random each counts for as many as its chance says. How sure it is comes from leaving
        to chance which cases were wrong (2,000 times, within their strata, with a fixed seed): how often some level,
        whichever, then stands out from the others as far. For families drawn whole, and for a close look, it is not
        worked out.
    common : mapping
        lens, line and unit.

    Returns
    -------
    dict or None
        ``answer`` the level; ``n`` wrong ``of`` those it was given to, with the interval the design allows; ``method``
        says in words how sure it is, and holds no count of cases. ``None`` where no level was wrong or fewer than two
        were given to at least :data:`LEAST_GIVEN` cases.

    Source: permutation test on the largest difference; Good (2005) *Permutation, Parametric and Bootstrap Tests of
    Hypotheses*, ch. 3; Westfall & Young (1993) on the largest of several.
    """
    judged = pairs.table[pairs.table["state"] == JUDGED]
    place = judged["given_place"].astype(int)
    often = place.value_counts()
    levels = np.sort(often.index[often >= LEAST_GIVEN].to_numpy(dtype=int))
    wrong = (judged["gap"] != 0).to_numpy()
    if len(levels) < 2 or not wrong.any():
        return None
    at_random = design.kind in PROBABILITY_DESIGNS
    weight = np.ones(len(judged))
    if at_random and design.chance_of is not None:
        weight = 1 / design.chance_of.reindex(judged.index).to_numpy(dtype=float)
    given = place.to_numpy()[:, None] == levels[None, :]
    rates = _rates(wrong[None, :], given, weight)[0]
    worst = int(np.argmax(rates))
    if rates[worst] <= 0:
        return None
    hits = (judged["gap"] != 0)[given[:, worst]]
    known = pairs.table.index[pairs.table["state"].isin([JUDGED, NOT_APPLICABLE])]
    share = share_of(hits, pd.Series(True, index=known), design) if at_random else Share(NAN, NAN, NAN, "")
    by_case = at_random and design.kind != "families"
    chance = _by_chance(design, judged, given, wrong, weight, worst) if by_case else None
    return result(
        "level.worst",
        question="level.worst",
        label="The level that was wrong most often when it was given",
        answer=pairs.scale[int(levels[worst])],
        good=None,
        n=int(hits.sum()),
        of=len(hits),
        kind="answers",
        share=share,
        method=_how_sure(chance, design, common["unit"]) + _weighted(given, wrong, worst),
        **common,
    )


def _rates(wrong: Any, given: Any, weight: Any) -> Any:
    """The share that was wrong of those given each level, for several ways in which cases were wrong: ways × levels."""
    return (wrong * weight) @ given / (weight @ given)


def _stands_out(wrong: Any, given: Any, weight: Any) -> Any:
    """How far each level's share lies above that of all other levels together: ways × levels."""
    others = ~given
    rest = (weight @ others).clip(min=1e-12)
    return _rates(wrong, given, weight) - (wrong * weight) @ others / rest


def _by_chance(design: Design, judged: pd.DataFrame, given: Any, wrong: Any, weight: Any, worst: int) -> float:
    """How often, of 100, some level stands out as far when which cases were wrong is left to chance, within strata."""
    rng = np.random.default_rng(0)
    shuffled = np.zeros((DRAWS, len(judged)), dtype=bool)
    stratum = design.stratum_of.reindex(judged.index).astype(str).to_numpy()
    for name in sorted(set(stratum)):
        where = np.flatnonzero(stratum == name)
        order = rng.random((DRAWS, len(where))).argsort(axis=1)
        shuffled[:, where] = wrong[where][order]
    seen = float(_stands_out(wrong[None, :], given, weight)[0, worst])
    as_far = (_stands_out(shuffled, given, weight).max(axis=1) >= seen - 1e-12).sum()
    return 100 * (int(as_far) + 1) / (DRAWS + 1)


def _how_sure(chance: float | None, design: Design, unit: str) -> str:
    if design.kind not in PROBABILITY_DESIGNS:
        return f"The {unit} were chosen on purpose: this shows what happened to them, not which level goes wrong most."
    if chance is None:
        return "We cannot be sure: whole families were drawn, and brothers and sisters are often given the same level."
    sure = "We are fairly sure" if chance <= _SURE else "It is likely" if chance <= _LIKELY else "We cannot be sure"
    often = "less than 1" if chance < 1 else f"about {chance:.0f}"
    return (
        f"{sure}: if every level went wrong equally often, chance alone would make one stand out as far in {often} in "
        "100 such audits."
    )


def _weighted(given: Any, wrong: Any, worst: int) -> str:
    """That among those looked at, each counted once, another level comes out worst, where it does."""
    plain = _rates(wrong[None, :], given, np.ones(len(wrong)))[0]
    if plain[worst] >= plain.max() - 1e-12:
        return ""
    return " Each counts for as many as it stands for; each counted once, another level was wrong more often."
