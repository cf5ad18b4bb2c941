"""The sample as it was drawn and sent out: once on record, it stays what it was, whatever the frame says now."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.record import read_record
from scrutiny_lib.audit.sample import Sample
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.plan import SamplePlan

_PLAN = ("design", "size", "seed", "strata", "method", "minimum", "reserve")


def recorded_sample(path: Path, plan: SamplePlan, frame: pd.DataFrame, key_fingerprint: str) -> Sample:
    """The sample on record, with what the frame says of the children now.

    A frame may be brought up to date after the draw; the children stay those that were drawn and sent out.

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
    now = {name: getattr(plan, name) for name in _PLAN}
    changed = [name for name, value in now.items() if record.get(name) != (list(value) if name == "strata" else value)]
    if changed:
        fact = f"The sample was drawn and recorded with another {', '.join(changed)}."
        problems.add("V16", fact, cure, file="review.toml", column="[sample]")
    if record.get("key_fingerprint") != key_fingerprint:
        fact = "The key of the pseudonyms is not the one the sample was drawn with."
        problems.add("I12", fact, "Put back the key file of this workspace.", file=path.name)
    problems.raise_if_stops()
    drawn = pd.read_csv(path.with_name("sample.csv"), dtype=str, keep_default_na=False)[
        ["case_id", "stratum", "drawn_from", "chance", "order", "role"]
    ]
    listed = [*record["drawn"], *record["reserve_in_order"]]
    if sorted(drawn["case_id"]) != sorted(listed) or not set(listed) <= set(frame["case_id"]):
        fact = "Children that were drawn are no longer in the frame, or sample.csv was changed."
        raise Refused([Problem("V16", fact, cure, file=path.name)])
    drawn = drawn.astype({"drawn_from": int, "order": int}).assign(
        chance=pd.to_numeric(drawn["chance"], errors="coerce")
    )
    table = (
        drawn[["case_id"]]
        .merge(frame, on="case_id", how="left")
        .assign(**{name: drawn[name] for name in ("stratum", "drawn_from", "chance", "order", "role")})
    )
    strata = pd.DataFrame(record["allocation"]).rename(columns={"children": "size"})
    strata["chance"] = strata["drawn"] / strata["size"].where(strata["size"] > 0)
    return Sample(table[[*frame.columns, *drawn.columns[1:]]], strata[["stratum", "size", "drawn", "chance"]])
