"""Run a quarter with a clock on each of its stages, in every process: what bench_quarter's breakdown is made of.

Started as ``python -c "from tests.benchmarks.stages import main; main()" run WORKSPACE --quarter Q``. Each call of a
watched function adds a line to the file named in ``SCRUTINY_STAGES``: stage, seconds, processor seconds (those of
processes it waited for included) and what inside it was a stage of its own.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WATCHED = {
    "plan": ("batch.run.plan_quarter",),
    "compute": ("batch.compute.count",),
    "release": ("batch.decide.decide",),
    "counting, around it": ("batch.count_all.count_all",),
    "drawing, around it": ("batch.draw.draw_all",),
    "cells": ("batch.shell.run_cells",),
    "around the cells": ("batch.render._execute",),
    "page (HTML)": ("show.export.render_html",),
    "spreadsheet": ("show.book.make_book",),
    "Word": ("show.word.make_word",),
    "briefing": ("show.briefing.make_briefing",),
    "checks": ("show.export.sections_of", "show.promised.not_there", "batch.draw.last_search"),
    "writing": ("batch.drawn.keep_drawn", "batch.render._keep", "batch.publish.publish"),
    "page process": ("batch.draw._draw",),
}
"""The functions of each stage, below ``scrutiny_lib``. One that is not there any more is said to be missing."""

STARTED = time.time()
_inside: list[list[float]] = []


def _now() -> tuple[float, float]:
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + waited.ru_utime + waited.ru_stime


def note(stage: str, seconds: float, cpu: float, **more: Any) -> None:
    """Add a line about one call."""
    line = json.dumps({"stage": stage, "seconds": seconds, "cpu": cpu, "process": os.getpid(), **more}) + "\n"
    with Path(os.environ["SCRUTINY_STAGES"]).open("a", encoding="utf-8") as file:
        file.write(line)


def _begin() -> tuple[float, float]:
    _inside.append([0.0, 0.0])
    return _now()


def _end(stage: str, began: tuple[float, float]) -> None:
    seconds, cpu = (now - then for now, then in zip(_now(), began, strict=True))
    inner = _inside.pop()
    if _inside:
        _inside[-1][0] += seconds
        _inside[-1][1] += cpu
    note(stage, seconds, cpu, own_seconds=seconds - inner[0], own_cpu=cpu - inner[1])


def _clocked(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        began = _begin()
        try:
            return function(*given, **named)
        finally:
            _end(stage, began)

    @functools.wraps(function)
    def go_on(*given: Any, **named: Any) -> Iterator[Any]:
        began = _begin()
        try:
            yield from function(*given, **named)
        finally:
            _end(stage, began)

    return go_on if inspect.isgeneratorfunction(function) else call


def put_clocks() -> list[str]:
    """Put a clock on every watched function, wherever it is known already; returns those that are not there."""
    missing = []
    for stage, names in WATCHED.items():
        for name in names:
            module_name, _, attribute = f"scrutiny_lib.{name}".rpartition(".")
            try:
                module = importlib.import_module(module_name)
                function = getattr(module, attribute)
            except (ImportError, AttributeError):
                missing.append(name)
                continue
            clocked = _clocked(stage, function)
            for known in [known for at, known in sys.modules.items() if at.startswith("scrutiny_lib")]:
                for called, value in list(vars(known).items()):
                    if value is function:
                        setattr(known, called, clocked)
    return missing


def main() -> None:
    """The command line of ``scrutiny``, clocked."""
    from scrutiny_lib.batch import processes

    begun = float(os.environ.get("SCRUTINY_STARTED", STARTED))
    for name in put_clocks():
        note("missing", 0, 0, what=name)
    processes._LOADED.append(__name__)
    from scrutiny_lib.cli import main as scrutiny

    note("start", time.time() - begun, time.process_time())
    sys.exit(scrutiny(sys.argv[1:]))


def _age() -> float:
    """Seconds since this process began."""
    began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began


if sys.argv[:1] == ["-c"] and "multiprocessing.forkserver" in " ".join(sys.orig_argv):  # the helper loads this last
    note("imports", _age(), time.process_time())
    put_clocks()
