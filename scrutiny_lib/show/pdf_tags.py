"""What WeasyPrint's tags of a PDF leave open, put right in the finished tree before it is written.

PDF/UA-1 (ISO 14289-1) asks that a header cell says what it heads, that a list holds list items only, and that what
stands in the margin of every page (running header, page number) is no part of the text that is read out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PRINTED = 4
"""The flag of an annotation that it is printed as well."""


def mend(document: Any, pdf: Any) -> None:
    """Finish the tags of a PDF; WeasyPrint calls this last.

    Parameters
    ----------
    document : weasyprint.Document
        Not used; the caller gives it.
    pdf : pydyf.PDF
        Changed in place: header cells get their scope, description lists become lists of items with label and body,
        what is tagged and stands outside the tree becomes an artifact of the page, links are printed.
    """
    elements = [thing for thing in pdf.objects if _of_type(thing, "/StructElem")]
    for element in elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _above(pdf, element, 2)["S"] == "/THead" else "/Row"
        elif element["S"] == "/L":
            _make_items(pdf, element)
    _margins_aside(pdf, elements)
    for thing in pdf.objects:
        if _of_type(thing, "/Annot"):
            thing["F"] = PRINTED


def _of_type(thing: Any, kind: str) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == kind


def _at(pdf: Any, reference: Any) -> Any:
    """The object a reference such as ``b"12 0 R"`` points to."""
    return pdf.objects[int(reference.split()[0])]


def _above(pdf: Any, element: Any, steps: int) -> Any:
    for _ in range(steps):
        element = _at(pdf, element["P"])
    return element


def _kids(pdf: Any, element: Any) -> list[Any]:
    """The elements under one element, without its content and its links."""
    return [
        kid
        for reference in element["K"]
        if isinstance(reference, bytes) and _of_type(kid := _at(pdf, reference), "/StructElem")
    ]


def _make_items(pdf: Any, described: Any) -> None:
    """A term and what is said of it, wrapped together, is one item: the term its label, the rest its body."""
    for group in _kids(pdf, described):
        if group["S"] != "/Div":
            continue
        parts = _kids(pdf, group)
        if not all(part["S"] == "/LI" for part in parts):
            continue
        group["S"] = "/LI"
        for place, part in enumerate(parts):
            part["S"] = "/Lbl" if place == 0 and len(parts) > 1 else "/LBody"
            for inner in _kids(pdf, part):
                if inner["S"] == "/LBody":
                    inner["S"] = "/NonStruct"


def _margins_aside(pdf: Any, elements: list[Any]) -> None:
    """What hangs on no branch of the tree is decoration of its page: marked as that, and not read out."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    reached = {element.number for top in root["K"] for element in _walk(pdf, _at(pdf, top))}
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    aside: dict[int, set[int]] = {}
    for element in elements:
        if element.number in reached:
            continue
        page = int(element["Pg"].split()[0])
        aside.setdefault(page, set()).update(kid for kid in element["K"] if isinstance(kid, int))
    for page, marks in aside.items():
        _to_artifacts(_at(pdf, pdf.objects[page]["Contents"]).stream, marks)
        owners = numbers[2 * numbers[::2].index(pdf.objects[page]["StructParents"]) + 1]
        for mark in marks:
            owners[mark] = "null"


def _walk(pdf: Any, element: Any) -> Iterator[Any]:
    waiting = [element]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(_kids(pdf, element))


def _to_artifacts(stream: list[Any], marks: set[int]) -> None:
    """In the drawing of one page, the marked contents with these numbers become artifacts."""
    for place, operand in enumerate(stream):
        if isinstance(operand, dict) and operand.get("MCID") in marks and stream[place + 1] == b"BDC":
            stream[place - 1] = "/Artifact"
            operand.pop("MCID")
            operand.update(Type="/Pagination")
