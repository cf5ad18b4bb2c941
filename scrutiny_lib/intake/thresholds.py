"""Threshold documents: the names of the levels of need in one area and edition, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import Problems
from .toml import Key, check_table, read_toml

_LEVEL = {"order": Key("whole number", required=True), "name": Key("text", required=True), "plain": Key("text")}
_SPEC = {
    "area": Key("text", required=True),
    "edition": Key("text", required=True),
    "confirmed": Key("true or false", required=True),
    "source": Key("text", required=True),
    "direction": Key("text", choices=("up", "down")),
    "scale": Key("text"),
    "closed": Key("true or false"),
    "level": Key("tables", required=True, inside=_LEVEL),
}


@dataclass(frozen=True)
class Threshold:
    """One area's levels, lowest first. ``confirmed`` is false while they are a placeholder nobody has confirmed."""

    area: str
    edition: str
    confirmed: bool
    levels: tuple[str, ...]


def read_threshold(path: Path) -> tuple[Threshold | None, Problems]:
    """Read one file of ``audit_templates/thresholds/``; ``None`` when a problem stops its use."""
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _SPEC, problems, path)
    rows = sorted(clean["level"], key=lambda row: int(row["order"] or 0))
    if len({row["order"] for row in rows}) < len(rows):
        problems.add("P01", "Two levels have the same order.", "Number the levels from 1 up.", file=path.name)
    if problems.stops():
        return None, problems
    levels = tuple(str(row["name"]) for row in rows)
    return Threshold(clean["area"], clean["edition"], bool(clean["confirmed"]), levels), problems
