"""The notebooks are thin: prose and calls. (That they run, and that the tour's outputs hold, is tested by nbval.)"""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from scrutiny_lib.batch.render import declared_parameters
from tests.conftest import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


def test_the_ten_notebooks_are_there() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["00", "10", "20", "25", "30", "35", "40", "50", "60", "70"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_answers_and_for_whom_and_holds_only_calls(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert "**What this answers:**" in cells[0].source and "**For:**" in cells[0].source
    assert {"workspace", "review"} <= set(declared_parameters(path))
    for cell in cells:
        if cell.cell_type == "code":
            kinds = {type(node).__name__ for node in ast.walk(ast.parse(cell.source))}
            assert not kinds & {"FunctionDef", "ClassDef", "For", "While", "Lambda", "ListComp", "Try"}
    imported = [line for cell in cells for line in cell.source.splitlines() if line.startswith(("import ", "from "))]
    assert all(line.startswith("from scrutiny_lib import") for line in imported)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_the_tour_is_kept_with_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    kept = any(cell.outputs for cell in cells)
    assert kept == path.stem.startswith("00")
    assert not any("execution" in cell.metadata for cell in cells)
