"""The audit discussion settles one judgement of every kind; what was typed is read as strictly as a return is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.agree import BASES, COLUMNS, Agreed, agree_answers, read_agreed
from scrutiny_lib.audit.discussion import write_discussion
from scrutiny_lib.audit.discussion_again import rewrite_discussion
from scrutiny_lib.audit.discussion_sheet import read_discussion
from scrutiny_lib.intake.template import Template
from tests.audit_room import AGENCIES, CHILDREN
from tests.kinds_room import read_kinds, receive_kinds, send_kinds, type_in

A = CHILDREN[0]
ANSWER = "E"
"""The column of the agreed answer, when two agencies have answered."""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return read_kinds(tmp_path)


@pytest.fixture
def table(tmp_path: Path, template: Template) -> pd.DataFrame:
    """The two agree about everything but how many days and who was asked; each has words of its own."""
    send_kinds(tmp_path / "r", template)
    send_kinds(tmp_path / "r", template, "school", A_k2="GP", A_k3="20", A_k5="A teacher.")
    return receive_kinds(tmp_path / "r", template).table


@pytest.fixture
def path(tmp_path: Path, table: pd.DataFrame, template: Template) -> Path:
    write_discussion(tmp_path / "discussion.xlsx", table, template, AGENCIES)
    return tmp_path / "discussion.xlsx"


def cells(path: Path) -> dict[str, str]:
    """The cell of the agreed answer of each question on A's sheet."""
    return {row[0].value: f"{ANSWER}{row[0].row}" for row in load_workbook(path)[A].iter_rows() if row[0].value}


def agreed(found: Agreed, question: str, case_id: str = A) -> list[str]:
    row = found.table.set_index(["case_id", "question"]).loc[(case_id, question)]
    return [row["answer"], row["basis"]]


def test_differences_stand_first_and_words_are_none(path: Path) -> None:
    page = load_workbook(path)[A]
    assert [row[0].value for row in page.iter_rows(min_row=5, max_row=10)] == ["life", "k2", "k3", "k1", "k4", "k5"]
    assert page["A2"].value == "2 questions on which agencies differ, shown first."
    assert page["C6"].value.startswith("school or college; GP\n") and page["D7"].value.startswith("20\n")


def test_each_kind_is_offered_what_it_takes(path: Path) -> None:
    page = load_workbook(path)[A]
    rules = {cell: rule for rule in page.data_validations.dataValidation for cell in str(rule.sqref).split()}
    found = {name: rules[cell].type for name, cell in cells(path).items() if cell in rules}
    assert found == {"k1": "list", "k2": "list", "k3": "custom", "k4": "custom", "k5": "textLength"}
    several = rules[cells(path)["k2"]]
    assert not several.showErrorMessage and "school or college; GP; health visitor" in several.prompt
    assert page[cells(path)["k3"]].number_format == "General"
    assert '&"",{"12","20"}' in page["H7"].value and rules[cells(path)["k1"]].showErrorMessage


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        ("k1", "Good", "good"),
        ("k2", "health visitor;GP", "GP; health visitor"),
        ("k2", "none of these", "none of these"),
        ("k3", 15, "15"),
        ("k3", "not applicable", "not applicable"),
        ("k4", pd.Timestamp("2025-07-04"), "2025-07-04"),
        ("k5", "Both helped.", "Both helped."),
    ],
)
def test_what_was_settled_is_read_and_counts(
    path: Path, table: pd.DataFrame, template: Template, question: str, typed: Any, answer: str
) -> None:
    at = cells(path)[question]
    type_in(path, {at: typed, at.replace(ANSWER, "F"): "Said so."}, A)
    rows, problems = read_discussion(path, template, set(CHILDREN))
    assert not problems and rows["answer"].tolist() == [answer]
    found = agree_answers(table, rows, template)
    assert agreed(found, question) == [answer, BASES[0]] and not found.problems.of("HOLD", "STOP")


@pytest.mark.parametrize(
    ("question", "typed", "rule"),
    [
        ("k1", "good / inadequate", "V04"),
        ("k2", "GP; dentist", "A08"),
        ("k2", "none of these; GP", "A22"),
        ("k3", "12 days", "V07"),
        ("k3", 400, "A20"),
        ("k4", "July", "A21"),
    ],
)
def test_what_cannot_be_read_is_held_at_its_cell(
    path: Path, template: Template, question: str, typed: Any, rule: str
) -> None:
    type_in(path, {cells(path)[question]: typed}, A)
    rows, problems = read_discussion(path, template, set(CHILDREN))
    assert rows.empty and [(p.rule, p.act, p.cell) for p in problems] == [(rule, "HOLD", cells(path)[question])]
    assert str(typed) not in str(problems)


def test_a_percentage_is_held_here_too(path: Path, template: Template) -> None:
    type_in(path, {cells(path)["k3"]: 0.1}, A, {cells(path)["k3"]: "0%"})
    assert [p.rule for p in read_discussion(path, template, set(CHILDREN))[1]] == ["V07"]


def test_written_again_nothing_that_was_typed_is_lost(
    path: Path, table: pd.DataFrame, template: Template
) -> None:
    at = cells(path)
    type_in(path, {at["k2"]: "GP", at["k3"]: 15, at["k4"]: pd.Timestamp("2025-07-04"), at["k5"]: "Both."}, A)
    before = read_discussion(path, template, set(CHILDREN))[0]
    target, problems = rewrite_discussion(path, table, template, AGENCIES)
    assert target == path and not problems
    pd.testing.assert_frame_equal(read_discussion(path, template, set(CHILDREN))[0], before)
    page = load_workbook(path)[A]
    assert page[at["k3"]].value == 15 and page[at["k4"]].value == pd.Timestamp("2025-07-04")


def test_alike_stands_and_words_that_differ_wait_for_nobody(table: pd.DataFrame, template: Template) -> None:
    nothing = pd.DataFrame(columns=list(COLUMNS), dtype=str)
    found = agree_answers(table, nothing, template)
    assert agreed(found, "k4") == ["2025-07-03", BASES[1]] and agreed(found, "k3") == ["", BASES[2]]
    assert agreed(found, "k5") == ["", BASES[2]] and agreed(found, "k2", CHILDREN[1])[1] == BASES[1]
    assert ["2 answers about 1 child" in p.fact for p in found.problems] == [True]


@pytest.mark.parametrize(
    ("question", "answer", "rule"),
    [("k3", "15", ""), ("k3", "about 15", "A19"), ("k4", "4 July", "A21"), ("k2", "GP", ""), ("k1", "", "A08"),
     ("k1", "good/inadequate", "V04"), ("k3", "", "A08")],
)  # fmt: skip
def test_agreed_csv_is_read_as_strictly(
    tmp_path: Path, table: pd.DataFrame, template: Template, question: str, answer: str, rule: str
) -> None:
    (tmp_path / "agreed.csv").write_text(f"case_id,question,answer,reason\n{A},{question},{answer},Seen.\n")
    rows, problems = read_agreed(tmp_path / "agreed.csv")
    found = agree_answers(table, rows, template)
    assert not problems and [p.rule for p in found.problems.of("HOLD")] == ([rule] if rule else [])
    assert (agreed(found, question)[1] == BASES[0]) is not bool(rule)
