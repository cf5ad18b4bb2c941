"""Files in and out: the generator's own TOML, and comma-separated tables with the same bytes on every machine."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.people import Row

FOLDER = Path(__file__).resolve().parent


def data(name: str) -> dict[str, Any]:
    """One of the generator's own TOML files, by its name without the ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def write_csv(path: Path, rows: list[Row], columns: Sequence[str] = ()) -> None:
    """A UTF-8 file with LF line ends; ``columns`` for a table that may have no rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
