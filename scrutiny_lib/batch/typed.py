"""By what somebody could be reached or looked up, wherever in the restricted files somebody typed it.

A frame gives up names and ids in columns of their own. Telephone numbers, e-mail addresses, pupil and NHS numbers and
postcodes stand in columns that are not carried, in answers and in remarks; they are looked for in the files as such.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..intake.workspace import Workspace, find_reviews
from ..release.patterns import holds_nhs_number

RESTRICTED = ("frame*", "returns", "voice", "practitioners*", "training", "history*", "risk*")
"""What of a review's folder holds children, families or staff one by one."""
MOST_BYTES = 60_000_000
"""A file that unpacks to more is passed over here; the readers refuse it."""

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}", re.IGNORECASE)
_PUPIL = re.compile(r"(?<![^\W_])[A-Z]\d{11}[A-Z\d](?![^\W_])")
_PHONE = re.compile(r"(?<![\w.+-])(?:\+44[ -]?|0)(?:\(0\)[ -]?)?\d(?:[ -]?\d){8,9}(?![\w.-])")
_NHS = re.compile(r"(?<![\w.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w.-])")
_POSTCODE = re.compile(r"(?<![^\W_])[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![^\W_])")


def typed_in(workspace: Workspace) -> set[str]:
    """Every telephone number, e-mail address, pupil number, NHS number and postcode in the restricted files of every
    review, as typed. A file that cannot be opened gives nothing: its reader tells of it."""
    found: set[str] = set()
    for folder in find_reviews(workspace):
        for path in sorted(path for name in RESTRICTED for path in folder.glob(name)):
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                if file.is_file():
                    for text in _texts(file):
                        found |= typed(text)
    return found


def typed(text: str) -> set[str]:
    """What of that kind one text holds.

    >>> sorted(typed("ring 07700 900461, or write to z@example.org; born 2011-03-14"))
    ['07700 900461', 'z@example.org']
    """
    kinds = (_PUPIL, _PHONE, _POSTCODE) + ((_MAIL,) if "@" in text else ())
    found = {said for kind in kinds for said in kind.findall(text)}
    return found | {said for said in _NHS.findall(text) if holds_nhs_number(said)}


def _texts(file: Path) -> Iterator[str]:
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                parts = [part for part in archive.infolist() if part.filename.endswith(".xml")]
                if sum(part.file_size for part in parts) <= MOST_BYTES:
                    for part in parts:
                        yield re.sub(r"<[^>]*>", " \n ", archive.read(part).decode("utf-8", "replace"))
        elif file.stat().st_size <= MOST_BYTES:
            yield file.read_bytes().decode("utf-8", "replace")
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return
