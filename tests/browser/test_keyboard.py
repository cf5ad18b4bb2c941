"""Every page by keyboard alone: each stop in the order of reading and seen when reached, no trap, folds that open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import HERE, KINDS, STOPS


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def walked(page: Any, stops: int, key: str = "Tab") -> list[dict[str, Any] | None]:
    """Where each press of a key leads; ``None`` when it has left the page."""
    places = []
    for _ in range(stops):
        page.keyboard.press(key)
        places.append(page.evaluate(HERE))
    return places


@pytest.mark.parametrize("kind", KINDS)
def test_every_stop_is_reached_in_order_and_seen(kind: str, kinds: dict[str, Path], window: Any) -> None:
    page = window.new_page()
    page.goto(kinds[kind].as_uri())
    stops = page.evaluate(STOPS)
    *forward, beyond = walked(page, stops + 1)
    back = walked(page, stops, "Shift+Tab")
    page.close()
    assert beyond is None and None not in forward, "the keyboard does not leave the page where it ends"
    reached = [place for place in forward if place is not None]
    assert [place["stop"] for place in reached] == list(range(stops))
    assert all(place["outline"] >= 2 for place in reached), "a stop without a frame"
    assert all(place["inside"] for place in reached), "a stop off the screen"
    assert [place and place["stop"] for place in back] == list(range(stops))[::-1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("briefing", "practitioners")])
def test_the_skip_link_leads_past_the_contents(kind: str, kinds: dict[str, Path], window: Any) -> None:
    page = window.new_page()
    page.goto(kinds[kind].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a[href=\"#main\"]')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    beyond = "document.activeElement.matches('body, main *')"
    assert page.evaluate("location.hash") == "#main" and page.evaluate(beyond)
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_fold_opens_and_shuts_by_key(kind: str, kinds: dict[str, Path], window: Any) -> None:
    page = window.new_page()
    page.goto(kinds[kind].as_uri())
    for fold in page.query_selector_all("summary"):
        if not fold.is_visible():
            continue
        fold.focus()
        for key in ("Enter", "Space", "Enter"):
            page.keyboard.press(key)
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    page.close()
