"""A notebook that sets everything it can, and one after it that looks at everything: it finds nothing of the first, and
nothing of the program that asked for either."""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import papermill
import pytest
from papermill.engines import papermill_engines

from scrutiny_lib.batch.cells import CellLimits, FreshCells
from scrutiny_lib.batch.engine import NAME, FreshProcessEngine
from scrutiny_lib.batch.workers import Task, in_fresh_processes

SETS = [
    # the notebook's own names, and those of every module
    "leaked = 'of the first'\nimport builtins, sys, os, json, pandas as pd, numpy as np, matplotlib, scrutiny_lib\n"
    "builtins.leaked = json.leaked = scrutiny_lib.leaked = leaked\nimport scrutiny_lib.terms as terms\n"
    "terms.AUDIENCES = {}",
    # libraries made to behave otherwise
    "pd.DataFrame.to_html = lambda *_, **__: 'changed'\npd.options.display.max_rows = 3\n"
    "np.set_printoptions(precision=1)\n"
    "pd.read_csv = None\nnp.sqrt = None\njson.dumps = lambda *_, **__: 'changed'",
    # figures
    "import matplotlib.pyplot as plt\nmatplotlib.rcParams['figure.figsize'] = (1, 1)\nplt.style.use('ggplot')\n"
    "plt.rcParams['font.size'] = 77\nplt.figure('left open')\nplt.ioff()\nimport seaborn\nseaborn.set_theme()",
    # the computer as a program sees it
    "os.environ['LEAKED'] = '1'\nos.environ['PATH'] = ''\nos.chdir('/')\nsys.path.insert(0, '/leaked')\n"
    "sys.argv.append('leaked')\n"
    "os.umask(0o777)\nsys.setrecursionlimit(1777)\nsys.modules['leaked'] = os",
    # chance, numbers and time
    "import random, locale, decimal, time\nrandom.seed(1); np.random.seed(1)\ndecimal.getcontext().prec = 3\n"
    "time.time = lambda: 0.0\nlocale.setlocale(locale.LC_ALL, 'C')",
    # what libraries say
    "import warnings, logging\nwarnings.simplefilter('error')\nlogging.basicConfig(level=1)\nlogging.disable(50)",
    # what goes on after the end
    "import atexit, threading, signal, subprocess, asyncio\natexit.register(lambda: os.abort())\n"
    "threading.Thread(target=threading.Event().wait).start()\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
    # the shell and what collects garbage
    "%alias leaked echo\nget_ipython().ast_node_interactivity = 'all'\nimport gc; gc.disable()\n"
    "sys.excepthook = None; sys.displayhook = print\nimport faulthandler; sys.setswitchinterval(1)",
]
LOOKS = """\
import asyncio, atexit, builtins, decimal, gc, json, locale, logging, os, random, signal, sys, threading, time, warnings
names = sorted(name for name in globals() if 'leaked' in name)
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
import scrutiny_lib, scrutiny_lib.terms as terms
mask = os.umask(0o022); os.umask(mask)
seen = {
    'names': names,
    'modules': [m for m in (builtins, json, scrutiny_lib) if hasattr(m, 'leaked')],
    'loaded': [n for n in sys.modules if 'leaked' in n],
    'audiences': sorted(terms.AUDIENCES),
    'pandas': [pd.DataFrame({'a': [1]}).to_html()[:6], pd.options.display.max_rows, pd.read_csv is None],
    'numpy': [repr(np.array([1.23456])), np.sqrt is None],
    'figures': plt.get_fignums(),
    'settings': {k: str(v) for k, v in matplotlib.rcParams.items()},
    'interactive': plt.isinteractive(),
    'environment': sorted(k for k in os.environ if 'LEAKED' in k) + [os.environ.get('PATH', '') == ''],
    'folder': [os.getcwd() == '/', os.listdir('.') and sorted(f for f in os.listdir('.') if 'leaked' in f)],
    'paths': [p for p in sys.path + sys.argv if 'leaked' in p],
    'mask': mask, 'deep': sys.getrecursionlimit(), 'switch': sys.getswitchinterval(),
    'decimals': decimal.getcontext().prec, 'clock': time.time() > 1e9, 'locale': locale.setlocale(locale.LC_ALL),
    'warnings': [f[0] for f in warnings.filters if f[0] == 'error'],
    'logs': [logging.root.manager.disable, len(logging.root.handlers), logging.root.level],
    'threads': threading.active_count(), 'asked to end': str(signal.getsignal(signal.SIGTERM)),
    'garbage': gc.isenabled(), 'hooks': [sys.excepthook is None, sys.displayhook is print],
    'shell': [get_ipython().ast_node_interactivity, 'leaked' in str(get_ipython().alias_manager.aliases)],
    'history': [len(In), len(Out)], 'loop': len(asyncio.all_tasks()),
}
chance = [random.random(), float(np.random.random())]
print(json.dumps([seen, chance], default=str))
"""


def run(folder: Path, *sources: str) -> Any:
    """What the last cell printed, of a notebook with these cells on our engine."""
    papermill_engines.register(NAME, FreshProcessEngine)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, folder / "in.ipynb")
    done = papermill.execute_notebook(folder / "in.ipynb", folder / "out.ipynb", engine_name=NAME, progress_bar=False)
    shown = [output for output in done.cells[-1].outputs if output["output_type"] == "stream"]
    return shown[0]["text"] if shown else ""


def looked(folder: Path) -> tuple[dict[str, Any], list[float]]:
    seen, chance = json.loads(run(folder, LOOKS))
    return seen, chance


def test_a_notebook_finds_nothing_of_the_one_before_it(tmp_path: Path) -> None:
    first, chance = looked(tmp_path)
    before = dict(os.environ), Path.cwd(), list(sys.path), random.getstate()
    run(tmp_path, *SETS)
    second, other_chance = looked(tmp_path)
    assert second == first
    assert chance != other_chance and chance[0] != other_chance[0] and chance[1] != other_chance[1]
    assert (dict(os.environ), Path.cwd(), list(sys.path), random.getstate()) == before
    assert (
        first["names"]
        == first["modules"]
        == first["loaded"]
        == first["figures"]
        == first["paths"]
        == first["environment"][:-1]
        == []
    )
    assert first["history"][1] == 0 and len(first["audiences"]) > 3 and first["threads"] <= 2


def test_the_first_notebook_did_set_what_the_second_looks_at(tmp_path: Path) -> None:
    """In one and the same notebook it is all there: the two cells do look at the same things."""
    clean, _ = looked(tmp_path)
    harmless = [source.replace("json.dumps = lambda *_, **__: 'changed'", "pass") for source in SETS]
    after, _ = json.loads(run(tmp_path, *harmless, LOOKS))
    unchanged = {name for name, value in clean.items() if after[name] == value}
    assert unchanged <= {"interactive", "hooks", "loop", "locale", "figures"}  # figures are closed after each cell


def test_a_notebook_finds_nothing_of_the_program_that_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Papermill called from a program of somebody's own, with a state of its own."""
    clean, _ = looked(tmp_path)
    monkeypatch.setattr(pd.DataFrame, "to_html", lambda *_, **__: "changed")
    monkeypatch.setattr(np, "sqrt", None)
    monkeypatch.setitem(sys.modules, "leaked", os)
    monkeypatch.setattr("builtins.leaked", "x", raising=False)
    monkeypatch.setattr("scrutiny_lib.terms.AUDIENCES", {})
    random.seed(5)
    np.random.seed(5)
    seen, chance = looked(tmp_path)
    assert seen == clean
    random.seed(5)
    assert chance[0] != random.random()


def test_a_program_with_threads_of_its_own_may_ask_too(tmp_path: Path) -> None:
    clean, _ = looked(tmp_path)
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        seen, _ = looked(tmp_path)
    finally:
        end.set()
        thread.join()
    assert seen == clean


def cells_run(*sources: str) -> str:
    """In a process that draws a page: what the last cell prints."""
    with FreshCells([(source, False) for source in sources], CellLimits(seconds=120)) as cells:
        *_, last = cells
        (output,) = last.outputs[len(sources) - 1]
        return str(output["text"])


def test_pages_drawn_one_after_another_find_nothing_of_each_other() -> None:
    """As the batch draws them, by processes that draw one page each."""
    tasks = [
        Task("looks", cells_run, (LOOKS,), 300),
        Task("sets", cells_run, (*SETS, "sys.displayhook = sys.__displayhook__\nprint('set')"), 300),
        Task("looks again", cells_run, (LOOKS,), 300),
    ]
    done = {one.task.name: one for one in in_fresh_processes(tasks, 1)}
    assert [one.why for one in done.values()] == ["", "", ""]
    (first, chance), (second, other_chance) = (json.loads(done[name].result) for name in ("looks", "looks again"))
    assert first == second and done["sets"].result == "set\n"
    assert chance[0] != other_chance[0] and chance[1] != other_chance[1]
