"""Every kind of question, from the pack through the auditor's hands and back: counted once, or held with its cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from scrutiny_lib.audit.packs import write_packs
from scrutiny_lib.audit.send_back import lines_of
from scrutiny_lib.intake.return_options import gather
from scrutiny_lib.intake.return_sheets import ABOUT_AGENCY, Row
from scrutiny_lib.intake.template import Template
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW
from tests.kinds_room import (
    CELLS,
    OPTIONS,
    PLAINLY,
    read_kinds,
    receive_kinds,
    said,
    send_kinds,
    type_in,
)

A = CHILDREN[0]
QUESTIONS = list(CELLS)


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return read_kinds(tmp_path)


def held(folder: Path, template: Template) -> list[tuple[str, str]]:
    """Rule and cell of what is held."""
    return [(p.rule, p.cell) for p in receive_kinds(folder, template).problems.of("HOLD")]


def test_what_was_sent_comes_back_the_same_and_each_question_is_one_row(tmp_path: Path, template: Template) -> None:
    send_kinds(tmp_path / "r", template)
    returns = receive_kinds(tmp_path / "r", template)
    assert not returns.problems.of("HOLD", "STOP", "REJECT")
    assert {name: said(returns, name) for name in QUESTIONS} == {name: [PLAINLY[name]] for name in QUESTIONS}
    assert said(returns, "k7", "") == ["a policy"]
    row = returns.received.iloc[0]
    assert (row["rows"], row["counted"], row["blank"]) == (1 + 3 * 10, 1 + 3 * 9, 3)
    assert not returns.table.duplicated(["case_id", "agency", "question"]).any()


def test_the_pack_offers_what_each_kind_takes(tmp_path: Path, template: Template) -> None:
    (pack, *_) = write_packs(tmp_path / "packs", REVIEW, template, DRAWN, AGENCIES)
    page = load_workbook(pack)[A]
    rules = {cell: rule for rule in page.data_validations.dataValidation for cell in str(rule.sqref).split()}
    assert {cell: page[cell.replace("C", "A")].value for cell in (*CELLS.values(), *OPTIONS.values())} == {
        **{cell: name for name, cell in CELLS.items()},
        "C12": "k2.school_or_college", "C13": "k2.gp", "C14": "k2.health_visitor",
    }  # fmt: skip
    assert {cell: rules[cell].type for cell in ("C10", "C11", "C12", "C16", "C17", "C19", "C20")} == {
        "C10": "list", "C11": "list", "C12": "list", "C16": "custom", "C17": "custom", "C19": "textLength",
        "C20": "custom",
    }  # fmt: skip
    assert rules["C12"].formula1 == '"yes"' and "C16=INT(C16),C16>=0,C16<=365" in rules["C16"].formula1
    assert "INT" not in rules["C20"].formula1 and "DATE(1990,1,1)" in rules["C17"].formula1
    assert 'C16="not applicable"' in rules["C16"].formula1 and len(rules["C17"].formula1) <= 255
    assert all(0 < len(rule.prompt) <= 255 and 0 < len(rule.promptTitle) <= 32 for rule in rules.values())
    unlocked = {cell.coordinate for row in page.iter_rows(min_row=10) for cell in row if not cell.protection.locked}
    assert {f"{letter}12" for letter in "DE"}.isdisjoint(unlocked) and {"C12", "D11", "E11"} <= unlocked
    assert "a whole number of days from 0 to 365" in page["B16"].value.casefold()
    assert page["C16"].number_format == "General" and page["C17"].number_format == "d mmmm yyyy"
    front = load_workbook(pack)["Read me first"]
    shown = [row[1].value for row in front.iter_rows() if row[0].value == A]
    assert f"-COUNTA('{A}'!$C$11:$C$14)+SIGN(COUNTA('{A}'!$C$11:$C$14))" in shown[0] and "of 9 answered" in shown[0]


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("C10", "good / inadequate", "V04"),
        ("C10", "Good/RI", "V04"),
        ("C10", "brilliant", "A08"),
        ("C16", "3-4", "A19"),
        ("C16", "10%", "V07"),
        ("C16", "two weeks", "A19"),
        ("C16", 3.5, "A20"),
        ("C16", 366, "A20"),
        ("C16", date(2025, 4, 3), "A19"),
        ("C16", "=1+1", "S18"),
        ("C17", "02/13/2025", "A21"),
        ("C17", "July", "A21"),
        ("C17", 12, "A21"),
        ("C17", True, "A21"),
        ("C20", "1.5 h", "V07"),
        ("C13", "maybe", "A08"),
        ("C13", "#REF!", "S19"),
        ("C11", "none of these", "A22"),
        ("C11", "GP", "A08"),
    ],
)
def test_what_cannot_be_used_is_held_at_its_cell(
    tmp_path: Path, template: Template, cell: str, value: Any, rule: str
) -> None:
    type_in(send_kinds(tmp_path / "r", template), {cell: value})
    assert held(tmp_path / "r", template) == [(rule, cell)]
    returns = receive_kinds(tmp_path / "r", template)
    assert rule == "A22" or str(value) not in str(returns.problems)
    [line] = lines_of(returns, "police", REVIEW.name)
    name = next((name for name, at in CELLS.items() if at == cell), "k2")
    assert (line.child, line.question, line.cell) == (A, name, cell)
    assert said(returns, name) == []


def test_a_percentage_that_excel_keeps_as_a_tenth_is_held(tmp_path: Path, template: Template) -> None:
    type_in(send_kinds(tmp_path / "r", template), {"C20": 0.1}, formats={"C20": "0%"})
    assert held(tmp_path / "r", template) == [("V07", "C20")]
    type_in(send_kinds(tmp_path / "r", template), {"C20": 0.1}, formats={"C20": "0.00"})
    assert said(receive_kinds(tmp_path / "r", template), "k6") == ["0.1"]


@pytest.mark.parametrize(
    ("cell", "value", "question", "answer"),
    [
        ("C16", 3, "k3", "3"),
        ("C16", " 3.0 ", "k3", "3"),
        ("C16", "Not applicable", "k3", "not applicable"),
        ("C17", datetime(2025, 7, 4), "k4", "2025-07-04"),
        ("C17", "04.07.2025", "k4", "2025-07-04"),
        ("C17", "not known to us", "k4", "not known to us"),
        ("C19", "10% / 3-4", "k5", "10% / 3-4"),
        ("C13", None, "k2", "school or college"),
        ("C14", "Yes", "k2", "school or college; GP; health visitor"),
    ],
)
def test_what_people_type_is_read(
    tmp_path: Path, template: Template, cell: str, value: Any, question: str, answer: str
) -> None:
    type_in(send_kinds(tmp_path / "r", template), {cell: value})
    assert said(receive_kinds(tmp_path / "r", template), question) == [answer]


def test_blank_is_not_not_applicable(tmp_path: Path, template: Template) -> None:
    changes = {f"A_{name}": "" for name in QUESTIONS} | {f"B_{name}": "not applicable" for name in QUESTIONS}
    send_kinds(tmp_path / "r", template, **changes)
    returns = receive_kinds(tmp_path / "r", template)
    assert all(said(returns, name) == [] for name in QUESTIONS)
    assert all(said(returns, name, CHILDREN[1]) == ["not applicable"] for name in QUESTIONS)
    assert returns.files[0].blank == {A: QUESTIONS}


def test_a_child_not_known_to_the_agency_is_not_known_for_every_kind(tmp_path: Path, template: Template) -> None:
    send_kinds(tmp_path / "r", template, A_known="no", **{f"A_{name}": "" for name in QUESTIONS})
    returns = receive_kinds(tmp_path / "r", template)
    assert all(said(returns, name) == ["not known to us"] for name in QUESTIONS) and not returns.files[0].blank


def test_rows_that_were_sorted_or_lost_are_still_one_question(tmp_path: Path, template: Template) -> None:
    path = send_kinds(tmp_path / "r", template)
    type_in(path, {"A11": "k2.gp", "C11": "yes", "A13": "k2", "C13": None})
    assert said(receive_kinds(tmp_path / "r", template), "k2") == ["school or college; GP"]
    type_in(path, {"A11": None, "A13": None, "A14": None})
    returns = receive_kinds(tmp_path / "r", template)
    assert said(returns, "k2") == ["school or college"]
    assert any(p.rule == "A10" and "missing: 2" in p.fact for p in returns.problems)


def test_a_question_of_several_that_stands_twice_with_two_answers_stops(tmp_path: Path, template: Template) -> None:
    type_in(send_kinds(tmp_path / "r", template), {"A22": "k2", "A23": "k2.gp", "C23": "yes"})
    returns = receive_kinds(tmp_path / "r", template)
    assert [p.rule for p in returns.problems.of("STOP")] == ["I02"] and said(returns, "k2") == []


def test_a_corrected_return_says_that_an_option_changed(tmp_path: Path, template: Template) -> None:
    send_kinds(tmp_path / "r", template)
    send_kinds(tmp_path / "r", template, number=2, A_k2="GP", B_k3="13")
    log = receive_kinds(tmp_path / "r", template).log
    changed = log[["case_id", "question", "change"]].to_numpy().tolist()
    assert changed == [[A, "k2", "changed"], [CHILDREN[1], "k3", "changed"]]


def test_a_refused_return_counts_each_question_once(tmp_path: Path, template: Template) -> None:
    path = send_kinds(tmp_path / "r", template)
    book = load_workbook(path)
    book["Read me first"]["B6"] = "2024.1"
    book.save(path)
    row = receive_kinds(tmp_path / "r", template).received.iloc[0]
    assert row["state"] == "refused" and row["rows"] == row["refused"] == 31


def test_rows_of_other_questions_are_left_as_they_are() -> None:
    rows = [Row("q1", "yes", "", "", "C5"), Row("q2", "", "", "", "C6")]
    assert gather(rows, {}) == rows == gather(rows, {"q9.a": ("q9", "a")})


TYPED = st.sampled_from(
    [None, "yes", "no", "3", 3, 3.5, "10%", "2 / 3", "good", "Good/RI", "none of these", "Not applicable", "GP",
     date(2025, 7, 3), datetime(2025, 7, 3, 12), "02/03/2025", "02/13/2025", "=1+1", True, "k2", "‮evil", "x" * 2000]
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*CELLS.values(), *OPTIONS.values(), "A12", "A16"]), TYPED, max_size=6))
@settings(max_examples=25)
def test_every_row_is_counted_blank_held_or_refused(
    tmp_path_factory: pytest.TempPathFactory, typed: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("kinds")
    template = read_kinds(folder)
    type_in(send_kinds(folder / "r", template), typed)
    returns = receive_kinds(folder / "r", template)  # adds up, and no case id is in a message
    row = returns.received.iloc[0]
    held = len([p for p in returns.problems if p.act == "HOLD"])
    assert row["held"] == held or ("I02" in {p.rule for p in returns.problems} and row["held"] > held)
    assert row["counted"] == len(returns.table) and ABOUT_AGENCY not in set(returns.table["case_id"])
