"""The published figures in the sample workspace, made again from the Department for Education's own tables, and all
four areas put through intake, lens and page."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import pytest

from scrutiny_lib.intake.published import Published, read_published_folder
from scrutiny_lib.lenses.published import published_context
from scrutiny_lib.show.published import published_part
from scrutiny_lib.tables import Tables

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_cases"
TABLES = ROOT.parent / "shared" / "data" / "dfe_cin_statistics"
COMMITTED = SAMPLE / "published" / "children_in_need.csv"
AREAS = ("Portsmouth", "Southampton", "Hampshire", "Isle of Wight")
needs_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="the published tables are not here (../shared/data)")
Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def rows() -> dict[Key, dict[str, str]]:
    with COMMITTED.open(encoding="utf-8", newline="") as file:
        return {(row["area"], row["year"], row["measure"]): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def published() -> Published:
    found, problems = read_published_folder(SAMPLE / "published")
    assert not list(problems)
    return found


@needs_tables
def test_made_again_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLE))
    sys.modules.pop("make_published", None)
    from make_published import make

    make(TABLES, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == COMMITTED.read_bytes()


@pytest.mark.parametrize(
    ("area", "year", "measure", "value", "numerator", "denominator"),
    [
        ("Portsmouth", "2024", "Referrals", "723.5", "3061", "42307"),
        ("Portsmouth", "2013", "Referrals", "434.6", "1833", "42178"),
        ("Portsmouth", "2024", "Referrals within a year of an earlier one", "24", "735", "3061"),
        ("Hampshire", "2023", "Referrals", "1076", "30502", "283487"),
        ("Portsmouth", "2023", "Section 47 enquiries", "241.9", "1013", "41871"),
        ("England", "2024", "Plans that are a second or later one", "24.7", "15330", "62110"),
        ("Derby", "2024", "Referrals closed with no further action", "10.2", "424", "4165"),
        # 14 + 222 of 276 conferences
        ("Portsmouth", "2023", "Initial conferences within 15 working days", "85.5", "236", "276"),
    ],
)
def test_figures_stand_as_they_were_printed(
    rows: dict[Key, dict[str, str]], area: str, year: str, measure: str, value: str, numerator: str, denominator: str
) -> None:
    row = rows[area, year, measure]
    assert (row["value"], row["numerator"], row["denominator"]) == (value, numerator, denominator)


def test_every_area_has_every_year_of_the_series(rows: dict[Key, dict[str, str]]) -> None:
    for measure in {measure for _, _, measure in rows}:
        first = 2014 if measure.startswith("Assessments") else 2013
        for area in (*AREAS, "England", "Neighbours (median)"):
            years = [int(year) for name, year, what in rows if (name, what) == (area, measure)]
            assert years == list(range(first, 2025)), (area, measure)


def test_hampshire_2024_stays_unreliable(rows: dict[Key, dict[str, str]]) -> None:
    values = {row["value"] for (area, year, _), row in rows.items() if (area, year) == ("Hampshire", "2024")}
    assert values == {"u"}


def test_a_share_is_not_worked_out_where_a_band_is_hidden(rows: dict[Key, dict[str, str]]) -> None:
    for measure in ("Assessments within 45 working days", "Initial conferences within 15 working days"):
        assert rows["Portsmouth", "2024", measure]["value"] == "c"


def test_beside_a_symbol_stands_no_count(rows: dict[Key, dict[str, str]]) -> None:
    hidden = [row for row in rows.values() if not row["value"].replace(".", "", 1).isdigit()]
    assert len(hidden) > 10
    assert not [row for row in hidden if row["numerator"] or row["denominator"] or row["base"]]


@needs_tables
def test_no_number_here_is_a_symbol_in_the_tables(rows: dict[Key, dict[str, str]]) -> None:
    """Each count stands as a number in the published tables, or is a sum of bands that all do."""
    printed: dict[tuple[str, str], set[int]] = {}
    hidden: set[tuple[str, str, str]] = set()
    for path in sorted(TABLES.glob("[cdo]*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                area = row["la_name"] or (row["country_name"] if row["geographic_level"] == "National" else "")
                bands = [value for name, value in row.items() if name.startswith(("Duration_", "Same_", "6"))]
                bands += [value for name, value in row.items() if name[:1].isdigit() and name.endswith("_days")]
                if "c" in bands and path.name[:2] in ("c2", "c4"):
                    hidden.add((path.name[:2], area, row["time_period"]))
                printed.setdefault((area, row["time_period"]), set()).update(
                    int(value) for value in row.values() if value and value.isdigit()
                )
    for (area, year, measure), row in rows.items():
        made = "worked out" in row["source"]
        if not row["numerator"]:
            continue
        if made:
            assert (row["source"].split("table ")[1][:2].lower(), area, year) not in hidden, (area, year, measure)
        else:
            assert int(row["numerator"]) in printed[area, year]
            people = measure in ("Referrals", "Section 47 enquiries", "Child protection plans started")
            assert int(row["denominator"]) in printed[area, str(int(year) - people)]


def test_portsmouth_closes_none_without_further_action(rows: dict[Key, dict[str, str]]) -> None:
    measure = "Referrals closed with no further action"
    none = [
        year
        for area, year, what in rows
        if (area, what) == ("Portsmouth", measure) and rows[area, year, what]["value"] == "0"
    ]
    assert none == ["2021", "2022", "2023", "2024"]


@pytest.mark.parametrize("area", AREAS)
def test_each_area_goes_from_file_to_page(published: Published, area: str) -> None:
    frames = published_context(published.figures, area, published.measures)
    notes, funnels = frames["published_notes"], frames["funnels"]
    assert len(notes) == 8 and set(notes["area"]) == {area}
    assert (frames["published"]["area"].iloc[:95] == area).all()
    html = str(published_part(Tables({}, frames).plain()))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Hampshire: 2024 published as too unreliable to use ([u])" in text
    assert (
        "[c]" in html and "NaN" not in text and "nan" not in re.findall(r"\bnan\b", text) and "None of None" not in text
    )
    assert not re.search(
        r"\brank|\bbest\b|\bworst\b|\d+(st|nd|rd|th) of|highest|lowest", text.replace("not ranked", "")
    )
    assert set(funnels.groupby("measure")["year"].nunique()) == {1}
    for _, rows in funnels.groupby("measure", sort=False):
        assert rows["area"].iloc[0] == area
        assert (rows["lower_998"] <= rows["lower"]).all() and (rows["upper"] <= rows["upper_998"]).all()
    assert set(funnels["year"]) == (
        {"2023"} if area == "Hampshire" else {"2024", "2023"} if area == "Portsmouth" else {"2024"}
    )


def test_the_two_known_traps_are_said_in_words(published: Published) -> None:
    frames = published_context(published.figures, "Portsmouth", published.measures)
    notes = frames["published_notes"].set_index("measure")
    closed = notes.loc["Referrals closed with no further action"]
    assert "Portsmouth records none in 2021 to 2024 (England in 2024: 6.3 in 100)" in closed["comparability"]
    assert closed["funnel"] == "Not set beside others: Portsmouth records none in 2024."
    assert "Referrals closed with no further action" not in set(frames["funnels"]["measure"])
    assert all("Hampshire: 2024 published as too unreliable to use ([u])." in gap for gap in notes["gap"])
    assert "All 12 areas lie outside the inner limits" in notes.loc["Referrals", "funnel"]
