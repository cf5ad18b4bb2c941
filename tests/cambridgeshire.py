"""Cambridgeshire's threshold audit of 2017, re-made from the figures it published, with invented referrals.

Published by the Cambridgeshire and Peterborough Safeguarding Children Partnership Board,
https://safeguardingcambspeterborough.org.uk/project/findings-from-audit-on-the-compliance-of-the-cambridgeshire-thresholds/

- 2,471 referrals received from 1 September to 1 November 2017; 60 drawn by chance, 20 for each outcome: assessment or
  strategy discussion, de-escalated to early help, no further action.
- 57 to which the question applied; 69 % indicated the right level (or came from people who have one way in only), 31 %
  indicated none or a wrong one.

No whole number of 57 is 69 %: 39 is 68.4 %, 40 is 70.2 %. 39 is taken: it is nearer, and 18 is the nearest to 31 %.

Not published, and so assumed here:

- *How many referrals had each outcome.* The Department for Education's tables (Children in need 2013 to 2024: C1, C6)
  count 465 referrals to Cambridgeshire's children's social care in September 2017 and 432 in October, together 897;
  4.4 % of that year's ended without further action, so 858 are taken to have gone on to an assessment or a strategy
  discussion.
  For the other 1,613 there is no figure: they are split one to two between early help and no further action.
  :data:`OTHER_SIZES` holds what else one might assume.
- *Which of the 57 were right, by outcome.* More of those that went on (16, 13 and 10 of 19 each), and one of each
  outcome to which it did not apply. :data:`OTHER_SPREADS` holds others.
- *Which way the others were wrong*, the names of the levels, and every referral: invented, and said so on the page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from scrutiny_lib.audit.packs import write_return
from scrutiny_lib.audit.sample import draw_sample
from scrutiny_lib.intake.frame import read_frame
from scrutiny_lib.intake.pseudonyms import read_key
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.template import find_template, read_template
from scrutiny_lib.intake.workspace import read_workspace

REVIEW, QUARTER = "2017-18-q3-cambridgeshire-thresholds", "2017-18-Q3"
REFERRALS, DRAWN_OF_EACH, RIGHT, APPLY = 2471, 20, 39, 57
OUTCOMES = ("assessment or strategy discussion", "early help", "no further action")
LEVELS = ("level 1", "level 2", "level 3", "level 4")

SIZES = (858, 538, 1075)
"""Referrals by outcome, as assumed."""
OTHER_SIZES = {
    "equally many of each outcome": (824, 824, 823),
    "the rest split evenly": (858, 807, 806),
    "the rest mostly without further action": (858, 323, 1290),
    "as England's referrals 2017-18 (9.4 % no further action, 28.5 % not in need)": (1535, 704, 232),
}
SPREAD = (16, 13, 10)
"""Of 19 of each outcome to which it applied, how many were right, as assumed."""
OTHER_SPREADS = {"alike for every outcome": (13, 13, 13), "fewer of those that went on": (10, 13, 16)}

_WORKSPACE = """\
format = 1
name = "Cambridgeshire's published threshold audit of 2017, re-made with invented referrals"
short_name = "Re-made audit"
area = "Cambridgeshire"
invented = true
marking = "Published figures; invented referrals"
contact = "Scrutiny analyst (A1)"

[release]
without_second_person = ["executive", "hips"]

[key]
file = "key.txt"

[[agency]]
id = "auditors"
name = "The board's auditors"
"""
_THEME = """\
id = "cambridgeshire_thresholds"
edition = "2017"
title = "Threshold audit (re-made)"
purpose = "To learn whether referrals indicate the right level of need."
agencies = ["auditors"]

[[question]]
id = "ct01"
scope = "child"
lens = "threshold"
line = "L1"
role = "level agreed"
ask = "Which level was right for this referral?"
answers = ["level 1", "level 2", "level 3", "level 4"]
help = "Not applicable: three of the sixty."
"""
_THRESHOLD = """\
# Names invented: the levels of the document launched in April 2017 are not among the published figures.
area = "Cambridgeshire"
edition = "April 2017"
confirmed = false
source = "The audit's own page names the document; numbers stand in for its levels"
in_force_from = 2017-04-01
"""
_REVIEW = """\
title = "Are referrals at the right level? Cambridgeshire's audit of 2017, re-made"
kind = "threshold audit"
theme = "cambridgeshire_thresholds"
quarter = "2017-18-Q3"
audiences = ["executive", "hips"]

[practice]
from = 2017-09-01
to = 2017-11-01

[fieldwork]
from = 2017-11-20
to = 2017-12-15

[frame]
file = "frame.csv"

[sample]
design = "stratified"
size = 60
strata = ["outcome"]
method = "equal"
minimum = 20
seed = "Cambridgeshire thresholds 2017"
chosen_by = "Scrutiny analyst (A1)"
chosen_on = 2017-11-06
reason = "Twenty referrals with each outcome, as the board chose them."

[[agency]]
id = "auditors"
due = 2017-12-15
"""
_SCOPE = """\
question = "Do referrals indicate the right level of need?"
why = "A published audit, re-made to show what its sample says of all referrals. How many had each outcome is not \
published and is assumed here; which way a wrong level was wrong is invented."
agreed_by = "Board"
agreed_on = 2017-09-01
hips_alignment = "None: a published example"
sharing_basis = "None needed: published totals and invented referrals"
keep_until = 2030-12-31

[[line]]
id = "L1"
question = "Is the level that referrals indicate the right one?"
cases = "Level indicated, level the auditors found right"
"""
_FINDINGS = """\
[[finding]]
id = "F1"
line = "L1"
kind = "to improve"
rank = 1
title = "About two of three referrals indicate the right level"
statement = "The right level was indicated by {level.right} that could be judged. The board published 69 in 100, \
which is the plain share of the referrals looked at. It is not the share of all 2,471: equally many of \
each outcome were looked at, and the outcomes are not equally common."
results = ["level.right", "level.not_applicable"]
strength = "limited"
strength_reason = "How many referrals had each outcome was not published. Assumed here: 858 assessment or strategy \
discussion, 538 early help, 1,075 no further action."
by = "analyst A1"
"""


def write_workspace(root: Path, sizes: Sequence[int] = SIZES, spread: Sequence[int] = SPREAD) -> Path:
    """A whole workspace: referrals drawn, what came back in place; ``scrutiny run`` makes its page.

    ``sizes`` are the referrals by outcome and must add up to 2,471; ``spread`` how many of the 19 of each to which the
    question applied were right. Gives back the folder of the review.
    """
    if sum(sizes) != REFERRALS:
        raise ValueError("the sizes must add up to the referrals received")
    folder = root / "reviews" / REVIEW
    levels = "".join(f'\n[[level]]\norder = {n}\nname = "{name}"\n' for n, name in enumerate(LEVELS, 1))
    for path, text in {
        root / "workspace.toml": _WORKSPACE,
        root / "key.txt": "published with invented referrals, and for them alone",
        root / "audit_templates" / "cambridgeshire_thresholds.toml": _THEME,
        root / "audit_templates" / "thresholds" / "cambridgeshire_2017.toml": _THRESHOLD + levels,
        folder / "review.toml": _REVIEW,
        folder / "scope.toml": _SCOPE,
        folder / "findings.toml": _FINDINGS,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    _write_csv(folder / "frame.csv", list(referrals(sizes)))
    _write_what_came_back(root, folder, spread)
    return folder


def referrals(sizes: Sequence[int] = SIZES) -> Iterator[dict[str, str]]:
    """Every invented referral: ids, a date within the two months, the outcome and the level indicated."""
    first, number = date(2017, 9, 1), 0
    for place, (outcome, size) in enumerate(zip(OUTCOMES, sizes, strict=True)):
        for turn in range(size):
            number += 1
            yield {
                "referral_id": f"CR-{number:05d}",
                "child_id": f"CC-{number:05d}",
                "date_of_birth": (date(2003, 1, 1) + timedelta(days=(number * 37) % 5000)).isoformat(),
                "sex": "FM"[number % 2],
                "referral_date": (first + timedelta(days=(number * 7) % 62)).isoformat(),
                "outcome": outcome,
                "level_given": LEVELS[min(2 - place + turn % 2, 3)] if place < 2 else LEVELS[turn % 2],
            }


def settle(drawn: Sequence[tuple[str, str, str]], spread: Sequence[int] = SPREAD) -> dict[str, str]:
    """The level agreed for each (case_id, outcome, level given) drawn, in the order given.

    Of each outcome the first does not apply, the next are right, as many as ``spread`` says, and the others are wrong
    by one level, down and up by turns.
    """
    agreed: dict[str, str] = {}
    for outcome, right in zip(OUTCOMES, spread, strict=True):
        mine = [(case, level) for case, of, level in drawn if of == outcome]
        for turn, (case, level) in enumerate(mine):
            at = LEVELS.index(level)
            beside = [place for place in ((at + 1, at - 1) if turn % 2 else (at - 1, at + 1)) if 0 <= place < 4]
            agreed[case] = "not applicable" if turn == 0 else level if turn <= right else LEVELS[beside[0]]
    return agreed


def _write_what_came_back(root: Path, folder: Path, spread: Sequence[int]) -> None:
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    review, problems = read_review(folder, workspace)
    problems.raise_if_stops()
    assert review is not None
    frame = read_frame(review, read_key(workspace.key_file(review.name), workspace.invented))
    frame.problems.raise_if_stops()
    sample = draw_sample(frame.table, review.sample, frame.crosswalk).table
    looked_at = sample[sample["role"] == "sample"].sort_values("order")
    agreed = settle(list(looked_at[["case_id", "outcome", "level_given"]].itertuples(index=False, name=None)), spread)
    theme = find_template(review.theme, workspace)
    assert theme is not None
    template, problems = read_template(theme)
    problems.raise_if_stops()
    assert template is not None
    answers = {
        (case, question): (answer, "", "")
        for case, level in agreed.items()
        for question, answer in (("known", "yes"), ("life", "Invented."), ("worried", "no"), ("ct01", level))
    }
    (folder / "returns").mkdir(exist_ok=True)
    name, sent = workspace.agencies["auditors"], date(2017, 12, 14)
    write_return(
        folder / "returns" / "auditors.xlsx", review, template, sample, "auditors", name, answers, sent_on=sent
    )
    _write_csv(
        folder / "agreed.csv",
        [
            {"case_id": case, "question": "ct01", "answer": level, "reason": "", "dissent": ""}
            for case, level in agreed.items()
        ],
    )


def _write_csv(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
