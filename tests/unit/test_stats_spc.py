"""Process charts: the rules in a slow, plain form, missing months, new baselines, and what has no limits."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as reference

from scrutiny_lib import stats
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.stats.signals import SIGNALS
from scrutiny_lib.stats.spc import xmr_arrays

COLUMNS = ["value", "mean", "lower", "upper", "moving_range", "signal"]
series = st.lists(st.one_of(st.integers(0, 12), st.just(math.nan)), max_size=30)


def plain_xmr(values, screen):
    """Mean, limits and signals by reading the rules aloud."""
    known = [v for v in values if not math.isnan(v)]
    ranges = [abs(b - a) for a, b in itertools.pairwise(values) if not math.isnan(a + b)]
    if screen and ranges:
        most = 3.267 * sum(ranges) / len(ranges)
        ranges = [r for r in ranges if r < most]
    if not ranges or sum(ranges) == 0:
        return None
    mean, reach = sum(known) / len(known), 2.66 * sum(ranges) / len(ranges)
    n, signals = len(values), {}
    side = [0 if math.isnan(v) or math.isclose(v, mean) else math.copysign(1, v - mean) for v in values]
    outside = [v > mean + reach or v < mean - reach for v in values]
    near = [abs(v - mean) > reach * 2 / 3 and not out for v, out in zip(values, outside, strict=True)]

    def mark(rule, places):
        for place in places:
            signals.setdefault(place, rule)

    mark("outside", [i for i in range(n) if outside[i]])
    for i in range(n - 6):
        steps = [values[j + 1] - values[j] for j in range(i, i + 6)]
        if all(s > 0 for s in steps) or all(s < 0 for s in steps):
            mark("trend", range(i, i + 7))
    for i in range(n - 2):
        if abs(sum(side[i : i + 3])) == 3 and sum(near[i : i + 3]) >= 2:
            mark("two of three", [j for j in range(i, i + 3) if near[j]])
    for i in range(n - 6):
        if abs(sum(side[i : i + 7])) == 7:
            mark("shift", range(i, i + 7))
    return mean, mean - reach, mean + reach, [signals.get(i, "") for i in range(n)]


@settings(deadline=None, max_examples=60)
@given(series, st.booleans())
def test_xmr_against_the_rules_read_aloud(values, screen):
    chart = stats.xmr(values, screen=screen)
    assert list(chart.columns) == COLUMNS and len(chart) == len(values)
    expected = plain_xmr(values, screen)
    if expected is None:
        assert chart["lower"].isna().all() and (chart["signal"] == "").all()
        return
    mean, lower, upper, signals = expected
    assert chart["mean"].to_list() == pytest.approx([mean] * len(values))
    assert chart["lower"].to_list() == pytest.approx([lower] * len(values))
    assert chart["upper"].to_list() == pytest.approx([upper] * len(values))
    assert chart["signal"].to_list() == signals


def test_many_series_at_once_are_the_single_ones():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(300, 24)) + np.linspace(0, 9, 24) * rng.integers(0, 3, (300, 1))
    many = xmr_arrays(values)
    for row in range(0, 300, 17):
        one = stats.xmr(values[row])
        assert one["signal"].to_list() == [SIGNALS[code] for code in many.signal[row]]
        assert one["upper"].to_numpy() == pytest.approx(many.upper[row])
    assert set(np.unique(many.signal)) == {0, 1, 2, 3, 4}


@settings(deadline=None, max_examples=60)
@given(series)
def test_turning_a_series_upside_down_turns_the_limits(values):
    one, other = stats.xmr(values, improvement="up"), stats.xmr([-v for v in values], improvement="down")
    assert one["signal"].to_list() == other["signal"].to_list()
    assert one["meaning"].to_list() == other["meaning"].to_list()
    assert one["upper"].to_list() == pytest.approx([-v for v in other["lower"]], nan_ok=True)


def test_rebase_starts_afresh():
    first, second = [5, 6, 5, 7, 5, 6, 5, 6], [15, 16, 14, 15, 17, 15, 16, 15]
    chart = stats.xmr(first + second, rebase=[8])
    for part, place in ((first, 0), (second, 8)):
        alone = stats.xmr(part).add_suffix("")
        pd.testing.assert_frame_equal(chart.iloc[place : place + 8].reset_index(drop=True), alone)
    assert (stats.xmr(first + second)["signal"] == "shift").sum() > 0
    assert (chart["signal"] == "").all()
    assert math.isnan(chart.loc[8, "moving_range"])


def test_a_missing_month_breaks_runs():
    y = [1, 9, 1, 9, 1, 9, 6, 6.5, 6.2, math.nan, 6.4, 6.1, 6.3, 6.2]
    assert "shift" not in stats.xmr(y)["signal"].to_list()
    whole = [v for v in y if not math.isnan(v)]
    assert stats.xmr(whole)["signal"].to_list()[-7:] == ["shift"] * 7
    assert stats.xmr(y)["signal"].iloc[9] == ""


def test_meaning_of_signals():
    rising = stats.xmr([5, 6, 5, 6, 5, 6, 5, 6, 7, 8, 9, 10, 11, 12, 13], improvement="up")
    signalled = rising[rising["signal"] == "trend"]
    assert len(signalled) and (signalled["meaning"] == "improvement").all()
    assert (rising.loc[rising["signal"] == "", "meaning"] == "").all()
    falling = stats.xmr(rising["value"], improvement="down")
    assert (falling.loc[falling["signal"] == "trend", "meaning"] == "concern").all()


@pytest.mark.parametrize("values", [[], [5], [5, 5, 5, 5], [0.1] * 20, [math.nan, math.nan, 3]])
def test_a_still_series_has_no_limits(values):
    chart = stats.xmr(values)
    assert chart["lower"].isna().all() and (chart["signal"] == "").all()
    assert not len(values) or "no limits" in chart.attrs["note"]


def test_charts_of_shares():
    chart = stats.p_chart([5, 30, 0, 9], [50, 50, 0, 100])
    p = 44 / 200
    assert chart["value"].to_list() == pytest.approx([0.1, 0.6, math.nan, 0.09], nan_ok=True)
    assert chart.loc[3, "upper"] == pytest.approx(p + 3 * math.sqrt(p * (1 - p) / 100))
    assert chart["signal"].to_list() == ["", "outside", "", "outside"]
    assert chart["lower"].dropna().ge(0).all() and list(chart.columns) == COLUMNS
    for x in (0, 10):
        still = stats.p_chart([x] * 4, [10] * 4)
        assert still["upper"].isna().all() and "no limits" in still.attrs["note"]
    assert stats.u_chart([0, 0], [5, 5])["upper"].isna().all()
    rates = stats.u_chart([4, 9], [100, 50])
    assert rates.loc[1, "upper"] == pytest.approx(13 / 150 + 3 * math.sqrt(13 / 150 / 50))


def test_gaps_between_rare_events():
    gaps = [3, 10, 0, 7, 22, 5, 1, 9, 14, 200]
    chart = stats.g_chart(gaps)
    p = 1 / (1 + np.mean(gaps))
    assert chart.loc[0, "mean"] == np.median(gaps)
    assert chart.loc[0, "upper"] == reference.geom.ppf(0.99865, p) - 1
    assert chart.loc[0, "lower"] == reference.geom.ppf(0.00135, p) - 1
    assert chart["signal"].to_list() == [""] * 9 + ["outside"]
    assert stats.g_chart(gaps, improvement="up")["meaning"].iloc[-1] == "improvement"
    few = stats.g_chart(gaps[:9])
    assert few["upper"].isna().all() and "fewer than ten" in few.attrs["note"]
    assert stats.g_chart([0] * 12)["upper"].isna().all()
    assert len(stats.g_chart([])) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.xmr([1, "Amy"]),
        lambda: stats.xmr([1, math.inf]),
        lambda: stats.xmr([1, 2], improvement="better"),
        lambda: stats.xmr([1, 2], rebase=[2]),
        lambda: stats.xmr([1, 2], rebase=[-1]),
        lambda: stats.p_chart([5], [4]),
        lambda: stats.p_chart([5], [6, 7]),
        lambda: stats.u_chart([-1], [4]),
        lambda: stats.g_chart([1.5] * 10),
        lambda: stats.g_chart([-1] * 10),
    ],
)
def test_bad_input_is_refused_without_quoting_it(call):
    with pytest.raises(ScrutinyError) as caught:
        call()
    assert "Amy" not in str(caught.value)


def test_input_is_left_as_it_was():
    values = pd.Series([1.0, 2, 9, 1, 2, 1], index=list("abcdef"))
    before = values.copy()
    stats.xmr(values, rebase=[3])
    pd.testing.assert_series_equal(values, before)
