"""The return of looked-after children (SSDA903): a folder of header.csv, episodes.csv, reviews.csv and missing.csv.

The return has episodes, one for every change of placement or legal status; what practice counts by is the period of
care, from coming into care to leaving it. What the headings and codes mean is data: ``ssda903.toml``."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, find_header
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.frame_values import note_cells
from scrutiny_lib.intake.history_rows import Account, kinds_of, take
from scrutiny_lib.intake.identifiers import tidy
from scrutiny_lib.intake.labels import with_labels
from scrutiny_lib.intake.raw import RawTable, from_grid
from scrutiny_lib.intake.text import header

HEADER, EPISODES, REVIEWS, MISSING = "header", "episodes", "reviews", "missing"
"""The files that are read, by what their names end in."""

WITHOUT_EPISODE = "without an episode of care"
"""Why a child of the header is held."""

_FILE = Path(__file__).with_name("ssda903.toml")
_KEPT = ("primary_need", "legal_status", "placement_type", "placement_provider", "care_end_reason")
_ORDER = [CHILD, "care_episode_date", "ends", "episode_reason", "care_end_reason", *_KEPT[:4]]


class Periods(NamedTuple):
    """Episodes as periods of care.

    ``rows`` are the episodes used in order of child and day, with ``period`` (1, 2 … for each child), ``from``
    (the first day of its first episode), ``care_start`` (the day the period began, on its first row, ``""`` where the
    file does not hold it), ``care_end`` (the day it ended, on its last row, ``""`` while it goes on) and
    ``episode_end`` (the day each episode ended)."""

    rows: pd.DataFrame
    account: Account


def read_ssda903(path: Path, problems: Problems) -> RawTable | None:
    """The children of the return as a frame: every child of the header with its latest period of care and latest
    episode; ``None`` when the folder has to be refused (S01, S02, S09, F02 and those of each file).

    ``care_start`` and ``care_end`` are of the period, ``legal_status``, ``placement_type``, ``placement_provider`` and
    ``primary_need`` of the latest episode, in words; ``in_care`` is ``no`` once the period has ended. A child
    without an episode is held. Places are rows of ``header.csv``. A child with episodes and without a row there is
    noted (I15) and not in the frame.
    """
    tables = read_return(path, (HEADER, EPISODES), problems)
    if tables is None:
        return None
    raw = tables[HEADER]
    rows = periods_of_care(tables[EPISODES], path, problems).rows
    latest = rows.drop_duplicates(CHILD, keep="last").set_index(CHILD)
    last = rows.groupby(CHILD)["period"].transform("max") == rows["period"]
    of_period = rows[last].groupby(CHILD)[["care_start", "care_end"]].max()
    children = raw.table[CHILD].map(tidy)
    table = raw.table.assign(**{name: children.map(latest[name]).fillna("") for name in _KEPT})
    for name in ("care_start", "care_end"):
        table[name] = children.map(of_period[name]).fillna("")
    known = children.isin(latest.index)
    table["in_care"] = (table["care_end"] == "").map({True: "yes", False: "no"}).where(known, "")
    strangers = sorted(set(latest.index) - set(children))
    if strangers:
        count = "one child" if len(strangers) == 1 else f"{len(strangers):,} children"
        fact, cure = f"There are episodes of {count} without a row in the header.", "Add the children there."
        problems.add("I15", fact, cure, file=path.name, sheet=EPISODES, act="HOLD")
    alone = [at for at, there in enumerate(known) if not there]
    fact, cure = "The child has no episode of care.", "Add it in the source; the child is held."
    note_cells(raw, CHILD, alone, problems, path, "I15", fact, cure)
    held = {WITHOUT_EPISODE: alone} if alone else {}
    return dataclasses.replace(with_labels(dataclasses.replace(raw, table=table), _spec()["codes"], {}), held=held)


def read_return(path: Path, needed: tuple[str, ...], problems: Problems) -> dict[str, RawTable] | None:
    """The files of the return as received, by :data:`HEADER` and the like; ``None`` when one that is ``needed`` is not
    there or one cannot be used. Names may have anything before and after the word (``SSDA903_2025_header.csv``)."""
    if not path.is_dir():
        cure = "Give the folder that holds header.csv, episodes.csv, reviews.csv and missing.csv."
        problems.add("F02", "The folder of the return is not there.", cure, file=path.name, act="REJECT")
        return None
    files = [file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv" and file.is_file()]
    tables, stands = {}, True
    for name, facts in _spec()["files"].items():
        found = [file for file in files if name in header(file.stem).split() and not file.name.startswith(("~$", "."))]
        if len(found) == 1:
            raw = _read(found[0], name, facts, problems)
            stands &= raw is not None
            if raw is not None:
                tables[name] = raw
        elif found:
            fact = f"{len(found)} files could be {name}.csv."
            problems.add("S02", fact, "Keep the right one.", file=path.name, act="REJECT")
            stands = False
        elif name in needed:
            problems.add("S01", f"There is no {name}.csv.", "Put it into the folder.", file=path.name, act="REJECT")
            stands = False
    return tables if stands else None


def periods_of_care(raw: RawTable, path: Path, problems: Problems) -> Periods:
    """Chain the episodes of each child into periods of care.

    The rules, where a record is not as it should be:

    - An episode whose reason is S starts a period, whatever came before; the one before ends by that day at the latest.
    - Any other goes on with the period, also over a gap in the dates (D17), unless the one before says that care ended
      and this one begins on a later day: then care began again (D17).
    - The first episode of a child whose reason is not S is in the middle of a period that began before the file: the
      day of coming into care is not known, and is not taken from the episode.
    - The period ends with its last episode; one without an end goes on. One that ends with X1, though nothing follows,
      is taken as ended on that day (D17).

    Held are episodes that end before they begin (D07). ``raw`` is the file of episodes as received.
    """
    rows, account = take(raw, kinds_of("ssda903")[EPISODES], "Episodes of care", path, problems)
    rows = rows.reindex(columns=[CHILD, "care_episode_date", "care_end", "episode_reason", *_KEPT], fill_value="")
    backward = (rows["care_end"] != "") & (rows["care_end"] < rows["care_episode_date"])
    fact, cure = "The episode ends before it begins.", "Correct the one or the other date; the episode is held."
    note_cells(raw, "care_end", [int(at) for at in rows.index[backward]], problems, path, "D07", fact, cure)
    account = account._replace(used=account.used - int(backward.sum()), held=account.held + int(backward.sum()))
    ends = rows["care_end"].where(rows["care_end"] != "", "9999-12-31")
    rows = rows.assign(ends=ends)[~backward].sort_values(_ORDER, kind="stable")
    reasons = _spec()["reasons"]
    starts = rows["episode_reason"].str.upper() == reasons["starts"]
    before = rows.groupby(CHILD)[["care_end", "care_end_reason"]].shift()
    first = ~rows.duplicated(CHILD)
    goes_on = before["care_end_reason"].fillna("").str.upper().isin(["", reasons["goes_on"]])
    later = (before["care_end"].fillna("") != "") & (rows["care_episode_date"] > before["care_end"].fillna(""))
    again = ~first & ~starts & ~goes_on & later
    rows["period"] = (first | starts | again).groupby(rows[CHILD]).cumsum()
    head, tail = ~rows.duplicated([CHILD, "period"]), ~rows.duplicated([CHILD, "period"], keep="last")
    rows["from"] = rows.groupby([CHILD, "period"])["care_episode_date"].transform("min")
    rows["care_start"] = rows["care_episode_date"].where(head & (starts | again), "")
    following = rows.groupby(CHILD)["care_episode_date"].shift(-1).fillna("9999-12-31")
    end = rows["ends"].where(rows["ends"] <= following, following)
    rows["episode_end"] = rows["care_end"]
    rows["care_end"] = end.where(tail & (end != "9999-12-31"), "")
    dangling = ~rows.duplicated(CHILD, keep="last") & (rows["ends"] != "9999-12-31")
    dangling &= rows["care_end_reason"].str.upper() == reasons["goes_on"]
    doubts = {"gap": ~first & ~starts & goes_on & later, "again": again, "dangling": dangling}
    _note_doubts(raw, {name: rows.index[mask] for name, mask in doubts.items()}, path, problems)
    return Periods(rows.drop(columns="ends"), account)


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The codes of episodes in words."""
    return with_labels(RawTable(table=rows, places=[]), _spec()["codes"], {}).table


def _note_doubts(raw: RawTable, doubts: Mapping[str, pd.Index], path: Path, problems: Problems) -> None:
    cure = "Correct it in the source; until then it was read so."
    for name, fact in (
        ("gap", "The episode goes on with the one before, but begins later than that ended; care was taken to go on."),
        ("again", "The episode goes on with the one before, but that ended care; care was taken to begin again."),
        ("dangling", "The episode says that another follows, and none does; care was taken to have ended that day."),
    ):
        rows = [int(at) for at in doubts[name]]
        note_cells(raw, "care_episode_date", sorted(rows), problems, path, "D17", fact, cure, "WARN")


def _read(file: Path, name: str, facts: Mapping[str, Any], problems: Problems) -> RawTable | None:
    rows = read_rows(file, problems)
    if rows is None:
        return None
    known = {**facts["columns"], **{heading: (heading,) for heading in facts["not_carried"]}}
    at = find_header(rows, known[CHILD])
    if at is None:
        cure = "The headings must stand within the first 20 rows."
        problems.add("S09", "No row of headings was found.", cure, file=file.name, column=CHILD, act="REJECT")
        return None
    raw = from_grid(rows, at, known, facts["required"], problems, file=file.name)
    if raw is None:
        return None
    table = raw.table[[column for column in raw.table.columns if column in facts["columns"]]]
    return dataclasses.replace(raw, table=table, sheet=name, absent=())


@cache
def _spec() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
