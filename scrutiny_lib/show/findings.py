"""What was found, by line of enquiry: statement, picture, evidence for and against, recommendation."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from ..tables import Tables
from .answers import Row, by_question, everybody, likely, rows_of
from .chain import chain_picture, is_step
from .children import theme_in_words
from .evidence import SILENCE, evidence_grid, is_quiet
from .layout import fill
from .points import points_of
from .practice import HEADING as PRACTICE
from .questions import question_picture
from .quotes import quotes_of
from .section import Section
from .text import day, number, opening, plain, sentence
from .unconcluded import lines_left
from .unconfirmed_limits import unconfirmed_limits


def show_findings(tables: Tables) -> Section:
    """Every finding under its line of enquiry, worst first (good practice first for practitioners).

    Lines without a finding come last, each with its key numbers.
    """
    lines, findings = rows_of(tables["lines"]), _in_order(tables)
    known = {plain(line["line"]) for line in lines}
    results = tables["results"]
    answered = {plain(line) for line in everybody(results[results["lens"] == "practice"])["line"]}
    mine = {name: [row for row in findings if plain(row["line"]) == name] for name in known}
    groups = [(plain(line["question"]), rows) for line in lines if (rows := mine[plain(line["line"])])]
    others = [row for row in findings if plain(row["line"]) not in known]
    groups += [("Other findings", others)] if others else []
    html = fill(
        "findings",
        likely=likely(results),
        groups=[(question, [_finding(tables, row) for row in rows]) for question, rows in groups],
        unconcluded=[(line, line.line in answered) for line in lines_left(tables)],
        practice=PRACTICE,
        findings=findings,
        silence=SILENCE if any(is_quiet(tables, plain(row["finding_id"])) for row in findings) else "",
    )
    return Section("findings", _heading(findings), str(html))


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
    key = plain(row["finding_id"])
    voices = tables["themes"]
    heard = voices[(voices["source"] == "told us") & (voices["line"] == row["line"]) & voices["line"].notna()]
    return {
        "anchor": f"finding-{key}",
        "kind": opening(plain(row["kind"])),
        "title": plain(row["title"]),
        "statement": plain(row["statement"]),
        "strength": plain(row["strength"]),
        "not_confirmed": [limit.sentence for limit in unconfirmed_limits(tables, row)],
        "reason": sentence(plain(row["reason"])),
        "pictures": _pictures(tables, row),
        "evidence": evidence_grid(tables, key),
        "heard": [theme_in_words(theme) for theme in rows_of(heard)],
        "quotes": quotes_of(tables, finding=key),
        "asks": [_ask(ask) for ask in rows_of(tables["recommendations"]) if plain(ask["finding_id"]) == key],
    }


_FIGURE = re.compile(r"(level\.)?agreement\.|.+\.(median|lower_quarter|upper_quarter)$")
"""Results that are a figure and no count of cases: there is nothing to draw a dot for."""


def _pictures(tables: Tables, finding: Row) -> list[Markup]:
    """A picture for each question the finding rests on; several steps of the chain together as one."""
    every = [(rows, points_of(finding, rows)) for rows in by_question(everybody(tables["results"]))]
    told = [(rows, points) for rows, points in every if points]
    questions = [(rows, points) for rows, points in told if not _FIGURE.match(plain(points[0]["result_id"]))]
    steps = [row for _, points in questions for row in points if is_step(row)]
    chain = chain_picture(steps) if len(steps) > 1 else None
    others = [
        question_picture(rows, points, tables.about)
        for rows, points in questions
        if chain is None or not is_step(points[0])
    ]
    return [chain, *others] if chain is not None else others


def _ask(row: Row) -> dict[str, str]:
    status = plain(row["status"], "proposed")
    decided = ", ".join(part for part in (plain(row["decided_by"]), day(row["decided_on"])) if part)
    return {
        "status": opening(status) + (f" ({decided})" if decided and status != "proposed" else ""),
        "who": plain(row["who"]),
        "text": sentence(plain(row["text"])),
        "by_when": day(row["by_when"]),
        "dissent": sentence(plain(row["dissent"])),
    }
