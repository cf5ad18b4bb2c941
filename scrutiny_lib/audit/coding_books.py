"""A coder's workbook: who codes alone in Excel gets one, with the passages down, the codes across and lists to choose.

It holds passages of children's words: restricted. It shows no case id, and no code that anybody else gave.
:mod:`scrutiny_lib.intake.coding_book` reads it back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from xlsxwriter.format import Format

from scrutiny_lib.audit.answer_cells import shorten
from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.audit.coding_sheets import CodingSheets, Piece, make_code_looks
from scrutiny_lib.audit.discussion_front import finish
from scrutiny_lib.audit.pack_looks import make_looks
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.code_names import ToCode
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coding_book import (
    CODEBOOK,
    CODER,
    CODES,
    EDITION,
    FINISHED,
    FINISHED_ON,
    NOTHING_FITS,
    PASSAGES,
    REVIEW,
    anything_typed,
)
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.open_files import note_open
from scrutiny_lib.intake.passage_words import in_context
from scrutiny_lib.intake.return_sheets import FRONT_PAGE
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.plural import many

_NARROW, _WIDE = 26, 86
_INTERPRETED = {
    "used": "through an interpreter: the words are a translation",
    "offered and declined": "without an interpreter (declined)",
    "needed and not there": "an interpreter was needed and not there",
}
"""What a coder is told of the column *interpreter*; nothing where none was needed or it is not known."""

_WORRY = (
    "Coding is not the way to report a worry. If a passage tells you that a child may not be safe now and you do not "
    "know that somebody acted on it, follow the safeguarding procedure today and tell the lead of this review."
)
_STEPS = (
    "Read the codes first: sheet 'Codes'. Then code the passages from the top, on sheet 'Passages'.",
    "Code what stands in bold between ▶ and ◀. The grey words around it are there to understand it and are not coded.",
    "Choose 'yes' under every code that fits. In a column 'One of …' choose one code at most.",
    f"Where no code fits, tick '{NOTHING_FITS}': a passage with nothing beside it counts as not read.",
    "Notes are for the two coders. Write no names of children, families or staff.",
    "Code alone. Do not speak about single passages with the other coder before both have finished.",
    f"When you are done, choose 'yes' beside '{FINISHED}' above, give the date, save as an Excel workbook (.xlsx) and "
    "send it back the way it came. After that it is locked.",
    "By keyboard: Tab goes to the next cell to fill in, Alt and arrow down opens a list, Ctrl and Page Down goes to "
    "the next sheet.",
    "A child's words are shown as they are; a character that a sheet cannot show stands as \ufffd. Spelling, language "
    "and line breaks are the child's own.",
)


def write_coding_book(
    path: Path,
    coder: str,
    codebook: Codebook,
    texts: Texts,
    passages: pd.DataFrame,
    review_name: str,
    given: Collection[str] | None = None,
    unused: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the workbook of one coder.

    Parameters
    ----------
    path : Path
        The file, ending in ``.xlsx``; its folder is made when it is not there. The same inputs give the same bytes.
    coder : str
        A pseudonym.
    codebook : Codebook
        The codes this review uses; retired ones are left out.
    texts : Texts
    passages : DataFrame
        passage_id, source, start, end; the order is kept.
    review_name : str
    given : collection of str, optional
        The passages this coder codes; all of them when left out.
    unused : mapping of str to str, optional
        Codes of the codebook that this review does not use, id to name: definitions may name them.

    Raises
    ------
    Refused
        When the file is there and somebody has begun to fill it in (C10), or a program has it open (F16): a coder's
        work is never written over.
    """
    found = Problems()
    if note_open(path, found, "It was not written again."):
        raise Refused(found)
    if path.exists() and anything_typed(path):
        cure = "Move it to a safe place first; a coder's work is never written over."
        raise Refused([Problem("C10", "This workbook has been filled in.", cure, file=path.name)])
    chosen = passages if given is None else passages[passages["passage_id"].isin(list(given))]
    plan = ToCode(codebook, texts, passages, review_name)
    told_by = told_by_source(texts)
    rows = [
        (str(passage), told_by.get(str(source), ""), _pieces(texts, str(source), int(start), int(end)))
        for passage, source, start, end in chosen[["passage_id", "source", "start", "end"]].to_numpy().tolist()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_book(path, f"Coding – {review_name} – {coder}", "Passages to code, and the codes") as book:
        looks = make_looks(book) | make_code_looks(book)
        sheets = CodingSheets(book, looks, plan, unused)
        front = book.add_worksheet(FRONT_PAGE)
        done = sheets.write_passages(rows)
        sheets.write_codes()
        _Front(front, looks, plan, coder).write(done, len(rows))


def told_by_source(texts: Texts) -> dict[str, str]:
    """Source -> who told it and how: kind, method, age band, language, interpreter. No case id, and nothing else."""
    rows = texts.table[["source", "kind", "method", "age_band", "language", "interpreter"]].to_dict("records")
    said: dict[str, str] = {}
    for row in rows:
        band = str(row["age_band"])
        age = f"age {band}" if band[:1].isdigit() or band == BANDS[-1] else band
        tongue = f"language: {shorten(str(row['language']), 30)}" if row["language"] else ""
        lines = (str(row["kind"]), str(row["method"]), age, tongue, _INTERPRETED.get(str(row["interpreter"]), ""))
        said[str(row["source"])] = "\n".join(filter(None, lines))
    return said


def _pieces(texts: Texts, source: str, start: int, end: int) -> list[Piece]:
    before, passage, after = in_context(texts.words[source], start, end)
    return [Piece(before, "around"), Piece(passage, "passage"), Piece(after, "around")]


class _Front:
    """The front page: whose workbook this is, what to do, how far it is."""

    def __init__(self, page: Any, looks: dict[str, Format], plan: ToCode, coder: str):
        self.page, self.looks, self.plan, self.coder, self.row = page, looks, plan, coder, 3

    def write(self, done: str, passages: int) -> None:
        """The whole page; ``done`` is the range that says which passages are done."""
        page, looks, book = self.page, self.looks, self.plan.codebook
        page.set_column(0, 0, _NARROW)
        page.set_column(1, 1, _WIDE)
        page.write_string(0, 0, f"Coding for coder {self.coder}", looks["title"])
        page.write_string(1, 0, f"{book.title}. Restricted: children's own words.", looks["subtitle"])
        for label, value in (
            (REVIEW, self.plan.review),
            (CODER, self.coder),
            (CODEBOOK, book.id),
            (EDITION, book.edition),
        ):
            self._labelled(label, value)
        self._finished()
        self._labelled("How far it is", "")
        every = many(passages, "passages")
        formula = f'=COUNTIF({done},"yes")&" of {every} done"' if done else '="No passage to code"'
        value = f"0 of {every} done" if done else "No passage to code"
        page.write_formula(self.row - 1, 1, formula, looks["cell"], value)
        self._paragraph("If a passage worries you", _WORRY, "urgent")
        if book.unit:
            self._paragraph("What a passage is", book.unit, "text")
        self._list("How to code", [*_STEPS])
        if book.rules:
            self._list("Rules of this codebook", list(book.rules))
        for sheet in (PASSAGES, CODES):
            page.write_url(self.row + 1, 0, f"internal:'{sheet}'!A1", looks["link"], sheet, f"Open {sheet}")
            self.row += 1
        finish(page, paper=9, landscape=False)
        page.set_selection(0, 0, 0, 0)
        page.activate()

    def _labelled(self, label: str, value: str) -> None:
        self.page.write_string(self.row, 0, label, self.looks["label"])
        self.page.write_string(self.row, 1, value, self.looks["cell"])
        self.row += 1

    def _finished(self) -> None:
        page, looks = self.page, self.looks
        for label, look, rule in (
            (
                FINISHED,
                "open",
                {
                    "validate": "list",
                    "source": ["yes"],
                    "input_message": "Choose 'yes' when every passage is coded. Leave it blank until then.",
                    "error_message": "Choose 'yes', or leave the cell blank.",
                },
            ),
            (
                FINISHED_ON,
                "open_date",
                {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": date(2000, 1, 1),
                    "maximum": date(2099, 12, 31),
                    "input_message": "The day you finished. Look that the month is shown as you meant it.",
                    "error_message": "Type a date, such as 6 November 2025.",
                },
            ),
        ):
            page.write_string(self.row, 0, label, looks["label"])
            page.write_blank(self.row, 1, None, looks[look])
            titles = {"input_title": label, "error_title": f"Please correct: {label}"}
            page.data_validation(self.row, 1, self.row, 1, {**rule, **titles})
            self.row += 1

    def _paragraph(self, heading: str, text: str, look: str) -> None:
        self.page.write_string(self.row + 1, 0, heading, self.looks["heading"])
        self.page.write_string(self.row + 2, 1, text, self.looks[look])
        self.page.set_row(self.row + 2, row_height((text, _WIDE)))
        self.row += 3

    def _list(self, heading: str, texts: list[str]) -> None:
        self.page.write_string(self.row + 1, 0, heading, self.looks["heading"])
        self.row += 2
        for number, text in enumerate(texts, 1):
            self.page.write_string(self.row, 0, f"{number}", self.looks["label"])
            self.page.write_string(self.row, 1, text, self.looks["cell"])
            self.page.set_row(self.row, row_height((text, _WIDE)))
            self.row += 1
