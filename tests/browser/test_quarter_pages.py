"""The pages of a quarter in a real browser with the network cut: drawn, whole, and without one request."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Quarter

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here to open the pages in")
    return found


def opened(chromium: str, page: Path, folder: Path) -> tuple[Path, list[str]]:
    """A picture of a page, and the addresses that the page itself asked for over a network."""
    picture, log = folder / f"{page.stem}.png", folder / f"{page.stem}.json"
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}",
               "--window-size=1280,900", f"--screenshot={picture}", page.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return picture, requested(log)


def requested(log: Path) -> list[str]:
    """Addresses asked for, from the browser's own log; what the browser asks for itself has no origin.

    The log may be cut off at its end, because the browser was closed.
    """
    text = log.read_text(encoding="utf-8").rstrip()
    events = json.loads(text if text.endswith("}") else text.rstrip(",") + "]}")["events"]
    asked = [event["params"] for event in events if "url" in event.get("params", {})]
    own = [item for item in asked if item.get("initiator", "not an origin") != "not an origin"]
    return sorted({item["url"] for item in own if item["url"].startswith(("http:", "https:", "ws:", "wss:"))})


def test_a_page_that_does_ask_is_found_out(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "asks.html"
    page.write_text("<img src='http://nowhere.invalid/x.png' alt=''>", encoding="utf-8")
    assert opened(chromium, page, tmp_path)[1] == ["http://nowhere.invalid/x.png"]


def test_every_page_is_drawn_without_a_request_to_anywhere(chromium: str, quarter: Quarter, tmp_path: Path) -> None:
    for number, path in enumerate(quarter.pages()):
        folder = tmp_path / str(number)
        folder.mkdir()
        picture, asked = opened(chromium, path, folder)
        assert picture.stat().st_size > 20_000, f"{path.name}: nearly nothing was drawn"
        assert asked == []


def test_the_print_version_has_pages_with_numbers(chromium: str, quarter: Quarter, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here to read the printed pages with")
    pdf = tmp_path / "page.pdf"
    page = quarter.page("2025-26-q3-child-exploitation", "executive")
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
               f"--print-to-pdf={pdf}", page.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    sheets = text.split("\f")
    assert len(sheets) >= 4
    assert "Official – sensitive" in sheets[1]
