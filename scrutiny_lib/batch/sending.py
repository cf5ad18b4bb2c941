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
from ..audit.parts import came_in_on, files_of_gone_parts
from ..audit.record import make_record, plan_differs, read_record, redraw, write_record
from ..audit.replace import as_it_stands
from ..audit.size_table import size_table
from ..errors import Problem, Refused, ScrutinyError
from ..intake.frame import read_frame
from ..intake.pseudonyms import fingerprint
from ..plural import many
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
    record = record_of(work)
    return [*plan_differs(record, work.review.sample, frame, work.frame.crosswalk), *redraw(record, frame)]


def redraw_files(record_path: Path, frame_path: Path) -> list[str]:
    """Draw again from a record file and a frame file; what differs, nothing for the same children.

    The record must lie in ``WORKSPACE/working/<review>/``, because the pseudonyms need that review's key; another
    place is refused (P09). What ``review.toml`` says of the sample now is compared with the record as well. Raises
    :class:`~scrutiny_lib.errors.ScrutinyError` where either file is not there.
    """
    if not record_path.is_file():
        raise ScrutinyError(
            "There is no such record: name the file sample-record.json that 'scrutiny sample' wrote into "
            "WORKSPACE/working/<review>/, and after it the frame."
        )
    record, folder = read_record(record_path), record_path.resolve().parent
    root = folder.parent.parent
    if not (root / "workspace.toml").is_file() or not (root / "reviews" / folder.name / "review.toml").is_file():
        fact = "The record is not where it was written, and the children's codes need the key of its review."
        cure = "Put it back into WORKSPACE/working/<review>/ of the partnership's workspace, and draw again there."
        raise Refused([Problem("P09", fact, cure, file=record_path.name)])
    if not frame_path.exists():
        raise ScrutinyError(
            "There is no such frame: name the file that holds every child that could have been drawn; review.toml says "
            "which it is, under [frame]."
        )
    work = open_casework(root, folder.name)
    frame = read_frame(work.review, work.key, frame_path)
    return [*plan_differs(record, work.review.sample, frame.table, frame.crosswalk), *redraw(record, frame.table)]


def what_it_can_show(work: Casework) -> pd.DataFrame:
    """What a sample of this size can and cannot show, as a small table of words."""
    return size_table(
        len(work.drawn), len(work.could_be_drawn), work.review.sample.design, unit=work.unit, **work.units_drawn
    )


def before_drawing(work: Casework) -> list[str]:
    """What to know before anything is sent: the frame as read, who is left out, and what this size can show."""
    work.replacement_problems.raise_if_stops()
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
    now = _as_it_stands(work) if len(log) else {}
    page = render_certificate(record, marking=workspace.marking, partnership=workspace.name, now=now)
    (work.folder / CERTIFICATE).write_text(page, encoding="utf-8", newline="\n")
    before = last_time(work, open_casework(workspace.root, review.repeats)) if review.repeats else None
    place, lists_place = work.folder / "packs", work.folder / "lists"
    there = {path.name for path in place.glob("*.xlsx")}
    gone = files_of_gone_parts(place, review.name, work.agencies, table, ".xlsx")
    gone += files_of_gone_parts(lists_place, review.name, work.agencies, table, "-list.xlsx")
    packs = write_packs(
        place,
        review,
        work.template,
        table,
        work.agencies,
        workspace.contact,
        last_time=before,
        came_in=came_in_on(log),
    )
    lists = write_lists(
        lists_place, review, table, work.frame.crosswalk, work.agencies, for_adults=workspace.for_adults
    )
    new = [path.name for path in packs if path.name not in there]
    return [
        f"Sample of {len(work.drawn)} and its record: {work.folder}",
        f"How they were chosen, on one page for the scrutineer: {work.folder / CERTIFICATE}",
        *([f"Replaced from the reserve: {len(log)}, logged in {work.folder / LOG}"] if len(log) else []),
        f"{many(len(packs), 'workbooks')} for {many(len(work.agencies), 'agencies')}, without names: {place}",
        *([f"New since last time, still to be sent: {', '.join(new) or 'none'}."] if there else []),
        *([f"Removed, as their part is no longer there: {', '.join(path.name for path in gone)}."] if gone else []),
        f"{many(len(lists), 'identification lists')}, restricted, to be sent separately: {lists_place}",
        *_blind(work.agencies, work.frame.crosswalk),
    ]


def _as_it_stands(work: Casework) -> dict[str, Any]:
    """The sample after its replacements, and how it lies beside the frame now."""
    sample, frame, plan = work.sample, work.frame.table, work.review.sample
    compared = compare_with_frame(sample.table, frame, plan=plan, left_out=work.left_out, agencies=work.agencies)
    return {**as_it_stands(sample, work.replacement_log), "compared": compared.to_dict("records")}


def _blind(agencies: Mapping[str, str], crosswalk: pd.DataFrame) -> list[str]:
    """Whose list holds too little to find a child by."""
    known = set(crosswalk.columns)
    named = bool(known & {"name", "first_name", "last_name"})
    blind = [name for agency, name in agencies.items() if not named and f"agency_id_{agency}" not in known]
    said = f"Look: the frame has neither names nor own ids for {', '.join(blind)}; their lists hold little to go by."
    return [said] if blind else []
