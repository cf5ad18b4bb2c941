"""Packs, filled and read back: what goes out, what comes in, and that nothing about a child is in between."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.lists import write_lists
from scrutiny_lib.audit.packs import write_packs
from scrutiny_lib.intake.return_sheets import HEADER_ROW, questions_for
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW, TEMPLATE, answered, receive, send

CROSSWALK = pd.DataFrame(
    {
        "case_id": [*CHILDREN, "C-DDDD4444"],
        "child_id": ["900001", "900002", "900003", "900004"],
        "first_name": ["Zoë", "Ayaan", "Mia", "Noah"],
        "last_name": ["Invented", "Madeup", "Fictional", "Notreal"],
        "date_of_birth": ["2011-02-03", "2014-05-06", "", "2016-01-01"],
        "agency_id_police": ["P/0012", "", "P/0014", "P/0015"],
    }
)


@pytest.fixture
def packs(tmp_path: Path) -> list[Path]:
    return write_packs(tmp_path / "packs", REVIEW, TEMPLATE, DRAWN, AGENCIES, "scrutiny@example.org")


def test_one_workbook_per_agency_with_one_sheet_per_child(packs: list[Path]) -> None:
    assert [path.name for path in packs] == [f"2025-26-q3-neglect-{agency}.xlsx" for agency in AGENCIES]
    for path in packs:
        assert load_workbook(path).sheetnames == ["Read me first", *CHILDREN, "Answers"]


def test_an_agency_gets_its_own_questions_under_their_line_after_the_four_that_all_get(packs: list[Path]) -> None:
    def column(path: Path, letter: str) -> list[str]:
        return [cell.value for cell in load_workbook(path)[CHILDREN[0]][letter][HEADER_ROW:]]

    assert column(packs[0], "A") == ["known", "life", "worried", "worried_step", None, "n2", "n3", None, "n1"]
    assert column(packs[1], "A")[-2:] == ["n1", "n4"]
    assert column(packs[0], "B")[4] == "L1. In time?"


def test_only_answers_can_be_typed_and_lists_offer_them(packs: list[Path]) -> None:
    page = load_workbook(packs[0])[CHILDREN[0]]
    assert page.protection.sheet
    assert page["B5"].protection.locked and not page["C5"].protection.locked and not page["E5"].protection.locked
    offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    lists = load_workbook(packs[0])["Answers"]
    letter = offered["C11"].split("$")[1]
    assert [cell.value for cell in lists[letter] if cell.value][1:] == [
        "at once", "within 10 days, or so", "later", "not applicable", "not known to us",
    ]  # fmt: skip
    assert page.freeze_panes == "A5" and page.page_setup.orientation == "landscape"


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, packs: list[Path]) -> None:
    again = write_packs(tmp_path / "again", REVIEW, TEMPLATE, DRAWN.iloc[::-1], AGENCIES, "scrutiny@example.org")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in packs]
    assert not list(tmp_path.rglob("*.part"))


def test_a_pack_holds_no_name_and_no_identifier(tmp_path: Path, packs: list[Path]) -> None:
    write_lists(tmp_path / "lists", REVIEW, DRAWN, CROSSWALK, AGENCIES)
    for path in packs:
        with zipfile.ZipFile(path) as package:
            text = "".join(package.read(part).decode("utf-8", "ignore") for part in package.namelist())
        for column in CROSSWALK.columns.drop("case_id"):
            assert not [value for value in CROSSWALK[column] if value and value in text]
        assert "C-DDDD4444" not in text


def test_a_filled_pack_reads_back_as_it_was_filled(tmp_path: Path) -> None:
    send(tmp_path, "school", sent_on=date(2025, 11, 6), B_n1="partly", C_n3="within 10 days, or so")
    returns = receive(tmp_path)
    read = {
        (row["case_id"], row["question"]): (row["answer"], row["shows"], row["where"])
        for row in returns.table.to_dict("records")
    }
    filled = answered("school", B_n1="partly", C_n3="within 10 days, or so")
    assert read == {key: value for key, value in filled.items() if value[0]}
    assert set(returns.table["edition"]) == {"2025.10"} and set(returns.table["number"]) == {1}
    row = returns.received.set_index("agency").loc["school"]
    assert row[["state", "sent_on", "asked", "answered", "known"]].tolist() == ["used", "2025-11-06", 3, 3, 3]
    assert row[["rows", "counted", "blank", "held", "refused"]].tolist() == [24, 21, 3, 0, 0]


def test_a_blank_pack_sent_back_has_no_answers_and_no_complaint_about_itself(tmp_path: Path, packs: list[Path]) -> None:
    returns = receive(packs[0].parent)
    assert returns.table.empty and not returns.problems
    assert (returns.received["blank"] == returns.received["rows"]).all()


def test_the_questions_of_an_agency_always_allow_not_applicable_and_not_known() -> None:
    asked = questions_for(TEMPLATE, "police").set_index("id")["answers"]
    assert asked["n2"] == ["yes", "no", "not applicable", "not known to us"] and asked["known"] == ["yes", "no"]
    assert asked["life"] == []


def test_an_identification_list_is_restricted_and_has_only_that_agency_s_ids(tmp_path: Path) -> None:
    paths = write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    police, school = (list(load_workbook(path)["Children"].values) for path in paths[:2])
    assert police[0][0].startswith("RESTRICTED") and "31 December 2026" in police[2][0]
    assert police[5] == ("C-AAAA1111", "P/0012", "Zoë Invented", "2011-02-03") and len(police) == 8
    assert school[5][1] in ("", None)
    log = pd.read_csv(tmp_path / "log.csv")
    assert log["children"].tolist() == [3, 3, 3]
    assert log["sha256"][0] == hashlib.sha256(paths[0].read_bytes()).hexdigest()
    assert "Zoë" not in (tmp_path / "log.csv").read_text(encoding="utf-8")


def test_a_list_of_referrals_says_which_referral(tmp_path: Path) -> None:
    drawn = DRAWN.assign(
        child=["C-1", "C-1", "C-2", "C-3"], referral_date=["2025-07-01", "2025-08-02", "", "2025-09-01"]
    )
    page = list(load_workbook(write_lists(tmp_path, REVIEW, drawn, CROSSWALK, AGENCIES)[0])["Children"].values)
    assert page[4][4] == "Date of referral" and [row[4] or "" for row in page[5:]] == ["2025-07-01", "2025-08-02", ""]
