"""How far a run has come, in a file that can be read while it goes on: no word of what a cell said."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType


class Progress:
    """A file with a line for each cell that has ended, written as it ends; begun anew with every run."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._began = time.perf_counter()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __call__(self, number: int, of: int) -> None:
        """Cell ``number`` of ``of`` has ended."""
        self._file.write(f"cell {number} of {of} ended after {time.perf_counter() - self._began:.2f} s\n")
        self._file.flush()
