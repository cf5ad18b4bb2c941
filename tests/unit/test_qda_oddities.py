"""What files of other tools do that the standard does not foresee: read all the same, or listed, never passed over."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from qdpx_fixture import CODE_A, OTHER, TEXT, USER_1, USER_2, coding, packed, project, selection, text_source

from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qda_spans import CODE_POINTS_CRLF
from scrutiny_lib.intake.qdpx_read import read_qdpx

WORDS = "The lamp was on. The train was late."
QDE = project(text_source(selection(4, 8)))
PART = f"sources/{TEXT}.txt"


def coded_words(found: Project) -> list[str]:
    texts = dict(zip(found.sources["source"], found.sources["text"], strict=True))
    return [texts[str(row.source)][row.start : row.end] for row in found.codings.itertuples()]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("internal://my file.txt", "sources/my%20file.txt"),
        ("internal://my%20file.txt", "Sources/my file.txt"),
        ("K%C3%B6ln.txt", "Ko\u0308ln.txt"),
        ("internal://K\u00f6ln.txt", "sources/Ko\u0308ln.TXT"),
        ("./a//b.txt", "sources\\a\\b.txt"),
        ("internal://sources/a.txt", "Sources/a.txt"),
        ("internal://a", "sources/a.txt"),
    ],
)
def test_a_text_is_found_however_its_path_is_written(path: str, part: str, tmp_path: Path) -> None:
    found = read_qdpx(packed(tmp_path, project(text_source(selection(4, 8), path=path)), {part: WORDS}))
    assert coded_words(found) == ["lamp"] and found.lost == []


def test_a_name_in_utf_8_that_does_not_say_so_is_read_as_utf_8(tmp_path: Path) -> None:
    path = packed(tmp_path, project(text_source(selection(4, 8), path="internal://K\u00f6ln.txt")), {
        "sources/K\u00f6ln.txt": WORDS
    })  # fmt: skip
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] &= ~0x08
            place = data.find(mark, place + 4)
    path.write_bytes(bytes(data))
    assert coded_words(read_qdpx(str(path))) == ["lamp"]


class Pipe(io.RawIOBase):
    """A file that cannot be gone back in, so that sizes stand behind each part."""

    def __init__(self, whole: io.BytesIO):
        self.whole = whole

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self.whole.write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_any_ordinary_packing_is_read(method: int, tmp_path: Path) -> None:
    streamed, large = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(Pipe(streamed), "w", method) as container:
        container.writestr("project.qde", QDE)
        container.writestr(PART, WORDS)
    with zipfile.ZipFile(large, "w", method) as container:
        for name, words in (("project.qde", QDE), (PART, WORDS)):
            with container.open(name, "w", force_zip64=True) as part:
                part.write(words.encode())
    for whole in (streamed, large):
        (tmp_path / "a.QDPX").write_bytes(whole.getvalue())
        assert coded_words(read_qdpx(tmp_path / "a.QDPX")) == ["lamp"]


def test_one_part_packed_twice_is_one_part(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "a.qdpx", "w") as container:
        for name, data in (("project.qde", QDE), (PART, WORDS), (PART, WORDS)):
            container.writestr(name, data)
    assert coded_words(read_qdpx(tmp_path / "a.qdpx")) == ["lamp"]


def test_what_nothing_refers_to_is_listed(tmp_path: Path) -> None:
    parts = {PART: WORDS, "sources/old.txt": "x", "sources/film.mp4": "x", "run_me.exe": "x", "__MACOSX/._a": "x"}
    found = read_qdpx(packed(tmp_path, QDE, parts))
    assert coded_words(found) == ["lamp"]
    assert found.lost == [
        "Not carried: texts in the file that nothing in its project refers to (1).",
        "Not carried: parts of the file that no project has, outside the folder of sources (1).",
    ]


def test_the_text_of_an_area_of_a_page_is_referred_to(tmp_path: Path) -> None:
    area = (
        '<PDFSelection guid="1" page="0" firstX="0" firstY="0" secondX="1" secondY="1">'
        f'<Representation guid="2" plainTextPath="internal://area.txt"/>{coding()}</PDFSelection>'
    )
    text = f'<Representation guid="3" plainTextPath="internal://page.txt">{selection(4, 8)}</Representation>'
    pdf = f'<PDFSource guid="{TEXT}" name="p">{area}{text}</PDFSource>'
    found = read_qdpx(packed(tmp_path, project(pdf), {"sources/page.txt": WORDS, "sources/area.txt": "lamp"}))
    assert coded_words(found) == ["lamp"] and not any("refers" in said for said in found.lost)
    assert any("codings on areas of PDF pages (1)" in said for said in found.lost)


def test_a_coding_that_names_no_coder_is_by_whom_its_selection_is(tmp_path: Path) -> None:
    def selected(start: int, users: str, inside: str) -> str:
        return selection(start, start + 3, inside).replace('startPosition="', f'{users} startPosition="', 1)

    inside = (
        selected(0, f'creatingUser="{USER_2}"', coding(user=""))
        + selected(4, f'creatingUser="{USER_2}"', coding())
        + selected(9, f'modifyingUser="{USER_1}"', coding(user=""))
        + selected(13, "", coding(user=""))
    )
    found = read_qdpx(packed(tmp_path, project(text_source(inside)), {PART: WORDS}))
    assert found.codings["coder"].tolist() == [USER_2.lower(), USER_1.lower(), USER_1.lower(), ""]


def test_a_memo_only_ever_changed_has_who_and_when(tmp_path: Path) -> None:
    note = (
        f'<Notes><Note guid="{OTHER}" modifyingUser="{USER_2}" modifiedDateTime="2023-02-02T10:00:00Z">'
        '<PlainTextContent>m</PlainTextContent><PlainTextSelection guid="7" startPosition="0" endPosition="4"/>'
        "</Note></Notes>"
    )
    source = text_source(selection(4, 8) + f'<NoteRef targetGUID="{OTHER}"/>')
    found = read_qdpx(packed(tmp_path, project(source, after=note), {PART: WORDS}))
    assert found.notes[["coder", "on"]].to_numpy().tolist() == [[USER_2.lower(), "2023-02-02T10:00:00Z"]]
    assert found.lost == ["Not carried: places within memos, or of what a memo is about (1)."]


def test_a_source_without_a_name_is_called_by_its_file(tmp_path: Path) -> None:
    source = '<TextSource guid="{}" plainTextPath="{}"/>'
    sources = source.format(TEXT, "boards/board_2017.txt") + source.format(OTHER, f"internal://{OTHER}.txt")
    parts = {"sources/boards/board_2017.txt": WORDS, f"sources/{OTHER}.txt": WORDS}
    assert read_qdpx(packed(tmp_path, project(sources), parts)).sources["name"].tolist() == ["board_2017.txt", ""]


def test_whole_lines_with_their_ends_say_how_positions_are_counted(tmp_path: Path) -> None:
    """As qc writes them: a line end of two characters counts as one, and belongs to the line before it."""
    lines = ["Interviewer: hello \U0001f600\r\n", "Zed: the lamp was on\r\n", "Interviewer: and then\r\n"]
    inside, at = "", 0
    for number, line in enumerate(lines):
        length = len(line) - 1
        inside += selection(at, at + length, name=f"line:{number}")
        at += length
    for origin in ("qc 1.3.2", ""):
        found = read_qdpx(packed(tmp_path, project(text_source(inside), origin=origin), {PART: "".join(lines)}))
        assert coded_words(found) == lines and found.readings["reading"].tolist() == [CODE_POINTS_CRLF]


def test_what_stands_in_a_second_source_of_one_guid_is_counted(tmp_path: Path) -> None:
    found = read_qdpx(packed(tmp_path, project(text_source(selection(4, 8)) * 2), {PART: WORDS}))
    assert coded_words(found) == ["lamp"]
    assert f"Not carried: codings in sources whose GUID another has (1, source {TEXT.lower()})." in found.lost


def test_a_selection_without_a_position_takes_its_codings_into_the_list(tmp_path: Path) -> None:
    inside = selection(4, 8).replace('endPosition="8"', 'endPosition=""')
    found = read_qdpx(packed(tmp_path, project(text_source(inside)), {PART: WORDS}))
    assert found.codings.empty and found.codes["code"].tolist()[0] == CODE_A.lower()
    assert any("codings that have no position in their text (1" in said for said in found.lost)
