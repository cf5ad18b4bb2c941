"""Reading training: places and scores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.intake.training import REACH_COLUMNS, read_evaluations, read_reach
from scrutiny_lib.intake.training_forms import read_evaluations_folder
from scrutiny_lib.intake.training_rows import Received

REACH = "course,date,places,booked,attended,line\nNaming neglect,2025-01-22,30,29,26,L1\n"
WHOLE = (
    "course,date,places,booked,attended,line,cancelled_in_time,cancelled_late,absent,substitutes,asked_for_by\n"
    "Naming neglect,2025-01-22,30,29,26,L1,1,1,1,2,A04; R1\n"
)
SCORES = "course,person_code,wave,question,score\nNaming neglect,P1,before,q1,2\nNaming neglect,P1,after,q1,4\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_reach(tmp_path: Path) -> None:
    table, problems = read_reach(write(tmp_path, REACH))
    assert not problems and tuple(table.columns) == REACH_COLUMNS
    assert table.iloc[0, :6].tolist() == ["Naming neglect", date(2025, 1, 22), 30, 29, 26, "L1"]
    assert table.iloc[0, 6:10].tolist() == [None] * 4, "what became of the rest is not known, which is not none"


def test_reach_says_what_became_of_every_booking(tmp_path: Path) -> None:
    table, problems = read_reach(write(tmp_path, WHOLE))
    assert not problems and table.iloc[0, 6:].tolist() == [1, 1, 1, 2, "A04; R1"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("29,26", "29,31", ("V14", "line 2", "attended", "HOLD")),
        ("30,29", "30.5,29", ("V07", "line 2", "places", "HOLD")),
        ("30,29", "30,-29", ("V07", "line 2", "booked", "HOLD")),
        ("30,29", "30,many", ("V07", "line 2", "booked", "HOLD")),
        ("29,26", "29,90%", ("V07", "line 2", "attended", "HOLD")),
        ("2025-01-22", "22 Jan", ("D01", "line 2", "date", "HOLD")),
        ("29,26", ",26", ("V05", "line 2", "booked", "HOLD")),
        ("1,1,1,2", "1,1,5,2", ("V14", "line 2", "booked", "HOLD")),
        ("1,1,1,2", "1,1,1,27", ("V14", "line 2", "substitutes", "HOLD")),
        ("1,1,1,2", "1,x,1,2", ("V07", "line 2", "cancelled_late", "HOLD")),
        ("30,29", "20,29", ("V14", "line 2", "booked", "WARN")),
        ("1,1,1,2", "1,1,0,2", ("V14", "line 2", "booked", "WARN")),
        ("29,26", ",", ("V05", "line 2", "booked", "WARN")),
    ],
)
def test_a_day_that_cannot_be_is_named_and_the_rest_goes_on(
    tmp_path: Path, old: str, new: str, found: tuple[str, str, str, str]
) -> None:
    received: Received = []
    more = "Watching babies,2024-11-13,24,24,21,L4,,,,,\n"
    table, problems = read_reach(write(tmp_path, WHOLE.replace(old, new, 1) + more), received)
    assert [(problem.rule, problem.cell, problem.column, problem.act) for problem in problems] == [found]
    held = found[3] == "HOLD"
    assert list(table["course"]) == (["Watching babies"] if held else ["Naming neglect", "Watching babies"])
    assert received == [("rows of file.csv", 2, 1 if held else 2, int(held), 0)] and not problems.stops()


def test_a_day_twice_counts_once_where_both_say_the_same(tmp_path: Path) -> None:
    received: Received = []
    again = "naming  neglect,22/01/2025,30,29,26,L1\n"
    table, problems = read_reach(write(tmp_path, REACH + again), received)
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [("I02", "line 3", "WARN")]
    assert len(table) == 1 and received == [("rows of file.csv", 2, 1, 0, 1)]


def test_a_day_twice_with_other_figures_does_not_count_at_all(tmp_path: Path) -> None:
    received: Received = []
    table, problems = read_reach(write(tmp_path, REACH + REACH.splitlines()[1].replace("26", "25") + "\n"), received)
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [
        ("I02", "line 2", "HOLD"),
        ("I02", "line 3", "HOLD"),
    ]
    assert table.empty and received == [("rows of file.csv", 2, 0, 2, 0)]


def test_a_missing_column_refuses_the_file(tmp_path: Path) -> None:
    table, problems = read_reach(write(tmp_path, REACH.replace("places,", "")))
    assert table.empty and problems.stops() and problems[0].column == "places"


def test_scores(tmp_path: Path) -> None:
    table, problems = read_evaluations(write(tmp_path, SCORES))
    assert not problems and table["score"].tolist() == [2, 4]


@pytest.mark.parametrize("score", ["6", "0", "4.5", "", "good", "4/5"])
def test_a_score_that_is_none_is_held(tmp_path: Path, score: str) -> None:
    table, problems = read_evaluations(write(tmp_path, SCORES.replace("after,q1,4", f"after,q1,{score}")))
    assert len(table) == 1
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [("V07", "line 3", "HOLD")]


def test_the_same_question_answered_twice_differently_counts_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "evaluations.csv").write_text(SCORES + "Naming neglect,P1,After,q1,5\n")
    found, problems = read_evaluations_folder(tmp_path)
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [
        ("I02", "line 3", "HOLD"),
        ("I02", "line 4", "HOLD"),
    ]
    assert found.scores["wave"].tolist() == ["before"] and not problems.stops()
