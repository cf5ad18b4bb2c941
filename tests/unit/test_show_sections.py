"""What each section says, and that it draws nothing where there is no number."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from show_fixture import SHOWS, full_tables, result, worded_tables

from scrutiny_lib.show import (
    Section,
    show_actions,
    show_basis,
    show_children,
    show_data,
    show_findings,
    show_practice,
    show_summary,
    show_threshold,
    show_training,
)
from scrutiny_lib.show.answers import share, strip
from scrutiny_lib.show.points import headline, points_of
from scrutiny_lib.show.section import MIME
from scrutiny_lib.tables import Tables, table


def words(section: Section) -> str:
    return " ".join(str(section).split())


def test_a_section_shows_itself_in_jupyterlab():
    bundle = show_summary(full_tables())._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert set(bundle[MIME]) == {"id", "heading", "html"}
    assert bundle["text/html"].count("<style>") == 1 and "<script" not in bundle["text/html"]
    assert "<" not in bundle["text/plain"]


@pytest.mark.parametrize("show", SHOWS)
def test_inputs_are_untouched(show):
    tables = full_tables()
    before = tables.to_json()
    show(tables)
    assert tables.to_json() == before


def test_where_n_is_missing_nothing_is_drawn_and_the_words_are_said():
    for show in (show_findings, show_children, show_practice, show_threshold):
        section = show(worded_tables())
        assert "<img" not in section.html
        assert "most of the 40 children" in words(section)


def test_a_hidden_count_is_printed_and_explained_not_drawn():
    tables = full_tables()
    results = tables["results"]
    hidden = results["result_id"] == "cx05.no"
    results.loc[hidden, ["n", "of", "percent", "lower", "upper"]] = None
    results.loc[hidden, "shown"] = "[c]"
    finding = tables["findings"].query("finding_id == 'F1'")
    section = show_findings(tables.with_frames(results=results, findings=finding))
    assert "<img" not in section.html and "No: [c]" in words(section).replace("no: [c]", "No: [c]")


def test_findings_stand_worst_first_and_good_practice_first_for_practitioners():
    titles = re.findall(r"<h4>(.*?)</h4>", show_findings(full_tables().with_frames({"audience": "practitioners"})).html)
    assert titles.index("Police, health and social care meet when it matters") < titles.index(
        "After going missing, most children are not spoken to in time"
    )


def test_the_evidence_grid_has_a_word_and_a_shape_for_each_kind():
    html = show_findings(full_tables()).html
    for sign, word in (("●", "Supports"), ("✕", "Contradicts"), ("○", "Silent"), ("–", "Not sought")):
        assert f'aria-hidden="true">{sign}</span> {word}' in html


def test_an_interval_is_a_sentence_and_needs_the_frame():
    said = "If we had looked at all 311, between 15 and 44 in 100 of those it applies to would likely show this."
    assert said in words(show_findings(full_tables()))
    assert "If we had looked" not in words(show_findings(full_tables().with_frames({"frame_size": None})))


def test_the_three_kinds_of_voice_stay_apart():
    html = show_children(full_tables()).html
    headings = re.findall(r"<h3>(.*?)</h3>", html)[:3]
    assert headings == ["What children told us", "What workers wrote down", "What parents and carers said"]
    told, recorded = html.index("tell the same story"), html.index("seldom what the child felt")
    assert html.index(headings[0]) < told < html.index(headings[1]) < recorded < html.index(headings[2])


def test_a_voice_without_themes_says_why():
    tables = full_tables()
    coded = tables.with_frames(themes=tables["themes"].query("source != 'parents and carers'"))
    parents = tables["voice_codes"].assign(kind="parents and carers")
    unsure = coded.with_frames(voice_codes=parents)
    assert "the two people who read it agreed too little to report it" in words(show_children(unsure))
    coded = coded.with_frames(voice_codes=parents.assign(layer="practice"))
    assert "No subject of its own was marked; how it was told stands further down." in words(show_children(coded))
    nothing = coded.with_frames(voice_codes=table("voice_codes"))
    assert "Nothing of theirs is on record for the children looked at." in words(show_children(nothing))
    kept = table("withheld", [{"what": "What a single voice spoke of", "why": "x"}])
    for hidden in (coded, nothing.with_frames(withheld=kept)):
        said = words(show_children(hidden.with_frames({"profile": "group"})))
        assert "What they spoke of is not shown here" in said
        assert "Nothing of theirs" not in said and "No subject" not in said


def test_a_heading_about_referrals_does_not_ask_referrals():
    tables = full_tables()
    chain = tables["results"]
    steps = chain["result_id"].str.startswith("chain.")
    chain.loc[steps, "unit"] = "referrals"
    chain.loc[steps, "shown"] = chain.loc[steps, "shown"].str.replace("children", "referrals")
    assert show_children(tables.with_frames(results=chain)).heading == (
        "In 31 of 38 referrals somebody asked the child what life is like; "
        "in 5 of 38 referrals the child heard what came of it"
    )


def test_the_chain_keeps_its_order_and_the_heading_names_both_ends():
    section = show_children(full_tables())
    alt = re.search(r'alt="(Done, step by step[^"]*)"', section.html)
    assert alt is not None
    assert re.findall(r"(\d+) of 38", alt[1]) == ["31", "27", "16", "12", "5"]
    assert (
        section.heading == "Somebody asked 31 of 38 children what life is like; 5 of 38 children heard what came of it"
    )


def test_published_figures_keep_their_order_and_symbols():
    html = show_data(full_tables()).html
    places = [html.index(f">{area}<") for area in ("Hampshire", "Isle of Wight", "Portsmouth", "Southampton")]
    assert places == sorted(places) and "[u] means too unreliable to use." in html
    assert "rank" not in re.sub(r"not ranked", "", html)


def test_overdue_actions_come_first():
    section = show_actions(full_tables())
    assert section.heading == "One action of an earlier review is overdue on 31 December 2025"
    assert section.html.index("One telephone number") < section.html.index("Health visitors")
    actions = full_tables()["actions"]
    later = actions.iloc[:1].assign(action="Later on", due="2025-01-01", stage="not yet due")
    html = show_actions(full_tables().with_frames(None, actions=pd.concat([later, actions]))).html
    assert html.index("One telephone number") < html.index("Later on") < html.index("Health visitors")


def test_training_says_what_it_cannot_say():
    assert "none of this shows that children were better off" in words(show_training(full_tables()))


def test_the_basis_names_who_sent_nothing_and_what_was_withheld():
    text = words(show_basis(full_tables()))
    assert "Nothing came back from Hospital health." in text
    assert "Answers by sex. The groups are so small that a child could be recognised." in text


def test_nothing_is_said_to_be_withheld_only_where_no_count_is_hidden():
    nothing, hidden = "Nothing was withheld from this page.", "Counts marked [c] are hidden"
    whole = words(show_basis(Tables({}, {"sample_frame": table("sample_frame")})))
    assert nothing in whole and hidden not in whole
    holed = words(show_basis(Tables({}, {"sample_frame": full_tables()["sample_frame"]})))
    assert nothing not in holed and hidden in holed


def test_the_agencies_of_a_page_in_words_are_printed_as_they_come():
    row = {"agency": "Police", "asked": "[c]", "returned": "yes", "known": "[c]", "received_on": "2025-11-12"}
    section = show_basis(full_tables().with_frames(agencies=table("agencies", [{**row, "late": False}])))
    assert "[c] in every row: Asked about; Known to it." in words(section), "a column that tells nothing is named once"
    assert "Police yes" in words(section) and "Nothing came back" not in words(section)


def test_likely_is_explained_only_where_there_is_a_range():
    for show in (show_findings, show_basis):
        assert words(show(full_tables())).count("“Likely” means: in 95 of 100 samples") == 1
        assert "“Likely” means" not in words(show(worded_tables()))


def test_a_line_without_a_finding_points_to_its_answers():
    tables = full_tables()
    none = tables.with_frames(findings=tables["findings"].query("line != 'L1'"))
    assert "stands in What works and what does not, question by question." in words(show_findings(none))
    bare = none.with_frames(results=table("results"))
    assert "We have no finding on this line of enquiry, and" in words(show_findings(bare))


def test_evidence_kept_from_readers_is_not_a_blank_cell():
    tables = full_tables()
    evidence = tables["evidence"].assign(note="")
    assert "— not shown to these readers" in words(
        show_findings(tables.with_frames({"profile": "group"}, evidence=evidence))
    )
    assert "not shown to these readers" not in words(show_findings(tables.with_frames(evidence=evidence)))


def test_a_page_in_words_prints_each_answer_once_and_its_scale():
    tables = worded_tables()
    good = tables["results"].query("good == True")
    about = {"words": ["few or none: up to 10 in 100", "most: 75 to 90 in 100"]}
    section = show_practice(tables.with_frames(about, results=good))
    assert "Every answer" not in section.html
    assert "Shares are told in words. Few or none: up to 10 in 100; most: 75 to 90 in 100." in words(section)
    assert "told in words" not in words(show_practice(tables))


def test_last_time_is_told_only_where_it_was_written_down():
    said = words(show_summary(full_tables().with_frames({"last_time": None})))
    assert "Last time" not in said and "All earlier reviews" not in said


def test_actions_stand_with_the_day_up_to_which_they_are_counted():
    about = {"as_at": "2025-11-30", "actions_to": "2025-12-31", "last_time": "Of 2 actions due, 1 done."}
    tables = full_tables().with_frames(about)
    said = "All earlier reviews, to 31 December 2025"
    assert f"Last time {said}: of 2 actions due, 1 done." in words(show_summary(tables))
    section = show_actions(tables)
    assert said in words(section) and section.heading.endswith("overdue on 31 December 2025")
    assert "by all earlier reviews, and where it stood on 31 December 2025" in words(section)
    done = tables.with_frames(None, actions=tables["actions"].query("stage != 'overdue'"))
    assert show_actions(done).heading == ("Actions, and what became of those of earlier reviews, to 31 December 2025")


def test_the_front_of_the_actions_page_names_what_is_overdue_whose_and_since_when():
    tables = full_tables().with_frames({"kind": "quarterly report", "as_at": "2025-12-31"})
    late = tables["actions"].query("stage == 'overdue'").iloc[0]
    said = words(show_summary(tables))
    assert "What we found" in said
    first = f"One action of an earlier review is overdue on 31 December 2025. {late['owner']}: {late['action']}. Due "
    assert first in said and said.index(first) < said.index("How sure")
    done = tables.with_frames(None, actions=tables["actions"].query("stage != 'overdue'"))
    assert "Nothing is overdue." in words(show_summary(done))
    assert "overdue" not in words(show_summary(tables.with_frames({"kind": "deep dive"})))


def test_a_close_look_speaks_of_its_own_children():
    tables = Tables({"title": "Neglect", "design": "close look", "children": 8})
    assert "We looked closely at eight children." in words(show_summary(tables))


ROWS = [
    result("q.yes", "practice", "Was it done?", "yes", 18, 38, good=True),
    result("q.partly", "practice", "Was it done?", "partly", 9, 38),
    result("q.no", "practice", "Was it done?", "no", 11, 38),
    result("q.not_applicable", "practice", "Was it done?", "not applicable", 2, 40),
]


def test_a_strip_begins_with_its_point_and_counts_only_those_it_applies_to():
    drawn = strip(ROWS, {"q.no"})
    assert drawn is not None and drawn.of == 38 and drawn.shown == "11 of 38"
    assert [(part.label, part.n) for part in drawn.parts] == [("no", 11), ("partly", 9), ("yes", 18)]


def test_a_strip_with_a_hidden_neighbour_shows_the_others_together():
    rows = [{**row, "n": None} if row["answer"] in ("yes", "partly") else row for row in ROWS]
    drawn = strip(rows, {"q.no"})
    assert drawn is not None
    assert [(part.label, part.n) for part in drawn.parts] == [("no", 11), ("others", 27)]


def test_a_share_needs_every_good_answer():
    found = share(ROWS)
    assert found is not None and found.shown == "18 of 38"
    assert share([{**row, "n": None} for row in ROWS]) is None
    assert share([{**row, "of": 0, "n": 0} for row in ROWS]) is None


def test_actions_without_a_judge_leave_the_cell_empty():
    row = {"action": "A", "owner": "Police", "due": "2025-01-01", "stage": "overdue"}
    assert "[x]" not in show_actions(Tables({}, {"actions": table("actions", [row])})).html


def finding(kind: str, statement: str, *results: str) -> dict[str, object]:
    return {"kind": kind, "statement": statement, "results": list(results)}


EVERY = ("q.yes", "q.partly", "q.no")


@pytest.mark.parametrize(
    ("about", "answers", "number"),
    [
        (finding("to improve", "It was not done for 11 of 38 children.", *EVERY), ["no"], "11 of 38 children"),
        (finding("to improve", "It is seldom done.", *EVERY), ["partly", "no"], "partly or no: 20 of 38 children"),
        (finding("good practice", "It is often done.", *EVERY), ["yes"], "18 of 38 children"),
        (finding("to improve", "Done for 18 of 38 children only.", "q.yes"), ["yes"], "18 of 38 children"),
        (
            finding("to improve", "It was half done for 9 of 38 children.", *EVERY),
            ["partly"],
            "partly: 9 of 38 children",
        ),
        (finding("to improve", "Seldom.", "q.yes"), ["yes"], ""),
        (finding("to improve", "Nothing is counted."), [], ""),
    ],
)
def test_a_finding_is_about_the_answers_that_speak_for_it(about, answers, number):
    assert [row["answer"] for row in points_of(about, ROWS)] == answers
    assert headline(about, [ROWS]).shown == number


def test_a_count_is_not_found_at_the_end_of_a_longer_one():
    rows = [result("q.no", "practice", "?", "no", 1, 38, shown="1 of 38 children")]
    assert headline(finding("to improve", "For 11 of 38 children.", "x"), [rows]).shown == ""


def test_several_steps_of_the_chain_are_one_picture():
    tables = full_tables()
    one = tables["findings"].query("finding_id == 'F1'")
    one["results"] = "chain.sought, chain.recorded, chain.told"
    html = show_findings(tables.with_frames(findings=one)).html
    assert html.count("<img") == 1 and "told what happened next: 5 of 38" in html
