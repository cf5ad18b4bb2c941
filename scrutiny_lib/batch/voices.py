"""What was said and how it was coded: texts, passages, both coders' work, what was settled, quotations.

Children's and families' voices stand in ``voice/``, practitioners' in ``practitioners/``, what people wrote of courses
in ``training/``; all are read alike.
Nothing is written here but the record of locks: :mod:`.voice_files` writes what people fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ..audit.second_coding import second_passages
from ..audit.settle_codes import Settled, read_decided, settle_codes
from ..errors import Problem, Problems, Refused, ScrutinyError
from ..intake.assumptions import Assumptions
from ..intake.codebook import Codebook, choose_codes, read_codebook
from ..intake.coded import Coded
from ..intake.coders import read_coded
from ..intake.engagement import LOG_COLUMNS, read_engagement
from ..intake.name_list import names_by_case, read_names
from ..intake.passages import passages_of
from ..intake.practitioner_survey import together
from ..intake.quotes import read_quotes
from ..intake.template import find_audit_file
from ..intake.texts import Texts, read_texts
from ..intake.voice_plan import ALL
from ..lenses.coding_agreement import summarise_coding
from ..release.quote_check import check_quotes
from .casework import Casework

LOCKS = "voice-locks.json"


@dataclass(frozen=True, repr=False)
class CodedTexts:
    """Texts of one kind with everything people did with them.

    ``to_second`` are the passages the second coder is given, ``drawn`` those of them that are there by the draw alone
    and not because they are quoted (``None``: all); ``problems`` everything found while reading.
    """

    codebook: Codebook
    texts: Texts
    passages: pd.DataFrame
    to_second: list[str]
    coded: Coded
    settled: Settled
    problems: Problems = field(default_factory=Problems)
    drawn: tuple[str, ...] | None = None

    @property
    def coded_twice(self) -> set[str]:
        """The passages that two people looked at, once both are locked."""
        read = self.coded.read.groupby("passage_id")["coder"].nunique()
        return set() if self.coded.waiting else set(read.index[read >= 2])

    def coding(self, assumptions: Assumptions) -> pd.DataFrame:
        """How far the coders agreed, code by code: the table ``coding``."""
        return summarise_coding(self.coded, self.passages, self.texts, self.codebook, assumptions, self.drawn)


@dataclass(frozen=True, repr=False)
class Voices:
    """The voices of one review: ``children`` (and families), the log of who was asked, and the quotations checked.

    ``children`` is ``None`` where there are no texts. ``quotes`` is restricted; only the gate turns its rows into words
    on a page.
    """

    children: CodedTexts | None
    log: pd.DataFrame
    quotes: pd.DataFrame
    problems: Problems


def codebook_of(work: Casework, name: str, codes: Sequence[str] = ()) -> tuple[Codebook, Problems]:
    """A codebook by its name, with the codes a review uses. Raises :class:`~scrutiny_lib.errors.Refused`."""
    path = find_audit_file(f"codebooks/{name}.toml", work.workspace)
    if path is None:
        cure = "Put it into audit_templates/codebooks/, or correct its name under [voice]."
        raise Refused([Problem("P01", "The codebook is not there.", cure, file="review.toml")])
    book, problems = read_codebook(path)
    if book is not None and codes:
        book, more = choose_codes(book, list(codes))
        problems.extend(more)
    problems.raise_if_stops()
    assert book is not None
    return book, problems


def read_coded_texts(
    work: Casework,
    folder: Path,
    codebook: str,
    second_share: float,
    codes: Sequence[str] = (),
    quotes: pd.DataFrame | None = None,
    beside: Texts | None = None,
    kinds: Sequence[str] = (),
) -> CodedTexts | None:
    """Read everything in a folder of texts: ``texts.csv``, ``passages.csv``, ``coders.csv``, what coders sent, and what
    was settled. ``None`` where there are no texts.

    Parameters
    ----------
    work : Casework
    folder : Path
        ``voice``, ``practitioners`` or ``training`` of the review.
    codebook : str
        The name of the codebook; ``codes`` are those of it that are used (all when empty).
    second_share : float
        The part of the passages that is coded twice, where the review does not ask for all.
    quotes : DataFrame, optional
        The quotations chosen: the second coder is given every passage they touch, whatever the draw.
    beside : Texts, optional
        More texts that are coded with those of the folder: answers to a survey.
    kinds : sequence of str
        The kinds of text that may stand there, where the folder's name does not say it.
    """
    texts, problems = read_texts(folder, kinds)
    texts = together(texts, beside) if beside is not None else texts
    if texts.table.empty:
        return replace(nothing_said(work, codebook), problems=problems) if problems else None
    book, more = codebook_of(work, codebook, codes)
    problems.extend(more)
    listed = folder / "passages.csv"
    passages, more = passages_of(texts, listed if listed.is_file() else None)
    problems.extend(more)
    plan = work.review.voice
    share = "all" if plan.second_coding == ALL else second_share
    drawn = second_passages(passages, share, plan.seed)
    to_second = second_passages(passages, share, plan.seed, _passages_quoted(quotes, passages))
    record = work.folder / folder.name / LOCKS
    coded, more = read_coded(folder, book, texts, passages, work.review.name, record=record, given=to_second)
    problems.extend(more)
    decided, more = read_decided(folder)
    problems.extend(more)
    settled = settle_codes(coded, passages, decided, book)
    problems.extend(settled.problems)
    by_chance = None if len(drawn) == len(to_second) else tuple(drawn)
    return CodedTexts(book, texts, passages, to_second, coded, settled, problems, by_chance)


def nothing_said(work: Casework, codebook: str) -> CodedTexts:
    """The same with no texts: everything empty, so that what is missing can still be counted."""
    book, _ = codebook_of(work, codebook)
    passages, _ = passages_of(Texts())
    nothing, _ = read_decided(work.review.folder / "no such file")
    return CodedTexts(book, Texts(), passages, [], Coded(), settle_codes(Coded(), passages, nothing))


def read_voices(work: Casework, second_share: float) -> Voices:
    """Read the voices of children and families, the engagement log and the quotations of a review."""
    folder, plan = work.review.folder / "voice", work.review.voice
    listed = folder / "engagement.csv"
    nobody = pd.DataFrame(columns=list(LOG_COLUMNS)).astype({"people": "int64"})
    log, problems = read_engagement(listed) if listed.is_file() else (nobody, Problems())
    quotes, more = read_quotes(work.review.folder / "quotes.xlsx")
    problems.extend(more)
    children = read_coded_texts(work, folder, plan.codebook, second_share, plan.codes, quotes)
    if children is None:
        checked, more = check_quotes(quotes, Texts(), passages_of(Texts())[0], {}, None, today=work.today)
    else:
        problems.extend(children.problems)
        names = names_of(work, folder, problems)
        checked, more = check_quotes(
            quotes, children.texts, children.passages, names, children.coded_twice, today=work.today
        )
    problems.extend(more)
    problems.extend(_strange_cases(work, children, log))
    return Voices(children, log, checked, problems)


def _strange_cases(work: Casework, children: CodedTexts | None, log: pd.DataFrame) -> Problems:
    """Texts and lines of the log about a case that is not in the frame, or was not drawn: they are counted nowhere."""
    problems = Problems()
    known, drawn = set[str](), set[str]()
    with suppress(ScrutinyError):
        known, drawn = set(work.frame.crosswalk["case_id"]), set(work.drawn["case_id"])
    if not drawn:
        return problems
    texts = pd.DataFrame(columns=["case_id"]) if children is None else children.texts.table
    for file, table in (("texts.csv", texts), ("engagement.csv", log)):
        named = table[~table["case_id"].isin(["", *drawn])]
        strange = named[~named["case_id"].isin(known)]
        if len(strange):
            fact = f"Rows whose case_id is no case of this review: {len(strange)}. They count for no child."
            cure = "Write the case_id as it stands in working/<review>/sample.csv, never a child's own number or name."
            problems.add("V16", fact, cure, file=file, column="case_id", act="HOLD")
        if len(named) > len(strange):
            fact = f"Rows about a case of the frame that was not drawn: {len(named) - len(strange)}."
            cure = "They count for no child; leave case_id blank if so meant."
            problems.add("V16", fact, cure, file=file, act="WARN")
    return problems


def names_of(work: Casework, folder: Path, problems: Problems) -> dict[str, list[str]]:
    """Every name to be taken out of quotations, by case; what is wrong with ``names.csv`` is noted.

    Where the frame or its key cannot be read only the list counts: nothing of such a review can be released.
    """
    listed, more = read_names(folder / "names.csv")
    problems.extend(more)
    crosswalk = pd.DataFrame(columns=["case_id"])
    with suppress(Refused):
        crosswalk = work.frame.crosswalk[work.frame.crosswalk["case_id"].isin(set(work.drawn["case_id"]))]
    return names_by_case(listed, crosswalk)


def _passages_quoted(quotes: pd.DataFrame | None, passages: pd.DataFrame) -> set[str]:
    """The passages that any quotation touches, whether it names the passage or a stretch of a source."""
    found: set[str] = set()
    for quote in [] if quotes is None else quotes.to_dict("records"):
        if quote["passage_id"]:
            found.add(str(quote["passage_id"]))
        elif str(quote["start"]).isdigit() and str(quote["end"]).isdigit():
            meets = (passages["start"] < int(quote["end"])) & (passages["end"] > int(quote["start"]))
            found.update(passages.loc[meets & (passages["source"] == quote["source"]), "passage_id"].astype(str))
    return found
