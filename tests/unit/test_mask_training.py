"""Training through the gate: small numbers of people, small groups of children, and what can be worked out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.batch.training import TrainingRead
from scrutiny_lib.batch.training_year import in_several
from scrutiny_lib.lenses.training_change import odds as said_odds
from scrutiny_lib.lenses.training_points import RULES
from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_training import mask_training
from scrutiny_lib.release.patterns import counts_few
from scrutiny_lib.tables import Tables, table


def limits(profile: str) -> Limits:
    return Limits(profile, LOOSEST[profile], ((50, "fewer than half"), (100, "most")), 20)


def masked(profile: str, hidden: set[str] | None = None, **rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    tables = Tables({}).with_frames(None, **{name: table(name, given) for name, given in rows.items()})
    found = mask_training(tables, hidden or set(), limits(profile), withheld := [])
    assert all(item["what"] and item["why"] for item in withheld)
    return {name: found.get(name, tables[name]) for name in {*found, *rows}}


REACH = {"course": "C", "days": 1, "places": 60, "booked": 52, "attended": 40, "substitutes": 2}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"cancelled_in_time": 6, "cancelled_late": 6, "absent": 0}, (52, 40, 6, 6, 0)),
        ({"cancelled_in_time": 0, "cancelled_late": 8, "absent": 4}, (52, 40, "[c]", "[c]", "[c]")),
        ({"cancelled_in_time": 7, "cancelled_late": 1, "absent": 4}, (52, 40, "[c]", "[c]", "[c]")),
        ({"attended": 48, "cancelled_in_time": 0, "cancelled_late": 0, "absent": 4}, ("[c]", 48, "[c]", "[c]", "[c]")),
        ({"attended": 52, "cancelled_in_time": 0, "cancelled_late": 0, "absent": 0}, ("[c]", 52, "[c]", "[c]", "[c]")),
    ],
)
def test_what_became_of_bookings_is_told_whole_or_not_at_all(parts: dict[str, int], shown: tuple[object, ...]) -> None:
    (row,) = masked("group", training=[REACH | parts])["training"].to_dict("records")
    assert tuple(row[name] for name in ("booked", "attended", "cancelled_in_time", "cancelled_late", "absent")) == shown
    assert row["places"] == 60 and row["substitutes"] == "[c]"


def test_a_course_told_of_on_another_page_too_counts_nobody() -> None:
    row = REACH | {"cancelled_in_time": 6, "cancelled_late": 6, "absent": 0}
    tables = Tables({"shared_courses": ["C"]}).with_frames(
        None, training=table("training", [row, row | {"course": "D"}])
    )
    seen = mask_training(tables, set(), limits("public"), [])["training"]
    assert seen["attended"].tolist() == ["[c]", 40] and seen["booked"].tolist() == ["[c]", 52]


def test_the_partnership_sees_its_own_people() -> None:
    rows = [REACH | {"cancelled_in_time": 6, "cancelled_late": 4, "absent": 2}]
    assert masked("partnership", training=rows)["training"]["absent"].tolist() == [2]


def test_few_bookings_are_hidden_whole() -> None:
    row = {"course": "C", "places": 12, "booked": 4, "attended": 3, "absent": 1}
    (seen,) = masked("group", training=[row])["training"].to_dict("records")
    assert [seen[name] for name in ("places", "booked", "attended", "absent")] == [12, "[c]", "[c]", "[c]"]


def need(agency: str, role: str, trained: int, needed: int) -> dict[str, Any]:
    return {"course": "C", "agency": agency, "role": role, "trained": trained, "need": needed}


def test_need_is_told_in_tens_and_by_agency_only_where_none_is_small() -> None:
    whole = need("all", "all", 41, 120) | {
        "sentence": "All who need it: at least 41 of 120 have had it; up to 79 have not."
    }
    agencies = [need("police", "all", 20, 70), need("housing", "all", 21, 50)]
    roles = [need("police", "officer", 18, 60), need("police", "sergeant", 2, 10)]
    seen = masked("group", training_need=[whole, *agencies, *roles])["training_need"]
    assert seen["agency"].tolist() == ["all", "police", "housing"] and set(seen["role"]) == {"all"}
    assert seen["trained"].tolist() == [40, 20, 20] and seen["upper"].isna().all()
    assert seen["sentence"].tolist()[0] == "All who need it: at least 40 of 120 have had it."
    few = [need("police", "all", 38, 70), need("housing", "all", 2, 50)]
    assert masked("group", training_need=[whole, *few])["training_need"]["agency"].tolist() == ["all"]


def test_nobody_is_told_and_fewer_than_ten_are_not() -> None:
    rows = [need("all", "all", 9, 120), need("police", "all", 9, 70), need("housing", "all", 0, 50)]
    rows[2]["sentence"] = "housing: nobody of 50 has had it."
    seen = masked("public", training_need=rows)["training_need"]
    assert seen["agency"].tolist() == ["housing"] and seen["trained"].tolist() == [0]


CHANGE = {
    "course": "C", "low": 1.0, "high": 5.0, "pairs": 31, "before": 2.1, "after": 3.4, "rose": 26, "same": 4, "fell": 1,
    "change": 1.25, "lower": 0.75, "upper": 1.5, "pvalue": 0.0021, "adjusted": 0.0042, "g": 1.2, "g_lower": 1.0,
    "g_upper": 1.4, "worst": -0.1, "best": 0.9,
    "sentence": "C: people scored themselves 1.2 higher on a scale from 1 to 5 (likely between +0.8 and +1.5). If "
    "nothing had changed, chance alone would give a difference as large about 2 times in 1,000. Had everybody who did "
    "not answer again fared as badly as the scale allows, the average change would be −0.1.",
}  # fmt: skip


def test_a_change_leaves_without_a_number_that_counts_people() -> None:
    (seen,) = masked("group", training_change=[CHANGE])["training_change"].to_dict("records")
    assert seen["pairs"] == "30 or more" and seen["change"] == 1.2
    assert {seen[name] for name in ("before", "after", "rose", "same", "fell", "g", "g_lower", "g_upper")} == {"[c]"}
    assert [seen[name] for name in ("lower", "upper", "pvalue", "worst", "best")] == [None] * 5
    assert seen["adjusted"] == 0
    assert seen["sentence"] == (
        "C: people scored themselves 1.2 higher on a scale from 1 to 5. If nothing had changed, chance alone would "
        "give a difference as large less than 5 times in 100."
    )
    (exact,) = masked("partnership", training_change=[CHANGE])["training_change"].to_dict("records")
    assert (exact["pairs"], exact["fell"], exact["worst"]) == (31, 1, -0.1)


@pytest.mark.parametrize("odds", [0.0001, 0.003, 0.0095, 0.012, 0.03])
def test_every_way_to_say_how_seldom_chance_would_do_it_loses_its_number(odds: float) -> None:
    row = CHANGE | {"pvalue": odds, "sentence": f"C: chance alone would give a difference as large {said_odds(odds)}."}
    (seen,) = masked("group", training_change=[row])["training_change"].to_dict("records")
    assert seen["sentence"] == "C: chance alone would give a difference as large less than 5 times in 100."


def test_few_leave_nothing_and_nobody_is_said() -> None:
    rows = [CHANGE | {"pairs": 20}, CHANGE | {"pairs": 19}, CHANGE | {"rose": 3, "fell": 0, "same": 28}]
    rows.append(CHANGE | {"pairs": 0, "rose": 0, "same": 0, "fell": 0, "sentence": "nobody"})
    enough, nobody = masked("group", training_change=rows)["training_change"].to_dict("records")
    assert enough["pairs"] == "20 or more" and nobody["sentence"] == "nobody"


def test_outside_the_rule_is_told_and_not_what_it_rests_on() -> None:
    row = {"kind": "repeat", "course": "C", "sentence": "Repeat it.", "why": "Rose by +0.8. Rule: repeat what rose."}
    assert masked("group", training_points=[row])["training_points"]["why"].tolist() == ["Rule: repeat what rose."]


def test_groups_that_are_not_told_in_numbers_are_not_named() -> None:
    rows = [need("all", "all", 31, 120), need("police", "all", 1, 70), need("police", "sergeant", 0, 8)]
    rows = [row | {"percent": 100 * row["trained"] / row["need"], "method": ""} for row in rows]
    point = {"kind": "not reached", "course": "C", "sentence": "Nobody: police – sergeant.", "why": "Rule: name them."}
    seen = masked("group", training_need=rows, training_points=[point])["training_points"]
    assert len(seen) == 1 and "police" not in seen["sentence"][0]
    nothing = masked("group", training_need=rows[1:], training_points=[point])["training_points"]
    assert nothing.empty
    assert masked("partnership", training_need=rows, training_points=[point])["training_points"][
        "sentence"
    ].tolist() == [point["sentence"]]


def test_that_many_did_not_come_is_told_where_both_numbers_are() -> None:
    row = {"kind": "change", "course": "C", "sentence": "Remind people.", "why": f"Rule: {RULES['absent']}."}
    few = REACH | {"booked": 12, "attended": 8}
    assert masked("group", training=[few], training_points=[row])["training_points"].empty
    many = REACH | {"booked": 52, "attended": 30}
    assert len(masked("group", training=[many], training_points=[row])["training_points"]) == 1


def test_who_answered_is_told_in_tens() -> None:
    row = {"course": "C", "wave": "after", "sent": 30, "answered": 28, "paired": 25, "unpaired": 3, "sentence": "s"}
    late = row | {"sent": float("nan"), "sentence": "Whether they differ cannot be told: there are too few."}
    seen = masked("group", training_response=[row, late])["training_response"].to_dict("records")
    assert [seen[0][name] for name in ("sent", "answered", "paired", "unpaired")] == [
        "30 or more", "20 or more", "20 or more", "fewer than 10"
    ]  # fmt: skip
    assert [one["sentence"] for one in seen] == ["s", ""] and pd.isna(seen[1]["sent"])


def test_how_people_found_a_course_is_told_in_words() -> None:
    rows = [{"course": "C", "question": "q", "answer": answer, "n": n, "of": 30} for answer, n in (("a", 27), ("b", 3))]
    rows += [row | {"course": "D", "of": 29} for row in rows]
    seen = masked("group", training_reaction=rows)["training_reaction"]
    assert seen["course"].tolist() == ["C", "C"] and seen["of"].isna().all()
    assert seen["n"].tolist() == ["most of the people", "fewer than half of the people"]


PRACTICE = {"trained_n": 8, "trained_of": 20, "other_n": 12, "other_of": 30, "adjusted": 0.3}


def test_children_of_trained_teams_are_a_small_group_everywhere() -> None:
    rows = [PRACTICE | {"question": "q1"}, PRACTICE | {"question": "q2", "trained_n": 17}]
    assert masked("partnership", training_practice=rows)["training_practice"]["question"].tolist() == ["q1"]
    assert masked("group", training_practice=rows)["training_practice"].empty


def test_those_a_question_did_not_apply_to_are_not_told_by_the_next_one() -> None:
    rows = [PRACTICE | {"question": "q1"}, PRACTICE | {"question": "q2", "trained_of": 17}]
    assert masked("partnership", training_practice=rows)["training_practice"]["question"].tolist() == ["q1"]


@pytest.mark.parametrize(("n", "of", "kept"), [(20, 50, True), (20, 52, False), (23, 60, False), (30, 70, True)])
def test_those_of_neither_side_are_not_told_by_the_whole(n: int, of: int, kept: bool) -> None:
    whole = {"result_id": "q1.yes", "question": "q1", "answer": "yes", "good": True, "group": "all", "kind": "answers"}
    results = [whole | {"n": n - 2, "of": of}, whole | {"result_id": "q1.mostly", "n": 2, "of": of}]
    seen = masked("partnership", training_practice=[PRACTICE | {"question": "q1"}], results=results)
    assert bool(len(seen["training_practice"])) is kept


def test_of_chance_among_questions_only_the_side_is_told() -> None:
    rows = [PRACTICE | {"question": "q1", "adjusted": 0.0312}, PRACTICE | {"question": "q2", "adjusted": 0.31}]
    assert masked("partnership", training_practice=rows)["training_practice"]["adjusted"].tolist() == [0.0, 1.0]


def test_a_programme_goes_with_the_figure_it_is_about() -> None:
    results = [
        {"programme": "p", "title": "P", "indicator": "rare"},
        {"programme": "q", "title": "Q", "indicator": "common"},
    ]
    series = [
        {"programme": "p", "month": "2025-01", "value": 1.0},
        {"programme": "q", "month": "2025-01", "value": 9.0},
    ]
    drawn = [{"indicator": name, "month": "2025-01", "numerator": 9} for name in ("rare", "common")]
    seen = masked("partnership", {"rare"}, training_results=results, training_series=series, indicators=drawn)
    assert seen["training_results"]["programme"].tolist() == ["q"]
    assert seen["training_series"]["programme"].tolist() == ["q"]


def test_a_programme_about_a_figure_nobody_looked_at_goes_too() -> None:
    results = [{"programme": "p", "title": "P", "indicator": "i", "comparison": "j"}]
    series = [{"programme": "p", "month": "2025-01", "value": 9.0, "comparison": 2.0}]
    drawn = [{"indicator": "i", "month": "2025-01", "numerator": 9}]
    seen = masked("partnership", training_results=results, training_series=series, indicators=drawn)
    assert seen["training_results"].empty and seen["training_series"].empty


def test_charges_stay_in_the_partnership() -> None:
    rows = [{"course": "C", "band": "late", "bookings": 9, "each": 3750, "total": 33750}]
    assert masked("group", training_charges=rows)["training_charges"].empty
    assert len(masked("partnership", training_charges=rows)["training_charges"]) == 1


@pytest.mark.parametrize(
    ("said", "few"),
    [
        ("Fewer than one in four of those who need it have had it: Police.", False),
        ("Higher in 5 of 5 comparisons.", False),
        ("One in four of the children was seen.", True),
        ("Fewer than two of 5 were seen.", True),
        ("Fewer than one in three was seen.", True),
    ],
)
def test_a_share_in_words_and_a_count_of_comparisons_are_no_count_of_people(said: str, few: bool) -> None:
    assert counts_few(said) is few


def test_courses_beside_several_reviews_are_known_however_they_are_spelt() -> None:
    days = [
        pd.DataFrame({"course": names}) for names in (["Naming neglect", "Naming neglect"], ["naming  Neglect", "B"])
    ]
    training = pd.DataFrame({"course": ["Naming neglect", "B"]})
    assert in_several([TrainingRead(reach=reach) for reach in days], training) == ["Naming neglect"]
