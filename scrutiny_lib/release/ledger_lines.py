"""One line of the ledger: its hash, and the lines of a file as they are found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START = "0" * 64
"""What the first line names as the hash of the one before."""


def line_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 of one entry without its own ``hash``, written in one fixed way.

    >>> line_hash({"number": 1, "hash": "ignored"}) == line_hash({"number": 1})
    True
    """
    body = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Line:
    """One line as it stands: its number, its entry (``None``: cannot be read), the whole file, and where in it the
    line begins."""

    number: int
    entry: Mapping[str, Any] | None
    content: bytes
    begins: int

    @property
    def hash(self) -> str:
        """The hash it says it has; nothing where it cannot be read."""
        return "" if self.entry is None else str(self.entry.get("hash", ""))

    def accepts(self) -> frozenset[int] | None:
        """Numbers of earlier lines that a person accepted as broken in this one. ``None`` where it accepts nothing:
        it is another line, is itself not as it was written, or anything before it was changed since."""
        entry = self.entry
        if entry is None or entry.get("what") != "accepted" or entry.get("hash") != line_hash(entry):
            return None
        found = (self.content[: self.begins], self.content[: max(0, self.begins - 1)])  # the end may have been cut off
        if entry.get("file_sha256") not in {hashlib.sha256(part).hexdigest() for part in found}:
            return None
        return frozenset(number for number in entry.get("lines", []) if isinstance(number, int))


def read_lines(path: Path) -> list[Line]:
    """Every line of a ledger, readable or not; a file that is not there has none."""
    if not path.exists():
        return []
    found: list[Line] = []
    content, at = path.read_bytes(), 0
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            entry = json.loads(line.decode("utf-8", errors="replace"))
        except ValueError:
            entry = None
        found.append(Line(number, entry if isinstance(entry, dict) else None, content, at))
        at += len(line)
    return found
