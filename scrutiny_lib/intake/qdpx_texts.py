"""Texts and what is marked in them, as a ``.qdpx`` carries them: bytes, positions, selections, codings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scrutiny_lib.intake.qda_out import Page
from scrutiny_lib.intake.qda_project import Project

Span = tuple[int, int]

_MARK = "\ufeff"
_LAST_SINGLE = "\uffff"


def positions(text: str, *, lf: bool = False, utf16: bool = False) -> Callable[[int], int]:
    r"""Where a position of a text (code points) is in the text as written: with line ends as LF, or counted in
    UTF-16 units.

    A position between CR and LF comes before the LF. The end of the text is a position too.

    >>> at = positions("a\r\n😟b", lf=True, utf16=True)
    >>> [at(position) for position in range(6)]
    [0, 1, 1, 2, 4, 5]
    """
    if not ((utf16 and max(text, default="") > _LAST_SINGLE) or (lf and "\r" in text)):
        return lambda position: position
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    width = np.ones(len(points), dtype=np.int64)
    if lf:
        width[:-1][(points[:-1] == ord("\r")) & (points[1:] == ord("\n"))] = 0
    if utf16:
        width[points > ord(_LAST_SINGLE)] = 2
    moved: list[int] = [0, *np.cumsum(width).tolist()]
    return moved.__getitem__


@dataclass(frozen=True)
class Text:
    """One source as it is written."""

    guid: str
    length: int
    data: bytes
    at: Callable[[int], int]


def texts(page: Page, sources: pd.DataFrame, *, lf: bool, utf16: bool) -> dict[str, Text]:
    """Every source by its id, with its bytes and how its positions move.

    A text that begins with a byte order mark though none is said to be there keeps its bytes; the mark is then no
    longer counted. ``UnicodeEncodeError`` for a text with half a character (a lone surrogate) in it.
    """
    found = {}
    for name, words, bom in zip(sources["source"], sources["text"], sources["bom"], strict=True):
        at = positions(words, lf=lf, utf16=utf16)
        if words.startswith(_MARK) and not bom:
            page.lose("Texts that begin with a byte order mark, not counted as one of their characters: {n}.")
            at = _after_mark(at)
        _warn(page, words, bom=bom, lf=lf, utf16=utf16)
        plain = words.replace("\r\n", "\n").replace("\r", "\n") if lf else words
        data = (_MARK if bom else "") + plain
        found[name] = Text(page.guid("source", name), len(words), data.encode("utf-8"), at)
    return found


def _warn(page: Page, words: str, *, bom: bool, lf: bool, utf16: bool) -> None:
    """Say which tools are known to misplace codings in a text like this."""
    if not utf16 and max(words, default="") > _LAST_SINGLE:
        page.lose(
            "Texts with characters beyond the Basic Multilingual Plane, such as emoji, which NVivo counts as two "
            "(what follows one is misplaced there, unless the file is written with utf16=True): {n}."
        )
    if not lf and "\r\n" in words:
        page.lose(
            "Texts with line ends of two characters, which ATLAS.ti counts as one and QualCoder lengthens "
            "(lf=True makes them one): {n}."
        )
    if bom:
        page.lose("Texts with a byte order mark, after which QualCoder places codings one character off: {n}.")


def _after_mark(at: Callable[[int], int]) -> Callable[[int], int]:
    return lambda position: max(at(position) - 1, 0)


class Selections:
    """Every stretch of a text that something refers to, and what does: codings, notes, cases.

    Each coder has a selection of a stretch: some tools (QualCoder) look for the coder there and not at the coding.
    """

    def __init__(self, page: Page, known: dict[str, Text]):
        self._page = page
        self._texts = known
        self._spans: dict[str, dict[Span, dict[str, list[str]]]] = defaultdict(dict)
        self._notes: dict[str, list[str]] = defaultdict(list)

    def code(self, project: Project) -> None:
        """Put every coding where it belongs, once, before anything else; count those that belong nowhere."""
        rows = project.codings.drop_duplicates()
        self._page.lose("Codings that are there twice, written once: {n}.", len(project.codings) - len(rows))
        here = rows["code"].isin(set(project.codes["code"]))
        self._page.lose("Codings with a code that is not in the codebook, left out: {n}.", int((~here).sum()))
        rows = rows[here]
        here = rows["source"].isin(set(self._texts))
        self._page.lose("Codings of a source that is not there, left out: {n}.", int((~here).sum()))
        rows = rows[here]
        for source, start, end, code, coder in zip(*(rows[name].tolist() for name in rows), strict=True):
            if 0 <= start <= end <= self._texts[source].length:
                self._spans[source].setdefault((start, end), {}).setdefault(coder, []).append(code)
            else:
                self._page.lose("Codings that point outside their text, left out: {n}.")

    def mark(self, source: str, start: int, end: int) -> str:
        """The GUID of a selection of a stretch, which is there from now on; ``""`` where it is in no text."""
        text = self._texts.get(source)
        if text is None or not 0 <= start <= end <= text.length:
            return ""
        coders = self._spans[source].setdefault((start, end), {})
        if not coders:
            coders[""] = []
        return self._guid(text, start, end, next(iter(coders)))

    def note(self, source: str, start: int, end: int, note: str) -> bool:
        """Hang a note on a stretch; whether there is such a stretch."""
        guid = self.mark(source, start, end)
        if guid:
            self._notes[guid].append(note)
        return bool(guid)

    def write(self, source: str) -> None:
        """The selections of one source in the order of its text."""
        page, text = self._page, self._texts[source]
        for (start, end), coders in sorted(self._spans[source].items()):
            place = f'startPosition="{text.at(start)}" endPosition="{text.at(end)}"'
            for coder, codes in coders.items():
                guid = self._guid(text, start, end, coder)
                by = f' creatingUser="{page.guid("coder", coder)}"' if coder else ""
                page.add(f'<PlainTextSelection guid="{guid}" {place}{by}>')
                for code in codes:
                    target = page.guid("code", code)
                    coding = page.guid("coding", f"{guid} {target}")
                    page.add(f'<Coding guid="{coding}"{by}><CodeRef targetGUID="{target}"/></Coding>')
                for note in self._notes.get(guid, ()):
                    page.add(f'<NoteRef targetGUID="{note}"/>')
                page.add("</PlainTextSelection>")

    def _guid(self, text: Text, start: int, end: int, coder: str) -> str:
        return self._page.guid("selection", f"{text.guid} {start} {end} {coder}")
