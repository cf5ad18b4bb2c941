"""Render one page: run the notebook on released tables in a process of its own, and make HTML of what it showed.

The process that runs this is given the path of the released tables and nothing else: no workspace, no review folder.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Problems, ScrutinyError
from ..tables import Tables
from .cells import CellLimits
from .executed import kind_of_error, without_values
from .files import write_all
from .progress import Progress

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
PLAIN = (str, int, float, bool, type(None), list, dict)


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Names and defaults in the notebook's one cell tagged ``parameters``. Refused when there is not exactly one."""
    cells = [
        cell
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "parameters" in cell.get("metadata", {}).get("tags", [])
    ]
    if len(cells) != 1:
        raise ScrutinyError(f"{notebook.name} needs exactly one cell tagged 'parameters'; it has {len(cells)}.")
    declared = {}
    for node in ast.parse("".join(cells[0]["source"])).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            declared[node.targets[0].id] = ast.literal_eval(node.value)
    return declared


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> Problems:
    """Every parameter must be declared by the notebook, have a plain name, and be of the declared kind (rule P02)."""
    declared, problems = declared_parameters(notebook), Problems()
    allowed = f"The notebook declares: {', '.join(declared)}."
    for name, value in parameters.items():
        if not NAME.match(name) or name not in declared:
            problems.add("P02", "A parameter is not one the notebook declares.", allowed, file=notebook.name)
        elif type(value) not in PLAIN or not isinstance(value, type(declared[name])):
            kind = type(declared[name]).__name__
            fact = f"The parameter {name} is not of the kind the notebook declares ({kind})."
            problems.add("P02", fact, f"Give a value of the kind {kind}.", file=notebook.name)
    return problems


def render_page(
    notebook: Path, tables_path: Path, executed: Path, *, pdf: bool = False, limits: CellLimits | None = None
) -> dict[str, bytes]:
    """Run ``notebook`` on the released tables at ``tables_path`` and return the page in every form, by the end of
    its name: ``".html"`` is the page itself; ``pdf`` adds the printed forms.

    The executed notebook is kept at ``executed`` (in ``working/``). Raises
    :class:`~scrutiny_lib.errors.ScrutinyError`, without any text from a cell, when a cell failed, did not run, or
    showed something that is not a section of the page, or when something that the review promised is not there.
    """
    tables = Tables.load(tables_path)
    audience = str(tables.about["audience"])
    parameters = {
        "workspace": "",
        "review": str(tables.about["review"]),
        "audience": audience,
        "tables": str(tables_path.resolve()),
    }
    check_parameters(notebook, parameters).raise_if_stops()
    from ..show.export import render_html, sections_of
    from ..show.outputs import make_outputs
    from ..show.promised import not_there

    run = _execute(notebook, executed, parameters, limits or CellLimits())
    sections = sections_of(run)
    absent = not_there(sections, tables, notebook.stem)
    if absent:
        raise ScrutinyError(
            f"The page lacks what was promised, so it was not made: {'; '.join(absent)}. Show it with the show_ "
            f"function of that section in {notebook.name}."
        )
    return make_outputs(render_html(run, tables.about), sections, tables, pdf=pdf)


def _execute(notebook: Path, executed: Path, parameters: dict[str, Any], limits: CellLimits) -> Any:
    """Run the cells on our engine; whether it went well is read from the outputs, not from papermill's word.

    What comes back is the run with all that was shown; what is kept at ``executed`` holds no value of a row.
    """
    from papermill.engines import papermill_engines
    from papermill.execute import prepare_notebook_metadata
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from .engine import NAME as ENGINE
    from .engine import FreshProcessEngine

    papermill_engines.register(ENGINE, FreshProcessEngine)
    run = parameterize_notebook(load_notebook_node(str(notebook)), parameters)
    prepare_notebook_metadata(run, None, None)
    try:
        with Progress(executed.with_suffix(".log")) as heard:
            papermill_engines.execute_notebook_with_engine(
                ENGINE, run, "python3", progress_bar=False, limits=limits, heard=heard
            )
    except ScrutinyError as error:
        raise ScrutinyError(f"{notebook.name} did not run to its end: {error}") from None
    finally:
        _keep(run, executed)
    for number, cell in enumerate(run.cells, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                kind = kind_of_error(str(output["ename"]))
                where = f"Cell {number} of {notebook.name}"
                raise ScrutinyError(f"{where} failed ({kind}); the lines it went through are in working/.")
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise ScrutinyError(f"Cell {number} of {notebook.name} did not run.")
    return run


def _keep(run: Any, executed: Path) -> None:
    """A copy of the run, without values, at ``executed``."""
    import nbformat

    kept = without_values(nbformat.from_dict(run))  # type: ignore[no-untyped-call]
    text: str = nbformat.writes(kept) + "\n"  # type: ignore[no-untyped-call]
    write_all({executed: text.encode("utf-8")}, lasting=False)
