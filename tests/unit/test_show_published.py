"""Published figures on the page: gaps are gaps, our own area is named, nothing is ranked or coloured as good or bad."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from show_fixture import full_tables

from scrutiny_lib.lenses.published import published_context
from scrutiny_lib.show.published import published_part, show_published
from scrutiny_lib.show.published_pictures import Line, _apart, draw_trend
from scrutiny_lib.tables import Tables, table

NAN = float("nan")


def row(
    area: str, year: int, value: str, n: int | None = None, of: int | None = None, unit: str = "%"
) -> dict[str, Any]:
    return {"area": area, "year": str(year), "measure": "Seen again", "value": value, "unit": unit,
            "base": f"{of:,} referrals" if of else "", "source": "The Department, table 1", "numerator": n,
            "denominator": of}  # fmt: skip


def shown(rows: list[dict[str, Any]], area: str = "Ours") -> str:
    frames = published_context(table("published", rows), area)
    return str(published_part(Tables({}, frames).plain()))


def four_years() -> list[dict[str, Any]]:
    rows = []
    for year in (2021, 2022, 2023, 2024):
        rows += [row("Ours", year, "c") if year == 2022 else row("Ours", year, "20.0", 200, 1000)]
        rows += [row("Theirs", year, "u") if year == 2024 else row("Theirs", year, "30.0", 300, 1000)]
        rows += [row("England", year, "20.0", 20000, 100000)]
    rows += [row(name, 2024, f"{n / 10:.1f}", n, 1000) for name, n in (("A", 190), ("B", 210), ("C", 205), ("D", 100))]
    return rows


def alts(html: str) -> list[str]:
    return re.findall(r'alt="([^"]*)"', html)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def pictures(html: str) -> list[str]:
    return [base64.b64decode(code).decode() for code in re.findall(r"base64,([A-Za-z0-9+/=]+)", html)]


def test_a_measure_has_its_years_and_areas_by_size() -> None:
    html = shown(four_years())
    trend, spread = alts(html)
    assert "Ours: 20.0 in 100 in 2021, 20.0 in 100 in 2024." in trend
    assert "Theirs: 2024 published as too unreliable to use ([u])." in trend
    assert "lies within" in spread and "<h4>Seen again, in 100</h4>" in html


def test_the_number_of_a_measure_that_is_also_published_as_a_share_has_no_areas_by_size() -> None:
    numbers = [row("Ours", year, "200", unit="count") for year in (2023, 2024)]
    html = shown([*four_years(), *numbers])
    assert html.count("areas by size</caption>") == 1 and "Ours, 2024: 200" in words(html)


def test_symbols_stand_in_the_table_and_are_explained_there() -> None:
    html = shown(four_years())
    assert '<td>[c]</td>' in html and "[u] means too unreliable to use" in html
    assert "Source: The Department, table 1." in html


def test_areas_stand_in_the_order_they_came_whatever_their_values() -> None:
    html = shown(four_years())
    by_year = re.search(r"<thead><tr>(.*?)</tr>", html, re.DOTALL)
    assert by_year is not None
    assert re.findall(r"<th[^>]*>([^<]+)</th>", by_year[1]) == ["Year", "Ours", "Theirs", "England"]
    by_size = html[html.index("areas by size") :]
    assert re.findall(r'<th scope="row">([^<]+)</th>', by_size) == ["Ours", "A", "B", "C", "D"]


def test_nothing_is_ranked_and_nothing_is_red_or_green() -> None:
    html = shown(four_years())
    assert not re.search(r"\brank|\bbest\b|\bworst\b|league", words(html).replace("not ranked", ""))
    colours = set(re.findall(r"#[0-9a-f]{6}", " ".join(pictures(html))))
    assert len(colours) > 3
    for colour in colours:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert red <= max(green, blue) + 10, "a reddish colour"
        assert green <= max(red, blue) + 25, "a greenish colour"


def test_a_gap_is_drawn_as_a_gap() -> None:
    def moves(values: tuple[float, ...]) -> int:
        drawn = draw_trend([Line("Ours", values, ours=True)], [2021, 2022, 2023, 2024, 2025], 340)
        line = next(path for path in re.findall(r'<path[^>]*stroke-width="2.2"[^>]* d="([^"]*)"', drawn))
        return line.lower().count("m")

    assert moves((1.0, 2.0, 3.0, 4.0, 5.0)) == 1
    assert moves((1.0, 2.0, NAN, 4.0, 5.0)) == 2


def test_a_line_that_ends_early_says_so_and_a_single_year_is_drawn() -> None:
    drawn = draw_trend([Line("Ours", (1.0, 2.0, NAN), ours=True), Line("B", (NAN, 3.0, NAN))], [2022, 2023, 2024], 340)
    assert "Ours, to 2023" in drawn and "B, to 2023" in drawn


def test_many_areas_are_grey_without_names_but_ours_and_the_country() -> None:
    lines = [Line(f"Area{at}", (float(at), 2.0)) for at in range(20)]
    lines += [Line("Ours", (1.0, 2.0), ours=True), Line("England", (1.0, 3.0), country=True)]
    drawn = draw_trend(lines, [2023, 2024], 340)
    assert "Ours" in drawn and "England" in drawn and "Area3" not in drawn


def test_most_areas_outside_makes_the_heading_a_caution() -> None:
    rows = four_years()
    for name, n in (("E", 400), ("F", 50), ("G", 420), ("H", 30), ("I", 450)):
        rows.append(row(name, 2024, f"{n / 10:.1f}", n, 1000))
    html = shown(rows)
    assert "Areas differ by more than chance" in html
    assert words(html).count("says little about any one of them") == 1, "said once for all pictures"
    assert "6 of the 10 areas lie outside" in words(html)


def test_our_area_is_set_beside_the_country_and_the_neighbours_in_plain_words() -> None:
    rows = [row("Ours", year, "40.0", 400, 1000) for year in (2022, 2023, 2024)]
    rows += [row("Neighbours (median)", year, "45.0") for year in (2022, 2023, 2024)]
    rows += [one for one in four_years() if one["area"] != "Ours"]
    said = words(shown(rows))
    assert (
        "In 2024 Ours (40.0 in 100) was higher than England (20.0) and lower than the middle of its neighbours (45.0)."
        in said
    )
    assert "In 2024 Ours (20.0 in 100) was the same as England (20.0)." in words(shown(four_years()))
    near = [row("Ours", 2024, "21.0", 210, 1000) if (one["area"], one["year"]) == ("Ours", "2024") else one
            for one in four_years()]  # fmt: skip
    assert "was no further than chance alone would take it from England (20.0)." in words(shown(near))


def test_on_a_reviews_page_areas_by_size_are_behind_a_key() -> None:
    html = shown(four_years())
    assert "<summary>Areas by size</summary>" in html
    alone = show_published(Tables({}, published_context(table("published", four_years()), "Ours")).plain()).html
    assert "<summary>Areas by size</summary>" not in alone and len(alts(alone)) == 2


def test_without_counts_there_are_years_and_no_sizes() -> None:
    rows = [{**one, "numerator": None, "denominator": None} for one in four_years()]
    html = shown(rows)
    assert len(alts(html)) == 1 and "dashed" not in html


def test_a_number_of_events_is_drawn_for_our_area_only() -> None:
    rows = [row(area, year, "300", unit="children") for area in ("Ours", "Theirs") for year in (2022, 2023, 2024)]
    html = shown(rows)
    (trend,) = alts(html)
    assert "Ours:" in trend and "Theirs:" not in trend and ">Theirs<" in html
    assert "Numbers of areas of different size are not set side by side." in html


def test_tables_without_notes_are_shown_all_the_same() -> None:
    tables = full_tables()
    html = str(published_part(Tables(tables.about, {"published": tables["published"]})))
    places = [html.index(f">{area}<") for area in ("Hampshire", "Isle of Wight", "Portsmouth", "Southampton")]
    assert places == sorted(places) and "[u] means too unreliable to use." in html


def test_nothing_published_shows_nothing_and_all_hidden_is_shown_as_words() -> None:
    assert shown(four_years(), "Nowhere") == ""
    html = shown([row("Ours", year, "c") for year in (2022, 2023, 2024)])
    assert "Ours has no published number for 2024" in html and "No year has a number." in html


def test_the_same_figures_give_the_same_bytes_and_names_are_escaped() -> None:
    assert shown(four_years()) == shown(four_years())
    rows = [{**one, "area": one["area"].replace("Theirs", "<b>Bath & Co</b>")} for one in four_years()]
    assert "<b>" not in shown(rows) and "&lt;b&gt;Bath &amp; Co" in shown(rows)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 12)), min_size=1, max_size=8))
def test_names_at_the_ends_never_lie_on_each_other(labels: list[tuple[float, float]]) -> None:
    labels.sort()
    wanted, heights = zip(*labels, strict=True)
    places = _apart(wanted, heights, 0, 100)
    ends = np.array(places) + np.array(heights) / 2
    starts = np.array(places) - np.array(heights) / 2
    assert (starts[1:] >= ends[:-1] - 1e-6).all() and starts[0] >= -1e-6 and ends[-1] <= 100 + 1e-6
