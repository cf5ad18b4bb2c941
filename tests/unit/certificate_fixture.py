"""Invented frames and the records of samples drawn from them, one for each design. No child in them exists."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.audit.beside_frame import compare_with_frame
from scrutiny_lib.audit.record import make_record, plan_of
from scrutiny_lib.audit.replace import as_it_stands, replace_children
from scrutiny_lib.audit.sample import Sample, draw_sample
from scrutiny_lib.audit.size_table import size_table, what_this_size_can_show
from scrutiny_lib.intake.plan import ChosenChild, Quota, SamplePlan
from tests.audit_room import REVIEW as SMALL

PLAN = SamplePlan(
    design="stratified",
    size=40,
    seed="2025-26-Q3 exploitation",
    strata=("stage",),
    method="proportional",
    minimum=3,
    reserve=0.25,
    chosen_by="Scrutiny analyst (A1)",
    chosen_on=date(2025, 10, 2),
    reason="Drawn at random so that what we find can speak for all children about whom exploitation was a worry",
    children=(),
)
SIMPLE = replace(PLAN, design="simple random", strata=(), minimum=0)
PLANS = {
    "stratified": PLAN,
    "equal": replace(PLAN, method="equal", size=39),
    "neyman": replace(PLAN, method="neyman", sd={"child in need": 0.5, "child protection": 0.3, "early help": 0.2}),
    "power": replace(PLAN, method="power", maximum=20),
    "simple random": SIMPLE,
    "systematic": replace(SIMPLE, design="systematic", sort=("locality", "age_band")),
    "families": replace(SIMPLE, design="families", size=25),
    "proportional to size": replace(SIMPLE, design="proportional to size", size_by="contacts"),
    "close look": replace(
        SIMPLE,
        design="close look",
        size=3,
        seed="",
        reason="Three children whose way to help was different",
        children=tuple(ChosenChild(f"N{at:03d}", f"Reason {at} of the choice") for at in (5, 77, 130)),
        quotas=(Quota("sex", "F", 1), Quota("stage", "child protection", 3)),
    ),
}


def make_frame(N: int = 311) -> pd.DataFrame:
    """Children with everything the certificate compares by, in fixed proportions."""
    rows = range(N)
    return pd.DataFrame(
        {
            "case_id": [f"C-{at * 7919 % 100003:08d}" for at in rows],
            "family_id": [f"F-{at * 5 // 8:05d}" for at in rows],
            "age_band": [("16-17", "11-15", "11-15", "5-10", "11-15", "16-17", "0-4")[at % 7] for at in rows],
            "sex": [("F", "M", "F", "F", "M")[at % 5] for at in rows],
            "ethnicity": [
                ("White British", "White British", "Bangladeshi", "White British", "African", "White and Asian")[at % 6]
                for at in rows
            ],
            "disability": ["yes" if at % 9 == 0 else "no" for at in rows],
            "stage": [
                ("child in need", "child protection", "child in need", "early help", "child in need")[at * 3 % 11 % 5]
                for at in rows
            ],
            "locality": [("North", "Central", "South", "Central")[at // 3 % 4] for at in rows],
            "agency_lead": [("Children's social care", "School", "Youth justice")[at // 2 % 3] for at in rows],
            "contacts": [str(1 + at * at % 13) for at in rows],
        }
    )


REVIEW = replace(SMALL, name="2025-26-q3-child-exploitation", title="Child exploitation")
FRAME = make_frame()
CROSSWALK = pd.DataFrame({"case_id": FRAME["case_id"], "child_id": [f"N{at:03d}" for at in range(len(FRAME))]})


def drawn(plan: SamplePlan, frame: pd.DataFrame = FRAME, left_out: Collection[str] = ()) -> Sample:
    return draw_sample(frame, plan, CROSSWALK, left_out)


def record_of(plan: SamplePlan, frame: pd.DataFrame = FRAME, left_out: Collection[str] = ()) -> dict[str, Any]:
    """The record of one draw with everything that is agreed to stand in it, as it comes back from its file."""
    sample = drawn(plan, frame, left_out)
    reason = "audited in the last 12 months"
    exclusions = [{"reason": reason, "children": len(left_out), "case_ids": sorted(left_out)}] if left_out else []
    chosen = sample.table[sample.table["role"] == "sample"]
    size = (len(chosen), len(frame) - len(left_out), plan.design)
    units: dict[str, Any] = {
        "families": sample.about.get("families_drawn", 0),
        "families_in_frame": sample.about.get("families_in_frame", 0),
        "chances": chosen["chance"].dropna().tolist(),
    }
    record = make_record(
        frame,
        plan,
        sample,
        REVIEW,
        "0badcafe",
        exclusions,
        compared=compare_with_frame(sample.table, frame, plan=plan, left_out=left_out),
        size_table=size_table(*size, **units),
        told=what_this_size_can_show(*size, **units),
    )
    return dict(json.loads(json.dumps(record)))


def replaced(record: dict[str, Any], lines: list[tuple[str, str, str]], frame: pd.DataFrame = FRAME) -> dict[str, Any]:
    """The sample on record after the first children of its list were replaced, one for each line."""
    plan = plan_of(record)
    out = [case_id for row in record["exclusions"] for case_id in row["case_ids"]]
    rows = [
        (case_id, why, date.fromisoformat(on), who)
        for case_id, (on, who, why) in zip(record["drawn"], lines, strict=False)
    ]
    listed = pd.DataFrame(rows, columns=["case_id", "reason", "replaced_on", "decided_by"]).assign(note="")
    sample, log, _ = replace_children(draw_sample(frame, plan, left_out=out), listed)
    compared = compare_with_frame(sample.table, frame, plan=plan, left_out=out)
    return {**as_it_stands(sample, log), "compared": compared.to_dict("records")}
