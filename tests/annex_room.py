"""Annex A as a partnership hands it in: the headings of both editions, and a workbook with every kind of dirt seen.

Every child and adult in it is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

HEADINGS: dict[int, tuple[str, ...]] = {
    1: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Date of Contact",
        "Contact Source",
    ),
    2: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Assessment start date",
        "Assessment completion date",
        "Organisation completing assessment",
    ),
    3: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Date of referral",
        "Referral Source",
        "Referral NFA?",
        "Number of Referrals in Last 12 Months",
        "Allocated Team",
        "Allocated Worker",
    ),
    4: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Does the Child have a Disability",
        "Continuous Assessment Start Date",
        "Child Seen During Continuous Assessment",
        "Continuous Assessment Date of Authorisation",
        "Was the child assessed as requiring LA children's social care support?",
        "Allocated Team",
        "Allocated Worker",
    ),
    5: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Does the Child have a Disability",
        "Strategy discussion initiating Section 47 Enquiry Start Date",
        "Was an Initial Child Protection Conference deemed unnecessary?",
        "Date of Initial Child Protection Conference",
        "Did the Initial Child Protection Conference Result in a Child Protection Plan",
        "Number of Section 47 Enquiries in the last 12 months",
        "Number of ICPCs in the last 12 months",
        "Allocated Team",
        "Allocated Worker",
    ),
    6: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Does the Child have a Disability",
        "CIN Start Date",
        "Primary Need Code",
        "Date Child Was Last Seen",
        "CIN Closure Date",
        "Reason for Closure",
        "Case Status",
        "Allocated Team",
        "Allocated Worker",
    ),
    7: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Does the Child have a Disability",
        "Child Protection Plan Start Date",
        "Initial Category of Abuse",
        "Latest Category of Abuse",
        "Date of the Last Statutory Visit",
        "Was the Child Seen Alone?",
        "Date of latest review conference",
        "Child Protection Plan End Date",
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
        "Number of Previous Child Protection Plans",
        "Allocated Team",
        "Allocated Worker",
    ),
    8: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        "Does the Child have a Disability",
        "Date Started to be Looked After",
        "Child's Category of Need",
        "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
        "Start date of current legal status",
        "Child's Legal Status",
        "Date of Latest Statutory Review",
        "Date of Last Social Work Visit",
        "What is the permanence plan for this child?",
        "Date of Last IRO Visit / Contact to the Child",
        "Date of Last Health Assessment",
        "Date of Last Dental Check",
        "Number of Placements in the Last 12 months",
        "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After",
        "Start Date of Most Recent Placement",
        "Placement Type",
        "Placement Provider",
        "Placement postcode",
        "URN of Placement",
        "Placement Location",
        "LA of Placement",
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
        "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
        "Was the child offered a Return Interview after their last missing episode (Y/N)?",
        "Did the child accept a Return Interview after their last missing episode (Y/N)?",
        "Allocated Team",
        "Allocated Worker",
    ),
    9: (
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
        "Does the Child have a Disability",
        "Allocated Team",
        "Allocated Worker",
        "Allocated Personal Advisor",
        "Eligibility Category",
        "Latest Pathway Plan Review Date",
        "LA in Touch",
        "Latest Date of Contact",
        "Type of Accommodation",
        "Suitability of Accommodation",
        "Activity Status",
    ),
    10: (
        "Child Unique ID",
        "Family identifier",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Does the Child have a Disability",
        "Date the Child Entered Care",
        "Date of Decision that Child Should be Placed for Adoption",
        "Date of Placement Order",
        "Date of Matching Child and Prospective Adopters",
        "Date Placed for Adoption",
        "Date of Adoption Order",
        "Date of Decision that Child Should No Longer be Placed for Adoption",
        "Reason Why Child No Longer Placed for Adoption",
        "Date the child was placed for fostering in FFA or concurrent planning placement",
    ),
    11: (
        "Individual adopter identifier",
        "Family identifier",
        "Gender",
        "Ethnicity",
        "Disability",
        "Is the (prospective) adopter fostering for adoption?",
        "Date enquiry received",
        "Date Stage 1 started",
        "Date Stage 1 ended",
        "Date Stage 2 started",
        "Date Stage 2 ended",
        "Date application submitted",
        "Date application approved",
        "Date adopter matched with child(ren)",
        "Date child/children placed with adopter(s)",
        "No. of children placed",
        "Date of Adoption Order",
        "Date of leaving adoption process",
        "Reason for leaving adoption process",
    ),
}
"""By list, as the spec of 2024 words them."""

AGE = "Age of Child (Years)"
SPELT_IN_2024 = {
    AGE: "Age",
    "Date of referral": "Date of Referral",
    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": (
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))"
    ),
    "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months": (
        "Number of Episodes the Child has been \u2018Missing\u2019 from their Placement in the last 12 months"
    ),
    "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months": (
        "Number of Episodes the Child has been \u2018Absent\u2019 from their Placement in the last 12 months"
    ),
}
"""Lists 10 and 11 keep the age as it was."""

SINCE_2024 = (
    "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
    "Allocated Personal Advisor",
    "Latest Pathway Plan Review Date",
    "Latest Date of Contact",
)
"""Columns of list 9 that the edition before 2024 does not have."""

WORKER = "Canary\u00a0Workername"
"""A name of staff that must come out nowhere."""

_CELLS: dict[str, object] = {
    "Gender": "b) Female",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2014, 2, 3),
    AGE: 11,
    "Contact Source": "q) 6: Police",
    "Organisation completing assessment": "Northport Primary School",
    "Referral Source": "a) 1A: Individual",
    "Primary Need Code": "N1 - Abuse or Neglect",
    "Child's Category of Need": "N1 - Abuse or Neglect",
    "Reason for Closure": "RC7 - Services ceased for any other reason, including child no longer in need",
    "Case Status": "c) Child in need plan",
    "Initial Category of Abuse": "b) Physical abuse",
    "Latest Category of Abuse": "a) Neglect",
    "Child's Legal Status": "C2: FCO",
    "What is the permanence plan for this child?": "f) Long-term fostering",
    "Reason Ceased to be Looked After": "e) E4A: Returned home to live with parents or relatives - part of planning",
    "Placement Type": "f) U6: Foster placement - not FFA",
    "Placement Provider": "b) PR1: Own provision",
    "Placement postcode": "nope",
    "URN of Placement": "SC123456",
    "Placement Location": "a) In",
    "LA of Placement": "WAL - Child placed in Wales",
    "Allocated Team": "Team North",
    "Allocated Worker": WORKER,
    "Allocated Personal Advisor": WORKER,
    "Eligibility Category": "b) Former relevant child",
    "LA in Touch": "a) Yes",
    "Type of Accommodation": "U: Independent living",
    "Suitability of Accommodation": "a) Suitable",
    "Activity Status": "F2: Full time in education other than higher",
    "Family identifier": "F500",
    "Reason Why Child No Longer Placed for Adoption": "RD2 - The Court did not make a placement order",
    "Reason for leaving adoption process": "1 - Adopter withdrew from process",
    "No. of children placed": 1,
}


def headings_of(number: int, edition: str = "2024") -> list[str]:
    """The headings of one list as the files of that edition have them."""
    names = list(HEADINGS[number])
    if edition == "2024":
        return [SPELT_IN_2024.get(name, name) if number < 10 else name for name in names]
    names = [name for name in names if name not in SINCE_2024]
    return ["Date of Adoption Order " if name == "Date of Adoption Order" and number == 10 else name for name in names]


def cells_of(number: int, row: int, names: Sequence[str]) -> list[object]:
    """One clean row: the child (or adopter) of that number, and something fitting in each column."""
    plain = {spelt: name for name, spelt in SPELT_IN_2024.items()}
    cells: list[object] = []
    for name in (plain.get(name, name).strip() for name in names):
        if name in ("Child Unique ID", "Individual adopter identifier"):
            cells.append(str(1000 * number + row))
        elif name in _CELLS:
            cells.append(_CELLS[name])
        elif name.startswith(("Number", "No.")):
            cells.append(row)
        elif "date" in name.casefold():
            cells.append(date(2025, 10, row))
        else:
            cells.append("b) No")
    return cells


Sheets = dict[str, list[list[object]]]


def clean_sheets(edition: str = "2024", rows: int = 3) -> Sheets:
    """Every list, headings first, with so many clean rows."""
    found: Sheets = {}
    for number in HEADINGS:
        names = headings_of(number, edition)
        found[f"List {number}"] = [list(names), *(cells_of(number, row, names) for row in range(1, rows + 1))]
    return found


def put(sheets: Sheets, number: int, row: int, heading: str, value: object) -> None:
    """Another value in one cell (``row`` counts from 1 under the headings)."""
    sheet = sheets[f"List {number}"]
    sheet[row][sheet[0].index(heading)] = value


def write_annex_a(path: Path, sheets: Sheets) -> Path:
    """The workbook on disk: dates as dates, ``("=H2+5", 3)`` as a formula with the value it last showed and
    ``("=H2+5", None)`` as one that was never calculated."""
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        page.write_datetime(row, column, datetime(value.year, value.month, value.day), days)
                    elif isinstance(value, tuple):
                        page.write_formula(row, column, value[0], days, "" if value[1] is None else value[1])
                    elif value != "":
                        page.write(row, column, value)
    return path
