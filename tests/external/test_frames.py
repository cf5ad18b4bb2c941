"""Frames from files that nobody here wrote: Annex A and the CIN census."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.annex_a import read_annex_a_workbook
from scrutiny_lib.intake.annex_a_report import report_annex_a
from scrutiny_lib.intake.codes import label_of
from scrutiny_lib.intake.columns import is_date, letters
from scrutiny_lib.intake.frame import COLUMNS, Frame, read_frame
from scrutiny_lib.intake.text import cell
from tests.reading_room import KEY, REVIEW, read_small

ANNEX_A = Path("data") / "annex_a" / "Annex_A_2024_Jan.xlsx"
CENSUS = Path("data") / "cin_census"


def frame_from(root: Path, source: Path, settings: str, kind: str = "deep dive") -> Frame:
    text = REVIEW.replace('file = "frame.csv"', f'file = "{source.name}"\n{settings}').replace(
        "deep dive", kind
    )
    review, _ = read_small(root, review=text)
    if source != review.frame.path:
        shutil.copyfile(source, review.frame.path)
    frame = read_frame(review, KEY)
    assert not frame.problems.stops(), frame.problems
    report = frame.report
    assert report.received == report.used + report.held + report.refused and report.used == len(frame.table)
    assert list(frame.table.columns[:2]) == list(COLUMNS[:2])
    assert not {"child_id", "date_of_birth", "worker", "upn", "postcode", "name"} & set(frame.table.columns)
    return frame


def test_children_in_need_in_annex_a(tmp_path: Path, shared: Path) -> None:
    frame = frame_from(tmp_path, shared / ANNEX_A, 'source = "annex_a"\nlist = 6')
    assert len(frame.table) == 5
    assert set(frame.table["stage"]) == {"Child in need plan"}
    assert list(frame.table["primary_need"]).count("not in code list") == 1
    assert list(frame.table["age"]) == [26, 26, 26, 26, 22]
    assert frame.report.labels == {"primary_need": 1}
    assert frame.report.symbols == {"team": 5}
    lines = " ".join(frame.report.lines())
    assert "Annex A, list 6: 5 rows received, 5 used, 0 held, 0 refused." in lines
    assert "Labels not understood: primary_need 1." in lines and "14 headings understood." in lines


def test_referrals_in_annex_a(tmp_path: Path, shared: Path) -> None:
    frame = frame_from(tmp_path, shared / ANNEX_A, 'source = "annex_a"\nlist = 3', kind="threshold audit")
    assert frame.report.unit == "referral" and len(frame.table) == 6
    assert frame.table["child"].nunique() == 6 and "referral_id" in frame.crosswalk
    assert set(frame.table["referral_nfa"]) == {"no"}
    assert set(frame.table["referral_date"]) == {"2020-09-16"}


def test_child_protection_in_annex_a(tmp_path: Path, shared: Path) -> None:
    frame = frame_from(tmp_path, shared / ANNEX_A, 'source = "annex_a"\nlist = 7')
    assert len(frame.table) == 7 and not frame.report.labels
    assert set(frame.table["plan_category"]) == {"Physical abuse", "Emotional abuse"}
    assert set(frame.table["sex"]) == {"F", "M"}


@pytest.mark.parametrize("number", range(1, 11))
def test_every_list_of_children_can_be_a_frame(tmp_path: Path, shared: Path, number: int) -> None:
    frame = frame_from(tmp_path, shared / ANNEX_A, f'source = "annex_a"\nlist = {number}')
    assert 5 <= len(frame.table) <= 7


def test_the_whole_workbook(shared: Path) -> None:
    path, problems = shared / ANNEX_A, Problems()
    tables = read_annex_a_workbook(path, problems)
    assert list(tables) == list(range(1, 12)) and not problems
    reports = report_annex_a(tables, date(2025, 12, 31), {}, problems, path)
    rows = [report.received for report in reports.values()]
    assert rows == [5, 5, 6, 5, 5, 5, 7, 5, 6, 5, 5] == [report.used for report in reports.values()]
    assert [report.labels for report in reports.values() if report.labels] == [
        {"support_needed": 5},  # "CS Assessment Updated"
        {"primary_need": 1},
    ]
    # born after a plan, after coming into care, after being adopted
    assert [(problem.rule, problem.sheet, problem.cell) for problem in problems] == [
        ("D07", "List 7", "D8"),
        ("D07", "List 8", "D5"),
        ("D07", "List 10", "E5"),
    ]
    assert reports[8].symbols == {} and reports[10].families == 5


def annex_a_spec(shared: Path) -> dict[str, Any]:
    text = (shared / "specs" / "annex_a.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


CODE_SETS = {
    "gender": "sex",
    "yes_no_unknown": "yes_no",
    "contact_referral_source": "referral_source",
    "reason_for_closure": "closure_reason",
    "case_status": "stage",
    "category_of_abuse": "plan_category",
    "reason_ceased_cla": "care_end_reason",
    "eligibility_category": "eligibility",
    "la_in_touch": "in_touch",
    "type_of_accommodation": "accommodation",
    "activity_status": "activity",
    "reason_no_longer_adoption": "adoption_reversed",
    "reason_left_adoption": "adopter_left",
}


def test_every_code_of_annex_a_is_understood(shared: Path) -> None:
    sets = annex_a_spec(shared)["code_sets"]
    del sets["la_of_placement_non_la"]  # stands among the names of authorities: text, not codes
    for name, entries in sets.items():
        for entry in entries:
            bare = entry["value"].split(") ", 1)[-1]
            for text in (entry["value"], bare, bare.upper(), bare.lower(), f" {bare}\u00a0", entry.get("code", bare)):
                assert label_of(CODE_SETS.get(name, name), cell(text)), (name, text)


@pytest.mark.parametrize("spelt", ["name", "header_in_2024_sample"])
def test_every_heading_of_annex_a_is_understood(shared: Path, tmp_path: Path, spelt: str) -> None:
    book = Workbook()
    lists = annex_a_spec(shared)["lists"]
    for entry in lists:
        sheet = book.create_sheet(entry["sheet"])
        sheet.append([column.get(spelt, column["name"]) for column in entry["columns"]])
        sheet.append(["1"] * len(entry["columns"]))
    book.save(tmp_path / "annex.xlsx")
    tables = read_annex_a_workbook(tmp_path / "annex.xlsx", problems := Problems())
    assert not problems and len(tables) == 11
    for entry in lists:
        raw = tables[entry["list"]]
        assert raw.matched == len(entry["columns"]) and not raw.unread and not raw.absent
        dates = {raw.letters[name] for name in raw.table.columns if name in raw.letters and is_date(name)}
        assert dates == {letters(at) for at, column in enumerate(entry["columns"]) if column["type"] == "date"}


def test_a_sheet_by_its_title_with_a_title_above_and_drifted_headings(tmp_path: Path, shared: Path) -> None:
    book = load_workbook(shared / ANNEX_A)
    sheet = book["List 6"]
    sheet.title = "Children in NEED"
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Extract for inspection"
    sheet["E3"], sheet["G3"], sheet["N3"] = "Age of  Child\u00a0(years)", "cin start  date ", "Shoe size"
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    frame = frame_from(tmp_path / "w", changed, 'source = "annex_a"\nlist = 6')
    assert len(frame.table) == 5 and frame.report.unread == ("N",)
    assert frame.table["cin_start"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


def test_the_census(tmp_path: Path, shared: Path) -> None:
    source = shared / CENSUS / "fake_CIN_data.xml"
    frame = frame_from(tmp_path, source, 'source = "cin_census"')
    text = source.read_text(encoding="utf-8")
    assert frame.report.received == text.count("<Child>") == 332
    assert frame.table["episodes"].astype(int).sum() == text.count("<CINdetails>") == 402
    assert set(frame.table["sex"]) == {"F", "M", "X", "unknown"}
    assert not set(frame.report.unread) and not frame.report.labels
    assert frame.table["referral_date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    known = frame.crosswalk.set_index("child_id")
    case = known.loc["RND000824303014", "case_id"]
    latest = frame.table.set_index("case_id").loc[case]
    assert (
        latest["referral_date"] == "2017-10-22" and latest["episodes"] == "2" and latest["closure_date"] == ""
    )


@pytest.mark.parametrize(("name", "rows"), [("CIN_Census_2021.xml", 1), ("CIN_Census_2024.xml", 2)])
def test_other_census_years(tmp_path: Path, shared: Path, name: str, rows: int) -> None:
    frame = frame_from(tmp_path, shared / CENSUS / name, 'source = "cin_census"')
    assert len(frame.table) == rows
    assert frame.table["disability"][0] == "yes"
    assert frame.table["plan_category"][0] == "Physical abuse"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<Message>", '<!DOCTYPE Message [<!ENTITY x "y">]><Message>', "F10"),
        ("<Message>", '<!DOCTYPE Message SYSTEM "file:///etc/hostname"><Message>', "F10"),
        ("</Message>", "", "F07"),
        ("<Child>", "<Kind>", "F07"),
    ],
)
def test_a_census_that_is_refused(tmp_path: Path, shared: Path, old: str, new: str, rule: str) -> None:
    text = (shared / CENSUS / "CIN_Census_2021.xml").read_text(encoding="utf-8").replace(old, new)
    text = text.replace("</Child>", "</Kind>") if new == "<Kind>" else text
    review, _ = read_small(
        tmp_path, review=REVIEW.replace('"frame.csv"', '"census.xml"\nsource = "cin_census"')
    )
    review.frame.path.write_text(text, encoding="utf-8")
    frame = read_frame(review, KEY)
    assert [problem.rule for problem in frame.problems] == [rule] and frame.table.empty
