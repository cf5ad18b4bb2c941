"""How far coders who read the same passages on their own agree, code by code, and how a code may therefore be told.

Four figures stand together, because each alone misleads: percent agreement flatters rare codes, Krippendorff's alpha
collapses on them, Gwet's AC1 does neither but is generous, and αU looks at the stretches themselves. What they may be
used for is decided by a rule (:func:`reliability_of`) whose numbers stand in ``assumptions.toml``.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.intake.assumptions import Assumptions
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded, passage_codes
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.lenses.coding_spans import span_alphas
from scrutiny_lib.lenses.coding_together import together
from scrutiny_lib.lenses.coding_twice import Floats, read_twice
from scrutiny_lib.stats.agreement import gwet_ac, krippendorff_alpha, percent_agreement
from scrutiny_lib.tables import table
from scrutiny_lib.terms import RELIABILITY

ALL_CODES = "all"
"""The code under which all codes together are told."""

TOGETHER = "All codes together"

NOT_CODED_TWICE = "No passage was coded twice."
SAME_ANSWER = "Not defined: everybody gave the same answer to every passage."
_SEED = 0
_WORD = ("reliability", "why", "units")
_NAN = math.nan


def summarise_coding(
    coded: Coded,
    passages: pd.DataFrame,
    texts: Texts,
    codebook: Codebook,
    assumptions: Assumptions,
    drawn: Collection[str] | None = None,
) -> pd.DataFrame:
    """Agreement of each code that any coder used, of each group of which a passage has one, and of all codes together.

    Parameters
    ----------
    coded : Coded
        ``coders``, ``codings`` (source, start, end, code, coder) and ``read`` (passage_id, coder).
    passages : DataFrame
        passage_id, source, start, end.
    texts : Texts
        For the length of each source.
    codebook : Codebook
        Sets names and order; a group is ordered (tone) or not.
    assumptions : Assumptions
    drawn : collection of str, optional
        The passages that were drawn for the second coder. Those that were coded twice only because they are quoted
        were chosen, and quotations are clearer than most passages: they would flatter. So the figures are about the
        passages drawn; but where all passages coded twice speak worse of a code than these, the worse word stands.
        ``None``: all of them.

    Returns
    -------
    DataFrame
        The table ``coding``, over the passages that at least two coders read. First one row per code in use, in the
        order of the codebook: the decision whether or not to give it. Then one row per exclusive group of which a code
        is in use, under the group's id: which code of the group, *none of them* being an answer too; an ordered group
        has the ordinal alpha (and AC2) over the passages to which at least two coders gave a step of it. Last ``all``.

        ``units`` passages; ``percent`` 0–100; ``alpha`` with ``lower`` and ``upper`` (passages drawn again, each on its
        own and always in the same way; nan below ``agreement_minimum`` passages or where the draws do not differ);
        ``ac1``; ``alpha_u`` over the stretches read by both. What is not defined is nan and ``why`` says so.
    """
    if drawn is not None:
        chosen = ~coded.read["passage_id"].isin(set(drawn))
        by_chance = replace(coded, read=coded.read[~chosen])
        found = summarise_coding(by_chance, passages, texts, codebook, assumptions)
        return _worse_word(found, summarise_coding(coded, passages, texts, codebook, assumptions))
    used = set(coded.codings["code"].astype(str))
    codes = codebook.codes.loc[codebook.codes["id"].isin(used), ["id", "name", "group"]]
    given = passage_codes(coded, passages)
    coders = [str(coder) for coder in coded.coders["coder"]]
    twice = read_twice(passages, coded.read, given, coders, codes["id"].tolist())
    groups = {
        str(group["id"]): [str(code) for code in codebook.codes.loc[codebook.codes["group"] == group["id"], "id"]]
        for group in codebook.groups.to_dict("records")
        if group["exclusive"] and (codes["group"] == group["id"]).any()
    }
    lengths = {source: len(words) for source, words in texts.words.items()}
    spans = span_alphas(twice, passages, lengths, coded.codings, groups)
    bootstrap = assumptions.agreement_bootstrap
    rows = []
    for code in codes.to_dict("records"):
        ratings = twice.ratings(code["id"])
        figures = _figures(ratings, 2, False, assumptions)
        rows.append(_row(code["id"], code["name"], code["group"], figures, spans, assumptions))
    for group in codebook.groups.to_dict("records"):
        if group["id"] in groups:
            ordered = bool(group["ordered"])
            ratings, torn = twice.choices(groups[group["id"]], or_none=not ordered)
            figures = _figures(ratings, len(groups[group["id"]]) + (not ordered), ordered, assumptions)
            row = _row(group["id"], group["name"], group["id"], figures, spans, assumptions)
            rows.append({**row, "why": row["why"] + _left_out(ordered, torn)})
    enough = len(twice.passages) >= assumptions.agreement_minimum
    percent, alpha, ac1 = together(twice, bootstrap if enough else 0, _SEED)
    figures = {
        "units": len(twice.passages) if len(codes) else 0,
        "percent": 100 * percent,
        "alpha": alpha.estimate,
        "lower": alpha.lower,
        "upper": alpha.upper,
        "ac1": ac1,
        "rarer": sum(_rarer(twice.ratings(code)) for code in twice.codes),
    }
    rows.append(_row(ALL_CODES, TOGETHER, "", figures, spans, assumptions))
    return table("coding", rows)


def _worse_word(drawn: pd.DataFrame, everything: pd.DataFrame) -> pd.DataFrame:
    """Figures of the passages drawn, each with the worse of two words; the same codes in the same order."""
    words, why = drawn["reliability"].tolist(), drawn["why"].tolist()
    for at, (word, because, units) in enumerate(zip(*(everything[name] for name in _WORD), strict=True)):
        if RELIABILITY.index(word) > RELIABILITY.index(words[at]):
            words[at], why[at] = word, f"With the quoted passages, {units} in all: {because}"
    why[-1] += " Passages that two people read only because they are quoted are left out of the figures."
    return drawn.assign(reliability=words, why=why)


def reliability_of(row: Mapping[str, Any], assumptions: Assumptions) -> tuple[str, str]:
    """How a code may be told, by how far two coders agreed: ``"firm"``, ``"tentative"`` or ``"not reported"``, and why.

    Parameters
    ----------
    row : mapping
        ``units``, ``alpha``, ``lower``, ``ac1`` as in the table ``coding``; and ``rarer``: how many passages anybody
        gave another than the most frequent answer (without it the code counts as neither rare nor frequent).
    assumptions : Assumptions
        ``coding_firm_alpha`` and its neighbours.

    Returns
    -------
    (str, str)
        *Firm*: alpha is at least the firm value; the lower end of its interval is at least the tentative value (or
        there was no difference at all, when there is no interval); enough passages were read by two; and the rarer
        answer was given often enough. *Tentative*: alpha is at least the tentative value; or the code is too rare (or
        too common) for alpha and AC1 is high; or everybody gave the same answer; or nothing was coded twice, for then
        nothing speaks against the code and nothing for it. *Not reported*: everything else.

    Source of the values: Krippendorff (2004) *Content Analysis*, 2nd ed., p. 241.

    >>> row = {"units": 100, "alpha": 0.85, "lower": 0.7, "ac1": 0.9, "rarer": 30}
    >>> reliability_of(row, Assumptions())[0]
    'firm'
    >>> reliability_of({**row, "alpha": 0.6, "lower": 0.4}, Assumptions())
    ('not reported', 'Alpha is below 0.667.')
    """
    firm, tentative = assumptions.coding_firm_alpha, assumptions.coding_tentative_alpha
    units, alpha, lower, rarer = row["units"], row["alpha"], row["lower"], row.get("rarer", math.inf)
    least, rare = assumptions.coding_minimum_passages, rarer < assumptions.coding_rare_passages
    if not units:
        return "tentative", NOT_CODED_TWICE
    if math.isnan(alpha):
        return "tentative", SAME_ANSWER
    if alpha < tentative:
        if rare and row["ac1"] >= assumptions.coding_rare_ac1:
            why = f"Too rare, or too common, for alpha to say much; AC1 is at least {assumptions.coding_rare_ac1:g}."
            return "tentative", why
        return "not reported", f"Alpha is below {tentative:g}."
    against = []
    if alpha < firm:
        against.append(f"alpha is at least {tentative:g} but below {firm:.2f}")
    elif alpha < 1 and not lower >= tentative:
        without = math.isnan(lower)
        against.append("alpha has no interval" if without else f"alpha's interval begins below {tentative:g}")
    if units < least:
        against.append(f"fewer than {least} passages were read by two coders")
    if rare:
        many = assumptions.coding_rare_passages
        against.append(f"fewer than {many} passages were given any but the most frequent answer")
    if against:
        words = "; ".join(against)
        return "tentative", f"{words[0].upper()}{words[1:]}."
    if alpha == 1:
        return "firm", "The coders did not differ."
    return "firm", f"Alpha is at least {firm:.2f} and its interval begins at {tentative:g} or above."


def _figures(ratings: Floats, answers: int, ordered: bool, assumptions: Assumptions) -> dict[str, Any]:
    """Percent, alpha with its interval and AC1 (AC2 where answers have an order), over what was answered twice."""
    twice = ratings[np.count_nonzero(~np.isnan(ratings), axis=1) >= 2]
    units = len(twice)
    figures = {"units": units, "percent": _NAN, "alpha": _NAN, "lower": _NAN, "upper": _NAN, "ac1": _NAN, "rarer": 0}
    if not units:
        return figures
    scale, bootstrap = range(answers), assumptions.agreement_bootstrap if units >= assumptions.agreement_minimum else 0
    alpha = krippendorff_alpha(twice, "ordinal" if ordered else "nominal", scale, bootstrap, _SEED)
    return {
        "units": units,
        "percent": 100 * percent_agreement(twice).estimate,
        "alpha": alpha.estimate,
        "lower": alpha.lower,
        "upper": alpha.upper,
        "ac1": gwet_ac(twice, "ordinal" if ordered else None, scale).estimate,
        "rarer": _rarer(twice),
    }


def _rarer(ratings: Floats) -> int:
    """How many units anybody gave another than the most frequent answer."""
    answers = ratings[~np.isnan(ratings)]
    if not len(answers):
        return 0
    different, times = np.unique(answers, return_counts=True)
    usual = different[times.argmax()]
    return int((~np.isnan(ratings) & (ratings != usual)).any(axis=1).sum())


def _row(
    code: str, name: str, group: str, figures: Mapping[str, Any], spans: Mapping[str, float], assumptions: Assumptions
) -> dict[str, Any]:
    """One row of the table, with what may be made of it."""
    word, why = reliability_of(figures, assumptions)
    shown = {key: value for key, value in figures.items() if key != "rarer"}
    alpha_u = spans.get(code, _NAN)
    if math.isnan(alpha_u) and not math.isnan(figures["alpha"]):
        why += " αU is not defined: nothing was marked on the stretches compared."
    return {
        "code": code,
        "name": name,
        "group": group,
        **shown,
        "alpha_u": alpha_u,
        "reliability": word,
        "why": why,
    }


def _left_out(ordered: bool, torn: int) -> str:
    """What the figure of a group leaves out."""
    words = " Passages to which fewer than two coders gave a step are left out." if ordered else ""
    return words + (" Where a coder gave two codes of the group, that answer is left out." if torn else "")
