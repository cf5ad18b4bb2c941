"""The log of identification lists: what was written, and what a person notes about its sending and destruction.

Nothing that somebody typed is ever lost: lines are only added, and columns of their own stay. The log names nobody.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from scrutiny_lib.audit.books import put
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.csv_rows import read_rows

LOG = "log.csv"
MADE = ("agency", "file", "children", "sha256")
"""What is noted of each list when it is written; ``sha256`` is of the file."""
TYPED = ("sent_on", "sent_by", "destroyed_on")
"""Left for a person to fill in."""


def read_log(path: Path) -> list[dict[str, str]]:
    """The lines of a log, oldest first; none when there is no log yet.

    Raises
    ------
    Refused
        When the file cannot be read or a column of :data:`MADE` is missing: what was typed into it would be lost.
    """
    if not path.exists():
        return []
    problems = Problems()
    rows = read_rows(path, problems)
    problems.raise_if_stops()
    headings, *lines = rows or [[]]
    missing = [heading for heading in MADE if heading not in headings]
    if missing:
        problems.add(
            "S09",
            f"The log of identification lists has no column {', '.join(missing)}.",
            "Put the heading back, or move the file away: a new log is begun then.",
            file=path.name,
        )
    problems.raise_if_stops()
    return [dict(zip(headings, [*line, *[""] * len(headings)], strict=False)) for line in lines if any(line)]


def write_log(path: Path, known: list[dict[str, str]], written: Iterable[Mapping[str, str]]) -> None:
    """Write the log again: every line known, and one more for each list that is new or not what it was.

    Parameters
    ----------
    path : Path
        ``log.csv``.
    known : list of dict
        What :func:`read_log` gave.
    written : iterable of mapping
        The lists just written, with the columns of :data:`MADE`.
    """
    lines = list(known)
    newest = {line["file"]: line["sha256"] for line in known}
    lines += [dict(line) for line in written if newest.get(line["file"]) != line["sha256"]]
    headings = list(dict.fromkeys([*MADE, *TYPED, *(heading for line in known for heading in line)]))
    text = StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    put(path, text.getvalue().encode("utf-8"))
