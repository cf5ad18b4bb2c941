"""What every process of a run needs, loaded once by the helper that they are copies of; nothing of any run is in it.

A page is drawn in less time than its libraries take to load, so everything is loaded here that any of them would load
for itself, down to the template of the page and the schema of a notebook.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import scrutiny_lib

from .processes import LIBRARIES

_UNASKED = ("rfc3987_syntax", "rfc3986_validator", "arrow")
"""Check kinds of text in a schema (addresses, dates) that no schema here has: the first compiles a grammar when it is
loaded, as long as all of pandas takes. jsonschema does without where they are not there."""


def load(names: Iterable[str]) -> None:
    """Load modules, without what none of their work here needs."""
    unasked = {name: None for name in _UNASKED if name not in sys.modules}
    sys.modules.update(unasked)  # type: ignore[arg-type]
    try:
        _load_seaborn()
        for name in names:
            import_module(name)
    finally:
        for name in unasked:
            del sys.modules[name]


def _load_seaborn() -> None:
    """Load seaborn without all of scipy's distributions, half a second: it takes one name from there, and asks for
    them when that one is called."""
    if "scipy.stats" in sys.modules:
        return
    stats = ModuleType("scipy.stats")
    stats.gaussian_kde = _gaussian_kde  # type: ignore[attr-defined]
    sys.modules["scipy.stats"] = stats
    try:
        with suppress(ImportError):  # another version that takes more: loaded as it is, with everything, when asked for
            import_module("seaborn")
    finally:
        del sys.modules["scipy.stats"]


def _gaussian_kde(*given: Any, **named: Any) -> Any:
    return import_module("scipy.stats").gaussian_kde(*given, **named)


def draw_nothing() -> None:
    """Draw two pictures of nothing, and a notebook without cells: what is made once for the first page (fonts that are
    looked up, templates, schemas) is there for all of them."""
    import nbformat
    import pandas as pd

    from ..show.charts import Share, draw_shares
    from ..show.export import render_html
    from ..show.run_charts import draw_run
    from ..tables import Tables

    months = pd.DataFrame({"month": ["2025-01", "2025-02"], "value": [1.0, 2.0], "signal": ""})
    Tables({}).with_frames(None, results=pd.DataFrame()).plain()
    draw_run(months.assign(mean=1.5, lower=0.0, upper=3.0), 300)
    draw_shares([Share("nobody", "1 of 2", 50.0, 40.0, 60.0)], 300)

    empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    render_html(nbformat.reads(nbformat.writes(empty), as_version=4), {})  # type: ignore[no-untyped-call]


_ONE_THREAD = "OPENBLAS_NUM_THREADS" not in os.environ
if _ONE_THREAD:  # it is copied, and threads are not; and many pages are drawn at once anyway
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
gc.disable()  # hardly anything of what they leave is garbage, and looking for it takes long
load([*LIBRARIES, *(f"scrutiny_lib.{place}" for place in scrutiny_lib._DOOR.values())])
with suppress(Exception):  # what cannot be drawn here is told by the page that needs it
    draw_nothing()
if _ONE_THREAD:
    del os.environ["OPENBLAS_NUM_THREADS"]
gc.freeze()  # a copy that looked at it for garbage would write to all of it
gc.enable()
