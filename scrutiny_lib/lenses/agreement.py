"""Whether people who judged the same thing on their own said the same: always three figures together.

Percent agreement alone flatters (two auditors who answer *yes* to nearly everything agree by chance), and alpha alone
can be near nothing where nearly everybody agrees; so percent, Krippendorff's alpha and Gwet's AC1 (AC2 where answers
have an order) stand side by side, with how many cases at least two people judged. Where everybody gave the same answer
to every case, agreement beyond chance is not defined, and that is what is said.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scrutiny_lib.intake.assumptions import Assumptions
from scrutiny_lib.intake.template import Template
from scrutiny_lib.lenses.judged import LEVEL, Judged, judged_questions, ratings_of
from scrutiny_lib.lenses.moderated import adjudication_log, summarise_moderated
from scrutiny_lib.lenses.results import NAN, Share, result, results_table
from scrutiny_lib.stats.agreement import gwet_ac, krippendorff_alpha, percent_agreement
from scrutiny_lib.stats.types import Interval
from scrutiny_lib.tables import table

Floats = npt.NDArray[np.float64]

NOT_DEFINED = "not defined: everybody gave the same answer"
EVERYBODY = "all"
_SEED = 0
_PERCENT = "Mean, over what at least two people judged, of the share of pairs that agree."
_ALPHA = "Agreement beyond chance: 1 is perfect, 0 is what chance gives."
_AC = "Agreement beyond chance, less upset than alpha when one answer is very common."
_ORDERED = " Answers further apart on the scale count as a greater difference."
_RANGES = {
    "percent": " Range: Gwet's standard error over the {unit}.",
    "alpha": " Range: the {unit} drawn again many times, always in the same way.",
    "ac": " Range: Gwet's standard error over the {unit}.",
}


def summarise_agreement(
    returns: pd.DataFrame,
    agreed: pd.DataFrame,
    template: Template,
    agencies: Mapping[str, str],
    levels: Sequence[str],
    assumptions: Assumptions,
    unit: str = "children",
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """How far agencies that judged the same case on their own agreed: over all of them, and by pair.

    Parameters
    ----------
    returns : DataFrame
        case_id, agency, question, answer: what each agency's auditor gave on its own.
    agreed : DataFrame
        case_id, question, answer, reason, dissent: what was settled.
    template : Template
        Only the level each agency judges and questions about the child are looked at, never a fact that an agency
        knows for itself, free text, or what was not chosen from a list.
    agencies : mapping of str to str
        id -> name, in the order in which they are told.
    levels : sequence of str
        The levels of need, lowest first.
    assumptions : Assumptions
        The partnership's targets; and how many cases must be judged twice before a figure gets a range.
    unit : str
        What one case is: *children*, or *referrals* in a threshold audit.

    Returns
    -------
    (dict of DataFrame, DataFrame)
        ``agreement``: for each question that at least two agencies answered about the same case, ``percent``,
        ``alpha`` and ``ac`` over all agencies (``who`` is ``"all"``) and for each pair with a case in common
        ("Police – Education"); ``units`` are the cases both, or at least two, judged; values are 0–1, nan where not
        defined, and ``shown`` says so. ``moderated``: see :func:`scrutiny_lib.lenses.moderated.summarise_moderated`.
        Results: the figures over all agencies, ``agreement.<question>.percent``, ``.alpha`` and ``.ac`` (lens blank);
        the level judged is the question ``level`` and has ``level.agreement.percent``, ``.alpha`` and ``.ac1`` too,
        the names it had first (lens *threshold*).

    *Not applicable* and *not known to us* are no judgements and are left out; where one agency says that a question
    does not apply and another answers it, :func:`scrutiny_lib.lenses.talking_points.worth_talking_about` says so.
    """
    tabled: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    asked = judged_questions(template, levels)
    settling = {question.settled_by for question in asked if question.name == LEVEL}
    for question in asked:
        if question.name in settling:  # the level to be agreed: what each had judged before stands for it
            continue
        ratings = ratings_of(returns, question, agencies)
        tabled += _by_whom(ratings, question, agencies, assumptions, unit)
        names = [(f"agreement.{question.name}", "ac")]
        names += [("level.agreement", "ac1")] if question.name == LEVEL else []
        for prefix, last in names:
            rows += agreement_rows(
                ratings,
                prefix,
                lens="threshold" if question.name == LEVEL else "",
                line=question.line,
                label=question.label,
                unit=unit,
                categories=question.scale,
                ordered=question.ordered,
                kind="answers",
                ac=last,
            )
    log = adjudication_log(returns, agreed, template)
    frames = {"agreement": table("agreement", tabled), "moderated": summarise_moderated(log, asked, agencies)}
    return frames, results_table(rows)


def agreement_rows(
    ratings: pd.DataFrame,
    prefix: str,
    *,
    lens: str,
    label: str,
    unit: str,
    line: str = "",
    categories: Sequence[str] | None = None,
    ordered: bool = False,
    kind: str = "people",
    source: str = "cases",
    ac: str = "ac1",
) -> list[dict[str, Any]]:
    """Percent agreement, Krippendorff's alpha and Gwet's AC1 (AC2 where answers have an order), as three rows.

    Parameters
    ----------
    ratings : DataFrame
        Units × people, missing where somebody did not judge a unit. Units judged by fewer than two are left out.
    prefix, ac : str
        The rows are ``<prefix>.percent``, ``<prefix>.alpha`` and ``<prefix>.<ac>``.
    categories, ordered
        The scale, in order where its words have one.

    Returns
    -------
    list of dict
        ``n`` and ``of`` are the units judged by at least two people; the figure stands in ``shown``. No row where
        nobody judged the same unit. Where everybody said the same, alpha is not defined and ``shown`` says so.
    """
    used = {word for word in ratings.to_numpy(dtype=object).ravel() if isinstance(word, str)}
    scale = list(categories) if categories is not None else sorted(used)
    both = _judged_twice(_places(ratings, scale))
    if not len(both):
        return []
    percent, alpha, gwet = _three(both, scale, ordered, 0)
    common: dict[str, Any] = {
        "lens": lens,
        "line": line,
        "question": prefix,
        "label": label,
        "n": len(both),
        "of": len(both),
        "unit": unit,
        "kind": kind,
        "source": source,
    }
    return [
        result(
            f"{prefix}.percent",
            answer="pairs of judgements that agree",
            share=Share(100 * percent.estimate, NAN, NAN, ""),
            shown=shown_figure("percent", percent.estimate),
            method=_PERCENT,
            **common,
        ),
        result(
            f"{prefix}.alpha",
            answer="Krippendorff's alpha",
            share=Share(NAN, NAN, NAN, ""),
            shown=shown_figure("alpha", alpha.estimate),
            method=_ALPHA,
            **common,
        ),
        result(
            f"{prefix}.{ac}",
            answer="Gwet's AC2" if ordered else "Gwet's AC1",
            share=Share(NAN, NAN, NAN, ""),
            shown=shown_figure("ac", gwet.estimate),
            method=_AC,
            **common,
        ),
    ]


def shown_figure(measure: str, value: float) -> str:
    """One figure as text: a share of pairs in 100, a coefficient with two places, never a bare *not a number*.

    >>> shown_figure("percent", 0.784), shown_figure("alpha", -0.001), shown_figure("ac", float("nan"))
    ('78 in 100', '0.00', 'not defined: everybody gave the same answer')
    """
    if math.isnan(value):
        return NOT_DEFINED
    return f"{100 * value:.0f} in 100" if measure == "percent" else f"{round(value, 2) + 0.0:.2f}"


def _by_whom(
    ratings: pd.DataFrame, question: Judged, agencies: Mapping[str, str], assumptions: Assumptions, unit: str
) -> list[dict[str, Any]]:
    """Over all agencies, then by pair; where only two were asked at all, the pair is all there is, and told once."""
    names, places = [agencies[agency] for agency in ratings.columns], _places(ratings, question.scale)
    pairs = itertools.combinations(range(len(names)), 2) if len(agencies) > 2 else []
    groups = [(EVERYBODY, places), *((f"{names[a]} – {names[b]}", places[:, [a, b]]) for a, b in pairs)]
    return [
        row
        for who, judged in groups
        for row in _table_rows(_judged_twice(judged), question, who, assumptions, unit)
    ]


def _places(ratings: pd.DataFrame, scale: Sequence[str]) -> Floats:
    """Where each judgement stands on the scale, from 0; nan where there is none."""
    place = {answer: float(at) for at, answer in enumerate(scale)}
    words = ratings.to_numpy(dtype=object)
    flat = [place[word] if isinstance(word, str) else NAN for word in words.ravel()]
    return np.array(flat, dtype=float).reshape(words.shape)


def _judged_twice(places: Floats) -> Floats:
    """The units that at least two people judged."""
    twice = np.count_nonzero(~np.isnan(places), axis=1) >= 2
    return np.asarray(places[twice])


def _table_rows(
    both: Floats, question: Judged, who: str, assumptions: Assumptions, unit: str
) -> list[dict[str, Any]]:
    if not len(both):
        return []
    enough = len(both) >= assumptions.agreement_minimum
    found = _three(both, question.scale, question.ordered, assumptions.agreement_bootstrap if enough else 0)
    percent_target = assumptions.agreement_target_percent
    target_of = {"percent": None if percent_target is None else percent_target / 100}
    rows = []
    for measure, words, figure in zip(("percent", "alpha", "ac"), (_PERCENT, _ALPHA, _AC), found, strict=True):
        method = words + (_ORDERED if question.ordered and measure != "percent" else "")
        ranged = enough and not math.isnan(figure.lower)
        if not enough:
            least = assumptions.agreement_minimum
            method += f" No range: fewer than {least} {unit} were judged by at least two agencies."
        else:
            method += _RANGES[measure].format(unit=unit) if ranged else f" No range: the {unit} do not differ."
        rows.append(
            {
                "question": question.name,
                "label": question.label,
                "who": who,
                "units": len(both),
                "measure": measure,
                "value": figure.estimate,
                "lower": figure.lower if ranged else NAN,
                "upper": figure.upper if ranged else NAN,
                "shown": shown_figure(measure, figure.estimate),
                "target": target_of.get(measure, assumptions.agreement_target),
                "method": method,
            }
        )
    return rows


def _three(
    both: Floats, scale: Sequence[str], ordered: bool, bootstrap: int
) -> tuple[Interval, Interval, Interval]:
    """The three figures of units judged at least twice."""
    steps = range(len(scale))
    return (
        percent_agreement(both),
        krippendorff_alpha(both, "ordinal" if ordered else "nominal", steps, bootstrap, _SEED),
        gwet_ac(both, "ordinal" if ordered else None, steps),
    )
