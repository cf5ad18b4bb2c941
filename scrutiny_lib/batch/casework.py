"""One review's casework, as the analyst meets it: frame, sample, packs, returns, worried now, agreed judgements.

Every stop is an ordinary table. Nothing is read before it is asked for, and nothing is written except by
``write_sample`` and ``report_returns``, both into ``working/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..audit.agree import Agreed, agree_answers, read_agreed
from ..audit.discussion import write_discussion
from ..audit.lists import write_lists
from ..audit.packs import write_packs
from ..audit.record import make_record, read_record, redraw, write_record
from ..audit.recorded import recorded_sample
from ..audit.risk import RiskReport, check_risk
from ..audit.sample import Sample, draw_sample
from ..audit.told import compare_with_frame, what_this_size_can_show
from ..errors import Problems, ScrutinyError
from ..intake.frame import Frame, read_frame
from ..intake.pseudonyms import fingerprint, read_key
from ..intake.returns import Returns, read_returns
from ..intake.review import Review, read_review
from ..intake.scales import read_scales
from ..intake.template import Template, check_lines, find_template, read_template, template_folders
from ..intake.workspace import Workspace, read_workspace


class Casework:
    """Everything between the frame and the agreed judgements of one review."""

    def __init__(self, workspace: Workspace, review: Review):
        self.workspace = workspace
        self.review = review
        self.folder = workspace.working / review.name

    @cached_property
    def template(self) -> Template:
        """The audit template of the review's theme."""
        path = find_template(self.review.theme, self.workspace)
        if path is None:
            raise ScrutinyError(f"There is no template for the theme of {self.review.name}.")
        scales, problems = read_scales(template_folders(self.workspace))
        template, found = read_template(path, scales)
        problems.extend(found)
        problems.raise_if_stops()
        assert template is not None
        check_lines(template, self.review.scope).raise_if_stops()
        return template

    @property
    def agencies(self) -> dict[str, str]:
        """The agencies asked, id and name."""
        return {asked.id: self.workspace.agencies[asked.id] for asked in self.review.agencies}

    @property
    def unit(self) -> str:
        """What is counted: children, or the referrals of a threshold audit."""
        return "referrals" if self.review.kind == "threshold audit" else "children"

    @cached_property
    def key(self) -> bytes:
        """The key of this workspace's pseudonyms."""
        return read_key(self.workspace.key_file, self.workspace.invented)

    @cached_property
    def frame(self) -> Frame:
        """Every child that could have been drawn, with pseudonyms in place of identifiers."""
        frame = read_frame(self.review, self.key)
        frame.problems.raise_if_stops()
        return frame

    @cached_property
    def sample(self) -> Sample:
        """The children drawn and the ordered reserve: those on record, else those that come out now."""
        if self._record_path.is_file():
            return recorded_sample(self._record_path, self.review.sample, self.frame.table, fingerprint(self.key))
        return draw_sample(self.frame.table, self.review.sample, self.frame.crosswalk)

    @property
    def _record_path(self) -> Path:
        return self.folder / "sample-record.json"

    @property
    def drawn(self) -> pd.DataFrame:
        """The children looked at (the reserve left out)."""
        table = self.sample.table
        return table[table["role"] == "sample"].reset_index(drop=True)

    @cached_property
    def returns(self) -> Returns:
        """What came back, read from ``returns/``."""
        cases = set(self.drawn["case_id"])
        return read_returns(self.review.folder / "returns", self.template, cases, self.agencies, self.review.name)

    @cached_property
    def risk(self) -> RiskReport:
        """Children somebody is worried about now, and whether what was done is confirmed."""
        return check_risk(self.returns.worries, self.review.folder / "risk.csv", self.agencies)

    @cached_property
    def agreed(self) -> Agreed:
        """One judgement per child and question, where it is settled."""
        table, problems = read_agreed(self.review.folder / "agreed.csv")
        agreed = agree_answers(self.returns.table, table, self.template)
        agreed.problems.extend(problems)
        return agreed

    def load_report(self) -> list[str]:
        """What reading the frame found, in plain lines: received, used, held, refused, and what was not understood."""
        return self.frame.report.lines()

    def what_this_size_can_show(self) -> list[str]:
        """Two plain sentences on what this many children can and cannot show."""
        return what_this_size_can_show(len(self.drawn), len(self.frame.table), self.review.sample.design, self.unit)

    def compare_with_frame(self) -> pd.DataFrame:
        """The sample beside the frame, attribute by attribute."""
        return compare_with_frame(self.drawn, self.frame.table)

    def redraw(self, frame: pd.DataFrame) -> list[str]:
        """Draw again from ``frame`` (in any row order); the differences, none for the same children."""
        return redraw(self._record(), frame)

    def _record(self) -> dict[str, object]:
        return make_record(self.frame.table, self.review.sample, self.sample, self.review, fingerprint(self.key))

    def check_returned(self) -> Problems:
        """Whether what came back is about the children of this sample at all."""
        problems, received = Problems(), self.returns.received
        if (received["rows"] > 0).any() and not (received["counted"] > 0).any():
            fact = "None of what came back is about the children of this sample."
            problems.add("V16", fact, "Put back the frame, seed and key the packs were made with.", file="review.toml")
        return problems

    def write_sample(self) -> list[str]:
        """Write the sample, its record, packs and identification lists to ``working/``; the lines say where.

        A sample that is on record stays as it was drawn; only its packs and lists are written again. Raises
        :class:`~scrutiny_lib.errors.Refused` when another sample is on record or already answered for.
        """
        self.check_returned().raise_if_stops()
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._record_path.is_file():
            self.sample.table.to_csv(self.folder / "sample.csv", index=False, lineterminator="\n")
            write_record(self._record_path, self._record())
        self.frame.crosswalk.to_csv(self.folder / "crosswalk.csv", index=False, lineterminator="\n")
        packs = write_packs(self.folder / "packs", self.review, self.template, self.drawn, self.agencies)
        lists = write_lists(self.folder / "lists", self.review, self.drawn, self.frame.crosswalk, self.agencies)
        known = set(self.frame.crosswalk.columns)
        named = bool(known & {"name", "first_name", "last_name"})
        blind = [name for agency, name in self.agencies.items() if not named and f"agency_id_{agency}" not in known]
        said = (
            f"Look: the frame has neither names nor own ids for {', '.join(blind)}; their lists hold little to go by."
        )
        return [
            f"Sample of {len(self.drawn)} and its record: {self.folder}",
            f"{len(packs)} workbooks, one per agency, without names: {self.folder / 'packs'}",
            f"{len(lists)} identification lists, restricted, to be sent separately: {self.folder / 'lists'}",
            *([said] if blind else []),
        ]

    def problems(self) -> Problems:
        """Everything wrong in returns, risk and agreed judgements; *worried now* first."""
        found = Problems(self.risk.problems)
        dealt_with = not self.risk.unconfirmed
        found.extend(
            problem
            for problem in self.returns.problems
            if not (dealt_with and problem.rule == "W01" and problem.act == "WARN")
        )
        found.extend(self.agreed.problems)
        return found

    def problems_by_rule(self) -> pd.DataFrame:
        """The problems as a table: rule, act, place, fact, next step."""
        rows = [(p.rule, p.act, p.place, p.fact, p.cure) for p in self.problems()]
        return pd.DataFrame(rows, columns=["rule", "act", "place", "fact", "next step"])

    def chase_list(self) -> pd.DataFrame:
        """Who owes what, since when: the day it was due, whether it came, and children not yet answered for."""
        received, rows = self.returns.received, []
        for asked in self.review.agencies:
            mine = received[(received["agency"] == asked.id) & (received["state"] == "used")]
            answered = int(mine["answered"].sum())
            late = len(mine) > 0 and str(mine["sent_on"].iloc[0] or "") > asked.due.isoformat()
            came = ("late" if late else "yes") if len(mine) else "no"
            name = self.workspace.agencies[asked.id]
            rows.append((name, asked.due.isoformat(), came, len(self.drawn) - answered))
        return pd.DataFrame(rows, columns=["agency", "due", "returned", "children not answered for"])

    def report_returns(self) -> tuple[list[str], bool]:
        """What came back, in lines for the console, worried now first; and whether anything stops the review.

        Writes the discussion sheet to ``working/``.
        """
        problems = self.problems()
        lines = risk_lines([self.risk])
        lines.append("Received:")
        lines.extend("  " + line for line in self.returns.received.to_string(index=False).splitlines())
        lines.append("Who owes what:")
        lines.extend("  " + line for line in self.chase_list().to_string(index=False).splitlines())
        lines.extend(str(problem) for problem in problems)
        path = self.folder / "discussion.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_discussion(path, self.returns.table, self.template, self.agencies)
        lines.append(f"Discussion sheet: {path}")
        return lines, problems.stops()


def risk_lines(reports: Sequence[RiskReport]) -> list[str]:
    """The first lines of every check: children somebody is worried about now, over all reviews looked at."""
    raised, waiting = sum(len(risk.raised) for risk in reports), sum(risk.unconfirmed for risk in reports)
    if not raised:
        return ["WORRIED NOW: nobody answered that they are worried about a child now."]
    head = f"WORRIED NOW: {raised} raised, {raised - waiting} with a confirmed step, {waiting} waiting."
    if waiting:
        return [head, "  Act on this before anything else. Nothing of that review is released until it is confirmed."]
    return [head]


def open_casework(workspace: str | Path, review: str) -> Casework:
    """The casework of one review of a workspace, by the review's folder name."""
    found, problems = read_workspace(Path(workspace))
    problems.raise_if_stops()
    read, review_problems = read_review(found.reviews / review, found)
    review_problems.raise_if_stops()
    assert read is not None
    return Casework(found, read)


def open_casework_at(folder: Path) -> Casework:
    """The casework of the review in ``folder`` (``WORKSPACE/reviews/NAME``)."""
    folder = folder.resolve()
    return open_casework(folder.parent.parent, folder.name)


def redraw_files(record_path: Path, frame_path: Path) -> list[str]:
    """Draw again from a record file and a frame file; what differs, nothing for the same children.

    The frame may hold ``case_id`` already, or be the frame as it came: then the record must still lie in
    ``WORKSPACE/working/<review>/``, because the pseudonyms need that workspace's key.
    """
    record = read_record(record_path)
    if not frame_path.is_file():
        raise ScrutinyError("The frame is not there: name the file that holds every child that could have been drawn.")
    work = open_casework(record_path.resolve().parent.parent.parent, record_path.resolve().parent.name)
    return redraw(record, read_frame(work.review, work.key, frame_path).table)
