"""Figures already published elsewhere, as they were printed: symbols are kept, nothing is worked out from them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv
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

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")


def read_published(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read one file of ``published/``, with the columns of ``published``; every cell stays text, as printed.

    ``value`` is a number as printed or one of the symbols c, z, x, u, k (also in brackets), which stays as it is; a
    row with anything else is held and noted by line, as is one without its source. The same figure twice stops.
    """
    problems = Problems()
    frame = read_csv(path, COLUMNS["published"], problems)
    if frame is None:
        return table("published"), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["area", "year", "measure"])
    cure = f"Write it as printed: a number, or one of {', '.join(PRINTED_SYMBOLS)}."
    read = frame.assign(
        area=cells.filled("area"),
        year=cells.filled("year"),
        measure=cells.filled("measure"),
        value=cells.read("value", _printed, "V07", "It is neither a number nor a known symbol.", cure),
        source=cells.filled("source"),
    )
    return table("published", read[read.notna().all(axis=1)]), problems


def symbol_of(value: str) -> str:
    """The shorthand for a printed symbol, or ``""`` for a number.

    >>> symbol_of("u"), symbol_of("[c]"), symbol_of("585.8")
    ('[u]', '[c]', '')
    """
    return PRINTED_SYMBOLS.get(_bare(value), "")


def _bare(value: str) -> str:
    return {"[low]": "k"}.get(value, value.strip("[]"))


def _printed(text: str) -> str | None:
    return text if _bare(text) in PRINTED_SYMBOLS or _NUMBER.fullmatch(text) else None
