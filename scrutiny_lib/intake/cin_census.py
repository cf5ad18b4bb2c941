"""A frame from a children in need census file: one row for each child, with the latest episode.

The parser refuses document types and entities, so that a file cannot make it read another or grow without
end, and forgets each child once read. Census years differ: ``GenderCurrent`` to 2023-24, ``Sex`` after;
elements of no year known here are counted as not understood and not carried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.codes import label_column
from scrutiny_lib.intake.columns import CHILD
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, refusal
from scrutiny_lib.intake.text import cell

MAX_BYTES = 200_000_000

_OF_CHILD = {
    "LAchildID": CHILD,
    "UPN": "upn",
    "PersonBirthDate": "date_of_birth",
    "ExpectedPersonBirthDate": "expected_date_of_birth",
    "GenderCurrent": "sex",
    "Sex": "sex",
    "Ethnicity": "ethnicity",
}
_OF_EPISODE = {
    "CINreferralDate": "referral_date",
    "ReferralSource": "referral_source",
    "PrimaryNeedCode": "primary_need",
    "CINclosureDate": "closure_date",
    "ReasonForClosure": "closure_reason",
    "ReferralNFA": "referral_nfa",
    "DateOfInitialCPC": "conference_date",
}
_LATEST = {
    "Assessments": {
        "AssessmentActualStartDate": "assessment_start",
        "AssessmentAuthorisationDate": "assessment_end",
    },
    "CINPlanDates": {"CINPlanStartDate": "cin_start", "CINPlanEndDate": "cin_end"},
    "Section47": {"S47ActualStartDate": "strategy_discussion", "DateOfInitialCPC": "conference_date"},
    "ChildProtectionPlans": {
        "CPPstartDate": "plan_start",
        "CPPendDate": "plan_end",
        "LatestCategoryOfAbuse": "plan_category",
        "NumberOfPreviousCPP": "previous_plans",
    },
}
"""Of each of these the one that began last is read; its first element is the date on which it began."""

_READ = {*_OF_CHILD, *_OF_EPISODE, *(name for names in _LATEST.values() for name in names), "Disability"}
_LEFT_OUT = {
    *("Child", *_LATEST),
    *("ChildIdentifiers", "ChildCharacteristics", "CINdetails", "Disabilities"),
    *(
        "FormerUPN",
        "UPNunknown",
        "PersonDeathDate",
        "AssessmentInternalReviewDate",
        "FactorsIdentifiedAtAssessment",
    ),
    *(
        "AssessmentFactors",
        "InitialCPCtarget",
        "ICPCnotRequired",
        "InitialCategoryOfAbuse",
        "Reviews",
        "CPPreviewDate",
    ),
}
_CODES = {
    "ethnicity": "ethnicity",
    "referral_source": "referral_source",
    "primary_need": "primary_need",
    "closure_reason": "closure_reason",
    "referral_nfa": "yes_no",
    "plan_category": "plan_category",
}
_COLUMNS = tuple(
    dict.fromkeys(
        [
            *_OF_CHILD.values(),
            "disability",
            "episodes",
            *_OF_EPISODE.values(),
            *(name for names in _LATEST.values() for name in names.values()),
        ]
    )
)


def read_cin_census(path: Path, problems: Problems) -> RawTable | None:
    """Read a census file; ``None`` when it has to be refused (F01, F02, F07, F10, F15, F16).

    A child's row carries the episode with the latest referral date, and of its assessments, plans and section
    47 enquiries the one that began last. Codes come back as words; ``disability`` is ``yes`` when any is
    coded, and ``episodes`` says how many the child has."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal("F15", "The file is larger than 200 MB.", "Split it by child.", path.name)
        with path.open("rb") as file:
            return _read(file, path.name)
    except Refused as refused:
        problems.extend(refused.problems)
    except FileNotFoundError:
        cure = f"Put it into the folder '{path.parent.name}', or correct its name in review.toml."
        problems.add("F02", "The file is not there.", cure, file=path.name, act="REJECT")
    except OSError:
        cure = "Close it elsewhere and run again."
        problems.add("F16", "The file cannot be opened.", cure, file=path.name, act="REJECT")
    except DefusedXmlException:
        fact = "The file contains forbidden XML (a document type or entity)."
        cure = "Make the extract again; do not open this one."
        problems.add("F10", fact, cure, file=path.name, act="REJECT")
    except ParseError as error:
        line, column = error.position
        fact = "The file is not whole XML: it breaks here."
        place = f"line {line}, column {column + 1}"
        problems.add("F07", fact, "Make the extract again.", file=path.name, cell=place, act="REJECT")
    return None


def _read(file: IO[bytes], name: str) -> RawTable:
    if not file.read(64).strip():
        raise refusal("F01", "The file is empty.", "Make the extract again.", name)
    file.seek(0)
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for child in _children(file):
        rows.append(_row(child))
        seen.update(_name(element) for element in child.iter())
        child.clear()
    if not rows:
        cure = "Give a CIN census file (Message, Children, Child)."
        raise refusal("F07", "The file holds no children.", cure, name)
    if len(rows) > MAX_ROWS:
        raise refusal("F15", f"There are more than {MAX_ROWS:,} children.", "Split the file by child.", name)
    table = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str").fillna("")
    labels = {}
    for column, codes in _CODES.items():
        table[column], lost = label_column(table[column], codes)
        if lost:
            labels[column] = lost
    return RawTable(
        table=table,
        places=[f"child {number}" for number in range(1, len(rows) + 1)],
        matched=len(seen & _READ),
        unread=tuple(sorted(seen - _READ - _LEFT_OUT)),
        labels=labels,
    )


def _children(file: IO[bytes]) -> Iterator[Element]:
    for _, element in iterparse(file, events=("end",), forbid_dtd=True):
        if _name(element) == "Child":
            yield element


def _row(child: Element) -> dict[str, str]:
    parts = {name: _all(child, name) for name in ("ChildIdentifiers", "ChildCharacteristics", "CINdetails")}
    row: dict[str, str] = {}
    for part in (*parts["ChildIdentifiers"], *parts["ChildCharacteristics"]):
        row |= _texts(part, _OF_CHILD)
    disabilities = {_text(element) for element in child.iter() if _name(element) == "Disability"}
    row["disability"] = "yes" if disabilities - {"NONE", ""} else "no" if disabilities else ""
    row["episodes"] = str(len(parts["CINdetails"]))
    episode = _latest(parts["CINdetails"], "CINreferralDate")
    if episode is None:
        return row
    row |= _texts(episode, _OF_EPISODE)
    for group, names in _LATEST.items():
        latest = _latest(_all(episode, group), next(iter(names)))
        if latest is not None:
            row |= _texts(latest, names)
    return row


def _latest(elements: list[Element], start: str) -> Element | None:
    """The one with the latest ISO date in ``start``; of equal or undated ones the last in the file."""
    dated = [(_texts(element, {start: "start"}).get("start", ""), at) for at, element in enumerate(elements)]
    return elements[max(dated)[1]] if dated else None


def _texts(element: Element, names: dict[str, str]) -> dict[str, str]:
    """The text of the children of an element that have one of these names, under our names; blanks left
    out."""
    found = {names[_name(child)]: _text(child) for child in element if _name(child) in names}
    return {name: text for name, text in found.items() if text}


def _all(element: Element, name: str) -> list[Element]:
    return [child for child in element if _name(child) == name]


def _name(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return cell(element.text or "")
