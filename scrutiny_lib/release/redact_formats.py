"""What has a shape: e-mail and web addresses, postcodes, registrations, case ids; street addresses, dates and numbers
beside (``redact_addresses``, ``redact_dates``, ``redact_numbers``). All searches are of folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .redact_addresses import find_addresses
from .redact_dates import find_dates
from .redact_found import INSTEAD as INSTEAD
from .redact_found import Found as Found
from .redact_numbers import find_numbers
from .redact_words import ordinary, word_set, words

_TLD = (
    r"(?:com|co\.uk|org\.uk|sch\.uk|gov\.uk|ac\.uk|nhs\.uk|nhs\.net|me\.uk|uk|org|net|gov|edu|info|biz|io|me|"
    r"gg|tv|ie|pl|eu|app|link|xyz|ro)"
)
_AT = r"(?:@|\(\s?at\s?\)|\[\s?at\s?\]|\{\s?at\s?\})"
_DOT = r"(?:\(\s?dot\s?\)|\[\s?dot\s?\]|\bdot\b)"
_MAIL = r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|btinternet|aol|protonmail|proton|live|msn|ymail|sky)"
_EMAILS = (
    re.compile(r"(?<![\w.+'-])[\w+'][\w.+'-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"),
    re.compile(
        rf"(?<![\w.+'-])[\w+'][\w.+'-]{{0,63}}[ \t]{{0,2}}{_AT}[ \t]{{0,2}}[\w-]{{1,63}}"
        rf"(?:[ \t]{{0,2}}(?:\.|{_DOT})[ \t]{{0,2}}[\w-]{{1,20}}){{1,3}}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\w.+'-])[\w+'][\w.+'-]{0,63}(?: (?:dot|underscore|dash|hyphen) [\w-]{1,30}){0,4} (?:at|@) "
        rf"[\w-]{{1,40}}(?: {_DOT} [\w-]{{1,20}}){{1,3}}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.+'-])[\w+'][\w.+'-]{{0,63}}(?: (?:dot|underscore|dash|"
        rf"hyphen) [\w-]{{1,30}}){{0,4}}[ ]?(?:\bat\b|@)[ ]?{_MAIL}\b"
        rf"(?:[ ]?(?:\.|{_DOT})[ ]?{_TLD}\b)?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.+'-])\w{{0,40}}[\d_.]\w{{0,40}} at [\w-]{{1,63}}\.{_TLD}\b", re.IGNORECASE),
)
_WEB = re.compile(
    rf"(?:https?|ftp)://[^\s<>\"\ufffc]{{1,2000}}|(?<![\w@.])www\.[^\s<>\"\ufffc]{{1,2000}}"
    rf"|(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}{_TLD}(?![\w-]|\.\w)(?:/[^\s<>\"\ufffc]{{0,2000}})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[\w.]{0,28}\w)?|(?<![\w.])[\w.]{2,32}#\d{4}(?!\d)")
_SITES = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|discord|gamer ?tag|psn|roblox|fortnite|twitter|facebook|fb|kik|"
    r"twitch|"
    r"steam|xbox|minecraft|you ?tube|telegram|signal|whats ?app|user ?name|screen ?name|handle|login|log ?in|"
    r"account|channel)"
)
_CALLED = re.compile(
    rf"\b{_SITES}(?: (?:user ?name|name|account|handle|id|channel|tag|page|profile))?"
    r"(?: is| was|'s| called|:|=| -| as| under| named| at){1,2}[ ]?[\"']?(?P<name>[A-Za-z0-9_][\w.!-]{1,31})",
    re.IGNORECASE,
)
_LED = re.compile(
    rf"\b{_SITES}[ ]?(?:\(|- |, )?(?P<name>(?=[\w.]{{0,30}}[A-Za-z])(?=[\w.]{{0,30}}[\d_.])[A-Za-z0-9_][\w.]{{1,31}})",
    re.IGNORECASE,
)
_USER = re.compile(r"(?<![\w.@/#-])(?=\w{0,30}[A-Za-z])(?=\w{0,30}(?:_|[A-Za-z]\d{2}))[A-Za-z]\w{3,31}(?![\w@])")
_HASH_TAG = re.compile(r"(?<![\w&])#[A-Za-z_]\w{1,60}")
_AREAS = word_set(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH "
    "EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN "
    "NP NR NW OL "
    "OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN "
    "WR WS WV YO ZE ZZ"
)
_AREA = "(?:" + "|".join(sorted(_AREAS, key=lambda area: (-len(area), area))) + ")"
_INWARD = r"[0-9O][ ]?[ABD-HJLNP-UW-Z][ ]?[ABD-HJLNP-UW-Z]"
_POSTCODES = (
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}[0-9O][A-Z0-9]?[ \t\r\n.,-]{0,4}[0-9O][A-Z]{2}(?![A-Za-z0-9])"),
    re.compile(
        rf"(?<![A-Za-z0-9])(?=[A-Z]{{1,2}}\d){_AREA}[0-9][A-Z0-9]?[ \t\r\n.-]{{0,3}}[0-9][A-Z]{{2}}(?![A-Za-z0-9])",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![A-Za-z0-9])(?=[A-Z]{{1,2}} {{1,2}}\d){_AREA}[ ]{{1,2}}[0-9][0-9]?[ ]{{0,2}}{_INWARD}(?![A-Za-z0-9])"
    ),
    re.compile(r"(?<![A-Za-z0-9])(?i:GIR ?0AA|BFPO ?\d{1,4})(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[A-Z](?: [A-Z])? \d(?: [A-Z0-9])?[ ]{1,3}\d [A-Z] [A-Z](?![A-Za-z0-9])"),
)
_LOCAL = re.compile(
    r"\b(?i:po|so)[ ]?(?:1[0-9]|2[0-9]|3[0-9]|4[01]|5[0-3]|[1-9])\b(?! ?(?:am|pm|minutes|hours|days|years|people|of)\b)"
)
_OUTWARD = re.compile(rf"(?<![A-Za-z0-9])(?=[A-Z]{{2}}\d){_AREA}\d{{1,2}}(?![A-Za-z0-9])")
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth|\d(?:am|pm|cm|mm|km|kg|ml|of|or|in|at))$")
_CARS = (
    re.compile(r"(?<![A-Za-z0-9])[A-HJ-PR-Y][A-HJ-PR-Y]\d{2}[ -]?[A-HJ-PR-Z]{3}(?![A-Za-z0-9])", re.IGNORECASE),
    re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Y]\d{1,3} ?[A-HJ-PR-Y]{3}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[A-HJ-PR-Y]{3} ?\d{1,3}[A-HJ-NPR-Y](?![A-Za-z0-9])"),
    re.compile(
        r"\b(?:reg(?:istration)?(?: number| no\.?| plate)?|number ?plate|licen[cs]e plate|plates?)(?: is| was|:|"
        r" -|'s){0,2} "
        r"?(?P<name>[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,4})(?![A-Za-z0-9])"
    ),
)
_ASKED_REFERENCE = re.compile(
    r"\b(?i:number|no|num|ref|reference|id|urn|upn|uln|passport|case|hospital|nhs)\b[^\d\n\ufffc]{0,18}$"
)
_CASE_ID = re.compile(r"\b[CFR][ ]?-[ ]?[0-9A-HJKMNP-TV-Z]{8}\b|(?i:\b[cfr]-(?=[a-z]{0,7}\d)[0-9a-hjkmnp-tv-z]{8}\b)")
_REFERENCE = re.compile(r"(?<![\w.@/#-])[A-Za-z]{1,5}[-/]?(?:\d{2,4}[-/])?\d{4,12}(?:[-/]\d{1,6})?[A-Za-z]?(?!\w)")


def find_formats(text: str) -> Iterator[Found]:
    """Everything in folded text that has the shape of something that identifies or locates somebody."""
    for pattern in _EMAILS:
        for match in pattern.finditer(text):
            if not re.search(r"\s@|@\s", match[0]) or re.search(rf"\b{_TLD}$", match[0], re.IGNORECASE):
                yield Found(match.start(), match.end(), "e-mail address", True)
    for match in _WEB.finditer(text):
        yield Found(match.start(), match.start() + len(match[0].rstrip(".,;:!?)'")), "web address", True)
    yield from _social(text)
    yield from _places(text)
    yield from find_addresses(text)
    for match in _CASE_ID.finditer(text):
        yield Found(match.start(), match.end(), "case id", True)
    for match in _REFERENCE.finditer(text):
        asked = bool(_ASKED_REFERENCE.search(text, max(0, match.start() - 45), match.start()))
        yield Found(match.start(), match.end(), "reference number", asked)
    yield from find_numbers(text)
    yield from find_dates(text)


def _social(text: str) -> Iterator[Found]:
    for match in _HANDLE.finditer(text):
        yield Found(match.start(), match.end(), "social media name", True)
    for match in _CALLED.finditer(text):
        name = match["name"].casefold().rstrip(".!-")
        shaped = any(c.isdigit() or c in "_." for c in name) and any(c.isalpha() for c in name)
        asked = re.match(r"user|screen|handle|gamer|psn|login", match[0], re.IGNORECASE)
        if shaped or (name.isalpha() and not ordinary(name) and name not in words("innocent_capitals")):
            end = match.start("name") + len(match["name"].rstrip(".!-"))
            yield Found(match.start("name"), end, "social media name", bool(shaped or asked or len(name) > 6))
    for match in _LED.finditer(text):
        yield Found(match.start("name"), match.end("name"), "social media name", True)
    for pattern in (_USER, _HASH_TAG):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "social media name", False)


def _places(text: str) -> Iterator[Found]:
    for number, pattern in enumerate(_POSTCODES):
        for match in pattern.finditer(text):
            if number == 1 and _ORDINAL.search(match[0]) and " " in match[0]:
                continue
            yield Found(match.start(), match.end(), "postcode", True)
    for pattern in (_OUTWARD, _LOCAL):
        for match in pattern.finditer(text):
            if any(c.isupper() for c in match[0][:2]) or match[0][:2] == "po":
                yield Found(match.start(), match.end(), "part of a postcode", False)
    for pattern in _CARS:
        for match in pattern.finditer(text):
            if not re.fullmatch(
                r"(?i)(?:in|on|at|to|by|is|of)\d\d (?:and|the|for|but|was|had|her|his|are|you|she)", match[0]
            ):
                group = "name" if "name" in pattern.groupindex else 0
                yield Found(match.start(group), match.end(group), "car registration", True)
