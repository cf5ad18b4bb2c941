"""Identification lists: what one agency needs to find the children, apart from its workbook and nowhere else.

Each agency gets its own list, with its own identifiers only. The lists are the one thing here that names children:
they stay in ``working/`` until they are sent by a secure way, and go when the scope says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from scrutiny_lib.intake.review import Review

LOG = "log.csv"
_MADE = datetime(2000, 1, 1)
_COLUMNS = {"case_id": "Case id", "own_id": "Your own id", "name": "Name", "date_of_birth": "Date of birth"}
_REFERRED = {"referral_date": "Date of referral"}
_WIDTHS = (16, 22, 34, 16, 18)


def write_lists(
    folder: Path,
    review: Review,
    sample_table: pd.DataFrame,
    crosswalk: pd.DataFrame,
    agencies: Mapping[str, str],
) -> list[Path]:
    """Write one identification list for each agency the review asks, and a log of what was written.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there.
    review : Review
        Whose agencies and retention date are used.
    sample_table : DataFrame
        With ``case_id``, ``order`` and ``role``: those of role ``"sample"`` are listed, in order. Where referrals
        were drawn (a column ``child`` says so), the date of each goes into the list.
    crosswalk : DataFrame
        ``case_id``, and where known ``agency_id_<agency>``, ``name`` (or ``first_name`` and ``last_name``) and
        ``date_of_birth``; what is not known is left blank.
    agencies : mapping of str to str
        Agency id -> name.

    Returns
    -------
    list of Path
        The lists, in the order of the review's agencies. ``log.csv`` beside them has one line per list (agency,
        file, children, SHA-256) and names nobody.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = sample_table[sample_table["role"] == "sample"].sort_values("order", kind="stable")
    known = crosswalk.drop_duplicates("case_id").set_index("case_id").reindex(drawn["case_id"])
    paths, log = [], []
    for agency in review.agencies:
        people = pd.DataFrame(
            {
                "case_id": known.index,
                "own_id": _text(known, f"agency_id_{agency.id}"),
                "name": _names(known),
                "date_of_birth": _text(known, "date_of_birth"),
            }
        )
        if "child" in drawn.columns and "referral_date" in drawn.columns:
            people["referral_date"] = _text(drawn, "referral_date")
        path = folder / f"{review.name}-{agency.id}-list.xlsx"
        _write(path, review, agencies[agency.id], people)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        paths.append(path)
        log.append({"agency": agency.id, "file": path.name, "children": len(people), "sha256": digest})
    lines = pd.DataFrame(log, columns=["agency", "file", "children", "sha256"])
    lines.to_csv(folder / LOG, index=False, lineterminator="\n")
    return paths


def _text(known: pd.DataFrame, column: str) -> list[str]:
    if column not in known.columns:
        return [""] * len(known)
    values = zip(known[column], known[column].isna(), strict=True)
    return [
        "" if missing else str(value)[:10] if column == "date_of_birth" else str(value) for value, missing in values
    ]


def _names(known: pd.DataFrame) -> list[str]:
    whole = _text(known, "name")
    parts = zip(_text(known, "first_name"), _text(known, "last_name"), strict=True)
    return [name or " ".join(part for part in two if part) for name, two in zip(whole, parts, strict=True)]


def _write(path: Path, review: Review, agency: str, people: pd.DataFrame) -> None:
    keep_until = review.scope.keep_until
    notes = (
        f"RESTRICTED: names children. For the auditor at {agency} only. {review.title}.",
        "Send it by secure e-mail or the secure share, never together with the audit workbook, and never print it.",
        f"Destroy it when the audit is sent back, and by {keep_until.day} {keep_until:%B %Y} at the latest; "
        "tell us that you have.",
    )
    part = path.with_name(path.name + ".part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(part), options) as book:
        book.set_properties({"title": "Identification list – restricted", "created": _MADE})
        font = {"font_name": "Calibri", "font_size": 11}
        alarm = book.add_format({**font, "bold": True, "font_color": "#8C1D18"})
        header = book.add_format({**font, "bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "border": 1})
        cell = book.add_format({**font, "border": 1, "border_color": "#B8C4CC"})
        page = book.add_worksheet("Children")
        for row, note in enumerate(notes):
            page.write_string(row, 0, note, alarm if row == 0 else book.add_format(font))
        top = len(notes) + 1
        for column, name in enumerate(people.columns):
            page.set_column(column, column, _WIDTHS[column])
            page.write_string(top, column, {**_COLUMNS, **_REFERRED}[name], header)
        for row, person in enumerate(people.to_numpy().tolist(), top + 1):
            for column, text in enumerate(person):
                page.write_string(row, column, text, cell)
        page.freeze_panes(top + 1, 0)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&LRESTRICTED&R&P of &N")
    part.replace(path)
