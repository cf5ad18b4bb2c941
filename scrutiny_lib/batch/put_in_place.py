"""Put what was decided in place so that it can be interrupted anywhere: everything is on disk before anything changes.

The order is: all files and the record under temporary names, the ledger's lines, then every file and last the record
under its own name. Where that stopped before the ledger's lines, nothing has changed; where it stopped after them, the
record that waits says by the ledger's length and head that these lines are exactly what it was to see, and the next
command finishes what was begun.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from .files import PART, Staged, check_free, not_written, put_under, stage
from .hashes import sha256_of
from .place import Place, now
from .record import files_in, read_record, waiting_record, write_record
from .runs import Run, keep_runs, runs_in


def put_in_place(
    place: Place,
    reviews: Mapping[str, Any],
    made_with: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    staged: Sequence[Staged] = (),
    gone: Mapping[str, Sequence[str]] | None = None,
    run: Run | None = None,
) -> None:
    """Add ``lines`` to the ledger, put the staged files in their places, move away what is ``gone`` (paths by the
    folder of ``working/<quarter>/`` that keeps them), and write the record of the quarter over ``reviews``,
    with ``run`` among the runs it keeps.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` where something cannot be written; nothing has changed then.
    """
    ledger = place.ledger
    length, head = ledger.after(lines)
    record = {
        "quarter": place.quarter,
        "workspace": place.workspace.name,
        "invented": place.workspace.invented,
        "software": dict(made_with),
        "reviews": dict(reviews),
        "runs": keep_runs(runs_in(place.record() or {}), run, reviews),
        "ledger": {"length": length, "head": head},
        "ran_at": now(),
    }
    ready = list(staged)
    try:
        check_free(path for one in ready for path in one.parts)
        for what, paths in (gone or {}).items():
            place.set_aside(paths, what)
        ready.append(stage({place.record_path: write_record(record)}))
        ledger.append(lines)
    except BaseException as error:
        for one in ready:
            one.drop()
        if isinstance(error, OSError):
            raise not_written(error, "the folder of the record, or that of the pages,") from None
        raise
    for one in ready[:-1]:
        one.put()
    for what, paths in (gone or {}).items():
        place.take_out(paths, what)
    ready[-1].put()


def finish_interrupted(place: Place) -> list[str]:
    """Finish what an interrupted command had written into the ledger; what had not come so far is thrown away. Returns
    what was done, in a line or none.

    Only a record that waits and names exactly the ledger's length and last line is put in place, with those of its
    files that are as it says. Anything else in the ledger that no record has seen stays a matter for a person.
    """
    said = []
    waits = waiting_record(place.out)
    if waits is not None:
        said.append("An earlier command was interrupted while it put pages in their place: that is finished now.")
        path = waits.with_name(waits.name.removesuffix(PART))
        before, record = files_in(read_record(path) or {}), read_record(waits) or {}
        wanted = {place.out / name: sha256 for name, sha256 in files_in(record).items()} | {
            place.workspace.root / name: sha256
            for review in record["reviews"].values()
            for made in review["audiences"].values()
            for name, sha256 in made.get("draft", {}).get("files", {}).items()
        }
        for file, sha256 in wanted.items():
            part = file.with_name(file.name + PART)
            if part.is_file() and sha256_of(part) == sha256:
                put_under(part, file)
        place.take_out(before.keys() - files_in(record).keys(), "withdrawn")
        put_under(waits, path)
    for folder in (place.out / "record", place.out / "released", place.workspace.working):
        for part in folder.rglob(f"*{PART}"):
            with contextlib.suppress(OSError):
                part.unlink()
                said = said or ["What an interrupted command had only half written was thrown away."]
    return said
