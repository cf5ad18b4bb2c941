"""Work in fresh processes, a few at a time: one that fails, hangs or is ended from outside takes no other with it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ..errors import ScrutinyError
from .processes import begin_fresh, fresh_processes, start


@dataclass(frozen=True)
class Task:
    """One piece of work: ``do(*arguments)`` in a process of its own, ended after ``seconds``."""

    name: str
    do: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float


@dataclass
class Done:
    """What came of a task: its ``result``, or in ``why`` what went wrong, without case data (``unexpected``: an error
    nobody had thought of); and how long it took."""

    task: Task
    result: Any = None
    why: str = ""
    unexpected: bool = False
    seconds: float = 0.0


@dataclass
class _Running:
    task: Task
    process: BaseProcess
    hear: Connection
    began: float

    @property
    def left(self) -> float:
        return self.began + self.task.seconds - time.monotonic()


def in_fresh_processes(tasks: Sequence[Task], jobs: int) -> Iterator[Done]:
    """What comes of each task, as it comes; the first are begun first. What still runs when nobody asks on is ended."""
    waiting, running = list(reversed(tasks)), dict[Any, _Running]()
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                one = _begin(waiting.pop())
                running[one.hear] = one
            ready = wait(list(running), timeout=max(0.0, min(one.left for one in running.values())))
            late = [one.hear for one in running.values() if one.left <= 0]
            for hear in dict.fromkeys([*ready, *late]):
                yield _end(running.pop(hear))
    finally:
        for one in running.values():
            one.process.kill()
            one.process.join()


def _begin(task: Task) -> _Running:
    context: Any = fresh_processes()
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(tell, task.do, task.arguments))
    start(process)
    tell.close()
    return _Running(task, process, hear, time.monotonic())


def _end(one: _Running) -> Done:
    done = Done(one.task, seconds=time.monotonic() - one.began)
    try:
        if not one.hear.poll():
            done.why = f"It took longer than the {one.task.seconds:g} seconds it may."
        else:
            done.result, done.why, done.unexpected = one.hear.recv()
    except (EOFError, OSError):
        one.process.join(5)
        done.why = f"Its process was ended from outside ({one.process.exitcode}); run the same command again."
    finally:
        one.process.kill()
        one.process.join()
        one.hear.close()
    return done


def _work(tell: Connection, do: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    begin_fresh()
    try:
        said: tuple[Any, str, bool] = (do(*arguments), "", False)
    except ScrutinyError as error:
        said = (None, str(error), False)
    except Exception as error:
        said = (None, f"An unexpected error ({type(error).__name__}{_where(error)}).", True)
    tell.send(said)
    tell.close()


def _where(error: Exception) -> str:
    """File and line, without the folders of a machine."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
