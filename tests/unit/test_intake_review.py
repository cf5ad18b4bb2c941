"""review.toml and scope.toml: what they give, and what does not go together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.paths import resolve_inside, safe_name
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.tables import COLUMNS
from tests.reading_room import REVIEW, SCOPE, read_small, write_workspace

CLOSE_LOOK = """\
design = "close look"
chosen_by = "A1"
chosen_on = 2025-10-02
reason = "Two children of each stage"
[[sample.child]]
id = "0012"
reason = "First plan"
[[sample.child]]
id = "0014"
reason = "No plan"
"""


def problems_of(root: Path, **changed: str) -> Problems:
    folder = write_workspace(root, **changed)
    workspace, _ = read_workspace(root)
    review, problems = read_review(folder, workspace)
    assert (review is None) == problems.stops()
    return problems


def with_sample(sample: str) -> str:
    start, end = REVIEW.index("[sample]\n") + len("[sample]\n"), REVIEW.index("[[agency]]")
    return REVIEW[:start] + sample + REVIEW[end:]


def test_everything_it_says(tmp_path: Path) -> None:
    review, _ = read_small(tmp_path)
    assert review.name == "neglect" and review.quarter == "2025-26-Q3"
    assert review.as_at == date(2025, 12, 31) and review.reported == date(2025, 12, 16)
    assert review.practice == (date(2025, 7, 1), date(2025, 9, 30))
    assert review.frame.path == (tmp_path / "reviews" / "neglect" / "frame.csv").resolve()
    assert (review.frame.source, review.frame.list, review.frame.columns) == ("table", 6, {})
    assert review.sample.strata == ("stage",) and review.sample.reserve == 0.25
    assert review.agencies == (("social_care", date(2025, 11, 7)), ("police", date(2025, 11, 7)))
    assert review.notebook == "30_deep_dive"
    assert tuple(review.scope.lines.columns) == COLUMNS["lines"]
    assert list(review.scope.lines["line"]) == ["L1", "L2", "L3"]


def test_the_day_looked_at_can_be_another(tmp_path: Path) -> None:
    review, _ = read_small(
        tmp_path, review="as_at = 2025-11-30\n" + REVIEW.replace("deep dive", "threshold audit")
    )
    assert review.as_at == date(2025, 11, 30)
    assert review.notebook == "40_multi_agency_audit"


def test_a_close_look_names_its_children(tmp_path: Path) -> None:
    review, _ = read_small(tmp_path, review=with_sample(CLOSE_LOOK))
    assert review.sample.size == 2
    assert review.sample.children == (("0012", "First plan"), ("0014", "No plan"))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"2025-26 Q3"', '"2025-26 Q5"', "P01"),
        ('"2025-26 Q3"', '"2025-27-Q3"', "P01"),
        ('theme = "neglect"', 'theme = "neglec"', "P01"),
        ('"hips"]', '"hipps"]', "P01"),
        ('id = "police"', 'id = "pollice"', "P01"),
        ('id = "police"', 'id = "social_care"', "P13"),
        ("to = 2025-09-30", "to = 2025-06-30", "P16"),
        ("size = 4\n", "", "P12"),
        ('seed = "2025-26-Q3 neglect"\n', "", "P12"),
        ('strata = ["stage"]\n', "", "P12"),
        ('["stage"]', '["Stage of case"]', "P11"),
        ("size = 4", "size = -4", "P16"),
        ('"frame.csv"', '"../../../frame.csv"', "P04"),
        ('"frame.csv"', '"/etc/passwd"', "P04"),
        ('"frame.csv"', '"C:frame.csv"', "P04"),
        ('"frame.csv"', '"https://example.org/frame.csv"', "P04"),
        ('"frame.csv"', '"frame.csv"\nsource = "annex_a"\nlist = 12', "P01"),
        ('"frame.csv"', '"a.xlsx"\nsource = "annex_a"\n[frame.columns]\nsex = "x"', "P16"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert old in REVIEW
    problems = problems_of(tmp_path, review=REVIEW.replace(old, new))
    assert [problem.rule for problem in problems] == [rule]
    assert problems[0].file == "review.toml" and problems[0].cure


@pytest.mark.parametrize(
    ("sample", "rule"),
    [
        (CLOSE_LOOK.replace('reason = "Two children of each stage"\n', ""), "P12"),
        (CLOSE_LOOK.replace('"0014"', '"0012"'), "P13"),
        ("size = 7\n" + CLOSE_LOOK, "P16"),
        (CLOSE_LOOK[: CLOSE_LOOK.index("[[")], "P12"),
    ],
)
def test_a_close_look_that_does_not_hold_together(tmp_path: Path, sample: str, rule: str) -> None:
    problems = problems_of(tmp_path, review=with_sample(sample))
    assert [problem.rule for problem in problems] == [rule]
    assert "0012" not in str(problems)


def test_the_frame_may_lie_in_the_workspace(tmp_path: Path) -> None:
    review, _ = read_small(tmp_path, review=REVIEW.replace('"frame.csv"', '"../../published/list.csv"'))
    assert review.frame.path == (tmp_path / "published" / "list.csv").resolve()


def test_names_of_folders() -> None:
    assert all(map(safe_name, ("neglect", "2025-exploitation", "a")))
    assert not any(map(safe_name, ("Neglect", "a b", "a.b", "..", "com1", "nul", "-a", "", "a" * 81)))


def test_a_folder_with_an_unsafe_name(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path)
    moved = folder.rename(folder.with_name("Neglect 2025."))
    review, problems = read_review(moved, read_workspace(tmp_path)[0])
    assert review is None and [problem.rule for problem in problems] == ["P04"]


def test_a_link_may_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside").mkdir()
    try:
        (tmp_path / "inside" / "way").symlink_to(tmp_path / "outside")
    except OSError:
        pytest.skip("links cannot be made here")
    assert resolve_inside("way/frame.csv", tmp_path / "inside", tmp_path / "inside") is None


def test_scope_warns_without_stopping(tmp_path: Path) -> None:
    text = SCOPE[: SCOPE.index('[[line]]\nid = "L3"')].replace('children = "Conversations"\n', "")
    problems = problems_of(tmp_path, scope=text)
    assert [(problem.rule, problem.act) for problem in problems] == [("P16", "WARN"), ("P16", "WARN")]


def test_scope_and_review_report_together(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path, review=REVIEW.replace("kind", "knid"), scope=SCOPE.replace('id = "L2"', 'id = "L1"')
    )
    assert [(problem.file, problem.rule) for problem in problems] == [
        ("review.toml", "P01"),
        ("scope.toml", "P13"),
    ]
