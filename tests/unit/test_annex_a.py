"""A whole Annex A workbook, both editions, with every kind of dirt that has been seen: each list and its account can be
counted by eye, nothing is guessed, and no name of staff comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import read_annex_a, read_annex_a_workbook
from scrutiny_lib.intake.annex_a_report import report_annex_a
from scrutiny_lib.intake.frame import Frame, read_frame
from scrutiny_lib.intake.load_report import LoadReport
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.review import read_review
from scrutiny_lib.intake.workspace import read_workspace
from tests.annex_room import HEADINGS, WORKER, Sheets, clean_sheets, headings_of, put, write_annex_a
from tests.reading_room import KEY, REVIEW, read_small, write_workspace

AS_AT = date(2025, 12, 31)


def read_all(path: Path) -> tuple[dict[int, RawTable], dict[int, LoadReport], Problems]:
    problems = Problems()
    tables = read_annex_a_workbook(path, problems)
    reports = report_annex_a(tables, AS_AT, {}, problems, path)
    for report in reports.values():
        assert report.received == report.used + report.held + report.refused
        assert all(sum(counts[:5]) == report.used for counts in report.cells.values())
    return tables, reports, problems


def frame_of_list(root: Path, sheets: Sheets, number: int, kind: str = "deep dive", more: str = "") -> Frame:
    settings = f'file = "annex.xlsx"\nsource = "annex_a"\nlist = {number}\n{more}'
    review, _ = read_small(root, review=REVIEW.replace('file = "frame.csv"\n', settings).replace("deep dive", kind))
    write_annex_a(review.frame.path, sheets)
    return read_frame(review, KEY)


@pytest.mark.parametrize("edition", ["2024", "before"])
def test_both_editions_clean(tmp_path: Path, edition: str) -> None:
    tables, reports, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", clean_sheets(edition)))
    assert not problems and list(tables) == list(HEADINGS)
    for number, report in reports.items():
        assert (report.received, report.used) == (3, 3)
        assert report.headings == len(headings_of(number, edition))
        assert not (report.labels or report.dates or report.symbols or report.unread or report.kept)
    late = ("uasc", "pathway_plan_review", "last_contact")
    assert reports[9].absent == (() if edition == "2024" else late)
    assert all(not report.absent for number, report in reports.items() if number != 9)
    assert [report.unit for report in reports.values()] == [
        *("child", "child", "referral"),
        *["child"] * 7,
        "adopter",
    ]
    assert (reports[10].families, reports[10].sharing) == (1, 3)


@pytest.mark.parametrize("edition", ["2024", "before"])
def test_every_kind_of_dirt_at_once(tmp_path: Path, edition: str) -> None:
    sheets = clean_sheets(edition, rows=4)
    age = "Age" if edition == "2024" else "Age of Child (Years)"
    put(sheets, 1, 1, "Gender", "Female")  # without its letter
    put(sheets, 1, 2, "Ethnicity", "w bri")
    put(sheets, 1, 3, "Date of Birth", "")
    put(sheets, 1, 3, age, 6.138261464750171)
    put(sheets, 1, 4, "Contact Source", "Friends of the family")  # no such label
    put(sheets, 2, 1, "Assessment completion date", "-")  # as ChAT writes an empty cell
    put(sheets, 2, 2, "Assessment start date", "02/03/2025")
    put(sheets, 2, 3, "Assessment start date", "31/02/2025")
    put(sheets, 4, 1, "Child Seen During Continuous Assessment", "Yes")
    put(sheets, 5, 1, "Child Unique ID", "")
    put(sheets, 6, 1, "Primary Need Code", "PSRMEM - Support with memory and cognition")
    put(sheets, 6, 1, "Allocated Team", "#N/A")
    put(sheets, 6, 1, "Allocated Worker", "#N/A")
    put(sheets, 6, 2, "Primary Need Code", "N1 - Abuse or Neglect")
    put(sheets, 6, 3, "Primary Need Code", "N1 - Low income")  # says two things
    put(sheets, 7, 1, "Latest Category of Abuse", "Physical abuse")
    put(sheets, 7, 2, "Ethnicity", "s) NOBT")  # the letter of another year
    put(sheets, 7, 3, "Gender", "c) Not stated/recorded (or unborn)")
    put(sheets, 7, 4, "Gender", "Girl")
    put(sheets, 8, 1, "Placement Provider", "e) PR4 - Private provision")
    put(sheets, 10, 1, "Date of Placement Order", ("=H2+5", 45965))  # with the value it last showed
    put(sheets, 10, 2, "Date of Placement Order", ("=H3+5", None))  # never calculated
    put(sheets, 11, 1, "Date Stage 1 started", ("=G2+13", None))
    tables, reports, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", sheets))

    assert list(tables[1].table["contact_source"]) == ["Police"] * 3 + ["not in code list"]
    assert list(tables[1].table["ethnicity"]) == ["White British"] * 4
    assert reports[1].labels == {"contact_source": 1} and reports[1].ages_given == 1
    assert reports[1].cells["date_of_birth"].blank == 1
    assert reports[2].symbols == {"assessment_end": 1} and reports[2].dates == {"assessment_start": 1}
    assert list(tables[4].table["child_seen"]) == ["yes", "no", "no", "no"]
    assert (reports[5].received, reports[5].used, reports[5].without_id) == (4, 3, 1)
    assert reports[6].labels == {"primary_need": 2} and reports[6].symbols == {"team": 1}
    assert list(tables[6].table["primary_need"])[1] == "Abuse or neglect"
    assert tables[7].table["plan_category"][0] == "Physical abuse"
    assert list(tables[7].table["ethnicity"])[1] == "Information not yet obtained"
    assert reports[7].labels == {"sex": 1}
    assert tables[8].table["placement_provider"][0] == "Private provision"
    assert list(tables[10].table["placement_order_date"])[:2] == ["2025-11-04", "#FORMULA"]
    assert reports[10].symbols == {"placement_order_date": 1}
    assert reports[11].symbols == {"stage_1_started_on": 1}
    assert not any(reports[number].labels or reports[number].dates for number in (3, 8, 9, 10, 11))
    assert sorted((problem.rule, problem.sheet, problem.cell) for problem in problems) == [
        ("D01", "List 2", "F4"),
        ("I01", "List 5", "A2"),
        ("S18", "10", "J3"),
        ("S18", "11", "H2"),
    ]
    said = "\n".join(line for report in reports.values() for line in report.lines()) + str(problems)
    assert "Labels not understood: primary_need 2." in said and "  Next: say what they mean" in said
    for hidden in ("PSRMEM", "Friends", "Girl", "31/02/2025", WORKER.replace("\u00a0", " "), "1001"):
        assert hidden not in said


def test_no_name_of_staff_is_carried(tmp_path: Path) -> None:
    tables, _, _ = read_all(write_annex_a(tmp_path / "annex.xlsx", clean_sheets()))
    for raw in tables.values():
        assert "Canary" not in raw.table.to_csv() and not {"worker", "personal_adviser"} & set(raw.table.columns)


@pytest.mark.parametrize(
    "names",
    [
        [
            *("List {n}", "list_{n}", "LIST {n}", "List{n}", "List {n} "),
            *("Annex A List {n}", "List 0{n}", "{n}", "List_{n}"),
        ],
        [
            *("Contacts", "Early Help", "REFERRALS", "Assessments ", "Sec47 and ICPC"),
            *("Children in Need", "child protection", "Children in Care", "Care Leavers"),
        ],
        [
            *("List 1 - Contacts", "List 2 Early Help", "3 Referrals", "4. Assessments", "5 - Sec47 and ICPC"),
            *("List 6 Children in Need", "List 7 (CP)", "List 8 CLA", "9 Care leavers"),
        ],
    ],
)
def test_what_sheets_are_called(tmp_path: Path, names: list[str]) -> None:
    clean = clean_sheets()
    sheets = {name.format(n=number): clean[f"List {number}"] for number, name in enumerate(names, start=1)}
    sheets["3 month summary"] = [["Child Unique ID"], ["1"]]
    tables, _, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", sheets))
    assert list(tables) == list(range(1, 10)) and not problems


def test_titles_above_the_headings_and_drift(tmp_path: Path) -> None:
    sheets = clean_sheets()
    sheets["List 6"] = [["Children in need, as ChAT has it"], [], *sheets["List 6"]]
    sheets["List 6"][2] = [f" {str(name).upper()}\u00a0 " for name in sheets["List 6"][2]]
    sheets["List 6"][2][0] = "Child  unique\nID"
    tables, reports, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", sheets))
    assert not problems and reports[6].headings == 14 and reports[6].used == 3
    assert tables[6].cell("child_id", 0) == "A4"
    assert reports[6].renamed["A"] == "child_id" and "A as child_id" in " ".join(reports[6].lines())


def test_a_lost_heading_is_named(tmp_path: Path) -> None:
    sheets = clean_sheets()
    for name in ("Ethnicity", "CIN Closure Date"):
        at = sheets["List 6"][0].index(name)
        for row in sheets["List 6"]:
            del row[at]
    sheets["List 7"][0][8] = "Category at the end"  # an old heading of the partnership's own
    tables, _, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", sheets))
    assert 6 not in tables and 7 in tables and len(tables) == 10
    refused, absent = problems
    assert (refused.rule, refused.sheet, refused.column, refused.act) == ("S09", "List 6", "ethnicity", "REJECT")
    assert (absent.rule, absent.sheet, absent.act) == ("S09", "List 7", "WARN") and "plan_category" in absent.fact
    assert tables[7].unread == ("I",)


def test_two_sheets_for_one_list(tmp_path: Path) -> None:
    sheets = clean_sheets()
    sheets["Children in Need"] = sheets["List 6"][:2]
    path = write_annex_a(tmp_path / "annex.xlsx", sheets)
    problems = Problems()
    assert read_annex_a(path, 6, problems) is None and problems[0].rule == "S02" and "sheet =" in problems[0].cure
    chosen = read_annex_a(path, 6, problems := Problems(), sheet="children  in need")
    assert chosen is not None and len(chosen.table) == 1 and not problems
    frame = frame_of_list(tmp_path / "w", sheets, 6, more='sheet = "List 6"\n')
    assert len(frame.table) == 3 and not frame.problems.stops()
    sheets["Children in Need"] = [["Chart of children in need"]]
    assert read_annex_a(write_annex_a(path, sheets), 6, problems := Problems()) is not None and not problems


def test_a_child_with_two_referrals_is_one_child_or_two_referrals(tmp_path: Path) -> None:
    sheets = clean_sheets(rows=3)
    put(sheets, 3, 3, "Child Unique ID", "3001")
    put(sheets, 3, 3, "Date of Referral", "03/10/2025")
    children = frame_of_list(tmp_path / "a", sheets, 3)
    assert (children.report.used, children.report.earlier, children.report.held) == (2, 1, 1)
    assert list(children.table["referral_date"]) == ["2025-10-02", "2025-10-03"]
    assert [(problem.rule, problem.cell, problem.act) for problem in children.problems] == [("I13", "A2", "HOLD")]
    referrals = frame_of_list(tmp_path / "b", sheets, 3, kind="threshold audit")
    assert len(referrals.table) == 3 and referrals.table["child"].nunique() == 2 and not referrals.problems
    put(sheets, 3, 3, "Date of Birth", date(2015, 1, 1))
    conflict = frame_of_list(tmp_path / "c", sheets, 3, kind="threshold audit")
    assert [(problem.rule, problem.cell, problem.act) for problem in conflict.problems] == [("I13", "D2, D4", "WARN")]


def test_a_partnership_s_own_need_code(tmp_path: Path) -> None:
    sheets = clean_sheets()
    put(sheets, 6, 1, "Primary Need Code", "PSRMEM - Support with memory")
    put(sheets, 6, 2, "Gender", "Girl")
    words = '[frame.labels.primary_need]\n"psrmem: support with memory" = "Child\'s disability"\n'
    frame = frame_of_list(tmp_path, sheets, 6, more=f'{words}[frame.labels.sex]\n"girl" = "F"\n')
    assert not frame.report.labels and set(frame.table["sex"]) == {"F"}
    assert list(frame.table["primary_need"]) == ["Child's disability", "Abuse or neglect", "Abuse or neglect"]


def test_list_10_gives_children_and_list_11_none(tmp_path: Path) -> None:
    frame = frame_of_list(tmp_path / "a", clean_sheets(), 10)
    assert len(frame.table) == 3 and frame.table["family_id"].nunique() == 1
    settings = 'file = "a.xlsx"\nsource = "annex_a"\nlist = '
    folder = write_workspace(tmp_path / "b", review=REVIEW.replace('file = "frame.csv"', f"{settings}11"))
    _, problems = read_review(folder, read_workspace(tmp_path / "b")[0])
    assert [(problem.rule, problem.cell) for problem in problems] == [("P16", "line 19")]
    review, _ = read_small(tmp_path / "c", review=REVIEW.replace('file = "frame.csv"', f"{settings}10"))
    write_annex_a(review.frame.path, clean_sheets())
    refused = read_frame(replace(review, frame=replace(review.frame, list=11)), KEY)
    assert [problem.rule for problem in refused.problems] == ["P16"] and "not about children" in str(refused.problems)


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    tables, _, problems = read_all(write_annex_a(tmp_path / "annex.xlsx", {"Budget": [["a"], ["b"]]}))
    assert not tables and [problem.rule for problem in problems] == ["S01"] and problems.stops()
