"""What a row of a grid of figures is about: which indicator, and whether it is the numerator or the denominator."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from scrutiny_lib.intake.text import header as spelling

NUMERATOR, DENOMINATOR, DERIVED = "numerator", "denominator", "derived"
"""Parts of a figure a row may hold; what is worked out from the other two (a percentage or rate) is *derived*."""

HEADINGS = {
    "indicator": (
        *("indicator", "indicator id", "indicator name", "name of indicator", "measure", "measure name", "metric"),
        *("id", "title", "kpi", "performance indicator"),
    ),
    "part": ("part", "numerator or denominator", "numerator denominator", "num den", "n d", "component", "data item"),
    "area": ("area", "local authority", "local authority area", "la", "authority"),
    "supplied_by": ("supplied by", "supplier", "provided by", "source", "data source", "agency"),
    "supplied_on": ("supplied on", "date supplied", "supplied", "received on", "date received"),
    "definition": ("definition",),
}
"""What heads the columns of a grid that stand beside the months, by what they hold."""

_PARTS = {
    NUMERATOR: ("numerator", "numerators", "num", "n", "count", "counts", "number"),
    DENOMINATOR: ("denominator", "denominators", "denom", "den", "d", "out of", "base", "cohort", "population"),
    DERIVED: ("percentage", "percentages", "percent", "rate", "rates", "proportion", "value", "result", "performance"),
}
_ALL = "|".join(sorted({word for words in _PARTS.values() for word in words}, key=len, reverse=True))
_ENDS = re.compile(rf"(.*?)[\s:(\[,–-]+({_ALL}|%)[)\]]?\s*", re.IGNORECASE)
_BEGINS = re.compile(rf"({_ALL}|%)\s*[:–-]\s*(.*)", re.IGNORECASE)


class Target(NamedTuple):
    """One part of one indicator; the part is "" where the row does not say."""

    indicator: str
    part: str


def part_of(text: str) -> str | None:
    """The part a word stands for; "" for a blank, ``None`` for a word that is not known.

    >>> part_of("Num."), part_of("Out of"), part_of("%"), part_of(""), part_of("RAG")
    ('numerator', 'denominator', 'derived', '', None)
    """
    plain = spelling(text)
    if not plain:
        return DERIVED if "%" in text else ""
    if plain.startswith("per ") or plain == "rate per 10 000":
        return DERIVED
    return next((part for part, words in _PARTS.items() if plain in words), None)


def role_of(heading: str) -> str | None:
    """What a column beside the months holds (a key of :data:`HEADINGS`), or ``None``."""
    plain = spelling(heading)
    return next((role for role, words in HEADINGS.items() if plain in words), None)


class Labels:
    """Finds what a row's label means: by the id or title of an indicator, or the words of its numerator or denominator.

    >>> from pandas import DataFrame
    >>> one = {"id": "again", "kind": "proportion", "title": "Second plans"}
    >>> labels = Labels(DataFrame([{**one, "numerator": "Second plans started", "denominator": "Plans"}]))
    >>> labels.find("Second plans (denominator)")
    [Target(indicator='again', part='denominator')]
    >>> labels.find("Second plans %")
    [Target(indicator='again', part='derived')]
    >>> labels.find("AGAIN"), labels.find("plans"), labels.find("Other")
    ([Target(indicator='again', part='')], [Target(indicator='again', part='denominator')], [])
    """

    def __init__(self, definitions: pd.DataFrame):
        self.kinds: dict[str, str] = dict(zip(definitions["id"], definitions["kind"], strict=True))
        self._names: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, list[Target]] = defaultdict(list)
        for one in definitions.to_dict("records"):
            for name in {spelling(one["id"]), spelling(one["title"])}:
                self._names[name].add(one["id"])
            for part in (NUMERATOR, DENOMINATOR):
                if one[part]:
                    self._words[spelling(one[part])].append(Target(one["id"], part))

    def find(self, label: str) -> list[Target]:
        """What the label means: one target, several where the same words stand for a part of several indicators, or
        none. A name that two indicators share means nothing."""
        plain = spelling(label)
        named = self._names.get(plain, set())
        if len(named) == 1 and "%" not in label:
            return [Target(next(iter(named)), "")]
        if found := _BEGINS.fullmatch(label):
            part, rest = found[1], found[2]
        elif found := _ENDS.fullmatch(label):
            rest, part = found[1], found[2]
        else:
            return self._words.get(plain, [])
        names = self._names.get(spelling(rest), ())
        if len(names) == 1:
            return [Target(next(iter(names)), part_of(part) or "")]
        return self._words.get(plain, [])
