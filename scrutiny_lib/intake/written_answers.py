"""Answers that people typed into a form in their own words, as texts of the kind *practitioners*, never altered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.intake.texts import TEXT_COLUMNS, Texts
from scrutiny_lib.terms import PRACTITIONERS_VOICE


class Written(NamedTuple):
    """One answer in words: the respondent's number, the id of the question, the words exactly as they were typed, and
    where they were raised (a survey's activity, a course)."""

    respondent: int
    question: str
    words: str
    raised_by: str


def texts_of_answers(written: Iterable[Written]) -> tuple[Texts, dict[str, int]]:
    """A text for each answer, and the respondent of each source.

    A source is named after the question and the words, so that it stays the same when the form is exported again; the
    same words to the same question a second time get a number more.

    >>> texts, whose = texts_of_answers([Written(7, "q1", "Time.", "Survey"), Written(8, "q1", "Time.", "Survey")])
    >>> [name.partition("-")[0] for name in texts.words], list(whose.values()), texts.table["raised_by"].to_list()
    (['q1', 'q1'], [7, 8], ['Survey', 'Survey'])
    """
    rows, words, raw, whose = list[dict[str, Any]](), dict[str, str](), dict[str, bytes](), dict[str, int]()
    times = Counter[str]()
    for one in written:
        data = one.words.encode("utf-8")
        digest = hashlib.sha256(data).hexdigest()
        name = f"{one.question}-{digest[:10]}"
        times[name] += 1
        source = name if times[name] == 1 else f"{name}-{times[name]}"
        blank = dict.fromkeys(TEXT_COLUMNS, "")
        agreed = {column: "unknown" for column in TEXT_COLUMNS if column.startswith("agreed_")}
        about = {
            "source": source,
            "kind": PRACTITIONERS_VOICE,
            "source_type": "survey answer",
            "method": "written",
            "seen_alone": "not applicable",
            "interpreter": "not known",
            "on": None,
            "raised_by": one.raised_by,
            "sha256": digest,
        }
        rows.append({**blank, **agreed, **about})
        words[source], raw[source], whose[source] = one.words, data, one.respondent
    table = pd.DataFrame(rows, columns=list(TEXT_COLUMNS)).astype(Texts().table.dtypes.to_dict())
    return Texts(table, words, raw), whose
