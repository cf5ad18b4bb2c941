"""You said, we did: from what was said, through the finding that rests on it, to the action and what became of it.

The link is not guessed from words. A finding names the results it rests on; a recommendation belongs to a finding; an
action in the tracker names the recommendation. Where one of the three is missing there is no link, and none is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.findings_file import INSERTION, FindingsFile
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.lenses.results import slug
from scrutiny_lib.tables import table
from scrutiny_lib.terms import ACTION_STAGES, KINDS_OF_VOICE, SAYS, SOURCES_OF_EVIDENCE

_KIND_OF = {slug(kind): kind for kind in KINDS_OF_VOICE}
_RESULT = re.compile(rf"voice\.(?P<code>[^.]+)\.(?P<kind>{'|'.join(_KIND_OF)})")
_CHILDREN_AND_FAMILIES = SOURCES_OF_EVIDENCE[-1]
_SUPPORTS = SAYS[0]
_NOT_DUE, _OVERDUE, _NOT_JUDGED, _NO_CHANGE, _CHANGED = ACTION_STAGES
_SAID = {
    "told us": "You told us about",
    "recorded": "Workers wrote down what you said about",
    "parents and carers": "Parents and carers told us about",
}
_BECAME = {
    _NOT_DUE: ("We agreed to do this", "It is not due yet."),
    _OVERDUE: ("We agreed to do this", "It should have been done by now and is not."),
    _NOT_JUDGED: ("We did this", "Nobody has judged yet whether it changed anything."),
    _NO_CHANGE: ("We did this", "It has not been shown to change anything."),
    _CHANGED: ("We did this", "It changed something, and somebody else than those who did it judged so."),
}


def actions_for_voices(actions: pd.DataFrame, file: FindingsFile, reviews: Sequence[str]) -> pd.DataFrame:
    """The actions that go back to something children or families said, one row for each of the codes behind them.

    Parameters
    ----------
    actions : DataFrame
        Table ``actions`` with its ``stage``, as :func:`scrutiny_lib.loop.summarise_actions` gives it.
    file : FindingsFile
        The findings of one review.
    reviews : sequence of str
        What the tracker may call that review: its folder, its title.

    Returns
    -------
    DataFrame
        The same columns with ``kind`` (of voice) and ``code``. A finding rests on a code where it names the result
        ``voice.<code>.<kind>`` among its results, in its statement, or in a note of its evidence from children and
        families that supports it. A recommendation is found by its id or its text, whatever the capitals and spaces.
    """
    behind = _codes_behind(file)
    named = {spelling(review) for review in reviews}
    finding_of: dict[str, str] = {}
    for row in file.recommendations.to_dict("records"):
        finding_of[spelling(row["id"])] = finding_of[spelling(row["text"])] = row["finding"]
    rows = []
    for action in actions.to_dict("records"):
        finding = finding_of.get(spelling(action["recommendation"] or ""), "")
        if spelling(action["review"] or "") in named:
            rows += [{**action, "kind": kind, "code": code} for kind, code in behind.get(finding, ())]
    return pd.DataFrame(rows, columns=[*actions.columns, "kind", "code"])


def _codes_behind(file: FindingsFile) -> dict[str, list[tuple[str, str]]]:
    """By finding, the kinds of voice and codes it names, in order, each once."""
    notes = file.evidence[(file.evidence["source"] == _CHILDREN_AND_FAMILIES) & (file.evidence["says"] == _SUPPORTS)]
    found = {}
    for finding in file.findings.to_dict("records"):
        texts = [finding["statement"], *notes.loc[notes["finding_id"] == finding["id"], "note"]]
        ids = [*finding["results"], *(name for text in texts for name in INSERTION.findall(text or ""))]
        matches = [match for match in map(_RESULT.fullmatch, ids) if match and match["code"] != "none"]
        found[finding["id"]] = list(dict.fromkeys((_KIND_OF[match["kind"]], match["code"]) for match in matches))
    return found


def you_said_we_did(actions: pd.DataFrame | None, codebook: Codebook) -> pd.DataFrame:
    """What was said, what was agreed to be done about it, and what became of it.

    Parameters
    ----------
    actions : DataFrame, optional
        As :func:`actions_for_voices` gives it. ``None``, or a table that does not say which voice is behind an action
        (no columns ``kind`` and ``code``), gives an empty table: a link that cannot be shown is not made up. What was
        said in an earlier review (column ``said_in``, its title) is never put into the mouths of this one's children:
        the theme says where.
    codebook : Codebook
        For the names of codes.

    Returns
    -------
    DataFrame
        Table ``you_said``; ``sentence`` says all of it, and never that something was done which is only agreed.
    """
    if actions is None or not {"kind", "code"} <= set(actions.columns):
        return table("you_said")
    names = dict(zip(codebook.codes["id"], codebook.codes["name"], strict=True))
    known = actions[actions["code"].isin(names.keys())]
    return table("you_said", [_said(row, names[row["code"]]) for row in known.to_dict("records")])


def _said(row: Mapping[Any, Any], theme: str) -> dict[str, Any]:
    did, became = _BECAME[row["stage"]]
    if isinstance(before := row.get("said_in"), str) and before:
        theme = f"{theme} (in an earlier review: {before})"
    action = str(row["action"]).rstrip(".")
    return {
        **{name: row[name] for name in ("kind", "code", "action_id", "action", "stage")},
        "theme": theme,
        "sentence": f"{_SAID[row['kind']]}: {theme}. {did}: {action}. {became}",
    }
