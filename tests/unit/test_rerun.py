"""A record says enough to make its pages again, byte for byte; where it cannot be done, what differs is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrutiny_lib.batch import repeat, runs
from scrutiny_lib.batch import rerun as module
from scrutiny_lib.batch.approve import approve
from scrutiny_lib.batch.draw import Page
from scrutiny_lib.batch.place import Place
from scrutiny_lib.batch.record import verify, write_record
from scrutiny_lib.batch.repeat import Again
from scrutiny_lib.batch.rerun import rerun
from scrutiny_lib.batch.run import run_quarter
from scrutiny_lib.batch.withdraw import withdraw
from scrutiny_lib.cli import main
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.show.pdf import has_weasyprint
from tests.conftest import Quarter
from tests.small_quarter import name_of, small_workspace

ONE, TWO, THREE = (name_of(number) for number in (1, 2, 3))
WHY = "Read, every word of it."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter made in several steps, as quarters are: two reviews together; the page of one for HIPS approved; a
    third review beside what was released by then (printed too, where that gives the same bytes); then a page taken
    back."""
    workspace = tmp_path_factory.mktemp("again") / "small"
    workspace.mkdir()
    quarter = small_workspace(workspace, 2)
    settings = workspace / "workspace.toml"
    told = settings.read_text(encoding="utf-8")
    settings.write_text(told.replace('["executive", "hips"]', '["executive"]'), encoding="utf-8")
    assert run_quarter(workspace, quarter).failed == []
    approve(workspace, ONE, "hips", by="Kim Lee", why=WHY)
    small_review_three(workspace)
    assert run_quarter(workspace, quarter, review=THREE, pdf=has_weasyprint()).failed == []
    withdraw(workspace, TWO, "executive", by="Sam Roe", why="A word was wrong.")
    return workspace


def small_review_three(workspace: Path) -> None:
    settings = (workspace / "workspace.toml").read_bytes()
    small_workspace(workspace, 1, first=3)
    (workspace / "workspace.toml").write_bytes(settings)


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "small"))


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, with its bytes and when it was changed."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def record_of(workspace: Path) -> dict[str, Any]:
    return dict(json.loads((workspace / "record" / "2025-26-Q3.json").read_text(encoding="utf-8")))


def change_record(workspace: Path, change: Callable[[dict[str, Any]], None]) -> None:
    record = record_of(workspace)
    change(record)
    (workspace / "record" / "2025-26-Q3.json").write_bytes(write_record(record))


@pytest.fixture
def nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("counted again, where it was known that nothing could come out the same")

    monkeypatch.setattr(repeat, "count_all", never)


def test_every_page_and_draft_of_every_run_is_made_again_and_nothing_changes(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(made)
    assert main(["verify", str(made), "--rerun"]) == 0
    assert everything(made) == before
    *_, taken, last = capsys.readouterr().out.splitlines()
    assert taken.startswith("Taken back since") and taken.endswith(f"{TWO} · executive")
    record = record_of(made)
    kept = [one for review in record["reviews"].values() for one in review["audiences"].values()]
    files = [path for one in kept if one.get("page") for path in (one["page"], *one["files"])]
    drafts = [path for one in kept for path in one.get("draft", {}).get("files", {}) if "-check" not in path]
    assert len(drafts) > 8 and any(path.endswith("hips-decided.json") for path in drafts)
    assert last == f"Made again, byte for byte the same: {len(files) + len(drafts)} files of 5 pages."


def test_the_record_says_what_was_decided_together_and_beside_what(made: Path) -> None:
    first, second = record_of(made)["runs"]
    assert list(first["reviews"]) == [ONE, TWO] and list(second["reviews"]) == [THREE]
    assert (first["ledger"]["length"], second["ledger"]["length"]) == (0, 4)  # two released, one approved, released
    assert first["ledger"]["head"] == "0" * 64 != second["ledger"]["head"]
    one = first["reviews"][ONE]
    assert one["audiences"] == ["executive", "hips"] and one["seed"] == "2025-26-Q3 neglect 1"
    assert {"frame", "return", "findings", "review", "workspace", "key"} <= {each["role"] for each in one["inputs"]}
    assert first["limits"]["group"]["answers"] == 5 and set(first["cells"]) == {"seconds", "megabytes"}
    assert {"numpy", "matplotlib", "markupsafe"} <= first["installed"].keys()
    told = json.dumps([first, second])
    assert "00001-000" not in told and "social_care.xlsx" not in told  # no child, no name of a file


def test_an_approved_page_rests_on_the_run_of_its_draft(made: Path) -> None:
    hips = record_of(made)["reviews"][ONE]["audiences"]["hips"]
    assert (hips["state"], hips["run"]) == ("released", 1)


def test_an_input_that_changed_is_named_by_its_role(copy: Path, nothing_is_counted: None) -> None:
    settings = copy / "workspace.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")
    again = rerun(copy)
    assert not again.proved and again.same == [] and len(again.not_made) == 5
    assert {why for _, why in again.not_made} == {"Not what they were: workspace (changed)."}


def test_a_new_draft_is_proved_beside_a_page_whose_inputs_are_gone(copy: Path) -> None:
    findings = copy / "reviews" / ONE / "findings.toml"
    told = findings.read_text(encoding="utf-8")
    findings.write_text(told.replace("The home is not always seen", "A home is not always seen"), encoding="utf-8")
    done = run_quarter(copy, "2025-26-Q3", review=ONE)
    assert [one.audience for one in done.drafts] == ["hips"] and done.failed == []
    again = rerun(copy)
    assert dict(again.not_made) == {f"{ONE} · hips": "Not what they were: findings (changed)."}
    assert any(path.endswith(f"{ONE}/drafts/hips.html") for path in again.same) and again.differs == []
    assert "byte for byte" not in list(again.lines())[-1]


def test_a_review_that_is_gone_is_named_and_others_decided_with_it_are_tried(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(copy / "reviews" / TWO)
    monkeypatch.setattr(repeat, "draw_all", drawn_otherwise)
    again = rerun(copy)
    gone = dict(again.not_made)[f"{TWO} · hips (draft)"]
    assert "not there, or it cannot be read" in gone
    reasons = [why for path, why in again.differs if ONE in path]
    assert reasons and all("other bytes" in why or "this time" in why for why in reasons)
    assert all(f"{TWO}: the review (not there" in why for why in reasons)
    assert all(repeat.ONCE_MORE in why for path, why in again.differs if THREE in path)


def drawn_otherwise(wanted: Any, *_: object) -> Any:
    """Stands for the drawing of all pages, which gives a page with other bytes and no other form."""
    return {(one.outcome.review, one.outcome.audience): Page({".html": b"<p>other</p>"}, "", 0.0) for one in wanted}, []


def test_another_state_of_this_software_is_named_and_nothing_is_tried(
    copy: Path, nothing_is_counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.software()
    monkeypatch.setattr(module, "software", lambda: {**real, "library_sha256": "0" * 64, "version": "9.0"})
    again = rerun(copy)
    assert len(again.not_made) == 5 and all("here 9.0" in why for _, why in again.not_made)


def test_what_it_stands_on_is_compared_one_by_one(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = record_of(made)["runs"][0]
    assert runs.changed_software(run, run["software"]) == []
    here = {**run["installed"], "numpy": "1.0", "newcomer": "2.0"}
    del here["pillow"]
    monkeypatch.setattr(runs, "installed", lambda: here)
    monkeypatch.setattr(runs, "this_platform", lambda: "win32 amd64")
    platform, *others = runs.changed_software(run, run["software"])
    assert platform == f"the platform ({run['platform']}; here win32 amd64)"
    was = run["installed"]
    expected = ["newcomer (not there; here 2.0)", f"numpy ({was['numpy']}; here 1.0)"]
    assert others == [*expected, f"pillow ({was['pillow']}; here not there)"]


def test_a_ledger_that_lost_lines_is_not_decided_beside(copy: Path, nothing_is_counted: None) -> None:
    ledger = copy / "record" / "ledger.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(lines[:3]), encoding="utf-8")
    change_record(copy, lambda record: record["runs"].pop(0))
    again = rerun(copy)
    assert {why for _, why in again.not_made} == {module.NO_RUN, repeat.NO_LEDGER}


def test_a_record_of_an_earlier_edition_says_what_to_do(copy: Path, nothing_is_counted: None) -> None:
    change_record(copy, lambda record: record.pop("runs"))
    again = rerun(copy)
    assert again.not_made and {why for _, why in again.not_made} == {module.NO_RUN}
    assert list(again.lines())[-1] == "The same: 0 files of 0 pages."


def test_pages_put_elsewhere_are_compared_from_there(copy: Path, tmp_path: Path, nothing_is_counted: None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for folder in ("record", "released"):
        shutil.move(copy / folder, out / folder)
    with pytest.raises(ScrutinyError, match="--rerun --out FOLDER"):
        rerun(out)
    with pytest.raises(ScrutinyError, match="no record of such a quarter"):
        rerun(copy)
    with pytest.raises(ScrutinyError, match="no record of such a quarter"):
        rerun(copy, out=out, quarter="2024-25 Q1")
    (copy / "actions.csv").write_text("action_id\n", encoding="utf-8")  # so that nothing has to be counted
    assert {why for _, why in rerun(copy, out=out).not_made} == {"Not what they were: actions (1 more)."}


def test_a_run_that_nothing_came_out_of_is_not_kept(copy: Path) -> None:
    again = run_quarter(copy, "2025-26-Q3", review=THREE, force=True)
    assert again.failed == []
    kept = [run["number"] for run in record_of(copy)["runs"]]
    assert kept == [1, 3] and not verify(copy)[1]


def test_the_end_says_what_is_the_same_and_what_is_not() -> None:
    again = Again(["a.html"], 1, [("b.html", "Other bytes.")], [("r · hips", "Gone.")], ["q · r · board"])
    assert list(again.lines()) == [
        "Not the same: b.html. Other bytes.",
        "Not made again: r · hips. Gone.",
        "Taken back since, so nothing stands to be compared: q · r · board",
        "The same: 1 file of 1 page.",
    ]
    assert not again.proved and Again(["a"], 1, taken_back=["q"]).proved


@pytest.mark.slow
def test_a_quarter_of_the_sample_is_made_again(quarter: Quarter) -> None:
    place = Place.open(quarter.workspace, quarter.quarter)
    again = rerun(quarter.workspace)
    assert again.proved and "byte for byte the same" in list(again.lines())[-1]
    assert {str(path.relative_to(place.out).as_posix()) for path in quarter.files()} <= set(again.same)
