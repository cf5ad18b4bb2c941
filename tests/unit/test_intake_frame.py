"""Frames: every row used, held or refused; nothing by which a child is known in the table; nothing guessed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from scrutiny_lib.intake.frame import COLUMNS, Frame, read_frame
from scrutiny_lib.intake.pseudonyms import pseudonym
from tests.reading_room import FRAME, KEY, REVIEW, frame_of, read_small

HEAD = "child_id,date_of_birth,sex,stage,referral_date\n"


def rules(frame: Frame) -> list[str]:
    return [problem.rule for problem in frame.problems]


def adds_up(frame: Frame) -> bool:
    report = frame.report
    return report.received == report.used + report.held + report.refused and report.used == len(frame.table)


def with_frame(more: str) -> str:
    return REVIEW.replace('file = "frame.csv"\n', f'file = "frame.csv"\n{more}\n')


def test_a_small_frame_by_eye(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, FRAME)
    assert not frame.problems and adds_up(frame)
    table = frame.table
    assert list(table.columns) == [*COLUMNS, "ethnicity", "stage", "referral_date"]
    assert list(table["case_id"]) == [pseudonym(KEY, child) for child in ("0012", "0013", "0014")]
    assert list(table["family_id"]) == [pseudonym(KEY, family, "F") for family in ("90", "90", "91")]
    assert list(table["age"].astype(object).where(table["age"].notna(), None)) == [13, 17, None]
    assert list(table["age_band"]) == ["11-15", "16-17", "not known"]
    assert list(table["sex"]) == ["F", "M", "unknown"]
    assert list(table["ethnicity"]) == ["White British", "White British", ""]
    assert list(table["referral_date"]) == ["2025-10-01", "2025-03-02", "2025-08-05"]
    assert list(frame.crosswalk.columns) == ["case_id", "child_id", "date_of_birth"]
    assert list(frame.crosswalk["child_id"]) == ["0012", "0013", "0014"]


def test_nothing_by_which_a_child_is_known_is_in_the_table(tmp_path: Path) -> None:
    text = (
        "Child ID,Name,Surname,DOB,NHS No,UPN,Postcode,agency_id_police,Social Worker,Year group,School name\n"
        "7,Jo,Bloggs,01/02/2014,943 476 5919,H801200001001,PO1 1AA,NICHE9,A Worker,6,Hill\n"
    )
    frame = frame_of(tmp_path, text)
    assert list(frame.table.columns) == [*COLUMNS, "year_group"]
    assert frame.report.unread == ("K",) and frame.report.kept == ("J",)
    row = frame.crosswalk.to_dict("records")[0]
    assert row["name"] == "Jo" and row["last_name"] == "Bloggs" and row["agency_id_police"] == "NICHE9"
    assert set(row) == {"case_id", "child_id", "name", "last_name", "date_of_birth", "agency_id_police"}


def test_every_row_is_used_held_or_refused(tmp_path: Path) -> None:
    rows = [
        "1,01/01/2015,F,plan,01/10/2025",
        "1,01/01/2015,F,plan,01/10/2025",  # exactly the same
        "1,01/01/2015,F,in need,01/10/2025",  # known twice
        ",01/01/2015,F,plan,01/10/2025",  # no id
        "-,01/01/2015,F,plan,01/10/2025",  # no id either
        "9.43477E+09,01/01/2015,F,plan,01/10/2025",  # digits lost
        "2,01/01/2015,F,plan,01/10/2025,surplus",  # too long
        ",,,,",  # blank: not a row
        "3.0,01/01/2015,F,plan,01/10/2025",
    ]
    frame = frame_of(tmp_path, HEAD + "\n".join(rows) + "\n")
    report = frame.report
    assert adds_up(frame)
    assert (report.received, report.used, report.held, report.refused) == (8, 2, 3, 3)
    assert (report.twice, report.too_long, report.broken_ids, report.without_id, report.repeats) == (
        1,
        1,
        1,
        2,
        1,
    )
    assert list(frame.crosswalk["child_id"]) == ["1", "3"]
    assert {problem.rule: problem.cell for problem in frame.problems} == {
        "I01": "A5, A6",
        "S10": "A8",
        "I08": "A7",
        "I04": "A3",
        "I13": "A4",
    }
    assert any("children known twice" in line for line in report.lines())


def test_a_threshold_audit_is_about_referrals(tmp_path: Path) -> None:
    text = "referral_id,child_id,sex\nR1,7,F\nR2,7,F\nR2,7,M\n,8,F\n"
    frame = frame_of(tmp_path, text, REVIEW.replace("deep dive", "threshold audit"))
    assert adds_up(frame) and frame.report.unit == "referral"
    assert list(frame.table["case_id"]) == [pseudonym(KEY, "R1"), pseudonym(KEY, "R2")]
    assert list(frame.table["child"]) == [pseudonym(KEY, "7")] * 2
    assert list(frame.crosswalk["referral_id"]) == ["R1", "R2"]
    again = frame_of(tmp_path, text)
    assert again.report.unit == "child" and again.report.twice == 2 and "child" not in again.table
    assert "referral_id" not in again.table


def test_one_referral_id_beside_several_children_is_held(tmp_path: Path) -> None:
    """Two children of one family under one referral id: nobody is guessed, and nothing is lost from sight."""
    review = REVIEW.replace('kind = "deep dive"', 'kind = "threshold audit"')
    text = "referral_id,child_id,sex\nR1,7,F\nR2,8,F\nR2,9,M\nR3,8,F\n"
    frame = frame_of(tmp_path, text, review)
    assert adds_up(frame) and (frame.report.used, frame.report.held) == (2, 2)
    assert list(frame.crosswalk["referral_id"]) == ["R1", "R3"]
    assert rules(frame).count("I13") == 1
    assert any("several children" in line for line in frame.report.lines())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("31/02/2025", "D01"),
        ("02/13/2025", "D04"),
        ("01/01/1900", "D11"),
        ("TBC", "D16"),
        ("1/2/25", "D16"),
    ],
)
def test_a_bad_date_is_lost_and_the_child_is_not(tmp_path: Path, text: str, rule: str) -> None:
    frame = frame_of(tmp_path, f"{HEAD}1,01/01/2015,F,plan,{text}\n2,{text},F,plan,2025-10-01\n")
    assert rules(frame) == [rule, rule] and {problem.act for problem in frame.problems} == {"HOLD"}
    assert [problem.cell for problem in frame.problems] == ["B3", "E2"]
    assert frame.report.dates == {"date_of_birth": 1, "referral_date": 1}
    assert list(frame.table["referral_date"]) == ["", "2025-10-01"]
    assert list(frame.table["age_band"]) == ["5-10", "not known"]
    assert text not in str(frame.problems) + "".join(frame.report.lines())


def test_dates_of_birth(tmp_path: Path) -> None:
    text = (
        "child_id,date_of_birth,expected_date_of_birth,age\n"
        "1,2026-01-01,,\n"  # after the day looked at
        "2,,2026-02-01,\n"  # unborn
        "3,2025-12-31,2026-01-10,\n"  # born that day
        "4,,,6.138\n"  # the file's own age
        "5,TBC,,6\n"  # never replaced by a guess
    )
    frame = frame_of(tmp_path, text)
    assert list(frame.table["age_band"]) == ["not known", "unborn", "0-4", "5-10", "not known"]
    assert rules(frame) == ["D16", "D07"]
    assert frame.report.ages_given == 1 and frame.report.ages_unknown == 2 and frame.report.unborn == 1


def test_symbols_are_not_blanks(tmp_path: Path) -> None:
    text = f"{HEAD}1,u,F,#N/A,\n2,,-,c,z\n3,,,,#n/a\n"
    frame = frame_of(tmp_path, text)
    assert list(frame.table["stage"]) == ["[x]", "c", ""]
    assert list(frame.table["referral_date"]) == ["", "[z]", "[x]"]
    assert list(frame.table["sex"]) == ["F", "unknown", "unknown"]
    assert frame.report.symbols == {"date_of_birth": 1, "sex": 1, "stage": 1, "referral_date": 2}
    assert not frame.problems


def test_labels_not_understood_are_counted(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, f"{HEAD}1,,girl,plan,\n2,,b) Female,plan,\n3,,d) Neither,plan,\n")
    assert list(frame.table["sex"]) == ["unknown", "F", "X"]
    assert frame.report.labels == {"sex": 1}
    assert "Labels not understood: sex 1." in frame.report.lines()


def test_numbers_that_fail_their_check_are_not_used_for_linking(tmp_path: Path) -> None:
    text = "child_id,nhs_number,upn\n1,9434765919.0,H801200001001\n2,9434765918,A801200001001\n"
    frame = frame_of(tmp_path, text)
    assert rules(frame) == ["I06", "I09"] and adds_up(frame) and frame.report.used == 2
    assert frame.report.ids == {"nhs_number": 2, "upn": 1}
    cells = frame.report.cells
    assert (cells["nhs_number"].filled, cells["nhs_number"].lost, cells["upn"].lost) == (1, 1, 1)
    assert list(frame.crosswalk.columns) == ["case_id", "child_id"]


def test_their_headings_and_titles_above_them(tmp_path: Path) -> None:
    text = "Extract of cases,,\n,,\nOur Ref,Born,Where\n5,1/2/2015,North\n"
    review = with_frame('[frame.columns]\nchild_id = "Our ref"\ndate_of_birth = "Born"\nlocality = "where"')
    frame = frame_of(tmp_path, text, review)
    assert not frame.problems and list(frame.table["locality"]) == ["North"]
    assert list(frame.table["age"]) == [10]


@pytest.mark.parametrize(
    ("head", "rule", "says"),
    [
        ("name,sex", "S09", "child_id"),
        ("child_id,Sex,GENDER", "S12", "Columns B and C"),
        ("child_id,Shoe size,shoe  SIZE", "S12", "Columns B and C"),
        ("child_id;sex", "T04", "semicolons"),
        ("child_id\tsex", "T04", "tabs"),
    ],
)
def test_headings_that_are_refused(tmp_path: Path, head: str, rule: str, says: str) -> None:
    frame = frame_of(tmp_path, f"{head}\n1{head[8:9] or ','}2\n")
    assert rules(frame) == [rule] and frame.problems.stops() and says in str(frame.problems)
    assert frame.table.empty and list(frame.table.columns) == list(COLUMNS) and frame.report.received == 0


def test_a_renamed_heading_that_is_not_there(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, FRAME, with_frame('[frame.columns]\nlocality = "Area"'))
    assert rules(frame) == ["S09"] and frame.problems[0].column == "locality"


@pytest.mark.parametrize(
    ("data", "rules_", "stage"),
    [
        ("child_id,stage\n1,Zoë £5\n".encode("cp1252"), ["T01"], "Zoë £5"),
        ("child_id,stage\n1,Zoë\n".encode("utf-8-sig"), [], "Zoë"),
        ("child_id\tstage\n1\tZoë\n".encode("utf-16"), ["T03"], "Zoë"),
        (b"child_id,stage\n1,Z\x00o\x1be\n", ["T10"], "Zoe"),
        (b'child_id,stage\n1,"two\nlines,\xc2\xa0 one"\n', [], "two lines, one"),
        ("child_id,stage\n1,Zoe\u0308\n".encode(), [], "Zoë"),
        ("child_id\tstage\n1,2\tplan; x\n".encode("utf-16-be").join([b"\xfe\xff", b""]), ["T03"], "plan; x"),
        ("child_id,stage\n1,pl\ud83dan\n".encode("utf-8", "surrogatepass"), ["T10"], "plan"),
        (b"child_id,stage\r\n1,O'Neill 50% {x} S\\47 <b>\r\n", [], "O'Neill 50% {x} S\\47 <b>"),
    ],
)
def test_kinds_of_text(tmp_path: Path, data: bytes, rules_: list[str], stage: str) -> None:
    review, _ = read_small(tmp_path)
    review.frame.path.write_bytes(data)
    frame = read_frame(review, KEY)
    assert rules(frame) == rules_ and not frame.problems.stops()
    assert list(frame.table["stage"]) == [stage]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "F01"),
        (b"PK\x03\x04rest", "F07"),
        (b"\xd0\xcf\x11\xe0rest", "F07"),
        (b"\x80\x04\x95rest", "F07"),
        (b"<html><table>", "F07"),
        (b'child_id\n"open', "S10"),
        (b"child_id,x\n\x81\x8d,1\n", "T01"),
        (None, "F02"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, data: bytes | None, rule: str) -> None:
    review, _ = read_small(tmp_path)
    if data is None:
        review.frame.path.unlink()
    else:
        review.frame.path.write_bytes(data)
    frame = read_frame(review, KEY)
    assert rules(frame) == [rule] and frame.problems.stops()


def test_a_frame_without_a_single_row_to_use(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, HEAD)
    assert rules(frame) == ["I01"] and frame.problems.stops() and adds_up(frame)


def test_a_workbook_of_ones_own(tmp_path: Path) -> None:
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.append(["Notes"])
    sheet = book.create_sheet("Cases")
    sheet.append(["All cases"])
    sheet.append(["Child ID", "Stage"])
    sheet.append([12, "plan"])
    review, _ = read_small(tmp_path, review=REVIEW.replace("frame.csv", "frame.xlsx"))
    book.save(review.frame.path)
    frame = read_frame(review, KEY)
    assert not frame.problems and list(frame.crosswalk["child_id"]) == ["12"]
    book.create_sheet("Copy").append(["child_id"])
    book.save(review.frame.path)
    assert rules(read_frame(review, KEY)) == ["S02"]


def test_the_row_order_and_the_input_do_not_matter_to_a_code(tmp_path: Path) -> None:
    head, *rows = FRAME.splitlines()
    one = frame_of(tmp_path / "a", FRAME).table.set_index("case_id").sort_index()
    two = frame_of(tmp_path / "b", "\n".join([head, *reversed(rows)])).table.set_index("case_id").sort_index()
    assert one.equals(two)


def test_a_large_frame_is_read_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{number},01/01/2015,F,plan,01/10/2025\n" for number in range(20_000))
    frame = frame_of(tmp_path, HEAD + rows)
    assert frame.report.used == 20_000 and not frame.problems


def test_another_copy_of_the_frame_can_be_read(tmp_path: Path) -> None:
    review, _ = read_small(tmp_path)
    copy = tmp_path / "copy.csv"
    copy.write_text(FRAME, encoding="utf-8")
    review.frame.path.unlink()
    assert read_frame(review, KEY, copy).report.used == 3


def test_how_dates_are_written_is_counted(tmp_path: Path) -> None:
    rows = ["1,02/03/2025", "2,2025-03-02", "3,45718", "4,2025-03-02T23:30:00Z", "5,2.3.2025 10:00", "6,TBC"]
    report = frame_of(tmp_path, "child_id,referral_date\n" + "\n".join(rows) + "\n").report
    assert report.forms == {form: {"referral_date": n} for form, n in (("day first", 2), ("number", 1), ("zone", 1))}
    assert "Dates read day first: referral_date 2." in report.lines()


def test_two_rows_of_headings_are_refused(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, "child_id,Date,,stage\n,of birth,of referral,\n1,01/02/2014,01/02/2025,plan\n")
    assert rules(frame) == ["S06"] and frame.problems.stops() and frame.table.empty
    one = frame_of(tmp_path / "b", "child_id,,stage\n1,a,plan\n")
    assert not one.problems and one.report.unread == ("B",)


def test_letters_are_symbols_among_numbers_only(tmp_path: Path) -> None:
    text = "child_id,times_missing,stage,absences\n1,0,c,3\n2,c,z,\n3,,x,[C]\n4,k,plan,:\n"
    frame = frame_of(tmp_path, text)
    assert list(frame.table["times_missing"]) == ["0", "[c]", "", "[k]"]
    assert list(frame.table["stage"]) == ["c", "z", "x", "plan"]
    assert list(frame.table["absences"]) == ["3", "", "[c]", "[x]"]
    assert frame.report.symbols == {"times_missing": 2, "absences": 2}
    assert frame.report.columns().set_index("column").loc["times_missing"].tolist() == [1, 1, 2, 0, 0]


def test_headings_understood_otherwise_are_logged(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, "CHILD\u00a0 Id ,D.O.B.,Gender,stage\n1,01/02/2014,F,plan\n")
    assert not frame.problems and frame.report.renamed == {"A": "child_id", "B": "date_of_birth", "C": "sex"}
    assert "Headings spelt in another way: A as child_id, B as date_of_birth, C as sex." in frame.report.lines()


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, child in (("2024", "1"), ("2025", "2")):
        sheet = book.create_sheet(name)
        sheet.append(["Child ID"])
        sheet.append([child])
    for chosen, children in (('sheet = "2025"', ["2"]), ("", None), ('sheet = "2026"', None)):
        review = REVIEW.replace('file = "frame.csv"', f'file = "frame.xlsx"\n{chosen}')
        read, _ = read_small(tmp_path / (chosen[-5:-1] or "none"), review=review)
        book.save(read.frame.path)
        frame = read_frame(read, KEY)
        if children is None:
            assert rules(frame) == ["S01" if chosen else "S02"] and "sheet" in frame.problems[0].cure
        else:
            assert list(frame.crosswalk["child_id"]) == children


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Cases, October 2025\n\nchild_id;sex;stage\n1;F;a\n2;M;b\n", "T04"),
        ('child_id,note\n1,"a; b; c; d; e"\n', ""),
        ("child_id\n1\n2\n", ""),
    ],
)
def test_the_separator_is_told_by_more_than_the_title(tmp_path: Path, text: str, rule: str) -> None:
    assert rules(frame_of(tmp_path, text)) == ([rule] if rule else [])


DIRTY = {
    "child_id": st.sampled_from(["1", "2", "3", "4", "0005", "6.0", "", "-", "9.43E+09", "#N/A", "７"]),
    "date_of_birth": st.sampled_from(["01/02/2015", "2015-02-01", "31/02/2015", "02/13/2015", "", "TBC", "u", "45000"]),
    "sex": st.sampled_from(["F", "b) Female", "girl", "", "x", "-", "0"]),
    "ethnicity": st.sampled_from(["WBRI", "a) WBRI", "ZZZZ", "", "#N/A", "White"]),
    "referral_date": st.sampled_from(["01/10/2025", "2025-10-02T10:00:00Z", "", "Sept 24", "[c]"]),
    "family_id": st.sampled_from(["", "F1", "F2", "1 High Street", "-"]),
    "nhs_number": st.sampled_from(["", "9434765919", "9434765918", "9434765919.0"]),
    "times": st.sampled_from(["0", "1", "c", "", "-"]),
}


@settings(max_examples=50)
@given(st.lists(st.fixed_dictionaries(DIRTY), max_size=12), st.sampled_from(["", ",surplus"]))
def test_whatever_is_in_a_table_everything_is_accounted_for(rows: list[dict[str, str]], more: str) -> None:
    lines = [",".join(DIRTY), *(",".join(row.values()) + more * (at % 3 == 0) for at, row in enumerate(rows))]
    with TemporaryDirectory() as folder:
        frame = frame_of(Path(folder), "\n".join(lines) + "\n")
    assert adds_up(frame)
    filled = [row for at, row in enumerate(rows) if any(row.values()) or (more and at % 3 == 0)]
    assert frame.report.received == len(filled)
    assert frame.table["case_id"].is_unique and len(frame.crosswalk) == len(frame.table)
    assert all(sum(counts[:5]) == frame.report.used for counts in frame.report.cells.values())
    said = str(frame.problems) + "".join(frame.report.lines())
    assert not any(value in said for value in ("ZZZZ", "girl", "TBC", "9434765919", "High Street", "31/02"))
