"""Limits that no person has read in their guidance yet, beside the findings that rest on them."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..tables import Tables
from .answers import Row, id_list, rows_of
from .text import flat, plain

_PERIOD = re.compile(r"\b[\w-]+ (?:working |calendar )?(?:hour|day|week|month|year)s?\b")
_BEFORE_IT = re.compile(r"\s+(?:within|at least|every)\b.*")
_OF_A_CHECK = re.compile(r"(?:frame\.)?clock\.([^.]+)\.")


class Limit(NamedTuple):
    """A limit that is not confirmed: in short (*72 hours*), the check it belongs to, and where it is written."""

    words: str
    title: str
    source: str

    @property
    def sentence(self) -> str:
        """What stands beside the finding."""
        from_ = flat(f" ({self.source})") if self.source else ""
        return f"Not confirmed: “{self.title}”{from_} still has to be read in its guidance by a person here."

    @property
    def briefly(self) -> str:
        """What stands where there is little room."""
        if self.words == self.title:
            return f"Not confirmed: {self.title}."
        return f"The limit of {self.words} is not confirmed."


def unconfirmed_limits(tables: Tables, finding: Row) -> list[Limit]:
    """The limits that a finding rests on and nobody has confirmed, each once, in the order of the checks.

    A finding rests on a limit where one of its results counts that check, or where what it says, or the questions it
    rests on, name both the subject of the check and its limit in the same words. Where a confirmed check has these
    words as well, only the results tell.

    Parameters
    ----------
    tables : Tables
        What these readers may see: ``clocks``, ``results``, ``numbers``.
    finding : dict
        A row of ``findings``.
    """
    checks = {plain(row["rule"]): row for row in rows_of(tables["clocks"])}
    if not checks:
        return []
    results = tables["results"]
    numbers = tables["numbers"]
    mine = {*id_list(finding["results"]), *numbers.loc[numbers["finding_id"] == finding["finding_id"], "result_id"]}
    counted = {found[1] for name in mine if (found := _OF_A_CHECK.match(plain(name)))}
    questions = set(results.loc[results["result_id"].isin(mine), "question"])
    asked = results[results["question"].isin(questions)]
    told = [plain(finding["title"]), plain(finding["statement"]), *map(plain, asked["label"])]
    text = " ".join([*told, *map(plain, asked["answer"])]).lower()
    named = {rule for rule, check in checks.items() if all(words in text for words in _subject_and_limit(check))}
    sure = {_subject_and_limit(checks[rule]) for rule in named if plain(checks[rule]["confirmed"], "yes") != "no"}
    return [
        Limit(_limit(check) or plain(check["title"]), plain(check["title"]), plain(check["source"]))
        for rule, check in checks.items()
        if plain(check["confirmed"], "yes") == "no"
        and (rule in counted or (rule in named and _subject_and_limit(check) not in sure))
    ]


def _limit(check: Row) -> str:
    found = _PERIOD.search(plain(check["title"]))
    return found[0] if found else ""


def _subject_and_limit(check: Row) -> tuple[str, str]:
    """What a check is about and its limit, to look for in other words; never met where it has no limit in its title.

    >>> _subject_and_limit({"title": "Return interview within 72 hours of coming back"})
    ('return interview', '72 hours')
    """
    title = plain(check["title"]).lower()
    return _BEFORE_IT.sub("", title), _limit(check).lower() or "\0"
