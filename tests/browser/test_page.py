"""The page in a real browser: what fits where, what prints, what a reader meets first."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from show_fixture import full_tables, page_of

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FRAME = """<!doctype html><title>waiting</title>
<iframe style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<script>
document.querySelector("iframe").onload = event => {{
  const page = event.target.contentDocument;
  const images = [...page.images];
  document.title = [
    page.documentElement.scrollWidth,
    Math.round(page.querySelector(".brief").getBoundingClientRect().bottom),
    images.length,
    images.filter(image => image.complete && image.naturalWidth > 0).length,
  ].join(" ");
}};
</script>"""
"""A window of any width that measures the page inside it: the page itself runs nothing, so it cannot."""

Browse = Callable[..., str]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "executive.html"
    path.write_text(page_of(full_tables()), encoding="utf-8")
    return path


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    def run(path: Path, *options: str) -> str:
        command = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options, path.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0
        return done.stdout

    return run


def measured(page: Path, tmp_path: Path, browse: Browse, width: int) -> list[int]:
    """Width needed, lower edge of the box at the top, pictures, and pictures that could be drawn."""
    frame = tmp_path / "frame.html"
    inside = escape(page.read_text(encoding="utf-8"))
    frame.write_text(FRAME.format(width=width, page=inside), encoding="utf-8")
    dom = browse(frame, "--window-size=1400,1000", "--virtual-time-budget=3000", "--dump-dom")
    found = re.search(r"<title>([\d ]+)</title>", dom)
    assert found is not None
    return [int(number) for number in found[1].split()]


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_nothing_needs_sideways_scrolling(page: Path, tmp_path: Path, browse: Browse, width: int):
    needed, _, pictures, drawn = measured(page, tmp_path, browse, width)
    assert needed <= width
    assert pictures > 8 and drawn == pictures


def test_the_whole_box_is_on_the_first_screen(page: Path, tmp_path: Path, browse: Browse):
    assert measured(page, tmp_path, browse, 1280)[1] <= 900


def test_the_policy_lets_nothing_run(page: Path, tmp_path: Path, browse: Browse):
    copy = tmp_path / "scripted.html"
    script = "<script>document.title = 'it ran'</script></body>"
    copy.write_text(page.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    assert "<title>it ran" not in browse(copy, "--dump-dom")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
def test_print_has_running_header_page_numbers_and_the_data(page: Path, tmp_path: Path, browse: Browse):
    pdf = tmp_path / "page.pdf"
    browse(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 5
    for number, words in enumerate(pages, start=1):
        assert "Portsmouth Safeguarding Children Partnership" in words and "Official – sensitive" in words
        assert f"{number} of {len(pages)}" in words
    assert "Likely range, in 100" in text and "Skip to the report" not in text
    assert "Last time" in pages[0] and "We found four things" not in pages[0].split("Contents")[0]


def test_a_screen_shows_something(page: Path, tmp_path: Path, browse: Browse):
    for width in (390, 1280):
        picture = tmp_path / f"{width}.png"
        browse(page, f"--window-size={width},900", f"--screenshot={picture}")
        assert picture.stat().st_size > 20_000
