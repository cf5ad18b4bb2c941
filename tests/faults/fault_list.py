"""The list of faulty files, and the tools they are made with.

Each is a real file, made by a function named for its fault; the first part of its name is the item's number in the
list of bad input. They stand in ``faulty_files`` (wrong as files), ``faulty_sheets`` (in a sheet), ``faulty_cells`` (in
a cell) and ``faulty_work`` (a whole workspace). Every child is invented, and carries words found nowhere else, so that
a word of a child's in any message is found.
"""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.audit_room import CHILDREN, send

NAME = "Zebedee Quux"
IDS = ("ZQ0471", "ZQ0472", "ZQ0473")
NHS = "943 476 5919"
SAID = "A badger lives in the attic"
CANARIES = (
    *NAME.split(),
    *IDS,
    NHS,
    NHS.replace(" ", ""),
    "14/03/2011",
    "2011-03-14",
    "PO9 9ZZ",
    "badger",
    "attic",
    *CHILDREN,
)
"""What is known of the invented children: none of it may stand in a message."""


@dataclass(frozen=True)
class Fault:
    """One faulty file, and what has to become of it.

    ``reader`` is who reads it (*return*, *frame*, or *work* for a whole workspace); ``act`` what has to happen;
    ``says`` the words its message needs; ``at`` what its place needs, such as a cell; ``rules`` the codes it may have;
    ``never`` what stands in the file and in no message; ``around`` what is the matter with the computer while the file
    is read; ``more`` settings of the frame, or the command and how it has to end.
    """

    name: str
    make: Callable[[Path], object]
    reader: str
    act: str
    says: tuple[str, ...]
    at: str
    rules: tuple[str, ...]
    never: tuple[str, ...]
    suffix: str
    around: Callable[[Path], AbstractContextManager[object]]
    more: Mapping[str, Any]

    @property
    def item(self) -> str:
        """The number of the item in the list of bad input."""
        return self.name.partition("_")[0]

    @property
    def words(self) -> list[str]:
        """What its message has to say, in small letters."""
        return [word.casefold() for word in self.says]


FAULTS: dict[str, Fault] = {}
Make = Callable[[Path], object]


def fault(
    act: str,
    *says: str,
    reader: str = "return",
    at: str = "",
    rules: Iterable[str] = (),
    never: Iterable[str] = (),
    suffix: str = "",
    around: Callable[[Path], AbstractContextManager[object]] = nullcontext,
    **more: Any,
) -> Callable[[Make], Make]:
    """Add a faulty file to the list; the function that makes it is given the path to write to."""

    def add(make: Make) -> Make:
        name = make.__name__
        ending = suffix or {"return": ".xlsx", "frame": ".csv", "work": ""}[reader]
        codes = (name.partition("_")[0], *rules)
        FAULTS[name] = Fault(name, make, reader, act, says, at, codes, tuple(never), ending, around, more)
        return make

    return add


# -------------------------------------------------------------------------------------------------- tools


HEAD = ("child_id", "name", "nhs_number", "postcode", "date_of_birth", "stage", "referral_date", "notes")
GOOD = (
    (IDS[0], NAME, NHS, "PO9 9ZZ", "14/03/2011", "plan", "01/10/2025", SAID),
    (IDS[1], "Ada Quux", "", "", "2012-05-06", "in need", "2025-08-05", ""),
)


def row(**cells: str) -> tuple[str, ...]:
    """One child of a frame, the third, with these cells and the rest as usual."""
    usual = dict(zip(HEAD, (IDS[2], NAME, "", "PO9 9ZZ", "2013-07-08", "plan", "2025-09-09", SAID), strict=True))
    assert cells.keys() <= usual.keys()
    return tuple((usual | cells).values())


def as_csv(*rows: Iterable[str], head: Iterable[str] = HEAD) -> str:
    """A frame as CSV text: headings, two children in order (without notes under another last heading), these rows."""
    text = StringIO()
    good = GOOD if tuple(head) == HEAD else [(*cells[:-1], "") for cells in GOOD]
    csv.writer(text).writerows([head, *good, *rows])
    return text.getvalue()


def write_frame(path: Path, *rows: Iterable[str], head: Iterable[str] = HEAD) -> None:
    """That CSV text in a file, as UTF-8."""
    path.write_text(as_csv(*rows, head=head), encoding="utf-8", newline="")


def write_sheet(path: Path, *rows: Iterable[Any], head: Iterable[str] = HEAD) -> None:
    """The same in a workbook."""
    book = Workbook()
    for cells in (head, *GOOD, *rows):
        book.active.append(list(cells))
    book.save(path)


def pack(path: Path, **changes: str) -> Path:
    """A return of the police, in order, with a child's words in it."""
    given = {"A_life": SAID, "B_life": NAME, **changes}
    return send(path.parent, "police", path.name, **given)


def cell(page: Worksheet, question: str, heading: str = "Your answer") -> str:
    """Where the answer to a question stands on a child's sheet, whatever the layout."""
    (column,) = {box.column_letter for row in page.iter_rows() for box in row if box.value == heading}
    (row,) = {box.row for row in page.iter_rows() for box in row if box.value == question}
    return f"{column}{row}"


def header_cell(page: Worksheet, heading: str) -> str:
    """Where a heading stands."""
    (found,) = (box.coordinate for row in page.iter_rows() for box in row if box.value == heading)
    return str(found)


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Open a workbook as an auditor would, change it, save it."""
    book = load_workbook(path, keep_vba=False)
    change(book)
    book.save(path)


def answer(path: Path, question: str, value: Any, child: int = 0) -> None:
    """Type an answer into the sheet of one child."""
    edit(path, lambda book: book[CHILDREN[child]].__setitem__(cell(book[CHILDREN[child]], question), value))


def repack(
    path: Path, change: Callable[[str, bytes], bytes] | None = None, more: Mapping[str, str | bytes] | None = None
) -> None:
    """Rewrite a workbook with its parts changed and further parts added."""
    new = path.with_name("new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            data = old.read(name)
            package.writestr(name, change(name, data) if change else data)
        for name, given in (more or {}).items():
            package.writestr(name, given)
    new.replace(path)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file (version 3) with these streams; ``/`` in a name is a storage."""
    kinds: dict[str, int] = {"": 5}
    for name in streams:
        parts = name.split("/")
        kinds |= {"/".join(parts[: at + 1]): 2 if at + 1 == len(parts) else 1 for at in range(len(parts))}
    names, at, inside = list(kinds), {name: number for number, name in enumerate(kinds)}, {}
    for name in names[1:]:
        inside.setdefault(name.rpartition("/")[0], []).append(name)
    for members in inside.values():
        members.sort(key=lambda name: (len(name.rpartition("/")[2]), name.upper()))
    directory_sectors = -(-len(names) // 4)
    data = {name: text.ljust(max(4096, -(-len(text) // 512) * 512), b"\0") for name, text in streams.items()}
    used = directory_sectors + sum(len(text) // 512 for text in data.values())
    fat_sectors = next(n for n in range(1, 110) if n * 128 >= used + n)
    chain = [0xFFFFFFFD] * fat_sectors
    start, body = {}, b""
    for name, length in (("", directory_sectors), *((name, len(text) // 512) for name, text in data.items())):
        start[name] = len(chain)
        chain += [*range(len(chain) + 1, len(chain) + length), 0xFFFFFFFE]
        body += data.get(name, b"")
    entries = b""
    for name in names:
        short = name.rpartition("/")[2] or "Root Entry"
        beside = inside.get(name.rpartition("/")[0], []) if name else []
        after = beside[beside.index(name) + 1 :][:1] if name else []
        right = at[after[0]] if after else 0xFFFFFFFF
        child = at[inside[name][0]] if name in inside else 0xFFFFFFFF
        first = start[name] if name in data else 0xFFFFFFFE if not name else 0
        entries += short.encode("utf-16-le").ljust(64, b"\0") + struct.pack(
            "<HBBIII", 2 * len(short) + 2, kinds[name], 1, 0xFFFFFFFF, right, child
        )
        entries += bytes(36) + struct.pack("<IQ", first, len(data.get(name, b"")))
    entries = entries.ljust(directory_sectors * 512, b"\0")
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[:40]
    head = head[:76] + b"".join(struct.pack("<I", n if n < fat_sectors else 0xFFFFFFFF) for n in range(109))
    table = b"".join(struct.pack("<I", n) for n in chain).ljust(fat_sectors * 512, b"\xff")
    return head + table + entries + body


def old_sheet() -> bytes:
    """The stream of an Excel 97 workbook: one sheet, one cell with a name."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(what: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))

    text = NAME.encode("ascii")
    label = record(0x0204, struct.pack("<HHHHB", 0, 0, 15, len(text), 0) + text)
    title = b"Sheet1"
    globals_length = len(begin(5)) + 4 + 8 + len(title) + 4
    bound = record(0x0085, struct.pack("<IHBB", globals_length, 0, len(title), 0) + title)
    return begin(5) + bound + record(0x000A, b"") + begin(0x10) + label + record(0x000A, b"")


@cache
def picture() -> bytes:
    """A PNG of one pixel: a logo."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b"")
