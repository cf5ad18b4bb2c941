"""Figures already published elsewhere, as they were printed: symbols are kept, nothing hidden is worked out.

What a measure means, and what to know before areas are compared on it, may stand beside the figures in
``published/measures.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_once, check_table, read_toml
from scrutiny_lib.tables import COLUMNS, table

PRINTED_SYMBOLS = {
    "c": "[c]",
    "z": "[z]",
    "x": "[x]",
    "u": "[u]",
    "k": "[low]",
}
"""Symbols of official statistics and the shorthand a page explains: hidden, not applicable, not available,
unreliable, rounds to 0 but is not 0."""

MEASURE_COLUMNS = ("measure", "direction", "comparability", "lines")
"""What ``measures.toml`` says of a measure."""

_COUNTS = ("numerator", "denominator")
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
_NEIGHBOURS = {
    "area": Key("text", required=True),
    "confirmed": Key("true or false", default=False),
    "source": Key("text"),
    "neighbours": Key("texts", required=True),
}
_MEASURE = {
    "measure": Key("text", required=True),
    "direction": Key("text", choices=("up", "down", "none")),
    "comparability": Key("text"),
    "lines": Key("names"),
}


@dataclass(frozen=True)
class Published:
    """What a workspace's folder ``published/`` holds: figures (columns of ``published``), what measures mean, and what
    nobody has confirmed yet, as sentences for the top of a page."""

    figures: pd.DataFrame
    measures: pd.DataFrame
    unconfirmed: tuple[str, ...] = ()


def read_published_folder(folder: Path) -> tuple[Published, Problems]:
    """Read every ``.csv`` of a folder, by name, and its ``measures.toml`` and ``statistical_neighbours.toml`` where it
    has them; a folder that is not there holds nothing.

    A figure that an earlier file has already stops, as one that stands twice in a file does.
    """
    problems, read = Problems(), [table("published")]
    seen: dict[tuple[str, ...], str] = {}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        found, more = read_published(path)
        problems.extend(more)
        keys = [tuple(map(spelling, key)) for key in found[["area", "year", "measure"]].itertuples(index=False)]
        for earlier in sorted({seen[key] for key in keys if key in seen}):
            fact = f"Figures of this file are in {earlier} already."
            problems.add("I02", fact, "Keep each figure in one file.", file=path.name, act="STOP")
        seen |= {key: path.name for key in keys if key not in seen}
        read.append(found)
    measures = pd.DataFrame(columns=list(MEASURE_COLUMNS))
    if (folder / "measures.toml").is_file():
        measures, more = read_measures(folder / "measures.toml")
        problems.extend(more)
    figures = pd.concat([one for one in read if len(one)] or read, ignore_index=True)
    return Published(figures, measures, _unconfirmed(folder / "statistical_neighbours.toml", problems)), problems


def read_published(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read one file of ``published/``, with the columns of ``published``.

    Every cell stays text as printed, but ``numerator`` and ``denominator`` (which a file may leave out), which become
    whole numbers or ``None``: with them a measure gets a funnel. ``value`` is a number as printed or one of the
    symbols c, z, x, u, k (also in brackets), which stays as it is; a row with anything else is held and noted by
    line, as is one without its source, one whose year is none, or one that has another unit than the measure has
    above. The same figure twice stops.

    Where any of the three numbers is a symbol, none of the counts is kept, so that nothing hidden can be worked out
    from a page. Counts that do not give the value as printed are noted and left out; the value stays.
    """
    problems = Problems()
    frame = read_csv(path, COLUMNS["published"], problems, optional=_COUNTS)
    if frame is None:
        return table("published"), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["area", "year", "measure"])
    cure = f"Write it as printed: a number, or one of {', '.join(PRINTED_SYMBOLS)}."
    read = frame.assign(
        area=cells.filled("area"),
        year=cells.read("year", _year, "V07", "It is not a year.", "Write 2024, or 2023-24 for a year across two."),
        measure=cells.filled("measure"),
        value=cells.read("value", _printed, "V07", "It is neither a number nor a known symbol.", cure),
        source=cells.filled("source"),
    )
    read = _one_unit(read[read.notna().all(axis=1)], cells)
    return table("published", read.assign(**_counts(read, cells))), problems


def read_measures(path: Path) -> tuple[pd.DataFrame, Problems]:
    """What measures mean (``published/measures.toml``, which may be left out), with :data:`MEASURE_COLUMNS`.

    A table ``[[measure]]`` each: ``measure`` as it is written in the figures, ``direction`` (which way is better for
    children: up, down or none), ``comparability`` (what to know before areas or years are compared) and ``lines`` (the
    line of enquiry it speaks to, by theme). Empty when a problem stops its use.
    """
    problems = Problems()
    data = read_toml(path, problems)
    rows = check_table(data or {}, {"measure": Key("tables", inside=_MEASURE)}, problems, path)["measure"]
    check_once([spelling(row["measure"] or "") for row in rows], "measure", problems, path)
    return pd.DataFrame(rows if not problems.stops() else [], columns=list(MEASURE_COLUMNS)), problems


def symbol_of(value: str) -> str:
    """The shorthand for a printed symbol, or ``""`` for a number.

    >>> symbol_of("u"), symbol_of("[c]"), symbol_of("585.8")
    ('[u]', '[c]', '')
    """
    return PRINTED_SYMBOLS.get(_bare(value), "")


def number_of(value: str) -> float | None:
    """The number in a printed value, or ``None`` for a symbol.

    >>> number_of("1,076.0"), number_of("[u]"), number_of("0")
    (1076.0, None, 0.0)
    """
    return float(value.replace(",", "")) if _NUMBER.fullmatch(value) else None


def year_of(year: str) -> int:
    """The year a printed year ends in, to put years in order; 0 for other words, which the reader lets through nowhere.

    >>> year_of("2024"), year_of("2023-24"), year_of("2023/24"), year_of("1999-2000"), year_of("last")
    (2024, 2024, 2024, 2000, 0)
    """
    if not year[:4].isdecimal():
        return 0
    first = int(year[:4])
    return first + 1 if len(year) > 4 else first


def unit_of(unit: str) -> tuple[str, float]:
    """The kind of a measure by its unit, and what its value is per: proportion (100), rate, or count (1).

    >>> unit_of("%"), unit_of("per 10,000 children"), unit_of("children")
    (('proportion', 100.0), ('rate', 10000.0), ('count', 1.0))
    """
    if re.search(r"%|per\s?cent", unit, re.IGNORECASE):
        return "proportion", 100.0
    found = re.search(r"per ([\d,]*\d)", unit, re.IGNORECASE)
    return ("rate", float(found[1].replace(",", ""))) if found else ("count", 1.0)


def _unconfirmed(path: Path, problems: Problems) -> tuple[str, ...]:
    """That the list of neighbours is not confirmed, where there is such a list and it does not say it is."""
    found = check_table(read_toml(path, problems) or {}, _NEIGHBOURS, problems, path) if path.is_file() else {}
    if not found or found["confirmed"]:
        return ()
    return (f"The list of {found['area'] or 'our'}'s statistical neighbours is not confirmed.",)


def _one_unit(read: pd.DataFrame, cells: Columns) -> pd.DataFrame:
    """The rows whose unit is the first one of their measure."""
    first = read.groupby("measure", sort=False)["unit"].transform("first")
    other = read.index[read["unit"].map(spelling) != first.map(spelling)]
    fact, cure = "The measure has another unit above.", "Give one of them another name."
    cells.note(other, "unit", "U02", fact, cure)
    return read.drop(other).assign(unit=first.drop(other))


def _counts(read: pd.DataFrame, cells: Columns) -> dict[str, pd.Series[Any]]:
    """Numerator and denominator of the rows that have both in numbers and whose value follows from them."""
    here = Columns(read, cells.problems, cells.file, act="WARN")
    cure = "Write the number counted in digits, or the symbol it was published with; the row is used without it."
    found = {
        name: here.read(name, _count, "V07", "It is neither a whole number nor a known symbol.", cure, blank=True)
        for name in _COUNTS
    }
    both = [
        isinstance(n, int) and isinstance(of, int) and not symbol_of(value)
        for n, of, value in zip(found["numerator"], found["denominator"], read["value"], strict=True)
    ]
    kept = pd.Series(both, index=read.index, dtype=bool)
    for line in read.index[kept]:
        n, of = found["numerator"][line], found["denominator"][line]
        wrong = _wrong(str(read.at[line, "value"]), str(read.at[line, "unit"]), n, of)
        if wrong:
            kept[line] = False
            at = {"file": cells.file, "cell": f"{read.index.name} {line}", "column": "numerator"}
            cells.problems.add(*wrong, **at, act="WARN")
    return {name: column.where(kept, None).astype("object") for name, column in found.items()}


def _wrong(value: str, unit: str, n: int, of: int) -> tuple[str, str, str] | None:
    """What is wrong with two counts: rule, fact and cure; ``None`` where the printed value follows from them."""
    kind, per = unit_of(unit)
    if kind == "count":
        return None
    cure = "Correct what is wrong; until then the value is shown and the counts are not used."
    if kind == "proportion" and n > of:
        return "M03", "The numerator is larger than the denominator.", cure
    half_a_digit = 0.5 * 10.0 ** -len(value.partition(".")[2])
    if not of or abs(float(value.replace(",", "")) - per * n / of) > half_a_digit + 1e-9:
        return "U01", "The value does not follow from numerator and denominator.", cure
    return None


def _bare(value: str) -> str:
    return {"[low]": "k"}.get(value, value.strip("[]"))


def _printed(text: str) -> str | None:
    return text if _bare(text) in PRINTED_SYMBOLS or _NUMBER.fullmatch(text) else None


def _count(text: str) -> int | str | None:
    """A whole number of 0 or more, or a symbol as it stands."""
    if _bare(text) in PRINTED_SYMBOLS:
        return text
    number = number_of(text)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _year(text: str) -> str | None:
    """A year, or two that follow each other, as printed."""
    found = re.fullmatch(r"((?:19|20)\d\d)(?:\s*[-/–]\s*((?:19|20)?\d\d))?", text)
    if not found:
        return None
    follows = found[2] is None or int(found[2]) % 100 == (int(found[1]) + 1) % 100
    return text if follows else None
