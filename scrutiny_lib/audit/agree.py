"""The one judgement about each child that agencies settled at the audit discussion, with reason and dissent.

It comes from the discussion workbook as it was filled in, from ``agreed.csv``, or from both.

Only questions about the child have one answer. A fact each agency knows for itself ("were you invited?") stays a
fact of each agency, and two different answers may both be true.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scrutiny_lib.audit.discussion import write_discussion
from scrutiny_lib.audit.discussion_sheet import COLUMNS as SETTLED
from scrutiny_lib.audit.discussion_sheet import read_discussion
from scrutiny_lib.errors import Problem, Problems
from scrutiny_lib.intake.answer_kinds import ONE_OF, TEXT, Takes
from scrutiny_lib.intake.data_files import read_csv
from scrutiny_lib.intake.return_sheets import plain
from scrutiny_lib.intake.template import Template
from scrutiny_lib.plural import many
from scrutiny_lib.terms import NOT_KNOWN

__all__ = ["Agreed", "agree_answers", "read_agreed", "read_settled", "write_discussion"]

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
        What is wrong with the rows that were agreed, and how much is not yet agreed.
    """

    table: pd.DataFrame
    problems: Problems


def read_agreed(path: Path) -> tuple[pd.DataFrame, Problems]:
    """Read ``agreed.csv`` as text: the columns of :data:`COLUMNS` and where each row stands (``source``, ``sheet``,
    ``cell``), the index the line in the file.

    A file that is not there yet gives no rows and no problem: the discussion has not been held.
    """
    problems = Problems()
    found = read_csv(path, COLUMNS, problems, optional=("reason", "dissent")) if path.exists() else None
    if found is None:
        return pd.DataFrame(columns=list(SETTLED), dtype=str), problems
    return found.assign(source=FILE, sheet="", cell=[f"line {line}" for line in found.index]), problems


def read_settled(
    folder: Path, template: Template, case_ids: Collection[str], *, replaced: Collection[str] = ()
) -> tuple[pd.DataFrame, Problems]:
    """Everything that was agreed about a review: its ``discussion.xlsx`` and its ``agreed.csv``, either or both.

    Parameters
    ----------
    folder : Path
        The review's folder.
    template : Template
        Says which questions are about the child, and their answers.
    case_ids : collection of str
        The children of the review.
    replaced : collection of str
        Children drawn and replaced since: what was agreed about them is read as it stands.

    Returns
    -------
    (DataFrame, Problems)
        The rows of both, those of the workbook first, for :func:`agree_answers`; and what is wrong with either.
    """
    sheet, problems = read_discussion(folder / "discussion.xlsx", template, case_ids, replaced=replaced)
    rows, found = read_agreed(folder / FILE)
    problems.extend(found)
    return pd.concat([sheet, rows], ignore_index=True), problems


def agree_answers(
    returns_table: pd.DataFrame, agreed: pd.DataFrame, template: Template, *, replaced: Collection[str] = ()
) -> Agreed:
    """Put what was agreed at the discussion over what the agencies answered, for questions about the child.

    Parameters
    ----------
    returns_table : DataFrame
        ``Returns.table``.
    agreed : DataFrame
        From :func:`read_settled` or :func:`read_agreed`.
    template : Template
        Says which questions are about the child, and their answers.
    replaced : collection of str
        Children drawn and replaced since: rows about them are counted in one line and otherwise passed over.

    Returns
    -------
    Agreed
        Without a row in ``agreed``, an answer stands when all agencies that know the child gave the same; *not
        known to us* does not speak against it, and stands only when no agency has another answer. Where agencies
        differ, ``answer`` is blank and ``basis`` *not yet agreed*: nothing is outvoted. Words of one's own differ
        always; that they do is not pointed out.

    Two rows for one child and question stop the review (I02), unless they say the same, wherever they stand. Where
    agencies differ, an agreed answer without a reason is pointed out (J01). Answers an agency gave once, about itself,
    and its facts about a child are left alone.
    """
    problems = Problems()
    gone = agreed["case_id"].astype(str).str.strip().isin(set(replaced) - set(returns_table["case_id"]))
    agreed = agreed[~gone]
    child = template.questions[template.questions["scope"] == "child"]
    allowed = {str(row["id"]): Takes.of(row) for row in child.to_dict("records")}
    own_words = {question for question, takes in allowed.items() if takes.kind == TEXT}
    settled = _settled(agreed, allowed, set(returns_table["case_id"]) - {""}, problems)
    about = returns_table[returns_table["question"].isin(list(allowed)) & (returns_table["case_id"] != "")]
    given: dict[tuple[str, str], set[str]] = {}
    for case_id, question, answer in about[["case_id", "question", "answer"]].to_numpy().tolist():
        given.setdefault((case_id, question), set()).add(answer)
    rank = {question: place for place, question in enumerate(allowed)}
    rows, bare = [], 0
    for key in sorted({*given, *settled}, key=lambda pair: (pair[0], rank[pair[1]])):
        answers = given.get(key, set()) - {NOT_KNOWN} or given.get(key, set())
        if key in settled:
            rows.append((*key, *settled[key], BASES[0]))
            bare += len(answers) > 1 and not settled[key][1] and key[1] not in own_words
            continue
        alike = len(answers) == 1
        rows.append((*key, next(iter(answers)) if alike else "", "", "", BASES[1] if alike else BASES[2]))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "basis"])
    waiting = table[(table["basis"] == BASES[2]) & ~table["question"].isin(own_words)]
    if len(waiting):
        problems.add(
            "D01",
            f"Agencies differ and nothing is agreed yet: {many(len(waiting), 'answers')} about "
            f"{many(waiting['case_id'].nunique(), 'children')}.",
            "Settle them at the audit discussion and write them into the discussion sheet (or agreed.csv); until then "
            "they are not counted.",
            act="WARN",
        )
    if count := int(gone.sum()):
        said = "1 agreed row is about a child who has been replaced: it is not counted."
        if count > 1:
            said = f"{count} agreed rows are about children who have been replaced: they are not counted."
        problems.add("A18", said, "Nothing to do.", act="WARN")
    if bare:
        fact = f"Agencies differ, an answer is agreed, and a reason is missing: {many(bare, 'answers')}."
        problems.add("J01", fact, "Say in a few words why, so that it can be followed later.", act="WARN")
    return Agreed(table, problems)


def _settled(
    agreed: pd.DataFrame, allowed: Mapping[str, Takes], cases: set[str], problems: Problems
) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(case_id, question) -> (answer, reason, dissent) from the rows that can be used."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    places: dict[tuple[str, str], str] = {}
    for line, row in agreed.iterrows():
        at = {"file": FILE, "sheet": "", "cell": f"line {line}"}
        if "source" in row:
            file = FILE if row["source"] == FILE else "discussion.xlsx"
            at = {"file": file, "sheet": str(row["sheet"]), "cell": str(row["cell"])}

        def note(rule: str, fact: str, cure: str, column: str, act: str, at: dict[str, str] = at) -> None:
            problems.add(rule, fact, cure, **at, column=column, act=act)

        key = (str(row["case_id"]).strip(), plain(str(row["question"])))
        given = (str(row["reason"]).strip(), str(row["dissent"]).strip())
        if key[0] not in cases:
            note("D02", "No return is about this child.", "Check the case id.", "case_id", "HOLD")
        elif key[1] not in allowed:
            cure = "Only questions about the child are agreed; check the id against the template."
            note("D03", "The question is not one about the child.", cure, "question", "HOLD")
        elif not (answer := (read := allowed[key[1]].read(str(row["answer"]).strip())).answer):
            listed = read.rule in ("", "A08") and allowed[key[1]].kind == ONE_OF
            rule, fact = read.rule or "A08", read.fact or "There is no answer."
            note(rule, fact, "Write it as in the template." if listed else read.cure or "Write one.", "answer", "HOLD")
        elif key not in found:
            found[key] = (answer, *given)
            places[key] = Problem("", "", "", **at).place
        elif found[key][0] != answer:
            cure = "Keep the one that was agreed."
            fact = f"One child has two different agreed answers to a question (also {places[key]})."
            note("I02", fact, cure, "answer", "STOP")
        else:
            _, reason, dissent = found[key]
            if any(plain(old) != plain(new) for old, new in zip((reason, dissent), given, strict=True) if old and new):
                fact = f"An agreed answer has two reasons or dissents (also {places[key]}); the first one counts."
                note("J03", fact, "Keep one of them.", "reason", "WARN")
            found[key] = (answer, reason or given[0], dissent or given[1])
    return found
