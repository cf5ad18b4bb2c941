"""The second person: a draft looked at by somebody who did not make it, approved as it is, and released."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..release import Outcome
from ..release.gate import WORRIED, audit_again
from ..release.standing import content_hash
from .alone import alone
from .authors import authors_of, is_author
from .compute import Computed, compute
from .decide import read_limits_of
from .drafts import CHANGED, read_draft
from .draw import ToDraw, check_can_print, draw_all
from .drawn import drop_drawn
from .hashes import software
from .place import Place, now
from .plan import Due, plan_quarter
from .publish import publish
from .put_in_place import finish_interrupted
from .record import check_ledger, read_record, records_below
from .runs import describe_run, find_run
from .who import check_who_and_why, who_and_why

Tell = Callable[[str], None]

NO_DRAFT = "There is no draft of this page. Run the quarter first (scrutiny run); it says where the draft is."
NO_PAGE = "There is no draft of this page."
INPUTS = (
    "Something this page rests on was changed since its draft was made. "
    "Run the quarter again and look at the new draft."
)
STATES = {
    "released": "This page is released already: there is nothing to approve.",
    "withdrawn": "This page was withdrawn. Run the quarter again: that makes a draft of it, to be looked at anew.",
}


def approve(
    root: Path,
    review: str,
    audience: str,
    *,
    by: str,
    why: str,
    quarter: str = "",
    out: Path | None = None,
    tell: Tell = lambda line: None,
) -> list[Path]:
    """Approve one draft and release it; returns its page.

    Parameters
    ----------
    root : Path
        The workspace. ``out`` is the folder given to the run as ``--out``, if any.
    review, audience : str
        Whose page. ``quarter`` is left out where the newest quarter that has this page is meant.
    by, why : str
        The second person, and the reason: both are kept in the ledger.

    Raises
    ------
    ScrutinyError
        When ``by`` may be an author's name; there is no draft, or it is not as it was made; what it rests on has
        changed since; the Board has not decided; somebody is worried about a child now; the ledger is broken; or,
        beside everything released by now, something could be worked out. Nothing is written then.
    """
    by, why = who_and_why(by, why)
    folder = out or root
    place = Place.open(root, quarter or find_quarter(folder, review, audience), out)
    with alone(place.out):
        finish_interrupted(place)
        check_ledger(place.out).raise_if_stops()
        made = _made(place, review, audience)
        made_with = software()
        item = _unchanged(place, review, audience, made, made_with)
        authors = authors_of(place, item)
        _check_person(by, authors)
        printed = any(str(path).endswith(".pdf") for path in made["draft"]["files"])
        check_can_print(printed)
        draft = read_draft(place, review, audience, made["draft"])
        assert draft.tables is not None
        if content_hash(draft.tables) != made["draft"]["content_sha256"]:
            raise ScrutinyError(CHANGED)
        tell(f"Looking again at what was released by now: {review} · {audience}")
        found = compute(place.workspace, review, item.review, place.quarter)
        check_who_and_why(by, why, found.identifiers)
        _check_now(place, draft, found)
        checked = draft.tables.with_frames({"checked": True})
        outcome = replace(draft, state="released", why="", tables=checked)
        one = ToDraw(outcome, item.notebook_for(audience), found.identifiers, found.said)
        pages, failed = draw_all([one], place.working, 1, printed, made_with, tell)
        if failed:
            raise ScrutinyError(failed[0][1])
        run = find_run(place.record() or {}, made["draft"].get("run")) or describe_run(
            place, [item], made_with, read_limits_of(place.workspace)
        )
        line = _line(place, outcome, content_hash(draft.tables), by, why)
        published = publish(place, made_with, [outcome], {review: (item, found)}, pages, set(), run, [line])
        if published.stopped:
            raise ScrutinyError(published.stopped[0][1])
        drop_drawn([place.working / review])
        return published.released


def find_quarter(out: Path, review: str, audience: str) -> str:
    """The newest quarter whose record names this page. Raises ``ScrutinyError`` where there is none."""
    known: dict[str, set[str]] = {}
    for path in reversed(records_below(out)):
        for name, made in (read_record(path) or {}).get("reviews", {}).items():
            known.setdefault(name, set()).update(made.get("audiences", {}))
        if audience in known.get(review, ()):
            return path.stem
    if not known:
        raise ScrutinyError(NO_DRAFT)
    what, there = ("audience", known[review]) if review in known else ("review", set(known))
    raise ScrutinyError(f"{NO_PAGE} There is no {what} of that name: use one of {', '.join(sorted(there))}.")


def _made(place: Place, review: str, audience: str) -> Mapping[str, Any]:
    """What the record holds of the draft."""
    audiences = (place.record() or {}).get("reviews", {}).get(review, {}).get("audiences", {})
    made: Mapping[str, Any] = audiences.get(audience, {})
    if made.get("state") != "draft":
        raise ScrutinyError(STATES.get(str(made.get("state")), str(made.get("why") or NO_DRAFT)))
    return made


def _unchanged(place: Place, review: str, audience: str, made: Mapping[str, Any], made_with: Mapping[str, Any]) -> Due:
    due, unreadable = plan_quarter(place.workspace, place.quarter, dict(made_with), review=review, audience=audience)
    if unreadable:
        raise ScrutinyError(str(unreadable[review]))
    if not due or due[0].key != made.get("key"):
        raise ScrutinyError(INPUTS)
    return due[0]


def _check_person(by: str, authors: list[str]) -> None:
    if not authors:
        raise ScrutinyError(
            "Nobody is named as the author of this page, so nobody can be told to be another person. Name those who "
            "prepare pages in workspace.toml, [release] authors."
        )
    if is_author(by, authors):
        raise ScrutinyError(
            "The second person must be somebody else than those who made the page (who wrote a finding, chose the "
            "children or the quotations, or stands in workspace.toml under [release] authors). Names that cannot be "
            "told apart count as one: give yours in full."
        )


def _check_now(place: Place, draft: Outcome, found: Computed) -> None:
    """Whether it may still leave, as things stand now."""
    if found.worried:
        raise ScrutinyError(WORRIED)
    unsafe = audit_again(draft, place.ledger.entries())
    if unsafe:
        raise ScrutinyError(f"{unsafe} Run the quarter again: it is decided anew beside what was released since.")


def _line(place: Place, outcome: Outcome, content: str, by: str, why: str) -> dict[str, Any]:
    assert outcome.tables is not None
    return {
        "what": "approval",
        "quarter": place.quarter,
        "review": outcome.review,
        "audience": outcome.audience,
        "profile": outcome.tables.about["profile"],
        "content_sha256": content,
        "by": by,
        "why": why,
        "at": now(),
    }
