"""The search itself is searched: every kind of identifier, written in many ways, in every kind of file that leaves."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import json
import textwrap
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import docx
import openpyxl
import pytest

from scrutiny_lib.release import Identifiers, leaks, quote_hash

SPOKEN = "nobody came to fetch me and the bell had gone long before that"
PLANTED = {
    "name": "Zebedee Quillfeather",
    "surname": "Quillfeather",
    "date of birth": "2011-03-14",
    "NHS number": "943 476 5919",
    "UPN": "H801200001001",
    "postcode": "PO5 4ZQ",
    "telephone": "07700 900461",
    "e-mail": "z.quill@example.org",
    "case id": "PCC-100234",
    "number": "7120034",
    "free text": SPOKEN,
}
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": lambda said: said,
    "capitals": str.upper,
    "small letters": str.lower,
    "base64": lambda said: base64.b64encode(said.encode()).decode(),
    "base64 of links, no filling": lambda said: base64.urlsafe_b64encode(said.encode()).decode().rstrip("="),
    "base64 of UTF-16": lambda said: base64.b64encode(said.encode("utf-16-le")).decode(),
    "base64 twice": lambda said: base64.b64encode(base64.b64encode(said.encode())).decode(),
    "base32": lambda said: base64.b32encode(said.encode()).decode(),
    "hexadecimal": lambda said: binascii.hexlify(said.encode()).decode(),
    "hexadecimal with spaces": lambda said: said.encode().hex(" ").upper(),
    "numbers of characters": lambda said: ", ".join(str(ord(c)) for c in said),
    "URL": lambda said: quote(said, safe=""),
    "URL, every character": lambda said: "".join(f"%{ord(c):02x}" for c in said),
    "entities": lambda said: "".join(f"&#{ord(c)};" for c in said),
    "hexadecimal entities": lambda said: "".join(f"&#x{ord(c):x};" for c in said),
    "escapes": lambda said: "".join(f"\\u{ord(c):04x}" for c in said),
    "invisible characters": lambda said: "\u200b".join(said),
    "soft hyphens": lambda said: "\u00ad".join(said),
    "wide letters": lambda said: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in said),
    "hard spaces": lambda said: said.replace(" ", "\u00a0"),
}
LONG = {
    "from its end": lambda said: said[::-1],
    "letters moved": lambda said: codecs.encode(said, "rot13"),
    "letter by letter": " ".join,
    "letter by letter with dashes": "-".join,
    "without spaces": lambda said: said.replace(" ", ""),
    "inside a longer word": lambda said: f"x{said.replace(' ', '')}x",
}
OTHERWISE = {
    "name": ["Quillfeather, Zebedee", "QUILLFEATHER Zebedee", "zebedee_quillfeather", "ZebedeeQuillfeather",
             "Zebedee J Quillfeather", "Zebedée Quillfeather", "Quill feather Zebedee",
             "Zebedee</td><td>Quillfeather"],
    "date of birth": ["14/03/2011", "14.3.2011", "14/3/11", "14-03-11", "14 March 2011", "14th March 2011",
                      "14th of March, 2011", "March 14, 2011", "14 Mar 2011", "14-MAR-2011", "20110314", "14032011",
                      "2011/03/14", "03/14/2011", "2011-03-14T00:00:00", "14 | 03 | 2011"],
    "NHS number": ["9434765919", "943-476-5919", "943.476.5919", "943</td><td>476</td><td>5919", "NHS9434765919"],
    "postcode": ["po54zq", "PO5-4ZQ", "PO5</td><td>4ZQ"],
    "telephone": ["07700900461", "07700-900-461", "(07700) 900461"],
    "case id": ["pcc100234", "PCC 100234", "PCC/100234"],
    "number": ["712 0034", "712-0034"],
    "free text": [SPOKEN.replace(" ", "\n"), f"x. {' '.join(SPOKEN.split()[2:11])} y",
                  SPOKEN.replace("the ", "<b>the</b> "), SPOKEN.replace(" and", "</p><p>and")],
}  # fmt: skip


def certain(path: Path, *more: str) -> bool:
    found = leaks(path, [*PLANTED.values(), *more])
    return any(leak.certain for leak in found)


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("kind", PLANTED)
def test_however_it_is_written(tmp_path: Path, kind: str, way: str) -> None:
    said = WRITTEN[way](PLANTED[kind])
    for name, text in {
        "page.html": f"<!doctype html><p>Seen {html.escape(said) if '&#' not in said else said} here.</p>",
        "run.log": f"row {said} dropped",
        "table.csv": f"a,b\n1,{said}\n",
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert certain(path), name


@pytest.mark.parametrize("way", LONG)
@pytest.mark.parametrize("kind", ["name", "surname", "NHS number", "UPN", "telephone", "e-mail", "case id"])
def test_long_identifiers_are_found_turned_and_taken_apart(tmp_path: Path, kind: str, way: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<p>Seen {LONG[way](PLANTED[kind])} here.</p>", encoding="utf-8")
    assert certain(path)


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, many in OTHERWISE.items() for said in many])
def test_however_people_write_it(tmp_path: Path, kind: str, said: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<table><tr><td><p>Seen {said} here.</p></td></tr></table>", encoding="utf-8")
    assert any(leak.certain for leak in leaks(path, [PLANTED[kind]]))


def as_page(said: str) -> dict[str, bytes]:
    drawn = f'<svg xmlns="x"><title>{said}</title><path d="M0 0"/></svg>'.encode()
    letters = "".join(f"<text x='{at}'>{c}</text>" for at, c in enumerate(said) if c != " ")
    half = len(said) // 2
    pages = {
        "attribute": f"<p data-child='{said}'>x</p>",
        "alternative": f'<img src="data:image/svg+xml;base64,AA==" alt="{said}">',
        "remark": f"<!-- {said} -->",
        "style": f"<style>p::before{{content:'{said}'}}</style>",
        "script": f"<script>var a = '{said[:half]}' + '{said[half:]}'</script>",
        "address": f"<a href='?q={quote(said)}'>x</a>",
        "link with data": f"<a href='data:text/plain,{quote(said)}'>x</a>",
        "over tags": f"<p>{said[:half]}<b>{said[half:]}</b></p>",
        "over a remark": f"<p>{said[:half]}<!-- x -->{said[half:]}</p>",
        "drawing": f"<img alt='x' src='data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}'>",
        "title": f"<title>{said}</title>",
        "hidden": f"<p hidden>{said}</p>",
        "letters": f"<svg>{letters}</svg>",
    }
    return {f"{name}.html": f"<!doctype html><p>Fine.</p>{page}".encode() for name, page in pages.items()}


def as_workbook(said: str) -> dict[str, bytes]:
    def in_cells(book: openpyxl.Workbook) -> None:
        for row in ("x", *said.split(), "y"):  # the words stand in shared strings in another order
            book.active.append(["", row])
        for at, word in enumerate(reversed(said.split()), start=3):
            book.active.cell(1, at, word)

    def set_in(name: str) -> Callable[[openpyxl.Workbook], object]:
        return lambda book: setattr(book.properties, name, said)

    changes: dict[str, Callable[[openpyxl.Workbook], object]] = {
        "cell": lambda book: book.active.append(["Seen", said]),
        "cells": in_cells,
        "creator": set_in("creator"),
        "keywords": set_in("keywords"),
        "header": lambda book: setattr(book.active.oddHeader.left, "text", said),
        "sheet name": lambda book: book.create_sheet(said.replace("/", "")[:31]),
        "hidden sheet": lambda book: setattr(hidden_sheet(book, said), "sheet_state", "veryHidden"),
    }
    made = {}
    for name, change in changes.items():
        book, stream = openpyxl.Workbook(), BytesIO()
        book.active["A1"] = "Seen"
        change(book)
        book.save(stream)
        made[f"{name}.xlsx"] = stream.getvalue()
    return made


def hidden_sheet(book: openpyxl.Workbook, said: str) -> object:
    sheet = book.create_sheet("more")
    sheet["Z99"] = said
    return sheet


def as_document(said: str) -> dict[str, bytes]:
    def in_runs(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("Seen ")
        for start in range(0, len(said), 3):
            paragraph.add_run(said[start : start + 3]).bold = start % 2 == 0

    def in_table(document: docx.document.Document) -> None:
        cells = document.add_table(rows=1, cols=max(1, len(said.split()))).rows[0].cells
        for cell, word in zip(cells, said.split(), strict=False):
            cell.text = word

    changes: dict[str, Callable[[docx.document.Document], object]] = {
        "runs": in_runs,
        "cells": in_table,
        "author": lambda document: setattr(document.core_properties, "author", said),
        "comments": lambda document: setattr(document.core_properties, "comments", said),
        "header": lambda document: setattr(document.sections[0].header.paragraphs[0], "text", said),
    }
    made = {}
    for name, change in changes.items():
        document, stream = docx.Document(), BytesIO()
        change(document)
        document.save(stream)
        made[f"{name}.docx"] = stream.getvalue()
    return made


def as_other(said: str) -> dict[str, bytes]:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            b"\x89PNG\r\n\x1a\n"
            + len(body).to_bytes(4, "big")
            + kind
            + body
            + zlib.crc32(kind + body).to_bytes(4, "big")
        )

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", said)
    cell = {"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "text": [f"x {said}"]}]}
    return {
        "notes.ipynb": json.dumps({"cells": [cell], "metadata": {}}).encode(),
        "widgets.ipynb": json.dumps({"cells": [], "metadata": {"widgets": {"state": {"x": {"value": said}}}}}).encode(),
        "record.json": json.dumps({"why": said}).encode(),
        "keys.json": json.dumps({said: 1}).encode(),
        "ledger.jsonl": b'{"n": 1}\n' + json.dumps({"why": said}).encode() + b"\n",
        "cells.json": json.dumps({f"k{at}": word for at, word in enumerate(said.split())}).encode(),
        "text.png": chunk(b"tEXt", b"Comment\x00" + said.encode()),
        "packed.png": chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(said.encode())),
        "photo.jpg": b"\xff\xd8\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said.encode() + b"\xff\xd9",
        "packed.zip": packed.getvalue(),
        "stream.bin": zlib.compress(said.encode()),
        "wide.txt": said.encode("utf-16"),
        "paper.pdf": b"%PDF-1.7\n1 0 obj<</Title <feff" + said.encode("utf-16-be").hex().encode() + b">>>endobj",
    }


MAKERS = {"page": as_page, "workbook": as_workbook, "document": as_document, "other": as_other}


MISSED = {
    "date of birth": {"letters.html", "script.html"},
    "number": {"letters.html", "script.html"},
    "free text": {"letters.html", "sheet name.xlsx"},
}
"""Days and short numbers in pieces are like any others; of words, not all fit into the name of a sheet."""


@pytest.mark.parametrize("form", MAKERS)
@pytest.mark.parametrize("kind", ["name", "date of birth", "NHS number", "case id", "number", "free text"])
def test_whatever_file_it_is_in(tmp_path: Path, kind: str, form: str) -> None:
    missed = []
    for name, content in MAKERS[form](PLANTED[kind]).items():
        (tmp_path / name).write_bytes(content)
        found = leaks(tmp_path / name, [PLANTED[kind]])
        if not any(leak.certain for leak in found):
            missed.append(name)
        assert not any(PLANTED[kind] in leak.place + leak.what for leak in found)
    assert set(missed) <= MISSED.get(kind, set())


@pytest.mark.parametrize("form", MAKERS)
def test_in_files_without_them_nothing_is_found(tmp_path: Path, form: str) -> None:
    for name, content in MAKERS[form]("Nobody here").items():
        (tmp_path / name).write_bytes(content)
    assert leaks(tmp_path, PLANTED.values()) == []


@pytest.mark.parametrize("kind", [kind for kind in PLANTED if kind not in ("free text", "e-mail")])
def test_in_the_name_of_a_file_or_a_folder(tmp_path: Path, kind: str) -> None:
    for said in (PLANTED[kind], quote(PLANTED[kind]), base64.urlsafe_b64encode(PLANTED[kind].encode()).decode()):
        folder = tmp_path / "out" / said
        folder.mkdir(parents=True)
        (folder / "page.html").write_text("<p>Fine.</p>", encoding="utf-8")
        assert certain(tmp_path / "out") and certain(folder)
        (folder / "page.html").unlink()
        folder.rmdir()


def test_a_day_that_a_workbook_keeps_as_a_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = datetime(2011, 3, 14)
    book.active["A2"] = 12345.5
    book.save(tmp_path / "tables.xlsx")
    assert certain(tmp_path / "tables.xlsx")
    assert not leaks(tmp_path / "tables.xlsx", ["2011-03-15"])


@pytest.mark.parametrize("kind", ["name", "NHS number", "free text", "date of birth"])
def test_a_printed_pdf_is_read_in_its_own_fonts(tmp_path: Path, kind: str) -> None:
    weasyprint = pytest.importorskip("weasyprint", reason="WeasyPrint is not installed")
    page = f"<html lang=en><title>x</title><p style='font-family:serif'>Seen {PLANTED[kind]} <b>here</b>.</p>"
    path = tmp_path / "page.pdf"
    weasyprint.HTML(string=page).write_pdf(path)
    assert any(leak.certain for leak in leaks(path, [PLANTED[kind]]))
    assert not leaks(path, ["Somebody Else", "2012-04-15", "999 111 2222"])


def test_a_signed_quote_that_is_printed_over_several_lines_and_in_two_fonts_is_let_through(tmp_path: Path) -> None:
    weasyprint = pytest.importorskip("weasyprint", reason="WeasyPrint is not installed")
    said = "I want one person. Not a meeting, a person who stays and who tells me what comes next, even on a bad day."
    lines = "".join(f"<p style='width:{width}px'>“{said}”</p>" for width in range(150, 400, 25))
    page = f"<html lang=en><title>x</title>{lines}<p><em>Young person</em> <b>told us</b></p>"
    path = tmp_path / "page.pdf"
    weasyprint.HTML(string=page).write_pdf(path)
    known = Identifiers.collect([], [said], [said])
    assert leaks(path, known) and not leaks(path, known, [quote_hash(said)])
    weasyprint.HTML(string=page.replace("a bad day", "a bad one")).write_pdf(path)
    assert leaks(path, known, [quote_hash(said)]), "not all that was signed, and a whole run of it"


def test_words_that_a_pdf_draws_in_pieces_are_heard_all_the_same(tmp_path: Path) -> None:
    said = "they never asked me what happened after school that day"
    pieces = [said[at : at + 3] for at in range(0, len(said), 3)]
    path = tmp_path / "page.pdf"
    path.write_bytes(b"%PDF-1.4 " + b" ".join(f"({piece}) Tj".encode() for piece in pieces))
    assert any(leak.certain for leak in leaks(path, Identifiers.collect([], [said])))
    code = base64.b64encode(b"R24-E0039 Alfie Pritchard").decode()
    path.write_bytes(b"%PDF-1.4 " + b" ".join(f"({code[at : at + 6]}) Tj".encode() for at in range(0, len(code), 6)))
    assert any(leak.certain for leak in leaks(path, ["Alfie Pritchard"]))


def placed(*strings: str) -> bytes:
    """A page of a PDF with each string put somewhere of its own."""
    return b"%PDF-1.4 " + " ".join(f"BT 1 0 0 1 {at} 9 Tm ({said}) Tj ET" for at, said in enumerate(strings)).encode()


def test_cells_of_a_printed_table_make_no_day_and_no_number_together(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(placed("Feb 2023", "9.8", "13", "Mar 2023", "104", "227", "1,204"))
    assert not leaks(path, ["13/03/2023", "104227", "2023104", "02/2023"])
    for told in (["born 13 Mar 2023"], ["born 13", " Mar 2023"], ["case 104227"], ["case ", *"104227"]):
        path.write_bytes(placed(*told))
        assert leaks(path, ["13/03/2023", "104227"]), told
    path.write_bytes(b"%PDF-1.4 BT 1 0 0 1 0 9 Tm (case 104) Tj (227) Tj ET")
    assert leaks(path, ["104227"]), "printed where the first part ended"
    path.write_bytes(
        b"%PDF-1.4 BT 1 0 0 1 0 9 Tm " + b" 5.2 0 Td ".join(b"(%c) Tj" % one for one in b"no 104227") + b" ET"
    )
    assert leaks(path, ["104227"]), "letter by letter, as browsers print"


def test_a_signed_quote_on_a_page_of_mostly_single_figures_is_let_through(tmp_path: Path) -> None:
    said = "I would have said yes to that and more."
    path = tmp_path / "page.pdf"
    for strings in (["In their words", f"“{said}”", *"0123456789" * 3], [*f"Told us “{said}”", "today"]):
        path.write_bytes(placed(*strings))
        known = Identifiers.collect([], [said], [said])
        assert leaks(path, known) and not leaks(path, known, [quote_hash(said)])


def test_a_signed_quote_that_a_browser_prints_letter_by_letter_over_lines_is_let_through(tmp_path: Path) -> None:
    said = "I would have said yes to that and to a good deal more."
    path, known = tmp_path / "page.pdf", Identifiers.collect([], [said], [said])
    for width in (9, 13, 20):
        lines = [*textwrap.wrap(f"“{said}”", width), "A young person", *"0123456789" * 9]
        drawn = (" 5.2 0 Td ".join(f"({letter}) Tj" for letter in line) for line in lines)
        path.write_bytes(b"%PDF-1.4 " + " ".join(f"BT 1 0 0 1 0 9 Tm {line} ET" for line in drawn).encode())
        assert leaks(path, known) and not leaks(path, known, [quote_hash(said)]), width


def test_a_signed_quote_is_let_through_in_every_form_and_nothing_beside_it(tmp_path: Path) -> None:
    said = f"{SPOKEN} and then I walked home on my own in the dark"
    for form in ("page", "workbook", "document"):
        for name, content in MAKERS[form](SPOKEN).items():
            if name in ("letters.html", "sheet name.xlsx", "cells.xlsx", "header.xlsx"):
                continue
            path = tmp_path / name
            path.write_bytes(content)
            assert leaks(path, [said]) and not leaks(path, [said], [quote_hash(SPOKEN)]), name
    path = tmp_path / "more.html"
    path.write_text(f"<p>“{said}”</p>", encoding="utf-8")
    assert leaks(path, [said], [quote_hash(SPOKEN)]), "more of the text than was signed"


@pytest.mark.parametrize(
    "said",
    [
        "Child population 712,003 and 7,120,034 in 2013, 8.6 in 100 in 2024",
        "<table><tr><td>33.4</td><td>14</td><td>March 2011</td></tr></table>",
        "<table><tr><td>14</td><td>3</td><td>2011</td></tr></table>",
        "<svg><path d='M 943 476 5919 L 712 0034'/></svg>",
        "Feathers of a quill; the P05 rule; 07700 homes",
        "<p style='x'>14/03/2012, 15 March 2011, version 14.3.11</p>",
    ],
)
def test_ordinary_numbers_and_words_are_no_identifiers(tmp_path: Path, said: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(said, encoding="utf-8")
    assert [leak for leak in leaks(path, PLANTED.values()) if leak.certain] == []
