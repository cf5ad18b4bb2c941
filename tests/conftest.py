"""What all tests share: on the build server (``SCRUTINY_CI=1``) a skipped test is a failure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from scrutiny_lib.terms import AUDIENCES

settings.register_profile("house", deadline=None)  # no test asserts a time
settings.load_profile("house")
REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "unit"))  # the browser tests draw the same invented review
SHARED = REPOSITORY.parent / "shared"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("SCRUTINY_CI") and skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


Pairs = tuple[list[int], list[int]]


@pytest.fixture
def from_table() -> Callable[[Sequence[Sequence[float]]], Pairs]:
    """A contingency table as papers print it (rows rater 1, columns rater 2), as two lists of ratings."""

    def expand(table: Sequence[Sequence[float]]) -> Pairs:
        pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(round(count))]
        return [i for i, _ in pairs], [j for _, j in pairs]

    return expand


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Third-party files kept beside the checkout; tests that read them skip where the folder is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of third-party files (../shared) is not here")
    return SHARED


class Quarter:
    """A copy of the sample workspace in which a quarter was run once, by the command line, as a stranger would."""

    def __init__(self, workspace: Path, quarter: str):
        self.workspace = workspace
        self.quarter = quarter
        self.first = scrutiny("run", workspace, "--quarter", quarter)

    def page(self, review: str, audience: str) -> Path:
        return self.workspace / "released" / self.quarter / review / f"{audience}.html"

    def pages(self) -> list[Path]:
        return [path for path in self.files() if path.stem in AUDIENCES and path.suffix == ".html"]

    def files(self) -> list[Path]:
        """Every page in every form."""
        return sorted(path for path in (self.workspace / "released" / self.quarter).rglob("*") if path.is_file())


def scrutiny(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    command = [sys.executable, "-m", "scrutiny_lib", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=600)


def copy_workspace(target: Path) -> Path:
    """A copy of the sample workspace without anything a run made."""
    made = shutil.ignore_patterns("working", "released", "record", "generator", "__pycache__", "tiny")
    return Path(shutil.copytree(REPOSITORY / "sample_cases", target, ignore=made))


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """The third quarter of the sample workspace, run once for all tests that only read it, in whichever process."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder) / "quarter"
    said = folder / "said.json"
    try:
        folder.mkdir()
    except FileExistsError:  # another process of this session is at it
        until = time.monotonic() + 900
        while not said.is_file() and time.monotonic() < until:
            time.sleep(0.5)
        made, mine = object.__new__(Quarter), tmp_path_factory.mktemp("quarter") / "sample_cases"
        told = said.read_text(encoding="utf-8").replace(str(folder / "sample_cases"), str(mine))
        made.first = subprocess.CompletedProcess([], **json.loads(told))
        made.workspace, made.quarter = Path(shutil.copytree(folder / "sample_cases", mine)), "2025-26-Q3"
        return made
    made = Quarter(copy_workspace(folder / "sample_cases"), "2025-26-Q3")
    told = {name: getattr(made.first, name) for name in ("returncode", "stdout", "stderr")}
    part = said.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="utf-8")
    part.replace(said)
    return made


@pytest.fixture
def quarter_copy(quarter: Quarter, tmp_path: Path) -> Quarter:
    """A copy of that run, for tests that change something in it."""
    copied = object.__new__(Quarter)
    copied.workspace = Path(shutil.copytree(quarter.workspace, tmp_path / "sample_cases"))
    copied.quarter, copied.first = quarter.quarter, quarter.first
    return copied


@pytest.fixture(scope="session")
def look(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], object]:
    """What became of a faulty file of ``tests/faults``, by its name; each is made and read once."""
    from tests.faults.reading import FAULTS, read
    from tests.reading_room import read_small

    review, _ = read_small(tmp_path_factory.mktemp("review"))
    kept: dict[str, object] = {}

    def once(name: str) -> object:
        if name not in kept:
            kept[name] = read(FAULTS[name], tmp_path_factory.mktemp("fault") / "folder", review)
        return kept[name]

    return once
