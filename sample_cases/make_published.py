"""Make ``published/children_in_need.csv`` from the Department for Education's own tables.

Run ``python sample_cases/make_published.py FOLDER``, FOLDER being where the published tables are (when left out,
``../shared/data/dfe_cin_statistics``). Values are copied as printed, symbols too; what is worked out says so. Where a
value is a symbol no count is written beside it, so that nothing hidden can be worked out.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
TABLES = HERE.parents[1] / "shared" / "data" / "dfe_cin_statistics"
YEARS = range(2013, 2025)
YEARS_OF_NEIGHBOURS = 2
"""How many of the latest years have each neighbour's own figures: enough for a funnel where the last has a symbol."""
AREAS = ("Portsmouth", "Southampton", "Hampshire", "Isle of Wight")
NEIGHBOURS = "Neighbours (median)"
COLUMNS = ("area", "year", "measure", "value", "unit", "base", "source", "numerator", "denominator")
PUBLISHER = "DfE, Children in need 2013 to 2024, years ending 31 March"
RATE, SHARE = "per 10,000 children", "%"
ASSESSMENT_BANDS = (
    "Same_day", "1-10_days", "11-20_days", "21-30_days", "31-40_days", "41-45_days",
    "46-50_days", "51-60_days", "61+_days",
)  # fmt: skip
CONFERENCE_BANDS = ("Duration_0-10_days", "Duration_11-15_days", "Duration_16-20_days", "Duration_21+_days")
C1 = "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
C2 = "c2_children_in_need_assessments_duration_2014_to_2024.csv"
C4 = "c4_children_in_need_section_47s_and_icpcs_2013_to_2024.csv"
D1 = "d1_child_protection_plans_2013_to_2024.csv"
D3 = "d3_cpps_subsequent_plan_2013_to_2024.csv"
ONS = "ons_mid-year_population_estimates_2012_to_2023.csv"
Row = dict[str, str]
Rows = dict[tuple[str, str], Row]


@dataclass(frozen=True)
class Measure:
    """One published measure and where it stands: file, column of the value, column counted, and what it is a share of.

    A rate (no ``of``) is per 10,000 of the population of the year before. ``bands`` with ``in_time`` make a share that
    is worked out: the first ones of all.
    """

    name: str
    file: str
    value: str = ""
    counted: str = ""
    of: str = ""
    words: str = ""
    bands: tuple[str, ...] = ()
    in_time: int = 0

    @property
    def unit(self) -> str:
        """What the value is per."""
        return SHARE if self.of else RATE

    @property
    def source(self) -> str:
        """Where it stands, for the column ``source``."""
        made = ", worked out from the bands" if self.bands else ""
        population = "" if self.of else "; rates: ONS mid-year estimate of the year before"
        return f"{PUBLISHER}, table {self.file[:2].upper()}{made}{population}"


MEASURES = (
    Measure("Referrals", C1, "Referrals_rate", "Referrals"),
    Measure(
        "Referrals within a year of an earlier one",
        C1,
        "Re_referrals_percent",
        "Re_referrals",
        "Referrals",
        "referrals",
    ),
    Measure(
        "Referrals closed with no further action",
        C1,
        "No_Further_Action_percent",
        "No_Further_Action",
        "Referrals",
        "referrals",
    ),
    Measure(
        "Assessments within 45 working days",
        C2,
        of="Assessments_completed",
        words="assessments",
        bands=ASSESSMENT_BANDS,
        in_time=6,
    ),
    Measure("Section 47 enquiries", C4, "Section47_rate", "Section47"),
    Measure(
        "Initial conferences within 15 working days",
        C4,
        of="ICPC",
        words="conferences",
        bands=CONFERENCE_BANDS,
        in_time=2,
    ),
    Measure("Child protection plans started", D1, "CPP_start_rate", "CPP_start"),
    Measure(
        "Plans that are a second or later one",
        D3,
        "CPP_subsequent_percent",
        "CPP_subsequent",
        "CPP_start",
        "plans started",
    ),
)


def make(tables: Path, target: Path) -> None:
    """Write the published figures of our areas, of England and of the neighbours into ``target``."""
    neighbours = tomllib.loads((HERE / "published" / "statistical_neighbours.toml").read_text(encoding="utf-8"))
    population = _read(tables / ONS)
    rows = [
        {"measure": measure.name, "unit": measure.unit, "source": measure.source} | row
        for measure in MEASURES
        for row in _rows(measure, _read(tables / measure.file), population, neighbours["neighbours"])
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rows(measure: Measure, read: Rows, population: Rows, neighbours: list[str]) -> Iterator[Row]:
    """Year by year: our areas, the middle of the neighbours, England; in the latest years each neighbour as well."""
    years = [str(year) for year in YEARS if any(at == str(year) for _, at in read)]
    others = [area for area in neighbours if area not in AREAS]
    for year in years:
        for area in AREAS:
            yield _figure(measure, read, population, area, year)
        yield _middle(measure, read, population, neighbours, year)
        yield _figure(measure, read, population, "England", year)
        for area in others if year in years[-YEARS_OF_NEIGHBOURS:] else []:
            yield _figure(measure, read, population, area, year)


def _figure(measure: Measure, read: Rows, population: Rows, area: str, year: str) -> Row:
    """One area in one year, with the counts only where the value is a number."""
    row = read[area, year]
    if measure.bands:
        value, counted, of = _within([row[band] for band in measure.bands], measure.in_time)
    elif measure.of:
        value, counted, of = row[measure.value], row[measure.counted], row[measure.of]
    else:
        value, counted = row[measure.value], row[measure.counted]
        of = population[area, str(int(year) - 1)]["population_estimate"]
    whole = all(_is_number(one) for one in (value, counted, of))
    words = measure.words or f"children aged 0 to 17 (ONS, mid-{int(year) - 1})"
    return {
        "area": area,
        "year": year,
        "value": value,
        "base": f"{int(of):,} {words}" if whole else "",
        "numerator": counted if whole else "",
        "denominator": of if whole else "",
    }


def _within(counts: list[str], in_time: int) -> tuple[str, str, str]:
    """The share in the first bands, in per cent to one decimal, how many those are, and of how many.

    Where any band carries a symbol the share carries it too; with nothing to count it is z.
    """
    symbols = [count for count in counts if not count.isdigit()]
    if symbols:
        return "u" if "u" in symbols else symbols[0], "", ""
    early, every = sum(map(int, counts[:in_time])), sum(map(int, counts))
    return (f"{100 * early / every:.1f}", str(early), str(every)) if every else ("z", "", "")


def _middle(measure: Measure, read: Rows, population: Rows, neighbours: list[str], year: str) -> Row:
    """The middle value of the neighbours with a number, and of how many it is."""
    values = [_figure(measure, read, population, area, year)["value"] for area in neighbours]
    numbers = [float(value) for value in values if _is_number(value)]
    return {
        "area": NEIGHBOURS,
        "year": year,
        "value": f"{median(numbers):.1f}" if numbers else "x",
        "base": f"{len(numbers)} of {len(neighbours)} areas",
        "source": "Median of the neighbours' published figures; their list is to be confirmed by the partnership",
        "numerator": "",
        "denominator": "",
    }


def _read(path: Path) -> Rows:
    """A table by area and year; regions are left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geographic_level"] != "Regional"]
    return {
        (row["country_name"] if row["geographic_level"] == "National" else row["la_name"], row["time_period"]): row
        for row in rows
    }


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit()


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else TABLES, HERE / "published" / "children_in_need.csv")
