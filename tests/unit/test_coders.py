"""What coders send, read back: nothing lost, nothing counted twice, nothing looked at before both have locked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.coding_books import write_coding_book
from scrutiny_lib.audit.compare_codes import compare_codes
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.coded import CODINGS, Coded, joined
from scrutiny_lib.intake.coders import passage_codes, read_coded, read_coders
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdpx_write import write_qdpx
from tests.coding_room import (
    CODEBOOK,
    PASSAGE_IDS,
    PASSAGES_TABLE,
    REVIEW,
    SPANS,
    TEXTS,
    WORDS,
    coded,
    coders,
    fill,
    nothing,
)

FIRST, SECOND = ("A1", "first", "a.xlsx", "2025-11-01"), ("A2", "second", "b.xlsx", "2025-11-02")


def book(folder: Path, coder: str, marks: dict[str, dict[str, Any]], *, finished: bool = True) -> Path:
    """A coder's workbook with these marks; *nothing fits* stands beside every other passage."""
    path = folder / "coding" / {"A1": "a.xlsx", "A2": "b.xlsx"}[coder]
    path.unlink(missing_ok=True)
    write_coding_book(path, coder, CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    fill(path, {**nothing(*(name for name in PASSAGE_IDS if name not in marks)), **marks}, finished=finished)
    return path


def read(folder: Path, **more: Any) -> tuple[Coded, Problems]:
    return read_coded(folder, CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW, **more)


def given_by(coded: Coded) -> list[tuple[str, str, str]]:
    return list(passage_codes(coded, PASSAGES_TABLE).itertuples(index=False, name=None))


def adds_up(coded: Coded) -> bool:
    counts = coded.received[["received", "used", "held", "refused"]].astype(int)
    return bool((counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all())


def test_two_workbooks_come_back_as_they_were_filled_in(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST, SECOND)
    book(folder, "A1", {"S1-1": {"L1": "yes", "One of V": "V1 – Own words"}, "S4-1": {"L3": "X", "Note": "a note"}})
    book(folder, "A2", {"S1-1": {"L1": "Yes", "One of V": "v2"}, "S3-1": {"L2": True, "L1": "no"}})
    found, problems = read(folder)
    assert problems == []
    assert given_by(found) == [
        ("S1-1", "A1", "L1"), ("S1-1", "A1", "V1"), ("S1-1", "A2", "L1"), ("S1-1", "A2", "V2"),
        ("S3-1", "A2", "L2"), ("S4-1", "A1", "L3"),
    ]  # fmt: skip
    assert found.codings[["source", "start", "end", "code", "coder"]].to_numpy().tolist()[0] == [
        "S1", 0, 13, "L1", "A1"
    ]  # fmt: skip
    assert found.received.to_numpy().tolist() == [["a.xlsx", 8, 8, 0, 0], ["b.xlsx", 9, 9, 0, 0]]
    assert sorted(found.read["coder"]) == ["A1"] * 7 + ["A2"] * 7
    assert found.notes.to_numpy().tolist() == [["S4-1", "A1", "a note"]]
    assert found.pair == ("A1", "A2") and found.waiting == ()


def test_until_both_lock_the_first_counts_alone_and_nothing_is_compared(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST, SECOND[:3])
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    book(folder, "A2", {"S1-1": {"L2": "yes"}})
    found, problems = read(folder)
    assert given_by(found) == [("S1-1", "A1", "L1")] and set(found.read["coder"]) == {"A1"} and problems == []
    differences, waiting = compare_codes(found, PASSAGES_TABLE)
    assert differences.empty and waiting == found.waiting and waiting == (
        "The second coder, A2, has finished and is not locked. b.xlsx says finished. Write the day into locked_on in "
        f"{tmp_path.name}/coders.csv. Until then the first coder alone counts, and nothing is compared.",
    )
    assert found.received["used"].tolist() == [7, 7] and adds_up(found)

    coders(tmp_path, FIRST[:3], SECOND)
    found, _ = read(folder)
    assert found.codings.empty and found.read.empty and found.pair is None
    assert "nothing is counted" in found.waiting[0]


def test_a_date_in_the_list_is_not_enough_the_workbook_says_it_too(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST, SECOND)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    book(folder, "A2", {"S1-1": {"L2": "yes"}}, finished=False)
    found, problems = read(folder)
    assert [(problem.rule, problem.act) for problem in problems] == [("L05", "WARN")]
    assert found.pair is None and found.coders["finished"].tolist() == [True, False]


def test_a_review_with_one_coder_or_none_says_so(tmp_path: Path) -> None:
    found, problems = read(tmp_path)
    assert problems == [] and found.codings.empty and "No coder" in found.waiting[0]
    folder = coders(tmp_path, FIRST)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    found, problems = read(folder)
    assert given_by(found) == [("S1-1", "A1", "L1")] and "no second coder" in found.waiting[0]


def test_a_passage_with_nothing_beside_it_was_not_looked_at(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST)
    path = folder / "coding" / "a.xlsx"
    write_coding_book(path, "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    fill(path, {"S1-1": {"L1": "yes"}, "S1-2": {"L1": "no"}, "S1-3": {"Note": "?"}, **nothing("S2-1")})
    found, problems = read(folder)
    assert found.read["passage_id"].tolist() == ["S1-1", "S1-2", "S1-3", "S2-1"]
    assert [(problem.rule, problem.act) for problem in problems] == [("V05", "WARN")] and "3" in problems[0].fact


def test_a_table_may_name_passages_or_stretches(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.csv", "2025-11-01"), ("A2", "second", "b.csv", "2025-11-02"))
    (folder / "coding" / "a.csv").write_text("passage_id,code\nS1-1,L1\ns1-2,Seen\nS1-3,\nS1-1,Own words\n")
    (folder / "coding" / "b.csv").write_text("source,start,end,code\nS1,2,12,L1\nS1,25,38,L2\nS1,30,31,L1\n")
    found, problems = read(folder)
    assert given_by(found) == [
        ("S1-1", "A1", "L1"), ("S1-1", "A1", "V1"), ("S1-1", "A2", "L1"), ("S1-3", "A2", "L2"),
    ]  # fmt: skip
    assert found.received.to_numpy().tolist() == [["a.csv", 4, 3, 1, 0], ["b.csv", 3, 3, 0, 0]]
    assert [(problem.rule, problem.act, problem.cell) for problem in problems] == [
        ("V02", "HOLD", "line 3"), ("V03", "WARN", "")
    ]  # fmt: skip
    assert len(found.read) == 14


def project(*codings: tuple[str, int, int, str, str], words: dict[str, str] = WORDS, ids: bool = True) -> Project:
    """A project of these codings by A1 and A2, as another tool would hand it back."""
    rows = CODEBOOK.codes.to_dict("records")
    codes = [{"code": row["id"] if ids else CODEBOOK.guid(row["id"]), "name": row["name"]} for row in rows]
    named = {row["id"]: code["code"] for row, code in zip(rows, codes, strict=True)}
    return Project(
        codes=qda_table("codes", codes),
        sources=qda_table("sources", [{"source": name, "name": name, "text": text} for name, text in words.items()]),
        coders=qda_table("coders", [{"coder": who, "name": who} for who in ("A1", "A2")]),
        codings=qda_table(
            "codings",
            [
                {"source": source, "start": start, "end": end, "code": named[code], "coder": coder}
                for source, start, end, code, coder in codings
            ],
        ),
        name="voices",
    )


PLAIN = {name: WORDS[name] for name in ("S1", "S4")}


def test_one_project_holds_the_work_of_both_and_each_is_taken_apart(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "p.qdpx", "2025-11-01"), ("A2", "second", "p.qdpx", "2025-11-02"))
    both = project(("S1", 0, 13, "L1", "A1"), ("S1", 14, 30, "L2", "A2"), ("S1", 0, 13, "L1", "A2"), words=PLAIN)
    write_qdpx(both, folder / "coding" / "p.qdpx")
    found, problems = read(folder)
    assert given_by(found) == [("S1-1", "A1", "L1"), ("S1-1", "A2", "L1"), ("S1-2", "A2", "L2")]
    assert found.received.to_numpy().tolist() == [["p.qdpx", 3, 1, 2, 0], ["p.qdpx", 3, 2, 1, 0]]
    assert {problem.rule for problem in problems.of("HOLD")} == {"A02"}
    assert set(found.read["passage_id"]) == {"S1-1", "S1-2", "S1-3", "S4-1"}


def test_a_project_whose_lines_end_otherwise_is_put_right_and_other_words_are_held(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "p.qdpx", "2025-11-01"))
    feeds = WORDS["S2"].replace("\r\n", "\n")
    words = {"S2": feeds, "S1": WORDS["S1"] + " More."}
    start = feeds.index("Then")
    sent = project(("S2", start, start + 16, "L1", "A1"), ("S1", 0, 13, "L1", "A1"), words=words, ids=False)
    write_qdpx(sent, folder / "coding" / "p.qdpx")
    found, problems = read(folder)
    at = WORDS["S2"].index("Then")
    assert found.codings[["source", "start", "end", "code"]].to_numpy().tolist() == [["S2", at, at + 16, "L1"]]
    assert [(problem.rule, problem.act) for problem in problems.of("HOLD")] == [("V14", "HOLD")]
    assert found.received.to_numpy().tolist() == [["p.qdpx", 2, 1, 1, 0]]


def test_a_locked_file_that_changes_stops_until_it_is_unlocked_on_purpose(tmp_path: Path) -> None:
    record = tmp_path / "working" / "locks.json"
    folder = coders(tmp_path, FIRST)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    assert not read(folder, record=record)[1].stops()
    first = json.loads(record.read_text())
    assert list(first["locked"]) == ["A1 a.xlsx"] and read(folder, record=record)[1] == Problems(read(folder)[1])
    written = record.read_bytes()

    book(folder, "A1", {"S1-1": {"L2": "yes"}})
    problems = read(folder, record=record)[1]
    assert [(p.rule, p.act, p.file) for p in problems] == [("L01", "STOP", "a.xlsx")]
    assert "unlocked_why" in str(problems)
    assert record.read_bytes() == written

    coders(tmp_path, FIRST[:3])
    assert [problem.rule for problem in read(folder, record=record)[1].of("STOP")] == ["L02"]
    coders(tmp_path, (*FIRST[:3], "", "Read a passage again"))
    found, problems = read(folder, record=record)
    assert [(p.rule, p.act) for p in problems] == [("L04", "WARN")] and found.codings.empty
    coders(tmp_path, (*FIRST[:3], "2025-11-09", "Read a passage again"))
    found, problems = read(folder, record=record)
    assert given_by(found) == [("S1-1", "A1", "L2")] and [p.rule for p in problems] == ["L04"]
    kept = json.loads(record.read_text())
    assert kept["unlocked"][0]["why"] == "Read a passage again"
    assert kept["locked"]["A1 a.xlsx"]["locked_on"] == "2025-11-09" and found.reopened == ("A1",)


def test_a_locked_file_that_goes_away_stops(tmp_path: Path) -> None:
    record = tmp_path / "locks.json"
    folder = coders(tmp_path, FIRST)
    path = book(folder, "A1", {"S1-1": {"L1": "yes"}})
    read(folder, record=record)
    path.unlink()
    assert {problem.rule for problem in read(folder, record=record)[1].of("STOP")} == {"F02", "L01"}
    coders(tmp_path, ("A7", "first", "a.xlsx"))
    assert [problem.rule for problem in read(folder, record=record)[1].of("STOP")] == ["L01"]


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"locked": {"A1": 3}, "unlocked": []}', "\x00"])
def test_a_damaged_record_of_locks_stops(tmp_path: Path, damage: str) -> None:
    folder = coders(tmp_path, FIRST)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    (tmp_path / "locks.json").write_text(damage)
    assert [problem.rule for problem in read(folder, record=tmp_path / "locks.json")[1].of("STOP")] == ["L03"]
    assert (tmp_path / "locks.json").read_text() == damage


def test_who_codes_is_read_with_every_problem_at_once(tmp_path: Path) -> None:
    path = tmp_path / "coders.csv"
    path.write_text("coder,role,file,locked_on\nMary Smith,first,../x.csv,soon\nA2,third,b.csv,\nA2,second,b.csv,\n")
    table, problems = read_coders(path)
    assert table.empty and problems.stops() and not any(name in str(problems) for name in ("Mary", "Smith", "soon"))
    assert sorted((problem.rule, problem.column) for problem in problems) == [
        ("D01", "locked_on"), ("I02", "coder"), ("I02", "file"), ("V02", "coder"), ("V02", "file"), ("V02", "role"),
    ]  # fmt: skip


def test_a_coder_may_have_parts_in_one_role_and_nobody_has_two_or_shares_one(tmp_path: Path) -> None:
    path = tmp_path / "coders.csv"
    head = "coder,role,file,locked_on\n"
    path.write_text(head + "A1,first,a.xlsx,\nA2,second,b.xlsx,\na2,second,c.xlsx,\n")
    table, problems = read_coders(path)
    assert problems == [] and table["coder"].tolist() == ["A1", "A2", "A2"]
    for row, column in (("A2,first,c.xlsx,", "coder"), ("A3,second,c.xlsx,", "role"), ("A2,second,b.xlsx,", "file")):
        path.write_text(head + "A2,second,b.xlsx,\n" + row + "\n")
        assert [(p.rule, p.column, p.cell) for p in read_coders(path)[1]][:1] == [("I02", column, "line 3")]


PART = ("A2", "second", "c.csv", "2025-11-09")


def two_parts(folder: Path, *of_part: str) -> None:
    (folder / "coding" / "a.xlsx").unlink(missing_ok=True)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    path = folder / "coding" / "b.xlsx"
    path.unlink(missing_ok=True)
    write_coding_book(path, "A2", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW, given=["S1-1"])
    fill(path, {"S1-1": {"L1": "yes"}})
    (folder / "coding" / "c.csv").write_text("\n".join(("passage_id,code", *of_part)) + "\n")


def test_all_locked_parts_of_a_coder_count_together_and_a_passage_in_two_counts_in_the_first(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST, SECOND, PART)
    two_parts(folder, "S1-2,L2", "S1-1,L2", "S1-3,L1")
    found, problems = read(folder, given=["S1-1", "S1-2"])
    assert [row for row in given_by(found) if row[1] == "A2"] == [("S1-1", "A2", "L1"), ("S1-2", "A2", "L2")]
    assert found.read.loc[found.read["coder"] == "A2", "passage_id"].tolist() == ["S1-1", "S1-2"]
    assert found.received.to_numpy().tolist()[1:] == [["b.xlsx", 1, 1, 0, 0], ["c.csv", 3, 1, 2, 0]] and adds_up(found)
    assert [(p.rule, p.act, p.file) for p in problems] == [("A17", "HOLD", "c.csv"), ("I02", "WARN", "c.csv")]
    assert len(found.coders) == 2 and len(found.parts) == 3 and found.pair == ("A1", "A2")


def test_a_part_that_is_not_locked_makes_nothing_wait_and_is_not_counted(tmp_path: Path) -> None:
    folder = coders(tmp_path, FIRST, SECOND, PART[:3])
    two_parts(folder, "S1-2,L2")
    found, problems = read(folder, given=["S1-1", "S1-2"])
    assert found.waiting == () and found.pair == ("A1", "A2") and problems == []
    assert [row for row in given_by(found) if row[1] == "A2"] == [("S1-1", "A2", "L1")]
    assert len(found.parts_open) == 1 and "A2" in found.parts_open[0]
    coders(tmp_path, FIRST, SECOND[:3], PART)
    found, _ = read(folder, given=["S1-1", "S1-2"])
    assert set(found.read["coder"]) == {"A1"} and len(found.waiting) == 1 and found.pair is None


def test_a_locked_table_is_about_what_was_asked_when_it_was_locked(tmp_path: Path) -> None:
    folder, record = coders(tmp_path, FIRST, ("A2", "second", "b.csv", "2025-11-02")), tmp_path / "locks.json"
    book(folder, "A1", {})
    (folder / "coding" / "b.csv").write_text("passage_id,code\nS1-1,L1\n")
    read(folder, given=["S1-1"], record=record)
    found, _ = read(folder, given=["S1-1", "S1-2"], record=record)
    assert found.read.loc[found.read["coder"] == "A2", "passage_id"].tolist() == ["S1-1"]
    assert found.handed.loc[found.handed["coder"] == "A2", "passage_id"].tolist() == ["S1-1"]


def test_a_file_that_no_line_names_is_counted(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "", ""))
    book(folder, "A1", {})
    (folder / "coding" / "~$a.xlsx").touch()
    _, problems = read(folder)
    assert [(p.rule, p.act, p.file) for p in problems] == [("F22", "WARN", "coding")]
    assert " 1 file that" in problems[0].fact


def test_a_record_of_locks_from_before_parts_is_still_held(tmp_path: Path) -> None:
    record = tmp_path / "locks.json"
    folder = coders(tmp_path, FIRST)
    book(folder, "A1", {"S1-1": {"L1": "yes"}})
    lock = {"file": "a.xlsx", "sha256": "0" * 64, "locked_on": "2025-11-01"}
    record.write_text(json.dumps({"locked": {"A1": lock}, "unlocked": []}))
    assert [problem.rule for problem in read(folder, record=record)[1].of("STOP")] == ["L01"]


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair)))
tables = st.lists(st.tuples(st.sampled_from(["S1", "S2"]), spans), max_size=12)


def half_covered(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = len(set(range(*one)) & set(range(*other)))
    return shared * 2 >= min(one[1] - one[0], other[1] - other[0]) and shared > 0


@given(tables, st.lists(st.tuples(st.sampled_from(["S1", "S2"]), spans, st.sampled_from("XY")), max_size=12))
def test_a_stretch_counts_where_it_covers_half_of_the_shorter(places: list[Any], codings: list[Any]) -> None:
    passages = pd.DataFrame(
        [(f"p{number}", source, *span) for number, (source, span) in enumerate(places)],
        columns=["passage_id", "source", "start", "end"],
    )
    given = Coded(
        codings=pd.DataFrame([(source, *span, code, "A1") for source, span, code in codings], columns=list(CODINGS))
    )
    expected = {
        (f"p{number}", "A1", code)
        for number, (source, span) in enumerate(places)
        for other, stretch, code in codings
        if source == other and half_covered(span, stretch)
    }
    got = list(passage_codes(given, passages).itertuples(index=False, name=None))
    assert set(got) == expected and len(got) == len(expected)


@given(st.lists(st.tuples(st.sampled_from(["S1", "S2"]), spans, st.sampled_from("XY")), max_size=14))
def test_joining_keeps_every_character_and_counts_what_it_joined(codings: list[Any]) -> None:
    rows = [(source, *span, code) for source, span, code in codings]
    table, repeats, overlaps = joined(pd.DataFrame(rows, columns=["source", "start", "end", "code"]))

    def covered(rows: list[Any]) -> set[tuple[str, str, int]]:
        return {(source, code, at) for source, start, end, code in rows for at in range(start, end)}

    kept = table.to_numpy().tolist()
    assert covered(kept) == covered(rows) and len(kept) + repeats + overlaps == len(rows)
    assert all(
        one == other or (one[0], one[3]) != (other[0], other[3]) or one[2] <= other[1] or other[2] <= one[1]
        for one in kept for other in kept
    )  # fmt: skip


MARK = st.fixed_dictionaries(
    {}, optional={"L1": st.just("yes"), "L2": st.just("yes"), "One of V": st.sampled_from(["V1", "V2 – Told again"])}
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(PASSAGE_IDS), MARK, max_size=7))
def test_whatever_is_filled_in_is_read_back(tmp_path: Path, marks: dict[str, dict[str, str]]) -> None:
    folder = coders(tmp_path, FIRST)
    path = folder / "coding" / "a.xlsx"
    path.unlink(missing_ok=True)
    write_coding_book(path, "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    fill(path, marks)
    found, _ = read(folder)
    expected = {
        (passage, "A1", heading if heading != "One of V" else text[:2])
        for passage, typed in marks.items()
        for heading, text in typed.items()
    }
    assert set(given_by(found)) == expected and adds_up(found)
    assert set(found.read["passage_id"]) == {passage for passage, typed in marks.items() if typed}


def test_a_coder_of_passages_gives_the_passage_itself() -> None:
    assert coded(("S1-2", "A1", "L1")).codings.iloc[0][["start", "end"]].tolist() == list(SPANS[1][2:])
