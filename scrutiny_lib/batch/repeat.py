"""One run of a record, repeated as it was: the same reviews decided on together, beside the ledger as long as it was.

Nothing is written but into a folder that is gone afterwards. Where an input or the software is no longer what it was,
the pages that rest on it cannot be compared, and that is said by role and name. The checker's page of a draft is not
compared: it says how many names of children were looked for in the whole workspace, and they become more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..plural import many
from ..release import Outcome
from ..release.ledger_lines import START, read_lines
from ..release.standing import approvals, content_hash
from ..show.text import listed
from .cells import CellLimits
from .count_all import count_all
from .decide import decide, read_limits_of
from .drafts import draft_files
from .draw import Page, ToDraw, check_can_print, draw_all
from .hashes import sha256_of
from .place import Place
from .plan import plan_quarter
from .runs import Run, changed_inputs, changed_software, describe_review

CHECKED = "-check.html"
NO_LEDGER = "The ledger is no longer what this page was decided beside: see scrutiny verify without --rerun."
ONCE_MORE = "Nothing it was made of has changed: keep both folders and report it."

Tell = Callable[[str], None]
Entries = list[dict[str, Any]]


@dataclass
class Again:
    """What came of it: files that are the same, byte for byte (paths below the output folder, drafts below the
    workspace), and how many pages and drafts they are of; files that are not, and pages that could not be made again,
    each with why; pages that were taken back since, of which nothing stands to be compared."""

    same: list[str] = field(default_factory=list)
    pages: int = 0
    differs: list[tuple[str, str]] = field(default_factory=list)
    not_made: list[tuple[str, str]] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For the end of the command."""
        for path, why in self.differs:
            yield f"Not the same: {path}. {why}"
        for name, why in self.not_made:
            yield f"Not made again: {name}. {why}"
        for name in self.taken_back:
            yield f"Taken back since, so nothing stands to be compared: {name}"
        counted = f"{many(len(self.same), 'files')} of {many(self.pages, 'pages')}"
        yield f"Made again, byte for byte the same: {counted}." if self.proved else f"The same: {counted}."

    @property
    def proved(self) -> bool:
        """Whether every page was made again and is the same."""
        return not self.differs and not self.not_made


@dataclass(frozen=True)
class Wanted:
    """One page or draft to be made again: its files by the end of the name with path and hash, whether it is a draft,
    whether it was printed too, and the ledger's line of its release (0: none)."""

    review: str
    audience: str
    files: Mapping[str, str]
    draft: bool
    pdf: bool
    line: int = 0

    @property
    def name(self) -> str:
        """As lines about it begin."""
        return f"{self.review} · {self.audience}{' (draft)' if self.draft else ''}"


class Repeat:
    """One run of a record, to be repeated with what is there now."""

    def __init__(self, place: Place, run: Run, made_with: Mapping[str, Any], jobs: int, tell: Tell):
        self.place, self.run, self.made_with, self.jobs, self.tell = place, run, made_with, jobs, tell
        self.software = changed_software(run, made_with)
        due, _ = plan_quarter(place.workspace, place.quarter, dict(made_with))
        there = {item.name: item for item in due}
        self.items = {
            name: replace(there[name], audiences=tuple(then["audiences"]))
            for name, then in run["reviews"].items()
            if name in there
        }
        self.changed = {name: self._changed(name) for name in run["reviews"]}

    def _changed(self, name: str) -> list[str]:
        """What of a review is not what it was in the run."""
        if name not in self.items:
            return ["the review (not there, or it cannot be read)"]
        then, now = self.run["reviews"][name], describe_review(self.items[name])
        books = sorted(book for book, sha256 in then["notebooks"].items() if now["notebooks"].get(book) != sha256)
        return [*changed_inputs(then["inputs"], now["inputs"]), *(f"notebook {book} (changed)" for book in books)]

    def compare(self, wanted: Sequence[Wanted], entries: Entries, again: Again) -> None:
        """Make ``wanted`` again and tell ``again`` what came of it."""
        here = []
        for one in wanted:
            why = self._cannot(one)
            if why:
                again.not_made.append((one.name, why))
            else:
                here.append(one)
        if not here:
            return
        before = self._ledger_then()
        if before is None:
            again.not_made += [(one.name, NO_LEDGER) for one in here]
            return
        check_can_print(any(one.pdf for one in here))
        limits = read_limits_of(self.place.workspace)
        items = list(self.items.values())
        computed, uncounted = count_all(self.place, items, self.made_with, limits, self.jobs, self.tell, keep=False)
        failed = dict(uncounted)
        outcomes = {(one.review, one.audience): one for one in decide(self.place, computed, limits, before)}
        with tempfile.TemporaryDirectory(prefix="scrutiny-again-") as folder:
            for pdf in (False, True):
                these: dict[str, tuple[Wanted, ToDraw]] = {}
                for one in (one for one in here if one.pdf is pdf):
                    outcome = _as_it_left(one, outcomes.get((one.review, one.audience)), self.place, entries)
                    if outcome is None:
                        why = failed.get(one.review) or self._why("It is not decided on as it was then.", one)
                        again.not_made.append((one.name, why))
                        continue
                    item, found = computed[one.review]
                    drawn = ToDraw(outcome, item.notebook_for(one.audience), found.identifiers, found.said)
                    these[drawn.name] = one, drawn
                self._draw(these, Path(folder) / ("printed" if pdf else "pages"), pdf, before, again)

    def _draw(
        self, these: Mapping[str, tuple[Wanted, ToDraw]], folder: Path, pdf: bool, before: Entries, again: Again
    ) -> None:
        cells = CellLimits(self.place.workspace.seconds, self.place.workspace.megabytes)
        wanted = [drawn for _, drawn in these.values()]
        pages, undrawn = draw_all(wanted, folder, self.jobs, pdf, self.made_with, self.tell, cells)
        again.not_made += [(these[name][0].name, self._why(why, these[name][0])) for name, why in undrawn]
        for one, drawn in these.values():
            page = pages.get((one.review, one.audience))
            if page is not None:
                self._file_by_file(one, drawn, page, before, again)

    def _cannot(self, one: Wanted) -> str:
        """Why a page cannot come out the same; nothing where it may."""
        mine = self.changed.get(one.review, ["the review (not in the run the record names)"])
        if mine:
            return f"Not what they were: {listed(mine)}."
        if self.run["software"]["library_sha256"] != self.made_with["library_sha256"]:
            return f"Not what it was: {listed(self.software)}."
        return ""

    def _ledger_then(self) -> Entries | None:
        """The ledger's lines beside which the run decided; ``None`` where it no longer holds them."""
        length, head = int(self.run["ledger"]["length"]), str(self.run["ledger"]["head"])
        lines = read_lines(self.place.ledger.path)[:length]
        if len(lines) < length or (lines[-1].hash if lines else START) != head:
            return None
        return [dict(line.entry) for line in lines if line.entry is not None]

    def _file_by_file(self, one: Wanted, drawn: ToDraw, page: Page, before: Entries, again: Again) -> None:
        if one.draft:
            made = draft_files(self.place, drawn, page, before)
            made = {path: content for path, content in made.items() if not path.endswith(CHECKED)}
        else:
            made = {self.place.released(one.review, one.audience, ending): page.files[ending] for ending in page.files}
        again.pages += 1
        for path in sorted(one.files.keys() | made.keys()):
            if path not in made:
                again.differs.append((path, self._why("It was not made this time.", one)))
            elif path not in one.files:
                again.differs.append((path, self._why("It was made this time only.", one)))
            elif sha256_of(made[path]) != one.files[path]:
                again.differs.append((path, self._why("Made again it has other bytes.", one)))
            else:
                again.same.append(path)

    def _why(self, fact: str, one: Wanted) -> str:
        """A fact, and what else is not as it was: reviews it was decided on with, and what the software stands on."""
        others = [f"{name}: {listed(what)}" for name, what in self.changed.items() if what and name != one.review]
        said = [f"Decided on together with what is not what it was ({'; '.join(others)})."] if others else []
        said += [f"Not what it was: {listed(self.software)}."] if self.software else []
        return " ".join([fact, *(said or [ONCE_MORE])])


def _as_it_left(one: Wanted, outcome: Outcome | None, place: Place, entries: Entries) -> Outcome | None:
    """What was drawn then: a draft, or the page with the second person's approval it left with. ``None`` where the
    gate decides otherwise now."""
    if outcome is None or outcome.tables is None:
        return None
    if one.draft:
        return outcome if outcome.state == "draft" else None
    if outcome.state == "released":
        return outcome
    known = [entry for entry in entries if int(entry.get("number") or 0) <= one.line]
    approved = approvals(known, place.quarter).get((one.review, one.audience), set())
    if outcome.state == "draft" and content_hash(outcome.tables) in approved:
        return replace(outcome, state="released", why="", tables=outcome.tables.with_frames({"checked": True}))
    return None
