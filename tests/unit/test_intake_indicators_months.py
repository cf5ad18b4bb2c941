"""Headings that are months, and those that must not be taken for one."""

from __future__ import annotations

import calendar

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.indicator_labels import Labels, part_of
from scrutiny_lib.intake.indicator_months import is_sum, looks_like_month, month_of

FORMS = (
    "{year}-{month:02d}",
    "{year}/{month:02d}",
    "{month:02d}/{year}",
    "{month}/{year}",
    "{short}-{two:02d}",
    "{short} {two:02d}",
    "{short} {year}",
    "{short}’{two:02d}",
    "{name} {year}",
    "{name}-{two:02d}",
    "{loud} {year}",
    "{year}-{month:02d}-01",
    "{year}-{month:02d}-01 00:00:00",
    "01/{month:02d}/{year}",
    " {name}  {year} ",
)


@given(st.integers(2001, 2098), st.integers(1, 12), st.sampled_from(FORMS))
def test_a_month_is_read_from_every_form_people_write(year: int, month: int, form: str) -> None:
    name = calendar.month_name[month]
    text = form.format(year=year, month=month, two=year % 100, short=name[:3], name=name, loud=name.upper())
    assert month_of(text) == f"{year}-{month:02d}" and looks_like_month(text) and not is_sum(text)


OF_YEAR = ("M{} {}/{:02d}", "Month {} {}-{:02d}", "{1}/{2:02d} M{0}")


@given(st.integers(2001, 2097), st.integers(1, 12), st.sampled_from(OF_YEAR))
def test_the_place_in_a_financial_year_is_read_where_both_years_are_said(year: int, place: int, form: str) -> None:
    first = month_of(form.format(place, year, (year + 1) % 100))
    assert first == f"{year + (place > 9)}-{(place + 2) % 12 + 1:02d}"
    assert month_of(form.format(place, year, (year + 2) % 100)) is None


@pytest.mark.parametrize(
    "text",
    [
        *("25-Apr", "April", "04/25", "4", "2025", "M1 2025", "M13 2025/26", "15/04/2025", "2025-00", "Apr", "May be"),
        *("", "31/02/2025", "2025-26"),
    ],
)
def test_what_could_mean_something_else_is_no_month(text: str) -> None:
    assert month_of(text) is None


@pytest.mark.parametrize("text", ["25-Apr", "April", "15/04/2025", "M1 2025", "M13 2025/26"])
def test_what_is_meant_as_a_month_is_known_for_one(text: str) -> None:
    assert looks_like_month(text) and not is_sum(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Total", "Grand total", "Total 2025/26", "Subtotal", "YTD", "2025/26 YTD", "Year to date", "Q1"),
        *("Q3 2025/26", "2025/26 Q3", "Quarter 2", "2024/25", "2024-2025", "Full year", "Rolling 12 months", "Average"),
        "Outturn",
    ],
)
def test_a_sum_or_a_longer_time_is_left_out(text: str) -> None:
    assert is_sum(text) and month_of(text) is None


@pytest.mark.parametrize("text", ["Indicator", "Numerator", "Target", "Comments", "Quality", "Apr-25"])
def test_other_headings_are_no_sums(text: str) -> None:
    assert not is_sum(text)


def test_the_part_of_a_figure() -> None:
    texts = ("Numerator", "DEN", "per 10,000", "%", " ", "Lead")
    assert [part_of(text) for text in texts] == ["numerator", "denominator", "derived", "derived", "", None]


def test_words_that_stand_for_parts_of_several_indicators_mean_all_of_them() -> None:
    def one(name: str, title: str, numerator: str, denominator: str) -> dict[str, str]:
        return {"id": name, "title": title, "kind": "proportion", "numerator": numerator, "denominator": denominator}

    three = [one("a", "Again", "Second", "Plans"), one("b", "Begun", "First", "Plans"), one("c", "Again", "x", "y")]
    labels = Labels(pd.DataFrame(three))
    assert labels.find("plans") == [("a", "denominator"), ("b", "denominator")]
    assert labels.find("Again") == []  # two indicators have this title
    assert labels.find("Numerator: begun") == [("b", "numerator")]
