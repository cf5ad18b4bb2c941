"""What others have published, beside our own: as printed, with what to know before comparing, and never ranked."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.intake.published import MEASURE_COLUMNS, symbol_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.published_compare import compare, gaps
from scrutiny_lib.lenses.published_funnel import draw_limits
from scrutiny_lib.lenses.published_measure import Measure, beside, headline, measures_of
from scrutiny_lib.tables import table


def published_context(
    published: pd.DataFrame, area: str, measures: pd.DataFrame | None = None, theme: str = ""
) -> dict[str, pd.DataFrame]:
    """Published figures beside our own: the measures published for ``area``, its rows first, nothing ranked.

    Parameters
    ----------
    published : DataFrame
        The columns of ``published``, as :func:`scrutiny_lib.intake.published.read_published` gives them.
    area : str
        Our own area, as it is named in the figures.
    measures : DataFrame, optional
        What measures mean, as :func:`scrutiny_lib.intake.published.read_measures` gives it.
    theme : str
        Of a review: only measures that speak to one of its lines of enquiry, where ``measures`` says so of any.

    Returns
    -------
    dict of DataFrame
        ``published``: numbers as printed, symbols as the shorthand a page explains (u becomes ``[u]``).
        ``published_notes``: a row for each measure; ``sentence`` says our latest number, ``gap`` which years have none
        and why, ``comparability`` what to know before comparing, ``funnel`` what the funnel shows, or why there is
        none. ``funnels``: the latest year in which our area has counts, each area with the limits at its size.
        All three are empty where nothing is published for ``area``.
    """
    known = measures if measures is not None else pd.DataFrame(columns=list(MEASURE_COLUMNS))
    meant = {spelling(row["measure"]): row for row in known.to_dict("records")}
    notes, funnels = [], []
    if theme and any(row["lines"] for row in meant.values()):
        speaks = published["measure"].map(lambda name: theme in (meant.get(spelling(name), {}).get("lines") or {}))
        published = published[speaks.astype(bool)]
    found = measures_of(published, area)
    for measure in found:
        about = meant.get(spelling(measure.name), {})
        funnel = draw_limits(measure)
        funnels.extend(funnel.rows)
        notes.append(
            {
                "measure": measure.name,
                "unit": measure.unit,
                "area": measure.own,
                "direction": about.get("direction") or "none",
                "kind": measure.kind,
                "sentence": f"{headline(measure)}. {beside(measure)}".strip(),
                "gap": gaps(measure),
                "comparability": compare(measure, about.get("comparability") or ""),
                "funnel": funnel.sentence,
            }
        )
    return {
        "published": _shown(published, found),
        "published_notes": table("published_notes", notes),
        "funnels": table("funnels", funnels),
    }


def _shown(published: pd.DataFrame, measures: list[Measure]) -> pd.DataFrame:
    """The figures of these measures, our own area's first, with the shorthand for symbols."""
    kept = published[published["measure"].isin([measure.name for measure in measures])]
    mine = kept["area"].isin({measure.own for measure in measures})
    ordered = pd.concat([kept[mine], kept[~mine]])
    values = [symbol_of(str(value)) or value for value in ordered["value"]]
    return table("published", ordered.assign(value=values))
