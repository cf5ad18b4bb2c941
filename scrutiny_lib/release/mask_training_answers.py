"""What one profile may see of evaluations: who answered, how they found a course, and what changed after it.

A number that is exact gives people away in more ways than one: of few people a p-value says how many rose, an average
what one of them scored, and two numbers of one course who is in the first and not in the second.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..lenses.training_change import CHANCE, digits_of
from ..tables import table
from .limits import Limits
from .mask_practitioners import ANSWERED_FEW
from .small import has_small_share, is_small
from .training_told import Told, Withheld, count_of

ENOUGH, ENOUGH_FOR_A_RANGE = 4, 6
"""How many times the limit must have answered both times before a change leaves, and before its likely range does:
with fewer, the middle of the changes (or its range) can only come from one to five people who did not rise."""
MOVES = ("rose", "same", "fell")
EXACT = ("before", "after", "g", "g_lower", "g_upper")
"""Numbers of which, with the number of people, single scores can be worked out."""
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
NOT_SEEN = "What changed after a course, where few answered both times"


def mask_change(frame: pd.DataFrame, limits: Limits, told: Told, withheld: Withheld) -> pd.DataFrame:
    """Changes of many people: how large, and on which side of chance; the rest where nobody can be worked out of it.

    ``adjusted`` keeps only the side of 5 in 100 it lies on, as 0 or 1. Where nobody answered both times the row says
    so, and stays.
    """
    limit = limits.by_kind["people"]
    least = max(limits.words_from, ENOUGH * limit)
    rows = []
    for row in frame.to_dict("records"):
        pairs = count_of(row["pairs"]) or 0
        moved = sum(count_of(row[name]) or 0 for name in ("rose", "fell"))
        if pairs and (pairs < least or is_small(moved, limit)):
            continue
        rows.append(_change(row, int(pairs), limit, told))
    if len(rows) < len(frame):
        withheld.append({"what": f"{NOT_SEEN}: {len(frame) - len(rows)} of {len(frame)} rows", "why": ANSWERED_FEW})
    made = pd.DataFrame(rows, columns=list(frame.columns), dtype=object)
    return table("training_change", made)


def _change(row: dict[Any, Any], pairs: int, limit: int, told: Told) -> dict[Any, Any]:
    if not pairs:
        return row
    seen = row | dict.fromkeys(EXACT, "[c]") | {"pvalue": None, "worst": None, "best": None}
    adjusted = count_of(row["adjusted"])
    seen["adjusted"] = None if adjusted is None else 0.0 if adjusted < CHANCE else 1.0
    by_chance = count_of(row["pvalue"])
    seen["sentence"] = _without_numbers(str(row["sentence"] or ""), by_chance, pairs >= ENOUGH_FOR_A_RANGE * limit)
    if pairs < ENOUGH_FOR_A_RANGE * limit:
        seen |= {"lower": None, "upper": None}
    seen |= {name: _rounded(seen[name], row) for name in ("change", "lower", "upper")}
    moves = [count_of(row[name]) for name in MOVES]
    if not told.tell(row["course"], pairs):
        seen["pairs"] = "[c]"
    if seen["pairs"] == "[c]" or any(has_small_share(n, pairs, limit) for n in moves):
        seen |= {name: "[c]" for name, n in zip(MOVES, moves, strict=True) if n is not None}
    return seen


def _rounded(value: Any, row: Mapping[Any, Any]) -> float | None:
    number = count_of(value)
    if number is None:
        return None
    known = count_of(row["low"]) is not None and count_of(row["high"]) is not None
    return round(number, digits_of(row) if known else 1)


def _without_numbers(sentence: str, by_chance: float | None, ranged: bool) -> str:
    """A sentence about a change with its chance in words, without what those who left could do, and with the likely
    range only where ``ranged``."""
    rarely = by_chance is not None and not math.isnan(by_chance) and by_chance < CHANCE
    said = ODDS.sub("less than 5 times in 100" if rarely else "5 times in 100 or more", LEFT.sub("", sentence))
    return said if ranged else RANGE.sub("", said)


def mask_response(frame: pd.DataFrame, told: Told) -> pd.DataFrame:
    """How many answered: all numbers of a course, or none where one is small or lies close to another.

    That those who left are too few to be compared can only be said of one to five, and is not said.
    """
    numbers = ("sent", "answered", "paired", "unpaired")
    shown = {
        course: told.tell(course, *(count_of(value) for name in numbers[:3] for value in rows[name]))
        for course, rows in frame.groupby("course", sort=False)
    }
    hidden = ~frame["course"].map(shown).astype(bool) if len(frame) else pd.Series(dtype=bool)
    few = frame["sentence"].map(lambda said: TOO_FEW_LEFT in str(said or "")).astype(bool)
    masked = {name: frame[name].astype(object).mask(hidden & frame[name].notna(), "[c]") for name in numbers}
    return frame.assign(**masked, sentence=frame["sentence"].mask(hidden | few, ""))


def mask_reaction(frame: pd.DataFrame, limit: int, told: Told, withheld: Withheld) -> pd.DataFrame:
    """The answers to one question add up: all of them are shown or none."""
    kept = []
    for (course, _, _), rows in frame.groupby(["course", "question", "label"], sort=False):
        shares = [(count_of(n), count_of(of)) for n, of in zip(rows["n"], rows["of"], strict=True)]
        if not any(has_small_share(n, of, limit) for n, of in shares) and told.tell(course, *{of for _, of in shares}):
            kept.append(rows)
    if sum(map(len, kept)) < len(frame):
        withheld.append({"what": "What people thought of some courses", "why": ANSWERED_FEW})
    return table("training_reaction", pd.concat(kept)) if kept else frame.iloc[:0]
