"""The discussion workbook written again, when more has come back, without losing what was typed into it."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.audit.discussion import write_discussion
from scrutiny_lib.audit.discussion_sheet import typed_in
from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.open_files import is_open
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.template import Template

_COLUMNS = ["case_id", "question", "answer", "reason", "dissent"]
_SHOWN = 5
AGREED, SHEET = "agreed.csv", "discussion.xlsx"
_NOT_CARRIED = ("S09", "S13", "S18", "S19", "I02", "F07", "F13")


def rewrite_discussion(
    path: Path,
    returns_table: pd.DataFrame,
    template: Template,
    agencies: Mapping[str, str] | None = None,
    agreed: pd.DataFrame | None = None,
) -> tuple[Path, Problems]:
    """Write the discussion workbook; what people typed into the one that is there stands in the new one too.

    What was typed is carried over word for word, and ``agreed`` fills in what is still blank; where the two differ,
    what was typed stays and a warning says how often and where (J04). A copy that holds anything that has no place in
    the new one and stands nowhere else (about a child that is no longer looked at, a sheet or a column somebody added)
    is kept beside it under a new name (J05), and so is one that cannot be read. One that is open in another program is
    left as it is, and the new one is written beside it (F16).

    Parameters
    ----------
    path, returns_table, template, agencies, agreed
        As for :func:`scrutiny_lib.audit.discussion.write_discussion`.

    Returns
    -------
    (Path, Problems)
        Where the new workbook is, and what was kept beside it and why. Nothing here stops the review.
    """
    problems = Problems()
    case_ids = set(returns_table["case_id"]) - {""}
    elsewhere = set(agreed["case_id"]) if agreed is not None else set()
    typed, found = typed_in(path, template, case_ids | elsewhere)
    filled = _merged(typed, agreed, path.name, problems)
    target, kept = path, _beside(path, "kept")
    if is_open(path) or any(problem.rule == "F16" for problem in found) or (typed is None and not _moved(path, kept)):
        target = _beside(path, "")
    elif typed is None:
        fact = f"The workbook that was there cannot be read; it is kept as {kept.name}."
        cure = "Look at it in Excel; copy what was typed in by hand."
        problems.add("J05", fact, cure, file=path.name, act="WARN")
    elif any(problem.rule in _NOT_CARRIED for problem in found) or not _fits(typed, template, case_ids, agreed):
        shutil.copy2(path, kept)
        fact = f"Not everything that was typed in has a place in the new workbook; the old one is kept as {kept.name}."
        cure = "Look through it: children no longer looked at, added sheets, text outside the columns, formulas."
        problems.add("J05", fact, cure, file=path.name, act="WARN")
    try:
        write_discussion(target, returns_table, template, agencies, filled)
    except Refused:
        if target != path:
            raise
        target = _beside(path, "")
        write_discussion(target, returns_table, template, agencies, filled)
    if target != path:
        fact = f"The workbook is open in another program; it was left as it is and {target.name} written beside it."
        problems.add("F16", fact, "Close it, then go on with one of the two.", file=path.name, act="WARN")
    return target, problems


def _merged(typed: pd.DataFrame | None, agreed: pd.DataFrame | None, file: str, problems: Problems) -> pd.DataFrame:
    """What was typed, cell for cell before what is agreed elsewhere."""
    cells: dict[tuple[str, str], list[str]] = {}
    places: dict[tuple[str, str], str] = {}
    differ: dict[tuple[str, str], str] = {}
    for elsewhere, table in enumerate((typed, agreed)):
        for row in table.to_dict("records") if table is not None else []:
            key, texts = (str(row["case_id"]), plain(row["question"])), [str(row[name]) for name in _COLUMNS[2:]]
            stands = cells.setdefault(key, ["", "", ""])
            if elsewhere and stands[0].strip() and plain(stands[0]) != plain(texts[0]):
                other = AGREED if row.get("source") == AGREED else SHEET
                differ.setdefault(key, f"{places[key]} (the other: {other}, {_place(row)})")
            cells[key] = [old or new for old, new in zip(stands, texts, strict=True)]
            places.setdefault(key, _place(row))
    if differ:
        more = f" and {len(differ) - _SHOWN} more" if len(differ) > _SHOWN else ""
        fact = (
            f"Answers in the working copy in working/ that differ from the one in the review's folder, which counts: "
            f"{len(differ)}. In the working copy: {', '.join(list(differ.values())[:_SHOWN])}{more}. "
            "It was left as it stands."
        )
        cure = (
            "If the working copy is right, put it into the review's folder; if not, delete the working copy: it is "
            "written again from what counts."
        )
        problems.add("J04", fact, cure, file=file, act="WARN")
    return pd.DataFrame([(*key, *texts) for key, texts in cells.items()], columns=_COLUMNS, dtype=str)


def _place(row: Mapping[Hashable, Any]) -> str:
    """Where in its file a row stands: sheet and cell, or line."""
    return f"sheet {row['sheet']}, cell {row['cell']}" if row.get("sheet") else str(row.get("cell", ""))


def _fits(typed: pd.DataFrame, template: Template, case_ids: set[str], agreed: pd.DataFrame | None) -> bool:
    """Whether every row that was typed has a place of its own in a workbook about these children, or stands just so
    among what was agreed: then nothing is lost with it."""
    known: dict[tuple[str, str], list[set[str]]] = {}
    for case_id, question, *texts in agreed[_COLUMNS].to_numpy().tolist() if agreed is not None else []:
        for said, text in zip(known.setdefault((case_id, plain(question)), [{""}, {""}, {""}]), texts, strict=True):
            said.add(text)

    def stands(case_id: str, question: str, *texts: str) -> bool:
        said = known.get((case_id, question))
        return said is not None and all(text in one for text, one in zip(texts, said, strict=True))

    typed = typed.loc[[not stands(*row) for row in typed[_COLUMNS].to_numpy().tolist()]]
    questions = set(template.questions.loc[template.questions["scope"] == "child", "id"])
    placed = typed["case_id"].isin(case_ids) & typed["question"].isin(questions)
    return bool(placed.all()) and not typed.duplicated(["case_id", "question"]).any()


def _moved(path: Path, kept: Path) -> bool:
    """Give a file another name; whether that could be done (not while a program holds it open)."""
    try:
        path.rename(kept)
    except OSError:
        return False
    return True


def _beside(path: Path, word: str) -> Path:
    """The first free name beside a file: ``discussion-2.xlsx``, ``discussion-kept-1.xlsx``."""
    start = f"{path.stem}-{word}-" if word else f"{path.stem}-"
    names = (path.with_name(f"{start}{number}{path.suffix}") for number in count(1 if word else 2))
    return next(name for name in names if not name.exists())
