"""An audit template as the text of a TOML file, and what is known of a file that was made from a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrutiny_lib.intake.template import QUESTION_KEYS

MADE_FROM = "# Made from {} by scrutiny check: change the workbook, not this file."
"""The first line of a TOML file that was made from a workbook. Only a file that begins so is written over."""


def write_toml(data: Mapping[str, Any]) -> str:
    r"""The settings of a template as the text of a TOML file; blank ones are left out.

    >>> print(write_toml({"id": "x", "agencies": ["police"], "question": [{"id": "x1", "ask": 'Said "no"?'}]}))
    id = "x"
    agencies = ["police"]
    <BLANKLINE>
    [[question]]
    id = "x1"
    ask = "Said \"no\"?"
    <BLANKLINE>
    """
    lines = _settings({name: value for name, value in data.items() if name != "question"})
    for row in data["question"]:
        lines += ["", "[[question]]", *_settings(row)]
    return "\n".join([*lines, ""])


def _settings(table: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_toml(value)}" for name, value in table.items() if not _left_out(name, value)]


def _left_out(name: str, value: Any) -> bool:
    """Whether a setting is blank, or what it is anyway when left out. A number that is 0 is neither."""
    default = QUESTION_KEYS[name].default if name in QUESTION_KEYS else None
    return value is None or value in ("", []) or (default is not None and value == default)


def _toml(value: str | list[str] | float | bool) -> str:
    """A text, a number, true or false, or a list of texts. The escapes of JSON are those of TOML, but for one
    character."""
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f").replace("'''", "''\\u0027")


def differs_from(path: Path, text: str) -> bool | None:
    """Whether a TOML file says something else than the workbook it was made from; ``None`` when it is not made from
    one (or cannot be read), and so must not be written over."""
    try:
        stands = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    made = re.compile(re.escape(MADE_FROM).replace(r"\{\}", r"\S+\.xlsx"))
    first = stands.splitlines()[0] if stands else ""
    return stands.replace("\r\n", "\n") != text if made.fullmatch(first) else None
