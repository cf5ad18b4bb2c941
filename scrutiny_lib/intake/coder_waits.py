"""What is waited for before two codings can be compared, in sentences that say what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scrutiny_lib.intake.code_locks import FILE
from scrutiny_lib.intake.coded import FIRST, ROLES

_NOTHING = " Until then nothing is counted."
_FIRST_ALONE = " Until then the first coder alone counts, and nothing is compared."


def what_waits(parts: Sequence[Mapping[str, Any]], folder: str) -> tuple[str, ...]:
    """What is waited for: of each role the first file named counts; later parts make nothing wait.

    Parameters
    ----------
    parts : sequence of dict
        For each file: coder, role, file, locked_on, there, refused (whether the file could not be used), done (whether
        it says that its coder has finished), finished_on (ISO date or ``""``), book (whether it is a workbook of ours),
        finished (locked and done).
    folder : str
        What messages call the folder ``coders.csv`` stands in.

    >>> what_waits([], "voice")
    ('No coder is named in voice/coders.csv yet.',)
    """
    if not parts:
        return (f"No coder is named in {folder}/{FILE} yet.",)
    said, then = [], ""
    for role in ROLES:
        own = [part for part in parts if part["role"] == role]
        if own and own[0]["finished"]:
            continue
        then = then or (_NOTHING if role == FIRST else _FIRST_ALONE)
        if own:
            said.append(f"The {role} coder, {own[0]['coder']}, {_how_far(own[0], folder)}")
        else:
            said.append(f"There is no {role} coder in {folder}/{FILE}.")
    return (*said[:-1], said[-1] + then) if said else ()


def what_parts_wait(parts: Sequence[Mapping[str, Any]], folder: str) -> tuple[str, ...]:
    """The same for later parts of a coder's work; their passages are not coded by this coder until they are locked."""
    said, met = [], set[str]()
    for part in parts:
        if part["coder"] in met and not part["finished"]:
            said.append(f"A later part by {part['coder']}: the coder {_how_far(part, folder)}")
        met.add(part["coder"])
    return tuple(said)


def _how_far(part: Mapping[str, Any], folder: str) -> str:
    """How far one file is, from its coder's having sent nothing to the last thing that is missing."""
    file, day = part["file"], f"into locked_on in {folder}/{FILE}"
    if not part["there"]:
        return f"has sent nothing yet: {file} is not in {folder}/coding." if file else "has sent nothing yet."
    if part["refused"]:
        return f"has sent {file}, which cannot be used as it is; what is wrong with it stands below."
    if part["done"] and part["book"]:
        on = f" on {_day(part['finished_on'])}" if part["finished_on"] else ""
        which = "that day" if on else "the day"
        return f"has finished and is not locked. {file} says finished{on}. Write {which} {day}."
    if part["done"]:
        return f"is not locked. When the coder says that {file} is finished, write the day {day}."
    locked = " It is locked in the list already: that is not enough." if part["locked_on"] else ""
    return f"has sent {file} and not finished: its front page does not say so.{locked}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%b %Y}"
