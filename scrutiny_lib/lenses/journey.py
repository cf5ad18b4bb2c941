"""The way from a contact to a child protection plan: how many came to each step, of how many that could have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.intake.history import History
from scrutiny_lib.lenses.journey_steps import Journeys, Step, follow
from scrutiny_lib.lenses.results import NAN, Share, result, results_table, shown_count
from scrutiny_lib.stats.days import working_days_between
from scrutiny_lib.stats.intervals import wilson
from scrutiny_lib.tables import table

NOT_RECORDED = "not recorded"
"""The group of those of whom a fact is not known."""

Mask = npt.NDArray[np.bool_]
_METHOD = (
    "Counted are those who came to the step before so long ago that the next, if it comes, usually has come; the "
    "others are too soon to tell, whatever has happened to them so far. A step that is not on record counts as passed "
    "where a later one is. This is everybody received in the period, no sample: the range (Wilson) shows what chance "
    "alone would do in a period like this."
)
_RECEIVED = "Everybody with this step on record as the first."


def summarise_journey(
    history: History,
    as_at: date,
    by: Sequence[str] = ("referral_source", "level_given"),
    period: tuple[date, date] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How many went on from contact to referral, assessment, section 47 enquiry, conference and plan.

    Parameters
    ----------
    history : History
        Of the whole frame.
    as_at : date
        The last day looked at; what happened later has not happened yet.
    by : sequence of str
        Facts of the spells to group by; one the history does not hold, or of nobody, is left out.
    period : pair of dates, optional
        Only journeys that began from the first day to the second; by default all of the frame's.

    Returns
    -------
    journey : DataFrame
        One row for each step, over everybody (``by`` blank, ``group`` *all*) and for each group: ``n`` that came to it,
        ``of`` those that came to ``from_step``, the share in per cent with Wilson's limits (where ``of`` is at least
        twenty), and for how many more it is ``too_soon`` to tell. The first step has no step before: there ``n`` is
        who began, and no share. Groups add up to everybody; those of whom the fact is not known are *not recorded*.
    results : DataFrame
        Over everybody: journey.<step> as in the table; journey.<step>.from_start, the same from the first step;
        journey.<step>.too_soon; journey.<step>.not_on_record, of those that came to a step and could have passed it
        on the way to a later one, how many have no record of it. A share of nobody is nan, and its text ``[x]``.

    **Too soon to tell.** A step usually comes, if it does, within so many working days of the one before: a referral 1
    after a contact, an assessment or a section 47 enquiry 45 after a referral, a conference 15 after the enquiry, a
    plan 1 after the conference (:data:`scrutiny_lib.lenses.journey_steps.STEPS`). Who came to the step before no longer
    ago than that is too soon to tell and in no share, *even if the next step has come already*: counting of the latest
    only those who went on fast, or only those who stopped fast, would make the share wrong.

    **Skipped steps.** Who has a later step on record has passed those between (an enquiry without a recorded
    assessment); never one before the first on record, because only those who went on would be there.

    Raises
    ------
    ScrutinyError
        When ``as_at`` lies beyond the years whose bank holidays are known.
    """
    ways = follow(history, as_at, by, period)
    if not len(ways.first):
        return table("journey"), results_table([])
    everybody = np.ones(len(ways.first), dtype=bool)
    groups = [("", "all", everybody)]
    for name in by:
        if name in ways.facts:
            said = ways.facts[name].fillna(NOT_RECORDED).astype(str)
            words = sorted(set(said) - {NOT_RECORDED})
            if words:
                groups += [(name, word, said.eq(word).to_numpy()) for word in [*words, NOT_RECORDED]]
    counted = [row for place in range(len(ways.steps)) for row in _step_rows(ways, place, groups, as_at)]
    return table("journey", counted), results_table(_results(ways, everybody, as_at))


def _step_rows(
    ways: Journeys, place: int, groups: Sequence[tuple[str, str, Mask]], as_at: date
) -> list[dict[str, Any]]:
    step = ways.steps[place]
    rows = []
    for by, group, mine in groups:
        counts = _began(ways, mine) if place == 0 else _went_on(ways, place - 1, place, mine, as_at)
        n, of, soon = counts
        if by and not of + soon:
            continue
        share = _share(n, of) if place else Share(NAN, NAN, NAN, "")
        rows.append(
            {
                "order": place + 1,
                "step": step.id,
                "title": step.title,
                "from_step": ways.steps[place - 1].id if place else "",
                "by": by,
                "group": group,
                "n": n,
                "of": of,
                "percent": share.percent,
                "lower": share.lower,
                "upper": share.upper,
                "too_soon": soon,
            }
        )
    return rows


def _began(ways: Journeys, mine: Mask) -> tuple[int, int, int]:
    n = int((ways.came_to(0) & mine).sum())
    return n, n, 0


def _went_on(ways: Journeys, before: int, place: int, mine: Mask, as_at: date) -> tuple[int, int, int]:
    """How many came to a step, of how many that could have, and for how many more it is too soon."""
    base = ways.came_to(before) & mine
    wait = ways.steps[place].by_day - ways.steps[before].from_day
    early = ways.day_of(before) <= np.datetime64(_last_to_tell(as_at, wait), "D")
    return int((base & early & ways.came_to(place)).sum()), int((base & early).sum()), int((base & ~early).sum())


@cache
def _last_to_tell(as_at: date, wait: int) -> date:
    """The last day from which more than so many working days have gone by."""
    day = as_at
    while working_days_between(day, as_at) <= wait:
        day -= timedelta(days=1)
    return day


def _share(n: int, of: int) -> Share:
    if of < LEAST_FOR_INTERVAL:
        return Share(100 * n / of if of else NAN, NAN, NAN, "")
    found = wilson(n, of)
    return Share(100 * found.estimate, 100 * found.lower, 100 * found.upper, "")


def _results(ways: Journeys, mine: Mask, as_at: date) -> list[dict[str, Any]]:
    start, told = ways.steps[0], " ".join((_METHOD, *ways.left_out))
    n, of, _ = _began(ways, mine)
    first = " ".join((_RECEIVED, *ways.left_out))
    rows = [_row(f"journey.{start.id}", start, start.title, start.title.lower(), n, of, first)]
    for place, step in enumerate(ways.steps[1:], start=1):
        name, before = f"journey.{step.id}", ways.steps[place - 1]
        n, of, soon = _went_on(ways, place - 1, place, mine, as_at)
        label = f"{before.title} that led to {_a(step)}"
        rows.append(_row(name, before, label, step.title.lower(), n, of, told, _share(n, of)))
        if place > 1:
            n, of, _ = _went_on(ways, 0, place, mine, as_at)
            label = f"{start.title} that led to {_a(step)}"
            rows.append(_row(f"{name}.from_start", start, label, step.title.lower(), n, of, told, _share(n, of)))
        base = int((ways.came_to(place - 1) & mine).sum())
        label = f"{before.title} of which it is too soon to tell whether {_a(step)} will follow"
        rows.append(_row(f"{name}.too_soon", before, label, "too soon to tell", soon, base, told))
        if place + 1 < len(ways.steps):
            came = ways.came_to(place) & mine
            blank = int((came & np.isnat(ways.days[:, place])).sum())
            label = f"{step.title} passed on the way to a later step, and not on record"
            rows.append(_row(f"{name}.not_on_record", step, label, "not on record", blank, int(came.sum()), told))
    return rows


def _row(
    result_id: str, unit: Step, label: str, answer: str, n: int, of: int, method: str, share: Share | None = None
) -> dict[str, Any]:
    return result(
        result_id,
        lens="threshold",
        question=result_id,
        label=label,
        answer=answer,
        n=n,
        of=of,
        unit=unit.many,
        kind="population",
        share=share,
        shown=shown_count(n, of, unit.many if of > 1 else unit.one) if of else "[x]",
        method=method,
        source="data",
    )


def _a(step: Step) -> str:
    return f"{'an' if step.one[0] in 'aeiou' else 'a'} {step.one}"
