"""The children in need census: every year, every kind of dirt, and what nobody may get away with."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake import census_xml
from scrutiny_lib.intake.census_child import latest
from scrutiny_lib.intake.census_codes import census, word_of
from scrutiny_lib.intake.cin_census import WITHOUT_EPISODE, read_cin_census
from scrutiny_lib.intake.frame import Frame, read_frame
from tests.census_room import YEARS, child, episode, full_child, message, read, rules, tag
from tests.reading_room import KEY, REVIEW, read_small


def frame_of(root: Path, text: str, kind: str = "deep dive") -> Frame:
    settings = REVIEW.replace('"frame.csv"', '"census.xml"\nsource = "cin_census"').replace("deep dive", kind)
    review, _ = read_small(root, review=settings)
    review.frame.path.write_text(text, encoding="utf-8")
    return read_frame(review, KEY)


@pytest.mark.parametrize("year", YEARS)
def test_a_file_without_fault_of_each_year(tmp_path: Path, year: int) -> None:
    raw, problems = read(tmp_path, message(year, full_child(year), child("B2", year=year)))
    assert raw is not None and not problems and not raw.labels and not raw.unread
    first = raw.table.iloc[0].to_dict()
    last = year - 1
    assert first == {
        "child_id": "FULL1",
        "upn": "H801200001001",
        "upn_unknown": "",
        "date_of_birth": "2015-06-01",
        "expected_date_of_birth": "",
        "sex": "F" if year >= 2025 else "2",
        "died": "yes",
        "ethnicity": "White British",
        "disability": "yes",
        "episodes": "2",
        "referral_date": f"{last}-05-01",
        "referral_source": "Local authority: early help" if year >= 2023 else "Local authority: other internal",
        "primary_need": "Abuse or neglect",
        "closure_date": f"{year}-01-10",
        "closure_reason": word_of("closure_reason", "RC9" if year >= 2023 else "RC7"),
        "referral_nfa": "no",
        "conference_date": f"{last}-09-18",
        "assessment_start": f"{last}-09-01",
        "assessment_end": f"{last}-09-20",
        "cin_start": f"{last}-09-21",
        "cin_end": f"{last}-09-28",
        "strategy_discussion": f"{last}-09-02",
        "conference_unnecessary": "no",
        "plan_start": f"{last}-09-18",
        "plan_end": f"{last}-09-29",
        "initial_category": "Neglect",
        "plan_category": "Emotional abuse",
        "previous_plans": "1",
        "factors": "Domestic abuse: parent or carer; "
        + ("Physical abuse by another child" if year >= 2025 else "Child criminal exploitation"),
        "review_conference": f"{last}-09-25",
    }
    assert list(raw.table["died"]) == ["yes", "no"] and raw.table["disability"][1] == ""
    assert raw.places == ["child 1", "child 2"]


@pytest.mark.parametrize("year", YEARS)
def test_one_row_for_each_referral(tmp_path: Path, year: int) -> None:
    raw, problems = read(tmp_path, message(year, full_child(year), child("B2", year=year)), episodes=True)
    assert raw is not None and not problems
    begun = [f"FULL1/{year - 2}-05-01", f"FULL1/{year - 1}-05-01", f"B2/{year - 1}-05-01"]
    assert list(raw.table["referral_id"]) == begun
    assert raw.places == ["child 1, episode 1", "child 1, episode 2", "child 2, episode 1"]
    assert list(raw.table["referral_nfa"]) == ["yes", "no", "no"]


def test_every_known_kind_of_dirt_can_be_counted_by_eye(tmp_path: Path) -> None:
    """Twelve children, each with what its comment says; nothing else may be said."""
    both = tag("Section47", tag("S47ActualStartDate", "2025-05-02"), tag("DateOfInitialCPC", "2025-05-20"))
    coming = tag("PreProceedingsandFGDM", tag("PPStartDate", "2025-06-01"), tag("PPOutcome", "x"))
    factors = tag("FactorsIdentifiedAtAssessment", tag("AssessmentFactors", "18A"), tag("AssessmentFactors", "RB"))
    assessed = tag("Assessments", tag("AssessmentActualStartDate", "2025-05-03"), factors)
    children = [
        child("A1", Disability="NONE LD"),  # 1: none and another
        child("", UPN="A801200001001"),  # 2: no id; wrong first letter of the UPN
        child("A1", episode("2025-06-01")),  # 3: an id that is there already
        child("A4", UPN="H80120000X001").replace(episode(), ""),  # 4: no episode; letter among the digits
        # 5: born after the year, and long after the referral; last character
        child("A5", PersonBirthDate="2026-04-01", UPN="H80120000100I"),
        child("A6", PersonBirthDate="", ExpectedPersonBirthDate="2026-01-15", Sex="F"),  # 6: unborn, sex given
        child("A7", PersonBirthDate="", Sex="1", Ethnicity="ZZZZ"),  # 7: no birth; sex of another year; ethnicity
        child("A8", episode("2026-04-01", assessed, coming, nfa="perhaps")),  # 8: late; 18A, RB; coming; flag
        child("A9", episode("2025-05-01", both, DateOfInitialCPC="2025-05-21")),  # 9: conference twice
        child("A10", episode("2025-05-01", CINclosureDate="2025-04-30", ReasonForClosure="RC10")),  # 10
        child("A11", episode("2013-01-01"), UPNunknown="UN9"),  # 11: two years before birth
        child("A-12", episode("01/05/2025"), Disability="QQ"),  # 12: id, date and disability
    ]
    raw, problems = read(tmp_path, message(2026, *children))
    assert raw is not None
    assert rules(problems) == {
        "C8790": "child 1",
        "C8500": "child 2",
        "C1510": "child 2",
        "C8510": "child 3",
        "C8590": "child 4",
        "C1540": "child 4",
        "C1550": "child 5",
        "C8520": "child 5",
        "C8750": "child 6",
        "C4180": "child 7",
        "C8525Q": "child 7",
        "C4220": "child 7",
        "C8600": "child 8, episode 1",
        "C8945Q": "child 8",
        "C8897Q": "child 8",
        "C8568": "child 8",
        "S13": "",
        "C2884": "child 9, episode 1",
        "C8630": "child 10, episode 1",
        "C8640": "child 10",
        "C8606": "child 5, episode 1; child 11, episode 1",
        "C8770Q": "child 11",
        "C1580": "child 12",
        "C8540": "child 12",
        "D02": "child 12, episode 1",
    }
    assert {problem.act for problem in problems} == {"WARN", "HOLD", "REPAIR"}
    told = str(problems)
    assert "(the return's own rule 8630): once." in told
    assert "PreProceedingsandFGDM (1 in all). This is of a forthcoming census." in told
    assert not [own for own in ("A10", "A-12", "2026-04-01", "RC10", "perhaps") if own in told]
    assert raw.unread == ("PreProceedingsandFGDM",) and "PPOutcome" not in raw.table
    assert raw.labels == {
        "disability": 1,
        "factors": 1,
        "upn_unknown": 1,
        "ethnicity": 1,
        "closure_reason": 1,
        "referral_nfa": 1,
    }
    assert list(raw.table["disability"][[0, 11]]) == ["yes", "not in code list"]
    assert raw.table["factors"][7] == "Physical abuse; not in code list"
    assert raw.table["conference_date"][8] == "2025-05-20"
    assert raw.held == {WITHOUT_EPISODE: [3]} and len(raw.table) == 12


def test_nothing_gets_lost_on_the_way_to_the_frame(tmp_path: Path) -> None:
    children = [
        child("A1"),
        child("A1"),  # the same again
        child("A1", episode("2025-06-01")),  # the same child, with a later episode
        child(""),
        child("A5").replace(episode(), ""),
        child("A6", episode("2025-07-01"), episode("2025-08-01")),
    ]
    for kind, received, used in (("deep dive", 6, 2), ("threshold audit", 7, 4)):
        frame = frame_of(tmp_path / kind, message(2026, *children), kind)
        report = frame.report
        assert (report.received, report.used) == (received, used)
        assert report.received == report.used + report.held + report.refused
        assert report.unit == ("child" if kind == "deep dive" else "referral")


def test_a_rule_that_many_break_is_one_line(tmp_path: Path) -> None:
    raw, problems = read(tmp_path, message(2026, *(child(f"A{n}", Ethnicity="") for n in range(1, 8))))
    assert raw is not None and len(problems) == 1
    assert problems[0].cell == "child 1; child 2; child 3 and 4 more" and "7 times." in problems[0].fact


def test_two_referrals_of_one_day_are_two_in_any_order(tmp_path: Path) -> None:
    police = episode("2025-05-01", ReferralSource="6")
    school = episode("2025-05-01", ReferralSource="2A")
    found = []
    for order in ((police, school, police), (school, police, police)):
        raw, problems = read(tmp_path, message(2026, child("A1", *order)), episodes=True)
        assert raw is not None and [problem.rule for problem in problems] == ["I13"]
        found.append(set(zip(raw.table["referral_id"], raw.table["referral_source"], strict=True)))
    assert found[0] == found[1] == {("A1/2025-05-01", "Schools"), ("A1/2025-05-01/2", "Police")}
    frame = frame_of(tmp_path, message(2026, child("A1", police, school, police)), "threshold audit")
    assert (frame.report.received, frame.report.used, frame.report.repeats) == (3, 2, 1)


@given(st.permutations(["2024-05-01", "2025-05-01", "01/04/2025", "2023-12-31", "soon"]))
def test_the_latest_episode_is_found_in_any_order(days: list[str]) -> None:
    assert latest([{"on": day} for day in days], "on") == {"on": "2025-05-01"}


@pytest.mark.parametrize("nfa", ["0", "1", "true", "False", "TRUE"])
def test_flags_are_read_however_they_are_written(tmp_path: Path, nfa: str) -> None:
    raw, problems = read(tmp_path, message(2026, child("A1", episode(nfa=nfa))))
    assert raw is not None and not problems
    assert raw.table["referral_nfa"][0] == ("yes" if nfa.lower() in ("1", "true") else "no")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", ""),
        ("cp1252", "windows-1252"),
        ("iso-8859-1", "ISO-8859-1"),
    ],
)
def test_encodings_that_a_file_names_rightly(tmp_path: Path, encoding: str, declared: str) -> None:
    text = message(2026, child("Zoë£"))
    text = text.replace('encoding="UTF-8"', f'encoding="{declared}"' if declared else "")
    data = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding)
    raw, problems = read(tmp_path, data)
    assert raw is not None and raw.table["child_id"][0] == "Zoë£"
    assert set(rules(problems)) == {"C1580"}


@pytest.mark.parametrize(
    ("declared", "really", "told"),
    [("UTF-8", "cp1252", "WINDOWS-1252"), ("utf-16", "utf-8", "UTF-8"), ("klingon", "utf-8", "UTF-8")],
)
def test_a_file_that_is_not_in_the_encoding_it_names(tmp_path: Path, declared: str, really: str, told: str) -> None:
    text = message(2026, child("Zoë"), child("B2", Ethnicity="")).replace('"UTF-8"', f'"{declared}"')
    raw, problems = read(tmp_path, text.encode(really))
    assert raw is not None and raw.table["child_id"][0] == "Zoë"
    assert [problem.rule for problem in problems] == ["C1580", "C4220", "T01"]  # each once
    assert told in problems[-1].fact and problems[-1].act == "REPAIR"


def test_what_xml_may_be_dressed_in_changes_nothing(tmp_path: Path) -> None:
    plain = message(2026, child("A1", Sex="M", PersonBirthDate="2015-06-01"))
    dressed = (
        plain.replace("<Message>", '<c:Message xmlns:c="urn:x"><!-- a comment --><?x y?>')
        .replace("</Message>", "</c:Message>")
        .replace("<LAchildID>A1<", '<LAchildID a="1"> A<![CDATA[1]]>\n<')
        .replace("<Sex>M<", "<Sex>M<!-- or not --><")
        .replace("2015-06-01", "2015-06-01Z")
        .replace("<Ethnicity>", "PersonBirthDate<Ethnicity>")
        .replace("<ChildIdentifiers>", "<ChildIdentifiers><UPN/><UPNunknown></UPNunknown>")
    )
    first, _ = read(tmp_path, plain)
    second, problems = read(tmp_path, dressed)
    assert first is not None and second is not None and not problems
    assert first.table.equals(second.table)


def test_a_child_without_characteristics_and_an_element_twice(tmp_path: Path) -> None:
    bare = tag("Child", tag("ChildIdentifiers", tag("LAchildID", "A1"), tag("PersonBirthDate", "2015-06-01")))
    double = child("B2").replace("<Sex>F</Sex>", "<Sex>F</Sex><Sex>M</Sex>")
    raw, problems = read(tmp_path, message(2026, bare, double))
    assert raw is not None and raw.table["sex"][1] == "F"
    assert rules(problems) == {"C8590": "child 1", "C4220": "child 1", "C4180": "child 1", "S12": "child 2"}


def test_an_unborn_child_is_unborn(tmp_path: Path) -> None:
    unborn = child("A1", PersonBirthDate="", ExpectedPersonBirthDate="2026-01-15", Sex="U")
    frame = frame_of(tmp_path, message(2026, unborn))
    assert list(frame.table["age_band"]) == ["unborn"] and list(frame.table["sex"]) == ["unknown"]
    assert not frame.problems


@pytest.mark.parametrize(
    ("year", "of", "told"),
    [
        (2024, 2025, "What the census of 2024 does not have is used, Sex: once."),
        (2025, 2024, "What the census of 2025 does not have is used, GenderCurrent: once."),
        (2031, 2026, "The census year 2031 is not known here (2022 to 2026 are)."),
        (2019, 2022, "The census year 2019 is not known here (2022 to 2026 are)."),
    ],
)
def test_a_year_that_its_elements_are_not_of(tmp_path: Path, year: int, of: int, told: str) -> None:
    raw, problems = read(tmp_path, message(year, child("A1", episode(f"{min(year, of) - 1}-05-01"), year=of)))
    assert raw is not None and raw.table["sex"][0] in ("F", "2")
    assert told in str(problems) and not problems.stops()


def test_codes_of_a_later_year_are_read_and_said(tmp_path: Path) -> None:
    later = episode("2021-05-01", ReferralSource="5D", ReasonForClosure="RC9", CINclosureDate="2021-06-01")
    raw, problems = read(tmp_path, message(2022, child("A1", later, year=2022)))
    assert raw is not None and raw.table["referral_source"][0] == "Local authority: early help"
    assert "a code of referral_source: once" in str(problems) and "a code of closure_reason: once" in str(problems)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("", "says no census year"),
        (tag("Header", tag("Year", "soon")), "says no census year"),
        (tag("Header", tag("Year", "2026"), tag("ReferenceDate", "2026-07-21")), "rule 100"),
        (tag("Header", tag("Year", "2025"), tag("ReferenceDate", "2026-03-31")), "taken to be 2026"),
        (tag("Header", tag("Collection", "SSDA903"), tag("Year", "2026")), "does not name the children in need"),
    ],
)
def test_headers_that_say_too_little_or_too_much(tmp_path: Path, header: str, told: str) -> None:
    raw, problems = read(tmp_path, message(2026, child("A1"), header=header))
    assert raw is not None and len(raw.table) == 1
    assert told in str(problems) and {problem.act for problem in problems} == {"WARN"}


REFUSED = {
    "nothing": ("", "F01"),
    "white space": (" \n ", "F01"),
    "a document type": ('<!DOCTYPE Message [<!ENTITY x "y">]><Message/>', "F10"),
    "a file it should read": ('<!DOCTYPE Message SYSTEM "file:///etc/hostname"><Message/>', "F10"),
    "no end": (message(2026, child())[:-15], "F07"),
    "no children": ("<Message/>", "F07"),
    "something else": ("LAchildID,Sex\nA1,F\n", "F07"),
    "a workbook": ("PK\x03\x04 and more", "F07"),
    "deep nesting": ("<Message>" + "<a>" * 100_000, "F15"),
    "a million attributes": (
        "<Message " + " ".join(f"a{n}='1'" for n in range(1_000_000)) + "/>",
        "F15",
    ),
    "a comment without end": ("<Message><!-- " + "x" * 1_500_000, "F15"),
    "a child without end": ("<Message><Child>" + "<Sex/>" * 150_000, "F15"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused(tmp_path: Path, name: str) -> None:
    text, rule = REFUSED[name]
    raw, problems = read(tmp_path, text)
    assert raw is None and [problem.rule for problem in problems] == [rule] and problems.stops()


def test_where_a_file_is_cut_is_said(tmp_path: Path) -> None:
    _, problems = read(tmp_path, message(2026, child()).replace("</Sex>", "</Sxe>"))
    assert problems[0].cell.startswith("line 2, column ")


def test_files_that_are_too_large_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = Problems()
    assert read_cin_census(tmp_path / "none.xml", problems) is None and problems[0].rule == "F02"
    problems = Problems()
    assert read_cin_census(tmp_path, problems) is None and problems[0].rule == "F16"
    monkeypatch.setattr(census_xml, "MAX_BYTES", 100)
    raw, problems = read(tmp_path, message(2026, child()))
    assert raw is None and problems[0].rule == "F15"


def test_more_children_than_an_area_has_are_counted_and_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrutiny_lib.intake.cin_census.MAX_ROWS", 3)
    raw, problems = read(tmp_path, message(2026, *(child(f"A{n}") for n in range(5))))
    assert raw is None and "There are 5 children; more than 3 are refused." in problems[0].fact


def test_children_are_forgotten_once_read(tmp_path: Path) -> None:
    """Ten times the children take no more memory to walk through, though their file is ten times as large."""
    peaks = []
    for count in (300, 3000):
        path = tmp_path / f"{count}.xml"
        path.write_text(message(2026, *(full_child(2026) for _ in range(count))), encoding="utf-8")
        tracemalloc.start()
        assert sum(1 for _ in census_xml.read_message(path)) == count + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_every_rule_says_what_to_do() -> None:
    for rule, words in census()["rules"].items():
        assert words["fact"] and words["cure"].endswith("."), rule
        assert rule[0].isdigit() or words["code"], rule
    asked = {codes["rule"] for codes in census()["codes"].values()} - {""}
    assert asked <= set(census()["rules"])
