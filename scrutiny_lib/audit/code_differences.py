"""The queue of differences as a workbook: both codings shown in the text, and three things to fill in: what, who, why.

Differences nobody has decided come first; those already settled stand below, as they were decided, so that the workbook
saved as ``settled.xlsx`` is whole. Restricted: children's own words.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scrutiny_lib.audit.books import new_book, row_height
from scrutiny_lib.audit.coding_books import told_by_source
from scrutiny_lib.audit.coding_sheets import Piece, make_code_looks, put_words
from scrutiny_lib.audit.compare_codes import compare_codes
from scrutiny_lib.audit.discussion_front import finish
from scrutiny_lib.audit.pack_looks import limit_text, make_looks
from scrutiny_lib.audit.settle_codes import (
    DECISION,
    DIFFERENCES,
    FILES,
    GIVEN,
    NOT_GIVEN,
    Settled,
    among,
    typed_decisions,
)
from scrutiny_lib.errors import Problem, Problems, Refused
from scrutiny_lib.intake.codebook import Codebook
from scrutiny_lib.intake.coded import Coded, counts_for
from scrutiny_lib.intake.coding_book import NOTHING_FITS, code_heading
from scrutiny_lib.intake.dates import parse_date
from scrutiny_lib.intake.open_files import note_open
from scrutiny_lib.intake.passage_words import in_context, shown
from scrutiny_lib.intake.return_sheets import FRONT_PAGE
from scrutiny_lib.intake.texts import Texts
from scrutiny_lib.plural import many

_HEADER = 3
_MOST = 1500
"""Characters of one passage that are shown, the place of the difference in the middle."""

_WIDE = 86
_STEPS = (
    "One line is one passage and one code that one coder gave and the other did not. The passage stands between ▶ "
    "and ◀, in bold or in colour, with the words around it in grey.",
    "Blue and underlined: what the coder named first marked with this code. Brown and in italics: what the other coder "
    "marked with other codes. Bold: the rest of the passage.",
    "Read the definition together, talk about it, and choose under 'settled' whether the code is given. 'by' takes "
    "pseudonyms, such as 'A1 and A2'; 'on' the day; 'why' a few words about the reason, never about a person.",
    "Nobody has to give way: a third person may settle it. What stays blank stays open and is not counted.",
    "Save it as settled.xlsx in the folder the texts came from: 'voice', 'practitioners' or 'training' of the review.",
)
_TAKES = "Why it was settled so. Names stay out."


def write_differences(
    path: Path,
    settled: Settled,
    coded: Coded,
    texts: Texts,
    passages: pd.DataFrame,
    codebook: Codebook,
    kept_in: Path | None = None,
) -> None:
    """Write the queue of differences.

    Parameters
    ----------
    path : Path
        The file, ending in ``.xlsx``. The same inputs give the same bytes.
    settled : Settled
        What is settled and what is open.
    coded, texts, passages, codebook
        What :func:`scrutiny_lib.audit.settle_codes.settle_codes` was made of.
    kept_in : Path, optional
        The folder of ``settled.xlsx`` or ``settled.csv``: what stands there as it is in the queue is kept safely, used
        or not.

    Raises
    ------
    Refused
        When nothing may be compared yet (C12), when the file is open in a program (F16), and when it is there with
        decisions that are neither among those settled nor in ``kept_in`` (C10): nobody's work is written over.
    """
    if coded.pair is None:
        cure = "The queue is written when both coders have locked."
        raise Refused([Problem("C12", " ".join(coded.waiting) or "There are no two coders.", cure)])
    found = Problems()
    if note_open(path, found, "It was not written again."):
        raise Refused(found)
    if path.exists() and _new_decisions(path, settled, kept_in):
        where = f" in the folder '{kept_in.name}' of the review" if kept_in else " in the folder of the review"
        fact = "There are decisions in it that were not read yet; it was not written again."
        cure = f"Save it as settled.xlsx{where}, or move it away; then run again."
        raise Refused([Problem("C10", fact, cure, file=path.name, act="WARN")])
    differences = compare_codes(coded, passages)[0]
    done = among(differences, set(settled.log[["passage_id", "code"]].itertuples(index=False, name=None)))
    rows = pd.concat([differences[~done], differences[done]], ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_book(path, "Differences between two coders", "Passages, both codings, and what was settled") as book:
        looks = make_looks(book) | make_code_looks(book) | _marks(book)
        _write_front(book, looks, int((~done).sum()), int(done.sum()))
        _Queue(book, looks, coded, texts, passages, codebook).write(rows, settled.log)


def _new_decisions(path: Path, settled: Settled, kept_in: Path | None) -> bool:
    """Whether a queue that is there holds anything typed that is neither among the decisions used nor kept."""
    typed = typed_decisions(path, Problems())
    if typed is None:
        return True
    known = _as_meant(settled.log)
    for name in FILES if kept_in else ():
        kept = typed_decisions(kept_in / name, Problems()) if kept_in and (kept_in / name).is_file() else None
        known |= set() if kept is None else _as_meant(kept)
    begun = typed[(typed[list(DECISION[2:])] != "").any(axis=1)]
    return not _as_meant(begun) <= known


def _as_meant(rows: pd.DataFrame) -> set[tuple[str, ...]]:
    """Decisions with capitals, spaces and the way a date is written taken out."""
    found = set()
    for row in rows[list(DECISION)].astype(str).to_dict("records"):
        day = parse_date(row["on"], serial=True)[0]
        row["on"] = day.isoformat() if day else row["on"]
        found.add(tuple(" ".join(row[name].casefold().split()) for name in DECISION))
    return found


def _marks(book: Workbook) -> dict[str, Format]:
    text = {"font_name": "Calibri", "font_size": 11}
    return {
        "given": book.add_format({**text, "bold": True, "underline": 1, "font_color": "#0B5394"}),
        "other": book.add_format({**text, "bold": True, "italic": True, "font_color": "#7A3E00"}),
        "both": book.add_format({**text, "bold": True, "italic": True, "underline": 1, "font_color": "#0B5394"}),
    }


def _write_front(book: Workbook, looks: dict[str, Format], still: int, done: int) -> None:
    page = book.add_worksheet(FRONT_PAGE)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, _WIDE)
    page.write_string(0, 0, "Differences between two coders", looks["title"])
    page.write_string(1, 0, f"Open: {still}. Settled: {done}. Restricted: children's own words.", looks["subtitle"])
    for row, step in enumerate(_STEPS, 3):
        page.write_string(row, 0, f"{row - 2}", looks["label"])
        page.write_string(row, 1, step, looks["cell"])
        page.set_row(row, row_height((step, _WIDE)))
    finish(page, paper=9, landscape=False)


class _Queue:
    """Writes the sheet of differences."""

    def __init__(
        self,
        book: Workbook,
        looks: dict[str, Format],
        coded: Coded,
        texts: Texts,
        passages: pd.DataFrame,
        codebook: Codebook,
    ):
        self.page: Worksheet = book.add_worksheet(DIFFERENCES)
        self.looks, self.texts = looks, texts
        self.pair = coded.pair or ("", "")
        rows = codebook.codes.to_dict("records")
        self.name = {str(row["id"]): code_heading(str(row["id"]), str(row["name"])) for row in rows}
        self.means = {str(row["id"]): _meaning(row) for row in rows}
        self.told_by = told_by_source(texts)
        self.span = {
            str(passage): (str(source), int(start), int(end))
            for passage, source, start, end in passages[["passage_id", "source", "start", "end"]].to_numpy().tolist()
        }
        at, of = counts_for(coded.codings, passages)
        ids = passages["passage_id"].to_numpy()
        self.notes = coded.notes.groupby(["passage_id", "coder"])["note"].agg(list).to_dict()
        self.ticked = set(coded.nothing_fits[["passage_id", "coder"]].itertuples(index=False, name=None))
        self.codings: dict[str, list[tuple[int, int, str, str]]] = {}
        spans = coded.codings[["start", "end", "code", "coder"]].to_numpy().tolist()
        for span, passage in zip(at.tolist(), of.tolist(), strict=True):
            start, end, code, coder = spans[span]
            self.codings.setdefault(str(ids[passage]), []).append((int(start), int(end), str(code), str(coder)))

    def write(self, rows: pd.DataFrame, log: pd.DataFrame) -> None:
        """Every difference, and what was decided about it."""
        page, looks = self.page, self.looks
        headings = {"Passage id": 11, "Who told": 13, "The passage in its text": 58, "Code": 22, "What it means": 34}
        headings |= {f"Coding of {coder}": 24 for coder in self.pair}
        headings |= {"Settled": 12, "By": 12, "On": 14, "Why": 34}
        page.write_string(0, 0, "The differences", looks["title"])
        for column, (heading, width) in enumerate(headings.items()):
            page.set_column(column, column, width)
            page.write_string(_HEADER - 1, column, heading, looks["header"])
        decided = {(row["passage_id"], row["code"]): row for row in log.to_dict("records")}
        for row, difference in enumerate(rows.to_dict("records"), _HEADER):
            known = decided.get((difference["passage_id"], difference["code"]), {})
            self._row(row, difference, known, list(headings.values()))
        last = max(_HEADER + len(rows) - 1, _HEADER)
        self._offer(last)
        page.freeze_panes(_HEADER, 1)
        page.repeat_rows(_HEADER - 1)
        finish(page, paper=8, landscape=True)

    def _row(self, row: int, difference: dict[Any, Any], known: dict[Any, Any], widths: list[int]) -> None:
        page, looks = self.page, self.looks
        passage, code = str(difference["passage_id"]), str(difference["code"])
        pieces = self._pieces(passage, code, str(difference["given_by"]))
        texts = [passage, self.told_by.get(str(difference["source"]), ""), "".join(piece.words for piece in pieces)]
        texts += [self.name.get(code, code), self.means.get(code, "")]
        texts += [self._coding(passage, code, coder) for coder in self.pair]
        texts += [str(known.get(name, "")) for name in ("settled", "by", "on", "why")]
        page.set_row(row, row_height(*zip(texts, (width * 0.94 for width in widths), strict=True)))
        for column, text in enumerate(texts):
            if column == 2:
                put_words(page, row, column, pieces, looks)
            elif column < 7:
                page.write_string(row, column, text, looks["cell"])
            elif column == 9 and text:
                page.write_datetime(row, column, date.fromisoformat(text), looks["open_date"])
            elif text:
                page.write_string(row, column, text, looks["open"])
            else:
                page.write_blank(row, column, None, looks["open_date" if column == 9 else "open"])

    def _coding(self, passage: str, code: str, coder: str) -> str:
        """What one coder gave: this code or not, other codes, and the coder's note."""
        codes = [of for _, _, of, by in self.codings.get(passage, []) if by == coder]
        others = "; ".join(self.name.get(one, one) for one in dict.fromkeys(codes) if one != code)
        own = [str(note) for note in self.notes.get((passage, coder), [])]
        said = ["gave this code" if code in codes else "did not give this code"]
        said += [f"Also gave: {others}"] if others else []
        said += [f"Ticked '{NOTHING_FITS}'."] if (passage, coder) in self.ticked else []
        return "\n".join([*said, *(_cut(f"Note: {shown(note)}") for note in own)])

    def _pieces(self, passage: str, code: str, by: str) -> list[Piece]:
        """The passage with both codings' stretches, and the words around it; how much is left out is said."""
        source, start, end = self.span[passage]
        words = self.texts.words[source]
        mine, theirs = [], []
        for begin, stop, of, coder in self.codings.get(passage, []):
            if (coder, of) == (by, code):
                mine.append((max(begin, start), min(stop, end)))
            elif coder != by:
                theirs.append((max(begin, start), min(stop, end)))
        first, last = start, end
        if end - start > _MOST:
            middle = min(begin for begin, _ in mine) if mine else start
            first = max(start, min(middle - _MOST // 4, end - _MOST))
            last = first + _MOST
        edges = sorted({first, last, *(edge for pair in (*mine, *theirs) for edge in pair if first < edge < last)})
        before, _, after = in_context(words, start, end)
        pieces = [Piece(before, "around")]
        pieces += [Piece(f"[{many(first - start, 'characters')} not shown] ", "around")] if first > start else []
        for one, two in pairwise(edges):
            a, b = _inside(one, two, mine), _inside(one, two, theirs)
            look = {(True, True): "both", (True, False): "given", (False, True): "other"}.get((a, b), "passage")
            pieces.append(Piece(shown(words[one:two]), look))
        pieces += [Piece(f" [{many(end - last, 'characters')} not shown]", "around")] if last < end else []
        return [*pieces, Piece(after, "around")]

    def _offer(self, last: int) -> None:
        page = self.page
        page.data_validation(
            _HEADER, 7, last, 7,
            {
                "validate": "list",
                "source": [GIVEN, NOT_GIVEN],
                "input_title": "Settled",
                "input_message": "Is the code given to this passage? Alt and arrow down opens the list.",
                "error_title": "Please choose from the list",
                "error_message": "Choose 'given' or 'not given', or leave the cell blank.",
            },
        )  # fmt: skip
        rows = list(range(_HEADER, last + 1))
        limit_text(page, rows, 8, 60, "By", "Pseudonyms, such as 'A1 and A2'.")
        page.data_validation(
            _HEADER, 9, last, 9,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
                "input_title": "On",
                "input_message": "The day it was settled.",
                "error_title": "Please correct the date",
                "error_message": "Type a date, such as 6 November 2025.",
            },
        )  # fmt: skip
        limit_text(page, rows, 10, 500, "Why", _TAKES)


def _meaning(code: dict[Any, Any]) -> str:
    """What a code takes in and leaves out, in a few lines."""
    parts = (("", "definition"), ("Include: ", "include"), ("Not: ", "exclude"))
    return "\n".join(f"{word}{code[name]}" for word, name in parts if code[name])


def _cut(note: str) -> str:
    return note if len(note) <= _MOST else note[:_MOST] + f"… [{many(len(note) - _MOST, 'characters')} not shown]"


def _inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(begin <= start and end <= stop for begin, stop in spans)
