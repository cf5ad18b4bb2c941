"""What agencies sent back: a folder of workbooks in, one table of answers out, with every row accounted for.

Messages name a return by the agency or a short hash of its file name (a file name may hold a child's name), a
sheet by its number (its name is a child's case id) and a cell; never a value. A child somebody is worried about
now comes first, even when the return cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.return_file import Answer, ReturnFile, find_worries, open_return, read_answers, worried_rows
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.template import Template

COLUMNS = Answer._fields
RECEIVED = (
    "agency",
    "file",
    "state",
    "number",
    "sent_on",
    "asked",
    "answered",
    "known",
    "rows",
    "counted",
    "blank",
    "held",
    "refused",
    "problems",
)
"""One row per file, and one per agency that sent nothing. ``state`` is *used*, *superseded*, *refused* or *not
returned*; ``asked``, ``answered`` and ``known`` count children; the next five count question rows, and
``rows = counted + blank + held + refused``. Rows left blank because the agency does not know the child are *blank*."""


@dataclass(frozen=True)
class Returns:
    """Everything that came back.

    Attributes
    ----------
    table : DataFrame
        One row per child, agency and question that was answered: case_id, agency, question, answer (spelt as in
        the template; free text as written), shows, where, edition, number (of the return), place (return,
        sheet, cell). A blank answer has no row. A child that an agency does not know has *not known to us* for
        each of that agency's questions.
    received : DataFrame
        What became of each file, with the columns of :data:`RECEIVED`.
    problems : Problems
        All of them, children somebody is worried about first.
    worries : DataFrame
        Every *worried now*, in a used return or any other, about a child of the sample or not: case_id, agency,
        question, answer (*yes*), place. Each needs a confirmed step before anything is released.
    """

    table: pd.DataFrame
    received: pd.DataFrame
    problems: Problems
    worries: pd.DataFrame


def read_returns(
    folder: Path, template: Template, case_ids: set[str], agencies: Mapping[str, str], review_name: str
) -> Returns:
    """Read every return in a folder.

    Parameters
    ----------
    folder : Path
        Where the files are; lock files (``~$...``) and hidden files are skipped. A missing folder is an empty one.
    template : Template
        The audit tool, in the edition that was sent out.
    case_ids : set of str
        The children sampled.
    agencies : mapping of str to str
        The agencies asked, id -> name. A return may carry either.
    review_name : str
        The review the returns must belong to.

    Returns
    -------
    Returns
        A higher return number supersedes a lower one of the same agency; two different files with the same number
        stop the review (F18). Nothing is refused or set aside without a problem that says so.
    """
    paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    files = [
        open_return(path, template, case_ids, agencies, review_name)
        for path in paths
        if not path.name.startswith(("~$", "."))
    ]
    for agency in agencies:
        _choose([file for file in files if file.agency == agency and file.state == "used"])
    used = [file for file in files if file.state == "used"]
    answers = [answer for file in used for answer in read_answers(file, template, case_ids, agencies)]
    problems = Problems(problem for file in files for problem in find_worries(file, agencies))
    for file in files:
        problems.extend(file.problems)
    silent = [agency for agency in agencies if agency not in {file.agency for file in used}]
    for agency in silent:
        problems.add(
            "S23",
            f"{agencies[agency]} has not sent back a return that can be used.",
            "Ask for it; until then its answers are shown as not available, never as none.",
            act="WARN",
        )
    absent = [agency for agency in silent if not any(file.agency == agency for file in files)]
    files += [ReturnFile("", agency=agency, state="not returned") for agency in absent]
    rank = {agency: place for place, agency in enumerate(agencies)}
    files.sort(key=lambda file: rank.get(file.agency, len(rank)))
    table = pd.DataFrame(answers, columns=list(COLUMNS))
    return Returns(table, _received(files, len(case_ids)), problems, _worries(files, case_ids))


def _worries(files: list[ReturnFile], case_ids: set[str]) -> pd.DataFrame:
    children = {plain(case): case for case in case_ids}
    rows = [
        (
            children.get(plain(name), name),
            file.agency,
            row.question,
            "yes",
            f"{file.label}, sheet {number}, cell {row.cell}",
        )
        for file in files
        for number, name, row in worried_rows(file)
    ]
    return pd.DataFrame(rows, columns=["case_id", "agency", "question", "answer", "place"])


def _choose(files: list[ReturnFile]) -> None:
    """Of one agency's returns keep the highest number; refuse two different ones that both carry it."""
    if not files:
        return
    highest = max(file.number for file in files)
    newest, *copies = [file for file in files if file.number == highest]
    if any(copy.digest != newest.digest for copy in copies):
        newest.problems.add(
            "F18",
            f"Different returns of one agency have the same number, {highest}: "
            f"{', '.join(file.label for file in (newest, *copies))}.",
            "Ask the agency which one counts, and give that one the next return number.",
        )
        for file in files:
            file.set_aside("refused")
        return
    for copy in copies:
        copy.set_aside("superseded")
        copy.problems.add(
            "F18", "The file is an exact copy of another return.", "Remove it.", file=copy.label, act="WARN"
        )
    for older in (file for file in files if file.number < highest):
        newest.problems.add(
            "F18",
            f"Return number {highest} replaces number {older.number} ({older.label}): "
            f"{_changed(older, newest)} answers differ.",
            "Nothing to do if that is meant.",
            file=newest.label,
            act="WARN",
        )
        older.set_aside("superseded")


def _changed(older: ReturnFile, newer: ReturnFile) -> int:
    """How many answers differ between two returns."""

    def answers(file: ReturnFile) -> dict[tuple[str, str], str]:
        return {(plain(name), row.question): plain(row.answer) for _, name, rows in file.sheets for row in rows}

    before, after = answers(older), answers(newer)
    return sum(before.get(key, "") != after.get(key, "") for key in before.keys() | after.keys())


def _received(files: list[ReturnFile], asked: int) -> pd.DataFrame:
    rows = [
        {
            "agency": file.agency,
            "file": file.label,
            "state": file.state,
            "number": file.number,
            "sent_on": file.sent_on.isoformat() if file.sent_on else "",
            "asked": asked,
            "answered": file.children["answered"],
            "known": file.children["known"],
            "rows": file.rows.total(),
            **{kind: file.rows[kind] for kind in ("counted", "blank", "held", "refused")},
            "problems": len(file.problems),
        }
        for file in files
    ]
    return pd.DataFrame(rows, columns=list(RECEIVED))
