"""Passages: the stretches of a source that are coded as a unit. Positions count code points, the end exclusive."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.data_files import Columns, read_csv, whole_number
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.texts import Texts

PASSAGE_COLUMNS = ("passage_id", "source", "start", "end")

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")


def passages_of(texts: Texts, path: Path | None = None) -> tuple[pd.DataFrame, Problems]:
    """The passages of every text: those that ``passages.csv`` gives, and for texts it does not name, made from lines.

    Where blank lines part a text, each paragraph between them is a passage; elsewhere each line is. The only passage of
    a text has the id of its source; several are ``source.1``, ``source.2`` … White space at either end of a passage is
    left out of it. Where neither lines nor paragraphs make sense (a text with hard line ends), say so in the file.

    Parameters
    ----------
    texts : Texts
        As :func:`scrutiny_lib.intake.texts.read_texts` gives them.
    path : Path, optional
        ``passages.csv`` with :data:`PASSAGE_COLUMNS`; it need not be there.

    Returns
    -------
    passages : DataFrame
        passage_id, source, start, end (whole numbers), in the order of the texts and of their words. No two passages
        of a source overlap, and none is blank. Empty when a problem stops their use.
    problems : Problems
        A passage id that is there twice stops (I02). Held are passages of a source that is not there (V03), outside
        its text or ending before they begin (V14), of white space only (V05), or over an earlier one (V04); a text
        whose every passage is held has none.
    """
    problems = Problems()
    given, named = _given(texts, path, problems) if path is not None and path.is_file() else ([], set[str]())
    if problems.stops():
        return _table([]), problems
    used = {spelling(name) for name, *_ in given}
    taken = used | {spelling(source) for source in texts.words}
    rows = list(given)
    for source, words in texts.words.items():
        if source not in named:
            spans = spans_of(words)
            alone = len(spans) == 1 and spelling(source) not in used
            names = [source] if alone else _numbered(source, len(spans), taken)
            taken |= {spelling(name) for name in names}
            rows += [(name, source, *span) for name, span in zip(names, spans, strict=True)]
    order = {source: place for place, source in enumerate(texts.words)}
    return _table(sorted(rows, key=lambda row: (order[row[1]], row[2]))), problems


def spans_of(words: str) -> list[tuple[int, int]]:
    r"""Where the passages of one text stand: its paragraphs, or its lines when no blank line parts them.

    >>> spans_of("One line."), spans_of("One.\r\nTwo. "), spans_of("One,\nand on.\n\n Two."), spans_of(" \n")
    ([(0, 9)], [(0, 4), (6, 10)], [(0, 12), (15, 19)], [])
    """
    lines, begin = list[tuple[int, int]](), 0
    for line_end in _LINE_END.finditer(words):
        lines.append((begin, line_end.start()))
        begin = line_end.end()
    lines.append((begin, len(words)))
    filled = [number for number, (start, end) in enumerate(lines) if words[start:end].strip()]
    apart = [later for earlier, later in pairwise(filled) if later - earlier > 1]
    firsts = set(apart) if apart else set(filled)
    spans: list[tuple[int, int]] = []
    for number in filled:
        start, end = _trimmed(words, *lines[number])
        if number in firsts or not spans:
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return spans


def _trimmed(words: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space at either end; both alike when there is nothing else."""
    stretch = words[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return start, max(start, start + len(stretch.strip()))


def _numbered(source: str, count: int, taken: Iterable[str]) -> list[str]:
    """Ids for the passages of a source that nothing else has."""
    between = "."
    while True:
        names = [f"{source}{between}{number}" for number in range(1, count + 1)]
        if not {spelling(name) for name in names} & set(taken):
            return names
        between += "p"


def _given(texts: Texts, path: Path, problems: Problems) -> tuple[list[tuple[str, str, int, int]], set[str]]:
    """The passages of the file that can be used, and every source it names."""
    frame = read_csv(path, PASSAGE_COLUMNS, problems)
    if frame is None:
        return [], set()
    cells = Columns(frame, problems, path.name, act="HOLD")
    cells.once(["passage_id"])
    known = {spelling(source): source for source in texts.words}
    missing, cure = "The text is not there, or was set aside.", "Write the id of a text as in the list of texts."
    read = frame.assign(
        passage_id=cells.filled("passage_id"),
        source=cells.read("source", lambda cell: known.get(spelling(cell)), "V03", missing, cure),
        start=cells.read("start", whole_number, "V07", "It is not a whole number of 0 or more.", "Write digits only."),
        end=cells.read("end", whole_number, "V07", "It is not a whole number of 0 or more.", "Write digits only."),
    )
    named = {source for source in read["source"] if source is not None}
    usable = read[read.notna().all(axis=1)].sort_values("start", kind="stable", key=lambda column: column.astype(int))
    rows: list[tuple[str, str, int, int]] = []
    reached: dict[str, int] = {}
    for line, name, source, start, end in usable.itertuples(name=None):
        words = texts.words[source]
        if not start < end <= len(words):
            fact, cure = (
                "The passage is not inside the text.",
                "Count characters from 0; the end is the first after it.",
            )
            cells.note([line], "end", "V14", fact, cure)
        elif not words[start:end].strip():
            cells.note([line], "start", "V05", "There is nothing but white space in it.", "Correct it or take it out.")
        elif start < reached.get(source, 0):
            fact = "The passage begins before an earlier one of the text ends."
            cells.note([line], "start", "V04", fact, "Let each word belong to one passage.")
        else:
            reached[source] = end
            rows.append((name, source, int(start), int(end)))
    return rows, named


def _table(rows: list[tuple[str, str, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(PASSAGE_COLUMNS))
    types = {"passage_id": "str", "source": "str", "start": "int64", "end": "int64"}
    return frame.astype(types)
