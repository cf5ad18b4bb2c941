"""How far agencies saw it alike: statistics of answers about the audited children.

Of a few children each such figure is a count: agreement of 67 in 100 on three children means two of them. Readers
within the partnership see them as they see any answer; others are told the share of pairs that agree in words, or
nothing.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from .limits import Limits
from .mask_clocks import Withheld

AGREEMENT = re.compile(r"(?:level\.)?agreement\.")
PERCENT = re.compile(r"agreement\..+\.percent")
PAIRS = "pairs of judgements"
WHY = "Of few children such a figure is a count: it could point to a child."


def mask_agreement(agreement: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """The table ``agreement``: all of it, or nothing where a profile speaks in words."""
    if agreement.empty or not limits.speaks_in_words:
        return agreement
    withheld.append({"what": "How far agencies agreed, as figures and by pairs of agencies", "why": WHY})
    return agreement.iloc[:0]


def mask_moderated(moderated: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """The table ``moderated``, which counts the answers of each agency: all of it, or nothing in words."""
    if moderated.empty or not limits.speaks_in_words:
        return moderated
    what = "How often the audit discussion changed what an agency had answered on its own"
    withheld.append({"what": what, "why": "Small counts stand behind it."})
    return moderated.iloc[:0]


def mask_facts(facts: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """The table ``facts``, which counts what each agency answered: all of it, or nothing in words."""
    if facts.empty or not limits.speaks_in_words:
        return facts
    withheld.append({"what": "What each agency said of its own part", "why": "Small counts stand behind it."})
    return facts.iloc[:0]


def agreement_in_words(rows: pd.DataFrame, limits: Limits, looked_at: int) -> pd.DataFrame:
    """Results about agreement for readers who are told in words: the share of pairs that agree, and nothing else.

    ``n`` of these results is the number of cases judged twice; below the least for words there is no row.
    """
    told: list[dict[str, Any]] = []
    for row in rows.to_dict("records"):
        percent, units = row["percent"], int(row["n"])
        if PERCENT.fullmatch(str(row["result_id"])) and percent == percent and limits.enough_for_words(units):
            words = limits.share(round(percent), 100, PAIRS, looked_at)
            told += [{**{str(key): value for key, value in row.items()}, "shown": words}] if words else []
    return pd.DataFrame(told, columns=list(rows.columns))
