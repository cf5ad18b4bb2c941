"""Questions that are not answered with one of a list: several of it, a number, a date, one's own words.

A number is told by its middle and its middle half, and only where at least five were given: the lowest and the highest
are some child's own. Of a date or of words only that they were given is counted; neither ever leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scrutiny_lib.intake.answer_kinds import (
    BETWEEN,
    NONE_OF_THESE,
    NUMBER,
    ONE_OF,
    SEVERAL_OF,
    TEXT,
    kind_of,
    number_words,
    option_id,
)
from scrutiny_lib.lenses.results import (
    NAN,
    Design,
    Share,
    about_question,
    answer_row,
    answer_rows,
    group_id,
    outside_rows,
    result,
)
from scrutiny_lib.plural import one_of
from scrutiny_lib.terms import ALWAYS_ALLOWED

LEAST_FOR_MEDIAN = 5
"""Numbers that must have been given before their middle is told."""

MEASURED = ("half have this or less", "a quarter have this or less", "a quarter have this or more")
"""What stands as the answer in the rows of a number: ``<question>.median``, ``.lower_quarter`` and
``.upper_quarter``. Their ``n`` and ``of`` say how many gave a number, not a share; ``percent`` is undefined."""

_QUARTERS = {"median": 0.5, "lower_quarter": 0.25, "upper_quarter": 0.75}
_OVERLAP = "Several may be chosen, so these counts overlap."
_EVERYBODY = "Counted over everybody who should have answered."
_MIDDLE = (
    "Of the numbers that were given, each counted alike; between two numbers in proportion (Hyndman and Fan's seventh "
    "definition)."
)
_TOO_FEW = "Too few numbers were given: the middle of so few could be one child's own."


def question_rows(
    question: Mapping[Any, Any],
    answers: pd.Series[Any],
    *,
    unit: str,
    method: str,
    design: Design | None = None,
    group: str = "all",
) -> list[dict[str, Any]]:
    """The rows of one question of any kind.

    Parameters
    ----------
    question : mapping
        A row of :attr:`scrutiny_lib.intake.template.Template.questions`.
    answers, unit, method, design, group
        As for :func:`scrutiny_lib.lenses.results.answer_rows`.

    Returns
    -------
    list of dict
        *one of*: :func:`~scrutiny_lib.lenses.results.answer_rows`. *several of*: :func:`several_rows`. *number*:
        :func:`number_rows`. *date* and *text*: :func:`given_rows`. For one group of those asked there are rows only
        where answers are chosen from a list: a number of few is a number of one.
    """
    kind = kind_of(question)
    if kind == ONE_OF:
        return answer_rows(question, answers, unit=unit, method=method, design=design, group=group)
    if kind == SEVERAL_OF:
        return several_rows(question, answers, unit=unit, method=method, design=design, group=group)
    if group != "all":
        return []
    rows = number_rows if kind == NUMBER else given_rows
    return rows(question, answers, unit=unit, method=method)


def several_rows(
    question: Mapping[Any, Any],
    answers: pd.Series[Any],
    *,
    unit: str,
    method: str,
    design: Design | None = None,
    group: str = "all",
) -> list[dict[str, Any]]:
    """One row for each option, ``<question>.<option>``, and ``<question>.none``: how many chose it, of those who
    answered.

    Options overlap, so each is a question of its own in the column ``question`` (as is *none of these*), and none of
    them is called good: nobody can add them up. *Not applicable* and *not known to us* as for any question.
    """
    known = answers[answers.notna() & answers.ne("")]
    base = known[~known.isin(ALWAYS_ALLOWED)]
    chosen = base.map(lambda answer: set(str(answer).split(BETWEEN)))
    common = about_question(question, answers, known, unit=unit, method=f"{method} {_OVERLAP}", group=group)
    rows = []
    for option in (*question["answers"], NONE_OF_THESE):
        name = option_id(question["id"], option) if option != NONE_OF_THESE else f"{question['id']}.none"
        hits = chosen.map(lambda said, option=option: option in said).astype(bool)
        about = {**common, "question": name}
        rows.append(answer_row(f"{name}{group_id(group)}", option, hits, known, design, about))
    return [*rows, *outside_rows(question, answers, common)]


def number_rows(
    question: Mapping[Any, Any], answers: pd.Series[Any], *, unit: str, method: str
) -> list[dict[str, Any]]:
    """How many gave a number (``<question>.given``), its median, and the quarters between which the middle half lies.

    Parameters
    ----------
    question, unit, method
        As for :func:`question_rows`.
    answers : Series
        Numbers as text, one for each unit that should have answered, ``None`` where there is no answer.

    Returns
    -------
    list of dict
        In the rows ``.median``, ``.lower_quarter`` and ``.upper_quarter`` the number stands in ``shown`` with what it
        is measured in, ``n`` of ``of`` say how many gave one, and ``percent`` is undefined (``nan``). Below
        :data:`LEAST_FOR_MEDIAN` numbers ``shown`` is ``[x]`` and ``method`` says why; where nobody it applied to gave
        one, ``[z]``. The lowest and the highest are never among them.
    """
    rows = given_rows(question, answers, unit=unit, method=method)
    known = answers[answers.notna() & answers.ne("")]
    numbers = known[~known.isin(ALWAYS_ALLOWED)].astype(float)
    enough, measure = len(numbers) >= LEAST_FOR_MEDIAN, str(question.get("measure") or "")
    measured = []
    for (name, share), answer in zip(_QUARTERS.items(), MEASURED, strict=True):
        shown = "[z]" if len(known) and numbers.empty else "[x]"
        if enough:
            shown = _with_measure(float(numbers.quantile(share)), measure)
        about = about_question(
            question, answers, known, unit=unit, method=f"{method} {_MIDDLE if enough else _TOO_FEW}", group="all"
        )
        row_id, undefined = f"{question['id']}.{name}", Share(NAN, NAN, NAN, "")
        n, of = len(numbers), len(answers)
        measured.append(result(row_id, answer=answer, n=n, of=of, share=undefined, shown=shown, **about))
    return [*measured, *rows]


def _with_measure(value: float, measure: str) -> str:
    """A number with what it is measured in.

    >>> _with_measure(12.5, "days"), _with_measure(1.0, "days"), _with_measure(3.0, "")
    ('12.5 days', '1 day', '3')
    """
    return f"{number_words(value)} {one_of(measure) if value == 1 else measure}".rstrip()


def given_rows(
    question: Mapping[Any, Any], answers: pd.Series[Any], *, unit: str, method: str
) -> list[dict[str, Any]]:
    """Whether a number, a date or words were given (``<question>.given``), of everybody who should have answered.

    Neither a date nor a word is in any row. ``shown`` is ``[x]`` where nobody has answered at all. *Not applicable* and
    *not known to us* as for any question: the three and those who have not answered add up to ``of``.
    """
    known = answers[answers.notna() & answers.ne("")]
    common = about_question(question, answers, known, unit=unit, method=f"{method} {_EVERYBODY}", group="all")
    kind = kind_of(question)
    answer = "answered in their own words" if kind == TEXT else f"a {kind} was given"
    given = int((~known.isin(ALWAYS_ALLOWED)).sum())
    row = result(f"{question['id']}.given", answer=answer, n=given, of=len(answers), **common)
    return [row if len(known) else {**row, "shown": "[x]"}, *outside_rows(question, answers, common)]
