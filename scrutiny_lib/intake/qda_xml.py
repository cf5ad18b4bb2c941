"""The XML of a codebook or project as a tree of local names, whatever its namespace; nothing that could do harm.

Document types and entities are refused, and so is nesting or a number of elements that no project has. Only elements
that hold words keep their text. Comments and processing instructions say nothing here.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.raw import refusal

MAX_DEPTH = 200
MAX_ELEMENTS = 5_000_000
"""A file with more elements within elements, or more elements in all, is refused (F15)."""

AGAIN = "Export it again from the tool it comes from."

_WORDS = {
    "Description",
    "PlainTextContent",
    "TextValue",
    "BooleanValue",
    "IntegerValue",
    "FloatValue",
    "DateValue",
    "DateTimeValue",
}
_BAD_BYTES = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_INVALID_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNKNOWN_ENCODING,
        expat.errors.XML_ERROR_INCORRECT_ENCODING,
    )
}
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_HEX_WITH_ALPHA = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]+%?\s*)?\)", re.IGNORECASE)


def read_tree(data: bytes, file: str) -> Element:
    """The root of an XML file: every element under its local name, with its attributes.

    Parameters
    ----------
    data : bytes
        The whole file. Where it is UTF-8 whatever encoding it names, it is read as UTF-8.
    file : str
        What messages call it.

    Raises
    ------
    Refused
        Empty (F01), not whole XML (F07, with the line), a document type or entity (F10), nested too deep or of too many
        elements (F15).
    """
    if not data.strip(b" \t\r\n\x00"):
        raise refusal("F01", "The file is empty.", AGAIN, file)
    try:
        return _Tree(file).read(data, None)
    except expat.ExpatError as error:
        if error.code not in _BAD_BYTES or not _is_utf8(data):
            raise _broken(error, file) from None
    except (LookupError, ValueError):  # an encoding that Python does not know, or of several bytes a letter
        if not _is_utf8(data):
            raise refusal("F07", "The file is in an encoding that cannot be read.", AGAIN, file) from None
    try:
        return _Tree(file).read(data, "utf-8")
    except expat.ExpatError as error:
        raise _broken(error, file) from None


def namespace_differs(root: Element, expected: str) -> bool:
    """Whether a root names another namespace than ``expected``, or the schema of another one."""
    names = [value for key, value in root.attrib.items() if key == "xmlns" or key.startswith("xmlns:")]
    ours = [name for name in names if name.startswith("urn:QDA-XML")]
    schema = root.get("schemaLocation", "").split()[:1]
    return ours not in ([expected], [expected] * len(ours)) or not ours or schema not in ([], [expected])


def guid_of(written: str | None) -> str:
    """A GUID in small letters without braces; another kind of id as it is, and ``""`` for none.

    >>> guid_of("{5215CC69-B628-4E02-AFB9-9BEEAEE55808}"), guid_of(None), guid_of(" code 7 ")
    ('5215cc69-b628-4e02-afb9-9beeaee55808', '', 'code 7')
    """
    known = (written or "").strip()
    match = _GUID.fullmatch(known)
    return match[1].lower() if match else known


def is_guid(written: str) -> bool:
    """Whether something is a GUID, with braces or without."""
    return _GUID.fullmatch(written.strip()) is not None


def own_guid(element: Element, kind: str, number: int) -> str:
    """The GUID of an element; for one without, a GUID made of its kind and number in the file."""
    return guid_of(element.get("guid")) or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number}"))


def made_by(element: Element) -> str:
    """The GUID of who made something, else of who changed it last; ``""`` where the file says neither."""
    return guid_of(element.get("creatingUser")) or guid_of(element.get("modifyingUser"))


def made_on(element: Element) -> str:
    """When something was made, else when it was last changed, as the file says it; ``""`` where it does not."""
    return element.get("creationDateTime", "").strip() or element.get("modifiedDateTime", "").strip()


def color_of(written: str) -> str:
    """A colour as ``#RRGGBB``, whichever way a tool writes it; ``""`` where it cannot be understood.

    >>> color_of("#46AA00"), color_of("#f0a"), color_of("rgb(70, 170, 0)"), color_of("#46AA00FF"), color_of("red")
    ('#46AA00', '#ff00aa', '#46aa00', '#46AA00', '')
    """
    written = written.strip()
    if _HEX.fullmatch(written):
        return written if len(written) == 7 else "#" + "".join(letter * 2 for letter in written[1:])
    if match := _HEX_WITH_ALPHA.fullmatch(written):
        return "#" + match[1]
    match = _RGB.fullmatch(written)
    if match and all(int(part) < 256 for part in match.groups()):
        return "#" + "".join(f"{int(part):02x}" for part in match.groups())
    return ""


def is_true(written: str | None, otherwise: bool) -> bool:
    """A flag of XML (``true``, ``1``) whatever its case; ``otherwise`` where it is absent or blank."""
    word = (written or "").strip().casefold()
    return word in ("true", "1") if word else otherwise


def whole_number(written: str | None) -> int | None:
    """A whole number of XML; ``None`` where there is none, or one that no position can be."""
    word = (written or "").strip()
    if word.endswith(".0"):
        word = word[:-2]
    return int(word) if re.fullmatch(r"[+-]?[0-9]{1,15}", word) else None


def words_in(element: Element, name: str) -> str:
    """The text of the first element of this name directly inside another; ``""`` where there is none or it is blank."""
    found = element.find(name)
    text = found.text if found is not None else None
    return text if text and not text.isspace() else ""


def targets(element: Element, name: str) -> list[str]:
    """What the elements of this name directly inside another point to (``targetGUID``, or ``guid`` as in a
    codebook)."""
    found = [guid_of(item.get("targetGUID") or item.get("guid")) for item in element.findall(name)]
    return [target for target in found if target]


def unknown_within(element: Element | None, known: Collection[str]) -> int:
    """How many of the elements directly inside another are none of the known ones."""
    return 0 if element is None else sum(child.tag not in known for child in element)


class _Tree:
    """Builds the tree as the parser walks through the file."""

    def __init__(self, file: str):
        self._file = file
        self._builder = TreeBuilder()
        self._depth = self._elements = 0
        self._takes_words = False

    def read(self, data: bytes, encoding: str | None) -> Element:
        parser = self._parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._forbid
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._ender()
        parser.CharacterDataHandler = self._text
        parser.Parse(data, True)
        return self._builder.close()

    def _forbid(self, *_: object) -> None:
        fact = "The file contains forbidden XML (a document type or entity)."
        raise refusal("F10", fact, "Do not open it. " + AGAIN, self._file)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise self._too_much(f"Elements stand within elements more than {MAX_DEPTH} deep.")
        if self._elements > MAX_ELEMENTS:
            raise self._too_much(f"The file has more than {MAX_ELEMENTS:,} elements.")
        name = tag.rpartition(":")[2]
        if self._depth == 1:
            attributes = {key.removeprefix("xsi:"): value for key, value in attributes.items()}
        self._takes_words = name in _WORDS
        self._builder.start(name, attributes)

    def _ender(self) -> Callable[[str], None]:
        close = self._builder.end

        def end(tag: str) -> None:
            self._depth -= 1
            self._takes_words = False
            close(tag.rpartition(":")[2])

        return end

    def _text(self, text: str) -> None:
        if self._takes_words:
            self._builder.data(text)

    def _too_much(self, fact: str) -> Refused:
        return refusal("F15", f"{fact} (line {self._parser.CurrentLineNumber})", AGAIN, self._file)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _broken(error: expat.ExpatError, file: str) -> Refused:
    place = f"(line {error.lineno}, column {error.offset + 1})"
    return refusal(
        "F07", f"The file is not whole XML: it breaks here {place}. It may have been cut short.", AGAIN, file
    )
