"""A codebook as other tools import it: one ``.qdc`` file of REFI-QDA (``urn:QDA-XML:codebook:1.0``)."""

from __future__ import annotations

from pathlib import Path

from scrutiny_lib.intake.qda_out import CODES_NAMESPACE, ORIGIN, Page, whole, write_codes, write_set, write_whole
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.raw import refusal


def write_qdc(project: Project, path: Path | str, *, namespace: str = CODES_NAMESPACE) -> list[str]:
    """Write the codes of a project, and its sets of codes, so that the file is valid against ``Codebook.xsd``.

    Parameters
    ----------
    project : Project
        Its codes and sets; a ``.qdc`` has no place for anything else.
    path : Path or str
        The file; written through a temporary name. The same project gives the same bytes.
    namespace : str
        The GUID of a code whose id is not one is made of the id in this namespace (version 5), and the id is kept as
        first line ``Id: …`` of its description.

    Returns
    -------
    list of str
        What could not be carried, one sentence each, without a word of a text.

    Raises
    ------
    Refused
        The project has no codes: a codebook must have one.
    """
    project = whole(project)
    if project.codes.empty:
        fact, cure = "There is no code to write; a codebook must have at least one.", "Add codes, and write it again."
        raise refusal("Q01", fact, cure, Path(path).name)
    page = Page(namespace)
    page.add(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{ORIGIN}">')
    write_codes(page, project, {})
    _write_sets(page, project)
    page.add("</CodeBook>")
    for what, rows in (
        ("Texts", project.sources), ("Codings", project.codings), ("Coders", project.coders),
        ("Cases", project.cases), ("Notes", project.notes),
    ):  # fmt: skip
        page.lose(f"{what}, which have no place in a codebook file (.qdc): {{n}}.", len(rows))
    write_whole(Path(path), page.encoded())
    return page.sentences()


def _write_sets(page: Page, project: Project) -> None:
    sets = project.sets[project.sets["of"] == "code"]
    others = len(project.sets) - len(sets)
    page.lose("Members of sets that are no codes, which have no place in a codebook file (.qdc): {n}.", others)
    known = set(project.codes["code"])
    page.lose("Members of sets that are not there, left out: {n}.", int((~sets["member"].isin(known)).sum()))
    sets = sets[sets["member"].isin(known)]
    if sets.empty:
        return
    page.add("<Sets>")
    for name, members in sets.groupby("set", sort=False):
        guid = page.guid("set", str(name))
        first = members.iloc[0]
        lines = [f'<MemberCode guid="{page.guid("code", code)}"/>' for code in members["member"]]
        write_set(page, guid, first["name"], page.kept(str(name), guid, first["description"]), lines)
    page.add("</Sets>")
