"""What may identify somebody in free text: numbers, addresses and dates of birth, told by their shape.

Names have no shape and are not found here; before a quote leaves, a person reads it and the release takes out every
name on the lists. What is found is counted by kind, and never repeated.
"""

from __future__ import annotations

import re

from scrutiny_lib.intake.identifiers import nhs_number_stands

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\s+\d{{4}})"
_KINDS = {
    "date of birth": re.compile(rf"\b(?:born|birth|birthday|d\.?o\.?b\.?)(?!\w)[^\d\n]{{0,20}}{_DATE}", re.IGNORECASE),
    "NHS number": re.compile(r"(?<![\d/])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/])"),
    "postcode": re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}\b"),
    "telephone number": re.compile(r"(?<![\w/])(?:\+44 ?(?:\(0\))? ?|0)\d(?:[ -]?\d){8,9}(?![\d/])"),
    "e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w{2,}"),
}
_LED_BY_A_DIGIT = re.compile(r"\d(?:[ -]?\d){8}|\d[A-Za-z]{2}\b")
_BIRTH = ("born", "birth", "dob", "d.o.b")


def worth_a_look(text: str) -> bool:
    """Whether a text can hold an identifier at all: a quick answer for a whole sheet at a time.

    >>> worth_a_look("The plan of 3 July says so."), worth_a_look("Lives at PO1 2AB.")
    (False, True)
    """
    if "@" in text or _LED_BY_A_DIGIT.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _BIRTH)


def identifying(text: str) -> list[str]:
    """The kinds of identifier that a text holds, one for each time.

    >>> identifying("Born 14/03/2011; NHS number 943 476 5919, of PO1 2AB.")
    ['date of birth', 'NHS number', 'postcode']
    >>> identifying("Visit of 3 July 2025, page 12"), identifying("Ring 07700 900123")
    ([], ['telephone number'])
    """
    if not worth_a_look(text):
        return []
    return [
        kind
        for kind, pattern in _KINDS.items()
        for match in pattern.finditer(text)
        if kind != "NHS number" or nhs_number_stands(match[0])
    ]
