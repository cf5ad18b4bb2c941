"""Projects and codebooks of other tools are read whole, with the oddities of each; what cannot be carried is said."""

from __future__ import annotations

import uuid
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qdpx_fixture import (
    CODE_A,
    CODE_B,
    CODES,
    OTHER,
    TEXT,
    USER_1,
    USER_2,
    coding,
    one_text,
    packed,
    project,
    selection,
    text_source,
)

from scrutiny_lib.intake.qda_description import join_description, join_id, split_description, split_id
from scrutiny_lib.intake.qda_positions import CODE_POINTS
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx

WORDS = "The lamp was on. The train was late. Biscuits were soft."
A, B, T, O = CODE_A.lower(), CODE_B.lower(), TEXT.lower(), OTHER.lower()  # noqa: E741
PATH = f"sources/{TEXT}.txt"
CASE = "EEEEEEEE-0000-4000-8000-000000000001"
NOTE = "FFFFFFFF-0000-4000-8000-000000000001"


def read(folder: Path, qde: str, texts: dict[str, str | bytes] | None = None, name: str = "project.qde") -> Project:
    return read_qdpx(packed(folder, qde, texts if texts is not None else {PATH: WORDS}, name=name))


def rows(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    return [list(row) for row in frame[list(columns)].itertuples(index=False)]


def lost(found: Project, what: str) -> str:
    """The one sentence about something that was lost; a test that asks for it fails without it."""
    (sentence,) = [line for line in found.lost if what in line]
    assert not any(word in sentence for word in ("lamp", "train", "Biscuits"))
    return sentence


def test_codes_words_coders_and_stretches(tmp_path: Path) -> None:
    inside = selection(4, 8, coding() + coding(CODE_B, USER_2)) + selection(21, 26, coding(user=""))
    found = read(tmp_path, project(text_source(inside)))
    assert rows(found.codings, "source", "start", "end", "code", "coder") == [
        [T, 4, 8, A, USER_1.lower()],
        [T, 4, 8, B, USER_2.lower()],
        [T, 21, 26, A, ""],
    ]
    assert found.sources.to_dict("records") == [
        {"source": T, "name": "visit", "text": WORDS, "bom": False, "description": ""}
    ]
    assert rows(found.coders, "coder", "name") == [[USER_1.lower(), "one"], [USER_2.lower(), "two"]]
    assert found.codings["start"].dtype == "int64" and found.name == "made up" and found.lost == []


def test_folders_and_files_are_found_whatever_their_case(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3))), {PATH.upper(): WORDS}, "Project.QDE")
    assert found.sources["text"].tolist() == [WORDS] and found.lost == []


def test_a_project_named_after_itself_is_read_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3))), name="Trial.qde")
    assert len(found.codings) == 1 and lost(found, "not called project.qde")


def test_litter_of_an_operating_system_is_passed_over(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {PATH: WORDS, "__MACOSX/._project.qde": b"x", ".DS_Store": b"x"}
    assert read(tmp_path, project(text_source(selection(0, 3))), texts).lost == []


@pytest.mark.parametrize(
    "xmlns",
    [
        'xmlns="urn:QDA-XML:project:0:4"',
        "",
        'xmlns="urn:QDA-XML:project:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:QDA-XML:project:0:4 Project.xsd"',
    ],
)
def test_another_namespace_is_read_by_local_names_and_said(xmlns: str, tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3)), xmlns=xmlns))
    assert len(found.codings) == 1 and lost(found, "another version of the format")


def test_prefixed_elements_are_read(tmp_path: Path) -> None:
    qde = (
        f'<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="p"><q:CodeBook><q:Codes><q:Code guid="{CODE_A}" name="a" '
        f'isCodable="true"/></q:Codes></q:CodeBook><q:Sources><q:TextSource guid="{TEXT}"><q:PlainTextContent>{WORDS}'
        f'</q:PlainTextContent><q:Coding guid="{OTHER}"><q:CodeRef targetGUID="{CODE_A}"/></q:Coding></q:TextSource>'
        "</q:Sources></q:Project>"
    )
    found = read(tmp_path, qde, {})
    assert rows(found.codings, "start", "end", "code") == [[0, len(WORDS), A]] and found.lost == []


@pytest.mark.parametrize("where", ["sources/board 7.txt", "board 7.txt"])
def test_a_path_without_a_scheme_is_inside(where: str, tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3), path="board 7.txt")), {where: WORDS})
    assert found.sources["text"].tolist() == [WORDS] and found.lost == []


@pytest.mark.parametrize("path", ["relative:///a.txt", "absolute:///home/x/a.txt", "file:///etc/hosts", "C:/a.txt"])
def test_a_text_outside_the_file_is_never_read(path: str, tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3), path=path)), {"sources/a.txt": WORDS})
    assert found.sources.empty and found.codings.empty
    assert "(1)" in lost(found, "outside the file") and lost(found, "whose text is not in the file")


def test_codes_are_read_though_every_text_is_missing(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3) + selection(4, 8, coding() + coding(CODE_B)))), {})
    assert found.codes["code"].tolist() == [A, B] and found.sources.empty
    assert f"(2, source {T})" in lost(found, "selections in sources without a text")
    assert f"(3, source {T})" in lost(found, "codings in sources without a text")


def test_one_selection_for_each_code_joins_to_equal_stretches(tmp_path: Path) -> None:
    inside = (
        selection(4, 8, coding(CODE_A), guid="1" * 8)
        + selection(4, 8, coding(CODE_B), guid="2" * 8)
        + selection(4, 8, coding(CODE_A), guid="3" * 8)
    )
    found = read(tmp_path, project(text_source(inside)))
    assert rows(found.codings, "start", "end", "code") == [[4, 8, A], [4, 8, B]]
    assert "(1)" in lost(found, "repeat another")


def test_a_description_on_a_selection_is_a_memo_of_no_known_author(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(4, 8, "<Description>Ask again.</Description>"))))
    assert found.codings.empty
    assert rows(found.notes, "text", "of", "about", "start", "end", "coder") == [["Ask again.", "passage", T, 4, 8, ""]]


def test_a_selection_with_nothing_in_it_is_counted(tmp_path: Path) -> None:
    assert "(1)" in lost(read(tmp_path, project(text_source(selection(4, 8, "")))), "nothing said of them")


def test_a_stretch_of_no_length_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(4, 4))))
    assert rows(found.codings, "start", "end") == [[4, 4]]


def test_a_coding_of_a_whole_source_is_of_its_whole_text(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(coding(CODE_B))))
    assert rows(found.codings, "start", "end", "code") == [[0, len(WORDS), B]]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("#f00", "#ff0000"), ("#46AA00", "#46AA00"), ("rgb(1,2,255)", "#0102ff"), ("#46AA00FF", "#46AA00"), ("", "")],
)
def test_colours_come_in_one_form(written: str, read_as: str, tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(), codes=f'<Code guid="{CODE_A}" name="a" color="{written}"/>'))
    assert found.codes["color"].tolist() == [read_as] and found.codes["codable"].tolist() == [True] and not found.lost


def test_a_colour_nobody_understands_is_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(), codes=f'<Code guid="{CODE_A}" name="a" color="plaid"/>'))
    assert found.codes["color"].tolist() == [""] and lost(found, "colours")


def test_guids_meet_whatever_their_case_and_braces(tmp_path: Path) -> None:
    codes = f'<Code guid="{{{CODE_A}}}" name="a" isCodable="0"/>'
    found = read(tmp_path, project(text_source(selection(0, 3, coding(CODE_A.lower()))), codes=codes))
    assert found.codings["code"].tolist() == [A] and found.codes["codable"].tolist() == [False]


def test_nested_codes_keep_their_parents_and_order(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{CODE_A}" name="a" isCodable="true"><Description>Def.</Description>'
        f'<Code guid="{CODE_B}" name="b" isCodable="true"><Code guid="{OTHER}" name="c" isCodable="true"/></Code>'
        f'</Code><Code guid="{TEXT}" name="d"/>'
    )
    found = read(tmp_path, project("", codes=codes))
    assert rows(found.codes, "name", "parent") == [["a", ""], ["b", A], ["c", B], ["d", ""]]


def test_a_name_of_nothing_and_a_blank_description_are_absent(tmp_path: Path) -> None:
    qde = project(text_source("<Description> \n</Description>", name=""))
    found = read(tmp_path, qde)
    assert rows(found.sources, "name", "description") == [["", ""]]


def test_a_text_of_no_length_is_read_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(coding())), {PATH: b""})
    assert found.sources["text"].tolist() == [""] and rows(found.codings, "start", "end") == [[0, 0]]
    assert lost(found, "no length")


def test_sources_of_one_name_are_two_sources(tmp_path: Path) -> None:
    sources = text_source(selection(0, 3)) + text_source(selection(4, 8), guid=OTHER)
    found = read(tmp_path, project(sources), {PATH: WORDS, f"sources/{OTHER}.txt": WORDS})
    assert (
        rows(found.codings, "source", "start") == [[T, 0], [O, 4]] and found.sources["name"].tolist() == ["visit"] * 2
    )


def test_an_unnamed_case_of_variables_gives_them_to_the_file(tmp_path: Path) -> None:
    variable = f'<Variables><Variable guid="{NOTE}" name="age band" typeOfVariable="Integer"/></Variables>'
    value = f'<VariableValue><VariableRef targetGUID="{NOTE}"/><IntegerValue>7</IntegerValue></VariableValue>'
    case = f'<Cases><Case guid="{CASE}" name="">{value}<SourceRef targetGUID="{TEXT}"/></Case></Cases>'
    found = read(tmp_path, project(text_source(), cases=variable + case))
    assert found.cases.empty and found.case_sources.empty and found.lost == []
    assert rows(found.variables, "variable", "type", "of", "about", "value") == [
        ["age band", "Integer", "source", T, "7"]
    ]


def test_cases_have_sources_stretches_and_values_or_none(tmp_path: Path) -> None:
    variables = (
        f'<Variables><Variable guid="{NOTE}" name="seen" typeOfVariable="Boolean"/>'
        f'<Variable guid="{OTHER}" name="never used" typeOfVariable="Date"/></Variables>'
    )
    value = f'<VariableValue><VariableRef targetGUID="{NOTE}"/></VariableValue>'
    refs = (
        f'<SourceRef targetGUID="{TEXT}"/><SelectionRef targetGUID="{"9" * 8}"/><SelectionRef targetGUID="{"8" * 8}"/>'
    )
    case = f'<Cases><Case guid="{CASE}" name="K1">{value}{refs}</Case></Cases>'
    inside = selection(4, 8, "", guid="9" * 8)
    found = read(tmp_path, project(text_source(inside), cases=variables + case))
    assert rows(found.cases, "case", "name") == [[CASE.lower(), "K1"]]
    belong = found.case_sources.astype(object).where(found.case_sources.notna(), None)
    assert rows(belong, "source", "start", "end") == [[T, None, None], [T, 4, 8]]
    assert rows(found.variables, "variable", "of", "value") == [["seen", "case", ""], ["never used", "", ""]]
    assert "(1)" in lost(found, "selections of cases") and len(found.lost) == 1


def test_a_code_that_is_a_case_says_what_belongs_to_it(tmp_path: Path) -> None:
    cases = f'<Cases><Case guid="{CODE_B}"><CodeRef targetGUID="{CODE_B}"/></Case></Cases>'
    codes = (
        f'{CODES[: CODES.index("<Code", 1)]}<Code guid="{CODE_B}" name="K2"><Code guid="{NOTE}" name="below"/></Code>'
    )
    inside = selection(4, 8, coding() + coding(CODE_B)) + coding(CODE_B)
    found = read(tmp_path, project(text_source(inside), codes=codes, cases=cases))
    assert rows(found.codes, "code", "parent") == [[A, ""], [NOTE.lower(), ""]]
    assert rows(found.cases, "case", "name") == [[B, "K2"]]
    assert found.codings["code"].tolist() == [A] and found.case_sources["case"].tolist() == [B, B]
    assert found.case_sources["start"].isna().tolist() == [True, False] and found.lost == []


def test_memos_have_author_date_and_what_they_are_about(tmp_path: Path) -> None:
    refer = f'<NoteRef targetGUID="{NOTE}"/>'
    codes = f'<Code guid="{CODE_A}" name="a" isCodable="true">{refer}</Code>'
    note = (
        f'<Notes><Note guid="{NOTE}" name="memo" creatingUser="{USER_2}" creationDateTime="2025-10-01T09:00:00Z">'
        f'<PlainTextContent>Think.</PlainTextContent></Note><Note guid="{OTHER}" plainTextPath="internal://n.txt"/></Notes>'
    )
    inside = selection(4, 8, coding() + refer) + refer
    found = read(
        tmp_path,
        project(text_source(inside), codes=codes, after=note + refer),
        {PATH: WORDS, "sources/n.txt": "\ufeffB"},
    )
    first = found.notes[found.notes["note"] == NOTE.lower()]
    assert sorted(first["of"]) == ["code", "passage", "project", "source"]
    assert set(first["coder"]) == {USER_2.lower()} and set(first["on"]) == {"2025-10-01T09:00:00Z"}
    assert rows(found.notes[found.notes["note"] == O], "text", "of") == [["B", ""]] and found.lost == []


def test_a_link_between_a_memo_and_a_thing_is_carried_others_are_not(tmp_path: Path) -> None:
    after = (
        f'<Notes><Note guid="{NOTE}"><PlainTextContent>Think.</PlainTextContent></Note></Notes><Links>'
        f'<Link guid="{CASE}" originGUID="{NOTE}" targetGUID="{TEXT}"/><Link guid="{OTHER}" originGUID="{TEXT}" '
        f'targetGUID="{CODE_A}"/></Links><Graphs><Graph guid="{OTHER}"/></Graphs>'
    )
    found = read(tmp_path, project(text_source(), after=after))
    assert rows(found.notes, "of", "about") == [["source", T]]
    assert "(1)" in lost(found, "links between things") and "(1)" in lost(found, "graphs")


def test_sets_of_all_kinds_and_none(tmp_path: Path) -> None:
    members = (
        f'<MemberCode targetGUID="{CODE_A}"/><MemberSource targetGUID="{TEXT}"/><MemberCode targetGUID="{OTHER}"/>'
    )
    sets = f'<Sets><Set guid="{NOTE}" name="g">{members}</Set><Set guid="{OTHER}" name="e"/></Sets>'
    found = read(tmp_path, project(text_source(), after=sets))
    assert rows(found.sets, "name", "description", "of", "member") == [["g", "", "code", A], ["g", "", "source", T]]
    assert lost(found, "members of sets: codes") and lost(found, "sets without a member")
    assert read(tmp_path, project(text_source(), after="<Sets/>")).lost == []


def test_a_pdf_gives_its_text_under_its_own_guid(tmp_path: Path) -> None:
    twin, alone = "9" * 8, "8" * 8
    pdf = (
        f'<PDFSource guid="{TEXT}" name="letter" path="internal://x.pdf"><PDFSelection guid="{twin}" page="0">'
        f'{coding()}</PDFSelection><PDFSelection guid="{alone}" page="0">{coding()}</PDFSelection>'
        f'<Representation guid="{OTHER}" plainTextPath="internal://{OTHER}.txt">'
        f"{selection(4, 8, guid=twin)}</Representation></PDFSource>"
    )
    case = f'<Cases><Case guid="{CASE}" name="K"><SourceRef targetGUID="{TEXT}"/></Case></Cases>'
    found = read(tmp_path, project(pdf, cases=case), {f"sources/{OTHER}.txt": WORDS, "sources/x.pdf": b"%PDF"})
    assert rows(found.codings, "source", "start", "end") == [[T, 4, 8]] and found.case_sources["source"].tolist() == [T]
    assert "(1)" in lost(found, "codings on areas of PDF pages") and "(1)" in lost(found, "pages of PDFs")


def test_a_recording_gives_its_transcripts_and_what_is_marked_between_sync_points(tmp_path: Path) -> None:
    points = '<SyncPoint guid="1" timeStamp="0" position="4"/><SyncPoint guid="2" timeStamp="900" position="8"/>'
    film = (
        f'<VideoSource guid="{OTHER}" name="film"><Transcript guid="{TEXT}" plainTextPath="internal://{TEXT}.txt">{points}'
        f'<TranscriptSelection guid="3" fromSyncPoint="1" toSyncPoint="2">{coding()}</TranscriptSelection>'
        f'<TranscriptSelection guid="4" fromSyncPoint="1">{coding()}</TranscriptSelection></Transcript>'
        f'<VideoSelection guid="5" begin="1" end="1">{coding()}</VideoSelection></VideoSource>'
    )
    sets = f'<Sets><Set guid="{NOTE}" name="s"><MemberSource targetGUID="{OTHER}"/></Set></Sets>'
    found = read(tmp_path, project(film, after=sets))
    assert rows(found.codings, "source", "start", "end") == [[T, 4, 8]] and found.sets["member"].tolist() == [T]
    assert found.sources["name"].tolist() == ["film"]
    for what in ("recordings (their", "codings on stretches of films", "selections without a position"):
        assert "(1" in lost(found, what)


def test_pictures_and_sound_without_words_are_listed(tmp_path: Path) -> None:
    picture = f'<PictureSource guid="{OTHER}"><PictureSelection guid="1">{coding()}</PictureSelection></PictureSource>'
    sound = f'<AudioSource guid="{CASE}">{coding()}</AudioSource><HoloSource guid="{NOTE}"/>'
    found = read(tmp_path, project(picture + sound), {})
    for what in ("pictures (1,", "areas of pictures", "sound recordings without", "codings in sources", "unknown kind"):
        assert "(1" in lost(found, what)


def test_codes_that_the_codebook_does_not_have_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3, coding(OTHER) + coding()))))
    assert found.codings["code"].tolist() == [A] and "(1)" in lost(found, "not in the codebook")


def test_a_coder_whom_the_file_does_not_list_is_a_coder(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source(selection(0, 3)), users=""))
    assert rows(found.coders, "coder", "name") == [[USER_1.lower(), ""]] and found.lost == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbfCafe\xcc\x81 \x00 \xd7\xa9", "Cafe\u0301 \0 \u05e9"),
        ("na\u00efve \ud83d\ude1f".encode("utf-16", "surrogatepass"), "naïve 😟"),
        ("Zoë £".encode("cp1252"), "Zoë £"),
        (b"\x81\xff", "\x81ÿ"),
    ],
)
def test_words_are_read_letter_for_letter_in_any_encoding(data: bytes, words: str, tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source()), {PATH: data})
    assert found.sources["text"].tolist() == [words]
    assert bool(found.lost) == (not data.startswith(b"\xef\xbb\xbf"))


def test_a_project_that_calls_itself_utf_16_and_is_utf_8_is_read(tmp_path: Path) -> None:
    qde = project(text_source(selection(0, 3), name="Zoë")).replace("utf-8", "utf-16")
    assert read(tmp_path, qde).sources["name"].tolist() == ["Zoë"]
    assert read_qdpx(packed(tmp_path, qde.encode("utf-16"), {PATH: WORDS})).sources["name"].tolist() == ["Zoë"]


def test_a_large_project_is_read_whole(tmp_path: Path) -> None:
    text = "quiet river lamp\n" * 60_000
    spans = [(17 * number + 6, 17 * number + 11) for number in range(5_000)]
    found = read_qdpx(one_text(tmp_path, text, spans))
    assert found.sources["text"].tolist() == [text] and rows(found.codings, "start", "end") == [list(s) for s in spans]


def test_our_own_ids_come_back_from_our_own_files_even_through_another_tool(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{CODE_A}" name="a"><Description>{join_description(id="V1", definition="D")}</Description></Code>'
    )
    users = f'<Users><User guid="{USER_1}" id="A1" name="first"/><User guid="{USER_2}" name="A2"/></Users>'
    described = f"<Description>{join_id('K1', '')}</Description>"
    case = f'<Cases><Case guid="{CASE}">{described}<SourceRef targetGUID="{TEXT}"/></Case></Cases>'
    inside = f"<Description>{join_id('S1', 'Second visit.')}</Description>{selection(0, 3)}"
    for origin in ("Scrutiny Workbench", "QualCoder"):
        found = read(tmp_path, project(text_source(inside), codes=codes, users=users, cases=case, origin=origin))
        assert rows(found.codes, "code", "definition", "description") == [["V1", "D", ""]]
        assert rows(found.codings, "source", "code", "coder") == [["S1", "V1", "A1"]]
        assert rows(found.coders, "coder", "name") == [["A1", "first"], ["A2", ""]]
        assert rows(found.sources, "source", "description") == [["S1", "Second visit."]]
        assert rows(found.case_sources, "case", "source") == [["K1", "S1"]] and found.lost == []


def test_two_things_with_one_id_of_ours_stay_two(tmp_path: Path) -> None:
    codes = "".join(
        f'<Code guid="{guid}" name="a"><Description>Id: V1</Description></Code>' for guid in (CODE_A, CODE_B)
    )
    found = read(tmp_path, project("", codes=codes))
    assert found.codes["code"].tolist() == ["V1", B] and lost(found, "there twice")


def test_a_first_line_that_looks_like_an_id_stays_words_in_a_file_of_others(tmp_path: Path) -> None:
    found = read(tmp_path, project(text_source("<Description>Id: somebody\nsaid</Description>")))
    assert rows(found.sources, "source", "description") == [[T, "Id: somebody\nsaid"]]


def test_a_codebook_with_groups_headings_and_a_scheme_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "book.qdc"
    path.write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="f4"><Codes><Code guid="{CODE_A}" name="a" '
        f'isCodable="false"><Description>Definition: As\nsaid.\n\nInclude: Nights.</Description>'
        f'<Code guid="{CODE_B}" name="b" isCodable="true"/></Code></Codes><Sets>'
        f'<Set guid="{OTHER}" name="g"><MemberCode guid="{CODE_B}"/>'
        "</Set></Sets></CodeBook>",
        encoding="utf-8",
    )
    found = read_qdc(path)
    assert rows(found.codes, "name", "parent", "codable", "definition", "include") == [
        ["a", "", False, "As\nsaid.", "Nights."],
        ["b", A, True, "", ""],
    ]
    assert rows(found.sets, "name", "of", "member") == [["g", "code", B]] and found.origin == "f4"
    assert len(found.lost) == 1 and "another version" in found.lost[0]


PIECES = [
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "Definition: ",
    "Definition:",
    "Include:",
    "Id: ",
    "Id:",
    "\\",
    " ",
    "a",
    "Example:\n",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
LINES = st.lists(st.sampled_from(["Id: ", "Id:", "\\", " ", "a", "Example: "]), max_size=4).map("".join)


@given(LINES, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_description_comes_apart_as_it_was_put_together(
    id: str, definition: str, include: str, exclude: str, example: str, rest: str
) -> None:
    parts = {
        "id": id,
        "definition": definition,
        "include": include,
        "exclude": exclude,
        "example": example,
        "rest": rest,
    }
    assert split_description(join_description(**parts)) == parts
    assert split_id(join_id(id, rest)) == (id, rest)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 10), st.booleans(), st.sampled_from([USER_1, USER_2, ""])),
        max_size=12,
    )
)
def test_codings_come_back_each_once_in_the_order_of_the_text(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int, bool, str]]
) -> None:
    inside = "".join(
        selection(at, at + length, coding(CODE_B if other else CODE_A, user), guid=str(uuid.UUID(int=number)))
        for number, (at, length, other, user) in enumerate(drawn)
    )
    path = packed(tmp_path_factory.mktemp("drawn"), project(text_source(inside)), {PATH: WORDS})
    found = read_qdpx(path, positions=CODE_POINTS).codings
    expected = {(at, at + length, B if other else A, user.lower()) for at, length, other, user in drawn}
    assert set(found[["start", "end", "code", "coder"]].itertuples(index=False, name=None)) == expected
    assert len(found) == len(expected) and rows(found, "start", "end") == sorted(rows(found, "start", "end"))
