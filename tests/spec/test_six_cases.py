"""Six children from the list to the agreed judgement: every number here can be counted by eye.

The files are those of ``sample_cases/tiny``. Each child is a column, in the order the children were named (1 to 6);
``-`` stands for a child the agency does not know.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from scrutiny_lib.audit.agree import Agreed, agree_answers, read_agreed
from scrutiny_lib.audit.risk import check_risk
from scrutiny_lib.audit.sample import Sample, draw_sample, how_chosen, what_this_size_can_show
from scrutiny_lib.intake.frame import read_frame
from scrutiny_lib.intake.pseudonyms import read_key
from scrutiny_lib.intake.returns import Returns, read_returns
from scrutiny_lib.intake.review import Review, read_review
from scrutiny_lib.intake.template import Template, find_template, read_template
from scrutiny_lib.intake.workspace import read_workspace

AGREED = """
cx02  yes          yes      no              partly          yes      no
cx05  yes          no       yes             no              no       partly
cx08  no           no       yes             no              no       not_applicable
cx10  within_72_h  later    not_applicable  not_held        later    not_applicable
"""
KNOWN = """
social_care  yes  yes  yes  yes  yes  yes
police       yes  yes  yes  no   yes  yes
education    yes  yes  no   yes  yes  yes
"""
HELD_SOMETHING_NOT_SHARED = """
police       yes  no   yes  -    yes  no
education    no   yes  -    yes  no   yes
"""


class Six(NamedTuple):
    review: Review
    template: Template
    frame: pd.DataFrame
    sample: Sample
    returns: Returns
    agreed: Agreed


@pytest.fixture(scope="module")
def six(repository: Path) -> Six:
    workspace, problems = read_workspace(repository / "sample_cases" / "tiny")
    assert not problems.stops()
    review, problems = read_review(workspace.reviews / "2025-26-q3-six-cases", workspace)
    assert review is not None, str(problems)
    path = find_template(review.theme, workspace)
    assert path is not None
    template, problems = read_template(path)
    assert template is not None, str(problems)
    frame = read_frame(review, read_key(workspace.key_file(review.name)))
    sample = draw_sample(frame.table, review.sample, frame.crosswalk)
    agencies = {asked.id: workspace.agencies[asked.id] for asked in review.agencies}
    returns = read_returns(review.folder / "returns", template, set(sample.table["case_id"]), agencies, review.name)
    agreed = agree_answers(returns.table, read_agreed(review.folder / "agreed.csv")[0], template)
    return Six(review, template, frame.table, sample, returns, agreed)


def grid(text: str) -> dict[str, list[str]]:
    rows = [line.split() for line in text.strip().splitlines()]
    words = {"within_72_h": "within 72 hours", "-": "not known to us"}
    return {name: [words.get(cell, cell.replace("_", " ")) for cell in cells] for name, *cells in rows}


def in_order(six: Six, table: pd.DataFrame, column: str, value: str) -> list[str]:
    """The answers in ``table`` where ``column`` is ``value``, children 1 to 6."""
    return table[table[column] == value].set_index("case_id")["answer"].reindex(six.sample.table["case_id"]).tolist()


def test_six_of_twelve_were_chosen_on_purpose(six: Six) -> None:
    assert len(six.frame) == 12 and len(six.sample.table) == 6
    assert how_chosen(six.review.sample, six.sample.strata, 6, 12) == (
        "Six children of 12 were chosen on purpose on 2 October 2025 by Scrutiny analyst (A1): Six children, so that "
        "every number on the page can be counted by eye."
    )
    assert what_this_size_can_show(6, 12, six.review.sample.design)[0] == (
        "We looked closely at six children. This shows what happened to them, not how often it happens."
    )


def test_three_agencies_sent_everything_back(six: Six) -> None:
    assert not six.returns.problems
    received = six.returns.received.set_index("agency")
    assert received["state"].tolist() == ["used"] * 3 and received["asked"].tolist() == [6] * 3
    assert received["known"].to_dict() == {"social_care": 6, "police": 5, "education": 5}


@pytest.mark.parametrize("agency", ["social_care", "police", "education"])
def test_which_children_each_agency_knows(six: Six, agency: str) -> None:
    known = six.returns.table[six.returns.table["question"] == "known"]
    assert in_order(six, known, "agency", agency) == grid(KNOWN)[agency]


@pytest.mark.parametrize("agency", ["police", "education"])
def test_a_fact_of_each_agency_stays_its_own(six: Six, agency: str) -> None:
    answers = six.returns.table[six.returns.table["question"] == "cx12"]
    assert in_order(six, answers, "agency", agency) == grid(HELD_SOMETHING_NOT_SHARED)[agency]
    assert "cx12" not in set(six.agreed.table["question"])


@pytest.mark.parametrize("question", ["cx02", "cx05", "cx08", "cx10"])
def test_one_agreed_judgement_about_each_child(six: Six, question: str) -> None:
    assert in_order(six, six.agreed.table, "question", question) == grid(AGREED)[question]


def test_without_a_discussion_the_agencies_that_know_the_child_speak_alike(six: Six) -> None:
    nobody_yet = pd.DataFrame(columns=["case_id", "question", "answer", "reason", "dissent"])
    alike = agree_answers(six.returns.table, nobody_yet, six.template).table
    assert set(alike["basis"]) == {"all agencies alike"}
    assert in_order(six, alike, "question", "cx05") == grid(AGREED)["cx05"]


def test_nobody_is_worried_now(six: Six) -> None:
    report = check_risk(six.returns.table, six.review.folder / "risk.csv")
    assert report.raised.empty and report.unconfirmed == 0
