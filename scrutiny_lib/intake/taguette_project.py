"""A project of Taguette as it keeps it: an SQLite database, documents as HTML, positions in bytes.

The database is never trusted: it is opened read-only and as a file that nobody changes, only plain tables with plain
columns are read, and every value is checked for its kind. Where a highlight is, Taguette counts in bytes of UTF-8 over
the text of the document, tags skipped (its ``extract.py``, version 1.5.2).
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.qda_description import FIELDS, split_description
from scrutiny_lib.intake.qda_out import guid_in
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.raw import refusal

MAX_BYTES = 200_000_000
"""A larger file is refused before it is opened."""

NO_CODER = "Taguette does not say who gave a code: the coder is blank."

_NAMESPACE = "51b2b2b7-27eb-4ecb-9d56-e75b0a0496c2"
_AGAIN = "In Taguette, open the project, choose 'Export project', and put that file here."
_MAGIC = b"SQLite format 3\0"
_TABLES: Mapping[str, Mapping[str, type]] = {
    "projects": {"id": int, "name": str},
    "documents": {"id": int, "name": str, "contents": str, "description": str},
    "tags": {"id": int, "path": str, "description": str, "parent_id": int},
    "highlights": {"id": int, "document_id": int, "start_offset": int, "end_offset": int, "snippet": str},
    "highlight_tags": {"highlight_id": int, "tag_id": int},
}
_NOT_IN_EVERY_VERSION = ("description", "parent_id", "snippet")
_BLOCKS = (
    *("blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("table", "td", "th", "tr", "ul"),
)
_FIRST_LINE_END_SKIPPED = ("pre", "textarea", "listing")


class _Words(HTMLParser):
    """The text between the tags, with entities as the characters they mean."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.joined = 0
        self._opened = ""
        self._between = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._opened = tag
        self._between |= tag in _BLOCKS

    def handle_endtag(self, tag: str) -> None:
        self._opened = ""
        self._between |= tag in _BLOCKS

    def handle_data(self, data: str) -> None:
        if self._opened in _FIRST_LINE_END_SKIPPED:
            data = data.removeprefix("\n")
        self._opened = ""
        if data:
            if self._between and self.pieces and not (self.pieces[-1][-1].isspace() or data[0].isspace()):
                self.joined += 1
            self._between = False
            self.pieces.append(data)


def words_of(html: str) -> tuple[str, int]:
    r"""The text of a document as Taguette counts in it, and how often two paragraphs meet in it without a space.

    >>> words_of("<p>One &amp; two.</p><p>Three.</p>\n<p>Four.</p>")
    ('One & two.Three.\nFour.', 1)
    """
    reader = _Words()
    reader.feed(re.sub("\r\n?", "\n", html).lstrip())
    reader.close()
    return "".join(reader.pieces), reader.joined


def read_project(path: Path) -> Project:
    """Read a project database (see :func:`scrutiny_lib.intake.taguette.read_taguette`)."""
    tables = _tables(path)
    if len(tables["projects"]) != 1:
        fact = f"The database holds {len(tables['projects'])} projects, not one."
        cure = "In Taguette, open the project, choose 'Export project', and put that file here."
        raise refusal("Q05", fact, cure, path.name)
    lost = [NO_CODER]
    texts, joined = {}, 0
    for number, _, contents, _ in tables["documents"]:
        texts[number], times = words_of(contents)
        joined += times
    lose(
        lost, joined, "Paragraphs that follow the one before without a space or line end, as in Taguette's own text "
        "of a document (nothing was put between them): {n}."
    )  # fmt: skip
    return Project(
        codes=_codes(tables["tags"]),
        sources=qda_table(
            "sources",
            [
                {"source": f"document-{number}", "name": name, "text": texts[number], "description": description or ""}
                for number, name, _, description in tables["documents"]
            ],
        ),
        codings=qda_table("codings", _codings(tables, texts, lost)),
        lost=lost,
        name=tables["projects"][0][1],
        origin="Taguette",
    )


def tag_codes(tags: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Codes of a project made of Taguette's tags (name, description), each below the tag whose name its own begins
    with up to a full stop.

    >>> tag_codes([("voice.own", ""), ("voice", "")])["parent"].tolist()[0] == tag_guid("voice")
    True
    """
    names = {name for name, _ in tags}
    rows: list[dict[str, object]] = []
    for name, description in tags:
        parts = split_description(description)
        above = name
        while "." in above and (above == name or above not in names):
            above = above.rpartition(".")[0]
        parent = tag_guid(above) if above in names and above != name else ""
        own = {"code": tag_guid(name), "name": name, "parent": parent, "description": parts["rest"]}
        rows.append({**own, **{field: parts[field] for field in FIELDS}})
    return qda_table("codes", rows)


def _codes(tags: Sequence[tuple[int, str, str | None, int | None]]) -> pd.DataFrame:
    """Tags of a database as codes; where it says which tag is above another (from 2024 on), that counts."""
    codes = tag_codes([(path, description or "") for _, path, description, _ in tags])
    paths = {number: path for number, path, _, _ in tags}
    said = [tag_guid(paths[parent]) if parent in paths else "" for _, _, _, parent in tags]
    return codes.assign(parent=[above or named for above, named in zip(said, codes["parent"], strict=True)])


def tag_guid(name: str) -> str:
    """The id of a tag: the GUID that Taguette's own codebook file gives it.

    >>> tag_guid("interesting")
    '0d62985d-b147-5d01-a9b5-cae5dcd98342'
    """
    return guid_in(_NAMESPACE, name)


def lose(lost: list[str], times: int, sentence: str) -> None:
    """Add a sentence with ``{n}`` in it to what is lost, where there is any of it."""
    if times:
        lost.append(sentence.format(n=times))


def _codings(tables: Mapping[str, list[Any]], texts: Mapping[int, str], lost: list[str]) -> list[dict[str, object]]:
    """One row for each tag on each highlight, positions as code points."""
    tags = {number: tag_guid(path) for number, path, _, _ in tables["tags"]}
    given: dict[int, list[int]] = defaultdict(list)
    for highlight, tag in tables["highlight_tags"]:
        given[highlight].append(tag)
    ends = {number: [0, *accumulate(len(character.encode()) for character in words)] for number, words in texts.items()}
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    untagged = outside = unknown = twice = differ = 0
    for number, document, first, last, snippet in tables["highlights"]:
        found = ends.get(document)
        if found is None or not 0 <= first <= last <= found[-1]:
            outside += 1
            continue
        start, end = bisect_right(found, first) - 1, bisect_left(found, last)
        differ += snippet is not None and texts[document][start:end] != words_of(snippet)[0]
        untagged += not given[number]
        for tag in sorted(given[number]):
            row = {"source": f"document-{document}", "start": start, "end": end, "code": tags.get(tag, ""), "coder": ""}
            unknown += tag not in tags
            twice += tuple(row.values()) in rows
            if tag in tags:
                rows[tuple(row.values())] = row
    lose(lost, untagged, "Highlights without a tag, which are no codings, left out: {n}.")
    lose(lost, outside, "Highlights that are in no document or point outside it, left out: {n}.")
    lose(lost, unknown, "Tags of highlights that are not in the project, left out: {n}.")
    lose(lost, twice, "Codings that are there twice, read once: {n}.")
    lose(lost, differ, "Highlights of other words than Taguette kept for them (look where they begin and end): {n}.")
    return list(rows.values())


def _tables(path: Path) -> dict[str, list[Any]]:
    check_file(path, MAX_BYTES, "Export this project alone from Taguette.")
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
        waiting = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
        unsaved = any(other.exists() and other.stat().st_size for other in waiting)
    except OSError as error:
        raise not_opened(path, error) from None
    if head != _MAGIC:
        fact = "The file is empty." if not head else "The file is not a Taguette project (an SQLite database)."
        raise refusal("F07" if head else "F01", fact, _AGAIN, path.name)
    if unsaved:
        fact = "The project is open in Taguette, or was not closed: part of it is in a second file beside it."
        raise refusal("F16", fact, "Close Taguette, or export the project from it, and run again.", path.name)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            return _read(database, path.name)
    except (sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError):
        raise refusal("F07", "The database is damaged and cannot be read.", _AGAIN, path.name) from None


def _read(database: sqlite3.Connection, file: str) -> dict[str, list[Any]]:
    """Every table asked for, every column of its kind; nothing in the database is run or trusted."""
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    found: dict[str, list[Any]] = {}
    for table, kinds in _TABLES.items():
        plain = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
        columns = {row[1] for row in database.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0}
        if plain is None or not kinds.keys() <= columns.union(_NOT_IN_EVERY_VERSION):
            fact = f"The database has no plain table '{table}' as a Taguette project of version 1 has it."
            raise refusal("Q05", fact, _AGAIN, file)
        asked = [name if name in columns else f"NULL AS {name}" for name in kinds]
        rows = database.execute(f"SELECT {', '.join(asked)} FROM {table} ORDER BY {next(iter(kinds))}").fetchall()
        cells = ((name, value) for row in rows for name, value in zip(kinds, row, strict=True))
        if not all(_of_its_kind(name, kinds[name], value) for name, value in cells):
            raise refusal("F07", f"Table '{table}' of the database holds values of another kind.", _AGAIN, file)
        found[table] = rows
    return found


def _of_its_kind(name: str, kind: type, value: object) -> bool:
    return isinstance(value, kind) or (value is None and name in _NOT_IN_EVERY_VERSION)
