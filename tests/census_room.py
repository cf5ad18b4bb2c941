"""Messages of the children in need census, assembled for the tests. Every child in them is invented."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.cin_census import read_cin_census
from scrutiny_lib.intake.raw import RawTable

YEARS = range(2022, 2027)

HEADER = """<Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>\
<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>851</LEA>\
<SoftwareCode>invented</SoftwareCode><Release>1</Release><SerialNo>001</SerialNo>\
<DateTime>{year}-05-01T09:00:00</DateTime></Source></Header>"""


def tag(name: str, *inside: str) -> str:
    """One element; ``inside`` is text or further elements."""
    return f"<{name}>{''.join(inside)}</{name}>"


def message(year: int, *children: str, header: str | None = None) -> str:
    """A whole file of a census year."""
    head = HEADER.format(year=year) if header is None else header
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag("Message", head, tag("Children", *children))}\n'


def child(own: str = "A1", *episodes: str, year: int = 2026, **changed: str) -> str:
    """A child without a fault; ``changed`` are elements of its identifiers and characteristics, ``""`` for none.

    ``own`` is its id. Without episodes it has one, with nothing but what must be there."""
    sex = {"Sex": "F"} if year >= 2025 else {"GenderCurrent": "2"}
    texts = {"LAchildID": own, "PersonBirthDate": "2015-06-01", **sex, "Ethnicity": "WBRI", "Disability": "", **changed}
    order = ("LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate")
    names = [*order, "GenderCurrent", "Sex", "PersonDeathDate"]
    identifiers = [tag(name, texts[name]) for name in names if texts.get(name)]
    disabilities = [tag("Disability", code) for code in texts["Disability"].split()]
    return tag(
        "Child",
        tag("ChildIdentifiers", *identifiers),
        tag(
            "ChildCharacteristics",
            tag("Ethnicity", texts["Ethnicity"]) if texts["Ethnicity"] else "",
            tag("Disabilities", *disabilities) if disabilities else "",
        ),
        *(episodes or [episode(f"{year - 1}-05-01")]),
    )


def episode(referred: str = "2025-05-01", *groups: str, nfa: str = "0", **changed: str) -> str:
    """An episode without a fault; ``changed`` are its own elements, ``groups`` its assessments, plans and so on."""
    texts = {"CINreferralDate": referred, "ReferralSource": "1A", **changed}
    names = ("CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure")
    first = [tag(name, texts[name]) for name in (*names, "DateOfInitialCPC") if texts.get(name)]
    plans = [group for group in groups if group.startswith("<ChildProtectionPlans")]
    others = [group for group in groups if not group.startswith("<ChildProtectionPlans")]
    return tag("CINdetails", *first, *others, tag("ReferralNFA", nfa) if nfa else "", *plans)


def full_child(year: int) -> str:
    """A child that has every element of its census year, each group twice, the later one first in the file."""
    last, before = year - 1, year - 2
    factor = "24A" if year < 2025 else "18B"
    groups = []
    for began in (f"{last}-09", f"{last}-06"):
        groups.append(
            tag(
                "Assessments",
                tag("AssessmentActualStartDate", f"{began}-01"),
                tag("AssessmentInternalReviewDate", f"{began}-10"),
                tag("AssessmentAuthorisationDate", f"{began}-20"),
                tag("FactorsIdentifiedAtAssessment", tag("AssessmentFactors", "3B"), tag("AssessmentFactors", factor)),
            )
        )
    for began in (f"{last}-09", f"{last}-06"):
        groups.append(
            tag("CINPlanDates", tag("CINPlanStartDate", f"{began}-21"), tag("CINPlanEndDate", f"{began}-28"))
        )
    for began in (f"{last}-09", f"{last}-06"):
        groups.append(
            tag(
                "Section47",
                tag("S47ActualStartDate", f"{began}-02"),
                tag("InitialCPCtarget", f"{began}-23"),
                tag("DateOfInitialCPC", f"{began}-18"),
                tag("ICPCnotRequired", "0"),
            )
        )
    for began in (f"{last}-09", f"{last}-06"):
        groups.append(
            tag(
                "ChildProtectionPlans",
                tag("CPPstartDate", f"{began}-18"),
                tag("CPPendDate", f"{began}-29"),
                tag("InitialCategoryOfAbuse", "NEG"),
                tag("LatestCategoryOfAbuse", "EMO"),
                tag("NumberOfPreviousCPP", "1"),
                tag("Reviews", tag("CPPreviewDate", f"{began}-25"), tag("CPPreviewDate", f"{began}-22")),
            )
        )
    new = {"source": "5D", "reason": "RC9"} if year >= 2023 else {"source": "5B", "reason": "RC7"}
    return child(
        "FULL1",
        episode(f"{before}-05-01", nfa="1"),
        episode(
            f"{last}-05-01",
            *groups,
            ReferralSource=new["source"],
            PrimaryNeedCode="N1",
            CINclosureDate=f"{year}-01-10",
            ReasonForClosure=new["reason"],
        ),
        year=year,
        UPN="H801200001001",
        FormerUPN="H801200001001",
        PersonDeathDate=f"{year}-01-09",
        Disability="AUT LD",
    )


def read(folder: Path, text: str | bytes, episodes: bool = False) -> tuple[RawTable | None, Problems]:
    """What the reader makes of a file with this text."""
    path = folder / "census.xml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    problems = Problems()
    return read_cin_census(path, problems, episodes), problems


def rules(problems: Problems) -> dict[str, str]:
    """Where each rule is broken, by its code."""
    return {problem.rule: problem.cell for problem in problems}
