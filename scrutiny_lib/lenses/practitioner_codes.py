"""What practitioners said, code by code: over activities, and over those who answered a survey in words.

Never over passages or over people in a room: in a group one voice is easily taken for many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scrutiny_lib.audit.settle_codes import Settled
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.lenses.results import NAN, result, results_table
from scrutiny_lib.lenses.voice_codes import NOT_REPORTED, TENTATIVE, carried_by, reliability
from scrutiny_lib.tables import table

COMMON: dict[str, Any] = {"lens": "practitioners", "kind": "people", "source": "practitioners"}
"""What every result of this lens has."""
ACTIVITIES, RESPONDENTS = "activities", "practitioners"
"""What codes are counted over: activities with notes, and practitioners who answered the survey in words."""


@dataclass(frozen=True)
class Wording:
    """How the counts of one lens are named.

    ``table`` is the name of its table, ``common`` what every result has. The rest has one entry for notes of what
    people took part in and one for answers in own words, in this order: ``units`` (what is counted),
    ``ids`` (what a result is called, with the code in braces), ``labels`` and ``methods``.
    """

    table: str
    common: Mapping[str, Any]
    units: tuple[str, str]
    ids: tuple[str, str]
    labels: tuple[str, str]
    methods: tuple[str, str]


PRACTITIONERS = Wording(
    "practitioner_codes",
    COMMON,
    (ACTIVITIES, RESPONDENTS),
    ("prac.code.{}", "prac.code.{}.survey"),
    ("Raised in activities", "Written in answer to the survey"),
    (
        "Activities in whose notes it was coded, of those with notes; how many people said it is not counted.",
        "Practitioners in whose answers in words it was coded, of those who wrote any. Who answered chose to.",
    ),
)
_UNSETTLED = " Where coders differ and that is not settled yet, it does not count."
_TENTATIVE = " Tentative: how far two people agree on this code is not good enough, or not known well enough."


def count_practitioner_codes(
    texts: pd.DataFrame,
    passages: pd.DataFrame,
    settled: Settled,
    coding: pd.DataFrame,
    codebook: Codebook,
    whose: Mapping[str, int] | None = None,
    wording: Wording = PRACTITIONERS,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """For each code that was given: in how many activities, and by how many who answered the survey.

    Parameters
    ----------
    texts : DataFrame
        source, source_type, raised_by (the activity; a text without one is an activity of its own).
    passages : DataFrame
        passage_id, source. A text without a passage, or of which nobody read one, could carry no code, so it does not
        count.
    settled : Settled
    coding : DataFrame
        Table ``coding``; a code that is not in it is *tentative*. One that is *not reported* has no count and no base.
    codebook : Codebook
        Codes that are not in it are left out.
    whose : mapping of str to int, optional
        The respondent of each source that answers a survey. A *survey answer* that is not in it is a respondent alone.
    wording : Wording, optional
        How the counts are named, where another lens has notes and answers of this kind.

    Returns
    -------
    practitioner_codes : DataFrame
        The table of that name, activities first, in the order of the codebook.
    results : DataFrame
        prac.code.<code> over activities and prac.code.<code>.survey over respondents, for codes that may be reported.
    """
    looked_at = texts[texts["source"].isin(settled.looked_at(passages)["source"])]
    where = _units(looked_at, whose or {}, wording.units)
    given = settled.codes[["source", "code"]].drop_duplicates().merge(where, on="source")
    unsettled = settled.open[["source", "code"]].merge(where, on="source")[["unit", "code"]]
    still_open = set(unsettled.itertuples(index=False, name=None))
    words, groups = reliability(coding), codebook.groups.set_index("id")["name"]
    tabled: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for which, unit in enumerate(wording.units):
        everybody, said = list(where.loc[where["unit"] == unit, "name"].unique()), given[given["unit"] == unit]
        carried = carried_by(everybody, said["name"], said["code"], codebook)
        for code in codebook.codes[codebook.codes["id"].isin(carried.columns)].to_dict("records"):
            word = words.get(code["id"], TENTATIVE)
            about = {"group": groups[code["group"]], "code": code["id"], "name": code["name"], "unit": unit}
            if word == NOT_REPORTED:
                tabled.append({**about, "percent": NAN, "reliability": word, "shown": NOT_REPORTED})
                continue
            row = _row(code, wording, which, carried[code["id"]], word, (unit, code["id"]) in still_open)
            counts = {name: row[name] for name in ("n", "of", "percent", "shown")}
            tabled.append({**about, "reliability": word, **counts})
            rows.append(row)
    return table(wording.table, tabled), results_table(rows)


def _units(texts: pd.DataFrame, whose: Mapping[str, int], units: tuple[str, str]) -> pd.DataFrame:
    """source, unit, name: the activity or the respondent that each text belongs to."""
    activities, respondents = units
    rows = []
    for source, kind, activity in texts[["source", "source_type", "raised_by"]].itertuples(index=False, name=None):
        if source in whose:
            rows.append((source, respondents, f"respondent {whose[source]}"))
        elif kind == "survey answer":
            rows.append((source, respondents, f"source {source}"))
        else:
            rows.append((source, activities, activity or f"source {source}"))
    return pd.DataFrame(rows, columns=["source", "unit", "name"], dtype=object)


def _row(
    code: Mapping[Any, Any], wording: Wording, which: int, hits: pd.Series[Any], word: str, is_open: bool
) -> dict[str, Any]:
    name = wording.ids[which].format(code["id"])
    said = wording.methods[which] + (_UNSETTLED if is_open else "") + (_TENTATIVE if word == TENTATIVE else "")
    return result(
        name,
        question=name,
        label=f"{wording.labels[which]}: {code['name']}",
        answer=code["name"],
        n=int(hits.sum()),
        of=len(hits),
        unit=wording.units[which],
        method=said,
        **wording.common,
    )
