"""Make ``published/children_in_need.csv`` from the Department for Education's own tables.

Run ``python sample_cases/make_published.py FOLDER``, FOLDER being where the published tables are (when left out,
``../shared/data/dfe_cin_statistics``). Values are copied as printed, symbols too; what is worked out says so.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
TABLES = HERE.parents[1] / "shared" / "data" / "dfe_cin_statistics"
YEARS = range(2015, 2025)
AREAS = ("Portsmouth", "Southampton", "Hampshire", "Isle of Wight")
NEIGHBOURS = "Statistical neighbours (median)"
COLUMNS = ("area", "year", "measure", "value", "unit", "base", "source")
PUBLISHER = "DfE, Children in need 2013 to 2024"
ASSESSMENT_BANDS = (
    "Same_day", "1-10_days", "11-20_days", "21-30_days", "31-40_days", "41-45_days",
    "46-50_days", "51-60_days", "61+_days",
)  # fmt: skip
CONFERENCE_BANDS = ("Duration_0-10_days", "Duration_11-15_days", "Duration_16-20_days", "Duration_21+_days")
Row = dict[str, str]


def printed(column: str) -> Callable[[Row], str]:
    """The value of a column as it stands in the table."""
    return lambda row: row[column]


def within(bands: tuple[str, ...], in_time: int) -> Callable[[Row], str]:
    """The share in the first bands, in per cent to one decimal; the symbol where any band carries one."""

    def share(row: Row) -> str:
        symbols = [row[band] for band in bands if not row[band].isdigit()]
        if symbols:
            return "u" if "u" in symbols else symbols[0]
        counts = [int(row[band]) for band in bands]
        return f"{100 * sum(counts[:in_time]) / sum(counts):.1f}" if sum(counts) else "z"

    return share


class Measure(NamedTuple):
    """One published measure: the table's file, how its value is found, and what it is a share or rate of."""

    name: str
    unit: str
    file: str
    value: Callable[[Row], str]
    of: str
    worked_out: bool = False

    @property
    def table(self) -> str:
        """Where it stands, for the column ``source``."""
        made = ", worked out from the bands" if self.worked_out else ""
        return f"{PUBLISHER}, table {self.file[:2].upper()}{made}"


C1 = "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
C2 = "c2_children_in_need_assessments_duration_2014_to_2024.csv"
C4 = "c4_children_in_need_section_47s_and_icpcs_2013_to_2024.csv"
D1 = "d1_child_protection_plans_2013_to_2024.csv"
D3 = "d3_cpps_subsequent_plan_2013_to_2024.csv"
RATE = "per 10,000 children"
MEASURES = (
    Measure("Referrals", "count", C1, printed("Referrals"), ""),
    Measure("Referrals, rate", RATE, C1, printed("Referrals_rate"), ""),
    Measure(
        "Referrals within a year of an earlier one", "%", C1, printed("Re_referrals_percent"), "Referrals"
    ),
    Measure(
        "Assessments within 45 working days",
        "%",
        C2,
        within(ASSESSMENT_BANDS, 6),
        "Assessments_completed",
        True,
    ),
    Measure("Section 47 enquiries, rate", RATE, C4, printed("Section47_rate"), ""),
    Measure("Initial conferences within 15 working days", "%", C4, within(CONFERENCE_BANDS, 2), "ICPC", True),
    Measure("Child protection plans started, rate", RATE, D1, printed("CPP_start_rate"), ""),
    Measure("Plans that are a second or later one", "%", D3, printed("CPP_subsequent_percent"), "CPP_start"),
)
BASES = {
    "Referrals": "referrals",
    "Assessments_completed": "assessments",
    "ICPC": "conferences",
    "CPP_start": "plans started",
}


def make(tables: Path, target: Path) -> None:
    """Write the published figures of our areas into ``target``."""
    neighbours = tomllib.loads(
        (HERE / "published" / "statistical_neighbours.toml").read_text(encoding="utf-8")
    )
    rows = [row for measure in MEASURES for row in _rows(measure, tables, neighbours["neighbours"])]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rows(measure: Measure, tables: Path, neighbours: list[str]) -> Iterator[Row]:
    with (tables / measure.file).open(encoding="utf-8-sig", newline="") as file:
        read = {(_area(row), row["time_period"]): row for row in csv.DictReader(file) if _area(row)}
    common = {"measure": measure.name, "unit": measure.unit, "source": measure.table}
    for year in map(str, YEARS):
        for area in AREAS:
            yield {"area": area, "year": year, **common, **_value(measure, read[area, year])}
        if measure.unit != "count":
            values = [measure.value(read[area, year]) for area in neighbours if (area, year) in read]
            numbers = [float(value) for value in values if _is_number(value)]
            base = f"{len(numbers)} of {len(neighbours)} areas"
            middle = f"{median(numbers):.1f}" if numbers else "x"
            source = f"{measure.table}; median of the neighbours"
            yield {
                "area": NEIGHBOURS,
                "year": year,
                **common,
                "value": middle,
                "base": base,
                "source": source,
            }
        yield {"area": "England", "year": year, **common, **_value(measure, read["England", year])}


def _value(measure: Measure, row: Row) -> Row:
    base = f"{row[measure.of]} {BASES[measure.of]}" if measure.of and row[measure.of].isdigit() else ""
    return {"value": measure.value(row), "base": base}


def _area(row: Row) -> str:
    """The area's name; blank for regions."""
    if row["geographic_level"] == "National":
        return row["country_name"]
    return row["la_name"]


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit()


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else TABLES, HERE / "published" / "children_in_need.csv")
