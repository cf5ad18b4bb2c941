"""Everything that can be wrong with figures: named by file, sheet and cell, nothing guessed, and the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.dataset import read_dataset
from scrutiny_lib.intake.indicators import FiguresRead, read_figures, read_indicator_definitions
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.data import summarise_indicators
from tests.faults.fault_list import HEAD, NAME, nullcontext, row, write_frame
from tests.faults.reading import Fault, Outcome, read, told
from tests.reading_room import read_small

DEFINITIONS = read_indicator_definitions(packaged_folder() / "indicators.toml")[0]
SECRET = "badger"
"""A word that stands in no message, wherever it was typed."""
GOOD = [[above, below] for above, below in zip(range(20, 32), range(80, 92), strict=True)]
"""Numerators and denominators of twelve months in order, April 2025 to March 2026."""
MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02d}" for at in range(3, 15)]

Write = Callable[[Path, list[list[Any]]], Path]


def write_long(folder: Path, figures: list[list[Any]]) -> Path:
    """A row for each month of one figure, and of one that is in order."""
    lines = ["indicator,month,numerator,denominator,area"]
    lines += [
        f"{name},{month},{above},{below},P"
        for name, given in (("rereferrals", figures), ("plans_again", GOOD))
        for month, (above, below) in zip(MONTHS, given, strict=True)
        if (above, below) != ("", "")
    ]
    path = folder / "figures.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_grid(folder: Path, figures: list[list[Any]]) -> Path:
    """The same as a grid, under a title."""
    book = Workbook()
    book.active.append(["Dataset"])
    book.active.append(["Indicator", "Part", *MONTHS])
    for name, given in (("rereferrals", figures), ("plans_again", GOOD)):
        for part, at in (("numerator", 0), ("denominator", 1)):
            book.active.append([name, part, *(None if one[at] == "" else one[at] for one in given)])
    book.save(folder / "figures.xlsx")
    return folder / "figures.xlsx"


def look(path: Path) -> tuple[FiguresRead, Problems]:
    """What was read: whatever was received is used, held or refused, and no message holds what was typed."""
    found, problems = read_figures(path, DEFINITIONS)
    counts = found.received[["received", "used", "held", "refused"]].astype(int)
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    for one in problems:
        assert one.file == path.name and one.cell and one.cure.endswith("."), one
        assert (one.sheet == "1") is (path.suffix == ".xlsx"), one
    assert SECRET not in str(problems)
    return found, problems


FAULTS: dict[str, tuple[Any, Any, str, str, str]] = {
    "text in a number column": (SECRET, 83, "M05", "numerator", "not a whole number"),
    "a sign for nothing": ("-", 83, "M05", "numerator", "not a whole number"),
    "hidden by somebody": ("<5", 83, "M05", "numerator", "not a whole number"),
    "a negative count": (-3, 83, "M04", "numerator", "negative"),
    "a negative fraction": (-0.5, 83, "M04", "numerator", "negative"),
    "a fraction": (23.5, 83, "M05", "numerator", "no fraction"),
    "V07 a percentage as text": ("10%", 83, "V07", "numerator", "percentage"),
    "V07 a share": (0.1, 83, "V07", "numerator", "share"),
    "a percentage below": (23, "100%", "V07", "denominator", "percentage"),
    "a numerator above its denominator": (84, 83, "M03", "numerator", "larger than the denominator"),
    "nothing above": ("", 83, "M05", "numerator", "no number"),
    "nothing below": (23, "", "M08", "denominator", "blank"),
    "an error of the spreadsheet": ("#DIV/0!", 83, "M05", "numerator", "not a whole number"),
}


@pytest.mark.parametrize("write", [write_long, write_grid])
@pytest.mark.parametrize("name", FAULTS)
def test_one_month_is_held_and_named_and_the_others_go_on(tmp_path: Path, name: str, write: Write) -> None:
    above, below, rule, column, words = FAULTS[name]
    path = write(tmp_path, [*GOOD[:3], [above, below], *GOOD[4:]])
    found, problems = look(path)
    (held,) = problems.of("HOLD")
    row_of = {"numerator": 3, "denominator": 4}
    given = {"numerator": above, "denominator": below}
    at = column if given[column] != "" else next(part for part in given if part != column)
    assert (held.rule, held.column) == (rule, column) and words in held.fact
    assert held.cell == ("line 5" if path.suffix == ".csv" else f"F{row_of[at]}")
    assert [one.rule for one in problems if one.act != "HOLD"] == ["M01"]  # the month is a gap now, and that is said
    assert len(found.monthly) == 23 and found.received.loc[0, ["received", "used", "held"]].tolist() == [24, 23, 1]
    assert MONTHS[3] not in found.monthly.loc[found.monthly["indicator"] == "rereferrals", "month"].tolist()


@pytest.mark.parametrize("write", [write_long, write_grid])
def test_missing_months_stay_gaps(tmp_path: Path, write: Write) -> None:
    found, problems = look(write(tmp_path, [*GOOD[:3], ["", ""], ["", ""], *GOOD[5:]]))
    assert [(one.rule, one.act) for one in problems] == [("M01", "WARN")] and "2 months are missing" in problems[0].fact
    assert len(found.monthly) == 22 and found.received.loc[0, "received"] == 22
    drawn = summarise_indicators(found.monthly, DEFINITIONS, date(2026, 3, 31)).indicators
    values = drawn[drawn["indicator"] == "rereferrals"].set_index("month")["value"]
    assert len(values) == 12 and values[MONTHS[3:5]].isna().all() and values.notna().sum() == 10


@pytest.mark.parametrize("write", [write_long, write_grid])
def test_percentages_given_as_counts_are_seen_and_held(tmp_path: Path, write: Write) -> None:
    """24 of 100, 25 of 100, every month: nobody counted those. One month out of 100 is nothing to remark."""
    found, problems = look(write(tmp_path, [[24 + at % 3, 100] for at in range(12)]))
    assert [(one.rule, one.act) for one in problems] == [("M10", "HOLD")] and "all 12 months" in problems[0].fact
    assert set(found.monthly["indicator"]) == {"plans_again"}
    assert found.received.loc[0, ["received", "used", "held"]].tolist() == [24, 12, 12]
    found, problems = look(write(tmp_path, [[24, 100], *GOOD[1:]]))
    assert not problems and len(found.monthly) == 24


def test_where_100_really_are_looked_at_the_definition_says_so(tmp_path: Path) -> None:
    path = write_long(tmp_path, [[24 + at % 3, 100] for at in range(12)])
    said = DEFINITIONS.assign(denominator="100 referrals looked at each month")
    found, problems = read_figures(path, said)
    assert not problems and len(found.monthly) == 24


def test_a_month_reported_twice_with_different_figures_is_in_no_picture(tmp_path: Path) -> None:
    path = write_long(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8") + "rereferrals,Jul-25,24,83,P\n", encoding="utf-8")
    found, problems = look(path)
    assert [(one.rule, one.cell, one.act) for one in problems] == [
        ("M02", "line 26", "HOLD"),
        ("M01", "line 6", "WARN"),
    ]
    assert "in line 5" in problems[0].fact and len(found.monthly) == 23
    assert found.received.loc[0, ["received", "used", "held"]].tolist() == [25, 23, 2]


def test_a_month_that_is_wrong_once_and_right_once_is_not_chosen_between(tmp_path: Path) -> None:
    path = write_long(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8") + f"rereferrals,2025-07,{SECRET},83,P\n", encoding="utf-8")
    found, problems = look(path)
    assert problems[0].rule == "M02" and len(found.monthly) == 23


def test_text_in_every_place_at_once_is_all_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    rows = f"{SECRET},2025-04,1,2\nplans_again,{SECRET},1,2\nplans_again,2025-04,{SECRET},{SECRET}\nnrm,2025-04,1,\n"
    path.write_text("indicator,month,numerator,denominator\n" + rows, encoding="utf-8")
    found, problems = look(path)
    assert [(one.rule, one.cell, one.column) for one in problems] == [
        ("M06", "line 2", "indicator"),
        ("M07", "line 3", "month"),
        ("M05", "line 4", "numerator"),
        ("M05", "line 4", "denominator"),
    ]
    assert found.monthly["indicator"].tolist() == ["nrm"]
    assert found.received.to_numpy().tolist() == [["figures of figures.csv", 4, 1, 3, 0]]


def test_a_changed_definition_without_a_month(tmp_path: Path) -> None:
    """In indicators.toml, and in the words of two quarters' files."""
    path = tmp_path / "indicators.toml"
    text = (packaged_folder() / "indicators.toml").read_text(encoding="utf-8")
    assert text.count('from = "2023-09"\n') == 1
    path.write_text(text.replace('from = "2023-09"\n', ""), encoding="utf-8")
    table, problems = read_indicator_definitions(path)
    assert [(one.rule, one.act, one.file) for one in problems] == [("P12", "HOLD", "indicators.toml")]
    assert re.fullmatch(r"line \d+", problems[0].cell) and len(table) == 21
    calls = table.set_index("id").loc["advice_calls"]
    assert calls["changes"] == [] and "nobody has written from which month" in calls["not_known"]
    for quarter, words in (("2025-26-Q1", "Those that were answered"), ("2025-26-Q2", f"Every {SECRET}")):
        rows = f"advice_calls,2025-06,40,{words}\nadvice_calls,2025-09,41,{words}\n"
        text = f"indicator,month,numerator,definition\n{rows}"
        (tmp_path / f"{quarter}.csv").write_text(text, encoding="utf-8")
    found, problems = read_dataset(tmp_path, "2025-26-Q2", table)
    assert "M14" in [one.rule for one in problems] and SECRET not in str(problems) and len(found.monthly) == 2


@pytest.mark.parametrize("write", [write_long, write_grid])
def test_V10_nothing_to_divide_by_is_no_nought(tmp_path: Path, write: Write) -> None:
    found, problems = look(write(tmp_path, [*GOOD[:11], [0, 0]]))
    assert not problems and len(found.monthly) == 24
    shown = summarise_indicators(found.monthly, DEFINITIONS, date(2026, 3, 31))
    last = shown.indicators[shown.indicators["indicator"] == "rereferrals"].iloc[-1]
    assert last["month"] == "2026-03" and last["value"] != last["value"]  # not a number, and no nought
    (words,) = shown.indicator_notes.loc[shown.indicator_notes["indicator"] == "rereferrals", "sentence"]
    assert not re.search(r"\b(?:inf|nan|0%)\b", words, re.IGNORECASE)


def of_frame(folder: Path, item: str, *codes: str) -> Outcome:
    """A frame with these words in the column of ethnic groups, read as a frame is."""
    review, _ = read_small(folder)
    head = (*HEAD[:-1], "ethnicity")
    rows = [
        row(child_id=f"ZQ048{at}", name=f"{NAME} {at}", date_of_birth=f"2014-04-0{at + 1}", notes=code)
        for at, code in enumerate(codes)
    ]


    def make(path: Path) -> None:
        write_frame(path, *rows, head=head)

    fault = Fault(item, make, "frame", "ACCEPT", (), "", (), codes, ".csv", nullcontext, {})
    found = read(fault, folder / "frame", review)
    assert not told(found.said, fault)
    assert all(received == used + aside for received, used, aside in found.accounts)
    return found


def test_V01_a_code_is_known_however_it_is_written(tmp_path: Path) -> None:
    found = of_frame(tmp_path, "V01", "WBRI", "wbri", "W BRI", " wBri ")
    assert found.table["ethnicity"].tolist()[2:] == ["White British"] * 4


def test_V02_a_code_that_is_not_on_the_list_is_counted_and_not_guessed(tmp_path: Path) -> None:
    found = of_frame(tmp_path, "V02", "WBRI", "ZZZZ", "ZZZY")
    assert found.table["ethnicity"].tolist()[2:] == ["White British", "not in code list", "not in code list"]
    assert "Labels not understood: ethnicity 2." in found.report


def test_every_listed_item_about_figures_has_a_test(shared: Path) -> None:
    listed = (shared / "goldens" / "bad_inputs.yaml").read_text(encoding="utf-8")
    items = re.findall(r"^- id: (\w+)$.*?^  issue: ([\w ]+)$", listed, re.MULTILINE | re.DOTALL)
    tested = {name.split("_")[1] for name in globals() if name.startswith("test_V")}
    tested |= {name.split()[0] for name in FAULTS}
    assert {item for item, issue in items if issue == "training and data"} <= tested
