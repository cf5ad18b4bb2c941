"""Practice, question by question: what works and what does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, everybody, id_list, named, rows_of
from .best import ends
from .kinds import by_kind
from .layout import fill, html_table
from .questions import question_list
from .section import Section
from .text import plain, sentence, words_only

HEADING = "What works and what does not, question by question"
_NOT_QUESTIONS = ("agreement.", "dissent.")
_ASKED_OF_CASES = ("practice", "voice", "threshold")
_COUNTED_FROM_THEM = (*_NOT_QUESTIONS, "voice.", "eng.", "chain.", "level.", "clock.", "frame.", "journey.")
"""How the ids of results begin that are no question of the audit, but counted from several or from elsewhere."""


def show_practice(tables: Tables) -> Section:
    """The questions done well most and least often, in equal space; then every question by line of enquiry."""
    results = tables["results"]
    practice = named(results[results["lens"] == "practice"], lambda result: not result.startswith(_NOT_QUESTIONS))
    everyone = everybody(practice)
    lines = {plain(row["line"]): plain(row["question"]) for row in rows_of(tables["lines"])}
    groups = []
    for line in dict.fromkeys([*lines, *everyone["line"].map(plain)]):
        drawn = question_list(everyone[everyone["line"].map(plain) == line])
        if drawn is not None:
            groups.append((lines.get(line) or "Other questions", drawn))
    html = fill(
        "practice",
        scale=_scale(tables.about) if groups else "",
        groups=groups,
        ends=ends(by_kind(asked_of_cases(results)), tables.about, _amiss(tables)),
        elsewhere=_elsewhere(tables),
        crossed=_crossed(practice),
    )
    return Section("practice", HEADING, str(html))


def asked_of_cases(results: pd.DataFrame) -> pd.DataFrame:
    """The answers to every question of the audit, whatever it is about: practice, what children say, the level."""
    asked = named(everybody(results), lambda result: not result.startswith(_COUNTED_FROM_THEM))
    return asked[asked["lens"].isin(_ASKED_OF_CASES) & asked["kind"].ne("attributes")]


def _amiss(tables: Tables) -> set[str]:
    """The results that findings to improve rest on, and those of the same question."""
    improve = [row for row in rows_of(tables["findings"]) if plain(row["kind"]) != "good practice"]
    named_there = {name for row in improve for name in id_list(row["results"])}
    results = tables["results"]
    labels = set(results.loc[results["result_id"].isin(named_there), "label"].map(plain))
    return named_there | set(results.loc[results["label"].map(plain).isin(labels), "result_id"].map(plain))


def _elsewhere(tables: Tables) -> list[Row]:
    """Findings of good practice none of whose results these readers are given: they work, and cannot be ranked."""
    works = [row for row in rows_of(tables["findings"]) if plain(row["kind"]) == "good practice"]
    return [row for row in works if not id_list(row["results"])]


def _scale(about: dict[str, Any]) -> str:
    """What each word for a share means, where these readers are given words."""
    words = [plain(step) for step in about.get("words") or [] if plain(step)]
    return f"Shares are told in words. {sentence('; '.join(words))}" if words and words_only(about) else ""


def _crossed(practice: pd.DataFrame) -> Markup | None:
    """Answers by who the children are, for those who want to look; never in a picture, the groups are too small."""
    crossed = practice[practice["kind"] == "attributes"]
    if crossed.empty:
        return None
    rows = [[row["label"], _group(row), row["answer"], row["shown"]] for row in rows_of(crossed)]
    return html_table("Answers by who the children are", ["Question", "Group", "Answer", "How many"], rows)


def _group(row: Row) -> str:
    return plain(row["group"]).replace("_", " ").replace("=", ": ")
