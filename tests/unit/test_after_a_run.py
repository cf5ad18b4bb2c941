"""What a run says of pages that did not fail and stay as they were, and of pages that somebody had taken back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from scrutiny_lib.batch import make
from scrutiny_lib.batch.decide import as_draft
from scrutiny_lib.batch.run import Quarter
from scrutiny_lib.cli import main
from scrutiny_lib.release import Outcome
from scrutiny_lib.release.gate import NOT_APPROVED
from scrutiny_lib.tables import Tables


def left(failed: list[str], **states: str) -> list[tuple[str, str, str]]:
    audiences = {name: {"state": state} for name, state in states.items()}
    place: Any = SimpleNamespace(record=lambda: {"reviews": {"neglect": {"audiences": audiences}}})
    todo: Any = [
        SimpleNamespace(name="neglect", audiences=("executive", "board", "hips")),
        SimpleNamespace(name="threshold", audiences=("executive",)),
    ]
    return list(make._left(place, todo, failed))


def test_the_other_pages_of_a_review_are_named_with_what_becomes_of_them() -> None:
    found = left(["neglect · hips"], executive="released")
    assert [one[:2] for one in found] == [("neglect", "executive"), ("neglect", "board")]
    assert all("hips failed" in why and "together or not at all" in why for *_, why in found)
    assert "released earlier stands" in found[0][2] and "none of it yet" in found[1][2]
    assert "draft made earlier" in left(["neglect · hips"], executive="draft")[0][2]


def test_nothing_is_left_where_nothing_or_everything_failed() -> None:
    assert left([]) == [] == left(["neglect"]) == left([f"neglect · {name}" for name in ("executive", "board", "hips")])


def test_the_command_says_so_at_the_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failed, why = [("neglect · hips", "Held back.")], "The page released earlier stands."
    done = Quarter(failed=failed, left=[("neglect", "executive", why)])
    monkeypatch.setattr("scrutiny_lib.batch.run.run_quarter", lambda *one, **more: done)
    assert main(["run", "somewhere", "--quarter", "2025-26-Q3"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"Left as it was: neglect · executive. {why}"


@pytest.mark.parametrize("state", ["released", "draft"])
def test_a_draft_of_a_page_that_was_taken_back_says_when_and_where_it_is_written(state: str) -> None:
    line = {"at": "2026-01-05T10:00:00+00:00", "number": 7, "by": "Sam Roe", "why": "A figure was wrong"}
    why = NOT_APPROVED if state == "draft" else ""
    draft = as_draft(Outcome("neglect", "hips", state, why, Tables({}, {})), line)
    assert draft.state == "draft" and "withdrawn on 5 January 2026" in draft.why and "line 7" in draft.why
    assert "Sam Roe" not in draft.why and "figure" not in draft.why  # kept in the ledger, on no page


def test_why_else_a_page_waits_is_said_beside_it() -> None:
    line = {"at": "2026-01-05T10:00:00+00:00", "number": 7}
    draft = as_draft(Outcome("neglect", "hips", "draft", "A second person has to.", Tables({}, {})), line)
    assert draft.why.endswith("A second person has to.")
    waits = Outcome("neglect", "hips", "waits", "The Executive has not agreed it.", None)
    assert as_draft(waits, line) is waits
