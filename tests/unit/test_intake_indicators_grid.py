"""The partnership's grid: indicators down, months across, and everything else people put on such a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.indicators import FiguresRead, read_figures, read_indicator_definitions
from scrutiny_lib.intake.template import packaged_folder

DEFINITIONS = read_indicator_definitions(packaged_folder() / "indicators.toml")[0]
AGAIN = "Child protection plans that are a second or later one"
HEAD = ["Indicator", "Part", "Apr-25", "May-25", "Jun-25"]
Rows = Sequence[Sequence[Any]]


def read(folder: Path, *sheets: Rows, area: str = "", names: Sequence[str] = ()) -> tuple[FiguresRead, Problems]:
    """A workbook with these sheets, read; whatever was received is used, held or refused."""
    book = Workbook()
    for at, rows in enumerate(sheets):
        page = book.create_sheet(names[at] if names else f"Group {at + 1}")
        for row in rows:
            page.append(list(row))
    del book["Sheet"]
    return look(folder / "grid.xlsx", book, area)


def look(path: Path, book: Workbook, area: str = "") -> tuple[FiguresRead, Problems]:
    book.save(path)
    found, problems = read_figures(path, DEFINITIONS, area)
    counts = found.received[["received", "used", "held", "refused"]].astype(int)
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    assert all(one.cure.endswith(".") and one.file == "grid.xlsx" for one in problems)
    return found, problems


def numbers(found: FiguresRead, *columns: str) -> list[list[Any]]:
    return found.monthly[list(columns or ("indicator", "month", "numerator", "denominator"))].to_numpy().tolist()


def said(problems: Problems) -> list[tuple[str, str, str]]:
    return [(one.rule, one.cell, one.act) for one in problems]


def counted(found: FiguresRead) -> dict[str, list[int]]:
    return {row[0].partition(" of grid")[0]: list(row[1:]) for row in found.received.to_numpy().tolist()}


def test_a_grid_with_a_row_for_each_part(tmp_path: Path) -> None:
    rows = [HEAD, [AGAIN, "numerator", 5, 6, 7], [AGAIN, "denominator", 25, 26, 27], ["nrm", "", 0, 1, 0]]
    found, problems = read(tmp_path, rows)
    assert not problems
    assert numbers(found) == [
        ["nrm", "2025-04", 0, None],
        ["nrm", "2025-05", 1, None],
        ["nrm", "2025-06", 0, None],
        ["plans_again", "2025-04", 5, 25],
        ["plans_again", "2025-05", 6, 26],
        ["plans_again", "2025-06", 7, 27],
    ]
    assert counted(found) == {"figures": [6, 6, 0, 0], "sheets": [1, 1, 0, 0]}


def test_titles_blank_rows_and_columns_and_what_is_said_above(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page["B2"] = "Multi-agency dataset, to June 2025"
    page.merge_cells("B2:H2")
    page["B3"], page["C3"] = "Supplied by", "Data team"
    page["B4"] = "Date supplied: 12/07/2025"
    heads = ["Measure", "Num/Den", "April 2025", date(2025, 5, 1), "06/2025", "Comments"]
    for column, text in zip("BCEFGH", heads, strict=True):
        page[f"{column}6"] = text
    page["B8"] = "Child protection"
    for row, cells in ((9, [AGAIN, "Num", 5, 6, 7, "busy"]), (10, [None, "Den", 25, 26, 27, None])):
        for column, value in zip("BCEFGH", cells, strict=True):
            page[f"{column}{row}"] = value
    found, problems = look(tmp_path / "grid.xlsx", book)
    assert numbers(found, "month", "numerator", "denominator", "supplied_by", "supplied_on") == [
        [f"2025-0{4 + at}", 5 + at, 25 + at, "Data team", "2025-07-12"] for at in range(3)
    ]
    assert said(problems) == [("S07", "", "WARN"), ("S13", "H6", "WARN")]


@pytest.mark.parametrize(
    "heads",
    [
        ["Apr-25", "May-25", "Jun-25"],
        ["April 2025", "May 2025", "June 2025"],
        ["2025-04", "2025-05", "2025-06"],
        ["04/2025", "05/2025", "06/2025"],
        ["Apr 25", "May 25", "Jun 25"],
        ["M1 2025/26", "M2 2025/26", "M3 2025/26"],
        [date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)],
        [date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30)],
    ],
)
def test_months_however_they_are_written(tmp_path: Path, heads: list[Any]) -> None:
    found, problems = read(tmp_path, [["Indicator", *heads], ["nrm", 1, 2, 3]])
    assert not problems and numbers(found, "month", "numerator") == [["2025-04", 1], ["2025-05", 2], ["2025-06", 3]]


def test_bare_months_under_their_years_and_headings_over_two_rows(tmp_path: Path) -> None:
    years = ["Indicator", "Part", "2024/25", "", "2025/26", ""]
    head = ["", "", "February", "Mar", "Apr", "May"]
    found, problems = read(tmp_path, [years, head, [AGAIN, "n", 1, 2, 3, 4], [AGAIN, "d", 5, 6, 7, 8]])
    assert not problems
    assert numbers(found, "month", "numerator", "denominator") == [
        ["2025-02", 1, 5], ["2025-03", 2, 6], ["2025-04", 3, 7], ["2025-05", 4, 8]
    ]  # fmt: skip
    found, problems = read(tmp_path, [["Indicator", "Apr", "May"], ["nrm", 1, 2]])  # of no year
    assert found.monthly.empty and said(problems) == [("M07", "B1", "HOLD"), ("M07", "C1", "HOLD")]


def test_a_line_that_says_the_months_covered_heads_nothing(tmp_path: Path) -> None:
    rows = [["Months covered", "April 2025", "to", "May 2025"], ["Supplied by", "Police"], [],
            ["Indicator", "Apr-25", "May-25"], ["nrm", 1, 2]]  # fmt: skip
    found, problems = read(tmp_path, rows)
    assert not problems and numbers(found, "numerator", "supplied_by") == [[1, "Police"], [2, "Police"]]


def test_a_heading_that_could_be_another_month_is_held_with_its_figures(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25", "25-Jun", date(2025, 7, 9)]
    found, problems = read(tmp_path, [head, ["nrm", 1, 2, 3, 4]])
    assert said(problems) == [("M07", "D1", "HOLD"), ("M07", "E1", "HOLD")]
    assert len(found.monthly) == 2 and counted(found)["cells whose row or column could not be read"] == [2, 0, 2, 0]


def test_totals_are_left_out_and_counted(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25", "Jun-25", "Q1 2025/26", "YTD", "Total"]
    found, problems = read(tmp_path, [head, ["nrm", 1, 2, 3, 6, 6, 6], ["Total", 1, 2, 3, 6, 6, 6]])
    assert not problems and len(found.monthly) == 3
    assert counted(found)["columns and rows of totals"] == [4, 0, 0, 4]


def test_rows_of_percentages_are_named_and_held(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (HEAD, [AGAIN, "Numerator", 5, 6, 1], ["", "Denominator", 25, 26, 27], ["", "%", 0.2, 0.23, 0.26]):
        page.append(row)
    page.append(["first_talk_missed (%)", "", 10, 11, 12])
    page.append(["rereferrals", "", "24%", "25%", "26%"])
    page["E2"].number_format = "0%"  # 1 that is shown as 100%
    found, problems = look(tmp_path / "grid.xlsx", book)
    assert said(problems) == [
        ("V07", "A4", "HOLD"), ("V07", "A5", "HOLD"), ("V07", "A6", "HOLD"), ("V07", "E2", "HOLD")
    ]  # fmt: skip
    assert numbers(found, "month", "numerator") == [["2025-04", 5], ["2025-05", 6]]
    assert counted(found)["rows of percentages"] == [3, 0, 3, 0]


def test_numerators_and_denominators_on_two_sheets(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25", "Jun-25"]
    above, below = [head, [AGAIN, 5, 6, 30], ["nrm", 1, 0, 0]], [head, ["plans_again", 25, 26, 27]]
    found, problems = read(tmp_path, above, below, names=("Numerators", "Denominators"))
    assert [(one.rule, one.sheet, one.cell) for one in problems] == [("M03", "1", "D2")]
    assert numbers(found)[-2:] == [["plans_again", "2025-04", 5, 25], ["plans_again", "2025-05", 6, 26]]


def test_one_sheet_for_each_group_and_one_with_notes(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25"]
    found, problems = read(tmp_path, [["Read me first"]], [head, ["nrm", 1, 2]], [head, ["adult_ward", 0, 1]])
    assert len(found.monthly) == 4 and said(problems) == [("S01", "", "WARN")]
    assert counted(found)["sheets"] == [3, 2, 0, 1]


def test_areas_one_above_the_other_under_their_names(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25"]
    rows = [["Eastport"], head, ["nrm", 1, 2], [], ["Westport"], head, ["nrm", 3, 4], ["adult_ward", 5, 6]]
    found, problems = read(tmp_path, rows, area="Eastport")
    assert numbers(found, "month", "numerator", "area") == [["2025-04", 1, "Eastport"], ["2025-05", 2, "Eastport"]]
    assert [(one.rule, one.act) for one in problems] == [("M09", "WARN")] and counted(found)["figures"] == [6, 2, 0, 4]
    found, problems = read(tmp_path, rows)  # whose is whose is not known: what differs is not used
    assert numbers(found, "indicator") == [["adult_ward"], ["adult_ward"]]
    assert said(problems) == [("M02", "B7", "HOLD"), ("M02", "C7", "HOLD")]


def test_areas_in_a_column_or_a_line_of_their_own(tmp_path: Path) -> None:
    head = ["Area", "Indicator", "Apr-25", "May-25"]
    rows = [head, ["Eastport", "nrm", 1, 2], ["Westport", "nrm", 3, 4]]
    found, _ = read(tmp_path, rows, area="Westport")
    assert numbers(found, "numerator") == [[3], [4]]
    rows = [head[1:], ["Area: Eastport"], ["nrm", 1, 2], ["Area: Westport"], ["nrm", 3, 4]]
    found, _ = read(tmp_path, rows, area="Westport")
    assert numbers(found, "numerator") == [[3], [4]]


def test_a_month_given_twice(tmp_path: Path) -> None:
    head = ["Indicator", "Apr-25", "May-25", "2025-05", "April 2025"]
    found, problems = read(tmp_path, [head, ["nrm", 1, 2, 3, 1]])
    assert numbers(found, "month", "numerator") == [["2025-04", 1]]
    assert said(problems) == [("M02", "E2", "REPAIR"), ("M02", "D2", "HOLD")]
    assert "C2" in problems[1].fact and counted(found)["figures"] == [4, 2, 2, 0]


def test_one_half_without_the_other(tmp_path: Path) -> None:
    rows = [HEAD, [AGAIN, "Numerator", 5, 6, 7], ["rereferrals", "Denominator", 250, 251, 252]]
    found, problems = read(tmp_path, rows)
    assert found.monthly.empty and said(problems) == [("M08", "C2", "HOLD"), ("M08", "C3", "HOLD")]
    assert [one.column for one in problems] == ["denominator", "numerator"]
    assert counted(found)["cells whose row or column could not be read"] == [6, 0, 6, 0]
    rows = [HEAD, [AGAIN, "Numerator", 5, None, 7], [AGAIN, "Denominator", 25, 26, None]]
    found, problems = read(tmp_path, rows)
    assert said(problems) == [("M05", "D3", "HOLD"), ("M08", "E2", "HOLD")] and len(found.monthly) == 1


def test_a_population_for_months_to_come_is_no_figure(tmp_path: Path) -> None:
    rows = [HEAD, ["missing", "Numerator", 60, 61, None], ["missing", "Denominator", 3526, 3526, 3526]]
    found, problems = read(tmp_path, rows)
    assert not problems and len(found.monthly) == 2 and counted(found)["figures"] == [2, 2, 0, 0]


def test_rows_that_go_by_the_words_of_the_definition(tmp_path: Path) -> None:
    head = ["Measure", "Apr-25", "May-25"]
    rows = [
        head,
        ["Referrals received", 250, 260],
        ["Referrals with an earlier one in the twelve months before", 60, 61],
        ["Referrals decided within one working day", 200, 210],
    ]
    found, problems = read(tmp_path, rows)
    assert not problems and numbers(found) == [
        ["decisions_one_day", "2025-04", 200, 250],
        ["decisions_one_day", "2025-05", 210, 260],
        ["rereferrals", "2025-04", 60, 250],
        ["rereferrals", "2025-05", 61, 260],
    ]


def test_a_row_that_does_not_say_its_part_or_its_indicator_is_held(tmp_path: Path) -> None:
    rows = [HEAD, [AGAIN, "", 5, 6, 7], [AGAIN, "RAG", 5, 6, 7], ["Something else", "n", 5, 6, 7], ["", "", 1, 2, 3]]
    found, problems = read(tmp_path, rows)
    assert found.monthly.empty
    assert said(problems) == [
        ("M11", "A2", "HOLD"), ("M11", "A3", "HOLD"), ("M06", "A4", "HOLD"), ("M06", "A5", "HOLD")
    ]  # fmt: skip
    assert "else" not in str(problems)


def test_a_column_of_indicators_without_a_heading_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    found, problems = read(tmp_path, [["", "Lead", "Apr-25", "May-25"], ["nrm", "Police", 1, 2]])
    assert len(found.monthly) == 2 and said(problems) == [("S09", "A1", "WARN"), ("S13", "B1", "WARN")]
    found, problems = read(tmp_path, [["", "Lead", "Apr-25", "May-25"], ["none", "Police", 1, 2]])
    assert found.monthly.empty and said(problems) == [("S09", "A1", "HOLD")]


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book = Workbook()
    for name, value in (("Now", 1), ("Before", 9)):
        page = book.create_sheet(name)
        for row in (["Indicator", "Apr-25", "May-25"], ["nrm", value, 2]):
            page.append(row)
    del book["Sheet"]
    book["Before"].sheet_state = "hidden"
    found, problems = look(tmp_path / "grid.xlsx", book)
    assert numbers(found, "numerator") == [[1], [2]] and said(problems) == [("S03", "", "WARN")]
    assert counted(found)["sheets"] == [2, 1, 0, 1]


def test_a_grid_without_figures_is_refused(tmp_path: Path) -> None:
    found, problems = read(tmp_path, [["Notes"], ["Nothing here"]])
    assert found.monthly.empty and said(problems.of("REJECT")) == [("S09", "", "REJECT")]


def test_a_grid_saved_as_csv_is_named_by_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    path.write_text("Dataset,,\nIndicator,Apr-25,May-25\nnrm,1,two\n", encoding="utf-8")
    found, problems = read_figures(path, DEFINITIONS)
    assert numbers(found, "numerator") == [[1]] and said(problems) == [("M05", "line 3, field 3", "HOLD")]


CELL = st.one_of(
    st.none(), st.integers(-3, 40), st.sampled_from(["n/a", "10%", "4.5", "0.2", "<5", " 7 ", "1,200", "#DIV/0!"])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[CELL] * 6), min_size=3, max_size=3))
def test_whatever_stands_in_the_cells_is_used_or_held(tmp_path: Path, cells: list[tuple[Any, ...]]) -> None:
    """Used is exactly what a person would count by eye: two whole numbers, the first not above the second."""
    head = ["Indicator", "Part", *(f"{year}-{month:02d}" for year, month in [(2025, at) for at in range(4, 10)])]
    rows = [head, [AGAIN, "n", *cells[0]], [AGAIN, "d", *cells[1]], ["nrm", "", *cells[2]]]
    found, problems = read(tmp_path, rows)

    def whole(value: Any) -> int | None:
        return int(value) if (isinstance(value, int) and value >= 0) or value == " 7 " else None

    pairs = [(whole(above), whole(below)) for above, below in zip(cells[0], cells[1], strict=True)]
    both = [one for one in pairs if None not in one and one[0] <= one[1]]
    if any(value is not None for value in cells[0]) != any(value is not None for value in cells[1]):
        both = []
    if len(both) >= 3 and all(below == 100 for _, below in both):
        both = []
    used = found.monthly
    assert used.loc[used["indicator"] == "plans_again", ["numerator", "denominator"]].to_numpy().tolist() == [
        list(one) for one in both
    ]
    alone = [number for value in cells[2] if (number := whole(value)) is not None]
    assert used.loc[used["indicator"] == "nrm", "numerator"].tolist() == alone
    assert not any(value in str(problems) for value in ("n/a", "4.5", "<5", "1,200", "DIV"))
    for _, months in used.groupby("indicator"):
        assert all(before < after for before, after in pairwise(months["month"]))


def test_the_table_has_the_columns_it_promises_even_when_empty(tmp_path: Path) -> None:
    found, _ = read(tmp_path, [HEAD, ["nrm", "", None, None, None]])
    assert isinstance(found.monthly, pd.DataFrame) and found.monthly.empty
    assert list(found.monthly.columns)[:4] == ["indicator", "month", "numerator", "denominator"]
