"""Codes in place of identifiers, made with a secret key that stays outside the results.

A plain hash of an NHS number is undone in minutes; a keyed one is not while the key is kept apart. Each review
has a key of its own, so that nobody can follow a child's code from one review to another, and one review's key
can be destroyed when its time has come. The key's fingerprint is part of the record: a run with another key must
not pass unseen."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from pathlib import Path

from scrutiny_lib.errors import Problem, Problems, Refused

SHORTEST_KEY = 32
"""Bytes a key must have at least."""
SAMPLE_FINGERPRINTS = ("a973fc4b", "5931b9ad")
"""The keys that come with the invented samples: everybody has them, so they protect nobody."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIXED = b"scrutiny workbench: fingerprint of the key of pseudonyms"
_NEW = 'Make a key: python -c "import secrets; print(secrets.token_hex(32))" > KEYFILE'
_CURE = (
    "A review that has begun must get its old key back, because a new one gives every child a new code. "
    f"Only for a new review: {_NEW[0].lower()}{_NEW[1:]}"
)


def read_key(path: Path, invented: bool = True) -> bytes:
    """The key: the bytes of the file without white space at either end.

    Raises
    ------
    Refused
        With rule I12 when the file is missing, cannot be opened, is empty, holds fewer than 32 bytes, or is the
        sample's key while the children are not ``invented``. A new key is never made silently.
    """

    def refuse(fact: str, cure: str = _CURE) -> Refused:
        return Refused([Problem("I12", fact, cure, file=path.name)])

    try:
        key = path.read_bytes().strip()
    except OSError:
        raise refuse("The key of pseudonyms cannot be read.") from None
    if not key:
        raise refuse("The key of pseudonyms is empty.")
    if len(key) < SHORTEST_KEY:
        raise refuse(f"The key of pseudonyms is shorter than {SHORTEST_KEY} bytes.")
    if not invented and fingerprint(key) in SAMPLE_FINGERPRINTS:
        raise refuse("This key is published with the sample: anybody could undo the codes of real children.", _NEW)
    return key


def make_key(path: Path) -> bool:
    """Make the key of a new review, readable by its owner only; ``False`` when there is one already, which stays.

    Raises
    ------
    Refused
        With rule I12 when the folder cannot be written to.
    """
    if path.is_file():
        return False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        fact = "The key of pseudonyms cannot be written."
        cure = 'Name a folder you may write to in workspace.toml: [key] folder = "…".'
        raise Refused([Problem("I12", fact, cure, file=path.name)]) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return True


def check_key_file(path: Path) -> Problems:
    """A warning (I12) when the key may be read by others than its owner. Windows keeps its rights elsewhere:
    no check."""
    problems = Problems()
    if os.name == "posix" and path.is_file() and path.stat().st_mode & 0o077:
        fact = "Others than its owner may read the key of pseudonyms."
        problems.add(
            "I12", fact, "Let only those read it who may see children's names.", file=path.name, act="WARN"
        )
    return problems


def fingerprint(key: bytes) -> str:
    """Eight hexadecimal digits by which a key is recognised and from which it cannot be found.

    >>> fingerprint(b"an example key of thirty-two bytes")
    '4ad51172'
    """
    return hmac.new(key, _FIXED, hashlib.sha256).hexdigest()[:8]


def pseudonym(key: bytes, identifier: str, prefix: str = "C") -> str:
    """The code of one identifier: ``prefix``, a hyphen, and 8 characters (40 bits) of Crockford's base 32.

    The identifier is brought to NFKC and trimmed, so that full-width digits and stray spaces do not make a
    second child; capital and small letters stay apart, because in some systems they differ. For children
    (``"C"``) the text hashed is the identifier itself; for anything else the prefix stands before it, so that
    a family numbered after its eldest child does not carry the child's code.

    Raises
    ------
    ValueError
        When nothing is left after trimming.

    >>> key = b"an example key of thirty-two bytes"
    >>> pseudonym(key, "1234") == pseudonym(key, "１２３４ ")
    True
    >>> pseudonym(key, "1234"), pseudonym(key, "1234", prefix="F")
    ('C-...', 'F-...')
    """
    plain = unicodedata.normalize("NFKC", identifier).strip()
    if not plain:
        raise ValueError("an identifier is blank")
    text = plain if prefix == "C" else f"{prefix}:{plain}"
    number = int.from_bytes(hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()[:5], "big")
    return f"{prefix}-" + "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(35, -5, -5))
