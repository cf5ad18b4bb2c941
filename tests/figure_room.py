"""Invented monthly figures and their definitions: what the tests of the data lens have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data import Figures, summarise_indicators

AS_AT = date(2025, 12, 31)
STEADY = [40, 44, 38, 41, 45, 39, 42, 40, 43, 37, 44, 41] * 2
"""Two years in which nothing happens."""


def defined(name: str, kind: str, unit: str, direction: str = "down", **more: Any) -> dict[str, Any]:
    """A definition, as ``indicators.toml`` gives it."""
    return {
        "id": name,
        "title": name.capitalize(),
        "definition": f"What {name} means.",
        "numerator": "N",
        "denominator": "" if kind == "count" else "Something",
        "unit": unit,
        "kind": kind,
        "direction": direction,
        "source": "police",
        "lines": {"neglect": "L2"},
        "comparability": "",
        **more,
    }


def monthly(name: str, numbers: list[int], base: int | list[int] | None, last: str = "2025-12") -> pd.DataFrame:
    """The monthly numbers up to ``last``, as the reader gives them."""
    months = pd.period_range(end=last, periods=len(numbers), freq="M").astype(str)
    return pd.DataFrame({"indicator": name, "month": months, "numerator": numbers, "denominator": base, "area": "P"})


def look(rows: pd.DataFrame, kind: str = "count", direction: str = "down", **more: Any) -> Figures:
    """One figure through the lens; ``event_dates`` and ``rules`` go to the lens, the rest to the definition."""
    unit = {"count": "count", "proportion": "%", "rate": "per 10,000 children"}[kind]
    lens = {name: more.pop(name) for name in ("event_dates", "rules", "theme") if name in more}
    definition = defined(str(rows["indicator"].iloc[0]), kind, unit, direction, **more)
    return summarise_indicators(rows, pd.DataFrame([definition]), AS_AT, **lens)


def note(figures: Figures) -> dict[str, Any]:
    """The notes of the only figure."""
    (only,) = figures.indicator_notes.to_dict("records")
    return only
