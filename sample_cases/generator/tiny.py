"""The tiny workspace: six children whose every answer stands in a grid and can be counted by eye."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from generator.audit import Filled
from generator.coding import write_coding
from generator.evidence import write_practitioners
from generator.files import data, write_csv
from generator.people import Row
from generator.voices import LOG, write_voices
from generator.year import COLUMNS
from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.audit.sample import draw_sample
from scrutiny_lib.intake.frame import read_frame
from scrutiny_lib.intake.pseudonyms import read_key
from scrutiny_lib.intake.review import Review, read_review
from scrutiny_lib.intake.template import find_template, read_template
from scrutiny_lib.intake.workspace import read_workspace

NAME = "2025-26-q3-six-cases"
SENT_ON = date(2025, 11, 5)


def make_tiny(target: Path) -> None:
    """Write the generated files of the tiny workspace beside the ones a person wrote."""
    grid, folder = data("tiny"), target / "reviews" / NAME
    write_csv(folder / "frame.csv", _frame(grid))
    workspace, problems = read_workspace(target)
    problems.raise_if_stops()
    review, problems = read_review(folder, workspace)
    problems.raise_if_stops()
    assert review is not None
    template, problems = read_template(find_template(review.theme, workspace))
    problems.raise_if_stops()
    frame = read_frame(review, read_key(workspace.key_file(review.name)))
    drawn = draw_sample(frame.table, review.sample, frame.crosswalk).table
    cases = [str(case) for case in drawn["case_id"]]
    agreed = [
        {"case_id": case, "question": question, "answer": answers[place], "reason": "", "dissent": ""}
        for place, case in enumerate(cases)
        for question, answers in grid["agreed"].items()
    ]
    write_csv(folder / "agreed.csv", agreed)
    (folder / "returns").mkdir(parents=True, exist_ok=True)
    for asked in review.agencies:
        path, name = folder / "returns" / f"{asked.id}.xlsx", workspace.agencies[asked.id]
        write_return(
            path, review, template, drawn, asked.id, name, _answers(grid, asked.id, cases), sent_on=SENT_ON
        )
    _write_voice(folder / "voice", grid, cases, review)
    write_practitioners(folder / "practitioners.xlsx", grid["practitioners"])


def _frame(grid: dict[str, Any]) -> list[Row]:
    """Twelve children, of whom the review looks at the first six."""
    rows = []
    for place, child in enumerate(grid["children"]):
        row = {
            "referral_id": f"R25-T{place + 1:04d}",
            "child_id": child,
            "family_id": f"FAMT{place + 1:04d}",
            "date_of_birth": grid["born"][place],
            "sex": grid["sex"][place],
            "ethnicity": "Not yet known",
            "disability": "no",
            "stage": grid["stage"][place],
            "referral_date": f"2025-07-{place + 1:02d}",
            "decision_date": grid["decision_date"][place],
            "assessment_end": grid["assessment_end"][place],
            "outcome": "assessment",
            "conference_needed": "no",
        }
        known = {column: row.get(column, "") for column in COLUMNS}
        rows.append(known | {name: grid[name][place] for name in ("returned_on", "return_interview")})
    return rows


def _answers(grid: dict[str, Any], agency: str, cases: list[str]) -> Filled:
    """One agency's workbook: its own facts, and on the child the answer that was later agreed."""
    filled: Filled = {}
    for place, case in enumerate(cases):
        known = grid["known"][agency][place]
        filled[case, "known"] = (known, "", "")
        if known == "no":
            continue
        filled[case, "life"] = ("Invented: a short note on daily life.", "", "")
        filled[case, "worried"] = ("no", "", "")
        for question, answers in grid["agreed"].items():
            filled[case, question] = (answers[place], "", "")
        for question, by_agency in grid["facts"].items():
            if agency in by_agency:
                filled[case, question] = (by_agency[agency][place], "", "")
    return filled


def _write_voice(folder: Path, grid: dict[str, Any], cases: list[str], review: Review) -> None:
    said = [
        {
            "source": f"S{number:02d}",
            "case_id": cases[passage["child"] - 1],
            "kind": passage["kind"],
            "method": passage["method"],
            "seen_alone": passage["alone"] or "not applicable",
            "agreed_executive": passage["executive"],
            "agreed_hips": passage["hips"],
            "text": passage["text"],
        }
        for number, passage in enumerate(grid["passage"], 1)
    ]
    log = [
        {column: row.get(column, "") for column in LOG} | {"case_id": cases[row["child"] - 1], "people": "1"}
        for row in grid["asked"]
    ]
    write_voices(folder, said, {}, log)
    write_coding(folder, review, grid)
