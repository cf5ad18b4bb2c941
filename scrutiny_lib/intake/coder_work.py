"""One file of one coder, held against what the coder was given: what of it counts, what is held, what was looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.code_locks import FILE
from scrutiny_lib.intake.code_names import Held, Sent, ToCode
from scrutiny_lib.intake.coded import RECEIVED, counts_for, exclusive_clashes, joined
from scrutiny_lib.intake.coding_book import SentBook, read_coding_book
from scrutiny_lib.intake.coding_files import read_coding_csv, read_coding_project
from scrutiny_lib.intake.open_files import note_open
from scrutiny_lib.intake.texts import Texts

CODING = "coding"
"""The folder coders' files are put into, beside ``coders.csv``."""

PROJECT = ".qdpx"
_READERS = {".xlsx": read_coding_book, ".xlsm": read_coding_book, ".csv": read_coding_csv}


@dataclass(frozen=True)
class Asked:
    """What a coder was asked about: ``allowed`` passages, and those an earlier locked part of the coder's answers."""

    allowed: frozenset[str]
    before: frozenset[str] = frozenset()


class Work:
    """One coder's file after every check.

    ``codings`` are the stretches that count, ``looked`` the passages looked at, ``notes`` what stands beside them,
    ``handed`` the passages the file is about.
    """

    def __init__(self, sent: Sent, plan: ToCode, asked: Asked, file: str, problems: Problems):
        self.sent, self.file = sent, file
        self.book = isinstance(sent, SentBook)
        allowed = (sent.offered if self.book else asked.allowed) - asked.before
        spans, self.held = self._checked(plan, allowed, asked.before, problems)
        self.codings, repeats, overlaps = joined(spans)
        for count, what in ((repeats, "given twice and counted once"), (overlaps, "overlapping and joined")):
            if count:
                fact = f"Codes {what}: {count:,}."
                problems.add("I04", fact, "Nothing to do.", file=file, act="REPAIR")
        looked = allowed if sent.looked is None else allowed & sent.looked
        order = [passage for passage in plan.spans if passage in looked]
        self.looked = _column(order)
        self.handed = sent.offered if self.book else looked
        if sent.finished and len(order) < len(allowed):
            fact = f"Passages about which nothing is said: {len(allowed) - len(order):,}. They count as not looked at."
            problems.add("V05", fact, "Give a code, or say that nothing fits.", file=file, act="WARN")
        notes = {passage: note for passage, note in sent.notes.items() if passage in allowed}
        self.notes = pd.DataFrame({"passage_id": list(notes), "note": list(notes.values())}, dtype=object)
        ticked = sent.ticked if isinstance(sent, SentBook) else frozenset()
        self.nothing_fits = _column([passage for passage in order if passage in ticked])

    def _checked(
        self, plan: ToCode, allowed: frozenset[str], before: frozenset[str], problems: Problems
    ) -> tuple[pd.DataFrame, int]:
        """The stretches that count, and how many codes are held in all."""
        held = Held(self.file)
        spans = self.sent.spans
        at, passage = counts_for(spans, plan.passages)
        ids = plan.passages["passage_id"].to_numpy()[passage]
        inside = set(at[[one in allowed for one in ids]].tolist())
        again = set(at[[one in before for one in ids]].tolist()) - inside
        strange = set(at.tolist()) - inside - again
        clashes = set(exclusive_clashes(spans, plan.passages, plan.codebook).tolist()) - strange - again
        for why, which in (("not given", strange), ("exclusive", clashes)):
            for _ in which:
                held.add(why)
        held.note(problems, plan.codebook)
        if again:
            fact = f"Codes on passages that an earlier file of this coder has (held: {len(again):,}): that one counts."
            problems.add("I02", fact, "Nothing to do.", file=self.file, act="WARN")
        kept = [place for place in range(len(spans)) if place not in strange | clashes | again]
        nowhere = len(spans) - len(set(at.tolist()))
        if nowhere:
            fact = f"Codes on no passage (less than half of any): {nowhere:,}. They count for stretches only."
            problems.add("V03", fact, "Look whether a passage is missing.", file=self.file, act="WARN")
        return spans.iloc[kept], self.sent.held + held.count + len(again)


def read_work(folder: Path, row: dict[Any, Any], asked: Asked, plan: ToCode, problems: Problems) -> Work | None:
    """One file of ``coding/``; ``None`` where it is not there, or was refused.

    ``row`` is a line of ``coders.csv``. A file that a program has open is read as it was saved, and said (F16).
    """
    file = str(row["file"])
    path = folder / file
    if not file or not path.is_file():
        if row["locked_on"]:
            fact = f"Coder {row['coder']} is locked, and the file is not there."
            problems.add("F02", fact, f"Put it into the folder '{CODING}', or take locked_on out.", file=file or FILE)
        return None
    note_open(path, problems, "What is not saved there yet was not read.")
    kind, coder = path.suffix.lower(), str(row["coder"])
    read = _READERS.get(kind)
    if read is None and kind != PROJECT:
        cure = "Send our workbook (.xlsx), a table (.csv) or a project (.qdpx)."
        problems.add("F07", "A file of this kind is not read.", cure, file=file, act="REJECT")
        return None
    found = Problems()
    if read is None:
        sent = read_coding_project(path, coder, plan, found, str(row["positions"]))
    else:
        sent = read(path, coder, plan, found)
    problems.extend(_because_texts_are_missing(found, plan))
    return None if sent is None else Work(sent, plan, asked, file, problems)


def received(file: str, work: Work | None) -> pd.DataFrame:
    """Codes of one file: received, used, held, refused."""
    counts = (0, 0, 0) if work is None else (work.sent.received, work.sent.received - work.held, work.held)
    rows = [(file, *counts, 0)] if file else []
    return pd.DataFrame(rows, columns=list(RECEIVED))


def sha256_of(folder: Path, file: str) -> str:
    """The SHA-256 of a file; ``""`` where there is none."""
    path = folder / file
    return hashlib.sha256(path.read_bytes()).hexdigest() if file and path.is_file() else ""


def some_missing(texts: Texts) -> bool:
    """Whether a text of the list, or a file of the folder, is set aside or refused."""
    return bool(texts.received[["held", "refused"]].to_numpy().sum())


def _because_texts_are_missing(found: Problems, plan: ToCode) -> Problems:
    """While texts are set aside, codes about passages that are not there follow from that: a warning says so."""
    if not some_missing(plan.texts):
        return found
    cure = "Put the texts right first (texts.csv); what is about them counts again then."
    return Problems(
        Problem(p.rule, p.fact, cure, p.file, p.sheet, p.cell, p.column, "WARN")
        if p.rule == "V03" and p.act == "HOLD"
        else p
        for p in found
    )


def _column(passages: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"passage_id": passages}, dtype=object)
