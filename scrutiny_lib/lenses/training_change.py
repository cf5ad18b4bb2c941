"""What changed from before a course to after it and three months on, and how far chance or drop-outs could do that."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.lenses.training_bounds import bounds
from scrutiny_lib.lenses.training_pairs import AFTER, ALL_QUESTIONS, BEFORE, LATER, REMEMBERED, Paired
from scrutiny_lib.stats.change import adjust, hedges_g_av, wilcoxon_signed_rank
from scrutiny_lib.stats.types import Test
from scrutiny_lib.tables import table

FEWEST_PAIRS = 6
"""With five pairs or fewer the exact test cannot tell anything from chance."""
CHANCE = 0.05
"""How seldom chance alone must do as much before a change is called one."""

METHOD = (
    "People who answered both times, found by the code they made up; exact Wilcoxon signed-rank test, change by Hodges "
    "and Lehmann, size by Hedges' g_av. Adjusted by Holm for all courses' questions together, apart from these for "
    "single questions, and apart again for what was lost since the end of a course."
)
_CANNOT = "too few people answered both times: whether anything changed cannot be tested"
_NOBODY = "nobody's answers could be put together with what the same person said the other time"
_REMEMBERED = (
    "Asked only afterwards what they could do before, people mostly remember less than they would have said at the "
    "time, so this change is too big rather than too small"
)
_THEN = {
    (BEFORE, AFTER): "at the end of the course",
    (BEFORE, LATER): "three months after the course",
    (AFTER, LATER): "three months after the course",
    (REMEMBERED, AFTER): "at the end of the course",
    (REMEMBERED, LATER): "three months after the course",
}
_THAN = {BEFORE: "before it", AFTER: "at its end", REMEMBERED: "they remember of before"}


def measure_change(found: Sequence[Paired]) -> pd.DataFrame:
    """The table ``training_change``: one row for each comparison of :func:`~.training_pairs.paired_scores`.

    Parameters
    ----------
    found : sequence of Paired

    Returns
    -------
    DataFrame
        ``before`` and ``after`` are means of the scores of those who answered both times; ``rose``, ``same`` and
        ``fell`` count these people; ``change`` is the Hodges–Lehmann estimate (the middle of people's own changes) with
        its limits; ``g`` Hedges' g_av with its limits; ``pvalue`` the exact Wilcoxon test; ``adjusted`` the same after
        Holm, over all rows of all questions together, over all of single questions, and each of these apart for what
        changed since the end of a course. With five people or fewer, or five or fewer whose scores differ, those that
        rest on the test are nan and the sentence says so. ``worst`` and ``best`` are those of
        :func:`~.training_bounds.bounds`. No sentence counts people.
    """
    rows = [_row(one) for one in found]
    for family in _families(rows):
        for row, value in zip(family, adjust([row["pvalue"] for row in family]), strict=True):
            row["adjusted"] = float(value)
    return table("training_change", [{**row, "sentence": _sentence(row)} for row in rows])


def _families(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows that are adjusted together: all questions together or single ones, since before or since the end."""
    families: dict[tuple[bool, bool], list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault((row["question"] == ALL_QUESTIONS, row["wave_from"] == AFTER), []).append(row)
    return list(families.values())


def _row(one: Paired) -> dict[str, Any]:
    size = len(one.before)
    gaps = np.sign(np.round(one.after - one.before, 9))
    worst, best = bounds(one.before, one.after, one.left, one.low, one.high)
    nothing = (NAN, NAN, NAN)
    test = Test(NAN, NAN, *nothing, "", 0)
    effect: tuple[float, float, float] = nothing
    if size >= FEWEST_PAIRS:
        test = wilcoxon_signed_rank(one.after, one.before)
        g = hedges_g_av(one.after, one.before)
        effect = (g.estimate, g.lower, g.upper)
    return {
        "course": one.course,
        "question": one.question,
        "label": one.label,
        "level": one.level,
        "who": one.who,
        "wave_from": one.wave_from,
        "wave_to": one.wave_to,
        "low": one.low,
        "high": one.high,
        "pairs": size,
        "before": float(one.before.mean()) if size else NAN,
        "after": float(one.after.mean()) if size else NAN,
        "rose": int((gaps > 0).sum()),
        "same": int((gaps == 0).sum()),
        "fell": int((gaps < 0).sum()),
        "change": test.estimate,
        "lower": test.lower,
        "upper": test.upper,
        "pvalue": test.pvalue if test.n >= FEWEST_PAIRS else NAN,
        "g": effect[0],
        "g_lower": effect[1],
        "g_upper": effect[2],
        "worst": worst,
        "best": best,
        "method": METHOD,
    }


def _sentence(row: dict[str, Any]) -> str:
    """What one comparison says, in plain words: no counts, no names but the course's."""
    said = [_said(row)]
    if row["pairs"] >= FEWEST_PAIRS:
        said += [_chance(row), _dropped(row) if row["question"] == ALL_QUESTIONS else ""]
    if row["wave_from"] == REMEMBERED and row["pairs"]:
        said.append(_REMEMBERED)
    text = ". ".join(part[:1].upper() + part[1:] for part in said if part)
    about = row["course"] if row["question"] == ALL_QUESTIONS else f"{row['course']}, “{row['label']}”"
    return f"{about}: {text}."


def _said(row: dict[str, Any]) -> str:
    if not row["pairs"]:
        return _NOBODY
    if row["pairs"] < FEWEST_PAIRS:
        return _CANNOT
    when, than = _THEN[row["wave_from"], row["wave_to"]], _THAN[row["wave_from"]]
    scored = "line managers scored them" if row["who"] == "line manager" else "people scored themselves"
    digits = digits_of(row)
    change = round(row["change"], digits)
    if change == 0:
        return f"{when} {scored} much the same as {than}"
    way = "higher" if change > 0 else "lower"
    said = f"{when} {scored} {abs(change):.{digits}f} {way} than {than}"
    said += f" on a scale from {row['low']:g} to {row['high']:g}"
    if not math.isnan(row["lower"]):
        said += f" (likely between {signed(row['lower'], digits)} and {signed(row['upper'], digits)})"
    return said


def _chance(row: dict[str, Any]) -> str:
    if math.isnan(row["pvalue"]):
        return "too few people's scores changed to tell that from chance" if row["rose"] + row["fell"] else ""
    if round(row["change"], digits_of(row)) == 0:
        if row["pvalue"] >= CHANCE or row["rose"] == row["fell"]:
            return ""
        more, fewer = ("higher", "lower") if row["rose"] > row["fell"] else ("lower", "higher")
        return f"more people went {more} than {fewer}, by more than chance would do, and on the whole by very little"
    said = f"if nothing had changed, chance alone would give a difference as large {odds(row['pvalue'])}"
    if row["pvalue"] < CHANCE <= row["adjusted"]:
        said += "; among as many comparisons as were made here, one as large could still be chance"
    return said


def _dropped(row: dict[str, Any]) -> str:
    """What those who did not answer again could have done to it; nothing where all answered both times
    or chance alone could have done it."""
    worst, best, change = row["worst"], row["best"], row["change"]
    if not row["pvalue"] < CHANCE or best - worst < 0.005 * (row["high"] - row["low"]):
        return ""
    if (change > 0 and worst > 0) or (change < 0 and best < 0):
        return "those who did not answer again cannot turn that round, however they fared"
    end = worst if change > 0 else best
    as_could_be = "badly" if change > 0 else "well"
    return (
        f"had everybody who did not answer again fared as {as_could_be} as the scale allows, the average change would "
        f"be {signed(end, digits_of(row))}"
    )


def digits_of(row: Mapping[Any, Any]) -> int:
    """Decimals of a score on the scale of a row (``low`` to ``high``): one, none on a scale of more than 20 points.

    >>> digits_of({"low": 1, "high": 5}), digits_of({"low": 0, "high": 100})
    (1, 0)
    """
    return 0 if row["high"] - row["low"] > 20 else 1


def signed(value: float, digits: int) -> str:
    """A change with its sign; no change has none.

    >>> signed(0.84, 1), signed(-0.5, 1), signed(-0.01, 1)
    ('+0.8', '−0.5', '0.0')
    """
    said = f"{round(value, digits) + 0.0:+.{digits}f}"
    return said.lstrip("+-") if not float(said) else said.replace("-", "−")


def odds(pvalue: float) -> str:
    """A probability as how often chance alone would do it.

    >>> odds(0.2), odds(0.004), odds(0.0001)
    ('about 20 times in 100', 'about 4 times in 1,000', 'less than once in 1,000 times')
    """
    if pvalue < 0.001:
        return "less than once in 1,000 times"
    if pvalue < 0.0095:
        return f"about {n} times in 1,000" if (n := round(1000 * pvalue)) > 1 else "about once in 1,000 times"
    return "about once in 100 times" if pvalue < 0.015 else f"about {round(100 * pvalue)} times in 100"
