"""The page as a Word file: real headings, lists and tables, pictures that are described, words that are not altered."""

from __future__ import annotations

import base64
import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn
from PIL import Image

from scrutiny_lib.show import Section
from scrutiny_lib.show.blocks import Picture, blocks_of
from scrutiny_lib.show.layout import fill, html_table
from scrutiny_lib.show.raster import png_of
from scrutiny_lib.show.raster_path import pieces
from scrutiny_lib.show.style import Surface, house
from scrutiny_lib.show.word import make_word
from scrutiny_lib.tables import Tables
from tests.unit.show_fixture import SHOWS, full_tables

ABOUT = {
    "title": "Neglect", "partnership": "An invented partnership", "marking": "Official – invented",
    "quarter": "2025-26 Q3", "status": "draft", "unconfirmed": ["the names of the levels are a placeholder"],
}  # fmt: skip
SAID = "I said  so.\n\tTwice –\u202f“no”  e\u0301"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 36"><path fill="#00566b" d="M0 0h36v36h-36z"/></svg>'
DRAWN = fill(
    "figure", message="Two of three", alt="Two of three were heard; one was not.", beneath=[], data="",
    sources=["data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()],
)  # fmt: skip
TABLE = html_table("Who was heard", ["Group", "How many"], [["Babies", "[c]"], ["Others", 12]], [1], "Invented.")
SECTIONS = [
    Section("summary", "Neglect", "<dl><dt>What we found</dt><dd><ol><li>One</li><li>Two</li></ol></dd></dl>"),
    Section(
        "heard",
        "Two of three were heard",
        f"<h3>Home</h3><blockquote class='quote'><p class='words'>{SAID}</p></blockquote>{DRAWN}{TABLE}"
        f"<ol><li>Again</li></ol><details><summary>More</summary>{TABLE.replace('Babies', 'Infants')}</details>",
    ),
]  # fmt: skip


def word_of(sections: list[Section]) -> Doc:
    return Document(BytesIO(make_word(sections, Tables(dict(ABOUT)))))


def test_headings_lists_and_quotations_have_words_own_styles() -> None:
    told = [(one.style.name, one.text) for one in word_of(SECTIONS).paragraphs if one.style is not None and one.text]
    assert ("Title", "Neglect") in told and ("Heading 2", "What we found") in told
    assert ("Heading 1", "1. Two of three were heard") in told and ("Heading 2", "Home") in told
    assert ("List Number", "One") in told and ("toc 1", "1. Two of three were heard") in told


def test_words_of_a_child_are_not_altered() -> None:
    assert [one.text for one in word_of(SECTIONS).paragraphs if one.style.name == "Quote"] == [SAID]


def test_each_numbered_list_begins_with_one() -> None:
    numbers = [one._p.pPr.numPr.numId.val for one in word_of(SECTIONS).paragraphs if one.style.name == "List Number"]
    assert len(numbers) == 3 and numbers[0] == numbers[1] != numbers[2]


def test_a_table_repeats_its_headings_and_says_what_it_is() -> None:
    (table,) = word_of(SECTIONS).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Group", "How many"], ["Babies", "[c]"], ["Others", "12"]]
    first = table.rows[0]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None and first.find(qn("w:cantSplit")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Table 1: Who was heard"


def test_shorthand_is_explained_above_its_table_and_a_folded_table_is_named() -> None:
    told = [one.text for one in word_of(SECTIONS).paragraphs]
    caption = told.index("Table 1: Who was heard")
    assert "Invented." in told[caption + 1]
    assert any("[c] means hidden" in line for line in told[caption + 1 : caption + 3])
    assert "In figures: table 2 of the spreadsheet." in told


def test_every_picture_of_a_whole_page_is_there_and_described() -> None:
    tables = full_tables()
    sections = [show(tables) for show in SHOWS]
    pictures = [block for one in sections for block in blocks_of(one.html) if isinstance(block, Picture)]
    document = Document(BytesIO(make_word(sections, tables)))
    told = [one.get("descr") for one in document.element.iter(qn("wp:docPr"))]
    assert len(pictures) > 10 and told == [one.alt for one in pictures]
    assert all(told)


def test_marking_state_and_page_numbers_stand_on_every_page() -> None:
    section = word_of(SECTIONS).sections[0]
    head = section.header.paragraphs[0].text
    assert "Official – invented" in head and "DRAFT" in head and "Not everything here is confirmed" in head
    foot = section.footer._element.xml
    assert " PAGE " in foot and " NUMPAGES " in foot


def test_the_file_says_its_title_and_language_and_no_person_or_day() -> None:
    made = make_word(SECTIONS, Tables(dict(ABOUT)))
    said = Document(BytesIO(made)).core_properties
    assert said.title.startswith("Neglect") and said.language == "en-GB"
    assert said.author == "An invented partnership" and not said.last_modified_by and not said.comments
    parts = zipfile.ZipFile(BytesIO(made))
    assert 'w:lang w:val="en-GB"' in parts.read("word/styles.xml").decode()
    assert not [name for name in parts.namelist() if "thumbnail" in name]
    assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
    assert made == make_word(SECTIONS, Tables(dict(ABOUT)))


def test_a_picture_that_cannot_be_drawn_is_told_in_words() -> None:
    broken = DRAWN.replace(base64.b64encode(SVG.encode()).decode(), base64.b64encode(b"<svg>").decode())
    document = word_of([Section("a", "A", str(broken))])
    assert not list(document.element.iter(qn("wp:docPr")))
    assert "Two of three were heard; one was not." in [one.text for one in document.paragraphs]


def test_a_picture_is_drawn_where_it_stands() -> None:
    drawn = png_of(SVG)
    assert drawn is not None
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    assert picture.size == (150, 75) and not Image.open(BytesIO(drawn)).info.keys() & {"Software", "Title", "Author"}
    assert picture.getpixel((30, 30)) == (0, 0x56, 0x6B) and picture.getpixel((120, 30)) == (255, 255, 255)


def test_a_dot_of_a_round_pen_is_a_disc() -> None:
    svg = SVG.replace(
        'fill="#00566b" d="M0 0h36v36h-36z"', 'stroke="#000000" stroke-width="20" stroke-linecap="round" d="M36 18h0"'
    )
    drawn = png_of(svg)
    assert drawn is not None
    picture = Image.open(BytesIO(drawn)).convert("L")
    assert picture.getpixel((75, 37)) < 40 and picture.getpixel((75, 20)) < 60
    assert picture.getpixel((75, 10)) > 200 and picture.getpixel((93, 19)) > 200


@pytest.mark.parametrize(
    "part",
    [
        '<image href="x"/>', '<path d="M0 0A1 1 0 0 0 2 2"/>', '<path opacity=".5" d="M0 0h1"/>',
        '<g transform="scale(2)"><path d="M0 0h1"/></g>', '<path class="a" d="M0 0h1"/>', '<path d="h1"/>',
    ],
)  # fmt: skip
def test_what_is_not_known_makes_no_picture_rather_than_a_wrong_one(part: str) -> None:
    assert png_of(re.sub("<path[^>]*/>", part, SVG)) is None


def test_everything_the_house_draws_can_be_drawn() -> None:
    with house():
        surface = Surface(200, 60)
        surface.text(10, 12, "one & two", bold=True, align="center")
        surface.dots([20, 30], 30, 4, "#00566b", edge="#1d282e")
        surface.dots([40], 30, 4, "#00566b", shape="v")
        surface.bar(50, 20, 30, 10, "#b9c4c9")
        surface.frame(90, 20, 30, 10, "#1d282e")
        surface.line(0, 50, 200, 50)
        surface.path([(0, 40), (50, 45), (100, 40)])
        assert png_of(surface.svg()) is not None


def test_a_path_from_point_to_point_is_the_path_it_was() -> None:
    around = [(10, 10), (20, 10), (20, 15), (17.5, 14), (18.5, 15), (19.5, 16), (20.5, 17), (10, 10)]
    leads = [1, 2, 2, 2, 4, 4, 4, 79]
    assert pieces("M10 10 20 10v5l-2.5-1c1 1 2 2 3 3zm5 5h1") == [(around, leads), ([(15, 15), (16, 15)], [1, 2])]


def test_a_partnerships_own_colour_logo_and_foot_are_the_word_files_too() -> None:
    held = BytesIO()
    Image.new("RGB", (20, 10), "#7a1f3d").save(held, "PNG")
    logo = "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()
    style = {"accent": "#7a1f3d", "accent_dark": "#e9a0b8", "logo": logo, "logo_alt": "Our logo", "footer": "Our foot"}
    document = Document(BytesIO(make_word(SECTIONS, Tables({**ABOUT, "house": style}))))
    assert str(document.styles["Heading 3"].font.color.rgb) == "7A1F3D"
    assert next(one.get("descr") for one in document.element.iter(qn("wp:docPr"))) == "Our logo"
    assert "Our foot" in document.sections[0].footer.paragraphs[0].text


def test_how_the_page_was_checked_is_said_on_the_first_page() -> None:
    document = Document(BytesIO(make_word(SECTIONS, Tables({**ABOUT, "checked": True}))))
    assert "Checked. A second person has checked what may leave." in [one.text for one in document.paragraphs]
