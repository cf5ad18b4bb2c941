"""For the analyst who codes voices: what came in, a workbook for each coder, what the two see differently, quotations.

Practitioners' words, and what people wrote of courses, are coded in the same way, with codebooks of their own.
Everything written goes to ``working/<review>/voice/`` (or ``practitioners/``, ``training/``), but for ``quotes.xlsx``,
in which people type: it is written again where it stands, with everything they typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..audit.code_differences import write_differences
from ..errors import Problem, Problems, Refused
from ..intake.assumptions import Assumptions
from ..intake.open_files import note_open
from ..intake.texts import FILES
from ..intake.training_forms import read_evaluations_folder
from ..intake.training_programmes import FOLDER as TRAINING
from ..release.quote_check import quotes_to_sign
from ..release.quote_sheet import renew_quotes_sheet
from ..terms import OUTCOMES_OF_ASKING
from .books_to_code import write_books
from .casework import Casework
from .evidence import read_assumed
from .practitioners import FOLDER as PRACTITIONERS
from .practitioners import read_told_by_practitioners
from .training import read_said_of_training
from .voices import CodedTexts, names_of, nothing_said, read_voices

DIFFERENCES, QUOTES = "differences.xlsx", "quotes.xlsx"
_TITLES = {PRACTITIONERS: "Practitioners:", TRAINING: "Of training:"}
_TEXTS = (*FILES, "texts")
"""What problems about texts call the file."""


def report_voices(work: Casework, tell: Callable[[str], None]) -> bool:
    """Say what came in and what is waited for, write what people need next; whether anything stops the review.

    ``tell`` is given one line after the other. Neither line nor problem holds a word of a text. Where texts cannot be
    read that is said first, and what merely follows from it is left out.
    """
    assumptions, problems = read_assumed(work.workspace)
    voices = read_voices(work, assumptions.coding_second_share)
    practitioners = read_told_by_practitioners(work, assumptions.coding_second_share)
    said, plan = voices.children, work.review.voice
    for line in _asked(voices.log, work.review.folder / "voice" / "engagement.csv"):
        tell(line)
    if said is None:
        tell(f"No texts yet. Put them into {work.review.folder / 'voice' / 'texts.csv'}.")
        problems.extend(voices.problems)
    else:
        missing = _told_first(voices.problems, tell)
        more = _tell_coded(work, said, "voice", plan.codebook, assumptions, bool(missing), tell)
        if not missing:
            found = _renew_quotes(work, said, tell)
            more.extend(problem for problem in found if problem not in voices.problems)
        problems.extend([*_left(voices.problems, missing), *more])
    told, survey = practitioners.said, practitioners.survey.received
    problems.extend(_tell_other(work, PRACTITIONERS, told, survey, practitioners.problems, assumptions, tell))
    evaluations, of_training = read_evaluations_folder(work.review.folder / TRAINING)
    of_courses = read_said_of_training(work, evaluations, assumptions.coding_second_share)
    of_training.extend(of_courses.problems if of_courses else ())
    problems.extend(_tell_other(work, TRAINING, of_courses, evaluations.received, of_training, assumptions, tell))
    for problem in problems:
        tell(str(problem))
    stopped = Problems([*voices.problems, *practitioners.problems, *of_training, *problems])
    return bool(stopped.of("STOP", "REJECT", "HOLD"))


def _tell_other(
    work: Casework,
    folder: str,
    said: CodedTexts | None,
    beside: pd.DataFrame,
    found: Problems,
    assumptions: Assumptions,
    tell: Callable[[str], None],
) -> list[Problem]:
    """The same for texts that are not of children and families; what is still to be told of them comes back.

    ``beside`` is what was received of forms whose answers in words are coded with the texts.
    """
    if said is None:
        return _left(found, Problems())
    plan = work.review.voice
    codebook = plan.training_codebook if folder == TRAINING else plan.practitioners_codebook
    tell(_TITLES[folder])
    for line in _counted(beside):
        tell(line)
    missing = _told_first(said.problems, tell)
    more = _tell_coded(work, said, folder, codebook, assumptions, bool(missing), tell)
    return [*more, *_left(found, missing)]


def _told_first(problems: Problems, tell: Callable[[str], None]) -> Problems:
    """Texts that cannot be read, said before everything else: much of what is found later follows from it."""
    missing = Problems(p for p in problems.of("STOP", "REJECT", "HOLD") if p.file in _TEXTS)
    if missing:
        tell("Texts that cannot be used. Put this right first; what follows from it is not listed:")
    for problem in missing:
        tell(f"  {problem}")
    return missing


def _left(problems: Problems, missing: Problems) -> list[Problem]:
    """The other problems but for what was told by then; while texts are missing, without what follows from it."""
    follows = ("V03", "C11", "Q02", "Q03") if missing else ()
    told = ("V05", "coders.csv")  # what is to be sent stands above, by coder
    return [
        p
        for p in problems
        if p not in missing and not (p.rule in follows and p.act == "WARN") and (p.rule, p.file) != told
    ]


def _tell_coded(
    work: Casework,
    said: CodedTexts,
    folder: str,
    codebook: str,
    assumptions: Assumptions,
    missing: bool,
    tell: Callable[[str], None],
) -> Problems:
    for line in _came_in(said):
        tell(line)
    if missing:
        tell("No workbook, queue of differences or sheet of quotations is written while texts are missing.")
        return Problems()
    lines, problems = write_books(work, said, folder, codebook)
    for line in lines:
        tell(line)
    for line in _compared(work, said, folder, said.coding(assumptions), problems):
        tell(line)
    return problems


def _renew_quotes(work: Casework, said: CodedTexts, tell: Callable[[str], None]) -> Problems:
    path, open_there = work.review.folder / QUOTES, Problems()
    if note_open(path, open_there, "It was not written again, so that nothing typed there is lost."):
        return open_there
    try:
        quotes, problems = renew_quotes_sheet(
            path,
            said.texts,
            said.passages,
            names_of(work, work.review.folder / "voice", Problems()),
            said.coded_twice,
            today=work.today,
            title=work.review.title,
        )
    except Refused as refused:
        return refused.problems
    tell(f"Quotations: {_quotes(quotes)}. Choose and sign them in {path}")
    return problems


def _asked(log: pd.DataFrame, listed: Path) -> list[str]:
    if log.empty and listed.is_file():
        return ["No row of the log of who was asked could be used (voice/engagement.csv); what is wrong stands below."]
    if log.empty:
        return ["Nobody is in the log of who was asked yet (voice/engagement.csv)."]
    lines = []
    for group, of_group in log.groupby("group", sort=False):
        people = of_group.groupby("outcome")["people"].sum()
        counts = ", ".join(f"{outcome} {people[outcome]}" for outcome in OUTCOMES_OF_ASKING if outcome in people.index)
        lines.append(f"Asked – {group}: {counts}")
    return lines


def _came_in(said: CodedTexts) -> list[str]:
    """What was received, with the three parts that add up."""
    lines = [*_counted(said.texts.received), *_counted(said.coded.received)]
    return [*lines, f"Passages: {len(said.passages)}, of which a second person codes {len(said.to_second)}"]


def _counted(received: pd.DataFrame) -> list[str]:
    return [
        f"{row.get('what') or row.get('file')}: {row['received']} received = {row['used']} used + {row['held']} held + "
        f"{row['refused']} refused"
        for row in received.to_dict("records")
    ]


def _compared(work: Casework, said: CodedTexts, folder: str, coding: pd.DataFrame, problems: Problems) -> list[str]:
    """What the two coders see differently, once both are locked; until then only what is waited for."""
    if said.coded.pair is None:
        return [*said.coded.waiting, *said.coded.parts_open]
    path, kept = work.folder / folder / DIFFERENCES, work.review.folder / folder
    try:
        write_differences(path, said.settled, said.coded, said.texts, said.passages, said.codebook, kept)
    except Refused as refused:
        problems.extend(refused.problems)
    codes = coding[(coding["code"] != "all") & (coding["code"] != coding["group"])]
    words = codes["reliability"].value_counts()
    firm = ", ".join(f"{word} {count}" for word, count in words.items())
    still = len(said.settled.open)
    cure = f"Settle them together in {path}, then save it as {kept / 'settled.xlsx'}"
    return [
        f"Both coders have locked. Codes by how they may be reported: {firm or 'none was used'}.",
        *said.coded.parts_open,
        f"Differences still open: {still}. {cure}" if still else "No differences are open.",
    ]


def _quotes(quotes: pd.DataFrame) -> str:
    if quotes.empty:
        return "none chosen"
    states = quotes["state"].value_counts()
    return ", ".join(f"{count} {state}" for state, count in states.items())


@dataclass(frozen=True)
class VoicesAtHand:
    """The voices of one review for a notebook. Restricted: words of children stand in ``to_sign``.

    Attributes
    ----------
    log : DataFrame
        Who was asked: the engagement log.
    received : DataFrame
        what, received, used, held, refused: texts, files, and what each coder sent; the three add up.
    coding : DataFrame
        How far the coders agreed, code by code (table ``coding``); empty until both have locked.
    open_differences : DataFrame
        passage_id, source, code, given_by, not_given_by: what is still to be settled.
    to_sign : DataFrame
        The quotations chosen, with their marks, for :func:`scrutiny_lib.show.quotes.show_quotes_to_sign`.
    problems : Problems
    """

    log: pd.DataFrame
    received: pd.DataFrame
    coding: pd.DataFrame
    open_differences: pd.DataFrame
    to_sign: pd.DataFrame
    problems: Problems

    def problems_by_rule(self) -> pd.DataFrame:
        """The problems as a table: rule, act, place, fact, next step."""
        rows = [(p.rule, p.act, p.place, p.fact, p.cure) for p in self.problems]
        return pd.DataFrame(rows, columns=["rule", "act", "place", "fact", "next step"])


def open_voices(work: Casework) -> VoicesAtHand:
    """The voices of one review, as they stand now. Nothing is written but the record of locks."""
    assumptions, problems = read_assumed(work.workspace)
    voices = read_voices(work, assumptions.coding_second_share)
    problems.extend(voices.problems)
    said = voices.children or nothing_said(work, work.review.voice.codebook)
    received = [said.texts.received, said.coded.received.rename(columns={"file": "what"})]
    return VoicesAtHand(
        voices.log,
        pd.concat([table for table in received if len(table)] or received[:1], ignore_index=True),
        said.coding(assumptions),
        said.settled.open,
        quotes_to_sign(voices.quotes),
        problems,
    )
