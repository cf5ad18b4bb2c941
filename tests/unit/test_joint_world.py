"""What readers may hold at once: the same number under one name, numbers put right since, sums across time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scrutiny_lib.release import Candidate, Limits, release_quarter
from scrutiny_lib.release.counts import Count, Told
from scrutiny_lib.release.joint_audit import bounds_of, is_exposed
from scrutiny_lib.release.joint_world import World, link_in_time
from scrutiny_lib.release.limits import LOOSEST
from scrutiny_lib.tables import Tables, table

GROUP = Limits("group", LOOSEST["group"], (), 20)
SCALE = ((10.0, "few or none"), (45.0, "fewer than half"), (55.0, "about half"), (90.0, "most"), (100.0, "nearly all"))


def page(**values: tuple[int, bool]) -> Told:
    told = Told()
    for cell, (value, shown) in values.items():
        told.add(Count(cell, value, "population", "indicators", "i", shown, 0))
    return told


def earlier(cells: dict[str, Any], *equations: tuple[str, list[str]]) -> dict[str, Any]:
    return {"cells": cells, "equations": list(equations), "limits": dict(GROUP.by_kind)}


def test_a_number_told_twice_is_one_count_and_two_different_ones_are_two() -> None:
    world = World(GROUP)
    world.add_page(0, page(a=(7, True)), "r1")
    assert world.add_page(1, page(a=(7, True)), "r2") == {"a": "a"}
    assert world.add_page(2, page(a=(8, True)), "r3") == {"a": "a (r3)"}
    assert world.values == {"a": 7, "a (r3)": 8}


def test_what_was_put_right_since_is_another_count_and_so_is_what_was_hidden_beside_it() -> None:
    world = World(GROUP)
    world.add_page(0, page(total=(31, True), a=(24, True), b=(7, False)), "r1")
    names = world.add_earlier(4, earlier({"total": 30, "a": 24, "b": "[c]"}, ("total", ["a", "b"])), own=True)
    assert names == {"total": "total (as released in line 4)", "a": "a", "b": "b (hidden in line 4)"}
    assert world.values["b (hidden in line 4)"] is None
    world.fill_in()
    assert world.values["b (hidden in line 4)"] == 6


def test_what_is_worked_out_of_a_hidden_count_that_was_put_right_is_another_count_as_well() -> None:
    """Of 158 now 144 met the limit, 40 of them looked at; of 157 before, how many was hidden."""
    world = World(GROUP)
    now = page(size=(158, True), met=(144, False), unmet=(14, False), drawn=(40, True), others=(104, False))
    now.equations += [("size", ("met", "unmet")), ("met", ("drawn", "others"))]
    world.add_page(0, now, "r1")
    sums = (("size", ["met", "unmet"]), ("met", ["drawn", "others"]))
    names = world.add_earlier(
        2, earlier({"size": 157, "met": "[c]", "unmet": "[c]", "drawn": 40, "others": None}, *sums), True
    )
    assert {names[cell] for cell in ("met", "unmet", "others")}.isdisjoint({"met", "unmet", "others"})
    world.fill_in()
    for total, parts in world.equations:
        told = [world.values[cell] for cell in (total, *parts)]
        assert None in told or told[0] == sum(value or 0 for value in told[1:])


def test_a_hidden_part_of_a_sum_that_still_holds_is_the_same_count() -> None:
    world = World(GROUP)
    world.add_page(0, page(a=(24, True), b=(7, False)), "r1")
    names = world.add_earlier(1, earlier({"total": 31, "a": 24, "b": "[c]"}, ("total", ["a", "b"])), own=True)
    assert names["b"] == "b"
    assert bounds_of(world, {"b"}, world.components(world.shown)) == {"b": (7, 7)}


@pytest.mark.parametrize(("total", "bounds"), [(31, (1, 30)), (2, (1, 1))])
def test_what_two_hidden_counts_of_one_sum_can_be(total: int, bounds: tuple[int, int]) -> None:
    world = World(GROUP)
    cells = {"ind|total": total, "ind|a": "[c]", "ind|b": "[c]"}
    world.add_earlier(1, earlier(cells, ("ind|total", ["ind|a", "ind|b"])), own=True)
    assert bounds_of(world, {"ind|a"}, world.components(world.shown)) == {"ind|a": bounds}
    assert is_exposed(world, {"ind|a", "ind|b"}, frozenset(), equations=world.equations) == (total == 2)


def test_a_hidden_total_is_at_least_what_is_printed_of_it() -> None:
    world = World(GROUP)
    world.add_earlier(1, earlier({"t": None, "a": 9, "b": "[c]"}, ("t", ["a", "b"])), own=True)
    assert bounds_of(world, {"t", "b"}, world.components(world.shown)) == {
        "t": (10, float("inf")),
        "b": (1, float("inf")),
    }


def test_numbers_to_date_are_earlier_ones_and_what_came_between_within_a_financial_year() -> None:
    world = World(GROUP)
    to = {
        f"train|c|to {quarter}|attended": n
        for quarter, n in (("2024-25-Q4", 9), ("2025-26-Q1", 26), ("2025-26-Q2", 29))
    }
    world.add_earlier(1, earlier(to), own=True)
    link_in_time(world, sorted(world.values))
    first, second = "train|c|to 2025-26-Q1|attended", "train|c|to 2025-26-Q2|attended"
    assert list(world.equations) == [(second, (first, f"{second} since the quarter before"))]
    assert world.values[f"{second} since the quarter before"] == 3
    assert is_exposed(world, set(world.values), frozenset(), all_small=True, equations=world.equations)


def test_two_reviews_of_the_same_children_tell_the_same_counts() -> None:
    """What nobody may work out of one page is not printed on the other; each release names its own review."""

    def page(review: str, met: int) -> Candidate:
        rows = [{"attribute": "sex", "value": v, "in_frame": n, "in_sample": 10} for v, n in (("F", met), ("M", 57))]
        about = {"review": review, "status": "agreed", "children": 20, "frame_size": met + 57, "unit": "children"}
        frame = pd.DataFrame({"case_id": [f"C{number:03}" for number in range(met + 57)], "age_band": "0-4"})
        tables = Tables(about, {"sample_frame": table("sample_frame", rows)})
        return Candidate(review, tables, None, ("hips",), frame=frame)

    limits = {profile: Limits(profile, kinds, SCALE, 20) for profile, kinds in LOOSEST.items()}
    for met in (43, 3):
        made = release_quarter([page("a", met), page("b", met)], limits, invented=True, without_second_person=("hips",))
        told = [one.tables["sample_frame"].astype(str).to_numpy().tolist() for one in made if one.tables is not None]
        assert len(told) == 2 and told[0] == told[1]
        assert (met == 43) == any("43" in row for row in told[0])
        for one in made:
            cells = one.equations["cells"]
            assert cells and all(cell.split("|")[1] == one.review for cell in cells)
            assert all(cell.split("|")[1] == one.review for cell in one.audit["cell"])


def test_many_reviews_of_the_same_children_are_one_system() -> None:
    def count(cell: str, value: int) -> Count:
        return Count(cell, value, "population", "journey", "g", True, 0)

    world = World(GROUP)
    for number in range(12):
        review = f"r{number:02}"
        told = Told()
        total = told.add(count(f"journey|{review}|s||all|n", 30))
        parts = [told.add(count(f"journey|{review}|s|g|{group}|n", n)) for group, n in (("x", 4), ("y", 26))]
        told.sums(total, parts)
        names = world.add_page(number, told, review, twin="r00" if number else "")
        assert set(names.values()) == {name.replace(review, "r00") for name in names}
    assert len(world.values) == 3 and len(world.equations) == 1
    told = Told()
    told.add(count("journey|r99|s||all|n", 31))
    assert list(world.add_page(99, told, "r99", twin="r00").values()) == ["journey|r99|s||all|n"], "another number"
    world.add_earlier(7, {"cells": {"journey|r03|s|g|y|n": 26, "journey|r03|s||all|n": 29}}, own=True)
    assert world.values["journey|r00|s||all|n (as released in line 7)"] == 29
