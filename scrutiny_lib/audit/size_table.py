"""What a sample of this size can show, before it is drawn: two plain sentences, and a small table."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

import pandas as pd

from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.stats.draw import discovery_size, power_two_proportions, sample_size_proportion
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.terms import PROBABILITY_DESIGNS

COLUMNS = ("what", "at_this_size", "needed")

_RATES = (0.1, 0.25, 0.5, 0.9)
_RISES = ((0.5, 0.75), (0.6, 0.8))
_WIDTH = 0.2
"""A range this wide is *within ten points either way*."""
_NEARLY_ALIKE = 0.95
_SURE_FROM = 500
"""With so many each time both rises show in all but one of a million re-audits; the sum need not be longer."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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
    children having what was looked for; a close look makes no claim beyond its own children.

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
    worth = _worth(n, chances)
    some = (worth + 1) // 2
    half = finite_population(some, worth, N)
    low, high = round(100 * half.lower), round(100 * half.upper)
    missed = round(finite_population(0, worth, N).upper * N)
    needed = discovery_size(0.1, N)
    least = LEAST_FOR_INTERVAL
    how_often = f"If {some} of the {n} {unit} looked at show something, then between {low} % and {high} % of all {N} do"
    if n < least:
        first = f"{n} of {N} {unit} are too few to say how often something happens among all {N}; that takes {least}."
    elif worth < n:
        first = (
            f"If half of the {unit} looked at show something, each counted for those it stands for, then between "
            f"{low} % and {high} % of all {N} do (95 % sure): their chances differed, so {n} tell about as much as "
            f"{worth} drawn alike."
        )
    elif unit == "families":
        first = f"{how_often} (95 % sure); families, not children, were drawn, so families are what is counted here."
    else:
        first = f"{how_often} (95 % sure)."
    return [
        first,
        f"If none of the {n} shows a concern, up to {missed} of the {N} {unit} may still have it; to be 95 % sure of "
        f"meeting at least once a concern that one in ten has, {needed} {unit} have to be looked at.",
    ]


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

    Method: exact hypergeometric limits and discovery sizes at 95 %; the power of Fisher's exact test at 5 %, for two
    independent samples from populations that are large beside them; unequal chances by Kish's effective size
    (*Survey Sampling*, 1965, 11.7), passed over while it is at least 95 % of ``n``.

    >>> size_table(12, 60, "simple random")["at_this_size"][0]
    'too few to say: 9 of 12 could stand for anything from 47 % to 92 % of all 60'
    >>> size_table(40, 311, "simple random")["at_this_size"].tolist()[3:5]
    ['241 to 301 of all 311 (77–97 %)', 'up to 25 of all 311 may still have it (8 %)']
    """
    if design == "families":
        n, N, unit = families, families_in_frame, "families"
    if design not in PROBABILITY_DESIGNS or not 1 <= n <= N:
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    if n == N:
        rows = [("How often something happens", f"exact: all {N:,} {unit} are looked at", "")]
        return pd.DataFrame(rows, columns=list(COLUMNS))
    worth = _worth(n, chances)
    rows = [*_precision(n, worth, N, least), *_discovery(n, worth, N), *_power(worth, N)]
    if unit == "families":
        rows.append(("What is counted here", "families, not children", ""))
    if worth < n:
        rows.append((f"What the {n:,} are worth, as chances differ", f"as much as {worth:,} drawn alike", ""))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def count(n: int, unit: str = "children") -> str:
    """How many, in words up to ten, with the noun in the right number.

    >>> count(1), count(12, "referrals"), count(1, "families")
    ('one child', '12 referrals', 'one family')
    """
    noun = {"children": "child", "referrals": "referral", "families": "family"}.get(unit, unit) if n == 1 else unit
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {noun}"


def _worth(n: int, chances: Iterable[float] | None) -> int:
    """As many drawn with equal chances as would tell as much; ``n`` itself while the chances are nearly alike."""
    weights = [1 / chance for chance in chances or () if chance > 0]
    if not weights:
        return n
    alike = sum(weights) ** 2 / math.fsum(weight * weight for weight in weights)
    return n if alike >= _NEARLY_ALIKE * n else max(1, math.floor(alike + 1e-9))


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
        rows.append(
            (
                f"If {counted or f'{100 * rate:.0f} % show something, weighted'}",
                f"{low:,} to {high:,} of all {N:,} ({_percent(low, N)}–{_percent(high, N)} %)",
                f"{_size_within(min(rate, 1 - rate), N):,}, to be within 10 points",
            )
        )
    return rows


def _discovery(n: int, worth: int, N: int) -> list[tuple[str, str, str]]:
    missed = round(finite_population(0, worth, N).upper * N)
    having = bisect_left(range(1, N + 1), -worth, key=lambda some: -discovery_size(some / N, N)) + 1
    tenth, twentieth = discovery_size(0.1, N), discovery_size(0.05, N)
    return [
        (
            f"If none of {n:,} shows a concern",
            f"up to {missed:,} of all {N:,} may still have it ({_percent(missed, N)} %)",
            f"only all {N:,} would rule it out",
        ),
        (
            "To meet a concern at least once (95 % sure)",
            f"{having:,} or more of all {N:,} must have it ({_percent(having, N)} %)",
            f"{tenth:,} if one in ten has it, {twentieth:,} if one in twenty",
        ),
    ]


def _power(worth: int, N: int) -> list[tuple[str, str, str]]:
    rows = []
    for before, after in _RISES:
        power = power_two_proportions(before, after, *[min(worth, _SURE_FROM)] * 2)
        shows = "more than 99" if power > 0.99 else f"{100 * power:.0f}"
        needed = _size_to_see(before, after)
        more = "" if needed <= N else f" (there are only {N:,})"
        rows.append(
            (
                f"A rise from {100 * before:.0f} % to {100 * after:.0f} % at a re-audit",
                f"would show in {shows} of 100 of the same size",
                f"{needed} each time, to show in 80 of 100{more}",
            )
        )
    return rows


def _percent(some: int, N: int) -> str:
    share = 100 * some / N
    return f"{share:.0f}" if share >= 1 or not some else f"{share:.1g}"


@cache
def _size_within(rate: float, N: int) -> int:
    """Fewest of ``N`` at which the exact range is no wider than :data:`_WIDTH`."""
    n = sample_size_proportion(rate, _WIDTH / 2, N)[0]
    while n < N:
        limits = finite_population(math.ceil(rate * n - 1e-9), n, N)
        if limits.upper - limits.lower <= _WIDTH + 1e-9:
            break
        n += 1
    return n


@cache
def _size_to_see(before: float, after: float) -> int:
    """Fewest each time at which the rise shows in 80 of 100 re-audits."""
    n = 2
    while power_two_proportions(before, after, n, n) < 0.8:
        n += 1
    return n
