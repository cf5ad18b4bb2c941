"""The quarter on one page for the analyst: what ran and how long it took, what is new, what failed and why, what waits
and for whom, with a link to everything. It stays in ``working/`` and holds nothing about a child."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from ..plural import many
from ..release.standing import files_of
from ..show.layout import fill, html_table
from ..show.page import POLICY
from ..show.page import Page as Shell
from ..show.text import day, listed, sentence
from ..terms import AUDIENCE_NAMES
from .about import house_style
from .drafts import check_page_of
from .draw import PAGE
from .files import write_all
from .place import Place, now

if TYPE_CHECKING:
    from .run import Quarter

NAME = "index.html"
FORMS = {
    PAGE: "page",
    ".pdf": "PDF",
    ".docx": "Word",
    "-tables.xlsx": "tables",
    "-briefing.html": "briefing",
    "-briefing.pdf": "briefing (PDF)",
}
"""What each form of a page is called, by the end of its name."""
BECAME = {
    "new": "New",
    "new draft": "New draft",
    "draft": "Draft, as before",
    "unchanged": "Unchanged",
    "waits": "Waits",
    "failed": "Failed",
    "left": "Left as it was",
    "withdrawn": "Withdrawn",
    "apart": "As before: not part of this run",
}
"""What may become of a page in a run, in the words of the index."""
COUNTED = {
    "new": "new pages",
    "new draft": "new drafts",
    "unchanged": "unchanged pages",
    "draft": "earlier drafts",
    "waits": "waiting pages",
    "left": "untouched pages",
    "withdrawn": "withdrawn pages",
}
"""Of which of these the first sentence says how many there are; what failed is counted by itself."""
DRAWN = "Seconds are those of the last time a page was drawn."

Made = Mapping[str, Any]


def write_index(
    place: Place,
    done: Quarter,
    record: Mapping[str, Any],
    *,
    steps: Mapping[str, float] | None = None,
    notes: Sequence[str] = (),
) -> Path:
    """Write ``working/<quarter>/index.html``, whole or not at all; returns its path.

    Parameters
    ----------
    place : Place
        The quarter.
    done : Quarter
        What the run did, also one in which something failed.
    record : mapping
        The quarter's record as it is after the run; empty where there is none yet.
    steps : mapping of str to float
        How many seconds each step of the run took, by its name, in order.
    notes : sequence of str
        What else there is to say of the run, such as that one which was stopped is gone on with.

    Raises
    ------
    OSError
        When the page cannot be written.
    """
    path = place.working / NAME
    write_all({path: _Index(place, done, record).page(dict(steps or {}), notes).encode("utf-8")})
    return path


class _Index:
    """What the page says, worked out from what the run did and from the record."""

    def __init__(self, place: Place, done: Quarter, record: Mapping[str, Any]):
        self.place, self.done = place, done
        self.reviews: dict[str, Any] = dict(record.get("reviews", {}))
        self.software: dict[str, Any] = dict(record.get("software", {}))
        self.ledger: dict[str, Any] = dict(record.get("ledger", {}))
        numbers = [int(run["number"]) for run in record.get("runs", [])]
        self.run = max(numbers, default=None) if done.made else None
        self.failed = dict(done.failed)
        self.left = {(review, audience): why for review, audience, why in done.left}
        self.waiting = {(review, audience): why for review, audience, why in done.waiting}
        self.drafts = {(draft.review, draft.audience): draft for draft in done.drafts}
        self.released, self.unchanged = set(done.released), set(done.unchanged)
        self.became = {key: self._became(*key) for key in self._pages()}

    def _pages(self) -> list[tuple[str, str]]:
        """Every page of the quarter, by review and audience; a review that could not be read has none known."""
        order = list(AUDIENCE_NAMES)
        known = {(review, audience) for review, kept in self.reviews.items() for audience in kept.get("audiences", {})}
        known |= self.waiting.keys() | self.drafts.keys() | self.left.keys()
        for name in self.failed:
            review, apart, audience = name.partition(" · ")
            if apart:
                known.add((review, audience))
        return sorted(known, key=lambda key: (key[0], order.index(key[1]) if key[1] in order else len(order)))

    def _made(self, review: str, audience: str) -> Made:
        made: Made = self.reviews.get(review, {}).get("audiences", {}).get(audience, {})
        return made

    def _became(self, review: str, audience: str) -> str:
        made = self._made(review, audience)
        page = self.place.out / made["page"]["path"] if made.get("page") else None
        if review in self.failed or f"{review} · {audience}" in self.failed:
            return "failed"
        if (review, audience) in self.left:
            return "left"
        if (review, audience) in self.drafts:
            is_new = self.run is not None and made.get("draft", {}).get("run") == self.run
            return "new draft" if is_new else "draft"
        if page in self.released:
            return "new"
        if (review, audience) in self.waiting:
            return "waits"
        if page in self.unchanged:
            return "unchanged"
        return "withdrawn" if made.get("state") == "withdrawn" else "apart"

    def page(self, steps: Mapping[str, float], notes: Sequence[str]) -> str:
        """The whole page as HTML."""
        workspace, name = self.place.workspace, self.place.quarter.replace("-Q", " Q")
        about: dict[str, Any] = {"title": f"The quarter {name}", "quarter": name, "partnership": workspace.name}
        about |= {"marking": workspace.marking, "house": house_style(workspace)}
        at = now()
        bodies = [
            ("failed", "What failed, and why", self._failures()),
            ("waits", "What waits, and for whom", self._waits()),
            ("pages", "Every page of the quarter", self._table()),
            ("time", "How long it took", self._times(steps)),
            ("made-with", "What it was made with", self._made_with()),
        ]
        return str(
            fill(
                "index",
                page=Shell(about, []),
                policy=Markup(POLICY),
                title=f"The quarter {name}: what was run",
                in_short=self._in_short(),
                when=f"Run on {day(at)} at {at[11:16]} UTC.",
                notes=[sentence(note) for note in notes],
                sections=[(id, heading, body) for id, heading, body in bodies if body],
            )
        )

    def _in_short(self) -> str:
        counted = Counter(self.became.values())
        said = [many(counted[what], noun) for what, noun in COUNTED.items() if counted[what]]
        said += [many(len(self.failed), "failures")] if self.failed else []
        if said:
            return f"{listed(said)}."
        return "No page of this quarter was to be run." if self.became else "There is no page of this quarter yet."

    def _failures(self) -> Markup | None:
        """What failed, with its reason and where to look; and copies of released files that somebody had altered."""
        rows: list[list[Any]] = [
            [name, _lines(why), self._where_to_look(*name.partition(" · ")[::2])] for name, why in self.failed.items()
        ]
        rows += [
            ["A released file had been changed by somebody", "The changed copy is kept.", self._link(path, path.name)]
            for path in self.done.altered
        ]
        return html_table("What failed", ["What", "Why, and what next", "Where to look"], rows) if rows else None

    def _where_to_look(self, review: str, audience: str) -> Markup | str:
        folder = self.place.working / review
        there = {
            folder / "held-back" / f"{audience}{PAGE}": "the page held back",
            folder / f"{audience}.log": "how far its cells came",
            folder / f"{audience}.ipynb": "the notebook as it ran",
        }
        return _joined([self._link(path, words) for path, words in there.items() if audience and path.is_file()])

    def _waits(self) -> Markup | None:
        """Drafts for a second person, pages for the Board's decision, and what was taken back."""
        rows: list[list[Any]] = []
        for (review, audience), state in self.became.items():
            made, name = self._made(review, audience), AUDIENCE_NAMES.get(audience, audience)
            if (review, audience) in self.drafts:
                draft = self.drafts[review, audience]
                links = [self._link(draft.check_page, "what to check"), *self._draft_page(made)]
                rows.append([review, name, "A second person", draft.why, _joined(links)])
            elif (review, audience) in self.waiting:
                rows.append([review, name, "The Board", self.waiting[review, audience], ""])
            elif (review, audience) in self.left:
                rows.append([review, name, "The rest of its review", self.left[review, audience], ""])
            elif state == "withdrawn":
                why = "It was taken back by a person. The next run makes a draft of it."
                rows.append([review, name, "A second person", why, ""])
        heads = ["Review", "For", "Waits for", "Why", "To look at"]
        return html_table("What waits", heads, rows) if rows else None

    def _draft_page(self, made: Made) -> Iterator[Markup]:
        for path in made.get("draft", {}).get("files", {}):
            if path.endswith(PAGE) and path != check_page_of(made["draft"]) and not path.endswith("-briefing.html"):
                yield self._link(self.place.workspace.root / path, "the draft")

    def _table(self) -> Markup | None:
        rows: list[list[Any]] = []
        before = ""
        for (review, audience), state in self.became.items():
            made, name = self._made(review, audience), AUDIENCE_NAMES.get(audience, audience)
            files = {path: Path(path).name.removeprefix(audience) for path in files_of(made)}
            links = [
                self._link(self.place.out / path, FORMS.get(ending, ending), f" of {review} for {name}")
                for path, ending in files.items()
            ]
            rows.append([None if review == before else review, name, BECAME[state], _joined(links), _seconds(made)])
            before = review
        heads = ["Review", "For", "What became of it", "What stands released", "Drawn in, seconds"]
        return html_table("Every page", heads, rows, (4,), DRAWN) if rows else None

    def _times(self, steps: Mapping[str, float]) -> Markup | None:
        """Steps of the run, then how long the counting of each review took when it was last counted."""
        rows: list[list[Any]] = [[name, f"{seconds:.1f}"] for name, seconds in steps.items()]
        made = [html_table("The steps of this run", ["Step", "Seconds"], rows, (1,))] if rows else []
        counted = {review: kept["seconds"] for review, kept in self.reviews.items() if kept.get("seconds") is not None}
        longest = sorted(counted.items(), key=lambda one: (-float(one[1]), one[0]))
        rows = [[review, f"{float(seconds):.1f}"] for review, seconds in longest]
        made += [html_table("Counting, when it was last done", ["Review", "Seconds"], rows, (1,))] if rows else []
        return Markup("").join(made) if made else None

    def _made_with(self) -> Markup | None:
        if not self.software:
            return None
        rows: list[list[Any]] = [
            ["Scrutiny Workbench", _code(f"{self.software['version']}, {str(self.software['library_sha256'])[:16]}")],
            ["Python", self.software["python"]],
            *([name, version] for name, version in self.software.get("packages", {}).items()),
            ["Lines of the ledger", str(self.ledger.get("length", ""))],
            ["Everything that ran on what", self._link(self.place.record_path, "the record of the quarter")],
        ]
        return html_table("Software, ledger and record", ["What", "Which"], rows)

    def _link(self, path: Path, words: str, unseen: str = "") -> Markup:
        """A link that works wherever the folder is opened from; what only a listener needs to hear stands in it."""
        rest = Markup('<span class="unseen">{}</span>').format(unseen) if unseen else ""
        return Markup('<a href="{}">{}{}</a>').format(_address(path, self.place.working), words, rest)


def _address(path: Path, folder: Path) -> str:
    """Where a file is, as seen from a folder; in full where there is no way from one to the other (two drives)."""
    try:
        return quote(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:
        return path.resolve().as_uri()


def _joined(links: Sequence[Markup]) -> Markup | str:
    return Markup(" ").join(links) if links else ""


def _lines(text: str) -> Markup:
    return Markup("<br>").join(line for line in text.splitlines() if line.strip())


def _code(words: str) -> Markup:
    return Markup("<code>{}</code>").format(words)


def _seconds(made: Made) -> str:
    seconds = made.get("seconds", made.get("draft", {}).get("seconds"))
    return "–" if seconds is None else f"{float(seconds):.1f}"
