"""A new review: a folder with everything pre-filled that can be, and the rest marked for a person to write."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from xlsxwriter import Workbook

from ..audit import agree, risk
from ..errors import Problem, Refused
from ..intake.answer_kinds import ONE_OF, kind_of
from ..intake.coders import COLUMNS as CODER_COLUMNS
from ..intake.engagement import LOG_COLUMNS
from ..intake.indicators import INDICATOR_COLUMNS
from ..intake.name_list import NAME_COLUMNS
from ..intake.paths import safe_name
from ..intake.practitioner_survey_plan import SURVEY
from ..intake.practitioners import THEME_COLUMNS
from ..intake.pseudonyms import make_key
from ..intake.scales import read_scales
from ..intake.template import Template, find_template, read_template, template_folders, themes
from ..intake.template_agencies import check_agencies
from ..intake.texts import TEXT_COLUMNS
from ..intake.training import EVALUATION_COLUMNS, REACH_COLUMNS
from ..intake.training_bookings import BOOKING_COLUMNS
from ..intake.training_form_plan import EVALUATIONS
from ..intake.training_need import NEED_COLUMNS
from ..intake.training_programmes import PROGRAMMES
from ..intake.training_teams import TEAM_COLUMNS
from ..intake.workspace import Workspace, read_workspace
from ..lenses.results import slug
from ..stats.days import quarter as quarter_dates
from ..tables import COLUMNS
from ..terms import KINDS_OF_REVIEW
from .practitioners import SURVEY_HINT
from .quarters import canonical_quarter
from .training import EVALUATIONS_HINT, PROGRAMMES_HINT

BLANK: Mapping[str, Sequence[str]] = {
    "agreed.csv": agree.COLUMNS,
    "risk.csv": risk.COLUMNS,
    "indicators.csv": INDICATOR_COLUMNS,
    "voice/engagement.csv": LOG_COLUMNS,
    "voice/texts.csv": (*(name for name in TEXT_COLUMNS if name != "sha256"), "file", "text"),
    "voice/coders.csv": CODER_COLUMNS,
    "voice/names.csv": NAME_COLUMNS,
    "training/reach.csv": REACH_COLUMNS,
    "training/bookings.csv": BOOKING_COLUMNS,
    "training/need.csv": NEED_COLUMNS,
    "training/teams.csv": TEAM_COLUMNS,
    "training/evaluations.csv": EVALUATION_COLUMNS,
}
"""The tables of a review that begin with their headings alone."""
CODERS = (("A1", "first", "A1.xlsx", "", "", ""), ("A2", "second", "A2.xlsx", "", "", ""))
"""The two coders a review begins with, by pseudonym; each is sent a workbook."""
PRACTITIONERS: Mapping[str, Sequence[str]] = {"activities": COLUMNS["activities"], "themes": THEME_COLUMNS}
"""The sheets of ``practitioners.xlsx``."""

_MADE = datetime(2000, 1, 1)
"""The date of making inside every file we write: the same inputs give the same bytes."""

_KEEP = "Keep a copy where keys are kept: with another key every child has another code, and nothing fits any more."

REVIEW = """\
# What this review is. scrutiny check names everything that is still missing or wrong.
title = {title}
kind = "{kind}"                 # or {other_kinds}
theme = "{theme}"
quarter = "{quarter}"
audiences = ["executive", "hips"]  # also "board", "practitioners", "public"
# reported = {end}            # the day it goes to the Board

[practice]                         # the time that is looked at
from = {before_start}
to = {before_end}

[fieldwork]
from = {start}
to = {end}

[frame]                            # every child that could be drawn
file = "frame.csv"
source = "table"                   # or "annex_a" (with list = 6), "cin_census", "ssd" (with cohort), "ssda903"

# [frame.columns]                  # only for a table: our name = their heading, where the two differ
# child_id = "PersonID"
# [frame.labels.sex]               # the extract's own words: theirs = ours
# "girl" = "F"

# [threshold]                      # only where the document in force at the time is not the one to go by
# edition = "…"                    # as it stands in audit_templates/thresholds/

[sample]
design = "stratified"              # or "simple random", "systematic" (with sort), "families", "proportional to size"
                                   # (with size_by), "close look" ([[sample.child]]: id, reason; [[sample.quota]])
size = 40
seed = "{quarter} {theme}"
strata = ["{stratum}"]                 # columns of the frame
method = "proportional"            # or "equal", "neyman", "power"
minimum = 2                        # at least so many from each stratum
reserve = 0.25
leave_out_audited_within = 12      # months: children another review looked at so lately; 0 leaves nobody out
chosen_by = "WRITE WHO CHOSE THE SAMPLE, by role"
# chosen_on = {start}           # the day it was chosen
reason = "WRITE WHY THIS WAY"

# [training]                       # only where training/teams.csv says which teams were trained
# team = "team"                    # the frame's column with the team that worked with the child

[voice]                            # what children and families said: voice/texts.csv, voice/engagement.csv
# codes = ["V1", "V2", "…"]        # the 12 to 20 codes this review uses; all of the codebook when left out
second_coding = "a fifth"          # of the passages, drawn, and every quotation; or "all"

{agencies}"""
SCOPE = """\
# Why this topic, who agreed it, and what evidence is planned for each line of enquiry.
question = "WRITE ONE SENTENCE: what do we ask?"
why = "WRITE WHY THIS TOPIC NOW"
agreed_by = "WRITE WHO AGREED IT, such as the Board"
# agreed_on = {start}           # the day it was agreed
hips_alignment = "WRITE HOW THIS FITS WITH WORK ACROSS THE HIPS AREA"
sharing_basis = "WRITE THE BASIS ON WHICH AGENCIES SHARE"
# keep_until = {keep_until}          # everything restricted is destroyed after this day

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
# What a person found. Where {{{result}}} stands, the number of that result is put in ("11 of 38 children").
# The ids stand in working/<review>/tables.json once scrutiny run has counted. Take the # away to begin.

# [[finding]]
# id = "F1"
# line = "{line}"
# kind = "to improve"              # or "good practice"
# rank = 1                         # 1 comes first on the page
# title = "WRITE A HEADING THAT SAYS THE FINDING"
# statement = "WRITE THE FINDING, such as: nobody asked {{{result}}}."
# for_others = "WRITE THE SAME WITHOUT ANY NUMBER, for readers outside the partnership"
# on_monday = ["WRITE WHAT SOMEBODY WHO WORKS WITH CHILDREN CAN DO FROM MONDAY, without any number"]
# for_the_team = ["WRITE A QUESTION FOR A TEAM MEETING, without any number"]
# results = ["{result}"]            # drawn beside it
# strength = "moderate"            # or "strong", "limited"
# strength_reason = "WRITE WHY"
# by = "WRITE WHO, by role"

# [[finding.evidence]]             # one for each source
# source = "cases"                 # or "data", "practitioners", "children and families"
# says = "supports"                # or "contradicts", "silent", "not sought"
# note = "WRITE WHAT IT SHOWS, such as {{{result}}}"
# results = ["{result}"]            # what it rests on beside the results in the note: the page says how many

# [[recommendation]]
# id = "R1"
# finding = "F1"
# text = "WRITE WHAT IS ASKED"
# who = "WRITE OF WHOM"
# by_when = {by_when}

# [[decision]]                     # one for each; the page says Draft until the Board has agreed "all"
# body = "Board"                   # or "Agencies (facts checked)", "Scrutiny subgroup", "Executive"
# on = {end}
# about = "all"                    # or the id of a recommendation
# decision = "agreed"              # or "agreed as amended", "deferred", "rejected"
# dissent = ""
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
    quarter = canonical_quarter(quarter)
    if found or path is None:
        raise Refused(found)
    scales, scale_problems = read_scales(template_folders(workspace))
    template, template_problems = read_template(path, scales)
    scale_problems.raise_if_stops()
    template_problems.raise_if_stops()
    assert template is not None

    key_file = workspace.key_file(folder.name)
    made_key = not workspace.one_key and make_key(key_file)
    facts = _facts(template, workspace, quarter)
    for name in ("returns", "voice", "practitioners", "training"):
        (folder / name).mkdir(parents=True)
    for name, text in (("review.toml", REVIEW), ("scope.toml", SCOPE), ("findings.toml", FINDINGS)):
        (folder / name).write_text(text.format(**facts), encoding="utf-8", newline="\n")
    (folder / "practitioners" / SURVEY).write_text(SURVEY_HINT, encoding="utf-8", newline="\n")
    (folder / "training" / EVALUATIONS).write_text(EVALUATIONS_HINT, encoding="utf-8", newline="\n")
    (folder / "training" / PROGRAMMES).write_text(PROGRAMMES_HINT, encoding="utf-8", newline="\n")
    for name, columns in BLANK.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *(CODERS if name == "voice/coders.csv" else ())])
    _write_practitioners(folder / "practitioners.xlsx")
    typed = f'"{folder}"' if " " in str(folder) else str(folder)
    unknown = check_agencies(template, workspace.agencies, path)
    return [
        f"Made {folder}",
        *(str(problem) for problem in unknown),
        *([f"Made its key of pseudonyms: {key_file}", _KEEP] if made_key else []),
        "Next: write scope.toml, put frame.csv there, complete review.toml, then",
        f"  scrutiny check {typed}",
        f"  scrutiny sample {typed}",
    ]


def _facts(template: Template, workspace: Workspace, quarter: str) -> dict[str, object]:
    """What is put into the files: dates that follow from the quarter, agencies and lines from the template."""
    start, end = quarter_dates(quarter)
    due = end - timedelta(days=38)
    before_end = start - timedelta(days=1)
    asked = [name for name in template.agencies if name in workspace.agencies]
    lines = sorted({line for line in template.questions["line"] if line}) or ["L1", "L2", "L3"]
    rows = template.questions.to_dict("records")
    first = next((row for row in rows if row["answers"] and not row["role"] and kind_of(row) == ONE_OF), rows[0])
    answer = slug(first["answers"][-1]) if first["answers"] else "given"
    threshold = (template.questions["role"] == "level agreed").any()
    kinds = [kind for kind in KINDS_OF_REVIEW if kind != KINDS_OF_REVIEW[2 if threshold else 0]]
    return {
        "kind": KINDS_OF_REVIEW[2 if threshold else 0],
        "other_kinds": ", ".join(f'"{kind}"' for kind in kinds),
        "stratum": "outcome" if threshold else "stage",
        "title": json.dumps(template.title, ensure_ascii=False),
        "theme": template.id,
        "quarter": quarter,
        "start": start,
        "end": end,
        "before_start": before_end.replace(day=1, month=before_end.month - 2),
        "before_end": before_end,
        "by_when": end + timedelta(days=91),
        "keep_until": end.replace(year=end.year + 2),
        "agencies": "\n".join(f'[[agency]]\nid = "{name}"\ndue = {due}\n' for name in asked),
        "lines": "\n".join(LINE.format(id=line) for line in lines),
        "line": first["line"],
        "result": f"{first['id']}.{answer}",
    }


def _write_practitioners(path: Path) -> None:
    with Workbook(path) as book:
        book.set_properties({"title": "Practitioners", "created": _MADE})
        bold = book.add_format({"bold": True})
        for name, columns in PRACTITIONERS.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns, bold)
            sheet.set_column(0, len(columns) - 1, 24)
            sheet.freeze_panes(1, 0)
