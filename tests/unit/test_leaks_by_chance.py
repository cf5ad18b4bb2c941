"""A page is not held back by chance: what makes up an identifier without being one is no leak; one beside it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.release import Identifiers, find_leaks, leaks
from scrutiny_lib.show.book import make_book
from scrutiny_lib.show.page import css_text
from scrutiny_lib.tables import Tables

OFFICE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def certain(tmp_path: Path, text: str, *identifiers: str, name: str = "page.html") -> bool:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return any(leak.certain for leak in leaks(path, identifiers))


@pytest.mark.parametrize(
    ("identifier", "chance", "leak"),
    [
        ("82251", "<p>made from 006cdef82251</p>", "<p>made from 82251</p>"),
        ("7109375", "<td>85.7109375</td>", "<td>7109375</td>"),
        ("7109375", "<td>0.7109375</td>", "<td>710-9375</td>"),
        ("07700 900461", "<td>85.07700900461</td>", "<p>07700.900461</p>"),
        ("00566", "<p style='color:#00566b'>x</p>", "<p>#00566</p>"),
        ("123456", "<p style='color:#1234ab'>56 were seen</p>", "<p>case #123456</p>"),
        ("Will Young", "<p>Will young people be asked?</p>", "<p>as Will Young was</p>"),
        ("Will Young", "<p>If they will.</p><p>Young people said</p>", "<p>WILL YOUNG, 14</p>"),
        ("Share May", "<p>The true share may be greater</p>", "<p>May, Share</p>"),
        ("Quarter Child", "<tr><th>Quarter</th><th>Child protection</th></tr>", "<p>Quarter-Child</p>"),
        ("Grace Hill", "<p>by the grace of hill farmers</p>", "<p>a file named gracehill</p>"),
    ],
)
def test_what_stands_there_by_chance_is_no_leak(tmp_path: Path, identifier: str, chance: str, leak: str) -> None:
    assert not certain(tmp_path, chance, identifier)
    assert certain(tmp_path, leak, identifier)


@pytest.mark.parametrize(
    ("identifier", "chance", "leak"),
    [
        ("F-1920", '<row r="19"><c r="F19" s="5"/></row><row r="20"/>', '<c r="F1920"/>'),
        ("51000", '<a:shade val="51000"/>', "<si><t>51000</t></si>"),
        ("26855468", '<col min="1" width="26.85546875"/>', "<si><t>26855468</t></si>"),
        ("00326F90", '<w:rsid w:val="00326F90"/>', "<w:t>00326F90</w:t>"),
    ],
)
def test_how_an_office_file_is_drawn_is_no_leak(tmp_path: Path, identifier: str, chance: str, leak: str) -> None:
    for part, held in ((chance, False), (leak, True)):
        text = f'<?xml version="1.0"?><sheet {OFFICE}>{part}</sheet>'
        assert certain(tmp_path, text, identifier, name="sheet1.xml") is held


def test_a_workbook_without_a_word_holds_nobodys_number(tmp_path: Path) -> None:
    path = tmp_path / "tables.xlsx"
    path.write_bytes(make_book([], Tables({})))
    known = [f"F-{number}" for number in range(1000, 6000)] + [str(number) for number in range(10_000, 100_000, 7)]
    assert [leak for leak in leaks(path, known) if leak.certain] == []


@pytest.mark.parametrize(
    ("page", "held"), [("<p>Will young people of Grace Street rise?</p>", False), ("<p>Will Young rose.</p>", True)]
)
def test_a_page_is_held_back_for_a_name_and_not_for_its_words(page: str, held: bool) -> None:
    known = Identifiers.collect(["Will Young", "Young, Will", "Grace", "Street"], [])
    assert bool(find_leaks(page, known, small_counts=False)) is held


def test_a_number_in_a_running_header_is_the_number_it_is(tmp_path: Path) -> None:
    """An escaped space before a ten would be read as eight figures, which may be somebody's number."""
    header = css_text("DRAFT · Neglect, area 10 · 2025-26 Q3")
    assert not certain(tmp_path, f"<style>p {{ content: {header} }}</style>", "00002-010", "00020-102")
    assert certain(tmp_path, f"<style>p {{ content: {css_text('00002-010')} }}</style>", "00002-010")
