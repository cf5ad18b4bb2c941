"""The record of a quarter: ``record/<quarter>.json``, and whether everything in it still holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import Problems, ScrutinyError
from ..release import Ledger
from .hashes import sha256_of, sha256_of_json

FORMAT = 1
CURE = "Keep it as evidence and ask who changed it; then run the quarter again."


def read_record(path: Path) -> dict[str, Any] | None:
    """A quarter's record, or ``None`` where there is none yet or it cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def write_record(record: dict[str, Any]) -> bytes:
    """A record as bytes, with the hash of itself."""
    body = {key: value for key, value in record.items() if key != "self_sha256"}
    whole = {**body, "format": FORMAT}
    whole["self_sha256"] = sha256_of_json(whole)
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def pages_of(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every page a record names, by its path below the output folder."""
    return {
        page["page"]["path"]: page["page"]
        for review in record.get("reviews", {}).values()
        for page in review.get("audiences", {}).values()
        if page.get("page")
    }


def verify(root: Path) -> tuple[str, Problems]:
    """Check every hash, the ledger's chain and its length below ``root`` (a workspace, or ``--out``).

    Returns one line that says what was looked at, and every problem with its place. Raises
    :class:`~scrutiny_lib.errors.ScrutinyError` when nothing was recorded there.
    """
    folder, ledger, problems = root / "record", Ledger(root / "record" / "ledger.jsonl"), Problems()
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths and not ledger.length:
        raise ScrutinyError(
            "There is no record here: name the workspace (or the --out folder); if it is one, run a quarter first."
        )
    problems.extend(ledger.check())
    known: dict[str, str] = {}
    longest = 0
    for path in paths:
        record = read_record(path)
        if record is None or record.get("self_sha256") != sha256_of_json(
            {key: value for key, value in record.items() if key != "self_sha256"}
        ):
            problems.add("R13", "The record was changed after it was written.", CURE, file=path.name)
        if record is None:
            continue
        try:
            length, head = int(record["ledger"]["length"]), str(record["ledger"]["head"])
            pages = {place: str(page["sha256"]) for place, page in pages_of(record).items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.add("R13", "The record is not as it was written.", CURE, file=path.name)
            continue
        longest = max(longest, length)
        problems.extend(ledger.check_tail(length, head, path.name))
        known.update(pages)
    if ledger.length > longest:
        fact = "The ledger holds lines that no record has seen."
        problems.add("R13", fact, CURE, file=ledger.path.name, cell=f"line {longest + 1}")
    newest = ledger.pages()
    for place in sorted(known.keys() | newest.keys()):
        problems.extend(_check_page(root, place, known.get(place), newest.get(place)))
    problems.extend(_strangers(root, known.keys() | newest.keys()))
    counted = (_many(len(known), "page"), _many(len(paths), "record"), _many(ledger.length, "line"))
    return f"{counted[0]}, {counted[1]}, a ledger of {counted[2]}", problems


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _check_page(root: Path, place: str, recorded: str | None, released: str | None) -> Problems:
    problems, path = Problems(), root / place
    if recorded is None:
        problems.add("R13", "The ledger names this page; no record does.", CURE, file=place)
    elif released is None:
        problems.add("R13", "A record names this page; the ledger does not.", CURE, file=place)
    elif recorded != released:
        problems.add("R13", "The record and the ledger differ about this page.", CURE, file=place)
    if not path.is_file():
        problems.add("R13", "The released page is not there.", CURE, file=place)
    elif sha256_of(path) not in {recorded, released}:
        problems.add("R13", "The released page is not the one that was released.", CURE, file=place)
    return problems


def _strangers(root: Path, known: set[str]) -> Problems:
    problems = Problems()
    for path in sorted((root / "released").rglob("*")) if (root / "released").is_dir() else []:
        place = path.relative_to(root).as_posix()
        if path.is_file() and place not in known:
            problems.add("R13", "Nothing recorded the release of this file.", "Take it out of released/.", file=place)
    return problems
