"""The voice lens as a whole: what it gives back, intervals, how firm, themes, agreement; and nothing added up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.lenses.voice_codes import weight_of
from scrutiny_lib.tables import COLUMNS, Tables, table
from scrutiny_lib.terms import KINDS_OF_VOICE
from tests.unit.voice_fixture import BOOK, NOBODY, design_of, said, shown, summarised

FRAMES = {
    "engagement",
    "engagement_how",
    "voice_codes",
    "voice_by",
    "voice_pairs",
    "chain_steps",
    "silence",
    "voice_before",
    "you_said",
    "themes",
}
TOLD = """
    source | case_id | kind     | codes
    t1     | A       | told us  | L1
    t2     | B       | told us  | L2
    t3     | C       | recorded | L1
"""


def many(n: int, with_it: int) -> tuple[pd.DataFrame, str]:
    """``n`` children who all told us something; the first ``with_it`` spoke of L1."""
    children = pd.DataFrame({"case_id": [f"C{at:03}" for at in range(n)], "sex": ["female", "male"] * (n // 2)})
    lines = [f"t{at} | C{at:03} | told us | {'L1' if at < with_it else 'L2'}" for at in range(n)]
    return children, "\n".join(["source | case_id | kind | codes", *lines])


def test_every_table_has_its_columns_and_can_be_saved() -> None:
    frames, results = summarised(TOLD)
    assert set(frames) == FRAMES
    for name, frame in frames.items():
        assert tuple(frame.columns) == COLUMNS[name]
    saved = Tables({}).with_frames(None, results=results, **frames).to_json()
    assert Tables.from_json(saved)["voice_codes"]["n"].tolist() == frames["voice_codes"]["n"].tolist()


def test_no_voice_at_all_is_still_a_table() -> None:
    frames, results = summarised(NOBODY, coding=table("coding"))
    assert frames["voice_codes"].empty
    assert frames["themes"].empty
    assert shown(results)["voice.none.child"] == "all 6 children"
    assert shown(results)["chain.sought"] == "[z]"
    assert not any(name.startswith(("agree.", "eng.")) for name in shown(results))


def test_an_interval_only_where_the_sample_was_drawn_at_random_and_is_large_enough() -> None:
    children, voices = many(24, 9)
    frames, results = summarised(voices, children=children, design=design_of("simple random", children))
    row = frames["voice_codes"].set_index("code").loc["L1"]
    assert (row["n"], row["of"]) == (9, 24)
    assert 0 < row["lower"] < row["percent"] < row["upper"] < 100
    assert "hypergeometric" in results.set_index("result_id").loc["voice.L1.told_us", "method"]
    for kind, some in (("close look", children), ("simple random", children[:18])):
        frames, _ = summarised(voices, children=some, design=design_of(kind, some))
        assert frames["voice_codes"][["lower", "upper"]].isna().all().all()


def test_the_unit_of_a_threshold_audit_is_the_referral() -> None:
    frames, results = summarised(TOLD, unit="referrals")
    assert set(frames["voice_codes"]["unit"]) == {"referrals"}
    assert shown(results)["voice.L1.told_us"] == "1 of 2 referrals"
    assert shown(results)["voice.none.child"] == "3 of 6 referrals"


def test_a_text_without_a_passage_to_code_is_heard_but_no_base_for_codes() -> None:
    voices = TOLD + "    t4     | D       | told us  |\n"
    _, results = summarised(voices)
    assert shown(results)["voice.L1.told_us"] == "1 of 3 children"
    cut = {"passages": pd.DataFrame({"passage_id": ["p0", "p1", "p2"], "source": ["t1", "t2", "t3"]})}
    _, results = summarised(voices, **cut)
    assert shown(results)["voice.L1.told_us"] == "1 of 2 children"
    assert shown(results)["voice.none.told_us"] == "3 of 6 children"


def test_a_code_nobody_else_coded_is_tentative_and_says_so() -> None:
    frames, results = summarised(TOLD, coding=table("coding"))
    assert set(frames["voice_codes"]["reliability"]) == {"tentative"}
    assert "Tentative" in results.set_index("result_id").loc["voice.L1.told_us", "method"]
    _, results = summarised(TOLD)
    assert "Tentative" not in results.set_index("result_id").loc["voice.L1.told_us", "method"]


def test_differences_nobody_has_settled_are_not_counted_and_that_is_said() -> None:
    given = said(TOLD)
    both = given["settled"].codes
    unsettled = both[both["source"] == "t3"].assign(given_by="A1", not_given_by="A2")
    waiting = Settled(codes=both[both["source"] != "t3"], open=unsettled[["passage_id", "source", "code"]])
    frames, results = summarised(TOLD, settled=waiting)
    assert "voice.L1.recorded" not in shown(results)
    method = results.set_index("result_id")["method"]
    assert "not settled yet" not in method["voice.L1.told_us"]  # the open one is of another kind
    waiting = Settled(codes=both, open=unsettled[["passage_id", "source", "code"]])
    _, results = summarised(TOLD, settled=waiting)
    assert "not settled yet" in results.set_index("result_id").loc["voice.L1.recorded", "method"]
    assert frames["voice_codes"]["kind"].tolist() == ["told us", "told us"]


def test_a_child_whose_words_nobody_has_looked_at_yet_is_not_in_the_base() -> None:
    given = said("source | case_id | kind | codes\nt1 | A | told us | L1\nt2 | B | told us |\nt3 | C | told us |")
    given["settled"] = replace(given["settled"], read=frozenset({"p0", "p1"}))
    _, results = summarised(**given)
    assert shown(results)["voice.L1.told_us"] == "1 of 2 children"


def test_what_rests_on_one_person_alone_is_said() -> None:
    given = said("source | case_id | kind | codes\nt1 | A | told us | L1\nt2 | B | told us | L2")
    codes = given["settled"].codes.assign(basis=["one coder", "both"])
    _, results = summarised(**{**given, "settled": replace(given["settled"], codes=codes)})
    method = results.set_index("result_id")["method"]
    assert "one person only" in method["voice.L1.told_us"] and "one person only" not in method["voice.L2.told_us"]


def test_a_theme_is_about_content_and_not_one_of_an_exclusive_group() -> None:
    frames, _ = summarised("source | case_id | kind | codes\nt1 | A | told us | V1 L1 T1")
    assert frames["themes"][["source", "theme", "kind"]].to_numpy().tolist() == [
        ["told us", "A usual day", "Daily life"]
    ]
    assert set(frames["voice_codes"]["name"]) == {"Own words", "A usual day", "Mostly hard"}


@pytest.mark.parametrize(
    ("n", "of", "words"),
    [(1, 1, "1 child of the 1 heard"), (9, 9, "9 children of the 9 heard"), (10, 10, "said by most"),
     (3, 4, "3 children of the 4 heard"), (15, 20, "said by more than half"), (10, 20, "said by about half"),
     (6, 20, "said by some"), (5, 20, "said by a few"), (1, 20, "1 child of the 20 heard")],
)  # fmt: skip
def test_most_is_said_of_ten_or_more_only_and_one_child_is_never_a_few(n: int, of: int, words: str) -> None:
    assert weight_of("told us", n, of) == words


def test_agreement_comes_as_three_figures_together() -> None:
    row = {"code": "all", "units": 52, "percent": 91.0, "alpha": 0.777, "ac1": 0.88, "reliability": ""}
    _, results = summarised(TOLD, coding=table("coding", [row]))
    agree = results[results["result_id"].str.startswith("agree.")].set_index("result_id")
    assert list(agree.index) == ["agree.percent", "agree.alpha", "agree.ac1"]
    assert list(agree["shown"]) == ["91 in 100", "0.78", "0.88"]
    assert set(agree["kind"]) == {"people"}
    assert set(agree["of"]) == {52}
    assert set(agree["lens"]) == {""}


def test_everybody_the_same_is_not_defined() -> None:
    nan = float("nan")
    row = {"code": "all", "units": 3, "percent": 100.0, "alpha": nan, "ac1": nan, "reliability": ""}
    _, results = summarised(TOLD, coding=table("coding", [row]))
    assert shown(results)["agree.percent"] == "100 in 100"
    assert shown(results)["agree.alpha"].startswith("not defined")


CODES = st.lists(st.sampled_from(list(BOOK.codes["id"])), max_size=3)
LINES = st.lists(
    st.tuples(st.sampled_from("ABCDEFZ"), st.sampled_from(KINDS_OF_VOICE), CODES, st.integers(0, 3)), max_size=25
)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_counted_the_slow_way_over_children_it_is_the_same(lines: list[tuple[str, str, list[str], int]]) -> None:
    voices = "\n".join(
        ["source | case_id | kind | codes"]
        + [f"{case}-{kind}-{text} | {case} | {kind} | {' '.join(codes)}" for case, kind, codes, text in lines]
    )
    frames, results = summarised(voices)
    told = frames["voice_codes"].set_index(["kind", "code"])
    for kind in KINDS_OF_VOICE:
        base = {case for case, of, _, _ in lines if of == kind} - {"Z"}
        for code in BOOK.codes["id"]:
            carry = {case for case, of, codes, _ in lines if of == kind and code in codes} - {"Z"}
            if carry:
                assert tuple(told.loc[(kind, code), ["n", "of"]]) == (len(carry), len(base))
            else:
                assert (kind, code) not in told.index
    none = {case for case, kind, _, _ in lines if kind != "parents and carers"} - {"Z"}
    row = results.set_index("result_id").loc["voice.none.child"]
    assert (row["n"], row["of"]) == (6 - len(none), 6)
    silence = frames["silence"].groupby("whom")["n"].sum()
    assert silence.get("child", 0) == row["n"]
