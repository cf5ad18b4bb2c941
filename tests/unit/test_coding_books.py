"""A coder's workbook: complete, readable, nothing in it runs, and nobody else's codes."""

from __future__ import annotations

import uuid
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scrutiny_lib.audit.coding_books import write_coding_book
from scrutiny_lib.audit.coding_sheets import Piece, cells_of
from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.passage_words import AROUND, BEGINS, ENDS, in_context, same_words, shown
from tests.coding_room import CODEBOOK, PASSAGE_IDS, PASSAGES_TABLE, REVIEW, TEXTS, WORDS, fill, nothing, texts

HEADER = 4


def write(path: Path, coder: str = "A1", **more: object) -> Path:
    given = {"codebook": CODEBOOK, "texts": TEXTS, "passages": PASSAGES_TABLE, "review_name": REVIEW, **more}
    write_coding_book(path, coder, **given)  # type: ignore[arg-type]
    return path


def passages(path: Path) -> Worksheet:
    return load_workbook(path)["Passages"]


def column(page: Worksheet, heading: str) -> int:
    return next(cell.column for cell in page[HEADER] if str(cell.value).startswith(heading))


def test_the_headings_are_the_codes_in_use_and_one_column_for_a_group_that_allows_one(tmp_path: Path) -> None:
    page = passages(write(tmp_path / "a.xlsx"))
    assert [cell.value for cell in page[HEADER]] == [
        "Passage id", "Who told", "The passage, with the words around it", "Done",
        "One of V – How the voice reached the record",
        "L1 – Home and routines", "L2 – Parent or carer", "L3 – =SUM(A1:A9)",
        "One of T – Tone", "Nothing fits", "Note",
    ]  # fmt: skip
    assert page.freeze_panes == "E5"


def test_every_passage_stands_there_with_its_words_and_who_told_it(tmp_path: Path) -> None:
    page = passages(write(tmp_path / "a.xlsx"))
    rows = {row[0].value: row for row in page.iter_rows(min_row=HEADER + 1)}
    assert [name for name in rows if "part" not in name] == PASSAGE_IDS
    assert rows["S1-2"][1].value == "told us\nsaid\nage 5-10"
    assert rows["S1-2"][2].value == "I make toast. ▶ Mum sleeps late. ◀ I wait."
    assert rows["S2-1"][2].value.startswith('▶ =HYPERLINK("http://example.org","me") is what I typed. ◀\nThen')
    assert "Nul\ufffdl and bell\ufffd." in rows["S3-1"][2].value and "אני אוהב" in rows["S3-1"][2].value


def test_a_long_passage_goes_on_over_rows_and_no_word_is_lost(tmp_path: Path) -> None:
    page = passages(write(tmp_path / "a.xlsx"))
    rows = [row for row in page.iter_rows(min_row=HEADER + 1) if str(row[0].value).startswith("S4-1")]
    assert [row[0].value for row in rows] == ["S4-1", *(f"S4-1, part {part} of 4" for part in (2, 3, 4))]
    assert "".join(row[2].value for row in rows) == BEGINS + WORDS["S4"] + ENDS
    assert all(page.row_dimensions[row[0].row].height <= 409 for row in rows)
    assert [row[5].protection.locked for row in rows] == [False, True, True, True]


def test_nothing_of_a_text_or_a_code_becomes_a_formula_and_nothing_is_hidden(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    book = load_workbook(path)
    for page in book:
        assert page.sheet_state == "visible"
        assert not any(row.hidden for row in page.row_dimensions.values())
        assert not any(place.hidden for place in page.column_dimensions.values())
        formulas = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(text).startswith(("=IF(COUNTA(", "=COUNTIF('Passages'!")) for text in formulas)
    with zipfile.ZipFile(path) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert b"C-SECRET" not in everything and b"example.org" in everything
    assert not any(b"hyperlink" in name.encode() for name in package.namelist())


def test_lists_offer_yes_or_the_codes_of_the_group(tmp_path: Path) -> None:
    book = load_workbook(write(tmp_path / "a.xlsx"))
    page, codes = book["Passages"], book["Codes"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert rules["F5"].formula1 == '"yes"' and rules["F5"].prompt == "What L1 means."
    where = rules["E5"].formula1.split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in codes[where]] == ["V1 – Own words", "V2 – Told again by an adult"]
    where = rules["I5"].formula1.split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in codes[where]] == ["T1 – Mostly hard", "T2 – Mostly good"]
    front = book["Read me first"]
    assert {rule.type for rule in front.data_validations.dataValidation} == {"list", "date"}
    assert page.protection.sheet and page["E5"].protection.locked is False and page["C5"].protection.locked


def test_the_codes_sheet_has_everything_but_what_is_retired(tmp_path: Path) -> None:
    page = load_workbook(write(tmp_path / "a.xlsx"))["Codes"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    assert [row[0].split(" ")[0] for row in rows] == ["V1", "V2", "L1", "L2", "L3", "T1", "T2"]
    assert rows[0][1:] == [
        "V – How the voice reached the record (one code at most)", "What V1 means.", "This.", "That.", "Invented."
    ]  # fmt: skip


def test_the_second_coder_gets_what_was_drawn_and_nothing_of_the_first(tmp_path: Path) -> None:
    first = write(tmp_path / "a.xlsx")
    fill(first, {"S1-1": {"L1": "yes", "Note": "mine alone"}, **nothing("S1-2")})
    page = passages(write(tmp_path / "b.xlsx", "A2", given=["S1-3", "S1-1"]))
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEADER + 1)]
    assert [row[0] for row in rows] == ["S1-1", "S1-3"]
    assert all(cell is None for row in rows for cell in row[4:])


def test_the_same_inputs_give_the_same_bytes_and_filled_in_work_is_never_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx")
    before = path.read_bytes()
    assert write(path).read_bytes() == before
    for number, marks in enumerate(({"S1-1": {"L1": "yes"}}, {"S1-2": {"Note": "a thought"}}, nothing("S4-1"), {})):
        other = write(tmp_path / f"{number}.xlsx")
        fill(other, marks, finished=not marks)
        held = other.read_bytes()
        with pytest.raises(Refused, match="C10"):
            write(other)
        assert other.read_bytes() == held


def many_codes(count: int) -> Codebook:
    groups = [(f"G{number}", f"Group {number}", "content", number == 0, False, False) for number in range(6)]
    codes = [
        (f"G{number % 6}-{number}", f"G{number % 6}", "content", f"Code number {number}", "d", "i", "e", "x", "",
         False, "")
        for number in range(count)
    ]  # fmt: skip
    return replace(
        CODEBOOK,
        namespace=str(uuid.UUID(int=8)),
        groups=pd.DataFrame(groups, columns=list(CODEBOOK.groups.columns)),
        codes=pd.DataFrame(codes, columns=list(CODEBOOK.codes.columns)),
    )


def test_sixty_codes_stay_usable(tmp_path: Path) -> None:
    page = passages(write(tmp_path / "a.xlsx", codebook=many_codes(60)))
    headings = [cell for cell in page[HEADER] if str(cell.value).startswith("G")]
    assert len(headings) == 50 and {cell.alignment.text_rotation for cell in headings} == {90}
    assert {str(block) for block in page.merged_cells.ranges} == {"F3:O3", "P3:Y3", "Z3:AI3", "AJ3:AS3", "AT3:BC3"}
    colours = [page[f"{letters}4"].fill.fgColor.rgb for letters in ("F", "P", "Z", "AJ")]
    assert colours[0] == colours[2] != colours[1] == colours[3]
    wide = sum(page.column_dimensions[letters].width for letters in ("F",))
    assert wide < 7


def test_the_name_of_a_group_is_not_cut(tmp_path: Path) -> None:
    page = passages(write(tmp_path / "a.xlsx"))
    over = {cell.coordinate: cell for cell in page[HEADER - 1] if cell.value}
    assert [cell.value for cell in over.values()] == ["V", "L – Daily life", "T"]
    assert over["F3"].alignment.wrap_text and page.row_dimensions[HEADER - 1].height >= 18
    page = passages(write(tmp_path / "b.xlsx", codebook=many_codes(12)))
    assert page["F3"].value == "G1 – Group 1" and page.row_dimensions[HEADER - 1].height >= 33


def test_a_coder_is_told_the_language_and_whether_the_words_are_translated(tmp_path: Path) -> None:
    table = TEXTS.table.assign(
        language=["", "Dari", "", ""], interpreter=["not known", "used", "needed and not there", "not needed"]
    )
    page = passages(write(tmp_path / "a.xlsx", texts=replace(TEXTS, table=table)))
    told = {row[0].value: row[1].value for row in page.iter_rows(min_row=HEADER + 1)}
    assert told["S1-1"] == "told us\nsaid\nage 5-10"
    assert told["S2-1"].endswith("language: Dari\nthrough an interpreter: the words are a translation")
    assert told["S3-1"].endswith("an interpreter was needed and not there")


def test_codes_that_definitions_name_and_the_review_does_not_use_are_listed(tmp_path: Path) -> None:
    codes = CODEBOOK.codes.assign(exclude="Guesses (V4); harm (W12).")
    book = replace(CODEBOOK, codes=codes)
    unused = {"V4": "A guess", "W1": "Another", "W12": "Harm"}
    page = load_workbook(write(tmp_path / "a.xlsx", codebook=book, unused=unused))["Codes"]
    assert page["A3"].value == "Named below and not used in this review: V4 – A guess; W12 – Harm."
    assert load_workbook(write(tmp_path / "b.xlsx"))["Codes"]["A3"].value is None


def test_a_text_of_a_million_characters_is_shown_whole(tmp_path: Path) -> None:
    long = {"S9": "One more day like this. " * 42_000}
    table = pd.DataFrame([("S9-1", "S9", 0, len(long["S9"]))], columns=list(PASSAGES_TABLE.columns))
    page = passages(write(tmp_path / "a.xlsx", texts=texts(long), passages=table))
    told = "".join(row[0] for row in page.iter_rows(min_row=HEADER + 1, min_col=3, max_col=3, values_only=True))
    assert told == BEGINS + long["S9"] + ENDS


PIECES = st.lists(st.tuples(st.text(max_size=400), st.sampled_from(["around", "passage"])), max_size=6)


@settings(max_examples=60, deadline=None)
@given(PIECES, st.integers(1, 9))
def test_words_shared_out_over_cells_are_the_words(pieces: list[tuple[str, str]], times: int) -> None:
    given = [Piece(words * times, look) for words, look in pieces]
    cells = cells_of(given, 58)
    assert [
        (letter, piece.look) for cell in cells for piece in cell for letter in piece.words
    ] == [(letter, piece.look) for piece in given for letter in piece.words]  # fmt: skip
    assert all(sum(len(piece.words) for piece in cell) <= 1800 for cell in cells)


@given(st.text(), st.data())
def test_a_passage_in_context_is_the_passage(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    before, passage, after = in_context(words, start, end)
    assert passage == shown(words[start:end])
    assert len(before) <= AROUND + 4 and len(after) <= AROUND + 4
    assert same_words(shown(words), shown(words)) and before.endswith(BEGINS) and after.startswith(ENDS)
