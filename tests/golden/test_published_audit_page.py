"""Cambridgeshire's published audit, re-made: the page gives the share of all referrals and says why it is not 69 %."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.cambridgeshire import QUARTER, REVIEW, SIZES, write_workspace
from tests.conftest import scrutiny


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("published") / "workspace"
    write_workspace(root)
    done = scrutiny("run", root, "--quarter", QUARTER)
    assert done.returncode == 0, done.stdout + done.stderr
    made = Path(root / "released" / QUARTER / REVIEW / "executive.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", made)))


def test_the_base_moves_in_sight_of_the_reader(page: str) -> None:
    assert "60 referrals were drawn; for 3 the question did not apply; 57 were judged." in page


def test_the_share_of_all_with_its_range(page: str) -> None:
    assert "Among all 2,471 referrals, between 53 and 79 in 100 of those the question applies to" in page
    assert "Of those judged 68 in 100 were right (39 of 57); our best estimate for all is 67 in 100." in page


def test_why_the_two_are_not_the_same(page: str) -> None:
    assert "The share for all referrals is not the plain share of those looked at" in page
    assert "The board published 69 in 100" in page
    assert all(f"{size:,}" in page for size in SIZES)


def test_no_steps_and_no_level_are_made_up(page: str) -> None:
    """One step alone is no journey; one group alone is no comparison; a document that is not compared is said to be."""
    assert "From contact to plan" not in page
    assert "Does it differ by the level given?" not in page
    assert "Not yet in the crosswalk of levels, and so not compared: Cambridgeshire, April 2017." in page
