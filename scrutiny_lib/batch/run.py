"""Run a quarter: work out what is due, compute, release jointly, render, and write down what ran on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..release.standing import standing_files
from .about import house_style
from .alone import alone
from .cluster import check_cluster
from .drafts import check_page_of, draft_whole
from .draw import check_can_print
from .hashes import software
from .index import write_index
from .place import Place
from .plan import Due, plan_quarter
from .processes import fresh_processes
from .publish import Draft
from .put_in_place import finish_interrupted
from .record import check_ledger

Tell = Callable[[str], None]


@dataclass
class Quarter:
    """What a run did: pages made, drafts there are, pages left alone and waiting; copies of released files that
    somebody had altered since; what failed with its reasons; pages that stay as they were because another of their
    review failed, with why; whether anything at all was made; and the page that says all this to the analyst."""

    released: list[Path] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    altered: list[Path] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    made: bool = False
    steps: dict[str, float] = field(default_factory=dict)
    index: Path | None = None


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
    cluster: str = "",
    tell: Tell = lambda line: None,
) -> Quarter:
    """Make every page that is due in ``quarter``.

    ``out`` replaces the workspace as the place of ``released/`` and ``record/``; ``pdf`` makes the printed forms too.
    ``tell`` is given one line of progress at a time. One failing review does not stop the others; what it released
    before stays as it was. A page that needs a second person is made as a draft, in ``working/``. ``cluster`` is the
    address of a Dask scheduler whose workers draw the pages; what is counted and decided stays on this machine.

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
    with alone(place.out) as before:
        notes = [*([before] if before else []), *finish_interrupted(place)]
        for line in notes:
            tell(line)
        check_ledger(place.out).raise_if_stops()
        todo = _still_to_do(place, due, done, force, pdf, tell)
        try:
            if todo:
                if cluster:
                    check_cluster(cluster, made_with, pdf)
                fresh_processes()  # what they need is loaded beside what is needed here
                from .make import make

                make(place, todo, made_with, jobs, pdf, done, tell, cluster)
        except ScrutinyError as error:
            done.failed.append((place.quarter, str(error)))
            raise
        finally:
            with suppress(OSError):  # the same disk may be full
                done.index = write_index(place, done, place.record() or {}, steps=done.steps, notes=notes)
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
