"""A new review: a folder with everything pre-filled that can be, and the rest marked for a person to write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ..errors import Problem, Refused
from ..intake.paths import safe_name
from ..intake.scales import read_scales
from ..intake.template import find_template, read_template, template_folders, themes
from ..intake.workspace import read_workspace
from ..stats.days import quarter as quarter_dates
from .quarters import canonical_quarter

REVIEW = """\
# What this review is. Everything here is checked: scrutiny check {folder}
title = "{title}"
kind = "deep dive"                 # or "multi-agency audit", "threshold audit"
theme = "{theme}"
quarter = "{quarter}"
audiences = ["executive", "hips"]
reported = {end}                   # the day it goes to the Board: put the true date here

[practice]                         # the time that is looked at
from = {before_start}
to = {before_end}

[fieldwork]
from = {start}
to = {end}

[frame]                            # every child that could be drawn
file = "frame.csv"
source = "table"                   # or "annex_a" (with list = 6), "cin_census"

[sample]
design = "stratified"              # or "simple random", "close look"
size = 40
seed = "{quarter} {theme}"
strata = ["stage"]
method = "proportional"            # or "equal"
minimum = 2
reserve = 0.25
chosen_by = "WRITE WHO CHOSE THE SAMPLE, by role"
chosen_on = {start}
reason = "WRITE WHY THIS WAY"

{agencies}"""
SCOPE = """\
# Why this topic, who agreed it, and what evidence is planned for each line of enquiry.
question = "WRITE ONE SENTENCE: what do we ask?"
why = "WRITE WHY THIS TOPIC NOW"
agreed_by = "Board"
agreed_on = {start}
hips_alignment = "WRITE HOW THIS FITS WITH WORK ACROSS THE HIPS AREA"
sharing_basis = "WRITE THE BASIS ON WHICH AGENCIES SHARE"
keep_until = {keep_until}          # everything restricted is destroyed after this day

{lines}"""
LINE = """\
[[line]]
id = "{id}"
question = "WRITE THE LINE OF ENQUIRY"
cases = "WRITE WHAT THE AUDITED CASES WILL SHOW"
data = "WRITE WHICH FIGURES"
practitioners = "WRITE WHO WILL BE ASKED"
children = "WRITE HOW CHILDREN AND FAMILIES WILL BE ASKED"
"""
FINDINGS = """\
# What a person found. Numbers are put in: {cx05.no} becomes "11 of 38 children"; the ids stand in
# working/<review>/tables.json.
# [[finding]], [[finding.evidence]], [[recommendation]] and [[decision]]: see the README, "Run a deep dive".
"""


def new_review(folder: Path, theme: str, quarter: str) -> list[str]:
    """Make the folder of a review and say what to do next.

    Raises :class:`~scrutiny_lib.errors.Refused` with every problem: not below a workspace's ``reviews/``, a name that
    is not safe, an unknown theme or quarter, or a folder that is already there (nothing is ever overwritten).
    """
    workspace, problems = read_workspace(folder.resolve().parent.parent)
    problems.raise_if_stops()
    found = []
    if folder.resolve().parent != workspace.reviews.resolve():
        found.append(Problem("P04", "The folder is not below a workspace's reviews/.", "Name WORKSPACE/reviews/NAME."))
    if not safe_name(folder.name):
        cure = "Use small letters, digits and hyphens, such as 2025-26-q4-neglect."
        found.append(Problem("P04", "The name of the review is not safe as a folder name.", cure))
    if folder.exists():
        found.append(Problem("P04", "That folder is already there.", "Choose another name, or work in that folder."))
    path = find_template(theme, workspace)
    if path is None:
        cure = f"Use one of: {', '.join(themes(workspace))}."
        found.append(Problem("P01", "The theme is not known.", cure))
    start, end = quarter_dates(quarter)
    if found or path is None:
        raise Refused(found)
    scales, scale_problems = read_scales(template_folders(workspace))
    template, template_problems = read_template(path, scales)
    scale_problems.raise_if_stops()
    template_problems.raise_if_stops()
    assert template is not None

    due = end - timedelta(days=38)
    agencies = "\n".join(f'[[agency]]\nid = "{name}"\ndue = {due}\n' for name in template.agencies)
    lines = sorted({line for line in template.questions["line"] if line}) or ["L1", "L2", "L3"]
    before_end = start - timedelta(days=1)
    before_start = before_end.replace(day=1, month=before_end.month - 2)
    facts = {
        "folder": f"{workspace.root.name}/reviews/{folder.name}",
        "title": template.title,
        "theme": theme,
        "quarter": canonical_quarter(quarter),
        "start": start,
        "end": end,
        "before_start": before_start,
        "before_end": before_end,
        "agencies": agencies,
        "keep_until": end.replace(year=end.year + 2),
        "lines": "\n".join(LINE.format(id=line) for line in lines),
    }
    folder.mkdir(parents=True)
    for name in ("returns", "voice", "training"):
        (folder / name).mkdir()
    for name, text in (
        ("review.toml", REVIEW.format(**facts)),
        ("scope.toml", SCOPE.format(**facts)),
        ("findings.toml", FINDINGS),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [
        f"Made {folder}",
        "Next: write scope.toml, put frame.csv there, complete review.toml, then",
        f"  scrutiny check {folder}",
        f"  scrutiny sample {folder}",
    ]
