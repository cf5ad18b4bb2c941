"""Make the invented workspace: every generated file in ``sample_cases/``, the same bytes on every machine.

Run ``python sample_cases/make_sample.py``. What a person wrote (TOML files, ``actions.csv``, reach of training, the
READMEs) is kept in this folder and copied where another target is given; everything else is made here.
``published/`` is made by ``make_published.py``.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from generator.audit import Audit, Filled, agree, agreed_rows, answer_alone  # noqa: E402
from generator.coding import write_coding  # noqa: E402
from generator.courses import write_courses  # noqa: E402
from generator.dataset import write_dataset  # noqa: E402
from generator.evidence import evaluations, monthly, write_practitioners  # noqa: E402
from generator.files import data, write_csv  # noqa: E402
from generator.forms import course_in_forms, write_forms  # noqa: E402
from generator.frames import is_known, make_frames, own_ids, team_of  # noqa: E402
from generator.people import Row  # noqa: E402
from generator.practitioners_said import write_practitioners_said  # noqa: E402
from generator.record import HISTORY, what_came_again  # noqa: E402
from generator.tiny import make_tiny  # noqa: E402
from generator.voices import engagement, texts, write_voices  # noqa: E402
from generator.year import make_year  # noqa: E402

from scrutiny_lib.audit.packs import write_return  # noqa: E402
from scrutiny_lib.audit.sample import draw_sample  # noqa: E402
from scrutiny_lib.intake.frame import read_frame  # noqa: E402
from scrutiny_lib.intake.pseudonyms import read_key  # noqa: E402
from scrutiny_lib.intake.review import Review, read_review  # noqa: E402
from scrutiny_lib.intake.template import find_template, read_template  # noqa: E402
from scrutiny_lib.intake.workspace import Workspace, read_workspace  # noqa: E402
from scrutiny_lib.stats.days import quarter  # noqa: E402

HAND_WRITTEN = (
    "README.md",
    "workspace.toml",
    "sample-key.txt",
    "actions.csv",
    "reviews/*/*.toml",
    "reviews/*/training/reach.csv",
    "reviews/*/training/teams.csv",
    "reviews/*/training/*.toml",
    "reviews/*/practitioners/*.toml",
    "audit_templates/*.toml",
    "tiny/*.*",
    "tiny/reviews/*/*.toml",
)
WORRIED = "2025-26-q3-child-exploitation"
RISK_COLUMNS = ("case_id", "agency", "told_role", "told_on", "done", "confirmed_by", "confirmed_on")


def make(target: Path) -> None:
    """Write the whole workspace (all but ``published/``) into a folder."""
    if target.resolve() != HERE:
        for pattern in HAND_WRITTEN:
            for path in sorted(HERE.glob(pattern)):
                copy = target / path.relative_to(HERE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
    calibration = data("calibration")
    year = make_year(calibration)
    write_csv(target / "referrals.csv", year)
    workspace, problems = read_workspace(target)
    problems.raise_if_stops()
    for name, rows in make_frames(year, calibration).items():
        _make_review(target / "reviews" / name, rows, workspace)
    write_dataset(target / "dataset", workspace.area)
    make_tiny(target / "tiny")


def _make_review(folder: Path, frame_rows: list[Row], workspace: Workspace) -> None:
    """One review: frame, returns, agreed answers and the other kinds of evidence."""
    name = folder.name
    review, problems = read_review(folder, workspace)
    problems.raise_if_stops()
    assert review is not None
    asked = [agency.id for agency in review.agencies]
    frame_rows = [{**row, **team_of(row, review), **own_ids(row, asked, review.as_at)} for row in frame_rows]
    write_csv(folder / "frame.csv", frame_rows)
    again = what_came_again(frame_rows, quarter(review.quarter)[1])
    if again:
        write_csv(folder / "history.csv", again, HISTORY)
    children, drawn = _draw(review, workspace, frame_rows)
    template, problems = read_template(find_template(review.theme, workspace))
    problems.raise_if_stops()
    answers = data("answers")
    audit = Audit(name, children, template, answers[name], answers, data("words"), review.as_at)
    agreed = agree(audit)
    alone = {agency: answer_alone(audit, agency, agreed, _worries(audit, agency)) for agency in asked}
    write_csv(folder / "agreed.csv", agreed_rows(audit, agreed, list(alone.values())))
    _write_returns(folder, review, audit, alone, drawn, workspace)
    voice = data(f"voices/{name}")
    said, files = texts(name, voice["passage"], children, review.as_at)
    write_voices(folder / "voice", said, files, engagement(name, voice["engagement"], said, children, review.as_at))
    write_coding(folder / "voice", review, voice)
    write_practitioners(folder / "practitioners.xlsx", data("practitioners")[name])
    write_practitioners_said(folder / "practitioners", review)
    courses = {course: plan for course, plan in data("training")[name].items() if course != course_in_forms(name)}
    write_csv(folder / "training" / "evaluations.csv", evaluations(courses))
    write_forms(folder / "training", review)
    write_courses(folder / "training", name)
    write_csv(folder / "indicators.csv", monthly(data("indicators")[name], workspace.area))


def _draw(review: Review, workspace: Workspace, frame_rows: list[Row]) -> tuple[list[Row], Any]:
    """The children drawn, in order, as rows of the frame with their case ids; and the sample itself."""
    frame = read_frame(review, read_key(workspace.key_file(review.name)))
    frame.problems.raise_if_stops()
    drawn = draw_sample(frame.table, review.sample, frame.crosswalk).table
    unit = "referral_id" if review.kind == "threshold audit" else "child_id"
    found = {row[unit]: row for row in frame_rows}
    case_of = dict(zip(frame.crosswalk["case_id"], frame.crosswalk[unit], strict=True))
    cases = drawn.loc[drawn["role"] == "sample"].sort_values("order")["case_id"]
    return [{**found[case_of[case]], "case_id": case} for case in cases], drawn


def _write_returns(
    folder: Path, review: Review, audit: Audit, alone: Mapping[str, Filled], drawn: Any, workspace: Workspace
) -> None:
    """One workbook from each agency, and what was done about the child one of them was worried about."""
    (folder / "returns").mkdir(parents=True, exist_ok=True)
    risk: list[Row] = []
    for asked in review.agencies:
        worried = _worries(audit, asked.id)
        risk += [_dealt_with(case, asked.id) for case in worried]
        sent_on = asked.due + timedelta(days=audit.common["sent"][asked.id])
        write_return(
            folder / "returns" / f"{asked.id}.xlsx",
            review,
            audit.template,
            drawn,
            asked.id,
            workspace.agencies[asked.id],
            alone[asked.id],
            sent_on=sent_on,
        )
    write_csv(folder / "risk.csv", risk, RISK_COLUMNS)


def _worries(audit: Audit, agency: str) -> dict[str, str]:
    """In the exploitation review, schools are worried about a young person they know who has been missing."""
    if audit.name != WORRIED or agency != "education":
        return {}
    missing = [
        row
        for row in audit.children
        if row["times_missing"] not in ("", "0") and is_known(row, agency, audit.on)
    ]
    return {
        missing[0][
            "case_id"
        ]: "Safeguarding lead rang the duty desk before first lesson; the child was seen that day."
    }


def _dealt_with(case: str, agency: str) -> Row:
    return {
        "case_id": case,
        "agency": agency,
        "told_role": "Duty manager, children's social care",
        "told_on": "2025-11-06",
        "done": "Seen the same day; strategy discussion held; the plan changed; family told",
        "confirmed_by": "Scrutiny manager (M1)",
        "confirmed_on": "2025-11-07",
    }


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
