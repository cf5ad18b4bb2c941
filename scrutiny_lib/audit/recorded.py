"""The sample as it was drawn and sent out: once on record, it stays what it was, whatever the frame says now."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.record import plan_of, read_record, settings_of
from scrutiny_lib.audit.sample import ADDED, Sample, with_added
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan
from scrutiny_lib.terms import PROBABILITY_DESIGNS


def recorded_sample(path: Path, plan: SamplePlan, frame: pd.DataFrame, key_fingerprint: str) -> Sample:
    """The sample on record, with what the frame says of the children now.

    A frame may be brought up to date after the draw; the children stay those that were drawn and sent out. Records of
    earlier versions are read as well.

    Parameters
    ----------
    path : Path
        ``sample-record.json``; the drawn rows lie beside it in ``sample.csv``.
    plan : SamplePlan
        What ``review.toml`` says now.
    frame : DataFrame
        The frame as it is now, with ``case_id``.
    key_fingerprint : str
        The fingerprint of the key the frame was read with.

    Raises
    ------
    Refused
        When the plan or the key is not that of the record, or a child drawn is no longer in the frame.
    """
    record, problems = read_record(path), Problems()
    cure = (
        "Put back what was changed. To draw anew on purpose, move sample-record.json and sample.csv out of the folder, "
        "keep them, and start with new packs."
    )
    then, now = settings_of(plan_of(record)), settings_of(plan)
    changed = [name for name, value in now.items() if then[name] != value]
    if changed:
        fact = f"The sample was drawn and recorded with another {', '.join(changed)}."
        problems.add("V16", fact, cure, file="review.toml", column="[sample]")
    if record.get("key_fingerprint") != key_fingerprint:
        fact = "The key of the pseudonyms is not the one the sample was drawn with."
        problems.add("I12", fact, "Put back the key file of this workspace.", file=path.name)
    problems.raise_if_stops()
    listed = [*record["drawn"], *record["reserve_in_order"]]
    drawn = _drawn_rows(path.with_name("sample.csv"))
    if drawn is None or sorted(drawn["case_id"]) != sorted(listed) or not set(listed) <= set(frame["case_id"]):
        fact = "Children that were drawn are no longer in the frame, or sample.csv was changed."
        raise Refused([Problem("V16", fact, cure, file=path.name)])
    now_in_frame = drawn[["case_id"]].merge(frame, on="case_id", how="left")
    table = now_in_frame.assign(**{name: drawn[name] for name in ADDED})
    strata = pd.DataFrame(record["allocation"]).rename(columns={"children": "size"})
    strata["chance"] = _chances(record["design"], drawn, strata)
    quotas = record.get("quotas", [])
    about = {**record.get("facts", {}), **({"quotas": quotas} if quotas else {})}
    return Sample(table[with_added(frame)], strata[["stratum", "size", "drawn", "chance"]], about=about)


def _drawn_rows(path: Path) -> pd.DataFrame | None:
    """The columns of ``sample.csv`` that the draw added; ``None`` when they are not all there."""
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False)
        text = text.assign(part="1") if "part" not in text.columns else text
        rows = text[["case_id", *ADDED]].astype({"drawn_from": int, "order": int, "part": int})
        return rows.assign(chance=[float(chance) if chance else math.nan for chance in rows["chance"]])
    except (OSError, ValueError, KeyError):
        return None


def _chances(design: str, drawn: pd.DataFrame, strata: pd.DataFrame) -> list[float]:
    """The chance of each stratum: that of its children where it is one and the same."""
    chances = {
        stratum: rows.iloc[0] if rows.nunique() == 1 and design != "proportional to size" else math.nan
        for stratum, rows in drawn.groupby("stratum")["chance"]
    }
    return [
        chances.get(stratum, 0.0 if size and design in PROBABILITY_DESIGNS else math.nan)
        for stratum, size in zip(strata["stratum"], strata["size"], strict=True)
    ]
