"""A person's statements with results put in, for one audience; and what was decided about them.

Numbers are put in by replacement only: a text is never a format string, and what looks like markup stays text. For
readers who see no numbers of the audited children, the sentence written for them is used, and whatever still waits
for a number is left out and said to be left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.findings_file import COUNTED, INSERTION, FindingsFile
from scrutiny_lib.intake.toml import closest
from scrutiny_lib.lenses.bases import base_of
from scrutiny_lib.tables import COLUMNS, table
from scrutiny_lib.terms import PROFILES, TO_DO

__all__ = ["FindingsFile", "check_findings", "recommendation_status", "status", "write_findings"]

SHOWS_NUMBERS = ("partnership", "working")
"""The profile that sees numbers of the audited children, and the analyst's own copy."""

PROPOSED = "proposed"
_AGREED = ("agreed", "agreed as amended")


def check_findings(
    file: FindingsFile, results: pd.DataFrame, name: str = "findings.toml", *, not_reported: Collection[str] = ()
) -> Problems:
    """Whether every result a finding names exists; a problem names the finding and the closest id there is.

    ``not_reported`` are the ids of results on codes on which two coders agreed too little: they are not there, and the
    problem says why.
    """
    problems = Problems()
    known = [str(result_id) for result_id in results["result_id"]]
    evidence = file.evidence.to_dict("records")
    for row in file.findings.to_dict("records"):
        asked = [*row["results"], *INSERTION.findall(f"{row['statement']} {row['strength_reason']}")]
        asked += [found for item in evidence if item["finding_id"] == row["id"] for found in named_by(item)]
        for result_id in dict.fromkeys(asked):
            if result_id in not_reported:
                fact = f"Finding {row['id']} rests on a code on which two coders agreed too little to report it."
                problems.add("N02", fact, "Take it out, or make the code clearer and code again.", file=name)
            elif result_id not in known:
                guess = closest(result_id, known)
                fact = f"Finding {row['id']} asks for a result that does not exist."
                cure = f"Did you mean '{guess}'?" if guess else "Look at the results for the ids there are."
                problems.add("N01", fact, cure, file=name)
    return problems


def named_by(evidence: Mapping[Any, Any]) -> list[str]:
    """The results that one piece of evidence rests on: those its note puts in, then those it lists, each once.

    >>> named_by({"note": "Told: {q1.yes}.", "results": ["prac.took_part", "q1.yes"]})
    ['q1.yes', 'prac.took_part']
    """
    return list(dict.fromkeys([*INSERTION.findall(evidence["note"]), *evidence["results"]]))


def write_findings(
    file: FindingsFile, results: pd.DataFrame, about: Mapping[str, Any], profile: str
) -> dict[str, pd.DataFrame]:
    """The findings as one audience reads them.

    Parameters
    ----------
    file : FindingsFile
        What the person wrote.
    results : DataFrame
        The results *this audience may see*, after the gate: the text of their column ``shown`` is put in as it is.
    about : mapping
        What the review is; ``as_at`` (ISO text) is the last day on which a decision counts.
    profile : str
        One of :data:`scrutiny_lib.terms.PROFILES`, or ``"working"``.

    Returns
    -------
    dict of DataFrame
        findings, to_do, evidence, numbers (which result each number is), recommendations, decisions (columns of
        :mod:`scrutiny_lib.tables`), and withheld: what was left out and why. A finding whose number this audience may
        not see, or, where no numbers are shown, that has no sentence for others, is left out whole, with its evidence,
        recommendations and what is to do.
    """
    if profile not in (*PROFILES, "working"):
        raise ValueError(f"profile must be one of {PROFILES}")
    shown = dict(zip(results["result_id"].astype(str), results["shown"], strict=True))
    write = _Writer(shown, profile in SHOWS_NUMBERS)
    findings: list[Mapping[str, Any]] = []
    withheld: list[Mapping[str, Any]] = []
    for row in file.findings.to_dict("records"):
        statement = write.statement(row)
        if statement is None:
            why = (
                "It rests on a number that these readers do not get."
                if write.numbers
                else "It has no words without numbers."
            )
            withheld.append({"what": f"Finding {row['id']}", "why": why})
            continue
        findings.append(
            {
                "finding_id": row["id"],
                **{name: row[name] for name in ("line", "kind", "rank", "title", "strength")},
                "statement": statement,
                "results": [result_id for result_id in row["results"] if result_id in shown],
                "reason": write.text(row["strength_reason"]) or "",
            }
        )
    kept = {row["finding_id"] for row in findings}
    seen = {str(row["result_id"]): row for row in results.to_dict("records")}
    evidence: list[Mapping[str, Any]] = [
        {
            **{name: row[name] for name in ("finding_id", "source", "says")},
            "base": base_of([seen[name] for name in named_by(row) if name in seen]),
            "note": write.note(row["note"]),
        }
        for row in file.evidence.to_dict("records")
        if row["finding_id"] in kept
    ]
    last = date.fromisoformat(str(about["as_at"])[:10]) if about.get("as_at") else None
    decisions = _decided(file.decisions, last)
    recommendations: list[Mapping[str, Any]] = [
        {
            "recommendation_id": row["id"],
            "finding_id": row["finding"],
            **{name: row[name] for name in ("text", "who", "by_when")},
            **recommendation_status(row["id"], file.decisions, last),
        }
        for row in file.recommendations.to_dict("records")
        if row["finding"] in kept
    ]
    to_do: list[Mapping[str, Any]] = [
        {"finding_id": row["id"], "kind": kind, "text": text}
        for row in file.findings.to_dict("records")
        if row["id"] in kept
        for kind in TO_DO
        for text in _texts(row.get(kind.replace(" ", "_")))
        if write.text(text)
    ]
    return {
        "findings": table("findings", findings),
        "to_do": table("to_do", to_do),
        "evidence": table("evidence", evidence),
        "numbers": table("numbers", _numbers(file, kept, seen, write)),
        "recommendations": table("recommendations", recommendations),
        "decisions": table("decisions", decisions.rename(columns={"on": "decided_on"})),
        "withheld": table("withheld", withheld),
    }


def _texts(given: Any) -> list[str]:
    return [str(text) for text in given] if isinstance(given, list) else []


def _numbers(
    file: FindingsFile, kept: Collection[str], seen: Collection[str], write: _Writer
) -> list[Mapping[str, Any]]:
    """Where in a finding each result stands or is drawn, once for each place; only results these readers are given."""
    named: list[tuple[str, str, str]] = []
    for row in file.findings.to_dict("records"):
        for place, text in (("statement", row["statement"]), ("how sure", row["strength_reason"])):
            named += [(row["id"], place, found) for found in INSERTION.findall(text) if write.numbers]
        named += [(row["id"], "picture", found) for found in row["results"]]
    for row in file.evidence.to_dict("records"):
        named += [(row["finding_id"], row["source"], found) for found in named_by(row)]
    rows = [dict(zip(COLUMNS["numbers"], item, strict=True)) for item in dict.fromkeys(named)]
    return [row for row in rows if row["finding_id"] in kept and row["result_id"] in seen]


class _Writer:
    """Puts results into texts for readers who may, or may not, see numbers."""

    def __init__(self, shown: Mapping[str, Any], numbers: bool):
        self.shown = shown
        self.numbers = numbers

    def statement(self, row: Mapping[Any, Any]) -> str | None:
        """The sentence of a finding, or ``None`` when these readers may not have it."""
        if self.numbers:
            return self.text(str(row["statement"]))
        words = str(row["for_others"]).strip()
        return words if words and self.text(words) is not None else None

    def text(self, text: str) -> str | None:
        """The text with every number put in; ``None`` when one is missing or may not be seen."""
        ids = INSERTION.findall(text)
        if not self.numbers:
            return None if ids or COUNTED.search(text) else text
        if any(not isinstance(self.shown.get(result_id), str) or not self.shown[result_id] for result_id in ids):
            return None
        return _opening(INSERTION.sub(lambda found: str(self.shown[found[1]]), text), text)

    def note(self, text: str) -> str:
        """A note of the evidence; blank (its *supports* or *contradicts* still stands) where a number is missing."""
        return self.text(text) or ""


def _opening(written: str, text: str) -> str:
    """A sentence that opens with a number put in begins with a capital."""
    return written[:1].upper() + written[1:] if re.match(r"\{", text) else written


def status(decisions: pd.DataFrame, as_at: date | None = None) -> tuple[str, str]:
    """Whether a review's findings are a draft or agreed, and the sentence that says so.

    ``decisions`` has the columns body, on, about, decision. Agreed means: the last decision of the Board about all of
    it, on or before ``as_at``, was *agreed* or *agreed as amended*. ``None`` counts every decision recorded.

    >>> status(pd.DataFrame(columns=["body", "on", "about", "decision"]))
    ('draft', 'Draft: no decision of the Board is recorded.')
    """
    found = _decided(decisions, as_at)
    last = _last(found[(found["body"] == "Board") & (found["about"] == "all")])
    if last is None:
        return "draft", "Draft: no decision of the Board is recorded."
    day = f"{last['on'].day} {last['on']:%B %Y}"
    if last["decision"] in _AGREED:
        amended = ", as amended" if last["decision"] == "agreed as amended" else ""
        return "agreed", f"Agreed by the Board on {day}{amended}."
    return "draft", f"Draft: {last['decision']} by the Board on {day}."


def recommendation_status(recommendation_id: str, decisions: pd.DataFrame, as_at: date | None = None) -> dict[str, Any]:
    """Where one recommendation stands: status, decided_by, decided_on, dissent.

    Only the Board decides; its last decision counts, and on one day the one about this recommendation before the one
    about all. Without any the status is ``"proposed"``.
    """
    found = _decided(decisions, as_at)
    mine = found[(found["body"] == "Board") & found["about"].isin([recommendation_id, "all"])]
    last = _last(mine.sort_values("about", key=lambda about: about != "all", kind="stable"))
    if last is None:
        return {"status": PROPOSED, "decided_by": "", "decided_on": None, "dissent": ""}
    return {
        "status": last["decision"],
        "decided_by": last["body"],
        "decided_on": last["on"],
        "dissent": last["dissent"],
    }


def _decided(decisions: pd.DataFrame, as_at: date | None) -> pd.DataFrame:
    if as_at is None:
        return decisions
    return decisions[pd.Series([day <= as_at for day in decisions["on"]], index=decisions.index, dtype=bool)]


def _last(decisions: pd.DataFrame) -> Mapping[Any, Any] | None:
    if decisions.empty:
        return None
    row: Mapping[Any, Any] = decisions.sort_values("on", kind="stable").to_dict("records")[-1]
    return row
