"""Our codebooks as codes of a project, for other tools to open, and back.

REFI-QDA knows a name, a description, a colour and what stands below what. So a group becomes a code that is not for
coding, its codes stand below it, and what else we say of either stands in the description under fixed headings, one
line each: of a code ``Layer``, ``Lundy`` and the like, of a group also which book and edition it is of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codebook import CODE_COLUMNS, GROUP_COLUMNS, Codebook
from scrutiny_lib.intake.qda_description import FIELDS
from scrutiny_lib.intake.qda_out import CODES_NAMESPACE
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdc_write import write_qdc
from scrutiny_lib.intake.text import header as spelling

_OF_BOOK = {"id": "Codebook", "edition": "Edition", "title": "Title", "about": "About", "namespace": "Namespace"}
_OF_GROUP = {"layer": "Layer", "exclusive": "Exclusive", "ordered": "Ordered", "optional": "Optional"}
_OF_CODE = {
    "layer": "Layer",
    "lundy": "Lundy",
    "retired": "Retired",
    "replaced_by": "Replaced by",
    "retired_because": "Retired because",
    "frameworks": "Frameworks",
    "was": "Earlier name",
}
_FLAGS = ("exclusive", "ordered", "optional", "retired")
LINES = (*_OF_BOOK.values(), *_OF_GROUP.values(), *_OF_CODE.values())
"""What begins a line of a description here."""
_HEADINGS = "|".join(dict.fromkeys(LINES))
_HEADING = re.compile(rf"({_HEADINGS}): ?(.*)", re.DOTALL)
_LIKE_HEADING = re.compile(rf"(?m)^(\\*(?:{_HEADINGS}):)")
_ESCAPED = re.compile(rf"(?m)^\\(\\*(?:{_HEADINGS}):)")
NO_GROUP = "codes"
"""The group of codes that stand below none."""


def codebook_project(codebook: Codebook) -> Project:
    """The codes and groups of a codebook as a project without texts, ready to be written.

    ``code`` is our own id. Attributes, the unit and the rules of the book are not codes and are not carried.
    """
    book = {heading: str(getattr(codebook, name)) for name, heading in _OF_BOOK.items()}
    rows: list[dict[str, object]] = []
    for group in codebook.groups.to_dict("records"):
        said = _said(group, _OF_GROUP, book)
        rows.append({"code": group["id"], "name": group["name"], "codable": False, "description": said})
        for code in codebook.codes[codebook.codes["group"] == group["id"]].to_dict("records"):
            own = {"code": code["id"], "name": code["name"], "parent": group["id"], "codable": True}
            rows.append(own | {"description": _said(code, _OF_CODE)} | {name: code[name] for name in FIELDS})
    return Project(codes=qda_table("codes", rows), name=codebook.title)


def write_codebook(codebook: Codebook, path: Path) -> list[str]:
    """Write a codebook as a ``.qdc`` with the GUIDs of its own namespace; returns what could not be carried.

    Errors are those of :func:`scrutiny_lib.intake.qdc_write.write_qdc`.
    """
    return write_qdc(codebook_project(codebook), path, namespace=codebook.namespace)


def codebook_from(project: Project, like: Codebook | None = None, *, file: str = "") -> tuple[Codebook, Problems]:
    """The codebook that a project's codes are.

    Parameters
    ----------
    project : Project
        As read from a ``.qdc`` or ``.qdpx``, ours or another tool's.
    like : Codebook, optional
        The book it should be an edition of. From it come the attributes, the unit and the rules, which no exchange
        file carries; our ids where only GUIDs or names came back; and what is said of a code where nothing came back.
    file : str
        What messages call the file.

    Returns
    -------
    codebook : Codebook
        A code that is not for coding is a group; each code is in the group nearest above it, or in one called
        ``codes``. A description without headings is the definition. What is in no heading is ``""`` or false.
    problems : Problems
        Groups of two books or editions (Q03, stops); codes in no group, or below another code, which becomes a plain
        member of the group; what was known again by its name alone, or without a description (Q04, warnings).
    """
    problems = Problems()
    table = _known_again(project.codes, like, problems, file) if like else project.codes
    rows = {str(row["code"]): row for row in table.to_dict("records")}
    said = {name: _read(str(row["description"])) for name, row in rows.items()}
    groups = [
        {"id": name, "name": row["name"], **_fields(said[name], _OF_GROUP)}
        for name, row in rows.items()
        if not row["codable"]
    ]
    codes = [_code(name, rows, said) for name, row in rows.items() if row["codable"]]
    alone = sum(code["group"] == NO_GROUP for code in codes)
    if alone and NO_GROUP not in rows:
        groups.append({"id": NO_GROUP, "name": "Codes", **_fields({}, _OF_GROUP)})
        fact = f"Codes in no group, put into the group '{NO_GROUP}': {alone}."
        problems.add("Q04", fact, "Give the book groups before it is used for counting.", file=file, act="WARN")
    below = sum(bool(row["parent"]) and bool(rows[row["parent"]]["codable"]) for row in rows.values())
    if below:
        fact = f"Codes below another code, which are now beside it: {below}."
        problems.add("Q04", fact, "Nothing to do, if each is counted on its own.", file=file, act="WARN")
    book = Codebook(
        *_book(said, like, project.name, problems, file),
        groups=pd.DataFrame(groups, columns=list(GROUP_COLUMNS)),
        codes=pd.DataFrame(codes, columns=list(CODE_COLUMNS)),
    )
    if like:
        book = replace(book, attributes=like.attributes, unit=like.unit, rules=like.rules)
        book = _filled(book, like, _silent(table), problems, file)
    return book, problems


def _known_again(codes: pd.DataFrame, like: Codebook, problems: Problems, file: str) -> pd.DataFrame:
    """The codes with our ids where a tool left only our GUIDs, or only our names; what is a group with us is one."""
    ours = {like.guid(name): name for name in [*like.groups["id"], *like.codes["id"]]}
    found = codes.assign(**{name: codes[name].replace(ours) for name in ("code", "parent")})
    book = pd.concat([like.groups[["id", "name"]], like.codes[["id", "name"]]])
    left = book[~book["id"].isin(set(found["code"]))]
    strange = found[~found["code"].isin(set(book["id"]))]
    wanted = _once({str(row["id"]): spelling(row["name"]) for row in left.to_dict("records")})
    written = _once({str(row["code"]): spelling(row["name"]) for row in strange.to_dict("records")})
    named = {written[name]: wanted[name] for name in written.keys() & wanted.keys() if name}
    if named:
        fact = f"Codes and groups known again by their name alone, as the tool gave them ids of its own: {len(named)}."
        problems.add("Q04", fact, "Look whether each still means the same.", file=file, act="WARN")
    found = found.assign(**{name: found[name].replace(named) for name in ("code", "parent")})
    return found.assign(codable=found["codable"] & ~found["code"].isin(set(like.groups["id"])))


def _once(names: Mapping[str, str]) -> dict[str, str]:
    """Name -> id, for names that only one id has."""
    given = list(names.values())
    return {name: id for id, name in names.items() if given.count(name) == 1}


def _silent(table: pd.DataFrame) -> set[str]:
    """The codes of which nothing is said but a name."""
    blank = (table[["description", *FIELDS]] == "").all(axis=1)
    return set(table.loc[blank, "code"])


def _filled(book: Codebook, like: Codebook, silent: set[str], problems: Problems, file: str) -> Codebook:
    """What our book says of the codes and groups of which a tool kept only the name."""
    tables, count = {}, 0
    for name, keep in (("groups", ("id", "name")), ("codes", ("id", "group", "name"))):
        ours = {str(row["id"]): row for row in getattr(like, name).to_dict("records")}
        rows = getattr(book, name).to_dict("records")
        here = [row["id"] in silent and row["id"] in ours for row in rows]
        count += sum(here)
        filled = [
            {**ours[row["id"]], **{key: row[key] for key in keep}} if missing else row
            for row, missing in zip(rows, here, strict=True)
        ]
        tables[name] = pd.DataFrame(filled, columns=list(getattr(book, name).columns))
    if count:
        fact = f"Codes and groups that came back without a description, which was taken from the codebook: {count}."
        problems.add("Q04", fact, "Look whether the tool changed what any of them means.", file=file, act="WARN")
    return replace(book, groups=tables["groups"], codes=tables["codes"])


def _code(
    name: str, rows: Mapping[str, Mapping[Any, Any]], said: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    row, parts = rows[name], said[name]
    above, passed = str(row["parent"]), {name}
    while above in rows and above not in passed and rows[above]["codable"]:
        passed.add(above)
        above = str(rows[above]["parent"])
    group = above if above in rows and not rows[above]["codable"] else NO_GROUP
    found = {"id": name, "group": group, "name": row["name"], **{field: row[field] for field in FIELDS}}
    found["definition"] = "\n\n".join(text for text in (parts.get("", ""), str(row["definition"])) if text)
    return found | _fields(parts, _OF_CODE)


def _book(
    said: Mapping[str, Mapping[str, str]], like: Codebook | None, title: str, problems: Problems, file: str
) -> tuple[str, str, str, str, str]:
    """Which book and edition it is: as its groups say, else as ``like`` says."""
    books = {(parts["Codebook"], parts.get("Edition", "")): parts for parts in said.values() if "Codebook" in parts}
    if len(books) > 1:
        fact = f"The codes are of {len(books)} different codebooks or editions."
        problems.add("Q03", fact, "Bring every coder's project to one edition, and export again.", file=file)
    first = next(iter(books.values()), {})
    other = {"id": "imported", "edition": "", "title": title or "Imported codes", "about": "children"}
    other["namespace"] = CODES_NAMESPACE
    if like:
        other = {name: str(getattr(like, name)) for name in _OF_BOOK}
    id, edition, title, about, namespace = (first.get(heading, other[name]) for name, heading in _OF_BOOK.items())
    return id, edition, title, about, namespace


def _said(row: Mapping[Any, Any], headings: Mapping[str, str], also: Mapping[str, str] | None = None) -> str:
    """What a group or code says under headings, one line each; what is blank or false is left out."""
    values = dict(also or {})
    for name, heading in headings.items():
        values[heading] = str(row[name]) if name not in _FLAGS else "yes" if row[name] else ""
    return "\n".join(f"{heading}: {_escaped(value)}" for heading, value in values.items() if value)


def _escaped(value: str) -> str:
    return _LIKE_HEADING.sub(r"\\\1", value)


def _read(description: str) -> dict[str, str]:
    """What stands under each heading; under ``""`` what stands under none."""
    found: dict[str, list[str]] = {"": []}
    at = ""
    for line in description.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading:
            at = heading[1]
            found.setdefault(at, []).append(heading[2])
        else:
            found[at].append(line)
    return {heading: _ESCAPED.sub(r"\1", "\n".join(lines)) for heading, lines in found.items()}


def _fields(parts: Mapping[str, str], headings: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, heading in headings.items():
        value = parts.get(heading, "").strip()
        values[name] = value.lower() in ("yes", "true") if name in _FLAGS else value
    return values
