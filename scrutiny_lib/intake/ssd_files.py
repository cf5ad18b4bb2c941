"""The tables of the Standard Safeguarding Dataset as files: a folder of CSV files, or one workbook with a sheet
for each. Names, headings and what each table is needed for are data: ``ssd.toml``."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import NOT_AVAILABLE, find_header
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.identifiers import tidy
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, from_grid
from scrutiny_lib.intake.table_file import WORKBOOKS
from scrutiny_lib.intake.text import header
from scrutiny_lib.intake.workbook import read_sheets

_FILE = Path(__file__).with_name("ssd.toml")


@cache
def ssd() -> Mapping[str, Any]:
    """The tables of ``ssd.toml``: tables, cohorts, codes and flags."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def table_of(name: str) -> str | None:
    """Which table a file (without its ending) or a sheet is, however it is spelt; ``None`` when it is none.

    >>> table_of("dbo.SSD_Person"), table_of("CIN Episodes"), table_of("[dbo].[#ssd_contacts]"), table_of("notes")
    ('ssd_person', 'ssd_cin_episodes', 'ssd_contacts', None)
    """
    words = header(name.rpartition(".")[2]).split()
    while "ssd" in words:
        words = words[words.index("ssd") + 1 :]
    found = "_".join(["ssd", *words])
    return found if found in ssd()["tables"] else None


def read_tables(
    path: Path, wanted: Iterable[str], needed: Iterable[str], problems: Problems
) -> dict[str, RawTable] | None:
    """The tables asked for, by name; ``None`` when one that is ``needed`` is missing or one cannot be used.

    Each is text under our names, with cells that say nothing blank, cells that say "not available" ``[x]``
    and ids that stand for none blank. A table that is asked for and missing is named, with what it is needed
    for (S01); one that is there twice is refused (S02). Row numbers and letters are those of the file.
    """
    sources = _sheets(path, problems) if path.suffix.lower() in WORKBOOKS else _files(path, problems)
    if sources is None:
        return None
    needed, tables, stands = set(needed), {}, True
    for name in wanted:
        places = [source for source in sources if source.table == name]
        if len(places) == 1:
            raw = _table(places[0], problems)
            stands &= raw is not None
            if raw is not None:
                tables[name] = raw
            continue
        purpose = f"it is needed for {ssd()['tables'][name]['needed_for']}."
        if places:
            fact = f"The table {name} is there {len(places)} times; {purpose}"
            problems.add("S02", fact, "Keep the right one.", file=path.name, act="REJECT")
        elif name in needed:
            fact, cure = f"The table {name} is missing; {purpose}", f"Put {name}.csv (or a sheet {name}) there."
            problems.add("S01", fact, cure, file=path.name, act="REJECT")
        else:
            fact, cure = f"The table {name} is missing; {purpose}", f"Put {name}.csv there, or go on without."
            problems.add("S01", fact, cure, file=path.name, act="WARN")
        stands &= not places and name not in needed
    return tables if stands else None


class _Source(NamedTuple):
    """One file or sheet: which table it is, its file, and how to get its rows."""

    table: str | None
    file: str
    rows: Callable[[], list[list[str]] | None]


def _files(path: Path, problems: Problems) -> list[_Source] | None:
    if not path.exists():
        cure = f"Put it into the folder '{path.parent.name}', or correct its name in review.toml."
        problems.add("F02", "The folder of the tables is not there.", cure, file=path.name, act="REJECT")
        return None
    if not path.is_dir():
        cure = "Give the folder of the tables (.csv), or a workbook with a sheet for each (.xlsx)."
        problems.add("P07", "SSD tables are not read from this kind of file.", cure, file=path.name, act="REJECT")
        return None
    files = [file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv" and file.is_file()]
    return [
        _Source(table_of(file.stem), file.name, partial(read_rows, file, problems))
        for file in files
        if not file.name.startswith(("~$", "."))
    ]


def _sheets(path: Path, problems: Problems) -> list[_Source] | None:
    sheets = read_sheets(path, problems, max_rows=MAX_ROWS)
    if sheets is None:
        return None
    return [_Source(table_of(name), path.name, partial(list, rows)) for name, rows in sheets.items()]


def _table(source: _Source, problems: Problems) -> RawTable | None:
    rows = source.rows()
    if rows is None or source.table is None:
        return None
    facts = ssd()["tables"][source.table]
    known, first = _headings(facts), facts["required"][0]
    sheet = source.table if source.file.lower().endswith(WORKBOOKS) else ""
    header_row = find_header(rows, known[first])
    if header_row is None:
        cure = "The headings must stand within the first 20 rows."
        fact = "No row of headings was found."
        problems.add("S09", fact, cure, file=source.file, sheet=sheet, column=first, act="REJECT")
        return None
    raw = from_grid(rows, header_row, known, facts["required"], problems, file=source.file, sheet=sheet)
    if raw is None:
        return None
    table = raw.table[[column for column in raw.table.columns if column in facts["columns"]]].map(_meaning)
    ids = [column for column in table.columns if column.endswith("_id")]
    table[ids] = table[ids].map(_id)
    return dataclasses.replace(raw, table=table, sheet=source.table)


def _headings(facts: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Our name -> every heading it may have; a heading that is not carried stands for itself."""
    columns = {**facts["columns"], **{heading: [heading] for heading in facts.get("not_carried", ())}}
    return {
        name: (*headings, *(heading.partition("_")[2] for heading in headings))
        for name, headings in columns.items()
    }


def _meaning(text: str) -> str:
    if text in ssd()["not_available"]:
        return NOT_AVAILABLE
    return "" if text in ssd()["nothing"] else text


def _id(text: str) -> str:
    plain = tidy(text)
    return "" if plain == NOT_AVAILABLE or plain in ssd()["no_id"] else plain
