"""Two codings become one set: agreed, coded once, settled; what is open is never counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText

from scrutiny_lib.audit.code_differences import write_differences
from scrutiny_lib.audit.compare_codes import compare_codes
from scrutiny_lib.audit.settle_codes import DECISION, Settled, read_decided, settle_codes
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.coded import Coded
from tests.coding_room import CODEBOOK, PASSAGE_IDS, PASSAGES_TABLE, TEXTS, coded

TWO = coded(
    ("S1-1", "A1", "L1"), ("S1-1", "A2", "L1"),
    ("S1-2", "A1", "V1"), ("S1-2", "A2", "V2"),
    ("S2-1", "A1", "L2"),
    read={"A1": PASSAGE_IDS, "A2": ["S1-1", "S1-2"]},
)  # fmt: skip
"""Both gave L1 to S1-1; they differ on how the voice of S1-2 reached the record; S2-1 was coded once."""


def decided(*rows: tuple[str, ...]) -> pd.DataFrame:
    full = [(*row, "A1 and A2", "2025-11-20", "Speech marks.") for row in rows]
    return pd.DataFrame(full, columns=list(DECISION), dtype=object)


def settle(given: Coded, *rows: tuple[str, ...], codebook: Any = CODEBOOK) -> Settled:
    return settle_codes(given, PASSAGES_TABLE, decided(*rows), codebook)


def counted(settled: Settled) -> list[tuple[str, str, str]]:
    return list(settled.codes[["passage_id", "code", "basis"]].itertuples(index=False, name=None))


def still_open(settled: Settled) -> list[list[str]]:
    return settled.open.to_numpy().tolist()


def test_an_open_difference_is_listed_and_not_counted() -> None:
    settled = settle(TWO)
    assert counted(settled) == [("S1-1", "L1", "both"), ("S2-1", "L2", "one coder")]
    assert still_open(settled) == [["S1-2", "S1", "V1", "A1", "A2"], ["S1-2", "S1", "V2", "A2", "A1"]]
    assert settled.problems == [] and settled.log.empty and settled.codes["source"].tolist() == ["S1", "S2"]


def test_what_was_settled_counts_and_who_when_and_why_are_kept() -> None:
    settled = settle(TWO, ("S1-2", "V1", "given"), ("S1-2", "V2", "not given"))
    assert counted(settled) == [("S1-1", "L1", "both"), ("S1-2", "V1", "settled"), ("S2-1", "L2", "one coder")]
    assert settled.open.empty and settled.problems == []
    assert settled.log.to_numpy().tolist() == [
        ["S1-2", "V1", "given", "A1 and A2", "2025-11-20", "Speech marks."],
        ["S1-2", "V2", "not given", "A1 and A2", "2025-11-20", "Speech marks."],
    ]


def test_a_decision_about_no_difference_is_pointed_out_and_changes_nothing() -> None:
    settled = settle(TWO, ("S1-1", "L1", "not given"), ("S2-1", "L2", "not given"), ("nowhere", "L1", "given"))
    assert counted(settled) == counted(settle(TWO)) and settled.log.empty
    assert [(p.rule, p.act) for p in settled.problems] == [("C11", "WARN")] * 3
    early, gone, same = (str(problem) for problem in settled.problems)
    assert "not both coded and locked: 1 row," in early and "take" not in early
    assert "not there: 1 row," in gone and "do not differ: 1 row," in same and "take the rows out" in same


def test_two_codes_of_a_group_that_allows_one_cannot_both_be_settled() -> None:
    settled = settle(TWO, ("S1-2", "V1", "given"), ("S1-2", "V2", "given"))
    assert [(p.rule, p.act) for p in settled.problems] == [("V04", "HOLD")]
    assert len(still_open(settled)) == 2 and ("S1-2", "V1", "settled") not in counted(settled)


def test_until_both_have_locked_everything_rests_on_one_coder() -> None:
    waiting = coded(("S1-1", "A1", "L1"), read={"A1": ["S1-1"]}, waiting=("The second coder, A2, has not locked.",))
    settled = settle(waiting, ("S1-1", "L1", "not given"))
    assert counted(settled) == [("S1-1", "L1", "one coder")] and settled.open.empty
    assert compare_codes(waiting, PASSAGES_TABLE)[1] == ("The second coder, A2, has not locked.",)
    assert counted(settle(Coded())) == []


CODES = ("L1", "L2", "V1", "T1")
GIVEN = st.sets(st.tuples(st.sampled_from(PASSAGE_IDS), st.sampled_from(CODES)), max_size=15)
READ = st.sets(st.sampled_from(PASSAGE_IDS))
WORD = st.sampled_from(["given", "not given"])
CHOSEN = st.dictionaries(st.tuples(st.sampled_from(PASSAGE_IDS), st.sampled_from(CODES)), WORD)


@settings(max_examples=60, deadline=None)
@given(GIVEN, GIVEN, READ, READ, CHOSEN)
def test_every_code_is_counted_open_or_decided_against_and_never_twice(
    one: set[Any], two: set[Any], read_one: set[str], read_two: set[str], chosen: dict[Any, str]
) -> None:
    one = {key for key in one if key[0] in read_one}
    two = {key for key in two if key[0] in read_two}
    rows = [(p, "A1", c) for p, c in sorted(one)] + [(p, "A2", c) for p, c in sorted(two)]
    given = coded(*rows, read={"A1": sorted(read_one), "A2": sorted(read_two)})
    settled = settle(given, *((*key, word) for key, word in chosen.items()), codebook=None)
    both = read_one & read_two
    differ = {key for key in one ^ two if key[0] in both}
    expected = {(*key, "both") for key in one & two if key[0] in both}
    expected |= {(*key, "one coder") for key in one | two if key[0] not in both}
    expected |= {(*key, "settled") for key in differ if chosen.get(key) == "given"}
    assert set(counted(settled)) == expected and len(settled.codes) == len(expected)
    assert {(row[0], row[2]) for row in still_open(settled)} == {key for key in differ if key not in chosen}
    assert settled.codes["passage_id"].map(PASSAGE_IDS.index).is_monotonic_increasing
    swapped = coded(*((p, {"A1": "A2", "A2": "A1"}[who], c) for p, who, c in rows),
                    read={"A2": sorted(read_one), "A1": sorted(read_two)})  # fmt: skip
    again = settle(swapped, *((*key, word) for key, word in chosen.items()), codebook=None)
    assert counted(again) == counted(settled)


def queue(tmp_path: Path, settled: Settled, given: Coded = TWO) -> Path:
    path = tmp_path / "differences.xlsx"
    write_differences(path, settled, given, TEXTS, PASSAGES_TABLE, CODEBOOK)
    return path


def test_the_queue_shows_both_codings_in_the_text(tmp_path: Path) -> None:
    page = load_workbook(queue(tmp_path, settle(TWO)), rich_text=True)["Differences"]
    head, *rows = page.iter_rows(min_row=3)
    assert [cell.value for cell in head] == [
        "Passage id", "Who told", "The passage in its text", "Code", "What it means", "Coding of A1", "Coding of A2",
        "Settled", "By", "On", "Why",
    ]  # fmt: skip
    first = [cell.value for cell in rows[0]]
    assert first[0] == "S1-2" and first[3] == "V1 – Own words" and first[4].startswith("What V1 means.\nInclude: This.")
    assert first[5] == "gave this code"
    assert first[6] == "did not give this code\nAlso gave: V2 – Told again by an adult"
    words = first[2]
    assert isinstance(words, CellRichText) and str(words) == "I make toast. ▶ Mum sleeps late. ◀ I wait."
    marked = {str(part): part.font for part in words if hasattr(part, "font")}
    assert marked["Mum sleeps late."].u == "single" and marked["Mum sleeps late."].b and marked["Mum sleeps late."].i
    assert len(rows) == 2 and page.protection.sheet and page["H4"].protection.locked is False
    rules = page.data_validations.dataValidation
    assert {rule.formula1 for rule in rules if rule.type == "list"} == {'"given,not given"'}


def test_stretches_within_a_passage_are_marked_where_they_stand(tmp_path: Path) -> None:
    spans = [("S1", 14, 17, "L1", "A1"), ("S1", 18, 24, "L2", "A2")]
    given = coded(read={"A1": ["S1-2"], "A2": ["S1-2"]})
    table = pd.DataFrame(spans, columns=["source", "start", "end", "code", "coder"])
    given = Coded(coders=given.coders, codings=table, read=given.read)
    page = load_workbook(queue(tmp_path, settle(given), given), rich_text=True)["Differences"]
    parts = {str(part): (bool(part.font.u), bool(part.font.i)) for part in page["C4"].value if hasattr(part, "font")}
    assert parts["Mum"] == (True, False) and parts["sleeps"] == (False, True) and parts[" late."] == (False, False)


def test_a_long_passage_says_how_much_is_not_shown(tmp_path: Path) -> None:
    given = coded(("S4-1", "A1", "L1"))
    page = load_workbook(queue(tmp_path, settle(given), given))["Differences"]
    length = len(TEXTS.words["S4"])
    assert f"[{length - 1500:,} characters not shown]" in page["C4"].value


def test_the_queue_filled_in_is_read_back_and_written_again_whole(tmp_path: Path) -> None:
    path = queue(tmp_path, settle(TWO))
    before = path.read_bytes()
    assert queue(tmp_path, settle(TWO)).read_bytes() == before
    book = load_workbook(path)
    page = book["Differences"]
    for row, word in ((4, "given"), (5, "not given")):
        for column, text in zip("HIJK", (word, "A1 and A2", date(2025, 11, 20), "Speech marks."), strict=True):
            page[f"{column}{row}"] = text
    book.save(tmp_path / "settled.xlsx")
    rows, problems = read_decided(tmp_path)
    assert problems == [] and rows.to_numpy().tolist() == decided(
        ("S1-2", "V1", "given"), ("S1-2", "V2", "not given")
    ).to_numpy().tolist()  # fmt: skip
    settled = settle_codes(TWO, PASSAGES_TABLE, rows, CODEBOOK)
    assert settled.open.empty

    again = queue(tmp_path, settled)
    assert [row[7].value for row in load_workbook(again)["Differences"].iter_rows(min_row=4)] == ["given", "not given"]
    assert read_decided(again)[0].equals(rows)
    queue(tmp_path, settled)
    with pytest.raises(Refused, match="C10"):
        queue(tmp_path, settle(TWO))


def test_nothing_is_written_before_both_have_locked(tmp_path: Path) -> None:
    waiting = coded(("S1-1", "A1", "L1"), waiting=("The second coder, A2, has not locked.",))
    with pytest.raises(Refused, match="A2, has not locked"):
        queue(tmp_path, settle(waiting), waiting)
    assert not list(tmp_path.iterdir())


HEAD = "passage_id,code,settled,by,on,why"
WELL = "S1-2,V1,given,A1 and A2,2025-11-20,Speech marks."


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        ("S1-2,V2,perhaps,A1,2025-11-20,x", "V02", "settled"),
        ("S1-2,V2,given,,2025-11-20,x", "V02", "by"),
        ("S1-2,V2,given,Mary Smith,2025-11-20,x", "V02", "by"),
        ("S1-2,V2,given,A1,soon,x", "D01", "on"),
        ("S1-2,V2,given,A1,,x", "D01", "on"),
        ("S1-2,V2,given,A1,2025-11-20,", "V05", "why"),
        ("S1-2,,given,A1,2025-11-20,x", "V05", "code"),
    ],
)
def test_a_decision_needs_a_word_a_person_a_day_and_a_reason(
    tmp_path: Path, line: str, rule: str, column: str
) -> None:
    path = tmp_path / "settled.csv"
    path.write_text("\n".join((HEAD, WELL, line, "S1-3,L1,,,,")) + "\n")
    rows, problems = read_decided(path)
    assert rows["passage_id"].tolist() == ["S1-2"] and rows["by"].tolist() == ["A1 and A2"]
    assert [(p.rule, p.act, p.cell, p.column) for p in problems] == [(rule, "HOLD", "line 3", column)]
    assert "Mary" not in str(problems)


def test_two_decisions_about_one_difference_are_both_held_unless_they_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "settled.csv"
    path.write_text("\n".join((HEAD, WELL, WELL, "S1-3,L1,given,A1,2025-11-20,x", "S1-3,L1,not given,A2,2025-11-20,y")))
    rows, problems = read_decided(tmp_path)
    assert rows["passage_id"].tolist() == ["S1-2"]
    assert [(problem.rule, problem.act, problem.cell) for problem in problems] == [
        ("I02", "HOLD", "line 4"), ("I02", "HOLD", "line 5")
    ]  # fmt: skip


def test_no_file_is_no_decision_and_two_files_stop(tmp_path: Path) -> None:
    rows, problems = read_decided(tmp_path)
    assert rows.empty and problems == [] and list(rows.columns) == list(DECISION)
    for name in ("settled.csv", "settled.xlsx"):
        (tmp_path / name).write_text(HEAD)
    assert read_decided(tmp_path)[1].stops()
    (tmp_path / "settled.csv").unlink()
    assert read_decided(tmp_path)[1].stops()
