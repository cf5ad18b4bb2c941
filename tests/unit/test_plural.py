"""One helper puts nouns into the right number, and no room keeps a copy of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scrutiny_lib.plural import many, one_of, times

LIBRARY = Path(__file__).resolve().parents[2] / "scrutiny_lib"


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("children", "child"),
        ("families", "family"),
        ("agencies", "agency"),
        ("agencies' answers", "agency's answer"),
        ("section 47 enquiries", "section 47 enquiry"),
        ("referrals closed with no further action", "referral closed with no further action"),
        ("strata", "stratum"),
        ("days", "day"),
        ("courses", "course"),
        ("answer cells", "answer cell"),
    ],
)
def test_one_and_many(several: str, one: str) -> None:
    assert one_of(several) == one
    assert (many(1, several), many(2, several), many(0, several)) == (f"1 {one}", f"2 {several}", f"0 {several}")


def test_how_often() -> None:
    assert (times(1), times(2), times(1000)) == ("once", "2 times", "1,000 times")


def test_there_is_no_second_helper() -> None:
    named = r"^def (?:singular|one_of|_many|many|times)\("
    copies = re.compile(rf"{named}|\"children\": \"child\"|'child' if .* else 'children'", re.MULTILINE)
    found = [path.name for path in LIBRARY.rglob("*.py") if copies.search(path.read_text(encoding="utf-8"))]
    assert found == ["plural.py"]
