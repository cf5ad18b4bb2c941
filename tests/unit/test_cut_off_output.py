"""Output that nobody reads to its end (``| head``) is no unexpected error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_who_reads_may_go_away() -> None:
    command = [sys.executable, "-m", "scrutiny_lib", "check", "--rules", str(Path("sample_cases"))]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")
