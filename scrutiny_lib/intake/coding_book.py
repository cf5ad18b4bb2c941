"""A coder's workbook: how it is laid out, and what is read from it when it comes back.

Passages stand one below the other, codes beside one another; a group that allows one code has one column. Headings are
found by name, never by position. Nothing of a text is read from the workbook: its words are only held against ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.code_names import BETWEEN, Held, Sent, ToCode
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.passage_words import in_context, same_words
from scrutiny_lib.intake.return_sheets import FRONT_PAGE, UNREADABLE, plain
from scrutiny_lib.intake.sheet_cells import cell_name
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.workbook import Page, read_pages
from scrutiny_lib.intake.workbook_notes import note_hidden

PASSAGES, CODES = "Passages", "Codes"
CODE = "Code"
"""What heads the first column of the sheet of codes."""

REVIEW, CODER, CODEBOOK, EDITION = "Review", "Coder", "Codebook", "Edition"
FINISHED, FINISHED_ON = "I have finished", "Finished on"
PASSAGE_ID, TOLD_BY, WORDS, DONE = "Passage id", "Who told", "The passage, with the words around it", "Done"
NOTHING_FITS, NOTE, ONE_OF = "Nothing fits", "Note", "One of "
YES, NO = ("yes", "y", "x", "1", "true"), ("", "no", "n", "0", "false")
"""What a cell may say. Capitals do not matter."""

_SAME_CODES = (
    "Both coders must have had the same codes to choose from: put the list of codes under [voice] in review.toml back "
    "as it was, or let both code from a new workbook."
)
_PART = re.compile(r"(.*), part \d+ of \d+", re.DOTALL)
_SEARCHED = 20


def part_of(passage: str, part: int, parts: int) -> str:
    """What stands in place of a passage's id on the rows that go on with a long one.

    >>> part_of("S01-3", 2, 4)
    'S01-3, part 2 of 4'
    """
    return f"{passage}, part {part} of {parts}"


@dataclass(frozen=True)
class SentBook(Sent):
    """What one coder's workbook says: :class:`Sent`, the day on its front page (ISO date or ``""``), and the passages
    beside which *Nothing fits* was ticked."""

    finished_on: str = ""
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Headings:
    """Where each column of the sheet stands (from 0), and the row the headings stand on (from 1)."""

    row: int
    fixed: dict[str, int]
    codes: dict[int, str]
    groups: dict[int, str]
    strange: dict[int, str]


def read_coding_book(path: Path, coder: str, plan: ToCode, problems: Problems) -> SentBook | None:
    """Read one coder's workbook.

    Parameters
    ----------
    path : Path
        The file as it came back.
    coder : str
        Whose it should be.
    plan : ToCode
        The review's codes and passages.
    problems : Problems
        REJECT for a workbook of another review (A03), coder (A02) or edition of the codebook (A04), one made before the
        review chose more codes (A04), without a sheet or column it must have (S02, S09) or that cannot be read; HOLD
        for each reason why codes are not counted.

    Returns
    -------
    SentBook or None
        Each filled cell in a column of codes is one code received, and so is each tick of *Nothing fits*. A passage was
        looked at when something stands beside it. ``None``: the file was refused.
    """
    pages = read_pages(path, problems, label=path.name)
    if pages is None:
        return None
    by_name = {plain(page.name): page for page in pages}
    front, page = by_name.get(plain(FRONT_PAGE)), by_name.get(plain(PASSAGES))
    if front is None or page is None:
        fact = f"The sheet '{FRONT_PAGE}' or the sheet '{PASSAGES}' is not there."
        problems.add("S02", fact, "Send back the workbook as it came.", file=path.name, act="REJECT")
        return None
    said = _labelled(front)
    if not _is_ours(said, coder, plan, problems, path.name):
        return None
    if new := _not_in(_codes_of(by_name), plan):
        fact = f"The workbook was made before the review used all of its codes; not in it: {', '.join(new)}."
        problems.add("A04", fact, _SAME_CODES, file=path.name, sheet=CODES, act="REJECT")
        return None
    note_hidden(replace(page.sheet, merged=0), problems, path.name, page.number)
    headings = _find_headings(page.sheet.rows, plan, problems, path.name)
    if headings is None:
        return None
    sent = _Reader(plan, page, headings, path.name).read(problems)
    day, _ = parse_date(said.get(FINISHED_ON, ""), serial=True)
    return replace(sent, finished=_yes(said.get(FINISHED, "")), finished_on=day.isoformat() if day else "")


def made_otherwise(path: Path, plan: ToCode) -> str:
    """How the codes of a workbook differ from those the review uses now, in words; ``""`` where they do not, or where
    it cannot be told."""
    pages = read_pages(path, Problems(), label=path.name)
    by_name = {plain(page.name): page for page in pages or []}
    front, book = by_name.get(plain(FRONT_PAGE)), plan.codebook
    said = {} if front is None else _labelled(front)
    if said.get(CODEBOOK, book.id) != book.id:
        return f"was made with another codebook; this review uses '{book.id}'"
    if said.get(EDITION, book.edition) != book.edition:
        return f"was made with another edition of the codebook; this review uses {book.edition}"
    listed = _codes_of(by_name)
    gone = [code for code in listed if code not in set(plan.active["id"])]
    parts = [f"{what}: {', '.join(codes)}" for what, codes in (("new", _not_in(listed, plan)), ("gone", gone)) if codes]
    return f"has other codes than this review uses now ({'; '.join(parts)})" if parts else ""


def _codes_of(by_name: Mapping[str, Page]) -> list[str]:
    """The codes a workbook was made with, by its own list; none where the list is not there."""
    page = by_name.get(plain(CODES))
    cells = [row[0] for row in page.sheet.rows if row] if page else []
    heading = next((place for place, cell in enumerate(cells) if plain(cell) == plain(CODE)), len(cells))
    return [cell.partition(BETWEEN)[0].strip() for cell in cells[heading + 1 :] if BETWEEN in cell]


def _not_in(listed: Sequence[str], plan: ToCode) -> list[str]:
    return [str(code) for code in plan.active["id"] if code not in listed] if listed else []


def passages_in(path: Path, plan: ToCode) -> set[str]:
    """The passages of this review that stand in a workbook; none where it cannot be read as one."""
    pages = read_pages(path, Problems(), label=path.name)
    page = next((page for page in pages or [] if plain(page.name) == plain(PASSAGES)), None)
    cells = {cell.strip().casefold() for row in page.sheet.rows for cell in row[:1]} if page else set()
    return {passage for passage in plan.spans if passage.casefold() in cells}


def anything_typed(path: Path) -> bool:
    """Whether a coder has begun to fill in a workbook: a code, a tick, a note or *I have finished*. A file that cannot
    be read as one counts as begun."""
    pages = read_pages(path, Problems(), label=path.name)
    by_name = {plain(page.name): page for page in pages or []}
    front, page = by_name.get(plain(FRONT_PAGE)), by_name.get(plain(PASSAGES))
    if front is None or page is None or _labelled(front).get(FINISHED):
        return True
    rows = page.sheet.rows
    at = next((number for number, row in enumerate(rows) if plain(PASSAGE_ID) in map(plain, row)), None)
    if at is None:
        return True
    read_only = [place for place, text in enumerate(rows[at]) if text in (PASSAGE_ID, TOLD_BY, WORDS, DONE)]
    return any(text.strip() for row in rows[at + 1 :] for place, text in enumerate(row) if place not in read_only)


def _labelled(front: Page) -> dict[str, str]:
    """The labelled values of the front page."""
    labels = {plain(text): text for text in (REVIEW, CODER, CODEBOOK, EDITION, FINISHED, FINISHED_ON)}
    found: dict[str, str] = {}
    for row in front.sheet.rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        label = labels.get(plain(cells[0]).rstrip(":")) if cells else None
        if label and len(cells) > 1 and cells[1] not in UNREADABLE:
            found.setdefault(label, cells[1])
    return found


def _yes(text: str) -> bool:
    return plain(text) in YES


def _is_ours(said: Mapping[str, str], coder: str, plan: ToCode, problems: Problems, file: str) -> bool:
    book = plan.codebook
    asked = (
        (REVIEW, plan.review, "A03", "The workbook belongs to another review.", "Move it to that review's folder."),
        (CODER, coder, "A02", "The workbook is another coder's.", "Correct the file's name in coders.csv."),
        (CODEBOOK, book.id, "A04", "The workbook was made with another codebook.", "Code from a new workbook."),
        (
            EDITION,
            book.edition,
            "A04",
            f"The workbook was made with another edition of the codebook; this review uses {book.edition}.",
            "Two editions are never counted together: code from a new workbook.",
        ),
    )
    right = True
    for label, ours, rule, fact, cure in asked:
        theirs = said.get(label, "")
        if not theirs:
            rule, fact, cure = "A01", "The front page does not say whose or what this is.", "Put it back as it was."
        if plain(theirs) != plain(ours):
            problems.add(rule, fact, cure, file=file, sheet=FRONT_PAGE, column=label, act="REJECT")
            right = False
    return right


def _find_headings(
    rows: Sequence[Sequence[str]], plan: ToCode, problems: Problems, file: str
) -> _Headings | None:
    at = next((row for row, cells in enumerate(rows[:_SEARCHED]) if plain(PASSAGE_ID) in map(plain, cells)), None)
    place = {"file": file, "sheet": PASSAGES, "act": "REJECT"}
    if at is None:
        problems.add("S09", "No row of headings was found.", "Put it back as it was.", column=PASSAGE_ID, **place)
        return None
    fixed_names = {plain(text): text for text in (PASSAGE_ID, TOLD_BY, WORDS, DONE, NOTHING_FITS, NOTE)}
    exclusive = plan.codebook.groups[plan.codebook.groups["exclusive"].astype(bool)]
    groups = {spelling(group_heading(*row)): str(row[0]) for row in exclusive[["id", "name"]].to_numpy().tolist()}
    found = _Headings(at + 1, {}, {}, {}, {})
    twice: list[str] = []
    for column, text in enumerate(rows[at]):
        fixed, group = fixed_names.get(plain(text), ""), groups.get(spelling(text), "")
        code, why = ("", "") if fixed or group or not text.strip() else plan.code(text)
        if (fixed in found.fixed) or (group and group in found.groups.values()) or (code in found.codes.values()):
            twice.append(cell_name(at + 1, column + 1))
        elif fixed:
            found.fixed[fixed] = column
        elif group:
            found.groups[column] = group
        elif code:
            found.codes[column] = code
        elif why:
            found.strange[column] = why
    for cell in twice:
        problems.add("S12", "Two columns have this heading.", "Keep the right one.", cell=cell, **place)
    codes = plan.active[~plan.active["group"].isin(set(groups.values()))]
    needed = [name for name in (PASSAGE_ID, WORDS, NOTHING_FITS) if name not in found.fixed]
    needed += [code for code in codes["id"] if code not in found.codes.values()]
    used = plan.active["group"].unique()
    needed += [group for group in groups.values() if group in used and group not in found.groups.values()]
    if needed:
        cure = "Put the column back as it was sent; without it nobody can say that the code was not given."
        problems.add("S09", f"Columns are missing: {len(needed)}.", cure, column=", ".join(needed), **place)
    return None if needed or twice else found


def code_heading(code: str, name: str) -> str:
    """The heading of a code's column, and how a code stands in a list.

    >>> code_heading("P1", "Seen alone")
    'P1 – Seen alone'
    """
    return f"{code}{BETWEEN}{name}"


def group_heading(group: str, name: str) -> str:
    """The heading of the column of a group that allows one code.

    >>> group_heading("V", "How the voice reached the record")
    'One of V – How the voice reached the record'
    """
    return f"{ONE_OF}{code_heading(group, name)}"


class _Reader:
    """Reads the rows of one sheet of passages."""

    def __init__(self, plan: ToCode, page: Page, headings: _Headings, file: str):
        self.plan, self.page, self.at, self.file = plan, page, headings, file
        self.held = Held(file, PASSAGES)
        self.received = 0
        self.rows: dict[str, list[tuple[int, set[str], int]]] = {}
        self.ticked: set[str] = set()
        self.offered: set[str] = set()
        self.notes: dict[str, str] = {}
        self.lost_notes: list[str] = []
        self.columns = sorted({**headings.codes, **headings.groups, **headings.strange})

    def read(self, problems: Problems) -> SentBook:
        """Every row, and what is held of it."""
        words = self._words()
        for number, row in enumerate(self.page.sheet.rows[self.at.row :], self.at.row + 1):
            self._row(number, row, words)
        given: list[tuple[str, int, int, str]] = []
        looked = {*self.ticked, *self.notes}
        for passage, rows in self.rows.items():
            if any(codes != rows[0][1] for _, codes, _ in rows):
                for number, codes, _ in rows:
                    for _ in codes:
                        self.held.add("two rows", f"A{number}")
                looked.discard(passage)
            else:
                given += [(*self.plan.spans[passage], code) for code in sorted(rows[0][1]) for _ in rows]
                looked |= {passage} if any(count for _, _, count in rows) else set()
        self.held.note(problems, self.plan.codebook)
        if self.lost_notes:
            fact = f"Notes that are formulas without a value or cannot be read: {len(self.lost_notes):,}."
            place = {"file": self.file, "sheet": PASSAGES, "cell": self.lost_notes[0], "column": NOTE}
            problems.add("S18", fact, "Type the text itself.", **place, act="WARN")
        spans = pd.DataFrame(given, columns=["source", "start", "end", "code"])
        return SentBook(
            spans,
            frozenset(looked),
            False,
            self.received,
            self.held.count,
            self.notes,
            frozenset(self.offered),
            ticked=frozenset(self.ticked),
        )

    def _words(self) -> dict[str, str]:
        """Passage id -> the words its rows show, long ones put together again."""
        at_id, at_words = self.at.fixed[PASSAGE_ID], self.at.fixed[WORDS]
        found: dict[str, str] = {}
        met: set[str] = set()
        for row in self.page.sheet.rows[self.at.row :]:
            text = row[at_id].strip()
            goes_on = _PART.fullmatch(text)
            passage = (goes_on[1] if goes_on else text).casefold()
            if goes_on or passage not in met:
                found[passage] = found.get(passage, "") + row[at_words]
            met.add(passage)
        return found

    def _row(self, number: int, row: Sequence[str], words: Mapping[str, str]) -> None:
        text = row[self.at.fixed[PASSAGE_ID]].strip()
        filled = [column for column in self.columns if row[column].strip()]
        tick = row[self.at.fixed[NOTHING_FITS]].strip()
        ticked = plain(tick) not in NO
        self.received += len(filled) + ticked
        passage = self.plan.ids.get(text.casefold(), "")
        why = "" if passage and not _PART.fullmatch(text) else "passage"
        if passage and not self._same(passage, words.get(passage.casefold(), "")):
            why = "other words"
        if why:
            for column in filled:
                self.held.add(why, cell_name(number, column + 1))
            if ticked:
                self.held.add(why, cell_name(number, self.at.fixed[NOTHING_FITS] + 1))
            return
        self.offered.add(passage)
        codes: set[str] = set()
        count = 0
        for column in filled:
            code, reason = self._mark(row[column], column)
            if reason:
                self.held.add(reason, cell_name(number, column + 1))
            else:
                codes |= {code} if code else set()
                count += 1
        if ticked and (not _yes(tick) or codes):
            self.held.add("nothing fits" if _yes(tick) else "mark", cell_name(number, self.at.fixed[NOTHING_FITS] + 1))
        elif ticked:
            self.ticked.add(passage)
        if filled or ticked:
            self.rows.setdefault(passage, []).append((number, codes, count))
        note = row[self.at.fixed[NOTE]].strip() if NOTE in self.at.fixed else ""
        if note in UNREADABLE:
            self.lost_notes.append(cell_name(number, self.at.fixed[NOTE] + 1))
        elif note:
            self.notes[passage] = "\n".join(filter(None, (self.notes.get(passage, ""), note)))

    def _same(self, passage: str, words: str) -> bool:
        source, start, end = self.plan.spans[passage]
        return same_words(words, "".join(in_context(self.plan.texts.words.get(source, ""), start, end)))

    def _mark(self, text: str, column: int) -> tuple[str, str]:
        """The code a filled cell gives (``""``: it says no), or why it cannot be used."""
        if column in self.at.strange:
            return "", self.at.strange[column]
        if text in UNREADABLE:
            return "", "mark"
        if column in self.at.codes:
            if plain(text) in NO:
                return "", ""
            return (self.at.codes[column], "") if _yes(text) else ("", "mark")
        if plain(text) in NO:
            return "", ""
        code, why = self.plan.code(text)
        several = re.split(r"[;,/\n]", text)
        if why and len(several) > 1 and all(self.plan.code(one.strip())[0] for one in several if one.strip()):
            return "", "exclusive"
        outside = not why and self.plan.group_of[code] != self.at.groups[column]
        return ("", why or "code") if why or outside else (code, "")
