"""Writing so that a reader sees the old file or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import ScrutinyError

PART = ".part"
"""The end of the name of a file that is not in its place yet."""


@dataclass(frozen=True)
class Staged:
    """Files that are on disk as a whole under a temporary name, by the path at which each is to stand."""

    parts: Mapping[Path, Path]

    def put(self) -> None:
        """Put every one in its place: nothing more has to be written for that."""
        for path, part in self.parts.items():
            put_under(part, path)

    def drop(self) -> None:
        """Remove them: nothing has changed then."""
        for part in self.parts.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def put_under(part: Path, path: Path) -> None:
    """Give a file that is whole its name. Another program (a search for viruses, a viewer) may hold the old one for a
    moment: it is tried again for about two seconds."""
    for wait in (0.05, 0.1, 0.2, 0.4, 0.8):
        try:
            part.replace(path)
            return
        except PermissionError:
            time.sleep(wait)
    part.replace(path)


def check_free(paths: Iterable[Path]) -> None:
    """Raise :class:`~scrutiny_lib.errors.ScrutinyError` where a file that is to be replaced is held open by another
    program in a way that would stop that (Excel and Word on Windows do); nothing has changed then."""
    for path in paths:
        if path.is_file():
            try:
                put_under(path, path)
            except PermissionError:
                raise ScrutinyError(
                    f"Nothing was changed: {path.name} is open in another program. Close it there and run the same "
                    "command again, or give the pages another place with --out."
                ) from None


def stage(files: Mapping[Path, bytes], *, lasting: bool = True) -> Staged:
    """Write files under temporary names beside their places. If one cannot be written, none is left.

    ``lasting``: when this comes back they are on the disk, and outlive a machine that stops."""
    staged = Staged({path: path.with_name(path.name + PART) for path in files})
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with staged.parts[path].open("wb") as file:
                file.write(content)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
    except BaseException:
        staged.drop()
        raise
    return staged


def write_all(files: Mapping[Path, bytes], *, lasting: bool = True) -> None:
    """Write several files together: every one is on disk under a temporary name before the first is renamed.

    If anything fails while writing, no file is replaced; temporary ones are removed whatever fails. ``lasting`` as of
    :func:`stage`.
    """
    staged = stage(files, lasting=lasting)
    try:
        staged.put()
    except OSError:
        staged.drop()
        raise


def not_written(error: OSError, where: str) -> ScrutinyError:
    """That something could not be written and nothing was changed, with the system's reason and without a path."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return ScrutinyError(
        f"Nothing was changed: {where} could not be written to ({reason}). Make room there, or ask for the right to "
        "write there, and run the same command again."
    )
