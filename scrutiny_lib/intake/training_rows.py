"""Rows of a training file sorted into those that are used, those set aside, and second copies; each with its place.

Nothing stops a review here but a file that cannot be read at all: one bad row must not silence the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, frame_of, read_csv
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.text import without_control
from scrutiny_lib.intake.workbook import read_sheets

NOT_SAID = "not said"
"""The agency of a row that names none, or one the workspace does not know."""

ENDINGS = (".csv", ".xlsx")

_OF_CODES = frozenset({"Ll", "Lu", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "So"})
_LOOKS = frozenset("\ufe0e\ufe0f")
"""Signs that say whether a picture is drawn in colour: one telephone writes them, another does not."""

Received = list[tuple[str, int, int, int, int]]
"""One (what, received, used, held, refused) for each file read; see :data:`scrutiny_lib.intake.texts.RECEIVED_COLUMNS`.
A second copy of a row is refused."""


@dataclass(frozen=True)
class Sieve(Columns):
    """The columns of one text table; the lines of rows set aside are in ``held``, second copies in ``copies``."""

    act: str = "HOLD"
    held: set[Any] = field(default_factory=set)
    copies: set[Any] = field(default_factory=set)

    def note(self, lines: Iterable[Any], column: str, rule: str, fact: str, cure: str, act: str = "") -> None:
        """One problem for each of these labels of the table's index; the act HOLD sets the row aside."""
        noted = list(lines)
        if (act or self.act) == "HOLD":
            self.held.update(noted)
        super().note(noted, column, rule, fact, cure, act)

    def apart(self, read: pd.DataFrame, keys: Sequence[str], what: str) -> None:
        """Rows of ``read`` (this table as parsed) that say the same of the same ``keys`` are counted once; those that
        say different things are all set aside. Rows set aside already, or without one of the keys, are left alone."""
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for line, *values in read[list(keys)].itertuples(name=None):
            if line not in self.held and not any(value is None or value == "" for value in values):
                groups.setdefault(tuple(map(_alike, values)), []).append(line)
        for lines in (lines for lines in groups.values() if len(lines) > 1):
            if len({tuple(map(_alike, read.loc[line])) for line in lines}) == 1:
                fact, cure = f"{what} is there already, in {self._named(lines[:1])}; it counts once.", "Remove one."
                self.note(lines[1:], keys[-1], "I02", fact, cure, "WARN")
                self.copies.update(lines[1:])
                continue
            for line in lines:
                others = self._named([other for other in lines if other != line])
                fact = f"{what} is there again, with something else, in {others}; none of them counts."
                self.note([line], keys[-1], "I02", fact, "Keep the right one and remove the other.")

    def _named(self, lines: Iterable[Any]) -> str:
        return f"{self.frame.index.name} {', '.join(map(str, lines))}"

    def kept(self, read: pd.DataFrame, received: Received | None) -> pd.DataFrame:
        """The rows of ``read`` that are used (their index still says where they stood), counted in ``received``."""
        used = read[~read.index.isin(self.held | self.copies)]
        if received is not None:
            copies = len(self.copies - self.held)
            held = len(read) - len(used) - copies
            received.append((f"rows of {self.file}", len(read), len(used), held, copies))
        return used

    def agency(self, agencies: Mapping[str, str] | None, *, act: str) -> pd.Series[Any]:
        """The column ``agency``: the workspace's name for each id or name of ``agencies`` (id to name), as written
        where there are none to go by. One not known is noted (rule V02) and read as :data:`NOT_SAID`, like a blank."""
        if agencies is None:
            return self.frame["agency"].map(lambda cell: cell or NOT_SAID)
        known = {spelling(word): name for key, name in agencies.items() for word in (key, name)}
        cells = self.frame["agency"]
        names = cells.map(lambda cell: known.get(spelling(cell), NOT_SAID))
        strange = cells[(names == NOT_SAID) & (cells != "")]
        cure = "Write its id or name as in workspace.toml, or add it there."
        if act == "HOLD":
            self.note(strange.index, "agency", "V02", "The agency is none of the workspace's.", cure, act)
            return names
        for _, rows in strange.groupby(strange.map(spelling), sort=False):
            others = f", nor in {self._named(rows.index[1:])}" if len(rows) > 1 else ""
            fact = f"The agency is none of the workspace's{others}; it counts for no agency."
            self.note(rows.index[:1], "agency", "V02", fact, cure, act)
        return names


def _alike(value: Any) -> Any:
    return spelling(value) if isinstance(value, str) else value


def read_lines(
    path: Path, columns: Sequence[str], problems: Problems, *, optional: Sequence[str] = ()
) -> pd.DataFrame | None:
    """A training table as text, from a ``.csv`` or the one filled sheet of an ``.xlsx``; the index is the line or row.

    Headings that stand in it again are noted (S06, WARN). ``None`` when the file had to be refused; see
    :func:`scrutiny_lib.intake.data_files.read_csv`.
    """
    if path.suffix.lower() != ".xlsx":
        return _noted(read_csv(path, columns, problems, optional=optional), path.name, problems)
    sheets = read_sheets(path, problems)
    if sheets is None:
        return None
    filled = [rows for rows in sheets.values() if rows]
    if len(filled) > 1:
        fact, cure = "Several sheets are filled.", "Keep the one sheet with the table in the file, and no other."
        problems.add("S01", fact, cure, file=path.name, act="REJECT")
        return None
    numbered = list(enumerate(filled[0] if filled else [], start=1))
    return _noted(frame_of(numbered, columns, problems, file=path.name, optional=optional), path.name, problems)


def _noted(frame: pd.DataFrame | None, file: str, problems: Problems) -> pd.DataFrame | None:
    """The same, with a word where its headings stand in it again (S06): its rows may be there twice."""
    if frame is not None and len(frame):
        names = [spelling(str(name)) for name in frame.columns]
        again = [at for at, *cells in frame.itertuples(name=None) if list(map(spelling, cells))[:2] == names[:2]]
        fact, cure = "The headings stand here again.", "Look whether the file was added twice, and keep its rows once."
        for at in again:
            problems.add("S06", fact, cure, file=file, cell=f"{frame.index.name} {at}", act="WARN")
    return frame


def find_lines(folder: Path, name: str, problems: Problems) -> Path | None:
    """``name.csv`` or ``name.xlsx`` in a folder; ``None`` where there is neither, or both (noted, rule I02)."""
    there = [path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()]
    if len(there) > 1:
        fact = f"{there[0].name} and {there[1].name} are both there; neither is read."
        problems.add("I02", fact, "Keep one of the two.", file=there[0].name, act="REJECT")
        return None
    return there[0] if there else None


def same_code(code: str) -> str:
    """A self-made code as it is compared: letters, digits and pictures alone, capitals.

    >>> same_code("  jo-12 "), same_code("JO 12")
    ('JO12', 'JO12')
    >>> same_code("🦊 12") == same_code("🐻 12"), same_code("☀️12") == same_code("☀12")
    (False, True)
    """
    plain = unicodedata.normalize("NFKC", without_control(code)[0]).casefold()
    kept = (sign for sign in plain if unicodedata.category(sign) in _OF_CODES and sign not in _LOOKS)
    return "".join(kept).upper()
