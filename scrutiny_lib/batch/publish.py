"""Put a quarter's pages in their place: each review's files together, then the ledger, then the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..release.standing import BATCH, approvals, content_hash, files_of, standing
from .drafts import check_page_of, draft_entry, draft_files
from .draw import PAGE, Page, ToDraw
from .files import Staged, not_written, stage
from .hashes import sha256_of
from .place import Place, now
from .plan import Due
from .put_in_place import put_in_place
from .runs import Run

if TYPE_CHECKING:
    from ..release import Outcome
    from .compute import Computed

STAYS = ("page", "files", "tables_sha256", "seconds", "run")
"""What the record keeps of a page released earlier that stands beside a new draft."""
STANDS = " The page released earlier stands until this one is approved, or somebody withdraws it."


@dataclass(frozen=True)
class Draft:
    """A page made in full that waits for its second person: where the checker's page is, and why it waits."""

    review: str
    audience: str
    check_page: Path
    why: str


@dataclass
class Published:
    """What was put in place; drafts; what waits, with why (review, audience, why); and what was stopped, with why."""

    released: list[Path] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    stopped: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Written:
    """What one review adds: files below the output folder and below the workspace, lines of the ledger, what the record
    keeps; files that no longer stand; drafts and what waits."""

    audiences: dict[str, Any]
    released: dict[Path, bytes] = field(default_factory=dict)
    kept: dict[Path, bytes] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)


def publish(
    place: Place,
    made_with: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    computed: Mapping[str, tuple[Due, Computed]],
    pages: Mapping[tuple[str, str], Page],
    failed: Set[str],
    run: Run,
    first: Sequence[Mapping[str, Any]] = (),
) -> Published:
    """Write every review's files that are whole, and what was done: in one go, or nothing of it
    (:func:`~scrutiny_lib.batch.put_in_place.put_in_place`).

    ``run`` is the run in which it was decided (:func:`~scrutiny_lib.batch.runs.describe_run`); ``first`` are lines of
    the ledger that come before those of the pages: the approval they rest on. A review of which one page failed or was
    stopped keeps what it had, and so does one whose files cannot be written. A page that was
    released and must wait now (a decision was taken back) is moved out of ``released/`` and the ledger says so; one
    whose content a second person had approved stands until the new draft is approved.
    """
    done, before = Published(), place.record() or {}
    reviews: dict[str, Any] = dict(before.get("reviews", {}))
    known, lines = place.ledger.entries(), list[Mapping[str, Any]]()
    staged: list[Staged] = []
    gone: dict[str, list[str]] = {"withdrawn": [], "replaced": []}
    for name, (item, found) in computed.items():
        mine = [outcome for outcome in outcomes if outcome.review == name]
        done.stopped.extend((f"{name} · {one.audience}", one.why) for one in mine if one.state == "stopped")
        if name in failed or any(outcome.state == "stopped" for outcome in mine):
            continue
        written = _Written(dict(reviews.get(name, {}).get("audiences", {})))
        for outcome in mine:
            _add(place, item, found, outcome, pages.get((name, outcome.audience)), known, run, written)
        try:
            staged.append(stage({**written.released, **written.kept}))
        except OSError as error:
            done.stopped.append((name, str(not_written(error, "the folder of its pages"))))
            continue
        lines += [*first, *written.lines]
        gone["withdrawn"] += written.withdrawn
        gone["replaced"] += written.replaced
        done.released.extend(path for path in written.released if path.suffix == PAGE)
        done.drafts.extend(written.drafts)
        done.waiting.extend(written.waiting)
        reviews[name] = {
            "inputs": item.inputs,
            "notebook": item.notebook.stem,
            "notebook_sha256": sha256_of(item.notebook),
            "seconds": found.seconds,
            "as_at": found.tables.about.get("as_at"),
            "audiences": written.audiences,
        }
    stands = standing(known)
    new = [line for line in lines if not _stands(line, stands)]
    if staged:  # else nothing is as it was to be, and the record says what is
        put_in_place(place, reviews, made_with, new, staged, gone, run)
    return done


def _add(
    place: Place,
    item: Due,
    found: Computed,
    outcome: Outcome,
    page: Page | None,
    known: Sequence[Mapping[str, Any]],
    run: Run,
    written: _Written,
) -> None:
    """Add one audience's page: released, a draft, or what it waits for."""
    name, earlier = outcome.review, written.audiences.get(outcome.audience, {})
    made: dict[str, Any] = {"state": outcome.state, "why": outcome.why, "key": item.key}
    if outcome.state == "released" and page is not None:
        made |= _release(place, outcome, page, earlier, written) | {"run": run["number"]}
        written.lines.append(_line("release", place, outcome, made) | _told(place, outcome))
    else:
        made |= _not_released(place, outcome, earlier, known, written)
    if outcome.state == "draft" and page is not None:
        one = ToDraw(outcome, item.notebook_for(outcome.audience), found.identifiers, found.said)
        kept = draft_files(place, one, page, known)
        made["draft"] = draft_entry(kept, outcome) | {"run": run["number"], "seconds": page.seconds}
        written.kept |= {place.workspace.root / path: content for path, content in kept.items()}
        made["why"] = outcome.why + (STANDS if made.get("page") else "")
        check_page = place.workspace.root / check_page_of(made["draft"])
        written.drafts.append(Draft(name, outcome.audience, check_page, made["why"]))
    elif outcome.state != "released":
        written.waiting.append((name, outcome.audience, outcome.why))
    written.audiences[outcome.audience] = made


def _stands(line: Mapping[str, Any], stands: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether exactly this release is on record already."""
    if line["what"] != "release":
        return False
    before = stands.get(str(line["page"]["path"]))
    return before is not None and files_of(before) == files_of(line)


def _release(
    place: Place, outcome: Outcome, page: Page, earlier: Mapping[str, Any], written: _Written
) -> dict[str, Any]:
    """What the record keeps of a released page; its files are among those to be written."""
    details = []
    for ending, content in sorted(page.files.items(), key=lambda item: (item[0] != PAGE, item[0])):
        path = place.released(outcome.review, outcome.audience, ending)
        details.append({"path": path, "sha256": sha256_of(content), "bytes": len(content)})
        written.released[place.out / path] = content
    written.replaced += [path for path in files_of(earlier) if place.out / path not in written.released]
    return {
        "page": details[0],
        "files": details[1:],
        "tables_sha256": page.tables_sha256,
        "seconds": round(page.seconds, 2),
    }


def _not_released(
    place: Place,
    outcome: Outcome,
    earlier: Mapping[str, Any],
    known: Sequence[Mapping[str, Any]],
    written: _Written,
) -> dict[str, Any]:
    """What stays of a page released earlier: all of it where a second person approved it and only a new draft waits;
    nothing where it has to be taken back."""
    if not earlier.get("page"):
        return {}
    line = standing(known).get(str(earlier["page"]["path"]), {})
    approved = approvals(known, place.quarter).get((outcome.review, outcome.audience), set())
    if outcome.state == "draft" and line.get("content_sha256") in approved:
        return {key: earlier[key] for key in STAYS if key in earlier}
    written.withdrawn += files_of(earlier)
    written.lines.append(_line("withdrawal", place, outcome, earlier) | {"by": BATCH, "why": outcome.why, "at": now()})
    return {}


def _line(what: str, place: Place, outcome: Outcome, made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": what,
        "quarter": place.quarter,
        "review": outcome.review,
        "audience": outcome.audience,
        "page": dict(made["page"]),
        "files": [dict(one) for one in made.get("files", [])],
    }


def _told(place: Place, outcome: Outcome) -> dict[str, Any]:
    """What the ledger keeps of a release besides its files: what it tells, and why it could leave."""
    assert outcome.tables is not None
    checked = bool(outcome.tables.about.get("checked"))
    named = "the workspace is invented" if place.workspace.invented else "the workspace names this audience"
    return {
        "profile": outcome.tables.about["profile"],
        "content_sha256": content_hash(outcome.tables),
        "equations": outcome.equations,
        "by": BATCH if checked else f"{BATCH}, without a second person",
        "why": "a second person approved exactly this" if checked else named,
        "at": now(),
    }
