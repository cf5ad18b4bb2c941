"""What a record keeps of each run that made something: enough to make the same pages again, byte for byte.

Pages are decided on together, beside what the ledger held at that moment. So it is not enough to know what one review
was made of: which reviews were decided on with it, for whom, and how long the ledger was, belong to it as well.
"""

from __future__ import annotations

import platform
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from ..release import Limits
from .hashes import sha256_of
from .place import Place
from .plan import Due

SOFTWARE = "scrutiny-workbench"
PRINTS = "weasyprint"
"""An extra that writes files of a page; no other extra does."""
_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Run = Mapping[str, Any]


def describe_run(
    place: Place, items: Iterable[Due], made_with: Mapping[str, Any], limits: Mapping[str, Limits]
) -> dict[str, Any]:
    """One run as the record keeps it.

    Parameters
    ----------
    place : Place
        The quarter; its ledger is still as long as it was when the decision was taken.
    items : iterable of Due
        Every review that was counted and decided on, also one that failed later: it had its part in the decision.
    made_with : mapping
        What :func:`~scrutiny_lib.batch.hashes.software` gives.
    limits : mapping of str to Limits
        By profile, as the decision used them.

    Returns
    -------
    dict
        ``number`` (unlike that of any run the record holds), ``ledger`` (length and head before), ``software``,
        ``installed`` (version by name of everything this software stands on), ``platform``, ``limits`` by profile and
        kind of number, ``cells`` (seconds and megabytes that the cells of one page may take) and ``reviews``: for each
        its ``audiences``, ``inputs`` by role and hash, ``notebooks`` by name and hash, ``as_at`` and the ``seed`` of
        its sample.
    """
    ledger = place.ledger
    return {
        "number": 1 + max((int(run["number"]) for run in runs_in(place.record() or {})), default=0),
        "ledger": {"length": ledger.length, "head": ledger.head},
        "software": dict(made_with),
        "installed": installed(),
        "platform": this_platform(),
        "limits": {name: dict(sorted(one.by_kind.items())) for name, one in sorted(limits.items())},
        "cells": {"seconds": place.workspace.seconds, "megabytes": place.workspace.megabytes},
        "reviews": {item.name: describe_review(item) for item in items},
    }


def describe_review(item: Due) -> dict[str, Any]:
    """What one review was made of, as a run keeps it."""
    notebooks = {item.notebook_for(audience) for audience in item.audiences}
    return {
        "audiences": list(item.audiences),
        "inputs": [dict(one) for one in item.inputs],
        "notebooks": {path.stem: sha256_of(path) for path in sorted(notebooks)},
        "as_at": item.review.as_at.isoformat() if item.review is not None else None,
        "seed": item.review.sample.seed if item.review is not None else None,
    }


def runs_in(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The runs a record keeps, oldest first; none in a record of an earlier edition of this software."""
    return [dict(run) for run in record.get("runs", [])]


def find_run(record: Mapping[str, Any], number: Any) -> dict[str, Any] | None:
    """One run of a record by its number; ``None`` where the record does not hold it."""
    return next((run for run in runs_in(record) if run["number"] == number), None)


def keep_runs(before: Sequence[Run], run: Run | None, reviews: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The runs a record is to keep: those before and ``run``, as far as a page or a draft of ``reviews`` came out of
    them.

    >>> made = {"neglect": {"audiences": {"board": {"run": 1}, "hips": {"state": "draft", "draft": {"run": 3}}}}}
    >>> [one["number"] for one in keep_runs([{"number": 1}, {"number": 2}], {"number": 3}, made)]
    [1, 3]
    """
    wanted = {
        number
        for review in reviews.values()
        for made in review.get("audiences", {}).values()
        for number in (made.get("run"), made.get("draft", {}).get("run"))
    }
    known = {run["number"]: dict(run) for run in [*before, *([run] if run is not None else [])]}
    return [known[number] for number in sorted(known) if number in wanted]


def changed_inputs(then: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]]) -> list[str]:
    """The roles of inputs that are not what they were, in words; none where all are.

    >>> changed_inputs([{"role": "frame", "sha256": "1"}], [{"role": "frame", "sha256": "2"}])
    ['frame (changed)']
    >>> changed_inputs([{"role": "risk", "sha256": "1"}], [{"role": "return", "sha256": "2"}])
    ['return (1 more)', 'risk (1 fewer)']
    """
    before, after = (Counter((one["role"], one["sha256"]) for one in inputs) for inputs in (then, now))
    gone, come = _by_role(before - after), _by_role(after - before)
    said = []
    for role in sorted(gone.keys() | come.keys()):
        more = come[role] - gone[role]
        said.append(f"{role} ({f'{more} more' if more > 0 else f'{-more} fewer' if more else 'changed'})")
    return said


def _by_role(inputs: Counter[tuple[str, str]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for (role, _), number in inputs.items():
        counted[role] += number
    return counted


def changed_software(run: Run, made_with: Mapping[str, Any]) -> list[str]:
    """What of this software, and of what it stands on, is not what it was in a run, in words; none where all is."""
    then, said = run["software"], []
    if then["library_sha256"] != made_with["library_sha256"]:
        same = then["version"] == made_with["version"]
        said.append(f"{SOFTWARE} ({'another state of ' if same else ''}{then['version']}; here {made_with['version']})")
    if then["python"] != made_with["python"]:
        said.append(f"Python ({then['python']}; here {made_with['python']})")
    if run["platform"] != this_platform():
        said.append(f"the platform ({run['platform']}; here {this_platform()})")
    before, after = dict(run["installed"]), installed()
    for name in sorted((before.keys() | after.keys()) - {SOFTWARE}):
        if before.get(name) != after.get(name):
            said.append(f"{name} ({before.get(name, 'not there')}; here {after.get(name, 'not there')})")
    return said


def this_platform() -> str:
    """System and processor: compression and rounding may differ from one to another."""
    return f"{sys.platform} {platform.machine().lower()}"


def installed() -> dict[str, str]:
    """Version by name of everything that is installed and this software stands on, near and far.

    What a requirement has under a condition counts where it is there; extras do not, but for the one that prints.
    """
    found: dict[str, str] = {}
    waiting, seen = [SOFTWARE, PRINTS], set[str]()
    while waiting:
        name = _plain_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        known = _distribution(name)
        if known is not None:
            found[name] = known.version
            waiting += [one for one in map(_required, known.requires or []) if one]
    return dict(sorted(found.items()))


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _required(requirement: str) -> str:
    """The name of what is required; nothing where only an extra asks for it."""
    what, _, condition = requirement.partition(";")
    named = _REQUIRED.match(what.strip())
    return "" if named is None or "extra" in condition else named[0]


def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
