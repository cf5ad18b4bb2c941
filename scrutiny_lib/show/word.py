"""The page as a Word file for the board's papers: to be edited, cut and pasted from.

Its main text is the page's. The tables that the page folds away stand in the spreadsheet, under the numbers given here.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ..tables import Tables
from .blocks import blocks_of
from .book_list import listed, same
from .page import Page
from .section import Section
from .word_set import add_field, finished, new_document
from .word_write import Writer


def make_word(sections: Sequence[Section], tables: Tables) -> bytes:
    """The document as bytes: the same for the same page.

    Parameters
    ----------
    sections : sequence of Section
        Of the page, in its order.
    tables : Tables
        What these readers may see; of it only ``about`` is used.

    >>> make_word([Section("a", "Asked", "<p>Nobody.</p>")], Tables({}))[:2]
    b'PK'
    """
    about = tables.about
    page = Page(about, list(sections))
    draft = "DRAFT" if page.draft else ""
    unread = page.to_confirm.replace("see what", "see the first page") if page.unconfirmed else ""
    running = " · ".join(
        part for part in (page.marking, draft, page.partnership, page.title, page.quarter, unread) if part
    )
    document = new_document(page.full_title, page.partnership, running, page.house.footer, page.house.accent)
    writer = Writer(document, {same(one.grid): one.number for one in listed(sections)})
    _front(document, writer, page)
    _contents(document, page)
    for number, section in enumerate(page.sections, start=1):
        heading = document.add_heading(f"{number}. {section.heading}", 1)
        _bookmark(heading, number)
        writer.write(blocks_of(page.house.coloured(section.html)))
    return finished(document)


def _front(document: Doc, writer: Writer, page: Page) -> None:
    """The first page: what this is, how it stands, and the summary."""
    writer.logo(page.house)
    document.add_paragraph(page.title, "Title")
    document.add_paragraph(" · ".join(part for part in (page.partnership, page.marking) if part), "Subtitle")
    for notice in (f"{page.state}. {page.checked}" if page.state else "", *page.notices):
        if notice:
            document.add_paragraph(notice, "Small print")
    if page.unconfirmed and ("basis" in page.numbers or page.two_sides):
        document.add_paragraph(f"{page.to_confirm}.", "Small print")
    elif page.unconfirmed:
        document.add_paragraph(style="Normal").add_run("Not confirmed").bold = True
        for line in page.unconfirmed:
            document.add_paragraph(line, "List Bullet")
    if page.summary is not None:
        writer.write(blocks_of(page.house.coloured(page.summary.html)))
    if page.shorthand:
        document.add_paragraph("; ".join(f"{sign} means {what}" for sign, what in page.shorthand) + ".", "Small print")


def _contents(document: Doc, page: Page) -> None:
    """A table of contents that Word can bring up to date; until then its entries lead to the sections."""
    if not page.sections:
        return
    heading = document.add_paragraph("Contents", "Heading 2")
    heading.paragraph_format.page_break_before = True
    first = document.add_paragraph(style="toc 1")
    add_field(first, r'TOC \o "1-1" \h \z \u', "")
    last = first._p[-1]
    first._p.remove(last)
    paragraph = first
    for number, section in enumerate(page.sections, start=1):
        paragraph = first if number == 1 else document.add_paragraph(style="toc 1")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _name(number))
        run = paragraph.add_run(f"{number}. {section.heading}")._r
        link.append(run)
        paragraph._p.append(link)
    paragraph._p.append(last)


def _bookmark(heading: Paragraph, number: int) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), _name(number))
            heading._p.insert(1, mark)
        else:
            heading._p.append(mark)


def _name(number: int) -> str:
    return f"_Toc{number:08d}"
