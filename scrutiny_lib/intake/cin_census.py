"""A frame from a children in need census file: one row for each child, with the latest episode, or one for
each referral.

Census years differ: ``GenderCurrent`` to 2023-24, ``Sex`` after; codes come and go. All years are read alike,
and what does not belong to the year of the header is said. Elements of no year known here are counted as not
understood and not carried. What the elements mean is data: ``cin_census.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.census_checks import Breaches, Child, check_child, day_of
from scrutiny_lib.intake.census_child import carried_elements, latest, names_of, read_child
from scrutiny_lib.intake.census_codes import census, disability_of, factors_of, word_of
from scrutiny_lib.intake.census_records import EpisodeRecords
from scrutiny_lib.intake.census_xml import Broken, read_message, true_encoding
from scrutiny_lib.intake.census_year import CensusYear
from scrutiny_lib.intake.codes import NOT_IN_LIST
from scrutiny_lib.intake.columns import CHILD, REFERRAL, symbol_of
from scrutiny_lib.intake.identifiers import tidy
from scrutiny_lib.intake.plain_file import not_opened
from scrutiny_lib.intake.raw import MAX_ROWS, RawTable, refusal

WITHOUT_EPISODE = "without an episode"
"""Why a row is held here: a child of the file for whom there is no episode."""

_SEVERAL = {"disability": disability_of, "factors": factors_of}
"""Columns made of all the codes that a child has."""


def read_cin_census(path: Path, problems: Problems, episodes: bool = False) -> RawTable | None:
    """Read a census file; ``None`` when it has to be refused (F01, F02, F07, F10, F15, F16, F19, F21).

    Parameters
    ----------
    path : Path
        The file. UTF-8, UTF-16 and the single-byte encodings that an XML file can name are read; where the
        bytes are not what the file says, that is noted (T01).
    problems : Problems
        What is found is added here. The rules of the return whose breach makes a frame wrong are counted, one
        problem for each (see :mod:`scrutiny_lib.intake.census_checks`).
    episodes : bool
        One row for each episode, with a ``referral_id`` made of child and referral date. Where referrals of
        a child on one day differ, those after the first (in an order of their contents, not of the file) get
        ``/2``, ``/3`` …; one that repeats another has its id.

    Returns
    -------
    RawTable or None
        Without ``episodes`` a child's row carries the episode with the latest referral date; in both, of the
        assessments, plans and section 47 enquiries of an episode the one that began last. Codes come back as
        words, ``sex`` and dates as they stand. ``disability`` is ``yes`` when any is coded, ``died`` when
        there is a date of death; ``factors`` are words with semicolons between them; ``episodes`` says how
        many the child has. A child without an episode has a row, which is ``held``.
    """
    rows = _whole(path, problems, episodes)
    return None if rows is None else rows.table(problems, path.name)


class CensusRecords(NamedTuple):
    """Every record of a census file by the name of its group, with ``episodes`` among them (the rows of a frame of
    referrals, and their ids), and the day on which the census year began (``None`` when the header does not say)."""

    tables: dict[str, RawTable]
    begins: date | None


def read_census_records(path: Path, problems: Problems) -> CensusRecords | None:
    """Every episode of a census file and every record in it; ``None`` when the file has to be refused.

    Referrals have the ids of :func:`read_cin_census` with ``episodes``; the problems are its problems.
    """
    rows = _whole(path, problems, True)
    if rows is None:
        return None
    tables = {"episodes": rows.table(problems, path.name), **rows.records.tables()}
    return CensusRecords(tables, date(rows.year - 1, 4, 1) if rows.year else None)


def _whole(path: Path, problems: Problems, episodes: bool) -> _Rows | None:
    """All rows of the file, read in the encoding that it is in; ``None`` when it has to be refused."""
    try:
        try:
            return _read(path, None, episodes)
        except Broken as broken:
            encoding = true_encoding(path, broken)
            if encoding is None:
                raise
            return _read(path, encoding, episodes)
    except Refused as refused:
        problems.extend(refused.problems)
    except OSError as error:
        problems.extend(not_opened(path, error).problems)
    except Broken as broken:
        fact = "The file is not whole XML: it breaks here."
        place = f"line {broken.line}, column {broken.column}"
        problems.add("F07", fact, "Make the extract again.", file=path.name, cell=place, act="REJECT")
    return None


def _read(path: Path, encoding: str | None, episodes: bool) -> _Rows:
    rows = _Rows(episodes, encoding)
    for part in read_message(path, encoding):
        rows.add(part)
    if not rows.children:
        cure = "Give a CIN census file (Message, Children, Child)."
        raise refusal("F07", "The file holds no children.", cure, path.name)
    if rows.count > MAX_ROWS:
        what = "episodes" if episodes else "children"
        fact = f"There are {rows.count:,} {what}; more than {MAX_ROWS:,} are refused."
        raise refusal("F15", fact, "Split the file by child.", path.name)
    return rows


class _Rows:
    """The rows of a frame, made child by child; what is wrong is counted on the way."""

    def __init__(self, episodes: bool, encoding: str | None):
        self._encoding = encoding
        self.children = self.count = 0
        self.records = EpisodeRecords()
        self._episodes = episodes
        self._columns = _columns(episodes)
        self._year = CensusYear()
        self._breaches = Breaches()
        self._rows: list[list[str]] = []
        self._places: list[str] = []
        self._held: list[int] = []
        self._lost: dict[str, int] = {}
        self._seen: set[str] = set()
        self._unread: dict[str, int] = {}
        self._known: dict[str, set[str]] = {"8510": set(), "1520": set()}

    def add(self, part: Element) -> None:
        """Take a header or a child of the file."""
        if part.tag == "Header":
            self._year.read(part, self._breaches)
            return
        self.children += 1
        for name, known in names_of(part):
            if known:
                self._seen.add(name)
            else:
                self._unread[name] = self._unread.get(name, 0) + 1
        child = read_child(part, f"child {self.children}", self._breaches)
        check_child(child, self._year.number, self._breaches)
        self._year.check(child, self._breaches)
        self._check_again("8510", child.texts.get(CHILD, ""), child.at)
        self._check_again("1520", child.texts.get("upn", "").upper(), child.at)
        own = {
            **child.texts,
            "died": "yes" if "died" in child.texts else "no",
            "disability": self._word("disability", child.disabilities, child.at),
            "episodes": str(len(child.episodes)),
        }
        if not child.episodes:
            self._held.append(self.count)
            self._append(own, child.at)
        elif self._episodes:
            referrals = self._add_episodes(child, own)
            self.records.add(part, child.texts.get(CHILD, ""), referrals, child.at)
        else:
            self._append(self._joined(own, latest(child.episodes, "referral_date"), child.at), child.at)

    @property
    def year(self) -> int | None:
        """The census year, ``None`` when the header does not say."""
        return self._year.number

    def table(self, problems: Problems, file: str) -> RawTable:
        """Everything read, codes in words; what is wrong with the file is noted."""
        table = pd.DataFrame(self._rows, columns=self._columns, dtype="str")
        for column, codes in census()["codes"].items():
            if column not in _SEVERAL:
                table[column] = self._words(column, codes, table[column])
        self._year.note(problems, file)
        self._breaches.note(problems, file)
        self._note_unread(problems, file)
        if self._encoding:
            fact = f"The file is not in the encoding it names; it was read as {self._encoding.upper()}."
            problems.add("T01", fact, "Look whether accents are right.", file=file, act="REPAIR")
        return RawTable(
            table=table,
            places=self._places,
            matched=len(self._seen & carried_elements()),
            unread=tuple(sorted(self._unread)),
            labels=dict(self._lost),
            event="referral_date",
            held={WITHOUT_EPISODE: self._held} if self._held else {},
        )

    def _add_episodes(self, child: Child, own: Mapping[str, str]) -> list[str]:
        """One row for each episode; those of one day told apart by what they hold, whatever their order. The ids of
        the referrals come back."""
        rows = [
            self._joined(own, episode, f"{child.at}, episode {number}")
            for number, episode in enumerate(child.episodes, start=1)
        ]
        of_one_day: dict[str, list[tuple[str, ...]]] = {}
        for row in rows:
            on = day_of(row.get("referral_date", ""))
            day = on.isoformat() if on else row.get("referral_date", "")
            if child.texts.get(CHILD) and day:
                row[REFERRAL] = f"{child.texts[CHILD]}/{day}"
                of_one_day.setdefault(row[REFERRAL], []).append(self._cells(row))
        for number, row in enumerate(rows, start=1):
            at = f"{child.at}, episode {number}"
            kinds = sorted(set(of_one_day.get(row.get(REFERRAL, ""), [])))
            if len(kinds) > 1 and (kind := kinds.index(self._cells(row))):
                row[REFERRAL] += f"/{kind + 1}"
                self._breaches.add("same_day", at)
            self._append(row, at)
        return [row.get(REFERRAL, "") for row in rows]

    def _joined(self, own: Mapping[str, str], episode: Mapping[str, str], at: str) -> dict[str, str]:
        factors = self._word("factors", episode.get("factors", "").split("\n"), at)
        return {**own, **episode, "factors": factors}

    def _cells(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row.get(column, "") for column in self._columns)

    def _append(self, row: Mapping[str, str], at: str) -> None:
        self.count += 1
        if self.count <= MAX_ROWS:
            self._rows.append(list(self._cells(row)))
            self._places.append(at)

    def _check_again(self, rule: str, text: str, at: str) -> None:
        known, text = self._known[rule], tidy(text)
        if text in known:
            self._breaches.add(rule, at)
        elif text:
            known.add(text)

    def _word(self, column: str, codes: Sequence[str], at: str) -> str:
        word, lost = _SEVERAL[column](codes)
        if lost:
            self._lose(column, lost)
            self._breaches.add(census()["codes"][column]["rule"], at)
        return word

    def _words(self, column: str, codes: Mapping[str, str], texts: pd.Series) -> list[str]:
        known = {text: text if symbol_of(text) else word_of(codes["set"], text) for text in texts.unique()}
        words = []
        for place, text in zip(self._places, texts, strict=True):
            word = known[text]
            if word is None:
                self._lose(column, 1)
                if codes["rule"]:
                    self._breaches.add(codes["rule"], place)
            words.append(NOT_IN_LIST if word is None else word)
        return words

    def _lose(self, column: str, count: int) -> None:
        self._lost[column] = self._lost.get(column, 0) + count

    def _note_unread(self, problems: Problems, file: str) -> None:
        if not self._unread:
            return
        count, names = sum(self._unread.values()), sorted(self._unread)
        coming = set(names) & set(census()["elements"]["forthcoming"])
        fact = f"Elements of no census year known here are not carried: {', '.join(names[:5])}"
        cure = "This is of a forthcoming census." if coming else "Look whether the file is a CIN census."
        problems.add("S13", f"{fact} ({count:,} in all).", cure, file=file, act="WARN")


def _columns(episodes: bool) -> list[str]:
    names = census()
    groups = (column for group in names["latest"].values() for column in group.values())
    made = ("disability", "episodes", *names["episode"].values(), *groups, "factors", "review_conference")
    first = [CHILD, *([REFERRAL] if episodes else [])]
    return list(dict.fromkeys([*first, *names["child"].values(), *made]))
