"""Monthly figures as they really come: what the marks, the sentences and the tests make of it."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.lenses.data import Figures, summarise_indicators
from scrutiny_lib.lenses.data_many import two_shares
from scrutiny_lib.lenses.data_signal import LEANING
from scrutiny_lib.show.data import show_data
from scrutiny_lib.show.figures import show_figures
from scrutiny_lib.show.section import Section
from scrutiny_lib.stats.exact import freeman_halton
from scrutiny_lib.tables import Tables
from tests.figure_room import AS_AT, STEADY, defined, look, monthly, note
from tests.unit.figures_fixture import ABOUT

BASELINE = {"why": "The service moved.", "agreed_by": "Board"}
TARGET = [{"value": 75.0, "from": "2024-01", "owner": "Board"}]


@pytest.mark.parametrize("start", ["2025-10", "2025-11", "2025-12"])
@pytest.mark.parametrize("jump", [[90, 95, 40], [90, 40, 40], [40, 40, 95]])
def test_a_definition_that_changes_in_the_latest_quarter_is_not_judged_by_the_months_before(start, jump) -> None:
    told = note(look(monthly("x", [*STEADY[:21], *jump], None), changes=[{"from": start, "what": "Counted anew."}]))
    assert (told["variation"], told["flag"], told["ask"]) == ("cannot tell", "", "")
    assert told["by_chance"] == "There are too few months to judge."
    assert "Since its new start" in told["sentence"]


def test_three_months_that_apply_to_nobody_are_not_as_usual() -> None:
    told = note(look(monthly("x", [*STEADY[:21], 0, 0, 0], [60] * 21 + [0] * 3), "proportion", "up"))
    assert (told["variation"], told["flag"]) == ("cannot tell", "")
    assert told["by_chance"].startswith("There is no figure for the latest three months")


def test_months_that_have_not_come_yet_are_named() -> None:
    assert "There is no figure after October 2025." in note(look(monthly("x", STEADY, None, "2025-10")))["not_known"]
    assert "There is no figure after" not in note(look(monthly("x", STEADY, None)))["not_known"]


@pytest.mark.parametrize(
    ("usual", "lately", "direction", "word"),
    [
        ([40, 42, 41], [100, 100, 99], "up", "cannot tell"),
        ([40, 42, 41], [41, 40, 42], "up", "not met"),
        ([110, 112, 111], [50, 50, 49], "up", "cannot tell"),
        ([110, 112, 111], [111, 110, 112], "up", "met every month"),
        ([40, 42, 41], [100, 100, 99], "down", "cannot tell"),
        ([110, 112, 111], [50, 50, 49], "down", "cannot tell"),
        ([40, 42, 41], [41, 40, 42], "down", "met every month"),
    ],
)
def test_no_target_is_promised_against_what_the_latest_months_show(usual, lately, direction, word) -> None:
    rows = monthly("x", [*usual * 7, *lately], 120)
    told = note(look(rows, "proportion", direction, targets=TARGET))
    assert told["assurance"] == word
    assert ("Whether it will be met cannot be told." in told["what_happened"]) == (word == "cannot tell")


def test_without_a_direction_nothing_is_held_against_a_target() -> None:
    told = note(look(monthly("x", STEADY, 60), "proportion", "none", targets=TARGET))
    assert told["what_happened"].endswith("so it is not judged against the target.")


def test_a_series_that_hardly_moves_is_not_too_short() -> None:
    told = note(look(monthly("x", [20] * 12 + [21] * 12, None), chart="xmr"))
    assert "hardly ever differs" in told["sentence"] and told["by_chance"] == "It hardly varies: nothing to judge."


def test_what_is_the_same_since_a_new_baseline_says_since_when() -> None:
    told = note(look(monthly("x", [*STEADY[:12], *[20] * 12], None), baselines=[{"from": "2025-01", **BASELINE}]))
    assert told["sentence"].endswith(
        "Every month since its new start in January 2025 is the same, so there are no limits."
    )
    assert "too few" not in told["sentence"] + told["by_chance"]


def test_of_a_rare_share_no_more_than_all_can_be_usual() -> None:
    sentence = note(look(monthly("x", [1, 0] * 12, 1), "proportion"))["sentence"]
    assert sentence.endswith("the usual number for 12 months could be anything from 3 to 9.")
    every = note(look(monthly("x", [1, 1, 1], 1), "proportion"))["sentence"]
    assert every.endswith("the usual number for 3 months could be anything up to 2.")  # who missed it: none of three


def test_a_rate_per_child_is_per_child() -> None:
    for kind, unit, value, words in (
        ("rate", "per child", 2.0, "2.2 for every child"),
        ("rate", "per 1,000 children", 2_000.0, "2,200 for every 1,000 children"),
    ):
        definitions = pd.DataFrame([defined("x", kind, unit)])
        made = summarise_indicators(monthly("x", [40, 44] * 12, 20), definitions, AS_AT)
        assert made.indicators["value"].iloc[0] == pytest.approx(value)
        assert words in note(made)["sentence"]
    definitions = pd.DataFrame([defined("x", "proportion", "per 1,000 children")])
    made = summarise_indicators(monthly("x", [40, 44] * 12, 2_000), definitions, AS_AT)
    assert "44 of 2,000 (22 in 1,000)" in note(made)["sentence"]


# -- the season


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 25), st.integers(0, 25))
def test_what_is_said_of_the_season_agrees_with_the_mark(now: int, before: int) -> None:
    """Newcombe's limits and Fisher's test disagree now and then: one of them decides."""
    shares = [12, 14] * 5 + [12, 12] + [before] * 3 + [13] * 9 + [now] * 3
    figures = look(monthly("x", shares, 25), "proportion", "up", seasonal=True)
    told = note(figures)
    if told["season"]:
        alone = "Chance alone could make that difference." in told["season"]
        assert alone or "more than chance alone would do" in told["season"]
        assert alone or "what its season does" not in told["by_chance"]


def test_a_new_baseline_leaves_nothing_to_compare_with_the_year_before() -> None:
    numbers = [*STEADY, *[number + 60 for number in STEADY[:13]]]
    told = note(look(monthly("x", numbers, None), seasonal=True, baselines=[{"from": "2024-12", **BASELINE}]))
    assert told["season"] == "It has a new baseline since the same months a year before: no comparison."


def test_a_season_that_could_not_be_allowed_for_is_said_beside_the_flag() -> None:
    told = note(look(monthly("x", [*STEADY[:13], 90], None), seasonal=True))
    assert told["flag"] and told["by_chance"].startswith("Its season could not be allowed for")


# -- is it chance


def test_the_flag_of_a_chart_says_that_slow_figures_cry_wolf_more_often() -> None:
    assert LEANING in note(look(monthly("x", [*STEADY[:-1], 90], None)))["by_chance"]


def test_a_step_long_ago_that_no_rule_flags_is_not_said_to_be_chance() -> None:
    told = note(look(monthly("x", [38, 42] * 12 + [42, 56] * 6, None)))
    assert told["variation"] == "as usual" and told["adjusted"] <= 0.05
    assert told["by_chance"].startswith("The chart flags none of the latest three months. Taken together")


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_two_shares_is_fishers_test(n1: int, n0: int, data: st.DataObject) -> None:
    x1, x0 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n0))
    assert two_shares(x1, n1, x0, n0) == pytest.approx(freeman_halton([x1, x0], [n1, n0]).pvalue, abs=1e-9)


def test_shares_of_millions_are_tested_too() -> None:
    """All tables of a million were once folded with each other: that would not end within hours."""
    numbers = [500_000 + 700 * (at % 3) for at in range(24)]
    assert note(look(monthly("x", numbers, 1_000_000), "proportion"))["pvalue"] > 0.1
    assert two_shares(1_500_000, 3_000_000, 1_510_000, 3_000_000) < 1e-10


# -- gaps


def test_the_open_gap_ends_with_what_is_known_and_not_with_today() -> None:
    days = [date(2023, 1, 5) + pd.Timedelta(days=45 * at).to_pytimedelta() for at in range(20)]
    counts = pd.Series([f"{day:%Y-%m}" for day in days]).value_counts()
    months = pd.period_range("2023-01", "2025-09", freq="M").astype(str)
    rows = pd.DataFrame({"indicator": "x", "month": months, "numerator": counts.reindex(months).fillna(0).astype(int)})
    dates = pd.DataFrame({"indicator": "x", "on": days})
    figures = look(rows.assign(denominator=None, area="P"), event_dates=dates)
    assert note(figures)["chart"] == "g"
    assert figures.indicator_gaps["days"].iloc[-1] == (date(2025, 9, 30) - days[-1]).days
    assert "Up to 30 September 2025" in note(figures)["sentence"]


def test_more_and_more_often_is_a_rise_though_each_gap_is_still_long() -> None:
    gaps = [10, 30, 12, 28, 11, 29, 10, 31, 12, 30, 200, 160, 130, 110, 90, 70, 60]
    days = [date(2025, 12, 20)]
    for gap in reversed(gaps):
        days.insert(0, days[0] - pd.Timedelta(days=gap).to_pytimedelta())
    counts = pd.Series([f"{day:%Y-%m}" for day in days]).value_counts()
    months = pd.period_range(f"{days[0]:%Y-%m}", "2025-12", freq="M").astype(str)
    rows = pd.DataFrame({"indicator": "x", "month": months, "numerator": counts.reindex(months).fillna(0).astype(int)})
    figures = look(rows.assign(denominator=None, area="P"), event_dates=pd.DataFrame({"indicator": "x", "on": days}))
    told = note(figures)
    assert figures.indicator_gaps["signal"].iloc[-2] == "trend"
    assert told["variation"] == "concern" and "grew shorter each time" in told["flag"]
    assert told["by_chance"] != "" and not np.isnan(told["pvalue"])


# -- the pages


def page(figures: Figures) -> Tables:
    names = ("indicators", "indicator_notes", "indicator_gaps", "indicator_events")
    return Tables({**ABOUT, **figures.about}, {name: getattr(figures, name) for name in names})


def alternative(section: Section) -> str:
    return re.findall(r'alt="([^"]*)"', section.html)[0]


def test_what_cannot_be_told_is_not_said_to_move_as_chance_would() -> None:
    few = page(look(monthly("x", [50, 51, 52], None)))
    assert show_data(few).heading == "The figure around it"
    assert "Whether the figure stands out cannot be told." in show_figures(few).html
    steady = page(look(monthly("x", STEADY, None)))
    assert show_data(steady).heading == "The figure around it moves as chance alone would"
    both = pd.concat([monthly("x", [50, 51, 52], None), monthly("y", STEADY, None)])
    made = summarise_indicators(both, pd.DataFrame([defined(name, "count", "count") for name in "xy"]), AS_AT)
    assert show_data(page(made)).heading == "None of the two figures stands out from what chance would do"
    assert "For one it cannot be told." in show_figures(page(made)).html


def test_always_the_same_is_said_in_so_many_words() -> None:
    assert "Always the same" in show_figures(page(look(monthly("x", [20] * 24, None)))).html
    nobody = page(look(monthly("x", [*STEADY[:21], 0, 0, 0], [60] * 21 + [0] * 3), "proportion", "up"))
    assert "No figure since September 2025" in show_figures(nobody).html


def test_the_words_of_the_picture_do_not_call_an_old_average_the_present_one() -> None:
    figures = look(monthly("x", STEADY, None), baselines=[{"from": "2025-10", **BASELINE}])
    assert "The average was, up to September 2025, 4" in alternative(show_figures(page(figures)))


def test_the_words_of_the_picture_give_the_limits_of_the_sentence() -> None:
    figures = look(monthly("x", STEADY, None))
    (limits,) = re.findall(r"between (\d+ and \d+)", note(figures)["sentence"])
    assert f"between {limits}." in alternative(show_figures(page(figures)))


def test_the_page_says_where_it_differs_from_making_data_count_and_what_slow_figures_do() -> None:
    html = show_figures(page(look(monthly("x", [*STEADY[:-1], 90], None)))).html
    assert "Making data count, but for three things" in html
    assert "slow to change, such as waiting lists, do so more often" in html
