"""Draw what was released, several pages at once, and search everything drawn a last time before it may be put down."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ScrutinyError
from ..plural import many
from ..release import Identifiers, find_leaks, leaks
from ..release.leaks import quote_hash
from ..release.quote_search import Said, find_unsigned
from .cells import CellLimits
from .drawn import FOLDER, find_drawn, keep_drawn, key_of
from .files import write_all
from .hashes import sha256_of
from .render import render_page
from .workers import Task, in_fresh_processes

if TYPE_CHECKING:
    from ..release import Outcome

PAGE = ".html"
"""The end of the name of the page itself; every other file says the same in another form."""

_TOGETHER = 20
"""Pages that are searched in one process, at most."""
AROUND_CELLS = 300.0
"""Seconds that everything but the cells of a page may take: its forms, spreadsheets and print."""


@dataclass(frozen=True)
class Page:
    """A finished page in every form, by the end of its name; the hash of the released tables it was drawn from; how
    long the drawing took; and what the last search leaves to a person to look at."""

    files: Mapping[str, bytes]
    tables_sha256: str
    seconds: float
    to_look_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToDraw:
    """One page to draw: what the gate decided, the notebook, and what must not be found on it."""

    outcome: Outcome
    notebook: Path
    identifiers: Identifiers
    said: Said

    @property
    def name(self) -> str:
        """As progress and failures name it."""
        return f"{self.outcome.review} · {self.outcome.audience}"

    @property
    def rows(self) -> int:
        """Rows of all its tables: how long it may take, where nothing better is known."""
        return sum(map(len, self.outcome.tables.frames.values())) if self.outcome.tables else 0


ToSearch = tuple[ToDraw, Path, str]
"""A drawn page, its tables, and the key it was drawn under."""
Found = tuple[list[str], tuple[str, ...]]
"""What must not leave and stands there all the same; what a person should look at."""


def check_can_print(pdf: bool) -> None:
    """Raise :class:`~scrutiny_lib.errors.ScrutinyError` where PDFs are asked for and nothing here can make one."""
    if pdf:
        from ..show.pdf import NO_ENGINE, has_weasyprint
        from ..show.pdf_browser import find_browser

        if not has_weasyprint() and find_browser() is None:
            raise ScrutinyError(NO_ENGINE)


def draw_all(
    wanted: Sequence[ToDraw],
    folder: Path,
    jobs: int,
    pdf: bool,
    software: Mapping[str, Any],
    tell: Callable[[str], None],
    limits: CellLimits | None = None,
    cluster: str = "",
    shared: bool = False,
) -> tuple[dict[tuple[str, str], Page], list[tuple[str, str]]]:
    """Draw ``jobs`` pages at a time, in the order of ``wanted``, each in a fresh process that sees released tables
    only.

    ``folder`` (in ``working/``) keeps the tables of each page, its executed notebook, the page until it is put in
    place, and a page that was held back. What an earlier run drew from the very same things is taken as it is.
    ``cluster`` is the address of a scheduler whose workers draw instead (:mod:`~scrutiny_lib.batch.cluster`).
    Returns the pages by review and audience, and what failed with its reason.
    """
    pages: dict[tuple[str, str], Page] = {}
    failed: list[tuple[str, str]] = []
    limits = limits or CellLimits()
    tasks: list[Task] = []
    named: dict[str, ToSearch] = {}
    finished: list[str] = []
    for one in wanted:
        assert one.outcome.tables is not None
        place = folder / one.outcome.review / f"{one.outcome.audience}.json"
        one.outcome.tables.save(place)
        key = key_of(place, one.notebook, software, pdf)
        named[one.name] = (one, place, key)
        if find_drawn(place, key):
            finished.append(one.name)
        else:
            arguments = (one.notebook, place, pdf, limits, key)
            tasks.append(Task(one.name, _draw, arguments, limits.seconds + AROUND_CELLS))
    if finished:
        tell(f"Render: {len(finished)} of {len(wanted)} pages were finished by a run that was stopped")
    if cluster:
        from .cluster import draw_on_cluster

        ended = draw_on_cluster(cluster, tasks, software, tell, shared=shared)
    else:
        ended = in_fresh_processes(tasks, jobs)
    drawn = list(finished)
    for number, done in enumerate(ended, start=len(finished) + 1):
        if done.why:
            failed.append((done.task.name, done.why))
            continue
        drawn.append(done.task.name)
        tell(f"Render {number}/{len(wanted)}: {done.task.name} ({done.seconds:.1f} s)")
    tell(f"Search: everything drawn is searched a last time ({many(len(drawn), 'pages')})")
    for name, (found, to_look_at), why in _search_all({name: named[name] for name in drawn}, jobs, tell):
        one, place, key = named[name]
        page = None if why else find_drawn(place, key)
        if page is None:
            failed.append((name, f"It was not searched, so it stays here. {why}".strip()))
            continue
        if found:
            failed.append((name, _hold_back(folder, one, page.files, found)))
            continue
        pages[one.outcome.review, one.outcome.audience] = Page(page.files, sha256_of(place), page.seconds, to_look_at)
    return pages, sorted(failed, key=lambda told: list(named).index(told[0]))


def _search_all(
    drawn: Mapping[str, ToSearch], jobs: int, tell: Callable[[str], None]
) -> Iterator[tuple[str, Found, str]]:
    """What the last search found on each page, and why it could not be searched if it was not.

    Several pages are searched in one process, since what is looked for takes long to lay out; those of a process that
    did not come to its end are searched again, each in one of its own.
    """
    names = list(drawn)
    size = max(1, min(_TOGETHER, math.ceil(len(names) / (2 * max(1, jobs)))))
    some = [names[at : at + size] for at in range(0, len(names), size)]
    tasks = [Task(part[0], _search_some, ([drawn[name] for name in part],), AROUND_CELLS * len(part)) for part in some]
    left = dict.fromkeys(names)
    for done in in_fresh_processes(tasks, jobs):
        for name, found in (done.result or {}).items():
            del left[name]
            yield name, found, ""
        if len(some) > 1:
            tell(f"Search {len(names) - len(left)}/{len(names)}")
    for done in in_fresh_processes([Task(name, _search, drawn[name], AROUND_CELLS) for name in left], jobs):
        yield done.task.name, done.result or ([], ()), done.why


def _search_some(pages: Sequence[ToSearch]) -> dict[str, Found]:
    """The last search of several pages; one that cannot be searched is left out."""
    found = {}
    for page in pages:
        with suppress(Exception):  # it is searched by itself then, and what is wrong is told
            found[page[0].name] = _search(*page)
    return found


def _search(one: ToDraw, tables_path: Path, key: str) -> Found:
    """The last search, in a process that draws nothing."""
    drawn = find_drawn(tables_path, key)
    if drawn is None:
        raise ScrutinyError("What was drawn could not be read again.")
    return last_search(drawn.files, one, tables_path.parent / FOLDER)


def _hold_back(folder: Path, one: ToDraw, files: Mapping[str, bytes], found: Sequence[str]) -> str:
    """Keep a page that must not leave where a person can look at it; returns why, and what to do next."""
    kept = folder / one.outcome.review / "held-back"
    write_all({kept / f"{one.outcome.audience}{ending}": content for ending, content in files.items()})
    where = "/".join(kept.parts[-4:])
    return (
        f"The page was held back: it holds {'; '.join(found)}. Look for it in {where}/, take it out where it was "
        "typed (title, findings, actions, an agency's words), and run the quarter again."
    )


def last_search(files: Mapping[str, bytes], one: ToDraw, within: Path | None = None) -> Found:
    """What must not leave and stands in one of the files all the same, with the file's ending; and what is not
    certain, for a person to look at. Of what was said, only these readers' quotations may stand there. ``within`` is a
    folder in ``working/`` for what is searched, so that a search that is killed leaves nothing anywhere else."""
    tables = one.outcome.tables
    words = [] if tables is None else [str(said) for said in tables["quotes"]["words"]]
    outside = tables is not None and tables.about["profile"] != "partnership"
    exempt = {quote_hash(said) for said in words}
    found: dict[str, None] = {}
    doubtful: dict[str, None] = {}
    for ending, content in files.items():
        if not ending.endswith(PAGE):
            continue
        page = content.decode("utf-8")
        for what in (
            *find_leaks(page, one.identifiers, small_counts=outside, exempt=exempt),
            *find_unsigned(page, one.said, words),
        ):
            found[f"{what} (in {one.outcome.audience}{ending})"] = None
    with tempfile.TemporaryDirectory(prefix="search-", dir=within) as folder:
        for ending, content in files.items():
            path = Path(folder) / f"{one.outcome.review}-{one.outcome.audience}{ending}"
            path.write_bytes(content)
            for leak in leaks(path, one.identifiers, exempt):
                (found if leak.certain else doubtful)[f"{leak.what} (in {one.outcome.audience}{ending})"] = None
    return list(found), tuple(doubtful)


def _draw(notebook: Path, tables_path: Path, pdf: bool, limits: CellLimits, key: str) -> None:
    started = time.perf_counter()
    files = render_page(notebook, tables_path, tables_path.with_suffix(".ipynb"), pdf=pdf, limits=limits)
    keep_drawn(tables_path, key, files, round(time.perf_counter() - started, 2))
