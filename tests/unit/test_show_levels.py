"""Levels, times, the way from contact to plan, and agreement: what the page says of them, and what it never says."""

from __future__ import annotations

import base64
import re

import numpy as np
import pandas as pd
import pytest
from drawn import dots, pieces
from level_fixture import NAMES, level_results, threshold_tables
from show_fixture import full_tables, worded_tables

from scrutiny_lib.show import (
    Section,
    show_agreement,
    show_clocks,
    show_journey,
    show_practice,
    show_threshold,
)
from scrutiny_lib.show.charts import draw_levels
from scrutiny_lib.show.funnel import Step, draw_funnel
from scrutiny_lib.show.gaps import Gap, draw_gaps
from scrutiny_lib.show.given import Given, how_sure_which, levels_given, worst_of
from scrutiny_lib.show.kinds import by_kind
from scrutiny_lib.show.lines import Line, Mark, draw_lines
from scrutiny_lib.show.middles import Middle, draw_middles
from scrutiny_lib.show.times import Days, Reached, draw_times
from scrutiny_lib.tables import Tables, table


def words(section: Section) -> str:
    return " ".join(str(section).split())


def marks(svg: str) -> int:
    return len(dots(svg))


def with_results(tables: Tables, **changes: object) -> Tables:
    """The tables with columns of the rows level.* replaced."""
    rows = tables["results"]
    mine = rows["result_id"].str.startswith("level.")
    for column, value in changes.items():
        rows[column] = rows[column].astype(object).mask(mine, value)
    return tables.with_frames(results=rows)


def test_a_reader_learns_at_the_top_which_level_goes_wrong_most_and_how_sure_that_is():
    section = show_threshold(threshold_tables())
    assert section.heading == "“Early Help” was wrong most often: another level was agreed for 10 of 19 referrals"
    start = words(section).split("Referrals by the level given")[0]
    assert (
        "Of the 19 referrals given “Early Help”, 10 should have had another level: 9 a higher one, 1 a lower" in start
    )
    assert "All other levels together were wrong for 8 of 38." in start
    sure = (
        "It is likely: if every level went wrong equally often, chance alone would make one stand out as far in about "
        "12 in 100 such audits."
    )
    assert sure in start and "Too few children apply" not in start


def without_worst(tables: Tables) -> Tables:
    rows = tables["results"]
    return tables.with_frames(results=rows[rows["result_id"] != "level.worst"])


def test_the_level_that_was_worked_out_stands_even_where_the_plain_counts_say_another():
    tables = threshold_tables()
    rows = tables["results"].astype(object)
    other = rows["result_id"] == "level.worst"
    rows.loc[other, ["answer", "n", "of", "lower", "upper"]] = [NAMES[3], 3, 13, 11.0, 52.0]
    section = show_threshold(tables.with_frames(results=rows, levels=table("levels")))
    assert section.heading.startswith("“Children's Social Care” was wrong most often")
    said = "Among all referrals given “Children's Social Care”, likely between 11 and 52 in 100 are wrong."
    assert said in words(section) and "not shown to these readers" not in words(section)


GIVEN = [Given("a", 40, 20, 0, 20), Given("b", 60, 2, 2, 4)]


@pytest.mark.parametrize(
    ("given", "about", "said"),
    [
        (GIVEN, {"design": "stratified"}, "All other levels together were wrong for 4 of 60. Too few were given each"),
        (GIVEN, {"design": "close look"}, "We chose these children on purpose"),
        (GIVEN[:1], {"design": "systematic"}, "No other level was given"),
    ],
)
def test_where_nothing_was_worked_out_nobody_is_told_to_be_sure(given, about, said):
    worst = worst_of(given)
    assert worst is given[0]
    assert said in how_sure_which(worst, given, None, about)


def test_a_hidden_count_means_that_no_level_is_named():
    tables = without_worst(threshold_tables())
    grid = tables["levels"].astype({"n": object})
    grid.loc[3, "n"] = "[c]"
    assert levels_given(grid) is None
    section = show_threshold(tables.with_frames(levels=grid))
    assert section.heading == "The level given was too low for 13 of 57 referrals"
    assert "Which level goes wrong most is not shown to these readers" in words(section)


def test_the_level_is_named_from_the_gaps_where_the_grid_may_not_be_shown():
    gaps = [
        {"by": "level_given", "group": group, "gap": gap, "n": n, "of": sum(counts)}
        for group, counts in (("Level 1", (3, 0, 0)), ("Level 2", (9, 6, 1)))
        for gap, n in zip((0, -1, 1), counts, strict=True)
    ]
    hidden = {"by": "level_given", "group": "Level 3", "gap": 0, "n": "[c]", "of": "[c]"}
    tables = without_worst(threshold_tables())
    tables = tables.with_frames(levels=table("levels"), level_gaps=table("level_gaps", gaps))
    section = show_threshold(tables)
    assert section.heading == "“Level 2” was wrong most often: another level was agreed for 7 of 16 referrals"
    assert "Does it differ by the level given?" in words(section)
    untold = [row if row["gap"] == 0 else {**row, "gap": None} for row in gaps]
    section = show_threshold(tables.with_frames(level_gaps=table("level_gaps", untold)))
    assert "7 should have had another level. All other levels together were wrong for 0 of 3." in words(section)
    section = show_threshold(tables.with_frames(level_gaps=table("level_gaps", [*gaps, hidden])))
    assert "was wrong most often" not in words(section)  # the hidden one may be worse
    assert "Of the groups that can be shown: most often not right: Level 2 (7 of 16)" in words(section)


def test_a_way_of_grouping_with_nothing_to_compare_is_left_out():
    shown = [{"by": "locality", "group": "North", "gap": gap, "n": n, "of": 9} for gap, n in ((0, 9), (-1, 0))]
    hidden = [{"by": "locality", "group": "South", "gap": gap, "n": "[c]", "of": "[c]"} for gap in (0, -1)]
    tables = threshold_tables().with_frames(level_gaps=table("level_gaps", [*shown, *hidden]))
    assert "Does it differ by where" not in words(show_threshold(tables))


def test_where_for_how_many_is_hidden_the_level_is_still_named_with_how_sure_it_is():
    tables = threshold_tables()
    results = tables["results"].astype(object)
    worst = results["result_id"] == "level.worst"
    assert worst.sum() == 1
    blank = {name: results[name].mask(worst, None) for name in ("n", "of", "percent", "lower", "upper")}
    masked = results.assign(**blank, shown=results["shown"].mask(worst, "[c]"))
    section = show_threshold(tables.with_frames(results=table("results", masked), levels=table("levels")))
    assert section.heading == "“Early Help” goes wrong most often when it is given"
    assert "For how many is hidden, so that nobody can be recognised." in words(section)
    assert "in 100 such audits" in words(section) and "[c]" not in words(section).split("How many were at")[0]


@pytest.mark.parametrize("hidden", [True, False])
def test_no_level_is_named_where_chance_may_well_have_picked_it(hidden: bool):
    tables = threshold_tables()
    results = tables["results"].astype(object)
    worst = results["result_id"] == "level.worst"
    chance = "if every level went wrong equally often, chance alone would make one stand out as far in about 47 in 100 "
    results.loc[worst, "method"] = f"We cannot be sure: {chance}such audits. Too few children apply for an interval."
    if hidden:
        results.loc[worst, ["n", "of", "shown"]] = [None, None, "[c]"]
    section = show_threshold(tables.with_frames(results=table("results", results)))
    assert section.heading == "No level stands out as going wrong more often than the others"
    top = words(section).split("Referrals by the level given")[0]
    assert "chance alone would make one stand out as far in about 47 in 100" in top
    assert not [name for name in NAMES if name in top] and "cannot be sure" not in top


def test_not_applicable_moves_the_base_where_everybody_can_see_it():
    said = words(show_threshold(threshold_tables()))
    assert "60 referrals were drawn; for 3 the question did not apply; 57 were judged." in said


def test_the_weighted_share_and_the_one_looked_at_stand_side_by_side_with_the_reason():
    said = words(show_threshold(threshold_tables()))
    between = "Among all 2,471 referrals, between 62 and 84 in 100 of those the question applies to were likely at the"
    assert between in said
    assert "Of those judged 68 in 100 were right (39 of 57); our best estimate for all is 74 in 100." in said
    assert "Each one looked at stands for as many as it was drawn from." in said
    alike = with_results(threshold_tables(), percent=100 * 39 / 57)
    assert "our best estimate for all" not in words(show_threshold(alike))
    unranged = with_results(threshold_tables(), lower=None, upper=None)
    assert "likely at the right level" not in words(show_threshold(unranged))


def test_each_group_has_its_n_of_n_and_a_group_too_small_says_so():
    html = show_threshold(threshold_tables()).html
    assert "Of the groups that can be shown: most often not right: School (9 of 19), every time too low." in html
    assert "Housing: [c]" in html and "[c]: the group is so small that somebody could be recognised." in html


def test_placeholder_levels_are_called_so():
    said = "The partnership has not yet confirmed the names of these levels"
    assert said in words(show_threshold(threshold_tables()))
    assert said not in words(show_threshold(threshold_tables().with_frames({"threshold_confirmed": True})))
    assert "Level 1 (not confirmed)" in words(show_threshold(threshold_tables()))


def test_levels_in_words_read_well():
    tables = threshold_tables()
    row = {**level_results()[0], "n": None, "of": None, "percent": None, "lower": None, "upper": None,
           "shown": "more than half of the referrals"}  # fmt: skip
    empty = {name: table(name) for name in ("levels", "level_gaps", "agreement")}
    section = show_threshold(tables.with_frames({"profile": "group"}, results=table("results", [row]), **empty))
    assert section.heading == "The level given was right for more than half of the referrals"
    assert "<img" not in section.html and "None" not in section.html and "nan" not in section.html


def test_the_grid_says_on_which_side_the_level_was_too_low_and_how_many_of_each_row_were_wrong():
    numbers = pd.DataFrame([[6.0, 1.0], [np.nan, 9.0]], NAMES[:2], NAMES[:2])
    shown = pd.DataFrame([["6", "1"], ["[c]", "9"]], NAMES[:2], NAMES[:2])
    for width in (620, 330):
        svg = draw_levels(numbers, shown, width, ["1 of 7", ""])
        for expected in (">too low<", ">too high<", ">[c]<", ">1 of 7<", ">not right<"):
            assert expected in svg
    assert ">not right<" not in draw_levels(numbers, shown, 620)


def test_no_number_written_in_a_picture_is_rounded():
    svg = draw_lines([Line("q", "62 in 100", (Mark("alpha", "0.58", 0.58, 0.41, 0.7, True),))], 0.667, 620)
    assert ">alpha 0.58<" in svg and ">target 0.67<" in svg


def test_there_is_a_square_for_each_that_was_wrong():
    one = draw_gaps([Gap("Police", "6 of 19 not right", (1, 1), 13, (4, 0))], 620)
    more = draw_gaps([Gap("Police", "7 of 20 not right", (1, 1), 13, (5, 0))], 620)
    assert len(pieces(more)) == len(pieces(one)) + 1
    hidden = draw_gaps([Gap("Police", "[c]")], 620)
    assert ">[c]<" in hidden


def test_each_check_has_five_answers_and_open_cases_are_never_in_time():
    section = show_clocks(threshold_tables())
    said = words(section)
    for state in ("Met", "Not met", "Too soon to tell", "Cannot tell", "Not applicable"):
        assert state in said
    assert section.heading == "“Referred again within 12 months” happened for 12 of 33 referrals"
    rows = re.findall(r"Assessment finished within 45 working days of the referral ([\d,. ]+)", said)
    assert "14 6 7 2 31" in " ".join(rows) and "610 171 240 33 1,417" in " ".join(rows)


def test_few_things_do_not_make_the_heading():
    clocks = threshold_tables()["clocks"].query("rule in ('core_group', 'decision')")
    section = show_clocks(threshold_tables().with_frames(clocks=clocks))
    assert section.heading == "“Decision on a referral within one working day” was not met for 9 of 57 referrals"


def test_a_check_nobody_confirmed_is_counted_and_marked_everywhere():
    said = words(show_clocks(threshold_tables()))
    assert said.count("First core group within 10 working days of the conference (not confirmed)") >= 3
    assert "no: nobody here has read this edition yet" in said
    sure = threshold_tables()["clocks"].assign(confirmed="yes")
    assert "ot confirmed" not in words(show_clocks(threshold_tables().with_frames(clocks=sure)))


def test_the_curve_is_said_in_words():
    said = words(show_clocks(threshold_tables()))
    assert "Half were done by day 31; by the limit, day 45, 79 in 100 were." in said  # everybody: there is no range
    assert "open ones count until today" in said


def test_clocks_in_words_say_so_once():
    tables = worded_tables()
    met = {**tables["results"].iloc[0].to_dict(), "result_id": "clock.decision.met", "lens": "threshold", "good": True}
    more = table("results", [*tables["results"].to_dict("records"), {**met, "shown": "most of the children"}])
    said = words(show_clocks(tables.with_frames(results=more)))
    assert said.count("How many is not shown to these readers; the share is told in words") == 1
    assert "met: most of the children" in said and "45 working days not shown" not in said
    assert said.count("Not shown, because so few stand behind it: Assessment finished within 45 working days") == 1
    assert "not shown to these readers" not in words(show_clocks(full_tables()))


def test_a_hidden_state_is_said_beside_the_others():
    clocks = threshold_tables()["clocks"].query("rule == 'decision' and whom == 'frame'").astype(object)
    clocks[["too_soon", "cannot_tell"]] = "[c]"
    said = words(show_clocks(threshold_tables().with_frames(clocks=clocks)))
    assert "2,150 met, 260 not met, [c] too soon to tell, [c] cannot tell" in said


@pytest.mark.parametrize(
    ("soon", "unknown", "said"),
    [
        (0, 40, "none of 40 can be told"),
        (40, 0, "all 40 too soon to tell"),
        (3, 37, "none of 40 can be told yet"),
        (0, 1, "cannot be told"),
    ],
)
def test_a_check_that_can_be_told_for_nobody_says_so_and_no_nought(soon: int, unknown: int, said: str):
    clocks = threshold_tables()["clocks"].query("rule == 'decision' and whom == 'frame'").astype(object)
    clocks = clocks.assign(met=0, not_met=0, too_soon=soon, cannot_tell=unknown, so_far="no")
    html = show_clocks(threshold_tables().with_frames(clocks=clocks)).html
    drawn = [base64.b64decode(found).decode() for found in re.findall(r"svg\+xml;base64,([\w+/=]+)", html)]
    assert f">{said}<" in drawn[0] and "not met so far" not in drawn[0]


def test_there_is_a_dot_for_each_and_none_crosses_the_limit():
    days = [Days(1, 1, 3), Days(2, 2, 2), Days(4, 4, 1, True)]
    assert marks(draw_times(days, [], 1, "days", 330)) == 6
    stretch = [Days(0, 22, 3), Days(23, 45, 11), Days(46, 180, 3)]
    assert marks(draw_times(stretch, [], 45, "days", 330)) == 17
    many = draw_times([Days(0, 5, 400), Days(6, 20, 90)], [], 5, "days", 330)
    assert marks(many) == 0 and ">400<" in many and ">90<" in many


def test_points_far_apart_are_marked_and_the_words_do_not_claim_to_know_between():
    sparse = [Reached(22, 40), Reached(45, 78)]
    assert marks(draw_times([], sparse, 45, "days", 330)) == 2
    tables = threshold_tables()
    few = tables["curves"].query("rule == 'assessment_from_referral' and day in (22, 45)")
    said = words(show_clocks(tables.with_frames(curves=few)))
    assert "Half were done by day 45 at the latest" in said


def test_the_journey_counts_each_step_with_its_base_and_what_is_too_soon():
    section = show_journey(threshold_tables())
    said = words(section)
    way = "The way from contact to child protection plan: 6,120 contacts, 118 child protection plans"
    assert section.heading == way
    assert "1,054 of 2,440, 43 in 100 of the referrals; 31 too soon to tell" in said
    assert "[c] or nobody yet: Housing." in said


def test_a_journey_with_hidden_steps_is_a_table():
    tables = threshold_tables()
    hidden = tables["journey"].query("by == 'all'").astype(object)
    hidden.loc[hidden["step"] == "plan", ["n", "of", "too_soon"]] = "[c]"
    hidden.loc[hidden["step"] == "plan", "percent"] = None
    section = show_journey(tables.with_frames(journey=hidden))
    assert "<img" not in section.html and "[c]" in words(section) and section.heading == "From contact to plan"


def test_agreement_shows_three_figures_together_with_how_many():
    section = show_agreement(threshold_tables())
    said = words(section)
    assert section.heading == "Agencies chose the same level in 62 of 100 pairs of judgements"
    assert "The level of need: 62 in 100 alike, 57 referrals; alpha 0.58; AC 0.66." in said
    assert "not defined: everybody gave the same answer" in said and "nan" not in said
    assert "The partnership asks for an alpha of at least 0.67." in said
    assert said.index("Police – Education") < said.index("Police – Community health")


def test_a_small_group_of_grades_is_not_set_out():
    said = words(show_agreement(threshold_tables()))
    assert "The discussion changed 16 of 81 grades" in said and "10 had been kinder than what was settled" in said
    assert "Housing too few to set out" in said and "Housing 2 1 1" not in said


def test_agreement_in_words_has_no_figures():
    row = {**level_results()[0], "result_id": "agreement.level.percent", "lens": "", "label": "The level of need",
           "shown": "more than half of the pairs of judgements", "n": None}  # fmt: skip
    said = show_agreement(Tables({"profile": "group"}, {"results": table("results", [row])}))
    assert "More than half of the pairs of judgements were alike on this question: The level of need" in words(said)
    assert "Alpha" not in words(said)


def test_questions_of_every_kind_have_their_own_form():
    said = words(show_practice(threshold_tables()))
    assert "Several could be chosen, so these counts overlap and do not add up." in said
    assert "Most often: Police (41 of 54)" in said
    assert "half had 3 contacts or less; the middle half 1 contact to 6.5 contacts (48 of 60 gave one)" in said.replace(
        "Half had", "half had"
    )
    assert "Answered in their own words 51 of 60 referrals" in said


def test_kinds_are_told_apart_and_nothing_is_lost():
    rows = threshold_tables()["results"].query("question.str.startswith('ta2')")
    kinds = by_kind(rows)
    groups = [*kinds.chosen, *kinds.several, *kinds.numbers, *kinds.given]
    assert [len(group) for group in (kinds.chosen, kinds.several, kinds.numbers, kinds.given)] == [1, 1, 1, 1]
    assert sum(map(len, groups)) + len(kinds.together) == len(rows)
    assert len(kinds.several[0]) == 5


def test_several_good_answers_keep_the_share_counted_for_them_together():
    html = show_practice(threshold_tables()).html
    assert "How good was the analysis? 32 of 51" in html and "the grey band is the likely range" in html


def test_what_works_was_done_for_most_and_what_does_not_stands_beside_it():
    html = show_practice(full_tables()).html
    best, worst = re.findall(r'alt="(Done (?:most|least) often: [^"]*)"', html)
    assert "strategy discussion" in best and "Did the school know" not in best, "19 of 33 is not most"
    assert worst.count(";") == 2
    assert "What works best" in html and "What needs to improve" in html


def asked(at: int, n: int, lens: str = "practice", **more: object) -> dict[str, object]:
    """One question answered well for n of 40."""
    row = {**level_results()[0], "result_id": f"q{at}.yes", "question": f"q{at}", "lens": lens,
           "label": f"Question {at}?", "answer": "yes", "good": True,
           "n": n, "of": 40, "percent": 2.5 * n, "lower": None, "upper": None,
           "shown": f"{n} of 40 children"}  # fmt: skip
    return {**row, **more}


def practice_of(rows: list[dict[str, object]], **more: pd.DataFrame) -> Tables:
    return Tables({"profile": "partnership"}, {"results": table("results", rows), **more})


def test_every_question_is_ranked_with_ties_and_none_that_a_finding_calls_to_improve_works_best():
    rows = [asked(1, 15), asked(2, 15), asked(3, 11), asked(4, 8, "voice"), asked(5, 38), asked(6, 36), asked(7, 29)]
    found = {"finding_id": "F1", "kind": "to improve", "rank": 1, "title": "T", "results": ["q6.yes"]}
    html = show_practice(practice_of(rows, findings=table("findings", [found]))).html
    best, worst = re.findall(r'alt="(Done (?:most|least) often: [^"]*)"', html)
    assert best == "Done most often: Question 5? 38 of 40."
    assert re.findall(r"Question (\d)", worst) == ["4", "3", "1", "2"]


def test_in_words_those_that_are_alike_are_listed_together_or_not_at_all():
    steps = ["few or none: up to 10 in 100", "fewer than half: up to 45", "about half: up to 55",
             "more than half: up to 75", "most: up to 100"]  # fmt: skip
    hidden = {"n": None, "of": None, "percent": None, "shown": "fewer than half of the children"}
    rows = [{**asked(at, 9), **hidden} for at in range(9)]
    rows[4]["shown"] = "few or none of the children"
    good = {"finding_id": "F5", "kind": "good practice", "rank": 5, "title": "Health is there", "results": []}
    tables = practice_of(rows, findings=table("findings", [good])).with_frames({"profile": "group", "words": steps})
    section = show_practice(tables)
    improve = words(section).split("What needs to improve")[1].split("Shares are told")[0]
    assert "8 more questions are alike (fewer than half): none of them is picked out" in improve
    assert "Question 4?" in improve and "Question 0?" not in improve
    assert "No question about practice told on this page was answered well" in words(section)
    assert "How often that was done cannot be told to these readers" in words(section)


def test_what_works_is_told_in_words_where_there_are_no_numbers():
    tables = full_tables()
    good = tables["results"].query("lens == 'practice' and good == True and group == 'all'").astype(object)
    shares = [
        "most of the children",
        "few or none of the children",
        "most of the children",
        "about half of the children",
    ]
    good = good.iloc[:4].assign(n=None, of=None, percent=None, lower=None, upper=None, shown=shares)
    about = {"profile": "group", "words": ["few or none: up to 10 in 100", "about half: 45 to 55", "most: 75 to 90"]}
    html = show_practice(tables.with_frames(about, results=good)).html
    assert "<img" not in html
    improve = html[html.index("What needs to improve") : html.index("Shares are told")]
    assert "few or none of the children" in improve and "most of the children" not in improve


def test_a_picture_always_fits_on_a_sheet_of_paper():
    tables = threshold_tables()
    gaps = [
        {"by": "locality", "group": f"Ward {at}", "gap": gap, "n": at + 1, "of": 2 * at + 2}
        for at in range(30)
        for gap in (0, -1)
    ]
    pairs = tables["agreement"].query("who == 'Police – Education'")
    many = pd.concat([pairs.assign(who=f"Agency {at} – Police", question="level") for at in range(15)])
    tables = tables.with_frames(level_gaps=table("level_gaps", gaps), agreement=many)
    for section in (show_threshold(tables), show_agreement(tables), show_clocks(tables)):
        for data in re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)"', section.html):
            height = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', base64.b64decode(data).decode())
            assert height is not None and float(height[1]) < 900
    assert "Ward 0" in words(show_threshold(tables)) and "Agency 14" in words(show_agreement(tables))


CURVE = [Reached(0, 5, 1, 9), Reached(1, 9)]
ALIKE = Line("q", "x", (Mark("alpha", "0.58", 0.58, 0.41, 0.7, True), Mark("AC", "not defined", None)))


def test_every_new_picture_has_the_same_bytes_each_time_and_a_dark_colour_for_each_light_one():
    drawn = (
        lambda: draw_gaps([Gap("Police", "6 of 19 not right", (1, 1), 13, (4, 0))], 330),
        lambda: draw_times(
            [Days(0, 5, 400), Days(6, 20, 9, True)], [Reached(0, 5, 1, 9), Reached(1, 9)], 5, "days", 330
        ),
        lambda: draw_lines(
            [Line("q", "x", (Mark("alpha", "0.58", 0.58, 0.41, 0.7, True), Mark("AC", "-", None)))], 0.7, 330
        ),
        lambda: draw_funnel([Step("Contacts", "9", 9, 9), Step("Plans", "1 of 9", 1, 9, "11 in 100")], 330),
        lambda: draw_middles([Middle("How many?", "48 of 60", (1, 3, 6.5), ("1", "3", "6.5"))], 330),
    )
    for draw in drawn:
        svg = draw()
        assert svg == draw() and "<metadata" not in svg
        rules, body = svg.split("</style>", 1)
        known = set(re.findall(r'(#[0-9a-f]{6})"\]', rules))
        assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', body)) <= known != set()
