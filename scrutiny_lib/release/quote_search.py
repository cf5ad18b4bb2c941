"""The last search of a finished page for words that nobody signed, by whatever route they came.

A page is searched as it looks: tags, invisible characters, spaces, line breaks of a chart's label and letters of
another alphabet make no difference. What is looked for is every run of words of every text, whole short sentences of
children and parents, and whatever stands in quotation marks or in a block quotation and was said by one of them.
Only the quotations released to these readers are left out.
"""

from __future__ import annotations

import base64
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from .quote_letters import skeleton, words_of

RUN = 8
"""As many words in a row of a text count as that text."""
SHORT = 4
"""A whole sentence or text of a child or parent counts from as many words on, and one in quotation marks from one
fewer."""
ALIKE, ALMOST = 5, 0.75
"""In quotation marks so many words count that stand in nearly the same order in what was said, where they are at least
this part of what stands there: words put in or changed make it no other quotation."""
_LEAST_LETTERS, _KEY = 14, 12
_SHIFT = 3
_UNSIGNED = "words of a child, family or practitioner that are no signed quotation"
_QUOTED = "words in quotation marks that a child or family said and nobody signed"

_APART = " \x1f "
"""Between two blocks; it is white space, and nobody's quotation marks reach over it."""
_SENTENCE = re.compile(r"[.!?…;:\n\r]+")
_DATA = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|s|small|span|strong|sub|sup|time|tspan|u)\b[^>]*>", re.I)
_BLOCK_QUOTE = re.compile(r"<(blockquote|q)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"data:image/svg\+xml[^,;\"']*,([^\"']+)")
_TURNED = re.compile("[\u202d\u202e]")
_IN_MARKS = re.compile(
    r"[“„«\"‘'‚‹❝❛〝＂″‶「『`‟‛]([^“”„«»\"‹›❝❞〝〞＂″‶「」『』\x1f]{5,400}?)[”“»\"’'‘›❞❜〞＂″‶」』´`](?!\w)"
)


@dataclass(frozen=True)
class Said:
    """Everything that was said or written, in the form in which it is searched for; nothing of it can be read back from
    a message.

    ``runs`` and ``sentences`` are letters only; ``brief`` are sentences so short that they count only as words of their
    own; ``spoken`` are the words of children and parents, text by text.
    """

    runs: frozenset[str] = frozenset()
    sentences: frozenset[str] = frozenset()
    brief: frozenset[str] = frozenset()
    spoken: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def collect(cls, spoken: Iterable[str], written: Iterable[str] = ()) -> Said:
        """From the texts of children and parents (``spoken``), and all others (``written``: what workers recorded, what
        practitioners said), of which only longer runs count."""
        spoken = list(spoken)
        runs = {run for text in (*spoken, *written) for run in _runs(words_of(text))}
        short: set[tuple[str, ...]] = set()
        for text in spoken:
            for part in (text, *_SENTENCE.split(text)):
                words = tuple(words_of(part))
                if SHORT <= len(words) < RUN:
                    short.add(words)
        long = frozenset("".join(words) for words in short if sum(map(len, words)) >= _LEAST_LETTERS)
        brief = frozenset(" ".join(words) for words in short if sum(map(len, words)) < _LEAST_LETTERS)
        return cls(frozenset(runs), long, brief, tuple(f" {' '.join(words_of(text))} " for text in spoken))


def _runs(words: list[str]) -> set[str]:
    return {"".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def find_unsigned(page: str, said: Said, signed: Iterable[str] = ()) -> list[str]:
    """What is wrong with a page, in words that repeat none of it. An empty list: nothing found.

    Parameters
    ----------
    page : str
        The whole page as HTML, pictures inside it as data.
    said : Said
        What was said and written.
    signed : iterable of str
        The words of the quotations released to the readers of this page, as they are printed.

    >>> said = Said.collect(["I hate going there on Fridays."])
    >>> find_unsigned("<p>Children: I h\u0430te go<b>ing</b> there on Fri\u200bdays.</p>", said)
    ['words of a child, family or practitioner that are no signed quotation']
    >>> find_unsigned("<p>“I hate going there on Fridays.”</p>", said, ["I hate going there on Fridays."])
    []
    """
    drawn = [_decoded(picture) for picture in _DATA.findall(page)] + [unquote(one) for one in _PICTURE.findall(page)]
    bare = [_DATA.sub(" ", page), *drawn]
    quotes = [skeleton(words) for words in signed]
    blocks = [_INLINE.sub("", part) for part in bare]
    texts = [html.unescape(_TAG.sub(_APART, block)) for block in blocks]
    found = []
    everything = [skeleton(html.unescape(part)) for part in bare]  # with whatever stands inside tags and comments
    texts += [text[::-1] for text in texts if _TURNED.search(text)]  # what is written backwards to be read forwards
    seen = [skeleton(text) for text in texts]
    wanted = said.runs | said.sentences
    hits = _inside(" ".join(sorted({*everything, *seen})), wanted)
    spaced = " ".join(f" {' '.join(words_of(text))} " for text in texts)
    hits |= {brief.replace(" ", "") for brief in said.brief if f" {brief} " in spaced}
    if any(not any(hit in quote for quote in quotes) for hit in hits):
        found.append(_UNSIGNED)
    marked = [(phrase, True) for text in texts for phrase in _IN_MARKS.findall(text)]
    if any(
        _was_said(phrase, said, nearly) and not any(skeleton(phrase) in quote for quote in quotes)
        for phrase, nearly in [*marked, *((phrase, False) for phrase in _set_apart(bare))]
    ):
        found.append(_QUOTED)
    return found


def _decoded(data: str) -> str:
    try:
        return base64.b64decode(data).decode("utf-8", "replace")
    except ValueError:
        return ""


def _inside(letters: str, wanted: Iterable[str]) -> set[str]:
    """Which of the wanted runs stand in a long row of letters; each place is looked at once."""
    by_key: dict[str, list[str]] = {}
    short = []
    for run in wanted:
        if len(run) >= _KEY:
            by_key.setdefault(run[:_KEY], []).append(run)
        else:
            short.append(run)
    hits = {run for run in short if run in letters}
    for at in range(len(letters) - _KEY + 1):
        for run in by_key.get(letters[at : at + _KEY], ()):
            if letters.startswith(run, at):
                hits.add(run)
    return hits


def _set_apart(parts: Iterable[str]) -> list[str]:
    """Whatever stands in a block quotation, with who is said to have said it."""
    return [
        html.unescape(_TAG.sub(" ", _INLINE.sub("", match[2])))
        for part in parts
        for match in _BLOCK_QUOTE.finditer(part)
    ]


def _was_said(phrase: str, said: Said, nearly: bool) -> bool:
    words = words_of(phrase)
    if len(words) < SHORT - 1:
        return False
    whole = f" {' '.join(words)} "
    return any(whole in text or (nearly and len(words) >= ALIKE and _nearly(words, text)) for text in said.spoken)


def _nearly(words: list[str], text: str) -> bool:
    """Whether nearly all these words stand in a text one after the other, a few put in, left out or changed."""
    wanted: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        wanted.setdefault(word, []).append(place)
    pairs = {(at - place, place) for at, word in enumerate(text.split()) for place in wanted.get(word, ())}
    found = Counter(shift for shift, _ in pairs)
    enough = max(ALIKE, ALMOST * len(words))
    for shift in found:
        if sum(found[shift + by] for by in range(_SHIFT)) >= enough:
            places = {place for by in range(_SHIFT) for place in _at(pairs, shift + by, len(words))}
            if len(places) >= enough:
                return True
    return False


def _at(pairs: set[tuple[int, int]], shift: int, length: int) -> list[int]:
    return [place for place in range(length) if (shift, place) in pairs]
