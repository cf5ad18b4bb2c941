"""Monthly figures: which picture, which sentence, and what others publish."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from scrutiny_lib.lenses.data import ChartRules, context, summarise_indicators

AS_AT = date(2025, 12, 31)


def definition(name: str, kind: str, unit: str, direction: str = "down") -> dict[str, object]:
    denominator = "" if kind == "count" else "Something"
    return {
        "id": name,
        "title": name.capitalize(),
        "definition": f"What {name} means.",
        "numerator": "N",
        "denominator": denominator,
        "unit": unit,
        "kind": kind,
        "direction": direction,
        "source": "",
        "lines": {"neglect": "L2"},
        "comparability": "",
    }


def monthly(name: str, numbers: list[int], base: int | None, first: str = "2024-01") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(numbers), freq="M").astype(str)
    return pd.DataFrame({"indicator": name, "month": months, "numerator": numbers, "denominator": base, "area": "P"})


def one(rows: pd.DataFrame, kind: str, unit: str, **more: object) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    defined = pd.DataFrame([definition(rows["indicator"].iloc[0], kind, unit)])
    months, notes, results = summarise_indicators(rows, defined, AS_AT, **more)
    return months, notes.iloc[0], results.iloc[0]


STEADY = [40, 44, 38, 41, 45, 39, 42, 40, 43, 37, 44, 41] * 2


def test_a_proportion_gets_a_p_chart() -> None:
    months, note, row = one(monthly("timely", STEADY, 60), "proportion", "%", theme="neglect")
    assert note["chart"] == "p" and note["line"] == "L2" and note["flag"] == ""
    assert months["value"].iloc[0] == pytest.approx(100 * 40 / 60)
    assert (months["lower"] < months["value"]).all() and (months["value"] < months["upper"]).all()
    assert row["shown"] == "41 of 60 (68 in 100)" and row["kind"] == "population"
    assert note["sentence"].startswith("In December 2025 it was 41 of 60 (68 in 100).")


def test_a_rate_gets_an_xmr_chart_in_its_own_unit() -> None:
    months, note, row = one(monthly("referrals", STEADY, 40_000), "rate", "per 10,000 children")
    assert note["chart"] == "xmr"
    assert months["value"].iloc[0] == pytest.approx(10.0)
    assert row["shown"] == "10.2 per 10,000 children" and pd.isna(row["percent"])


def test_a_jump_in_the_latest_quarter_is_flagged_with_a_warning_about_chance() -> None:
    _, note, _ = one(monthly("section", [*STEADY[:-1], 90], None), "count", "count")
    assert "further from the average than chance alone" in note["flag"] and "for the worse" in note["flag"]
    assert "stands out by chance alone" in note["flag"]
    assert "significant" not in note["flag"] + note["sentence"]


def test_an_old_jump_is_marked_and_not_flagged() -> None:
    months, note, _ = one(monthly("section", [90, *STEADY[1:]], None), "count", "count")
    assert months["signal"].iloc[0] == "outside" and note["flag"] == ""


@pytest.mark.parametrize("numbers", [[0, 0, 1] * 8, [0] * 24, [1] * 9])
def test_rare_events_get_a_sentence_with_exact_limits(numbers: list[int]) -> None:
    months, note, _ = one(monthly("ward", numbers, None), "count", "count")
    assert note["chart"] == "rare" and months["upper"].isna().all()
    assert "with nothing changed" in note["sentence"]


def test_the_sentence_about_four_events_uses_garwoods_limits() -> None:
    _, note, _ = one(monthly("ward", [0, 0, 1] * 8, None), "count", "count")
    assert note["sentence"].endswith("could bring 1 to 10.")  # 4 events: 1.09 to 10.24


def test_too_few_months_have_no_limits() -> None:
    months, note, _ = one(monthly("new", [30, 31, 32], None, "2025-10"), "count", "count")
    assert note["chart"] == "run" and months["mean"].isna().all()
    assert one(monthly("new", STEADY, None), "count", "count", rules=ChartRules(minimum_points=30))[1]["chart"] == "run"


def test_gaps_stay_gaps_and_later_months_are_left_out() -> None:
    rows = monthly("tools", [*STEADY, 99], None).drop(index=5)
    months, _, row = one(rows, "count", "count")
    assert len(months) == 24 and months["value"].isna().sum() == 1
    assert row["n"] == 41


def test_nothing_to_divide_by_has_no_value() -> None:
    rows = monthly("timely", STEADY, 60)
    rows.loc[3, ["numerator", "denominator"]] = 0
    months, _, _ = one(rows, "proportion", "%")
    assert pd.isna(months["value"].iloc[3])


def test_a_constant_series_says_so() -> None:
    _, note, _ = one(monthly("same", [20] * 24, None), "count", "count")
    assert "Every month is the same" in note["sentence"]


def test_nothing_in_nothing_out() -> None:
    defined = pd.DataFrame([definition("x", "count", "count")])
    assert all(made.empty for made in summarise_indicators(monthly("y", [], None), defined, AS_AT))


def test_published_figures_keep_their_symbols_and_our_area_comes_first() -> None:
    published = pd.DataFrame(
        [
            ("Hampshire", "2024", "Referrals", "u", "per 10,000", "", "DfE"),
            ("Portsmouth", "2024", "Referrals", "585.8", "per 10,000", "", "DfE"),
            ("Hampshire", "2024", "Elsewhere only", "3", "", "", "DfE"),
        ],
        columns=["area", "year", "measure", "value", "unit", "base", "source"],
    )
    shown = context(published, "portsmouth")
    assert list(shown["area"]) == ["Portsmouth", "Hampshire"] and list(shown["value"]) == ["585.8", "[u]"]
    assert context(published, "Nowhere").empty
