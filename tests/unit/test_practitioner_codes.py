"""Practitioners' codes count over activities and respondents, never over passages; and what of it may leave."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.intake.codebook import read_codebook
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.lenses.practitioner_codes import count_practitioner_codes
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_practitioners import hide_whole_questions, mask_practitioners
from scrutiny_lib.tables import Tables, table

# Three notes of two workshops and a visit; two answers of one respondent and one of another.
TEXTS = pd.DataFrame(
    [
        ("N1", "workshop note", "Workshop"),
        ("N2", "workshop note", "Workshop"),
        ("N3", "meeting minute", "Visit"),
        ("N4", "workshop note", "Evening"),
        ("a", "survey answer", "Survey"),
        ("b", "survey answer", "Survey"),
        ("c", "survey answer", "Survey"),
    ],
    columns=["source", "source_type", "raised_by"],
)
PASSAGES = pd.DataFrame({"passage_id": ["N1.1", "N1.2", "N2", "N3", "a", "b", "c"],
                         "source": ["N1", "N1", "N2", "N3", "a", "b", "c"]})  # fmt: skip
SAID = [("N1.1", "N1", "GW1"), ("N1.2", "N1", "GW1"), ("N2", "N2", "GW1"), ("N3", "N3", "WW1"), ("a", "a", "GW1"),
        ("b", "b", "GW1"), ("c", "c", "WH2"), ("c", "c", "TW1")]  # fmt: skip
SETTLED = Settled(
    codes=pd.DataFrame([(*one, "both") for one in SAID], columns=["passage_id", "source", "code", "basis"])
)
CODING = table("coding", [{"code": "GW1", "reliability": "firm"}, {"code": "TW1", "reliability": "not reported"}])


@pytest.fixture(scope="module")
def counted() -> tuple[pd.DataFrame, pd.DataFrame]:
    book, problems = read_codebook(Path(packaged_folder()) / "codebooks" / "practitioners_starter.toml")
    assert book is not None and not problems.stops()
    return count_practitioner_codes(TEXTS, PASSAGES, SETTLED, CODING, book, {"a": 1, "b": 1, "c": 2})


def test_one_voice_in_a_group_is_one_activity(counted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    shown = counted[1].set_index("result_id")["shown"].to_dict()
    assert shown == {
        "prac.code.GW1": "1 of 2 activities",  # three passages, two notes, one workshop; a note without a passage: none
        "prac.code.WW1": "1 of 2 activities",
        "prac.code.GW1.survey": "1 of 2 practitioners",  # two answers of one respondent
        "prac.code.WH2.survey": "1 of 2 practitioners",
    }
    assert set(counted[1]["kind"]) == {"people"} and counted[1]["lower"].isna().all()


def test_a_code_that_may_not_be_reported_has_no_count(counted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    codes = counted[0].set_index(["unit", "code"])
    row = codes.loc[("practitioners", "TW1")]
    assert row["shown"] == "not reported" and pd.isna(row["n"]) and pd.isna(row["of"])
    assert codes.loc[("activities", "GW1"), "reliability"] == "firm"
    assert codes.loc[("activities", "WW1"), "reliability"] == "tentative"


def limits(profile: str) -> Limits:
    return Limits(profile, LOOSEST[profile], ((100, "all"),), 20)


def tables(codes: pd.DataFrame) -> Tables:
    people = [{"agency": name, "n": n, "of": 24} for name, n in (("A", 12), ("B", 7), ("C", 5))]
    return Tables({}, {"practitioner_codes": codes, "respondents": table("respondents", people)})


def test_outside_the_partnership_few_people_are_nobody(counted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    whole = mask_practitioners(tables(counted[0]), limits("partnership"), [])
    assert len(whole["practitioner_codes"]) == 5 and whole["respondents"]["n"].tolist() == [12, 7, 5]
    withheld: list[dict[str, str]] = []
    masked = mask_practitioners(tables(counted[0]), limits("group"), withheld)
    codes = masked["practitioner_codes"]
    assert set(codes["unit"]) == {"activities", "practitioners"} or set(codes["unit"]) == {"activities"}
    told = codes[codes["unit"] == "activities"]
    assert told["code"].tolist() == ["GW1", "WW1"] and told["n"].isna().all() and set(told["shown"]) == {""}
    assert not codes["shown"].astype(str).str.contains(r"\d").any()
    hidden = masked["respondents"]["n"].astype(str).tolist()
    assert hidden == ["12", "[c]", "[c]"]  # five alone could be worked out from the total
    assert withheld


def test_one_small_answer_hides_its_whole_question() -> None:
    ids = [
        "prac.ps1.yes",
        "prac.ps1.no",
        "prac.ps1.all_good",
        "prac.ps2.a",
        "prac.ps2.b",
        "prac.code.GW1",
        "prac.code.GW2",
    ]
    asked = ["prac.ps1", "prac.ps1", "prac.ps1.all_good", "prac.ps2.a", "prac.ps2.b", "prac.code.GW1", "prac.code.GW2"]
    rows = pd.DataFrame({"result_id": ids, "question": asked})
    small = [True, False, False, True, False, True, False]
    assert hide_whole_questions(rows, small) == [True, True, True, True, False, True, False]
