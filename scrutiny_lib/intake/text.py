"""Cells of text, cleaned in one stated way before anything looks at them.

Control characters and lone surrogates are taken out (writers of Excel files choke on them), accents are
composed (NFC), and runs of white space of any kind (line ends, no-break spaces) become one space. Nothing
else is changed: ``0012`` stays ``0012``, ``NA`` stays ``NA``."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u2060\ufeff\ufffe\uffff]")


def without_control(text: str) -> tuple[str, int]:
    r"""The text without control characters, and how many were taken out. Tabs and line ends stay.

    >>> without_control("a\x00b\x1bc")
    ('abc', 2)
    """
    return _CONTROL.subn("", text)


def cell(text: str) -> str:
    r"""One cell: control characters out, NFC, white space collapsed.

    >>> cell("  Early\xa0 help\n team ")
    'Early help team'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", without_control(text)[0]).split())


def paragraph(text: str) -> str:
    r"""Longer text, as in TOML files: control characters out, NFC, ends trimmed, line ends kept.

    >>> paragraph(" One.\n\nTwo.\n")
    'One.\n\nTwo.'
    """
    return unicodedata.normalize("NFC", without_control(text)[0]).strip()


def header(text: str) -> str:
    """What two spellings of one heading have in common: NFKC, lower case, straight quotes, letters and digits
    only.

    >>> header("Date of  Referral*") == header("date of referral")
    True
    """
    plain = unicodedata.normalize("NFKC", without_control(text)[0]).casefold()
    return " ".join(
        re.findall(r"\w+", plain.replace("_", " ").replace("’", "").replace("‘", "").replace("'", ""))
    )


def slug(text: str) -> str:
    """A heading as a column name of ours: small letters, digits, underscores.

    >>> slug("Locality (2024)")
    'locality_2024'
    """
    plain = unicodedata.normalize("NFKD", header(text)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return name if name[:1].isalpha() else f"column_{name}".strip("_")
