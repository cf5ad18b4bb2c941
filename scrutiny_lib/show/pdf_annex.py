"""A page made ready for paper: its folded tables at its end, as a browser puts them there when it prints, and the rows
of a table that belong together held together.

A browser moves the folds by a rule of the page's style; WeasyPrint knows that rule only within one sheet.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

_ON_SCREEN = ("figures", "attention")
"""Sections whose figures stand in the annex once, in one table for all: the folds of their pictures are not printed."""


def ready_for_paper(root: Element) -> None:
    """Change a page, given as a tree, in place.

    What is folded under a section or a finding goes to the annex, by section, and the annex to the end. Rows under one
    heading become a part of the table of their own, which is not cut where a sheet ends. What a browser leaves on the
    screen stays out of the print here as well.
    """
    for table in root.iter("table"):
        _hold_together(table)
    main = root.find(".//main")
    for section in () if main is None else main.findall("section"):
        _taken_out(section, "aside", *(("behind",) if section.get("id") in _ON_SCREEN else ()))
    annex = None if main is None else next((part for part in main.findall("div") if "annex" in _classes(part)), None)
    if main is None or annex is None:
        return
    main.remove(annex)
    for section in main.findall("section"):
        folded = [fold for place in (section, *section.findall("article")) for fold in _taken_out(place)]
        if folded:
            heading = section.find("h2")
            SubElement(annex, "h3").text = "" if heading is None else "".join(heading.itertext()).strip()
            annex.extend(folded)
    main.append(annex)


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _taken_out(place: Element, *kinds: str) -> list[Element]:
    """The folds directly under an element, or only those of some kinds, taken out; the words after a fold stay."""
    folds = [fold for fold in place.findall("details") if not kinds or not set(kinds).isdisjoint(_classes(fold))]
    for fold in folds:
        at, tail = list(place).index(fold), fold.tail or ""
        if at:
            place[at - 1].tail = (place[at - 1].tail or "") + tail
        else:
            place.text = (place.text or "") + tail
        place.remove(fold)
        fold.tail = None
    return folds


def _hold_together(table: Element) -> None:
    """Put the rows under a heading that goes for several of them into a body of the table of their own."""
    for body in table.findall("tbody"):
        rows = list(body)
        if not any(_spans(row) > 1 for row in rows):
            continue
        place = list(table).index(body)
        table.remove(body)
        left, made = 0, list[Element]()
        for row in rows:
            spans = _spans(row)
            if left == 0 and (spans > 1 or not made or "together" in _classes(made[-1])):
                made.append(Element("tbody", {"class": "together"} if spans > 1 else {}))
            left = max(left, spans) - 1
            made[-1].append(row)
        for at, part in enumerate(made):
            table.insert(place + at, part)


def _spans(row: Element) -> int:
    """How many rows the heading of this one goes for."""
    return max((int(cell.get("rowspan", "1")) for cell in row), default=1)
