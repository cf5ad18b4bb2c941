"""Small counts of a table: hidden, protected, explained; faulty tables refused with every problem."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.errors import Refused
from scrutiny_lib.release import Suppressed, suppress, suppress_system
from tests.outside_attacker import exact_range, two_way

TABLE = pd.DataFrame(
    [[3, 20, 25], [14, 30, 40], [50, 16, 12]], ["early help", "child in need", "protection"], ["yes", "no", "unclear"]
)


def hidden_of(done: Suppressed) -> dict[str, str]:
    return dict(zip(done.hidden["cell"], done.hidden["why"], strict=True))


def refusal(*given: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        suppress(*given, **more)
    return str(refused.value)


def test_a_table_without_small_counts_is_shown_whole():
    done = suppress(TABLE, limit=2)
    assert done.hidden.empty and done.audit.empty and done.reason == ""
    assert done.shown.loc["Total"].tolist() == [67, 66, 77, 210]
    assert done.shown["Total"].tolist() == [48, 84, 78, 210]
    assert list(done.audit.columns) == ["cell", "lower", "upper"] and list(done.hidden.columns) == ["cell", "why"]


def test_the_table_given_is_not_touched():
    before = TABLE.copy(deep=True)
    suppress(TABLE)
    pd.testing.assert_frame_equal(TABLE, before)


def test_the_order_of_rows_and_columns_changes_nothing():
    turned = suppress(TABLE.iloc[::-1, ::-1])
    assert hidden_of(turned) == hidden_of(suppress(TABLE))
    assert list(turned.shown.index) == ["protection", "child in need", "early help", "Total"]


def test_a_small_total_is_hidden_and_so_is_another():
    done = suppress(pd.DataFrame([[2, 1, 0], [9, 30, 12], [20, 14, 10]], list("abc"), list("xyz")))
    why = hidden_of(done)
    assert why["a|Total"] == "small total" and why["a|x"] == why["a|y"] == "small"
    assert done.shown.at["a", "z"] == 0
    assert {cell for cell, reason in why.items() if reason == "protects others" and cell.endswith("|Total")}


def test_one_row_and_one_column():
    row = suppress(pd.DataFrame([[3, 9, 20]], ["a"], list("xyz")))
    assert {"a|x", "Total|x", "a|y", "Total|y"} == set(hidden_of(row))
    column = suppress(pd.DataFrame([[3], [9], [20]], list("abc"), ["x"]))
    assert {"a|x", "a|Total", "b|x", "b|Total"} == set(hidden_of(column))
    alone = suppress(pd.DataFrame([[3]], ["a"], ["x"]))
    assert alone.shown is None and alone.reason == "nothing left to show" and alone.audit.empty


def test_a_table_of_small_counts_keeps_its_grand_total():
    done = suppress(pd.DataFrame(np.full((3, 3), 2), list("abc"), list("xyz")))
    assert done.shown.at["Total", "Total"] == 18 and (done.audit["upper"] > 5).all()


def test_a_table_of_zeros_is_shown():
    done = suppress(pd.DataFrame(np.zeros((2, 2), dtype=int), list("ab"), list("xy")))
    assert done.hidden.empty and done.shown.eq(0).all(axis=None)


def test_whole_numbers_as_fractions_and_labels_of_any_kind():
    done = suppress(pd.DataFrame([[3.0, 20.0], [14.0, 30.0]], [2024, 2025], [("a", 1), ("b", 2)]))
    assert "2024|('a', 1)" in hidden_of(done)
    assert list(done.shown.index) == [2024, 2025, "Total"]


def test_a_cell_asked_for_cannot_be_told_exactly():
    done = suppress(TABLE, limit=2, primary=["protection|yes"])
    told = done.audit.set_index("cell").loc["protection|yes"]
    assert hidden_of(done)["protection|yes"] == "asked for" and told["lower"] < told["upper"]


def test_weights_say_what_stays():
    free = suppress(TABLE)
    assert "early help|unclear" not in hidden_of(free)
    weights = {cell: 1000.0 for cell in hidden_of(free)}
    assert hidden_of(suppress(TABLE, weight=weights)).keys() != hidden_of(free).keys()
    assert len(suppress(TABLE, weight="count").hidden) == 4


def test_without_printed_zeros_a_hidden_cell_may_be_none():
    done = suppress(TABLE, lower=0)
    assert (done.audit["lower"] == 0).any() and (suppress(TABLE).audit["lower"] >= 1).all()


@pytest.mark.parametrize(
    ("count", "what"),
    [(2.5, "fraction"), (float("nan"), "missing"), (-1, "negative"), ("3", "text"), (True, "yes"), (None, "none")],
)
def test_what_is_no_count_is_refused(count, what):
    table = TABLE.astype(object)
    table.iat[1, 2] = count
    said = refusal(table)
    assert "row 2, column 3" in said and "child in need" not in said, what


def test_every_problem_of_a_table_is_told_at_once():
    table = pd.DataFrame([[1.5, 2], [-3, 4]], ["Total", "a"], ["x", "x"])
    said = refusal(table)
    assert said.count("whole number") == 2 and "called Total" in said and "same label" in said


@pytest.mark.parametrize(
    "table",
    [pd.DataFrame(), pd.DataFrame(index=["a"]), [[1, 2]], None, pd.DataFrame([[1]], [None], ["x"])],
)
def test_what_is_no_table_is_refused(table):
    assert refusal(table)


def test_names_that_would_be_two_cells_are_refused():
    assert "same name" in refusal(pd.DataFrame([[1, 2], [3, 4]], ["a", "a|b"], ["b|c", "c"]))


@pytest.mark.parametrize("limit", [-1, 2.5, "5", None, True])
def test_a_limit_that_is_none_is_refused(limit):
    assert "limit" in refusal(TABLE, limit=limit)


def test_wrong_settings_are_refused():
    assert "not there" in refusal(TABLE, primary=["early help|perhaps"])
    assert "list" in refusal(TABLE, primary="early help|yes")
    assert "weights" in refusal(TABLE, weight="cheap")
    assert "weight" in refusal(TABLE, weight={"early help|yes": -1.0})
    assert "lower" in refusal(TABLE, lower=2)
    zero = TABLE.copy()
    zero.iat[0, 0] = 0
    assert "zeros are printed" in refusal(zero, primary=["early help|yes"])


def test_a_system_that_does_not_hold_together_is_refused_with_every_reason():
    cells = {"a": 3, "b": 4, "T": 8, "x": float("nan"), "y": None}
    lines = [("T", ["a", "b"]), ("T", ["a", "gone"]), ("T", ["a", "a"]), ("T", []), ("T", "ab")]
    with pytest.raises(Refused) as refused:
        suppress_system({cell: value for cell, value in cells.items() if cell != "y"}, lines, released={"lost"})
    said = str(refused.value)
    for fact in ("not the sum", "not there", "twice", "no list of parts", "whole number"):
        assert fact in said
    assert len(refused.value.problems) == 7
    with pytest.raises(Refused, match="equation 2: An equation is not a total"):
        suppress_system({"a": 3}, [("a", ["a"]), ("a",)])
    with pytest.raises(Refused, match="missing"):
        suppress_system({"a": 3, "y": None}, [])
    with pytest.raises(Refused, match="both printed"):
        suppress_system({"a": 9, "b": 9, "T": 18}, [("T", ["a", "b"])], released={"a"}, primary={"a"})


def test_messages_hold_no_values_and_no_names():
    with pytest.raises(Refused) as refused:
        suppress_system({"Zebedee": 3, "Quux": 471, "T": 999}, [("T", ["Zebedee", "Quux"])])
    assert not any(word in str(refused.value) for word in ("Zebedee", "Quux", "471", "999"))


def test_a_cell_in_no_equation_needs_no_protection():
    done = suppress_system({"a": 3, "b": 9}, [])
    assert hidden_of(done) == {"a": "small"} and math.isinf(done.audit["upper"].iloc[0])
    assert suppress_system({}, []).shown.empty


def test_what_was_printed_stays_printed():
    cells = {"a": 3, "b": 12, "c": 20, "d": 7, "T": 42}
    done = suppress_system(cells, [("T", ["a", "b", "c", "d"])], released={"d", "T"})
    assert hidden_of(done) == {"a": "small", "b": "protects others"}
    gone = suppress_system(cells, [("T", ["a", "b", "c", "d"])], released={"b", "c", "d", "T"})
    assert gone.shown is None and gone.reason == "nothing safe"
    assert set(hidden_of(gone)) == set(cells) and set(hidden_of(gone).values()) == {"withheld"}


def test_siblings_make_a_cell_small():
    cells = {"a": 6, "b": 12, "c": 20, "T": 38}
    free = suppress_system(cells, [("T", ["a", "b", "c"])])
    assert free.hidden.empty
    done = suppress_system(cells, [("T", ["a", "b", "c"])], families={"a": 2, "b": 9, "c": 15})
    assert hidden_of(done) == {"a": "small", "b": "protects others"}
    told = done.audit.set_index("cell").loc["a"]
    assert told["lower"] < 6 < told["upper"]


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 14), min_size=3, max_size=3), min_size=2, max_size=3))
def test_any_small_table_is_safe_and_true(rows):
    counts = np.array(rows)
    table = pd.DataFrame(counts, [f"r{at}" for at in range(len(rows))], ["c0", "c1", "c2"])
    done = suppress(table)
    if done.shown is None:
        assert done.reason and not ((counts.sum(0) > 5).any() and (counts.sum(1) > 5).any()), "it could show a total"
        return
    cells, lines = two_way(counts)
    named = {cell.replace("Total|", "R|").replace("|Total", "|C"): cell for cell in suppressed_names(table)}
    shown = {ours for ours, theirs in named.items() if theirs not in set(done.hidden["cell"])}
    for ours in shown:
        row, column = named[ours].split("|")
        assert done.shown.at[row, column] == cells[ours] and not 1 <= cells[ours] <= 5
    told = done.audit.set_index("cell")
    for ours in set(named) - shown:
        low, high = exact_range(cells, lines, shown, ours)
        assert (told.at[named[ours], "lower"], told.at[named[ours], "upper"]) == (low, high)
        assert high > 5 or cells[ours] > 5


def suppressed_names(table: pd.DataFrame) -> list[str]:
    return [f"{row}|{column}" for row in [*table.index, "Total"] for column in [*table.columns, "Total"]]


def test_a_small_group_that_is_all_alike_is_named():
    """Zeros are printed: that all of B are at z is seen, however many they are; of nine (C) it is no small group."""
    counts = pd.DataFrame([[20, 30, 25], [0, 0, 4], [0, 0, 9], [14, 16, 21]], list("ABCD"), list("xyz"))
    done = suppress(counts)
    assert done.shown is not None and done.shown.at["B", "z"] == done.shown.at["B", "Total"] == "[c]"
    assert done.alike.to_dict("records") == [{"group": "B|Total", "cell": "B|z"}]
    assert suppress(counts.drop(index="B")).alike.empty
