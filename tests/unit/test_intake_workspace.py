"""workspace.toml: what it gives, and what it may not say."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.intake.workspace import find_reviews, read_workspace
from tests.conftest import REPOSITORY
from tests.reading_room import KEY, WORKSPACE, write_workspace


def test_everything_it_says(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    workspace, problems = read_workspace(tmp_path)
    assert not problems
    assert workspace.short_name == "NSCP" and workspace.invented
    assert workspace.without_second_person == ("executive", "hips")
    assert workspace.meetings == (("Executive", date(2026, 1, 14)),)
    assert workspace.agencies == {"social_care": "Children's social care", "police": "Police"}
    assert workspace.key_file("any") == tmp_path / "sample-key.txt"
    assert workspace.working == tmp_path / "working" and workspace.record == tmp_path / "record"


def test_reviews_are_folders_with_a_review_file(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path)
    (tmp_path / "reviews" / "empty").mkdir()
    other = tmp_path / "reviews" / "an-earlier-one"
    other.mkdir()
    (other / "review.toml").touch()
    workspace, _ = read_workspace(tmp_path)
    assert find_reviews(workspace) == [other, folder]


def test_a_folder_without_the_file_gives_a_careful_workspace(tmp_path: Path) -> None:
    workspace, problems = read_workspace(tmp_path)
    assert problems.stops() and problems[0].rule == "P09"
    assert not workspace.invented and workspace.without_second_person == ()


@pytest.mark.parametrize("place", ["sample-key.txt", "../key.txt"])
def test_the_key_of_real_children_lies_elsewhere(tmp_path: Path, place: str) -> None:
    text = WORKSPACE.replace("invented = true", "invented = false").replace("sample-key.txt", place)
    write_workspace(tmp_path, workspace=text)
    _, problems = read_workspace(tmp_path)
    assert "P14" in {problem.rule for problem in problems.of("STOP")}


def test_one_key_for_all_reviews_is_warned_of(tmp_path: Path) -> None:
    key = tmp_path / "elsewhere" / "key.txt"
    text = WORKSPACE.replace("invented = true", "invented = false").replace("sample-key.txt", key.as_posix())
    write_workspace(tmp_path / "w", workspace=text)
    workspace, problems = read_workspace(tmp_path / "w")
    assert [(problem.rule, problem.act) for problem in problems] == [("P14", "WARN")]
    assert workspace.key_file("one") == workspace.key_file("another") == key


def test_each_review_has_a_key_of_its_own_outside_the_workspace(tmp_path: Path) -> None:
    text = re.sub(r"\[key\]\nfile = .*\n", "", WORKSPACE)
    assert "[key]" not in text
    write_workspace(tmp_path / "w", workspace=text.replace("invented = true", "invented = false"))
    workspace, problems = read_workspace(tmp_path / "w")
    assert not problems
    assert workspace.key_file("one") == tmp_path / "keys" / "w" / "one.txt"
    assert workspace.key_file("another") == tmp_path / "keys" / "w" / "another.txt"


def test_a_key_inside_is_refused_by_its_full_path_too(tmp_path: Path) -> None:
    inside = (tmp_path / "sample-key.txt").as_posix()
    text = WORKSPACE.replace("invented = true", "invented = false").replace("sample-key.txt", inside)
    write_workspace(tmp_path, workspace=text)
    assert read_workspace(tmp_path)[1].stops()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the rights of files elsewhere")
def test_a_key_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    key = tmp_path / "elsewhere" / "key.txt"
    key.parent.mkdir()
    key.write_bytes(KEY)
    text = WORKSPACE.replace("invented = true", "invented = false")
    text = text.replace('file = "sample-key.txt"', f'folder = "{key.parent.as_posix()}"')
    write_workspace(tmp_path / "w", workspace=text)
    key.chmod(0o644)
    warned = read_workspace(tmp_path / "w")[1]
    assert [(problem.rule, problem.act) for problem in warned] == [("I12", "WARN")]
    key.chmod(0o600)
    assert not read_workspace(tmp_path / "w")[1]


def test_a_marking_that_calls_real_children_invented(tmp_path: Path) -> None:
    key = (tmp_path / "elsewhere" / "key.txt").as_posix()
    text = WORKSPACE.replace("sensitive", "sensitive (Invented cases)")
    write_workspace(tmp_path / "w", workspace=text)
    assert not read_workspace(tmp_path / "w")[1]
    text = text.replace("invented = true", "invented = false").replace("sample-key.txt", key)
    write_workspace(tmp_path / "w", workspace=text)
    assert [(p.rule, p.cell) for p in read_workspace(tmp_path / "w")[1].of("STOP")] == [("P16", "line 6")]


def test_the_workspace_of_the_readme_is_whole(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(format = 1\n.*?)```", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.S)
    write_workspace(tmp_path / "w", workspace=text.replace("/home", (tmp_path / "home").as_posix()))
    workspace, problems = read_workspace(tmp_path / "w")
    assert not problems
    assert not workspace.invented and workspace.without_second_person == () and len(workspace.agencies) == 2


def test_two_agencies_with_one_id(tmp_path: Path) -> None:
    write_workspace(tmp_path, workspace=WORKSPACE.replace('"police"', '"social_care"'))
    _, problems = read_workspace(tmp_path)
    assert [problem.rule for problem in problems] == ["P13"]
