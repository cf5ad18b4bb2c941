"""Practice, question by question: what works and what does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..tables import Tables
from .answers import Row, by_question, everybody, rows_of, share
from .charts import Share
from .layout import fill, html_table
from .questions import question_list
from .section import Section
from .text import plain, sentence, words_only

HEADING = "What works and what does not, question by question"


def show_practice(tables: Tables) -> Section:
    """Under each line of enquiry, its questions from least to most often answered well; every answer in a table."""
    results = tables["results"]
    practice = results[results["lens"] == "practice"]
    everyone = everybody(practice)
    lines = {plain(row["line"]): plain(row["question"]) for row in rows_of(tables["lines"])}
    groups = []
    for line in dict.fromkeys([*lines, *everyone["line"].map(plain)]):
        questions = by_question(everyone[everyone["line"].map(plain) == line])
        if questions:
            heading = lines.get(line) or "Other questions"
            groups.append((heading, question_list(questions)))
    shares = [found for found in map(share, by_question(everyone)) if found is not None]
    html = fill(
        "practice",
        scale=_scale(tables.about) if groups else "",
        groups=groups,
        least_most=_least_most(shares),
        crossed=_crossed(practice),
    )
    return Section("practice", HEADING, str(html))


def _scale(about: dict[str, Any]) -> str:
    """What each word for a share means, where these readers are given words."""
    words = [plain(step) for step in about.get("words") or [] if plain(step)]
    return f"Shares are told in words. {sentence('; '.join(words))}" if words and words_only(about) else ""


def _least_most(shares: list[Share]) -> list[tuple[str, Share]]:
    """The two ends, when there are at least three questions to choose from."""
    if len(shares) < 3:
        return []
    ordered = sorted(shares, key=lambda found: found.percent)
    return [("Done least often", ordered[0]), ("Done most often", ordered[-1])]


def _crossed(practice: pd.DataFrame) -> Markup | None:
    """Answers by who the children are, for those who want to look; never in a picture, the groups are too small."""
    crossed = practice[practice["kind"] == "attributes"]
    if crossed.empty:
        return None
    rows = [[row["label"], _group(row), row["answer"], row["shown"]] for row in rows_of(crossed)]
    return html_table("Answers by who the children are", ["Question", "Group", "Answer", "How many"], rows)


def _group(row: Row) -> str:
    return plain(row["group"]).replace("_", " ").replace("=", ": ")
