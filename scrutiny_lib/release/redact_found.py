"""What a search of a text finds, and what is put in its place."""

from __future__ import annotations

from typing import NamedTuple

INSTEAD = {
    "NHS number": "[NHS number]",
    "look-alike of an NHS number": "[number]",
    "UPN": "[UPN]",
    "look-alike of a UPN": "[number]",
    "National Insurance number": "[National Insurance number]",
    "look-alike of a National Insurance number": "[number]",
    "bank card number": "[bank card number]",
    "bank details": "[bank details]",
    "long number": "[number]",
    "number in words": "[number]",
    "reference number": "[reference number]",
    "telephone number": "[telephone number]",
    "e-mail address": "[e-mail address]",
    "web address": "[web address]",
    "social media name": "[social media name]",
    "postcode": "[postcode]",
    "part of a postcode": "[part of a postcode]",
    "car registration": "[car registration]",
    "case id": "[case id]",
    "address": "[address]",
    "place": "[place]",
    "date of birth": "[date of birth]",
    "date": "[date]",
    "exact age": "[age]",
    "listed name": "[name]",
    "name": "[name]",
    "possible name": "[name]",
    "language or nationality": "[language or nationality]",
    "may single out": "[detail]",
}
"""Kind of mark -> what stands for it in the text that leaves."""


class Found(NamedTuple):
    """One stretch of folded text, its kind (a key of :data:`INSTEAD`), and whether it is certain."""

    start: int
    end: int
    kind: str
    certain: bool
