"""A review's own ``history.csv``: what happened, one row for each event, beside any source.

Headings: ``child_id`` or ``referral_id`` (or both), ``event`` (a word of :data:`scrutiny_lib.terms.EVENTS`), ``on``
(a date), and where wanted ``spell``, any name that holds together what belongs together, such as a plan's number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, HEADINGS, REFERRAL, find_header
from scrutiny_lib.intake.csv_rows import read_rows
from scrutiny_lib.intake.dates import REASONS, parse_date
from scrutiny_lib.intake.frame import Frame
from scrutiny_lib.intake.frame_values import cells_that, note_cells
from scrutiny_lib.intake.history_make import EVENTS, OTHER_PREFIX, case_ids, sorted_events, sorted_spells
from scrutiny_lib.intake.history_rows import Account
from scrutiny_lib.intake.identifiers import rounded, tidy
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.raw import RawTable, from_grid
from scrutiny_lib.intake.text import header
from scrutiny_lib.terms import EVENTS as WORDS

FILE = "history.csv"
"""Where a review keeps events of its own."""

CARE = ("comes into care", "looked-after review", "leaves care")
"""What belongs to a period of care and to nothing else."""

_HEADINGS = {
    CHILD: (CHILD, *HEADINGS[CHILD]),
    REFERRAL: (REFERRAL, *HEADINGS[REFERRAL]),
    "event": ("event", "what happened"),
    "on": ("on", "date", "event date", "happened on"),
    "spell": ("spell",),
}
_COLUMNS = ("child", "spell", "event", "on")


def read_events(
    path: Path, key: bytes, history: tuple[pd.DataFrame, pd.DataFrame], frame: Frame, problems: Problems
) -> tuple[pd.DataFrame, Account]:
    """The rows that can be used (``child``, ``spell``, ``event``, ``on``), and what became of all of them.

    ``history`` is what is known so far, its spells and its events.

    Refused are rows with no id and exact repeats. Held are rows whose event is no word of the list (the message gives
    the nearest one), whose date cannot be read, whose child or referral neither the frame nor its source has, or whose
    referral is another child's. A row with a ``referral_id`` is of that referral's spell, one with a ``spell`` of that
    spell. With neither it is of the child's only spell, or where there are several of the one that began last on or
    before that day; looked-after reviews go to periods of care only, everything else to other spells only, and where
    there is none of the kind it is a spell of its own. When the file cannot be read there are no rows, and the
    problems say why.
    """
    nothing = pd.DataFrame(columns=list(_COLUMNS), dtype="str")
    grid = read_rows(path, problems)
    if grid is None:
        return nothing, Account("Rows of history.csv", 0, 0)
    at = find_header(grid, _HEADINGS["event"])
    if at is None:
        cure = "The headings are child_id or referral_id, event, on, and if wanted spell."
        problems.add("S09", "No row of headings was found.", cure, file=path.name, column="event", act="REJECT")
        return nothing, Account("Rows of history.csv", 0, 0)
    raw = from_grid(grid, at, _HEADINGS, ["event", "on"], problems, file=path.name)
    if raw is None:
        return nothing, Account("Rows of history.csv", 0, 0)
    text = raw.table.reindex(columns=list(_HEADINGS), fill_value="")
    text[[CHILD, REFERRAL]] = text[[CHILD, REFERRAL]].map(tidy)
    masks = _refusals(raw, text)
    words = {header(word): word for word in WORDS}
    text["word"] = text["event"].map(lambda word: words.get(header(word), ""))
    days = {cell: parse_date(cell, serial=True) for cell in text["on"].unique()}
    text["day"] = text["on"].map(lambda cell: found.isoformat() if (found := days[cell][0]) else "")
    masks |= _holds(raw, text)
    left = text[~pd.concat(masks.values(), axis=1).any(axis=1)] if len(text) else text
    placed = _Spells(key, *history, frame).place(left)
    masks["unknown"] = _mask(text, placed.index[placed["why"] == "unknown"])
    masks["another"] = _mask(text, placed.index[placed["why"] == "another"])
    _note(raw, masks, text, days, path, problems)
    used = placed[placed["why"] == ""].rename(columns={"word": "event", "day": "on"})[list(_COLUMNS)]
    refused = int((masks["no id"] | masks["repeat"]).sum())
    return used, Account("Rows of history.csv", len(text), len(used), len(text) - len(used) - refused, refused)


def add_events(
    events: pd.DataFrame, spells: pd.DataFrame, rows: pd.DataFrame, frame: Frame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and spells with those of the rows added; an event that is there already stays once."""
    if rows.empty:
        return events, spells
    rows = rows.assign(case_id=case_ids(rows, frame.table))
    new = rows.loc[~rows["spell"].isin(spells["spell"]), ["case_id", "child", "spell"]].drop_duplicates("spell")
    spells = sorted_spells(pd.concat([spells, new.assign(part_of="")], ignore_index=True)) if len(new) else spells
    return sorted_events(pd.concat([events, rows[list(EVENTS)]], ignore_index=True)), spells


def _mask(text: pd.DataFrame, rows: pd.Index) -> pd.Series:
    return pd.Series(text.index.isin(rows), index=text.index)


def _refusals(raw: RawTable, text: pd.DataFrame) -> dict[str, pd.Series]:
    no_id = (text[CHILD] == "") & (text[REFERRAL] == "")
    return {"no id": no_id, "repeat": raw.table.duplicated() & ~no_id}


def _holds(raw: RawTable, text: pd.DataFrame) -> dict[str, pd.Series]:
    broken = cells_that(text[CHILD], rounded) | cells_that(text[REFERRAL], rounded)
    too_long = _mask(text, pd.Index(raw.too_long))
    return {"broken id": broken, "too long": too_long, "event": text["word"] == "", "day": text["day"] == ""}


def _note(
    raw: RawTable,
    masks: Mapping[str, pd.Series],
    text: pd.DataFrame,
    days: Mapping[str, tuple[object, str]],
    path: Path,
    problems: Problems,
) -> None:
    """Every problem once, with its places; each row under the first thing that is wrong with it."""
    done = pd.Series(False, index=text.index)
    for name, rule, column, fact, cure, act in (
        ("no id", "I01", CHILD, "The row has no id.", "Give child_id or referral_id; the row is not used.", "HOLD"),
        ("repeat", "I04", CHILD, "The row is exactly the same as an earlier one.", "Nothing to do.", "REPAIR"),
        (
            "broken id",
            "I08",
            CHILD,
            "Excel has rounded the id; its last digits are lost.",
            "Make the file again with this column as text. The row is held.",
            "HOLD",
        ),
        (
            "too long",
            "S10",
            CHILD,
            "The row has more cells than there are headings; its cells may have slipped.",
            "Put quotation marks round text that holds a comma. The row is held.",
            "HOLD",
        ),
        ("event", "V02", "event", "", "", "HOLD"),
        ("day", "D16", "on", "", "", "HOLD"),
        (
            "unknown",
            "I15",
            CHILD,
            "The child or referral is neither in the frame nor in its source.",
            "Correct the id, or leave the row out; it is held.",
            "HOLD",
        ),
        (
            "another",
            "I16",
            REFERRAL,
            "The referral is that of another child.",
            "Correct the one or the other; the row is held.",
            "HOLD",
        ),
    ):
        rows = text.index[masks[name] & ~done]
        done |= masks[name]
        groups: dict[tuple[str, str], list[int]] = {}
        for at in rows:
            said = (fact, cure)
            if name == "event":
                said = ("This is no event of the list.", _hint(str(text.at[at, "event"])))
            elif name == "day":
                reason = days[str(text.at[at, "on"])][1]
                said = (f"This is {REASONS[reason]}.", "Write dates as 2025-12-31 or 31/12/2025. The row is held.")
            groups.setdefault(said, []).append(int(at))
        for (why, what), positions in groups.items():
            note_cells(raw, column, positions, problems, path, rule, why, what, act)


def _hint(word: str) -> str:
    """The nearest word of the list, or the whole list."""
    near = get_close_matches(header(word), [header(known) for known in WORDS], n=1, cutoff=0.6)
    if near:
        return f"Is '{next(known for known in WORDS if header(known) == near[0])}' meant? The row is held."
    return f"Write one of: {', '.join(WORDS)}. The row is held."


class _Spells:
    """Which spell a row of the file belongs to."""

    def __init__(self, key: bytes, spells: pd.DataFrame, events: pd.DataFrame, frame: Frame):
        self._key = key
        self._by_referral = "child" in frame.table
        self._child_of = dict(zip(spells["spell"], spells["child"], strict=True))
        crosswalk = frame.crosswalk
        linked = crosswalk[REFERRAL] if REFERRAL in crosswalk else pd.Series(dtype="str")
        cases = zip(linked, crosswalk.loc[linked.index, "case_id"], strict=True)
        self._of_referral = {referral: str(case) for referral, case in cases if referral}
        who = frame.table["child" if self._by_referral else "case_id"]
        self._children = {*spells["child"], *who}
        self._own: dict[str, list[str]] = {}
        for spell, child in self._child_of.items():
            self._own.setdefault(child, []).append(spell)
        self._first = dict(events.groupby("spell")["on"].min())
        self._in_care = set(events.loc[events["event"].isin(CARE), "spell"])

    def place(self, text: pd.DataFrame) -> pd.DataFrame:
        """The rows with ``child`` and ``spell``, or ``why`` they cannot have any."""
        columns = (CHILD, REFERRAL, "spell", "word", "day")
        found = [self._of(*row) for row in zip(*(text[name].tolist() for name in columns), strict=True)]
        made = pd.DataFrame(found, columns=["child", "spell", "why"], index=text.index, dtype="str")
        return made.join(text[["word", "day"]])

    def _of(self, child_id: str, referral_id: str, named: str, word: str, day: str) -> tuple[str, str, str]:
        child = pseudonym(self._key, child_id) if child_id else ""
        if referral_id:
            spell = pseudonym(self._key, referral_id)
            spell = spell if spell in self._child_of else self._of_referral.get(referral_id, "")
            owner = self._child_of.get(spell, "")
            if not owner:
                return child, "", "unknown"
            return owner, spell, "another" if child and child != owner else ""
        if child not in self._children:
            return child, "", "unknown"
        if named:
            return child, pseudonym(self._key, f"{child_id}/{named}", OTHER_PREFIX), ""
        return child, self._by_day(child, word, day) or pseudonym(self._key, f"{child_id}/history", OTHER_PREFIX), ""

    def _by_day(self, child: str, word: str, day: str) -> str:
        own = self._own.get(child, [])
        if len(own) == 1 and not self._by_referral:
            return own[0]
        near = sorted((self._first.get(at, ""), at) for at in own if (at in self._in_care) == (word in CARE))
        return near[max(bisect_right(near, (day, "\uffff")) - 1, 0)][1] if near else ""
