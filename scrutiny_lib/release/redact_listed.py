"""The names on the list of a case, and the disguises in which a word may be one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .redact_fold import fold, fold_word
from .redact_words import forms, given_names, ordinary, single, word_set, words

CERTAIN, MAYBE, NONE = 2, 1, 0
_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_PARTICLES = word_set(
    "de da di del della du la le van von der den bin ibn bint al el ul ap ab ferch san st mc mac mr mrs miss ms "
    "dr the of and or nee née "
    "aka known as junior senior jr sr"
)
LITTLE = word_set(
    "an my so do be he me we in on at it is to of or us no go if by up as am hi ok oh ah ha the and was are but "
    "can had has "
    "her his him how its let not our out she too two who why yes you for all any did get got"
)
"""Words that open or join sentences: as a name they count only with a capital letter inside a sentence."""
AUXILIARY = word_set("will may can might hope mark bill miles chase grant pat sue rob drew nick frank dean")
_ARTICLES = word_set("mr mrs miss ms dr the of and or nee née aka known as junior senior jr sr")
_SAME = (word_set("al el ul"), word_set("st saint san"), word_set("mc mac m"), word_set("de d da di do du"))
"""Particles that stand for each other when a name is written by ear."""
_PET = re.compile(r"(?:sies?|sy|zy|zies?|zza|ies?|y|o|ers|z|a|ey)$")
_LEAST_EDITED = 4
_LEAST_SMALL = 5
_LONGEST_WORD = 40
"""In a longer word (a tag of many words, or no word at all) a name counts wherever it stands."""
_REPEATED = re.compile(r"(.)\1{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CELTIC = (("mac", "mc"), ("mc", "mac"))


class Listed:
    """The parts of the names of a case with the forms they go by; asked word by word.

    >>> listed = Listed.of(["Alfie Smith"])
    >>> [listed.verdict(word) for word in ("Alf", "smiths", "Aflie's", "house")]
    [2, 2, 2, 0]
    """

    def __init__(
        self,
        direct: frozenset[str],
        sequences: frozenset[str] = frozenset(),
        particles: frozenset[str] = frozenset(),
    ):
        self.direct = direct
        self.sequences = sequences
        """Initials of names in their order, two or more."""
        self.particles = particles
        """Particles of the names, with those that stand for them; they go with a name they stand before."""
        derived = {other for name in direct for other in forms().get(name, ())}
        self.exact = direct | {form for form in derived if len(form) > 1}
        self.heads = frozenset(name[:length] for name in self.exact for length in range(1, len(name)))
        """How names begin: what does not can be no first part of one that is written apart."""
        self.initials = frozenset(name[0] for name in direct)
        self._edits: dict[str, set[str]] = {}
        for name in self.exact:
            if len(name) >= _LEAST_EDITED:
                for shorter in {name, *_shorter(name)}:
                    self._edits.setdefault(shorter, set()).add(name)
        self._starts = {name[:3] for name in direct if len(name) >= 5}
        self._foreign = tuple(name for name in direct if not name.isascii())
        self._known: dict[tuple[str, bool, bool], int] = {}

    @classmethod
    def of(cls, names: Iterable[str]) -> Listed:
        """From whole names; hyphens and apostrophes part them, and the whole counts too."""
        parts: set[str] = set()
        sequences: set[str] = set()
        particles: set[str] = set()
        for name in names:
            folded = fold(str(name)).text
            every = [fold_word(piece) for piece in _PART.findall(folded)]
            alone = {piece for piece in every[:1] if len(every) == 1 and piece not in _ARTICLES}
            for group in re.split(r"[\s,;/()\"]+", folded):
                pieces = [fold_word(piece) for piece in _PART.findall(group)]
                parts.update([*pieces, "".join(pieces)])
                if "'" in group:
                    parts.update(piece for piece in group.casefold().split("'") if len(piece) > 3)
            parts.update(f"{other}{p[len(own) :]}" for p in every for own, other in _CELTIC if p.startswith(own))
            parts.update(p[-length:] for p in every if _HAN.fullmatch(p) for length in range(2, len(p)))
            particles.update(piece for piece in every if piece in _PARTICLES - _ARTICLES)
            sequences.update(_sequences("".join(piece[0] for piece in every if piece not in _ARTICLES)))
            if alone:
                parts.add(f"{next(iter(alone))} ")
        kept = frozenset(
            p.strip()
            for p in parts
            if len(p.strip()) >= 2 and (p.endswith(" ") or p not in _PARTICLES) and not p.isdigit()
        )
        particles.update(other for same in _SAME if not same.isdisjoint(particles) for other in same)
        return cls(kept, frozenset(sequences), frozenset(particles))

    def initials_of(self, letters: str) -> bool:
        """Whether letters are the initials of a name of the list, in their order or the family name first.

        >>> Listed.of(["Elizabeth Taylor-Brown"]).initials_of("ETB"), Listed.of(["Alfie Smith"]).initials_of("SA")
        (True, True)
        """
        return letters.casefold() in self.sequences

    def verdict(self, word: str, opening: bool = False, shouted: bool = False) -> int:
        """Whether a folded word is one of the names: certain, perhaps, or not.

        ``opening``: it opens a sentence; ``shouted``: the words beside it are in capitals too."""
        if not self.direct:
            return NONE
        key = (word, opening, shouted)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._judge(word, opening, shouted)
        return known

    def _judge(self, word: str, opening: bool, shouted: bool) -> int:
        small = word.casefold()
        bare = small.replace("'", "")
        capital = word[0].isupper()
        common = ordinary(bare) or ordinary(re.sub(r"'s?$", "", small))
        for form in _stems(small, bare):
            if form in self.exact:
                return self._exact(form, bare, capital, common, opening, shouted)
        if self._foreign and any(name in bare for name in self._foreign):
            return CERTAIN
        if len(bare) > _LONGEST_WORD:
            return CERTAIN if any(len(name) >= 4 and name in bare for name in self.exact) else NONE
        if common and (not capital or opening):
            return NONE
        if len(bare) >= 3 and any(self._edited(form, capital) for form in _stems(small, bare)):
            if common:
                return NONE if shouted else MAYBE
            return MAYBE if bare in words("innocent_capitals") or bare in single("places") else CERTAIN
        if common:
            return NONE
        if self._joined(word, bare):
            return CERTAIN
        if capital and bare not in words("innocent_capitals") and self._pet(bare):
            return CERTAIN
        starts = capital and len(bare) >= 3 and bare not in words("innocent_capitals") and bare[:3] in self._starts
        if starts and any(len(name) >= 5 and name.startswith(bare) for name in self.direct):
            return CERTAIN
        if capital and len(bare) >= 4 and any(name.endswith(bare) for name in self.direct):
            return CERTAIN
        return NONE

    def _exact(self, form: str, bare: str, capital: bool, common: bool, opening: bool, shouted: bool) -> int:
        listed = form in self.direct
        if bare in LITTLE:
            return (CERTAIN if not opening and not shouted else MAYBE) if capital and listed else NONE
        if not capital:
            if not common:
                return CERTAIN
            return MAYBE if listed or bare not in AUXILIARY else NONE
        if common and shouted:
            return MAYBE if form in AUXILIARY or form not in given_names() else CERTAIN
        if common and opening and not listed:
            return MAYBE if form in AUXILIARY or form not in given_names() else CERTAIN
        return CERTAIN

    def _pet(self, bare: str) -> bool:
        """Whether it is a name with a familiar ending: Hughsie, Tommo, Danny."""
        ending = _PET.search(bare)
        stem = bare[: ending.start()] if ending else ""
        stems = {stem, stem[:-1] if stem[-2:-1] == stem[-1:] else ""}
        if any(len(said) >= 3 and said in self.direct for said in stems):
            return True
        return any(len(said) >= 4 and name.startswith(said) for said in stems for name in self.direct)

    def _edited(self, form: str, capital: bool) -> bool:
        if len(form) < 3:
            return False
        for shorter in (form, *_shorter(form)):
            for name in self._edits.get(shorter, ()):
                if name not in self.direct and len(name) < _LEAST_SMALL and not capital:
                    continue
                if (capital or max(len(name), len(form)) >= _LEAST_SMALL) and _one_apart(form, name):
                    return True
        return False

    def _joined(self, word: str, bare: str) -> bool:
        """Whether it is written together of names, or of a name and ordinary words: AlfieSmith, alfiesmum."""
        if len(bare) < 5:
            return False
        humps = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", word.replace("'", ""))
        if len(humps) > 1 and any(len(hump) > 2 and hump.casefold() in self.exact for hump in humps):
            return True
        reached = {0: 0}
        for start in range(len(bare)):
            if start in reached:
                for end in range(start + 2, len(bare) + 1):
                    if bare[start:end] in self.exact:
                        reached[end] = max(reached.get(end, 0), reached[start], end - start)
        if reached.get(len(bare), 0) >= 3:
            return True
        return any(
            len(name) >= 4
            and (
                (bare.startswith(name) and _plain_rest(bare[len(name) :]))
                or (bare.endswith(name) and _plain_rest(bare[: -len(name)]))
            )
            for name in self.exact
        )

    def inside(self, tag: str) -> bool:
        """Whether a tag, a user name or a disguised word (digits for letters) holds a name.

        >>> Listed.of(["Alfie Smith"]).inside("xx_alfie09"), Listed.of(["Alfie"]).inside("4lf1e")
        (True, True)
        """
        small = tag.casefold()
        letters = re.sub(r"[^\w]|[\d_]", "", small)
        for said in {small, letters, *unleet(small)}:
            if any(len(name) >= 4 and name in said for name in self.exact):
                return True
            if any(name in self.exact and len(name) > 2 for name in re.findall(r"[^\W\d_]+", said)):
                return True
        humps = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", tag)
        return any(len(hump) > 2 and hump.casefold() in self.exact for hump in humps)


def unleet(word: str) -> Iterator[str]:
    """A word with figures and signs read as the letters they look like.

    >>> sorted(unleet("al3x"))
    ['alex']
    """
    if any(c in "0134578@$!|€" for c in word) and any(c.isalpha() for c in word):
        for one in "il" if any(c in "1!|" for c in word) else "i":
            yield word.translate(str.maketrans("034578@$€1!|", "oeastba" + "se" + one * 3))


def _plain_rest(rest: str) -> bool:
    return len(rest) >= 3 and (ordinary(rest) or (rest[0] == "s" and ordinary(rest[1:])))


def _stems(small: str, bare: str) -> Iterator[str]:
    """The forms a word may be of: itself, without the endings of owner and many, without drawn-out letters."""
    yield bare
    if small.endswith("'s"):
        yield small[:-2].replace("'", "")
    if bare.endswith("s") and len(bare) > 2:
        yield bare[:-1]
    if bare.endswith("es") and len(bare) > 4:
        yield bare[:-2]
    if bare.endswith("ies") and len(bare) > 5:
        yield bare[:-3] + "y"
    if _REPEATED.search(bare):
        yield _REPEATED.sub(r"\1", bare)
        yield _REPEATED.sub(r"\1\1", bare)


def _sequences(letters: str) -> Iterator[str]:
    """Two or more letters of a row, in their order; and all, the last first."""
    for start in range(len(letters)):
        for end in range(start + 2, min(len(letters), start + 6) + 1):
            yield letters[start:end]
    if len(letters) > 1:
        yield letters[0] + letters[-1]
        yield letters[-1] + letters[:-1]


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_apart(first: str, second: str) -> bool:
    """Whether one letter more, less, other, or two neighbours changed, make one word of the other."""
    if len(first) < len(second):
        first, second = second, first
    if len(first) - len(second) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(second))
    if len(first) > len(second):
        return first[at + 1 :] == second[at:]
    if first[at + 1 :] == second[at + 1 :]:
        return True
    return first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
