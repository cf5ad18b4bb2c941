"""Level given beside level agreed, counted by hand."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.crosswalk import LevelCrosswalk, Step
from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template
from scrutiny_lib.intake.thresholds import Threshold
from scrutiny_lib.lenses.level_pairs import pair_levels
from scrutiny_lib.lenses.levels import summarise_levels
from scrutiny_lib.lenses.levels_by_case import levels_by_case
from scrutiny_lib.lenses.results import Design

LEVELS = ("level 1", "level 2", "level 3", "level 4")
NOW = Threshold("Northport", "now", False, LEVELS, statutory=frozenset(LEVELS[2:]))
OLD = Threshold(
    "Northport", "old", True, ("Everyday", "Extra", "Safeguarding"), in_force_to=date(2025, 8, 31),
    statutory=frozenset({"Safeguarding"}),
)  # fmt: skip
NEW = Threshold("Northport", "new", False, LEVELS, in_force_from=date(2025, 9, 1), statutory=frozenset(LEVELS[2:]))
STEPS = tuple(Step(n, name, f"{name} is meant") for n, name in enumerate(("less", "some", "much", "most"), 1))
WALK = LevelCrosswalk(
    STEPS,
    {
        ("Northport", "old"): {"Everyday": 1, "Extra": 2, "Safeguarding": 4},
        ("Northport", "new"): {"level 1": 1, "level 2": 2, "level 3": 3, "level 4": 4},
    },
)
NO_WALK = LevelCrosswalk()
NOTHING = pd.DataFrame(columns=["case_id", "agency", "question", "answer"])


def template() -> Template:
    def question(name: str, scope: str, role: str) -> dict[str, object]:
        fixed = {"lens": "threshold", "line": "L1", "ask": name, "answers": list(LEVELS), "agencies": ["p", "s"]}
        return {**dict.fromkeys(QUESTION_COLUMNS, ""), "id": name, "scope": scope, "role": role, **fixed}

    rows = [question("t1", "agency", "level judged"), question("t2", "child", "level agreed")]
    return Template("t", "1", "T", "", ("p", "s"), pd.DataFrame(rows, columns=list(QUESTION_COLUMNS)))


def close_look(cases: list[str]) -> Design:
    strata = pd.DataFrame({"stratum": ["all"], "size": [50], "drawn": [len(cases)]})
    return Design("close look", strata, pd.Series("all", index=cases), 50)


def settled(answers: dict[str, str], **more: dict[str, str]) -> pd.DataFrame:
    rows = [
        (case, "t2", answer, *(column.get(case, "") for column in more.values())) for case, answer in answers.items()
    ]
    return pd.DataFrame(rows, columns=["case_id", "question", "answer", *more])


def alone(*rows: tuple[str, str, str]) -> pd.DataFrame:
    made = [(case, agency, "t1", level) for case, agency, level in rows]
    return pd.DataFrame(made, columns=["case_id", "agency", "question", "answer"])


GIVEN = {
    "A": "Level 1", "B": "level 2", "C": "level 1", "D": "level 4", "E": "level 3",
    "F": "level 2", "G": "", "H": "level 9", "I": "level 2", "J": "level 2",
}  # fmt: skip
AGREED = {
    "A": "level 1", "B": "level 3", "C": "level 4", "D": "level 2", "E": "level 3",
    "F": "not applicable", "G": "level 2", "H": "level 2", "I": "not known to us", "J": "",
}  # fmt: skip
SOURCE = dict(zip(GIVEN, ["school", "school", "police", "police", "", *["school"] * 5], strict=True))


def ten() -> pd.DataFrame:
    return pd.DataFrame({"case_id": list(GIVEN), "level_given": GIVEN.values(), "referral_source": SOURCE.values()})


def count(
    children: pd.DataFrame, agreed: pd.DataFrame, thresholds: list[Threshold], walk: LevelCrosswalk = NO_WALK, **more
):
    design = more.pop("design", close_look(list(children["case_id"])))
    returns = more.pop("returns", NOTHING)
    frames, results, told = summarise_levels(
        returns, agreed, children, template(), design, thresholds, walk, "Northport", unit="referrals", **more
    )
    return frames, results.set_index("result_id"), told


def test_ten_referrals_counted_by_hand() -> None:
    frames, rows, told = count(ten(), settled(AGREED), [NOW], returns=alone(("J", "p", "level 4")))
    n = rows["n"].to_dict()
    # A and E are right, B is one too low, C three too low, D two too high
    assert rows.at["level.right", "shown"] == "2 of 5 referrals"
    assert {name: n[f"level.{name}"] for name in ("too_low", "too_low_by_1", "too_low_by_2_or_more")} == {
        "too_low": 2, "too_low_by_1": 1, "too_low_by_2_or_more": 1,
    }  # fmt: skip
    assert (n["level.too_high"], n["level.too_high_by_1"], n["level.too_high_by_2_or_more"]) == (1, 0, 1)
    # F does not apply, G has no level given, H one that is in no document, I and J none agreed (of I nothing came back)
    assert (n["level.drawn"], n["level.judged"], n["level.not_applicable"], n["level.not_known"]) == (10, 5, 1, 4)
    why = ("not_returned", "not_settled", "no_level_given", "not_comparable")
    assert [n[f"level.{name}"] for name in why] == [1, 1, 1, 1]
    assert set(rows.loc[rows["question"] == "level.base", "of"]) == {10}
    assert any("not comparable" in said for said in told) and not any(digit in "".join(told) for digit in "0123456789")
    grid = frames["levels"]
    assert len(grid) == 16 and grid["n"].sum() == 5
    pairs = grid[grid["n"] > 0][["level_given", "level_agreed"]].to_numpy().tolist()
    assert pairs == [
        ["level 1", "level 1"],
        ["level 1", "level 4"],
        ["level 2", "level 3"],
        ["level 3", "level 3"],
        ["level 4", "level 2"],
    ]


def test_by_who_referred() -> None:
    frames, rows, _ = count(ten(), settled(AGREED), [NOW])
    every = frames["level_gaps"]
    gaps = every[every["by"] != "level_given"]
    assert set(gaps["gap"]) == set(range(-3, 4)) and len(gaps) == 7 * 4
    assert set(every.loc[every["by"] == "level_given", "group"]) >= {"level 1", "level 2", "level 3", "level 4"}
    counted = {(row["group"], row["gap"]): (row["n"], row["of"]) for row in gaps.to_dict("records") if row["n"]}
    assert counted == {
        ("all", 0): (2, 5), ("all", -1): (1, 5), ("all", -3): (1, 5), ("all", 2): (1, 5),
        ("school", 0): (1, 2), ("school", -1): (1, 2), ("police", -3): (1, 2), ("police", 2): (1, 2),
        ("not known", 0): (1, 1),
    }  # fmt: skip
    low = rows.loc["level.too_low@referral_source=school"]
    assert (low["n"], low["of"], low["kind"], low["group"]) == (1, 2, "attributes", "referral_source=school")
    assert math.isnan(low["lower"])
    assert not any("outcome" in name or "locality" in name for name in rows.index)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", *LEVELS, "other"]), st.sampled_from(["", "not applicable", "not known to us", *LEVELS])
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_referral_is_in_one_place_and_one_only(pairs: list[tuple[str, str]]) -> None:
    cases = [f"C{n}" for n in range(len(pairs))]
    children = pd.DataFrame({"case_id": cases, "level_given": [given for given, _ in pairs], "outcome": "x"})
    frames, rows, _ = count(children, settled(dict(zip(cases, (agreed for _, agreed in pairs), strict=True))), [NOW])
    n = rows["n"]
    assert n["level.drawn"] == len(pairs) == n["level.judged"] + n["level.not_applicable"] + n["level.not_known"]
    why = ("not_returned", "not_settled", "no_level_given", "not_comparable")
    assert n["level.not_known"] == sum(n[f"level.{name}"] for name in why)
    assert (
        n["level.judged"] == n["level.right"] + n["level.too_low"] + n["level.too_high"] == frames["levels"]["n"].sum()
    )
    for way in ("too_low", "too_high"):
        assert n[f"level.{way}"] == n[f"level.{way}_by_1"] + n[f"level.{way}_by_2_or_more"]
    gaps = frames["level_gaps"]
    assert (gaps.groupby(["by", "group"])["n"].sum() == gaps.groupby(["by", "group"])["of"].first()).all()


def test_blank_and_not_applicable_are_told_apart() -> None:
    children = pd.DataFrame({"case_id": ["A", "B"], "level_given": "level 2"})
    for answers, shown in (
        (("not applicable", "not applicable"), "[z]"),
        (("", "not applicable"), "[x]"),
        (("", ""), "[x]"),
    ):
        frames, rows, _ = count(children, settled(dict(zip("AB", answers, strict=True))), [NOW])
        assert rows.at["level.right", "shown"] == rows.at["level.too_low", "shown"] == shown
        assert rows.at["level.drawn", "shown"] == "2 referrals"
        assert frames["levels"].empty and frames["level_gaps"].empty
        assert rows.at["level.not_applicable", "n"] == answers.count("not applicable")


def test_one_edition_in_force_is_compared_by_its_names() -> None:
    children = pd.DataFrame(
        {"case_id": ["A", "B"], "level_given": ["level 2", "level 3"], "decision_date": "2025-10-01"}
    )
    frames, rows, told = count(children, settled({"A": "level 3", "B": "level 3"}), [OLD, NEW], WALK)
    assert list(dict.fromkeys(frames["levels"]["level_given"])) == list(LEVELS)
    assert rows.at["level.too_low_by_1", "n"] == 1 and not told
    assert "by common steps" not in rows.at["level.right", "method"]


def test_two_editions_are_compared_by_steps_and_said_so() -> None:
    children = pd.DataFrame(
        {
            "case_id": list("ABCDE"),
            "level_given": ["Safeguarding", "extra", "level 2", "Everyday", "Extra"],
            "decision_date": ["2025-08-29", "", "2025-09-01", "2025-08-01", "2025-10-01"],
            "referral_date": ["2025-08-28", "2025-08-31", "2025-08-30", "2025-07-31", "2025-10-01"],
        }
    )
    agreed = settled({"A": "level 3", "B": "level 2", "C": "level 2", "D": "level 4", "E": "level 2"})
    frames, rows, told = count(children, agreed, [OLD, NEW], WALK)
    # E gives a word of the old edition after the new one began: it stands in no document that applies
    n = rows["n"]
    assert (n["level.right"], n["level.too_high"], n["level.too_low"], n["level.not_comparable"]) == (2, 1, 1, 1)
    assert n["level.too_high_by_1"] == 1 and n["level.too_low_by_2_or_more"] == 1
    assert list(dict.fromkeys(frames["levels"]["level_agreed"])) == ["less", "some", "much", "most"]
    assert "old" in told[0] and "new" in told[0] and "common steps" in told[0]
    assert "by its own levels" in told[0] and "goes by common steps throughout" in told[1]
    assert "Nobody has confirmed yet which level belongs to which step" in told[2]
    assert told[3] == "The names of these levels are not confirmed: Northport, new."
    assert "common steps" in rows.at["level.right", "method"]
    names = frames["level_names"]
    assert names[names["edition"] == "old"]["step"].tolist() == [1, 2, 4] and set(names["confirmed"]) == {"no"}


def test_the_reviews_edition_reads_what_has_no_date_and_the_day_reads_the_rest() -> None:
    both = LevelCrosswalk(
        STEPS, {("Northport", name): WALK.documents["Northport", "new"] for name in ("first", "second")}
    )
    first = Threshold("Northport", "first", True, LEVELS, in_force_to=date(2025, 8, 31))
    second = Threshold("Northport", "second", True, LEVELS, in_force_from=date(2025, 9, 1))
    undated = pd.DataFrame({"case_id": ["A"], "level_given": "level 2"})
    cases: tuple[tuple[pd.DataFrame, str, list[str]], ...] = (
        (undated, "first", ["first"]),
        (undated, "second", ["second"]),
        (undated.assign(decision_date="2025-08-31"), "second", ["first"]),
        (undated.assign(decision_date="", referral_date="2025-08-31"), "second", ["first"]),
        (undated.assign(decision_date=date(2025, 9, 1), referral_date="2025-08-31"), "", ["second"]),
        (undated.assign(decision_date=pd.NaT), "second", ["second"]),
    )
    for children, edition, expected in cases:
        pairs = pair_levels(
            settled({"A": "level 2"}), children, template(), ["A"], [first, second], both, "Northport", edition
        )
        assert pairs is not None and [one.edition for one in pairs.documents] == expected and not pairs.by_steps
        assert pairs.table.at["A", "gap"] == 0


def test_the_level_given_may_be_a_question_of_the_template() -> None:
    asked = template().questions
    given = asked.iloc[[1]].assign(id="t0", role="level given")
    both = Template("t", "1", "T", "", ("p", "s"), pd.concat([given, asked], ignore_index=True))
    agreed = pd.DataFrame([("A", "t0", "level 1"), ("A", "t2", "level 2")], columns=["case_id", "question", "answer"])
    pairs = pair_levels(agreed, pd.DataFrame({"case_id": ["A"]}), both, ["A"], [NOW], NO_WALK, "Northport")
    assert pairs is not None and pairs.table.at["A", "gap"] == -1


def test_a_level_without_a_step_is_not_comparable() -> None:
    children = pd.DataFrame(
        {"case_id": ["A", "B"], "level_given": ["Extra", "level 2"], "decision_date": ["2025-08-01", "2025-09-02"]}
    )
    gap = LevelCrosswalk(STEPS, {("Northport", "new"): WALK.documents["Northport", "new"]})
    _, rows, _ = count(children, settled({"A": "level 2", "B": "level 2"}), [OLD, NEW], gap)
    assert (rows.at["level.judged", "n"], rows.at["level.not_comparable", "n"]) == (1, 1)
    frames, rows, told = count(children, settled({"A": "level 2", "B": "level 2"}), [OLD, NEW], NO_WALK)
    # B's two levels stand in one document, which needs no crosswalk; it has no line in a table of steps
    assert (rows.at["level.judged", "n"], rows.at["level.not_comparable", "n"]) == (1, 1)
    assert rows.at["level.right", "shown"] == "1 of 1 referral" and frames["levels"].empty
    assert "Some referrals that are counted have a level without a common step: they are not in that table." in told


SHARED = LevelCrosswalk(
    STEPS,
    {
        ("Northport", "old"): {"Everyday": 1, "Extra": 2, "Safeguarding": 4},
        ("Northport", "new"): {"level 1": 1, "level 2": 2, "level 3": 4, "level 4": 4},
    },
)  # fmt: skip


def test_two_levels_of_one_edition_that_share_a_step_are_not_alike() -> None:
    children = pd.DataFrame(
        {
            "case_id": list("ABCD"),
            "level_given": ["level 3", "level 1", "Everyday", "Safeguarding"],
            "decision_date": ["2025-10-01", "2025-10-01", "2025-08-01", "2025-08-01"],
        }
    )
    agreed = settled({"A": "level 4", "B": "level 4", "C": "level 3", "D": "level 3"})
    for cases, low, one, more in (("AB", 2, 1, 1), ("ABC", 3, 1, 2), ("ABCD", 3, 1, 2)):
        # the case of another edition beside A and B changes nothing about them
        frame = children[children["case_id"].isin(list(cases))]
        frames, rows, told = count(frame, agreed, [OLD, NEW], SHARED)
        n = rows["n"]
        assert (n["level.too_low"], n["level.too_low_by_1"], n["level.too_low_by_2_or_more"]) == (low, one, more)
        assert n["level.right"] == len(cases) - low and frames["levels"]["n"].sum() == len(cases)
        everybody = frames["level_gaps"][frames["level_gaps"]["by"] == "all"]
        assert everybody["n"].sum() == len(cases)
    pairs = pair_levels(agreed, children, template(), list("ABCD"), [OLD, NEW], SHARED, "Northport")
    assert pairs is not None and pairs.table["by_step"].tolist() == [False, False, True, True]
    assert pairs.table["gap"].tolist() == [-1, -3, -3, 0]
    # the table goes by steps, where level 3 and level 4 are one: A and D are both in its last corner
    grid = frames["levels"].set_index(["level_given", "level_agreed"])["n"]
    assert grid["most", "most"] == 2 and grid["less", "most"] == 2
    assert rows.at["level.too_low_by_1", "answer"] == "too low by one level or step"
    assert "own levels" in rows.at["level.right", "method"] and not any(sign.isdigit() for sign in "".join(told))
    table = levels_by_case(NOTHING, agreed, children, template(), [OLD, NEW], SHARED, "Northport")
    why = dict(zip(table["case_id"], table["why_first"], strict=True))
    assert why["A"] == "Given too low by 1 level" and why["C"].startswith("Given too low by 3 steps")


def test_a_document_with_more_levels_than_there_are_steps_keeps_all_its_gaps() -> None:
    two = LevelCrosswalk(
        STEPS[:2],
        {
            ("Northport", "old"): {"Everyday": 1, "Extra": 2, "Safeguarding": 2},
            ("Northport", "new"): {"level 1": 1, "level 2": 2, "level 3": 2, "level 4": 2},
        },
    )
    children = pd.DataFrame(
        {"case_id": ["A", "B"], "level_given": ["level 1", "Extra"], "decision_date": ["2025-10-01", "2025-08-01"]}
    )
    frames, rows, _ = count(children, settled({"A": "level 4", "B": "level 3"}), [OLD, NEW], two)
    gaps = frames["level_gaps"][frames["level_gaps"]["by"] == "all"].set_index("gap")["n"]
    assert (gaps[-3], gaps[0], gaps.sum()) == (1, 1, 2) and rows.at["level.judged", "n"] == 2


def test_the_worst_level_leaves_out_what_has_no_step() -> None:
    cases = [f"C{n:02}" for n in range(20)]
    walk = LevelCrosswalk(
        STEPS,
        {
            ("Northport", "old"): WALK.documents["Northport", "old"],
            ("Northport", "new"): {"level 1": 1, "level 2": 2, "level 3": 3},
        },
    )
    children = pd.DataFrame(
        {
            "case_id": cases,
            "level_given": ["level 1"] * 8 + ["level 2"] * 8 + ["level 4"] * 3 + ["Extra"],
            "decision_date": ["2025-10-01"] * 19 + ["2025-08-01"],
        }
    )
    agreed = settled(dict(zip(cases, ["level 2"] * 16 + ["level 3"] * 3 + ["level 2"], strict=True)))
    frames, rows, _ = count(children, agreed, [OLD, NEW], walk)
    assert (rows.at["level.judged", "n"], rows.at["level.too_high", "n"]) == (20, 3)
    assert frames["levels"]["n"].sum() == 17
    assert (rows.at["level.worst", "answer"], rows.at["level.worst", "n"], rows.at["level.worst", "of"]) == (
        "less", 8, 8,
    )  # fmt: skip


def test_capitals_and_signs_do_not_make_another_group() -> None:
    named = Threshold("Northport", "named", False, ("Universal", "Early Help", "Social Care"))
    asked = template().questions.assign(answers=[list(named.levels)] * 2)
    children = pd.DataFrame(
        {
            "case_id": list("ABCDE"),
            "level_given": ["EARLY HELP", "Early help", "early-help", " early  help ", "universal"],
            "referral_source": ["School", "school", "SCHOOL ", "school", "G.P."],
            "outcome": ["no further action", "No Further Action", "", "not known", "Not known"],
        }
    )
    agreed = settled(dict.fromkeys("ABCDE", "Social Care"))
    frames, results, _ = summarise_levels(
        NOTHING, agreed, children, Template("t", "1", "T", "", ("p", "s"), asked), close_look(list("ABCDE")), [named],
        NO_WALK, "Northport", unit="referrals",
    )  # fmt: skip
    assert results["result_id"].is_unique
    rows = results.set_index("result_id")
    assert rows.at["level.too_low@level_given=early_help", "of"] == 4
    assert rows.at["level.too_low@referral_source=school", "n"] == 4
    gaps = frames["level_gaps"]
    of = {(row["by"], row["group"]): row["of"] for row in gaps[gaps["by"] != "all"].to_dict("records")}
    assert of == {
        ("level_given", "Early Help"): 4, ("level_given", "Universal"): 1, ("referral_source", "school"): 4,
        ("referral_source", "G.P."): 1, ("outcome", "not known"): 3, ("outcome", "No Further Action"): 2,
    }  # fmt: skip
    assert not gaps.duplicated(["by", "group", "gap"]).any()


@given(st.lists(st.text("aB-.' é", max_size=4), min_size=1, max_size=12))
def test_every_result_has_an_id_of_its_own_and_nobody_is_lost(names: list[str]) -> None:
    cases = [f"C{n}" for n in range(len(names))]
    children = pd.DataFrame({"case_id": cases, "level_given": "level 2", "locality": names})
    frames, rows, _ = count(children, settled(dict.fromkeys(cases, "level 3")), [NOW])
    assert rows.index.is_unique
    gaps = frames["level_gaps"]
    assert gaps.loc[gaps["by"] == "locality", "n"].sum() == len(names)


def test_put_higher_through_the_crosswalk_comes_before_the_rest() -> None:
    children = pd.DataFrame(
        {
            "case_id": list("ABCDE"),
            "level_given": ["Everyday", "Extra", "Safeguarding", "Extra", "Extra"],
            "decision_date": ["2025-08-01", "2025-08-01", "2025-08-01", "2025-08-01", ""],
        }
    )
    returns = alone(
        ("A", "p", "level 1"), ("B", "p", "level 3"), ("C", "p", "level 4"), ("D", "p", "Safeguarding"),
        ("E", "s", "level 4"),
    )  # fmt: skip
    agreed = settled({})
    table = levels_by_case(returns, agreed, children, template(), [OLD, NEW], WALK, "Northport")
    # B through the steps, D in words of the document that gave it, E without a date by the document that has its word;
    # A and C were put where they were given
    assert list(table["case_id"]) == ["B", "D", "E", "A", "C"]
    flagged = table["why_first"].str.startswith("Not agreed yet, and an agency alone put it higher").tolist()
    assert flagged == [True, True, True, False, False] and set(table["why_first"][3:]) == {""}
    table = levels_by_case(returns, agreed, children, template(), [OLD, NEW], NO_WALK, "Northport")
    assert list(table.loc[table["why_first"] != "", "case_id"]) == ["D"]


def test_a_word_two_editions_share_is_read_by_the_one_that_applies() -> None:
    first = Threshold("Northport", "first", True, ("level 1", "level 2", "level 3"), in_force_to=date(2025, 8, 31))
    walk = LevelCrosswalk(
        STEPS,
        {
            ("Northport", "first"): {"level 1": 1, "level 2": 3, "level 3": 4},
            ("Northport", "new"): {"level 1": 1, "level 2": 2, "level 3": 3, "level 4": 4},
        },
    )
    children = pd.DataFrame({"case_id": ["A", "B"], "level_given": "level 2", "decision_date": "2025-08-01"})
    returns = alone(("A", "p", "level 3"), ("B", "p", "level 4"))
    table = levels_by_case(returns, settled({}), children, template(), [first, NEW], walk, "Northport")
    # level 3 of the new edition is the step on which level 2 of the first one stands
    assert list(table["case_id"]) == ["B", "A"] and table["why_first"].map(bool).tolist() == [True, False]


def test_levels_numbered_the_other_way_round_go_the_right_way() -> None:
    turned = Threshold("Northport", "turned", True, LEVELS[::-1], direction="down")  # lowest need first: level 4
    children = pd.DataFrame({"case_id": ["A", "B"], "level_given": ["level 4", "level 1"]})
    agreed = settled({"A": "level 1", "B": "level 2"})
    _, rows, _ = count(children, agreed, [turned])
    assert (rows.at["level.too_low_by_2_or_more", "n"], rows.at["level.too_high_by_1", "n"]) == (1, 1)


def test_without_a_level_or_a_document_there_is_nothing_to_count() -> None:
    frames, rows, told = count(pd.DataFrame({"case_id": ["A"]}), settled({"A": "level 1"}), [NOW])
    assert rows.empty and not told and all(frame.empty for frame in frames.values())
    children = pd.DataFrame({"case_id": ["A"], "level_given": "level 1"})
    _, rows, _ = count(children, settled({"A": "level 1"}), [])
    assert rows.at["level.not_comparable", "n"] == 1 and rows.at["level.right", "shown"] == "[x]"


def test_equal_allocation_is_weighted_and_the_count_stays_what_was_counted() -> None:
    cases = [f"a{n}" for n in range(15)] + [f"b{n}" for n in range(15)]
    children = pd.DataFrame({"case_id": cases, "level_given": "level 1"})
    right = [True] * 12 + [False] * 3 + [True] * 3 + [False] * 12
    agreed = settled({case: "level 1" if ok else "level 2" for case, ok in zip(cases, right, strict=True)})
    strata = pd.DataFrame({"stratum": ["a", "b"], "size": [20, 400], "drawn": [15, 15]})
    design = Design("stratified", strata, pd.Series(["a"] * 15 + ["b"] * 15, index=cases), 420)
    _, rows, told = count(children, agreed, [NOW], design=design)
    assert rows.at["level.right", "shown"] == "15 of 30 referrals"
    assert rows.at["level.right", "percent"] == pytest.approx(100 * (0.8 * 20 + 0.2 * 400) / 420)
    assert "weighted" in rows.at["level.right", "method"]
    assert rows.at["level.right_as_looked_at", "percent"] == 50 and math.isnan(
        rows.at["level.right_as_looked_at", "lower"]
    )
    assert told[0].endswith("and that makes it lower.") and not any(sign.isdigit() for sign in told[0])
    assert "“b”" not in told[0]  # a group nobody here knows to be harmless to name, such as a place
    _, _, told = count(children.assign(outcome=list(design.stratum_of)), agreed, [NOW], design=design)
    assert "(the largest, by outcome, is “b”)" in told[0]
    _, _, told = count(children.assign(locality=list(design.stratum_of)), agreed, [NOW], design=design)
    assert "“b”" not in told[0]
    even = Design("stratified", strata.assign(size=[200, 200]), design.stratum_of, 400)
    _, rows, told = count(children, agreed, [NOW], design=even)
    assert "level.right_as_looked_at" not in rows.index and not told


def test_the_case_where_harm_could_follow_first() -> None:
    given = {
        "A": "level 2",
        "B": "level 2",
        "C": "level 1",
        "D": "level 3",
        "E": "level 2",
        "F": "level 2",
        "G": "level 4",
        "H": "level 1",
    }
    agreed = settled(
        {**given, "B": "level 3", "C": "level 2", "F": "", "G": "level 1", "H": "level 3"},
        reason={"B": "The visit was clear."},
        dissent={"E": "police", "C": "school"},
    )  # fmt: skip
    children = pd.DataFrame({"case_id": list(given)[::-1], "level_given": list(given.values())[::-1]})
    returns = alone(("F", "p", "level 3"), ("F", "s", "level 2"), ("B", "p", "level 3"), ("G", "s", "level 1"))
    table = levels_by_case(returns, agreed, children, template(), [NOW], NO_WALK, "Northport", worried=["D", "H", "C"])
    assert list(table.columns) == ["case_id", "given", "p", "s", "agreed", "gap", "reason", "dissent", "why_first"]
    # H two too low; of those one too low B crosses the line of the law, then C, worried and dissent; D worried;
    # E dissent; F not agreed, an agency higher; the rest by case id
    assert list(table["case_id"]) == ["H", "B", "C", "D", "E", "F", "A", "G"]
    why = dict(zip(table["case_id"], table["why_first"], strict=True))
    assert why["H"] == (
        "Given too low by 2 levels; the law asks children's social care to act at the level agreed, and the level "
        "given was below that; somebody is worried about this child now"
    )
    assert why["C"].startswith("Given too low by 1 level; somebody is worried about this child now; an agency does not")
    assert why["A"] == why["G"] == "" and why["F"].startswith("Not agreed yet")
    by_case = table.set_index("case_id")
    assert by_case.at["B", "reason"] == "The visit was clear." and by_case.at["B", "p"] == "level 3"
    assert by_case.at["F", "gap"] == "" and by_case.at["G", "gap"] == 3
    empty = Template("t", "1", "T", "", ("p",), template().questions.iloc[:1])
    assert levels_by_case(returns, agreed, children, empty, [NOW], NO_WALK, "Northport").empty


def test_the_inputs_stay_as_they_were() -> None:
    children, agreed = ten(), settled(AGREED)
    before = (children.copy(), agreed.copy())
    pair_levels(agreed, children, template(), list(GIVEN), [NOW], NO_WALK, "Northport")
    count(children, agreed, [NOW])
    levels_by_case(NOTHING, agreed, children, template(), [NOW], NO_WALK, "Northport")
    for frame, copy in zip((children, agreed), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
