"""Step one: count everything that is known about one review, from case-level data, for the analyst's eyes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from ..audit.told import how_chosen, how_chosen_briefly
from ..errors import Problems
from ..findings import check_findings, status, write_findings
from ..intake.actions_file import read_actions
from ..intake.assumptions import LEAST_FOR_INTERVAL
from ..intake.findings_file import FindingsFile, read_findings
from ..intake.review import Review
from ..intake.workspace import Workspace
from ..lenses.practice import summarise_practice
from ..lenses.results import Design, slug
from ..loop import last_time, summarise_actions
from ..release import Identifiers
from ..release.mask import Masked
from ..release.quote_search import Said
from ..show.summary import in_the_report
from ..tables import COLUMNS, Tables, table
from ..terms import PROBABILITY_DESIGNS, RELIABILITY
from .anybody import Everybody, ids_of
from .casework import Casework
from .evidence import Evidence, read_evidence, summarise_evidence
from .plan import TRAINING
from .quarter_pages import compute_quarter_page
from .training import person_codes

_SHARES_IN_WORDS = "Shares are given in words, so that no child can be recognised."


@dataclass(frozen=True)
class Computed:
    """Everything counted about one review, the person's findings, and what the last search of a page looks for.

    ``quotes`` are the quotations as they were checked, ``children`` the cases looked at and ``frame`` those that could
    have been, ``families`` how many families stand behind the counts of these: restricted, for the gate alone.
    ``masked`` are the tables as readers of a profile may see them at most
    (:func:`~scrutiny_lib.release.mask.mask_tables`), ``seconds`` is how long the counting took.
    """

    tables: Tables
    file: FindingsFile | None
    worried: int
    identifiers: Identifiers
    problems: Problems
    quotes: pd.DataFrame = field(default_factory=pd.DataFrame)
    children: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id"]))
    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["case_id", "age_band"]))
    said: Said = field(default_factory=Said)
    families: pd.DataFrame = field(default_factory=lambda: table("sample_frame"))
    masked: Mapping[str, Masked] = field(default_factory=dict)
    seconds: float = 0.0


def compute(
    workspace: Workspace, name: str, review: Review | None, quarter: str, everybody: Everybody | None = None
) -> Computed:
    """Count one review, or one of the quarter's own pages where ``review`` is ``None``.

    ``everybody`` is what all pages of a run have in common; left out, it is read for this one.
    Raises :class:`~scrutiny_lib.errors.Refused` with every problem that stops the review; an unconfirmed *worried now*
    does not stop the counting, it stops the release.
    """
    everybody = everybody or Everybody(workspace)
    return beside(count(workspace, name, review, quarter, everybody), everybody.identifiers, everybody.said)


def beside(found: Computed, identifiers: Identifiers, said: Said) -> Computed:
    """What was counted, to be searched for what is known of everybody in the workspace."""
    return replace(found, identifiers=found.identifiers.with_ids_of(identifiers), said=said)


def count(workspace: Workspace, name: str, review: Review | None, quarter: str, everybody: Everybody) -> Computed:
    """:func:`compute` of one review by itself: without what is known of everybody else."""
    if review is None:
        year = everybody.trained(quarter) if name == TRAINING else None
        tables = compute_quarter_page(workspace, name, quarter, year).plain()
        return Computed(tables, None, 0, Identifiers(), Problems())
    work = Casework(workspace, review)
    evidence = read_evidence(work)
    file = read_findings(review.folder / "findings.toml") if (review.folder / "findings.toml").is_file() else None
    work.check_returned().raise_if_stops()
    work.replacement_problems.raise_if_stops()
    problems = Problems([*work.replacement_problems, *work.problems()])
    problems.extend(evidence.problems)
    problems.extend(file.problems if file else Problems())
    problems.extend(_future(file, date.today()) if file else Problems())
    Problems(problem for problem in problems.of("STOP") if problem.rule != "RISK").raise_if_stops()

    frames, told = _frames(work, evidence, file, everybody)
    results = frames["results"]
    if file is not None:
        check_findings(file, results, not_reported=_not_reported(frames["voice_codes"])).raise_if_stops()
    about = {**_about(work, file, frames), **told}
    tables = Tables(about).with_frames(None, **frames)
    if file is not None:
        written = write_findings(file, results, {**about, "as_at": None}, "working")
        tables = tables.with_frames(None, **written)
    return Computed(
        tables.plain(),
        file,
        work.risk.unconfirmed,
        _identifiers(work, evidence),
        problems,
        evidence.voices.quotes,
        work.drawn[["case_id"]],
        work.could_be_drawn.reindex(columns=["case_id", "age_band"]),
        families=work.families_in(),
    )


def _not_reported(codes: pd.DataFrame) -> set[str]:
    """The ids that results on codes would have, had two coders agreed on them well enough."""
    unsure = codes[codes["reliability"] == RELIABILITY[-1]]
    return {f"voice.{code}.{slug(kind)}" for code, kind in unsure[["code", "kind"]].itertuples(index=False)}


def _future(file: FindingsFile, today: date) -> Problems:
    """A decision that has not been taken yet is no decision."""
    problems = Problems()
    if any(day > today for day in file.decisions["on"]):
        fact = "A decision is dated after today."
        problems.add("D07", fact, "Correct its date; enter a decision when it has been taken.", file="findings.toml")
    return problems


def design_of(work: Casework, minimum: int) -> Design:
    """How the audited children were chosen, as the lenses need it."""
    return Design.of(work.sample, work.review.sample.design, minimum)


def _frames(
    work: Casework, evidence: Evidence, file: FindingsFile | None, everybody: Everybody
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    review, design = work.review, design_of(work, evidence.assumptions.interval_minimum)
    asked = [agency.id for agency in review.agencies]
    practice = summarise_practice(
        work.returns.table, work.agreed.table, work.template, design, asked, sample=work.drawn, unit=work.unit
    )
    frames, results, told = summarise_evidence(work, evidence, design, file, everybody.trained)
    tracker = work.workspace.root / "actions.csv"
    if tracker.is_file():
        actions, problems = read_actions(tracker)
        problems.raise_if_stops()
        frames["actions"], counted = summarise_actions(actions, review.quarter_ends)
        results.append(counted)
    rows = [practice, *results]
    filled = [rows_of.dropna(axis=1, how="all") for rows_of in rows if len(rows_of)]
    whole = {
        **frames,
        "quotes": _quotes(evidence),
        "lines": review.scope.lines,
        "results": table("results", pd.concat(filled, ignore_index=True)) if filled else table("results"),
        "sample_frame": work.compare_with_frame(),
        "agencies": _agencies(work),
    }
    return whole, told


def _quotes(evidence: Evidence) -> pd.DataFrame:
    """Every quotation for the analyst's own copy, each with its state; what others get, only the gate says."""
    chosen = evidence.voices.quotes
    rows = chosen.drop(columns="words").rename(columns={"finding": "finding_id", "to_print": "words"})
    return table("quotes", rows.reindex(columns=list(COLUMNS["quotes"])))


def _agencies(work: Casework) -> pd.DataFrame:
    """Each agency asked: about how many, how many it answered for and knew, and when its return was sent."""
    received, rows = work.returns.received, []
    for asked in work.review.agencies:
        mine = received[(received["agency"] == asked.id) & (received["state"] == "used")].to_dict("records")
        sent = max((str(row["sent_on"] or "") for row in mine), default="")  # one return for each part of the sample
        rows.append(
            {
                "agency": work.workspace.agencies[asked.id],
                "asked": len(work.drawn),
                "returned": sum(int(row["answered"]) for row in mine),
                "known": sum(int(row["known"]) for row in mine) if mine else None,
                "received_on": sent or None,
                "late": bool(sent) and sent > asked.due.isoformat(),
            }
        )
    return table("agencies", rows)


def _about(work: Casework, file: FindingsFile | None, frames: dict[str, pd.DataFrame]) -> dict[str, Any]:
    review, scope, workspace = work.review, work.review.scope, work.workspace
    state, line = status(file.decisions) if file else ("draft", "Draft: no findings are written yet.")
    frame_size, drawn = len(work.could_be_drawn), len(work.drawn)
    sizes = work.what_this_size_can_show()
    in_words = _how_sure(work, sizes, "in words")
    numbers = f"Numbers count others: all {frame_size:,}, practitioners or monthly figures."
    agencies = frames["agencies"]
    return {
        "review": review.name,
        "title": review.title,
        "kind": review.kind,
        "quarter": review.quarter[:7] + " " + review.quarter[8:],
        "area": workspace.area,
        "partnership": workspace.name,
        "contact": workspace.contact,
        "short_name": workspace.short_name,
        "invented": workspace.invented,
        "marking": workspace.marking,
        **_days(practice=review.practice, fieldwork=review.fieldwork),
        "reported": review.reported.isoformat() if review.reported else None,
        "as_at": review.as_at.isoformat(),
        "actions_to": review.quarter_ends.isoformat(),
        "question": scope.question,
        "why": scope.why,
        "scrutineer_comment": scope.scrutineer_comment or None,
        "design": review.sample.design,
        "children": drawn,
        "frame_size": frame_size,
        "unit": work.unit,
        "how_chosen": how_chosen(
            review.sample, work.sample.strata, drawn, frame_size, work.unit, facts=work.sample.about
        )
        + _left_out_and_replaced(work),
        "how_chosen_briefly": how_chosen_briefly(review.sample, drawn, frame_size, work.unit)
        + _left_out_and_replaced(work),
        "fewest_drawn": int(work.sample.strata["drawn"].min()) if review.sample.method == "equal" else None,
        "returned_by": _returned_by(work),
        "how_sure": _how_sure(work, sizes),
        "how_sure_in_words": in_words,
        "how_sure_briefly": _how_sure(work, sizes, "briefly"),
        "what_numbers_count": numbers if in_words.endswith(_SHARES_IN_WORDS) else None,
        "can_show": sizes,
        "status": state,
        "status_line": line,
        "agencies_asked": len(agencies),
        "agencies_returned": int((agencies["returned"] > 0).sum()),
        "template_edition": work.template.edition,
        "last_time": last_time(frames["actions"], review.quarter_ends) if "actions" in frames else None,
        "audience": "working",
        "profile": "working",
    }


def _returned_by(work: Casework) -> dict[str, str]:
    """The agency of each return by the fingerprint of its file; a file nobody can be named for is not among them."""
    names = work.agencies
    return {file.digest: names[file.agency] for file in work.returns.files if file.digest and file.agency in names}


def _left_out_and_replaced(work: Casework) -> str:
    """That some were left out before the draw or replaced after it; how many, only the certificate says."""
    said = [
        f" Before the draw some {work.unit} were left out ({exclusion['reason']}): nothing is said about them."
        for exclusion in work.exclusions
        if exclusion["children"]
    ]
    if len(work.replacement_log):
        said.append(f" Some of the {work.unit} drawn were replaced from the reserve, for reasons that are on record.")
    return "".join(said)


def _how_sure(work: Casework, sizes: list[str], told: str = "in full") -> str:
    """How many were looked at, how they were chosen, and what that can show, in a sentence or two.

    ``told`` is *in words* for readers who are given shares in words and no ranges, *briefly* for the briefing, which
    has no ranges either.
    """
    plan, drawn, whole, unit = work.review.sample, len(work.drawn), len(work.could_be_drawn), work.unit
    if not (work.returns.received["state"] == "used").any():
        return f"Nothing has come back yet about the {drawn} {unit} chosen, so nothing can be said about them."
    if plan.design not in PROBABILITY_DESIGNS:
        return sizes[0]
    if drawn < LEAST_FOR_INTERVAL:
        return f"We looked at {drawn:,} of {whole:,} {unit}, by chance: too few to say how often anything happens."
    said = f"We looked at {drawn:,} of {whole:,} {unit}, drawn by chance"
    if told == "in words":
        return f"{said}. {_SHARES_IN_WORDS}"
    if told == "briefly":
        return f"{said}. {in_the_report(whole)}"
    if plan.method == "equal" and plan.design == "stratified":
        groups = " and ".join(name.replace("_", " ") for name in plan.strata)
        return f"{said}, equally many by {groups}. What is said of all {whole:,} is weighted for that, as a range."
    likely = f"How often something is likely among all {whole:,} stands as a range where one can be given"
    return f"{said}. {likely}; answers of agencies and what people told us have none."


def _days(**periods: tuple[date, date]) -> dict[str, str]:
    return {
        f"{name}_{end}": day.isoformat()
        for name, days in periods.items()
        for end, day in zip(("from", "to"), days, strict=True)
    }


def _identifiers(work: Casework, evidence: Evidence) -> Identifiers:
    """Every id that came in, and every free text, for the last search of each page."""
    returns = work.returns.table
    own_words = returns.loc[returns["question"].isin(["life", "worried_step", *work.free_text]), "answer"]
    texts: Iterable[str] = [*own_words, *returns["shows"], *returns["where"]]
    children = evidence.voices.children
    for told in (evidence.practitioners.said, evidence.training.said):
        texts = [*texts, *(told.texts.words.values() if told else ())]
    said = children.texts.words.values() if children else ()
    people = ids_of(work) | person_codes(evidence.training)
    return Identifiers.collect(people, (text for text in texts if isinstance(text, str)), said)
