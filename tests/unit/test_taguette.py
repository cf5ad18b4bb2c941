"""Taguette's database and exports: bytes become characters, nothing in a database is trusted, no word is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.taguette import read_taguette
from scrutiny_lib.intake.taguette_project import tag_guid, words_of

SCHEMA = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT, project_id INTEGER,
  contents TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
  snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
INSERT INTO projects VALUES (1, 'Made up', '', '');
INSERT INTO documents VALUES (1, 'Visit', 'd', 'v.html', 1, '<p>It is ‘fine’ 😟</p><p>I &amp; Nan.</p>');
INSERT INTO tags VALUES (1, 1, 'mood', 'How it feels.'), (2, 1, 'mood.low', ''), (3, 1, 'x.y', '');
INSERT INTO highlights VALUES (1, 1, 6, 16, '<p>‘fine’</p>'), (2, 1, 17, 22, '<p>😟</p><p>I</p>');
INSERT INTO highlight_tags VALUES (1, 1), (1, 2), (2, 2);
"""


def database(path: Path, more: str = "", schema: str = SCHEMA) -> Path:
    """A project of one document and two highlights, and then whatever is done to it."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript(schema + more)
    return path


def test_bytes_become_characters_with_tags_skipped_and_entities_read(tmp_path: Path) -> None:
    project = read_taguette(database(tmp_path / "a.sqlite3"))
    [words] = project.sources["text"]
    assert words == "It is ‘fine’ 😟I & Nan."
    cut = [(words[row.start : row.end], row.code) for row in project.codings.itertuples()]
    assert cut == [("‘fine’", tag_guid("mood")), ("‘fine’", tag_guid("mood.low")), ("😟I", tag_guid("mood.low"))]
    assert set(project.codings["coder"]) == {""}
    assert project.codes["parent"].tolist() == ["", tag_guid("mood"), ""]
    assert project.lost == [
        "Taguette does not say who gave a code: the coder is blank.",
        "Paragraphs that follow the one before without a space or line end, as in Taguette's own text of a document "
        "(nothing was put between them): 1.",
    ]


@given(st.lists(st.text(alphabet="a é😟<&>'", min_size=1, max_size=6), min_size=1, max_size=5))
def test_the_text_between_tags_is_what_was_put_there(pieces: list[str]) -> None:
    escaped = [piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for piece in pieces]
    words, _ = words_of("".join(f"<p>{piece}</p>" for piece in escaped))
    assert words == "".join(pieces)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE alembic_version (version_num TEXT); CREATE TABLE groups (id INTEGER, path TEXT)",
        "ALTER TABLE documents ADD COLUMN text_direction TEXT; ALTER TABLE tags ADD COLUMN parent_id INTEGER",
        "ALTER TABLE documents DROP COLUMN filename; ALTER TABLE projects DROP COLUMN created",
        "ALTER TABLE highlights DROP COLUMN snippet; ALTER TABLE projects DROP COLUMN description",
        "UPDATE tags SET description = NULL WHERE id = 2; UPDATE highlights SET snippet = NULL",
        "ALTER TABLE tags DROP COLUMN project_id; ALTER TABLE documents DROP COLUMN project_id",
    ],
)
def test_a_database_of_another_version_is_read_alike(change: str, tmp_path: Path) -> None:
    now = read_taguette(database(tmp_path / "a.db"))
    other = read_taguette(str(database(tmp_path / "B.SQLITE3", change)))
    for table in ("codes", "sources", "codings"):
        assert getattr(now, table).equals(getattr(other, table)), table
    assert now.lost == other.lost


def test_without_descriptions_or_with_tags_below_tags_the_rest_is_the_same(tmp_path: Path) -> None:
    bare = "ALTER TABLE tags DROP COLUMN description; ALTER TABLE documents DROP COLUMN description"
    below = "ALTER TABLE tags ADD COLUMN parent_id INTEGER; UPDATE tags SET parent_id = 1 WHERE id = 3"
    found = read_taguette(database(tmp_path / "a.sqlite3", f"{bare}; {below}"))
    assert found.codes["parent"].tolist() == ["", tag_guid("mood"), tag_guid("mood")]
    assert set(found.codes["description"]) == {""} == set(found.sources["description"]) and len(found.codings) == 3


LOSSES = [
    ("INSERT INTO highlights VALUES (3, 1, 0, 5, '<p>It is</p>')", "without a tag"),
    ("INSERT INTO highlights VALUES (3, 1, 0, 500, 'x'); INSERT INTO highlight_tags VALUES (3, 1)", "outside"),
    ("INSERT INTO highlights VALUES (3, 9, 0, 5, 'x'); INSERT INTO highlight_tags VALUES (3, 1)", "in no document"),
    ("INSERT INTO highlight_tags VALUES (2, 99)", "not in the project"),
    ("INSERT INTO highlight_tags VALUES (2, 2)", "twice"),
    ("UPDATE highlights SET start_offset = 5 WHERE id = 1", "of other words"),
]


@pytest.mark.parametrize(("change", "said"), LOSSES)
def test_what_does_not_fit_is_counted(change: str, said: str, tmp_path: Path) -> None:
    project = read_taguette(database(tmp_path / "a.sqlite3", change))
    told = [line for line in project.lost[2:] if said in line]
    assert len(told) == 1 and told[0].endswith(": 1.") and len(project.lost) == 3
    assert len(project.codings) == 3


REFUSED = [
    ("INSERT INTO projects VALUES (2, 'Other', '', '')", "2 projects"),
    ("DROP TABLE highlight_tags", "highlight_tags"),
    ("DROP TABLE tags; CREATE VIEW tags AS SELECT 1 AS id, 1 AS project_id, 'x' AS path, '' AS description", "tags"),
    (
        "DROP TABLE tags; CREATE TABLE tags (id INTEGER, project_id INTEGER, description TEXT, "
        "path TEXT AS (hex(zeroblob(1000000))))",
        "tags",
    ),
    ("UPDATE highlights SET start_offset = 'six'", "values of another kind"),
    ("UPDATE documents SET contents = x'00ff'", "values of another kind"),
    ("UPDATE tags SET path = CAST(x'ff' AS TEXT)", "damaged"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_a_database_that_is_not_what_it_should_be_is_refused(change: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=said):
        read_taguette(database(tmp_path / "a.sqlite3", change))


def test_files_that_are_no_database_or_half_of_one_are_refused(tmp_path: Path) -> None:
    whole = database(tmp_path / "whole.sqlite3").read_bytes()
    for name, data, said in (
        ("empty", b"", "empty"),
        ("text", b"It is fine", "not a Taguette project"),
        ("half", whole[: len(whole) // 2], "damaged"),
    ):
        path = tmp_path / f"{name}.sqlite3"
        path.write_bytes(data)
        with pytest.raises(Refused, match=said):
            read_taguette(path)
    with pytest.raises(Refused, match="not there"):
        read_taguette(tmp_path / "none.sqlite3")
    with pytest.raises(Refused, match="kind that is not read"):
        read_taguette(tmp_path / "whole.docx")


def test_a_project_still_open_in_taguette_is_refused_and_the_file_is_never_written(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite3")
    before = path.read_bytes(), sorted(tmp_path.iterdir())
    read_taguette(path)
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == before
    (tmp_path / "a.sqlite3-wal").write_bytes(b"more")
    with pytest.raises(Refused, match="open in Taguette"):
        read_taguette(path)


HIGHLIGHTS = 'id,document,tag,content\n1,Visit,mood,"Two  spaces\r\nand a line, e\u0301 \u200b\x00 =1+1"\n'
MORE = '1,Visit,mood.low,"Two  spaces\r\nand a line, e\u0301 \u200b\x00 =1+1"\n2,Visit,mood,<script>\n'


def test_highlights_keep_every_character_and_become_texts_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_bytes((HIGHLIGHTS + MORE).encode())
    project = read_taguette(tmp_path / "h.csv")
    words = "Two  spaces\r\nand a line, e\u0301 \u200b\x00 =1+1"
    assert project.sources["text"].tolist() == [words, "<script>"]
    assert project.codings[["source", "start", "end"]].values.tolist() == [
        ["highlight-1", 0, len(words)], ["highlight-1", 0, len(words)], ["highlight-2", 0, 8],
    ]  # fmt: skip
    assert [line.split(" ")[0] for line in project.lost] == ["Taguette", "The", "An"]


CSV_FAULTS = [
    (HIGHLIGHTS + "1,Other,mood,x\n", "differ in their document"),
    (HIGHLIGHTS + "1,Visit\n", "fewer cells"),
    (HIGHLIGHTS + ",Visit,mood,x\n", "no id"),
    ("name,words\na,b\n", "headings are not"),
    ('id,document,tag,content\n1,Visit,mood,"open\n', "quotation marks"),
    ("", "empty"),
    ("tag,description\nmood,\nmood,again\n", "name of another"),
]


@pytest.mark.parametrize(("text", "said"), CSV_FAULTS)
def test_an_export_that_cannot_be_taken_as_it_is_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_bytes(text.encode())
    with pytest.raises(Refused, match=said) as refused:
        read_taguette(tmp_path / "h.csv")
    assert "spaces" not in str(refused.value)


def test_an_export_saved_again_by_another_program_is_refused_rather_than_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_bytes("id,document,tag,content\n1,Visit,mood,Café\n".encode("cp1252"))
    with pytest.raises(Refused, match="not UTF-8"):
        read_taguette(tmp_path / "h.csv")


@pytest.mark.parametrize(("words", "kept"), [("Café 😟\nthen", True), ("hidden \u200b space", False)])
def test_a_workbook_is_read_or_refused_but_its_words_are_not_changed(words: str, kept: bool, tmp_path: Path) -> None:
    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["id", "document", "tag", "content"], ["1", "Visit", "mood", words]]):
            sheet.write_row(row, 0, cells)
    if kept:
        assert read_taguette(path).sources["text"].tolist() == [words]
    else:
        with pytest.raises(Refused, match="CSV from Taguette"):
            read_taguette(path)


def test_a_codebook_has_what_each_tag_means(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        'tag,description,number of highlights,number of documents\nmood,"Low, or high.",2,1\n', encoding="utf-8"
    )
    codes = read_taguette(tmp_path / "c.csv").codes
    assert codes[["name", "description"]].values.tolist() == [["mood", "Low, or high."]]
