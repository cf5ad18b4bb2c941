"""A workspace in which something to recognise a child by stands in every field, and what was planted where.

It is the sample's exploitation review. Every child, adult and number in it is invented; no planted word is found
anywhere else, so that one that comes out is seen.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from tests.conftest import copy_workspace

REVIEW, QUARTER = "2025-26-q3-child-exploitation", "2025-26-Q3"
_FIRST = re.findall(r"\w+", "Zeb Quor Xan Vesk Jorv Wyx Thrax Brox Kaev Ulvi Ozry Ygri Drev Plox Skav")
_LAST = re.findall(r"\w+", "quill march wick stoke thorn vane ling crake bury dale holt fenn garth mere combe")
_WORDS = re.findall(
    r"\w+", "walrus lemon kettle violet thunder pebble lantern ferret mustard tunnel cabbage trumpet velvet otter"
)
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@dataclass
class Planted:
    """What was planted: every word or number, with its kind and the field it stands in."""

    root: Path
    found: list[tuple[str, str, str]] = field(default_factory=list)
    number: int = 0

    def plant(self, kind: str, where: str) -> str:
        """A new one of a kind, noted as planted in a field."""
        self.number += 1
        made = MAKE[kind](self.number)
        self.found.append((made, kind, where))
        return made

    def everything(self, where: str) -> str:
        """One of each kind in a row, for a field of free text."""
        return " / ".join(self.plant(kind, where) for kind in MAKE)

    def values(self) -> list[str]:
        """Every one of them, once."""
        return list(dict.fromkeys(value for value, _, _ in self.found))

    def by_kind(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(kind for _, kind, _ in self.found)

    def by_field(self) -> Counter[str]:
        """How many in each field."""
        return Counter(where for _, _, where in self.found)


def _name(number: int) -> str:
    return (
        f"{_FIRST[number % 15]}ybo{_LAST[number // 15 % 15]} {_LAST[number % 15].title()}{_LAST[number // 225 % 15]}ax"
    )


def _nhs(number: int) -> str:
    while True:
        digits = [int(digit) for digit in f"9{number * 7919 % 10**8:08d}"]
        check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11
        if check != 10:
            whole = "".join(map(str, [*digits, check % 11]))
            return f"{whole[:3]} {whole[3:6]} {whole[6:]}"
        number += 100_003


def _words(number: int) -> str:
    return (
        " ".join(_WORDS[number // 14**place % 14] + "q" * (place == 1) for place in range(4))
        + " "
        + " ".join(_WORDS[(number * step + step) % 14] for step in (3, 5, 9, 11, 13))
    )


MAKE: dict[str, Callable[[int], str]] = {
    "name": _name,
    "date of birth": lambda n: (date(1996, 1, 1) + timedelta(days=2 * n % 3000)).isoformat(),
    "NHS number": _nhs,
    "UPN": lambda n: f"{_LETTERS[n % 23]}{n * 104729 % 10**12:012d}",
    "postcode": lambda n: f"ZE{n % 9 + 1} {n // 9 % 10}{_LETTERS[n % 7]}{'DEFGH'[n % 5]}",
    "telephone": lambda n: f"07700 {n % 1000000:06d}",
    "e-mail": lambda n: f"zq{n}@canary-{n % 7}.example",
    "id": lambda n: f"ZQX-{n * 31 % 10**6:06d}",
    "free text": _words,
}


def canary_room(target: Path) -> Planted:
    """The workspace, with canaries in every field that is not meant to be printed."""
    planted = Planted(copy_workspace(target))
    for folder in (planted.root / "reviews").iterdir():
        if folder.name != REVIEW:
            for path in sorted(folder.rglob("*"), reverse=True):
                path.unlink() if path.is_file() else path.rmdir()
            folder.rmdir()
    review = planted.root / "reviews" / REVIEW
    _frame(planted, review / "frame.csv")
    for path in sorted((review / "returns").glob("*.xlsx")):
        _return(planted, path)
    _column(planted, review / "risk.csv", "note to self")
    _column(planted, review / "voice" / "engagement.csv", "note")
    _column(planted, review / "practitioners" / "survey.csv", "Email", "e-mail")
    _column(planted, review / "training" / "need.csv", "who")
    _column(planted, review / "training" / "reach.csv", "comment")
    for file in ("workspace.toml", *(f"reviews/{REVIEW}/{name}.toml" for name in ("review", "scope", "findings"))):
        path = planted.root / file
        remark = f"# {planted.everything(f'remarks of {path.name}')}\n"
        path.write_text(remark + path.read_text(encoding="utf-8") + remark, encoding="utf-8")
    _toml(planted, planted.root / "workspace.toml", "contact")
    for place in ("voice/texts", "returns", "."):
        stray = f"{planted.plant('name', 'names of files')} {planted.plant('NHS number', 'names of files')}.txt"
        if place == "returns":
            stray = f"~${stray.replace('.txt', '.xlsx')}"
        (review / place / stray).write_text(planted.everything(f"stray files in {place}"), encoding="utf-8")
    readme = planted.root / "published" / "README.md"
    readme.write_text(readme.read_text(encoding="utf-8") + planted.everything("published/README"), encoding="utf-8")
    return planted


def _frame(planted: Planted, path: Path) -> None:
    """Columns by which a child is known, for every child, beside the ids and days of birth that are there."""
    columns = {
        "name": "name",
        "parents": "name",
        "nhs_number": "NHS number",
        "upn": "UPN",
        "postcode": "postcode",
        "phone": "telephone",
        "email": "e-mail",
        "notes": "free text",
    }
    rows = _read(path)
    for row in rows:
        for column, value in row.items():
            if value and (column in ("referral_id", "child_id", "family_id") or column.startswith("agency_id_")):
                planted.found.append((value, "id", f"frame, {column}"))
            elif value and column == "date_of_birth":
                planted.found.append((value, "date of birth", f"frame, {column}"))
        row.update({column: planted.plant(kind, f"frame, {column}") for column, kind in columns.items()})
    _write(path, rows)


def _return(planted: Planted, path: Path) -> None:
    """What auditors write about a child, remarks on cells, and what a workbook says about itself."""
    book = openpyxl.load_workbook(path)
    book.properties.creator = planted.plant("name", "returns, author")
    book.properties.description = planted.everything("returns, properties")
    for sheet in book.worksheets[1:]:
        heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=12) for cell in row if cell.value}
        at = (
            {sheet.cell(row, heads["Question id"]).value: row for row in range(1, sheet.max_row + 1)}
            if heads.get("Question id")
            else {}
        )
        if at.get("life") and sheet.cell(at["known"], heads["Your answer"]).value == "yes":
            sheet.cell(at["life"], heads["Your answer"]).value = planted.plant("free text", "returns, life")
            shows = f"{planted.plant('name', 'returns, shows')} {planted.plant('telephone', 'returns, shows')}"
            sheet.cell(at["cx01"], heads["What the record shows"]).value = shows
            sheet.cell(at["cx01"], heads["Where to find it"]).value = planted.plant("id", "returns, where")
    book.save(path)


def _column(planted: Planted, path: Path, column: str, kind: str = "") -> None:
    rows = _read(path)
    for row in rows:
        where = f"{path.name}, {column}"
        row[column] = planted.plant(kind, where) if kind else planted.everything(where)
    _write(path, rows)


def _toml(planted: Planted, path: Path, key: str) -> None:
    text = path.read_text(encoding="utf-8")
    said = planted.plant("name", f"{path.name}, {key}")
    path.write_text(re.sub(rf'^{key} = ".*"', f'{key} = "{said}"', text, count=1, flags=re.MULTILINE), encoding="utf-8")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


PRINTED = {
    f"reviews/{REVIEW}/review.toml": ("title", "reason"),
    f"reviews/{REVIEW}/scope.toml": ("question", "why", "scrutineer_comment", "cases"),
    f"reviews/{REVIEW}/findings.toml": ("statement", "title", "note", "text", "reason", "who"),
    "workspace.toml": ("marking",),
}
"""What people write that stands on the page."""


def print_something(planted: Planted, number: int) -> Iterator[tuple[str, str]]:
    """Put one that stands in the frame into each field that is printed, and give the field and what was put there."""
    frame = [
        (value, kind) for value, kind, where in planted.found if where.startswith("frame, ") and kind != "free text"
    ]
    for file, keys in PRINTED.items():
        path = planted.root / file
        for key in keys:
            number += 7
            value, _ = frame[number % len(frame)]
            text = path.read_text(encoding="utf-8")
            changed = re.sub(rf'^{key} = "', f'{key} = "{value} ', text, count=1, flags=re.MULTILINE)
            if changed != text:
                path.write_text(changed, encoding="utf-8")
                yield f"{path.name}, {key}", value
    path = planted.root / "actions.csv"
    rows = _read(path)
    for column in ("action", "owner", "impact_evidence"):
        number += 7
        rows[0][column] = f"{rows[0][column]} {frame[number % len(frame)][0]}"
        yield f"actions.csv, {column}", frame[number % len(frame)][0]
    _write(path, rows)


def break_cells(planted: Planted) -> None:
    """Cells that cannot be read, each with a canary in it: in sheets, tables, headings and settings."""
    review = planted.root / "reviews" / REVIEW
    for path, columns in (
        (review / "frame.csv", ("date_of_birth", "referral_date", "sex", "stage")),
        (review / "indicators.csv", ("month", "numerator")),
        (review / "agreed.csv", ("question", "answer")),
        (review / "history.csv", ("event", "on")),
        (review / "training" / "bookings.csv", ("date", "agency")),
        (review / "voice" / "texts.csv", ("kind", "age_band")),
        (planted.root / "actions.csv", ("due", "impact")),
        (planted.root / "dataset" / "2025-26-Q3.csv", ("month", "denominator")),
    ):
        rows = _read(path)
        for at, column in enumerate(columns):
            rows[at][column] = f"{planted.plant('name', f'broken cells of {path.name}')} 943"
        _write(path, rows)
    for path in sorted((review / "returns").glob("[a-z]*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets[1:6]:
            for row in sheet.iter_rows(max_row=30):
                if any(cell.value == "cx02" for cell in row):
                    row[2].value = planted.plant("name", "broken answers")
        book.create_sheet(planted.plant("id", "names of sheets"))
        book.save(path)
