"""Published figures beside our own: symbols kept, gaps said, limits by kind of count, flags instead of ranks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.lenses.published import published_context
from scrutiny_lib.lenses.published_funnel import PLACES, limits_at
from scrutiny_lib.lenses.published_measure import years_said
from scrutiny_lib.stats.rates import funnel_limits
from scrutiny_lib.tables import table


def share(area: str, year: str, n: int, of: int, measure: str = "Again") -> dict[str, Any]:
    value = f"{100 * n / of:.1f}"
    base = f"{of:,} referrals"
    return {"area": area, "year": year, "measure": measure, "value": value, "unit": "%", "base": base, "source": "S",
            "numerator": n, "denominator": of}  # fmt: skip


def symbol(area: str, year: str, sign: str, measure: str = "Again") -> dict[str, Any]:
    return {"area": area, "year": year, "measure": measure, "value": sign, "unit": "%", "base": "", "source": "S"}


def five(year: str = "2024", ours: int = 200) -> list[dict[str, Any]]:
    """England at 20 in 100; Ours and four others of 1,000 each."""
    others = [share(name, year, n, 1000) for name, n in (("A", 190), ("B", 200), ("C", 210), ("D", 205))]
    return [*others, share("England", year, 20000, 100000), share("Ours", year, ours, 1000)]


def context(rows: list[dict[str, Any]], area: str = "ours", measures: pd.DataFrame | None = None) -> Any:
    found = published_context(table("published", rows), area, measures)
    notes = found["published_notes"]
    return found["published"], (notes.iloc[0] if len(notes) else None), found["funnels"]


def test_our_area_comes_first_and_symbols_become_shorthand() -> None:
    shown, note, _ = context([share("B", "2024", 1, 4), symbol("Ours", "2024", "u"), symbol("A", "2024", "c")])
    assert list(zip(shown["area"], shown["value"], strict=True)) == [("Ours", "[u]"), ("B", "25.0"), ("A", "[c]")]
    assert note["sentence"] == "Ours has no published number for 2024. No year has a number."


def test_nothing_where_nothing_is_published_for_the_area() -> None:
    shown, note, funnels = context(five(), "Nowhere")
    assert shown.empty and note is None and funnels.empty


def test_the_sentence_says_the_count_first_and_names_no_better_or_worse() -> None:
    _, note, _ = context([share("Ours", "2023", 150, 1000), *five()])
    assert note["sentence"] == (
        "Ours, 2024: 200 of 1,000 referrals (20.0 in 100). 2023: 15.0 in 100; England, 2024: 20.0 in 100."
    )


def test_a_rate_says_the_count_before_the_pace() -> None:
    row = {"area": "Ours", "year": "2024", "measure": "Referrals", "value": "723.5", "unit": "per 10,000 children",
           "base": "", "source": "S", "numerator": 3061, "denominator": 42307}  # fmt: skip
    _, note, _ = context([row])
    assert note["sentence"] == "Ours, 2024: 3,061, which is 723.5 for every 10,000 children."
    assert note["kind"] == "rate"


def test_gaps_are_said_with_their_reason_and_only_for_lines_that_are_drawn() -> None:
    years = ("2021", "2022", "2023", "2024")
    ours = [
        symbol("Ours", "2021", "c"),
        symbol("Ours", "2022", "[c]"),
        share("Ours", "2023", 5, 9),
        symbol("Ours", "2024", "u"),
    ]
    whole = [share("A", year, 5, 9) for year in years]
    absent = [share("B", year, 5, 9) for year in years if year != "2022"]
    once = [symbol("D", "2024", "c")]
    _, note, _ = context([*ours, *whole, *absent, *once])
    assert note["gap"] == (
        "Years without a number, where the line has a gap. Ours: 2021 and 2022 hidden so that nobody can be recognised "
        "([c]) and 2024 published as too unreliable to use ([u]). B: 2022 not in the table."
    )


def test_no_gap_nothing_said() -> None:
    assert context(five())[1]["gap"] == ""


def test_the_funnel_of_shares_has_normal_limits_about_the_country() -> None:
    _, note, funnels = context(five(ours=240))
    assert funnels["area"].tolist() == ["Ours", "A", "B", "C", "D"]
    ours = funnels.iloc[0]
    expected = funnel_limits(0.2, [1000], confidence=0.95).iloc[0]
    assert (ours["lower"], ours["upper"]) == pytest.approx((100 * expected["lower"], 100 * expected["upper"]))
    assert (round(ours["lower_998"], 2), round(ours["upper_998"], 2)) == (16.09, 23.91)
    assert (ours["n"], ours["of"], ours["value"], ours["centre"]) == (240, 1000, 24.0, 20.0)
    assert ours["place"] == "above 99.8" and set(funnels["place"]) <= set(PLACES)
    assert ours["sentence"] == (
        "With 1,000 referrals, chance alone would take an area from 20.0 (England) to between 17.5 and 22.5, 95 times "
        "of 100. Ours, 24.0, lies above that, and above the outer limit (23.9)."
    )
    assert (
        note["funnel"]
        == "1 of the 5 areas lies outside the inner limits; chance alone would put about a twentieth of them there."
    )


def test_most_areas_outside_is_said_to_be_more_than_chance() -> None:
    far = [share(name, "2024", n, 1000) for name, n in (("A", 90), ("B", 300), ("C", 310), ("D", 205))]
    _, note, _ = context([*far, share("England", "2024", 20000, 100000), share("Ours", "2024", 230, 1000)])
    assert note["funnel"] == "4 of the 5 areas lie outside the inner limits, 3 of them outside the outer ones."


def test_the_funnel_of_rates_has_exact_poisson_limits() -> None:
    rows = [
        {"area": area, "year": "2024", "measure": "R", "value": f"{10000 * n / of:.1f}", "unit": "per 10,000 children",
         "base": "", "source": "S", "numerator": n, "denominator": of}
        for area, n, of in (("Ours", 3, 10000), ("A", 20, 20000), ("B", 30, 30000), ("C", 8, 10000), ("D", 9, 9000),
                            ("England", 10000, 10**7))
    ]  # fmt: skip
    _, _, funnels = context(rows)
    limits = funnel_limits(1, [10], "ratio").iloc[0]  # England's 10 for every 10,000 means ten in ours
    assert (funnels["lower"][0], funnels["upper"][0]) == pytest.approx((10 * limits["lower"], 10 * limits["upper"]))
    assert funnels["place"].tolist()[:2] == ["below 95", "within"]


def test_the_latest_year_with_counts_is_taken_and_said() -> None:
    _, note, funnels = context([*five("2023"), *five("2024")[:5], symbol("Ours", "2024", "c")])
    assert set(funnels["year"]) == {"2023"}
    assert note["funnel"].startswith("2023 is the latest year with counts for Ours.")


def test_without_a_country_the_centre_is_all_areas_together() -> None:
    rows = [row for row in five(ours=190) if row["area"] != "England"]
    _, _, funnels = context(rows)
    assert set(funnels["centre"]) == {19.9} and "19.9 (all areas)" in funnels["sentence"][0]


def test_hidden_areas_are_left_out_and_named() -> None:
    _, note, funnels = context([*five(), symbol("E", "2024", "c")])
    assert "E" not in set(funnels["area"]) and "Left out: E ([c])." in note["funnel"]


def test_too_few_areas_make_no_funnel() -> None:
    _, note, funnels = context(five()[2:])
    assert funnels.empty and note["funnel"] == "Not set beside others: too few areas have counts for 2024."


def test_a_plain_number_is_not_set_beside_others() -> None:
    rows = [{**row, "unit": "count", "value": str(row["numerator"])} for row in five()]
    _, note, funnels = context(rows)
    assert funnels.empty and note["kind"] == "count" and note["funnel"].startswith("Numbers of areas of different size")


def test_recording_none_is_flagged_and_not_compared() -> None:
    before = [share(area, year, 100, 1000) for area in ("Ours", "England", "A") for year in ("2021", "2022")]
    zero = share("Ours", "2023", 0, 1000)
    _, note, funnels = context([*before, zero, share("England", "2023", 20000, 100000), *five(ours=0)])
    assert "Ours records none in 2023 and 2024 (England in 2024: 20.0 in 100)." in note["comparability"]
    assert "do not compare Ours with others in those years" in note["comparability"]
    assert funnels.empty and note["funnel"] == "Not set beside others: Ours records none in 2024."


def test_another_area_that_records_none_is_left_out_of_the_funnel() -> None:
    _, note, funnels = context([*five(), share("Z", "2024", 0, 1000)])
    assert "Z" not in set(funnels["area"]) and "Left out: Z (records none)." in note["funnel"]


def test_none_of_a_few_may_be_chance_and_is_not_flagged() -> None:
    _, note, funnels = context([*five()[:5], share("Ours", "2024", 0, 40)])
    assert "records none" not in note["comparability"] and funnels["value"][0] == 0.0
    assert funnels["lower"][0] >= 0.0


def test_a_leap_from_one_year_to_the_next_is_a_question() -> None:
    rows = [share("Ours", year, n, 1000) for year, n in (("2021", 100), ("2022", 150), ("2023", 149), ("2024", 90))]
    assert "(up by half, or down by a third, or more): Ours 2022 and 2024." in context(rows)[1]["comparability"]
    small = [share("Ours", year, n, 100) for year, n in (("2021", 10), ("2022", 20), ("2023", 10))]
    assert context(small)[1]["comparability"] == ""


def test_what_is_known_of_a_measure_comes_with_it() -> None:
    known = pd.DataFrame({"measure": ["AGAIN"], "direction": ["down"], "comparability": ["Ask first."]})
    _, note, _ = context(five(), measures=known)
    assert (note["direction"], note["comparability"]) == ("down", "Ask first.")
    assert context(five())[1]["direction"] == "none"


def test_nothing_is_sorted_by_value() -> None:
    rows = five()
    shuffled = [rows[at] for at in (3, 1, 0, 2, 4, 5)]
    _, _, funnels = context(shuffled)
    assert funnels["area"].tolist() == ["Ours", "D", "B", "A", "C"]


@given(st.lists(st.integers(2000, 2030), min_size=1, unique=True))
def test_every_year_can_be_read_back_from_the_words(years: list[int]) -> None:
    words = years_said(years).replace(" and ", ", ").split(", ")
    read: set[int] = set()
    for part in words:
        ends = [int(end) for end in part.split(" to ")]
        read |= set(range(ends[0], ends[-1] + 1))
    assert read == set(years)


@given(st.floats(0.1, 99.9), st.integers(1, 10**6))
def test_limits_of_a_share_stay_within_0_and_100_and_the_outer_hold_the_inner(centre: float, of: int) -> None:
    inner, outer = (limits_at(centre, [of], "%", confidence).iloc[0] for confidence in (0.95, 0.998))
    assert 0 <= outer["lower"] <= inner["lower"] <= centre <= inner["upper"] <= outer["upper"] <= 100


@given(st.floats(0.1, 5000), st.integers(100, 10**6))
def test_limits_of_a_rate_are_never_below_nothing(centre: float, of: int) -> None:
    inner, outer = (limits_at(centre, [of], "per 10,000 children", part).iloc[0] for part in (0.95, 0.998))
    assert 0 <= outer["lower"] <= inner["lower"] <= inner["upper"] <= outer["upper"]
