"""A monthly figure before and after a programme: what is described, what is tested, and what may be claimed."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from scrutiny_lib.intake.training_programmes import PROGRAMME_COLUMNS
from scrutiny_lib.lenses.training_results import MOVED, summarise_programmes
from scrutiny_lib.lenses.training_step import best_month
from scrutiny_lib.stats import segmented_regression
from scrutiny_lib.tables import COLUMNS

LAST = date(2026, 3, 31)
WIGGLE = (0, 2, -1, 1, -2, 1, 0, -1, 2, -2, 1, -1)
"""What a figure moves by from month to month; it adds up to nothing over a year."""


def definition(name, unit="%", kind="proportion", **more):
    words = dict.fromkeys(("definition", "numerator", "denominator", "source", "comparability"), "x")
    given = {"id": name, "title": f"Figure {name}", "unit": unit, "kind": kind, "direction": "up", "lines": {}}
    return {**words, **given, "seasonal": False, "changes": [], **more}


def definitions(*rows):
    return pd.DataFrame(rows)


def months(name, values, first="2023-04", without=(), of=100):
    every = pd.period_range(first, periods=len(values), freq="M").astype(str)
    frame = pd.DataFrame({"indicator": name, "month": every, "numerator": values, "denominator": of})
    return frame[~frame["month"].isin(without)]


def programme(start, indicator="own", comparison=""):
    row = ("prog", "A programme", "A course", indicator, start, comparison, "A new form.")
    return pd.DataFrame([row], columns=list(PROGRAMME_COLUMNS))


def stepping(step, points=24, at=12, level=50):
    return [level + WIGGLE[month % 12] + (step if month >= at else 0) for month in range(points)]


def told(monthly, start="2024-04", comparison="", own=None, others=(), as_at=LAST):
    known = definitions(own or definition("own"), *others)
    return summarise_programmes(programme(start, comparison=comparison), monthly, known, as_at)


def only(frame):
    assert len(frame) == 1 and list(frame.columns) == list(COLUMNS["training_results"])
    return frame.iloc[0]


def test_a_clear_step_is_claimed_with_its_false_alarms():
    values = stepping(20)
    results, series = told(months("own", values))
    row = only(results)
    step = segmented_regression(np.array(values, dtype=float), 13).loc["step"]
    assert (row["before_points"], row["after_points"]) == (12, 12)
    assert (row["before_mean"], row["after_mean"]) == pytest.approx((50, 70))
    assert row["step"] == pytest.approx(step["estimate"]) and row["changed"]
    assert (row["lower"], row["upper"]) == pytest.approx((step["lower"], step["upper"]))
    assert (row["pvalue"], row["hac_pvalue"]) == pytest.approx((step["pvalue"], step["hac_pvalue"]))
    assert row["false_alarms"] == "5 to 14 of 100" and row["false_alarms"] in row["sentence"]
    assert "Both tests find" in row["sentence"] and "does not show that the programme did it" in row["sentence"]
    assert row["what_else"] == "A new form."
    assert series["month"].to_list() == months("own", values)["month"].to_list()
    assert series["expected"].notna().to_list() == [False] * 12 + [True] * 12
    assert (series["value"] - series["fitted"]).sum() == pytest.approx(0)


@pytest.mark.parametrize(
    ("direction", "step", "words"),
    [
        ("up", 20, "this step, for the better."),
        ("up", -20, "this step, for the worse."),
        ("down", -20, "this step, for the better."),
        ("none", 20, "Both tests find this step. Chance"),
    ],
)
def test_which_way_is_better_is_said_only_where_one_is(direction, step, words):
    row = only(told(months("own", stepping(step)), own=definition("own", direction=direction))[0])
    assert words in row["sentence"] and ("above" if step > 0 else "below") in row["sentence"]


def test_chance_is_not_claimed():
    row = only(told(months("own", stepping(0)))[0])
    assert not row["changed"] and "Neither test finds this step" in row["sentence"]
    assert "the programme did it" not in row["sentence"]


@pytest.mark.parametrize(("points", "at", "tested"), [(16, 8, True), (15, 7, False), (15, 8, False), (24, 7, False)])
def test_fewer_than_eight_months_on_a_side_are_described_only(points, at, tested):
    start = str(pd.Period("2023-04", "M") + at)
    row = only(told(months("own", stepping(20, points, at)), start)[0])
    assert (row["before_points"], row["after_points"]) == (at, points - at)
    assert not math.isnan(row["before_mean"]) and not math.isnan(row["after_mean"])
    assert math.isnan(row["step"]) is not tested and bool(row["changed"]) is tested
    assert ("described only" in row["sentence"]) is not tested and bool(row["false_alarms"]) is tested


def test_months_after_the_day_are_not_there():
    results, series = told(months("own", stepping(20)), as_at=date(2024, 8, 31))
    assert only(results)["after_points"] == 5 and series["month"].max() == "2024-08"


def test_with_a_month_missing_only_the_stretch_about_the_beginning_is_tested():
    values = stepping(20, 36, 18)
    start = "2024-10"
    row = only(told(months("own", values, without=["2023-06"]), start)[0])
    assert row["before_points"] == 17 and "33 months in a row" in row["sentence"]
    assert row["step"] == pytest.approx(segmented_regression(values[3:], 16).loc["step", "estimate"])
    beside = only(told(months("own", values, without=["2024-09"]), start)[0])
    assert math.isnan(beside["step"]) and "fewer than eight months in a row" in beside["sentence"].lower()


def test_months_counted_in_another_way_are_left_out():
    values = [90] * 6 + stepping(20, 30, 12)
    own = definition("own", changes=[{"from": "2023-10", "what": "Counted anew."}])
    row = only(told(months("own", values), "2024-10", own=own)[0])
    assert (row["before_points"], row["before_mean"]) == (12, 50) and "6 months were counted" in row["sentence"]
    same = definition("own", changes=[{"from": "2024-10", "what": "Counted anew."}])
    row = only(told(months("own", values), "2024-10", own=same)[0])
    assert row["before_points"] == 0 and math.isnan(row["before_mean"]) and math.isnan(row["step"])
    assert "changed in the same month" in row["sentence"]


def test_what_moved_elsewhere_too_is_not_claimed():
    other = definition("other")
    moved = [40 + 20 * (month >= 12) + WIGGLE[(month + 3) % 12] for month in range(24)]
    alike = pd.concat([months("own", stepping(20)), months("other", moved)])
    row = only(told(alike, comparison="other", others=[other])[0])
    assert row["comparison_step"] > 10 and not row["changed"] and "nothing is claimed" in row["sentence"]
    apart = pd.concat([months("own", stepping(20)), months("other", [30, 31] * 12)])
    results, series = told(apart, comparison="other", others=[other])
    row = only(results)
    difference = np.array(stepping(20)) - np.array([30, 31] * 12)
    assert row["difference"] == pytest.approx(segmented_regression(difference, 13).loc["step", "estimate"])
    assert row["difference_lower"] < row["difference"] < row["difference_upper"]
    assert row["changed"] and "set against: Figure other" in row["sentence"]
    assert series["comparison"].to_list() == [30, 31] * 12


def test_a_comparison_that_cannot_be_used_is_named():
    monthly = pd.concat([months("own", stepping(20)), months("other", [3] * 24, of=None)])
    counted = definition("other", unit="count", kind="count")
    row = only(told(monthly, comparison="other", others=[counted])[0])
    assert row["changed"] and "another unit" in row["sentence"] and math.isnan(row["difference"])
    row = only(told(months("own", stepping(20)), comparison="other")[0])
    assert row["changed"] and "no monthly figures to compare" in row["sentence"]
    short = pd.concat([months("own", stepping(20)), months("other", [30] * 15)])
    row = only(told(short, comparison="other", others=[definition("other")])[0])
    assert math.isnan(row["difference"]) and "too few months in a row" in row["sentence"]


def test_a_figure_that_never_moves_has_nothing_to_test():
    row = only(told(months("own", [40] * 24))[0])
    assert row["before_mean"] == row["after_mean"] == 40 and math.isnan(row["step"]) and not row["changed"]
    assert "the same every month" in row["sentence"]


def test_seasons_are_spoken_of():
    row = only(told(months("own", stepping(20)), own=definition("own", seasonal=True))[0])
    assert "seasons" in row["sentence"]


def test_no_figures_and_no_programmes():
    results, series = told(months("other", stepping(20)))
    assert "no monthly figures" in only(results)["sentence"] and series.empty
    none = programme("2024-04").iloc[:0]
    results, series = summarise_programmes(none, months("own", [1]), definitions(definition("own")), LAST)
    assert results.empty and series.empty and list(series.columns) == list(COLUMNS["training_series"])


def test_from_fifty_months_on_no_rate_is_printed():
    row = only(told(months("own", stepping(20, 60, 30)), "2025-10", as_at=date(2028, 3, 31))[0])
    assert row["changed"] and row["false_alarms"] == "" and "of 100" not in row["sentence"]


def test_the_tables_given_are_left_as_they_were():
    monthly = months("own", stepping(20))
    before = monthly.copy()
    told(monthly)
    pd.testing.assert_frame_equal(monthly, before)


@pytest.mark.parametrize(
    ("at", "words", "not_because"),
    [
        (10, "The figure moved in February 2024, two months before the programme began", "came before the programme"),
        (13, "The figure moved in May 2024, one month after the programme began", "does not show that the programme"),
    ],
)
def test_a_step_in_another_month_is_not_the_programmes(at, words, not_because):
    noted = [{"month": "2024-02", "what": "Another team took over."}, {"month": "2024-05", "what": "A holiday."}]
    row = only(told(months("own", stepping(20, at=at)), own=definition("own", events=noted))[0])
    assert not row["changed"] and words in row["sentence"] and MOVED.search(row["sentence"])
    assert not_because in row["sentence"] and "Both tests find" not in row["sentence"]
    assert "Noted for that month: " in row["sentence"]
    assert "in March 2025" in row["sentence"], "where it stands now"


def test_a_step_further_away_than_six_months_is_not_looked_for():
    row = only(told(months("own", stepping(20, 40, 10)), start="2025-04")[0])
    assert MOVED.search(row["sentence"]) is None


@pytest.mark.parametrize("at", range(9, 16))
def test_the_month_that_explains_a_series_best_is_that_in_which_it_stepped(at):
    series = pd.DataFrame({"month": months("own", stepping(20))["month"], "value": stepping(20.0, at=at)})
    assert best_month(series, "2024-04") == series["month"][at]
