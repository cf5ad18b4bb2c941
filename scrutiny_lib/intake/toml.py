"""TOML files: read, then held against a short list of the keys they may hold.

A misspelt setting must never mean "run with the default": every key has to be known. All problems of a file
are found at once, each with the line it stands on; neither the value nor the misspelt word is ever quoted.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import paragraph

ID = re.compile(r"[a-z][a-z0-9_]*")
"""What an id looks like: small letters, digits and underscores, beginning with a letter."""

TO_WRITE = "WRITE "
"""What a text begins with that a person has still to write."""

_CURES = {
    "text": "Write text in quotes.",
    "id": "Write small letters, digits and underscores in quotes, beginning with a letter.",
    "whole number": "Write a whole number without quotes.",
    "number": "Write a number without quotes.",
    "date": "Write a date such as 2025-12-31, without quotes and without a time.",
    "true or false": "Write true or false, without quotes.",
    "texts": 'Write a list of texts, such as ["one", "two"].',
    "names": 'Write one line for each name, such as child_id = "their heading".',
    "numbers": 'Write one line for each name, such as "need" = 0.4.',
    "words": 'Write one table for each column, such as [frame.labels.sex] with the line "girl" = "F".',
    "table": "Write it as a table, with its name in [square brackets] above its settings.",
    "tables": "Write each one under its name in [[double square brackets]].",
}
_EMPTY: dict[str, Any] = {"text": "", "id": "", "texts": [], "names": {}, "numbers": {}, "words": {}, "tables": []}


@dataclass(frozen=True)
class Key:
    """What one key of a TOML table may hold.

    Parameters
    ----------
    kind : str
        ``"text"``, ``"id"``, ``"whole number"``, ``"number"``, ``"date"``, ``"true or false"``, ``"texts"``
        (a list), ``"names"`` (a table of texts under any keys), ``"numbers"`` (the same with numbers), ``"words"``
        (a table of tables of texts), ``"table"``, ``"tables"`` (an array of tables).
    required : bool
        Whether it must be there and, if text, not be blank.
    choices : collection of str, optional
        The only texts allowed (``"text"``, ``"id"``; each item of ``"texts"``).
    default : object
        What stands in the cleaned table when the key is absent; ``None`` gives the empty value of the kind.
    inside : mapping, optional
        The keys of a ``"table"`` or of each of the ``"tables"``.
    """

    kind: str
    required: bool = False
    choices: Collection[str] | None = None
    default: Any = None
    inside: Mapping[str, Key] | None = None

    def __post_init__(self) -> None:
        if self.kind not in _CURES:
            raise ValueError(f"kind must be one of {tuple(_CURES)}")

    def empty(self) -> Any:
        """What an absent key becomes."""
        if self.default is not None:
            return self.default
        if self.kind == "table":
            return {name: key.empty() for name, key in (self.inside or {}).items()}
        value = _EMPTY.get(self.kind)
        return value.copy() if isinstance(value, (list, dict)) else value


def read_toml(path: Path, problems: Problems) -> dict[str, Any] | None:
    """Read one ``.toml`` file; ``None`` when it cannot be read, with the reason among the problems.

    Nothing but a file that ends in ``.toml`` is opened: pickle, joblib and notebook files can run code when
    loaded and are refused by name. A syntax error is given by line and column, without the text that stands
    there."""
    name = path.name
    if path.suffix.lower() != ".toml":
        problems.add("P07", "This kind of file is never loaded as settings.", "Give a .toml file.", file=name)
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        problems.add(
            "P09", "The file is not there.", f"Put it into the folder '{path.parent.name}'.", file=name
        )
    except OSError:
        problems.add(
            "P09", "The file cannot be opened.", "Close it elsewhere and check who may read it.", file=name
        )
    except UnicodeDecodeError:
        problems.add(
            "P10", "The file is not UTF-8 text.", "Save it again with the encoding UTF-8.", file=name
        )
    except tomllib.TOMLDecodeError as error:
        problems.add(
            "P10",
            "The file breaks the rules of TOML here.",
            "Look for a quotation mark or bracket that is missing, or a key that is given twice.",
            file=name,
            cell=_place(str(error)),
        )
    except RecursionError:
        problems.add(
            "P10", "The file is nested too deeply.", "Write it with fewer brackets in brackets.", file=name
        )
    return None


def check_table(
    data: Mapping[str, Any], spec: Mapping[str, Key], problems: Problems, path: Path, where: str = ""
) -> dict[str, Any]:
    """Hold a table against the keys it may have; every key of ``spec`` is in the cleaned table that comes
    back.

    Unknown keys, wrong types, missing required keys and values that are not among the choices are noted among
    the problems (rules P01, P11, P12), all at once; in their place stands the empty value of the kind. A text
    that begins with :data:`TO_WRITE` is noted too, wherever it stands (P12).
    ``where`` is the place of the table in the file, such as ``"sample.child[2]"`` (counted from 1).

    >>> found = Problems()
    >>> check_table({"titel": "x"}, {"title": Key("text", required=True)}, found, Path("review.toml"))
    {'title': ''}
    >>> print(found)
    review.toml: A setting is not known. Did you mean 'title'? [P01, STOP]
    """
    guesses = set()
    for name in data:
        if name not in spec:
            guess = closest(name.casefold().replace("-", "_").replace(" ", "_"), spec)
            guesses.add(guess)
            cure = f"Did you mean '{guess}'?" if guess else f"Known here: {', '.join(spec)}."
            fact = f"A setting is not known{_words(where)}."
            problems.add("P01", fact, cure, file=path.name, cell=line_of(path, where, name))
    clean: dict[str, Any] = {}
    for name, key in spec.items():
        clean[name] = key.empty()
        if name in data:
            clean[name] = _value(data[name], key, problems, path, where, name)
        elif key.required and name not in guesses:
            fact = f"The setting '{name}' is missing{_words(where)}."
            problems.add("P12", fact, _CURES[key.kind], file=path.name, cell=line_of(path, where, ""))
    return clean


def check_once(ids: Sequence[str], where: str, problems: Problems, path: Path) -> None:
    """Note every id of an array of tables (``where``, such as ``"agency"``) that is already taken (rule
    P13)."""
    for position, name in enumerate(ids, start=1):
        if name and name in ids[: position - 1]:
            fact = f"Entries {ids.index(name) + 1} and {position} of [[{where}]] have the same id."
            place = line_of(path, f"{where}[{position}]", "id")
            problems.add(
                "P13", fact, "Give each an id of its own, or take one out.", file=path.name, cell=place
            )


def closest(word: str, known: Collection[str]) -> str:
    """The known word most like this one, or nothing when none is near.

    >>> closest("threshhold", ["threshold", "practice"])
    'threshold'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else ""


def _value(value: Any, key: Key, problems: Problems, path: Path, where: str, name: str) -> Any:
    def at() -> dict[str, str]:
        return {"file": path.name, "cell": line_of(path, where, name)}  # the file is read again only for a problem

    subject = f"The setting '{name}'{_words(where)}"
    if not _fits(value, key.kind):
        number = (
            key.kind in ("text", "id") and isinstance(value, (int, float)) and not isinstance(value, bool)
        )
        cure = 'Put it in quotes, such as "2025.1".' if number else _CURES[key.kind]
        problems.add("P11", f"{subject} is of the wrong kind.", cure, **at())
        return key.empty()
    if key.kind != "table" and _to_write(value):
        fact = f"{subject} is still to be written."
        problems.add("P12", fact, "Put your own words in place of those that begin with WRITE.", **at())
        return value
    if key.kind == "table":
        return check_table(value, key.inside or {}, problems, path, _join(where, name))
    if key.kind == "tables":
        inner = [f"{_join(where, name)}[{position}]" for position in range(1, len(value) + 1)]
        return [
            check_table(row, key.inside or {}, problems, path, place)
            for row, place in zip(value, inner, strict=True)
        ]
    if key.kind == "names":
        return _names(value)
    if key.kind == "numbers":
        return {str(name): float(item) for name, item in value.items()}
    if key.kind == "words":
        return {str(column): _names(words) for column, words in value.items()}
    if isinstance(value, str):
        value = paragraph(value)
    if isinstance(value, list):
        value = [paragraph(item) for item in value]
    if key.required and value in ("", []):
        problems.add("P12", f"{subject} is empty.", _CURES[key.kind], **at())
    elif key.choices is not None:
        given = value if isinstance(value, list) else [value] if value != "" else []
        wrong = [item for item in given if item not in key.choices]
        for item in wrong:
            guess = closest(item.casefold(), key.choices)
            hint = f"Did you mean '{guess}'? " if guess else ""
            allowed = ", ".join(f"'{choice}'" for choice in key.choices) or "none yet"
            problems.add(
                "P01",
                f"The value of '{name}'{_words(where)} is not one of those allowed.",
                f"{hint}Allowed: {allowed}.",
                **at(),
            )
        if wrong:
            return [item for item in value if item not in wrong] if isinstance(value, list) else key.empty()
    return value


def _fits(value: Any, kind: str) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return {
        "text": isinstance(value, str),
        "id": isinstance(value, str) and bool(ID.fullmatch(value)),
        "whole number": whole,
        "number": whole or isinstance(value, float),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "true or false": isinstance(value, bool),
        "texts": isinstance(value, list) and all(isinstance(item, str) for item in value),
        "names": _named(value),
        "numbers": isinstance(value, dict) and all(_is_number(item) for item in value.values()),
        "words": isinstance(value, dict) and all(_named(item) for item in value.values()),
        "table": isinstance(value, dict),
        "tables": isinstance(value, list) and all(isinstance(item, dict) for item in value),
    }[kind]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _named(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _names(value: Mapping[str, str]) -> dict[str, str]:
    return {str(ours): paragraph(theirs) for ours, theirs in value.items()}


def _to_write(value: Any) -> bool:
    """Whether it is a text, or holds one, that ``scrutiny new`` left for a person to write."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and text.lstrip().startswith(TO_WRITE) for text in inside)


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _words(where: str) -> str:
    """The place in words: ``" in question 3"``."""
    return " in " + re.sub(r"\[(\d+)\]", r" \1", where).replace(".", ", ") if where else ""


def _place(message: str) -> str:
    found = re.search(r"line (\d+), column (\d+)", message)
    return f"line {found[1]}, column {found[2]}" if found else "end of the file"
