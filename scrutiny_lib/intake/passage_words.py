"""A passage as it is shown in a sheet: its words and those around it. The words themselves stay as they are."""

from __future__ import annotations

import re
import unicodedata

from scrutiny_lib.intake.text import without_control

AROUND = 240
"""Characters of the text shown before and after a passage."""

BEGINS, ENDS = "▶ ", " ◀"
"""What stands round a passage among the words around it, so that nobody has to rely on bold type or colour."""

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    r"""The text as a sheet can show it: line ends as line feeds, and U+FFFD for each control character.

    >>> shown("a\r\nb\x00"), shown("=1+1")
    ('a\nb�', '=1+1')
    """
    return _UNSHOWN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def in_context(words: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before a passage, the passage, and what stands after, as shown.

    Parameters
    ----------
    words : str
        The whole text.
    start, end : int
        Code points, the end exclusive.

    Returns
    -------
    (str, str, str)
        At most :data:`AROUND` characters on either side, cut between words, with ``…`` where the text goes on;
        :data:`BEGINS` and :data:`ENDS` next to the passage.

    >>> in_context("I am well. I like it here.", 11, 26)
    ('I am well. ▶ ', 'I like it here.', ' ◀')
    """
    before, after = words[max(start - AROUND, 0) : start], words[end : end + AROUND]
    if start > AROUND:
        before = "… " + (before.split(maxsplit=1)[1] if len(before.split(maxsplit=1)) > 1 else before)
    if end + AROUND < len(words):
        after = (after.rsplit(maxsplit=1)[0] if len(after.rsplit(maxsplit=1)) > 1 else after) + " …"
    return shown(before) + BEGINS, shown(words[start:end]), ENDS + shown(after)


def same_words(one: str, other: str) -> bool:
    """Whether two shown texts are the same but for white space and what a spreadsheet takes out."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", without_control(text)[0]).split())
