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
    "--disable-features=NetworkTimeServiceQuerying",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here to open the pages in")
    return found


def test_every_page_is_drawn_without_a_request_to_anywhere(chromium: str, quarter: Quarter, tmp_path: Path) -> None:
    for number, path in enumerate(quarter.pages()):
        picture, log = tmp_path / f"{number}.png", tmp_path / f"{number}.json"
        command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
                   "--window-size=1280,900", f"--screenshot={picture}", path.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        assert picture.stat().st_size > 20_000, f"{path.name}: nearly nothing was drawn"
        assert requested(log) == []


def requested(log: Path) -> list[str]:
    """Addresses asked for over a network, from the browser's own log (its log may be cut off at the end)."""
    text = log.read_text(encoding="utf-8")
    events = json.loads(text if text.rstrip().endswith("}") else text.rstrip().rstrip(",") + "]}")["events"]
    asked = [str(event.get("params", {}).get("url", "")) for event in events]
    return sorted({url for url in asked if url.startswith(("http:", "https:", "ws:", "wss:"))})


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
