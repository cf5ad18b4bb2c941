"""Who answered at each wave of an evaluation, whose answers can be put together, and who dropped out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.lenses.training_pairs import AFTER, BEFORE, LATER, REMEMBERED, Paired
from scrutiny_lib.stats.ranks import mann_whitney
from scrutiny_lib.tables import table
from scrutiny_lib.terms import WAVES, WHO_ANSWERED

FEWEST_TO_COMPARE = 6
"""People in each group below which those who stayed and those who left are not set side by side."""
_NEAR = 0.05
_ANY_FIRST = {BEFORE: (AFTER, LATER), REMEMBERED: (AFTER, LATER)}
_FIRST = {AFTER: (BEFORE, REMEMBERED), LATER: (BEFORE, AFTER, REMEMBERED)}


def count_response(answered: pd.DataFrame, sent: pd.DataFrame, found: list[Paired]) -> pd.DataFrame:
    """The table ``training_response``: one row for each course, who answered, and wave.

    What people remember of before is asked on the form at the end of a course, so that it is no wave of its own here.

    Parameters
    ----------
    answered : DataFrame
        course, wave, who, person_code: everybody who returned a form, ``""`` where no code was given.
    sent : DataFrame
        course, wave, who, sent: forms sent out, where that is known.
    found : list of Paired
        From :func:`~.training_pairs.paired_scores`: the first scores of those who stayed and those who left.

    Returns
    -------
    DataFrame
        ``sent`` is nan where nobody wrote it down. ``paired`` are those of the answered who answered another time as
        well: for the first wave any later one, for a later wave the earliest that was asked. ``unpaired`` is the rest,
        people without a code among them. ``sentence`` says of a later wave whether those who did not answer it had
        begun lower or higher than those who did; where either are fewer than six, that this cannot be told.
    """
    rows: list[dict[str, Any]] = []
    courses = dict.fromkeys([*answered["course"], *sent["course"]])
    for course in courses:
        for who in WHO_ANSWERED:
            mine = answered[(answered["course"] == course) & (answered["who"] == who)]
            out = sent[(sent["course"] == course) & (sent["who"] == who)].groupby("wave")["sent"].sum()
            people = {wave: list(mine.loc[mine["wave"] == wave, "person_code"]) for wave in WAVES}
            for wave in WAVES:
                if wave == REMEMBERED and people[AFTER]:
                    continue
                if people[wave] or wave in out.index:
                    again = _again(wave, people)
                    paired = sum(code in again for code in people[wave] if code)
                    rows.append({
                        "course": course, "wave": wave, "who": who, "sent": out.get(wave, NAN),
                        "answered": len(people[wave]), "paired": paired, "unpaired": len(people[wave]) - paired,
                        "sentence": _who_left(found, course, who, wave),
                    })  # fmt: skip
    return table("training_response", rows)


def _again(wave: str, people: dict[str, list[str]]) -> set[str]:
    """The codes that pair with those of one wave: of any later one, or of the earliest one that was asked."""
    if wave in _ANY_FIRST:
        return {code for later in _ANY_FIRST[wave] for code in people[later] if code}
    first = next((earlier for earlier in _FIRST[wave] if people[earlier]), "")
    return {code for code in people.get(first, []) if code}


def _who_left(found: list[Paired], course: str, who: str, wave: str) -> str:
    """How those who did not answer a later wave had begun, beside those who did; no counts."""
    mine = [
        one
        for one in found
        if (one.course, one.who, one.wave_from, one.wave_to) == (course, who, BEFORE, wave) and one.question == "all"
    ]
    if not mine or not len(mine[0].left):
        return ""
    stayed, left, scale = mine[0].before, mine[0].left, mine[0].high - mine[0].low
    if min(len(stayed), len(left)) < FEWEST_TO_COMPARE:
        return "Whether those who did not answer again had begun lower or higher cannot be told: there are too few."
    test = mann_whitney(left, stayed)
    if abs(test.estimate) < _NEAR * scale:
        return "Those who did not answer again had begun about where the others did."
    way = "lower" if test.estimate < 0 else "higher"
    chance = "by more than chance would do" if test.pvalue < 0.05 else "which chance alone could do"
    return f"Those who did not answer again had begun {way} than the others, {chance}."
