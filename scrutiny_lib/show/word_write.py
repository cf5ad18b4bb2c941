"""What a section is made of, written into a Word file with Word's own headings, lists, captions and tables."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from io import BytesIO

from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from .blocks import Block, Heading, Picture, Prose, Run
from .book_list import same
from .grids import Grid
from .look import House
from .palette import WIDE
from .raster import DPI, png_of
from .text import explained, listed
from .word_set import TEXT_WIDTH

_STYLES = {
    "p": "Normal",
    "step": "List Number",
    "quote": "Quote",
    "speaker": "Speaker",
    "ask": "What we ask",
    "term": "Heading 2",
}
_NUMBER = re.compile(r"[+−-]?£?[\d,]+(\.\d+)?|\[[a-z]+\]|[\d,]+ (of|to) [\d,]+")
_PNG, _LOGO = "data:image/png;base64,", Cm(1.4)
_SHADE = "E6EEF0"
_LETTER = Pt(5.6)
"""The room of a letter in a table, its share of the space around the words included."""
_SMALLER = TEXT_WIDTH.pt / WIDE
"""How much smaller than it was drawn a picture is shown: the widest fills the room between the margins."""


class Writer:
    """Writes blocks into a document; ``numbers`` says under which number each table stands in the spreadsheet."""

    def __init__(self, document: Doc, numbers: Mapping[tuple[object, ...], int]):
        self.document, self.numbers = document, numbers
        self.list_number = 0
        self.table_text = document.styles["Table text"].style_id

    def write(self, blocks: Sequence[Block]) -> None:
        """Blocks of a section, in order. Folded tables are named, not written: they stand in the spreadsheet."""
        folded: list[int] = []
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Grid) and block.folded and block.rows:
                folded.append(self.numbers[same(block)])
                continue
            self.named(folded)
            folded = []
            match block:
                case Heading():
                    self.document.add_heading(block.words, max(block.level - 1, 1))
                case Prose():
                    paragraph = self.prose(block)
                    paragraph.paragraph_format.keep_with_next = _held_to(after) or None
                case Picture():
                    self.picture(block)
                case Grid() if block.rows:
                    self.grid(block)
        self.named(folded)

    def named(self, folded: Sequence[int]) -> None:
        """Where the tables are that the page folds away."""
        if folded:
            tables = f"table{'s' if len(folded) > 1 else ''} {listed([str(number) for number in folded])}"
            self.document.add_paragraph(f"In figures: {tables} of the spreadsheet.", "Small print")

    def prose(self, block: Prose) -> Paragraph:
        """A paragraph, an item or a line of a quotation; the words exactly as they are."""
        style = _STYLES.get(block.kind, "List Bullet 2" if block.level else "List Bullet")
        if style == "Heading 2":
            heading: Paragraph = self.document.add_heading(block.words, 2)
            return heading
        paragraph = self.document.add_paragraph(style=style)
        add_runs(paragraph, block.runs)
        if block.kind == "step":
            self.numbered(paragraph, block.begins)
        return paragraph

    def numbered(self, paragraph: Paragraph, begins: bool) -> None:
        """A numbered list of its own, from 1."""
        numbering = self.document.part.numbering_part.element
        if begins:
            style = self.document.styles["List Number"].element
            known = style.pPr.numPr.numId.val
            abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == known)
            made = numbering.add_num(abstract)
            made.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.list_number = made.numId
        held = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        held.get_or_add_numId().val = self.list_number
        held.get_or_add_ilvl().val = 0

    def picture(self, block: Picture) -> None:
        """A picture under its sentence with its text alternative; the alternative alone where it cannot be drawn."""
        if block.message:
            self.document.add_paragraph(block.message, "Caption")
        drawn = png_of(block.svg)
        if drawn is None:
            self.document.add_paragraph(block.alt, "Normal")
            return
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        inline = paragraph.add_run().add_picture(BytesIO(drawn))
        wide = min(int(inline.width * 72 / DPI * _SMALLER), TEXT_WIDTH)
        inline.height, inline.width = Emu(inline.height * wide // inline.width), Emu(wide)
        for side in "TBLR":
            inline._inline.set(f"dist{side}", "0")
        said = inline._inline.docPr
        said.set("name", f"Picture {said.id}")
        said.set("descr", block.alt)

    def logo(self, look: House) -> None:
        """The partnership's logo above the title, where it is a picture that Word shows."""
        if look.logo.startswith(_PNG):
            picture = BytesIO(b64decode(look.logo.removeprefix(_PNG)))
            inline = self.document.add_paragraph().add_run().add_picture(picture, height=_LOGO)
            inline._inline.docPr.set("descr", look.logo_alt)

    def grid(self, block: Grid) -> None:
        """A table under its caption: its first row repeats on every page, no row is split."""
        caption = f"Table {self.numbers[same(block)]}: {block.caption}"
        self.document.add_paragraph(caption, "Caption")
        legend = explained(" ".join(cell for row in block.rows for cell in row))
        for note in dict.fromkeys([*block.notes, *([legend] if legend else [])]):
            paragraph = self.document.add_paragraph(note, "Small print")
            paragraph.paragraph_format.keep_with_next = True
        table = self.document.add_table(1 + len(block.rows), len(block.heads), "Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        right = [_numbers([row[at] for row in block.rows]) for at in range(len(block.heads))]
        widths = _widths([block.heads, *block.rows])
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for line, (row, cells) in enumerate(zip(table.rows, [block.heads, *block.rows], strict=True)):
            _mark(row._tr.get_or_add_trPr(), "w:cantSplit", *(["w:tblHeader"] if line == 0 else []))
            for at, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = widths[at]
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.table_text
                paragraph.add_run(words).bold = line == 0 or at == 0
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right[at] and at else WD_ALIGN_PARAGRAPH.LEFT
                paragraph.paragraph_format.keep_with_next = line == 0
        _described(table, caption)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)


def _held_to(after: Block | None) -> bool:
    """Whether what comes after is kept on the sheet of what comes before: also who said the words of a quotation."""
    return isinstance(after, Heading | Grid | Picture) or (isinstance(after, Prose) and after.kind == "speaker")


def add_runs(paragraph: Paragraph, runs: Sequence[Run]) -> None:
    """Words piece by piece; a line that ends in the text ends in the document."""
    for run in runs:
        paragraph.add_run(run.words).bold = run.bold or None


def _widths(rows: Sequence[Sequence[str]]) -> list[Emu]:
    """The room of each column: for its longest word, and the more the more there is in it."""
    columns = list(zip(*rows, strict=True))
    least = [max((len(word) for cell in cells for word in cell.split()), default=1) + 3 for cells in columns]
    texts = [max(len(cell) for cell in cells) + 3 for cells in columns]
    more = [max(min(text, 60) - word, 0) for word, text in zip(least, texts, strict=True)]
    room = TEXT_WIDTH / _LETTER
    left = max(room - sum(least), 0) / max(sum(more), 1)
    letters = [word + min(left, 1) * wish for word, wish in zip(least, more, strict=True)]
    fit = min(room / sum(letters), 1)
    return [Emu(int(width * fit * _LETTER)) for width in letters]


def _numbers(cells: Sequence[str]) -> bool:
    """Whether a column is read as numbers, and so set right."""
    told = [cell for cell in cells if cell]
    return bool(told) and all(_NUMBER.fullmatch(cell) for cell in told)


def _mark(held: object, *names: str) -> None:
    for name in names:
        held.append(OxmlElement(name))  # type: ignore[attr-defined]


def _described(table: Table, caption: str) -> None:
    """What a screen reader says of the table, the shade of its headings, and that its first row and column head it."""
    properties = table._tbl.tblPr
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), caption)
    properties.append(said)
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
