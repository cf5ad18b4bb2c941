"""What the README tells readers is true: its commands run, and nothing public is missing from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scrutiny_lib
from scrutiny_lib.cli import LATER, commands
from tests.conftest import REPOSITORY, Quarter, scrutiny

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_main_command_is_the_one_that_was_run(quarter: Quarter) -> None:
    (line,) = re.findall(
        r"^python3 -m venv .venv && .venv/bin/pip install -e \. && .venv/bin/scrutiny (.*)$", README, re.M
    )
    assert line.split() == ["run", "sample_cases", "--quarter", quarter.quarter]
    assert quarter.first.returncode == 0
    named = re.search(r"Open `sample_cases/(released/\S+\.html)`", README)
    assert named and (quarter.workspace / named[1]).is_file()


def test_the_test_command_stands_there_with_its_windows_form() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest\n" in README
    assert r".venv\Scripts\pytest" in README and r".venv\Scripts\scrutiny run" in README


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_documented_and_has_help_with_an_example(name: str) -> None:
    assert re.search(rf"`scrutiny {name}\b" if name not in LATER else rf"`(scrutiny )?{name}`", README), name
    helped = scrutiny(name, "--help")
    assert helped.returncode == 0 and "Example: scrutiny " in helped.stdout


@pytest.mark.parametrize("name", sorted(set(scrutiny_lib.__all__) - {"__version__"}))
def test_every_public_name_is_documented_and_can_be_loaded(name: str) -> None:
    assert re.search(rf"`{name}[(`]", README), f"{name} is not in the README"
    assert (getattr(scrutiny_lib, name).__doc__ or "").strip()


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_command_that_is_not_there_yet_says_so(name: str) -> None:
    said = scrutiny(name)
    assert said.returncode == 2 and "not there yet" in said.stderr and "Traceback" not in said.stderr


def test_the_door_loads_neither_papermill_nor_nbconvert() -> None:
    import subprocess
    import sys

    code = (
        "import sys, scrutiny_lib\n"
        "for name in scrutiny_lib.__all__:\n"
        "    if name != 'run_quarter': getattr(scrutiny_lib, name)\n"
        "print([m for m in ('papermill', 'nbconvert') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert found.stdout.strip() == "[]"


def test_every_file_the_map_names_is_there() -> None:
    for name in ("audit_templates", "notebooks", "sample_cases", "tests", "scrutiny_lib", "CHANGELOG.md", "LICENSE"):
        assert (REPOSITORY / name).exists()
    rooms = set(re.findall(r"^  (\w+)/? +\d  ", README, re.M))
    assert {"stats", "intake", "audit", "lenses", "release", "show", "batch", "cli"} <= rooms
