"""Parts of a sample: the children drawn first are part 1, those who came in from the reserve later 2, 3 and so on.

Each part has its own packs and lists, with its own children only, so that what was sent once never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.stats.days import add_working_days

DAYS_FOR_A_PART = 15
"""Working days an agency has for children who came in later, when its own due day would be sooner."""

_DRAWN = ("sample", "replaced")


def parts_of(sample_table: pd.DataFrame) -> list[int]:
    """The parts of a sample, ascending; ``[1]`` where the table has no column ``part`` or nobody is drawn.

    >>> parts_of(pd.DataFrame({"role": ["sample", "reserve", "replaced", "sample"], "part": [1, 1, 1, 2]}))
    [1, 2]
    """
    if "part" not in sample_table.columns:
        return [1]
    drawn = sample_table.loc[sample_table["role"].isin(_DRAWN), "part"]
    return sorted({int(part) for part in drawn}) or [1]


def children_of(sample_table: pd.DataFrame, part: int) -> pd.DataFrame:
    """The rows of one part, in the order of drawing: also those replaced since, for their sheet was sent.

    Parameters
    ----------
    sample_table : DataFrame
        With ``case_id``, ``order``, ``role`` and, where there may be more than one, ``part``.
    part : int
        From 1.
    """
    drawn = sample_table[sample_table["role"].isin(_DRAWN)]
    if "part" in drawn.columns:
        drawn = drawn[drawn["part"] == part]
    return drawn.sort_values("order", kind="stable")


def file_stem(review: str, agency: str, part: int) -> str:
    """What the files of one agency and part are called; never a name.

    >>> file_stem("2025-26-q3-neglect", "police", 1), file_stem("2025-26-q3-neglect", "police", 2)
    ('2025-26-q3-neglect-police', '2025-26-q3-neglect-police-part-2')
    """
    return f"{review}-{agency}" + (f"-part-{part}" if part > 1 else "")


def came_in_on(log: pd.DataFrame) -> dict[int, date]:
    """Part -> the day on which its children came in, from the log of replacements.

    Parameters
    ----------
    log : DataFrame
        ``part`` (0 where nobody came in) and ``replaced_on`` (dates), as
        :func:`scrutiny_lib.audit.replace.replace_children` gives them.

    >>> came_in_on(pd.DataFrame({"part": [2, 0], "replaced_on": [date(2025, 11, 20), date(2025, 11, 21)]}))
    {2: datetime.date(2025, 11, 20)}
    """
    return {int(part): day for part, day in zip(log["part"], log["replaced_on"], strict=True) if part}


def due_day(due: date, part: int, came_in: Mapping[int, date]) -> date:
    """By when an agency answers for one part: its due day, or :data:`DAYS_FOR_A_PART` working days after the
    children of a later part came in, whichever is later.

    Parameters
    ----------
    due : date
        The agency's due day.
    part : int
        From 1.
    came_in : mapping of int to date
        From :func:`came_in_on`; for a part that is not in it the due day stands.

    >>> due_day(date(2025, 11, 7), 2, {2: date(2025, 11, 20)}), due_day(date(2025, 11, 7), 1, {})
    (datetime.date(2025, 12, 11), datetime.date(2025, 11, 7))
    """
    return max(due, add_working_days(came_in[part], DAYS_FOR_A_PART)) if part > 1 and part in came_in else due


def files_of_gone_parts(
    folder: Path, review: str, agencies: Iterable[str], sample_table: pd.DataFrame, ending: str
) -> list[Path]:
    """The files of parts that are no longer there, because lines were taken out of ``replacements.csv``; sorted.

    Parameters
    ----------
    folder : Path
        Where packs or lists are; one that is not there holds none.
    review : str
        The name of the review.
    agencies : iterable of str
        Ids of the agencies asked.
    sample_table : DataFrame
        As for :func:`parts_of`.
    ending : str
        What follows :func:`file_stem` in the names: ``".xlsx"`` for packs, ``"-list.xlsx"`` for lists. Only files of
        exactly these names are meant.
    """
    names = "|".join(re.escape(agency) for agency in agencies)
    ours = re.compile(f"{re.escape(review)}-(?:{names})-part-([1-9][0-9]*){re.escape(ending)}")
    there = parts_of(sample_table)
    found = ((path, ours.fullmatch(path.name)) for path in (sorted(folder.iterdir()) if folder.is_dir() else []))
    return [path for path, name in found if name and int(name[1]) > 1 and int(name[1]) not in there]


def take_away(paths: Iterable[Path]) -> None:
    """Remove files of parts that are gone.

    Raises
    ------
    Refused
        When one is held open by another program (F16).
    """
    problems = Problems()
    for path in paths:
        try:
            path.unlink()
        except OSError:
            fact = "The file is of a part that is no longer there, and it is open in another program."
            problems.add("F16", fact, "Close it and run again, or delete it.", file=path.name)
    problems.raise_if_stops()
