"""The ledger: one line for every release, each line holding the hash of the one before.

Nothing in it is ever changed. A record of a quarter keeps the ledger's length and the hash of its last line, so that
an edit, a removed line, a changed order and a cut tail are all found. Where one is, nothing is released until a person
has written down why: that is a line too, and from then on exactly the lines it names are passed over.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import Problems
from .ledger_lines import START, Line, line_hash, read_lines

CURE = (
    "From here on the ledger does not prove what was released, so nothing more is. Put back the folder record/ as it "
    "was (a backup), or find out who changed it and write that down: scrutiny verify PATH --accept --by NAME --why "
    "TEXT."
)
UNREADABLE = "This line was edited or only half written: it cannot be read, and what it recorded is not known."
AFTER_UNREADABLE = "It cannot be told whether this line follows the one before it, which cannot be read."


class Ledger:
    """The ledger in one file (``record/ledger.jsonl``). A file that does not exist yet is an empty ledger."""

    def __init__(self, path: Path):
        self.path = path

    def entries(self) -> list[dict[str, Any]]:
        """Every entry, oldest first. Lines that cannot be read are left out (``check`` names them)."""
        return [dict(line.entry) for line in read_lines(self.path) if line.entry is not None]

    @property
    def head(self) -> str:
        """Hash of the last line that can be read, or 64 zeros for an empty ledger."""
        entries = self.entries()
        return str(entries[-1].get("hash", START)) if entries else START

    @property
    def length(self) -> int:
        """Number of lines."""
        return len(read_lines(self.path))

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Add entries at the end, chained, in one write that is on disk before this returns.

        Raises OSError where they cannot be written; the file is then as long as it was.
        """
        if not entries:
            return
        lines = [json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in self._chained(entries)]
        content = "".join(lines if self._ends_whole() else ["\n", *lines]).encode("utf-8")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab", buffering=0) as file:
            before = file.seek(0, os.SEEK_END)
            try:
                if file.write(content) != len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(before)
                raise

    def after(self, entries: Sequence[Mapping[str, Any]]) -> tuple[int, str]:
        """Length and head as they will be once these entries are added."""
        last = self._chained(entries)[-1:]
        return (int(last[0]["number"]), str(last[0]["hash"])) if last else (self.length, self.head)

    def _chained(self, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The entries with their numbers, the hash of the line before and their own."""
        head, number, chained = self.head, self.length, list[dict[str, Any]]()
        for entry in entries:
            number += 1
            whole = {**entry, "number": number, "before": head}
            head = line_hash(whole)
            chained.append({**whole, "hash": head})
        return chained

    def _ends_whole(self) -> bool:
        return not self.path.exists() or self.path.read_bytes()[-1:] in (b"\n", b"")

    def check(self) -> Problems:
        """Every place where the chain is broken: a line edited, removed, unreadable or out of order. What a person has
        accepted is passed over (:meth:`accepted`)."""
        lines = read_lines(self.path)
        passed = _accepted(lines)
        return Problems(problem for problem in self._faults(lines) if int(problem.cell.split()[1]) not in passed)

    def _faults(self, lines: Sequence[Line]) -> Problems:
        problems, head, lost = Problems(), START, False
        numbers = Counter(str(line.entry.get("number")) for line in lines if line.entry is not None)
        for line in lines:
            place = {"file": self.path.name, "cell": f"line {line.number}"}
            if line.entry is None:
                problems.add("R13", UNREADABLE, CURE, **place)
                lost = True
                continue
            if line.entry.get("number") != line.number or line.entry.get("before") != head:
                fact = AFTER_UNREADABLE if lost else _break(line.entry, line.number, head, numbers)
                problems.add("R13", fact, CURE, **place)
            if line.entry.get("hash") != line_hash(line.entry):
                problems.add("R13", "This line was edited after it was written.", CURE, **place)
            head, lost = line.hash, False
        if lines and not self._ends_whole():
            place = {"file": self.path.name, "cell": f"line {lines[-1].number}"}
            problems.add("R13", "The end of the file was cut off, in the middle of this line.", CURE, **place)
        return problems

    def accepted(self) -> list[int]:
        """Numbers of broken lines whose reason a person has written down, in order."""
        lines = read_lines(self.path)
        broken = {int(problem.cell.split()[1]) for problem in self._faults(lines)}
        return sorted(_accepted(lines) & broken)

    def accept(self, by: str, why: str, at: str, records: Mapping[str, str]) -> None:
        """Write down that a person knows why the ledger is as it is found now; lines changed later are no part of it.

        ``records`` are the records that do not agree with it, by name, with the SHA-256 of each.
        """
        lines = [int(problem.cell.split()[1]) for problem in self.check()]
        content = self.path.read_bytes() if self.path.exists() else b""
        entry = {
            "what": "accepted",
            "lines": sorted(set(lines)),
            "records": dict(records),
            "file_sha256": hashlib.sha256(content).hexdigest(),
            "by": by,
            "why": why,
            "at": at,
        }
        self.append([entry])

    def accepted_records(self) -> set[tuple[str, str]]:
        """Name and SHA-256 of every record that a person knows does not agree with the ledger."""
        accepted = [line.entry for line in read_lines(self.path) if line.entry and line.accepts() is not None]
        return {(str(name), str(sha256)) for entry in accepted for name, sha256 in entry.get("records", {}).items()}

    def accepted_length(self) -> int:
        """The number of the last line in which a person accepted what was broken; 0 where there is none."""
        return max((line.number for line in read_lines(self.path) if line.accepts() is not None), default=0)

    def check_tail(self, length: int, head: str, record: str) -> Problems:
        """Whether the ledger still holds what a record saw: its length then, and the hash of its last line then."""
        problems = Problems()
        lines = read_lines(self.path)
        if len(lines) < length:
            fact = f"Lines were removed from the end: the record {record} saw {length}, and {len(lines)} are left."
            problems.add("R13", fact, CURE, file=self.path.name, cell=f"line {len(lines) + 1}")
        elif length and lines[length - 1].hash != head:
            fact = f"This line was edited or exchanged: it is not the one that the record {record} saw."
            problems.add("R13", fact, CURE, file=self.path.name, cell=f"line {length}")
        return problems


def _break(entry: Mapping[str, Any], place: int, head: str, numbers: Counter[str]) -> str:
    """What was done to the file where a line does not follow the one before it.

    ``place`` is where the line stands, ``head`` the hash of the line before, ``numbers`` how often each number stands
    in the whole file.
    """
    number = entry.get("number")
    if entry.get("before") == head:
        return "The number of this line is not its place: lines before it were removed, put in or moved."
    if number == place:
        return "The line before this one was edited or exchanged, and made to look whole."
    if numbers[str(number)] > 1:
        return "A line was put in: this one, or one like it, stands in the file twice."
    if isinstance(number, int) and number > place and not numbers[str(place)]:
        return "A line was removed that stood before this one."
    return "Lines were put into another order: this one does not follow the one before it."


def _accepted(lines: Sequence[Line]) -> frozenset[int]:
    return frozenset(number for line in lines for number in line.accepts() or ())
