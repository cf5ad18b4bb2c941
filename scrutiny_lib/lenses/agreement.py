"""Whether two or more people who judged the same thing on their own said the same: always three figures together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd

from scrutiny_lib.lenses.results import NAN, Share, result
from scrutiny_lib.stats.agreement import gwet_ac, krippendorff_alpha, percent_agreement

_NOT_DEFINED = "not defined: everybody gave the same answer"


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
) -> list[dict[str, Any]]:
    """Percent agreement, Krippendorff's alpha and Gwet's AC1 (AC2 where answers have an order), as three rows.

    Parameters
    ----------
    ratings : DataFrame
        Units × people, missing where somebody did not judge a unit. Units judged by fewer than two are left out.
    prefix : str
        The rows are ``<prefix>.percent``, ``<prefix>.alpha`` and ``<prefix>.ac1``.
    categories, ordered
        The scale, in order where its words have one.

    Returns
    -------
    list of dict
        ``n`` and ``of`` are the units judged by at least two people; the figure stands in ``shown``. No row where
        nobody judged the same unit. Where everybody said the same, alpha is not defined and ``shown`` says so.
    """
    both = ratings[ratings.notna().sum(axis=1) >= 2]
    if both.empty:
        return []
    both = both.astype("object").where(both.notna(), None)
    scale = list(categories) if categories is not None else None
    constant = len(set(both.stack().dropna())) == 1
    alpha = NAN if constant else _alpha(both, scale, ordered)
    ac = NAN if constant else gwet_ac(both, weights="ordinal" if ordered else None, categories=scale).estimate
    percent = 100 * percent_agreement(both).estimate
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
            share=Share(percent, NAN, NAN, ""),
            shown=f"{percent:.0f} in 100",
            method="Mean, over what at least two people judged, of the share of pairs that agree.",
            **common,
        ),
        result(
            f"{prefix}.alpha",
            answer="Krippendorff's alpha",
            share=Share(NAN, NAN, NAN, ""),
            shown=_NOT_DEFINED if math.isnan(alpha) else f"{alpha:.2f}",
            method="Agreement beyond chance: 1 is perfect, 0 is what chance gives.",
            **common,
        ),
        result(
            f"{prefix}.ac1",
            answer="Gwet's AC2" if ordered else "Gwet's AC1",
            share=Share(NAN, NAN, NAN, ""),
            shown=_NOT_DEFINED if math.isnan(ac) else f"{ac:.2f}",
            method="Agreement beyond chance, less upset than alpha when one answer is very common.",
            **common,
        ),
    ]


def _alpha(ratings: pd.DataFrame, categories: list[str] | None, ordered: bool) -> float:
    level: Literal["ordinal", "nominal"] = "ordinal" if ordered else "nominal"
    return float(krippendorff_alpha(ratings, level=level, categories=categories).estimate)
