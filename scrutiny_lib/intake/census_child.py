"""One child of a children in need census: from its elements to texts under our names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from xml.etree.ElementTree import Element

from scrutiny_lib.intake.census_checks import Breaches, Child, day_of
from scrutiny_lib.intake.census_codes import census
from scrutiny_lib.intake.census_xml import inside, text_of

_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)")


def read_child(element: Element, at: str, breaches: Breaches) -> Child:
    """One child as received; ``at`` is its place. Blank elements are as good as none. Where an element that
    may stand once stands there twice, the first is read and a difference counted."""
    parts = [*inside(element, "ChildIdentifiers"), *inside(element, "ChildCharacteristics")]
    codes = (text_of(code) for code in element.iter("Disability"))
    return Child(
        at=at,
        texts=texts_of((inner for part in parts for inner in part), census()["child"], at, breaches),
        names=frozenset(name for name, known in names_of(element) if known),
        disabilities=[code for code in codes if code],
        episodes=[
            _episode(episode, f"{at}, episode {number}", breaches)
            for number, episode in enumerate(inside(element, "CINdetails"), start=1)
        ],
    )


def names_of(element: Element) -> Iterator[tuple[str, bool]]:
    """Every element's name and whether it is known; what stands inside an unknown one is not looked at."""
    known = element.tag in known_elements()
    yield element.tag, known
    if known:
        for inner in element:
            yield from names_of(inner)


@cache
def known_elements() -> frozenset[str]:
    """Every element that some census year known here has."""
    names = census()
    elements = names["elements"]
    return carried_elements() | {*names["latest"], *elements["groups"], *elements["not_carried"]}


@cache
def carried_elements() -> frozenset[str]:
    """The elements whose contents are read."""
    names = census()
    groups = (name for group in names["latest"].values() for name in group)
    return frozenset((*names["child"], *names["episode"], *groups, *names["elements"]["others"]))


def latest(records: Iterable[Mapping[str, str]], start: str) -> Mapping[str, str]:
    """The record that began last; of equal or undated ones the last in the file.

    >>> latest([{"on": "02/03/2025"}, {"on": "2024-12-31"}, {"on": "soon"}], "on")
    {'on': '02/03/2025'}
    """
    found = list(records)
    days = [day_of(record.get(start, "")) for record in found]
    return max(enumerate(found), key=lambda pair: (str(days[pair[0]] or ""), pair[0]))[1]


def _episode(element: Element, at: str, breaches: Breaches) -> dict[str, str]:
    texts = texts_of(element, census()["episode"], at, breaches)
    for group, names in census()["latest"].items():
        parts = [
            {**texts_of(part, names, at, breaches), **_several(part)} for part in inside(element, group)
        ]
        if texts.get("conference_date") and any("conference_date" in part for part in parts):
            texts["at_both_levels"] = "yes"
        if parts:
            texts |= latest(parts, next(iter(names.values())))
    return texts


def _several(part: Element) -> dict[str, str]:
    """What one assessment or plan may have several of: its factors, and the latest of its reviews."""
    factors = [text for code in part.iter("AssessmentFactors") if (text := text_of(code))]
    reviews = [{"on": text} for day in part.iter("CPPreviewDate") if (text := value_of(day))]
    return {
        **({"factors": "\n".join(factors)} if factors else {}),
        **({"review_conference": latest(reviews, "on")["on"]} if reviews else {}),
    }


def texts_of(
    elements: Iterable[Element], names: Mapping[str, str], at: str, breaches: Breaches
) -> dict[str, str]:
    """The texts of those elements that have one of these names, under our names; blanks left out. One that stands
    there twice and differs is counted among the breaches, and the first is read."""
    found: dict[str, str] = {}
    for element in elements:
        text = value_of(element) if element.tag in names else ""
        if text and found.setdefault(names[element.tag], text) != text:
            breaches.add("twice", at)
    return found


def value_of(element: Element) -> str:
    """The text of an element; a date without the time zone that XML allows it."""
    text = text_of(element)
    return found[1] if (found := _ZONE.fullmatch(text)) else text
