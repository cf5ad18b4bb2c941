"""The words of a folded text, with where they stand in a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_OPENS = re.compile(
    r"(?:^|[.!?:;\n\r•*>|=…\ufffc][\"'()\[\] \t*_>-]*|(?:^|[\s(])[\"'(\[]{1,2}|[^\w\s,'\"&/()+%£-][ \t]*|"
    r"\n[ \t]*[-–] ?|\d[.)] ?)$"
)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr|st|prof|rev|sgt|mx|pc|eg|e\.g|ie|i\.e|no)\.[ ]?$", re.IGNORECASE)


class Token(NamedTuple):
    """One word: where it stands, as written, as looked up, whether it opens a sentence or is shouted."""

    start: int
    end: int
    word: str
    key: str
    opening: bool
    shouted: bool

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital letter first."""
        return self.word[0].isupper()


def tokens_of(text: str) -> list[Token]:
    """The words of a folded text.

    >>> [(t.word, t.opening) for t in tokens_of("Then Jen came. He hid.")]
    [('Then', True), ('Jen', False), ('came', False), ('He', True), ('hid', False)]
    """
    found = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
    loud = [word.isupper() and len(word) > 1 for _, _, word in found]
    tokens = []
    for i, (start, end, word) in enumerate(found):
        opening = word[0].isupper() and opens(text, start)
        shouted = loud[i] and ((i > 0 and loud[i - 1]) or (i + 1 < len(found) and loud[i + 1]))
        small = word.casefold()
        key = small[:-2] if small.endswith("'s") else small
        tokens.append(Token(start, end, word, key.replace("'", ""), opening, shouted))
    return tokens


def opens(text: str, at: int) -> bool:
    """Whether a sentence, a line or what somebody says begins at a place of the text."""
    before = text[max(0, at - 12) : at]
    if at <= 12 and not before.strip(" \t\"'([*_>-"):
        return True
    return bool(_OPENS.search(before)) and not _TITLE.search(before)
