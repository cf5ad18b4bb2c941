"""From an executed notebook to the page: sections and nothing else, in a shell that runs and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader
from nbconvert.exporters import TemplateExporter

from ..errors import ScrutinyError
from .complete import unfinished
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
    optimistic_validation = True  # nothing is done to the notebook before it is drawn

    def __init__(self) -> None:
        super().__init__(extra_loaders=[FileSystemLoader(TEMPLATES)])  # type: ignore[no-untyped-call]

    def _create_environment(self) -> Environment:
        made: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        made.autoescape = True
        return made


_ID = re.compile(r"[a-z][a-z0-9-]*\Z")
_BESIDE = frozenset({MIME, "text/html", "text/plain"})
"""What a section is shown as in JupyterLab; anything else beside it is no part of it."""
_WHAT = {
    "stdout": "something printed",
    "stderr": "a warning or a log",
    "error": "a traceback",
    "application/vnd.jupyter.widget-view+json": "a widget",
}


def render_html(notebook: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """The page as one HTML file, the same bytes for the same notebook and ``about``.

    Parameters
    ----------
    notebook : NotebookNode or dict
        An executed notebook (format 4). Its inputs, Markdown cells, prompts and metadata are left out.
    about : dict
        ``about`` of the released tables; any entry may be missing.

    Raises
    ------
    ScrutinyError
        When a cell shows anything that is not a section, a section holds something foreign, two have the same id, or
        a figure or table lacks what every reader needs (:func:`~scrutiny_lib.show.complete.unfinished`). The message
        names every such cell, figure and table, never the contents.
    """
    node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    sections = sections_of(node)
    lacking = unfinished(sections)
    if lacking:
        raise ScrutinyError(
            f"The page is not finished, so it was not made: {'; '.join(lacking)}. Make figures and tables with a "
            "show_ function, or give each what it lacks."
        )
    page = Page(about, sections)
    html, _ = _exporter().from_notebook_node(node, resources={"page": page, "section_mime": MIME})
    return str(html)


@lru_cache(maxsize=1)
def _exporter() -> PageExporter:
    """One for all pages of a process: its template is compiled once."""
    return PageExporter()


def sections_of(notebook: nbformat.NotebookNode) -> list[Section]:
    """The sections a notebook shows, in order; refuses every other kind of output, all of them at once.

    >>> sections_of(nbformat.v4.new_notebook())
    []
    """
    sections: list[Section] = []
    wrong: list[str] = []
    if notebook.metadata.get("widgets"):
        wrong.append("The notebook keeps the state of widgets. Remove the widget.")
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            fault = _fault(output)
            if fault:
                wrong.append(f"Cell {number} {fault}")
                continue
            shown = output["data"][MIME]
            section = Section(shown["id"], shown["heading"], shown["html"])
            if section.id in {earlier.id for earlier in sections}:
                wrong.append(f"Cell {number} shows a section that is already on the page. Show each one once.")
            sections.append(section)
    if wrong:
        raise ScrutinyError(" ".join(["No page was made.", *dict.fromkeys(wrong)]))
    return sections


def _fault(output: Mapping[str, Any]) -> str:
    """Why an output cannot stand on a page, without its contents; nothing where it is a section."""
    kind, data = output["output_type"], output.get("data", {})
    shown = data.get(MIME)
    if kind not in ("display_data", "execute_result") or not isinstance(shown, dict):
        what = next((_WHAT[name] for name in (output.get("name"), kind, *data) if name in _WHAT), "something shown")
        return (
            f"has an output of the kind {kind} ({what}) that is not a section of the page. Remove what makes it, and "
            "run again."
        )
    if set(shown) != {"id", "heading", "html"} or not all(isinstance(part, str) for part in shown.values()):
        return "shows a section in a form this version does not know. Run it again."
    if not _BESIDE.issuperset(data) or output.get("metadata"):
        return "shows something else beside a section, or metadata of it. Show the section by itself."
    if not _ID.match(shown["id"]) or (shown["html"].strip() and not shown["heading"].strip()):
        return "shows a section without an id in plain letters or without a heading. Make it with a show_ function."
    found = foreign(shown["html"], top=shown["id"] == "summary")
    if found:
        return f"shows a section with something a page never holds: {', '.join(found)}. Make it with a show_ function."
    return ""
