"""Released files: all forms of a page stand or go together, and what stands is what the record and the ledger say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.batch.compute import Computed
from scrutiny_lib.batch.draw import Page
from scrutiny_lib.batch.place import Place
from scrutiny_lib.batch.plan import Due
from scrutiny_lib.batch.publish import Published, publish
from scrutiny_lib.batch.record import read_record, verify
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.release import Identifiers, Outcome
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
    return publish(place, {}, [outcome], {"r": (item, found)}, pages, failed or set())


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
        raise OSError("no space left")

    monkeypatch.setattr("scrutiny_lib.batch.files.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        put(place, {name: b"new" for name in WHOLE})
    after = {name: (place.out / "released" / place.quarter / "r" / name).read_bytes() for name in standing(place)}
    assert after == before and place.ledger.length == 1


def test_a_draft_stays_in_working(place: Place) -> None:
    done = put(place, WHOLE, "draft", "A second person has to approve it.")
    assert standing(place) == [] and place.ledger.length == 0 and not verify(place.out)[1]
    names = sorted(path.name for path in (place.working / "r").rglob("*") if path.is_file())
    assert names == ["hips-check.html", "hips-decided.json", "hips-tables.xlsx", "hips.html", "hips.pdf"]
    assert done.drafts[0].check_page.is_file()
