"""A coded project as other tools import it: one ``.qdpx`` file of REFI-QDA (``urn:QDA-XML:project:1.0``).

Written are a ``project.qde`` and a flat folder ``sources/`` with one UTF-8 text for each source, named after its GUID.
Elements stand in the order that ``Project.xsd`` asks for. Left out on purpose: the words of a selection (its ``name``
would repeat the quote), paths of this computer, and when the file was written (the same project gives the same bytes);
when a note was made is carried.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scrutiny_lib.intake.qda_out import (
    CODES_NAMESPACE,
    ORIGIN,
    ORIGIN_UTF16,
    Page,
    whole,
    write_codes,
    write_set,
    write_whole,
)
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qdpx_notes import Notes
from scrutiny_lib.intake.qdpx_texts import Selections, Text, texts
from scrutiny_lib.intake.qdpx_values import Values
from scrutiny_lib.intake.raw import refusal

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MEMBERS = {"code": "MemberCode", "source": "MemberSource", "note": "MemberNote"}


def write_qdpx(
    project: Project, path: Path | str, *, lf: bool = False, utf16: bool = False, namespace: str = CODES_NAMESPACE
) -> list[str]:
    """Write a project so that it is valid against ``Project.xsd``.

    Texts keep their bytes, line ends and byte order marks included, and positions are code points (a mark is not
    counted, CRLF is two), the end exclusive. Who gave a code stands on every coding and on its selection.

    Parameters
    ----------
    project : Project
        What to write. Ids that are GUIDs are used as they are; of any other a GUID is made (version 5), and the id is
        kept as first line ``Id: …`` of the description (of a coder: as ``id``).
    path : Path or str
        The file; written through a temporary name.
    lf : bool
        Write every line end as LF, and move the positions along: for tools that count CRLF as one (ATLAS.ti).
    utf16 : bool
        Count positions in UTF-16 units, as NVivo for Windows does, against the standard.
    namespace : str
        The namespace for GUIDs of codes; a codebook says its own.

    Returns
    -------
    list of str
        What could not be carried or was changed, and what other tools are known to misread; never a word of a text.

    Raises
    ------
    Refused
        A text holds half a character (a lone surrogate), which no UTF-8 file can hold.
    """
    project = whole(project)
    page = Page(namespace)
    codes = project.codes["code"].drop_duplicates()
    for code in codes:
        page.guid("code", code)
    sources = _once(page, project.sources, "source", "Sources")
    try:
        known = texts(page, sources, lf=lf, utf16=utf16)
    except UnicodeEncodeError:
        fact = "A text holds half a character (a lone surrogate), which no UTF-8 file can hold."
        raise refusal("Q02", fact, "Take the text from its origin again, as UTF-8.", Path(path).name) from None
    cases = _once(page, project.cases, "case", "Cases")
    selections = Selections(page, known)
    selections.code(project)
    notes = Notes(page, project, selections)
    values = Values(page, project.variables, {"case": set(cases["case"]), "source": set(known)})
    nameless = int((sources["name"] == "").sum() + (cases["name"] == "").sum())
    page.lose("Texts and cases without a name, which some tools leave out: {n}.", nameless)
    origin = ORIGIN_UTF16 if utf16 else ORIGIN
    name = page.attribute("name", project.name, empty=True)
    page.add(f'<Project xmlns="urn:QDA-XML:project:1.0"{name} origin="{origin}">')
    _write_users(page, project)
    if len(codes):
        page.add("<CodeBook>")
        write_codes(page, project, notes.on_codes())
        page.add("</CodeBook>")
    values.write()
    _write_cases(page, cases, project.case_sources, known, selections, values)
    _write_sources(page, sources, known, selections, notes, values)
    files = {f"sources/{text.guid}.txt": text.data for text in known.values()} | notes.write()
    _write_sets(page, project)
    notes.refer("project")
    page.add("</Project>")
    write_whole(Path(path), _zipped({"project.qde": page.encoded(), **files}))
    return page.sentences()


def _once(page: Page, frame: pd.DataFrame, key: str, what: str) -> pd.DataFrame:
    once = frame.drop_duplicates(key)
    page.lose(f"{what} with the id of another, left out: {{n}}.", len(frame) - len(once))
    return once


def _write_users(page: Page, project: Project) -> None:
    coders = _once(page, project.coders, "coder", "Coders")
    names = dict(zip(coders["coder"], coders["name"], strict=True))
    for coder in pd.concat([project.codings["coder"], project.notes["coder"]]).drop_duplicates():
        names.setdefault(coder, "")
    names.pop("", None)
    if names:
        page.add("<Users>")
        for coder, name in names.items():
            guid = page.guid("coder", coder)
            given = page.attribute("id", coder if name else "")
            page.add(f'<User guid="{guid}"{page.attribute("name", name or coder)}{given}/>')
        page.add("</Users>")


def _write_cases(
    page: Page,
    cases: pd.DataFrame,
    belong: pd.DataFrame,
    known: Mapping[str, Text],
    selections: Selections,
    values: Values,
) -> None:
    all_of: dict[str, list[str]] = defaultdict(list)
    part: dict[str, list[str]] = defaultdict(list)
    here = belong["case"].isin(set(cases["case"])) & belong["source"].isin(set(known))
    page.lose("Texts of a case where the case or the source is not there, left out: {n}.", int((~here).sum()))
    belong = belong[here].drop_duplicates()
    for case, source, start, end in zip(*(belong[name] for name in belong), strict=True):
        if pd.isna(start) or pd.isna(end):
            all_of[case].append(known[source].guid)
        elif guid := selections.mark(source, int(start), int(end)):
            part[case].append(guid)
        else:
            page.lose("Stretches of a case that point outside their text, left out: {n}.")
    if cases.empty:
        return
    page.add("<Cases>")
    for case, name, description in zip(cases["case"], cases["name"], cases["description"], strict=True):
        guid = page.guid("case", case)
        page.add(f'<Case guid="{guid}"{page.attribute("name", name)}>')
        page.described(page.kept(case, guid, description))
        values.write_of("case", case)
        page.lines.extend(f'<SourceRef targetGUID="{target}"/>' for target in all_of[case])
        page.lines.extend(f'<SelectionRef targetGUID="{target}"/>' for target in part[case])
        page.add("</Case>")
    page.add("</Cases>")


def _write_sources(
    page: Page,
    sources: pd.DataFrame,
    known: Mapping[str, Text],
    selections: Selections,
    notes: Notes,
    values: Values,
) -> None:
    if sources.empty:
        return
    page.add("<Sources>")
    for source, name, description in zip(sources["source"], sources["name"], sources["description"], strict=True):
        guid = known[source].guid
        page.add(f'<TextSource guid="{guid}"{page.attribute("name", name)} plainTextPath="internal://{guid}.txt">')
        page.described(page.kept(source, guid, description))
        selections.write(source)
        notes.refer("source", source)
        values.write_of("source", source)
        page.add("</TextSource>")
    page.add("</Sources>")


def _write_sets(page: Page, project: Project) -> None:
    known = {
        "code": set(project.codes["code"]),
        "source": set(project.sources["source"]),
        "note": set(project.notes["note"]),
    }
    sets = project.sets
    here = [
        member in known.get(of, ()) for of, member in zip(sets["of"], sets["member"], strict=True)
    ]
    page.lose("Members of sets that are not there, left out: {n}.", len(here) - sum(here))
    sets = sets[here]
    if sets.empty:
        return
    page.add("<Sets>")
    for name, members in sets.groupby("set", sort=False):
        guid, first = page.guid("set", str(name)), members.iloc[0]
        lines = [
            f'<{tag} targetGUID="{page.guid(of, member)}"/>'
            for of, tag in _MEMBERS.items()
            for member in members.loc[members["of"] == of, "member"].drop_duplicates()
        ]
        write_set(page, guid, first["name"], page.kept(str(name), guid, first["description"]), lines)
    page.add("</Sets>")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """The container: its parts in this order, with the same date and rights on every computer."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        for name, data in files.items():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system, part.external_attr = 3, 0o644 << 16
            container.writestr(part, data)
    return packed.getvalue()
