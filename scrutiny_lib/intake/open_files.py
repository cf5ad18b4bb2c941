"""Files that a spreadsheet program has open: what is not saved there yet cannot be read, and is not written over."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.errors import Problems


def is_open(path: Path) -> bool:
    """Whether Excel (``~$A2.xlsx``) or LibreOffice (``.~lock.A2.xlsx#``) has left its mark that a file is open."""
    return any(path.with_name(mark).exists() for mark in (f"~${path.name}", f".~lock.{path.name}#"))


def note_open(path: Path, problems: Problems, not_done: str) -> bool:
    """Say that a file is open (F16, as a warning) and what was not done for that; whether it is open.

    >>> note_open(Path("nowhere/A2.xlsx"), Problems(), "It was not written again.")
    False
    """
    if not is_open(path):
        return False
    fact = f"The file is open in a spreadsheet program. {not_done}"
    problems.add("F16", fact, "Save it and close it there, then run again.", file=path.name, act="WARN")
    return True
