"""The analyst's index of a quarter keeps the rules that the pages keep: WCAG 2.2 A and AA in every mode."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from scrutiny_lib.batch.index import write_index
from scrutiny_lib.batch.place import Place
from scrutiny_lib.batch.publish import Draft
from scrutiny_lib.batch.run import Quarter as Ran
from tests.browser.looking import COLOURS, CONTRAST, CUT_OFF, MODES, STRUCTURE, axe, opened
from tests.conftest import Quarter

pytest.importorskip("axe_playwright_python", reason="axe-core is not installed (axe-playwright-python, extra test)")

Contexts = dict[str, Any]


@pytest.fixture(scope="module")
def index(quarter: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample's quarter after a run in which something of every kind happened."""
    workspace = tmp_path_factory.mktemp("index") / "sample_cases"
    shutil.copytree(quarter.workspace, workspace, ignore=shutil.ignore_patterns("*.xlsx", "*.docx", "*.ipynb"))
    place = Place.open(workspace, quarter.quarter)
    record = place.record() or {}
    pages = [workspace / path.relative_to(quarter.workspace) for path in quarter.pages()]
    failed = [("2025-26-q4-odd", "The frame is missing.\nPut it there."), ("training-impact · hips", "Cell 3 failed.")]
    ran = Ran(
        released=pages[:2],
        unchanged=pages[2:-1],
        drafts=[Draft("multi-agency-dataset", "board", place.working / "x-check.html", "Nobody has approved it.")],
        waiting=[("2025-26-q3-threshold-audit", "public", "The Board's decision is not recorded yet.")],
        failed=failed,
        left=[("training-impact", "executive", "Pages of one review change together or not at all.")],
        altered=[place.working / "altered" / "executive-1234.html"],
        made=True,
    )
    return write_index(place, ran, record, steps={"Compute": 12.3, "Render": 60.0}, notes=["One page was kept"])


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_against_the_rules(mode: str, index: Path, contexts: Contexts) -> None:
    page = opened(contexts[mode], index, mode)
    pale = page.evaluate(CONTRAST)
    found = axe(page, best=mode == "light") if mode != "dark" else []
    found += axe(page, rules=COLOURS) if mode in ("light", "dark") else []
    page.close()
    assert (found, pale) == ([], [])


def test_structure_is_whole(index: Path, contexts: Contexts) -> None:
    page = opened(contexts["light"], index)
    wrong = page.evaluate(STRUCTURE)
    page.close()
    assert wrong == []


def test_nothing_is_cut_off_in_a_narrow_window(index: Path, contexts: Contexts) -> None:
    page = opened(contexts["narrow"], index)
    wrong = page.evaluate(CUT_OFF)
    page.close()
    assert not wrong
