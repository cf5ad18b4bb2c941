"""Everything that can be wrong with a coder's file: held or refused, counted, and not a word of a text in a message."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.coding_books import write_coding_book
from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coders import Coded, passage_codes, read_coded
from scrutiny_lib.intake.coding_book import PASSAGES
from tests.coding_room import CODEBOOK, PASSAGE_IDS, PASSAGES_TABLE, REVIEW, TEXTS, WORDS, coders, fill, nothing, texts

SAID = ("toast", "sleeps", "HYPERLINK", "typed", "Nul", "day", "בית", "C-SECRET")
"""Words of the texts, and a case id: none of them may be in a message."""


def read(folder: Path, codebook: Codebook = CODEBOOK, given: Any = None) -> tuple[Coded, Problems]:
    found, problems = read_coded(folder, codebook, TEXTS, PASSAGES_TABLE, REVIEW, given=given)
    counts = found.received[["received", "used", "held", "refused"]].astype(int)
    assert (counts["received"] == counts["used"] + counts["held"] + counts["refused"]).all()
    assert not any(word.casefold() in str(problems).casefold() for word in SAID)
    return found, problems


def one_coder(tmp_path: Path, file: str, role: str = "first") -> Path:
    return coders(tmp_path, ("A1", role, file, "2025-11-01"))


def said(problems: Problems) -> list[tuple[str, str]]:
    return [(problem.rule, problem.act) for problem in problems]


def of_table(tmp_path: Path, *lines: str, given: Any = None, role: str = "first") -> tuple[Coded, Problems]:
    folder = one_coder(tmp_path, "a.csv", role)
    (folder / "coding" / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(folder, given=given)


def of_book(
    tmp_path: Path,
    marks: dict[str, dict[str, Any]],
    change: Callable[[Path], None] = lambda _: None,
    codebook: Codebook = CODEBOOK,
    made_with: Codebook = CODEBOOK,
    made_for: str = REVIEW,
    coder: str = "A1",
    given: Any = None,
) -> tuple[Coded, Problems]:
    folder = one_coder(tmp_path, "a.xlsx")
    path = folder / "coding" / "a.xlsx"
    write_coding_book(path, coder, made_with, TEXTS, PASSAGES_TABLE, made_for)
    fill(path, {**nothing(*(name for name in PASSAGE_IDS if name not in marks)), **marks})
    change(path)
    return read(folder, codebook, given)


LENGTH = len(WORDS["S1"])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (",S1,0,5,Z9", "V02"),
        (",S1,0,5,L9", "V02"),
        (",S1,0,5,", "V05"),
        (f",S1,0,{LENGTH + 1},L1", "V14"),
        (",S1,5,5,L1", "V14"),
        (",S1,9,5,L1", "V14"),
        (",S1,-1,5,L1", "V07"),
        (",S1,0,5.5,L1", "V07"),
        (",S1,,,L1", "V07"),
        (",S77,0,5,L1", "V03"),
        ("S9-9,,,,L1", "V03"),
    ],
)
def test_what_cannot_be_used_is_held_with_its_line(tmp_path: Path, line: str, rule: str) -> None:
    found, problems = of_table(tmp_path, "passage_id,source,start,end,code", ",S1,0,13,L1", line)
    assert said(problems) == [(rule, "HOLD")] and problems[0].cell == "line 3" and "(held: 1)" in problems[0].fact
    assert found.received.to_numpy().tolist() == [["a.csv", 2, 1, 1, 0]]
    assert found.codings[["source", "start", "end", "code"]].to_numpy().tolist() == [["S1", 0, 13, "L1"]]


def test_a_retired_code_says_what_replaces_it(tmp_path: Path) -> None:
    _, problems = of_table(tmp_path, "passage_id,code", "S1-1,L1", "S1-2,L9", "S1-3,Pets")
    assert said(problems) == [("V02", "HOLD")]
    assert str(problems[0]) == (
        "a.csv, line 3: Code L9 is retired (held: 2). Use L1 in its place. [V02, HOLD]"
    )


def test_the_same_code_twice_counts_once_and_overlaps_are_joined(tmp_path: Path) -> None:
    found, problems = of_table(
        tmp_path, "source,start,end,code", "S1,0,10,L1", "S1,0,10,l1", "S1,5,13,L1", "S1,14,30,L1", "S1,0,10,L2"
    )
    assert found.codings[["start", "end", "code"]].to_numpy().tolist() == [
        [0, 10, "L2"], [0, 13, "L1"], [14, 30, "L1"]
    ]  # fmt: skip
    assert said(problems) == [("I04", "REPAIR")] * 2 and found.received.to_numpy().tolist() == [["a.csv", 5, 5, 0, 0]]


def test_two_codes_of_a_group_that_allows_one_are_both_held(tmp_path: Path) -> None:
    found, problems = of_table(tmp_path, "passage_id,code", "S1-1,V1", "S1-1,V2", "S1-2,V1", "S1-1,L1", "S1-1,L2")
    assert passage_codes(found, PASSAGES_TABLE).to_numpy().tolist() == [
        ["S1-1", "A1", "L1"], ["S1-1", "A1", "L2"], ["S1-2", "A1", "V1"]
    ]  # fmt: skip
    assert said(problems) == [("V04", "HOLD")] and found.received["held"].tolist() == [2]


def test_work_on_what_was_not_given_is_held(tmp_path: Path) -> None:
    found, problems = of_table(
        tmp_path, "passage_id,code", "S1-1,L1", "S1-2,L1", "S1-3,L1", given=["S1-2"], role="second"
    )
    assert said(problems) == [("A17", "HOLD")] and found.received.to_numpy().tolist() == [["a.csv", 3, 1, 2, 0]]


def test_what_stood_in_the_second_coders_workbook_was_given_even_if_texts_came_in_later(tmp_path: Path) -> None:
    folder = one_coder(tmp_path, "a.xlsx", "second")
    path = folder / "coding" / "a.xlsx"
    write_coding_book(path, "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW, given=["S1-1", "S1-2"])
    fill(path, {"S1-1": {"L1": "yes"}, "S1-2": {"L2": "yes"}})
    found, problems = read(folder, given=["S1-2", "S4-1"])
    assert found.received.to_numpy().tolist() == [["a.xlsx", 2, 2, 0, 0]] and said(problems) == [("V05", "WARN")]


def test_rows_of_another_coder_are_held(tmp_path: Path) -> None:
    found, problems = of_table(tmp_path, "passage_id,code,coder", "S1-1,L1,A1", "S1-2,L1,A2", "S1-3,L1,")
    assert said(problems) == [("A02", "HOLD")] and found.received["used"].tolist() == [2]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("passage_id,code", "X-1,L1", "X-2,L1"), "A03"),
        (("source,start,end,code", "X,0,4,L1"), "A03"),
        (("code", "L1"), "S09"),
        (("passage_id,text", "S1-1,toast"), "S09"),
        (("passage_id,code", "S1-1,L1,more"), "S10"),
        (("passage_id;code", "S1-1;L1"), "T04"),
    ],
)
def test_a_table_of_another_review_or_shape_is_refused(tmp_path: Path, lines: tuple[str, ...], rule: str) -> None:
    found, problems = of_table(tmp_path, *lines)
    assert (rule, "REJECT") in said(problems) and found.codings.empty and found.read.empty


@pytest.mark.parametrize(
    ("differ", "rule"),
    [
        ({"made_for": "2024-25-q1-another"}, "A03"),
        ({"coder": "A2"}, "A02"),
        ({"made_with": replace(CODEBOOK, edition="0.1")}, "A04"),
        ({"made_with": replace(CODEBOOK, id="another")}, "A04"),
    ],
)
def test_a_workbook_of_another_review_coder_or_edition_is_refused(
    tmp_path: Path, differ: dict[str, Any], rule: str
) -> None:
    found, problems = of_book(tmp_path, {"S1-1": {"L1": "yes"}}, **differ)
    assert said(problems) == [(rule, "REJECT")] and found.codings.empty and "no second" in found.waiting[-1]


def test_two_editions_in_one_review_are_never_counted_together(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.xlsx", "2025-11-01"), ("A2", "second", "b.xlsx", "2025-11-02"))
    for coder, file, edition in (("A1", "a.xlsx", "0.2"), ("A2", "b.xlsx", "0.1")):
        path = folder / "coding" / file
        write_coding_book(path, coder, replace(CODEBOOK, edition=edition), TEXTS, PASSAGES_TABLE, REVIEW)
        fill(path, {"S1-1": {"L1": "yes"}})
    found, problems = read(folder)
    assert ("A04", "REJECT") in said(problems) and set(found.codings["coder"]) == {"A1"} and found.pair is None


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"L1": "perhaps"}, "V02"),
        ({"One of V": "V9"}, "V02"),
        ({"One of V": "T1"}, "V02"),
        ({"One of V": "V1; V2"}, "V04"),
        ({"L1": "=1/0"}, "V02"),
        ({"Nothing fits": "maybe"}, "V02"),
    ],
)
def test_a_cell_that_says_something_else_is_held(tmp_path: Path, typed: dict[str, Any], rule: str) -> None:
    found, problems = of_book(tmp_path, {"S1-1": {"L2": "yes", **typed}})
    assert said(problems.of("HOLD")) == [(rule, "HOLD")] and problems.of("HOLD")[0].sheet == PASSAGES
    assert found.codings["code"].tolist() == ["L2"] and found.received["held"].tolist() == [1]


def test_nothing_fits_beside_a_code_is_held_and_the_code_counts(tmp_path: Path) -> None:
    found, problems = of_book(tmp_path, {"S1-1": {"L1": "yes", "Nothing fits": "yes"}})
    assert said(problems) == [("V04", "HOLD")] and found.codings["code"].tolist() == ["L1"]


def retype(row: int, column: int, text: Any) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        book = load_workbook(path)
        book[PASSAGES].cell(row, column).value = text
        book.save(path)

    return change


def test_a_row_nobody_knows_is_held(tmp_path: Path) -> None:
    found, problems = of_book(tmp_path, {"S1-2": {"L1": "yes", "L2": "yes"}}, retype(6, 1, "S8-8"))
    assert said(problems.of("HOLD")) == [("V03", "HOLD")] and found.received["held"].tolist() == [2]
    assert problems[0].cell == "F6" and "S1-2" not in set(found.read["passage_id"])


def test_a_passage_whose_words_are_others_now_is_held(tmp_path: Path) -> None:
    found, problems = of_book(tmp_path, {"S1-2": {"L1": "yes"}}, retype(6, 3, "Quite other words."))
    assert said(problems.of("HOLD")) == [("V14", "HOLD")] and found.codings.empty


def test_a_row_that_was_copied_counts_once_or_is_held(tmp_path: Path) -> None:
    def copy(other: str) -> Callable[[Path], None]:
        def change(path: Path) -> None:
            book = load_workbook(path)
            page = book[PASSAGES]
            for column in range(1, 12):
                page.cell(40, column).value = page.cell(5, column).value
            page.cell(40, 6).value = other
            book.save(path)

        return change

    found, problems = of_book(tmp_path / "same", {"S1-1": {"L1": "yes"}}, copy("yes"))
    assert said(problems) == [("I04", "REPAIR")] and len(found.codings) == 1
    found, problems = of_book(tmp_path / "other", {"S1-1": {"L1": "yes"}}, copy("no"))
    assert ("I02", "HOLD") in said(problems) and found.codings.empty
    assert "S1-1" not in set(found.read["passage_id"])


def test_a_column_that_was_deleted_refuses_the_workbook(tmp_path: Path) -> None:
    _, problems = of_book(tmp_path, {"S1-1": {"L1": "yes"}}, retype(4, 7, None))
    assert said(problems) == [("S09", "REJECT")] and problems[0].column == "L2"
    _, problems = of_book(tmp_path / "twice", {"S1-1": {"L1": "yes"}}, retype(4, 7, "L1 – Home and routines"))
    assert ("S12", "REJECT") in said(problems)


def test_codes_that_the_review_does_not_use_any_more_are_held(tmp_path: Path) -> None:
    fewer = replace(CODEBOOK, codes=CODEBOOK.codes[CODEBOOK.codes["id"] != "L2"])
    found, problems = of_book(tmp_path, {"S1-1": {"L1": "yes", "L2": "yes"}}, codebook=fewer)
    assert said(problems) == [("V02", "HOLD")] and found.codings["code"].tolist() == ["L1"]
    codes = CODEBOOK.codes.copy()
    codes.loc[codes["id"] == "L2", ["retired", "replaced_by"]] = [True, "L1"]
    _, problems = of_book(tmp_path / "b", {"S1-1": {"L2": "yes"}}, codebook=replace(CODEBOOK, codes=codes))
    assert "Code L2 is retired" in problems[0].fact and "Use L1" in problems[0].cure


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"passage_id,code\nS1-1,L1\n"),
        ("a.xlsx", b"PK\x03\x04 and then nothing"),
        ("a.csv", b"PK\x03\x04 a workbook"),
        ("a.csv", b"<html><script>toast</script></html>"),
        ("a.qdpx", b""),
        ("a.qdpx", b"PK\x03\x04 cut"),
        ("a.qdpx", b"<?xml version='1.0'?><Project/>"),
        ("a.docx", b"PK\x03\x04"),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    folder = one_coder(tmp_path, name)
    (folder / "coding" / name).write_bytes(content)
    found, problems = read(folder)
    assert problems.stops() and {problem.file for problem in problems} == {name} and found.codings.empty
    assert found.received.to_numpy().tolist() == [[name, 0, 0, 0, 0]]


def test_what_is_wrong_with_unlocked_work_does_not_stop_anybody(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.xlsx", ""))
    (folder / "coding" / "a.xlsx").write_bytes(b"half")
    _, problems = read(folder)
    assert problems and not problems.stops()


def test_one_file_cannot_be_the_work_of_two(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.csv", "2025-11-01"), ("A2", "second", "a.csv", "2025-11-02"))
    (folder / "coding" / "a.csv").write_text("passage_id,code\nS1-1,L1\n")
    assert ("I02", "STOP") in said(read(folder)[1])


def test_a_copy_of_the_first_coders_workbook_is_refused_as_the_seconds(tmp_path: Path) -> None:
    folder = coders(tmp_path, ("A1", "first", "a.xlsx", "2025-11-01"), ("A2", "second", "b.xlsx", "2025-11-02"))
    write_coding_book(folder / "coding" / "a.xlsx", "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    fill(folder / "coding" / "a.xlsx", {"S1-1": {"L1": "yes"}})
    shutil.copy(folder / "coding" / "a.xlsx", folder / "coding" / "b.xlsx")
    assert ("A02", "REJECT") in said(read(folder)[1])


def test_a_text_that_was_changed_since_holds_only_its_own_passages(tmp_path: Path) -> None:
    folder = one_coder(tmp_path, "a.xlsx")
    path = folder / "coding" / "a.xlsx"
    write_coding_book(path, "A1", CODEBOOK, TEXTS, PASSAGES_TABLE, REVIEW)
    fill(path, {name: {"L1": "yes"} for name in PASSAGE_IDS})
    changed = texts({**WORDS, "S1": WORDS["S1"].replace("toast", "bread")})
    found, problems = read_coded(folder, CODEBOOK, changed, PASSAGES_TABLE, REVIEW)
    assert said(problems.of("HOLD")) == [("V14", "HOLD")]
    assert set(found.codings["source"]) == {"S2", "S3", "S4"} and found.received["held"].tolist() == [3]


def test_every_message_says_what_to_do(tmp_path: Path) -> None:
    _, problems = of_table(tmp_path, "passage_id,code", "S1-1,L1", "S1-2,nonsense", "S1-2,V1", "S1-2,V2")
    assert all(isinstance(problem, Problem) and problem.cure.endswith(".") for problem in problems)
