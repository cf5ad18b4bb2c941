"""Pages drawn on a Dask cluster: the same pages, byte for byte, by as many machines as there are.

Counting and the decision on what may leave stay where the data is; what is sent is released tables. Pages are kept by
this machine alone, each once. A page whose worker was lost is drawn by another; an error in a cell is not tried again.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

from ..errors import ScrutinyError
from ..plural import many
from .cluster_page import Came, Sent, differences, draw_sent, tools
from .drawn import keep_drawn
from .files import not_written, write_all
from .hashes import sha256_of
from .workers import Done, Task

Tell = Callable[[str], None]

ABSENT = "A cluster needs Dask, which is not installed here: pip install 'scrutiny-workbench[cluster]'."
NOT_THERE = "No Dask scheduler answers at the address given. Look at --cluster and whether the scheduler is running."
GONE = "The scheduler of the cluster is gone. What is finished is kept: start it, then run the same command again."
NOT_SAFE = (
    "The scheduler's address and Dask's settings do not fit together: an address tls://… needs certificates, and where "
    "encryption is required no other address will do (distributed.comm in Dask's settings)."
)
NO_WORKER = (
    "The cluster has no worker {that}. Start workers, then run the same command again; what is finished is kept."
)
OPEN = (
    "The way to the cluster is not encrypted: pages go over the network as they are (README, “Run it on a schedule, on "
    "a server, on a cluster”)."
)
_FIRST_WORKER, _NEXT_WORKER = 30.0, 60.0
_LOOK_EVERY, _TRIES, _CONNECT = 2.0, 3, 30
_ENCRYPTED = ("tls://", "wss://")
_NEAR = (*_ENCRYPTED, "inproc://", "tcp://127.", "tcp://localhost", "tcp://[::1]")


def draw_on_cluster(
    address: str, drawings: Sequence[Task], software: Mapping[str, Any], tell: Tell, *, shared: bool = False
) -> Iterator[Done]:
    """Draw pages on the workers of the Dask scheduler at ``address``, the first of ``drawings`` first.

    Parameters
    ----------
    drawings
        Tasks whose arguments are notebook, path of the released tables, printed form or not, limits, and the key under
        which the page is kept (:func:`~scrutiny_lib.batch.drawn.keep_drawn`).
    software
        What pages are made with (:func:`~scrutiny_lib.batch.hashes.software`): every worker must have the same.
    shared
        Workers find the tables under the same path as this machine; otherwise the tables are sent.

    Yields what came of each, once, as it comes: the page is kept then, or ``why`` says in one line why there is none.

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` before anything is begun where Dask is not installed, no
    scheduler or worker is there, or a worker has other software; and later where the scheduler, or every worker, is
    gone.
    """
    if drawings:
        with _checked(address, software, any(task.arguments[2] for task in drawings), tell) as cluster:
            yield from _Pages(cluster, shared).draw(drawings)


def check_cluster(address: str, software: Mapping[str, Any], pdf: bool) -> None:
    """Raise :class:`~scrutiny_lib.errors.ScrutinyError` where :func:`draw_on_cluster` could not begin: nothing need be
    counted then."""
    with _checked(address, software, pdf, lambda line: None):
        pass


@contextmanager
def _checked(address: str, software: Mapping[str, Any], pdf: bool, tell: Tell) -> Iterator[_Cluster]:
    if find_spec("distributed") is None:
        raise ScrutinyError(ABSENT)
    with _quiet(), _connected(address) as client:
        cluster = _Cluster(client, tools(pdf, software), tell)
        cluster.check_all()
        yield cluster


def _dask() -> Any:
    return import_module("distributed")


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own words about workers that come and go are kept to what we say of them."""
    _dask()  # sets the levels of its loggers as it is loaded
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    security = _dask().Security()
    settings, encrypted = security.get_connection_args("client"), address.startswith(_ENCRYPTED)
    if settings["ssl_context"] is None if encrypted else settings["require_encryption"]:
        raise ScrutinyError(NOT_SAFE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client = _dask().Client(address, timeout=_CONNECT, name="scrutiny", set_as_default=False, security=security)
    except (OSError, ValueError):  # TimeoutError is an OSError
        raise ScrutinyError(NOT_THERE) from None
    try:
        yield client
    finally:
        client.close(timeout=5)


@dataclass
class _Cluster:
    """The workers there are, and which of them may draw: those that have what we have."""

    client: Any
    here: Mapping[str, str]
    tell: Tell
    good: dict[str, int] = field(default_factory=dict)
    other: dict[str, list[str]] = field(default_factory=dict)
    looked: float = 0.0
    seen: float = 0.0

    def check_all(self) -> None:
        """Wait for a first worker, and compare every one; what differs is raised, and nothing has begun then."""
        ends = time.monotonic() + _FIRST_WORKER
        while not self._present() and time.monotonic() < ends:
            time.sleep(0.2)
        self.look()
        if self.other:
            raise ScrutinyError(f"Nothing was begun: {self._named()}. Install the same on every worker.")
        if not self.good:
            raise ScrutinyError(NO_WORKER.format(that="yet"))
        if not str(self.client.scheduler.address).startswith(_NEAR):
            self.tell(OPEN)
        self.tell(f"Cluster: {many(len(self.good), 'workers')}, {many(self.threads, 'pages')} at once")

    @property
    def threads(self) -> int:
        """How many pages can be drawn at once."""
        return sum(self.good.values())

    def look(self) -> None:
        """See who is there: who came since is compared first, and told of; who went is told of."""
        present = self._present()
        lost = [worker for worker in self.good if worker not in present]
        for worker in lost:
            del self.good[worker]
        if lost:
            self.tell(f"Cluster: {many(len(lost), 'workers')} lost, {many(len(self.good), 'workers')} left")
        self.other = {worker: found for worker, found in self.other.items() if worker in present}
        new = [worker for worker in present if worker not in self.good and worker not in self.other]
        for worker, found in self._compared(new).items():
            if found:
                self.other[worker] = found
            else:
                self.good[worker] = present[worker]
        self.looked = time.monotonic()
        if self.good:
            self.seen = self.looked

    def check_any_left(self) -> None:
        """Raise where every worker has been gone for a while."""
        if not self.good and time.monotonic() - self.seen > _NEXT_WORKER:
            that = f"left that has the same software ({self._named()})" if self.other else "left"
            raise ScrutinyError(NO_WORKER.format(that=that))

    def ask(self, question: Callable[[], Any]) -> Any:
        """What the scheduler answers; raises where it is gone."""
        try:
            return question()
        except Exception as error:
            if self.client.status == "running" and not isinstance(error, OSError):
                raise
            raise ScrutinyError(GONE) from None

    def _present(self) -> dict[str, int]:
        return dict(self.ask(self.client.nthreads))

    def _compared(self, workers: Sequence[str]) -> dict[str, list[str]]:
        """What differs on each worker; one that went meanwhile is not named."""
        if not workers:
            return {}
        pdf = "a trial print" in self.here
        found = self.ask(lambda: self.client.run(tools, pdf, workers=list(workers), on_error="return"))
        return {
            worker: differences(self.here, there) if isinstance(there, dict) else ["this software is missing or older"]
            for worker, there in found.items()
            if not isinstance(there, OSError)
        }

    def _named(self) -> str:
        """What differs, with the workers it differs on."""
        same: dict[str, list[str]] = {}
        for worker, found in sorted(self.other.items()):
            same.setdefault("; ".join(found), []).append(worker)
        return " · ".join(f"on {', '.join(workers)}: {found}" for found, workers in same.items())


@dataclass
class _Pages:
    """Pages on their way: never more than the workers need to have work."""

    cluster: _Cluster
    shared: bool
    waiting: deque[Task] = field(default_factory=deque)
    running: dict[Any, tuple[Task, list[str]]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)

    def draw(self, drawings: Sequence[Task]) -> Iterator[Done]:
        """What comes of each page, as it comes."""
        self.waiting.extend(drawings)
        while self.waiting or self.running:
            if time.monotonic() - self.cluster.looked > _LOOK_EVERY:
                self._look()
            while self.waiting and len(self.running) < 2 * self.cluster.threads:
                self._send(self.waiting.popleft())
            for future in self._ended():
                task, _ = self.running.pop(future)
                done = self._received(task, future)
                if done is not None:
                    yield done

    def _look(self) -> None:
        """Look who is there; take back what was meant for workers that are all gone."""
        self.cluster.look()
        self.cluster.check_any_left()
        for future, (task, meant) in list(self.running.items()):
            if self.cluster.good.keys().isdisjoint(meant):
                del self.running[future]
                future.cancel()
                self.waiting.appendleft(task)

    def _send(self, task: Task) -> None:
        notebook, tables_path, pdf, limits, _ = task.arguments
        sha256 = sha256_of(tables_path)
        tables = tables_path.resolve() if self.shared else tables_path.read_bytes()
        sent = Sent(notebook.name, notebook.read_bytes(), tables_path.name, sha256, tables, pdf, limits, task.seconds)
        good = list(self.cluster.good)
        key = f"scrutiny-page-{uuid4().hex}"  # the scheduler shows keys to everybody who looks at it
        submit = self.cluster.client.submit
        future = self.cluster.ask(lambda: submit(draw_sent, sent, key=key, workers=good, pure=False, retries=0))
        self.running[future] = (task, good)

    def _ended(self) -> list[Any]:
        if not self.running:
            time.sleep(_LOOK_EVERY / 4)
            return []
        try:
            with self.cluster.client.as_current():
                ended = _dask().wait(list(self.running), timeout=_LOOK_EVERY, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        except CancelledError:
            raise ScrutinyError(GONE) from None
        return list(ended.done)

    def _received(self, task: Task, future: Any) -> Done | None:
        """What came of a page, kept; ``None`` where it is to be drawn once more."""
        try:
            came = future.result()
        except CancelledError:
            raise ScrutinyError(GONE) from None
        except _dask().KilledWorker:
            came = Came(why="Every worker that drew it was lost; look at the memory of the workers.")
        except Exception as error:
            came = Came(why=f"An unexpected error ({type(error).__name__}) on a worker.", lost=True, unexpected=True)
        self.tries[task.name] += 1
        if came.lost and self.tries[task.name] < _TRIES:
            self.waiting.appendleft(task)
            return None
        return Done(task, why=_keep(task, came), seconds=came.seconds, unexpected=came.unexpected)


def _keep(task: Task, came: Came) -> str:
    """Keep what came of a page on this machine; returns why that was not possible, or nothing."""
    tables_path, key = task.arguments[1], task.arguments[4]
    try:
        write_all({tables_path.with_suffix(ending): content for ending, content in came.kept.items()})
        if not came.why:
            keep_drawn(tables_path, key, came.files, came.seconds)
    except OSError as error:
        return str(not_written(error, "working/"))
    return came.why
