"""What was drawn and is whole: kept in ``working/`` until its quarter is put in place, so that a run that was stopped
finds its finished pages finished."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import write_all
from .hashes import sha256_of, sha256_of_json

FOLDER = "drawn"


@dataclass(frozen=True)
class Files(Mapping[str, bytes]):
    """Files by the end of their names, read when they are asked for."""

    paths: Mapping[str, Path]

    def __getitem__(self, ending: str) -> bytes:
        return self.paths[ending].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True)
class Drawn:
    """One page in every form, on disk, and how long the drawing took."""

    files: Files
    seconds: float


def key_of(tables_path: Path, notebook: Path, software: Mapping[str, Any], pdf: bool) -> str:
    """One hash over everything that can change how a page is drawn: what was released, notebook, software, forms."""
    return sha256_of_json([sha256_of(tables_path), sha256_of(notebook), software, pdf])


def keep_drawn(tables_path: Path, key: str, files: Mapping[str, bytes], seconds: float) -> None:
    """Keep a page beside the tables it was drawn from; the note that it is whole comes last."""
    note = {"key": key, "seconds": seconds, "files": {ending: sha256_of(content) for ending, content in files.items()}}
    paths = {_path(tables_path, ending): content for ending, content in files.items()}
    write_all(paths)
    write_all({_note(tables_path): json.dumps(note, indent=1).encode("utf-8")})


def find_drawn(tables_path: Path, key: str) -> Drawn | None:
    """The page as it was kept; ``None`` where it is not there, not whole, or was drawn from anything else."""
    try:
        note = json.loads(_note(tables_path).read_text(encoding="utf-8"))
        files = {str(ending): _path(tables_path, str(ending)) for ending in note["files"]}
        if note["key"] != key or any(sha256_of(path) != note["files"][ending] for ending, path in files.items()):
            return None
        return Drawn(Files(files), float(note["seconds"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def drop_drawn(folders: Iterable[Path]) -> None:
    """Remove what was kept below the folders of reviews whose pages are in their place."""
    for folder in folders:
        shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _path(tables_path: Path, ending: str) -> Path:
    return tables_path.parent / FOLDER / f"{tables_path.stem}{ending}"


def _note(tables_path: Path) -> Path:
    return _path(tables_path, ".note.json")
