"""A partnership's house style: what may be in it, and what a page can be read with."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny_lib.intake.house import DARK, ENOUGH, FILE, MOST_BYTES, PAPER, contrast, read_house
from scrutiny_lib.intake.house_logo import check_logo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#123456" d="M0 0h9v9z"/></svg>'


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, width: int = 1, height: int = 1, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    points = chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + points + chunk(b"IEND", b"") + after


def house(folder: Path, text: str, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def test_without_a_folder_the_packaged_style_is_used_and_can_be_read_on_both_pages(tmp_path: Path) -> None:
    style, problems = read_house(tmp_path / "house")
    assert not problems
    assert style == {"accent": "#00566b", "accent_dark": "#7ccbdd", "footer": "", "logo": "", "logo_alt": ""}
    assert contrast(style["accent"], PAPER) >= ENOUGH
    assert contrast(style["accent_dark"], DARK) >= ENOUGH


@pytest.mark.parametrize(("name", "content", "kind"), [("logo.svg", SVG, "svg+xml"), ("logo.png", png(), "png")])
def test_a_whole_house_style_is_read_with_its_logo(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    text = f'accent = "#7a1f1f"\naccent_dark = "#ffb3a7"\nfooter = "Ask for large print."\nlogo = "{name}"\n'
    folder = house(tmp_path / "house", text + 'logo_alt = "An invented partnership"\n', **{name: content})
    style, problems = read_house(folder)
    assert not problems
    assert (style["accent"], style["accent_dark"]) == ("#7a1f1f", "#ffb3a7")
    assert style["footer"] == "Ask for large print."
    head, _, body = style["logo"].partition(";base64,")
    assert head == f"data:image/{kind}"
    assert base64.b64decode(body) == content


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('accent = "#88bbcc"\n', "contrast"),
        ('accent_dark = "#00566b"\n', "contrast"),
        ('accent = "teal"\n', "not a colour"),
        ('accent = "#00566b; background: url(x)"\n', "not a colour"),
        ('logo = "logo.svg"\n', "text alternative"),
        ('logo = "logo.svg"\nlogo_alt = "Ours"\n', "not there"),
        ('logo = "../logo.svg"\nlogo_alt = "Ours"\n', "of a kind"),
        ('logo = "logo.gif"\nlogo_alt = "Ours"\n', "of a kind"),
        ('colour = "#00566b"\n', "not known"),
        ("accent = 5\n", "wrong kind"),
        ('footer = "Ask scrutiny@partnership.invalid"\n', "e-mail"),
        ('footer = "Ring 023 9200 0000"\n', "telephone"),
    ],
)
def test_what_cannot_be_used_stops_with_its_line_and_the_packaged_style_stands(
    tmp_path: Path, text: str, says: str
) -> None:
    style, problems = read_house(house(tmp_path / "house", text))
    assert problems.stops()
    assert len(problems) == 1 or "logo" in text
    assert any(says in str(one) for one in problems)
    assert all(one.file == FILE for one in problems)
    assert style == read_house(tmp_path / "nothing")[0]


def test_every_problem_is_told_at_once_and_no_value_is_quoted(tmp_path: Path) -> None:
    text = 'accent = "#abcabc"\naccent_dark = "#123123"\nfooter = "Maple House"\nlogo = "maple.bmp"\n'
    _, problems = read_house(house(tmp_path / "house", text))
    assert [one.rule for one in problems] == ["P17", "P17", "P18", "P18"]
    for value in ("#abcabc", "#123123", "maple", "Maple"):
        assert value not in str(problems)


def test_a_logo_that_weighs_more_than_a_page_should_is_refused(tmp_path: Path) -> None:
    heavy = SVG.replace(b"M0 0h9v9z", b"M0 0h9v9z" * (MOST_BYTES // 9))
    _, problems = read_house(house(tmp_path / "house", 'logo = "l.svg"\nlogo_alt = "Ours"\n', **{"l.svg": heavy}))
    assert [one.rule for one in problems] == ["P18"]
    assert "heavier" in str(problems)


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>x()</script>",
        b"<style>path{fill:url(https://example.org/x)}</style>",
        b"<title>Drawn by somebody</title>",
        b"<desc>1 Harbour Road</desc>",
        b"<metadata><rdf/></metadata>",
        b"<text>Words</text>",
        b"<image href='data:image/png;base64,AAAA'/>",
        b"<use href='#a'/>",
        b"<a href='https://example.org'><path d='M0 0'/></a>",
        b"<foreignObject><p>Words</p></foreignObject>",
        b"<animate attributeName='x'/>",
        b"<path d='M0 0' onclick='x()'/>",
        b"<path d='M0 0' fill='url(https://example.org/#a)'/>",
        b"<path d='M0 0' style='fill:url(//example.org/a)'/>",
        b"<path d='M0 0' style='fill:\\75rl(x)'/>",
        b"<path d='M0 0' inkscape:label='by somebody'/>",
        b"<path d='M0 0' data-name='Layer of somebody'/>",
        b"<!-- made by somebody -->",
        b"loose words",
        b"<svg/>",
    ],
)
def test_an_svg_with_anything_but_shapes_is_refused(inside: bytes) -> None:
    faults = check_logo(SVG.replace(b"</svg>", inside + b"</svg>"), ".svg")
    assert faults
    assert all("somebody" not in fact and "example" not in fact for fact, _ in faults)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        b'<?xml-stylesheet href="https://example.org/x.css"?>' + SVG,
        SVG.replace(b' viewBox="0 0 9 9"', b""),
        SVG.replace(b"www.w3.org/2000", b"example.org"),
        SVG[:-4],
        b"",
        b"<html/>",
        png(),
    ],
)
def test_an_svg_that_declares_fetches_or_is_broken_is_refused(content: bytes) -> None:
    assert check_logo(content, ".svg")


def test_ordinary_svg_is_accepted() -> None:
    drawn = SVG.replace(
        b"<path",
        b'<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        b'<g transform="scale(2)"><circle cx="1" cy="1" r="1" fill="url(#a)" style="stroke:#000;stroke-width:2"/></g>'
        b"<path",
    )
    assert check_logo(b'<?xml version="1.0" encoding="UTF-8"?>\n' + drawn, ".svg") == []


@pytest.mark.parametrize(
    "content",
    [
        png(chunk(b"tEXt", b"Author\x00Somebody")),
        png(chunk(b"iTXt", b"Title\x00\x00\x00\x00\x00Words")),
        png(chunk(b"eXIf", b"MM\x00*")),
        png(chunk(b"tIME", b"\x07\xe9\x01\x01\x00\x00\x00")),
        png(after=b"words at the end"),
        png(width=4000),
        png()[:-6],
        png().replace(b"IDAT", b"IDAX"),
        SVG,
        b"",
    ],
)
def test_a_png_with_more_than_its_points_is_refused(content: bytes) -> None:
    assert check_logo(content, ".png")


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_and_never_taken_for_a_logo(content: bytes) -> None:
    assert check_logo(content, ".png")
    assert check_logo(content, ".svg")


@given(st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: int, other: int) -> None:
    found = contrast(f"#{one:06x}", f"#{other:06x}")
    assert found == contrast(f"#{other:06x}", f"#{one:06x}")
    assert 1 <= found <= 21
