"""The page as a tagged PDF: WeasyPrint where it is installed, else the print of a browser that is there already.

WeasyPrint gives the better file: tagged to PDF/UA-1, with title and language, the same bytes from the same page. What
a browser prints is tagged too and looks the same, but claims no standard; the dates and the name of the machine's
browser that it writes into the file are taken out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec

from ..errors import ScrutinyError
from .layout import TEMPLATES
from .pdf_annex import ready_for_paper
from .pdf_browser import find_browser, print_page
from .pdf_tags import mend
from .pdf_whole import left_out

NO_ENGINE = (
    "A PDF was asked for, and nothing here can make one. Install the extra 'pdf' of this package (WeasyPrint) or a "
    "Chromium, Chrome or Edge browser; or run without a PDF, and print the page from any browser."
)
NOT_WHOLE = (
    "The PDF was not made: something on the page cannot be drawn or placed, or points to something outside it. "
    "The page itself (.html) is not changed by this; print it from a browser, and report what happened."
)


def make_pdf(html: str) -> bytes:
    """A finished page as a PDF.

    Parameters
    ----------
    html : str
        A page as :func:`scrutiny_lib.show.export.render_html` gives it, or any page that holds everything it shows.
        Nothing is fetched, neither from the network nor from a file.

    Returns
    -------
    bytes
        With WeasyPrint: PDF 1.7 that claims PDF/UA-1, tagged, with title and language and without a date; the same
        bytes for the same page, version and fonts. With a browser: tagged, without dates and the browser's own name.

    Raises
    ------
    ScrutinyError
        When neither WeasyPrint nor a browser is here, or the file could not be made whole (a picture that cannot be
        drawn, something outside the page, words that found no place). The message holds nothing of the page.
    """
    if has_weasyprint():
        return _by_weasyprint(html)
    browser = find_browser()
    if browser is None:
        raise ScrutinyError(NO_ENGINE)
    return print_page(browser, html)


@cache
def has_weasyprint() -> bool:
    """Whether WeasyPrint is installed and finds the libraries of the system it draws with."""
    if find_spec("weasyprint") is None:
        return False
    with suppress(OSError, ImportError, AttributeError):  # Pango is not on this machine, or the version is too old
        from weasyprint.urls import URLFetcher

        return bool(URLFetcher)
    return False


def _by_weasyprint(html: str) -> bytes:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    css = (TEMPLATES / "pdf.css").read_text(encoding="utf-8")
    page = html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)
    nothing_outside = URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
    with _errors_of("weasyprint") as errors:
        try:
            tree = HTML(string=page, url_fetcher=nothing_outside)
            ready_for_paper(tree.etree_element)
            laid_out = tree.render(pdf_variant="pdf/ua-1")
            lost = left_out(tree.etree_element, laid_out.pages)
            made = laid_out.write_pdf(pdf_variant="pdf/ua-1", finisher=mend)
        except FatalURLFetchingError:
            raise ScrutinyError(NOT_WHOLE) from None
    if errors or lost:
        raise ScrutinyError(NOT_WHOLE)
    return bytes(made)


class _Count(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.found: list[int] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.levelno)


@contextmanager
def _errors_of(name: str) -> Iterator[list[int]]:
    """How many errors a library logs meanwhile; what it logs may hold words of the page and goes nowhere."""
    handler = _Count(logging.ERROR)
    logger = logging.getLogger(name)
    before = logger.propagate
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield handler.found
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
