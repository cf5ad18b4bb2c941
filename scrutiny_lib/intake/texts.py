"""Texts as somebody said or wrote them: kept byte for byte, never altered, with what is known about each.

``texts.csv`` (or ``texts.xlsx``) has one row for each source. Its words stand in the row (column ``text``) or in a file
of their own (column ``file``, a ``.txt`` file in the folder ``texts``). Positions everywhere count code points of these
words, the end exclusive. Formulas, tags and signs that cannot be seen are part of the words like everything else.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns
from scrutiny_lib.intake.dates import BANDS
from scrutiny_lib.intake.free_text import identifying
from scrutiny_lib.intake.sheet_cells import LOST, UNCALCULATED
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts_files import MAX_BYTES, Unusable, read_text_file, text_files
from scrutiny_lib.intake.texts_rows import decode, read_exactly
from scrutiny_lib.plural import many
from scrutiny_lib.terms import (
    AGREED_TO_USE,
    AUDIENCES,
    INTERPRETER,
    KINDS_OF_VOICE,
    METHODS_OF_VOICE,
    PRACTITIONERS_VOICE,
    SEEN_ALONE,
    TEXT_TYPES,
)

FILES = ("texts.csv", "texts.xlsx")
AGREED = tuple(f"agreed_{audience}" for audience in AUDIENCES)
TEXT_COLUMNS = (
    "source",
    "case_id",
    "kind",
    "source_type",
    "agency",
    "method",
    "age_band",
    "seen_alone",
    "interpreter",
    "language",
    "on",
    *AGREED,
    "raised_by",
    "sha256",
)
RECEIVED_COLUMNS = ("what", "received", "used", "held", "refused")

_ASKED_FOR = (*TEXT_COLUMNS[:-1], "text", "file")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Texts:
    """Texts, and what is known about each.

    Parameters
    ----------
    table : DataFrame
        :data:`TEXT_COLUMNS`, one row for each source. Words from closed lists (see :mod:`scrutiny_lib.terms`); blank
        cells read ``not known`` (age band, seen alone, interpreter) or ``unknown`` (the five that begin with
        ``agreed_``), and ``""`` elsewhere. ``on`` is a date or ``None``. ``sha256`` is that of the bytes in ``raw``.
    words : dict of str to str
        The exact words by source: as the file holds them, line ends included, without a byte order mark.
    raw : dict of str to bytes
        By source, the bytes of its file, mark included; words that stood in a row, in UTF-8.
    received : DataFrame
        what (``"texts"``: rows of the list; ``"files"``: in the folder ``texts``), received, used, held, refused.
        Received is always the sum of the other three.
    """

    table: pd.DataFrame = field(default_factory=lambda: _typed(pd.DataFrame(columns=list(TEXT_COLUMNS))))
    words: dict[str, str] = field(default_factory=dict, repr=False)
    raw: dict[str, bytes] = field(default_factory=dict, repr=False)
    received: pd.DataFrame = field(default_factory=lambda: _received())


def read_texts(folder: Path, kinds: Sequence[str] = ()) -> tuple[Texts, Problems]:
    """Read the texts of ``reviews/<name>/voice`` or ``reviews/<name>/practitioners``.

    Parameters
    ----------
    folder : Path
        Holds ``texts.csv`` or ``texts.xlsx``, and the folder ``texts``. Neither list: no texts, and no problem.
    kinds : sequence of str
        The kinds of text that may stand there. By default, in a folder named *practitioners*, only theirs (a blank
        cell means it); elsewhere the three kinds of voice, which must be said.

    Returns
    -------
    texts : Texts
        Empty when a problem stops their use: a list that is refused, or one source twice (I02).
    problems : Problems
        By line. A row is held when a word is not on its list (V02) or a date is none (D01), when its words are
        missing (V05, as a warning), in two places, too long (F15) or half a character is in them (T01), and for its
        file: not a plain name, missing, no text, or named by two rows (I02). Words that were read as Windows-1252
        (T01), hold characters that cannot be seen (T10) or what looks like an identifier (T19) are used and noted.
    """
    kinds = tuple(kinds) or ((PRACTITIONERS_VOICE,) if folder.name == "practitioners" else KINDS_OF_VOICE)
    problems, files = Problems(), text_files(folder)
    lists = [folder / name for name in FILES if (folder / name).is_file()]
    if len(lists) > 1:
        cure = "Keep the one that counts."
        problems.add("F18", "There are two lists of texts.", cure, file=lists[1].name, act="REJECT")
    optional = [name for name in _ASKED_FOR if name not in ("source", "kind") or (name == "kind" and len(kinds) == 1)]
    frame = read_exactly(lists[0], _ASKED_FOR, "text", problems, optional=optional) if len(lists) == 1 else None
    if frame is None:
        _note_unnamed(files, [], problems)
        return Texts(received=_received(files=(len(files), 0, len(files)))), problems
    cells = Columns(frame, problems, lists[0].name, act="HOLD")
    table = _attributes(cells, kinds)
    _note_lost(cells)
    raw = _bytes(cells, folder, files)
    words = {line: text for line, data in raw.items() if (text := _words(cells, line, data)) is not None}
    held = {problem.cell for problem in problems.of("HOLD")}
    keep = [line for line in frame.index if f"{frame.index.name} {line}" not in held and line in words]
    _note_unnamed(files, frame["file"], problems)
    if problems.stops():
        return Texts(received=_received((len(frame), 0, len(frame)), (len(files), 0, len(files)))), problems
    for line in keep:
        _note_identifiers(cells, line, words[line])
    sources = {line: str(table["source"][line]) for line in keep}
    digests = [hashlib.sha256(raw[line]).hexdigest() for line in keep]
    named = set(frame["file"]) & set(files)
    used = len(named & set(frame["file"][keep]))
    return Texts(
        table=_typed(table.loc[keep].assign(sha256=digests)),
        words={sources[line]: words[line] for line in keep},
        raw={sources[line]: raw[line] for line in keep},
        received=_received((len(frame), len(keep), 0), (len(files), used, len(files) - len(named))),
    ), problems


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    types = {name: "str" for name in TEXT_COLUMNS} | {"on": "object"}
    return table.reindex(columns=list(TEXT_COLUMNS)).astype(types).reset_index(drop=True)


def _received(rows: tuple[int, int, int] = (0, 0, 0), files: tuple[int, int, int] = (0, 0, 0)) -> pd.DataFrame:
    """Counts of rows and of files: received, used, refused; what is neither used nor refused is held."""
    counts = [
        (what, received, used, received - used - refused, refused)
        for what, (received, used, refused) in (("texts", rows), ("files", files))
    ]
    return pd.DataFrame(counts, columns=list(RECEIVED_COLUMNS))


def _attributes(cells: Columns, kinds: Sequence[str]) -> pd.DataFrame:
    """What is known about each text, with ``None`` where a cell could not be read."""
    frame = cells.frame
    cells.once(["source"])
    practitioners = tuple(kinds) == (PRACTITIONERS_VOICE,)

    def listed(column: str, allowed: Sequence[str], blank: str) -> pd.Series[Any]:
        return cells.listed(column, allowed, blank=True).where(frame[column] != "", blank)

    fact, cure = "The cell is blank, or has no letter or digit.", "Give the text an id of its own."
    return frame.assign(
        source=cells.read("source", lambda cell: cell if spelling(cell) else None, "V05", fact, cure),
        kind=listed("kind", kinds, kinds[0]) if len(kinds) == 1 else cells.listed("kind", kinds),
        source_type=listed("source_type", TEXT_TYPES, ""),
        method=listed("method", METHODS_OF_VOICE, ""),
        age_band=listed("age_band", BANDS, "" if practitioners else "not known"),
        seen_alone=listed("seen_alone", SEEN_ALONE, "not applicable" if practitioners else "not known"),
        interpreter=listed("interpreter", INTERPRETER, "not known"),
        on=cells.dates("on", blank=True),
        **{column: listed(column, AGREED_TO_USE, "unknown") for column in AGREED},
    )


def _note_lost(cells: Columns) -> None:
    """Rows with a formula that was never calculated, or text that is not in the workbook: what was meant is unknown."""
    if any(problem.rule in ("S18", "F07") for problem in cells.problems.of("HOLD")):
        for column in cells.frame.columns:
            lines = cells.frame.index[cells.frame[column].isin((UNCALCULATED, LOST))]
            cells.note(lines, column, "S18", "The value is not in the workbook.", "Type it in, and save the workbook.")


def _bytes(cells: Columns, folder: Path, files: dict[str, Path]) -> dict[int, bytes]:
    """The bytes of each text by its line, where they can be had."""
    frame, raw = cells.frame, dict[int, bytes]()
    times = Counter(frame["file"])
    for line, text, name in frame[["text", "file"]].itertuples(name=None):
        if name and text.strip():
            fact = "The words stand in the row and a file is named too."
            cells.note([line], "file", "V04", fact, "Keep one of the two.")
        elif name and times[name] > 1:
            cells.note(
                [line], "file", "I02", "The file is named by two rows.", "Keep it for the text whose words it has."
            )
        elif name:
            found = read_text_file(folder, name, files)
            if isinstance(found, Unusable):
                cells.note([line], "file", found.rule, found.fact, found.cure)
            else:
                raw[line] = found
        else:
            try:
                raw[line] = text.encode("utf-8")
            except UnicodeEncodeError:
                _note_damaged(cells, line, "text")
    return raw


def _words(cells: Columns, line: int, data: bytes) -> str | None:
    """The exact words of one text; ``None`` when there are none or they cannot be known."""
    column = "file" if cells.frame["file"][line] else "text"
    decoded = decode(data) if column == "file" else (data.decode("utf-8"), "utf-8")
    if decoded is None:
        _note_damaged(cells, line, column)
        return None
    words, encoding = decoded
    if not words.strip():
        fact = "There are no words in it; the text is set aside."
        cells.note([line], column, "V05", fact, "If nothing was said, say so in the engagement log.", act="WARN")
        return None
    if len(data) > MAX_BYTES:
        fact = f"The text is larger than {MAX_BYTES // 1_000_000} MB."
        cells.note([line], column, "F15", fact, "Keep the part that is about this review.")
        return None
    if encoding == "cp1252":
        fact = "The text is not UTF-8; it was read as Windows-1252."
        cure = "Look whether accents and pound signs are right. Better, save it as UTF-8."
        cells.note([line], column, "T01", fact, cure, act="REPAIR")
    if unseen := len(_CONTROL.findall(words)):
        fact = f"{unseen} control character{'s are' if unseen > 1 else ' is'} in the text, and kept."
        cells.note([line], column, "T10", fact, "Look whether the text was cut.", act="WARN")
    return words


def _note_damaged(cells: Columns, line: int, column: str) -> None:
    fact = "The text is damaged: it is neither UTF-8, UTF-16 with its mark nor Windows-1252."
    cells.note([line], column, "T01", fact, "Save it again as plain text in UTF-8.")


def _note_identifiers(cells: Columns, line: int, words: str) -> None:
    """What looks like an identifier, by kind and how often; the words stay as they are."""
    kinds = Counter(identifying(words))
    if kinds:
        column = "file" if cells.frame["file"][line] else "text"
        named = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        cure = "The words are kept; nothing is quoted until it is redacted and signed."
        cells.note(
            [line], column, "T19", f"What looks like an identifier stands in the text: {named}.", cure, act="WARN"
        )


def _note_unnamed(files: dict[str, Path], named: Sequence[str] | pd.Series[str], problems: Problems) -> None:
    """Files in the folder that no row names: counted, never read."""
    if unnamed := len(set(files) - set(named)):
        fact = f"This folder holds {many(unnamed, 'files')} that no row of {FILES[0]} names: not read."
        cure = f"Write the name into {FILES[0]}, column file, or take the file out."
        problems.add("F22", fact, cure, file="texts", act="WARN")
