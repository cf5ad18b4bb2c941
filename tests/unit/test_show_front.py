"""The front: ranges, lines of enquiry not concluded, limits nobody confirmed; and where the trail leads from there."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from show_fixture import full_tables, page_of, result, worded_tables
from test_trail import trailed

from scrutiny_lib.audit.size_table import what_this_size_can_show
from scrutiny_lib.intake.codebook import read_codebook
from scrutiny_lib.lenses.voice_codes import themes_of
from scrutiny_lib.show import (
    show_basis,
    show_children,
    show_findings,
    show_for_practitioners,
    show_journey,
    show_summary,
)
from scrutiny_lib.show.briefing import make_briefing
from scrutiny_lib.show.points import headline, limits_of
from scrutiny_lib.show.section import Section
from scrutiny_lib.show.unconcluded import without_finding
from scrutiny_lib.tables import Tables, table

CHECK = {"rule": "spoken_to", "title": "Child spoken to within 72 hours of coming back", "source": "Guidance (2014)",
         "confirmed": "no", "unit": "children", "met": 9, "not_met": 15}  # fmt: skip


def words(section: Section | str) -> str:
    html = section if isinstance(section, str) else section.html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))).strip()


def without_first_line(tables: Tables) -> Tables:
    findings = tables["findings"]
    return tables.with_frames(None, findings=findings[findings["line"] != "L1"])


def test_a_line_without_a_finding_is_named_on_the_front_and_last_in_the_first_section_with_its_numbers():
    tables = without_first_line(full_tables())
    front, first = words(show_summary(tables)), words(show_findings(tables))
    named = "Was the risk of exploitation named within one month of the first sign? Yes: 17 of 38 children."
    assert "Not concluded Do we see it early?" in front and named in front
    assert first.index("Do we listen?") < first.index("Do we see it early?") < first.index(named)
    assert 'href="#line-1"' in show_summary(tables).html and 'id="line-1"' in show_findings(tables).html
    assert "Not concluded" not in words(show_summary(full_tables())) + words(show_findings(full_tables()))


def test_a_line_not_concluded_shows_no_hidden_number_and_words_where_readers_get_words():
    tables = without_first_line(full_tables())
    results = tables["results"].astype(object)
    mine = results["line"] == "L1"
    results.loc[mine, ["n", "percent", "lower", "upper"]] = None
    (hidden,) = without_finding(
        tables.with_frames(None, results=results.assign(shown=results["shown"].mask(mine, "[c]")))
    )
    assert hidden.numbers == ()
    told = worded_tables().with_frames(
        {"words": ["some: up to a half", "about half: half", "more than half: more", "most: x"]}
    )
    assert "Yes: most of the 40 children." in words(show_summary(without_first_line(told)))


def test_where_a_finding_was_kept_back_its_line_is_not_called_not_concluded():
    tables = without_first_line(full_tables())
    withheld = table("withheld", [{"what": "Finding F3", "why": "It has no words without numbers."}])
    assert {one.called for one in without_finding(tables)} == {"Not concluded"}
    kept_back = without_finding(tables.with_frames(None, withheld=withheld))
    assert {one.called for one in kept_back} == {"No finding on this page"}
    assert without_finding(tables.with_frames(None, findings=table("findings"))) == []


def test_every_number_of_a_finding_on_the_front_has_its_range_or_says_why_not():
    said = words(show_summary(full_tables()))
    assert "11 of 38 children; likely 15 to 44 in 100 of all it applies to" in said
    assert "30 of 38 children; likely 64 to 90 in 100 of all it applies to" in said
    answers = full_tables()["results"].assign(unit="agencies' answers", lower=None, upper=None)
    said = words(show_summary(full_tables().with_frames(None, results=answers)))
    assert said.count("no range for answers of agencies") == 4
    for about in ({"design": "close look"}, {"frame_size": None}, {"profile": "group"}):
        assert "likely 15" not in words(show_summary(full_tables().with_frames(about)))


def test_of_fewer_than_twenty_the_front_says_that_there_is_no_range():
    few = full_tables()["results"].assign(of=18, lower=None, upper=None)
    assert "no range, fewer than 20" in words(show_summary(full_tables().with_frames(None, results=few)))


def test_several_answers_have_the_range_that_the_only_other_answer_leaves():
    rows = [
        result("q.in_time", "practice", "When?", "in time", 13, 29, good=True, lower=29.0, upper=61.0, question="q"),
        result("q.later", "practice", "When?", "later", 13, 29, lower=30.0, upper=60.0, question="q"),
        result("q.not_held", "practice", "When?", "not held", 3, 29, lower=3.0, upper=26.0, question="q"),
        result("q.not_applicable", "practice", "When?", "not applicable", 11, 40, question="q"),
    ]
    ids = ["q.in_time", "q.later", "q.not_held"]
    number = headline({"kind": "to improve", "statement": "It is late.", "results": ids}, [rows])
    assert (number.shown, number.limits) == ("later or not held: 16 of 29 children", (39.0, 71.0))
    rows[0]["lower"] = None  # hidden, or there is none: then there is none for the others together
    assert limits_of(rows[1:3], [rows]) is None


def unconfirmed(**more: Any) -> Tables:
    return full_tables().with_frames(None, clocks=table("clocks", [{**CHECK, **more}]))


def test_a_limit_nobody_confirmed_is_marked_at_the_finding_that_rests_on_it_wherever_that_stands():
    tables = unconfirmed()
    long = "Not confirmed: “Child spoken to within 72 hours of coming back” (Guidance, 2014) still has to be read"
    assert words(show_findings(tables)).count(long) == 1
    assert words(show_summary(tables)).count("72 hours: not confirmed.") == 1
    for paper in (make_briefing([], tables), show_for_practitioners(tables.with_frames({"profile": "public"}))):
        assert words(paper).count("The limit of 72 hours is not confirmed.") == 1
    for other in (unconfirmed(confirmed="yes"), unconfirmed(title="Review within 72 hours")):
        assert "ot confirmed" not in words(show_findings(other)) + words(show_summary(other))


def test_a_limit_two_checks_share_is_told_by_the_results_alone():
    checks = table("clocks", [CHECK, {**CHECK, "rule": "other", "title": "Child spoken to within 72 hours of leaving",
                                      "confirmed": "yes"}])  # fmt: skip
    tables = full_tables().with_frames(None, clocks=checks)
    assert "ot confirmed" not in words(show_findings(tables))
    numbers = table("numbers", [{"finding_id": "F2", "place": "cases", "result_id": "clock.spoken_to.met"}])
    assert "Not confirmed: “Child spoken to" in words(show_findings(tables.with_frames(None, numbers=numbers)))


def test_the_list_of_what_is_not_confirmed_stands_in_the_last_section_and_one_line_at_the_top_leads_there():
    tables = full_tables().with_frames({"unconfirmed": ["the list is a placeholder"]})
    said = words(page_of(tables))
    assert said.count("The list is a placeholder.") == 1
    assert "What is not confirmed The list is a placeholder." in words(show_basis(tables))


def test_the_trail_begins_at_the_front():
    tables = trailed(without_first_line(full_tables())).with_frames({"last_time": "Of nine due, six are done."})
    actions = [
        result(f"act.{name}", "actions", name, name, n, 9, unit="actions", shown=f"{n} of 9 actions", question="act")
        for name, n in (("due", 9), ("done", 6), ("changed", 3), ("overdue", 2))
    ]
    several = tables["findings"].assign(results=[["cx05.partly", "cx05.no"], "cx12.no", ["cx09.yes"]])
    several.loc[several["finding_id"] == "F1", "statement"] = "It is often lost."
    results = table("results", [*tables["results"].to_dict("records"), *actions])
    text = words(show_basis(tables.with_frames(None, results=results, findings=several))).replace(" children ", " ")
    assert "24 of 38 front Is what the child said" in text and "cx05.partly+cx05.no" in text
    assert "30 of 38 front Was there a strategy discussion" in text
    assert "15 of 24 front, picture" in text
    assert "Do we see it early? 17 of 38 front, section 1" in text
    assert "How sure 40 of 311 front" in text
    assert (
        "Earlier actions 9 of 9 actions front" in text
        and "3 of 9 actions front" in text
        and "2 of 9 actions" not in text
    )


def test_a_hidden_number_on_the_front_is_not_in_the_trail():
    tables = trailed(full_tables())
    results = tables["results"]
    shown = results["shown"].mask(results["result_id"].eq("cx01.no"), "[c]")
    assert "cx01.no" not in words(show_basis(tables.with_frames(None, results=results.assign(shown=shown))))


def test_a_drawn_number_has_the_number_of_its_figures_in_the_annex():
    page = words(page_of(trailed(full_tables())))
    found = re.search(r"15 of 24 children front, picture \(A(\d+)\)", page)
    assert found is not None and 0 < int(found[1]) <= page.count("The figures in a table")


def test_a_return_has_its_agency_beside_its_fingerprint_and_no_other_file_has_more_than_its_kind():
    tables = trailed(full_tables())
    read = tables["trail"].assign(source=["a-name.csv", "Police", "another.toml"])
    text = words(show_basis(tables.with_frames(None, trail=read)))
    assert "Agencies’ returns b2b2b2b2b2b2 Police" in text
    assert "a-name" not in text and "another.toml" not in text


def test_silence_is_spoken_of_once_and_only_where_something_is_silent():
    said = words(show_findings(full_tables()))
    assert said.count("Silence is not agreement") == 1
    loud = [{"finding_id": "F1", "source": source, "says": "supports", "note": "x"}
            for source in ("cases", "data", "practitioners", "children and families")]  # fmt: skip
    said = words(show_findings(full_tables().with_frames(None, evidence=table("evidence", loud))))
    assert "Silence" not in said and "All four kinds of evidence support this." in said


def test_evidence_that_was_not_sought_is_not_called_not_shown():
    said = words(show_findings(worded_tables()))
    assert "Not sought Nobody was asked about it." in said and "Not sought — not shown" not in said


def test_who_was_asked_is_called_kept_back_only_where_somebody_was():
    nobody = worded_tables().with_frames(None, themes=table("themes"), voice_codes=table("voice_codes"))
    said = words(show_children(nobody))
    assert "Nobody was asked, as far as is on record" in said and "not shown" not in said
    kept = [{"what": what, "why": "x"} for what in ("How many people were asked", "What a single voice spoke of")]
    said = words(show_children(nobody.with_frames(None, withheld=table("withheld", kept))))
    assert "Who was asked is not shown to these readers" in said and "What they spoke of is not shown here" in said


def test_a_theme_stands_with_what_the_codebook_means_by_it():
    row = {"source": "told us", "theme": "Same worker", "kind": "", "line": "L4", "weight": "said by some"}
    tables = full_tables().with_frames(
        None, themes=table("themes", [{**row, "meaning": "What changing workers mean."}])
    )
    told = "Same worker (what changing workers mean)"
    for html in (show_children(tables), show_findings(tables), make_briefing([], tables)):
        assert told in words(html)


def test_themes_take_their_meaning_from_the_codebook(repository):
    book, _ = read_codebook(repository / "audit_templates" / "codebooks" / "voice_starter.toml")
    codes = {"kind": "told us", "group": "Room to be heard", "code": "P9", "name": "Same worker", "layer": "content",
             "n": 5, "of": 14, "unit": "children", "reliability": "firm"}  # fmt: skip
    made = themes_of(table("voice_codes", [codes]), book)
    assert made["meaning"].tolist() == ["What steady or changing workers mean for the child being heard."]


def test_the_briefing_promises_no_range_that_it_does_not_hold():
    about = {"how_sure": "As a range.", "how_sure_briefly": "We looked at 40. The full report says more."}
    said = words(make_briefing([], full_tables().with_frames(about)))
    assert "The full report says more." in said and "As a range." not in said
    bare = full_tables().with_frames({"how_sure": None})
    assert "The full report says how often something is likely among all 311" in words(make_briefing([], bare))


def test_the_way_is_told_in_a_sentence():
    steps = [{"order": at, "step": step, "title": title, "by": "all", "group": "all", "n": n, "of": of}
             for at, (step, title, n, of) in enumerate((("referral", "Referrals", 157, None),
                                                       ("section_47", "Section 47 enquiries", 45, 157)))]  # fmt: skip
    row = result("journey.section_47.from_start", "journey", "Referrals that led to a section 47 enquiry", "", 45, 157)
    tables = Tables({}, {"journey": table("journey", steps), "results": table("results", [row])})
    assert show_journey(tables).heading == "45 of 157 referrals led to a section 47 enquiry"


@pytest.mark.parametrize("chances", [None, [0.1] * 20 + [0.5] * 20])
def test_what_a_size_can_show_has_one_measure_of_sureness(chances):
    said = " ".join(what_this_size_can_show(40, 157, "stratified", chances=chances))
    assert "%" not in said and "97.5" not in said and said.count("in 95 of 100 draws like this one") == 2


def test_columns_of_themes_come_through_a_table_without_them():
    assert table("themes", pd.DataFrame([{"source": "told us", "theme": "Home"}])).columns[-1] == "meaning"


@pytest.mark.parametrize("tables", [full_tables(), worded_tables()], ids=["numbers", "words"])
def test_no_heading_of_a_page_has_nothing_below_it(tables):
    html = re.sub(r"<style.*?</style>|<header.*?</header>", "", page_of(tables), flags=re.DOTALL)
    marks = re.findall(r"<(h[2-4])\b|<(p|table|ul|ol|dl|figure|blockquote)\b", html)
    ranks = [int(heading[1:]) if heading else 0 for heading, _ in marks]
    assert [at for at in range(len(ranks) - 1) if ranks[at] and 0 < ranks[at + 1] <= ranks[at]] == [] and not ranks[-1]
