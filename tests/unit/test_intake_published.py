"""Reading published figures: symbols stay what they are, and nothing hidden can be worked out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.published import (
    number_of,
    read_measures,
    read_published,
    read_published_folder,
    unit_of,
    year_of,
)

HEADER = "area,year,measure,value,unit,base,source\n"
COUNTED = HEADER.strip() + ",numerator,denominator\n"


def write(folder: Path, *rows: str, header: str = HEADER, name: str = "published.csv") -> Path:
    path = folder / name
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
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


@pytest.mark.parametrize(
    ("year", "ends"), [("2024", 2024), ("2023-24", 2024), ("2023/24", 2024), ("2023–2024", 2024), ("1999-00", 2000)]
)
def test_years_of_two_kinds(tmp_path: Path, year: str, ends: int) -> None:
    table, problems = read_published(write(tmp_path, f"Hampshire,{year},Referrals,3,%,all,DfE"))
    assert not problems and table["year"].tolist() == [year] and year_of(year) == ends


@pytest.mark.parametrize("year", ["24", "2023-25", "March 2024", "2024.0"])
def test_what_is_no_year_is_held(tmp_path: Path, year: str) -> None:
    table, problems = read_published(write(tmp_path, f"Hampshire,{year},Referrals,3,%,all,DfE"))
    assert table.empty and [problem.column for problem in problems] == ["year"]


def test_counts_are_whole_numbers_and_go_with_the_value(tmp_path: Path) -> None:
    row = '"Isle of Wight",2024,Again,45.4,%,,DfE,"1,988","4,378"'
    table, problems = read_published(write(tmp_path, row, header=COUNTED))
    assert not problems and table.loc[0, ["numerator", "denominator"]].tolist() == [1988, 4378]


@pytest.mark.parametrize(
    ("value", "numerator", "denominator"),
    [("c", "3", "20"), ("15.0", "c", "20"), ("15.0", "3", "u"), ("15.0", "", "20")],
)
def test_beside_a_symbol_no_count_is_kept(tmp_path: Path, value: str, numerator: str, denominator: str) -> None:
    row = f"Hampshire,2024,Again,{value},%,,DfE,{numerator},{denominator}"
    table, problems = read_published(write(tmp_path, row, header=COUNTED))
    assert not problems and table["value"].tolist() == [value]
    assert table[["numerator", "denominator"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "rule"),
    [
        ("15.0", "4", "20", "U01"),
        ("150", "30", "20", "M03"),
        ("0", "0", "0", "U01"),
        ("15.0", "3.5", "20", "V07"),
        ("15.0", "three", "20", "V07"),
        ("15.0", "-3", "20", "V07"),
    ],
)
def test_counts_that_do_not_fit_are_named_and_the_value_stays(
    tmp_path: Path, value: str, numerator: str, denominator: str, rule: str
) -> None:
    row = f"Hampshire,2024,Again,{value},%,,DfE,{numerator},{denominator}"
    table, problems = read_published(write(tmp_path, row, header=COUNTED))
    assert table["value"].tolist() == [value] and table[["numerator", "denominator"]].isna().all(axis=None)
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [(rule, "line 2", "WARN")]


def test_another_unit_for_the_same_measure_is_held(tmp_path: Path) -> None:
    path = write(
        tmp_path, "A,2024,Referrals,3,per 10,,DfE", "B,2024,Referrals,3,%,,DfE", "C,2024,Referrals,3,PER 10,,DfE"
    )
    table, problems = read_published(path)
    assert table["area"].tolist() == ["A", "C"] and table["unit"].tolist() == ["per 10", "per 10"]
    assert [(problem.rule, problem.cell) for problem in problems] == [("U02", "line 3")]


def test_a_folder_is_read_together_and_a_figure_stands_in_one_file(tmp_path: Path) -> None:
    row = "Hampshire,2024,Referrals,3,per 10,all,DfE"
    write(tmp_path, row, name="a.csv")
    write(tmp_path, row.replace("2024", "2023"), name="b.csv")
    (tmp_path / "measures.toml").write_text('[[measure]]\nmeasure = "Referrals"\ndirection = "up"\n', encoding="utf-8")
    published, problems = read_published_folder(tmp_path)
    assert not problems and published.figures["year"].tolist() == ["2024", "2023"]
    assert published.measures["direction"].tolist() == ["up"]
    write(tmp_path, row, name="c.csv")
    _, problems = read_published_folder(tmp_path)
    assert [(problem.file, problem.rule, problem.act) for problem in problems] == [("c.csv", "I02", "STOP")]


def test_no_folder_is_an_empty_table(tmp_path: Path) -> None:
    published, problems = read_published_folder(tmp_path / "none")
    assert published.figures.empty and published.measures.empty and not problems


@pytest.mark.parametrize(("confirmed", "said"), [("false", 1), ("true", 0)])
def test_a_list_of_neighbours_that_nobody_confirmed_is_said(tmp_path: Path, confirmed: str, said: int) -> None:
    text = f'area = "Northport"\nconfirmed = {confirmed}\nneighbours = ["Southport"]\n'
    (tmp_path / "statistical_neighbours.toml").write_text(text, encoding="utf-8")
    published, problems = read_published_folder(tmp_path)
    assert not problems and len(published.unconfirmed) == said
    assert all("Northport" in line for line in published.unconfirmed)


def test_what_a_measure_means_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "measures.toml"
    path.write_text('[[measure]]\nmeasure = "A"\ndirection = "left"\n[[measure]]\nmeasure = "a"\n', encoding="utf-8")
    table, problems = read_measures(path)
    assert table.empty and problems.stops() and len(list(problems)) == 2


def test_units() -> None:
    assert unit_of("%")[0] == unit_of("per cent")[0] == "proportion"
    assert unit_of("per 1,000 births") == ("rate", 1000.0)
    assert unit_of("")[0] == "count"


@given(st.integers(0, 10**9), st.booleans())
def test_a_printed_number_comes_back(number: int, commas: bool) -> None:
    assert number_of(f"{number:,}" if commas else str(number)) == number
