"""Templates: questions, their answers and scales; every packaged theme can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.template import (
    FIXED_QUESTIONS,
    QUESTION_COLUMNS,
    Template,
    check_lines,
    find_template,
    packaged_folder,
    read_scales,
    read_template,
    template_folders,
    themes,
)
from tests.reading_room import SCALES, SCOPE, TEMPLATE, read_small, write_workspace


def template_of(root: Path, text: str, scales: str = SCALES) -> tuple[Template | None, Problems]:
    write_workspace(root, template=text, scales=scales)
    return read_template(root / "audit_templates" / "neglect.toml")


def test_questions_carry_their_answers(tmp_path: Path) -> None:
    template, problems = template_of(tmp_path, TEMPLATE)
    assert template is not None and not problems
    assert tuple(template.questions.columns) == QUESTION_COLUMNS
    first, second = template.questions.to_dict("records")
    assert (
        first["answers"] == ["yes", "partly", "no"] and first["good"] == ["yes"] and first["ordered"] is True
    )
    assert first["agencies"] == ["social_care", "police"]
    assert second["agencies"] == ["police"] and second["chain"] == "sought" and second["ordered"] is False


def test_fixed_questions_have_the_same_columns() -> None:
    assert [question["id"] for question in FIXED_QUESTIONS] == ["known", "life", "worried", "worried_step"]
    assert all(tuple(question) == QUESTION_COLUMNS for question in FIXED_QUESTIONS)


def test_a_question_no_longer_asked_names_its_successor(tmp_path: Path) -> None:
    template, _ = template_of(tmp_path, TEMPLATE.replace('line = "L1"', 'line = "L1"\nreplaced_by = "ne02"'))
    assert template is not None
    assert list(template.questions["id"]) == ["ne02"] and template.replaced == {"ne01": "ne02"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('edition = "2025.1"', "edition = 2025.1", "P11"),
        ('id = "neglect"', 'id = "neglect_2"', "P15"),
        ('id = "ne02"', 'id = "ne01"', "P13"),
        ('id = "ne02"', 'id = "worried"', "P13"),
        ('id = "ne02"', 'id = "NE 02"', "P11"),
        ('scale = "yes_partly_no"', 'scale = "yes_partly"', "P01"),
        ('scale = "yes_partly_no"', "", "P12"),
        ('scale = "yes_partly_no"', 'scale = "yes_partly_no"\nanswers = ["a", "b"]', "P12"),
        ('good = ["yes"]', 'good = ["Yes"]', "P01"),
        ('answers = ["yes", "no"]', 'answers = ["yes", "no", "not applicable"]', "P16"),
        ('answers = ["yes", "no"]', 'answers = ["yes", "Yes"]', "P16"),
        ('lens = "voice"', 'lens = "voices"', "P01"),
        ('scope = "agency"', 'scope = "agencies"', "P01"),
        ('chain = "sought"', 'chain = "asked"', "P01"),
        ('lens = "voice"', 'lens = "practice"', "P16"),
        ('agencies = ["police"]', 'agencies = ["housing"]', "P01"),
        ('line = "L1"', 'line = "L1"\nreplaced_by = "ne09"', "P13"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in TEMPLATE
    template, problems = template_of(tmp_path, TEMPLATE.replace(old, new, 1))
    assert template is None and [problem.rule for problem in problems] == [rule]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('scale = "yes_partly_no"', 'scale = "yes_partly"', "line 13"),
        ('scale = "yes_partly_no"', "", "line 7"),
        ('answers = ["yes", "no"]', 'answers = ["yes", "Yes"]', "line 21"),
        ('good = ["yes"]', 'good = ["Yes"]', "line 22"),
        ('agencies = ["police"]', 'agencies = ["housing"]', "line 24"),
        ('id = "ne02"', 'id = "ne01"', "line 16"),
        ('id = "neglect"', 'id = "neglect_2"', "line 1"),
    ],
)
def test_every_problem_has_its_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    _, problems = template_of(tmp_path, TEMPLATE.replace(old, new, 1))
    assert [problem.cell for problem in problems] == [line]


def test_what_was_probably_meant_is_said(tmp_path: Path) -> None:
    text = TEMPLATE.replace("yes_partly_no", "yes_partley_no").replace('["police"]', '["polise"]')
    cures = [problem.cure for problem in template_of(tmp_path, text)[1]]
    assert "Did you mean 'yes_partly_no'?" in cures[0] and "Did you mean 'police'?" in cures[1]


def test_the_settings_are_kept_as_they_were_written(tmp_path: Path) -> None:
    template, _ = template_of(tmp_path, TEMPLATE)
    assert template is not None
    first, second = template.written["question"]
    assert (first["scale"], first["answers"], first["agencies"]) == ("yes_partly_no", [], [])
    assert (second["scale"], second["answers"]) == ("", ["yes", "no"])


def test_a_theme_cannot_have_the_name_of_another_file(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    path = tmp_path / "clocks.toml"
    path.write_text(TEMPLATE.replace('id = "neglect"', 'id = "clocks"'), encoding="utf-8")
    assert [problem.rule for problem in read_template(path, {})[1]][:1] == ["P13"]


@pytest.mark.parametrize(
    "text",
    ['He said \\"no\\" – 50% {x} [y] = z # & <b>', "C:\\\\temp\\\\", "ask\\nagain", "'; DROP TABLE", "🙂"],
)
def test_a_question_may_say_anything(tmp_path: Path, text: str) -> None:
    template, problems = template_of(tmp_path, TEMPLATE.replace("Was the home seen?", text))
    assert template is not None, problems
    assert template.questions["ask"][0]


def test_lines_must_be_in_the_scope(tmp_path: Path) -> None:
    review, workspace = read_small(tmp_path, scope=SCOPE.replace('id = "L2"', 'id = "L9"'))
    path = find_template("neglect", workspace)
    assert path is not None
    template, _ = read_template(path)
    assert template is not None
    problems = check_lines(template, review.scope)
    assert [problem.rule for problem in problems] == ["P17"] and "ne02" in problems[0].fact


def test_the_workspace_comes_first(tmp_path: Path) -> None:
    _, workspace = read_small(tmp_path)
    assert template_folders(workspace) == [tmp_path / "audit_templates", packaged_folder()]
    assert find_template("neglect", workspace) == tmp_path / "audit_templates" / "neglect.toml"
    assert find_template("../neglect", workspace) is None
    assert find_template("scales", workspace) is None
    assert "neglect" in themes(workspace) and "scales" not in themes(workspace)


def test_a_theme_that_cannot_be_read_is_still_a_theme(tmp_path: Path) -> None:
    _, workspace = read_small(tmp_path)
    (tmp_path / "audit_templates" / "broken.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "audit_templates" / "bodies.toml").write_text('chair = "x"', encoding="utf-8")
    assert "broken" in themes(workspace) and "bodies" not in themes(workspace)


def test_an_earlier_scale_wins(tmp_path: Path) -> None:
    for name, answers in (("a", '["yes", "no"]'), ("b", '["no", "yes"]')):
        (tmp_path / name).mkdir()
        text = f'[[scale]]\nid = "yn"\nanswers = {answers}\nordered = true\n'
        (tmp_path / name / "scales.toml").write_text(text, encoding="utf-8")
    scales, problems = read_scales([tmp_path / "a", tmp_path / "b", tmp_path / "none"])
    assert not problems and scales["yn"].answers == ("yes", "no")


def test_every_packaged_theme_can_be_read(tmp_path: Path) -> None:
    _, workspace = read_small(tmp_path)
    for theme in themes(workspace):
        path = packaged_folder() / f"{theme}.toml"
        if path.is_file():
            template, problems = read_template(path)
            assert template is not None and not problems, problems
