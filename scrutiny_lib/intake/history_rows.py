"""The rows of one list or table on their way into a history: each used, held or refused, its dates read.

What a list says, in which column, is data: ``history.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.columns import CHILD, REFERRAL
from scrutiny_lib.intake.frame_rows import UNITS
from scrutiny_lib.intake.frame_values import cells_that, note_cells, read_dates, read_ids, read_symbols
from scrutiny_lib.intake.identifiers import rounded
from scrutiny_lib.intake.raw import RawTable

_FILE = Path(__file__).with_name("history.toml")
_TURNED = {"yes": "no", "no": "yes"}
_TURNED_ROUND = "conference_unnecessary"


class Account(NamedTuple):
    """What became of the rows of one kind; ``received`` is always ``used + held + refused``."""

    what: str
    received: int
    used: int
    held: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Kind:
    """What one list or table says; see ``history.toml``.

    ``events`` are by column what happened on its day, ``facts`` by column the name of the fact, ``began`` is the
    column of the day on which the thing began, ``under`` what it belongs to, ``links`` the columns of ids that say to
    which one, ``own_id`` its own id, ``latest`` the events of which only the last one is held, ``needs`` a date
    without which a row is held though its day is no event."""

    kind: str
    began: str
    events: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, str] = field(default_factory=dict)
    under: str = ""
    links: tuple[str, ...] = ()
    own_id: str = ""
    latest: tuple[str, ...] = ()
    needs: str = ""


@cache
def kinds_of(source: str) -> dict[str, Kind]:
    """The kinds of one source of ``history.toml`` by the name of their list or table.

    >>> kinds_of("annex_a")["7"].events["last_visit"], kinds_of("annex_a")["7"].under
    (('visit',), 'referral')
    """
    found: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))[source]
    return {
        name: Kind(
            kind=entry["kind"],
            began=entry["began"],
            events={column: tuple(events) for column, events in entry["events"].items()},
            facts=entry.get("facts", {}),
            under=entry.get("under", ""),
            links=tuple(entry.get("links", ())),
            own_id=entry.get("own_id", ""),
            needs=entry.get("needs", ""),
            latest=tuple(entry.get("latest", ())),
        )
        for name, entry in found.items()
    }


def take(raw: RawTable, kind: Kind, what: str, file: Path, problems: Problems) -> tuple[pd.DataFrame, Account]:
    """The rows of one kind that can be used, by their position in ``raw``, and what became of all of them.

    Refused are rows without the id of a child (of a referral, where the row is one) and exact repeats; held are rows
    with more cells than headings, with an id that Excel has rounded, those that the reader sets aside, and those of
    whose events no date can be read. A date that cannot be read is noted and left out; its row stays when it has
    another. Columns: the ids, dates as ISO text (``""`` where there is none), and the facts under their names here.
    """
    ids = [name for name in dict.fromkeys([CHILD, REFERRAL, *kind.links, kind.own_id]) if name in raw.table]
    dates = [name for name in dict.fromkeys([kind.began, *kind.events]) if name in raw.table]
    facts = [name for name in kind.facts if name in raw.table]
    text, _ = read_ids(read_symbols(raw.table[[*ids, *dates, *facts]]), CHILD, raw, problems, file)
    who = [name for name in (CHILD, REFERRAL) if name == CHILD or (kind.kind == "referral" and name in ids)]
    same = raw.table if kind.under == "plan" else raw.table.drop(columns="record", errors="ignore")
    groups = _sort(raw, text, who, same.duplicated())
    _note(raw, who[-1], groups, problems, file)
    left = text.loc[groups["left"]]
    dated = read_dates(left[[*ids, *dates]], raw, problems, file)[dates]
    dated = dated.where(dated.apply(lambda cells: cells.str[:1].str.isdigit()), "") if len(dated) else dated
    happened = [name for name in kind.events if name in dated]
    tested = [kind.needs] if kind.needs else happened if kind.began in kind.events else []
    undated = (dated[tested] == "").all(axis=1) if tested else pd.Series(False, index=dated.index)
    fact, cure = "The row has no date that can be read.", "Correct it in the source; the row is held."
    note_cells(raw, kind.began, list(dated.index[undated]), problems, file, "D16", fact, cure)
    used = left[ids].join(dated)
    for name in facts:
        cells = left[name]
        used[kind.facts[name]] = cells.map(lambda text: _TURNED.get(text, text)) if name == _TURNED_ROUND else cells
    used = used[~undated]
    held = len(groups["held"]) + int(undated.sum())
    return used, Account(what, len(raw.table), len(used), held, len(groups["refused"]))


def events_of(rows: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """The events of rows that have ``spell``: one row for each date, with child_id, spell, event and on.

    >>> rows = pd.DataFrame({"child_id": ["7"], "spell": ["C:r"], "plan_start": ["2025-01-02"], "plan_end": [""]})
    >>> events_of(rows, kinds_of("annex_a")["7"]).values.tolist()
    [['7', 'C:r', 'plan starts', '2025-01-02']]
    """
    parts = [
        rows.loc[rows[column] != "", [CHILD, "spell", column]].rename(columns={column: "on"}).assign(event=event)
        for column, events in kind.events.items()
        if column in rows
        for event in events
    ]
    empty = pd.DataFrame(columns=[CHILD, "spell", "event", "on"], dtype="str")
    return pd.concat([empty, *parts], ignore_index=True)[[CHILD, "spell", "event", "on"]]


def _sort(raw: RawTable, text: pd.DataFrame, who: list[str], again: pd.Series) -> dict[str, list[int]]:
    """Every row's position under what happens to it: ``left``, ``held`` or ``refused``, and for the notes why."""
    no_id = (text[who] == "").any(axis=1)
    broken = pd.concat([cells_that(text[name], rounded) for name in who], axis=1).any(axis=1) & ~no_id
    too_long = pd.Series(text.index.isin(raw.too_long), index=text.index) & ~no_id & ~broken
    aside = pd.Series(text.index.isin([at for rows in raw.held.values() for at in rows]), index=text.index)
    aside &= ~no_id & ~broken & ~too_long
    repeat = again & ~no_id & ~broken & ~too_long & ~aside
    held, refused = broken | too_long | aside, no_id | repeat
    masks = {"no id": no_id, "broken id": broken, "too long": too_long, "repeat": repeat, "held": held}
    masks |= {"refused": refused, "left": ~held & ~refused}
    return {name: [int(at) for at in text.index[mask]] for name, mask in masks.items()}


def _note(raw: RawTable, unit: str, groups: Mapping[str, list[int]], problems: Problems, file: Path) -> None:
    """In the words of the frame, so that what is said of both is said once."""
    slipped = "The row has more cells than there are headings; its cells may have slipped."
    lost, nobody = "Excel has rounded the id; its last digits are lost.", f"The row has no id of a {UNITS[unit]}."
    for group, rule, fact, cure, act in (
        ("no id", "I01", nobody, "Add it in the source; the row is not used.", "HOLD"),
        ("too long", "S10", slipped, "Put quotation marks round text that holds a comma. The row is held.", "HOLD"),
        (
            "broken id",
            "I08",
            lost,
            "Make the extract again with this column as text. The row is held.",
            "HOLD",
        ),
        ("repeat", "I04", "The row is exactly the same as an earlier one.", "Nothing to do.", "REPAIR"),
    ):
        note_cells(raw, unit, groups[group], problems, file, rule, fact, cure, act)
