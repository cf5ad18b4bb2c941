"""The page as a PDF: which engine makes it, what must not be in it, and when none is made."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from show_fixture import full_tables, page_of

from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.show import pdf, pdf_browser
from scrutiny_lib.show.pdf import has_weasyprint, make_pdf
from scrutiny_lib.show.pdf_annex import ready_for_paper
from scrutiny_lib.show.pdf_browser import find_browser, without_origin

WEASYPRINT = pytest.mark.skipif(not has_weasyprint(), reason="WeasyPrint is not installed")
BROWSER = pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")
POPPLER = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler's tools are not on this machine")
DOT = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA5IDkiLz4="
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>
<style>@page { @top-left { content: "In the margin" } }</style></head><body><main>
<h1>A page</h1><p>It says something.</p>
<figure><img src="SRC" alt="Seven of nine were seen"></figure>
<ul><li>One thing</li><li>Another</li></ul>
<dl><div><dt>[c]</dt><dd>hidden</dd></div></dl>
<table><caption>Who</caption><thead><tr><th scope="col">Group</th><th scope="col">Asked</th></tr></thead>
<tbody><tr><th scope="row">Children</th><td>12</td></tr></tbody></table>
<p><a href="#there">Go there</a></p><h2 id="there">There</h2></main></body></html>"""


def page(source: str = DOT, **replaced: str) -> str:
    made = PAGE.replace("SRC", source)
    for old, new in replaced.items():
        made = made.replace(old, new)
    return made


def inflated(made: bytes) -> bytes:
    """A PDF with what is packed in it unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    return made + b"".join(zlib.decompressobj().decompress(part) for part in packed if part.startswith(b"x"))


def tool(made: bytes, folder: Path, name: str, *options: str) -> str:
    (folder / "page.pdf").write_bytes(made)
    command = [name, *options, str(folder / "page.pdf"), *(["-"] if name == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@WEASYPRINT
def test_the_same_page_gives_the_same_bytes_and_names_no_day_person_or_machine() -> None:
    made = make_pdf(page())
    assert made == make_pdf(page())
    for said in (b"CreationDate", b"ModDate", b"/Author", b"xmp:CreateDate", str(Path.home()).encode()):
        assert said not in made


@WEASYPRINT
@POPPLER
def test_it_is_tagged_with_title_language_alternatives_and_scopes(tmp_path: Path) -> None:
    made = make_pdf(page())
    about = tool(made, tmp_path, "pdfinfo")
    assert "A page" in about and "Tagged:          yes" in about
    tree = tool(made, tmp_path, "pdfinfo", "-struct-text")
    for kind in ("H1", "H2", "P ", "Figure", "Table", "Caption", "TH", "TD", "Lbl", "LBody", "Link"):
        assert kind in tree
    assert "In the margin" not in tree, "what stands in the margin of every sheet is not read out"


@WEASYPRINT
def test_pictures_keep_their_alternative_heads_their_scope_and_the_file_its_language() -> None:
    inside = inflated(make_pdf(page()))
    for said in (b"(Seven of nine were seen)", b"/Scope /Column", b"/Scope /Row", b"(en-GB)", b"/Pagination"):
        assert said in inside


@WEASYPRINT
@pytest.mark.parametrize("with_lists", [True, False])
def test_an_independent_checker_finds_no_breach_of_pdf_ua(with_lists: bool) -> None:
    checker = pytest.importorskip("page", reason="page-validation is not installed")
    made = make_pdf(page() if with_lists else page_of(full_tables()))
    report = checker.validate_pdf_bytes(made, profile="ua1")
    assert report.is_compliant, [f"{one.rule_id}: {one.message}" for one in report.failures]


@WEASYPRINT
@pytest.mark.parametrize(
    "source",
    ["https://example.org/a.png", "file:///etc/hostname", "a.png", "//example.org/a.svg", "data:image/png;base64,AAAA"],
)
def test_nothing_outside_the_page_is_opened_and_no_half_file_is_made(source: str) -> None:
    with pytest.raises(ScrutinyError, match="PDF was not made") as raised:
        make_pdf(page(source))
    assert source not in str(raised.value)


@WEASYPRINT
def test_words_that_find_no_place_on_a_sheet_stop_the_file() -> None:
    broken = page().replace("<p>It says", '<p style="display: none">It says')
    with pytest.raises(ScrutinyError, match="PDF was not made"):
        make_pdf(broken)


@WEASYPRINT
def test_a_picture_without_an_alternative_stops_the_file() -> None:
    with pytest.raises(ScrutinyError, match="PDF was not made"):
        make_pdf(page().replace(' alt="Seven of nine were seen"', ""))


def test_without_an_engine_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "has_weasyprint", lambda: False)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(ScrutinyError, match="extra 'pdf'"):
        make_pdf(page())


def test_a_browser_that_fails_is_told_without_a_word_of_the_page(tmp_path: Path) -> None:
    with pytest.raises(ScrutinyError, match="did not print") as raised:
        pdf_browser.print_page(str(tmp_path / "no-such-browser"), page())
    assert "says something" not in str(raised.value)


@BROWSER
@POPPLER
def test_a_browser_stands_in_and_its_name_and_the_dates_are_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "has_weasyprint", lambda: False)
    made = make_pdf(page())
    about = tool(made, tmp_path, "pdfinfo")
    assert "Tagged:          yes" in about and "A page" in about
    for said in ("Mozilla", "Skia", "Linux", "20"):
        assert said not in "".join(line for line in about.splitlines() if line.startswith(("Creat", "Prod", "Mod")))
    assert "It says something." in tool(made, tmp_path, "pdftotext")


def test_blanking_keeps_every_place_in_the_file() -> None:
    before = rb"<</Creator (A \(B\) C)/Producer(D) /CreationDate (D:20251231)>> (kept) /Title (kept)"
    after = without_origin(before)
    assert len(after) == len(before)
    assert b"D:2025" not in after and b"(B" not in after
    assert after.count(b"(kept)") == 2


FOLDED = """<html><body><main><div class="on-paper annex"><h2>Annex</h2></div>
<section><h2>One</h2><p>a</p><details id="d1"><p>x</p></details>after<details id="d2"><ul><li>y</li></ul></details>
<article class="finding"><details id="d3"><p>z</p></details></article></section>
<section><h2>Two</h2><p>b</p></section></main></body></html>"""


def test_the_annex_comes_last_by_section_and_nothing_is_lost() -> None:
    root = ElementTree.fromstring(FOLDED)
    before = "".join("".join(root.itertext()).split())
    ready_for_paper(root)
    main = root.find(".//main")
    assert main is not None
    annex = main[-1]
    assert [fold.get("id") for fold in annex.iter("details")] == ["d1", "d2", "d3"]
    assert [heading.text for heading in annex.findall("h3")] == ["One"]
    assert main.find(".//section//details") is None
    assert sorted("".join("".join(root.itertext()).split())) == sorted(before + "One")


def test_rows_under_one_heading_are_a_part_of_the_table_of_their_own() -> None:
    def row(name: str, spans: int = 1) -> str:
        return f'<tr><th rowspan="{spans}">{name}</th><td>1</td></tr>' + "<tr><td>2</td></tr>" * (spans - 1)

    rows = row("a") + row("b", 3) + row("c") + row("d", 2)
    root = ElementTree.fromstring(f"<html><body><main><table><tbody>{rows}</tbody></table></main></body></html>")
    ready_for_paper(root)
    bodies = root.findall(".//tbody")
    assert [len(body) for body in bodies] == [1, 3, 1, 2]
    assert [body.get("class") for body in bodies] == [None, "together", None, "together"]
