"""How the Word file looks: its styles, language, header and footer, and what it says of itself."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"
INK, ACCENT, QUIET = RGBColor(0x1D, 0x28, 0x2E), RGBColor(0x00, 0x56, 0x6B), RGBColor(0x55, 0x62, 0x6A)
TEXT_WIDTH = Cm(16.5)
"""The room between the margins of the sheet."""
_FONT = "Arial"
_MADE = datetime(1980, 1, 1)
_STAMP = (1980, 1, 1, 0, 0, 0)
_SIZES = {
    "Normal": (11, False, INK, 0, 6),
    "Title": (24, True, INK, 0, 4),
    "Subtitle": (12, False, QUIET, 0, 6),
    "Heading 1": (17, True, INK, 22, 6),
    "Heading 2": (13.5, True, INK, 14, 4),
    "Heading 3": (11.5, True, ACCENT, 12, 3),
    "Caption": (10.5, True, INK, 10, 4),
    "List Bullet": (11, False, INK, 0, 3),
    "List Bullet 2": (11, False, INK, 0, 3),
    "List Number": (11, False, INK, 0, 3),
    "Quote": (11, False, INK, 4, 4),
    "Header": (8, False, QUIET, 0, 0),
    "Footer": (8.5, False, QUIET, 0, 0),
}
"""Points, bold, colour, points before and after, by the name of Word's own style."""
_LEFT = ("left",)
_AROUND = ("top", "left", "bottom", "right")
_KEPT = ("Default Paragraph Font", "Normal Table", "No List", "Table Grid")
_OWN = {
    "Small print": (10, False, QUIET, 0, 5),
    "Table text": (9.5, False, INK, 1, 1),
    "What we ask": (11, False, INK, 0, 0),
    "Speaker": (9.5, False, QUIET, 0, 6),
    "toc 1": (11, False, INK, 0, 3),
}


def new_document(title: str, subject: str, running: str, foot: str = "", accent: str = "") -> Doc:
    """An empty document of A4 in the house style.

    Parameters
    ----------
    title, subject : str
        What the file says of itself; the subject stands as its author as well, for no person is named.
    running, foot : str
        The header of every page, and what its footer says beside the number of the page.
    accent : str
        The partnership's colour, ``#rrggbb``; empty for the packaged one.
    """
    colour = RGBColor.from_string(accent.removeprefix("#")) if accent else ACCENT
    document = Document()
    _forget(document)
    _only(document, {*_SIZES, *_KEPT})
    for name, look in {**_SIZES, **_OWN}.items():
        known = [style.name for style in document.styles]
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        size, bold, ink, *space = look
        _look(style, size, bold, colour if ink == ACCENT else ink, *space)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption"):
        document.styles[name].paragraph_format.keep_with_next = True
    for name, sides, shade in (("Quote", _LEFT, ""), ("Speaker", _LEFT, ""), ("What we ask", _AROUND, "F2F6F7")):
        document.styles[name].paragraph_format.left_indent = Cm(0.5)
        _lines(document.styles[name], sides, shade, colour)
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    default.set(qn("w:val"), LANGUAGE)
    _page(document, running, foot)
    said = document.core_properties
    said.title, said.subject, said.author, said.language = title, subject, subject, LANGUAGE
    said.comments, said.last_modified_by, said.keywords, said.revision = "", "", "", 1
    said.created = said.modified = _MADE
    return document


def finished(document: Doc) -> bytes:
    """The document as a file: the same bytes for the same document, without the day it was made on."""
    made, again = BytesIO(), BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return again.getvalue()


def add_field(paragraph: Paragraph, code: str, shown: str = "1") -> None:
    """A field that Word works out, such as ``PAGE``; ``shown`` until it does."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif not kind:
            said = OxmlElement("w:instrText")
            said.set(qn("xml:space"), "preserve")
            said.text = f" {text} "
            run._r.append(said)


def _forget(document: Doc) -> None:
    """The small picture of a first page that comes with every new document is no part of it."""
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]


def _only(document: Doc, names: set[str]) -> None:
    """No style but those used: whoever edits the file chooses among a few."""
    for style in list(document.styles):
        if style.name not in names:
            style.element.getparent().remove(style.element)
        else:
            for link in style.element.findall(qn("w:link")):
                style.element.remove(link)


def _look(style: ParagraphStyle, size: float, bold: bool, colour: RGBColor, before: float, after: float) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:cs"), _FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.widow_control = True
    style.paragraph_format.line_spacing = 1.1
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _lines(style: ParagraphStyle, sides: tuple[str, ...], shade: str, colour: RGBColor) -> None:
    """Lines at some sides of the paragraphs of a style, and a shade behind them where there is one: a bar beside the
    words of somebody, a box around what is asked."""
    around = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        width = "18" if len(sides) == 1 else "6"
        for name, value in (("val", "single"), ("sz", width), ("space", "8"), ("color", str(colour))):
            line.set(qn(f"w:{name}"), value)
        around.append(line)
    after = ("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    style.element.pPr.insert_element_before(around, *after)
    if shade:
        behind = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
            behind.set(qn(f"w:{name}"), value)
        style.element.pPr.insert_element_before(behind, *after)


def _page(document: Doc, running: str, said: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - 16.5) / 2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.2)
    section.header.paragraphs[0].text = running
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{said} · Page " if said else "Page ")
    add_field(foot, "PAGE")
    foot.add_run(" of ")
    add_field(foot, "NUMPAGES")
