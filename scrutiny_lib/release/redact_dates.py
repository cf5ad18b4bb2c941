"""Dates in figures and in words: a date of birth when something says so, else a date for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .redact_found import Found

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|febuary|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_UNITS = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_WORDED = (
    rf"(?:{_UNITS}|tenth|eleventh|twelfth|twelth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    rf"eighteenth|nineteenth|"
    rf"twentieth|twenty[- ]{_UNITS}|thirtieth|thirty[- ]first)"
)
_ELSEWHERE = (
    r"(?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia|"
    r"ianuarie|februarie|martie|aprilie|iunie|iulie|noiembrie|octombrie|septembrie|decembrie|"
    r"janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    r"gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    r"januar|februar|marz|mai|juni|juli|oktober|dezember|"
    r"sausio|vasario|kovo|balandzio|geguzes|birzelio|liepos|rugpjucio|rugsejo|spalio|lapkricio|gruodzio|"
    r"ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik)"
)
"""Months in languages that families here speak, without accents; counted with a day before and a year after."""
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?)?"
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:[ ]?(?:st|nd|rd|th))?|{_WORDED})"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = (
    rf"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|oh[- ]{_ONES}|"
    rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]{_ONES})?)"
)
_YEAR_WORDS = rf"(?:two thousand(?:(?: and)? (?:{_TENS}|{_ONES}))?|(?:twenty|nineteen)[- ]{_TENS})"
_YEAR = rf"(?:(?:19|20)\d\d|'?\d\d(?![\d:])(?! ?(?:am|pm|minutes|children|people|years|days))|{_YEAR_WORDS})"
_FULL_YEAR = rf"(?:(?:19|20)\d\d|{_YEAR_WORDS})"
_GAP = r"[ ,.\-/\n]{1,3}"
_DAY_MONTH = (
    rf"(?:the )?{_DAY}[ \-/\n]{{0,2}}(?:day )?(?:of )?(?:the )?{_MONTH}\b\.?|"
    rf"{_MONTH}\b\.?[ \n\-]{{1,2}}(?:the )?{_DAY}\b"
)
_FIGURES = (
    r"(?=\d)(?<![\d/.-])(?:(?:0?[1-9]|[12]\d|3[01])[ ]?[/.\-\\·•_|][ ]?(?:0?[1-9]|1[0-2])[ ]?[/.\-\\·•_|][ ]?"
    r"(?:(?:19|20)\d\d|\d\d)|"
    r"(?:0?[1-9]|1[0-2])[/.\-](?:0?[1-9]|[12]\d|3[01])[/.\-](?:(?:19|20)\d\d|\d\d)|"
    r"(?:19|20)\d\d[ ]?[/.\-][ ]?(?:0?[1-9]|1[0-2])[ ]?[/.\-][ ]?(?:0?[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|"
    r"3[01]) (?:0[1-9]|1[0-2]) (?:19|20)\d\d)"
    r"(?!\d|[/-]\d)"
)
_WRITTEN = (
    rf"\b(?:19|20)\d\d {_MONTH} {_DAY}\b|\b\d{{1,2}}(?:st|nd|rd|th)?[ ]?{_MONTH}[ ]?(?:(?:19|20)\d\d|'?\d\d)\b|"
    rf"\b\d{{1,2}}\.?[ ]?(?:de )?{_ELSEWHERE}\b\.?(?: de| del)?[ ]?(?:19|20)\d\d\b"
)
_FULL = rf"(?:{_FIGURES}|\b{_WEEKDAY}(?:{_DAY_MONTH}){_GAP}(?:in )?{_YEAR}\b|{_WRITTEN})"
_SPACED = r"(?:0?[1-9]|[12]\d|3[01])[ ,]{1,2}(?:0?[1-9]|1[0-2])[ ,]{1,2}(?:(?:19|20)\d\d|\d\d)(?!\d)"
_FEAST = (
    r"(?:christmas(?: day| eve)?|boxing day|new year'?s? ?(?:day|eve)|valentine'?s?(?: day)?|hall?owe'?en|"
    r"bonfire night|"
    r"easter(?: sunday| monday| day)?|april fool'?s?(?: day)?|leap (?:day|year)|st \w+'?s day|mother'?s day|"
    r"father'?s day|eid|diwali)"
)
_PART = (
    rf"(?:\b(?:{_DAY_MONTH})|(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])(?![\d/]|\.\d)|"
    rf"\b{_MONTH}\b,?(?: of)?[ ]{_FULL_YEAR}\b|\b{_FULL_YEAR}\b|"
    rf"\b{_FEAST}\b(?:,? {_FULL_YEAR}\b)?|\b(?:the )?(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)|"
    rf"{_WORDED})\b(?! (?:of|child|one|time|born|baby|son|daughter|twin)\b)|(?<!\d)\d{{6}}(?!\d)|(?<!\d)\d{{8}}(?!\d)|"
    rf"(?<!\d)\d\d ?[ -] ?\d\d ?[ -] ?\d\d(?!\d))"
)
_ANY = rf"(?:{_FULL}|(?<!\d){_SPACED}|{_PART})"
_I = re.IGNORECASE
_BIRTH = (
    r"(?:born|birth ?date|date of birth|birth ?day(?:'s)?|d\.? ?o\.? ?b\b\.?|b-?day(?:'s)?|bday|birth|edd|"
    r"e\.d\.d\.?|due date|baby(?:'s| is| was)? due|expected date of delivery|d\.? ?of\.? ?b\b\.?)"
)
_BORN = (
    re.compile(rf"\b{_BIRTH}(?!\w)(?:[^\n.!?\d\ufffc]{{0,35}}?|[ .:;=\-\n]{{0,4}})(?P<date>{_ANY})", _I),
    re.compile(rf"(?<![\w'.@-])b(?:n|\.)?[ :]{{0,2}}(?P<date>{_FULL}|\b(?:{_DAY_MONTH}))", _I),
    re.compile(
        rf"(?:\b|(?<=[a-z]'))(?:turn(?:s|ed|ing)?|be|was|am|is|s|m|im|hes|shes|be coming|becomes?|became) (?:\d{{1,2}}|"
        rf"[a-z]{{3,9}}(?:teen)?) (?:years old )?(?:on|this|next|in|last)"
        rf" (?P<date>{_FULL}|\b(?:{_DAY_MONTH}))",
        _I,
    ),
)
_THEN_BORN = re.compile(
    rf"(?P<date>{_FULL}|\b(?:{_DAY_MONTH})|(?<![\d/.-])\d{{1,2}}/\d{{1,2}}(?![\d/])|"
    rf"\b{_FEAST}\b)(?:[ ,;:()\-]{{1,3}}(?:is|was|that's|it's|it was|that was|when|the day|my|his|her|our|their|"
    rf"i|he|she|we|they|baby"
    rf"|[a-z]+'s|of|actual|real|\d{{1,2}}(?:st|nd|rd|th))){{0,5}}[ (]{{1,2}}{_BIRTH}\b",
    _I,
)
_ANY_MONTH = re.compile(rf"(?<![^\W\d_])(?:{_MONTH}|{_ELSEWHERE})(?![^\W\d_])", _I)
_CUE = re.compile(rf"\b{_BIRTH}", _I)
_REACH = 90
"""So far before the word that tells of a birth its date is looked for."""
_IN_FIGURES = re.compile(_FIGURES)
_IN_WORDS = re.compile(
    rf"\b{_WEEKDAY}(?:{_DAY_MONTH}){_GAP}(?:{_FULL_YEAR}|'\d\d|\d\d(?![\d:])(?! ?(?:am|pm|minutes|children|"
    rf"people|years|days))|{_YEAR_WORDS})\b|{_WRITTEN}",
    _I,
)
_AGE = re.compile(
    r"\b\d{1,2}(?: ?y(?:ears?|rs?)?)(?: old)?,?(?: and)? ?\d{1,2} ?(?:m|months?|mths?|weeks?)(?: old)?\b|"
    r"\b\d{1,2} (?:and a (?:half|quarter)|and three quarters)\b"
    r"|\baged? \d{1,2};\d{1,2}\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen) years?"
    r"(?: old)?,?(?: and)? (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven) months?\b",
    _I,
)


def find_dates(text: str) -> Iterator[Found]:
    """Dates of folded text: of a birth where that is said; any other whole date is taken out too, for a day, a month
    and a year lead to a child as well."""
    for pattern in _BORN:
        for match in pattern.finditer(text):
            yield Found(match.start("date"), match.end("date"), "date of birth", True)
    at = 0
    for cue in _CUE.finditer(text):
        for match in _THEN_BORN.finditer(text, max(at, cue.start() - _REACH), cue.end() + 1):
            yield Found(match.start("date"), match.end("date"), "date of birth", True)
            at = match.end("date")
    for match in _IN_FIGURES.finditer(text):
        yield Found(match.start(), match.end(), "date", True)
    at = 0
    for month in _ANY_MONTH.finditer(text):
        if month.start() >= at:
            for match in _IN_WORDS.finditer(text, max(at, month.start() - _REACH), month.end() + _REACH):
                yield Found(match.start(), match.end(), "date", True)
                at = match.end()
    for match in _AGE.finditer(text):
        yield Found(match.start(), match.end(), "exact age", False)
