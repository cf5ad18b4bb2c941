"""Make the pages of a record again from the same inputs, in a folder of their own, and compare them byte for byte.

Nothing in the workspace is changed. Every run the record keeps is repeated as it was
(:mod:`~scrutiny_lib.batch.repeat`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from ..intake.workspace import FILE
from ..plural import many
from ..release.standing import files_of, standing
from .about import house_style
from .drafts import check_page_of
from .hashes import software
from .place import Place
from .quarters import canonical_quarter
from .record import read_record, records_below
from .repeat import Again, Entries, Repeat, Tell, Wanted
from .runs import find_run

NO_WORKSPACE = (
    "To make pages again the workspace is needed that they were made from, and this is not one. Name it, and this "
    "folder after it: scrutiny verify WORKSPACE --rerun --out FOLDER."
)
NO_RUN = "The record does not say what it was decided on with. Run the quarter again with --force, then this command."


def rerun(
    root: Path,
    *,
    out: Path | None = None,
    quarter: str = "",
    jobs: int = 2,
    tell: Tell = lambda line: None,
) -> Again:
    """Make every page and draft again that the records below ``root`` (or ``out``) name, and compare.

    ``quarter`` narrows it to one. Raises :class:`~scrutiny_lib.errors.Refused` where the workspace cannot be read, and
    :class:`~scrutiny_lib.errors.ScrutinyError` where there is none, where no such quarter is on record, and where a
    PDF has to be made and nothing here can.
    """
    if not (root / FILE).is_file():
        raise ScrutinyError(NO_WORKSPACE)
    wanted = canonical_quarter(quarter) if quarter else ""
    records = [path for path in records_below(out or root) if not wanted or path.stem == wanted]
    if not records:
        raise ScrutinyError("There is no record of such a quarter here: nothing was made that could be made again.")
    again, made_with = Again(), software()
    for path in records:
        record = read_record(path) or {}
        if not record.get("reviews"):  # an empty one, or one that verify says is not as it was written
            continue
        place = Place.open(root, path.stem, out)
        house_style(place.workspace)
        entries = place.ledger.entries()
        by_run: dict[Any, list[Wanted]] = {}
        for number, one in _standing(place, record, entries, again):
            by_run.setdefault(number, []).append(one)
        for number, those in by_run.items():
            run = find_run(record, number)
            if run is None:
                again.not_made += [(one.name, NO_RUN) for one in those]
                continue
            tell(f"Again: {place.quarter}, run {number}: {many(len(those), 'pages')}")
            Repeat(place, run, made_with, jobs, tell).compare(those, entries, again)
    return again


def _standing(place: Place, record: Mapping[str, Any], entries: Entries, again: Again) -> Iterator[tuple[Any, Wanted]]:
    """Every page and draft on record that is there to be compared, with the number of the run it came out of."""
    released = standing(entries)
    for review, kept in record.get("reviews", {}).items():
        for audience, made in kept.get("audiences", {}).items():
            files = files_of(made)
            if files:
                line = int(released.get(next(iter(files)), {}).get("number") or 0)
                yield made.get("run"), Wanted(review, audience, files, False, _printed(files), line)
            if made.get("draft"):
                checked = check_page_of(made["draft"])
                draft = {path: sha256 for path, sha256 in made["draft"].get("files", {}).items() if path != checked}
                yield made["draft"].get("run"), Wanted(review, audience, draft, True, _printed(draft))
            if made.get("state") == "withdrawn":
                again.taken_back.append(f"{place.quarter} · {review} · {audience}")


def _printed(files: Mapping[str, str]) -> bool:
    return any(path.endswith(".pdf") for path in files)
