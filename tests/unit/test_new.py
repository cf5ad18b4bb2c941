"""A new review: what is made, what is left for a person to decide, and that the tables begin empty and readable."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scrutiny_lib.batch.check import check_path
from scrutiny_lib.batch.new import BLANK, PRACTITIONERS, new_review
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.findings_file import read_findings
from scrutiny_lib.intake.practitioners import read_practitioners
from tests.conftest import REPOSITORY
from tests.reading_room import WORKSPACE, write_workspace

SAMPLE = REPOSITORY / "sample_cases" / "reviews" / "2025-26-q3-child-exploitation"
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A new review in the small workspace."""
    write_workspace(tmp_path)
    new_review(tmp_path / "reviews" / "2025-26-q4-neglect", "neglect", "2025-26 Q4")
    return tmp_path / "reviews" / "2025-26-q4-neglect"


def write(folder: Path) -> None:
    """Do what a person does: words in place of WRITE, and the dates of decisions."""
    for name in ("review.toml", "scope.toml"):
        text = (folder / name).read_text(encoding="utf-8").replace("WRITE ", "About ")
        text = re.sub(r"^# (chosen_on|agreed_on|keep_until|reported)", r"\1", text, flags=re.M)
        (folder / name).write_text(text.replace("size = 40", "size = 3"), encoding="utf-8")
    shutil.copy(folder.parent / "neglect" / "frame.csv", folder)


def test_what_a_person_must_decide_is_named_and_nothing_is_decided_for_them(made: Path) -> None:
    _, problems = check_path(made)
    stops = problems.of("STOP")
    found = {(problem.file, name) for problem in stops for name in re.findall(r"'(\w+)'", problem.fact)}
    for name in ("chosen_by", "chosen_on", "reason"):
        assert ("review.toml", name) in found
    for name in ("question", "why", "agreed_by", "agreed_on", "sharing_basis", "keep_until", "cases"):
        assert ("scope.toml", name) in found
    assert {problem.rule for problem in stops} == {"P12"}
    written = [problem for problem in problems if "still to be written" in problem.fact]
    assert written and all(re.fullmatch(r"line \d+", problem.cell) for problem in written)


def test_written_and_with_a_frame_it_is_clean(made: Path) -> None:
    write(made)
    lines, problems = check_path(made)
    assert [(problem.rule, problem.fact[:21]) for problem in problems] == [("P16", "The scope has 2 lines")]
    assert "  Table: 3 rows received, 3 used, 0 held, 0 refused." in lines


def test_every_table_has_the_headings_of_the_sample(made: Path) -> None:
    for name in set(BLANK) - {"voice/names.csv"}:  # nobody in the sample is named
        headings = (made / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        found = sorted(SAMPLE.parent.glob(f"*/{name}"))
        assert found, name
        for path in found:
            assert set(path.read_text(encoding="utf-8").splitlines()[0].split(",")) <= set(headings), path
    activities, themes, problems = read_practitioners(made / "practitioners.xlsx")
    assert not problems and activities.empty and themes.empty
    assert list(activities.columns) == list(PRACTITIONERS["activities"])
    assert (made / "returns").is_dir()


def test_the_same_review_has_the_same_bytes(made: Path) -> None:
    before = {path.name: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    shutil.rmtree(made)
    new_review(made, "neglect", "2025-26-Q4")
    assert before == {path.name: path.read_bytes() for path in made.rglob("*") if path.is_file()}


def test_the_example_of_a_finding_is_one_once_it_is_written(made: Path) -> None:
    path = made / "findings.toml"
    assert read_findings(path).findings.empty and not read_findings(path).problems
    text = re.sub(r"^# (?=\[\[|\w+ = )", "", path.read_text(encoding="utf-8"), flags=re.M)
    path.write_text(text, encoding="utf-8")
    assert {problem.rule for problem in read_findings(path).problems} == {"P12"}
    path.write_text(text.replace("WRITE ", "About "), encoding="utf-8")
    read = read_findings(path)
    assert not read.problems
    assert list(read.findings["results"]) == [["ne01.no"]]
    assert [len(read.evidence), len(read.recommendations), len(read.decisions)] == [1, 1, 1]


def test_paths_are_said_as_they_were_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workspace(tmp_path / "my area")
    monkeypatch.chdir(tmp_path)
    said = new_review(Path("my area/reviews/one"), "neglect", "2025-26-Q4")
    typed = str(Path("my area/reviews/one"))
    assert said[0] == f"Made {typed}" and said[2].endswith(f'scrutiny check "{typed}"')
    assert str(tmp_path) not in "".join(said)
    assert str(tmp_path) not in Path("my area/reviews/one/review.toml").read_text(encoding="utf-8")


def test_only_agencies_of_the_workspace_are_asked(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path)
    text = (tmp_path / "audit_templates" / "neglect.toml").read_text(encoding="utf-8")
    (tmp_path / "audit_templates" / "neglect.toml").write_text(
        text.replace('agencies = ["social_care", "police"]', 'agencies = ["social_care", "police", "housing"]')
    )
    new_review(folder.parent / "one", "neglect", "2025-26-Q4")
    assert "housing" not in (folder.parent / "one" / "review.toml").read_text(encoding="utf-8")


def test_nothing_is_made_when_anything_is_wrong(made: Path) -> None:
    with pytest.raises(Refused) as refused:
        new_review(made, "nothing", "2025-26-Q4")
    assert {problem.rule for problem in refused.value.problems} == {"P01", "P04"}


@pytest.mark.parametrize("name", sorted(BLANK))
def test_the_readme_names_every_column(name: str) -> None:
    (row,) = (line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
    assert set(BLANK[name]) <= set(re.findall(r"\w+", row))


def test_a_real_review_gets_a_key_of_its_own_outside_the_workspace(tmp_path: Path) -> None:
    text = re.sub(r"\[key\]\nfile = .*\n", "", WORKSPACE.replace("invented = true", "invented = false"))
    write_workspace(tmp_path / "w", workspace=text)
    said = "\n".join(new_review(tmp_path / "w" / "reviews" / "2025-26-q4-neglect", "neglect", "2025-26 Q4"))
    key = tmp_path / "keys" / "w" / "2025-26-q4-neglect.txt"
    assert key.is_file() and str(key) in said and key.read_text(encoding="utf-8").strip() not in said
