"""Draw what was released, several pages at once, and search everything drawn a last time before it may be put down."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ..errors import ScrutinyError
from ..release import Identifiers, Outcome, find_leaks, leaks
from ..release.leaks import quote_hash
from ..release.quote_search import Said, find_unsigned
from .files import write_all
from .hashes import sha256_of
from .processes import fresh_processes
from .render import render_page

PAGE = ".html"
"""The end of the name of the page itself; every other file says the same in another form."""


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


def check_can_print(pdf: bool) -> None:
    """Raise :class:`~scrutiny_lib.errors.ScrutinyError` where PDFs are asked for and nothing here can make one."""
    if pdf:
        from ..show.pdf import NO_ENGINE, has_weasyprint
        from ..show.pdf_browser import find_browser

        if not has_weasyprint() and find_browser() is None:
            raise ScrutinyError(NO_ENGINE)


def draw_all(
    wanted: Sequence[ToDraw], folder: Path, jobs: int, pdf: bool, tell: Callable[[str], None]
) -> tuple[dict[tuple[str, str], Page], list[tuple[str, str]]]:
    """Draw ``jobs`` pages at a time, each in a fresh process that sees released tables only.

    ``folder`` (in ``working/``) keeps the tables of each page, its executed notebook, and a page that was held back.
    Returns the pages by review and audience, and what failed with its reason.
    """
    pages: dict[tuple[str, str], Page] = {}
    failed: list[tuple[str, str]] = []
    waiting: dict[Future[tuple[dict[str, bytes], float]], tuple[ToDraw, str]] = {}
    with ProcessPoolExecutor(max_workers=max(1, jobs), mp_context=fresh_processes()) as pool:
        for one in wanted:
            assert one.outcome.tables is not None
            place = folder / one.outcome.review / f"{one.outcome.audience}.json"
            one.outcome.tables.save(place)
            waiting[pool.submit(_draw, one.notebook, place, pdf)] = (one, sha256_of(place))
        for number, future in enumerate(as_completed(waiting), start=1):
            one, tables_sha256 = waiting[future]
            try:
                files, seconds = future.result()
            except ScrutinyError as error:
                failed.append((one.name, str(error)))
                continue
            except Exception as error:
                failed.append((one.name, f"The page was not drawn ({type(error).__name__})."))
                continue
            found, to_look_at = last_search(files, one)
            if found:
                failed.append((one.name, _hold_back(folder, one, files, found)))
                continue
            pages[one.outcome.review, one.outcome.audience] = Page(files, tables_sha256, seconds, to_look_at)
            tell(f"Render {number}/{len(wanted)}: {one.name} ({seconds:.1f} s)")
    return pages, failed


def _hold_back(folder: Path, one: ToDraw, files: Mapping[str, bytes], found: Sequence[str]) -> str:
    """Keep a page that must not leave where a person can look at it; returns why, and what to do next."""
    kept = folder / one.outcome.review / "held-back"
    write_all({kept / f"{one.outcome.audience}{ending}": content for ending, content in files.items()})
    where = "/".join(kept.parts[-4:])
    return (
        f"The page was held back: it holds {'; '.join(found)}. Look for it in {where}/, take it out where it was "
        "typed (title, findings, actions, an agency's words), and run the quarter again."
    )


def last_search(files: Mapping[str, bytes], one: ToDraw) -> tuple[list[str], tuple[str, ...]]:
    """What must not leave and stands in one of the files all the same, with the file's ending; and what is not
    certain, for a person to look at. Of what was said, only these readers' quotations may stand there."""
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
    with tempfile.TemporaryDirectory(prefix="scrutiny-") as folder:
        for ending, content in files.items():
            path = Path(folder) / f"{one.outcome.review}-{one.outcome.audience}{ending}"
            path.write_bytes(content)
            for leak in leaks(path, one.identifiers, exempt):
                (found if leak.certain else doubtful)[f"{leak.what} (in {one.outcome.audience}{ending})"] = None
    return list(found), tuple(doubtful)


def _draw(notebook: Path, tables_path: Path, pdf: bool) -> tuple[dict[str, bytes], float]:
    started = time.perf_counter()
    files = render_page(notebook, tables_path, tables_path.with_suffix(".ipynb"), pdf=pdf)
    return files, time.perf_counter() - started
