"""Who was asked, how, with what support, who took part, and who was told what came of it: counts of people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scrutiny_lib.lenses.results import result
from scrutiny_lib.lenses.voice_codes import VOICE
from scrutiny_lib.tables import table
from scrutiny_lib.terms import (
    ENGAGEMENT_GROUPS,
    OUTCOMES_OF_ASKING,
    REASONS_NOT_HEARD,
    SUPPORTS,
    TOLD_RESULT,
    WAYS_OF_ASKING,
)

TOOK_PART, DECLINED, NO_ANSWER, NOT_ASKED = OUTCOMES_OF_ASKING
UNKNOWN = "not known"

_IDS = dict(zip(ENGAGEMENT_GROUPS, ("children", "parents"), strict=True))
_LABELS = dict(
    zip(
        ENGAGEMENT_GROUPS,
        ("Children and young people who took part, of those asked", "Parents and carers who took part, of those asked"),
        strict=True,
    )
)
_ORDER = {
    "how": WAYS_OF_ASKING,
    "support": SUPPORTS,
    "why not heard": REASONS_NOT_HEARD,
    "told the result": TOLD_RESULT,
}


def count_engaged(log: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """People by group: asked, took part, declined, did not answer, were not asked, were told what came of it.

    Parameters
    ----------
    log : DataFrame
        The engagement log, one row for each person or for several alike (column ``people``, blank: one): group,
        case_id, people, outcome, told_result. A child with several rows was asked more than once and is one child: the
        row counts in which it got furthest. Parents and carers of a child may be two people.

    Returns
    -------
    (DataFrame, list of dict)
        Table ``engagement``: ``asked`` are those who took part, declined or did not answer; ``told_result`` those told,
        of those who took part. Results ``eng.children.took_part`` and ``eng.parents.took_part``.
    """
    log, tabled, rows = each_once(log).assign(people=lambda once: _people(once)), [], []
    for group in ENGAGEMENT_GROUPS:
        mine = log[log["group"] == group]
        if mine.empty:
            continue
        count = {outcome: int(mine.loc[mine["outcome"] == outcome, "people"].sum()) for outcome in OUTCOMES_OF_ASKING}
        told = (mine["outcome"] == TOOK_PART) & (mine["told_result"] == TOLD_RESULT[0])
        asked = sum(n for outcome, n in count.items() if outcome != NOT_ASKED)
        tabled.append(
            {
                "group": group,
                "asked": asked,
                "took_part": count[TOOK_PART],
                "declined": count[DECLINED],
                "no_answer": count[NO_ANSWER],
                "not_asked": count[NOT_ASKED],
                "told_result": int(mine.loc[told, "people"].sum()),
            }
        )
        name = f"eng.{_IDS[group]}.took_part"
        about = {**VOICE, "label": _LABELS[group], "unit": group, "method": "Of those who were asked."}
        rows.append(result(name, question=name, answer=TOOK_PART, n=count[TOOK_PART], of=asked, **about))
    return table("engagement", tabled), rows


def count_how(log: pd.DataFrame) -> pd.DataFrame:
    """How people were asked, with what support, by whom, why some were not heard, and who was told what came of it.

    Table ``engagement_how``, counts of people by group. *how*, *support* and *asked by* are of those who were asked
    (``support`` may name several, so its counts overlap); *why not heard* of those who declined, did not
    answer or were not asked; *told the result* of those who took part. Blank is *not known*. In the order of the
    closed lists; who asked, the commonest first.
    """
    log = each_once(log)
    people = _people(log)
    asked, took_part = log["outcome"] != NOT_ASKED, log["outcome"] == TOOK_PART
    about = (
        ("how", "how", asked),
        ("support", "support", asked),
        ("asked by", "asked_by", asked),
        ("why not heard", "why", ~took_part),
        ("told the result", "told_result", took_part),
    )
    rows = []
    for group in ENGAGEMENT_GROUPS:
        for what, column, which in about:
            mine = (log["group"] == group) & which
            of = int(people[mine].sum())
            counts = _counts(log.loc[mine, column], people[mine], what)
            rows += [{"group": group, "what": what, "value": value, "n": n, "of": of} for value, n in counts]
    return table("engagement_how", rows)


def each_once(log: pd.DataFrame) -> pd.DataFrame:
    """The log with each child that has an id once: of several rows the one in which it got furthest, in its place.

    >>> rows = [("children", "A", "no answer"), ("children", "A", "took part"), ("children", "", "declined")]
    >>> each_once(pd.DataFrame(rows, columns=["group", "case_id", "outcome"]))["outcome"].tolist()
    ['took part', 'declined']
    """
    child = (log["group"] == ENGAGEMENT_GROUPS[0]) & (log["case_id"].fillna("") != "")
    place = {outcome: at for at, outcome in enumerate(OUTCOMES_OF_ASKING)}
    furthest = log[child].assign(place=log["outcome"].map(place)).sort_values("place", kind="stable")
    kept = furthest.drop_duplicates("case_id").index
    return log[~child | log.index.isin(kept)]


def _people(log: pd.DataFrame) -> pd.Series[Any]:
    return pd.to_numeric(log["people"], errors="coerce").fillna(1).astype("int64")


def _counts(values: pd.Series[Any], people: pd.Series[Any], what: str) -> list[tuple[str, int]]:
    parts = values.fillna("").astype(str).str.split("; ")
    spread = pd.DataFrame({"value": parts, "people": people}).explode("value")
    spread["value"] = spread["value"].fillna("").replace("", UNKNOWN)
    found = {str(value): int(n) for value, n in spread.groupby("value")["people"].sum().items()}
    listed = _ORDER.get(what, ())
    place = {value: at for at, value in enumerate(listed)}
    order = sorted(found, key=lambda value: (value == UNKNOWN, place.get(value, len(listed)), -found[value], value))
    return [(value, found[value]) for value in order]
