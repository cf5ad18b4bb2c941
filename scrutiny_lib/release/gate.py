"""The gate: one joint decision over every review and audience of a quarter, in a fixed order.

For each review and audience the answer is *released* (with the tables that audience may see), *waits* (nothing is
wrong, but a decision is not yet recorded) or *stopped* (a child somebody is worried about, or a broken ledger).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ..findings import FindingsFile, write_findings
from ..tables import Tables, table
from ..terms import AUDIENCES
from .limits import Limits
from .mask import mask_tables
from .prose import held_back
from .quotes import release_quotes


@dataclass(frozen=True)
class Candidate:
    """One review that is due: everything counted from it, the person's findings, and who it is for.

    ``worried`` is the number of *worried now* answers without a confirmed step; ``file`` is ``None`` for the pages
    of the quarter that have no findings of their own. ``quotes`` are the quotations as
    :func:`~scrutiny_lib.release.quote_check.check_quotes` gives them, ``children`` those looked at (``case_id``) and
    ``frame`` everybody who could have been (``case_id``, ``age_band``): without all three, no quotation leaves.
    """

    review: str
    tables: Tables
    file: FindingsFile | None
    audiences: tuple[str, ...]
    worried: int = 0
    quotes: pd.DataFrame = field(default_factory=pd.DataFrame)
    children: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id"]))
    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id", "age_band"]))


@dataclass(frozen=True)
class Outcome:
    """What the gate decided for one review and audience, why, and what may be seen."""

    review: str
    audience: str
    state: str
    why: str
    tables: Tables | None = None
    equations: list[dict[str, Any]] = field(default_factory=list)


def release_quarter(
    candidates: Sequence[Candidate],
    limits: Mapping[str, Limits],
    *,
    invented: bool,
    without_second_person: Sequence[str],
) -> list[Outcome]:
    """Decide for every review and audience, in the order of review name and the closed list of audiences.

    Pages leave without a second person only where the workspace names the audience; others come out as drafts to be
    approved and therefore wait.
    """
    order = list(AUDIENCES)
    outcomes = []
    for candidate in sorted(candidates, key=lambda item: item.review):
        for audience in sorted(candidate.audiences, key=order.index):
            outcomes.append(_decide(candidate, audience, limits, invented, without_second_person))
    return outcomes


def _decide(
    candidate: Candidate,
    audience: str,
    limits: Mapping[str, Limits],
    invented: bool,
    without_second_person: Sequence[str],
) -> Outcome:
    profile = AUDIENCES[audience]
    if candidate.worried:
        why = (
            "Somebody answered that they are worried about a child now, and what was done is not confirmed. "
            "Complete risk.csv (who was told, when, what was done, confirmed by whom), then run again."
        )
        return Outcome(candidate.review, audience, "stopped", why)
    if profile != "partnership" and candidate.tables.about.get("status") == "draft":
        why = "The Board's decision is not recorded yet. Enter it in findings.toml ([[decision]]), then run again."
        return Outcome(candidate.review, audience, "waits", why)
    alone = audience in without_second_person and (invented or profile == "partnership")
    if not alone:
        why = (
            "A second person has to approve it. Only an invented workspace lets pages for readers outside the "
            "partnership leave without one."
            if audience in without_second_person
            else "A second person has not approved it, and workspace.toml does not name it under [release] "
            "without_second_person."
        )
        return Outcome(candidate.review, audience, "waits", why)
    tables, equations = _release(candidate, audience, limits[profile])
    about = {"audience": audience, "profile": profile, "released_without_second_person": True, "invented": invented}
    return Outcome(candidate.review, audience, "released", "", tables.with_frames(about), equations)


def _release(candidate: Candidate, audience: str, limits: Limits) -> tuple[Tables, list[dict[str, Any]]]:
    tables, withheld, equations = mask_tables(candidate.tables, limits)
    if candidate.file is not None:
        about = {**tables.about, "as_at": None}
        written = write_findings(candidate.file, tables["results"], about, limits.profile)
        withheld.extend({str(k): v for k, v in row.items()} for row in written.pop("withheld").to_dict("records"))
        tables = tables.with_frames(None, **written)
    if limits.speaks_in_words:
        tables, held = held_back(tables)
        withheld.extend(held)
    findings = set(tables["findings"]["finding_id"])
    quotes, unread = release_quotes(
        candidate.quotes, audience, limits, candidate.children, candidate.frame, findings=findings
    )
    withheld.extend(unread)
    return tables.with_frames(None, quotes=quotes, withheld=table("withheld", withheld)), equations
