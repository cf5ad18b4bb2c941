"""A partnership's house style: a small folder with two colours, a line for the foot of the page and a logo.

What it may hold is checked before anything is drawn with it: colours that can be read on white and on the dark page, a
picture that is nothing but a picture. Where there is no folder, the packaged style is used.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.house_logo import check_logo
from scrutiny_lib.intake.positions import line_of
from scrutiny_lib.intake.template import packaged_folder
from scrutiny_lib.intake.toml import Key, check_table, read_toml

FOLDER = "house"
FILE = "house.toml"
PAPER, DARK = "#fdfefe", "#12181b"
"""The two backgrounds of a page: by day (and on paper), and at night."""
ENOUGH = 4.5
"""The least contrast of text and background (WCAG 2.2, success criterion 1.4.3)."""
MOST_BYTES = 60_000
"""A logo is carried inside every page; a heavier one would weigh more than the report."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ADDRESS = re.compile(r"@|(?:\d[\s()-]*){7}")
_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_SPEC = {
    "accent": Key("text"),
    "accent_dark": Key("text"),
    "footer": Key("text"),
    "logo": Key("text"),
    "logo_alt": Key("text"),
}


def read_house(folder: Path) -> tuple[dict[str, str], Problems]:
    """Read ``house.toml`` of a folder, and the logo it names.

    Parameters
    ----------
    folder : Path
        ``house/`` of a workspace. It need not be there.

    Returns
    -------
    dict
        ``accent`` and ``accent_dark`` (``#rrggbb``), ``footer`` (text), ``logo`` (the picture as a data URI, ``""``
        without one) and ``logo_alt``. What the folder does not say, or says wrongly, is as in the packaged style.
    Problems
        Rules P01, P10 to P12 as for every TOML file; P17 a colour or the footer; P18 a logo. All at once, no value.
    """
    problems = Problems()
    packaged = packaged_folder() / FOLDER
    house = _read(packaged, {}, problems)
    if folder.is_dir() and folder != packaged:
        house = _read(folder, house, problems)
    return house, problems


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 (none) to 21, as WCAG 2.2 defines it.

    >>> contrast("#000000", "#ffffff"), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 6)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _read(folder: Path, before: dict[str, str], problems: Problems) -> dict[str, str]:
    path = folder / FILE
    data: dict[str, Any] | None = read_toml(path, problems)
    given = {name: str(value) for name, value in check_table(data or {}, _SPEC, problems, path).items()}
    house = {name: given[name] or before.get(name, "") for name in ("accent", "accent_dark", "footer")}
    house |= {name: before.get(name, "") for name in ("logo", "logo_alt")}
    for name, background, where in (("accent", PAPER, "light"), ("accent_dark", DARK, "dark")):
        if given[name] and not _readable(given[name], name, background, where, path, problems):
            house[name] = before.get(name, "")
    if _ADDRESS.search(given["footer"]):
        house["footer"] = before.get("footer", "")
        fact = "The line for the foot of the page holds an e-mail address or a telephone number."
        cure = "Say where to find them: a page that holds one is stopped when it is searched for what must not leave."
        problems.add("P17", fact, cure, file=path.name, cell=line_of(path, "", "footer"))
    if given["logo"]:
        house |= _logo(folder, given, path, problems)
    return house


def _readable(colour: str, name: str, background: str, where: str, path: Path, problems: Problems) -> bool:
    place = {"file": path.name, "cell": line_of(path, "", name)}
    if not _COLOUR.fullmatch(colour):
        fact = f"The setting '{name}' is not a colour."
        problems.add("P17", fact, 'Write it as "#" and six digits or letters a to f.', **place)
        return False
    found = contrast(colour, background)
    if found < ENOUGH:
        fact = f"The colour '{name}' has a contrast of {found:.1f} to 1 on the {where} page; text needs {ENOUGH} to 1."
        cure = f"Choose a {'darker' if where == 'light' else 'lighter'} one, so that everybody can read it."
        problems.add("P17", fact, cure, **place)
        return False
    return True


def _logo(folder: Path, given: dict[str, str], path: Path, problems: Problems) -> dict[str, str]:
    """The logo as a data URI with its text alternative; nothing where either is wrong."""
    before = len(problems)
    place = {"file": path.name, "cell": line_of(path, "", "logo")}
    name = given["logo"]
    logo = folder / name
    if not given["logo_alt"]:
        problems.add("P18", "The logo has no text alternative.", "Write 'logo_alt': whose logo it is.", **place)
    if Path(name).name != name or logo.suffix.lower() not in _KINDS:
        cure = f"Put a .png or .svg file into the folder '{FOLDER}' and give its name alone."
        problems.add("P18", "The logo is not a picture of a kind that is used here.", cure, **place)
    elif not logo.is_file() or logo.is_symlink():
        problems.add("P18", "The logo is not there.", f"Put it into the folder '{FOLDER}'.", **place)
    elif logo.stat().st_size > MOST_BYTES:
        fact = f"The logo is heavier than {MOST_BYTES // 1000} kB, and every page carries it."
        problems.add("P18", fact, "Save it smaller, as SVG or as a PNG about 400 points wide.", **place)
    else:
        content = logo.read_bytes()
        for fact, cure in check_logo(content, logo.suffix.lower()):
            problems.add("P18", fact, cure, **place)
        if len(problems) == before:
            kind = _KINDS[logo.suffix.lower()]
            uri = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
            return {"logo": uri, "logo_alt": given["logo_alt"]}
    return {"logo": "", "logo_alt": ""}
