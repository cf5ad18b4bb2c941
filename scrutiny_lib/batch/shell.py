"""Cells run in this process, by IPython's shell without a terminal and without a socket: what a kernel shows, kept.

A process runs one notebook with it and ends: nothing here is put back as it was.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import comm
import pandas as pd
from ipykernel import jsonutil
from IPython.core import page, payloadpage
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

NO_INPUT = "A notebook that runs by itself cannot ask for anything: give what it needs as a parameter."
NO_WIDGETS = "A notebook that runs by itself has no widgets: show a table or a picture instead."
_COLUMNS = 20
"""How many columns of a table pandas prints under a kernel."""


@dataclass
class Shown:
    """What the cell that runs has shown so far, and what cells before it showed, as a notebook keeps it (nbformat 4.5).

    ``changed`` are the cells (by their order) of which something was shown anew while this one ran, ``past`` the files
    of what was written past Python.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    before: list[list[dict[str, Any]]] = field(default_factory=list)
    named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    past: dict[str, BinaryIO] = field(default_factory=dict)
    clear_next: bool = False

    def begin(self) -> None:
        """A new cell begins; nothing that earlier ones showed has changed yet."""
        self.outputs, self.clear_next = [], False
        self.before.append(self.outputs)
        self.changed.clear()

    def add(self, output: dict[str, Any]) -> None:
        """Add an output, after what was written past Python before it; text printed one after another to the same
        stream is one output."""
        self.hear_past()
        self._add(output)

    def _add(self, output: dict[str, Any]) -> None:
        if self.clear_next:
            self.clear()
        last = self.outputs[-1] if self.outputs else None
        if output["output_type"] == "stream" and last and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            self.outputs.append(output)

    def hear_past(self) -> None:
        """Add what was written past Python since this was asked last."""
        for name, file in self.past.items():
            if text := file.read().decode("utf-8", "replace"):
                self._add({"output_type": "stream", "name": name, "text": text})

    def clear(self, wait: bool = False) -> None:
        """Take away what this cell has shown; ``wait``: only when something new is shown."""
        self.clear_next = wait
        if not wait:
            self.outputs.clear()

    def display(self, data: Mapping[str, Any], metadata: Any, transient: Any, update: bool) -> None:
        """Something displayed; with a display id it can be shown anew, wherever in the notebook it stands."""
        name = str((transient or {}).get("display_id") or "")
        for known in self.named.get(name, []):
            known["data"], known["metadata"] = dict(data), dict(metadata or {})
            self.changed.update(at for at, shown in enumerate(self.before) if any(one is known for one in shown))
        if update:
            return
        output = {"output_type": "display_data", "data": dict(data), "metadata": dict(metadata or {})}
        self.add(output)
        if name:
            self.named.setdefault(name, []).append(output)


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the cells."""

    encoding = "UTF-8"

    def __init__(self, name: str, shown: Shown, stream: int) -> None:
        super().__init__()
        self.name, self._shown, self._stream = name, shown, stream

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._shown.add({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        """For programs that are given this stream: what they write past Python is shown too."""
        return self._stream


def _as_kept(bundle: Any) -> Any:
    """As a kernel would send it: pictures in base64, everything else as JSON has it."""
    of: Any = jsonutil
    return of.json_clean(of.encode_images(bundle))


class _Publisher(DisplayPublisher):
    """Where ``display(...)`` goes."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        shell: Any = self.shell
        shell.shown.display(_as_kept(data), _as_kept(metadata or {}), transient, update)

    def clear_output(self, wait: bool = False) -> None:
        shell: Any = self.shell
        shell.shown.clear(wait)


class _Hook(DisplayHook):
    """Where the value of a cell's last line goes."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        shell: Any = self.shell
        data, metadata = _as_kept(format_dict), _as_kept(md_dict or {})
        counted = {"execution_count": self.prompt_count}
        shell.shown.add({"output_type": "execute_result", **counted, "data": data, "metadata": metadata})

    def write_output_prompt(self) -> None:
        """There is no prompt."""

    def finish_displayhook(self) -> None:
        """Nothing is left to write."""


class ZMQInteractiveShell(InteractiveShell):
    """IPython as a notebook's cells know it, in this very process.

    It has the name of the kernel's own: by that libraries tell a notebook from a terminal."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def __init__(self, **options: Any) -> None:
        self.shown = Shown()
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def _showtraceback(self, etype: Any, evalue: BaseException, stb: Any) -> None:
        lines = [stb] if isinstance(stb, str) else list(stb)
        self.shown.add({"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": lines})

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window here."""

    def init_virtualenv(self) -> None:
        """The process has its environment already."""

    def init_hooks(self) -> None:
        """What a notebook shows in a pane of its own (``len?``) is no part of what its cells show."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        of: Any = self
        pane: Any = page
        of.set_hook("show_in_pager", pane.as_hook(payloadpage.page), 99)

    def ask_exit(self) -> None:
        """``exit`` in a cell: the cell has not gone well."""
        raise SystemExit

    def atexit_operations(self) -> None:
        """The process ends without leaving anything."""


def new_shell(folder: Path) -> Any:
    """The shell of this process, all its files in ``folder``: what ``get_ipython()`` gives from now on.

    What is written past Python to the process's own output (by a program it starts, by a library) goes to files there.
    """
    config = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    shell: Any = ZMQInteractiveShell.instance(config=config, ipython_dir=str(folder))
    if "matplotlib" in sys.modules:  # loaded before this process was copied: it does not look at the environment again
        shell.enable_matplotlib("inline")
    pd.set_option("display.max_columns", _COLUMNS)  # likewise: it would print tables as for a terminal
    sys.stdout, sys.stderr = _Stream("stdout", shell.shown, 1), _Stream("stderr", shell.shown, 2)
    for stream, name in ((1, "stdout"), (2, "stderr")):
        path = folder / name
        path.touch()
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), stream)
        shell.shown.past[name] = path.open("rb")
        with suppress(OSError):  # where an open file may lose its name: a killed run leaves no text behind
            path.unlink()
    builtins.input = getpass.getpass = _no_input
    comm.create_comm = _no_widgets
    return shell


def _no_input(*_: Any, **__: Any) -> NoReturn:
    raise EOFError(NO_INPUT)


def _no_widgets(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError(NO_WIDGETS)


def run_cells(shell: Any, cells: Iterable[tuple[str, bool]]) -> Iterator[dict[str, Any]]:
    """Run cells (source, and whether it may go wrong) one after another; after one that goes wrong and may not, no
    other is run.

    Of each: ``well``, ``execution_count``, and ``outputs`` by the order of the cells: its own, and those of earlier
    cells that it showed anew.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for number, (source, may_fail) in enumerate(cells):
        shell.shown.begin()
        count = shell.execution_count
        well = loop.run_until_complete(_run(shell, source))
        shell.shown.hear_past()
        outputs = {at: shell.shown.before[at] for at in sorted({*shell.shown.changed, number})}
        yield {"well": well, "execution_count": count, "outputs": outputs}
        if not well and not may_fail:
            return


async def _run(shell: Any, source: str) -> bool:
    """Run one cell in the loop that all cells share, as a kernel does: a task may outlive the cell that began it."""
    try:
        cell, wrong = shell.transform_cell(source), None
    except Exception:
        cell, wrong = source, sys.exc_info()
    if wrong or not shell.should_run_async(source, transformed_cell=cell, preprocessing_exc_tuple=wrong):
        return bool(shell.run_cell(source, store_history=True).success)
    ran = await shell.run_cell_async(source, store_history=True, transformed_cell=cell)
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", ran)
    return bool(ran.success)
