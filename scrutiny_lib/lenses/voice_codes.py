"""What was said, code by code: over children, never over passages, and one kind of voice at a time.

What children told us, what workers recorded and what parents and carers said are never added together: every table
here says which of them it is about, and no row is about two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scrutiny_lib.audit.settle_codes import BASES, Settled
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.lenses.design import Design, share_of
from scrutiny_lib.lenses.results import NAN, result, slug
from scrutiny_lib.plural import one_of
from scrutiny_lib.tables import table
from scrutiny_lib.terms import KINDS_OF_VOICE, RELIABILITY

FIRM, TENTATIVE, NOT_REPORTED = RELIABILITY
VOICE: dict[str, Any] = {"lens": "voice", "kind": "answers", "source": "children and families"}
"""What every result of this lens has."""
LEAST_FOR_WORDS = 10
"""Children heard in one kind of voice before *most*, *some* or *a few* is said: of fewer the bare count is."""
_A_FEW = 2
"""One child alone is never *a few*."""
_WIDELY = ((75, "most"), (55, "more than half"), (45, "about half"), (25, "some"))
"""Above so many in 100 this word is said, as in the scale of words for all other shares; below, *a few*."""

_WHO = {
    "told us": "Children told us",
    "recorded": "Recorded by workers",
    "parents and carers": "Parents and carers said",
}
_OF_THOSE = {
    "told us": "{of} heard",
    "recorded": "{of} with such a record",
    "parents and carers": "{of} whose parents or carers were heard",
}
_COUNTED = (
    "Counted over the audited {unit} with a text of this kind that was there to be coded, each once. A code counts "
    "where any passage carries it after differences were settled."
)
_TENTATIVE = " Tentative: how far two people agree on this code is not good enough, or not known well enough."
_UNSETTLED = " Where coders differ and that is not settled yet, it does not count."
_ALONE = " Some of these passages were read by one person only."
_LIKE_THESE = " The range is about {unit} of whom there is such a text."


@dataclass(frozen=True)
class Heard:
    """Who was heard, and which codes each carries.

    Attributes
    ----------
    texts : DataFrame
        The texts of the audited children that were there to be coded: source, case_id, kind and what else is known.
    given : DataFrame
        source, case_id, kind, code: each settled code of these texts once for each source.
    carried : dict of str to DataFrame
        By kind of voice: children (in the order of the audited) × codes, whether any of the child's passages of that
        kind carries the code. A kind in which nobody was heard has no rows.
    cases : list of str
        The audited children.
    unsettled : set of (kind, code)
        Codes that in some passage of that kind one coder gave and another did not, and nobody has settled.
    alone : set of (kind, code)
        Codes that in some passage of that kind rest on one person, because nobody else read it.
    """

    texts: pd.DataFrame
    given: pd.DataFrame
    carried: dict[str, pd.DataFrame]
    cases: list[str]
    unsettled: set[tuple[str, str]]
    alone: set[tuple[str, str]]


def who_was_heard(
    texts: pd.DataFrame, passages: pd.DataFrame, settled: Settled, cases: Sequence[str], codebook: Codebook
) -> Heard:
    """Set the settled codes against the children; differences still open are not counted, only kept in mind.

    Parameters
    ----------
    texts : DataFrame
        source, case_id, kind and more: one row for each text. A text of nobody audited is left out.
    passages : DataFrame
        passage_id, source. A text without a passage, or of which no passage has been looked at, could carry no code,
        so its child does not count for it.
    settled : Settled
        ``codes`` and ``open``: passage_id, source, code.
    cases : sequence of str
        The audited children.
    codebook : Codebook
        Codes that are not in it are left out; the columns are in its order.
    """
    everybody = [str(case) for case in cases]
    mine = texts[texts["case_id"].isin(everybody) & texts["kind"].isin(KINDS_OF_VOICE)]
    mine = mine[mine["source"].isin(settled.looked_at(passages)["source"])]
    codes = settled.codes[settled.codes["code"].isin(codebook.codes["id"])]
    given = codes[["source", "code"]].drop_duplicates().merge(mine[["source", "case_id", "kind"]], on="source")
    by_one = codes.loc[codes["basis"] == BASES[1], ["source", "code"]].merge(mine[["source", "kind"]], on="source")
    still_open = settled.open[["source", "code"]].merge(mine[["source", "kind"]], on="source")
    carried = {}
    for kind in KINDS_OF_VOICE:
        having, said = set(mine.loc[mine["kind"] == kind, "case_id"]), given[given["kind"] == kind]
        whose = [case for case in everybody if case in having]
        carried[kind] = carried_by(whose, said["case_id"], said["code"], codebook)
    unsettled, alone = (
        set(found[["kind", "code"]].itertuples(index=False, name=None)) for found in (still_open, by_one)
    )
    return Heard(mine, given, carried, everybody, unsettled, alone)


def carried_by(
    whose: Sequence[Any], given_to: pd.Series[Any], code: pd.Series[Any], codebook: Codebook
) -> pd.DataFrame:
    """Units × codes in use, true where a unit carries the code; ``given_to`` and ``code`` side by side.

    Columns are in the order of the book, only codes that somebody carries.
    """
    seen = set(code)
    used = [name for name in codebook.codes["id"] if name in seen]
    index = pd.Index(list(whose))
    found = np.zeros((len(index), len(used)), dtype=bool)
    rows, columns = index.get_indexer(pd.Index(given_to)), pd.Index(used).get_indexer(pd.Index(code))
    found[rows[rows >= 0], columns[rows >= 0]] = True
    return pd.DataFrame(found, index=index, columns=used)


def reliability(coding: pd.DataFrame) -> dict[str, str]:
    """How each code may be reported, by its id; a code that is not in the table was coded by one person only."""
    return dict(zip(coding["code"].astype(str), coding["reliability"].astype(str), strict=True))


def may_be_reported(words: Mapping[str, str], code: str) -> bool:
    """Whether a code's counts may be shown at all.

    >>> may_be_reported({"L1": "not reported"}, "L1"), may_be_reported({}, "L1")
    (False, True)
    """
    return words.get(code, TENTATIVE) != NOT_REPORTED


def count_codes(
    heard: Heard, coding: pd.DataFrame, codebook: Codebook, design: Design, unit: str, also_none: bool = False
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """For each kind of voice and each code somebody carries: how many children, of those with a text of that kind.

    Parameters
    ----------
    heard : Heard
    coding : DataFrame
        Table ``coding``: how far coders agreed, with ``reliability``. A code that is not in it is *tentative*: nobody
        else coded it. One that is *not reported* has neither count nor base.
    codebook : Codebook
    design : Design
        An interval stands only where the sample was drawn at random and at least twenty children apply.
    unit : str
        *children*, or *referrals* in a threshold audit.
    also_none : bool
        Also the codes that nobody carries, of the kinds in which somebody was heard.

    Returns
    -------
    (DataFrame, list of dict)
        Table ``voice_codes``; and results ``voice.<code>.<kind>`` for the codes that may be reported.
    """
    words, groups = reliability(coding), codebook.groups.set_index("id")["name"]
    everybody = pd.Series(True, index=pd.Index(heard.cases))
    tabled: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for kind, carried in heard.carried.items():
        if also_none and len(carried):
            carried = carried.reindex(columns=codebook.codes["id"], fill_value=False)
        for code in codebook.codes[codebook.codes["id"].isin(carried.columns)].to_dict("records"):
            about = {
                "kind": kind,
                "group": groups[code["group"]],
                "code": code["id"],
                "name": code["name"],
                "layer": code["layer"],
                "lundy": code["lundy"],
                "of": len(carried),
                "unit": unit,
                "reliability": words.get(code["id"], TENTATIVE),
                "meaning": code.get("definition", ""),
            }
            if about["reliability"] == NOT_REPORTED:
                none = {"n": None, "of": None, "percent": NAN, "lower": NAN, "upper": NAN, "shown": NOT_REPORTED}
                tabled.append({**about, **none})
                continue
            how = _how_counted(unit, (kind, code["id"]), heard, about["reliability"])
            row = _code_row(about, carried[code["id"]], everybody, design, how)
            tabled.append({**about, **{name: row[name] for name in ("n", "percent", "lower", "upper", "shown")}})
            rows.append(row)
    return table("voice_codes", tabled), rows


def _how_counted(unit: str, of_kind: tuple[str, str], heard: Heard, word: str) -> str:
    """How one code was counted, with what makes its count less sure."""
    said = ((_UNSETTLED, of_kind in heard.unsettled), (_ALONE, of_kind in heard.alone), (_TENTATIVE, word == TENTATIVE))
    return _COUNTED.format(unit=unit) + "".join(words for words, is_so in said if is_so)


def _code_row(
    about: Mapping[str, Any], hits: pd.Series[Any], everybody: pd.Series[Any], design: Design, method: str
) -> dict[str, Any]:
    share, unit = share_of(hits, everybody, design), about["unit"]
    if share.lower == share.lower:
        method += _LIKE_THESE.format(unit=unit)
    name = f"voice.{about['code']}.{slug(about['kind'])}"
    label = f"{_WHO[about['kind']]}: {about['name']}"
    n, of = int(hits.sum()), len(hits)
    common = {"unit": unit, "share": share, "method": method, **VOICE}
    return result(name, question=name, label=label, answer=about["name"], n=n, of=of, **common)


def count_pairs(heard: Heard, coding: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Which codes go together: by kind of voice, how many children carry both, each pair of codes once.

    Table ``voice_pairs``: ``n`` carry both, ``of`` have a text of that kind. Pairs that no child has, and codes that
    may not be reported, have no row. The two need not stand in the same passage, only belong to the same child.
    """
    words, names = reliability(coding), codebook.codes.set_index("id")["name"]
    rows = []
    for kind, carried in heard.carried.items():
        shown = carried.loc[:, [code for code in carried.columns if may_be_reported(words, code)]]
        marks = shown.to_numpy(dtype=np.int64)
        both = marks.T @ marks
        for first, second in np.argwhere(np.triu(both, k=1)):
            code, other = shown.columns[first], shown.columns[second]
            about = {"kind": kind, "code": code, "name": names[code], "with_code": other, "with_name": names[other]}
            rows.append({**about, "n": int(both[first, second]), "of": len(shown)})
    return table("voice_pairs", rows)


def themes_of(voice_codes: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What was said, as a page lists it: codes about content that are not one of an exclusive group.

    Parameters
    ----------
    voice_codes : DataFrame
        Table ``voice_codes``; a code that may not be reported is no theme.
    codebook : Codebook

    Returns
    -------
    DataFrame
        Table ``themes``: ``source`` the kind of voice, ``theme`` the code's name, ``kind`` its group, ``weight`` how
        widely it was said (:func:`weight_of`), ``meaning`` what the codebook says the code means.
    """
    groups = codebook.groups[~codebook.groups["exclusive"].astype(bool)]
    meanings = {code["id"]: code.get("definition", "") for code in codebook.codes.to_dict("records")}
    said = voice_codes[
        (voice_codes["layer"] == "content")
        & voice_codes["group"].isin(groups["name"])
        & (voice_codes["reliability"] != NOT_REPORTED)
    ]
    return table(
        "themes",
        [
            {
                "source": row["kind"],
                "theme": row["name"],
                "kind": row["group"],
                "line": "",
                "weight": weight_of(row["kind"], int(row["n"]), int(row["of"]), row["unit"]),
                "meaning": meanings.get(row["code"], ""),
            }
            for row in said.to_dict("records")
        ],
    )


def weight_of(kind: str, n: int, of: int, unit: str = "children") -> str:
    """How widely something was said: in words that hold no number, or the bare count where few were heard.

    >>> weight_of("told us", 2, 4), weight_of("told us", 1, 14), weight_of("told us", 12, 14)
    ('2 children of the 4 heard', '1 child of the 14 heard', 'said by most')
    """
    if of < LEAST_FOR_WORDS or n < _A_FEW:
        noun = unit if n != 1 else one_of(unit)
        return f"{n} {noun} of the {_OF_THOSE[kind].format(of=of)}"
    return f"said by {next((words for above, words in _WIDELY if 100 * n > above * of), 'a few')}"
