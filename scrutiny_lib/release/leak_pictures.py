"""What pictures say about themselves: titles, authors, remarks, places, without drawing them."""

from __future__ import annotations

import zlib

_MOST = 50_000_000


def words_of_picture(data: bytes) -> str:
    """Every word a picture (PNG, JPEG, GIF, TIFF, WebP) carries beside its points.

    >>> words_of_picture(b"no picture")
    ''
    """
    if data.startswith(b"\x89PNG"):
        return "\n".join(_png(data))
    if data.startswith(b"\xff\xd8"):
        return "\n".join(_jpeg(data))
    if data.startswith((b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")):
        return _both(data)
    return ""


def _png(data: bytes) -> list[str]:
    said, at = [], 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if at + 12 + length > len(data):
            break
        if kind in (b"zTXt", b"iCCP"):
            keyword, _, packed = body.partition(b"\x00")
            said += [keyword.decode("latin-1"), _both(_inflated(packed[1:]))]
        elif kind == b"iTXt":
            keyword, _, rest = body.partition(b"\x00")
            is_packed = rest[:1] == b"\x01"
            language, _, rest = rest[2:].partition(b"\x00")
            translated, _, text = rest.partition(b"\x00")
            said += [_both(part) for part in (keyword, language, translated, _inflated(text) if is_packed else text)]
        elif kind not in (b"IDAT", b"IHDR", b"PLTE", b"fdAT"):
            said.append(_both(body).replace("\x00", " "))
        at += 12 + length
    return [*said, _both(data[at:])]


def _jpeg(data: bytes) -> list[str]:
    said, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        said.append(_both(data[at + 4 : at + 2 + length]))
        at += 2 + max(length, 2)
    end = data.rfind(b"\xff\xd9")
    return [*said, _both(data[end + 2 :]) if end > 0 else ""]


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST)
    except zlib.error:
        return b""


def _both(data: bytes) -> str:
    """Bytes as text in each of the ways text is put into pictures."""
    if not data:
        return ""
    wide = [
        data[shift:][: (len(data) - shift) // 2 * 2].decode(way, "replace")
        for way in ("utf-16-le", "utf-16-be")
        for shift in (0, 1)
    ]
    tell = data.count(b"\x00") * 4 > len(data)
    return " \n ".join(
        [data.decode("utf-8", "replace"), data.decode("latin-1"), *(wide if tell or b"\x00" in data else [])]
    )
