"""What is written for other tools: words byte for byte, positions that fit them, ids that stay, losses said."""

from __future__ import annotations

import dataclasses
import re
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from qda_fixture import GUID, WORDS, coded_project

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake import qda_codebook, qda_description
from scrutiny_lib.intake.codebook import Codebook, read_codebook
from scrutiny_lib.intake.qda_codebook import codebook_from, codebook_project, write_codebook
from scrutiny_lib.intake.qda_out import CODES_NAMESPACE
from scrutiny_lib.intake.qda_project import Project, qda_table
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdc_write import write_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.qdpx_texts import positions
from scrutiny_lib.intake.qdpx_write import write_qdpx
from tests.conftest import REPOSITORY

P = "{urn:QDA-XML:project:1.0}"
BOOKS = sorted((REPOSITORY / "audit_templates" / "codebooks").glob("*.toml"))


def opened(path: Path) -> tuple[ElementTree.Element, dict[str, bytes]]:
    """The XML of a project file and its other parts."""
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    return ElementTree.fromstring(parts.pop("project.qde")), parts


def coded(root: ElementTree.Element, texts: dict[str, bytes], unit: str) -> list[tuple[str, str]]:
    """What every selection holds, cut out of the file's own text in the unit its positions count, and its coders."""
    names = {user.get("guid"): user.get("id", user.get("name")) for user in root.iter(f"{P}User")}
    found = []
    for source in root.iter(f"{P}TextSource"):
        data = texts["sources/" + source.get("plainTextPath", "").removeprefix("internal://")]
        words = data.decode("utf-8-sig").encode(unit)
        width = 2 if unit == "utf-16-le" else 4
        for selection in source.iter(f"{P}PlainTextSelection"):
            start, end = (int(selection.get(name, "")) * width for name in ("startPosition", "endPosition"))
            by = [str(names.get(coding.get("creatingUser"), "")) for coding in selection.iter(f"{P}Coding")]
            found.append((words[start:end].decode(unit), ",".join(sorted(by))))
    return sorted(found)


SLICES = sorted(
    [(WORDS[0:9], "A1"), (WORDS[2:19], "A1"), (WORDS[2:19], "A2"), (WORDS[1:3], ""), (WORDS[2:9], ""), ("", "")]
)


def test_words_keep_their_bytes_and_positions_are_code_points(tmp_path: Path) -> None:
    lost = write_qdpx(coded_project(), tmp_path / "a.qdpx")
    root, texts = opened(tmp_path / "a.qdpx")
    whole = b"\xef\xbb\xbf" + WORDS.encode("utf-8")
    assert whole in texts.values()
    assert all(re.fullmatch(r"sources/[0-9a-f-]{36}\.txt", name) for name in texts)
    assert coded(root, texts, "utf-32-le") == SLICES
    assert root.get("origin") == "Scrutiny Workbench"
    warned = ["NVivo counts as two", "ATLAS.ti counts as one", "order mark", "at which QualCoder", "without a name"]
    assert all(any(part in line for line in lost) for part in warned) and len(lost) == len(warned)


def test_a_selection_and_its_codings_name_the_same_coder(tmp_path: Path) -> None:
    write_qdpx(coded_project(), tmp_path / "a.qdpx")
    root, _ = opened(tmp_path / "a.qdpx")
    for selection in root.iter(f"{P}PlainTextSelection"):
        for coding in selection.iter(f"{P}Coding"):
            assert coding.get("creatingUser") == selection.get("creatingUser")
    users = {user.get("name"): user.get("id") for user in root.iter(f"{P}User")}
    assert users == {"first": "A1", "A2": None}


def test_for_nvivo_positions_are_utf_16_units_and_the_file_says_so(tmp_path: Path) -> None:
    lost = write_qdpx(coded_project(), tmp_path / "a.qdpx", utf16=True)
    assert not any("NVivo" in line for line in lost)
    root, texts = opened(tmp_path / "a.qdpx")
    assert coded(root, texts, "utf-16-le") == SLICES
    assert root.get("origin") == "Scrutiny Workbench (UTF-16 positions)"


def test_line_ends_become_lf_only_when_asked_and_positions_move_along(tmp_path: Path) -> None:
    write_qdpx(coded_project(), tmp_path / "a.qdpx", lf=True)
    root, texts = opened(tmp_path / "a.qdpx")
    plain = sorted((words.replace("\r\n", "\n").replace("\r", "\n"), by) for words, by in SLICES)
    assert coded(root, texts, "utf-32-le") == plain
    assert not any(b"\r" in data for data in texts.values())


@given(st.text(alphabet="a😟\r\n\u0301", max_size=12), st.booleans(), st.booleans())
@example("\r\n", True, True)
def test_a_moved_position_cuts_the_moved_text_where_it_cut_the_text(words: str, lf: bool, utf16: bool) -> None:
    at = positions(words, lf=lf, utf16=utf16)
    unit = "utf-16-le" if utf16 else "utf-32-le"
    width = 2 if utf16 else 4
    plain = words.replace("\r\n", "\n").replace("\r", "\n") if lf else words
    for cut in range(len(words) + 1):
        before = plain.encode(unit)[: at(cut) * width].decode(unit)
        if words[cut - 1 : cut + 1] != "\r\n" or not lf:
            head = words[:cut]
            assert before == (head.replace("\r\n", "\n").replace("\r", "\n") if lf else head)


def test_no_quote_no_path_and_no_date_of_ours_is_in_the_file(tmp_path: Path) -> None:
    write_qdpx(coded_project(), tmp_path / "a.qdpx")
    root, _ = opened(tmp_path / "a.qdpx")
    assert not any(selection.get("name") for selection in root.iter(f"{P}PlainTextSelection"))
    keys = {key for element in root.iter() for key in element.attrib}
    assert not keys & {"basePath", "currentPath", "modifiedDateTime", "path"}
    dates = [element.get("creationDateTime") for element in root.iter() if element.get("creationDateTime")]
    assert dates == ["2025-10-01T12:00:00"]


def test_the_same_project_gives_the_same_bytes_and_nothing_half_written_is_left(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_qdpx(coded_project(), tmp_path / f"{name}.qdpx")
        write_qdc(coded_project(), tmp_path / f"{name}.qdc")
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    assert (tmp_path / "a.qdc").read_bytes() == (tmp_path / "b.qdc").read_bytes()
    assert len(list(tmp_path.iterdir())) == 4


def test_ids_that_are_guids_are_used_and_others_are_made_and_kept(tmp_path: Path) -> None:
    write_qdpx(coded_project(), tmp_path / "a.qdpx")
    root, _ = opened(tmp_path / "a.qdpx")
    codes = {code.get("name"): code for code in root.iter(f"{P}Code")}
    assert codes["Nights"].get("guid") == GUID
    assert codes['Own "words"'].get("guid") == str(uuid.uuid5(uuid.UUID(CODES_NAMESPACE), "V1"))
    assert codes['Own "words"'].findtext(f"{P}Description", "").splitlines()[:2] == ["Id: V1", "Definition: As said."]
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))


def test_two_things_with_one_guid_get_two(tmp_path: Path) -> None:
    shared = dataclasses.replace(
        coded_project(),
        cases=qda_table("cases", [{"case": GUID, "name": "Also"}, {"case": GUID.upper(), "name": "Again"}]),
    )
    write_qdpx(shared, tmp_path / "a.qdpx")
    root, _ = opened(tmp_path / "a.qdpx")
    cases = {case.get("name"): case for case in root.iter(f"{P}Case")}
    guids = {GUID, *(case.get("guid") for case in cases.values())}
    assert len(guids) == 3
    assert cases["Again"].findtext(f"{P}Description") == f"Id: {GUID.upper()}"


FAULTS = [
    ("codings", {"source": "S1", "start": 3, "end": 900, "code": "V1", "coder": "A1"}, "point outside their text"),
    ("codings", {"source": "S1", "start": 5, "end": 3, "code": "V1", "coder": "A1"}, "point outside their text"),
    ("codings", {"source": "S1", "start": 0, "end": 9, "code": "V1", "coder": "A1"}, "twice"),
    ("codings", {"source": "S1", "start": 0, "end": 9, "code": "X9", "coder": "A1"}, "not in the codebook"),
    ("codings", {"source": "S9", "start": 0, "end": 9, "code": "V1", "coder": "A1"}, "source that is not there"),
    ("codes", {"code": "V1", "name": "Second"}, "id of another code"),
    ("codes", {"code": "Q", "name": ""}, "without a name"),
    ("codes", {"code": "Q", "name": "q", "parent": "nobody"}, "code that is not there"),
    ("codes", {"code": "Q", "name": "q", "parent": "Q"}, "under themselves"),
    ("codes", {"code": "Q", "name": "q", "color": "rgb(1,2,3)"}, "not of the form #RRGGBB"),
    ("codes", {"code": "Q", "name": "a\0b"}, "XML forbids"),
    ("codes", {"code": "a\nb", "name": "q"}, "replaced by their GUID"),
    ("codes", {"code": "Q", "name": "half \ud83d"}, "XML forbids"),
    ("sources", {"source": "S1", "name": "again", "text": "x"}, "Sources with the id of another"),
    ("sources", {"source": "S3", "text": "\ufeffx"}, "byte order mark"),
    ("cases", {"case": "C1"}, "Cases with the id of another"),
    ("coders", {"coder": "A1"}, "Coders with the id of another"),
    ("case_sources", {"case": "C1", "source": "S9"}, "the case or the source is not there"),
    ("case_sources", {"case": "C1", "source": "S1", "start": 0, "end": 900}, "Stretches of a case"),
    ("variables", {"variable": "n", "type": "Integer", "of": "case", "about": "C1", "value": "1.5"}, "as Text"),
    ("variables", {"variable": "n", "type": "Float", "of": "case", "about": "C9", "value": "1.5"}, "Values of a case"),
    ("notes", {"note": "N9", "text": "t", "of": "passage", "about": "S1", "start": 0, "end": 900}, "in no text"),
    ("notes", {"note": "N9", "text": "t", "of": "code", "about": "X9"}, "something that is not there"),
    ("notes", {"note": "N9", "text": "t", "on": "yesterday"}, "Dates of notes"),
    ("sets", {"set": "G1", "of": "code", "member": "X9"}, "Members of sets that are not there"),
]


@pytest.mark.parametrize(("table", "row", "said"), FAULTS)
def test_what_cannot_be_carried_is_said_and_the_rest_is_written(
    table: str, row: dict[str, object], said: str, tmp_path: Path
) -> None:
    project = coded_project()
    more = pd.concat([getattr(project, table), qda_table(table, [row])], ignore_index=True)
    usual = write_qdpx(project, tmp_path / "usual.qdpx", utf16=True)
    lost = write_qdpx(dataclasses.replace(project, **{table: qda_table(table, more)}), tmp_path / "a.qdpx", utf16=True)
    new = [line for line in lost if line not in usual and said in line]
    assert len(new) == 1 and new[0].endswith(": 1.")
    root, texts = opened(tmp_path / "a.qdpx")
    assert {(words, by) for words, by in coded(root, texts, "utf-16-le")} >= set(SLICES)


def test_a_text_no_file_can_hold_is_refused_and_no_file_is_left(tmp_path: Path) -> None:
    half = qda_table("sources", [{"source": "S1", "text": "a \ud83d b"}])
    halved = dataclasses.replace(coded_project(), sources=half)
    with pytest.raises(Refused, match="lone surrogate"):
        write_qdpx(halved, tmp_path / "a.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_a_codebook_without_a_code_is_refused_and_an_empty_project_is_not(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no code"):
        write_qdc(Project(), tmp_path / "a.qdc")
    assert write_qdpx(Project(), tmp_path / "a.qdpx") == []
    root, texts = opened(tmp_path / "a.qdpx")
    assert list(root) == [] and texts == {}


def test_a_codebook_file_says_what_it_has_no_place_for(tmp_path: Path) -> None:
    lost = write_qdc(coded_project(), tmp_path / "a.qdc")
    first = [line.split(" ")[0].rstrip(",") for line in lost]
    assert first == ["Members", "Texts", "Codings", "Coders", "Cases", "Notes"]
    back = read_qdc(tmp_path / "a.qdc")
    pd.testing.assert_frame_equal(back.codes, coded_project().codes)
    assert back.sets["member"].tolist() == ["V1"]


def test_a_codebook_without_sets_has_no_element_for_them(tmp_path: Path) -> None:
    write_qdc(dataclasses.replace(coded_project(), sets=qda_table("sets")), tmp_path / "a.qdc")
    assert b"<Sets" not in (tmp_path / "a.qdc").read_bytes()


def test_tables_need_only_the_columns_they_have_something_for_in_any_order(tmp_path: Path) -> None:
    project = Project(
        codes=pd.DataFrame({"name": ["Sleep"], "code": ["L1"]}),
        sources=pd.DataFrame({"text": ["It is calm."], "source": ["S1"], "name": ["Visit"]}),
        codings=pd.DataFrame({"coder": ["A1"], "code": ["L1"], "end": [5], "start": [0], "source": ["S1"]}),
    )
    assert write_qdpx(project, tmp_path / "a.qdpx") == []
    root, texts = opened(tmp_path / "a.qdpx")
    assert coded(root, texts, "utf-32-le") == [("It is", "A1")]


def test_codes_nested_deeper_than_any_stack_are_written(tmp_path: Path) -> None:
    rows = [{"code": f"c{n}", "name": f"c{n}", "parent": f"c{n - 1}" if n else ""} for n in range(5000)]
    assert write_qdc(Project(codes=qda_table("codes", rows)), tmp_path / "a.qdc") == []
    assert (tmp_path / "a.qdc").read_text(encoding="utf-8").count("</Code>") == 5000


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_codebook_comes_back_as_it_was(path: Path, tmp_path: Path) -> None:
    book, problems = read_codebook(path)
    assert book is not None and not problems.stops()
    assert write_codebook(book, tmp_path / "a.qdc") == []
    back, problems = codebook_from(read_qdc(tmp_path / "a.qdc"))
    assert problems == []
    pd.testing.assert_frame_equal(back.groups, book.groups)
    pd.testing.assert_frame_equal(back.codes, book.codes)
    assert (back.id, back.edition, back.title, back.about, back.namespace) == (
        book.id, book.edition, book.title, book.about, book.namespace,
    )  # fmt: skip
    like, _ = codebook_from(read_qdc(tmp_path / "a.qdc"), book)
    pd.testing.assert_frame_equal(like.attributes, book.attributes)
    assert (like.unit, like.rules) == (book.unit, book.rules)


def test_our_ids_come_back_by_guid_where_a_tool_dropped_the_descriptions(tmp_path: Path) -> None:
    book, _ = read_codebook(BOOKS[0])
    assert book is not None
    write_codebook(book, tmp_path / "a.qdc")
    whole = (tmp_path / "a.qdc").read_text(encoding="utf-8")
    bare = re.sub(r"<Description>.*?</Description>", "", whole, flags=re.DOTALL)
    (tmp_path / "a.qdc").write_text(bare.replace("Scrutiny Workbench", "Another tool"), encoding="utf-8")
    back, _ = codebook_from(read_qdc(tmp_path / "a.qdc"), book)
    assert back.codes[["id", "group", "name"]].equals(book.codes[["id", "group", "name"]])


def test_codes_of_two_editions_stop_the_work() -> None:
    book, _ = read_codebook(BOOKS[0])
    assert book is not None
    first, second = codebook_project(book).codes, codebook_project(dataclasses.replace(book, edition="9")).codes
    second = second.assign(code="x" + second["code"], parent=second["parent"].map(lambda above: above and "x" + above))
    _, problems = codebook_from(Project(codes=pd.concat([first, second], ignore_index=True)), file="a.qdpx")
    assert [problem.rule for problem in problems] == ["Q03"] and problems.stops()


def test_codes_of_another_tool_get_a_group_and_a_definition_with_a_warning() -> None:
    codes = qda_table(
        "codes",
        [
            {"code": "a", "name": "Sleep", "description": "How nights are."},
            {"code": "b", "name": "Nan", "parent": "a", "definition": "Who is there."},
        ],
    )
    book, problems = codebook_from(Project(codes=codes))
    assert book.codes[["id", "group", "definition"]].values.tolist() == [
        ["a", "codes", "How nights are."], ["b", "codes", "Who is there."],
    ]  # fmt: skip
    assert [(problem.rule, problem.act) for problem in problems] == [("Q04", "WARN"), ("Q04", "WARN")]


@pytest.mark.parametrize(
    ("on", "back", "said"),
    [
        ("2023-02-01T10:00:00.1234567Z", "2023-02-01T10:00:00.1234567Z", ""),
        ("2023-02-01T10:00:00+14:00", "2023-02-01T10:00:00+14:00", ""),
        ("2023-02-01", "2023-02-01T00:00:00", "midnight: 1."),
        ("last week", "", "left out: 1."),
        ("2023-02-30T10:00:00", "", "left out: 1."),
    ],
)
def test_when_a_note_was_made_goes_out_and_comes_back(on: str, back: str, said: str, tmp_path: Path) -> None:
    notes = qda_table("notes", [{"note": "N1", "text": "m", "of": "project", "on": on}])
    told = write_qdpx(Project(name="p", notes=notes), tmp_path / "a.qdpx")
    assert read_qdpx(tmp_path / "a.qdpx").notes["on"].tolist() == [back]
    assert not said or any(sentence.startswith("Dates of notes") and said in sentence for sentence in told)


def edited(folder: Path, change: Callable[[str], str]) -> tuple[Codebook, Codebook, list[str]]:
    """Our codebook, what it is when a tool sends it back changed, and what is warned of."""
    book, _ = read_codebook(next(path for path in BOOKS if path.stem == "voice_starter"))
    assert book is not None
    write_codebook(book, folder / "a.qdc")
    (folder / "a.qdc").write_text(change((folder / "a.qdc").read_text(encoding="utf-8")), encoding="utf-8")
    back, problems = codebook_from(read_qdc(str(folder / "a.qdc")), book)
    assert not problems.stops() and {problem.rule for problem in problems} <= {"Q04"}
    return book, back, [problem.fact for problem in problems]


def other_guids(text: str) -> str:
    return re.sub(r'guid="([0-9a-f-]{36})"', lambda found: f'guid="{uuid.uuid5(uuid.NAMESPACE_URL, found[1])}"', text)


def without_ids(text: str) -> str:
    return re.sub(r"Id: [^\n<]*\n?", "", text)


def on_one_line(text: str) -> str:
    return re.sub(r"<Description>.*?</Description>", lambda found: " ".join(found[0].split()), text, flags=re.DOTALL)


def without_descriptions(text: str) -> str:
    return re.sub(r"<Description>.*?</Description>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_ids, []),
        (on_one_line, []),
        (lambda text: text.replace("\nDefinition", "&#13;\nDefinition").replace("Codes>\n", "Codes>"), []),
        (lambda text: other_guids(without_ids(text)), ["by their name alone"]),
        (
            lambda text: other_guids(without_descriptions(text)).replace('isCodable="false"', 'isCodable="true"'),
            ["by their name alone", "without a description"],
        ),
    ],
)
def test_a_codebook_is_known_again_whatever_a_tool_did_to_it(
    change: Callable[[str], str], said: list[str], tmp_path: Path
) -> None:
    book, back, facts = edited(tmp_path, change)
    pd.testing.assert_frame_equal(back.groups, book.groups)
    pd.testing.assert_frame_equal(back.codes, book.codes)
    assert len(facts) == len(said) and all(words in fact for words, fact in zip(said, facts, strict=True))


def test_new_names_and_new_codes_of_a_tool_stay_what_they_are(tmp_path: Path) -> None:
    new = '<Code guid="{7AA00000-0000-4000-8000-00000000000A}" name="Brand new" isCodable="true"/></Codes>'
    book, back, facts = edited(
        tmp_path, lambda text: text.replace('name="Own words"', 'name="As said"').replace("</Codes>", new)
    )
    assert set(back.codes["id"]) - set(book.codes["id"]) == {"7aa00000-0000-4000-8000-00000000000a"}
    assert back.codes.loc[back.codes["id"] == "V1", "name"].tolist() == ["As said"]
    assert len(facts) == 1 and "in no group" in facts[0]


def test_every_line_a_codebook_writes_is_known_when_it_is_unfolded() -> None:
    assert set(qda_codebook.LINES) == set(qda_description.LINES)
