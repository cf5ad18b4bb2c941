"""Packs: the workbook each agency is sent, with one sheet per child and nothing by which a child could be found.

A pack holds case ids and questions only. Who the children are goes separately, in the identification lists of
:mod:`scrutiny_lib.audit.lists`. What comes back is read by :mod:`scrutiny_lib.intake.returns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from scrutiny_lib.audit.pack_sheets import Filled, Front, PackSheets
from scrutiny_lib.intake.return_sheets import questions_for
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.template import Template

_MADE = datetime(2000, 1, 1)
"""The date of making inside every file we write: the same inputs give the same bytes."""


def write_packs(
    folder: Path,
    review: Review,
    template: Template,
    sample_table: pd.DataFrame,
    agencies: Mapping[str, str],
    contact: str = "",
) -> list[Path]:
    """Write one workbook for each agency the review asks.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there.
    review : Review
        Whose agencies, due dates and lines of enquiry are used.
    template : Template
        The questions. An agency gets those meant for it, after the four that everybody gets.
    sample_table : DataFrame
        With columns ``case_id``, ``order`` and ``role``: the sheets are those of role ``"sample"``, in order.
    agencies : mapping of str to str
        Agency id -> name.
    contact : str
        Whom an auditor may ask; left out when empty.

    Returns
    -------
    list of Path
        The files, in the order of the review's agencies. The same inputs give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for agency in review.agencies:
        path = folder / f"{review.name}-{agency.id}.xlsx"
        write_return(path, review, template, sample_table, agency.id, agencies[agency.id], {}, contact=contact)
        paths.append(path)
    return paths


def write_return(
    path: Path,
    review: Review,
    template: Template,
    sample_table: pd.DataFrame,
    agency: str,
    name: str,
    answers: Filled,
    *,
    number: int = 1,
    sent_on: date | None = None,
    contact: str = "",
) -> None:
    """Write one agency's workbook with answers filled in (an empty mapping gives the blank pack).

    Parameters
    ----------
    agency, name : str
        The agency's id and its name.
    answers : mapping
        (case_id, question id) -> (answer, what the record shows, where to find it). What an agency is not asked is
        left out. Nothing is checked here: that is the reader's work.
    number : int
        The return number.
    sent_on : date, optional
        The date sent back.
    """
    due = next((asked.due for asked in review.agencies if asked.id == agency), None)
    front = Front(
        title=review.title,
        purpose=template.purpose,
        review=review.name,
        agency=name,
        edition=template.edition,
        number=number,
        sent_on=sent_on,
        due=f"{due.day} {due:%B %Y}" if due else "",
        contact=contact,
    )
    drawn = sample_table[sample_table["role"] == "sample"].sort_values("order", kind="stable")
    case_ids = [str(case_id) for case_id in drawn["case_id"]]
    lines = dict(zip(review.scope.lines["line"], review.scope.lines["question"], strict=True))
    part = path.with_name(path.name + ".part")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(part), options) as book:
        book.set_properties({"title": f"{review.title} – {name}", "created": _MADE})
        book.set_size(24000, 14000)
        sheets = PackSheets(book, front, questions_for(template, agency), lines, answers)
        sheets.front(case_ids)
        for case_id in case_ids:
            sheets.child(case_id)
        sheets.lists()
    part.replace(path)
