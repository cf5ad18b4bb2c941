"""What ran on what: SHA-256 of inputs by role, never by file name, and of everything else that can change a page."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    *("numpy", "pandas", "scipy", "matplotlib", "seaborn", "pillow"),
    *("ipython", "papermill", "nbformat", "nbconvert", "jinja2", "xlsxwriter", "python-docx", "weasyprint"),
)
"""What takes part in counting and drawing."""
LIBRARY = Path(__file__).resolve().parents[1]
ROLES = {
    "review.toml": "review",
    "scope.toml": "scope",
    "agreed.csv": "agreed judgements",
    "discussion.xlsx": "agreed judgements",
    "replacements.csv": "replacements",
    "risk.csv": "worried now",
    "practitioners.xlsx": "practitioners",
    "quotes.xlsx": "quotations",
    "indicators.csv": "indicators",
    "indicators.xlsx": "indicators",
    "indicator_events.csv": "indicators",
    "findings.toml": "findings",
    "history.csv": "history",
}
FOLDERS = {"returns": "return", "voice": "voice", "practitioners": "practitioners", "training": "training"}


def sha256_of(content: bytes | str | Path) -> str:
    """SHA-256, as 64 hexadecimal digits, of bytes, of text, or of a file's bytes.

    >>> sha256_of("")[:8]
    'e3b0c442'
    """
    if isinstance(content, Path):
        content = content.read_bytes()
    if isinstance(content, str):
        content = content.encode("utf-8")
    return hashlib.sha256(content).hexdigest()


def sha256_of_json(value: Any) -> str:
    """SHA-256 of a value written as JSON in one fixed way."""
    return sha256_of(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str))


def sha256_of_files(paths: Iterable[Path], root: Path) -> str:
    """One hash over several files: their places under ``root`` and their contents, in a fixed order."""
    parts = sorted((path.relative_to(root).as_posix(), sha256_of(path)) for path in paths if path.is_file())
    return sha256_of_json(parts)


def inputs_of_review(folder: Path, frame: Path) -> list[dict[str, str]]:
    """Role and hash of every file a review reads, sorted. A file name never appears: it may hold a child's name."""
    found = [{"role": "frame", "sha256": sha256_of(frame)}] if frame.is_file() else []
    if frame.is_dir():  # a folder of tables
        found.append({"role": "frame", "sha256": sha256_of_files(frame.rglob("*"), frame)})
    for path in sorted(item for item in folder.rglob("*") if item.is_file() and not item.name.startswith(("~$", "."))):
        place = path.relative_to(folder)
        role = FOLDERS.get(place.parts[0], "") if len(place.parts) > 1 else ROLES.get(place.name, "")
        if role and path != frame and frame not in path.parents:
            found.append({"role": role, "sha256": sha256_of(path)})
    return sorted(found, key=lambda item: (item["role"], item["sha256"]))


def software() -> dict[str, Any]:
    """The version of this software, the hash of its code, and the versions of what it stands on."""
    files = [path for path in LIBRARY.rglob("*") if path.suffix in {".py", ".css", ".j2", ".toml", ".csv"}]
    return {
        "version": _version("scrutiny-workbench"),
        "library_sha256": sha256_of_files(files, LIBRARY),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
