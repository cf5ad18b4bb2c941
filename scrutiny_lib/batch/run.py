"""Run a quarter: work out what is due, compute, release jointly, render, and write down what ran on what."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..intake.template import template_folders
from ..intake.workspace import Workspace, read_workspace
from ..release import Candidate, Ledger, Outcome, find_leaks, read_limits, release_quarter
from ..release.leaks import quote_hash
from ..release.quote_search import find_unsigned
from .anybody import Everybody
from .compute import Computed, compute
from .files import write_all
from .hashes import sha256_of, software
from .plan import Due, plan_quarter
from .processes import fresh_processes
from .publish import Page, publish
from .quarters import canonical_quarter
from .record import pages_of, read_record
from .render import render_page

Tell = Callable[[str], None]


@dataclass
class Quarter:
    """What a run did: pages made, left alone and waiting; what failed with its reasons; and copies of released pages
    that somebody had altered since."""

    released: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    altered: list[Path] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def run_quarter(
    root: Path,
    quarter: str,
    *,
    review: str = "",
    audience: str = "",
    out: Path | None = None,
    jobs: int = 2,
    force: bool = False,
    only_plan: bool = False,
    tell: Tell = lambda line: None,
) -> Quarter:
    """Make every page that is due in ``quarter``.

    ``out`` replaces the workspace as the place of ``released/`` and ``record/``. ``tell`` is given one line of progress
    at a time. One failing review does not stop the others; what it released before stays as it was.

    Raises :class:`~scrutiny_lib.errors.Refused` when nothing can start (workspace, quarter, names, limits or ledger).
    """
    quarter = canonical_quarter(quarter)
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    out = out or workspace.root
    limits = read_limits(
        [
            folder / "assumptions.toml"
            for folder in reversed(template_folders(workspace))
            if (folder / "assumptions.toml").is_file()
        ]
    )
    ledger = Ledger(out / "record" / "ledger.jsonl")
    ledger.check().raise_if_stops()
    made_with = software()
    due, unreadable = plan_quarter(workspace, quarter, made_with, review=review, audience=audience)
    record = read_record(out / "record" / f"{quarter}.json")
    done = Quarter(failed=[(name, str(found)) for name, found in unreadable.items()])
    todo = []
    for item in due:
        fresh = () if force else tuple(name for name in item.audiences if item.unchanged(record, name, out))
        if set(fresh) == set(item.audiences):
            _note_unchanged(item, fresh, record, out, done)
        else:
            todo.append(item)
    _tell_plan(quarter, due, todo, tell)
    if only_plan or not todo:
        return done
    done.altered = _set_aside_altered(record, out, workspace.working / quarter / "altered")

    fresh_processes()  # they load what they need while we count
    computed = _compute_all(workspace, quarter, todo, done, tell)
    candidates = [
        Candidate(item.name, c.tables, c.file, item.audiences, c.worried, c.quotes, c.children, c.frame)
        for item, c in computed.values()
    ]
    tell(f"Release: one joint decision over {len(candidates)} reviews")
    outcomes = release_quarter(
        candidates, limits, invented=workspace.invented, without_second_person=workspace.without_second_person
    )
    pages = _render_all(workspace, quarter, outcomes, computed, jobs, done, tell)
    failed = {name.split(" · ")[0] for name, _ in done.failed}
    published = publish(workspace, quarter, out, ledger, record, made_with, outcomes, computed, pages, failed)
    done.released.extend(published.released)
    done.waiting.extend(published.waiting)
    done.failed.extend(published.stopped)
    return done


def _note_unchanged(item: Due, fresh: Iterable[str], record: dict[str, Any] | None, out: Path, done: Quarter) -> None:
    for audience in fresh:
        made = (record or {})["reviews"][item.name]["audiences"][audience]
        if made.get("page"):
            done.unchanged.append(out / made["page"]["path"])
        else:
            done.waiting.append((item.name, audience, made["why"]))


def _set_aside_altered(record: dict[str, Any] | None, out: Path, folder: Path) -> list[Path]:
    """Copies of released pages that are no longer what was released: evidence, before they are made again."""
    kept = []
    for place, page in pages_of(record or {}).items():
        path = out / place
        if path.is_file() and sha256_of(path) != page["sha256"]:
            copy = folder / f"{path.parent.name}-{path.stem}-{sha256_of(path)[:8]}.html"
            write_all({copy: path.read_bytes()})
            kept.append(copy)
    return kept


def _tell_plan(quarter: str, due: Sequence[Due], todo: Sequence[Due], tell: Tell) -> None:
    tell(f"Quarter {quarter}: {len(due)} due, {len(due) - len(todo)} unchanged")
    for item in due:
        state = "to make" if item in todo else "unchanged"
        tell(f"  {item.name}: {', '.join(item.audiences)} ({state})")


def _compute_all(
    workspace: Workspace, quarter: str, todo: Sequence[Due], done: Quarter, tell: Tell
) -> dict[str, tuple[Due, Computed]]:
    computed: dict[str, tuple[Due, Computed]] = {}
    everybody = Everybody(workspace)
    for number, item in enumerate(todo, start=1):
        started = time.perf_counter()
        try:
            found = compute(workspace, item.name, item.review, quarter, everybody)
            found.tables.save(workspace.working / item.name / "tables.json")
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


def _render_all(
    workspace: Workspace,
    quarter: str,
    outcomes: Sequence[Outcome],
    computed: dict[str, tuple[Due, Computed]],
    jobs: int,
    done: Quarter,
    tell: Tell,
) -> dict[tuple[str, str], Page]:
    """Render what was released, ``jobs`` at a time, each in a fresh process that sees released tables only."""
    folder = workspace.working / quarter
    pages: dict[tuple[str, str], Page] = {}
    waiting: dict[Future[tuple[str, float]], tuple[Outcome, str]] = {}
    released = [outcome for outcome in outcomes if outcome.tables is not None]
    with ProcessPoolExecutor(max_workers=max(1, jobs), mp_context=fresh_processes()) as pool:
        for outcome in released:
            assert outcome.tables is not None
            place = folder / outcome.review / f"{outcome.audience}.json"
            outcome.tables.save(place)
            future = pool.submit(_render, computed[outcome.review][0].notebook, place)
            waiting[future] = (outcome, sha256_of(place))
        for number, future in enumerate(as_completed(waiting), start=1):
            outcome, tables_sha256 = waiting[future]
            name = f"{outcome.review} · {outcome.audience}"
            try:
                html, seconds = future.result()
            except ScrutinyError as error:
                done.failed.append((name, str(error)))
                continue
            except Exception as error:
                done.failed.append((name, f"The page was not drawn ({type(error).__name__})."))
                continue
            found = _last_search(html, outcome, computed[outcome.review][1])
            if found:
                done.failed.append((name, f"The page was held back: it holds {'; '.join(found)}."))
                continue
            pages[outcome.review, outcome.audience] = Page(html.encode("utf-8"), tables_sha256, seconds)
            tell(f"Render {number}/{len(released)}: {name} ({seconds:.1f} s)")
    return pages


def _last_search(html: str, outcome: Outcome, counted: Computed) -> list[str]:
    """What must not leave and stands on the page all the same; of what was said, only these readers' quotations may."""
    words = [] if outcome.tables is None else [str(said) for said in outcome.tables["quotes"]["words"]]
    exempt = {quote_hash(said) for said in words}
    found = find_leaks(html, counted.identifiers, small_counts=_outside(outcome), exempt=exempt)
    return [*found, *(what for what in find_unsigned(html, counted.said, words) if what not in found)]


def _outside(outcome: Outcome) -> bool:
    return outcome.tables is not None and outcome.tables.about["profile"] != "partnership"


def _render(notebook: Path, tables_path: Path) -> tuple[str, float]:
    started = time.perf_counter()
    html = render_page(notebook, tables_path, tables_path.with_suffix(".ipynb"))
    return html, time.perf_counter() - started
