"""Files that Taguette made, all of one project: whichever is read, the same words, codes and places come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.qdpx_write import write_qdpx
from scrutiny_lib.intake.taguette import read_taguette


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Where the files of other tools are."""
    return shared / "data" / "qda"


def test_bytes_of_the_database_become_characters(folder: Path) -> None:
    project = read_taguette(folder / "taguette_project.sqlite3")
    places = project.codings[["start", "end"]].drop_duplicates().values.tolist()
    assert places == [[88, 131], [143, 178], [211, 244], [220, 271], [325, 367], [96, 126]]
    assert set(project.codings["coder"]) == {""}
    assert project.lost[-1] == "Highlights without a tag, which are no codings, left out: 1."


def test_the_database_holds_the_words_that_the_export_of_highlights_holds(folder: Path) -> None:
    project = read_taguette(folder / "taguette_project.sqlite3")
    texts = dict(zip(project.sources["source"], project.sources["text"], strict=True))
    codings = project.codings.itertuples()
    cut = sorted((texts[str(row.source)][row.start : row.end], str(row.code)) for row in codings)
    for ending in ("csv", "xlsx"):
        export = read_taguette(folder / f"taguette_highlights_all.{ending}")
        words = dict(zip(export.sources["source"], export.sources["text"], strict=True))
        assert sorted((words[str(row.source)], str(row.code)) for row in export.codings.itertuples()) == cut


def test_a_tag_has_the_same_id_wherever_it_is_read_from(folder: Path) -> None:
    known = {
        ending: dict(zip(codes["code"], codes["name"], strict=True))
        for ending, codes in (
            ("sqlite3", read_taguette(folder / "taguette_project.sqlite3").codes),
            ("csv", read_taguette(folder / "taguette_codebook.csv").codes),
            ("qdc", read_taguette(folder / "taguette_codebook.qdc").codes),
        )
    }
    assert known["sqlite3"] == known["csv"] == known["qdc"]
    assert len(known["qdc"]) == 7


def test_a_project_of_taguette_becomes_a_project_for_other_tools(folder: Path, tmp_path: Path) -> None:
    first = read_taguette(folder / "taguette_project.sqlite3")
    write_qdpx(first, tmp_path / "a.qdpx")
    second = read_qdpx(tmp_path / "a.qdpx")
    assert second.sources.equals(first.sources)
    assert sorted(second.codes.astype(str).values.tolist()) == sorted(first.codes.astype(str).values.tolist())
    assert sorted(second.codings.values.tolist()) == sorted(first.codings.values.tolist())
