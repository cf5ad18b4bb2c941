"""The account of a whole Annex A workbook: one report for each list, for a check before any frame is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import is_about_children, list_title
from scrutiny_lib.intake.columns import CHILD, REFERRAL
from scrutiny_lib.intake.frame_rows import read_frame_rows
from scrutiny_lib.intake.labels import Labels
from scrutiny_lib.intake.load_report import LoadReport
from scrutiny_lib.intake.raw import RawTable


def report_annex_a(
    tables: Mapping[int, RawTable], as_at: date, labels: Labels, problems: Problems, path: Path
) -> dict[int, LoadReport]:
    """What became of the rows and cells of each list that
    :func:`~scrutiny_lib.intake.annex_a.read_annex_a_workbook` found.

    A row is a child, on the list of referrals a referral, on the last list somebody who would adopt. ``as_at`` is the
    day on which ages are looked at; ``labels`` are the partnership's own words. What is wrong in rows and cells is
    added to ``problems`` under the name of the file.
    """
    reports = {}
    for number, raw in tables.items():
        unit = REFERRAL if REFERRAL in raw.table else CHILD if is_about_children(number) else "adopter_id"
        words = f"List {number}, {list_title(number)}"
        reports[number] = read_frame_rows(raw, unit, as_at, labels.get("sex", {}), words, problems, path).report
    return reports
