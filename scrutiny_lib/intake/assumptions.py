"""What the lenses assume, from ``assumptions.toml``: when an interval is printed, when a figure gets limits, how far
people who judge the same thing should agree, and how far coders must for what they coded to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problems
from .positions import line_of
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
    "agreement": {
        "minimum_units": Key("whole number"),
        "bootstrap": Key("whole number"),
        "target": Key("number"),
        "target_percent": Key("number"),
        **_SOURCED,
    },
    "coding": {
        "firm_alpha": Key("number"),
        "tentative_alpha": Key("number"),
        "minimum_passages": Key("whole number"),
        "rare_passages": Key("whole number"),
        "rare_ac1": Key("number"),
        "second_share": Key("number"),
        **_SOURCED,
    },
}
_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "agreement": {"bootstrap": (200, 20_000), "target": (0, 1), "target_percent": (0, 100)},
    "coding": {
        "firm_alpha": (0.8, 1),
        "tentative_alpha": (0.667, 1),
        "minimum_passages": (20, 10_000),
        "rare_passages": (2, 1_000),
        "rare_ac1": (0.9, 1),
        "second_share": (0.05, 1),
    },
}
"""What the settings of a table may lie between, the ends included. Those of ``[coding]`` begin where Krippendorff's
customary values lie: a partnership may be stricter, never laxer."""

LEAST_FOR_INTERVAL = 20
"""No file may ask for an interval on fewer children than this."""


@dataclass(frozen=True)
class Assumptions:
    """What is assumed.

    Attributes
    ----------
    interval_minimum : int
        Children who must apply before an interval is printed.
    minimum_points, rare_mean, rare_events
        For charts.
    agreement_minimum : int
        Cases judged by two agencies or more before an agreement figure gets an interval.
    agreement_bootstrap : int
        How many times the cases are drawn again for the interval of alpha.
    agreement_target, agreement_target_percent : float or None
        What the partnership has set itself: for alpha and AC1/AC2 (0–1), and for the pairs of judgements that agree
        (in 100). ``None`` where it has set nothing, or 0.
    coding_firm_alpha, coding_tentative_alpha : float
        Alpha from which what coders found is told as firm, and from which it is told at all.
    coding_minimum_passages : int
        Passages that two coders or more read before anything is firm.
    coding_rare_passages : int
        A code of which the rarer answer was given to fewer passages than this was given too rarely, or too often, for
        alpha to say much.
    coding_rare_ac1 : float
        Gwet's AC1 from which such a code is told as tentative.
    coding_second_share : float
        Share of the passages that a second coder reads (0–1).
    """

    interval_minimum: int = LEAST_FOR_INTERVAL
    minimum_points: int = 12
    rare_mean: float = 1.0
    rare_events: int = 10
    agreement_minimum: int = LEAST_FOR_INTERVAL
    agreement_bootstrap: int = 1000
    agreement_target: float | None = None
    agreement_target_percent: float | None = None
    coding_firm_alpha: float = 0.8
    coding_tentative_alpha: float = 0.667
    coding_minimum_passages: int = 20
    coding_rare_passages: int = 5
    coding_rare_ac1: float = 0.9
    coding_second_share: float = 0.2


def read_assumptions(paths: Sequence[Path]) -> tuple[Assumptions, Problems]:
    """Read the files in order; what a later one (the partnership's own) says counts. A missing file is passed over."""
    problems, tables = Problems(), {name: dict[str, Any]() for name in _SPEC}
    for path in paths:
        data = (read_toml(path, problems) or {}) if path.is_file() else {}
        for name, spec in _SPEC.items():
            given = data.get(name, {})
            clean = check_table(given, spec, problems, path, name)
            _check_ranges(name, clean, problems, path)
            tables[name].update({key: clean[key] for key in given if key in clean})
    charts, intervals, agreement = tables["charts"], tables["intervals"], tables["agreement"]
    minimum = max(LEAST_FOR_INTERVAL, int(intervals.get("minimum", LEAST_FOR_INTERVAL)))
    return (
        Assumptions(
            interval_minimum=minimum,
            minimum_points=int(charts.get("minimum_points", 12)),
            rare_mean=float(charts.get("rare_mean", 1.0)),
            rare_events=int(charts.get("rare_events", 10)),
            agreement_minimum=max(LEAST_FOR_INTERVAL, int(agreement.get("minimum_units") or LEAST_FOR_INTERVAL)),
            agreement_bootstrap=int(agreement.get("bootstrap") or 1000),
            agreement_target=float(agreement.get("target") or 0) or None,
            agreement_target_percent=float(agreement.get("target_percent") or 0) or None,
            **_coding(tables["coding"]),
        ),
        problems,
    )


def _check_ranges(table: str, settings: dict[str, Any], problems: Problems, path: Path) -> None:
    for name, (least, most) in _RANGES.get(table, {}).items():
        value = settings.get(name)
        if value is not None and not least <= value <= most:
            fact = f"The setting '{name}' in {table} is out of range."
            cure = f"Write a number from {least:,} to {most:,}."
            problems.add("P11", fact, cure, file=path.name, cell=line_of(path, table, name))
    firm, tentative = settings.get("firm_alpha"), settings.get("tentative_alpha")
    if table == "coding" and firm is not None and tentative is not None and firm < tentative:
        fact = "In coding, 'firm_alpha' is lower than 'tentative_alpha'."
        cure = "Let what is told as firm ask for at least as much."
        problems.add("P11", fact, cure, file=path.name, cell=line_of(path, "coding", "firm_alpha"))


def _coding(given: dict[str, Any]) -> dict[str, Any]:
    """What ``[coding]`` says, by the names of the fields; what is out of range is a problem and counts for nothing."""
    said = {}
    for name, (least, most) in _RANGES["coding"].items():
        value = given.get(name)
        if value is not None and least <= value <= most:
            said[f"coding_{name}"] = value
    firm = float(said.get("coding_firm_alpha", Assumptions.coding_firm_alpha))
    tentative = float(said.get("coding_tentative_alpha", Assumptions.coding_tentative_alpha))
    return {**said, "coding_firm_alpha": max(firm, tentative), "coding_tentative_alpha": tentative}
