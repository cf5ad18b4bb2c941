"""Variation and assurance marks, the season, the test behind "is it chance", and many figures at once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as oracle

from scrutiny_lib.lenses.data import summarise_indicators
from scrutiny_lib.lenses.data_many import Spread, among_many, rate_ratio, two_counts, two_shares
from scrutiny_lib.lenses.data_marks import met_since
from scrutiny_lib.stats.chance import chance_of_flag
from scrutiny_lib.stats.intervals import difference
from tests.figure_room import AS_AT, STEADY, defined, look, monthly, note

JUMP = [*STEADY[:-1], 90]
SHIFT = [*STEADY[:12], *STEADY[:4], *[number + 9 for number in STEADY[:8]]]


@pytest.mark.parametrize(("direction", "mark"), [("up", "improvement"), ("down", "concern"), ("none", "high")])
def test_a_jump_in_the_latest_quarter_stands_out_the_way_its_direction_says(direction: str, mark: str) -> None:
    told = note(look(monthly("x", JUMP, None), "count", direction))
    assert told["variation"] == mark and "December 2025 lies further above the average" in told["flag"]
    assert told["flag"].startswith(
        {"up": "Stands out for the better:", "down": "Stands out for the worse:"}.get(direction, "Stands out: ")
    )
    assert "significant" not in told["flag"] + told["by_chance"]


def test_a_fall_is_low_where_no_direction_is_better() -> None:
    assert note(look(monthly("x", [*STEADY[:-1], 12], None), "count", "none"))["variation"] == "low"


def test_an_old_jump_is_marked_and_not_flagged() -> None:
    figures = look(monthly("x", [90, *STEADY[1:]], None))
    assert figures.indicators["signal"].iloc[0] == "outside" and figures.indicators["meaning"].iloc[0] == "concern"
    assert (note(figures)["variation"], note(figures)["flag"]) == ("as usual", "")


def test_a_shift_says_since_when() -> None:
    told = note(look(monthly("x", SHIFT, None)))
    assert told["flag"] == (
        "Stands out for the worse: every month from May 2025 to December 2025 lies above the average, longer than "
        "chance alone would keep it."
    )
    assert "around May 2025" in told["ask"]


def test_a_trend_says_from_when_to_when() -> None:
    told = note(look(monthly("x", [*[43, 41] * 8, 40, 41, 42, 43, 44, 45, 46, 47], None), "count", "up"))
    assert "it has risen month after month from May 2025 to December 2025" in told["flag"]


@pytest.mark.parametrize(
    ("direction", "target", "word"),
    [
        ("up", 40, "met every month"),
        ("up", 70, "now and then"),
        ("up", 95, "not met"),
        ("down", 95, "met every month"),
        ("down", 70, "now and then"),
        ("down", 40, "not met"),
        ("none", 40, "cannot tell"),
    ],
)
def test_assurance_goes_by_the_limits(direction: str, target: float, word: str) -> None:
    """The limits lie between 51 and 87 in 100."""
    targets = [{"value": target, "from": "2024-06", "owner": "Board"}]
    figures = look(monthly("x", STEADY, 60), "proportion", direction, targets=targets)
    told = note(figures)
    assert (told["assurance"], told["target_owner"]) == (word, "Board")
    assert f"{target} in 100 (set by Board)" in told["what_happened"]
    assert figures.indicators["target"].isna().sum() == 5 and figures.indicators["target"].iloc[5] == target
    assert bool(told["ask"]) == (word == "not met")


def test_without_limits_there_is_no_assurance_but_what_never_varies_is_judged_by_its_value() -> None:
    targets = [{"value": 30, "from": "2020-01", "owner": ""}]
    assert note(look(monthly("x", [30, 31, 32], None), targets=targets))["assurance"] == "cannot tell"
    assert note(look(monthly("x", [20] * 24, None), targets=targets))["assurance"] == "met every month"
    assert note(look(monthly("x", [20] * 24, None), "count", "up", targets=targets))["assurance"] == "not met"
    assert note(look(monthly("x", STEADY, None)))["assurance"] == "no target"


@pytest.mark.parametrize(("target", "met"), [(60, "0 of the 19 months"), (49, "0 of the 19 months")])
def test_a_target_is_told_as_what_happened(target: float, met: str) -> None:
    """The limits reach 80 in 100, and no month did."""
    numbers = [30, 28, 29] * 8
    targets = [{"value": target, "from": "2024-06", "owner": "Board"}]
    told = note(look(monthly("x", numbers, 60), "proportion", "up", targets=targets))
    assert told["assurance"] == "now and then"
    reached = sum(100 * number / 60 >= target for number in numbers[5:])
    words = f"Met in {met} since it was set." if not reached else f"Met in {reached} of the 19 months since it was set."
    assert words in told["what_happened"]
    assert ("chance alone may take it there" in told["what_happened"]) == (not reached)


def test_once_it_moved_a_target_is_judged_by_the_months_since_and_nothing_is_forecast() -> None:
    numbers = [48, 50, 49] * 6 + [38, 37, 39] * 3
    targets = [{"value": 75, "from": "2020-01", "owner": "Board"}]
    told = note(look(monthly("x", numbers, 60), "proportion", "up", targets=targets))
    assert (told["variation"], told["assurance"]) == ("concern", "cannot tell")
    assert "Since it moved it has been missed in each of the 9 months from " in told["what_happened"]
    assert "If things go on so" not in told["what_happened"]
    assert "Before and after it moved together, the average is" in told["sentence"]


def test_what_moved_a_year_ago_is_told_before_since_and_now() -> None:
    numbers = [40] * 8 + [41, 39] * 4 + [60, 61] * 4
    events = [{"month": "2025-06", "what": "A new system."}, {"month": "2024-02", "what": "Something long ago."}]
    told = note(look(monthly("x", numbers, None), "count", "down", events=events))
    assert told["what_happened"] == (
        "It has been higher since May 2025. Before, January 2024 to April 2025: 40 a month. "
        "May to September 2025: 60 a month. The latest quarter, October to December 2025: 182, which is 61 a month."
    )
    assert told["ask"].startswith("What changed around May 2025? Did what happened in June 2025 do it")
    assert "system" not in told["ask"], "a person's words stand in the table of events, which can be withheld"


def test_before_a_new_start_is_told_apart_and_not_where_another_thing_is_counted() -> None:
    numbers = [40, 41] * 6 + [60, 61, 62] * 4
    again = {"baselines": [{"from": "2025-01", "why": "New", "agreed_by": "Board"}]}
    told = note(look(monthly("x", numbers, None), "count", "down", **again))["what_happened"]
    assert "Before its new start in January 2025, January to December 2024: 41 a month." in told or "40 a month" in told
    changed = look(monthly("x", numbers, None), "count", "down", changes=[{"from": "2025-01", "what": "Other"}])
    assert "Before its new start" not in note(changed)["what_happened"]


def test_the_newest_target_holds() -> None:
    targets = [{"value": 95, "from": "2025-06", "owner": "New"}, {"value": 40, "from": "2024-01", "owner": "Old"}]
    told = note(look(monthly("x", STEADY, 60), "proportion", "up", targets=targets))
    assert (told["assurance"], told["target_owner"]) == ("not met", "New")


SUMMERS = [60, 60, 60, 60, 60, 60, 60, 60, 60, 120, 120, 120] * 3


def test_a_season_is_no_alarm() -> None:
    """Every autumn is twice as high: the chart flags it, the same months a year before do not."""
    plain = note(look(monthly("x", SUMMERS, None), chart="u"))
    assert plain["variation"] == "concern"
    seasonal = note(look(monthly("x", SUMMERS, None), chart="u", seasonal=True))
    assert (seasonal["variation"], seasonal["flag"]) == ("as usual", "")
    assert "what its season does" in seasonal["by_chance"]
    assert seasonal["season"] == (
        "October to December 2025: 360. The same months a year before: 360. Chance alone could make that difference."
    )


def test_a_season_that_differs_is_said_with_its_limits() -> None:
    numbers = [*SUMMERS[:-3], 200, 190, 210]
    told = note(look(monthly("x", numbers, None), chart="u", seasonal=True))
    assert told["variation"] == "concern"
    ratio, lower, upper = rate_ratio(600, 3, 360, 3)
    assert (round(100 * ratio) - 100, round(100 * lower) - 100, round(100 * upper) - 100) == (67, 46, 90)
    assert "That is 67% more (between " in told["season"]


def test_the_season_of_a_share_is_newcombes_difference() -> None:
    numbers = [*[40, 42, 38] * 7, 60, 62, 61]
    told = note(look(monthly("x", numbers, 100), "proportion", seasonal=True))
    gap = difference(183, 300, 120, 300)
    limits = f"between {100 * gap.lower:.0f} and {100 * gap.upper:.0f}"
    assert told["season"] == (
        "October to December 2025: 183 of 300 (61 in 100). The same months a year before: 120 of 300 (40 in 100). That "
        f"is 21 in 100 higher ({limits}): more than chance alone would do."
    )


def test_a_season_that_cannot_be_compared_says_why() -> None:
    short = note(look(monthly("x", STEADY[:14], None), seasonal=True))
    assert "are not known" in short["season"]
    holed = note(look(monthly("x", STEADY, None).drop(index=11), seasonal=True))
    assert holed["season"].startswith("Not all of the latest three months")
    changed = [{"from": "2025-02", "what": "W"}]
    assert "has changed" in note(look(monthly("x", [*STEADY, *STEADY], None), seasonal=True, changes=changed))["season"]
    assert note(look(monthly("x", STEADY, None)))["season"] == ""


def test_forty_figures_in_which_nothing_happens() -> None:
    """How many chance alone would flag is said, and none of them survives being one of many."""
    draw = np.random.default_rng(40)
    rows = pd.concat([monthly(f"x{n}", draw.poisson(50, 36).tolist(), None) for n in range(40)])
    definitions = pd.DataFrame([defined(f"x{n}", "count", "count") for n in range(40)])
    about = summarise_indicators(rows, definitions, AS_AT).about
    assert about["figures"] == 40 and about["figures_by_chance"] == pytest.approx(
        40 * chance_of_flag(36, 3, "p"), abs=0.3
    )
    assert about["figures_flagged"] <= 6 and about["figures_survive"] == []


def test_one_true_change_among_twenty_survives() -> None:
    draw = np.random.default_rng(41)
    rows = [monthly(f"x{n}", draw.poisson(50, 36).tolist(), None) for n in range(19)]
    rows.append(monthly("y", [*draw.poisson(50, 33).tolist(), 80, 85, 79], None))
    definitions = pd.DataFrame(
        [defined(f"x{n}", "count", "count") for n in range(19)] + [defined("y", "count", "count")]
    )
    made = summarise_indicators(pd.concat(rows), definitions, AS_AT)
    told = made.indicator_notes.set_index("indicator").loc["y"]
    assert "Y" in made.about["figures_survive"] and bool(told["survives"])
    assert told["by_chance"].startswith("Hardly. ") and told["adjusted"] >= told["pvalue"]


def test_a_change_that_lasts_a_year_survives_though_the_quarter_alone_is_weak() -> None:
    numbers = [*[40, 44, 38, 41, 45, 39, 42, 40, 43, 37, 44, 41] * 2, *[50, 54, 48, 51, 55, 49, 52, 50, 53, 47, 54, 51]]
    rows = pd.concat([monthly("x", numbers, None), monthly("z", STEADY, None)])
    made = summarise_indicators(rows, pd.DataFrame([defined(n, "count", "count") for n in "xz"]), AS_AT)
    assert two_counts(152, 3, sum(numbers[:-3]), 33) > 0.025
    assert made.about["figures_survive"] == ["X"]


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.5, 20), st.floats(0.5, 20))
def test_two_counts_against_scipys_binomial(x1: int, x0: int, e1: float, e0: float) -> None:
    mine = two_counts(x1, e1, x0, e0)
    if x1 + x0 == 0:
        assert math.isnan(mine)
        return
    law = oracle.binom(x1 + x0, e1 / (e1 + e0))
    assert mine == pytest.approx(min(1, 2 * min(law.cdf(x1), law.sf(x1 - 1))), abs=1e-9)
    ratio, lower, upper = rate_ratio(x1, e1, x0, e0)
    assert lower <= ratio <= upper or math.isclose(lower, ratio)
    if 1e-6 < mine < 1:  # the limits leave 1 out exactly when the test says so
        assert (lower > 1 or upper < 1) == (mine < 0.05) or abs(mine - 0.05) < 1e-6


@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), max_size=12))
def test_among_many_no_p_becomes_smaller_and_what_cannot_be_told_stays_so(pvalues: list[float]) -> None:
    for before, after in zip(pvalues, among_many(pvalues), strict=True):
        assert math.isnan(after) if math.isnan(before) else before <= after + 1e-12 <= 1 + 1e-9


@given(st.floats(1e-200, 1), st.floats(0.2, 8), st.integers(12, 60))
def test_months_that_vary_more_make_a_result_milder_never_sharper(pvalue: float, times: float, months: int) -> None:
    spread = Spread(times, months)
    assert spread.milder(pvalue) >= pvalue * (1 - 1e-9) and spread.slack >= 1
    assert spread.milder(pvalue) <= 1


def test_the_test_keeps_its_level_where_months_vary_twice_as_much() -> None:
    """At 5 in 100; the bare exact test would flag some 31."""
    draw, flagged, bare = np.random.default_rng(9), 0, 0
    for counts in draw.poisson(100 * draw.gamma(100 / 3, 3 / 100, (1500, 24))):
        z = (counts - counts.mean()) / counts.mean() ** 0.5
        ranges = np.abs(np.diff(z))
        times = ranges[ranges < 3.267 * ranges.mean()].mean() / 1.128
        pvalue = two_counts(int(counts[-3:].sum()), 3, int(counts[:-3].sum()), 21)
        bare += pvalue < 0.05
        flagged += Spread(float(times), 24).milder(pvalue) < 0.05
    assert 0.03 <= flagged / 1500 <= 0.075 and bare / 1500 > 0.25


def test_shares_of_nothing_cannot_be_tested() -> None:
    assert math.isnan(two_shares(0, 0, 3, 4)) and two_shares(3, 4, 1, 4) == pytest.approx(0.4857, abs=1e-4)


def test_a_target_is_not_said_to_be_met_in_all_months_where_some_are_not_known() -> None:
    months = pd.DataFrame({"value": [70.0, 80.0, math.nan, 90.0], "target": [math.nan, 75.0, 75.0, 75.0]})
    assert met_since(months, "up").said("month", "months") == "Met in all 2 months known"
    whole = months.assign(value=[70.0, 80.0, 74.0, 90.0])
    assert met_since(whole, "up").said("month", "months") == "Met in 2 of the 3 months since it was set"
