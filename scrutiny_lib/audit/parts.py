"""Parts of a sample: the children drawn first are part 1, those who came in from the reserve later 2, 3 and so on.

Each part has its own packs and lists, with its own children only, so that what was sent once never changes.
"""

from __future__ import annotations

import pandas as pd

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
