"""What was found, by line of enquiry: statement, picture, evidence for and against, recommendation."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..tables import Tables
from ..terms import SOURCES_OF_EVIDENCE
from .answers import Row, by_question, everybody, id_list, rows_of
from .layout import fill, html_table
from .questions import question_picture
from .section import Section
from .text import day, number, plain, sentence

SIGNS = {"supports": "●", "contradicts": "✕", "silent": "○", "not sought": "–"}
"""A shape for each word of the evidence grid, so that neither is needed to read the other."""


def show_findings(tables: Tables) -> Section:
    """Every finding under its line of enquiry, worst first (good practice first for practitioners)."""
    lines, findings = rows_of(tables["lines"]), _in_order(tables)
    known = {plain(line["line"]) for line in lines}
    groups = [
        (plain(line["question"]), [row for row in findings if plain(row["line"]) == plain(line["line"])])
        for line in lines
    ]
    others = [row for row in findings if plain(row["line"]) not in known]
    groups += [("Other findings", others)] if others else []
    filled = [(question, [_finding(tables, row) for row in rows]) for question, rows in groups]
    return Section("findings", _heading(findings), str(fill("findings", groups=filled, findings=findings)))


def _in_order(tables: Tables) -> list[Row]:
    rows = rows_of(tables["findings"].sort_values("rank", kind="stable"))
    if plain(tables.about.get("audience")) == "practitioners":
        rows.sort(key=lambda row: plain(row["kind"]) != "good practice")
    return rows


def _heading(findings: list[Row]) -> str:
    works = sum(plain(row["kind"]) == "good practice" for row in findings)
    improve = len(findings) - works
    if not findings:
        return "What we found"
    parts = [f"{number(improve)} to improve"] if improve else []
    parts += [f"{number(works)} that {'works' if works == 1 else 'work'} well"] if works else []
    things = "one thing" if len(findings) == 1 else f"{number(len(findings))} things"
    return f"We found {things}: {' and '.join(parts)}"


def _finding(tables: Tables, row: Row) -> dict[str, Any]:
    """Everything the template prints about one finding."""
    key, about, points = plain(row["finding_id"]), tables.about, set(id_list(row["results"]))
    results = everybody(tables["results"])
    pictures = [
        question_picture(rows, points, about)
        for rows in by_question(results)
        if any(plain(answer["result_id"]) in points for answer in rows)
    ]
    voices = tables["themes"]
    heard = voices[(voices["source"] == "told us") & (voices["line"] == row["line"]) & voices["line"].notna()]
    return {
        "anchor": f"finding-{key}",
        "kind": plain(row["kind"]).capitalize(),
        "title": plain(row["title"]),
        "statement": plain(row["statement"]),
        "strength": plain(row["strength"]),
        "reason": sentence(plain(row["reason"])),
        "pictures": pictures,
        "evidence": _evidence(tables, key),
        "heard": [plain(theme) for theme in heard["theme"]],
        "asks": [_ask(ask) for ask in rows_of(tables["recommendations"]) if plain(ask["finding_id"]) == key],
    }


def _evidence(tables: Tables, finding: str) -> Markup | None:
    """The four kinds of evidence, what each says, and in what words; ``None`` when nothing was written down."""
    frame = tables["evidence"]
    said = {plain(row["source"]): row for row in rows_of(frame[frame["finding_id"] == finding])}
    if not said:
        return None
    rows = []
    for source in SOURCES_OF_EVIDENCE:
        word = plain(said.get(source, {}).get("says"))
        sign = Markup('<span class="says"><span class="sign" aria-hidden="true">{}</span> {}</span>').format(
            SIGNS.get(word, "–"), word.capitalize() or "Nothing noted"
        )
        rows.append([source.capitalize(), sign, plain(said.get(source, {}).get("note"))])
    return html_table("What each kind of evidence says", ["Evidence", "Says", "In what way"], rows)


def _ask(row: Row) -> dict[str, str]:
    status = plain(row["status"], "proposed")
    decided = ", ".join(part for part in (plain(row["decided_by"]), day(row["decided_on"])) if part)
    return {
        "status": status.capitalize() + (f" ({decided})" if decided and status != "proposed" else ""),
        "who": plain(row["who"]),
        "text": sentence(plain(row["text"])),
        "by_when": day(row["by_when"]),
        "dissent": sentence(plain(row["dissent"])),
    }
