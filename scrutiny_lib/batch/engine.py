"""An engine for papermill: cells run by IPython's own shell in a fresh process, without a kernel and without a socket.

papermill finds it under the name ``scrutiny`` (``papermill --engine scrutiny in.ipynb out.ipynb``, or
``engine_name="scrutiny"``). What a notebook shows is what it shows under JupyterLab's kernel; widgets and questions to
somebody at a keyboard are refused, since nobody is there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import from_dict
from papermill.engines import Engine, NotebookExecutionManager
from papermill.iorw import papermill_io

from ..errors import ScrutinyError
from .cells import CellLimits, FreshCells

NAME = "scrutiny"
_SKIP, _GO_ON = "skip-execution", "raises-exception"


class FreshProcessEngine(Engine):  # type: ignore[misc]
    """Runs every notebook in a process of its own (:class:`~scrutiny_lib.batch.cells.FreshCells`).

    Options, beside papermill's own: ``limits``, or ``execution_timeout`` (seconds for the whole notebook), and
    ``heard``, told of every cell that has ended (:class:`~scrutiny_lib.batch.progress.Progress`). What papermill's
    kernels alone would need has no meaning here. Cells run in papermill's ``cwd`` where one is given, otherwise in an
    empty folder of their own, in which nothing of another run can lie.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        execution_timeout: float | None = None,
        limits: CellLimits | None = None,
        heard: Callable[[int, int], None] = lambda number, of: None,
        **_: Any,
    ) -> None:
        """Run the cells and fill in what they showed. A cell that goes wrong is told to papermill as its kernels tell
        it; raises :class:`~scrutiny_lib.errors.ScrutinyError` where the run did not come to the end of its cells."""
        code = [(index, cell) for index, cell in enumerate(nb_man.nb.cells) if _runs(cell)]
        limits = limits or CellLimits(execution_timeout or CellLimits.seconds)
        cells = [(str(cell.source), _GO_ON in _tags(cell)) for _, cell in code]
        with FreshCells(cells, limits, _asked_for()) as runs:
            ran = iter(runs)
            for index, cell in code:
                nb_man.cell_start(cell, index)
                try:
                    one = next(ran, None)
                    if one is None:
                        raise ScrutinyError(f"The cells stopped before cell {index + 1}.")
                    cell.execution_count = one.execution_count
                    for at, outputs in one.outputs.items():
                        code[at][1].outputs = [_output(shown) for shown in outputs]
                    if not one.well and _GO_ON not in _tags(cell):
                        if _ended_itself(cell):  # papermill takes that for success
                            raise ScrutinyError(f"Cell {index + 1} ended the run by itself (exit).")
                        nb_man.cell_exception(cell, index)
                        return
                except ScrutinyError:
                    nb_man.cell_exception(cell, index)
                    raise
                finally:
                    nb_man.cell_complete(cell, index)
                    heard(index + 1, len(nb_man.nb.cells))
            next(ran, None)


def _asked_for() -> Path | None:
    """The folder in which papermill was asked to run the notebook: it has gone there from where it reads files."""
    reads_in = getattr(papermill_io.get_handler("local"), "_cwd", None)
    here = Path.cwd()
    return None if reads_in is None or here == Path(reads_in) else here


def _output(shown: dict[str, Any]) -> Any:
    return from_dict(shown)  # type: ignore[no-untyped-call]


def _ended_itself(cell: Any) -> bool:
    return any(output.get("ename") == "SystemExit" for output in cell.outputs)


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _runs(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(str(cell.source).strip()) and _SKIP not in _tags(cell)
