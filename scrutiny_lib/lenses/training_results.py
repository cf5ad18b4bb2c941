"""Results: a monthly figure before and after a programme began, and whether it moved by more than chance would.

A step is claimed only where ordinary least squares and Newey–West both find one, and, where a comparison can be tested,
both find one in the difference of the two figures as well; never where a step at another month, up to six either side,
explains the figure better: it is then said in which month it moved. Fewer than eight months on a side are described
only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.data_months import Indicator, figure, indicator_of, month_name, months_of, with_unit
from scrutiny_lib.lenses.results import NAN
from scrutiny_lib.lenses.training_step import BESIDE, Step, best_month, enough, months_about, split, step_of, stretch
from scrutiny_lib.stats.segmented import false_alarms
from scrutiny_lib.tables import table

_MEANS = ("before_mean", "after_mean")
_STEP = ("step", "lower", "upper", "pvalue", "hac_pvalue")
_BESIDE = ("comparison_step", "difference", "difference_lower", "difference_upper")
FOR_THE_BETTER, FOR_THE_WORSE = ", for the better", ", for the worse"
"""What ``sentence`` says of a step where one direction of the figure is the good one."""
_WAY = {("up", True): FOR_THE_BETTER, ("up", False): FOR_THE_WORSE}
_WAY |= {("down", True): FOR_THE_WORSE, ("down", False): FOR_THE_BETTER}
MOVED = re.compile(r"The figure moved in (?P<month>\w+ \d{4}), (?P<apart>[\w ]+ (?:before|after)) the programme began")
"""How ``sentence`` says that the figure moved in another month than the programme began."""
_COUNTS = ("one", "two", "three", "four", "five", "six")
_CHANCE = 0.05
_NOTHING = "There are no monthly figures to look for results in."
_NOT_BECAUSE = "That it came after the programme does not show that the programme did it."


def summarise_programmes(
    programmes: pd.DataFrame, monthly: pd.DataFrame, definitions: pd.DataFrame, as_at: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a monthly figure did before and after each programme began.

    Parameters
    ----------
    programmes : DataFrame
        As :func:`scrutiny_lib.intake.training_programmes.read_programmes` reads them.
    monthly, definitions : DataFrame
        The monthly figures and what they mean. Months after ``as_at`` are left out.
    as_at : date

    Returns
    -------
    training_results : DataFrame
        The columns of ``training_results``, one row for each programme. ``before_points`` and ``after_points`` count
        the months with a value that were counted as the programme's first month was; the means are theirs, in the unit
        of the figure. ``step`` is how far the figure stood, in the programme's first month, from where its course
        before would have led, with 95 % limits and the p-values of ordinary least squares and of Newey–West: nan where
        it is described only. ``changed`` is True where a step is claimed: never where another month explains it better,
        which ``sentence`` then names (see :data:`MOVED`). ``comparison_step`` is the step of the
        comparison, ``difference`` that of the figure less the comparison. ``false_alarms`` is text, such as
        "5 to 14 of 100", "" from 50 months on and where nothing was tested. ``sentence`` says all of it in words,
        without what else changed.
    training_series : DataFrame
        The columns of ``training_series``: every month of the figure; ``fitted`` is the line through the months tested,
        ``expected`` where their course before would have led, from the programme's first month on.
    """
    known = {row["id"]: indicator_of(row) for row in definitions.to_dict("records")}
    given = monthly if len(monthly) else table("indicators")
    usable = given[given["month"].astype(str) <= f"{as_at:%Y-%m}"]
    told = [_programme(programme, usable, known) for programme in programmes.to_dict("records")]
    series = [months for _, months in told if len(months)]
    joined = pd.concat(series, ignore_index=True) if series else None
    return table("training_results", [row for row, _ in told]), table("training_series", joined)


def _programme(
    programme: Mapping[Any, Any], monthly: pd.DataFrame, known: Mapping[str, Indicator]
) -> tuple[dict[str, Any], pd.DataFrame]:
    start, indicator = programme["first_month"], known.get(programme["indicator"])
    rows = monthly[monthly["indicator"] == programme["indicator"]]
    row = {
        "programme": programme["id"],
        **{name: programme[name] for name in ("title", "course", "indicator", "comparison", "what_else")},
        "unit": indicator.unit if indicator else "",
        "from_month": start,
        "before_points": 0,
        "after_points": 0,
        **dict.fromkeys((*_MEANS, *_STEP, *_BESIDE), NAN),
        "changed": False,
        "false_alarms": "",
        "sentence": _NOTHING,
    }
    if indicator is None or rows.empty:
        return row, pd.DataFrame()
    months = months_of(rows, indicator)[["month", "value"]]
    other, why = _comparison(programme["comparison"], monthly, known, indicator)
    against = known[programme["comparison"]].title if len(other) else ""
    series = months.merge(other.rename(columns={"value": "comparison"}), on="month", how="left")
    series = series.assign(programme=programme["id"])
    about = months_about(months, indicator, start)
    for name, side in zip(("before", "after"), split(about.known, start), strict=True):
        row |= {f"{name}_points": len(side), f"{name}_mean": float(side["value"].mean()) if len(side) else NAN}
    said = [_described(indicator, row, about.known), *about.notes]
    if len(about.tested):
        step = step_of(about.tested, start)
        series = series.merge(step.lines, on="month", how="left")
        row |= {"step": step.estimate, "lower": step.lower, "upper": step.upper, "changed": step.both}
        row |= {"pvalue": step.pvalue, "hac_pvalue": step.hac_pvalue, "false_alarms": false_alarms(len(about.tested))}
        beside, words = _beside(about.tested, other, start, against)
        elsewhere = _elsewhere(about.tested, indicator, start, step)
        row |= beside
        if elsewhere:
            row["changed"] = False
            said += [elsewhere, "" if len(other) else why]
        else:
            said += [_step_said(indicator, step), words if len(other) and step.both else "" if len(other) else why]
            row["changed"] = bool(step.both and row["changed"])
            said += [_alarms_said(str(row["false_alarms"])), _NOT_BECAUSE if row["changed"] else ""]
    return {**row, "sentence": " ".join(filter(None, said))}, series


def _comparison(
    name: str, monthly: pd.DataFrame, known: Mapping[str, Indicator], indicator: Indicator
) -> tuple[pd.DataFrame, str]:
    """The months of the comparison (month, value), and, where there are none although one was asked for, why."""
    none = pd.DataFrame({"month": pd.Series(dtype=str), "value": pd.Series(dtype=float)})
    if not name:
        return none, ""
    rows, other = monthly[monthly["indicator"] == name], known.get(name)
    if other is None or rows.empty:
        return none, "There are no monthly figures to compare it with."
    if (other.kind, other.per) != (indicator.kind, indicator.per):
        return none, "The comparison is counted in another unit and is not used."
    return months_of(rows, other)[["month", "value"]], ""


def _beside(tested: pd.DataFrame, other: pd.DataFrame, start: str, title: str) -> tuple[dict[str, Any], str]:
    """What the comparison did: entries of the row, and words for where the figure itself has a step."""
    if other.empty:
        return {}, ""
    both = tested.merge(other, on="month", how="left", suffixes=("", "_other"))
    whole = stretch(both.assign(value=both["value"] - both["value_other"]), start)
    if not enough(whole, start):
        return {}, f"There are too few months in a row to set it against: {title}."
    alone = step_of(whole.assign(value=whole["value_other"]), start)
    apart = step_of(whole, start)
    entries = {"comparison_step": alone.estimate, "difference": apart.estimate}
    entries |= {"difference_lower": apart.lower, "difference_upper": apart.upper}
    if apart.both:
        return entries, f"The step is there too when set against: {title}."
    return {**entries, "changed": False}, f"It is not there when set against: {title}. So nothing is claimed."


def _elsewhere(tested: pd.DataFrame, indicator: Indicator, start: str, step: Step) -> str:
    """What is said where a step at another month explains the figure better; ``""`` where none does.

    A month that was looked for is only named as that in which it moved where both tests find its step among all the
    months tried.
    """
    month = best_month(tested, start)
    if month == start:
        return ""
    other = step_of(tested, month)
    if max(other.pvalue, other.hac_pvalue) * (2 * BESIDE + 1) >= _CHANCE:
        better = f"A step in {month_name(month)} explains the figure better, so none is claimed for the programme."
        return better if step.both else ""
    apart = (pd.Period(month, "M") - pd.Period(start, "M")).n
    many = f"{_COUNTS[abs(apart) - 1]} month{'s' if abs(apart) > 1 else ''} {'before' if apart < 0 else 'after'}"
    size, way = with_unit(_digits(abs(other.estimate)), indicator), "above" if other.estimate > 0 else "below"
    noted = " ".join(
        f"Noted for that month: {what.rstrip('.')}."
        for at, kind, what, _ in indicator.events
        if at == month and kind != "new baseline"
    )
    said = (
        f"The figure moved in {month_name(month)}, {many} the programme began: it then stood {size} {way} where its "
        f"course before would have led. {noted}"
    ).strip()
    return f"{said} What it did then came before the programme." if apart < 0 else f"{said} {_NOT_BECAUSE}"


def _described(indicator: Indicator, row: Mapping[str, Any], known: pd.DataFrame) -> str:
    began = f"the programme began in {month_name(row['from_month'])}"
    before, after = (_average(indicator, row, name) for name in ("before", "after"))
    if before and after:
        last = known.iloc[-1]
        now = f"{with_unit(figure(last['value']), indicator)} in {month_name(last['month'])}"
        said = f"{before} before {began}, {after} since, and {now}"
    elif before or after:
        said = f"{before} before {began}" if before else f"{after} since {began}"
    else:
        said = f"no month can be used; {began}"
    return f"{indicator.title}: {said}."


def _average(indicator: Indicator, row: Mapping[str, Any], side: str) -> str:
    many = row[f"{side}_points"]
    value = with_unit(figure(row[f"{side}_mean"]), indicator) if many else ""
    return f"{value} on average in the {many} {'month' if many == 1 else 'months'}" if many else ""


def _step_said(indicator: Indicator, step: Step) -> str:
    size = with_unit(_digits(abs(step.estimate)), indicator)
    way = "above" if step.estimate > 0 else "below"
    found = (
        f"In its first month it stood {size} {way} where its course before would have led "
        f"(likely between {_signed(step.lower)} and {_signed(step.upper)})."
    )
    if step.both:
        return f"{found} Both tests find this step{_WAY.get((indicator.direction, step.estimate > 0), '')}."
    one = min(step.pvalue, step.hac_pvalue) < 0.05
    return f"{found} {'Only one of two tests finds' if one else 'Neither test finds'} this step: chance could do it."


def _alarms_said(alarms: str) -> str:
    return f"Chance alone makes {alarms} such figures look as if they had moved." if alarms else ""


def _digits(number: float) -> str:
    return f"{number:.1f}" if number < 100 else f"{number:,.0f}"


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'}{_digits(abs(number))}"
