"""Who said it: groups put together by rule, those never put together, exact tests and the size of their family."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scrutiny_lib.lenses.voice_groups import LEAST_IN_GROUP, NOT_KNOWN, OTHERS, put_together
from tests.unit.voice_fixture import coding, design_of, summarised


def counted(
    groups: dict[str, tuple[int, int]], attribute: str, kind: str = "simple random", extra: str = ""
) -> pd.DataFrame:
    """By one attribute of the child, those of each group (with L1, in all), every child having told us something."""
    children, lines = [], ["source | case_id | kind | codes | agency"]
    for value, (with_it, size) in groups.items():
        for at in range(size):
            case = f"C{len(children):03}"
            children.append({"case_id": case, attribute: value})
            lines.append(f"t{case} | {case} | told us | {'L1' if at < with_it else 'L2'} | police")
    frame = pd.DataFrame(children)
    voices = "\n".join([*lines, *([extra] if extra else [])])
    frames, _ = summarised(voices, children=frame, design=design_of(kind, frame, 1000))
    return frames["voice_by"]


def rows_of(by: pd.DataFrame, attribute: str, code: str = "L1") -> pd.DataFrame:
    return by[(by["attribute"] == attribute) & (by["code"] == code)].set_index("value")


def test_two_groups_are_compared_by_fishers_test() -> None:
    rows = rows_of(counted({"female": (9, 12), "male": (2, 14)}, "sex"), "sex")
    expected = stats.fisher_exact([[9, 3], [2, 12]]).pvalue
    assert rows["pvalue"].tolist() == pytest.approx([expected, expected])
    assert rows[["n", "of"]].to_numpy().tolist() == [[9, 12], [2, 14]]


def test_the_family_is_every_test_of_that_kind_of_voice_and_its_size_is_named() -> None:
    by = counted({"female": (9, 12), "male": (2, 14)}, "sex")
    rows = rows_of(by, "sex")
    # L1 and L2 are each other's complement: two tests, the same p; one agency only is no test
    assert by.dropna(subset="pvalue").drop_duplicates(["code", "attribute"]).shape[0] == 2
    assert rows["adjusted"].iloc[0] == pytest.approx(2 * rows["pvalue"].iloc[0])
    assert "for the 2 tests of this kind of voice" in rows["method"].iloc[0]
    assert set(rows_of(by, "agency")["method"]) == {"Not tested: there is only one group."}


def test_what_could_never_reach_five_in_a_hundred_is_not_tested_and_not_of_the_family() -> None:
    by = counted({"female": (1, 10), "male": (0, 10)}, "sex")
    assert by["pvalue"].isna().all()
    assert by["adjusted"].isna().all()
    assert rows_of(by, "sex")["method"].iloc[0].startswith("Too few to test")


@pytest.mark.parametrize("kind", ["close look", "families"])
def test_nothing_is_tested_where_chance_did_not_choose_the_children_one_by_one(kind: str) -> None:
    by = counted({"female": (9, 12), "male": (2, 14)}, "sex", kind)
    assert by["pvalue"].isna().all()
    assert by["method"].str.startswith("Not tested").all()
    assert rows_of(by, "sex")["n"].tolist() == [9, 2]


def test_not_known_is_shown_and_neither_merged_nor_tested() -> None:
    rows = rows_of(counted({"female": (9, 12), "male": (2, 14), "": (2, 3)}, "sex"), "sex")
    assert list(rows.index) == ["female", "male", NOT_KNOWN]
    assert rows.loc[NOT_KNOWN, ["n", "of"]].tolist() == [2, 3]
    assert rows["pvalue"].iloc[0] == pytest.approx(stats.fisher_exact([[9, 3], [2, 12]]).pvalue)
    assert "left out of the test" in rows["method"].iloc[0]


def test_small_neighbouring_age_bands_are_put_together_and_named() -> None:
    rows = rows_of(counted({"0-4": (1, 2), "5-10": (6, 8), "11-15": (3, 11)}, "age_band"), "age_band")
    assert rows[["n", "of", "merged"]].to_numpy().tolist() == [[7, 10, "0-4, 5-10"], [3, 11, ""]]
    assert "put together by rule" in rows["method"].iloc[0]


@pytest.mark.parametrize("attribute", ["ethnicity", "disability", "language"])
def test_race_disability_and_language_are_never_averaged_away(attribute: str) -> None:
    rows = rows_of(counted({"one": (9, 20), "two": (1, 1), "three": (0, 2), "": (1, 1)}, attribute), attribute)
    assert rows[["n", "of"]].to_dict("index") == {
        "one": {"n": 9, "of": 20},
        "two": {"n": 1, "of": 1},
        "three": {"n": 0, "of": 2},
        NOT_KNOWN: {"n": 1, "of": 1},
    }
    assert (rows["merged"] == "").all()


def test_of_nobody_known_is_shown_for_race_and_left_out_for_the_rest() -> None:
    assert rows_of(counted({"": (3, 9)}, "ethnicity"), "ethnicity").index.tolist() == [NOT_KNOWN]
    assert rows_of(counted({"": (3, 9)}, "locality"), "locality").empty


def test_a_child_with_texts_of_two_agencies_is_in_both_groups_and_nothing_is_tested() -> None:
    by = counted({"female": (9, 12), "male": (2, 14)}, "sex", extra="extra | C000 | told us | L2 | school")
    rows = rows_of(by, "agency")
    assert rows[["n", "of"]].to_numpy().tolist() == [[11, 26], [0, 1]]  # at school C000 did not speak of L1
    assert list(rows.index) == ["Police", "School"]
    assert rows["method"].str.contains("in more than one group").all()


def test_a_code_that_may_not_be_reported_is_not_told_by_group_either() -> None:
    voices = "source | case_id | kind | codes\nt1 | A | told us | L1 L2"
    frames, _ = summarised(voices, coding=coding(L1="not reported", L2="firm"))
    assert set(frames["voice_by"]["code"]) == {"L2"}
    assert frames["voice_pairs"].empty


SIZES = st.dictionaries(st.sampled_from(["North", "South", "East", "West", "Centre", NOT_KNOWN]), st.integers(1, 12))
BANDS = st.dictionaries(st.sampled_from(["unborn", "0-4", "5-10", "11-15", "16-17", "18+"]), st.integers(1, 12))


@given(SIZES, st.sampled_from(["locality", "sex", "agency"]))
def test_after_the_rule_no_group_is_small_or_all_are_as_they_were(sizes: dict[str, int], attribute: str) -> None:
    joined = put_together(sizes, attribute)
    assert set(joined) == set(sizes)
    assert joined.get(NOT_KNOWN, NOT_KNOWN) == NOT_KNOWN
    of = {group: sum(sizes[v] for v in sizes if joined[v] == group) for group in joined.values() if group != NOT_KNOWN}
    assert all(n >= LEAST_IN_GROUP for n in of.values()) or all(value == group for value, group in joined.items())
    assert math.isclose(sum(of.values()), sum(n for value, n in sizes.items() if value != NOT_KNOWN))
    assert all(group in (value, OTHERS) for value, group in joined.items())


@given(BANDS)
def test_only_neighbouring_age_bands_are_put_together(sizes: dict[str, int]) -> None:
    order = [band for band in ("unborn", "0-4", "5-10", "11-15", "16-17", "18+") if band in sizes]
    groups = [put_together(sizes, "age_band")[band] for band in order]
    assert len(set(groups)) == sum(a != b for a, b in itertools.pairwise(groups)) + bool(groups)
