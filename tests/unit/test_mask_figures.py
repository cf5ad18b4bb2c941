"""Monthly figures through the gate: a figure with a small month is told by quarter, or not at all."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.lenses.data import summarise_indicators
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.release.mask_figures import (
    BY_QUARTER,
    WHOLE,
    mask_figures,
    small_series,
    told_by_quarter,
    told_of_figures,
)
from scrutiny_lib.stats.chance import chance_of_flag
from scrutiny_lib.tables import Tables, table
from tests.figure_room import AS_AT, defined, monthly

PARTNERSHIP = Limits("partnership", LOOSEST["partnership"], ((100, "most"),), 20)
WORKING = Limits("working", dict.fromkeys(LOOSEST["partnership"], 0), ((100, "most"),), 20)
FEW = [3, 9, 8, 4, 12, 9, 2, 10, 11, 5, 9, 7] * 3
"""Three years of months, one of which counts very few in each quarter; no quarter does."""
MANY = [30, 40, 35] * 12


def series(indicator: str, counts: list[int], of: int | None = None) -> list[dict[str, Any]]:
    months = pd.period_range("2024-04", periods=len(counts), freq="M").astype(str)
    return [
        {"indicator": indicator, "month": month, "numerator": n, "denominator": of, "value": float(n)}
        for month, n in zip(months, counts, strict=True)
    ]


def note(indicator: str, chart: str = "xmr") -> dict[str, Any]:
    return {"indicator": indicator, "title": indicator.title(), "chart": chart, "sentence": "said"}


def masked(
    rows: list[dict[str, Any]], notes: list[dict[str, Any]], **more: list[dict[str, Any]]
) -> dict[str, pd.DataFrame]:
    frames = {"indicators": rows, "indicator_notes": notes, **more}
    tables = Tables({}).with_frames(None, **{name: table(name, given) for name, given in frames.items()})
    return mask_figures(tables, PARTNERSHIP, [])


@pytest.mark.parametrize(
    ("counts", "of", "hidden"),
    [
        ([9, 8, 7], None, False),
        ([9, 0, 7], None, False),
        ([9, 5, 7], None, True),
        ([9, 8, 7], 30, False),
        ([9, 8, 7], 12, True),  # those left over are few
        ([0, 0, 0], 4, True),  # and so are those looked at
    ],
)
def test_a_series_with_a_small_month_goes_whole(counts: list[int], of: int | None, hidden: bool) -> None:
    rows = [*series("a", counts, of), *series("b", [20, 30, 40])]
    seen = masked(rows, [note("a"), note("b")])
    assert ("a" not in set(seen["indicators"]["indicator"])) is hidden
    assert ("a" not in set(seen["indicator_notes"]["indicator"])) is hidden
    assert set(seen["indicators"]["indicator"]) >= {"b"}
    tables = Tables({}).with_frames(None, indicators=table("indicators", rows))
    assert small_series(tables, PARTNERSHIP) == ({"a"} if hidden else set())


def test_rare_events_are_told_by_the_year_where_the_year_is_not_small() -> None:
    rows = [*series("few", [0, 1] * 6), *series("none", [1, 1, *[0] * 12]), *series("some", [0, 1, 2] * 4)]
    seen = masked(rows, [note(name, "rare") for name in ("few", "none", "some")])
    assert seen["indicators"].empty
    assert seen["indicator_notes"]["indicator"].tolist() == ["few", "none", "some"]
    small = masked(series("few", [0, 1] * 2 + [0] * 8), [note("few", "rare")])
    assert small["indicator_notes"].empty


def test_gaps_between_single_events_stay_with_the_analyst() -> None:
    gaps = [{"indicator": "few", "gap": 1, "days": 30}]
    assert masked([], [], indicator_gaps=gaps)["indicator_gaps"].empty


def looked_at(counts: dict[str, list[int]], of: int | None = None) -> Tables:
    """Figures through the lens, as a page is computed."""
    kind = "count" if of is None else "proportion"
    definitions = pd.DataFrame([defined(name, kind, "%" if of else "count") for name in counts])
    rows = pd.concat([monthly(name, numbers, of) for name, numbers in counts.items()])
    figures = summarise_indicators(rows, definitions, AS_AT)
    names = ("indicators", "indicator_notes", "indicator_gaps", "indicator_events", "quarters", "quarter_notes")
    frames = {name: getattr(figures, name) for name in (*names, "results")}
    return Tables({"unit": "children", **figures.about}).with_frames(None, **frames).plain()


def test_a_figure_with_a_small_month_is_told_by_quarter_and_its_place_kept() -> None:
    tables = looked_at({"a": MANY, "b": FEW, "c": MANY})
    withheld: list[dict[str, Any]] = []
    seen = mask_figures(tables, PARTNERSHIP, withheld)
    assert seen["indicator_notes"]["indicator"].tolist() == ["a", "b", "c"]
    series = seen["indicators"]
    assert series.loc[series["indicator"] == "b", "numerator"].tolist() == [20, 25, 23, 21] * 3
    assert series.loc[series["indicator"] == "b", "month"].str.contains("-Q").all()
    assert series.loc[series["indicator"] != "b", "month"].str.len().eq(7).all()
    assert "by quarter" in seen["indicator_notes"]["why_chart"].iloc[1]
    assert seen["indicator_notes"]["pvalue"].isna().all()
    assert withheld == [{"what": "Month by month: B", "why": BY_QUARTER}]
    assert seen["quarters"].empty and seen["quarter_notes"].empty


def test_a_small_quarter_withholds_the_whole_as_before() -> None:
    tables = looked_at({"a": MANY, "b": [*FEW[:-3], 1, 0, 4]})
    withheld: list[dict[str, Any]] = []
    seen = mask_figures(tables, PARTNERSHIP, withheld)
    assert set(seen["indicators"]["indicator"]) == set(seen["indicator_notes"]["indicator"]) == {"a"}
    assert withheld == [{"what": "Month by month: B", "why": WHOLE}]
    left = looked_at({"b": [40, 38, 40] * 12}, of=40)  # two of 120 are left over
    assert mask_figures(left, PARTNERSHIP, [])["indicators"].empty


def test_the_working_copy_keeps_the_months() -> None:
    tables = looked_at({"b": FEW})
    seen = mask_figures(tables, WORKING, [])
    assert seen["indicators"]["month"].str.len().eq(7).all() and len(seen["indicators"]) == 36
    assert seen["quarters"].empty and seen["quarter_notes"].empty
    assert told_by_quarter(tables, WORKING) == set()


def test_a_tighter_limit_is_asked_of_the_quarters_and_of_what_an_earlier_page_showed() -> None:
    tight = Limits("partnership", {**LOOSEST["partnership"], "population": 20}, ((100, "most"),), 20)
    assert told_by_quarter(looked_at({"b": FEW}), PARTNERSHIP) == {"b"}
    assert told_by_quarter(looked_at({"b": FEW}), tight) == set()  # a quarter counts 20
    ten = Limits("partnership", {**LOOSEST["partnership"], "population": 10}, ((100, "most"),), 20)
    later = looked_at({"b": [20, 15, 9, *FEW[3:]]})  # within 10: the third month is the first small one
    assert told_by_quarter(later, PARTNERSHIP) == {"b"} and told_by_quarter(later, ten) == set()


def test_no_result_of_a_month_and_no_programme_leaves_beside_quarters() -> None:
    tables = looked_at({"a": MANY, "b": FEW})
    programme = [{"programme": name, "title": name, "indicator": name, "comparison": ""} for name in ("a", "b")]
    points = [{"programme": name, "month": "2025-12", "value": 7.0} for name in ("a", "b")]
    tables = tables.with_frames(
        None,
        training_results=table("training_results", programme),
        training_series=table("training_series", points),
    )
    assert tables["results"]["shown"].tolist() == ["35", "7"]
    seen = mask_tables(tables, PARTNERSHIP)[0]
    assert seen["results"]["shown"].tolist() == ["35", "[c]"] and pd.isna(seen["results"]["n"].iloc[1])
    assert set(seen["training_results"]["programme"]) == set(seen["training_series"]["programme"]) == {"a"}
    assert mask_tables(tables, WORKING)[0]["results"]["shown"].tolist() == ["35", "7"]


def test_a_revision_with_a_small_count_before_or_after_takes_the_months_with_it() -> None:
    rows = [
        {"indicator": "b", "month": "2024-04", "part": "numerator", "before": 24, "now": 20},
        {"indicator": "b", "month": "2024-05", "part": "numerator", "before": 3, "now": 30},
        {"indicator": "c", "month": "2024-06", "part": "numerator", "before": None, "now": 40},
        {"indicator": "elsewhere", "month": "2024-06", "part": "numerator", "before": 2, "now": 40},
    ]
    both = [*series("b", [20, 30, 40]), *series("c", [20, 30, 40])]
    seen = masked(both, [note("b"), note("c")], indicator_revisions=rows)
    assert seen["indicator_revisions"]["indicator"].tolist() == ["c"]
    assert set(seen["indicators"]["indicator"]) == {"c"}  # last quarter's page told b by quarter


def test_a_rare_event_is_not_told_by_the_year_where_the_year_before_or_those_left_are_few() -> None:
    before = masked(series("few", [0, 1, *[0] * 10, *[1, 1, 0] * 4]), [note("few", "rare")])
    assert before["indicator_notes"].empty
    left = masked(series("missed", [99, 100, *[100] * 10], 100), [note("missed", "rare")])
    assert left["indicator_notes"].empty


def test_chance_among_figures_is_counted_by_what_is_drawn() -> None:
    tables = looked_at({"a": [30, 41, 35, 38] * 9, "b": FEW})
    seen = mask_tables(tables, PARTNERSHIP)[0]
    assert list(seen["indicator_notes"]["variation"]) == ["as usual", "as usual"]
    charts = seen["indicator_notes"]["chart"].tolist()
    expected = chance_of_flag(36, 3, charts[0]) + chance_of_flag(12, 1, charts[1])
    assert seen.about["figures_by_chance"] == pytest.approx(expected, abs=0.006)


def test_what_stands_out_in_months_alone_is_not_said_to_stand_out_by_quarter() -> None:
    notes = table("indicator_notes", [{"indicator": "b", "title": "B", "flag": "", "survives": None, "chart": "run"}])
    frames = {"indicators": table("indicators"), "indicator_notes": notes}
    assert told_of_figures({"figures": 1, "figures_survive": ["B"]}, frames)["figures_survive"] == []
    flagged = {**frames, "indicator_notes": notes.assign(flag="Stands out", survives=True)}
    assert told_of_figures({"figures": 1, "figures_survive": []}, flagged)["figures_survive"] == ["B"]
    assert told_of_figures({"figures": 3, "figures_survive": []}, flagged)["figures_not_told"] == 2


@given(st.lists(st.lists(st.integers(0, 14), min_size=6, max_size=18), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_months_and_quarters_never_stand_side_by_side_and_none_is_small(counts: list[list[int]]) -> None:
    tables = looked_at({f"x{at}": numbers for at, numbers in enumerate(counts)})
    seen = mask_tables(tables, PARTNERSHIP)[0]
    shown = seen["indicators"]
    kinds = shown["month"].astype(str).str.contains("Q").groupby(shown["indicator"]).nunique()
    assert (kinds == 1).all()
    assert not pd.to_numeric(shown["numerator"]).between(1, 5).any()
    quarterly = set(shown.loc[shown["month"].astype(str).str.contains("Q"), "indicator"])
    latest = seen["results"].set_index("result_id")["shown"]
    assert all(latest[f"ind.{name}.latest"] == "[c]" for name in quarterly)
