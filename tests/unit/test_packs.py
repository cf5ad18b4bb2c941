"""Packs, filled and read back: what goes out, what comes in, and that nothing about a child is in between."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scrutiny_lib.audit.books import new_book
from scrutiny_lib.audit.packs import EXAMPLE, Before, write_packs, write_preview, write_return
from scrutiny_lib.audit.parts import files_of_gone_parts
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.return_sheets import (
    ABOUT_AGENCY,
    HEADER_ROW,
    HEADINGS,
    LABELS,
    LAST_TIME,
    LONGEST,
    front_page,
    questions_for,
)
from tests.audit_room import AGENCIES, ASKED_ONCE, CHILDREN, DRAWN, REVIEW, TEMPLATE, answered, receive, send

LATER = pd.DataFrame(
    {
        "case_id": [*CHILDREN, "C-DDDD4444", "C-EEEE5555"],
        "order": [1, 2, 3, 4, 5],
        "role": ["sample", "replaced", "sample", "sample", "reserve"],
        "part": [1, 1, 1, 2, 1],
    }
)
BEFORE: Before = {
    ("police", "", "s1"): ("yes", date(2025, 6, 20)),
    ("police", CHILDREN[1], "n1"): ("partly", date(2024, 12, 1)),
    ("school", CHILDREN[2], "n1"): ("no", date(2025, 6, 20)),
}


@pytest.fixture
def packs(tmp_path: Path) -> list[Path]:
    return write_packs(tmp_path / "packs", REVIEW, TEMPLATE, DRAWN, AGENCIES, "scrutiny@example.org")


@pytest.fixture
def once(tmp_path: Path) -> list[Path]:
    return write_packs(tmp_path / "once", REVIEW, ASKED_ONCE, DRAWN, AGENCIES, last_time=BEFORE)


def headings(page: Worksheet) -> list[str]:
    return [cell.value for cell in page[HEADER_ROW]]


def ids(page: Worksheet) -> list[str]:
    return [cell.value for cell in page["A"][HEADER_ROW:]]


def front(path: Path) -> dict[str, Any]:
    rows = load_workbook(path)["Read me first"].iter_rows(max_col=2, values_only=True)
    return {str(label): value for label, value in rows if label}


def rules(page: Worksheet) -> dict[str, Any]:
    return {cell: rule for rule in page.data_validations.dataValidation for cell in str(rule.sqref).split()}


def test_one_workbook_per_agency_with_one_sheet_per_child(packs: list[Path]) -> None:
    assert [path.name for path in packs] == [f"2025-26-q3-neglect-{agency}.xlsx" for agency in AGENCIES]
    for path in packs:
        assert load_workbook(path).sheetnames == ["Read me first", *CHILDREN, "Answers"]


def test_the_front_page_says_what_it_is_by_when_and_whom_to_ask(packs: list[Path]) -> None:
    page = load_workbook(packs[0])["Read me first"]
    said = front_page([[[str(cell or "") for cell in row] for row in page.values]])
    assert said == {
        "Review": "2025-26-q3-neglect",
        "Agency": "Police",
        "Part": "1",
        "Edition": "2025.10",
        "Return number": "1",
    }
    assert set(said) | {"Date sent back"} == set(LABELS)
    values = front(packs[0])
    assert values["Please send back by"] == "7 November 2025" and values["Questions to"] == "scrutiny@example.org"
    text = " ".join(str(cell) for row in page.values for cell in row if cell)
    assert TEMPLATE.purpose in text and "Attach nothing" in text and "at most 1,000 characters" in text
    assert "Tab goes to the next cell" in text and LAST_TIME not in text and ABOUT_AGENCY not in text


def test_every_sheet_opens_with_life_and_worry_and_an_agency_gets_its_own_questions(packs: list[Path]) -> None:
    page = load_workbook(packs[0])[CHILDREN[0]]
    assert ids(page) == ["known", "life", "worried", "worried_step", None, "n2", "n3", None, "n1"]
    assert ids(load_workbook(packs[1])[CHILDREN[0]])[-2:] == ["n1", "n4"]
    assert page["B6"].value.startswith("What is life like") and page["B9"].value == "L1. In time?"


def test_only_answers_can_be_typed_and_lists_offer_them(packs: list[Path]) -> None:
    book = load_workbook(packs[0])
    page, lists = book[CHILDREN[0]], book["Answers"]
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert page.protection.sheet and page.protection.objects
    assert unlocked == {f"{letter}{row}" for letter in "CDE" for row in (5, 6, 7, 8, 10, 11, 13)}
    first = [cell for row in book["Read me first"].iter_rows() for cell in row if not cell.protection.locked]
    assert [cell.coordinate for cell in first] == ["B7", "B8"]
    top, end = re.findall(r"\$([A-Z]+\$\d+)", rules(page)["C11"].formula1.replace("'Answers'!", ""))
    assert [row[0].value for row in lists[f"{top}:{end}".replace("$", "")]] == [
        "at once", "within 10 days, or so", "later", "not applicable", "not known to us",
    ]  # fmt: skip
    assert lists.sheet_state == "visible" and "nothing to fill in" in lists["A1"].value


def test_evidence_boxes_have_limits_and_say_so(packs: list[Path]) -> None:
    page = load_workbook(packs[0])[CHILDREN[0]]
    rule = {letter: rules(page)[f"{letter}5"] for letter in "DE"}
    assert {f"{letter}{row}" for letter in "DE" for row in (5, 6, 7, 8, 10, 11, 13)} <= rules(page).keys()
    for letter, (heading, most) in zip("DE", LONGEST.items(), strict=True):
        assert (rule[letter].type, rule[letter].operator, rule[letter].formula1) == (
            "textLength", "lessThanOrEqual", str(most),
        )  # fmt: skip
        assert f"{most:,} characters" in rule[letter].prompt and f"{most:,} characters" in rule[letter].error
        assert page[f"{letter}3"].value == f"At most {most:,} characters" and page[f"{letter}4"].value == heading
    every = [one for sheet in load_workbook(packs[0]).worksheets[:-1] for one in rules(sheet).values()]
    assert all(one.showInputMessage and one.showErrorMessage for one in every)
    assert all(0 < len(one.prompt) <= 255 and 0 < len(one.promptTitle) <= 32 for one in every)


def test_what_is_still_to_be_answered_is_tinted_and_a_worry_stands_out(packs: list[Path], once: list[Path]) -> None:
    def tints(page: Worksheet) -> dict[str, list[str]]:
        blocks = page.conditional_formatting
        return {str(block.sqref): [rule.formula[0] for rule in block.rules] for block in blocks}

    assert tints(load_workbook(packs[0])[CHILDREN[0]]) == {
        "C5": ["ISBLANK($C$5)"],
        "C7": ['"yes"'],
        "C8": ['AND(ISBLANK($C$8),$C$7="yes")'],
        "C6 C7 C10 C11 C13": ['AND(ISBLANK($C6),$C$5<>"no")'],
    }
    assert tints(load_workbook(once[1])[ABOUT_AGENCY]) == {"C6 C8": ["ISBLANK($C6)"]}


def test_a_screen_reader_is_told_title_language_headings_and_where_to_begin(packs: list[Path]) -> None:
    with zipfile.ZipFile(packs[0]) as package:
        core = package.read("docProps/core.xml").decode()
    assert "<dc:language>en-GB</dc:language>" in core and "<dc:title>Neglect – Police</dc:title>" in core
    book = load_workbook(packs[0])
    assert book.active.title == "Read me first"
    begun = {page.title: page.sheet_view.selection[-1].activeCell or "A1" for page in book}
    assert begun == {"Read me first": "A1", **dict.fromkeys(CHILDREN, "C5"), "Answers": "A1"}
    assert [name.attr_text for name in book.defined_names.values()] == [f"'{child}'!$B$4" for child in CHILDREN]
    assert next(iter(book.defined_names)) == "TitleRegion1.B4.E13.2"
    assert not any(page.merged_cells.ranges for page in book)
    assert all(page["A1"].value for page in book)


def test_it_prints_on_a4_with_its_headings_on_every_page(packs: list[Path]) -> None:
    for page in load_workbook(packs[0]):
        assert page.page_setup.paperSize == 9 and page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    child = load_workbook(packs[0])[CHILDREN[0]]
    assert child.print_title_rows == "$4:$4" and child.freeze_panes == "A5"
    assert child.page_setup.orientation == "landscape" and child.oddFooter.center.text == "&A"


def test_rows_are_high_enough_and_may_grow(packs: list[Path]) -> None:
    with zipfile.ZipFile(packs[0]) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert not [text for text in sheets if "customHeight" in text]
    asked = re.search(r'<row r="8"[^>]* ht="([\d.]+)"', sheets[1])
    assert asked and float(asked[1]) >= 60


def test_nothing_in_it_runs_or_points_outside(packs: list[Path]) -> None:
    with zipfile.ZipFile(packs[0]) as package:
        parts = package.namelist()
        text = "".join(package.read(part).decode() for part in parts)
    assert not re.search(r"vba|external|connection|embed|oleObject|comment|drawing", " ".join(parts), re.IGNORECASE)
    assert "TargetMode" not in text and len(re.findall("<f>", text)) == len(CHILDREN)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("1B1B1B", "FFFFFF"), ("4A5A66", "FFFFFF"), ("0B5394", "FFFFFF"), ("8C1D18", "FFFFFF"), ("8C1D18", "F9D5D0"),
     ("FFFFFF", "1F3A4D"), ("1F3A4D", "FFFFFF"), ("1B1B1B", "FFF8DC")],
)  # fmt: skip
def test_every_text_stands_out_from_what_is_behind_it(packs: list[Path], ink: str, paper: str) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(ink), light(paper)))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
    with zipfile.ZipFile(packs[0]) as package:
        used = set(re.findall(r'rgb="FF(\w{6})"', package.read("xl/styles.xml").decode()))
    assert ink in used | {"FFFFFF"} and used <= {"1B1B1B", "4A5A66", "0B5394", "8C1D18", "F9D5D0", "FFFFFF", "1F3A4D",
                                                 "FFF8DC", "B8C4CC"}  # fmt: skip


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, packs: list[Path], once: list[Path]) -> None:
    again = write_packs(tmp_path / "again", REVIEW, TEMPLATE, DRAWN.iloc[::-1], AGENCIES, "scrutiny@example.org")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in packs]
    backwards = dict(reversed(BEFORE.items()))
    again = write_packs(tmp_path / "again", REVIEW, ASKED_ONCE, DRAWN, AGENCIES, last_time=backwards)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in once]
    assert not list(tmp_path.rglob("*.part"))


def test_a_later_part_has_its_own_children_and_leaves_the_first_as_it_was_sent(tmp_path: Path) -> None:
    first = write_packs(tmp_path / "first", REVIEW, ASKED_ONCE, DRAWN.assign(part=1), AGENCIES)
    paths = write_packs(tmp_path / "later", REVIEW, ASKED_ONCE, LATER, AGENCIES)
    assert [path.name for path in paths[:3]] == [
        "2025-26-q3-neglect-police.xlsx",
        "2025-26-q3-neglect-police-part-2.xlsx",
        "2025-26-q3-neglect-school.xlsx",
    ]
    assert [path.read_bytes() for path in paths[::2]] == [path.read_bytes() for path in first]
    assert load_workbook(paths[1]).sheetnames == ["Read me first", "C-DDDD4444", "Answers"]
    assert front(paths[1])["Part"] == 2 and front(paths[0])["Part"] == 1
    assert "further children" in load_workbook(paths[1])["Read me first"]["A3"].value


def test_a_later_part_is_due_later_and_says_since_when(tmp_path: Path) -> None:
    paths = write_packs(tmp_path, REVIEW, TEMPLATE, LATER, AGENCIES, came_in={2: date(2025, 11, 20)})
    due = [load_workbook(path)["Read me first"] for path in paths[:2]]
    said = [[row[1] for row in page.values if row[0] == "Please send back by"] for page in due]
    assert said == [["7 November 2025"], ["11 December 2025"]]
    assert "came in on 20 November 2025: 15 working days" in due[1]["A3"].value
    same = write_packs(tmp_path / "same", REVIEW, TEMPLATE, LATER, AGENCIES)
    assert same[0].read_bytes() == paths[0].read_bytes()


def test_workbooks_of_a_part_that_is_gone_are_removed_and_no_other(tmp_path: Path) -> None:
    write_packs(tmp_path, REVIEW, TEMPLATE, LATER, AGENCIES)
    own = ["2025-26-q3-neglect-police-part-2 (old).xlsx", "other-police-part-2.xlsx", "notes.txt"]
    for name in own:
        (tmp_path / name).write_bytes(b"")
    gone = files_of_gone_parts(tmp_path, REVIEW.name, AGENCIES, DRAWN, ".xlsx")
    assert [path.name for path in gone] == [
        f"2025-26-q3-neglect-{agency}-part-2.xlsx" for agency in ("health", "police", "school")
    ]
    assert not files_of_gone_parts(tmp_path, REVIEW.name, AGENCIES, LATER, ".xlsx")
    kept = write_packs(tmp_path, REVIEW, TEMPLATE, DRAWN, AGENCIES)
    assert {path.name for path in tmp_path.iterdir()} == {*own, *(path.name for path in kept)}


def test_what_is_asked_once_stands_on_a_sheet_of_its_own(once: list[Path]) -> None:
    police, school = (load_workbook(path) for path in once[:2])
    assert police.sheetnames == ["Read me first", ABOUT_AGENCY, *CHILDREN, "Answers"]
    assert ids(police[ABOUT_AGENCY]) == [None, "s1"] and ids(school[ABOUT_AGENCY]) == [None, "s1", None, "s2"]
    assert headings(school[ABOUT_AGENCY]) == list(HEADINGS)
    assert "s1" not in ids(police[CHILDREN[0]]) and "known" in ids(police[CHILDREN[0]])
    page = police["Read me first"]
    text = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert text[text.index("Sheet (opens it)") + 2] == ABOUT_AGENCY and any("once: it is about" in one for one in text)
    begun = police[ABOUT_AGENCY].sheet_view.selection[-1].activeCell
    assert begun == "C6" and not police[ABOUT_AGENCY]["C6"].protection.locked


def test_last_time_s_answer_stands_beside_the_box_and_fills_nothing_in(once: list[Path]) -> None:
    police, school, health = (load_workbook(path) for path in once)
    page = police[ABOUT_AGENCY]
    assert headings(page) == [*HEADINGS[:3], LAST_TIME, *HEADINGS[3:]]
    assert page["D6"].value == "yes (June 2025)" and page["D6"].protection.locked and page["C6"].value is None
    assert page["D3"].value == "Check that it still holds, then choose again" and page["E3"].value.startswith("At most")
    assert "Last time: yes (June 2025)" in rules(page)["C6"].prompt
    child = police[CHILDREN[1]]
    assert [cell.value for cell in child["D"][HEADER_ROW:] if cell.value] == ["partly (December 2024)"]
    assert headings(police[CHILDREN[2]]) == list(HEADINGS) != headings(school[CHILDREN[2]])
    assert all(LAST_TIME not in str(cell) for page in health for row in page.values for cell in row if cell)


def test_the_front_page_counts_what_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    filled = answered("school", A_known="no", B_worried="yes", C_n1="") | {("", "s1"): ("yes", "", "")}
    write_return(path, REVIEW, ASKED_ONCE, DRAWN, "school", AGENCIES["school"], filled)
    page = load_workbook(path, data_only=True)["Read me first"]
    said = {row[0]: row[1] for row in page.iter_rows(max_col=2, values_only=True)}
    assert [said[sheet] for sheet in (ABOUT_AGENCY, *CHILDREN)] == [
        "1 of 2 answered",
        "Not known to your service: nothing more to do",
        "All 7 answered – say who was told about the worry",
        "6 of 7 answered",
    ]


def test_a_preview_is_the_workbook_an_agency_will_see_with_one_invented_child(tmp_path: Path) -> None:
    paths = write_preview(tmp_path / "preview", ASKED_ONCE, {"police": "Police", "other": "Not of this template"})
    assert [path.name for path in paths] == [f"preview-neglect-{agency}.xlsx" for agency in AGENCIES]
    book = load_workbook(paths[0])
    assert book.sheetnames == ["Read me first", ABOUT_AGENCY, EXAMPLE, "Answers"]
    assert ids(book[EXAMPLE]) == ["known", "life", "worried", "worried_step", None, "n1", None, "n2", "n3"]
    assert book[EXAMPLE]["B9"].value == "L2" and "Preview" in book["Read me first"]["A3"].value
    assert [front(path)["Agency"] for path in paths] == ["Police", "school", "health"]


def test_a_workbook_that_cannot_be_finished_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(RuntimeError), new_book(path, "", "") as book:
        book.add_worksheet("One")
        raise RuntimeError
    assert not list(tmp_path.iterdir())

    def locked(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", locked)
    said = r"a\.xlsx: The file is open in another program.*F16"
    with pytest.raises(Refused, match=said), new_book(path, "", "") as book:
        book.add_worksheet("One")
    assert not list(tmp_path.iterdir())


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
