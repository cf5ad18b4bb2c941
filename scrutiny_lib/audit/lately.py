"""Children whom another review looked at lately: found through the crosswalks, left out, and what that costs.

Two reviews may know a child by different codes, because each may have a key of its own; the child's own id in both
crosswalks says that it is the same one. Without a crosswalk the codes can be compared only when the keys are the same.
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.audit.record import read_record
from scrutiny_lib.audit.strata import strata_of
from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan

RECORD, SAMPLE, CROSSWALK, LOG = "sample-record.json", "sample.csv", "crosswalk.csv", "replacements-log.csv"
"""What the working folder of a review holds about its sample."""


@dataclass(frozen=True)
class Lately:
    """Who was looked at lately, as far as it can be told.

    Attributes
    ----------
    case_ids : tuple of str
        Those of this frame whose child another review looked at, in the order of the frame.
    reviews : tuple of str
        The reviews within the time that were compared, whether or not they met a child of this frame.
    cannot_tell : tuple of str
        Reviews some or all of whose children cannot be compared with this frame.
    problems : Problems
        A warning (V20) for each of those, with what to do.
    """

    case_ids: tuple[str, ...]
    reviews: tuple[str, ...]
    cannot_tell: tuple[str, ...]
    problems: Problems


def months_before(day: date, months: int) -> date:
    """The same day of the month, so many months earlier; the last of the month where there is no such day.

    >>> months_before(date(2025, 3, 31), 1), months_before(date(2025, 10, 2), 12)
    (datetime.date(2025, 2, 28), datetime.date(2024, 10, 2))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def audited_lately(
    frame: pd.DataFrame,
    crosswalk: pd.DataFrame,
    key_fingerprint: str,
    plan: SamplePlan,
    others: Sequence[Path],
) -> Lately:
    """Children of this frame whom another review drew and looked at within the plan's months.

    Parameters
    ----------
    frame, crosswalk : DataFrame
        Those of this review: ``case_id`` (and ``child`` where the rows are referrals); ``case_id`` and ``child_id``.
    key_fingerprint : str
        That of this review's key.
    plan : SamplePlan
        Reviews chosen from ``leave_out_audited_within`` months before ``chosen_on`` up to that day count.
    others : sequence of Path
        The working folders of the other reviews. One without a record and without a sample has drawn nobody.

    Returns
    -------
    Lately
        Nobody when the plan leaves out nobody. Children who were replaced were not looked at and do not count; those
        who came in for them do. Children are compared, also where a review draws referrals: every referral of a child
        looked at lately is left out.
    """
    problems = Problems()
    if not plan.leave_out_audited_within:
        return Lately((), (), (), problems)
    since = months_before(plan.chosen_on, plan.leave_out_audited_within)
    ours = _own_ids(crosswalk)
    codes = dict(zip(frame["case_id"].astype(str), frame[_child_column(frame)].astype(str), strict=True))
    found, compared, unknown = set[str](), list[str](), list[str]()
    for folder in sorted(others, key=lambda path: path.name):
        record = _record(folder, problems)
        if record is None:
            if (folder / SAMPLE).is_file() or (folder / RECORD).is_file():
                unknown.append(folder.name)
            continue
        if not since <= date.fromisoformat(record["chosen_on"]) <= plan.chosen_on:
            continue
        seen = _looked_at(folder, record)
        theirs = _own_ids(_table(folder / CROSSWALK)) if ours else {}
        children = {theirs[case_id] for case_id in seen if case_id in theirs}
        found |= {case_id for case_id, own in ours.items() if own in children}
        rest = seen - theirs.keys()
        if rest and record.get("key_fingerprint") == key_fingerprint:
            children = _child_codes(folder, rest)
            found |= {case_id for case_id, code in codes.items() if code in children}
        elif rest:
            why = "its crosswalk does not hold all of its children, or is gone, and its key is another one"
            _note_unknown(folder.name, why, problems)
            unknown.append(folder.name)
            continue
        compared.append(folder.name)
    return Lately(tuple(one for one in codes if one in found), tuple(compared), tuple(unknown), problems)


def exclusion_of(frame: pd.DataFrame, plan: SamplePlan, lately: Lately) -> list[dict[str, Any]]:
    """What the record says of those left out: one entry, or none where nobody is left out.

    Returns
    -------
    list of dict
        ``reason``, ``children``, ``share`` (of the frame, 0 to 1), ``case_ids``, ``reviews``, ``cannot_tell``, and
        ``by_stratum``: ``stratum``, ``in_frame``, ``left_out`` for each stratum of the plan, or, where it has none,
        each stage if the frame has stages.
    """
    if not lately.case_ids:
        return []
    columns = plan.strata or tuple(name for name in ("stage",) if name in frame.columns)
    codes, names = strata_of(frame, columns)
    gone = frame["case_id"].astype(str).isin(lately.case_ids).to_numpy()
    months = plan.leave_out_audited_within
    return [
        {
            "reason": f"looked at by another review within {months} month{'s' if months > 1 else ''} before",
            "children": len(lately.case_ids),
            "share": round(len(lately.case_ids) / len(frame), 4),
            "case_ids": list(lately.case_ids),
            "reviews": list(lately.reviews),
            "cannot_tell": list(lately.cannot_tell),
            "by_stratum": [
                {"stratum": name, "in_frame": int(of.sum()), "left_out": int((gone & of).sum())}
                for name, of in ((name, codes == code) for code, name in enumerate(names))
            ],
        }
    ]


def coverage_told(exclusion: Mapping[str, Any], N: int, unit: str = "children") -> str:
    """What leaving them out costs, in one sentence.

    Parameters
    ----------
    exclusion : mapping
        From :func:`exclusion_of`.
    N : int
        Cases in the whole frame.
    unit : str
        What a case is, in the plural.

    >>> need = {"stratum": "need", "in_frame": 80, "left_out": 2}
    >>> plan = {"stratum": "plan", "in_frame": 40, "left_out": 10}
    >>> reason = "looked at by another review within 12 months before"
    >>> print(coverage_told({"children": 12, "reason": reason, "by_stratum": [need, plan]}, 120))
    12 of 120 children (10 %) were left out, looked at by another review within 12 months before; the largest share is
    missing from plan (10 of 40). The sample speaks for the other 108.
    """
    left_out = int(exclusion["children"])
    rows = [row for row in exclusion["by_stratum"] if row["in_frame"]]
    most = max(rows, key=lambda row: row["left_out"] / row["in_frame"], default=None)
    where = ""
    if most is not None and len(rows) > 1 and most["left_out"]:
        where = f"; the largest share is missing from {most['stratum']} ({most['left_out']} of {most['in_frame']})"
    percent = f"{100 * left_out / N:.0f} %" if left_out / N >= 0.005 else "under 1 %"
    were = "was" if left_out == 1 else "were"
    return (
        f"{left_out} of {N} {unit} ({percent}) {were} left out, {exclusion['reason']}{where}. "
        f"The sample speaks for the other {N - left_out}."
    )


def _record(folder: Path, problems: Problems) -> dict[str, Any] | None:
    if not (folder / RECORD).is_file():
        if (folder / SAMPLE).is_file():
            _note_unknown(folder.name, "its record is gone", problems)
        return None
    try:
        record = read_record(folder / RECORD)
        date.fromisoformat(record["chosen_on"])
        return record
    except (Refused, KeyError, ValueError):
        _note_unknown(folder.name, "its record cannot be read", problems)
        return None


def _note_unknown(review: str, why: str, problems: Problems) -> None:
    fact = f"Whether children of this frame were looked at by {review} cannot be told: {why}."
    cure = "Put back its record and crosswalk, or accept that some of its children may be drawn again."
    problems.add("V20", fact, cure, act="WARN")


def _looked_at(folder: Path, record: Mapping[str, Any]) -> set[str]:
    """Case ids drawn by another review, those replaced taken out and those who came in for them put in."""
    seen = set(record["drawn"])
    log = _table(folder / LOG)
    if log is not None and {"out", "came_in"} <= set(log.columns):
        seen = (seen | set(log["came_in"])) - set(log["out"])
    return seen - {""}


def _child_codes(folder: Path, seen: Collection[str]) -> set[str]:
    """The codes of the children behind these cases: those of ``child`` where the review drew referrals."""
    drawn = _table(folder / SAMPLE)
    if drawn is None or not {"case_id", "child"} <= set(drawn.columns):
        return set(seen)
    return set(drawn.loc[drawn["case_id"].isin(list(seen)), "child"])


def _child_column(frame: pd.DataFrame) -> str:
    return "child" if "child" in frame.columns else "case_id"


def _own_ids(crosswalk: pd.DataFrame | None) -> dict[str, str]:
    """Each case's child by its own id, compared as when it was made into a code; empty without such ids."""
    if crosswalk is None or not {"case_id", "child_id"} <= set(crosswalk.columns):
        return {}
    pairs = zip(crosswalk["case_id"].astype(str), crosswalk["child_id"].astype(str), strict=True)
    plain = {case_id: unicodedata.normalize("NFKC", own).strip() for case_id, own in pairs}
    return {case_id: own for case_id, own in plain.items() if own}


def _table(path: Path) -> pd.DataFrame | None:
    """A table this software wrote; ``None`` when it is not there or cannot be read."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError):
        return None
