"""The quarter on one page for the analyst: everything that became of it, links that lead somewhere, nothing active."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from scrutiny_lib.batch import index
from scrutiny_lib.batch.index import write_index
from scrutiny_lib.batch.place import Place
from scrutiny_lib.batch.publish import Draft
from scrutiny_lib.batch.run import Quarter
from scrutiny_lib.intake.workspace import read_workspace
from scrutiny_lib.release.leaks import visible_text
from scrutiny_lib.show.page import POLICY
from tests.conftest import REPOSITORY

QUARTER, AT = "2025-26-Q3", "2026-01-09T08:30:05+00:00"
NEW, OLD, ODD = "2025-26-q3-neglect", "2025-26-q3 levels & #2", "2025-26-q3-odd"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp_path / "workspace.toml").write_bytes((REPOSITORY / "sample_cases" / "workspace.toml").read_bytes())
    monkeypatch.setattr(index, "now", lambda: AT)
    return Place(read_workspace(tmp_path)[0], QUARTER, tmp_path)


def released(place: Place, review: str, audience: str, **more: Any) -> dict[str, Any]:
    """A released page as the record has it, with its files on disk."""
    paths = [place.released(review, audience, ending) for ending in (".html", ".docx", "-tables.xlsx")]
    for path in paths:
        touched(place.out / path)
    page, *files = ({"path": path, "sha256": "0", "bytes": 1} for path in paths)
    return {"state": "released", "page": page, "files": files, "seconds": 3.25, "run": 2, **more}


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


def drafted(place: Place, review: str, audience: str, run: int) -> tuple[dict[str, Any], Draft]:
    folder = f"working/{QUARTER}/{review}"
    names = [f"{folder}/drafts/{audience}.html", f"{folder}/{audience}-check.html"]
    paths = [touched(place.workspace.root / name) for name in names]
    made = {"state": "draft", "why": "", "draft": {"files": dict.fromkeys(names, "0"), "run": run}}
    return made, Draft(review, audience, paths[1], "A second person has not approved it.")


def page_path(place: Place, made: dict[str, Any]) -> Path:
    return place.out / str(made["page"]["path"])


@pytest.fixture
def ran(place: Place) -> tuple[Quarter, dict[str, Any]]:
    """A run in which a bit of everything happened, and its record."""
    new, old = released(place, NEW, "executive"), released(place, OLD, "executive", run=1, seconds=9.5)
    draft, told = drafted(place, NEW, "hips", 2)
    before, told_before = drafted(place, OLD, "hips", 1)
    fell = released(place, "actions-and-impact", "executive", run=1)
    other = released(place, "training-impact", "executive", run=1)
    touched(place.record_path)
    touched(place.working / "actions-and-impact" / "executive.log")
    reviews = {
        NEW: {"seconds": 12.0, "audiences": {"executive": new, "hips": draft, "public": {"state": "waits"}}},
        OLD: {"seconds": 2.0, "audiences": {"executive": old, "hips": before, "board": {"state": "withdrawn"}}},
        "actions-and-impact": {"audiences": {"executive": fell, "hips": released(place, "actions-and-impact", "hips")}},
        "training-impact": {"audiences": {"executive": other}},
    }
    record = {
        "reviews": reviews,
        "runs": [{"number": 1}, {"number": 2}],
        "ledger": {"length": 17, "head": "0"},
        "software": {"version": "0.8.0", "library_sha256": "ab" * 32, "python": "3.11.7", "packages": {"numpy": "2.4"}},
    }
    done = Quarter(
        released=[page_path(place, new)],
        drafts=[told, told_before],
        unchanged=[page_path(place, old)],
        waiting=[(NEW, "public", "The Board's decision is not recorded yet.")],
        altered=[touched(place.working / "altered" / "x-1234.html")],
        failed=[
            ("actions-and-impact · executive", "Cell 3 <failed>; see working/.\nRun again & look."),
            (ODD, "The frame is missing."),
        ],
        left=[("actions-and-impact", "hips", "Pages of one review change together.")],
        made=True,
    )
    return done, record


def written(place: Place, done: Quarter, record: dict[str, Any], **more: Any) -> str:
    path = write_index(place, done, record, **more)
    assert path == place.working / "index.html" and not list(path.parent.glob("*.part"))
    return path.read_text(encoding="utf-8")


def row(html: str, *holds: str) -> str:
    """The one row of a table that holds all of these words."""
    rows = [visible_text(one) for one in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    (found,) = (one for one in rows if all(words in one for words in holds))
    return found


def test_what_became_of_every_page_stands_there(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran)
    pages = html[html.index('id="pages"') : html.index('id="time"')]
    for words in (
        ("Executive", "New", "3.2"),
        ("HIPS", "New draft"),
        ("Public", "Waits"),
        ("Executive", "Unchanged", "9.5"),
        ("HIPS", "Draft, as before"),
        ("Board", "Withdrawn"),
        ("Executive", "Failed"),
        ("HIPS", "Left as it was"),
        ("training-impact", "not part of this run"),
    ):
        assert row(pages, *words)
    text = visible_text(html)
    short = "1 new page, 1 new draft, 1 unchanged page, 1 earlier draft, 1 waiting page, 1 untouched page, 1 withdrawn"
    assert short in text and "2 failures." in text and "Run on 9 January 2026 at 08:30 UTC." in text


def test_what_failed_says_why_and_where_to_look(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran)
    failed = html[html.index('id="failed"') : html.index('id="waits"')]
    assert "Run again & look." in row(failed, "actions-and-impact · executive", "Cell 3 <failed>")
    assert "Cell 3 &lt;failed&gt;; see working/.<br>Run again &amp; look." in failed
    assert 'href="actions-and-impact/executive.log"' in failed and ODD in failed and "x-1234.html" in failed


def test_who_is_waited_for_is_named_with_what_to_look_at(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran)
    waits = html[html.index('id="waits"') : html.index('id="pages"')]
    assert "A second person" in row(waits, NEW, "HIPS") and "The Board" in row(waits, NEW, "Public")
    assert f'href="{NEW}/hips-check.html"' in waits and f'href="{NEW}/drafts/hips.html"' in waits
    assert "A second person" in row(waits, "Board", "taken back by a person")


def test_every_link_leads_to_a_file(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran)
    links = [link for link in re.findall(r'href="([^"]*)"', html) if not link.startswith("#")]
    assert len(links) > 20 and all((place.working / unquote(link)).is_file() for link in links)
    inside = {link[1:] for link in re.findall(r'href="(#[^"]*)"', html)}
    assert inside <= set(re.findall(r'id="([^"]*)"', html))


def test_the_longest_counting_comes_first_and_steps_are_told(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran, steps={"Compute": 14.26, "Render": 3.0}, notes=["2 pages were finished before"])
    time = html[html.index('id="time"') : html.index('id="made-with"')]
    assert time.index(NEW) < time.index("2025-26-q3 levels") and row(time, NEW, "12.0") and row(time, "levels", "2.0")
    assert row(html, "Compute", "14.3") and "2 pages were finished before." in visible_text(html)


def test_nothing_on_it_is_active_and_everything_is_named(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    html = written(place, *ran)
    assert f'content="{POLICY}"' in html and "<script" not in html and "http://" not in html and "https://" not in html
    assert html.count("<table") == html.count("<caption") and not re.search(r"<th(?! scope)[ >]", html)
    assert "This page does not leave" in html and place.workspace.marking in html
    assert written(place, *ran) == html


def test_a_quarter_of_which_nothing_is_known_has_a_page_too(place: Place) -> None:
    assert "There is no page of this quarter yet." in written(place, Quarter(), {})
    html = written(place, Quarter(failed=[(ODD, "The frame is missing.")]), {})
    assert "1 failure." in visible_text(html) and row(html, ODD, "The frame is missing.")


def test_a_run_that_made_nothing_calls_no_draft_new(place: Place, ran: tuple[Quarter, dict[str, Any]]) -> None:
    done, record = ran
    done.made, done.released = False, []
    assert "New" not in written(place, done, record)


def test_pages_on_another_drive_have_their_full_address(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_way(*_: object) -> str:
        raise ValueError("path is on another mount")

    monkeypatch.setattr(index.os.path, "relpath", no_way)
    assert index._address(place.out / "a b.html", place.working).startswith("file:///")
