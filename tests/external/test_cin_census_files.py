"""Census files and schemas that nobody here wrote: what they hold is read, and what we make obeys them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.census_child import known_elements
from scrutiny_lib.intake.census_codes import census, word_of
from scrutiny_lib.intake.cin_census import read_cin_census
from tests.census_room import YEARS, child, full_child, message, read

FOLDER = Path("data") / "cin_census"
XS = "{http://www.w3.org/2001/XMLSchema}"
CODES = {
    "ethnicitytype": "ethnicity",
    "disabilitytype": "disability",
    "referralsourcetype": "referral_source",
    "primaryneedcodetype": "primary_need",
    "reasonforclosuretype": "closure_reason",
    "categoryofabusetype": "plan_category",
    "assessmentfactorstype": "factors",
    "unknownupntype": "upn_unknown",
    "yesnotype": "yes_no",
    "gendertype": "sex",
    "sextype": "sex",
}


class Schema:
    """As much of an XML schema as these schemas use: sequences with their counts, and lists of codes."""

    def __init__(self, path: Path):
        self.root = fromstring(path.read_text(encoding="utf-8"))
        self.types = {kind.get("name"): kind for kind in self.root if kind.get("name")}

    def codes(self, name: str) -> list[str]:
        """The codes that a type allows; none when it is no list."""
        kind = self.types.get(name)
        return [] if kind is None else [str(code.get("value")) for code in kind.iter(f"{XS}enumeration")]

    def faults(self, element: Element, declared: Element) -> Iterator[str]:
        """What of an element is not as declared."""
        kind = declared.find(f"{XS}complexType")
        if kind is None:
            kind = self.types.get(declared.get("type"))
        if kind is None or kind.tag == f"{XS}simpleType":
            codes = [] if kind is None else self.codes(str(kind.get("name")))
            patterns = [] if kind is None else [str(rule.get("value")) for rule in kind.iter(f"{XS}pattern")]
            text = element.text or ""
            if (codes and text not in codes) or (patterns and not any(re.fullmatch(rule, text) for rule in patterns)):
                yield f"{element.tag}: a text that is not allowed"
            return
        inside, position = list(element), 0
        for part in kind.findall(f"{XS}sequence/{XS}element"):
            count = 0
            while position < len(inside) and inside[position].tag == part.get("name"):
                yield from self.faults(inside[position], part)
                position, count = position + 1, count + 1
            most = part.get("maxOccurs", "1")
            if count < int(part.get("minOccurs", "1")) or (most != "unbounded" and count > int(most)):
                yield f"{element.tag}: {part.get('name')} {count} times"
        if position < len(inside):
            yield f"{element.tag}: {inside[position].tag} is not expected here"


@pytest.mark.parametrize("year", YEARS)
def test_what_we_assemble_obeys_the_schema_of_its_year(tmp_path: Path, shared: Path, year: int) -> None:
    schema = Schema(shared / FOLDER / "xsd" / f"CIN_schema_{year}.xsd")
    text = message(year, full_child(year), child("B2", year=year))
    top = next(element for element in schema.root if element.get("name") == "Message")
    assert not list(schema.faults(fromstring(text.encode()), top))
    assert list(schema.faults(fromstring(text.replace("<ReferralSource>", "<ReferralSource>X").encode()), top))
    raw, problems = read(tmp_path, text)
    assert raw is not None and not problems and not raw.unread


@pytest.mark.parametrize("year", YEARS)
def test_every_element_and_code_of_every_schema_is_known(shared: Path, year: int) -> None:
    schema = Schema(shared / FOLDER / "xsd" / f"CIN_schema_{year}.xsd")
    outside = {"Message", "Header", "CollectionDetails", "Source", "Children", "Collection", "Year"}
    outside |= {"ReferenceDate", "SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"}
    assert {element.get("name") for element in schema.root.iter(f"{XS}element")} - outside <= known_elements()
    for name, codes in CODES.items():
        for code in schema.codes(name):
            assert word_of(codes, code) not in (None, ""), (name, code)
    element = "Sex" if year >= 2025 else "GenderCurrent"
    kind = "sextype" if year >= 2025 else "gendertype"
    assert set(schema.codes(kind)) == set(census()["sex"][element])


@pytest.mark.parametrize(
    ("name", "children", "episodes", "broken"),
    [
        ("CIN_Census_2021.xml", 1, 1, {"C1510", "C2884", "C8525Q"}),
        ("CIN_Census_2024.xml", 2, 2, {"C01", "C02", "C1510", "C2884", "C4180", "C8600", "C8897Q"}),
        ("fake_CIN_data.xml", 332, 402, {"C100", "C1510", "C8520", "C8600", "C8790"}),
    ],
)
def test_files_of_others(shared: Path, name: str, children: int, episodes: int, broken: set[str]) -> None:
    for by_episode, count in ((False, children), (True, episodes)):
        problems = Problems()
        raw = read_cin_census(shared / FOLDER / name, problems, by_episode)
        assert raw is not None and len(raw.table) == count and not raw.unread and not raw.held
        assert {problem.rule for problem in problems} == broken and not problems.stops()
        assert ("referral_id" in raw.table) == by_episode
        if by_episode:
            assert raw.table["referral_id"].is_unique
        told = str(problems)
        assert not any(own in told for own in raw.table["child_id"])
