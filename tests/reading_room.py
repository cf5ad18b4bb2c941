"""A small workspace with one review, written to disk, for the tests of reading. Every child in it is
invented."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.review import Review, read_review
from scrutiny_lib.intake.workspace import Workspace, read_workspace

KEY = b"an invented key, thirty-two bytes or more"

WORKSPACE = """\
format = 1
name = "Northport Safeguarding Children Partnership"
short_name = "NSCP"
area = "Northport"
invented = true
marking = "Official – sensitive"

[release]
without_second_person = ["executive", "hips"]

[key]
file = "sample-key.txt"

[[meeting]]
body = "Executive"
date = 2026-01-14

[[agency]]
id = "social_care"
name = "Children's social care"

[[agency]]
id = "police"
name = "Police"
"""

TEMPLATE = """\
id = "neglect"
edition = "2025.1"
title = "Neglect"
purpose = "To learn."
agencies = ["social_care", "police"]

[[question]]
id = "ne01"
scope = "child"
lens = "practice"
line = "L1"
ask = "Was the home seen?"
scale = "yes_partly_no"

[[question]]
id = "ne02"
scope = "agency"
lens = "voice"
line = "L2"
ask = "Was the child asked?"
answers = ["yes", "no"]
good = ["yes"]
chain = "sought"
agencies = ["police"]
help = "Look at the record."
"""

SCALES = """\
[[scale]]
id = "yes_partly_no"
answers = ["yes", "partly", "no"]
good = ["yes"]
ordered = true
"""

REVIEW = """\
title = "Neglect"
kind = "deep dive"
theme = "neglect"
quarter = "2025-26 Q3"
audiences = ["executive", "hips"]
reported = 2025-12-16

[practice]
from = 2025-07-01
to = 2025-09-30

[fieldwork]
from = 2025-10-06
to = 2025-11-21

[frame]
file = "frame.csv"

[sample]
design = "stratified"
size = 4
seed = "2025-26-Q3 neglect"
strata = ["stage"]
minimum = 1
chosen_by = "Analyst A1"
chosen_on = 2025-10-02

[[agency]]
id = "social_care"
due = 2025-11-07

[[agency]]
id = "police"
due = 2025-11-07
"""

SCOPE = """\
question = "Do we see neglect early enough?"
why = "Two reviews said not."
agreed_by = "Board"
agreed_on = 2025-09-24
sharing_basis = "Section 16H"
keep_until = 2026-12-31

[[line]]
id = "L1"
question = "Is the home seen?"
cases = "Records of each child"

[[line]]
id = "L2"
question = "Is the child heard?"
children = "Conversations"

[[line]]
id = "L3"
question = "Is help in time?"
data = "Assessments"
"""

FRAME = """\
child_id,family_id,date_of_birth,sex,ethnicity,stage,referral_date
0012,90,10/03/2012,F,WBRI,plan,01/10/2025
0013,90,29/02/2008,male,a) WBRI,plan,02/03/2025
0014,91,,u,,in need,2025-08-05
"""


def write_workspace(root: Path, **changed: str) -> Path:
    """The workspace on disk; a text by name (``review``, ``frame`` …) takes the place of the usual one."""
    folder = root / "reviews" / "neglect"
    templates = root / "audit_templates"
    for made in (folder, templates):
        made.mkdir(parents=True, exist_ok=True)
    (root / "sample-key.txt").write_bytes(KEY + b"\n")
    for path, name, usual in (
        (root / "workspace.toml", "workspace", WORKSPACE),
        (templates / "neglect.toml", "template", TEMPLATE),
        (templates / "scales.toml", "scales", SCALES),
        (folder / "review.toml", "review", REVIEW),
        (folder / "scope.toml", "scope", SCOPE),
        (folder / "frame.csv", "frame", FRAME),
    ):
        path.write_text(changed.get(name, usual), encoding="utf-8", newline="\n")
    return folder


def read_small(root: Path, **changed: str) -> tuple[Review, Workspace]:
    """The review and workspace, read; the test fails when a problem stops them."""
    folder = write_workspace(root, **changed)
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    review, problems = read_review(folder, workspace)
    problems.raise_if_stops()
    assert review is not None
    return review, workspace


def frame_of(root: Path, text: str, review: str = REVIEW) -> Frame:
    """The frame read from this CSV text."""
    return read_frame(read_small(root, frame=text, review=review)[0], KEY)
