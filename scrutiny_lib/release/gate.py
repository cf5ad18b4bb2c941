"""The gate: one joint decision over every review and audience of a quarter, in a fixed order.

For each review and audience the answer is *released* (with the tables that audience may see), *draft* (the same tables,
which a second person has not approved yet), *waits* (nothing is wrong, but the Board's decision is not yet recorded) or
*stopped* (a child somebody is worried about, or no safe way of showing what the page must say).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from ..findings import FindingsFile, write_findings
from ..tables import Tables, table
from ..terms import AUDIENCES
from .counts import Asked
from .counts_frame import families_of
from .joint import Page, decide_jointly, not_safe_beside
from .joint_audit import AUDIT
from .limits import Limits
from .mask import Masked, mask_tables
from .prose import held_back
from .quotes import release_quotes

WORRIED = (
    "Somebody answered that they are worried about a child now, and what was done is not confirmed. "
    "Complete risk.csv (who was told, when, what was done, confirmed by whom), then run again."
)
BOARD = "board"
"""It decides, so it reads the draft first; readers outside wait for it."""
NOT_AGREED = "The Board's decision is not recorded yet. Enter it in findings.toml ([[decision]]), then run again."
NOT_APPROVED = "A second person has not approved it."
OUTSIDE = (
    "A second person has to approve it. Only an invented workspace lets pages for readers outside the partnership "
    "leave without one."
)


@dataclass(frozen=True)
class Candidate:
    """One review that is due: everything counted from it, the person's findings, and who it is for.

    ``worried`` is the number of *worried now* answers without a confirmed step; ``file`` is ``None`` for the pages
    of the quarter that have no findings of their own. ``quotes`` are the quotations as
    :func:`~scrutiny_lib.release.quote_check.check_quotes` gives them, ``children`` those looked at (``case_id``) and
    ``frame`` everybody who could have been (``case_id``, ``age_band``): without all three, no quotation leaves.
    ``families`` says how many families stand behind each count of ``sample_frame`` (the same columns): six children of
    two families are few. ``masked`` is what :func:`~scrutiny_lib.release.mask.mask_tables` makes of the tables for a
    profile, where that was done already.
    """

    review: str
    tables: Tables
    file: FindingsFile | None
    audiences: tuple[str, ...]
    worried: int = 0
    quotes: pd.DataFrame = field(default_factory=pd.DataFrame)
    children: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id"]))
    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id", "age_band"]))
    families: pd.DataFrame = field(default_factory=lambda: table("sample_frame"))
    masked: Mapping[str, Masked] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What the gate decided for one review and audience, why, and what may be seen.

    ``state`` is *released*, *draft*, *waits* or *stopped*; only the first two have ``tables``. ``audit`` holds every
    hidden cell with what a reader can work out about it (cell, why, lower, upper, table; ``upper`` is infinite where
    nothing bounds it), ``equations`` what the ledger keeps of the page: ``cells`` (name to the count as printed,
    ``"[c]"`` where it is hidden, ``None`` where it is printed nowhere) and ``equations`` (total, parts).
    """

    review: str
    audience: str
    state: str
    why: str
    tables: Tables | None = None
    equations: dict[str, Any] = field(default_factory=lambda: {"cells": {}, "equations": []})
    audit: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(AUDIT)))


Approved = Callable[[Outcome], bool]
"""Whether a second person has approved exactly this draft."""


def release_quarter(
    candidates: Sequence[Candidate],
    limits: Mapping[str, Limits],
    *,
    invented: bool,
    without_second_person: Sequence[str],
    earlier: Sequence[Mapping[str, Any]] = (),
    approved: Approved = lambda outcome: False,
) -> list[Outcome]:
    """Decide for every review and audience, in the order of review name and the closed list of audiences.

    Parameters
    ----------
    candidates, limits : the reviews that are due, and the limits by profile.
    invented : bool
        Whether the whole workspace is invented.
    without_second_person : sequence of str
        Audiences whose pages leave without a second person; others come out as drafts.
    earlier : sequence of mapping
        The ledger's entries: nothing may be worked out from a page beside what was ever released.
    approved : callable
        Told a draft, says whether a second person approved exactly that; it then comes out released.

    Returns
    -------
    list of Outcome
        The same for every order of ``candidates``. All pages with tables are decided on together, drafts included, so
        that whichever of them leave, none gives another away.
    """
    order = list(AUDIENCES)
    asked = [
        (candidate, audience)
        for candidate in sorted(candidates, key=lambda item: item.review)
        for audience in sorted(candidate.audiences, key=order.index)
    ]
    held = [_held(*pair) for pair in asked]
    pages = [
        _page(candidate, audience, limits[AUDIENCES[audience]])
        for (candidate, audience), state in zip(asked, held, strict=True)
        if state is None
    ]
    decided = {(one.asked.review, one.asked.audience): one for one in decide_jointly(pages, earlier, limits)}
    outcomes = []
    for (candidate, audience), state in zip(asked, held, strict=True):
        if state is not None:
            outcomes.append(state)
            continue
        made = decided[candidate.review, audience]
        draft = _draft(candidate, audience, made, limits[AUDIENCES[audience]], invented)
        outcomes.append(_leaves(draft, invented, without_second_person, approved))
    return outcomes


def audit_again(outcome: Outcome, earlier: Sequence[Mapping[str, Any]]) -> str:
    """Why a page may not leave beside everything released by now (``""``: it may).

    ``earlier`` are the ledger's entries as they stand; what the page itself says is taken from its ``equations`` alone.
    """
    return not_safe_beside(outcome.equations, AUDIENCES[outcome.audience], earlier)


def _held(candidate: Candidate, audience: str) -> Outcome | None:
    """The outcome of a page that has no tables for now."""
    if candidate.worried:
        return Outcome(candidate.review, audience, "stopped", WORRIED)
    decides = AUDIENCES[audience] == "partnership" or audience == BOARD
    if not decides and candidate.tables.about.get("status") == "draft":
        return Outcome(candidate.review, audience, "waits", NOT_AGREED)
    return None


def _page(candidate: Candidate, audience: str, limits: Limits) -> Asked:
    masked, withheld = candidate.masked.get(limits.profile) or mask_tables(candidate.tables, limits)
    ids = frozenset(str(one) for one in candidate.frame["case_id"]) if "case_id" in candidate.frame else frozenset()
    families = families_of(candidate.review, candidate.families)
    return Asked(candidate.review, audience, limits.profile, candidate.tables, masked, tuple(withheld), ids, families)


def _draft(candidate: Candidate, audience: str, made: Page, limits: Limits, invented: bool) -> Outcome:
    if made.stopped:
        return Outcome(candidate.review, audience, "stopped", made.stopped, audit=made.audit)
    tables, withheld = made.tables, [dict(note) for note in made.notes]
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
    about = {"audience": audience, "profile": limits.profile, "invented": invented}
    tables = tables.with_frames(about, quotes=quotes, withheld=table("withheld", withheld))
    return Outcome(candidate.review, audience, "draft", "", tables, made.equations, made.audit)


def _leaves(draft: Outcome, invented: bool, without_second_person: Sequence[str], approved: Approved) -> Outcome:
    """The draft as it leaves: checked by a second person, by itself where the workspace says so, or not yet."""
    if draft.tables is None:
        return draft
    named = draft.audience in without_second_person
    why = OUTSIDE if named else NOT_APPROVED
    draft = replace(draft, why=why, tables=draft.tables.with_frames({"released_without_second_person": False}))
    assert draft.tables is not None
    if approved(draft):
        return replace(draft, state="released", why="", tables=draft.tables.with_frames({"checked": True}))
    if named and (invented or AUDIENCES[draft.audience] == "partnership"):
        alone = {"released_without_second_person": True}
        return replace(draft, state="released", why="", tables=draft.tables.with_frames(alone))
    return draft
