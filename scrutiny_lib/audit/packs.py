"""Packs: the workbook each agency is sent, with one sheet per child and nothing by which a child could be found.

A pack holds case ids and questions only. Who the children are goes separately, in the identification lists of
:mod:`scrutiny_lib.audit.lists`. What comes back is read by :mod:`scrutiny_lib.intake.returns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.books import new_book
from scrutiny_lib.audit.pack_front import Front
from scrutiny_lib.audit.pack_sheets import Filled, LastTime, PackSheets
from scrutiny_lib.audit.parts import (
    DAYS_FOR_A_PART,
    children_of,
    due_day,
    file_stem,
    files_of_gone_parts,
    parts_of,
    take_away,
)
from scrutiny_lib.intake.return_sheets import questions_for
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.template import Template

Before = Mapping[tuple[str, str, str], tuple[str, date]]
"""Answers of an earlier review: (agency, case_id or ``""`` for what is asked once, question) -> (answer, when)."""

EXAMPLE = "C-EXAMPLE1"
"""The invented child of a preview."""


def write_packs(
    folder: Path,
    review: Review,
    template: Template,
    sample_table: pd.DataFrame,
    agencies: Mapping[str, str],
    contact: str = "",
    last_time: Before | None = None,
    came_in: Mapping[int, date] | None = None,
) -> list[Path]:
    """Write one workbook for each agency the review asks, and one more for each later part of the sample.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there.
    review : Review
        Whose agencies, due dates and lines of enquiry are used.
    template : Template
        The questions. An agency gets those meant for it, after the four that everybody gets; what is asked once
        stands on a sheet about the agency, in part 1 only.
    sample_table : DataFrame
        With columns ``case_id``, ``order`` and ``role``, and ``part`` where children came in from the reserve. The
        sheets of a part are its children of role ``"sample"`` or ``"replaced"``, in order: adding a part changes
        no byte of an earlier one.
    agencies : mapping of str to str
        Agency id -> name.
    contact : str
        Whom an auditor may ask; left out when empty.
    last_time : mapping, optional
        (agency, case_id or ``""``, question) -> (answer, when). It stands beside the box of that question, to be
        checked and chosen again; nothing is filled in from it.
    came_in : mapping of int to date, optional
        Part -> the day its children came in (:func:`scrutiny_lib.audit.parts.came_in_on`): a later part is due by
        :func:`scrutiny_lib.audit.parts.due_day`.

    Returns
    -------
    list of Path
        The files, in the order of the review's agencies, part by part: ``<review>-<agency>.xlsx`` and
        ``<review>-<agency>-part-2.xlsx``. The same inputs give the same bytes. Workbooks of parts that are no longer
        there are removed (:func:`scrutiny_lib.audit.parts.files_of_gone_parts` names them before).
    """
    folder.mkdir(parents=True, exist_ok=True)
    take_away(files_of_gone_parts(folder, review.name, agencies, sample_table, ".xlsx"))
    paths = []
    for agency in review.agencies:
        for part in parts_of(sample_table):
            path = folder / f"{file_stem(review.name, agency.id, part)}.xlsx"
            write_return(
                path, review, template, sample_table, agency.id, agencies[agency.id], {},
                contact=contact, part=part, last_time=last_time, came_in=came_in,
            )  # fmt: skip
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
    part: int = 1,
    last_time: Before | None = None,
    came_in: Mapping[int, date] | None = None,
) -> None:
    """Write one agency's workbook with answers filled in (an empty mapping gives the blank pack).

    Parameters
    ----------
    agency, name : str
        The agency's id and its name.
    answers : mapping
        (case_id, question id) -> (answer, what the record shows, where to find it); the case_id is ``""`` for a
        question asked once. What an agency is not asked is left out. Nothing is checked here: that is the reader's
        work.
    number : int
        The return number.
    sent_on : date, optional
        The date sent back.
    part : int
        Which children: those drawn first are part 1.
    last_time, came_in : mapping, optional
        As for :func:`write_packs`.
    """
    due = next((due_day(asked.due, part, came_in or {}) for asked in review.agencies if asked.id == agency), None)
    front = Front(
        title=review.title,
        purpose=template.purpose,
        review=review.name,
        agency=name,
        edition=template.edition,
        number=number,
        sent_on=sent_on,
        part=part,
        due=f"{due.day} {due:%B %Y}" if due else "",
        contact=contact,
        note=_further(part, (came_in or {}).get(part)) if part > 1 else "",
    )
    lines = dict(zip(review.scope.lines["line"], review.scope.lines["question"], strict=True))
    before = {
        (case_id, question): f"{answer} ({when:%B %Y})"
        for (who, case_id, question), (answer, when) in (last_time or {}).items()
        if who == agency
    }
    case_ids = [str(case_id) for case_id in children_of(sample_table, part)["case_id"]]
    _write(path, front, template, agency, lines, case_ids, answers, before)


def _further(part: int, came_in: date | None) -> str:
    """What the front page of a later part says under its title."""
    since = f", who came in on {came_in.day} {came_in:%B %Y}: {DAYS_FOR_A_PART} working days" if came_in else ""
    return f"Part {part}: further children{since}. What you sent before still counts."


def write_preview(folder: Path, template: Template, agencies: Mapping[str, str]) -> list[Path]:
    """Write the workbooks of a template as agencies would see them, with one invented child, before any review.

    Parameters
    ----------
    folder : Path
        Where to; made when it is not there.
    template : Template
        The questions.
    agencies : mapping of str to str
        Agency id -> name. An agency of the template that is not in it goes by its id.

    Returns
    -------
    list of Path
        ``preview-<template>-<agency>.xlsx`` for each agency of the template, in its order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = {str(line): "" for line in template.questions["line"]}
    paths = []
    for agency in template.agencies:
        path = folder / f"preview-{template.id}-{agency}.xlsx"
        front = Front(
            title=template.title,
            purpose=template.purpose,
            review="the name of the review",
            agency=agencies.get(agency, agency),
            edition=template.edition,
            due="the date the review gives",
            contact="whoever the review names",
            note="Preview of the questions. The child is invented; lines of enquiry get their words from the review.",
        )
        _write(path, front, template, agency, lines, [EXAMPLE], {}, {})
        paths.append(path)
    return paths


def _write(
    path: Path,
    front: Front,
    template: Template,
    agency: str,
    lines: Mapping[str, str],
    case_ids: list[str],
    answers: Filled,
    before: LastTime,
) -> None:
    subject = "Multi-agency audit: questions about children, known here by case id only"
    with new_book(path, f"{front.title} – {front.agency}", subject) as book:
        PackSheets(book, front, questions_for(template, agency), lines, answers, before).write(case_ids)
