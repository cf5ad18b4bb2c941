"""Where the words of a quotation stand, whose they are, and how it is said who told them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from ..intake.quotes import printed_attributes
from ..intake.texts import AGREED, Texts
from ..terms import PRACTITIONERS_VOICE

CHECKED_COLUMNS = (
    "quote_id", "finding", "passage_id", "source", "start", "end", "case_id", "kind", "age_band", "method", "words",
    "marks", "to_print", "printed_as", "told_as", "said_by", "told_by", "flags", "code", "chosen_by", "signed_by",
    "signed_on", "signed_code", "all_right", *AGREED, "state", "why", "cell",
)  # fmt: skip
"""Restricted: words as they stand (``words``), their marks, and what would be printed (``to_print``); ``told_by`` is
from how many children the review has that kind of voice told in that way."""

ALWAYS_TOLD = ("shown", "drawn", "told by an adult")
"""Ways of telling that are said whether asked for or not: words of somebody else must not look like a child's own."""


class Place(NamedTuple):
    """A stretch of a text (code points, the end exclusive), the passages it lies in, and what is known of the text."""

    source: str
    start: int
    end: int
    passages: tuple[str, ...]
    about: Mapping[str, Any]


def place_of(row: Mapping[str, Any], texts: Texts, passages: pd.DataFrame) -> Place | str:
    """Where one row of the sheet points to, or why that is nowhere."""
    passage_id, source = str(row["passage_id"]).strip(), str(row["source"]).strip()
    start, end = (_whole(row[name]) for name in ("start", "end"))
    if passage_id:
        found = passages[passages["passage_id"] == passage_id]
        if len(found) != 1:
            return "The passage is not there."
        at = found.iloc[0]
        given = [value for value in (source, row["start"], row["end"]) if str(value).strip()]
        source, first, last = str(at["source"]), int(at["start"]), int(at["end"])
        if given and (str(row["source"]).strip() or source, start, end) != (source, first, last):
            return "Passage and source, start and end do not say the same place: give either."
        start, end = first, last
    known = texts.table[texts.table["source"] == source]
    if source not in texts.words or len(known) != 1:
        return "The text is not there, or was set aside."
    if start is None or end is None or not 0 <= start < end <= len(texts.words[source]):
        return "Start and end are not two places in the text."
    inside = passages[(passages["source"] == source) & (passages["start"] < end) & (passages["end"] > start)]
    about = {str(key): value for key, value in known.iloc[0].items()}
    return Place(source, start, end, tuple(inside["passage_id"]), about)


def _whole(text: Any) -> int | None:
    plain = str(text).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def said_by(kind: str, age_band: str) -> str:
    """Who said it, as it is printed; ``age_band`` is ``""`` where it is not to be printed, or says nothing.

    >>> said_by("told us", "11-15"), said_by("recorded", ""), said_by("parents and carers", "0-4")
    ('a young person, 11–15', 'a child or young person', 'a parent or carer of a child, 0–4')
    """
    if kind == PRACTITIONERS_VOICE:
        return "a practitioner"
    band = age_band if age_band[:1].isdecimal() else ""
    if not band:
        child = "a child or young person"
    elif band == "18+":
        child = "a young person, 18 or over"
    else:
        lowest = int(band.split("-")[0])
        child = f"a {'young person' if lowest >= 11 else 'child'}, {band.replace('-', '–')}"
    if kind != "parents and carers":
        return child
    return f"a parent or carer of {child}" if band else "a parent or carer"


def attribution(about: Mapping[str, Any], printed_as: str) -> dict[str, str]:
    """What is printed beside the words: kind, told_as and said_by, with the attributes chosen and no others."""
    chosen = printed_attributes(printed_as)
    kind, method = str(about["kind"]), str(about["method"] or "")
    band = str(about["age_band"] or "") if "age_band" in chosen else ""
    told = method if "method" in chosen or method in ALWAYS_TOLD else ""
    return {"kind": kind, "told_as": told, "said_by": said_by(kind, band)}
