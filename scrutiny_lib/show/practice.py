"""Practice, question by question: what works and what does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, everybody, named, rows_of
from .best import ends
from .kinds import by_kind
from .layout import fill, html_table
from .questions import question_list
from .section import Section
from .text import plain, sentence, words_only

HEADING = "What works and what does not, question by question"
_NOT_QUESTIONS = ("agreement.", "dissent.")


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
        ends=ends(by_kind(everyone), tables.about),
        crossed=_crossed(practice),
    )
    return Section("practice", HEADING, str(html))


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
