"""What the ledger's lines come to: files that stand, approvals that hold, pages a person took back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.release.standing import approvals, content_hash, files_of, standing, standing_files, taken_back
from scrutiny_lib.tables import Tables, table

QUARTER = "2025-26-Q3"


def line(what: str, content: str = "", by: str = "batch", quarter: str = QUARTER, **more: Any) -> dict[str, Any]:
    page = {"page": {"path": f"{quarter}/r/hips.html", "sha256": f"h{content}"}} if what != "approval" else {}
    return {
        "what": what, "quarter": quarter, "review": "r", "audience": "hips", "by": by, "content_sha256": content,
        **page, **more,
    }  # fmt: skip


def test_a_page_stands_with_all_its_files_until_it_is_withdrawn() -> None:
    sheet = {"path": f"{QUARTER}/r/hips-tables.xlsx", "sha256": "s"}
    lines = [line("release", "1", files=[sheet])]
    assert standing_files(lines) == {f"{QUARTER}/r/hips.html": "h1", sheet["path"]: "s"}
    assert standing_files([*lines, line("withdrawal")]) == {}


def test_a_form_that_was_not_made_again_no_longer_stands() -> None:
    pdf = {"path": f"{QUARTER}/r/hips.pdf", "sha256": "p"}
    assert list(standing_files([line("release", "1", files=[pdf]), line("release", "2")])) == [f"{QUARTER}/r/hips.html"]


def test_an_approval_holds_for_its_content_and_its_quarter_alone() -> None:
    lines = [line("approval", "1", "Kim Lee"), line("approval", "9", "Kim Lee", "2025-26-Q2")]
    assert approvals(lines, QUARTER) == {("r", "hips"): {"1"}}


def test_what_a_person_took_back_needs_a_new_approval() -> None:
    lines = [line("approval", "1", "Kim Lee"), line("release", "1"), line("withdrawal", "1", "Sam Roe")]
    assert (approvals(lines, QUARTER), set(taken_back(lines, QUARTER))) == ({}, {("r", "hips")})
    lines.append(line("approval", "1", "Kim Lee"))
    assert (approvals(lines, QUARTER), set(taken_back(lines, QUARTER))) == ({("r", "hips"): {"1"}}, set())


def test_a_decision_taken_back_withdraws_the_page_and_leaves_the_approval() -> None:
    lines = [line("approval", "1", "Kim Lee"), line("release", "1"), line("withdrawal", "1", "batch")]
    assert (approvals(lines, QUARTER), set(taken_back(lines, QUARTER))) == ({("r", "hips"): {"1"}}, set())
    assert standing(lines) == {}


def test_a_line_about_no_page_names_no_file() -> None:
    assert files_of(line("approval")) == {} == files_of({"page": None, "files": None})


@given(st.sampled_from(["title", "status_line", "checked_by"]), st.text(min_size=1))
def test_anything_a_reader_sees_changes_the_content(key: str, said: str) -> None:
    draft = Tables({"title": "Neglect"})
    assert (content_hash(draft) == content_hash(draft.with_frames({key: said}))) is (draft.about.get(key) == said)


def test_a_changed_cell_changes_the_content_and_how_it_was_checked_does_not() -> None:
    rows = table("results", [{"result_id": "a.no", "n": 9, "of": 40}])
    draft = Tables({"released_without_second_person": False}).with_frames(None, results=rows)
    assert content_hash(draft) == content_hash(draft.with_frames({"checked": True}))
    assert content_hash(draft) != content_hash(draft.with_frames(None, results=rows.assign(n=[8])))


def test_what_was_written_and_read_back_is_the_same_content() -> None:
    rows = table("results", [{"result_id": "a.no", "n": 9, "of": 40}, {"result_id": "b.no", "n": None, "of": "[c]"}])
    rows["n"] = rows["n"].astype(object).where(rows["n"].notna(), None)
    rows.loc[0, "n"] = 9
    made = Tables({}).with_frames(None, results=rows)
    assert content_hash(made) == content_hash(made.plain()) == content_hash(made.plain().plain())
