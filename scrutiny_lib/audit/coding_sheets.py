"""The sheets of a coder's workbook: the passages with a column for each code, and the codebook to look things up in.

Headings and the passage stay in view; groups of codes are banded; only what the coder fills in can be typed in. A long
passage goes on over several rows, so that all of it can be read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.answer_cells import shorten
from scrutiny_lib.audit.books import row_height
from scrutiny_lib.audit.discussion_front import finish
from scrutiny_lib.intake.code_names import ToCode
from scrutiny_lib.intake.coding_book import (
    CODE,
    CODES,
    DONE,
    NOTE,
    NOTHING_FITS,
    PASSAGE_ID,
    PASSAGES,
    TOLD_BY,
    WORDS,
    code_heading,
    group_heading,
    part_of,
)

HEADER_ROW = 4
"""Where the headings of the passages stand, counted from 1; the rows above hold a title, help and the groups."""

_FIXED = {PASSAGE_ID: 11, TOLD_BY: 13, WORDS: 58, DONE: 6}
_CODE_WIDTH, _GROUP_WIDTH, _NOTE_WIDTH = 5, 22, 36
_CODES_FROM = 4
"""Where the codebook's own table begins on its sheet, counted from 1."""
_LONGEST, _TALLEST = 1800, 400
_BOLD = 0.94
"""How much of a column's width bold words have, as plain ones count."""

_INKS, _BANDS = ("#1F3A4D", "#5A3D1F"), ("#FFFFFF", "#F6F1EA")
_HELP = "Choose 'yes' under every code that fits what stands between ▶ and ◀; the rest is there to understand it."


class Piece(NamedTuple):
    """Some words with one look: ``""`` for those around a passage, or the name of a format."""

    words: str
    look: str


def make_code_looks(book: Workbook) -> dict[str, Format]:
    """The formats of words in a passage and of the columns of codes, added to a workbook."""
    text = {"font_name": "Calibri", "font_size": 11}
    box = {**text, "border": 1, "border_color": "#B8C4CC", "valign": "top", "text_wrap": True}
    looks = {
        "around": book.add_format({**text, "font_color": "#4A5A66"}),
        "passage": book.add_format({**text, "bold": True, "font_color": "#1B1B1B"}),
    }
    for band, (ink, fill) in enumerate(zip(_INKS, _BANDS, strict=True)):
        head = {**box, "bold": True, "bg_color": ink, "font_color": "#FFFFFF"}
        looks[f"group{band}"] = book.add_format(head)
        looks[f"up{band}"] = book.add_format({**head, "rotation": 90, "valign": "bottom", "text_wrap": False})
        looks[f"head{band}"] = book.add_format({**head, "valign": "bottom"})
        looks[f"open{band}"] = book.add_format(
            {**box, "bg_color": fill, "locked": False, "num_format": "@", "align": "center"}
        )
    return looks


def put_words(page: Worksheet, row: int, column: int, pieces: Sequence[Piece], looks: dict[str, Format]) -> None:
    """Write words with their looks into one cell; text that begins with ``=`` stays text."""
    filled = [piece for piece in pieces if piece.words]
    if len(filled) > 1:
        parts = [part for piece in filled for part in (looks[piece.look], piece.words)]
        page.write_rich_string(row, column, *parts, looks["cell"])
    elif filled:
        page.write_string(row, column, filled[0].words, looks["cell"])
    else:
        page.write_blank(row, column, None, looks["cell"])


def cells_of(pieces: Sequence[Piece], width: float) -> list[list[Piece]]:
    """Words shared out over as many cells as it takes to read all of them.

    A cell holds at most 1,800 characters and no more lines than a row can be high.

    >>> [[len(piece.words) for piece in cell] for cell in cells_of([Piece("a day " * 300, "")], 100)]
    [[1800]]
    >>> [[len(piece.words) for piece in cell] for cell in cells_of([Piece("a day " * 400, "")], 100)]
    [[1800], [600]]
    """
    cells: list[list[Piece]] = [[]]
    waiting = [piece for piece in reversed(pieces) if piece.words]
    while waiting:
        piece = waiting.pop()
        there = "".join(held.words for held in cells[-1])
        fits = _fitting(there, piece.words, width)
        if fits:
            cells[-1].append(Piece(piece.words[:fits], piece.look))
        if fits < len(piece.words):
            waiting.append(Piece(piece.words[fits:], piece.look))
            cells.append([])
    return cells


def _fitting(there: str, more: str, width: float) -> int:
    """How many characters of ``more`` a cell still takes, cut between words; at least one where it is empty."""
    room = min(len(more), _LONGEST - len(there))
    if room == len(more) and row_height((there + more, width)) <= _TALLEST:
        return room
    takes = bisect_left(range(1, room + 1), True, key=lambda most: row_height((there + more[:most], width)) > _TALLEST)
    between = more.rfind(" ", 0, takes) + 1
    cut = between if takes < len(more) and between > takes // 2 else takes
    return cut if cut or there else 1


def _fits_over(group: str, name: str, width: float) -> str:
    """What stands over the codes of a group: its id and name, or the id alone where a word would be cut."""
    heading = code_heading(group, name)
    return heading if max(map(len, heading.split())) <= width * _BOLD else group


class CodingSheets:
    """Writes the sheets of one coder's workbook into an open one.

    Parameters
    ----------
    book : Workbook
    looks : dict
        Formats of :func:`scrutiny_lib.audit.pack_looks.make_looks` and :func:`make_code_looks`.
    plan : ToCode
        The codes, and the passages of the review.
    unused : mapping of str to str
        Codes of the codebook that this review does not use, id to name: where a definition names one, it is said.
    """

    def __init__(
        self, book: Workbook, looks: dict[str, Format], plan: ToCode, unused: Mapping[str, str] = MappingProxyType({})
    ):
        self.book, self.looks, self.plan, self.unused = book, looks, plan, unused
        groups = plan.codebook.groups.to_dict("records")
        of_group = {str(group["id"]): plan.active[plan.active["group"] == group["id"]] for group in groups}
        self.groups = [(group, of_group[str(group["id"])]) for group in groups if len(of_group[str(group["id"])])]
        self.codes_at = {str(code): _CODES_FROM + 1 + row for row, code in enumerate(plan.active["id"])}

    def write_passages(self, rows: Sequence[tuple[str, str, Sequence[Piece]]]) -> str:
        """The sheet of passages: id, who told it, the words with their looks.

        Returns the range of the cells that say *yes* when a passage is done; blank where there is no passage.
        """
        page, looks = self.book.add_worksheet(PASSAGES), self.looks
        page.write_string(0, 0, "The passages", looks["title"])
        page.write_string(1, 0, _HELP, looks["subtitle"])
        for column, (heading, width) in enumerate(_FIXED.items()):
            page.set_column(column, column, width)
            page.write_string(HEADER_ROW - 1, column, heading, looks["header"])
        bands = self._headings(page)
        last = self._rows(page, rows, bands)
        self._offer(page, last)
        page.freeze_panes(HEADER_ROW, len(_FIXED))
        page.repeat_rows(HEADER_ROW - 2, HEADER_ROW - 1)
        finish(page, paper=8, landscape=True)
        page.set_selection(HEADER_ROW, len(_FIXED), HEADER_ROW, len(_FIXED))
        return f"'{PASSAGES}'!$D${HEADER_ROW + 1}:$D${last + 1}" if rows else ""

    def _headings(self, page: Worksheet) -> list[int]:
        """The groups and the codes; returns the band (0 or 1) of each column to fill in."""
        looks, bands = self.looks, []
        column, tall, high = len(_FIXED), 60, 18
        for number, (group, codes) in enumerate(self.groups):
            band, wide = number % 2, 1 if group["exclusive"] else len(codes)
            name = group["id"] if group["exclusive"] else _fits_over(group["id"], group["name"], wide * _CODE_WIDTH)
            high = max(high, row_height((name, _BOLD * wide * _CODE_WIDTH)))
            if wide > 1:
                page.merge_range(HEADER_ROW - 2, column, HEADER_ROW - 2, column + wide - 1, name, looks[f"group{band}"])
            else:
                page.write_string(HEADER_ROW - 2, column, name, looks[f"group{band}"])
            if group["exclusive"]:
                page.set_column(column, column, _GROUP_WIDTH)
                heading = group_heading(group["id"], group["name"])
                page.write_string(HEADER_ROW - 1, column, heading, looks[f"head{band}"])
            else:
                page.set_column(column, column + wide - 1, _CODE_WIDTH)
                for place, row in enumerate(codes[["id", "name"]].itertuples(index=False), column):
                    heading = code_heading(row.id, row.name)
                    page.write_string(HEADER_ROW - 1, place, heading, looks[f"up{band}"])
                    tall = max(tall, 12 + 6 * len(heading))
            bands += [band] * wide
            column += wide
        page.set_column(column, column, _CODE_WIDTH)
        page.write_string(HEADER_ROW - 1, column, NOTHING_FITS, looks["up0"])
        page.set_column(column + 1, column + 1, _NOTE_WIDTH)
        page.write_string(HEADER_ROW - 1, column + 1, NOTE, looks["head0"])
        page.set_row(HEADER_ROW - 2, high)
        page.set_row(HEADER_ROW - 1, min(max(tall, 12 + 6 * len(NOTHING_FITS)), 400))
        return [*bands, 0]

    def _rows(
        self, page: Worksheet, rows: Sequence[tuple[str, str, Sequence[Piece]]], bands: Sequence[int]
    ) -> int:
        """Every passage; returns the last row, counted from 0."""
        looks, first = self.looks, len(_FIXED)
        at = HEADER_ROW - 1
        for passage, told_by, pieces in rows:
            cells = cells_of(pieces, _BOLD * _FIXED[WORDS])
            for number, cell in enumerate(cells, 1):
                at += 1
                name = passage if number == 1 else part_of(passage, number, len(cells))
                page.write_string(at, 0, name, looks["cell"])
                page.write_string(at, 1, told_by if number == 1 else "goes on", looks["cell"])
                put_words(page, at, 2, cell, looks)
                words = "".join(piece.words for piece in cell)
                heights = ((words, _BOLD * _FIXED[WORDS]), (told_by, _FIXED[TOLD_BY]), (name, _FIXED[PASSAGE_ID]))
                page.set_row(at, row_height(*heights))
                if number > 1:
                    continue
                ends = xl_rowcol_to_cell(at, first), xl_rowcol_to_cell(at, first + len(bands) - 1)
                page.write_formula(at, 3, f'=IF(COUNTA({":".join(ends)})>0,"yes","")', looks["cell"], "")
                for column, band in enumerate(bands, first):
                    page.write_blank(at, column, None, looks[f"open{band}"])
                page.write_blank(at, first + len(bands), None, looks["open"])
        return at

    def _offer(self, page: Worksheet, last: int) -> None:
        """What may be chosen in each column, with the definition of its code for a screen reader."""
        column = len(_FIXED)
        for group, codes in self.groups:
            if group["exclusive"]:
                first = self.codes_at[str(codes.iloc[0]["id"])]
                source = f"='{CODES}'!$A${first}:$A${first + len(codes) - 1}"
                message = "One code of this group at most. Alt and arrow down opens the list."
                self._list(page, last, column, source, group_heading(group["id"], group["name"]), message)
                column += 1
                continue
            for code in codes.to_dict("records"):
                title = code_heading(str(code["id"]), str(code["name"]))
                self._list(page, last, column, ["yes"], title, str(code["definition"]))
                column += 1
        self._list(page, last, column, ["yes"], NOTHING_FITS, "You have read the passage and no code fits it.")

    def _list(self, page: Worksheet, last: int, column: int, source: Any, title: str, message: str) -> None:
        page.data_validation(
            HEADER_ROW, column, max(last, HEADER_ROW), column,
            {
                "validate": "list",
                "source": source,
                "input_title": shorten(title, 32),
                "input_message": shorten(message, 255),
                "error_title": "Please choose from the list",
                "error_message": "Choose from the list, or leave the cell blank. Say more under Note.",
            },
        )  # fmt: skip

    def write_codes(self) -> None:
        """The codebook: every code in use, with what it takes in and leaves out, and an example."""
        title, groups = self.plan.codebook.title, dict(self._named_groups())
        write_codes(self.book, self.looks, title, self.plan.active, groups, self._named_unused())

    def _named_unused(self) -> str:
        """The codes that definitions name and this review does not use, in a sentence; ``""`` for none."""
        told = " ".join(self.plan.active[["definition", "include", "exclude"]].astype(str).to_numpy().ravel())
        words = set(re.findall(r"\w+", told))
        named = [code_heading(code, name) for code, name in self.unused.items() if code in words]
        return f"Named below and not used in this review: {'; '.join(named)}." if named else ""

    def _named_groups(self) -> list[tuple[str, str]]:
        one = {True: " (one code at most)", False: ""}
        return [
            (str(group["id"]), code_heading(group["id"], group["name"]) + one[bool(group["exclusive"])])
            for group, _ in self.groups
        ]


def write_codes(
    book: Workbook, looks: dict[str, Format], title: str, codes: pd.DataFrame, groups: dict[str, str], note: str = ""
) -> None:
    """The sheet of codes; the first column is what drop-down lists offer. ``note`` stands above the headings."""
    page = book.add_worksheet(CODES)
    page.write_string(0, 0, "The codes", looks["title"])
    page.write_string(1, 0, f"{title}. There is nothing to fill in here.", looks["subtitle"])
    widths = {CODE: 30, "Group": 26, "Definition": 44, "Include": 34, "Exclude": 34, "Example": 34}
    if note:
        page.merge_range(2, 0, 2, 4, note, looks["cell"])
        page.set_row(2, row_height((note, sum(list(widths.values())[:5]))))
    for column, (heading, width) in enumerate(widths.items()):
        page.set_column(column, column, width)
        page.write_string(_CODES_FROM - 1, column, heading, looks["header"])
    for row, code in enumerate(codes.to_dict("records"), _CODES_FROM):
        texts = [code_heading(str(code["id"]), str(code["name"])), groups.get(str(code["group"]), "")]
        texts += [str(code[name]) for name in ("definition", "include", "exclude", "example")]
        page.set_row(row, row_height(*zip(texts, widths.values(), strict=True)))
        for column, text in enumerate(texts):
            page.write_string(row, column, text, looks["label" if column == 0 else "cell"])
    page.freeze_panes(_CODES_FROM, 1)
    page.repeat_rows(_CODES_FROM - 1)
    finish(page, paper=9, landscape=True)
