"""WCAG 2.2 A and AA on every page kind, light, dark, narrow and printed: axe-core's rules, and what axe cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import (
    COLOURS,
    CONTRAST,
    CUT_OFF,
    KINDS,
    MODES,
    SPACED,
    STRUCTURE,
    THIN,
    axe,
    opened,
)

pytest.importorskip("axe_playwright_python", reason="axe-core is not installed (axe-playwright-python, extra test)")

Contexts = dict[str, Any]

FAULTY = """<!doctype html><html lang="en-GB"><title>Faults</title><body><header>Top</header><main><h1>One</h1>
{fault}</main><footer>End</footer></body></html>"""
FAULTS = {
    "<img src='data:,'>": "image-alt",
    "<p style='color:#999'>Pale words on white</p>": "color-contrast",
    "<div style='overflow:auto;height:20px'><p style='width:9000px'>A box that has no key</p></div>": (
        "scrollable-region-focusable"
    ),
    "<a href='#main'></a>": "link-name",
    "<nav><a href='#a' style='display:block;font-size:8px'>a</a><a href='#b' style='display:block;font-size:8px'>b</a>"
    "</nav>": "target-size",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_against_the_rules(kind: str, mode: str, kinds: dict[str, Path], contexts: Contexts) -> None:
    page = opened(contexts[mode], kinds[kind], mode)
    pale = page.evaluate(CONTRAST)
    page.evaluate(THIN)
    found = axe(page, best=mode == "light") if mode != "dark" else []
    found += axe(page, rules=COLOURS) if mode in ("light", "dark") else []
    page.close()
    assert (found, pale) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_structure_is_whole(kind: str, kinds: dict[str, Path], contexts: Contexts) -> None:
    page = opened(contexts["light"], kinds[kind])
    wrong = page.evaluate(STRUCTURE)
    page.close()
    assert wrong == []


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_when_made_larger_or_spaced(
    kind: str, width: int, kinds: dict[str, Path], contexts: Contexts
) -> None:
    """A window of 1280 at 200 % has room for 640, at 400 % for 320."""
    page = opened(contexts["narrow"], kinds[kind])
    page.set_viewport_size({"width": width, "height": 700})
    wrong = page.evaluate(CUT_OFF)
    page.add_style_tag(content=SPACED)
    wrong += page.evaluate(CUT_OFF)
    page.close()
    assert wrong == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str, contexts: Contexts) -> None:
    page = contexts["light"].new_page()
    page.set_content(FAULTY.format(fault=fault))
    found = axe(page) + axe(page, rules=COLOURS)
    assert any(one.startswith(FAULTS[fault]) for one in found)
    assert bool(page.evaluate(CONTRAST)) == (FAULTS[fault] == "color-contrast")
    page.close()


def test_faults_of_structure_and_cut_words_are_found(contexts: Contexts) -> None:
    page = contexts["light"].new_page()
    fault = "<h3>Three</h3><a href='#gone'>x</a><table><tr><td>1</td></tr></table><img src='data:,' alt='chart'>"
    page.set_content(FAULTY.format(fault=f"{fault}<p style='height:5px;overflow:hidden'>Words</p>"))
    assert len(page.evaluate(STRUCTURE)) == 5 and page.evaluate(CUT_OFF) == ["P."]
    page.close()
