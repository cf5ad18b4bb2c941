"""Scores put side by side: one from each person for a question in a wave, and scales that seem to be turned round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.tally import HELD, REFUSED, USED, Tally
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import ID
from scrutiny_lib.terms import WAVES, WHO_ANSWERED

FEWEST_PAIRS = 6
TURNED = -0.6
"""From so many pairs, and from this correlation down, two waves run so much against each other that one of the scales
may have been turned round. Of scores that have nothing to do with each other fewer than one set in ten looks so with
six pairs, and fewer than one in 300 with twenty (simulated); those of the same people hardly ever do."""

_KEY = ["course_spelt", "person_code", "wave", "question", "who"]


def one_score_each(
    scores: pd.DataFrame, where: Sequence[tuple[str, str, str]], problems: Problems, tally: Tally
) -> pd.DataFrame:
    """The scores that count: one for each code, question and wave, from the person and from the line manager.

    ``where`` has for each score what it is counted as, its file and its place.
    A second score that is the same is refused (I02, WARN); where they differ all are held, each named by its place
    (I02, HOLD). Both can only come from two forms, or from a form and the long file. Scores without a code all count.
    """
    places = pd.Series(list(where), index=scores.index, dtype=object)
    table = scores.assign(course_spelt=scores["course"].map(spelling), at=places, became=USED)
    coded = table[table["person_code"] != ""]
    for _, group in coded[coded.duplicated(_KEY, keep=False)].groupby(_KEY, sort=False):
        if group["score"].nunique() == 1 and len({*zip(group["low"], group["high"], strict=True)}) == 1:
            table.loc[group.index[1:], "became"] = REFUSED
            fact, act = "The same score of the same code is there already", "WARN"
            cure, noted = "Nothing needs to be done.", group.iloc[1:]
        else:
            table.loc[group.index, "became"] = HELD
            fact, act = "Another score of the same code to this question in this wave is there too", "HOLD"
            cure, noted = "Keep the one that is right; neither counts.", group
        for row in noted.to_dict("records"):
            others = [at for at in group["at"] if at != row["at"]]
            elsewhere = "; ".join(dict.fromkeys(", ".join(part for part in at[1:] if part) for at in others))
            _, file, cell = row["at"]
            problems.add(
                "I02", f"{fact} ({elsewhere}).", cure, file=file, cell=cell, column=_named(row["question"]), act=act
            )
    for (what, *_), became in table[["at", "became"]].itertuples(index=False, name=None):
        tally.add(what, became)
    return scores[(table["became"] == USED).to_numpy()].reset_index(drop=True)


def _named(question: Any) -> str:
    """A question's id; where the long file writes a question out, its column."""
    return str(question) if ID.fullmatch(str(question)) else "question"


def note_turned(scores: pd.DataFrame, problems: Problems, file: str) -> None:
    """Point out scales that seem to have been turned round between two waves (P16, WARN); nothing is changed.

    Looked at are people with a code who answered in both. Suspected is a pair of waves in which those who scored low
    the first time scored high the second and the other way round (correlation at most :data:`TURNED`), and the second
    mean is nearer to the mirror image of the first than to the first itself.
    """
    coded = scores[scores["person_code"] != ""]
    for (_, question, who), given in coded.groupby(["course", "question", "who"], sort=False):
        wide = given.pivot_table(index="person_code", columns="wave", values="score", aggfunc="first")
        ends = given["low"].iloc[0] + given["high"].iloc[0]
        for first, second in combinations([wave for wave in WAVES if wave in wide], 2):
            both = wide[[first, second]].dropna()
            if seems_turned(both[first].to_numpy(float), both[second].to_numpy(float), float(ends)):
                whose = "" if who == WHO_ANSWERED[0] else f" of the {who}"
                fact = (
                    f"Scores{whose} '{first}' and '{second}' run against each other: of {len(both)} people, those low "
                    "in one are high in the other. The scale of one of the forms may have been turned round."
                )
                cure = "Look at both forms; if so, write the other end as best for this question of that form."
                problems.add("P16", fact, cure, file=file, column=_named(question), act="WARN")


def seems_turned(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any], ends: float) -> bool:
    """Whether paired scores look as if one of the two was given on the scale turned round; ``ends`` is the sum of its
    lowest and highest point.

    >>> before = np.array([1, 1, 2, 2, 3, 2.0])
    >>> seems_turned(before, 6 - before, 6), seems_turned(before, before + 2, 6)
    (True, False)
    >>> seems_turned(before[:5], 6 - before[:5], 6)
    False
    """
    if len(first) < FEWEST_PAIRS or first.std() == 0 or second.std() == 0:
        return False
    along = float(np.corrcoef(first, second)[0, 1])
    mirrored = abs(second.mean() - (ends - first.mean())) < abs(second.mean() - first.mean())
    return not math.isnan(along) and along <= TURNED and bool(mirrored)
