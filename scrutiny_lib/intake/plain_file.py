"""A file somebody else made, before a byte of it is read: is it there, fetched, small enough, and free to be opened?"""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.raw import refusal

LONGEST_PATH = 255
"""A longer path cannot be opened on every computer."""

_NOT_DOWNLOADED = 0x00401000


def check_file(path: Path, limit: int, cure: str) -> None:
    """Raise :class:`~scrutiny_lib.errors.Refused` for a file that is missing (F02), only a placeholder of OneDrive
    (F19), larger than ``limit`` bytes (F15, with this ``cure``) or cannot be looked at (F16, F21). A placeholder is
    never opened: that would wait for the network."""
    try:
        facts = path.stat()
    except OSError as error:
        raise not_opened(path, error) from None
    if getattr(facts, "st_file_attributes", 0) & _NOT_DOWNLOADED:
        fact = "The file is only a placeholder: OneDrive has not downloaded it."
        download = "Choose 'Always keep on this device' for it in the file manager, wait, and run again."
        raise refusal("F19", fact, download, path.name)
    if facts.st_size > limit:
        raise refusal("F15", f"The file is larger than {limit // 1_000_000} MB.", cure, path.name)


def not_opened(path: Path, error: OSError) -> Refused:
    """Why a file could not be opened, as a reason to refuse it: its path is too long (F21), it is not there (F02), or
    somebody else has it open (F16)."""
    length = len(str(path.absolute()))
    if not isinstance(error, PermissionError) and (length >= LONGEST_PATH or len(path.name) >= LONGEST_PATH):
        fact = f"The path of the file has {length} characters, more than can be opened."
        cure = "Move the workspace nearer to the top of the drive, or shorten the file's name."
        return refusal("F21", fact, cure, path.name)
    if isinstance(error, FileNotFoundError):
        cure = f"Put it into the folder '{path.parent.name}', or correct its name in review.toml."
        return refusal("F02", "The file is not there.", cure, path.name)
    return refusal("F16", "The file cannot be opened.", "Close it in Excel and run again.", path.name)
