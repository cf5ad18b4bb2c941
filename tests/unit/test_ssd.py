"""The tables of the Standard Safeguarding Dataset: cohorts, joins, flags, and every kind of dirt."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.census_codes import census
from scrutiny_lib.intake.codes import has_codes
from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.ssd import NOT_A_PERSON, read_ssd
from scrutiny_lib.intake.ssd_files import ssd, table_of
from scrutiny_lib.intake.ssd_flags import outcome_of
from scrutiny_lib.intake.ssd_joins import families, join, latest_of_each
from tests.reading_room import KEY, REVIEW, read_small

Tables = Mapping[str, Sequence[Sequence[str]]]


def heads(letters: str, names: str) -> list[str]:
    """The headings of a table: its four letters before each name."""
    return [f"{letters}_{name}" for name in names.split()]


PERSONS = [
    heads("pers", "person_id forename surname sex gender ethnicity dob"),
    ["A1", "Ann", "Invented", "F", "02", "WBRI", "2015-06-01 00:00:00"],
    ["A2", "Ben", "Invented", "M", "01", "CNHE", "2016-06-01T00:00:00"],
    ["A3", "Cy", "Invented", "U", "00", "NOBT", ""],
]
REFERRALS = [
    heads("cine", "referral_id person_id referral_date cin_primary_need_code close_date"),
    ["R1", "A1", "2025-05-01 00:00:00", "N1", "NULL"],
    ["R2", "A1", "2025-07-01 00:00:00", "N2", "2025-08-01 00:00:00.000"],
    ["R3", "A2", "2025-06-01", "N4 - Family in acute stress", ""],
]
SMALL: dict[str, list[list[str]]] = {"ssd_person": PERSONS, "ssd_cin_episodes": REFERRALS}


def folder(path: Path, tables: Tables) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def workbook(path: Path, tables: Tables) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read(path: Path, cohort: str = "referrals") -> tuple[RawTable | None, Problems]:
    problems = Problems()
    return read_ssd(path, cohort, problems), problems


def rules(problems: Problems) -> set[str]:
    return {problem.rule for problem in problems}


def said(problems: Problems, rule: str) -> list[tuple[str, str]]:
    """Sheet and cell of each problem of one rule."""
    return [(problem.sheet, problem.cell) for problem in problems if problem.rule == rule]


FULL: dict[str, list[list[str]]] = {
    **SMALL,
    "ssd_family": [["fami_table_id", "fami_family_id", "fami_person_id"], ["1", "F1", "A1"], ["2", "F1", "A2"]],
    "ssd_disability": [["disa_person_id", "disa_table_id", "disa_disability_code"], ["A1", "1", "NONE"]],
    "ssd_contacts": [
        heads("cont", "contact_id person_id contact_date contact_source_code"),
        ["K1", "A3", "2025-04-01", "2A"],
    ],
    "ssd_early_help_episodes": [
        heads("earl", "episode_id person_id episode_start_date episode_organisation"),
        ["H1", "A2", "2025-03-01", "PLACEHOLDER_DATA"],
    ],
    "ssd_cin_assessments": [
        heads(
            "cina",
            "assessment_id person_id referral_id assessment_start_date "
            "assessment_auth_date assessment_child_seen",
        ),
        ["S1", "A1", "R2", "2025-07-02", "2025-08-02", "Y"],
        ["S2", "A1", "R2", "2025-07-10", "", "N"],
        ["S3", "A2", "R3", "2025-06-03", "2025-07-03", "a) Yes"],
    ],
    "ssd_assessment_factors": [
        heads("cinf", "table_id assessment_id assessment_factors_json"),
        ["1", "S2", '["3B", "16A"]'],
    ],
    "ssd_cin_plans": [
        heads("cinp", "cin_plan_id referral_id person_id cin_plan_start_date cin_plan_end_date"),
        ["P1", "R3", "A2", "2025-07-04", ""],
    ],
    "ssd_s47_enquiry": [
        heads("s47e", "s47_enquiry_id referral_id person_id s47_start_date s47_end_date"),
        ["E1", "R2", "A1", "2025-07-03", "2025-07-20"],
        ["E2", "R2", "A1", "2025-08-03", ""],
    ],
    "ssd_initial_cp_conference": [
        heads("icpc", "icpc_id s47_enquiry_id person_id cp_plan_id referral_id icpc_date icpc_outcome_cp_flag"),
        ["I1", "E1", "A1", "L1", "R2", "2025-07-18", "Y"],
        ["I2", "", "A2", "", "R3", "2025-07-19", "N"],
    ],
    "ssd_cp_plans": [
        heads(
            "cppl",
            "cp_plan_id referral_id icpc_id person_id cp_plan_start_date "
            "cp_plan_end_date cp_plan_initial_category cp_plan_latest_category",
        ),
        ["L1", "R2", "I1", "A1", "2025-07-18", "", "Neglect", "Multiple: Neglect, Emotional abuse"],
    ],
    "ssd_cp_reviews": [
        heads("cppr", "cp_review_id person_id cp_plan_id cp_review_date cp_review_participation"),
        ["V1", "A1", "L1", "2025-10-01", "PLACEHOLDER_DATA"],
        ["V2", "A1", "L1", "2025-09-01", "PLACEHOLDER_DATA"],
    ],
    "ssd_cp_visits": [
        heads("cppv", "cp_visit_id person_id cp_plan_id cp_visit_date cp_visit_seen_alone"),
        ["T9", "A1", "L1", "2025-10-05", "N"],
        ["T10", "A1", "L1", "2025-10-05", "Y"],
    ],
    "ssd_cla_episodes": [
        heads(
            "clae",
            "cla_episode_id person_id cla_id referral_id "
            "cla_episode_start_date entered_care_date cla_primary_need_code",
        ),
        ["C1", "A2", "D1", "R3", "2025-09-01", "2025-08-01", "N1"],
    ],
    "ssd_cla_placement": [
        heads("clap", "cla_placement_id cla_id cla_placement_start_date cla_placement_type"),
        ["G1", "D1", "2025-09-01", "U6"],
    ],
    "ssd_legal_status": [
        heads("lega", "legal_status_id person_id legal_status legal_status_start_date"),
        ["M1", "A2", "C2", "2025-09-01"],
    ],
}


def test_referrals_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    raw, problems = read(folder(tmp_path / "ssd", FULL))
    assert raw is not None and not problems
    assert raw.places == ["2", "3", "4"] and raw.cell("referral_date", 1) == "C3" and raw.sheet == "ssd_cin_episodes"
    rows = raw.table.set_index("referral_id").to_dict("index")
    second = {
        "child_id": "A1",
        "first_name": "Ann",
        "sex": "F",
        "gender": "woman or girl",
        "ethnicity": "White British",
        "date_of_birth": "2015-06-01 00:00:00",
        "disability": "no",
        "family_id": "F1",
        "primary_need": "Child's disability",
        "closure_date": "2025-08-01 00:00:00.000",
        "assessment_start": "2025-07-10",
        "assessment_end": "",
        "child_seen": "no",
        "factors": "Domestic abuse: parent or carer; Neglect",
        "cin_start": "",
        "strategy_discussion": "2025-08-03",
        "conference_date": "",  # the conference was that of the earlier enquiry
        "plan_start": "2025-07-18",
        "initial_category": "Neglect",
        "plan_category": "Multiple or not recommended",
    }
    assert {name: rows["R2"][name] for name in second} == second
    assert rows["R1"]["closure_date"] == "" and rows["R1"]["assessment_start"] == ""
    third = rows["R3"]
    assert (third["conference_date"], third["conference_plan"]) == ("2025-07-19", "no")  # without an enquiry
    assert (third["primary_need"], third["ethnicity"]) == ("Family in acute stress", "Chinese")
    assert third["child_seen"] == "yes" and third["cin_start"] == "2025-07-04" and third["disability"] == ""
    assert {name for name in raw.table if name.endswith("_id")} == {"child_id", "referral_id", "family_id"}


COHORTS = {
    "contacts": ("A3", {"contact_date": "2025-04-01", "contact_source": "Schools"}),
    "early help": ("A2", {"early_help_start_date": "2025-03-01", "early_help_by": "[x]"}),
    "assessments": ("A1", {"assessment_start": "2025-07-10", "referral_date": "2025-07-01 00:00:00", "records": "2"}),
    "section 47": ("A1", {"strategy_discussion": "2025-08-03", "conference_date": "", "records": "2"}),
    "children in need": ("A1", {"referral_date": "2025-07-01 00:00:00", "records": "2", "plan_start": "2025-07-18"}),
    "child protection": (
        "A1",
        {
            "strategy_discussion": "2025-07-03",
            "conference_date": "2025-07-18",
            "review_conference": "2025-10-01",
            "review_participation": "[x]",
            "last_visit": "2025-10-05",
            "seen_alone": "yes",  # of two visits on one day the one with the greater id, T10
        },
    ),
    "in care": ("A2", {"care_start": "2025-08-01", "legal_status": "Full care order", "referral_date": "2025-06-01"}),
}


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_cohort_has_one_row_for_each_child(tmp_path: Path, cohort: str) -> None:
    raw, problems = read(folder(tmp_path, FULL), cohort)
    assert raw is not None and rules(problems) <= {"I17", "I19"}
    assert raw.table["child_id"].is_unique and "referral_id" not in raw.table
    own, expected = COHORTS[cohort]
    row = raw.table.set_index("child_id").loc[own]
    assert {name: row[name] for name in expected} == expected
    assert ("I19" in rules(problems)) == (raw.table["records"].astype(int).sum() > len(raw.table))


def test_all_cohorts_are_tried() -> None:
    assert {*COHORTS, "referrals"} == set(ssd()["cohorts"])


@pytest.mark.parametrize("cohort", ["", "Referrals ", "CHILD  protection", "in care"])
def test_a_workbook_says_the_same_as_a_folder(tmp_path: Path, cohort: str) -> None:
    sheets = {f"dbo.{name.upper()}"[:31]: rows for name, rows in FULL.items()}
    one, _ = read(folder(tmp_path / "a", FULL), cohort)
    two, problems = read(workbook(tmp_path / "b.xlsx", sheets), cohort)
    assert one is not None and two is not None and not problems.stops()
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.letters == two.letters and one.sheet == two.sheet


def test_headings_and_names_may_drift(tmp_path: Path) -> None:
    persons = [["Title of the extract"], [], ["PERSON ID", "Pers-DOB ", "Forename", "Shoe size", "pers_legacy_id"]]
    tables = {
        "DBO.Person": [*persons, ["A1", "01/06/2015", "Ann", "31", "77"]],
        "HDM.Child.ssd_CIN_Episodes": [[name.upper() for name in REFERRALS[0]], *REFERRALS[1:3]],
        "notes": [["anything"]],
    }
    raw, problems = read(folder(tmp_path, tables))
    assert raw is not None and rules(problems) == {"S01"}
    assert list(raw.table["date_of_birth"]) == ["01/06/2015"] * 2
    assert raw.unread == ("ssd_person D",)
    assert "31" not in raw.table.to_numpy() and "77" not in raw.table.to_numpy()


def test_missing_tables_are_named_with_what_they_are_needed_for(tmp_path: Path) -> None:
    raw, problems = read(folder(tmp_path / "a", SMALL))
    told = str(problems)
    assert raw is not None and {problem.act for problem in problems} == {"WARN"}
    for name in ("ssd_family", "ssd_disability", "ssd_cin_assessments", "ssd_cp_plans"):
        assert f"The table {name} is missing; it is needed for" in told
    assert "ssd_contacts" not in told  # nothing of this cohort needs it
    raw, problems = read(folder(tmp_path / "b", {"ssd_contacts": FULL["ssd_contacts"]}))
    assert raw is None and len([problem for problem in problems if problem.act == "REJECT"]) == 2
    assert "The table ssd_person is missing; it is needed for who the children are" in str(problems)


def test_what_is_refused(tmp_path: Path) -> None:
    raw, problems = read(folder(tmp_path / "a", SMALL), "children who wait")
    assert raw is None and problems[0].rule == "P01" and "section 47" in problems[0].cure
    raw, problems = read(tmp_path / "none")
    assert raw is None and problems[0].rule == "F02"
    (tmp_path / "one.json").write_text("{}", encoding="utf-8")
    raw, problems = read(tmp_path / "one.json")
    assert raw is None and problems[0].rule == "P07"
    raw, problems = read(folder(tmp_path / "b", {**SMALL, "dbo.person": PERSONS}))
    assert raw is None and "S02" in rules(problems)
    raw, problems = read(folder(tmp_path / "c", {**SMALL, "ssd_person": [row[1:] for row in PERSONS]}))
    assert raw is None and [(found.rule, found.file) for found in problems if found.rule != "S01"] == [
        ("S09", "ssd_person.csv")
    ]
    (folder(tmp_path / "d", SMALL) / "ssd_cin_episodes.csv").write_text("a;b\n", encoding="utf-8")
    raw, problems = read(tmp_path / "d")
    assert raw is None and "T04" in rules(problems)


DIRTY: dict[str, list[list[str]]] = {
    "ssd_person": [
        [*PERSONS[0], "pers_common_child_id", "pers_death_date", "pers_send_flag"],
        ["A1", "Ann", "Invented", "I", "09", "WBRI", "2015-06-01", "PLACEHOLDER_DATA", "2025-09-01", "Y"],
        ["A1", "Ann", "Invented", "I", "09", "WBRI", "2015-06-01", "PLACEHOLDER_DATA", "2025-09-01", "Y"],
        ["A2", "Ben", "Invented", "M", "77", "QQQQ", "2016-06-01", "943 476 5919", "NULL", "maybe"],
        ["A2", "Ben", "Invented", "F", "77", "QQQQ", "2016-06-01", "943 476 5919", "NULL", "maybe"],
        ["-1", "No", "Body", "M", "01", "WBRI", "2016-06-01", "", "", ""],
    ],
    "ssd_family": [
        heads("fami", "family_id person_id"),
        ["F1", "A1"],
        ["F2", "A1"],
        ["F2", "A2"],
        ["-1", "A3"],
    ],
    "ssd_disability": [
        heads("disa", "person_id disability_code"),
        ["A1", "NONE"],
        ["A1", "AUT"],
        ["A2", "QQ"],
    ],
    "ssd_cin_episodes": [
        heads("cine", "referral_id person_id referral_date referral_nfa referral_outcome_json"),
        ["R1", "A1", "2025-05-01", "a) Yes", '{"SINGLE_ASSESSMENT_FLAG": "Y", "NFA_FLAG": "n", "COMMENTS": "Ann"}'],
        ["R2", "A2", "2025-05-02", "1", '{"SINGLE_ASSESSMENT_FLAG": "perhaps", "OUTCOME_NFA_FLAG": true}'],
        ["R3", "A9", "2025-05-03", "no", '{"NFA_FLAG": "Y", "COMMENTS": "he said "no""}'],
        ["R4", "-1", "2025-05-04", "FALSE", '{"NFA_FLAG": 0}'],
        ["", "A1", "31/02/2025", "?", "PLACEHOLDER_DATA"],
    ],
    "ssd_cin_assessments": [
        heads("cina", "assessment_id person_id referral_id assessment_start_date"),
        ["S1", "A2", "R1", "2025-05-10"],
        ["S2", "A1", "NULL", "2025-05-11"],
        ["S3", "A1", "R1", "2025-05-12", "slipped"],
        ["S4", "A1", "R1", "2025-05-09"],
    ],
    "ssd_assessment_factors": [
        heads("cinf", "assessment_id assessment_factors_json"),
        ["S4", '{"3B": "Yes", "99Z": "Yes", "16A": ""}'],
    ],
}


@pytest.mark.parametrize("kind", ["folder", "workbook"])
def test_every_kind_of_dirt(tmp_path: Path, kind: str) -> None:
    where = folder(tmp_path / "ssd", DIRTY) if kind == "folder" else workbook(tmp_path / "ssd.xlsx", DIRTY)
    raw, problems = read(where)
    assert raw is not None and not problems.stops()
    assert raw.held == {NOT_A_PERSON: [2]} and len(raw.table) == 5
    assert said(problems, "I15") == [("ssd_cin_episodes", "B4")]
    assert said(problems, "S22") == [("ssd_cin_episodes", "E4")]
    assert said(problems, "S10") == [("ssd_cin_assessments", "row 4")]
    assert said(problems, "I13") == [("ssd_person", "")] and "once" in str(problems)
    assert said(problems, "I16") == said(problems, "I17") == [("ssd_cin_assessments", "")]
    assert said(problems, "I18") == [("ssd_family", "")]
    assert said(problems, "V02") == [("ssd_cin_episodes", "")] * 3
    rows = raw.table.to_dict("list")
    assert rows["child_id"] == ["A1", "A2", "A9", "", "A1"] and rows["referral_id"] == ["R1", "R2", "R3", "R4", ""]
    assert rows["referral_nfa"] == ["yes", "yes", "no", "no", "not in code list"]
    assert rows["referral_outcome"] == [
        "Assessment",
        "No further action; not in code list",
        "not in code list",
        "none of the outcomes",
        "[x]",
    ]
    assert rows["assessment_start"] == ["2025-05-09", "", "", "", ""]
    assert rows["factors"][0] == "Domestic abuse: parent or carer; not in code list"
    assert rows["disability"] == ["yes", "not in code list", "", "", "yes"]
    assert rows["family_id"] == ["F1", "F1", "", "", "F1"]  # two families with a child in common are one
    assert rows["sex"][:3] == ["9", "", ""] and rows["gender"][:2] == ["self-described", "not in code list"]
    assert rows["died"][:2] == ["yes", "no"] and rows["ethnicity"][1] == "not in code list"
    assert rows["nhs_number"][:2] == ["[x]", "943 476 5919"]
    assert raw.labels["referral_outcome"] == 2 and raw.labels["referral_nfa"] == 1 and raw.labels["factors"] == 1
    told = str(problems)
    assert not [value for value in ("Ann", "Ben", "R1", "A9", "slipped", "99Z", "perhaps") if value in told]
    assert "Ann" not in str(rows["referral_outcome"])


def frame_of(root: Path, tables: Tables, kind: str, cohort: str, name: str = "ssd") -> Frame:
    source = f'"{name}"\nsource = "ssd"\ncohort = "{cohort}"'
    settings = REVIEW.replace('"frame.csv"', source).replace("deep dive", kind)
    review, _ = read_small(root, review=settings)
    (workbook if name.endswith(".xlsx") else folder)(review.frame.path, tables)
    frame = read_frame(review, KEY)
    report = frame.report
    assert report.received == report.used + report.held + report.refused and report.used == len(frame.table)
    return frame


@pytest.mark.parametrize("name", ["ssd", "ssd.xlsx"])
def test_every_row_is_accounted_for_in_the_frame(tmp_path: Path, name: str) -> None:
    frame = frame_of(tmp_path / "a", DIRTY, "threshold audit", "referrals", name)
    assert (frame.report.received, frame.report.used, frame.report.held, frame.report.refused) == (5, 2, 1, 2)
    assert frame.report.unit == "referral" and list(frame.table["sex"]) == ["X", "unknown"]
    assert frame.table["family_id"].nunique() == 1 and frame.table["family_id"].iloc[0] != ""
    assert set(frame.crosswalk["first_name"]) == {"Ann", "Ben"}
    assert not frame.table.isin(["Ann", "Ben", "Invented", "A1", "R1", "F1"]).any().any()
    assert NOT_A_PERSON in " ".join(frame.report.lines())
    frame = frame_of(tmp_path / "b", DIRTY, "deep dive", "children in need", name)
    assert (frame.report.received, frame.report.used, frame.report.unit) == (4, 2, "child")
    assert list(frame.table["records"]) == ["2", "1"]


def test_referrals_where_children_are_looked_at(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, FULL, "deep dive", "referrals")
    assert frame.report.unit == "child" and (frame.report.received, frame.report.used, frame.report.held) == (3, 2, 1)
    assert list(frame.table["referral_date"]) == ["2025-07-01", "2025-06-01"]
    assert list(frame.table["age"]) == [10, 9]


def test_gender_stands_in_for_sex_only_where_there_is_no_column_for_it(tmp_path: Path) -> None:
    persons = [[cell for at, cell in enumerate(row) if at != 3] for row in PERSONS]
    raw, problems = read(folder(tmp_path, {**SMALL, "ssd_person": persons}))
    assert raw is not None and list(raw.table["sex"]) == ["02", "02", "01"]
    assert "There is no column for sex" in str(problems)


@given(st.permutations(range(6)))
def test_the_order_of_rows_never_matters(order: list[int]) -> None:
    """Of two records of one day and of two without a day the same one is taken, in whatever order they stand."""
    rows = [
        ("A", "R1", "2025-01-02", "9"),
        ("A", "R1", "02/01/2025", "10"),
        ("A", "R1", "2024-12-31", "11"),
        ("B", "R2", "", "1"),
        ("B", "R2", "soon", "2"),
        ("C", "R1", "2026-01-01", "3"),
    ]
    columns = ["child_id", "referral_id", "start", "row_id"]
    other = pd.DataFrame([rows[at] for at in order], columns=columns, dtype="str")
    facts = {"began": "start", "row": "row_id"}
    table = pd.DataFrame({"child_id": ["A", "B", "C"], "referral_id": ["R1", "R2", "R2"]}, dtype="str")
    before = other.copy()
    found = join(table, other, facts, ["referral_id"])
    assert list(found.table["row_id"]) == ["10", "2", ""]
    assert (found.of_another_child, found.without_id) == (1, 0)
    assert {child: other["row_id"][at] for child, at in latest_of_each(other, facts).items()} == {
        "A": "10",
        "B": "2",
        "C": "3",
    }
    pd.testing.assert_frame_equal(other, before)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("1234")), max_size=12))
def test_children_who_share_a_family_have_one_family(pairs: list[tuple[str, str]]) -> None:
    table = pd.DataFrame(pairs, columns=["child_id", "family_id"], dtype="str")
    found, _ = families(table)
    assert set(found) == {child for child, _ in pairs}
    for child, family in pairs:
        for other, same in pairs:
            assert found[child] == found[other] or family != same


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)


@given(st.text(max_size=60) | JSON)
def test_no_cell_of_flags_breaks_the_reading(text: str) -> None:
    found = outcome_of(text)
    assert found.lost >= found.broken and (found.words or not found.lost)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"NFA_FLAG": ' + "9" * 5_000 + "}", '{"NFA_FLAG": "Y", "NFA_FLAG": "N"}', "[]", "1", "null", "x"],
)
def test_cells_that_are_not_a_dictionary_of_flags(text: str) -> None:
    assert outcome_of(text).broken


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("ssd_person", "ssd_person"),
        ("Person", "ssd_person"),
        ("dbo.ssd_CIN_Episodes", "ssd_cin_episodes"),
        ("dbo_ssd_cp_plans", "ssd_cp_plans"),
        ("[ssd_development].[#ssd_s47_enquiry]", "ssd_s47_enquiry"),
        ("ssd_person_copy", None),
        ("ssd", None),
        ("", None),
    ],
)
def test_names_of_tables(name: str, table: str | None) -> None:
    assert table_of(name) == table


def test_the_file_of_names_holds_together() -> None:
    facts = ssd()
    known = {*facts["sets"], *census()["sets"]}
    for column, codes in facts["codes"].items():
        assert codes in known or has_codes(codes), column
    for name, table in facts["tables"].items():
        columns = table["columns"]
        special = {*table["required"], *(table[key] for key in ("row", "began") if key in table)}
        assert special <= set(columns), name
    for cohort in facts["cohorts"].values():
        assert "began" in facts["tables"][cohort["table"]]
        reached = set(facts["tables"][cohort["table"]]["columns"])
        for step in cohort.get("joins", ()):
            here = set(facts["tables"][step["table"]]["columns"])
            assert set(step["on"]) <= reached and set(step["on"]) <= here, (cohort["table"], step)
            reached |= here
