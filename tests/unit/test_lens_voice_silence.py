"""Who was not heard, and why; who was asked, how, and who was told what came of it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.lenses.voice_engaged import count_engaged, count_how, each_once
from scrutiny_lib.lenses.voice_silence import NOBODY_SAID, NOT_KEPT, UNSEEN, heard_at_all, why_silent
from scrutiny_lib.terms import ENGAGEMENT_GROUPS, KINDS_OF_VOICE, OUTCOMES_OF_ASKING
from tests.unit.voice_fixture import NO_LOG, SIX, log, table

NOTHING = heard_at_all(pd.DataFrame({"case_id": [], "kind": []}, dtype=object))


def reason(row: str, whom: str = "told us", age_band: str = "5-10") -> str:
    """Why one silent child is silent, by one line of the log."""
    written = log("group | case_id | by_words | outcome | why\n" + row) if row else NO_LOG
    children = pd.DataFrame({"case_id": ["A"], "age_band": [age_band]})
    silence = why_silent(NOTHING, written, children, ["A"])
    (found,) = silence.loc[silence["whom"] == whom, "reason"]
    return str(found)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("", NOBODY_SAID),
        ("children | A | yes | declined | did not want to", "declined: did not want to"),
        ("children | A | yes | no answer | could not be reached", "no answer: could not be reached"),
        ("children | A | yes | not asked | not safe to ask", "not asked: not safe to ask"),
        ("children | A | yes | not asked | not known", f"not asked: {NOBODY_SAID}"),
        ("children | A | yes | not asked | ", f"not asked: {NOBODY_SAID}"),
        ("children | A | yes | took part | ", NOT_KEPT),
        ("children | A | not applicable by words | not asked | not known", UNSEEN["told us"]),
        ("children | A | not applicable by words | not asked | too unwell", "not asked: too unwell"),
        ("children | | yes | declined | did not want to", NOBODY_SAID),
        ("parents and carers | A | yes | declined | did not want to", NOBODY_SAID),
    ],
)
def test_the_reason_is_what_the_log_says_of_this_child(row: str, why: str) -> None:
    assert reason(row) == why


def test_the_log_of_parents_is_about_parents() -> None:
    row = "parents and carers | A | yes | declined | one visit too many"
    assert reason(row, "parents and carers") == "declined: one visit too many"
    assert reason("children | A | not applicable by words | not asked | ", "parents and carers") == NOBODY_SAID


def test_what_we_were_told_when_we_asked_does_not_explain_an_empty_record() -> None:
    assert reason("children | A | yes | declined | did not want to", "recorded") == NOBODY_SAID
    assert reason("children | A | yes | declined | did not want to", "child") == "declined: did not want to"


def test_an_unborn_child_is_not_applicable_by_words_whatever_the_log_leaves_out() -> None:
    for whom in ("told us", "recorded", "child"):
        assert reason("", whom, "unborn") == UNSEEN[whom]
    assert reason("", "child", "0-4") == NOBODY_SAID  # a child of four may well speak


def test_of_several_lines_the_one_furthest_along_counts() -> None:
    rows = "children | A | yes | not asked | too unwell\nchildren | A | yes | declined | one visit too many"
    assert reason(rows) == "declined: one visit too many"


def test_a_child_asked_twice_is_one_child_and_two_parents_are_two_people() -> None:
    rows = """
        group               | case_id | outcome   | how       | why          | told_result
        children            | A       | no answer | by letter | too unwell   |
        children            | A       | took part | in person |              | yes
        children            | B       | not asked |           | nobody tried |
        parents and carers  | A       | took part | in person |              | no
        parents and carers  | A       | declined  | in person | did not want to |
    """
    counted, results = count_engaged(log(rows))
    found = counted.set_index("group")[["asked", "took_part", "no_answer", "not_asked"]]
    assert found.loc["children"].tolist() == [1, 1, 0, 1]
    assert found.loc["parents and carers"].tolist() == [2, 1, 0, 0]
    assert dict(zip(results_of(results), [(1, 1), (1, 2)], strict=True)) == {
        "eng.children.took_part": (1, 1),
        "eng.parents.took_part": (1, 2),
    }
    how = count_how(log(rows))
    assert how.loc[(how["group"] == "children") & (how["what"] == "how"), "value"].tolist() == ["in person"]


def results_of(rows: list[dict[str, object]]) -> list[str]:
    return [str(row["result_id"]) for row in rows]


LINES = st.lists(
    st.tuples(
        st.sampled_from(ENGAGEMENT_GROUPS),
        st.sampled_from(["", *"ABCDEF"]),
        st.sampled_from(["yes", "not applicable by words"]),
        st.sampled_from(OUTCOMES_OF_ASKING),
        st.sampled_from(["", "not known", "not safe to ask"]),
        st.integers(1, 9),
    ),
    max_size=12,
)
TEXTS = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(KINDS_OF_VOICE)), max_size=8)


@settings(max_examples=80, deadline=None)
@given(LINES, TEXTS)
def test_the_reasons_add_up_to_all_who_were_not_heard(
    lines: list[tuple[str, str, str, str, str, int]], texts: list[tuple[str, str]]
) -> None:
    written = NO_LOG
    if lines:
        rows = "\n".join(" | ".join(map(str, line)) for line in lines)
        written = log("group | case_id | by_words | outcome | why | people\n" + rows)
    heard = heard_at_all(pd.DataFrame(texts, columns=["case_id", "kind"]))
    silence = why_silent(heard, written, SIX, list("ABCDEF"))
    for whom in (*KINDS_OF_VOICE, "child"):
        assert silence.loc[silence["whom"] == whom, "n"].sum() == 6 - len(heard[whom])
    tabled, _ = count_engaged(written)
    whole = tabled[["asked", "not_asked"]].to_numpy().sum()
    child = ENGAGEMENT_GROUPS[0]
    ids = {line[1] for line in lines if line[0] == child} - {""}
    assert len(each_once(written)) == len(ids) + sum(line[0] != child or not line[1] for line in lines)
    assert whole == each_once(written)["people"].sum()
    assert (tabled["asked"] == tabled[["took_part", "declined", "no_answer"]].sum(axis=1)).all()


LOG = """
    group    | people | asked_by | how        | support           | outcome   | why          | told_result
    children | 8      | teacher  | in a group | easy words; trusted adult | took part |      | yes
    children | 1      | advocate | in person  | interpreter       | took part |              | not safe to tell
    children | 2      | teacher  | in writing |                   | no answer | too unwell   |
    children | 3      |          |            |                   | not asked | nobody tried |
"""


def test_how_people_were_asked_is_counted_over_those_asked() -> None:
    how = count_how(log(LOG))
    told = how[how["what"].isin(["how", "asked by"])][["what", "value", "n", "of"]].to_numpy().tolist()
    assert told == [
        ["how", "in person", 1, 11],
        ["how", "in a group", 8, 11],
        ["how", "in writing", 2, 11],
        ["asked by", "teacher", 10, 11],
        ["asked by", "advocate", 1, 11],
    ]


def test_two_kinds_of_support_are_both_counted() -> None:
    how = count_how(log(LOG))
    assert how[how["what"] == "support"].set_index("value")["n"].to_dict() == {
        "interpreter": 1,
        "trusted adult": 8,
        "easy words": 8,
        "not known": 2,
    }


def test_why_not_heard_is_counted_over_those_not_heard_and_told_over_those_who_took_part() -> None:
    how = count_how(log(LOG)).set_index(["what", "value"])
    assert how.loc[("why not heard", "nobody tried"), ["n", "of"]].tolist() == [3, 5]
    assert how.loc[("told the result", "yes"), ["n", "of"]].tolist() == [8, 9]
    assert how.loc[("told the result", "not safe to tell"), ["n", "of"]].tolist() == [1, 9]


def test_a_group_nobody_of_which_is_in_the_log_has_no_row() -> None:
    tabled, results = count_engaged(log(LOG))
    assert tabled["group"].tolist() == ["children"]
    assert [row["result_id"] for row in results] == ["eng.children.took_part"]
    assert set(table("a | b").columns) == {"a", "b"}
