"""What one profile may see of evaluations: who answered, how they found a course, and what changed after it.

An exact number gives people away in more ways than one: of few people a p-value says how many rose, an average what one
of them scored, and two numbers of one course how many came and did not answer. Which numbers are exact therefore does
not depend on the numbers: outside the partnership people are told in whole tens, and shares in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..lenses.training_change import CHANCE, digits_of
from ..tables import table
from .limits import Limits
from .mask_practitioners import ANSWERED_FEW
from .small import is_small

Withheld = list[dict[str, Any]]
STEP = 10
"""People are told in whole tens: with a step above the limit, no difference of two such numbers is one of a few."""
ENOUGH, ENOUGH_FOR_WORDS = 4, 6
"""How many times the limit must have answered both times before a change leaves, and must have answered a question
before shares in words do: with fewer, the middle of the changes may only come from one to five who did not rise, and
a share such as *fewer than a quarter* is always a few. A likely range says the same of still more people, and never
leaves."""
EXACT = ("before", "after", "rose", "same", "fell", "g", "g_lower", "g_upper")
"""Numbers that count people, or of which single scores can be worked out."""
ODDS = re.compile(
    r"(?<=as large )(?:about (?:\d+|once)(?: times)? in [\d,]+(?: times)?|less than once in [\d,]+ times)"
)
RANGE = re.compile(r" \(likely between [^()]*\)")
LEFT = re.compile(
    r"\s*(?:Had everybody who did not answer again [^.]*(?:\.\d[^.]*)*\.|"
    r"Those who did not answer again cannot turn that round[^.]*\.)"
)
"""Sentences that could not be said had nobody dropped out: how far few people reach, they say as well."""
TOO_FEW_LEFT = "there are too few"


def count_of(value: Any) -> float | None:
    """A number in a cell; ``None`` where there is none or it is hidden.

    >>> count_of(3), count_of("[c]"), count_of(float("nan"))
    (3.0, None, None)
    """
    return None if value is None or value != value or isinstance(value, str) else float(value)


def in_tens(value: Any) -> str | None:
    """A number of people as readers outside are told it.

    >>> in_tens(26), in_tens(3), in_tens(None)
    ('20 or more', 'fewer than 10', None)
    """
    number = count_of(value)
    if number is None:
        return None
    least = STEP * int(number // STEP)
    return f"{least:,} or more" if least else f"fewer than {STEP}"


def mask_change(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """Changes of many people: how large, and on which side of chance.

    ``pairs`` is told in tens, and ``adjusted`` keeps only the side of 5 in 100 it lies on, as 0 or 1. Where nobody
    answered both times the row says so, and stays.
    """
    limit = limits.by_kind["people"]
    least = max(limits.words_from, ENOUGH * limit)
    rows = []
    for row in frame.to_dict("records"):
        pairs = int(count_of(row["pairs"]) or 0)
        moved = sum(count_of(row[name]) or 0 for name in ("rose", "fell"))
        if not pairs:
            rows.append(row)
        elif pairs >= least and not is_small(moved, limit):  # that few moved, the test that cannot be done says
            rows.append(_change(row))
    if len(rows) < len(frame):
        what = f"What changed after a course: {len(frame) - len(rows)} of {len(frame)} comparisons"
        withheld.append({"what": what, "why": "So few people answered both times that one could be recognised."})
    return table("training_change", pd.DataFrame(rows, columns=list(frame.columns), dtype=object))


def _change(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """A row of many people without what counts a few of them."""
    adjusted, chance = count_of(row["adjusted"]), count_of(row["pvalue"])
    odds = "less than 5 times in 100" if chance is not None and chance < CHANCE else "5 times in 100 or more"
    sentence = ODDS.sub(odds, LEFT.sub("", RANGE.sub("", str(row["sentence"] or ""))))
    return {
        **row,
        **{name: "[c]" for name in EXACT if count_of(row[name]) is not None},
        **dict.fromkeys(("pvalue", "worst", "best", "lower", "upper")),
        "change": _rounded(row["change"], row),
        "pairs": in_tens(row["pairs"]),
        "adjusted": None if adjusted is None else float(adjusted >= CHANCE),
        "sentence": sentence,
    }


def _rounded(value: Any, row: Mapping[Any, Any]) -> float | None:
    number = count_of(value)
    if number is None:
        return None
    known = count_of(row["low"]) is not None and count_of(row["high"]) is not None
    return round(number, digits_of(row) if known else 1)


def mask_response(frame: pd.DataFrame) -> pd.DataFrame:
    """How many answered, in tens. That those who left are too few to be compared is said of one to five, and so it is
    not said."""
    numbers = ("sent", "answered", "paired", "unpaired")
    few = frame["sentence"].map(lambda said: TOO_FEW_LEFT in str(said or "")).astype(bool)
    masked = {name: frame[name].astype(object).map(in_tens) for name in numbers}
    return frame.assign(**masked, sentence=frame["sentence"].mask(few, ""))


def mask_reaction(frame: pd.DataFrame, limits: Limits, withheld: Withheld) -> pd.DataFrame:
    """The answers to one question as shares in words, where so many answered that no share can only be a few."""
    least = max(limits.words_from, ENOUGH_FOR_WORDS * limits.by_kind["people"])
    enough = pd.to_numeric(frame["of"], errors="coerce") >= least
    if not enough.all():
        withheld.append({"what": "What people thought of some courses", "why": ANSWERED_FEW})
    kept = frame[enough]
    said = [limits.share(int(n), int(of), "people", int(of)) for n, of in zip(kept["n"], kept["of"], strict=True)]
    return table("training_reaction", kept.assign(n=pd.Series(said, index=kept.index, dtype=object), of=None))
