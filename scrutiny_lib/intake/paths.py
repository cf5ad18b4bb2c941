"""Names and paths that come out of settings: what is safe to make a folder of, and what may not be left."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def safe_name(name: str) -> bool:
    """Whether a name may become a folder or file name on any system (rule P04).

    >>> [safe_name(name) for name in ("child-exploitation", "../x", "CON", "con", "name.")]
    [True, False, False, False, False]
    """
    return bool(NAME.fullmatch(name)) and name not in _RESERVED and len(name) <= 80


def resolve_inside(text: str, start: Path, limit: Path) -> Path | None:
    """The path a setting means, read from folder ``start``; ``None`` when it leaves ``limit`` (rule P04).

    Absolute paths, drives, shares, addresses of the network and links that lead out are refused alike.

    >>> resolve_inside("../../x.csv", Path("w/reviews/a"), Path("w/reviews")) is None
    True
    """
    if not text or "://" in text or PurePosixPath(text).is_absolute() or PureWindowsPath(text).anchor:
        return None
    path = (start / text.replace("\\", "/")).resolve()
    return path if path.is_relative_to(limit.resolve()) else None
