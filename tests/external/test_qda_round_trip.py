"""A project written and read again is the same project, and what is written is valid against the standard's schemas."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from qda_fixture import coded_project

from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdc_write import write_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.qdpx_write import write_qdpx

TABLES = ("codes", "sources", "coders", "codings", "cases", "case_sources", "variables", "notes", "sets")
HARD = "aZ1 .é😟\u0301\u200d\u05d0\u0623\r\n\t\x00\x1b\ufeff\u2028<&\"'"
WORDS = st.text(alphabet=HARD, max_size=30)
SAID = st.text(alphabet="aZ .é😟\u0301\u05d0\r\n\t<&>\"':IdDefinition\\", max_size=30) | st.sampled_from(
    ["Id: x", "Definition: y", "a\n\nInclude: z", "\\Id: x", "Id:", "\nId: x"]
)
NAME = st.text(alphabet="aZ1.é😟<&\"'\u05d0", min_size=1, max_size=8)
GUID = "0d62985d-b147-5d01-a9b5-cae5dcd98342"
ONE = st.sampled_from(["V1", "{x}", "a b", "é😟", "Id: V", "<&>", GUID, GUID.upper(), f"{{{GUID}}}"])
IDS = st.lists(ONE | NAME, min_size=1, max_size=5, unique=True)
VALUES = {
    "Text": SAID,
    "Boolean": st.sampled_from(["true", "false"]),
    "Integer": st.integers().map(str),
    "Float": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(lambda value: format(value, "f")),
    "Date": st.dates().map(str),
    "DateTime": st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
}


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project: nested codes, several coders over the same stretches, cases, values of every type, notes, sets."""

    def some(of: list[str]) -> str:
        return draw(st.sampled_from(of))

    def rows(of: list[str], least: int = 0) -> range:
        return range(draw(st.integers(least, 5)) if of else 0)

    codes, sources, coders, cases, notes = (draw(IDS) for _ in range(5))
    above = {code: draw(st.sampled_from(["", *codes[:place]])) for place, code in enumerate(codes)}
    texts = {source: draw(WORDS).lstrip("\ufeff") for source in sources}

    def stretch(source: str) -> tuple[int, int]:
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(texts[source]))] * 2)))
        return first, last

    def coded() -> dict[str, object]:
        source = some(sources)
        start, end = stretch(source)
        return {"source": source, "start": start, "end": end, "code": some(codes), "coder": some(["", *coders])}

    def belongs() -> dict[str, object]:
        source = some(sources)
        start, end = stretch(source) if draw(st.booleans()) else (pd.NA, pd.NA)
        return {"case": some(cases), "source": source, "start": start, "end": end}

    def noted(note: str) -> dict[str, object]:
        of = some(["", "project", "code", "source", "case", "passage"])
        about = {"code": codes, "source": sources, "case": cases, "passage": sources}.get(of, [""])
        row: dict[str, object] = {"note": note, "name": draw(NAME | st.just("")), "text": draw(WORDS), "of": of}
        row |= {"about": some(about), "coder": some(["", *coders])}
        return row | (dict(zip(("start", "end"), stretch(str(row["about"])), strict=True)) if of == "passage" else {})

    def valued(number: int) -> dict[str, object]:
        kind = some(list(VALUES))
        of = some(["case", "source"])
        about = some(cases if of == "case" else sources)
        return {"variable": f"v{number}", "type": kind, "of": of, "about": about, "value": draw(VALUES[kind])}

    kept = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))
    parts = ("description", "definition", "include", "exclude", "example")
    return Project(
        name=draw(NAME),
        origin="Scrutiny Workbench",
        codes=qda_table(
            "codes",
            [
                {"code": code, "name": draw(NAME), "parent": above[code], "codable": draw(st.booleans())}
                | {"color": some(["", "#a0b1c2"])} | {part: draw(SAID | st.just("")) for part in parts}
                for code in codes
            ],
        ),
        sources=qda_table(
            "sources",
            [
                {"source": source, "name": draw(NAME), "text": text, "bom": draw(st.booleans())}
                | {"description": draw(SAID)}
                for source, text in texts.items()
            ],
        ),
        coders=qda_table("coders", [{"coder": coder, "name": draw(NAME | st.just(""))} for coder in coders]),
        codings=qda_table("codings", [coded() for _ in rows(codes)]).drop_duplicates(ignore_index=True),
        cases=qda_table(
            "cases", [{"case": case, "name": draw(NAME | st.just("")), "description": draw(SAID)} for case in cases]
        ),
        case_sources=qda_table("case_sources", [belongs() for _ in rows(cases)]).drop_duplicates(ignore_index=True),
        variables=qda_table("variables", [valued(number) for number in rows(cases)]),
        notes=qda_table("notes", [noted(note) for note in notes]),
        sets=qda_table("sets", [{"set": "S", "name": "s", "of": "code", "member": code} for code in kept]),
    )  # fmt: skip


def sorted_rows(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, in an order of their own."""
    return sorted(tuple(str(value) for value in row) for row in table.itertuples(index=False))


def same(first: Project, second: Project) -> None:
    """Every table has the same rows, whatever their order: a file has a code below its parent, a coding in its text."""
    for name in TABLES:
        one, other = getattr(first, name), getattr(second, name)
        assert list(one.columns) == list(other.columns)
        assert sorted_rows(one) == sorted_rows(other), name
    assert (first.name, first.origin) == (second.name, second.origin)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(project=projects(), utf16=st.booleans())
def test_any_project_comes_back_as_it_was_and_is_valid(
    project: Project, utf16: bool, shared: Path, tmp_path: Path
) -> None:
    write_qdpx(project, tmp_path / "a.qdpx", utf16=utf16)
    valid(tmp_path / "a.qdpx", shared)
    back = read_qdpx(tmp_path / "a.qdpx")
    same(project, dataclasses.replace(back, origin=project.origin) if utf16 else back)
    write_qdc(project, tmp_path / "a.qdc")
    valid(tmp_path / "a.qdc", shared)
    assert sorted_rows(read_qdc(tmp_path / "a.qdc").codes) == sorted_rows(project.codes)


def test_line_ends_made_lf_change_positions_but_not_which_words_are_coded(tmp_path: Path) -> None:
    project = coded_project()
    write_qdpx(project, tmp_path / "a.qdpx", lf=True)
    back = read_qdpx(tmp_path / "a.qdpx")

    def words(of: Project) -> list[str]:
        texts = dict(zip(of.sources["source"], of.sources["text"], strict=True))
        cut = [texts[row.source][row.start : row.end] for row in of.codings.itertuples()]
        return [piece.replace("\r\n", "\n").replace("\r", "\n") for piece in cut]

    assert words(back) == words(project)
    assert not back.sources["text"].str.contains("\r").any()


def test_files_of_other_tools_come_back_from_ours(shared: Path, tmp_path: Path) -> None:
    first = read_qdpx(shared / "data" / "qda" / "refi_spec_annexA2_atlasti8.qdpx")
    write_qdpx(first, tmp_path / "a.qdpx")
    valid(tmp_path / "a.qdpx", shared)
    second = read_qdpx(tmp_path / "a.qdpx")
    assert sorted_rows(second.codes) == sorted_rows(first.codes) and len(first.codes) > 10
    for name in ("refi_spec_annexA1", "atlasti23_groups_valid", "taguette_codebook"):
        codebook = read_qdc(shared / "data" / "qda" / f"{name}.qdc")
        write_qdc(codebook, tmp_path / "a.qdc")
        valid(tmp_path / "a.qdc", shared)
        again = read_qdc(tmp_path / "a.qdc")
        assert sorted_rows(again.codes) == sorted_rows(codebook.codes)
        assert sorted_rows(again.sets) == sorted_rows(codebook.sets)


@pytest.mark.parametrize("sets", [True, False])
def test_a_codebook_with_sets_and_one_without_are_valid(sets: bool, shared: Path, tmp_path: Path) -> None:
    project = coded_project() if sets else dataclasses.replace(coded_project(), sets=qda_table("sets"))
    write_qdc(project, tmp_path / "a.qdc")
    valid(tmp_path / "a.qdc", shared)
    assert (b"<Sets>" in (tmp_path / "a.qdc").read_bytes()) is sets


def valid(path: Path, shared: Path) -> None:
    """Raise ``lxml.etree.DocumentInvalid`` when a file is not valid against the schema of its kind."""
    if path.suffix == ".qdpx":
        with zipfile.ZipFile(path) as container:
            data, schema = container.read("project.qde"), "Project.xsd"
    else:
        data, schema = path.read_bytes(), "Codebook.xsd"
    rules = etree.XMLSchema(etree.parse(str(shared / "data" / "qda" / schema)))
    rules.assertValid(etree.fromstring(data))
