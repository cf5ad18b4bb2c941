"""Faulty sheets: headings moved, renamed, lost or doubled, sheets hidden or lost, answers given where none is read."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.protection import WorkbookProtection

from scrutiny_lib.intake.return_sheets import HEADER_ROW
from tests.audit_room import CHILDREN, send
from tests.faults.fault_list import (
    GOOD,
    HEAD,
    NAME,
    SAID,
    answer,
    cell,
    edit,
    fault,
    header_cell,
    pack,
    picture,
    repack,
    row,
    write_frame,
    write_sheet,
)

RECORD, WHERE = "What the record shows", "Where to find it"


@fault("REJECT", "front page", at="return")
def S02_two_front_pages(path: Path) -> None:
    def twice(book: Any) -> None:
        book.copy_worksheet(book["Read me first"]).title = "READ ME FIRST "

    edit(pack(path), twice)


@fault("REJECT", "2 sheets", reader="frame", suffix=".xlsx")
def S02_two_sheets_could_be_the_frame(path: Path) -> None:
    write_sheet(path)
    edit(path, lambda book: book.copy_worksheet(book.active))


def hide(book: Any, state: str, title: str) -> None:
    page = book.create_sheet(title)
    page.append([NAME, SAID])
    page.sheet_state = state


@fault("WARN", "hidden sheet", at="sheet")
def S03_hidden_sheet(path: Path) -> None:
    edit(pack(path), lambda book: hide(book, "hidden", f"{NAME} notes"))


@fault("WARN", "hidden sheet", at="sheet")
def S03_very_hidden_sheet(path: Path) -> None:
    edit(pack(path), lambda book: hide(book, "veryHidden", f"{NAME} notes"))


@fault("WARN", "hidden sheet", at="sheet", reader="frame", suffix=".xlsx")
def S03_hidden_sheet_beside_a_frame(path: Path) -> None:
    write_sheet(path)
    edit(path, lambda book: hide(book, "hidden", f"{NAME} notes"))


@fault("WARN", "hidden", at="sheet")
def S03_sheet_of_a_child_hidden(path: Path) -> None:
    edit(pack(path), lambda book: setattr(book[CHILDREN[0]], "sheet_state", "hidden"))


@fault("REPAIR", "row", at="sheet")
def S05_title_above_the_headings(path: Path) -> None:
    edit(pack(path), lambda book: book[CHILDREN[0]].insert_rows(1, 3))


@fault("REPAIR", "row 7", reader="frame", suffix=".xlsx")
def S05_title_and_logo_above_a_frame(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.insert_image("A1", "logo.png", {"image_data": BytesIO(picture())})
        page.write_string("B2", "Northport: all cases")
        page.write_string("B4", f"Made by {NAME}")
        for place, cells in enumerate((HEAD, *GOOD), 6):
            page.write_row(place, 0, cells)


@fault("REJECT", "headings", rules=["S09"], at="child_id", reader="frame")
def S05_headings_below_row_20(path: Path) -> None:
    write_frame(path)
    path.write_text(f"Made by {NAME}\n" * 25 + path.read_text(encoding="utf-8"), encoding="utf-8")


@fault("REPAIR", "row", rules=["S05"], at="sheet")
def S06_merged_band_above_the_headings(path: Path) -> None:
    def band(book: Any) -> None:
        page = book[CHILDREN[0]]
        at = page[header_cell(page, RECORD)].row
        page.insert_rows(at)
        page[f"{header_cell(page, RECORD)[0]}{at}"] = "Evidence of the agency"
        page.merge_cells(f"{header_cell(page, RECORD)[0]}{at}:{header_cell(page, WHERE)[0]}{at}")

    edit(pack(path), band)


@fault("REJECT", "heading", rules=["S09"], at="sheet")
def S06_headings_over_two_rows(path: Path) -> None:
    def split(book: Any) -> None:
        page = book[CHILDREN[0]]
        first, second = header_cell(page, RECORD), header_cell(page, WHERE)
        below = page[first].row + 1
        page.insert_rows(below)
        page[first[0] + str(below)], page[second[0] + str(below)] = RECORD, WHERE
        page[first], page[second] = "Evidence of the agency", None
        page.merge_cells(f"{first}:{second}")

    edit(pack(path), split)


@fault("REJECT", "rows of headings", reader="frame", suffix=".xlsx", rules=["S09"])
def S06_merged_headings_over_a_frame(path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["child_id", "Date", None, "stage"])
    page.append([None, "of birth", "of referral", None])
    for cells in GOOD:
        page.append([cells[0], cells[4], cells[6], cells[5]])
    for merged in ("A1:A2", "B1:C1", "D1:D2"):
        page.merge_cells(merged)
    book.save(path)


@fault("REPAIR", "renamed", "Your answer", "Question id", at="sheet")
def S08_headings_renamed(path: Path) -> None:
    def rename(book: Any) -> None:
        page = book[CHILDREN[0]]
        page[header_cell(page, "Your answer")] = "  ANSWER\u00a0"
        page[header_cell(page, "Question id")] = "Question  Ref."

    edit(pack(path), rename)


@fault("REPAIR", "child_id", "date_of_birth", "sex", reader="frame", columns={"child_id": "Case Ref."})
def S08_headings_of_a_frame_renamed(path: Path) -> None:
    head = ("Case\u00a0Ref. ", *HEAD[1:4], " DATE  OF BIRTH", "stage", "referral_date", "Gender")
    write_frame(path, head=head)


@fault("REJECT", "heading", at="Your answer")
def S09_column_deleted(path: Path) -> None:
    def lose(book: Any) -> None:
        page = book[CHILDREN[0]]
        page.delete_cols(page[header_cell(page, "Your answer")].column)

    edit(pack(path), lose)


@fault("REJECT", "heading", at="child_id", reader="frame")
def S09_column_of_a_frame_deleted(path: Path) -> None:
    write_frame(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.partition(",")[2] for line in lines), encoding="utf-8")


@fault("ACCEPT")
def S11_columns_reordered(path: Path) -> None:
    def move(book: Any) -> None:
        page = book[CHILDREN[0]]
        first, last = header_cell(page, "Your answer"), header_cell(page, WHERE)
        for at in range(page[first].row, page.max_row + 1):
            left, right = page[f"{first[0]}{at}"], page[f"{last[0]}{at}"]
            left.value, right.value = right.value, left.value

    edit(pack(path), move)


@fault("ACCEPT", reader="frame")
def S11_columns_of_a_frame_reordered(path: Path) -> None:
    write_frame(path)
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(",".join(reversed(cells)) for cells in lines), encoding="utf-8")


@fault("REJECT", f"C{HEADER_ROW} and D{HEADER_ROW}", at="Your answer")
def S12_heading_twice(path: Path) -> None:
    def again(book: Any) -> None:
        page = book[CHILDREN[0]]
        page[header_cell(page, RECORD)] = "Your answer"

    edit(pack(path), again)


@fault("REJECT", "Columns E and H", "date_of_birth", reader="frame")
def S12_heading_of_a_frame_twice(path: Path) -> None:
    write_frame(path, head=[*HEAD[:-1], "Date of birth"])


@fault("WARN", "list")
def S14_lists_lost_by_pasting(path: Path) -> None:
    def paste(book: Any) -> None:
        page = book[CHILDREN[0]]
        page.data_validations.dataValidation = []
        page[cell(page, "n1")] = "mostly"

    edit(pack(path), paste)


@fault("REPAIR", "example", at="sheet")
def S15_example_row_left(path: Path) -> None:
    def leave(book: Any) -> None:
        page = book[CHILDREN[0]]
        at = page.max_row + 2
        page[f"{header_cell(page, 'Question id')[0]}{at}"] = "Example"
        page[f"{header_cell(page, 'Your answer')[0]}{at}"] = SAID

    edit(pack(path), leave)


@fault("WARN", "2", "colour", at="sheet")
def S17_answers_as_colours(path: Path) -> None:
    def colour(book: Any) -> None:
        page = book[CHILDREN[0]]
        for question in ("n1", "n2"):
            page[cell(page, question)].fill = PatternFill("solid", fgColor="00FF00")

    edit(pack(path, A_n1="", A_n2=""), colour)


@fault("WARN", "2", "comments")
def S17_answers_as_comments(path: Path) -> None:
    def comment(book: Any) -> None:
        page = book[CHILDREN[0]]
        for question in ("n1", "n2"):
            page[cell(page, question)].comment = Comment(f"yes, {SAID}", NAME)

    edit(pack(path, A_n1="", A_n2=""), comment)


@fault("HOLD", "formula without a value", at="cell")
def S18_formula_never_calculated(path: Path) -> None:
    answer(pack(path), "n1", '=IF(1=1,"yes","no")')


@fault("HOLD", "formula without a value", at="cell F4", reader="frame", suffix=".xlsx")
def S18_formula_in_a_frame(path: Path) -> None:
    write_sheet(path, row(stage='=IF(1=1,"plan","")'))


@fault("REPAIR", "1904")
def S20_dates_from_1904(path: Path) -> None:
    pack(path)
    repack(path, lambda name, data: data.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))


@fault("REPAIR", "1904", reader="frame", suffix=".xlsx")
def S20_frame_with_dates_from_1904(path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for cells in (HEAD, *GOOD, (*row()[:4], date(2014, 3, 17), "plan", date(2025, 10, 1), "")):
        book.active.append(list(cells))
    book.save(path)


@fault("ACCEPT")
def S21_sheets_and_book_protected(path: Path) -> None:
    def protect(book: Any) -> None:
        book.security = WorkbookProtection(workbookPassword="zq", lockStructure=True)
        for page in book.worksheets:
            page.protection.set_password("zq")
            page.protection.enable()

    edit(pack(path), protect)


@fault("ACCEPT", reader="frame", suffix=".xlsx")
def S21_frame_on_a_protected_sheet(path: Path) -> None:
    write_sheet(path, row())
    edit(path, lambda book: book.active.protection.set_password("zq"))


@fault("WARN", "Police has not sent back")
def S23_one_agency_did_not_return(path: Path) -> None:
    assert not path.exists()


@fault("WARN", "1 of 3 children")
def I11_sheet_of_a_child_missing(path: Path) -> None:
    edit(pack(path), lambda book: book.remove(book[CHILDREN[1]]))


@fault("STOP", "twice", at="cell")
def I02_question_twice_with_two_answers(path: Path) -> None:
    def again(book: Any) -> None:
        page = book[CHILDREN[0]]
        at = page.max_row + 2
        page[f"{header_cell(page, 'Question id')[0]}{at}"] = "n1"
        page[f"{header_cell(page, 'Your answer')[0]}{at}"] = "no"

    edit(pack(path), again)


@fault("REJECT", "two sheets", at="sheet")
def S02_two_sheets_of_one_child(path: Path) -> None:
    def copy(book: Any) -> None:
        page = book.copy_worksheet(book[CHILDREN[0]])
        page.title = f"{CHILDREN[0]} "
        page[cell(page, "n1")] = "no"

    edit(pack(path), copy)


@fault("STOP", "same number")
def F18_two_different_returns(path: Path) -> None:
    pack(path)
    pack(path.with_name("another.xlsx"), A_n1="no")


@fault("WARN", "replaces", "1 answer differs", rules=["A12"])
def F18_a_second_return_with_a_higher_number(path: Path) -> None:
    pack(path)
    send(path.parent, "police", "another.xlsx", number=2, A_life=SAID, B_life=NAME, A_n1="no")
