"""The same released findings in every form a reader asks for: the page, its tables, a Word file, a briefing, PDF."""

from __future__ import annotations

from collections.abc import Sequence

from ..tables import Tables
from .book import make_book
from .briefing import make_briefing
from .pdf import make_pdf
from .section import Section
from .word import make_word


def make_outputs(html: str, sections: Sequence[Section], tables: Tables, *, pdf: bool = False) -> dict[str, bytes]:
    """Every file of one page, by the end of its name; the same bytes for the same page.

    Parameters
    ----------
    html : str
        The finished page.
    sections : sequence of Section
        What it shows, in order: the spreadsheet and the Word file are made of it.
    tables : Tables
        What these readers may see. With findings there are a Word file and a briefing as well.
    pdf : bool
        Whether the page and the briefing are wanted as PDF too.

    >>> sorted(make_outputs("<p>Page</p>", [], Tables({})))
    ['-tables.xlsx', '.html']
    """
    pages = {"": html}
    made = {"-tables.xlsx": make_book(sections, tables)}
    if not tables["findings"].empty:
        made[".docx"] = make_word(sections, tables)
        pages["-briefing"] = make_briefing(sections, tables)
    for name, page in pages.items():
        made[f"{name}.html"] = page.encode()
        if pdf:
            made[f"{name}.pdf"] = make_pdf(page)
    return made
