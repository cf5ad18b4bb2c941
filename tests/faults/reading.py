"""One faulty file made and read, once for all tests, and everything that was then said about it."""

from __future__ import annotations

import io
import logging
import re
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from scrutiny_lib.cli import main
from scrutiny_lib.errors import Problems
from scrutiny_lib.intake.frame import read_frame
from scrutiny_lib.intake.pseudonyms import pseudonym
from scrutiny_lib.intake.review import Review
from tests.audit_room import receive, send
from tests.faults import fault_list, faulty_cells, faulty_files, faulty_sheets, faulty_work
from tests.faults.fault_list import CANARIES, IDS, Fault
from tests.reading_room import KEY

FAULTS = fault_list.FAULTS
SOURCES = (faulty_files, faulty_sheets, faulty_cells, faulty_work)
REPAIRED = ("REPAIR", "WARN")


Look = Callable[[str], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What became of one faulty file.

    ``report`` is what the load report of a frame says, line by line; ``said`` everything a person could see: messages,
    report, account, console and log. ``table`` holds what is used of the faulty file, ``others`` the account of the
    return that came beside it. ``accounts`` are (received, used, held and refused) of every file, ``log`` what
    changed between two returns, ``code``
    how the command ended, ``left`` what the reading left behind on the disk.
    """

    problems: Problems
    report: list[str]
    said: str
    table: pd.DataFrame
    others: pd.DataFrame
    accounts: list[tuple[int, int, int]]
    path: Path
    log: pd.DataFrame | None = None
    code: int = 0
    left: frozenset[Path] = frozenset()

    def named(self, fault: Fault) -> list[tuple[str, str]]:
        """Place and words of the messages, and lines of the report, that do about the fault what has to be done."""
        found = [
            (one.place, f"{one.fact} {one.cure} {one.column}")
            for one in self.problems
            if one.act == fault.act and one.rule in fault.rules
        ]
        if fault.reader == "frame" and fault.act in REPAIRED:
            found += [("report", line) for line in self.report]
        return [(place, words) for place, words in found if all(word in words.casefold() for word in fault.words)]


def read(fault: Fault, folder: Path, review: Review) -> Outcome:
    """Make the file of a fault in this folder and read it as it would be read."""
    folder.mkdir()
    asked = folder / f"{fault.name}{fault.suffix}"
    made = fault.make(asked)
    path = made if isinstance(made, Path) else asked
    console, log = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    if fault.reader == "return":
        send(folder, "health", "in_order.xlsx")
    before = frozenset(folder.parent.rglob("*"))
    try:
        with ExitStack() as stack:
            for around in (redirect_stdout(console), redirect_stderr(console), offline(), fault.around(asked)):
                stack.enter_context(around)
            outcome = _readers[fault.reader](fault, path, review)
    finally:
        logging.getLogger().removeHandler(handler)
    left = frozenset(folder.parent.rglob("*")) - before
    return replace(outcome, said="\n".join([outcome.said, console.getvalue(), log.getvalue()]), left=left)


def offline() -> AbstractContextManager[object]:
    """While this lasts, whoever goes to the network fails; processes of this machine may speak to each other."""
    real = socket.socket.connect

    def connect(mine: socket.socket, address: Any) -> None:
        assert mine.family == getattr(socket, "AF_UNIX", None), "somebody went to the network"
        real(mine, address)

    return mock.patch("socket.socket.connect", connect)


def _return(_: Fault, path: Path, __: Review) -> Outcome:
    returns = receive(path.parent)
    received = returns.received
    counts = received[["rows", "counted"]].assign(set_aside=received[["blank", "held", "refused"]].sum(axis=1))
    return Outcome(
        problems=returns.problems,
        report=[],
        said=f"{returns.problems}\n{received.to_string()}",
        table=returns.table[returns.table["agency"] == "police"],
        others=received[received["agency"] == "health"],
        accounts=[tuple(account) for account in counts.to_numpy().tolist()],
        path=path,
        log=returns.log,
    )


def _frame(fault: Fault, path: Path, review: Review) -> Outcome:
    frame = read_frame(replace(review, frame=replace(review.frame, path=path, **fault.more)), KEY)
    report = frame.report
    return Outcome(
        problems=frame.problems,
        report=report.lines(),
        said="\n".join([str(frame.problems), *report.lines()]),
        table=frame.table.merge(frame.crosswalk, on="case_id"),
        others=frame.table[frame.table["case_id"].isin([pseudonym(KEY, child) for child in IDS[:2]])],
        accounts=[(report.received, report.used, report.held + report.refused)],
        path=path,
    )


def _work(fault: Fault, path: Path, _: Review) -> Outcome:
    """The command a workspace is faulty for, as a person would give it: what it prints are the messages."""
    (command,) = fault.more["command"]
    where = path if command == "run" else path / "reviews" / "neglect"
    console = io.StringIO()
    with redirect_stdout(console), redirect_stderr(console):
        code = main([command, str(where), "--debug", *(["--quarter", "2025-26-Q3"] if command == "run" else [])])
    nothing = pd.DataFrame()
    return Outcome(_printed(console.getvalue()), [], console.getvalue(), nothing, nothing, [], path, code=code)


def _printed(text: str) -> Problems:
    """The problems a command printed."""
    found = Problems()
    for line in text.splitlines():
        if message := re.fullmatch(r"(.*) \[([A-Z]\d\d), ([A-Z]+)\]", line.strip()):
            found.add(message[2], message[1], "", file=message[1].partition(": ")[0], act=message[3])
    return found


_readers: dict[str, Callable[[Fault, Path, Review], Outcome]] = {"return": _return, "frame": _frame, "work": _work}


CASE_ID = re.compile(r"\b[CFR]-[0-9A-HJKMNP-TV-Z]{8}\b")


def told(text: str, fault: Fault) -> list[str]:
    """What in a text must not be there: words of the children's, words of the fault's own, case ids."""
    return [word for word in (*CANARIES, *fault.never) if word in text] + CASE_ID.findall(text)
