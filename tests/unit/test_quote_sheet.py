"""The sheet of quotations: written for people, read back without a word lost, made again with new marks and codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.quotes import HEADINGS, PRINTED_AS, QUOTE_COLUMNS, SHEET, TYPED, read_quotes
from scrutiny_lib.release.quote_sheet import LONGEST, renew_quotes_sheet, write_quotes_sheet
from tests.quote_room import NAMES, TODAY, WORDS, passages, row, texts, unzip_text

COLUMN = {name: number for number, name in enumerate(HEADINGS, 1)}


def write(path: Path, *rows: dict[str, Any], words: dict[str, str] = WORDS) -> pd.DataFrame:
    of = texts(words)
    checked, _ = write_quotes_sheet(
        path, pd.DataFrame(list(rows)), of, passages(words), NAMES, set(words), today=TODAY, title="Neglect"
    )
    return checked


def renew(path: Path, words: dict[str, str] = WORDS, today: date = TODAY) -> tuple[pd.DataFrame, Any]:
    return renew_quotes_sheet(path, texts(words), passages(words), NAMES, set(words), today=today, title="Neglect")


def fill(path: Path, **typed: Any) -> None:
    """Type into the first row, as a person would in Excel."""
    book = openpyxl.load_workbook(path)
    for name, value in typed.items():
        book[SHEET].cell(2, COLUMN[name]).value = value
    book.save(path)


def cell(path: Path, name: str, line: int = 2) -> str:
    return str(openpyxl.load_workbook(path)[SHEET].cell(line, COLUMN[name]).value or "")


def test_from_choosing_to_checked_in_the_sheet_alone(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    renew(path)
    assert read_quotes(path)[0].empty
    fill(path, quote_id="1", passage_id="T1", finding="F1", chosen_by="Kim Lee")
    renew(path)
    assert "[name] is my name." in cell(path, "to_print") and "Zebedee" not in cell(path, "to_print")
    assert "Zebedee" in cell(path, "shown_words") and "taken out" in cell(path, "shown_marks")
    fill(path, signed_by="Jo Park", signed_on="12/01/2026", signed_code=cell(path, "shown_code"), all_right="Fine")
    checked, problems = renew(path)
    assert list(checked["state"]) == ["checked"] and not problems
    assert cell(path, "shown_state").startswith("checked")
    fill(path, to_print="I like the blue room best.")
    checked, problems = renew(path)
    assert list(checked["state"]) == ["draft"] and [problem.rule for problem in problems] == ["Q02"]
    assert cell(path, "signed_by") == "Jo Park" and "draft" in cell(path, "shown_state")


def test_whatever_is_typed_is_read_back_word_for_word_and_survives_another_writing(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    typed = {name: f" {name} = +1\n‘é’ 好 😀 " for name in TYPED if name not in ("printed_as", "passage_id")}
    typed |= {"printed_as": "age band", "passage_id": "nowhere", "signed_code": "0012 3e45"}
    write(path, typed)
    for _ in range(2):
        (read,), problems = read_quotes(path)[0].to_dict("records"), read_quotes(path)[1]
        assert {name: read[name] for name in TYPED} == {
            name: text if name == "to_print" else text.strip() for name, text in typed.items()
        }
        assert not problems.stops()
        renew(path)


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, row("T1", ""), row("T2", ""))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_marks_stand_coloured_in_their_context(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    checked = write(path, row("T1", ""))
    rich = openpyxl.load_workbook(path, rich_text=True)[SHEET].cell(2, COLUMN["shown_words"]).value
    assert str(rich) == WORDS["T1"]
    red = [str(piece) for piece in rich if getattr(getattr(piece, "font", None), "color", None)]
    assert any("Zebedee" in piece for piece in red) and "I like the blue room best. " not in red
    assert checked["words"].iloc[0] == WORDS["T1"]


@pytest.mark.parametrize(
    "words",
    ["=HYPERLINK(\"http://x\",\"y\") said the child", "+44 then -1 @SUM(A1) he said", "one\x00two\x07three four",
     "a\r\nb\rc\nd e f",
     "<script>alert(1)</script> was on it", "_x0041_ is what it said there", "א ב ג ד ה ו", "x " * 30_000],
    ids=["formula", "signs", "control", "line ends", "script", "escape", "right to left", "long"],
)  # fmt: skip
def test_strange_words_stay_text_and_can_be_signed(tmp_path: Path, words: str) -> None:
    path = tmp_path / "quotes.xlsx"
    known = {"T1": words}
    write(path, row("T1", ""), words=known)
    sheet = unzip_text(path, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet and "hyperlink" not in sheet.casefold()
    checked, problems = renew(path, known)
    assert not problems.stops()
    assert len(cell(path, "shown_words")) <= LONGEST
    if len(words) < LONGEST and "[" not in cell(path, "to_print"):
        assert checked["code"].iloc[0], checked["why"].iloc[0]
        expected = words.replace("\r\n", "\n").replace("\r", "\n")
        assert checked["to_print"].iloc[0].split() == "".join(c for c in expected if c.isspace() or ord(c) > 31).split()


def test_only_what_people_fill_in_is_unlocked_and_the_list_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", ""))
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert sheet.protection.sheet
    for name, column in COLUMN.items():
        assert sheet.cell(2, column).protection.locked is (name not in TYPED)
        assert sheet.cell(2, column).number_format == "@"
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"' + ",".join(PRINTED_AS) + '"'


def test_what_has_no_place_in_the_new_sheet_is_kept_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", ""))
    book = openpyxl.load_workbook(path)
    book[SHEET].cell(2, len(COLUMN) + 1).value = "a note of mine"
    book.save(path)
    before = path.read_bytes()
    _, problems = renew(path)
    assert (tmp_path / "quotes-kept-1.xlsx").read_bytes() == before and "J05" in [problem.rule for problem in problems]
    _, problems = renew(path)
    assert not (tmp_path / "quotes-kept-2.xlsx").exists()


def test_a_sheet_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    path.write_bytes(b"PK not a workbook")
    checked, problems = renew(path)
    assert checked.empty and problems.stops() and path.read_bytes() == b"PK not a workbook"


def test_one_that_is_open_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", ""))
    before = path.read_bytes()

    def refuse(self: Path, target: Any) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Refused, match="F16"):
        renew(path)
    assert path.read_bytes() == before


def test_reading_says_every_problem_with_its_cell_and_drops_no_row(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", "a"), row("T2", "b"), row("T3", "c"), row("T4", "d"), row("T5", "e"))
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    sheet.cell(2, COLUMN["quote_id"]).value = ""
    sheet.cell(3, COLUMN["quote_id"]).value = "K-T3"
    sheet.cell(5, COLUMN["printed_as"]).value = "locality"
    sheet.cell(6, COLUMN["passage_id"]).value = ""
    sheet.cell(6, COLUMN["to_print"]).value = "=A1"
    book.save(path)
    read, problems = read_quotes(path)
    assert tuple(read.columns) == QUOTE_COLUMNS and len(read) == 5
    assert all(read["held"])
    said = str(problems)
    for place in ("cell A2", "cell A3", "cell A4", "cell J5", "cell C6", "cell I6"):
        assert place in said, said
    for secret in ("locality", "K-T3", "blue room"):
        assert secret not in said
    checked, _ = renew(path)
    assert set(checked["state"]) == {"draft"}


@pytest.mark.parametrize("heading", ["signed_by", "signed_code", "to_print", "chosen_by"])
def test_a_heading_that_is_missing_or_there_twice_refuses_the_sheet(tmp_path: Path, heading: str) -> None:
    for number, other in enumerate(("", HEADINGS["quote_id"])):
        path = tmp_path / f"quotes-{number}.xlsx"
        write(path, row("T1", ""))
        book = openpyxl.load_workbook(path)
        book[SHEET].cell(1, COLUMN[heading]).value = other
        book.save(path)
        read, problems = read_quotes(path)
        assert read.empty and problems.stops() and "S09" in [problem.rule for problem in problems]


def test_a_workbook_without_the_sheet_is_refused_and_none_at_all_is_nothing_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "quotes.xlsx")
    read, problems = read_quotes(tmp_path / "quotes.xlsx")
    assert read.empty and [problem.rule for problem in problems] == ["S01"] and problems.stops()
    read, problems = read_quotes(tmp_path / "nowhere.xlsx")
    assert read.empty and not problems and tuple(read.columns) == QUOTE_COLUMNS


def test_what_we_wrote_is_never_believed_when_it_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", "I like the blue room best."))
    fill(
        path,
        shown_state="checked",
        shown_code="aaaa aaaa",
        signed_code="aaaa aaaa",
        signed_by="Jo Park",
        signed_on="2026-01-12",
    )
    checked, _ = renew(path)
    assert list(checked["state"]) == ["draft"] and cell(path, "shown_code") != "aaaa aaaa"


def test_no_word_of_a_text_stands_in_the_properties_or_names_of_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "quotes.xlsx"
    write(path, row("T1", ""))
    for part in ("docProps/core.xml", "docProps/app.xml", "xl/workbook.xml"):
        assert "Zebedee" not in unzip_text(path, part) and "blue" not in unzip_text(path, part)
