"""How far coders agree: tables small enough to count by eye, and properties that hold for any."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib import stats
from scrutiny_lib.intake.assumptions import Assumptions, read_assumptions
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.lenses.coding_agreement import reliability_of, summarise_coding
from scrutiny_lib.lenses.coding_spans import runs_read, spans_on
from scrutiny_lib.lenses.coding_together import together
from scrutiny_lib.lenses.coding_twice import read_twice
from scrutiny_lib.tables import COLUMNS
from scrutiny_lib.terms import RELIABILITY

LONG = 10
"""Code points of one passage of these tests."""

GROUPS = [
    ("P", "Space to be heard", False, False),
    ("V", "How the voice got here", True, False),
    ("T", "Tone", True, True),
]
CODES = [
    ("P1", "P", "Seen alone"),
    ("P2", "P", "Not seen alone"),
    ("V1", "V", "Verbatim"),
    ("V2", "V", "Reported"),
    ("T1", "T", "Mostly negative"),
    ("T2", "T", "Mixed"),
    ("T3", "T", "Mostly positive"),
]


def codebook() -> Codebook:
    groups = pd.DataFrame(GROUPS, columns=["id", "name", "exclusive", "ordered"])
    codes = pd.DataFrame(CODES, columns=["id", "group", "name"])
    return Codebook("made_up", "1", "Made up", "children", "", groups, codes)


def room(given: dict[str, list[str]], sources: int = 1) -> tuple[Coded, pd.DataFrame, Texts]:
    """Coders and what each gave to each passage in turn: codes apart by a blank, ``""`` none, ``"-"`` not read.

    The passages are as many as the longest list, LONG code points each, spread evenly over the sources.
    """
    count = max(len(words) for words in given.values())
    each = -(-count // sources)
    place = [(f"S{at // each + 1}", at % each * LONG) for at in range(count)]
    passages = pd.DataFrame(
        [(f"p{at + 1}", source, start, start + LONG) for at, (source, start) in enumerate(place)],
        columns=["passage_id", "source", "start", "end"],
    )
    codings, read = [], []
    for coder, words in given.items():
        for at, codes in enumerate(words):
            if codes != "-":
                read.append((f"p{at + 1}", coder))
                source, start = place[at]
                codings += [(source, start, start + LONG, code, coder) for code in codes.split()]
    coders = pd.DataFrame(
        [(coder, "second" if at else "first", "", "2026-01-01", "", True) for at, coder in enumerate(given)],
        columns=["coder", "role", "file", "locked_on", "sha256", "finished"],
    )
    coded = Coded(
        coders=coders,
        codings=pd.DataFrame(codings, columns=["source", "start", "end", "code", "coder"]),
        read=pd.DataFrame(read, columns=["passage_id", "coder"]),
    )
    words = {f"S{number + 1}": "x" * (LONG * sum(s == f"S{number + 1}" for s, _ in place)) for number in range(sources)}
    return coded, passages, Texts(words=words)


def summary(given: dict[str, list[str]], assumptions: Assumptions | None = None, sources: int = 1) -> pd.DataFrame:
    coded, passages, texts = room(given, sources)
    found = summarise_coding(coded, passages, texts, codebook(), assumptions or Assumptions())
    return found.set_index("code")


def test_ten_passages_counted_by_eye() -> None:
    """Krippendorff (2004) p. 224: ten units, six agree; alpha 0.095. AC1 by hand: π = 0.3, chance 0.42."""
    a = "1100000000"
    b = "0110010100"
    found = summary({"A1": ["P1" if x == "1" else "" for x in a], "A2": ["P1" if x == "1" else "" for x in b]})
    assert list(found.index) == ["P1", "all"]
    row = found.loc["P1"]
    assert (row["name"], row["group"], row["units"], row["percent"]) == ("Seen alone", "P", 10, 60)
    assert row["alpha"] == pytest.approx(0.095, abs=6e-4)
    assert row["ac1"] == pytest.approx((0.6 - 0.42) / (1 - 0.42))
    assert math.isnan(row["lower"]) and math.isnan(row["upper"])  # ten passages carry no interval
    assert row["reliability"] == "not reported" and row["why"] == "Alpha is below 0.667."
    # touching whole passages: units of 10, 10 and 10, 10, 10, 10 on a text of 100
    spans = pd.DataFrame(
        [(0, "P1", 0, 10), (0, "P1", 10, 20), *((1, "P1", at, at + 10) for at in (10, 20, 50, 70))],
        columns=["coder", "code", "start", "end"],
    )
    assert row["alpha_u"] == pytest.approx(stats.unitizing_alpha(spans, 100)["P1"])


def test_quoted_passages_do_not_lift_agreement_and_may_lower_it() -> None:
    """The first twenty were drawn; the others were read twice only because they are quoted."""
    drawn = [f"p{at}" for at in range(1, 21)]
    first = ["P1" if at % 2 else "" for at in range(20)]
    second = [*first[:16], *("P1" if not code else "" for code in first[16:])]  # four of twenty differ
    coded, passages, texts = room({"A1": [*first, *["P1", ""] * 20], "A2": [*second, *["P1", ""] * 20]})

    def found(among: list[str] | None) -> pd.Series:
        return summarise_coding(coded, passages, texts, codebook(), Assumptions(), among).set_index("code").loc["P1"]

    assert found(None)["percent"] == pytest.approx(100 * 56 / 60) and found(None)["reliability"] != "not reported"
    alone = found(drawn)
    assert (alone["units"], alone["percent"], alone["reliability"]) == (20, 80, "not reported")
    torn = room({"A1": [*first, *["P1"] * 20], "A2": [*first, *[""] * 20]})
    worse = summarise_coding(*torn, codebook(), Assumptions(), drawn).set_index("code")
    assert (worse.loc["P1", "percent"], worse.loc["P1", "reliability"]) == (100, "not reported")
    assert "quoted" in worse.loc["P1", "why"] and "left out of the figures" in worse.loc["all", "why"]


def test_the_columns_are_those_of_the_table() -> None:
    coded, passages, texts = room({"A1": ["P1"], "A2": [""]})
    found = summarise_coding(coded, passages, texts, codebook(), Assumptions())
    assert tuple(found.columns) == COLUMNS["coding"]


def test_only_codes_that_somebody_used_in_the_order_of_the_book_then_groups_then_all() -> None:
    found = summary({"A1": ["T2 P2", "V2", ""], "A2": ["T2", "P1", "V1"]})
    assert list(found.index) == ["P1", "P2", "V1", "V2", "T2", "V", "T", "all"]
    assert found.loc["V", ["name", "group"]].tolist() == ["How the voice got here", "V"]
    assert found.loc["all", ["name", "group"]].tolist() == ["All codes together", ""]


def test_passages_that_one_coder_did_not_read_count_for_nothing() -> None:
    a = ["P1", "", "P1", "P1", "P1", ""]
    whole = summary({"A1": a[:3], "A2": ["P1", "", ""]})
    part = summary({"A1": a, "A2": ["P1", "", "", "-", "-", "-"]})
    assert part.loc["P1", "units"] == 3
    for column in ("units", "percent", "alpha", "ac1", "alpha_u"):
        assert part.loc["P1", column] == pytest.approx(whole.loc["P1", column]), column


def test_nobody_coded_twice() -> None:
    found = summary({"A1": ["P1", "P2"]})
    assert found["units"].tolist() == [0, 0, 0]
    assert found[["percent", "alpha", "lower", "upper", "ac1", "alpha_u"]].isna().all(axis=None)
    assert set(found["reliability"]) == {"tentative"} and set(found["why"]) == {"No passage was coded twice."}


def test_nothing_coded_at_all() -> None:
    found = summary({"A1": ["", ""], "A2": ["", ""]})
    assert list(found.index) == ["all"] and math.isnan(found.loc["all", "alpha"])
    assert found.loc["all", "reliability"] == "tentative"


def test_everybody_the_same_is_not_defined_and_said_so() -> None:
    found = summary({"A1": ["P1"] * 30, "A2": ["P1"] * 30})
    row = found.loc["P1"]
    assert row["percent"] == 100 and math.isnan(row["alpha"]) and math.isnan(row["ac1"])
    assert row["why"] == "Not defined: everybody gave the same answer to every passage."
    assert row["reliability"] == "tentative" and row["alpha_u"] == pytest.approx(1)


def test_a_code_used_only_where_one_coder_read_has_agreed_nothing_but_that_it_is_absent() -> None:
    row = summary({"A1": ["P1", *[""] * 25], "A2": ["-", *[""] * 25]}).loc["P1"]
    assert (row["units"], row["percent"]) == (25, 100)
    assert math.isnan(row["alpha"]) and math.isnan(row["alpha_u"]) and row["reliability"] == "tentative"


def test_tone_has_an_order() -> None:
    """Neighbours on the scale differ less than its ends; what only one coder judged is left out."""
    a = ["T1", "T1", "T2", "T3", "T3", "T2", "T1", ""]
    near = [*["T1", "T2", "T2", "T3", "T2", "T2", "T1"], "T1"]
    far = [*["T1", "T3", "T2", "T3", "T1", "T2", "T1"], "T1"]
    one, other = summary({"A1": a, "A2": near}).loc["T"], summary({"A1": a, "A2": far}).loc["T"]
    assert one["units"] == other["units"] == 7 and one["percent"] == other["percent"]
    assert one["alpha"] > other["alpha"]
    places = [[int(x[1]), int(y[1])] for x, y in zip(a[:7], near[:7], strict=True)]
    assert one["alpha"] == pytest.approx(stats.krippendorff_alpha(places, "ordinal").estimate)
    assert "fewer than two coders" in one["why"]


def test_one_code_of_a_group_none_being_an_answer() -> None:
    a, b = ["V1", "V2", "", "V1", "V1 V2"], ["V1", "V1", "", "", "V1"]
    row = summary({"A1": a, "A2": b}).loc["V"]
    same = stats.krippendorff_alpha([["1", "1"], ["2", "1"], ["0", "0"], ["1", "0"]])
    assert row["units"] == 4 and row["percent"] == 50 and row["alpha"] == pytest.approx(same.estimate)
    assert "two codes of the group" in row["why"]


def test_three_coders_with_gaps() -> None:
    a, b, c = ["P1", "P1", "", "", "P1"], ["P1", "", "", "P1", "-"], ["P1", "P1", "", "-", "-"]
    row = summary({"A1": a, "A2": b, "A3": c}).loc["P1"]
    r = [[1, 1, 1], [1, 0, 1], [0, 0, 0], [0, 1, None], [1, None, None]]
    assert row["units"] == 4
    assert row["alpha"] == pytest.approx(stats.krippendorff_alpha(r).estimate)
    assert row["percent"] == pytest.approx(100 * stats.percent_agreement(r).estimate)


# what is read, end to end ------------------------------------------------------------------------------------------


def test_the_text_compared_is_that_of_the_passages_both_read() -> None:
    coded, passages, texts = room({"A1": [""] * 8, "A2": ["", "", "-", "", "-", "-", "", ""]}, sources=2)
    passages = passages.assign(start=passages["start"] + 1, end=passages["end"] - 2)  # blanks around passages
    given = pd.DataFrame(columns=["passage_id", "coder", "code"])
    twice = read_twice(passages, coded.read, given, ["A1", "A2"], ["P1"])
    runs = runs_read(twice, passages, {source: len(words) for source, words in texts.words.items()})
    both = ("A1", "A2")
    assert runs == [("S1", 0, 21, both), ("S1", 31, 40, both), ("S2", 21, 40, both)]
    codings = pd.DataFrame(
        [("S1", 15, 35, "P1", "A1"), ("S2", 0, 40, "P1", "A2"), ("S1", 22, 30, "P1", "A2")],
        columns=["source", "start", "end", "code", "coder"],
    )
    spans, length = spans_on(runs, codings)
    assert length == 21 + 9 + 19
    assert spans[["coder", "start", "end"]].to_numpy().tolist() == [[0, 15, 21], [0, 21, 25], [1, 30, 49]]


def test_two_first_coders_and_one_second_are_two_readers_of_each_passage() -> None:
    """A1 and A2 share the work, A3 reads some of both: every passage has two readers, whoever they are."""
    a = ["P1", "", "P1", "-", "-", "-"]
    b = ["-", "-", "-", "P1", "", ""]
    c = ["P1", "P1", "-", "P1", "", "P1"]
    split = summary({"A1": a, "A2": b, "A3": c}).loc["P1"]
    joined = summary({"A1": ["P1", "", "P1", "P1", "", ""], "A3": ["P1", "P1", "-", "P1", "", "P1"]}).loc["P1"]
    assert split["alpha_u"] == pytest.approx(joined["alpha_u"])
    assert split["alpha"] == pytest.approx(joined["alpha"]) and split["units"] == 5


def test_the_same_passage_and_not_the_same_stretch() -> None:
    """Both give the code to the same passages, so alpha is 1; one marks half of each, so αU is not."""
    coded, passages, texts = room({"A1": ["P1", "", "P1", ""], "A2": ["P1", "", "P1", ""]})
    codings = coded.codings.copy()
    codings.loc[codings["coder"] == "A2", "end"] -= 4
    found = summarise_coding(replace(coded, codings=codings), passages, texts, codebook(), Assumptions())
    row = found.set_index("code").loc["P1"]
    assert row["alpha"] == 1 and 0 < row["alpha_u"] < 1


def test_neither_the_order_of_rows_nor_the_names_of_coders_matter() -> None:
    a, b = ["P1", "P2", "", "P1 P2", "V1"], ["P1", "", "P2", "P1", "V2"]
    coded, passages, texts = room({"A1": a, "A2": b}, sources=2)
    one = summarise_coding(coded, passages, texts, codebook(), Assumptions())
    names = {"A1": "B7", "A2": "A9"}
    other = replace(
        coded,
        coders=coded.coders.assign(coder=coded.coders["coder"].map(names)),
        codings=coded.codings.assign(coder=coded.codings["coder"].map(names)).sample(frac=1, random_state=1),
        read=coded.read.assign(coder=coded.read["coder"].map(names)).sample(frac=1, random_state=2),
    )
    before = (other.codings.copy(), other.read.copy(), passages.copy())
    pd.testing.assert_frame_equal(summarise_coding(other, passages, texts, codebook(), Assumptions()), one)
    for was, now in zip(before, (other.codings, other.read, passages), strict=True):
        pd.testing.assert_frame_equal(was, now)  # inputs are left as they were


# intervals, and all codes together ---------------------------------------------------------------------------------


def many(seed: int, passages: int = 200, noise: float = 0.1) -> dict[str, list[str]]:
    rng = np.random.default_rng(seed)
    truth = rng.random((passages, 3)) < [0.5, 0.2, 0.05]
    codes = np.array(["P1", "P2", "V1"])
    given = {}
    for coder in ("A1", "A2"):
        mine = truth ^ (rng.random(truth.shape) < noise)
        given[coder] = [" ".join(codes[row]) for row in mine]
    return given


def test_intervals_are_those_of_the_redrawn_passages_and_always_the_same() -> None:
    given = many(1)
    found, again = summary(given), summary(given)
    pd.testing.assert_frame_equal(found, again)
    r = [["P1" in x.split(), "P1" in y.split()] for x, y in zip(given["A1"], given["A2"], strict=True)]
    same = stats.krippendorff_alpha(pd.DataFrame(r).astype(int), categories=[0, 1], bootstrap=1000, seed=0)
    assert tuple(found.loc["P1", ["alpha", "lower", "upper"]]) == pytest.approx(same[:3])
    assert (found["lower"] <= found["alpha"]).all() and (found["alpha"] <= found["upper"]).all()


def test_all_together_is_the_sum_of_what_differs_over_the_sum_of_chance() -> None:
    found = summary(many(2))
    given = many(2)
    observed = expected = 0.0
    for code in ("P1", "P2", "V1"):
        pairs = [(code in x.split(), code in y.split()) for x, y in zip(given["A1"], given["A2"], strict=True)]
        answers = [answer for pair in pairs for answer in pair]
        yes, n = sum(answers), len(answers)
        observed += sum(x != y for x, y in pairs) / len(pairs)
        expected += 2 * yes * (n - yes) / (n * (n - 1))
    assert found.loc["all", "alpha"] == pytest.approx(1 - observed / expected)
    assert found.loc["all", "percent"] == pytest.approx(found.loc[["P1", "P2", "V1"], "percent"].mean())


def test_to_pool_all_answers_would_flatter() -> None:
    given = many(3, noise=0.2)
    pooled = [
        [int(code in x.split()), int(code in y.split())]
        for x, y in zip(given["A1"], given["A2"], strict=True)
        for code in ("P1", "P2", "V1")
    ]
    assert summary(given).loc["all", "alpha"] < stats.krippendorff_alpha(pooled).estimate


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from([0, 1, None]), min_size=3, max_size=3), min_size=1, max_size=40))
def test_of_a_single_code_together_is_what_the_code_is(rows: list[list[int | None]]) -> None:
    ids = [f"p{at}" for at in range(len(rows))]
    cells = [
        (passage, coder, answer)
        for passage, row in zip(ids, rows, strict=True)
        for coder, answer in zip("abc", row, strict=True)
        if answer is not None
    ]
    read = pd.DataFrame(cells, columns=["passage_id", "coder", "answer"])
    marked = read[read["answer"] == 1].assign(code="x")
    twice = read_twice(pd.DataFrame({"passage_id": ids}), read, marked, list("abc"), ["x"])
    percent, alpha, ac1 = together(twice, 0)
    used = [row for row in rows if sum(answer is not None for answer in row) >= 2]
    expected = stats.krippendorff_alpha(pd.DataFrame(used or rows, dtype=float), categories=[0, 1]).estimate
    assert alpha.estimate == pytest.approx(expected, nan_ok=True)
    if used:
        r = pd.DataFrame(used, dtype=float)
        assert percent == pytest.approx(stats.percent_agreement(r).estimate)
        assert ac1 == pytest.approx(stats.gwet_ac(r, categories=[0, 1]).estimate, nan_ok=True)


# the rule ----------------------------------------------------------------------------------------------------------

GOOD = {"units": 100, "alpha": 0.85, "lower": 0.7, "ac1": 0.95, "rarer": 30}


@pytest.mark.parametrize(
    ("change", "word", "why"),
    [
        ({}, "firm", "at least 0.80"),
        ({"alpha": 0.8, "lower": 0.667, "units": 20, "rarer": 5}, "firm", "at least 0.80"),
        ({"alpha": 1.0, "lower": math.nan}, "firm", "did not differ"),
        ({"lower": 0.66}, "tentative", "begins below 0.667"),
        ({"lower": math.nan}, "tentative", "no interval"),
        ({"units": 19}, "tentative", "fewer than 20 passages"),
        ({"units": 19, "alpha": 1.0, "lower": math.nan}, "tentative", "Fewer than 20 passages"),
        ({"rarer": 4}, "tentative", "Fewer than 5 passages"),
        ({"alpha": 0.79}, "tentative", "below 0.80"),
        ({"alpha": 0.667, "lower": 0.1}, "tentative", "below 0.80"),
        ({"alpha": 0.666, "lower": 0.1}, "not reported", "below 0.667"),
        ({"alpha": 0.3, "rarer": 4, "ac1": 0.9}, "tentative", "AC1 is at least 0.9"),
        ({"alpha": 0.3, "rarer": 4, "ac1": 0.89}, "not reported", "below 0.667"),
        ({"alpha": 0.3, "rarer": 5, "ac1": 0.99}, "not reported", "below 0.667"),
        ({"alpha": -0.01, "rarer": 1, "ac1": 0.99}, "tentative", "Too rare"),
        ({"alpha": math.nan, "lower": math.nan, "ac1": math.nan, "rarer": 0}, "tentative", "same answer"),
        ({"units": 0, "alpha": math.nan}, "tentative", "coded twice"),
    ],
)
def test_the_rule(change: dict[str, float], word: str, why: str) -> None:
    found, reason = reliability_of({**GOOD, **change}, Assumptions())
    assert found == word and why.casefold() in reason.casefold() and reason.endswith(".")


def test_a_stricter_rule_is_said_in_its_own_numbers() -> None:
    strict = Assumptions(coding_firm_alpha=0.9, coding_tentative_alpha=0.8, coding_minimum_passages=150)
    word, why = reliability_of({**GOOD, "lower": 0.8}, strict)
    assert word == "tentative" and "0.8 " in why and "0.90" in why and "150" in why


@settings(max_examples=200)
@given(st.integers(0, 300), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.integers(0, 60))
def test_more_agreement_never_makes_a_code_less_reliable(units, alpha, lower, ac1, rarer) -> None:
    order = {word: place for place, word in enumerate(reversed(RELIABILITY))}
    row = {"units": units, "alpha": alpha, "lower": min(lower, alpha), "ac1": ac1, "rarer": rarer}
    word, _ = reliability_of(row, Assumptions())
    better, _ = reliability_of({**row, "alpha": (1 + alpha) / 2, "ac1": (1 + ac1) / 2, "lower": lower}, Assumptions())
    assert order[better] >= order[word]
    if word == "firm":
        assert units >= 20 and rarer >= 5 and alpha >= 0.8


def test_every_row_carries_the_word_its_figures_earn() -> None:
    firm = ["P1" if at % 3 else "" for at in range(60)]
    torn = [firm[at] if at not in (7, 31) else ("" if firm[at] else "P1") for at in range(60)]
    poor = ["P2" if at % 2 else "" for at in range(60)]
    other = ["P2" if at % 3 else "" for at in range(60)]
    rare = ["V1" if at == 5 else "" for at in range(60)]
    join = [" ".join(filter(None, codes)) for codes in zip(firm, poor, rare, strict=True)]
    also = [" ".join(filter(None, codes)) for codes in zip(torn, other, [""] * 60, strict=True)]
    found = summary({"A1": join, "A2": also})
    assert found["reliability"].to_dict() | {"all": "", "V": ""} == {
        "P1": "firm",
        "P2": "not reported",
        "V1": "tentative",
        "V": "",
        "all": "",
    }
    assert set(found["reliability"]) <= set(RELIABILITY)


# the settings ------------------------------------------------------------------------------------------------------


def test_the_packaged_settings_are_those_of_the_code_and_say_where_they_come_from() -> None:
    path = packaged_folder() / "assumptions.toml"
    found, problems = read_assumptions([path])
    assert not problems
    numbers = (found.coding_firm_alpha, found.coding_tentative_alpha, found.coding_minimum_passages)
    assert numbers == (0.8, 0.667, 20)
    assert (found.coding_rare_passages, found.coding_rare_ac1, found.coding_second_share) == (5, 0.9, 0.2)
    plain = Assumptions()
    assert {name: getattr(plain, name) for name in vars(plain) if name.startswith("coding")} == {
        name: getattr(found, name) for name in vars(found) if name.startswith("coding")
    }
    part = path.read_text(encoding="utf-8").split("[coding]")[1].split("[charts]")[0]
    assert "Krippendorff" in part and "checked_on" in part and "invented partnership" in part


def test_a_workspace_may_be_stricter(tmp_path: Path) -> None:
    own = tmp_path / "assumptions.toml"
    own.write_text("[coding]\nfirm_alpha = 0.9\nsecond_share = 1\n", encoding="utf-8")
    found, problems = read_assumptions([packaged_folder() / "assumptions.toml", own])
    assert not problems and (found.coding_firm_alpha, found.coding_tentative_alpha) == (0.9, 0.667)
    assert found.coding_second_share == 1


@pytest.mark.parametrize(
    "line",
    [
        *("firm_alpha = 0.79", "firm_alpha = 1.01", "tentative_alpha = 0.5", "minimum_passages = 19"),
        *("rare_passages = 1", "rare_ac1 = 0.89", "second_share = 0", "second_share = 1.2", "minimum_passages = 20.5"),
        *('firm_alpha = "0.8"', "frim_alpha = 0.8"),
    ],
)
def test_what_is_out_of_range_is_said_by_line_not_quoted_and_counts_for_nothing(tmp_path: Path, line: str) -> None:
    own = tmp_path / "assumptions.toml"
    own.write_text(f"[coding]\n{line}\n", encoding="utf-8")
    found, problems = read_assumptions([packaged_folder() / "assumptions.toml", own])
    assert len(problems) == 1 and problems[0].cell == "line 2"
    assert line.split(" = ")[1].strip('"') not in problems[0].fact
    assert (found.coding_firm_alpha, found.coding_tentative_alpha, found.coding_rare_ac1) == (0.8, 0.667, 0.9)


def test_firm_never_asks_for_less_than_tentative(tmp_path: Path) -> None:
    own = tmp_path / "assumptions.toml"
    own.write_text("[coding]\nfirm_alpha = 0.8\ntentative_alpha = 0.9\n", encoding="utf-8")
    found, problems = read_assumptions([own])
    assert [problem.cell for problem in problems] == ["line 2"]
    assert found.coding_firm_alpha >= found.coding_tentative_alpha
