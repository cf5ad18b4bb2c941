"""Sentences a person wrote, before they reach readers outside the partnership: no small count may stand in them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..tables import Tables
from .patterns import ONE_VOICE, PERCENT, counts_few

WRITTEN = {
    "findings": ("title", "statement", "reason"),
    "evidence": ("note",),
    "to_do": ("text",),
    "recommendations": ("text",),
    "actions": ("action", "impact_evidence", "recommendation"),
    "you_said": ("theme", "action"),
    "themes": ("theme", "meaning"),
    "lines": ("question",),
    "training_asked": ("asked", "sentence"),
    "training_results": ("title", "what_else"),
    "indicator_events": ("what",),
}
COUNTED = {
    "training_change": ("sentence",),
    "training_need": ("sentence",),
    "training_response": ("sentence",),
    "training_points": ("sentence",),
    "indicator_notes": ("sentence", "rate", "season", "what_happened"),
}
"""Sentences the software wrote: percentages of whole populations may stand in them."""
ABOUT = ("title", "question", "why", "scrutineer_comment", "how_chosen", "how_sure", "last_time")
WHY = "It counts so few children that a child could be recognised: say it in words, without a number."


def has_small_count(text: Any) -> bool:
    """Whether a person's sentence counts one to five children, families or cases, or gives a percentage.

    >>> has_small_count("Three children told us so."), has_small_count("Most children told us so.")
    (True, False)
    """
    return isinstance(text, str) and (counts_few(text) or bool(PERCENT.search(text)))


def _counts_few(text: Any) -> bool:
    return isinstance(text, str) and counts_few(text)


def held_back(tables: Tables) -> tuple[Tables, list[dict[str, Any]]]:
    """The tables without any row or line of ``about`` that counts a few children, and what was held back and why.

    A whole row goes (a whole finding with its evidence and recommendation), never a part of a sentence.
    """
    withheld: list[dict[str, Any]] = []
    evidence = tables["evidence"]
    alone = evidence["note"].map(lambda note: isinstance(note, str) and bool(ONE_VOICE.search(note)))
    if alone.any():
        tables = tables.with_frames(None, evidence=evidence.assign(note=evidence["note"].mask(alone, "")))
        withheld.append(
            {"what": "What one person alone said", "why": "Somebody who knows the family may know who it was."}
        )
    frames: dict[str, pd.DataFrame] = {}
    for name, columns in {**WRITTEN, **COUNTED}.items():
        frame, test = tables[name], has_small_count if name in WRITTEN else _counts_few
        bad = frame[list(columns)].map(test).any(axis=1) if len(frame) else pd.Series(dtype=bool)
        if bad.any():
            frames[name] = frame[~bad]
            withheld.append({"what": f"Some of the {name.replace('_', ' ')} ({int(bad.sum())})", "why": WHY})
    if "findings" in frames:
        kept = set(frames["findings"]["finding_id"])
        for name in ("evidence", "recommendations", "to_do"):
            frame = frames.get(name, tables[name])
            frames[name] = frame[frame["finding_id"].isin(kept)]
    about = {key: None for key in ABOUT if has_small_count(tables.about.get(key))}
    withheld.extend({"what": key.replace("_", " "), "why": WHY} for key in about)
    return tables.with_frames(about, **frames), withheld
