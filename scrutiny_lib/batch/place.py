"""Where a quarter's pages stand: workspace, output folder, ledger and record; and what is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..intake.workspace import Workspace, read_workspace
from ..release import Ledger
from .files import write_all
from .hashes import sha256_of
from .quarters import canonical_quarter
from .record import read_record


@dataclass(frozen=True)
class Place:
    """One quarter of one workspace. ``out`` holds ``released/`` and ``record/``: the workspace, unless it was said
    otherwise."""

    workspace: Workspace
    quarter: str
    out: Path

    @classmethod
    def open(cls, root: Path, quarter: str, out: Path | None = None) -> Place:
        """Raises :class:`~scrutiny_lib.errors.Refused` with every problem of the workspace."""
        workspace, problems = read_workspace(root)
        problems.raise_if_stops()
        return cls(workspace, canonical_quarter(quarter), out or workspace.root)

    @property
    def ledger(self) -> Ledger:
        """The ledger beside the pages."""
        return Ledger(self.out / "record" / "ledger.jsonl")

    @property
    def record_path(self) -> Path:
        """The record of this quarter."""
        return self.out / "record" / f"{self.quarter}.json"

    def record(self) -> dict[str, Any] | None:
        """The record as it stands; ``None`` before the first run."""
        return read_record(self.record_path)

    @property
    def working(self) -> Path:
        """What this quarter's pages are made from, and drafts; restricted."""
        return self.workspace.working / self.quarter

    def released(self, review: str, audience: str, ending: str) -> str:
        """The path, below ``out``, of one file of a page."""
        return f"released/{self.quarter}/{review}/{audience}{ending}"

    def set_aside(self, paths: Iterable[str], what: str) -> list[Path]:
        """Keep copies of released files in ``working/<quarter>/<what>/``, each named with its hash."""
        kept: dict[Path, bytes] = {}
        for place in paths:
            path = self.out / place
            if path.is_file():
                name = f"{path.parent.name}-{path.stem}-{sha256_of(path)[:8]}{path.suffix}"
                kept[self.working / what / name] = path.read_bytes()
        write_all(kept)
        return list(kept)

    def take_out(self, paths: Iterable[str], what: str) -> list[Path]:
        """Move released files to ``working/<quarter>/<what>/``: all are copied before the first is removed."""
        places = list(paths)
        kept = self.set_aside(places, what)
        for place in places:
            (self.out / place).unlink(missing_ok=True)
        return kept


def now() -> str:
    """The time, as the ledger and records have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
