"""A released page taken back by a person: out of ``released/``, into the ledger, and not put back by a later run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..intake.workspace import read_workspace
from ..release import Identifiers
from ..release.standing import files_of, standing
from .alone import alone
from .anybody import Everybody
from .approve import find_quarter
from .draw import PAGE
from .hashes import software
from .place import Place, now
from .put_in_place import finish_interrupted, put_in_place
from .quarters import canonical_quarter
from .record import accept_ledger, check_ledger
from .who import check_who_and_why, who_and_why

NOT_THERE = "This page does not stand released, so there is nothing to take back. A draft never leaves by itself."


def withdraw(
    root: Path, review: str, audience: str, *, by: str, why: str, quarter: str = "", out: Path | None = None
) -> list[Path]:
    """Take a released page back, in every form; returns the copies kept in ``working/<quarter>/withdrawn/``.

    Anybody may. A later run makes a draft of it, which leaves only when it is approved anew. A broken ledger does not
    keep a page from being withdrawn: what is found broken is kept as it is.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` where the page does not stand released, or no name or reason is
    given.
    """
    by, why = who_and_why(by, why)
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    folder = out or workspace.root
    place = Place(workspace, canonical_quarter(quarter or find_quarter(folder, review, audience)), folder)
    check_who_and_why(by, why, Everybody(workspace).identifiers)
    with alone(folder):
        finish_interrupted(place)
        stands = standing(place.ledger.entries()).get(place.released(review, audience, PAGE))
        if stands is None:
            raise ScrutinyError(NOT_THERE)
        if check_ledger(folder):
            place.set_aside(["record/ledger.jsonl", f"record/{place.quarter}.json"], "altered")
        kept = place.set_aside(files_of(stands), "withdrawn")
        line = {key: stands[key] for key in ("quarter", "review", "audience", "page", "files") if key in stands}
        line |= {"what": "withdrawal", "by": by, "why": why, "at": now()}
        record = place.record() or {}
        reviews = _without(record.get("reviews", {}), review, audience)
        made_with = record.get("software") or software()
        put_in_place(place, reviews, made_with, [line], gone={"withdrawn": list(files_of(stands))})
    return kept


def accept_broken_ledger(root: Path, *, by: str, why: str) -> list[str]:
    """Write down, in the ledger itself, that a person found out why it is broken; returns the places accepted.

    ``root`` is a workspace or the folder given to ``--out``. From then on exactly these lines and records are passed
    over, as long as nothing before the new line is changed; releases go on. Raises
    :class:`~scrutiny_lib.errors.ScrutinyError` where nothing is broken, or no name or reason is given.
    """
    by, why = who_and_why(by, why)
    if not (root / "record").is_dir():
        raise ScrutinyError("There is no record here: name the workspace (or the --out folder).")
    workspace = read_workspace(root)[0] if (root / "workspace.toml").is_file() else None
    check_who_and_why(by, why, Everybody(workspace).identifiers if workspace else Identifiers())
    with alone(root):
        return accept_ledger(root, by, why, now())


def _without(reviews: Mapping[str, Any], review: str, audience: str) -> dict[str, Any]:
    """What the record keeps of every review, with one page withdrawn."""
    of_review = dict(reviews.get(review, {}))
    withdrawn = {"state": "withdrawn", "why": "A person withdrew it.", "key": ""}
    return {**reviews, review: {**of_review, "audiences": {**of_review.get("audiences", {}), audience: withdrawn}}}
