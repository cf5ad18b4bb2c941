"""What a notebook may leave behind, and what a page may lack: it stops the release by name, and repeats no value."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from show_fixture import SHOWS, full_tables, notebook_of

from scrutiny_lib.batch.executed import without_values
from scrutiny_lib.batch.notebooks import notebooks_folder
from scrutiny_lib.batch.render import render_page
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.show import Section, show_actions, show_summary
from scrutiny_lib.show.complete import unfinished
from scrutiny_lib.show.export import render_html, sections_of
from scrutiny_lib.show.promised import SECTIONS, not_there
from scrutiny_lib.tables import Tables, table

SECRET = "Zebedee"
NOTEBOOK = "60_actions_and_impact"
PICTURE = "data:image/svg+xml;base64,PHN2Zy8+"
TABLE = (
    "<table><caption>{caption}</caption><thead><tr>{corner}<th{scope}>Seen</th></tr></thead>"
    "<tbody><tr>{first}<td>7</td></tr></tbody></table>"
)
CORNER, FIRST = '<th scope="col">Group</th>', '<th scope="row">All</th>'


def tables_at(folder: Path) -> Path:
    rows = [{"action_id": "A1", "action": "Ask every child", "owner": "Police", "stage": "done"}]
    about = {"title": "Actions", "review": "actions-and-impact", "audience": "hips", "profile": "group"}
    path = folder / "hips.json"
    Tables(about).with_frames(None, actions=table("actions", rows)).save(path)
    return path


def drawn(folder: Path, source: str = "", without: str = "") -> dict[str, bytes]:
    """The page of a copy of the packaged notebook, with a cell more, or without the cell that shows one section."""
    notebook = json.loads((notebooks_folder() / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8"))
    cells = notebook["cells"]
    if without:
        notebook["cells"] = [
            cell for cell in cells if without not in "".join(cell["source"]) or "import" in "".join(cell["source"])
        ]
    if source:
        code = {
            "cell_type": "code",
            "id": "mine",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        cells.append(code)
    path = folder / f"{NOTEBOOK}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return render_page(path, tables_at(folder), folder / "kept" / "hips.ipynb")


def kept(folder: Path) -> str:
    """What is kept of the run, without the cells' own code."""
    run = nbformat.reads((folder / "kept" / "hips.ipynb").read_text(encoding="utf-8"), as_version=4)
    for cell in run.cells:
        cell.source = ""
    return str(nbformat.writes(run))


def test_R10_a_warning_of_a_library_is_on_no_page_and_kept_nowhere(tmp_path: Path, capfd: Any) -> None:
    plain = drawn(tmp_path)
    warned = drawn(tmp_path, f"import warnings; warnings.warn('{SECRET} in /home/analyst'); _ = 1")
    assert warned == plain and SECRET not in kept(tmp_path)
    assert SECRET not in "".join(capfd.readouterr())


STRAY = {
    "print": (f"print('{SECRET}')", "something printed"),
    "a table": (f"import pandas as pd; pd.DataFrame({{'name': ['{SECRET}']}})", "something shown"),
    "a forced warning": (
        f"import warnings; warnings.simplefilter('always'); warnings.warn('{SECRET}')",
        "a warning or a log",
    ),
    "a log": (f"import logging; logging.error('{SECRET}')", "a warning or a log"),
    "past Python": (f"import os; _ = os.system('echo {SECRET}; echo {SECRET} >&2')", "something printed"),
    "a widget": (
        "from IPython.display import display\n"
        f"display({{'application/vnd.jupyter.widget-view+json': {{'model_id': '{SECRET}'}}}}, raw=True)",
        "a widget",
    ),
    "an error": (f"{{'a': 1}}['{SECRET}']", "failed (KeyError)"),
    "an error from another": (
        f"try:\n    int('{SECRET}')\nexcept ValueError as e:\n    raise RuntimeError('{SECRET}') from e",
        "failed (RuntimeError)",
    ),
    "a kernel that is gone": ("import os; os._exit(1)", "did not run to its end"),
}


@pytest.mark.parametrize("name", STRAY)
def test_R11_anything_but_a_section_stops_the_page_and_its_text_is_nowhere(
    tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source, says = STRAY[name]
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # where it is set a kernel does not watch what passes Python by
    with pytest.raises(ScrutinyError) as stopped:
        drawn(tmp_path, source)
    told = "".join(capfd.readouterr()) + str(stopped.value)
    assert says in told and SECRET not in told
    if name != "a kernel that is gone":
        assert SECRET not in kept(tmp_path)
    if "error" in name:
        assert re.search(r"Cell \d+, line \d+", kept(tmp_path)), "where it failed stays"


def test_all_stray_outputs_are_told_at_once() -> None:
    notebook = notebook_of([show_summary(full_tables())])
    for name in ("stdout", "stderr"):
        output = nbformat.v4.new_output("stream", name=name, text=SECRET)
        notebook.cells.append(nbformat.v4.new_code_cell("x", outputs=[output]))
    notebook.metadata["widgets"] = {"state": SECRET}
    with pytest.raises(ScrutinyError, match=r"widgets.*Cell 3.*Cell 4") as stopped:
        render_html(notebook, {})
    assert SECRET not in str(stopped.value)


@pytest.mark.parametrize("more", [{"metadata": {"a": SECRET}}, {"data": {"image/png": SECRET}}])
def test_metadata_and_things_beside_a_section_stop_it(more: dict[str, Any]) -> None:
    notebook = notebook_of([show_summary(full_tables())])
    output = notebook.cells[-1].outputs[0]
    output["metadata"].update(more.get("metadata", {}))
    output["data"].update(more.get("data", {}))
    with pytest.raises(ScrutinyError, match="beside a section") as stopped:
        sections_of(notebook)
    assert SECRET not in str(stopped.value)


def test_what_is_kept_of_a_run_has_its_sections_and_no_value() -> None:
    notebook = notebook_of([show_summary(full_tables())])
    notebook.metadata["widgets"] = {"state": SECRET}
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text=SECRET),
        nbformat.v4.new_output("display_data", data={"text/html": SECRET}, metadata={"a": SECRET}),
        nbformat.v4.new_output("error", ename="KeyError", evalue=SECRET, traceback=[f"KeyError: '{SECRET}'"]),
    ]
    notebook.cells.append(nbformat.v4.new_code_cell("x", outputs=outputs))
    sections = sections_of(notebook_of([show_summary(full_tables())]))
    cleaned = without_values(notebook)
    assert SECRET not in nbformat.writes(cleaned) and "KeyError" in nbformat.writes(cleaned)
    assert sections_of(nbformat.from_dict({**cleaned, "cells": cleaned.cells[:-1]})) == sections


def figure(alt: str | None, src: str = PICTURE, caption: str = "Most were seen") -> str:
    said = "" if alt is None else f' alt="{alt}"'
    return f'<figure><figcaption>{caption}</figcaption><img src="{src}"{said}></figure>'


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (figure(None), "has no text alternative"),
        (figure(""), "has no text alternative"),
        (figure("  "), "has no text alternative"),
        (figure("No description has been provided for this image"), "says nothing"),
        (figure("image.png"), "says nothing"),
        (figure("The plots/output_3_1.svg"), "says nothing"),
        (figure("Figure 3"), "says nothing"),
        (figure("a bar chart"), "says nothing"),
        (figure("Seen"), "says nothing"),
        (figure("Most  were seen"), "only its heading"),
        (figure("Seen 24 of 40", src="data:image/svg+xml;base64,"), "empty picture"),
        ("<figure><figcaption>Seen</figcaption></figure>", "has no picture"),
        (figure("Seen 24 of 40") + figure("Seen 24 of 40", src=f"{PICTURE}AA", caption="Heard"), "figure 1 of"),
        (TABLE.format(caption="", corner=CORNER, first=FIRST, scope=' scope="col"'), "no caption"),
        (TABLE.format(caption="Seen", corner=CORNER, first=FIRST, scope=""), "for its column or its row"),
        (
            TABLE.format(caption="Seen", corner='<th scope="col"></th>', first=FIRST, scope=' scope="col"'),
            "empty heading",
        ),
        (
            TABLE.format(caption="Seen", corner=CORNER, first="<td>All</td>", scope=' scope="col"'),
            "row without a heading",
        ),
        (TABLE.format(caption="Seen", corner="<td></td>", first=FIRST, scope=' scope="row"'), "over its columns"),
        ("<table><caption>Seen</caption></table>", "has no rows"),
    ],
)
def test_a_figure_or_table_that_lacks_something_stops_the_page_by_name(html: str, says: str) -> None:
    (found,) = [one for one in unfinished([Section("mine", "Mine", html)]) if says in one]
    assert "of the section mine" in found
    with pytest.raises(ScrutinyError, match="not finished"):
        render_html(notebook_of([Section("mine", "Mine", html)]), {})


@pytest.mark.parametrize(
    "html",
    [
        figure("Seen 24 of 40"),
        figure("Seen 24 of 40") * 2,
        figure("Words that do not blame: 31 of 30, on 31/12/2025."),
        TABLE.format(caption="Seen", corner=CORNER, first=FIRST, scope=' scope="col"'),
    ],
)
def test_what_lacks_nothing_passes(html: str) -> None:
    assert unfinished([Section("mine", "Mine", html)]) == []


def test_a_notebook_without_a_promised_section_makes_no_page(tmp_path: Path) -> None:
    with pytest.raises(ScrutinyError, match=r"lacks what was promised.*the section actions"):
        drawn(tmp_path, without="show_actions")


def test_what_was_promised_is_missed_by_name() -> None:
    tables = full_tables()
    sections = [show(tables) for show in SHOWS]
    assert not_there(sections, tables, "30_deep_dive") == []
    for number, section in enumerate(sections):
        fewer = [*sections[:number], *sections[number + 1 :]]
        assert f"the section {section.id}" in not_there(fewer, tables, "30_deep_dive")
        empty = [*fewer, Section(section.id, section.heading, "")]
        if section.id in ("findings", "actions", "clocks", "training"):
            assert not_there(empty, tables, "30_deep_dive")
    findings = next(section for section in sections if section.id == "findings")
    others = [section for section in sections if section.id != "findings"]
    shorn = findings.html.replace("<table", "<p").replace("</table", "</p")
    assert any(
        "evidence" in one for one in not_there([*others, Section("findings", "x", shorn)], tables, "30_deep_dive")
    )
    key = str(tables["findings"]["finding_id"].iloc[0])
    gone = findings.html.replace(f'id="finding-{key}"', "")
    assert f"the finding {key}" in not_there([*others, Section("findings", "x", gone)], tables, "30_deep_dive")


def test_an_action_that_is_on_the_list_and_not_on_the_page_is_missed() -> None:
    tables = full_tables()
    less = tables.with_frames(None, actions=tables["actions"].iloc[1:])
    shown = [show_summary(tables), show_actions(less), Section("basis", "Basis", "<p>x</p>")]
    assert any("an action" in one for one in not_there(shown, tables, NOTEBOOK))


@pytest.mark.parametrize("name", SECTIONS)
def test_every_packaged_notebook_shows_what_it_promises(name: str) -> None:
    cells = json.loads((notebooks_folder() / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    shown = [
        line.removeprefix("show_").partition("(")[0]
        for source in code
        for line in source.splitlines()
        if "(seen)" in line
    ]
    promised = ["for_practitioners"] if name == "35_practitioners" else SECTIONS[name]
    assert set(promised) == set(shown)
