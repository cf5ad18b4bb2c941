"""Project and codebook files that are broken or made to do harm: refused under a rule, with nothing of a text said."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.qda_xml import MAX_DEPTH
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx

GUID = "CCCCCCCC-0000-4000-8000-000000000001"
SECRET = "hedgehog"
SOURCE = f'<TextSource guid="{GUID}" plainTextPath="internal://{GUID}.txt"/>'
QDE = f'<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources>{SOURCE}</Sources></Project>'
BOMB = "".join(f'<!ENTITY e{n} "{"".join([f"&e{n - 1};"] * 10) if n else SECRET}">' for n in range(9))
FAULTS: dict[str, tuple[str, Callable[[Path], object]]] = {}


def fault(rule: str) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    """Enter a maker of a bad project among the faults."""

    def enter(make: Callable[[Path], object]) -> Callable[[Path], object]:
        FAULTS[make.__name__] = (rule, make)
        return make

    return enter


def pack(path: Path, parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as container:
        warnings.simplefilter("ignore")
        for name, data in parts.items():
            container.writestr(zipfile.ZipInfo(name), data, method)


@fault("F01")
def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


@fault("F02")
def no_file(path: Path) -> None:
    path.unlink(missing_ok=True)


@fault("F07")
def a_text_with_another_name(path: Path) -> None:
    path.write_text(SECRET)


@fault("F07")
def a_container_cut_short(path: Path) -> None:
    pack(path, {"project.qde": QDE, f"sources/{GUID}.txt": SECRET * 99})
    path.write_bytes(path.read_bytes()[:-40])


@fault("F07")
def a_text_damaged_on_the_way(path: Path) -> None:
    pack(path, {"project.qde": QDE, f"sources/{GUID}.txt": SECRET * 99}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(SECRET.encode(), b"hedgehop", 1))


@fault("F07")
def a_project_cut_short(path: Path) -> None:
    pack(path, {"project.qde": QDE[:-5]})


@fault("F07")
def a_container_without_a_project(path: Path) -> None:
    pack(path, {"sources/a.txt": SECRET})


@fault("F07")
def a_project_in_a_folder(path: Path) -> None:
    pack(path, {"old/project.qde": QDE})


@fault("F07")
def xml_of_another_kind(path: Path) -> None:
    pack(path, {"project.qde": f"<html>{SECRET}</html>"})


@fault("F01")
def a_project_of_no_length(path: Path) -> None:
    pack(path, {"project.qde": ""})


@fault("F03")
def a_password(path: Path) -> None:
    pack(path, {"project.qde": QDE}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(bytes(data))


@fault("F12")
def two_projects(path: Path) -> None:
    pack(path, {"project.qde": QDE, "Other.QDE": QDE})


@fault("F12")
def a_part_twice_but_for_its_case(path: Path) -> None:
    pack(path, {"project.qde": QDE, "sources/a.txt": SECRET, "Sources/A.txt": "x"})


@fault("F12")
def a_part_above_the_folder(path: Path) -> None:
    pack(path, {"project.qde": QDE, "sources/../../a.txt": SECRET})


@fault("F12")
def a_part_above_the_folder_with_backslashes(path: Path) -> None:
    pack(path, {"project.qde": QDE, "sources\\..\\..\\a.txt": SECRET})


@fault("F12")
def a_part_at_the_root_of_the_disk(path: Path) -> None:
    pack(path, {"project.qde": QDE, "/etc/a.txt": SECRET})


@fault("F12")
def a_part_on_a_drive(path: Path) -> None:
    pack(path, {"project.qde": QDE, "C:\\a.txt": SECRET})


@fault("F12")
def a_part_that_points_to_another_file(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("project.qde", QDE)
        link = zipfile.ZipInfo(f"sources/{GUID}.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        container.writestr(link, "../../secrets.txt")


@fault("F07")
def a_way_of_packing_that_is_not_read(path: Path) -> None:
    pack(path, {"project.qde": QDE})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(mark) + at] = 9
    path.write_bytes(bytes(data))


@fault("F07")
def a_part_damaged_inside_its_lzma(path: Path) -> None:
    pack(path, {"project.qde": QDE * 9}, zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(byte ^ 0x5A for byte in data[60:90])
    path.write_bytes(bytes(data))


@fault("F12")
def a_path_that_leads_out_in_disguise(path: Path) -> None:
    pack(path, {"project.qde": QDE.replace("internal://", "internal://%2e%2e/%2E%2E/etc/")})


@fault("F12")
def a_path_that_leads_out(path: Path) -> None:
    pack(path, {"project.qde": QDE.replace("internal://", "internal://../../etc/")})


@fault("F09")
def a_zip_bomb(path: Path) -> None:
    pack(path, {"project.qde": QDE, "sources/a.bin": bytes(60_000_000)})


@fault("F09")
def a_bomb_of_many_small_parts(path: Path) -> None:
    pack(path, {"project.qde": QDE, **{f"sources/{n}.bin": bytes(9_000_000) for n in range(3)}})


@fault("F09")
def a_text_that_claims_to_be_huge(path: Path) -> None:
    pack(path, {"project.qde": QDE, f"sources/{GUID}.txt": SECRET})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 28] = struct.pack("<II", 150_000_000, 150_000_000)
    path.write_bytes(bytes(data))


@fault("F10")
def entities_that_grow(path: Path) -> None:
    pack(path, {"project.qde": f"<!DOCTYPE Project [{BOMB}]><Project name='&e8;'/>"})


@fault("F10")
def an_entity_that_reads_a_file(path: Path) -> None:
    what = '<!ENTITY x SYSTEM "file:///etc/hostname">'
    pack(path, {"project.qde": f"<!DOCTYPE Project [{what}]><Project><Description>&x;</Description></Project>"})


@fault("F10")
def a_document_type_in_utf_16(path: Path) -> None:
    pack(path, {"project.qde": "<!DOCTYPE Project SYSTEM 'http://x.example/a.dtd'><Project/>".encode("utf-16")})


@fault("F15")
def elements_within_elements(path: Path) -> None:
    nested = "<Code>" * (MAX_DEPTH + 1) + "</Code>" * (MAX_DEPTH + 1)
    pack(path, {"project.qde": f"<Project><CodeBook><Codes>{nested}</Codes></CodeBook></Project>"})


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_project_is_refused_by_its_rule_and_nothing_is_left_behind(name: str, tmp_path: Path) -> None:
    rule, make = FAULTS[name]
    path = tmp_path / "coder_1.qdpx"
    make(path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Refused) as caught:
        read_qdpx(path)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.act, problem.file) == (rule, "REJECT", "coder_1.qdpx"), problem
    assert problem.fact.endswith((".", ")")) and problem.cure.endswith(".")
    assert SECRET not in str(caught.value) and sorted(tmp_path.rglob("*")) == before


BAD_BOOKS: dict[str, tuple[str, bytes]] = {
    "empty": ("F01", b""),
    "blank": ("F01", b" \n"),
    "cut short": ("F07", b'<CodeBook><Codes><Code guid="1" name="'),
    "a project": ("F07", QDE.encode()),
    "a zip": ("F07", b"PK\x03\x04" + bytes(40)),
    "no XML": ("F07", SECRET.encode()),
    "bytes of no encoding": ("F07", b"<CodeBook>\xff\xfe</CodeBook>"),
    "an encoding nobody knows": ("F07", b'<?xml version="1.0" encoding="klingon"?><CodeBook>\xff</CodeBook>'),
    "entities": ("F10", f"<!DOCTYPE CodeBook [{BOMB}]><CodeBook>&e8;</CodeBook>".encode()),
    "deep": ("F15", b"<CodeBook>" + b"<Codes>" * 100_000),
}


@pytest.mark.parametrize("name", BAD_BOOKS)
def test_a_bad_codebook_is_refused_by_its_rule(name: str, tmp_path: Path) -> None:
    rule, data = BAD_BOOKS[name]
    path = tmp_path / "book.qdc"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        read_qdc(path)
    assert [problem.rule for problem in caught.value.problems] == [rule], str(caught.value)
    assert SECRET not in str(caught.value)


def test_script_tags_formulas_and_text_from_right_to_left_are_only_words(tmp_path: Path) -> None:
    words = "<script>alert(1)</script>\n=HYPERLINK(1)\n\u05e9\u05dc\u05d5\u05dd \u202ex\0"
    path = tmp_path / "a.qdpx"
    pack(path, {"project.qde": QDE, f"sources/{GUID}.txt": words.encode()})
    assert read_qdpx(path).sources["text"].tolist() == [words]


def test_a_text_of_one_megabyte_that_packs_very_small_is_read(tmp_path: Path) -> None:
    path, words = tmp_path / "a.qdpx", "la " * 400_000
    pack(path, {"project.qde": QDE, f"sources/{GUID}.txt": words.encode()})
    assert read_qdpx(path).sources["text"].tolist() == [words]
