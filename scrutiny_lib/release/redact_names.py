"""Names in folded text: those on the list, those that come with a relation or a title, and what may be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .redact_capitals import find_capitals
from .redact_found import Found
from .redact_kin import find_kin
from .redact_listed import CERTAIN, MAYBE, Listed
from .redact_tokens import Token, tokens_of
from .redact_words import ordinary, words

_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*·/~+|,]{1,3}[^\W\d_](?![^\W_])){2,40}")
_TAG = re.compile(
    r"(?<![A-Za-z])(?=[#@]|[A-Za-z.]{0,60}[0-9@$!|_€])"
    r"[#@]?[A-Za-z0-9@$!|_€](?:[A-Za-z0-9@$!|_.€]{0,60}[A-Za-z0-9@$|_€])"
)
_INITIALS = re.compile(r"(?<![\w.'-])[A-Z](?:(?:\.[ ]?|-|/)?[A-Z]){1,4}(?:\.(?!\w)|(?![\w'-]|\.\w))")
_PARTICLE = re.compile(r"(?<![^\W_])([^\W\d_]{1,5})(?:[ .'-]{1,2})$")
_BEFORE = re.compile(r"(?<![^\W_])(?:[A-Z]\.? ?){1,2}(?:- ?)?$")
_AFTER = re.compile(r" ((?:(?:O|D|M)'|Ma?c)?[A-Za-z](?:-[A-Z])?)(?:\.(?! ?[A-Z])|\b(?!['.]))")
_JOINT = re.compile(r"-|-?[ \t]*\r?\n[ \t]*|[ ]{1,2}|['\"*_/\\|~.]{1,2}")


def find_names(text: str, listed: Listed) -> list[Found]:
    """Every name, certain or possible, of a folded text."""
    tokens = tokens_of(text)
    found = _join(_listed(text, tokens, listed), text) if listed.direct else []
    found = [_with_initials(text, item, listed) if item.certain else item for item in found]
    kin = list(find_kin(text, tokens))
    found += kin
    taken = bytearray(len(text) + 1)
    for item in found:
        if item.certain:
            taken[item.start : item.end] = b"\x01" * (item.end - item.start)
    for item in _join(find_capitals(text, tokens, taken), text):
        before = _BEFORE.search(text, max(0, item.start - 6), item.start) if item.kind == "possible name" else None
        lone = before is None or before[0] in ("I ", "A ")
        found.append(item if before is None or lone else item._replace(start=before.start()))
    return found


def _listed(text: str, tokens: list[Token], listed: Listed) -> Iterator[Found]:
    verdicts = [listed.verdict(t.word, t.opening, t.shouted) for t in tokens]
    for i, token in enumerate(tokens):
        if verdicts[i] == MAYBE and any(
            0 <= j < len(tokens)
            and verdicts[j] == CERTAIN
            and tokens[j].key != token.key
            and _near(text, tokens[min(i, j)], tokens[max(i, j)])
            for j in (i - 1, i + 1)
        ):
            verdicts[i] = CERTAIN
        if verdicts[i] == CERTAIN:
            yield Found(token.start, token.end, "listed name", True)
        elif verdicts[i] == MAYBE:
            yield Found(token.start, token.end, "possible name", False)
    for first, second in pairwise(tokens):
        if first.key not in listed.heads or second.start - first.end > 4:
            continue
        if not _JOINT.fullmatch(text, first.end, second.start):
            continue
        joined = (first.word + second.word).casefold().replace("'", "")
        stem = joined.removesuffix("s") if joined not in listed.exact else joined
        if (
            len(stem) >= 4
            and stem in listed.exact
            and (not (ordinary(first.key) and ordinary(second.key)) or "-" in text[first.end : second.start])
        ):
            yield Found(first.start, second.end, "listed name", True)
    yield from _disguised(text, listed)
    yield from _initials(text, listed)


def _disguised(text: str, listed: Listed) -> Iterator[Found]:
    for match in _APART.finditer(text):
        letters = [(m.start(), m[0].casefold()) for m in re.finditer(r"[^\W\d_]", match[0])]
        said = "".join(letter for _, letter in letters)
        for name in listed.exact:
            at = said.find(name) if len(name) >= 3 else -1
            while at >= 0:
                start, end = letters[at][0], letters[at + len(name) - 1][0] + 1
                yield Found(match.start() + start, match.start() + end, "listed name", True)
                at = said.find(name, at + 1)
    for match in _TAG.finditer(text):
        tag = match[0]
        if (tag[0] in "#@" or any(not c.isalpha() and c != "." for c in tag)) and any(c.isalpha() for c in tag):
            for part in re.finditer(r"[^.]+", tag):
                if (tag[0] in "#@" or not part[0].isalpha()) and listed.inside(part[0]):
                    yield Found(match.start() + part.start(), match.start() + part.end(), "listed name", True)


def _initials(text: str, listed: Listed) -> Iterator[Found]:
    for match in _INITIALS.finditer(text):
        letters = "".join(c for c in match[0] if c.isalpha())
        marked = not match[0].isalpha()
        if letters.casefold() in words("innocent_capitals") and not marked:
            continue
        if listed.initials_of(letters):
            few = (len(listed.direct) < 12 or len(letters) > 2) and (marked or not ordinary(letters.casefold()))
            if marked or len(letters) > 2:
                yield Found(match.start(), match.end(), "listed name", few)
            elif not _shouted(text, match.start(), match.end()):
                yield Found(match.start(), match.end(), "possible name", False)
        elif re.fullmatch(r"[A-Z]\. ?[A-Z]\.?", match[0]) and set(letters.casefold()) <= listed.initials:
            yield Found(match.start(), match.end(), "listed name", len(listed.direct) < 12)


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether a word beside is in capitals too."""
    return bool(re.search(r"\b[A-Z]{2,}\W{1,3}$", text[max(0, start - 20) : start])) or bool(
        re.match(r"\W{1,3}[A-Z]{2,}\b", text[end : end + 20])
    )


def _with_initials(text: str, found: Found, listed: Listed) -> Found:
    """A name with the initials that stand before it (A. Smith) or after it (Alfie S.), and its particles (De Souza)."""
    start = found.start
    for _ in range(3):
        particle = _PARTICLE.search(text, max(0, start - 8), start) if listed.particles else None
        if particle is None or particle[1].casefold() not in listed.particles:
            break
        if particle[1][0].islower() and text[start].isupper() and text[start - 1] == " " and len(particle[1]) < 3:
            break
        start = particle.start()
    before = _BEFORE.search(text, max(0, start - 6), start)
    if before and (not re.fullmatch(r"[IA] ", before[0]) or (before[0] == "A " and "a" in listed.initials)):
        start = before.start()
    after = _AFTER.match(text, found.end)
    if after and after[1] != "I" and after[1][0].isupper() and (after[1] != "A" or after[0].endswith(".")):
        return found._replace(start=start, end=after.end())
    return found._replace(start=start)


def _near(text: str, first: Token, second: Token) -> bool:
    return text[first.end : second.start] in (" ", "-", ", ", "\n", "  ")


def _join(found: Iterator[Found], text: str) -> list[Found]:
    """Neighbours of one kind, apart by a space or a hyphen, become one."""
    joined: list[Found] = []
    for item in sorted(found):
        if joined:
            last = joined[-1]
            gap = text[last.end : item.start] if item.start >= last.end else ""
            if (item.kind, item.certain) == (last.kind, last.certain) and gap in ("", " ", "-", "."):
                joined[-1] = last._replace(end=max(last.end, item.end))
                continue
        joined.append(item)
    return joined
