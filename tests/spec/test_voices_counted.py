"""How voices are counted, in tables small enough to count by eye. Read it as the manual.

Six invented children, A to F, were looked at. Every line of ``SAID`` is a passage of a text, with the codes that were
settled for it: L1 *a usual day*, L2 *friends*, V1 *own words*. A was spoken to twice and drew; B told us something and
is in the record; C is in the record; D's mother spoke to us; E is a baby, and a health visitor wrote down what she
shows; nobody heard F.
"""

from __future__ import annotations

from tests.unit.voice_fixture import SIX, coding, log, shown, summarised, table

SAID = """
    source | case_id | kind               | method | agency | codes
    t1     | A       | told us            | said   |        | L1
    t1     | A       | told us            | said   |        | L1 L2
    t2     | A       | told us            | drawn  |        | L1
    t3     | B       | told us            | said   |        | L2
    t4     | B       | recorded           | said   | police | L1
    t5     | C       | recorded           | said   | school | L1 V1
    t6     | D       | parents and carers | said   |        | L1
    t7     | E       | recorded           | shown  | school | L1
"""
LOG = """
    group              | case_id | people | by_words                | outcome   | why             | told_result
    children           | A       |        |                         | took part |                 | yes
    children           | B       |        |                         | took part |                 | planned
    children           | C       |        |                         | declined  | did not want to |
    children           | E       |        | not applicable by words | not asked | not known       |
    children           | F       |        |                         | not asked | nobody tried    |
    children           |         | 12     |                         | took part |                 | yes
    parents and carers | D       |        |                         | took part |                 | no
    parents and carers | A       |        |                         | no answer | not known       |
"""


def test_a_child_counts_once_however_often_she_says_it() -> None:
    _, results = summarised(SAID)
    assert shown(results)["voice.L1.told_us"] == "1 of 2 children"  # A, three times; B not
    assert shown(results)["voice.L2.told_us"] == "all 2 children"  # A and B


def test_the_three_kinds_of_voice_are_never_added_together() -> None:
    frames, results = summarised(SAID)
    said = shown(results)
    assert said["voice.L1.recorded"] == "all 3 children"  # B, C and the baby
    assert said["voice.L1.parents_and_carers"] == "1 of 1 child"  # D, whose mother spoke
    assert set(frames["voice_codes"]["kind"]) == {"told us", "recorded", "parents and carers"}
    assert {row.rsplit(".", 1)[1] for row in said if row.startswith("voice.L1")} == {
        "told_us",
        "recorded",
        "parents_and_carers",
    }


def test_those_heard_in_one_kind_are_its_base_not_all_who_were_looked_at() -> None:
    frames, _ = summarised(SAID)
    bases = frames["voice_codes"].groupby("kind")["of"].unique().map(list).to_dict()
    assert bases == {"told us": [2], "recorded": [3], "parents and carers": [1]}


def test_who_was_not_heard_is_counted_over_all_who_were_looked_at() -> None:
    _, results = summarised(SAID)
    said = shown(results)
    assert said["voice.none.told_us"] == "4 of 6 children"  # C, D, E, F
    assert said["voice.none.recorded"] == "3 of 6 children"  # A, D, F
    assert said["voice.none.child"] == "2 of 6 children"  # D and F: D's mother is not D
    assert said["voice.none.parents_and_carers"] == "5 of 6 children"


def test_a_baby_who_shows_has_a_voice_and_one_nobody_watched_has_not() -> None:
    frames, _ = summarised(SAID, engagement=log(LOG))
    silence = frames["silence"].set_index(["whom", "reason"])["n"].to_dict()
    assert ("child", "not applicable by words, and nobody watched and wrote it down") not in silence
    unwatched = SAID.replace("t7     | E       | recorded           | shown  | school | L1", "")
    frames, _ = summarised(unwatched, engagement=log(LOG))
    silence = frames["silence"].set_index(["whom", "reason"])["n"].to_dict()
    assert silence["child", "not applicable by words, and nobody watched and wrote it down"] == 1


def test_silence_has_its_reason() -> None:
    frames, _ = summarised(SAID, engagement=log(LOG))
    silence = frames["silence"].set_index(["whom", "reason"])["n"].to_dict()
    assert {reason: n for (whom, reason), n in silence.items() if whom == "told us"} == {
        "declined: did not want to": 1,  # C
        "not asked: nobody tried": 1,  # F
        "not applicable by words, and we did not watch": 1,  # E: the record has her, we have not
        "nobody recorded why": 1,  # D
    }
    assert {reason: n for (whom, reason), n in silence.items() if whom == "child"} == {
        "not asked: nobody tried": 1,
        "nobody recorded why": 1,
    }


def test_people_are_counted_where_people_were_asked() -> None:
    frames, results = summarised(SAID, engagement=log(LOG))
    children = frames["engagement"].set_index("group").loc["children"].to_dict()
    assert children == {
        "asked": 15, "took_part": 14, "declined": 1, "no_answer": 0, "not_asked": 2, "told_result": 13,
    }  # fmt: skip
    assert shown(results)["eng.children.took_part"] == "14 of 15 children"
    assert shown(results)["eng.parents.took_part"] == "1 of 2 parents and carers"


def test_a_code_on_which_coders_do_not_agree_has_no_number() -> None:
    frames, results = summarised(SAID, coding=coding(L1="not reported", L2="tentative", V1="firm"))
    told = frames["voice_codes"].set_index(["kind", "code"])
    assert told.loc[("told us", "L1"), "shown"] == "not reported"
    assert told.loc[("told us", "L1"), ["n", "of"]].isna().all()
    assert told.loc[("told us", "L2"), "reliability"] == "tentative"
    assert "voice.L1.told_us" not in shown(results)
    assert set(frames["themes"]["theme"]) == {"Friends"}


def test_of_few_heard_the_bare_count_is_said_and_never_most() -> None:
    frames, _ = summarised(SAID)
    weight = frames["themes"].set_index(["source", "theme"])["weight"]
    assert weight["told us", "A usual day"] == "1 child of the 2 heard"
    assert weight["recorded", "A usual day"] == "3 children of the 3 with such a record"
    assert weight["parents and carers", "A usual day"] == "1 child of the 1 whose parents or carers were heard"


def test_what_goes_together_is_counted_over_children_each_pair_once() -> None:
    frames, _ = summarised(SAID)
    pairs = frames["voice_pairs"][["kind", "code", "with_code", "n", "of"]].to_numpy().tolist()
    assert pairs == [
        ["told us", "L1", "L2", 1, 2],  # A
        ["recorded", "V1", "L1", 1, 3],  # C
    ]


def test_race_and_disability_stay_as_they_are_and_not_known_is_a_group() -> None:
    frames, _ = summarised(SAID)
    by = frames["voice_by"]
    mine = by[(by["kind"] == "recorded") & (by["code"] == "L1") & (by["attribute"] == "ethnicity")]
    assert mine[["value", "n", "of"]].to_numpy().tolist() == [["Mixed", 1, 1], ["White", 1, 1], ["not known", 1, 1]]
    assert (mine["merged"] == "").all()


AGREED = """
    case_id | question | answer
    A       | q0       | yes
    A       | q1       | yes
    A       | q2       | no
    A       | q3       | yes
    A       | q4       | no
    B       | q0       | no
    B       | q1       | no
    C       | q0       | yes
    C       | q1       | not applicable
    C       | q2       | yes
    C       | q3       | yes
    C       | q4       | yes
"""


def test_the_chain_breaks_for_each_child_at_one_step() -> None:
    frames, results = summarised(SAID, agreed=table(AGREED))
    steps = frames["chain_steps"]
    assert steps[["whom", "step", "n", "of", "breaks_here"]].to_numpy().tolist() == [
        ["all", "sought", 2, 3, 1],  # B
        ["all", "recorded", 1, 2, 0],  # B already broke; C: does not apply
        ["all", "understood", 1, 2, 1],  # A
        ["all", "acted on", 2, 2, 0],
        ["all", "told", 1, 2, 0],  # A broke before
    ]
    assert shown(results)["chain.whole"] == "none of 1 child"  # only to A did every step apply


RETURNS = """
    case_id | agency | question | answer
    A       | police | q0       | yes
    A       | police | q1       | no
    A       | school | q0       | yes
    B       | police | q0       | not known to us
    B       | school | q0       | no
"""


def test_each_agency_answers_for_the_children_it_knows() -> None:
    frames, _ = summarised(SAID, returns=table(RETURNS))
    steps = frames["chain_steps"].set_index(["whom", "step"])[["n", "of", "breaks_here"]]
    assert steps.loc[("Police", "sought")].tolist() == [1, 1, 0]  # A; B is not known to the police
    assert steps.loc[("Police", "recorded")].tolist() == [0, 1, 1]
    assert steps.loc[("School", "sought")].tolist() == [1, 2, 1]


def test_in_a_close_look_nothing_is_said_about_how_often() -> None:
    frames, results = summarised(SAID)
    assert frames["voice_codes"][["lower", "upper"]].isna().all().all()
    assert frames["voice_by"]["pvalue"].isna().all()
    assert "chosen on purpose" in results.set_index("result_id").loc["voice.L1.told_us", "method"]


def test_words_of_somebody_who_was_not_looked_at_are_not_counted_here() -> None:
    stranger = SAID + "    t9     | Z       | told us            | said   |        | L3\n"
    assert shown(summarised(stranger)[1]) == shown(summarised(SAID)[1])
    assert "Z" not in set(SIX["case_id"])
