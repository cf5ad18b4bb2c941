"""What the record checks add up to: how many in each state, how many days things took, and how soon they are done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.assumptions import LEAST_FOR_INTERVAL
from scrutiny_lib.lenses.record_checks_time import SHUT
from scrutiny_lib.lenses.results import NAN, Design, Share, result, results_table, share_of
from scrutiny_lib.stats.survival import time_to_event
from scrutiny_lib.tables import table
from scrutiny_lib.terms import CLOCK_STATES, PROBABILITY_DESIGNS

MET, NOT_MET, TOO_SOON, CANNOT_TELL, NOT_APPLICABLE = CLOCK_STATES
STATE_IDS = {
    MET: "met",
    NOT_MET: "not_met",
    TOO_SOON: "too_soon",
    CANNOT_TELL: "cannot_tell",
    NOT_APPLICABLE: "not_applicable",
}
"""Each state as part of a result id and as a column of ``clocks``."""

TIME_LIMIT, IN_TURN, NOT_AGAIN = "time limit", "in turn", "not again"
LEAST_DAYS_BEYOND = 10
"""Days are told one by one to twice the limit, and to at least so many beyond it."""

_TOLD = {
    TIME_LIMIT: (
        "Counted where the limit applied and it can be told. Still open and past the limit counts as not met; "
        "still open and not past it is too soon to tell."
    ),
    IN_TURN: (
        "Each one that fell due is counted, where it can be told. Not held and past its limit counts as not met; "
        "not held and not past it is too soon to tell."
    ),
}
_TOLD_OTHERWISE = "Counted where it applied and it can be told."
_APPLIED = "Counted wherever it applied."
_SO_FAR = (
    "As far as is known: of some, one answer can be told and the other cannot, or not yet. Counted over all it applied "
    "to, those of whom it cannot be told with them; the true share may be greater."
)
_EVERYBODY = "This is everybody who could have been drawn: no range is needed."
_BESIDE = "No range: where everybody who could have been drawn is counted too, that figure says it."
_SEVERAL = "No range: one case may have several."
_UNCONFIRMED = "Nobody has confirmed yet that the guidance says so."


def summarise_checks(
    states: pd.DataFrame, checks: pd.DataFrame, *, whom: str, unit: str, design: Design | None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Count the states of every record check, and how long what has a limit took.

    Parameters
    ----------
    states : DataFrame
        One row for each thing checked: check, case_id, child, spell, nth, start, due, end (ISO text or ""), days (taken
        so far or in all, in the check's unit; nan where not known), open (bool), state
        (:data:`scrutiny_lib.terms.CLOCK_STATES`), why.
    checks : DataFrame
        One row for each check: id, title, kind, unit, limit, limit_unit, limit_text, source, edition, confirmed. A
        check with no row in ``states`` is left out.
    whom : str
        ``"audited"`` or ``"frame"``: the cases looked at, or everybody who could have been drawn.
    unit : str
        What one case is: *children*, or *referrals* in a threshold audit.
    design : Design or None
        With it and ``whom="audited"``: only rows of the audited cases count, and where each has one row the share that
        met a check may get a range. Over the frame only rows with a case of the frame count.

    Returns
    -------
    frames : dict of DataFrame
        *clocks*: the five states of each check add up to its rows; ``unit`` is that of the case where each case has
        one row (never for what comes in turn), else the check's own. *clock_days*, for time limits in working days or
        days: how many took so long (``open`` "yes": have taken so long and are not finished, because they are open
        still or were closed without it). Each day has a row to twice the limit (or ten days past it, if that is
        further); what took longer is one row, to the longest. *curves*, for time limits with at least twenty rows: the
        share in per cent finished by each of those days (Kaplan–Meier: what is not finished counts for as long as it
        was seen), with limits and how many were seen so long. Not applicable and cannot tell are in neither.
    results : DataFrame
        clock.<id>.met and .not_met over those two together; .too_soon and .cannot_tell over all four; for the frame
        the ids begin with *frame.* and the kind is *population*.

    A curve of audited cases has no limits unless each was drawn by itself with the same chance, and there is no curve
    at all where chances differed: its shares would mislead, and the curve of the frame says it better.

    Raises
    ------
    ValueError
        When ``whom`` is another word.
    """
    if whom not in ("audited", "frame"):
        raise ValueError("whom is 'audited' or 'frame'")
    design = design if whom == "audited" else None
    mine = states["case_id"].ne("") if design is None else states["case_id"].isin(design.stratum_of.index)
    counted: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    days, curves = [table("clock_days")], [table("curves")]
    by_check = dict(iter(states[mine].groupby("check", sort=False)))
    for check in checks.to_dict("records"):
        if check["id"] not in by_check:
            continue
        found = by_check[check["id"]]
        single = check["kind"] != IN_TURN and bool(found["case_id"].is_unique)
        word = unit if single else str(check["unit"])
        counted.append(_counts(check, found, whom, word))
        rows += _result_rows(check, found, whom, word, design, single)
        if check["kind"] == TIME_LIMIT and check["limit_unit"] != "months":
            timed = _timed(found)
            days.append(_days(check, timed, whom))
            curves.append(_curve(check, _timed(found, closed_too=True), whom, design, single))
    frames = {
        "clocks": table("clocks", counted),
        "clock_days": _stacked("clock_days", days),
        "curves": _stacked("curves", curves),
    }
    return frames, results_table(rows)


def _counts(check: Mapping[Any, Any], mine: pd.DataFrame, whom: str, unit: str) -> dict[str, Any]:
    numbers = mine["state"].value_counts()
    return {
        "rule": check["id"],
        "title": check["title"],
        "limit": check["limit_text"],
        "source": f"{check['source']} ({check['edition']})",
        "whom": whom,
        "unit": unit,
        "confirmed": "yes" if check["confirmed"] else "no",
        "so_far": "yes" if _so_far(check, {str(state): int(n) for state, n in numbers.items()}) else "no",
        **{name: int(numbers.get(state, 0)) for state, name in STATE_IDS.items()},
    }


def _result_rows(
    check: Mapping[Any, Any], mine: pd.DataFrame, whom: str, unit: str, design: Design | None, single: bool
) -> list[dict[str, Any]]:
    found = mine["state"].value_counts()
    numbers = {state: int(found.get(state, 0)) for state in CLOCK_STATES}
    told = numbers[MET] + numbers[NOT_MET]
    applies = told + numbers[TOO_SOON] + numbers[CANNOT_TELL]
    name = f"{'frame.' if whom == 'frame' else ''}clock.{check['id']}"
    note = "" if check["confirmed"] else f" {_UNCONFIRMED}"
    so_far = _so_far(check, numbers)
    base = applies if so_far else told
    rows = []
    for state in (MET, NOT_MET, TOO_SOON, CANNOT_TELL):
        certain = state in (MET, NOT_MET)
        n, of = numbers[state], base if certain else applies
        share = Share(100 * n / of if of else NAN, NAN, NAN, _EVERYBODY if whom == "frame" else _BESIDE)
        if certain and so_far:
            share = Share(NAN, NAN, NAN, "")
        elif certain and design is not None:
            share = _drawn_share(mine, state, design) if single else share._replace(method=_range_of_several(design))
        rows.append(
            result(
                f"{name}.{STATE_IDS[state]}",
                lens="threshold",
                question=name,
                label=str(check["title"]),
                answer=f"{state} so far" if certain and so_far else state,
                good=state == MET if certain and not so_far else None,
                n=n,
                of=of,
                unit=unit,
                kind="population" if whom == "frame" else "answers",
                share=share,
                method=(_SO_FAR if so_far else _TOLD.get(check["kind"], _TOLD_OTHERWISE) if certain else _APPLIED)
                + note,
                source="data",
            )
        )
    return rows


def _so_far(check: Mapping[Any, Any], numbers: Mapping[Any, int]) -> bool:
    """Whether one answer can be told of some of whom the other cannot.

    Who came back is known at once, who did not only when the time is over, or where the record goes back far enough;
    and where all that can be told are alike, those that cannot may well be the others. Where nothing can be told of
    anybody there is no "so far": a nought would read as good news.
    """
    unknown = numbers.get(CANNOT_TELL, 0)
    if not numbers.get(MET, 0) + numbers.get(NOT_MET, 0):
        return False
    alike = unknown > 0 and 0 in (numbers.get(MET, 0), numbers.get(NOT_MET, 0))
    return alike or (check["kind"] == NOT_AGAIN and unknown + numbers.get(TOO_SOON, 0) > 0)


def _drawn_share(mine: pd.DataFrame, state: str, design: Design) -> Share:
    """The share with the range the design allows; a case that has no row is one the check does not apply to."""
    states = mine.set_index("case_id")["state"].reindex(design.stratum_of.index, fill_value=NOT_APPLICABLE)
    told = states[states.isin([MET, NOT_MET])]
    return share_of(told == state, pd.Series(True, index=states.index), design)


def _range_of_several(design: Design) -> str:
    return _SEVERAL if design.kind in PROBABILITY_DESIGNS else ""


def _timed(mine: pd.DataFrame, closed_too: bool = False) -> pd.DataFrame:
    """Those whose days are known and that the limit applied to: days as numbers, and whether they have finished.

    With ``closed_too`` also what was closed before the limit without finishing: a curve counts it for as long as it was
    open, because of what was closed later it does so as well.
    """
    days = pd.to_numeric(mine["days"], errors="coerce")
    finished = ~mine["open"].astype(bool) & mine["end"].ne("")
    known = mine["state"].isin([MET, NOT_MET, TOO_SOON])
    if closed_too:
        known |= mine["state"].eq(NOT_APPLICABLE) & mine["why"].eq(SHUT)
    known &= days.ge(0)
    return pd.DataFrame({"days": days, "finished": finished})[known]


def _last_day(limit: int) -> int:
    """The last day that is told by itself."""
    return max(2 * limit, limit + LEAST_DAYS_BEYOND)


def _days(check: Mapping[Any, Any], timed: pd.DataFrame, whom: str) -> pd.DataFrame:
    """How many took each number of days, those not finished apart; the longest ones together."""
    last = _last_day(int(check["limit"]))
    first = timed["days"].clip(upper=last + 1).astype(int)
    found = timed.assign(from_day=first).groupby(["from_day", "finished"], as_index=False)
    made = found.agg(n=("days", "size"), to_day=("days", "max")).astype({"to_day": int})
    made = made.assign(rule=check["id"], whom=whom, open=made["finished"].map({True: "no", False: "yes"}))
    return table("clock_days", made.drop(columns="finished"))


def _curve(
    check: Mapping[Any, Any], timed: pd.DataFrame, whom: str, design: Design | None, single: bool
) -> pd.DataFrame:
    """The share finished by each day, as far as the cases let us say."""
    if len(timed) < LEAST_FOR_INTERVAL or not _may_curve(design):
        return table("curves")
    found = time_to_event(timed["days"], timed["finished"], at=range(_last_day(int(check["limit"])) + 1))
    found = found[found["share"].notna()]
    limits = whom == "frame" or (single and _has_limits(design))
    return table(
        "curves",
        pd.DataFrame(
            {
                "rule": check["id"],
                "whom": whom,
                "day": found["day"].astype(int),
                "percent": 100 * found["share"],
                "lower": 100 * found["lower"] if limits else NAN,
                "upper": 100 * found["upper"] if limits else NAN,
                "at_risk": found["at_risk"],
            }
        ),
    )


def _may_curve(design: Design | None) -> bool:
    """Whether the cases stand for as many each, so that a curve of them does not mislead about the rest."""
    if design is None or design.kind != "stratified":
        return design is None or design.kind != "proportional to size"
    share = design.strata["drawn"] / design.strata["size"].where(design.strata["size"] > 0)
    return bool(share.max() - share.min() <= 0.1 * share.max())


def _has_limits(design: Design | None) -> bool:
    """Whether cases were drawn one by one with the same chance; stratified in proportion is at least as sure."""
    return design is not None and design.kind in ("simple random", "systematic", "stratified")


def _stacked(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else table(name)
