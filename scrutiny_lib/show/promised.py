"""What a review promised to show, and whether it is on the page: sections, findings with their evidence, figures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

import pandas as pd

from ..tables import Tables
from .answers import rows_of
from .section import Section
from .text import plain

_AUDIT = (
    "summary",
    "findings",
    "children",
    "voices",
    "threshold",
    "clocks",
    "journey",
    "agreement",
    "practice",
    "practitioners",
    "training",
    "data",
    "actions",
    "basis",
)
SECTIONS = {
    "30_deep_dive": _AUDIT,
    "35_practitioners": ("summary",),
    "40_multi_agency_audit": _AUDIT,
    "50_training_impact": ("summary", "training", "basis"),
    "60_actions_and_impact": ("summary", "actions", "basis"),
    "70_multi_agency_dataset": ("summary", "figures", "attention", "published", "basis"),
}
"""The sections that each packaged notebook has to show. Another notebook shows what its author chose."""

_FILLED = {
    "findings": ("findings", "lines"),
    "clocks": ("clocks",),
    "agreement": ("facts", "moderated"),
    "voices": ("voice_codes", "you_said"),
    "training": ("training",),
    "data": ("indicators",),
    "figures": ("indicators",),
    "published": ("published",),
    "actions": ("actions", "recommendations"),
}
"""Sections that cannot be empty where one of these tables has rows."""
_TOLD = (
    ("findings", "lines", "question", "a line of enquiry"),
    ("findings", "findings", "statement", "a finding"),
    ("findings", "recommendations", "text", "a recommendation"),
    ("actions", "actions", "action", "an action"),
    ("data", "indicator_notes", "title", "a monthly figure"),
    ("figures", "indicator_notes", "title", "a monthly figure"),
    ("training", "training", "course", "a course"),
    ("clocks", "clocks", "title", "a clock"),
)
"""Section, table, column, and what a row of it is: every row has to be told of in that section."""
_TAG = re.compile(r"<[^>]*>")


def not_there(sections: Sequence[Section], tables: Tables, notebook: str = "") -> list[str]:
    """What was promised and is not on the page, by name; empty when everything is there.

    Parameters
    ----------
    sections : sequence of Section
        What the notebook showed.
    tables : Tables
        The released tables it was given.
    notebook : str
        The name of the notebook without its ending; of one that is not ours no section is promised.

    >>> not_there([Section("summary", "Short", "<p>x</p>")], Tables({}), "60_actions_and_impact")
    ['the section actions', 'the section basis']
    """
    shown = {section.id: section.html for section in sections}
    promised = SECTIONS.get(notebook, ())
    missing = [f"the section {name}" for name in promised if name not in shown]
    for name in (name for name in promised if name in shown):
        if not shown[name].strip() and any(len(tables[table]) for table in _FILLED.get(name, ())):
            missing.append(f"anything in the section {name}")
    filled = {name: html for name, html in shown.items() if html.strip()}
    if promised:
        missing.extend(_untold(filled, tables))
        missing.extend(_undrawn(filled, tables))
    missing.extend(_without_evidence(filled.get("findings", ""), tables))
    return missing


def _untold(shown: dict[str, str], tables: Tables) -> Iterator[str]:
    texts = {name: _text(shown[name]) for name in {name for name, *_ in _TOLD} if name in shown}
    for name, table, column, what in _TOLD:
        rows = [_text(html.escape(plain(cell))) for cell in tables[table][column]] if name in texts else []
        gone = sum(said.rstrip(".") not in texts[name] for said in dict.fromkeys(rows) if said)
        if gone:
            yield f"{what} in the section {name} ({gone} of {len(set(rows) - {''})})"


def _undrawn(shown: dict[str, str], tables: Tables) -> Iterator[str]:
    months = tables["indicators"]
    numbers = pd.to_numeric(months["value"], errors="coerce").notna()
    wanted = int(months.loc[numbers, "indicator"].nunique())
    for name in ("data", "figures"):
        if name in shown and shown[name].count("<img") < wanted:
            yield f"the picture of a monthly figure in the section {name}"


def _without_evidence(shown: str, tables: Tables) -> Iterator[str]:
    """Findings that are not there, or not with their grid of evidence."""
    noted = {plain(row["finding_id"]) for row in rows_of(tables["evidence"])}
    for row in rows_of(tables["findings"]) if shown else ():
        key = plain(row["finding_id"])
        _, found, after = shown.partition(f'id="finding-{html.escape(key)}"')
        if not found:
            yield f"the finding {key}"
        elif key in noted and "<table" not in re.split(r'id="finding-|</article>', after)[0]:
            yield f"the evidence of the finding {key}"


def _text(shown: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", shown)).split()).casefold()
