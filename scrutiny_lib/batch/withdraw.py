"""A released page taken back by a person: out of ``released/``, into the ledger, and not put back by a later run."""

from __future__ import annotations

from pathlib import Path

from ..errors import ScrutinyError
from ..intake.workspace import read_workspace
from ..release.standing import files_of, standing
from .alone import alone
from .anybody import Everybody
from .approve import check_typed_text, find_quarter
from .draw import PAGE
from .hashes import software
from .place import Place, now
from .publish import write_whole_record
from .quarters import canonical_quarter
from .record import accept_ledger, check_ledger

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
    _check_typed(by, why)
    workspace, problems = read_workspace(root)
    problems.raise_if_stops()
    folder = out or workspace.root
    place = Place(workspace, canonical_quarter(quarter or find_quarter(folder, review, audience)), folder)
    check_typed_text(f"{by} {why}", Everybody(workspace).identifiers)
    with alone(folder):
        stands = standing(place.ledger.entries()).get(place.released(review, audience, PAGE))
        if stands is None:
            raise ScrutinyError(NOT_THERE)
        if check_ledger(folder):
            place.set_aside(["record/ledger.jsonl", f"record/{place.quarter}.json"], "altered")
        kept = place.take_out(files_of(stands), "withdrawn")
        line = {key: stands[key] for key in ("quarter", "review", "audience", "page", "files") if key in stands}
        place.ledger.append([{**line, "what": "withdrawal", "by": by, "why": why, "at": now()}])
        _note(place, review, audience)
    return kept


def accept_broken_ledger(root: Path, *, by: str, why: str) -> list[str]:
    """Write down, in the ledger itself, that a person found out why it is broken; returns the places accepted.

    ``root`` is a workspace or the folder given to ``--out``. From then on exactly these lines and records are passed
    over, as long as nothing before the new line is changed; releases go on. Raises
    :class:`~scrutiny_lib.errors.ScrutinyError` where nothing is broken, or no name or reason is given.
    """
    _check_typed(by, why)
    if not (root / "record").is_dir():
        raise ScrutinyError("There is no record here: name the workspace (or the --out folder).")
    with alone(root):
        return accept_ledger(root, by, why, now())


def _check_typed(by: str, why: str) -> None:
    if not any(letter.isalpha() for letter in by) or not any(letter.isalpha() for letter in why):
        raise ScrutinyError("Say who does it and why: --by NAME --why TEXT.")


def _note(place: Place, review: str, audience: str) -> None:
    record = place.record() or {}
    reviews = dict(record.get("reviews", {}))
    of_review = dict(reviews.get(review, {}))
    audiences = dict(of_review.get("audiences", {}))
    audiences[audience] = {"state": "withdrawn", "why": "A person withdrew it.", "key": ""}
    reviews[review] = {**of_review, "audiences": audiences}
    write_whole_record(place, reviews, record.get("software") or software())
