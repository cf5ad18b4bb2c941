"""The rules of the children in need return itself whose breach makes a frame wrong, counted.

One line for each rule, with its number, how often it is broken and the first three places; what a breach
means is data (``cin_census.toml``). Nothing is put right here: a row that a rule tells against is used, held
or refused by whoever makes the frame."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.census_codes import census, word_of
from scrutiny_lib.intake.columns import is_date
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.identifiers import tidy, upn_stands
from scrutiny_lib.plural import times

SHOWN = 3
"""How many places a line names."""

_FORTY_WEEKS = timedelta(weeks=40)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")


class Breaches:
    """What is broken and where.

    >>> found, problems = Breaches(), Problems()
    >>> for child in (2, 5, 6, 9):
    ...     found.add("8590", f"child {child}")
    >>> found.note(problems, "census.xml")
    >>> print(problems)
    census.xml, child 2; child 5; child 6 and 1 more: The child has no episode (the return's own rule 8590):
    4 times. Add it in the source; the child is held. [C8590, HOLD]
    """

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def add(self, rule: str, place: str) -> None:
        """Count one breach of a rule of ``cin_census.toml``."""
        self._counts[rule] = self._counts.get(rule, 0) + 1
        places = self._places.setdefault(rule, [])
        if len(places) < SHOWN:
            places.append(place)

    def note(self, problems: Problems, file: str) -> None:
        """One problem for each rule, in the order of the rules."""
        for rule, words in census()["rules"].items():
            if rule not in self._counts:
                continue
            count = self._counts[rule]
            own = f" (the return's own rule {rule})" if rule[0].isdigit() else ""
            more = f" and {count - SHOWN} more" if count > SHOWN else ""
            problems.add(
                f"C{rule}" if own else words["code"],
                f"{words['fact']}{own}: {times(count)}.",
                words["cure"],
                file=file,
                cell="; ".join(self._places[rule]) + more,
                column=words.get("column", ""),
                act=words.get("act", "WARN"),
            )


@dataclass(frozen=True)
class Child:
    """One child as received.

    ``at`` is its place in the file; ``texts`` are by our names; ``names`` are all elements it has that are
    known; ``episodes`` are one table of texts each, with ``at_both_levels`` where the conference is recorded
    at the episode and at a section 47 enquiry, and ``factors`` on lines of their own."""

    at: str
    texts: Mapping[str, str]
    names: frozenset[str] = frozenset()
    disabilities: Sequence[str] = ()
    episodes: Sequence[Mapping[str, str]] = ()


def day_of(text: str) -> date | None:
    """The date a text plainly is (see :func:`scrutiny_lib.intake.dates.parse_date`), or ``None``."""
    return _parsed(text) if text else None


def check_child(child: Child, year: int | None, breaches: Breaches) -> None:
    """Count what is wrong with one child; ``year`` is the census year, ``None`` when it is not known."""
    end = date(year, 3, 31) if year else None
    for rule in (
        *_id_rules(child.texts, year),
        *_birth_rules(child.texts, end),
        *_sex_rules(child),
        *([] if child.texts.get("ethnicity") else ["4220"]),
        *_upn_rules(child.texts.get("upn", "")),
        *([] if child.episodes else ["8590"]),
    ):
        breaches.add(rule, child.at)
    if {"no", "yes"} <= {word_of("disability", code) for code in child.disabilities}:
        breaches.add("8790", child.at)
    _check_dates(child.texts, child.at, breaches)
    born = day_of(child.texts.get("date_of_birth", "")) or day_of(
        child.texts.get("expected_date_of_birth", "")
    )
    for number, episode in enumerate(child.episodes, start=1):
        at = f"{child.at}, episode {number}"
        _check_dates(episode, at, breaches)
        for rule in _episode_rules(episode, born, end):
            breaches.add(rule, at)


@lru_cache(maxsize=50_000)
def _parsed(text: str) -> date | None:
    return parse_date(text)[0]


def _check_dates(texts: Mapping[str, str], at: str, breaches: Breaches) -> None:
    """Count every date that is not written as the return writes dates."""
    for column, text in texts.items():
        if (is_date(column) or column == "died") and not _ISO.fullmatch(text):
            breaches.add("date", at)


def _id_rules(texts: Mapping[str, str], year: int | None) -> list[str]:
    own = tidy(texts.get("child_id", ""))
    if not own:
        return ["8500"]
    if year is not None and year < 2025:
        return []
    return [
        *(["1570"] if len(own) > 20 else []),
        *([] if re.fullmatch("[A-Za-z0-9]+", own) else ["1580"]),
    ]


def _birth_rules(texts: Mapping[str, str], end: date | None) -> list[str]:
    born, expected = texts.get("date_of_birth", ""), texts.get("expected_date_of_birth", "")
    day = day_of(born)
    return [
        *(["8520"] if day and end and day > end else []),
        *(["8525Q"] if bool(born) == bool(expected) else []),
    ]


def _sex_rules(child: Child) -> list[str]:
    codes, text = census()["sex"], child.texts.get("sex", "").upper()
    unborn = child.texts.get("expected_date_of_birth") and not child.texts.get("date_of_birth")
    allowed = [code for element in ("Sex", "GenderCurrent") if element in child.names for code in codes[element]]
    return [
        *([] if text in allowed else ["4180"]),
        *(["8750"] if unborn and text and text not in codes["unborn"] else []),
    ]


def _upn_rules(upn: str) -> list[str]:
    upn = tidy(upn).upper()
    if not upn or upn_stands(upn):
        return []
    broken = [
        *([] if re.fullmatch("[0-9]{8}", upn[4:12]) else ["1540"]),
        *([] if re.fullmatch("[0-9A-HJ-NP-RT-Z]", upn[12:]) else ["1550"]),
    ]
    return broken or ["1510"]


def _episode_rules(episode: Mapping[str, str], born: date | None, end: date | None) -> list[str]:
    text, closed = episode.get("referral_date", ""), day_of(episode.get("closure_date", ""))
    referred = day_of(text)
    late = bool(referred and end and referred > end)
    return [
        *(["8600"] if not text or late else []),
        *(["8606"] if referred and born and born - referred > _FORTY_WEEKS else []),
        *(["8630"] if referred and closed and closed < referred else []),
        *(["2884"] if episode.get("at_both_levels") else []),
    ]
