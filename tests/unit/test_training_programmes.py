"""Programmes whose results are looked for in a monthly figure, as a file says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.intake.training_programmes import PROGRAMME_COLUMNS, read_programmes

GOOD = """\
[[programme]]
id = "hearing"
title = "Hearing children"
course = "Listening well"
indicator = "talks"
first_month = "2025-03"
comparison = "talks_elsewhere"
what_else = "A new form in April."

[[programme]]
id = "thresholds"
title = "Levels"
course = "Levels of need"
indicator = "decisions"
first_month = "2024-11"
what_else = "Nothing that we know of."
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "programmes.toml"
    path.write_text(text, encoding="utf-8")
    return read_programmes(path)


def test_a_good_file(tmp_path):
    frame, problems = read(tmp_path, GOOD)
    assert not problems and list(frame.columns) == list(PROGRAMME_COLUMNS)
    assert frame["id"].to_list() == ["hearing", "thresholds"]
    assert frame["comparison"].to_list() == ["talks_elsewhere", ""]


def test_no_file_is_no_problem(tmp_path):
    frame, problems = read_programmes(tmp_path / "programmes.toml")
    assert frame.empty and list(frame.columns) == list(PROGRAMME_COLUMNS) and not problems


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('"2025-03"', '"March 2025"', "M07", "line 6"),
        ('"2025-03"', '"2025-13"', "M07", "line 6"),
        ('"talks_elsewhere"', '"talks"', "P01", "line 7"),
        ('id = "thresholds"', 'id = "hearing"', "P13", "line 11"),
        ('what_else = "A new form in April."', "", "P12", "line 1"),
        ('what_else = "A new form in April."', 'what_else = "WRITE what else changed"', "P12", "line 8"),
        ("comparison", "comparsion", "P01", "line 7"),
        ('"2025-03"', "2025-03-01", "P11", "line 6"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_nothing_is_guessed(tmp_path, old, new, rule, line):
    frame, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert frame.empty
    assert [(problem.rule, problem.cell) for problem in problems] == [(rule, line)]
    assert "March" not in str(problems) and "Hearing children" not in str(problems)


def test_all_problems_at_once(tmp_path):
    _, problems = read(tmp_path, GOOD.replace("2025-03", "x").replace("2024-11", "y"))
    assert [problem.cell for problem in problems] == ["line 6", "line 15"]
