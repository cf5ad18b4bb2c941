"""Start JupyterLab on the notebooks with settings for a laptop that may have no network and no admin rights."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ..errors import ScrutinyError
from .notebooks import notebooks_folder

SETTINGS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    "--ServerApp.allow_remote_access=False",
    "--ServerApp.ip=127.0.0.1",
)
"""No news, no update checks, no extension downloads, and nobody else on the network can reach it."""


def lab_command(folder: Path) -> list[str]:
    """The command that starts JupyterLab in ``folder``."""
    return [sys.executable, "-m", "jupyterlab", *SETTINGS, f"--ServerApp.root_dir={folder}"]


def start_lab(workspace: Path, tell: Callable[[str], None]) -> int:
    """Open the notebooks, having told what to write into their first cell. Returns JupyterLab's exit code."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise ScrutinyError("JupyterLab is not installed. Install it with: pip install -e '.[lab]'")
    if not (workspace / "workspace.toml").is_file():
        raise ScrutinyError("There is no workspace there: name a folder that holds workspace.toml.")
    tell(f"In the first code cell of a notebook write: workspace = {str(workspace.resolve())!r}")
    return subprocess.call(lab_command(notebooks_folder()))
