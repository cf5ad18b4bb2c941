"""The sheet of quotations, written: words with their marks in context, what would be printed, and the code to sign.

Restricted: it holds a child's own words. It is written again whenever somebody asks; whatever people typed stays as
it was typed, and what the software says beside it (marks, code, state) is made anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..audit.books import new_book, row_height
from ..errors import Problems
from ..intake.quotes import HEADINGS, KIND_ONLY, PRINTED_AS, QUOTE_COLUMNS, SHEET, TYPED, WRITTEN_BY_US, read_quotes
from ..intake.return_sheets import FRONT_PAGE
from ..intake.text import header
from ..intake.texts import Texts
from ..intake.workbook import read_pages
from .quote_check import check_quotes
from .quote_sheet_front import LOOKS, STEPS, WIDTHS, finish
from .quote_sign import shown_code
from .quote_words import printable
from .redact import Mark

LONGEST = 32_767
"""Characters of a cell; longer words are shown cut, and say so. What is printed is cut from the text, not from here."""
BLANK_ROWS = 20
"""Rows at the end for quotations that are still to be chosen."""
_CUT_HERE = " … (the cell takes no more; the text goes on)"


def renew_quotes_sheet(
    path: Path,
    texts: Texts,
    passages: pd.DataFrame,
    names: Mapping[str, Sequence[str]],
    second_coded: Collection[str] | None,
    *,
    today: date,
    title: str,
) -> tuple[pd.DataFrame, Problems]:
    """Read the sheet of quotations, check every row, and write it again with new marks, codes and states.

    Parameters
    ----------
    path : Path
        ``quotes.xlsx``; one that is not there is made, with empty rows.
    texts, passages, names, second_coded, today
        As for :func:`scrutiny_lib.release.quote_check.check_quotes`.
    title : str
        The review's title, for the front page.

    Returns
    -------
    (DataFrame, Problems)
        As :func:`scrutiny_lib.release.quote_check.check_quotes` gives them. A sheet that cannot be read is not written
        over: the problems say why. One in which anything stands that has no place in the new one (another sheet, a
        column somebody added) is kept beside it under a new name (J05). One that is open in another program raises
        :class:`~scrutiny_lib.errors.Refused` (F16) and stays.
    """
    quotes, problems = read_quotes(path)
    if problems.stops():
        return check_quotes(quotes, texts, passages, names, second_coded, today=today, file=path.name)[0], problems
    if _holds_more(path):
        kept = next(
            name
            for name in (path.with_name(f"{path.stem}-kept-{n}{path.suffix}") for n in count(1))
            if not name.exists()
        )
        shutil.copy2(path, kept)
        fact = f"Something in the sheet has no place in the new one; the old one is kept as {kept.name}."
        problems.add("J05", fact, "Look through it, and delete it when nothing is missing.", file=path.name, act="WARN")
    checked, found = write_quotes_sheet(path, quotes, texts, passages, names, second_coded, today=today, title=title)
    return checked, Problems([*problems, *found])


def write_quotes_sheet(
    path: Path,
    quotes: pd.DataFrame,
    texts: Texts,
    passages: pd.DataFrame,
    names: Mapping[str, Sequence[str]],
    second_coded: Collection[str] | None,
    *,
    today: date,
    title: str,
) -> tuple[pd.DataFrame, Problems]:
    """Write the sheet for these quotations, everything that was typed in word for word.

    Where the words to print are blank they are proposed: the passage with every certain mark replaced. A signature
    that no longer goes with what would be printed is left as it was typed, and the state says that the row is a draft.

    Parameters and return value are those of :func:`renew_quotes_sheet`; ``quotes`` has the columns of
    :data:`scrutiny_lib.intake.quotes.QUOTE_COLUMNS`, of which any may be missing.
    """
    typed = quotes.reindex(columns=list(QUOTE_COLUMNS)).astype(object).fillna("").astype(str)
    first, _ = check_quotes(typed, texts, passages, names, second_coded, today=today, file=path.name)
    blank = typed["to_print"].str.strip() == ""
    typed["to_print"] = [
        _proposed(row) if empty else text
        for row, text, empty in zip(first.to_dict("records"), typed["to_print"], blank, strict=True)
    ]
    checked, problems = check_quotes(typed, texts, passages, names, second_coded, today=today, file=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_book(
        path, f"Quotations – {title}", "Words of children and families, to be read by a second person"
    ) as book:
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        _write_front(book, looks, title)
        _Sheet(book, looks).write(typed, checked)
    return checked, problems


def _proposed(row: Mapping[Any, Any]) -> str:
    """What to print, as a start: the words as they stand, without what redaction is certain about."""
    words = str(row["words"])
    at, pieces = 0, list[str]()
    for mark in sorted(mark for mark in row["marks"] if mark.certain):
        pieces += [words[at : mark.start], f"[{mark.instead.strip('[]')}]"]
        at = mark.end
    return printable("".join([*pieces, words[at:]]))[:LONGEST].strip()


def _holds_more(path: Path) -> bool:
    """Whether anything stands in a workbook beside the columns of ours."""
    pages = read_pages(path, Problems(), label=path.name) if path.exists() else []
    ours = {header(heading) for heading in HEADINGS.values()}
    for page in pages or []:
        if header(page.name) == header(FRONT_PAGE):
            continue
        if header(page.name) != header(SHEET):
            return any(any(cell.strip() for cell in row) for row in page.sheet.rows)
        at = next((n for n, row in enumerate(page.sheet.rows) if ours <= set(map(header, row))), None)
        if at is None or page.sheet.beyond:
            return True
        strange = [place for place, text in enumerate(page.sheet.rows[at]) if header(text) not in ours]
        if any(row[place].strip() for row in page.sheet.rows[at:] for place in strange):
            return True
    return False


def _write_front(book: Workbook, looks: Mapping[str, Format], title: str) -> None:
    page = book.add_worksheet(FRONT_PAGE)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, f"Quotations – {title}", looks["title"])
    page.write_string(1, 0, "Restricted: words of children and families. Nothing here may be sent on.", looks["urgent"])
    for number, step in enumerate(STEPS, start=1):
        page.set_row(2 + number, row_height((step, 100)))
        page.write_string(2 + number, 0, f"Step {number}", looks["label"])
        page.write_string(2 + number, 1, step, looks["cell"])
    finish(page, landscape=False)


class _Sheet:
    """Writes the sheet itself."""

    def __init__(self, book: Workbook, looks: Mapping[str, Format]):
        self.looks = looks
        self.page: Worksheet = book.add_worksheet(SHEET)

    def write(self, typed: pd.DataFrame, checked: pd.DataFrame) -> None:
        """All rows, and some to fill in."""
        page = self.page
        for column, (name, heading) in enumerate(HEADINGS.items()):
            page.set_column(column, column, WIDTHS[name])
            page.write_string(0, column, heading, self.looks["header"])
        for row, (given, found) in enumerate(
            zip(typed.to_dict("records"), checked.to_dict("records"), strict=True), start=1
        ):
            self._write_row(row, given, found)
        for row in range(len(typed) + 1, len(typed) + 1 + BLANK_ROWS):
            for column, name in enumerate(HEADINGS):
                page.write_blank(row, column, None, self.looks["cell" if name in WRITTEN_BY_US else "open"])
        at = list(HEADINGS).index("printed_as")
        last = len(typed) + BLANK_ROWS
        page.data_validation(
            1, at, last, at,
            {
                "validate": "list",
                "source": list(PRINTED_AS),
                "input_title": HEADINGS["printed_as"],
                "input_message": f"What is said of who said it. Blank: {KIND_ONLY}.",
                "error_title": "Please choose from the list",
                "error_message": "Nothing else about a child is printed with its words.",
            },
        )  # fmt: skip
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        finish(page, landscape=True)

    def _write_row(self, row: int, given: Mapping[Any, Any], found: Mapping[Any, Any]) -> None:
        columns = {name: column for column, name in enumerate(HEADINGS)}
        for name in TYPED:
            self.page.write_string(row, columns[name], str(given[name])[:LONGEST], self.looks["open"])
        words, marks = str(found["words"]), found["marks"]
        told = f" ({found['told_as']})" if found["told_as"] else ""
        ours = {
            "shown_marks": "\n".join(_in_words(mark) for mark in marks) + _beside(str(found["flags"])),
            "shown_attribution": f"{found['said_by']}{told}",
            "shown_code": shown_code(str(found["code"])),
            "shown_state": f"{found['state']}. {found['why']}".strip(),
        }
        for name, text in ours.items():
            self.page.write_string(row, columns[name], text[:LONGEST], self.looks["cell"])
        self._write_words(row, columns["shown_words"], words, marks)
        texts = {**given, **ours, "shown_words": words}
        self.page.set_row(row, row_height(*((str(texts[name]), WIDTHS[name]) for name in HEADINGS)))

    def _write_words(self, row: int, column: int, words: str, marks: Sequence[Mark]) -> None:
        """The words as they stand, each mark in its place: certain ones red and bold, others brown and underlined."""
        pieces: list[tuple[str, str]] = []
        at = 0
        for mark in sorted(marks):
            pieces += [
                ("", words[at : mark.start]),
                ("certain" if mark.certain else "look", words[mark.start : mark.end]),
            ]
            at = mark.end
        pieces = [(look, printable(text)) for look, text in [*pieces, ("", words[at:])]]
        pieces = [(look, text) for look, text in pieces if text]
        whole = "".join(text for _, text in pieces)
        if len(whole) > LONGEST or len(pieces) < 2:
            shown = whole if len(whole) <= LONGEST else whole[: LONGEST - len(_CUT_HERE)] + _CUT_HERE
            self.page.write_string(row, column, shown, self.looks["cell"])
            return
        fragments: list[Any] = []
        for look, text in pieces:
            fragments += [self.looks[look], text] if look else [text]
        self.page.write_rich_string(row, column, *fragments, self.looks["cell"])


def _in_words(mark: Mark) -> str:
    """One mark as it is told: what it is, and whether it was taken out."""
    return f"{mark.kind}: {'taken out' if mark.certain else 'look at it'}"


def _beside(flags: str) -> str:
    return f"\nIn the words to print, look at: {flags}" if flags else ""
