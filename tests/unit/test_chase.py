"""Who owes what, since when: counted by eye, with the day of asking handed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.chase import COLUMNS, chase_lines, chase_list
from scrutiny_lib.intake.returns import read_returns
from tests import audit_room
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW, TEMPLATE

DRAWN_ONLY = DRAWN[DRAWN["role"] == "sample"]
TODAY = date(2025, 11, 21)  # due on Friday 7 November: ten working days later


def send(folder: Path, agency: str, **more: Any) -> Path:
    return audit_room.send(folder, agency, **{"sent_on": date(2025, 11, 5), **more})


def chase(folder: Path, today: date = TODAY, drawn: pd.DataFrame = DRAWN_ONLY) -> pd.DataFrame:
    parts = dict(zip(drawn["case_id"], drawn["part"], strict=True)) if "part" in drawn else None
    returns = read_returns(folder, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name, parts=parts)
    return chase_list(returns, REVIEW, AGENCIES, drawn, today)


def rows(table: pd.DataFrame, *columns: str) -> list[list[object]]:
    return table[list(columns)].to_numpy().tolist()


def test_those_who_owe_most_come_first(tmp_path: Path) -> None:
    send(tmp_path, "police")
    path = send(tmp_path, "school")
    book = load_workbook(path)
    del book[CHILDREN[0]]
    book.save(path)
    table = chase(tmp_path)
    assert tuple(table.columns) == COLUMNS
    assert rows(table, "agency", "returned", "days late", "children asked", "answered", "not answered for") == [
        ["Community health", "no", 10, 3, 0, 3],
        ["Schools & colleges", "yes", 10, 3, 2, 1],
        ["Police", "yes", 0, 3, 3, 0],
    ]
    assert chase_lines(table, TODAY) == [
        "Community health owe 3 of 3 children, due 7 November 2025, 10 working days ago.",
        "Schools & colleges owe 1 of 3 children, due 7 November 2025, 10 working days ago.",
        "Schools & colleges: 1 line to put right.",
        "Nothing owed: Police.",
    ]


@pytest.mark.parametrize(
    ("today", "late", "words"),
    [
        (date(2025, 11, 3), 0, "in 4 working days"),
        (date(2025, 11, 6), 0, "in 1 working day"),
        (date(2025, 11, 7), 0, "today"),
        (date(2025, 11, 8), 0, "0 working days ago"),
        (date(2025, 11, 10), 1, "1 working day ago"),
        (date(2025, 12, 29), 34, "34 working days ago"),
    ],
)
def test_days_are_working_days_as_at_the_day_of_asking(tmp_path: Path, today: date, late: int, words: str) -> None:
    table = chase(tmp_path, today)
    assert set(table["days late"]) == {late}
    assert chase_lines(table, today)[0].endswith(f"due 7 November 2025, {words}.")


def test_a_return_that_came_late_is_late_by_the_day_it_was_sent(tmp_path: Path) -> None:
    send(tmp_path, "police", sent_on=date(2025, 11, 11))
    table = chase(tmp_path)
    assert rows(table[table["agency"] == "Police"], "returned", "days late") == [["late", 2]]


def test_blanks_and_faults_are_counted(tmp_path: Path) -> None:
    send(tmp_path, "police", number=3, A_n1="", A_n2="", B_n1="banana")
    table = chase(tmp_path)
    mine = table[table["agency"] == "Police"]
    assert rows(mine, "questions blank", "to put right", "last return number") == [[2, 2, 3]]
    assert "Police: 2 questions left blank and 2 lines to put right." in chase_lines(table, TODAY)


def test_each_part_is_chased_on_its_own(tmp_path: Path) -> None:
    drawn = DRAWN_ONLY.assign(part=[1, 1, 2])
    path = tmp_path / "police.xlsx"
    answers = audit_room.answered("police")
    sent = date(2025, 11, 5)
    audit_room.write_return(path, REVIEW, TEMPLATE, drawn, "police", "Police", answers, part=1, sent_on=sent)
    table = chase(tmp_path, drawn=drawn)
    police = table[table["agency"] == "Police"].sort_values("part")
    assert rows(police, "part", "returned", "children asked", "not answered for") == [[1, "yes", 2, 0], [2, "no", 1, 1]]
    assert "Police (part 2) owe 1 of 1 child, due 7 November 2025, 10 working days ago." in chase_lines(table, TODAY)


def test_a_later_part_is_due_fifteen_working_days_after_it_came_in(tmp_path: Path) -> None:
    drawn = DRAWN_ONLY.assign(part=[1, 1, 2])
    returns = read_returns(tmp_path, TEMPLATE, set(CHILDREN), AGENCIES, REVIEW.name, parts={CHILDREN[2]: 2})
    table = chase_list(returns, REVIEW, AGENCIES, drawn, TODAY, came_in={2: date(2025, 11, 20)})
    police = table[table["agency"] == "Police"].sort_values("part")
    assert rows(police, "part", "due", "days late") == [[1, "2025-11-07", 10], [2, "2025-12-11", 0]]
    assert "Police (part 2) owe 1 of 1 child, due 11 December 2025, in 14 working days." in chase_lines(table, TODAY)
    early = chase_list(returns, REVIEW, AGENCIES, drawn, TODAY, came_in={1: TODAY, 2: date(2025, 10, 8)})
    assert set(early["due"]) == {"2025-11-07"}


def test_when_everybody_has_answered_it_says_so(tmp_path: Path) -> None:
    for agency in AGENCIES:
        send(tmp_path, agency)
    table = chase(tmp_path)
    assert chase_lines(table, TODAY) == ["Nothing owed: Police, Schools & colleges, Community health."]
