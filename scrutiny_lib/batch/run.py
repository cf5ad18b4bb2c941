"""Run a quarter: work out what is due, compute, release jointly, render, and write down what ran on what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..intake.template import template_folders
from ..intake.workspace import Workspace
from ..plural import many
from ..release import Candidate, Limits, Outcome, read_limits, release_quarter
from ..release.gate import NOT_APPROVED
from ..release.standing import approvals, content_hash, standing_files, taken_back
from ..show.text import day, listed
from .about import complete_about, house_style
from .alone import alone
from .anybody import Everybody
from .compute import Computed, compute
from .drafts import check_page_of, draft_whole
from .draw import ToDraw, check_can_print, draw_all
from .hashes import sha256_of, software
from .place import Place
from .plan import Due, plan_quarter
from .processes import fresh_processes
from .publish import Draft, publish
from .put_in_place import finish_interrupted
from .record import check_ledger, files_in

Tell = Callable[[str], None]

WAS = {
    "released": "The page released earlier stands.",
    "draft": "The draft made earlier is still there.",
    "waits": "It still waits.",
    "withdrawn": "It is still withdrawn.",
}
"""What becomes of a page that is left as it was, by its state on record."""
TOGETHER = "Pages of one review change together or not at all"


@dataclass
class Quarter:
    """What a run did: pages made, drafts there are, pages left alone and waiting; copies of released files that
    somebody had altered since; what failed with its reasons; pages that stay as they were because another of their
    review failed, with why; and whether anything at all was made."""

    released: list[Path] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    altered: list[Path] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    made: bool = False


def run_quarter(
    root: Path,
    quarter: str,
    *,
    review: str = "",
    audience: str = "",
    out: Path | None = None,
    jobs: int = 2,
    force: bool = False,
    pdf: bool = False,
    only_plan: bool = False,
    tell: Tell = lambda line: None,
) -> Quarter:
    """Make every page that is due in ``quarter``.

    ``out`` replaces the workspace as the place of ``released/`` and ``record/``; ``pdf`` makes the printed forms too.
    ``tell`` is given one line of progress at a time. One failing review does not stop the others; what it released
    before stays as it was. A page that needs a second person is made as a draft, in ``working/``.

    Raises :class:`~scrutiny_lib.errors.Refused` when nothing can start (workspace, quarter, names, house style, limits
    or ledger), and :class:`~scrutiny_lib.errors.ScrutinyError` while another command is at work on the same pages,
    where a PDF is asked for and nothing can make one, or where what was made cannot be written.
    """
    place = Place.open(root, quarter, out)
    house_style(place.workspace)
    check_can_print(pdf)
    made_with = software()
    due, unreadable = plan_quarter(place.workspace, place.quarter, made_with, review=review, audience=audience)
    done = Quarter(failed=[(name, str(found)) for name, found in unreadable.items()])
    if only_plan:
        check_ledger(place.out).raise_if_stops()
        _still_to_do(place, due, Quarter(), force, pdf, tell)
        return done
    with alone(place.out):
        finish_interrupted(place)
        check_ledger(place.out).raise_if_stops()
        todo = _still_to_do(place, due, done, force, pdf, tell)
        if todo:
            _make(place, todo, made_with, jobs, pdf, done, tell)
    return done


def _still_to_do(place: Place, due: Sequence[Due], done: Quarter, force: bool, pdf: bool, tell: Tell) -> list[Due]:
    """What has to be made; of all else ``done`` is told that it stands, or waits, as before."""
    reviews = (place.record() or {}).get("reviews", {})
    released, todo = standing_files(place.ledger.entries()), []
    for item in due:
        made = {name: reviews.get(item.name, {}).get("audiences", {}).get(name, {}) for name in item.audiences}
        if not force and all(_stands(place, item, one, released, pdf) for one in made.values()):
            _note_unchanged(place, item.name, made, done)
        else:
            todo.append(item)
    tell(f"Quarter {place.quarter}: {len(due)} due, {len(due) - len(todo)} unchanged")
    if not due:
        tell("No review of this workspace belongs to this quarter. Look at --quarter, and at quarter in review.toml.")
    for item in due:
        tell(f"  {item.name}: {', '.join(item.audiences)} ({'to make' if item in todo else 'unchanged'})")
    return todo


def _stands(place: Place, item: Due, made: Mapping[str, Any], released: Mapping[str, str], pdf: bool) -> bool:
    whole = made.get("state") != "draft" or draft_whole(place, made.get("draft", {}))
    return whole and item.unchanged(made, place.out, released, pdf)


def _note_unchanged(place: Place, review: str, made: Mapping[str, Mapping[str, Any]], done: Quarter) -> None:
    for audience, one in made.items():
        if one["state"] == "draft":
            check_page = place.workspace.root / check_page_of(one["draft"])
            done.drafts.append(Draft(review, audience, check_page, one["why"]))
        elif one["state"] == "waits":
            done.waiting.append((review, audience, one["why"]))
        if one.get("page"):
            done.unchanged.append(place.out / one["page"]["path"])


def _make(
    place: Place, todo: Sequence[Due], made_with: Mapping[str, Any], jobs: int, pdf: bool, done: Quarter, tell: Tell
) -> None:
    named = files_in(place.record() or {}).items()
    done.altered = place.set_aside(
        [path for path, sha256 in named if (place.out / path).is_file() and sha256_of(place.out / path) != sha256],
        "altered",
    )
    fresh_processes()  # they load what they need while we count
    limits = read_limits_of(place.workspace)
    computed = _compute_all(place, todo, made_with, done, tell)
    tell(f"Release: one joint decision over {many(len(computed), 'reviews')}")
    outcomes = _decide(place, computed, limits)
    wanted = [
        ToDraw(outcome, computed[outcome.review][0].notebook_for(outcome.audience), found.identifiers, found.said)
        for outcome in outcomes
        for found in [computed[outcome.review][1]]
        if outcome.tables is not None
    ]
    pages, undrawn = draw_all(wanted, place.working, jobs, pdf, tell)
    done.failed.extend(undrawn)
    failed = {name.split(" · ")[0] for name, _ in done.failed}
    published = publish(place, made_with, outcomes, computed, pages, failed)
    done.made = bool(published.released or published.drafts)
    done.released.extend(published.released)
    done.drafts.extend(published.drafts)
    done.waiting.extend(published.waiting)
    done.failed.extend(published.stopped)
    done.left.extend(_left(place, todo, [name for name, _ in done.failed]))


def _left(place: Place, todo: Sequence[Due], failed: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Pages that did not fail and stay as they were, because one of the same review did: review, audience and why."""
    reviews = (place.record() or {}).get("reviews", {})
    for item in todo:
        fell = [audience for audience in item.audiences if f"{item.name} · {audience}" in failed]
        for audience in item.audiences if fell and item.name not in failed else ():
            if audience not in fell:
                state = str(reviews.get(item.name, {}).get("audiences", {}).get(audience, {}).get("state", ""))
                what = WAS.get(state, "There is none of it yet.")
                yield item.name, audience, f"{TOGETHER}, and {listed(fell)} failed. {what}"


def read_limits_of(workspace: Workspace) -> Mapping[str, Limits]:
    """The limits of every profile: the packaged ones, as the partnership tightened them."""
    folders = reversed(template_folders(workspace))
    return read_limits([path for folder in folders if (path := folder / "assumptions.toml").is_file()])


def _compute_all(
    place: Place, todo: Sequence[Due], made_with: Mapping[str, Any], done: Quarter, tell: Tell
) -> dict[str, tuple[Due, Computed]]:
    computed: dict[str, tuple[Due, Computed]] = {}
    everybody = Everybody(place.workspace)
    for number, item in enumerate(todo, start=1):
        started = time.perf_counter()
        try:
            found = compute(place.workspace, item.name, item.review, place.quarter, everybody)
            found = replace(found, tables=complete_about(place.workspace, item, found.tables, made_with))
            found.tables.save(place.workspace.working / item.name / "tables.json")
            computed[item.name] = (item, found)
            tell(f"Compute {number}/{len(todo)}: {item.name} ({time.perf_counter() - started:.1f} s)")
        except ScrutinyError as error:
            done.failed.append((item.name, str(error)))
        except Exception as error:
            reason = (
                f"An unexpected error ({type(error).__name__}) while counting. Run again with --debug and report it."
            )
            done.failed.append((item.name, reason))
    return computed


def _decide(place: Place, computed: Mapping[str, tuple[Due, Computed]], limits: Mapping[str, Limits]) -> list[Outcome]:
    """The gate's joint decision, beside everything in the ledger; what a person took back comes out as a draft."""
    entries = place.ledger.entries()
    approved, withdrawn = approvals(entries, place.quarter), taken_back(entries, place.quarter)

    def agreed(draft: Outcome) -> bool:
        assert draft.tables is not None
        return content_hash(draft.tables) in approved.get((draft.review, draft.audience), set())

    outcomes = release_quarter(
        [
            Candidate(item.name, c.tables, c.file, item.audiences, c.worried, c.quotes, c.children, c.frame, c.families)
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
    return [_as_draft(one, line) if line is not None else one for one, line in zip(decided, lines, strict=True)]


def _as_draft(outcome: Outcome, line: Mapping[str, Any]) -> Outcome:
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
