"""One at a time: whoever changes what is released holds the record's door, and others are told who does.

The system lets go of the door when a process ends, however it ends. Where a network share cannot hold doors, the note
of who came in decides: a note whose process is gone (on this machine) is of a command that did not end well.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ..errors import ScrutinyError
from .files import not_written

NAME, NOTE = ".in-use", ".in-use-by"
BUSY = "Another command is at work on these pages{whose}. Wait until it has ended, then run this one again."
_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def alone(out: Path, *, reading: bool = False) -> Iterator[str]:
    """Hold ``out/record`` while pages, ledger and record are changed; gives who held it before and did not end well
    (a sentence, or nothing).

    ``reading`` holds it while they are only looked at, and writes nothing: where nobody ever held it there is nothing
    to hold. Raises :class:`~scrutiny_lib.errors.ScrutinyError` at once where somebody else holds it, with who and since
    when, and where the folder cannot be written to.
    """
    path = out / "record" / NAME
    if reading and not path.exists():
        yield ""
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("rb" if reading else "a+b")
    except OSError as error:
        raise not_written(error, "the folder of the record") from None
    note = path.with_name(NOTE)
    with file:
        before = _read(note)
        try:
            _hold(file)
        except OSError as error:
            if error.errno in _HELD or _is_there(before):
                raise ScrutinyError(BUSY.format(whose=_told(before, "begun by "))) from None
        if reading:
            yield ""
            return
        try:
            note.write_text(json.dumps(_myself()), encoding="utf-8")
        except OSError as error:
            raise not_written(error, "the folder of the record") from None
        try:
            yield f"An earlier command{_told(before, '')} did not end well." if before else ""
        finally:
            with suppress(OSError):
                note.unlink()


def _myself() -> dict[str, object]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    began = datetime.now(UTC).isoformat(timespec="seconds")
    return {"user": user, "host": socket.gethostname(), "process": os.getpid(), "since": began}


def _read(note: Path) -> dict[str, object]:
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _told(held: dict[str, object], by: str) -> str:
    """Who, where and since when, as it stands in the note."""
    if not held:
        return ""
    since = str(held.get("since", ""))[:16].replace("T", " at ")
    user = f"{by}{held['user']}, " if held.get("user") else ""
    return f" ({user}process {held.get('process')} on {held.get('host')}, since {since} UTC)"


def _is_there(held: dict[str, object]) -> bool:
    """Whether who wrote the note may still be at work: certain only of this machine."""
    if not held:
        return False
    if held.get("host") != socket.gethostname():
        return True
    process = held.get("process")
    return isinstance(process, int) and _runs(process)


if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _runs(process: int) -> bool:
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)

else:
    import fcntl

    def _hold(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _runs(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return process > 0
