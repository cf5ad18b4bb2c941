"""The sample beside the frame: who is in it and who is not, and which differences are more than chance would bring."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib import tables
from scrutiny_lib.audit.families import families_in_turn, family_of
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.stats.change import adjust
from scrutiny_lib.stats.choose import chances_by_size
from scrutiny_lib.stats.hypergeometric import pmf
from scrutiny_lib.terms import PROBABILITY_DESIGNS

NOT_RECORDED = "not recorded"
ATTRIBUTES = ("age_band", "sex", "ethnicity", "disability", "stage", "locality", "agency_lead")
"""What sample and frame are compared by, where the frame has it; ethnicity by its group."""
NAMES = {"ethnicity": "ethnicity group", "agency_lead": "lead agency"}
"""What an attribute is called in a sentence, where that is not its own name without the underscore."""
LIMIT, POINTS = 0.05, 10
"""A difference matters when chance would bring one like it, in any group looked at, fewer than 5 times in 100, and
when it is at least ten percentage points."""

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

Has = npt.NDArray[np.bool_]
Likely = Callable[[Has, int], tuple[float, float]]
"""Given who of those that could be drawn has something, and how many drawn have it: how many the way of drawing made
likely, and how often chance alone lies at least as far from it."""


def compare_with_frame(
    sample: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    plan: SamplePlan | None = None,
    left_out: Collection[str] = (),
    agencies: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Who is in the frame and who is in the sample (reserve left out), by each of :data:`ATTRIBUTES` that is there.

    Parameters
    ----------
    sample, frame : DataFrame
        ``Sample.table``, and every child that it could have been drawn from.
    plan : SamplePlan, optional
        How it was drawn. Given, shares are added, and what this way of drawing made likely: planned over-sampling
        of a stratum is then no difference.
    left_out : collection of str
        Case ids that could not be drawn. They count in the frame and are never likely.
    agencies : mapping, optional
        The names of agencies by their ids, for the lead agency.

    Returns
    -------
    DataFrame
        ``attribute``, ``value``, ``in_frame``, ``in_sample``: counts of children; what is blank counts as
        *not recorded*. Each attribute's counts add up to all children. With ``plan`` also ``frame_share`` and
        ``sample_share`` (percent), and for a sample drawn by chance ``expected`` (children in the sample, on average)
        and ``tail`` (how often chance alone lies at least this far from that, 0 to 1, both sides).

    Method of ``tail``: strata, simple random and systematic samples exactly, by the hypergeometric distribution (of
    every stratum, added up); a systematic sample as if drawn simply, which errs on the side of silence. Whole families
    by the normal approximation to their totals' spread; unequal chances by Hájek's (1964) approximation.
    """
    drawn = sample[sample["role"] == "sample"] if "role" in sample.columns else sample
    could = ~frame["case_id"].isin(list(left_out)).to_numpy() if len(left_out) else np.ones(len(frame), dtype=bool)
    likely = _likely(plan, frame[could], drawn) if plan is not None and len(drawn) else None
    rows: list[dict[str, object]] = []
    for name in ATTRIBUTES:
        if name not in frame.columns:
            continue
        everybody, chosen = (words_of(each, name, agencies) for each in (frame, drawn))
        order = {band: place for place, band in enumerate(BANDS)} if name == "age_band" else {}
        for value in sorted(set(everybody), key=lambda text: (text == NOT_RECORDED, order.get(text, 99), text)):
            has, met = (everybody == value).to_numpy(), int((chosen == value).sum())
            row: dict[str, object] = {"attribute": name, "value": value, "in_frame": int(has.sum()), "in_sample": met}
            if plan is not None:
                row["frame_share"] = round(100 * int(has.sum()) / len(frame), 1)
                row["sample_share"] = round(100 * met / len(drawn), 1) if len(drawn) else 0.0
            if likely is not None:
                expected, tail = likely(has[could], met)
                row["expected"], row["tail"] = round(expected, 2), round(tail, 8)
            rows.append(row)
    return pd.DataFrame(rows) if rows and plan is not None else tables.table("sample_frame", rows)


def differences_that_matter(
    compared: pd.DataFrame | Sequence[Mapping[str, Any]], design: str, unit: str = "children"
) -> list[str]:
    """Where sample and frame differ by more than chance would bring, and which groups nobody was drawn from, in words.

    A difference is named when ``tail``, adjusted by Holm's method for all groups compared, is below :data:`LIMIT` and
    the sample lies at least :data:`POINTS` percentage points from what the way of drawing made likely. Of two groups
    that make up everybody the one drawn too rarely is named. Groups in the frame with nobody in the sample are named
    however few they are: the sentences are for readers who may see small counts.

    Parameters
    ----------
    compared : DataFrame, or its rows
        From :func:`compare_with_frame` with the plan.
    design : str
        A close look need not be like the frame; only who is missing is said.
    unit : str
        What was drawn, in the plural.

    Returns
    -------
    list of str
        Sentences; that there is no such difference is one as well.

    >>> rows = compare_with_frame(
    ...     pd.DataFrame({"case_id": ["C-1", "C-2"], "sex": ["F", "F"]}),
    ...     pd.DataFrame({"case_id": ["C-1", "C-2", "C-3"], "sex": ["F", "F", "M"]}),
    ... )
    >>> differences_that_matter(rows, "close look")[1]
    'Nobody in the sample is from these groups (so many in the frame): sex “M” (1).'
    """
    given = compared.to_dict("records") if isinstance(compared, pd.DataFrame) else compared
    rows = [{str(key): value for key, value in row.items()} for row in given]
    if not rows:
        return ["Nothing in the frame can be compared with the sample."]
    said, named = [], list[dict[str, Any]]()
    if design not in PROBABILITY_DESIGNS:
        said.append(f"The {unit} were chosen on purpose, so they need not be like the frame.")
    elif all("tail" in row for row in rows):
        named = _beyond_chance(rows)
        said += [_sentence(row, rows, unit) for row in named] or [
            "No difference beyond what this way of drawing and chance bring."
        ]
    else:
        said.append("Whether sample and frame differ by more than chance was not worked out.")
    nobody = [row for row in rows if row["in_frame"] > row["in_sample"] == 0 and row not in named]
    if nobody:
        groups: dict[str, list[str]] = {}
        for row in nobody:
            groups.setdefault(attribute_name(row["attribute"]), []).append(f"“{row['value']}” ({row['in_frame']:,})")
        listed = "; ".join(f"{name} {', '.join(values)}" for name, values in groups.items())
        said.append(f"Nobody in the sample is from these groups (so many in the frame): {listed}.")
    return said


def _beyond_chance(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups that matter, the least likely first."""
    values, n = Counter(row["attribute"] for row in rows), _total(rows, "in_sample")
    found = []
    for row, tail in zip(rows, adjust([row["tail"] for row in rows]).tolist(), strict=True):
        away = row["in_sample"] - row["expected"]
        twin = values[row["attribute"]] == 2 and away > 0  # the other of the two is named
        if tail < LIMIT and 100 * abs(away) / n >= POINTS and not twin:
            found.append((tail, row))
    return [row for _, row in sorted(found, key=lambda item: item[0])]


def _sentence(row: Mapping[str, Any], rows: list[dict[str, Any]], unit: str) -> str:
    n, N = _total(rows, "in_sample"), _total(rows, "in_frame")
    group = f"{attribute_name(row['attribute'])} “{row['value']}”"
    way = "many" if row["in_sample"] > row["expected"] else "few"
    return (
        f"{group[:1].upper()}{group[1:]}: {row['in_sample']:,} of the {n:,} {unit} drawn, {row['in_frame']:,} of the "
        f"{N:,} in the frame. About {row['expected']:.0f} were likely; chance would seldom bring so {way}."
    )


def _total(rows: list[dict[str, Any]], column: str) -> int:
    """All children: any one attribute's counts add up to them."""
    return int(sum(row[column] for row in rows if row["attribute"] == rows[0]["attribute"]))


def attribute_name(attribute: str) -> str:
    """What an attribute is called in a sentence.

    >>> attribute_name("age_band"), attribute_name("agency_lead")
    ('age band', 'lead agency')
    """
    return NAMES.get(attribute, attribute.replace("_", " "))


def words_of(rows: pd.DataFrame, name: str, agencies: Mapping[str, str] | None = None) -> pd.Series:
    """One attribute of every row in the words it is compared by: ethnicity by its group, agencies by their names."""
    words = {"ethnicity": _GROUP_OF, "agency_lead": agencies or {}}.get(name, {})
    return values_of(rows[name]).map(lambda word: words.get(word, word))


def families_in(sample: pd.DataFrame, frame: pd.DataFrame, agencies: Mapping[str, str] | None = None) -> pd.DataFrame:
    """How many families stand behind each count of :func:`compare_with_frame`: same rows, counts of families.

    A child without a family on record is one of its own; referrals of one child are one family (see
    :func:`~scrutiny_lib.audit.families.family_of`).

    >>> rows = pd.DataFrame({"case_id": list("abc"), "family_id": ["F", "F", ""], "sex": ["F", "F", "M"]})
    >>> families_in(rows, rows).values.tolist()
    [['sex', 'F', 1, 1], ['sex', 'M', 1, 1]]
    """
    columns = {"in_frame": frame, "in_sample": sample}
    families = {column: family_of(rows).to_numpy() for column, rows in columns.items()}
    counted = []
    for name in [name for name in ATTRIBUTES if name in frame.columns]:
        many = {
            column: pd.Series(families[column]).groupby(words_of(rows, name, agencies).to_numpy()).nunique()
            for column, rows in columns.items()
        }
        for value in many["in_frame"].index:
            counts = {column: int(of_value.get(value, 0)) for column, of_value in many.items()}
            counted.append({"attribute": name, "value": value, **counts})
    return tables.table("sample_frame", counted)


def values_of(column: pd.Series) -> pd.Series:
    """A column of the frame as text, a blank being :data:`NOT_RECORDED`."""
    codes, met = pd.factorize(column)  # the code of a missing value is -1: the last of the words
    words = np.array([*(str(value).strip() or NOT_RECORDED for value in met), NOT_RECORDED], dtype=object)
    return pd.Series(words[codes], index=column.index, name=column.name)


def _likely(plan: SamplePlan, could: pd.DataFrame, drawn: pd.DataFrame) -> Likely | None:
    if plan.design not in PROBABILITY_DESIGNS:
        return None
    if plan.design == "families":
        codes, _ = families_in_turn(could)
        taken = len(np.unique(codes[could["case_id"].isin(drawn["case_id"]).to_numpy()]))
        return _by_families(codes, taken, len(drawn))
    if plan.design == "proportional to size":
        size = pd.to_numeric(could[plan.size_by]).to_numpy(dtype=float)
        return _by_chances(chances_by_size(size, len(drawn)))
    key = list(plan.strata) if plan.design == "stratified" else []
    if not key:
        return _by_strata(np.zeros(len(could), dtype=np.int64), [len(drawn)])
    codes, met = pd.factorize(_joined(could, key))
    counts = _joined(drawn, key).value_counts()
    return _by_strata(codes, [int(counts.get(level, 0)) for level in met])


def _joined(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """What stands in these columns, as one text for each row."""
    text = values_of(rows[names[0]])
    for name in names[1:]:
        text = text + ", " + values_of(rows[name])
    return text


def _by_strata(codes: npt.NDArray[Any], drawn: list[int]) -> Likely:
    sizes = np.bincount(codes, minlength=len(drawn)).tolist()

    def likely(has: Has, met: int) -> tuple[float, float]:
        having = np.bincount(codes[has], minlength=len(drawn)).tolist()
        odds = np.ones(1)
        for size, n, some in zip(sizes, drawn, having, strict=True):
            if n and some:
                odds = np.convolve(odds, pmf(0, min(n, some), size, some, n))
        expected = sum(n * some / size for size, n, some in zip(sizes, drawn, having, strict=True) if size)
        return expected, min(1.0, 2 * float(min(odds[: met + 1].sum(), odds[met:].sum())))

    return likely


def _by_families(codes: npt.NDArray[Any], taken: int, people: int) -> Likely:
    sizes = np.bincount(codes).astype(float)
    F = len(sizes)

    def likely(has: Has, met: int) -> tuple[float, float]:
        share = has.mean()
        beyond = np.bincount(codes[has], minlength=F) - share * sizes
        spread = taken * (1 - taken / F) * beyond.var(ddof=1) if F > 1 else 0.0
        expected = people * share
        return expected, _normal(met - expected, spread)

    return likely


def _by_chances(chances: npt.NDArray[np.float64]) -> Likely:
    free = chances * (1 - chances)

    def likely(has: Has, met: int) -> tuple[float, float]:
        expected, whole = float(chances[has].sum()), float(free.sum())
        part = float(free[has].sum())
        return expected, _normal(met - expected, part - part * part / whole if whole > 0 else 0.0)

    return likely


def _normal(away: float, variance: float) -> float:
    return math.erfc(abs(away) / math.sqrt(2 * variance)) if variance > 1e-12 else float(abs(away) < 1e-9)
