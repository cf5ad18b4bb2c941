"""What people wrote in evaluation forms in their own words: texts of the kind *practitioners*, never altered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import TEXT_COLUMNS, Texts
from scrutiny_lib.intake.training_form_rows import FormRow
from scrutiny_lib.terms import PRACTITIONERS_VOICE


def texts_of(written: Sequence[tuple[FormRow, str, str]]) -> tuple[Texts, dict[str, int]]:
    """A text for each answer in words, and the respondent of each source.

    Parameters
    ----------
    written : sequence of (FormRow, str, str)
        The form, the id of the question, and the words exactly as they were typed.

    Returns
    -------
    texts : Texts
        A source is named after the question and the words, so that it stays the same when the form is exported again;
        the same words to the same question a second time get a number more. ``raised_by`` is the course.
    whose : dict of str to int
        One number for everything that one code wrote of one course, whatever the wave; a line manager, and everybody
        without a code, is a respondent apart.
    """
    rows, words, raw, whose = list[dict[str, Any]](), dict[str, str](), dict[str, bytes](), dict[str, int]()
    times, people = Counter[str](), dict[tuple[str, ...], int]()
    for form, question, said in written:
        data = said.encode("utf-8")
        name = f"{question}-{hashlib.sha256(data).hexdigest()[:10]}"
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
            "raised_by": form.course,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        rows.append({**blank, **agreed, **about})
        person = (spelling(form.course), form.who, form.code) if form.code else (form.file, form.place)
        words[source], raw[source], whose[source] = said, data, people.setdefault(person, len(people) + 1)
    table = pd.DataFrame(rows, columns=list(TEXT_COLUMNS)).astype(Texts().table.dtypes.to_dict())
    return Texts(table, words, raw), whose
