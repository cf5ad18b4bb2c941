"""The evidence grid: every kind of evidence with what it rests on, and a sentence where they do not all agree."""

from __future__ import annotations

import pytest
from show_fixture import full_tables, worded_tables

from scrutiny_lib.lenses.bases import base_of
from scrutiny_lib.release.leaks import visible_text
from scrutiny_lib.show.evidence import differs, differs_in_words, evidence_grid
from scrutiny_lib.show.practitioners import show_practitioners
from scrutiny_lib.show.summary import show_summary
from scrutiny_lib.tables import Tables, table
from scrutiny_lib.terms import SOURCES_OF_EVIDENCE


def said(**words: str) -> list[dict[str, str]]:
    return [{"source": source.replace("_", " "), "says": word} for source, word in words.items()]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            dict.fromkeys(("cases", "data", "practitioners", "children_and_families"), "supports"),
            "All four kinds of evidence support this.",
        ),
        (
            dict(cases="supports", data="contradicts", practitioners="silent", children_and_families="not sought"),
            "The evidence does not all point one way: cases support this; the data contradict it. Practitioners say "
            "nothing about it. Not sought: children and families.",
        ),
        (
            {"cases": "contradicts", "data": "contradicts"},
            "Nothing noted here supports this: cases and the data contradict this. Of practitioners and children and "
            "families nothing is noted.",
        ),
        ({"cases": "silent", "data": "silent", "practitioners": "silent", "children_and_families": "silent"},
         "No evidence noted here supports this. Cases, the data, practitioners and children and families say nothing "
         "about it."),
    ],
)  # fmt: skip
def test_who_supports_who_contradicts_and_who_says_nothing(words: dict[str, str], sentence: str) -> None:
    assert differs_in_words(said(**words)) == sentence


def test_one_kind_that_points_both_ways_is_not_averaged() -> None:
    rows = [*said(cases="supports"), *said(cases="contradicts"), *said(data="supports", practitioners="supports")]
    assert differs_in_words(rows).startswith(
        "The evidence does not all point one way: the data and practitioners support this; cases point both ways."
    )
    tables = Tables({}, {"evidence": table("evidence", [{**row, "finding_id": "F1"} for row in rows])})
    words = visible_text(str(evidence_grid(tables, "F1")))
    assert words.count("Supports") == 3 and words.count("Contradicts") == 1 and differs(tables, "F1")


def with_evidence(tables: Tables) -> Tables:
    says = ("supports", "contradicts", "supports", "silent")
    rows = [
        {"finding_id": "F1", "source": source, "says": word, "base": f"base of {source}", "note": f"note on {source}"}
        for source, word in zip(SOURCES_OF_EVIDENCE, says, strict=True)
    ]
    return tables.with_frames(None, evidence=table("evidence", rows))


@pytest.mark.parametrize("tables", [full_tables(), worded_tables()], ids=["numbers", "words"])
def test_every_row_has_sign_word_base_and_note(tables: Tables) -> None:
    words = visible_text(str(evidence_grid(with_evidence(tables), "F1")))
    for source in SOURCES_OF_EVIDENCE:
        assert f"base of {source}" in words and f"note on {source}" in words
    assert all(sign in words for sign in ("● Supports", "✕ Contradicts", "○ Silent"))
    assert "The evidence differs." in visible_text(show_summary(with_evidence(tables)).html)
    assert "The evidence differs." not in visible_text(show_summary(tables).html) or differs(tables, "F1")


@pytest.mark.parametrize("tables", [full_tables(), worded_tables()], ids=["numbers", "words"])
def test_what_was_noted_of_a_figure_stands_where_the_figure_is_evidence(tables: Tables) -> None:
    named = {"finding_id": "F1", "place": "data", "result_id": "ind.visits.latest"}
    events = [
        {"indicator": "visits", "month": "2025-01", "kind": "event", "what": "Another provider visits"},
        {"indicator": "visits", "month": "2024-01", "kind": "new baseline", "what": "Counted anew"},
        {"indicator": "other", "month": "2025-02", "kind": "event", "what": "Something else"},
    ]
    noted = with_evidence(tables).with_frames(
        None, numbers=table("numbers", [named]), indicator_events=table("indicator_events", events)
    )
    words = visible_text(str(evidence_grid(noted, "F1")))
    said = "note on data Noted of this figure: January 2025: Another provider visits."
    assert said in words and words.count("Another provider") == 1
    assert "Counted anew" not in words and "Something else" not in words
    elsewhere = noted.with_frames(None, numbers=table("numbers", [{**named, "place": "cases"}]))
    assert "Another provider" not in visible_text(str(evidence_grid(elsewhere, "F1")))
    silent = noted["evidence"].assign(note="")
    alone = visible_text(str(evidence_grid(noted.with_frames(None, evidence=silent), "F1")))
    assert "Noted of this figure: January 2025" in alone and "<span" not in alone


def test_no_evidence_no_grid() -> None:
    assert evidence_grid(Tables({}), "F1") is None


def test_a_base_never_adds_kinds_up() -> None:
    rows = [
        {"result_id": "q1.no", "lens": "practice", "unit": "children", "n": 5, "of": 8},
        {"result_id": "q2.no", "lens": "practice", "unit": "children", "n": 5, "of": 6},
        {"result_id": "voice.P9.parents_and_carers", "lens": "voice", "unit": "children", "n": 3, "of": 3},
        {"result_id": "eng.parents.took_part", "lens": "voice", "unit": "parents and carers", "n": 3, "of": 5},
        {"result_id": "ind.x.latest", "lens": "data", "label": "Told, May 2025", "n": 9, "of": 10, "shown": "90 %"},
        {"result_id": "q3.no", "lens": "practice", "unit": "children", "n": None, "of": float("nan")},
    ]
    assert base_of(rows) == (
        "6 to 8 children, by question; said of all 3 children whose parents or carers were heard; "
        "3 of 5 parents and carers took part; Told, May 2025: 90 %"
    )


def test_a_base_counts_those_who_said_it_and_not_all_who_were_asked() -> None:
    heard = {"result_id": "voice.P9.told_us", "lens": "voice", "unit": "children", "n": 5, "of": 14}
    asked = {"result_id": "prac.ps1.all_good", "lens": "practitioners", "unit": "practitioners", "n": 5, "of": 24}
    raised = {"result_id": "prac.code.GW1", "lens": "practitioners", "unit": "activities", "n": 4, "of": 4}
    not_heard = {"result_id": "voice.none.told_us", "lens": "voice", "unit": "children", "n": 26, "of": 40}
    assert base_of([heard, raised, asked]) == (
        "said by 5 of 14 children heard by us; raised in all 4 activities; 5 of 24 practitioners"
    )
    assert base_of([{**heard, "n": None}]) == "14 children heard by us", "how many said it is hidden"
    assert base_of([not_heard]) == "40 children"


def test_practitioners_stand_beside_the_cases_line_by_line() -> None:
    tables = full_tables()
    about = {"group": "What works", "code": "WW1", "name": "Knowing each other", "n": 2, "of": 3, "reliability": "firm"}
    codes = [{**about, "unit": unit, "shown": f"2 of 3 {unit}"} for unit in ("activities", "practitioners")]
    words = visible_text(
        show_practitioners(tables.with_frames(None, practitioner_codes=table("practitioner_codes", codes))).html
    )
    assert "2 of 3 activities" in words and "2 of 3 practitioners" in words
    assert "4 of 6" not in words
    assert "Barrier: Systems do not talk to each other." in words
    assert "Neither is corrected by the other." in words
