"""What other areas could use of a review: what works here, as its findings and its practitioners say it."""

from __future__ import annotations

from typing import Any

from ..tables import Tables
from ..terms import PRACTITIONERS_VOICE
from .answers import Row, rows_of
from .text import plain, sentence, words_only

MOST = 3
"""How many good practices, and how many things practitioners say work, the first screen has room for."""


def for_others(tables: Tables) -> dict[str, Any]:
    """For the group of areas only: ``findings`` of good practice (title, anchor, statement), and what practitioners
    ``say`` works, each with nothing else to read for it than the page holds; empty for any other reader.

    Their statements are those written for these readers; a finding withheld from them is not among them.

    >>> for_others(Tables({"profile": "partnership", "audience": "executive"}))
    {}
    """
    about = tables.about
    if plain(about.get("audience")) != "hips" or not words_only(about):
        return {}
    ranked = rows_of(tables["findings"].sort_values("rank", kind="stable"))
    works = [_told(row) for row in ranked if plain(row["kind"]) == "good practice"][:MOST]
    themes = tables["themes"]
    said = [
        plain(row["theme"])
        for row in rows_of(themes[themes["kind"] == "what works"])
        if plain(row["source"]) == PRACTITIONERS_VOICE
    ]
    return {"findings": works, "say": list(dict.fromkeys(said))[:MOST]} if works or said else {}


def _told(row: Row) -> dict[str, str]:
    title, statement = plain(row["title"]), plain(row["statement"])
    return {
        "anchor": f"finding-{plain(row['finding_id'])}",
        "title": title or statement,
        "statement": sentence(statement) if title else "",
    }
