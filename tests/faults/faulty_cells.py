"""Faulty cells: text in other encodings, signs that bite, dates that are none, identities in doubt."""

from __future__ import annotations

from pathlib import Path

from tests.faults.fault_list import (
    HEAD,
    NAME,
    NHS,
    as_csv,
    edit,
    fault,
    pack,
    repack,
    row,
    write_frame,
    write_sheet,
)

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '"><img src=x onerror=alert(2)>'
MARKDOWN = "# heading [x](javascript:alert(3)) ![](http://192.0.2.1/x.png) $latex$ | tables | **bold**"
QUOTED = "O'Neill \"said\" 50% S\\47 {x} {0} %s \\n `id` '; DROP TABLE children; --"
EMOJI = "Zoë 🙂 👩‍👩‍👧 𝒳 naïve"


# ------------------------------------------------------------------------------------------------------- text


@fault("REPAIR", "Windows-1252", reader="frame")
def T01_Windows_1252(path: Path) -> None:
    path.write_bytes(as_csv(row(stage="Zoë’s “plan” £5")).encode("cp1252"))


@fault("REPAIR", "Unicode text", reader="frame")
def T03_UTF_16(path: Path) -> None:
    path.write_bytes(as_csv(row(stage="Zoë")).replace(",", "\t").encode("utf-16"))


@fault("REJECT", "semicolons", reader="frame")
def T04_semicolons(path: Path) -> None:
    path.write_text(as_csv(row()).replace(",", ";"), encoding="utf-8")


@fault("REJECT", "tabs", reader="frame")
def T04_tabs(path: Path) -> None:
    path.write_text(as_csv(row()).replace(",", "\t"), encoding="utf-8")


OTHER_NHS = "9876543210"


def another(nhs_number: str) -> tuple[str, ...]:
    """A further child, in row 5, of another name and birthday, with this NHS number."""
    return row(child_id="ZQ0474", name="Ada Other", date_of_birth="2014-04-05", nhs_number=nhs_number)


def wide(text: str) -> str:
    """The same digits, full width."""
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


@fault("REPAIR", "nhs_number", reader="frame", never=[wide(NHS)])
def T06_full_width_digits(path: Path) -> None:
    write_frame(path, row(child_id="ZQ" + wide("0473"), nhs_number=wide(OTHER_NHS)), another(OTHER_NHS))


@fault("REPAIR", "child_id", reader="frame", never=["Zoe\u0301", "Zoé"])
def T07_decomposed_accents(path: Path) -> None:
    write_frame(path, row(child_id="Zoe\u0301 4", stage="cafe\u0301"), row(child_id="Zo\u00e9 5", stage="caf\u00e9"))


@fault("ACCEPT", reader="frame")
def T09_emoji_in_a_frame(path: Path) -> None:
    write_frame(path, row(stage=EMOJI))


@fault("ACCEPT")
def T09_emoji_in_a_return(path: Path) -> None:
    pack(path, A_life=EMOJI)


@fault("REPAIR", "4 control characters", reader="frame")
def T10_control_characters_and_half_a_character(path: Path) -> None:
    text = as_csv(row(stage="p\x00l\x0ba\x1bn\ud83d"))
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


@fault("REPAIR", "2 control characters", reader="frame")
def T10_half_a_character_in_UTF_16(path: Path) -> None:
    text = as_csv(row(stage="pl\ud83da\x0bn")).replace(",", "\t")
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le", "surrogatepass"))


@fault("REPAIR", "Control characters removed: 3")
def T10_control_characters_in_a_return(path: Path) -> None:
    def spoil(name: str, data: bytes) -> bytes:
        return data.replace(b"Quiet.", b"Q_x0007_u_x001B_i_xD83D_et.") if name == "xl/sharedStrings.xml" else data

    repack(pack(path, C_life="Quiet."), spoil)


@fault("ACCEPT", reader="frame", never=[SCRIPT, "alert(1)", "alert(2)"])
def T12_script_in_a_frame(path: Path) -> None:
    write_frame(path, row(child_id=SCRIPT, stage=SCRIPT, notes=ATTRIBUTE), head=[*HEAD[:-1], SCRIPT])


@fault("WARN", "nothing was read", at="sheet", rules=["A06"], never=["script", "alert"])
def T12_script_in_a_comment_and_as_a_sheet(path: Path) -> None:
    edit(pack(path, A_life=SCRIPT + ATTRIBUTE), lambda book: book.create_sheet("<script>alert(1)").append([SCRIPT]))


@fault("ACCEPT", reader="frame", never=["javascript", "192.0.2.1"])
def T13_Markdown_in_a_frame(path: Path) -> None:
    write_frame(path, row(stage=MARKDOWN))


@fault("ACCEPT", never=["javascript", "192.0.2.1"])
def T13_Markdown_in_a_return(path: Path) -> None:
    pack(path, A_life=MARKDOWN)


@fault("ACCEPT", reader="frame", never=["DROP TABLE"])
def T15_quotes_and_braces_in_a_frame(path: Path) -> None:
    write_frame(path, row(stage=QUOTED, child_id="ZQ'0473{0}\\"))


@fault("ACCEPT", never=["DROP TABLE"])
def T15_quotes_and_braces_in_a_return(path: Path) -> None:
    pack(path, A_life=QUOTED)


@fault("REPAIR", "stage", reader="frame")
def T16_line_end_inside_a_category(path: Path) -> None:
    write_frame(path, row(stage="early\r\nhelp"), row(child_id="ZQ0474", stage="early help"))


@fault("ACCEPT", reader="frame", never=["1_000"])
def T18_ids_that_look_like_numbers(path: Path) -> None:
    write_frame(path, *(row(child_id=name) for name in ("00123", "1E5", "1_000", "010", "NO", "12:30:45", "123")))


@fault("ACCEPT", reader="frame", suffix=".xlsx", never=["1_000"])
def T18_ids_that_look_like_numbers_in_a_workbook(path: Path) -> None:
    write_sheet(path, *(row(child_id=name) for name in ("00123", "1E5", "1_000", "010", "NO", "12:30:45", "123")))


@fault("WARN", "5 times", "sheet 3", "sheet 4", at="cell")
def T19_identifiers_in_free_text(path: Path) -> None:
    pack(
        path,
        A_life=f"{NAME} was born on 14/03/2011.",
        B_life=f"NHS number {NHS}, of PO9 9ZZ.",
        C_life="Ring 07700 900123 or write to zq@example.org.",
        A_n1="yes",
    )


# ------------------------------------------------------------------------------------------------------ dates


def dated(path: Path, *days: str) -> None:
    """A frame whose further children have these dates of referral, in cells G4, G5 …"""
    write_frame(path, *(row(child_id=f"ZQ{number:04d}", referral_date=day) for number, day in enumerate(days, 473)))


@fault("HOLD", "does not exist", at="G4", reader="frame", never=["31/02/2025"])
def D01_impossible_day(path: Path) -> None:
    dated(path, "31/02/2025")


@fault("REPAIR", "referral_date", "day first", reader="frame", never=["02/03/2025"])
def D02_day_first(path: Path) -> None:
    dated(path, "02/03/2025", "2-3-2025", "02.03.2025")


@fault("HOLD", "month first", at="G4", reader="frame", never=["02/13/2025"])
def D04_month_first(path: Path) -> None:
    dated(path, "02/13/2025")


@fault("REPAIR", "referral_date", "number", reader="frame", never=["45678"])
def D05_Excel_day_number(path: Path) -> None:
    write_frame(path, row(referral_date="45678", stage="45678", notes="45678"))


@fault("HOLD", "referral_date", at="G4", reader="frame", rules=["D11"], never=["99999"])
def D05_number_that_is_no_day(path: Path) -> None:
    dated(path, "99999")


@fault("HOLD", "birth", at="E4", reader="frame", never=["2031-01-01"])
def D07_born_in_the_future(path: Path) -> None:
    write_frame(path, row(date_of_birth="2031-01-01"))


@fault("HOLD", "birth", at="E4", reader="frame", never=["2025-09-30"])
def D07_born_after_the_event(path: Path) -> None:
    write_frame(path, row(date_of_birth="2025-09-30", referral_date="2024-01-09"))


@fault("ACCEPT", reader="frame")
def D08_unborn(path: Path) -> None:
    head = [*HEAD[:-1], "expected_date_of_birth"]
    write_frame(path, row(date_of_birth="", notes="2026-03-01"), head=head)


@fault("ACCEPT", reader="frame")
def D10_born_on_29_February(path: Path) -> None:
    write_frame(path, row(date_of_birth="29/02/2008"))


@fault("HOLD", "no date", at="G4", reader="frame", never=["1899", "9999"])
def D11_days_that_stand_for_none(path: Path) -> None:
    dated(path, "01/01/1900", "30/12/1899", "01/01/1970", "31/12/9999")


@fault("ACCEPT", reader="frame")
def D13_last_minute_of_the_year(path: Path) -> None:
    dated(path, "31/03/2025 23:59", "01/04/2025 00:00", "2026-03-31 23:59:59", "2026-04-01 00:00", "31/03/2026")


@fault("ACCEPT", reader="frame")
def D14_clocks_change(path: Path) -> None:
    write_frame(
        path,
        row(date_of_birth="2013-07-08", referral_date="30/03/2025 01:30"),
        row(child_id="ZQ0474", referral_date="26/10/2025 01:30"),
    )


@fault("HOLD", "not a date", at="G4", reader="frame", never=["Sept", "approx", "TBC"])
def D16_words_for_a_date(path: Path) -> None:
    dated(path, "Sept 24", "approx 2019", "TBC")


@fault("REPAIR", "referral_date", "London", reader="frame", never=["23:30"])
def D17_moments_with_a_zone(path: Path) -> None:
    dated(path, "2025-06-30T23:30:00Z", "2025-12-31T23:30:00+00:00", "2025-01-01T00:30:00+02:00", "2025-07-01T10:00:00")


# ------------------------------------------------------------------------------------------------- identities


@fault("ACCEPT", reader="frame")
def I03_two_siblings(path: Path) -> None:
    head = [*HEAD[:-1], "family_id"]
    first = row(name="Una Quux", date_of_birth="2013-07-08", notes="ZQ0473")
    second = row(child_id="ZQ0474", name="Ivo Quux", date_of_birth="2015-01-02", notes="ZQ0473")
    write_frame(path, first, second, head=head)


@fault("WARN", "not linked", at="4", reader="frame", never=[OTHER_NHS])
def I05_one_child_with_two_ids(path: Path) -> None:
    write_frame(path, row(nhs_number=OTHER_NHS), another(OTHER_NHS))


@fault("HOLD", "check digit", at="C4", reader="frame", never=["9434765918"])
def I06_NHS_number_with_a_wrong_check_digit(path: Path) -> None:
    write_frame(path, row(nhs_number="9434765918"), another("9434765918"))


@fault("REPAIR", "nhs_number", reader="frame", never=[OTHER_NHS])
def I08_NHS_number_with_a_decimal(path: Path) -> None:
    write_frame(path, row(nhs_number=f"{OTHER_NHS}.0"), another(OTHER_NHS))


@fault("HOLD", "rounded", at="C4", reader="frame", never=["E+09"])
def I08_NHS_number_rounded(path: Path) -> None:
    write_frame(path, row(nhs_number="9.43477E+09"), another("9.43477E+09"))


@fault("HOLD", "rounded", at="A4", reader="frame", never=["E+09"])
def I08_child_s_id_rounded(path: Path) -> None:
    write_frame(path, row(child_id="9.43477E+09"))


@fault("HOLD", "letter", at="H4", reader="frame", never=["A801200001001", "U80120000100A"])
def I09_UPN_with_a_wrong_letter(path: Path) -> None:
    head = [*HEAD[:-1], "upn"]
    temporary = row(child_id="ZQ0474", notes="U80120000100A")
    write_frame(path, row(notes="A801200001001"), temporary, head=head)
