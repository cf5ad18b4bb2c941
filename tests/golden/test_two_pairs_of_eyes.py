"""A page for readers outside leaves when somebody who did not make it has approved exactly that page, not before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scrutiny_lib.batch import anybody
from scrutiny_lib.batch.alone import alone
from scrutiny_lib.batch.approve import approve
from scrutiny_lib.batch.record import verify
from scrutiny_lib.batch.run import Quarter, run_quarter
from scrutiny_lib.batch.withdraw import accept_broken_ledger, withdraw
from scrutiny_lib.errors import Refused, ScrutinyError
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.release import Ledger, gate
from scrutiny_lib.release.leaks import visible_text
from scrutiny_lib.show.text import day
from tests.conftest import copy_workspace, scrutiny

QUARTER, PAGE, AUDIENCE = "2025-26-Q3", "actions-and-impact", "hips"
WHY = "Every word read; nobody can be recognised."


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that lets only the Executive's pages leave by themselves, with one of the quarter's pages run."""
    workspace = copy_workspace(tmp_path_factory.mktemp("eyes") / "sample_cases")
    change(workspace / "workspace.toml", '["executive", "hips"]', '["executive"]')
    assert run(workspace).failed == []
    return workspace


@pytest.fixture(scope="module")
def everybody(drafted: Path) -> anybody.Everybody:
    """What no page of the sample may hold: read once, because no test here changes it."""
    made = anybody.Everybody(read_workspace(drafted)[0])
    assert made.said and made.identifiers.ids
    return made


@pytest.fixture
def workspace(drafted: Path, everybody: anybody.Everybody, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(anybody, "said_in", lambda of: everybody.said)
    monkeypatch.setattr(anybody, "anybody_in", lambda of: everybody.identifiers)
    return Path(shutil.copytree(drafted, tmp_path / "sample_cases"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(workspace: Path, *, force: bool = False) -> Quarter:
    return run_quarter(workspace, QUARTER, review=PAGE, force=force)


def said_yes(workspace: Path, by: str = "Kim Lee") -> list[Path]:
    return approve(workspace, PAGE, AUDIENCE, by=by, why=WHY)


def released(workspace: Path) -> Path:
    return workspace / "released" / QUARTER / PAGE / f"{AUDIENCE}.html"


def lines(workspace: Path) -> list[dict[str, object]]:
    return Ledger(workspace / "record" / "ledger.jsonl").entries()


def test_a_draft_is_made_in_full_and_does_not_leave(workspace: Path) -> None:
    folder = workspace / "working" / QUARTER / PAGE
    assert not released(workspace).exists() and released(workspace).with_name("executive.html").is_file()
    draft = visible_text((folder / "drafts" / f"{AUDIENCE}.html").read_text(encoding="utf-8"))
    assert "Draft Nobody has checked this page" in draft
    check = visible_text((folder / f"{AUDIENCE}-check.html").read_text(encoding="utf-8"))
    for words in ("Every number that leaves", "Smallest shown", "hidden", "last search", "scrutiny approve"):
        assert words in check
    assert [line["audience"] for line in lines(workspace)] == ["executive"]
    assert not verify(workspace)[1]


def test_a_second_person_approves_exactly_this_page_and_it_comes_out(workspace: Path) -> None:
    assert said_yes(workspace) == [released(workspace)]
    page = visible_text(released(workspace).read_text(encoding="utf-8"))
    assert "Checked A second person has checked what may leave" in page and "Kim Lee" not in page and WHY not in page
    approval, release = lines(workspace)[-2:]
    assert (approval["what"], approval["by"], approval["why"]) == ("approval", "Kim Lee", WHY)
    assert (release["what"], release["content_sha256"]) == ("release", approval["content_sha256"])
    assert not verify(workspace)[1]


def test_a_later_run_with_the_same_content_releases_it_again(workspace: Path) -> None:
    said_yes(workspace)
    before, length = released(workspace).read_bytes(), len(lines(workspace))
    done = run(workspace, force=True)
    assert done.drafts == [] and released(workspace).read_bytes() == before and len(lines(workspace)) == length
    assert run(workspace).made is False


def test_changed_content_is_a_draft_again_and_the_page_that_was_approved_stands(workspace: Path) -> None:
    said_yes(workspace)
    before = released(workspace).read_bytes()
    change(workspace / "workspace.toml", "Official – sensitive (invented cases)", "Official (invented cases)")
    done = run(workspace)
    (draft,) = done.drafts
    assert "stands until this one is approved" in draft.why and released(workspace).read_bytes() == before
    assert not verify(workspace)[1]
    again = run(workspace)
    assert again.made is False and [one.why for one in again.drafts] == [draft.why]
    said_yes(workspace)
    assert released(workspace).read_bytes() != before and not verify(workspace)[1]


@pytest.mark.parametrize("name", ["analyst A1", "Analyst  a1", "A1", "a1, ANALYST", "Scrutiny analyst (A2)", "A. A1"])
def test_whoever_made_it_is_not_the_second_person(workspace: Path, name: str) -> None:
    with pytest.raises(ScrutinyError, match="somebody else"):
        said_yes(workspace, name)
    assert not released(workspace).exists()


def test_those_who_prepare_pages_can_be_named_in_the_workspace(workspace: Path) -> None:
    change(workspace / "workspace.toml", "[release]", '[release]\nauthors = ["Kim Lee"]')
    run(workspace)
    with pytest.raises(ScrutinyError, match="somebody else"):
        said_yes(workspace)


@pytest.mark.parametrize(("by", "why"), [(" ", WHY), ("123", WHY), ("Kim Lee", " ")])
def test_a_name_and_a_reason_are_given(workspace: Path, by: str, why: str) -> None:
    with pytest.raises(ScrutinyError, match="Say"):
        approve(workspace, PAGE, AUDIENCE, by=by, why=why)


def test_the_reason_names_no_child(workspace: Path) -> None:
    frame = (workspace / "reviews" / "2025-26-q3-child-exploitation" / "frame.csv").read_text(encoding="utf-8")
    child = frame.splitlines()[1].split(",")[1]
    with pytest.raises(ScrutinyError, match="somebody could be found"):
        approve(workspace, PAGE, AUDIENCE, by="Kim Lee", why=f"Checked against {child} by hand")


def test_what_changed_since_the_draft_has_to_be_looked_at(workspace: Path) -> None:
    tracker = workspace / "actions.csv"
    tracker.write_text(tracker.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ScrutinyError, match="changed since its draft was made"):
        said_yes(workspace)
    assert not released(workspace).exists()


@pytest.mark.parametrize("name", ["hips.html", "hips-decided.json"])
def test_a_draft_that_somebody_altered_is_not_approved(workspace: Path, name: str) -> None:
    path = workspace / "working" / QUARTER / PAGE / "drafts" / name
    path.write_bytes(path.read_bytes().replace(b"overdue", b"underdue"))
    with pytest.raises(ScrutinyError, match="not as it was made"):
        said_yes(workspace)


def test_something_released_meanwhile_can_stop_the_approval(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(lines(workspace))
    monkeypatch.setattr("scrutiny_lib.batch.approve.audit_again", lambda *of: "A hidden count could be worked out.")
    with pytest.raises(ScrutinyError, match="could be worked out"):
        said_yes(workspace)
    assert not released(workspace).exists() and len(lines(workspace)) == before
    assert callable(gate.audit_again)


def test_a_page_is_approved_once(workspace: Path) -> None:
    said_yes(workspace)
    with pytest.raises(ScrutinyError, match="released already"):
        said_yes(workspace, "Sam Roe")


def test_a_page_that_waits_for_the_board_cannot_be_approved(workspace: Path) -> None:
    run_quarter(workspace, QUARTER, review="2025-26-q3-threshold-audit", audience=AUDIENCE)
    with pytest.raises(ScrutinyError, match="Board"):
        approve(workspace, "2025-26-q3-threshold-audit", AUDIENCE, by="Kim Lee", why=WHY)


def test_nothing_is_approved_where_nothing_was_made(workspace: Path) -> None:
    with pytest.raises(ScrutinyError, match="no draft"):
        approve(workspace, PAGE, "public", by="Kim Lee", why=WHY)


def test_two_commands_at_once_do_not_write_over_each_other(workspace: Path) -> None:
    with alone(workspace):
        for command in (
            lambda: said_yes(workspace),
            lambda: run(workspace, force=True),
            lambda: accept_broken_ledger(workspace, by="Kim Lee", why=WHY),
        ):
            with pytest.raises(ScrutinyError, match="Another command"):
                command()
    assert said_yes(workspace)


def test_a_withdrawn_page_comes_back_when_it_is_approved_anew_and_not_before(workspace: Path) -> None:
    said_yes(workspace)
    kept = withdraw(workspace, PAGE, AUDIENCE, by="Sam Roe", why="A figure was wrong")
    assert not list(released(workspace).parent.glob(f"{AUDIENCE}*")) and all(path.is_file() for path in kept)
    taken = lines(workspace)[-1]
    assert taken["by"] == "Sam Roe" and not verify(workspace)[1]
    with pytest.raises(ScrutinyError, match="withdrawn"):
        said_yes(workspace)
    with pytest.raises(ScrutinyError, match="nothing to take back"):
        withdraw(workspace, PAGE, AUDIENCE, by="Sam Roe", why="Again")
    done = run(workspace, force=True)
    assert not released(workspace).exists() and [one.audience for one in done.drafts] == [AUDIENCE]
    check = visible_text(done.drafts[0].check_page.read_text(encoding="utf-8"))
    assert f"It was withdrawn on {day(taken['at'])}" in check and f"line {taken['number']} of the ledger" in check
    assert "Sam Roe" not in check and "A figure was wrong" not in check
    said_yes(workspace)
    assert released(workspace).is_file() and not verify(workspace)[1]
    assert all("withdrawn" not in one.why for one in run(workspace, force=True).drafts)


def test_a_withdrawn_page_that_needs_no_second_person_does_not_come_back_by_itself(workspace: Path) -> None:
    path = released(workspace).with_name("executive.html")
    withdraw(workspace, PAGE, "executive", by="Sam Roe", why="The Executive asked for it")
    done = run(workspace)
    assert not path.exists() and "withdrawn" in done.drafts[0].why
    approve(workspace, PAGE, "executive", by="Kim Lee", why=WHY)
    assert path.is_file() and run(workspace, force=True).failed == [] and path.is_file()


def test_a_page_that_now_needs_a_second_person_is_taken_out(workspace: Path) -> None:
    change(workspace / "workspace.toml", '["executive"]', "[]")
    done = run(workspace)
    assert not released(workspace).with_name("executive.html").exists()
    assert len(done.drafts) == 2 and lines(workspace)[-1]["what"] == "withdrawal" and not verify(workspace)[1]


def edit_line(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"profile": "partnership"', b'"profile": "group"', 1))


def remove_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))


def cut_tail(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def move_lines(path: Path) -> None:
    first, second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([second, first, *rest]))


def add_line(path: Path) -> None:
    Ledger(path).append([{"what": "approval", "review": PAGE, "audience": AUDIENCE, "quarter": QUARTER}])


@pytest.mark.parametrize("break_it", [edit_line, remove_line, cut_tail, move_lines, add_line])
def test_a_broken_ledger_stops_every_release_until_a_person_writes_down_why(workspace: Path, break_it: object) -> None:
    said_yes(workspace)
    break_it(workspace / "record" / "ledger.jsonl")  # type: ignore[operator]
    found = scrutiny("verify", workspace)
    assert found.returncode == 1 and "ledger.jsonl, line" in found.stdout
    for command in (lambda: run(workspace, force=True), lambda: said_yes(workspace)):
        with pytest.raises(Refused, match="R13"):
            command()
    accepted = accept_broken_ledger(workspace, by="Kim Lee", why="The disk was restored from the copy of Tuesday.")
    assert accepted and lines(workspace)[-1]["why"] == "The disk was restored from the copy of Tuesday."
    assert run(workspace).failed == []
    looked_at, problems = verify(workspace)
    assert not problems and ("a person has written down why" in looked_at) is (break_it not in (cut_tail, add_line))
    with pytest.raises(ScrutinyError, match="nothing to accept"):
        accept_broken_ledger(workspace, by="Kim Lee", why="Again")


def test_a_broken_ledger_does_not_keep_a_page_from_being_withdrawn(workspace: Path) -> None:
    said_yes(workspace)
    edit_line(workspace / "record" / "ledger.jsonl")
    withdraw(workspace, PAGE, AUDIENCE, by="Sam Roe", why="Somebody could be recognised")
    assert not released(workspace).exists() and lines(workspace)[-1]["what"] == "withdrawal"
    kept = [path.name for path in (workspace / "working" / QUARTER / "altered").iterdir()]
    assert any(name.startswith("record-ledger") for name in kept)
    assert any("line 1" in problem.place for problem in verify(workspace)[1])


def test_a_record_that_was_altered_stops_release_too(workspace: Path) -> None:
    change(workspace / "record" / f"{QUARTER}.json", '"invented": true', '"invented": false')
    with pytest.raises(Refused, match="record was changed"):
        run(workspace, force=True)
    accept_broken_ledger(workspace, by="Kim Lee", why="Somebody opened it in an editor.")
    assert run(workspace, force=True).failed == [] and not verify(workspace)[1]
    json.loads((workspace / "record" / f"{QUARTER}.json").read_text(encoding="utf-8"))
