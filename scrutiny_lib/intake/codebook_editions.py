"""Whether a new edition of a codebook keeps what the old ones promised: an id means the same for ever.

Closed editions lie in ``audit_templates/closed/`` under the book's name with the edition added
(``voice_starter-0.1.toml``) and are never edited.
"""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.codebook import Codebook, made_from_id, read_codebook
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.text import header as spelling

CLOSED = "closed"


def check_codebook(path: Path) -> Problems:
    """Read a codebook and hold it against every closed edition of it beside the folder it lies in."""
    book, problems = read_codebook(path)
    if book is None:
        return problems
    for older in sorted((path.parent.parent / CLOSED).glob(f"{path.stem}-*.toml")):
        before, more = read_codebook(older)
        problems.extend(more)
        if before is not None:
            problems.extend(check_editions(before, book, path))
    return problems


def check_editions(older: Codebook, newer: Codebook, path: Path) -> Problems:
    """What a new edition (read from ``path``) does with the ids of an older one.

    Each of these stops: the edition has the same name (P16); the namespace is another than the one that was written
    down, so that exchange files would not know the codes again (P16); a code of the older edition is gone rather than
    retired (P16); one that was retired is in use again (P13); a code is in another group, or has another name and does
    not say ``was = "the old name"`` (P13): its id would mean something else from one review to the next.
    """
    problems = Problems()

    def note(rule: str, fact: str, cure: str, where: str = "", name: str = "") -> None:
        problems.add(rule, fact, cure, file=path.name, cell=line_of(path, where, name))

    if older.edition == newer.edition:
        note("P16", "This edition has the name of one that is closed.", "Give it another.", name="edition")
    if older.namespace not in (newer.namespace, made_from_id(older.id)):
        note("P16", "The namespace is not that of the closed edition.", "Take it over.", name="namespace")
    before = older.codes.set_index("id")
    now = {code: position for position, code in enumerate(newer.codes["id"], start=1)}
    for code in [code for code in before.index if code not in now]:
        fact = f"The code '{code}' of edition {older.edition} is gone."
        note("P16", fact, "Put it back with retired = true, and say what replaces it or why nothing does.")
    for code in [code for code in newer.codes.to_dict("records") if code["id"] in before.index]:
        was, where = before.loc[code["id"]], f"code[{now[code['id']]}]"
        if was["retired"] and not code["retired"]:
            fact = f"Code {now[code['id']]} was retired in edition {older.edition}."
            note("P13", fact, "Give the new code an id of its own.", where, "id")
        if was["group"] != code["group"] or not _same_name(was["name"], code["name"], code["was"]):
            fact = f"Code {now[code['id']]} has another name or group than in edition {older.edition}."
            cure = 'Give it an id of its own; if only its wording changed, write was = "the old name".'
            note("P13", fact, cure, where, "name")
    return problems


def _same_name(before: str, now: str, was: str) -> bool:
    return spelling(before) in (spelling(now), spelling(was))
