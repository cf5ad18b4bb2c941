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
from scrutiny_lib.audit.sample import Sample, draw_sample
from scrutiny_lib.errors import Problem, Refused
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.intake.review import Review
from scrutiny_lib.terms import PROBABILITY_DESIGNS

FORMAT = 1


def frame_hash(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame that does not depend on the order of its rows or columns.

    Every row is written as a JSON list of texts under sorted column names, missing values as ``""``; the rows are
    sorted and hashed with the names before them.

    >>> frame = pd.DataFrame({"case_id": ["C-1", "C-2"], "stage": ["plan", None]})
    >>> frame_hash(frame) == frame_hash(frame[["stage", "case_id"]].iloc[::-1])
    True
    """
    columns = sorted(str(name) for name in frame.columns)
    cells = [
        ["" if missing else str(value) for value, missing in zip(frame[name], frame[name].isna(), strict=True)]
        for name in columns
    ]
    rows = sorted(json.dumps(row, ensure_ascii=False) for row in zip(*cells, strict=True))
    text = "\n".join([json.dumps(columns, ensure_ascii=False), *rows])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_record(
    frame: pd.DataFrame,
    plan: SamplePlan,
    sample: Sample,
    review: Review,
    key_fingerprint: str,
    exclusions: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The record of one draw, ready for JSON.

    ``key_fingerprint`` is that of the key the case ids were made with (another key gives other ids). ``exclusions``
    says who was left out of the frame before the draw and why, such as ``{"reason": "...", "children": 3}``.
    """
    drawn = sample.table[sample.table["role"] == "sample"]
    return {
        "format": FORMAT,
        "made_with": f"scrutiny-workbench {__version__}",
        "review": review.name,
        "quarter": review.quarter,
        "as_at": review.as_at.isoformat(),
        "key_fingerprint": key_fingerprint,
        "frame": {"children": len(frame), "sha256": frame_hash(frame), "columns": sorted(frame.columns)},
        "exclusions": [dict(exclusion) for exclusion in exclusions],
        "design": plan.design,
        "size": plan.size,
        "seed": plan.seed,
        "strata": list(plan.strata),
        "method": plan.method,
        "minimum": plan.minimum,
        "reserve": plan.reserve,
        "chosen_by": plan.chosen_by,
        "chosen_on": plan.chosen_on.isoformat(),
        "reason": plan.reason,
        "allocation": [
            {"stratum": stratum, "children": int(size), "drawn": int(count)}
            for stratum, size, count in sample.strata[["stratum", "size", "drawn"]].to_numpy().tolist()
        ],
        "drawn": drawn["case_id"].tolist(),
        "reserve_in_order": sample.table.loc[sample.table["role"] == "reserve", "case_id"].tolist(),
        "reasons": [child.reason for child in plan.children],
    }


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON, through a temporary name so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


def read_record(path: Path) -> dict[str, Any]:
    """Read a record that :func:`write_record` wrote.

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

    Returns
    -------
    list of str
        What differs, in plain words and without naming a child; empty when everything is the same. The children of
        a close look were not drawn: what is checked is that they are in the frame.
    """
    differences = []
    if frame_hash(frame) != record["frame"]["sha256"]:
        before, now = record["frame"]["children"], len(frame)
        differences.append(
            f"The frame is not the one that was drawn from: it has {now} children and the record says {before}."
            if before != now
            else f"The frame is not quite the one that was drawn from, though both have {now} children."
        )
    listed = [*record["drawn"], *record["reserve_in_order"]]
    absent = len(set(listed) - set(frame["case_id"]))
    if absent:
        differences.append(
            f"{absent} of the {len(listed)} children of the record are not in this frame"
            + ("; it may have been read with another key." if absent == len(listed) else ".")
        )
    if record["design"] not in PROBABILITY_DESIGNS:
        return differences
    plan = SamplePlan(
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
    )
    try:
        again = draw_sample(frame, plan).table
    except Refused as refused:
        return [*differences, *(f"It cannot be drawn again: {problem.fact}" for problem in refused.problems)]
    for role, key, words in (("sample", "drawn", "children drawn"), ("reserve", "reserve_in_order", "reserve")):
        differences += _compare(record[key], again.loc[again["role"] == role, "case_id"].tolist(), words)
    return differences


def _compare(before: list[str], now: list[str], words: str) -> list[str]:
    if before == now:
        return []
    others = len(set(before) - set(now))
    if others:
        return [f"Of the {words}, {others} of {len(before)} are not those that come out now."]
    if len(before) != len(now):
        return [f"The {words} in the record number {len(before)}, and {len(now)} come out now."]
    return [f"The {words} are the same, in another order."]
