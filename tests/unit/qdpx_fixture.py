"""Projects as other tools write them, made up piece by piece; every word in them is invented."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

XMLNS = 'xmlns="urn:QDA-XML:project:1.0"'
CODE_A, CODE_B = "AAAAAAAA-0000-4000-8000-00000000000A", "AAAAAAAA-0000-4000-8000-00000000000B"
USER_1, USER_2 = "BBBBBBBB-0000-4000-8000-000000000001", "BBBBBBBB-0000-4000-8000-000000000002"
TEXT, OTHER = "CCCCCCCC-0000-4000-8000-000000000001", "CCCCCCCC-0000-4000-8000-000000000002"
CODES = f'<Code guid="{CODE_A}" name="calm" isCodable="true"/><Code guid="{CODE_B}" name="noise" isCodable="true"/>'
USERS = f'<Users><User guid="{USER_1}" name="one"/><User guid="{USER_2}" name="two"/></Users>'


def coding(code: str = CODE_A, user: str = USER_1) -> str:
    """One coding."""
    by = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{code[:-1]}F"{by}><CodeRef targetGUID="{code}"/></Coding>'


def selection(start: int, end: int, inside: str | None = None, *, guid: str = "", name: str = "") -> str:
    """One selection of a plain text, with one coding unless something else is put inside."""
    guid = guid or f"DDDDDDDD-0000-4000-8000-{start:06}{end:06}"
    named = f' name="{name}"' if name else ""
    tag = f'<PlainTextSelection guid="{guid}"{named} startPosition="{start}" endPosition="{end}">'
    return f"{tag}{coding() if inside is None else inside}</PlainTextSelection>"


def text_source(inside: str = "", *, guid: str = TEXT, path: str | None = None, name: str = "visit") -> str:
    """One text source; its text is in ``sources/`` under its GUID unless a path says otherwise."""
    at = f"internal://{guid}.txt" if path is None else path
    return f'<TextSource guid="{guid}" name="{name}" plainTextPath="{at}">{inside}</TextSource>'


def project(
    sources: str,
    *,
    codes: str = CODES,
    users: str = USERS,
    origin: str = "",
    cases: str = "",
    after: str = "",
    xmlns: str = XMLNS,
) -> str:
    """A ``project.qde``: ``cases`` stands before the sources, ``after`` behind them."""
    book = f"<CodeBook><Codes>{codes}</Codes></CodeBook>" if codes else ""
    head = f'<?xml version="1.0" encoding="utf-8"?><Project {xmlns} name="made up" origin="{origin}">'
    return f"{head}{users}{book}{cases}<Sources>{sources}</Sources>{after}</Project>"


def packed(
    folder: Path, qde: str | bytes, texts: Mapping[str, str | bytes] | None = None, *, name: str = "project.qde"
) -> Path:
    """A ``.qdpx`` file; ``texts`` are its other parts by name (by default one text for :data:`TEXT`)."""
    path = folder / "made_up.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(name, qde)
        for part, data in (texts or {}).items():
            container.writestr(part, data)
    return path


def one_text(
    folder: Path, words: str | bytes, spans: Sequence[tuple[int, int]], *, origin: str = "", names: Sequence[str] = ()
) -> Path:
    """A project of one text with one code on each of these stretches."""
    named = list(names) or [""] * len(spans)
    inside = "".join(
        selection(start, end, guid=f"DDDDDDDD-0000-4000-8000-{number:012}", name=name)
        for number, ((start, end), name) in enumerate(zip(spans, named, strict=True))
    )
    return packed(folder, project(text_source(inside), origin=origin), {f"sources/{TEXT}.txt": words})
