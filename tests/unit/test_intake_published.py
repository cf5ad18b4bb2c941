"""Reading published figures: symbols stay what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.intake.published import read_published

HEADER = "area,year,measure,value,unit,base,source\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "published.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("value", ["585.8", '"1,234"', "0", "c", "z", "x", "u", "k", "[c]", "[low]"])
def test_as_printed(tmp_path: Path, value: str) -> None:
    table, problems = read_published(write(tmp_path, f"Hampshire,2024,Referrals,{value},per 10,all,DfE"))
    assert not problems and table["value"].tolist() == [value.strip('"')]


@pytest.mark.parametrize("value", ["about 3", "n/a", "", "~"])
def test_anything_else_is_held(tmp_path: Path, value: str) -> None:
    table, problems = read_published(write(tmp_path, f"Hampshire,2024,Referrals,{value},per 10,all,DfE"))
    assert table.empty
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [("V07", "line 2", "HOLD")]


def test_the_same_figure_twice_stops_and_a_figure_needs_its_source(tmp_path: Path) -> None:
    row = "Hampshire,2024,Referrals,3,per 10,all,DfE"
    assert read_published(write(tmp_path, row, row))[1].stops()
    table, problems = read_published(write(tmp_path, row.replace("DfE", "")))
    assert table.empty and [problem.column for problem in problems] == ["source"]
