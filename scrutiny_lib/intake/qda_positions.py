r"""How a tool counted the positions of what was coded: tried out on the texts, never taken on trust, never on a changed
text.

The standard counts code points, with the end exclusive. Tools also count UTF-16 units (NVivo), and a line end of two
characters (CRLF) as one (ATLAS.ti). Each of these readings is turned into code points and scored by the share of
selections that begin and end with a word. Where the best two differ by little and would give different stretches, what
the tool is known for decides, else which of them begins and ends more often with a sentence or line; where that differs
by little too, it is for a person to say. A byte order mark is never counted.

Method: Unicode Standard, section 3.9 (UTF-16); REFI-QDA 1.5, section 10.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from scrutiny_lib.errors import Problem, Refused
from scrutiny_lib.intake.qda_spans import (
    CODE_POINTS,
    CODE_POINTS_CRLF,
    READINGS,
    UTF_16,
    UTF_16_CRLF,
    Flags,
    Letters,
    Spans,
    Whole,
    differ,
    spans_of,
)

MARGIN = 0.1
"""A reading is chosen over another when, of the selections that the two put differently, this share more begin and end
with a word."""

_OURS = "Scrutiny Workbench"
_HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nvivo", (UTF_16,)),
    (r"atlas\Wti", (CODE_POINTS_CRLF, UTF_16_CRLF)),
    ("qualcoder", (CODE_POINTS,)),
    ("taguette", (CODE_POINTS,)),
    ("qc", (CODE_POINTS_CRLF,)),
)
_SLICES = 10
_SENTENCE_ENDS = frozenset(".!?\u2026\"'\u2019\u201d\u00bb)\u3002\uff01\uff1f\u061f")
_LINE_ENDS = frozenset("\r\n")


@dataclass(frozen=True)
class Selections:
    """The selections of one source as its file has them: positions, and names (a tool's own copy of the words, maybe
    cut)."""

    text: str
    start: Whole
    end: Whole
    names: Sequence[str]


class Trial(NamedTuple):
    """One reading of a source's selections: which begin and end with a word (``words``), and how many of their two ends
    are also one of a sentence or line (``lines``: 0, 1 or 2)."""

    spans: Spans
    words: Flags
    lines: Whole


Trials = dict[str, Trial]


class PositionsUnclear(Refused):
    """Two ways of counting fit a file nearly as well and give different stretches.

    Attributes
    ----------
    choices : DataFrame
        source, reading, share (of selections that begin and end with a word), slices (a list of the first ten stretches
        that the reading gives, of those that another puts elsewhere): for an analyst to look at, never for a message.
    """

    def __init__(self, problem: Problem, choices: pd.DataFrame):
        super().__init__([problem])
        self.choices = choices


def choose_positions(
    sources: Mapping[str, Selections], origin: str, file: str, positions: str = ""
) -> tuple[dict[str, Spans], pd.DataFrame]:
    """Every selection in code points, and how its positions were read.

    Parameters
    ----------
    sources : mapping
        Source -> its selections.
    origin : str
        The tool that wrote the file, as the file says. It decides between readings that fit nearly as well, and a file
        of our own is read as it was written.
    file : str
        What a message calls the file.
    positions : str
        One of :data:`READINGS`, to be used without asking; ``""`` to find out.

    Returns
    -------
    spans : dict
        Source -> :class:`Spans`.
    readings : DataFrame
        source, reading, share (0-1 of its selections that begin and end with a word; NaN where there is none), asked
        (whether the readings give different stretches there, so that there was something to choose).

    Raises
    ------
    PositionsUnclear
        The best two readings differ by less than :data:`MARGIN` and nothing says which (Q20).
    Refused
        ``positions`` is not one of :data:`READINGS` (Q21).
    """
    if positions and positions not in READINGS:
        cure = "Choose one of: " + ", ".join(f"'{reading}'" for reading in READINGS) + "."
        raise Refused([Problem("Q21", "The reading of positions asked for is not known.", cure, file=file)])
    tried = {source: _tried(selections) for source, selections in sources.items()}
    chosen = positions or _own_reading(origin) or _best(sources, tried, origin, file)
    rows = []
    for source, trials in tried.items():
        spans, words, _ = trials[chosen]
        counted = spans.end > spans.start
        share = float((words & counted).sum() / counted.sum()) if counted.any() else float("nan")
        asked = any(differ(spans, other.spans).any() for other in trials.values())
        rows.append({"source": source, "reading": chosen if asked else CODE_POINTS, "share": share, "asked": asked})
    readings = pd.DataFrame(rows, columns=["source", "reading", "share", "asked"])
    return {source: trials[chosen].spans for source, trials in tried.items()}, readings


def _tried(selections: Selections) -> Trials:
    """Every reading of a source's selections, with how well it fits each."""
    letters = Letters(selections.text)
    found: Trials = {}
    for reading in READINGS:
        if letters.offsets(reading) is None and found:
            found[reading] = found[CODE_POINTS]
            continue
        spans = spans_of(letters, selections.start, selections.end, reading)
        found[reading] = Trial(spans, _with_words(letters, spans), _with_lines(letters, spans))
    disputed = np.zeros(len(selections.start), dtype=bool)
    for trial in found.values():
        disputed |= differ(found[CODE_POINTS].spans, trial.spans)
    for at in np.flatnonzero(disputed):
        _compare_name(selections, int(at), found)
    return found


def _with_words(letters: Letters, spans: Spans) -> Flags:
    """Begins after no letter of a word and with no space; ends before no letter of a word, or after a space or line
    end (some tools mark whole lines, their ends included)."""
    start, end = np.where(spans.fits, spans.start, 0), np.where(spans.fits, spans.end, 0)
    begins = ~letters.is_word(start - 1) & ~letters.is_space(start)
    ends = ~letters.is_word(end) | ((end > start) & letters.is_space(end - 1))
    return np.asarray(spans.fits & begins & ends, dtype=bool)


def _with_lines(letters: Letters, spans: Spans) -> Whole:
    """How many of the two ends are one of a sentence or line as well."""
    start, end = np.where(spans.fits, spans.start, 0), np.where(spans.fits, spans.end, 0)
    after = letters.is_one_of(start - 2, _SENTENCE_ENDS) & letters.is_space(start - 1)
    before = letters.is_one_of(end - 1, _SENTENCE_ENDS) & (letters.is_space(end) | (end == len(letters)))
    begins = (start == 0) | letters.is_one_of(start - 1, _LINE_ENDS) | after
    ends = (end == len(letters)) | letters.is_one_of(end, _LINE_ENDS) | before
    return np.where(spans.fits, begins.astype(np.int64) + ends, 0)


def _compare_name(selections: Selections, at: int, found: Trials) -> None:
    """Where a selection's name is the words that one reading gives, the readings that give others do not fit."""
    name = " ".join(selections.names[at].split())
    if not name:
        return
    equal = {
        reading: bool(spans.fits[at]) and is_copy(name, selections.text, int(spans.start[at]), int(spans.end[at]))
        for reading, (spans, _, _) in found.items()
    }
    if any(equal.values()):
        for reading, trial in found.items():
            trial.words[at] = equal[reading]


def is_copy(name: str, text: str, start: int, end: int) -> bool:
    """Whether a selection's name is a copy of its words, perhaps cut and ended with dots.

    >>> is_copy("I like", "I like it", 0, 6), is_copy("I li…", "I like it", 0, 9), is_copy("nights", "I like it", 0, 6)
    (True, True, False)
    """
    name = " ".join(name.split())
    cut = name.removesuffix("…").removesuffix("...").rstrip()
    head = " ".join(text[start : min(end, start + 4 * len(name) + 200)].split())
    return name == head or (cut != name and bool(cut) and head.startswith(cut))


def _own_reading(origin: str) -> str:
    """How a file of our own counts: its origin says so when positions are UTF-16 units."""
    if not origin.startswith(_OURS):
        return ""
    return UTF_16 if "utf-16" in origin.casefold() else CODE_POINTS


def _best(sources: Mapping[str, Selections], tried: Mapping[str, Trials], origin: str, file: str) -> str:
    """The reading that fits best, over the whole file; where another fits nearly as well, the one the tool is known
    for, else the one that fits sentences and lines."""
    hinted = next((readings for tool, readings in _HINTS if re.search(rf"\b{tool}\b", origin, re.IGNORECASE)), ())
    scores = {reading: sum(int(trials[reading].words.sum()) for trials in tried.values()) for reading in READINGS}
    order = sorted(READINGS, key=lambda reading: (-scores[reading], reading not in hinted, READINGS.index(reading)))
    best = order[0]
    rivals = [other for other in order[1:] if _rivals(tried, best, other)]
    if not rivals:
        return best
    known = [reading for reading in hinted if reading == best or reading in rivals]
    if known and not any(_rivals(tried, known[0], other) for other in known[1:]):
        return known[0]
    left = known or [best, *rivals]
    for reading in left:
        if all(_gain(tried, reading, other, "lines") >= _enough(tried, reading, other) for other in left):
            return reading
    told_apart = [best]
    for other in rivals:
        if all(_disputed(tried, other, reading) for reading in told_apart):
            told_apart.append(other)
    raise _unclear(sources, tried, told_apart, file)


def _disputed(tried: Mapping[str, Trials], one: str, other: str) -> int:
    """How many selections two readings put differently."""
    return sum(int(differ(trials[one].spans, trials[other].spans).sum()) for trials in tried.values())


def _enough(tried: Mapping[str, Trials], one: str, other: str) -> float:
    """By how much one reading must fit better than another to be chosen over it; 0 where they are the same."""
    return MARGIN * _disputed(tried, one, other)


def _gain(tried: Mapping[str, Trials], one: str, other: str, what: str) -> int:
    """By how much one reading fits better than another, of the selections that the two put differently."""
    better = 0
    for trials in tried.values():
        apart = differ(trials[one].spans, trials[other].spans)
        better += int(getattr(trials[one], what)[apart].sum()) - int(getattr(trials[other], what)[apart].sum())
    return better


def _rivals(tried: Mapping[str, Trials], one: str, other: str) -> bool:
    """Whether two readings put selections differently, and neither fits those much better than the other."""
    return abs(_gain(tried, one, other, "words")) < _enough(tried, one, other)


def _unclear(
    sources: Mapping[str, Selections],
    tried: Mapping[str, Trials],
    readings: Sequence[str],
    file: str,
) -> PositionsUnclear:
    """The refusal, with what each reading would give of the selections that are in dispute."""
    rows = []
    for source, trials in tried.items():
        disputed = np.zeros(len(sources[source].start), dtype=bool)
        for reading in readings[1:]:
            disputed |= differ(trials[readings[0]].spans, trials[reading].spans)
        for reading in readings if disputed.any() else ():
            spans, words, _ = trials[reading]
            first = np.flatnonzero(disputed)[:_SLICES]
            text = sources[source].text
            slices = [text[spans.start[at] : spans.end[at]] if spans.fits[at] else "(outside the text)" for at in first]
            share = float(words[disputed].mean())
            rows.append({"source": source, "reading": reading, "share": share, "slices": slices})
    cure = (
        "Look at the attribute 'choices' of this error, which has the first stretches that each way gives, and read "
        "the file again with positions= and one of: " + ", ".join(f"'{reading}'" for reading in readings) + "."
    )
    fact = f"{len(readings)} ways of counting positions fit the file nearly as well and give different stretches."
    problem = Problem("Q20", fact, cure, file=file, act="REJECT")
    return PositionsUnclear(problem, pd.DataFrame(rows, columns=["source", "reading", "share", "slices"]))
