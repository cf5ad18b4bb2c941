"""Numbers that identify: NHS and pupil numbers, National Insurance, telephones, cards, and what only looks like them.

Ten digits that fail the check of an NHS number are taken out all the same: a slip of the pen still leads to a child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from scrutiny_lib.intake.identifiers import nhs_number_stands, upn_stands

from .redact_found import Found
from .redact_words import word_set

_RUN = re.compile(
    r"(?:(?<![\w£$€])|(?i:(?<=nhs)|(?<=no)|(?<=number)|(?<=num)|(?<=tel)|(?<=mob)))"
    r"(?:\+ ?|\(\+?)?\d(?:[ .\-/()_,\t*]{0,3}\d){4,40}(?!\d)"
)
_OVER_LINES = re.compile(r"(?<![\w£$€])\+?\d(?:[ .\-()]{0,2}\d|[ ]{0,2}\r?\n[ ]{0,2}\d){8,14}(?![\w/])")
_EXTENSION = re.compile(r"[ ]?,?[ ]?(?i:extension|extn|ext|x)\.?[ ]?\d{1,6}\b")
_RADIO = re.compile(r"(?<![\w£$€.])0\d{3} \d{4}(?![\w/]|[.,:-]\d)")
_NOT_NUMBERS = re.compile(
    r"(?=[£$€\d])(?:(?<!\d)(?:(?:(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[/.-](?:1[3-9]|2\d|"
    r"3[01]))[/.-](?:(?:19|20)\d\d|\d\d)|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?![\d/.-]?\d)|"
    r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)|"
    r"[£$€] ?\d[\d,]*(?:\.\d+)?|(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|(?<![\d.])(?:19|"
    r"20)\d\d[-/](?:\d\d|(?:19|20)\d\d)(?![\d/-]))"
)
_UPN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?:[ .\-]?\d){11}[ .\-]?[0-9A-Za-z](?![A-Za-z0-9])")
_NEAR_UPN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z](?:[ .\-]?\d){10,14}[A-Za-z]?|[A-Za-z0-9]\d{10,12}[A-Za-z])(?![A-Za-z0-9])"
)
_NI = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][ ]?[A-Za-z](?:[ .\-]{0,2}\d){6}[ .\-]{0,2}[A-Za-z](?![A-Za-z0-9])")
_NEAR_NI = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}(?:[ .\-]?\d{2}){3}(?![A-Za-z0-9])")
_NI_PREFIX = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]$")
_SMALL_WORDS = word_set("on in at is to of by my we he or so up us no me if it go do an as am be ag")
_ASKED_PHONE = re.compile(
    r"\b(?i:ring|rang|call|called|phone|phoned|tel|telephone|text|texted|mobile|mob|whats ?app|number(?: is|'s)?|"
    r"landline|dial)\b[^\d\n.\ufffc]{0,18}$"
)
_ASKED_ID = re.compile(
    r"(?i:nhs|hospital|unique pupil|upn|passport|crime ref|reference|ref|id|urn|case|account|acc|card|"
    r"sort code)\b[^\d\n\ufffc]{0,18}$"
)
_TEEN = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)"
)
_DIGIT = rf"(?:zero|oh|o|nought|naught|one|two|three|four|five|six|seven|eight|nine|{_TEEN}|[0-9]{{1,5}})"
_SPELLED = re.compile(
    rf"\b(?=[pdtzonfseh\d])(?:plus[ ,-]{{1,2}})?(?:(?:double|triple|treble)[ -])?{_DIGIT}"
    rf"(?:[ ,.\-\n]{{1,3}}(?:and )?(?:(?:double|triple|treble)[ -])?{_DIGIT}\b){{2,24}}",
    re.IGNORECASE,
)
_VALUE = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_MORE = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NOUGHT = ("oh", "o", "nought", "naught")
_ASKED_SPOKEN = re.compile(
    r"\b(?i:ring|phone|tel|telephone|text|mobile|mob|number|nhs|birth|dob|d\.o\.b\.?|insurance|upn)\b[^.!?\n\ufffc]{0,25}$"
)


def find_numbers(text: str) -> Iterator[Found]:
    """Numbers of folded text that belong to a person, and ones that look so."""
    for pattern, valid, kind in ((_UPN, _upn, "UPN"), (_NI, _ni, "National Insurance number")):
        for match in pattern.finditer(text):
            if match[0][:2].islower() and match[0][:2] in _SMALL_WORDS and not match[0][2].isdigit():
                continue
            right = valid(re.sub(r"[ .\-]", "", match[0]).upper())
            yield Found(match.start(), match.end(), kind if right else f"look-alike of a {kind}", True)
    for match in _NEAR_UPN.finditer(text):
        if match[0][1].isdigit():
            yield Found(match.start(), match.end(), "look-alike of a UPN", True)
    for match in _NEAR_NI.finditer(text):
        yield Found(match.start(), match.end(), "look-alike of a National Insurance number", True)
    plain = _NOT_NUMBERS.sub(lambda found: "\ufffc" * len(found[0]), text)
    for match in _RUN.finditer(plain):
        for found in _run(plain, match):
            after = _EXTENSION.match(plain, found.end) if found.kind == "telephone number" else None
            yield found._replace(end=after.end()) if after else found
    for match in _RADIO.finditer(plain):
        yield Found(match.start(), match.end(), "telephone number", True)
    for match in _OVER_LINES.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if "\n" in match[0] and not _ascending(re.findall(r"\d+", match[0])):
            if len(digits) == 10 and nhs_number_stands(digits):
                yield Found(match.start(), match.end(), "NHS number", True)
            elif re.fullmatch(r"0[1-9]\d{9}|(?:00)?44[1-9]\d{9}", digits):
                yield Found(match.start(), match.end(), "telephone number", True)
    for match in re.finditer(r"(?<![\w.])\d{4,8}(?![\w/]|[.,:-]\d)", plain):
        if _ASKED_PHONE.search(plain, max(0, match.start() - 45), match.start()) and len(match[0]) > 4:
            yield Found(match.start(), match.end(), "telephone number", True)
    yield from _spelled(text)


def _upn(said: str) -> bool:
    return upn_stands(said)


def _ni(said: str) -> bool:
    return bool(_NI_PREFIX.match(said[:2])) and said[-1] in "ABCD"


def _run(text: str, match: re.Match[str]) -> Iterator[Found]:
    """One run of digits with their separators, by how many they are and how they are grouped."""
    start, end, said = match.start(), match.end(), match[0]
    if text[end : end + 1] == ")" and "(" in said and ")" not in said:
        end += 1
    groups = re.findall(r"\d+", said)
    digits = "".join(groups)
    many = len(digits)
    joints = set(re.sub(r"\s", " ", joint) for joint in re.findall(r"(?<=\d)\D+(?=\d)", said))
    lists = "," in "".join(joints)
    before = text[max(0, start - 45) : start]
    if lists and not (many >= 9 and digits[0] == "0"):
        for part in re.finditer(r"\d(?:[ .\-/()_\t*]{0,3}\d){6,30}", said):
            yield from _one(before, part[0], start + part.start(), start + part.end())
        return
    if _ascending(groups):
        return
    yield from _one(before, said, start, end, many)


def _one(before: str, said: str, start: int, end: int, many: int = 0) -> Iterator[Found]:
    groups = re.findall(r"\d+", said)
    digits = "".join(groups)
    many = len(digits)
    bare = re.sub(r"^(?:00)?44\(?0?", "", digits) if digits.startswith(("44", "0044")) else digits.lstrip("0")
    small = len(groups) > 1 and max(map(len, groups)) <= 2 and many < 9
    if many == 10 and nhs_number_stands(digits) and not (small or _years(groups)):
        yield Found(start, end, "NHS number", True)
    elif (
        (digits.startswith(("44", "0044")) and 11 <= many <= 15 and len(bare) in (9, 10))
        or (digits[0] == "0" and 9 <= many <= 12 and digits[1:2] != "0")
        or (said.startswith(("+", "(+")) and many >= 8)
    ):
        yield Found(start, end, "telephone number", True)
    elif _years(groups):
        return
    elif many == 10:
        yield Found(start, end, "look-alike of an NHS number", True)
    elif 13 <= many <= 19 and (len(groups) == 1 or max(map(len, groups)) >= 4):
        yield Found(start, end, "bank card number", True)
    elif re.fullmatch(r"\d\d-\d\d-\d\d", said):
        yield Found(start, end, "bank details", True)
    elif _ASKED_PHONE.search(before) and many >= 5:
        yield Found(start, end, "telephone number", True)
    elif many >= 7 and len(groups) == 1 and not re.fullmatch(r"[1-9]0+", digits):
        yield Found(start, end, "long number", True)
    elif many >= 9 and not (len(groups) > 3 and max(map(len, groups)) <= 2 and many != 9):
        yield Found(start, end, "look-alike of an NHS number" if many in (9, 11) else "long number", True)
    elif many >= 5 and _ASKED_ID.search(before):
        yield Found(start, end, "long number", True)
    elif many >= 9 or (many >= 6 and len(groups) == 1 and not digits.endswith("000")):
        yield Found(start, end, "long number", False)


def _years(groups: list[str]) -> bool:
    """Whether a run is of years, such as 2019 2020 2021."""
    return len(groups) > 1 and all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)


def _ascending(groups: list[str]) -> bool:
    """Whether somebody counts: 1 2 3 4, or 10 20 30, up or down."""
    numbers = [int(group) for group in groups]
    steps = {second - first for first, second in pairwise(numbers)}
    return len(groups) > 3 and len(steps) == 1 and steps.issubset({-10, -5, -2, -1, 1, 2, 3, 5, 10})


def _spelled(text: str) -> Iterator[Found]:
    """A number said digit by digit or in groups; counting up or down is none."""
    for match in _SPELLED.finditer(text):
        said = re.findall(r"[a-z]+|\d+", match[0].casefold())
        digits = _digits(said)
        worded = sum(word in _VALUE or word in _MORE or word in _NOUGHT for word in said)
        steps = {second - first for first, second in pairwise(digits)}
        counted = [_MORE.get(word, _VALUE.get(word, 0)) for word in said if word.isalpha()]
        apart = {second - first for first, second in pairwise(counted)}
        if (len(apart) == 1 and len(counted) > 3) or steps.issubset({1, -1, 2}) or len(set(digits)) < 2:
            continue
        many = len(digits)
        phone = digits[0] == 0 and many >= 9 and worded
        if (worded >= 4 and len(said) >= 6) or phone:
            asked = _ASKED_SPOKEN.search(text, max(0, match.start() - 45), match.start())
            yield Found(match.start(), match.end(), "number in words", many >= 9 or digits[0] == 0 or bool(asked))


def _digits(said: list[str]) -> list[int]:
    """The figures of a number that is said: *double oh*, *nine hundred*, *twenty eleven*.

    >>> _digits("oh seven double oh nine hundred twenty three".split())
    [0, 7, 0, 0, 9, 0, 0, 2, 3]
    """
    digits: list[int] = []
    times, tens = 1, False
    for word in said:
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
            continue
        if word.isdigit():
            digits += [int(digit) for digit in word] * times
        elif word == "hundred":
            digits += [0, 0]
        elif word in _MORE:
            digits += [_MORE[word] // 10, _MORE[word] % 10]
        elif tens and _VALUE.get(word, 0):
            digits[-1] = _VALUE[word]
        elif word not in ("and", "plus"):
            digits += [_VALUE.get(word, 0)] * times
        tens = word in _MORE and _MORE[word] >= 20
        times = 1
    return digits
