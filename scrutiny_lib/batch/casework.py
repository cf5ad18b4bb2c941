"""One review's casework, as the analyst meets it: frame, sample, packs, returns, worried now, agreed judgements.

Every stop is an ordinary table. Nothing is read before it is asked for, and nothing is written here:
:mod:`.sending` and :mod:`.coming_back` do that, into ``working/``.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..audit.agree import Agreed, agree_answers, read_settled
from ..audit.beside_frame import compare_with_frame, differences_that_matter, families_in
from ..audit.lately import Lately, audited_lately, exclusion_of
from ..audit.names import names_in_free_text
from ..audit.record import read_record
from ..audit.recorded import recorded_sample
from ..audit.replace import read_replacements, replace_children
from ..audit.risk import RiskReport, check_risk
from ..audit.sample import Sample, draw_sample
from ..audit.size_table import what_this_size_can_show
from ..errors import Problems, ScrutinyError
from ..intake.answer_kinds import TEXT, kind_of
from ..intake.frame import Frame, read_frame
from ..intake.history import History, read_history
from ..intake.pseudonyms import fingerprint, read_key
from ..intake.returns import Returns, read_returns
from ..intake.review import Review, read_review
from ..intake.scales import read_scales
from ..intake.template import Template, check_lines, find_template, read_template, template_folders
from ..intake.workspace import Workspace, find_reviews, read_workspace
from ..terms import PROBABILITY_DESIGNS


class Casework:
    """Everything between the frame and the agreed judgements of one review."""

    def __init__(self, workspace: Workspace, review: Review, today: date | None = None):
        self.workspace = workspace
        self.review = review
        self.today = today or date.today()  # for what is dated ahead and what is overdue, never for a count
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
    def free_text(self) -> list[str]:
        """The ids of the theme's questions that are answered in own words; nothing of such answers is ever released."""
        return [str(row["id"]) for row in self.template.questions.to_dict("records") if kind_of(row) == TEXT]

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
        return read_key(self.workspace.key_file(self.review.name), self.workspace.invented)

    @cached_property
    def frame(self) -> Frame:
        """Every child that could have been drawn, with pseudonyms in place of identifiers."""
        frame = read_frame(self.review, self.key)
        frame.problems.raise_if_stops()
        return frame

    @cached_property
    def history(self) -> History:
        """What happened when, for everybody in the frame: the events that record checks and the journey go by."""
        return read_history(self.review, self.key, self.frame)

    @property
    def record_path(self) -> Path:
        """Where the record of the draw stands once the sample was drawn."""
        return self.folder / "sample-record.json"

    @cached_property
    def lately(self) -> Lately:
        """Children of the frame whom another review of the workspace looked at lately."""
        others = [self.workspace.working / path.name for path in find_reviews(self.workspace)]
        others = [path for path in others if path.name != self.review.name]
        frame = self.frame
        return audited_lately(frame.table, frame.crosswalk, fingerprint(self.key), self.review.sample, others)

    @cached_property
    def exclusions(self) -> list[dict[str, Any]]:
        """Who was left out before the draw and why: as on record, else as it comes out now."""
        if self.record_path.is_file():
            return list(read_record(self.record_path)["exclusions"])
        return exclusion_of(self.frame.table, self.review.sample, self.lately)

    @property
    def left_out(self) -> list[str]:
        """The case ids of those left out before the draw."""
        return [case_id for exclusion in self.exclusions for case_id in exclusion.get("case_ids", [])]

    @cached_property
    def could_be_drawn(self) -> pd.DataFrame:
        """The frame less those left out before the draw: whom the sample speaks for."""
        frame = self.frame.table
        return frame[~frame["case_id"].isin(self.left_out)] if self.left_out else frame

    @cached_property
    def first_draw(self) -> Sample:
        """The children drawn and the ordered reserve: those on record, else those that come out now."""
        plan, frame = self.review.sample, self.frame
        if self.record_path.is_file():
            return recorded_sample(self.record_path, plan, frame.table, fingerprint(self.key))
        return draw_sample(frame.table, plan, frame.crosswalk, self.left_out)

    @cached_property
    def _replaced(self) -> tuple[Sample, pd.DataFrame, Problems]:
        rows, problems = read_replacements(self.review.folder / "replacements.csv")
        problems.raise_if_stops()
        sample, log, found = replace_children(self.first_draw, rows, drawn_on=self.review.sample.chosen_on)
        return sample, log, Problems([*problems, *found])

    @property
    def sample(self) -> Sample:
        """The first draw, with those replaced since marked so and those who came in for them."""
        return self._replaced[0]

    @property
    def replacement_log(self) -> pd.DataFrame:
        """Who was replaced, by whom of the reserve, why, when and by whose decision."""
        return self._replaced[1]

    @property
    def replacement_problems(self) -> Problems:
        """What is wrong with ``replacements.csv``."""
        return self._replaced[2]

    @property
    def drawn(self) -> pd.DataFrame:
        """The children looked at (the reserve and those replaced left out)."""
        table = self.sample.table
        return table[table["role"] == "sample"].reset_index(drop=True)

    @property
    def replaced(self) -> set[str]:
        """The case ids of those drawn and replaced since."""
        table = self.sample.table
        return set(table.loc[table["role"] == "replaced", "case_id"])

    @property
    def units_drawn(self) -> dict[str, Any]:
        """What else than children was drawn or weighed, as :func:`scrutiny_lib.audit.size_table.size_table` asks."""
        about = self.sample.about
        if "families_drawn" in about:
            return {"families": about["families_drawn"], "families_in_frame": about["families_in_frame"]}
        return {"chances": self.drawn["chance"].tolist()} if self.review.sample.design in PROBABILITY_DESIGNS else {}

    @cached_property
    def returns(self) -> Returns:
        """What came back, read from ``returns/``."""
        review = self.review
        return read_returns(
            review.folder / "returns",
            self.template,
            set(self.drawn["case_id"]),
            self.agencies,
            review.name,
            parts=dict(zip(self.drawn["case_id"], self.drawn["part"], strict=True)),
            replaced=self.replaced,
            chosen=review.chosen_returns,
            fieldwork=review.fieldwork[0],
            today=self.today,
        )

    @cached_property
    def risk(self) -> RiskReport:
        """Children somebody is worried about now, and whether what was done is confirmed."""
        return check_risk(self.returns.worries, self.review.folder / "risk.csv", self.agencies, today=self.today)

    @cached_property
    def _settled(self) -> tuple[pd.DataFrame, Problems]:
        return read_settled(self.review.folder, self.template, set(self.drawn["case_id"]), replaced=self.replaced)

    @property
    def settled(self) -> pd.DataFrame:
        """What was agreed at the audit discussion, from ``discussion.xlsx`` and ``agreed.csv``."""
        return self._settled[0]

    @cached_property
    def agreed(self) -> Agreed:
        """One judgement per child and question, where it is settled."""
        table, problems = self._settled
        agreed = agree_answers(self.returns.table, table, self.template, replaced=self.replaced)
        return Agreed(agreed.table, Problems([*agreed.problems, *problems]))

    def load_report(self) -> list[str]:
        """What reading the frame found, in plain lines: received, used, held, refused, and what was not understood."""
        return self.frame.report.lines()

    def what_this_size_can_show(self) -> list[str]:
        """Two plain sentences on what this many children can and cannot show."""
        design, n = self.review.sample.design, len(self.drawn)
        return what_this_size_can_show(n, len(self.could_be_drawn), design, self.unit, **self.units_drawn)

    def compare_with_frame(self) -> pd.DataFrame:
        """The sample beside those who could be drawn, attribute by attribute."""
        return compare_with_frame(self.drawn, self.could_be_drawn, agencies=self.agencies)

    def families_in(self) -> pd.DataFrame:
        """How many families stand behind each count of :meth:`compare_with_frame`."""
        return families_in(self.drawn, self.could_be_drawn, self.agencies)

    def differences(self) -> list[str]:
        """Where sample and frame differ by more than chance would bring, in words."""
        sample, plan, left_out = self.sample.table, self.review.sample, self.left_out
        rows = compare_with_frame(sample, self.frame.table, plan=plan, left_out=left_out, agencies=self.agencies)
        return differences_that_matter(rows, plan.design, self.unit)

    def redraw(self, frame: pd.DataFrame) -> list[str]:
        """Draw again from ``frame`` (in any row order); the differences, none for the same children."""
        from .sending import redraw_from

        return redraw_from(self, frame)

    def write_sample(self) -> list[str]:
        """Write sample, record, certificate, packs and lists to ``working/``; see :func:`.sending.send`."""
        from .sending import send

        return send(self)

    def chase_list(self) -> pd.DataFrame:
        """Who owes what, since when; see :func:`.coming_back.who_owes_what`."""
        from .coming_back import who_owes_what

        return who_owes_what(self)

    def worth_talking_about(self) -> dict[str, pd.DataFrame]:
        """For the audit discussion, restricted; see :func:`.worth_talking.talking_tables`."""
        from .worth_talking import talking_tables

        return talking_tables(self)

    def check_returned(self) -> Problems:
        """Whether what came back is about the children of this sample at all."""
        problems, received = Problems(), self.returns.received
        if (received["rows"] > 0).any() and not (received["counted"] > 0).any():
            fact = "None of what came back is about the children of this sample."
            problems.add("V16", fact, "Put back the frame, seed and key the packs were made with.", file="review.toml")
        return problems

    def problems(self) -> Problems:
        """Everything wrong in returns, risk and agreed judgements; *worried now* first."""
        found = Problems(self.risk.problems)
        dealt_with = not self.risk.unconfirmed
        found.extend(
            problem
            for problem in self.returns.problems
            if not (dealt_with and problem.rule == "W01" and problem.act == "WARN")
        )
        found.extend(self.history.problems)
        found.extend(names_in_free_text(self.returns.written, self.frame.crosswalk))
        found.extend(self.agreed.problems)
        return found

    def problems_by_rule(self) -> pd.DataFrame:
        """The problems as a table: rule, act, place, fact, next step."""
        rows = [(p.rule, p.act, p.place, p.fact, p.cure) for p in self.problems()]
        return pd.DataFrame(rows, columns=["rule", "act", "place", "fact", "next step"])


def open_casework(workspace: str | Path, review: str) -> Casework:
    """The casework of one review of a workspace, by the review's folder name."""
    found, problems = read_workspace(Path(workspace))
    problems.raise_if_stops()
    read, review_problems = read_review(found.reviews / review, found)
    review_problems.raise_if_stops()
    assert read is not None
    return Casework(found, read)


def open_casework_at(folder: Path) -> Casework:
    """The casework of the review in ``folder`` (``WORKSPACE/reviews/NAME``).

    Raises :class:`~scrutiny_lib.errors.ScrutinyError` for a folder that is not one of a review, with the reviews that
    are there.
    """
    folder = folder.resolve()
    if not (folder / "review.toml").is_file():
        raise ScrutinyError(_no_review(folder))
    return open_casework(folder.parent.parent, folder.name)


def _no_review(folder: Path) -> str:
    """What to say of a folder that is not one of a review: where reviews stand, and which are near by."""
    near = [place / "reviews" for place in (folder, *folder.parents)][:4]
    listed = (sorted(path.parent.name for path in place.glob("*/review.toml")) for place in near)
    names = next(filter(None, listed), [])
    there = f"Reviews there: {', '.join(names)}." if names else "scrutiny new makes one."
    return f"There is no review here. Give WORKSPACE/reviews/NAME. {there}"
