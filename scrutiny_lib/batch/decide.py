"""Step two: the gate's joint decision over everything that was counted, beside everything in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..intake.template import template_folders
from ..intake.workspace import Workspace
from ..release import Candidate, Limits, Outcome, read_limits, release_quarter
from ..release.gate import NOT_APPROVED
from ..release.standing import approvals, content_hash, taken_back
from ..show.text import day
from .compute import Computed
from .place import Place
from .plan import Due


def read_limits_of(workspace: Workspace) -> Mapping[str, Limits]:
    """The limits of every profile: the packaged ones, as the partnership tightened them."""
    folders = reversed(template_folders(workspace))
    return read_limits([path for folder in folders if (path := folder / "assumptions.toml").is_file()])


def decide(
    place: Place,
    computed: Mapping[str, tuple[Due, Computed]],
    limits: Mapping[str, Limits],
    entries: Sequence[Mapping[str, Any]],
) -> list[Outcome]:
    """What may leave, of all reviews and audiences together, in a fixed order.

    ``entries`` are the ledger's lines beside which it is decided, oldest first. A page whose content a second person
    has approved comes out released; what a person took back comes out as a draft.
    """
    approved, withdrawn = approvals(entries, place.quarter), taken_back(entries, place.quarter)

    def agreed(draft: Outcome) -> bool:
        assert draft.tables is not None
        known = approved.get((draft.review, draft.audience), set())
        return bool(known) and content_hash(draft.tables) in known

    outcomes = release_quarter(
        [
            Candidate(
                item.name,
                c.tables,
                c.file,
                item.audiences,
                c.worried,
                c.quotes,
                c.children,
                c.frame,
                c.families,
                c.masked,
            )
            for item, c in computed.values()
        ],
        limits,
        invented=place.workspace.invented,
        without_second_person=place.workspace.without_second_person,
        earlier=entries,
        approved=agreed,
    )
    decided = [replace(one, tables=one.tables.plain() if one.tables else None) for one in outcomes]
    lines = (withdrawn.get((one.review, one.audience)) for one in decided)
    return [as_draft(one, line) if line is not None else one for one, line in zip(decided, lines, strict=True)]


def as_draft(outcome: Outcome, line: Mapping[str, Any]) -> Outcome:
    """A page that somebody took back, by a line of the ledger: it does not leave by itself, and whoever looks at it
    anew is told."""
    if outcome.state not in ("released", "draft") or outcome.tables is None:
        return outcome
    why = (
        f"It was withdrawn on {day(line.get('at'))}, and nobody has approved it since: line {line.get('number')} of "
        "the ledger says who took it back and why. Look first whether that is put right."
    )
    if outcome.state == "draft" and outcome.why != NOT_APPROVED:
        why = f"{why} {outcome.why}"
    tables = outcome.tables.with_frames({"released_without_second_person": False})
    return replace(outcome, state="draft", why=why, tables=tables)
