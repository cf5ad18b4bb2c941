"""The history of each case, out of every kind of source: eye-countable tables, and accounts that always add up."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import is_date, table_headings
from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.history import COLUMN_EVENTS, GIVEN, INSTEAD, History, history_of_frame, read_history
from scrutiny_lib.intake.history_file import FILE
from scrutiny_lib.intake.history_make import EVENTS, RECEIVED, SPELLS
from scrutiny_lib.intake.history_rows import kinds_of
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.terms import EVENTS as WORDS
from tests.census_room import child, episode, message, tag
from tests.reading_room import KEY, REVIEW, read_small

AUDIT = REVIEW.replace("deep dive", "threshold audit")
REFERRALS = """\
referral_id,child_id,referral_date,decision_date,nfa,consent,consent_reason,referral_source,last_visit
r1,a,2025-04-01,02/04/2025,no,yes,,School,2025-05-01
r2,a,2025-06-01,,yes,no,would have put the child at risk,Police,[x]
r3,b,2025-05-01,2025-05-01,no,,,School,
"""


def code(text: str, prefix: str = "C") -> str:
    return pseudonym(KEY, text, prefix)


def both(root: Path, text: str, review: str = AUDIT, history: str = "") -> tuple[Frame, History]:
    """Frame and history of a table, with the review's own events where there are any."""
    read, _ = read_small(root, frame=text, review=review)
    if history:
        (read.folder / FILE).write_text(history, encoding="utf-8")
    frame = read_frame(read, KEY)
    return frame, checked(read_history(read, KEY, frame))


def source(root: Path, settings: str, review: str = AUDIT) -> tuple[Frame, History]:
    """Frame and history of a source that stands in the review's folder already."""
    read, _ = read_small(root, review=review.replace('file = "frame.csv"', settings))
    frame = read_frame(read, KEY)
    assert not frame.problems.stops(), frame.problems
    return frame, checked(read_history(read, KEY, frame))


def checked(history: History) -> History:
    """What is true of every history."""
    received, events, spells = history.received, history.events, history.spells
    assert tuple(received.columns) == RECEIVED
    assert (received["used"] + received["held"] + received["refused"] == received["received"]).all()
    assert (received[["used", "held", "refused"]] >= 0).all(axis=None)
    assert tuple(events.columns) == EVENTS and tuple(spells.columns[:4]) == SPELLS
    pd.testing.assert_frame_equal(
        events, events.sort_values(["child", "spell", "on", "event"], kind="stable", ignore_index=True)
    )
    assert not events.duplicated().any() and not spells.duplicated(["spell"]).any()
    assert set(events["event"]) <= set(WORDS) and events["on"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert set(events["spell"]) <= set(spells["spell"])
    codes = pd.concat([spells["spell"], spells["child"], spells["part_of"], spells["case_id"]])
    assert all(not text or re.fullmatch("[CS]-[0-9A-Z]{8}", text) for text in codes)
    assert not spells.isna().any(axis=None) and not events.isna().any(axis=None)
    return history


def told(history: History, spell: str) -> list[tuple[str, str]]:
    """What happened in one spell, in order."""
    events = history.events[history.events["spell"] == spell]
    return list(zip(events["on"], events["event"], strict=True))


def counts(history: History) -> dict[str, tuple[int, ...]]:
    return {row.what: tuple(row)[1:] for row in history.received.itertuples(index=False)}


# --- the frame itself


def test_every_column_of_events_is_read_as_a_date_and_known_in_a_table() -> None:
    assert all(is_date(column) for column in COLUMN_EVENTS)
    assert set(COLUMN_EVENTS.values()) == set(WORDS)
    extra = {"consent", "consent_reason", "referrer_told", "nfa", "step", "step_reason", "previous_plans"}
    assert set(COLUMN_EVENTS) | extra <= set(table_headings({}))


@pytest.mark.parametrize("name", ["annex_a", "cin_census", "ssd", "ssda903"])
def test_every_event_of_every_source_is_a_word_of_the_list(name: str) -> None:
    assert all(word in WORDS for kind in kinds_of(name).values() for events in kind.events.values() for word in events)


def test_a_frame_of_referrals(tmp_path: Path) -> None:
    frame, history = both(tmp_path, REFERRALS)
    r1, r2, r3 = code("r1"), code("r2"), code("r3")
    assert told(history, r1) == [("2025-04-01", "referral"), ("2025-04-02", "decision"), ("2025-05-01", "visit")]
    assert told(history, r2) == [("2025-06-01", "referral")]  # a mark is no day
    spells = history.spells.set_index("spell")
    assert dict(spells["child"]) == {r1: code("a"), r2: code("a"), r3: code("b")}
    assert dict(spells["case_id"]) == {spell: spell for spell in (r1, r2, r3)}
    assert dict(spells["nfa"]) == {r1: "no", r2: "yes", r3: "no"}
    assert dict(spells["consent_reason"]) == {r1: "", r2: GIVEN, r3: ""}
    assert not set(COLUMN_EVENTS) & set(history.spells) and "sex" not in history.spells
    assert counts(history) == {"Rows of the frame": (3, 3, 0, 0)}
    assert history.covers_from == "2025-04-01" and history.only_latest == ("visit",)
    pd.testing.assert_frame_equal(history.events, history_of_frame(frame).events)


def test_a_frame_of_children_has_one_spell_for_each(tmp_path: Path) -> None:
    _, history = both(tmp_path, "child_id,care_start,nfa\na,01/02/2025,\nb,,\n,2025-01-01,\n", review=REVIEW)
    assert (history.spells["case_id"] == history.spells["spell"]).all()
    assert (history.spells["child"] == history.spells["spell"]).all()
    assert told(history, code("a")) == [("2025-02-01", "comes into care")]
    assert history.covers_from == "" and counts(history) == {"Rows of the frame": (3, 2, 0, 1)}


def test_the_day_of_an_incident_counts_only_where_the_day_it_was_known_is_blank(tmp_path: Path) -> None:
    text = "child_id,incident_date,incident_known_on\na,2025-01-01,2025-01-05\nb,2025-02-01,\n"
    _, history = both(tmp_path, text, review=REVIEW)
    assert told(history, code("a")) == [("2025-01-05", "incident known")]
    assert told(history, code("b")) == [("2025-02-01", "incident known")]
    assert INSTEAD == {"incident_date": "incident_known_on"}


def test_a_frame_that_could_not_be_read_has_no_history(tmp_path: Path) -> None:
    _, history = both(tmp_path, "nothing\n1\n")
    assert history.events.empty and history.spells.empty and history.covers_from == ""


DATES = st.sampled_from(["2025-01-31", "01/02/2025", "31/02/2025", "soon", "", "[x]", "45678"])
IDS = st.sampled_from(["a", "b", "c", "", "1.23457E+09"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(IDS, DATES, DATES), max_size=8))
def test_the_rows_of_any_table_are_all_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    text = "referral_id,child_id,referral_date,plan_start\n"
    text += "".join(f"{row[0]}{number % 3},{','.join(row)}\n" for number, row in enumerate(rows))
    frame, history = both(tmp_path_factory.mktemp("table"), text)
    assert counts(history)["Rows of the frame"][0] == len(rows)
    assert len(history.spells) == len(frame.table)


# --- the review's own events

OWN = """\
child_id,referral_id,event,on,spell
,r1,core group,2025-04-10,
,r1,Core Group,24/04/2025,
a,,visit,2025-06-20,
a,,looked-after review,2025-07-01,
b,,plan starts,2025-06-01,plan 9
b,,review conference,2025-08-01,plan 9
b,,core grup,2025-06-02,
b,,xyzzy,2025-06-02,
b,,core group,soon,
nobody,,core group,2025-06-03,
b,r1,core group,2025-06-03,
,,core group,2025-06-03,
,r1,core group,2025-04-10,
,r1,referral,2025-04-01,
"""


def test_the_reviews_own_events(tmp_path: Path) -> None:
    _, history = both(tmp_path, REFERRALS, history=OWN)
    r1, r2, plan = code("r1"), code("r2"), code("b/plan 9", "S")
    assert [day for day, event in told(history, r1) if event == "core group"] == ["2025-04-10", "2025-04-24"]
    assert told(history, r2) == [("2025-06-01", "referral"), ("2025-06-20", "visit")]  # the last that had begun
    assert told(history, code("a/history", "S")) == [("2025-07-01", "looked-after review")]  # no period of care known
    assert told(history, plan) == [("2025-06-01", "plan starts"), ("2025-08-01", "review conference")]
    added = history.spells.set_index("spell").loc[plan]
    assert (added["case_id"], added["child"], added["nfa"]) == ("", code("b"), "")
    assert counts(history)["Rows of history.csv"] == (14, 7, 5, 2)
    assert history.only_latest == ()  # the only child with a last visit has visits of the review's own
    said = [(problem.rule, problem.column, problem.cell) for problem in history.problems]
    assert said == [
        ("I01", "child_id", "A13"),
        ("I04", "child_id", "A14"),
        ("V02", "event", "C8"),
        ("V02", "event", "C9"),
        ("D16", "on", "D10"),
        ("I15", "child_id", "A11"),
        ("I16", "referral_id", "B12"),
    ]
    assert "Is 'core group' meant?" in str(history.problems[2]) and "Write one of: contact" in str(history.problems[3])
    assert not any(word in str(history.problems) for word in ("grup", "xyzzy", "soon", "nobody"))


def test_only_the_latest_is_known_until_the_reviews_own_events_tell_of_every_child(tmp_path: Path) -> None:
    text = "child_id,plan_start,last_visit\na,2025-01-06,2025-05-01\nb,2025-01-06,2025-05-02\nc,2025-01-06,\n"
    for number, (children, latest) in enumerate([("", ("visit",)), ("a", ("visit",)), ("c", ("visit",)), ("ab", ())]):
        own = "child_id,event,on\n" + "".join(f"{one},visit,2025-03-01\n" for one in children)
        folder = tmp_path / str(number)
        folder.mkdir()
        assert both(folder, text, review=REVIEW, history=own + "c,core group,2025-01-10\n")[1].only_latest == latest
    folder = tmp_path / "none"
    folder.mkdir()
    empty = "child_id,plan_start,last_visit\na,2025-01-06,\n"
    assert both(folder, empty, review=REVIEW, history="child_id,event,on\na,visit,2025-03-01\n")[1].only_latest == ()


def test_events_of_a_referral_reach_a_frame_of_children(tmp_path: Path) -> None:
    text = "child_id,referral_id,referral_date\na,r1,2025-04-01\nb,r2,2025-04-02\n"
    own = "referral_id,event,on\nr1,core group,2025-05-01\nr9,core group,2025-05-01\n"
    _, history = both(tmp_path, text, review=REVIEW, history=own)
    assert told(history, code("a")) == [("2025-04-01", "referral"), ("2025-05-01", "core group")]
    assert counts(history)["Rows of history.csv"] == (2, 1, 1, 0)


@pytest.mark.parametrize("text", ["when,who\n1,2\n", "child_id,event\na,visit\n", "child_id;event;on\na;visit;1\n"])
def test_a_file_of_events_that_cannot_be_read_adds_nothing(tmp_path: Path, text: str) -> None:
    _, history = both(tmp_path, REFERRALS, history=text)
    assert history.problems.stops() and counts(history)["Rows of history.csv"] == (0, 0, 0, 0)
    assert len(history.events) == 6


WORD = st.sampled_from(["visit", "leaves care", "Core group", "nothing of the kind", ""])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(IDS, st.sampled_from(["r1", "r3", "r9", ""]), WORD, DATES), max_size=10))
def test_the_rows_of_the_reviews_own_events_are_all_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str]]
) -> None:
    own = "child_id,referral_id,event,on\n" + "".join(f"{','.join(row)}\n" for row in rows)
    _, history = both(tmp_path_factory.mktemp("own"), REFERRALS, history=own)
    assert counts(history)["Rows of history.csv"][0] == sum(any(row) for row in rows)


# --- Annex A

LISTS: dict[str, list[Sequence[str]]] = {
    "List 1": [("Date of Contact", "Contact Source"), ("a", "01/03/2025", "6: Police"), ("b", "soon", "")],
    "List 3": [
        ("Date of referral", "Referral Source", "Referral NFA?"),
        ("a", "02/03/2025", "2A: Schools", "b) No"),
        ("a", "02/06/2025", "6: Police", "a) Yes"),
        ("b", "05/05/2025", "6: Police", "b) No"),
    ],
    "List 4": [
        ("Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"),
        ("a", "20/03/2025", "30/04/2025"),
        ("a", "03/03/2025", "10/04/2025"),
        ("a", "04/06/2025", ""),
        ("b", "01/02/2025", "31/02/2025"),
        ("", "01/02/2025", ""),
    ],
    "List 5": [
        (
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            "Was an Initial Child Protection Conference deemed unnecessary?",
            "Date of Initial Child Protection Conference",
        ),
        ("a", "10/03/2025", "b) No", "28/03/2025"),
    ],
    "List 6": [("CIN Start Date", "CIN Closure Date", "Case Status"), ("a", "02/06/2025", "01/07/2025", "e) Closed")],
    "List 7": [
        (
            "Child Protection Plan Start Date",
            "Date of latest review conference",
            "Number of Previous Child Protection Plans",
        ),
        ("a", "28/03/2025", "20/06/2025", "1"),
    ],
    "List 8": [
        ("Date Started to be Looked After", "Date of Latest Statutory Review"),
        ("b", "01/09/2025", "20/09/2025"),
    ],
    "List 10": [("Date of Decision that Child Should be Placed for Adoption",), ("b", "01/10/2025")],
}


def annex_a(root: Path, **changed: list[Sequence[str]]) -> None:
    folder = root / "reviews" / "neglect"
    folder.mkdir(parents=True)
    book = Workbook()
    book.remove(book.active)
    for name, rows in {**LISTS, **changed}.items():
        sheet = book.create_sheet(name)
        sheet.append(["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", *rows[0]])
        for who, *cells in rows[1:]:
            sheet.append([who, "a) Male", "a) WBRI", "01/02/2012", *cells])
    book.save(folder / "annex.xlsx")


def test_all_lists_of_annex_a(tmp_path: Path) -> None:
    annex_a(tmp_path)
    _, history = source(tmp_path, 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 3')
    first, second, third = code("a/2025-03-02"), code("a/2025-06-02"), code("b/2025-05-05")
    assert told(history, first) == [
        ("2025-03-02", "referral"),
        ("2025-03-03", "assessment starts"),
        ("2025-03-10", "section 47 starts"),
        ("2025-03-10", "strategy discussion"),
        ("2025-03-28", "initial conference"),
        ("2025-03-28", "plan starts"),
        ("2025-04-10", "assessment ends"),
        ("2025-06-20", "review conference"),
    ]
    assert told(history, second) == [
        ("2025-06-02", "referral"),
        ("2025-06-04", "assessment starts"),
        ("2025-07-01", "referral closed"),
    ]
    assert told(history, third) == [("2025-05-05", "referral")]
    spells = history.spells.set_index("spell")
    later = code("a/assessment/2025-03-20", "S")  # a second assessment of the first referral
    assert spells.loc[later, "part_of"] == first and spells.loc[later, "case_id"] == ""
    assert told(history, later) == [("2025-03-20", "assessment starts"), ("2025-04-30", "assessment ends")]
    before = code("b/assessment/2025-02-01", "S")  # began before every referral listed
    assert spells.loc[before, "part_of"] == "" and told(history, before) == [("2025-02-01", "assessment starts")]
    assert told(history, code("b/care/2025-09-01", "S"))[0] == ("2025-09-01", "comes into care")
    assert dict(spells.loc[first, ["nfa", "conference_needed", "previous_plans", "case_id"]]) == {
        "nfa": "no",
        "conference_needed": "yes",
        "previous_plans": "1",
        "case_id": first,
    }
    assert spells.loc[second, "stage"] == "Closed episode"
    assert "decision" not in set(history.events["event"])  # a decision on adoption is another thing
    assert counts(history) == {
        "List 3, Referrals": (3, 3, 0, 0),
        "List 1, Contacts": (2, 1, 1, 0),
        "List 4, Assessments": (5, 4, 0, 1),
        "List 5, Section 47 enquiries and conferences": (1, 1, 0, 0),
        "List 6, Children in need": (1, 1, 0, 0),
        "List 7, Child protection": (1, 1, 0, 0),
        "List 8, Children in care": (1, 1, 0, 0),
    }
    assert history.covers_from == "2025-03-02"
    assert history.only_latest == ("review conference", "visit", "looked-after review")
    assert {(problem.sheet, problem.rule) for problem in history.problems} >= {("List 1", "D16"), ("List 4", "D01")}


def test_a_frame_of_children_from_annex_a_has_all_their_spells(tmp_path: Path) -> None:
    annex_a(tmp_path)
    _, history = source(tmp_path, 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 7', review=REVIEW)
    by_case = history.spells.groupby("child")["case_id"].unique()
    assert list(by_case[code("a")]) == [code("a")] and list(by_case[code("b")]) == [""]


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    annex_a(tmp_path / "one")
    turned = {name: [rows[0], *rows[:0:-1]] for name, rows in LISTS.items()}
    annex_a(tmp_path / "two", **turned)
    one = source(tmp_path / "one", 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 3')[1]
    two = source(tmp_path / "two", 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 3')[1]
    pd.testing.assert_frame_equal(one.events, two.events)
    pd.testing.assert_frame_equal(one.spells, two.spells)


def test_a_referral_that_is_there_twice_with_other_data_is_used_once(tmp_path: Path) -> None:
    rows = [*LISTS["List 3"], ("b", "05/05/2025", "2A: Schools", "b) No"), ("b", "05/05/2025", "6: Police", "b) No")]
    annex_a(tmp_path, **{"List 3": rows})
    frame, history = source(tmp_path, 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 3')
    assert counts(history)["List 3, Referrals"] == (5, 3, 1, 1)
    assert set(frame.table["case_id"]) <= set(history.spells["spell"])


# --- the census


def date_pair(group: str, first: str, began: str, last: str, ended: str, *more: str) -> str:
    return tag(group, tag(first, began), tag(last, ended) if ended else "", *more)


def assessment(began: str, ended: str = "") -> str:
    return date_pair("Assessments", "AssessmentActualStartDate", began, "AssessmentAuthorisationDate", ended)


def enquiry(began: str, conference: str = "", unnecessary: str = "0") -> str:
    required = tag("ICPCnotRequired", unnecessary)
    return date_pair("Section47", "S47ActualStartDate", began, "DateOfInitialCPC", conference, required)


def plan(began: str, ended: str, *reviews: str) -> str:
    held = tag("Reviews", *(tag("CPPreviewDate", day) for day in reviews)) if reviews else ""
    return date_pair("ChildProtectionPlans", "CPPstartDate", began, "CPPendDate", ended, held)


CENSUS = message(
    2026,
    child(
        "A1",
        episode(
            "2025-05-01",
            assessment("2025-06-20", "2025-07-30"),
            assessment("2025-05-02", "2025-06-10"),
            enquiry("2025-05-10", unnecessary="1"),
            enquiry("2025-06-11", "2025-06-25"),
            plan("2025-06-25", "2025-11-01", "2025-09-20", "2025-10-20"),
            plan("2025-12-01", "", "2026-02-20"),
            nfa="0",
        ),
        episode("2026-02-01", nfa="1", CINclosureDate="2026-02-02", ReasonForClosure="RC8"),
    ),
    child("B2", episode("2025-07-01", DateOfInitialCPC="2025-07-20", ReferralSource="6")),
)


def test_every_episode_of_a_census(tmp_path: Path) -> None:
    folder = tmp_path / "reviews" / "neglect"
    folder.mkdir(parents=True)
    (folder / "census.xml").write_text(CENSUS, encoding="utf-8")
    frame, history = source(tmp_path, 'file = "census.xml"\nsource = "cin_census"')
    first = code("A1/2025-05-01")
    assert told(history, first) == [
        ("2025-05-01", "referral"),
        ("2025-05-02", "assessment starts"),
        ("2025-05-10", "section 47 starts"),
        ("2025-05-10", "strategy discussion"),
        ("2025-06-10", "assessment ends"),
        ("2025-06-25", "plan starts"),
        ("2025-09-20", "review conference"),
        ("2025-10-20", "review conference"),
        ("2025-11-01", "plan ends"),
    ]
    spells = history.spells.set_index("spell")
    assert spells.loc[first, "conference_needed"] == "no"
    assert told(history, code("A1/enquiry/2025-06-11", "S"))[-1] == ("2025-06-25", "initial conference")
    assert spells.loc[code("A1/enquiry/2025-06-11", "S"), "conference_needed"] == "yes"
    again = code("A1/plan/2025-12-01", "S")
    assert told(history, again) == [("2025-12-01", "plan starts"), ("2026-02-20", "review conference")]
    assert set(spells.loc[spells["part_of"] == first].index) == {
        again,
        code("A1/enquiry/2025-06-11", "S"),
        code("A1/assessment/2025-06-20", "S"),
    }
    assert told(history, code("B2/2025-07-01")) == [("2025-07-01", "referral"), ("2025-07-20", "initial conference")]
    closed = spells.loc[code("A1/2026-02-01")]
    assert (closed["nfa"], closed["closure_reason"]) == ("yes", "Closed after assessment, no further action")
    assert set(frame.table["case_id"]) <= set(spells.index) and history.covers_from == "2025-04-01"
    assert counts(history) == {
        "Census, episodes": (3, 3, 0, 0),
        "Census, CINdetails": (1, 1, 0, 0),
        "Census, Assessments": (2, 2, 0, 0),
        "Census, Section47": (2, 2, 0, 0),
        "Census, ChildProtectionPlans": (2, 2, 0, 0),
        "Census, Reviews": (3, 3, 0, 0),
    }
    assert history.only_latest == ()


def test_an_episode_that_is_there_twice_happened_once(tmp_path: Path) -> None:
    twice = episode("2025-05-01", assessment("2025-05-02"), plan("2025-06-01", "", "2025-08-01"))
    folder = tmp_path / "reviews" / "neglect"
    folder.mkdir(parents=True)
    (folder / "census.xml").write_text(message(2026, child("A1", twice, twice), child("B2", "")), encoding="utf-8")
    _, history = source(tmp_path, 'file = "census.xml"\nsource = "cin_census"')
    assert counts(history) == {
        "Census, episodes": (3, 1, 0, 2),  # the repeat, and the child without an episode
        "Census, CINdetails": (0, 0, 0, 0),
        "Census, Assessments": (2, 1, 0, 1),
        "Census, Section47": (0, 0, 0, 0),
        "Census, ChildProtectionPlans": (2, 1, 0, 1),
        "Census, Reviews": (2, 1, 0, 1),
    }
    assert len(history.spells) == 1 and len(history.events) == 4


# --- the SSD tables

TABLES: dict[str, list[list[str]]] = {
    "ssd_person": [["pers_person_id", "pers_sex", "pers_dob"], ["a", "F", "2014-01-01"], ["b", "M", "2015-01-01"]],
    "ssd_contacts": [["cont_contact_id", "cont_person_id", "cont_contact_date"], ["k", "a", "2024-01-02"]],
    "ssd_cin_episodes": [
        ["cine_referral_id", "cine_person_id", "cine_referral_date", "cine_close_date", "cine_referral_nfa"],
        ["R1", "a", "2025-01-10", "2025-09-01", "N"],
        ["R2", "b", "2025-02-10", "NULL", "Y"],
    ],
    "ssd_cin_assessments": [
        [
            *("cina_assessment_id", "cina_person_id", "cina_referral_id"),
            *("cina_assessment_start_date", "cina_assessment_auth_date"),
        ],
        ["1", "a", "R1", "2025-01-11", "2025-02-11"],
        ["2", "a", "R1", "2025-04-11", ""],
        ["3", "b", "R1", "2025-04-12", ""],
    ],
    "ssd_s47_enquiry": [
        ["s47e_s47_enquiry_id", "s47e_referral_id", "s47e_person_id", "s47e_s47_start_date", "s47e_s47_end_date"],
        ["E1", "R1", "a", "2025-01-20", "2025-02-02"],
    ],
    "ssd_initial_cp_conference": [
        ["icpc_icpc_id", "icpc_s47_enquiry_id", "icpc_person_id", "icpc_referral_id", "icpc_icpc_date"],
        ["I1", "E1", "a", "R1", "2025-02-03"],
    ],
    "ssd_cp_plans": [
        ["cppl_cp_plan_id", "cppl_referral_id", "cppl_person_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"],
        ["P1", "R1", "a", "2025-02-03", "2025-08-01"],
        ["P2", "R1", "a", "2025-08-20", ""],
    ],
    "ssd_cp_reviews": [
        ["cppr_cp_review_id", "cppr_cp_plan_id", "cppr_cp_review_date"],
        ["1", "P1", "2025-05-01"],
        ["2", "P2", "2025-11-01"],
        ["3", "P9", "2025-11-01"],
    ],
    "ssd_cla_episodes": [
        [
            *("clae_cla_episode_id", "clae_person_id", "clae_cla_id", "clae_entered_care_date"),
            *("clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
        ],
        ["e1", "b", "L1", "2025-03-01", "2025-03-01", "2025-04-01"],
        ["e2", "b", "L1", "2025-03-01", "2025-04-01", "2025-09-01"],
    ],
    "ssd_cla_reviews": [
        ["clar_cla_review_id", "clar_cla_episode_id", "clar_cla_id", "clar_cla_review_date"],
        ["1", "e1", "L1", "2025-03-20"],
        ["2", "e2", "", "2025-06-20"],
    ],
    "ssd_missing": [
        ["miss_table_id", "miss_person_id", "miss_missing_episode_start_date", "miss_missing_episode_end_date"],
        ["1", "b", "2025-05-01", "2025-05-03"],
        ["2", "b", "2025-07-01", ""],
    ],
}


def test_every_table_of_the_ssd(tmp_path: Path) -> None:
    folder = tmp_path / "reviews" / "neglect" / "tables"
    folder.mkdir(parents=True)
    for name, rows in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    frame, history = source(tmp_path, 'file = "tables"\nsource = "ssd"')
    assert told(history, code("R1")) == [
        ("2025-01-10", "referral"),
        ("2025-01-11", "assessment starts"),
        ("2025-01-20", "section 47 starts"),
        ("2025-01-20", "strategy discussion"),
        ("2025-02-02", "section 47 ends"),
        ("2025-02-03", "initial conference"),
        ("2025-02-03", "plan starts"),
        ("2025-02-11", "assessment ends"),
        ("2025-05-01", "review conference"),
        ("2025-08-01", "plan ends"),
        ("2025-09-01", "referral closed"),
    ]
    again = history.events.loc[history.events["on"] == "2025-08-20", "spell"].item()
    assert told(history, again) == [("2025-08-20", "plan starts"), ("2025-11-01", "review conference")]
    assert history.spells.set_index("spell").loc[again, "part_of"] == code("R1")
    assert told(history, code("b/care/L1", "S")) == [
        ("2025-03-01", "comes into care"),
        ("2025-03-20", "looked-after review"),
        ("2025-06-20", "looked-after review"),
        ("2025-09-01", "leaves care"),
    ]
    stranger = history.events.loc[history.events["on"] == "2025-04-12", "spell"].item()
    assert stranger not in (code("R1"), code("R2"))  # an assessment of one child under another's referral
    assert counts(history)["Table ssd_cp_reviews"] == (3, 2, 0, 1)  # of a plan, and so of a child, that is not there
    assert counts(history)["Table ssd_missing"] == (2, 2, 0, 0)
    assert (history.events["event"] == "comes back").sum() == 1
    assert history.covers_from == "2024-01-02" and history.only_latest == ()
    assert set(frame.table["case_id"]) <= set(history.spells["spell"])
    assert not any(problem.rule == "S01" for problem in history.problems)


def test_what_the_frame_has_said_is_not_said_again(tmp_path: Path) -> None:
    annex_a(tmp_path, **{"List 3": [*LISTS["List 3"], ("", "05/05/2025", "", "")]})
    frame, history = source(tmp_path, 'file = "annex.xlsx"\nsource = "annex_a"\nlist = 3')
    assert frame.problems and not set(frame.problems) & set(history.problems)
    assert history.received.loc[0, "refused"] == 1
    assert isinstance(history.problems, Problems)
