"""The last search of several pages in one process: each is found, and one that cannot be searched is told by name."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.batch.draw import ToDraw, ToSearch, _search_all
from scrutiny_lib.batch.drawn import keep_drawn
from scrutiny_lib.release import Identifiers, Outcome
from scrutiny_lib.release.quote_search import Said
from scrutiny_lib.tables import Tables

KNOWN = Identifiers.collect(["H0001234"], [])


def drawn(folder: Path, review: str, page: str | None) -> ToSearch:
    tables = Tables({"review": review, "audience": "hips", "profile": "group"})
    path = folder / review / "hips.json"
    tables.save(path)
    if page is not None:
        keep_drawn(path, "key", {".html": page.encode()}, 1.0)
    return ToDraw(Outcome(review, "hips", "released", "", tables), folder / "book.ipynb", KNOWN, Said()), path, "key"


def test_pages_of_one_process_are_told_apart(tmp_path: Path) -> None:
    pages = {"a": "<p>Fine.</p>", "b": None, "c": "<p>H0001234 was seen.</p>", "d": "<p>Fine.</p>", "e": "<p>Fine.</p>"}
    wanted = {f"{name} · hips": drawn(tmp_path, name, page) for name, page in pages.items()}
    told: list[str] = []
    found = {name: (leaks, why) for name, (leaks, _), why in _search_all(wanted, 1, told.append)}
    assert found.keys() == wanted.keys()
    assert [name[0] for name, (_, why) in found.items() if why] == ["b"]
    assert "could not be read" in found["b · hips"][1]
    assert [name[0] for name, (leaks, _) in found.items() if leaks] == ["c"]
    assert told[-1] == "Search 4/5", "the fifth is searched by itself"
