"""One review's tables, as they travel from the lenses to the page.

A review is a set of ordinary DataFrames with fixed columns (:data:`COLUMNS`) and a small dictionary ``about`` that
says what the review is. The same shape holds everything the analyst may see (made by compute, kept in
``working/``) and what one audience may see (made by release). Pages are drawn from nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from .table_columns import COLUMNS as COLUMNS


def table(name: str, rows: Sequence[Mapping[str, Any]] | pd.DataFrame | None = None) -> pd.DataFrame:
    """A table with exactly the columns its name promises; missing ones are filled with ``None``.

    >>> list(table("levels", [{"level_given": "Universal", "level_agreed": "Early help", "n": 2}]).columns)
    ['level_given', 'level_agreed', 'n']
    """
    columns = list(COLUMNS[name])
    if isinstance(rows, pd.DataFrame):
        frame = rows.reset_index(drop=True)
        _check(name, frame.columns)
    else:
        rows = list(rows or [])
        given = dict.fromkeys(column for row in rows for column in row)
        _check(name, given)
        frame = pd.DataFrame(rows, columns=[column for column in columns if column in given])
    return frame if list(frame.columns) == columns else frame.reindex(columns=columns)


def _check(name: str, given: Iterable[Any]) -> None:
    unknown = [column for column in given if column not in COLUMNS[name]]
    if unknown:
        raise ValueError(f"table {name!r} has no column {unknown[0]!r}")


@dataclass(frozen=True)
class Tables:
    """What may be seen of one review: ``about`` and the tables by name.

    ``about`` holds text, whole numbers, booleans, ISO dates as text, and lists of these. ``frames`` may hold any of
    the names in :data:`COLUMNS`; asking for one that is not there gives an empty table with the right columns.

    >>> tables = Tables({"title": "Neglect"})
    >>> tables["results"].empty
    True
    """

    about: dict[str, Any]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in COLUMNS:
            raise KeyError(name)
        return self.frames[name].copy() if name in self.frames else table(name)

    def with_frames(self, about: Mapping[str, Any] | None = None, **frames: pd.DataFrame) -> Tables:
        """A copy with some tables (and entries of ``about``) replaced."""
        checked = {name: table(name, frame) for name, frame in frames.items()}
        return Tables({**self.about, **(about or {})}, {**self.frames, **checked})

    def to_json(self) -> str:
        """The whole as text, a row of a table on each line: the same tables always give the same bytes."""
        text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode
        rows = {name: ",\n".join(map(text, _records(self.frames[name]))) for name in sorted(self.frames)}
        frames = [f"{text(name)}: [\n{found}\n]" if found else f"{text(name)}: []" for name, found in rows.items()]
        return f'{{"about": {text(self.about)},\n"tables": {{\n' + ",\n".join(frames) + "\n}}\n"

    def plain(self) -> Tables:
        """The same tables as they would be read back: dates as ISO text, missing values as ``None``."""
        return Tables.from_json(self.to_json())

    @classmethod
    def from_json(cls, text: str) -> Tables:
        """Read back what :meth:`to_json` wrote."""
        body = json.loads(text)
        frames = {name: table(name, rows) for name, rows in body["tables"].items()}
        return cls(body["about"], frames)

    def save(self, path: Path) -> None:
        """Write to one file, through a temporary name, so that a reader never sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(self.to_json(), encoding="utf-8", newline="\n")
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Tables:
        """Read one file that :meth:`save` wrote."""
        return cls.from_json(path.read_text(encoding="utf-8"))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [[_plain(value) for value in frame[name].tolist()] for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    """A JSON value: missing becomes null, dates become ISO text, numpy numbers become plain ones."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, 10)
    return value
