"""The evidence grid of a finding: each kind of evidence with what it says and what it rests on; nothing is averaged.

Where the kinds of evidence do not all point one way, a sentence above the grid says so. There is no score.
"""

from __future__ import annotations

from markupsafe import Markup

from ..tables import Tables
from ..terms import SAYS, SOURCES_OF_EVIDENCE
from .answers import Row, rows_of
from .layout import fill, html_table
from .noted import DATA, noted_of_figures
from .text import listed, opening, plain, words_only

SUPPORTS, CONTRADICTS, SILENT, NOT_SOUGHT = SAYS
SIGNS = {SUPPORTS: "●", CONTRADICTS: "✕", SILENT: "○", NOT_SOUGHT: "–"}
"""A shape for each word of the evidence grid, so that neither is needed to read the other."""
_NAMES = dict(zip(SOURCES_OF_EVIDENCE, ("cases", "the data", "practitioners", "children and families"), strict=True))
SILENCE = "Silence is not agreement: evidence that says nothing, or was not sought, speaks neither for nor against."
"""What a page says once where any kind of evidence is silent, was not sought or is not noted."""
_PEOPLE = SOURCES_OF_EVIDENCE[2:]
_KEPT_BACK = Markup('<span aria-hidden="true">—</span> <span class="unseen">not shown to these readers</span>')


def evidence_grid(tables: Tables, finding: str) -> Markup | None:
    """The four kinds of evidence of one finding: what each says, what it rests on and in what words.

    ``None`` when nothing was written down. A kind that was noted twice has a line for each.
    """
    said = _said(tables, finding)
    if not said:
        return None
    based = any(plain(row.get("base")) for row in said)
    rows = []
    for source in SOURCES_OF_EVIDENCE:
        mine = [row for row in said if plain(row["source"]) == source]
        for place, row in enumerate(mine or [{}]):
            word, note = plain(row.get("says")), plain(row.get("note"))
            sign = Markup('<span class="says"><span class="sign" aria-hidden="true">{}</span> {}</span>').format(
                SIGNS.get(word, "–"), opening(word) or "Nothing noted"
            )
            note = note or _without_note(source, word, words_only(tables.about))
            if source == DATA and place + 1 == len(mine) and (noted := noted_of_figures(tables, finding)):
                note = noted if not note or isinstance(note, Markup) else f"{note} {noted}"
            base = [plain(row.get("base"))] if based else []
            rows.append([None if place else opening(source), sign, *base, note])
    heads = ["Evidence", "Says", *(["Rests on"] if based else []), "In what way"]
    table = html_table("What each kind of evidence says", heads, rows)
    return fill("evidence", differs=differs_in_words(said), table=table)


def _without_note(source: str, word: str, kept_back: bool) -> Markup | str:
    """What stands where no note is: that nobody was asked, or, where notes with numbers are kept back, that it is."""
    if word == NOT_SOUGHT:
        return "Nobody was asked about it." if source in _PEOPLE else "Nobody looked for it."
    return _KEPT_BACK if word and kept_back else ""


def is_quiet(tables: Tables, finding: str) -> bool:
    """Whether any of the four kinds of evidence says nothing on a finding that has evidence noted."""
    said = _said(tables, finding)
    loud = {plain(row["source"]) for row in said if plain(row["says"]) in (SUPPORTS, CONTRADICTS)}
    return bool(said) and not loud.issuperset(SOURCES_OF_EVIDENCE)


def differs(tables: Tables, finding: str) -> bool:
    """Whether one kind of evidence supports a finding and another, or the same, contradicts it."""
    words = {plain(row["says"]) for row in _said(tables, finding)}
    return {SUPPORTS, CONTRADICTS} <= words


def differs_in_words(said: list[Row]) -> str:
    """Who supports a finding, who contradicts it and who says nothing.

    Silence, and what was not sought, are never taken for agreement.

    >>> print(differs_in_words([{"source": "cases", "says": "supports"}, {"source": "data", "says": "contradicts"},
    ...     {"source": "practitioners", "says": "supports"}, {"source": "children and families", "says": "supports"}]))
    The evidence does not all point one way: cases, practitioners and children and families support this; the data \
contradict it.
    >>> print(differs_in_words([{"source": "cases", "says": "supports"}, {"source": "data", "says": "silent"}]))
    Only cases support this. The data say nothing about it. Of practitioners and children and families nothing is \
noted.
    """
    words = {source: {plain(row["says"]) for row in said if plain(row["source"]) == source} for source in _NAMES}
    both = [name for source, name in _NAMES.items() if {SUPPORTS, CONTRADICTS} <= words[source]]
    by_word = {
        word: [name for source, name in _NAMES.items() if word in words[source] and name not in both] for word in SAYS
    }
    unsaid = [name for source, name in _NAMES.items() if not words[source]]
    for_it, against = by_word[SUPPORTS], by_word[CONTRADICTS]
    if len(for_it) == len(_NAMES):
        return "All four kinds of evidence support this."
    sides = [f"{listed(for_it)} support this"] if for_it else []
    sides += [f"{listed(against)} contradict {'it' if for_it else 'this'}"] if against else []
    sides += [f"{listed(both)} point both ways"] if both else []
    if (for_it and against) or both:
        sentences = [f"The evidence does not all point one way: {'; '.join(sides)}."]
    elif against:
        sentences = [f"Nothing noted here supports this: {sides[0]}."]
    else:
        sentences = [f"Only {sides[0]}."] if for_it else ["No evidence noted here supports this."]
    quiet = [f"{opening(listed(by_word[SILENT]))} say nothing about it."] if by_word[SILENT] else []
    quiet += [f"Not sought: {listed(by_word[NOT_SOUGHT])}."] if by_word[NOT_SOUGHT] else []
    quiet += [f"Of {listed(unsaid)} nothing is noted."] if unsaid else []
    return " ".join([*sentences, *quiet])


def _said(tables: Tables, finding: str) -> list[Row]:
    frame = tables["evidence"]
    return rows_of(frame[frame["finding_id"] == finding])
