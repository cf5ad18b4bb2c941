"""Texts are kept byte for byte, whatever is in them; what cannot be used is set aside by line and counted."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.texts import TEXT_COLUMNS, Texts, read_texts
from scrutiny_lib.intake.texts_files import MAX_BYTES
from scrutiny_lib.intake.texts_rows import decode

SECRET = "Zwetschgenbaum"
AWKWARD = "  „Ich“  bin\r\nmüde\tיותר\x00 e\u0301 👩🏽‍🦽\u200b =1+1 <script>x</script> \u00a0 "


def make(folder: Path, rows: str, **files: bytes) -> Path:
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    (folder / "texts.csv").write_bytes(rows.encode("utf-8"))
    for name, data in files.items():
        (folder / "texts" / f"{name}.txt").write_bytes(data)
    return folder


def counted(texts: Texts) -> dict[str, tuple[int, int, int, int]]:
    rows = {row.what: (row.received, row.used, row.held, row.refused) for row in texts.received.itertuples()}
    assert all(received == used + held + refused for received, used, held, refused in rows.values())
    return rows


def places(problems: Problems) -> list[tuple[str, str, str, str]]:
    return [(problem.rule, problem.cell, problem.column, problem.act) for problem in problems]


ROWS = """source,case_id,kind,source_type,method,age_band,seen_alone,on,agreed_board,text,file
s1,C-1,Told us,survey answer,written,11-15,yes,01/03/2026,not safe to ask,"I said it twice.
Nobody came. ",
s2,C-2,recorded,,,,,,,,note.txt
"""


def test_two_texts(tmp_path: Path) -> None:
    texts, problems = read_texts(make(tmp_path, ROWS, note="Zoë\r\n".encode()))
    assert not problems
    assert texts.words == {"s1": "I said it twice.\nNobody came. ", "s2": "Zoë\r\n"}
    assert texts.raw["s2"] == b"Zo\xc3\xab\r\n" and list(texts.table.columns) == list(TEXT_COLUMNS)
    first, second = texts.table.to_dict("records")
    assert (first["kind"], first["on"], first["seen_alone"]) == ("told us", date(2026, 3, 1), "yes")
    assert (first["agreed_board"], first["agreed_public"]) == ("not safe to ask", "unknown")
    assert (second["age_band"], second["seen_alone"], second["interpreter"]) == ("not known", "not known", "not known")
    assert second["sha256"] == hashlib.sha256(b"Zo\xc3\xab\r\n").hexdigest() and second["on"] is None
    assert counted(texts) == {"texts": (2, 2, 0, 0), "files": (1, 1, 0, 0)}


def test_nothing_there_is_no_text_and_no_problem(tmp_path: Path) -> None:
    texts, problems = read_texts(tmp_path / "voice")
    assert texts.table.empty and list(texts.table.columns) == list(TEXT_COLUMNS) and not problems
    assert counted(texts) == {"texts": (0, 0, 0, 0), "files": (0, 0, 0, 0)}


any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))


@given(any_text, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_in_a_file_keeps_its_bytes_and_words(
    tmp_path_factory: pytest.TempPathFactory, words: str, encoding: str
) -> None:
    words = words.removeprefix("\ufeff") or "x"
    if not words.strip() or (encoding == "utf-8" and words.encode()[:2] in (b"\xff\xfe", b"\xfe\xff")):
        return
    data = words.encode(encoding)
    texts = read_texts(make(tmp_path_factory.mktemp("texts"), "source,kind,file\ns1,told us,a.txt\n", a=data))[0]
    assert texts.words == {"s1": words} and texts.raw == {"s1": data}


@given(st.lists(any_text, min_size=1, max_size=4))
def test_any_text_in_a_row_keeps_its_characters(tmp_path_factory: pytest.TempPathFactory, several: list[str]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["source", "kind", "text"])
    writer.writerows([f"s{number}", "told us", words] for number, words in enumerate(several))
    texts, problems = read_texts(make(tmp_path_factory.mktemp("texts"), out.getvalue()))
    assert list(texts.words.values()) == several and not problems.stops()
    assert list(texts.raw.values()) == [words.encode() for words in several]


@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_are_kept_or_set_aside(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    texts, problems = read_texts(make(tmp_path_factory.mktemp("texts"), "source,kind,file\ns1,told us,a.txt\n", a=data))
    assert texts.raw in ({"s1": data}, {}) and (texts.raw or problems)
    assert counted(texts)["texts"] == (1, len(texts.raw), 1 - len(texts.raw), 0)
    for words in texts.words.values():
        words.encode("utf-8")


def workbook(folder: Path, rows: list[list[str]], sheets: tuple[str, ...] = ("texts",)) -> Path:
    folder.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(folder / "texts.xlsx", {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
    return folder


def test_a_workbook_keeps_every_character(tmp_path: Path) -> None:
    rows = [["source", "kind", "text"], ["s1", "told us", AWKWARD], ["s2", " Told  us", "_x000D_ is what I wrote"]]
    texts, problems = read_texts(workbook(tmp_path, rows))
    assert texts.words == {"s1": AWKWARD, "s2": "_x000D_ is what I wrote"}
    assert places(problems) == [("T10", "row 2", "text", "WARN")] and texts.table["kind"].tolist() == ["told us"] * 2


def test_a_workbook_with_several_sheets_says_which(tmp_path: Path) -> None:
    rows = [["source", "kind", "text"], ["s1", "told us", "Yes."]]
    texts, problems = read_texts(workbook(tmp_path, rows, ("one", "two")))
    assert [problem.rule for problem in problems] == ["S01"] and problems.stops() and not texts.words
    assert read_texts(workbook(tmp_path, rows, ("one", "Texts")))[0].words == {"s1": "Yes."}


def test_a_formula_without_a_value_is_not_what_a_child_said(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "texts.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["source", "kind", "text"])
        sheet.write_row(1, 0, ["s1", "told us"])
        sheet.write_formula(1, 2, "=A1", None, "")
        sheet.write_row(2, 0, ["s2", "told us", "No."])
    texts, problems = read_texts(tmp_path)
    assert texts.words == {"s2": "No."} and ("S18", "row 2", "text", "HOLD") in places(problems)
    assert counted(texts)["texts"] == (2, 1, 1, 0)


def test_a_list_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_bytes("source,kind,text\ns1,told us,café  £\n".encode("cp1252"))
    texts, problems = read_texts(tmp_path)
    assert texts.words == {"s1": "café  £"} and [(p.rule, p.act) for p in problems] == [("T01", "REPAIR")]
    (tmp_path / "texts.csv").write_bytes("source\tkind\ttext\ns1\ttold us\t caf\u0301e,\x00\n".encode("utf-16"))
    texts, problems = read_texts(tmp_path)
    assert texts.words == {"s1": " caf\u0301e,\x00"} and ("T03", "REPAIR") in [(p.rule, p.act) for p in problems]


def test_half_a_character_refuses_the_list(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_bytes(b"source,kind,text\ns1,told us,a\xed\xa0\xbd\n")
    texts, problems = read_texts(tmp_path)
    assert [(p.rule, p.act) for p in problems] == [("T01", "REJECT")] and not texts.words


def test_an_emoji_in_two_halves_is_read_as_it_was_meant() -> None:
    assert decode(b"\xed\xa0\xbd\xed\xb8\x80") == ("😀", "utf-8")


HEAD = "source,kind,text,file\n"


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("s2,shouted,SECRET,", ("V02", "line 3", "kind", "HOLD")),
        (",told us,SECRET,", ("V05", "line 3", "source", "HOLD")),
        ("s2,told us,,nowhere.txt", ("F02", "line 3", "file", "HOLD")),
        ("s2,told us,,../SECRET.txt", ("P04", "line 3", "file", "HOLD")),
        ("s2,told us,,C:\\SECRET.txt", ("P04", "line 3", "file", "HOLD")),
        ("s2,told us,,SECRET.csv", ("F07", "line 3", "file", "HOLD")),
        ("s2,told us,SECRET,SECRET.txt", ("V04", "line 3", "file", "HOLD")),
        ("s2,told us,,", ("V05", "line 3", "text", "WARN")),
        ('s2,told us," \n\u00a0",', ("V05", "row 3", "text", "WARN")),
        ("s2,told us,,blank.txt", ("V05", "line 3", "file", "WARN")),
        ("s2,told us,,broken.txt", ("T01", "line 3", "file", "HOLD")),
        ("s2,told us,,odd.txt", ("T01", "line 3", "file", "HOLD")),
        ("s2,told us,,large.txt", ("F15", "line 3", "file", "HOLD")),
    ],
)
def test_a_text_that_cannot_be_used_is_held_by_line(tmp_path: Path, row: str, place: tuple[str, str, str, str]) -> None:
    files = {
        "blank": b"\xef\xbb\xbf \r\n",
        "broken": b"\x81 SECRET",
        "odd": b"\xff\xfeSECRET1",
        "large": b"x" * (MAX_BYTES + 1),
    }
    folder = make(tmp_path, f"{HEAD}s1,told us,Yes.,\n{row.replace('SECRET', SECRET)}\n", **files)
    texts, problems = read_texts(folder)
    assert place in places(problems) and not problems.stops() and texts.words == {"s1": "Yes."}
    assert counted(texts)["texts"] == (2, 1, 1, 0) and SECRET not in str(problems)


@pytest.mark.parametrize(
    "column", ["method", "source_type", "age_band", "seen_alone", "interpreter", "on", "agreed_hips"]
)
def test_a_word_that_is_on_no_list_holds_the_row(tmp_path: Path, column: str) -> None:
    texts, problems = read_texts(make(tmp_path, f"source,kind,text,{column}\ns1,told us,Yes.,{SECRET}\n"))
    rule = "D01" if column == "on" else "V02"
    assert places(problems) == [(rule, "line 2", column, "HOLD")] and not texts.words
    assert counted(texts)["texts"] == (1, 0, 1, 0) and SECRET not in str(problems)


def test_a_file_named_by_two_rows_belongs_to_neither(tmp_path: Path) -> None:
    texts, problems = read_texts(make(tmp_path, f"{HEAD}s1,told us,,a.txt\ns2,told us,,a.txt\n", a=b"Mine."))
    assert places(problems) == [("I02", "line 2", "file", "HOLD"), ("I02", "line 3", "file", "HOLD")]
    assert counted(texts) == {"texts": (2, 0, 2, 0), "files": (1, 0, 1, 0)}


def test_one_source_twice_stops(tmp_path: Path) -> None:
    texts, problems = read_texts(make(tmp_path, f"{HEAD}s1,told us,One.,\nS1,told us,Two.,\n"))
    assert places(problems) == [("I02", "line 3", "source", "STOP")] and not texts.words
    assert counted(texts)["texts"] == (2, 0, 0, 2)


def test_files_that_no_row_names_are_counted(tmp_path: Path) -> None:
    folder = make(tmp_path, f"{HEAD}s1,told us,Yes.,\n", left=b"x")
    (folder / "texts" / "Thumbs.db").write_bytes(b"x")
    texts, problems = read_texts(folder)
    assert [(p.rule, p.act) for p in problems] == [("F22", "WARN")] and counted(texts)["files"] == (1, 0, 0, 1)
    (folder / "texts.csv").unlink()
    assert [problem.rule for problem in read_texts(folder)[1]] == ["F22"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(SECRET)
    folder = make(tmp_path / "voice", f"{HEAD}s1,told us,,a.txt\n")
    try:
        (folder / "texts" / "a.txt").symlink_to(outside)
    except OSError:
        pytest.skip("links cannot be made here")
    texts, problems = read_texts(folder)
    assert places(problems) == [("P04", "line 2", "file", "HOLD")] and not texts.words


def test_a_name_is_found_however_its_accents_are_written(tmp_path: Path) -> None:
    folder = make(tmp_path, f"{HEAD}s1,told us,,caf\u00e9.txt\n", **{"cafe\u0301": b"Yes."})
    assert read_texts(folder)[0].words == {"s1": "Yes."}


def test_windows_text_is_read_and_said(tmp_path: Path) -> None:
    texts, problems = read_texts(make(tmp_path, f"{HEAD}s1,told us,,a.txt\n", a=b"caf\xe9 \x80"))
    assert texts.words == {"s1": "café €"} and texts.raw == {"s1": b"caf\xe9 \x80"}
    assert places(problems) == [("T01", "line 2", "file", "REPAIR")]


def test_a_megabyte_is_a_text(tmp_path: Path) -> None:
    data = b"I went home and nobody was there. " * 31_000
    texts, problems = read_texts(make(tmp_path, f"{HEAD}s1,told us,,a.txt\n", a=data))
    assert len(data) > 1_000_000 and texts.raw == {"s1": data} and not problems


def test_identifiers_are_pointed_out_by_kind_and_never_quoted(tmp_path: Path) -> None:
    words = "Ring 07700 900123 or 07700 900124, PO1 2AB."
    texts, problems = read_texts(make(tmp_path, f'{HEAD}s1,told us,"{words}",\n'))
    assert places(problems) == [("T19", "line 2", "text", "WARN")] and texts.words == {"s1": words}
    assert "postcode (1), telephone number (2)" in problems[0].fact and "900123" not in str(problems)


def test_formulas_and_tags_are_words(tmp_path: Path) -> None:
    texts, problems = read_texts(make(tmp_path, f"{HEAD}s1,told us,=1+1,\ns2,told us,<script>x</script>,\n"))
    assert texts.words == {"s1": "=1+1", "s2": "<script>x</script>"} and not problems


def test_practitioners_texts_are_theirs(tmp_path: Path) -> None:
    folder = make(tmp_path / "practitioners", "source,text,raised_by\np1,Too many forms.,4\n")
    texts, problems = read_texts(folder)
    row = texts.table.iloc[0]
    assert not problems and (row["kind"], row["raised_by"], row["seen_alone"]) == (
        "practitioners",
        "4",
        "not applicable",
    )
    make(folder, "source,kind,text\np1,told us,No.\n")
    assert places(read_texts(folder)[1]) == [("V02", "line 2", "kind", "HOLD")]
    voice = make(tmp_path / "voice", "source,kind,text\np1,practitioners,No.\n")
    assert places(read_texts(voice)[1]) == [("V02", "line 2", "kind", "HOLD")]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ("", "F01"),
        ("source,text\ns1,Yes.\n", "S09"),
        ("source,kind,text\ns1,told us\n", "S10"),
        ('source,kind,text\ns1,told us,"Yes.\n', "S10"),
        ("source;kind;text\ns1;told us;Yes.\n", "T04"),
        ('source,kind,text\ns1,told us,\u200b"Yes, no"\n', "S10"),
    ],
)
def test_a_list_that_is_refused(tmp_path: Path, rows: str, rule: str) -> None:
    texts, problems = read_texts(make(tmp_path, rows))
    assert rule in {problem.rule for problem in problems} and problems.stops() and not texts.words


def test_two_lists_are_refused(tmp_path: Path) -> None:
    make(workbook(tmp_path, [["source", "kind", "text"]]), ROWS)
    texts, problems = read_texts(tmp_path)
    assert ("F18", "REJECT") in [(p.rule, p.act) for p in problems] and not texts.words
