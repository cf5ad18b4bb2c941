"""Codebooks: the codes that passages are given, as data with editions.

One TOML file for each codebook in ``audit_templates/codebooks/``. Groups hold codes and are not used for coding. An id
is never used again: a code that is given up stays in the book as retired, and says what took its place or why nothing
did. An edition that has been used for a review moves to ``audit_templates/closed/`` when a new one replaces it, and the
new one is held against it (:mod:`scrutiny_lib.intake.codebook_editions`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import header as spelling
from scrutiny_lib.intake.toml import Key, check_table, closest, read_toml
from scrutiny_lib.plural import many
from scrutiny_lib.terms import LAYERS, LUNDY

FOLDER = "codebooks"
ABOUT = ("children", "practitioners")
"""Whose words a codebook is for."""

TYPES_OF_ATTRIBUTE = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
"""What the value of an attribute may be: the kinds of variable of the REFI-QDA standard, part 1.5."""

FEWEST_CODES, MOST_CODES = 12, 20
"""How many codes a deep dive should name: fewer say little, more cannot be held in mind while reading."""

_BOOKS = uuid.UUID("9c2b7d0e-51a4-5f0b-8a3c-2f6f0f7f1c9d")

_GROUP = {
    "id": Key("text", required=True),
    "name": Key("text", required=True),
    "layer": Key("text", choices=LAYERS),
    "exclusive": Key("true or false", default=False),
    "ordered": Key("true or false", default=False),
    "optional": Key("true or false", default=False),
}
_CODE = {
    "id": Key("text", required=True),
    "group": Key("text", required=True),
    "layer": Key("text", choices=LAYERS),
    "name": Key("text", required=True),
    "definition": Key("text", required=True),
    "include": Key("text"),
    "exclude": Key("text"),
    "example": Key("text"),
    "lundy": Key("text", choices=LUNDY),
    "retired": Key("true or false", default=False),
    "replaced_by": Key("text"),
    "retired_because": Key("text"),
    "frameworks": Key("texts"),
    "was": Key("text"),
}
_ATTRIBUTE = {
    "id": Key("id", required=True),
    "type": Key("text", required=True, choices=TYPES_OF_ATTRIBUTE),
    "values": Key("texts"),
}
_SPEC = {
    "id": Key("id", required=True),
    "edition": Key("text", required=True),
    "title": Key("text", required=True),
    "about": Key("text", choices=ABOUT, default="children"),
    "namespace": Key("text"),
    "unit": Key("text"),
    "rules": Key("texts"),
    "group": Key("tables", required=True, inside=_GROUP),
    "code": Key("tables", required=True, inside=_CODE),
    "attribute": Key("tables", inside=_ATTRIBUTE),
}
GROUP_COLUMNS = tuple(_GROUP)
CODE_COLUMNS = tuple(_CODE)
ATTRIBUTE_COLUMNS = tuple(_ATTRIBUTE)


def _no_attributes() -> pd.DataFrame:
    return pd.DataFrame(columns=list(ATTRIBUTE_COLUMNS))


@dataclass(frozen=True)
class Codebook:
    """The codes passages are given.

    Parameters
    ----------
    id, edition, title : str
        Which book it is.
    about : str
        One of :data:`ABOUT`.
    namespace : str
        A UUID. The GUID of a code in an exchange file is the version 5 UUID of this and the code's id, so that every
        edition, whoever writes it, gives a code the same one.
    groups : DataFrame
        id, name, layer (one of terms.LAYERS; ``""`` where a practitioners' book has none), exclusive (a passage may
        have one code of the group), ordered, optional.
    codes : DataFrame
        id, group, layer, name, definition, include, exclude, example, lundy (``""`` where no element fits), retired,
        replaced_by, retired_because, frameworks (texts, joined by ``"; "``), was (an earlier name).
    attributes : DataFrame
        id, type (one of :data:`TYPES_OF_ATTRIBUTE`), values (a list; empty: any).
    unit : str
        What one passage is.
    rules : tuple of str
        What every coder keeps to.
    """

    id: str
    edition: str
    title: str
    about: str
    namespace: str
    groups: pd.DataFrame
    codes: pd.DataFrame
    attributes: pd.DataFrame = field(default_factory=_no_attributes)
    unit: str = ""
    rules: tuple[str, ...] = ()

    def guid(self, name: str) -> str:
        """The GUID of a code or group of this book: stable over editions, in small letters."""
        return str(uuid.uuid5(uuid.UUID(self.namespace), name))


def read_codebook(path: Path) -> tuple[Codebook | None, Problems]:
    """Read a codebook (``audit_templates/codebooks/<id>.toml``); ``None`` when a problem stops its use.

    Every setting must be known (P01). An id belongs to one code or one group, whatever its capitals, and stays taken
    when the code is retired (P13). A code belongs to a group of the book (P01); a retired one says what replaces it,
    and that is in use in the end, or why nothing does (P16). A book without a namespace gets one made from its id.
    """
    problems = Problems()
    data = read_toml(path, problems)
    if data is None:
        return None, problems
    clean = check_table(data, _SPEC, problems, path)
    _check_ids(clean, problems, path)
    _check_layers(clean, problems, path)
    _check_retired(clean["code"], problems, path)
    namespace = _namespace(clean, problems, path)
    if problems.stops():
        return None, problems
    layer = {group["id"]: group["layer"] for group in clean["group"]}
    rows = [
        {**code, "layer": code["layer"] or layer[code["group"]], "frameworks": "; ".join(code["frameworks"])}
        for code in clean["code"]
    ]
    book = Codebook(
        id=clean["id"],
        edition=clean["edition"],
        title=clean["title"],
        about=clean["about"],
        namespace=namespace,
        groups=pd.DataFrame(clean["group"], columns=list(GROUP_COLUMNS)),
        codes=pd.DataFrame(rows, columns=list(CODE_COLUMNS)),
        attributes=pd.DataFrame(clean["attribute"], columns=list(ATTRIBUTE_COLUMNS)),
        unit=clean["unit"],
        rules=tuple(clean["rules"]),
    )
    return book, problems


def made_from_id(book: str) -> str:
    """The namespace of a book that names none, by its id.

    >>> made_from_id("voice_own") == made_from_id("voice_own") != made_from_id("voice_starter")
    True
    """
    return str(uuid.uuid5(_BOOKS, book))


def choose_codes(codebook: Codebook, ids: Sequence[str], *, file: str = "review.toml") -> tuple[Codebook, Problems]:
    """The book with the codes a review uses, in the book's order; groups without one are left out.

    Parameters
    ----------
    codebook : Codebook
        The whole book.
    ids : sequence of str
        What the review names; capitals do not matter. None at all means every code in use, and no warning.
    file : str
        What messages call the file the ids stand in.

    Returns
    -------
    codebook : Codebook
        Without retired codes, which nobody can give.
    problems : Problems
        An id that is unknown (P01) or retired (P16) stops; one that is there twice counts once, with a warning (P13).
        Fewer than 12 or more than 20 codes are a warning (P16).
    """
    problems, chosen = Problems(), list[str]()
    place = {"file": file, "cell": "codes"}
    known = {spelling(code): code for code in codebook.codes["id"]}
    retired = dict(zip(codebook.codes["id"], codebook.codes["replaced_by"], strict=True))
    retired = {code: to for code, to in retired.items() if code in set(codebook.codes.query("retired")["id"])}
    for position, name in enumerate(ids, start=1):
        code = known.get(spelling(name))
        if code is None:
            guess = closest(name, list(known.values()))
            cure = f"Did you mean '{guess}'?" if guess else f"See the book '{codebook.id}', edition {codebook.edition}."
            problems.add("P01", f"Code {position} of the list is not in the codebook.", cure, **place)
        elif code in retired:
            cure = f"Use '{retired[code]}'." if retired[code] else "Take it out; the book says why it was given up."
            problems.add("P16", f"Code {position} of the list is retired.", cure, **place)
        elif code in chosen:
            fact = f"Code {position} of the list is there already."
            problems.add("P13", fact, "It counts once; take it out.", **place, act="WARN")
        else:
            chosen.append(code)
    if ids and not problems.stops() and not FEWEST_CODES <= len(chosen) <= MOST_CODES:
        fact = f"The review names {many(len(chosen), 'codes')}; {FEWEST_CODES} to {MOST_CODES} can be held in mind."
        problems.add("P16", fact, "Check that these are the codes its lines of enquiry need.", **place, act="WARN")
    codes = codebook.codes[~codebook.codes["retired"].astype(bool)]
    if ids:
        codes = codes[codes["id"].isin(chosen)]
    groups = codebook.groups[codebook.groups["id"].isin(codes["group"])]
    return replace(codebook, codes=codes.reset_index(drop=True), groups=groups.reset_index(drop=True)), problems


def _check_ids(clean: dict[str, Any], problems: Problems, path: Path) -> None:
    """Ids of codes and groups share one room: exchange files do not tell the two apart."""
    taken: set[str] = set()
    for kind in ("group", "code", "attribute"):
        names = set[str]() if kind == "attribute" else taken
        for position, row in enumerate(clean[kind], start=1):
            name = spelling(row["id"])
            if row["id"] and (not name or name in names):
                fact = f"The id of {kind} {position} is already taken, or has no letter or digit."
                cure = "Give it an id that no code or group has had, retired ones included."
                place = line_of(path, f"{kind}[{position}]", "id")
                problems.add("P13", fact, cure, file=path.name, cell=place)
            names.add(name)
    groups = [group["id"] for group in clean["group"]]
    for position, code in enumerate(clean["code"], start=1):
        if code["group"] and code["group"] not in groups:
            guess = closest(code["group"], groups)
            cure = (f"Did you mean '{guess}'? " if guess else "") + f"Groups of this book: {', '.join(groups)}."
            fact = f"Code {position} belongs to a group that is not in the book."
            place = line_of(path, f"code[{position}]", "group")
            problems.add("P01", fact, cure, file=path.name, cell=place)


def _check_layers(clean: dict[str, Any], problems: Problems, path: Path) -> None:
    """In a book about children every group says its layer; what practitioners say may have none."""
    if clean["about"] != "children":
        return
    for position, group in enumerate(clean["group"], start=1):
        if not group["layer"]:
            fact = f"Group {position} does not say its layer."
            cure = f"Write layer = one of: {', '.join(LAYERS)}."
            place = line_of(path, f"group[{position}]", "")
            problems.add("P12", fact, cure, file=path.name, cell=place)


def _check_retired(codes: list[dict[str, Any]], problems: Problems, path: Path) -> None:
    rows = {code["id"]: code for code in codes}
    for position, code in enumerate(codes, start=1):
        fact = cure = ""
        after = code["replaced_by"]
        if after and not code["retired"]:
            fact, cure = f"Code {position} is replaced but not retired.", "Write retired = true, or take it out."
        elif after and after not in rows:
            fact, cure = f"Code {position} is replaced by one that is not in the book.", "Name the id of a code."
        elif after and not _ends(code, rows):
            fact, cure = f"Code {position} is replaced by itself in the end.", "Name a code that is in use."
        elif code["retired"] and not after and not code["retired_because"]:
            fact = f"Code {position} is retired and does not say what replaces it, or why nothing does."
            cure = "Write replaced_by or retired_because."
        if fact:
            place = line_of(path, f"code[{position}]", "replaced_by" if after else "")
            problems.add("P16", fact, cure, file=path.name, cell=place)


def _ends(code: dict[str, Any], rows: dict[str, dict[str, Any]]) -> bool:
    """Whether following what replaces a code comes to an end."""
    seen: set[str] = set()
    while code["id"] not in seen:
        seen.add(code["id"])
        if code["replaced_by"] not in rows:
            return True
        code = rows[code["replaced_by"]]
    return False


def _namespace(clean: dict[str, Any], problems: Problems, path: Path) -> str:
    if not clean["namespace"]:
        return made_from_id(clean["id"])
    try:
        return str(uuid.UUID(clean["namespace"]))
    except ValueError:
        cure = "Write a UUID such as 123e4567-e89b-42d3-a456-426614174000, or take the line out."
        place = line_of(path, "", "namespace")
        problems.add("P11", "The namespace is not a UUID.", cure, file=path.name, cell=place)
        return ""
