"""The figures around a review: monthly indicators, each with its chart, what chance alone would do, and its words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data_charts import LIMITS, choose_chart, draw_chart, since
from scrutiny_lib.lenses.data_charts import ChartRules as ChartRules
from scrutiny_lib.lenses.data_gaps import dates_of, gap_table, known_until
from scrutiny_lib.lenses.data_happened import what_happened
from scrutiny_lib.lenses.data_many import Spread, among_many, false_alarm
from scrutiny_lib.lenses.data_marks import (
    Variation,
    assurance_of,
    assurance_since,
    is_old,
    variation_of_gaps,
    variation_of_months,
    variation_of_rare,
)
from scrutiny_lib.lenses.data_months import Indicator, indicator_of, month_name, months_of, said
from scrutiny_lib.lenses.data_quarters import by_quarter, quarters_of, small_months, with_quarters
from scrutiny_lib.lenses.data_season import Contrast, compare_season, compare_with_before
from scrutiny_lib.lenses.data_signal import ask_of, chance_in_words, flag_of, survives
from scrutiny_lib.lenses.data_words import Seen, not_known, rate_of, sentence_of
from scrutiny_lib.lenses.results import NAN, Share, result, results_table
from scrutiny_lib.tables import table

BY_QUARTER = "It is told by quarter, because single months count very few."


@dataclass(frozen=True)
class Figures:
    """What the lens makes of the monthly figures.

    Attributes
    ----------
    indicators, indicator_notes, indicator_gaps, indicator_events, quarters, quarter_notes, results : DataFrame
        The tables of these names.
    about : dict
        ``figures`` and ``figures_flagged``: how many there are, and how many stand out; ``figures_by_chance``: how
        many charts of their kinds and lengths would by chance alone; ``figures_survive``: the titles of those flagged
        whose latest three months differ by more than chance would make one of so many differ.
    """

    indicators: pd.DataFrame
    indicator_notes: pd.DataFrame
    indicator_gaps: pd.DataFrame
    indicator_events: pd.DataFrame
    quarters: pd.DataFrame
    quarter_notes: pd.DataFrame
    results: pd.DataFrame
    about: dict[str, Any]


def summarise_indicators(
    monthly: pd.DataFrame,
    definitions: pd.DataFrame,
    as_at: date,
    theme: str = "",
    rules: ChartRules | None = None,
    event_dates: pd.DataFrame | None = None,
    lens_results: bool = True,
    revisions: pd.DataFrame | None = None,
) -> Figures:
    """Draw each monthly figure by the kind of number it is, and say in words what it shows.

    Parameters
    ----------
    monthly, definitions : DataFrame
        As :mod:`scrutiny_lib.intake.indicators` reads them. Months after ``as_at`` are left out.
    as_at : date
    theme : str
        The review's theme: says which line of enquiry an indicator speaks to.
    rules : ChartRules, optional
    event_dates : DataFrame, optional
        indicator, on: the days on which rare events happened; those up to ``as_at`` are used.
    lens_results : bool
        Whether to make rows of ``results`` (a page of figures without a review needs none).
    revisions : DataFrame, optional
        The table ``indicator_revisions``: a month that counted very few before it was put right is one that does.

    Returns
    -------
    Figures
        ``indicators``: every month from the first to the last, in the unit of the indicator; a month that is missing,
        or has nothing to divide by, has no value. ``indicator_notes``: one row for each figure; ``chart`` and
        ``why_chart`` say how it was drawn, ``variation`` and ``assurance`` are words of :mod:`scrutiny_lib.terms`.
        Counts stand in ``sentence``, ``rate``, ``season`` and ``what_happened`` only. ``flag`` is not blank where the
        latest three months stand out, ``ask`` where the figure needs attention. ``survives`` is blank where nothing
        is flagged or nothing could be tested. ``quarters`` and ``quarter_notes``: the same by quarter of the financial
        year, for each figure with a month that counts very few (:mod:`scrutiny_lib.lenses.data_quarters`); readers who
        may not see such a month are told these instead. ``results``: ind.<indicator>.latest, kind *population*; for a
        plain count ``of`` is ``n`` and there is no share.
    """
    rules = rules or ChartRules()
    usable = monthly[monthly["month"].astype(str) <= f"{as_at:%Y-%m}"]
    seen = []
    for definition in definitions[definitions["id"].isin(usable["indicator"])].to_dict("records"):
        indicator = indicator_of(definition)
        months = months_of(usable[usable["indicator"] == indicator.id], indicator)
        seen.append(_look(months, indicator, as_at, rules, dates_of(event_dates, indicator, as_at)))
    notes = _notes(seen, theme)
    quarters = {one.indicator.id: told for one in seen if (told := _by_quarter(one, rules, revisions)) is not None}
    as_told = _notes([quarters.get(one.indicator.id, one) for one in seen], theme)
    drawn = [one.months for one in seen]
    gaps = [one.gaps for one in seen if len(one.gaps)]
    return Figures(
        indicators=table("indicators", pd.concat(drawn, ignore_index=True) if drawn else None),
        indicator_notes=table("indicator_notes", notes),
        indicator_gaps=table("indicator_gaps", pd.concat(gaps, ignore_index=True) if gaps else None),
        indicator_events=table("indicator_events", [row for one in seen for row in _events(one)]),
        quarters=with_quarters([one.months for one in quarters.values()]),
        quarter_notes=table("quarter_notes", [note for note in as_told if note["indicator"] in quarters]),
        results=results_table([_latest_row(one, theme) for one in seen] if lens_results else []),
        about=_about(seen, notes),
    )


def _look(
    months: pd.DataFrame, indicator: Indicator, as_at: date, rules: ChartRules, dates: Sequence[date] = ()
) -> Seen:
    """One figure: its months (or quarters) drawn, and its marks."""
    choice = choose_chart(months, indicator, rules, len(dates) - 1)
    drawn = draw_chart(months, choice, indicator, rules)
    old = is_old(months, as_at)
    spread = Spread(choice.spread, int(since(months)["value"].notna().sum()))
    season = compare_season(months, indicator, spread) if indicator.seasonal and choice.chart in LIMITS else None
    until = known_until(months, as_at)
    dates = [day for day in dates if day <= until]
    gaps = gap_table(dates, indicator, until) if choice.chart == "g" else table("indicator_gaps")
    tested = Contrast(NAN, "")
    if choice.chart in LIMITS:
        variation = variation_of_months(drawn, indicator, season.pvalue if season else NAN, old)
        if variation.why not in ("old", "no limits"):
            tested = compare_with_before(months, indicator, spread)
    elif choice.chart == "g":
        variation = variation_of_gaps(gaps, dates, indicator, months, old)
        tested = compare_with_before(months, indicator, Spread(1.0, 0)) if variation.stands_out else tested
    elif choice.chart == "rare":
        variation, tested = variation_of_rare(months, indicator, old)
    else:
        variation = Variation("cannot tell", why="old" if old else "no limits")
    return Seen(
        indicator=indicator,
        months=drawn,
        choice=choice,
        variation=variation,
        assurance=assurance_since(assurance_of(drawn, indicator), variation),
        season=season,
        tested=tested,
        as_at=as_at,
        gaps=gaps,
        dates=dates,
    )


def _by_quarter(seen: Seen, rules: ChartRules, revisions: pd.DataFrame | None) -> Seen | None:
    """The figure by quarter; ``None`` where no month counts very few, it is told by the year, or no quarter is whole.

    What is rare is told by the year already.
    """
    few = small_months(seen.months, revisions)
    if not few or seen.choice.chart in ("rare", "g"):
        return None
    quarters = quarters_of(seen.months, seen.indicator, few)
    if quarters.empty:
        return None
    told = _look(quarters, by_quarter(seen.indicator), seen.as_at, rules)
    return replace(told, choice=told.choice._replace(why=f"{BY_QUARTER} {told.choice.why}"))


def _notes(seen: Sequence[Seen], theme: str) -> list[dict[str, Any]]:
    """A note for each, all of them tested at once."""
    adjusted = among_many([one.tested.pvalue for one in seen])
    tested = sum(not math.isnan(value) for value in adjusted)
    return [_note(one, value, tested, theme) for one, value in zip(seen, adjusted, strict=True)]


def _note(seen: Seen, adjusted: float, tested: int, theme: str) -> dict[str, Any]:
    indicator = seen.indicator
    names = ("title", "definition", "numerator", "denominator", "unit", "kind", "direction", "agency", "comparability")
    flag = flag_of(seen)
    return {
        "indicator": indicator.id,
        **{name: getattr(indicator, name) for name in names},
        "chart": seen.choice.chart,
        "why_chart": seen.choice.why,
        "variation": seen.variation.mark,
        "assurance": seen.assurance,
        "target_owner": indicator.owner_in(str(seen.months["month"].iloc[-1])),
        "sentence": sentence_of(seen),
        "rate": rate_of(seen),
        "season": seen.season.sentence if seen.season else "",
        "flag": flag,
        "pvalue": seen.tested.pvalue,
        "adjusted": adjusted,
        "survives": survives(seen, adjusted) if flag and not math.isnan(adjusted) else None,
        "what_happened": what_happened(seen),
        "by_chance": chance_in_words(seen, adjusted, tested),
        "not_known": not_known(seen),
        "ask": ask_of(seen),
        "line": indicator.lines.get(theme, ""),
    }


def _events(seen: Seen) -> list[dict[str, Any]]:
    """What is marked on the chart: all that lies within its months."""
    first, last = seen.months["month"].iloc[0], seen.months["month"].iloc[-1]
    return [
        {"indicator": seen.indicator.id, "month": month, "kind": kind, "what": what, "by": by}
        for month, kind, what, by in seen.indicator.events
        if first <= month <= last
    ]


def _about(seen: Sequence[Seen], notes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    judged = [one for one in seen if one.choice.chart in LIMITS and one.variation.why not in ("old", "no limits")]
    charts = [false_alarm(one.choice.chart, one.points, one.indicator.grain.latest) for one in judged]
    flagged = [note for note in notes if note["flag"]]
    return {
        "figures": len(notes),
        "figures_flagged": len(flagged),
        "figures_by_chance": round(sum(charts), 2),
        "figures_survive": [note["title"] for note in flagged if note["survives"]],
    }


def _latest_row(seen: Seen, theme: str) -> dict[str, Any]:
    month, indicator = seen.months.iloc[-1], seen.indicator
    n = int(month["numerator"])
    divided = indicator.kind != "count"
    of = int(month["denominator"]) if divided else n
    share = Share(100 * n / of if of else NAN, NAN, NAN, "")
    return result(
        f"ind.{indicator.id}.latest",
        lens="data",
        line=indicator.lines.get(theme, ""),
        question=f"ind.{indicator.id}",
        label=f"{indicator.title}, {month_name(month['month'])}",
        answer="latest month",
        n=n,
        of=of,
        unit="cases" if divided else "events",
        kind="population",
        share=share if indicator.kind == "proportion" else Share(NAN, NAN, NAN, ""),
        shown=said(month["numerator"], month["denominator"], indicator),
        method=indicator.definition,
        source="data",
    )
