"""A course has one verdict in a quarter: it is judged among all courses of the year, and every page says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from scrutiny_lib.batch.plan import plan_quarter
from scrutiny_lib.batch.quarter_pages import compute_quarter_page
from scrutiny_lib.batch.training import TrainingRead, read_training_folder
from scrutiny_lib.batch.training_counted import Around, summarise_training
from scrutiny_lib.batch.training_year import BY_COURSE, YearOfTraining, as_judged_in_year, judge_year
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.workspace import Workspace, read_workspace
from scrutiny_lib.stats.days import quarter as quarter_dates
from tests.conftest import REPOSITORY, copy_workspace

QUARTER = "2025-26-Q3"
EXPLOITATION, THRESHOLD, NEGLECT = "2025-26-q3-child-exploitation", "2025-26-q3-threshold-audit", "2025-26-q1-neglect"
COURSE = "Words that do not blame"
Judged = tuple[dict[str, pd.DataFrame], list[pd.DataFrame], list[str]]


def sample() -> Workspace:
    return read_workspace(REPOSITORY / "sample_cases")[0]


def alone(workspace: Workspace, name: str) -> tuple[TrainingRead, dict[str, pd.DataFrame], list[pd.DataFrame]]:
    read = read_training_folder(workspace.root / "reviews" / name / "training", workspace)
    return read, *summarise_training(read, Around(), quarter_dates(QUARTER)[1])


def on_its_page(workspace: Workspace, name: str, year: YearOfTraining) -> Judged:
    return as_judged_in_year(year, *alone(workspace, name))


def verdicts(points: pd.DataFrame) -> dict[str, list[str]]:
    named = points[points["course"].fillna("").ne("")]
    return {course: rows["sentence"].tolist() for course, rows in named.groupby("course")}


def test_the_page_of_a_review_and_that_of_the_quarter_say_the_same_of_a_course() -> None:
    workspace = sample()
    year = judge_year(workspace, QUARTER)
    page = compute_quarter_page(workspace, "training-impact", QUARTER, year)
    everywhere = verdicts(page["training_points"])
    assert len(everywhere) == 7
    for name in (EXPLOITATION, THRESHOLD):
        frames, _, shared = on_its_page(workspace, name, year)
        said = verdicts(frames["training_points"])
        assert len(said) == 2 and said == {course: everywhere[course] for course in said} and not shared
        for table in BY_COURSE:
            whole = year.frames[table]
            mine = whole[whole["course"].isin(said)].reset_index(drop=True)
            left = frames[table].drop(columns="line", errors="ignore")
            assert_frame_equal(left, mine.drop(columns="line", errors="ignore"), check_dtype=False)


def test_among_the_courses_of_one_review_chance_would_be_taken_for_less() -> None:
    """What this guards against: a handful of comparisons lets more stand out than all those that were made."""
    workspace = sample()
    read, frames, results = alone(workspace, EXPLOITATION)
    judged, _, _ = as_judged_in_year(judge_year(workspace, QUARTER), read, frames, results)
    few, many = (verdicts(found["training_points"])[COURSE] for found in (frames, judged))
    assert few[0].startswith("Repeat it: what people learned was still there")
    assert many[0].startswith("Repeat it for now, and ask more people after three months")
    adjusted = [found["training_change"]["adjusted"] for found in (frames, judged)]
    assert (adjusted[0].dropna() <= adjusted[1].dropna()).all()


def test_results_keep_the_line_of_enquiry_that_the_review_gave_the_course() -> None:
    workspace = sample()
    year = judge_year(workspace, QUARTER)
    frames, results, _ = on_its_page(workspace, EXPLOITATION, year)
    assert frames["training"].set_index("course")["line"].to_dict()[COURSE] == "L1"
    counted = pd.concat(results)
    of_course = counted[counted["result_id"].str.startswith("train.words_that_do_not_blame.")]
    assert len(of_course) > 5 and set(of_course["line"]) == {"L1"}
    assert set(counted["result_id"].str.split(".").str[1]) == {
        "words_that_do_not_blame",
        "return_interviews_that_listen",
    }


@pytest.fixture
def copied(tmp_path: Path) -> Workspace:
    return read_workspace(copy_workspace(tmp_path / "sample_cases"))[0]


def test_a_course_beside_two_reviews_is_counted_once_and_together(copied: Workspace) -> None:
    reviews = copied.root / "reviews"
    for path in (reviews / EXPLOITATION / "training").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(COURSE, "Naming-Neglect"), encoding="utf-8")
    year = judge_year(copied, QUARTER)
    assert year.shared == ["Naming neglect"]
    frames, results, shared = on_its_page(copied, EXPLOITATION, year)
    first, _, again = on_its_page(copied, NEGLECT, year)
    assert shared == ["Naming-Neglect"] and again == ["Naming neglect"], "each as its review spells it"
    came = [found["training"].set_index("course").loc[name, "attended"] for found, name in
            ((frames, "Naming-Neglect"), (first, "Naming neglect"))]  # fmt: skip
    assert came[0] == came[1] == 26 + 34
    both = [verdicts(found["training_points"]) for found in (frames, first)]
    assert (
        both[0]["Naming-Neglect"]
        == both[1]["Naming neglect"]
        == verdicts(year.frames["training_points"])["Naming neglect"]
    )
    assert "train.naming-neglect.attended" in set(pd.concat(results)["result_id"])


def test_training_that_cannot_be_read_stops_the_page_of_the_quarter_and_no_other_review(copied: Workspace) -> None:
    whole = judge_year(copied, QUARTER)
    (copied.root / "reviews" / NEGLECT / "training" / "reach.csv").write_text("course\nNaming neglect\n")
    year = judge_year(copied, QUARTER)
    assert "Naming neglect" not in set(year.frames["training"]["course"]) < set(whole.frames["training"]["course"])
    assert verdicts(on_its_page(copied, EXPLOITATION, year)[0]["training_points"])[COURSE]
    with pytest.raises(Refused):
        compute_quarter_page(copied, "training-impact", QUARTER, year)
    read, frames, results = alone(copied, NEGLECT)
    assert as_judged_in_year(year, read, frames, results) == (frames, results, []), "left as it is"


def test_what_no_course_of_the_review_answers_another_may() -> None:
    rows = [
        {"asked_for_by": f"r {name}", "asked": "Train them", "course": course, "held": held, "sentence": "."}
        for name, course, held in (("R1", "", 0), ("R2", "", 0))
    ]
    workspace = sample()
    year, (read, frames, results) = judge_year(workspace, QUARTER), alone(workspace, THRESHOLD)
    asked = pd.DataFrame(rows)
    answered = asked.assign(course=["Naming neglect", ""], held=[1, 0])
    year.frames["training_asked"] = answered
    judged, _, _ = as_judged_in_year(year, read, {**frames, "training_asked": asked}, results)
    assert judged["training_asked"]["asked_for_by"].tolist() == ["r R2"]
    open_ = judged["training_points"].query("course == ''")["sentence"].tolist()
    assert len(open_) == 1 and "r R2" in open_[0]


def test_a_page_is_made_again_when_training_of_another_review_changed(copied: Workspace) -> None:
    shutil.rmtree(copied.root / "reviews" / THRESHOLD / "training")

    def keys() -> dict[str, str]:
        return {item.name: item.key for item in plan_quarter(copied, QUARTER, {})[0]}

    before = keys()
    path = copied.root / "reviews" / NEGLECT / "training" / "evaluations.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = keys()
    assert {name for name in before if before[name] != after[name]} == {EXPLOITATION, "training-impact"}


def test_a_workspace_named_from_where_one_stands_is_planned_the_same(
    copied: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied.root.parent)
    near, _ = read_workspace(Path(copied.root.name))
    assert near is not None and not near.root.is_absolute()
    due = plan_quarter(copied, QUARTER, {})[0]
    assert [(item.name, item.key) for item in plan_quarter(near, QUARTER, {})[0]] == [(i.name, i.key) for i in due]
