"""The rows of a comma-separated file, as text, and what had to be done to read them.

UTF-8 is tried first and strictly; then Windows-1252, with a note; Excel's "Unicode text" is known by its
first bytes. Nothing is ever ignored or guessed: a file with semicolons or tabs is refused with the name of
what separates it."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path

from scrutiny_lib.errors import Problems, Refused
from scrutiny_lib.intake.plain_file import check_file, not_opened
from scrutiny_lib.intake.raw import refusal
from scrutiny_lib.intake.text import without_control

MAX_BYTES = 100_000_000
"""A larger file is refused before it is read."""

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_LOOKED_AT = 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Excel workbook",
    b"%PDF": "a PDF",
    b"\x80": "a pickle, which is never loaded",
}


def read_rows(path: Path, problems: Problems) -> list[list[str]] | None:
    """Every row of the file, blank ones included (as ``[]``), cells as they stand; ``None`` when it is
    refused.

    Control characters are taken out and counted (T10). Refused are files that are missing (F02), locked
    (F16), not downloaded (F19), at too long a path (F21), empty (F01), too large (F15), of another kind (F07),
    separated by something else than commas (T04), or with quotation marks that do not match (S10). Tabs are accepted
    only in Excel's UTF-16 "Unicode text" (T03)."""
    try:
        data = _bytes(path)
        text, wide = _decode(data, path.name, problems)
        text, removed = without_control(text)
        if removed:
            fact = f"{removed} control character{'s were' if removed > 1 else ' was'} taken out of the text."
            problems.add("T10", fact, "Look whether a text was cut.", file=path.name, act="REPAIR")
        separator = _separator(text, wide, path.name)
        csv.field_size_limit(MAX_BYTES)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except Refused as refused:
        problems.extend(refused.problems)
    except csv.Error:
        cure = 'Look for a text that begins with " and does not end with one.'
        problems.add("S10", "The quotation marks do not match.", cure, file=path.name, act="REJECT")
    return None


def _bytes(path: Path) -> bytes:
    check_file(path, MAX_BYTES, "Send only this review's rows.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise not_opened(path, error) from None
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise refusal("F01", "The file is empty.", "Make the extract again.", path.name)
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise refusal(
                "F07", f"The file is not a CSV file but {kind}.", "Save it as CSV UTF-8.", path.name
            )
    if data.lstrip()[:1] == b"<":
        raise refusal(
            "F07", "The file is not a CSV file but a web page or XML.", "Save it as CSV UTF-8.", path.name
        )
    return data


def _decode(data: bytes, file: str, problems: Problems) -> tuple[str, bool]:
    better = "Better, save it as CSV UTF-8."
    if data[:2] in _WIDE:
        try:
            text = data.decode("utf-16", "surrogatepass")
        except UnicodeDecodeError:
            raise refusal("T03", "The file is cut or damaged.", "Make the extract again.", file) from None
        problems.add(
            "T03", "The file is Excel's 'Unicode text'; it was read so.", better, file=file, act="REPAIR"
        )
        return text, True
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig"), False
    with suppress(UnicodeDecodeError):  # half a character, as some systems write it: taken out afterwards, and counted
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass"), False
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        fact = "The file is neither UTF-8 nor Windows-1252 text."
        raise refusal("T01", fact, "Save it as CSV UTF-8.", file) from None
    cure = f"Look whether accents and pound signs are right. {better}"
    problems.add("T01", "The file is not UTF-8; it was read as Windows-1252.", cure, file=file, act="REPAIR")
    return text, False


def _separator(text: str, wide: bool, file: str) -> str:
    """What stands between the fields, by the first lines: a title above the headings has none, or one by chance."""
    filled = [line for line in islice(text.splitlines(), _LOOKED_AT) if line.strip()]
    if filled and filled[0].lower().startswith("sep="):
        raise refusal("T04", "The file names its own separator.", "Save it with commas, as CSV UTF-8.", file)
    bare = [re.sub(r'"[^"]*"', "", line) for line in filled]
    counts = {separator: sum(line.count(separator) for line in bare) for separator in (",", *_SEPARATORS)}
    found = max(counts, key=lambda separator: counts[separator])
    if found == "," or (found == "\t" and wide):
        return found
    cure = "Save it again with commas (in Excel: CSV UTF-8, comma delimited)."
    raise refusal("T04", f"The fields are separated by {_SEPARATORS[found]}.", cure, file)
