"""The charts written a second time, slowly and straight from what they say of themselves, beside the fast ones.

Thousands of series: whole numbers so that values tie and lie on the mean, series with gaps, trends, jumps and freaks,
new baselines, still series, short ones. Every number of every chart must be the same, and every flag.

What is written here, one point after the other and in exact fractions, so that no rounding can decide a flag:

- mean and moving ranges of each stretch between new baselines; ranges of 3.267 times their mean or more left out once;
  limits 2.66 mean ranges from the mean (XmR), three standard errors (p, u), percentiles of the geometric distribution
  about the median (g);
- outside: beyond the limits. Trend: seven in a row, each above (below) the one before. Two of three: of three in a row
  on one side of the mean, two or more in the outer third and not outside; those two are flagged. Shift: seven in a row
  on one side of the mean. A missing point, a tie (trend) and a point on the mean (shift) break the row. Each point
  shows the first of the four that it is part of, and no run crosses a new baseline. Without limits there are no flags.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from scrutiny_lib import stats
from scrutiny_lib.stats.signals import SIGNALS
from scrutiny_lib.stats.spc import xmr_arrays

Number = Fraction | None
RUN = 7


class Slow(NamedTuple):
    """One chart: everything by point; ``None`` where there is nothing."""

    value: list[Number]
    mean: list[Number]
    lower: list[Number]
    upper: list[Number]
    signal: list[str]


def exact(values: Sequence[float]) -> list[Number]:
    """The numbers as they are written: 0.1 is a tenth."""
    return [None if math.isnan(value) else Fraction(str(float(value))) for value in values]


def slow_signals(
    value: Sequence[Number], mean: Fraction, edges: Sequence[tuple[Fraction, Fraction, Fraction, Fraction] | None]
) -> list[str]:
    """The rules, point by point; ``edges`` are lower limit, outer thirds and upper limit of each point."""
    n = len(value)

    def side(at: int) -> int:
        point = value[at]
        return 0 if point is None or point == mean else 1 if point > mean else -1

    def outside(at: int) -> bool:
        point, edge = value[at], edges[at]
        return point is not None and edge is not None and not edge[0] <= point <= edge[3]

    def in_outer_third(at: int) -> bool:
        point, edge = value[at], edges[at]
        if point is None or edge is None or outside(at):
            return False
        return point < edge[1] or point > edge[2]

    side_of, beyond, far_out = ([ask(at) for at in range(n)] for ask in (side, outside, in_outer_third))
    risen = [0] + [
        0 if earlier is None or later is None else (later > earlier) - (later < earlier)
        for earlier, later in itertools.pairwise(value)
    ]
    found: list[set[str]] = [set() for _ in range(n)]
    for at in range(n):
        if beyond[at]:
            found[at].add("outside")
    for first in range(n - RUN + 1):
        if set(risen[first + 1 : first + RUN]) in ({1}, {-1}):
            for at in range(first, first + RUN):
                found[at].add("trend")
        if set(side_of[first : first + RUN]) in ({1}, {-1}):
            for at in range(first, first + RUN):
                found[at].add("shift")
    for first in range(n - 2):
        three = range(first, first + 3)
        far = [at for at in three if far_out[at]]
        if {side_of[at] for at in three} in ({1}, {-1}) and len(far) >= 2:
            for at in far:
                found[at].add("two of three")
    order = ("outside", "trend", "two of three", "shift")
    return [
        next((rule for rule in order if rule in rules), "") if edges[at] is not None else ""
        for at, rules in enumerate(found)
    ]


def slow_xmr(values: Sequence[float], screen: bool, rebase: Sequence[int] = ()) -> Slow:
    starts = sorted({0, *rebase})
    chart = Slow([], [], [], [], [])
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(values)
        part = exact(values[start:end])
        known = [point for point in part if point is not None]
        ranges = [
            abs(part[at] - part[at - 1])  # type: ignore[operator]
            for at in range(1, len(part))
            if part[at] is not None and part[at - 1] is not None
        ]
        if screen and ranges:
            most = Fraction(3267, 1000) * sum(ranges) / len(ranges)
            ranges = [size for size in ranges if size < most]
        mean = sum(known, Fraction(0)) / len(known) if known else None
        average = sum(ranges, Fraction(0)) / len(ranges) if ranges else Fraction(0)
        reach = Fraction(266, 100) * average
        lower, upper, signal = None, None, [""] * len(part)
        if mean is not None and average > 0:
            third = reach * 2 / 3
            lower, upper = mean - reach, mean + reach
            signal = slow_signals(part, mean, [(lower, mean - third, mean + third, upper)] * len(part))
        for column, more in zip(
            chart, (part, *([one] * len(part) for one in (mean, lower, upper)), signal), strict=True
        ):
            column.extend(more)  # type: ignore[arg-type]
    return chart


def root(square: Fraction) -> Fraction:
    """The square root, exact where it is a fraction, so that a point on a limit is on it."""
    above, below = math.isqrt(square.numerator), math.isqrt(square.denominator)
    whole = (above**2, below**2) == (square.numerator, square.denominator)
    return Fraction(above, below) if whole else Fraction(math.sqrt(square))


def slow_rated(part: Sequence[float], whole: Sequence[float], share: bool) -> Slow:
    used = [at for at in range(len(part)) if not math.isnan(part[at]) and not math.isnan(whole[at]) and whole[at] > 0]
    counted = sum((Fraction(part[at]) for at in used), Fraction(0))
    of = sum((Fraction(whole[at]) for at in used), Fraction(0))
    mean = counted / of if of else None
    variance = Fraction(0) if mean is None else mean * (1 - mean) if share else mean
    value: list[Number] = [None] * len(part)
    edges: list[tuple[Fraction, Fraction, Fraction, Fraction] | None] = [None] * len(part)
    for at in used:
        value[at] = Fraction(part[at]) / Fraction(whole[at])
        if mean is not None and variance > 0:
            error = root(variance / Fraction(whole[at]))
            most = Fraction(1) if share else Fraction(10**9)
            cut = [min(max(mean + times * error, Fraction(0)), most) for times in (-3, -2, 2, 3)]
            edges[at] = (cut[0], cut[1], cut[2], cut[3])
    signal = slow_signals(value, mean, edges) if mean is not None else [""] * len(part)
    return Slow(value, [mean] * len(part), [e and e[0] for e in edges], [e and e[3] for e in edges], signal)


def slow_geometric(q: float, average: Fraction) -> int:
    """The fewest steps without an event that are enough with a probability of ``q``, found one step after the other."""
    stays = average / (1 + average)
    steps, passed = 0, stays
    while 1 - passed < Fraction(q):
        steps, passed = steps + 1, passed * stays
        if passed.denominator > 10**60:
            passed = passed.limit_denominator(10**50)
    return steps


def slow_g(gaps: Sequence[float]) -> Slow:
    value = exact(gaps)
    known = [gap for gap in value if gap is not None]
    n = len(value)
    middle = statistics.median(known) if known else None
    average = sum(known, Fraction(0)) / len(known) if known else Fraction(0)
    if len(known) < 10 or average == 0 or middle is None:
        return Slow(value, [middle] * n, [None] * n, [None] * n, [""] * n)
    low, near_low, near_high, high = (
        Fraction(slow_geometric(q, average)) for q in (0.00135, 0.02275, 1 - 0.02275, 1 - 0.00135)
    )
    signal = slow_signals(value, middle, [(low, near_low, near_high, high)] * n)
    return Slow(value, [middle] * n, [low] * n, [high] * n, signal)


def assert_same(chart: pd.DataFrame, slow: Slow, what: object) -> None:
    assert chart["signal"].to_list() == slow.signal, what
    for name in ("value", "mean", "lower", "upper"):
        wanted = np.array([math.nan if one is None else float(one) for one in getattr(slow, name)], dtype=float)
        scale = max([1.0, *(abs(one) for one in wanted if not math.isnan(one))])
        found = chart[name].to_numpy(dtype=float)
        assert np.allclose(found, wanted, rtol=1e-9, atol=1e-9 * scale, equal_nan=True), (what, name)


def numbers(rng: np.random.Generator, points: int) -> np.ndarray:
    """An invented series: noise or few different numbers, now and then with a trend, a jump, a freak or gaps."""
    kind = rng.integers(4)
    if kind == 0:
        series = rng.normal(size=points)
    elif kind == 1:
        series = rng.integers(0, rng.integers(2, 8), points).astype(float)
    elif kind == 2:
        series = rng.poisson(rng.choice([0.1, 1, 4, 20]), points).astype(float)
    else:
        series = rng.integers(0, rng.choice([5, 40]), points) / 10
    if rng.random() < 0.3:
        series = series + np.arange(points) * rng.choice([-1, -0.25, 0.25, 0.5, 1])
    if rng.random() < 0.3 and points:
        series[int(rng.integers(points)) :] += rng.choice([-6, -2, 1, 3])
    if rng.random() < 0.15 and points:
        series[int(rng.integers(points))] += rng.choice([-40, 40])
    if rng.random() < 0.3:
        series[rng.random(points) < 0.15] = math.nan
    return series.round(6)


def test_xmr() -> None:
    rng = np.random.default_rng(601)
    flags: set[str] = set()
    for number in range(1_300):
        points = int(rng.integers(0, 45))
        values, screen = numbers(rng, points), bool(rng.random() < 0.7)
        rebase = sorted({int(at) for at in rng.integers(1, points, rng.integers(0, 3))}) if points > 1 else []
        chart = stats.xmr(values, screen=screen, rebase=rebase)
        assert_same(chart, slow_xmr(values.tolist(), screen, rebase), number)
        flags |= set(chart["signal"])
    assert flags == set(SIGNALS)


def test_shares() -> None:
    rng = np.random.default_rng(602)
    flags: set[str] = set()
    for number in range(600):
        points = int(rng.integers(0, 45))
        same = bool(rng.random() < 0.4)
        of = np.full(points, rng.integers(1, 60)) if same else rng.integers(0, 60, points)
        whole = of.astype(float)
        share = rng.choice([0.0, 0.03, 0.3, 0.5, 0.9, 1.0])
        drift = np.clip(share + (rng.random() < 0.5) * np.linspace(-0.3, 0.3, points), 0, 1)
        part = rng.binomial(of, drift).astype(float)
        if rng.random() < 0.3:
            part[rng.random(points) < 0.1] = math.nan
        chart = stats.p_chart(part, whole)
        assert_same(chart, slow_rated(part.tolist(), whole.tolist(), True), number)
        inside = chart[["value", "mean", "lower", "upper"]].stack().dropna()
        assert ((inside >= 0) & (inside <= 1)).all()
        flags |= set(chart["signal"])
    assert flags == set(SIGNALS)


def test_rates() -> None:
    rng = np.random.default_rng(603)
    flags: set[str] = set()
    for number in range(600):
        points = int(rng.integers(0, 45))
        exposure = np.ones(points) if rng.random() < 0.4 else rng.integers(0, 30, points).astype(float)
        pace = rng.choice([0.0, 0.1, 1, 10]) * np.exp((rng.random() < 0.5) * np.linspace(-1, 1, points))
        events = rng.poisson(pace * exposure).astype(float)
        if rng.random() < 0.3:
            events[rng.random(points) < 0.1] = math.nan
        chart = stats.u_chart(events, exposure)
        assert_same(chart, slow_rated(events.tolist(), exposure.tolist(), False), number)
        flags |= set(chart["signal"])
    assert flags == set(SIGNALS)


def test_gaps() -> None:
    rng = np.random.default_rng(604)
    flags: set[str] = set()
    for number in range(600):
        points = int(rng.integers(0, 40))
        chance = rng.choice([0.02, 0.1, 0.4, 0.9])
        gaps = rng.geometric(chance, points).astype(float) - 1
        if rng.random() < 0.4 and points:
            gaps[int(rng.integers(points)) :] *= rng.choice([0, 3, 8])
        if rng.random() < 0.3:
            gaps = np.where(rng.random(points) < 0.1, math.nan, gaps + (rng.random() < 0.3) * np.arange(points))
        chart = stats.g_chart(gaps)
        assert_same(chart, slow_g(gaps.tolist()), number)
        flags |= set(chart["signal"])
    assert flags == set(SIGNALS)


@pytest.mark.parametrize(("jump", "kept"), [(3.684, True), (3.686, False)])
def test_a_range_just_below_and_just_above_its_limit(jump: float, kept: bool) -> None:
    """Twenty ranges of 1 and one of ``jump``, 3.2665 and 3.2680 times the mean of all 21."""
    values = [0.0, 1.0] * 5 + [0.0] + [jump, jump + 1] * 5 + [jump]
    chart = stats.xmr(values)
    assert_same(chart, slow_xmr(values, True), jump)
    reach = 2.66 * (20 + jump) / 21 if kept else 2.66
    assert chart.loc[0, "upper"] - chart.loc[0, "mean"] == pytest.approx(reach)


@pytest.mark.parametrize("rebase", [(), (12,), (5, 20)])
def test_many_at_once(rebase: tuple[int, ...]) -> None:
    rng = np.random.default_rng(605 + len(rebase))
    values = np.array([numbers(rng, 36) for _ in range(300)])
    chart = xmr_arrays(values, True, rebase)
    for row in range(len(values)):
        slow = slow_xmr(values[row].tolist(), True, rebase)
        assert [SIGNALS[code] for code in chart.signal[row]] == slow.signal, row


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ([27, 9, 18, 18, 27, 9], [36] * 6),
        ([32, 8, 20, 20, 20, 20, 20, 20], [100] * 8),
        ([35, 15, 25, 25, 25, 25, 25, 25], [45] * 8),
        ([91, 19, 55, 55, 100, 10, 55, 55], [100] * 8),
    ],
)
def test_a_point_on_a_limit_is_not_beyond_it(part: list[float], whole: list[float]) -> None:
    for share, chart in ((True, stats.p_chart(part, whole)), (False, stats.u_chart(part, whole))):
        assert_same(chart, slow_rated(part, whole, share), part)
    on = stats.u_chart([18, 0, 9, 9], [100] * 4)
    assert on["upper"].iloc[0] == pytest.approx(0.18) and (on["signal"] == "").all()


@pytest.mark.parametrize(("first", "way"), [(range(1, 8), 1), (range(8, 1, -1), -1)])
def test_the_direction_of_a_signal(first: range, way: int) -> None:
    noise = [4, 6, 5, 3, 5, 6, 4]
    chart = stats.xmr([*noise, *first], improvement="up")
    trend = chart[chart["signal"] == "trend"]
    assert len(trend) >= RUN and set(trend["meaning"]) == {"improvement" if way > 0 else "concern"}
