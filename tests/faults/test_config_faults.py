"""What people get wrong in settings: each fault stops, says where and what to do, and never what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.frame import read_frame
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.template import find_template, read_template
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.terms import DESIGNS
from tests.reading_room import KEY, REVIEW, SCALES, SCOPE, TEMPLATE, WORKSPACE, write_workspace

SECRET = "Jo Bloggs 2014"


def read_all(root: Path) -> Problems:
    """Everything a check reads of the settings: workspace, review, scope, template, scales."""
    workspace, problems = read_workspace(root)
    review, found = read_review(root / "reviews" / "neglect", workspace)
    problems.extend(found)
    path = find_template("neglect", workspace)
    if path is not None:
        problems.extend(read_template(path)[1])
    if review is not None:
        problems.extend(read_frame(review, KEY).problems)
    return problems


def one(problems: Problems) -> Problem:
    assert len(problems) == 1, problems
    problem = problems[0]
    assert problem.file and problem.rule and problem.cure and problem.act in ("STOP", "REJECT")
    assert SECRET not in str(problem)
    return problem


def test_the_usual_workspace_has_no_fault(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    assert not read_all(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "right", "file", "line"),
    [
        ("workspace", WORKSPACE, "marking", "workspace.toml", "line 6"),
        ("workspace", WORKSPACE, "without_second_person", "workspace.toml", "line 9"),
        ("review", REVIEW, "reported", "review.toml", "line 6"),
        ("review", REVIEW, "minimum", "review.toml", "line 24"),
        ("review", REVIEW, "strata", "review.toml", "line 23"),
        ("scope", SCOPE, "sharing_basis", "scope.toml", "line 5"),
        ("scope", SCOPE, "cases", "scope.toml", "line 11"),
        ("template", TEMPLATE, "purpose", "neglect.toml", "line 4"),
        ("template", TEMPLATE, "help", "neglect.toml", "line 25"),
        ("scales", SCALES, "ordered", "scales.toml", "line 5"),
    ],
)
def test_a_misspelt_setting(tmp_path: Path, name: str, text: str, right: str, file: str, line: str) -> None:
    wrong = right[:-2] + right[-1] + right[-2] if len(set(right[-2:])) == 2 else right + "x"
    write_workspace(tmp_path, **{name: text.replace(f"{right} =", f"{wrong} =", 1)})
    problems = read_all(tmp_path)
    named = [problem for problem in problems if problem.rule == "P01" and problem.file == file]
    assert named and named[0].cell == line and f"'{right}'" in named[0].cure
    assert problems.stops() and wrong not in str(problems)


@pytest.mark.parametrize(
    ("old", "allowed"),
    [
        ('theme = "neglect"', "'neglect'"),
        ('quarter = "2025-26 Q3"', "2025-26-Q3"),
        ('audiences = ["executive", "hips"]', "'executive', 'board', 'hips', 'practitioners', 'public'"),
        ('kind = "deep dive"', "'deep dive', 'multi-agency audit', 'threshold audit'"),
        ('design = "stratified"', ", ".join(f"'{design}'" for design in DESIGNS)),
    ],
)
def test_an_unknown_word_names_those_allowed(tmp_path: Path, old: str, allowed: str) -> None:
    key = old.split(" = ")[0]
    value = f'["{SECRET}"]' if "[" in old else f'"{SECRET}"'
    folder = write_workspace(tmp_path, review=REVIEW.replace(old, f"{key} = {value}"))
    _, problems = read_review(folder, read_workspace(tmp_path)[0])
    problem = next(problem for problem in problems if problem.rule == "P01")
    assert allowed in problem.cure and problem.cell.startswith("line ")
    assert SECRET not in str(problems)


@pytest.mark.parametrize(
    "make",
    [
        lambda root: (root / "workspace.toml").unlink(),
        lambda root: (root / "reviews" / "neglect" / "review.toml").unlink(),
        lambda root: (root / "reviews" / "neglect" / "scope.toml").unlink(),
        lambda root: (root / "reviews" / "neglect" / "frame.csv").unlink(),
    ],
)
def test_a_file_that_is_not_there(tmp_path: Path, make: Callable[[Path], None]) -> None:
    write_workspace(tmp_path)
    make(tmp_path)
    problems = read_all(tmp_path)
    missing = [problem for problem in problems if problem.rule in ("P09", "F02")]
    assert len(missing) == 1 and missing[0].file and "folder" in missing[0].cure and problems.stops()


def test_a_workspace_of_a_newer_version(tmp_path: Path) -> None:
    write_workspace(tmp_path, workspace=WORKSPACE.replace("format = 1", "format = 7\nnew_thing = 3"))
    _, problems = read_workspace(tmp_path)
    problem = one(problems)
    assert problem.rule == "P08" and "7" in problem.fact and "1" in problem.fact


@pytest.mark.parametrize(
    "path", ["../../../x.csv", "..\\\\..\\\\..\\\\x.csv", "/tmp/x.csv", "C:\\\\x.csv", "s3://b/x.csv"]
)
def test_a_path_that_leaves_the_workspace(tmp_path: Path, path: str) -> None:
    folder = write_workspace(tmp_path, review=REVIEW.replace("frame.csv", path))
    _, problems = read_review(folder, read_workspace(tmp_path)[0])
    problem = one(problems)
    assert problem.rule == "P04" and problem.cell == "line 17" and path not in str(problem)


@pytest.mark.parametrize("name", ["frame.pkl", "frame.joblib", "frame.ipynb", "frame.parquet"])
def test_a_pickle_offered_as_a_frame(tmp_path: Path, name: str) -> None:
    folder = write_workspace(tmp_path, review=REVIEW.replace("frame.csv", name))
    (folder / name).write_bytes(b"cos\nsystem\n(S'touch was-run'\ntR.")
    problem = one(read_all(tmp_path))
    assert problem.rule == "P07" and ".csv" in problem.cure
    assert not (folder / "was-run").exists()


@pytest.mark.parametrize("name", ["workspace", "review", "scope", "template", "scales"])
def test_broken_toml_says_where_and_not_what(tmp_path: Path, name: str) -> None:
    write_workspace(tmp_path, **{name: f"x = 1\ny = {SECRET}\n"})
    problems = [problem for problem in read_all(tmp_path) if problem.rule == "P10"]
    assert len(problems) == 1 and problems[0].cell.startswith("line 2, column ")
    assert "Bloggs" not in str(problems[0])
