"""Who codes, and what they gave: ``coders.csv`` and every coder's file, checked, counted, and kept apart until locked.

Neither coder sees the other before both have locked, and nor does anybody else: until then nothing is compared, and
what is counted rests on the first coder alone. A coder may have several files: what is asked later, because it was
chosen for quotation or came in later, is another part with a line and a lock of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.code_locks import FILE, asked_when_locked, keep_locks
from scrutiny_lib.intake.code_names import ToCode
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import (
    CODERS,
    CODINGS,
    FIRST,
    HANDED,
    NOTES,
    PARTS,
    READ,
    RECEIVED,
    ROLES,
    SECOND,
    Coded,
    blank_codings,
)
from scrutiny_lib.intake.coded import passage_codes as passage_codes
from scrutiny_lib.intake.coder_waits import what_parts_wait, what_waits
from scrutiny_lib.intake.coder_work import CODING, PROJECT, Asked, Work, read_work, received, sha256_of, some_missing
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.intake.qda_spans import READINGS
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.plural import many

COLUMNS = ("coder", "role", "file", "locked_on", "unlocked_why", "positions")
PSEUDONYM = re.compile(r"[A-Za-z]{1,8}[ _-]?[0-9]{1,3}")
"""What a coder goes by, such as ``A1`` or ``coder 2``: never a name."""

_TABLES = {"codings": CODINGS, "read": READ, "received": RECEIVED, "notes": NOTES, "nothing_fits": READ}


def read_coders(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read who codes (``coders.csv``).

    Returns
    -------
    (DataFrame, Problems)
        coder, role, file, locked_on (ISO date or ``""``), unlocked_why, positions (how a project counts, where that
        cannot be told): text, one row for each file: a coder may have several, in one role. A file that is not there
        gives no rows and no problem. A coder who is not called by a pseudonym, a role or date that cannot be read, two
        coders in one role, a coder in two, a file that is there twice for a coder, and one outside the folder all stop.
    """
    problems = Problems()
    blank = pd.DataFrame(columns=list(COLUMNS), dtype="str")
    if not path.exists():
        return blank, problems
    frame = read_csv(path, COLUMNS, problems, optional=("file", "locked_on", "unlocked_why", "positions"))
    if frame is None:
        return blank, problems
    cells = Columns(frame, problems, path.name)
    cells.once(["coder", "file"])
    _one_for_one(cells, "coder", "role", "This coder is there in another role.", "A coder has one role.")
    cure = "There is one first and one second coder; a later part is one more line of the same coder."
    _one_for_one(cells, "role", "coder", "Another coder is there in this role.", cure)
    days = cells.dates("locked_on", blank=True)
    cure = "Call each coder by letters and a number, such as A1."
    fact = "This is not a pseudonym."
    coder = cells.read("coder", lambda cell: cell if PSEUDONYM.fullmatch(cell) else None, "V02", fact, cure)
    inside = cells.read("file", _inside, "V02", "This is not the name of a file.", "Write its name alone.", blank=True)
    first = {spelling(name): str(name) for name in reversed(frame["coder"].tolist())}
    read = frame.assign(
        coder=["" if name is None else first[spelling(name)] for name in coder],
        role=cells.listed("role", ROLES),
        file=["" if name is None else name for name in inside],
        locked_on=["" if day is None else day.isoformat() for day in days],
        positions=cells.listed("positions", READINGS, blank=True).where(frame["positions"] != "", ""),
    )
    return (blank if problems.stops() else read.reset_index(drop=True)), problems


def _one_for_one(cells: Columns, key: str, other: str, fact: str, cure: str) -> None:
    """Note every row whose ``key`` stands with another ``other`` than in the first row that has it."""
    first: dict[str, str] = {}
    for line, one, two in cells.frame[[key, other]].itertuples(name=None):
        if one and two and first.setdefault(spelling(one), spelling(two)) != spelling(two):
            cells.note([line], key, "I02", fact, cure, act="STOP")


def _inside(name: str) -> str | None:
    """A file's name that leads nowhere else."""
    plain = not re.search(r'[\\/:*?"<>|]', name) and name.strip(". ") == name.rstrip(". ") and name not in ("", "..")
    return name if plain and not name.startswith(("~$", ".")) else None


def read_coded(
    folder: Path,
    codebook: Codebook,
    texts: Texts,
    passages: pd.DataFrame,
    review_name: str,
    record: Path | None = None,
    given: Collection[str] | None = None,
) -> tuple[Coded, Problems]:
    """Read everything the coders of a review sent, and keep back what may not be looked at yet.

    Parameters
    ----------
    folder : Path
        With ``coders.csv`` and the folder ``coding``.
    codebook : Codebook
        The codes this review uses.
    texts : Texts
    passages : DataFrame
        passage_id, source, start, end.
    review_name : str
        What the workbooks' front pages must say.
    record : Path, optional
        Where locks are kept (:func:`scrutiny_lib.intake.code_locks.keep_locks`); without it nothing is remembered.
    given : collection of str, optional
        The passages drawn for the second coder; all of them when left out. Work on others is held (A17). A workbook of
        ours is about what stands in it, and a table or project that was locked about what was given then: what a
        finished coder has not been given since is counted (V05).

    Returns
    -------
    (Coded, Problems)
        For every file received = used + held + refused. A code given twice to one stretch counts once (I04); overlaps
        of one coder and code are joined (I04); two codes of a group that allows one are both held (V04). All locked
        files of a coder count together once the first of them is locked; a passage that stands in two counts in the
        first (I02). What is wrong with a file that is not locked yet is a warning: its coder is still at work.
    """
    plan = ToCode(codebook, texts, passages, review_name)
    listed, problems = read_coders(folder / FILE)
    _same_file(listed, problems)
    _note_unnamed(folder / CODING, listed, problems)
    everything = frozenset(plan.spans)
    drawn = everything if given is None else everything & set(given)
    then = {} if record is None else asked_when_locked(record)
    parts: list[dict[str, Any]] = []
    works: list[tuple[dict[str, Any], Work | None]] = []
    locked = dict[str, frozenset[str]]()
    for row in listed.to_dict("records"):
        found, coder = Problems(), str(row["coder"])
        sha256 = sha256_of(folder / CODING, row["file"])
        allowed = then.get((coder, sha256), everything if row["role"] == FIRST else drawn) & everything
        work = read_work(folder / CODING, row, Asked(allowed, locked.get(coder, frozenset())), plan, found)
        part = _part(row, work, sha256, None if some_missing(texts) else allowed)
        if work is not None and row["locked_on"] and not work.sent.finished:
            fact = "The file is locked in coders.csv, and its front page does not say that the coder has finished."
            found.add("L05", fact, "Ask the coder; until then it counts as not locked.", file=row["file"], act="WARN")
        problems.extend(found if row["locked_on"] else map(_milder, found))
        if work is not None and part["finished"]:
            locked[coder] = locked.get(coder, frozenset()) | frozenset(work.looked["passage_id"])
        parts.append(part)
        works.append((part, work))
    for role, wanted in ((FIRST, everything), (SECOND, drawn)):
        _note_not_given([(part, work) for part, work in works if part["role"] == role], wanted, problems)
    frame = pd.DataFrame(parts, columns=[*COLUMNS, "sha256", "finished", "there", "asked"])
    reopened = () if record is None else keep_locks(frame, record, problems)
    waiting = what_waits(parts, folder.name)
    tables = _counted(works, bool(waiting))
    coded = Coded(
        coders=frame.drop_duplicates("coder")[list(CODERS)].reset_index(drop=True),
        waiting=waiting,
        parts=frame[list(PARTS)],
        parts_open=what_parts_wait(parts, folder.name),
        handed=_handed(works),
        reopened=reopened,
        **tables,
    )
    return coded, problems


def _part(row: dict[Any, Any], work: Work | None, sha256: str, allowed: frozenset[str] | None) -> dict[str, Any]:
    """What is known about one file, and how far it is; ``allowed`` is what it was asked about, if that can be told."""
    done = work is not None and work.sent.finished
    return {
        **row,
        "sha256": sha256,
        "there": bool(sha256),
        "refused": bool(sha256) and work is None,
        "book": work is not None and work.book,
        "done": done,
        "finished_on": getattr(work.sent, "finished_on", "") if work is not None else "",
        "finished": done and bool(row["locked_on"]),
        "asked": None if work is None or work.book else allowed,
    }


def _counted(works: list[tuple[dict[str, Any], Work | None]], waiting: bool) -> dict[str, pd.DataFrame]:
    """The tables of what may be looked at: of a coder nothing before the first file is locked; the second coder's only
    when there is nothing to wait for. What was received is counted whatever is waited for."""
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    first = dict[str, bool]()
    for part, work in works:
        found["received"].append(received(part["file"], work))
        begun = first.setdefault(part["coder"], part["finished"])
        if work is None or not (part["finished"] and begun) or (waiting and part["role"] != FIRST):
            continue
        own = {"codings": work.codings, "read": work.looked, "notes": work.notes, "nothing_fits": work.nothing_fits}
        for name, table in own.items():
            found[name].append(table.assign(coder=part["coder"]))
    blank = {name: pd.DataFrame(columns=list(columns)) for name, columns in _TABLES.items()}
    blank["codings"] = blank_codings()
    return {
        name: pd.concat(tables, ignore_index=True)[list(_TABLES[name])] if tables else blank[name]
        for name, tables in found.items()
    }


def _handed(works: list[tuple[dict[str, Any], Work | None]]) -> pd.DataFrame:
    rows = [
        (passage, part["coder"], part["file"])
        for part, work in works
        if work is not None
        for passage in sorted(work.handed)
    ]
    return pd.DataFrame(rows, columns=list(HANDED), dtype=object)


def _same_file(coders: pd.DataFrame, problems: Problems) -> None:
    """One file for two coders: only a project can hold the work of both."""
    files = coders.loc[coders["file"] != "", "file"].str.casefold()
    if any(not name.endswith(PROJECT) for name in files[files.duplicated()]):
        cure = "Each coder sends a file of their own."
        problems.add("I02", "One file is named for two coders.", cure, file=FILE, column="file")


def _note_not_given(
    works: list[tuple[dict[str, Any], Work | None]], wanted: frozenset[str], problems: Problems
) -> None:
    """What a coder who is locked has not been given: chosen for quotation, or come in, since."""
    if works and works[0][0]["finished"]:
        had = [work.handed for _, work in works if work is not None]
        if new := len(wanted.difference(*had)):
            fact = f"Passages that coder {works[0][0]['coder']} was not given yet: {new:,}."
            problems.add("V05", fact, "scrutiny voice writes a workbook with them alone.", file=FILE, act="WARN")


def _note_unnamed(folder: Path, listed: pd.DataFrame, problems: Problems) -> None:
    """Files among coders' work that no line names: counted, never read."""
    there = [path.name for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    named = set(listed["file"].str.casefold())
    unnamed = sum(not name.startswith(("~$", ".")) and name.casefold() not in named for name in there)
    if unnamed:
        fact = f"This folder holds {many(unnamed, 'files')} that no line of {FILE} names: not read."
        cure = f"Write the name into {FILE}, column file, in the line of its coder, or take the file out."
        problems.add("F22", fact, cure, file=CODING, act="WARN")


def _milder(problem: Problem) -> Problem:
    return replace(problem, act="WARN") if problem.act in ("STOP", "REJECT") else problem


__all__ = ["CODING", "SECOND", "Coded", "passage_codes", "read_coded", "read_coders"]
