"""Reading monthly numbers, and what they mean."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from scrutiny_lib.intake.indicator_events import read_event_dates
from scrutiny_lib.intake.indicators import (
    INDICATOR_COLUMNS,
    find_indicators,
    read_figures,
    read_indicator_definitions,
    read_indicators,
)
from scrutiny_lib.intake.template import packaged_folder

HEADER = "indicator,month,numerator,denominator,area\n"
ONE = """\
[[indicator]]
id = "told"
title = "Told in time"
definition = "Families told in time."
numerator = "Told"
denominator = "Families"
unit = "%"
kind = "proportion"
direction = "up"
"""


@pytest.fixture(name="definitions", scope="module")
def _definitions() -> pd.DataFrame:
    table, problems = read_indicator_definitions(packaged_folder() / "indicators.toml")
    assert not problems and not table.empty
    return table


def read(folder: Path, text: str, definitions: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[str, str, str, str]]]:
    path = folder / "indicators.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    table, problems = read_indicators(path, definitions)
    return table, [(problem.rule, problem.cell, problem.column, problem.act) for problem in problems]


def define(folder: Path, more: str) -> tuple[pd.DataFrame, list[tuple[str, str]], str]:
    path = folder / "indicators.toml"
    path.write_text(ONE + more, encoding="utf-8")
    table, problems = read_indicator_definitions(path)
    return table, [(problem.rule, problem.act) for problem in problems], str(problems)


def test_months_are_sorted_and_numbers_are_numbers(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(
        tmp_path, "rereferrals,2025-08,12,90,P\nrereferrals,2025-07,10,80,P\nnrm,2025-07,1,,P\n", definitions
    )
    assert not problems
    assert table["month"].tolist() == ["2025-07", "2025-07", "2025-08"]
    assert table["numerator"].tolist() == [1, 10, 12]
    assert table["denominator"].tolist() == [None, 80, 90]
    assert tuple(table.columns) == INDICATOR_COLUMNS


def test_who_supplied_a_figure_and_when_goes_with_it(tmp_path: Path, definitions: pd.DataFrame) -> None:
    path = tmp_path / "indicators.csv"
    text = "indicator,month,numerator,supplied_by,supplied_on\nnrm,2025-07,1,Police,12/08/2025\nnrm,2025-08,2,,soon\n"
    path.write_text(text, encoding="utf-8")
    table, problems = read_indicators(path, definitions)
    assert table[["supplied_by", "supplied_on"]].to_numpy().tolist() == [["Police", "2025-08-12"], ["", ""]]
    assert [(one.rule, one.act, one.cell) for one in problems] == [("D01", "WARN", "line 3")]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("rereferrals,2025-08,95,90,P", ("M03", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,-1,90,P", ("M04", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,about 9,90,P", ("M05", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,9.5,90,P", ("M05", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,9,10%,P", ("V07", "line 3", "denominator", "HOLD")),
        ("rereferrals,2025-08,0.1,90,P", ("V07", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,,90,P", ("M05", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,9,,P", ("M08", "line 3", "denominator", "HOLD")),
        ("rereferals,2025-08,9,90,P", ("M06", "line 3", "indicator", "HOLD")),
        ("rereferrals,08/25,9,90,P", ("M07", "line 3", "month", "HOLD")),
        ("rereferrals,2025-07,9,90,P", ("M02", "line 3", "month", "HOLD")),
        ("rereferrals,2025-07,10,80,P", ("M02", "line 3", "month", "REPAIR")),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_line(
    tmp_path: Path, definitions: pd.DataFrame, line: str, place: tuple[str, str, str, str]
) -> None:
    table, problems = read(tmp_path, f"rereferrals,2025-07,10,80,P\n{line}\n", definitions)
    assert problems == [place]
    assert len(table) == (0 if place[::3] == ("M02", "HOLD") else 1)


def test_a_gap_is_named_and_stays_a_gap(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(tmp_path, "nrm,2025-07,1,,P\nnrm,2025-10,2,,P\n", definitions)
    assert problems == [("M01", "line 3", "month", "WARN")] and len(table) == 2


def test_nothing_to_divide_by_is_accepted(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(tmp_path, "rereferrals,2025-07,0,0,P\n", definitions)
    assert not problems and len(table) == 1


def test_of_several_areas_only_ours_is_used(tmp_path: Path, definitions: pd.DataFrame) -> None:
    path = tmp_path / "indicators.csv"
    rows = "nrm,2025-07,1,,Eastport\nnrm,2025-07,2,,Westport\nnrm,2025-08,3,,\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    figures, problems = read_figures(path, definitions, area="eastport")
    assert figures.monthly["numerator"].tolist() == [1]
    assert figures.received.to_numpy().tolist() == [["figures of indicators.csv", 3, 1, 1, 1]]
    assert [(one.rule, one.act, one.cell) for one in problems] == [("M09", "HOLD", "line 4"), ("M09", "WARN", "line 3")]
    figures, problems = read_figures(path, definitions)
    assert figures.monthly.empty and [one.act for one in problems] == ["HOLD"]
    path.write_text(HEADER + "nrm,2025-07,2,,Westport\n", encoding="utf-8")
    figures, problems = read_figures(path, definitions, area="Eastport")
    assert len(figures.monthly) == 1 and [(one.rule, one.act) for one in problems] == [("M09", "WARN")]


def test_a_long_table_in_a_workbook_is_read_by_cell(tmp_path: Path, definitions: pd.DataFrame) -> None:
    book = Workbook()
    page = book.active
    page["A1"] = "Figures, third quarter"
    page.append(["Month", "Indicator", "Denominator", "Numerator"])
    page.append(["Jul-25", "nrm", None, 1])
    page.append(["Aug-25", "nrm", None, 1])
    page["D4"].number_format = "0%"
    book.save(tmp_path / "indicators.xlsx")
    table, problems = read_indicators(tmp_path / "indicators.xlsx", definitions)
    assert table[["month", "numerator"]].to_numpy().tolist() == [["2025-07", 1]]
    assert [(one.rule, one.sheet, one.cell) for one in problems] == [("V07", "1", "D4")]


def test_the_file_of_a_review_is_found(tmp_path: Path, definitions: pd.DataFrame) -> None:
    assert find_indicators(tmp_path) is None
    (tmp_path / "indicators.xlsx").write_bytes(b"")
    assert find_indicators(tmp_path) == tmp_path / "indicators.xlsx"
    (tmp_path / "indicators.csv").write_text(HEADER + "nrm,2025-07,1,,P\n", encoding="utf-8")
    found = find_indicators(tmp_path)
    assert found == tmp_path / "indicators.csv"
    table, problems = read_indicators(found, definitions)  # which of the two counts is for a person to say
    assert table.empty and [(one.rule, one.act) for one in problems] == [("I02", "REJECT")]


def test_a_share_needs_something_to_be_a_share_of(tmp_path: Path) -> None:
    text = (packaged_folder() / "indicators.toml").read_text(encoding="utf-8")
    path = tmp_path / "indicators.toml"
    path.write_text(text.replace('denominator = "Referrals received"', 'denominator = ""', 1), encoding="utf-8")
    table, problems = read_indicator_definitions(path)
    assert table.empty and [problem.rule for problem in problems] == ["P12"]


def test_what_belongs_to_a_month_comes_in_the_order_of_months(tmp_path: Path) -> None:
    more = """
[[indicator.target]]
value = 90
from = "2025-04"
owner = "Board (invented)"

[[indicator.target]]
value = 82.5
from = "2024-04"
owner = "Board (invented)"

[[indicator.event]]
month = "2024-09"
what = "A new form"
"""
    table, problems, _ = define(tmp_path, more)
    one = table.iloc[0]
    assert not problems and [(at["from"], at["value"]) for at in one["targets"]] == [("2024-04", 82.5), ("2025-04", 90)]
    assert one["events"] == [{"month": "2024-09", "what": "A new form"}]
    assert (one["changes"], one["baselines"], one["about"], bool(one["seasonal"])) == ([], [], "children", False)


@pytest.mark.parametrize(
    ("more", "rule", "act"),
    [
        ('[[indicator.change]]\nwhat = "Letters count too"\n', "P12", "HOLD"),
        ('[[indicator.change]]\nfrom = "spring"\nwhat = "Letters count too"\n', "P12", "HOLD"),
        ('[[indicator.baseline]]\nfrom = "2024-4"\nwhy = "Staff"\nagreed_by = "Board"\n', "P12", "HOLD"),
        ('[[indicator.target]]\nfrom = "2024-04"\nowner = "Board"\n', "P12", "HOLD"),
        ('[[indicator.target]]\nfrom = "2024-04"\nvalue = 120\nowner = "Board"\n', "P16", "HOLD"),
        ('[[indicator.target]]\nfrom = "2024-04"\nvalue = 90\n', "P12", "STOP"),
        ('[[indicator.event]]\nmonth = "2024-04"\nwaht = "x"\n', "P01", "STOP"),
        ('chart = "u"\n', "P16", "STOP"),
        ('chart = "xbar"\n', "P01", "STOP"),
        ('about = "buildings"\n', "P01", "STOP"),
        ('seasonal = "yes"\n', "P11", "STOP"),
    ],
)
def test_what_cannot_be_drawn_is_named(tmp_path: Path, more: str, rule: str, act: str) -> None:
    table, problems, said = define(tmp_path, more)
    assert problems == [(rule, act)] and "indicators.toml, line " in said
    assert table.empty is (act == "STOP")


def test_a_share_has_a_unit_that_says_what_it_is_per(tmp_path: Path) -> None:
    path = tmp_path / "indicators.toml"
    path.write_text(ONE.replace('unit = "%"', 'unit = "percent"'), encoding="utf-8")
    table, problems = read_indicator_definitions(path)
    assert table.empty and [problem.rule for problem in problems] == ["P16"] and "line 7" in str(problems[0])


def test_a_change_of_definition_without_a_month_is_kept_among_what_is_not_known(tmp_path: Path) -> None:
    more = 'not_known = "How it felt."\n[[indicator.change]]\nwhat = "Letters count too"\n'
    table, problems, said = define(tmp_path, more)
    assert problems == [("P12", "HOLD")] and "change 1" in said and "Letters" not in said
    assert table.iloc[0]["changes"] == []
    undated = "The definition changed, and nobody has written from which month on."
    assert table.iloc[0]["not_known"] == f"How it felt. {undated}"


def test_two_targets_for_one_month_keep_the_first(tmp_path: Path) -> None:
    target = '[[indicator.target]]\nvalue = {}\nfrom = "2024-04"\nowner = "Board"\n'
    table, problems, _ = define(tmp_path, target.format(80) + target.format(90))
    assert problems == [("P13", "HOLD")] and [one["value"] for one in table.iloc[0]["targets"]] == [80]


def test_every_packaged_indicator_says_what_it_cannot_say(definitions: pd.DataFrame) -> None:
    for one in definitions.to_dict("records"):
        assert one["ask"].endswith("?") and one["not_known"].endswith("."), one["id"]
        assert bool(one["population"]) is (one["kind"] == "rate"), one["id"]
        assert all("invented" in target["owner"] for target in one["targets"])
        assert all("invented" in entry["what"] for entry in (*one["changes"], *one["events"]))
    assert len(definitions) == 21 and definitions["targets"].map(len).sum() > 0


def test_real_figures_are_never_held_against_what_was_invented(tmp_path: Path) -> None:
    path = packaged_folder() / "indicators.toml"
    table, problems = read_indicator_definitions(path, invented=False)
    assert not problems and len(table) == 21
    assert all(table[name].map(len).sum() == 0 for name in ("changes", "targets", "baselines", "events"))
    own = '[[indicator.event]]\nmonth = "2024-09"\nwhat = "A new form"\n'
    made_up = '[[indicator.event]]\nwhat = "Nothing"\ninvented = true\n'
    (tmp_path / "indicators.toml").write_text(ONE + made_up + own, encoding="utf-8")
    table, problems = read_indicator_definitions(tmp_path / "indicators.toml", invented=False)
    assert not problems and table.iloc[0]["events"] == [{"month": "2024-09", "what": "A new form"}]


def test_dates_of_rare_events(tmp_path: Path, definitions: pd.DataFrame) -> None:
    path = tmp_path / "indicator_events.csv"
    rows = "nrm,02/03/2025\nnrm,2025-01-09\nnrm,2025-01-09\nadult_ward,soon\nnobody,2025-01-01\nmissing,2025-01-03\n"
    path.write_text("indicator,on\n" + rows, encoding="utf-8")
    table, problems = read_event_dates(path, definitions)
    assert [f"{day:%d/%m/%Y}" for day in table["on"]] == ["09/01/2025", "09/01/2025", "02/03/2025"]
    assert [(one.rule, one.cell, one.act) for one in problems] == [
        ("M06", "line 6", "HOLD"),
        ("D01", "line 5", "HOLD"),
        ("M12", "line 7", "HOLD"),
    ]
    assert "2025" not in "".join(one.fact for one in problems)
