"""The record of a quarter: ``record/<quarter>.json``, and whether everything in it still holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import Problem, Problems, ScrutinyError
from ..plural import many
from ..release import Ledger
from ..release.standing import files_of, standing_files
from ..terms import AUDIENCES
from .files import PART
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


def write_record(record: Mapping[str, Any]) -> bytes:
    """A record as bytes, with the hash of itself."""
    body = {key: value for key, value in record.items() if key != "self_sha256"}
    whole = {**body, "format": FORMAT}
    whole["self_sha256"] = sha256_of_json(whole)
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def files_in(record: Mapping[str, Any]) -> dict[str, str]:
    """Path below the output folder and SHA-256 of every released file that a record names."""
    return {
        place: sha256
        for review in record.get("reviews", {}).values()
        for made in review.get("audiences", {}).values()
        for place, sha256 in files_of(made).items()
    }


def records_below(root: Path) -> list[Path]:
    """The records of every quarter, oldest quarter first."""
    folder = root / "record"
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def waiting_record(root: Path) -> Path | None:
    """The record of a command that was interrupted after the ledger had its lines and before the record was in place:
    it is whole, and names exactly the ledger's length and last line. ``None`` where there is none."""
    ledger = Ledger(root / "record" / "ledger.jsonl")
    for path in sorted((root / "record").glob(f"*.json{PART}")):
        if not _changed(path) and _seen(path) == (ledger.length, ledger.head):
            return path
    return None


def check_ledger(root: Path) -> Problems:
    """Whether the ledger is whole: its chain, and that it is still what every record saw, no shorter and no longer.

    What a person has accepted, with the reason, is passed over.
    """
    return Problems([*Ledger(root / "record" / "ledger.jsonl").check(), *(found for _, found in _disagree(root))])


def accept_ledger(root: Path, by: str, why: str, at: str) -> list[str]:
    """Write down why the ledger is broken, so that releases can go on; returns what was accepted, as places.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` where nothing is broken.
    """
    broken = check_ledger(root)
    if not broken:
        raise ScrutinyError("The ledger is whole: there is nothing to accept.")
    records = {path.name: sha256_of(path) for path, _ in _disagree(root) if path.suffix == ".json"}
    Ledger(root / "record" / "ledger.jsonl").accept(by, why, at, records)
    return list(dict.fromkeys(problem.place for problem in broken))


def _disagree(root: Path) -> list[tuple[Path, Problem]]:
    """Where records and ledger do not say the same, each problem with the file that shows it."""
    ledger = Ledger(root / "record" / "ledger.jsonl")
    known, longest = ledger.accepted_records(), ledger.accepted_length()
    found: list[tuple[Path, Problem]] = []
    for path in records_below(root):
        saw = _seen(path)
        if saw is not None:
            longest = max(longest, saw[0])
        if (path.name, sha256_of(path)) in known:
            continue
        problems = _changed(path)
        if saw is not None:
            problems.extend(ledger.check_tail(*saw, path.name))
        found.extend((path, problem) for problem in problems)
    if ledger.length > longest:
        problems = Problems()
        fact, cure = "The ledger holds lines that no record has seen.", CURE
        if waiting_record(root) is not None:
            fact, cure = "A command was interrupted.", "Run the quarter again: it finishes what was begun by itself."
        problems.add("R13", fact, cure, file=ledger.path.name, cell=f"line {longest + 1}")
        found.extend((ledger.path, problem) for problem in problems)
    return found


def _seen(path: Path) -> tuple[int, str] | None:
    """The ledger's length and the hash of its last line as a record saw them."""
    record = read_record(path)
    try:
        return None if record is None else (int(record["ledger"]["length"]), str(record["ledger"]["head"]))
    except (KeyError, TypeError, ValueError):
        return None


def _changed(path: Path) -> Problems:
    """Whether a record is no longer what was written."""
    record, problems = read_record(path), Problems()
    body = {key: value for key, value in (record or {}).items() if key != "self_sha256"}
    if record is None or record.get("self_sha256") != sha256_of_json(body):
        problems.add("R13", "The record was changed after it was written.", CURE, file=path.name)
    elif _seen(path) is None:
        problems.add("R13", "The record is not as it was written.", CURE, file=path.name)
    return problems


def verify(root: Path) -> tuple[str, Problems]:
    """Check every hash, the ledger's chain and its length below ``root`` (a workspace, or ``--out``).

    Returns one line that says what was looked at, and every problem with its place. Raises
    :class:`~scrutiny_lib.errors.ScrutinyError` when nothing was recorded there.
    """
    ledger, paths = Ledger(root / "record" / "ledger.jsonl"), records_below(root)
    if not paths and not ledger.length:
        raise ScrutinyError(
            "There is no record here: name the workspace (or the --out folder); if it is one, run a quarter first."
        )
    problems = check_ledger(root)
    known: dict[str, str] = {}
    for path in paths:
        try:
            known.update(files_in(read_record(path) or {}))
        except (TypeError, AttributeError):
            problems.add("R13", "The record is not as it was written.", CURE, file=path.name)
    newest = standing_files(ledger.entries())
    for place in sorted(known.keys() | newest.keys()):
        problems.extend(_check_file(root, place, known.get(place), newest.get(place)))
    problems.extend(_strangers(root, known.keys() | newest.keys()))
    return _looked_at(list(known), len(paths), ledger), problems


def _looked_at(places: Sequence[str], records: int, ledger: Ledger) -> str:
    pages = sum(Path(place).stem in AUDIENCES and place.endswith(".html") for place in places)
    others = [many(len(places) - pages, "other files")] if len(places) > pages else []
    counted = [many(pages, "pages"), *others, many(records, "records")]
    accepted = ledger.accepted()
    passed = f" ({_lines(accepted)} broken; a person has written down why)" if accepted else ""
    return f"{', '.join(counted)}, a ledger of {many(ledger.length, 'lines')}{passed}"


def _lines(numbers: list[int]) -> str:
    return f"line {numbers[0]} is" if len(numbers) == 1 else f"lines {', '.join(map(str, numbers))} are"


def _check_file(root: Path, place: str, recorded: str | None, released: str | None) -> Problems:
    problems, path = Problems(), root / place
    if recorded is None:
        problems.add("R13", "The ledger names this file; no record does.", CURE, file=place)
    elif released is None:
        problems.add("R13", "A record names this file; the ledger does not.", CURE, file=place)
    elif recorded != released:
        problems.add("R13", "The record and the ledger differ about this file.", CURE, file=place)
    if not path.is_file():
        problems.add("R13", "The released file is not there.", CURE, file=place)
    elif sha256_of(path) not in {recorded, released}:
        problems.add("R13", "The released file is not the one that was released.", CURE, file=place)
    return problems


def _strangers(root: Path, known: set[str]) -> Problems:
    problems = Problems()
    for path in sorted((root / "released").rglob("*")) if (root / "released").is_dir() else []:
        place = path.relative_to(root).as_posix()
        if path.is_file() and place not in known:
            problems.add("R13", "Nothing recorded the release of this file.", "Take it out of released/.", file=place)
    return problems
