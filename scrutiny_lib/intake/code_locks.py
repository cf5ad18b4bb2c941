"""Locks: what a coder has finished stays as it was when the two were compared, or everybody can see that it did not.

The record is a small file of the review, ``locks.json``: for each locked file its coder and SHA-256, and every
unlocking with its reason. Locks are per file: a later part of a coder's work is locked on its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems

FILE = "coders.csv"
_UNLOCK = (
    "Put the locked file back; or unlock on purpose: take locked_on out of coders.csv, say why in its column "
    "unlocked_why, run once, and lock again when the coder has finished."
)
_KEPT = ("file", "sha256", "locked_on")


def keep_locks(parts: pd.DataFrame, record: Path, problems: Problems) -> tuple[str, ...]:
    """Hold locked files against the record, and write down new locks and unlockings.

    Parameters
    ----------
    parts : DataFrame
        One row for each file: coder, file, locked_on, unlocked_why (texts), sha256 (``""``: there is no file),
        finished, and asked: the passages the coder was asked about where the file does not say so, else ``None``.
    record : Path
        The JSON file; made, with its folder, at the first lock. Nothing is written while there is a problem that stops.
    problems : Problems
        STOP for a locked file that changed or went away (L01), a lock taken off without a reason (L02) and a record
        that cannot be read (L03); WARN for every unlocking, as long as the review lasts (L04).

    Returns
    -------
    tuple of str
        The coders whose locked work was opened again at any time.
    """
    kept = _read(record, problems)
    if kept is None:
        return ()
    locked, unlocked = dict(kept["locked"]), list(kept["unlocked"])
    rows = parts.to_dict("records")
    found = Problems()
    known: set[tuple[str, str]] = set()
    for key, lock in kept["locked"].items():
        coder = lock["coder"]
        row = _row_of(lock, rows)
        if row is None:
            fact = f"Work of coder {coder} that had been locked is no longer in the list."
            found.add("L01", fact, "Put the line back.", file=FILE)
            continue
        known.add((str(row["coder"]), str(row["file"])))
        if row["finished"]:
            if row["sha256"] != lock["sha256"]:
                fact = f"The file of coder {coder} was changed after it was locked."
                found.add("L01", fact, _UNLOCK, file=str(row["file"]))
        elif row["locked_on"]:
            if row["sha256"] != lock["sha256"]:
                fact = f"The file of coder {coder} was changed after it was locked, or is not there."
                found.add("L01", fact, _UNLOCK, file=str(row["file"]))
        elif not row["unlocked_why"]:
            fact = f"Coder {coder} had locked, and the lock was taken off without a reason."
            found.add("L02", fact, "Say why in the column unlocked_why.", file=FILE, column="unlocked_why")
        else:
            del locked[key]
            unlocked.append({**{name: lock[name] for name in ("coder", *_KEPT)}, "why": str(row["unlocked_why"])})
    for row in rows:
        if row["finished"] and (str(row["coder"]), str(row["file"])) not in known:
            lock = {name: str(row[name]) for name in ("coder", *_KEPT)}
            asked = {} if row["asked"] is None else {"asked": sorted(row["asked"])}
            locked[f"{lock['coder']} {lock['file']}"] = lock | asked
    reopened = tuple(sorted({lock["coder"] for lock in unlocked}))
    for coder in reopened:
        times = sum(lock["coder"] == coder for lock in unlocked)
        fact = f"The work of coder {coder} was unlocked after it had been locked ({times}×): it may no longer be blind."
        problems.add("L04", fact, "Say so where agreement is shown.", file=FILE, act="WARN")
    problems.extend(found)
    if not found.stops() and (locked, unlocked) != (kept["locked"], kept["unlocked"]):
        _write(record, {"locked": locked, "unlocked": unlocked})
    return reopened


def asked_when_locked(record: Path) -> dict[tuple[str, str], frozenset[str]]:
    """By coder and SHA-256 of a locked table or project: the passages its coder was asked about when it was locked.

    Such a file does not say which passages it is about; what is drawn or quoted later was not asked of it.
    """
    kept = _read(record, Problems()) or {"locked": {}}
    locks = [lock for lock in kept["locked"].values() if "asked" in lock]
    return {(lock["coder"], lock["sha256"]): frozenset(lock["asked"]) for lock in locks}


def _row_of(lock: dict[str, Any], rows: list[dict[Any, Any]]) -> dict[Any, Any] | None:
    """The line of a locked file: that of its name, else of its content, else the only one of its coder."""
    own = [row for row in rows if row["coder"] == lock["coder"]]
    same = [row for row in own if row["file"] == lock["file"]]
    same = same or [row for row in own if row["sha256"] == lock["sha256"]]
    same = same or (own if len(own) == 1 else [])
    return same[0] if same else None


def _read(record: Path, problems: Problems) -> dict[str, Any] | None:
    if not record.exists():
        return {"locked": {}, "unlocked": []}
    try:
        kept = json.loads(record.read_text(encoding="utf-8"))
        locked = {key: {"coder": key, **lock} for key, lock in kept["locked"].items()}
        locks = [*locked.values(), *kept["unlocked"]]
        texts = [lock[name] for lock in locks for name in ("coder", *_KEPT)]
        texts += [passage for lock in locks for passage in lock.get("asked", [])]
        if all(isinstance(text, str) for text in texts):
            return {"locked": locked, "unlocked": kept["unlocked"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    fact, cure = "The record of locks cannot be read.", "Bring back the file from a copy; it is not written by hand."
    problems.add("L03", fact, cure, file=record.name)
    return None


def _write(record: Path, kept: dict[str, Any]) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    part = record.with_name(record.name + ".part")
    part.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(record)
