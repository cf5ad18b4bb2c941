"""Who codes, and what they gave: ``coders.csv`` and every coder's file, checked, counted, and kept apart until locked.

Neither coder sees the other before both have locked, and nor does anybody else: until then nothing is compared, and
what is counted rests on the first coder alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.code_locks import FILE, keep_locks
from scrutiny_lib.intake.code_names import Held, Sent, ToCode
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import (
    CODERS,
    CODINGS,
    FIRST,
    NOTES,
    READ,
    RECEIVED,
    ROLES,
    SECOND,
    Coded,
    blank_codings,
    counts_for,
    exclusive_clashes,
    joined,
)
from scrutiny_lib.intake.coded import passage_codes as passage_codes
from scrutiny_lib.intake.coding_book import read_coding_book
from scrutiny_lib.intake.coding_files import read_coding_csv, read_coding_project
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.intake.qda_spans import READINGS
from scrutiny_lib.intake.texts import Texts

CODING = "coding"
"""The folder coders' files are put into, beside ``coders.csv``."""

COLUMNS = ("coder", "role", "file", "locked_on", "unlocked_why", "positions")
PSEUDONYM = re.compile(r"[A-Za-z]{1,8}[ _-]?[0-9]{1,3}")
"""What a coder goes by, such as ``A1`` or ``coder 2``: never a name."""

_READERS = {".xlsx": read_coding_book, ".xlsm": read_coding_book, ".csv": read_coding_csv}
_PROJECT = ".qdpx"


def read_coders(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read who codes (``coders.csv``).

    Returns
    -------
    (DataFrame, Problems)
        coder, role, file, locked_on (ISO date or ``""``), unlocked_why, positions (how a project counts, where that
        cannot be told): text. A file that is not there gives no rows and no problem. A coder who is not called by a
        pseudonym, a role or date that cannot be read, a coder or role that is there twice, and a file outside the
        folder all stop.
    """
    problems = Problems()
    blank = pd.DataFrame(columns=list(COLUMNS), dtype="str")
    if not path.exists():
        return blank, problems
    frame = read_csv(path, COLUMNS, problems, optional=("file", "locked_on", "unlocked_why", "positions"))
    if frame is None:
        return blank, problems
    cells = Columns(frame, problems, path.name)
    cells.once(["coder"])
    cells.once(["role"])
    days = cells.dates("locked_on", blank=True)
    cure = "Call each coder by letters and a number, such as A1."
    fact = "This is not a pseudonym."
    coder = cells.read("coder", lambda cell: cell if PSEUDONYM.fullmatch(cell) else None, "V02", fact, cure)
    inside = cells.read("file", _inside, "V02", "This is not the name of a file.", "Write its name alone.", blank=True)
    read = frame.assign(
        coder=coder,
        role=cells.listed("role", ROLES),
        file=["" if name is None else name for name in inside],
        locked_on=["" if day is None else day.isoformat() for day in days],
        positions=cells.listed("positions", READINGS, blank=True).where(frame["positions"] != "", ""),
    )
    return (blank if problems.stops() else read.reset_index(drop=True)), problems


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
        The passages drawn for the second coder; all of them when left out. Work on others is held (A17), but for what
        stands in a workbook of ours: that was given when it was written, even if texts came in later.

    Returns
    -------
    (Coded, Problems)
        For every file received = used + held + refused. A code given twice to one stretch counts once (I04); overlaps
        of one coder and code are joined (I04); two codes of a group that allows one are both held (V04). What is wrong
        with a file that is not locked yet is a warning: its coder is still at work.
    """
    plan = ToCode(codebook, texts, passages, review_name)
    listed, problems = read_coders(folder / FILE)
    rows: list[dict[Any, Any]] = []
    tables: dict[str, list[pd.DataFrame]] = {"codings": [], "read": [], "received": [], "notes": []}
    _same_file(listed, problems)
    for row in listed.to_dict("records"):
        found = Problems()
        allowed = set(plan.spans) if row["role"] == FIRST or given is None else set(given) & set(plan.spans)
        work = _read_one(folder / CODING, row, allowed, plan, found)
        finished = work is not None and work.sent.finished and bool(row["locked_on"])
        if work is not None and row["locked_on"] and not work.sent.finished:
            fact = "The file is locked in coders.csv, and its front page does not say that the coder has finished."
            found.add("L05", fact, "Ask the coder; until then it counts as not locked.", file=row["file"], act="WARN")
        problems.extend(found if row["locked_on"] else map(_milder, found))
        rows.append({**row, "sha256": _hash(folder / CODING, row["file"]), "finished": finished})
        tables["received"].append(_received(row["file"], work))
        if work is not None and finished:
            for name, part in (("codings", work.codings), ("read", work.looked), ("notes", work.notes)):
                tables[name].append(part.assign(coder=row["coder"], role=row["role"]))
    coders = pd.DataFrame(rows, columns=[*COLUMNS, "sha256", "finished"])
    if record is not None:
        keep_locks(coders, record, problems)
    waiting = _waiting(coders)
    counted = {name: _counted(found, bool(waiting)) for name, found in tables.items()}
    coded = Coded(
        coders=coders[list(CODERS)],
        codings=blank_codings() if counted["codings"] is None else counted["codings"][list(CODINGS)],
        **{
            name: pd.DataFrame(columns=list(columns)) if (table := counted[name]) is None else table[list(columns)]
            for name, columns in (("read", READ), ("received", RECEIVED), ("notes", NOTES))
        },
        waiting=waiting,
    )
    return coded, problems


def _counted(found: list[pd.DataFrame], waiting: bool) -> pd.DataFrame | None:
    """The rows of these tables that may be looked at: the second coder's only when there is nothing to wait for."""
    kept = [table for table in found if not waiting or "role" not in table or set(table["role"]) <= {FIRST}]
    return pd.concat(kept, ignore_index=True) if kept else None


def _waiting(coders: pd.DataFrame) -> tuple[str, ...]:
    """What is waited for, in sentences."""
    if coders.empty:
        return ("No coder is named in coders.csv yet.",)
    said = []
    for role in ROLES:
        of_role = coders[coders["role"] == role]
        if of_role.empty:
            said.append(f"There is no {role} coder in coders.csv.")
        elif not of_role["finished"].all():
            then = " Until then nothing is counted." if role == FIRST else " Until then the first coder alone counts."
            said.append(f"The {role} coder, {of_role.iloc[0]['coder']}, has not locked.{then}")
    return tuple(said)


class _Work:
    """One coder's file after every check."""

    def __init__(self, sent: Sent, plan: ToCode, allowed: set[str], file: str, problems: Problems):
        self.sent, self.file = sent, file
        allowed = allowed | sent.offered
        spans, self.held = self._checked(plan, allowed, problems)
        self.codings, repeats, overlaps = joined(spans)
        for count, what in ((repeats, "given twice and counted once"), (overlaps, "overlapping and joined")):
            if count:
                fact = f"Codes {what}: {count:,}."
                problems.add("I04", fact, "Nothing to do.", file=file, act="REPAIR")
        looked = allowed if sent.looked is None else allowed & sent.looked
        order = [passage for passage in plan.spans if passage in looked]
        self.looked = pd.DataFrame({"passage_id": order}, dtype=object)
        if sent.finished and len(order) < len(allowed):
            fact = f"Passages about which nothing is said: {len(allowed) - len(order):,}. They count as not looked at."
            problems.add("V05", fact, "Give a code, or say that nothing fits.", file=file, act="WARN")
        notes = {passage: note for passage, note in sent.notes.items() if passage in allowed}
        self.notes = pd.DataFrame({"passage_id": list(notes), "note": list(notes.values())}, dtype=object)

    def _checked(self, plan: ToCode, allowed: set[str], problems: Problems) -> tuple[pd.DataFrame, int]:
        """The stretches that count, and how many codes are held in all."""
        held = Held(self.file)
        spans = self.sent.spans
        at, passage = counts_for(spans, plan.passages)
        ids = plan.passages["passage_id"].to_numpy()[passage]
        inside = set(at[[one in allowed for one in ids]].tolist())
        strange = set(at.tolist()) - inside
        clashes = set(exclusive_clashes(spans, plan.passages, plan.codebook).tolist()) - strange
        for why, which in (("not given", strange), ("exclusive", clashes)):
            for _ in which:
                held.add(why)
        held.note(problems, plan.codebook)
        kept = [place for place in range(len(spans)) if place not in strange | clashes]
        nowhere = len(spans) - len(set(at.tolist()))
        if nowhere:
            fact = f"Codes on no passage (less than half of any): {nowhere:,}. They count for stretches only."
            problems.add("V03", fact, "Look whether a passage is missing.", file=self.file, act="WARN")
        return spans.iloc[kept], self.sent.held + held.count


def _read_one(folder: Path, row: dict[Any, Any], allowed: set[str], plan: ToCode, problems: Problems) -> _Work | None:
    """One coder's work; ``None`` where there is no file, or it was refused."""
    file = str(row["file"])
    path = folder / file
    if not file or not path.is_file():
        if row["locked_on"]:
            fact = f"Coder {row['coder']} is locked, and the file is not there."
            problems.add("F02", fact, f"Put it into the folder '{CODING}', or take locked_on out.", file=file or FILE)
        return None
    kind, coder = path.suffix.lower(), str(row["coder"])
    read = _READERS.get(kind)
    if read is None and kind != _PROJECT:
        cure = "Send our workbook (.xlsx), a table (.csv) or a project (.qdpx)."
        problems.add("F07", "A file of this kind is not read.", cure, file=file, act="REJECT")
        return None
    if read is None:
        sent = read_coding_project(path, coder, plan, problems, str(row["positions"]))
    else:
        sent = read(path, coder, plan, problems)
    return None if sent is None else _Work(sent, plan, allowed, file, problems)


def _received(file: str, work: _Work | None) -> pd.DataFrame:
    counts = (0, 0, 0) if work is None else (work.sent.received, work.sent.received - work.held, work.held)
    rows = [(file, *counts, 0)] if file else []
    return pd.DataFrame(rows, columns=list(RECEIVED))


def _same_file(coders: pd.DataFrame, problems: Problems) -> None:
    """One file for two coders: only a project can hold the work of both."""
    files = coders.loc[coders["file"] != "", "file"].str.casefold()
    if any(not name.endswith(_PROJECT) for name in files[files.duplicated()]):
        cure = "Each coder sends a file of their own."
        problems.add("I02", "One file is named for two coders.", cure, file=FILE, column="file")


def _milder(problem: Problem) -> Problem:
    return replace(problem, act="WARN") if problem.act in ("STOP", "REJECT") else problem


def _hash(folder: Path, file: str) -> str:
    path = folder / file
    return hashlib.sha256(path.read_bytes()).hexdigest() if file and path.is_file() else ""


__all__ = ["CODING", "SECOND", "Coded", "passage_codes", "read_coded", "read_coders"]
