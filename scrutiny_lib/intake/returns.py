"""What agencies sent back: a folder of workbooks in, one table of answers out, with every row accounted for.

Messages name a return by agency, number and a short hash of its contents (a file name may hold a child's name), a
sheet by its number (its name is a child's case id) and a cell; never a value. A child somebody is worried about
now comes first, even when the return cannot be used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.return_answers import Answer, read_answers
from scrutiny_lib.intake.return_choice import LOG, ChosenReturn, change_log, choose_returns
from scrutiny_lib.intake.return_file import ReturnFile, Written, find_worries, open_return, worried_rows
from scrutiny_lib.intake.return_front import Asked
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.template import Template

__all__ = ["COLUMNS", "LOG", "RECEIVED", "ChosenReturn", "ReturnFile", "Returns", "read_returns"]

FOLDER = "returns"
"""What messages call the folder of returns."""

COLUMNS = Answer._fields
RECEIVED = (
    "agency",
    "part",
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
"""One row per file, and one per agency and part for which nothing came. ``state`` is *used*, *superseded*, *refused*
or *not returned*; ``asked``, ``answered`` and ``known`` count children of that part; the next five count question
rows, and ``rows = counted + blank + held + refused``. Rows left blank because the agency does not know the child are
*blank*."""

_NOT_RETURNS = ("desktop.ini", "thumbs.db")
_HARMLESS = {"part", "return", "returned", "copy", "of", "final", "v", "version", "no", "number", "corrected", "audit"}


@dataclass(frozen=True)
class Returns:
    """Everything that came back.

    Attributes
    ----------
    table : DataFrame
        One row per child, agency and question that was answered: case_id, agency, question, answer (spelt as in
        the template; free text as written), shows, where, edition, number (of the return), place (return,
        sheet, cell). A blank answer has no row. A child that an agency does not know has *not known to us* for
        each of that agency's questions. A question that an agency is asked once, about itself, has the case_id
        ``""``.
    received : DataFrame
        What became of each file, with the columns of :data:`RECEIVED`.
    problems : Problems
        All of them, children somebody is worried about first.
    worries : DataFrame
        Every *worried now*, in a used return or any other, about a child of the sample or not: case_id, agency,
        question, answer (*yes*), place. Each needs a confirmed step before anything is released.
    log : DataFrame
        What changed between superseded returns and those used, with the columns of
        :data:`~scrutiny_lib.intake.return_choice.LOG`; never an answer.
    files : tuple of ReturnFile
        Each file, and each agency and part for which nothing came, in the order of ``received``.
    written : DataFrame
        Every free text of the returns used: case_id, text, place (return, sheet, cell). Those of rows that do not count
        (no answer chosen, an answer set aside, a child said not to be known) are among them.
    """

    table: pd.DataFrame
    received: pd.DataFrame
    problems: Problems
    worries: pd.DataFrame
    log: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LOG)))
    files: tuple[ReturnFile, ...] = ()

    @property
    def written(self) -> pd.DataFrame:
        """Every free text of the returns used, with its place."""
        texts = [one for file in self.files for one in file.written if one.text]
        return pd.DataFrame(texts, columns=list(Written._fields))


def read_returns(
    folder: Path,
    template: Template,
    case_ids: Collection[str],
    agencies: Mapping[str, str],
    review_name: str,
    *,
    parts: Mapping[str, int] | None = None,
    replaced: Collection[str] = (),
    chosen: Sequence[ChosenReturn] = (),
    fieldwork: date | None = None,
    today: date | None = None,
) -> Returns:
    """Read every return in a folder.

    Parameters
    ----------
    folder : Path
        Where the files are; hidden files are skipped, folders inside it are said. A missing folder is an empty one.
    template : Template
        The audit tool, in the edition that was sent out.
    case_ids : collection of str
        The children sampled.
    agencies : mapping of str to str
        The agencies asked, id -> name. A return may carry either.
    review_name : str
        The review the returns must belong to.
    parts : mapping of str to int, optional
        case_id -> part of the sample; a child that is not in it belongs to part 1.
    replaced : collection of str
        Children drawn and replaced since: their sheets may be there and are not counted.
    chosen : sequence of ChosenReturn
        The analyst's lines: which return counts, where that is not the one with the highest number.
    fieldwork, today : date, optional
        The first day of the fieldwork, and the day of reading: a return dated before or after is pointed out.

    Returns
    -------
    Returns
        For each agency and part a higher return number supersedes a lower one; two different files with the same
        number stop the review (F18) unless a line says which. Nothing is refused or set aside without a problem that
        says so.
    """
    part_of = {case: (parts or {}).get(case, 1) for case in case_ids}
    gone = frozenset(replaced) - part_of.keys()
    asked = Asked(template, part_of, agencies, review_name, gone, fieldwork, today)
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    paths = [path for path in inside if path.is_file() and not _passed_over(path.name)]
    files = [open_return(path, asked) for path in paths]
    of_folder = _folder_problems(inside, paths, files, asked)
    of_folder.extend(choose_returns(files, asked, chosen))
    worries, log = _worries(files, asked), change_log(files, asked)
    problems = Problems(problem for file in files for problem in find_worries(file, agencies))
    answers: list[Answer] = []
    for file in files:
        answers += read_answers(file, asked) if file.state == "used" else []
        problems.extend(file.problems)
        file.let_go(asked.ids)
    problems.extend(of_folder)
    files += _silent(files, asked, problems)
    rank = {agency: place for place, agency in enumerate(agencies)}
    files.sort(key=lambda file: (rank.get(file.agency, len(rank)), file.part))
    table = pd.DataFrame(answers, columns=list(COLUMNS))
    return Returns(table, _received(files, asked), problems, worries, log, tuple(files))


def _passed_over(name: str) -> bool:
    return name.startswith(("~$", ".")) or name.casefold() in _NOT_RETURNS


def _folder_problems(inside: list[Path], paths: list[Path], files: list[ReturnFile], asked: Asked) -> Problems:
    """What is worth knowing about the folder itself: names that are not shown, open files, folders within."""
    problems = Problems()
    own = _words(asked.review_name, *asked.agencies, *asked.agencies.values()) | _HARMLESS
    strange = sum(not _words(path.stem) <= own for path in paths)
    if strange:
        have = "1 file of this folder has a name" if strange == 1 else f"{strange} files of this folder have names"
        cure = "Rename it if it does. Words of the review, of an agency, and such as 'return' or 'part' are safe there."
        cure = cure if strange == 1 else cure.replace("it if it does", "those that do")
        fact = f"{have} that may hold a person's name: words beside those of the review and its agencies."
        problems.add("F22", f"{fact} Such names are never shown here.", cure, file=FOLDER, act="WARN")
    names = {path.name for path in inside}
    for path, file in zip(paths, files, strict=True):
        if f"~${path.name}" in names or f".~lock.{path.name}#" in names:
            fact = "The return is open in a spreadsheet program; what is not saved there yet was not read."
            problems.add("F16", fact, "Close it and run again.", file=file.label, act="WARN")
    folders = sum(path.is_dir() and not path.name.startswith(".") for path in inside)
    if folders:
        fact = f"Folders among the returns: {folders}. What is in them was not read."
        cure = "Put the returns beside each other, in no folder of their own."
        problems.add("F27", fact, cure, file=FOLDER, act="WARN")
    return problems


def _words(*texts: str) -> set[str]:
    """The words in some names, digits left out."""
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).casefold())}


def _silent(files: list[ReturnFile], asked: Asked, problems: Problems) -> list[ReturnFile]:
    """Note each agency and part without a return that can be used; an entry for each of which nothing came at all."""
    used = {(file.agency, file.part) for file in files if file.state == "used"}
    came = {(file.agency, file.part) for file in files}
    absent = []
    for agency, name in asked.agencies.items():
        for part in asked.parts:
            if (agency, part) in used:
                continue
            what = f" for part {part}" if len(asked.parts) > 1 else ""
            problems.add(
                "S23",
                f"{name} has not sent back a return{what} that can be used.",
                "Ask for it; until then its answers are shown as not available, never as none.",
                act="WARN",
            )
            if (agency, part) not in came:
                absent.append(ReturnFile("", agency=agency, part=part, state="not returned"))
    return absent


def _worries(files: list[ReturnFile], asked: Asked) -> pd.DataFrame:
    rows = [
        (
            asked.children.get(plain(sheet.name), sheet.name),
            file.agency,
            row.question,
            "yes",
            f"{file.label}, sheet {sheet.number}, cell {row.cell}",
        )
        for file in files
        for sheet, row in worried_rows(file)
    ]
    return pd.DataFrame(rows, columns=["case_id", "agency", "question", "answer", "place"])


def _received(files: list[ReturnFile], asked: Asked) -> pd.DataFrame:
    rows = [
        {
            "agency": file.agency,
            "part": file.part,
            "file": file.label,
            "state": file.state,
            "number": file.number,
            "sent_on": file.sent_on.isoformat() if file.sent_on else "",
            "asked": len(asked.children_of(file.part)),
            "answered": file.children["answered"],
            "known": file.children["known"],
            "rows": file.rows.total(),
            **{kind: file.rows[kind] for kind in ("counted", "blank", "held", "refused")},
            "problems": len(file.problems),
        }
        for file in files
    ]
    return pd.DataFrame(rows, columns=list(RECEIVED))
