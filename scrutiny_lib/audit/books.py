"""Workbooks we send out: how such a file is made, whatever is in it.

The same inputs give the same bytes; nothing in it runs or points outside; it says its title, subject and language to
a screen reader; rows may grow with what is typed into them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from textwrap import wrap

from xlsxwriter import Workbook

from scrutiny_lib.errors import Problem, Refused

LANGUAGE = "en-GB"
_MADE = datetime(2000, 1, 1)
_STAMP = (1980, 1, 1, 0, 0, 0)
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
_LINE, _TALLEST = 15, 409
_LETTERS = 1.15
"""Letters of running text to a unit of a column's width, which is that of a digit."""


@contextmanager
def new_book(path: Path, title: str, subject: str) -> Iterator[Workbook]:
    """Make one workbook; it appears under its name when it is whole, and not at all when something fails.

    Parameters
    ----------
    path : Path
        The file, ending in ``.xlsx``. Its folder must be there.
    title, subject : str
        The document's properties. Never a name of a child, family or member of staff.

    Yields
    ------
    Workbook
        Text that begins with ``=`` or looks like a link stays text. A height given to a row is where it begins: the
        row still grows with its text.
    """
    held = BytesIO()
    with Workbook(held, _OPTIONS) as book:
        book.set_properties({"title": title, "subject": subject, "created": _MADE})
        book.set_size(24000, 14000)
        yield book
    put(path, _finished(held))


def put(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of either.

    Raises
    ------
    Refused
        When the file is open in another program (rule F16): then the old one stays.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except PermissionError:
        fact = "The file is open in another program or may not be written."
        raise Refused([Problem("F16", fact, "Close it in Excel and run again.", file=path.name)]) from None
    finally:
        part.unlink(missing_ok=True)


def _finished(made: BytesIO) -> bytes:
    """What the writer cannot say itself: the language of the document, and that rows may grow."""
    finished = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                data = data.replace(end, b"<dc:language>" + LANGUAGE.encode() + b"</dc:language>" + end)
            elif name.startswith("xl/worksheets/"):
                data = data.replace(b' customHeight="1"', b"")
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return finished.getvalue()


def row_height(*cells: tuple[str, float]) -> int:
    """How high a row must be for its texts, each with the width of its column; in points, as Excel counts.

    Programs that do not measure text on opening (LibreOffice) would cut it otherwise. At most 409, Excel's limit.

    >>> row_height(("yes", 20)), row_height(("one line and then another one", 20), ("", 5))
    (18, 33)
    """
    return min(max((_lines(text, width) for text, width in cells), default=1) * _LINE + 3, _TALLEST)


@lru_cache(maxsize=4096)
def _lines(text: str, width: float) -> int:
    letters = max(int(width * _LETTERS), 1)
    return sum(max(len(wrap(line, letters)), 1) for line in text.split("\n"))
