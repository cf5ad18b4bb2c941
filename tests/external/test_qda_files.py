"""Codebooks and projects that other tools and the standard itself give as examples; nobody here wrote them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx

ANNEX_2 = "refi_spec_annexA2_atlasti8.qdpx"


@pytest.mark.parametrize(
    ("file", "origin", "codes", "codable", "colours"),
    [
        ("refi_spec_annexA1.qdc", "", 6, 4, 4),
        ("atlasti23_groups_valid.qdc", "ATLAS.ti Win 23.4.0", 1, 1, 1),
        ("taguette_codebook.qdc", "Taguette 1.5.2", 7, 7, 0),
    ],
)
def test_codebooks_are_read(file: str, origin: str, codes: int, codable: int, colours: int, shared: Path) -> None:
    book = read_qdc(shared / "data" / "qda" / file)
    assert (book.origin, len(book.codes), int(book.codes["codable"].sum())) == (origin, codes, codable)
    assert book.codes["color"].str.fullmatch("#[0-9A-Fa-f]{6}").sum() == colours
    assert book.codes["code"].is_unique and book.codes["code"].str.fullmatch("[0-9a-f-]{36}").all()
    assert bool(book.lost) == file.startswith("atlasti")


def test_a_set_and_what_it_holds(shared: Path) -> None:
    book = read_qdc(shared / "data" / "qda" / "atlasti23_groups_valid.qdc")
    (row,) = book.sets.to_dict("records")
    assert (row["name"], row["description"], row["of"]) == ("code group 1", "kategorie 1", "code")
    assert [row["member"]] == book.codes["code"].tolist()


def test_the_example_of_the_standard_has_no_texts_but_everything_else(shared: Path) -> None:
    found = read_qdpx(shared / "data" / "qda" / ANNEX_2)
    assert (len(found.codes), len(found.coders), len(found.notes)) == (14, 3, 2)
    assert found.sources.empty and found.codings.empty and found.name == "ATLAS.ti standard project"
    assert Counter(found.sets["of"]) == {"code": 19} and found.notes["on"].str.startswith("2018-03-27").all()
    said = " ".join(found.lost)
    for what in ("sources whose text is not in the file (6,", "selections in sources without a text (8,", "graphs (1)"):
        assert what in said
    for words in ("granola", "breakfast is mayhem", "Mabel", "cornflakes", "Sebastian"):
        assert words not in said


@pytest.mark.parametrize("file", ["refi_spec_annexA1.qdc", "taguette_project.sqlite3", "taguette_highlights_all.xlsx"])
def test_a_file_of_another_kind_is_no_project(file: str, shared: Path) -> None:
    with pytest.raises(Refused, match=r"F07|F12"):
        read_qdpx(shared / "data" / "qda" / file)


@pytest.mark.parametrize("file", [ANNEX_2, "taguette_project.sqlite3", "made_up_note.html"])
def test_a_file_of_another_kind_is_no_codebook(file: str, shared: Path) -> None:
    with pytest.raises(Refused, match=r"F07|F10"):
        read_qdc(shared / "data" / "qda" / file)


def test_a_codebook_that_was_cut_short_is_refused_with_its_line(shared: Path, tmp_path: Path) -> None:
    whole = (shared / "data" / "qda" / "taguette_codebook.qdc").read_bytes()
    cut = tmp_path / "cut.qdc"
    for length in (1, 40, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(Refused, match=r"cut\.qdc: .*line \d+.*\[F07, REJECT\]"):
            read_qdc(cut)
