"""From an executed notebook to the page: sections and nothing else, in a shell that runs and fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader
from nbconvert.exporters import TemplateExporter

from ..errors import ScrutinyError
from .layout import TEMPLATES
from .page import Page
from .section import MIME, Section
from .sieve import foreign


class PageExporter(TemplateExporter):
    """nbconvert with our own template over its empty one, on which ``basic`` rests: what is not named is not shown."""

    file_extension = ".html"
    output_mimetype = "text/html"
    template_name = "base"
    template_file = "page.html.j2"

    def __init__(self) -> None:
        super().__init__(extra_loaders=[FileSystemLoader(TEMPLATES)])  # type: ignore[no-untyped-call]

    def _create_environment(self) -> Environment:
        made: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        made.autoescape = True
        return made


def render_html(notebook: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """The page as one HTML file, the same bytes for the same notebook and ``about``.

    Parameters
    ----------
    notebook : NotebookNode or dict
        An executed notebook (format 4). Its inputs, Markdown cells and prompts are left out.
    about : dict
        ``about`` of the released tables; any entry may be missing.

    Raises
    ------
    ScrutinyError
        When a cell shows anything that is not a section, a section holds something foreign, or two have the same
        id. The message names the cell and the kind, never the contents.
    """
    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    page = Page(about, sections_of(node))
    html, _ = PageExporter().from_notebook_node(node, resources={"page": page, "section_mime": MIME})
    return str(html)


def sections_of(notebook: nbformat.NotebookNode) -> list[Section]:
    """The sections a notebook shows, in order; refuses every other kind of output.

    >>> sections_of(nbformat.v4.new_notebook())
    []
    """
    sections: list[Section] = []
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            section = _section(number, output)
            if section.id in {earlier.id for earlier in sections}:
                raise ScrutinyError(f"Cell {number} shows a section that is already on the page. Show each one once.")
            sections.append(section)
    return sections


def _section(number: int, output: Mapping[str, Any]) -> Section:
    kind, shown = output["output_type"], output.get("data", {}).get(MIME)
    if kind not in ("display_data", "execute_result") or not isinstance(shown, dict):
        raise ScrutinyError(
            f"Cell {number} has an output of the kind {kind} that is not a section of the page, so no page was made. "
            "Remove what prints or shows it, and run again."
        )
    if set(shown) != {"id", "heading", "html"} or not all(isinstance(part, str) for part in shown.values()):
        raise ScrutinyError(f"Cell {number} shows a section in a form this version does not know. Run it again.")
    found = foreign(shown["html"])
    if found:
        raise ScrutinyError(
            f"Cell {number} shows a section with something a page never holds: {', '.join(found)}. Make it with a "
            "show_ function."
        )
    return Section(shown["id"], shown["heading"], shown["html"])
