"""Training: who it reached, what people could say before and after, and what cannot be told from chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.training import EVALUATION_COLUMNS, REACH_COLUMNS
from scrutiny_lib.lenses.results import NAN, result, results_table, slug
from scrutiny_lib.stats.change import wilcoxon_signed_rank
from scrutiny_lib.stats.types import Test
from scrutiny_lib.tables import table

FEWEST_PAIRS = 6
"""With five pairs or fewer the exact test cannot tell anything from chance."""

_COMMON: dict[str, Any] = {"lens": "training", "kind": "people", "source": "practitioners"}
_LATER = {"after": "", "three months": ", three months later"}
_METHOD = (
    "People who answered both times, each person's scores averaged over the questions answered both times; exact "
    "Wilcoxon signed-rank test, change by Hodges and Lehmann. It rests on what people say of themselves, and says "
    "nothing about those who did not answer."
)
_CANNOT = "Too few people answered both times: whether anything changed cannot be tested."


def summarise_training(
    reach: pd.DataFrame, evaluations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Places used, and scores before and after, by course.

    Parameters
    ----------
    reach, evaluations : DataFrame
        As :mod:`scrutiny_lib.intake.training` reads them; a file that is not there is an empty table.

    Returns
    -------
    training : DataFrame
        The columns of ``training``, summed over the days of a course.
    change : DataFrame
        The columns of ``training_change``: one row for each course with people who answered before and after, and
        one more (named *…, three months later*) where the same was asked then. ``before`` and ``after`` are means of
        the scores (1 to 5) of those people, ``change`` is the Hodges–Lehmann estimate with its limits; ``nan``, with
        a sentence that says so, where five people or fewer answered both times.
    results : DataFrame
        train.<course>.booked (of places), train.<course>.attended (of booked), train.<course>.change and
        .change_three_months (people whose score rose, of those who answered both times).
    """
    days = reach.reindex(columns=list(REACH_COLUMNS)).groupby("course", sort=False)
    totals = days[["places", "booked", "attended"]].sum().astype(int)
    lines = days["line"].first()
    made = table("training", totals.assign(line=lines).reset_index())
    rows: list[Mapping[str, Any]] = []
    for course, places, booked, attended in totals.itertuples(name=None):
        if booked <= places:
            rows.append(_reach_row(course, lines[course], "booked", "places booked, of those offered", booked, places))
        words = "people who came, of those booked"
        rows.append(_reach_row(course, lines[course], "attended", words, attended, booked))
    changes: list[Mapping[str, Any]] = []
    for course, answers in evaluations.reindex(columns=list(EVALUATION_COLUMNS)).groupby("course", sort=False):
        for wave in _LATER:
            pairs = _pairs(answers, wave)
            if len(pairs):
                changes.append(_change(str(course), wave, pairs))
                rows.append(_change_row(str(course), wave, pairs, str(lines.get(course, ""))))
    return made, table("training_change", changes), results_table(rows)


def _reach_row(course: str, line: str, name: str, words: str, n: int, of: int) -> dict[str, Any]:
    return result(
        f"train.{slug(course)}.{name}",
        line=line,
        question=f"train.{slug(course)}.{name}",
        label=f"{course}: {words}",
        answer=name,
        n=n,
        of=of,
        unit="places",
        method="Summed over the days of the course.",
        **_COMMON,
    )


def _pairs(answers: pd.DataFrame, wave: str) -> pd.DataFrame:
    """before, after: each person's mean score over the questions that person answered both times."""
    wide = answers.pivot(index=["person_code", "question"], columns="wave", values="score")
    if "before" not in wide or wave not in wide:
        return pd.DataFrame(columns=["before", "after"])
    both = wide[["before", wave]].dropna().set_axis(["before", "after"], axis=1)
    return both.groupby("person_code").mean()


def _change(course: str, wave: str, pairs: pd.DataFrame) -> dict[str, Any]:
    before, after = pairs["before"].to_numpy(), pairs["after"].to_numpy()
    row = {
        "course": course + _LATER[wave],
        "pairs": len(pairs),
        "before": float(before.mean()),
        "after": float(after.mean()),
        "method": _METHOD,
    }
    if len(pairs) < FEWEST_PAIRS:
        return {
            **row,
            "change": NAN,
            "lower": NAN,
            "upper": NAN,
            "pvalue": NAN,
            "sentence": f"{row['course']}: {_CANNOT}",
        }
    test = wilcoxon_signed_rank(after, before)
    return {
        **row,
        "change": test.estimate,
        "lower": test.lower,
        "upper": test.upper,
        "pvalue": test.pvalue,
        "sentence": f"{course}: {_sentence(wave, test)}",
    }


def _sentence(wave: str, test: Test) -> str:
    """What the test of the differences (later minus before) says, in plain words."""
    when = "after the course" if wave == "after" else "three months after the course"
    if test.n == 0:
        return f"people who answered both times gave the same scores before and {when}."
    if test.n < FEWEST_PAIRS:
        return f"too few people's scores changed from before to {when} to tell that from chance."
    if round(abs(test.estimate), 1) == 0:
        said = f"scores before and {when} were much the same"
    else:
        way = "higher" if test.estimate > 0 else "lower"
        said = f"{when} people scored themselves {abs(test.estimate):.1f} {way} on a scale from 1 to 5"
        if not math.isnan(test.lower):
            said += f" (likely between {test.lower:+.1f} and {test.upper:+.1f})"
    chance = f"chance alone would give a difference as large {odds(test.pvalue)}"
    return f"{said}. If nothing had changed, {chance}."


def odds(pvalue: float) -> str:
    """A probability as how often chance alone would do it.

    >>> odds(0.2), odds(0.004), odds(0.0001)
    ('about 20 times in 100', 'about 4 times in 1,000', 'less than once in 1,000 times')
    """
    if pvalue < 0.001:
        return "less than once in 1,000 times"
    if pvalue < 0.0095:
        return f"about {max(1, round(1000 * pvalue))} times in 1,000"
    return "about once in 100 times" if pvalue < 0.015 else f"about {round(100 * pvalue)} times in 100"


def _change_row(course: str, wave: str, pairs: pd.DataFrame, line: str) -> dict[str, Any]:
    name = f"train.{slug(course)}.change" + ("" if wave == "after" else "_three_months")
    return result(
        name,
        line=line,
        question=name,
        label=f"{course}{_LATER[wave]}: people whose score rose, of those who answered both times",
        answer="rose",
        n=int((pairs["after"] > pairs["before"]).sum()),
        of=len(pairs),
        unit="practitioners",
        method="Each person's scores averaged over the questions answered both times.",
        **_COMMON,
    )
