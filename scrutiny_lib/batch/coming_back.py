"""What came back, for the analyst's morning: worried now, who owes what, what to send back, the discussion sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..audit.chase import chase_lines, chase_list
from ..audit.discussion_again import rewrite_discussion
from ..audit.parts import came_in_on
from ..audit.send_back import write_send_back
from ..errors import Problems
from .casework import Casework
from .worried import FILE, hear, worried_lines, write_worried
from .worth_talking import write_talking

LOG = "returns-log.csv"
_COLUMNS_SAID = (
    "asked, answered, known: children of that part; rows = counted + blank + held + refused: questions that count, "
    "were left empty, wait for a correction, or stand in what cannot be used."
)


def who_owes_what(work: Casework) -> pd.DataFrame:
    """The chase list as at today; see :func:`scrutiny_lib.audit.chase.chase_list`."""
    came_in, confirmed = came_in_on(work.replacement_log), work.risk.confirmed
    return chase_list(
        work.returns, work.review, work.agencies, work.drawn, work.today, came_in=came_in, confirmed=confirmed
    )


def report_returns(work: Casework) -> tuple[list[str], bool]:
    """What came back, in lines for the console, worried now first; and whether anything stops the review or is held.

    Writes to ``working/``: rows for ``risk.csv`` where a worry waits, one workbook for each agency that has something
    to put right, the chase list, the log of what a later return changed, and the discussion sheet, in which everything
    that people typed still stands.
    """
    problems = Problems(work.problems())
    received = work.returns.received
    lines = worried_lines([hear(work)])
    if write_worried(work.folder / FILE, work.risk, problems):
        lines.append(f"  Rows to complete and put into risk.csv, with the case ids (restricted): {work.folder / FILE}")
    lines += ["Received:", *_table(received), f"  {_COLUMNS_SAID}"]
    chase = who_owes_what(work)
    lines += ["Who owes what:", *("  " + line for line in chase_lines(chase, work.today))]
    work.folder.mkdir(parents=True, exist_ok=True)
    chase.to_csv(work.folder / "chase-list.csv", index=False, lineterminator="\n")
    back = write_send_back(
        work.folder / "to-put-right",
        work.returns,
        work.review,
        work.template,
        work.agencies,
        came_in=came_in_on(work.replacement_log),
        confirmed=work.risk.confirmed,
    )
    _write_log(work.folder / LOG, work.returns.log)
    sheet, kept = rewrite_discussion(
        work.folder / "discussion.xlsx", work.returns.table, work.template, work.agencies, work.settled
    )
    problems.extend(kept)
    lines += [str(problem) for problem in problems]
    if back:
        who = "1 agency, with links to its" if len(back) == 1 else f"{len(back)} agencies, with links to their"
        lines.append(f"To send back to {who} cells: {work.folder / 'to-put-right'}")
    if len(work.returns.log):
        lines.append(f"What later returns changed: {work.folder / LOG}")
    lines.append(f"Discussion sheet: {sheet}. Filled in, put it into the review's folder.")
    talking = write_talking(work)
    if talking is not None:
        lines.append(f"What is worth talking about first, and what was settled: {talking}")
    return lines, bool(problems.of("STOP", "REJECT", "HOLD"))


def _table(table: pd.DataFrame) -> list[str]:
    return ["  " + line for line in table.to_string(index=False).splitlines()]


def _write_log(path: Path, log: pd.DataFrame) -> None:
    """The log grows: what it says of earlier returns stays, though these may have been taken out of the folder."""
    before = pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file() else log.head(0)
    whole = pd.concat([before.astype(str), log.astype(str)], ignore_index=True).drop_duplicates()
    if len(whole):
        whole.to_csv(path, index=False, lineterminator="\n")
