"""The ledger: any byte changed, any line removed, moved or cut off at the end is found, and its place named."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.release import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "record" / "ledger.jsonl")
    made.append([{"what": "release", "review": f"r{number}"} for number in range(3)])
    made.append([{"what": "release", "review": "r3"}])
    return made


def lines(ledger: Ledger) -> list[bytes]:
    return ledger.path.read_bytes().splitlines(keepends=True)


def test_a_whole_ledger_has_no_problems(ledger: Ledger) -> None:
    assert (ledger.length, list(ledger.check())) == (4, [])
    assert not ledger.check_tail(4, ledger.head, "2025-26-Q3.json")


def test_an_earlier_record_still_holds_after_the_ledger_has_grown(ledger: Ledger) -> None:
    length, head = ledger.length, ledger.head
    ledger.append([{"what": "release", "review": "r4"}])
    assert not ledger.check_tail(length, head, "2025-26-Q3.json")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_one_changed_byte_is_found_in_its_line(ledger: Ledger, number: int) -> None:
    kept = lines(ledger)
    kept[number - 1] = kept[number - 1].replace(b"release", b"releasf")
    ledger.path.write_bytes(b"".join(kept))
    assert f"line {number}" in {problem.cell for problem in ledger.check()}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_line_is_found_where_it_was(ledger: Ledger, number: int) -> None:
    kept = lines(ledger)
    del kept[number - 1]
    ledger.path.write_bytes(b"".join(kept))
    assert ledger.check()[0].cell == f"line {number}"


def test_the_last_line_cut_off_is_found_by_the_record_that_saw_it(ledger: Ledger) -> None:
    head = ledger.head
    ledger.path.write_bytes(b"".join(lines(ledger)[:-1]))
    assert list(ledger.check()) == []
    (found,) = ledger.check_tail(4, head, "2025-26-Q3.json")
    assert (found.cell, found.rule) == ("line 4", "R13")


def test_two_lines_exchanged_are_found(ledger: Ledger) -> None:
    kept = lines(ledger)
    kept[1], kept[2] = kept[2], kept[1]
    ledger.path.write_bytes(b"".join(kept))
    assert "line 2" in {problem.cell for problem in ledger.check()}


@pytest.mark.parametrize("damage", [b"\xff\xfe", b"not json\n", b"[]\n", b"{}\n"])
def test_a_line_that_cannot_be_read_is_named_not_fatal(ledger: Ledger, damage: bytes) -> None:
    ledger.path.write_bytes(b"".join(lines(ledger)) + damage)
    assert any(problem.cell == "line 5" for problem in ledger.check())
