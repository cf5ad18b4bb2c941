"""What a page tells whoever plans the training: by rule, with the reason, and never from a mean alone."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.lenses.training_points import training_points
from scrutiny_lib.lenses.training_results import FOR_THE_BETTER, FOR_THE_WORSE
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
        "Nobody who needs it has had it: Police (0 of 9). "
        "Fewer than half of those who need it are known to have had it: Health – midwife (1 of 10); "
        "Housing (3 of 10); Schools (20 of 41)."
    ]
    again = training_points({"training_need": table("training_need", rows)}, counted=False)
    assert again["sentence"].tolist() == [
        "Nobody who needs it has had it: Police. Fewer than one in four of those who need it are known to have had it: "
        "Health – midwife. Fewer than half of those who need it are known to have had it: Schools; Housing."
    ]


def test_those_with_fewest_come_first_and_then_those_with_most_left() -> None:
    rows = [
        need("Schools", "all", 10, 71), need("Police", "all", 2, 140), need("Care", "all", 60, 400),
        need("Health", "all", 60, 61), need("Courts", "all", 20, 90), need("all", "all", 152, 762),
    ]  # fmt: skip
    found = points(row(ROSE), training_need=rows)
    assert found[found["kind"] == "not reached"]["sentence"].tolist() == [
        "Fewer than half of those who need it have had it: Police (2 of 140); Schools (10 of 71); Care (60 of 400); "
        "Courts (20 of 90)."
    ]
    again = training_points({"training_need": table("training_need", rows)}, counted=False)
    assert again["sentence"].tolist() == [
        "Fewer than one in ten of those who need it have had it: Police. Fewer than one in four: Care; Courts; Schools."
    ]


def test_a_role_nobody_came_from_is_named_beside_its_agency() -> None:
    rows = [need("Care", "worker", 20, 60), need("Care", "manager", 0, 30), need("Care", "all", 20, 90),
            need("Health", "all", 30, 40)]  # fmt: skip
    found = points(row(ROSE), training_need=rows)
    said = (
        "Nobody who needs it has had it: Care – manager (0 of 30). Fewer than half of those who need it have had it: "
    )
    said += "Care (20 of 90)."
    assert found["sentence"].tolist()[1] == said


def test_where_none_was_reached_better_than_another_those_with_most_left_come_first() -> None:
    rows = [need(name, "all", 12, of) for name, of in (("Police", 30), ("Care", 40), ("Health", 30))]
    found = points(row(ROSE), training_need=rows)
    assert found["sentence"].tolist()[1] == (
        "Fewer than half of those who need it have had it: Care (12 of 40); Police (12 of 30); Health (12 of 30)."
    )


def test_where_nobody_said_how_many_need_a_course_that_is_said() -> None:
    held = [{"course": "C", "places": 30, "booked": 29, "attended": 26}, {"course": "D", "places": 30}]
    found = points(row(ROSE), training=held, training_need=[need("Police", "all", 30, 31)])
    said = found[found["sentence"].str.contains("nobody said how many need it")]
    assert said["course"].tolist() == ["D"] and said["kind"].tolist() == ["cannot tell"]


def test_who_cancelled_in_time_is_not_reminded() -> None:
    held = {"course": "C", "places": 20, "booked": 17, "attended": 12, "cancelled_late": 1}
    assert "change" in set(points(row(ROSE), training=[held | {"absent": 4, "cancelled_in_time": 0}])["kind"])
    assert "change" not in set(points(row(ROSE), training=[held | {"absent": 2, "cancelled_in_time": 2}])["kind"])


FELL_A_LITTLE = {**FELL, "change": -0.1, "lower": -0.2, "upper": -0.1}
TOP = {**FLAT, "before": 4.8}


@pytest.mark.parametrize(
    ("change", "more", "kind", "says"),
    [
        ([row(FELL), row(ROSE, LATER)], {}, "cannot tell", "lower at its end and higher three months on"),
        ([row(FELL_A_LITTLE)], {}, "stop", "did not move by enough"),  # a little lower is little, not a harm
        ([row({**FELL_A_LITTLE, "before": 4.8})], {}, "change", "Offer it to other people"),
        ([row(FELL), row(ROSE, LATER, level="behaviour", who="line manager")], {}, "cannot tell", "got better"),
        ([row(FELL)], {"attended": 60}, "cannot tell", "most of the others are missing"),
        ([row(FLAT)], {"attended": 60}, "cannot tell", "most of the others are missing"),
        ([row(FELL)], {"asked_for_by": "A04"}, "change", "a review asked for it"),
        ([row(ROSE)], {"attended": 60}, "repeat", "Fewer than half of those who came or were asked answered"),
        ([row(ROSE, LATER)], {}, "repeat", "scored themselves higher three months on"),
        (
            [row(ROSE), row(ROSE, LATER), row(FELL, LATER, level="behaviour", who="line manager")],
            {}, "cannot tell", "what is said of their work got worse",
        ),
    ],
)  # fmt: skip
def test_a_rule_says_no_more_than_it_can(
    change: list[dict[str, Any]], more: dict[str, Any], kind: str, says: str
) -> None:
    held = {"course": "C", "attended": 26, **more}
    found, said = verdict(*change, training=[held])
    assert found == kind and says in said


def test_a_rise_that_few_confirmed_later_is_no_less_than_one_nobody_did() -> None:
    began = [{"course": "C", "wave": "before", "who": "person", "answered": 24, "paired": 20, "unpaired": 4}]
    few = row({**ROSE, "pairs": 8, "worst": -0.4}, LATER)
    assert verdict(row(ROSE), few, training_response=began) == (
        "repeat",
        "Repeat it for now, and ask more people after three months: whether it lasts cannot be told yet.",
    )
    assert verdict(few, training_response=began)[0] == "cannot tell"


def test_a_fall_most_people_showed_counts_although_few_answered_later() -> None:
    later = row({**FELL, "pairs": 8}, LATER)
    assert verdict(row(FELL), later, training=[{"course": "C", "attended": 30}])[0] == "stop"
    assert verdict(later, training=[{"course": "C", "attended": 30}])[0] == "cannot tell"


def test_too_few_at_three_months_do_not_show_that_it_did_not_last() -> None:
    began = [{"course": "C", "wave": "before", "who": "person", "answered": 24, "paired": 20, "unpaired": 4}]
    few = row({**FLAT, "pairs": 8}, LATER)
    assert verdict(row(ROSE), few, training_response=began) == (
        "repeat",
        "Repeat it for now, and ask more people after three months: whether it lasts cannot be told yet.",
    )
    assert verdict(row(ROSE), {**few, "pairs": 12}, training_response=began)[0] == "change"


@pytest.mark.parametrize(("way", "kind"), [(FOR_THE_WORSE, "cannot tell"), (FOR_THE_BETTER, "repeat"), ("", "repeat")])
def test_a_course_whose_figure_got_worse_is_not_simply_repeated(way: str, kind: str) -> None:
    step = {"course": "C", "title": "T", "changed": True, "before_points": 20, "after_points": 20,
            "sentence": f"Both tests find this step{way}."}  # fmt: skip
    found, said = verdict(row(ROSE), row(ROSE, LATER), training_results=[step])
    assert found == kind and ("Look again before repeating it" in said) == (kind == "cannot tell")
    assert verdict(row(ROSE), training_results=[{**step, "changed": False}])[0] == "repeat"


def test_a_figure_that_got_worse_speaks_for_no_course_that_moved_nobody() -> None:
    step = {"course": "C", "title": "T", "changed": True, "before_points": 20, "after_points": 20,
            "sentence": f"Both tests find this step{FOR_THE_WORSE}."}  # fmt: skip
    assert verdict(row(FLAT), training_results=[step])[0] == "stop"


def test_a_course_to_stop_fills_no_places_and_those_who_need_it_are_not_forgotten() -> None:
    found = points(row(FLAT), training_need=[need("Police", "all", 0, 9)])
    assert list(found["kind"]) == ["stop"] and "Those who need it still need something" in found["sentence"][0]


def test_a_part_with_no_room_to_rise_is_not_to_be_changed() -> None:
    whole = [row(ROSE), row(ROSE, LATER)]
    full = row({**FLAT, "before": 4.8}, LATER, question="q1", label="I can q1")
    assert list(points(*whole, full)["kind"]) == ["repeat"]


def test_a_figure_of_a_course_nobody_evaluated_is_told_too() -> None:
    few = {"course": "D", "title": "T", "changed": False, "before_points": 20, "after_points": 3}
    found = points(row(ROSE), training_results=[few])
    assert found[found["course"] == "D"]["kind"].tolist() == ["cannot tell"]


@pytest.mark.parametrize("seed", range(40))
def test_no_course_is_both_to_repeat_and_to_stop(seed: int) -> None:
    """Whatever the tables say: one verdict on what people learned, and nothing to repeat or fill of what is to stop."""
    draw = random.Random(seed)
    states = [ROSE, FLAT, UNCLEAR, FELL, FEW, FELL_A_LITTLE, TOP]
    change = [row(draw.choice(states), wave, pairs=draw.choice([20, 8]), **more)
              for wave in ("after", LATER) for more in ({}, {"level": "behaviour", "who": "line manager"},
                                                        {"question": "q1", "label": "Q"})
              if draw.random() < 0.8] + [row(draw.choice(states), LATER, wave_from="after")]  # fmt: skip
    reach = [{"course": "C", "places": 60, "booked": draw.choice([10, 60]), "attended": draw.choice([5, 40]),
              "asked_for_by": draw.choice(["", "A1"])}]  # fmt: skip
    steps = [{"course": "C", "title": "T", "changed": draw.random() < 0.7, "before_points": 20, "after_points": 20,
              "sentence": draw.choice([FOR_THE_WORSE, FOR_THE_BETTER, ""])}]  # fmt: skip
    found = points(*change, training=reach, training_results=steps, training_need=[need("Police", "all", 0, 9)])
    kinds = set(found["kind"])
    assert not {"repeat", "stop"} <= kinds and ("stop" not in kinds or not {"change", "not reached"} & kinds)
    others = found[found["kind"] != "not reached"]["sentence"]
    assert not others.str.contains(r"\d").any(), "people are counted only in groups that were not reached"


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
