"""What coders are sent: a workbook for each, and later parts with the passages nobody has given them yet.

Quotations are often chosen after both have coded, and texts come in late. A locked workbook is never opened for that:
its coder gets a part of its own, with its own line and its own day in ``coders.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..audit.coding_books import write_coding_book
from ..errors import Problems, Refused
from ..intake.code_names import ToCode
from ..intake.coded import FIRST
from ..intake.coding_book import anything_typed, made_otherwise, passages_in
from .casework import Casework
from .voices import CodedTexts, codebook_of


def write_books(work: Casework, said: CodedTexts, folder: str, codebook: str) -> tuple[list[str], Problems]:
    """Write into ``working/<review>/<folder>/`` what each coder has still to be sent.

    A workbook that somebody has begun to fill in stays as it is; what it leaves out comes in the next part.

    Parameters
    ----------
    work : Casework
    said : CodedTexts
    folder : str
        ``voice``, ``practitioners`` or ``training``.
    codebook : str
        The name of the whole codebook, for the names of codes that this review does not use.

    Returns
    -------
    (list of str, Problems)
        What to send to whom, in sentences. Problems are warnings: a workbook that is open (F16), or was begun with
        other codes than the review uses now (A04).
    """
    lines, problems = list[str](), Problems()
    whole = codebook_of(work, codebook)[0].codes
    used = set(said.codebook.codes["id"])
    names = zip(whole["id"].astype(str), whole["name"].astype(str), strict=True)
    unused = {code: name for code, name in names if code not in used}
    for coder in said.coded.coders.to_dict("records"):
        lines += _of_coder(work, said, folder, coder, unused, problems)
    return lines, problems


def _of_coder(
    work: Casework,
    said: CodedTexts,
    folder: str,
    row: dict[Any, Any],
    unused: Mapping[str, str],
    problems: Problems,
) -> list[str]:
    """The workbooks one coder has still to send back, begun or new."""
    coder, lines = str(row["coder"]), list[str]()
    plan = ToCode(said.codebook, said.texts, said.passages, work.review.name)
    handed = said.coded.handed[said.coded.handed["coder"] == coder]
    had, number = set(handed["passage_id"]), handed["file"].nunique() + 1
    asked = list(plan.spans) if row["role"] == FIRST else said.to_second
    while (path := _book(work, folder, coder, number)).is_file() and anything_typed(path):
        if differs := made_otherwise(path, plan):
            fact = f"The workbook was begun and {differs}."
            cure = (
                "Both coders need the same codes: put the list under [voice] in review.toml back as it was, or move "
                "this workbook away, run again, and let both code from new ones."
            )
            problems.add("A04", fact, cure, file=path.name, act="WARN")
        lines.append(f"Begun: {path}")
        had |= passages_in(path, plan)
        number += 1
    left = [passage for passage in asked if passage not in had]
    if not left:
        return lines
    try:
        write_coding_book(
            path, coder, said.codebook, said.texts, said.passages, work.review.name, given=left, unused=unused
        )
    except Refused as refused:
        problems.extend(refused.problems)
        return lines
    if number == 1:
        return [*lines, f"To code: {path}"]
    more = f"{len(left)} more passage{'s' if len(left) > 1 else ''}"
    return [
        *lines,
        f"Send {coder} part {number}: {more}, {_why(said, left, row['role'])}. {path}",
        f"When it comes back, give it a line of its own in {folder}/coders.csv: {coder}, {row['role']}, {path.name}.",
    ]


def _why(said: CodedTexts, left: list[str], role: str) -> str:
    """Why passages are asked for later: chosen for quotation, or not there before."""
    quoted = 0 if role == FIRST or said.drawn is None else len(set(left) - set(said.drawn))
    if quoted == len(left):
        return "chosen for quotation"
    return f"{quoted} of them chosen for quotation, the rest new" if quoted else "new since the last part was sent"


def _book(work: Casework, folder: str, coder: str, number: int) -> Path:
    return work.folder / folder / (f"{coder}.xlsx" if number == 1 else f"{coder}-part-{number}.xlsx")
