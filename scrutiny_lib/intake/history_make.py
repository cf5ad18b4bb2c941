"""From rows with the ids of their source to a history with pseudonyms: what belongs to which spell, and the tables.

A spell holds one thing of each kind: a referral with its first assessment, its first enquiry, its first plan and that
plan's reviews and visits. A second assessment or plan of the same referral is a spell of its own, so that the beginning
of one is never taken with the end of another; ``part_of`` says which referral it came under."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, REFERRAL
from scrutiny_lib.intake.frame_values import note_cells
from scrutiny_lib.intake.history_rows import Account, Kind, events_of
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.raw import RawTable

SPELLS = ("case_id", "child", "spell", "part_of")
EVENTS = ("case_id", "child", "spell", "event", "on")
RECEIVED = ("what", "received", "used", "held", "refused")
"""The columns of the three tables of a history; spells have their facts besides."""

REFERRAL_PREFIX, OTHER_PREFIX = "C", "S"
"""A referral has the code that it has in a frame of referrals; every other spell has a code of its own kind."""


class Gathered:
    """What has been read so far, with the ids of the source; spells are named by prefix, colon and text."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.accounts: list[Account] = []
        self.latest: set[str] = set()
        self._spells: list[pd.DataFrame] = []
        self._events: list[pd.DataFrame] = []

    def add(self, rows: pd.DataFrame, kind: Kind, account: Account) -> None:
        """Take rows that have ``spell`` (and ``part_of`` where they have one), with their events and facts."""
        facts = [name for name in dict.fromkeys(kind.facts.values()) if name in rows]
        self._spells.append(rows[[CHILD, "spell", *facts]].assign(part_of=rows.get("part_of", "")))
        self._events.append(events_of(rows, kind))
        self.accounts.append(account)
        self.latest |= set(kind.latest) if len(rows) else set()

    def first_day(self, *events: str) -> str:
        """The first day on which one of these happened; ``""`` when none did."""
        days = [table.loc[table["event"].isin(events), "on"] for table in self._events]
        return min((str(column.min()) for column in days if len(column)), default="")

    def tables(self, key: bytes, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Spells, events and received, with pseudonyms; ``frame`` is the frame's table, for its case ids."""
        spells = _merged(pd.concat([pd.DataFrame(columns=[CHILD, "spell", "part_of"], dtype="str"), *self._spells]))
        events = pd.concat([pd.DataFrame(columns=[CHILD, "spell", "event", "on"], dtype="str"), *self._events])
        names = {text: _code(key, text) for text in {*spells["spell"], *spells["part_of"], *events["spell"]}}
        children = {text: pseudonym(key, text) for text in {*spells[CHILD], *events[CHILD]}}
        made = []
        for table in (spells, events):
            new = table.assign(child=table[CHILD].map(children), spell=table["spell"].map(names))
            if "part_of" in new:
                new["part_of"] = new["part_of"].map(names)
            made.append(new.drop(columns=CHILD).assign(case_id=case_ids(new, frame)))
        return sorted_spells(made[0]), sorted_events(made[1]), received_table(self.accounts)


def referrals_of(
    rows: pd.DataFrame, raw: RawTable, account: Account, file: Path, problems: Problems
) -> tuple[pd.DataFrame, Account]:
    """Rows of referrals with their spells; of rows with one id that differ all but one are held (I13)."""
    order = rows.sort_values([REFERRAL, *sorted(rows.columns.drop(REFERRAL))], ascending=False, kind="stable")
    again = order.duplicated(REFERRAL).reindex(rows.index)
    fact = "The referral is there already, with other data."
    cure = "Keep the right row in the source. This one is held."
    note_cells(raw, REFERRAL, [int(at) for at in rows.index[again]], problems, file, "I13", fact, cure)
    held = int(again.sum())
    kept = rows[~again]
    return kept.assign(spell=f"{REFERRAL_PREFIX}:" + kept[REFERRAL]), account._replace(
        used=len(kept), held=account.held + held
    )


def place(rows: pd.DataFrame, kind: Kind, parents: pd.Series) -> pd.DataFrame:
    """The rows with ``spell`` and ``part_of``.

    ``parents`` names the spell that each row belongs to (``""``: none). The first under a parent is in the parent's
    own spell; every other, and every one without a parent, is a spell of its own. First is what began first, of one
    day what comes first by its contents, so that the order of a file does not matter.

    >>> rows = pd.DataFrame({"child_id": ["7", "7"], "plan_start": ["2025-05-01", "2025-02-01"]})
    >>> from scrutiny_lib.intake.history_rows import kinds_of
    >>> place(rows, kinds_of("annex_a")["7"], pd.Series(["C:r", "C:r"]))[["spell", "part_of"]].values.tolist()
    [['S:7/plan/2025-05-01', 'C:r'], ['C:r', '']]
    """
    contents = sorted(str(name) for name in rows.columns)
    began = kind.began if kind.began in rows else CHILD
    order = rows.assign(parent=parents).sort_values(["parent", CHILD, began, *contents], kind="stable")
    own = f"{OTHER_PREFIX}:" + order[CHILD] + f"/{kind.kind}/" + order[began]
    again = own.groupby(own).cumcount()
    own = own.where(again == 0, own + "/" + (again + 1).astype("str"))
    nth = order.groupby(["parent", CHILD], sort=False).cumcount()
    inside = (order["parent"] != "") & (nth == 0)
    spell, part_of = order["parent"].where(inside, own), order["parent"].where(~inside, "")
    return rows.assign(spell=spell.reindex(rows.index), part_of=part_of.reindex(rows.index))


def last_before(rows: pd.DataFrame, began: str, spells: pd.DataFrame, on: str) -> pd.Series:
    """For each row the child's spell that began last on or before it began; ``""`` where none did.

    ``spells`` has child_id, spell and the day ``on`` which each began. Where a source has no id that links its lists
    this is the link: what begins while a case is open belongs to the referral that opened it last."""
    days = pd.to_datetime(rows[began].where(rows[began] != "")) if began in rows else pd.Series(pd.NaT, rows.index)
    left = pd.DataFrame({CHILD: rows[CHILD], "day": days}).dropna().reset_index().sort_values("day", kind="stable")
    right = spells.loc[spells[on] != "", [CHILD, "spell", on]].assign(day=lambda table: pd.to_datetime(table[on]))
    right = right.sort_values(["day", "spell"], kind="stable")
    found = pd.merge_asof(left, right[[CHILD, "spell", "day"]], on="day", by=CHILD)
    return found.set_index(left.columns[0])["spell"].reindex(rows.index).fillna("")


def case_ids(table: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """The case of each row in the frame: by its spell in a frame of referrals, else by its child; ``""`` for none."""
    who = table["spell"] if "child" in frame else table["child"]
    return who.where(who.isin(set(frame["case_id"])), "")


def sorted_spells(table: pd.DataFrame) -> pd.DataFrame:
    """Spells in order of child and spell, their fixed columns first, then the facts, none missing."""
    facts = sorted(str(name) for name in table if name not in SPELLS)
    return table.sort_values(["child", "spell"], kind="stable").reset_index(drop=True)[[*SPELLS, *facts]].fillna("")


def sorted_events(table: pd.DataFrame) -> pd.DataFrame:
    """Events in order of child, spell, day and event, each once."""
    once = table[list(EVENTS)].drop_duplicates()
    return once.sort_values(["child", "spell", "on", "event"], kind="stable").reset_index(drop=True)


def received_table(accounts: Sequence[Account]) -> pd.DataFrame:
    """One row for each kind of row read."""
    return pd.DataFrame(list(accounts), columns=list(RECEIVED))


def _merged(spells: pd.DataFrame) -> pd.DataFrame:
    """One row for each spell: of each fact the first that is not blank."""
    filled = spells.where(spells != "")
    return filled.groupby([CHILD, "spell"], sort=False).first().reset_index().fillna("").astype("str")


def _code(key: bytes, name: str) -> str:
    prefix, _, text = name.partition(":")
    return pseudonym(key, text, prefix) if text else ""
