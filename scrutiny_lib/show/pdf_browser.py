"""A page printed to PDF by a browser that is on the machine: the way that needs no library of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..errors import ScrutinyError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
"""Nothing is asked of the network: every name is one that does not exist."""
MOST_SECONDS = 180
NOT_PRINTED = "The browser on this machine did not print the page, so no PDF was made. Install the extra 'pdf' instead."

_TOLD = re.compile(rb"/(Creator|Producer|CreationDate|ModDate)\s*\(((?:[^()\\]|\\.)*)\)")


def find_browser() -> str | None:
    """A browser that can print to PDF; ``None`` where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def print_page(browser: str, html: str) -> bytes:
    """The page as the browser prints it, with a profile of its own that is thrown away.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` when no file comes out, without a word of the page.
    """
    with tempfile.TemporaryDirectory(prefix="scrutiny-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8", newline="\n")
        command = [browser, *QUIET, f"--user-data-dir={Path(folder) / 'profile'}", f"--print-to-pdf={printed}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # a browser does not start for the administrator otherwise
        try:
            subprocess.run([*command, page.as_uri()], capture_output=True, timeout=MOST_SECONDS, check=True)
            made = printed.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise ScrutinyError(NOT_PRINTED) from None
    if not made.startswith(b"%PDF-"):
        raise ScrutinyError(NOT_PRINTED)
    return without_origin(made)


def without_origin(pdf: bytes) -> bytes:
    """The same file, as long as it was, with the program and the dates it was made with blanked.

    >>> without_origin(b"<</Creator (A B) /Title (C)>>")
    b'<</Creator (   ) /Title (C)>>'
    """

    def blank(found: re.Match[bytes]) -> bytes:
        start, end = found.span(2)
        return found[0][: start - found.start()] + b" " * (end - start) + found[0][end - found.start() :]

    return _TOLD.sub(blank, pdf)
