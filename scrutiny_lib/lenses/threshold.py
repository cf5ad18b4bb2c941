"""Threshold and time: was the level right, and did what must happen by a day happen by that day?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.intake.template import Template
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.agreement import agreement_rows
from scrutiny_lib.lenses.practice import agreed_answers
from scrutiny_lib.lenses.results import NAN, Design, Share, result, results_table, share_of
from scrutiny_lib.stats.days import working_days_between
from scrutiny_lib.tables import table
from scrutiny_lib.terms import CLOCK_STATES

MET, NOT_MET, TOO_SOON, CANNOT_TELL, NOT_APPLICABLE = CLOCK_STATES
STATE_IDS = {
    MET: "met",
    NOT_MET: "not_met",
    TOO_SOON: "too_soon",
    CANNOT_TELL: "cannot_tell",
    NOT_APPLICABLE: "not_applicable",
}
_CLOCK_METHOD = (
    "Counted where the limit applied and it can be told. Still open and past the limit "
    "counts as not met; still open and not past it is too soon to tell."
)
_OTHERS_METHOD = "Counted wherever the limit applied."
_LEVEL_METHOD = "The level given at the time beside the level agreed at the audit discussion, where both are known."


def clock_state(child: Mapping[Any, Any], clock: Mapping[Any, Any], as_at: date) -> str:
    """One child's state on one clock at the end of a day: one of :data:`scrutiny_lib.terms.CLOCK_STATES`.

    *Cannot tell* where a needed date or the column that says whether the clock applies is blank, or the end comes
    before the beginning. What happened after ``as_at`` has not happened yet.
    """
    for column, values in clock["applies_when"].items():
        value = spelling(_text(child.get(column)))
        if value and value not in [spelling(allowed) for allowed in values]:
            return NOT_APPLICABLE
        if not value:
            return CANNOT_TELL
    start, end = _day(child.get(clock["from"])), _day(child.get(clock["to"]))
    if start is None:
        return CANNOT_TELL if clock["applies_when"] or end is not None else NOT_APPLICABLE
    if start > as_at:
        return TOO_SOON
    if end is not None and end < start:
        return CANNOT_TELL
    ended = end is not None and end <= as_at
    last = end if end is not None and ended else as_at
    taken = working_days_between(start, last) if clock["unit"] == "working days" else (last - start).days
    if taken > clock["limit"]:
        return NOT_MET
    return MET if ended else TOO_SOON


def summarise_clocks(
    children: pd.DataFrame,
    clocks: pd.DataFrame,
    as_at: date,
    design: Design | None = None,
    kind: str = "answers",
    unit: str = "children",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How often what must happen within a limit did.

    Parameters
    ----------
    children : DataFrame
        One row for each child, with the columns of the frame that the clocks need.
    clocks : DataFrame
        As :func:`scrutiny_lib.intake.indicators.read_clocks` gives it. A clock nobody has confirmed, or whose columns
        the frame does not have, is left out.
    as_at : date
        The last day looked at.
    design : Design, optional
        With it, the share that met the limit may get an interval (``children`` then holds case_id).
    kind : str
        ``"answers"`` for the audited children, ``"population"`` for a whole frame.
    unit : str
        What one row is: *children*, or *referrals* in a threshold audit.

    Returns
    -------
    clocks : DataFrame
        The columns of ``clocks``, counts of children.
    results : DataFrame
        clock.<id>.met and .not_met count over those two together; .too_soon and .cannot_tell over all four.
    """
    tables: list[Mapping[str, Any]] = []
    rows: list[Mapping[str, Any]] = []
    for clock in clocks.to_dict("records"):
        needed = {clock["from"], clock["to"], *clock["applies_when"]}
        if not clock["confirmed"] or not needed <= set(children.columns):
            continue
        states = pd.Series([clock_state(child, clock, as_at) for child in children.to_dict("records")], dtype="object")
        if design is not None:
            states.index = pd.Index(children["case_id"])
        unit_of_time = clock["unit"].removesuffix("s") if clock["limit"] == 1 else clock["unit"]
        limit = f"{clock['limit']} {unit_of_time}"
        names = {STATE_IDS[state]: int((states == state).sum()) for state in CLOCK_STATES}
        source = f"{clock['source']} ({clock['edition']})"
        tables.append({"rule": clock["id"], "title": clock["title"], "limit": limit, "source": source, **names})
        rows += _clock_rows(clock, states, design, kind, unit)
    return table("clocks", tables), results_table(rows)


def _clock_rows(
    clock: Mapping[Any, Any],
    states: pd.Series[Any],
    design: Design | None,
    kind: str,
    unit: str,
) -> list[dict[str, Any]]:
    counts = states.value_counts().reindex(list(CLOCK_STATES), fill_value=0)
    told = counts[MET] + counts[NOT_MET]
    applies = told + counts[TOO_SOON] + counts[CANNOT_TELL]
    base = states[states.isin([MET, NOT_MET])]
    rows = []
    for state in (MET, NOT_MET, TOO_SOON, CANNOT_TELL):
        certain = state in (MET, NOT_MET)
        share = share_of(base == state, states, design) if certain and design is not None else None
        rows.append(
            result(
                f"clock.{clock['id']}.{STATE_IDS[state]}",
                lens="threshold",
                question=f"clock.{clock['id']}",
                label=clock["title"],
                answer=state,
                good=state == MET if certain else None,
                n=int(counts[state]),
                of=int(told if certain else applies),
                unit=unit,
                kind=kind,
                share=share,
                method=_CLOCK_METHOD if certain else _OTHERS_METHOD,
                source="data",
            )
        )
    return rows


def summarise_levels(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    children: pd.DataFrame,
    template: Template,
    design: Design,
    levels: Sequence[str],
    unit: str = "children",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Was the level given the level it should have been?

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer. Where the template asks each agency on its own for the level (role *level
        judged*), how far they agreed is added: level.agreement.percent, .alpha and .ac1.
    agreed : DataFrame
        case_id, question, answer; the level agreed is the answer to the question with the role *level agreed*.
    children : DataFrame
        case_id and level_given, the level given at the time.
    template : Template
    design : Design
    levels : sequence of str
        The levels, lowest first.
    unit : str
        What one case is: *children*, or *referrals* in a threshold audit.

    Returns
    -------
    levels : DataFrame
        level_given, level_agreed, n for every pair of levels, zeros too.
    results : DataFrame
        level.right, level.too_high, level.too_low over children with both levels. Where strata were drawn at rates
        that would mislead, the share is weighted and ``method`` says so; ``n`` and ``of`` stay what was counted.
        Both tables are empty where the template does not ask for the level agreed or no level given is known.
    """
    question = _with_role(template, "level agreed")
    if question is None or "level_given" not in children:
        return table("levels"), results_table([])
    names = {spelling(level): place for place, level in enumerate(levels)}
    given = children.set_index("case_id")["level_given"].reindex(design.stratum_of.index)
    pairs = pd.DataFrame(
        {
            "given": given.map(lambda level: names.get(spelling(_text(level)))),
            "agreed": agreed_answers(agreed, question["id"], design).map(
                lambda level: names.get(spelling(_text(level)))
            ),
        }
    )
    both = pairs.dropna().astype(int)
    grid = [
        {
            "level_given": one,
            "level_agreed": other,
            "n": int(((both["given"] == i) & (both["agreed"] == j)).sum()),
        }
        for i, one in enumerate(levels)
        for j, other in enumerate(levels)
    ]
    known = pd.Series(True, index=pairs.index)
    gap = both["given"] - both["agreed"]
    rows = [
        _level_row(name, words, hits, known, design, question, unit)
        for name, words, hits in (
            ("right", "the level that was right", gap == 0),
            ("too_low", "too low", gap < 0),
            ("too_high", "too high", gap > 0),
        )
    ]
    rows += _level_agreement(returns, template, levels, unit)
    return (table("levels", pd.DataFrame(grid)) if len(both) else table("levels")), results_table(rows)


def _level_row(
    name: str,
    words: str,
    hits: pd.Series[Any],
    known: pd.Series[Any],
    design: Design,
    question: Mapping[Any, Any],
    unit: str,
) -> dict[str, Any]:
    n, of = int(hits.sum()), len(hits)
    share = share_of(hits, known[hits.index], design) if of else Share(NAN, NAN, NAN, "")
    return result(
        f"level.{name}",
        lens="threshold",
        line=question["line"],
        question="level",
        label="The level given was",
        answer=words,
        good=name == "right",
        n=n,
        of=of,
        unit=unit,
        kind="answers",
        share=share,
        method=_LEVEL_METHOD,
    )


def _level_agreement(
    returns: pd.DataFrame, template: Template, levels: Sequence[str], unit: str
) -> list[dict[str, Any]]:
    question = _with_role(template, "level judged")
    if question is None:
        return []
    mine = returns[(returns["question"] == question["id"]) & returns["answer"].isin(list(levels))]
    return agreement_rows(
        mine.pivot(index="case_id", columns="agency", values="answer"),
        "level.agreement",
        lens="threshold",
        line=question["line"],
        label="How far agencies, each on its own, chose the same level",
        unit=unit,
        categories=levels,
        ordered=True,
        kind="answers",
    )


def _with_role(template: Template, role: str) -> Mapping[Any, Any] | None:
    found = template.questions[template.questions["role"] == role].to_dict("records")
    return found[0] if found else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    """A date out of a date, a timestamp or ISO text; ``None`` for what is missing."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    return date(value.year, value.month, value.day)
