"""One review's tables, as they travel from the lenses to the page.

A review is a set of ordinary DataFrames with fixed columns (:data:`COLUMNS`) and a small dictionary ``about`` that
says what the review is. The same shape holds everything the analyst may see (made by compute, kept in
``working/``) and what one audience may see (made by release). Pages are drawn from nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS: dict[str, tuple[str, ...]] = {
    "lines": ("line", "question", "cases", "data", "practitioners", "children"),
    "results": (
        "result_id",
        "lens",
        "line",
        "question",
        "label",
        "answer",
        "good",
        "group",
        "unit",
        "n",
        "of",
        "percent",
        "lower",
        "upper",
        "method",
        "kind",
        "shown",
        "source",
    ),
    "findings": ("finding_id", "line", "kind", "rank", "title", "statement", "results", "strength", "reason"),
    "evidence": ("finding_id", "source", "says", "base", "note"),
    "recommendations": (
        "recommendation_id",
        "finding_id",
        "text",
        "who",
        "by_when",
        "status",
        "decided_by",
        "decided_on",
        "dissent",
    ),
    "decisions": ("body", "decided_on", "about", "decision", "dissent"),
    "actions": (
        "action_id",
        "review",
        "recommendation",
        "action",
        "owner",
        "due",
        "done_on",
        "stage",
        "impact",
        "impact_evidence",
        "impact_judged_by",
        "impact_judged_on",
    ),
    "engagement": ("group", "asked", "took_part", "declined", "no_answer", "not_asked", "told_result"),
    "engagement_how": ("group", "what", "value", "n", "of"),
    "coding": (
        "code",
        "name",
        "group",
        "units",
        "percent",
        "alpha",
        "lower",
        "upper",
        "ac1",
        "alpha_u",
        "reliability",
        "why",
    ),
    "voice_codes": (
        "kind",
        "group",
        "code",
        "name",
        "layer",
        "lundy",
        "n",
        "of",
        "percent",
        "lower",
        "upper",
        "unit",
        "reliability",
        "shown",
    ),
    "voice_by": (
        "kind",
        "code",
        "name",
        "attribute",
        "value",
        "n",
        "of",
        "pvalue",
        "adjusted",
        "method",
        "merged",
    ),
    "voice_pairs": ("kind", "code", "name", "with_code", "with_name", "n", "of"),
    "chain_steps": ("whom", "step", "n", "of", "breaks_here", "unit"),
    "silence": ("whom", "reason", "n", "of"),
    "voice_before": (
        "kind",
        "code",
        "name",
        "before_n",
        "before_of",
        "now_n",
        "now_of",
        "difference",
        "lower",
        "upper",
        "sentence",
    ),
    "you_said": ("kind", "code", "theme", "action_id", "action", "stage", "sentence"),
    "quotes": ("quote_id", "finding_id", "kind", "words", "told_as", "said_by", "state"),
    "themes": ("source", "theme", "kind", "line", "weight"),
    "activities": ("activity", "agencies", "invited", "took_part", "held_on"),
    "practitioner_codes": ("group", "code", "name", "unit", "n", "of", "percent", "reliability", "shown"),
    "respondents": ("agency", "n", "of"),
    "training": (
        "course",
        "line",
        "days",
        "places",
        "booked",
        "attended",
        "cancelled_in_time",
        "cancelled_late",
        "absent",
        "substitutes",
        "asked_for_by",
    ),
    "training_charges": ("course", "band", "bookings", "each", "total"),
    "training_need": ("course", "agency", "role", "trained", "need", "percent", "lower", "upper", "method", "sentence"),
    "training_asked": ("asked_for_by", "asked", "course", "held", "sentence"),
    "training_response": ("course", "wave", "who", "sent", "answered", "paired", "unpaired", "sentence"),
    "training_reaction": ("course", "question", "label", "answer", "n", "of"),
    "training_change": (
        "course",
        "question",
        "label",
        "level",
        "who",
        "wave_from",
        "wave_to",
        "low",
        "high",
        "pairs",
        "before",
        "after",
        "rose",
        "same",
        "fell",
        "change",
        "lower",
        "upper",
        "pvalue",
        "adjusted",
        "g",
        "g_lower",
        "g_upper",
        "worst",
        "best",
        "method",
        "sentence",
    ),
    "training_practice": (
        "question",
        "label",
        "trained_n",
        "trained_of",
        "other_n",
        "other_of",
        "difference",
        "lower",
        "upper",
        "pvalue",
        "adjusted",
        "sentence",
    ),
    "training_results": (
        "programme",
        "title",
        "course",
        "indicator",
        "unit",
        "from_month",
        "before_points",
        "after_points",
        "before_mean",
        "after_mean",
        "step",
        "lower",
        "upper",
        "pvalue",
        "hac_pvalue",
        "changed",
        "comparison",
        "comparison_step",
        "difference",
        "difference_lower",
        "difference_upper",
        "false_alarms",
        "what_else",
        "sentence",
    ),
    "training_series": ("programme", "month", "value", "fitted", "expected", "comparison"),
    "training_points": ("kind", "course", "sentence", "why"),
    "training_codes": ("group", "code", "name", "unit", "n", "of", "percent", "reliability", "shown"),
    "indicators": (
        "indicator",
        "month",
        "value",
        "numerator",
        "denominator",
        "mean",
        "lower",
        "upper",
        "signal",
        "meaning",
        "target",
        "period",
    ),
    "indicator_notes": (
        "indicator",
        "title",
        "definition",
        "numerator",
        "denominator",
        "unit",
        "kind",
        "direction",
        "agency",
        "chart",
        "why_chart",
        "variation",
        "assurance",
        "target_owner",
        "sentence",
        "rate",
        "season",
        "flag",
        "pvalue",
        "adjusted",
        "survives",
        "what_happened",
        "by_chance",
        "not_known",
        "ask",
        "comparability",
        "line",
    ),
    "indicator_gaps": ("indicator", "gap", "days", "median", "lower", "upper", "signal", "open"),
    "indicator_events": ("indicator", "month", "kind", "what", "by"),
    "indicator_revisions": ("indicator", "title", "month", "part", "before", "now", "supplied_by", "supplied_on"),
    "published": ("area", "year", "measure", "value", "unit", "base", "source"),
    "published_notes": ("measure", "direction", "kind", "sentence", "gap", "comparability"),
    "funnels": (
        "measure",
        "year",
        "area",
        "value",
        "of",
        "centre",
        "lower",
        "upper",
        "lower_998",
        "upper_998",
        "place",
        "sentence",
    ),
    "sample_frame": ("attribute", "value", "in_frame", "in_sample"),
    "agencies": ("agency", "asked", "returned", "known", "received_on", "late"),
    "clocks": (
        "rule",
        "title",
        "limit",
        "source",
        "whom",
        "unit",
        "confirmed",
        "so_far",
        "met",
        "not_met",
        "too_soon",
        "cannot_tell",
        "not_applicable",
    ),
    "clock_days": ("rule", "whom", "from_day", "to_day", "n", "open"),
    "curves": ("rule", "whom", "day", "percent", "lower", "upper", "at_risk"),
    "journey": (
        "order",
        "step",
        "title",
        "from_step",
        "by",
        "group",
        "n",
        "of",
        "percent",
        "lower",
        "upper",
        "too_soon",
    ),
    "levels": ("level_given", "level_agreed", "n"),
    "level_gaps": ("by", "group", "gap", "n", "of"),
    "level_names": ("step", "plain", "area", "edition", "level", "confirmed"),
    "agreement": (
        "question",
        "label",
        "who",
        "units",
        "measure",
        "value",
        "lower",
        "upper",
        "shown",
        "target",
        "method",
    ),
    "facts": ("question", "label", "agency", "answer", "n", "of", "both", "differ"),
    "moderated": ("question", "label", "agency", "same", "better", "worse", "of"),
    "withheld": ("what", "why"),
    "trail": ("what", "source", "sha256"),
}
"""The fixed columns of every table, by name."""


def table(name: str, rows: Sequence[Mapping[str, Any]] | pd.DataFrame | None = None) -> pd.DataFrame:
    """A table with exactly the columns its name promises; missing ones are filled with ``None``.

    >>> list(table("levels", [{"level_given": "Universal", "level_agreed": "Early help", "n": 2}]).columns)
    ['level_given', 'level_agreed', 'n']
    """
    columns = list(COLUMNS[name])
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows or []), columns=None)
    unknown = [column for column in frame.columns if column not in columns]
    if unknown:
        raise ValueError(f"table {name!r} has no column {unknown[0]!r}")
    return frame.reindex(columns=columns).reset_index(drop=True)


@dataclass(frozen=True)
class Tables:
    """What may be seen of one review: ``about`` and the tables by name.

    ``about`` holds text, whole numbers, booleans, ISO dates as text, and lists of these. ``frames`` may hold any of
    the names in :data:`COLUMNS`; asking for one that is not there gives an empty table with the right columns.

    >>> tables = Tables({"title": "Neglect"})
    >>> tables["results"].empty
    True
    """

    about: dict[str, Any]
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in COLUMNS:
            raise KeyError(name)
        return self.frames[name].copy() if name in self.frames else table(name)

    def with_frames(self, about: Mapping[str, Any] | None = None, **frames: pd.DataFrame) -> Tables:
        """A copy with some tables (and entries of ``about``) replaced."""
        checked = {name: table(name, frame) for name, frame in frames.items()}
        return Tables({**self.about, **(about or {})}, {**self.frames, **checked})

    def to_json(self) -> str:
        """The whole as text: the same tables always give the same bytes."""
        body = {
            "about": self.about,
            "tables": {name: _records(self.frames[name]) for name in sorted(self.frames)},
        }
        return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"

    def plain(self) -> Tables:
        """The same tables as they would be read back: dates as ISO text, missing values as ``None``."""
        return Tables.from_json(self.to_json())

    @classmethod
    def from_json(cls, text: str) -> Tables:
        """Read back what :meth:`to_json` wrote."""
        body = json.loads(text)
        frames = {name: table(name, rows) for name, rows in body["tables"].items()}
        return cls(body["about"], frames)

    def save(self, path: Path) -> None:
        """Write to one file, through a temporary name, so that a reader never sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(self.to_json(), encoding="utf-8", newline="\n")
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Tables:
        """Read one file that :meth:`save` wrote."""
        return cls.from_json(path.read_text(encoding="utf-8"))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """A JSON value: missing becomes null, dates become ISO text, numpy numbers become plain ones."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, 10)
    return value
