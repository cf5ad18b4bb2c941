"""Monthly figures by quarter, for readers who may not see a month that counts very few."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.lenses.data import ChartRules, Figures, summarise_indicators
from scrutiny_lib.lenses.data_months import indicator_of, months_of
from scrutiny_lib.lenses.data_quarters import given_away, quarter_name, quarters_of, small_months
from scrutiny_lib.tables import table
from tests.figure_room import AS_AT, defined, look, monthly, note

WORDS = ["sentence", "rate", "season", "flag", "what_happened", "by_chance", "not_known", "ask", "why_chart"]
FEW = [3, 9, 8] * 12
"""Three years in which the first month of each quarter counts very few, and no quarter does."""


def quarterly(figures: Figures) -> dict[str, Any]:
    (only,) = figures.quarter_notes.to_dict("records")
    return only


def told(notes: dict[str, Any]) -> str:
    return " ".join(str(notes[name]) for name in WORDS)


def test_a_quarter_is_the_sum_of_its_months_of_both_parts() -> None:
    rows = monthly("plans", [9, 3, 8, 4, 10, 6], [20, 18, 22, 19, 25, 16])
    figures = look(rows, "proportion", "down")
    # July to September: 9 + 3 + 8 of 60; October to December: 4 + 10 + 6 of 60
    assert figures.quarters["month"].tolist() == ["2025-26-Q2", "2025-26-Q3"]
    assert figures.quarters["numerator"].tolist() == [20, 20]
    assert figures.quarters["denominator"].tolist() == [60, 60]
    assert figures.quarters["value"].tolist() == pytest.approx([100 / 3, 100 / 3])
    assert list(figures.quarters.columns) == list(figures.indicators.columns)
    assert figures.indicators["month"].str.len().eq(7).all() and len(figures.indicators) == 6


def test_the_pace_of_a_year_stays_the_pace_of_a_year() -> None:
    base = "Children aged 0 to 17, divided by twelve"
    figures = look(monthly("rate", [4, 8, 12] * 8, 1000), "rate", denominator=base, population="ONS")
    # 24 in a quarter of a population of 12,000 (3,000): at that pace 80 a year for every 10,000
    assert figures.quarters["value"].tolist() == pytest.approx([80.0] * 8)
    assert figures.quarters["denominator"].tolist() == [3000.0] * 8
    said = quarterly(figures)
    assert said["sentence"].startswith("24 in October to December 2025 – at that pace 80 a year for every 10,000")
    assert said["rate"].startswith("January to December 2025: 96, which is 80 a year for every 10,000 children")


def test_a_missing_month_leaves_its_quarter_without_a_value_and_unfinished_quarters_are_left_out() -> None:
    rows = monthly("tools", [7, *FEW[:12], 9, 4], None, last="2025-11")
    figures = look(rows[rows["month"] != "2025-02"])
    assert figures.quarters["month"].tolist() == ["2024-25-Q3", "2024-25-Q4", "2025-26-Q1", "2025-26-Q2"]
    assert figures.quarters["numerator"].isna().tolist() == [False, True, False, False]
    assert quarterly(figures)["not_known"] == "There is no figure for January to March 2025."


def test_enough_quarters_have_limits_and_fewer_are_a_line_without() -> None:
    wavy = [3, 9, 8, 4, 12, 9, 2, 10, 11, 5, 9, 7] * 3
    figures = look(monthly("plans", wavy, 40), "proportion", "down")
    assert quarterly(figures)["chart"] == "p" and figures.quarters["lower"].notna().all()
    assert quarterly(figures)["sentence"].endswith("by chance alone nearly all quarters lie between 7.9 and 29.")
    short = look(monthly("plans", wavy[:33], 40), "proportion", "down")
    assert quarterly(short)["chart"] == "run" and short.quarters["lower"].isna().all()
    assert quarterly(short)["why_chart"] == (
        "It is told by quarter, because single months count very few. Fewer than 12 quarters: a line without limits."
    )
    assert quarterly(short)["sentence"].endswith("There are too few quarters to say what chance alone would do.")
    eleven = look(monthly("plans", wavy[:33], 40), "proportion", rules=ChartRules(minimum_points=11))
    assert quarterly(eleven)["chart"] == "p"


def test_the_latest_quarter_is_judged_and_said_in_quarters() -> None:
    rising = [*[3, 9, 8, 4, 8, 9, 2, 10, 9, 5, 9, 7] * 3, 18, 19, 20]
    said = quarterly(look(monthly("plans", rising, 40), "proportion", "down"))
    assert said["variation"] == "concern"
    assert said["flag"] == (
        "Stands out for the worse: October to December 2025 lies further above the average than chance alone would "
        "take it."
    )
    assert "What changed around October 2025" in said["ask"]
    assert said["what_happened"].startswith("October to December 2025: 57 of 120 (48 in 100). In the quarters before")


def test_what_is_counted_plainly_is_counted_a_quarter_and_so_is_its_target() -> None:
    target = [{"value": 10, "from": "2022-04", "owner": "Police"}]
    figures = look(monthly("tools", FEW, None), direction="up", targets=target)
    assert figures.quarters["target"].tolist() == [30] * 12 and set(figures.indicators["target"]) == {10}
    assert "Target: at least 30 (set by Police)" in quarterly(figures)["what_happened"]
    share = look(monthly("plans", FEW, 40), "proportion", "up", targets=target)
    assert set(share.quarters["target"]) == {10}


def test_a_figure_without_a_small_month_or_with_rare_events_is_not_drawn_by_quarter() -> None:
    assert look(monthly("many", [30, 40, 35] * 8, None)).quarters.empty
    assert look(monthly("none", [0, 40, 35] * 8, None)).quarters.empty
    rare = look(monthly("rare", [0, 0, 1] * 12, None))
    assert note(rare)["chart"] == "rare" and rare.quarters.empty and rare.quarter_notes.empty
    assert not look(monthly("left", [36, 30, 30] * 8, 40), "proportion").quarters.empty  # four are left over


def test_a_month_that_was_small_before_it_was_put_right_is_small() -> None:
    rows, revised = monthly("many", [30, 40, 35] * 8, None), [{"indicator": "many", "month": "2025-10", "before": 3}]
    definitions = pd.DataFrame([defined("many", "count", "count")])
    revisions = table("indicator_revisions", [{**revised[0], "now": 30}])
    figures = summarise_indicators(rows, definitions, AS_AT, revisions=revisions)
    assert set(figures.quarters["numerator"]) == {105}
    other = revisions.assign(indicator="other")
    assert summarise_indicators(rows, definitions, AS_AT, revisions=other).quarters.empty


def test_a_quarter_in_which_a_new_baseline_begins_has_no_value() -> None:
    changes = [{"from": "2024-05", "what": "Counted anew."}]
    figures = look(monthly("tools", FEW, None), changes=changes)
    lost = figures.quarters[figures.quarters["numerator"].isna()]
    assert lost["month"].tolist() == ["2024-25-Q1"]
    whole = look(monthly("tools", FEW, None), changes=[{"from": "2024-04", "what": "Counted anew."}])
    assert whole.quarters["numerator"].notna().all() and whole.quarters["period"].tolist() == [1] * 5 + [2] * 7


def test_a_season_is_compared_with_the_same_quarter_a_year_before() -> None:
    said = quarterly(look(monthly("calls", [*FEW[:33], 4, 20, 21], None), seasonal=True))
    assert said["season"].startswith("October to December 2025: 45. The same quarter a year before: 20. ")


@given(st.lists(st.tuples(st.integers(6, 20), st.integers(0, 20)), min_size=12, max_size=16), st.data())
@settings(max_examples=25, deadline=None)
def test_no_sentence_holds_anything_of_a_single_month(parts: list[tuple[int, int]], data: Any) -> None:
    """However the months share out a quarter, what is said by quarter is the same, and never speaks of months."""
    shared = [[], []]  # type: list[list[int]]
    for of_two, one in parts:
        for months in shared:
            first = data.draw(st.integers(0, of_two))
            months += [first, of_two - first, one]
    for months in shared:
        months[0:3] = [3, 10, 10]
    first, second = (look(monthly("plans", months, 60), "proportion", seasonal=True) for months in shared)
    if first.quarters.empty or second.quarters.empty:
        return
    pd.testing.assert_frame_equal(first.quarters, second.quarters)
    assert told(quarterly(first)) == told(quarterly(second))
    assert not re.search(r"\bmonths?\b", told(quarterly(first)).replace("because single months count very few", ""))


@given(st.lists(st.integers(0, 12), min_size=3, max_size=30), st.integers(0, 2))
@settings(max_examples=200, deadline=None)
def test_an_earlier_page_with_months_takes_no_quarter_apart(counts: list[int], start: int) -> None:
    """Up to the month before the first small one every month may have been printed: what is left is not small."""
    months = [str(month) for month in pd.period_range("2023-04", periods=len(counts) + start, freq="M")][start:]
    rows = pd.DataFrame({"indicator": "x", "month": months, "numerator": counts, "denominator": None})
    indicator = indicator_of(defined("x", "count", "count"))
    whole = months_of(rows, indicator)
    few = small_months(whole)
    if not few:
        return
    known = dict(zip(months, counts, strict=True))
    printed = {month: n for month, n in known.items() if month < few[0]}
    for quarter in quarters_of(whole, indicator, few).dropna(subset="numerator").to_dict("records"):
        mine = [str(month) for month in pd.period_range(end=quarter["month"], periods=3, freq="M")]
        if few[0] in mine:
            assert (
                not 1 <= quarter["numerator"] - sum(printed.get(month, 0) for month in mine) <= 5 or few[0] == mine[0]
            )
        assert quarter["numerator"] == sum(known[month] for month in mine)


def test_the_rest_of_a_quarter_is_judged_by_all_three_counts() -> None:
    months = pd.DataFrame({"month": ["2025-04", "2025-05", "2025-06"], "numerator": [9, 6, 5], "denominator": [30] * 3})
    assert given_away(months, ["2025-06"]) == {"2025-06"}
    assert given_away(months, ["2025-05"]) == set()  # eleven of sixty
    assert given_away(months.assign(numerator=[9, 29, 27]), ["2025-05"]) == {"2025-06"}  # four are left over
    assert given_away(months.assign(numerator=np.nan), ["2025-05"], 0) == set()


def test_quarters_are_named_by_the_financial_year() -> None:
    assert [quarter_name(f"2025-{month:02d}") for month in (1, 4, 7, 10)] == [
        "2024-25-Q4",
        "2025-26-Q1",
        "2025-26-Q2",
        "2025-26-Q3",
    ]
