"""What goes out: the sample with its record and certificate, a workbook and an identification list for each agency.

Everything is written to ``working/`` and nowhere else. The record is written once; the rest again each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..audit.beside_frame import compare_with_frame
from ..audit.lately import LOG, coverage_told
from ..audit.lists import write_lists
from ..audit.packs import write_packs
from ..audit.record import make_record, read_record, redraw, write_record
from ..audit.size_table import size_table
from ..errors import ScrutinyError
from ..intake.frame import read_frame
from ..intake.pseudonyms import fingerprint
from ..show.certificate import render_certificate
from .again import last_time
from .casework import Casework, open_casework

CERTIFICATE = "sample-certificate.html"


def record_of(work: Casework) -> dict[str, Any]:
    """The record of the draw: that on file, else of the draw that comes out now."""
    if work.record_path.is_file():
        return read_record(work.record_path)
    plan, sample, frame = work.review.sample, work.first_draw, work.frame.table
    return make_record(
        frame,
        plan,
        sample,
        work.review,
        fingerprint(work.key),
        work.exclusions,
        unit=work.unit,
        compared=compare_with_frame(sample.table, frame, plan=plan, left_out=work.left_out, agencies=work.agencies),
        size_table=what_it_can_show(work),
        told=work.what_this_size_can_show(),
    )


def redraw_from(work: Casework, frame: pd.DataFrame) -> list[str]:
    """Draw again from ``frame`` by the record; what differs, nothing for the same children."""
    return redraw(record_of(work), frame)


def redraw_files(record_path: Path, frame_path: Path) -> list[str]:
    """Draw again from a record file and a frame file; what differs, nothing for the same children.

    The record must lie in ``WORKSPACE/working/<review>/``, because the pseudonyms need that review's key.
    """
    record = read_record(record_path)
    if not frame_path.exists():
        raise ScrutinyError("The frame is not there: name the file that holds every child that could have been drawn.")
    work = open_casework(record_path.resolve().parent.parent.parent, record_path.resolve().parent.name)
    return redraw(record, read_frame(work.review, work.key, frame_path).table)


def what_it_can_show(work: Casework) -> pd.DataFrame:
    """What a sample of this size can and cannot show, as a small table of words."""
    return size_table(
        len(work.drawn), len(work.could_be_drawn), work.review.sample.design, unit=work.unit, **work.units_drawn
    )


def before_drawing(work: Casework) -> list[str]:
    """What to know before anything is sent: the frame as read, who is left out, and what this size can show."""
    lines = list(work.load_report())
    lines += [coverage_told(exclusion, len(work.frame.table), work.unit) for exclusion in work.exclusions]
    lines += work.what_this_size_can_show()
    table = what_it_can_show(work)
    if len(table):
        lines += ["", *_aligned(table), ""]
    problems = [*work.lately.problems, *work.sample.problems, *work.replacement_problems]
    return lines + [str(problem) for problem in problems]


def _aligned(table: pd.DataFrame) -> list[str]:
    """A table of words as lines of text, every column from the left."""
    rows = [[name.replace("_", " ") for name in table.columns], *table.to_numpy().tolist()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    padded = [[text.ljust(width) for text, width in zip(row, widths, strict=True)] for row in rows]
    return ["  " + "  ".join(row).rstrip() for row in padded]


def send(work: Casework) -> list[str]:
    """Write the sample, its record and certificate, packs and identification lists; the lines say where.

    A sample that is on record stays as it was drawn; only its packs and lists are written again. Raises
    :class:`~scrutiny_lib.errors.Refused` when another sample is on record or already answered for.
    """
    work.check_returned().raise_if_stops()
    work.replacement_problems.raise_if_stops()
    work.folder.mkdir(parents=True, exist_ok=True)
    record = record_of(work)
    if not work.record_path.is_file():
        work.first_draw.table.to_csv(work.folder / "sample.csv", index=False, lineterminator="\n")
        write_record(work.record_path, record)
    work.frame.crosswalk.to_csv(work.folder / "crosswalk.csv", index=False, lineterminator="\n")
    log = work.replacement_log
    if len(log):
        log.to_csv(work.folder / LOG, index=False, lineterminator="\n")
    else:
        (work.folder / LOG).unlink(missing_ok=True)  # other reviews go by it
    workspace, review, table = work.workspace, work.review, work.sample.table
    page = render_certificate(record, marking=workspace.marking, partnership=workspace.name, log=log)
    (work.folder / CERTIFICATE).write_text(page, encoding="utf-8", newline="\n")
    before = last_time(work, open_casework(workspace.root, review.repeats)) if review.repeats else None
    packs = write_packs(
        work.folder / "packs", review, work.template, table, work.agencies, workspace.contact, last_time=before
    )
    lists = write_lists(
        work.folder / "lists", review, table, work.frame.crosswalk, work.agencies, for_adults=workspace.for_adults
    )
    return [
        f"Sample of {len(work.drawn)} and its record: {work.folder}",
        f"How they were chosen, on one page for the scrutineer: {work.folder / CERTIFICATE}",
        *([f"Replaced from the reserve: {len(log)}, logged in {work.folder / LOG}"] if len(log) else []),
        f"{len(packs)} workbooks for {len(work.agencies)} agencies, without names: {work.folder / 'packs'}",
        f"{len(lists)} identification lists, restricted, to be sent separately: {work.folder / 'lists'}",
        *_blind(work.agencies, work.frame.crosswalk),
    ]


def _blind(agencies: Mapping[str, str], crosswalk: pd.DataFrame) -> list[str]:
    """Whose list holds too little to find a child by."""
    known = set(crosswalk.columns)
    named = bool(known & {"name", "first_name", "last_name"})
    blind = [name for agency, name in agencies.items() if not named and f"agency_id_{agency}" not in known]
    said = f"Look: the frame has neither names nor own ids for {', '.join(blind)}; their lists hold little to go by."
    return [said] if blind else []
