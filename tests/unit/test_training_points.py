"""What a page tells whoever plans the training: by rule, with the reason, and never from a mean alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.lenses.training_points import training_points
from scrutiny_lib.tables import COLUMNS, table

NAN = float("nan")
ROSE = {"change": 1.0, "lower": 0.5, "upper": 1.5, "pvalue": 0.001, "adjusted": 0.01, "worst": 0.1, "best": 1.4}
FLAT = {"change": 0.0, "lower": -0.5, "upper": 0.5, "pvalue": 0.8, "adjusted": 1.0, "worst": -0.4, "best": 0.6}
UNCLEAR = {"change": 0.5, "lower": -0.5, "upper": 1.5, "pvalue": 0.2, "adjusted": 0.4, "worst": -0.9, "best": 1.6}
FELL = {"change": -0.5, "lower": -1.0, "upper": -0.2, "pvalue": 0.001, "adjusted": 0.01, "worst": -1.0, "best": -0.1}
FEW = {"pairs": 4, "change": NAN, "lower": NAN, "upper": NAN, "pvalue": NAN, "adjusted": NAN, "worst": -1, "best": 2}


def row(state: dict[str, Any], wave: str = "after", **more: Any) -> dict[str, Any]:
    return {
        "course": "C", "question": "all", "label": "all questions together", "level": "learning", "who": "person",
        "wave_from": "before", "wave_to": wave, "low": 1, "high": 5, "pairs": 20, "before": 2.5, "after": 3.0,
        **state, **more,
    }  # fmt: skip


def points(*change: dict[str, Any], **frames: list[dict[str, Any]]) -> pd.DataFrame:
    reach = frames.pop("training", [{"course": "C", "places": 30, "booked": 29, "attended": 26}])
    made = {name: table(name, rows) for name, rows in frames.items()}
    return training_points({"training": table("training", reach), "training_change": table("training_change", change),
                            **made})  # fmt: skip


def verdict(*change: dict[str, Any], **frames: list[dict[str, Any]]) -> tuple[str, str]:
    first = points(*change, **frames).iloc[0]
    return first["kind"], first["sentence"]


LATER = "three months"


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ([row(ROSE), row(ROSE, LATER)], "repeat", "still there after three months"),
        ([row(ROSE)], "repeat", "for now"),
        ([row(ROSE), row(FEW, LATER)], "repeat", "for now"),
        ([row(ROSE), row(UNCLEAR, LATER)], "repeat", "whether it lasts cannot be told yet"),
        ([row(ROSE), row(UNCLEAR, LATER), row(FELL, LATER, wave_from="after")], "change", "did not last"),
        ([row(ROSE), row(FLAT, LATER)], "change", "did not last"),
        ([row(ROSE), row(ROSE, LATER), row(FELL, LATER, wave_from="after")], "repeat", "though less of it"),
        ([row(FLAT), row(FLAT, LATER)], "stop", "did not move by enough to matter"),
        ([row(ROSE), row(FELL, LATER)], "stop", "scored themselves lower"),
        ([row(UNCLEAR)], "cannot tell", "may or may not"),
        ([row(FLAT), row(UNCLEAR, LATER)], "cannot tell", "may or may not"),
        ([row(FEW)], "cannot tell", "Too few"),
        ([row(ROSE, wave_from="before, asked afterwards")], "cannot tell", "flatters"),
        ([], "cannot tell", "Ask people before and after"),
        ([row(FLAT, before=4.7)], "change", "Offer it to other people"),
    ],
)
def test_every_course_has_one_verdict_by_rule(change: list[dict[str, Any]], kind: str, says: str) -> None:
    found = points(*change)
    assert len(found) == 1 and found["kind"][0] == kind and says in found["sentence"][0]
    assert "Rule: " in found["why"][0]


def test_a_rise_that_chance_could_do_among_so_many_comparisons_is_not_repeated() -> None:
    assert verdict(row({**ROSE, "adjusted": 0.08}))[0] == "cannot tell"


def test_a_mean_alone_moves_nothing() -> None:
    one = points(row(UNCLEAR, before=1.0, after=4.9))
    other = points(row(UNCLEAR, before=3.0, after=3.1))
    pd.testing.assert_frame_equal(one, other)


def test_where_most_of_those_who_began_are_missing_nothing_is_said() -> None:
    began = [{"course": "C", "wave": "before", "who": "person", "answered": 50, "paired": 20, "unpaired": 30}]
    rose = row({**ROSE, "worst": -0.4})
    assert verdict(rose, training_response=began)[0] == "cannot tell"
    assert verdict(row(ROSE), training_response=began)[0] == "repeat"  # even the worst case is a rise
    assert verdict(rose, training_response=[{**began[0], "answered": 30}])[0] == "repeat"


def test_what_a_review_asked_for_is_changed_not_stopped() -> None:
    asked = [{"course": "C", "places": 30, "booked": 29, "attended": 26, "asked_for_by": "A04"}]
    kind, said = verdict(row(FLAT), training=asked)
    assert kind == "change" and "a review asked for it" in said


def test_what_others_see_stops_nothing() -> None:
    behaviour = row(ROSE, LATER, level="behaviour", who="line manager")
    assert verdict(row(FLAT), behaviour)[0] == "cannot tell"
    moved = [{"course": "C", "title": "T", "changed": True, "before_points": 20, "after_points": 20}]
    assert verdict(row(FLAT), training_results=moved)[0] == "cannot tell"


@pytest.mark.parametrize(
    ("who", "state", "says"),
    [
        ("line manager", ROSE, "line managers see it"),
        ("person", ROSE, "people say they do it"),
        ("line manager", FLAT, "add practice at work"),
        ("line manager", UNCLEAR, "whether practice changed is not known"),
    ],
)
def test_what_is_known_of_practice_is_said_beside_what_was_learned(who: str, state: dict[str, Any], says: str) -> None:
    behaviour = row(state, LATER, level="behaviour", who=who)
    kind, said = verdict(row(ROSE), row(ROSE, LATER), behaviour)
    assert kind == "repeat" and says in said


def test_a_part_that_did_not_move_or_last_is_named_where_the_course_did() -> None:
    whole = [row(ROSE), row(ROSE, LATER)]
    flat = row(FLAT, LATER, question="q1", label="I can q1")
    faded = [row(ROSE, question="q2", label="I can q2"), row(FLAT, LATER, question="q2", label="I can q2")]
    held = [row(ROSE, question="q3", label="I can q3"), row(UNCLEAR, LATER, question="q3", label="I can q3")]
    found = points(*whole, flat, *faded, *held)
    assert list(found["kind"]) == ["repeat", "change", "change"]
    assert "“I can q1”: it did not move" in found["sentence"][1]
    assert "“I can q2”: it was learned and did not last" in found["sentence"][2]


def test_empty_places_and_people_who_do_not_come_are_to_be_changed() -> None:
    empty = points(row(ROSE), training=[{"course": "C", "places": 40, "booked": 19, "attended": 19}])
    assert list(empty["kind"]) == ["repeat", "change"] and "fewer than half of its places" in empty["sentence"][1]
    absent = points(row(ROSE), training=[{"course": "C", "places": 40, "booked": 40, "attended": 29}])
    assert "more than a quarter" in absent["sentence"][1]
    fine = points(row(ROSE), training=[{"course": "C", "places": 40, "booked": 20, "attended": 15}])
    few = points(row(ROSE), training=[{"course": "C", "places": 11, "booked": 2, "attended": 0}])
    unknown = points(row(ROSE), training=[{"course": "C", "places": None, "booked": None, "attended": 20}])
    assert len(fine) == len(few) == len(unknown) == 1
    stopped = points(row(FLAT), training=[{"course": "C", "places": 40, "booked": 19, "attended": 5}])
    assert list(stopped["kind"]) == ["stop"]  # nobody need fill the places of a course that is to stop


def need(agency: str, role: str, trained: float | None, of: int, **more: Any) -> dict[str, Any]:
    share = None if trained is None else 100 * trained / of
    return {"course": "C", "agency": agency, "role": role, "trained": trained, "need": of, "percent": share,
            "method": "Everybody was counted.", "upper": share, **more}  # fmt: skip


def test_whom_it_did_not_reach_is_named_by_agency_or_else_by_role() -> None:
    rows = [
        need("Police", "sergeant", 0, 9), need("Police", "all", 0, 9),
        need("Health", "midwife", 1, 10), need("Health", "nurse", 30, 30), need("Health", "all", 31, 40),
        need("Schools", "all", 20, 41), need("Courts", "all", 0, 5), need("Probation", "all", None, 30),
        need("Housing", "all", 3, 10, method="At least: some gave no code.", upper=70.0), need("all", "all", 54, 135),
    ]  # fmt: skip
    found = points(row(ROSE), training_need=rows)
    said = found[found["kind"] == "not reached"]["sentence"].tolist()
    assert said == [
        "Nobody who needs it has had it: Police; fewer than half of those who need it have had it: Health, midwife; "
        "Schools."
    ]


def test_what_was_asked_for_and_no_course_answers_was_not_reached() -> None:
    asked = [
        {"asked_for_by": "A04", "asked": "Train heads.", "course": "C", "held": 2, "sentence": "Held."},
        {"asked_for_by": "R7", "asked": "Train night staff.", "course": "", "held": 0, "sentence": "Nobody."},
    ]
    found = points(row(ROSE), training_asked=asked)
    assert found["sentence"].tolist()[1:] == ["No course says that it answers “Train night staff” (R7)."]


def test_a_figure_with_few_months_cannot_tell() -> None:
    rows = [{"course": "C", "title": "Tool use", "changed": False, "before_points": 20, "after_points": 7},
            {"course": "C", "title": "Other", "changed": False, "before_points": 8, "after_points": 8}]  # fmt: skip
    found = points(row(ROSE), training_results=rows)
    assert list(found["kind"]) == ["repeat", "cannot tell"] and "Tool use" in found["sentence"][1]


def test_kinds_come_in_their_order_and_nothing_makes_nothing() -> None:
    found = points(
        row(FLAT, course="B"), row(ROSE, course="A"), row(UNCLEAR, course="D"), training=[],
        training_need=[{**need("Police", "all", 0, 9), "course": "A"}],
    )  # fmt: skip
    assert list(found["kind"]) == ["repeat", "stop", "not reached", "cannot tell"]
    assert list(training_points({}).columns) == list(COLUMNS["training_points"]) and training_points({}).empty
