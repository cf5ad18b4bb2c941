"""The sample workspace: made again it is the same, it follows the published figures, it says that it is invented."""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib import open_casework, open_voices
from scrutiny_lib.stats.days import working_days_between

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_cases"
TEMPLATES = ROOT / "audit_templates"
MADE_ELSEWHERE = ("working", "released", "record", "published", "generator", "__pycache__")
"""What a run leaves behind, the published figures (a test of their own) and the generator itself."""


def _files(folder: Path) -> dict[str, Path]:
    found = {
        path.relative_to(folder): path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".py"
    }
    return {
        name.as_posix(): path for name, path in found.items() if not set(name.parts) & set(MADE_ELSEWHERE)
    }


def _content(path: Path) -> object:
    """The bytes; of a workbook the bytes of its members, because compression differs between platforms."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Everything, made in an empty folder."""
    sys.path.insert(0, str(SAMPLE))
    try:
        from make_sample import make

        target = tmp_path_factory.mktemp("sample_cases")
        make(target)
        yield target
    finally:
        sys.path.remove(str(SAMPLE))


@pytest.fixture(scope="module")
def calibration() -> dict:
    return tomllib.loads((SAMPLE / "generator" / "calibration.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "referrals.csv", dtype=str, keep_default_na=False)


def test_made_again_it_is_the_same(made: Path) -> None:
    committed, again = _files(SAMPLE), _files(made)
    assert sorted(committed) == sorted(again)
    different = [name for name, path in committed.items() if _content(path) != _content(again[name])]
    assert different == []


def test_every_readme_says_first_that_it_is_invented() -> None:
    for path in (SAMPLE / "README.md", SAMPLE / "tiny" / "README.md"):
        paragraphs = path.read_text(encoding="utf-8").split("\n\n")
        first = re.split(r"[.;]", paragraphs[1])[0]
        assert "is invented" in first
    for path in (SAMPLE / "workspace.toml", SAMPLE / "tiny" / "workspace.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["invented"] is True


def test_files_are_small_utf8_and_lf() -> None:
    paths = list(_files(SAMPLE).values()) + sorted((SAMPLE / "published").iterdir())
    sizes = [path.stat().st_size for path in paths]
    assert max(sizes) <= 1_000_000
    assert sum(sizes) < 6_000_000
    for path in paths:
        if path.suffix not in (".xlsx", ".qdpx"):
            assert b"\r" not in path.read_bytes() or path.parent.name == "texts"  # texts keep the line ends they had
            path.read_text(encoding="utf-8")


def test_the_year_has_the_published_size(year: pd.DataFrame, calibration: dict) -> None:
    published = calibration["referrals"]
    assert len(year) == published["total"]
    assert year["child_id"].nunique() == published["children"]
    assert (year["rereferral"] == "yes").sum() == published["within_a_year"]
    assert not year["referral_id"].duplicated().any()


def test_months_and_sources_follow_the_published_tables(year: pd.DataFrame, calibration: dict) -> None:
    counts = year["referral_date"].str[:7].value_counts().sort_index()
    assert list(counts) == calibration["months"]["counts"]
    for source, count in calibration["referral_source"].items():
        if source != "source":
            share = (year["referral_source"] == source).mean()
            assert share == pytest.approx(count / 3061, abs=0.02), source


def test_assessments_and_conferences_take_as_long_as_published(year: pd.DataFrame, calibration: dict) -> None:
    clocks = (
        ("assessment_days", "referral_date", "assessment_end"),
        ("conference_days", "strategy_discussion", "conference_date"),
    )
    for name, start, end in clocks:
        rows = year[year[end] != ""]
        days = [
            working_days_between(date.fromisoformat(first), date.fromisoformat(last))
            for first, last in zip(rows[start], rows[end], strict=True)
        ]
        bands = calibration[name]["bands"]
        total = sum(count for _, _, count in bands)
        assert len(days) == pytest.approx(total, rel=0.02)
        for low, high, count in bands:
            share = sum(low <= day <= high for day in days) / len(days)
            assert share == pytest.approx(count / total, abs=0.015), (name, low)


def test_plans_have_the_published_reasons(year: pd.DataFrame, calibration: dict) -> None:
    counts = Counter(year.loc[year["plan_category"] != "", "plan_category"])
    assert counts == {name: count for name, count in calibration["plans"].items() if name != "source"}
    disability = (year["disability"] == "yes").mean()
    known = calibration["disability"]
    assert disability == pytest.approx(known["yes"] / (known["yes"] + known["no"]), abs=0.02)


def test_dates_come_in_order(year: pd.DataFrame) -> None:
    for earlier, later in (
        ("referral_date", "decision_date"),
        ("decision_date", "assessment_end"),
        ("decision_date", "strategy_discussion"),
        ("strategy_discussion", "conference_date"),
        ("contact_date", "referral_date"),
        ("plan_start", "core_group_date"),
        ("plan_start", "care_start"),
        ("decision_date", "closure_date"),
    ):
        both = year[(year[earlier] != "") & (year[later] != "")]
        assert (both[earlier] <= both[later]).all(), later


def test_the_record_is_full_of_gaps_and_says_so_in_different_ways(year: pd.DataFrame) -> None:
    plans = year[year["plan_category"] != ""]
    assert (plans["plan_start"] == plans["conference_date"]).all()
    assert 0.01 < (plans["core_group_date"] == "").mean() < 0.08
    assert set(plans["previous_plans"]) == {"", "0", "1", "2"}
    assert (year.loc[year["section_47_start"] != "", "strategy_discussion"] != "").all()
    assert set(year["referrer_told"]) == {"yes", "no", "", "not applicable"}
    assert set(year.loc[year["referrer_told"] == "not applicable", "referral_source"]) == {"Anonymous"}
    assert set(year["consent"]) == {"yes", "no", ""}
    assert set(year.loc[year["consent_reason"] != "", "consent"]) == {"no"}
    asked = year[year["consent"] == "no"]
    assert 0.2 < (asked["consent_reason"] == "").mean() < 0.5
    stepped = year[year["step"] != ""]
    assert set(stepped["step"]) == {"step up", "step down"}
    assert 0.1 < (stepped["step_reason"] == "").mean() < 0.3
    assert set(year.loc[year["step_reason"] != "", "step"]) == {"step up", "step down"}


def test_what_came_again_belongs_to_the_frame_and_is_not_in_the_future() -> None:
    found = Counter()
    for path in sorted((SAMPLE / "reviews").glob("*/history.csv")):
        events = pd.read_csv(path, dtype=str)
        frame = pd.read_csv(path.with_name("frame.csv"), dtype=str, keep_default_na=False).set_index("referral_id")
        own = frame.loc[events["referral_id"]].reset_index()
        assert (own["child_id"] == events["child_id"]).all()
        start = own["plan_start"].where(events["event"] != "looked-after review", own["care_start"])
        assert (start != "").all()
        assert (start < events["on"]).all()
        assert events["on"].max() <= {"1": "2025-06-30", "3": "2025-12-31"}[path.parent.name[9]]
        found.update(events["event"])
    assert set(found) == {"review conference", "visit", "looked-after review"}


def test_one_says_that_the_school_was_told_and_the_school_says_not() -> None:
    folder = SAMPLE / "reviews" / "2025-26-q3-threshold-audit" / "returns"
    said = {agency: _answers(folder / f"{agency}.xlsx", "ta14") for agency in ("social_care", "education")}
    both = Counter((answer, said["education"].get(case, "")) for case, answer in said["social_care"].items())
    assert both["yes", "no"] >= 5
    assert both["yes", "yes"] >= 5
    days = _answers(folder / "social_care.xlsx", "ta15")
    assert {case for case, day in days.items() if day != "not applicable"} == {
        case for case, answer in said["social_care"].items() if answer == "yes"
    }


def test_the_level_question_does_not_apply_to_some_referrals_and_some_dissent() -> None:
    agreed = pd.read_csv(
        SAMPLE / "reviews" / "2025-26-q3-threshold-audit" / "agreed.csv", dtype=str, keep_default_na=False
    )
    levels = agreed.loc[agreed["question"] == "ta02", "answer"]
    assert 3 <= (levels == "not applicable").sum() <= 6
    assert (agreed["dissent"] != "").any()
    assert (agreed.loc[agreed["dissent"] != "", "reason"] != "").all()


def _answers(path: Path, question: str) -> dict[str, str]:
    """One question's answers in a return: each case has a sheet of its own."""
    book = load_workbook(path, read_only=True)
    rows = ((sheet.title, row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return {case: str(row[2]) for case, row in rows if row[0] == question and len(row) > 2 and row[2] is not None}


def test_two_coders_mostly_agree() -> None:
    workspace = str(SAMPLE)
    for folder in sorted((SAMPLE / "reviews").iterdir()):
        coding = open_voices(open_casework(workspace, folder.name)).coding.set_index("code")
        assert 0.6 <= coding.at["all", "alpha"] < 1, folder.name


def test_three_kinds_of_voice_and_every_consent() -> None:
    for folder in sorted((SAMPLE / "reviews").iterdir()):
        texts = pd.read_csv(folder / "voice" / "texts.csv", dtype=str, keep_default_na=False)
        assert set(texts["kind"]) == {"told us", "recorded", "parents and carers"}, folder.name
        assert set(texts["agreed_hips"]) == {"yes", "no", "unknown"}, folder.name


def test_every_audited_child_stands_in_the_log_of_who_was_asked() -> None:
    for folder in sorted((SAMPLE / "reviews").iterdir()):
        work = open_casework(str(SAMPLE), folder.name)
        log = open_voices(work).log
        for _, lines in log[log["case_id"] != ""].groupby("group"):
            assert sorted(lines["case_id"]) == sorted(work.drawn["case_id"]), folder.name


def test_a_worried_answer_is_dealt_with() -> None:
    risk = pd.read_csv(SAMPLE / "reviews" / "2025-26-q3-child-exploitation" / "risk.csv", dtype=str)
    assert len(risk) == 1
    assert risk.notna().all(axis=None)


def test_templates_have_few_questions_and_the_whole_chain() -> None:
    for name in ("neglect", "child_mental_health", "child_exploitation", "threshold_audit"):
        template = tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))
        questions = template["question"]
        assert len(questions) >= 9
        for agency in template["agencies"]:
            assert sum(agency in row.get("agencies", [agency]) for row in questions) <= 15
        assert [row["chain"] for row in questions if "chain" in row] == [
            "sought",
            "recorded",
            "understood",
            "acted on",
            "told",
        ]
        assert {row["line"] for row in questions} == {"L1", "L2", "L3", "L4"}
        assert {row["scope"] for row in questions} == {"child", "agency"}


def test_every_assumption_has_a_source_and_a_day() -> None:
    assumptions = tomllib.loads((TEMPLATES / "assumptions.toml").read_text(encoding="utf-8"))
    files = sorted((TEMPLATES / "record_checks").glob("*.toml"))
    checks = [check for path in files for check in tomllib.loads(path.read_text(encoding="utf-8"))["check"]]
    assert checks
    for table in [*assumptions.values(), *checks]:
        assert table["source"]
        assert isinstance(table["checked_on"], date)


def test_the_tiny_workspace_is_what_its_readme_says() -> None:
    folder = SAMPLE / "tiny" / "reviews" / "2025-26-q3-six-cases"
    agreed = pd.read_csv(folder / "agreed.csv", dtype=str, keep_default_na=False)
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (SAMPLE / "tiny" / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| cx")
    ]
    grid = {row[0]: row for row in rows if len(row) == 8}
    assert sorted(grid) == sorted(agreed["question"].unique())
    for question, row in grid.items():
        assert list(agreed.loc[agreed["question"] == question, "answer"]) == row[1:7]
        assert _counted(row[1:7]) == _told(row[7])
    for row in rows:
        if len(row) == 9:
            assert _counted(row[2:8]) == _told(row[8])


def _counted(answers: list[str]) -> Counter[str]:
    return Counter(answer for answer in answers if answer not in ("not applicable", "–"))


def _told(text: str) -> Counter[str]:
    """``"yes 2, no 3, of 5"`` as counts; what it says they are counted of must be their sum."""
    parts = [part.rsplit(" ", 1) for part in text.split(", ")]
    counts = Counter({name: int(count) for name, count in parts[:-1]})
    assert counts.total() == int(parts[-1][1])
    return counts
