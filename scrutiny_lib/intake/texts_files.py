"""Texts that lie in files of their own: which files there are, and the bytes of each."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.paths import resolve_inside
from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.text import cell

FOLDER = "texts"
MAX_BYTES = 8_000_000
"""A longer text is set aside: it is a whole file of records, not a text somebody chose."""

_LEFT_BY_COMPUTERS = ("thumbs.db", "desktop.ini")


class Unusable(NamedTuple):
    """Why a text cannot be used: rule, fact and cure, as in :class:`scrutiny_lib.errors.Problem`."""

    rule: str
    fact: str
    cure: str


def text_files(folder: Path) -> dict[str, Path]:
    """The files below ``folder/texts`` by their names with composed accents; empty when there is no such folder.

    Some computers write an accent as a letter and a sign: the composed name finds the file all the same. Files that a
    computer leaves behind by itself (``Thumbs.db``, names that begin with a dot) are passed over.
    """
    inside = folder / FOLDER
    if not inside.is_dir():
        return {}
    found = sorted(path for path in inside.iterdir() if path.is_file() and not path.name.startswith("."))
    return {cell(path.name): path for path in found if path.name.lower() not in _LEFT_BY_COMPUTERS}


def read_text_file(folder: Path, name: str, files: dict[str, Path]) -> bytes | Unusable:
    """The bytes of one text, or why it cannot be used.

    ``name`` must be a plain file name ending in ``.txt`` (P04, F07) of a file that is there (F02), not a link out of
    the folder (P04), at most 8 MB (F15), fetched (F19) and free to be opened (F16, F21).
    """
    if any(mark in name for mark in "/\\:") or name.startswith("."):
        return Unusable("P04", "It is not a plain file name.", f"Put the file into the folder '{FOLDER}', and name it.")
    if not name.lower().endswith(".txt"):
        return Unusable("F07", "Only .txt files are read as texts.", "Save it as plain text, in UTF-8.")
    path = files.get(name)
    if path is None:
        cure = f"Put it into the folder '{FOLDER}', or write its name exactly as it is there."
        return Unusable("F02", "The file is not there.", cure)
    inside = folder / FOLDER
    if resolve_inside(path.name, inside, inside) is None:
        return Unusable("P04", "The file is a link that leads out of the folder.", "Put the file itself there.")
    try:
        check_file(path, MAX_BYTES, "Keep the part that is about this review.")
        return path.read_bytes()
    except OSError as error:
        refused = not_opened(path, error)
    except Refused as reason:
        refused = reason
    problem = refused.problems[0]
    return Unusable(problem.rule, problem.fact, problem.cure)
