"""What the lenses assume, from ``assumptions.toml``: when an interval is printed, and when a figure gets limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problems
from .toml import Key, check_table, read_toml

_SOURCED = {"source": Key("text"), "checked_on": Key("date")}
_SPEC = {
    "intervals": {"minimum": Key("whole number", default=20), "confidence": Key("number", default=0.95), **_SOURCED},
    "charts": {
        "minimum_points": Key("whole number", default=12),
        "rare_mean": Key("number", default=1.0),
        "rare_events": Key("whole number", default=10),
        "rare_gaps": Key("whole number"),
        "change_points": Key("whole number"),
        "caution_points": Key("whole number"),
        **_SOURCED,
    },
}
LEAST_FOR_INTERVAL = 20
"""No file may ask for an interval on fewer children than this."""


@dataclass(frozen=True)
class Assumptions:
    """``interval_minimum``: children who must apply before an interval is printed; the others are for charts."""

    interval_minimum: int = LEAST_FOR_INTERVAL
    minimum_points: int = 12
    rare_mean: float = 1.0
    rare_events: int = 10


def read_assumptions(paths: Sequence[Path]) -> tuple[Assumptions, Problems]:
    """Read the files in order; what a later one (the partnership's own) says counts. A missing file is passed over."""
    problems, tables = Problems(), {name: dict[str, Any]() for name in _SPEC}
    for path in paths:
        data = (read_toml(path, problems) or {}) if path.is_file() else {}
        for name, spec in _SPEC.items():
            given = data.get(name, {})
            clean = check_table(given, spec, problems, path, name)
            tables[name].update({key: clean[key] for key in given if key in clean})
    charts, intervals = tables["charts"], tables["intervals"]
    minimum = max(LEAST_FOR_INTERVAL, int(intervals.get("minimum", LEAST_FOR_INTERVAL)))
    return (
        Assumptions(
            interval_minimum=minimum,
            minimum_points=int(charts.get("minimum_points", 12)),
            rare_mean=float(charts.get("rare_mean", 1.0)),
            rare_events=int(charts.get("rare_events", 10)),
        ),
        problems,
    )
