"""What practitioners said, code by code: over activities, and over those who answered a survey in words.

Never over passages or over people in a room: in a group one voice is easily taken for many.
"""

from __future__ import annotations

from collections.abc import Mapping
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
_IDS = {ACTIVITIES: "", RESPONDENTS: ".survey"}
_LABELS = {ACTIVITIES: "Raised in activities", RESPONDENTS: "Written in answer to the survey"}
_METHODS = {
    ACTIVITIES: "Activities in whose notes it was coded, of those with notes; how many people said it is not counted.",
    RESPONDENTS: "Practitioners in whose answers in words it was coded, of those who wrote any. Who answered chose to.",
}
_UNSETTLED = " Where coders differ and that is not settled yet, it does not count."
_TENTATIVE = " Tentative: how far two people agree on this code is not good enough, or not known well enough."


def count_practitioner_codes(
    texts: pd.DataFrame,
    passages: pd.DataFrame,
    settled: Settled,
    coding: pd.DataFrame,
    codebook: Codebook,
    whose: Mapping[str, int] | None = None,
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

    Returns
    -------
    practitioner_codes : DataFrame
        The table of that name, activities first, in the order of the codebook.
    results : DataFrame
        prac.code.<code> over activities and prac.code.<code>.survey over respondents, for codes that may be reported.
    """
    where = _units(texts[texts["source"].isin(settled.looked_at(passages)["source"])], whose or {})
    given = settled.codes[["source", "code"]].drop_duplicates().merge(where, on="source")
    unsettled = settled.open[["source", "code"]].merge(where, on="source")[["unit", "code"]]
    still_open = set(unsettled.itertuples(index=False, name=None))
    words, groups = reliability(coding), codebook.groups.set_index("id")["name"]
    tabled: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for unit in (ACTIVITIES, RESPONDENTS):
        everybody, said = list(where.loc[where["unit"] == unit, "name"].unique()), given[given["unit"] == unit]
        carried = carried_by(everybody, said["name"], said["code"], codebook)
        for code in codebook.codes[codebook.codes["id"].isin(carried.columns)].to_dict("records"):
            word = words.get(code["id"], TENTATIVE)
            about = {"group": groups[code["group"]], "code": code["id"], "name": code["name"], "unit": unit}
            if word == NOT_REPORTED:
                tabled.append({**about, "percent": NAN, "reliability": word, "shown": NOT_REPORTED})
                continue
            row = _row(code, unit, carried[code["id"]], word, (unit, code["id"]) in still_open)
            counts = {name: row[name] for name in ("n", "of", "percent", "shown")}
            tabled.append({**about, "reliability": word, **counts})
            rows.append(row)
    return table("practitioner_codes", tabled), results_table(rows)


def _units(texts: pd.DataFrame, whose: Mapping[str, int]) -> pd.DataFrame:
    """source, unit, name: the activity or the respondent that each text belongs to."""
    rows = []
    for source, kind, activity in texts[["source", "source_type", "raised_by"]].itertuples(index=False, name=None):
        if source in whose:
            rows.append((source, RESPONDENTS, f"respondent {whose[source]}"))
        elif kind == "survey answer":
            rows.append((source, RESPONDENTS, f"source {source}"))
        else:
            rows.append((source, ACTIVITIES, activity or f"source {source}"))
    return pd.DataFrame(rows, columns=["source", "unit", "name"], dtype=object)


def _row(code: Mapping[Any, Any], unit: str, hits: pd.Series[Any], word: str, is_open: bool) -> dict[str, Any]:
    name = f"prac.code.{code['id']}{_IDS[unit]}"
    return result(
        name,
        question=name,
        label=f"{_LABELS[unit]}: {code['name']}",
        answer=code["name"],
        n=int(hits.sum()),
        of=len(hits),
        unit=unit,
        method=_METHODS[unit] + (_UNSETTLED if is_open else "") + (_TENTATIVE if word == TENTATIVE else ""),
        **COMMON,
    )
