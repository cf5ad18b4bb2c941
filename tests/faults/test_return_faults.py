"""Faulty returns, each a real file named for its fault. The message has the place and the cure and no value."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from scrutiny_lib.intake.returns import Returns
from tests.audit_room import CHILDREN, receive, retype, send

NAME = "Audit J Smith.xlsx"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")

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
    retype(send(folder, "police", NAME), {("Read me first", "B7"): None})


@fault("A05", "REJECT", "whole number")
def return_number_in_words(folder: Path) -> None:
    retype(send(folder, "police"), {("Read me first", "B7"): "second"})


@fault("A02", "REJECT", "agency")
def unknown_agency(folder: Path) -> None:
    retype(send(folder, "police", NAME), {("Read me first", "B5"): "Smith & Sons"})


@fault("A03", "REJECT", "another review")
def another_review(folder: Path) -> None:
    retype(send(folder, "police"), {("Read me first", "B4"): "2024-25-q1-smith"})


@fault("A04", "REJECT", "edition")
def wrong_edition(folder: Path) -> None:
    retype(send(folder, "police"), {("Read me first", "B6"): 2025.1})


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


@fault("A07", "HOLD", "not one this agency is asked")
def question_of_another_agency(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "A13"): "n4"})


@fault("A08", "HOLD", "not on the list")
def answer_not_on_the_list(folder: Path) -> None:
    retype(send(folder, "police"), {(CHILDREN[0], "C13"): "Smith"})


@fault("A08", "HOLD", "not on the list")
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
    (tmp_path / "~$police.xlsx").write_bytes(b"lock")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert {problem.rule for problem in receive(tmp_path).problems} == {"S23"}


def test_columns_may_be_moved(tmp_path: Path) -> None:
    path = send(tmp_path, "police")
    book = load_workbook(path)
    page = book[CHILDREN[0]]
    for row in range(4, 14):
        page.cell(row, 3).value, page.cell(row, 5).value = page.cell(row, 5).value, page.cell(row, 3).value
    book.save(path)
    returns = receive(tmp_path)
    assert {problem.rule for problem in returns.problems} == {"S23"} and len(returns.table) == 18


def test_cells_marked_up_like_code_come_through_as_text(tmp_path: Path) -> None:
    text = '<script>alert(1)</script> =HYPERLINK("x") # {x} O\'Neill S\\47 🙂'
    send(tmp_path, "police", A_life=text)
    table = receive(tmp_path).table
    assert table.loc[table["question"] == "life", "answer"].iloc[0] == text
