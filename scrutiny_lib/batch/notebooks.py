"""Where the notebooks are."""

from __future__ import annotations

from pathlib import Path


def notebooks_folder() -> Path:
    """The packaged notebooks: inside the package where it was installed from a wheel, else beside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "notebooks"
    return inside if inside.is_dir() else package.parent / "notebooks"
