"""A child somebody is worried about now: nothing is released until a person has confirmed what was done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.risk import COLUMNS, check_risk
from tests.audit_room import AGENCIES, CHILDREN, receive, send

ROW = {
    "case_id": CHILDREN[1],
    "agency": "police",
    "told_role": "Duty manager",
    "told_on": "2025-11-03",
    "done": "Visited the same day",
    "confirmed_by": "A1",
    "confirmed_on": "04/11/2025",
}


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    send(tmp_path / "returns", "police", B_worried="yes")
    send(tmp_path / "returns", "school")
    return receive(tmp_path / "returns").table


def risk(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(path, index=False)
    return path


def test_a_worry_without_a_confirmation_stops(tmp_path: Path, table: pd.DataFrame) -> None:
    report = check_risk(table, tmp_path / "risk.csv", AGENCIES)
    assert report.raised.to_dict("records") == [{"case_id": CHILDREN[1], "agency": "police", "confirmed": False}]
    assert report.unconfirmed == 1
    first = report.problems[0]
    assert (first.rule, first.act) == ("RISK", "STOP")
    assert "Police is worried" in first.fact and "sheet 3, cell C7" in first.fact
    assert CHILDREN[1] not in str(report.problems)


def test_what_waits_says_where_it_stands_and_what_is_filled_in(tmp_path: Path, table: pd.DataFrame) -> None:
    (row,) = check_risk(table, tmp_path / "risk.csv", AGENCIES).waiting.to_dict("records")
    assert (row["case_id"], row["agency"], row["who"], row["begun"]) == (CHILDREN[1], "police", "Police", False)
    assert row["place"].endswith("sheet 3, cell C7") and row["done"] == ""
    report = check_risk(table, risk(tmp_path / "risk.csv", {**ROW, "confirmed_by": ""}), AGENCIES)
    (row,) = report.waiting.to_dict("records")
    assert row["begun"] and row["done"] == "Visited the same day" and not report.confirmed
    done = check_risk(table, risk(tmp_path / "risk.csv", ROW))
    assert done.waiting.empty and done.confirmed == {(CHILDREN[1], "police")}


def test_a_complete_row_confirms(tmp_path: Path, table: pd.DataFrame) -> None:
    report = check_risk(table, risk(tmp_path / "risk.csv", ROW), AGENCIES)
    assert report.unconfirmed == 0 and not report.problems and report.raised["confirmed"].tolist() == [True]
    assert check_risk(table, pd.DataFrame([ROW])).unconfirmed == 0


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("case_id", "agency")])
def test_a_row_with_anything_missing_confirms_nothing(tmp_path: Path, table: pd.DataFrame, column: str) -> None:
    report = check_risk(table, risk(tmp_path / "risk.csv", {**ROW, column: " "}))
    assert report.unconfirmed == 1
    assert [(p.rule, p.column, p.cell) for p in report.problems][1] == ("W03", column, "line 2")


@pytest.mark.parametrize("changes", [{"told_on": "Monday"}, {"confirmed_on": "2025-11-01"}])
def test_dates_must_be_dates_and_in_order(tmp_path: Path, table: pd.DataFrame, changes: dict[str, str]) -> None:
    assert check_risk(table, risk(tmp_path / "risk.csv", {**ROW, **changes})).unconfirmed == 1


def test_a_row_about_another_child_confirms_nothing_and_is_noted(tmp_path: Path, table: pd.DataFrame) -> None:
    report = check_risk(table, risk(tmp_path / "risk.csv", {**ROW, "case_id": CHILDREN[0]}))
    assert report.unconfirmed == 1 and [p.rule for p in report.problems] == ["RISK", "W02"]


def test_nobody_worried_and_no_file_is_nothing_to_report(tmp_path: Path, table: pd.DataFrame) -> None:
    report = check_risk(table[table["agency"] == "school"], tmp_path / "risk.csv")
    assert report.raised.empty and report.unconfirmed == 0 and not report.problems


@pytest.mark.parametrize("column", ["told_on", "confirmed_on"])
def test_a_date_in_the_future_confirms_nothing(tmp_path: Path, table: pd.DataFrame, column: str) -> None:
    row = {**ROW, "confirmed_on": "2025-12-24", column: "2025-12-24"}
    path = risk(tmp_path / "risk.csv", row)
    report = check_risk(table, path, today=date(2025, 12, 23))
    found = [problem for problem in report.problems if problem.rule == "W03"]
    assert report.unconfirmed == 1 and column in found[0].column and found[0].act == "HOLD"
    assert check_risk(table, path, today=date(2025, 12, 24)).unconfirmed == 0
    assert check_risk(table, path).unconfirmed == 0, "without a day of asking nothing is in the future"
