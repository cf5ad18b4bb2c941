"""The one judgement about each child that agencies settled at the audit discussion, with reason and dissent.

Only questions about the child have one answer. A fact each agency knows for itself ("were you invited?") stays a
fact of each agency, and two different answers may both be true.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.discussion import write_discussion
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import read_csv
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.template import Template
from scrutiny_lib.terms import ALWAYS_ALLOWED, NOT_KNOWN

__all__ = ["Agreed", "agree_answers", "read_agreed", "write_discussion"]

FILE = "agreed.csv"
COLUMNS = ("case_id", "question", "answer", "reason", "dissent")
BASES = ("agreed at discussion", "all agencies alike", "not yet agreed")


@dataclass(frozen=True)
class Agreed:
    """The judgements about the children.

    Attributes
    ----------
    table : DataFrame
        One row per child and question of scope *child* that was answered or agreed: ``case_id``, ``question``,
        ``answer`` (blank while not yet agreed), ``reason``, ``dissent``, ``basis`` (one of :data:`BASES`).
    problems : Problems
        What is wrong with ``agreed.csv``, and how much is not yet agreed.
    """

    table: pd.DataFrame
    problems: Problems


def read_agreed(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``agreed.csv`` as text: the columns of :data:`COLUMNS`, the index the line in the file.

    A file that is not there yet gives no rows and no problem: the discussion has not been held.
    """
    problems = Problems()
    found = read_csv(path, COLUMNS, problems, optional=("reason", "dissent")) if path.exists() else None
    empty = pd.DataFrame(columns=list(COLUMNS), dtype=str)
    return (empty if found is None else found), problems


def agree_answers(returns_table: pd.DataFrame, agreed: pd.DataFrame, template: Template) -> Agreed:
    """Put what was agreed at the discussion over what the agencies answered, for questions about the child.

    Parameters
    ----------
    returns_table : DataFrame
        ``Returns.table``.
    agreed : DataFrame
        From :func:`read_agreed`.
    template : Template
        Says which questions are about the child, and their answers.

    Returns
    -------
    Agreed
        Without a row in ``agreed``, an answer stands when all agencies that know the child gave the same; *not
        known to us* does not speak against it, and stands only when no agency has another answer. Where agencies
        differ, ``answer`` is blank and ``basis`` *not yet agreed*: nothing is outvoted.

    Two rows for one child and question stop the review (I02), unless they say the same.
    """
    problems = Problems()
    child = template.questions[template.questions["scope"] == "child"]
    allowed = {
        str(question): {plain(answer): answer for answer in [*answers, *ALWAYS_ALLOWED]}
        for question, answers in zip(child["id"], child["answers"], strict=True)
    }
    settled = _settled(agreed, allowed, set(returns_table["case_id"]), problems)
    about = returns_table[returns_table["question"].isin(list(allowed))]
    given: dict[tuple[str, str], set[str]] = {}
    for case_id, question, answer in about[["case_id", "question", "answer"]].to_numpy().tolist():
        given.setdefault((case_id, question), set()).add(answer)
    rank = {question: place for place, question in enumerate(allowed)}
    rows = []
    for key in sorted({*given, *settled}, key=lambda pair: (pair[0], rank[pair[1]])):
        if key in settled:
            rows.append((*key, *settled[key], BASES[0]))
            continue
        answers = given[key] - {NOT_KNOWN} or given[key]
        alike = len(answers) == 1
        rows.append((*key, next(iter(answers)) if alike else "", "", "", BASES[1] if alike else BASES[2]))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "basis"])
    waiting = table[table["basis"] == BASES[2]]
    if len(waiting):
        problems.add(
            "D01",
            f"Agencies differ and nothing is agreed yet: {len(waiting)} answers about "
            f"{waiting['case_id'].nunique()} children.",
            "Settle them at the audit discussion and write them into agreed.csv; until then they are not counted.",
            act="WARN",
        )
    return Agreed(table, problems)


def _settled(
    agreed: pd.DataFrame, allowed: dict[str, dict[str, str]], cases: set[str], problems: Problems
) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(case_id, question) -> (answer, reason, dissent) from the rows that can be used."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    lines: dict[tuple[str, str], object] = {}
    for line, row in agreed.iterrows():

        def note(rule: str, fact: str, cure: str, column: str, act: str, cell: str = f"line {line}") -> None:
            problems.add(rule, fact, cure, file=FILE, cell=cell, column=column, act=act)

        key = (str(row["case_id"]).strip(), plain(str(row["question"])))
        if key[0] not in cases:
            note("D02", "No return is about this child.", "Check the case id.", "case_id", "HOLD")
        elif key[1] not in allowed:
            cure = "Only questions about the child are agreed; check the id against the template."
            note("D03", "The question is not one about the child.", cure, "question", "HOLD")
        elif (answer := allowed[key[1]].get(plain(str(row["answer"])))) is None:
            note("A08", "The answer is not on the list.", "Write it as in the template.", "answer", "HOLD")
        elif key in found and found[key][0] != answer:
            cure = "Keep the one that was agreed."
            fact = f"One child has two different agreed answers to a question (also line {lines[key]})."
            note("I02", fact, cure, "answer", "STOP")
        else:
            found[key] = (answer, str(row["reason"]).strip(), str(row["dissent"]).strip())
            lines[key] = line
    return found
