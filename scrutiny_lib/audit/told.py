"""What a sample is said to be: how the children were chosen, what a sample of this size can show, who is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from scrutiny_lib import tables
from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.stats.draw import discovery_size
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.terms import PROBABILITY_DESIGNS

NOT_RECORDED = "not recorded"
ATTRIBUTES = ("age_band", "sex", "ethnicity", "disability", "stage", "locality")
"""What sample and frame are compared by, where the frame has it; ethnicity by its group."""

_ETHNIC_GROUPS = {
    "White": (
        "White British",
        "White Irish",
        "Traveller of Irish heritage",
        "Any other White background",
        "Gypsy or Roma",
    ),
    "Mixed": ("White and Black Caribbean", "White and Black African", "White and Asian", "Any other Mixed background"),
    "Asian": ("Indian", "Pakistani", "Bangladeshi", "Chinese", "Any other Asian background"),
    "Black": ("Caribbean", "African", "Any other Black background"),
    "Other": ("Any other ethnic group",),
    NOT_RECORDED: ("Refused", "Information not yet obtained", "Not known"),
}
_GROUP_OF = {word: group for group, words in _ETHNIC_GROUPS.items() for word in words}

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def how_chosen(plan: SamplePlan, strata: pd.DataFrame, n: int, N: int, unit: str = "children") -> str:
    """One sentence for the page: how ``n`` of ``N`` children were chosen, by whom, when, and that it can be repeated.

    ``strata`` is that of the sample. The reason of a close look is given as it was written.
    """
    by = f"by {plan.chosen_by} on {_day(plan.chosen_on)}"
    if plan.design not in PROBABILITY_DESIGNS:
        reason = plan.reason.strip().rstrip(".")
        chosen = f"{_count(n, unit).capitalize()} of {N} were chosen on purpose {by}"
        return f"{chosen}: {reason}." if reason else f"{chosen}."
    filled = int((strata["size"] > 0).sum())
    within = ""
    if plan.design == "stratified":
        share = "in equal numbers" if plan.method == "equal" else "in proportion to its size"
        least = f" and at least {plan.minimum} from each where there were so many" if plan.minimum else ""
        columns = " and ".join(name.replace("_", " ") for name in plan.strata)
        within = f" from {filled} groups by {columns}, from each {share}{least}"
    return (
        f"{_count(n, unit).capitalize()} of {N} were drawn at random{within}, {by}, with the seed "
        f"“{plan.seed}”: whoever holds the list can draw the same {unit} again."
    )


def how_chosen_briefly(plan: SamplePlan, n: int, N: int, unit: str = "children") -> str:
    """How ``n`` of ``N`` were chosen, for readers who must not be able to work out how many came from each group."""
    if plan.design not in PROBABILITY_DESIGNS:
        return f"{_count(n, unit).capitalize()} were chosen on purpose, for reasons the partnership holds."
    columns = " and ".join(name.replace("_", " ") for name in plan.strata)
    within = f" within groups by {columns}" if columns else ""
    return (
        f"{n} of {N} {unit} were drawn at random{within} on {_day(plan.chosen_on)}; the partnership holds the record "
        "with which they can be drawn again."
    )


def what_this_size_can_show(n: int, N: int, design: str, unit: str = "children") -> list[str]:
    """Two plain sentences: how precise an answer from ``n`` of ``N`` children is, and what it may have missed.

    ``unit`` is what was drawn, in the plural: children, or referrals.

    Exact hypergeometric limits at 95 % (:func:`scrutiny_lib.stats.intervals.finite_population`), with half of the
    children having what was looked for; a close look makes no claim beyond its own children.

    >>> what_this_size_can_show(8, 120, "close look")[0]
    'We looked closely at eight children. This shows what happened to them, not how often it happens.'
    """
    if design not in PROBABILITY_DESIGNS:
        return [
            f"We looked closely at {_count(n, unit)}. This shows what happened to them, not how often it happens.",
            f"Nothing is said about the other {N - n} {unit} on the list.",
        ]
    if n == N:
        return [
            f"All {N} {unit} were looked at, so the figures are exact for them.",
            "Nothing was left to chance in the choice.",
        ]
    some = (n + 1) // 2
    half = finite_population(some, n, N)
    low, high = round(100 * half.lower), round(100 * half.upper)
    missed = round(finite_population(0, n, N).upper * N)
    needed = discovery_size(0.1, N)
    least = LEAST_FOR_INTERVAL
    too_few = f"{n} of {N} {unit} are too few to say how often something happens among all {N}; that takes {least}."
    return [
        too_few
        if n < least
        else f"If {some} of the {n} {unit} looked at show something, then between {low} % and {high} % of all {N} do "
        "(95 % sure).",
        f"If none of the {n} shows a concern, up to {missed} of the {N} {unit} may still have it; to be 95 % sure of "
        f"meeting at least once a concern that one in ten has, {needed} {unit} have to be looked at.",
    ]


def compare_with_frame(sample: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Who is in the frame and who is in the sample (reserve left out), by each of :data:`ATTRIBUTES` that is there.

    Returns
    -------
    DataFrame
        ``attribute``, ``value``, ``in_frame``, ``in_sample``: counts of children; what is blank counts as
        *not recorded*. Each attribute's counts add up to all children.
    """
    drawn = sample[sample["role"] == "sample"] if "role" in sample.columns else sample
    rows: list[Mapping[str, object]] = []
    for name in ATTRIBUTES:
        if name not in frame.columns:
            continue
        everybody, chosen = values_of(frame[name]), values_of(drawn[name])
        if name == "ethnicity":
            everybody, chosen = (column.map(lambda word: _GROUP_OF.get(word, word)) for column in (everybody, chosen))
        order = {band: place for place, band in enumerate(BANDS)} if name == "age_band" else {}
        for value in sorted(set(everybody), key=lambda text: (text == NOT_RECORDED, order.get(text, 99), text)):
            rows.append(
                {
                    "attribute": name,
                    "value": value,
                    "in_frame": int((everybody == value).sum()),
                    "in_sample": int((chosen == value).sum()),
                }
            )
    return tables.table("sample_frame", rows)


def values_of(column: pd.Series) -> pd.Series:
    """A column of the frame as text, a blank being :data:`NOT_RECORDED`."""
    codes, met = pd.factorize(column)  # the code of a missing value is -1: the last of the words
    words = np.array([*(str(value).strip() or NOT_RECORDED for value in met), NOT_RECORDED], dtype=object)
    return pd.Series(words[codes], index=column.index, name=column.name)


def _count(n: int, unit: str = "children") -> str:
    noun = {"children": "child", "referrals": "referral"}.get(unit, unit) if n == 1 else unit
    return f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {noun}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
