"""Every record of every episode of a children in need census, in tables: what a frame keeps only the latest of."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import pandas as pd

from scrutiny_lib.intake.census_checks import Breaches
from scrutiny_lib.intake.census_child import texts_of, value_of
from scrutiny_lib.intake.census_codes import census, word_of
from scrutiny_lib.intake.census_xml import inside
from scrutiny_lib.intake.codes import NOT_IN_LIST
from scrutiny_lib.intake.columns import CHILD, REFERRAL, symbol_of
from scrutiny_lib.intake.raw import RawTable

REVIEWS, OWN = "Reviews", "CINdetails"
_IDS = (CHILD, REFERRAL, "record")


class EpisodeRecords:
    """The records of episodes, collected child by child.

    :meth:`tables` gives one table for each group of the return (``Assessments``, ``Section47``,
    ``ChildProtectionPlans`` …), one for conferences recorded at the episode itself (``CINdetails``) and one for
    ``Reviews`` of plans. Each row has the child's and the referral's id, and ``record``: of a plan its own name, of a
    review its plan's. An episode that is there twice has each record twice under one name. Codes are in words."""

    def __init__(self) -> None:
        self._columns = {
            **{name: tuple(dict.fromkeys(columns.values())) for name, columns in census()["latest"].items()},
            OWN: ("conference_date",),
            REVIEWS: ("review_conference",),
        }
        self._rows: dict[str, list[list[str]]] = {name: [] for name in self._columns}
        self._places: dict[str, list[str]] = {name: [] for name in self._columns}

    def add(self, child: Element, own: str, referrals: Sequence[str], at: str) -> None:
        """Take every record of one child; ``referrals`` are the ids of its episodes in their order in the file."""
        for number, (episode, referral) in enumerate(zip(inside(child, OWN), referrals, strict=True), start=1):
            place, ids = f"{at}, episode {number}", [own, referral]
            texts = texts_of(episode, census()["episode"], place, Breaches())
            if texts.get("conference_date"):
                self._append(OWN, [*ids, "", texts["conference_date"]], place)
            for name, columns in census()["latest"].items():
                for nth, part in enumerate(inside(episode, name), start=1):
                    found, record = texts_of(part, columns, place, Breaches()), f"{referral}/{name}/{nth}"
                    cells = [found.get(column, "") for column in self._columns[name]]
                    self._append(name, [*ids, record, *cells], place)
                    reviews = [text for day in part.iter("CPPreviewDate") if (text := value_of(day))]
                    for text in dict.fromkeys(reviews):
                        self._append(REVIEWS, [*ids, record, text], place)

    def tables(self) -> dict[str, RawTable]:
        """The tables, by the name of their group."""
        return {name: self._table(name) for name in self._columns}

    def _append(self, name: str, cells: list[str], place: str) -> None:
        self._rows[name].append(cells)
        self._places[name].append(place)

    def _table(self, name: str) -> RawTable:
        table = pd.DataFrame(self._rows[name], columns=[*_IDS, *self._columns[name]], dtype="str")
        for column in table.columns.intersection(list(census()["codes"])):
            words = {text: _word(census()["codes"][column]["set"], text) for text in table[column].unique()}
            table[column] = table[column].map(words)
        return RawTable(table=table, places=self._places[name])


def _word(codes: str, text: str) -> str:
    word = text if not text or symbol_of(text) else word_of(codes, text)
    return NOT_IN_LIST if word is None else word
