"""The quarterly multi-agency dataset as the agencies' analysts supplied it: each quarter one file with every month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from generator.evidence import monthly
from generator.files import data, write_csv
from generator.people import Row

LONG = ("indicator", "month", "numerator", "denominator", "area", "supplied_by", "supplied_on")


def write_dataset(folder: Path, area: str) -> None:
    """The file of the second quarter (a grid in Excel) and that of the third (a long table), with figures put right."""
    plan = data("dataset")
    _write_grid(folder / "2025-26-Q2.xlsx", _supplied(plan, area, "2025-09"), plan)
    rows = [
        {**row, "supplied_by": plan["supplied_by"][row["indicator"]], "supplied_on": plan["supplied_on"]}
        for row in _supplied(plan, area, "2025-12")
    ]
    write_csv(folder / "2025-26-Q3.csv", rows, LONG)


def _supplied(plan: Mapping[str, Any], area: str, last: str) -> list[Row]:
    """Every month of every figure up to the last, as it was known then."""
    series = data("indicators")
    rows = [row for review in series.values() for row in monthly(review, area, last)]
    first = {(one["indicator"], one["month"]): one for one in plan["first_supplied"]} if last < "2025-12" else {}
    return [
        {**row, **{part: str(first[key][part]) for part in ("numerator", "denominator") if part in first[key]}}
        if (key := (row["indicator"], row["month"])) in first
        else row
        for row in rows
    ]


def _write_grid(path: Path, rows: list[Row], plan: Mapping[str, Any]) -> None:
    """Figures down, months across, as the partnership keeps it; the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    months = sorted({row["month"] for row in rows})
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Multi-agency dataset", "created": datetime(2000, 1, 1)})
        sheet, bold = book.add_worksheet("Monthly figures"), book.add_format({"bold": True})
        across = book.add_format({"bold": True, "num_format": "mmm-yy"})
        sheet.write(0, 0, "Multi-agency dataset, to September 2025 (invented figures)", bold)
        sheet.write_row(2, 0, ["Indicator", "Part", "Supplied by"], bold)
        for place, month in enumerate(months):
            sheet.write_datetime(2, 3 + place, datetime.fromisoformat(f"{month}-01"), across)
        line = 3
        for indicator in dict.fromkeys(row["indicator"] for row in rows):
            mine = {row["month"]: row for row in rows if row["indicator"] == indicator}
            for part in ("numerator", "denominator"):
                if not any(row[part] for row in mine.values()):
                    continue
                sheet.write_row(line, 0, [indicator, part, plan["supplied_by"][indicator]])
                for place, month in enumerate(months):
                    if mine.get(month, {}).get(part):
                        sheet.write_number(line, 3 + place, int(mine[month][part]))
                line += 1
        sheet.set_column(0, 2, 24)
        sheet.freeze_panes(3, 3)
