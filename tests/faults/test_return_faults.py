"""Faulty returns, each a real file named for its fault. The message has the place and the cure and no value."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.protection import DocumentSecurity

from scrutiny_lib.intake.returns import Returns
from tests import audit_room
from tests.audit_room import CHILDREN, receive, retype

NAME = "Audit J Smith.xlsx"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")

SENT = date(2025, 11, 5)


def send(folder: Path, agency: str, name: str = "", **more: str) -> Path:
    """What an agency sends back, with the date it must give."""
    return audit_room.send(folder, agency, name, 1, SENT, **more)


def front(path: Path, label: str, value: object) -> None:
    """Write a value beside a label of the front page."""
    page = load_workbook(path)["Read me first"]
    row = next(row[0].row for row in page.iter_rows(max_row=20) if row[0].value == label)
    retype(path, {("Read me first", f"B{row}"): value})


FAULTS: dict[str, tuple[Callable[[Path], None], str, str, str]] = {}
"""name of the fault -> (how to make it in a folder, rule, act, words of the message)."""


def fault(rule: str, act: str, words: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    def add(make: Callable[[Path], None]) -> Callable[[Path], None]:
        FAULTS[make.__name__] = (make, rule, act, words)
        return make

    return add


def repack(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> None:
    """Rewrite a workbook with its parts changed, and further parts (``__`` in a name stands for ``/``)."""
    part = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    part.replace(path)


def keep(_: str, data: bytes) -> bytes:
    return data


@fault("F01", "REJECT", "file is empty")
def empty_file(folder: Path) -> None:
    (folder / NAME).write_bytes(b"")


@fault("F03", "REJECT", "password-protected")
def password(folder: Path) -> None:
    (folder / NAME).write_bytes(OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"))


@fault("F25", "REJECT", "sensitivity label")
def sensitivity_label(folder: Path) -> None:
    names = "EncryptedPackage\0DRMEncryptedTransform".encode("utf-16-le")
    (folder / NAME).write_bytes(OLE + bytes(504) + names)


@fault("F04", "REJECT", ".xlsx")
def old_xls(folder: Path) -> None:
    (folder / NAME).write_bytes(OLE + bytes(504) + "Workbook".encode("utf-16-le"))


@fault("F07", "REJECT", "web page")
def html_named_xlsx(folder: Path) -> None:
    (folder / NAME).write_text("<html><table><tr><td>Smith</td></tr></table></html>", encoding="utf-8")


@fault("F07", "REJECT", "text table")
def csv_named_xlsx(folder: Path) -> None:
    (folder / NAME).write_text("case_id,question,answer\n", encoding="utf-8")


@fault("F07", "REJECT", "damaged")
def cut_short(folder: Path) -> None:
    path = send(folder, "police", NAME)
    path.write_bytes(path.read_bytes()[:3000])


@fault("F07", "REJECT", "Word document")
def word_document(folder: Path) -> None:
    with zipfile.ZipFile(folder / NAME, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")


@fault("F09", "REJECT", "unpack")
def zip_bomb(folder: Path) -> None:
    repack(send(folder, "police", NAME), keep, xl__bomb="".ljust(30_000_000).encode())


@fault("F10", "REJECT", "forbidden XML")
def external_entity(folder: Path) -> None:
    def infect(name: str, data: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return data
        head, rest = data.split(b"?>", 1)
        return head + b'?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rest

    repack(send(folder, "police", NAME), infect)


@fault("F12", "REJECT", "outside")
def member_outside(folder: Path) -> None:
    repack(send(folder, "police", NAME), keep, **{"..__..__x.xml": b"<x/>"})


@fault("F06", "WARN", "macros")
def macros(folder: Path) -> None:
    path = send(folder, "police")
    repack(path, keep, xl__vbaProject__bin=b"")
    repack(path, keep, **{"xl__vbaProject.bin": b"\0"})


@fault("F24", "WARN", "nothing is fetched")
def external_links(folder: Path) -> None:
    repack(send(folder, "police"), keep, **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"})


@fault("F13", "REPAIR", "far outside")
def phantom_cell(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "XFD1048576"): " "})


@fault("F15", "REJECT", "beyond row 50,000")
def far_too_many_rows(folder: Path) -> None:
    path = folder / NAME
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Read me first")
        for row in range(60_000):
            page.write_string(row, 0, "x")


@fault("F18", "STOP", "same number")
def two_different_returns(folder: Path) -> None:
    send(folder, "police", "one.xlsx")
    send(folder, "police", "two.xlsx", A_n1="no")


@fault("F18", "WARN", "exact copy")
def the_same_file_twice(folder: Path) -> None:
    shutil.copy(send(folder, "police"), folder / "copy.xlsx")


@fault("S03", "WARN", "hidden sheet")
def hidden_sheet(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book.create_sheet("Smith").sheet_state = "veryHidden"
    book.save(path)


@fault("S02", "REJECT", "front page")
def front_page_lost(folder: Path) -> None:
    path = send(folder, "police", NAME)
    book = load_workbook(path)
    del book["Read me first"]
    book.save(path)


@fault("S05", "REPAIR", "row 6")
def title_rows_above_the_headings(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].insert_rows(1, 2)
    book.save(path)


@fault("S08", "REPAIR", "known other name")
def heading_renamed(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C4"): " ANSWER\u00a0"})


@fault("S09", "REJECT", "no column with this heading")
def heading_lost(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C4"): None})


@fault("S12", "REJECT", "C4 and D4")
def heading_twice(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "D4"): "Your answer"})


@fault("S15", "REPAIR", "example row")
def example_row_left(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "A20"): "Example", (CHILDREN[0], "C20"): "yes"})


@fault("S17", "WARN", "coloured")
def answers_as_colours(folder: Path) -> None:
    path = send(folder, "police", A_n1="")
    book = load_workbook(path)
    book[CHILDREN[0]]["C13"].fill = PatternFill("solid", fgColor="00FF00")
    book.save(path)


@fault("S17", "WARN", "Comments")
def answers_as_comments(folder: Path) -> None:
    path = send(folder, "police", A_n1="")
    book = load_workbook(path)
    book[CHILDREN[0]]["C13"].comment = Comment("yes, Smith agreed", "J Smith")
    book.save(path)


@fault("S18", "HOLD", "formula without a value")
def formula_never_calculated(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): '=IF(1=1,"yes","no")'})


@fault("A01", "REJECT", "Return number")
def return_number_blank(folder: Path) -> None:
    front(send(folder, "police", NAME), "Return number", None)


@fault("A05", "REJECT", "whole number")
def return_number_in_words(folder: Path) -> None:
    front(send(folder, "police"), "Return number", "second")


@fault("A02", "REJECT", "agency")
def unknown_agency(folder: Path) -> None:
    front(send(folder, "police", NAME), "Agency", "Smith & Sons")


@fault("A03", "REJECT", "another review")
def another_review(folder: Path) -> None:
    front(send(folder, "police"), "Review", "2024-25-q1-smith")


@fault("A04", "REJECT", "edition")
def wrong_edition(folder: Path) -> None:
    front(send(folder, "police"), "Edition", 2025.1)


@fault("A06", "HOLD", "no child of this sample")
def child_not_sampled(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].title = "C-9999SMITH"
    book.save(path)


@fault("I11", "WARN", "1 of 3 children")
def child_s_sheet_missing(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    del book[CHILDREN[1]]
    book.save(path)


@fault("A06", "WARN", "nothing was read")
def a_sheet_of_notes_added(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book.create_sheet("Smith notes")["A1"] = "About J Smith"
    book.save(path)


@fault("A07", "HOLD", "not one asked on this sheet")
def question_of_another_agency(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "A13"): "n4"})


@fault("A08", "HOLD", "not on the list")
def answer_not_on_the_list(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): "Smith"})


@fault("V04", "HOLD", "Two answers stand in one cell")
def two_answers_in_one_cell(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): "yes / no"})


@fault("A10", "WARN", "Rows missing: 1")
def question_row_deleted(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].delete_rows(13)
    book.save(path)


@fault("A11", "WARN", "Rows with text but no answer: 1")
def text_but_no_answer(folder: Path) -> None:
    send(folder, "police", A_n1="")


@fault("I02", "STOP", "two answers")
def question_twice_with_two_answers(folder: Path) -> None:
    cells = {(CHILDREN[0], "A20"): "n1", (CHILDREN[0], "C20"): "no"}
    retype(send(folder, "police"), cells)


@fault("T10", "REPAIR", "Control characters")
def control_characters(folder: Path) -> None:
    path = send(folder, "police")
    repack(path, lambda name, data: data.replace(b"Quiet.", b"Qui_x0007_et.") if "sharedStrings" in name else data)


@fault("S20", "REPAIR", "1904")
def dates_from_1904(folder: Path) -> None:
    path = send(folder, "police")
    repack(path, lambda name, data: data.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))


@fault("F07", "REJECT", "OpenDocument")
def ods_named_xlsx(folder: Path) -> None:
    with zipfile.ZipFile(folder / NAME, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office/>")


@fault("F07", "REJECT", "binary workbook")
def xlsb_named_xlsx(folder: Path) -> None:
    with zipfile.ZipFile(folder / NAME, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", b"\x83\x01")


@fault("F07", "REJECT", "with workbooks in it")
def a_zip_of_returns(folder: Path) -> None:
    inner = send(folder / "inner", "police")
    with zipfile.ZipFile(folder / NAME, "w") as package:
        package.write(inner, "police.xlsx")
    shutil.rmtree(folder / "inner")


@fault("F07", "REJECT", "e-mail")
def an_e_mail_with_the_return_attached(folder: Path) -> None:
    (folder / "police.msg").write_bytes(OLE + bytes(504) + "__substg1.0_37010102".encode("utf-16-le"))


@fault("F03", "REJECT", "password-protected")
def parts_encrypted_inside_the_zip(folder: Path) -> None:
    path = send(folder, "police", NAME)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(bytes(data))


@fault("F12", "REJECT", "outside")
def member_outside_with_backslashes(folder: Path) -> None:
    repack(send(folder, "police", NAME), keep, **{"..\\..\\x.xml": b"<x/>"})


@fault("F12", "REJECT", "twice")
def a_part_twice_under_another_spelling(folder: Path) -> None:
    repack(send(folder, "police", NAME), keep, **{"XL\\workbook.xml": b"<workbook/>"})


@fault("F09", "REJECT", "unpack")
def zip_bomb_that_lies_about_its_size(folder: Path) -> None:
    path = send(folder, "police", NAME)
    repack(path, lambda name, data: b" " * 40_000_000 + data if name == "xl/sharedStrings.xml" else data)


@fault("F07", "REJECT", "damaged")
def a_part_larger_than_its_directory_says(folder: Path) -> None:
    path = send(folder, "police", NAME)
    repack(path, lambda name, data: data + b" " * 90_000 if name == "xl/sharedStrings.xml" else data)
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/sharedStrings.xml", data.find(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (50_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))


@fault("F07", "REJECT", "two values for one cell")
def one_cell_with_two_values(folder: Path) -> None:
    def double(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        row = re.search(rb'<row r="13".*?</row>', data)
        assert row is not None
        return data.replace(row[0], row[0] + row[0].replace(b' t="s"', b""))

    repack(send(folder, "police"), double)


@fault("F07", "HOLD", "not in the file")
def shared_text_out_of_range(folder: Path) -> None:
    def lose(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        return re.sub(rb'(<c r="C13"[^>]*><v>)\d+', rb"\g<1>999999", data)

    repack(send(folder, "police"), lose)


@fault("S02", "REJECT", "front page")
def shared_text_lost_altogether(folder: Path) -> None:
    path = send(folder, "police", NAME)
    part = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w") as new:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                new.writestr(name, old.read(name).replace(b"Read me first", b"Read me last"))
    part.replace(path)


@fault("F06", "WARN", "macros")
def excel_4_macros(folder: Path) -> None:
    repack(send(folder, "police"), keep, **{"xl__macrosheets__sheet1.xml": b"<macrosheet/>"})


@fault("F24", "WARN", "Links to other files or data: 2")
def a_connection_and_a_query(folder: Path) -> None:
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'.encode("utf-16")
    more = {"customXml__item1.xml": query, "xl__connections.xml": b"<connections/>"}
    repack(send(folder, "police"), keep, **more)


@fault("F26", "WARN", "Attachments are not read")
def pictures_and_a_document(folder: Path) -> None:
    more = {"xl__media__image1.png": b"\x89PNG", "xl__embeddings__Word1.docx": b"PK"}
    repack(send(folder, "police"), keep, **more)


@fault("F26", "WARN", "drawings or attached files: 1")
def an_answer_in_a_text_box(folder: Path) -> None:
    repack(send(folder, "police"), keep, **{"xl__drawings__drawing1.xml": b"<wsDr>Smith</wsDr>"})


@fault("F16", "WARN", "open in a spreadsheet program")
def still_open_in_excel(folder: Path) -> None:
    path = send(folder, "police")
    (folder / f"~${path.name}").write_bytes(b"J Smith")


@fault("F22", "WARN", "2 files of this folder have names that may hold a person's name")
def name_of_a_child_in_the_file_name(folder: Path) -> None:
    send(folder, "police", NAME)
    send(folder, "school", "Smith B.xlsx")


@fault("F27", "WARN", "was not read")
def returns_in_a_folder_of_their_own(folder: Path) -> None:
    send(folder / "J Smith", "police")


@fault("S02", "REJECT", "sheets 2 and 5")
def two_sheets_for_one_child(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book.copy_worksheet(book[CHILDREN[0]]).title = f" {CHILDREN[0]} "
    book._sheets.insert(4, book._sheets.pop())
    book.save(path)


@fault("S03", "WARN", "read all the same")
def a_child_s_sheet_hidden(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].sheet_state = "hidden"
    book.save(path)


@fault("S04", "WARN", "1 row and 1 column with something in")
def rows_and_columns_hidden(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].row_dimensions[13].hidden = True
    book[CHILDREN[0]].column_dimensions["D"].hidden = True
    book[CHILDREN[0]].row_dimensions[40].hidden = True
    book.save(path)


@fault("S06", "REPAIR", "rows 4 and 13")
def headings_repeated_half_way(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    page = book[CHILDREN[0]]
    page.insert_rows(13)
    for column in range(1, 6):
        page.cell(13, column).value = page.cell(4, column).value
    book.save(path)


@fault("S06", "REJECT", "in different columns")
def a_second_table_with_its_columns_in_another_order(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    page = book[CHILDREN[0]]
    page.insert_rows(13)
    for column, source in enumerate((1, 2, 4, 3, 5), 1):
        page.cell(13, column).value = page.cell(4, source).value
    book.save(path)


@fault("S09", "REJECT", "no column with this heading")
def headings_merged(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].merge_cells("C4:D4")
    book.save(path)


@fault("S07", "WARN", "Merged cells: 2")
def answers_merged(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    for place in ("C10:C11", "D13:E13", "H30:J33"):
        book[CHILDREN[0]].merge_cells(place)
    book.save(path)


@fault("S14", "WARN", "gone from 6 answer cells")
def rows_pasted_without_their_drop_down_lists(folder: Path) -> None:
    path = send(folder, "police")
    book = load_workbook(path)
    for number, child in enumerate(CHILDREN[:2]):
        kept = book[child].data_validations.dataValidation
        book[child].data_validations.dataValidation = [rule for rule in kept if number and "C13" not in str(rule.sqref)]
        book[child].data_validations.dataValidation += [rule for rule in kept if number and rule.type != "list"]
    book.save(path)


@fault("S17", "WARN", "Comments on cells: 2")
def a_conversation_on_a_cell(folder: Path) -> None:
    said = b'<threadedComment ref="C7">Smith</threadedComment><threadedComment ref="C8"/>'
    thread = b"<ThreadedComments>" + said + b"</ThreadedComments>"
    repack(send(folder, "police"), keep, **{"xl__threadedComments__threadedComment1.xml": thread})


@fault("S18", "WARN", "Evidence that cannot be read")
def evidence_by_a_formula_never_calculated(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "D13"): '=CONCATENATE("J ","Smith")'})


@fault("S19", "HOLD", "shows an error")
def an_error_for_an_answer(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C6"): "#REF!"})


@fault("A08", "HOLD", "not on the list")
def a_truth_value_for_an_answer(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): True})


@fault("A08", "HOLD", "not on the list")
def an_answer_turned_into_a_date(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): date(2025, 2, 1)})


@fault("A12", "REJECT", "only part 1")
def part_of_another_sample(folder: Path) -> None:
    front(send(folder, "police"), "Part", 4)


@fault("A15", "WARN", "longer than its box: 2 rows")
def evidence_longer_than_its_box(folder: Path) -> None:
    cells = {(CHILDREN[0], "D13"): "Smith " * 300, (CHILDREN[0], "E11"): "page " * 60}
    retype(send(folder, "police"), cells)


@fault("A16", "WARN", "does not say when")
def date_sent_back_left_out(folder: Path) -> None:
    front(send(folder, "police"), "Date sent back", None)


@fault("A17", "WARN", "who was told")
def worried_and_nothing_said_about_it(folder: Path) -> None:
    send(folder, "police", B_worried="yes")


@fault("T19", "WARN", "4 times (NHS number, date of birth, e-mail address, postcode)")
def what_identifies_somebody_in_free_text(folder: Path) -> None:
    path = send(folder, "police", A_life="Smith, NHS 943 476 5919, of PO1 2AB, born 3 May 2012", B_life="On 3 May 2025")
    retype(path, {(CHILDREN[2], "E13"): "smith@example.org"})


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str, tmp_path: Path) -> None:
    make, rule, act, words = FAULTS[name]
    make(tmp_path)
    returns: Returns = receive(tmp_path)
    found = [problem for problem in returns.problems if (problem.rule, problem.act) == (rule, act)]
    assert found and words in str(found[0]), str(returns.problems)
    shown = str(returns.problems) + returns.received.to_string()
    for secret in ("Smith", "smith", *CHILDREN, str(tmp_path)):
        assert secret not in shown
    received = returns.received
    assert (received["rows"] == received[["counted", "blank", "held", "refused"]].sum(axis=1)).all()
    assert not returns.table.duplicated(["case_id", "agency", "question"]).any()


def test_one_faulty_return_leaves_the_others(tmp_path: Path) -> None:
    empty_file(tmp_path)
    send(tmp_path, "health")
    returns = receive(tmp_path)
    assert returns.received.set_index("agency").loc["health", "counted"] == 18


def test_lock_files_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    send(tmp_path, "police")
    for name in ("~$gone.xlsx", ".DS_Store", ".~lock.gone.xlsx#", "desktop.ini", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    assert {problem.rule for problem in receive(tmp_path).problems} == {"S23"}


def test_columns_may_be_moved(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    book = load_workbook(path)
    page = book[CHILDREN[0]]
    for row in range(4, 14):
        page.cell(row, 3).value, page.cell(row, 5).value = page.cell(row, 5).value, page.cell(row, 3).value
    book.save(path)
    returns = receive(tmp_path)
    assert {problem.rule for problem in returns.problems} == {"S14", "S23"} and len(returns.table) == 18


def test_cells_marked_up_like_code_come_through_as_text(tmp_path: Path) -> None:
    text = '<script>alert(1)</script> =HYPERLINK("x") # {x} O\'Neill S\\47 🙂'
    send(tmp_path, "police", A_life=text)
    table = receive(tmp_path).table
    assert table.loc[table["question"] == "life", "answer"].iloc[0] == text


def test_a_protected_workbook_reads_like_any_other(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    book = load_workbook(path)
    for page in book:
        page.protection.enable()
        page.protection.password = "secret"
    book.security = DocumentSecurity(lockStructure=True)
    book.save(path)
    assert len(receive(tmp_path).table) == 18


def test_names_of_files_are_said_once_for_the_whole_folder(tmp_path: Path) -> None:
    name_of_a_child_in_the_file_name(tmp_path)
    assert [problem.rule for problem in receive(tmp_path).problems].count("F22") == 1


def test_the_value_of_merged_cells_belongs_to_the_first(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    book = load_workbook(path)
    book[CHILDREN[0]].merge_cells("C10:C11")
    book.save(path)
    table = receive(tmp_path).table
    mine = table[table["case_id"] == CHILDREN[0]]
    assert "n2" in set(mine["question"]) and "n3" not in set(mine["question"])


def test_the_worst_of_workbooks_takes_a_moment(tmp_path: Path) -> None:
    """A million blank rows, a cell at the end of the sheet: what is outside the table costs nothing to speak of."""
    path = send(tmp_path, "police")
    blank = b"".join(b'<row r="%d"><c r="C%d" s="1"/></row>' % (row, row) for row in range(100, 400_000))
    repack(path, lambda n, data: data.replace(b"</sheetData>", blank + b"</sheetData>") if "sheet2" in n else data)
    returns = receive(tmp_path)
    assert len(returns.table) == 18 and "F13" in {problem.rule for problem in returns.problems}
