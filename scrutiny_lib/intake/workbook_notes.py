"""What is worth knowing about a workbook that can be read: hidden, merged, coloured, linked, attached.

Nothing of this is guessed at or left out in silence: what is not read is counted and said.
"""

from __future__ import annotations

import re

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.package import Package
from scrutiny_lib.intake.sheet_cells import Sheet

_COMMENT = re.compile(rb"<(?:\w+:)?comment ")
_THREAD = re.compile(rb"<(?:\w+:)?threadedComment ")
_MASHUP = (b"DataMashup", "DataMashup".encode("utf-16-le"))


def note_sheet(
    sheet: Sheet, problems: Problems, file: str, number: int, *, hidden: bool = False, max_columns: int = 200
) -> None:
    """Add one problem for each thing met on a sheet (rules S03, S04, S07, S17, S18, F07, F13)."""

    def note(rule: str, fact: str, cure: str, act: str, cell: str = "") -> None:
        problems.add(rule, fact, cure, file=file, sheet=str(number), cell=cell, act=act)

    if hidden:
        cure = "Nothing is read from it unless it is one of the sheets asked for. Ask why it is hidden."
        note("S03", "The workbook has a hidden sheet.", cure, "WARN")
    note_hidden(sheet, problems, file, number)
    if sheet.uncalculated:
        fact = f"A formula without a value (never calculated) in {_listed(sheet.uncalculated)}."
        cure = "Open it in Excel, save it, or type the value in place of the formula."
        note("S18", fact, cure, "HOLD", sheet.uncalculated[0])
    if sheet.lost:
        cure = "Ask for the file to be sent again, or type the text in these cells."
        note("F07", f"Text that is not in the file is shown by {_listed(sheet.lost)}.", cure, "HOLD", sheet.lost[0])
    note_blank(sheet, problems, file, number, max_columns)


def note_hidden(sheet: Sheet, problems: Problems, file: str, number: int) -> None:
    """Hidden rows and columns that hold something (S04) and merged cells (S07): read all the same, and said."""
    place = {"file": file, "sheet": str(number), "act": "WARN"}
    hidden = [
        f"{count} {what}{'s' if count > 1 else ''}"
        for count, what in ((sheet.hidden_rows, "row"), (sheet.hidden_columns, "column"))
        if count
    ]
    if hidden:
        fact = f"Hidden, and read all the same: {' and '.join(hidden)} with something in."
        problems.add("S04", fact, "Show them (Home, Format, Unhide) and look whether they are meant.", **place)
    if sheet.merged:
        fact = f"Merged cells: {sheet.merged}. The value is read for the first cell only; the rest is not guessed."
        problems.add("S07", fact, "Unmerge them and fill in each cell.", **place)


def note_blank(sheet: Sheet, problems: Problems, file: str, number: int, max_columns: int) -> None:
    """Blank cells far outside (F13), filled ones beyond the last column (F13), coloured empty ones (S17)."""
    place = {"file": file, "sheet": str(number)}
    if sheet.phantom:
        problems.add("F13", "Blank cells far outside the table were left out.", "Nothing to do.", act="REPAIR", **place)
    if sheet.beyond:
        fact = f"Filled cells beyond column {max_columns} are not read: {sheet.beyond} of them."
        problems.add("F13", fact, "Check that the table ends where it should.", act="WARN", **place)
    if sheet.coloured:
        fact = f"Empty cells that are coloured: {sheet.coloured}. Colour is not read."
        problems.add("S17", fact, "If a colour is meant as an answer, ask for it in words.", act="WARN", **place)


def note_book(package: Package, problems: Problems, file: str, removed: int, *, from_1904: bool) -> None:
    """Add one problem for each thing in the workbook as a whole (rules F06, F24, F26, S17, S20, T10)."""

    def note(rule: str, fact: str, cure: str, act: str = "WARN") -> None:
        problems.add(rule, fact, cure, file=file, act=act)

    names = package.names
    if any(part.endswith("vbaproject.bin") or "macrosheets/" in part for part in names):
        note("F06", "The workbook holds macros.", "They were not run and are not kept.")
    if comments := _comments(package):
        cure = "If a comment is meant as an answer, ask for it in the answer cell."
        note("S17", f"Comments on cells: {comments}. Comments are not read.", cure)
    outside = sum(
        part.startswith(("xl/externallinks/external", "xl/querytables/")) or part == "xl/connections.xml"
        for part in names
    ) + sum(_has_query(package, part) for part in names if re.match(r"customxml/item\d*\.xml$", part))
    if outside:
        fact = f"Links to other files or data: {outside}. The values last shown are read; nothing is fetched."
        note("F24", fact, "Ask for a copy without links if a value looks wrong.")
    if attached := _attached(names):
        fact = f"Pictures, drawings or attached files: {attached}. Attachments are not read."
        note("F26", fact, "Evidence is a short statement and a reference: ask for it in the evidence boxes.")
    if removed:
        note("T10", f"Control characters removed: {removed}.", "Nothing to do.", "REPAIR")
    if from_1904:
        note("S20", "The workbook counts its dates from 1904; they were read so.", "Nothing to do.", "REPAIR")


def _comments(package: Package) -> int:
    """Comments on cells; a conversation counts once for each message, where the file keeps them apart."""
    notes = threads = 0
    for part in package.names:
        if re.match(r"xl/(.*/)?comments?\d*\.xml$", part):
            notes += len(_COMMENT.findall(package.read(part)))
        elif part.startswith("xl/threadedcomments/"):
            threads += len(_THREAD.findall(package.read(part)))
    return max(notes, threads)


def _has_query(package: Package, part: str) -> bool:
    """Whether a part holds a Power Query."""
    start = package.read(part)[:4000]
    return any(word in start for word in _MASHUP)


def _attached(names: tuple[str, ...]) -> int:
    """Pictures and embedded files; where there are none, drawings (text boxes, shapes) and form controls."""
    files = sum(part.startswith(("xl/media/", "xl/embeddings/", "xl/activex/activex")) for part in names)
    drawn = sum(bool(re.match(r"xl/(drawings/drawing|ctrlprops/)[^/]*\.xml$", part)) for part in names)
    return files or drawn


def _listed(cells: list[str]) -> str:
    more = len(cells) - 5
    return ", ".join(cells[:5]) + (f" and {more} more cells" if more > 0 else "")
