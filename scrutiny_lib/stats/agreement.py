"""How far people who judged the same thing agree, beyond what chance alone would give.

``r`` is units × raters (DataFrame, array or list of rows), with NaN or None where a rater gave no answer. Every
function returns an :class:`~scrutiny_lib.stats.types.Interval`: ``n`` units used (judged at least twice) of ``of``
units given. When everybody gives the same answer, agreement beyond chance is *not defined*: the estimate is nan and
``method`` says so (only :func:`percent_agreement` is then 1). When the units do not differ the limits alone are nan.

Bad input – a rating off the declared scale, words without their order – raises
:class:`~scrutiny_lib.errors.ScrutinyError`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from scrutiny_lib.stats.krippendorff import krippendorff_alpha
from scrutiny_lib.stats.limits import NAN, student
from scrutiny_lib.stats.ratings import Floats, Ratings, Table, nearness, read_pair, read_ratings
from scrutiny_lib.stats.types import Interval, undefined
from scrutiny_lib.stats.unitizing import unitizing_alpha

__all__ = [
    "brennan_prediger",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "percent_agreement",
    "scott_pi",
    "unitizing_alpha",
]

Weights = Literal["linear", "quadratic", "ordinal"] | None
SAME = "every rater gave the same answer to every unit"


def percent_agreement(r: Table, *, confidence: float = 0.95) -> Interval:
    """Share of agreeing pairs of raters in a unit, averaged over the units with two ratings or more; 0–1.

    Defined even when everybody gives the same answer (1, without limits). Undefined when no unit was judged twice.

    Source: Fleiss (1971) Psychological Bulletin 76:378–382; limits after Gwet (2014) ch. 5. Published test: Fleiss'
    diagnoses, and the 100 records of Gwet's abstractors.

    >>> round(percent_agreement([["a", "a"], ["a", "b"], ["b", "b"], ["b", None]]).estimate, 3)
    0.667
    """
    return _after_gwet(read_ratings(r), None, "percent", "percent agreement", confidence)


def fleiss_kappa(r: Table, *, confidence: float = 0.95) -> Interval:
    """Fleiss' kappa for any number of raters, with gaps; chance by the raters' pooled answers.

    Undefined when no unit was judged twice or everybody gave the same answer.

    Source: Fleiss (1971) Psychological Bulletin 76:378–382 (published test: its table 1, 0.430); gaps and limits after
    Gwet (2014) ch. 5: t with (units − 1) degrees of freedom.

    >>> round(fleiss_kappa([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]).estimate, 3)
    0.467
    """
    return _after_gwet(read_ratings(r), None, "pooled", "Fleiss' kappa", confidence)


def gwet_ac(
    r: Table, weights: Weights = None, categories: Iterable[Any] | None = None, *, confidence: float = 0.95
) -> Interval:
    """Gwet's AC1, or AC2 with weights: agreement beyond chance that stays steady when one answer is very common.

    Parameters
    ----------
    r : units × raters
    weights : None or {"linear", "quadratic", "ordinal"}
        Credit for near agreement; words then need ``categories``. Numbers stand at their value (linear, quadratic).
    categories : iterable, optional
        The declared scale (in order). Categories nobody used count towards chance, so declare them.
    confidence : float

    Returns
    -------
    Interval
        At most 1. Undefined when no unit was judged twice or everybody gave the same answer.

    Source: Gwet (2008) Br J Math Stat Psychol 61:29–48; Gwet (2014). Published tests: 100 records, AC1 0.849, AC2
    0.940; four raters with gaps, 0.775 and 0.914; six raters, 0.445 and 0.484.

    >>> round(gwet_ac([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]).estimate, 3)
    0.529
    """
    name = "Gwet's AC1" if weights is None else f"Gwet's AC2, {weights} weights"
    return _after_gwet(read_ratings(r, categories, weights is not None), weights, "gwet", name, confidence)


def brennan_prediger(
    r: Table, weights: Weights = None, categories: Iterable[Any] | None = None, *, confidence: float = 0.95
) -> Interval:
    """Brennan & Prediger's coefficient: chance means every category is equally likely.

    Parameters, returns and errors as for :func:`gwet_ac`. For several raters it is Randolph's free-marginal kappa.

    Source: Brennan & Prediger (1981) Educ Psychol Meas 41:687–699 (published test: their example, 0.40);
    Randolph (2005); gaps and limits after Gwet (2014).

    >>> brennan_prediger([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]]).estimate
    0.5
    """
    name = "Brennan–Prediger" if weights is None else f"Brennan–Prediger, {weights} weights"
    return _after_gwet(read_ratings(r, categories, weights is not None), weights, "uniform", name, confidence)


def scott_pi(a: Iterable[Any], b: Iterable[Any], *, confidence: float = 0.95) -> Interval:
    """Scott's pi for two raters; chance by their pooled answers. Units that either left out are left out.

    Undefined when no unit was judged twice or everybody gave the same answer. Raises ScrutinyError when the two lists
    differ in length.

    Source: Scott (1955) Public Opinion Quarterly 19:321–325; limits after Gwet. Published test: Artstein & Poesio.

    >>> round(scott_pi("aabb", "abbb").estimate, 3)
    0.467
    """
    both, given = read_pair(a, b)
    return _after_gwet(both, None, "pooled", "Scott's pi", confidence)._replace(of=given)


def cohen_kappa(
    a: Iterable[Any],
    b: Iterable[Any],
    weights: Literal["linear", "quadratic"] | None = None,
    categories: Iterable[Any] | None = None,
    *,
    confidence: float = 0.95,
) -> Interval:
    """Cohen's kappa for two raters, each with their own habits; with weights for scales that have an order.

    Parameters
    ----------
    a, b : one rating per unit, in the same order
        Units that either left out are left out.
    weights : None, "linear" or "quadratic"
        Neighbours on the scale are one step apart. Words then need ``categories``.
    categories : iterable, optional
        The declared scale, in order; without it the categories used, so declare a scale of which a step went unused.
    confidence : float

    Returns
    -------
    Interval
        −1 to 1. Undefined when no unit was judged by both, or everybody gave the same answer.

    Sources: Cohen (1960) Educ Psychol Meas 20:37–46; Cohen (1968) Psychological Bulletin 70:213–220 (published test,
    0.492); variance of Fleiss, Cohen & Everitt (1969), with t(n − 1) after Gwet. Weighted published tests: R vcd
    (0.2374), R irr (0.1459075), SAS (0.4701): steps by place, as all three have them.

    >>> round(cohen_kappa("aabb", "abbb").estimate, 3)
    0.5
    """
    both, given = read_pair(a, b, categories, weights is not None)
    name = "Cohen's kappa" if weights is None else f"Cohen's kappa, {weights} weights"
    n = len(both.codes)
    if n == 0:
        return undefined("no unit was judged twice", 0, given, confidence)
    if len(np.unique(both.codes)) == 1:
        return undefined(SAME, n, given, confidence)
    q = len(both.scale)
    near = nearness(weights, range(q))
    first, second = both.codes[:, 0], both.codes[:, 1]
    chance_a = near @ np.bincount(first, minlength=q) / n  # credit chance gives each answer of the other rater
    chance_b = near @ np.bincount(second, minlength=q) / n
    expected = float(chance_a[second].mean())
    estimate = (float(near[first, second].mean()) - expected) / (1 - expected)
    by_chance = chance_b[first] + chance_a[second]
    score = (near[first, second] - expected - (1 - estimate) * (by_chance - 2 * expected)) / (1 - expected)
    return _with_limits(estimate, score, n * n, name, n, given, confidence)


def _after_gwet(ratings: Ratings, weights: Weights, chance: str, name: str, confidence: float) -> Interval:
    """Gwet's scheme: units' agreement, what chance would give, and the spread of the units' contributions.

    Gwet divides the units' spread by n² for two raters without gaps and by n(n − 1) otherwise; so do we.
    """
    counts, near = ratings.counts(), nearness(weights, ratings.scale)
    given = len(counts)
    counts = counts[counts.sum(axis=1) > 0]
    raters, n = counts.sum(axis=1), len(counts)
    twice = raters >= 2
    used = int(twice.sum())
    if used == 0:
        return undefined("no unit was judged twice", 0, given, confidence)
    if chance != "percent" and (counts[twice].sum(axis=0) > 0).sum() == 1:
        return undefined(SAME, used, given, confidence)
    pairs = np.where(twice, raters * (raters - 1), 1)
    agree: Floats = (counts * (counts @ near - 1)).sum(axis=1) / pairs
    shares = (counts / raters[:, None]).mean(axis=0)
    q = len(shares)
    expected, unit_expected = 0.0, np.zeros(n)
    if chance == "pooled":
        expected = float(shares @ near @ shares)
        unit_expected = counts @ (near @ shares) / raters
    elif chance == "gwet":
        factor = float(near.sum()) / (q * (q - 1))
        expected = factor * float((shares * (1 - shares)).sum())
        unit_expected = factor * (counts @ (1 - shares)) / raters
    elif chance == "uniform":
        expected = float(near.sum()) / q**2
        unit_expected = np.full(n, expected)
    estimate = (float(agree[twice].mean()) - expected) / (1 - expected)
    score = n / used * (agree - expected * twice) - 2 * (1 - estimate) * (unit_expected - expected)
    complete = ratings.codes.shape[1] == 2 and used == n
    return _with_limits(
        estimate, score / (1 - expected), n * n if complete else n * (n - 1), name, used, given, confidence
    )


def _with_limits(
    estimate: float, score: Floats, divisor: int, name: str, n: int, given: int, confidence: float
) -> Interval:
    units = len(score)
    spread = float(((score - estimate) ** 2).sum())
    if units < 2 or spread < 1e-20:
        why = "there is one unit only" if units < 2 else "the units do not differ"
        return Interval(estimate, NAN, NAN, f"{name}; limits not defined: {why}", n, given, confidence)
    reach = student(units - 1, confidence) * math.sqrt(spread / divisor)
    floor = 0.0 if name == "percent agreement" else -math.inf
    lower, upper = max(estimate - reach, floor), min(estimate + reach, 1.0)
    return Interval(estimate, lower, upper, f"{name}, t({units - 1})", n, given, confidence)
