"""What a check looks at: the key, the frame and its sample drawn dry, and every kind of template file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scrutiny_lib.batch.check import check_path
from scrutiny_lib.batch.rules_list import list_rules
from scrutiny_lib.errors import Problems, Refused, ScrutinyError
from scrutiny_lib.intake.template import packaged_folder
from tests.conftest import REPOSITORY
from tests.reading_room import FRAME, REVIEW, TEMPLATE, WORKSPACE, write_workspace

SMALL = REVIEW.replace("size = 4", "size = 3")


def check(path: Path) -> tuple[str, Problems]:
    lines, problems = check_path(path)
    return "\n".join(lines), problems


def test_a_good_review_is_clean_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, review=SMALL)
    before = sorted(tmp_path.rglob("*"))
    for path in (tmp_path, folder, folder / "review.toml", folder / "scope.toml", tmp_path / "workspace.toml"):
        said, problems = check(path)
        assert "3 rows received" in said and not problems.stops(), problems
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("review", "rule"),
    [(REVIEW.replace("size = 4", "size = 40"), "V14"), (SMALL.replace('["stage"]', '["stge"]'), "S09")],
)
def test_the_sample_is_drawn_dry(tmp_path: Path, review: str, rule: str) -> None:
    _, problems = check(write_workspace(tmp_path, review=review))
    assert rule in {problem.rule for problem in problems.of("STOP")}


def test_the_key_is_looked_at_before_there_is_a_frame(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, review=SMALL)
    (folder / "frame.csv").unlink()
    assert [problem.rule for problem in check(folder)[1].of("STOP", "REJECT")] == ["F02"]
    (tmp_path / "sample-key.txt").write_text("short", encoding="utf-8")
    (folder / "review.toml").write_text("", encoding="utf-8")
    for path in (tmp_path, folder):
        assert [problem.rule for problem in check(path)[1]].count("I12") == 1


def test_the_key_of_the_sample_is_refused_for_real_children(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "key.txt"
    key.parent.mkdir()
    shutil.copy(REPOSITORY / "sample_cases" / "sample-key.txt", key)
    key.chmod(0o600)
    text = WORKSPACE.replace("invented = true", "invented = false").replace("sample-key.txt", key.as_posix())
    folder = write_workspace(tmp_path / "w", workspace=text, review=SMALL)
    for path in (tmp_path / "w", folder):
        assert [problem.rule for problem in check(path)[1].of("STOP")] == ["I12"]


def test_a_frame_of_another_time_is_pointed_out(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, review=SMALL)
    assert "D17" not in {problem.rule for problem in check(folder)[1]}
    (folder / "frame.csv").write_text(FRAME.replace("2025-08-05", "2024-08-05"), encoding="utf-8")
    assert [(p.rule, p.act) for p in check(folder)[1] if p.column == "referral_date"] == [("D17", "WARN")]
    (folder / "frame.csv").write_text("child_id,stage\n1,plan\n2,plan\n3,need\n", encoding="utf-8")
    assert "D17" not in {problem.rule for problem in check(folder)[1]}


def test_returns_that_cannot_be_looked_at_are_never_called_free_of_worry(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, review=REVIEW.replace("size = 4", "size = 40"))
    (folder / "returns").mkdir()
    (folder / "returns" / "police.xlsx").write_bytes(b"")
    said, _ = check(folder)
    assert said.startswith("WORRIED NOW: not known for neglect") and "nobody answered" not in said


def test_what_stands_beside_the_cases_is_read_too(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path, review=SMALL)
    (folder / "indicators.csv").write_text("indicator,month\n", encoding="utf-8")
    assert "indicators.csv" in {problem.file for problem in check(folder)[1]}


def test_a_folder_of_templates_is_checked_whole(tmp_path: Path) -> None:
    said, problems = check(packaged_folder())
    assert not problems
    names = ("neglect", "scales", "front_door", "indicators", "assumptions", "voice_starter", "portsmouth_placeholder")
    for name in names:
        assert f" {name}.toml" in said
    (tmp_path / "one.toml").write_text(TEMPLATE.replace('id = "neglect"', 'id = "one"'), encoding="utf-8")
    (tmp_path / "two.toml").write_text(TEMPLATE.replace('id = "neglect"', 'id = "three"'), encoding="utf-8")
    said, problems = check(tmp_path)
    assert "one.toml: 2 questions" in said
    assert [(problem.file, problem.rule) for problem in problems] == [("two.toml", "P15")]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scales.toml", "\nordered =", "\norderd ="),
        ("record_checks/front_door.toml", "\nlimit = 1\n", "\nlimt = 1\n"),
        ("indicators.toml", "kind =", "knd ="),
        ("assumptions.toml", "attributes = 5", "attributes = 3"),
        ("assumptions.toml", "minimum_points = ", "minimum_pints = "),
        ("thresholds/portsmouth_placeholder.toml", "edition =", "editoin ="),
        ("codebooks/voice_starter.toml", "definition =", "defnition ="),
        ("neglect.toml", "lens =", "lns ="),
    ],
)
def test_each_file_has_its_own_reader(tmp_path: Path, name: str, old: str, new: str) -> None:
    folder = Path(shutil.copytree(packaged_folder(), tmp_path / "audit_templates"))
    assert not check(folder / name)[1]
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    for path in (folder / name, folder):
        found = check(path)[1]
        assert [(problem.file, problem.rule) for problem in found] == [(Path(name).name, "P01")], found


def test_a_partnerships_own_assumptions_may_say_only_what_they_tighten(tmp_path: Path) -> None:
    path = tmp_path / "assumptions.toml"
    path.write_text("[limits.partnership]\nanswers = 3\n", encoding="utf-8")
    assert not check(path)[1]


def test_nothing_to_check_and_a_review_without_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(ScrutinyError, match="nothing to check"):
        check_path(tmp_path)
    folder = write_workspace(tmp_path)
    (tmp_path / "workspace.toml").unlink()
    with pytest.raises(Refused):
        check_path(folder)


def test_the_rules_are_listed_for_a_workspace_and_for_templates(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    assert list_rules(tmp_path) == list_rules(packaged_folder()) != []


def test_an_agency_of_the_theme_that_nobody_would_ask_is_said(tmp_path: Path) -> None:
    template = TEMPLATE.replace('["social_care", "police"]', '["social_care", "police", "midwives"]', 1)
    assert template != TEMPLATE
    folder = write_workspace(tmp_path, review=SMALL, template=template)
    found = [problem for problem in check(folder)[1] if problem.column == "agencies"]
    assert [(problem.rule, problem.act) for problem in found] == [("P01", "WARN")]
    assert "number 3" in found[0].fact and "midwives" not in str(found[0]) and "police" in found[0].cure
