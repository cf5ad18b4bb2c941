"""One browser for all tests that look at pages as a reader's browser does, and a page of each kind to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import MODES
from tests.conftest import Quarter, copy_workspace, scrutiny

REVIEW = "2025-26-q3-child-exploitation"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The installed Chromium, driven by playwright, whose event loop ends with the module: no other test is in it."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium here to open the pages in")
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra test)")
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def contexts(browser: Any) -> Iterator[dict[str, Any]]:
    """A window for each mode. The page's policy is lifted, or axe could not be put in."""
    made = {mode: browser.new_context(bypass_csp=True, **options) for mode, options in MODES.items()}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(scope="session")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """One review of the sample for practitioners, whose page waits as a draft for a second person."""
    workspace = copy_workspace(tmp_path_factory.mktemp("waiting") / "sample_cases")
    settings = workspace / "reviews" / REVIEW / "review.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    changed = ['audiences = ["practitioners"]' if line.startswith("audiences") else line for line in lines]
    settings.write_text("\n".join(changed) + "\n", encoding="utf-8")
    found = object.__new__(Quarter)
    found.workspace, found.quarter = workspace, "2025-26-Q3"
    found.first = scrutiny("run", workspace, "--quarter", found.quarter, "--review", REVIEW)
    return found


@pytest.fixture(scope="session")
def kinds(quarter: Quarter, waiting: Quarter) -> dict[str, Path]:
    """A page of every kind that people are sent, by its kind."""
    drafts = waiting.workspace / "working" / waiting.quarter / REVIEW
    return {
        "deep dive": quarter.page(REVIEW, "executive"),
        "deep dive for HIPS": quarter.page(REVIEW, "hips"),
        "threshold audit": quarter.page("2025-26-q3-threshold-audit", "executive"),
        "training": quarter.page("training-impact", "executive"),
        "actions": quarter.page("actions-and-impact", "executive"),
        "figures": quarter.page("multi-agency-dataset", "executive"),
        "briefing": quarter.page(REVIEW, "executive").with_name("executive-briefing.html"),
        "practitioners": drafts / "drafts" / "practitioners.html",
        "checker": drafts / "practitioners-check.html",
    }
