"""Monthly figures through the gate."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_figures import mask_figures, small_series
from scrutiny_lib.tables import Tables, table

PARTNERSHIP = Limits("partnership", LOOSEST["partnership"], ((100, "most"),), 20)


def series(indicator: str, counts: list[int], of: int | None = None) -> list[dict[str, Any]]:
    months = pd.period_range("2024-04", periods=len(counts), freq="M").astype(str)
    return [
        {"indicator": indicator, "month": month, "numerator": n, "denominator": of, "value": float(n)}
        for month, n in zip(months, counts, strict=True)
    ]


def note(indicator: str, chart: str = "xmr") -> dict[str, Any]:
    return {"indicator": indicator, "title": indicator.title(), "chart": chart, "sentence": "said"}


def masked(
    rows: list[dict[str, Any]], notes: list[dict[str, Any]], **more: list[dict[str, Any]]
) -> dict[str, pd.DataFrame]:
    frames = {"indicators": rows, "indicator_notes": notes, **more}
    tables = Tables({}).with_frames(None, **{name: table(name, given) for name, given in frames.items()})
    return mask_figures(tables, PARTNERSHIP, [])


@pytest.mark.parametrize(
    ("counts", "of", "hidden"),
    [
        ([9, 8, 7], None, False),
        ([9, 0, 7], None, False),
        ([9, 5, 7], None, True),
        ([9, 8, 7], 30, False),
        ([9, 8, 7], 12, True),  # those left over are few
        ([0, 0, 0], 4, True),  # and so are those looked at
    ],
)
def test_a_series_with_a_small_month_goes_whole(counts: list[int], of: int | None, hidden: bool) -> None:
    rows = [*series("a", counts, of), *series("b", [20, 30, 40])]
    seen = masked(rows, [note("a"), note("b")])
    assert ("a" not in set(seen["indicators"]["indicator"])) is hidden
    assert ("a" not in set(seen["indicator_notes"]["indicator"])) is hidden
    assert set(seen["indicators"]["indicator"]) >= {"b"}
    tables = Tables({}).with_frames(None, indicators=table("indicators", rows))
    assert small_series(tables, PARTNERSHIP) == ({"a"} if hidden else set())


def test_rare_events_are_told_by_the_year_where_the_year_is_not_small() -> None:
    rows = [*series("few", [0, 1] * 6), *series("none", [1, 1, *[0] * 12]), *series("some", [0, 1, 2] * 4)]
    seen = masked(rows, [note(name, "rare") for name in ("few", "none", "some")])
    assert seen["indicators"].empty
    assert seen["indicator_notes"]["indicator"].tolist() == ["few", "none", "some"]
    small = masked(series("few", [0, 1] * 2 + [0] * 8), [note("few", "rare")])
    assert small["indicator_notes"].empty


def test_gaps_between_single_events_stay_with_the_analyst() -> None:
    gaps = [{"indicator": "few", "gap": 1, "days": 30}]
    assert masked([], [], indicator_gaps=gaps)["indicator_gaps"].empty


def test_a_revision_with_a_small_count_before_or_after_goes() -> None:
    rows = [
        {"indicator": "b", "month": "2024-04", "part": "numerator", "before": 24, "now": 20},
        {"indicator": "b", "month": "2024-05", "part": "numerator", "before": 3, "now": 30},
        {"indicator": "b", "month": "2024-06", "part": "numerator", "before": None, "now": 40},
    ]
    seen = masked(series("b", [20, 30, 40]), [note("b")], indicator_revisions=rows)["indicator_revisions"]
    assert seen["month"].tolist() == ["2024-04", "2024-06"]
