"""Step one for all reviews that are due: several counted at a time, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..release import Identifiers, Limits
from ..release.mask import mask_tables
from ..release.quote_search import Said
from ..terms import AUDIENCES
from .about import complete_about
from .anybody import Everybody
from .compute import Computed, beside, count
from .longest import LastTime
from .place import Place
from .plan import TRAINING, Due
from .training_year import YearOfTraining
from .workers import Task, in_fresh_processes

SECONDS = 3600.0
"""How long the counting of one review may take."""
_EVERYBODY = "everybody"


def count_all(
    place: Place,
    todo: Sequence[Due],
    made_with: Mapping[str, Any],
    limits: Mapping[str, Limits],
    jobs: int,
    tell: Callable[[str], None],
    *,
    keep: bool = True,
) -> tuple[dict[str, tuple[Due, Computed]], list[tuple[str, str]]]:
    """Everything counted, by review in the order of ``todo``, and what failed with its reason.

    What every page is searched for is read beside it, once. Each review is masked for each of its profiles (``limits``)
    where it was counted. ``keep``: its tables are kept in ``working/<review>/``.
    """
    year = None
    if any(item.name == TRAINING for item in todo):
        (told,) = in_fresh_processes([Task(TRAINING, _year, (place,), SECONDS)], 1)
        year = told.result
    last_time = LastTime(place)
    took = {item.name: last_time.counting(item) for item in todo}
    tasks = [Task(item.name, _count, (place, item, made_with, limits, year, keep), SECONDS) for item in todo]
    found: dict[str, Computed] = {}
    failed: dict[str, str] = {}
    known: tuple[Identifiers, Said] | None = None
    tasks.sort(key=lambda task: -took[task.name])  # the longest first
    for done in in_fresh_processes([Task(_EVERYBODY, _everybody, (place,), SECONDS), *tasks], jobs):
        if done.task.do is _everybody:
            known = done.result
        elif done.why:
            failed[done.task.name] = f"{done.why} Please report it." if done.unexpected else done.why
        else:
            found[done.task.name] = replace(done.result, seconds=round(done.seconds, 2))
            tell(f"Compute {len(found) + len(failed)}/{len(todo)}: {done.task.name} ({done.seconds:.1f} s)")
    if known is None:  # without it no page may be searched, so none may be made
        everybody = Everybody(place.workspace)
        known = everybody.identifiers, everybody.said
    computed = {item.name: (item, beside(found[item.name], *known)) for item in todo if item.name in found}
    return computed, [(item.name, failed[item.name]) for item in todo if item.name in failed]


def _year(place: Place) -> YearOfTraining:
    return Everybody(place.workspace).trained(place.quarter)


def _everybody(place: Place) -> tuple[Identifiers, Said]:
    everybody = Everybody(place.workspace)
    return everybody.identifiers, everybody.said


def _count(
    place: Place,
    item: Due,
    made_with: Mapping[str, Any],
    limits: Mapping[str, Limits],
    year: YearOfTraining | None,
    keep: bool,
) -> Computed:
    everybody = Everybody(place.workspace)
    if year is not None:
        everybody = everybody.knowing(place.quarter, year)
    found = count(place.workspace, item.name, item.review, place.quarter, everybody)
    found = replace(found, tables=complete_about(place.workspace, item, found.tables, made_with))
    if keep:
        found.tables.save(place.workspace.working / item.name / "tables.json")
    profiles = {AUDIENCES[audience] for audience in item.audiences}
    return replace(found, masked={profile: mask_tables(found.tables, limits[profile]) for profile in sorted(profiles)})
