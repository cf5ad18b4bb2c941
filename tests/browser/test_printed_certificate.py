"""The certificate in a real browser: one sheet of paper, nothing cut off on a screen, nothing that runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from certificate_fixture import FRAME, PLAN, PLANS, record_of, replaced

from scrutiny_lib.show.certificate import render_certificate

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WINDOW = """<!doctype html><title>waiting</title>
<iframe style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<script>
document.querySelector("iframe").onload = event => {{
  const page = event.target.contentDocument;
  const cut = [...page.querySelectorAll(".scroll")].filter(part => part.scrollWidth > part.clientWidth).length;
  document.title = [page.documentElement.scrollWidth, cut].join(" ");
}};
</script>"""
"""A window of any width that measures the page inside it: how wide it wants to be, and how many tables are cut."""

LINES = [("2025-10-14", "Chair of the scrutiny subgroup", "not in scope")]
LINES += [("2025-10-21", "Scrutiny analyst (A1)", "record not available")]

Browse = Callable[..., str]


def page(folder: Path, name: str, record: dict[str, Any], frame: pd.DataFrame = FRAME) -> Path:
    path = folder / f"{name.replace(' ', '_')}.html"
    now = replaced(record, LINES, frame) if record["design"] != "close look" else {}
    html = render_certificate(
        record, marking="Official – sensitive", partnership="Northport Safeguarding Children Partnership", now=now
    )
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    def run(path: Path, *options: str) -> str:
        command = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options, path.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0
        return done.stdout

    return run


def sheets(path: Path, browse: Browse) -> list[str]:
    """The text of each printed sheet."""
    pdf = path.with_suffix(".pdf")
    browse(path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
@pytest.mark.parametrize("name", PLANS)
def test_it_prints_on_one_sheet_with_its_marking(name: str, tmp_path: Path, browse: Browse) -> None:
    left_out = FRAME["case_id"].tolist()[:12] if name == "stratified" else []
    (text,) = sheets(page(tmp_path, name, record_of(PLANS[name], left_out=left_out)), browse)
    assert "Official – sensitive" in text and "1 of 1" in text and "Northport" in text
    assert "scrutiny redraw sample-record.json FRAME" in text and "small counts may make a child known" in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
def test_with_twelve_groups_it_takes_two_sheets_at_most(tmp_path: Path, browse: Browse) -> None:
    places = [f"{place} of the city and the islands" for place in ("North", "East", "South", "West")]
    frame = FRAME.assign(locality=[places[at % 4] for at in range(len(FRAME))])
    record = record_of(replace(PLAN, strata=("stage", "locality"), size=60, minimum=2), frame)
    assert len(record["allocation"]) == 12
    found = sheets(page(tmp_path, "twelve", record, frame), browse)
    assert len(found) <= 2 and all("Official – sensitive" in text for text in found)


@pytest.mark.parametrize("width", [320, 390, 900, 1280])
def test_nothing_needs_sideways_scrolling(width: int, tmp_path: Path, browse: Browse) -> None:
    inside = escape(page(tmp_path, "stratified", record_of(PLAN)).read_text(encoding="utf-8"))
    window = tmp_path / "window.html"
    window.write_text(WINDOW.format(width=width, page=inside), encoding="utf-8")
    dom = browse(window, "--window-size=1400,1000", "--virtual-time-budget=3000", "--dump-dom")
    found = re.search(r"<title>(\d+) (\d+)</title>", dom)
    assert found is not None and int(found[1]) <= width
    assert int(found[2]) == 0 or width < 400


def test_nothing_in_it_runs(tmp_path: Path, browse: Browse) -> None:
    path = page(tmp_path, "stratified", record_of(PLAN))
    script = "<script>document.title = 'it ran'</script></body>"
    path.write_text(path.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    assert "<title>it ran" not in browse(path, "--dump-dom")
