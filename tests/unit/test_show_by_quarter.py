"""Figures told by quarter on the page: quarters stand wherever months would, and the page says so."""

from __future__ import annotations

import base64
import re
from typing import Any

import pandas as pd
import pytest
from figures_fixture import figures_tables

from scrutiny_lib.lenses.data import summarise_indicators
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask import mask_tables
from scrutiny_lib.show.complete import unfinished
from scrutiny_lib.show.data import show_data
from scrutiny_lib.show.figures import show_attention, show_figures
from scrutiny_lib.show.indicator import indicators_of
from scrutiny_lib.show.indicator_pictures import figure_picture
from scrutiny_lib.show.run_charts import draw_run, months_named
from scrutiny_lib.show.text import months_from_to, months_within
from scrutiny_lib.tables import Tables, table
from tests.figure_room import AS_AT, defined, monthly

RISING = [*[3, 9, 8, 4, 12, 9, 2, 10, 11, 5, 9, 7] * 3, 18, 19, 20]
"""Thirteen quarters, the latest far above the others."""


def released(kind: str = "proportion", unit: str = "%") -> Tables:
    """A figure told by quarter beside one told by month, as the Board sees them."""
    events = [{"month": "2025-02", "what": "A new form"}]
    definitions = [
        defined("plans", kind, unit, events=events),
        defined("calls", "count", "count", "none"),
    ]
    rows = pd.concat([monthly("plans", RISING, 40), monthly("calls", [30, 40, 35] * 13, None)])
    figures = summarise_indicators(rows, pd.DataFrame(definitions), AS_AT)
    names = ("indicators", "indicator_notes", "indicator_gaps", "indicator_events", "quarters", "quarter_notes")
    tables = Tables({"as_at": f"{AS_AT}", "unit": "children", "profile": "partnership", **figures.about})
    tables = tables.with_frames(None, **{name: getattr(figures, name) for name in names})
    revised = [{"indicator": "plans", "title": "Plans", "month": "2025-11", "part": "numerator", "before": 9, "now": 8}]
    tables = tables.with_frames(None, indicator_revisions=table("indicator_revisions", revised)).plain()
    limits = Limits("partnership", LOOSEST["partnership"], ((100, "most"),), 20)
    return mask_tables(tables, limits)[0].plain()


def words(section: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(section)))


def test_a_figure_told_by_quarter_says_so_in_its_name_and_its_table() -> None:
    plans, calls = indicators_of(released())
    assert (plans.by_quarter, calls.by_quarter) == (True, False)
    assert plans.named == "Plans, in every 100, by quarter" and calls.named == "Calls, number a month"
    said = words(show_figures(released()))
    assert re.search("Plans ?, in every 100, by quarter", said) and "Figures named “by quarter”" in said
    assert "Quarter Value Average" in said.replace("\xa0", " ") and "Oct–Dec 2025" in said.replace("\xa0", " ")
    assert "By quarter" in said and "Month by month" in said
    count = indicators_of(released("count", "count"))[0]
    assert count.named == "Plans, number a quarter"


def test_months_and_quarters_stand_in_tables_of_their_own() -> None:
    html = str(show_figures(released()))
    for found in re.findall(r"<table.*?</table>", html, re.S):
        text = words(found).replace("\xa0", " ")
        assert not ("Oct–Dec 2025" in text and "Nov 2025" in text)


@pytest.mark.parametrize("show", [show_figures, show_attention, show_data])
def test_the_alternative_names_quarters(show: Any) -> None:
    (alt,) = {one for one in re.findall(r'alt="(?:Drawn large: )?(Plans, [^"]*)"', show(released()).html)}
    assert "in October to December 2025" in alt and "Standing out: October 2025 to December 2025" in alt


def test_what_needs_attention_is_told_in_quarters_and_names_no_month_that_was_changed() -> None:
    said = words(show_attention(released()))
    assert "Plans, in every 100, by quarter, October 2022 to December 2025" in said
    assert "It is told by quarter, because single months count very few." in said
    assert "nor which of them were changed" in said and "Nov 2025" not in said.replace("\xa0", " ")
    assert "February 2025: A new form." in said


def test_the_picture_names_the_first_and_last_quarter_and_marks_an_event_at_its_quarter() -> None:
    plans = indicators_of(released())[0]
    drawn = re.findall(r"base64,([^\"]+)", str(figure_picture(plans, "Plans", [], (640,), "", large=True)))  # type: ignore[arg-type]
    svg = base64.b64decode(drawn[0]).decode()
    assert "Oct–Dec" in svg and "Apr–Jun" in svg


def test_names_that_would_touch_have_the_year_below() -> None:
    quarters = ["2024-25-Q4", "2025-26-Q1", "2025-26-Q2", "2025-26-Q3"]
    series = pd.DataFrame({"month": quarters, "value": [3.0, 4, 5, 6], "signal": ""})
    wide, narrow = (draw_run(series, width, 120) for width in (340, 150))
    assert re.search(">Jan–Mar.2025<", wide) and not re.search(">Jan–Mar.2025<", narrow)
    assert ">Jan–Mar<" in narrow and narrow.count(">2025<") == 2


def test_quarters_in_words() -> None:
    assert months_named(["2025-26-Q3", "2025-26-Q1"]) == "April 2025 to June 2025 and October 2025 to December 2025"
    assert months_from_to("2022-23-Q2", "2025-26-Q3") == "July 2022 to December 2025"
    assert months_within("2025-26-Q3") == ["2025-10", "2025-11", "2025-12"]


def test_a_figure_by_quarter_that_stopped_says_since_when() -> None:
    rows = monthly("plans", RISING, 40, last="2025-06")
    figures = summarise_indicators(rows, pd.DataFrame([defined("plans", "proportion", "%")]), AS_AT)
    frames = {"indicators": figures.quarters, "indicator_notes": figures.quarter_notes}
    tables = Tables({"as_at": f"{AS_AT}"}).with_frames(None, **frames)
    assert indicators_of(tables.plain())[0].variation == "No figure since June 2025"


def test_a_figure_of_which_no_month_is_told_is_named_and_stops_no_page() -> None:
    """Of rare events the note may stay where no month does."""
    tables = figures_tables().plain()
    rare = ["escalations", "notified"]
    notes = tables["indicator_notes"].astype(object)
    notes.loc[notes["indicator"].isin(rare), ["variation", "flag"]] = ["concern", "More than chance alone would bring."]
    kept = {
        name: tables[name][~tables[name]["indicator"].isin(rare)]
        for name in ("indicators", "indicator_gaps", "indicator_events", "indicator_revisions")
    }
    untold = tables.with_frames(indicator_notes=notes, **kept)

    def only(*figures: str) -> Tables:
        names = ("indicator_notes", *kept)
        return untold.with_frames(**{name: untold[name][untold[name]["indicator"].isin(figures)] for name in names})

    for seen in (untold, only(*rare), only("escalations")):
        figures, attention = show_figures(seen), show_attention(seen)
        assert unfinished([figures, attention]) == unfinished([show_data(seen)]) == []
        assert "Not told month by month: Disagreements" in words(figures)
        assert 'id="figure-escalations"' in attention.html and "nor which of them were changed" in words(attention)
    assert "<table" not in show_figures(only("escalations")).html
    assert "Not told month by month" not in words(show_figures(only("plans")))
