"""The checker's page: every number that leaves, the smallest, what is hidden – and never what stands behind it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.release import Outcome
from scrutiny_lib.release.leaks import visible_text
from scrutiny_lib.release.standing import content_hash
from scrutiny_lib.show.checker import Earlier, Searched, checker_page
from scrutiny_lib.show.leaving import sentences_leaving, smallest_shown, tables_leaving
from scrutiny_lib.tables import Tables, table

FRAME = table(
    "sample_frame",
    [
        {"attribute": "sex", "value": "F", "in_frame": 75, "in_sample": "[c]"},
        {"attribute": "sex", "value": "M", "in_frame": 82, "in_sample": "[c]"},
        {"attribute": "sex", "value": "not known", "in_frame": 0, "in_sample": 0},
    ],
)
RESULTS = table(
    "results",
    [
        {"result_id": "a.no", "answer": "no", "n": 17, "of": 40, "kind": "answers", "shown": "fewer than half"},
        {"result_id": "act.done", "answer": "done", "n": 3, "of": 9, "kind": "actions", "shown": "3 of 9"},
    ],
)
AUDIT = pd.DataFrame(
    [
        {"cell": "frame|r|sex|F", "why": "small", "lower": 1, "upper": 12, "table": "sample_frame"},
        {"cell": "frame|r|sex|M", "why": "protects others", "lower": 1, "upper": math.inf, "table": "sample_frame"},
    ]
)


def draft(**frames: pd.DataFrame) -> Outcome:
    about = {"title": "Neglect", "profile": "group", "how_sure": "We looked at 40 of 157 children."}
    return Outcome("r", "hips", "draft", "A second person.", Tables(about).with_frames(None, **frames), audit=AUDIT)


def shown(outcome: Outcome, **more: Any) -> str:
    searched = Searched((".html", "-tables.xlsx"), 1234, tuple(more.get("to_look_at", ())))
    page = checker_page(outcome, searched, more.get("earlier", ()), "area r hips", "2025-26-Q3", more.get("files"))
    return visible_text(page)


def test_every_number_is_there_with_the_smallest_and_what_is_hidden() -> None:
    text = shown(draft(sample_frame=FRAME, results=RESULTS))
    for words in ("75", "82", "17", "fewer than half", "The smallest count shown is 17", "We looked at 40 of 157"):
        assert words in text
    assert "could be anything from 1 to 12" in text and "could be anything from 1 up" in text
    (frame,) = (one for one in tables_leaving(draft(sample_frame=FRAME).tables) if one.name == "sample frame")  # type: ignore[arg-type]
    assert (frame.rows, frame.counts, frame.smallest, frame.hidden) == (3, 4, 75, 2)


def test_every_number_is_plain() -> None:
    rows = table("results", [{"result_id": "x", "lower": 1874.26, "upper": 99.84, "percent": 0.0001234}])
    (frame,) = tables_leaving(Tables({}).with_frames(None, results=rows))
    text = visible_text(str(frame.table))
    assert "1,874" in text and "99.8" in text and "0.000123" in text and "e+" not in text and "e-" not in text


def test_counts_of_actions_and_published_figures_are_not_the_smallest_count_of_people() -> None:
    published = table("published", [{"area": "Portsmouth", "value": 2.0, "numerator": 2}])
    leaving = tables_leaving(Tables({}).with_frames(None, results=RESULTS, published=published))
    assert smallest_shown(leaving) == 17


def test_a_page_told_in_words_says_that_no_count_leaves() -> None:
    rows = RESULTS.iloc[:1].assign(n=None, of=None)
    assert "No count of children, families, cases or people leaves" in shown(draft(results=rows))


def test_sentences_with_a_figure_are_listed_and_others_are_not() -> None:
    findings = table("findings", [{"finding_id": "F1", "statement": "Late for 17 of 40 children.", "title": "Late"}])
    said = sentences_leaving(Tables({"why": "Nobody knows."}).with_frames(None, findings=findings))
    assert said == [("findings", "Late for 17 of 40 children.")]


def test_what_is_approved_and_how_stands_at_the_end() -> None:
    outcome = draft(results=RESULTS)
    text = shown(outcome, earlier=[Earlier("2025-26-Q2", "r", "hips", 7)], to_look_at=["a part of a name"])
    typed = 'scrutiny approve area r hips --quarter 2025-26-Q3 --by "your name" --why "what you looked at"'
    assert typed in text
    assert outcome.tables is not None and content_hash(outcome.tables) in text
    for words in ("2025-26-Q2", "1,234 identifiers", "hips-tables.xlsx", "A part of a name"):
        assert words in text


def test_only_what_stands_in_the_files_leaves_and_the_rest_is_worked_with() -> None:
    page = "<h1>A</h1><table><tr><td>75</td></tr></table><p>Seen for 17 of 40 children.</p><p>Nobody knows.</p>"
    files = {".html": page.encode(), "-tables.xlsx": b"12,345 is not read"}
    text = shown(draft(sample_frame=FRAME, results=RESULTS), files=files)
    assert "Seen for 17 of 40 children." in text and "Nobody knows" not in text
    assert "75" in text and "82" not in text and "Worked with, does not leave" in text


def test_of_a_page_of_words_every_sentence_with_a_share_is_to_be_read_and_no_table_leaves() -> None:
    page = b"<h1>A</h1><p>Told: most of the children.</p><p>Read this.</p>"
    made = draft(sample_frame=FRAME)
    assert made.tables is not None
    worded = made.tables.with_frames({"words": ["few or none: up to 10 in 100", "most: up to 90 in 100"]})
    text = shown(replace(made, tables=worded), files={".html": page})
    assert "No table and no picture leaves" in text and "Told: most of the children." in text
    assert "Read this." not in text and "75" not in text and "The smallest count" not in text


def test_small_counts_come_first_with_the_narrowest_range_at_their_head() -> None:
    rows = [
        ("ind|A|x|2025-07|numerator", "small", 0, 9), ("ind|A|x|2025-08|numerator", "small", 0, 9),
        ("clock|r|c|frame|met", "small", 1, 6), ("who|r|sex|F|in_frame", "protects others", 40, 40),
    ]  # fmt: skip
    audit = pd.DataFrame(rows, columns=["cell", "why", "lower", "upper"]).assign(table="t")
    text = shown(replace(draft(), audit=audit))
    said = "Four counts are hidden. Three are small: none of them can be worked out. The other can be worked out."
    assert said in text and "Do not approve this page." not in text
    assert text.index("Time: c, all in question, met") < text.index("Monthly figure: A, x, how many: 2025-07; 2025-08")
    assert text.index("from 0 to 9") < text.index("can be worked out: 40")


def test_a_small_count_that_can_be_worked_out_is_said_at_the_top() -> None:
    row = {"cell": "clock|r|c|frame|met", "why": "small", "lower": 3, "upper": 3, "table": "t"}
    audit = pd.DataFrame([row])
    text = shown(replace(draft(), audit=audit))
    assert text.index("Do not approve this page.") < text.index("Contents")


@given(st.text(alphabet="<>&\"'abc ", min_size=1))
def test_nothing_in_it_is_taken_for_markup(title: str) -> None:
    outcome = draft()
    assert outcome.tables is not None
    made = Outcome("r", "hips", "draft", title, outcome.tables.with_frames({"title": title}), audit=AUDIT)
    page = checker_page(made, Searched((".html",), 0), (), title, "2025-26-Q3")
    assert "<script" not in page and page.count("<h1>") == 1 and page.count("<main") == 1
