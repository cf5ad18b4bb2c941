"""One judgement per child, settled by people; facts of agencies stay theirs; nothing is outvoted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.agree import BASES, COLUMNS, SETTLED, Agreed, agree_answers, read_agreed
from scrutiny_lib.audit.discussion_sheet import SOURCE
from tests.audit_room import CHILDREN, TEMPLATE, receive, send

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
    assert "1 answer about 1 child" in found.problems[0].fact


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
    twice = agree_answers(table, agreed((A, "n1", "yes", "Seen.", ""), (A, "n1", "no", "", "")), TEMPLATE)
    assert [(p.rule, p.act) for p in twice.problems] == [("I02", "STOP")]
    same = agree_answers(table, agreed((A, "n1", "yes", "Seen.", ""), (A, "n1", "yes", "", "")), TEMPLATE)
    assert not same.problems


def test_a_reason_is_asked_for_only_where_agencies_differ(table: pd.DataFrame) -> None:
    found = agree_answers(table, agreed((A, "n1", "yes", "", "Police"), (B, "n1", "no", "", "")), TEMPLATE)
    assert [(p.rule, p.act) for p in found.problems] == [("J01", "WARN")]
    assert "1 answer" in found.problems[0].fact
    assert one(found, A, "n1") == ["yes", AGREED] and one(found, B, "n1") == ["no", AGREED]


def test_one_row_about_a_child_replaced_since_is_said_as_one(table: pd.DataFrame) -> None:
    rows = agreed((A, "n1", "yes", "Seen.", ""), ("C-GONE0000", "n1", "banana", "", ""))
    found = agree_answers(table, rows, TEMPLATE, replaced=["C-GONE0000"])
    assert [(p.rule, p.act) for p in found.problems] == [("A18", "WARN")]
    assert found.problems[0].fact.startswith("1 agreed row is about a child")
    assert agree_answers(table, rows, TEMPLATE).problems.of("HOLD")[0].rule == "D02"


def sheet(*rows: tuple[str, ...]) -> pd.DataFrame:
    """As read from the discussion sheet, one below the other."""
    places = [(*row, SOURCE, "2", f"F{number}") for number, row in enumerate(rows, start=6)]
    return pd.DataFrame(places, columns=list(SETTLED), dtype=str)


def csv(tmp_path: Path, *rows: tuple[str, ...]) -> pd.DataFrame:
    path = tmp_path / "agreed.csv"
    path.write_text("\n".join(",".join(row) for row in (COLUMNS, *rows)) + "\n", encoding="utf-8")
    return read_agreed(path)[0]


def test_the_sheet_and_the_file_are_read_together(tmp_path: Path, table: pd.DataFrame) -> None:
    rows = [
        sheet((A, "n1", "partly", "Named late", ""), (B, "n1", "no", "", "")),
        csv(tmp_path, (A, "n1", "Partly", "", "Police"), (A, "n3", "later", "", "")),
    ]
    found = agree_answers(table, pd.concat(rows, ignore_index=True), TEMPLATE)
    assert not found.problems
    settled = found.table[found.table["basis"] == AGREED]
    assert settled[list(COLUMNS)].to_numpy().tolist() == [
        [A, "n1", "partly", "Named late", "Police"],
        [A, "n3", "later", "", ""],
        [B, "n1", "no", "", ""],
    ]


def test_the_sheet_and_the_file_that_contradict_each_other_stop_and_both_are_named(
    tmp_path: Path, table: pd.DataFrame
) -> None:
    rows = [sheet((A, "n1", "partly", "Late", "")), csv(tmp_path, (A, "n3", "later", "", ""), (A, "n1", "no", "", ""))]
    found = agree_answers(table, pd.concat(rows, ignore_index=True), TEMPLATE)
    problem = found.problems.of("STOP")[0]
    assert (problem.rule, problem.file, problem.cell) == ("I02", "agreed.csv", "line 3")
    assert "discussion.xlsx, sheet 2, cell F6" in problem.fact and A not in str(found.problems)


def test_two_reasons_are_pointed_out_and_the_first_counts(tmp_path: Path, table: pd.DataFrame) -> None:
    rows = [sheet((A, "n1", "no", "Seen once", "")), csv(tmp_path, (A, "n1", "no", "Never seen", ""))]
    found = agree_answers(table, pd.concat(rows, ignore_index=True), TEMPLATE)
    assert [(p.rule, p.act) for p in found.problems] == [("J03", "WARN")]
    assert "Seen once" in set(found.table["reason"]) and "Seen once" not in str(found.problems)


def test_an_answer_given_once_about_the_agency_is_about_no_child(table: pd.DataFrame) -> None:
    row = table[table["question"] == "n1"].iloc[:1].assign(case_id="", answer="partly")
    found = agree_answers(pd.concat([table, row]), agreed(("", "n1", "yes", "", "")), TEMPLATE)
    assert "" not in set(found.table["case_id"])
    assert [p.rule for p in found.problems.of("HOLD")] == ["D02"]


def test_the_file_is_read_as_text_and_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "agreed.csv"
    rows, problems = read_agreed(path)
    assert rows.empty and list(rows.columns) == list(SETTLED) and not problems
    path.write_text("case_id,question,answer,reason\nC-00000001,n1,NA,late\n", encoding="utf-8")
    rows, problems = read_agreed(path)
    assert rows.loc[2, "answer"] == "NA" and rows.loc[2, "dissent"] == "" and not problems.stops()
    assert rows.loc[2, ["source", "sheet", "cell"]].to_list() == ["agreed.csv", "", "line 2"]
