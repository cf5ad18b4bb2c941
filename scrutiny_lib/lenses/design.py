"""What the way the children were chosen lets us say: the share of all children, and between what limits it lies.

An interval stands only beside a sample that was drawn at random and only where at least twenty children apply.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.audit.families import family_of
from scrutiny_lib.audit.sample import Sample
from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.stats.survey import cluster_share, stratified_share, unequal_share
from scrutiny_lib.terms import PROBABILITY_DESIGNS

NAN = float("nan")
LEAST_APART = 0.5
"""Percentage points between the weighted share and the raw one from which it is said that the share is weighted."""
UNEVEN = 1.5
"""How many times the least weight the greatest may be before shares are always weighted."""
LEAST_FAMILIES = 10
"""Families whose children must apply before families that were drawn whole give an interval."""

_CLOSE_LOOK = "The children were chosen on purpose: this shows what happened to them, not how often it happens."
_TOO_FEW = "Too few children apply for an interval."


@dataclass(frozen=True)
class Design:
    """How the audited children were chosen.

    Parameters
    ----------
    kind : str
        One of :data:`scrutiny_lib.terms.DESIGNS`.
    strata : DataFrame
        stratum, size (children who could be drawn), drawn; one row for each stratum.
    stratum_of : Series
        The stratum of each audited child, by case_id. Its index is the list of the audited children.
    N : int
        Children who could be drawn.
    minimum : int
        Children who must apply before there is an interval; never taken below 20.
    chance_of : Series, optional
        The chance of each audited child, by case_id; needed for *proportional to size*.
    family_of : Series, optional
        The family of each audited child, by case_id; needed for *families*.
    families : int, optional
        Families that could be drawn; needed for *families*.
    """

    kind: str
    strata: pd.DataFrame
    stratum_of: pd.Series[Any]
    N: int
    minimum: int = LEAST_FOR_INTERVAL
    chance_of: pd.Series[Any] | None = None
    family_of: pd.Series[Any] | None = None
    families: int | None = None

    @classmethod
    def of(cls, sample: Sample, kind: str, minimum: int = LEAST_FOR_INTERVAL) -> Design:
        """The design of a sample, after replacements if there were any: the reserve and those replaced are left out."""
        looked_at = sample.table[sample.table["role"] == "sample"]
        by_case = looked_at.set_index("case_id")
        return cls(
            kind,
            sample.strata,
            by_case["stratum"],
            int(sample.strata["size"].sum()),
            minimum,
            chance_of=by_case["chance"],
            family_of=family_of(looked_at),
            families=sample.about.get("families_in_frame"),
        )


class Share(NamedTuple):
    """A share in per cent with its limits (``nan`` where there are none) and how it came about."""

    percent: float
    lower: float
    upper: float
    method: str


def share_of(hits: pd.Series[Any], known: pd.Series[Any], design: Design) -> Share:
    """The share of children who show something, as far as the sample lets us say.

    Parameters
    ----------
    hits : Series of bool
        By case_id, the children it applies to: whether they show it.
    known : Series of bool
        By case_id, every child whose answer is known, also those it does not apply to.
    design : Design

    Returns
    -------
    Share
        The raw share; or, where children were drawn with chances so different that it misleads, the one in which each
        child stands for as many as its chance says, which the method then says. Limits only for a sample drawn at
        random with at least ``design.minimum`` children, and of families with at least :data:`LEAST_FAMILIES`.

    *simple random*: exact hypergeometric limits. *systematic*: the same, which is usually cautious, because a sorted
    list spreads the sample evenly. *stratified*: Korn and Graubard, held to what the strata allow. *families*: the
    ratio of children with it to children, with the families as what was drawn. *proportional to size*: Hájek's
    estimate. The part of the frame it applies to is not known; sizes are scaled by the share of the children, among
    those whose answer is known, that it applies to.

    Brothers and sisters in a sample of children: children are counted, and in a sample drawn child by child the limits
    hold whatever they have in common, because they rest on how the children were drawn and on nothing else. What
    brothers and sisters have in common matters where families were drawn, and there the families are what counts.
    """
    of, n = len(hits), int(hits.sum())
    raw = 100 * n / of if of else NAN
    if design.kind not in PROBABILITY_DESIGNS:
        return Share(raw, NAN, NAN, _CLOSE_LOOK)
    if of < max(design.minimum, LEAST_FOR_INTERVAL):
        return Share(raw, NAN, NAN, _TOO_FEW)
    return _BY_DESIGN[design.kind](hits, known, design, raw)


def _simple(hits: pd.Series[Any], known: pd.Series[Any], design: Design, raw: float) -> Share:
    of, n = len(hits), int(hits.sum())
    size = max(round(design.N * of / len(known)), of)
    found = finite_population(n, of, size)
    scaled = "" if of == len(known) else ", for the part of the frame this is likely to apply to"
    method = f"Limits: exact hypergeometric{scaled}."
    if design.kind == "systematic":
        method += " Taken as for a simple random sample: for a sorted list they are usually wider than they need be."
    return Share(raw, 100 * found.lower, 100 * found.upper, method)


def _stratified(hits: pd.Series[Any], known: pd.Series[Any], design: Design, raw: float) -> Share:
    stratum = design.stratum_of
    size = design.strata.set_index("stratum")["size"].astype(float)
    looked = known.groupby(stratum.reindex(known.index)).size()
    groups = hits.groupby(stratum.reindex(hits.index))
    applies, seen = groups.size(), groups.sum()
    if set(size.index[size > 0]) - set(looked.index):
        return Share(raw, NAN, NAN, "No interval: from one of the strata no answer is known.")
    scaled = (size.reindex(applies.index) * applies / looked.reindex(applies.index)).round().astype(int)
    found = stratified_share(list(seen.astype(int)), list(applies), list(scaled.clip(lower=applies)))
    if math.isnan(found.lower):
        return Share(raw, NAN, NAN, "No interval: in one of the strata it applies to one child only.")
    method = "Limits: stratified sample, Korn and Graubard."
    if "widened" in found.method:
        method += " Widened to what the strata say by themselves."
    if len(hits) < len(known):
        method += " Strata count by the part of them this is likely to apply to."
    weight = scaled / applies
    uneven = float(weight.max() / weight.min())
    percent, weighted = _weighted(raw, found.estimate, "some strata were drawn from more heavily than others", uneven)
    return Share(percent, 100 * found.lower, 100 * found.upper, method + weighted)


def _families(hits: pd.Series[Any], known: pd.Series[Any], design: Design, raw: float) -> Share:
    if design.family_of is None or not design.families:
        return Share(raw, NAN, NAN, "No interval: which children are of one family is not known.")
    family = design.family_of
    applies, drawn = int(family.reindex(hits.index).nunique()), int(family.reindex(known.index).nunique())
    if applies < LEAST_FAMILIES:
        return Share(raw, NAN, NAN, "No interval: the children it applies to come from too few families.")
    size = max(round(design.families * applies / drawn), applies)
    found = cluster_share(hits.astype(float).tolist(), family.reindex(hits.index).tolist(), size)
    method = "Limits: whole families were drawn, ratio with Korn and Graubard's limits, by families."
    if applies < drawn:
        method += " Families count by the part of them this is likely to apply to."
    return Share(raw, 100 * found.lower, 100 * found.upper, method)


def _unequal(hits: pd.Series[Any], known: pd.Series[Any], design: Design, raw: float) -> Share:
    if design.chance_of is None:
        return Share(raw, NAN, NAN, "No interval: the chances of the children are not known.")
    found = unequal_share(hits.astype(float).tolist(), design.chance_of.reindex(hits.index).tolist())
    chance = design.chance_of.reindex(hits.index)
    why = "some children had a greater chance to be drawn than others"
    percent, weighted = _weighted(raw, found.estimate, why, float(chance.max() / chance.min()))
    if math.isnan(found.lower):
        return Share(percent, NAN, NAN, f"No interval: only one child was drawn by chance.{weighted}")
    method = "Limits: chances by size, Hájek's estimate with Korn and Graubard's limits."
    return Share(percent, 100 * found.lower, 100 * found.upper, method + weighted)


def _weighted(raw: float, estimate: float, why: str, uneven: float) -> tuple[float, str]:
    """The share to print, and whether to say that it is weighted.

    The weighted one where chances differ by so much (``uneven``, the greatest weight over the least) that it could
    matter to any answer: then the shares of all answers to a question are weighted and add up. Otherwise the raw one
    unless the two are half a percentage point apart, which is also when it is said.
    """
    apart = abs(100 * estimate - raw) >= LEAST_APART
    said = f" The share is weighted: {why}." if apart else ""
    return (100 * estimate if apart or uneven > UNEVEN else raw), said


_BY_DESIGN: dict[str, Callable[[pd.Series[Any], pd.Series[Any], Design, float], Share]] = {
    "simple random": _simple,
    "systematic": _simple,
    "stratified": _stratified,
    "families": _families,
    "proportional to size": _unequal,
}
