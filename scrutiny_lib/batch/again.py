"""What agencies answered last time, where a review repeats an earlier one: shown beside the box, never filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .casework import Casework

LastTime = Mapping[tuple[str, str, str], tuple[str, date]]
"""(agency, case id now or "" for the agency itself, question) -> (answer, day it was given)."""


def last_time(now: Casework, before: Casework) -> LastTime:
    """Each agency's own facts as it gave them in the review that is repeated.

    Questions about the agency itself carry over as they are; those it was asked about a child only where the same
    child, by the id of the source, is looked at again: the two reviews have keys of their own. A question has to have
    kept its id, because an id never changes meaning.
    """
    then = before.frame.crosswalk.set_index("case_id")["child_id"].to_dict()
    drawn = set(now.drawn["case_id"])
    crosswalk = now.frame.crosswalk
    cases = {child: case for case, child in zip(crosswalk["case_id"], crosswalk["child_id"], strict=True)}
    questions = now.template.questions
    facts = set(questions.loc[questions["scope"] == "agency", "id"])
    received = before.returns.received
    sent = {row["agency"]: row["sent_on"] for row in received[received["state"] == "used"].to_dict("records")}
    found: dict[tuple[str, str, str], tuple[str, date]] = {}
    for row in before.returns.table.to_dict("records"):
        case = cases.get(then.get(row["case_id"], ""), "") if row["case_id"] else ""
        if row["question"] in facts and (not row["case_id"] or case in drawn):
            when = sent.get(row["agency"]) or before.review.fieldwork[1].isoformat()
            found[row["agency"], case, row["question"]] = (row["answer"], date.fromisoformat(str(when)))
    return found
