"""One at a time: whoever changes what is released holds the record's door, and others are told to wait."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import ScrutinyError
from .files import not_written

NAME = ".in-use"
BUSY = "Another command is at work on these pages. Wait until it has ended, then run this one again."


@contextmanager
def alone(out: Path, *, reading: bool = False) -> Iterator[None]:
    """Hold ``out/record`` while pages, ledger and record are changed; the system lets go of it when a process ends.

    ``reading`` holds it while they are only looked at, and writes nothing: where nobody ever held it there is nothing
    to hold. Raises :class:`~scrutiny_lib.errors.ScrutinyError` at once where somebody else holds it, and where the
    folder cannot be written to.
    """
    path = out / "record" / NAME
    if reading and not path.exists():
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("rb" if reading else "a+b")
    except OSError as error:
        raise not_written(error, "the folder of the record") from None
    with file:
        try:
            _hold(file)
        except OSError:
            raise ScrutinyError(BUSY) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _hold(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
