"""Make what is due: count, decide jointly, draw, search, put in place. Loaded where there is something to make."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..plural import many
from ..show.text import listed
from .cells import CellLimits
from .count_all import count_all
from .decide import decide, read_limits_of
from .draw import ToDraw, draw_all
from .drawn import drop_drawn
from .hashes import sha256_of
from .longest import LastTime
from .place import Place
from .plan import Due
from .publish import publish
from .record import files_in
from .runs import describe_run

if TYPE_CHECKING:
    from .run import Quarter

WAS = {
    "released": "The page released earlier stands.",
    "draft": "The draft made earlier is still there.",
    "waits": "It still waits.",
    "withdrawn": "It is still withdrawn.",
}
"""What becomes of a page that is left as it was, by its state on record."""
TOGETHER = "Pages of one review change together or not at all"


def make(
    place: Place,
    todo: Sequence[Due],
    made_with: Mapping[str, Any],
    jobs: int,
    pdf: bool,
    done: Quarter,
    tell: Callable[[str], None],
    cluster: str,
) -> None:
    """Make every page of ``todo``; ``done`` is told what came of it, and how long each step took."""
    named = files_in(place.record() or {}).items()
    done.altered = place.set_aside(
        [path for path, sha256 in named if (place.out / path).is_file() and sha256_of(place.out / path) != sha256],
        "altered",
    )
    limits = read_limits_of(place.workspace)
    began = time.perf_counter()

    def ended(step: str) -> None:
        done.steps[step] = time.perf_counter() - began - sum(done.steps.values())

    computed, uncounted = count_all(place, todo, made_with, limits, jobs, tell)
    done.failed.extend(uncounted)
    ended("Compute")
    tell(f"Release: one joint decision over {many(len(computed), 'reviews')}")
    outcomes = decide(place, computed, limits, place.ledger.entries())
    ended("Release")
    run = describe_run(place, (item for item, _ in computed.values()), made_with, limits)
    wanted = [
        ToDraw(outcome, computed[outcome.review][0].notebook_for(outcome.audience), found.identifiers, found.said)
        for outcome in outcomes
        for found in [computed[outcome.review][1]]
        if outcome.tables is not None
    ]
    last_time = LastTime(place)
    took = {one.name: last_time.drawing(computed[one.outcome.review][0], one.outcome.audience) for one in wanted}
    wanted.sort(key=lambda one: (-took[one.name], -one.rows))
    limits_of_page, shared = limits_of_cells(place), place.workspace.shared
    pages, undrawn = draw_all(
        wanted, place.working, jobs, pdf, made_with, tell, limits_of_page, cluster=cluster, shared=shared
    )
    done.failed.extend(undrawn)
    ended("Render")
    failed = {name.split(" · ")[0] for name, _ in done.failed}
    published = publish(place, made_with, outcomes, computed, pages, failed, run)
    drop_drawn(place.working / review for review in computed.keys() - {name.split(" · ")[0] for name, _ in done.failed})
    ended("Put in place")
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


def limits_of_cells(place: Place) -> CellLimits:
    """Time and memory of one page's cells, as the workspace says."""
    return CellLimits(place.workspace.seconds, place.workspace.megabytes)
