"""What can be the matter with the computer while a quarter runs: disk, network, clock, locale, other programs, other
people. By the numbers of the list of bad input; R01, killed half-way, stands in ``test_kills``."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scrutiny_lib.batch import alone as door
from scrutiny_lib.batch import files
from scrutiny_lib.batch.alone import NOTE, alone
from scrutiny_lib.batch.record import verify
from scrutiny_lib.batch.render import render_page
from scrutiny_lib.cli import main
from scrutiny_lib.errors import ScrutinyError
from scrutiny_lib.release import Ledger
from scrutiny_lib.release.standing import standing_files
from tests.conftest import REPOSITORY, scrutiny
from tests.faults.reading import offline
from tests.kill_room import left_over, released
from tests.small_quarter import QUARTER, name_of, small_workspace

REVIEW = name_of(1)
PAGE = f"released/{QUARTER}/{REVIEW}/executive.html"

NO_NETWORK = """\
import os, socket
def _refuse(real):
    def connect(self, address, *more):
        if self.family != getattr(socket, "AF_UNIX", None):
            with open(os.environ["TRIED"], "a") as file:
                file.write(f"{self.family.name}\\n")
            raise OSError("there is no network")
        return real(self, address, *more)
    return connect
class Offline(socket.socket):
    connect, connect_ex = _refuse(socket.socket.connect), _refuse(socket.socket.connect_ex)
    sendto = None
socket.socket = Offline
"""
"""Loaded by every Python that a run begins: whoever goes to the network fails, and is written down."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace, and its quarter run once."""
    root = tmp_path_factory.mktemp("batch") / "workspace"
    small_workspace(root, 1)
    done = scrutiny("run", root, "--quarter", QUARTER)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for what changes something."""
    return Path(shutil.copytree(made, tmp_path / "workspace"))


@pytest.fixture
def bare(made: Path, tmp_path: Path) -> Path:
    """A copy of it as it was before anything ran."""
    aside = shutil.ignore_patterns("working", "released", "record")
    return Path(shutil.copytree(made, tmp_path / "workspace", ignore=aside))


def run(root: Path, *more: str) -> int:
    """The quarter in this process; how it ended."""
    return main(["run", str(root), "--quarter", QUARTER, *more])


def state(root: Path) -> dict[str, bytes]:
    """Everything that was released and recorded."""
    folders = [root / "released", root / "record"]
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name != ".in-use")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


# -------------------------------------------------------------------------------------------- P05: not on this computer


@pytest.mark.parametrize("address", ["https://example.org/quarter", "s3://bucket/quarter", "hdfs://there/quarter"])
@pytest.mark.parametrize("command", ["run", "check", "verify"])
def test_P05_an_address_is_no_workspace(
    command: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    more = ["--quarter", QUARTER] if command == "run" else []
    with offline():
        assert main([command, address, *more]) in (1, 2)
    said = "".join(capsys.readouterr())
    assert "unexpected" not in said and len(said) > 20 and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["https://example.org/30_deep_dive.ipynb", "s3://bucket/30_deep_dive.ipynb"])
def test_P05_a_notebook_is_a_file_on_this_computer(address: str, copy: Path, tmp_path: Path) -> None:
    """Papermill would fetch it."""
    tables = copy / "working" / QUARTER / REVIEW / "executive.json"
    with offline(), pytest.raises((ScrutinyError, FileNotFoundError)):
        render_page(Path(address), tables, tmp_path / "out.ipynb")
    assert not (tmp_path / "out.ipynb").exists()


# ---------------------------------------------------------------------------- R02: a full disk, a folder that is none


def test_R02_a_full_disk_changes_nothing_and_leaves_nothing(
    bare: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk is full when the pages are put in their place: before, and at the record, the last file of all."""
    real = os.fsync
    for last in (False, True):

        def full(file: int, last: bool = last) -> None:
            name = str(Path(f"/proc/self/fd/{file}").readlink()) if sys.platform == "linux" else ""
            if ("/record/" if last else "/released/") in name:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(file)

        if sys.platform != "linux":
            pytest.skip("the name of an open file is found in /proc")
        monkeypatch.setattr("os.fsync", full)
        assert run(bare) in (1, 2)
        said = "".join(capsys.readouterr())
        assert "No space left" in said and "Nothing was changed" in said and "unexpected" not in said
        assert released(bare) == {} and list(left_over(bare)) == []
        assert (
            not (bare / "record" / f"{QUARTER}.json").exists() and Ledger(bare / "record" / "ledger.jsonl").length == 0
        )
        monkeypatch.setattr("os.fsync", real)
    assert run(bare) == 0
    assert released(bare) == released(made) and not verify(bare)[1]


@pytest.mark.parametrize("folder", ["released", "record"])
def test_R02_a_folder_that_cannot_be_written_to_is_said_and_nothing_changes(
    folder: str, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bare / folder).write_text("a file where a folder is to be", encoding="utf-8")
    assert run(bare) in (1, 2)
    said = "".join(capsys.readouterr())
    assert "Nothing was changed" in said and "unexpected" not in said and str(bare) not in said.partition("Render")[0]
    assert (bare / folder).is_file() and list(left_over(bare)) == []
    (bare / folder).unlink()
    assert run(bare) == 0


def test_R02_files_of_which_one_cannot_be_written_are_all_taken_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OSError):
        files.write_all({tmp_path / "a.html": b"new", tmp_path / "file" / "b.html": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# ---------------------------------------------------------------------- R04: open in another program. R17: for a moment


def held(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> list[float]:
    """A program holds every file of this name so often, then lets go; how long was waited."""
    waited: list[float] = []
    left = [times]
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target).name == name and left[0]:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "held")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("scrutiny_lib.batch.files.time.sleep", waited.append)
    return waited


def test_R04_a_page_that_is_open_in_another_program_stops_everything_before_it_changes(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = copy / "reviews" / REVIEW / "scope.toml"
    frame.write_text(frame.read_text("utf-8").replace("early enough", "soon enough"), encoding="utf-8")
    before = state(copy)
    with monkeypatch.context() as patched:
        held(patched, "executive.docx", 1000)
        assert run(copy) in (1, 2)
    said = "".join(capsys.readouterr())
    assert "executive.docx is open in another program" in said and "--out" in said and "Nothing was changed" in said
    assert state(copy) == before and list(left_over(copy)) == []
    assert run(copy) == 0 and not verify(copy)[1]
    assert state(copy)[PAGE] != before[PAGE]


@pytest.mark.parametrize("times", [1, 4])
def test_R17_a_file_that_is_held_for_a_moment_is_tried_again(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_bytes(b"old")
    waited = held(monkeypatch, "a.html", times)
    files.write_all({tmp_path / "a.html": b"new"})
    assert (tmp_path / "a.html").read_bytes() == b"new" and len(waited) == times and 0 < sum(waited) < 3
    assert list(left_over(tmp_path)) == []


def test_R17_one_that_is_held_for_good_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_bytes(b"old")
    held(monkeypatch, "a.html", 1000)
    with pytest.raises(PermissionError):
        files.write_all({tmp_path / "a.html": b"new"})
    assert (tmp_path / "a.html").read_bytes() == b"old" and list(left_over(tmp_path)) == []


# ------------------------------------------------------------------------------------------------- R05: two at once


HOLD = "from pathlib import Path; import sys, time\nfrom scrutiny_lib.batch.alone import alone\n"
HOLD += "with alone(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)"


@pytest.fixture
def hold() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Another command that holds the door of a workspace."""
    begun: list[subprocess.Popen[str]] = []

    def begin(root: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(root)]
        one = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
        begun.append(one)
        assert one.stdout is not None and one.stdout.readline() == "held\n"
        return one

    yield begin
    for one in begun:
        one.kill()
        one.communicate()


def test_R05_the_second_of_two_says_who_is_at_work_and_since_when(
    copy: Path, hold: Callable[[Path], subprocess.Popen[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    before, other = released(copy), hold(copy)
    assert run(copy) in (1, 2)
    said = "".join(capsys.readouterr())
    assert re.search(rf"process {other.pid} on \S+, since \d{{4}}-\d\d-\d\d at \d\d:\d\d UTC", said), said
    assert released(copy) == before


def test_R05_a_command_that_was_killed_holds_nobody_up_and_is_told_of(
    copy: Path, hold: Callable[[Path], subprocess.Popen[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    other = hold(copy)
    other.send_signal(signal.SIGKILL) if sys.platform != "win32" else other.kill()
    other.wait()
    assert (copy / "record" / NOTE).is_file()
    assert run(copy) == 0
    said = "".join(capsys.readouterr())
    assert f"process {other.pid}" in said and "did not end well" in said
    assert not (copy / "record" / NOTE).exists()


@pytest.mark.parametrize(
    ("process", "host", "busy"),
    [("dead", "", False), ("mine", "", True), ("dead", "another-computer", True)],
    ids=["ended", "still runs", "another computer's"],
)
def test_R05_where_a_share_cannot_hold_doors_the_note_decides(
    process: str, host: str, busy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the number of the process on this computer; of another computer nobody can know, so it is believed."""

    def cannot(_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(door, "_hold", cannot)
    (tmp_path / "record").mkdir()
    note: dict[str, Any] = {**door._myself(), "process": os.getpid() if process == "mine" else ended_process()}
    note |= {"host": host} if host else {}
    (tmp_path / "record" / NOTE).write_text(json.dumps(note), encoding="utf-8")
    if busy:
        with pytest.raises(ScrutinyError, match=r"at work.*since"), alone(tmp_path):
            pass
        return
    with alone(tmp_path) as before:
        assert "did not end well" in before


def ended_process() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as one:
        one.wait()
    return one.pid


def test_R05_a_note_that_is_torn_says_nothing_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / NOTE).write_bytes(b'{"user": "A')
    with alone(tmp_path) as before:
        assert before == ""


# -------------------------------------------------------------------------------------------------- R07: the clock


def test_R07_what_stands_is_said_by_the_order_of_the_ledger_not_by_the_clock(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for sha256, at in (("a" * 64, "2026-01-05T10:00:00+00:00"), ("b" * 64, "1999-12-31T23:59:59+00:00")):
        page = {"path": PAGE, "sha256": sha256, "bytes": 1}
        line = {"what": "release", "quarter": QUARTER, "review": REVIEW, "audience": "executive", "page": page}
        ledger.append([{**line, "files": [], "profile": "partnership", "by": "x", "why": "x", "at": at}])
    assert not ledger.check() and standing_files(ledger.entries()) == {PAGE: "b" * 64}


def test_R07_a_run_after_the_clock_went_back_is_as_any_other(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("place", "publish", "put_in_place"):
        monkeypatch.setattr(f"scrutiny_lib.batch.{name}.now", lambda: "1999-12-31T23:59:59+00:00")
    for path in copy.rglob("*"):
        with suppress(OSError):
            os.utime(path, (time.time() + 10**8, time.time() + 10**8))  # every file is of a time to come
    assert run(copy) == 0
    assert "1 unchanged" in "".join(capsys.readouterr())
    scope = copy / "reviews" / REVIEW / "scope.toml"
    scope.write_text(scope.read_text("utf-8").replace("early enough", "soon enough"), encoding="utf-8")
    assert run(copy) == 0
    assert "soon enough" in (copy / PAGE).read_text("utf-8") and not verify(copy)[1]
    assert Ledger(copy / "record" / "ledger.jsonl").entries()[-1]["at"].startswith("1999")


# --------------------------------------- R08: no network. R16: an apostrophe in the user's name, a decimal comma


@pytest.fixture(scope="module")
def elsewhere(
    made: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str], Path]:
    """The same workspace run without a network, in the folders of a user whose name has an apostrophe and a space, and
    where a comma stands before decimals."""
    home = tmp_path_factory.mktemp("computer") / "Zoë O'Brien & Söhne, 100% (été)"
    aside = shutil.ignore_patterns("working", "released", "record")
    root = Path(shutil.copytree(made, home / "My Documents" / "the workspace's", ignore=aside))
    blocked, tried = home / "blocked", home / "tried"
    blocked.mkdir()
    (home / "temp folder's").mkdir()
    (blocked / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    told = {"PYTHONPATH": os.pathsep.join([str(blocked), str(REPOSITORY)]), "TRIED": str(tried), "HOME": str(home)}
    told |= {"LC_ALL": some_locale(), "LANG": some_locale(), "TMPDIR": str(home / "temp folder's")}
    told |= {"USER": "Zoë O'Brien", "USERPROFILE": str(home), "TZ": "Pacific/Kiritimati"}
    command = [sys.executable, "-m", "scrutiny_lib", "run", str(root), "--quarter", QUARTER]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, **told}, timeout=600)
    return root, done, tried


def some_locale() -> str:
    """A locale with a decimal comma, where this computer has one; else the plainest there is."""
    import locale

    was = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "German_Germany.1252"):
            with suppress(locale.Error):
                locale.setlocale(locale.LC_ALL, name)
                return name
    finally:
        locale.setlocale(locale.LC_ALL, was)
    return "C"


def test_R08_everything_works_without_a_network(
    elsewhere: tuple[Path, subprocess.CompletedProcess[str], Path], made: Path
) -> None:
    _, done, tried = elsewhere
    assert done.returncode == 0, done.stdout + done.stderr
    assert not tried.exists(), tried.read_text("utf-8")
    probe = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(('127.0.0.1', 9))"
    told = {**os.environ, "PYTHONPATH": str(tried.parent / "blocked"), "TRIED": str(tried.parent / "probe")}
    assert subprocess.run([sys.executable, "-c", probe], env=told, capture_output=True).returncode == 1
    assert (tried.parent / "probe").read_text("utf-8") == "AF_INET\n", "what is to refuse the network does not"


def test_R16_pages_are_the_same_for_a_user_with_an_apostrophe_and_a_decimal_comma(
    elsewhere: tuple[Path, subprocess.CompletedProcess[str], Path], made: Path
) -> None:
    root, done, _ = elsewhere
    assert done.returncode == 0, done.stdout + done.stderr
    assert released(root) == released(made) and len(released(made)) > 6
    assert not verify(root)[1]
    for content in released(root).values():
        assert b"Brien" not in content


# ------------------------------------------------------------------------------------------------------- the list


def test_every_item_of_the_list_has_its_test(shared: Path) -> None:
    listed = (shared / "goldens" / "bad_inputs.yaml").read_text(encoding="utf-8")
    items = re.findall(r"^- id: (\w+)$.*?^  issue: ([\w ]+)$", listed, re.MULTILINE | re.DOTALL)
    asked = {item for item, issue in items if issue == "batch"}
    here = Path(__file__)
    text = here.read_text("utf-8") + here.with_name("test_kills.py").read_text("utf-8")
    assert asked == set(re.findall(r"^def test_([PR]\d\d)_", text, re.MULTILINE))
