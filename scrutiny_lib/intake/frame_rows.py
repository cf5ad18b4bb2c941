"""The rows of a frame on the way in: each used, held or refused, its cells read, and the account of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codes import NOT_IN_LIST
from scrutiny_lib.intake.columns import CHILD, MARKS, REFERRAL, is_date, symbol_of
from scrutiny_lib.intake.dates import date_form, parse_date
from scrutiny_lib.intake.frame_people import count_families, family_key, note_doubles, note_largest
from scrutiny_lib.intake.frame_values import (
    cells_that,
    note_cells,
    read_ages,
    read_births,
    read_dates,
    read_ids,
    read_sex,
    read_symbols,
)
from scrutiny_lib.intake.identifiers import rounded
from scrutiny_lib.intake.load_report import CellCounts, LoadReport
from scrutiny_lib.intake.raw import RawTable

UNITS = {CHILD: "child", REFERRAL: "referral", "adopter_id": "adopter"}
"""What one row is about, by the column that says which one."""


@dataclass(frozen=True)
class FrameRows:
    """The rows used, indexed by their position in the raw table.

    ``text`` has identifiers in one form and marks for symbols, ``dated`` dates as ISO text besides; ``ages`` has
    ``age`` and ``age_band``; ``sex`` is ``F``, ``M``, ``X`` or ``unknown``; ``families`` the key of each family."""

    text: pd.DataFrame
    dated: pd.DataFrame
    ages: pd.DataFrame
    sex: pd.Series
    families: pd.Series
    report: LoadReport


def read_frame_rows(
    raw: RawTable, unit: str, as_at: date, sexes: Mapping[str, str], source: str, problems: Problems, path: Path
) -> FrameRows:
    """Sort the rows, read the cells of those used, and account for all of them.

    ``unit`` is the column that says who or what a row is about (a key of :data:`UNITS`), ``sexes`` a partnership's
    own words for sex, ``source`` what was read, in words. Where a child may be there more than once (``raw.event``)
    the row with the latest event is used and the earlier ones are held. Of rows about one child that differ and of
    which none is later, one is used and the others are held; the cells on which they differ are left blank, so that it
    does not matter which came first."""
    text, ids = read_ids(read_symbols(raw.table), unit, raw, problems, path)
    groups = _sort_rows(text, unit, raw)
    _note_rows(groups, unit, raw, problems, path)
    differing = _differing(text, unit, groups)
    text = text.loc[groups["used"]].mask(differing, "")
    dated, before = read_births(read_dates(text, raw, problems, path), as_at, raw, problems, path)
    ages, ages_given = read_ages(text, dated, as_at)
    blank = pd.Series("", index=text.index, dtype="str")
    sex = read_sex(text.get("sex", blank), sexes)
    families = text.get("family_id", blank).map(family_key)
    maybe_one, found = 0, count_families(families, text[unit if CHILD not in text else CHILD])
    if CHILD in text:
        _note_conflicts(text, dated, raw, problems, path)
        maybe_one = note_doubles(text, dated, raw, problems, path)
        note_largest(found, raw, problems, path)
    report = LoadReport(
        source=source,
        received=len(raw.table),
        used=len(text),
        twice=len(groups["twice"]),
        earlier=len(groups["earlier"]),
        set_aside=_count_aside(groups["set aside"], raw) | _of_several(groups["several children"]),
        too_long=len(groups["too long"]),
        broken_ids=len(groups["broken id"]),
        without_id=len(groups["no id"]),
        repeats=len(groups["repeat"]),
        unit=UNITS[unit],
        headings=raw.matched,
        renamed=raw.renamed,
        absent=raw.absent,
        unread=raw.unread,
        kept=raw.kept,
        cells=_count_cells(raw.table.loc[groups["used"]].mask(differing, ""), dated, sex),
        forms=_count_forms(text, dated),
        tidied=raw.tidied,
        header_row=raw.header_row,
        codes={name: count for name, count in raw.labels.items() if not (raw.table[name] == NOT_IN_LIST).any()},
        ids=ids,
        ages_given=ages_given,
        ages_unknown=int((ages["age_band"] == "not known").sum()) if CHILD in text else 0,
        unborn=int((ages["age_band"] == "unborn").sum()),
        known_before_birth=before,
        maybe_one=maybe_one,
        families=found.families,
        sharing=found.sharing,
        without_family=found.without,
    )
    return FrameRows(text, dated, ages, sex.fillna("unknown"), families, report)


def _count_cells(received: pd.DataFrame, read: pd.DataFrame, sex: pd.Series) -> dict[str, CellCounts]:
    """What became of the cells of each column, over the rows used."""
    counts = {}
    for name in received.columns:
        before, after = received[name], read[name]
        blank = before == ""
        mark = ~blank & (after.isin(MARKS) | cells_that(before, lambda text: symbol_of(text) is not None))
        unknown = ~blank & ~mark & (sex.isna() if name == "sex" else after == NOT_IN_LIST)
        lost = ~blank & ~mark & ~unknown & (after == "")
        filled = len(before) - int(blank.sum() + mark.sum() + unknown.sum() + lost.sum())
        counts[name] = CellCounts(
            filled, int(blank.sum()), int(mark.sum()), int(unknown.sum()), int(lost.sum()), is_date(name)
        )
    return counts


def _count_forms(text: pd.DataFrame, dated: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How dates are written that are not plain ISO dates, by form and column."""
    counts: dict[str, dict[str, int]] = {}
    for name in filter(is_date, text.columns):
        cells = text[name].tolist()
        forms = {cell: date_form(cell) for cell in set(cells)}
        for cell, day in zip(cells, dated[name].tolist(), strict=True):
            if day and (form := forms[cell]):
                of_form = counts.setdefault(form, {})
                of_form[name] = of_form.get(name, 0) + 1
    return counts


def _of_several(positions: list[int]) -> dict[str, int]:
    """Rows whose referral stands beside several children, as one more reason why rows are set aside."""
    return {"of a referral id with several children": len(positions)} if positions else {}


def _count_aside(positions: list[int], raw: RawTable) -> dict[str, int]:
    """How many rows the reader set aside, by the first reason of each."""
    counts, left = {}, set(positions)
    for reason, rows in raw.held.items():
        if mine := left & set(rows):
            counts[reason] = len(mine)
            left -= mine
    return counts


def _sort_rows(text: pd.DataFrame, unit: str, raw: RawTable) -> dict[str, list[int]]:
    """Every row's position under the one thing that happens to it."""
    who = [unit, CHILD] if CHILD in text else [unit]
    no_id = (text[who] == "").any(axis=1)
    too_long = pd.Series(text.index.isin(raw.too_long), index=text.index) & ~no_id
    broken = ~no_id & ~too_long
    broken &= pd.concat([cells_that(text[name], rounded) for name in who], axis=1).any(axis=1)
    aside = text.index.isin([at for positions in raw.held.values() for at in positions])
    set_aside = pd.Series(aside, index=text.index) & ~no_id & ~too_long & ~broken
    left = text[~(no_id | too_long | broken | set_aside)]
    shared = pd.Series(False, index=left.index)
    if unit != CHILD and CHILD in left:
        shared = left.groupby(unit)[CHILD].transform("nunique") > 1
    of_several, left = list(left.index[shared]), left[~shared]
    repeat = left.duplicated()
    left = left[~repeat]
    when = _when(left, raw.event if unit == CHILD else "")
    order = when.sort_values(ascending=False, kind="stable").index
    used = ~left.loc[order].duplicated(subset=[unit]).sort_index()
    latest = dict(zip(left.loc[used, unit], when[used], strict=True))
    earlier = ~used & (when < left[unit].map(latest).astype("str"))
    return {
        "no id": list(text.index[no_id]),
        "too long": list(text.index[too_long]),
        "broken id": list(text.index[broken]),
        "set aside": list(text.index[set_aside]),
        "several children": of_several,
        "repeat": list(repeat.index[repeat]),
        "earlier": list(left.index[earlier]),
        "twice": list(left.index[~used & ~earlier]),
        "used": list(left.index[used]),
    }


def _differing(text: pd.DataFrame, unit: str, groups: Mapping[str, list[int]]) -> pd.DataFrame:
    """For the rows used: which cells another row about the same child or referral contradicts."""
    used, twice = text.loc[groups["used"]], text.loc[groups["twice"]]
    found = pd.DataFrame(False, index=used.index, columns=used.columns)
    at = dict(zip(used[unit], used.index, strict=True))
    for position, row in zip([at[who] for who in twice[unit]], twice.to_numpy().tolist(), strict=True):
        found.loc[position] |= used.loc[position].to_numpy() != row
    return found


def _when(rows: pd.DataFrame, event: str) -> pd.Series:
    """The day of each row's event as ISO text; blank where there is none."""
    if event not in rows:
        return pd.Series("", index=rows.index, dtype="str")
    days = {text: parse_date(text, serial=True)[0] for text in rows[event].unique()}
    return rows[event].map(lambda text: day.isoformat() if (day := days[text]) else "").astype("str")


def _note_rows(groups: dict[str, list[int]], unit: str, raw: RawTable, problems: Problems, path: Path) -> None:
    words = UNITS[unit]
    for group, rule, fact, cure, act in (
        (
            "no id",
            "I01",
            f"The row has no id of a {words}.",
            "Add it in the source; the row is not used.",
            "HOLD",
        ),
        (
            "too long",
            "S10",
            "The row has more cells than there are headings; its cells may have slipped.",
            "Put quotation marks round text that holds a comma. The row is held.",
            "HOLD",
        ),
        (
            "broken id",
            "I08",
            "Excel has rounded the id; its last digits are lost.",
            "Make the extract again with this column as text. The row is held.",
            "HOLD",
        ),
        (
            "several children",
            "I13",
            "One referral id stands beside several children: whose referral it is cannot be told.",
            "Give each child's referral an id of its own, such as the two ids together. The rows are held.",
            "HOLD",
        ),
        ("repeat", "I04", "The row is exactly the same as an earlier one.", "Nothing to do.", "REPAIR"),
        (
            "earlier",
            "I13",
            f"The {words} is there again with a later {raw.event}, and that row is used.",
            "Nothing to do, unless the review is about each of these rows; the earlier ones are held.",
            "HOLD",
        ),
        (
            "twice",
            "I13",
            f"The {words} is there already, with other data.",
            "Keep the right row in the source. This one is held; until then cells on which the rows differ are blank.",
            "HOLD",
        ),
    ):
        note_cells(raw, unit, groups[group], problems, path, rule, fact, cure, act)
    if not groups["used"]:
        fact = "No row of the frame can be used."
        problems.add("I01", fact, "See the other problems of this file.", file=path.name, sheet=raw.sheet)


def _note_conflicts(text: pd.DataFrame, dated: pd.DataFrame, raw: RawTable, problems: Problems, path: Path) -> None:
    """One child with two dates of birth in the rows used (of several referrals): both cannot be right (I13)."""
    if "date_of_birth" not in dated:
        return
    born = dated["date_of_birth"].where(dated["date_of_birth"].str[:1].str.isdigit())
    double = born.groupby(text[CHILD]).transform("nunique") > 1
    fact, cure = "A child has two dates of birth in its rows.", "Correct the wrong one in the source."
    rows = [int(str(row)) for row in double[double].index]
    note_cells(raw, "date_of_birth", rows, problems, path, "I13", fact, cure, "WARN")
