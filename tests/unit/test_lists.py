"""Identification lists: each agency's own, restricted, logged, and nothing of them anywhere else."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from scrutiny_lib.audit.lists import write_lists
from scrutiny_lib.audit.packs import write_packs
from scrutiny_lib.errors import Refused
from tests.audit_room import AGENCIES, CHILDREN, DRAWN, REVIEW, TEMPLATE
from tests.unit.test_packs import LATER

CROSSWALK = pd.DataFrame(
    {
        "case_id": [*CHILDREN, "C-DDDD4444"],
        "child_id": ["900001", "900002", "900003", "900004"],
        "first_name": ["Zoë", "Ayaan", "Mia", "Noah"],
        "last_name": ["Invented", "Madeup", "Fictional", "Notreal"],
        "date_of_birth": ["2011-02-03", "2014-05-06", "", "2016-01-01"],
        "expected_date_of_birth": ["", "", "2026-03-01", ""],
        "agency_id_police": ["P/0012", "", "P/0014", "P/0015"],
        "parent_1": ["Canaryparent One", "Canaryparent Two", "", "Canaryparent Four"],
        "parent_2": ["Canaryparent Else", None, "", ""],
    }
)


def rows(path: Path) -> list[tuple[Any, ...]]:
    """The children of a list, below its headings."""
    page = list(load_workbook(path)["Children"].values)
    return page[page.index(next(row for row in page if row[0] == "Case id")) :]


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "log.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_identification_list_is_restricted_and_has_only_that_agency_s_ids(tmp_path: Path) -> None:
    paths = write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    text = " ".join(str(row[0]) for row in load_workbook(paths[0])["Children"].values)
    assert text.startswith("RESTRICTED: names children. For the auditor at Police only.")
    assert "never together with the audit workbook" in text and "by 31 December 2026 at the latest" in text
    assert rows(paths[0]) == [
        ("Case id", "Your own id", "Name", "Date of birth"),
        ("C-AAAA1111", "P/0012", "Zoë Invented", "2011-02-03"),
        ("C-BBBB2222", None, "Ayaan Madeup", "2014-05-06"),
        ("C-CCCC3333", "P/0014", "Mia Fictional", "expected 2026-03-01"),
    ]
    assert rows(paths[1])[1][1] is None


def test_only_services_for_adults_are_told_who_the_parents_are(tmp_path: Path) -> None:
    paths = write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES, for_adults=["health"])
    assert [row[4] for row in rows(paths[2])] == [
        "Parents and carers", "Canaryparent One; Canaryparent Else", "Canaryparent Two", None,
    ]  # fmt: skip
    assert all(len(row) == 4 for path in paths[:2] for row in rows(path))
    without = CROSSWALK.drop(columns=["parent_1", "parent_2"])
    assert len(rows(write_lists(tmp_path / "b", REVIEW, DRAWN, without, AGENCIES, for_adults=["health"])[2])[0]) == 4
    one = write_lists(tmp_path / "c", REVIEW, DRAWN, without.assign(parents="Sam"), AGENCIES, for_adults=["health"])
    assert rows(one[2])[1][4] == "Sam"


def test_a_list_of_referrals_says_which_referral(tmp_path: Path) -> None:
    drawn = DRAWN.assign(
        child=["C-1", "C-1", "C-2", "C-3"], referral_date=["2025-07-01", "2025-08-02", "", "2025-09-01"]
    )
    page = rows(write_lists(tmp_path, REVIEW, drawn, CROSSWALK, AGENCIES)[0])
    assert [row[4] or "" for row in page] == ["Date of referral", "2025-07-01", "2025-08-02", ""]


def test_the_log_says_what_was_written_and_names_nobody(tmp_path: Path) -> None:
    paths = write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    first = log(tmp_path)[0]
    assert first == {
        "agency": "police", "file": "2025-26-q3-neglect-police-list.xlsx", "children": "3",
        "sha256": hashlib.sha256(paths[0].read_bytes()).hexdigest(), "sent_on": "", "sent_by": "", "destroyed_on": "",
    }  # fmt: skip
    assert len(log(tmp_path)) == 3 and not holds_a_name((tmp_path / "log.csv").read_text(encoding="utf-8"))


def test_what_somebody_typed_into_the_log_is_never_lost(tmp_path: Path) -> None:
    write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    path = tmp_path / "log.csv"
    # as Excel saves it: another encoding, Windows line ends, a column of their own
    typed = path.read_text(encoding="utf-8").replace(",sent_by,destroyed_on", ",sent_by,destroyed_on,note", 1)
    typed = typed.replace(",,,\n", ",06/10/2025,Renée,,by courier\n", 1).replace("\n", "\r\n")
    path.write_bytes(typed.encode("cp1252"))
    write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    kept = log(tmp_path)
    assert len(kept) == 3
    assert [kept[0][name] for name in ("sent_on", "sent_by", "note")] == ["06/10/2025", "Renée", "by courier"]

    changed = CROSSWALK.assign(agency_id_police=["P/9", "", "P/0014", "P/0015"])
    write_lists(tmp_path, REVIEW, DRAWN, changed, AGENCIES)
    grown = log(tmp_path)
    assert grown[:3] == kept and len(grown) == 4
    assert grown[3]["agency"] == "police" and grown[3]["sent_on"] == "" and grown[3]["sha256"] != kept[0]["sha256"]
    write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    assert [line["sha256"] for line in log(tmp_path)][::4] == [kept[0]["sha256"]] * 2


@pytest.mark.parametrize("broken", ["who;what\n", "who,what\nme,this\n", ""])
def test_a_log_that_cannot_be_read_stops_before_anything_is_written(tmp_path: Path, broken: str) -> None:
    (tmp_path / "log.csv").write_text(broken, encoding="utf-8")
    with pytest.raises(Refused, match=r"log\.csv"):
        write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
    assert (tmp_path / "log.csv").read_text(encoding="utf-8") == broken


def test_later_children_have_a_list_of_their_own(tmp_path: Path) -> None:
    first = write_lists(tmp_path / "first", REVIEW, DRAWN.assign(part=1), CROSSWALK, AGENCIES)
    paths = write_lists(tmp_path / "later", REVIEW, LATER, CROSSWALK, AGENCIES)
    assert [path.name for path in paths[:2]] == [
        "2025-26-q3-neglect-police-list.xlsx", "2025-26-q3-neglect-police-part-2-list.xlsx",
    ]  # fmt: skip
    assert [path.read_bytes() for path in paths[::2]] == [path.read_bytes() for path in first]
    assert [row[0] for row in rows(paths[1])] == ["Case id", "C-DDDD4444"]
    assert [line["children"] for line in log(tmp_path / "later")] == ["3", "1"] * 3


def test_lists_of_a_part_that_is_gone_are_removed_and_their_lines_stay(tmp_path: Path) -> None:
    write_lists(tmp_path, REVIEW, LATER, CROSSWALK, AGENCIES)
    before = log(tmp_path)
    write_lists(tmp_path, REVIEW, DRAWN, CROSSWALK, AGENCIES)
    assert not list(tmp_path.glob("*part*")) and len(list(tmp_path.glob("*-list.xlsx"))) == 3
    assert log(tmp_path)[: len(before)] == before


def test_no_pack_no_log_and_no_file_name_holds_anything_of_a_list(tmp_path: Path) -> None:
    lists = write_lists(tmp_path / "lists", REVIEW, LATER, CROSSWALK, AGENCIES, for_adults=list(AGENCIES))
    packs = write_packs(tmp_path / "packs", REVIEW, TEMPLATE, LATER, AGENCIES)
    for path in packs:
        with zipfile.ZipFile(path) as package:
            text = "".join(package.read(part).decode("utf-8", "ignore") for part in package.namelist())
        assert not holds_a_name(text) and "C-EEEE5555" not in text
    assert not holds_a_name(" ".join(path.name for path in (*packs, *lists)))
    with zipfile.ZipFile(lists[0]) as package:  # the check would see one
        assert holds_a_name(package.read("xl/sharedStrings.xml").decode())


def holds_a_name(text: str) -> bool:
    values = (value for column in CROSSWALK.columns.drop("case_id") for value in CROSSWALK[column] if value)
    return any(value in text for value in values if isinstance(value, str))
