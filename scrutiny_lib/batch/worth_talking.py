"""For the audit discussion and after it: what is worth talking about, case by case, and what was settled (restricted).

One workbook in ``working/``; nothing of it is read back and nothing of it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from ..audit.books import new_book, row_height
from ..lenses.levels_by_case import levels_by_case
from ..lenses.moderated import adjudication_log
from ..lenses.talking_points import worth_talking_about
from .casework import Casework
from .level_and_time import threshold_of
from .standards import read_standards

FILE = "worth-talking-about.xlsx"
_WIDE, _NARROW = 44, 18
_WORDY = ("ask", "why", "why_first", "reason", "dissent", "label")


def talking_tables(work: Casework) -> dict[str, pd.DataFrame]:
    """What is worth talking about, the level of each case with those where harm could follow first, and the log of what
    each agency's auditor had answered beside what was settled; by the name of the sheet. Case ids only; a table is
    empty where there is nothing to say."""
    standards = read_standards(work.workspace)
    threshold = threshold_of(work, standards)
    returns, agreed, template = work.returns.table, work.agreed.table, work.template
    worried = sorted(set(work.risk.raised["case_id"]))
    return {
        "Worth talking about": worth_talking_about(
            returns,
            agreed,
            template,
            work.agencies,
            levels=threshold.levels if threshold else (),
            worried=worried,
            statutory=threshold.statutory if threshold else (),
        ),
        "Level by case": levels_by_case(
            returns,
            agreed,
            work.drawn,
            template,
            standards.thresholds,
            standards.crosswalk,
            standards.area,
            edition=work.review.threshold_edition,
            worried=worried,
        ).rename(columns=work.agencies),
        "What was settled": adjudication_log(returns, agreed, template),
    }


def write_talking(work: Casework) -> Path | None:
    """Write :func:`talking_tables` as one workbook; ``None``, and no file, where there is nothing to talk about."""
    tables = {name: table for name, table in talking_tables(work).items() if len(table)}
    path = work.folder / FILE
    if not tables:
        path.unlink(missing_ok=True)
        return None
    with new_book(path, f"Worth talking about – {work.review.title}", "Restricted: for the audit discussion") as book:
        _write(book, tables)
    return path


def _write(book: Workbook, tables: Mapping[str, pd.DataFrame]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for name, table in tables.items():
        sheet = book.add_worksheet(name)
        widths = [_WIDE if column in _WORDY else _NARROW for column in table.columns]
        for at, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, str(column).replace("_", " ").capitalize(), head)
        for row, values in enumerate(table.itertuples(index=False), start=1):
            texts = ["" if value is None or value != value else str(value) for value in values]
            sheet.set_row(row, row_height(*zip(texts, widths, strict=True)))
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
