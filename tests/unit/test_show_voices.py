"""The pages of voices: words first, numbers second, nothing that two coders did not agree on."""

from __future__ import annotations

import re

import pandas as pd
from show_fixture import full_tables

from scrutiny_lib.show import show_children, show_voices
from scrutiny_lib.tables import Tables, table


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_childs_words_come_before_any_number():
    html = show_children(full_tables()).html
    quote = html.index("I said it to four people")
    assert quote < html.index("<img") and not re.search(r"\d+ of \d+", html[:quote])


def test_without_a_signed_quotation_the_page_says_why_there_are_no_words():
    said = words(show_children(full_tables().with_frames(quotes=table("quotes"))).html)
    assert "No words are quoted here." in said and "a second person has signed" in said


def test_the_picture_of_who_was_heard_counts_everybody_once():
    alt = re.search(r'alt="(Who was heard[^"]*)"', show_children(full_tables()).html)
    assert alt is not None
    assert "Told us themselves: 6 of 40 children. Not heard – not safe to ask (17); did not want to (17)." in alt[1]
    assert "Heard at all, by us or in the record: 31 of 40 children. Not heard – not safe to ask (9)." in alt[1]


def test_who_was_told_what_came_of_it_is_said_in_a_sentence():
    said = words(show_children(full_tables()).html)
    assert "4 of the 6 children who took part have been told what came of it; for 2 it is not known" in said


def test_a_hidden_count_is_not_drawn():
    silence = full_tables()["silence"].astype({"n": object})
    silence.loc[0, "n"] = "[c]"
    html = show_children(full_tables().with_frames(silence=silence)).html
    assert 'alt="Who was heard' not in html and "[c] means hidden" in words(html)


def test_where_the_chain_breaks_is_said_and_each_agency_has_its_own_line():
    said = words(show_children(full_tables()).html)
    assert "Where it broke, it most often broke first at “somebody worked out what it means" in said
    assert "(12 children)" in said and "Police 9 of 20 –" in said


def test_a_code_that_is_not_reported_has_no_dot_and_no_number():
    html = show_voices(full_tables()).html
    alt = re.search(r'alt="(What children told us[^"]*)"', html)
    assert alt is not None
    assert "Home and a usual day 4 of 6; Not looked after (tentative) 2 of 6" in alt[1]
    assert "Mostly hard" not in alt[1] and "Mostly hard not reported not reported" in words(html)


def test_what_chance_alone_would_do_stands_beside_every_comparison():
    said = words(show_voices(full_tables()).html)
    assert "In adult words 4 of 11 13 of 14 would differ so much 4 in 100 times" in said
    assert "Holm over 8 tests" in said
    by = full_tables()["voice_by"].assign(adjusted=None)
    assert "too few to tell" in words(show_voices(full_tables().with_frames(voice_by=by)).html)


def test_coding_stands_with_three_measures_and_its_rule():
    section = show_voices(full_tables().with_frames({"audience": "working"}))
    said = words(section.html)
    assert section.heading == "4 of 6 children spoke of “home and a usual day”, more than of anything else"
    assert "52 pieces of text were read and marked by two people, neither seeing" in said and "0.78" in said
    assert "Mostly hard 52 70 0.30 0.10 to 0.50 0.40 0.20 not reported Alpha is below 0.667." in said


def test_other_readers_are_told_which_codes_were_read_alike_and_no_table_of_figures():
    said = words(show_voices(full_tables()).html)
    assert "Two readers agreed Home and a usual day Not reported Mostly hard" in said and "Alpha is below" not in said


def test_work_that_was_opened_again_is_not_called_blind():
    said = words(show_voices(full_tables().with_frames({"coding_reopened": "A2"})).html)
    assert "The work of A2 was opened again" in said and "neither seeing" not in said


def test_words_chosen_for_a_finding_stand_there_and_not_twice():
    quotes = full_tables()["quotes"]
    both = quotes.assign(quote_id="Q2", finding_id="", words="Nobody came back.")
    tables = full_tables().with_frames(quotes=pd.concat([quotes, both]))
    html = show_children(tables).html
    assert "Nobody came back." in html and "I said it to four people" not in html
    assert "More of their words stand with the findings" in html


def test_nothing_coded_is_left_out_whole():
    assert show_voices(Tables({})).html == ""
