"""Who was not heard, and why: silence is counted as carefully as words.

A child who shows or draws has a voice. A baby, or a child not yet born, does not speak: then the question is whether
anybody watched and wrote it down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.lenses.results import result, slug
from scrutiny_lib.lenses.voice_codes import VOICE
from scrutiny_lib.tables import table
from scrutiny_lib.terms import BY_WORDS, ENGAGEMENT_GROUPS, KINDS_OF_VOICE, OUTCOMES_OF_ASKING

TOLD_US, RECORDED, PARENTS = KINDS_OF_VOICE
CHILD = "child"
"""The child's own voice: neither told us nor recorded. The one statement about two kinds."""

NOT_KEPT = "took part, and what was said was not kept"
NOBODY_WATCHED = "not applicable by words, and nobody watched and wrote it down"
UNSEEN = {
    TOLD_US: "not applicable by words, and we did not watch",
    RECORDED: "not applicable by words, and no worker wrote down what was seen",
    CHILD: NOBODY_WATCHED,
}
"""What stands in place of words that a child does not have, by kind of voice: whether anybody watched."""
NOBODY_SAID = "nobody recorded why"

_UNKNOWN = ("", "not known")
_LOG_OF = {TOLD_US: ENGAGEMENT_GROUPS[0], CHILD: ENGAGEMENT_GROUPS[0], PARENTS: ENGAGEMENT_GROUPS[1]}
_TOOK_PART = OUTCOMES_OF_ASKING[0]


def heard_at_all(texts: pd.DataFrame) -> dict[str, set[str]]:
    """By kind of voice, and by ``"child"`` (told us or recorded), the cases with a text.

    >>> heard_at_all(pd.DataFrame({"case_id": ["A", "B"], "kind": ["told us", "recorded"]}))["child"] == {"A", "B"}
    True
    """
    found = {kind: set(texts.loc[texts["kind"] == kind, "case_id"]) - {""} for kind in KINDS_OF_VOICE}
    return {**found, CHILD: found[TOLD_US] | found[RECORDED]}


def count_silent(heard: Mapping[str, set[str]], cases: Sequence[str], unit: str) -> list[dict[str, Any]]:
    """Results ``voice.none.<kind>``, and ``voice.none.child``: neither told us nor recorded, the one statement that is
    about two kinds, and says so.

    Parameters
    ----------
    heard : mapping of str to set of str
        As :func:`heard_at_all` gives it.
    cases : sequence of str
        The audited children.
    unit : str
    """
    subject = "Children" if unit == "children" else f"{unit.capitalize()} about a child"
    labels = {
        "told us": f"{subject} we did not hear from ourselves",
        "recorded": f"{subject} of whom nothing they said or showed is recorded",
        "parents and carers": f"{subject} whose parents or carers we did not hear from",
        "child": f"{subject} not heard at all, neither by us nor in the record",
    }
    method = (
        f"Counted over the audited {unit}. What a child showed or drew counts as heard. Why some were not heard is "
        "said where we say who was asked."
    )
    rows = []
    for whom, label in labels.items():
        name = f"voice.none.{slug(whom)}"
        n = sum(case not in heard[whom] for case in cases)
        about = {"label": label, "answer": "not heard", "good": False, "unit": unit, "method": method, **VOICE}
        rows.append(result(name, question=name, n=n, of=len(cases), **about))
    return rows


def why_silent(
    heard: Mapping[str, set[str]], log: pd.DataFrame, children: pd.DataFrame, cases: Sequence[str]
) -> pd.DataFrame:
    """For each kind of voice, and for the child's own voice, the audited children without it, by reason.

    Parameters
    ----------
    heard : mapping of str to set of str
        As :func:`heard_at_all` gives it.
    log : DataFrame
        The engagement log: group, case_id, by_words, outcome, why. Rows about groups (no case_id) explain nobody.
    children : DataFrame
        case_id; age_band where it is known.
    cases : sequence of str
        The audited children.

    Returns
    -------
    DataFrame
        Table ``silence``: ``whom`` a kind of voice or *child*; the reasons, the commonest first, add up to all without
        that voice, ``of`` all audited.

    The reason is what the log says of this child (*declined: …*, *no answer: …*, *not asked: …*; somebody who took part
    and left no text: that it was not kept), of several lines the one furthest along. What we were told when we asked
    does not explain why workers wrote nothing down, so for *recorded* the log says only who cannot be asked by words.
    Where it gives no reason and the child is unborn or pre-verbal: that nobody watched and wrote it down; else that
    nobody recorded why.
    """
    wordless = _wordless(log, children)
    rows = []
    for whom in (*KINDS_OF_VOICE, CHILD):
        told = _reasons(log, _LOG_OF[whom]) if whom in _LOG_OF else {}
        silent = [case for case in cases if case not in heard[whom]]
        unseen = dict.fromkeys(wordless, UNSEEN[whom]) if whom in UNSEEN else {}
        why = pd.Series([_reason(case, told, unseen) for case in silent], dtype=object)
        counts = sorted(why.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
        rows += [{"whom": whom, "reason": reason, "n": int(n), "of": len(cases)} for reason, n in counts]
    return table("silence", rows)


def _reason(case: str, told: Mapping[str, tuple[str, bool]], unseen: Mapping[str, str]) -> str:
    reason, says_why = told.get(case, ("", False))
    if case in unseen and not says_why:
        return unseen[case]
    return reason or NOBODY_SAID


def _wordless(log: pd.DataFrame, children: pd.DataFrame) -> set[str]:
    """Children who cannot be asked by words: so marked in the log, or not yet born."""
    found = set(log.loc[(log["by_words"] == BY_WORDS[1]) & (log["group"] == ENGAGEMENT_GROUPS[0]), "case_id"])
    if "age_band" in children.columns:
        found |= set(children.loc[children["age_band"] == "unborn", "case_id"])
    return found - {""}


def _reasons(log: pd.DataFrame, group: str) -> dict[str, tuple[str, bool]]:
    """By case, what the log says, and whether that is a reason; of several lines the one furthest along."""
    mine = log[(log["group"] == group) & (log["case_id"].fillna("") != "")]
    place = {outcome: at for at, outcome in enumerate(OUTCOMES_OF_ASKING)}
    ordered = mine.assign(place=mine["outcome"].map(place)).sort_values("place", kind="stable")
    found: dict[str, tuple[str, bool]] = {}
    for row in ordered.drop_duplicates("case_id").to_dict("records"):
        found[row["case_id"]] = _in_words(row)
    return found


def _in_words(row: Mapping[Any, Any]) -> tuple[str, bool]:
    why = row["why"] if isinstance(row["why"], str) else ""
    if row["outcome"] == _TOOK_PART:
        return NOT_KEPT, True
    known = why not in _UNKNOWN
    return f"{row['outcome']}: {why if known else NOBODY_SAID}", known
