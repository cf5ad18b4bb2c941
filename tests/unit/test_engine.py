"""Cells run by our engine show what they show under JupyterLab's kernel; no end but the right one is taken for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from papermill.engines import papermill_engines

from scrutiny_lib.batch.cells import CellLimits
from scrutiny_lib.batch.engine import NAME, FreshProcessEngine
from scrutiny_lib.batch.notebooks import notebooks_folder
from scrutiny_lib.batch.processes import WARM
from scrutiny_lib.errors import ScrutinyError
from tests.conftest import REPOSITORY, Quarter

SECRET = "Zebedee"
LINUX = pytest.mark.skipif(not WARM, reason="kept where the system can keep it: on Linux")

SHOWN = {
    "streams": "import sys\nprint('one'); print('two', end=''); print('three'); print('err', file=sys.stderr)",
    "a stream is a stream": "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.name, sys.stdout.fileno() > 0",
    "a line written over": "for i in range(3):\n    print(f'\\r{i}', end='')",
    "the value of the last line": "'text é 🙂'",
    "nothing": "None",
    "a semicolon": "1 + 1;",
    "values of earlier cells": "_3, In[3], sorted(Out)",
    "a table": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "a styled table": "pd.DataFrame({'a': [1]}).style.set_uuid('x').to_html()",
    "an array": "import numpy as np\nnp.arange(5)",
    "display": "display(1, 'two', {'three': 3})\ndisplay({'text/plain': 'raw', 'text/html': '<b>raw</b>'}, raw=True)",
    "Markdown": "from IPython.display import *\nMarkdown('# h *e*')",
    "HTML": "HTML('<i>x</i>')",
    "formula": "Latex('$x^2$')",
    "JSON": "JSON({'a': [1, 2]})",
    "SVG": 'SVG(\'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>\')',
    "a picture": "Image(data=bytes.fromhex('89504e470d0a1a0a0000000d49484452'), format='png')",
    "handles": "h = display('before', display_id='mine')\nh2 = display('before too', display_id=True)",
    "shown anew": "h.update('after')\nupdate_display('after too', display_id=h2.display_id)\nprint('u')",
    "shown again under its name": "_ = display('again', display_id='mine')",
    "cleared": "print('gone'); clear_output(); print('stays')",
    "cleared when something comes": "display('gone'); clear_output(wait=True); display('b'); print('c')",
    "cleared when nothing comes": "print('stays'); clear_output(wait=True)",
    "a figure": "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2, 3])",
    "a figure and text": "fig, ax = plt.subplots(); ax.bar([1], [2]); plt.show(); print('after')",
    "a figure once more": "fig",
    "inline": "%matplotlib inline\nplt.figure(figsize=(2, 2)); plt.plot([3, 1]); None",
    "another form of figures": "%config InlineBackend.figure_formats = ['jpeg']\nplt.figure(); plt.plot([1]); None",
    "a magic": "%who_ls int",
    "captured": "%%capture got\nprint('captured')",
    "what was captured": "got.stdout",
    "written to a file": "%%writefile a.txt\nhello",
    "read from it": "%cat a.txt",
    "a script": "%%writefile s.py\nz = 7\nprint('run', __name__)",
    "the script run": "%run s.py\nz",
    "a command": "!echo shell; echo err >&2",
    "a command's lines": "lines = !echo shell\nlines",
    "a cell for another shell": "%%bash\necho cell",
    "past Python": "import os\nos.system('echo past')",
    "past Python by another program": "import subprocess\n_ = subprocess.run(['echo', 'child'])",
    "by a program that is given the stream": "_ = subprocess.run(['true'], stdout=sys.stdout)",
    "await": "import asyncio\nawait asyncio.gather(*(asyncio.sleep(0, i) for i in range(3)))",
    "a function to await": "async def f():\n    return 3\nawait f()",
    "a loop runs": "asyncio.get_event_loop().is_running()",
    "a task": "t = asyncio.create_task(f()); print('now')",
    "awaited in the next cell": "await t",
    "a thread": "import threading\nth = threading.Thread(target=print, args=('from a thread',)); th.start(); th.join()",
    "a warning": "import warnings\nwarnings.simplefilter('always'); warnings.warn('careful')",
    "a log": "import logging\nlogging.warning('logged')",
    "where it runs": "__name__, '__file__' in globals(), sys.modules['__main__'].__dict__['number']",
    "a class that shows itself": (
        "class A:\n    def _repr_html_(self): return '<u>a</u>'\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'application/x-mine+json': {'a': 1}, 'text/plain': 'A'}\nA()"
    ),
    "one that displays itself": "class B:\n    def _ipython_display_(self): print('own way')\nB()",
    "one that cannot": "class C:\n    def __repr__(self): raise ValueError('no')\nC()",
    "a long value": "list(range(2000))",
    "colours": "print('\\x1b[31mred\\x1b[0m')",
    "help": "help(len)",
    "a pane of its own": "len?",
    "the pager": "%page name",
    "history": "%history -n 1-2",
    "environment": "%env NAME=x\nos.environ['NAME']",
    "an extension": "%load_ext autoreload\n%autoreload 0",
    "a cell to come": "get_ipython().set_next_input('x = 1')",
    "published with metadata": "get_ipython().display_pub.publish({'text/plain': 'p'}, metadata={'m': 1})",
    "every value": "get_ipython().ast_node_interactivity = 'all'\n1\n2",
    "an error": "def g():\n    raise KeyError('no')\ng()",
    "an error from another": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e",
    "no Python": "x ===",
    "no magic": "%nomagic",
    "an error that shows itself": "class D(Exception):\n    def _render_traceback_(self): return ['own']\nraise D('x')",
    "a parameter": "name",
}
"""Cells by what they show: none ends the run, whatever it does."""


def notebook(*sources: str, tags: tuple[str, ...] = ()) -> Any:
    cells = [nbformat.v4.new_code_cell(source, id=f"c{at}") for at, source in enumerate(sources)]
    for cell in cells:
        cell.metadata["tags"] = list(tags)
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def execute(
    path: Path, engine: str | None, parameters: Mapping[str, object] | None = None, **more: Any
) -> tuple[list[Any], str]:
    """The cells with code as they ran, and what was said of an error."""
    papermill_engines.register(NAME, FreshProcessEngine)
    out, said = path.with_name(f"{path.stem}-{engine}.ipynb"), ""
    folder = path.parent / str(engine)
    folder.mkdir(exist_ok=True)
    try:
        papermill.execute_notebook(
            path, out, parameters, engine_name=engine, progress_bar=False, cwd=folder, kernel_name="python3", **more
        )
    except papermill.PapermillExecutionError as error:
        said = str(error)
    cells = nbformat.read(out, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"], said


_NAMED: tuple[tuple[str, str], ...] = (
    (r"\x1b\[[0-9;]*m(?!red)", ""),  # errors have colours in a kernel; a page has none
    (r"/\S*ipykernel_\d+/\d+\.py|<ipython-input-[\w-]+>|\b\d{6,}\.py\b", "a cell"),  # what a cell is called as a file
    (r"\b0x[0-9a-f]{6,}\b", "an address"),
    (r"\b_?(?:Out)?Stream\b", "the stream"),
)


def as_shown(cell: Any) -> list[Any]:
    """What a cell showed, without what has to differ: which of two streams is heard first (kernels ask both a few
    times a second), names of cells as files, colours of errors and where in the lines above an error stands."""
    streams: dict[str, str] = {}
    others = []
    for output in json.loads(json.dumps(cell.outputs)):
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
            continue
        if output["output_type"] == "error":
            output.pop("traceback")
        others.append(output)
    text = json.dumps([streams, others], ensure_ascii=False).replace("\\u001b", "\x1b")
    for pattern, name in _NAMED:
        text = re.sub(pattern, name, text)
    found: list[Any] = [cell.execution_count, text]
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any]]:
    """Every kind of cell as it ran on our engine and under a kernel."""
    path = tmp_path_factory.mktemp("engine") / "all.ipynb"
    made = notebook("name = 'a'\nnumber = 1", *SHOWN.values(), tags=("raises-exception",))
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, path)
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("PYTEST_CURRENT_TEST")  # where it is set a kernel does not watch what passes Python by
        ours, kernel = (execute(path, engine, {"name": "given"})[0] for engine in (NAME, None))
    names = ["parameters", "given", *SHOWN]
    assert len(ours) == len(kernel) == len(names)
    return dict(zip(names, zip(ours, kernel, strict=True), strict=True))


@pytest.mark.parametrize("name", SHOWN)
def test_a_cell_shows_what_it_shows_under_a_kernel(name: str, both: dict[str, tuple[Any, Any]]) -> None:
    ours, kernel = both[name]
    assert as_shown(ours) == as_shown(kernel)


def test_what_is_compared_shows_something(both: dict[str, tuple[Any, Any]]) -> None:
    kinds = {output["output_type"] for ours, _ in both.values() for output in ours.outputs}
    assert kinds == {"stream", "display_data", "execute_result", "error"}
    pictures = [1 for ours, _ in both.values() for out in ours.outputs if "image/png" in out.get("data", {})]
    assert len(pictures) >= 4
    assert both["handles"][0].outputs[0]["data"] == {"text/plain": "'again'"}


OURS = ("00_start_here", "25_voices_and_quotes", "30_deep_dive", "60_actions_and_impact", "70_multi_agency_dataset")


@pytest.mark.parametrize("name", OURS)
def test_our_notebooks_show_on_our_engine_what_they_show_in_the_laboratory(name: str, tmp_path: Path) -> None:
    """On everything, as an analyst runs them."""
    source = notebooks_folder() / f"{name}.ipynb"
    path = tmp_path / source.name
    made = nbformat.read(source, as_version=4)
    nbformat.write(made, path)
    where = REPOSITORY / "sample_cases" / ("tiny" if name == "00_start_here" else "")
    (ours, none), (kernel, nothing) = (execute(path, engine, {"workspace": str(where)}) for engine in (NAME, None))
    assert none == nothing == ""
    assert [as_shown(cell) for cell in ours] == [as_shown(cell) for cell in kernel]
    assert [cell.outputs for cell in ours] == [cell.outputs for cell in kernel]
    assert sum(bool(cell.outputs) for cell in ours) >= 2


def test_a_page_is_made_of_what_papermill_s_own_kernel_would_show(quarter: Quarter, tmp_path: Path) -> None:
    """Released tables in, the same outputs out: byte for byte."""
    tables = quarter.workspace / "working" / quarter.quarter / "actions-and-impact" / "hips.json"
    source = notebooks_folder() / "60_actions_and_impact.ipynb"
    path = tmp_path / source.name
    path.write_bytes(source.read_bytes())
    given = {"workspace": "", "review": "actions-and-impact", "audience": "hips", "tables": str(tables)}
    ours, kernel = (execute(path, engine, given)[0] for engine in (NAME, None))
    assert [cell.outputs for cell in ours] == [cell.outputs for cell in kernel]


REFUSED = {
    "a question": (f"input('{SECRET}?')", "EOFError", "cannot ask"),
    "a password": (f"import getpass; getpass.getpass('{SECRET}')", "EOFError", "cannot ask"),
    "a widget": ("import comm; comm.create_comm(target_name='jupyter.widget')", "RuntimeError", "no widgets"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_needs_somebody_at_a_screen_is_refused(name: str, tmp_path: Path) -> None:
    source, kind, says = REFUSED[name]
    nbformat.write(notebook(source, "1"), tmp_path / "asks.ipynb")
    (first, second), said = execute(tmp_path / "asks.ipynb", NAME)
    assert kind in said and says in said and second.execution_count is None
    assert first.outputs[0]["ename"] == kind and SECRET not in first.outputs[0]["evalue"]


ENDS: dict[str, tuple[str, str]] = {
    "exit with 0": ("import sys; sys.exit(0)", "Cell 2 ended the run by itself"),
    "exit": ("exit", "Cell 2 ended the run by itself"),
    "the process ends itself": ("import os; os._exit(0)", "ended its process before the last cell"),
    "ended for want of memory": ("import os; os.kill(os.getpid(), 9)", "for want of memory, perhaps"),
    "asked to end": ("import os; os.kill(os.getpid(), 15)", "signal 15"),
    "with all its processes": ("import os; os.killpg(0, 9)", "ended from outside"),
    "a library crashes": ("import ctypes; ctypes.string_at(0)", "signal 11"),
    "sleeps too long": ("import time; time.sleep(600)", "longer than the 5 seconds"),
    "counts too long": ("while True: pass", "longer than the 5 seconds"),
    "waits for what never comes": ("import threading; threading.Event().wait()", "longer than the 5 seconds"),
    "will not be ended": (
        "import signal, time\nfor one in (1, 2, 15): signal.signal(one, signal.SIG_IGN)\ntime.sleep(600)",
        "longer than the 5 seconds",
    ),
    "closes what it is heard by": (
        "import os\nfor one in range(3, 30):\n    try: os.close(one)\n    except OSError: pass",
        "ended its process before the last cell",
    ),
}


@LINUX
@pytest.mark.parametrize("last", [False, True], ids=["half-way", "in the last cell"])
@pytest.mark.parametrize("name", ENDS)
def test_no_other_end_is_taken_for_success_and_each_is_told_in_a_line(name: str, last: bool, tmp_path: Path) -> None:
    source, says = ENDS[name]
    nbformat.write(notebook(f"x = '{SECRET}'", source, *([] if last else ["x"])), tmp_path / "ends.ipynb")
    with pytest.raises(ScrutinyError, match=re.escape(says)) as ended:
        execute(tmp_path / "ends.ipynb", NAME, limits=CellLimits(seconds=5))
    assert "\n" not in str(ended.value) and SECRET not in str(ended.value)


@LINUX
def test_memory_is_limited_and_what_wants_more_fails(tmp_path: Path) -> None:
    nbformat.write(notebook("kept = []\nwhile True: kept.append(bytearray(10_000_000))", "1"), tmp_path / "much.ipynb")
    cells, said = execute(tmp_path / "much.ipynb", NAME, limits=CellLimits(megabytes=300))
    assert "MemoryError" in said and cells[1].execution_count is None
    nbformat.write(notebook("len(bytearray(100_000_000))"), tmp_path / "little.ipynb")
    cells, said = execute(tmp_path / "little.ipynb", NAME, limits=CellLimits(megabytes=300))
    assert not said and cells[0].outputs[0]["data"] == {"text/plain": "100000000"}


def gone(process: int) -> bool:
    """Whether a process has ended (one that waits to be asked how it ended has), soon."""
    for _ in range(100):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@LINUX
def test_a_program_that_a_cell_leaves_running_ends_with_the_notebook(tmp_path: Path) -> None:
    left = "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)"
    nbformat.write(notebook(left), tmp_path / "leaves.ipynb")
    cells, said = execute(tmp_path / "leaves.ipynb", NAME)
    assert not said and gone(int(cells[0].outputs[0]["text"]))


@LINUX
def test_a_copy_of_itself_that_a_cell_makes_says_nothing(tmp_path: Path) -> None:
    nbformat.write(
        notebook("import os\nme = os.getpid()\n_ = os.fork()", "os.getpid() == me", "2"), tmp_path / "two.ipynb"
    )
    cells, said = execute(tmp_path / "two.ipynb", NAME)
    shown = [cell.outputs[0]["data"]["text/plain"] for cell in cells[1:]]
    assert not said and shown == ["True", "2"]


def test_a_cell_that_may_go_wrong_and_one_that_is_left_out(tmp_path: Path) -> None:
    made = notebook("1 / 0", "2", "", "3")
    made.cells[0].metadata["tags"], made.cells[1].metadata["tags"] = ["raises-exception"], ["skip-execution"]
    nbformat.write(made, tmp_path / "some.ipynb")
    cells, _ = execute(tmp_path / "some.ipynb", NAME)
    assert [cell.execution_count for cell in cells] == [1, None, None, 2]
    assert cells[0].outputs[0]["ename"] == "ZeroDivisionError"


@LINUX
def test_what_it_leaves_in_the_temporary_folder_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    for source in ("open('a.txt', 'w').write('x')", "import os; os._exit(0)"):
        nbformat.write(notebook(source), tmp_path / "writes.ipynb")
        try:
            execute(tmp_path / "writes.ipynb", NAME)
        except ScrutinyError:
            assert "_exit" in source
        assert list(folder.iterdir()) == []


def test_the_command_of_papermill_finds_the_engine_by_its_name(tmp_path: Path) -> None:
    made = notebook("number = 1", "number + 1")
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", NAME, "-p", "number", "4"]
    done = papermill_command(command, tmp_path)
    assert done.returncode == 0, done.stderr
    (shown,) = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
    assert shown["data"] == {"text/plain": "5"}


def test_cells_run_where_papermill_is_asked_to_run_them_and_otherwise_in_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "beside.txt").write_text("x", encoding="utf-8")
    nbformat.write(notebook("import os; print(sorted(os.listdir()))"), tmp_path / "in.ipynb")
    for more, seen in (([], "[]\n"), (["--cwd", "here"], "['beside.txt']\n")):
        done = papermill_command([sys.executable, "-m", "papermill", "--engine", NAME, *more], tmp_path)
        assert done.returncode == 0, done.stderr
        (shown,) = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
        assert shown["text"] == seen


@pytest.mark.parametrize("source", ["import sys; sys.exit(0)", "import os; os._exit(0)", "1 / 0"])
def test_the_command_of_papermill_ends_with_an_error_where_the_cells_did(source: str, tmp_path: Path) -> None:
    nbformat.write(notebook(source, "1"), tmp_path / "in.ipynb")
    assert papermill_command([sys.executable, "-m", "papermill", "--engine", NAME], tmp_path).returncode != 0


def papermill_command(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    given = [*command, "--no-progress-bar", "in.ipynb", "out.ipynb"]
    return subprocess.run(given, cwd=folder, capture_output=True, text=True, timeout=300, env={**os.environ})


def test_a_script_without_a_guard_calls_papermill_with_our_engine_once(tmp_path: Path) -> None:
    nbformat.write(notebook("print(6 * 7)"), tmp_path / "a.ipynb")
    script = tmp_path / "script.py"
    script.write_text(
        "import papermill\nprint('begins')\n"
        f"papermill.execute_notebook('a.ipynb', 'out.ipynb', engine_name='{NAME}', kernel_name='python3')\n",
        encoding="utf-8",
    )
    ran = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0 and ran.stdout.count("begins") == 1, ran.stderr[-500:]
    assert "42" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
