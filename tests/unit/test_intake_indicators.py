"""Reading monthly numbers, and what they mean."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.intake.indicators import read_indicator_definitions, read_indicators
from scrutiny_lib.intake.template import packaged_folder

HEADER = "indicator,month,numerator,denominator,area\n"


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


def test_months_are_sorted_and_numbers_are_numbers(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(
        tmp_path, "rereferrals,2025-08,12,90,P\nrereferrals,2025-07,10,80,P\nnrm,2025-07,1,,P\n", definitions
    )
    assert not problems
    assert table["month"].tolist() == ["2025-07", "2025-07", "2025-08"]
    assert table["numerator"].tolist() == [1, 10, 12]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("rereferrals,2025-08,95,90,P", ("M03", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,-1,90,P", ("M04", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,about 9,90,P", ("M05", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,9,10%,P", ("M05", "line 3", "denominator", "HOLD")),
        ("rereferrals,2025-08,,90,P", ("M05", "line 3", "numerator", "HOLD")),
        ("rereferrals,2025-08,9,,P", ("M08", "line 3", "denominator", "HOLD")),
        ("rereferals,2025-08,9,90,P", ("M06", "line 3", "indicator", "HOLD")),
        ("rereferrals,Aug 25,9,90,P", ("M07", "line 3", "month", "HOLD")),
        ("rereferrals,2025-07,9,90,P", ("M02", "line 3", "month", "STOP")),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_line(
    tmp_path: Path, definitions: pd.DataFrame, line: str, place: tuple[str, str, str, str]
) -> None:
    table, problems = read(tmp_path, f"rereferrals,2025-07,10,80,P\n{line}\n", definitions)
    assert problems == [place]
    assert len(table) == (2 if place[0] == "M02" else 1)


def test_a_gap_is_named_and_stays_a_gap(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(tmp_path, "nrm,2025-07,1,,P\nnrm,2025-10,2,,P\n", definitions)
    assert problems == [("M01", "line 3", "month", "WARN")] and len(table) == 2


def test_nothing_to_divide_by_is_accepted(tmp_path: Path, definitions: pd.DataFrame) -> None:
    table, problems = read(tmp_path, "rereferrals,2025-07,0,0,P\n", definitions)
    assert not problems and len(table) == 1


def test_a_share_needs_something_to_be_a_share_of(tmp_path: Path) -> None:
    text = (packaged_folder() / "indicators.toml").read_text(encoding="utf-8")
    path = tmp_path / "indicators.toml"
    path.write_text(text.replace('denominator = "Referrals received"', 'denominator = ""', 1), encoding="utf-8")
    table, problems = read_indicator_definitions(path)
    assert table.empty and [problem.rule for problem in problems] == ["P12"]
