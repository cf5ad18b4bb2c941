"""One judgement per child, settled by people; facts of agencies stay theirs; nothing is outvoted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.agree import BASES, COLUMNS, Agreed, agree_answers, read_agreed
from scrutiny_lib.audit.discussion import write_discussion
from tests.audit_room import AGENCIES, CHILDREN, TEMPLATE, receive, send

AGREED, ALIKE, WAITING = BASES
A, B, C = CHILDREN


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    """All say yes to n1, except: A police no; B not known to police; C not known to anybody."""
    folder = tmp_path / "returns"
    send(folder, "police", A_n1="no", A_n2="no", B_known="no", C_known="no", A_worried="yes")
    send(folder, "school", C_known="no")
    send(folder, "health", C_known="no")
    return receive(folder).table


def agreed(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def one(found: Agreed, case_id: str, question: str) -> list[str]:
    table = found.table.set_index(["case_id", "question"])
    row = table.loc[(case_id, question)]
    return [row["answer"], row["basis"]]


def test_alike_stands_different_waits_and_not_known_does_not_speak(table: pd.DataFrame) -> None:
    found = agree_answers(table, agreed(), TEMPLATE)
    assert one(found, A, "n1") == ["", WAITING]
    assert one(found, A, "n3") == ["at once", ALIKE]
    assert one(found, B, "n1") == ["yes", ALIKE]
    assert one(found, C, "n1") == ["not known to us", ALIKE]
    assert [(p.rule, p.act) for p in found.problems] == [("D01", "WARN")]
    assert "1 answers about 1 children" in found.problems[0].fact


def test_what_was_agreed_counts_with_its_reason_and_dissent(table: pd.DataFrame) -> None:
    found = agree_answers(table, agreed((A, "n1", " Partly", "Named late", "Police")), TEMPLATE)
    row = found.table[(found.table["case_id"] == A) & (found.table["question"] == "n1")]
    assert row.to_numpy().tolist() == [[A, "n1", "partly", "Named late", "Police", AGREED]]
    assert not found.problems


def test_facts_of_agencies_are_left_alone(table: pd.DataFrame) -> None:
    before = table.copy()
    found = agree_answers(table, agreed(), TEMPLATE)
    assert set(found.table["question"]) == {"n1", "n3"}
    assert not found.table.duplicated(["case_id", "question"]).any()
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("C-99999999", "n1", "yes", "", ""), "D02"),
        ((A, "n2", "yes", "", ""), "D03"),
        ((A, "n1", "mostly", "", ""), "A08"),
        ((A, "n1", "", "", ""), "A08"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_and_its_line_named(
    table: pd.DataFrame, row: tuple[str, ...], rule: str
) -> None:
    found = agree_answers(table, agreed(row), TEMPLATE)
    first = found.problems[0]
    assert (first.rule, first.act, first.file, first.cell) == (rule, "HOLD", "agreed.csv", "line 0")
    assert one(found, A, "n1") == ["", WAITING] and row[0] not in str(found.problems)


def test_two_different_judgements_on_one_child_stop(table: pd.DataFrame) -> None:
    twice = agree_answers(table, agreed((A, "n1", "yes", "", ""), (A, "n1", "no", "", "")), TEMPLATE)
    assert [(p.rule, p.act) for p in twice.problems] == [("I02", "STOP")]
    same = agree_answers(table, agreed((A, "n1", "yes", "", ""), (A, "n1", "yes", "", "")), TEMPLATE)
    assert not same.problems


def test_the_file_is_read_as_text_and_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "agreed.csv"
    rows, problems = read_agreed(path)
    assert rows.empty and list(rows.columns) == list(COLUMNS) and not problems
    path.write_text("case_id,question,answer,reason\nC-00000001,n1,NA,late\n", encoding="utf-8")
    rows, problems = read_agreed(path)
    assert rows.loc[2, "answer"] == "NA" and rows.loc[2, "dissent"] == "" and not problems.stops()


def test_the_discussion_workbook_has_worries_and_differences_first(tmp_path: Path, table: pd.DataFrame) -> None:
    path = tmp_path / "discussion.xlsx"
    shuffled = table.sample(frac=1, random_state=2)
    write_discussion(path, shuffled, TEMPLATE, AGENCIES)
    book = load_workbook(path)
    assert book.sheetnames == [A, B, C]
    page = [[cell or "" for cell in row] for row in book[A].values]
    assert page[2][0].startswith("Somebody is worried")
    assert page[3] == ["Question id", "Question", *AGENCIES.values(), "Agreed answer", "Reason", "Dissent"]
    assert [row[0] for row in page[4:]] == ["life", "n1", "n3"]
    assert [text.split("\n")[0] for text in page[5][2:5]] == ["no", "yes", "yes"]
    first = path.read_bytes()
    write_discussion(path, table, TEMPLATE, AGENCIES)
    assert path.read_bytes() == first


def test_a_discussion_workbook_before_anything_came_back(tmp_path: Path) -> None:
    write_discussion(tmp_path / "d.xlsx", receive(tmp_path / "none").table, TEMPLATE)
    assert load_workbook(tmp_path / "d.xlsx").sheetnames == ["No returns yet"]


def test_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path, table: pd.DataFrame) -> None:
    write_discussion(tmp_path / "d.xlsx", table.assign(shows="word " * 6600), TEMPLATE)
    shown = load_workbook(tmp_path / "d.xlsx")[A]["C6"].value
    assert shown.startswith("yes\nword") and shown.endswith("(cut here: see the return)")
