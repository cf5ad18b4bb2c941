"""What a sample of this size can show, before it is drawn: two plain sentences, and a small table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from scrutiny_lib.audit.unseen import Strata, drawn_to_meet, most_unseen
from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.plural import one_of
from scrutiny_lib.stats.draw import power_two_proportions, sample_size_proportion
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.terms import PROBABILITY_DESIGNS

COLUMNS = ("what", "at_this_size", "needed")

_RATES = (0.1, 0.25, 0.5, 0.9)
_RISES = ((0.5, 0.75), (0.6, 0.8))
_POINTS = 0.1
"""A range with neither end further than this from the share met is *within ten points*."""
_NEARLY_ALIKE = 0.95
_SURE_FROM = 500
"""With so many each time both rises show in all but one of a million re-audits; the sum need not be longer."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_SURE = "in 95 of 100 draws like this one"
"""How sure the sentences of :func:`what_this_size_can_show` are."""


def what_this_size_can_show(
    n: int,
    N: int,
    design: str,
    unit: str = "children",
    *,
    families: int = 0,
    families_in_frame: int = 0,
    chances: Iterable[float] | None = None,
) -> list[str]:
    """Two plain sentences: how precise an answer from ``n`` of ``N`` children is, and what it may have missed.

    ``unit`` is what was drawn, in the plural: children, or referrals. ``families``, ``families_in_frame`` and
    ``chances`` as for :func:`size_table`.

    Exact hypergeometric limits at 95 % (:func:`scrutiny_lib.stats.intervals.finite_population`), with half of the
    children having what was looked for; a close look makes no claim beyond its own children. What may have been missed
    is the upper end of such a range; meeting a concern at least once is one-sided at 95 %.

    >>> what_this_size_can_show(8, 120, "close look")[0]
    'We looked closely at eight children. This shows what happened to them, not how often it happens.'
    """
    if design not in PROBABILITY_DESIGNS:
        return [
            f"We looked closely at {count(n, unit)}. This shows what happened to them, not how often it happens.",
            f"Nothing is said about the other {N - n} {unit} on the list.",
        ]
    if n == N:
        return [
            f"All {N} {unit} were looked at, so the figures are exact for them.",
            "Nothing was left to chance in the choice.",
        ]
    if design == "families":
        if not families < families_in_frame:
            return [
                f"Whole families were drawn, and brothers and sisters are often alike: {n} {unit} tell less than {n} "
                "drawn one by one.",
                f"How much less is in the range beside each answer; nothing shorter can be said of all {N} {unit}.",
            ]
        n, N, unit = families, families_in_frame, "families"
    chances = list(chances or ())
    worth = _worth(n, chances)
    some = (worth + 1) // 2
    half = finite_population(some, worth, N)
    low, high = round(100 * half.lower), round(100 * half.upper)
    least = LEAST_FOR_INTERVAL
    shown = f"If {some} of the {n} {unit} looked at show something"
    how_often = f"{shown}, then between {low} and {high} in 100 of all {N} do"
    if n < least:
        first = f"{n} of {N} {unit} are too few to say how often something happens among all {N}; that takes {least}."
    elif worth < n:
        first = (
            f"If half of the {unit} looked at show something, each counted for those it stands for, then between "
            f"{low} and {high} in 100 of all {N} do ({_SURE}): their chances differed, so {n} tell about as much as "
            f"{worth} drawn alike."
        )
    elif unit == "families":
        first = f"{how_often} ({_SURE}); families, not children, were drawn, so families are what is counted here."
    else:
        first = f"{how_often} ({_SURE})."
    return [first, _may_be_missed(n, N, worth, _strata(n, N, worth, design, chances), unit)]


def _may_be_missed(n: int, N: int, worth: int, strata: Strata, unit: str) -> str:
    missed = most_unseen(strata, 0.025)
    needed = _to_meet(0.1, n, N, worth, strata)
    where = way = ""
    if len(strata) > 1:
        where, way = ", were it only where fewest were drawn", ", wherever it is"
    elif worth < n:
        where = way = ", if it is spread evenly"
    drawn = "looked at" if worth == n else "drawn in this way"
    return (
        f"If none of the {n} shows a concern, up to {missed} of the {N} {unit} may still have it{where} (the upper "
        f"end of a range that is right {_SURE}); to be as sure of meeting at least once a concern that one in ten "
        f"has{way}, {needed} {unit} have to be {drawn}."
    )


def size_table(
    n: int,
    N: int,
    design: str,
    *,
    unit: str = "children",
    families: int = 0,
    families_in_frame: int = 0,
    chances: Iterable[float] | None = None,
    least: int = LEAST_FOR_INTERVAL,
) -> pd.DataFrame:
    """What ``n`` of ``N`` children can show, and how many it would take: in words that stand in a table.

    Parameters
    ----------
    n, N : int
        Children to be looked at, and children that can be drawn.
    design : str
        One of :data:`scrutiny_lib.terms.DESIGNS`.
    unit : str
        What was drawn, in the plural: children, or referrals.
    families, families_in_frame : int
        Design *families* only: families drawn and families that can be drawn. They, not children, are what is
        counted then; without them the table cannot be made and is empty.
    chances : iterable of float, optional
        Each drawn child's chance of being drawn. Where they differ, ``n`` children tell less than as many drawn
        alike; the table then holds for as many as they are worth, and its last row says how many that is.
    least : int
        Below this many drawn no range stands as an answer; one example shows why.

    Returns
    -------
    DataFrame
        ``what``, ``at_this_size``, ``needed``, all text. How often something happens, when 10, 25, 50 or 90 % show
        it; what it takes to meet a concern at least once; the chance to see a rise at a re-audit of the same size.
        Empty for a close look, from which nothing is inferred.

    Method: exact hypergeometric limits, two-sided at 95 %; meeting a concern, and *fewer than*, one-sided at 95 %; the
    power of Fisher's exact test at 5 %, for two independent samples from populations that are large beside them;
    unequal chances by Kish's effective size (*Survey Sampling*, 1965, 11.7), passed over while it is at least 95 % of
    ``n``. What it would take is then scaled up by what a child is worth, and of a stratified sample what may have been
    missed is the cautious figure of :func:`scrutiny_lib.audit.unseen.most_unseen`.

    >>> size_table(12, 60, "simple random")["at_this_size"][0]
    'too few to say: 9 of 12 could stand for anything from 47 % to 92 % of all 60'
    >>> size_table(40, 311, "simple random")["at_this_size"].tolist()[4]
    'up to 25 of all 311 may still have it (8 %; 97.5 % sure); fewer than 21 do (95 % sure)'
    """
    if design == "families":
        n, N, unit = families, families_in_frame, "families"
    if design not in PROBABILITY_DESIGNS or not 1 <= n <= N:
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    if n == N:
        rows = [("How often something happens", f"exact: all {N:,} {unit} are looked at", "")]
        return pd.DataFrame(rows, columns=list(COLUMNS))
    chances = list(chances or ())
    worth = _worth(n, chances)
    strata = _strata(n, N, worth, design, chances)
    rows = [*_precision(n, worth, N, least), *_discovery(n, N, worth, strata), *_power(n, N, worth)]
    if unit == "families":
        rows.append(("What is counted here", "families, not children", ""))
    if worth < n:
        alike, way = f"as much as {worth:,} drawn alike", "“this way”: with chances that differ as here"
        rows.append((f"What the {n:,} are worth, as chances differ", alike, way))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def count(n: int, unit: str = "children") -> str:
    """How many, in words up to ten, with the noun in the right number.

    >>> count(1), count(12, "referrals"), count(1, "families")
    ('one child', '12 referrals', 'one family')
    """
    noun = one_of(unit) if n == 1 else unit
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {noun}"


def _worth(n: int, chances: Sequence[float]) -> int:
    """As many drawn with equal chances as would tell as much; ``n`` itself while the chances are nearly alike."""
    weights = [1 / chance for chance in chances if chance > 0]
    if not weights:
        return n
    alike = sum(weights) ** 2 / math.fsum(weight * weight for weight in weights)
    return n if alike >= _NEARLY_ALIKE * n else max(1, math.floor(alike + 1e-9))


def _strata(n: int, N: int, worth: int, design: str, chances: Sequence[float]) -> list[tuple[int, int]]:
    """Size and number drawn of each part with a chance of its own; one part while all are worth the same."""
    if worth == n or design != "stratified":
        return [(N, worth)]
    parts = [(round(drawn / chance), drawn) for chance, drawn in sorted(Counter(chances).items()) if chance > 0]
    never = N - sum(size for size, _ in parts)
    return [*parts, (never, 0)] if never > 0 else parts


def _alike(needed: int, n: int, worth: int) -> int:
    """How many drawn in the same way tell as much as ``needed`` drawn alike."""
    return math.ceil(needed * n / worth)


def _this_way(needed: int, n: int, worth: int) -> str:
    return f"{needed:,}" if worth == n else f"about {needed:,} this way"


def _precision(n: int, worth: int, N: int, least: int) -> list[tuple[str, str, str]]:
    if n < least:
        x = math.floor(0.75 * worth + 0.5)
        limits = finite_population(x, worth, N)
        said = f"too few to say: {x} of {worth} could stand for anything from {100 * limits.lower:.0f} % to "
        return [("How often something happens", f"{said}{100 * limits.upper:.0f} % of all {N:,}", f"{least} or more")]
    rows = []
    for rate in _RATES:
        x = math.floor(rate * worth + 0.5)
        limits = finite_population(x, worth, N)
        low, high = round(limits.lower * N), round(limits.upper * N)
        counted = f"{x:,} of {n:,} show something ({100 * x / n:.0f} %)" if worth == n else ""
        enough = _size_within(rate, N)
        if worth < enough and _is_within(rate, worth, N):
            enough = worth
        needed = _this_way(min(N, _alike(enough, n, worth)), n, worth)
        rows.append(
            (
                f"If {counted or f'{100 * rate:.0f} % show something, weighted'}",
                f"{low:,} to {high:,} of all {N:,} ({_percent(low, N)}–{_percent(high, N)} %)",
                f"{needed}, to be within 10 points",
            )
        )
    return rows


def _discovery(n: int, N: int, worth: int, strata: Strata) -> list[tuple[str, str, str]]:
    missed, having = most_unseen(strata, 0.025), most_unseen(strata, 0.05) + 1
    tenth, twentieth = (_to_meet(share, n, N, worth, strata) for share in (0.1, 0.05))
    cautious = ", if all where fewest were drawn" if len(strata) > 1 else ""
    evenly = ", spread evenly" if worth < n and not cautious else ""
    return [
        (
            f"If none of {n:,} shows a concern",
            f"up to {missed:,} of all {N:,} may still have it ({_percent(missed, N)} %; 97.5 % sure)"
            f"{cautious or evenly}; fewer than {having:,} do (95 % sure)",
            f"only all {N:,} would rule it out",
        ),
        (
            "To meet a concern at least once (95 % sure)",
            f"{having:,} or more of all {N:,} must have it ({_percent(having, N)} %){evenly}",
            f"{_this_way(tenth, n, worth)} if one in ten has it, {twentieth:,} if one in twenty",
        ),
    ]


def _to_meet(share: float, n: int, N: int, worth: int, strata: Strata) -> int:
    """How many to draw in the same way to be 95 % sure of meeting what this share of all has."""
    needed = drawn_to_meet(strata, math.ceil(round(share * N, 9)))
    return needed if len(strata) > 1 else min(N, _alike(needed, n, worth))


def _power(n: int, N: int, worth: int) -> list[tuple[str, str, str]]:
    rows = []
    for before, after in _RISES:
        power = power_two_proportions(before, after, *[min(worth, _SURE_FROM)] * 2)
        shows = "more than 99" if power > 0.99 else f"{100 * power:.0f}"
        needed = _alike(_size_to_see(before, after), n, worth)
        more = "" if needed <= N else f" (there are only {N:,})"
        rows.append(
            (
                f"A rise from {100 * before:.0f} % to {100 * after:.0f} % at a re-audit",
                f"would show in {shows} of 100 of the same size",
                f"{_this_way(needed, n, worth)} each time, to show in 80 of 100{more}",
            )
        )
    return rows


def _percent(some: int, N: int) -> str:
    share = 100 * some / N
    return f"{share:.0f}" if share >= 1 or not some else f"{share:.1g}"


@cache
def _size_within(rate: float, N: int) -> int:
    """Fewest of ``N`` from which on every exact range has both ends within :data:`_POINTS` of the share met."""
    n = min(N, 2 * sample_size_proportion(max(rate, 0.25), _POINTS)[0])
    while n > 1 and _is_within(rate, n - 1, N):
        n -= 1
    return n


def _is_within(rate: float, n: int, N: int) -> bool:
    x = math.floor(rate * n + 0.5)
    limits = finite_population(x, n, N)
    return max(x / n - limits.lower, limits.upper - x / n) <= _POINTS + 1e-9


@cache
def _size_to_see(before: float, after: float) -> int:
    """Fewest each time at which the rise shows in 80 of 100 re-audits."""
    n = 2
    while power_two_proportions(before, after, n, n) < 0.8:
        n += 1
    return n
