"""Every file of a page, made of the same sections and tables."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.release.leaks import leaks
from scrutiny_lib.show import show_findings
from scrutiny_lib.show.blocks import blocks_of
from scrutiny_lib.show.outputs import make_outputs
from scrutiny_lib.show.raster import png_of
from scrutiny_lib.tables import Tables, table
from tests.unit.show_fixture import SHOWS, full_tables, page_of


def test_a_page_with_findings_comes_as_page_tables_word_file_and_briefing() -> None:
    tables = full_tables()
    sections = [show(tables) for show in SHOWS]
    html = page_of(tables)
    made = make_outputs(html, sections, tables)
    blocks_of.cache_clear()
    png_of.cache_clear()
    assert sorted(made) == ["-briefing.html", "-tables.xlsx", ".docx", ".html"]
    assert made[".html"] == html.encode()
    assert made == make_outputs(html, sections, tables)


def test_a_page_without_findings_comes_with_its_tables_alone() -> None:
    tables = full_tables().with_frames(findings=table("findings"))
    assert sorted(make_outputs("<p>Page</p>", [], tables)) == ["-tables.xlsx", ".html"]


def test_what_stands_in_a_section_is_found_in_every_file(tmp_path: Path) -> None:
    told = full_tables()
    told = told.with_frames(findings=told["findings"].assign(title="Zbrkvjak waits"))
    made = make_outputs(page_of(told), [show_findings(told)], told)
    for ending, content in made.items():
        path = tmp_path / f"page{ending}"
        path.write_bytes(content)
        assert leaks(path, ["Zbrkvjak"]), ending


def test_an_empty_page_is_made_all_the_same() -> None:
    assert make_outputs("", [], Tables({}))[".html"] == b""
