"""What changed since the last review; and from what was said to what was done."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.findings_file import (
    DECISION_COLUMNS,
    EVIDENCE_COLUMNS,
    FINDING_COLUMNS,
    RECOMMENDATION_COLUMNS,
    FindingsFile,
)
from scrutiny_lib.lenses.voice_again import Earlier
from scrutiny_lib.lenses.voice_did import actions_for_voices, you_said_we_did
from scrutiny_lib.stats.intervals import finite_population
from scrutiny_lib.tables import table as fixed
from scrutiny_lib.terms import ACTION_STAGES
from tests.unit.voice_fixture import BOOK, coding, design_of, summarised


def review(with_it: int, of: int, kind: str = "simple random", **changed: Any) -> dict[str, pd.DataFrame]:
    """A review in which ``with_it`` of so many children told us about L1, the others about L2."""
    children = pd.DataFrame({"case_id": [f"C{at:03}" for at in range(of)]})
    lines = [f"t{at} | C{at:03} | told us | {'L1' if at < with_it else 'L2'}" for at in range(of)]
    voices = "\n".join(["source | case_id | kind | codes", *lines])
    frames, _ = summarised(voices, children=children, design=design_of(kind, children, 500), **changed)
    return dict(frames)


def since(now: tuple[int, int], then: tuple[int, int], kind: str = "simple random") -> pd.Series[Any]:
    before = Earlier("2024-25-q3", "2024-25 Q3", review(*then, kind=kind)["voice_codes"])
    return review(*now, earlier=before)["voice_before"].set_index("code").loc["L1"]


def test_a_difference_has_newcombes_limits_from_what_each_sample_says() -> None:
    row = since((30, 40), (10, 40))
    now, then = finite_population(30, 40, 500), finite_population(10, 40, 500)
    assert row[["now_n", "now_of", "before_n", "before_of"]].tolist() == [30, 40, 10, 40]
    assert row["difference"] == pytest.approx(50)
    lower = 0.5 - ((now.estimate - now.lower) ** 2 + (then.upper - then.estimate) ** 2) ** 0.5
    assert row["lower"] == pytest.approx(100 * lower)
    assert row["lower"] < row["difference"] < row["upper"]
    assert row["sentence"].startswith("More than in 2024-25 Q3: likely by ")


def test_the_other_way_round_it_is_less() -> None:
    assert since((10, 40), (30, 40))["sentence"].startswith("Less than in 2024-25 Q3: likely by ")


def test_a_difference_chance_could_make_is_not_told_as_a_change() -> None:
    row = since((21, 40), (19, 40))
    assert row["lower"] < 0 < row["upper"]
    assert "cannot be told" in row["sentence"]


@pytest.mark.parametrize(
    ("then", "kind"), [((3, 8), "simple random"), ((10, 40), "close look"), ((10, 19), "simple random")]
)
def test_too_few_or_chosen_on_purpose_cannot_be_told_and_is_said_in_words(then: tuple[int, int], kind: str) -> None:
    row = since((30, 40), then, kind)
    assert row[["difference", "lower", "upper"]].isna().all()
    assert row[["before_n", "before_of"]].tolist() == list(then)
    assert "cannot be told" in row["sentence"]
    assert not any(str(count) in row["sentence"].replace("2024-25 Q3", "") for count in (*then, 30, 40))


def test_a_code_that_may_not_be_reported_in_one_of_the_two_is_not_compared() -> None:
    before = Earlier("r", "2024-25 Q3", review(10, 40)["voice_codes"])
    shaky = coding(L1="not reported", L2="firm")
    assert set(review(30, 40, earlier=before, coding=shaky)["voice_before"]["code"]) == {"L2"}
    before = Earlier("r", "2024-25 Q3", review(10, 40, coding=shaky)["voice_codes"])
    assert set(review(30, 40, earlier=before)["voice_before"]["code"]) == {"L2"}


def findings(results: list[str], statement: str = "", note: str = "", says: str = "supports") -> FindingsFile:
    """One finding with one recommendation."""
    row = dict.fromkeys(FINDING_COLUMNS, "") | {"id": "F1", "statement": statement, "results": results}
    evidence = {"finding_id": "F1", "source": "children and families", "says": says, "note": note}
    asked = {"id": "R1", "finding": "F1", "text": "Go back to children", "who": "", "by_when": None}
    return FindingsFile(
        pd.DataFrame([row], columns=list(FINDING_COLUMNS)),
        pd.DataFrame([evidence], columns=list(EVIDENCE_COLUMNS)),
        pd.DataFrame([asked], columns=list(RECOMMENDATION_COLUMNS)),
        pd.DataFrame(columns=list(DECISION_COLUMNS)),
        Problems(),
    )


def action(stage: str = ACTION_STAGES[0], recommendation: str = "go  back to children", of: str = "Neglect") -> Any:
    given = {"action_id": "A1", "review": of, "recommendation": recommendation, "action": "Picture letters."}
    return fixed("actions", [{**given, "stage": stage}])


def linked(file: FindingsFile, actions: pd.DataFrame) -> list[tuple[str, str]]:
    found = actions_for_voices(actions, file, ("2025-26-q1-neglect", "Neglect"))
    return list(found[["kind", "code"]].itertuples(index=False, name=None))


def test_an_action_goes_back_to_the_voice_its_finding_rests_on() -> None:
    assert linked(findings(["voice.L2.told_us"]), action()) == [("told us", "L2")]
    assert linked(findings([], "Friends: {voice.L2.told_us}."), action()) == [("told us", "L2")]
    assert linked(findings([], note="{voice.L1.parents_and_carers}"), action()) == [("parents and carers", "L1")]
    assert linked(findings(["voice.L2.told_us"], "{voice.L2.told_us}"), action()) == [("told us", "L2")]


def test_no_link_is_made_up() -> None:
    said = findings(["voice.L2.told_us"])
    assert linked(said, action(recommendation="Something else")) == []
    assert linked(said, action(recommendation="")) == []
    assert linked(said, action(of="Another review")) == []
    assert linked(findings(["chain.told", "voice.none.child", "q1.yes"]), action()) == []
    assert linked(findings([], note="{voice.L1.told_us}", says="contradicts"), action()) == []


@pytest.mark.parametrize("stage", ACTION_STAGES)
def test_what_is_only_agreed_is_not_told_as_done(stage: str) -> None:
    file = findings(["voice.L2.told_us"])
    made = you_said_we_did(actions_for_voices(action(stage), file, ("Neglect",)), BOOK)
    (row,) = made.to_dict("records")
    assert row["theme"] == "Friends"
    assert row["sentence"].startswith("You told us about: Friends. We ")
    done = stage not in ("not yet due", "overdue")
    assert ("We did this: Picture letters." in row["sentence"]) == done
    assert ("It changed something" in row["sentence"]) == (stage == "changed something")


def test_actions_that_do_not_say_whose_voice_is_behind_them_give_nothing() -> None:
    assert you_said_we_did(action(), BOOK).empty
    assert you_said_we_did(None, BOOK).empty
    frames, _ = summarised(actions=actions_for_voices(action(), findings(["voice.L2.told_us"]), ("Neglect",)))
    assert frames["you_said"]["code"].tolist() == ["L2"]


def test_what_nobody_says_any_more_is_a_change_and_so_is_what_nobody_said_before() -> None:
    silent = review(0, 40)
    both = ("told us", "L1", 0, 40)
    none = pd.DataFrame([both], columns=["kind", "code", "n", "of"])
    whole = finite_population(0, 40, 500)
    limits = {"percent": 0.0, "lower": 100 * whole.lower, "upper": 100 * whole.upper, "reliability": "firm"}
    before = Earlier("r", "2024-25 Q3", fixed("voice_codes", none.assign(**limits).to_dict("records")))
    row = review(20, 40, earlier=before)["voice_before"].set_index("code").loc["L1"]
    assert (row["before_n"], row["now_n"]) == (0, 20) and row["sentence"].startswith("More than")
    assert "L1" not in set(silent["voice_codes"]["code"])  # the page does not list what nobody said
    gone = review(0, 40, earlier=Earlier("r", "2024-25 Q3", review(20, 40)["voice_codes"]))["voice_before"]
    row = gone.set_index("code").loc["L1"]
    assert (row["before_n"], row["now_n"]) == (20, 0) and row["sentence"].startswith("Less than")


def test_two_codebooks_are_never_compared_whatever_their_ids() -> None:
    codes = review(10, 40)["voice_codes"]
    assert review(30, 40, earlier=Earlier("r", "2024-25 Q3", codes, "another"))["voice_before"].empty
    assert len(review(30, 40, earlier=Earlier("r", "2024-25 Q3", codes, BOOK.id))["voice_before"])


def test_a_change_in_a_tentative_code_is_told_as_tentative() -> None:
    before = Earlier("r", "2024-25 Q3", review(5, 40)["voice_codes"])
    shaky = coding(L1="tentative", L2="firm")
    found = review(30, 40, earlier=before, coding=shaky)["voice_before"].set_index("code")["sentence"]
    assert "Tentative" in found["L1"] and "Tentative" not in found["L2"]


def test_what_was_said_in_an_earlier_review_is_not_put_into_the_mouths_of_these_children() -> None:
    row = {"kind": "told us", "code": "L1", "action_id": "A1", "action": "Do it.", "stage": ACTION_STAGES[0]}
    here, before = you_said_we_did(pd.DataFrame([row, {**row, "said_in": "Neglect"}]), BOOK)["theme"]
    assert (here, before) == ("A usual day", "A usual day (in an earlier review: Neglect)")
