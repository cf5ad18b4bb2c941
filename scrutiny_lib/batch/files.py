"""Writing so that a reader sees the old file or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files together: every one is on disk under a temporary name before the first is renamed.

    If anything fails while writing, no file is replaced and the temporary ones are removed.
    """
    parts = {path: path.with_name(path.name + ".part") for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with parts[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        raise
    for path, part in parts.items():
        part.replace(path)
