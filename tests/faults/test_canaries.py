"""Something to recognise a child by in every field of a workspace: none of it in anything released or said."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from scrutiny_lib.release import leaks
from tests.canary_room import QUARTER, REVIEW, Planted, break_cells, canary_room, print_something
from tests.conftest import scrutiny


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return canary_room(tmp_path_factory.mktemp("canaries") / "workspace")


def said(*arguments: object) -> str:
    done: subprocess.CompletedProcess[str] = scrutiny(*arguments)
    assert "Traceback" not in done.stderr and done.returncode in (0, 1), done.stderr[-2000:]
    return done.stdout + done.stderr


def told(text: str, planted: Planted) -> list[tuple[str, str]]:
    """Kind and field of what stands in a text as it was planted, without repeating it."""
    plain = text.casefold()
    return [(kind, where) for value, kind, where in planted.found if value.casefold() in plain]


def found_in(folders: Iterable[Path], planted: Planted) -> list[object]:
    """What stands in the files of some folders: as the search finds it, and byte for byte."""
    found: list[object] = []
    for folder in folders:
        assert any(folder.rglob("*")), folder.name
        found += [leak for leak in leaks(folder, planted.values()) if leak.certain]
        for path in (path for path in folder.rglob("*") if path.is_file()):
            found += told(path.read_bytes().decode("utf-8", "replace") + path.name, planted)
    return found


def test_there_are_enough_of_every_kind_in_enough_fields(planted: Planted) -> None:
    assert len(planted.values()) >= 1000 and len(planted.by_kind()) == 9
    assert min(planted.by_kind().values()) >= 100 and len(planted.by_field()) > 30


@pytest.mark.parametrize("command", ["check", "sample", "returns", "voice"])
def test_no_command_says_any_of_it(planted: Planted, command: str) -> None:
    place = planted.root if command == "check" else planted.root / "reviews" / REVIEW
    assert told(said(command, place), planted) == []


def test_none_of_it_is_released_recorded_or_said(planted: Planted) -> None:
    text = said("run", planted.root, "--quarter", QUARTER, "--review", REVIEW, "--audience", "hips")
    assert (planted.root / "released" / QUARTER / REVIEW / "hips.html").is_file(), text
    assert told(text, planted) == []
    assert found_in([planted.root / "released", planted.root / "record"], planted) == []


def test_what_is_printed_holds_the_page_back_and_is_not_repeated(tmp_path: Path) -> None:
    mine = canary_room(tmp_path / "workspace")
    fields = dict(print_something(mine, 3))
    assert len(fields) > 8
    text = said("run", mine.root, "--quarter", QUARTER, "--review", "actions-and-impact")
    assert "held back" in text and told(text, mine) == []
    assert not list((mine.root / "released").rglob("*.html"))


def test_cells_that_cannot_be_read_are_told_of_and_not_repeated(tmp_path: Path) -> None:
    mine = canary_room(tmp_path / "workspace")
    break_cells(mine)
    for command, place in (("check", mine.root), ("returns", mine.root / "reviews" / REVIEW)):
        text = scrutiny(command, place)
        assert text.returncode in (1, 2) and told(text.stdout + text.stderr, mine) == [], command


@pytest.mark.slow
def test_a_run_over_cells_that_cannot_be_read_repeats_none_of_them(tmp_path: Path) -> None:
    mine = canary_room(tmp_path / "workspace")
    break_cells(mine)
    text = scrutiny("run", mine.root, "--quarter", QUARTER)
    assert told(text.stdout + text.stderr, mine) == []
    for folder in ("released", "record"):
        if (mine.root / folder).is_dir():
            assert found_in([mine.root / folder], mine) == []


@pytest.mark.slow
def test_none_of_it_on_any_page_of_the_quarter_in_any_form(tmp_path: Path) -> None:
    mine = canary_room(tmp_path / "workspace")
    text = said("run", mine.root, "--quarter", QUARTER, "--pdf")
    pages = list((mine.root / "released").rglob("*.html"))
    assert told(text, mine) == [] and len(pages) > 5 and list((mine.root / "working").rglob("held-back")) == []
    assert [page.name for page in pages if not page.with_suffix(".pdf").is_file()] == []
    assert found_in([mine.root / "released", mine.root / "record"], mine) == []
    for field, _ in print_something(mine, 11):
        assert field
    again = said("run", mine.root, "--quarter", QUARTER, "--force", "--out", tmp_path / "out")
    assert told(again, mine) == []
    out = tmp_path / "out"
    assert not (out / "released").is_dir() or found_in([out / "released", out / "record"], mine) == []
