"""The one-page briefing: seven boxes from released findings, shortened by rules and never in a sentence."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny_lib.release.leaks import Identifiers, find_leaks
from scrutiny_lib.show.briefing import ASK_YOURSELVES, MOST_CHANGE, NO_WORDS, ROOMS, WORRIED, boxes_of, make_briefing
from scrutiny_lib.show.page import POLICY
from scrutiny_lib.tables import Tables, table
from tests.unit.show_fixture import full_tables, worded_tables

SEVEN = [
    "Why this matters", "What we looked at", "What works", "What needs to change", "What children told us",
    "What to do", "Questions for your team",
]  # fmt: skip


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)))


def with_things_to_do(tables: Tables) -> Tables:
    ids = list(tables["findings"].sort_values("rank")["finding_id"])
    rows = [
        {"finding_id": ids[1], "kind": "on monday", "text": "Second thing to do"},
        {"finding_id": ids[0], "kind": "on monday", "text": "First thing to do"},
        {"finding_id": ids[0], "kind": "for the team", "text": "Who tells the child?"},
        {"finding_id": "left out", "kind": "on monday", "text": "Of a finding these readers are not given"},
    ]
    return tables.with_frames(to_do=table("to_do", rows))


def test_seven_boxes_in_the_order_readers_know() -> None:
    html = make_briefing([], with_things_to_do(full_tables()))
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == SEVEN
    assert html.count("<h1>") == 1 and POLICY in unescape(html) and '<html lang="en-GB">' in html
    assert "http" not in html.replace("http-equiv", "") and "<script" not in html


def test_findings_stand_under_what_works_and_what_needs_to_change() -> None:
    tables = full_tables()
    boxes = {box.heading: box for box in boxes_of(tables, ROOMS[0])}
    findings = tables["findings"].sort_values("rank", kind="stable")
    good = findings[findings["kind"] == "good practice"]["title"]
    change = findings[findings["kind"] != "good practice"]["title"]
    assert [line.first.rstrip(".") for line in boxes["What works"].lines] == list(good)[:2]
    assert [line.first.rstrip(".") for line in boxes["What needs to change"].lines] == list(change)[:MOST_CHANGE]


def test_what_to_do_comes_in_the_order_of_the_findings_and_only_of_those_told() -> None:
    boxes = {box.heading: box for box in boxes_of(with_things_to_do(full_tables()), ROOMS[0])}
    assert [line.text for line in boxes["What to do"].lines] == ["First thing to do.", "Second thing to do."]
    assert [line.text for line in boxes["Questions for your team"].lines] == ["Who tells the child?"]


def test_where_nobody_wrote_what_to_do_agencies_are_named_and_the_lines_of_enquiry_asked() -> None:
    tables = full_tables().with_frames(to_do=table("to_do"))
    boxes = {box.heading: box for box in boxes_of(tables, ROOMS[0])}
    asked = [line.text for line in boxes["Questions for your team"].lines]
    assert asked[0] == ASK_YOURSELVES and asked[1:] == list(tables["lines"]["question"])[:4]
    assert "What to do" not in boxes


@pytest.mark.parametrize(
    ("status", "heading"), [("proposed", "Proposed recommendations"), ("agreed", "What agencies will do")]
)
def test_until_agreed_recommendations_are_proposed(status: str, heading: str) -> None:
    tables = full_tables()
    asked = tables["recommendations"].assign(status=status)
    boxes = boxes_of(tables.with_frames(recommendations=asked, to_do=table("to_do")), ROOMS[0])
    assert heading in [box.heading for box in boxes]


def test_only_released_words_of_children_who_told_us_stand_there() -> None:
    said = [
        ("told us", "This one may be read.", "released"),
        ("told us", "This one is a draft.", "draft"),
        ("recorded", "A worker wrote this.", "released"),
    ]
    rows = [{"kind": kind, "words": words, "said_by": "a child", "state": state} for kind, words, state in said]
    told = text_of(make_briefing([], full_tables().with_frames(quotes=table("quotes", rows))))
    assert "This one may be read." in told and "draft." not in told and "A worker wrote this." not in told


def test_where_no_words_of_children_may_be_shown_it_says_so() -> None:
    tables = full_tables()
    silent = tables.with_frames(quotes=table("quotes"), themes=table("themes"))
    assert NO_WORDS in text_of(make_briefing([], silent))


def test_worry_about_a_child_comes_before_everything() -> None:
    assert WORRIED in text_of(make_briefing([], full_tables()))


def test_draft_and_unconfirmed_are_said() -> None:
    tables = full_tables().with_frames(about={"status": "draft", "unconfirmed": ["the list is a placeholder"]})
    told = text_of(make_briefing([], tables))
    assert " Draft " in told and "Not everything behind this is confirmed: the full report lists" in told


def test_a_briefing_for_outside_holds_no_small_count() -> None:
    tables = worded_tables().with_frames(about={"why": "Case reviews found the same gaps."})
    html = make_briefing([], tables)
    assert find_leaks(html, Identifiers(), small_counts=True) == []


@given(st.integers(20, 900), st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_no_sentence_is_cut_and_no_title_left_out(letters: int, many: int) -> None:
    statement = ("word " * (letters // 5)).strip().capitalize() + " END."
    rows = [
        {"finding_id": f"F{at}", "kind": "to improve", "rank": at, "title": f"Title {at}", "statement": statement}
        for at in range(many)
    ]
    html = make_briefing([], Tables({"title": "Neglect"}, {"findings": table("findings", rows)}))
    told = text_of(html)
    assert told.count("Title ") == min(many, MOST_CHANGE)
    assert told.count("Word word") == told.count("END.") or letters < 30


def test_html_in_a_finding_is_text() -> None:
    rows = [
        {"finding_id": "F1", "kind": "to improve", "rank": 1, "title": "<b>x</b>", "statement": "<script>y()</script>"}
    ]
    html = make_briefing([], Tables({}, {"findings": table("findings", rows)}))
    assert "<script>" not in html and "<b>" not in html and "&lt;b&gt;" in html
