"""Result rows as numbers to draw: a strip of marks for one question, or the share of good answers.

Every function takes rows of the table ``results`` (released, so counts and words, never a child). Where ``n`` is
missing there is no number to draw, and what comes back is ``None``: the words in ``shown`` are printed instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..terms import ALWAYS_ALLOWED
from .charts import Share
from .strips import Part, Strip
from .text import figure, plain, true, whole

Row = dict[str, Any]

LIKELY = "“Likely” means: in 95 of 100 samples drawn like this one, the range would hold the true share."


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A table as a list of rows."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def everybody(results: pd.DataFrame) -> pd.DataFrame:
    """Only results about all the children (or agencies, or people): no cross-tab by who they are."""
    return results[results["group"].isna() | results["group"].isin(["all", ""])]


def named(results: pd.DataFrame, test: Callable[[str], bool]) -> pd.DataFrame:
    """The results whose id passes a test."""
    return results.loc[np.array([test(plain(result)) for result in results["result_id"]], dtype=bool)]


def by_question(results: pd.DataFrame) -> list[list[Row]]:
    """The rows of each question together, questions and answers in the order they came."""
    together: dict[Any, list[Row]] = {}
    for question, row in zip(results["question"], rows_of(results), strict=True):
        if not pd.isna(question):
            together.setdefault(question, []).append(row)
    return list(together.values())


def id_list(value: Any) -> list[str]:
    """A cell that holds several ids, as a list or as text with commas, as a list of text.

    >>> id_list("cx05.no, cx06.no"), id_list(["cx05.no"]), id_list(None)
    (['cx05.no', 'cx06.no'], ['cx05.no'], [])
    """
    items = value if isinstance(value, (list, tuple)) else plain(value).split(",")
    return [plain(item) for item in items if plain(item)]


def counted(rows: list[Row]) -> list[Row]:
    """The answers that are part of *of*: without "not applicable" and "not known to us"."""
    return [row for row in rows if plain(row["answer"]) not in ALWAYS_ALLOWED]


def likely(results: pd.DataFrame) -> str:
    """What "likely" means on this page, as a sentence; nothing where no result has a range."""
    ranged = results["lower"].notna() & results["upper"].notna()
    return LIKELY if ranged.any() else ""


def strip(rows: list[Row], points: set[str], label: str = "") -> Strip | None:
    """One question's answers as a strip, those named in ``points`` (result ids) first.

    The others follow in the order of their scale. ``None`` where nobody applies or a number is missing.
    """
    chosen = [row for row in rows if plain(row["result_id"]) in points]
    counts = [whole(row["n"]) for row in chosen]
    of = whole(chosen[0]["of"]) if chosen else None
    if not of or any(count is None for count in counts):
        return None
    shown = sum(count or 0 for count in counts)
    if shown > of:
        return None
    parts = [Part(plain(row["answer"]), count or 0, True) for row, count in zip(chosen, counts, strict=True)]
    parts += _others(rows, points, of - shown)
    lower, upper = _limits(chosen)
    return Strip(label, _of(shown, of, chosen[0]), tuple(parts), lower, upper)


def share(rows: list[Row], together: Row | None = None) -> Share | None:
    """How many had a good answer; ``None`` when no answer is called good, nobody applies or a count is missing.

    One good answer keeps the share it came with, which may be weighted for how the sample was drawn; several have the
    share and the limits of ``together``, the row that counts them as one, where there is such a row.
    """
    good = [row for row in counted(rows) if true(row["good"])]
    counts = [whole(row["n"]) for row in good]
    of = whole(good[0]["of"]) if good else None
    if not of or any(count is None for count in counts):
        return None
    total = sum(count or 0 for count in counts)
    one = good if len(good) == 1 else [together] if together is not None else []
    given = figure(one[0]["percent"]) if one else None
    percent = 100 * total / of if given is None else given
    return Share(plain(good[0]["label"]), _of(total, of, good[0]), percent, *_limits(one))


def _others(rows: list[Row], points: set[str], left: int) -> list[Part]:
    """The answers that are not the point, nearest on the scale first; all together where one of them is hidden."""
    order = counted(rows)
    others = [row for row in order if plain(row["result_id"]) not in points]
    if order and plain(order[-1]["result_id"]) in points:
        others.reverse()
    parts = [Part(plain(row["answer"]), whole(row["n"]) or 0) for row in others]
    if sum(part.n for part in parts) == left:
        return parts
    return [Part("others", left)] if left else []


def _of(n: int, of: int, row: Row) -> str:
    unit = plain(row["unit"])
    return f"{n:,} of {of:,}" + (" answers" if unit.endswith("answers") else "")


def _limits(rows: list[Row]) -> tuple[float | None, float | None]:
    """The limits of the only row, when it has both."""
    lower, upper = (figure(rows[0]["lower"]), figure(rows[0]["upper"])) if len(rows) == 1 else (None, None)
    return (None, None) if lower is None or upper is None else (lower, upper)
