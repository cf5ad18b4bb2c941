"""The ledger: one line for every release, each line holding the hash of the one before.

Nothing in it is ever changed. A record of a quarter keeps the ledger's length and the hash of its last line, so that
an edit, a removed line, a changed order and a cut tail are all found.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Problems

START = "0" * 64
CURE = "Do not release from this workspace until a person has found out why and recorded it."


def line_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 of one entry without its own ``hash``, written in one fixed way.

    >>> line_hash({"number": 1, "hash": "ignored"}) == line_hash({"number": 1})
    True
    """
    body = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Ledger:
    """The ledger in one file (``record/ledger.jsonl``). A file that does not exist yet is an empty ledger."""

    def __init__(self, path: Path):
        self.path = path

    def entries(self) -> list[dict[str, Any]]:
        """Every entry, oldest first. Lines that cannot be read are left out (``check`` names them)."""
        return [entry for _, entry in self._lines() if entry is not None]

    def _lines(self) -> list[tuple[int, dict[str, Any] | None]]:
        if not self.path.exists():
            return []
        found: list[tuple[int, dict[str, Any] | None]] = []
        text = self.path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            found.append((number, entry if isinstance(entry, dict) else None))
        return found

    def pages(self) -> dict[str, str]:
        """Pages that stand released: their path and hash. A page that was withdrawn is not among them."""
        standing: dict[str, str] = {}
        for entry in self.entries():
            page = entry.get("page")
            if not isinstance(page, dict):
                continue
            if entry.get("what") == "withdrawal":
                standing.pop(str(page.get("path")), None)
            else:
                standing[str(page.get("path"))] = str(page.get("sha256"))
        return standing

    @property
    def head(self) -> str:
        """Hash of the last line, or 64 zeros for an empty ledger."""
        entries = self.entries()
        return str(entries[-1].get("hash", START)) if entries else START

    @property
    def length(self) -> int:
        """Number of lines."""
        return len(self._lines())

    def append(self, entries: list[Mapping[str, Any]]) -> None:
        """Add entries at the end, chained, in one write that is on disk before this returns."""
        if not entries:
            return
        head, number = self.head, self.length
        lines = []
        for entry in entries:
            number += 1
            whole = {**entry, "number": number, "before": head}
            head = line_hash(whole)
            lines.append(json.dumps({**whole, "hash": head}, ensure_ascii=False, sort_keys=True) + "\n")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.write("".join(lines).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())

    def check(self) -> Problems:
        """Every place where the chain is broken: a line edited, removed, unreadable or out of order."""
        problems, head, number = Problems(), START, 0
        for number, entry in self._lines():
            place = {"file": self.path.name, "cell": f"line {number}"}
            if entry is None:
                problems.add("R13", "The line cannot be read.", CURE, **place)
                continue
            if entry.get("number") != number or entry.get("before") != head:
                problems.add("R13", "The chain breaks here: a line is missing, added or moved.", CURE, **place)
            if entry.get("hash") != line_hash(entry):
                problems.add("R13", "The line was changed after it was written.", CURE, **place)
            head = str(entry.get("hash", ""))
        if self.path.exists() and self.length and not self.path.read_bytes().endswith(b"\n"):
            problems.add(
                "R13", "The end of the last line was cut off.", CURE, file=self.path.name, cell=f"line {number}"
            )
        return problems

    def check_tail(self, length: int, head: str, record: str) -> Problems:
        """Whether the ledger still holds what a record saw: its length then, and the hash of its last line then."""
        problems = Problems()
        lines = self._lines()
        if len(lines) < length:
            fact = f"The record {record} saw {length} lines; only {len(lines)} are left: the end was cut off."
            problems.add("R13", fact, CURE, file=self.path.name, cell=f"line {len(lines) + 1}")
        elif length:
            entry = lines[length - 1][1]
            if entry is None or entry.get("hash") != head:
                fact = f"The line is not the one that the record {record} saw."
                problems.add("R13", fact, CURE, file=self.path.name, cell=f"line {length}")
        return problems
