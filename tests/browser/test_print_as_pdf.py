"""What comes out on paper, by WeasyPrint and by a browser: the practitioners' two sides, and that nothing is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from show_fixture import full_tables, notebook_of, page_of

from scrutiny_lib.show import show_for_practitioners
from scrutiny_lib.show.export import render_html
from scrutiny_lib.show.pdf import has_weasyprint, make_pdf
from scrutiny_lib.show.pdf_browser import find_browser, print_page
from scrutiny_lib.tables import Tables, table
from tests.conftest import Quarter, copy_workspace, scrutiny

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(
    BROWSER is None or not has_weasyprint() or shutil.which("pdfinfo") is None,
    reason="a browser, WeasyPrint and poppler's tools are needed",
)
ENGINES: dict[str, Callable[[str], bytes]] = {
    "weasyprint": make_pdf,
    "browser": lambda html: print_page(str(BROWSER), html),
}
ABOUT = {"audience": "practitioners", "profile": "public", "status": "agreed", "status_line": "Agreed by the Board."}
SENTENCE = "What was written down came late, and those who needed it did not get it in time to act on it. "


def read(made: bytes, folder: Path, *command: str) -> str:
    path = folder / "page.pdf"
    path.write_bytes(made)
    return subprocess.run(
        [command[0], *command[1:], str(path), *(["-"] if command[0] == "pdftotext" else [])],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def sheets(made: bytes, folder: Path) -> int:
    found = re.search(r"Pages:\s+(\d+)", read(made, folder, "pdfinfo"))
    return int(found[1]) if found else 0


def practitioners(tables: Tables) -> str:
    tables = tables.with_frames(ABOUT)
    return render_html(notebook_of([show_for_practitioners(tables)]), tables.about)


def finding(at: int, statement: str) -> dict[str, Any]:
    kind = "good practice" if at % 4 == 0 else "to improve"
    title = f"Finding {at} is told in a heading of an ordinary length"
    return {"finding_id": f"F{at}", "kind": kind, "rank": at, "title": title, "statement": statement}


def full_of(many: int, sentences: int) -> Tables:
    """A review with many findings of so many sentences, and as much of everything else as anybody would write."""
    ids = [f"F{at}" for at in range(1, many + 1)]
    kinds = ("on monday", "for the team")
    frames: dict[str, list[dict[str, Any]]] = {
        "findings": [finding(at, SENTENCE * sentences) for at in range(1, many + 1)],
        "to_do": [{"finding_id": i, "kind": kind, "text": f"{i}: {SENTENCE}"} for i in ids for kind in kinds],
        "recommendations": [
            {"recommendation_id": f"R{i}", "finding_id": i, "text": SENTENCE, "who": "Police and schools",
             "by_when": "2026-03-31", "status": "agreed"} for i in ids
        ],
        "themes": [
            {"source": source, "kind": kind, "theme": f"Theme {at} of an ordinary length in words"}
            for source, kind in (("told us", "Worries"), *(("practitioners", one) for one in
                                 ("barrier", "what works", "what would help"))) for at in range(9)
        ],
        "quotes": [
            {"quote_id": f"Q{at}", "finding_id": "", "kind": "told us", "words": "I had to say it all again to them.",
             "told_as": "said", "said_by": "a young person, 11–15", "state": "released"} for at in range(9)
        ],
        "results": [
            {"result_id": f"q{at}.yes", "group": "all", "good": True, "label": f"Was question {at} asked in good time?",
             "shown": "most of the children"} for at in range(5)
        ],
        "lines": [{"line": f"L{at}", "question": "Is the child heard, and by somebody who stays?"} for at in range(6)],
    }  # fmt: skip
    about = full_tables().about | {"unconfirmed": [SENTENCE.strip(), "The list of neighbours is not confirmed."]}
    return Tables(about, {name: table(name, rows) for name, rows in frames.items()})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("many", "sentences"), [(1, 1), (5, 2), (12, 1), (12, 3)])
def test_practitioners_get_two_sides_whatever_was_written(
    engine: str, many: int, sentences: int, tmp_path: Path
) -> None:
    made = ENGINES[engine](practitioners(full_of(many, sentences)))
    assert sheets(made, tmp_path) == 2
    said = " ".join(read(made, tmp_path, "pdftotext").split())
    for at in range(1, many + 1):
        assert f"Finding {at} is told" in said


@pytest.mark.parametrize("engine", ENGINES)
def test_the_samples_deep_dive_is_two_sides(engine: str, quarter: Quarter, tmp_path: Path) -> None:
    kept = quarter.workspace / "working" / quarter.quarter / "2025-26-q3-child-exploitation" / "hips.json"
    made = ENGINES[engine](practitioners(Tables.load(kept)))
    assert sheets(made, tmp_path) == 2
    second = read(made, tmp_path, "pdftotext", "-f", "2", "-l", "2")
    assert second.find("What to do on Monday") >= 0


@pytest.mark.parametrize("engine", ENGINES)
def test_every_finding_and_every_heading_of_a_full_page_is_on_paper(engine: str, tmp_path: Path) -> None:
    tables = full_tables()
    html = page_of(tables)
    said = "".join(read(ENGINES[engine](html), tmp_path, "pdftotext").split())
    for heading in re.findall(r"<h[123][^>]*>(.*?)</h[123]>", html, re.DOTALL):
        words = "".join(re.sub(r"<[^>]+>", "", heading).split())
        assert words.replace("&#39;", "'").replace("&amp;", "&") in said
    for statement in tables["findings"]["statement"]:
        assert "".join(statement.split())[:60] in said


def test_every_page_of_the_quarter_comes_out_on_paper_too(quarter: Quarter, tmp_path: Path) -> None:
    workspace = copy_workspace(tmp_path / "sample_cases")
    run = scrutiny("run", workspace, "--quarter", quarter.quarter, "--pdf")
    released = workspace / "released" / quarter.quarter
    made = [path.relative_to(released) for path in sorted(released.rglob("*.html"))]
    usual = quarter.workspace / "released" / quarter.quarter
    assert run.returncode == 0 and made == [path.relative_to(usual) for path in sorted(usual.rglob("*.html"))]
    drafts = sorted((workspace / "working" / quarter.quarter).glob("*/drafts/*.html"))
    pages = [*(released / path for path in made), *drafts]
    assert {path.name for path in drafts} >= {"practitioners.html", "board.html"} and len(pages) > 12
    assert [path.name for path in pages if not path.with_suffix(".pdf").is_file()] == []
    assert list((workspace / "working").rglob("held-back")) == []
