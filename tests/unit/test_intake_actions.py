"""Reading the tracker: no action is ever dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.intake.actions_file import ACTION_COLUMNS, read_actions

ROW = {
    "action_id": "A1",
    "review": "neglect",
    "recommendation": "R1",
    "action": "Do it",
    "owner": "Police",
    "agreed_on": "2025-01-09",
    "due": "30/06/2025",
    "done_on": "2025-06-01",
    "impact_expected": "More",
    "impact_review_on": "2025-12-01",
    "impact_judged_by": "Scrutiny subgroup",
    "impact_judged_on": "2025-12-02",
    "impact": "Changed something",
    "impact_evidence": "Re-read",
}


def write(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "actions.csv"
    lines = [",".join(row[name] for name in ACTION_COLUMNS) for row in rows]
    path.write_text("\n".join([",".join(ACTION_COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


def test_dates_are_dates_and_blanks_are_none(tmp_path: Path) -> None:
    blank = ROW | dict.fromkeys(
        ["action_id", "done_on", "impact_judged_by", "impact_judged_on", "impact", "impact_evidence"], ""
    )
    table, problems = read_actions(write(tmp_path, ROW, blank | {"action_id": "A2"}))
    assert not problems
    assert table.at[0, "due"] == date(2025, 6, 30) and table.at[0, "impact"] == "changed something"
    assert table.at[1, "done_on"] is None and table.at[1, "impact"] == ""


@pytest.mark.parametrize(
    ("change", "rule", "column"),
    [
        ({"due": "soon"}, "D01", "due"),
        ({"due": ""}, "D01", "due"),
        ({"owner": ""}, "V05", "owner"),
        ({"impact": "better"}, "V02", "impact"),
        ({"done_on": "2024-12-01"}, "A01", "done_on"),
        ({"impact_judged_on": "2025-05-01"}, "A01", "impact_judged_on"),
        ({"impact_judged_by": ""}, "A02", "impact_judged_by"),
        ({"done_on": ""}, "A04", "done_on"),
    ],
)
def test_what_stops(tmp_path: Path, change: dict[str, str], rule: str, column: str) -> None:
    table, problems = read_actions(write(tmp_path, ROW | change))
    assert [(problem.rule, problem.cell, problem.column) for problem in problems] == [(rule, "line 2", column)]
    assert problems.stops() and table.empty


def test_an_action_twice_stops(tmp_path: Path) -> None:
    assert read_actions(write(tmp_path, ROW, ROW))[1].stops()


def test_a_change_without_what_shows_it_is_pointed_out(tmp_path: Path) -> None:
    table, problems = read_actions(write(tmp_path, ROW | {"impact_evidence": ""}))
    assert len(table) == 1 and [(problem.rule, problem.act) for problem in problems] == [("A03", "WARN")]


def test_an_open_action_due_on_a_day_off_is_pointed_out_and_kept(tmp_path: Path) -> None:
    still = ROW | dict.fromkeys(["done_on", "impact_judged_by", "impact_judged_on", "impact", "impact_evidence"], "")
    days = ["2026-01-30", "2026-01-31", "2026-12-25", "1950-01-01"]  # Friday, Saturday, Christmas, beyond what is known
    rows = [still | {"action_id": f"B{n}", "due": day, "agreed_on": "1949-01-01"} for n, day in enumerate(days)]
    table, problems = read_actions(write(tmp_path, *rows, ROW | {"due": "2025-06-28"}))  # done on time: nothing to say
    assert [(one.rule, one.act, one.cell, one.column) for one in problems] == [
        ("D18", "WARN", "line 3", "due"),
        ("D18", "WARN", "line 4", "due"),
    ]
    assert len(table) == 5
