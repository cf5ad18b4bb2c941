"""Identification lists: what one agency needs to find the children, apart from its workbook and nowhere else.

Each agency gets its own list, with its own identifiers only. The lists are the one thing here that names children:
they stay in ``working/`` until they are sent by a secure way, and go when the scope says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.audit.list_log import LOG, read_log, write_log
from scrutiny_lib.audit.parts import children_of, file_stem, files_of_gone_parts, parts_of, take_away
from scrutiny_lib.intake.review import Review

_COLUMNS = {
    "case_id": ("Case id", 16),
    "own_id": ("Your own id", 20),
    "name": ("Name", 30),
    "date_of_birth": ("Date of birth", 20),
    "parents": ("Parents and carers", 44),
    "referral_date": ("Date of referral", 18),
}
"""Heading and width of each column of a list."""
_FONT = {"font_name": "Calibri", "font_size": 11}
_LOOKS: dict[str, dict[str, Any]] = {
    "alarm": {"bold": True, "font_color": "#8C1D18"},
    "note": {},
    "header": {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "border": 1},
    "cell": {"border": 1, "border_color": "#B8C4CC", "text_wrap": True, "valign": "top", "num_format": "@"},
}
_PARENT = re.compile(r"parents|parent_(names|\d+)")
_SHEET = "Children"


def write_lists(
    folder: Path,
    review: Review,
    sample_table: pd.DataFrame,
    crosswalk: pd.DataFrame,
    agencies: Mapping[str, str],
    for_adults: Collection[str] = (),
) -> list[Path]:
    """Write one identification list for each agency the review asks and each part of the sample, and log them.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there.
    review : Review
        Whose agencies and retention date are used.
    sample_table : DataFrame
        With ``case_id``, ``order`` and ``role``, and ``part`` where children came in from the reserve: the children
        of each part are listed, in order. Where referrals were drawn (a column ``child`` says so), the date of each
        goes into the list.
    crosswalk : DataFrame
        ``case_id``, and where known ``agency_id_<agency>``, ``name`` (or ``first_name`` and ``last_name``),
        ``date_of_birth`` (or ``expected_date_of_birth``), and of parents and carers ``parents``, ``parent_names`` or
        ``parent_1``, ``parent_2``, …; what is not known is left blank.
    agencies : mapping of str to str
        Agency id -> name.
    for_adults : collection of str
        The agencies that serve adults, who know the parents rather than the child: only their lists name parents.

    Returns
    -------
    list of Path
        The lists, in the order of the review's agencies, part by part; their names hold nobody's name. ``log.csv``
        beside them has a line for each list written, with columns for a person to note when it was sent, by whom and
        when it was destroyed. Lists written again unchanged leave the log as it is; a changed one adds a line. Lists of
        parts that are no longer there are removed (:func:`scrutiny_lib.audit.parts.files_of_gone_parts` names them
        before); their lines in the log stay.

    Raises
    ------
    Refused
        When the log cannot be read; then no list is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = read_log(folder / LOG)
    take_away(files_of_gone_parts(folder, review.name, agencies, sample_table, "-list.xlsx"))
    people = crosswalk.drop_duplicates("case_id").set_index("case_id")
    paths, written = [], []
    for agency in review.agencies:
        for part in parts_of(sample_table):
            listed = _listed(people, children_of(sample_table, part), agency.id, agency.id in for_adults)
            path = folder / f"{file_stem(review.name, agency.id, part)}-list.xlsx"
            _write(path, review, agencies[agency.id], part, listed)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            paths.append(path)
            written.append(
                {"agency": agency.id, "file": path.name, "children": str(len(listed)), "sha256": digest}
            )
    write_log(folder / LOG, known, written)
    return paths


def _listed(people: pd.DataFrame, drawn: pd.DataFrame, agency: str, adults: bool) -> pd.DataFrame:
    """What one agency is told about the children of one part."""
    known = people.reindex(drawn["case_id"])
    columns = {
        "case_id": [str(case_id) for case_id in known.index],
        "own_id": _text(known, f"agency_id_{agency}"),
        "name": _names(known),
        "date_of_birth": _births(known),
    }
    parents = [column for column in known.columns if _PARENT.fullmatch(str(column))]
    if adults and parents:
        each = zip(*(_text(known, column) for column in parents), strict=True)
        columns["parents"] = ["; ".join(name for name in names if name) for names in each]
    if "child" in drawn.columns and "referral_date" in drawn.columns:
        columns["referral_date"] = _text(drawn, "referral_date")
    return pd.DataFrame(columns)


def _text(known: pd.DataFrame, column: str) -> list[str]:
    if column not in known.columns:
        return [""] * len(known)
    values = zip(known[column], known[column].isna(), strict=True)
    return ["" if missing else str(value) for value, missing in values]


def _births(known: pd.DataFrame) -> list[str]:
    """Days of birth; for a child not yet born the day that is expected, said so."""
    both = zip(_text(known, "date_of_birth"), _text(known, "expected_date_of_birth"), strict=True)
    return [born[:10] or (f"expected {due[:10]}" if due else "") for born, due in both]


def _names(known: pd.DataFrame) -> list[str]:
    whole = _text(known, "name")
    parts = zip(_text(known, "first_name"), _text(known, "last_name"), strict=True)
    return [name or " ".join(part for part in two if part) for name, two in zip(whole, parts, strict=True)]


def _write(path: Path, review: Review, agency: str, part: int, people: pd.DataFrame) -> None:
    keep_until = review.scope.keep_until
    notes = (
        f"RESTRICTED: names children. For the auditor at {agency} only. {review.title}"
        + (f", part {part}: further children." if part > 1 else "."),
        "It travels by the partnership's secure mail only, never together with the audit workbook. "
        "Do not forward it and do not print it.",
        "Use it only to find the children named here; the workbook knows them by case id. Copy no name into it.",
        f"Destroy it when the audit is sent back, and by {keep_until.day} {keep_until:%B %Y} at the latest; "
        "tell us that you have.",
    )
    with new_book(path, "Identification list – restricted", "Restricted: names children") as book:
        looks = {name: book.add_format({**_FONT, **look}) for name, look in _LOOKS.items()}
        page = book.add_worksheet(_SHEET)
        for row, text in enumerate(notes):
            page.write_string(row, 0, text, looks["note" if row else "alarm"])
        top = len(notes) + 1
        widths = [_COLUMNS[str(name)][1] for name in people.columns]
        for column, name in enumerate(people.columns):
            page.set_column(column, column, widths[column])
            page.write_string(top, column, _COLUMNS[str(name)][0], looks["header"])
        for row, person in enumerate(people.to_numpy().tolist(), top + 1):
            page.set_row(row, row_height(*zip(person, widths, strict=True)))
            for column, text in enumerate(person):
                if text:
                    page.write_string(row, column, text, looks["cell"])
                else:
                    page.write_blank(row, column, None, looks["cell"])
        end = xl_rowcol_to_cell(top + len(people), len(widths) - 1)
        book.define_name(f"TitleRegion1.A{top + 1}.{end}.1", f"={_SHEET}!$A${top + 1}")
        page.freeze_panes(top + 1, 0)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(top)
        page.fit_to_pages(1, 0)
        page.set_footer("&LRESTRICTED&R&P of &N")
