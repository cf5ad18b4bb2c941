"""Which census year a file is of, and what in it belongs to another.

Census year N runs from 1 April N-1 to 31 March N. The header names it twice, as a year and by the day on which
it ends; the day is believed, because files are found whose year is that of its beginning."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.census_checks import Breaches, Child, day_of
from scrutiny_lib.intake.census_codes import census
from scrutiny_lib.intake.census_xml import text_of
from scrutiny_lib.plural import times


class CensusYear:
    """The year of one file: ``number`` is ``None`` until a header has said it.

    >>> from xml.etree.ElementTree import fromstring
    >>> year = CensusYear()
    >>> year.read(fromstring("<Header><Year>2024</Year><ReferenceDate>2025-03-31</ReferenceDate></Header>"), Breaches())
    >>> year.number
    2025
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._facts: list[str] = []
        self._other: dict[str, int] = {}

    def read(self, header: Element, breaches: Breaches) -> None:
        """Take the year from a header."""
        texts = {element.tag: text_of(element) for element in header.iter()}
        year, ends = texts.get("Year", ""), day_of(texts.get("ReferenceDate", ""))
        named = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
        on_the_day = ends is not None and (ends.month, ends.day) == (3, 31)
        if ends is not None and not on_the_day:
            breaches.add("100", "header")
        self.number = ends.year if ends is not None and on_the_day else named
        if texts.get("Collection", "CIN").upper() != "CIN":
            self._facts.append("The header does not name the children in need census.")
        if on_the_day and named is not None and named != self.number:
            self._facts.append(
                f"The header's year is not that of its reference date; the census year was taken to be {self.number}."
            )

    def check(self, child: Child, breaches: Breaches) -> None:
        """Count what of one child belongs to another year than the file's."""
        if self.number is None:
            return
        for change in census()["change"]:
            if change.get("first", 0) <= self.number <= change.get("last", self.number):
                continue
            if "element" in change:
                count, what = int(change["element"] in child.names), change["element"]
            else:
                texts = [episode.get(change["column"], "").upper() for episode in child.episodes]
                count = sum(change["code"] in text.split("\n") for text in texts)
                what = f"a code of {change['column']}"
            if count and "rule" in change:
                breaches.add(change["rule"], child.at)
            elif count:
                self._other[what] = self._other.get(what, 0) + count

    def note(self, problems: Problems, file: str) -> None:
        """What is wrong with the header, and what does not fit the year."""
        known = census()["years"]
        cure = "Look whether this is the right file; it was read all the same."
        if self.number is None:
            self._facts.append("The header says no census year; what depends on it was not checked.")
        elif not known["first"] <= self.number <= known["last"]:
            self._facts.append(
                f"The census year {self.number} is not known here ({known['first']} to {known['last']} are)."
            )
        for fact in self._facts:
            problems.add("C01", fact, cure, file=file, cell="header", act="WARN")
        for what, count in self._other.items():
            fact = f"What the census of {self.number} does not have is used, {what}: "
            cure = "It was read as in its own year; look whether the header's year is right."
            problems.add("C02", f"{fact}{times(count)}.", cure, file=file, act="WARN")
