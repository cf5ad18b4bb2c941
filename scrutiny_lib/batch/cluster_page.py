"""One page drawn by a worker of a cluster: what is sent there, what comes back, and what it is drawn with.

Sent are a notebook and released tables; no child's row, no key and no name. A worker draws as this machine does: in a
fresh process that is ended when its time is over, or when its worker ends.
"""

from __future__ import annotations

import multiprocessing
import platform
import tempfile
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from .cells import CellLimits
from .hashes import sha256_of, software
from .workers import Task, in_fresh_processes

EXECUTED = (".ipynb", ".log")
"""What is kept of a run beside its page, by the end of its name."""
_TRIAL_SECONDS = 120.0
_TRIAL = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A trial</title></head><body><main><h1>Seen'
    "</h1><p>Nine of <strong>twelve</strong> – <em>75 %</em> – <code>n of N</code></p></main></body></html>"
)


@dataclass(frozen=True)
class Sent:
    """One page to draw: its notebook (name and bytes), the released tables (their name, hash, and bytes – or the path
    under which a worker finds them), the printed form or not, its limits, and the seconds that all of it may take."""

    notebook_name: str
    notebook: bytes
    tables_name: str
    tables_sha256: str
    tables: bytes | Path
    pdf: bool
    limits: CellLimits
    seconds: float


@dataclass(frozen=True)
class Came:
    """What came of it: the page in every form and what is kept of the run, by the ends of their names; or in ``why``
    one line without case data. ``lost``: somebody ended the process that drew it, and another may draw it."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    kept: Mapping[str, bytes] = field(default_factory=dict)
    why: str = ""
    seconds: float = 0.0
    lost: bool = False
    unexpected: bool = False


def tools(pdf: bool, made_with: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Everything here that can change the bytes of a page, by name: the software of ``made_with`` (what is installed
    where it is left out), the system, how files are compressed and, for a printed form, the hash of a trial print."""
    found = dict(_flat(software() if made_with is None else made_with))
    found["system"] = f"{platform.system()} {platform.machine()}"
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    if pdf:
        found["a trial print"] = _trial_print()
    return found


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """What is not the same in both, each with what stands where.

    >>> differences({"pandas": "3.0.1", "python": "3.11.9"}, {"pandas": "3.0.2", "python": "3.11.9"})
    ['pandas 3.0.2 there, 3.0.1 here']
    """
    return [
        f"{name.replace('library_sha256', 'code of this software')} {there.get(name, 'missing')[:12]} there, "
        f"{here.get(name, 'missing')[:12]} here"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]


def _flat(versions: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        pair
        for name, value in versions.items()
        for pair in (_flat(value) if isinstance(value, Mapping) else [(name, str(value))])
    ]


@cache
def _trial_print() -> str:
    """The hash of a small page, printed: another engine, or other fonts, give another."""
    _may_have_children()
    [done] = in_fresh_processes([Task("trial print", _print_trial, (), _TRIAL_SECONDS)], 1)
    return str(done.result or f"not possible: {done.why}")


def _print_trial() -> str:
    from ..show.pdf import make_pdf

    return sha256_of(make_pdf(_TRIAL))


def draw_sent(sent: Sent, folder: str | None = None) -> Came:
    """Draw a page here and give back its bytes; nothing of it stays. Called in a thread of a worker.

    ``folder`` is where its temporary files are; where it is left out, in the folder of the Dask worker this runs in.
    """
    _may_have_children()
    place = tempfile.TemporaryDirectory(prefix="scrutiny-", dir=folder or _own_folder(), ignore_cleanup_errors=True)
    with place as room:
        task = Task(sent.tables_name, _draw, (sent, room), sent.seconds)
        [done] = in_fresh_processes([task], 1)
    if isinstance(done.result, Came):
        return done.result
    lost = not done.unexpected and done.seconds < task.seconds
    return Came(why=done.why, seconds=done.seconds, lost=lost, unexpected=done.unexpected)


def _may_have_children() -> None:
    """A Dask nanny forbids its worker to start processes, so that none outlives it; ours end with it by themselves."""
    multiprocessing.current_process().daemon = False


def _own_folder() -> str:
    """A folder that Dask clears away even after a worker was ended from outside."""
    from distributed import get_worker

    return str(get_worker().local_directory)


def _draw(sent: Sent, room: str) -> Came:
    """In a fresh process: everything that is written on the way is below ``room``."""
    from .render import render_page

    tempfile.tempdir = room
    folder = Path(room)
    notebook, tables = folder / sent.notebook_name, folder / sent.tables_name
    notebook.write_bytes(sent.notebook)
    tables.write_bytes(_tables_of(sent))
    executed, began, why = tables.with_suffix(EXECUTED[0]), time.perf_counter(), ""
    files: Mapping[str, bytes] = {}
    try:
        files = render_page(notebook, tables, executed, pdf=sent.pdf, limits=sent.limits)
    except ScrutinyError as error:
        why = str(error)
    paths = {ending: executed.with_suffix(ending) for ending in EXECUTED}
    kept = {ending: path.read_bytes() for ending, path in paths.items() if path.is_file()}
    return Came(files, kept, why, round(time.perf_counter() - began, 2))


def _tables_of(sent: Sent) -> bytes:
    content = sent.tables
    if isinstance(content, Path):
        try:
            content = content.read_bytes()
        except OSError:
            content = b""
    if sha256_of(content) != sent.tables_sha256:
        raise ScrutinyError(
            "Its released tables are not the same on the worker: share the folder of the workspace under the same path "
            "on every machine, or take shared = true out of [cluster] in workspace.toml."
        )
    return content
