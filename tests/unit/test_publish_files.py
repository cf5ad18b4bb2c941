"""Released files: all forms of a page stand or go together, and what stands is what the record and the ledger say."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.batch.compute import Computed
from scrutiny_lib.batch.draw import Page
from scrutiny_lib.batch.files import Staged
from scrutiny_lib.batch.place import Place
from scrutiny_lib.batch.plan import Due
from scrutiny_lib.batch.publish import Published, publish
from scrutiny_lib.batch.put_in_place import finish_interrupted
from scrutiny_lib.batch.record import check_ledger, read_record, verify
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.release import Identifiers, Ledger, Outcome
from scrutiny_lib.tables import Tables
from tests.conftest import REPOSITORY

WHOLE = {".html": b"<p>page</p>", "-tables.xlsx": b"sheet", ".pdf": b"print"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "workspace.toml").write_bytes((REPOSITORY / "sample_cases" / "workspace.toml").read_bytes())
    return Place(read_workspace(tmp_path)[0], "2025-26-Q3", tmp_path)


def put(
    place: Place, files: dict[str, bytes] | None, state: str = "released", why: str = "", failed: set[str] | None = None
) -> Published:
    about: dict[str, Any] = {"audience": "hips", "profile": "group", "title": "T", "partnership": "P"}
    outcome = Outcome("r", "hips", state, why, Tables(about) if state in ("released", "draft") else None)
    item = Due("r", None, ("hips",), REPOSITORY / "notebooks" / "60_actions_and_impact.ipynb", [], "key")
    found = Computed(Tables({}), None, 0, Identifiers(), Problems(), pd.DataFrame())
    pages = {("r", "hips"): Page(files, "t", 1.0)} if files else {}
    return publish(place, {}, [outcome], {"r": (item, found)}, pages, failed or set(), {"number": 1})


def standing(place: Place) -> list[str]:
    return sorted(path.name for path in (place.out / "released").rglob("*") if path.is_file())


def test_every_form_of_a_page_is_recorded_and_verified(place: Place) -> None:
    put(place, WHOLE)
    assert standing(place) == ["hips-tables.xlsx", "hips.html", "hips.pdf"]
    looked_at, problems = verify(place.out)
    assert not problems and looked_at == "1 page, 2 other files, 1 record, a ledger of 1 line"
    (line,) = place.ledger.entries()
    assert line["page"]["path"].endswith("hips.html") and len(line["files"]) == 2
    for name in standing(place):
        path = place.out / "released" / place.quarter / "r" / name
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert name in str(verify(place.out)[1])
        path.write_bytes(kept)


def test_a_form_that_is_no_longer_made_does_not_stay_behind(place: Place) -> None:
    put(place, WHOLE)
    put(place, {".html": b"<p>new</p>", "-tables.xlsx": b"new"})
    assert standing(place) == ["hips-tables.xlsx", "hips.html"] and not verify(place.out)[1]
    (kept,) = (place.working / "replaced").iterdir()
    assert kept.read_bytes() == b"print"


def test_the_same_files_again_add_no_line(place: Place) -> None:
    put(place, WHOLE)
    put(place, WHOLE)
    assert place.ledger.length == 1
    put(place, {**WHOLE, "-tables.xlsx": b"other"})
    assert place.ledger.length == 2 and not verify(place.out)[1]


def test_a_page_that_must_wait_goes_in_every_form(place: Place) -> None:
    put(place, WHOLE)
    done = put(place, None, "waits", "The Board's decision was taken back.")
    assert standing(place) == [] and done.waiting and not verify(place.out)[1]
    assert len(list((place.working / "withdrawn").iterdir())) == 3


def test_a_review_that_failed_keeps_what_it_had(place: Place) -> None:
    put(place, WHOLE)
    put(place, {".html": b"<p>new</p>"}, failed={"r"})
    assert standing(place) == ["hips-tables.xlsx", "hips.html", "hips.pdf"] and not verify(place.out)[1]
    record = read_record(place.record_path)
    assert record is not None and "waits" not in json.dumps(record)


def test_when_a_file_cannot_be_written_none_is_replaced(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, WHOLE)
    before = {name: (place.out / "released" / place.quarter / "r" / name).read_bytes() for name in standing(place)}

    def full(*of: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("scrutiny_lib.batch.files.os.fsync", full)
    done = put(place, {name: b"new" for name in WHOLE})
    assert not done.released and re.search(r"Nothing was changed.*could not be written", done.stopped[0][1])
    after = {name: (place.out / "released" / place.quarter / "r" / name).read_bytes() for name in standing(place)}
    assert after == before and place.ledger.length == 1


def test_a_draft_stays_in_working(place: Place) -> None:
    done = put(place, WHOLE, "draft", "A second person has to approve it.")
    assert standing(place) == [] and place.ledger.length == 0 and not verify(place.out)[1]
    names = sorted(path.name for path in (place.working / "r").rglob("*") if path.is_file())
    assert names == ["hips-check.html", "hips-decided.json", "hips-tables.xlsx", "hips.html", "hips.pdf"]
    assert done.drafts[0].check_page.is_file()


def kill(*of: object) -> None:
    raise KeyboardInterrupt


PUT = Staged.put


def kill_before_pages(staged: Staged) -> None:
    """Stop where the first page would be put in its place."""
    if any("released" in path.parts for path in staged.parts):
        kill()
    PUT(staged)


def all_files(place: Place) -> dict[str, bytes]:
    found = [path for folder in ("released", "record") for path in (place.out / folder).rglob("*") if path.is_file()]
    return {path.relative_to(place.out).as_posix(): path.read_bytes() for path in found}


def test_a_review_that_cannot_be_written_is_named_and_keeps_what_it_had(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, WHOLE)
    before = all_files(place)

    def no_right(files: object) -> Staged:
        raise PermissionError(errno.EACCES, "a path that nobody should read")

    monkeypatch.setattr("scrutiny_lib.batch.publish.stage", no_right)
    done = put(place, {".html": b"<p>new</p>"})
    ((name, why),) = done.stopped
    assert name == "r" and "Permission denied" in why and "a path" not in why and done.released == []
    after = all_files(place)
    del before["record/2025-26-Q3.json"], after["record/2025-26-Q3.json"]  # it says when it was written
    assert after == before and not verify(place.out)[1]


def test_what_stopped_after_the_ledger_had_its_lines_is_finished_by_the_next_command(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, WHOLE)
    with monkeypatch.context() as patched:
        patched.setattr(Staged, "put", kill_before_pages)
        with pytest.raises(KeyboardInterrupt):
            put(place, {".html": b"<p>new</p>"})
    assert (place.out / place.released("r", "hips", ".html")).read_bytes() == WHOLE[".html"]
    assert place.ledger.length == 2 and "interrupted" in str(verify(place.out)[1])
    finish_interrupted(place)
    assert standing(place) == ["hips.html"] and not verify(place.out)[1] and not check_ledger(place.out)
    assert (place.out / place.released("r", "hips", ".html")).read_bytes() == b"<p>new</p>"


def test_what_stopped_before_the_ledger_had_its_lines_leaves_no_trace(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, WHOLE)
    before = all_files(place)
    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "append", kill)
        patched.setattr(Staged, "drop", lambda staged: None)
        with pytest.raises(KeyboardInterrupt):
            put(place, {".html": b"<p>new</p>"})
    assert all_files(place) != before
    finish_interrupted(place)
    assert all_files(place) == before and not verify(place.out)[1]


def test_lines_that_are_not_what_the_waiting_record_names_stay_a_matter_for_a_person(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, WHOLE)
    with monkeypatch.context() as patched:
        patched.setattr(Staged, "put", kill_before_pages)
        with pytest.raises(KeyboardInterrupt):
            put(place, {".html": b"<p>new</p>"})
    place.ledger.append([{"what": "approval", "review": "r", "audience": "hips", "quarter": place.quarter}])
    finish_interrupted(place)
    assert "no record has seen" in str(check_ledger(place.out))
    assert (place.out / place.released("r", "hips", ".html")).read_bytes() == WHOLE[".html"]
