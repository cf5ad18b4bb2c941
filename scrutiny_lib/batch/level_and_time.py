"""Level and time: levels of need, record checks, the journey, and how far agencies agree, for one review."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..intake.assumptions import Assumptions
from ..intake.thresholds import Threshold
from ..lenses.agreement import summarise_agreement
from ..lenses.clocks import summarise_checks
from ..lenses.design import Design
from ..lenses.dissent import summarise_dissent
from ..lenses.facts import summarise_facts
from ..lenses.journey import summarise_journey
from ..lenses.levels import summarise_levels
from ..lenses.record_checks import check_records
from .casework import Casework
from .standards import Standards, unconfirmed_levels

Frames = dict[str, pd.DataFrame]


def summarise_level_and_time(
    work: Casework, standards: Standards, assumptions: Assumptions, design: Design
) -> tuple[Frames, list[pd.DataFrame], dict[str, Any]]:
    """The tables by name, one table of results for each lens, and what the page has to say about both (``about``)."""
    frames, results, told = _levels(work, standards, design)
    frames["facts"] = summarise_facts(work.returns.table, work.template, design, work.agencies)
    results.append(summarise_dissent(work.agreed.table, work.template, design, work.unit))
    for more, counted in (_clocks(work, standards), _journey(work), _agreement(work, standards, assumptions)):
        frames |= more
        results.append(counted)
    return frames, results, _about(work, standards, assumptions, frames, told)


def _levels(work: Casework, standards: Standards, design: Design) -> tuple[Frames, list[pd.DataFrame], list[str]]:
    frames, counted, told = summarise_levels(
        work.returns.table,
        work.agreed.table,
        work.drawn,
        work.template,
        design,
        list(standards.thresholds),
        standards.crosswalk,
        standards.area,
        unit=work.unit,
        edition=work.review.threshold_edition,
    )
    return frames, [counted], told


def _clocks(work: Casework, standards: Standards) -> tuple[Frames, pd.DataFrame]:
    """Each check twice: over the cases looked at, and over everybody who could have been drawn.

    No range stands beside the first: what a sample would have to guess is counted in the second.
    """
    states = check_records(work.history, standards.checks, work.review.as_at)
    audited = states[states["case_id"].isin(work.drawn["case_id"])]
    frames, counted = summarise_checks(audited, standards.checks, whom="audited", unit=work.unit, design=None)
    whole, of_all = summarise_checks(states, standards.checks, whom="frame", unit=work.unit, design=None)
    both = {name: _joined(frames[name], whole[name]) for name in frames}
    return both, _joined(counted, of_all)


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    filled = [rows for rows in (first, second) if len(rows)]
    return pd.concat(filled, ignore_index=True) if filled else first


def _journey(work: Casework) -> tuple[Frames, pd.DataFrame]:
    """Of a frame somebody made everybody in it; of a whole extract those whose journey began in the practice period."""
    period = None if work.review.frame.source == "table" else work.review.practice
    journey, counted = summarise_journey(work.history, work.review.as_at, period=period)
    return {"journey": journey}, counted


def _agreement(work: Casework, standards: Standards, assumptions: Assumptions) -> tuple[Frames, pd.DataFrame]:
    threshold = threshold_of(work, standards)
    levels = threshold.levels if threshold else ()
    return summarise_agreement(
        work.returns.table, work.agreed.table, work.template, work.agencies, levels, assumptions, work.unit
    )


def threshold_of(work: Casework, standards: Standards) -> Threshold | None:
    """The threshold document a review goes by: the one it names, else that in force when its practice period ended."""
    return standards.threshold(work.review.practice[1], work.review.threshold_edition)


def _about(
    work: Casework, standards: Standards, assumptions: Assumptions, frames: Frames, told: list[str]
) -> dict[str, Any]:
    threshold = threshold_of(work, standards)
    first = standards.threshold(work.review.practice[0])
    unconfirmed = unconfirmed_levels(first, threshold)
    clocks = frames["clocks"]
    if len(clocks) and (clocks["confirmed"] == "no").any():
        unconfirmed.append("Some checks rest on guidance nobody here has read yet; each is marked where it stands.")
    return {
        "threshold_area": threshold.area if threshold else None,
        "threshold_edition": threshold.edition if threshold else None,
        "threshold_confirmed": threshold.confirmed if threshold else None,
        "threshold_told": told,
        "unconfirmed": unconfirmed,
        "agreement_target": assumptions.agreement_target,
    }
