"""The ledger: any byte changed, any line removed, moved or cut off at the end is found, and its place named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scrutiny_lib.release import Ledger
from scrutiny_lib.release.ledger_lines import line_hash


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


def told(ledger: Ledger, kept: list[bytes]) -> dict[str, str]:
    """What is said of each line once these lines stand in the file."""
    ledger.path.write_bytes(b"".join(kept))
    found = ledger.check()
    assert all("--accept" in problem.cure and "backup" in problem.cure for problem in found)
    return {problem.cell: problem.fact for problem in found}


def test_it_is_said_what_was_done_to_the_ledger(ledger: Ledger) -> None:
    first, second, third, fourth = lines(ledger)
    assert "edited" in told(ledger, [first, second.replace(b"release", b"releasf"), third, fourth])["line 2"]
    removed = told(ledger, [first, third, fourth])
    assert "was removed" in removed["line 2"] and "number of this line is not its place" in removed["line 3"]
    assert "another order" in told(ledger, [first, third, second, fourth])["line 2"]
    assert "was put in" in told(ledger, [first, second, second, third, fourth])["line 3"]
    assert "cut off" in told(ledger, [first, second, third, fourth[:-1]])["line 4"]
    halved = told(ledger, [first, b"{half of it\n", third, fourth])
    assert "cannot be read" in halved["line 2"] and "cannot be told whether" in halved["line 3"]
    (found,) = ledger.check_tail(6, "0" * 64, "2025-26-Q3.json")
    assert "removed from the end" in found.fact


def test_an_edited_line_that_was_made_to_look_whole_is_told_by_the_next(ledger: Ledger) -> None:
    first, second, third, fourth = lines(ledger)
    entry = json.loads(second) | {"review": "another"}
    forged = (json.dumps(entry | {"hash": line_hash(entry)}) + "\n").encode()
    assert list(told(ledger, [first, forged, third, fourth])) == ["line 3"]
    assert "the line before this one was edited" in told(ledger, [first, forged, third, fourth])["line 3"].lower()


def broken_in_its_second_line(ledger: Ledger) -> list[bytes]:
    kept = lines(ledger)
    kept[1] = kept[1].replace(b"release", b"releasf")
    ledger.path.write_bytes(b"".join(kept))
    return kept


def accept(ledger: Ledger) -> None:
    ledger.accept("Kim Lee", "a copy was restored from a backup", "2026-01-02T09:00:00+00:00", {})


def test_what_a_person_accepted_is_passed_over_and_named(ledger: Ledger) -> None:
    broken_in_its_second_line(ledger)
    accept(ledger)
    assert (list(ledger.check()), ledger.accepted(), ledger.length) == ([], [2], 5)
    ledger.append([{"what": "release", "review": "r5"}])
    assert (list(ledger.check()), ledger.accepted()) == ([], [2])
    entry = ledger.entries()[4]
    assert (entry["what"], entry["lines"], entry["by"]) == ("accepted", [2], "Kim Lee")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_change_after_it_was_accepted_breaks_the_ledger_again(ledger: Ledger, number: int) -> None:
    broken_in_its_second_line(ledger)
    accept(ledger)
    kept = lines(ledger)
    kept[number - 1] = kept[number - 1].replace(b"what", b"whaT")
    ledger.path.write_bytes(b"".join(kept))
    assert {f"line {number}", "line 2"} <= {problem.cell for problem in ledger.check()}


def test_a_line_that_accepts_more_than_the_person_did_accepts_nothing(ledger: Ledger) -> None:
    broken_in_its_second_line(ledger)
    accept(ledger)
    kept = lines(ledger)
    kept[4] = kept[4].replace(b'"lines": [2]', b'"lines": [2, 3]')
    ledger.path.write_bytes(b"".join(kept))
    assert {"line 2", "line 5"} <= {problem.cell for problem in ledger.check()}


def test_a_last_line_cut_in_the_middle_can_be_accepted_and_is_left_as_it_was_found(ledger: Ledger) -> None:
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:-30])
    assert {problem.cell for problem in ledger.check()} == {"line 4"}
    accept(ledger)
    assert ledger.path.read_bytes().startswith(whole[:-30] + b"\n")
    assert (list(ledger.check()), ledger.accepted(), ledger.length) == ([], [4], 5)


def test_a_moved_line_can_be_accepted(ledger: Ledger) -> None:
    kept = lines(ledger)
    kept[1], kept[2] = kept[2], kept[1]
    ledger.path.write_bytes(b"".join(kept))
    accept(ledger)
    ledger.append([{"what": "release", "review": "r5"}])
    assert list(ledger.check()) == [] and ledger.accepted() == [2, 3, 4]


def test_a_reason_with_every_kind_of_line_end_stays_one_line(ledger: Ledger) -> None:
    ledger.append([{"what": "withdrawal", "why": "a\u2028b\u0085c\nd\re"}])
    assert (ledger.length, list(ledger.check())) == (5, [])


def test_lines_that_cannot_be_kept_leave_the_ledger_as_it_was(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ledger.path.read_bytes()

    def full(number: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        ledger.append([{"what": "release", "review": "r4"}])
    assert ledger.path.read_bytes() == before and not ledger.check()


def test_length_and_head_are_known_before_the_lines_are_written(ledger: Ledger) -> None:
    more = [{"what": "release", "review": "r4"}, {"what": "approval", "review": "r5"}]
    assert ledger.after([]) == (ledger.length, ledger.head)
    known = ledger.after(more)
    ledger.append(more)
    assert known == (6, ledger.head) == (ledger.length, ledger.head)
