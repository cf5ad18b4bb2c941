"""Simulations of what is printed beside charts and series: how often they flag something although nothing changed, and
how often limits of rates, standardised rates and funnels hold."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.lenses.data_charts import ChartRules, choose_chart, draw_chart
from scrutiny_lib.lenses.data_many import Spread
from scrutiny_lib.lenses.data_marks import variation_of_months
from scrutiny_lib.lenses.data_months import Indicator
from scrutiny_lib.lenses.data_season import compare_with_before
from scrutiny_lib.stats.chance import LATEST, SHARES, chance_of_flag
from scrutiny_lib.stats.segmented import FALSE_ALARMS, TERMS, segmented_arrays, usual_lags
from scrutiny_lib.stats.signals import SIGNALS, apply_rules
from scrutiny_lib.stats.spc import LEAST_GAPS, xmr_arrays

pytestmark = pytest.mark.slow
Floats = npt.NDArray[np.float64]
STEP = TERMS.index("step")
COUNT = Indicator("x", "X", "", "", "", "count", "count", "down")


def rated(part: Floats, whole: float, share: bool) -> npt.NDArray[np.int8]:
    """Signals of p- or u-charts of many series with the same denominator each month."""
    mean = part.mean(axis=1, keepdims=True) / whole
    variance = mean * (1 - mean) if share else mean
    sigma = np.sqrt(np.where(variance > 0, variance, np.nan) / whole)
    edges = [np.clip(mean + times * sigma, 0, 1 if share else np.inf) for times in (-3, -2, 2, 3)]
    return apply_rules(part / whole, mean, (edges[0], edges[1], edges[2], edges[3])).signal


def flagged(signal: npt.NDArray[np.int8], latest: int = 0) -> float:
    """Share of series with a signal, in all or the latest points."""
    return float((signal[:, -latest:] > 0).any(axis=1).mean())


# -- the rules


def test_the_charts_of_this_file_are_those_of_the_library():
    rng = np.random.default_rng(1)
    part = rng.binomial(30, 0.2, (40, 24)).astype(float)
    for share, chart in ((True, stats.p_chart), (False, stats.u_chart)):
        codes = rated(part, 30.0, share)
        for row in range(40):
            assert chart(part[row], [30] * 24)["signal"].to_list() == [SIGNALS[code] for code in codes[row]]


def test_xmr_charts_cry_wolf_as_often_as_we_say():
    """19 of 100 honest charts of 24 points flag something; forty indicators show seven or eight."""
    signal = xmr_arrays(np.random.default_rng(24).normal(size=(60_000, 24))).signal
    assert flagged(signal) == pytest.approx(0.19, abs=0.006)
    each = [(signal == SIGNALS.index(rule)).any(axis=1).mean() for rule in SIGNALS[1:]]
    assert each == pytest.approx([0.09, 0.01, 0.03, 0.09], abs=0.008)


@pytest.mark.parametrize(("share", "mean", "whole"), [(True, 10, 50), (True, 100, 200), (False, 10, 1), (False, 50, 1)])
def test_charts_of_shares_and_rates_cry_wolf_as_often_as_we_say(share, mean, whole):
    """14 to 17 of 100 charts of 24 points with ten or more counted each month."""
    rng = np.random.default_rng(mean)
    part = rng.binomial(whole, mean / whole, (40_000, 24)) if share else rng.poisson(mean, (40_000, 24))
    assert 0.138 <= flagged(rated(part.astype(float), float(whole), share)) <= 0.173


def test_few_events_a_month_cry_wolf_more_often():
    """23 of 100 with three a month."""
    part = np.random.default_rng(3).poisson(3, (40_000, 24)).astype(float)
    assert flagged(rated(part, 1.0, False)) == pytest.approx(0.23, abs=0.01)


@pytest.mark.parametrize("chance", [0.02, 0.05, 0.2, 0.5])
def test_g_charts_cry_wolf_as_often_as_we_say(chance):
    """2 to 8 of 100 charts of 24 gaps flag something; of days between events, 4 a shift about the median."""
    gaps = np.random.default_rng(25).geometric(chance, (2_000, 24)) - 1
    charts = [set(stats.g_chart(row)["signal"]) for row in gaps]
    some = float(np.mean([bool(found - {""}) for found in charts]))
    assert 0.02 - 0.01 <= some <= 0.08 + 0.015
    if chance == 0.05:
        shifts = float(np.mean(["shift" in found for found in charts]))
        assert shifts == pytest.approx(0.04, abs=0.015)


# -- the latest months


@pytest.mark.parametrize("row", SHARES["xmr"], ids=lambda row: str(row[0]))
def test_the_table_of_xmr_charts(row):
    rng = np.random.default_rng(row[0])
    signal = xmr_arrays(rng.normal(size=(60_000, row[0]))).signal
    assert [flagged(signal, latest) for latest in LATEST] == pytest.approx(row[1:], abs=0.006)


@pytest.mark.parametrize("row", SHARES["rated"], ids=lambda row: str(row[0]))
def test_the_table_of_shares_and_rates(row):
    rng = np.random.default_rng(row[0])
    signal = rated(rng.poisson(10, (60_000, row[0])).astype(float), 1.0, False)
    assert [flagged(signal, latest) for latest in LATEST] == pytest.approx(row[1:], abs=0.006)


@pytest.mark.parametrize("points", [24, 36])
def test_what_it_says_of_more_and_fewer_events(points):
    rng = np.random.default_rng(points)
    usual = chance_of_flag(points, chart="u")
    few = flagged(rated(rng.poisson(3, (60_000, points)).astype(float), 1.0, False), 3)
    many = flagged(rated(rng.poisson(50, (60_000, points)).astype(float), 1.0, False), 3)
    shares = flagged(rated(rng.binomial(50, 0.2, (60_000, points)).astype(float), 50.0, True), 3)
    assert few / usual == pytest.approx(1.4, abs=0.12)
    assert many / usual == pytest.approx(0.9, abs=0.06)
    assert shares / usual == pytest.approx(0.95, abs=0.08)


def test_months_that_lean_on_the_month_before_flag_more():
    noise = leaning(np.random.default_rng(9), 0.4, 20_000, 24)
    assert flagged(xmr_arrays(noise).signal, 3) > 2 * chance_of_flag(24)


@pytest.mark.parametrize(("per_month", "months"), [(0.4, 36), (0.6, 60), (0.9, 24), (0.9, 60)])
def test_g_charts_seldom_flag_their_latest_quarter(per_month, months):
    """At most two of 100: what stands beside such a figure on the page."""
    rng = np.random.default_rng(months)
    flags = list[bool]()
    while len(flags) < 800:
        days = np.sort(rng.integers(0, 30 * months, rng.poisson(per_month * months)))
        if len(days) > LEAST_GAPS:
            signal = stats.g_chart(np.diff(days))["signal"].to_numpy()
            flags.append(bool(((signal != "") & (days[1:] >= 30 * (months - 3))).any()))
    assert np.mean(flags) <= 0.02 + 0.012


# -- the figures of a quarter: the chart the rule chooses, and the test behind "is it chance"


def counts(rng: np.random.Generator, mean: float, times: float, by: float, points: int) -> Floats:
    """400 series of counts that vary ``times`` as much as chance, leaning on the month before, in which nothing else
    happens."""
    noise = leaning(rng, by, 400, points) * math.sqrt(1 - by**2)
    spread = math.sqrt((times**2 - 1) / mean)
    return rng.poisson(mean * np.exp(spread * noise - spread**2 / 2)).astype(float)


def seen(row: Floats) -> tuple[bool, bool, bool]:
    """Whether the joined test is at 5 in 100, whether the chart flags, and whether both do the same way."""
    months = pd.period_range(end="2025-12", periods=len(row), freq="M").astype(str)
    figure = {"indicator": "x", "month": months, "numerator": row, "value": row, "denominator": np.nan}
    frame = pd.DataFrame({**figure, "target": np.nan, "period": 1})
    choice = choose_chart(frame, COUNT, ChartRules())
    tested = compare_with_before(frame, COUNT, Spread(choice.spread, len(row)))
    mark = variation_of_months(draw_chart(frame, choice, COUNT, ChartRules()), COUNT, math.nan, old=False)
    chance = tested.pvalue <= 0.05
    return chance, mark.stands_out, chance and mark.stands_out and tested.way == mark.way


@pytest.mark.parametrize(
    ("mean", "times", "by", "points", "alone", "both"),
    [
        (40, 1.0, 0.0, 24, (0.0, 0.06), (0.0, 0.03)),
        (40, 2.0, 0.0, 24, (0.02, 0.08), (0.0, 0.04)),
        (40, 2.0, 0.0, 60, (0.02, 0.085), (0.0, 0.04)),
        (40, 2.0, 0.2, 24, (0.08, 0.18), (0.02, 0.08)),
        (40, 2.0, 0.4, 36, (0.17, 0.31), (0.06, 0.16)),
        (40, 1.4, 0.4, 36, (0.08, 0.19), (0.01, 0.10)),
        (300, 4.0, 0.4, 36, (0.23, 0.37), (0.08, 0.19)),
        (40, 2.0, 0.6, 24, (0.31, 0.45), (0.11, 0.23)),
    ],
)
def test_the_joined_test_keeps_its_level_only_where_each_month_stands_for_itself(
    mean, times, by, points, alone, both
):
    """What lenses/data_many says of it, and the page: slow figures stand out two to five times as often by chance."""
    found = np.array([seen(row) for row in counts(np.random.default_rng(points), mean, times, by, points)]).mean(axis=0)
    assert alone[0] <= found[0] <= alone[1]
    assert both[0] <= found[2] <= both[1]
    said = chance_of_flag(points)
    if by == 0:
        assert found[1] <= 2 * said + 0.02
    elif by <= 0.4 and times >= 2:
        assert 1.6 * said <= found[1] <= 5.8 * said


# -- before and after


def leaning(rng: np.random.Generator, by: float, series: int, points: int) -> Floats:
    """Series in which each month leans on the one before, and nothing else happens."""
    noise = rng.normal(size=(series, points + 30))
    for at in range(1, noise.shape[1]):
        noise[:, at] += by * noise[:, at - 1]
    return noise[:, 30:]


def alarms(values: Floats, intervention: int) -> tuple[float, float]:
    """Of 100 series: a step by Newey–West alone, and by both methods."""
    fits = segmented_arrays(values, intervention, usual_lags(values.shape[1]))
    robust = fits.hac_pvalue[:, STEP] < 0.05
    return 100 * float(robust.mean()), 100 * float((robust & (fits.pvalue[:, STEP] < 0.05)).mean())


@pytest.mark.parametrize(("points", "alone", "both"), FALSE_ALARMS)
def test_series_cry_wolf_as_often_as_we_print(points, alone, both):
    """Over autocorrelation 0 to 0.4, with the intervention in the middle and eight points from either end."""
    rng = np.random.default_rng(points)
    found = [
        [alarms(leaning(rng, by, 20_000, points), place) for place in sorted({9, points // 2 + 1, points - 7})]
        for by in (0.0, 0.4)
    ]
    for which, text in ((0, alone), (1, both)):
        low, high = (float(word) for word in text.split(" to "))
        calm, leant = ([place[which] for place in places] for places in found)
        assert min(calm) == pytest.approx(low, abs=1.2)
        assert max(leant) == pytest.approx(high, abs=1.6)
        if which == 1:
            assert max(calm) - min(calm) < 1.2 and max(leant) - min(leant) < 2.5


def test_at_sixty_points_it_still_happens():
    rng = np.random.default_rng(60)
    rates = [alarms(leaning(rng, by, 20_000, 60), 31)[1] for by in (0.0, 0.4)]
    assert rates == pytest.approx([5, 14], abs=1.2)


@pytest.mark.parametrize("mean", [0.5, 1, 3, 10])
@pytest.mark.parametrize(("points", "place"), [(16, 9), (24, 13), (36, 9)])
def test_counts_do_no_worse(mean, points, place):
    """Few events a month: ordinary least squares keeps its level, so both methods together do."""
    values = np.random.default_rng(int(10 * mean)).poisson(mean, (20_000, points)).astype(float)
    assert alarms(values, place)[1] <= 6


# -- limits


def coverage_of_counts(interval: object, mean: float, confidence: float) -> float:
    total = 0.0
    for count in range(int(mean + 12 * math.sqrt(mean) + 20)):
        found = interval(count, confidence)  # type: ignore[operator]
        lower = 0.0 if math.isnan(found.lower) else found.lower
        if lower <= mean + 1e-12 and mean - 1e-12 <= found.upper:
            total += float(reference.poisson(mean).pmf(count))
    return total


@pytest.mark.parametrize("confidence", [0.95, 0.998])
@pytest.mark.parametrize(
    "interval",
    [
        lambda count, confidence: stats.rate(count, 1, per=1, confidence=confidence),
        lambda count, confidence: stats.byar(count, confidence=confidence),
    ],
    ids=["rate", "byar"],
)
def test_limits_of_counts_cover_at_least_as_often_as_they_say(interval, confidence):
    """For every mean from 0.2 to 120; a lower limit of Byar's that does not exist counts as none."""
    means = np.concatenate([np.arange(0.2, 20, 0.4), np.arange(20, 120, 7.3)])
    coverage = [coverage_of_counts(interval, mean, confidence) for mean in means]
    assert min(coverage) >= confidence
    assert np.mean(coverage) <= confidence + 0.4 * (1 - confidence) + 0.0001


@pytest.mark.parametrize(("events", "most"), [(12, 0.99), (30, 0.965), (100, 0.965), (400, 0.965)])
def test_limits_of_standardised_rates(events, most):
    rng = np.random.default_rng(events)
    people = np.array([500.0, 1500, 2500, 2000, 1200, 600])
    expected = np.array([0.2, 0.5, 1, 1.5, 2, 4]) * people
    expected *= events / expected.sum()
    truth = (expected / people).mean() * 100_000
    given = [stats.standardised_rate(rng.poisson(expected), people, np.ones(6)) for _ in range(4_000)]
    known = [found.lower <= truth <= found.upper for found in given if not math.isnan(found.estimate)]
    assert 0.94 <= np.mean(known) <= most


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8])
def test_funnels_of_proportions(share):
    """Of areas that differ by chance alone 5 and 0.2 in 100 lie outside, in large areas; up to 6 and 0.4 in small."""
    bounds = ((30, 0.062, 0.004), (100, 0.061, 0.0045), (700, 0.055, 0.003), (5_000, 0.0505, 0.0023))
    for size, most95, most998 in bounds:
        counts = np.arange(size + 1)
        chance = reference.binom(size, share).pmf(counts)
        for confidence, most in ((0.95, most95), (0.998, most998)):
            row = stats.funnel_limits(share, [size], confidence=confidence).iloc[0]
            outside = (counts / size < row["lower"] - 1e-12) | (counts / size > row["upper"] + 1e-12)
            assert chance[outside].sum() <= most


@pytest.mark.parametrize(("expected", "above"), [(1, 0.081), (3, 0.035), (10, 0.03), (50, 0.032), (400, 0.026)])
def test_funnels_of_ratios(expected, above):
    """The interpolated limits are exact in the long run; with one event expected 8 in 100 lie above the 95 % limit."""
    counts = np.arange(int(expected + 12 * math.sqrt(expected) + 20))
    chance = reference.poisson(expected).pmf(counts)
    row = stats.funnel_limits(1, [expected], "ratio").iloc[0]
    assert chance[counts / expected > row["upper"]].sum() <= above
    assert chance[counts / expected < row["lower"]].sum() <= 0.025
    wide = stats.funnel_limits(1, [expected], "ratio", confidence=0.998).iloc[0]
    assert chance[(counts / expected > wide["upper"]) | (counts / expected < wide["lower"])].sum() <= 0.004
