"""Monthly figures: the tables the lens makes, and the words for each figure."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.lenses.data import ChartRules, summarise_indicators
from scrutiny_lib.release.patterns import counts_few
from scrutiny_lib.tables import COLUMNS
from scrutiny_lib.terms import ASSURANCE, KINDS_OF_CHART, VARIATION
from tests.figure_room import AS_AT, STEADY, defined, look, monthly, note

WORDS = ["sentence", "rate", "season", "flag", "what_happened", "by_chance", "not_known", "ask", "why_chart"]


def test_a_steady_share_counted_by_eye() -> None:
    figures = look(monthly("timely", STEADY, 60), "proportion", "up", theme="neglect")
    told = note(figures)
    assert (told["chart"], told["variation"], told["assurance"], told["line"]) == ("p", "as usual", "no target", "L2")
    assert figures.indicators["value"].iloc[0] == pytest.approx(100 * 40 / 60)
    assert figures.indicators["mean"].iloc[0] == pytest.approx(100 * sum(STEADY) / (60 * 24))
    assert told["sentence"] == (
        "In December 2025 it was 41 of 60 (68 in 100). The average is 69 in 100; by chance alone nearly all months lie "
        "between 51 and 87."
    )
    assert told["what_happened"] == (
        "October to December 2025: 122 of 180 (68 in 100). In the months before, since January 2024: 69 in 100."
    )
    assert told["by_chance"] == "It moves as chance alone would move it."
    assert told["flag"] == told["ask"] == ""
    row = figures.results.iloc[0]
    assert (row["result_id"], row["shown"], row["n"], row["of"]) == (
        "ind.timely.latest",
        "41 of 60 (68 in 100)",
        41,
        60,
    )
    assert row["kind"] == "population" and row["percent"] == pytest.approx(100 * 41 / 60)


def test_a_rate_says_the_count_first_and_then_the_pace() -> None:
    base = "Children aged 0 to 17, divided by twelve"
    figures = look(monthly("referrals", [230] * 12 + [231, 215] * 6, 2938), "rate", "none", denominator=base)
    told = note(figures)
    assert told["sentence"].startswith("215 in December 2025 – at that pace 732 a year for every 10,000 children.")
    assert "The average pace is 7" in told["sentence"]
    assert figures.results["shown"].iloc[0] == "215 (at that pace 732 a year for every 10,000 children)"
    assert pd.isna(figures.results["percent"].iloc[0])


def test_the_rate_of_a_year_has_its_limits_and_the_populations_vintage() -> None:
    base = "Children aged 0 to 17, divided by twelve"
    told = note(look(monthly("x", [20] * 23 + [21], 1000), "rate", denominator=base, population="ONS mid-2024"))
    # 241 events in a year among 12,000: 200.8 per 10,000; Byar 176.3 to 227.9
    assert told["rate"] == (
        "January to December 2025: 241, which is 201 a year for every 10,000 children (between 176 and 228, as far as "
        "chance goes). Population: ONS mid-2024."
    )
    assert "Whose estimate" not in told["not_known"]
    assert "Whose estimate the population is" in note(look(monthly("x", [20] * 23 + [21], 1000), "rate"))["not_known"]


def test_a_gap_stays_a_gap_is_named_and_later_months_are_left_out() -> None:
    rows = monthly("tools", [*STEADY, 99], None, "2026-01").drop(index=20)
    figures = look(rows)
    assert len(figures.indicators) == 24 and figures.indicators["value"].isna().sum() == 1
    assert pd.isna(figures.indicators.loc[20, "value"]) and figures.indicators.loc[20, "month"] == "2025-09"
    assert note(figures)["not_known"] == "There is no figure for September 2025."
    assert figures.results["n"].iloc[0] == 41


def test_a_month_without_anybody_is_no_percentage() -> None:
    rows = monthly("timely", STEADY, 60)
    rows.loc[23, ["numerator", "denominator"]] = 0
    figures = look(rows, "proportion", "up")
    assert pd.isna(figures.indicators["value"].iloc[23])
    assert note(figures)["sentence"].startswith(
        "In December 2025 it applied to nobody ([z]). In November 2025 it was 44 of 60 (73 in 100)."
    )
    assert figures.results["shown"].iloc[0] == "[z]" and pd.isna(figures.results["percent"].iloc[0])
    never = look(monthly("timely", [0] * 5, 0), "proportion", "up")
    assert note(never)["sentence"] == "In December 2025 it applied to nobody ([z])."
    assert never.indicators["value"].isna().all()


def test_a_constant_series_says_that_it_has_no_limits() -> None:
    told = note(look(monthly("same", [20] * 24, None)))
    assert told["sentence"] == "20 in December 2025. Every month is the same, so there are no limits."
    assert told["why_chart"] == "Every month is the same. Nothing varies, so there are no limits."
    assert (told["variation"], told["by_chance"]) == ("cannot tell", "Nothing varies, so there is nothing to judge.")
    always = note(look(monthly("all", [50, 60] * 12, [50, 60] * 12), "proportion", "up"))
    assert "so there are no limits" in always["sentence"] and always["flag"] == ""


def test_too_few_months_have_no_limits() -> None:
    figures = look(monthly("new", [30, 31, 32], None))
    assert note(figures)["chart"] == "run" and figures.indicators["mean"].isna().all()
    assert "too few months" in note(figures)["sentence"]
    assert note(figures)["by_chance"] == "There are too few months to judge."
    assert note(look(monthly("new", STEADY, None), rules=ChartRules(minimum_points=30)))["chart"] == "run"


def test_a_figure_that_stopped_is_not_judged() -> None:
    told = note(look(monthly("old", [*STEADY[:-1], 90], None, "2025-08")))
    assert (told["variation"], told["flag"]) == ("cannot tell", "")
    assert told["by_chance"] == "There is no figure for the latest three months, so there is nothing to judge."
    assert note(look(monthly("late", [*STEADY[:-1], 90], None, "2025-09")))["variation"] == "concern"


def test_what_happened_stands_at_its_month_and_only_where_it_is_drawn() -> None:
    figures = look(
        monthly("tools", STEADY, None),
        events=[{"month": "2025-03", "what": "A new team."}, {"month": "2020-01", "what": "Long ago."}],
        baselines=[{"from": "2025-01", "why": "The service moved.", "agreed_by": "Board"}],
        changes=[{"from": "2024-06", "what": "Counted by date of event."}],
    )
    rows = figures.indicator_events[["month", "kind", "what", "by"]].to_dict("split")["data"]
    assert rows == [
        ["2024-06", "definition", "Counted by date of event.", ""],
        ["2025-01", "new baseline", "The service moved.", "Board"],
        ["2025-03", "event", "A new team.", ""],
    ]
    assert note(figures)["not_known"].startswith("What it counts changed in June 2024")


def test_nothing_in_nothing_out() -> None:
    definitions = pd.DataFrame([defined("x", "count", "count")])
    made = summarise_indicators(monthly("y", [], None), definitions, AS_AT)
    assert made.indicators.empty and made.indicator_notes.empty and made.results.empty
    assert made.about == {"figures": 0, "figures_flagged": 0, "figures_by_chance": 0, "figures_survive": []}


def test_the_tables_have_their_columns_and_results_can_be_left_out() -> None:
    rows, definitions = monthly("timely", STEADY, 60), pd.DataFrame([defined("timely", "proportion", "%")])
    made = summarise_indicators(rows, definitions, AS_AT, lens_results=False)
    for name in ("indicators", "indicator_notes", "indicator_gaps", "indicator_events"):
        assert tuple(getattr(made, name).columns) == COLUMNS[name]
    assert made.results.empty and list(made.results.columns) == list(COLUMNS["results"])


def test_inputs_stay_as_they_were() -> None:
    rows, definitions = monthly("timely", STEADY, 60), pd.DataFrame([defined("timely", "proportion", "%")])
    before, also = rows.copy(deep=True), definitions.copy(deep=True)
    summarise_indicators(rows, definitions, AS_AT)
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(definitions, also)


@settings(max_examples=60)
@given(
    numbers=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1, max_size=40),
    kind=st.sampled_from(["count", "rate", "proportion"]),
    direction=st.sampled_from(["up", "down", "none"]),
    dropped=st.sets(st.integers(0, 39), max_size=5),
    more=st.fixed_dictionaries(
        {
            "seasonal": st.booleans(),
            "chart": st.sampled_from(["", *KINDS_OF_CHART]),
            "baselines": st.sampled_from([[], [{"from": "2024-07", "why": "Moved."}]]),
            "changes": st.sampled_from([[], [{"from": "2025-02", "what": "Counted anew."}]]),
            "targets": st.sampled_from([[], [{"value": 50, "from": "2024-01", "owner": "Board"}]]),
        }
    ),
)
def test_whatever_comes_words_and_limits_hold(
    numbers: list[tuple[int, int]], kind: str, direction: str, dropped: set[int], more: dict[str, object]
) -> None:
    parts = [min(pair) for pair in numbers]
    rows = monthly("x", parts, None if kind == "count" else [max(pair) for pair in numbers])
    kept = rows.drop(index=[place for place in dropped if 0 < place < len(rows) - 1])
    figures = look(kept, kind, direction, **more)
    told, months = note(figures), figures.indicators
    assert told["chart"] in KINDS_OF_CHART and told["variation"] in VARIATION and told["assurance"] in ASSURANCE
    assert len(months) == len(rows) and months["value"].notna().sum() <= len(kept)
    values = months[["value", "mean", "lower", "upper"]].astype(float)
    assert (values.min().dropna() >= 0).all()
    if kind == "proportion":
        assert (values.max().dropna() <= 100).all()
    drawn = months.dropna(subset=["lower", "value"])
    assert (drawn["lower"] <= drawn["mean"]).all() and (drawn["mean"] <= drawn["upper"]).all()
    assert (months.loc[months["value"].isna(), "signal"] == "").all()
    for name in WORDS:
        assert not re.search(
            r"\b(?:nan|inf|NaT)\b|\bNone\b(?! (?:in|of))|significant|\{|  |\b1 months", str(told[name])
        ), name
        assert str(told[name])[-1:] in (".", "", "?"), name
    for name in ("flag", "by_chance", "why_chart", "ask", "variation", "assurance"):
        assert not counts_few(str(told[name])), name
    if all(part > 5 and (kind == "count" or whole - part > 5) for part, whole in map(sorted, numbers)):
        assert not any(counts_few(str(told[name])) for name in ("sentence", "what_happened", "season", "rate"))
    assert bool(told["flag"]) == (told["variation"] not in ("as usual", "cannot tell"))
    assert bool(told["ask"]) == (bool(told["flag"]) or told["assurance"] == "not met")
    assert figures.about["figures_flagged"] == bool(told["flag"])


def test_counts_stand_in_four_columns_only() -> None:
    """Words a reader outside may get without the months: no event or child is counted in them."""
    falling = [47, 53, 61, 59, 66, 71, 74, 68, 57, 63, 72, 67] * 2
    told = note(
        look(monthly("x", [*falling[:-1], 133], None), targets=[{"value": 40, "from": "2024-01", "owner": "B"}])
    )
    assert told["flag"] and told["ask"]
    for name in ("flag", "by_chance", "not_known", "ask", "why_chart", "variation", "assurance"):
        assert not {"133", "72", "63"} & set(re.findall(r"\d+", told[name])), name


def test_dates_of_another_review_are_not_read() -> None:
    other = pd.DataFrame({"indicator": ["elsewhere"] * 20, "on": [date(2025, 1, 1)] * 20})
    assert note(look(monthly("ward", [0, 0, 1] * 8, None), event_dates=other))["chart"] == "rare"
