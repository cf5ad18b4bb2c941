"""A frame from the tables of the Standard Safeguarding Dataset: the children (or referrals) of one cohort, with
who they are and what belongs to each joined to it.

Which table makes which cohort, and what is joined by which id, is data: ``ssd.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.census_codes import disability_of
from scrutiny_lib.intake.columns import CHILD, NOT_AVAILABLE, REFERRAL
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.ssd_files import read_tables, ssd
from scrutiny_lib.intake.ssd_joins import families, join, latest_of_each
from scrutiny_lib.intake.ssd_values import in_words
from scrutiny_lib.plural import many, times

DEFAULT = "referrals"
"""The cohort that is read when a review names none."""

NOT_A_PERSON = "of a person who is not in ssd_person"
"""Why a row is held here."""

_PERSON, _FAMILY, _DISABILITY = "ssd_person", "ssd_family", "ssd_disability"
_SHOWN = 3


def read_ssd(path: Path, cohort: str, problems: Problems) -> RawTable | None:
    """Read the tables of one cohort; ``None`` when they have to be refused.

    Parameters
    ----------
    path : Path
        A folder of CSV files named after the tables (``ssd_person.csv``, ``dbo.CIN_Episodes.csv``), or a
        workbook with a sheet for each.
    cohort : str
        One of the cohorts of ``ssd.toml``; ``""`` means :data:`DEFAULT`.
    problems : Problems
        What is found is added here: tables that are missing, with what they are needed for (S01); persons
        there twice (I13) or not at all (I15); records that could not be joined (I16, I17); cells that are not
        whole JSON (S22); rows whose cells have slipped (S10).

    Returns
    -------
    RawTable or None
        For referrals one row each, with ``referral_id``; else one row for each child, its latest record, with
        ``records`` saying how many there are. Places are rows of the cohort's own table. Codes and flags come
        back as words; dates, sex and names as they stand. Rows of a person who is not in ``ssd_person`` are
        ``held``.
    """
    plan = ssd()["cohorts"].get(" ".join(cohort.lower().split()) or DEFAULT)
    if plan is None:
        cure = f"Write one of: {', '.join(ssd()['cohorts'])}."
        problems.add("P01", "There is no such cohort of the SSD tables.", cure, file=path.name, act="REJECT")
        return None
    steps, own = plan.get("joins", ()), plan["table"]
    wanted = dict.fromkeys([own, _PERSON, _FAMILY, _DISABILITY, *(step["table"] for step in steps)])
    tables = read_tables(path, wanted, (own, _PERSON), problems)
    if tables is None:
        return None
    notes = _Notes(problems, path.name)
    others = {name: _whole(raw, notes) for name, raw in tables.items() if name != own}
    by_referral = plan.get("unit") == "referral"
    rows, table = _rows(tables[own], by_referral, notes)
    for step in steps:
        if step["table"] in others:
            table = _joined(table, step, others[step["table"]], notes)
    return _finished(table, rows, own, tables, others, notes)


class _Notes:
    """Problems of these tables, each with how often and the first places."""

    def __init__(self, problems: Problems, file: str):
        self._problems, self._file = problems, file

    def say(self, rule: str, fact: str, cure: str, table: str, act: str, cell: str = "", column: str = "") -> None:
        """Note one thing."""
        self._problems.add(rule, fact, cure, file=self._file, sheet=table, cell=cell, column=column, act=act)

    def count(
        self,
        rule: str,
        fact: str,
        cure: str,
        table: str,
        act: str,
        found: int | Sequence[str],
        column: str = "",
    ) -> None:
        """Note something with how often it was found, or where; nothing when that is never."""
        places = [] if isinstance(found, int) else list(found)
        number = found if isinstance(found, int) else len(places)
        if number:
            more = f" and {number - _SHOWN} more" if len(places) > _SHOWN else ""
            self.say(rule, f"{fact}: {times(number)}.", cure, table, act, "; ".join(places[:_SHOWN]) + more, column)


def _whole(raw: RawTable, notes: _Notes) -> pd.DataFrame:
    """The rows of a table that is joined, without those whose cells may have slipped."""
    places = [raw.cell("", position) for position in raw.too_long]
    fact = "A row has more cells than there are headings; nothing is joined from it"
    cure = "Put quotation marks round text that holds a comma."
    notes.count("S10", fact, cure, raw.sheet, "HOLD", places)
    return raw.table.drop(index=raw.too_long).reset_index(drop=True)


def _rows(own: RawTable, by_referral: bool, notes: _Notes) -> tuple[list[int], pd.DataFrame]:
    """The rows of the cohort's own table that make the frame, and the table of them."""
    table = own.table
    if by_referral:
        return list(range(len(table))), table
    whole = table.drop(index=own.too_long)
    positions = list(whole.index)
    latest = {child: positions[at] for child, at in latest_of_each(whole, ssd()["tables"][own.sheet]).items()}
    count = whole[CHILD].value_counts()
    rows = [at for at in table.index if latest.get(str(table.at[at, CHILD]), at) == at or at in own.too_long]
    records = sum(int(count[child]) for child in latest)
    if records > len(latest):
        of = many(len(latest), "children")
        fact = f"There are {many(records, 'records')} of {of}; the latest of each is in the frame."
        notes.say("I19", fact, "The column 'records' says how many a child has.", own.sheet, "REPAIR")
    kept = table.loc[rows].reset_index(drop=True)
    kept["records"] = [str(count.get(child, "")) if child else "" for child in kept[CHILD]]
    return rows, kept


def _joined(table: pd.DataFrame, step: Mapping[str, Any], other: pd.DataFrame, notes: _Notes) -> pd.DataFrame:
    name, on = step["table"], " or ".join(step["on"])
    joined = join(table, other, ssd()["tables"][name], step["on"])
    fact = f"A record names the {on} of another child and is not joined"
    notes.count("I16", fact, "Correct the one or the other in the source.", name, "WARN", joined.of_another_child)
    fact = f"A record has no {on} and is not joined"
    notes.count("I17", fact, "Fill it in at the source; nothing is guessed.", name, "WARN", joined.without_id)
    return joined.table


def _finished(
    table: pd.DataFrame,
    rows: Sequence[int],
    name: str,
    tables: Mapping[str, RawTable],
    others: Mapping[str, pd.DataFrame],
    notes: _Notes,
) -> RawTable:
    """The table of cohort table ``name`` with its persons, in words."""
    own, by_referral = tables[name], "records" not in table
    places = [own.places[row] for row in rows]
    persons = _persons(tables[_PERSON], others[_PERSON], notes)
    strangers = [at for at, child in enumerate(table[CHILD]) if child and child not in persons.index]
    child_at = [f"{own.letters.get(CHILD, '')}{places[at]}" for at in strangers]
    fact, cure = "The person is not in the table ssd_person", "Add the person there; the row is held."
    notes.count("I15", fact, cure, own.sheet, "HOLD", child_at, CHILD)
    table = table.join(persons, on=CHILD).fillna("")
    labels: dict[str, int] = {}
    if _FAMILY in others:
        of_child, several = families(others[_FAMILY])
        table["family_id"] = [of_child.get(child, "") for child in table[CHILD]]
        fact = "A child is in more than one family; those families count as one"
        notes.count("I18", fact, "Look whether this is right.", _FAMILY, "WARN", several)
    if _DISABILITY in others:
        table["disability"], lost = _disabilities(table[CHILD], others[_DISABILITY])
        labels |= {"disability": lost} if lost else {}
    words = in_words(table)
    for column, positions in words.broken.items():
        cells = [f"{own.letters.get(column, 'row ')}{places[at]}" for at in positions]
        fact, cure = "The cell is not whole JSON; nothing is read from it", "Correct it in the source."
        notes.count("S22", fact, cure, own.sheet, "HOLD", cells, column)
    labels |= words.lost
    for column in ("disability", "factors", *ssd()["flags"]["columns"]):
        fact, cure = "A code or flag is not understood; the others were read", "Look what it should be."
        unclear = labels.get(column, 0) - len(words.broken.get(column, ()))
        notes.count("V02", fact, cure, own.sheet, "HOLD", unclear, column)
    ids = {CHILD, "family_id", *([REFERRAL] if by_referral else [])}
    shown = [column for column in words.table.columns if not column.endswith("_id") or column in ids]
    return RawTable(
        table=words.table[shown],
        places=places,
        letters={name: at for name, at in own.letters.items() if name in shown},
        sheet=own.sheet,
        too_long=[at for at, row in enumerate(rows) if row in own.too_long],
        matched=sum(raw.matched for raw in tables.values()),
        unread=tuple(f"{raw.sheet} {letters}" for raw in tables.values() for letters in raw.unread),
        labels=labels,
        event=ssd()["tables"][name]["began"],
        held={NOT_A_PERSON: strangers} if strangers else {},
    )


def _persons(raw: RawTable, table: pd.DataFrame, notes: _Notes) -> pd.DataFrame:
    """What is known of each person, by id. What two rows of one person say differently is left blank."""
    once = table[table[CHILD] != ""].drop_duplicates()
    double = once.duplicated(subset=[CHILD], keep=False)
    ids = list(once.loc[double, CHILD].unique())
    agreed = pd.DataFrame(
        [[child, *_agreed(once[once[CHILD] == child].drop(columns=CHILD))] for child in ids],
        columns=[CHILD, *once.columns.drop(CHILD)],
        dtype="str",
    )
    fact, cure = "A person is there again with other data; what differs is left blank", "Keep the right row."
    notes.count("I13", fact, cure, raw.sheet, "HOLD", len(ids))
    persons = pd.concat([once[~double], agreed[once.columns]]).set_index(CHILD)
    if "sex" not in persons and "gender" in persons:
        fact = "There is no column for sex; gender stands in its place."
        notes.say("S09", fact, "Add the column pers_sex.", raw.sheet, "WARN", column="sex")
        persons["sex"] = persons["gender"]
    return persons


def _agreed(rows: pd.DataFrame) -> list[str]:
    """Each cell that all rows agree on, blanks apart."""
    said = [set(rows[column]) - {""} for column in rows.columns]
    return [next(iter(texts)) if len(texts) == 1 else "" for texts in said]


def _disabilities(children: pd.Series, table: pd.DataFrame) -> tuple[list[str], int]:
    """Yes or no for each child, and how many codes are not understood; blank for a child without a row."""
    codes: dict[str, list[str]] = {}
    for child, code in zip(table[CHILD], table["disability"], strict=True):
        codes.setdefault(child, []).append("" if code == NOT_AVAILABLE else code)
    found = {child: disability_of(codes.get(child, ())) for child in children.unique()}
    return [found[child][0] for child in children], sum(lost for _, lost in found.values())
