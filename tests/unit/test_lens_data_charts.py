"""Which chart a monthly figure gets, its limits, new baselines, and how often the rule cries wolf."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from scrutiny_lib.lenses.data import Figures
from scrutiny_lib.lenses.data_charts import MORE_THAN_CHANCE, ChartRules, choose_chart, draw_chart, spread_of
from scrutiny_lib.lenses.data_gaps import gap_table
from scrutiny_lib.lenses.data_months import Indicator, indicator_of, months_of
from tests.figure_room import STEADY, defined, look, monthly, note

WILD = [40, 95, 30, 88, 52, 110, 25, 79, 60, 101, 33, 70] * 2
"""Two years of counts that vary far more than events do which happen by chance."""


def chart(figures: Figures) -> str:
    return str(note(figures)["chart"])


def test_the_chart_goes_by_the_kind_of_figure() -> None:
    assert chart(look(monthly("x", STEADY, 60), "proportion")) == "p"
    assert chart(look(monthly("x", STEADY, 4000), "rate")) == "u"
    assert chart(look(monthly("x", STEADY, None), "count")) == "u"
    wild = look(monthly("x", WILD, None), "count")
    assert chart(wild) == "xmr" and "vary more than chance" in note(wild)["why_chart"]
    assert chart(look(monthly("x", WILD, 120), "proportion")) == "xmr"
    assert chart(look(monthly("x", WILD, 4000), "rate")) == "xmr"


@pytest.mark.parametrize("numbers", [[0, 0, 1] * 8, [0] * 24, [1] * 9, [0] * 21 + [1, 1, 1]])
def test_rare_events_get_one_sentence_and_no_alarm(numbers: list[int]) -> None:
    figures = look(monthly("ward", numbers, None))
    assert chart(figures) == "rare" and figures.indicators["upper"].isna().all()
    assert (figures.indicators["signal"] == "").all()
    assert "So few say little" in note(figures)["sentence"]
    assert figures.about["figures_by_chance"] == 0


def test_three_events_in_two_years_raise_no_alarm_wherever_they_fall() -> None:
    for places in ((0, 1, 2), (3, 11, 20), (12, 13, 23), (21, 22, 23)):
        numbers = [int(month in places) for month in range(24)]
        told = note(look(monthly("ward", numbers, None)))
        assert (told["chart"], told["variation"]) == (
            "rare",
            "concern" if places == (21, 22, 23) else "cannot tell",
        )


def test_a_share_nearly_everybody_reaches_is_rare_in_those_who_miss_it() -> None:
    figures = look(monthly("told", [30, 30, 29, 30, 30, 30] * 4, 30), "proportion", "up")
    assert chart(figures) == "rare"
    assert note(figures)["sentence"] == (
        "2 of 360 missed it in the last 12 months known, up to December 2025. So few say little: the usual number for "
        "12 months could be anything from 0 to 7."
    )
    assert note(figures)["why_chart"] == "Fewer than 1 a month is not among them: too rare for a chart of months."


def test_a_chart_the_definition_asks_for_goes_first_where_it_can_be_drawn() -> None:
    asked = look(monthly("x", STEADY, 60), "proportion", chart="xmr")
    assert chart(asked) == "xmr" and note(asked)["why_chart"] == "Its definition asks for an XmR chart."
    assert chart(look(monthly("x", WILD, None), chart="u")) == "u"
    for wanted in ("p", "g", "rare"):
        refused = look(monthly("x", STEADY, None), chart=wanted)
        assert chart(refused) == "u" and "which cannot be drawn" in note(refused)["why_chart"]
    rare = look(monthly("x", [0, 0, 1] * 8, None), chart="xmr")
    assert chart(rare) == "rare" and (rare.indicators["signal"] == "").all()
    assert chart(look(monthly("x", STEADY, None), chart="run")) == "run"


def test_mean_and_limits_start_afresh_at_a_new_baseline_and_at_a_new_definition() -> None:
    numbers = [*STEADY[:12], *[3 * number for number in STEADY[:12]]]
    once = look(monthly("x", numbers, None), chart="u")
    assert once.indicators["period"].unique().tolist() == [1] and note(once)["variation"] == "concern"
    for more in ({"baselines": [{"from": "2025-01", "why": "W"}]}, {"changes": [{"from": "2025-01", "what": "W"}]}):
        twice = look(monthly("x", numbers, None), **more)
        means = twice.indicators.groupby("period")["mean"].agg(["first", "last"])
        first, second = sum(STEADY[:12]) / 12, sum(STEADY[:12]) / 4
        assert means.to_numpy().ravel().tolist() == pytest.approx([first, first, second, second])
        assert note(twice)["variation"] == "as usual"


def test_a_new_stretch_has_no_limits_until_it_has_months_enough() -> None:
    figures = look(monthly("x", STEADY, None), baselines=[{"from": "2025-08", "why": "W"}])
    new = figures.indicators[figures.indicators["period"] == 2]
    assert len(new) == 5 and new["upper"].isna().all()
    assert figures.indicators.loc[figures.indicators["period"] == 1, "upper"].notna().all()
    told = note(figures)
    assert (told["chart"], told["variation"]) == ("u", "cannot tell")
    assert "Since its new start in August 2025 there are too few months" in told["sentence"]
    assert "Since its new start in August 2025" in told["why_chart"]


def test_shares_stay_within_0_and_100_and_everything_else_above_0() -> None:
    figures = look(monthly("x", [19, 18, 17, 20] * 6, 20), "proportion", "up")
    assert figures.indicators["upper"].max() == 100 and chart(figures) == "p"
    low = look(monthly("x", [1, 0, 2, 3] * 6, 20), "proportion", chart="xmr")
    assert low.indicators["lower"].min() == 0
    assert look(monthly("x", [2, 0, 3, 1] * 6, None)).indicators["lower"].min() == 0


def test_a_missing_month_breaks_a_run_and_is_no_step() -> None:
    numbers = [*[38, 46] * 8, 44, 44, 44, 44, 45, 45, 45, 45]
    assert note(look(monthly("x", numbers, None)))["variation"] == "concern"
    assert note(look(monthly("x", numbers, None).drop(index=19)))["variation"] == "as usual"
    indicator = indicator_of(defined("x", "count", "count"))
    whole = months_of(monthly("x", [1, 9, 1, 9], None), indicator)
    holed = months_of(monthly("x", [1, 9, 50, 1, 9], None).drop(index=2), indicator)
    assert spread_of(holed[holed["value"].notna()], indicator) == pytest.approx(spread_of(whole, indicator))


def test_sigma_z_by_hand() -> None:
    """16, 25 and 16 of a mean of 19: z differ by 9 ÷ √19 both times."""
    indicator = indicator_of(defined("x", "count", "count"))
    months = months_of(monthly("x", [16, 25, 16], None), indicator)
    assert spread_of(months, indicator) == pytest.approx(9 / 19**0.5 / 1.128)


def test_ten_gaps_make_a_g_chart_with_the_open_gap_drawn_and_not_used() -> None:
    start = date(2024, 1, 1)
    days = [start + timedelta(days=sum((60, 20, 70, 35, 90, 40, 25, 80, 50, 45, 30)[:n])) for n in range(11)]
    rows = monthly("ward", [0, 1] * 12, None)
    dates = pd.DataFrame({"indicator": "ward", "on": days})
    figures = look(rows, event_dates=dates)
    assert chart(figures) == "g"
    gaps = figures.indicator_gaps
    assert gaps["days"].tolist()[:10] == [60, 20, 70, 35, 90, 40, 25, 80, 50, 45]
    assert gaps["open"].tolist() == [False] * 10 + [True]
    assert gaps["days"].iloc[-1] == (date(2025, 12, 31) - days[-1]).days and gaps["signal"].iloc[-1] == ""
    assert gaps["median"].iloc[0] == 47.5  # of the ten closed gaps: the open one would make it 50
    without = gap_table(days[:11], Indicator("ward", "", "", "", "", "", "count", "down"), days[-1])
    assert without["upper"].iloc[0] == gaps["upper"].iloc[0]  # however long the open one is
    assert chart(look(rows, event_dates=dates.iloc[1:])) == "rare"
    assert "The dates and the monthly numbers do not agree." in note(figures)["not_known"]


@pytest.mark.parametrize(
    ("direction", "days", "mark", "word"),
    [("down", 400, "improvement", "longer"), ("up", 400, "concern", "longer"), ("none", 400, "low", "longer")],
)
def test_a_gap_beyond_its_limits_that_ends_in_the_latest_quarter_stands_out(
    direction: str, days: int, mark: str, word: str
) -> None:
    """Fourteen gaps of some twenty days, then one of four hundred that ended on 1 November 2025."""
    last = date(2025, 11, 1)
    ago = np.cumsum([0, days, *[20, 35, 12, 18, 25, 30, 8] * 2]).tolist()
    dates = pd.DataFrame({"indicator": "ward", "on": [last - timedelta(days=n) for n in ago]})
    rows = monthly("ward", [1, *[0, 2] * 4, 2, *[0, 1, 0] * 4, 0, 1, 0], None)
    told = note(look(rows, "count", direction, event_dates=dates))
    assert (told["chart"], told["variation"]) == ("g", mark)
    assert f"the days between one and the next are {word} than chance alone makes them" in told["flag"]
    assert "Up to 31 December 2025 there were 60 days without one" in told["sentence"]


def test_gaps_before_a_new_baseline_are_left_out() -> None:
    days = [date(2024, 1, 1) + timedelta(days=30 * n) for n in range(20)]
    dates = pd.DataFrame({"indicator": "ward", "on": [f"{day}" for day in days]})
    figures = look(
        monthly("ward", [0, 1] * 12, None), event_dates=dates, baselines=[{"from": "2024-06", "why": "Ward opened."}]
    )
    assert len(figures.indicator_gaps) == sum(day >= date(2024, 6, 1) for day in days)


@pytest.mark.parametrize(("times", "most"), [(1.0, 0.06), (1.5, 0.09), (2.0, 0.09)])
def test_the_rule_cries_wolf_no_more_than_it_says(times: float, most: float) -> None:
    """Counts of forty a month, some of which vary more than chance makes them, and nothing ever happens."""
    draw, series, indicator, rules = (
        np.random.default_rng(6),
        150,
        indicator_of(defined("x", "count", "")),
        ChartRules(),
    )
    pace = np.full((series, 24), 40.0)
    if times > 1:
        pace = 40 * draw.gamma(40 / (times**2 - 1), (times**2 - 1) / 40, (series, 24))
    flagged, alone, xmr = 0, 0, 0
    for counts in draw.poisson(pace):
        months = months_of(monthly("x", counts.tolist(), None), indicator)
        choice = choose_chart(months, indicator, rules)
        flagged += (draw_chart(months, choice, indicator, rules)["signal"].tail(3) != "").any()
        as_u = draw_chart(months, choice._replace(chart="u"), indicator, rules)
        alone += (as_u["signal"].tail(3) != "").any()
        xmr += choice.chart == "xmr"
    assert flagged / series <= most
    assert (xmr / series < 0.12) if times == 1 else (xmr / series > 0.55 and alone > flagged)
    assert MORE_THAN_CHANCE == 1.3
