"""What every process of a run needs, loaded once by the helper that they are copies of; nothing of any run is in it.

A page is drawn in less time than its libraries take to load, so everything is loaded here that any of them would load
for itself, down to the template of the page and the schema of a notebook.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module

import scrutiny_lib

from .processes import LIBRARIES

_GRAMMAR = "rfc3987_syntax"
"""Checks addresses by a grammar that it compiles when it is loaded: as long as all of pandas takes, and nothing here
asks for it. jsonschema does without where it is not there."""


def load(names: Iterable[str]) -> None:
    """Load modules without looking for garbage meanwhile: none of what they leave can go."""
    absent = _GRAMMAR not in sys.modules
    if absent:
        sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    gc.disable()
    try:
        for name in names:
            import_module(name)
    finally:
        gc.enable()
        if absent:
            del sys.modules[_GRAMMAR]


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


load([*LIBRARIES, *(f"scrutiny_lib.{place}" for place in scrutiny_lib._DOOR.values())])
with suppress(Exception):  # what cannot be drawn here is told by the page that needs it
    draw_nothing()
gc.collect()
gc.freeze()  # a copy that looked at it for garbage would write to all of it
