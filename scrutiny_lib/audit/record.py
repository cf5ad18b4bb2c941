"""The record of a draw: everything somebody else needs to draw the same children again, and to see that it is so.

It names children by case id only. The frame itself is not in it, only a hash that is the same in any order of rows
and columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib import __version__
from scrutiny_lib.audit.families import families_known, sharing_a_family
from scrutiny_lib.audit.fingerprint import frame_hash, list_hash
from scrutiny_lib.audit.sample import Sample, draw_sample
from scrutiny_lib.errors import Problem, Refused, ScrutinyError
from scrutiny_lib.intake.plan import Quota, SamplePlan
from scrutiny_lib.intake.review import Review
from scrutiny_lib.terms import PROBABILITY_DESIGNS

__all__ = [
    "FORMAT",
    "frame_hash",
    "make_record",
    "plan_differs",
    "plan_of",
    "read_record",
    "redraw",
    "seal_of",
    "settings_of",
    "was_changed",
    "write_record",
]

FORMAT = 2
"""2 draws in an order of SipHash; records of format 1 were drawn in an order of BLAKE2b and can only be read."""
ORDER = "siphash-2-4"
CHANGED = "The record was changed after it was written."

Rows = pd.DataFrame | Sequence[Mapping[str, Any]]


def settings_of(plan: SamplePlan) -> dict[str, Any]:
    """What of a plan decides who is drawn, ready for JSON: a sample on record was drawn with exactly these."""
    return {
        "design": plan.design,
        "size": plan.size,
        "seed": plan.seed,
        "strata": list(plan.strata),
        "method": plan.method,
        "power": plan.power,
        "sd": dict(plan.sd),
        "minimum": plan.minimum,
        "maximum": plan.maximum,
        "sort": list(plan.sort),
        "size_by": plan.size_by,
        "reserve": plan.reserve,
        "leave_out_audited_within": plan.leave_out_audited_within,
    }


def make_record(
    frame: pd.DataFrame,
    plan: SamplePlan,
    sample: Sample,
    review: Review,
    key_fingerprint: str,
    exclusions: Sequence[Mapping[str, Any]] = (),
    *,
    unit: str = "children",
    compared: Rows = (),
    size_table: Rows = (),
    told: Sequence[str] = (),
) -> dict[str, Any]:
    """The record of one draw, ready for JSON.

    Parameters
    ----------
    frame : DataFrame
        The whole frame, those left out included.
    plan, sample, review
        What was planned, what was drawn (as it was drawn: replacements are no part of it), and for which review.
    key_fingerprint : str
        That of the key the case ids were made with (another key gives other ids).
    exclusions : sequence of mappings
        Who was left out before the draw and why, such as ``{"reason": "...", "children": 3, "case_ids": [...]}``.
    unit : str
        What a case is, in the plural: children, or referrals.
    compared, size_table, told
        Sample beside frame, what this size can show, and sentences on how the children were chosen.

    Its last entry, ``sha256``, is the seal of all the others: see :func:`seal_of`.
    """
    drawn = sample.table.loc[sample.table["role"] == "sample", "case_id"].tolist()
    facts = {name: fact for name, fact in sample.about.items() if name != "quotas"}
    record = {
        "format": FORMAT,
        "made_with": f"scrutiny-workbench {__version__}",
        "order": ORDER,
        "review": review.name,
        "title": review.title,
        "quarter": review.quarter,
        "as_at": review.as_at.isoformat(),
        "unit": unit,
        "source": _source(review),
        "key_fingerprint": key_fingerprint,
        "frame": {
            "children": len(frame),
            "children_behind": int(frame["child"].nunique()) if "child" in frame.columns else None,
            "families": families_known(frame),
            "sharing_a_family": sharing_a_family(frame),
            "sha256": frame_hash(frame),
            "columns": sorted(frame.columns),
        },
        "exclusions": [{"case_ids": [], **exclusion} for exclusion in exclusions],
        **settings_of(plan),
        "chosen_by": plan.chosen_by,
        "chosen_on": plan.chosen_on.isoformat(),
        "reason": plan.reason,
        "allocation": [
            {"stratum": stratum, "children": int(size), "drawn": int(count)}
            for stratum, size, count in sample.strata[["stratum", "size", "drawn"]].to_numpy().tolist()
        ],
        "facts": facts,
        "quotas": sample.about.get("quotas", []),
        "drawn": drawn,
        "reserve_in_order": sample.table.loc[sample.table["role"] == "reserve", "case_id"].tolist(),
        "reasons": [child.reason for child in plan.children],
        "list_sha256": list_hash(drawn),
        "compared": _rows(compared),
        "size_table": _rows(size_table),
        "told": list(told),
    }
    return {**record, "sha256": seal_of(record)}


def seal_of(record: Mapping[str, Any]) -> str:
    """SHA-256 of everything in a record but its own ``sha256``, in whatever order it stands.

    To repeat it by other means: write what is left as Python's ``json.dumps(..., sort_keys=True)`` does, and hash that.

    >>> seal_of({"seed": "s", "size": 4}) == seal_of({"size": 4, "seed": "s", "sha256": "any"})
    True
    """
    rest = {name: value for name, value in record.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def was_changed(record: Mapping[str, Any]) -> bool:
    """Whether a record is no longer what was written; of one from before records were sealed that cannot be told."""
    return "sha256" in record and record["sha256"] != seal_of(record)


def _source(review: Review) -> str:
    """What kind of file the frame was read from."""
    named = {"table": "table", "cin_census": "CIN census", "ssd": "SSD tables"}
    return named.get(review.frame.source, f"Annex A, list {review.frame.list}")


def _rows(table: Rows) -> list[dict[str, Any]]:
    """Rows as JSON has them: a missing number is null."""
    rows: list[dict[str, Any]] = json.loads(pd.DataFrame(table).to_json(orient="records", date_format="iso"))
    return rows


def plan_of(record: Mapping[str, Any]) -> SamplePlan:
    """The plan a record was made by; the children of a close look are not in it."""
    return SamplePlan(
        design=record["design"],
        size=record["size"],
        seed=record["seed"],
        strata=tuple(record["strata"]),
        method=record["method"],
        minimum=record["minimum"],
        reserve=record["reserve"],
        chosen_by=record["chosen_by"],
        chosen_on=date.fromisoformat(record["chosen_on"]),
        reason=record["reason"],
        children=(),
        power=record.get("power", 0.5),
        sd=record.get("sd", {}),
        maximum=record.get("maximum", 0),
        sort=tuple(record.get("sort", ())),
        size_by=record.get("size_by", ""),
        leave_out_audited_within=record.get("leave_out_audited_within", 0),
        quotas=tuple(Quota(row["column"], row["value"], row["at_least"]) for row in record.get("quotas", ())),
    )


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, through a temporary name so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    part.write_text(text + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


def read_record(path: Path) -> dict[str, Any]:
    """Read a record that :func:`write_record` wrote, of this format or an earlier one.

    Raises
    ------
    Refused
        When it cannot be read (F07) or was made by a newer version (P08).
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        newer, complete = record["format"] > FORMAT, {"frame", "design", "seed", "drawn"} <= record.keys()
    except (OSError, ValueError, KeyError, TypeError):
        newer, complete = False, False
    if newer:
        fact = "The record was made by a newer version of this software."
        raise Refused([Problem("P08", fact, "Install that version. Nothing was changed.", file=path.name)])
    if not complete:
        fact = "The file is not the record of a sample, or it is damaged."
        raise Refused([Problem("F07", fact, "Use sample-record.json as it was written.", file=path.name)])
    return dict(record)


def redraw(record: Mapping[str, Any], frame: pd.DataFrame) -> list[str]:
    """Draw again from a frame by what the record says.

    Parameters
    ----------
    record : mapping
        From :func:`read_record`.
    frame : DataFrame
        The whole frame with case ids, in any order of its rows; who was left out is in the record.

    Returns
    -------
    list of str
        What differs, in plain words and without naming a child; empty when everything is the same: the record as it
        was written (where it is sealed), the frame, the children drawn and the reserve in their order, and how many
        came from each stratum. The children of a close look were not drawn: what is checked is the record, the frame,
        and that they are in it. A record of an earlier version was drawn in another order and cannot be drawn again;
        that is said.
    """
    unit = str(record.get("unit") or "children")
    absent = [CHANGED] * was_changed(record) + _absent(record, frame, unit)
    if record["format"] < 2:
        return [
            "The record was made by an earlier version, which drew in another order, so this version cannot draw these "
            f"{unit} again: use that version for it. The record and the sample stay good.",
            *absent,
        ]
    differences = absent + _frame_differs(record, frame, unit)
    if list_hash(record["drawn"]) != record["list_sha256"]:
        differences.append(f"The list of the {unit} drawn was changed after the record was written.")
    if record["design"] not in PROBABILITY_DESIGNS:
        return differences
    left_out = [case_id for exclusion in record["exclusions"] for case_id in exclusion["case_ids"]]
    gone = len(set(left_out) - set(frame["case_id"]))
    if gone:
        differences.append(f"{gone} of the {len(left_out)} {unit} left out before the draw are not in this frame.")
    try:
        again = draw_sample(frame, plan_of(record), left_out=left_out)
    except Refused as refused:
        return [*differences, *(f"It cannot be drawn again: {problem.fact}" for problem in refused.problems)]
    except ScrutinyError as error:
        return [*differences, f"It cannot be drawn again: {error}"]
    for role, key, words in (("sample", "drawn", f"{unit} drawn"), ("reserve", "reserve_in_order", "reserve")):
        differences += _compare(record[key], again.table.loc[again.table["role"] == role, "case_id"].tolist(), words)
    before = [(row["stratum"], row["children"], row["drawn"]) for row in record["allocation"]]
    if before != list(again.strata[["stratum", "size", "drawn"]].itertuples(index=False, name=None)):
        differences.append("The strata, their sizes or their shares are not those that come out now.")
    return differences


def plan_differs(
    record: Mapping[str, Any], plan: SamplePlan, frame: pd.DataFrame, crosswalk: pd.DataFrame
) -> list[str]:
    """What ``review.toml`` says now of the sample that is not what the record says; nothing when they agree.

    Parameters
    ----------
    record : mapping
        From :func:`read_record`.
    plan : SamplePlan
        As the review has it now.
    frame, crosswalk : DataFrame
        The frame the record is checked against: a close look names its children by their own ids.

    Returns
    -------
    list of str
        Which settings differ, by their names in ``review.toml``; for a close look also that other children are named
        now, or other reasons given for them.
    """
    on_record = plan_of(record)
    then, now = settings_of(on_record), settings_of(plan)
    others = [name for name, value in now.items() if then[name] != value]
    others += [name for name in ("chosen_by", "chosen_on", "reason") if getattr(on_record, name) != getattr(plan, name)]
    if plan.design not in PROBABILITY_DESIGNS and set(on_record.quotas) != set(plan.quotas):
        others.append("quota")
    said = [f"review.toml has another {', '.join(others)} now than the record."] if others else []
    if {plan.design, on_record.design} & set(PROBABILITY_DESIGNS):
        return said
    unit = str(record.get("unit") or "children")
    try:
        table = draw_sample(frame, plan, crosswalk).table
    except Refused as refused:
        return [*said, *(f"The {unit} that review.toml names now: {problem.fact}" for problem in refused.problems)]
    named = table.loc[table["role"] == "sample", "case_id"].tolist()
    if named != record["drawn"]:
        said.append(f"review.toml names other {unit} now than the record, or in another order.")
    elif [child.reason for child in plan.children] != record.get("reasons"):
        said.append(f"review.toml gives other reasons for the {unit} now than the record.")
    return said


def _frame_differs(record: Mapping[str, Any], frame: pd.DataFrame, unit: str) -> list[str]:
    if frame_hash(frame) == record["frame"]["sha256"]:
        return []
    before, now = record["frame"]["children"], len(frame)
    if before != now:
        return [f"The frame is not the one that was drawn from: it has {now} {unit} and the record says {before}."]
    return [f"The frame is not quite the one that was drawn from, though both have {now} {unit}."]


def _absent(record: Mapping[str, Any], frame: pd.DataFrame, unit: str) -> list[str]:
    listed = [*record["drawn"], *record["reserve_in_order"]]
    absent = len(set(listed) - set(frame["case_id"]))
    if not absent:
        return []
    end = "; it may have been read with another key." if absent == len(listed) else "."
    return [f"{absent} of the {len(listed)} {unit} of the record are not in this frame{end}"]


def _compare(before: list[str], now: list[str], words: str) -> list[str]:
    if before == now:
        return []
    others = len(set(before) - set(now))
    if others:
        return [f"Of the {words}, {others} of {len(before)} are not those that come out now."]
    if len(before) != len(now):
        return [f"The {words} in the record number {len(before)}, and {len(now)} come out now."]
    return [f"The {words} are the same, in another order."]
