"""Reading training: places and scores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.intake.training import read_evaluations, read_reach

REACH = "course,date,places,booked,attended,line\nNaming neglect,2025-01-22,30,29,26,L1\n"
SCORES = "course,person_code,wave,question,score\nNaming neglect,P1,before,q1,2\nNaming neglect,P1,after,q1,4\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_reach(tmp_path: Path) -> None:
    table, problems = read_reach(write(tmp_path, REACH))
    assert not problems and table.iloc[0].tolist() == ["Naming neglect", date(2025, 1, 22), 30, 29, 26, "L1"]


@pytest.mark.parametrize(
    ("old", "new", "place", "stops"),
    [
        ("29,26", "29,31", ("V14", "line 2", "attended"), True),
        ("30,29", "20,29", ("V14", "line 2", "booked"), False),
        ("30,29", "30.5,29", ("V07", "line 2", "places"), True),
        ("2025-01-22", "22 Jan", ("D01", "line 2", "date"), True),
    ],
)
def test_reach_that_does_not_add_up(
    tmp_path: Path, old: str, new: str, place: tuple[str, str, str], stops: bool
) -> None:
    table, problems = read_reach(write(tmp_path, REACH.replace(old, new)))
    assert [(problem.rule, problem.cell, problem.column) for problem in problems] == [place]
    assert problems.stops() is stops and table.empty is stops


def test_scores(tmp_path: Path) -> None:
    table, problems = read_evaluations(write(tmp_path, SCORES))
    assert not problems and table["score"].tolist() == [2, 4]


@pytest.mark.parametrize("score", ["6", "0", "4.5", "", "good", "4/5"])
def test_a_score_that_is_none_is_held(tmp_path: Path, score: str) -> None:
    table, problems = read_evaluations(write(tmp_path, SCORES.replace("after,q1,4", f"after,q1,{score}")))
    assert len(table) == 1
    assert [(problem.rule, problem.cell, problem.act) for problem in problems] == [("V07", "line 3", "HOLD")]


def test_the_same_answer_twice_stops(tmp_path: Path) -> None:
    problems = read_evaluations(write(tmp_path, SCORES + "Naming neglect,P1,After,q1,5\n"))[1]
    assert problems.stops() and [(problem.rule, problem.cell) for problem in problems] == [("I02", "line 4")]
