"""Agreement between agencies: which questions, what is shown, what is not defined, and what is kept apart."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.audit.agree import agree_answers
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.intake.assumptions import Assumptions, read_assumptions
from scrutiny_lib.intake.template import QUESTION_COLUMNS, Template, packaged_folder
from scrutiny_lib.lenses.agreement import summarise_agreement
from scrutiny_lib.lenses.design import Design
from scrutiny_lib.lenses.judged import judged, judged_questions, ratings_of
from scrutiny_lib.lenses.moderated import LOG, adjudication_log, summarise_moderated
from scrutiny_lib.lenses.practice import summarise_practice
from scrutiny_lib.lenses.talking_points import worth_talking_about
from scrutiny_lib.stats import gwet_ac, krippendorff_alpha
from scrutiny_lib.tables import COLUMNS
from scrutiny_lib.terms import NOT_APPLICABLE, NOT_KNOWN

AGENCIES = {"mash": "MASH", "police": "Police", "school": "Schools"}
LEVELS = ["level 1", "level 2", "level 3", "level 4"]
YPN = ["yes", "partly", "no"]
NUMBERS = ["0", "1", "2", "3"]
KINDS = ["at home", "at school", "online"]


def question(name: str, scope: str = "child", **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        **{"id": name, "scope": scope, "lens": "practice", "line": "L1", "ask": f"Question {name}?", "answers": YPN},
        **{"good": ["yes"], "agencies": list(AGENCIES), "help": "", "chain": "", "role": "", "ordered": True},
        **{"asked": "each child", "kind": "one of", "measure": "", "lowest": None, "highest": None, "best": "first"},
    }
    return {**given, **more}


def template(*rows: dict[str, Any]) -> Template:
    table = pd.DataFrame(list(rows)).reindex(columns=list(QUESTION_COLUMNS))
    return Template("t", "1", "T", "", tuple(AGENCIES), table)


SAFE = question("safe", ask="Was the child kept safe that night?")
LETTER = question("letter", ask="Was the letter clear?")
SCORE = question("score", answers=NUMBERS, good=["2", "3"], best="last")
WHERE = question("where", answers=KINDS, good=[], ordered=False, best="")
TOLD = question("told", "agency", ask="Was the school told the outcome?", answers=["yes", "no"])
JUDGED = question("lj", "agency", answers=LEVELS, good=[], role="level judged", best="", lens="threshold")
AGREED = question("la", answers=LEVELS, good=[], role="level agreed", best="", lens="threshold")
WORDS = question("words", answers=[], good=[], ordered=False, kind="text", best="")
DAYS = question("days", answers=[], good=[], ordered=False, kind="number", best="")
SEVERAL = question("several", answers=KINDS, good=[], ordered=False, kind="several of", best="")
ONCE = question("lead", "agency", asked="once", answers=["yes", "no"])
EVERYTHING = template(SAFE, LETTER, SCORE, WHERE, TOLD, JUDGED, AGREED, WORDS, DAYS, SEVERAL, ONCE)


def returns(name: str, **answers: str) -> pd.DataFrame:
    """One question; for each agency one letter or word a case, apart by spaces; - where it did not answer."""
    long = {"n/a": NOT_APPLICABLE, "nk": NOT_KNOWN}
    rows = [
        (f"C-{at:02}", agency, name, long.get(word, word.replace("_", " ")))
        for agency, words in answers.items()
        for at, word in enumerate(words.split(), start=1)
        if word != "-"
    ]
    return pd.DataFrame(rows, columns=["case_id", "agency", "question", "answer"])


NOTHING = pd.DataFrame(columns=["case_id", "question", "answer", "reason", "dissent"])


def settled(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["case_id", "question", "answer", "reason", "dissent"])


def figures(
    given: pd.DataFrame, tool: Template = EVERYTHING, assumptions: Assumptions | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    frames, results = summarise_agreement(given, NOTHING, tool, AGENCIES, LEVELS, assumptions or Assumptions())
    assert list(frames["agreement"].columns) == list(COLUMNS["agreement"])
    return frames["agreement"].set_index(["question", "who", "measure"]), results.set_index("result_id")


def overall(table: pd.DataFrame) -> pd.DataFrame:
    """The three figures of the question ``safe`` over all agencies, by measure."""
    rows = table.reset_index()
    return rows[(rows["question"] == "safe") & (rows["who"] == "all")].set_index("measure")


# what may be judged ------------------------------------------------------------------------------------------------


def test_only_what_was_judged_on_its_own_is_looked_at() -> None:
    assert [one.name for one in judged_questions(EVERYTHING)] == ["safe", "letter", "score", "where", "level", "la"]


@pytest.mark.parametrize("row", [TOLD, ONCE], ids=["each child", "once"])
def test_a_fact_of_an_agency_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ScrutinyError, match="fact that each agency knows for itself"):
        judged(row)


@pytest.mark.parametrize("row", [WORDS, DAYS, SEVERAL], ids=["text", "number", "several of"])
def test_what_is_not_one_choice_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ScrutinyError, match="one choice from a list"):
        judged(row)


def test_facts_have_no_figure_no_queue_and_no_log() -> None:
    facts = returns("told", mash="yes yes yes", school="no no no", police="no yes no")
    table, results = figures(facts)
    assert table.empty and results.empty
    assert worth_talking_about(facts, NOTHING, EVERYTHING, AGENCIES, LEVELS, ["C-01"]).empty
    assert adjudication_log(facts, settled(("C-01", "told", "yes", "r", "d")), EVERYTHING).empty


def test_the_level_to_be_agreed_stands_in_where_no_level_judged_is_asked() -> None:
    only = template(AGREED)
    table, _ = figures(returns("la", mash="level_1 level_2", police="level_1 level_3"), only)
    assert table.at[("level", "all", "percent"), "value"] == 0.5


# the figures -------------------------------------------------------------------------------------------------------


def test_counted_by_eye() -> None:
    """Case 1 all alike, 2 one of three pairs alike, 3 none of three, 4 by one agency only."""
    table, results = figures(returns("safe", mash="yes yes yes no", police="yes yes partly -", school="yes no no -"))
    three = overall(table)
    assert three["units"].tolist() == [3, 3, 3]
    assert three.at["percent", "value"] == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert three.at["percent", "shown"] == "44 in 100"
    pairs = table.xs("percent", level="measure").loc["safe"]
    assert pairs["value"].round(3).to_dict() == {
        "all": 0.444,
        "MASH – Police": 0.667,
        "MASH – Schools": 0.333,
        "Police – Schools": 0.333,
    }
    rows = [["yes", "yes", "yes"], ["yes", "yes", "no"], ["yes", "partly", "no"]]
    alpha, ac = krippendorff_alpha(rows, "ordinal", YPN).estimate, gwet_ac(rows, "ordinal", YPN).estimate
    assert three.at["alpha", "value"] == pytest.approx(alpha) and three.at["ac", "value"] == pytest.approx(ac)
    assert results.at["agreement.safe.alpha", "shown"] == f"{alpha:.2f}"
    assert results.at["agreement.safe.ac", "answer"] == "Gwet's AC2"
    assert results.loc["agreement.safe.percent", ["n", "of", "lens"]].tolist() == [3, 3, ""]


def test_the_three_always_stand_together_with_their_number() -> None:
    answers = [returns("safe", mash="yes no", police="yes yes"), returns("where", mash="online", school="online")]
    given = pd.concat(answers)
    table, results = figures(given)
    for _, group in table.reset_index().groupby(["question", "who"]):
        assert group["measure"].tolist() == ["percent", "alpha", "ac"] and group["units"].nunique() == 1
    assert len(results) == 6 and results.at["agreement.where.ac", "answer"] == "Gwet's AC1"


def test_not_applicable_and_not_known_are_no_judgements() -> None:
    table, _ = figures(returns("safe", mash="yes n/a nk yes", police="yes yes yes no", school="nk n/a - n/a"))
    assert table.at[("safe", "all", "percent"), "units"] == 2
    assert table.at[("safe", "all", "percent"), "value"] == 0.5
    assert ("safe", "MASH – Schools", "percent") not in table.index


def test_unordered_answers_count_as_the_same_or_not() -> None:
    table, _ = figures(returns("where", mash="online at_home online", police="online at_school at_home"))
    rows = [["online", "online"], ["at home", "at school"], ["online", "at home"]]
    assert table.at[("where", "all", "alpha"), "value"] == pytest.approx(krippendorff_alpha(rows).estimate)
    assert table.at[("where", "all", "ac"), "value"] == pytest.approx(gwet_ac(rows, None, KINDS).estimate)


def test_levels_go_by_their_order_and_keep_the_names_they_had() -> None:
    given = returns("lj", mash="Level_1 level_2 level_3", police="level_1 level_2 level_4")
    table, results = figures(given)
    rows = [["level 1", "level 1"], ["level 2", "level 2"], ["level 3", "level 4"]]
    alpha = krippendorff_alpha(rows, "ordinal", LEVELS).estimate
    assert table.at[("level", "all", "alpha"), "value"] == pytest.approx(alpha)
    for prefix, last in (("agreement.level", "ac"), ("level.agreement", "ac1")):
        assert results.at[f"{prefix}.percent", "shown"] == "67 in 100"
        assert results.at[f"{prefix}.alpha", "shown"] == f"{alpha:.2f}" and f"{prefix}.{last}" in results.index


@pytest.mark.filterwarnings("error")
def test_everybody_the_same_is_not_defined_and_nothing_else() -> None:
    table, results = figures(returns("safe", mash="yes " * 30, police="yes " * 30, school="yes " * 30))
    for measure in ("alpha", "ac"):
        assert set(table.xs(measure, level="measure")["shown"]) == {"not defined: everybody gave the same answer"}
        assert table.xs(measure, level="measure")["value"].isna().all()
    assert set(table.xs("percent", level="measure")["shown"]) == {"100 in 100"}
    assert results.at["agreement.safe.alpha", "shown"] == "not defined: everybody gave the same answer"
    assert table[["lower", "upper"]].isna().all(axis=None)
    assert table["method"].str.contains("No range: the children do not differ").all()


@pytest.mark.parametrize(("units", "ranged"), [(19, False), (20, True)])
def test_a_range_from_twenty_on_and_why_there_is_none(units: int, ranged: bool) -> None:
    given = returns("safe", mash="yes no " * 10, police="yes yes no no " * 5)
    given = given[given["case_id"] <= f"C-{units:02}"]
    table, _ = figures(given)
    rows = overall(table)
    assert rows["lower"].notna().tolist() == [ranged] * 3 and rows["upper"].notna().tolist() == [ranged] * 3
    assert rows["method"].str.contains("No range: fewer than 20 children").tolist() == [not ranged] * 3
    if ranged:
        assert (rows["lower"] <= rows["value"]).all() and (rows["value"] <= rows["upper"]).all()
        again, _ = figures(given.sample(frac=1, random_state=1))
        pd.testing.assert_frame_equal(rows, overall(again))


def test_a_greater_minimum_and_targets_of_the_partnership() -> None:
    given = returns("safe", mash="yes no " * 10, police="yes yes no no " * 5)
    strict = Assumptions(agreement_minimum=21, agreement_target=0.8, agreement_target_percent=75.0)
    table, _ = figures(given, assumptions=strict)
    rows = overall(table)
    assert rows["lower"].isna().all() and rows["target"].tolist() == [0.75, 0.8, 0.8]
    assert figures(given)[0]["target"].isna().all()


cells = st.sampled_from([*YPN, "n/a", "nk", "-"])


@pytest.mark.filterwarnings("error")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=25))
def test_nothing_shown_is_ever_a_bare_number_that_is_none(cases: list[tuple[str, str, str]]) -> None:
    columns = [" ".join(column) for column in zip(*cases, strict=True)]
    table, results = figures(returns("safe", **dict(zip(AGENCIES, columns, strict=True))))
    for shown in [*table["shown"], *results["shown"]]:
        assert not any(word in shown.split() for word in ("nan", "inf", "-inf", "-0.00"))
    assert all(shown.startswith("not defined") for shown in table.loc[table["value"].isna(), "shown"])
    values = table.xs("percent", level="measure")["value"] if len(table) else table["value"]
    assert values.between(0, 1).all()
    assert (table["units"] <= len(cases)).all()


# targets in assumptions.toml ---------------------------------------------------------------------------------------


def test_the_packaged_targets_say_whose_they_are() -> None:
    path = packaged_folder() / "assumptions.toml"
    found, problems = read_assumptions([path])
    assert not problems and (found.agreement_target, found.agreement_target_percent) == (0.67, 80)
    assert (found.agreement_minimum, found.agreement_bootstrap) == (20, 1000)
    part = path.read_text(encoding="utf-8").split("[agreement]")[1].split("[charts]")[0]
    assert "invented partnership" in part and "checked_on" in part


def test_a_workspace_sets_its_own(tmp_path: Path) -> None:
    own = tmp_path / "assumptions.toml"
    own.write_text("[agreement]\ntarget = 0.8\ntarget_percent = 0\nminimum_units = 5\n", encoding="utf-8")
    found, problems = read_assumptions([packaged_folder() / "assumptions.toml", own])
    assert not problems and found.agreement_target == 0.8 and found.agreement_target_percent is None
    assert found.agreement_minimum == 20  # never looser than the packaged limit


@pytest.mark.parametrize(
    "line", ["target = 67", "target = -0.1", "target_percent = 101", "bootstrap = 10", 'target = "high"', "traget = 1"]
)
def test_a_target_out_of_range_is_said_by_line_and_never_quoted(tmp_path: Path, line: str) -> None:
    own = tmp_path / "assumptions.toml"
    own.write_text(f"[agreement]\n{line}\n", encoding="utf-8")
    _, problems = read_assumptions([own])
    assert len(problems) == 1 and problems[0].cell == "line 2"
    assert line.split(" = ")[1].strip('"') not in problems[0].fact


# auditor's grade and moderated grade -------------------------------------------------------------------------------


def test_same_kinder_harder_by_eye() -> None:
    given = pd.concat(
        [
            returns("safe", mash="yes yes no n/a", police="no partly - yes"),
            returns("score", mash="3 1", school="0 1"),
            returns("where", mash="online", police="at_home"),
        ]
    )
    agreed = settled(
        ("C-01", "safe", "partly", "file read again", "Police: no"),
        ("C-02", "safe", "yes", "", ""),
        ("C-04", "safe", "yes", "", ""),
        ("C-01", "score", "1", "", ""),
        ("C-02", "score", "", "", ""),
        ("C-01", "where", "online", "", ""),
    )
    log = adjudication_log(given, agreed, EVERYTHING)
    table = summarise_moderated(log, judged_questions(EVERYTHING), AGENCIES)
    assert list(table.columns) == list(COLUMNS["moderated"])
    counts = table.set_index(["question", "agency"])[["same", "better", "worse", "of"]]
    assert counts.T.to_dict("list") == {
        ("safe", "MASH"): [1, 1, 0, 2],  # partly settled and yes given: kinder; case 3 not settled, 4 not applicable
        ("safe", "Police"): [1, 0, 2, 3],
        ("score", "MASH"): [0, 1, 0, 1],  # 3 is the good end: kinder than the 1 that was settled
        ("score", "Schools"): [0, 0, 1, 1],
    }
    assert (counts[["same", "better", "worse"]].sum(axis=1) == counts["of"]).all()


def test_the_log_keeps_grade_settled_grade_reason_and_dissent_apart() -> None:
    given = pd.concat(
        [
            returns("safe", mash="yes nk", police="no n/a"),
            returns("lj", mash="level_2", police="level_4"),
        ]
    )
    agreed = settled(
        ("C-01", "safe", "no", "the night was not covered", "MASH: covered by phone"),
        ("C-02", "safe", "", "", ""),
        ("C-01", "la", "level 3", "both sides", ""),
    )
    log = adjudication_log(given.sample(frac=1, random_state=2), agreed, EVERYTHING)
    reason, dissent = "the night was not covered", "MASH: covered by phone"
    assert list(log.columns) == list(LOG)
    assert [tuple(row) for row in log.to_numpy().tolist()] == [
        ("C-01", "safe", "mash", "yes", "no", "yes", reason, dissent),
        ("C-01", "safe", "police", "no", "no", "no", reason, dissent),
        ("C-01", "lj", "mash", "level 2", "level 3", "yes", "both sides", ""),
        ("C-01", "lj", "police", "level 4", "level 3", "yes", "both sides", ""),
        ("C-02", "safe", "police", NOT_APPLICABLE, "", "", "", ""),
    ]


# the queue ---------------------------------------------------------------------------------------------------------


def queue(given: pd.DataFrame, agreed: pd.DataFrame = NOTHING, **more: Any) -> pd.DataFrame:
    return worth_talking_about(given, agreed, EVERYTHING, AGENCIES, LEVELS, **more)


MANY = pd.concat(
    [
        returns("letter", mash="partly yes yes n/a yes", police="no no yes yes yes", school="- yes yes - yes"),
        returns("safe", mash="yes yes yes yes yes", police="yes yes no yes yes"),
        returns("lj", mash="level_2 level_1 level_2 level_2 level_2", police="level_2 level_4 level_3 level_2 level_1"),
        returns("where", mash="- - - - online", police="- - - - at_home"),
    ]
)
EXPECTED = [
    ("C-05", "la"),  # somebody is worried now: first, whatever the rest
    ("C-05", "where"),
    ("C-02", "la"),  # three steps
    ("C-03", "la"),  # one step, across the line
    ("C-03", "safe"),  # good against not good, safety
    ("C-02", "letter"),  # good against not good
    ("C-04", "letter"),  # does it apply at all?
    ("C-01", "letter"),  # both not good enough
]


def test_most_consequential_first() -> None:
    made = queue(MANY, worried=["C-05"], statutory=["level 3", "level 4"])
    assert list(zip(made["case_id"], made["question"], strict=True)) == EXPECTED
    assert made["order"].tolist() == list(range(1, 9)) and made["worried"].tolist() == ["yes"] * 2 + ["no"] * 6
    why = made.set_index(["case_id", "question"])["why"]
    assert why["C-05", "la"].startswith("Somebody is worried about this case now. Agencies put the level of need one")
    assert "three steps apart, on both sides of the line of statutory help" in why["C-02", "la"]
    assert why["C-03", "safe"].startswith("A question of safety")
    assert why["C-02", "letter"].endswith("Three agencies gave two answers.")
    assert why["C-04", "letter"].startswith("Agencies differ in whether the question applies here")
    assert why["C-01", "letter"].startswith("No answer says that it was good enough")
    assert made.iloc[2]["answers"] == "MASH: level 1; Police: level 4" and made.iloc[2]["steps"] == 3
    assert made.iloc[4]["ask"] == SAFE["ask"]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_the_order_never_depends_on_the_order_of_rows(seed: int) -> None:
    shuffled = MANY.sample(frac=1, random_state=seed)
    made = queue(shuffled, worried={"C-05"}, statutory={"level 3", "level 4"})
    assert list(zip(made["case_id"], made["question"], strict=True)) == EXPECTED
    pd.testing.assert_frame_equal(made, queue(MANY, worried=("C-05",), statutory=("level 4", "level 3")))


def test_without_a_line_nothing_is_said_about_it() -> None:
    assert not queue(MANY)["why"].str.contains("statutory").any()


def test_what_is_settled_is_not_in_the_queue() -> None:
    by_now = (("C-02", "la", "level 3", "r", ""), ("C-03", "safe", "no", "r", "MASH"), ("C-01", "letter", "", "", ""))
    agreed = settled(*by_now)
    made = queue(MANY, agreed)
    left = set(zip(made["case_id"], made["question"], strict=True))
    assert left == set(EXPECTED) - {("C-02", "la"), ("C-03", "safe")}


def test_the_level_is_talked_about_once() -> None:
    given = pd.concat([returns(name, mash="level_1", police="level_2") for name in ("lj", "la")])
    assert queue(given)["question"].tolist() == ["la"]  # as agreed.csv names what settles it
    assert queue(given[given["question"] == "la"])["question"].tolist() == ["la"]


# both facts stay, one judgement ------------------------------------------------------------------------------------


def test_told_and_not_told_both_stay_and_one_judgement_is_kept_with_its_dissent() -> None:
    """MASH says that it told the school, the school says not; police dissent from what was settled about safety."""
    facts = returns("told", mash="yes yes", school="no yes")
    views = returns("safe", mash="yes yes", school="yes yes", police="no yes")
    given = pd.concat([facts, views], ignore_index=True)
    discussed = settled(("C-01", "safe", "yes", "the cousin was there", "Police: nobody checked"))
    agreed = agree_answers(given, discussed, EVERYTHING)

    # both facts stay: in the returns, and counted over agencies' answers
    design = Design("close look", pd.DataFrame({"stratum": ["all"], "size": [9], "drawn": [2]}),
                    pd.Series("all", index=["C-01", "C-02"]), 9)  # fmt: skip
    tool = template(SAFE, TOLD)
    counted = summarise_practice(given, agreed.table, tool, design, list(AGENCIES)).set_index("result_id")
    assert counted.at["told.yes", "n"] == 3 and counted.at["told.no", "n"] == 1
    assert "told" not in set(agreed.table["question"])

    # one judgement, with its reason and the dissent
    mine = agreed.table[(agreed.table["case_id"] == "C-01") & (agreed.table["question"] == "safe")]
    assert mine[["answer", "reason", "dissent"]].to_numpy().tolist() == [
        ["yes", "the cousin was there", "Police: nobody checked"]
    ]
    log = adjudication_log(given, agreed.table, tool)
    police = log[(log["agency"] == "police") & (log["case_id"] == "C-01")].iloc[0]
    assert (police["auditor_grade"], police["moderated_grade"], police["changed"]) == ("no", "yes", "yes")
    assert police["dissent"] == "Police: nobody checked" and set(log["question"]) == {"safe"}

    # agreement is told about the judgement and never about the fact
    frames, results = summarise_agreement(given, agreed.table, tool, AGENCIES, LEVELS, Assumptions())
    assert set(frames["agreement"]["question"]) == {"safe"} == set(frames["moderated"]["question"])
    assert set(results["question"]) == {"agreement.safe"}
    assert worth_talking_about(given, agreed.table, tool, AGENCIES, LEVELS).empty


def test_inputs_are_left_as_they_were() -> None:
    given, agreed = MANY.copy(), settled(("C-01", "letter", "no", "r", ""))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        summarise_agreement(given, agreed, EVERYTHING, AGENCIES, LEVELS, Assumptions())
        worth_talking_about(given, agreed, EVERYTHING, AGENCIES, LEVELS)
    pd.testing.assert_frame_equal(given, MANY)


def test_ratings_hold_the_words_of_the_scale() -> None:
    wide = ratings_of(returns("lj", police="LEVEL_2 nk", mash="level_1 level_3"), judged(JUDGED, LEVELS), AGENCIES)
    assert wide.columns.tolist() == ["mash", "police"] and wide.loc["C-01"].tolist() == ["level 1", "level 2"]
    assert wide.loc["C-02"].notna().tolist() == [True, False]
