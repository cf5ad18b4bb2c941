"""Street addresses in folded text: a number and a street, a flat, a house with a name, a street alone, and the town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .redact_found import Found
from .redact_words import ordinary, phrases, word_set, words

_NUMBER = (
    r"(?:\d{1,4}[A-Za-z]?|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?i:one|"
    r"two|three|four|five|six|"
    r"seven|eight|nine))?)"
)
_STRONG = (
    r"(?:street|str|road|rd|avenue|ave|crescent|cres|terrace|lane|close|drive|gardens?|gdns|grove|mews|boulevard|"
    r"parade|"
    r"crescent|broadway|esplanade)"
)
_WIDE = (
    rf"(?:{_STRONG}|st|ln|dr|way|court|ct|place|pl|square|sq|hill|row|walk|park|rise|view|green|house|flats?|towers?|"
    r"point|quay|wharf|cottages?|lodge|farm|villas?|estate|buildings?|mansions|heights|meadows?|field|fields|end|cross|"
    r"common|path|croft|dene|vale|circus|reach|approach|bungalows?|quays|gr|grv|cl|cr|cresc|terr?|av|blvd|sqr?|pk|hse|orchard|"
    r"copse|glade|bank|brow|brae|wynd|gate|parkway|paddocks?|ridge|side)"
)
_FLAT = re.compile(
    r"\b(?i:flat|apartment|apt\.?|maisonette|bedsit|bungalow|unit|plot|caravan|pitch)[ ]?(?i:no\.? |number |#)?"
    r"(?:\d{1,4}[A-Za-z]?\b|[A-Z]\b)(?:[ ]?[,/][ ]?\d{1,4}[A-Za-z]?\b(?= [A-Za-z]))?"
)
_STREETS = (
    re.compile(
        rf"(?<![\w£$.:/-]){_NUMBER}(?:[ ]?[-/&][ ]?\d{{1,4}}[A-Za-z]?)?,?[ \n]{{1,2}}"
        rf"(?P<street>(?:[A-Za-z][A-Za-z'.-]{{0,24}}[ \n]){{1,4}}?)"
        rf"(?P<type>(?i:{_WIDE}))\b\.?(?:[ ](?:[A-Z][a-z]{{2,20}}[ ])?(?:Terrace|Road|Street|Lane|Close|Court|"
        r"Gardens|Mews|Way|Drive|Avenue|Crescent|Place|Grove|Rise|Walk)\b)?"
    ),
    re.compile(
        rf"(?<![\w])(?P<street>(?:(?:St\.?|[A-Z][A-Za-z'-]{{1,24}})[ \n]){{1,3}}?)(?P<type>{_STRONG}|{_STRONG.title()}|"
        r"Street|Road|Avenue|Lane|Close|Drive|Crescent|Terrace|Grove|Gardens|Mews|Court|House|Way|Rise|Walk|"
        r"Towers?|Flats)\b"
    ),
)
_STREETS_NO = re.compile(
    r"\b(?i:lives?|living|lived|stay(?:s|ed|ing)?|moved|house|home|flat|address|round|over|back|place|placed)"
    r"(?: (?i:is|was|to|in|on|at|along|down|up|off|near|by|there)){1,2} (?P<name>(?:[A-Za-z][A-Za-z'-]{1,24} ){1,3}?"
    rf"(?i:{_STRONG}))\b"
)
_AT_NUMBER = re.compile(
    r"\b(?i:at|house|door|live|lives|lived|living|in|from|address(?: is|:)?|next door is|to|called|behind|outside) "
    r"(?P<name>(?i:number|no\.?|num) (?:\d{1,4}[A-Za-z]?|[a-z]{3,9}(?:[- ][a-z]{3,5})?))(?! ?(?i:bus|route|train))\b"
)
_LIVES_AT = re.compile(
    r"\b(?i:live|lives|lived|living|stay|stays|staying|address is|moved to)(?i: at|"
    r" in)? (?P<name>\d{1,4}[A-Za-z]?)(?=[\s.,;!]|$)"
    r"(?! ?(?i:minutes?|mins?|hours?|miles?|days?|weeks?|months?|years?|doors?|people|of|different|places?|"
    r"houses?|homes?|other|with|bedrooms?|streets?|roads?|floors?))"
)
_TITLED = (
    r"(?:Street|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Grove|Gardens|Gdns|Mews|Court|Way|Rise|Walk|Place|"
    r"Square|Hill|Row|Park|View|Green|Parade|Boulevard|Path|Approach)"
)
_NAMED = r"(?:[A-Z][a-z'-]{1,24}[ ]){1,3}?"
_HOUSE = re.compile(
    rf"\b(?:[Tt]he )?(?:{_NAMED}(?:Rectory|Vicarage|Cottages?|Lodge|House|Farm|Farmhouse|Barn|Mill|Manor|Hall|Villa|"
    rf"Bungalow|Court|Flats|Towers?|Forge|Bakery|School ?house|Chapel|Gatehouse|Stables)),[ \n]{{0,2}}"
    rf"(?:The Street|(?:\d{{1,4}}[a-z]?,? )?{_NAMED}{_TITLED})\b"
)
_THE = re.compile(
    r"(?<![\w£$.:/-])(?i:(?<!year )(?<!page )(?<!chapter )(?<!part )(?<!question )(?<!section ))"
    r"(?P<name>\d{1,4}[A-Za-z]?(?:[ ]?[-/&][ ]?\d{1,4}[A-Za-z]?)?,? (?:The|the) [A-Z][a-z]{2,20})\b(?! [a-z]{2,}ed\b)"
)
_LEADS = re.compile(r"\b(?i:number|no\.?|num\.?|house|bungalow|block|door|#)[ ]?$")
_PART = re.compile(
    r"[ ]?(?:,|\r?\n|,[ ]?\r?\n)[ ]?(?P<part>(?:\d{1,4}[A-Za-z]?[ ])?(?:[A-Z][a-z'.-]{1,24}|"
    r"(?:on|in|of|the|le|upon|St\.?)(?=[ -]))(?:[ -](?:[A-Z][a-z'.-]{1,24}|on|in|of|the|le|upon)){0,4})"
    r"(?=[\s,.;:!?)\"\ufffc]|$)"
)
_POSTCODE_NEXT = re.compile(r"[ ]?[,\n]?[ ]?(?:\ufffc|[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b)")
_NOT_STREET = word_set(
    "in on the of my at to and from down up our this that with across along people was were is are had has have "
    "been minutes "
    "minute min mins hours hour days day weeks week months month years year miles mile times time children kids "
    "boys girls "
    "men women cars i we you he she they it for by or so but because when every each a an their his her your as "
    "if off out "
    "more other different old o'clock am pm pounds pence percent metres meters steps until till than who which "
    "there here "
    "going walking walked went came ran run waiting next back around round over under near beside behind outside "
    "inside "
    "families houses homes"
)
_FAMOUS = word_set("sesame coronation albert downing wall abbey")
"""Streets of plays, songs and the news: marked, not taken out, where no number stands before."""
_NUMBERS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)


def find_addresses(text: str) -> Iterator[Found]:
    """Addresses of folded text, each with what of it follows after a comma: the street, the estate, the town."""
    for found in _addresses(text):
        if found.kind == "address":
            before = _LEADS.search(text, max(0, found.start - 12), found.start)
            yield found._replace(start=before.start() if before else found.start, end=_onward(text, found.end))
        else:
            yield found


def _onward(text: str, end: int) -> int:
    """Where an address ends when the parts of it that follow are counted in."""
    while match := _PART.match(text, end):
        said = match["part"].split()
        last = said[-1].rstrip(".").casefold()
        known = tuple(word.casefold().strip(".'") for word in said) in phrases("places")
        if not (known or (len(said) > 1 and re.fullmatch(_WIDE, last)) or _POSTCODE_NEXT.match(text, match.end())):
            break
        end = match.end()
    return end


def _addresses(text: str) -> Iterator[Found]:
    for match in _FLAT.finditer(text):
        yield Found(match.start(), match.end(), "address", True)
    for numbered, pattern in zip((True, False), _STREETS, strict=True):
        yield from _streets(text, pattern, numbered)
    for match in _STREETS_NO.finditer(text):
        said = re.findall(r"[a-z']+", match["name"].casefold())[:-1]
        if said and not _NOT_STREET.intersection(said):
            yield Found(match.start("name"), match.end("name"), "address", True)
    for match in _AT_NUMBER.finditer(text):
        said = re.split(r"[- ]", match["name"].casefold())[1:]
        if said[0][0].isdigit() or _NUMBERS.intersection(said[:1]):
            end = match.end("name")
            if not said[0][0].isdigit() and len(said) > 1 and said[1] not in _NUMBERS:
                end -= len(said[1]) + 1
            if match[0][:4].casefold() not in ("in n", "to n", "call") or (said[0][0].isdigit() and len(said[0]) > 1):
                yield Found(match.start("name"), end, "address", True)
    for match in _LIVES_AT.finditer(text):
        if "at" in match[0].split() or "is" in match[0].split():
            yield Found(match.start("name"), match.end("name"), "address", True)
    for match in _HOUSE.finditer(text):
        yield Found(match.start(), match.end(), "address", True)
    for match in _THE.finditer(text):
        yield Found(match.start("name"), match.end("name"), "address", True)


def _streets(text: str, pattern: re.Pattern[str], numbered: bool) -> Iterator[Found]:
    at = 0
    while match := pattern.search(text, at):
        at = match.start() + 1
        street = re.findall(r"[A-Za-z][A-Za-z'.-]*", match["street"])
        said = {word.casefold() for word in street}
        capital = all(word[0].isupper() for word in street)
        strong = re.fullmatch(_STRONG, match["type"], re.IGNORECASE)
        if numbered:
            if not strong and not (capital and match["type"][0].isupper()) and said != {"the"}:
                continue
            if said & _NOT_STREET and not capital and not (said == {"the"} and match["type"][0].isupper()):
                continue
            if (
                not capital
                and all(ordinary(word) for word in said)
                and match["type"].casefold() in ("close", "drive", "garden", "lane", "parade", "grove")
                and not re.match(r"\d", match[0])
            ):
                continue
            yield Found(match.start(), match.end(), "address", True)
            at = match.end()
        elif capital and not said & _NOT_STREET and not said <= words("innocent_capitals"):
            sure = bool(strong) and match["type"][0].isupper() and not said <= _FAMOUS
            yield Found(match.start(), match.end(), "address" if sure else "place", sure)
            at = match.end()
