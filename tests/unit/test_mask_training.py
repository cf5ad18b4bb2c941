"""Training through the gate: small numbers of people, small groups of children, and what can be worked out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.release.limits import LOOSEST, Limits
from scrutiny_lib.release.mask_training import mask_training
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
        ({"cancelled_in_time": 6, "cancelled_late": 6, "absent": 0}, (40, 6, 6, 0)),
        ({"cancelled_in_time": 0, "cancelled_late": 8, "absent": 4}, (40, 0, "[c]", "[c]")),
        ({"cancelled_in_time": 7, "cancelled_late": 1, "absent": 4}, (40, "[c]", "[c]", "[c]")),
    ],
)
def test_of_bookings_as_many_parts_are_hidden_as_it_takes(parts: dict[str, int], shown: tuple[object, ...]) -> None:
    (row,) = masked("group", training=[REACH | parts])["training"].to_dict("records")
    found = tuple(row[name] for name in ("attended", "cancelled_in_time", "cancelled_late", "absent"))
    assert found == shown
    assert row["places"] == 60 and row["booked"] == 52 and row["substitutes"] == "[c]"


def test_the_partnership_sees_its_own_people() -> None:
    rows = [REACH | {"cancelled_in_time": 6, "cancelled_late": 4, "absent": 2}]
    assert masked("partnership", training=rows)["training"]["absent"].tolist() == [2]


def test_few_bookings_are_hidden_whole() -> None:
    row = {"course": "C", "places": 12, "booked": 4, "attended": 3, "absent": 1}
    (seen,) = masked("group", training=[row])["training"].to_dict("records")
    assert [seen[name] for name in ("places", "booked", "attended", "absent")] == [12, "[c]", "[c]", "[c]"]


def need(agency: str, role: str, trained: int, needed: int) -> dict[str, Any]:
    return {"course": "C", "agency": agency, "role": role, "trained": trained, "need": needed}


def test_need_is_told_by_agency_only_where_none_is_small() -> None:
    whole = need("all", "all", 40, 120)
    agencies = [need("police", "all", 20, 70), need("housing", "all", 20, 50)]
    roles = [need("police", "officer", 18, 60), need("police", "sergeant", 2, 10)]
    seen = masked("group", training_need=[whole, *agencies, *roles])["training_need"]
    assert seen["agency"].tolist() == ["all", "police", "housing"] and set(seen["role"]) == {"all"}
    few = [need("police", "all", 38, 70), need("housing", "all", 2, 50)]
    assert masked("group", training_need=[whole, *few])["training_need"]["agency"].tolist() == ["all"]


def test_answers_of_few_leave_no_change_and_no_sentence() -> None:
    change = [
        {"course": "C", "pairs": 5, "rose": 3, "same": 1, "fell": 1, "sentence": "so few"},
        {"course": "D", "pairs": 20, "rose": 17, "same": 2, "fell": 1, "sentence": "enough"},
    ]
    seen = masked("group", training_change=change)["training_change"]
    assert seen["course"].tolist() == ["D"]
    (row,) = seen.to_dict("records")
    hidden = [name for name in ("rose", "same", "fell") if row[name] == "[c]"]
    assert hidden == ["rose", "same", "fell"], "2 and 1 could be told from the 17 that is left"


def test_what_those_who_dropped_out_could_have_done_stays_inside() -> None:
    said = (
        "C: higher (likely between +0.2 and +1.0). Had everybody who did not answer again fared as badly as the scale "
    )
    row = {
        "course": "C",
        "pairs": 20,
        "worst": -0.1,
        "best": 0.9,
        "sentence": said + "allows, the average change would be −0.1.",
    }
    (seen,) = masked("group", training_change=[row])["training_change"].to_dict("records")
    assert seen["sentence"] == "C: higher (likely between +0.2 and +1.0)." and seen["worst"] is None is seen["best"]
    assert masked("partnership", training_change=[row])["training_change"]["worst"].tolist() == [-0.1]


def test_outside_the_rule_is_told_and_not_what_it_rests_on() -> None:
    row = {"kind": "repeat", "course": "C", "sentence": "Repeat it.", "why": "Rose by +0.8. Rule: repeat what rose."}
    assert masked("group", training_points=[row])["training_points"]["why"].tolist() == ["Rule: repeat what rose."]


def test_a_wave_with_few_takes_the_course_with_it() -> None:
    rows = [
        {"course": "C", "wave": "after", "sent": 30, "answered": 28, "paired": 25, "unpaired": 3, "sentence": "s"},
        {
            "course": "C",
            "wave": "three months",
            "sent": 30,
            "answered": 20,
            "paired": 12,
            "unpaired": 8,
            "sentence": "s",
        },
        {"course": "D", "wave": "after", "sent": 30, "answered": 20, "paired": 12, "unpaired": 8, "sentence": "kept"},
    ]
    seen = masked("group", training_response=rows)["training_response"]
    assert seen["answered"].tolist() == ["[c]", "[c]", 20] and seen["sentence"].tolist() == ["", "", "kept"]


def test_children_of_trained_teams_are_a_small_group_everywhere() -> None:
    rows = [
        {"question": "q1", "trained_n": 8, "trained_of": 20, "other_n": 12, "other_of": 30},
        {"question": "q2", "trained_n": 17, "trained_of": 20, "other_n": 12, "other_of": 30},
    ]
    assert masked("partnership", training_practice=rows)["training_practice"]["question"].tolist() == ["q1"]
    assert masked("group", training_practice=rows)["training_practice"].empty


def test_a_programme_goes_with_the_figure_it_is_about() -> None:
    results = [
        {"programme": "p", "title": "P", "indicator": "rare"},
        {"programme": "q", "title": "Q", "indicator": "common"},
    ]
    series = [
        {"programme": "p", "month": "2025-01", "value": 1.0},
        {"programme": "q", "month": "2025-01", "value": 9.0},
    ]
    seen = masked("partnership", {"rare"}, training_results=results, training_series=series)
    assert seen["training_results"]["programme"].tolist() == ["q"]
    assert seen["training_series"]["programme"].tolist() == ["q"]


def test_charges_stay_in_the_partnership() -> None:
    rows = [{"course": "C", "band": "late", "bookings": 9, "each": 3750, "total": 33750}]
    assert masked("group", training_charges=rows)["training_charges"].empty
    assert len(masked("partnership", training_charges=rows)["training_charges"]) == 1
