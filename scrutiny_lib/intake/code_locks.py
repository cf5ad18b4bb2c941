"""Locks: what a coder has finished stays as it was when the two were compared, or everybody can see that it did not.

The record is a small file of the review, ``locks.json``: for each locked coder the file and its SHA-256, and every
unlocking with its reason.
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


def keep_locks(coders: pd.DataFrame, record: Path, problems: Problems) -> None:
    """Hold locked files against the record, and write down new locks and unlockings.

    Parameters
    ----------
    coders : DataFrame
        coder, file, locked_on, unlocked_why (texts), sha256 (``""``: there is no file) and finished.
    record : Path
        The JSON file; made, with its folder, at the first lock. Nothing is written while there is a problem that stops.
    problems : Problems
        STOP for a locked file that changed or went away (L01), a lock taken off without a reason (L02) and a record
        that cannot be read (L03); WARN for every unlocking, as long as the review lasts (L04).
    """
    kept = _read(record, problems)
    if kept is None:
        return
    locked, unlocked = dict(kept["locked"]), list(kept["unlocked"])
    rows = {str(row["coder"]): row for row in coders.to_dict("records")}
    found = Problems()
    for coder, lock in kept["locked"].items():
        row = rows.get(coder)
        if row is None:
            fact = f"Coder {coder} had locked and is no longer in the list."
            found.add("L01", fact, "Put the line back.", file=FILE)
        elif row["finished"]:
            if row["sha256"] != lock["sha256"]:
                fact = f"The file of coder {coder} was changed after it was locked."
                found.add("L01", fact, _UNLOCK, file=str(row["file"]))
        elif row["locked_on"] and row["sha256"] != lock["sha256"]:
            fact = f"The file of coder {coder} was changed after it was locked, or is not there."
            found.add("L01", fact, _UNLOCK, file=str(row["file"]))
        elif not row["locked_on"] and not row["unlocked_why"]:
            fact = f"Coder {coder} had locked, and the lock was taken off without a reason."
            found.add("L02", fact, "Say why in the column unlocked_why.", file=FILE, column="unlocked_why")
        elif not row["locked_on"]:
            del locked[coder]
            unlocked.append({"coder": coder, **lock, "why": str(row["unlocked_why"])})
    for coder, row in rows.items():
        if row["finished"] and coder not in kept["locked"]:
            locked[coder] = {name: str(row[name]) for name in ("file", "sha256", "locked_on")}
    for coder in sorted({lock["coder"] for lock in unlocked}):
        times = sum(lock["coder"] == coder for lock in unlocked)
        fact = f"The work of coder {coder} was unlocked after it had been locked ({times}×): it may no longer be blind."
        problems.add("L04", fact, "Say so where agreement is shown.", file=FILE, act="WARN")
    problems.extend(found)
    if not found.stops() and (locked, unlocked) != (kept["locked"], kept["unlocked"]):
        _write(record, {"locked": locked, "unlocked": unlocked})


def _read(record: Path, problems: Problems) -> dict[str, Any] | None:
    if not record.exists():
        return {"locked": {}, "unlocked": []}
    try:
        kept = json.loads(record.read_text(encoding="utf-8"))
        locks = [*kept["locked"].values(), *kept["unlocked"]]
        texts = [lock[name] for lock in locks for name in ("file", "sha256", "locked_on")]
        texts += [lock["coder"] for lock in kept["unlocked"]]
        if all(isinstance(text, str) for text in texts):
            return {"locked": kept["locked"], "unlocked": kept["unlocked"]}
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
