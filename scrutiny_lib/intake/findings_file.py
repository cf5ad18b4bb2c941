"""What a person wrote about a review: findings with their evidence, recommendations, and who decided what, when.

A statement may hold ``{cx05.no}``: the number of that result is put in later (:mod:`scrutiny_lib.findings`). Text is
data: nothing in it is ever run, formatted or taken for markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import check_ids
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.time_limits import another_time
from scrutiny_lib.intake.toml import Key, check_table, read_toml
from scrutiny_lib.terms import (
    BODIES_THAT_DECIDE,
    DECISIONS,
    KINDS_OF_FINDING,
    SAYS,
    SOURCES_OF_EVIDENCE,
    STRENGTHS,
)

INSERTION = re.compile(r"\{([A-Za-z][\w.@=+-]*)\}")
"""Where a number is put in: a result id in curly brackets."""

COUNTED = re.compile(
    r"\d+\s*(?:of|out of|in)\s*(?:the\s*)?\d+|\d+\s*(?:%|per cent|children|child\b|families|cases)", re.I
)
"""A count written by hand."""

_FOR_OUTSIDE = ("for_others", "on_monday", "for_the_team")
"""Written for readers outside the partnership: no figures."""

FINDING_COLUMNS = (
    "id",
    "line",
    "kind",
    "rank",
    "title",
    "statement",
    "for_others",
    "on_monday",
    "for_the_team",
    "results",
    "strength",
    "strength_reason",
    "by",
)
EVIDENCE_COLUMNS = ("finding_id", "source", "says", "note", "results")
RECOMMENDATION_COLUMNS = ("id", "finding", "text", "who", "by_when")
DECISION_COLUMNS = ("body", "on", "about", "decision", "dissent")

_EVIDENCE = {
    "source": Key("text", required=True, choices=SOURCES_OF_EVIDENCE),
    "says": Key("text", required=True, choices=SAYS),
    "note": Key("text"),
    "results": Key("texts"),
}
_FINDING = {
    "id": Key("text", required=True),
    "line": Key("text", required=True),
    "kind": Key("text", required=True, choices=KINDS_OF_FINDING),
    "rank": Key("whole number", required=True),
    "title": Key("text", required=True),
    "statement": Key("text", required=True),
    "for_others": Key("text"),
    "on_monday": Key("texts"),
    "for_the_team": Key("texts"),
    "results": Key("texts"),
    "strength": Key("text", required=True, choices=STRENGTHS),
    "strength_reason": Key("text", required=True),
    "by": Key("text", required=True),
    "evidence": Key("tables", inside=_EVIDENCE),
}
_RECOMMENDATION = {
    "id": Key("text", required=True),
    "finding": Key("text", required=True),
    "text": Key("text", required=True),
    "who": Key("text", required=True),
    "by_when": Key("date", required=True),
}
_DECISION = {
    "body": Key("text", required=True, choices=BODIES_THAT_DECIDE),
    "on": Key("date", required=True),
    "about": Key("text", required=True),
    "decision": Key("text", required=True, choices=DECISIONS),
    "dissent": Key("text"),
}
_SPEC = {
    "finding": Key("tables", inside=_FINDING),
    "recommendation": Key("tables", inside=_RECOMMENDATION),
    "decision": Key("tables", inside=_DECISION),
}


@dataclass(frozen=True)
class FindingsFile:
    """One ``findings.toml``.

    ``findings`` has :data:`FINDING_COLUMNS` (``results`` a list of result ids, in ``evidence`` those it rests on beside
    the ones its note names), in order of rank; ``evidence``,
    ``recommendations`` and ``decisions`` have the columns of the same names, in the order of the file. All are empty
    when ``problems`` stops their use.
    """

    findings: pd.DataFrame
    evidence: pd.DataFrame
    recommendations: pd.DataFrame
    decisions: pd.DataFrame
    problems: Problems


def read_findings(path: Path) -> FindingsFile:
    """Read ``findings.toml``; every problem at once, each with its line, none with a value.

    Ids must be unique, a recommendation must belong to a finding, a decision must be about ``all`` or one of the
    recommendations. What is meant for readers outside the partnership (``for_others``), a title and a
    recommendation hold no inserted number; a count typed by hand in ``for_others`` stops, elsewhere it is pointed out.
    The same holds for what practitioners can do (``on_monday``) and may ask each other (``for_the_team``). Where what
    they can do names another time than the recommendations of its finding, that is pointed out: a team would teach it.
    """
    problems = Problems()
    data = read_toml(path, problems)
    clean = check_table(data or {}, _SPEC, problems, path)
    for name in ("finding", "recommendation"):
        check_ids(clean[name], name, path, problems)
    known = [row["id"] for row in clean["finding"]]
    for position, row in enumerate(clean["recommendation"], start=1):
        if row["finding"] not in known:
            place = line_of(path, f"recommendation[{position}]", "finding")
            fact = f"Recommendation {position} belongs to a finding that is not there."
            problems.add("N02", fact, f"Findings: {', '.join(known)}.", file=path.name, cell=place)
    subjects = ["all", *(row["id"] for row in clean["recommendation"])]
    for position, row in enumerate(clean["decision"], start=1):
        if row["about"] and row["about"] not in subjects:
            place = line_of(path, f"decision[{position}]", "about")
            fact = f"Decision {position} is about something that is not there."
            problems.add("N02", fact, f"Write one of: {', '.join(subjects)}.", file=path.name, cell=place)
    for name, rows in clean.items():
        for position, row in enumerate(rows, start=1):
            _check_words(row, f"{name}[{position}]", path, problems)
    _check_times(clean, path, problems)
    used: dict[str, list[dict[str, Any]]] = clean if not problems.stops() else {name: [] for name in clean}
    findings = sorted(used["finding"], key=lambda row: int(row["rank"]))
    evidence = [{"finding_id": row["id"], **item} for row in findings for item in row["evidence"]]
    return FindingsFile(
        pd.DataFrame(findings, columns=list(FINDING_COLUMNS)),
        pd.DataFrame(evidence, columns=list(EVIDENCE_COLUMNS)),
        pd.DataFrame(used["recommendation"], columns=list(RECOMMENDATION_COLUMNS)),
        pd.DataFrame(used["decision"], columns=list(DECISION_COLUMNS)),
        problems,
    )


def _check_times(clean: dict[str, list[dict[str, Any]]], path: Path, problems: Problems) -> None:
    for position, row in enumerate(clean["finding"], start=1):
        agreed = [item["text"] for item in clean["recommendation"] if item["finding"] == row["id"]]
        if any(another_time(text, agreed) for text in row["on_monday"]):
            fact = f"What practitioners can do names another time than what is recommended for finding {position}."
            cure = "Write the time that is recommended, or none: teams will do what stands there."
            place = line_of(path, f"finding[{position}]", "on_monday")
            problems.add("N06", fact, cure, file=path.name, cell=place, act="WARN")


def _check_words(row: dict[str, Any], where: str, path: Path, problems: Problems) -> None:
    for name in ("title", "for_others", "on_monday", "for_the_team", "text", "dissent"):
        given = row.get(name, "")
        text = " ".join(given) if isinstance(given, list) else str(given)
        place = {"file": path.name, "cell": line_of(path, where, name)}
        if INSERTION.search(text):
            fact = f"The setting '{name}' holds a number that is to be put in."
            cure = "Say it in words; numbers go into 'statement' and the notes of the evidence."
            problems.add("N03", fact, cure, **place)
        elif name in _FOR_OUTSIDE and COUNTED.search(text):
            fact = f"The setting '{name}' holds a count or a share in figures."
            problems.add("N04", fact, "It is for readers outside the partnership: say it in words.", **place)
    notes = " ".join(str(item.get("note", "")) for item in row.get("evidence", []))
    if COUNTED.search(INSERTION.sub("", f"{row.get('statement', '')} {notes}")):
        fact = "A count seems to be typed by hand in a statement or a note."
        cure = "Put the result's id in curly brackets there, so that it is always the number counted."
        problems.add("N05", fact, cure, file=path.name, cell=line_of(path, where, "statement"), act="WARN")
