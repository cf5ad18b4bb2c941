"""The engagement log: who was asked or was not, how, with what support, who took part, who was told what came of it.

One row for each person, or for several of whom the same can be said (``people``). Nobody's name belongs in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv, whole_number
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.terms import (
    BY_WORDS,
    ENGAGEMENT_GROUPS,
    OUTCOMES_OF_ASKING,
    REASONS_NOT_HEARD,
    SUPPORTS,
    TOLD_RESULT,
    WAYS_OF_ASKING,
)

LOG_COLUMNS = (
    "group",
    "case_id",
    "people",
    "age_band",
    "by_words",
    "asked_by",
    "how",
    "support",
    "outcome",
    "why",
    "told_result",
    "told_on",
    "note",
)
TOOK_PART = "took part"

_REQUIRED = ("group", "outcome")
_UNBORN = "unborn"
_NO_SUPPORT = "none needed"
_NOT_BY_WORDS = "not applicable by words"
_NOT_KNOWN = "not known"
_MAY_BE_BLANK = ("told_on",)


def read_engagement(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read the log (``voice/engagement.csv``).

    Returns
    -------
    log : DataFrame
        :data:`LOG_COLUMNS`, one row for each row that can be used. ``group``, ``by_words``, ``how``, ``outcome``,
        ``why`` and ``told_result`` are words of the closed lists in :mod:`scrutiny_lib.terms`; ``people`` is a whole
        number of 1 or more (blank: 1); ``support`` is words with ``"; "`` between; ``told_on`` is a date or ``None``;
        the rest is text. What was left blank reads ``not known`` for the age band, for why somebody was not heard, and
        for whether those who took part were told; ``not applicable by words`` for the unborn and ``yes`` for everybody
        else in ``by_words``; and ``""`` elsewhere. Empty when the file could not be used.
    problems : Problems
        By line. A row is held when a word is not on its list (V02), a number is none (V07) or a date is none (D01).
        Kept with a warning: no reason why somebody was not heard (V05), a reason for somebody who was (V14, it is not
        counted), an unborn child heard by words, no support needed beside some that was given, a day of telling for
        somebody who was not told (V14), one case with two outcomes in one group (V14), what looks like an identifier
        (T19). Rows received are those used and those held.
    """
    problems = Problems()
    optional = [name for name in LOG_COLUMNS if name not in _REQUIRED]
    frame = read_csv(path, LOG_COLUMNS, problems, optional=optional)
    if frame is None:
        return _typed(pd.DataFrame(columns=list(LOG_COLUMNS))), problems
    cells = Columns(frame, problems, path.name, act="HOLD")
    read = _parsed(cells)
    held = read.drop(columns=list(_MAY_BE_BLANK)).isna().any(axis=1) | (
        read["told_on"].isna() & (frame["told_on"] != "")
    )
    log = _typed(read[~held])
    _check_heard(cells, log)
    _check_contradictions(cells, log)
    _note_identifiers(cells, log)
    return log.reset_index(drop=True), problems


def _typed(log: pd.DataFrame) -> pd.DataFrame:
    types = {name: "str" for name in LOG_COLUMNS} | {"people": "int64", "told_on": "object"}
    return log.astype(types)


def _parsed(cells: Columns) -> pd.DataFrame:
    """Every column as what it means, ``None`` where it could not be read."""
    frame = cells.frame
    many = {spelling(word): word for word in SUPPORTS}

    def supports(cell: str) -> str | None:
        parts = [spelling(part) for part in cell.split(";") if part.strip()]
        return "; ".join(dict.fromkeys(many[part] for part in parts)) if all(part in many for part in parts) else None

    def people(cell: str) -> int | None:
        return whole_number(cell) or None

    def listed(column: str, allowed: Sequence[str], blank: object) -> pd.Series[Any]:
        return cells.listed(column, allowed, blank=True).where(frame[column] != "", blank)

    outcome = cells.listed("outcome", OUTCOMES_OF_ASKING)
    heard = outcome == TOOK_PART
    age_band = listed("age_band", BANDS, _NOT_KNOWN)
    by_words = pd.Series([_NOT_BY_WORDS if band == _UNBORN else "yes" for band in age_band], index=frame.index)
    fact, cure = (
        "It is not on the list.",
        f"Write one or more of these, with semicolons between: {', '.join(SUPPORTS)}.",
    )
    number = "It is not a whole number of 1 or more.", "Write digits only; leave it blank for one person."
    return frame.assign(
        group=cells.listed("group", ENGAGEMENT_GROUPS),
        people=cells.read("people", people, "V07", *number, blank=True).where(frame["people"] != "", 1),
        age_band=age_band,
        by_words=listed("by_words", BY_WORDS, by_words),
        how=listed("how", WAYS_OF_ASKING, ""),
        support=cells.read("support", supports, "V02", fact, cure, blank=True).where(frame["support"] != "", ""),
        outcome=outcome,
        why=listed("why", REASONS_NOT_HEARD, pd.Series(_NOT_KNOWN, index=frame.index).mask(heard, "")),
        told_result=listed("told_result", TOLD_RESULT, pd.Series("", index=frame.index).mask(heard, _NOT_KNOWN)),
        told_on=cells.dates("told_on", blank=True),
    )


def _check_heard(cells: Columns, log: pd.DataFrame) -> None:
    """What does not go together in one row; a reason why somebody who took part was not heard is taken out."""
    given = cells.frame.loc[log.index]
    heard = log["outcome"] == TOOK_PART
    fact, cure = "It does not say why.", f"Choose one of: {', '.join(REASONS_NOT_HEARD)}."
    cells.note(log.index[~heard & (given["why"] == "")], "why", "V05", fact, cure, act="WARN")
    fact, cure = "A reason for not being heard stands beside somebody who took part.", "Correct one of the two."
    cells.note(log.index[heard & (log["why"] != "")], "why", "V14", fact, cure, act="WARN")
    log.loc[heard, "why"] = ""
    by_words = (log["age_band"] == _UNBORN) & (log["by_words"] != _NOT_BY_WORDS)
    fact, cure = "An unborn child is said to be heard by words.", f"Write: {_NOT_BY_WORDS}."
    cells.note(log.index[by_words], "by_words", "V14", fact, cure, act="WARN")
    both = log["support"].str.contains(_NO_SUPPORT) & (log["support"] != _NO_SUPPORT)
    fact = "No support was needed, and some is named."
    cells.note(log.index[both], "support", "V14", fact, "Take one of the two out.", act="WARN")
    told = log["told_on"].notna() & (log["told_result"] != "yes")
    fact = "There is a day on which somebody was told, and it does not say that they were."
    cells.note(log.index[told], "told_result", "V14", fact, "Write yes, or take the day out.", act="WARN")


def _check_contradictions(cells: Columns, log: pd.DataFrame) -> None:
    """A case with two outcomes in one group: two people of one family may differ, one child cannot."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for line, group, case_id, outcome in log[["group", "case_id", "outcome"]].itertuples(name=None):
        before, was = first.setdefault((group, spelling(case_id)), (line, outcome))
        if case_id and was != outcome:
            fact = f"The same case has another outcome in line {before}."
            cells.note([line], "outcome", "V14", fact, "Correct one, unless they are two people.", act="WARN")


def _note_identifiers(cells: Columns, log: pd.DataFrame) -> None:
    for column in ("asked_by", "note"):
        lines = [line for line, text in log[column].items() if identifying(text)]
        fact = "What looks like an identifier stands in the log."
        cells.note(lines, column, "T19", fact, "Take it out; the log names nobody.", act="WARN")
