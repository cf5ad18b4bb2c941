"""Where an identifier survives in files: what is seen, what is not seen, names of files, pictures, archives."""

from __future__ import annotations

import base64
import gzip
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from scrutiny_lib.release import Identifiers, find_leaks, leaks, quote_hash

WANTED = ["Alfie Pritchard", "943 476 5919", "PCC-100234"]


def png(kind: bytes, body: bytes) -> bytes:
    chunk = kind + body
    return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")


def workbook(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Seen"
    change(book)
    book.save(path)


def in_property(book: openpyxl.Workbook) -> None:
    book.properties.title = "Alfie Pritchard"


def in_comment(book: openpyxl.Workbook) -> None:
    book.active["A1"].comment = Comment("about alfie  pritchard", "x")


def in_number(book: openpyxl.Workbook) -> None:
    book.active["B2"] = 9434765919


def in_sheet_name(book: openpyxl.Workbook) -> None:
    book.create_sheet("PCC-100234")


@pytest.mark.parametrize("change", [in_property, in_comment, in_number, in_sheet_name])
def test_a_workbook_is_searched_in_every_part(tmp_path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    path = tmp_path / "tables.xlsx"
    workbook(path, lambda book: None)
    assert leaks(path, WANTED) == []
    workbook(path, change)
    assert any(found.certain for found in leaks(path, WANTED))


PICTURE = png(b"tEXt", b"Comment\x00by Alfie Pritchard")
ENCODED = base64.b64encode(PICTURE).decode()
PICTURES = {
    "text.png": PICTURE,
    "packed.png": png(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"by Alfie Pritchard")),
    "wide.png": png(b"iTXt", b"Title\x00\x01\x00en\x00\x00" + zlib.compress("für Alfie Pritchard".encode())),
    "photo.jpg": b"\xff\xd8\xff\xfe\x00\x12Alfie Pritchard\x00\xff\xd9",
    "xp.jpg": b"\xff\xd8\xff\xe1" + (34).to_bytes(2, "big") + "Alfie Pritchard ".encode("utf-16-le") + b"\xff\xd9",
    "drawing.svg": b"<svg><metadata>Alfie Pritchard</metadata><path d='M0 0'/></svg>",
    "paper.pdf": b"%PDF-1.4\n1 0 obj<</Author (Alfie Pritchard)>>endobj",
    "packed.pdf": b"%PDF-1.4\nstream\n" + zlib.compress(b"BT (Alfie Pritchard) Tj ET") + b"\nendstream",
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_a_picture_says_about_itself_is_searched_on_its_own_and_inside_others(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PICTURES[name])
    assert any(found.certain for found in leaks(path, WANTED))
    page = tmp_path / "page.html"
    page.write_text(
        f"<img alt='' src='data:image/x;base64,{base64.b64encode(PICTURES[name]).decode()}'>", encoding="utf-8"
    )
    assert any(found.certain for found in leaks(page, WANTED))
    packed = tmp_path / "project.qdpx"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sources/a.bin", PICTURES[name])
    assert any(found.certain for found in leaks(packed, WANTED))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<p>Alfie <b>Prit</b>chard</p>"),
        ("page.html", "<!-- Alfie Pritchard -->"),
        ("page.html", "<p title='for ALFIE&nbsp;PRITCHARD'>x</p>"),
        ("run.log", "row PCC-100234 dropped"),
        ("run.log", 'name="Alfie\\u0020Pritchard"'),
        ("run.log", "943.476.5919"),
        ("run.csv", "id,9434765919"),
        ("page.html", "<p data-a='Alfie' data-b='Pritchard'>x</p>"),
        ("page.html", "<p>Al<wbr>fie Pritch&shy;ard</p>"),
        ("page.html", "<p>Al<!-- x -->fie Pritchard</p>"),
        ("page.html", "<style>p::after{content:'\\41 lfie Pritchard'}</style>"),
        ("page.html", "<script>a='\\x41lfie Pritchard'; b='\\u{41}'</script>"),
        ("page.html", "<a href='?q=Alfie%2520Pritchard'>x</a>"),
        ("page.html", f"<a href='data:;BASE64,{base64.b64encode(b'Alfie Pritchard').decode().rstrip('=')}'>x</a>"),
        ("page.html", f"<script>d='{base64.b64encode(gzip.compress(b'Alfie Pritchard', mtime=0)).decode()}'</script>"),
        ("drawing.svg", "<svg><title>Alfie<tspan> Pritchard</tspan></title></svg>"),
        ("run.log", "\x1b[31mAl\x1b[0mfie Pritchard"),
        ("run.log", "A l f i e Pritchard"),
        ("run.log", "drahctirP eiflA\u202e"),
        ("mail.eml", "Al=\nfie=20Pritchard"),
        ("notes.ipynb", json.dumps({"cells": [{"outputs": [{"data": {"a/b": [["Alfie", "Pritchard"]]}}]}]})),
        ("Alfie_Pritchard.txt", "nothing"),
        ("AlfiePritchard.txt", "nothing"),
        ("notes.ipynb", json.dumps({"cells": [{"source": ["x = 'Alfie ", "Pritchard'"], "outputs": []}]})),
        ("notes.ipynb", json.dumps({"metadata": {"author": "Pritchard, Alfie"}})),
        ("notes.ipynb", json.dumps({"cells": [{"outputs": [{"data": {"image/png": ENCODED}}]}]})),
    ],
)  # fmt: skip
def test_text_is_searched_as_it_is_written_and_as_it_is_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "out" / name
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    for where in (path, path.parent):
        found = leaks(where, WANTED)
        assert any(item.certain for item in found)
        assert not any("lfie" in item.place + item.what or "100234" in item.place + item.what for item in found)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"Alfie Pritchard", mtime=0),
        b"before" + base64.b64decode("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==") + b"Alfie Pritchard",
        "Alfie Pritchard".encode("utf-16-be"),
        "Alfie Pritchard".encode("utf-32"),
        png(b"iCCP", b"x\x00\x00" + zlib.compress(b"Alfie Pritchard")),
        png(b"IHDR", bytes(13)) + b"Alfie Pritchard",
        b"%PDF-1.4 (\\101lfie Pritchard)",
        b"%PDF-1.4 stream\n" + base64.a85encode(b"(Alfie Pritchard) Tj", adobe=True) + b"\nendstream",
    ],
)
def test_what_is_packed_or_in_another_encoding_is_searched(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "some.bin"
    path.write_bytes(data)
    assert any(found.certain for found in leaks(path, WANTED))


def test_what_cannot_be_searched_is_said(tmp_path: Path) -> None:
    path = tmp_path / "some.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(20))
    with pytest.raises(OSError, match="cannot be searched"):
        leaks(path, WANTED)


@pytest.mark.parametrize(
    "page",
    [
        "<p data-x='Alfie Pritchard'>x</p>",
        "<p>Alfie<br>Pritch&shy;ard</p>",
        "<style>p::after{content:'\\41 lfie Pritchard'}</style><p>x</p>",
        "<!-- Alfie Pritchard --><p>x</p>",
    ],
)
def test_a_page_is_held_for_what_a_reader_does_not_see(page: str) -> None:
    known = Identifiers.collect(["Alfie Pritchard", "10234"], [])
    assert find_leaks(page, known, small_counts=True) == ["an identifier that came in with the data"]
    assert find_leaks("<svg><path d='M 10234 10.2 34'/></svg>", known, small_counts=True) == []


def test_a_folder_that_bears_a_name_is_found_and_a_clean_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "out" / "a").mkdir(parents=True)
    (tmp_path / "out" / "a" / "page.html").write_text("<p>Most children were seen.</p>", encoding="utf-8")
    assert leaks(tmp_path / "out", WANTED) == []
    (tmp_path / "out" / "a").rename(tmp_path / "out" / "PCC-100234")
    assert len(leaks(tmp_path / "out", WANTED)) == 1


def test_a_name_that_is_also_an_ordinary_word_goes_to_the_approver(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>Grace came first.</p>", encoding="utf-8")
    assert [found.certain for found in leaks(path, ["Grace"])] == [False]
    path.write_text("<p>by the grace of</p>", encoding="utf-8")
    assert leaks(path, ["Grace"]) == []


def test_what_cannot_be_searched_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        leaks(tmp_path / "none.html", WANTED)


WORDS = "Nobody came to get me that day and the bell had gone long before"
KNOWN = Identifiers.collect(["PCC-100234"], [], [WORDS, "Nan's kitchen.", "Scared."])


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{WORDS}</p>",
        "<p>Nan’s kitchen</p>",
        "<p>One said “Nan’s kitchen.” to us</p>",
        "<p>she was “scared”</p>",
        "<p>‘nobody came to get me’, said one</p>",
    ],
)
def test_a_childs_words_are_found_unless_signed(page: str, tmp_path: Path) -> None:
    what = "words in a row of somebody's free text"
    assert what in find_leaks(page, KNOWN, small_counts=False)
    signed = [quote_hash(text) for text in (WORDS, "Nan's kitchen", "scared", "nobody came to get me")]
    assert find_leaks(page, KNOWN, small_counts=False, exempt=signed) == []
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    assert [found.what for found in leaks(path, KNOWN)] == [what] and leaks(path, KNOWN, signed) == []


def test_a_signed_quote_is_still_searched_for_identifiers() -> None:
    quote = f"{WORDS} PCC-100234 jay@example.org"
    found = find_leaks(f"<p>{quote}</p>", KNOWN, small_counts=False, exempt=[quote_hash(quote)])
    assert found == ["an e-mail address", "an identifier that came in with the data"]


def test_few_words_inside_a_sentence_are_nobodys() -> None:
    assert find_leaks("<p>We were scared for Nan's kitchen.</p>", KNOWN, small_counts=False) == []


def test_two_cells_side_by_side_are_no_date_of_birth() -> None:
    known = Identifiers.collect(["4 May 2022"], [])
    page = "<table><tr><td>33.4</td><td>May 2022</td></tr></table>"
    assert find_leaks(page, known, small_counts=False) == []
    assert find_leaks("<p>Born 4 May 2022.</p>", known, small_counts=False)
