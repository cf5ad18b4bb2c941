"""What only may be a name, a place or a detail that gives somebody away: marked for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .redact_found import Found
from .redact_kin import KIN, TITLES
from .redact_listed import AUXILIARY, LITTLE
from .redact_tokens import Token
from .redact_words import given_names, ordinary, phrases, single, word_set, words

_KIND_OF_PLACE = (
    r"(?:Primary|Infants?|Juniors?|Secondary|High|Grammar|Special|Nursery|Community|Comprehensive|C of E|RC|"
    r"Catholic|Church of England|"
    r"School|Academy|College|Preschool|Pre-School|Playgroup|University|Hospital|Surgery|Clinic|Health Centre|"
    r"Medical Centre|Church|"
    r"Mosque|Temple|Gurdwara|Centre|Library|FC|Football Club|United|Rovers|Rangers|Athletic|Wanderers|Hotspur|"
    r"Scouts|Guides|Brownies|Cubs|"
    r"Park|Station|Hotel|Pub|Arms|Refuge|House|Estate|Unit|Ward|Youth Club|Leisure Centre|Swimming Pool|Beach|"
    r"Pier|Castle)"
)
_NAMED_PLACE = re.compile(
    rf"\b(?P<name>(?:(?:St\.?|Saint|"
    rf"The) )?(?:[A-Z][A-Za-z']{{1,24}}[ -]){{1,4}}?){_KIND_OF_PLACE}(?: {_KIND_OF_PLACE}){{0,3}}\b"
)
_SAINT = re.compile(
    r"\b(?:[Ss]t\.?|[Ss]aint|Our Lady|our lady)[ ](?:(?:of|the) ){0,2}[A-Za-z][A-Za-z]{2,20}(?:'s?)?(?=\W|$)"
)
_SMALL_PLACE = re.compile(
    r"\b(?:at|to|from|in|near|for|called|attends?|attended) (?P<name>(?:[a-z][a-z']{2,20} ){1,3}?(?:primary|"
    r"infants?|juniors?|academy|college|high|nursery|grammar|fc|united|hospital))\b"
)
_SAID = word_set(
    "is was has had said says went came comes goes does did likes hates shouts shouted hit hits told gets got "
    "always never and lives lived makes made wants wanted "
    "takes took just cried cries kept keeps looked looks gave gives helps helped plays played picked picks hurt "
    "hurts left knows knew thinks asked asks"
)

_BEFORE_THINGS = word_set(
    "the a an this that my his her our your their no any some every each last next one of in at with for on all "
    "more red big old"
)


def find_capitals(text: str, tokens: list[Token], taken: bytearray) -> Iterator[Found]:
    """Capital letters inside a sentence, given names in small letters, places, languages, and what singles out.

    ``taken`` has a one for each character that is certain to be a name already."""
    for i, token in enumerate(tokens):
        if taken[token.start]:
            continue
        kind = _kind(tokens, i)
        if kind:
            yield Found(token.start, token.end, kind, False)
    yield from _phrases(tokens, "places", "place")
    yield from _phrases(tokens, "single_out", "may single out")
    for match in _NAMED_PLACE.finditer(text):
        said = re.findall(r"[a-z]+", match["name"].casefold().replace("'s", ""))
        if not all(
            word in words("innocent_capitals") or word in LITTLE or (ordinary(word) and len(said) == 1) for word in said
        ):
            yield Found(match.start(), match.end(), "place", False)
    for match in _SAINT.finditer(text):
        yield Found(match.start(), match.end(), "place", False)
    for match in _SMALL_PLACE.finditer(text):
        said = match["name"].split()
        if not (ordinary(said[0]) and ordinary(said[-2])) and said[0] not in LITTLE | {
            "this",
            "that",
            "secondary",
            "junior",
        }:
            yield Found(match.start("name"), match.end("name"), "place", False)


def _kind(tokens: list[Token], i: int) -> str:
    """What one word may be; empty for one that is nothing of the kind."""
    token, key = tokens[i], tokens[i].key
    short = token.word.isupper() and key in words("innocent_capitals")
    if key in words("names_that_are_words") and _does(tokens, i) and not token.shouted and not short:
        return "possible name"
    if len(key) < 2 or key in words("innocent_capitals") or key in TITLES or key in KIN:
        return ""
    if key in words("languages") and (token.capital or not ordinary(key)):
        return "language or nationality"
    common = (
        ordinary(key)
        or ordinary(token.word.casefold().replace("'", ""))
        or ordinary(re.sub(r"'\w+$", "", token.word.casefold()))
    )
    if key in single("places") and (token.capital or not common):
        return "place"
    if token.capital:
        return "possible name" if _capital(tokens, i, common) else ""
    if any(c.isupper() for c in token.word) and not common:
        return "possible name"
    if common:
        return ""
    if key in given_names() or (
        key in words("surnames") and i > 0 and (tokens[i - 1].key in given_names() or tokens[i - 1].capital)
    ):
        return "possible name"
    if len(key) > 3 and key.endswith("s") and key[:-1] in given_names() and not ordinary(key[:-1]):
        return "possible name"
    return ""


def _capital(tokens: list[Token], i: int, common: bool) -> bool:
    token, key = tokens[i], tokens[i].key
    if token.shouted:
        return not common or (key in given_names() and key not in AUXILIARY and key in words("names_that_are_words"))
    if not token.opening:
        return key not in LITTLE
    return not common


def _does(tokens: list[Token], i: int) -> bool:
    """Whether a word that may be a name does something: *rose said*, *will and me*; not *the mark was*."""
    if i > 0 and tokens[i - 1].key in _BEFORE_THINGS and not tokens[i].opening:
        return False
    return i + 1 < len(tokens) and tokens[i + 1].key in _SAID and tokens[i + 1].start - tokens[i].end == 1


def _phrases(tokens: list[Token], name: str, kind: str) -> Iterator[Found]:
    """Stretches of words that stand on a list as such."""
    wanted = phrases(name)
    longest = max(map(len, wanted), default=0)
    heads = {phrase[0] for phrase in wanted}
    for i, token in enumerate(tokens):
        head = token.key if token.key in heads else token.key.removesuffix("s")
        if head in heads:
            for length in range(min(longest, len(tokens) - i), 0, -1):
                said = (head, *(tokens[i + k].key for k in range(1, length)))
                last = tokens[i + length - 1]
                if said in wanted and last.end - token.start < 60 and (length > 1 or kind != "place"):
                    yield Found(token.start, last.end, kind, False)
                    break
