"""Faulty files: empty, locked, of another kind, too large, dangerous, or pointing outside themselves."""

from __future__ import annotations

import builtins
import io
import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from xlsxwriter import Workbook

from tests.audit_room import CHILDREN, retype
from tests.faults.fault_list import IDS, NAME, SAID, compound, fault, old_sheet, pack, repack, write_frame


@fault("REJECT", "file is empty")
def F01_empty(path: Path) -> None:
    path.write_bytes(b"")


@fault("REJECT", "file is empty", reader="frame")
def F01_empty_frame(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf \r\n")


@fault("REJECT", "file is empty", reader="frame", suffix=".xlsx")
def F01_empty_workbook_as_a_frame(path: Path) -> None:
    path.write_bytes(b"")


@fault("REJECT", "file is empty", reader="frame", suffix=".xml", source="cin_census")
def F01_empty_census(path: Path) -> None:
    path.write_bytes(b"")


def locked() -> bytes:
    """What Excel writes for a password: the real workbook is one encrypted stream."""
    return compound(
        {
            "EncryptionInfo": bytes.fromhex("0400020024000000"),
            "EncryptedPackage": NAME.encode() * 400,
            "\x06DataSpaces/Version": b"Microsoft.Container.DataSpaces".decode().encode("utf-16-le"),
            "\x06DataSpaces/TransformInfo/StrongEncryptionTransform/\x06Primary": b"X",
        }
    )


@fault("REJECT", "password-protected", "secure share")
def F03_password(path: Path) -> None:
    path.write_bytes(locked())


@fault("REJECT", "password-protected", "secure share", reader="frame", suffix=".xlsx")
def F03_password_on_a_frame(path: Path) -> None:
    path.write_bytes(locked())


@fault("REJECT", ".xls", "save", ".xlsx", suffix=".xls")
def F04_excel_97(path: Path) -> None:
    path.write_bytes(compound({"Workbook": old_sheet()}))


@fault("REJECT", ".xls", "save", ".xlsx")
def F04_excel_97_under_another_ending(path: Path) -> None:
    path.write_bytes(compound({"Workbook": old_sheet()}))


@fault("REJECT", "save", ".xlsx", suffix=".xls", rules=["F07"])
def F04_excel_4_without_a_container(path: Path) -> None:
    text = NAME.encode()
    label = struct.pack("<HHHHHH", 0x0204, 8 + len(text), 0, 0, 0, len(text)) + text
    path.write_bytes(struct.pack("<HHHHH", 0x0409, 6, 0x0400, 0x10, 0) + label + struct.pack("<HH", 10, 0))


@fault("WARN", "macros", suffix=".xlsm")
def F06_macros(path: Path) -> None:
    repack(pack(path), more={"xl/vbaProject.bin": compound({"VBA/dir": b"Sub Auto_Open()"})})


@fault("REJECT", "web page", suffix=".xls")
def F07_web_page_named_xls(path: Path) -> None:
    path.write_text(f"<html><table><tr><td>{NAME}</td></tr></table></html>", encoding="utf-8")


@fault("REJECT", "text table")
def F07_csv_named_xlsx(path: Path) -> None:
    path.write_text(f"case_id,question,answer\n{CHILDREN[0]},n1,yes\n", encoding="utf-8")


@fault("REJECT", "damaged")
def F07_cut_short(path: Path) -> None:
    pack(path)
    path.write_bytes(path.read_bytes()[:3000])


@fault("REJECT", "not a CSV", reader="frame")
def F07_workbook_named_csv(path: Path) -> None:
    path.write_bytes(pack(path.with_suffix(".xlsx")).read_bytes())


@fault("REJECT", "unpack")
def F09_bomb_of_800_MB(path: Path) -> None:
    pack(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_name("new"), "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                package.writestr(name, old.read(name))
        with package.open("xl/sharedStrings.xml", "w") as part:
            part.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>')
            for _ in range(800):
                part.write(b"A" * 1_000_000)
            part.write(b"</t></si></sst>")
    path.with_name("new").replace(path)


def doctype(path: Path, entity: str = "&x;") -> bytes:
    """A document type whose entity is a file beside this one, with a child's words in it."""
    secret = path.parent / "secret.txt"
    secret.write_text(SAID, encoding="utf-8")
    return f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()


@fault("REJECT", "forbidden XML")
def F10_entity_in_the_shared_strings(path: Path) -> None:
    def infect(name: str, data: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return data
        head, rest = data.split(b"?>", 1)
        return head + b"?>" + doctype(path) + rest.replace(b"Quiet.", b"&x;")

    repack(pack(path, C_life="Quiet."), infect)


@fault("REJECT", "forbidden XML")
def F10_entity_in_the_workbook(path: Path) -> None:
    def infect(name: str, data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + doctype(path), 1) if name == "xl/workbook.xml" else data

    repack(pack(path), infect)


@fault("REJECT", "forbidden XML", reader="frame", suffix=".xml", source="cin_census")
def F10_entity_in_a_census(path: Path) -> None:
    child = b"<Message><Children><Child><ChildIdentifiers><LAchildID>&x;</LAchildID></ChildIdentifiers></Child>"
    path.write_bytes(b'<?xml version="1.0"?>' + doctype(path) + child + b"</Children></Message>")


@fault("REJECT", "outside")
def F12_part_named_above_the_file(path: Path) -> None:
    repack(pack(path), more={"../../zq.xml": b"<x/>"})


@fault("REJECT", "outside")
def F12_part_with_an_absolute_name(path: Path) -> None:
    repack(pack(path), more={"/zq/zq.xml": b"<x/>"})


@fault("REJECT", "outside")
def F12_part_on_another_drive(path: Path) -> None:
    repack(pack(path), more={"C:\\zq\\zq.xml": b"<x/>"})


@fault("REPAIR", "outside the table")
def F13_a_space_in_XFD1048576(path: Path) -> None:
    retype(pack(path), {(CHILDREN[0], "XFD1048576"): " "})


def many_rows(path: Path, sheet: str, count: int) -> None:
    """A workbook in which one sheet has this many filled rows; written as a stream, small on disk."""
    with Workbook(str(path)) as book:
        book.add_worksheet(sheet)
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, count + 1))

    def fill(name: str, data: bytes) -> bytes:
        filled = f"<sheetData>{rows}</sheetData>".encode()
        return data.replace(b"<sheetData/>", filled) if name == "xl/worksheets/sheet1.xml" else data

    repack(path, fill)


@fault("REJECT", "1,000,000", "50,000")
def F15_a_million_rows(path: Path) -> None:
    many_rows(path, CHILDREN[0], 1_000_000)


@fault("REJECT", "250,000", "200,000", reader="frame")
def F15_a_quarter_of_a_million_rows_of_a_frame(path: Path) -> None:
    path.write_text("child_id\n" + "\n".join(map(str, range(250_000))), encoding="utf-8")


@fault("WARN", "fetched", "4")
def F24_links_connections_and_power_query(path: Path) -> None:
    where = f"http://192.0.2.1/{NAME}.xlsx".replace(" ", "%20")
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships {relations}><Relationship Id="r1" '
        f'Type="externalLinkPath" Target="{where}" TargetMode="External"/></Relationships>',
        "xl/connections.xml": '<connections><connection id="1" name="Query - cases"><dbPr connection='
        f'"Provider=Microsoft.Mashup.OleDb.1;Data Source={where}" command="SELECT *"/></connection></connections>',
        "xl/queryTables/queryTable1.xml": '<queryTable name="cases" connectionId="1"/>',
        "customXml/item1.xml": '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>',
    }
    repack(pack(path), more=parts)


@fault("REJECT", "sensitivity label")
def F25_label_that_encrypts(path: Path) -> None:
    path.write_bytes(
        compound(
            {
                "EncryptedPackage": NAME.encode() * 400,
                "\x06DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace": b"X",
                "\x06DataSpaces/TransformInfo/DRMEncryptedTransform/\x06Primary": b"X",
                "LabelInfo": "MSIP_Label_9b8f_Name Official".encode("utf-16-le"),
            }
        )
    )


# ----------------------------------------------------------------- what is wrong with the computer, not with the file


@contextmanager
def cannot_open(path: Path, error: OSError) -> Iterator[None]:
    """While this lasts, opening that file fails as the system would have it."""
    real = io.open

    def opened(file: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(file, int) and Path(os.fsdecode(file)) == path:
            raise error
        return real(file, *arguments, **options)

    with mock.patch.object(io, "open", opened), mock.patch.object(builtins, "open", opened):
        yield


def in_excel(path: Path) -> AbstractContextManager[None]:
    """As on Windows while Excel holds the file."""
    return cannot_open(path, PermissionError(13, "sharing violation", str(path)))


@contextmanager
def not_downloaded(path: Path) -> Iterator[None]:
    """OneDrive shows the file and has not fetched it: opening it would wait for the network."""
    real = Path.stat

    class Facts:
        def __init__(self, facts: os.stat_result):
            self.facts = facts
            self.st_file_attributes = 0x00400000

        def __getattr__(self, name: str) -> object:
            return getattr(self.facts, name)

    def stat(self: Path, **options: bool) -> object:
        return Facts(real(self, **options)) if self == path else real(self, **options)

    waits = AssertionError("the file was opened")
    with mock.patch.object(Path, "stat", stat), cannot_open(path, waits):
        yield


def too_long(path: Path) -> AbstractContextManager[None]:
    """As on Windows when a path has more than 260 characters."""
    return cannot_open(deep(path), FileNotFoundError(2, "The system cannot find the path specified", str(path)))


def deep(path: Path) -> Path:
    """A name in the same folder so long that the path has more than 260 characters."""
    return path.with_name(path.stem.ljust(230, "_") + path.suffix)


@fault("REJECT", "close it in Excel and run again", around=in_excel)
def F16_open_in_Excel(path: Path) -> None:
    pack(path)
    path.with_name(f"~${path.name}").write_bytes(NAME.encode())


@fault("REJECT", "close it in Excel and run again", reader="frame", around=in_excel)
def F16_frame_open_in_Excel(path: Path) -> None:
    write_frame(path)


@fault("REJECT", "OneDrive", around=not_downloaded)
def F19_not_downloaded(path: Path) -> None:
    pack(path)


@fault("REJECT", "OneDrive", reader="frame", around=not_downloaded)
def F19_frame_not_downloaded(path: Path) -> None:
    write_frame(path)


@fault("REJECT", "characters", around=too_long)
def F21_path_of_more_than_260_characters(path: Path) -> None:
    assert len(str(pack(deep(path)))) > 260


@fault("REJECT", "characters", reader="frame", around=too_long)
def F21_frame_at_a_path_of_more_than_260_characters(path: Path) -> Path:
    write_frame(deep(path))
    return deep(path)


@fault("WARN", "name")
def F22_name_of_a_child_in_the_name_of_the_file(path: Path) -> None:
    pack(path.with_name(f"Audit {NAME}.xlsx"))


def census(path: Path) -> None:
    """A census of one child."""
    ids = f"<ChildIdentifiers><LAchildID>{IDS[0]}</LAchildID></ChildIdentifiers>"
    path.write_text(f"<Message><Children><Child>{ids}</Child></Children></Message>", encoding="utf-8")


@fault("REJECT", "close it", "run again", reader="frame", suffix=".xml", source="cin_census", around=in_excel)
def F16_census_open_elsewhere(path: Path) -> None:
    census(path)


@fault("REJECT", "OneDrive", reader="frame", suffix=".xml", source="cin_census", around=not_downloaded)
def F19_census_not_downloaded(path: Path) -> None:
    census(path)


@fault("REJECT", "characters", reader="frame", suffix=".xml", source="cin_census", around=too_long)
def F21_census_at_a_path_of_more_than_260_characters(path: Path) -> Path:
    census(deep(path))
    return deep(path)
