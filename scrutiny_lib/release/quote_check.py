"""Draft or checked: whether a quotation is redacted, coded twice and signed by a second person.

It fails closed. Everything is worked out again from the texts every time, and whatever cannot be shown to be right
makes the quotation a draft, with every reason. No reason and no message holds a word of the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..errors import Problems
from ..intake.quotes import TYPED
from ..intake.texts import AGREED, Texts
from .quote_flags import flags_of, turns_meaning
from .quote_place import CHECKED_COLUMNS, Place, attribution, place_of
from .quote_sign import signing_code, unsigned_because
from .quote_words import TURNS_ROUND, Found, find_words, printable
from .redact import Mark, redact

_TO_SIGN = (
    *("quote_id", "finding", "state", "why", "words", "marks", "to_print"),
    *("attribution", "flags", "code", "chosen_by"),
)
_NAMES_FOR_ALL = ""
NAMES = ("listed name", "name")
"""Marks that redaction is sure are a name."""
_NOT_THERE = (
    "The words to print do not stand in the passage in this order; only […] and what redaction puts in brackets may be "
    "added."
)


def check_quotes(
    quotes: pd.DataFrame,
    texts: Texts,
    passages: pd.DataFrame,
    names: Mapping[str, Sequence[str]],
    second_coded: Collection[str] | None,
    *,
    today: date,
    file: str = "quotes.xlsx",
) -> tuple[pd.DataFrame, Problems]:
    """What state each quotation is in, and why.

    Parameters
    ----------
    quotes : DataFrame
        As :func:`scrutiny_lib.intake.quotes.read_quotes` gives them.
    texts : Texts
        The texts of the review, children's, families' and practitioners'.
    passages : DataFrame
        passage_id, source, start, end.
    names : mapping
        case_id -> names of the people of that case; those under ``""`` are looked for in every text.
    second_coded : set of passage ids, or None
        The passages that two people coded, each without seeing the other. ``None``: not known, so none.
    today : date
        A signature of a later day does not count.
    file : str
        What messages call the sheet.

    Returns
    -------
    (DataFrame, Problems)
        The columns of :data:`CHECKED_COLUMNS`, one row for each row of ``quotes``. ``state`` is ``"checked"`` only when
        the words to print stand in the passage in that order with nothing added, redaction finds nothing certain in
        them, every passage they touch was coded twice, and another person than chose it signed what would be printed
        now, on a day that has come and is not before the words were told, with a reason where flagged words are left.
        Otherwise it is ``"draft"`` and ``why`` says why, every reason. A signature that stood and no longer counts is a
        problem of its own (Q02, WARN); a quotation that waits is noted (Q03, WARN).
    """
    problems = Problems()
    marks = _Marks(texts, names)
    told = _told_by(texts)
    rows = []
    for row in quotes.to_dict("records"):
        checked = _check({str(key): value for key, value in row.items()}, texts, passages, marks, second_coded, today)
        checked["told_by"] = told.get((checked["kind"], checked["method"]), 0)
        rows.append(checked)
        if checked["state"] == "checked":
            continue
        if checked["signed_by"]:
            fact = "The quotation was signed, and the signature does not count, so it is a draft."
            problems.add("Q02", fact, checked["why"], file=file, cell=checked["cell"], act="WARN")
        else:
            fact = "The quotation is a draft."
            problems.add("Q03", fact, checked["why"], file=file, cell=checked["cell"], act="WARN")
    return pd.DataFrame(rows, columns=list(CHECKED_COLUMNS)), problems


class _Marks:
    """Redaction of texts of the review, each once."""

    def __init__(self, texts: Texts, names: Mapping[str, Sequence[str]]):
        self.texts, self.names = texts, names
        self._found: dict[str, tuple[str, ...]] = {}

    def of_case(self, place: Place) -> tuple[str, ...]:
        """The names to look for in a text: of its case, of everybody, and whatever redaction finds for certain to be a
        name anywhere in that text, where what stands around it gives it away."""
        if place.source not in self._found:
            case_id = str(place.about["case_id"] or "")
            listed = tuple(dict.fromkeys([*self.names.get(case_id, ()), *self.names.get(_NAMES_FOR_ALL, ())]))
            whole = self.texts.words[place.source]
            marks = redact(whole, listed)[1]
            found = (whole[mark.start : mark.end] for mark in marks if mark.certain and mark.kind in NAMES)
            in_letters = (text for text in found if not any(character.isdecimal() for character in text))
            self._found[place.source] = (*listed, *dict.fromkeys(in_letters))
        return self._found[place.source]


def _told_by(texts: Texts) -> dict[tuple[str, str], int]:
    """From how many children (or, without a case, texts) the review has each kind of voice told in each way."""
    table = texts.table
    who = table["case_id"].where(table["case_id"].fillna("") != "", table["source"])
    told = pd.DataFrame({"who": who, "kind": table["kind"].fillna(""), "method": table["method"].fillna("")})
    return {
        (str(kind), str(rows["method"].iloc[0])): int(rows["who"].nunique())
        for kind, of_kind in told.groupby("kind")
        for _, rows in of_kind.groupby("method")
    }


def _check(
    row: dict[str, Any],
    texts: Texts,
    passages: pd.DataFrame,
    marks: _Marks,
    second_coded: Collection[str] | None,
    today: date,
) -> dict[str, Any]:
    """One row as it stands now."""
    made: dict[str, Any] = {name: "" for name in CHECKED_COLUMNS}
    made |= {name: str(row.get(name) or "") for name in (*TYPED, "cell")}
    made |= {"marks": (), "state": "draft"}
    why = [str(row["held"])] if row.get("held") else []
    place = place_of(made, texts, passages)
    if isinstance(place, str):
        return {**made, "why": " ".join([*why, place])}
    words = texts.words[place.source][place.start : place.end]
    names = marks.of_case(place)
    made |= {"source": place.source, "start": place.start, "end": place.end, "words": words}
    made["marks"] = redact(words, names)[1]
    made |= {name: place.about[name] for name in ("case_id", "age_band", "method", *AGREED)}
    made |= attribution(place.about, made["printed_as"])
    if not place.passages or not set(place.passages) <= set(second_coded or ()):
        why.append("Its passage was not coded by a second person yet; every quotation is.")
    found, wrong = _printed(made["to_print"], words, made["marks"])
    if found is None:
        return {**made, "why": " ".join([*why, *wrong])}
    made["to_print"] = found.text
    certain, flags = _left(found, words, names)
    why += [*wrong, *certain]
    made["flags"] = "; ".join(flags)
    if not (wrong or certain or row.get("held")):
        made["code"] = signing_code(made)
        on = place.about["on"]
        why += unsigned_because(made, made["code"], today, on if isinstance(on, date) else None)
    if flags and not any(character.isalpha() for character in made["all_right"]):
        why.append("Flagged words are left, and nobody has written why they are all right.")
    return {**made, "why": " ".join(why), "state": "draft" if why else "checked"}


def _printed(to_print: str, words: str, marks: Iterable[Mark]) -> tuple[Found | None, list[str]]:
    """What would be printed, and what is wrong with it."""
    if not to_print.strip():
        return None, ["The words to print are blank."]
    found = find_words(to_print, words, [mark.instead.strip("[]") for mark in marks])
    if found is None:
        return None, [_NOT_THERE]
    if TURNS_ROUND.search(found.text):
        return found, ["A character in it turns the reading round, so that something else is read than is written."]
    return found, []


def _left(found: Found, words: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """What redaction still finds in what would be printed: for certain, and flagged for a look, in words of its own."""
    marks = redact(found.text, names)[1]
    certain = sorted({mark.kind for mark in marks if mark.certain})
    still = [f"Redaction still finds in the words to print: {', '.join(certain)}."] if certain else []
    flags = sorted({mark.kind for mark in marks if not mark.certain})
    flags += flags_of(found.text)
    gaps = [words[before:after] for (_, before), (after, _) in zip(found.stretches, found.stretches[1:], strict=False)]
    if any(turns_meaning(printable(gap)) for gap in gaps):
        flags.append("a cut that leaves out a word such as not")
    return still, list(dict.fromkeys(flags))


def quotes_to_sign(checked: pd.DataFrame) -> pd.DataFrame:
    """What the second person reads, one row a quotation that is not checked: restricted, for a notebook.

    Returns
    -------
    DataFrame
        quote_id, finding, state, why, words (as they stand), marks (of these), to_print, attribution, flags, code,
        chosen_by. :func:`scrutiny_lib.show.quotes.show_quotes_to_sign` shows it with the marks in context.
    """
    rows = checked[checked["state"] != "checked"]
    said = [f"{row['said_by']} ({row['told_as'] or row['kind']})" for row in rows.to_dict("records")]
    return rows.assign(attribution=said)[list(_TO_SIGN)].reset_index(drop=True)
