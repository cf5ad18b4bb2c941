"""The checker's page: every number that leaves, the smallest, what is hidden – and never what stands behind it."""

from __future__ import annotations

import math
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
    return visible_text(checker_page(outcome, searched, more.get("earlier", ()), "area r hips", "2025-26-Q3"))


def test_every_number_is_there_with_the_smallest_and_what_is_hidden() -> None:
    text = shown(draft(sample_frame=FRAME, results=RESULTS))
    for words in ("75", "82", "17", "fewer than half", "The smallest count shown is 17", "We looked at 40 of 157"):
        assert words in text
    assert "could be anything from 1 to 12" in text and "could be anything from 1 up" in text
    (frame,) = (one for one in tables_leaving(draft(sample_frame=FRAME).tables) if one.name == "sample frame")  # type: ignore[arg-type]
    assert (frame.rows, frame.counts, frame.smallest, frame.hidden) == (3, 4, 75, 2)


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
    assert "scrutiny approve area r hips --quarter 2025-26-Q3 --by NAME --why TEXT" in text
    assert outcome.tables is not None and content_hash(outcome.tables) in text
    for words in ("2025-26-Q2", "1,234 identifiers", "hips-tables.xlsx", "A part of a name"):
        assert words in text


@given(st.text(alphabet="<>&\"'abc ", min_size=1))
def test_nothing_in_it_is_taken_for_markup(title: str) -> None:
    outcome = draft()
    assert outcome.tables is not None
    made = Outcome("r", "hips", "draft", title, outcome.tables.with_frames({"title": title}), audit=AUDIT)
    page = checker_page(made, Searched((".html",), 0), (), title, "2025-26-Q3")
    assert "<script" not in page and page.count("<h1>") == 1 and page.count("<main") == 1
