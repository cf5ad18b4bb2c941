"""The history in the tables of the Standard Safeguarding Dataset: every record of every table that is there.

Records belong together by the ids they name, never by time. What names an id that is not there is a spell of its
own."""

from __future__ import annotations

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, REFERRAL
from scrutiny_lib.intake.history_make import OTHER_PREFIX, Gathered, place, referrals_of
from scrutiny_lib.intake.history_rows import Kind, kinds_of, take
from scrutiny_lib.intake.raw import RawTable
from scrutiny_lib.intake.review import Review
from scrutiny_lib.intake.ssd_files import read_tables
from scrutiny_lib.intake.ssd_values import in_words

_CARE = "ssd_cla_episodes"


def ssd_history(review: Review) -> tuple[Gathered, str]:
    """Everything the tables say happened, and the first day they cover.

    Reviews and visits are of the plan or period of care they name, conferences of the enquiry, else of the referral;
    a review of a table that does not name the child is of the child of its plan or period. A person who is not in
    ``ssd_person`` has a history all the same. The extract goes back some years, but cases open then are in it with all
    their dates: the first day covered is that of the first contact, which is listed only if it falls into those years;
    without contacts it is not known.
    """
    problems, path = Problems(), review.frame.path
    gathered = Gathered(problems)
    kinds = kinds_of("ssd")
    noted = Problems()
    tables = read_tables(path, kinds, (), noted) or {}
    problems.extend(problem for problem in noted if problem.rule != "S01")
    links = _Links()
    for name, kind in kinds.items():
        if name not in tables:
            continue
        raw = _of_children(tables[name], kind, links)
        rows, account = take(raw, kind, f"Table {name}", path, problems)
        if kind.kind == "referral":
            rows, account = referrals_of(rows, raw, account, path, problems)
            links.know(REFERRAL, rows[REFERRAL], rows)
        elif name == _CARE:
            rows = _care(rows)
            for column in kind.links:
                if column in rows:
                    links.know(column, rows[column], rows)
        elif kind.under in ("plan", "care", "enquiry"):
            rows = links.joined(rows, kind)
        else:
            rows = place(rows, kind, links.of(rows, kind))
        if kind.own_id in rows:
            links.know(kind.own_id, rows[kind.own_id], rows)
        gathered.add(rows, kind, account)
    return gathered, gathered.first_day("contact")


class _Links:
    """Which spell and which child each id of a record stands for."""

    def __init__(self) -> None:
        self._spells: dict[str, dict[tuple[str, str], str]] = {}
        self._children: dict[str, dict[str, str]] = {}

    def know(self, column: str, ids: pd.Series, rows: pd.DataFrame) -> None:
        """Remember the spells of rows by one of their ids; of an id that is there twice the first counts."""
        spells, children = self._spells.setdefault(column, {}), self._children.setdefault(column, {})
        for own, child, spell in zip(ids, rows[CHILD], rows["spell"], strict=True):
            if own:
                spells.setdefault((own, child), spell)
                children.setdefault(own, child)

    def children(self, table: pd.DataFrame, kind: Kind) -> pd.Series:
        """The child of each row: its own, or that of the record it names."""
        found = table[CHILD] if CHILD in table else pd.Series("", index=table.index, dtype="str")
        for column in kind.links:
            if column in table:
                known = self._children.get(column, {})
                named = pd.Series([known.get(own, "") for own in table[column]], index=table.index, dtype="str")
                found = found.where(found != "", named)
        return found

    def of(self, rows: pd.DataFrame, kind: Kind) -> pd.Series:
        """The spell each row names by the first of its ids that is known for its child; ``""`` when none is."""
        found = pd.Series("", index=rows.index, dtype="str")
        for column in kind.links:
            if column in rows:
                known = self._spells.get(column, {})
                pairs = zip(rows[column], rows[CHILD], strict=True)
                named = pd.Series([known.get(pair, "") for pair in pairs], index=rows.index, dtype="str")
                found = found.where(found != "", named)
        return found

    def joined(self, rows: pd.DataFrame, kind: Kind) -> pd.DataFrame:
        """The rows in the spell each names; the others in spells of their own."""
        named = self.of(rows, kind)
        own = place(rows, kind, pd.Series("", index=rows.index, dtype="str"))
        return own.assign(spell=named.where(named != "", own["spell"]))


def _of_children(raw: RawTable, kind: Kind, links: _Links) -> RawTable:
    """The table in words, with a child for each row that names one or whose plan or period does."""
    table = in_words(raw.table).table
    table[CHILD] = links.children(table, kind)
    return RawTable(table, raw.places, raw.letters, raw.sheet, raw.too_long)


def _care(rows: pd.DataFrame) -> pd.DataFrame:
    """Episodes by period of care: the day of entering care, and of leaving it where the last episode has ended.

    A period is what has one id, else one day of entering care. Where an episode says no day of entering care, that of
    its first episode is not taken for it: the extract may begin in the middle of the period."""
    blank = pd.Series("", index=rows.index, dtype="str")
    period = rows.get("care_id", blank)
    entered = rows.get("care_start", blank)
    named = period.where(period != "", entered.where(entered != "", rows["care_episode_date"]))
    spell = f"{OTHER_PREFIX}:" + rows[CHILD] + "/care/" + named
    order = rows.assign(spell=spell).sort_values([CHILD, "spell", "care_episode_date", "care_end"], kind="stable")
    last = ~order.duplicated("spell", keep="last")
    ends = order["care_end"].where(last, "") if "care_end" in order else blank
    return order.assign(care_end=ends).reindex(rows.index)
