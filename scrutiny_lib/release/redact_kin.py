"""Names that come with a relation, a title or an introduction: my uncle Dave, nanny pat, Mr Patel, her name is Kai."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .redact_found import Found
from .redact_listed import AUXILIARY, LITTLE
from .redact_tokens import Token
from .redact_words import given_names, ordinary, single, word_set, words

TITLES = word_set(
    "mr mrs ms mx miss dr doctor sir pc sgt sergeant dc nurse sister prof professor rev reverend imam rabbi "
    "pastor judge councillor coach"
)
_ALWAYS = word_set("mr mrs ms mx")
CALLED_SO = word_set(
    "uncle aunt aunty auntie nan nana nanna nanny nannie gran granny grandma grandad granddad grampy gramps "
    "grandpa pops "
    "pop poppa pappy bampi taid nain papa mama step stepdad stepmum "
    "babcia dziadek ciocia wujek pani bapu dadi dada nani chacha chachi mamu khala phupho bhai didi baji amma ammi "
    "abbu abuela abuelo bunica bunicu hooyo aabo ayeeyo awoowe teta jiddo yiayia pappou oma opa tante"
)
KIN = CALLED_SO | word_set(
    "mum mums mummy mom mother mam ma dad daddy father da brother brothers bro sister sisters sis twin cousin "
    "cousins cuz nephew niece "
    "baby son daughter stepbrother stepsister stepson husband wife partner boyfriend girlfriend bf gf ex "
    "fiance fiancee friend friends mate mates bestie buddy pal neighbour neighbours carer carers worker teacher tutor "
    "headteacher head ta therapist counsellor psychologist psychiatrist mentor advocate guardian officer "
    "midwife visitor keyworker childminder babysitter solicitor barrister paediatrician dentist manager boss "
    "landlord lodger "
    "boy girl man lady woman kid lad bloke guy person godmother godfather godson goddaughter "
    "nephews nieces sons daughters kids children siblings sibling grandson granddaughter grandmother grandfather "
    "interpreter cafcass dog cat puppy hamster rabbit pony"
)
_PETS = word_set("dog cat puppy hamster rabbit pony")
_MINE = word_set("my his her our their your mums dads the a another")
_BE = word_set("is was are were called named")
_NOT_NAMES = LITTLE | word_set(
    "i is was were be been said says say told tells came come comes goes went gone does did done has have had "
    "will would can could should may might "
    "just also always never still only then there here this that these those they them he she we you who what "
    "when where with from about and or because "
    "as if until after before every at home work works school now today tomorrow yesterday"
)
_GAP = re.compile(r"[ ]{1,2}|[ ]?[,:(\"'-]{1,2}[ ]?|[ ]?\n[ ]?")
_TITLE_GAP = re.compile(r"\.?[ \t]{0,2}\n?|[ ]\(?")
_NEXT = re.compile(r" |-|\n|'")
_LIST = re.compile(r", ?(?:and )?| and | & | or |/| \+ | n |\nand ")
_PARTICLES = word_set("de da di del du la le van von der den bin ibn bint al el o mc mac ap")


def find_kin(text: str, tokens: list[Token]) -> Iterator[Found]:
    """Names that a relation, a title or an introduction makes certain, and words that may be one."""
    for i, token in enumerate(tokens[:-1]):
        key = token.key
        if key in TITLES:
            yield from _titled(text, tokens, i)
        if key in KIN:
            yield from _related(text, tokens, i)
        elif key in ("called", "named", "nicknamed", "name", "names") or (key in ("im", "am") and token.word != "AM"):
            yield from _introduced(text, tokens, i)
    for i in range(len(tokens) - 2):
        yield from _turned(text, tokens, i)


def possible(token: Token) -> bool:
    """Whether a word with a capital letter can be a name: not one that is always written so, no place, no language."""
    if len(token.key) < 2 or token.key in _NOT_NAMES:
        return False
    if token.key in words("innocent_capitals") and token.key not in words("names_that_are_words"):
        return False
    if token.key in TITLES or (token.key in KIN and token.key not in _PETS) or token.key in words("languages"):
        return False
    return not ((token.opening or token.shouted) and ordinary(token.key) and token.key not in given_names())


def _placed(token: Token) -> bool:
    return token.key in single("places") and token.key not in given_names()


def _gap(text: str, first: Token, second: Token, pattern: re.Pattern[str]) -> bool:
    return second.start - first.end <= 8 and bool(pattern.fullmatch(text, first.end, second.start))


def _titled(text: str, tokens: list[Token], i: int) -> Iterator[Found]:
    following = tokens[i + 1]
    if not _gap(text, tokens[i], following, _TITLE_GAP):
        return
    title = tokens[i].key
    if following.capital and len(following.key) > 1 and following.key not in _NOT_NAMES and following.key not in TITLES:
        if (
            possible(following)
            or title in _ALWAYS
            or (not ordinary(following.key) and following.key not in words("innocent_capitals"))
        ):
            yield _whole(text, tokens, i + 1, "name", True)
    elif following.capital and len(following.key) == 1 and following.key != "i":
        yield _whole(text, tokens, i + 1, "name", True)
    elif following.key not in _NOT_NAMES and not following.capital:
        known = following.key in given_names() or following.key in words("surnames")
        if (
            title in _ALWAYS
            or (known and not ordinary(following.key))
            or (not ordinary(following.key) and title in ("miss", "dr", "pc"))
        ):
            yield _whole(text, tokens, i + 1, "name", True)


def _related(text: str, tokens: list[Token], i: int) -> Iterator[Found]:
    j = i + 1
    if tokens[i].word.casefold().endswith("'s") and tokens[j].key not in ("name", "called"):
        return
    if not _gap(text, tokens[i], tokens[j], _GAP):
        return
    close = text[tokens[i].end : tokens[j].start].strip() == ""
    led = False
    while (
        j < len(tokens) - 1
        and j - i < 5
        and tokens[j].key
        in ("is", "was", "are", "who", "whos", "whose", "called", "named", "name", "names", "like", "s", "being")
    ):
        led = led or tokens[j].key in ("called", "named", "name", "names")
        j += 1
    if j > i + 1 and not led:
        j = i + 1
    if tokens[j].start - tokens[i].end > 30 or any(c in ".!?\ufffc" for c in text[tokens[i].end : tokens[j].start]):
        return
    yield from _named(text, tokens, i, j, close or led)


def _named(text: str, tokens: list[Token], i: int, j: int, close: bool) -> Iterator[Found]:
    token = tokens[j]
    if token.capital and not (token.opening and "\n" in text[tokens[i].end : token.start]):
        if possible(token) and not _placed(token):
            yield from _series(text, tokens, j)
        return
    if token.capital or not close or token.key in _NOT_NAMES or token.key in KIN or len(token.key) < 2:
        return
    known = token.key in given_names()
    if known and (
        not ordinary(token.key)
        or (
            tokens[i].key in CALLED_SO
            and token.key not in AUXILIARY - {"pat", "sue", "rob", "nick", "frank", "dean", "drew", "mark", "bill"}
        )
    ):
        yield from _series(text, tokens, j)
    elif not ordinary(token.key) and len(token.key) > 2 and token.key not in words("innocent_capitals"):
        yield Found(token.start, token.end, "possible name", False)


def _introduced(text: str, tokens: list[Token], i: int) -> Iterator[Found]:
    j = i + 1
    if tokens[i].key in ("name", "names") and tokens[j].key in _BE:
        j += 1
    if tokens[i].key == "am" and (i == 0 or tokens[i - 1].key != "i"):
        return
    if (
        j >= len(tokens)
        or tokens[j].start - tokens[i].end > 8
        or any(c in ".!?\n\ufffc" for c in text[tokens[i].end : tokens[j].start])
    ):
        return
    token = tokens[j]
    sure = tokens[i].key in ("im", "am") or (
        tokens[i].key in ("name", "names") and i > 0 and tokens[i - 1].key in _MINE | KIN
    )
    known = token.key in given_names() and not ordinary(token.key)
    if token.capital and possible(token) and not _placed(token):
        if known or (sure and not ordinary(token.key)) or (tokens[i].key in ("name", "names") and sure):
            yield from _series(text, tokens, j)
    elif not token.capital and known:
        yield from _series(text, tokens, j)
    elif not token.capital and len(token.key) > 2 and token.key not in _NOT_NAMES and not ordinary(token.key):
        yield Found(token.start, token.end, "possible name", False)


def _turned(text: str, tokens: list[Token], i: int) -> Iterator[Found]:
    """The name first: Kev, my mum's boyfriend; Jen is my social worker; Dave (uncle)."""
    token = tokens[i]
    if ordinary(token.key) or not (token.capital or token.key in given_names()):
        return
    if not possible(token) or _placed(token) or token.shouted:
        return
    j = i + 1
    gap = text[token.end : tokens[j].start]
    if (gap == " " and tokens[j].key in ("is", "was", "whos")) or (gap in (", ", " ") and tokens[j].key == "who"):
        j += 1
    between = text[token.end : tokens[min(j, len(tokens) - 1)].start]
    if j + 1 >= len(tokens) or len(between) > 10 or any(c in ".!?;\n\ufffc" for c in between):
        return
    if tokens[j].key in _MINE - {"the", "a", "your"}:
        last = next((k for k in range(j + 1, min(j + 4, len(tokens))) if tokens[k].key in KIN - _PETS), 0)
        if (
            last
            and not any(c in ".!?;,\n" for c in text[tokens[j].end : tokens[last].start])
            and (j > i + 1 or not gap.isspace() or last == j + 1)
        ):
            yield Found(token.start, token.end, "name", True)
    elif "(" in gap and tokens[j].key in KIN:
        yield Found(token.start, token.end, "name", True)


def _whole(text: str, tokens: list[Token], j: int, kind: str, certain: bool) -> Found:
    """The words of one name from token ``j`` on: capitals that follow, with particles between."""
    first = last = tokens[j]
    k = j + 1
    while k < len(tokens) and k - j < 5 and _NEXT.fullmatch(text, last.end, tokens[k].start):
        token = tokens[k]
        if "\n" in text[last.end : token.start] and not token.capital:
            break
        if first.capital and token.capital and len(token.key) > 1:
            if (
                not possible(token)
                or (token.shouted and ordinary(token.key))
                or ("\n" in text[last.end : token.start] and ordinary(token.key))
            ):
                break
            last = token
        elif (
            first.capital
            and token.word.casefold() in _PARTICLES
            and k + 1 < len(tokens)
            and tokens[k + 1].capital
            and tokens[k + 1].key not in _NOT_NAMES
        ):
            pass
        elif not first.capital and not token.capital and token.key in words("surnames") and not ordinary(token.key):
            last = token
        else:
            break
        k += 1
    return Found(first.start, last.end, kind, certain)


def _series(text: str, tokens: list[Token], j: int) -> Iterator[Found]:
    """One name, and those that are told in one breath with it: Tyler, Kai and Jayden."""
    found = _whole(text, tokens, j, "name", True)
    yield found
    for _ in range(8):
        while j < len(tokens) and tokens[j].start < found.end:
            j += 1
        if j >= len(tokens):
            return
        if tokens[j].key in ("and", "or", "n") and j + 1 < len(tokens):
            j += 1
        token = tokens[j]
        if not _LIST.fullmatch(text, found.end, token.start):
            return
        known = token.key in given_names() and not ordinary(token.key)
        if (
            not (token.capital and possible(token) and not _placed(token) and (known or not ordinary(token.key)))
            and not known
        ):
            return
        found = _whole(text, tokens, j, "name", True)
        yield found
