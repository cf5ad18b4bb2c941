"""The sheet of quotations (``quotes.xlsx``), read back: what people typed into it, and nothing else.

One row is one quotation: where its words stand, what of them is to be printed, who chose it, who signed it and the code
that was typed with the signature. The words as they stand, the marks and the code beside them were written by the
software for people to read; none of it is believed when the sheet comes back. Whether a signature counts is worked out
from the texts every time (:mod:`scrutiny_lib.release.quote_check`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.return_sheets import UNREADABLE
from scrutiny_lib.intake.sheet_xml import cell_name
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.workbook import Page, read_pages
from scrutiny_lib.intake.workbook_notes import note_hidden

SHEET = "Quotes"
"""The sheet that is read; the others only explain."""

HEADINGS: dict[str, str] = {
    "quote_id": "Quote id",
    "finding": "Finding",
    "passage_id": "Passage",
    "source": "Source",
    "start": "Start",
    "end": "End",
    "shown_words": "Words as they stand",
    "shown_marks": "Marks",
    "to_print": "Words to print",
    "printed_as": "Printed as",
    "chosen_by": "Chosen by",
    "shown_attribution": "Said by",
    "shown_code": "Signing code",
    "signed_by": "Signed by",
    "signed_on": "Signed on",
    "signed_code": "Code you sign",
    "all_right": "Why flagged words are all right",
    "shown_state": "State",
}
"""Our name of each column and its heading, in the order of the sheet."""

WRITTEN_BY_US = ("shown_words", "shown_marks", "shown_attribution", "shown_code", "shown_state")
"""Columns that are never read for what counts."""

TYPED = tuple(name for name in HEADINGS if name not in WRITTEN_BY_US)
QUOTE_COLUMNS = (*TYPED, "held", "cell")
"""The columns of what is read, all text; ``held`` says why a row cannot be used, ``cell`` where it stands."""

PRINTED_AS: dict[str, tuple[str, ...]] = {
    "kind only": (),
    "age band": ("age_band",),
    "method": ("method",),
    "age band and method": ("age_band", "method"),
}
"""What may be printed of who said it, as the drop-down list has it, and the attributes meant. Sex, locality, agency and
anything else about a child are never printed with its words."""
KIND_ONLY = "kind only"

_NEEDED = ("quote_id", "to_print", "chosen_by", "signed_by", "signed_on", "signed_code")
_SEARCHED = 20


def read_quotes(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read what people typed into the sheet of quotations.

    Parameters
    ----------
    path : Path
        ``quotes.xlsx``. One that is not there gives no rows and no problem: nothing has been chosen.

    Returns
    -------
    (DataFrame, Problems)
        The columns of :data:`QUOTE_COLUMNS`, all text, word for word as it was typed; one row for each row of the sheet
        in which anything stands that people type. No row is dropped: one that cannot be used has the reason in
        ``held`` and is a draft for ever after. Held are rows with a cell that has no usable value (S18, S19, F07),
        without a quote id (V05) or with one that stands twice (V04), where both places are blank (V05), or with an
        attribution that is not on the list (V02). A file that cannot be read, has no such sheet (S01), or whose
        headings are missing or there twice (S09) is refused, and there are no rows.
    """
    problems = Problems()
    pages = read_pages(path, problems, label=path.name) if path.exists() else []
    if not pages:
        return _table([]), problems
    page = next((page for page in pages if header(page.name) == header(SHEET)), None)
    if page is None:
        fact = "The workbook has no sheet with quotations."
        problems.add("S01", fact, f"Name the sheet '{SHEET}'.", file=path.name, act="REJECT")
        return _table([]), problems
    at, columns = _headings(page.sheet.rows)
    place = {"file": path.name, "sheet": str(page.number)}
    missing = [HEADINGS[name] for name in _NEEDED if name not in columns]
    for heading in missing:
        fact = "The sheet has no column with this heading, or has it twice."
        problems.add("S09", fact, "Put the heading back as it was.", column=heading, act="REJECT", **place)
    if missing:
        return _table([]), problems
    note_hidden(page.sheet, problems, path.name, page.number)
    rows = _rows(page, at, columns, problems, path.name)
    _note_ids(rows, problems, place)
    return _table(rows), problems


def _table(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(QUOTE_COLUMNS), dtype=str)


def _headings(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The row of headings (counted from 1) and the column of each (from 0); one that is there twice is left out."""
    known = {header(heading): name for name, heading in HEADINGS.items()}
    best: tuple[int, dict[str, list[int]]] = (0, {})
    for number, row in enumerate(rows[:_SEARCHED], 1):
        found: dict[str, list[int]] = {}
        for column, text in enumerate(row):
            if name := known.get(header(text)):
                found.setdefault(name, []).append(column)
        if len(found) > len(best[1]):
            best = number, found
    at, named = best
    return at, {name: columns[0] for name, columns in named.items() if len(columns) == 1}


def _rows(page: Page, at: int, columns: Mapping[str, int], problems: Problems, file: str) -> list[dict[str, str]]:
    """Every row with something typed in, and why it is held; the words themselves are not changed."""
    found = []
    for number, cells in enumerate(page.sheet.rows[at:], start=at + 1):
        typed = {name: cells[columns[name]] if name in columns else "" for name in TYPED}
        if not any(text.strip() for text in typed.values()):
            continue
        held: list[str] = []

        def hold(rule: str, fact: str, cure: str, name: str, number: int = number, held: list[str] = held) -> None:
            cell = cell_name(number, columns[name] + 1) if name in columns else cell_name(number, 1)
            where = {"file": file, "sheet": str(page.number), "cell": cell, "column": HEADINGS[name]}
            problems.add(rule, fact, cure, act="HOLD", **where)
            held.append(fact)

        for name, text in typed.items():
            if text in UNREADABLE:
                rule, fact, _ = UNREADABLE[text]
                hold(rule, fact, "Type the text itself.", name)
                typed[name] = ""
            elif name != "to_print":
                typed[name] = text.strip()
        if not (typed["passage_id"] or typed["source"]):
            fact = "Neither a passage nor a source is given."
            hold("V05", fact, "Write the id of the passage, or source, start and end.", "passage_id")
        if header(typed["printed_as"]) not in {"", *map(header, PRINTED_AS)}:
            fact = "What is to be printed of who said it is not on the list."
            hold("V02", fact, "Choose from the drop-down list.", "printed_as")
        cell = cell_name(number, columns["quote_id"] + 1)
        found.append({**typed, "held": " ".join(held), "cell": cell})
    return found


def _note_ids(rows: list[dict[str, str]], problems: Problems, place: Mapping[str, str]) -> None:
    """Each quotation has an id of its own; a row without one, and both of two with one id, are held."""
    met: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        met.setdefault(header(row["quote_id"]), []).append(row)
    for quote_id, alike in met.items():
        if quote_id and len(alike) == 1:
            continue
        rule, fact = ("V04", "Two rows have one quote id.") if quote_id else ("V05", "The quote id is blank.")
        for row in alike:
            row["held"] = f"{row['held']} {fact}".strip()
            where = {**place, "cell": row["cell"], "column": HEADINGS["quote_id"]}
            problems.add(rule, fact, "Give every row an id of its own.", act="HOLD", **where)


def printed_attributes(printed_as: str) -> tuple[str, ...]:
    """The attributes that one choice of the list stands for; a blank prints the kind of voice only.

    >>> printed_attributes("Age band and method"), printed_attributes("")
    (('age_band', 'method'), ())
    """
    by_spelling = {header(choice): attributes for choice, attributes in PRINTED_AS.items()}
    return by_spelling.get(header(printed_as), ())
