"""The practitioners' page: what stands first, whose words, and what is cut so that it stays two sides."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from show_fixture import full_tables, notebook_of

from scrutiny_lib.findings import write_findings
from scrutiny_lib.intake.findings_file import read_findings
from scrutiny_lib.release.prose import held_back
from scrutiny_lib.show import show_for_practitioners
from scrutiny_lib.show.export import render_html
from scrutiny_lib.show.practitioners_page import LINES, ROOM_FOR_DOING, ROOM_FOR_TEAM
from scrutiny_lib.tables import Tables, table

ABOUT = {"audience": "practitioners", "profile": "public", "status": "agreed", "status_line": "Agreed by the Board."}
LONG = "This was seen by every agency that took part, and practitioners said the same without being asked."


def finding(at: int, kind: str = "to improve", statement: str = LONG) -> dict[str, Any]:
    return {"finding_id": f"F{at}", "kind": kind, "rank": at, "title": f"Title {at}", "statement": statement}


def of(findings: list[dict[str, Any]], **frames: list[dict[str, Any]]) -> Tables:
    made = {name: table(name, rows) for name, rows in {"findings": findings, **frames}.items()}
    return Tables({"title": "Neglect", **ABOUT}, made)


def headings(html: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", html)


def under(html: str, heading: str) -> str:
    """What stands under one heading, as text."""
    part = html.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_good_practice_comes_first_and_what_to_do_stands_on_the_second_side() -> None:
    html = show_for_practitioners(full_tables().with_frames(ABOUT)).html
    assert headings(html)[0] == "What works: keep doing it"
    first, second = re.split(r'<div class="side[^"]*">', html)[1:]
    assert "What needs to change" in first
    assert headings(second)[:2] == ["What to do on Monday", "Questions for a team meeting"]


def test_every_finding_is_told_or_named_each_under_its_kind() -> None:
    rows = [finding(at, "good practice" if at % 4 == 0 else "to improve") for at in range(1, 13)]
    html = show_for_practitioners(of(rows)).html
    works, change = under(html, "What works: keep doing it"), under(html, "What needs to change")
    for row in rows:
        here, there = (works, change) if row["kind"] == "good practice" else (change, works)
        assert re.search(rf"{row['title']}\b", here)
        assert not re.search(rf"{row['title']}\b", there)


def test_as_many_findings_as_fit_are_told_in_full_and_the_worst_first() -> None:
    rows = [finding(at, statement=f"{LONG} {LONG} {LONG} number {at}.") for at in range(1, 13)]
    told = [int(at) for at in re.findall(r"number (\d+)\.", show_for_practitioners(of(rows)).html)]
    assert told == list(range(1, len(told) + 1))
    assert 3 <= len(told) < 12
    few = show_for_practitioners(of(rows[:3])).html
    assert "We also found" not in few


def test_what_to_do_and_to_ask_are_the_persons_words_in_order_of_rank() -> None:
    rows = [finding(2), finding(1)]
    said = [
        {"finding_id": "F2", "kind": "on monday", "text": "Do the second thing"},
        {"finding_id": "F1", "kind": "on monday", "text": "Do the first thing"},
        {"finding_id": "F1", "kind": "for the team", "text": "Who does it here?"},
    ]
    html = show_for_practitioners(of(rows, to_do=said)).html
    assert re.findall(r"Do the (\w+) thing\.", under(html, "What to do on Monday")) == ["first", "second"]
    assert "Who does it here?" in under(html, "Questions for a team meeting")


def test_where_nothing_was_written_the_page_says_so_and_asks_the_lines_of_enquiry() -> None:
    lines = [{"line": "L1", "question": "Is the child heard?"}]
    html = show_for_practitioners(of([finding(1)], lines=lines)).html
    assert "Nobody has written" in under(html, "What to do on Monday")
    assert "Is the child heard?" in under(html, "Questions for a team meeting")


def test_lines_of_enquiry_give_way_to_enough_written_questions() -> None:
    lines = [{"line": "L1", "question": "Is the child heard?"}]
    said = [{"finding_id": "F1", "kind": "for the team", "text": f"Question {at}?"} for at in range(3)]
    assert "Is the child heard?" not in show_for_practitioners(of([finding(1)], lines=lines, to_do=said)).html


@pytest.mark.parametrize(
    ("kind", "state", "there"),
    [("told us", "released", True), ("told us", "checked", False), ("recorded", "released", False)],
)
def test_only_released_words_of_children_who_told_us_stand_there(kind: str, state: str, there: bool) -> None:
    quotes = [{"quote_id": "Q1", "finding_id": "", "kind": kind, "words": "I want one person.", "told_as": "said",
               "said_by": "a young person", "state": state}]  # fmt: skip
    html = show_for_practitioners(of([finding(1)], quotes=quotes)).html
    assert ("I want one person." in html) == there


def test_only_what_is_well_above_half_counts_as_working() -> None:
    shown = {"a": "most of the children", "b": "about half of the children", "c": "nearly all or all of the children"}
    rows = [
        {"result_id": f"{name}.yes", "group": "all", "good": True, "label": f"Question {name}", "shown": words}
        for name, words in shown.items()
    ]
    said = under(show_for_practitioners(of([], results=rows)).html, "What works: keep doing it")
    assert re.findall(r"Question (\w)", said) == ["c", "a"]


def test_recommendations_not_agreed_are_called_proposed() -> None:
    asked = [{"recommendation_id": "R1", "finding_id": "F1", "text": "Do it", "who": "Police", "status": "proposed"}]
    assert any(
        "Proposed" in heading for heading in headings(show_for_practitioners(of([], recommendations=asked)).html)
    )
    agreed = [{**asked[0], "status": "agreed as amended"}]
    said = headings(show_for_practitioners(of([], recommendations=agreed)).html)
    assert "What agencies have agreed to do" in said


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(5, 400)), max_size=14),
    st.lists(st.integers(5, 300), max_size=14),
)
def test_the_first_side_is_never_fuller_than_it_may_be(sizes: list[tuple[bool, int]], doing: list[int]) -> None:
    rows = [
        finding(at, "good practice" if good else "to improve", "word " * (size // 5))
        for at, (good, size) in enumerate(sizes)
    ]
    said = [
        {"finding_id": "F0", "kind": kind, "text": "w" * size}
        for size in doing
        for kind in ("on monday", "for the team")
    ]
    html = show_for_practitioners(of(rows, to_do=said)).html
    first, second = re.split(r'<div class="side[^"]*">', html)[1:]
    told = re.findall(r"<h3>(.*?)</h3>\s*<p>(.*?)</p>", first, re.DOTALL)
    if len(told) > 1:
        assert sum(len(title) + len(text) for title, text in told) < LINES * 104
    for heading, room in (("What to do on Monday", ROOM_FOR_DOING), ("Questions for a team meeting", ROOM_FOR_TEAM)):
        if heading in second:
            items = re.findall(r"w{5,}", second.split(heading)[1].split("<h2>")[0])
            assert len(items) <= 1 or sum(map(len, items)) <= room


def test_the_page_is_whole_without_contents_and_with_headings_in_order() -> None:
    html = render_html(notebook_of([show_for_practitioners(full_tables().with_frames(ABOUT))]), {**ABOUT, "title": "T"})
    ranks = [int(rank) for rank in re.findall(r"<h(\d)", html)]
    assert ranks[0] == 1
    assert all(later <= before + 1 for before, later in pairwise(ranks))
    assert "<nav" not in html
    assert "@page" in html


FILE = """
[[finding]]
id = "F1"
line = "L1"
kind = "to improve"
rank = 1
title = "Late"
statement = "Late for {q1.no}."
for_others = "Often late."
strength = "strong"
strength_reason = "Records agree."
by = "A1"
on_monday = [MONDAY]
for_the_team = ["Who is told first?"]
"""


def read(tmp_path: Path, monday: str) -> Any:
    path = tmp_path / "findings.toml"
    path.write_text(FILE.replace("MONDAY", monday), encoding="utf-8")
    return read_findings(path)


def test_what_a_person_wrote_for_practitioners_comes_out_for_readers_outside(tmp_path: Path) -> None:
    file = read(tmp_path, '"Tell them the same day."')
    assert not file.problems
    to_do = write_findings(file, table("results"), {}, "public")["to_do"]
    assert to_do.values.tolist() == [
        ["F1", "on monday", "Tell them the same day."],
        ["F1", "for the team", "Who is told first?"],
    ]


@pytest.mark.parametrize(("monday", "rule"), [('"As for {q1.no}."', "N03"), ('"Ask all 12 children."', "N04")])
def test_no_number_may_stand_in_it(tmp_path: Path, monday: str, rule: str) -> None:
    assert [one.rule for one in read(tmp_path, monday).problems] == [rule]


def test_a_small_count_in_words_is_held_back_and_so_is_what_belongs_to_a_finding_held_back() -> None:
    said = [
        {"finding_id": "F1", "kind": "on monday", "text": "Think of the two children"},
        {"finding_id": "F1", "kind": "on monday", "text": "Write it down"},
        {"finding_id": "F2", "kind": "on monday", "text": "Ask again"},
    ]
    rows = [finding(1), finding(2, statement="Three children told us so.")]
    tables, withheld = held_back(of(rows, to_do=said))
    assert list(tables["to_do"]["text"]) == ["Write it down"]
    assert withheld
