"""The pattern and the attack on systems with earlier releases, masks, unknown cells and limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scrutiny_lib.errors import Refused
from scrutiny_lib.release import master
from scrutiny_lib.release.attacker import audit
from scrutiny_lib.release.equations import System, read_lines
from scrutiny_lib.release.pattern import solve_pattern
from tests.outside_attacker import check_answer, random_counts, two_way

LINE = {"a": 3, "b": 12, "c": 20, "T": 35}
LINES = [("T", ["a", "b", "c"])]


def five(cells) -> dict[str, int]:
    return dict.fromkeys(cells, 5)


def test_a_limit_of_its_own_for_every_cell():
    assert solve_pattern(System(LINE, LINES)).hidden == frozenset()
    assert solve_pattern(System(LINE, LINES, {"b": 12})).why == {"b": "small", "a": "protects others"}
    assert solve_pattern(System(LINE, LINES, {"a": 5, "c": 20})).why == {"a": "small", "c": "small"}


def test_what_a_mask_hid_costs_nothing_and_protects():
    found = solve_pattern(System(LINE, LINES, five(LINE), fixed_hidden=frozenset({"c"})))
    assert found.why == {"a": "small", "c": "hidden already"} and found.cost == 0


def test_a_small_cell_printed_nowhere_is_protected():
    cells = {"frame": 20, "sample": 17, "rest": 3, "other": 9, "all": 29}
    system = System(
        cells,
        [("frame", ["sample", "rest"]), ("all", ["frame", "other"])],
        {"rest": 5},
        fixed_hidden=frozenset({"rest"}),
        last_resort=frozenset({"frame", "all"}),
    )
    assert solve_pattern(system).why == {"rest": "hidden already", "sample": "protects others"}


def test_totals_go_only_where_nothing_else_helps():
    cells = {"a": 3, "b": 2, "c": 9, "ab": 5, "T": 14}
    lines = [("ab", ["a", "b"]), ("T", ["ab", "c"])]
    system = System(cells, lines, five(cells), last_resort=frozenset({"ab", "T"}))
    found = solve_pattern(system)
    assert found.safe and found.why == {"a": "small", "b": "small", "ab": "small total", "c": "protects others"}
    kept = System(cells, lines, five(cells), frozenset({"c", "T"}))
    assert not solve_pattern(kept).safe and solve_pattern(kept).unprotected == {"a", "b", "ab"}


def test_an_unknown_cell_of_an_earlier_release():
    """Printed before: the whole and one part; two parts hidden then, one of them not known any more."""
    values = {"T": 30, "x": 22, "y": 5, "z": None}
    lines = [("T", ["x", "y", "z"])]
    told = audit(System(values, lines, fixed_shown=frozenset({"T", "x"})), ["y"])
    assert told.to_dict("list") == {"cell": ["y", "z"], "lower": [1, 1], "upper": [7, 7]}
    found = solve_pattern(System(values, lines, five(values), frozenset({"T", "x"})))
    assert found.safe and found.why == {"y": "small", "z": "hidden already"}
    tight = System({**values, "T": 29, "y": 4}, lines, five(values), frozenset({"T", "x"}))
    assert solve_pattern(tight).safe  # 4 and 3: each could be 6
    closed = System({**values, "T": 28, "y": 3}, lines, five(values), frozenset({"T", "x"}))
    assert solve_pattern(closed).reason == "nothing safe"


def test_unknown_cells_that_nothing_can_fill_are_refused():
    values = {"T": 10, "x": 10, "z": None}
    with pytest.raises(Refused, match="No whole numbers"):
        solve_pattern(System(values, [("T", ["x", "z"])]))
    free = System(values, [("T", ["x", "z"])], least={"z": 0})
    assert audit(free, []).to_dict("list") == {"cell": ["z"], "lower": [0], "upper": [0]}


def test_only_whole_numbers_give_it_away():
    """Twice the cell is 5 or 6, so that it is 3; in fractions it could be 2.5 as well."""
    values = {"p": 3, "p2": 3, "q": 1, "s": 7, "d": 13, "e": 10, "cap": 3, "r": 2, "far": 9, "whole": 16}
    lines = [("s", ["p", "p2", "q"]), ("d", ["p", "e"]), ("d", ["p2", "e"]), ("cap", ["q", "r"])]
    lines.append(("whole", ["s", "far"]))
    hidden = frozenset({"p", "p2", "q", "r", "d", "e"})
    system = System(values, lines, fixed_hidden=hidden - {"p"}, primary=frozenset({"p"}))
    told = audit(system, hidden).set_index("cell")
    assert told.loc["p"].tolist() == [3, 3] and told.loc["q"].tolist() == [1, 1]
    found = solve_pattern(system)
    assert found.safe and {cell for cell, why in found.why.items() if why == "protects others"} == {"cap"}
    told = audit(system, found.hidden).set_index("cell")
    assert told.loc["p", "lower"] < told.loc["p", "upper"]


def test_bounds_are_whole_numbers_where_corners_are_not():
    """An odd cycle: each pair of three adds up to an odd number and more is hidden besides."""
    values = {"x": 2, "y": 3, "z": 4, "xy": 5, "yz": 7, "zx": 6}
    lines = [("xy", ["x", "y"]), ("yz", ["y", "z"]), ("zx", ["z", "x"])]
    told = audit(System(values, lines), ["x", "y", "z"])
    assert told["lower"].tolist() == told["upper"].tolist() == [2, 3, 4]
    slack = {**values, "s": 1, "zx": 7}
    told = audit(System(slack, [*lines[:2], ("zx", ["z", "x", "s"])]), ["x", "y", "z", "s"]).set_index("cell")
    assert told.loc["x"].tolist() == [1, 2] and told.loc["s"].tolist() == [1, 3]


def test_the_same_answer_in_any_order():
    cells, lines = two_way(random_counts(np.random.default_rng(5), (5, 5), 0.3))
    system = System(cells, lines, five(cells), last_resort=frozenset(total for total, _ in lines))
    turned = System(
        dict(reversed(list(cells.items()))),
        [(total, tuple(reversed(parts))) for total, parts in reversed(lines)],
        five(cells),
        last_resort=system.last_resort,
    )
    assert solve_pattern(system).hidden == solve_pattern(turned).hidden
    assert solve_pattern(system) == solve_pattern(system)


@pytest.mark.parametrize("limit", ["WORK", "ROUNDS"])
def test_past_the_limits_the_pattern_is_safe_all_the_same(monkeypatch, limit):
    cells, lines = two_way(random_counts(np.random.default_rng(11), (4, 4), 0.3))
    system = System(cells, lines, five(cells), last_resort=frozenset(total for total, _ in lines))
    best = solve_pattern(system)
    monkeypatch.setattr(master, limit, 0)
    found = solve_pattern(system)
    assert best.best and found.safe and not found.best and found.cost >= best.cost
    shown = pd.Series({cell: "[c]" if cell in found.hidden else value for cell, value in cells.items()}, dtype=object)

    class Done:
        pass

    done = Done()
    done.shown, done.audit = shown, audit(system, found.hidden).set_index("cell").loc[shown.index[shown.eq("[c]")]]
    done.audit = done.audit.reset_index()
    assert check_answer(cells, lines, set(), done) == "shown"


def test_a_gap_is_enough_where_asked_for():
    cells, lines = two_way(random_counts(np.random.default_rng(2), (6, 6), 0.2))
    system = System(cells, lines, five(cells), last_resort=frozenset(total for total, _ in lines))
    best, near = solve_pattern(system), solve_pattern(system, gap=0.5)
    assert near.safe and best.cost <= near.cost <= best.cost * 1.6


def test_faulty_systems_are_refused():
    for more, said in (
        ({"fixed_shown": frozenset({"gone"})}, "not there"),
        ({"fixed_hidden": frozenset({"a"}), "fixed_shown": frozenset({"a"})}, "both printed"),
        ({"limits": {"a": -1}}, "whole number"),
        ({"families": {"a": 1.5}}, "whole number"),
        ({"weights": {"a": float("nan")}}, "weight"),
    ):
        with pytest.raises(Refused, match=said):
            read_lines(System(LINE, LINES, **more))
    with pytest.raises(Refused, match="not there"):
        audit(System(LINE, LINES), ["gone"])
    with pytest.raises(Refused, match="too large"):
        read_lines(System({"a": 10**12}, []))
